/* SPDX-License-Identifier: Apache-2.0 */
/* The commands in the order of the help. */
#include <cli/cli.h>

extern const struct cli_command cli_init, cli_check, cli_setup, cli_pull, cli_diff, cli_sync, cli_status, cli_connectors, cli_completion;

const struct cli_command *const cli_commands[] = {
        &cli_init, &cli_check, &cli_setup, &cli_pull, &cli_diff, &cli_sync, &cli_status, &cli_connectors, &cli_completion, NULL,
};
