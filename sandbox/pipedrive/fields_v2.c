/* SPDX-License-Identifier: Apache-2.0 */
/* /api/v2/{person,organization,deal}Fields: list, read, create, change, delete, and their options. */
#include <string.h>

#include "pipedrive.h"

struct subfield {
	const char *code, *words, *type;
};

static const struct subfield address_parts[] = {
	{"value", "Address value", "varchar"},
	{"street_number", "House number", "varchar"},
	{"route", "Street/road name", "varchar"},
	{"subpremise", "Apartment/suite", "varchar"},
	{"sublocality", "District/sublocality", "varchar"},
	{"locality", "City/town/village/locality", "varchar"},
	{"admin_area_level_1", "State/province", "varchar"},
	{"admin_area_level_2", "County", "varchar"},
	{"country", "Country", "varchar"},
	{"postal_code", "Postal code", "varchar"},
	{"formatted_address", "Formatted address", "varchar"},
	{NULL, NULL, NULL},
};
static const struct subfield money_parts[] = {
	{"value", "Amount", "double"}, {"currency", "Currency", "varchar"}, {NULL, NULL, NULL}};
static const struct subfield date_parts[] = {
	{"value", "Start date", "date"}, {"until", "End date", "date"}, {NULL, NULL, NULL}};
static const struct subfield time_parts[] = {{"value", "Time", "time"},
					     {"timezone_id", "Timezone ID", "int"},
					     {"timezone_name", "Timezone name", "varchar"},
					     {NULL, NULL, NULL}};
static const struct subfield timerange_parts[] = {{"value", "Start time", "time"},
						  {"until", "End time", "time"},
						  {"timezone_id", "Timezone ID", "int"},
						  {"timezone_name", "Timezone name", "varchar"},
						  {NULL, NULL, NULL}};

static const struct subfield *subfields_of(enum pd_type type)
{
	switch (type) {
	case PD_T_ADDRESS:
		return address_parts;
	case PD_T_MONETARY:
		return money_parts;
	case PD_T_DATERANGE:
		return date_parts;
	case PD_T_TIME:
		return time_parts;
	case PD_T_TIMERANGE:
		return timerange_parts;
	default:
		return NULL;
	}
}

static void render_option(struct crm_json_writer *w, const struct pd_option *option)
{
	crm_jw_object(w);
	crm_jw_key(w, "id");
	if (option->code && strspn(option->code, "0123456789") != strlen(option->code))
		crm_jw_string(w, option->code);
	else
		crm_jw_int(w, option->id);
	crm_jw_field(w, "label", option->label);
	if (option->color)
		crm_jw_field(w, "color", option->color);
	crm_jw_end_object(w);
}

static void render_options(struct crm_json_writer *w, const struct pd_field *field)
{
	if (!field->n_options && field->type != PD_T_ENUM && field->type != PD_T_SET) {
		crm_jw_null(w);
		return;
	}
	crm_jw_array(w);
	for (size_t i = 0; i < field->n_options; i++)
		render_option(w, &field->options[i]);
	crm_jw_end_array(w);
}

static void render_subfields(struct crm_json_writer *w, const struct pd_field *field)
{
	const struct subfield *part = subfields_of(field->type);

	if (!part) {
		crm_jw_null(w);
		return;
	}
	crm_jw_array(w);
	for (; part->code; part++) {
		struct crm_buf name;

		crm_buf_init(&name, 4096);
		crm_buf_printf(&name, "%s of %s", part->words, field->name);
		crm_jw_object(w);
		crm_jw_field(w, "field_code", part->code);
		crm_jw_field(w, "field_name", name.ptr);
		crm_jw_field(w, "field_type", part->type);
		crm_jw_end_object(w);
		crm_buf_free(&name);
	}
	crm_jw_end_array(w);
}

static void render_namespace(struct crm_json_writer *w, const char *name, const char *stored, const char *usual)
{
	const char *json = stored ? stored : usual;

	crm_jw_key(w, name);
	crm_jw_raw(w, json, strlen(json));
}

