/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records as crmsync's store holds them: an answer of GET /crm/objects/.../{id} with the properties that were asked
 * for. Owners come from the records that name them, pipelines and custom properties from the fields.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <crmsync/connector.h>
#include <crmsync/timestamp.h>

#include "hubspot.h"

static int no_memory(struct crm_error *err)
{
	return crm_error_no_memory(err);
}

/* ---- fields ---------------------------------------------------------------------------------------------------- */

static const struct type_words {
	const char *type, *field_type;
} types_of_crmsync[] = {
	[CRM_P_TEXT] = {"string", "text"},           [CRM_P_NUMBER] = {"number", "number"},
	[CRM_P_BOOL] = {"bool", "booleancheckbox"},  [CRM_P_DATE] = {"date", "date"},
	[CRM_P_DATETIME] = {"datetime", "date"},     [CRM_P_ENUM] = {"enumeration", "select"},
	[CRM_P_MULTI] = {"enumeration", "checkbox"}, [CRM_P_REFERENCE] = {"number", "number"},
	[CRM_P_OTHER] = {"string", "text"},
};

static const struct type_words *words_of(const crm_json *field)
{
	int64_t type = CRM_P_OTHER;
	(void)crm_json_int(crm_json_get(field, "type"), &type);
	return &types_of_crmsync[type >= 0 && type <= CRM_P_OTHER ? type : CRM_P_OTHER];
}

