# unit tests of the store
STORE_TESTS = \
	tests/unit/test_store \
	tests/unit/test_store_file \
	tests/unit/test_store_forget \
	tests/unit/test_store_match \
	tests/unit/test_store_golden \
	tests/unit/test_store_query \
	tests/unit/test_store_read \
	tests/unit/test_store_salvage \
	tests/unit/test_store_snapshot \
	tests/unit/test_store_transaction \
	tests/unit/test_store_versions
UNIT_TESTS += $(STORE_TESTS)
store_fixture = tests/unit/store_fixture.c tests/unit/store_fixture.h
store_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
store_test_libs = libstore.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_store_SOURCES = tests/unit/test_store.c $(store_fixture)
tests_unit_test_store_CFLAGS = $(store_test_cflags)
tests_unit_test_store_LDADD = $(store_test_libs)

tests_unit_test_store_file_SOURCES = tests/unit/test_store_file.c $(store_fixture)
tests_unit_test_store_file_CFLAGS = $(store_test_cflags)
tests_unit_test_store_file_LDADD = $(store_test_libs)

tests_unit_test_store_match_SOURCES = tests/unit/test_store_match.c $(store_fixture)
tests_unit_test_store_match_CFLAGS = $(store_test_cflags)
tests_unit_test_store_match_LDADD = $(store_test_libs)

tests_unit_test_store_forget_SOURCES = tests/unit/test_store_forget.c $(store_fixture)
tests_unit_test_store_forget_CFLAGS = $(store_test_cflags)
tests_unit_test_store_forget_LDADD = $(store_test_libs)

tests_unit_test_store_golden_SOURCES = tests/unit/test_store_golden.c $(store_fixture)
tests_unit_test_store_golden_CFLAGS = $(store_test_cflags)
tests_unit_test_store_golden_LDADD = $(store_test_libs)

tests_unit_test_store_read_SOURCES = tests/unit/test_store_read.c $(store_fixture)
tests_unit_test_store_read_CFLAGS = $(store_test_cflags)
tests_unit_test_store_read_LDADD = $(store_test_libs)

tests_unit_test_store_query_SOURCES = tests/unit/test_store_query.c $(store_fixture)
tests_unit_test_store_query_CFLAGS = $(store_test_cflags)
tests_unit_test_store_query_LDADD = $(store_test_libs)

tests_unit_test_store_snapshot_SOURCES = tests/unit/test_store_snapshot.c $(store_fixture)
tests_unit_test_store_snapshot_CFLAGS = $(store_test_cflags)
tests_unit_test_store_snapshot_LDADD = $(store_test_libs)

tests_unit_test_store_salvage_SOURCES = tests/unit/test_store_salvage.c $(store_fixture)
tests_unit_test_store_salvage_CFLAGS = $(store_test_cflags)
tests_unit_test_store_salvage_LDADD = $(store_test_libs)

tests_unit_test_store_transaction_SOURCES = tests/unit/test_store_transaction.c $(store_fixture)
tests_unit_test_store_transaction_CFLAGS = $(store_test_cflags)
tests_unit_test_store_transaction_LDADD = $(store_test_libs)

tests_unit_test_store_versions_SOURCES = tests/unit/test_store_versions.c $(store_fixture)
tests_unit_test_store_versions_CFLAGS = $(store_test_cflags)
tests_unit_test_store_versions_LDADD = $(store_test_libs)
# stores of older versions, with the sandboxes they were in step with
EXTRA_DIST += tests/unit/store_fixtures/version_1.sql tests/unit/store_fixtures/version_1.sandbox_state \
	tests/unit/store_fixtures/version_2.sql tests/unit/store_fixtures/version_2.sandbox_state \
	tests/unit/store_fixtures/version_3.sql tests/unit/store_fixtures/version_3.sandbox_state

# sweeps over every step of the disk: only where faults can be injected
if FAULT_INJECTION
UNIT_TESTS += tests/unit/test_store_fault
endif
tests_unit_test_store_fault_SOURCES = tests/unit/test_store_fault.c $(store_fixture)
tests_unit_test_store_fault_CFLAGS = $(store_test_cflags)
tests_unit_test_store_fault_LDADD = $(store_test_libs)
