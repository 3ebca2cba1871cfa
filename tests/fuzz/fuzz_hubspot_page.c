/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as HubSpot's answer: a page of records that make sense, a listing's associations, complaints and the rows
   of a batch that they settle; never a crash, never a record without an id. clang -g
   -fsanitize=fuzzer,address,undefined; the first byte chooses the object. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "push.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const fuzz_names[] = {
	"email", "closedate", "hs_additional_emails", "amount", "@company", "@contacts", "@status", "@opted_out"};

static void fuzz_check(const struct crm_record *record)
{
	if (!record->id || !record->id[0] || !record->raw || strlen(record->raw) != record->raw_len)
		abort();
	for (size_t i = 0; i < record->n_properties; i++) {
		const struct crm_value *v = &record->properties[i].value;
		if (v->kind == CRM_ABSENT || (v->kind == CRM_TEXT && !v->text))
			abort();
		for (size_t k = 0; v->kind == CRM_LIST && k < v->n; k++)
			if (!v->items[k][0])
				abort();
	}
}

static void fuzz_page(struct crm_connection *conn, enum crm_object object, const crm_json *results,
		      struct crm_arena *arena)
{
	struct hubspot_row *rows = NULL;
	size_t n = 0;
	struct hubspot_wish wish = {.object = object, .names = fuzz_names, .n_names = 8};
	wish.companies = wish.contacts = object == CRM_DEAL;
	if (hubspot_rows_read(results, arena, &rows, &n, NULL) != CRM_OK ||
	    hubspot_links_inline(&wish, rows, n, arena) != CRM_OK)
		return;
	for (size_t i = 0; i < n; i++) {
		struct crm_record record;
		if (hubspot_record_read(conn, &wish, &rows[i], arena, &record, NULL) == CRM_OK)
			fuzz_check(&record);
		const struct hubspot_wish all = {.object = object};
		if (hubspot_record_read(conn, &all, &rows[i], arena, &record, NULL) == CRM_OK && !record.id)
			abort();
	}
}

static void fuzz_errors(const crm_json *answer, struct crm_arena *arena)
{
	const struct hubspot_complaint *complaints = NULL;
	size_t n = hubspot_complaints(answer, arena, &complaints);
	for (size_t i = 0; i < n; i++) {
		if (!complaints[i].message)
			abort();
		hubspot_existing_id(complaints[i].message, arena);
	}
}

static void fuzz_push(struct crm_connection *conn, enum crm_object object, const crm_json *answer,
		      struct crm_arena *arena)
{
	static const struct crm_property wrote[] = {{"email", {.kind = CRM_TEXT, .text = "a@x.com"}}};
	static const size_t rows[] = {0, 1};
	const struct push_verb *const verbs[] = {&push_create, &push_update, &push_archive, &push_associate,
						 &push_dissociate};
	static const enum crm_op_kind kinds[] = {CRM_OP_CREATE, CRM_OP_UPDATE, CRM_OP_ARCHIVE, CRM_OP_ASSOCIATE,
						 CRM_OP_DISSOCIATE};
	for (size_t i = 0; i < 5; i++) {
		struct crm_result results[2] = {{.outcome = CRM_UNKNOWN}, {.outcome = CRM_UNKNOWN}};
		struct crm_op ops[2] = {{.trace = "r1-1", .kind = kinds[i], .object = object, .properties = wrote},
					{.trace = "r1-2", .kind = kinds[i], .object = object, .properties = wrote}};
		ops[0].n_properties = 1;
		ops[0].id = kinds[i] == CRM_OP_CREATE ? NULL : "1";
		ops[1].id = kinds[i] == CRM_OP_CREATE ? NULL : "2";
		ops[0].to = ops[1].to = i >= 3 ? "3" : NULL;
		const struct push p = {.conn = conn,
				       .verb = verbs[i],
				       .object = object,
				       .ops = ops,
				       .results = results,
				       .arena = arena};
		verbs[i]->settle(&p, rows, 2, answer);
		for (size_t k = 0; k < 2; k++)
			if (results[k].outcome == CRM_DONE && !results[k].id)
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct crm_connection conn = {0};
	crm_json *answer = NULL;
	if (size == 0)
		return 0;
	enum crm_object object = (enum crm_object)(data[0] % HUBSPOT_OBJECT_TYPES);
	struct crm_arena *arena = crm_arena_new();
	if (arena && crm_json_parse((const char *)data + 1, size - 1, &answer, NULL) == CRM_OK) {
		fuzz_page(&conn, object, crm_json_get(answer, "results"), arena);
		fuzz_errors(answer, arena);
		fuzz_push(&conn, object, answer, arena);
	}
	crm_json_free(answer);
	crm_arena_free(arena);
	return 0;
}
