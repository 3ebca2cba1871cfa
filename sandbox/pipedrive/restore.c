/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records as crmsync's store holds them: items of the v2 lists.  Users come from the records that name them, pipelines,
 * stages, custom fields and their options from the fields.
 */
#include <string.h>

#include <crmsync/connector.h>
#include <crmsync/timestamp.h>

#include "pipedrive.h"

/* --- fields --------------------------------------------------------------------------------------------------------
 */

static enum pd_type type_of(const crm_json *field)
{
	static const enum pd_type types[] = {
		[CRM_P_TEXT] = PD_T_VARCHAR, [CRM_P_NUMBER] = PD_T_DOUBLE,    [CRM_P_BOOL] = PD_T_VARCHAR,
		[CRM_P_DATE] = PD_T_DATE,    [CRM_P_DATETIME] = PD_T_VARCHAR, [CRM_P_ENUM] = PD_T_ENUM,
		[CRM_P_MULTI] = PD_T_SET,    [CRM_P_REFERENCE] = PD_T_USER,   [CRM_P_OTHER] = PD_T_TEXT,
	};
	int64_t type = CRM_P_OTHER;

	(void)crm_json_int(crm_json_get(field, "type"), &type);
	return types[type >= 0 && type <= CRM_P_OTHER ? type : CRM_P_OTHER];
}

static bool restore_options(struct face *face, struct pd_field *field, const crm_json *options)
{
	for (const crm_json *o = crm_json_first(options); o; o = crm_json_next(o)) {
		const char *value = crm_json_get_string(o, "value"), *label = crm_json_get_string(o, "label");
		int64_t id;
		bool known = false;

		if (!value || !pd_parse_int(value, &id))
			continue;
		for (size_t i = 0; i < field->n_options; i++)
			known |= field->options[i].id == id;
		if (!known && !pd_option_add(face, field, id, NULL, label ? label : value, NULL))
			return false;
	}
	return true;
}

static bool restore_field(struct face *face, enum pd_object object, const crm_json *description)
{
	const char *code = crm_json_get_string(description, "name"), *label = crm_json_get_string(description, "label");
	struct pd_field *field = code && *code != '@' ? pd_field_find(face, object, code) : NULL;

	if (!code || *code == '@')
		return true;
	if (!field && strlen(code) != 40)
		return true; /* a standard one that this face does not list */
	if (!field)
		field = pd_field_add(face, object, label ? label : code, type_of(description), code);
	return field &&
	       (field->type == PD_T_STAGE || restore_options(face, field, crm_json_get(description, "options")));
}

static const crm_json *options_of(const crm_json *fields, const char *name)
{
	for (const crm_json *f = crm_json_first(fields); f; f = crm_json_next(f)) {
		const char *code = crm_json_get_string(f, "name");

		if (code && strcmp(code, name) == 0)
			return crm_json_get(f, "options");
	}
	return NULL;
}

/* The account's pipelines in place of those that a fresh one begins with. */
static bool restore_pipelines(struct face *face, const crm_json *fields)
{
	const crm_json *pipelines = options_of(fields, "pipeline_id"), *stages = options_of(fields, "stage_id");
	int64_t id, parent;

	if (crm_json_size(pipelines) == 0 || crm_json_size(stages) == 0)
		return true;
	for (size_t i = 0; i < face->n_pipelines; i++)
		crm_free(face->pipelines[i].name);
	for (size_t i = 0; i < face->n_stages; i++)
		crm_free(face->stages[i].name);
	face->n_pipelines = face->n_stages = 0;
	for (const crm_json *o = crm_json_first(pipelines); o; o = crm_json_next(o))
		if (pd_parse_int(crm_json_get_string(o, "value"), &id) &&
		    !pd_pipeline_add(face, id, crm_json_get_string(o, "label")))
			return false;
	for (const crm_json *o = crm_json_first(stages); o; o = crm_json_next(o)) {
		const char *in = crm_json_get_string(o, "parent");

		if (in && pd_parse_int(crm_json_get_string(o, "value"), &id) && pd_parse_int(in, &parent) &&
		    !pd_stage_add(face, id, parent, crm_json_get_string(o, "label"), 100))
			return false;
	}
	return true;
}

