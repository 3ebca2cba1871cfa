/* SPDX-License-Identifier: Apache-2.0 */
/* Budget units. */
#include "config.h"

#include "budget.h"

#include <inttypes.h>

void budget_init(struct budget *budget, int64_t max)
{
	*budget = (struct budget){.max = max < 0 ? -1 : max, .limit = -1, .remaining = -1};
}

/* What of `left` is the other kind's alone. */
static int64_t budget_kept(const struct budget *budget, int64_t left, bool writes)
{
	int64_t kept = writes ? budget->for_reads : budget->for_writes;
	return kept < left ? kept : left;
}

static int budget_refuse_ours(const struct budget *budget, int64_t kept, bool writes, const char *system,
			      struct crm_error *err)
{
	if (kept == 0)
		return crm_error_set(err, CRM_E_BUDGET, "the budget of '%s' is spent: %" PRId64 " of %" PRId64 " units",
				     system, budget->spent, budget->max);
	return crm_error_set(
		err, CRM_E_BUDGET,
		"the budget of '%s' for %s is spent: %" PRId64 " of %" PRId64 " units, the others are kept for %s",
		system, writes ? "writing" : "reading", budget->spent, budget->max, writes ? "reading" : "writing");
}

int budget_check(const struct budget *budget, int64_t units, bool writes, const char *system, struct crm_error *err)
{
	int64_t left = budget->max - budget->spent;
	int64_t kept = budget->max >= 0 && left > 0 ? budget_kept(budget, left, writes) : 0;
	if (budget->max >= 0 && units > left - kept)
		return budget_refuse_ours(budget, kept, writes, system, err);
	if (budget->remaining >= 0 && units > budget->remaining)
		return crm_error_set(err, CRM_E_BUDGET, "the vendor's quota for '%s' is spent: %" PRId64 " units left",
				     system, budget->remaining);
	return CRM_OK;
}

void budget_spend(struct budget *budget, int64_t units, bool writes)
{
	int64_t *kept = writes ? &budget->for_writes : &budget->for_reads;
	*kept = *kept > units ? *kept - units : 0;
	budget->spent += units;
	budget->written += writes ? units : 0;
	if (budget->remaining >= 0)
		budget->remaining = budget->remaining > units ? budget->remaining - units : 0;
	budget->noted = false;
}

void budget_note(struct budget *budget, int64_t limit, int64_t remaining)
{
	if (limit >= 0)
		budget->limit = limit;
	if (remaining < 0)
		return;
	if (!budget->noted || budget->remaining < 0 || remaining < budget->remaining)
		budget->remaining = remaining;
	budget->noted = true;
}
