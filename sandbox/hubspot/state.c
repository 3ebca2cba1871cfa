/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole state as JSON lines, and back.  Lines: "meta", "group", "property" (made or changed ones), "pipeline",
 * "owner", "record", then what points from record to record: "merged" and "link".  Left out: access tokens, earlier
 * values, what waits for the search index.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "hubspot.h"

/* ---- save
 * -------------------------------------------------------------------------------------------------------------- */

static void begin_line(struct crm_json_writer *w, struct crm_buf *out, const char *kind)
{
	crm_jw_init(w, out);
	crm_jw_object(w);
	crm_jw_field(w, "t", kind);
}

static void end_line(struct crm_json_writer *w)
{
	crm_jw_end_object(w);
	crm_buf_char(w->buf, '\n');
}

static void save_meta(const struct face *face, struct crm_buf *out)
{
	struct crm_json_writer w;
	begin_line(&w, out, "meta");
	crm_jw_field_int(&w, "version", 1);
	for (int type = 0; type < HS_TYPES; type++)
		crm_jw_field_int(&w, hs_types[type].singular, (int64_t)face->store[type].next_id);
	crm_jw_field_int(&w, "owner", (int64_t)face->next_owner_id);
	crm_jw_field_bool(&w, "revoked", face->refresh_revoked);
	end_line(&w);
}

static void save_schema(const struct face *face, enum hs_type type, struct crm_buf *out)
{
	struct crm_json_writer w;
	const struct hs_schema *schema = &face->schema[type];
	for (size_t i = 0; i < schema->n_groups; i++) {
		begin_line(&w, out, "group");
		crm_jw_field(&w, "object", hs_types[type].singular);
		crm_jw_field(&w, "name", schema->groups[i].name);
		crm_jw_field(&w, "label", schema->groups[i].label);
		crm_jw_field_int(&w, "order", schema->groups[i].display_order);
		crm_jw_field_bool(&w, "archived", schema->groups[i].archived);
		end_line(&w);
	}
	for (size_t i = 0; i < schema->n_properties; i++) {
		const struct hs_property *p = &schema->properties[i];
		if (!(p->flags & HS_CUSTOM) && !p->updated)
			continue;
		begin_line(&w, out, "property");
		crm_jw_field(&w, "object", hs_types[type].singular);
		crm_jw_field_int(&w, "flags", p->flags);
		crm_jw_field_int(&w, "created", p->created);
		crm_jw_field_int(&w, "updated", p->updated);
		crm_jw_field_bool(&w, "archived", p->archived);
		crm_jw_key(&w, "definition");
		hs_property_write(&w, p, false);
		end_line(&w);
	}
}

static void save_pipelines(const struct face *face, enum hs_type type, struct crm_buf *out)
{
	struct crm_json_writer w;
	for (size_t i = 0; i < face->pipelines[type].n; i++) {
		const struct hs_pipeline *pipeline = &face->pipelines[type].v[i];
		begin_line(&w, out, "pipeline");
		crm_jw_field(&w, "object", hs_types[type].singular);
		crm_jw_field(&w, "id", pipeline->id);
		crm_jw_field(&w, "label", pipeline->label);
		crm_jw_field_int(&w, "order", pipeline->display_order);
		crm_jw_field_int(&w, "created", pipeline->created);
		crm_jw_key(&w, "stages");
		crm_jw_array(&w);
		for (size_t j = 0; j < pipeline->n_stages; j++) {
			const struct hs_stage *stage = &pipeline->stages[j];
			crm_jw_object(&w);
			crm_jw_field(&w, "id", stage->id);
			crm_jw_field(&w, "label", stage->label);
			crm_jw_field(&w, "probability", stage->probability);
			crm_jw_field_bool(&w, "closed", stage->closed);
			crm_jw_field_int(&w, "order", stage->display_order);
			crm_jw_end_object(&w);
		}
		crm_jw_end_array(&w);
		end_line(&w);
	}
}

