/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for a person, by kind. */
#include <report/parts.h>

#include <string.h>

static const struct {
	const char *kind, *meaning;
} kinds[CRM_HOLD_KINDS] = {
	{"ambiguous", "it is not clear which records belong together"},
	{"conflict", "changed to different values in several systems"},
	{"merge", "records that are one in another system"},
	{"blocked", "values that a system would refuse"},
	{"rejected", "refused by the vendor; not sent again until it or the mapping changes, or with --retry-failed"},
	{"owner", "owners whom a system does not know, or who are not active there"},
	{"duplicate", "not created, or not given a value, that a record there may have already"},
	{"erased", "kept out because the e-mail address was erased on request"},
	{"parent", "the record that it belongs to is not there"},
	{"in_doubt", "it is not known whether it was created"},
	{"delete", "records that are gone in one system, and may be missed or wanted elsewhere"},
};

size_t crm_report_hold_kind(const char *kind)
{
	size_t i = 0;
	while (i < CRM_HOLD_KINDS && strcmp(kinds[i].kind, kind) != 0)
		i++;
	return i;
}

struct holds {
	struct report report; /* first: report_each_hold() hands it to print_hold() */
	size_t kind;
};

static void print_hold(struct report *r, const struct crm_hold_row *row)
{
	const struct holds *h = (const struct holds *)r;
	struct report_flow flow = {.options = r->options};
	if (crm_report_hold_kind(row->kind) != h->kind)
		return;
	report_flow_line(&flow, 2);
	flow.indent = 6;
	report_flow_words(&flow, CRM_STYLE_PLAIN, crm_report_safe(row->summary, r->arena));
	report_flow_end(&flow);
}

static void print_kind(struct report *r, size_t kind, int64_t n)
{
	bool known = kind < CRM_HOLD_KINDS;
	struct report_flow flow = {.options = r->options};
	const char *number = crm_arena_printf(r->arena, "(%s)%s", crm_report_number(n, r->arena), known ? ":" : "");
	fputc('\n', r->options->out);
	report_flow_words(&flow, CRM_STYLE_HOLD, known ? kinds[kind].kind : "other");
	report_flow_words(&flow, CRM_STYLE_HOLD, number ? number : "");
	report_flow_words(&flow, CRM_STYLE_PLAIN, known ? kinds[kind].meaning : "");
	report_flow_end(&flow);
}

int report_holds_text(struct report *r, const struct crm_summary *summary, struct crm_error *err)
{
	struct holds h = {.report = *r};
	int rc = CRM_OK;
	if (summary->holds > 0)
		fprintf(r->options->out, "\n%sHeld for a person%s\n", crm_style(r->options, CRM_STYLE_HEADING),
			crm_style(r->options, CRM_STYLE_PLAIN));
	for (h.kind = 0; rc == CRM_OK && h.kind <= CRM_HOLD_KINDS; h.kind++) {
		if (summary->by_kind[h.kind] == 0)
			continue;
		crm_arena_reset(r->arena);
		print_kind(r, h.kind, summary->by_kind[h.kind]);
		rc = report_each_hold(&h.report, print_hold, err);
	}
	return rc;
}
