/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is secret by its name: the one list that redaction goes by where a value was not declared itself.
 * See docs/security.md.
 */
#ifndef CRM_BASE_SECRET_NAMES_H
#define CRM_BASE_SECRET_NAMES_H

#include <stdbool.h>
#include <stddef.h>

enum secret_place {
	SECRET_HEADER, /* of HTTP, either way; the value is all of the line, the credential what follows its scheme */
	SECRET_PARAMETER,    /* of a form, a query or a JSON object, as OAuth and the vendors name them */
	SECRET_NOT_A_SECRET, /* key below `credentials:` that tells who signs in, not that it is he */
};

struct secret_name {
	enum secret_place place;
	const char *name; /* in lower case; compared without case */
};

/* Ended by a NULL name. */
extern const struct secret_name secret_names[];

/* Whether name[0..len) stands in the list for that place. */
bool secret_name_is(enum secret_place place, const char *name, size_t len);

#endif
