/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The control interface: what a person does in the vendor's own UI.  Objects: contact, company, deal, owner, property.
 * Members of an edit that begin with '@': "@company" (id, list of ids or null; the first becomes primary),
 * "@companies",
 * "@contacts", "@deals" (lists that replace the links), "@archived" (false restores), "@created" and "@modified"
 * (stamps as the vendor would never show them by itself: a row that turns up with an old stamp).
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "hubspot.h"

static int no_memory(struct crm_error *err)
{
	return crm_error_no_memory(err);
}

static int unknown_object(const char *object, struct crm_error *err)
{
	return crm_error_set(err, CRM_E_NOT_FOUND, "no object '%s' (contact, company, deal, owner, property)", object);
}

/* ---- lines
 * ------------------------------------------------------------------------------------------------------------- */

static void write_link(struct crm_json_writer *w, const struct hs_record *to)
{
	char id[24];
	snprintf(id, sizeof id, "%" PRIu64, to->id);
	if (hs_record_exists(to))
		crm_jw_string(w, id);
}

/* Ids by type, the primary one first. */
static void write_links(struct crm_json_writer *w, const struct hs_record *record)
{
	crm_jw_key(w, "associations");
	crm_jw_object(w);
	for (int type = 0; type < HS_TYPES; type++) {
		const struct hs_links *links = &record->links[type];
		const struct hs_record *primary = hs_link_primary(record, (enum hs_type)type);
		if (hs_link_count(record, (enum hs_type)type) == 0)
			continue;
		crm_jw_key(w, hs_types[type].plural);
		crm_jw_array(w);
		if (primary)
			write_link(w, primary);
		for (size_t i = 0; i < links->n; i++)
			if (links->v[i].to != primary)
				write_link(w, links->v[i].to);
		crm_jw_end_array(w);
	}
	crm_jw_end_object(w);
}

static void write_id(struct crm_json_writer *w, const char *name, const struct hs_record *record)
{
	char id[24];
	if (record)
		snprintf(id, sizeof id, "%" PRIu64, record->id);
	crm_jw_field(w, name, record ? id : NULL);
}

static void write_record_line(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	struct crm_json_writer w;
	struct crm_buf text;
	const struct hs_schema *schema = &face->schema[record->type];
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	write_id(&w, "id", record);
	crm_jw_field(&w, "object", hs_types[record->type].singular);
	crm_jw_field_bool(&w, "archived", record->archived);
	write_id(&w, "merged_into", record->merged_into);
	hs_write_time(&w, "created", record->created);
	hs_write_time(&w, "modified", record->live->modified);
	crm_jw_key(&w, "properties");
	crm_jw_object(&w);
	for (size_t i = 0; i < schema->n_properties; i++) {
		crm_buf_reset(&text);
		if (hs_show(face, record, schema->by_name[i], &text))
			crm_jw_field(&w, schema->properties[schema->by_name[i]].name, text.ptr);
	}
	crm_jw_end_object(&w);
	write_links(&w, record);
	crm_jw_end_object(&w);
	crm_buf_char(out, '\n');
	crm_buf_free(&text);
}

static void write_owner_line(const struct hs_owner *owner, struct crm_buf *out)
{
	struct crm_json_writer w;
	char id[24];
	snprintf(id, sizeof id, "%" PRIu64, owner->id);
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	crm_jw_field(&w, "id", id);
	crm_jw_field(&w, "object", "owner");
	crm_jw_field_bool(&w, "archived", owner->archived);
	crm_jw_field(&w, "merged_into", NULL);
	crm_jw_key(&w, "properties");
	crm_jw_object(&w);
	crm_jw_field(&w, "email", owner->email);
	crm_jw_field(&w, "firstName", owner->first_name);
	crm_jw_field(&w, "lastName", owner->last_name);
	crm_jw_end_object(&w);
	crm_jw_end_object(&w);
	crm_buf_char(out, '\n');
}

