# memcheck over the unit tests, the corpora of the fuzz targets and five scenarios.
valgrind_scenarios = tests/scenarios/test_first_run.py tests/scenarios/test_story_05_ambiguous.py \
	tests/scenarios/test_story_07_merges.py tests/scenarios/test_story_16_batch_poison.py tests/scenarios/test_story_24_token_expires.py
valgrind_programs = $(UNIT_TESTS) $(fuzz_programs)
VALGRIND_TESTS = $(valgrind_programs) $(valgrind_scenarios)

.PHONY: check-valgrind
check-valgrind: all
	$(MAKE) $(AM_MAKEFLAGS) $(valgrind_programs)
	srcdir=$(abs_top_srcdir) builddir=$(abs_top_builddir) $(SHELL) $(top_srcdir)/tests/valgrind/run_valgrind $(VALGRIND_TESTS)

EXTRA_DIST += tests/valgrind/crmsync.supp tests/valgrind/run_valgrind
