# unit tests of the sandbox's HubSpot face
UNIT_TESTS += tests/unit/test_sandbox_hubspot
tests_unit_test_sandbox_hubspot_SOURCES = tests/unit/test_sandbox_hubspot.c tests/unit/run_suite.h \
	$(sandbox_hubspot_files)
tests_unit_test_sandbox_hubspot_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_hubspot_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_hubspot_LDADD = libsandbox.la libcrmsync.la $(CHECK_LIBS)