static void write_property_line(enum hs_type type, const struct hs_property *p, struct crm_buf *out)
{
	struct crm_json_writer w;
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	crm_jw_key(&w, "id");
	struct crm_buf id;
	crm_buf_init(&id, CRM_BUF_MAX);
	crm_buf_printf(&id, "%s.%s", hs_types[type].singular, p->name);
	crm_jw_string(&w, id.ptr);
	crm_buf_free(&id);
	crm_jw_field(&w, "object", "property");
	crm_jw_field_bool(&w, "archived", p->archived);
	crm_jw_field(&w, "merged_into", NULL);
	crm_jw_key(&w, "properties");
	hs_property_write(&w, p, true);
	crm_jw_end_object(&w);
	crm_buf_char(out, '\n');
}

static void list_properties(const struct face *face, struct crm_buf *out)
{
	for (int type = 0; type < HS_TYPES; type++)
		for (size_t i = 0; i < face->schema[type].n_properties; i++)
			write_property_line((enum hs_type)type, &face->schema[type].properties[i], out);
}

int hs_control_list(struct face *face, const char *object, struct crm_buf *out, struct crm_error *err)
{
	enum hs_type type;
	hs_options_read(face);
	if (strcmp(object, "owner") == 0)
		for (size_t i = 0; i < face->n_owners; i++)
			write_owner_line(&face->owners[i], out);
	else if (strcmp(object, "property") == 0)
		list_properties(face, out);
	else if (hs_type_named(object, &type))
		for (size_t i = 0; i < face->store[type].n; i++) {
			if (!face->store[type].v[i]->erased)
				write_record_line(face, face->store[type].v[i], out);
		}
	else
		return unknown_object(object, err);
	return out->failed ? no_memory(err) : CRM_OK;
}

/* ---- edits
 * ------------------------------------------------------------------------------------------------------------- */

static int refused(struct hs_call *call, const struct hs_refusal *refusal, struct crm_error *err)
{
	(void)call;
	const char *message = refusal->message  ? refusal->message
			      : refusal->faults ? refusal->faults->message
						: "refused";
	return crm_error_set(err, CRM_E_REJECTED, "%s", message);
}

static int replace_links(struct hs_call *call, struct hs_record *record, enum hs_type to, const crm_json *ids,
			 struct crm_error *err)
{
	struct hs_links *links = &record->links[to];
	while (links->n)
		hs_link_remove(call->face, record, links->v[links->n - 1].to, HS_LINK_PLAIN, call->now);
	const crm_json *e = crm_json_is_array(ids) ? crm_json_first(ids) : ids;
	for (; e && !crm_json_is_null(e); e = crm_json_is_array(ids) ? crm_json_next(e) : NULL) {
		const char *id = crm_json_text(e);
		struct hs_record *target = id ? hs_record_resolve(call->face, to, id) : NULL;
		if (!hs_record_exists(target) || target == record)
			return crm_error_set(err, CRM_E_NOT_FOUND, "no %s '%s'", hs_types[to].singular, id ? id : "");
		if (hs_link_add(call->face, record, target, HS_LINK_PLAIN, call->now) < 0)
			return no_memory(err);
	}
	return CRM_OK;
}

static int edit_links(struct hs_call *call, struct hs_record *record, const crm_json *fields, struct crm_error *err)
{
	static const struct {
		const char *name;
		enum hs_type to;
	} members[] = {
		{"@company", HS_COMPANY}, {"@companies", HS_COMPANY}, {"@contacts", HS_CONTACT}, {"@deals", HS_DEAL}};
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < sizeof members / sizeof members[0]; i++)
		if (crm_json_get(fields, members[i].name))
			rc = replace_links(call, record, members[i].to, crm_json_get(fields, members[i].name), err);
	return rc;
}

static int edit_stamps(struct hs_call *call, struct hs_record *record, const crm_json *fields, struct crm_error *err)
{
	const char *created = crm_json_text(crm_json_get(fields, "@created"));
	const char *modified = crm_json_text(crm_json_get(fields, "@modified"));
	int64_t ms;
	if (created && !hs_parse_instant(created, &record->created))
		return crm_error_set(err, CRM_E_INVALID, "'@created' is not a time");
	if (!modified)
		return CRM_OK;
	if (!hs_parse_instant(modified, &ms))
		return crm_error_set(err, CRM_E_INVALID, "'@modified' is not a time");
	return hs_record_touch(call->face, record, ms) < 0 ? no_memory(err) : CRM_OK;
}

