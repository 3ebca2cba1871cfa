/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of `crmsync migrate`. */
#ifndef CRM_CLI_MIGRATE_H
#define CRM_CLI_MIGRATE_H

#include <cli/cli.h>
#include <sync/migration_fields.h>

/* Asks on the terminal whether so many of something may be written into the target; CRM_E_GATE: no, or nobody is there.
 */
int migrate_ask(const struct crm_engine *e, int64_t n, const char *one, const char *many, struct crm_error *err);
/* Lists the properties that the target lacks and, unless dry, creates them. */
int migrate_create_fields(const struct cli *cli, struct crm_engine *e, bool dry, bool yes, struct crm_arena *arena,
			  struct crm_error *err);

#endif
