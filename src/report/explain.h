/* SPDX-License-Identifier: Apache-2.0 */
/* Explanations (sync/explain.h) for people and programs. */
#ifndef CRM_REPORT_EXPLAIN_H
#define CRM_REPORT_EXPLAIN_H

#include <report/report.h>
#include <sync/explain.h>

/* All of it, as text or as JSON lines (docs/json-output.md, from "explained" on). */
int crm_report_explanation(const struct crm_report_options *options, const struct crm_explanation *x,
			   struct crm_error *err);
/* Line of a record that may be meant; `handles`: its records as SYSTEM:ID, NULL-terminated. */
void crm_report_candidate(const struct crm_report_options *options, enum crm_object object, const char *uid,
			  const char *name, const char *const *handles, struct crm_arena *arena);

/* ---- parts, internal to report ---- */

/* Why the field has its value, in a sentence without its run; "" if nothing decided yet.  NULL: out of memory. */
const char *report_explain_field(const struct crm_explained_field *f, struct crm_arena *arena);
/* How a record was recognised. */
const char *report_explain_link(const struct crm_explained_link *l, struct crm_arena *arena);
/* What became of a value that lost. */
const char *report_explain_fate(const struct crm_said_value *v, struct crm_arena *arena);
void report_explanation_json(FILE *out, const struct crm_explanation *x, struct crm_arena *arena);

#endif