static const char *const usual_visibility[PD_OBJECTS] = {
	"{\"add_visible_flag\":false,\"details_visible_flag\":true,\"show_in_add_deal_dialog\":{\"show\":false,"
	"\"order\":null}}",
	"{\"add_visible_flag\":false,\"details_visible_flag\":true,\"org_detail_visible_flag\":true,"
	"\"person_detail_visible_flag\":false,\"deal_detail_visible_flag\":false,"
	"\"show_in_add_deal_dialog\":{\"show\":false,\"order\":null},\"show_in_add_person_dialog\":{\"show\":false,"
	"\"order\":null}}",
	"{\"add_visible_flag\":false,\"details_visible_flag\":true,\"projects_detail_visible_flag\":false,"
	"\"show_in_pipelines\":{\"show_in_all\":true,\"pipeline_ids\":[]}}",
};

static bool wants(const char *include, const char *name)
{
	return include && strstr(include, name);
}

static void render_field(struct crm_json_writer *w, const struct pd_field *field, const char *include)
{
	const char *required = field->mandatory ? "{\"enabled\":true}" : "{\"enabled\":false}";

	crm_jw_object(w);
	crm_jw_field(w, "field_name", field->name);
	crm_jw_field(w, "field_code", field->code);
	if (field->description)
		crm_jw_field(w, "description", field->description);
	crm_jw_field(w, "field_type", pd_type_name(field->type));
	crm_jw_key(w, "options");
	render_options(w, field);
	crm_jw_key(w, "subfields");
	render_subfields(w, field);
	crm_jw_field_bool(w, "is_custom_field", field->custom);
	crm_jw_field_bool(w, "is_optional_response_field", field->optional);
	if (wants(include, "ui_visibility"))
		render_namespace(w, "ui_visibility", field->visibility, usual_visibility[field->object]);
	if (wants(include, "important_fields"))
		render_namespace(w, "important_fields", field->important, "{\"enabled\":false,\"stage_ids\":[]}");
	if (wants(include, "required_fields"))
		render_namespace(w, "required_fields", field->required,
				 field->object != PD_DEAL ? required
				 : field->mandatory       ? "{\"enabled\":true,\"stage_ids\":[],\"statuses\":{}}"
							  : "{\"enabled\":false,\"stage_ids\":[],\"statuses\":{}}");
	crm_jw_end_object(w);
}

static bool include_read(struct pd_call *call, const char **include)
{
	const char **names;
	size_t n;

	*include = pd_query(call, "include_fields");
	if (!*include)
		return true;
	names = pd_split(call->face->arena, *include, &n);
	for (size_t i = 0; names && i < n; i++)
		if (strcmp(names[i], "ui_visibility") != 0 && strcmp(names[i], "important_fields") != 0 &&
		    strcmp(names[i], "required_fields") != 0) {
			pd_fail_v2(call, 400, "ERR_SCHEMA_VALIDATION_FAILED",
				   "Validation failed: include_fields: Parameter 'include_fields' has an unknown value "
				   "'%s'",
				   names[i]);
			return false;
		}
	return names != NULL;
}

static bool shown(const struct pd_call *call, const struct pd_field *field)
{
	size_t slot = field->custom ? SIZE_MAX : pd_slot(field->object, field->code);
	unsigned flags = slot == SIZE_MAX ? 0 : pd_schemas[field->object].fields[slot].flags;

	if (flags & PD_SYNC && !pd_option_true(call->face, "contact_sync", true))
		return false;
	if (flags & PD_CAMPAIGN && !pd_option_true(call->face, "campaigns", true))
		return false;
	return !field->deleted && !pd_denied(call->face, field->code) && !pd_denied(call->face, field->name);
}

