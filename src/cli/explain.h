/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of `crmsync explain`. */
#ifndef CRM_CLI_EXPLAIN_H
#define CRM_CLI_EXPLAIN_H

#include <cli/cli.h>

/* Why two records of one object are not one: what speaks for and against them, and what stands in the way. */
int explain_why_not(struct cli *cli, struct crm_engine *e, const struct crm_source records[2], struct crm_arena *arena,
		    struct crm_error *err);

#endif