static int edit_archived(struct hs_call *call, struct hs_record *record, const crm_json *fields, struct crm_error *err)
{
	const crm_json *archived = crm_json_get(fields, "@archived");
	int rc = CRM_OK;
	if (crm_json_type(archived) != CRM_JSON_BOOL || crm_json_true(archived) == record->archived)
		return CRM_OK;
	if (record->archived)
		rc = hs_record_restore(call->face, record, call->now);
	else
		rc = hs_record_archive(call->face, record, call->now);
	return rc < 0 ? no_memory(err) : CRM_OK;
}

static int edit_record(struct hs_call *call, enum hs_type type, const char *id, const crm_json *fields,
		       struct hs_record **out, struct crm_error *err)
{
	struct hs_changes changes;
	struct hs_refusal refusal;
	struct hs_record *record = id ? hs_record_resolve(call->face, type, id) : NULL;
	if (id && !record)
		return crm_error_set(err, CRM_E_NOT_FOUND, "no %s '%s'", hs_types[type].singular, id);
	int rc = record ? edit_archived(call, record, fields, err) : CRM_OK;
	if (rc < 0)
		return rc;
	rc = hs_changes_read(call, type, fields, true, record, &changes, &refusal);
	if (rc == CRM_OK && !refusal.category)
		rc = hs_changes_conflict(call, type, &changes, record, &refusal);
	if (rc < 0)
		return no_memory(err);
	if (refusal.category)
		return refused(call, &refusal, err);
	if (record && changes.n)
		rc = hs_update(call, record, &changes, HS_BY_PERSON);
	else if (!record)
		rc = hs_create(call, type, &changes, HS_BY_PERSON, &record);
	if (rc < 0)
		return no_memory(err);
	bool created = *out == NULL;
	*out = record;
	rc = edit_links(call, record, fields, err);
	if (rc == CRM_OK && created && hs_auto_company(call, record) < 0)
		return no_memory(err);
	return rc < 0 ? rc : edit_stamps(call, record, fields, err);
}

static int edit_owner(struct face *face, const char *id, const crm_json *fields, struct crm_buf *out,
		      struct crm_error *err)
{
	const char *email = crm_json_get_string(fields, "email"), *first = crm_json_get_string(fields, "firstName");
	const char *last = crm_json_get_string(fields, "lastName");
	const crm_json *archived = crm_json_get(fields, "archived");
	struct hs_owner *owner = id ? hs_owner_by_id(face, id) : NULL;
	int64_t now = face_now(face->host);
	int rc;
	if (id && !owner)
		return crm_error_set(err, CRM_E_NOT_FOUND, "no owner '%s'", id);
	if (owner)
		rc = hs_owner_update(owner, email, first, last, now);
	else
		rc = hs_owner_add(face, 0, email, first, last, true, now, &owner);
	if (rc < 0)
		return no_memory(err);
	if (archived)
		owner->archived = crm_json_true(archived);
	write_owner_line(owner, out);
	return out->failed ? no_memory(err) : CRM_OK;
}

