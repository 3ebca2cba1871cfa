/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of `crmsync match`. */
#ifndef CRM_CLI_MATCH_H
#define CRM_CLI_MATCH_H

#include <cli/cli.h>

/* What other thresholds would cost, for the objects asked for (bits, 0: all). */
int match_report(struct cli *cli, struct crm_engine *e, unsigned objects, struct crm_error *err);
/* What speaks for and against two records of one object. */
int match_why(struct cli *cli, struct crm_engine *e, const struct crm_source records[2], struct crm_arena *arena,
	      struct crm_error *err);

#endif
