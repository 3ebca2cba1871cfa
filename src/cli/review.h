/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of `crmsync review`. */
#ifndef CRM_CLI_REVIEW_H
#define CRM_CLI_REVIEW_H

#include <cli/cli.h>
#include <sync/review.h>

struct review {
	struct cli *cli;
	struct crm_engine *e;
	struct crm_review queue;
	const struct cli_arguments *arguments;
	unsigned objects, kinds; /* bits of what is asked for */
	bool undecided;          /* leave out what is decided */
	int64_t run;             /* in which decisions are taken down, 0: not begun */
	struct crm_arena *arena; /* of one item */
};

/* ---- opening and writing ---- */

/* Is the entry one of those that are asked for? */
bool review_wants(const struct review *v, const struct crm_review_entry *entry);
/* Takes the run lock, begins a transaction and a run, and reads the queue as it is now. */
int review_write_begin(struct review *v, struct crm_error *err);
/* rc CRM_OK: keeps what was decided, and notes exit_code of the run; else forgets it all.  Gives rc, or why that
 * failed. */
int review_write_end(struct review *v, int rc, int exit_code, struct crm_error *err);

/* ---- sub-commands ---- */

int review_list(struct review *v, struct crm_error *err);
int review_list_csv(struct review *v, const char *path, struct crm_error *err);
int review_show(struct review *v, const char *name, struct crm_error *err);
int review_decide(struct review *v, enum crm_answer answer, const char *const *words, size_t n, struct crm_error *err);
int review_withdraw(struct review *v, const char *const *names, size_t n, struct crm_error *err);
int review_decisions(struct review *v, const char *csv, struct crm_error *err);
int review_import(struct review *v, const char *path, struct crm_error *err);
/* One item after the other, a key for each answer; standard input and output are a terminal. */
int review_keys(struct review *v, struct crm_error *err);

/* ---- showing ---- */

/* A line of text, wrapped; what does not fit goes on at `indent`. */
void review_print(const struct cli *cli, size_t indent, enum crm_style style, const char *text);
void review_print_item(const struct review *v, const struct crm_review_item *item);
void review_print_answers(const struct review *v, const struct crm_review_item *item);
/* What speaks for and against the records being the same. */
int review_print_weights(const struct review *v, const struct crm_review_item *item, struct crm_error *err);
/* With `whole` also the records' values. */
int review_json_item(const struct review *v, const struct crm_review_item *item, bool whole, struct crm_error *err);
void review_json_decision(const struct crm_review_decision *d, const char *answer);
/* Every sort of decision a person can type for the item: "accept, keep-separate", "title=hubspot, title=pipedrive". */
const char *review_answers_text(const struct crm_review_item *item, struct crm_arena *arena);
/* "resolve title=hubspot", "accept" */
const char *review_decided_text(const struct crm_review_item *item, struct crm_arena *arena);

/* Start of the run that put the question first, "" if that is not known; out has CRM_TIME_TEXT bytes. */
int review_since(const struct review *v, const struct crm_review_item *item, char *out, struct crm_error *err);

/* ---- spreadsheets ---- */

/* A cell with what follows it: quoted where it has to be, and with ' before what a spreadsheet would calculate. */
void review_csv_cell(FILE *out, const char *text, char behind);

#endif
