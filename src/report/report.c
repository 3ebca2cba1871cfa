/* SPDX-License-Identifier: Apache-2.0 */
/* What diff and sync tell: for people the summary first, for programs last. */
#include <report/parts.h>

static int report_begin(struct report *r, struct crm_engine *e, const struct crm_report_options *options,
			struct crm_error *err)
{
	*r = (struct report){.e = e, .options = options, .arena = crm_arena_new()};
	return r->arena ? CRM_OK : crm_error_no_memory(err);
}

static bool is_empty(const struct crm_summary *summary)
{
	return summary->operations + summary->links + summary->holds == 0;
}

static int diff_text(struct report *r, const struct crm_summary *summary, struct crm_error *err)
{
	if (is_empty(summary)) {
		fputs("no differences\n", r->options->out);
		report_left_text(r, summary);
		report_kept_out_text(r);
		report_unreadable_text(r);
		return CRM_OK;
	}
	report_head_text(r, summary, REPORT_WOULD);
	int rc = report_each_operation(r, CRM_OPS_PLANNED, report_operation_text, err);
	return rc == CRM_OK ? report_holds_text(r, summary, err) : rc;
}

static int diff_json(struct report *r, const struct crm_summary *summary, struct crm_error *err)
{
	int rc = report_each_operation(r, CRM_OPS_PLANNED, report_operation_json, err);
	if (rc == CRM_OK)
		rc = report_each_hold(r, report_hold_json, err);
	if (rc == CRM_OK)
		report_summary_json(r, summary);
	return rc;
}

int crm_report_diff(struct crm_engine *e, const struct crm_report_options *options, const struct crm_summary *summary,
		    struct crm_error *err)
{
	struct report r;
	int rc = report_begin(&r, e, options, err);
	if (rc == CRM_OK)
		rc = options->json ? diff_json(&r, summary, err) : diff_text(&r, summary, err);
	crm_arena_free(r.arena);
	return rc;
}

/* What an undo could not do stands in no hold. */
static int count_refused(struct report *r, int64_t *n, struct crm_error *err)
{
	struct crm_op_count *rows = NULL;
	size_t found = 0;
	int rc = crm_store_op_counts(r->e->store, r->e->run, r->arena, &rows, &found, err);
	*n = 0;
	for (size_t i = 0; rc == CRM_OK && i < found; i++)
		*n += rows[i].state == CRM_OPS_FAILED || rows[i].state == CRM_OPS_IN_DOUBT ? rows[i].n : 0;
	return rc;
}

static int run_text(struct report *r, const struct crm_summary *summary, struct crm_error *err)
{
	int64_t refused = 0;
	int counted = r->e->undoing ? count_refused(r, &refused, err) : CRM_OK;
	if (counted != CRM_OK)
		return counted;
	if (is_empty(summary) && refused == 0) {
		fputs("nothing to do\n", r->options->out);
		report_left_text(r, summary);
		report_systems_text(r, summary, REPORT_DID);
		return CRM_OK;
	}
	report_head_text(r, summary, REPORT_DID);
	int rc = report_each_operation(r, CRM_OPS_FAILED, report_failure_text, err);
	if (rc == CRM_OK)
		rc = report_each_operation(r, CRM_OPS_IN_DOUBT, report_failure_text, err);
	if (rc == CRM_OK)
		rc = report_holds_text(r, summary, err);
	if (rc == CRM_OK && summary->holds > 0)
		fputs("\ncrmsync review decides about what is held.\n", r->options->out);
	return rc;
}

static int run_json(struct report *r, const struct crm_summary *summary, struct crm_error *err)
{
	static const enum crm_op_state states[] = {CRM_OPS_ACKNOWLEDGED, CRM_OPS_VERIFIED, CRM_OPS_IN_DOUBT, CRM_OPS_FAILED,
						   CRM_OPS_SKIPPED};
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < sizeof states / sizeof *states; i++)
		rc = report_each_operation(r, states[i], report_operation_json, err);
	if (rc == CRM_OK)
		rc = report_each_hold(r, report_hold_json, err);
	if (rc == CRM_OK)
		report_summary_json(r, summary);
	return rc;
}

int crm_report_run(struct crm_engine *e, const struct crm_report_options *options, const struct crm_summary *summary,
		   struct crm_error *err)
{
	struct report r;
	int rc = report_begin(&r, e, options, err);
	if (rc == CRM_OK)
		rc = options->json ? run_json(&r, summary, err) : run_text(&r, summary, err);
	crm_arena_free(r.arena);
	return rc;
}
