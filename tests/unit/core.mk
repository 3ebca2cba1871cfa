# unit tests of core
UNIT_TESTS += tests/unit/test_core_merge tests/unit/test_core_merge_sets tests/unit/test_core_merge_table
core_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
core_test_libs = libcore.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_core_merge_SOURCES = tests/unit/test_core_merge.c tests/unit/run_suite.h
tests_unit_test_core_merge_CFLAGS = $(core_test_cflags)
tests_unit_test_core_merge_LDADD = $(core_test_libs)

tests_unit_test_core_merge_sets_SOURCES = tests/unit/test_core_merge_sets.c tests/unit/run_suite.h
tests_unit_test_core_merge_sets_CFLAGS = $(core_test_cflags)
tests_unit_test_core_merge_sets_LDADD = $(core_test_libs)

tests_unit_test_core_merge_table_SOURCES = tests/unit/test_core_merge_table.c tests/unit/merge_oracle.c \
	tests/unit/merge_oracle.h tests/unit/run_suite.h
tests_unit_test_core_merge_table_CFLAGS = $(core_test_cflags)
tests_unit_test_core_merge_table_LDADD = $(core_test_libs)
