/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is asked of one Salesforce object: the fields behind the wanted properties, the connector's own '@' properties
 * and the fields that say whether a record lives.
 */
#ifndef CRM_SALESFORCE_SELECTION_H
#define CRM_SALESFORCE_SELECTION_H

#include "connection.h"

#define SF_CONTACTS "@contacts" /* contact roles of an opportunity: the ids of its contacts, the primary one first */
#define SF_STATUS   "@status"   /* of an opportunity: "open", "won", "lost" */
#define SF_ROLES    "OpportunityContactRoles"

struct sf_selection {
	enum sf_type type;
	const char *const *names; /* fields for properties, without repetition */
	size_t n;
	bool contacts; /* SF_CONTACTS was asked for and can be read */
	bool denied;   /* SF_CONTACTS was asked for and cannot be read */
	bool status;
};

/* Picks from the properties what belongs to the type: "Lead:Status" is for Lead alone.  Fields that the org is known to
   lack (or to hide) are left out.  Result in the arena.  CRM_E_NOMEM. */
int sf_select(const struct crm_connection *conn, enum sf_type type, const char *const *properties, size_t n_properties,
	      struct crm_arena *arena, struct sf_selection *out);
/* Whether it is better to know the fields before asking: custom ones may be multi-select, and most orgs lack
 * CurrencyIsoCode. */
bool sf_selection_needs_schema(const struct sf_selection *selection);
/* The field name of a property if it concerns the type, NULL if not. */
const char *sf_property_for(enum sf_type type, const char *property);
/* Appends the fields, separated by commas: those that every record needs, then the selected ones. */
void sf_selection_fields(struct crm_buf *out, const struct sf_selection *selection);
/* Appends "SELECT ... FROM ..." with the subquery for SF_CONTACTS. */
void sf_selection_query(struct crm_buf *out, const struct sf_selection *selection);
/* Calls each with every field name of sf_selection_fields(). */
void sf_selection_each(const struct sf_selection *selection, void (*each)(void *ctx, const char *name), void *ctx);

#endif
