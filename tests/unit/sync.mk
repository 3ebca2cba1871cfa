# unit tests of sync
SYNC_TESTS = \
	tests/unit/test_sync_departures \
	tests/unit/test_sync_explain \
	tests/unit/test_sync_files \
	tests/unit/test_sync_forget \
	tests/unit/test_sync_gates \
	tests/unit/test_sync_late_verify \
	tests/unit/test_sync_lost_write \
	tests/unit/test_sync_match \
	tests/unit/test_sync_namesake \
	tests/unit/test_sync_plan \
	tests/unit/test_sync_recover \
	tests/unit/test_sync_retry \
	tests/unit/test_sync_story \
	tests/unit/test_sync_translate
UNIT_TESTS += $(SYNC_TESTS)
sync_fixture = tests/unit/sync_fixture.c tests/unit/sync_fixture.h
sync_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
sync_test_libs = libsync.la libstore.la libcore.la libconfig.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sync_departures_SOURCES = tests/unit/test_sync_departures.c $(sync_fixture)
tests_unit_test_sync_departures_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_departures_LDADD = $(sync_test_libs)

tests_unit_test_sync_explain_SOURCES = tests/unit/test_sync_explain.c $(sync_fixture)
tests_unit_test_sync_explain_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_explain_LDADD = $(sync_test_libs)

tests_unit_test_sync_files_SOURCES = tests/unit/test_sync_files.c $(sync_fixture)
tests_unit_test_sync_files_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_files_LDADD = $(sync_test_libs)

tests_unit_test_sync_forget_SOURCES = tests/unit/test_sync_forget.c $(sync_fixture)
tests_unit_test_sync_forget_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_forget_LDADD = $(sync_test_libs)

tests_unit_test_sync_gates_SOURCES = tests/unit/test_sync_gates.c $(sync_fixture)
tests_unit_test_sync_gates_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_gates_LDADD = $(sync_test_libs)

tests_unit_test_sync_late_verify_SOURCES = tests/unit/test_sync_late_verify.c $(sync_fixture)
tests_unit_test_sync_late_verify_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_late_verify_LDADD = $(sync_test_libs)
tests_unit_test_sync_lost_write_SOURCES = tests/unit/test_sync_lost_write.c $(sync_fixture)
tests_unit_test_sync_lost_write_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_lost_write_LDADD = $(sync_test_libs)

tests_unit_test_sync_match_SOURCES = tests/unit/test_sync_match.c $(sync_fixture)
tests_unit_test_sync_match_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_match_LDADD = $(sync_test_libs)

tests_unit_test_sync_namesake_SOURCES = tests/unit/test_sync_namesake.c $(sync_fixture)
tests_unit_test_sync_namesake_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_namesake_LDADD = $(sync_test_libs)

tests_unit_test_sync_plan_SOURCES = tests/unit/test_sync_plan.c $(sync_fixture)
tests_unit_test_sync_plan_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_plan_LDADD = $(sync_test_libs)

tests_unit_test_sync_recover_SOURCES = tests/unit/test_sync_recover.c $(sync_fixture)
tests_unit_test_sync_recover_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_recover_LDADD = $(sync_test_libs)

tests_unit_test_sync_retry_SOURCES = tests/unit/test_sync_retry.c $(sync_fixture)
tests_unit_test_sync_retry_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_retry_LDADD = $(sync_test_libs)

tests_unit_test_sync_story_SOURCES = tests/unit/test_sync_story.c $(sync_fixture)
tests_unit_test_sync_story_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_story_LDADD = $(sync_test_libs)

tests_unit_test_sync_translate_SOURCES = tests/unit/test_sync_translate.c $(sync_fixture)
tests_unit_test_sync_translate_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_translate_LDADD = $(sync_test_libs)
