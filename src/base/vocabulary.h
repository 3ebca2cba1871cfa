/* SPDX-License-Identifier: Apache-2.0 */
/* The field's own words that config, core and store share, as enums with their names. */
#ifndef CRM_BASE_VOCABULARY_H
#define CRM_BASE_VOCABULARY_H

#include <stdbool.h>

/* Type of a canonical field. */
enum crm_type {
	CRM_T_TEXT,
	CRM_T_EMAIL,
	CRM_T_PHONE,
	CRM_T_DATE,
	CRM_T_DATETIME,
	CRM_T_DECIMAL,
	CRM_T_MONEY,     /* a decimal amount; its currency is a field of its own */
	CRM_T_BOOL,
	CRM_T_ENUM,
	CRM_T_MULTI,     /* several of a list of options */
	CRM_T_REFERENCE, /* another record: company, contact, owner */
	CRM_T_URL,
	CRM_T_DOMAIN,    /* host of a company's web site */
	CRM_T_COUNTRY    /* ISO 3166-1 alpha-2 */
};

/* Survivorship: which value wins where systems disagree. */
enum crm_rule {
	CRM_R_PRIORITY,         /* first system in the order of the config that has a value */
	CRM_R_NEWEST,           /* latest vendor stamp, where stamps can tell; else priority */
	CRM_R_HOLD,             /* a person decides */
	CRM_R_UNION,            /* sets: three-way merge of additions and removals */
	CRM_R_MIN,
	CRM_R_MAX,
	CRM_R_MOST_RESTRICTIVE, /* consent: true (opted out) wins, for good */
	CRM_R_FORWARD_ONLY      /* lifecycle: never back along the field's order */
};

enum crm_direction { CRM_D_BOTH, CRM_D_PULL, CRM_D_PUSH, CRM_D_OFF }; /* pull: the system only gives; push: it only receives */

enum crm_clear { CRM_CLEAR_KEEP, CRM_CLEAR_PROPAGATE };      /* what a cleared value does to the other systems */
enum crm_too_long { CRM_TOO_LONG_BLOCK, CRM_TOO_LONG_TRUNCATE };
enum crm_deletes { CRM_DELETES_KEEP, CRM_DELETES_PROPAGATE };

/* Names as the config writes them; NULL for a number that is none. */
const char *crm_type_name(enum crm_type type);
bool crm_type_parse(const char *name, enum crm_type *out);
const char *crm_rule_name(enum crm_rule rule);
bool crm_rule_parse(const char *name, enum crm_rule *out);
const char *crm_direction_name(enum crm_direction direction);
bool crm_direction_parse(const char *name, enum crm_direction *out);

#endif
