/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a request: query parameters, strictly as v2 does, bodies and cursors. */
#include <string.h>

#include <crmsync/url.h>

#include "pipedrive.h"

const char *pd_query(struct pd_call *call, const char *name)
{
	struct crm_buf value;
	const char *text = NULL;

	crm_buf_init(&value, 1 << 16);
	if (face_query(call->req, name, 0, &value) && !value.failed)
		text = crm_arena_strndup(call->face->arena, value.ptr, value.len);
	crm_buf_free(&value);
	return text;
}

static bool refuse(struct pd_call *call, const char *name, const char *what)
{
	struct crm_buf errors;

	crm_buf_init(&errors, CRM_BUF_MAX);
	crm_buf_printf(&errors, "%s: Parameter '%s' %s", name, name, what);
	pd_fail_validation(call, &errors);
	crm_buf_free(&errors);
	return false;
}

static bool listed(const char *const *names, const char *name, size_t len)
{
	for (; *names; names++)
		if (strlen(*names) == len && memcmp(*names, name, len) == 0)
			return true;
	return len == 9 && memcmp(name, "api_token", 9) == 0;
}

bool pd_query_check(struct pd_call *call, const char *const *allowed)
{
	const char *p = call->req->query ? call->req->query : "";

	while (*p) {
		size_t pair = strcspn(p, "&"), len = strcspn(p, "=&");

		if (len && !listed(allowed, p, len)) {
			const char *name = crm_arena_strndup(call->face->arena, p, len);

			return refuse(call, name ? name : "", "is not allowed for this request");
		}
		p += pair;
		if (*p)
			p++;
	}
	return true;
}

bool pd_query_int(struct pd_call *call, const char *name, int64_t *out)
{
	const char *text = pd_query(call, name);

	if (!text)
		return true;
	return pd_parse_int(text, out) || refuse(call, name, "must be an integer");
}

bool pd_query_bool(struct pd_call *call, const char *name, bool *out)
{
	const char *text = pd_query(call, name);

	if (!text)
		return true;
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
		return refuse(call, name, "must be a boolean");
	*out = text[0] == 't';
	return true;
}

bool pd_query_time(struct pd_call *call, const char *name, int64_t *out)
{
	const char *text = pd_query(call, name);

	if (!text)
		return true;
	return pd_parse_time(text, out) || refuse(call, name, "is not a valid datetime");
}

bool pd_query_limit(struct pd_call *call, int64_t most, int64_t *out)
{
	*out = 100;
	if (!pd_query_int(call, "limit", out))
		return false;
	if (*out < 1)
		return refuse(call, "limit", "must be greater than or equal to 1");
	if (*out > most)
		return refuse(call, "limit",
			      most == 100 ? "must be less than or equal to 100" : "must be less than or equal to 500");
	return true;
}

crm_json *pd_body(struct pd_call *call, bool array)
{
	struct crm_error err = {0};
	crm_json *body = NULL;

	if (crm_json_parse(call->req->body, call->req->body_len, &body, &err) != CRM_OK) {
		if (call->version == 1)
			pd_fail_v1(call, 400, "Bad request");
		else
			pd_fail_v2(call, 400, "ERR_BAD_REQUEST", "Bad request: %s", crm_error_text(&err));
	} else if (array ? !crm_json_is_array(body) : !crm_json_is_object(body)) {
		refuse(call, "body", array ? "must be an array" : "must be an object");
		crm_json_free(body);
		body = NULL;
	}
	crm_error_clear(&err);
	return body;
}

const char *pd_cursor_write(struct crm_arena *arena, const struct pd_cursor *cursor)
{
	struct crm_json_writer w;
	struct crm_buf json, text;
	const char *result = NULL;

	crm_buf_init(&json, 4096);
	crm_buf_init(&text, 8192);
	crm_jw_init(&w, &json);
	crm_jw_object(&w);
	crm_jw_field(&w, "field", cursor->field);
	crm_jw_field_int(&w, "fieldValue", cursor->value);
	crm_jw_field(&w, "sortDirection", cursor->descending ? "desc" : "asc");
	crm_jw_field_int(&w, "id", cursor->id);
	crm_jw_end_object(&w);
	if (!json.failed)
		crm_base64url(&text, json.ptr, json.len);
	if (!json.failed && !text.failed)
		result = crm_arena_strndup(arena, text.ptr, text.len);
	crm_buf_free(&json);
	crm_buf_free(&text);
	return result;
}

static bool cursor_parse(struct pd_call *call, const char *text, struct pd_cursor *out)
{
	const char *field, *direction;
	struct crm_buf json;
	crm_json *doc = NULL;
	bool ok = false;

	crm_buf_init(&json, 8192);
	if (crm_base64_decode(&json, text, strlen(text)) && !json.failed &&
	    crm_json_parse(json.ptr, json.len, &doc, NULL) == CRM_OK) {
		field = crm_json_get_string(doc, "field");
		direction = crm_json_get_string(doc, "sortDirection");
		out->field = field ? crm_arena_strdup(call->face->arena, field) : NULL;
		out->descending = direction && strcmp(direction, "desc") == 0;
		ok = out->field && direction && crm_json_int(crm_json_get(doc, "fieldValue"), &out->value) &&
		     crm_json_int(crm_json_get(doc, "id"), &out->id);
	}
	crm_json_free(doc);
	crm_buf_free(&json);
	return ok;
}

bool pd_cursor_read(struct pd_call *call, const char *text, struct pd_cursor *out)
{
	return cursor_parse(call, text, out) || refuse(call, "cursor", "is not a valid cursor");
}
