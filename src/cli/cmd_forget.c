/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <crmsync/timestamp.h>
#include <sync/suppressed.h>

static const struct cli_option options[] = {
	{"stdin", 0, NULL, "read the address from standard input, so that no process list shows it", false},
	{"all", 0, NULL, "erase everybody who has this address, also if they are several", false},
	{0},
};

struct receipt {
	struct crm_forgotten erased;
	int64_t addresses;
	bool whole;         /* nothing is left in the write-ahead log */
	const char *backup; /* an older copy of the store, NULL: there is none */
};

static int find_backup(const char *store, struct crm_arena *arena, const char **out, struct crm_error *err)
{
	for (int version = 1; version < CRM_STORE_VERSION; version++) {
		const char *path = crm_arena_printf(arena, "%s.v%d.bak", store, version);
		if (path == NULL)
			return crm_error_no_memory(err);
		if (access(path, F_OK) == 0)
			*out = path;
	}
	return CRM_OK;
}

static void print_json(const struct receipt *r)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "forgotten");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field_int(&w, "people", r->erased.people);
	crm_jw_field_int(&w, "records", r->erased.records);
	crm_jw_field_int(&w, "operations", r->erased.operations);
	crm_jw_field_int(&w, "addresses", r->addresses);
	crm_jw_field_bool(&w, "whole", r->whole);
	crm_jw_field(&w, "backup", r->backup);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static void print_text(const struct receipt *r, struct crm_arena *arena)
{
	printf("Erased from the store: %s", crm_report_count(r->erased.people, "person", "people", arena));
	printf(" with %s of CRMs", crm_report_count(r->erased.records, "record", "records", arena));
	printf(" and %s of the journal.\n", crm_report_count(r->erased.operations, "entry", "entries", arena));
	printf("Remembered as a keyed hash, so that no CRM brings it in again: %s.\n",
	       crm_report_count(r->addresses, "new address", "new addresses", arena));
	printf("No CRM was touched: erase the person there as well.\n");
	if (r->backup != NULL)
		printf("An older copy of the store still has everything: delete %s.\n",
		       crm_report_safe(r->backup, arena));
	if (!r->whole)
		printf("Another program reads the store and holds on to its log: close it, then run this again.\n");
}

static int forget(struct cli *cli, struct crm_store *store, const char *address, bool all, struct receipt *r,
		  struct crm_error *err)
{
	int64_t run = 0;
	int rc = crm_store_run_start(store, "forget", crm_time_now(), &run, err);
	if (rc != CRM_OK)
		return rc;
	rc = crm_forget(store, cli->settings, address, all, run, &r->erased, &r->addresses, err);
	int code = cli_exit_code(rc);
	int finished = crm_store_run_finish(store, run, crm_time_now(), code,
					    rc == CRM_OK       ? "done"
					    : rc == CRM_E_GATE ? "gate"
							       : "failed",
					    "{}", rc == CRM_OK ? err : NULL);
	if (rc == CRM_E_GATE)
		crm_error_prefix(err, "nothing was erased (--all erases them all)");
	return rc == CRM_OK ? finished : rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct crm_store *store = NULL;
	struct crm_arena *arena = crm_arena_new();
	struct receipt r = {.whole = true};
	const char *address = NULL;
	int rc = arena ? cli_find_address(arguments, NULL, arena, &address, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = cli_load_settings(cli, err);
	if (rc == CRM_OK)
		rc = crm_store_open(cli->settings->store, true, &store, err);
	if (rc == CRM_OK)
		rc = crm_store_lock(store, err);
	if (rc == CRM_OK)
		rc = forget(cli, store, address, cli_has(arguments, "all"), &r, err);
	if (rc == CRM_OK)
		rc = crm_store_flush(store, &r.whole, err);
	if (rc == CRM_OK)
		rc = find_backup(cli->settings->store, arena, &r.backup, err);
	if (rc == CRM_OK && cli->json)
		print_json(&r);
	else if (rc == CRM_OK)
		print_text(&r, arena);
	if (store != NULL)
		crm_store_unlock(store);
	crm_store_close(store);
	crm_arena_free(arena);
	return rc;
}

extern const struct cli_command cli_forget;
const struct cli_command cli_forget = {
	.name = "forget",
	.words = "[ADDRESS]",
	.summary = "erase a person from the store, for good",
	.description = "Erases the person with this e-mail address from the store: what the CRMs were read to hold, "
		       "the merged\n"
		       "record, where its values came from, and the journal. Only keyed hashes of the person's "
		       "addresses stay,\n"
		       "so that no CRM brings the person in again; what is kept out is counted in reports. No CRM is "
		       "touched:\n"
		       "erase the person there yourself, before or after. There is no way back.",
	.options = options,
	.run = run,
	.max_words = 1,
};
