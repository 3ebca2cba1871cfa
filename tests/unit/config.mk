# unit tests of config
CONFIG_TESTS = \
	tests/unit/test_config_defaults \
	tests/unit/test_config_memory \
	tests/unit/test_config_mistakes \
	tests/unit/test_config_published \
	tests/unit/test_config_scalar \
	tests/unit/test_config_secret \
	tests/unit/test_config_tree
UNIT_TESTS += $(CONFIG_TESTS)

CONFIG_FIXTURE = tests/unit/config_fixture.c tests/unit/config_fixture.h
CONFIG_TEST_CPPFLAGS = $(AM_CPPFLAGS) -DCRM_TEST_SRCDIR='"$(abs_top_srcdir)"'
CONFIG_TEST_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
CONFIG_TEST_LIBS = libconfig.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_config_defaults_SOURCES = tests/unit/test_config_defaults.c $(CONFIG_FIXTURE)
tests_unit_test_config_defaults_CPPFLAGS = $(CONFIG_TEST_CPPFLAGS)
tests_unit_test_config_defaults_CFLAGS = $(CONFIG_TEST_CFLAGS)
tests_unit_test_config_defaults_LDADD = $(CONFIG_TEST_LIBS)

tests_unit_test_config_memory_SOURCES = tests/unit/test_config_memory.c tests/fuzz/fuzz_config.c $(CONFIG_FIXTURE)
tests_unit_test_config_memory_CPPFLAGS = $(CONFIG_TEST_CPPFLAGS)
tests_unit_test_config_memory_CFLAGS = $(CONFIG_TEST_CFLAGS)
tests_unit_test_config_memory_LDADD = $(CONFIG_TEST_LIBS)

tests_unit_test_config_mistakes_SOURCES = tests/unit/test_config_mistakes.c $(CONFIG_FIXTURE)
tests_unit_test_config_mistakes_CPPFLAGS = $(CONFIG_TEST_CPPFLAGS)
tests_unit_test_config_mistakes_CFLAGS = $(CONFIG_TEST_CFLAGS)
tests_unit_test_config_mistakes_LDADD = $(CONFIG_TEST_LIBS)

tests_unit_test_config_published_SOURCES = tests/unit/test_config_published.c $(CONFIG_FIXTURE)
tests_unit_test_config_published_CPPFLAGS = $(CONFIG_TEST_CPPFLAGS)
tests_unit_test_config_published_CFLAGS = $(CONFIG_TEST_CFLAGS)
tests_unit_test_config_published_LDADD = $(CONFIG_TEST_LIBS)

tests_unit_test_config_scalar_SOURCES = tests/unit/test_config_scalar.c $(CONFIG_FIXTURE)
tests_unit_test_config_scalar_CPPFLAGS = $(CONFIG_TEST_CPPFLAGS)
tests_unit_test_config_scalar_CFLAGS = $(CONFIG_TEST_CFLAGS)
tests_unit_test_config_scalar_LDADD = $(CONFIG_TEST_LIBS)

tests_unit_test_config_secret_SOURCES = tests/unit/test_config_secret.c $(CONFIG_FIXTURE)
tests_unit_test_config_secret_CPPFLAGS = $(CONFIG_TEST_CPPFLAGS)
tests_unit_test_config_secret_CFLAGS = $(CONFIG_TEST_CFLAGS)
tests_unit_test_config_secret_LDADD = $(CONFIG_TEST_LIBS)

tests_unit_test_config_tree_SOURCES = tests/unit/test_config_tree.c $(CONFIG_FIXTURE)
tests_unit_test_config_tree_CPPFLAGS = $(CONFIG_TEST_CPPFLAGS)
tests_unit_test_config_tree_CFLAGS = $(CONFIG_TEST_CFLAGS)
tests_unit_test_config_tree_LDADD = $(CONFIG_TEST_LIBS)

SCRIPT_TESTS += tests/unit/config_units
EXTRA_DIST += tests/unit/config_units
