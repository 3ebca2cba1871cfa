# What users see: manual, help and completion against the program; progress on a terminal; JSON output against its page.
SCRIPT_TESTS += tests/cli/test_documentation.py
EXTRA_DIST += tests/cli/test_documentation.py
