# Coverage by folder, with what each must reach.  Needs a build that is configured with --enable-coverage, and gcovr.
# The unit tests reach most of it; of the others, those are run that the commands and the reports need, always with the same pairs of vendors.
coverage_scripts = \
	tests/cli/test_dedupe.py \
	tests/cli/test_dedupe_index.py \
	tests/cli/test_dedupe_model.py \
	tests/cli/test_dedupe_splink.py \
	tests/cli/test_documentation.py \
	tests/cli/test_init.py \
	tests/cli/test_json_output.py \
	tests/cli/test_progress.py \
	tests/cli/test_review_keys.py \
	tests/scenarios/test_bad_files.py \
	tests/scenarios/test_explain.py \
	tests/scenarios/test_first_run.py \
	tests/scenarios/test_forget_in_crms.py \
	tests/scenarios/test_html_report.py \
	tests/scenarios/test_login.py \
	tests/scenarios/test_migrate.py tests/scenarios/test_migrate_seed.py \
	tests/scenarios/test_rehearsal.py \
	tests/scenarios/test_relink.py \
	tests/scenarios/test_match.py tests/scenarios/test_story_05_ambiguous.py \
	tests/scenarios/test_review.py \
	tests/scenarios/test_story_15_quota.py \
	tests/scenarios/test_story_19_consent.py \
	tests/scenarios/test_undo.py
COVERAGE_TESTS = $(UNIT_TESTS) $(coverage_scripts)

.PHONY: check-coverage
check-coverage: all
	@case " $(SAN_CFLAGS) " in *" --coverage "*) ;; *) echo "this build is not configured with --enable-coverage"; exit 1;; esac
	find . -name '*.gcda' -exec rm -f {} +
	CRMSYNC_SAMPLE=coverage $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(COVERAGE_TESTS)'
	srcdir=$(abs_top_srcdir) builddir=$(abs_top_builddir) python3 $(srcdir)/tests/coverage/check_coverage

EXTRA_DIST += tests/coverage/check_coverage
