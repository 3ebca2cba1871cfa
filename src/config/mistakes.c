/* SPDX-License-Identifier: Apache-2.0 */
/* Collects mistakes and tells them in order. */
#include "config.h"

#include <config/mistakes.h>
#include <crmsync/buf.h>
#include <crmsync/log.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MISTAKE_QUOTE_MAX ((size_t)80) /* bytes of the user's text shown in a message */

void config_mistakes_init(struct config_mistakes *mistakes, struct crm_arena *arena)
{
	memset(mistakes, 0, sizeof *mistakes);
	mistakes->arena = arena;
}

void config_mistakes_free(struct config_mistakes *mistakes)
{
	crm_free(mistakes->list);
	mistakes->list = NULL;
	mistakes->n = mistakes->cap = 0;
}

CRM_PRINTF(2, 0) static const char *mistake_format(struct config_mistakes *mistakes, const char *fmt, va_list ap)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_vprintf(&text, fmt, ap);
	const char *kept = text.failed ? NULL : crm_arena_strdup(mistakes->arena, text.ptr);
	crm_buf_free(&text);
	return kept;
}

static bool mistakes_grow(struct config_mistakes *mistakes)
{
	if (mistakes->n < mistakes->cap)
		return true;
	size_t cap = mistakes->cap ? mistakes->cap * 2 : 16;
	struct config_mistake *list = crm_reallocarray(mistakes->list, cap, sizeof *list);
	if (!list)
		return false;
	mistakes->list = list;
	mistakes->cap = cap;
	return true;
}

void config_mistake_note(struct config_mistakes *mistakes, const struct config_place *at, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = mistake_format(mistakes, fmt, ap);
	va_end(ap);
	if (!text || !mistakes_grow(mistakes)) {
		mistakes->nomem = true;
		return;
	}
	mistakes->list[mistakes->n] = (struct config_mistake){.at = *at, .found = mistakes->n, .text = text};
	mistakes->n++;
}

const char *config_mistake_quote(struct config_mistakes *mistakes, const char *text)
{
	size_t len = strlen(text);
	bool cut = len > MISTAKE_QUOTE_MAX;
	if (cut) {
		len = MISTAKE_QUOTE_MAX;
		while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
			len--;
	}
	const char *quoted = crm_arena_printf(mistakes->arena, "\"%.*s%s\"", (int)len, text, cut ? "..." : "");
	if (!quoted)
		mistakes->nomem = true;
	return quoted ? quoted : "\"\"";
}

static int mistake_compare(const void *left, const void *right)
{
	const struct config_mistake *a = left, *b = right;
	if (a->at.file->rank != b->at.file->rank)
		return a->at.file->rank < b->at.file->rank ? -1 : 1;
	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	if (a->at.column != b->at.column)
		return a->at.column < b->at.column ? -1 : 1;
	return a->found < b->found ? -1 : a->found > b->found;
}

static bool mistake_repeats(const struct config_mistake *a, const struct config_mistake *b)
{
	return a->at.file == b->at.file && a->at.line == b->at.line && a->at.column == b->at.column &&
	       strcmp(a->text, b->text) == 0;
}

static void mistake_append(struct crm_buf *out, const struct config_mistake *mistake)
{
	if (out->len)
		crm_buf_char(out, '\n');
	crm_escape_terminal(out, mistake->at.file->path);
	if (mistake->at.line)
		crm_buf_printf(out, ":%u:%u", mistake->at.line, mistake->at.column);
	crm_buf_str(out, ": ");
	crm_escape_terminal(out, mistake->text);
}

int config_mistakes_tell(struct config_mistakes *mistakes, struct crm_error *err)
{
	if (mistakes->nomem)
		return crm_error_no_memory(err);
	if (mistakes->n == 0)
		return CRM_OK;
	qsort(mistakes->list, mistakes->n, sizeof *mistakes->list, mistake_compare);
	struct crm_buf lines;
	crm_buf_init(&lines, CRM_BUF_MAX);
	for (size_t i = 0; i < mistakes->n; i++) {
		if (i == 0 || !mistake_repeats(&mistakes->list[i - 1], &mistakes->list[i]))
			mistake_append(&lines, &mistakes->list[i]);
	}
	int code = lines.failed ? crm_error_no_memory(err) : crm_error_set(err, CRM_E_CONFIG, "%s", lines.ptr);
	crm_buf_free(&lines);
	return code;
}
