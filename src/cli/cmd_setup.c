/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

#include <stdio.h>

#include <report/report.h>

static const struct cli_option options[] = {
	{"system", 0, "NAME", "only this system (may be repeated)", true},
	{"accept", 0, "tenant", "yes, the account has changed", true},
	{0},
};

extern const struct cli_command cli_setup;

struct setup {
	const struct cli *cli;
	bool weaker;
};

static const char *state_text(enum crm_setup_state state)
{
	static const char *const texts[] = {"present", "created", "refused", "unsupported"};
	return texts[state];
}

static void report_json(const struct crm_system *system, enum crm_object object, const struct crm_setup_result *r)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "setup");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "system", system->settings->name);
	crm_jw_field(&w, "object", crm_object_name(object));
	crm_jw_field(&w, "state", state_text(r->state));
	crm_jw_field(&w, "property", r->property);
	crm_jw_field_bool(&w, "unique", r->unique);
	crm_jw_field(&w, "message", r->message);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static void report(void *ctx, const struct crm_system *system, enum crm_object object, const struct crm_setup_result *r)
{
	struct setup *s = ctx;
	bool there = r->state == CRM_SETUP_PRESENT || r->state == CRM_SETUP_CREATED;
	struct crm_arena *arena = crm_arena_new();
	s->weaker = s->weaker || !there;
	cli_progress_end();
	if (arena == NULL)
		return;
	if (s->cli->json)
		report_json(system, object, r);
	else if (there)
		printf("%s %s: property '%s' %s%s\n", system->settings->name, crm_object_plural(object),
		       crm_report_safe(r->property, arena),
		       r->state == CRM_SETUP_CREATED ? "created" : "is there already",
		       r->unique ? ""
				 : "; the vendor does not enforce that its values are unique, crmsync checks them "
				   "itself");
	else
		printf("%s %s: no crmsync id property: %s\n", system->settings->name, crm_object_plural(object),
		       crm_report_safe(r->message, arena));
	crm_arena_free(arena);
}

static int setup_all(struct cli *cli, struct crm_engine *e, const struct cli_arguments *arguments,
		     struct crm_error *err)
{
	struct setup setup = {.cli = cli};
	(void)arguments;
	int rc = crm_preflight(e, false, err);
	if (rc == CRM_OK)
		rc = crm_setup_all(e, report, &setup, err);
	if (rc == CRM_OK && setup.weaker && !cli->json)
		printf("\nWithout its id property in a system crmsync goes on, but is weaker there: after a lost "
		       "answer or a lost\n"
		       "store it finds its records again by e-mail, domain or name instead of by id, and holds what is "
		       "not clear.\n");
	return rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	return cli_run_engine(cli, &cli_setup, arguments, setup_all, err);
}

const struct cli_command cli_setup = {
	.name = "setup",
	.words = "",
	.summary = "create one property in every CRM: the id by which crmsync finds its records again",
	.description =
		"Creates a custom property for contacts, companies and deals in each CRM, which holds crmsync's\n"
		"own id of the record. By it a record is found again, instead of being made twice, after a lost\n"
		"answer, a crash, or the loss of the store. It can be run again at any time; what is there stays.",
	.options = options,
	.run = run,
};