static void save_owners(const struct face *face, struct crm_buf *out)
{
	struct crm_json_writer w;
	for (size_t i = 0; i < face->n_owners; i++) {
		const struct hs_owner *owner = &face->owners[i];
		begin_line(&w, out, "owner");
		crm_jw_field_int(&w, "id", (int64_t)owner->id);
		crm_jw_field(&w, "email", owner->email);
		crm_jw_field(&w, "first", owner->first_name);
		crm_jw_field(&w, "last", owner->last_name);
		crm_jw_field_bool(&w, "archived", owner->archived);
		crm_jw_field_int(&w, "created", owner->created);
		crm_jw_field_int(&w, "updated", owner->updated);
		end_line(&w);
	}
}

static void save_record(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	struct crm_json_writer w;
	begin_line(&w, out, "record");
	crm_jw_field(&w, "object", hs_types[record->type].singular);
	crm_jw_field_int(&w, "id", (int64_t)record->id);
	crm_jw_field_int(&w, "source", record->source);
	crm_jw_field_int(&w, "created", record->created);
	crm_jw_field_int(&w, "modified", record->live->modified);
	if (record->archived)
		crm_jw_field_int(&w, "archived", record->archived_at);
	if (record->erased)
		crm_jw_field_bool(&w, "erased", true);
	crm_jw_key(&w, "values");
	crm_jw_object(&w);
	for (size_t i = 0; i < record->live->n; i++) {
		const struct hs_value *value = record->live->v[i];
		crm_jw_key(&w, hs_property_at(face, record->type, value->slot)->name);
		crm_jw_array(&w);
		crm_jw_string(&w, value->text);
		crm_jw_int(&w, value->at);
		crm_jw_int(&w, value->source);
		crm_jw_end_array(&w);
	}
	crm_jw_end_object(&w);
	end_line(&w);
}

static void save_pointer(struct crm_buf *out, const char *kind, const struct hs_record *record,
			 const struct hs_record *to, unsigned kinds)
{
	struct crm_json_writer w;
	begin_line(&w, out, kind);
	crm_jw_field(&w, "object", hs_types[record->type].singular);
	crm_jw_field_int(&w, "id", (int64_t)record->id);
	crm_jw_field(&w, "to", hs_types[to->type].singular);
	crm_jw_field_int(&w, "toId", (int64_t)to->id);
	crm_jw_field_int(&w, "kinds", kinds);
	end_line(&w);
}

/* Each link once: from the end whose object comes first, or whose id is lower. */
static void save_pointers(const struct hs_record *record, struct crm_buf *out)
{
	if (record->merged_into)
		save_pointer(out, "merged", record, record->merged_into, 0);
	for (int type = (int)record->type; type < HS_TYPES; type++)
		for (size_t i = 0; i < record->links[type].n; i++) {
			const struct hs_link *link = &record->links[type].v[i];
			if (type != (int)record->type || record->id < link->to->id)
				save_pointer(out, "link", record, link->to, link->kinds);
		}
}

int hs_state_save(struct face *face, struct crm_buf *out, struct crm_error *err)
{
	save_meta(face, out);
	save_owners(face, out);
	for (int type = 0; type < HS_TYPES; type++) {
		save_schema(face, (enum hs_type)type, out);
		save_pipelines(face, (enum hs_type)type, out);
	}
	for (int type = 0; type < HS_TYPES; type++)
		for (size_t i = 0; i < face->store[type].n; i++)
			save_record(face, face->store[type].v[i], out);
	for (int type = 0; type < HS_TYPES; type++)
		for (size_t i = 0; i < face->store[type].n; i++)
			save_pointers(face->store[type].v[i], out);
	return out->failed ? crm_error_no_memory(err) : CRM_OK;
}

/* ---- load
 * -------------------------------------------------------------------------------------------------------------- */

static int64_t number(const crm_json *line, const char *name)
{
	int64_t n = 0;
	(void)crm_json_int(crm_json_get(line, name), &n);
	return n;
}

