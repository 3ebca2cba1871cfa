/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The strict pass over a JSON text, before any value is built: RFC 8259 grammar, well-formed UTF-8, no duplicate keys,
 * no \u0000, no lone surrogates, nothing after the value, depth capped.
 */
#ifndef CRM_BASE_JSON_SCAN_H
#define CRM_BASE_JSON_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include <crmsync/error.h>

struct json_span {
	uint32_t offset;
	uint32_t len;
};

struct json_numbers { /* every number of the text, in its order */
	struct json_span *spans;
	size_t n;
	size_t room;
	uint32_t longest; /* bytes of the longest number text */
};

/* Checks text[0..len) (len <= CRM_JSON_MAX_SIZE) and lists its numbers; release them with json_numbers_free() in any
   case.  Errors: CRM_E_INVALID, CRM_E_NOMEM. */
int json_scan(const char *text, size_t len, struct json_numbers *numbers, struct crm_error *err);
void json_numbers_free(struct json_numbers *numbers);
/* Length of the longest prefix of text[0..len) that is a JSON number, 0 if none. */
size_t json_scan_number_prefix(const char *text, size_t len);

#endif
