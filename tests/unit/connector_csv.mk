# unit tests of the CSV connector
UNIT_TESTS += tests/unit/test_connector_csv_read tests/unit/test_connector_csv_folder tests/unit/test_connector_csv_fuzz
csv_folder_test_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/connectors/csv
csv_folder_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
csv_folder_test_libs = connectors/csv/libcsvfolder.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_connector_csv_read_SOURCES = tests/unit/test_connector_csv_read.c tests/unit/run_suite.h
tests_unit_test_connector_csv_read_CPPFLAGS = $(csv_folder_test_cppflags)
tests_unit_test_connector_csv_read_CFLAGS = $(csv_folder_test_cflags)
tests_unit_test_connector_csv_read_LDADD = $(csv_folder_test_libs)

tests_unit_test_connector_csv_folder_SOURCES = tests/unit/test_connector_csv_folder.c tests/unit/run_suite.h
tests_unit_test_connector_csv_folder_CPPFLAGS = $(csv_folder_test_cppflags)
tests_unit_test_connector_csv_folder_CFLAGS = $(csv_folder_test_cflags)
tests_unit_test_connector_csv_folder_LDADD = $(csv_folder_test_libs)

tests_unit_test_connector_csv_fuzz_SOURCES = tests/unit/test_connector_csv_fuzz.c tests/fuzz/fuzz_csv_folder.c \
	tests/unit/run_suite.h
tests_unit_test_connector_csv_fuzz_CPPFLAGS = $(csv_folder_test_cppflags)
tests_unit_test_connector_csv_fuzz_CFLAGS = $(csv_folder_test_cflags)
tests_unit_test_connector_csv_fuzz_LDADD = $(csv_folder_test_libs)

# Each allocation fails in turn.
if FAULT_INJECTION
UNIT_TESTS += tests/unit/test_connector_csv_memory
endif
tests_unit_test_connector_csv_memory_SOURCES = tests/unit/test_connector_csv_memory.c tests/unit/run_suite.h
tests_unit_test_connector_csv_memory_CPPFLAGS = $(csv_folder_test_cppflags)
tests_unit_test_connector_csv_memory_CFLAGS = $(csv_folder_test_cflags)
tests_unit_test_connector_csv_memory_LDADD = $(csv_folder_test_libs)