static int load_meta(struct face *face, const crm_json *line)
{
	for (int type = 0; type < HS_TYPES; type++)
		face->store[type].next_id = (uint64_t)number(line, hs_types[type].singular);
	face->next_owner_id = (uint64_t)number(line, "owner");
	face->refresh_revoked = crm_json_true(crm_json_get(line, "revoked"));
	return number(line, "version") == 1 ? CRM_OK : CRM_E_INVALID;
}

static int load_owner(struct face *face, const crm_json *line)
{
	struct hs_owner *owner;
	int rc = hs_owner_add(face, (uint64_t)number(line, "id"), crm_json_get_string(line, "email"),
			      crm_json_get_string(line, "first"), crm_json_get_string(line, "last"),
			      !crm_json_true(crm_json_get(line, "archived")), number(line, "created"), &owner);
	if (rc == CRM_OK)
		owner->updated = number(line, "updated");
	return rc;
}

static int load_group(struct face *face, enum hs_type type, const crm_json *line)
{
	const char *name = crm_json_get_string(line, "name"), *label = crm_json_get_string(line, "label");
	if (!name || !label)
		return CRM_E_INVALID;
	if (!hs_schema_group(face, type, name) &&
	    hs_schema_add_group(face, type, name, label, (int)number(line, "order")) < 0)
		return CRM_E_NOMEM;
	hs_schema_group(face, type, name)->archived = crm_json_true(crm_json_get(line, "archived"));
	return CRM_OK;
}

static int load_property(struct face *face, enum hs_type type, const crm_json *line)
{
	const crm_json *definition = crm_json_get(line, "definition");
	const char *name = crm_json_get_string(definition, "name"), *problem;
	hs_slot slot = name ? hs_slot_of_any(face, type, name) : HS_NO_SLOT;
	struct hs_property p = {.description = "", .display_order = -1};
	if (slot != HS_NO_SLOT)
		p = face->schema[type].properties[slot];
	int rc = hs_property_read(face, definition, &p, &problem);
	if (rc < 0 || problem || !p.name)
		return rc < 0 ? rc : CRM_E_INVALID;
	p.flags = (unsigned)number(line, "flags");
	p.created = number(line, "created");
	p.updated = number(line, "updated");
	p.archived = crm_json_true(crm_json_get(line, "archived"));
	if (slot == HS_NO_SLOT)
		return hs_schema_add(face, type, &p, &slot);
	face->schema[type].properties[slot] = p;
	return CRM_OK;
}

static int load_pipeline(struct face *face, enum hs_type type, const crm_json *line)
{
	const char *id = crm_json_get_string(line, "id"), *label = crm_json_get_string(line, "label");
	if (!id || !label)
		return CRM_E_INVALID;
	struct hs_pipeline *pipeline = hs_pipeline_find(face, type, id);
	int rc = CRM_OK;
	if (!pipeline)
		rc = hs_pipeline_add(face, type, id, label, (int)number(line, "order"), number(line, "created"),
				     &pipeline);
	for (const crm_json *e = crm_json_first(crm_json_get(line, "stages")); e && rc == CRM_OK;
	     e = crm_json_next(e)) {
		struct hs_stage stage = {.id = crm_json_get_string(e, "id"),
					 .label = crm_json_get_string(e, "label"),
					 .probability = crm_json_get_string(e, "probability"),
					 .closed = crm_json_true(crm_json_get(e, "closed")),
					 .display_order = (int)number(e, "order")};
		if (!stage.id || !stage.label)
			return CRM_E_INVALID;
		if (!hs_stage_find(pipeline, stage.id))
			rc = hs_stage_add(face, pipeline, &stage);
	}
	return rc;
}

