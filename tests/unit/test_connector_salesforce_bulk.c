/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce connector: pulls by query jobs of the Bulk API 2.0. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../connectors/salesforce/bulk.h"
#include "../../connectors/salesforce/bulk_rows.h"
#include "../../connectors/salesforce/pull.h"
#include "run_suite.h"
#include "salesforce_fixture.h"

#define C1  "003ak000003dQCGAA2"
#define C2  "003ak000003dQCDAA2"
#define C3  "003ak000003dQCEAA2"
#define JOB "750ak000009AVi5AAG"

#define FIRST_PAGE(total)                                                                                              \
	"{\"totalSize\":" total                                                                                        \
	",\"done\":false,\"nextRecordsUrl\":\"/services/data/v62.0/query/01g-1\",\"records\":[{\"Id\":\"" C1           \
	"\",\"SystemModstamp\":\"2026-11-20T10:00:00.000+0000\",\"Email\":\"a@example.com\"}]}"
#define STATE(state)   "{\"id\":\"" JOB "\",\"operation\":\"query\",\"state\":\"" state "\"}"
#define HEADER         "\"Id\",\"SystemModstamp\",\"IsDeleted\",\"MasterRecordId\",\"Email\"\n"
#define ROW(id, email) "\"" id "\",\"2026-11-20T11:00:00.000Z\",\"false\",\"\",\"" email "\"\n"
#define CSV            "Content-Type: text/csv;charset=UTF-8\n"
#define GONE           "[{\"errorCode\":\"NOT_FOUND\",\"message\":\"The requested resource does not exist\"}]"

static const char *const names[] = {"Email"};
static struct crm_page page;
static struct crm_pull request;

static void setup(void)
{
	sf_fixture_start();
	sf_set_option("leads", "false");
	ck_assert_int_eq(sf_connect(), CRM_OK);
	request = (struct crm_pull){.object = CRM_CONTACT, .properties = names, .n_properties = 1};
}

/* The next page; the request goes on behind it. */
static int pull(void)
{
	crm_error_clear(&sf_err);
	page = (struct crm_page){0};
	int rc = sf_pull(sf_conn, &request, &page, sf_arena, &sf_err);
	if (rc == CRM_OK)
		request.cursor = page.cursor;
	return rc;
}

static void pull_ok(void)
{
	int rc = pull();
	ck_assert_msg(rc == CRM_OK, "%d: %s", rc, crm_error_text(&sf_err));
}

/* Up to the job that is made. */
static void begin(void)
{
	sf_script("GET *FROM Contact ORDER BY", 200, FIRST_PAGE("200000"));
	pull_ok();
	ck_assert_uint_eq(page.n, 1);
	ck_assert_uint_eq(page.again_ms, 0);
	sf_script("POST /services/data/v62.0/jobs/query", 200, STATE("UploadComplete"));
	pull_ok();
	ck_assert_uint_eq(page.n, 0);
	ck_assert_uint_eq(page.again_ms, 20000); /* as long as 200,000 rows may take */
}

static void look(const char *state)
{
	sf_script("GET /services/data/v62.0/jobs/query/" JOB, 200, state);
	pull_ok();
}

static void script_set(const char *request_text, const char *body, const char *locator, const char *rows)
{
	char *headers =
		crm_arena_printf(sf_arena, CSV "Sforce-Locator: %s\nSforce-NumberOfRecords: %s\n", locator, rows);
	sf_script(request_text, 200, body);
	sf_script_headers(headers);
}

