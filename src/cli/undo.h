/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of `crmsync undo`. */
#ifndef CRM_CLI_UNDO_H
#define CRM_CLI_UNDO_H

#include <cli/cli.h>
#include <sync/undo.h>

/* What stays as it is, and why. */
void undo_print_kept(const struct cli *cli, const struct crm_undo *u);
/* What had been taken back before. */
void undo_print_already(const struct cli *cli, const struct crm_undo *u);
/* What comes after that for the next sync. */
void undo_print_end(const struct cli *cli, const struct crm_undo *u);
/* Runs that wrote, newest first; nothing is asked of any CRM. */
int undo_list(struct cli *cli, struct crm_error *err);

#endif
