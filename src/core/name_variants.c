/* SPDX-License-Identifier: Apache-2.0 */
/* Which given names are used for one another. */
#include "config.h"

#include <core/name_variant_table.h>
#include <core/name_variants.h>

#include <stdbool.h>
#include <string.h>

static int compare_name(const char *folded, size_t len, const char *entry)
{
	int order = strncmp(folded, entry, len);

	return order != 0 ? order : -(entry[len] != '\0');
}

unsigned crm_name_number(const char *folded, size_t len)
{
	size_t low = 0, high = n_name_entries;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_name(folded, len, name_entries[middle].folded);

		if (order == 0)
			return (unsigned)middle + 1;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

const uint16_t *crm_name_groups(unsigned number, size_t *n)
{
	*n = number == 0 ? 0 : name_entries[number - 1].n_groups;
	return number == 0 ? name_group_pool : name_group_pool + name_entries[number - 1].group;
}

const uint16_t *crm_name_families(unsigned number, size_t *n)
{
	*n = number == 0 ? 0 : name_entries[number - 1].n_families;
	return number == 0 ? name_family_pool : name_family_pool + name_entries[number - 1].family;
}

/* Two ascending lists. */
static bool have_common(const uint16_t *a, size_t n_a, const uint16_t *b, size_t n_b)
{
	size_t i = 0, k = 0;

	while (i < n_a && k < n_b) {
		if (a[i] == b[k])
			return true;
		if (a[i] < b[k])
			i++;
		else
			k++;
	}
	return false;
}

/* The full name of a group that the other belongs to. */
static bool stands_for(unsigned full, unsigned variant)
{
	const struct name_entry *of = &name_entries[variant - 1];
	const uint16_t *own = &name_entries[full - 1].own;

	return *own != NAME_NO_GROUP && have_common(own, 1, name_group_pool + of->group, of->n_groups);
}

enum crm_name_variant crm_name_relation(unsigned a, unsigned b)
{
	size_t n_a, n_b;
	const uint16_t *of_a, *of_b;

	if (a == 0 || b == 0)
		return CRM_NAME_UNRELATED;
	if (a == b || stands_for(a, b) || stands_for(b, a))
		return CRM_NAME_NICKNAME;
	of_a = crm_name_groups(a, &n_a);
	of_b = crm_name_groups(b, &n_b);
	if (have_common(of_a, n_a, of_b, n_b))
		return CRM_NAME_BOTH_SHORT;
	of_a = crm_name_families(a, &n_a);
	of_b = crm_name_families(b, &n_b);
	return have_common(of_a, n_a, of_b, n_b) ? CRM_NAME_OTHER_LANGUAGE : CRM_NAME_UNRELATED;
}

enum crm_name_variant crm_name_variant(const char *folded_a, const char *folded_b)
{
	return crm_name_relation(crm_name_number(folded_a, strlen(folded_a)),
				 crm_name_number(folded_b, strlen(folded_b)));
}
