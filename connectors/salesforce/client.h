/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to the REST API: address, headers, the day's quota from each answer, and JSON out of the answer. */
#ifndef CRM_SALESFORCE_CLIENT_H
#define CRM_SALESFORCE_CLIENT_H

#include <crmsync/http.h>
#include <crmsync/json.h>

#include "connection.h"
#include "failure.h"

struct sf_call {
	const char *method;
	const char *path; /* behind /services/data/vNN ("/query?q=..."), or from "/services/" on */
	const char *body; /* JSON, NULL: none */
	size_t body_len;
	bool mutating;
	bool pages; /* asks for the largest pages */
};

struct sf_answer {
	crm_json *body; /* release with crm_json_free() */
	bool dated;
	int64_t date;            /* the vendor's clock */
	char code[SF_CODE_SIZE]; /* vendor's error code of a failed call, "" if none */
};

/* Sends the calls side by side and waits.  responses must be initialised.  Errors: those of the login (nothing was
   sent then: *sent is false) and of crm_http_send().  sent may be NULL. */
int sf_send(struct crm_connection *conn, const struct sf_call *calls, struct crm_http_response *responses, size_t n,
	    bool *sent, struct crm_error *err);
/* Turns an answer into JSON, or into an error. */
int sf_answer_read(struct crm_connection *conn, const struct crm_http_response *resp, const char *what,
		   struct sf_answer *out, struct crm_error *err);
/* One call from its beginning to its JSON.  `what` names it in messages.  out->code is set also on failure. */
int sf_call(struct crm_connection *conn, const struct sf_call *call, const char *what, struct sf_answer *out,
	    struct crm_error *err);
/* GET of an answer that is read in pieces; resp must be initialised.  Errors: those of the login and of
   crm_http_stream_open(). */
int sf_stream(struct crm_connection *conn, const char *path, const char *accept, struct crm_http_response *resp,
	      struct crm_http_stream **out, struct crm_error *err);
/* The same for a GET. */
int sf_get(struct crm_connection *conn, const char *path, const char *what, struct sf_answer *out,
	   struct crm_error *err);

#endif
