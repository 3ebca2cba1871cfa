# What users see: manual, help and completion against the program; progress on a terminal; JSON output against its page.
SCRIPT_TESTS += \
	tests/cli/test_dedupe.py \
	tests/cli/test_dedupe_index.py \
	tests/cli/test_dedupe_model.py \
	tests/cli/test_dedupe_splink.py \
	tests/cli/test_documentation.py \
	tests/cli/test_init.py \
	tests/cli/test_json_output.py \
	tests/cli/test_progress.py \
	tests/cli/test_review_keys.py
EXTRA_DIST += \
	tests/cli/test_dedupe.py \
	tests/cli/test_dedupe_index.py \
	tests/cli/test_dedupe_model.py \
	tests/cli/test_dedupe_splink.py \
	tests/cli/test_documentation.py \
	tests/cli/test_init.py \
	tests/cli/test_json_output.py \
	tests/cli/test_progress.py \
	tests/cli/test_review_keys.py
