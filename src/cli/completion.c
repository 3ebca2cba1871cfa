/* SPDX-License-Identifier: Apache-2.0 */
/* Completion scripts for bash, zsh and fish, from the tables of commands and options. */
#include <cli/cli.h>

#include <string.h>

#define LIST_CONNECTORS "crmsync --json connectors 2>/dev/null | sed -n 's/^{[^{[]*\"name\":\"\\([a-z0-9_-]*\\)\".*/\\1/p'"

/* What stands behind an option or a command. */
enum kind { KIND_NOTHING, KIND_TEXT, KIND_FILE, KIND_CHOICES, KIND_COMMAND, KIND_CONNECTOR };

static enum kind kind_of(const char *argument)
{
	const struct cli_option as_option = {.argument = argument};
	if (argument == NULL || argument[0] == '\0')
		return KIND_NOTHING;
	if (cli_has_choices(&as_option))
		return KIND_CHOICES;
	if (strcmp(argument, "FILE") == 0)
		return KIND_FILE;
	if (strstr(argument, "COMMAND") != NULL)
		return KIND_COMMAND;
	return strstr(argument, "CONNECTOR") != NULL ? KIND_CONNECTOR : KIND_TEXT;
}

static void print_choices(FILE *out, const char *argument)
{
	const char *rest = argument, *choice;
	for (size_t len; cli_next_choice(&rest, &choice, &len);)
		fprintf(out, "%s%.*s", choice == argument ? "" : " ", (int)len, choice);
}

static void print_commands(FILE *out, const char *separator)
{
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		fprintf(out, "%s%s", c == cli_commands ? "" : separator, (*c)->name);
}

/* ---- bash ---- */

static void bash_options(FILE *out, const struct cli_option *options)
{
	for (const struct cli_option *o = options; o->name != NULL; o++)
		fprintf(out, " --%s", o->name);
}

static void bash_arguments(FILE *out, const char *command, const struct cli_option *options)
{
	for (const struct cli_option *o = options; o->name != NULL; o++) {
		if (o->argument == NULL)
			continue;
		fprintf(out, "\t%s:--%s", command, o->name);
		if (o->letter != 0)
			fprintf(out, "|%s:-%c", command, o->letter);
		fputs(") ", out);
		if (kind_of(o->argument) == KIND_FILE) {
			fputs("_crmsync_files \"$cur\"; ", out);
		} else if (kind_of(o->argument) == KIND_CHOICES) {
			fputs("_crmsync_words \"$cur\" '", out);
			print_choices(out, o->argument);
			fputs("'; ", out);
		}
		fputs("return ;;\n", out);
	}
}

static void bash_command(FILE *out, const struct cli_command *c)
{
	fprintf(out, "\t%s) words+='", c->name);
	bash_options(out, c->options);
	fputs("'", out);
	switch (kind_of(c->words)) {
	case KIND_CHOICES:
		fputs("' ", out);
		print_choices(out, c->words);
		fputs("'", out);
		break;
	case KIND_COMMAND:
		fputs("' ", out);
		print_commands(out, " ");
		fputs("'", out);
		break;
	case KIND_CONNECTOR:
		fputs("\" $(" LIST_CONNECTORS ")\"", out);
		break;
	default:
		break;
	}
	fputs(" ;;\n", out);
}

static void print_bash(FILE *out)
{
	fputs("# bash completion for crmsync\n"
	      "_crmsync_files() {\n"
	      "\tcompopt -o filenames 2>/dev/null\n"
	      "\tmapfile -t COMPREPLY < <(compgen -f -- \"$1\")\n"
	      "}\n"
	      "_crmsync_words() {\n"
	      "\tmapfile -t COMPREPLY < <(compgen -W \"$2\" -- \"$1\")\n"
	      "}\n"
	      "_crmsync() {\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= words word\n"
	      "\tif [[ $cur == = ]]; then\n"
	      "\t\tcur=\n"
	      "\telif [[ $prev == = && $COMP_CWORD -gt 1 ]]; then\n"
	      "\t\tprev=${COMP_WORDS[COMP_CWORD-2]}\n"
	      "\tfi\n"
	      "\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
	      "\t\tcase $word in\n\t\t",
	      out);
	print_commands(out, "|");
	fputs(") command=$word; break ;;\n\t\tesac\n\tdone\n\tcase $command:$prev in\n", out);
	bash_arguments(out, "*", cli_global_options);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		bash_arguments(out, (*c)->name, (*c)->options);
	fputs("\tesac\n\twords='", out);
	bash_options(out, cli_global_options);
	fputs("'\n\tcase $command in\n", out);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		bash_command(out, *c);
	fputs("\t'') words+=' ", out);
	print_commands(out, " ");
	fputs("' ;;\n\tesac\n\t_crmsync_words \"$cur\" \"$words\"\n}\ncomplete -F _crmsync crmsync\n", out);
}

/* ---- zsh ---- */

/* Text within single quotes in which ] and : mean something. */
static void zsh_text(FILE *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			fputs("'\\''", out);
		else if (strchr("[]:\\", *text) != NULL)
			fprintf(out, "\\%c", *text);
		else
			fputc(*text, out);
	}
}

static void zsh_action(FILE *out, const char *argument)
{
	switch (kind_of(argument)) {
	case KIND_FILE:
		fputs("_files", out);
		break;
	case KIND_CHOICES:
		fputs("(", out);
		print_choices(out, argument);
		fputs(")", out);
		break;
	case KIND_COMMAND:
		fputs("(", out);
		print_commands(out, " ");
		fputs(")", out);
		break;
	case KIND_CONNECTOR:
		fputs("_crmsync_connectors", out);
		break;
	default:
		fputs(" ", out);
		break;
	}
}

