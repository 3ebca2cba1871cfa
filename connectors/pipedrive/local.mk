# connectors/pipedrive: a loadable module; its parts are a library so that tests can drive them in-process.
noinst_LTLIBRARIES += connectors/pipedrive/libpipedrive.la
connectors_pipedrive_libpipedrive_la_SOURCES = \
	connectors/pipedrive/associate.c \
	connectors/pipedrive/authorise.c \
	connectors/pipedrive/client.c \
	connectors/pipedrive/connector.c \
	connectors/pipedrive/contact_points.c \
	connectors/pipedrive/cost.c \
	connectors/pipedrive/describe.c \
	connectors/pipedrive/failure.c \
	connectors/pipedrive/fields.c \
	connectors/pipedrive/find.c \
	connectors/pipedrive/get.c \
	connectors/pipedrive/listing.c \
	connectors/pipedrive/owners.c \
	connectors/pipedrive/page_address.c \
	connectors/pipedrive/participants.c \
	connectors/pipedrive/pull.c \
	connectors/pipedrive/push.c \
	connectors/pipedrive/push_result.c \
	connectors/pipedrive/read_record.c \
	connectors/pipedrive/selection.c \
	connectors/pipedrive/setup.c \
	connectors/pipedrive/write_lists.c \
	connectors/pipedrive/write_piece.c \
	connectors/pipedrive/write_record.c \
	connectors/pipedrive/write_value.c \
	connectors/pipedrive/pipedrive.h
connectors_pipedrive_libpipedrive_la_LIBADD = libcrmsync.la

connector_LTLIBRARIES += connectors/pipedrive/pipedrive.la
connectors_pipedrive_pipedrive_la_SOURCES =
connectors_pipedrive_pipedrive_la_LIBADD = connectors/pipedrive/libpipedrive.la libcrmsync.la
connectors_pipedrive_pipedrive_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-export-symbols-regex '^crm_connector_entry$$'

nodist_mapping_DATA += connectors/pipedrive/pipedrive.yaml
connectors/pipedrive/pipedrive.yaml: connectors/pipedrive/mapping.yaml
	$(AM_V_GEN)$(MKDIR_P) connectors/pipedrive && cp $< $@
CLEANFILES += connectors/pipedrive/pipedrive.yaml
EXTRA_DIST += connectors/pipedrive/mapping.yaml connectors/pipedrive/README.md
