/* SPDX-License-Identifier: Apache-2.0 */
/* Looking words up. */
#include "config.h"

#include <core/tables.h>

#include <stdlib.h>
#include <string.h>

static int compare_word(const void *key, const void *entry)
{
	return strcmp(key, *(const char *const *)entry);
}

bool word_table_has(const struct word_table *table, const char *word)
{
	return bsearch(word, table->words, table->n, sizeof *table->words, compare_word) != NULL;
}
