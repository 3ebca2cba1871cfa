# unit tests of sandbox
UNIT_TESTS += tests/unit/test_sandbox_cmdline \
	tests/unit/test_sandbox_crowd \
	tests/unit/test_sandbox_face \
	tests/unit/test_sandbox_fault \
	tests/unit/test_sandbox_history \
	tests/unit/test_sandbox_page_edit \
	tests/unit/test_sandbox_seed \
	tests/unit/test_sandbox_twin

tests_unit_test_sandbox_cmdline_SOURCES = tests/unit/test_sandbox_cmdline.c tests/unit/run_suite.h
tests_unit_test_sandbox_cmdline_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_cmdline_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_cmdline_LDADD = libsandbox.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sandbox_crowd_SOURCES = tests/unit/test_sandbox_crowd.c tests/unit/run_suite.h
tests_unit_test_sandbox_crowd_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_crowd_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_crowd_LDADD = libsandbox.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sandbox_face_SOURCES = tests/unit/test_sandbox_face.c tests/unit/run_suite.h \
	tests/unit/sandbox_fake.c tests/unit/sandbox_fake.h
tests_unit_test_sandbox_face_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_face_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_face_LDADD = libsandbox.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sandbox_fault_SOURCES = tests/unit/test_sandbox_fault.c tests/unit/run_suite.h
tests_unit_test_sandbox_fault_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_fault_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_fault_LDADD = libsandbox.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sandbox_history_SOURCES = tests/unit/test_sandbox_history.c tests/unit/run_suite.h
tests_unit_test_sandbox_history_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_history_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_history_LDADD = libsandbox.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sandbox_page_edit_SOURCES = tests/unit/test_sandbox_page_edit.c tests/unit/run_suite.h
tests_unit_test_sandbox_page_edit_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_page_edit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_page_edit_LDADD = libsandbox.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sandbox_seed_SOURCES = tests/unit/test_sandbox_seed.c tests/unit/run_suite.h \
	tests/unit/sandbox_fake.c tests/unit/sandbox_fake.h
tests_unit_test_sandbox_seed_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_seed_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_seed_LDADD = libsandbox.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sandbox_twin_SOURCES = tests/unit/test_sandbox_twin.c tests/unit/run_suite.h \
	tests/unit/sandbox_fake.c tests/unit/sandbox_fake.h
tests_unit_test_sandbox_twin_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_unit_test_sandbox_twin_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_sandbox_twin_LDADD = libsandbox.la libcrmsync.la $(CHECK_LIBS)

SCRIPT_TESTS += tests/unit/test_sandbox_server.sh
EXTRA_DIST += tests/unit/test_sandbox_server.sh
tests/unit/test_sandbox_server.log: crmsync-sandbox
