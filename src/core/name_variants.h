/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Given names that are used for one another: short and pet forms (Jim, James; Kasia, Katarzyna; Paco, Francisco),
 * spellings (Stefan, Stephan), and the forms of one name across languages (John, Johann, Jean, Juan, Giovanni).
 * English, German, French, Spanish, Italian, Polish and Turkish.
 *
 * Sources: generate/nicknames_en.tsv (github.com/carltonnorthern/nicknames, Apache-2.0) and generate/given_names.tsv
 * (compiled by hand for crmsync).
 *
 * A name may belong to several groups: Alex is short for Alexander and for Alexandra, who are nothing to each other.
 * Names come folded by crm_fold_name(), one name with all its words ("hans peter", "jose luis") or a single word of it.
 * Names with umlauts are known both as they fold ("guenter") and without their dots ("gunter").
 */
#ifndef CRM_CORE_NAME_VARIANTS_H
#define CRM_CORE_NAME_VARIANTS_H

#include <stddef.h>
#include <stdint.h>

enum crm_name_variant { /* the closer the larger */
			CRM_NAME_UNRELATED,
			CRM_NAME_OTHER_LANGUAGE, /* forms of one name, full or short, in different languages */
			CRM_NAME_BOTH_SHORT, /* both stand for one full name: Jim and Jimmy, but Nina and Tina as well */
			CRM_NAME_NICKNAME    /* one stands for the other: nickname or spelling of a full name */
};

/* Where a folded name of `len` bytes stands in the table, from 1; 0: the table does not know it.  To be asked once for
   each distinct value; the functions below then compare small integers. */
unsigned crm_name_number(const char *folded, size_t len);
/* How the names of two numbers are related.  A name is its own nickname; 0 is related to nothing, not even to itself.
 */
enum crm_name_variant crm_name_relation(unsigned a, unsigned b);
/* The groups of a name, ascending and below CRM_NAME_GROUPS; *n gets how many.  For blocking: names that share one are
   nicknames, or both short for one. */
const uint16_t *crm_name_groups(unsigned number, size_t *n);
/* The families of a name: names that share one are forms of one name, maybe in different languages. */
const uint16_t *crm_name_families(unsigned number, size_t *n);
#define CRM_NAME_GROUPS 4096

/* Both steps at once, for names that end with NUL. */
enum crm_name_variant crm_name_variant(const char *folded_a, const char *folded_b);

#endif
