# connectors/salesforce: the parts as a library of their own, so that tests can reach them, and the module that is loaded.
noinst_LTLIBRARIES += connectors/salesforce/libsalesforce.la
connectors_salesforce_libsalesforce_la_SOURCES = \
	connectors/salesforce/account.c connectors/salesforce/account.h \
	connectors/salesforce/auth.c connectors/salesforce/auth.h \
	connectors/salesforce/bulk.c connectors/salesforce/bulk.h \
	connectors/salesforce/bulk_place.c connectors/salesforce/bulk_place.h \
	connectors/salesforce/bulk_results.c connectors/salesforce/bulk_results.h \
	connectors/salesforce/bulk_rows.c connectors/salesforce/bulk_rows.h \
	connectors/salesforce/batch_write.c connectors/salesforce/batch_write.h \
	connectors/salesforce/client.c connectors/salesforce/client.h \
	connectors/salesforce/connection.h \
	connectors/salesforce/contact_role.c connectors/salesforce/contact_role.h \
	connectors/salesforce/cost.c connectors/salesforce/cost.h \
	connectors/salesforce/cursor.c connectors/salesforce/cursor.h \
	connectors/salesforce/describe.c connectors/salesforce/describe.h \
	connectors/salesforce/failure.c connectors/salesforce/failure.h \
	connectors/salesforce/filter.c connectors/salesforce/filter.h \
	connectors/salesforce/find.c connectors/salesforce/get.c connectors/salesforce/lookup.h \
	connectors/salesforce/listing.c connectors/salesforce/listing.h \
	connectors/salesforce/open.c connectors/salesforce/open.h \
	connectors/salesforce/owner.c \
	connectors/salesforce/page_address.c \
	connectors/salesforce/pull.c connectors/salesforce/pull.h \
	connectors/salesforce/push.c connectors/salesforce/push.h \
	connectors/salesforce/query.c connectors/salesforce/query.h \
	connectors/salesforce/record.c connectors/salesforce/record.h \
	connectors/salesforce/schema.c connectors/salesforce/schema.h \
	connectors/salesforce/selection.c connectors/salesforce/selection.h \
	connectors/salesforce/setup.c connectors/salesforce/setup.h \
	connectors/salesforce/sobject.c connectors/salesforce/sobject.h \
	connectors/salesforce/soql.c connectors/salesforce/soql.h \
	connectors/salesforce/value.c connectors/salesforce/value.h \
	connectors/salesforce/write_outcome.c connectors/salesforce/write_outcome.h
connectors_salesforce_libsalesforce_la_LIBADD = libcrmsync.la $(CSV_LIBS)

connector_LTLIBRARIES += connectors/salesforce/salesforce.la
connectors_salesforce_salesforce_la_SOURCES = connectors/salesforce/entry.c
connectors_salesforce_salesforce_la_LIBADD = connectors/salesforce/libsalesforce.la libcrmsync.la
connectors_salesforce_salesforce_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-export-symbols-regex '^crm_connector_entry$$'

EXTRA_DIST += connectors/salesforce/mapping.yaml connectors/salesforce/README.md
nodist_mapping_DATA += connectors/salesforce/salesforce.yaml
CLEANFILES += connectors/salesforce/salesforce.yaml
connectors/salesforce/salesforce.yaml: connectors/salesforce/mapping.yaml
	$(AM_V_GEN)$(MKDIR_P) connectors/salesforce && cp $(srcdir)/connectors/salesforce/mapping.yaml $@
