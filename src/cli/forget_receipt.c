/* SPDX-License-Identifier: Apache-2.0 */
/* What `crmsync forget` tells: no name and no address, since receipts are kept. */
#include <cli/forget.h>

#include <stdio.h>
#include <unistd.h>

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

static void print_json(const struct forget_receipt *r)
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

static void print_text(const struct forget_receipt *r, struct crm_arena *arena)
{
	printf("Erased from the store: %s", crm_report_count(r->erased.people, "person", "people", arena));
	printf(" with %s of CRMs", crm_report_count(r->erased.records, "record", "records", arena));
	printf(" and %s of the journal.\n", crm_report_count(r->erased.operations, "entry", "entries", arena));
	printf("Remembered as a keyed hash, so that no CRM brings it in again: %s.\n",
	       crm_report_count(r->addresses, "new address", "new addresses", arena));
	if (!r->asked_crms)
		printf("No CRM was touched: erase the person there as well.\n");
	if (r->backup != NULL)
		printf("An older copy of the store still has everything: delete %s.\n",
		       crm_report_safe(r->backup, arena));
	if (!r->whole)
		printf("Another program reads the store and holds on to its log: close it, then run this again.\n");
}

int forget_hand_receipt(const struct cli *cli, struct crm_store *store, struct forget_receipt *receipt,
			struct crm_arena *arena, struct crm_error *err)
{
	int rc = crm_store_flush(store, &receipt->whole, err);
	if (rc == CRM_OK)
		rc = find_backup(cli->settings->store, arena, &receipt->backup, err);
	if (rc == CRM_OK && cli->json)
		print_json(receipt);
	else if (rc == CRM_OK)
		print_text(receipt, arena);
	return rc;
}

/* ---- records in CRMs ---- */

static const char *state_of(const struct crm_erasure_record *r)
{
	return r->gone ? "deleted" : r->why == NULL ? "planned" : "left";
}

static void print_record_json(const struct crm_erasure_record *r)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "deletion");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "system", r->system);
	crm_jw_field(&w, "id", r->id);
	crm_jw_field(&w, "state", state_of(r));
	crm_jw_field(&w, "why", r->why);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static void print_record_text(const struct crm_erasure_record *r, struct crm_arena *arena)
{
	const char *system = crm_report_safe(r->system, arena), *id = crm_report_safe(r->id, arena);
	if (r->gone)
		printf("deleted %s contact %s\n", system, id);
	else if (r->why == NULL)
		printf("delete %s contact %s\n", system, id);
	else
		printf("stays: %s contact %s: %s\n", system, id, crm_report_safe(r->why, arena));
}

void forget_print_records(const struct cli *cli, const struct crm_erasure *x, bool done)
{
	struct crm_arena *arena = crm_arena_new();
	cli_progress_end();
	for (size_t i = 0; arena != NULL && i < x->n_records; i++) {
		crm_arena_reset(arena);
		if (cli->json)
			print_record_json(&x->records[i]);
		else
			print_record_text(&x->records[i], arena);
	}
	if (done && !cli->json && x->planned > x->open)
		printf("The vendors keep deleted records in their recycle bins for a while: empty them there, too.\n");
	crm_arena_free(arena);
}
