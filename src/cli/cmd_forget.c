/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/forget.h>

#include <crmsync/timestamp.h>
#include <sync/suppressed.h>

static const struct cli_option options[] = {
	{"stdin", 0, NULL, "read the address from standard input, so that no process list shows it", false},
	{"all", 0, NULL, "erase everybody who has this address, also if they are several", false},
	{"delete-in", 0, "SYSTEM",
	 "delete the person's records in that CRM, too (may be repeated; 'all': wherever crmsync may write)", true},
	{"dry-run", 0, NULL, "with --delete-in: show which records would be deleted, and do nothing", false},
	{"yes", 'y', NULL, "with --delete-in: do it without asking", false},
	{"accept", 0, "tenant|shrink", "yes, the account has changed; yes, so many records are gone", true},
	{0},
};

int forget_in_store(struct cli *cli, struct crm_store *store, const char *address, bool all, int64_t run,
		    struct forget_receipt *receipt, struct crm_error *err)
{
	int rc = crm_forget(store, cli->settings, address, all, run, &receipt->erased, &receipt->addresses, err);
	if (rc == CRM_E_GATE)
		crm_error_prefix(err, "nothing was erased (--all erases them all)");
	return rc;
}

static int forget(struct cli *cli, struct crm_store *store, const char *address, bool all, struct forget_receipt *r,
		  struct crm_error *err)
{
	int64_t run = 0;
	int rc = crm_store_run_start(store, "forget", crm_time_now(), &run, err);
	if (rc != CRM_OK)
		return rc;
	rc = forget_in_store(cli, store, address, all, run, r, err);
	int finished = crm_store_run_finish(store, run, crm_time_now(), cli_exit_code(rc),
					    rc == CRM_OK       ? "done"
					    : rc == CRM_E_GATE ? "gate"
							       : "failed",
					    "{}", rc == CRM_OK ? err : NULL);
	return rc == CRM_OK ? finished : rc;
}

extern const struct cli_command cli_forget;

static int forget_here(struct cli *cli, const char *address, bool all, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_store *store = NULL;
	struct forget_receipt r = {.whole = true};
	int rc = cli_load_settings(cli, err);
	if (rc == CRM_OK)
		rc = crm_store_open(cli->settings->store, true, &store, err);
	if (rc == CRM_OK)
		rc = crm_store_lock(store, err);
	if (rc == CRM_OK)
		rc = forget(cli, store, address, all, &r, err);
	if (rc == CRM_OK)
		rc = forget_hand_receipt(cli, store, &r, arena, err);
	if (store != NULL)
		crm_store_unlock(store);
	crm_store_close(store);
	return rc;
}

static int check(const struct cli_arguments *arguments, struct crm_error *err)
{
	static const char *const with_crms[] = {"dry-run", "yes", "accept", NULL};
	for (const char *const *name = with_crms; *name != NULL && !cli_has(arguments, "delete-in"); name++)
		if (cli_has(arguments, *name))
			return crm_error_set(err, CRM_E_USAGE, "option '--%s' goes with --delete-in", *name);
	return CRM_OK;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	const char *address = NULL;
	int rc = arena ? check(arguments, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = cli_find_address(arguments, NULL, arena, &address, err);
	if (rc == CRM_OK)
		rc = cli_has(arguments, "delete-in") ? forget_with_crms(cli, &cli_forget, arguments, address, err)
						     : forget_here(cli, address, cli_has(arguments, "all"), arena, err);
	crm_arena_free(arena);
	return rc;
}

const struct cli_command cli_forget = {
	.name = "forget",
	.words = "[ADDRESS]",
	.summary = "erase a person from the store, for good",
	.description =
		"Erases the person with this e-mail address from the store: what the CRMs were read to hold, the "
		"merged\n"
		"record, where its values came from, and the journal. Only keyed hashes of the person's addresses "
		"stay,\n"
		"so that no CRM brings the person in again; what is kept out is counted in reports. There is no way\n"
		"back.\n\n"
		"No CRM is touched: erase the person there yourself, before or after, or with --delete-in. Then the\n"
		"person's records are listed, asked about, and deleted there first; the store is erased when none of\n"
		"them is left, and if one is, the same command goes on from there. Vendors keep what is deleted in a\n"
		"recycle bin for a while; no program empties it.\n\n"
		"  crmsync forget jim@firma.example\n"
		"  crmsync forget jim@firma.example --delete-in all --dry-run",
	.options = options,
	.run = run,
	.max_words = 1,
};
