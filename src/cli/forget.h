/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of `crmsync forget`. */
#ifndef CRM_CLI_FORGET_H
#define CRM_CLI_FORGET_H

#include <cli/cli.h>
#include <sync/erasure.h>

struct forget_receipt {
	struct crm_forgotten erased;
	int64_t addresses;
	bool whole;         /* nothing is left in the write-ahead log */
	const char *backup; /* an older copy of the store, NULL: there is none */
	bool asked_crms;    /* --delete-in */
};

/* Erases from the store, within a run that the caller begins and ends. */
int forget_in_store(struct cli *cli, struct crm_store *store, const char *address, bool all, int64_t run,
		    struct forget_receipt *receipt, struct crm_error *err);
/* Empties the store's log, which would still tell of the person, and prints the receipt. */
int forget_hand_receipt(const struct cli *cli, struct crm_store *store, struct forget_receipt *receipt,
			struct crm_arena *arena, struct crm_error *err);

/* The person's records in CRMs: which are to be deleted (`done` false), or what became of them. */
void forget_print_records(const struct cli *cli, const struct crm_erasure *x, bool done);
/* --delete-in: deletes in the CRMs first, then erases from the store and prints the receipt.  0, an exit code, or a
   negative code. */
int forget_with_crms(struct cli *cli, const struct cli_command *command, const struct cli_arguments *arguments,
		     const char *address, struct crm_error *err);

#endif
