/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of `crmsync match`. */
#ifndef CRM_CLI_MATCH_H
#define CRM_CLI_MATCH_H

#include <cli/cli.h>
#include <sync/match_score.h>

/* What other thresholds would cost, for the objects asked for (bits, 0: all). */
int match_report(struct cli *cli, struct crm_engine *e, unsigned objects, struct crm_error *err);
/* What speaks for and against two records. */
struct match_why {
	struct crm_engine *e;
	const struct crm_source *records; /* two */
	struct crm_arena *arena;
	struct crm_cell *cells[2];
	struct crm_score_step steps[CRM_SCORE_STEPS];
	size_t n;
	double weight;
	bool safe;
	const char *said; /* "same", "apart", NULL: nothing */
	const char *key;  /* that both have, NULL: none */
};
/* Compares them anew, which reads all records of the object.  Both are live, of one object and of systems that the
   config has, else CRM_E_NOT_FOUND. */
int match_why_find(struct crm_engine *e, const struct crm_source records[2], struct crm_arena *arena,
		   struct match_why *out, struct crm_error *err);
/* "auto", "review", "apart": what the weight alone says, by the thresholds. */
const char *match_why_verdict(const struct match_why *w);
int match_why_print(struct cli *cli, struct match_why *w, struct crm_error *err);
/* Both. */
int match_why(struct cli *cli, struct crm_engine *e, const struct crm_source records[2], struct crm_arena *arena,
	      struct crm_error *err);

#endif
