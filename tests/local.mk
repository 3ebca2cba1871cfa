# Each folder of tests has its part here; unit tests are Check programs named tests/unit/test_<module>.
include tests/unit/base.mk
include tests/unit/config.mk
include tests/unit/core.mk
include tests/unit/store.mk
include tests/unit/net.mk
include tests/unit/sync.mk
include tests/unit/sandbox.mk
include tests/unit/sandbox_pipedrive.mk
include tests/unit/connectors.mk
