/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON trees: the one file that knows cJSON.  cJSON reads what json_scan() has found strict; then every number node
 * gets its exact text, which cJSON would lose.
 */
#include "config.h"

#include <crmsync/json.h>
#include <crmsync/mem.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "json_scan.h"

/* cJSON 1.7.15 reads at most 63 bytes of a number. */
#define CJSON_LONGEST_NUMBER 63

static pthread_once_t json_once = PTHREAD_ONCE_INIT;

static void json_set_hooks(void)
{
	cJSON_Hooks hooks = {.malloc_fn = crm_alloc, .free_fn = crm_free};
	cJSON_InitHooks(&hooks);
}

struct number_cursor {
	const char *text;
	const struct json_span *next;
	const struct json_span *end;
};

/* Numbers stand in the tree in the order of the text.  False on out of memory. */
static bool json_attach_numbers(cJSON *v, struct number_cursor *cursor)
{
	for (; v; v = v->next) {
		if (v->type == cJSON_Number && cursor->next < cursor->end) {
			v->valuestring = crm_strndup(cursor->text + cursor->next->offset, cursor->next->len);
			cursor->next++;
			if (!v->valuestring)
				return false;
		} else if (v->child && !json_attach_numbers(v->child, cursor)) {
			return false;
		}
	}
	return true;
}

/* A copy of the text in which over-long numbers are replaced by 0 and blanks; NULL on out of memory. */
static char *json_shorten_numbers(const char *text, size_t len, const struct json_numbers *numbers)
{
	char *copy = crm_alloc(len);
	if (!copy)
		return NULL;
	memcpy(copy, text, len);
	for (size_t i = 0; i < numbers->n; i++) {
		const struct json_span *span = &numbers->spans[i];
		if (span->len > CJSON_LONGEST_NUMBER) {
			copy[span->offset] = '0';
			memset(copy + span->offset + 1, ' ', span->len - 1);
		}
	}
	return copy;
}

static cJSON *json_build(const char *text, size_t len, const struct json_numbers *numbers)
{
	cJSON *root = NULL;
	if (numbers->longest > CJSON_LONGEST_NUMBER) {
		char *copy = json_shorten_numbers(text, len, numbers);
		if (copy)
			root = cJSON_ParseWithLength(copy, len);
		crm_free(copy);
	} else {
		root = cJSON_ParseWithLength(text, len);
	}
	if (!root || numbers->n == 0)
		return root;
	struct number_cursor cursor = {text, numbers->spans, numbers->spans + numbers->n};
	if (!json_attach_numbers(root, &cursor)) {
		cJSON_Delete(root);
		return NULL;
	}
	return root;
}

int crm_json_parse(const char *text, size_t len, crm_json **out, struct crm_error *err)
{
	if (len > CRM_JSON_MAX_SIZE)
		return crm_error_set(err, CRM_E_INVALID, "line 1, column 1: the JSON text is larger than %zu MiB",
				     CRM_JSON_MAX_SIZE >> 20);
	pthread_once(&json_once, json_set_hooks);
	struct json_numbers numbers;
	int rc = json_scan(text, len, &numbers, err);
	if (rc == CRM_OK) {
		/* The grammar is right, so nothing but memory can fail from here on. */
		cJSON *root = json_build(text, len, &numbers);
		if (root)
			*out = root;
		else
			rc = crm_error_set(err, CRM_E_NOMEM, "out of memory while reading JSON");
	}
	json_numbers_free(&numbers);
	return rc;
}

void crm_json_free(crm_json *root)
{
	cJSON_Delete(root);
}

static void json_wipe(cJSON *v)
{
	for (; v; v = v->next) {
		if (v->valuestring)
			explicit_bzero(v->valuestring, strlen(v->valuestring));
		json_wipe(v->child);
	}
}

void crm_json_free_secret(crm_json *root)
{
	json_wipe(root);
	cJSON_Delete(root);
}

enum crm_json_type crm_json_type(const crm_json *v)
{
	switch (v ? v->type & 0xFF : cJSON_NULL) {
	case cJSON_True:
	case cJSON_False:
		return CRM_JSON_BOOL;
	case cJSON_Number:
		return CRM_JSON_NUMBER;
	case cJSON_String:
		return CRM_JSON_STRING;
	case cJSON_Array:
		return CRM_JSON_ARRAY;
	case cJSON_Object:
		return CRM_JSON_OBJECT;
	default:
		return CRM_JSON_NULL;
	}
}

