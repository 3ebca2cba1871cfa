# bench

# rows per second and bytes per record of the store: bench/store [RECORDS [BYTES-OF-RAW [FILE]]]
noinst_PROGRAMS += bench/store
bench_store_SOURCES = bench/store.c
bench_store_LDADD = libstore.la libcrmsync.la
