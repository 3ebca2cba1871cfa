/* SPDX-License-Identifier: Apache-2.0 */
/* Options by table. */
#include <cli/cli.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/log.h>

const struct cli_option cli_global_options[] = {
        {"config", 'c', "FILE", "configuration (default: $CRMSYNC_CONFIG or crmsync.yaml)", false},
        {"json", 0, NULL, "results as JSON lines", false},
        {"quiet", 'q', NULL, "no progress, errors only", false},
        {"verbose", 'v', NULL, "say what is retried and why; twice: every request", true},
        {"color", 0, "WHEN", "auto, always or never", false},
        {0},
};

static int set_color(struct cli *cli, const char *when, struct crm_error *err)
{
	if (strcmp(when, "always") == 0)
		cli->color = true;
	else if (strcmp(when, "never") == 0)
		cli->color = false;
	else if (strcmp(when, "auto") != 0)
		return crm_error_set(err, CRM_E_USAGE, "--color is auto, always or never, not '%s'", when);
	return CRM_OK;
}

int cli_parse_global(struct cli *cli, const struct cli_option *option, const char *text, struct crm_error *err)
{
	static enum crm_log_level level = CRM_LOG_WARNING;
	if (strcmp(option->name, "config") == 0)
		cli->config = text;
	else if (strcmp(option->name, "json") == 0)
		cli->json = true;
	else if (strcmp(option->name, "quiet") == 0) {
		cli->quiet = true;
		crm_log_set_level(CRM_LOG_ERROR);
	} else if (strcmp(option->name, "verbose") == 0) {
		level = level == CRM_LOG_WARNING ? CRM_LOG_INFO : CRM_LOG_DEBUG;
		crm_log_set_level(level);
	} else if (strcmp(option->name, "color") == 0)
		return set_color(cli, text, err);
	return CRM_OK;
}

static const struct cli_option *find_in(const struct cli_option *options, const char *name, size_t len, char letter)
{
	for (const struct cli_option *o = options; o != NULL && o->name != NULL; o++)
		if ((letter != 0 && o->letter == letter) || (letter == 0 && strlen(o->name) == len && strncmp(o->name, name, len) == 0))
			return o;
	return NULL;
}

struct parser {
	struct cli *cli;
	const struct cli_command *command;
	int argc;
	char **argv;
	const char **words;
	struct cli_value *values;
	size_t n_words, n_values;
	bool help, only_words;
};

static int take_option(struct parser *p, int *i, struct crm_error *err)
{
	const char *arg = p->argv[*i];
	bool is_long = arg[1] == '-';
	const char *name = arg + (is_long ? 2 : 1);
	size_t len = strcspn(name, "=");
	bool global = false;
	const struct cli_option *o = find_in(p->command->options, name, len, is_long ? 0 : name[0]);
	if (o == NULL) {
		o = find_in(cli_global_options, name, len, is_long ? 0 : name[0]);
		global = o != NULL;
	}
	if (o == NULL || (!is_long && name[1] != '\0'))
		return crm_error_set(err, CRM_E_USAGE, "unknown option '%s'; see crmsync %s --help", arg, p->command->name);
	bool inline_text = is_long && name[len] == '=';
	if (o->argument == NULL && inline_text)
		return crm_error_set(err, CRM_E_USAGE, "option '--%s' takes no argument", o->name);
	const char *text = inline_text ? name + len + 1 : o->argument == NULL ? "" : *i + 1 < p->argc ? p->argv[++*i] : NULL;
	if (text == NULL)
		return crm_error_set(err, CRM_E_USAGE, "option '--%s' needs %s", o->name, o->argument);
	if (global)
		return cli_parse_global(p->cli, o, text, err);
	for (size_t k = 0; !o->repeats && k < p->n_values; k++)
		if (p->values[k].option == o)
			return crm_error_set(err, CRM_E_USAGE, "option '--%s' is given twice", o->name);
	p->values[p->n_values++] = (struct cli_value){.option = o, .text = text};
	return CRM_OK;
}

static int take_all(struct parser *p, struct crm_error *err)
{
	for (int i = 0; i < p->argc; i++) {
		const char *arg = p->argv[i];
		int rc = CRM_OK;
		if (p->only_words || arg[0] != '-' || arg[1] == '\0')
			p->words[p->n_words++] = arg;
		else if (strcmp(arg, "--") == 0)
			p->only_words = true;
		else if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0)
			p->help = true;
		else
			rc = take_option(p, &i, err);
		if (rc != CRM_OK)
			return rc;
	}
	return CRM_OK;
}

int cli_parse(struct cli *cli, const struct cli_command *command, int argc, char **argv, struct cli_arguments *out, bool *help,
              struct crm_error *err)
{
	struct parser p = {.cli = cli, .command = command, .argc = argc, .argv = argv};
	p.words = crm_calloc((size_t)argc + 1, sizeof *p.words);
	p.values = crm_calloc((size_t)argc + 1, sizeof *p.values);
	*out = (struct cli_arguments){.words = p.words, .values = p.values};
	if (p.words == NULL || p.values == NULL)
		return crm_error_set(err, CRM_E_NOMEM, "out of memory");
	int rc = take_all(&p, err);
	*help = p.help;
	out->n_words = p.n_words;
	out->n_values = p.n_values;
	if (rc == CRM_OK && !p.help && (p.n_words < command->min_words || p.n_words > command->max_words))
		rc = crm_error_set(err, CRM_E_USAGE, "usage: crmsync %s [OPTION...]%s%s; see crmsync %s --help", command->name,
		                   command->words[0] ? " " : "", command->words, command->name);
	return rc;
}

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
	long long n = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || n < 0 || text[0] == '+' || text[0] == ' ')
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
