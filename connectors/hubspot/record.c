/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked for, and records as they come back. */
#include <string.h>

#include <crmsync/timestamp.h>

#include "hubspot.h"

static const char *const stamps[] = {
	[CRM_COMPANY] = "hs_lastmodifieddate",
	[CRM_CONTACT] = "lastmodifieddate",
	[CRM_DEAL] = "hs_lastmodifieddate",
};

const char *hubspot_stamp_property(enum crm_object object)
{
	return stamps[object];
}

/* ---- what is asked for ---- */

/* The connector's own properties and what each is made of. */
static const struct {
	const char *name;
	enum crm_object object;
	const char *from[2];
} synthetics[] = {
	{HUBSPOT_AT_COMPANY, CRM_CONTACT, {"associatedcompanyid", NULL}},
	{HUBSPOT_AT_OPTOUT, CRM_CONTACT, {"hs_email_optout", NULL}},
	{HUBSPOT_AT_STATUS, CRM_DEAL, {"hs_is_closed", "hs_is_closed_won"}},
};

static void wish_add(struct hubspot_wish *wish, const char *name)
{
	for (size_t i = 0; i < wish->n_wire; i++) {
		if (strcmp(wish->wire[i], name) == 0)
			return;
	}
	wish->wire[wish->n_wire++] = name;
}

static void wish_add_synthetic(struct hubspot_wish *wish, const char *name)
{
	for (size_t i = 0; i < sizeof synthetics / sizeof *synthetics; i++) {
		if (synthetics[i].object != wish->object || strcmp(synthetics[i].name, name) != 0)
			continue;
		for (size_t k = 0; k < 2 && synthetics[i].from[k]; k++)
			wish_add(wish, synthetics[i].from[k]);
	}
	if (wish->object != CRM_DEAL)
		return;
	wish->companies = wish->companies || strcmp(name, HUBSPOT_AT_COMPANY) == 0;
	wish->contacts = wish->contacts || strcmp(name, HUBSPOT_AT_CONTACTS) == 0;
}

static int wish_keep_names(struct hubspot_wish *wish, const char *const *names, size_t n, struct crm_arena *arena)
{
	const char **kept = crm_arena_calloc(arena, n + 1, sizeof *kept);
	for (size_t i = 0; kept && i < n; i++) {
		kept[i] = crm_arena_strdup(arena, names[i]);
		if (!kept[i])
			return CRM_E_NOMEM;
	}
	wish->names = kept;
	wish->n_names = n;
	return kept ? CRM_OK : CRM_E_NOMEM;
}

int hubspot_wish_make(struct crm_connection *conn, enum crm_object object, const char *const *names, size_t n,
		      struct crm_arena *arena, struct hubspot_wish *out, struct crm_error *err)
{
	int rc = hubspot_definitions_need(conn, object, names, n, err);
	if (rc != CRM_OK)
		return rc;
	*out = (struct hubspot_wish){.object = object};
	out->wire = crm_arena_calloc(arena, 2 * n + 2, sizeof *out->wire);
	if (!out->wire || wish_keep_names(out, names, n, arena) != CRM_OK)
		return hubspot_no_memory(err);
	wish_add(out, "hs_merged_object_ids");
	wish_add(out, hubspot_stamp_property(object));
	for (size_t i = 0; i < n; i++) {
		if (names[i][0] == '@')
			wish_add_synthetic(out, out->names[i]);
		else
			wish_add(out, out->names[i]);
	}
	return CRM_OK;
}

void hubspot_wish_write(struct crm_json_writer *w, const struct hubspot_wish *wish)
{
	crm_jw_key(w, "properties");
	crm_jw_array(w);
	for (size_t i = 0; wish && i < wish->n_wire; i++)
		crm_jw_string(w, wish->wire[i]);
	crm_jw_end_array(w);
}

/* ---- records ---- */

struct reader {
	const struct crm_connection *conn;
	const struct hubspot_wish *wish;
	const struct hubspot_row *row;
	const crm_json *properties;
	struct crm_arena *arena;
};

static int record_read_wire(const struct reader *r, const char *name, struct crm_value *out)
{
	enum hubspot_type type = hubspot_type_of(r->conn, r->wish->object, name);
	return hubspot_value_read(type, crm_json_get(r->properties, name), r->arena, out);
}

