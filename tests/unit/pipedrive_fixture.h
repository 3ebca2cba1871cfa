/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Pipedrive for tests of its connector: scripted answers on loopback, or the sandbox as a process of its own.  A
 * script is a list of expected requests; each request takes the first one that is left and fits.  Answers are shaped as
 * recorded ones (amp-labs/connectors and grouparoo, both MIT) and as the vendor's OpenAPI v1 and v2.
 */
#ifndef CRM_TESTS_PIPEDRIVE_FIXTURE_H
#define CRM_TESTS_PIPEDRIVE_FIXTURE_H

#include <crmsync/connector.h>

#include "raw_server.h"

enum pipedrive_end {
	PD_END_WHOLE,
	PD_END_LOST, /* the request is read, the connection ends */
	PD_END_CUT   /* half of the body, then the connection ends */
};

struct pipedrive_answer {
	const char *request; /* beginning of "METHOD /path?query" */
	int status;
	const char *body;
	const char *headers; /* besides Date and Content-Type: application/json; NULL: none */
	enum pipedrive_end end;
};

struct pipedrive_fixture {
	struct raw_server *server;
	struct crm_http *http;
	struct crm_host host;
	struct crm_connection *conn;
	struct crm_arena *arena;
	struct crm_error err;
	/* credentials; to be set before pipedrive_connect() */
	const char *token, *client_id, *client_secret, *refresh_token;
	char *saved;   /* what save_secret() was last given; not seen by secret(), as in the program */
	int save_code; /* what it returns */
};

extern struct pipedrive_fixture pipedrive;

/* Checked fixture: a connection with an API token and an empty script; ends with every answer used and no request
   beyond the script. */
void pipedrive_begin(void);
void pipedrive_end(void);
/* Opens the connection anew with the settings as they are; base_url NULL: the scripted server. */
int pipedrive_connect(const char *base_url);

/* What comes next. */
void pipedrive_script(const struct pipedrive_answer *answers, size_t n);
#define PIPEDRIVE_SCRIPT(...)                                                                                          \
	pipedrive_script((const struct pipedrive_answer[]){__VA_ARGS__},                                               \
			 sizeof((const struct pipedrive_answer[]){__VA_ARGS__}) / sizeof(struct pipedrive_answer))

/* Number of requests so far; parts of the i-th from the first, or from the last (-1). */
size_t pipedrive_requests(void);
const char *pipedrive_path(int i);
const char *pipedrive_body(int i);
const char *pipedrive_head(int i);

/* "text", "null", "absent", "[a,b]" */
const char *pipedrive_shown(const struct crm_record *record, const char *property);
const struct crm_record *pipedrive_record(const struct crm_page *page, const char *id);
/* A property with a text, nothing (CRM_NULL), or a list of texts that ends with NULL. */
struct crm_property pipedrive_text(const char *name, const char *text);
struct crm_property pipedrive_null(const char *name);
struct crm_property pipedrive_list(const char *name, const char *const *items);
/* A copy of a format's text that lives until the test ends. */
const char *pipedrive_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
