/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

#include <inttypes.h>
#include <stdio.h>

#include <report/report.h>

static const struct cli_option options[] = {
	{"only", 0, "contact|company|deal", "only these records (may be repeated)", true},
	{"system", 0, "NAME", "only this system (may be repeated)", true},
	{"full", 0, NULL, "read everything again, not only what changed since the last run", false},
	{"accept", 0, "tenant|shrink", "yes, the account has changed; yes, so many records are gone", true},
	{"jobs", 'j', "N", "systems worked on at a time (1: one after the other; default: all)", false},
	{0},
};

extern const struct cli_command cli_pull;

static void print_json(const struct crm_system *s, enum crm_object object)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "pulled");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "system", s->settings->name);
	crm_jw_field(&w, "object", crm_object_name(object));
	crm_jw_field_int(&w, "records", s->pulled[object]);
	crm_jw_field_bool(&w, "full", s->pulled_full[object]);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static void print_text(const struct crm_system *s, enum crm_object object, struct crm_arena *arena)
{
	char plural[32], one[32];
	snprintf(plural, sizeof plural, "%s", crm_object_plural(object));
	snprintf(one, sizeof one, "%s", crm_object_name(object));
	printf("%s: %s read%s\n", s->settings->name, crm_report_count(s->pulled[object], one, plural, arena),
	       s->pulled_full[object] ? " (full)" : "");
}

static void print_result(const struct cli *cli, struct crm_engine *e)
{
	struct crm_arena *arena = crm_arena_new();
	for (size_t i = 0; arena != NULL && i < e->n_systems; i++)
		for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
			const struct crm_system *s = &e->systems[i];
			if (!s->selected || !crm_engine_has_object(e, (enum crm_object)o) ||
			    s->settings->direction[o] == CRM_D_OFF)
				continue;
			if (cli->json)
				print_json(s, (enum crm_object)o);
			else
				print_text(s, (enum crm_object)o, arena);
		}
	for (size_t i = 0; arena != NULL && !cli->json && i < e->n_systems; i++) {
		struct crm_http_counters used;
		crm_http_get_counters(e->systems[i].http, &used);
		if (e->systems[i].selected)
			printf("%s: %s used\n", e->systems[i].settings->name,
			       crm_report_count(used.calls, "call", "calls", arena));
	}
	crm_arena_free(arena);
}

static int pull(struct cli *cli, struct crm_engine *e, const struct cli_arguments *arguments, struct crm_error *err)
{
	(void)arguments;
	int rc = crm_preflight(e, false, err);
	if (rc == CRM_OK)
		rc = crm_pull_all(e, err);
	cli_progress_end();
	if (rc == CRM_OK)
		print_result(cli, e);
	return rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	return cli_run_engine(cli, &cli_pull, arguments, pull, err);
}

const struct cli_command cli_pull = {
	.name = "pull",
	.words = "",
	.summary = "read what changed into the store; writes nothing to a CRM",
	.description =
		"Reads what changed in every system since the last time into the store. Records are not compared\n"
		"yet, and nothing is written to any CRM. diff and sync do this by themselves.",
	.options = options,
	.run = run,
};