static void record_read_status(const struct reader *r, struct crm_value *out)
{
	const char *closed = crm_json_text(crm_json_get(r->properties, "hs_is_closed"));
	const char *won = crm_json_text(crm_json_get(r->properties, "hs_is_closed_won"));
	*out = (struct crm_value){.kind = CRM_ABSENT};
	if (!closed || !won)
		return;
	out->kind = CRM_TEXT;
	out->text = strcmp(won, "true") == 0 ? "won" : strcmp(closed, "true") == 0 ? "lost" : "open";
}

/* One company that is not the primary one is the company all the same; of several, none can be told. */
static void record_read_company(const struct reader *r, struct crm_value *out)
{
	const struct hubspot_links *links = &r->row->companies;
	const char *id = links->primary ? links->primary : links->n == 1 ? links->ids[0] : NULL;
	*out = (struct crm_value){.kind = CRM_ABSENT};
	if (!links->known || (!id && links->n > 1))
		return;
	*out = id ? (struct crm_value){.kind = CRM_TEXT, .text = id} : (struct crm_value){.kind = CRM_NULL};
}

/* Who never opted out has no value there. */
static int record_read_optout(const struct reader *r, struct crm_value *out)
{
	int rc = record_read_wire(r, "hs_email_optout", out);
	if (rc == CRM_OK && out->kind == CRM_NULL)
		*out = (struct crm_value){.kind = CRM_TEXT, .text = "false"};
	return rc;
}

static int record_read_synthetic(const struct reader *r, const char *name, struct crm_value *out)
{
	const struct hubspot_links *contacts = &r->row->contacts;
	*out = (struct crm_value){.kind = CRM_ABSENT};
	if (r->wish->object == CRM_CONTACT && strcmp(name, HUBSPOT_AT_COMPANY) == 0)
		return record_read_wire(r, "associatedcompanyid", out);
	if (r->wish->object == CRM_CONTACT && strcmp(name, HUBSPOT_AT_OPTOUT) == 0)
		return record_read_optout(r, out);
	if (r->wish->object != CRM_DEAL)
		return CRM_OK;
	if (strcmp(name, HUBSPOT_AT_STATUS) == 0)
		record_read_status(r, out);
	else if (strcmp(name, HUBSPOT_AT_COMPANY) == 0)
		record_read_company(r, out);
	else if (strcmp(name, HUBSPOT_AT_CONTACTS) == 0 && contacts->known)
		*out = (struct crm_value){.kind = CRM_LIST, .items = contacts->ids, .n = contacts->n};
	return CRM_OK;
}

static int record_read_property(const struct reader *r, const char *name, struct crm_property *out)
{
	out->name = name;
	return name[0] == '@' ? record_read_synthetic(r, name, &out->value) : record_read_wire(r, name, &out->value);
}

static int record_read_wished(const struct reader *r, struct crm_record *out)
{
	size_t n = 0;
	struct crm_property *properties = crm_arena_calloc(r->arena, r->wish->n_names + 1, sizeof *properties);
	if (!properties)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < r->wish->n_names; i++) {
		if (record_read_property(r, r->wish->names[i], &properties[n]) != CRM_OK)
			return CRM_E_NOMEM;
		n += properties[n].value.kind != CRM_ABSENT;
	}
	out->properties = properties;
	out->n_properties = n;
	return CRM_OK;
}

static size_t record_count_synthetics(enum crm_object object)
{
	size_t n = 0;
	for (size_t i = 0; i < sizeof synthetics / sizeof *synthetics; i++)
		n += synthetics[i].object == object;
	return n;
}

/* Whatever the answer holds: its properties, and those of ours that can be made of them. */
static int record_read_everything(const struct reader *r, struct crm_record *out)
{
	size_t n = 0, most = crm_json_size(r->properties) + record_count_synthetics(r->wish->object);
	struct crm_property *properties = crm_arena_calloc(r->arena, most + 1, sizeof *properties);
	if (!properties)
		return CRM_E_NOMEM;
	for (const crm_json *v = crm_json_first(r->properties); v; v = crm_json_next(v), n++) {
		const char *name = crm_arena_strdup(r->arena, crm_json_name(v));
		if (!name || record_read_property(r, name, &properties[n]) != CRM_OK)
			return CRM_E_NOMEM;
	}
	for (size_t i = 0; i < sizeof synthetics / sizeof *synthetics; i++) {
		if (synthetics[i].object != r->wish->object)
			continue;
		if (record_read_property(r, synthetics[i].name, &properties[n]) != CRM_OK)
			return CRM_E_NOMEM;
		n += properties[n].value.kind != CRM_ABSENT;
	}
	out->properties = properties;
	out->n_properties = n;
	return CRM_OK;
}

