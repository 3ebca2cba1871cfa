/* SPDX-License-Identifier: Apache-2.0 */
/* The whole state as JSON lines, and back. */
#include <string.h>

#include "pipedrive.h"

/* --- save ----------------------------------------------------------------------------------------------------------
 */

static void line_begin(struct crm_json_writer *w, struct crm_buf *out, const char *type)
{
	crm_jw_init(w, out);
	crm_jw_object(w);
	crm_jw_field(w, "type", type);
}

static void line_end(struct crm_json_writer *w, struct crm_buf *out)
{
	crm_jw_end_object(w);
	crm_buf_char(out, '\n');
}

static void save_meta(const struct face *face, struct crm_buf *out)
{
	struct crm_json_writer w;

	line_begin(&w, out, "meta");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field_int(&w, "next_person", face->tables[PD_PERSON].next_id);
	crm_jw_field_int(&w, "next_organization", face->tables[PD_ORGANIZATION].next_id);
	crm_jw_field_int(&w, "next_deal", face->tables[PD_DEAL].next_id);
	crm_jw_field_int(&w, "next_participant", face->next_participant_id);
	crm_jw_field(&w, "refresh_token", face->refresh_token);
	line_end(&w, out);
}

static void save_user(const struct pd_user *user, struct crm_buf *out)
{
	struct crm_json_writer w;

	line_begin(&w, out, "user");
	crm_jw_field_int(&w, "id", user->id);
	crm_jw_field(&w, "email", user->email);
	crm_jw_field(&w, "name", user->name);
	crm_jw_field_bool(&w, "active", user->active);
	crm_jw_field_int(&w, "created", user->created);
	crm_jw_field_int(&w, "modified", user->modified);
	line_end(&w, out);
}

static void save_pipeline(const struct pd_pipeline *pipeline, struct crm_buf *out)
{
	struct crm_json_writer w;

	line_begin(&w, out, "pipeline");
	crm_jw_field_int(&w, "id", pipeline->id);
	crm_jw_field(&w, "name", pipeline->name);
	crm_jw_field_int(&w, "order_nr", pipeline->order_nr);
	crm_jw_field_bool(&w, "probability", pipeline->probability);
	crm_jw_field_bool(&w, "deleted", pipeline->deleted);
	crm_jw_field_int(&w, "added", pipeline->add_time);
	crm_jw_field_int(&w, "updated", pipeline->update_time);
	line_end(&w, out);
}

static void save_stage(const struct pd_stage *stage, struct crm_buf *out)
{
	struct crm_json_writer w;

	line_begin(&w, out, "stage");
	crm_jw_field_int(&w, "id", stage->id);
	crm_jw_field_int(&w, "pipeline_id", stage->pipeline_id);
	crm_jw_field(&w, "name", stage->name);
	crm_jw_field_int(&w, "order_nr", stage->order_nr);
	crm_jw_field_int(&w, "probability", stage->probability);
	crm_jw_field_int(&w, "days_to_rotten", stage->days_to_rotten);
	crm_jw_field_bool(&w, "rot", stage->rot);
	crm_jw_field_bool(&w, "deleted", stage->deleted);
	crm_jw_field_int(&w, "added", stage->add_time);
	crm_jw_field_int(&w, "updated", stage->update_time);
	line_end(&w, out);
}

