/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A vendor's page of consent, with a person in front of it who does at once what the option `consent` says: allow (without
 * it), deny, or wrong_state, as if the answer to somebody else's login came.  And the codes that it gave out: each is good
 * once, for a while, for the same redirect URI and the same PKCE verifier (RFC 6749, 4.1; RFC 7636).
 */
#ifndef SANDBOX_CONSENT_H
#define SANDBOX_CONSENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sandbox/face.h"

#define CONSENT_CODES 16 /* that are remembered */

struct consent_code {
	char *code, *redirect_uri;
	char *challenge; /* NULL: the login had none */
	int64_t expires; /* vendor's clock */
	bool used;
};

struct consent_desk { /* zero-initialise */
	struct consent_code codes[CONSENT_CODES];
	size_t n;
};

struct consent_rules {
	const char *client_id;    /* the one that is known; NULL: any */
	const char *denied;       /* error that is sent back when the person denies */
	const char *description;  /* error_description with it, NULL: none */
	const char *code_prefix;
	int64_t code_life_s;
	bool needs_response_type; /* response_type=code has to be there */
	bool needs_scope;
	bool knows_pkce;
};

/* GET of the page: a redirect (302), or 400 with a page where the vendor would not send the browser anywhere.
   Options: consent, consent_redirect_uri (the only one that is registered; without it any). */
void consent_answer(struct consent_desk *desk, struct face_host *host, const struct face_request *req,
                    struct face_response *resp, const struct consent_rules *rules);

enum consent_verdict {
	CONSENT_GOOD,
	CONSENT_UNKNOWN,
	CONSENT_USED,
	CONSENT_EXPIRED,
	CONSENT_OTHER_URI,
	CONSENT_OTHER_VERIFIER, /* or none though the login had a challenge */
};

/* A code that is good is used up.  redirect_uri and verifier may be NULL. */
enum consent_verdict consent_redeem(struct consent_desk *desk, struct face_host *host, const char *code,
                                    const char *redirect_uri, const char *verifier);

void consent_free(struct consent_desk *desk);

#endif
