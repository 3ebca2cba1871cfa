/* SPDX-License-Identifier: Apache-2.0 */
/* Mistakes in the configuration: noted where they are found, told all at once in order of file and position. */
#ifndef CRM_CONFIG_MISTAKES_H
#define CRM_CONFIG_MISTAKES_H

#include <stdbool.h>
#include <stddef.h>

#include <crmsync/error.h>
#include <crmsync/mem.h>

struct config_file {
	const char *path;
	unsigned rank; /* order of files in the report; 0 is the user's own */
};

struct config_place {
	const struct config_file *file;
	unsigned line, column; /* from 1, columns in characters; line 0: the file as a whole */
};

struct config_mistake {
	struct config_place at;
	size_t found; /* keeps mistakes of one place in the order in which they were found */
	const char *text;
};

struct config_mistakes {
	struct crm_arena *arena; /* of the texts; borrowed */
	struct config_mistake *list;
	size_t n, cap;
	bool nomem; /* sticky: something could not be allocated, the load must fail with CRM_E_NOMEM */
};

void config_mistakes_init(struct config_mistakes *mistakes, struct crm_arena *arena);
void config_mistakes_free(struct config_mistakes *mistakes);
/* The text says what is wrong and, in parentheses, what is allowed. */
void config_mistake_note(struct config_mistakes *mistakes, const struct config_place *at, const char *fmt, ...)
	CRM_PRINTF(3, 4);
/* `text` in quotes, shortened if it is long; never NULL.  Not for what may be a secret. */
const char *config_mistake_quote(struct config_mistakes *mistakes, const char *text);
/* 0 if there are none, else CRM_E_CONFIG with one line per mistake, or CRM_E_NOMEM.  Equal lines are told once.  Sorts
 * the list. */
int config_mistakes_tell(struct config_mistakes *mistakes, struct crm_error *err);

#endif
