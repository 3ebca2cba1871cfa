# unit tests of the Pipedrive connector
UNIT_TESTS += tests/unit/test_connector_pipedrive tests/unit/test_connector_pipedrive_read \
	tests/unit/test_connector_pipedrive_write tests/unit/test_connector_pipedrive_fuzz \
	tests/unit/test_connector_pipedrive_values
pipedrive_test_fixture = tests/unit/pipedrive_fixture.c tests/unit/pipedrive_fixture.h tests/unit/raw_server.c \
	tests/unit/raw_server.h tests/unit/run_suite.h
pipedrive_test_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/connectors/pipedrive
pipedrive_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
pipedrive_test_libs = connectors/pipedrive/libpipedrive.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_connector_pipedrive_SOURCES = tests/unit/test_connector_pipedrive.c $(pipedrive_test_fixture)
tests_unit_test_connector_pipedrive_CPPFLAGS = $(pipedrive_test_cppflags)
tests_unit_test_connector_pipedrive_CFLAGS = $(pipedrive_test_cflags)
tests_unit_test_connector_pipedrive_LDADD = $(pipedrive_test_libs)

tests_unit_test_connector_pipedrive_read_SOURCES = tests/unit/test_connector_pipedrive_read.c $(pipedrive_test_fixture)
tests_unit_test_connector_pipedrive_read_CPPFLAGS = $(pipedrive_test_cppflags)
tests_unit_test_connector_pipedrive_read_CFLAGS = $(pipedrive_test_cflags)
tests_unit_test_connector_pipedrive_read_LDADD = $(pipedrive_test_libs)

tests_unit_test_connector_pipedrive_write_SOURCES = tests/unit/test_connector_pipedrive_write.c \
	$(pipedrive_test_fixture)
tests_unit_test_connector_pipedrive_write_CPPFLAGS = $(pipedrive_test_cppflags)
tests_unit_test_connector_pipedrive_write_CFLAGS = $(pipedrive_test_cflags)
tests_unit_test_connector_pipedrive_write_LDADD = $(pipedrive_test_libs)

tests_unit_test_connector_pipedrive_fuzz_SOURCES = tests/unit/test_connector_pipedrive_fuzz.c \
	tests/fuzz/fuzz_pipedrive_page.c tests/unit/run_suite.h
tests_unit_test_connector_pipedrive_fuzz_CPPFLAGS = $(pipedrive_test_cppflags)
tests_unit_test_connector_pipedrive_fuzz_CFLAGS = $(pipedrive_test_cflags)
tests_unit_test_connector_pipedrive_fuzz_LDADD = $(pipedrive_test_libs)

# Values go to the sandbox and come back equal.
tests_unit_test_connector_pipedrive_values_SOURCES = tests/unit/test_connector_pipedrive_values.c \
	$(pipedrive_test_fixture)
tests_unit_test_connector_pipedrive_values_CPPFLAGS = $(pipedrive_test_cppflags)
tests_unit_test_connector_pipedrive_values_CFLAGS = $(pipedrive_test_cflags)
tests_unit_test_connector_pipedrive_values_LDADD = $(pipedrive_test_libs)
EXTRA_tests_unit_test_connector_pipedrive_values_DEPENDENCIES = crmsync-sandbox$(EXEEXT)
