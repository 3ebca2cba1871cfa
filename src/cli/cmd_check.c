/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

#include <stdio.h>
#include <string.h>

#include <report/report.h>

static const struct cli_option options[] = {
	{"offline", 0, NULL, "only what can be checked here: configuration, store and credentials; sends nothing",
	 false},
	{"accept", 0, "tenant", "yes, the account has changed", true},
	{0},
};

extern const struct cli_command cli_check;

/* A mapped property that this account does not have or does not let us write; true: someone should look at it. */
static bool check_property(const struct crm_link_field *f, size_t k, enum crm_object object, const char *field,
			   struct crm_arena *arena)
{
	const char *property = crm_report_safe(f->binding->properties[k], arena);
	if (f->infos[k] == NULL) {
		printf("  %s.%s: this account has no property '%s'%s\n", crm_object_name(object), field, property,
		       f->binding->is_default ? " (left out)" : "");
		return !f->binding->is_default;
	}
	if (!f->infos[k]->read_only || !f->writes || f->binding->is_default)
		return false;
	printf("  %s.%s: '%s' cannot be written\n", crm_object_name(object), field, property);
	return true;
}

static size_t check_fields(const struct crm_engine *e, const struct crm_system *s, struct crm_arena *arena)
{
	size_t problems = 0;
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		for (size_t i = 0; i < e->settings->objects[o].n_fields; i++) {
			const struct crm_link_field *f = &s->fields[o][i];
			if (f->binding == NULL || f->infos == NULL || s->schema[o].n == 0)
				continue;
			for (size_t k = 0; f->binding->properties[k] != NULL; k++)
				problems += check_property(f, k, (enum crm_object)o,
							   e->settings->objects[o].fields[i].name, arena);
		}
	return problems;
}

/* Gives how many points someone should look at. */
static size_t print_system(struct crm_engine *e, struct crm_system *s, struct crm_arena *arena)
{
	size_t problems = 0;
	printf("%s: %s, account %s%s%s%s, ", s->settings->name, s->connector->info->title,
	       crm_report_safe(s->identity.tenant, arena), s->identity.title ? " (" : "",
	       s->identity.title ? crm_report_safe(s->identity.title, arena) : "", s->identity.title ? ")" : "");
	printf("%s", crm_report_count((int64_t)s->n_owners, "owner", "owners", arena));
	int64_t left = crm_quota_now(s).left;
	if (left >= 0)
		printf(", quota left today: %s", crm_report_number(left, arena));
	putchar('\n');
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		if (crm_engine_has_object(e, (enum crm_object)o) && s->settings->direction[o] != CRM_D_OFF &&
		    s->id_property[o] == NULL) {
			printf("  %s: no crmsync id property; `crmsync setup` creates it\n",
			       crm_object_plural((enum crm_object)o));
			problems++;
		}
	return problems + check_fields(e, s, arena);
}

static void print_json(struct crm_system *s)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "system");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "system", s->settings->name);
	crm_jw_field(&w, "connector", s->connector->info->name);
	crm_jw_field(&w, "account", s->identity.tenant);
	crm_jw_field(&w, "title", s->identity.title);
	crm_jw_field_int(&w, "owners", (int64_t)s->n_owners);
	crm_jw_field_int(&w, "units_left", crm_quota_now(s).left);
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
		char key[48];
		snprintf(key, sizeof key, "%s_id_property", crm_object_name((enum crm_object)o));
		crm_jw_field(&w, key, s->id_property[o]);
	}
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static int check_online(struct cli *cli, struct crm_engine *e, struct crm_error *err)
{
	size_t problems = 0;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? crm_preflight(e, true, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = crm_schema_renew_all(e, err);
	cli_progress_end();
	for (size_t i = 0; rc == CRM_OK && i < e->n_systems; i++) {
		if (cli->json)
			print_json(&e->systems[i]);
		else
			problems += print_system(e, &e->systems[i], arena);
	}
	if (rc == CRM_OK && !cli->json && problems == 0)
		printf("%s: configuration and accounts are in order\n", cli->settings->path);
	else if (rc == CRM_OK && !cli->json)
		printf("%s: configuration and accounts can be used; %s above should be looked at\n",
		       cli->settings->path, crm_report_count((int64_t)problems, "point", "points", arena));
	crm_arena_free(arena);
	return rc;
}

static int check(struct cli *cli, struct crm_engine *e, const struct cli_arguments *arguments, struct crm_error *err)
{
	int rc = crm_store_check(e->store, err);
	if (rc == CRM_OK && !cli_has(arguments, "offline"))
		rc = check_online(cli, e, err);
	else if (rc == CRM_OK && !cli->json)
		printf("%s: the configuration and the store are in order, and the credentials can be read\n",
		       cli->settings->path);
	return rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	return cli_run_engine(cli, &cli_check, arguments, check, err);
}

const struct cli_command cli_check = {
	.name = "check",
	.words = "",
	.summary = "check the configuration, sign in everywhere, compare the mapping",
	.description =
		"Checks the configuration and the store, signs in to every system, tells which account it is, and\n"
		"compares the mapping with the properties that the account has. Nothing is written to any CRM.",
	.options = options,
	.run = run,
};
