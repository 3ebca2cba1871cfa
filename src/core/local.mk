# src/core: pure, no I/O; the one C++ file of the project stands behind phone_wrapper.h.
noinst_LTLIBRARIES += libcore.la
libcore_la_SOURCES = \
	src/core/canonical.h \
	src/core/canonical_email.c \
	src/core/canonical_phone.c \
	src/core/canonical_scalar.c \
	src/core/canonical_web.c \
	src/core/cell.c \
	src/core/cell.h \
	src/core/cell_json.c \
	src/core/country.c \
	src/core/country_table.c \
	src/core/country_table.h \
	src/core/fold_name.c \
	src/core/freemail.c \
	src/core/host.c \
	src/core/linkage/block.c \
	src/core/linkage/block.h \
	src/core/linkage/block_atom.c \
	src/core/linkage/block_list.c \
	src/core/linkage/block_list.h \
	src/core/linkage/block_plan.c \
	src/core/linkage/block_yield.c \
	src/core/linkage/cluster.c \
	src/core/linkage/communities.c \
	src/core/linkage/communities.h \
	src/core/linkage/compare.c \
	src/core/linkage/compare.h \
	src/core/linkage/compare_code.c \
	src/core/linkage/compare_email.c \
	src/core/linkage/compare_name.c \
	src/core/linkage/compare_number.c \
	src/core/linkage/compare_pairs.c \
	src/core/linkage/compare_words.c \
	src/core/linkage/dependence.c \
	src/core/linkage/engine.c \
	src/core/linkage/estimate.c \
	src/core/linkage/estimate.h \
	src/core/linkage/estimate_source.c \
	src/core/linkage/estimate_u.c \
	src/core/linkage/examples.c \
	src/core/linkage/guess.c \
	src/core/linkage/guess.h \
	src/core/linkage/guess_words.c \
	src/core/linkage/guess_words.h \
	src/core/linkage/index.c \
	src/core/linkage/index_append.c \
	src/core/linkage/index_blocks.c \
	src/core/linkage/index_clusters.c \
	src/core/linkage/index_image.c \
	src/core/linkage/index_keys.c \
	src/core/linkage/index_parts.h \
	src/core/linkage/intern.c \
	src/core/linkage/intern.h \
	src/core/linkage/kinds.c \
	src/core/linkage/linkage.h \
	src/core/linkage/linkage_index.h \
	src/core/linkage/model.c \
	src/core/linkage/model.h \
	src/core/linkage/name_code.c \
	src/core/linkage/pairs.c \
	src/core/linkage/parallel.c \
	src/core/linkage/parts.h \
	src/core/linkage/prepare.c \
	src/core/linkage/reading.c \
	src/core/linkage/reading.h \
	src/core/linkage/score.c \
	src/core/linkage/similarity.c \
	src/core/linkage/similarity.h \
	src/core/linkage/sort.c \
	src/core/linkage/sort.h \
	src/core/linkage/values.c \
	src/core/linkage/values.h \
	src/core/linkage/values_code.c \
	src/core/linkage/values_date.c \
	src/core/linkage/values_email.c \
	src/core/linkage/values_name.c \
	src/core/linkage/values_phone.c \
	src/core/linkage/values_words.c \
	src/core/linkage/weigh.c \
	src/core/legal_form.c \
	src/core/legal_form.h \
	src/core/match.h \
	src/core/match_compare.c \
	src/core/match_keys.c \
	src/core/match_resolve.c \
	src/core/match_traits.c \
	src/core/match_traits.h \
	src/core/merge.c \
	src/core/merge.h \
	src/core/merge_choose.c \
	src/core/merge_consent.c \
	src/core/merge_forward.c \
	src/core/merge_plain.c \
	src/core/merge_state.h \
	src/core/merge_union.c \
	src/core/model.c \
	src/core/model.h \
	src/core/name_suffix.c \
	src/core/name_suffix.h \
	src/core/name_variant_table.c \
	src/core/name_variant_table.h \
	src/core/name_variants.c \
	src/core/name_variants.h \
	src/core/names.c \
	src/core/normalise.c \
	src/core/normalise.h \
	src/core/phone_wrapper.cc \
	src/core/phone_wrapper.h \
	src/core/role_mailbox.c \
	src/core/tables.c \
	src/core/tables.h \
	src/core/text.c \
	src/core/text.h \
	src/core/unicode_map.c \
	src/core/unicode_map.h
libcore_la_CPPFLAGS = $(AM_CPPFLAGS)
libcore_la_CFLAGS = $(AM_CFLAGS) $(UTF8PROC_CFLAGS) $(IDN2_CFLAGS) $(PSL_CFLAGS)
libcore_la_CXXFLAGS = $(AM_CXXFLAGS) $(CORE_SAN_CXXFLAGS)
libcore_la_LIBADD = libcrmsync.la $(UTF8PROC_LIBS) $(IDN2_LIBS) $(PSL_LIBS) $(PHONENUMBER_LIBS) -lstdc++ -lm
EXTRA_DIST += src/core/generate/country_table.py src/core/generate/given_names.tsv src/core/generate/name_variants.py \
	src/core/generate/nicknames_en.tsv
# The check of C++ objects' types needs the C++ part of UBSan, which C programs are not linked with.
if SANITIZERS
CORE_SAN_CXXFLAGS = -fno-sanitize=vptr
endif
# Linked as a C library: under the C++ tag libtool drops -lstdc++, which the C programs then lack.
libcore_la_LINK = $(LIBTOOL) $(AM_V_lt) --tag=CC $(AM_LIBTOOLFLAGS) $(LIBTOOLFLAGS) --mode=link $(CCLD) $(AM_CFLAGS) \
	$(CFLAGS) $(AM_LDFLAGS) $(LDFLAGS) -o $@
