/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scripted HubSpot for tests of its connector.  A script is a list of steps; each request takes the first step that
 * is left and fits.  Answers are shaped as recorded ones (amp-labs/connectors and grouparoo, both MIT) and as the
 * vendor's OpenAPI of 2026-03.
 */
#ifndef CRM_TESTS_HUBSPOT_FIXTURE_H
#define CRM_TESTS_HUBSPOT_FIXTURE_H

#include <crmsync/connector.h>

#include "raw_server.h"

/* lost: the request is read, then the connection ends; cut: half of the body is sent */
enum hubspot_answer { STEP_WHOLE, STEP_LOST, STEP_CUT };

struct hubspot_step {
	const char *request; /* beginning of "METHOD /path?query" */
	int status;
	const char *body;
	const char *headers; /* besides Date and Content-Type: application/json; NULL: none */
	enum hubspot_answer answer;
};

struct hubspot_fixture {
	struct raw_server *server;
	struct crm_http *http;
	struct crm_host host;
	struct crm_connection *conn;
	struct crm_arena *arena;
	struct crm_error err;
	/* credentials and settings; to be set before hubspot_connect() */
	const char *token, *client_id, *client_secret, *refresh_token, *deleted;
	const char *saved; /* what save_secret() was last given */
	int save_code;     /* what it returns */
};

extern struct hubspot_fixture hubspot;

/* Checked fixture: a connection with a static token and an empty script; ends with every step used and no request
   beyond the script. */
void hubspot_fixture_begin(void);
void hubspot_fixture_end(void);
/* Opens the connection anew with the settings as they are. */
int hubspot_connect(const char *version);
/* What comes next. */
void hubspot_script(const struct hubspot_step *steps, size_t n);
#define HUBSPOT_SCRIPT(...)                                                                                            \
	hubspot_script((const struct hubspot_step[]){__VA_ARGS__},                                                     \
		       sizeof((const struct hubspot_step[]){__VA_ARGS__}) / sizeof(struct hubspot_step))
/* Number of requests so far; the i-th body from the first, or from the last (-1). */
size_t hubspot_requests(void);
const char *hubspot_body(int i);
const char *hubspot_head(int i);

/* ---- what records hold ---- */

const struct crm_record *hubspot_page_record(const struct crm_page *page, const char *id);
/* "text", "null", "absent", "[a,b]" */
const char *hubspot_shown(const struct crm_record *record, const char *property);

#endif