void pd_handle_fields_list(struct pd_call *call)
{
	static const char *const allowed[] = {"include_fields", "limit", "cursor", NULL};
	const struct pd_fields *fields = &call->face->fields[call->object];
	struct pd_cursor cursor = {"id", 0, 0, false};
	const char *include, *text = pd_query(call, "cursor"), *next = NULL;
	int64_t limit, shown_now = 0;

	if (!pd_query_check(call, allowed) || !include_read(call, &include) || !pd_query_limit(call, 500, &limit) ||
	    (text && !pd_cursor_read(call, text, &cursor)))
		return;
	pd_begin(call);
	crm_jw_array(&call->json);
	for (size_t i = 0; i < fields->n && !next; i++) {
		if (fields->items[i]->id < cursor.id || !shown(call, fields->items[i]))
			continue;
		if (shown_now++ == limit) {
			cursor.id = cursor.value = fields->items[i]->id;
			next = pd_cursor_write(call->face->arena, &cursor);
			break;
		}
		render_field(&call->json, fields->items[i], include);
	}
	crm_jw_end_array(&call->json);
	pd_end_page(call, next);
}

static struct pd_field *field_of(struct pd_call *call)
{
	struct pd_field *field = pd_field_find(call->face, call->object, call->code);

	if (!field || !shown(call, field)) {
		pd_fail_not_found(call, "Field");
		return NULL;
	}
	return field;
}

static void answer_field(struct pd_call *call, const struct pd_field *field, const char *include)
{
	pd_begin(call);
	render_field(&call->json, field, include);
	pd_end(call);
	call->resp->records = 1;
}

void pd_handle_field_get(struct pd_call *call)
{
	static const char *const allowed[] = {"include_fields", NULL};
	struct pd_field *field;
	const char *include;

	if (!pd_query_check(call, allowed) || !include_read(call, &include))
		return;
	field = field_of(call);
	if (field)
		answer_field(call, field, include);
}

/* Whoever the option "deny_setup" holds back lacks the scope: the gateway's own 403, as recorded. */
static bool may_set_up(struct pd_call *call)
{
	if (!pd_option_true(call->face, "deny_setup", false))
		return true;
	pd_fail_gateway(call->resp, 403, "Scope and URL mismatch");
	return false;
}

static void check_names(struct pd_check *check, const crm_json *body, const char *const *names)
{
	for (const crm_json *e = crm_json_first(body); e; e = crm_json_next(e)) {
		const char *const *name = names;

		while (*name && strcmp(*name, crm_json_name(e)) != 0)
			name++;
		if (!*name)
			pd_check_fail(check, crm_json_name(e), "Parameter '%s' is not allowed for this request",
				      crm_json_name(e));
	}
}

static void check_label(struct pd_check *check, const crm_json *option)
{
	const char *label = crm_json_get_string(option, "label");

	if (!label || !*label || strlen(label) > 255)
		pd_check_fail(check, "options", "Parameter 'label' must be a string of 1 to 255 characters");
}

static void check_name(struct pd_check *check, const crm_json *body, bool required)
{
	const crm_json *name = crm_json_get(body, "field_name");
	const char *text = crm_json_is_string(name) ? crm_json_text(name) : NULL;

	if (!name && !required)
		return;
	if (!name)
		pd_check_fail(check, "field_name", "Parameter 'field_name' is required");
	else if (!text || !*text || strlen(text) > 255)
		pd_check_fail(check, "field_name", "Parameter 'field_name' must be a string of 1 to 255 characters");
}

static void check_create(struct pd_check *check, const crm_json *body, enum pd_type *type)
{
	static const char *const names[] = {"field_name",       "field_type",      "options",     "ui_visibility",
					    "important_fields", "required_fields", "description", NULL};
	const crm_json *wanted = crm_json_get(body, "field_type"), *options = crm_json_get(body, "options");
	bool pick;

	check_names(check, body, names);
	check_name(check, body, true);
	if (!crm_json_is_string(wanted) || !pd_type_parse(crm_json_text(wanted), type) || *type >= PD_T_CREATABLE) {
		pd_check_fail(check, "field_type", "Parameter 'field_type' must be one of the supported field types");
		return;
	}
	pick = *type == PD_T_ENUM || *type == PD_T_SET;
	if (pick && (!crm_json_is_array(options) || !crm_json_first(options)))
		pd_check_fail(check, "options", "Parameter 'options' is required for field type '%s'",
			      pd_type_name(*type));
	else if (!pick && options)
		pd_check_fail(check, "options", "Parameter 'options' is not allowed for field type '%s'",
			      pd_type_name(*type));
	else
		for (const crm_json *e = crm_json_first(options); e; e = crm_json_next(e))
			check_label(check, e);
}

