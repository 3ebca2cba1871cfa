/* SPDX-License-Identifier: Apache-2.0 */
/* Text that is wrapped between words. */
#include <report/parts.h>

#include <string.h>

static void switch_style(struct report_flow *flow, enum crm_style style)
{
	if (flow->style != CRM_STYLE_PLAIN && flow->style != style)
		fputs(crm_style(flow->options, CRM_STYLE_PLAIN), flow->options->out);
	if (style != CRM_STYLE_PLAIN && flow->style != style)
		fputs(crm_style(flow->options, style), flow->options->out);
	flow->style = style;
}

void report_flow_line(struct report_flow *flow, size_t indent)
{
	switch_style(flow, CRM_STYLE_PLAIN);
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
	if (flow->style != style)
		switch_style(flow, CRM_STYLE_PLAIN);
	if (flow->began)
		fputc(' ', flow->options->out);
	switch_style(flow, style);
	fprintf(flow->options->out, "%.*s", (int)len, word);
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
	switch_style(flow, CRM_STYLE_PLAIN);
	fputc('\n', flow->options->out);
	flow->column = 0;
	flow->began = false;
}
