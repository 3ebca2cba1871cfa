/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probabilistic record linkage without labels: which rows of a table are one person or one organisation.
 *
 * The model is that of Fellegi and Sunter: each field is compared in levels, each level weighs log2(m/u), m being its
 * frequency among pairs that are the same and u among pairs that are not.  u comes from the frequencies of the values,
 * m from the data by expectation maximisation.  Fields that depend on one another (what colleagues share, what a
 * household shares) are counted once, as far as the data shows the dependence.  docs/matching.md explains all of it.
 *
 * Use: linkage_new, linkage_add for each row, linkage_run, then ask.  Rows are numbered from 0 in the order in which
 * they were added; the result depends neither on that order nor on the number of threads.
 */
#ifndef CRM_LINKAGE_H
#define CRM_LINKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>

/* What a column holds. */
enum linkage_type {
	LINKAGE_IGNORE,
	LINKAGE_GIVEN_NAME,
	LINKAGE_FAMILY_NAME,
	LINKAGE_FULL_NAME,
	LINKAGE_EMAIL,
	LINKAGE_PHONE,
	LINKAGE_DATE,
	LINKAGE_STREET,
	LINKAGE_POSTCODE,
	LINKAGE_CITY,
	LINKAGE_COUNTRY,
	LINKAGE_COMPANY,
	LINKAGE_DOMAIN,
	LINKAGE_IDENTIFIER,
	LINKAGE_CATEGORY,
	LINKAGE_NUMBER,
	LINKAGE_TEXT,
	LINKAGE_TYPES
};

/* "given_name"; NULL beyond the last type. */
const char *linkage_type_name(enum linkage_type type);
/* LINKAGE_TYPES if there is none of that name. */
enum linkage_type linkage_type_find(const char *name);

struct linkage_column {
	const char *name; /* borrowed by linkage_new() only */
	enum linkage_type type;
};

struct linkage_text {
	const char *text; /* UTF-8 (other bytes are replaced); NULL or blank: missing */
	size_t len;
};

struct linkage_options {
	unsigned threads; /* at least 1 */
	double threshold; /* probability from which on two rows are one, 0 < threshold < 1 */
	bool one_to_one;  /* a cluster has at most one row of each source */
};

#define LINKAGE_DEFAULT_THRESHOLD 0.6
#define LINKAGE_MAX_COLUMNS       64

struct linkage;

/* At most LINKAGE_MAX_COLUMNS; columns of LINKAGE_IGNORE are not kept.  0, CRM_E_NOMEM, CRM_E_INVALID. */
int linkage_new(const struct linkage_column *columns, size_t n, const struct linkage_options *options,
		struct linkage **out, struct crm_error *err);
void linkage_free(struct linkage *link); /* NULL is allowed */

/* Adds a row of as many cells as there are columns; nothing is borrowed.  `source` names the system that the row comes
   from (any text; NULL: not known). */
int linkage_add(struct linkage *link, const struct linkage_text *cells, const struct linkage_text *source,
		struct crm_error *err);
/* Estimates the model, scores all candidate pairs and clusters.  Once. */
int linkage_run(struct linkage *link, struct crm_error *err);

size_t linkage_rows(const struct linkage *link);
/* Cluster of a row: from 0, numbered by their first rows. */
uint32_t linkage_cluster(const struct linkage *link, size_t row);
/* Probability that the row belongs to its cluster; of a row alone: that none of the others is the same. */
double linkage_probability(const struct linkage *link, size_t row);

struct linkage_pair {
	uint32_t a, b; /* rows, a < b */
	double weight; /* log2 of the odds that they are the same */
};
/* All scored pairs with a probability of at least 0.01, ascending by a, then b; owned by `link`; NULL on out of memory.
 */
const struct linkage_pair *linkage_pairs(struct linkage *link, size_t *n);
double linkage_weight_probability(double weight);

/* What speaks for and against a pair: a step per field, one for the prior, one for the sources where they are known,
   and one where it cannot be one person whatever else agrees: nothing personal in common, or two generations. */
struct linkage_step {
	const char *field; /* name of the column, "(prior)", "(source)" or "(limit)" */
	const char *level; /* "exact", "same domain", ... */
	double weight;     /* bits that were counted; less than the level's own where fields depend on one another */
	double full;       /* bits by the field alone */
};
#define LINKAGE_MAX_STEPS (LINKAGE_MAX_COLUMNS + 3)
/* Returns the number of steps; *weight is their sum. */
size_t linkage_explain(const struct linkage *link, size_t row_a, size_t row_b, struct linkage_step *steps,
		       double *weight);

/* Blocking keys as they were used. */
struct linkage_key {
	char name[64];    /* "family_name+postcode" */
	uint64_t pairs;   /* candidate pairs that no key before it had */
	uint64_t skipped; /* rows in blocks that were too large and could not be split */
	bool left_out;    /* so few of its pairs are the same that none were compared */
};
size_t linkage_keys(const struct linkage *link, const struct linkage_key **keys);

#endif
