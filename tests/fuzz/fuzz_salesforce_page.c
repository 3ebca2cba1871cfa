/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an answer of Salesforce (a page, a describe, results of a batch, rows of a bulk query, an error), and as
   a cursor and a filter: either it is understood or it is refused; never a crash, never a record without an id, never a
   success that nobody reported. clang -g -fsanitize=fuzzer,address,undefined; a test replays mutations of recorded
   answers without libFuzzer. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "../../connectors/salesforce/bulk_place.h"
#include "../../connectors/salesforce/bulk_rows.h"
#include "../../connectors/salesforce/cursor.h"
#include "../../connectors/salesforce/failure.h"
#include "../../connectors/salesforce/filter.h"
#include "../../connectors/salesforce/listing.h"
#include "../../connectors/salesforce/query.h"
#include "../../connectors/salesforce/schema.h"
#include "../../connectors/salesforce/write_outcome.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const wanted[] = {"Name",      "Email",   "Amount",      "CreatedDate",   "Tags__c",
				     "@contacts", "@status", "Lead:Status", "MailingAddress"};

static void must_hold(bool holds)
{
	if (!holds)
		abort();
}

/* The connection has a token of the config that was refused: requests for further pages end before they are sent. */
static void read_page(const crm_json *json, struct sf_schema *schema, struct crm_arena *arena)
{
	for (int type = 0; type < SF_TYPES; type++) {
		struct crm_connection conn = {.grant = SF_GRANT_STATIC};
		struct sf_selection selection;
		struct sf_records records = {0};
		struct sf_listing page;
		conn.schemas[type] = schema;
		if (sf_listing_read(json, true, &page, NULL) < 0 ||
		    sf_select(&conn, (enum sf_type)type, wanted, sizeof wanted / sizeof *wanted, arena, &selection) < 0)
			continue;
		if (sf_records_add(&conn, &selection, &page, arena, &records, NULL) < 0)
			continue;
		must_hold(records.n == page.n);
		for (size_t i = 0; i < records.n; i++)
			must_hold(records.items[i].id && records.items[i].raw &&
				  (records.items[i].life != CRM_MERGED || records.items[i].into));
	}
}

static void read_schema(const crm_json *json, struct crm_arena *arena)
{
	struct sf_schema *schema = NULL;
	if (sf_schema_read(json, &schema, NULL) == CRM_OK)
		read_page(json, schema, arena);
	sf_schema_free(schema);
}

static bool says_success(const crm_json *v)
{
	return crm_json_true(crm_json_get(v, "success"));
}

static void read_results(const crm_json *json, struct crm_arena *arena)
{
	static const enum crm_op_kind kinds[] = {CRM_OP_CREATE, CRM_OP_UPDATE, CRM_OP_ARCHIVE};
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		struct sf_write write = {.kind = kinds[k], .object = CRM_CONTACT, .id = "003ak00000luKU1AAM"};
		for (const crm_json *v = crm_json_first(json); v; v = crm_json_next(v)) {
			struct crm_result result = {0};
			must_hold(sf_outcome_read(&write, v, arena, &result) == CRM_OK);
			must_hold(result.outcome != CRM_DONE || says_success(v));
			must_hold(result.outcome != CRM_DONE || kinds[k] != CRM_OP_CREATE || result.id);
			must_hold(result.outcome != CRM_REFUSED || result.message); /* a code is not always told */
		}
	}
}

static void read_error(const crm_json *json)
{
	struct sf_fault fault;
	for (int status = 300; status < 600; status += 7)
		must_hold(sf_failure_class(status, sf_fault_read(json, &fault) ? &fault : NULL) < 0);
}

/* Rows and cells of a CSV that comes in pieces of this size, up to its end or its first mistake; *sum tells their texts
   apart.  -1: a mistake. */
static int read_rows(const char *bytes, size_t size, size_t piece, uint64_t *sum)
{
	struct sf_rows *rows = sf_rows_new();
	size_t at = 0;
	int rc = 0;
	must_hold(rows != NULL);
	*sum = 0;
	for (bool ended = false; !ended && rc >= 0;) {
		size_t used = 0, given = size - at < piece ? size - at : piece;
		ended = given == 0;
		rc = ended ? sf_rows_end(rows, NULL) : sf_rows_feed(rows, bytes + at, given, &used, NULL);
		must_hold(used <= given && (rc != 0 || used == given));
		at += used;
		for (size_t i = 0; rc == 1 && i < sf_rows_cells(rows); i++)
			for (const char *c = sf_rows_cell(rows, i); *sum = *sum * 31 + (unsigned char)*c + 1, *c; c++)
				;
	}
	sf_rows_free(rows);
	return rc < 0 ? -1 : 0;
}

/* However a text is cut, its rows are the same. */
static void read_csv(const char *bytes, size_t size)
{
	uint64_t whole, part;
	int rc = read_rows(bytes, size, size + 1, &whole);
	for (size_t piece = 1; piece < 4; piece++) {
		must_hold(read_rows(bytes, size, piece, &part) == rc);
		must_hold(rc < 0 || part == whole);
	}
}

static void read_place(const char *text, struct crm_arena *arena)
{
	struct sf_bulk_place place;
	struct crm_buf again;
	if (!sf_bulk_is_place(text) || !sf_bulk_place_read(text, arena, &place))
		return;
	crm_buf_init(&again, CRM_BUF_MAX);
	sf_bulk_place_write(&again, &place);
	must_hold(sf_bulk_place_read(again.ptr, arena, &place));
	crm_buf_free(&again);
}

static void read_text(const char *text, struct crm_arena *arena)
{
	struct sf_cursor cursor;
	const char *condition;
	if (sf_cursor_read(text, arena, &cursor)) {
		struct crm_buf again;
		crm_buf_init(&again, CRM_BUF_MAX);
		sf_cursor_write(&again, &cursor);
		must_hold(sf_cursor_read(again.ptr, arena, &cursor));
		crm_buf_free(&again);
	}
	if (sf_filter_for(text, SF_LEAD, arena, &condition, NULL) == CRM_OK)
		must_hold(!condition || condition[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct crm_arena *arena = crm_arena_new();
	crm_json *json = NULL;
	char *text = crm_strndup((const char *)data, size);
	must_hold(arena && text);
	read_text(text, arena);
	read_place(text, arena);
	read_csv((const char *)data, size);
	if (crm_json_parse((const char *)data, size, &json, NULL) == CRM_OK) {
		read_page(json, NULL, arena);
		read_schema(json, arena);
		read_results(json, arena);
		read_error(json);
	}
	crm_json_free(json);
	crm_free(text);
	crm_arena_free(arena);
	return 0;
}
