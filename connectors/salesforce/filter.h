/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The config's filter of an object: a SOQL condition ("Industry = 'Banking'"), or, where several Salesforce objects
 * stand for it, one for each that is named ("Contact: Title != null | Lead: Status = 'Open'").  What is not named is
 * not filtered.
 */
#ifndef CRM_SALESFORCE_FILTER_H
#define CRM_SALESFORCE_FILTER_H

#include <crmsync/error.h>
#include <crmsync/mem.h>

#include "sobject.h"

/* *out: the condition for the type, in the arena; NULL if there is none.  filter may be NULL.
   CRM_E_CONFIG for a part that names no object, CRM_E_NOMEM. */
int sf_filter_for(const char *filter, enum sf_type type, struct crm_arena *arena, const char **out,
		  struct crm_error *err);

#endif
