/* SPDX-License-Identifier: Apache-2.0 */
/* The ids of a migration as CSV: which record of the source is which one in the target. */
#include <report/migration.h>

#include <string.h>

#include <base/fresh_file.h>
#include <report/parts.h>

struct crosswalk {
	struct crm_engine *e;
	FILE *out;
	enum crm_object object;
};

/* Texts that a spreadsheet would run as a formula stand behind an apostrophe. */
static bool is_formula(const char *text)
{
	return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

static void put_cell(FILE *out, const char *text, bool last)
{
	const char *value = text ? text : "";
	bool formula = is_formula(value), quoted = formula || strpbrk(value, ",\"\r\n;'") != NULL;
	if (!quoted) {
		fputs(value, out);
	} else {
		fputs(formula ? "\"'" : "\"", out);
		for (const char *p = value; *p != '\0'; p++) {
			if (*p == '"')
				fputc('"', out);
			fputc(*p, out);
		}
		fputc('"', out);
	}
	fputs(last ? "\r\n" : ",", out);
}

static const char *url_of(struct crm_system *s, enum crm_object object, const char *id, struct crm_arena *arena)
{
	return s->connector->record_url && id ? s->connector->record_url(s->connection, object, id, arena) : NULL;
}

static int put_record(void *ctx, const struct crm_migrant *m, struct crm_arena *arena, struct crm_error *err)
{
	const struct crosswalk *c = ctx;
	const char *target = m->partner ? m->partner->vendor_id : NULL;
	struct crm_golden golden = {0};
	bool found = false;
	int rc = m->golden ? crm_store_golden(c->e->store, m->golden, arena, &golden, &found, err) : CRM_OK;
	if (rc != CRM_OK)
		return rc;
	put_cell(c->out, crm_object_name(c->object), false);
	put_cell(c->out, crm_migrant_fate_name(m->fate), false);
	put_cell(c->out, c->e->from->settings->name, false);
	put_cell(c->out, m->source->vendor_id, false);
	put_cell(c->out, c->e->to->settings->name, false);
	put_cell(c->out, target, false);
	put_cell(c->out, golden.uid, false);
	put_cell(c->out, url_of(c->e->from, c->object, m->source->vendor_id, arena), false);
	put_cell(c->out, url_of(c->e->to, c->object, target, arena), true);
	return CRM_OK;
}

int crm_report_crosswalk(struct crm_engine *e, const char *path, struct crm_error *err)
{
	struct crm_fresh_file file;
	struct crosswalk c = {.e = e};
	int rc = crm_fresh_open(&file, path, "the crosswalk", err);
	if (rc != CRM_OK)
		return rc;
	c.out = file.out;
	fputs("object,state,source,source_id,target,target_id,crmsync_id,source_url,target_url\r\n", file.out);
	for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		c.object = (enum crm_object)o;
		if (crm_migration_carries(e, c.object))
			rc = crm_migration_walk(e, c.object, put_record, &c, err);
	}
	return crm_fresh_close(&file, rc, err);
}
