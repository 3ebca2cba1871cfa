/* SPDX-License-Identifier: Apache-2.0 */
/* Given names with the groups and families they belong to; generated, see generate/name_variants.py. */
#ifndef CRM_CORE_NAME_VARIANT_TABLE_H
#define CRM_CORE_NAME_VARIANT_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define NAME_NO_GROUP UINT16_MAX

struct name_entry {
	const char *folded;          /* crm_fold_name() of a given name */
	uint16_t own;                /* group of which it is the full name, or NAME_NO_GROUP */
	uint16_t group, n_groups;    /* from name_group_pool[group]: ids, ascending */
	uint16_t family, n_families; /* from name_family_pool[family], likewise */
};

extern const struct name_entry name_entries[]; /* ascending by strcmp */
extern const size_t n_name_entries;
extern const uint16_t name_group_pool[], name_family_pool[];
extern const unsigned n_name_groups; /* ids are below */

#endif
