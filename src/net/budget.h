/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a client may still spend of the vendor's daily quota, in the vendor's units.  A part is kept for reads and a
 * part for writes: neither can use up what the other needs.
 */
#ifndef CRM_NET_BUDGET_H
#define CRM_NET_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include <crmsync/error.h>

struct budget {
	int64_t max;     /* ours, -1 none */
	int64_t spent;   /* since the client began */
	int64_t written; /* of that, by requests that write */
	int64_t for_reads,
		for_writes; /* of what is left, kept for one kind; what that kind spends comes from it first */
	int64_t limit;      /* the vendor's, -1 unknown */
	int64_t remaining;  /* the vendor's as noted, less what was spent since, -1 unknown */
	bool noted;         /* remaining was noted after the last spending */
};

void budget_init(struct budget *budget, int64_t max);
/* CRM_OK if `units` more may be spent on a request of that kind, else CRM_E_BUDGET. */
int budget_check(const struct budget *budget, int64_t units, bool writes, const char *system, struct crm_error *err);
void budget_spend(struct budget *budget, int64_t units, bool writes);
/* Several notes without a spending between them come from answers that overlapped: the lowest counts. */
void budget_note(struct budget *budget, int64_t limit, int64_t remaining);

#endif
