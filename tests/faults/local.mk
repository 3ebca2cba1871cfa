# Fault sweeps.  They need a build that is configured with --enable-fault-injection.
#   make check-faults         a sample of the points, another with every commit; CRMSYNC_SAMPLE=WORD draws another
#   make check-faults-full    every point; and that each safeguard, taken out, turns a test red
# Each sweep is a target of its own that these two depend on; its results are lines "PASS: ..." and "FAIL: ...".
sweep_environment = srcdir=$(abs_top_srcdir) builddir=$(abs_top_builddir) PYTHONDONTWRITEBYTECODE=1
SWEEP_SECONDS = 270
SWEEP_LEAST = 1
STORE_SWEEP_SECONDS = 100
MEMORY_SWEEP_SECONDS = 3600
HISTORIES = 200
HISTORIES_FULL = 2000

SCRIPT_TESTS += tests/faults/test_sweep.py

EXTRA_DIST += \
	tests/faults/disturbed.py \
	tests/faults/disturbed_stories.py \
	tests/faults/histories \
	tests/faults/histories.py \
	tests/faults/history_draft.py \
	tests/faults/history_play.py \
	tests/faults/mutations.py \
	tests/faults/picture.py \
	tests/faults/store_io_sweep.py \
	tests/faults/sweep.py \
	tests/faults/test_sweep.py

check-faults: check-faults-runs check-faults-store check-faults-histories
check-faults-full: check-faults-runs-full check-faults-store-full check-faults-histories-full check-faults-mutations

# crmsync is killed, or an answer lost, in whole runs against the sandbox
check-faults-runs: all
	$(sweep_environment) python3 $(srcdir)/tests/faults/sweep.py --seconds $(SWEEP_SECONDS) --least $(SWEEP_LEAST)

check-faults-runs-full: all
	$(sweep_environment) python3 $(srcdir)/tests/faults/sweep.py --all

# the disk, or an allocation, fails in unit tests of the store and in whole runs; of the allocations of whole runs, which are many hundred
# thousand, the full target too takes a sample
check-faults-store: all tests/unit/test_store_fault$(EXEEXT)
	$(sweep_environment) CRMSYNC_SWEEP_START=$$(date +%j | sed 's/^0*//') tests/unit/test_store_fault
	$(sweep_environment) python3 $(srcdir)/tests/faults/store_io_sweep.py --seconds $(STORE_SWEEP_SECONDS)

check-faults-store-full: all tests/unit/test_store_fault$(EXEEXT)
	$(sweep_environment) CRMSYNC_SWEEP_STRIDE=1 CK_DEFAULT_TIMEOUT=36000 tests/unit/test_store_fault
	$(sweep_environment) python3 $(srcdir)/tests/faults/store_io_sweep.py --sweep disk --all
	$(sweep_environment) python3 $(srcdir)/tests/faults/store_io_sweep.py --sweep memory --seconds $(MEMORY_SWEEP_SECONDS)

# random histories, and those that once broke a promise
check-faults-histories: all
	$(sweep_environment) python3 $(srcdir)/tests/faults/histories.py --replay $(srcdir)/tests/faults/histories/*.json
	$(sweep_environment) python3 $(srcdir)/tests/faults/histories.py --count $(HISTORIES)

check-faults-histories-full: all
	$(sweep_environment) python3 $(srcdir)/tests/faults/histories.py --replay $(srcdir)/tests/faults/histories/*.json
	$(sweep_environment) python3 $(srcdir)/tests/faults/histories.py --from 1 --count $(HISTORIES_FULL)

check-faults-mutations: all
	$(sweep_environment) python3 $(srcdir)/tests/faults/mutations.py

.PHONY: check-faults check-faults-full check-faults-runs check-faults-runs-full check-faults-store check-faults-store-full \
	check-faults-histories check-faults-histories-full check-faults-mutations
