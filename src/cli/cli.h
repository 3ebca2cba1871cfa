/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: one file per command, options as tables that help, completion and parsing share. */
#ifndef CRM_CLI_CLI_H
#define CRM_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <report/report.h>
#include <sync/engine.h>

/* What all commands share. */
struct cli {
	const char *config; /* path of the config */
	bool json, quiet, verbose, help, version;
	bool color; /* standard output takes colour */
	const char *const *data_dirs, *const *connector_dirs;
	struct crm_settings *settings; /* once cli_load_settings() was called */
	volatile sig_atomic_t *interrupted;
};

struct cli_option {
	const char *name;     /* long name without dashes */
	char letter;          /* 0: none */
	const char *argument; /* "FILE"; NULL: takes none; in lower case ("auto|always|never"): one of these and nothing
				 else */
	const char *help;
	bool repeats;
};

struct cli_value {
	const struct cli_option *option;
	const char *text; /* NULL for options without argument */
};

struct cli_arguments {
	const char *const *words; /* what is no option */
	size_t n_words;
	const struct cli_value *values;
	size_t n_values;
};

struct cli_command {
	const char *name;
	const char *words;                /* synopsis of what is no option: "CONNECTOR...", "" */
	const char *summary;              /* one line */
	const char *description;          /* paragraphs for --help */
	const struct cli_option *options; /* name NULL terminated */
	int (*run)(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err);
	size_t min_words, max_words;
};

extern const struct cli_command *const cli_commands[]; /* NULL-terminated, in the order of the help */
extern const struct cli_option cli_global_options[];

/* Text of an option, NULL if it was not given (for options without argument: "" if given). */
const char *cli_get(const struct cli_arguments *arguments, const char *name);
bool cli_has(const struct cli_arguments *arguments, const char *name);
/* Global options before the command; *at becomes the index of the command's name, argc if there is none.  CRM_E_USAGE.
 */
int cli_parse_leading(struct cli *cli, int argc, char **argv, int *at, struct crm_error *err);
/* Parses argv behind the command's name; global options are accepted too and put into cli.  With --help or --version
   nothing that is missing is complained of.  CRM_E_USAGE.  Release with cli_arguments_free() in any case. */
int cli_parse(struct cli *cli, const struct cli_command *command, int argc, char **argv, struct cli_arguments *out,
	      struct crm_error *err);
void cli_arguments_free(struct cli_arguments *arguments);

/* Does the option's argument list all that is allowed? */
bool cli_has_choices(const struct cli_option *option);
/* Takes the next of them off *rest (not terminated; len bytes); false at the end. */
bool cli_next_choice(const char **rest, const char **choice, size_t *len);

/* CRM_E_USAGE with the nearest command as a suggestion. */
int cli_find_command(const char *name, const struct cli_command **out, struct crm_error *err);

void cli_print_help(FILE *out);
void cli_print_command_help(FILE *out, const struct cli_command *command);
/* With `libraries` also what the program is made of, a line each. */
void cli_print_version(FILE *out, bool libraries);
/* Completion script; false: not for this shell. */
bool cli_print_completion(FILE *out, const char *shell);

/* Loads cli->settings.  CRM_E_CONFIG. */
int cli_load_settings(struct cli *cli, struct crm_error *err);
/* Options that pull, diff and sync share; fills run options.  CRM_E_USAGE. */
int cli_run_options(struct cli *cli, const struct cli_command *command, const struct cli_arguments *arguments,
		    struct crm_run_options *out, struct crm_error *err);
/* Notes in the store how the run ended; gives rc, or why that failed if all went well until then. */
int cli_finish_run(struct crm_engine *e, int rc, struct crm_error *err);
/* Opens the engine for a command that takes those options, calls work, and finishes the run.  work's result (0, an exit
 * code, or a negative code) is the command's. */
typedef int cli_work(struct cli *cli, struct crm_engine *e, const struct cli_arguments *arguments,
		     struct crm_error *err);
int cli_run_engine(struct cli *cli, const struct cli_command *command, const struct cli_arguments *arguments,
		   cli_work *work, struct crm_error *err);
/* "500" or "10%". */
bool cli_parse_cap(const char *text, struct crm_cap *out);
bool cli_parse_count(const char *text, int64_t *out);

/* Process exit status of an error code (DESIGN: exit codes); 0 for CRM_OK. */
int cli_exit_code(int code);

/* Where and how results go; lines are wrapped to the terminal, to $COLUMNS, or not at all. */
struct crm_report_options cli_report_options(const struct cli *cli);

/* Progress on standard error when it is a terminal; NULL options are left alone. */
void cli_progress_begin(struct cli *cli, struct crm_run_options *options);
void cli_progress_end(void);

/* The same for a command that only looks at the store (crm_engine_look()). */
int cli_look(struct cli *cli, const struct cli_command *command, const struct cli_arguments *arguments, cli_work *work,
	     struct crm_error *err);

/* A line of standard input, without its end; arena.  CRM_E_USAGE: there is none; `what` it should have been. */
int cli_read_line(struct crm_arena *arena, const char *what, const char **out, struct crm_error *err);
/* The e-mail address that a command is about: the value of an option (NULL: its only word), or with --stdin a line of
   standard input; arena.  CRM_E_USAGE: none, or both. */
int cli_find_address(const struct cli_arguments *arguments, const char *option, struct crm_arena *arena,
		     const char **out, struct crm_error *err);

#endif
