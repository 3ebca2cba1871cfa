/* SPDX-License-Identifier: Apache-2.0 */
/* Start: signals, folders, which command; errors become messages and exit codes here and nowhere else. */
#include "config.h"

#include <cli/cli.h>

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <crmsync/log.h>

#define MAX_DIRS 16

static volatile sig_atomic_t interrupts, on_terminal;

static void on_interrupt(int number)
{
	static const char patience[] = "\r\033[Kcrmsync: finishing what is under way; once more drops it\n";
	int saved = errno;
	(void)number;
	if (interrupts == 0 && on_terminal && write(STDERR_FILENO, patience, sizeof patience - 1) < 0)
		on_terminal = 0;
	if (interrupts < 2)
		interrupts++;
	else
		_exit(130);
	errno = saved;
}

static void catch_signals(void)
{
	struct sigaction stop = {.sa_handler = on_interrupt};
	struct sigaction ignore = {.sa_handler = SIG_IGN}, hangup;
	on_terminal = isatty(STDERR_FILENO) != 0;
	sigemptyset(&stop.sa_mask);
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	/* a terminal that is closed, unless nohup(1) said that it does not matter */
	if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &stop, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
}

#if defined __SANITIZE_ADDRESS__
#define TRACED_FROM_WITHIN 1 /* LeakSanitizer attaches itself as a debugger */
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define TRACED_FROM_WITHIN 1
#endif
#endif

/* No core file: it would hold credentials and personal data.  The limit is not asked where the kernel hands cores to a
   program; for that, and against debuggers of the same user, the process is made undumpable. */
static void forbid_cores(void)
{
	struct rlimit none = {0, 0};
	setrlimit(RLIMIT_CORE, &none);
#ifndef TRACED_FROM_WITHIN
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
	umask(077);
}

/* Folders of a colon-separated variable, then the installed one. */
static const char *const *folders(struct crm_arena *arena, const char *variable, const char *installed)
{
	char *rest = crm_arena_strdup(arena, getenv(variable));
	const char **dirs = crm_arena_calloc(arena, MAX_DIRS + 2, sizeof *dirs);
	size_t n = 0;
	if (dirs == NULL)
		return NULL;
	for (char *dir; rest != NULL && (dir = strsep(&rest, ":")) != NULL && n < MAX_DIRS;)
		if (dir[0] != '\0')
			dirs[n++] = dir;
	dirs[n] = installed;
	return dirs;
}

/* "crmsync.yaml:12:3: ..." stands for itself, so that editors can jump to it. */
static bool names_a_place(const char *line)
{
	for (const char *colon = strchr(line, ':'); colon != NULL; colon = strchr(colon + 1, ':')) {
		size_t row = strspn(colon + 1, "0123456789");
		if (row == 0 || colon[1 + row] != ':')
			continue;
		size_t column = strspn(colon + row + 2, "0123456789");
		if (column > 0 && colon[row + 2 + column] == ':')
			return true;
	}
	return false;
}

static void report_error(const struct crm_error *err)
{
	struct crm_buf text, safe;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_init(&safe, CRM_BUF_MAX);
	crm_redact_message(&text, crm_error_text(err));
	if (text.failed)
		fprintf(stderr, "crmsync: out of memory\n");
	/* A config's mistakes come one a line: each is escaped by itself. */
	for (char *line, *rest = text.ptr; !text.failed && (line = strsep(&rest, "\n")) != NULL;) {
		crm_buf_reset(&safe);
		crm_escape_terminal(&safe, line);
		fprintf(stderr, "%s%s\n",
			err->code == CRM_E_CONFIG && names_a_place(safe.ptr) ? "" : "crmsync: ",
			safe.failed ? "out of memory" : safe.ptr);
	}
	crm_buf_free(&text);
	crm_buf_free(&safe);
}

/* Results that nobody could read are no success; a reader that has gone (head) is none of our business. */
static int flush_results(int exit_code)
{
	errno = 0;
	bool failed = ferror(stdout) != 0;
	if (fflush(stdout) != 0)
		failed = true;
	if (!failed)
		return exit_code;
	if (errno != EPIPE)
		fprintf(stderr, "crmsync: standard output: %s\n", errno ? strerror(errno) : "it could not be written");
	return exit_code && exit_code != 10 ? exit_code : cli_exit_code(errno == EPIPE ? CRM_E_FAIL : CRM_E_DISK);
}

static int finish(struct crm_error *err, int rc)
{
	int exit_code = rc > 0 ? rc : cli_exit_code(rc);
	if (rc < 0)
		report_error(err);
	exit_code = flush_results(exit_code);
	crm_error_clear(err);
	crm_redact_clear();
	return exit_code;
}

static int run_command(struct cli *cli, const struct cli_command *command, int argc, char **argv, struct crm_error *err)
{
	struct cli_arguments arguments = {0};
	int rc = cli_parse(cli, command, argc, argv, &arguments, err);
	if (rc == CRM_OK && cli->help)
		cli_print_command_help(stdout, command);
	else if (rc == CRM_OK && cli->version)
		cli_print_version(stdout, cli->verbose);
	else if (rc == CRM_OK)
		rc = command->run(cli, &arguments, err);
	cli_progress_end();
	crm_settings_free(cli->settings);
	cli_arguments_free(&arguments);
	return rc;
}

static int run_program(struct cli *cli, int argc, char **argv, struct crm_error *err)
{
	const struct cli_command *command = NULL;
	int at = argc;
	int rc = cli_parse_leading(cli, argc, argv, &at, err);
	if (rc == CRM_OK && at < argc)
		rc = cli_find_command(argv[at], &command, err);
	if (rc != CRM_OK)
		return rc;
	if (command != NULL)
		return run_command(cli, command, argc - at - 1, argv + at + 1, err);
	if (cli->version)
		cli_print_version(stdout, cli->verbose);
	else if (cli->help)
		cli_print_help(stdout);
	else
		return crm_error_set(
			err, CRM_E_USAGE,
			"no command is given; usage: crmsync [-c FILE] COMMAND [OPTION...] (see crmsync --help)");
	return CRM_OK;
}

int main(int argc, char **argv)
{
	struct crm_error err = {0};
	struct cli cli = {.interrupted = &interrupts};
	setlocale(LC_CTYPE, "C.UTF-8");
	catch_signals();
	forbid_cores();
	cli.config = getenv("CRMSYNC_CONFIG") ? getenv("CRMSYNC_CONFIG") : "crmsync.yaml";
	cli.color = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL && getenv("TERM") &&
		    strcmp(getenv("TERM"), "dumb") != 0;
	struct crm_arena *arena = crm_arena_new();
	cli.data_dirs = arena ? folders(arena, "CRMSYNC_DATA_PATH", CRM_DATADIR) : NULL;
	cli.connector_dirs = arena ? folders(arena, "CRMSYNC_CONNECTOR_PATH", CRM_CONNECTORDIR) : NULL;
	int rc = cli.data_dirs != NULL && cli.connector_dirs != NULL
			 ? run_program(&cli, argc, argv, &err)
			 : crm_error_set(&err, CRM_E_NOMEM, "out of memory");
	int exit_code = finish(&err, rc);
	crm_arena_free(arena);
	return exit_code;
}
