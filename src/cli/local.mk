bin_PROGRAMS += crmsync
crmsync_SOURCES = \
	src/cli/arguments.c \
	src/cli/cli.h \
	src/cli/cmd_check.c \
	src/cli/cmd_completion.c \
	src/cli/cmd_connectors.c \
	src/cli/cmd_diff.c \
	src/cli/cmd_init.c \
	src/cli/cmd_pull.c \
	src/cli/cmd_setup.c \
	src/cli/cmd_status.c \
	src/cli/cmd_sync.c \
	src/cli/commands.c \
	src/cli/common.c \
	src/cli/exit_code.c \
	src/cli/help.c \
	src/cli/main.c \
	src/cli/progress.c
crmsync_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
crmsync_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
crmsync_LDADD = libreport.la libsync.la libstore.la libcore.la libconfig.la libcrmsync.la
# libcore has C++ parts (libphonenumber), so the program is linked as C++.
nodist_EXTRA_crmsync_SOURCES = dummy.cxx
