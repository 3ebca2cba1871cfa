/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of crmsync-sandbox. */
#ifndef SANDBOX_CMDLINE_H
#define SANDBOX_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/error.h>

#include "sandbox/listen.h"

#define CMDLINE_MAX_SYSTEMS 32

enum cmdline_task { CMDLINE_SERVE, CMDLINE_EXPORT, CMDLINE_HELP, CMDLINE_VERSION };
enum cmdline_seed { CMDLINE_SEED_EMPTY, CMDLINE_SEED_DEMO, CMDLINE_SEED_PEOPLE };

struct cmdline_system {
	char name[64];
	char vendor[32];
};

struct cmdline {
	enum cmdline_task task;
	union listen_address address;
	const char *port_file, *state, *seed_dir, *truth; /* from argv, NULL: not given */
	const char *export_csv;                           /* CMDLINE_EXPORT: the file */
	const char *from;                                 /* store to start with, NULL: not given */
	bool seeded;                                      /* --seed was given */
	enum cmdline_seed seed;
	uint64_t people; /* CMDLINE_SEED_PEOPLE; of an export: rows */
	uint64_t random_seed;
	struct cmdline_system systems[CMDLINE_MAX_SYSTEMS]; /* as given; none given: n_systems is 0 */
	size_t n_systems;
	bool quiet;
};

/* CRM_E_USAGE says what is wrong. */
int cmdline_parse(int argc, char *const argv[], struct cmdline *out, struct crm_error *err);
/* The text of --help. */
extern const char cmdline_help[];

#endif
