/* SPDX-License-Identifier: Apache-2.0 */
/* Tables, numbers and safe texts for terminals. */
#include <report/report.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include <crmsync/log.h>

#define LEFT_COLUMNS 2 /* names; numbers follow */

const char *crm_style(const struct crm_report_options *options, enum crm_style style)
{
	static const char *const codes[] = {"\033[0m",  "\033[1m",  "\033[32m", "\033[33m",
					    "\033[31m", "\033[35m", "\033[2m"};
	return options->color ? codes[style] : "";
}

const char *crm_report_safe(const char *text, struct crm_arena *arena)
{
	struct crm_buf redacted, safe;
	crm_buf_init(&redacted, CRM_BUF_MAX);
	crm_buf_init(&safe, CRM_BUF_MAX);
	crm_redact_append(&redacted, text ? text : "");
	crm_escape_terminal(&safe, redacted.ptr);
	const char *out = redacted.failed || safe.failed ? NULL : crm_arena_strndup(arena, safe.ptr, safe.len);
	crm_buf_free(&redacted);
	crm_buf_free(&safe);
	return out ? out : "?";
}

const char *crm_report_number(int64_t n, struct crm_arena *arena)
{
	char digits[24], out[32];
	int len = snprintf(digits, sizeof digits, "%" PRId64, n), to = 0;
	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			out[to++] = ',';
		out[to++] = digits[i];
	}
	const char *text = crm_arena_strndup(arena, out, (size_t)to);
	return text ? text : "?";
}

const char *crm_report_count(int64_t n, const char *one, const char *many, struct crm_arena *arena)
{
	const char *text = crm_arena_printf(arena, "%s %s", crm_report_number(n, arena), n == 1 ? one : many);
	return text ? text : "?";
}

size_t crm_report_width(const char *utf8)
{
	size_t width = 0;
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)utf8;
	while (*p != '\0') {
		utf8proc_int32_t code;
		utf8proc_ssize_t n = utf8proc_iterate(p, -1, &code);
		if (n <= 0)
			return width + strlen((const char *)p);
		width += (size_t)utf8proc_charwidth(code);
		p += n;
	}
	return width;
}

static size_t column_width(const struct crm_table *t, size_t column)
{
	size_t width = 0;
	for (size_t r = 0; r < t->n_rows; r++) {
		size_t w = crm_report_width(t->cells[r * t->n_columns + column]);
		width = w > width ? w : width;
	}
	return width;
}

static void print_cell(FILE *f, const char *text, size_t width, bool left)
{
	size_t own = crm_report_width(text), pad = width > own ? width - own : 0;
	fprintf(f, "%*s%s%*s", left ? 0 : (int)pad, "", text, left ? (int)pad : 0, "");
}

void crm_table_print(const struct crm_report_options *options, const struct crm_table *table)
{
	for (size_t r = 0; r < table->n_rows; r++) {
		fputs(r == 0 ? crm_style(options, CRM_STYLE_HEADING) : "", options->out);
		for (size_t c = 0; c < table->n_columns; c++) {
			const char *text = table->cells[r * table->n_columns + c];
			print_cell(options->out, r > 0 && strcmp(text, "0") == 0 ? "-" : text, column_width(table, c),
				   c < LEFT_COLUMNS);
			fputs(c + 1 < table->n_columns ? "  " : "", options->out);
		}
		fprintf(options->out, "%s\n", r == 0 && options->color ? crm_style(options, CRM_STYLE_PLAIN) : "");
	}
}
