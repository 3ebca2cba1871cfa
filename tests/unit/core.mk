# unit tests of core
UNIT_TESTS += tests/unit/test_core_cell tests/unit/test_core_legal_form tests/unit/test_core_match tests/unit/test_core_match_keys \
	tests/unit/test_core_match_traits \
	tests/unit/test_core_memory tests/unit/test_core_merge tests/unit/test_core_merge_sets \
	tests/unit/test_core_merge_table tests/unit/test_core_name_suffix \
	tests/unit/test_core_name_variants tests/unit/test_core_normalise tests/unit/test_core_tables \
	tests/unit/test_core_text tests/unit/test_core_zone tests/unit/test_core_fuzz
core_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
core_test_libs = libcore.la libcrmsync.la $(CHECK_LIBS)

tests_unit_test_core_cell_SOURCES = tests/unit/test_core_cell.c tests/unit/run_suite.h
tests_unit_test_core_cell_CFLAGS = $(core_test_cflags)
tests_unit_test_core_cell_LDADD = $(core_test_libs)

tests_unit_test_core_match_SOURCES = tests/unit/test_core_match.c tests/unit/run_suite.h
tests_unit_test_core_match_CFLAGS = $(core_test_cflags)
tests_unit_test_core_match_LDADD = $(core_test_libs)

tests_unit_test_core_match_traits_SOURCES = tests/unit/test_core_match_traits.c tests/unit/run_suite.h
tests_unit_test_core_match_traits_CFLAGS = $(core_test_cflags)
tests_unit_test_core_match_traits_LDADD = $(core_test_libs)

tests_unit_test_core_match_keys_SOURCES = tests/unit/test_core_match_keys.c tests/unit/run_suite.h
tests_unit_test_core_match_keys_CFLAGS = $(core_test_cflags)
tests_unit_test_core_match_keys_LDADD = $(core_test_libs)

tests_unit_test_core_memory_SOURCES = tests/unit/test_core_memory.c tests/unit/run_suite.h
tests_unit_test_core_memory_CFLAGS = $(core_test_cflags)
tests_unit_test_core_memory_LDADD = $(core_test_libs)
# every allocation of libcore goes through these, so that the test can let any of them fail
tests_unit_test_core_memory_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=crm_arena_alloc -Wl,--wrap=crm_arena_calloc \
	-Wl,--wrap=crm_arena_strdup -Wl,--wrap=crm_arena_strndup -Wl,--wrap=crm_arena_printf \
	-Wl,--wrap=crm_reallocarray

tests_unit_test_core_merge_SOURCES = tests/unit/test_core_merge.c tests/unit/run_suite.h
tests_unit_test_core_merge_CFLAGS = $(core_test_cflags)
tests_unit_test_core_merge_LDADD = $(core_test_libs)

tests_unit_test_core_merge_sets_SOURCES = tests/unit/test_core_merge_sets.c tests/unit/run_suite.h
tests_unit_test_core_merge_sets_CFLAGS = $(core_test_cflags)
tests_unit_test_core_merge_sets_LDADD = $(core_test_libs)

tests_unit_test_core_merge_table_SOURCES = tests/unit/test_core_merge_table.c tests/unit/run_suite.h \
	tests/unit/merge_oracle.c tests/unit/merge_oracle.h
tests_unit_test_core_merge_table_CFLAGS = $(core_test_cflags)
tests_unit_test_core_merge_table_LDADD = $(core_test_libs)

tests_unit_test_core_normalise_SOURCES = tests/unit/test_core_normalise.c tests/unit/run_suite.h
tests_unit_test_core_normalise_CFLAGS = $(core_test_cflags)
tests_unit_test_core_normalise_LDADD = $(core_test_libs)

tests_unit_test_core_tables_SOURCES = tests/unit/test_core_tables.c tests/unit/run_suite.h
tests_unit_test_core_tables_CFLAGS = $(core_test_cflags)
tests_unit_test_core_tables_LDADD = $(core_test_libs)

tests_unit_test_core_text_SOURCES = tests/unit/test_core_text.c tests/unit/run_suite.h
tests_unit_test_core_text_CFLAGS = $(core_test_cflags)
tests_unit_test_core_text_LDADD = $(core_test_libs)

