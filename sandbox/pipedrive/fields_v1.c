/* SPDX-License-Identifier: Apache-2.0 */
/* /v1/{person,organization,deal}Fields, in the shapes of the recordings. */
#include <string.h>

#include "pipedrive.h"

static void render_option(struct crm_json_writer *w, const struct pd_option *option)
{
	crm_jw_object(w);
	if (option->color)
		crm_jw_field(w, "color", option->color);
	crm_jw_field(w, "label", option->label);
	crm_jw_key(w, "id");
	if (option->code && strspn(option->code, "0123456789") != strlen(option->code))
		crm_jw_string(w, option->code);
	else
		crm_jw_int(w, option->id);
	crm_jw_end_object(w);
}

static void render_options(struct crm_json_writer *w, const struct pd_field *field)
{
	if (!field->n_options && field->type != PD_T_ENUM && field->type != PD_T_SET) {
		crm_jw_key(w, "picklist_data");
		crm_jw_null(w);
		return;
	}
	crm_jw_key(w, "options");
	crm_jw_array(w);
	for (size_t i = 0; i < field->n_options; i++)
		render_option(w, &field->options[i]);
	crm_jw_end_array(w);
}

/* v1 knows the label field as "label", a single choice. */
static const char *v1_key(const struct pd_field *field)
{
	return !field->custom && strcmp(field->code, "label_ids") == 0 ? "label" : field->code;
}

static void render_field(struct pd_call *call, const struct pd_field *field, int64_t order)
{
	struct crm_json_writer *w = &call->json;
	const struct pd_user *me = pd_user_me(call->face);
	char added[32], updated[32];

	pd_v1_time(field->add_time, added);
	pd_v1_time(field->update_time, updated);
	crm_jw_object(w);
	crm_jw_field_int(w, "id", field->id);
	crm_jw_field(w, "key", v1_key(field));
	crm_jw_field(w, "name", field->name);
	crm_jw_field_int(w, "order_nr", order);
	crm_jw_field(w, "field_type", strcmp(v1_key(field), "label") == 0 ? "enum" : pd_type_name(field->type));
	crm_jw_field_bool(w, "json_column_flag", field->custom);
	crm_jw_field(w, "add_time", added);
	crm_jw_field(w, "update_time", updated);
	crm_jw_key(w, "last_updated_by_user_id");
	if (field->custom && me)
		crm_jw_int(w, me->id);
	else
		crm_jw_null(w);
	crm_jw_field_bool(w, "active_flag", !field->deleted);
	crm_jw_field_bool(w, "edit_flag", field->custom);
	crm_jw_field_bool(w, "index_visible_flag", true);
	crm_jw_field_bool(w, "details_visible_flag", true);
	crm_jw_field_bool(w, "add_visible_flag", field->custom);
	crm_jw_field_bool(w, "important_flag", false);
	crm_jw_field_bool(w, "bulk_edit_allowed", field->custom);
	crm_jw_field_bool(w, "searchable_flag", field->custom && pd_type_searchable(field->type));
	crm_jw_field_bool(w, "filtering_allowed", true);
	crm_jw_field_bool(w, "sortable_flag", true);
	render_options(w, field);
	crm_jw_field_bool(w, "mandatory_flag", field->mandatory);
	crm_jw_end_object(w);
}

static bool denied(const struct pd_call *call, const struct pd_field *field)
{
	return field->deleted || pd_denied(call->face, field->code) || pd_denied(call->face, field->name);
}

