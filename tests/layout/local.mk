# Checks of the source tree itself, and of what was built from it.
layout_tests = tests/layout/check_dependencies.sh tests/layout/check_hardening.sh tests/layout/check_sql.sh tests/layout/check_units.sh
SCRIPT_TESTS += $(layout_tests)
EXTRA_DIST += $(layout_tests)
tests/layout/check_hardening.log: crmsync crmsync-sandbox $(connector_LTLIBRARIES)
tests/layout/check_units.log: etc/crmsync.service