START_TEST(a_job_is_made_looked_at_and_read)
{
	begin();
	static const char body[] =
		"{\"operation\":\"query\",\"query\":\"SELECT Id, SystemModstamp, IsDeleted, MasterRecordId, Email FROM "
		"Contact "
		"WHERE ((SystemModstamp = 2026-11-20T10:00:00Z AND Id > '" C1 "') OR SystemModstamp > "
		"2026-11-20T10:00:00Z)\",\"contentType\":\"CSV\",\"columnDelimiter\":\"COMMA\",\"lineEnding\":\"LF\"}";
	ck_assert_str_eq(sf_seen(1)->body, body);
	look(STATE("InProgress"));
	ck_assert_uint_eq(page.n, 0);
	ck_assert_uint_eq(page.again_ms, 30000);
	look(STATE("InProgress"));
	ck_assert_uint_eq(page.again_ms, 45000);
	look(STATE("JobComplete"));
	ck_assert_uint_eq(page.again_ms, 0);
	script_set("GET /services/data/v62.0/jobs/query/" JOB "/results?maxRecords=50000",
		   HEADER ROW(C2, "b \"\"x\"\", y") "\"" C3 "\",\"2026-11-20T11:00:00.000Z\",\"false\",\"\",\"\"\n",
		   "MTAwMDA", "2");
	pull_ok();
	ck_assert(!page.complete);
	ck_assert_uint_eq(page.n, 2);
	ck_assert_str_eq(sf_text_of(sf_record_of(&page, C2), "Email"), "b \"x\", y");
	ck_assert_str_eq(sf_text_of(sf_record_of(&page, C3), "Email"), "<null>");
	ck_assert_int_eq(page.records[0].modified, 1795172400000);
	ck_assert_int_eq(page.records[0].life, CRM_LIVE);
	ck_assert_ptr_nonnull(strstr(page.records[0].raw, "\"IsDeleted\":false"));
	script_set("GET */results?maxRecords=50000&locator=MTAwMDA", HEADER, "null", "0");
	pull_ok();
	ck_assert(page.complete);
	ck_assert_int_eq(page.total, 200000);
	ck_assert_str_eq(page.watermark, "2026-11-21T17:50:00Z"); /* of the first page */
	sf_expect_all_used();
}
END_TEST

START_TEST(deletions_come_by_query_all)
{
	request.since = "2026-11-20T12:00:00Z";
	sf_script("GET /services/data/v62.0/queryAll", 200, FIRST_PAGE("200000"));
	pull_ok();
	sf_script("POST *jobs/query", 200, STATE("UploadComplete"));
	pull_ok();
	ck_assert_ptr_nonnull(strstr(sf_seen(1)->body, "{\"operation\":\"queryAll\""));
	look(STATE("JobComplete"));
	script_set("GET */results",
		   "\"id\",\"email\",\"systemmodstamp\",\"isdeleted\",\"masterrecordid\"\n"
		   "\"" C2 "\",\"\",\"2026-11-20T11:00:00.000Z\",\"true\",\"" C1 "\"\n"
		   "\"" C3 "\",\"\",\"2026-11-20T11:00:00.000Z\",\"true\",\"\"",
		   "null", "2");
	pull_ok();
	ck_assert(page.complete);
	ck_assert_int_eq(sf_record_of(&page, C2)->life, CRM_MERGED);
	ck_assert_str_eq(sf_record_of(&page, C2)->into, C1);
	ck_assert_int_eq(sf_record_of(&page, C3)->life, CRM_ARCHIVED);
}
END_TEST

/* 5,000 rows are three pages of one answer; a connection that knows nothing asks for it again and passes over what was
 * read. */
START_TEST(a_set_is_read_in_pages_and_gone_on_with)
{
	struct crm_buf csv;
	char id[SF_ID_SIZE], row[64];
	begin();
	look(STATE("JobComplete"));
	crm_buf_init(&csv, CRM_BUF_MAX);
	crm_buf_str(&csv, HEADER);
	for (unsigned i = 0; i < 5000; i++) {
		(void)snprintf(row, sizeof row, "003ak%010u", i);
		ck_assert(sf_id_long(row, 15, id));
		crm_buf_printf(&csv, "\"%s\",\"2026-11-20T11:00:00.000Z\",\"false\",\"\",\"%u@example.com\"\n", id, i);
	}
	script_set("GET */results", csv.ptr, "null", "5000");
	pull_ok();
	ck_assert_uint_eq(page.n, 2000);
	ck_assert_str_eq(sf_text_of(&page.records[1999], "Email"), "1999@example.com");
	ck_assert_ptr_nonnull(strstr(page.cursor, "bulk:" JOB ":r:2000:"));
	size_t before = sf_seen_count();
	const char *cursor = page.cursor;
	pull_ok();
	ck_assert_uint_eq(sf_seen_count(), before);
	ck_assert_str_eq(sf_text_of(&page.records[0], "Email"), "2000@example.com");
	ck_assert_int_eq(sf_connect(), CRM_OK);
	request.cursor = cursor;
	script_set("GET */results", csv.ptr, "null", "5000");
	pull_ok();
	ck_assert_uint_eq(sf_seen_count(), before + 1);
	ck_assert_str_eq(sf_text_of(&page.records[0], "Email"), "2000@example.com");
	pull_ok();
	ck_assert_uint_eq(page.n, 1000);
	ck_assert(page.complete);
	ck_assert_uint_eq(sf_seen_count(), before + 1);
	crm_buf_free(&csv);
}
END_TEST

