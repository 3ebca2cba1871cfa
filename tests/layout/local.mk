# Checks of the source tree itself.
SCRIPT_TESTS += tests/layout/check_dependencies.sh
EXTRA_DIST += tests/layout/check_dependencies.sh
