/* SPDX-License-Identifier: Apache-2.0 */
/* An org of the sandbox in the test's own process: requests in, parsed answers out. */
#ifndef TESTS_UNIT_SALESFORCE_ORG_H
#define TESTS_UNIT_SALESFORCE_ORG_H

#include <stdint.h>

#include "sandbox/host.h"

#define ORG_BASE "http://127.0.0.1:8123/salesforce"
#define ORG_DATA "/services/data/v60.0"

struct org {
	struct sandbox_clock clock;
	struct face_host *host;
	struct face *face;
	const char *headers[8][2]; /* of the next requests; Authorization is there already */
	struct face_response resp; /* of the last request */
	crm_json *json;            /* its body, NULL if it is none */
	uint64_t seed;
};

/* Fail the test on any error. */
void org_open(struct org *org);
void org_close(struct org *org);
void org_options(struct org *org, const char *json);
void org_advance(struct org *org, int64_t seconds);
/* target: path and query, as sent.  A path that begins with '~' stands below ORG_DATA.  Returns the status. */
int org_call(struct org *org, const char *method, const char *target, const char *body);
/* Sets a header of the next requests; NULL removes it. */
void org_header(struct org *org, const char *name, const char *value);
/* Runs a query; returns the status. */
int org_query(struct org *org, const char *resource, const char *soql);
/* Value in the last answer, along names and places: "records.0.Account.Name"; NULL: not there. */
const crm_json *org_get(const struct org *org, const char *path);
/* Its text; "" if it is not there or null. */
const char *org_text(const struct org *org, const char *path);
/* A header of the last answer in a static buffer; "" if it is not there. */
const char *org_answer_header(const struct org *org, const char *name);
/* Creates a record and returns its id in one of a few static buffers. */
const char *org_create(struct org *org, const char *object, const char *json);
/* Control requests; the record's line is the last answer. */
int org_edit(struct org *org, const char *object, const char *id, const char *json);

/* Path of a record in a static buffer; reading it: the status. */
const char *org_path(const char *object, const char *id);
int org_read(struct org *org, const char *object, const char *id);
/* Creates the field crmsync_id__c: text, unique, an external id. */
void org_make_id_field(struct org *org, const char *object);
/* "Person 0000", "Person 0001" ... */
void org_make_contacts(struct org *org, unsigned n);
int org_count_contacts(struct org *org);
/* From now on this token is sent; the status of a request with it. */
int org_use_token(struct org *org, const char *token);

/* How a contact of a collection begins. */
#define ORG_CONTACT    "{\"attributes\":{\"type\":\"Contact\"},"
#define ORG_TOKEN_PATH "/services/oauth2/token"

#endif