static bool keep_json(char **kept, const crm_json *value)
{
	struct crm_buf json;

	if (!value)
		return true;
	crm_buf_init(&json, 1 << 20);
	crm_json_write(&json, value);
	crm_free(*kept);
	*kept = crm_buf_take(&json);
	return *kept != NULL;
}

static bool keep_text(char **kept, const char *text)
{
	char *copy = crm_strdup(text);

	if (!copy)
		return !text;
	crm_free(*kept);
	*kept = copy;
	return true;
}

static bool apply_settings(struct pd_field *field, const crm_json *body)
{
	return keep_json(&field->visibility, crm_json_get(body, "ui_visibility")) &&
	       keep_json(&field->important, crm_json_get(body, "important_fields")) &&
	       keep_json(&field->required, crm_json_get(body, "required_fields")) &&
	       keep_text(&field->description, crm_json_get_string(body, "description"));
}

static struct pd_field *create(struct pd_call *call, const crm_json *body, enum pd_type type)
{
	const crm_json *options = crm_json_get(body, "options");
	struct pd_field *field =
		pd_field_add(call->face, call->object, crm_json_get_string(body, "field_name"), type, NULL);

	if (!field || !apply_settings(field, body))
		return NULL;
	for (const crm_json *e = crm_json_first(options); e; e = crm_json_next(e))
		if (!pd_option_add(call->face, field, 0, NULL, crm_json_get_string(e, "label"),
				   crm_json_get_string(e, "color")))
			return NULL;
	return field;
}

void pd_handle_field_create(struct pd_call *call)
{
	enum pd_type type = PD_T_VARCHAR;
	struct pd_check check;
	struct pd_field *field;
	crm_json *body;

	if (!may_set_up(call))
		return;
	body = pd_body(call, false);
	if (!body)
		return;
	pd_check_init(&check, call->face, call->object, PD_MODE_POST);
	check_create(&check, body, &type);
	if (check.errors.len) {
		pd_fail_validation(call, &check.errors);
	} else {
		field = create(call, body, type);
		if (field)
			answer_field(call, field, "ui_visibility,important_fields,required_fields");
		else
			pd_fail_nomem(call);
	}
	crm_buf_free(&check.errors);
	crm_json_free(body);
}

/* Standard fields cannot be changed here; false after the answer. */
static bool changeable(struct pd_call *call, const struct pd_field *field)
{
	if (field->custom)
		return true;
	pd_fail_v2(call, 403, "ERR_FORBIDDEN", "Field '%s' is not a custom field and cannot be changed", field->code);
	return false;
}

void pd_handle_field_update(struct pd_call *call)
{
	static const char *const names[] = {"field_name",      "ui_visibility", "important_fields",
					    "required_fields", "description",   NULL};
	struct pd_field *field = may_set_up(call) ? field_of(call) : NULL;
	struct pd_check check;
	crm_json *body;

	if (!field || !changeable(call, field))
		return;
	body = pd_body(call, false);
	if (!body)
		return;
	pd_check_init(&check, call->face, call->object, PD_MODE_PATCH);
	check_names(&check, body, names);
	check_name(&check, body, false);
	if (!crm_json_first(body))
		pd_check_fail(&check, "body", "At least one field must be provided");
	if (check.errors.len)
		pd_fail_validation(call, &check.errors);
	else if (!apply_settings(field, body) || !keep_text(&field->name, crm_json_get_string(body, "field_name")))
		pd_fail_nomem(call);
	else
		answer_field(call, field, "ui_visibility,important_fields,required_fields");
	field->update_time = pd_now(call->face);
	crm_buf_free(&check.errors);
	crm_json_free(body);
}

void pd_handle_field_delete(struct pd_call *call)
{
	struct pd_field *field = may_set_up(call) ? field_of(call) : NULL;

	if (!field || !changeable(call, field))
		return;
	answer_field(call, field, NULL);
	pd_field_delete(call->face, field);
}

/* --- options -------------------------------------------------------------------------------------------------- */

