# sandbox/salesforce: all but the vendor's table is a library, for the unit tests.
noinst_LTLIBRARIES += libsandbox_salesforce.la
libsandbox_salesforce_la_SOURCES = \
	sandbox/salesforce/bulk_csv.c sandbox/salesforce/bulk_csv.h \
	sandbox/salesforce/bulk_ingest.c \
	sandbox/salesforce/bulk_job.c sandbox/salesforce/bulk_job.h \
	sandbox/salesforce/bulk_query.c \
	sandbox/salesforce/call.c sandbox/salesforce/call.h \
	sandbox/salesforce/control.c \
	sandbox/salesforce/custom_field.c sandbox/salesforce/custom_field.h \
	sandbox/salesforce/face.h \
	sandbox/salesforce/failure.c sandbox/salesforce/failure.h \
	sandbox/salesforce/fields.h \
	sandbox/salesforce/fields_account.c \
	sandbox/salesforce/fields_contact.c \
	sandbox/salesforce/fields_lead.c \
	sandbox/salesforce/fields_opportunity.c \
	sandbox/salesforce/fields_setup.c \
	sandbox/salesforce/handle.c \
	sandbox/salesforce/ids.c sandbox/salesforce/ids.h \
	sandbox/salesforce/index.c sandbox/salesforce/index.h \
	sandbox/salesforce/jwt.c sandbox/salesforce/jwt.h \
	sandbox/salesforce/lead_convert.c \
	sandbox/salesforce/lifecycle.c sandbox/salesforce/lifecycle.h \
	sandbox/salesforce/limits.c sandbox/salesforce/limits.h \
	sandbox/salesforce/model.h \
	sandbox/salesforce/oauth.c sandbox/salesforce/oauth.h \
	sandbox/salesforce/options.c sandbox/salesforce/options.h \
	sandbox/salesforce/org.c sandbox/salesforce/org.h \
	sandbox/salesforce/permission.c sandbox/salesforce/permission.h \
	sandbox/salesforce/picklists.c \
	sandbox/salesforce/record.h \
	sandbox/salesforce/resource_changes.c \
	sandbox/salesforce/resource_collection.c \
	sandbox/salesforce/resource_composite.c \
	sandbox/salesforce/resource_describe.c \
	sandbox/salesforce/resource_org.c \
	sandbox/salesforce/resource_query.c \
	sandbox/salesforce/resource_record.c \
	sandbox/salesforce/resource_tooling.c \
	sandbox/salesforce/resource_tree.c \
	sandbox/salesforce/resources.h \
	sandbox/salesforce/restore.c \
	sandbox/salesforce/routes.c \
	sandbox/salesforce/row.c \
	sandbox/salesforce/schema.c sandbox/salesforce/schema.h \
	sandbox/salesforce/seed.c \
	sandbox/salesforce/soql.h \
	sandbox/salesforce/soql_date.c \
	sandbox/salesforce/soql_error.c \
	sandbox/salesforce/soql_group.c sandbox/salesforce/soql_group.h \
	sandbox/salesforce/soql_lex.c sandbox/salesforce/soql_lex.h \
	sandbox/salesforce/soql_match.c \
	sandbox/salesforce/soql_parse.c \
	sandbox/salesforce/soql_resolve.c \
	sandbox/salesforce/soql_run.c \
	sandbox/salesforce/state.c \
	sandbox/salesforce/table.c \
	sandbox/salesforce/text.c sandbox/salesforce/text.h \
	sandbox/salesforce/undo.c sandbox/salesforce/undo.h \
	sandbox/salesforce/value.c sandbox/salesforce/value.h \
	sandbox/salesforce/write.h \
	sandbox/salesforce/write_check.c \
	sandbox/salesforce/write_complete.c \
	sandbox/salesforce/write_parse.c \
	sandbox/salesforce/write_save.c
libsandbox_salesforce_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) $(OPENSSL_CFLAGS) $(UTF8PROC_CFLAGS)
libsandbox_salesforce_la_LIBADD = $(OPENSSL_LIBS) $(UTF8PROC_LIBS) -lm

crmsync_sandbox_SOURCES += sandbox/salesforce/vendor.c
crmsync_sandbox_LDADD += libsandbox_salesforce.la libsandbox.la libcrmsync.la
EXTRA_DIST += sandbox/salesforce/README.md
