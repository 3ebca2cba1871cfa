/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON, strict.  Reading: valid UTF-8 only, no duplicate keys, no trailing bytes, depth and size caps,
 * \u0000 refused, lone surrogates refused, and numbers keep their exact text (RFC 8259 grammar).
 * Writing: key order is the order of the calls, numbers are written from their text.
 *
 * src/base/json.c is the one file of the project that includes cJSON.h; struct cJSON stays opaque here.
 */
#ifndef CRMSYNC_JSON_H
#define CRMSYNC_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>

struct cJSON;
typedef struct cJSON crm_json; /* any JSON value; the root owns the whole tree */

enum crm_json_type { CRM_JSON_NULL, CRM_JSON_BOOL, CRM_JSON_NUMBER, CRM_JSON_STRING, CRM_JSON_ARRAY, CRM_JSON_OBJECT };

#define CRM_JSON_MAX_DEPTH 64
#define CRM_JSON_MAX_SIZE ((size_t)64 << 20)

/* Parses text[0..len).  On success *out is the root (release with crm_json_free).
   Errors: CRM_E_INVALID with "line L, column C: what is wrong", CRM_E_NOMEM. */
int crm_json_parse(const char *text, size_t len, crm_json **out, struct crm_error *err) CRM_MUST_CHECK;
void crm_json_free(crm_json *root); /* NULL is allowed */
void crm_json_free_secret(crm_json *root); /* the answer of a token endpoint: its texts are wiped first */

/* All accessors accept NULL and answer with nothing (NULL, 0, false), so chains need one check at the end. */
enum crm_json_type crm_json_type(const crm_json *v); /* NULL pointer counts as CRM_JSON_NULL */
bool crm_json_is_object(const crm_json *v);
bool crm_json_is_array(const crm_json *v);
bool crm_json_is_string(const crm_json *v);
bool crm_json_is_null(const crm_json *v);  /* a JSON null that is there; false for a NULL pointer */
/* Member of an object by exact (case-sensitive) name; NULL if absent or not an object. */
const crm_json *crm_json_get(const crm_json *object, const char *name);
/* Same, along a path of member names separated by dots: "paging.next.after". */
const crm_json *crm_json_path(const crm_json *object, const char *path);
/* String content, or the exact text of a number, or "true"/"false"; NULL for null, arrays, objects. */
const char *crm_json_text(const crm_json *v);
/* Text of a member if it is a string; NULL otherwise. */
const char *crm_json_get_string(const crm_json *object, const char *name);
bool crm_json_true(const crm_json *v);     /* true only for the literal true */
/* Integer value of a number whose text is an integer within int64; false otherwise. */
bool crm_json_int(const crm_json *v, int64_t *out);
size_t crm_json_size(const crm_json *v);   /* elements of an array or members of an object; O(n) */
const crm_json *crm_json_first(const crm_json *v); /* first element or member */
const crm_json *crm_json_next(const crm_json *v);  /* next sibling */
const char *crm_json_name(const crm_json *v);      /* member name, NULL for array elements */
/* for (const crm_json *e = crm_json_first(a); e; e = crm_json_next(e)) */

/* Appends v as compact JSON: numbers with their text, keys in their order. */
void crm_json_write(struct crm_buf *buf, const crm_json *v);

/* Streaming writer: commas and colons are put by the writer; misuse trips an assertion in debug builds. */
struct crm_json_writer {
	struct crm_buf *buf;
	uint64_t need_comma; /* one bit per level */
	unsigned depth;      /* at most CRM_JSON_MAX_DEPTH levels */
};

void crm_jw_init(struct crm_json_writer *w, struct crm_buf *buf);
void crm_jw_object(struct crm_json_writer *w);
void crm_jw_end_object(struct crm_json_writer *w);
void crm_jw_array(struct crm_json_writer *w);
void crm_jw_end_array(struct crm_json_writer *w);
void crm_jw_key(struct crm_json_writer *w, const char *name);
void crm_jw_string(struct crm_json_writer *w, const char *text); /* NULL writes null */
void crm_jw_string_n(struct crm_json_writer *w, const char *text, size_t len);
void crm_jw_number(struct crm_json_writer *w, const char *number_text); /* must be JSON number grammar, else written as string */
void crm_jw_int(struct crm_json_writer *w, int64_t n);
void crm_jw_bool(struct crm_json_writer *w, bool b);
void crm_jw_null(struct crm_json_writer *w);
void crm_jw_value(struct crm_json_writer *w, const crm_json *v);
void crm_jw_raw(struct crm_json_writer *w, const char *json, size_t len); /* already valid JSON */
/* key + string / key + int / key + bool in one call */
void crm_jw_field(struct crm_json_writer *w, const char *name, const char *text);
void crm_jw_field_int(struct crm_json_writer *w, const char *name, int64_t n);
void crm_jw_field_bool(struct crm_json_writer *w, const char *name, bool b);

/* True if text is a number by the JSON grammar. */
bool crm_json_is_number_text(const char *text);
/* Length of the valid UTF-8 prefix of bytes[0..len) (== len when all of it is valid). */
size_t crm_utf8_valid_prefix(const char *bytes, size_t len);

/* Version of the JSON library in use, for --version. */
const char *crm_json_library_version(void);

#endif
