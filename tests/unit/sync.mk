# unit tests of sync
sync_fixture = tests/unit/sync_fixture.c tests/unit/sync_fixture.h
sync_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
sync_test_libs = libsync.la libstore.la libcore.la libconfig.la libcrmsync.la $(CHECK_LIBS)
UNIT_TESTS += tests/unit/test_sync_story

tests_unit_test_sync_story_SOURCES = tests/unit/test_sync_story.c $(sync_fixture)
tests_unit_test_sync_story_CFLAGS = $(sync_test_cflags)
tests_unit_test_sync_story_LDADD = $(sync_test_libs)
