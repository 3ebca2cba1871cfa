/* SPDX-License-Identifier: Apache-2.0 */
/* Records that hang together by keys, scores and decisions, while it is found out which are one; internal to the match
 * step. */
#ifndef CRM_SYNC_MATCH_CLOSURE_H
#define CRM_SYNC_MATCH_CLOSURE_H

#include <sync/reconcile.h>

#define CLOSURE_MAX 400

struct closure {
	struct crm_engine *e;
	enum crm_object object;
	struct crm_arena *arena;
	struct crm_source *sources;
	struct crm_match_node *nodes;
	const char **ids; /* crmsync id that the record carries, NULL: none */
	size_t n;
	struct crm_match_edge *edges;
	struct crm_match_pair *scores; /* by edge, of scored ones */
	size_t n_edges, cap_edges;
	struct crm_match_said *said;
	size_t n_said;
	const char *crowded; /* a key that too many records share */
};

/* Puts the question about a held record and all that share it, the linked ones that it might belong to included. */
int crm_question_put(struct closure *c, const struct crm_match_outcome *outcomes, size_t first, struct crm_error *err);
/* The same where more records hang together than can be looked at. */
int crm_question_put_crowd(struct closure *c, struct crm_error *err);

#endif
