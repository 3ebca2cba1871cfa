/* SPDX-License-Identifier: Apache-2.0 */
/* Options by table. */
#include <cli/cli.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <config/suggest.h>
#include <crmsync/log.h>

const struct cli_option cli_global_options[] = {
	{"config", 'c', "FILE", "configuration (default: $CRMSYNC_CONFIG, else crmsync.yaml)", false},
	{"json", 0, NULL, "results as JSON lines, for programs", false},
	{"quiet", 'q', NULL, "no progress and no warnings, only errors and results", false},
	{"verbose", 'v', NULL, "say what is retried and why; twice: every request", true},
	{"color", 0, "auto|always|never", "colour in results (default: auto, on a terminal)", false},
	{"help", 'h', NULL, "help; after a command: its own", false},
	{"version", 'V', NULL, "version; with -v also of the libraries", false},
	{0},
};

/* ---- choices: an argument in lower case, such as "auto|always|never", names all that is allowed; a blank ends them
 * ---- */

bool cli_has_choices(const struct cli_option *option)
{
	return option->argument != NULL && option->argument[0] >= 'a' && option->argument[0] <= 'z';
}

bool cli_next_choice(const char **rest, const char **choice, size_t *len)
{
	if (**rest == '\0' || **rest == ' ')
		return false;
	*choice = *rest;
	*len = strcspn(*rest, "| ");
	*rest += *len + ((*rest)[*len] == '|');
	return true;
}

static bool is_choice(const struct cli_option *option, const char *text)
{
	const char *rest = option->argument, *choice;
	for (size_t len; cli_next_choice(&rest, &choice, &len);)
		if (strlen(text) == len && memcmp(text, choice, len) == 0)
			return true;
	return false;
}

static int refuse_choice(const struct cli_option *option, const char *text, struct crm_error *err)
{
	struct crm_buf allowed;
	const char *rest = option->argument, *choice;
	crm_buf_init(&allowed, CRM_BUF_MAX);
	for (size_t len; cli_next_choice(&rest, &choice, &len);)
		crm_buf_printf(&allowed, "%s%.*s", allowed.len == 0 ? "" : *rest ? ", " : " or ", (int)len, choice);
	int rc = crm_error_set(err, CRM_E_USAGE, "option '--%s' is %s, not '%s'", option->name,
			       allowed.failed ? option->argument : allowed.ptr, text);
	crm_buf_free(&allowed);
	return rc;
}

/* ---- what all commands understand ---- */

static void take_config(struct cli *cli, const char *text)
{
	cli->config = text;
}

static void take_json(struct cli *cli, const char *text)
{
	(void)text;
	cli->json = true;
}

static void take_quiet(struct cli *cli, const char *text)
{
	(void)text;
	cli->quiet = true;
	crm_log_set_level(CRM_LOG_ERROR);
}

static void take_verbose(struct cli *cli, const char *text)
{
	(void)text;
	crm_log_set_level(cli->verbose ? CRM_LOG_DEBUG : CRM_LOG_INFO);
	cli->verbose = true;
}

static void take_color(struct cli *cli, const char *text)
{
	if (strcmp(text, "auto") != 0)
		cli->color = strcmp(text, "always") == 0;
}

static void take_help(struct cli *cli, const char *text)
{
	(void)text;
	cli->help = true;
}

static void take_version(struct cli *cli, const char *text)
{
	(void)text;
	cli->version = true;
}

static void take_global(struct cli *cli, const struct cli_option *option, const char *text)
{
	static void (*const take[])(struct cli * cli, const char *text) = {
		take_config, take_json, take_quiet, take_verbose, take_color, take_help, take_version,
	};
	take[option - cli_global_options](cli, text);
}

/* ---- finding an option ---- */

struct parser {
	struct cli *cli;
	const struct cli_command *command; /* NULL: before the command */
	int argc, at;
	char **argv;
	const char **words;
	struct cli_value *values;
	size_t n_words, n_values;
	bool only_words;
};

static const struct cli_option *find_in(const struct cli_option *options, const char *name, size_t len, char letter)
{
	for (const struct cli_option *o = options; o != NULL && o->name != NULL; o++)
		if (letter != 0 ? o->letter == letter : strlen(o->name) == len && strncmp(o->name, name, len) == 0)
			return o;
	return NULL;
}

