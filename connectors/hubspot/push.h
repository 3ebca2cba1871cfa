/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of push() share.  A push is a set of rows (indexes of ops).  Every row begins as CRM_NOT_SENT and is
 * CRM_UNKNOWN from the moment its request goes out until the answer says what became of it.
 */
#ifndef CRM_CONNECTOR_HUBSPOT_PUSH_H
#define CRM_CONNECTOR_HUBSPOT_PUSH_H

#include "hubspot.h"

struct push;

/* One kind of batch request. */
struct push_verb {
	const char *what;
	/* URL and body of a request for the rows. */
	void (*write)(const struct push *p, const size_t *rows, size_t n, struct hubspot_call *call);
	/* A 2xx answer: sets the results of the rows that it confirms or refuses, others stay CRM_UNKNOWN.
	   CRM_E_NOMEM at most. */
	int (*settle)(const struct push *p, const size_t *rows, size_t n, const crm_json *answer);
};

struct push {
	struct crm_connection *conn;
	const struct push_verb *verb;
	enum crm_object object, to; /* to: of associations */
	const struct crm_op *ops;
	struct crm_result *results;
	struct crm_arena *arena;
};

/* Sends the rows, the fewest requests first: all at once; a batch that is refused for its content is split until the
   rows that are to blame stand alone.  Negative where the engine has to act; results are right in any case. */
int push_send_rows(const struct push *p, size_t *rows, size_t n, struct crm_error *err);

/* ---- results (push_result.c) ---- */

/* True if row i has not been settled by an answer yet. */
bool push_is_open(const struct push *p, size_t i);
void push_set_done(const struct push *p, size_t i, const char *id, const struct crm_record *after);
/* From an error body or one of the "errors" of a 207. */
int push_set_refused(const struct push *p, size_t i, const crm_json *error, int status);
/* The record as it stands after the write has another value of one property (NULL: an unknown one); nothing where the
   answer told of no record.  CRM_E_NOMEM. */
int push_after_set(const struct push *p, size_t i, const char *name, const struct crm_value *value);
int push_set_text(const struct push *p, size_t i, enum crm_outcome outcome, const char *code, const char *message);
/* Settles the rows that the "errors" of an answer speak of. */
int push_settle_errors(const struct push *p, const size_t *rows, size_t n, const crm_json *answer);
/* Records archived, associations removed.  204, or 200 with errors only: what is not mentioned is gone, or was before. */
int push_settle_removal(const struct push *p, const size_t *rows, size_t n, const crm_json *answer);

/* ---- which row? (push_match.c) ---- */

/* Row of a result: by trace id, record id, or by values that one row alone was written with; n if none. */
size_t push_match_result(const struct push *p, const size_t *rows, size_t n, const crm_json *result);

/* ---- verbs ---- */

extern const struct push_verb push_create, push_update, push_archive;
extern const struct push_verb push_associate_primary, push_associate, push_dissociate;

/* Opt-outs of the rows that were written; see push_consent.c.  halted: nothing can be sent any more. */
int push_send_consents(const struct push *p, const size_t *rows, size_t n, bool halted, struct crm_error *err);
/* Lifecycle stages that have to step back: see push_stage.c. */
int push_step_stages_back(const struct push *p, size_t n, struct crm_error *err);
/* The opt-out that an op carries, NULL: none. */
const struct crm_value *push_consent_of(const struct crm_op *op);

#endif