START_TEST(what_costs_more_by_a_job_is_read_by_pages)
{
	static const struct {
		bool off, contacts;
		size_t n;
		int64_t total;
		bool pays;
	} cases[] = {
		{false, false, 2000, 200000, true}, {true, false, 2000, 200000, false},
		{false, true, 2000, 200000, false}, {false, false, 2000, 12000, false},
		{false, false, 2000, 12001, true},  {false, false, 100, 2000, false},
		{false, false, 100, 2001, true},    {false, false, 0, 9000, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sf_selection selection = {.contacts = cases[i].contacts};
		sf_conn->bulk_off = cases[i].off;
		ck_assert_msg(sf_bulk_pays(sf_conn, &selection, cases[i].n, cases[i].total) == cases[i].pays,
			      "case %zu", i);
	}
	sf_set_option("bulk", "perhaps");
	ck_assert_int_eq(sf_connect(), CRM_E_CONFIG);
	sf_set_option("bulk", "false");
	ck_assert_int_eq(sf_connect(), CRM_OK);
	ck_assert(sf_conn->bulk_off);
}
END_TEST

/* After each the rest is asked for page by page, behind the last record of the first page. */
static void expect_pages(const char *why)
{
	ck_assert_uint_eq(page.n_notes, 1);
	ck_assert_msg(strstr(page.notes[0], why) != NULL, "%s", page.notes[0]);
	sf_script("GET */query?q=*Id > '" C1 "'*ORDER BY", 200, "{\"totalSize\":0,\"done\":true,\"records\":[]}");
	pull_ok();
	ck_assert(page.complete);
	ck_assert_int_eq(page.total, -1);
	sf_expect_all_used();
}

START_TEST(a_refused_job_gives_way_to_pages)
{
	sf_script("GET *FROM Contact ORDER BY", 200, FIRST_PAGE("200000"));
	pull_ok();
	sf_script("POST *jobs/query", 400,
		  "[{\"errorCode\":\"FUNCTIONALITY_NOT_ENABLED\",\"message\":\"Async API not enabled\"}]");
	pull_ok();
	expect_pages("Async API not enabled");
}
END_TEST

START_TEST(a_failed_job_gives_way_to_pages)
{
	begin();
	look("{\"state\":\"Failed\",\"errorMessage\":\"TooManyRetries : no\"}");
	expect_pages("Failed: TooManyRetries : no");
}
END_TEST

START_TEST(a_job_that_vanishes_twice_gives_way_to_pages)
{
	begin();
	sf_script("GET */jobs/query/" JOB, 404, GONE);
	pull_ok();
	ck_assert_uint_eq(page.n_notes, 0);
	sf_script("POST *jobs/query", 200, STATE("UploadComplete"));
	pull_ok();
	look(STATE("JobComplete"));
	sf_script("GET */results", 404, GONE);
	pull_ok();
	expect_pages("does not exist");
}
END_TEST

START_TEST(useless_answers_are_repeated_and_then_given_up)
{
	static const char *const bodies[] = {"<html>", HEADER "\"" C2 "\",\"x\n", HEADER "\"a\",\"b\"\n"};
	static const char *const headers[] = {"Content-Type: text/html\n", CSV, CSV};
	begin();
	look(STATE("JobComplete"));
	for (size_t i = 0; i < 3; i++) {
		sf_script("GET */results", 200, bodies[i]);
		sf_script_headers(headers[i]);
		if (i < 2)
			ck_assert_int_eq(pull(), CRM_E_PROTOCOL);
	}
	pull_ok();
	expect_pages("cells");
}
END_TEST

START_TEST(sets_that_cannot_be_believed)
{
	static const struct {
		const char *body, *locator, *rows, *words;
	} cases[] = {
		{HEADER ROW(C2, "b"), "null", "2", "say 2 rows and hold 1"},
		{"\"Id\",\"Email\"\n", "null", "0", "lack a field"},
		{"", "null", "0", "lack a field"},
		{HEADER "\"" C2 "\",\"yesterday\",\"false\",\"\",\"b\"\n", "null", "1", "unreadable SystemModstamp"},
		{HEADER "\"" C2 "\",\"2026-11-20T11:00:00.000Z\",\"false\",\"\",\"\xff\"\n", "null", "1", "row 1 is no UTF-8"},
	};
	begin();
	look(STATE("JobComplete"));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sf_conn->bulk_faults = 0;
		script_set("GET */results", cases[i].body, cases[i].locator, cases[i].rows);
		ck_assert_int_eq(pull(), CRM_E_PROTOCOL);
		ck_assert_msg(strstr(crm_error_text(&sf_err), cases[i].words) != NULL, "%s", crm_error_text(&sf_err));
	}
}
END_TEST