static const struct cli_option *find_option(const struct parser *p, const char *name, size_t len, char letter)
{
	const struct cli_option *own = p->command ? find_in(p->command->options, name, len, letter) : NULL;
	return own ? own : find_in(cli_global_options, name, len, letter);
}

static bool is_global(const struct cli_option *option)
{
	return find_in(cli_global_options, option->name, strlen(option->name), 0) == option;
}

/* A command that has the option, NULL: none. */
static const struct cli_command *owner_of(const char *name, size_t len)
{
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		if (find_in((*c)->options, name, len, 0) != NULL)
			return *c;
	return NULL;
}

static void offer_options(struct config_suggestion *suggestion, const struct cli_option *options)
{
	for (const struct cli_option *o = options; o != NULL && o->name != NULL; o++)
		config_suggest_offer(suggestion, o->name);
}

static int refuse_long(const struct parser *p, const char *name, size_t len, struct crm_error *err)
{
	struct config_suggestion suggestion;
	const struct cli_command *owner = p->command == NULL ? owner_of(name, len) : NULL;
	char *wrong = crm_strndup(name, len);
	if (wrong == NULL)
		return crm_error_no_memory(err);
	config_suggest_begin(&suggestion, wrong);
	offer_options(&suggestion, cli_global_options);
	if (p->command != NULL)
		offer_options(&suggestion, p->command->options);
	const char *command = p->command ? p->command->name : "", *space = p->command ? " " : "";
	if (owner != NULL)
		crm_error_set(err, CRM_E_USAGE, "option '--%s' stands behind its command, as in: crmsync %s --%s",
			      wrong, owner->name, wrong);
	else if (suggestion.best != NULL)
		crm_error_set(err, CRM_E_USAGE, "unknown option '--%s', did you mean '--%s'? (see crmsync %s%s--help)",
			      wrong, suggestion.best, command, space);
	else
		crm_error_set(err, CRM_E_USAGE, "unknown option '--%s' (see crmsync %s%s--help)", wrong, command,
			      space);
	crm_free(wrong);
	return CRM_E_USAGE;
}

/* ---- taking options ---- */

static int take_value(struct parser *p, const struct cli_option *o, const char *text, struct crm_error *err)
{
	if (text == NULL)
		return crm_error_set(err, CRM_E_USAGE, "option '--%s' needs %s", o->name, o->argument);
	if (cli_has_choices(o) && !is_choice(o, text))
		return refuse_choice(o, text, err);
	if (is_global(o)) {
		take_global(p->cli, o, text);
		return CRM_OK;
	}
	for (size_t k = 0; !o->repeats && k < p->n_values; k++)
		if (p->values[k].option == o)
			return crm_error_set(err, CRM_E_USAGE, "option '--%s' is given twice", o->name);
	p->values[p->n_values++] = (struct cli_value){.option = o, .text = text};
	return CRM_OK;
}

static const char *next_argument(struct parser *p)
{
	return p->at + 1 < p->argc ? p->argv[++p->at] : NULL;
}

static int take_long(struct parser *p, const char *name, struct crm_error *err)
{
	size_t len = strcspn(name, "=");
	const struct cli_option *o = find_option(p, name, len, 0);
	if (o == NULL)
		return refuse_long(p, name, len, err);
	if (o->argument == NULL && name[len] == '=')
		return crm_error_set(err, CRM_E_USAGE, "option '--%s' takes no argument", o->name);
	if (o->argument == NULL)
		return take_value(p, o, "", err);
	return take_value(p, o, name[len] == '=' ? name + len + 1 : next_argument(p), err);
}

/* "-v", "-vv", "-qc FILE", "-cFILE" */
static int take_short(struct parser *p, const char *letters, struct crm_error *err)
{
	int rc = CRM_OK;
	for (; rc == CRM_OK && *letters != '\0'; letters++) {
		const struct cli_option *o = find_option(p, "", 0, *letters);
		if (o == NULL)
			return crm_error_set(err, CRM_E_USAGE, "unknown option '-%c' (see crmsync %s%s--help)",
					     *letters, p->command ? p->command->name : "", p->command ? " " : "");
		if (o->argument != NULL)
			return take_value(p, o, letters[1] ? letters + 1 : next_argument(p), err);
		rc = take_value(p, o, "", err);
	}
	return rc;
}

