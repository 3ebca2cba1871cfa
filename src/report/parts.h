/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of a report share; internal to report. */
#ifndef CRM_REPORT_PARTS_H
#define CRM_REPORT_PARTS_H

#include <report/report.h>

struct report {
	struct crm_engine *e;
	const struct crm_report_options *options;
	struct crm_arena *arena; /* reset with every batch of rows */
	int64_t record;          /* golden record of the operation shown last: its operations stand under one heading */
};

/* "create"; as in docs/json-output.md. */
const char *report_kind_word(int kind);

/* Why a change is made, for people; from: the system that the value came from, NULL: no single one. */
const char *report_why_text(const char *why, const char *from, struct crm_arena *arena);

/* ---- flowing text ---- */

/* Words that go on at `indent` of the next line where the line is full; width 0: never. */
struct report_flow {
	const struct crm_report_options *options;
	size_t indent, column;
	bool began;           /* something stands on this line behind the indent */
	enum crm_style style; /* what the terminal writes in now */
};

/* Goes to the next line and to the indent. */
void report_flow_line(struct report_flow *flow, size_t indent);
/* Words of a text that is safe already. */
void report_flow_words(struct report_flow *flow, enum crm_style style, const char *text);
/* Ends the line. */
void report_flow_end(struct report_flow *flow);

/* ---- walking; visit() may be called for any number of rows ---- */

int report_each_operation(struct report *r, enum crm_op_state state,
			  void (*visit)(struct report *r, const struct crm_op_row *row), struct crm_error *err);
int report_each_hold(struct report *r, void (*visit)(struct report *r, const struct crm_hold_row *row),
		     struct crm_error *err);
/* Name of a golden record for people, "" if it has none; *uid: crmsync id. */
const char *report_record_name(struct report *r, int64_t golden, const char **uid);

/* ---- rows ---- */

void report_operation_text(struct report *r, const struct crm_op_row *row);
/* What a vendor refused, or never answered. */
void report_failure_text(struct report *r, const struct crm_op_row *row);
void report_operation_json(struct report *r, const struct crm_op_row *row);
void report_hold_json(struct report *r, const struct crm_hold_row *row);
void report_summary_json(struct report *r, const struct crm_summary *summary);
/* All holds by kind, each kind with what it means. */
int report_holds_text(struct report *r, const struct crm_summary *summary, struct crm_error *err);

/* ---- what stands above them ---- */

enum report_tense { REPORT_WOULD, REPORT_DID };
void report_head_text(struct report *r, const struct crm_summary *summary, enum report_tense tense);
/* Records that have left the scope of a filter, by system and object. */
void report_left_text(struct report *r, const struct crm_summary *summary);
/* Erased people who were not taken in, by system. */
void report_kept_out_text(struct report *r);
/* Records that are there and could not be read. */
void report_unreadable_text(struct report *r);
/* Calls to come, or calls that were made, and who was kept out, by system. */
void report_systems_text(struct report *r, const struct crm_summary *summary, enum report_tense tense);

#endif
