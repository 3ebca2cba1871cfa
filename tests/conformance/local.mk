# One suite for every connector: session speaks to a module, test_conformance.py has the cases and what each vendor needs for them.
check_PROGRAMS += tests/conformance/session
tests_conformance_session_SOURCES = tests/conformance/session.c
tests_conformance_session_LDADD = libcrmsync.la

conformance_tests = tests/conformance/test_conformance.py
SCRIPT_TESTS += $(conformance_tests)
EXTRA_DIST += $(conformance_tests) tests/conformance/cases.py tests/conformance/subjects.py
