/* SPDX-License-Identifier: Apache-2.0 */
/* A record of theirs as a record of ours. */
#include "record.h"

#include <string.h>

#include <crmsync/timestamp.h>

#include "client.h"
#include "listing.h"
#include "value.h"

/* ---- contact roles ---- */

struct id_list {
	const char **ids;
	size_t n, cap;
};

static bool id_list_add(struct id_list *list, struct crm_arena *arena, const char *id, bool first)
{
	for (size_t i = 0; i < list->n; i++)
		if (sf_id_same(list->ids[i], id))
			return true;
	if (list->n == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : 4;
		const char **grown = crm_arena_alloc(arena, cap * sizeof *grown);
		if (!grown)
			return false;
		if (list->n > 0)
			memcpy(grown, list->ids, list->n * sizeof *grown);
		list->ids = grown;
		list->cap = cap;
	}
	const char *copy = sf_id_keep(arena, id);
	size_t at = first ? 0 : list->n;
	memmove(list->ids + at + 1, list->ids + at, (list->n - at) * sizeof *list->ids);
	list->ids[at] = copy;
	list->n++;
	return copy != NULL;
}

static bool add_roles(struct id_list *list, const crm_json *records, struct crm_arena *arena)
{
	for (const crm_json *role = crm_json_first(records); role; role = crm_json_next(role)) {
		const char *contact = crm_json_get_string(role, "ContactId");
		if (!contact || crm_json_true(crm_json_get(role, "IsDeleted")))
			continue;
		if (!id_list_add(list, arena, contact, crm_json_true(crm_json_get(role, "IsPrimary"))))
			return false;
	}
	return true;
}

static int add_more_roles(struct crm_connection *conn, struct id_list *list, const char *next, struct crm_arena *arena,
			  struct crm_error *err)
{
	struct sf_answer answer;
	struct sf_listing page;
	int rc = CRM_OK;
	while (rc == CRM_OK && next) {
		rc = sf_get(conn, next, "contact roles", &answer, err);
		if (rc == CRM_OK)
			rc = sf_listing_read(answer.body, false, &page, err);
		if (rc == CRM_OK && !add_roles(list, page.records, arena))
			rc = crm_error_no_memory(err);
		if (rc == CRM_OK && page.next) {
			next = crm_arena_strdup(arena, page.next);
			rc = next ? CRM_OK : crm_error_no_memory(err);
		} else {
			next = NULL;
		}
		crm_json_free(answer.body);
	}
	return rc;
}

/* An opportunity without roles has null in place of the listing. */
static int read_contacts(struct crm_connection *conn, const crm_json *v, struct crm_arena *arena, struct crm_value *out,
			 struct crm_error *err)
{
	const crm_json *roles = crm_json_get(v, SF_ROLES);
	struct id_list list = {0};
	struct sf_listing page;
	if (!roles)
		return CRM_OK;
	if (!crm_json_is_null(roles)) {
		int rc = sf_listing_read(roles, true, &page, err);
		if (rc == CRM_OK && !add_roles(&list, page.records, arena))
			rc = crm_error_no_memory(err);
		if (rc == CRM_OK)
			rc = add_more_roles(conn, &list, page.next, arena, err);
		if (rc != CRM_OK)
			return rc;
	}
	*out = (struct crm_value){.kind = CRM_LIST, .items = list.ids, .n = list.n};
	return CRM_OK;
}

/* ---- properties ---- */

static void read_status(const crm_json *v, struct crm_value *out)
{
	const crm_json *closed = crm_json_get(v, "IsClosed");
	if (crm_json_type(closed) != CRM_JSON_BOOL)
		return;
	const char *text = "open";
	if (crm_json_true(closed))
		text = crm_json_true(crm_json_get(v, "IsWon")) ? "won" : "lost";
	*out = (struct crm_value){.kind = CRM_TEXT, .text = text};
}

static int read_own(struct crm_connection *conn, const struct sf_selection *selection, const crm_json *v,
		    struct crm_arena *arena, struct crm_property *properties, size_t *n, struct crm_error *err)
{
	struct crm_value value = {.kind = CRM_ABSENT};
	if (selection->status) {
		read_status(v, &value);
		if (value.kind != CRM_ABSENT)
			properties[(*n)++] = (struct crm_property){.name = SF_STATUS, .value = value};
	}
	value = (struct crm_value){.kind = selection->denied ? CRM_DENIED : CRM_ABSENT};
	int rc = selection->contacts ? read_contacts(conn, v, arena, &value, err) : CRM_OK;
	if (rc == CRM_OK && value.kind != CRM_ABSENT)
		properties[(*n)++] = (struct crm_property){.name = SF_CONTACTS, .value = value};
	return rc;
}

