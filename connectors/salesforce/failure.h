/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the API says when it refuses: [{"errorCode": "...", "message": "...", "fields": [...]}] for a whole request, the
 * same with "statusCode" for one record of a batch (REST API Developer Guide, "Status Codes and Error Responses").
 */
#ifndef CRM_SALESFORCE_FAILURE_H
#define CRM_SALESFORCE_FAILURE_H

#include <stdbool.h>

#include <crmsync/http.h>
#include <crmsync/json.h>

#include "connection.h"

#define SF_CODE_SIZE 80

struct sf_fault {            /* texts live as long as the JSON */
	const char *code;    /* "INVALID_FIELD", never NULL */
	const char *message; /* never NULL */
	const char *field;   /* the first field named, NULL if none */
	size_t more;         /* further faults beside this one */
};

/* Reads an error, or the first of an array of errors; false if it is neither. */
bool sf_fault_read(const crm_json *value, struct sf_fault *out);
/* The class of a refused request; fault may be NULL (a body that is not the API's). */
int sf_failure_class(int status, const struct sf_fault *fault);
/* Sets err from an answer that is not 2xx and acts on it (forgets the token).  `what` was asked.  code: the vendor's
   error code, "" if the body has none; may be NULL.  Returns err's code. */
int sf_failure(struct crm_connection *conn, const struct crm_http_response *resp, const char *what,
	       char code[SF_CODE_SIZE], struct crm_error *err);
/* Says what to do when it is leads that cannot be read.  Returns the code to go on with. */
int sf_failure_of(enum sf_type type, int code, struct crm_error *err);

#endif
