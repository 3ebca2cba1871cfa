# Measurements, for people and for CI; none of them runs in `make check`.  bench/README.md explains them.

# rows per second and bytes per record of the store: bench/store [RECORDS [BYTES-OF-RAW [FILE]]]
noinst_PROGRAMS += bench/store bench/parse
bench_store_SOURCES = bench/store.c
bench_store_LDADD = libstore.la libcrmsync.la
bench_parse_SOURCES = bench/parse.c
bench_parse_LDADD = libcrmsync.la

EXTRA_DIST += bench/README.md bench/calls bench/memory bench/rate bench/speed bench/stage.py \
	bench/matching/README.md bench/matching/datasets.py bench/matching/exact_keys bench/matching/later \
	bench/matching/measure \
	bench/matching/models/csv_example.yaml bench/matching/models/fake1000.yaml bench/matching/models/febrl3.yaml \
	bench/matching/models/people.yaml bench/matching/models/rldata500.yaml bench/matching/scores.py \
	bench/matching/stopwatch.py bench/matching/test_measure.py
# what is measured with has to be right itself
SCRIPT_TESTS += bench/matching/test_measure.py
bench/matching/test_measure.log: crmsync-sandbox

bench_environment = srcdir=$(abs_top_srcdir) builddir=$(abs_top_builddir) PYTHONDONTWRITEBYTECODE=1

bench-calls: all
	$(bench_environment) $(srcdir)/bench/calls

bench-bulk: all
	$(bench_environment) $(srcdir)/bench/calls --bulk 200000

bench-memory: all
	$(bench_environment) $(srcdir)/bench/memory

bench-rate: all
	$(bench_environment) $(srcdir)/bench/rate

bench-speed: all
	$(bench_environment) $(srcdir)/bench/speed

# the labelled sets are read from the folder that CRMSYNC_MATCHING_DATA names; options in MATCHING
bench-matching: all
	$(bench_environment) $(srcdir)/bench/matching/measure $(MATCHING)

bench: bench-calls bench-bulk bench-memory bench-rate bench-speed bench-matching

.PHONY: bench bench-bulk bench-calls bench-matching bench-memory bench-rate bench-speed