/* id: "contact.hs_lead_status"; NULL: fields say "object", too. */
static int edit_property(struct hs_call *call, const char *id, const crm_json *fields, struct crm_buf *out,
			 struct crm_error *err)
{
	struct face *face = call->face;
	const char *object =
		id ? hs_format(call, "%.*s", (int)strcspn(id, "."), id) : crm_json_get_string(fields, "object");
	const char *name = id ? strchr(id, '.') : NULL, *problem = NULL;
	struct hs_refusal refusal = {0};
	enum hs_type type;
	hs_slot slot;
	int rc;
	if (!object || !hs_type_named(object, &type))
		return unknown_object(object ? object : "", err);
	if (!id) {
		rc = hs_property_create(call, type, fields, &slot, &refusal);
	} else {
		slot = name ? hs_slot_of_any(face, type, name + 1) : HS_NO_SLOT;
		if (slot == HS_NO_SLOT)
			return crm_error_set(err, CRM_E_NOT_FOUND, "no property '%s'", id);
		struct hs_property changed = face->schema[type].properties[slot];
		rc = hs_property_read(face, fields, &changed, &problem);
		changed.name = face->schema[type].properties[slot].name;
		changed.updated = call->now;
		if (crm_json_get(fields, "archived"))
			changed.archived = crm_json_true(crm_json_get(fields, "archived"));
		if (rc == CRM_OK && !problem)
			face->schema[type].properties[slot] = changed;
	}
	if (rc < 0)
		return no_memory(err);
	if (problem || refusal.category)
		return crm_error_set(err, CRM_E_REJECTED, "%s", problem ? problem : refusal.message);
	face->generation++;
	write_property_line(type, hs_property_at(face, type, slot), out);
	return out->failed ? no_memory(err) : CRM_OK;
}

int hs_control_edit(struct face *face, const char *object, const char *id, const crm_json *fields, struct crm_buf *out,
		    struct crm_error *err)
{
	struct hs_call call = {.face = face, .now = face_now(face->host)};
	struct hs_record *record = NULL;
	enum hs_type type;
	int rc;
	if (strcmp(object, "owner") == 0)
		return edit_owner(face, id, fields, out, err);
	hs_options_read(face);
	hs_index_settle(face, call.now);
	call.arena = crm_arena_new();
	if (!call.arena)
		return no_memory(err);
	if (strcmp(object, "property") == 0) {
		rc = edit_property(&call, id, fields, out, err);
	} else if (!hs_type_named(object, &type)) {
		rc = unknown_object(object, err);
	} else {
		rc = edit_record(&call, type, id, fields, &record, err);
		if (rc == CRM_OK)
			write_record_line(face, record, out);
	}
	crm_arena_free(call.arena);
	return rc < 0 ? rc : out->failed ? no_memory(err) : CRM_OK;
}

int hs_control_remove(struct face *face, const char *object, const char *id, struct crm_error *err)
{
	enum hs_type type;
	if (strcmp(object, "owner") == 0) {
		struct hs_owner *owner = hs_owner_by_id(face, id);
		if (!owner)
			return crm_error_set(err, CRM_E_NOT_FOUND, "no owner '%s'", id);
		owner->archived = true;
		return CRM_OK;
	}
	if (!hs_type_named(object, &type))
		return unknown_object(object, err);
	int64_t now = face_now(face->host);
	hs_options_read(face);
	hs_index_settle(face, now);
	struct hs_record *record = hs_record_resolve(face, type, id);
	if (!hs_record_exists(record))
		return crm_error_set(err, CRM_E_NOT_FOUND, "no %s '%s'", hs_types[type].singular, id);
	return hs_record_archive(face, record, now) < 0 ? no_memory(err) : CRM_OK;
}

int hs_control_merge(struct face *face, const char *object, const char *winner, const char *loser, struct crm_buf *out,
		     struct crm_error *err)
{
	enum hs_type type;
	struct hs_record *survivor;
	if (!hs_type_named(object, &type))
		return unknown_object(object, err);
	int64_t now = face_now(face->host);
	hs_options_read(face);
	hs_index_settle(face, now);
	struct hs_record *to = hs_record_resolve(face, type, winner), *from = hs_record_resolve(face, type, loser);
	if (!hs_record_exists(to) || !hs_record_exists(from))
		return crm_error_set(err, CRM_E_NOT_FOUND, "no %s '%s'", hs_types[type].singular,
				     hs_record_exists(to) ? loser : winner);
	if (to == from)
		return crm_error_set(err, CRM_E_INVALID, "%s '%s' cannot be merged with itself",
				     hs_types[type].singular, winner);
	if (hs_merge(face, to, from, now, &survivor) < 0)
		return no_memory(err);
	write_record_line(face, survivor, out);
	return out->failed ? no_memory(err) : CRM_OK;
}
