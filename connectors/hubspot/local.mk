# connectors/hubspot: a loadable module; its parts are a library so that tests can drive them in-process.
noinst_LTLIBRARIES += connectors/hubspot/libhubspot.la
connectors_hubspot_libhubspot_la_SOURCES = \
	connectors/hubspot/account.c \
	connectors/hubspot/associations.c \
	connectors/hubspot/batch_read.c \
	connectors/hubspot/call.c \
	connectors/hubspot/cost.c \
	connectors/hubspot/describe.c \
	connectors/hubspot/entry.c \
	connectors/hubspot/errors.c \
	connectors/hubspot/find.c \
	connectors/hubspot/get.c \
	connectors/hubspot/hubspot.h \
	connectors/hubspot/page_address.c \
	connectors/hubspot/paths.c \
	connectors/hubspot/pull.c \
	connectors/hubspot/pull_people.c \
	connectors/hubspot/push.c \
	connectors/hubspot/push.h \
	connectors/hubspot/push_consent.c \
	connectors/hubspot/push_links.c \
	connectors/hubspot/push_match.c \
	connectors/hubspot/push_queue.c \
	connectors/hubspot/push_records.c \
	connectors/hubspot/push_result.c \
	connectors/hubspot/push_stage.c \
	connectors/hubspot/record.c \
	connectors/hubspot/search.c \
	connectors/hubspot/setup.c \
	connectors/hubspot/token.c \
	connectors/hubspot/types.c \
	connectors/hubspot/values.c
connectors_hubspot_libhubspot_la_LIBADD = libcrmsync.la

connector_LTLIBRARIES += connectors/hubspot/hubspot.la
connectors_hubspot_hubspot_la_SOURCES =
connectors_hubspot_hubspot_la_LIBADD = connectors/hubspot/libhubspot.la libcrmsync.la
connectors_hubspot_hubspot_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-export-symbols-regex '^crm_connector_entry$$'

nodist_mapping_DATA += connectors/hubspot/hubspot.yaml
CLEANFILES += connectors/hubspot/hubspot.yaml
connectors/hubspot/hubspot.yaml: connectors/hubspot/mapping.yaml
	$(AM_V_GEN)$(MKDIR_P) connectors/hubspot && cp $< $@
EXTRA_DIST += connectors/hubspot/mapping.yaml connectors/hubspot/README.md
