/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of words, ascending by strcmp. */
#ifndef CRM_CORE_TABLES_H
#define CRM_CORE_TABLES_H

#include <stdbool.h>
#include <stddef.h>

struct word_table {
	const char *const *words;
	size_t n;
};

extern const struct word_table mail_providers; /* freemail.c: domains */
extern const struct word_table shared_sites;   /* freemail.c: domains */
extern const struct word_table role_names;     /* role_mailbox.c: local parts */

bool word_table_has(const struct word_table *table, const char *word);

#endif
