# Measurements, for people and for CI; none of them runs in `make check`.  bench/README.md explains them.

# rows per second and bytes per record of the store: bench/store [RECORDS [BYTES-OF-RAW [FILE]]]
noinst_PROGRAMS += bench/store bench/parse
bench_store_SOURCES = bench/store.c
bench_store_LDADD = libstore.la libcrmsync.la
bench_parse_SOURCES = bench/parse.c
bench_parse_LDADD = libcrmsync.la

EXTRA_DIST += bench/README.md bench/calls bench/memory bench/rate bench/speed bench/stage.py \
	bench/matching/README.md bench/matching/exact_keys bench/matching/scores.py

bench_environment = srcdir=$(abs_top_srcdir) builddir=$(abs_top_builddir) PYTHONDONTWRITEBYTECODE=1

bench-calls: all
	$(bench_environment) $(srcdir)/bench/calls

bench-memory: all
	$(bench_environment) $(srcdir)/bench/memory

bench-rate: all
	$(bench_environment) $(srcdir)/bench/rate

bench-speed: all
	$(bench_environment) $(srcdir)/bench/speed

bench: bench-calls bench-memory bench-rate bench-speed

.PHONY: bench bench-calls bench-memory bench-rate bench-speed
