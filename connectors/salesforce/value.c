/* SPDX-License-Identifier: Apache-2.0 */
/* One value between the wire and the neutral form. */
#include "value.h"

#include <string.h>

#include <crmsync/decimal.h>
#include <crmsync/timestamp.h>

/* ---- reading ---- */

static int set_text(struct crm_arena *arena, const char *text, struct crm_value *out)
{
	const char *copy = crm_arena_strdup(arena, text);
	if (!copy)
		return CRM_E_NOMEM;
	*out = (struct crm_value){.kind = CRM_TEXT, .text = copy};
	return CRM_OK;
}

/* Salesforce writes large and small numbers as 1.0E7. */
static int read_number(const char *text, struct crm_arena *arena, struct crm_value *out)
{
	struct crm_buf plain;
	if (!strpbrk(text, "eE"))
		return set_text(arena, text, out);
	crm_buf_init(&plain, CRM_BUF_MAX);
	bool known = crm_decimal_canonical(text, &plain);
	int rc = plain.failed ? CRM_E_NOMEM : set_text(arena, known ? plain.ptr : text, out);
	crm_buf_free(&plain);
	return rc;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n >= m && strcmp(text + n - m, end) == 0;
}

/* Standard datetime fields are called ...Date or ...Modstamp; their values alone have a time. */
static bool is_datetime(const char *name, const struct sf_field *field, const char *text)
{
	if (field)
		return field->type == CRM_P_DATETIME;
	return (ends_with(name, "Date") || ends_with(name, "Modstamp")) && strlen(text) >= 20 && text[10] == 'T';
}

static int read_datetime(const char *text, struct crm_arena *arena, struct crm_value *out)
{
	char plain[CRM_TIME_TEXT];
	int64_t ms;
	if (!crm_time_parse(text, &ms))
		return set_text(arena, text, out);
	crm_time_format(ms, plain);
	return set_text(arena, plain, out);
}

static size_t count_parts(const char *text)
{
	size_t n = text[0] != '\0';
	for (const char *p = text; *p != '\0'; p++)
		n += *p == ';';
	return n;
}

static int read_multi(const char *text, struct crm_arena *arena, struct crm_value *out)
{
	size_t n = 0;
	const char **items = crm_arena_calloc(arena, count_parts(text) + 1, sizeof *items);
	if (!items)
		return CRM_E_NOMEM;
	while (*text != '\0') {
		size_t len = strcspn(text, ";");
		if (len > 0 && !(items[n++] = crm_arena_strndup(arena, text, len)))
			return CRM_E_NOMEM;
		text += len + (text[len] == ';');
	}
	*out = (struct crm_value){.kind = CRM_LIST, .items = items, .n = n};
	return CRM_OK;
}

static int read_string(const char *name, const struct sf_field *field, const char *text, struct crm_arena *arena,
		       struct crm_value *out)
{
	if (field && field->multiple)
		return read_multi(text, arena, out);
	if (is_datetime(name, field, text))
		return read_datetime(text, arena, out);
	return set_text(arena, text, out);
}

int sf_value_read(const char *name, const struct sf_field *field, const crm_json *v, struct crm_arena *arena,
		  struct crm_value *out)
{
	*out = (struct crm_value){.kind = CRM_ABSENT};
	if (!v)
		return CRM_OK;
	switch (crm_json_type(v)) {
	case CRM_JSON_NULL:
		out->kind = CRM_NULL;
		return CRM_OK;
	case CRM_JSON_BOOL:
		return set_text(arena, crm_json_true(v) ? "true" : "false", out);
	case CRM_JSON_NUMBER:
		return read_number(crm_json_text(v), arena, out);
	case CRM_JSON_STRING:
		return read_string(name, field, crm_json_text(v), arena, out);
	default:
		return CRM_OK;
	}
}

/* ---- writing ---- */

static void write_list(struct crm_json_writer *w, const struct crm_value *value)
{
	struct crm_buf joined;
	crm_buf_init(&joined, CRM_BUF_MAX);
	for (size_t i = 0; i < value->n; i++) {
		if (i > 0)
			crm_buf_char(&joined, ';');
		crm_buf_str(&joined, value->items[i]);
	}
	if (joined.failed)
		w->buf->failed = true;
	crm_jw_string(w, value->n > 0 ? joined.ptr : NULL);
	crm_buf_free(&joined);
}

static void write_text(struct crm_json_writer *w, const struct sf_field *field, const char *text)
{
	bool is_true = strcmp(text, "true") == 0;
	if (field && field->type == CRM_P_BOOL && (is_true || strcmp(text, "false") == 0))
		crm_jw_bool(w, is_true);
	else if (field && field->type == CRM_P_NUMBER)
		crm_jw_number(w, text);
	else
		crm_jw_string(w, text);
}

void sf_value_write(struct crm_json_writer *w, const struct sf_field *field, const struct crm_value *value)
{
	if (value->kind == CRM_TEXT)
		write_text(w, field, value->text);
	else if (value->kind == CRM_LIST)
		write_list(w, value);
	else
		crm_jw_null(w);
}
