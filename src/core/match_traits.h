/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a record is compared by where keys say nothing: its traits.  Pure; shared by the probabilistic matcher (which is
 * given them as columns) and by the rules that say what may be joined without a person.
 */
#ifndef CRM_CORE_MATCH_TRAITS_H
#define CRM_CORE_MATCH_TRAITS_H

#include <core/cell.h>

enum crm_trait {
	CRM_TRAIT_GIVEN,
	CRM_TRAIT_FAMILY,
	CRM_TRAIT_SUFFIX, /* the generation behind a name: Jr., Sr., III */
	CRM_TRAIT_EMAIL,
	CRM_TRAIT_PHONE,
	CRM_TRAIT_BORN,
	CRM_TRAIT_COMPANY, /* name of a company, or of the one that a contact works for */
	CRM_TRAIT_DOMAIN,
	CRM_TRAIT_VAT,
	CRM_TRAIT_STREET,
	CRM_TRAIT_POSTCODE,
	CRM_TRAIT_CITY,
	CRM_TRAIT_TITLE, /* name of a deal */
	CRM_TRAIT_AMOUNT,
	CRM_TRAIT_CLOSE, /* a day */
	CRM_TRAITS
};

#define CRM_TRAIT_VALUES 3 /* of one trait at most: e-mail addresses, telephones */

struct crm_traits {
	const char *text[CRM_TRAITS][CRM_TRAIT_VALUES]; /* as shown; NULL: no value, and none behind it */
	const char *key[CRM_TRAITS][CRM_TRAIT_VALUES];  /* as compared: names folded, others canonical */
};

/* "first_name": what people call the trait. */
const char *crm_trait_name(enum crm_object object, enum crm_trait trait);
/* Has the object the trait? */
bool crm_trait_of(enum crm_object object, enum crm_trait trait);
/* Do traits come from the field? */
bool crm_trait_field(enum crm_object object, const struct crm_field *field);
/* `employer`: name of the company that a contact's reference leads to, NULL: none.  All memory is the arena's or the
   cells'.  CRM_E_NOMEM. */
int crm_traits_read(const struct crm_model *model, const struct crm_cell *cells, const char *employer,
		    struct crm_arena *arena, struct crm_traits *out);

/* ---- comparing two records ---- */

enum crm_trait_level {
	CRM_LEVEL_UNKNOWN, /* a value is missing, or nothing can be said */
	CRM_LEVEL_SAME,
	CRM_LEVEL_VARIANT, /* a short form, the same in another language */
	CRM_LEVEL_PART,    /* one has words that the other leaves out */
	CRM_LEVEL_INITIAL,
	CRM_LEVEL_NEAR,   /* a slip of the pen, days swapped */
	CRM_LEVEL_BESIDE, /* e-mail: two addresses at one firm */
	CRM_LEVEL_DIFFERS,
	CRM_LEVELS
};
const char *crm_trait_level_name(enum crm_trait_level level);

void crm_traits_compare(enum crm_object object, const struct crm_traits *a, const struct crm_traits *b,
			enum crm_trait_level levels[CRM_TRAITS]);
/* Bits by fixed weights, for data that is too thin to estimate any: log2 of the odds that the two are the same. */
double crm_traits_weight(enum crm_object object, const enum crm_trait_level levels[CRM_TRAITS]);
/* Bits of one trait by fixed weights, and of two records about which nothing is known. */
double crm_trait_weight(enum crm_object object, enum crm_trait trait, enum crm_trait_level level);
double crm_traits_prior(enum crm_object object);
/* May they be joined without a person, if the weight is enough?  Names must go together, something of their very own
   must agree besides (not what a family shares), or full name and firm, and nothing of it may contradict. */
bool crm_traits_safe(enum crm_object object, const enum crm_trait_level levels[CRM_TRAITS]);
/* Is it not worth a person's time, whatever the weight?  Where names (titles) differ, something of their very own must
   agree. */
bool crm_traits_hopeless(enum crm_object object, const enum crm_trait_level levels[CRM_TRAITS]);
/* Are these two different people, whatever else agrees?  Days of birth (canonical, "" or NULL unknown) that are no slip
 * of the pen. */
bool crm_born_apart(const char *a, const char *b);

#endif
