/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The probabilistic matcher over the store: records that are new or were edited are compared with all others, and what
 * may be the same is kept as scored pairs.  A pair is not looked at again until one of its records is edited: what
 * crmsync itself writes, and how frequent values have become, asks no new questions and answers none.
 */
#ifndef CRM_SYNC_MATCH_SCORE_H
#define CRM_SYNC_MATCH_SCORE_H

#include <core/linkage/linkage.h>
#include <core/match_traits.h>
#include <sync/engine.h>
#include <sync/match_parameters.h>

/* With fewer records of an object than that nothing can be estimated, and fixed weights serve. */
#define CRM_SCORE_LEAST 200

/* Scores what is new or was edited; part of matching, before the keys are looked at. */
int crm_match_score(struct crm_engine *e, enum crm_object object, struct crm_error *err);
/* Are thresholds set so that nothing is scored? */
bool crm_score_off(const struct crm_engine *e, enum crm_object object);

/* How a scored pair counts under the thresholds. */
enum crm_score_verdict { CRM_SCORE_APART, CRM_SCORE_REVIEW, CRM_SCORE_JOIN };
enum crm_score_verdict crm_score_judge(const struct crm_engine *e, enum crm_object object,
				       const struct crm_match_pair *pair);

/* Text of a scored pair where others have a key: "matched:12-34" if it joins, else "doubt:12-34"; and whether a text is
 * one. */
const char *crm_score_key(bool joins, int64_t low, int64_t high, struct crm_arena *arena);
bool crm_is_score_key(const char *key);

/* ---- parts that `crmsync match` uses ---- */

/* All live records of an object, as the matcher sees them. */
struct crm_population {
	int64_t *sources; /* by row */
	bool *fresh;      /* by row: to be scored */
	size_t n, cap;
	struct linkage *link; /* NULL: fixed weights */
	struct crm_parameters parameters;
	struct crm_traits *traits; /* by row, with fixed weights */
	const char *(
		*parents)[CRM_TRAIT_VALUES + 1]; /* by row, of deals: crmsync ids of company and contacts, NULL-ended */
	struct crm_arena *arena;
};
/* Reads them all, and runs the matcher; `fresh_only`: only pairs with a fresh record will be asked for. */
int crm_population_read(struct crm_engine *e, enum crm_object object, struct crm_population *out,
			struct crm_error *err);
void crm_population_free(struct crm_population *population);

/* Calls `visit` for each pair of rows with at least this weight. */
typedef int crm_pair_visit(void *ctx, size_t a, size_t b, double weight, struct crm_error *err);
int crm_population_pairs(struct crm_engine *e, enum crm_object object, const struct crm_population *population,
			 double least, crm_pair_visit *visit, void *ctx, struct crm_error *err);

/* What speaks for and against a pair, by field. */
struct crm_score_step {
	const char *field, *level;
	double weight;
};
#define CRM_SCORE_STEPS LINKAGE_MAX_STEPS
size_t crm_population_explain(enum crm_object object, const struct crm_population *population, size_t a, size_t b,
			      struct crm_score_step *steps, double *weight);

/* Traits of a stored record. */
int crm_source_traits(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena,
		      struct crm_traits *out, struct crm_error *err);

#endif
