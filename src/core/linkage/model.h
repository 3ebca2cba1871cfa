/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parameters of a model, as they are estimated, saved and used again.  No value of any row is among them: how
 * frequent values and words are, the communities, and whether the month stands first in dates come from the rows that a
 * model is used on.
 */
#ifndef CRM_LINKAGE_MODEL_H
#define CRM_LINKAGE_MODEL_H

#include <core/linkage/linkage.h>

#define MODEL_FIELDS 32
#define MODEL_LEVELS 9
#define MODEL_BINS   32
#define MODEL_KEYS   40
#define MODEL_PARTS  3

struct linkage_model_level {
	const char *name;      /* "one letter off" */
	const char *frequency; /* what u follows: "none", "value", "near" (a share of it), "word" */
	double m, u;
	double near; /* u over that of exact agreement; of levels between the first and the last */
};

/* One comparison: of a column, or of those of one type, or of a part of a column. */
struct linkage_model_field {
	char name[48];
	const char *kind;  /* "given_name"; parts of a column have kinds of their own */
	bool several;      /* all columns of the type make one comparison */
	unsigned n_levels; /* the last says: different */
	struct linkage_model_level levels[MODEL_LEVELS];
	double same[MODEL_BINS]; /* of pairs of rows with an equal value that 2^i to 2^(i+1) - 1 rows have: the share
				    that is the same */
};

/* What a key takes from a field. */
struct linkage_model_part {
	unsigned field;
	unsigned column;  /* which of the columns that make the field */
	const char *form; /* "value", "sound", "initial", "local part", "word", "two words", "names" (sounds of both) */
};

struct linkage_model_key {
	char name[64]; /* several may have the same */
	bool left_out;
	unsigned n_parts;
	struct linkage_model_part parts[MODEL_PARTS];
};

struct linkage_model {
	size_t rows;                      /* that it was estimated from */
	double copies;                    /* pairs of rows that are the same, per row */
	double source_same, source_other; /* bits */
	unsigned n_fields;
	struct linkage_model_field fields[MODEL_FIELDS];
	/* How far agreement of the second follows from that of the first: [0] usually, [1] where its value is rare. */
	double together[2][MODEL_FIELDS][MODEL_FIELDS];
	/* The same for difference, where two rows are the same. */
	double apart[MODEL_FIELDS][MODEL_FIELDS];
	unsigned n_keys;
	struct linkage_model_key keys[MODEL_KEYS];
};

/* The comparisons, levels and keys that such columns make; parameters are 0.  0, CRM_E_NOMEM, CRM_E_INVALID. */
int linkage_model_of_columns(const struct linkage_column *columns, size_t n, struct linkage_model *out,
			     struct crm_error *err);
/* After linkage_run() of two rows or more. */
void linkage_model_get(const struct linkage *link, struct linkage_model *out);
/* Before linkage_run(): nothing is estimated then.  The model is that of the same columns in the same order; it is
   copied.  0 or CRM_E_NOMEM. */
int linkage_model_use(struct linkage *link, const struct linkage_model *model);

#endif
