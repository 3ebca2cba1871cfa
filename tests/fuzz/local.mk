# Fuzz targets.  A plain build makes each a program that replays files, and the test replay_corpus gives them all that was ever found;
# --enable-fuzzing (clang) makes them libFuzzer programs.  `make check-fuzz FUZZ_SECONDS=20` builds those in a folder of its own and runs each.
fuzz_targets = config csv csv_folder hubspot_page json merge normalise pipedrive_page plan redact redirect salesforce_page sandbox_soql scalar soql
fuzz_programs = $(fuzz_targets:%=tests/fuzz/fuzz_%)
fuzz_common = tests/fuzz/fuzz_core.h tests/fuzz/replay.c
fuzz_fixture = tests/fuzz/plain/check.h

EXTRA_PROGRAMS = \
	tests/fuzz/fuzz_config \
	tests/fuzz/fuzz_csv \
	tests/fuzz/fuzz_csv_folder \
	tests/fuzz/fuzz_hubspot_page \
	tests/fuzz/fuzz_json \
	tests/fuzz/fuzz_merge \
	tests/fuzz/fuzz_normalise \
	tests/fuzz/fuzz_pipedrive_page \
	tests/fuzz/fuzz_plan \
	tests/fuzz/fuzz_redact \
	tests/fuzz/fuzz_redirect \
	tests/fuzz/fuzz_salesforce_page \
	tests/fuzz/fuzz_sandbox_soql \
	tests/fuzz/fuzz_scalar \
	tests/fuzz/fuzz_soql

fuzz_ldflags = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

tests_fuzz_fuzz_config_SOURCES = tests/fuzz/fuzz_config.c $(fuzz_common)
tests_fuzz_fuzz_config_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_config_LDADD = libconfig.la libcrmsync.la

tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/fuzz_csv.c src/cli/csv_read.c $(fuzz_common)
tests_fuzz_fuzz_csv_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_csv_LDADD = libcore.la libcrmsync.la

tests_fuzz_fuzz_csv_folder_SOURCES = tests/fuzz/fuzz_csv_folder.c $(fuzz_common)
tests_fuzz_fuzz_csv_folder_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/connectors/csv
tests_fuzz_fuzz_csv_folder_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_csv_folder_LDADD = connectors/csv/libcsvfolder.la libcrmsync.la

tests_fuzz_fuzz_hubspot_page_SOURCES = tests/fuzz/fuzz_hubspot_page.c $(fuzz_common)
tests_fuzz_fuzz_hubspot_page_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/connectors/hubspot
tests_fuzz_fuzz_hubspot_page_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_hubspot_page_LDADD = connectors/hubspot/libhubspot.la libcrmsync.la

tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c $(fuzz_common)
tests_fuzz_fuzz_json_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_json_LDADD = libcrmsync.la

tests_fuzz_fuzz_merge_SOURCES = tests/fuzz/fuzz_merge.c $(fuzz_common)
tests_fuzz_fuzz_merge_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_merge_LDADD = libcore.la libcrmsync.la

tests_fuzz_fuzz_normalise_SOURCES = tests/fuzz/fuzz_normalise.c $(fuzz_common)
tests_fuzz_fuzz_normalise_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_normalise_LDADD = libcore.la libcrmsync.la

tests_fuzz_fuzz_pipedrive_page_SOURCES = tests/fuzz/fuzz_pipedrive_page.c $(fuzz_common)
tests_fuzz_fuzz_pipedrive_page_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/connectors/pipedrive
tests_fuzz_fuzz_pipedrive_page_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_pipedrive_page_LDADD = connectors/pipedrive/libpipedrive.la libcrmsync.la

tests_fuzz_fuzz_plan_SOURCES = tests/fuzz/fuzz_plan.c $(fuzz_common) $(fuzz_fixture) $(sync_fixture)
tests_fuzz_fuzz_plan_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/fuzz/plain -I$(top_srcdir)/tests/unit
tests_fuzz_fuzz_plan_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_plan_LDADD = libsync.la libstore.la libcore.la libconfig.la libcrmsync.la

tests_fuzz_fuzz_redact_SOURCES = tests/fuzz/fuzz_redact.c $(fuzz_common)
tests_fuzz_fuzz_redact_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_redact_LDADD = libcrmsync.la

tests_fuzz_fuzz_redirect_SOURCES = tests/fuzz/fuzz_redirect.c $(fuzz_common)
tests_fuzz_fuzz_redirect_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_redirect_LDADD = libcrmsync.la

tests_fuzz_fuzz_salesforce_page_SOURCES = tests/fuzz/fuzz_salesforce_page.c $(fuzz_common)
tests_fuzz_fuzz_salesforce_page_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_salesforce_page_LDADD = connectors/salesforce/libsalesforce.la libcrmsync.la

tests_fuzz_fuzz_sandbox_soql_SOURCES = tests/fuzz/fuzz_sandbox_soql.c $(fuzz_common) $(fuzz_fixture) tests/unit/salesforce_org.c \
	tests/unit/salesforce_org.h sandbox/salesforce/vendor.c
tests_fuzz_fuzz_sandbox_soql_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/fuzz/plain -I$(top_srcdir) -I$(top_srcdir)/tests/unit
tests_fuzz_fuzz_sandbox_soql_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_sandbox_soql_LDADD = libsandbox_salesforce.la libsandbox.la libcrmsync.la

tests_fuzz_fuzz_scalar_SOURCES = tests/fuzz/fuzz_scalar.c $(fuzz_common)
tests_fuzz_fuzz_scalar_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_scalar_LDADD = libcrmsync.la

tests_fuzz_fuzz_soql_SOURCES = tests/fuzz/fuzz_soql.c $(fuzz_common)
tests_fuzz_fuzz_soql_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_soql_LDADD = connectors/salesforce/libsalesforce.la libcrmsync.la

check_PROGRAMS += $(EXTRA_PROGRAMS)
SCRIPT_TESTS += tests/fuzz/replay_corpus

FUZZ_SECONDS = 20
.PHONY: check-fuzz fuzz-programs
fuzz-programs: $(EXTRA_PROGRAMS)
check-fuzz:
	srcdir=$(abs_top_srcdir) builddir=$(abs_top_builddir) FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_TARGETS='$(fuzz_targets)' \
		MAKE='$(MAKE)' $(SHELL) $(top_srcdir)/tests/fuzz/run_fuzzers

EXTRA_DIST += tests/fuzz/replay_corpus tests/fuzz/run_fuzzers tests/fuzz/corpus
clean-local:
	rm -rf fuzzing
