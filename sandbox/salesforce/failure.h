/* SPDX-License-Identifier: Apache-2.0 */
/* Why the vendor refuses a record or a request, in the vendor's words. */
#ifndef SANDBOX_SALESFORCE_FAILURE_H
#define SANDBOX_SALESFORCE_FAILURE_H

#include "model.h"

/* Returned by functions that fill a struct sf_failure; negative values are crm codes (out of memory). */
#define SF_REFUSED 1

#define SF_MAX_FAILURE_FIELDS 24

struct sf_failure {
	const char *code;    /* "REQUIRED_FIELD_MISSING", static */
	const char *message; /* in the request's arena */
	const char *fields[SF_MAX_FAILURE_FIELDS];
	size_t n_fields;
	bool without_fields;                /* the vendor leaves the member "fields" out of this one */
	bool whole;                         /* concerns the request as such, not one of its records */
	int status;                         /* HTTP, when the request has one record; 0: 400 */
	const struct sf_table *match_table; /* DUPLICATES_DETECTED */
	const struct sf_row **matches;
	size_t n_matches;
};

/* Fills the failure; returns SF_REFUSED, or CRM_E_NOMEM. */
int sf_refuse(struct face *face, struct sf_failure *failure, const char *code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void sf_failure_add_field(struct sf_failure *failure, const char *field);

#endif
