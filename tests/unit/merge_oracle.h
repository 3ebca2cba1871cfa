/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The merge once more, slow and over small numbers, written from docs/merging.md and not from the code: what the tests
 * compare crm_merge_field() with.  Single values only; sets have an oracle of their own.
 */
#ifndef CRM_TESTS_MERGE_ORACLE_H
#define CRM_TESTS_MERGE_ORACLE_H

#include <core/merge.h>

/* A cell as a number. */
enum {
	NOTHING, /* no base, no decision: there is no cell */
	ABSENT,
	DENIED,
	BLANK_NULL,
	BLANK_TEXT,
	ONE, /* values ascend; for consent ONE is false and TWO is true */
	TWO,
	THREE,
	CODES
};

struct oracle_side {
	int now, base, agreed; /* agreed NOTHING: the same as base */
	bool contributes, accepts, stamps;
	int64_t modified;
};

struct oracle_case {
	enum crm_rule rule;
	enum crm_clear clear;
	int first_step; /* forward_only: values from this one on are in the order */
	int before, decided;
	size_t n;
	struct oracle_side sides[CRM_MAX_SIDES];
};

struct oracle_verdict {
	int golden; /* BLANK_NULL for any blank, ABSENT for any unknown */
	bool held, changed;
	bool write[CRM_MAX_SIDES], settle[CRM_MAX_SIDES];
};

void oracle_merge(const struct oracle_case *c, struct oracle_verdict *v);

#endif
