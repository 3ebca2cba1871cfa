# unit tests of the Salesforce connector
UNIT_TESTS += tests/unit/test_connector_salesforce tests/unit/test_connector_salesforce_bulk tests/unit/test_connector_salesforce_read \
	tests/unit/test_connector_salesforce_write tests/unit/test_connector_salesforce_parts \
	tests/unit/test_connector_salesforce_fuzz
salesforce_test_fixture = tests/unit/salesforce_fixture.c tests/unit/salesforce_fixture.h tests/unit/run_suite.h
salesforce_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS) $(MICROHTTPD_CFLAGS)
salesforce_test_libs = connectors/salesforce/libsalesforce.la libcrmsync.la $(CHECK_LIBS) $(MICROHTTPD_LIBS)

tests_unit_test_connector_salesforce_SOURCES = tests/unit/test_connector_salesforce.c $(salesforce_test_fixture)
tests_unit_test_connector_salesforce_CFLAGS = $(salesforce_test_cflags) $(OPENSSL_CFLAGS)
tests_unit_test_connector_salesforce_LDADD = $(salesforce_test_libs) $(OPENSSL_LIBS)

tests_unit_test_connector_salesforce_bulk_SOURCES = tests/unit/test_connector_salesforce_bulk.c $(salesforce_test_fixture)
tests_unit_test_connector_salesforce_bulk_CFLAGS = $(salesforce_test_cflags)
tests_unit_test_connector_salesforce_bulk_LDADD = $(salesforce_test_libs)

tests_unit_test_connector_salesforce_read_SOURCES = tests/unit/test_connector_salesforce_read.c $(salesforce_test_fixture)
tests_unit_test_connector_salesforce_read_CFLAGS = $(salesforce_test_cflags)
tests_unit_test_connector_salesforce_read_LDADD = $(salesforce_test_libs)

tests_unit_test_connector_salesforce_write_SOURCES = tests/unit/test_connector_salesforce_write.c \
	$(salesforce_test_fixture)
tests_unit_test_connector_salesforce_write_CFLAGS = $(salesforce_test_cflags)
tests_unit_test_connector_salesforce_write_LDADD = $(salesforce_test_libs)

tests_unit_test_connector_salesforce_parts_SOURCES = tests/unit/test_connector_salesforce_parts.c tests/unit/run_suite.h
tests_unit_test_connector_salesforce_parts_CFLAGS = $(salesforce_test_cflags)
tests_unit_test_connector_salesforce_parts_LDADD = $(salesforce_test_libs)

tests_unit_test_connector_salesforce_fuzz_SOURCES = tests/unit/test_connector_salesforce_fuzz.c \
	tests/fuzz/fuzz_salesforce_page.c tests/unit/run_suite.h
tests_unit_test_connector_salesforce_fuzz_CFLAGS = $(salesforce_test_cflags)
tests_unit_test_connector_salesforce_fuzz_LDADD = $(salesforce_test_libs)

if FAULT_INJECTION
UNIT_TESTS += tests/unit/test_connector_salesforce_memory
endif
tests_unit_test_connector_salesforce_memory_SOURCES = tests/unit/test_connector_salesforce_memory.c \
	$(salesforce_test_fixture)
tests_unit_test_connector_salesforce_memory_CFLAGS = $(salesforce_test_cflags)
tests_unit_test_connector_salesforce_memory_LDADD = $(salesforce_test_libs)
