/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The validation of a migration: what the target holds by now against what the source holds, as far as possible from
 * the vendors' own words and not from what the plan believed to do.
 *
 * The target is read once more (what changed since the last reading: all that was just written), a random sample of
 * its records by their ids, and the source is counted by its vendor.  Then every record of the source is looked at.
 *
 * Green means: every record of the source is created, matched, merged, filtered, held or rejected; every value that was
 * to be carried is in the target or has a question to a person; amounts and associations come out even.  Differences
 * that a person or a rule wants (the target's own value stays) are counted as kept, and are no fault.
 */
#ifndef CRM_SYNC_VALIDATION_H
#define CRM_SYNC_VALIDATION_H

#include <sync/migration_walk.h>

struct crm_validated_object {
	bool carried;
	int64_t source;                   /* by the vendor's count, or what was read where it does not count */
	bool counted;                     /* by the vendor */
	int64_t fates[CRM_MIGRANT_FATES]; /* filtered: what the vendor counts beyond the filter; rejected: with
					     unreadable */
	bool adds_up;
};

/* Over the records that are in both systems. */
struct crm_validated_field {
	enum crm_object object;
	const char *name;
	int64_t pairs;          /* in which the field can be compared */
	int64_t source, target; /* have a value */
	int64_t kept;           /* the target's value is another one, and is meant to be */
	int64_t held;           /* not there, and a question says why */
	int64_t wrong;          /* not there, or another one, and nothing says why */
};

/* Sums as canonical decimals. */
struct crm_validated_amount {
	const char *currency, *stage; /* "" where there is none, or where the target keeps none */
	int64_t source_deals, target_deals;
	struct crm_buf source;
	struct crm_buf waiting; /* of the source's: of deals that have no partner */
	struct crm_buf left;    /* of the source's: of deals of which the target has its own values ... */
	struct crm_buf own;     /* ... which are these */
	struct crm_buf target;
	bool even; /* source - waiting - left + own = target */
};

struct crm_validated_association {
	enum crm_object object;
	const char *name;
	int64_t source;  /* of records that are in both */
	int64_t carried; /* of these, in the target as well */
	int64_t waiting; /* the other end is not there (held, rejected, filtered) */
	int64_t kept;    /* the target has its own */
	int64_t missing; /* nothing says why */
	int64_t target;  /* all that the target's partners have */
};

struct crm_difference {
	enum crm_object object;
	const char *source_id, *target_id; /* target_id NULL: none */
	const char *field;                 /* NULL: the record */
	const char *expected, *found, *why;
	const struct crm_difference *next;
};
#define CRM_DIFFERENCES_KEPT 1000 /* the others are counted */

struct crm_validation {
	struct crm_validated_object objects[CRM_SYNC_OBJECTS];
	struct crm_validated_field *fields;
	size_t n_fields;
	struct crm_validated_amount *amounts; /* by currency and stage; none where amounts are not carried */
	size_t n_amounts, amounts_cap;
	struct crm_validated_association *associations;
	size_t n_associations;
	const struct crm_difference *differences; /* in the order found */
	int64_t n_differences;
	int64_t sampled, sampled_wrong; /* records read back by id, and those of them with a difference */
	bool green;
};

/* sample: records of each object to read back by id; -1: all.  The texts live in the arena.  Free in any case. */
int crm_validate(struct crm_engine *e, int64_t sample, struct crm_arena *arena, struct crm_validation *out,
		 struct crm_error *err);
void crm_validation_free(struct crm_validation *v);

#endif