static void write_options(struct crm_json_writer *w, const crm_json *options)
{
	int order = 0;
	crm_jw_key(w, "options");
	crm_jw_array(w);
	for (const crm_json *o = crm_json_first(options); o; o = crm_json_next(o)) {
		const char *value = crm_json_get_string(o, "value"), *label = crm_json_get_string(o, "label");
		crm_jw_object(w);
		crm_jw_field(w, "value", value ? value : "");
		crm_jw_field(w, "label", label ? label : value);
		crm_jw_field_int(w, "displayOrder", order++);
		crm_jw_field_bool(w, "hidden", false);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

/* The field as a definition in the vendor's words. */
static void write_definition(struct crm_buf *out, enum hs_type type, const crm_json *field)
{
	struct crm_json_writer w;
	const struct type_words *words = words_of(field);
	const char *name = crm_json_get_string(field, "name"), *label = crm_json_get_string(field, "label");
	char group[40];
	snprintf(group, sizeof group, "%sinformation", hs_types[type].singular);
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	crm_jw_field(&w, "name", name);
	crm_jw_field(&w, "label", label ? label : name);
	crm_jw_field(&w, "type", words->type);
	crm_jw_field(&w, "fieldType", words->field_type);
	crm_jw_field(&w, "groupName", group);
	crm_jw_field_bool(&w, "hasUniqueValue", crm_json_true(crm_json_get(field, "unique")));
	write_options(&w, crm_json_get(field, "options"));
	crm_jw_end_object(&w);
}

static int add_property(struct face *face, enum hs_type type, const crm_json *definition)
{
	struct hs_property p = {.description = "", .display_order = -1, .flags = HS_CUSTOM | HS_ARCHIVABLE};
	const char *problem = NULL;
	hs_slot slot;
	int rc = hs_property_read(face, definition, &p, &problem);
	if (rc < 0 || problem)
		return rc < 0 ? rc : CRM_OK;
	p.created = p.updated = face_now(face->host);
	return hs_schema_add(face, type, &p, &slot);
}

/* The account's own choices of a field that every account has. */
static int replace_options(struct face *face, enum hs_type type, hs_slot slot, const crm_json *definition)
{
	struct hs_property *p = &face->schema[type].properties[slot];
	const crm_json *options = crm_json_get(definition, "options");
	if (p->type != HS_ENUM || p->flags & HS_EXTERNAL_OPTIONS || crm_json_size(options) == 0)
		return CRM_OK;
	struct hs_property changed = *p;
	const char *problem = NULL;
	unsigned flags = p->flags;
	int rc = hs_property_read(face, definition, &changed, &problem);
	if (rc < 0 || problem)
		return rc < 0 ? rc : CRM_OK;
	p->options = changed.options;
	p->n_options = changed.n_options;
	p->flags = flags;
	p->updated = face_now(face->host);
	return CRM_OK;
}

static int restore_pipeline(struct face *face, const crm_json *option, int order)
{
	const char *id = crm_json_get_string(option, "value"), *label = crm_json_get_string(option, "label");
	struct hs_pipeline *pipeline;
	if (!id || hs_pipeline_find(face, HS_DEAL, id))
		return CRM_OK;
	return hs_pipeline_add(face, HS_DEAL, id, label ? label : id, order, face_now(face->host), &pipeline);
}

static int restore_stage(struct face *face, const crm_json *option, int order)
{
	const char *id = crm_json_get_string(option, "value"), *label = crm_json_get_string(option, "label");
	const char *parent = crm_json_get_string(option, "parent");
	struct hs_pipeline *pipeline = parent ? hs_pipeline_find(face, HS_DEAL, parent) : NULL;
	if (!id || !pipeline || hs_stage_find(pipeline, id))
		return CRM_OK;
	/* Whether it closes a deal is seen from the deals that stand in it. */
	const struct hs_stage stage = {
		.id = id, .label = label ? label : id, .probability = "0.5", .display_order = order};
	return hs_stage_add(face, pipeline, &stage);
}

static int restore_choices(struct face *face, const crm_json *fields, const char *name,
			   int (*restore)(struct face *face, const crm_json *option, int order))
{
	int rc = CRM_OK, order = 0;
	for (const crm_json *f = crm_json_first(fields); f; f = crm_json_next(f)) {
		const char *its = crm_json_get_string(f, "name");
		if (!its || strcmp(its, name) != 0)
			continue;
		for (const crm_json *o = crm_json_first(crm_json_get(f, "options")); o && rc == CRM_OK;
		     o = crm_json_next(o))
			rc = restore(face, o, order++);
	}
	return rc;
}

static int restore_field(struct face *face, enum hs_type type, const crm_json *field)
{
	const char *name = crm_json_get_string(field, "name");
	struct crm_buf text;
	crm_json *definition = NULL;
	if (!name || *name == '@')
		return CRM_OK;
	crm_buf_init(&text, CRM_BUF_MAX);
	write_definition(&text, type, field);
	int rc = text.failed ? CRM_E_NOMEM : crm_json_parse(text.ptr, text.len, &definition, NULL);
	hs_slot slot = hs_slot_of_any(face, type, name);
	if (rc == CRM_OK && slot == HS_NO_SLOT)
		rc = add_property(face, type, definition);
	else if (rc == CRM_OK)
		rc = replace_options(face, type, slot, definition);
	crm_json_free(definition);
	crm_buf_free(&text);
	return rc;
}

int hs_restore_fields(struct face *face, const char *object, const crm_json *fields, struct crm_error *err)
{
	enum hs_type type;
	int rc = CRM_OK;
	if (!hs_type_named(object, &type))
		return CRM_OK;
	for (const crm_json *f = crm_json_first(fields); f && rc == CRM_OK; f = crm_json_next(f))
		rc = restore_field(face, type, f);
	if (rc == CRM_OK && type == HS_DEAL)
		rc = restore_choices(face, fields, "pipeline", restore_pipeline);
	if (rc == CRM_OK && type == HS_DEAL)
		rc = restore_choices(face, fields, "dealstage", restore_stage);
	return rc < 0 ? no_memory(err) : CRM_OK;
}

/* ---- records --------------------------------------------------------------------------------------------------- */

static int64_t stamp(const crm_json *raw, const char *name, int64_t otherwise)
{
	int64_t ms;
	const char *text = crm_json_get_string(raw, name);
	return text && crm_time_parse(text, &ms) ? ms : otherwise;
}

static int restore_owner(struct face *face, const char *id, const char *email)
{
	struct hs_owner *owner;
	uint64_t number;
	if (!id || !email || !hs_parse_id(id, &number) || hs_owner_by_id(face, id))
		return CRM_OK;
	return hs_owner_add(face, number, email, "", "", true, face_now(face->host), &owner);
}

/* A stage of the account's own closes deals if a deal that stands in it is closed. */
static void learn_stage(struct face *face, const crm_json *properties)
{
	const char *pipeline_id = crm_json_get_string(properties, "pipeline");
	const char *stage_id = crm_json_get_string(properties, "dealstage");
	const char *probability = crm_json_get_string(properties, "hs_deal_stage_probability");
	const char *closed = crm_json_get_string(properties, "hs_is_closed");
	struct hs_pipeline *pipeline = pipeline_id ? hs_pipeline_find(face, HS_DEAL, pipeline_id) : NULL;
	struct hs_stage *stage = pipeline && stage_id ? hs_stage_find(pipeline, stage_id) : NULL;
	if (!stage)
		return;
	char *kept = hs_keep(face, probability);
	if (kept)
		stage->probability = kept;
	if (closed)
		stage->closed = strcmp(closed, "true") == 0;
}

static int restore_values(struct face *face, struct hs_record *record, const crm_json *properties, int64_t at)
{
	for (const crm_json *e = crm_json_first(properties); e; e = crm_json_next(e)) {
		hs_slot slot = hs_slot_of_any(face, record->type, crm_json_name(e));
		const char *text = crm_json_text(e);
		if (slot == HS_NO_SLOT || !text || hs_property_at(face, record->type, slot)->compute)
			continue;
		if (hs_record_set(face, record, slot, text, at, HS_BY_PERSON) < 0)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n >= m && strcmp(text + n - m, end) == 0;
}

/* {"results":[{"id","type"}]}: "deal_to_company" is the primary one, "deal_to_company_unlabeled" any. */
static int restore_links(struct face *face, struct hs_record *record, enum hs_type to, const crm_json *links)
{
	bool labelled = record->type == HS_COMPANY || to == HS_COMPANY;
	for (const crm_json *e = crm_json_first(crm_json_get(links, "results")); e; e = crm_json_next(e)) {
		const char *id = crm_json_get_string(e, "id"), *type = crm_json_get_string(e, "type");
		struct hs_record *target = id ? hs_record_resolve(face, to, id) : NULL;
		if (!target || target == record)
			continue;
		bool primary = labelled && type && !ends_with(type, "_unlabeled");
		if (hs_link_restore(record, target, HS_LINK_PLAIN | (primary ? HS_LINK_PRIMARY : 0u)) < 0)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

static int restore_link(struct face *face, struct hs_record *record, enum hs_type to, const char *id, unsigned kinds)
{
	struct hs_record *target = id ? hs_record_resolve(face, to, id) : NULL;
	return target && target != record ? hs_link_restore(record, target, kinds) : CRM_OK;
}

/* Answers to reading by id tell no associations: then those that crmsync knows of. */
static int restore_all_links(struct face *face, struct hs_record *record, const struct face_source *s)
{
	const crm_json *associations = crm_json_get(s->raw, "associations");
	const char *company = crm_json_text(crm_json_path(s->raw, "properties.associatedcompanyid"));
	int rc = CRM_OK;
	for (int type = 0; type < HS_TYPES && rc == CRM_OK; type++)
		rc = restore_links(face, record, (enum hs_type)type, crm_json_get(associations, hs_types[type].plural));
	if (rc == CRM_OK && !associations)
		rc = restore_link(face, record, HS_COMPANY, company ? company : s->company,
				  HS_LINK_PLAIN | HS_LINK_PRIMARY);
	for (const crm_json *e = associations ? NULL : crm_json_first(s->contacts); e && rc == CRM_OK;
	     e = crm_json_next(e))
		rc = restore_link(face, record, HS_CONTACT, crm_json_text(crm_json_first(e)), HS_LINK_PLAIN);
	return rc;
}

static int restore_merge(struct face *face, struct hs_record *record, const char *into)
{
	struct hs_record *winner = into ? hs_record_resolve(face, record->type, into) : NULL;
	if (!winner || winner == record)
		return CRM_OK;
	hs_hash_remove(face, record);
	record->merged_into = winner;
	return hs_index_changed(face, record);
}

static int fill_record(struct face *face, struct hs_record *record, const struct face_source *s)
{
	const crm_json *properties = crm_json_get(s->raw, "properties");
	int rc = restore_owner(face, crm_json_get_string(properties, "hubspot_owner_id"), s->owner);
	record->archived = s->life == CRM_ARCHIVED || s->life == CRM_DELETED;
	record->archived_at = record->archived ? stamp(s->raw, "archivedAt", s->modified) : 0;
	if (record->type == HS_DEAL)
		learn_stage(face, properties);
	if (rc == CRM_OK)
		rc = restore_values(face, record, properties, s->modified);
	if (rc == CRM_OK)
		rc = hs_record_touch(face, record, s->modified);
	if (rc == CRM_OK)
		rc = restore_all_links(face, record, s);
	if (rc == CRM_OK && s->life == CRM_MERGED)
		rc = restore_merge(face, record, s->into);
	return rc;
}

int hs_restore(struct face *face, const struct face_source *s, struct crm_error *err)
{
	enum hs_type type;
	uint64_t id;
	if (!hs_type_named(s->object, &type) || crm_json_size(s->raw) == 0)
		return CRM_OK;
	if (!hs_parse_id(s->id, &id) || hs_record_by_id(face, type, id))
		return crm_error_set(err, CRM_E_INVALID, "it is no id of this vendor, or there twice");
	struct hs_record *record = hs_record_new(face, type, id, stamp(s->raw, "createdAt", s->modified), HS_BY_PERSON);
	if (!record || fill_record(face, record, s) < 0)
		return no_memory(err);
	return CRM_OK;
}
