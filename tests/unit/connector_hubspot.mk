# unit tests of the HubSpot connector
UNIT_TESTS += tests/unit/test_connector_hubspot tests/unit/test_connector_hubspot_pull \
	tests/unit/test_connector_hubspot_push tests/unit/test_connector_hubspot_fuzz
connector_hubspot_fixture = tests/unit/hubspot_fixture.c tests/unit/hubspot_fixture.h tests/unit/raw_server.c \
	tests/unit/raw_server.h tests/unit/run_suite.h

tests_unit_test_connector_hubspot_SOURCES = tests/unit/test_connector_hubspot.c $(connector_hubspot_fixture)
tests_unit_test_connector_hubspot_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/connectors/hubspot
tests_unit_test_connector_hubspot_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_connector_hubspot_LDADD = connectors/hubspot/libhubspot.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_connector_hubspot_pull_SOURCES = tests/unit/test_connector_hubspot_pull.c $(connector_hubspot_fixture)
tests_unit_test_connector_hubspot_pull_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/connectors/hubspot
tests_unit_test_connector_hubspot_pull_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_connector_hubspot_pull_LDADD = connectors/hubspot/libhubspot.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_connector_hubspot_push_SOURCES = tests/unit/test_connector_hubspot_push.c $(connector_hubspot_fixture)
tests_unit_test_connector_hubspot_push_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/connectors/hubspot
tests_unit_test_connector_hubspot_push_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_connector_hubspot_push_LDADD = connectors/hubspot/libhubspot.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_connector_hubspot_fuzz_SOURCES = tests/unit/test_connector_hubspot_fuzz.c tests/unit/run_suite.h
tests_unit_test_connector_hubspot_fuzz_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/connectors/hubspot
tests_unit_test_connector_hubspot_fuzz_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_connector_hubspot_fuzz_LDADD = connectors/hubspot/libhubspot.la libcrmsync.la $(CHECK_LIBS)