bool crm_json_is_object(const crm_json *v)
{
	return crm_json_type(v) == CRM_JSON_OBJECT;
}

bool crm_json_is_array(const crm_json *v)
{
	return crm_json_type(v) == CRM_JSON_ARRAY;
}

bool crm_json_is_string(const crm_json *v)
{
	return crm_json_type(v) == CRM_JSON_STRING;
}

bool crm_json_is_null(const crm_json *v)
{
	return v && crm_json_type(v) == CRM_JSON_NULL;
}

static const crm_json *json_get_n(const crm_json *object, const char *name, size_t len)
{
	if (!crm_json_is_object(object))
		return NULL;
	for (const cJSON *member = object->child; member; member = member->next) {
		if (strncmp(member->string, name, len) == 0 && member->string[len] == '\0')
			return member;
	}
	return NULL;
}

const crm_json *crm_json_get(const crm_json *object, const char *name)
{
	return name ? json_get_n(object, name, strlen(name)) : NULL;
}

const crm_json *crm_json_path(const crm_json *object, const char *path)
{
	while (path && object) {
		size_t len = strcspn(path, ".");
		object = json_get_n(object, path, len);
		path = path[len] == '.' ? path + len + 1 : NULL;
	}
	return object;
}

const char *crm_json_text(const crm_json *v)
{
	switch (crm_json_type(v)) {
	case CRM_JSON_STRING:
	case CRM_JSON_NUMBER:
		return v->valuestring;
	case CRM_JSON_BOOL:
		return crm_json_true(v) ? "true" : "false";
	default:
		return NULL;
	}
}

const char *crm_json_get_string(const crm_json *object, const char *name)
{
	const crm_json *member = crm_json_get(object, name);
	return crm_json_is_string(member) ? member->valuestring : NULL;
}

bool crm_json_true(const crm_json *v)
{
	return v && (v->type & 0xFF) == cJSON_True;
}

bool crm_json_int(const crm_json *v, int64_t *out)
{
	if (crm_json_type(v) != CRM_JSON_NUMBER || strpbrk(v->valuestring, ".eE"))
		return false;
	errno = 0;
	long long n = strtoll(v->valuestring, NULL, 10);
	if (errno == ERANGE)
		return false;
	*out = n;
	return true;
}

size_t crm_json_size(const crm_json *v)
{
	size_t n = 0;
	for (const crm_json *e = crm_json_first(v); e; e = crm_json_next(e))
		n++;
	return n;
}

const crm_json *crm_json_first(const crm_json *v)
{
	return v ? v->child : NULL;
}

const crm_json *crm_json_next(const crm_json *v)
{
	return v ? v->next : NULL;
}

const char *crm_json_name(const crm_json *v)
{
	return v ? v->string : NULL;
}

static void json_write_container(struct crm_json_writer *w, const crm_json *v);

static void json_write_value(struct crm_json_writer *w, const crm_json *v)
{
	switch (crm_json_type(v)) {
	case CRM_JSON_NULL:
		crm_jw_null(w);
		break;
	case CRM_JSON_BOOL:
		crm_jw_bool(w, crm_json_true(v));
		break;
	case CRM_JSON_NUMBER:
		crm_jw_raw(w, v->valuestring, strlen(v->valuestring));
		break;
	case CRM_JSON_STRING:
		crm_jw_string(w, v->valuestring);
		break;
	case CRM_JSON_ARRAY:
	case CRM_JSON_OBJECT:
		json_write_container(w, v);
		break;
	}
}

static void json_write_container(struct crm_json_writer *w, const crm_json *v)
{
	bool object = crm_json_is_object(v);
	if (object)
		crm_jw_object(w);
	else
		crm_jw_array(w);
	for (const cJSON *e = v->child; e; e = e->next) {
		if (object)
			crm_jw_key(w, e->string);
		json_write_value(w, e);
	}
	if (object)
		crm_jw_end_object(w);
	else
		crm_jw_end_array(w);
}

void crm_json_write(struct crm_buf *buf, const crm_json *v)
{
	struct crm_json_writer w;
	crm_jw_init(&w, buf);
	json_write_value(&w, v);
}

const char *crm_json_library_version(void)
{
	return cJSON_Version();
}
