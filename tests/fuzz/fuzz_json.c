/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as JSON.  What is read is valid UTF-8 within the caps, without a key twice; written and read again it says
 * the same, number for number; what is refused has a place.
 */
#include "config.h"

#include <crmsync/json.h>
#include <string.h>

#include "fuzz_core.h"

static void check_value(const crm_json *v, unsigned depth)
{
	const char *text = crm_json_text(v), *name = crm_json_name(v);
	HOLDS(depth <= CRM_JSON_MAX_DEPTH);
	HOLDS(!text || crm_utf8_valid_prefix(text, strlen(text)) == strlen(text));
	HOLDS(!name || crm_utf8_valid_prefix(name, strlen(name)) == strlen(name));
	HOLDS(crm_json_type(v) != CRM_JSON_NUMBER || crm_json_is_number_text(text));
	size_t n = 0;
	for (const crm_json *e = crm_json_first(v); e; e = crm_json_next(e), n++) {
		HOLDS(!crm_json_is_object(v) || crm_json_get(v, crm_json_name(e)) == e);
		check_value(e, depth + 1);
	}
	HOLDS(n == crm_json_size(v));
}

static void check_same(const crm_json *a, const crm_json *b)
{
	const char *x = crm_json_text(a), *y = crm_json_text(b);
	HOLDS(crm_json_type(a) == crm_json_type(b));
	HOLDS((x == NULL) == (y == NULL) && (!x || strcmp(x, y) == 0));
	a = crm_json_first(a);
	b = crm_json_first(b);
	for (; a && b; a = crm_json_next(a), b = crm_json_next(b)) {
		HOLDS(!crm_json_name(a) || strcmp(crm_json_name(a), crm_json_name(b)) == 0);
		check_same(a, b);
	}
	HOLDS(!a && !b);
}

static void check_written(const crm_json *json)
{
	struct crm_buf text, again;
	crm_json *back = NULL;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_init(&again, CRM_BUF_MAX);
	crm_json_write(&text, json);
	HOLDS(!text.failed);
	HOLDS(crm_json_parse(text.ptr, text.len, &back, NULL) == CRM_OK);
	check_same(json, back);
	crm_json_write(&again, back);
	HOLDS(text.len == again.len && memcmp(text.ptr, again.ptr, text.len) == 0);
	crm_json_free(back);
	crm_buf_free(&again);
	crm_buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	crm_json *json = NULL;
	struct crm_error err = {0};
	int rc = crm_json_parse((const char *)data, size, &json, &err);
	if (rc == CRM_OK) {
		check_value(json, 1);
		check_written(json);
	} else {
		HOLDS(rc == CRM_E_INVALID && !json);
		HOLDS(strncmp(crm_error_text(&err), "line ", 5) == 0);
	}
	crm_json_free(json);
	crm_error_clear(&err);
	return 0;
}