void pd_handle_v1_fields_list(struct pd_call *call)
{
	const struct pd_fields *fields = &call->face->fields[call->object];
	int64_t start = 0, limit = 500, at = 0;
	bool more = false;

	if (!pd_query_int(call, "start", &start) || !pd_query_int(call, "limit", &limit))
		return;
	limit = limit < 1 || limit > 500 ? 500 : limit;
	pd_begin(call);
	crm_jw_array(&call->json);
	for (size_t i = 0; i < fields->n && !more; i++) {
		if (denied(call, fields->items[i]))
			continue;
		if (at >= start + limit)
			more = true;
		else if (at >= start)
			render_field(call, fields->items[i], at + 1);
		at++;
	}
	crm_jw_end_array(&call->json);
	crm_jw_key(&call->json, "additional_data");
	crm_jw_object(&call->json);
	crm_jw_key(&call->json, "pagination");
	crm_jw_object(&call->json);
	crm_jw_field_int(&call->json, "start", start);
	crm_jw_field_int(&call->json, "limit", limit);
	crm_jw_field_bool(&call->json, "more_items_in_collection", more);
	if (more)
		crm_jw_field_int(&call->json, "next_start", start + limit);
	crm_jw_end_object(&call->json);
	crm_jw_end_object(&call->json);
	pd_end(call);
}

static struct pd_field *by_id(struct pd_call *call, int64_t id)
{
	const struct pd_fields *fields = &call->face->fields[call->object];

	for (size_t i = 0; i < fields->n; i++)
		if (fields->items[i]->id == id && !denied(call, fields->items[i]))
			return fields->items[i];
	return NULL;
}

static struct pd_field *field_of(struct pd_call *call)
{
	struct pd_field *field = by_id(call, call->id);

	if (!field)
		pd_fail_v1(call, 404, "Field not found");
	return field;
}

static void answer(struct pd_call *call, const struct pd_field *field, int status)
{
	pd_begin(call);
	render_field(call, field, field->id);
	pd_end(call);
	call->resp->status = status;
	call->resp->records = 1;
}

void pd_handle_v1_field_get(struct pd_call *call)
{
	const struct pd_field *field = field_of(call);

	if (field)
		answer(call, field, 200);
}

static bool may_set_up(struct pd_call *call)
{
	if (!pd_option_true(call->face, "deny_setup", false))
		return true;
	pd_fail_gateway(call->resp, 403, "Scope and URL mismatch");
	return false;
}

static const char *create_problem(const crm_json *body, enum pd_type *type)
{
	const char *name = crm_json_get_string(body, "name"), *wanted = crm_json_get_string(body, "field_type");
	const crm_json *options = crm_json_get(body, "options");

	if (!name || !*name)
		return "Field name must be given.";
	if (!wanted || !pd_type_parse(wanted, type) || *type >= PD_T_CREATABLE)
		return "Field type is not supported.";
	if ((*type == PD_T_ENUM || *type == PD_T_SET) && (!crm_json_is_array(options) || !crm_json_first(options)))
		return "Options must be given for this field type.";
	for (const crm_json *e = crm_json_first(options); e; e = crm_json_next(e))
		if (!crm_json_get_string(e, "label"))
			return "Every option must have a label.";
	return NULL;
}

void pd_handle_v1_field_create(struct pd_call *call)
{
	enum pd_type type = PD_T_VARCHAR;
	struct pd_field *field;
	const char *problem;
	bool ok;
	crm_json *body;

	if (!may_set_up(call))
		return;
	body = pd_body(call, false);
	if (!body)
		return;
	problem = create_problem(body, &type);
	if (problem) {
		pd_fail_v1(call, 400, "%s", problem);
		crm_json_free(body);
		return;
	}
	field = pd_field_add(call->face, call->object, crm_json_get_string(body, "name"), type, NULL);
	ok = field != NULL;
	for (const crm_json *e = crm_json_first(crm_json_get(body, "options")); e && ok; e = crm_json_next(e))
		ok = pd_option_add(call->face, field, 0, NULL, crm_json_get_string(e, "label"),
				   crm_json_get_string(e, "color"));
	if (ok)
		answer(call, field, 201);
	else
		pd_fail_nomem(call);
	crm_json_free(body);
}

