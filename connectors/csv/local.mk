# connectors/csv: a loadable module; its parts are a library so that tests can drive them in-process.
noinst_LTLIBRARIES += connectors/csv/libcsvfolder.la
connectors_csv_libcsvfolder_la_SOURCES = \
	connectors/csv/columns.c \
	connectors/csv/csv_connector.h \
	connectors/csv/describe.c \
	connectors/csv/dialect.c \
	connectors/csv/encoding.c \
	connectors/csv/entry.c \
	connectors/csv/file.c \
	connectors/csv/find.c \
	connectors/csv/identity.c \
	connectors/csv/pull.c \
	connectors/csv/push.c \
	connectors/csv/record.c \
	connectors/csv/rejected.c \
	connectors/csv/rows.c \
	connectors/csv/setup.c \
	connectors/csv/style.c \
	connectors/csv/table.c \
	connectors/csv/write_table.c
connectors_csv_libcsvfolder_la_LIBADD = libcrmsync.la $(CSV_LIBS)

connector_LTLIBRARIES += connectors/csv/csv.la
connectors_csv_csv_la_SOURCES =
connectors_csv_csv_la_LIBADD = connectors/csv/libcsvfolder.la libcrmsync.la
connectors_csv_csv_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-export-symbols-regex '^crm_connector_entry$$'

nodist_mapping_DATA += connectors/csv/csv.yaml
connectors/csv/csv.yaml: connectors/csv/mapping.yaml
	$(AM_V_GEN)$(MKDIR_P) connectors/csv && cp $< $@
CLEANFILES += connectors/csv/csv.yaml
EXTRA_DIST += connectors/csv/mapping.yaml connectors/csv/README.md
