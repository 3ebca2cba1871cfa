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
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <crmsync/log.h>

#define MAX_DIRS 16

static volatile sig_atomic_t interrupts;

static void on_interrupt(int number)
{
	(void)number;
	if (interrupts < 2)
		interrupts++;
	else
		_exit(130);
}

static void catch_signals(void)
{
	struct sigaction stop = {.sa_handler = on_interrupt};
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigemptyset(&stop.sa_mask);
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
}

/* No core file: it would hold credentials and personal data. */
static void forbid_cores(void)
{
	struct rlimit none = {0, 0};
	setrlimit(RLIMIT_CORE, &none);
	umask(077);
}

/* Folders of a colon-separated variable, then the installed one. */
static const char *const *folders(const char *variable, const char *installed)
{
	const char *text = getenv(variable);
	const char **dirs = crm_calloc(MAX_DIRS + 2, sizeof *dirs);
	char *copy = text ? crm_strdup(text) : NULL, *rest = copy;
	size_t n = 0;
	if (dirs == NULL)
		return NULL;
	for (char *dir; rest != NULL && (dir = strsep(&rest, ":")) != NULL && n < MAX_DIRS;)
		if (dir[0] != '\0')
			dirs[n++] = dir;
	dirs[n] = installed;
	return dirs;
}

static const struct cli_command *find_command(const char *name)
{
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		if (strcmp((*c)->name, name) == 0)
			return *c;
	return NULL;
}

static void report_error(const struct crm_error *err)
{
	struct crm_buf text, safe;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_init(&safe, CRM_BUF_MAX);
	crm_redact_append(&text, crm_error_text(err));
	/* A config's mistakes come one a line: each is escaped by itself. */
	for (char *line, *rest = text.ptr; (line = strsep(&rest, "\n")) != NULL;) {
		crm_buf_reset(&safe);
		crm_escape_terminal(&safe, line);
		fprintf(stderr, "%s%s\n", err->code == CRM_E_CONFIG && strchr(safe.ptr, ':') && strstr(safe.ptr, ".yaml:") ? "" : "crmsync: ",
		        safe.ptr);
	}
	crm_buf_free(&text);
	crm_buf_free(&safe);
}

static int finish(struct crm_error *err, int rc)
{
	int exit_code = rc > 0 ? rc : cli_exit_code(rc);
	if (rc < 0)
		report_error(err);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		if (errno != EPIPE)
			fprintf(stderr, "crmsync: standard output: %s\n", strerror(errno));
		exit_code = exit_code ? exit_code : 1;
	}
	crm_error_clear(err);
	crm_redact_clear();
	return exit_code;
}

static int run_command(struct cli *cli, const struct cli_command *command, int argc, char **argv, struct crm_error *err)
{
	struct cli_arguments arguments = {0};
	bool help = false;
	int rc = cli_parse(cli, command, argc, argv, &arguments, &help, err);
	if (rc == CRM_OK && help)
		cli_print_command_help(cli, command);
	else if (rc == CRM_OK)
		rc = command->run(cli, &arguments, err);
	cli_progress_end();
	crm_settings_free(cli->settings);
	crm_free((void *)(uintptr_t)arguments.words);
	crm_free((void *)(uintptr_t)arguments.values);
	return rc;
}

/* Global options before the command; returns the index of the command's name, argc if there is none. */
static int parse_leading(struct cli *cli, int argc, char **argv, bool *done, struct crm_error *err)
{
	for (int i = 1; i < argc; i++) {
		const struct cli_option *o = cli_global_options;
		if (argv[i][0] != '-')
			return i;
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			cli_print_help(cli);
			*done = true;
			return argc;
		}
		if (strcmp(argv[i], "--version") == 0) {
			printf("crmsync %s\n", PACKAGE_VERSION);
			*done = true;
			return argc;
		}
		size_t len = strcspn(argv[i], "=");
		for (; o->name != NULL; o++)
			if ((strncmp(argv[i], "--", 2) == 0 && strlen(o->name) == len - 2 && strncmp(argv[i] + 2, o->name, len - 2) == 0) ||
			    (argv[i][1] == o->letter && argv[i][2] == '\0'))
				break;
		if (o->name == NULL)
			return crm_error_set(err, CRM_E_USAGE, "unknown option '%s'; see crmsync --help", argv[i]);
		const char *text = o->argument == NULL ? "" : argv[i][len] == '=' ? argv[i] + len + 1 : i + 1 < argc ? argv[++i] : NULL;
		if (text == NULL)
			return crm_error_set(err, CRM_E_USAGE, "option '--%s' needs %s", o->name, o->argument);
		int rc = cli_parse_global(cli, o, text, err);
		if (rc != CRM_OK)
			return rc;
	}
	return argc;
}

int main(int argc, char **argv)
{
	struct crm_error err = {0};
	struct cli cli = {.program = "crmsync", .interrupted = &interrupts};
	bool done = false;
	setlocale(LC_CTYPE, "C.UTF-8");
	catch_signals();
	forbid_cores();
	cli.config = getenv("CRMSYNC_CONFIG") ? getenv("CRMSYNC_CONFIG") : "crmsync.yaml";
	cli.color = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL && getenv("TERM") && strcmp(getenv("TERM"), "dumb") != 0;
	cli.data_dirs = folders("CRMSYNC_DATA_PATH", CRM_DATADIR);
	cli.connector_dirs = folders("CRMSYNC_CONNECTOR_PATH", CRM_CONNECTORDIR);
	if (cli.data_dirs == NULL || cli.connector_dirs == NULL)
		return finish(&err, crm_error_set(&err, CRM_E_NOMEM, "out of memory"));
	int at = parse_leading(&cli, argc, argv, &done, &err);
	if (at < 0 || done)
		return finish(&err, at < 0 ? at : CRM_OK);
	if (at >= argc) {
		cli_print_help(&cli);
		return finish(&err, 2);
	}
	const struct cli_command *command = find_command(argv[at]);
	if (command == NULL)
		return finish(&err, crm_error_set(&err, CRM_E_USAGE, "no command '%s'; see crmsync --help", argv[at]));
	return finish(&err, run_command(&cli, command, argc - at - 1, argv + at + 1, &err));
}
