/* SPDX-License-Identifier: Apache-2.0 */
/* Encodings that URLs and tokens need. */
#ifndef CRMSYNC_URL_H
#define CRMSYNC_URL_H

#include <stdbool.h>
#include <stddef.h>

#include <crmsync/buf.h>
#include <crmsync/mem.h>

/* Percent-encodes all but RFC 3986 unreserved characters (blank becomes %20). */
void crm_url_encode(struct crm_buf *out, const char *text);
/* Adds name=value to a query string: '?' or '&' as needed after what is in url already; both encoded. */
void crm_url_query(struct crm_buf *url, const char *name, const char *value);
/* Adds name=value to an application/x-www-form-urlencoded body; the value is declared to redaction if the name is one
   of a secret. */
void crm_form_add(struct crm_buf *body, const char *name, const char *value);
/* base64url without padding (RFC 4648 section 5) and plain base64 with padding. */
void crm_base64url(struct crm_buf *out, const void *bytes, size_t len);
void crm_base64(struct crm_buf *out, const void *bytes, size_t len);
/* Decodes either alphabet, padding optional; false if malformed. */
bool crm_base64_decode(struct crm_buf *out, const char *text, size_t len);
/* Host of an http(s) URL in lower case, without port; false if it is none. */
bool crm_url_host(const char *url, struct crm_buf *out);
/* The first segments of an http(s) URL's path, at most `max`, percent-decoded, without query and fragment; arena. Gives
   their number; 0 if there is none, if one is not to be decoded, or on out of memory. */
size_t crm_url_path(const char *url, const char **segments, size_t max, struct crm_arena *arena);
/* Does it lead to this very machine: localhost, 127.0.0.0/8 or [::1]? */
bool crm_url_is_loopback(const char *url);

#endif
