/* SPDX-License-Identifier: Apache-2.0 */
/* One request of the REST API under way, and the answers that all resources share. */
#ifndef SANDBOX_SALESFORCE_CALL_H
#define SANDBOX_SALESFORCE_CALL_H

#include "failure.h"

#define SF_MAX_SEGMENTS 4

struct sf_call {
	struct face *face;
	const struct face_request *req;
	struct face_response *resp;
	const char *method;                    /* after X-HTTP-Method-Override and _HttpMethod */
	unsigned version;                      /* 60 of v60.0 */
	bool tooling;                          /* under /tooling */
	const crm_json *headers;               /* of a composite subrequest, before those of the request; NULL: none */
	const char *segments[SF_MAX_SEGMENTS]; /* what stands for the *s of the route */
};

/* Request header or NULL. */
const char *sf_call_header(const struct sf_call *call, const char *name);
/* A query parameter, decoded, in the request's arena; NULL: absent (or out of memory). */
const char *sf_call_query(const struct sf_call *call, const char *name);
/* Parses the body, which must be an object; otherwise answers and returns NULL.  Free with crm_json_free(). */
crm_json *sf_call_body(const struct sf_call *call);

/* [{"message": ..., "errorCode": ...}] */
void sf_answer_error(const struct sf_call *call, int status, const char *code, const char *message);
/* "The requested resource does not exist" */
void sf_answer_not_found(const struct sf_call *call);
/* The failure of a request that is about one record or none. */
void sf_answer_failure(const struct sf_call *call, const struct sf_failure *failure);
/* For rc != 0: the failure, or the vendor's words for out of memory. */
void sf_answer_problem(const struct sf_call *call, int rc, const struct sf_failure *failure);

/* "attributes": {"type": ..., "url": ...} */
void sf_write_attributes(const struct sf_call *call, struct crm_json_writer *w, const struct sf_table *table,
			 const struct sf_row *row, const char *type);
/* Appends /services/data/v60.0/sobjects/Contact/003... */
void sf_write_record_path(const struct sf_call *call, struct crm_buf *out, const struct sf_table *table,
			  const char *id);

/* Answers a request to the REST API (also a subrequest: no authentication, no count); `path` is what follows the
 * version. */
void sf_route(struct sf_call *call, const char *path);
/* Splits "/services/data/v60.0/..." into version and rest; false if it is no such path or the version is unknown. */
bool sf_split_path(const char *path, unsigned *version, const char **rest);

#endif
