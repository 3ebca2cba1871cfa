/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals that point into the statement, as recorded: a window of the text, a caret, row and column. */
#include <stdarg.h>
#include <string.h>

#include "soql.h"
#include "soql_lex.h"

#define WINDOW 32

/* Start of the window: words back from the place until it is wide enough. */
static size_t error_window_start(const char *text, size_t position)
{
	size_t start = 0;
	for (size_t p = 0; p < position;) {
		struct soql_word word = soql_word_at(text, p);
		if (word.position + WINDOW > position || word.len == 0)
			break;
		start = word.position;
		p = word.position + word.len;
	}
	return start;
}

static size_t error_window_end(const char *text, size_t position)
{
	size_t p = position;
	while (text[p] && p < position + WINDOW) {
		struct soql_word word = soql_word_at(text, p);
		if (word.len == 0)
			return strlen(text);
		p = word.position + word.len;
	}
	return p;
}

static void error_place(const char *text, size_t position, size_t *row, size_t *column)
{
	*row = *column = 1;
	for (size_t i = 0; i < position && text[i]; i++) {
		*column += 1;
		if (text[i] == '\n') {
			*row += 1;
			*column = 1;
		}
	}
}

int soql_refuse(struct face *face, const char *text, size_t position, struct sf_failure *failure, const char *code,
		const char *fmt, ...)
{
	size_t start = error_window_start(text, position), end = error_window_end(text, position), row, column;
	error_place(text, position, &row, &column);
	struct crm_buf what;
	crm_buf_init(&what, CRM_BUF_MAX);
	crm_buf_char(&what, '\n');
	crm_buf_add(&what, text + start, end - start);
	crm_buf_char(&what, '\n');
	for (size_t i = start; i < position; i++)
		crm_buf_char(&what, ' ');
	crm_buf_printf(&what, "^\nERROR at Row:%zu:Column:%zu\n", row, column);
	va_list ap;
	va_start(ap, fmt);
	crm_buf_vprintf(&what, fmt, ap);
	va_end(ap);
	int rc = what.failed ? CRM_E_NOMEM : sf_refuse(face, failure, code, "%s", what.ptr);
	failure->without_fields = true;
	failure->whole = true;
	crm_buf_free(&what);
	return rc;
}
