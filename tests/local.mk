# Each folder of tests has its part here; unit tests are Check programs named tests/unit/test_<module>.
AM_TESTS_ENVIRONMENT = \
	srcdir=$(abs_top_srcdir); export srcdir; builddir=$(abs_top_builddir); export builddir; \
	PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE;

include tests/unit/base.mk
include tests/unit/cli.mk
include tests/unit/config.mk
include tests/unit/core.mk
include tests/unit/store.mk
include tests/unit/net.mk
include tests/unit/sync.mk
include tests/unit/sandbox.mk
include tests/unit/sandbox_hubspot.mk
include tests/unit/sandbox_pipedrive.mk
include tests/unit/sandbox_salesforce.mk
include tests/browser/local.mk
include tests/cli/local.mk
include tests/conformance/local.mk
include tests/contract/local.mk
include tests/coverage/local.mk
include tests/unit/connector_hubspot.mk
include tests/unit/connector_csv.mk
include tests/unit/connector_pipedrive.mk
include tests/unit/connector_salesforce.mk
include tests/fuzz/local.mk
include tests/faults/local.mk
include tests/layout/local.mk
include tests/node/local.mk
include tests/outside/local.mk
include tests/scenarios/local.mk
include tests/valgrind/local.mk
