# unit tests of the sandbox's Pipedrive face
UNIT_TESTS += tests/unit/test_sandbox_pipedrive
tests_unit_test_sandbox_pipedrive_SOURCES = \
	tests/unit/test_sandbox_pipedrive.c \
	tests/unit/run_suite.h \
	$(PIPEDRIVE_FACE_SOURCES)
tests_unit_test_sandbox_pipedrive_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_unit_test_sandbox_pipedrive_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_pipedrive_LDADD = libsandbox.la libcrmsync.la $(CHECK_LIBS)