START_TEST(a_spent_budget_is_no_fault_of_the_job)
{
	begin();
	look(STATE("JobComplete"));
	for (int i = 0; i < 4; i++) {
		sf_script("GET */results", 403,
			  "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"TotalRequests Limit exceeded.\"}]");
		ck_assert_int_eq(pull(), CRM_E_BUDGET);
	}
	script_set("GET */results", HEADER ROW(C2, "b"), "null", "1");
	pull_ok();
	ck_assert(page.complete);
}
END_TEST

START_TEST(places_are_read_as_they_were_written)
{
	static const char *const good[] = {"bulk:", "bulk:" JOB ":p:0", "bulk:" JOB ":p:59",
					   "bulk:" JOB ":r:0:", "bulk:" JOB ":r:48000:MTAw:x|y"};
	static const char *const bad[] = {
		"bulk:x",          "bulk:" JOB,         "bulk:" JOB ":",     "bulk:" JOB ":q:1",
		"bulk:" JOB ":p:", "bulk:" JOB ":p:-1", "bulk:" JOB ":r:x:", "bulk:../../x:p:1",
		"/services/data/x"};
	struct sf_bulk_place place;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct crm_buf text;
		crm_buf_init(&text, CRM_BUF_MAX);
		ck_assert_msg(sf_bulk_place_read(good[i], sf_arena, &place), "%s", good[i]);
		sf_bulk_place_write(&text, &place);
		ck_assert_str_eq(text.ptr, good[i]);
		crm_buf_free(&text);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!sf_bulk_place_read(bad[i], sf_arena, &place), "%s", bad[i]);
	request.cursor = "1|Contact|0|5|-1|0||bulk:x";
	ck_assert_int_eq(pull(), CRM_E_CURSOR);
}
END_TEST

/* However the text is cut, the rows are the same. */
START_TEST(rows_in_pieces_of_any_size)
{
	static const char text[] = "a,b\r\n\"x\ny\",\"\"\"q\"\"\"\n,\n\"n\0ul\",last";
	static const char *const cells[][2] = {{"a", "b"}, {"x\ny", "\"q\""}, {"", ""}, {"nul", "last"}};
	size_t len = sizeof text - 1;
	for (size_t piece = 1; piece <= len; piece++) {
		struct sf_rows *rows = sf_rows_new();
		size_t at = 0, n = 0;
		for (bool ended = false; !ended;) {
			size_t used = 0, given = len - at < piece ? len - at : piece;
			int rc = given > 0 ? sf_rows_feed(rows, text + at, given, &used, &sf_err)
					   : sf_rows_end(rows, &sf_err);
			ck_assert_int_ge(rc, 0);
			at += used;
			ended = given == 0;
			if (rc == 0)
				continue;
			ck_assert_uint_eq(sf_rows_cells(rows), 2);
			ck_assert_str_eq(sf_rows_cell(rows, 0), cells[n][0]);
			ck_assert_str_eq(sf_rows_cell(rows, 1), cells[n++][1]);
		}
		ck_assert_uint_eq(n, 4);
		sf_rows_free(rows);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_job_is_made_looked_at_and_read,
		deletions_come_by_query_all,
		a_set_is_read_in_pages_and_gone_on_with,
		what_costs_more_by_a_job_is_read_by_pages,
		a_refused_job_gives_way_to_pages,
		a_failed_job_gives_way_to_pages,
		a_job_that_vanishes_twice_gives_way_to_pages,
		useless_answers_are_repeated_and_then_given_up,
		sets_that_cannot_be_believed,
		a_spent_budget_is_no_fault_of_the_job,
		places_are_read_as_they_were_written,
		rows_in_pieces_of_any_size,
	};
	Suite *suite = suite_create("connector_salesforce_bulk");
	TCase *tcase = tcase_create("bulk");
	tcase_add_checked_fixture(tcase, setup, sf_fixture_stop);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