static int load_values(struct face *face, struct hs_record *record, const crm_json *values)
{
	for (const crm_json *e = crm_json_first(values); e; e = crm_json_next(e)) {
		hs_slot slot = hs_slot_of_any(face, record->type, crm_json_name(e));
		const crm_json *text = crm_json_first(e), *at = crm_json_next(text), *source = crm_json_next(at);
		int64_t when = 0, by = 0;
		if (slot == HS_NO_SLOT || !crm_json_is_string(text) || !crm_json_int(at, &when) ||
		    !crm_json_int(source, &by) || by < 0 || by > HS_BY_VENDOR)
			return CRM_E_INVALID;
		if (hs_record_set(face, record, slot, crm_json_text(text), when, (enum hs_source)by) < 0)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

static int load_record(struct face *face, enum hs_type type, const crm_json *line)
{
	int64_t id = number(line, "id"), source = number(line, "source");
	uint64_t next = face->store[type].next_id;
	if (id <= 0 || source < 0 || source > HS_BY_VENDOR || hs_record_by_id(face, type, (uint64_t)id))
		return CRM_E_INVALID;
	struct hs_record *record =
		hs_record_new(face, type, (uint64_t)id, number(line, "created"), (enum hs_source)source);
	if (!record)
		return CRM_E_NOMEM;
	if (next > face->store[type].next_id)
		face->store[type].next_id = next;
	record->erased = crm_json_true(crm_json_get(line, "erased"));
	record->archived = crm_json_get(line, "archived") != NULL;
	record->archived_at = number(line, "archived");
	int rc = load_values(face, record, crm_json_get(line, "values"));
	return rc < 0 ? rc : hs_record_touch(face, record, number(line, "modified"));
}

static int load_pointer(struct face *face, enum hs_type type, const crm_json *line, bool merged)
{
	enum hs_type to_type;
	const char *to_object = crm_json_get_string(line, "to");
	if (!to_object || !hs_type_named(to_object, &to_type))
		return CRM_E_INVALID;
	struct hs_record *record = hs_record_by_id(face, type, (uint64_t)number(line, "id"));
	struct hs_record *to = hs_record_by_id(face, to_type, (uint64_t)number(line, "toId"));
	if (!record || !to || record == to)
		return CRM_E_INVALID;
	if (!merged)
		return hs_link_restore(record, to, (unsigned)number(line, "kinds"));
	hs_hash_remove(face, record);
	record->merged_into = to;
	return hs_index_changed(face, record);
}

static int load_line(struct face *face, const crm_json *line)
{
	const char *kind = crm_json_get_string(line, "t"), *object = crm_json_get_string(line, "object");
	enum hs_type type;
	if (!kind)
		return CRM_E_INVALID;
	if (strcmp(kind, "meta") == 0)
		return load_meta(face, line);
	if (strcmp(kind, "owner") == 0)
		return load_owner(face, line);
	if (!object || !hs_type_named(object, &type))
		return CRM_E_INVALID;
	if (strcmp(kind, "group") == 0)
		return load_group(face, type, line);
	if (strcmp(kind, "property") == 0)
		return load_property(face, type, line);
	if (strcmp(kind, "pipeline") == 0)
		return load_pipeline(face, type, line);
	if (strcmp(kind, "record") == 0)
		return load_record(face, type, line);
	if (strcmp(kind, "merged") == 0 || strcmp(kind, "link") == 0)
		return load_pointer(face, type, line, *kind == 'm');
	return CRM_E_INVALID;
}

int hs_state_load(struct face *face, const char *text, size_t len, struct crm_error *err)
{
	size_t number_of_line = 1;
	for (const char *at = text, *end = text + len; at < end; number_of_line++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((stop ? stop : end) - at);
		crm_json *line = NULL;
		int rc = n ? crm_json_parse(at, n, &line, NULL) : CRM_OK;
		if (rc == CRM_OK && n)
			rc = load_line(face, line);
		crm_json_free(line);
		if (rc == CRM_E_NOMEM)
			return crm_error_set(err, rc, "out of memory");
		if (rc < 0)
			return crm_error_set(err, CRM_E_INVALID, "line %zu of the state is not understood",
					     number_of_line);
		at += n + 1;
	}
	return CRM_OK;
}

int hs_state_keep_ids(struct face *face, const struct face *from)
{
	for (int type = 0; type < HS_TYPES; type++)
		if (from->store[type].next_id > face->store[type].next_id)
			face->store[type].next_id = from->store[type].next_id;
	if (from->next_owner_id > face->next_owner_id)
		face->next_owner_id = from->next_owner_id;
	return CRM_OK;
}