tests_unit_test_core_zone_SOURCES = tests/unit/test_core_zone.c tests/unit/run_suite.h
tests_unit_test_core_zone_CFLAGS = $(core_test_cflags)
tests_unit_test_core_zone_LDADD = $(core_test_libs)

tests_unit_test_core_fuzz_SOURCES = tests/unit/test_core_fuzz.c tests/unit/run_suite.h
tests_unit_test_core_fuzz_CFLAGS = $(core_test_cflags)
tests_unit_test_core_fuzz_LDADD = $(core_test_libs)

tests_unit_test_core_legal_form_SOURCES = tests/unit/test_core_legal_form.c tests/unit/run_suite.h
tests_unit_test_core_legal_form_CFLAGS = $(core_test_cflags)
tests_unit_test_core_legal_form_LDADD = $(core_test_libs)

tests_unit_test_core_name_suffix_SOURCES = tests/unit/test_core_name_suffix.c tests/unit/run_suite.h
tests_unit_test_core_name_suffix_CFLAGS = $(core_test_cflags)
tests_unit_test_core_name_suffix_LDADD = $(core_test_libs)

tests_unit_test_core_name_variants_SOURCES = tests/unit/test_core_name_variants.c tests/unit/run_suite.h
tests_unit_test_core_name_variants_CFLAGS = $(core_test_cflags)
tests_unit_test_core_name_variants_LDADD = $(core_test_libs)

# the matching engine
UNIT_TESTS += tests/unit/test_linkage_compare tests/unit/test_linkage_engine tests/unit/test_linkage_guess \
	tests/unit/test_linkage_block_list tests/unit/test_linkage_cluster tests/unit/test_linkage_index \
	tests/unit/test_linkage_intern \
	tests/unit/test_linkage_reading tests/unit/test_linkage_similarity

tests_unit_test_linkage_compare_SOURCES = tests/unit/test_linkage_compare.c tests/unit/run_suite.h
tests_unit_test_linkage_compare_CFLAGS = $(core_test_cflags)
tests_unit_test_linkage_compare_LDADD = $(core_test_libs)

tests_unit_test_linkage_engine_SOURCES = tests/unit/test_linkage_engine.c tests/unit/run_suite.h
tests_unit_test_linkage_engine_CFLAGS = $(core_test_cflags)
tests_unit_test_linkage_engine_LDADD = $(core_test_libs)

tests_unit_test_linkage_guess_SOURCES = tests/unit/test_linkage_guess.c tests/unit/run_suite.h
tests_unit_test_linkage_guess_CFLAGS = $(core_test_cflags)
tests_unit_test_linkage_guess_LDADD = $(core_test_libs)

tests_unit_test_linkage_cluster_SOURCES = tests/unit/test_linkage_cluster.c tests/unit/run_suite.h
tests_unit_test_linkage_cluster_CFLAGS = $(core_test_cflags)
tests_unit_test_linkage_cluster_LDADD = $(core_test_libs)

tests_unit_test_linkage_index_SOURCES = tests/unit/test_linkage_index.c tests/unit/run_suite.h
tests_unit_test_linkage_index_CFLAGS = $(core_test_cflags)
tests_unit_test_linkage_index_LDADD = $(core_test_libs)

tests_unit_test_linkage_intern_SOURCES = tests/unit/test_linkage_intern.c tests/unit/run_suite.h
tests_unit_test_linkage_intern_CFLAGS = $(core_test_cflags)
tests_unit_test_linkage_intern_LDADD = $(core_test_libs)

tests_unit_test_linkage_block_list_SOURCES = tests/unit/test_linkage_block_list.c tests/unit/run_suite.h
tests_unit_test_linkage_block_list_CFLAGS = $(core_test_cflags)
tests_unit_test_linkage_block_list_LDADD = $(core_test_libs)

tests_unit_test_linkage_reading_SOURCES = tests/unit/test_linkage_reading.c tests/unit/run_suite.h
tests_unit_test_linkage_reading_CFLAGS = $(core_test_cflags)
tests_unit_test_linkage_reading_LDADD = $(core_test_libs)

tests_unit_test_linkage_similarity_SOURCES = tests/unit/test_linkage_similarity.c tests/unit/run_suite.h
tests_unit_test_linkage_similarity_CFLAGS = $(core_test_cflags)
tests_unit_test_linkage_similarity_LDADD = $(core_test_libs)
