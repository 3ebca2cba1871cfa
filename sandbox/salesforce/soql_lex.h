/* SPDX-License-Identifier: Apache-2.0 */
/* Words of a SOQL statement. */
#ifndef SANDBOX_SALESFORCE_SOQL_LEX_H
#define SANDBOX_SALESFORCE_SOQL_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include <crmsync/buf.h>

enum soql_word_type {
	SOQL_WORD_NAME, /* with dots: Account.Name */
	SOQL_WORD_STRING,
	SOQL_WORD_NUMBER,
	SOQL_WORD_DATE,
	SOQL_WORD_DATETIME,
	SOQL_WORD_SIGN, /* ( ) , : and operators */
	SOQL_WORD_END,
	SOQL_WORD_BAD /* a character that cannot begin a word, or a string without end */
};

struct soql_word {
	enum soql_word_type type;
	size_t position;
	size_t len; /* bytes in the statement */
};

/* The word at or after `position`. */
struct soql_word soql_word_at(const char *text, size_t position);
bool soql_word_is(const char *text, const struct soql_word *word,
		  const char *expected); /* names: without regard to case */
/* Appends the content of a string literal; false: an escape that SOQL does not know. */
bool soql_string_decode(const char *text, const struct soql_word *word, struct crm_buf *out);

#endif
