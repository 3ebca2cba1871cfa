/* SPDX-License-Identifier: Apache-2.0 */
/* A record as v2 shows it. */
#include <string.h>

#include <crmsync/timestamp.h>

#include "pipedrive.h"

static bool named(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static void render_time(struct crm_json_writer *w, int64_t ms)
{
	char text[CRM_TIME_TEXT];

	crm_time_format_seconds(ms, text);
	crm_jw_string(w, text);
}

static void render_labelled(struct crm_json_writer *w, const struct pd_field *field, const crm_json *id)
{
	const struct pd_option *option;
	int64_t n = 0;

	(void)crm_json_int(id, &n);
	option = pd_option_find(field, n);
	crm_jw_object(w);
	crm_jw_field_int(w, "id", n);
	crm_jw_field(w, "label", option ? option->label : NULL);
	crm_jw_end_object(w);
}

/* include_option_labels: {id, label} in place of the bare id. */
static void render_with_labels(struct crm_json_writer *w, const struct pd_field *field, const char *json)
{
	crm_json *value = pd_parse(json);

	if (crm_json_is_array(value)) {
		crm_jw_array(w);
		for (const crm_json *e = crm_json_first(value); e; e = crm_json_next(e))
			render_labelled(w, field, e);
		crm_jw_end_array(w);
	} else {
		render_labelled(w, field, value);
	}
	crm_json_free(value);
}

static void render_custom(const struct face *face, struct crm_json_writer *w, const struct pd_record *record,
			  const struct pd_view *view)
{
	const struct pd_fields *fields = &face->fields[record->object];
	const char *cleared = pd_option_text(face, "cleared_text");
	bool empty = cleared && strcmp(cleared, "empty") == 0;

	crm_jw_object(w);
	for (size_t i = 0; i < fields->n; i++) {
		const struct pd_field *field = fields->items[i];
		const char *json = field->custom ? pd_custom_json(record, field) : NULL;

		if (!field->custom || field->deleted || (view->custom && !named(view->custom, field->code)) ||
		    pd_denied(face, field->code) || pd_denied(face, field->name))
			continue;
		crm_jw_key(w, field->code);
		if (json && view->option_labels && (field->type == PD_T_ENUM || field->type == PD_T_SET))
			render_with_labels(w, field, json);
		else if (json)
			crm_jw_raw(w, json, strlen(json));
		else if (empty && field->type == PD_T_VARCHAR)
			crm_jw_string(w, "");
		else
			crm_jw_null(w);
	}
	crm_jw_end_object(w);
}

static void render_field(const struct face *face, struct crm_json_writer *w, const struct pd_record *record,
			 size_t slot, const struct pd_view *view)
{
	const char *json = pd_json(record, slot);

	switch (pd_schemas[record->object].fields[slot].kind) {
	case PD_ID:
		crm_jw_int(w, record->id);
		break;
	case PD_ADD_TIME:
		render_time(w, record->add_time);
		break;
	case PD_UPDATE_TIME:
		render_time(w, record->update_time);
		break;
	case PD_IS_DELETED:
		crm_jw_bool(w, record->deleted);
		break;
	case PD_CUSTOM_FIELDS:
		render_custom(face, w, record, view);
		break;
	default:
		crm_jw_raw(w, json, strlen(json));
	}
}

static bool field_shown(const struct face *face, const struct pd_std *std, const struct pd_view *view)
{
	if (std->flags & PD_SYNC && !pd_option_true(face, "contact_sync", true))
		return false;
	if (std->flags & PD_CAMPAIGN && !pd_option_true(face, "campaigns", true))
		return false;
	if (std->flags & PD_OPTIONAL && !view->all && !named(view->include, std->code) &&
	    !(view->written && std->kind == PD_MARKETING))
		return false;
	return !pd_denied(face, std->code);
}

static void render_tally(struct crm_json_writer *w, const struct pd_record *record, const struct pd_extra *extra)
{
	switch (extra->tally) {
	case PD_TALLY_OPEN:
		crm_jw_int(w, record->open);
		break;
	case PD_TALLY_WON:
		crm_jw_int(w, record->won);
		break;
	case PD_TALLY_LOST:
		crm_jw_int(w, record->lost);
		break;
	case PD_TALLY_CLOSED:
		crm_jw_int(w, record->won + record->lost);
		break;
	case PD_TALLY_PEOPLE:
		crm_jw_int(w, record->people);
		break;
	case PD_TALLY_PARTICIPANTS:
		crm_jw_int(w, (int64_t)record->n_participants);
		break;
	default:
		crm_jw_raw(w, extra->empty, strlen(extra->empty));
	}
}

static void render_labels(const struct face *face, struct crm_json_writer *w, const struct pd_record *record)
{
	const struct pd_field *field = pd_field_find(face, record->object, "label_ids");
	crm_json *ids = pd_parse(pd_json(record, pd_slot(record->object, "label_ids")));

	crm_jw_key(w, "labels");
	crm_jw_array(w);
	for (const crm_json *e = crm_json_first(ids); e; e = crm_json_next(e))
		render_labelled(w, field, e);
	crm_jw_end_array(w);
	crm_json_free(ids);
}

void pd_render(const struct face *face, struct crm_json_writer *w, const struct pd_record *record,
	       const struct pd_view *view)
{
	const struct pd_schema *schema = &pd_schemas[record->object];

	crm_jw_object(w);
	for (size_t i = 0; i < schema->n_fields; i++) {
		if (!field_shown(face, &schema->fields[i], view))
			continue;
		crm_jw_key(w, schema->fields[i].code);
		render_field(face, w, record, i, view);
	}
	if (view->labels)
		render_labels(face, w, record);
	for (size_t i = 0; i < schema->n_extras; i++) {
		if (!named(view->include, schema->extras[i].code) || pd_denied(face, schema->extras[i].code))
			continue;
		crm_jw_key(w, schema->extras[i].code);
		render_tally(w, record, &schema->extras[i]);
	}
	crm_jw_end_object(w);
}

static bool optional_exists(enum pd_object object, const char *name)
{
	const struct pd_schema *schema = &pd_schemas[object];
	size_t slot = pd_slot(object, name);

	for (size_t i = 0; i < schema->n_extras; i++)
		if (strcmp(schema->extras[i].code, name) == 0)
			return true;
	return slot != SIZE_MAX && schema->fields[slot].flags & PD_OPTIONAL;
}

bool pd_view_read(struct pd_call *call, struct pd_view *view)
{
	const char *include = pd_query(call, "include_fields"), *custom = pd_query(call, "custom_fields");
	size_t n = 0;

	memset(view, 0, sizeof(*view));
	if (!pd_query_bool(call, "include_option_labels", &view->option_labels) ||
	    !pd_query_bool(call, "include_labels", &view->labels))
		return false;
	if (custom)
		view->custom = pd_split(call->face->arena, custom, &n);
	if (n > 15) {
		pd_fail_v2(call, 400, "ERR_SCHEMA_VALIDATION_FAILED",
			   "Validation failed: custom_fields: Parameter 'custom_fields' must contain at most 15 keys");
		return false;
	}
	if (include)
		view->include = pd_split(call->face->arena, include, &n);
	for (size_t i = 0; view->include && view->include[i]; i++)
		if (!optional_exists(call->object, view->include[i])) {
			pd_fail_v2(call, 400, "ERR_SCHEMA_VALIDATION_FAILED",
				   "Validation failed: include_fields: Parameter 'include_fields' has an unknown value "
				   "'%s'",
				   view->include[i]);
			return false;
		}
	return true;
}
