/* SPDX-License-Identifier: Apache-2.0 */
/* Describe. */
#include "describe.h"

#include <string.h>

#include "client.h"
#include "schema.h"
#include "selection.h"

#define MAX_OWN 2

struct property_list {
	struct crm_property_info *items;
	size_t n;
};

/* ---- fields ---- */

static unsigned read_unsigned(const crm_json *field, const char *name)
{
	int64_t n;
	return crm_json_int(crm_json_get(field, name), &n) && n > 0 && n < 0x7fffffff ? (unsigned)n : 0;
}

static bool flag(const crm_json *field, const char *name)
{
	return crm_json_true(crm_json_get(field, name));
}

static bool read_option(const crm_json *v, struct crm_arena *arena, struct crm_option *out)
{
	const char *value = crm_json_get_string(v, "value");
	const char *label = crm_json_get_string(v, "label");
	*out = (struct crm_option){.value = crm_arena_strdup(arena, value),
				   .label = crm_arena_strdup(arena, label ? label : value),
				   .active = flag(v, "active")};
	return out->value && out->label;
}

static int read_options(const crm_json *field, struct crm_arena *arena, struct crm_property_info *out)
{
	const crm_json *values = crm_json_get(field, "picklistValues");
	struct crm_option *options = crm_arena_calloc(arena, crm_json_size(values) + 1, sizeof *options);
	size_t n = 0;
	if (!options)
		return CRM_E_NOMEM;
	for (const crm_json *v = crm_json_first(values); v; v = crm_json_next(v)) {
		if (!crm_json_get_string(v, "value"))
			continue;
		if (!read_option(v, arena, &options[n]))
			return CRM_E_NOMEM;
		n++;
	}
	out->options = options;
	out->n_options = n;
	return CRM_OK;
}

/* The API takes any text for these although their steps decide what it means: a stage that is unknown counts as open at
 * 0 %. */
static bool is_ladder(enum sf_type type, const char *name)
{
	return (type == SF_OPPORTUNITY && strcmp(name, "StageName") == 0) ||
	       (type == SF_LEAD && strcmp(name, "Status") == 0);
}

static void read_rights(const crm_json *field, struct crm_property_info *out)
{
	bool create = flag(field, "createable"), update = flag(field, "updateable");
	out->read_only = !create || flag(field, "calculated") || flag(field, "autoNumber") || out->type == CRM_P_OTHER;
	out->create_only = create && !update;
	out->required = !out->read_only && !flag(field, "nillable") && !flag(field, "defaultedOnCreate") &&
			out->type != CRM_P_BOOL;
	out->unique = flag(field, "unique");
}

static int read_field(enum sf_type type, const crm_json *field, struct crm_arena *arena, struct crm_property_info *out)
{
	const char *name = crm_json_get_string(field, "name");
	const char *label = crm_json_get_string(field, "label");
	enum crm_property_type kind = sf_field_type(crm_json_get_string(field, "type"));
	*out = (struct crm_property_info){
		.name = crm_arena_strdup(arena, name),
		.label = crm_arena_strdup(arena, label ? label : name),
		.kind = sf_sobject(type)->kind,
		.type = kind,
		.multiple = kind == CRM_P_MULTI,
		.max_length = kind == CRM_P_TEXT ? read_unsigned(field, "length") : 0,
		.scale = kind == CRM_P_NUMBER ? read_unsigned(field, "scale") : CRM_SCALE_ANY,
		.closed_options = flag(field, "restrictedPicklist") || is_ladder(type, name),
	};
	read_rights(field, out);
	return out->name && out->label ? read_options(field, arena, out) : CRM_E_NOMEM;
}

static int read_fields(enum sf_type type, const crm_json *body, struct crm_arena *arena, struct property_list *list)
{
	for (const crm_json *v = crm_json_first(crm_json_get(body, "fields")); v; v = crm_json_next(v)) {
		if (!crm_json_get_string(v, "name"))
			continue;
		if (read_field(type, v, arena, &list->items[list->n]) < 0)
			return CRM_E_NOMEM;
		list->n++;
	}
	return CRM_OK;
}

/* ---- the connector's own properties ---- */

