/* SPDX-License-Identifier: Apache-2.0 */
/* Budget units. */
#include "config.h"

#include "budget.h"

#include <inttypes.h>

void budget_init(struct budget *budget, int64_t max)
{
	*budget = (struct budget){.max = max < 0 ? -1 : max, .limit = -1, .remaining = -1};
}

int budget_check(const struct budget *budget, int64_t units, const char *system, struct crm_error *err)
{
	if (budget->max >= 0 && units > budget->max - budget->spent)
		return crm_error_set(err, CRM_E_BUDGET, "the budget of '%s' is spent: %" PRId64 " of %" PRId64 " units",
				     system, budget->spent, budget->max);
	if (budget->remaining >= 0 && units > budget->remaining)
		return crm_error_set(err, CRM_E_BUDGET, "the vendor's quota for '%s' is spent: %" PRId64 " units left",
				     system, budget->remaining);
	return CRM_OK;
}

void budget_spend(struct budget *budget, int64_t units)
{
	budget->spent += units;
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
