/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection of the Salesforce connector against a scripted server on loopback: a test says which requests it
 * expects, in words of their method, path and query (percent-decoded), and what is answered; then it looks at what was
 * asked.
 */
#ifndef CRM_TESTS_SALESFORCE_FIXTURE_H
#define CRM_TESTS_SALESFORCE_FIXTURE_H

#include <check.h>
#include <crmsync/connector.h>
#include <crmsync/json.h>

#include "../../connectors/salesforce/connection.h"

#define SF_BASE "@BASE@" /* in an answer: the server's own address */

struct seen_request {
	char method[8];
	const char *target; /* path and query, decoded */
	size_t raw_length;  /* of the target as it was sent */
	const char *body;
	const char *authorization;
	const char *content_type;
	const char *query_options;
	const char *auto_assign;
};

extern struct crm_arena *sf_arena;
extern struct crm_error sf_err;
extern struct crm_connection *sf_conn;

/* Checked fixture: the server, the HTTP client, and a connection with an access token that needs no login. */
void sf_fixture_start(void);
/* The same, with the error instead of a failed test. */
int sf_fixture_try_start(void);
void sf_fixture_stop(void);

/* Closes the connection; the next sf_connect() opens one with the credentials and options set before. */
void sf_reset_config(void);
void sf_set_secret(const char *name, const char *value);
void sf_set_option(const char *name, const char *value);
/* NULL: the vendor's own. */
void sf_set_base_url(const char *url);
/* Opens; returns what sf_open() returns. */
int sf_connect(void);
/* Value of the last sf save_secret call, NULL if there was none; and how many requests had been seen by then. */
const char *sf_saved_secret(void);
size_t sf_saved_after(void);
void sf_fail_save_secret(void);
/* Requests that change data are refused from now on. */
void sf_make_read_only(void);

/* The next answer to a request whose "METHOD target" has all of the texts in it, in order; texts are separated by '*'.
 */
void sf_script(const char *request, int status, const char *body);
/* Header lines ("Name: value\n...") of the answer scripted last, besides Date and Sforce-Limit-Info. */
void sf_script_headers(const char *headers);
/* The answer scripted last comes without Date. */
void sf_script_undated(void);
/* The request is taken in and the connection is closed without an answer. */
void sf_script_lost(const char *request);
/* Nothing listens any more. */
void sf_stop_server(void);
const char *sf_server_url(void);

size_t sf_seen_count(void);
const struct seen_request *sf_seen(size_t i);
/* Fails the test if a scripted answer was not asked for. */
void sf_expect_all_used(void);

/* A property's text, "<null>", "<absent>", "<denied>" or "[a b c]" in the arena. */
const char *sf_text_of(const struct crm_record *record, const char *name);
/* The record with that id. */
const struct crm_record *sf_record_of(const struct crm_page *page, const char *id);

#endif