static int record_keep_raw(const crm_json *json, struct crm_arena *arena, struct crm_record *out)
{
	struct crm_buf raw;
	crm_buf_init(&raw, CRM_BUF_MAX);
	crm_json_write(&raw, json);
	out->raw = raw.failed ? NULL : crm_arena_strndup(arena, raw.ptr, raw.len);
	out->raw_len = raw.len;
	crm_buf_free(&raw);
	return out->raw ? CRM_OK : CRM_E_NOMEM;
}

static int64_t record_stamp(const struct reader *r)
{
	int64_t ms = 0;
	const char *text = crm_json_get_string(r->row->json, "updatedAt");
	if (!text)
		text = crm_json_text(crm_json_get(r->properties, hubspot_stamp_property(r->wish->object)));
	return text && crm_time_parse(text, &ms) ? ms : 0;
}

static int record_read_merged(const struct reader *r, struct crm_record *out)
{
	const char *merged = crm_json_text(crm_json_get(r->properties, "hs_merged_object_ids"));
	return merged ? hubspot_split(merged, r->arena, &out->absorbed, &out->n_absorbed) : CRM_OK;
}

int hubspot_record_read(const struct crm_connection *conn, const struct hubspot_wish *wish,
			const struct hubspot_row *row, struct crm_arena *arena, struct crm_record *out,
			struct crm_error *err)
{
	const struct reader r = {conn, wish, row, crm_json_get(row->json, "properties"), arena};
	struct crm_record record = {.object = wish->object};
	if (!hubspot_row_id(row) || !crm_json_is_object(r.properties))
		return crm_error_set(err, CRM_E_PROTOCOL, "one of the %s in the answer has no id or no properties",
				     hubspot_plural(wish->object));
	record.id = crm_arena_strdup(arena, hubspot_row_id(row));
	record.life = crm_json_true(crm_json_get(row->json, "archived")) ? CRM_ARCHIVED : CRM_LIVE;
	record.modified = record_stamp(&r);
	int rc = wish->names ? record_read_wished(&r, &record) : record_read_everything(&r, &record);
	if (rc == CRM_OK)
		rc = record_read_merged(&r, &record);
	if (rc == CRM_OK)
		rc = record_keep_raw(row->json, arena, &record);
	if (rc != CRM_OK || !record.id)
		return hubspot_no_memory(err);
	*out = record;
	return CRM_OK;
}

int hubspot_reread(struct crm_connection *conn, enum crm_object object, const char *raw, struct crm_record *out,
		   struct crm_arena *arena, struct crm_error *err)
{
	const struct hubspot_wish wish = {.object = object};
	struct hubspot_row row = {0};
	crm_json *json = NULL;
	int rc = crm_json_parse(raw, strlen(raw), &json, err);
	row.json = json;
	if (rc == CRM_OK)
		rc = hubspot_record_read(conn, &wish, &row, arena, out, err);
	crm_json_free(json);
	return rc;
}

const char *hubspot_row_id(const struct hubspot_row *row)
{
	const char *id = crm_json_text(crm_json_get(row->json, "id"));
	return id && id[0] ? id : NULL;
}

int hubspot_rows_read(const crm_json *results, struct crm_arena *arena, struct hubspot_row **rows, size_t *n,
		      struct crm_error *err)
{
	size_t count = 0;
	struct hubspot_row *all = crm_arena_calloc(arena, crm_json_size(results) + 1, sizeof *all);
	if (!all)
		return hubspot_no_memory(err);
	for (const crm_json *v = crm_json_first(results); v; v = crm_json_next(v)) {
		all[count] = (struct hubspot_row){.json = v};
		if (!hubspot_row_id(&all[count++]))
			return crm_error_set(err, CRM_E_PROTOCOL, "a record in the answer has no id");
	}
	*rows = all;
	*n = count;
	return CRM_OK;
}
