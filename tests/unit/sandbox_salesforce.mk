# unit tests of the Salesforce twin
UNIT_TESTS += tests/unit/test_sandbox_salesforce \
	tests/unit/test_sandbox_salesforce_bulk \
	tests/unit/test_sandbox_salesforce_many \
	tests/unit/test_sandbox_salesforce_oauth \
	tests/unit/test_sandbox_salesforce_org \
	tests/unit/test_sandbox_soql

tests_unit_test_sandbox_salesforce_SOURCES = tests/unit/test_sandbox_salesforce.c tests/unit/run_suite.h \
	tests/unit/salesforce_org.c tests/unit/salesforce_org.h sandbox/salesforce/vendor.c
tests_unit_test_sandbox_salesforce_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_salesforce_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_salesforce_LDADD = libsandbox_salesforce.la libsandbox.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sandbox_salesforce_bulk_SOURCES = tests/unit/test_sandbox_salesforce_bulk.c tests/unit/run_suite.h \
	tests/unit/salesforce_org.c tests/unit/salesforce_org.h sandbox/salesforce/vendor.c
tests_unit_test_sandbox_salesforce_bulk_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_salesforce_bulk_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_salesforce_bulk_LDADD = libsandbox_salesforce.la libsandbox.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sandbox_salesforce_many_SOURCES = tests/unit/test_sandbox_salesforce_many.c tests/unit/run_suite.h \
	tests/unit/salesforce_org.c tests/unit/salesforce_org.h sandbox/salesforce/vendor.c
tests_unit_test_sandbox_salesforce_many_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_salesforce_many_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_salesforce_many_LDADD = libsandbox_salesforce.la libsandbox.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sandbox_salesforce_oauth_SOURCES = tests/unit/test_sandbox_salesforce_oauth.c tests/unit/run_suite.h \
	tests/unit/salesforce_org.c tests/unit/salesforce_org.h sandbox/salesforce/vendor.c
tests_unit_test_sandbox_salesforce_oauth_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_salesforce_oauth_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(OPENSSL_CFLAGS)
tests_unit_test_sandbox_salesforce_oauth_LDADD = libsandbox_salesforce.la libsandbox.la libcrmsync.la $(OPENSSL_LIBS) $(CHECK_LIBS)

tests_unit_test_sandbox_salesforce_org_SOURCES = tests/unit/test_sandbox_salesforce_org.c tests/unit/run_suite.h \
	tests/unit/salesforce_org.c tests/unit/salesforce_org.h sandbox/salesforce/vendor.c
tests_unit_test_sandbox_salesforce_org_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_salesforce_org_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_salesforce_org_LDADD = libsandbox_salesforce.la libsandbox.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sandbox_soql_SOURCES = tests/unit/test_sandbox_soql.c tests/unit/run_suite.h \
	tests/unit/salesforce_org.c tests/unit/salesforce_org.h sandbox/salesforce/vendor.c
tests_unit_test_sandbox_soql_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_soql_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_soql_LDADD = libsandbox_salesforce.la libsandbox.la libcrmsync.la $(CHECK_LIBS)