static int take_option(struct parser *p, const char *arg, struct crm_error *err)
{
	return arg[1] == '-' ? take_long(p, arg + 2, err) : take_short(p, arg + 1, err);
}

static bool is_option(const char *arg)
{
	return arg[0] == '-' && arg[1] != '\0';
}

int cli_parse_leading(struct cli *cli, int argc, char **argv, int *at, struct crm_error *err)
{
	struct parser p = {.cli = cli, .argc = argc, .argv = argv, .at = 1};
	int rc = CRM_OK;
	for (; rc == CRM_OK && p.at < argc && is_option(argv[p.at]) && strcmp(argv[p.at], "--") != 0; p.at++)
		rc = take_option(&p, argv[p.at], err);
	*at = p.at + (p.at < argc && strcmp(argv[p.at], "--") == 0);
	return rc;
}

static int take_all(struct parser *p, struct crm_error *err)
{
	int rc = CRM_OK;
	for (p->at = 0; rc == CRM_OK && p->at < p->argc; p->at++) {
		const char *arg = p->argv[p->at];
		if (p->only_words || !is_option(arg))
			p->words[p->n_words++] = arg;
		else if (strcmp(arg, "--") == 0)
			p->only_words = true;
		else
			rc = take_option(p, arg, err);
	}
	return rc;
}

static int check_words(const struct parser *p, struct crm_error *err)
{
	const struct cli_command *c = p->command;
	if (p->n_words >= c->min_words && p->n_words <= c->max_words)
		return CRM_OK;
	if (p->n_words > c->max_words)
		return crm_error_set(err, CRM_E_USAGE,
				     "'%s' is too much; usage: crmsync %s [OPTION...]%s%s (see crmsync %s --help)",
				     p->words[c->max_words], c->name, c->words[0] ? " " : "", c->words, c->name);
	return crm_error_set(err, CRM_E_USAGE,
			     "something is missing; usage: crmsync %s [OPTION...] %s (see crmsync %s --help)", c->name,
			     c->words, c->name);
}

int cli_parse(struct cli *cli, const struct cli_command *command, int argc, char **argv, struct cli_arguments *out,
	      struct crm_error *err)
{
	struct parser p = {.cli = cli, .command = command, .argc = argc, .argv = argv};
	p.words = crm_calloc((size_t)argc + 1, sizeof *p.words);
	/* Short options may stand several in a word. */
	size_t letters = 0;
	for (int i = 0; i < argc; i++)
		letters += strlen(argv[i]);
	p.values = crm_calloc(letters + 1, sizeof *p.values);
	*out = (struct cli_arguments){.words = p.words, .values = p.values};
	if (p.words == NULL || p.values == NULL)
		return crm_error_no_memory(err);
	int rc = take_all(&p, err);
	out->n_words = p.n_words;
	out->n_values = p.n_values;
	return rc == CRM_OK && !cli->help && !cli->version ? check_words(&p, err) : rc;
}

void cli_arguments_free(struct cli_arguments *arguments)
{
	crm_free((void *)(uintptr_t)arguments->words);
	crm_free((void *)(uintptr_t)arguments->values);
	*arguments = (struct cli_arguments){0};
}

/* ---- reading them ---- */

const char *cli_get(const struct cli_arguments *arguments, const char *name)
{
	for (size_t i = arguments->n_values; i > 0; i--)
		if (strcmp(arguments->values[i - 1].option->name, name) == 0)
			return arguments->values[i - 1].text;
	return NULL;
}

bool cli_has(const struct cli_arguments *arguments, const char *name)
{
	return cli_get(arguments, name) != NULL;
}

bool cli_parse_count(const char *text, int64_t *out)
{
	char *end;
	errno = 0;
	if (text[0] < '0' || text[0] > '9')
		return false;
	long long n = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0')
		return false;
	*out = n;
	return true;
}

bool cli_parse_cap(const char *text, struct crm_cap *out)
{
	size_t len = strlen(text);
	bool percent = len > 1 && text[len - 1] == '%';
	char *number = crm_strndup(text, percent ? len - 1 : len);
	int64_t n = 0;
	bool ok = number != NULL && cli_parse_count(number, &n) && (!percent || n <= 100);
	crm_free(number);
	if (ok)
		*out = (struct crm_cap){.set = true, .percent = percent, .n = n};
	return ok;
}