static void zsh_options(FILE *out, const struct cli_option *options)
{
	for (const struct cli_option *o = options; o->name != NULL; o++) {
		const char *repeats = o->repeats ? "*" : "", *equals = o->argument ? "=" : "";
		if (o->letter != 0)
			fprintf(out, " \\\n\t\t'%s'{-%c%s,--%s%s}'[", repeats, o->letter, o->argument ? "+" : "",
				o->name, equals);
		else
			fprintf(out, " \\\n\t\t'%s--%s%s[", repeats, o->name, equals);
		zsh_text(out, o->help);
		fputs("]", out);
		if (o->argument != NULL) {
			fputs(":", out);
			zsh_text(out, o->argument);
			fputs(":", out);
			zsh_action(out, o->argument);
		}
		fputs("'", out);
	}
}

static void zsh_command(FILE *out, const struct cli_command *c)
{
	fprintf(out, "\t%s)\n\t\t_arguments", c->name);
	zsh_options(out, cli_global_options);
	zsh_options(out, c->options);
	if (c->max_words > 0) {
		fprintf(out, " \\\n\t\t'%s:", c->max_words > 1 ? "*" : "1");
		zsh_text(out, c->words);
		fputs(":", out);
		zsh_action(out, c->words);
		fputs("'", out);
	}
	fputs(" ;;\n", out);
}

static void print_zsh(FILE *out)
{
	fputs("#compdef crmsync\n"
	      "_crmsync_connectors() {\n"
	      "\tlocal -a names\n"
	      "\tnames=(${(f)\"$(" LIST_CONNECTORS ")\"})\n"
	      "\tcompadd -a names\n"
	      "}\n"
	      "_crmsync() {\n"
	      "\tlocal curcontext=$curcontext state line\n"
	      "\tlocal -a commands\n"
	      "\tcommands=(\n",
	      out);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++) {
		fprintf(out, "\t\t'%s:", (*c)->name);
		zsh_text(out, (*c)->summary);
		fputs("'\n", out);
	}
	fputs("\t)\n\t_arguments -C", out);
	zsh_options(out, cli_global_options);
	fputs(" \\\n\t\t'1:command:->command' '*::argument:->argument'\n"
	      "\tcase $state in\n"
	      "\tcommand) _describe -t commands command commands; return ;;\n"
	      "\tesac\n"
	      "\tcase $words[1] in\n",
	      out);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		zsh_command(out, *c);
	fputs("\tesac\n}\n"
	      "if [[ $funcstack[1] == _crmsync ]]; then\n"
	      "\t_crmsync \"$@\"\n"
	      "else\n"
	      "\tcompdef _crmsync crmsync\n"
	      "fi\n",
	      out);
}

/* ---- fish ---- */

static void fish_text(FILE *out, const char *text)
{
	fputc('\'', out);
	for (; *text != '\0'; text++)
		fprintf(out, "%s%c", *text == '\'' || *text == '\\' ? "\\" : "", *text);
	fputc('\'', out);
}

static void fish_argument(FILE *out, const char *argument)
{
	switch (kind_of(argument)) {
	case KIND_NOTHING:
		break;
	case KIND_FILE:
		fputs(" -r -F", out);
		break;
	case KIND_CHOICES:
		fputs(" -x -a '", out);
		print_choices(out, argument);
		fputs("'", out);
		break;
	default:
		fputs(" -x", out);
		break;
	}
}

static void fish_options(FILE *out, const char *condition, const char *command, const struct cli_option *options)
{
	for (const struct cli_option *o = options; o->name != NULL; o++) {
		fprintf(out, "complete -c crmsync%s%s%s -l %s", condition, command, command[0] ? "'" : "", o->name);
		if (o->letter != 0)
			fprintf(out, " -s %c", o->letter);
		fish_argument(out, o->argument);
		fputs(" -d ", out);
		fish_text(out, o->help);
		fputc('\n', out);
	}
}

static void fish_words(FILE *out, const struct cli_command *c)
{
	enum kind kind = kind_of(c->words);
	if (kind == KIND_NOTHING)
		return;
	fprintf(out, "complete -c crmsync -n '__fish_seen_subcommand_from %s' -a '", c->name);
	if (kind == KIND_CHOICES)
		print_choices(out, c->words);
	else if (kind == KIND_COMMAND)
		print_commands(out, " ");
	else if (kind == KIND_CONNECTOR)
		fputs("(__crmsync_connectors)", out);
	fputs("'\n", out);
}

static void print_fish(FILE *out)
{
	fputs("# fish completion for crmsync\n"
	      "function __crmsync_connectors\n"
	      "\t" LIST_CONNECTORS "\n"
	      "end\n"
	      "complete -c crmsync -f\n",
	      out);
	fish_options(out, "", "", cli_global_options);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++) {
		fprintf(out, "complete -c crmsync -n __fish_use_subcommand -a %s -d ", (*c)->name);
		fish_text(out, (*c)->summary);
		fputc('\n', out);
		fish_options(out, " -n '__fish_seen_subcommand_from ", (*c)->name, (*c)->options);
		fish_words(out, *c);
	}
}

bool cli_print_completion(FILE *out, const char *shell)
{
	static const struct {
		const char *name;
		void (*print)(FILE *out);
	} shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
		if (strcmp(shells[i].name, shell) == 0) {
			shells[i].print(out);
			return true;
		}
	return false;
}
