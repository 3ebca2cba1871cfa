# unit tests of cli and report
UNIT_TESTS += tests/unit/test_cli_arguments tests/unit/test_report_text

tests_unit_test_cli_arguments_SOURCES = tests/unit/test_cli_arguments.c src/cli/arguments.c src/cli/exit_code.c
tests_unit_test_cli_arguments_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_cli_arguments_LDADD = libconfig.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_report_text_SOURCES = tests/unit/test_report_text.c
tests_unit_test_report_text_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_report_text_LDADD = libreport.la libsync.la libstore.la libcore.la libconfig.la libcrmsync.la $(UTF8PROC_LIBS) $(CHECK_LIBS)
# libcore has C++ parts, so this is linked as C++.
nodist_EXTRA_tests_unit_test_report_text_SOURCES = dummy.cxx
