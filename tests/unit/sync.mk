# unit tests of sync
SYNC_TESTS = \
	tests/unit/test_sync_plan \
	tests/unit/test_sync_recover \
	tests/unit/test_sync_story
UNIT_TESTS += $(SYNC_TESTS)
sync_fixture = tests/unit/sync_fixture.c tests/unit/sync_fixture.h
sync_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
sync_test_libs = libsync.la libstore.la libcore.la libconfig.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_sync_plan_SOURCES = tests/unit/test_sync_plan.c $(sync_fixture)
tests_unit_test_sync_plan_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_plan_LDADD = $(sync_test_libs)

tests_unit_test_sync_recover_SOURCES = tests/unit/test_sync_recover.c $(sync_fixture)
tests_unit_test_sync_recover_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_recover_LDADD = $(sync_test_libs)

tests_unit_test_sync_story_SOURCES = tests/unit/test_sync_story.c $(sync_fixture)
tests_unit_test_sync_story_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_story_LDADD = $(sync_test_libs)
