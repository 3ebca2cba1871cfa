bin_PROGRAMS += crmsync
crmsync_SOURCES = \
	src/cli/arguments.c \
	src/cli/auth.h \
	src/cli/auth_browser.c \
	src/cli/auth_paste.c \
	src/cli/cli.h \
	src/cli/cmd_auth.c \
	src/cli/cmd_check.c \
	src/cli/cmd_completion.c \
	src/cli/cmd_connectors.c \
	src/cli/cmd_dedupe.c \
	src/cli/cmd_diff.c \
	src/cli/cmd_explain.c \
	src/cli/cmd_export.c \
	src/cli/cmd_forget.c \
	src/cli/cmd_help.c \
	src/cli/cmd_init.c \
	src/cli/cmd_match.c \
	src/cli/cmd_migrate.c \
	src/cli/cmd_pull.c \
	src/cli/cmd_relink.c \
	src/cli/cmd_review.c \
	src/cli/cmd_setup.c \
	src/cli/cmd_status.c \
	src/cli/cmd_sync.c \
	src/cli/cmd_undo.c \
	src/cli/commands.c \
	src/cli/common.c \
	src/cli/completion.c \
	src/cli/csv_read.c \
	src/cli/csv_read.h \
	src/cli/dedupe.h \
	src/cli/dedupe_index.c \
	src/cli/dedupe_model.c \
	src/cli/dedupe_read.c \
	src/cli/dedupe_save.c \
	src/cli/dedupe_splink.c \
	src/cli/dedupe_types.c \
	src/cli/dedupe_write.c \
	src/cli/exit_code.c \
	src/cli/explain.h \
	src/cli/explain_why_not.c \
	src/cli/forget.h \
	src/cli/forget_in_crms.c \
	src/cli/forget_receipt.c \
	src/cli/help.c \
	src/cli/index_file.c \
	src/cli/index_file.h \
	src/cli/main.c \
	src/cli/match.h \
	src/cli/match_report.c \
	src/cli/match_why.c \
	src/cli/progress.c \
	src/cli/review.h \
	src/cli/review_csv.c \
	src/cli/review_decide.c \
	src/cli/review_import.c \
	src/cli/review_keys.c \
	src/cli/review_list.c \
	src/cli/migrate.h \
	src/cli/migrate_fields.c \
	src/cli/splink_levels.c \
	src/cli/splink_levels.h \
	src/cli/subject_address.c \
	src/cli/undo.h \
	src/cli/undo_list.c \
	src/cli/undo_report.c \
	src/cli/version.c
crmsync_CFLAGS = $(AM_CFLAGS) $(UTF8PROC_CFLAGS) $(PIE_CFLAGS)
crmsync_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
crmsync_LDADD = libreport.la libsync.la libstore.la libcore.la libconfig.la libcrmsync.la $(UTF8PROC_LIBS)
# libcore has C++ parts (libphonenumber), so the program is linked as C++.
nodist_EXTRA_crmsync_SOURCES = dummy.cxx

if !CROSS_COMPILING
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
nodist_bashcompletion_DATA = completion/crmsync
nodist_zshcompletion_DATA = completion/_crmsync
nodist_fishcompletion_DATA = completion/crmsync.fish
CLEANFILES += completion/crmsync completion/_crmsync completion/crmsync.fish
write_completion = $(AM_V_GEN)$(MKDIR_P) completion && ./crmsync$(EXEEXT) completion
completion/crmsync: crmsync$(EXEEXT)
	$(write_completion) bash > $@.tmp && mv $@.tmp $@
completion/_crmsync: crmsync$(EXEEXT)
	$(write_completion) zsh > $@.tmp && mv $@.tmp $@
completion/crmsync.fish: crmsync$(EXEEXT)
	$(write_completion) fish > $@.tmp && mv $@.tmp $@
endif

dist_man_MANS += man/crmsync.1