static bool check_options(struct pd_call *call, const struct pd_field *field, const crm_json *body, bool ids,
			  bool labels)
{
	struct pd_check check;
	bool ok;

	pd_check_init(&check, call->face, call->object, PD_MODE_PATCH);
	if (field->type != PD_T_ENUM && field->type != PD_T_SET)
		pd_check_fail(&check, "field_code", "Field type '%s' has no options", pd_type_name(field->type));
	if (!crm_json_first(body))
		pd_check_fail(&check, "body", "Parameter 'body' must not be empty");
	for (const crm_json *e = crm_json_first(body); e; e = crm_json_next(e)) {
		int64_t id;

		if (labels)
			check_label(&check, e);
		if (ids && (!crm_json_int(crm_json_get(e, "id"), &id) || !pd_option_find(field, id)))
			pd_check_fail(&check, "id", "Option does not exist");
	}
	ok = !check.errors.len;
	if (!ok)
		pd_fail_validation(call, &check.errors);
	crm_buf_free(&check.errors);
	return ok;
}

static void answer_option(struct crm_json_writer *w, const struct pd_option *option)
{
	crm_jw_object(w);
	crm_jw_field_int(w, "id", option->id);
	crm_jw_field(w, "label", option->label);
	crm_jw_end_object(w);
}

static void options_end(struct pd_call *call, struct pd_field *field)
{
	crm_jw_end_array(&call->json);
	crm_jw_key(&call->json, "additional_data");
	crm_jw_null(&call->json);
	pd_end(call);
	field->update_time = pd_now(call->face);
}

/* The field and its body, checked; NULL after an answer. */
static struct pd_field *options_begin(struct pd_call *call, crm_json **body, bool ids, bool labels)
{
	struct pd_field *field = may_set_up(call) ? field_of(call) : NULL;

	if (!field || !changeable(call, field))
		return NULL;
	*body = pd_body(call, true);
	if (!*body)
		return NULL;
	if (!check_options(call, field, *body, ids, labels)) {
		crm_json_free(*body);
		return NULL;
	}
	pd_begin(call);
	crm_jw_array(&call->json);
	return field;
}

void pd_handle_options_add(struct pd_call *call)
{
	crm_json *body;
	struct pd_field *field = options_begin(call, &body, false, true);

	if (!field)
		return;
	for (const crm_json *e = crm_json_first(body); e; e = crm_json_next(e)) {
		const struct pd_option *option = pd_option_add(
			call->face, field, 0, NULL, crm_json_get_string(e, "label"), crm_json_get_string(e, "color"));

		if (!option) {
			call->resp->body.failed = true;
			break;
		}
		answer_option(&call->json, option);
	}
	options_end(call, field);
	crm_json_free(body);
}

void pd_handle_options_update(struct pd_call *call)
{
	crm_json *body;
	struct pd_field *field = options_begin(call, &body, true, true);

	if (!field)
		return;
	for (const crm_json *e = crm_json_first(body); e; e = crm_json_next(e)) {
		int64_t id = 0;

		(void)crm_json_int(crm_json_get(e, "id"), &id);
		for (size_t i = 0; i < field->n_options; i++)
			if (field->options[i].id == id) {
				if (!keep_text(&field->options[i].label, crm_json_get_string(e, "label")))
					call->resp->body.failed = true;
				answer_option(&call->json, &field->options[i]);
			}
	}
	options_end(call, field);
	crm_json_free(body);
}

void pd_handle_options_delete(struct pd_call *call)
{
	crm_json *body;
	struct pd_field *field = options_begin(call, &body, true, false);

	if (!field)
		return;
	for (const crm_json *e = crm_json_first(body); e; e = crm_json_next(e)) {
		int64_t id = 0;

		(void)crm_json_int(crm_json_get(e, "id"), &id);
		for (size_t i = 0; i < field->n_options; i++)
			if (field->options[i].id == id) {
				struct pd_option gone = field->options[i];

				answer_option(&call->json, &gone);
				memmove(field->options + i, field->options + i + 1,
					(--field->n_options - i) * sizeof(gone));
				crm_free(gone.code);
				crm_free(gone.label);
				crm_free(gone.color);
				break;
			}
	}
	options_end(call, field);
	crm_json_free(body);
}