static int read_properties(struct crm_connection *conn, const struct sf_selection *selection, const crm_json *v,
			   struct crm_arena *arena, struct crm_record *out, struct crm_error *err)
{
	struct crm_property *properties = crm_arena_calloc(arena, selection->n + 2, sizeof *properties);
	const struct sf_schema *schema = conn->schemas[selection->type];
	size_t n = 0;
	if (!properties)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < selection->n; i++) {
		struct crm_value value;
		const char *name = crm_arena_strdup(arena, selection->names[i]);
		if (!name ||
		    sf_value_read(name, sf_schema_find(schema, name), crm_json_get(v, name), arena, &value) < 0)
			return crm_error_no_memory(err);
		if (value.kind != CRM_ABSENT)
			properties[n++] = (struct crm_property){.name = name, .value = value};
	}
	int rc = read_own(conn, selection, v, arena, properties, &n, err);
	out->properties = properties;
	out->n_properties = n;
	return rc;
}

/* ---- the record ---- */

static void read_life(const crm_json *v, struct crm_arena *arena, struct crm_record *out)
{
	const char *master = crm_json_get_string(v, "MasterRecordId");
	bool deleted = crm_json_true(crm_json_get(v, "IsDeleted"));
	out->life = CRM_LIVE;
	if (deleted && master) {
		out->life = CRM_MERGED;
		out->into = sf_id_keep(arena, master);
	} else if (crm_json_true(crm_json_get(v, "IsConverted"))) {
		out->life = CRM_CONVERTED;
		out->into = sf_id_keep(arena, crm_json_get_string(v, "ConvertedContactId"));
	} else if (deleted) {
		out->life = CRM_ARCHIVED;
	}
}

static int keep_raw(const crm_json *v, struct crm_arena *arena, struct crm_record *out)
{
	struct crm_buf raw;
	crm_buf_init(&raw, CRM_BUF_MAX);
	crm_json_write(&raw, v);
	out->raw = raw.failed ? NULL : crm_arena_strndup(arena, raw.ptr, raw.len);
	out->raw_len = raw.len;
	crm_buf_free(&raw);
	return out->raw ? CRM_OK : CRM_E_NOMEM;
}

int sf_record_read(struct crm_connection *conn, const struct sf_selection *selection, const crm_json *v,
		   struct crm_arena *arena, struct crm_record *out, struct crm_error *err)
{
	const struct sf_sobject *sobject = sf_sobject(selection->type);
	const char *id = crm_json_get_string(v, "Id");
	const char *stamp = crm_json_get_string(v, "SystemModstamp");
	if (!id)
		return crm_error_set(err, CRM_E_PROTOCOL, "query: a record of %s has no Id", sobject->name);
	*out = (struct crm_record){.object = sobject->object, .kind = sobject->kind, .id = sf_id_keep(arena, id)};
	if (stamp && !crm_time_parse(stamp, &out->modified))
		return crm_error_set(err, CRM_E_PROTOCOL, "query: %s %s has an unreadable SystemModstamp '%s'",
				     sobject->name, id, stamp);
	read_life(v, arena, out);
	if (!out->id || (out->life == CRM_MERGED && !out->into) || keep_raw(v, arena, out) < 0)
		return crm_error_no_memory(err);
	return read_properties(conn, selection, v, arena, out, err);
}

/* Whatever the text holds; contact roles are records of their own, and are left out. */
static int select_all(const crm_json *v, struct crm_arena *arena, struct sf_selection *selection)
{
	const char **names = crm_arena_calloc(arena, crm_json_size(v) + 1, sizeof *names);
	if (!names)
		return CRM_E_NOMEM;
	for (const crm_json *m = crm_json_first(v); m; m = crm_json_next(m))
		if (strcmp(crm_json_name(m), "attributes") != 0 && strcmp(crm_json_name(m), SF_ROLES) != 0)
			names[selection->n++] = crm_json_name(m);
	selection->names = names;
	selection->status = crm_json_get(v, "IsClosed") != NULL;
	return CRM_OK;
}

int sf_reread(struct crm_connection *conn, enum crm_object object, const char *raw, struct crm_record *out,
	      struct crm_arena *arena, struct crm_error *err)
{
	crm_json *json = NULL;
	struct sf_selection selection = {.n = 0};
	int rc = crm_json_parse(raw, strlen(raw), &json, err);
	if (rc != CRM_OK)
		return rc;
	if (!sf_type_of_id(object, crm_json_get_string(json, "Id"), &selection.type))
		rc = crm_error_set(err, CRM_E_PROTOCOL, "what is kept of a record is no record");
	else if (select_all(json, arena, &selection) < 0)
		rc = crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = sf_record_read(conn, &selection, json, arena, out, err);
	crm_json_free(json);
	return rc;
}