static void save_options(struct crm_json_writer *w, const struct pd_field *field)
{
	crm_jw_key(w, "options");
	crm_jw_array(w);
	for (size_t i = 0; i < field->n_options; i++) {
		crm_jw_object(w);
		crm_jw_field_int(w, "id", field->options[i].id);
		crm_jw_field(w, "code", field->options[i].code);
		crm_jw_field(w, "label", field->options[i].label);
		crm_jw_field(w, "color", field->options[i].color);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

static void save_raw(struct crm_json_writer *w, const char *name, const char *json)
{
	crm_jw_key(w, name);
	crm_jw_raw(w, json ? json : "null", json ? strlen(json) : 4);
}

static void save_field(const struct pd_field *field, struct crm_buf *out)
{
	struct crm_json_writer w;

	line_begin(&w, out, "field");
	crm_jw_field(&w, "object", pd_schemas[field->object].singular);
	crm_jw_field_int(&w, "id", field->id);
	crm_jw_field(&w, "code", field->code);
	crm_jw_field(&w, "name", field->name);
	crm_jw_field(&w, "field_type", pd_type_name(field->type));
	crm_jw_field_bool(&w, "custom", field->custom);
	crm_jw_field_bool(&w, "deleted", field->deleted);
	crm_jw_field_int(&w, "added", field->add_time);
	crm_jw_field_int(&w, "updated", field->update_time);
	crm_jw_field(&w, "description", field->description);
	save_raw(&w, "visibility", field->visibility);
	save_raw(&w, "important", field->important);
	save_raw(&w, "required", field->required);
	save_options(&w, field);
	line_end(&w, out);
}

static void save_values(struct crm_json_writer *w, const struct pd_record *record)
{
	const struct pd_schema *schema = &pd_schemas[record->object];

	crm_jw_key(w, "values");
	crm_jw_object(w);
	for (size_t i = 0; i < schema->n_fields; i++)
		if (record->values[i])
			save_raw(w, schema->fields[i].code, record->values[i]);
	crm_jw_end_object(w);
	crm_jw_key(w, "custom");
	crm_jw_object(w);
	for (size_t i = 0; i < record->n_custom; i++)
		save_raw(w, record->custom[i].field->code, record->custom[i].json);
	crm_jw_end_object(w);
}

static void save_record(const struct pd_record *record, struct crm_buf *out)
{
	struct crm_json_writer w;

	line_begin(&w, out, pd_schemas[record->object].singular);
	crm_jw_field_int(&w, "id", record->id);
	crm_jw_field_int(&w, "added", record->add_time);
	crm_jw_field_int(&w, "updated", record->update_time);
	if (record->deleted)
		crm_jw_field_int(&w, "deleted", record->deleted_time);
	if (record->merged_into)
		crm_jw_field_int(&w, "merged_into", record->merged_into);
	if (record->consent_spent)
		crm_jw_field_bool(&w, "consent_spent", true);
	save_values(&w, record);
	if (record->n_participants) {
		crm_jw_key(&w, "participants");
		crm_jw_array(&w);
		for (size_t i = 0; i < record->n_participants; i++) {
			crm_jw_object(&w);
			crm_jw_field_int(&w, "id", record->participants[i].id);
			crm_jw_field_int(&w, "person_id", record->participants[i].person_id);
			crm_jw_field_int(&w, "added", record->participants[i].add_time);
			crm_jw_end_object(&w);
		}
		crm_jw_end_array(&w);
	}
	line_end(&w, out);
}

/* Records follow those they point at, so that loading can count as it goes. */
int pd_save(struct face *face, struct crm_buf *out, struct crm_error *err)
{
	static const enum pd_object order[PD_OBJECTS] = {PD_ORGANIZATION, PD_PERSON, PD_DEAL};

	save_meta(face, out);
	for (size_t i = 0; i < face->n_users; i++)
		save_user(&face->users[i], out);
	for (size_t i = 0; i < face->n_pipelines; i++)
		save_pipeline(&face->pipelines[i], out);
	for (size_t i = 0; i < face->n_stages; i++)
		save_stage(&face->stages[i], out);
	for (int o = 0; o < PD_OBJECTS; o++)
		for (size_t i = 0; i < face->fields[o].n; i++)
			save_field(face->fields[o].items[i], out);
	for (size_t o = 0; o < PD_OBJECTS; o++)
		for (size_t i = 0; i < face->tables[order[o]].n; i++)
			save_record(face->tables[order[o]].items[i], out);
	return out->failed ? pd_no_memory(err) : CRM_OK;
}

/* --- load ----------------------------------------------------------------------------------------------------------
 */

static int64_t number(const crm_json *line, const char *name)
{
	int64_t n = 0;

	(void)crm_json_int(crm_json_get(line, name), &n);
	return n;
}

static bool flag(const crm_json *line, const char *name)
{
	return crm_json_true(crm_json_get(line, name));
}

static const char *text(const crm_json *line, const char *name)
{
	const char *value = crm_json_get_string(line, name);

	return value ? value : "";
}

static bool load_meta(struct face *face, const crm_json *line)
{
	const char *token = text(line, "refresh_token");

	face->tables[PD_PERSON].next_id = number(line, "next_person");
	face->tables[PD_ORGANIZATION].next_id = number(line, "next_organization");
	face->tables[PD_DEAL].next_id = number(line, "next_deal");
	face->next_participant_id = number(line, "next_participant");
	if (strlen(token) >= sizeof(face->refresh_token))
		return false;
	memcpy(face->refresh_token, token, strlen(token) + 1);
	/* what stands in the file replaces the pipelines that a fresh face begins with */
	for (size_t i = 0; i < face->n_pipelines; i++)
		crm_free(face->pipelines[i].name);
	for (size_t i = 0; i < face->n_stages; i++)
		crm_free(face->stages[i].name);
	face->n_pipelines = face->n_stages = 0;
	return number(line, "version") == 1;
}

static bool load_user(struct face *face, const crm_json *line)
{
	struct pd_user *user =
		pd_user_add(face, number(line, "id"), text(line, "email"), text(line, "name"), flag(line, "active"));

	if (!user)
		return false;
	user->created = number(line, "created");
	user->modified = number(line, "modified");
	return true;
}

static bool load_pipeline(struct face *face, const crm_json *line)
{
	struct pd_pipeline *pipeline = pd_pipeline_add(face, number(line, "id"), text(line, "name"));

	if (!pipeline)
		return false;
	pipeline->order_nr = number(line, "order_nr");
	pipeline->probability = flag(line, "probability");
	pipeline->deleted = flag(line, "deleted");
	pipeline->add_time = number(line, "added");
	pipeline->update_time = number(line, "updated");
	return true;
}

static bool load_stage(struct face *face, const crm_json *line)
{
	struct pd_stage *stage = pd_stage_add(face, number(line, "id"), number(line, "pipeline_id"), text(line, "name"),
					      number(line, "probability"));

	if (!stage)
		return false;
	stage->order_nr = number(line, "order_nr");
	stage->days_to_rotten = number(line, "days_to_rotten");
	stage->rot = flag(line, "rot");
	stage->deleted = flag(line, "deleted");
	stage->add_time = number(line, "added");
	stage->update_time = number(line, "updated");
	return true;
}

static bool object_named(const char *name, enum pd_object *out)
{
	for (int o = 0; o < PD_OBJECTS; o++)
		if (strcmp(pd_schemas[o].singular, name) == 0) {
			*out = (enum pd_object)o;
			return true;
		}
	return false;
}

static bool load_raw(char **kept, const crm_json *value)
{
	struct crm_buf json;

	if (!value || crm_json_is_null(value))
		return true;
	crm_buf_init(&json, CRM_BUF_MAX);
	crm_json_write(&json, value);
	crm_free(*kept);
	*kept = crm_buf_take(&json);
	return *kept != NULL;
}

static bool load_options(struct face *face, struct pd_field *field, const crm_json *options)
{
	for (size_t i = 0; i < field->n_options; i++) {
		crm_free(field->options[i].code);
		crm_free(field->options[i].label);
		crm_free(field->options[i].color);
	}
	field->n_options = 0;
	for (const crm_json *e = crm_json_first(options); e; e = crm_json_next(e))
		if (!pd_option_add(face, field, number(e, "id"), crm_json_get_string(e, "code"), text(e, "label"),
				   crm_json_get_string(e, "color")))
			return false;
	return true;
}

static bool load_field(struct face *face, const crm_json *line)
{
	const char *description = crm_json_get_string(line, "description");
	enum pd_object object;
	enum pd_type type;
	struct pd_field *field;

	if (!object_named(text(line, "object"), &object) || !pd_type_parse(text(line, "field_type"), &type))
		return false;
	field = flag(line, "custom") ? NULL : pd_field_find(face, object, text(line, "code"));
	if (!field)
		field = pd_field_add(face, object, text(line, "name"), type, text(line, "code"));
	if (!field)
		return false;
	field->id = number(line, "id");
	if (field->id >= face->next_field_id)
		face->next_field_id = field->id + 1;
	field->deleted = flag(line, "deleted");
	field->add_time = number(line, "added");
	field->update_time = number(line, "updated");
	crm_free(field->description);
	field->description = crm_strdup(description);
	return (!description || field->description) && load_raw(&field->visibility, crm_json_get(line, "visibility")) &&
	       load_raw(&field->important, crm_json_get(line, "important")) &&
	       load_raw(&field->required, crm_json_get(line, "required")) &&
	       load_options(face, field, crm_json_get(line, "options"));
}

static bool load_values(struct face *face, struct pd_record *record, const crm_json *line)
{
	for (const crm_json *e = crm_json_first(crm_json_get(line, "values")); e; e = crm_json_next(e)) {
		size_t slot = pd_slot(record->object, crm_json_name(e));

		if (slot == SIZE_MAX || !pd_set(record, slot, pd_dump(face->arena, e)))
			return false;
	}
	for (const crm_json *e = crm_json_first(crm_json_get(line, "custom")); e; e = crm_json_next(e)) {
		struct pd_field *field = pd_field_find(face, record->object, crm_json_name(e));

		if (!field || !pd_set_custom(record, field, pd_dump(face->arena, e)))
			return false;
	}
	return true;
}

static bool load_participants(struct pd_record *deal, const crm_json *list)
{
	size_t n = crm_json_size(list);

	if (!n)
		return true;
	deal->participants = crm_reallocarray(NULL, n, sizeof(*deal->participants));
	if (!deal->participants)
		return false;
	for (const crm_json *e = crm_json_first(list); e; e = crm_json_next(e))
		deal->participants[deal->n_participants++] =
			(struct pd_participant){number(e, "id"), number(e, "person_id"), number(e, "added")};
	return true;
}

static bool load_record(struct face *face, enum pd_object object, const crm_json *line)
{
	struct pd_record *record =
		number(line, "id") > 0 ? pd_record_new(face, object, number(line, "id"), number(line, "added")) : NULL;

	if (!record || !load_values(face, record, line) ||
	    !load_participants(record, crm_json_get(line, "participants")) ||
	    !pd_touch(face, record, number(line, "updated")))
		return false;
	record->deleted = crm_json_get(line, "deleted") != NULL;
	record->deleted_time = number(line, "deleted");
	record->merged_into = number(line, "merged_into");
	record->consent_spent = flag(line, "consent_spent");
	pd_tally(face, record, 1);
	return pd_search_after(face, record);
}

static bool load_line(struct face *face, const crm_json *line)
{
	static const struct {
		const char *type;
		bool (*load)(struct face *face, const crm_json *line);
	} loaders[] = {{"meta", load_meta},
		       {"user", load_user},
		       {"pipeline", load_pipeline},
		       {"stage", load_stage},
		       {"field", load_field}};
	const char *type = text(line, "type");
	enum pd_object object;

	for (size_t i = 0; i < sizeof(loaders) / sizeof(loaders[0]); i++)
		if (strcmp(loaders[i].type, type) == 0)
			return loaders[i].load(face, line);
	return object_named(type, &object) && load_record(face, object, line);
}

int pd_load(struct face *face, const char *state, size_t len, struct crm_error *err)
{
	size_t at = 0, row = 0;

	while (at < len) {
		const char *end = memchr(state + at, '\n', len - at);
		size_t size = end ? (size_t)(end - state) - at : len - at;
		crm_json *line = NULL;
		int code = CRM_OK;
		bool ok;

		row++;
		crm_arena_reset(face->arena);
		if (size)
			code = crm_json_parse(state + at, size, &line, err);
		if (code != CRM_OK) {
			(void)crm_error_prefix(err, "state line %zu", row);
			return code;
		}
		ok = !size || load_line(face, line);
		crm_json_free(line);
		if (!ok)
			return crm_error_set(err, CRM_E_INVALID, "state line %zu cannot be read", row);
		at += size + 1;
	}
	return CRM_OK;
}

int pd_keep_ids(struct face *face, const struct face *from)
{
	for (int o = 0; o < PD_OBJECTS; o++)
		if (from->tables[o].next_id > face->tables[o].next_id)
			face->tables[o].next_id = from->tables[o].next_id;
	if (from->next_participant_id > face->next_participant_id)
		face->next_participant_id = from->next_participant_id;
	return CRM_OK;
}