int pd_restore_fields(struct face *face, const char *object, const crm_json *fields, struct crm_error *err)
{
	enum pd_object type;
	bool ok = true;

	if (!pd_object_from_control(object, &type))
		return CRM_OK;
	if (type == PD_DEAL)
		ok = restore_pipelines(face, fields);
	for (const crm_json *f = crm_json_first(fields); f && ok; f = crm_json_next(f))
		ok = restore_field(face, type, f);
	return ok ? CRM_OK : pd_no_memory(err);
}

/* --- records -------------------------------------------------------------------------------------------------------
 */

static int64_t stamp(const crm_json *raw, const char *name, int64_t otherwise)
{
	int64_t ms;
	const char *text = crm_json_get_string(raw, name);

	return text && crm_time_parse(text, &ms) ? ms : otherwise;
}

static bool restore_user(struct face *face, const crm_json *raw, const char *email)
{
	int64_t id;

	if (!email || !crm_json_int(crm_json_get(raw, "owner_id"), &id) || pd_user_find(face, id))
		return true;
	return pd_user_add(face, id, email, email, true) != NULL;
}

static bool restore_values(struct face *face, struct pd_record *record, const crm_json *raw)
{
	const struct pd_schema *schema = &pd_schemas[record->object];

	for (const crm_json *e = crm_json_first(raw); e; e = crm_json_next(e)) {
		size_t slot = pd_slot(record->object, crm_json_name(e));

		if (slot == SIZE_MAX || schema->fields[slot].kind <= PD_CUSTOM_FIELDS || crm_json_is_null(e))
			continue;
		if (!pd_set(record, slot, pd_dump(face->arena, e)))
			return false;
	}
	for (const crm_json *e = crm_json_first(crm_json_get(raw, "custom_fields")); e; e = crm_json_next(e)) {
		struct pd_field *field = pd_field_find(face, record->object, crm_json_name(e));

		if (field && !crm_json_is_null(e) && !pd_set_custom(record, field, pd_dump(face->arena, e)))
			return false;
	}
	return true;
}

static bool restore_participants(struct face *face, struct pd_record *deal, const crm_json *contacts)
{
	size_t n = crm_json_size(contacts);
	int64_t id;

	if (n == 0)
		return true;
	deal->participants = crm_reallocarray(NULL, n, sizeof(*deal->participants));
	if (!deal->participants)
		return false;
	for (const crm_json *e = crm_json_first(contacts); e; e = crm_json_next(e)) {
		const char *text = crm_json_text(crm_json_is_array(e) ? crm_json_first(e) : e);

		if (text && pd_parse_int(text, &id))
			deal->participants[deal->n_participants++] =
				(struct pd_participant){face->next_participant_id++, id, deal->add_time};
	}
	return true;
}

static bool fill_record(struct face *face, struct pd_record *record, const struct face_source *s)
{
	int64_t into;

	if (!restore_user(face, s->raw, s->owner) || !restore_values(face, record, s->raw) ||
	    (record->object == PD_DEAL && !restore_participants(face, record, s->contacts)) ||
	    !pd_touch(face, record, s->modified))
		return false;
	record->deleted = s->life != CRM_LIVE;
	record->deleted_time = record->deleted ? s->modified : 0;
	if (s->life == CRM_MERGED && s->into && pd_parse_int(s->into, &into))
		record->merged_into = into;
	pd_tally(face, record, 1);
	return pd_search_after(face, record);
}

int pd_restore(struct face *face, const struct face_source *s, struct crm_error *err)
{
	enum pd_object object;
	int64_t id;

	crm_arena_reset(face->arena);
	if (!pd_object_from_control(s->object, &object) || crm_json_size(s->raw) == 0)
		return CRM_OK;
	if (!pd_parse_int(s->id, &id) || id <= 0 || pd_find(face, object, id))
		return crm_error_set(err, CRM_E_INVALID, "it is no id of this vendor, or there twice");

	struct pd_record *record = pd_record_new(face, object, id, stamp(s->raw, "add_time", s->modified));

	return record && fill_record(face, record, s) ? CRM_OK : pd_no_memory(err);
}
