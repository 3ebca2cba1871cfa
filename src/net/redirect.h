/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a vendor's page of consent sends back through the browser (RFC 6749, 4.1.2): a request to our own address, or
 * that address as a person has copied it.  Whoever can reach this machine may send such a thing, so everything is
 * bounded and nothing is believed before its `state` was compared.
 */
#ifndef CRM_NET_REDIRECT_H
#define CRM_NET_REDIRECT_H

#include <stdbool.h>
#include <stddef.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>

#define CRM_REDIRECT_MAX 8192 /* bytes of a request's head, or of an address */

struct crm_redirect {
	char *code;        /* a secret until it is exchanged; NULL: refused, see error */
	char *state;       /* NULL: none */
	char *error;       /* "access_denied"; NULL: none */
	char *description; /* the vendor's words, NULL: none */
};

void crm_redirect_free(struct crm_redirect *redirect);

enum crm_redirect_request {
	CRM_REDIRECT_PARTIAL,   /* the head is not complete yet */
	CRM_REDIRECT_MALFORMED, /* no request of HTTP/1 */
	CRM_REDIRECT_METHOD,    /* not GET */
	CRM_REDIRECT_ELSEWHERE, /* another path, or no query at all */
	CRM_REDIRECT_HERE       /* a GET of the path with a query */
};

/* Looks at the head of a request.  HERE: the raw query, without '?', is appended to *query. */
enum crm_redirect_request crm_redirect_request(const char *head, size_t len, const char *path, struct crm_buf *query);

/* Parameters of a raw query.  CRM_E_INVALID: neither code nor error, both, one of them twice, bad escapes, control
   characters, too long.  CRM_E_NOMEM.  Unknown parameters are skipped.  The code is declared to redaction. */
int crm_redirect_read(const char *query, struct crm_redirect *out, struct crm_error *err);

/* What a person pasted: the address that the browser was sent to (or its query), or the code alone, which then has no
   state.  Blanks around it are ignored.  CRM_E_INVALID, CRM_E_NOMEM. */
int crm_redirect_paste(const char *text, struct crm_redirect *out, struct crm_error *err);

/* Are the texts the same?  Takes as long wherever they differ.  NULL is the same as nothing. */
bool crm_redirect_same(const char *given, const char *expected);

#endif
