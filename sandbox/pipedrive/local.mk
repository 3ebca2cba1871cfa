# Pipedrive's face; its unit test builds the same sources
PIPEDRIVE_FACE_SOURCES = \
	sandbox/pipedrive/access.c \
	sandbox/pipedrive/answer.c \
	sandbox/pipedrive/check.c \
	sandbox/pipedrive/check_custom.c \
	sandbox/pipedrive/control.c \
	sandbox/pipedrive/face.c \
	sandbox/pipedrive/fields.c \
	sandbox/pipedrive/fields_v1.c \
	sandbox/pipedrive/fields_v2.c \
	sandbox/pipedrive/limits.c \
	sandbox/pipedrive/list.c \
	sandbox/pipedrive/merge.c \
	sandbox/pipedrive/options.c \
	sandbox/pipedrive/participants.c \
	sandbox/pipedrive/pipedrive.h \
	sandbox/pipedrive/pipelines.c \
	sandbox/pipedrive/query.c \
	sandbox/pipedrive/records.c \
	sandbox/pipedrive/render.c \
	sandbox/pipedrive/restore.c \
	sandbox/pipedrive/route.c \
	sandbox/pipedrive/saved_filter.c \
	sandbox/pipedrive/schema.c \
	sandbox/pipedrive/search.c \
	sandbox/pipedrive/search_index.c \
	sandbox/pipedrive/search_index.h \
	sandbox/pipedrive/seed.c \
	sandbox/pipedrive/state.c \
	sandbox/pipedrive/terms.c \
	sandbox/pipedrive/text.c \
	sandbox/pipedrive/users.c \
	sandbox/pipedrive/v1_shapes.c \
	sandbox/pipedrive/write.c
crmsync_sandbox_SOURCES += $(PIPEDRIVE_FACE_SOURCES)
EXTRA_DIST += sandbox/pipedrive/README.md
