/* SPDX-License-Identifier: Apache-2.0 */
/* Names of countries, folded. */
#ifndef CRM_CORE_COUNTRY_TABLE_H
#define CRM_CORE_COUNTRY_TABLE_H

#include <stddef.h>

struct country_name {
	const char *folded; /* crm_fold_name() of a code or name */
	const char code[3]; /* ISO 3166-1 alpha-2 */
};

extern const struct country_name country_names[]; /* ascending by strcmp */
extern const size_t n_country_names;

#endif
