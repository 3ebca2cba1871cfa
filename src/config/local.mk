# config: YAML to checked settings
noinst_LTLIBRARIES += libconfig.la
libconfig_la_SOURCES = \
	src/config/binding.h \
	src/config/check_bindings.c \
	src/config/check_fields.c \
	src/config/check_match.c \
	src/config/compose.c \
	src/config/draft.c \
	src/config/files.c \
	src/config/load.h \
	src/config/mapping_hash.c \
	src/config/match_model.c \
	src/config/match_model.h \
	src/config/mistakes.c \
	src/config/mistakes.h \
	src/config/parse.h \
	src/config/read_binding.c \
	src/config/read_mapping.c \
	src/config/read_objects.c \
	src/config/read_settings.c \
	src/config/read_systems.c \
	src/config/scalar.c \
	src/config/scalar.h \
	src/config/schema.c \
	src/config/schema.h \
	src/config/secret.c \
	src/config/secret.h \
	src/config/secret_command.c \
	src/config/secret_file.c \
	src/config/settings.c \
	src/config/settings.h \
	src/config/suggest.c \
	src/config/suggest.h \
	src/config/template.c \
	src/config/trained_model.c \
	src/config/trained_model.h \
	src/config/tree.c \
	src/config/tree.h \
	src/config/tree_text.c \
	src/config/words.c
libconfig_la_CFLAGS = $(AM_CFLAGS) $(YAML_CFLAGS) $(UTF8PROC_CFLAGS)
libconfig_la_LIBADD = libcrmsync.la $(YAML_LIBS) $(UTF8PROC_LIBS)

dist_man_MANS += man/crmsync.yaml.5
dist_doc_DATA += docs/configuration.md
