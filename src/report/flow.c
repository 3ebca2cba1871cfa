/* SPDX-License-Identifier: Apache-2.0 */
/* Text that is wrapped between words. */
#include <report/parts.h>

#include <string.h>

static void put(struct report_flow *flow, enum crm_style style, const char *text, size_t len)
{
	FILE *out = flow->options->out;
	const char *on = style == CRM_STYLE_PLAIN ? "" : crm_style(flow->options, style);
	fprintf(out, "%s%.*s%s", on, (int)len, text, on[0] ? crm_style(flow->options, CRM_STYLE_PLAIN) : "");
}

void report_flow_line(struct report_flow *flow, size_t indent)
{
	if (flow->column > 0)
		fputc('\n', flow->options->out);
	fprintf(flow->options->out, "%*s", (int)indent, "");
	flow->indent = flow->column = indent;
	flow->began = false;
}

static void put_word(struct report_flow *flow, enum crm_style style, const char *word, size_t len)
{
	char *text = crm_strndup(word, len);
	size_t width = text ? crm_report_width(text) : len, room = flow->options->width;
	crm_free(text);
	if (flow->began && room > 0 && flow->column + 1 + width > room)
		report_flow_line(flow, flow->indent);
	if (flow->began)
		fputc(' ', flow->options->out);
	put(flow, style, word, len);
	flow->column += width + flow->began;
	flow->began = true;
}

void report_flow_words(struct report_flow *flow, enum crm_style style, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		if (len > 0)
			put_word(flow, style, text, len);
		text += len + (text[len] == ' ');
	}
}

void report_flow_end(struct report_flow *flow)
{
	fputc('\n', flow->options->out);
	flow->column = 0;
	flow->began = false;
}
