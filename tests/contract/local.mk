# Judges from outside: the vendors' own clients, their OpenAPI files, recorded exchanges.  Not part of `make check`: they need Node.js, a package registry, and
# files that are not ours to hand out.
.PHONY: check-contract check-contract-all
check-contract: all tests/conformance/session
	@srcdir=$(abs_top_srcdir) builddir=$(abs_top_builddir) PYTHONDONTWRITEBYTECODE=1 \
		$(SHELL) $(top_srcdir)/tests/scenarios/run_python $(top_srcdir)/tests/contract/run_contract $(CONTRACT_JUDGES) || test $$? -eq 77

# the traffic of all scenarios, each told with all pairs of vendors: for hours
check-contract-all:
	@$(MAKE) check-contract CONTRACT_SCENARIOS=all CRMSYNC_ALL_PAIRS=1

EXTRA_DIST += tests/contract/EXCEPTIONS.md tests/contract/README.md tests/contract/cases.mjs tests/contract/hubspot.mjs tests/contract/openapi.mjs \
	tests/contract/outcomes.py tests/contract/package-lock.json tests/contract/package.json tests/contract/pipedrive.mjs tests/contract/recorded.py \
	tests/contract/recorder.py tests/contract/recordings.py tests/contract/run_contract tests/contract/salesforce.mjs \
	tests/contract/salesforce_bulk.mjs tests/contract/sandbox.py
