/* SPDX-License-Identifier: Apache-2.0 */
/* Diff and run reports, for people (text) and programs (JSON lines, documented in docs/json-output.md). */
#ifndef CRM_REPORT_REPORT_H
#define CRM_REPORT_REPORT_H

#include <stdio.h>

#include <sync/engine.h>

struct crm_report_options {
	FILE *out;
	bool color; /* ANSI colours */
	bool json;
	size_t width; /* columns to wrap lines to, 0: no wrapping */
};

/* Numbers of a run by system and object. */
struct crm_tally {
	int64_t create, update, archive, associate, dissociate; /* operations */
	int64_t link;          /* records of different systems that were recognised as one */
	int64_t hold, blocked; /* waiting for a person; values that the vendor would refuse */
	int64_t left;          /* linked records that the filter no longer chooses */
	int64_t unreadable;    /* records that are there and could not be read */
};

#define CRM_HOLD_KINDS 11 /* "ambiguous", "blocked", ... */

struct crm_summary {
	struct crm_tally rows[CRM_MAX_SIDES][CRM_SYNC_OBJECTS];
	int64_t held[CRM_SYNC_OBJECTS];      /* holds that concern no single system */
	int64_t operations, links, holds, unreadable; /* totals */
	int64_t by_kind[CRM_HOLD_KINDS + 1]; /* holds by crm_report_hold_kind() */
	int64_t filled, overwritten,
		emptied; /* fields of records that are changed: had no value, had another, lose theirs */
	struct crm_cost cost[CRM_MAX_SIDES];
	struct crm_quota quota[CRM_MAX_SIDES];
};

/* Gathers the numbers of the run's operations in the states given (bits 1 << enum crm_op_state). */
int crm_summary_gather(struct crm_engine *e, unsigned states, struct crm_summary *out, struct crm_error *err);
/* Does what is left today pay for the plan? */
/* How long sending the plan takes at least, by the rate that the vendor allows; 0: no limit is known, or nothing is to be sent. */
int64_t crm_summary_seconds(const struct crm_engine *e, const struct crm_summary *summary, size_t system);
bool crm_summary_is_affordable(const struct crm_summary *summary, size_t system);
/* The whole difference: table, calls against the budget, every change, every hold. */
int crm_report_diff(struct crm_engine *e, const struct crm_report_options *options, const struct crm_summary *summary,
		    struct crm_error *err);
/* What a sync did: table, what failed, holds. */
int crm_report_run(struct crm_engine *e, const struct crm_report_options *options, const struct crm_summary *summary,
		   struct crm_error *err);
/* The same as one HTML page with everything in it (0600): what a sync would write, or (done) what it wrote and what
   failed.  CRM_E_DISK: it cannot be written; what stood at `path` before is still there. */
int crm_report_html(struct crm_engine *e, const char *path, const struct crm_summary *summary, bool done,
		    struct crm_error *err);
/* The summary as JSON (one object), for the run's row and --json. */
void crm_summary_write(struct crm_engine *e, const struct crm_summary *summary, struct crm_json_writer *w);

/* ---- parts ---- */

/* A hold as a JSON line; system: its name, NULL if it concerns no single one. */
void crm_report_hold(FILE *out, const struct crm_hold_row *row, const char *system);

/* Number of a kind of hold, CRM_HOLD_KINDS for one that is not known. */
size_t crm_report_hold_kind(const char *kind);

/* Text safe for the terminal: control characters escaped, secrets redacted; arena. */
const char *crm_report_safe(const char *text, struct crm_arena *arena);
/* JSON as it may be shown: secrets redacted, what could steer a terminal written as \uNNNN. */
void crm_report_safe_json(struct crm_buf *out, const char *json);
/* One line of JSON, with line feed: secrets redacted, what could steer a terminal written as \uNNNN. */
void crm_report_json_line(FILE *out, const struct crm_buf *line);
/* "1 contact", "2 contacts", "1,234 contacts" */
const char *crm_report_count(int64_t n, const char *one, const char *many, struct crm_arena *arena);
/* 1,234,567 */
const char *crm_report_number(int64_t n, struct crm_arena *arena);
/* Columns a text takes on a terminal. */
size_t crm_report_width(const char *utf8);

/* A table: the first two columns left, the others right-aligned; zero cells are shown as "-". */
struct crm_table {
	const char *const *cells; /* row by row, n_columns each; the first row is the heading */
	size_t n_rows, n_columns;
};
void crm_table_print(const struct crm_report_options *options, const struct crm_table *table);

/* ANSI escape for a purpose, "" without colour. */
enum crm_style {
	CRM_STYLE_PLAIN,
	CRM_STYLE_HEADING,
	CRM_STYLE_ADD,
	CRM_STYLE_CHANGE,
	CRM_STYLE_REMOVE,
	CRM_STYLE_HOLD,
	CRM_STYLE_FAINT
};
const char *crm_style(const struct crm_report_options *options, enum crm_style style);

#endif
