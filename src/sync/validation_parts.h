/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the validation share; internal to it. */
#ifndef CRM_SYNC_VALIDATION_PARTS_H
#define CRM_SYNC_VALIDATION_PARTS_H

#include <sync/validation.h>

/* Records that were read back by id. */
struct crm_sample {
	const char **ids; /* of the target, sorted */
	bool *gone;       /* the target does not know it any more */
	size_t n;
};

struct crm_field_hold {
	int64_t golden;    /* 0: of all records that have the value */
	const char *field; /* NULL: all */
};

/* Of one object, while its records are looked at. */
struct crm_validating {
	struct crm_engine *e;
	struct crm_validation *v;
	struct crm_arena *arena; /* of the report */
	enum crm_object object;
	const struct crm_model *model;
	struct crm_sample sample;
	const struct crm_field_hold *holds; /* by golden record */
	size_t n_holds;
	struct crm_validated_field **fields;             /* by model field, NULL: not carried */
	struct crm_validated_association **associations; /* likewise */
	const struct crm_difference **last;              /* where the next one goes */
};

/* A record of the source with its partner, and what is agreed on about it. */
struct crm_pair_cells {
	const struct crm_migrant *migrant;
	struct crm_cell *raw;    /* the source's, references as its vendor's ids */
	struct crm_cell *source; /* references as golden ids, as in the others */
	struct crm_cell *target, *golden, *base, *agreed;
	bool *has_base;
};

enum crm_judgement {
	CRM_JUDGED_UNKNOWN, /* the target says nothing of it */
	CRM_JUDGED_SAME,
	CRM_JUDGED_KEPT, /* the target's own, or its own spelling */
	CRM_JUDGED_HELD, /* a question says why not */
	CRM_JUDGED_WRONG /* *why */
};

/* Chooses the sample and reads it back. */
int crm_validation_sample(struct crm_validating *j, int64_t sample, struct crm_error *err);
void crm_validation_sample_free(struct crm_sample *sample);
bool crm_validation_sampled(const struct crm_sample *sample, const char *id, bool *gone);

/* Reads the cells of a pair. */
int crm_validation_pair(struct crm_validating *j, const struct crm_migrant *m, struct crm_arena *arena,
			struct crm_pair_cells *out, struct crm_error *err);
/* How the target stands to what should be there, field by field; judged has model->n_fields places. */
int crm_validation_fields(struct crm_validating *j, const struct crm_pair_cells *p, struct crm_arena *arena,
			  enum crm_judgement *judged, bool *wrong, struct crm_error *err);
int crm_validation_associations(struct crm_validating *j, const struct crm_pair_cells *p,
				const enum crm_judgement *judged, struct crm_arena *arena, struct crm_error *err);
/* Adds a deal of the source, and its partner where it has one. */
int crm_validation_amounts(struct crm_validating *j, const struct crm_cell *source, const struct crm_pair_cells *pair,
			   const enum crm_judgement *judged, struct crm_error *err);
/* Do the sums come out even? */
int crm_validation_even(struct crm_validation *v, struct crm_error *err);

int crm_validation_differs(struct crm_validating *j, const struct crm_migrant *m, const char *field,
			   const char *expected, const char *found, const char *why, struct crm_error *err);

#endif
