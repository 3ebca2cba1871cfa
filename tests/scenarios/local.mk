# Failure stories, told end to end: the real program against the sandbox.  Each story is told with a sample of the pairs of vendors, drawn
# anew for every commit; CRMSYNC_ALL_PAIRS=1 takes all, CRMSYNC_SAMPLE=WORD another sample.
TEST_EXTENSIONS = .py
PY_LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/scenarios/run_python

scenario_tests = \
	tests/scenarios/test_bad_files.py \
	tests/scenarios/test_bad_input.py \
	tests/scenarios/test_csv_import.py \
	tests/scenarios/test_csv_two_way.py \
	tests/scenarios/test_custom_fields.py \
	tests/scenarios/test_deals.py \
	tests/scenarios/test_doubtful_answers.py \
	tests/scenarios/test_explain.py \
	tests/scenarios/test_export.py \
	tests/scenarios/test_first_run.py \
	tests/scenarios/test_forget_in_crms.py \
	tests/scenarios/test_gates.py \
	tests/scenarios/test_html_report.py \
	tests/scenarios/test_interrupt.py \
	tests/scenarios/test_login.py \
	tests/scenarios/test_match.py \
	tests/scenarios/test_migrate.py \
	tests/scenarios/test_migrate_seed.py \
	tests/scenarios/test_old_store.py \
	tests/scenarios/test_rehearsal.py \
	tests/scenarios/test_relink.py \
	tests/scenarios/test_review.py \
	tests/scenarios/test_round_trip.py \
	tests/scenarios/test_salesforce_bulk.py \
	tests/scenarios/test_secrets.py \
	tests/scenarios/test_seed.py \
	tests/scenarios/test_story_01_echo_loop.py \
	tests/scenarios/test_story_02_normalisation.py \
	tests/scenarios/test_story_03_answer_lost.py \
	tests/scenarios/test_story_04_email_case.py \
	tests/scenarios/test_story_05_ambiguous.py \
	tests/scenarios/test_story_06_converted_lead.py \
	tests/scenarios/test_story_07_merges.py \
	tests/scenarios/test_story_08_deletes.py \
	tests/scenarios/test_story_09_short_listing.py \
	tests/scenarios/test_story_10_scope.py \
	tests/scenarios/test_story_11_blanks.py \
	tests/scenarios/test_story_12_missing_rows.py \
	tests/scenarios/test_story_13_lost_between_runs.py \
	tests/scenarios/test_story_14_associations.py \
	tests/scenarios/test_story_15_quota.py \
	tests/scenarios/test_story_16_batch_poison.py \
	tests/scenarios/test_story_17_rejected_values.py \
	tests/scenarios/test_story_18_dates.py \
	tests/scenarios/test_story_19_consent.py \
	tests/scenarios/test_story_20_first_sync.py \
	tests/scenarios/test_story_21_owner.py \
	tests/scenarios/test_story_22_lifecycle.py \
	tests/scenarios/test_story_23_custom_fields.py \
	tests/scenarios/test_story_24_token_expires.py \
	tests/scenarios/test_story_25_address_of_another.py \
	tests/scenarios/test_story_26_auto_company.py \
	tests/scenarios/test_story_28_two_runs.py \
	tests/scenarios/test_story_29_wrong_account.py \
	tests/scenarios/test_story_30_email_changed.py \
	tests/scenarios/test_story_31_lost_writes.py \
	tests/scenarios/test_story_32_no_reason.py \
	tests/scenarios/test_story_33_missing_parent.py \
	tests/scenarios/test_story_34_everything_changed.py \
	tests/scenarios/test_undo.py \
	tests/scenarios/test_vendor_fills_in.py

SCRIPT_TESTS += $(scenario_tests)
EXTRA_DIST += $(scenario_tests) tests/scenarios/bad_story.py tests/scenarios/canary.py tests/scenarios/csv_folder.py tests/scenarios/pairs.py tests/scenarios/people.py \
	tests/scenarios/run_python tests/scenarios/swept.py tests/scenarios/terminal.py tests/scenarios/world.py

# Whole accounts of 20,000 people moved, each killed at 20 random points on the way.  Takes an hour or so.
check-migrate-full: all
	srcdir=$(abs_top_srcdir) builddir=$(abs_top_builddir) PYTHONDONTWRITEBYTECODE=1 CRMSYNC_MIGRATE_SEED=20000 CRMSYNC_MIGRATE_KILLS=20 \
	  python3 $(srcdir)/tests/scenarios/test_migrate_seed.py
.PHONY: check-migrate-full