static void add_own(enum crm_object object, struct property_list *list)
{
	static const struct crm_option states[] = {
		{.value = "open", .label = "Open", .active = true},
		{.value = "won", .label = "Closed Won", .active = true},
		{.value = "lost", .label = "Closed Lost", .active = true},
	};
	if (object != CRM_DEAL)
		return;
	list->items[list->n++] = (struct crm_property_info){.name = SF_CONTACTS,
							    .label = "Contact Roles",
							    .type = CRM_P_REFERENCE,
							    .multiple = true,
							    .association = true,
							    .scale = CRM_SCALE_ANY};
	list->items[list->n++] = (struct crm_property_info){.name = SF_STATUS,
							    .label = "Open, Won or Lost",
							    .type = CRM_P_ENUM,
							    .read_only = true,
							    .scale = CRM_SCALE_ANY,
							    .closed_options = true,
							    .options = states,
							    .n_options = sizeof states / sizeof *states};
}

/* ---- asking ---- */

static int send_describes(struct crm_connection *conn, const enum sf_type *types, struct crm_http_response *responses,
			  size_t n, struct crm_error *err)
{
	struct sf_call calls[SF_OBJECT_TYPES];
	struct crm_buf paths[SF_OBJECT_TYPES];
	bool failed = false;
	for (size_t i = 0; i < n; i++) {
		crm_buf_init(&paths[i], CRM_BUF_MAX);
		sf_describe_path(&paths[i], types[i]);
		calls[i] = (struct sf_call){.method = "GET", .path = paths[i].ptr};
		failed |= paths[i].failed;
	}
	int rc = failed ? crm_error_no_memory(err) : sf_send(conn, calls, responses, n, NULL, err);
	for (size_t i = 0; i < n; i++)
		crm_buf_free(&paths[i]);
	return rc;
}

static int take_schema(struct crm_connection *conn, enum sf_type type, const crm_json *body, struct crm_error *err)
{
	struct sf_schema *schema;
	int rc = sf_schema_read(body, &schema, err);
	if (rc == CRM_OK)
		sf_schema_keep(conn, type, schema);
	return rc;
}

static int read_describes(struct crm_connection *conn, const enum sf_type *types, struct sf_answer *answers,
			  const struct crm_http_response *responses, size_t n, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		rc = sf_answer_read(conn, &responses[i], "describe", &answers[i], err);
		rc = sf_failure_of(types[i], rc, err);
		if (rc == CRM_OK)
			rc = take_schema(conn, types[i], answers[i].body, err);
	}
	return rc;
}

static int build_list(const enum sf_type *types, const struct sf_answer *answers, size_t n, struct crm_arena *arena,
		      struct crm_schema *out)
{
	struct property_list list = {0};
	size_t max = MAX_OWN;
	for (size_t i = 0; i < n; i++)
		max += crm_json_size(crm_json_get(answers[i].body, "fields"));
	list.items = crm_arena_calloc(arena, max, sizeof *list.items);
	if (!list.items)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < n; i++)
		if (read_fields(types[i], answers[i].body, arena, &list) < 0)
			return CRM_E_NOMEM;
	add_own(sf_sobject(types[0])->object, &list);
	*out = (struct crm_schema){.properties = list.items, .n = list.n};
	return CRM_OK;
}

int sf_describe(struct crm_connection *conn, enum crm_object object, struct crm_schema *out, struct crm_arena *arena,
		struct crm_error *err)
{
	enum sf_type types[SF_OBJECT_TYPES];
	struct crm_http_response responses[SF_OBJECT_TYPES];
	struct sf_answer answers[SF_OBJECT_TYPES] = {0};
	size_t n = sf_types_of(object, conn->with_leads, types);
	if (n == 0 || object == CRM_OWNER)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "salesforce describes no %s", crm_object_plural(object));
	for (size_t i = 0; i < n; i++)
		crm_http_response_init(&responses[i]);
	int rc = send_describes(conn, types, responses, n, err);
	if (rc == CRM_OK)
		rc = read_describes(conn, types, answers, responses, n, err);
	if (rc == CRM_OK && build_list(types, answers, n, arena, out) < 0)
		rc = crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		crm_json_free(answers[i].body);
		crm_http_response_free(&responses[i]);
	}
	return rc;
}