/* Options with an id are kept under the label given, those without are new, those not named are gone. */
static bool replace_options(struct pd_call *call, struct pd_field *field, const crm_json *options)
{
	struct pd_option *old = field->options;
	size_t n_old = field->n_options;
	bool ok = true;

	field->options = NULL;
	field->n_options = 0;
	for (const crm_json *e = crm_json_first(options); e && ok; e = crm_json_next(e)) {
		int64_t id = 0;

		(void)crm_json_int(crm_json_get(e, "id"), &id);
		ok = pd_option_add(call->face, field, id, NULL, crm_json_get_string(e, "label"),
				   crm_json_get_string(e, "color"));
	}
	for (size_t i = 0; i < n_old; i++) {
		crm_free(old[i].code);
		crm_free(old[i].label);
		crm_free(old[i].color);
	}
	crm_free(old);
	return ok;
}

static const char *update_problem(const struct pd_field *field, const crm_json *body)
{
	const crm_json *options = crm_json_get(body, "options");

	if (!field->custom)
		return "Field cannot be edited.";
	if (options && field->type != PD_T_ENUM && field->type != PD_T_SET)
		return "Field type has no options.";
	for (const crm_json *e = crm_json_first(options); e; e = crm_json_next(e))
		if (!crm_json_get_string(e, "label"))
			return "Every option must have a label.";
	return NULL;
}

void pd_handle_v1_field_update(struct pd_call *call)
{
	struct pd_field *field = may_set_up(call) ? field_of(call) : NULL;
	const char *problem;
	char *name;
	bool ok = true;
	crm_json *body = field ? pd_body(call, false) : NULL;

	if (!body)
		return;
	problem = update_problem(field, body);
	if (problem) {
		pd_fail_v1(call, 400, "%s", problem);
		crm_json_free(body);
		return;
	}
	if (crm_json_get_string(body, "name")) {
		name = crm_strdup(crm_json_get_string(body, "name"));
		ok = name != NULL;
		if (ok) {
			crm_free(field->name);
			field->name = name;
		}
	}
	if (ok && crm_json_get(body, "options"))
		ok = replace_options(call, field, crm_json_get(body, "options"));
	field->update_time = pd_now(call->face);
	if (ok)
		answer(call, field, 200);
	else
		pd_fail_nomem(call);
	crm_json_free(body);
}

void pd_handle_v1_field_delete(struct pd_call *call)
{
	struct pd_field *field = may_set_up(call) ? field_of(call) : NULL;

	if (!field)
		return;
	if (!field->custom) {
		pd_fail_v1(call, 403, "Field cannot be deleted.");
		return;
	}
	pd_field_delete(call->face, field);
	pd_begin(call);
	crm_jw_object(&call->json);
	crm_jw_field_int(&call->json, "id", call->id);
	crm_jw_end_object(&call->json);
	pd_end(call);
	call->resp->records = 1;
}

void pd_handle_v1_fields_delete(struct pd_call *call)
{
	const char *list = may_set_up(call) ? pd_query(call, "ids") : NULL;
	const char **ids;
	size_t n;

	if (!list) {
		if (!call->resp->status)
			pd_fail_v1(call, 400, "No ids given.");
		return;
	}
	ids = pd_split(call->face->arena, list, &n);
	if (!ids) {
		pd_fail_nomem(call);
		return;
	}
	pd_begin(call);
	crm_jw_object(&call->json);
	crm_jw_key(&call->json, "id");
	crm_jw_array(&call->json);
	for (size_t i = 0; i < n; i++) {
		int64_t id;
		struct pd_field *field = pd_parse_int(ids[i], &id) ? by_id(call, id) : NULL;

		if (!field || !field->custom)
			continue;
		pd_field_delete(call->face, field);
		crm_jw_int(&call->json, id);
		call->resp->records++;
	}
	crm_jw_end_array(&call->json);
	crm_jw_end_object(&call->json);
	pd_end(call);
}
