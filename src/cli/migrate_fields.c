/* SPDX-License-Identifier: Apache-2.0 */
/* `crmsync migrate --create-fields`. */
#include <cli/migrate.h>

#include <stdio.h>

static const char *const state_names[] = {"present", "created", "refused", "unsupported"};

static const char *type_text(enum crm_property_type type)
{
	static const char *const names[] = {"text", "number", "bool", "date", "datetime", "enum", "multi"};
	return (size_t)type < sizeof names / sizeof *names ? names[type] : "other";
}

static void print_json(const struct crm_engine *e, const struct crm_new_field *f, const struct crm_setup_result *r)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "new_field");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "system", e->to->settings->name);
	crm_jw_field(&w, "object", crm_object_name(f->object));
	crm_jw_field(&w, "field", f->field);
	crm_jw_field(&w, "property", f->wanted.name);
	crm_jw_field(&w, "kind", type_text(f->wanted.type));
	crm_jw_key(&w, "options");
	crm_jw_array(&w);
	for (size_t i = 0; i < f->wanted.n_options; i++)
		crm_jw_string(&w, f->wanted.options[i].value);
	crm_jw_end_array(&w);
	crm_jw_field(&w, "state", r ? state_names[r->state] : "planned");
	crm_jw_field(&w, "message", r ? r->message : NULL);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static void print_text(const struct crm_engine *e, const struct crm_new_field *f, const struct crm_setup_result *r,
		       struct crm_arena *arena)
{
	printf("%s %s: property '%s' (%s", e->to->settings->name, crm_object_plural(f->object),
	       crm_report_safe(f->wanted.name, arena), type_text(f->wanted.type));
	if (f->wanted.n_options > 0)
		printf(", %s", crm_report_count((int64_t)f->wanted.n_options, "option", "options", arena));
	printf(") for %s %s%s%s\n", f->field, r ? state_names[r->state] : "to be created", r && r->message ? ": " : "",
	       r && r->message ? crm_report_safe(r->message, arena) : "");
}

static void print_field(const struct cli *cli, const struct crm_engine *e, const struct crm_new_field *f,
			const struct crm_setup_result *r, struct crm_arena *arena)
{
	cli_progress_end();
	if (cli->json)
		print_json(e, f, r);
	else
		print_text(e, f, r, arena);
}

int migrate_create_fields(const struct cli *cli, struct crm_engine *e, bool dry, bool yes, struct crm_arena *arena,
			  struct crm_error *err)
{
	struct crm_new_field *fields = NULL;
	size_t n = 0;
	int rc = crm_migration_new_fields(e, arena, &fields, &n, err);
	for (size_t i = 0; rc == CRM_OK && (dry || !yes) && i < n; i++)
		print_field(cli, e, &fields[i], NULL, arena);
	if (rc != CRM_OK || dry || n == 0)
		return rc;
	if (!yes)
		rc = migrate_ask(e, (int64_t)n, "property to create", "properties to create", err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		struct crm_setup_result result;
		rc = crm_migration_create_field(e, &fields[i], arena, &result, err);
		if (rc == CRM_OK)
			print_field(cli, e, &fields[i], &result, arena);
	}
	return rc == CRM_OK ? crm_migration_fields_made(e, err) : rc;
}
