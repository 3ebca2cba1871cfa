/* SPDX-License-Identifier: Apache-2.0 */
/* The Pipedrive connector reads: listings, records by id, searches, participants, owners, values of every shape. */
#include "config.h"

#include <string.h>

#include "net/client.h"
#include "pipedrive.h"
#include "pipedrive_fixture.h"
#include "run_suite.h"

#define CONNECTOR crm_connector_entry()
#define KEY       "3cf514651ae1bd89ffebff82c53ee608669957ae"
#define OTHER_KEY "d1dc300ab167501af013177b6c686c638db035d8"
#define EMPTY     "{\"success\":true,\"data\":[],\"additional_data\":{\"next_cursor\":null}}"

/* clang-format off */
/* As the example of OpenAPI v2, GET /persons. */
#define PERSON \
	"{\"id\":1,\"name\":\"Person Name\",\"first_name\":\"Person\",\"last_name\":\"Name\",\"owner_id\":1,\"org_id\":1," \
	"\"add_time\":\"2021-01-01T00:00:00Z\",\"update_time\":\"2021-01-02T00:00:00Z\",\"emails\":[{\"value\":\"a@x.example\"," \
	"\"primary\":false,\"label\":\"home\"},{\"value\":\"\",\"primary\":false},{\"value\":\"b@x.example\",\"primary\":true,\"label\":\"work\"}," \
	"{\"value\":\"c@x.example\",\"primary\":false,\"label\":\"other\"}],\"phones\":[{\"value\":\"1\",\"primary\":false,\"label\":\"Mobile\"}," \
	"{\"value\":\"2\",\"primary\":false,\"label\":\"home\"},{\"value\":\"3\",\"primary\":true,\"label\":\"work\"}],\"is_deleted\":false," \
	"\"label_ids\":[4,5],\"picture_id\":{\"id\":9},\"notes\":null,\"job_title\":\"\",\"postal_address\":{\"value\":\"Main St 123, 94085 Sunnyvale\"," \
	"\"country\":\"USA\",\"locality\":\"Sunnyvale\",\"route\":\"Main St\",\"street_number\":\"123\",\"postal_code\":\"94085\"}}"
/* clang-format on */

static const char *page_of(const char *items, const char *next)
{
	return pipedrive_format("{\"success\":true,\"data\":[%s],\"additional_data\":{\"next_cursor\":%s}}", items,
				next);
}

static int pull(const struct crm_pull *request, struct crm_page *out)
{
	crm_error_clear(&pipedrive.err);
	return CONNECTOR->pull(pipedrive.conn, request, out, pipedrive.arena, &pipedrive.err);
}

static bool asks(int request, const char *part)
{
	return strstr(pipedrive_path(request), part) != NULL;
}

/* ---- listings ---- */

START_TEST(a_full_pull_goes_to_the_end)
{
	struct crm_pull request = {.object = CRM_COMPANY};
	struct crm_page page;
	PIPEDRIVE_SCRIPT({"GET /api/v2/organizations?limit=500", 200, page_of("{\"id\":1,\"name\":\"A\"}", "\"c+1/=\""),
			  NULL, 0},
			 {"GET /api/v2/organizations?limit=500", 200, page_of("{\"id\":2,\"name\":\"B\"}", "null"),
			  "Date: Sun, 22 Nov 2026 00:00:00 GMT\r\n", 0});
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert(page.n == 1 && !page.complete && page.total == -1);
	ck_assert(asks(0, "sort_by=id") && !asks(0, "updated_since") && !asks(0, "cursor="));
	request.cursor = page.cursor;
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert(asks(1, "cursor=c%2B1%2F%3D"));
	ck_assert(page.n == 1 && page.complete);
	ck_assert_str_eq(page.watermark, "2026-11-21T17:50:00Z"); /* the clock of the first page */
}
END_TEST

START_TEST(an_incremental_pull_asks_in_whole_seconds)
{
	struct crm_pull request = {.object = CRM_CONTACT, .since = "2026-11-21T17:50:00.987Z", .lookback_s = 600};
	struct crm_page page;
	PIPEDRIVE_SCRIPT({"GET /api/v2/persons", 200, EMPTY, NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert(asks(0, "updated_since=2026-11-21T17%3A40%3A00Z") || asks(0, "updated_since=2026-11-21T17:40:00Z"));
	ck_assert(page.complete && page.n == 0);
}
END_TEST

START_TEST(deals_come_in_two_parts)
{
	struct crm_pull request = {.object = CRM_DEAL};
	struct crm_page page;
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/deals?", 200, page_of("{\"id\":1,\"status\":\"open\",\"stage_id\":2}", "null"), NULL, 0},
		{"GET /api/v2/deals/archived?", 200, page_of("{\"id\":3,\"status\":\"won\",\"stage_id\":2}", "\"x\""),
		 NULL, 0},
		{"GET /api/v2/deals/archived?", 200,
		 page_of("{\"id\":4,\"status\":\"deleted\",\"stage_id\":2}", "null"), NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert(asks(0, "status=open%2Cwon%2Clost%2Cdeleted") && !page.complete);
	ck_assert_str_eq(pipedrive_shown(&page.records[0], "@stage"), "2");
	ck_assert_str_eq(pipedrive_shown(&page.records[0], "@contacts"), "absent");
	request.cursor = page.cursor;
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert_str_eq(pipedrive_shown(&page.records[0], "@stage"), "won");
	ck_assert(!page.complete && page.records[0].life == CRM_LIVE);
	request.cursor = page.cursor;
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert(asks(2, "cursor=x") && page.complete && page.records[0].life == CRM_ARCHIVED);
}
END_TEST

START_TEST(a_filter_replaces_the_states)
{
	struct crm_pull request = {.object = CRM_DEAL, .filter = "17"};
	struct crm_page page;
	PIPEDRIVE_SCRIPT({"GET /api/v2/deals?", 200, EMPTY, NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert(asks(0, "filter_id=17") && !asks(0, "status="));
}
END_TEST

START_TEST(cursors_of_others_are_refused)
{
	static const char *const cursors[] = {"", "l", "l|", "x|2026-11-21T17:50:00Z|c", "l|yesterday|c", "nonsense"};
	struct crm_pull request = {.object = CRM_DEAL, .cursor = cursors[_i]};
	struct crm_page page;
	ck_assert_int_eq(pull(&request, &page), CRM_E_CURSOR);
	ck_assert_uint_eq(pipedrive_requests(), 0);
}
END_TEST

START_TEST(a_watermark_of_others_is_refused)
{
	struct crm_pull request = {.object = CRM_DEAL, .since = "last week"};
	struct crm_page page;
	ck_assert_int_eq(pull(&request, &page), CRM_E_CURSOR);
}
END_TEST

START_TEST(a_refused_cursor_starts_again)
{
	struct crm_pull request = {.object = CRM_COMPANY, .cursor = "l|2026-11-21T17:50:00Z|old"};
	struct crm_page page;
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/organizations", 400, "{\"success\":false,\"error\":\"Invalid cursor\"}", NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_E_CURSOR);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&pipedrive.err), "Invalid cursor"));
}
END_TEST

static const char *const broken_pages[] = {
	"{\"success\":true}",
	"{\"success\":true,\"data\":{}}",
	"{\"success\":true,\"data\":\"none\"}",
	"{\"success\":true,\"data\":7}",
	"{\"success\":true,\"data\":[7]}",
	"{\"success\":true,\"data\":[null]}",
	"{\"success\":true,\"data\":[{\"name\":\"no id\"}]}",
	"{\"success\":true,\"data\":[{\"id\":null}]}",
	"{\"success\":true,\"data\":[{\"id\":\"1/../2\"}]}",
	"{\"success\":true,\"data\":[{\"id\":-1}]}",
	"{\"success\":true,\"data\":[{\"id\":1.5}]}",
	"{\"success\":true,\"data\":[],\"additional_data\":{\"next_cursor\":\"same\"}}",
};

START_TEST(a_listing_that_makes_no_sense_is_no_listing)
{
	struct crm_pull request = {.object = CRM_CONTACT, .cursor = "l|2026-11-21T17:50:00Z|same"};
	struct crm_page page = {.n = 77};
	PIPEDRIVE_SCRIPT({"GET /api/v2/persons", 200, broken_pages[_i], NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_E_PROTOCOL);
	ck_assert_uint_eq(page.n, 77); /* untouched */
}
END_TEST

START_TEST(pipelines_are_no_listing)
{
	struct crm_pull request = {.object = CRM_PIPELINE};
	struct crm_page page;
	ck_assert_int_eq(pull(&request, &page), CRM_E_UNSUPPORTED);
}
END_TEST

/* ---- what is asked for ---- */

START_TEST(only_mapped_custom_fields_are_asked_for)
{
	static const char *const names[] = {"first_name",       KEY,          OTHER_KEY ".currency", KEY,
					    "marketing_status", "files_count"};
	struct crm_pull request = {.object = CRM_CONTACT, .properties = names, .n_properties = 6};
	struct crm_page page;
	PIPEDRIVE_SCRIPT({"GET /api/v2/persons", 200, EMPTY, NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert(asks(0, "custom_fields=" KEY "%2C" OTHER_KEY "&") || asks(0, "custom_fields=" KEY "%2C" OTHER_KEY));
	ck_assert(asks(0, "include_fields=marketing_status%2Cfiles_count"));
}
END_TEST

START_TEST(more_than_fifteen_custom_fields_are_asked_for_by_none)
{
	const char *names[16];
	struct crm_pull request = {.object = CRM_CONTACT, .properties = names, .n_properties = 16};
	struct crm_page page;
	for (size_t i = 0; i < 16; i++)
		names[i] = pipedrive_format("%040zx", i);
	PIPEDRIVE_SCRIPT({"GET /api/v2/persons", 200, EMPTY, NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert(!asks(0, "custom_fields="));
}
END_TEST

#define NO_MARKETING "{\"success\":false,\"error\":\"include_fields: marketing_status is not available\"}"

START_TEST(without_the_marketing_app_its_field_is_absent)
{
	static const char *const names[] = {"first_name", "marketing_status"};
	struct crm_pull request = {.object = CRM_CONTACT, .properties = names, .n_properties = 2};
	struct crm_page page;
	const char *id = "1";
	PIPEDRIVE_SCRIPT({"GET /api/v2/persons", 400, NO_MARKETING, NULL, 0},
			 {"GET /api/v2/persons", 200, page_of(PERSON, "null"), NULL, 0},
			 {"GET /api/v2/persons", 200, EMPTY, NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert_str_eq(pipedrive_shown(&page.records[0], "marketing_status"), "absent");
	ck_assert(!asks(1, "marketing_status"));
	ck_assert_int_eq(
		CONNECTOR->get(pipedrive.conn, CRM_CONTACT, &id, 1, names, 2, &page, pipedrive.arena, &pipedrive.err),
		CRM_OK);
	ck_assert(!asks(2, "marketing_status"));
}
END_TEST

START_TEST(a_deleted_custom_field_does_not_fail_a_read)
{
	static const char *const names[] = {KEY, "marketing_status"};
	struct crm_page page;
	const char *id = "1";
	PIPEDRIVE_SCRIPT({"GET /api/v2/persons", 400,
			  "{\"success\":false,\"error\":\"Validation failed: custom_fields: unknown key\"}", NULL, 0},
			 {"GET /api/v2/persons", 200, page_of(PERSON, "null"), NULL, 0});
	ck_assert_int_eq(
		CONNECTOR->get(pipedrive.conn, CRM_CONTACT, &id, 1, names, 2, &page, pipedrive.arena, &pipedrive.err),
		CRM_OK);
	ck_assert(!asks(1, "custom_fields") && asks(1, "marketing_status"));
	ck_assert_str_eq(pipedrive_shown(&page.records[0], KEY), "absent");
}
END_TEST

START_TEST(other_refusals_are_not_tried_again)
{
	static const char *const names[] = {KEY, "marketing_status"};
	struct crm_pull request = {.object = CRM_CONTACT, .properties = names, .n_properties = 2, .filter = "99"};
	struct crm_page page;
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/persons", 400, "{\"success\":false,\"error\":\"filter is of another type\"}", NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_E_REJECTED);
}
END_TEST

/* ---- values ---- */

static const struct crm_record *only(struct crm_page *page, enum crm_object object, const char *item)
{
	struct crm_pull request = {.object = object};
	PIPEDRIVE_SCRIPT({"GET /api/v2/", 200, page_of(item, "null"), NULL, 0});
	ck_assert_int_eq(pull(&request, page), CRM_OK);
	ck_assert_uint_eq(page->n, 1);
	return &page->records[0];
}

START_TEST(a_person_is_flattened)
{
	static const struct {
		const char *property, *shown;
	} expected[] = {{"first_name", "Person"},
			{"last_name", "Name"},
			{"@email", "b@x.example"},
			{"@emails", "[a@x.example,c@x.example]"},
			{"@phone", "3"},
			{"@mobile", "1"},
			{"@street", "Main St 123"},
			{"@postcode", "94085"},
			{"@city", "Sunnyvale"},
			{"@state", "null"},
			{"@country", "USA"},
			{"org_id", "1"},
			{"label_ids", "[4,5]"},
			{"picture_id", "9"},
			{"notes", "null"},
			{"job_title", ""},
			{"birthday", "absent"},
			{"custom_fields", "absent"},
			{"is_deleted", "false"},
			{"add_time", "2021-01-01T00:00:00Z"}};
	struct crm_page page;
	const struct crm_record *r = only(&page, CRM_CONTACT, PERSON);
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		ck_assert_msg(strcmp(pipedrive_shown(r, expected[i].property), expected[i].shown) == 0, "%s is %s",
			      expected[i].property, pipedrive_shown(r, expected[i].property));
	ck_assert_int_eq(r->modified, 1609545600000);
	ck_assert_str_eq(r->id, "1");
	ck_assert_uint_eq(r->raw_len, strlen(r->raw));
	ck_assert_ptr_nonnull(strstr(r->raw, "\"postal_code\":\"94085\""));
}
END_TEST

static const struct {
	const char *json, *shown;
} customs[] = {
	{"\"text\"", "text"},
	{"\"\"", ""},
	{"null", "null"},
	{"12345678901234567890.125", "12345678901234567890.125"},
	{"1.50", "1.50"},
	{"1.5e21", "1500000000000000000000"},
	{"1E-7", "0.0000001"},
	{"true", "true"},
	{"[3,1]", "[3,1]"},
	{"[{\"id\":3,\"label\":\"x\"}]", "[3]"},
	{"[]", "[]"},
	{"{\"id\":7,\"label\":\"red\"}", "7"},
	{"{\"value\":2300,\"currency\":\"EUR\"}", "2300"},
	{"{\"value\":\"10:00:00\",\"timezone_id\":3}", "10:00:00"},
	{"{\"value\":\"2026-01-01\",\"until\":\"2026-02-01\"}", "2026-01-01/2026-02-01"},
	{"{\"value\":\"2026-01-01\",\"until\":null}", "2026-01-01"},
	{"{\"value\":null,\"until\":null}", "null"},
	{"{\"value\":\"Main St\",\"country\":null}", "Main St"},
	{"{}", "null"},
};

START_TEST(custom_values_of_every_shape)
{
	struct crm_page page;
	const char *item = pipedrive_format("{\"id\":1,\"custom_fields\":{\"" KEY "\":%s}}", customs[_i].json);
	const struct crm_record *r = only(&page, CRM_COMPANY, item);
	ck_assert_str_eq(pipedrive_shown(r, KEY), customs[_i].shown);
	ck_assert_str_eq(pipedrive_shown(r, KEY ".currency"), strstr(customs[_i].json, "EUR") ? "EUR" : "absent");
}
END_TEST

START_TEST(an_address_in_one_text_says_nothing_of_its_parts)
{
	struct crm_page page;
	const struct crm_record *r =
		only(&page, CRM_COMPANY, "{\"id\":1,\"address\":{\"value\":\"Main St 1, Town\",\"country\":null}}");
	ck_assert_str_eq(pipedrive_shown(r, "@street"), "absent");
	ck_assert_str_eq(pipedrive_shown(r, "@country"), "absent");
}
END_TEST

START_TEST(no_address_is_empty_parts)
{
	struct crm_page page;
	const struct crm_record *r = only(&page, CRM_COMPANY, "{\"id\":1,\"address\":null}");
	ck_assert_str_eq(pipedrive_shown(r, "@street"), "null");
	ck_assert_str_eq(pipedrive_shown(r, "@city"), "null");
}
END_TEST

/* Wrong types where the documentation promises others. */
START_TEST(strange_types_are_survived)
{
	static const char *const items[] = {
		"{\"id\":1,\"emails\":null,\"phones\":null}",
		"{\"id\":1,\"emails\":\"a@x.example\",\"phones\":{}}",
		"{\"id\":1,\"emails\":[7,null,[]],\"phones\":[{\"value\":{}}]}",
		"{\"id\":1,\"custom_fields\":[],\"postal_address\":7}",
		"{\"id\":1,\"custom_fields\":[[1]],\"update_time\":5}",
		"{\"id\":\"1\",\"custom_fields\":\"x\",\"update_time\":\"yesterday\"}",
	};
	struct crm_page page;
	const struct crm_record *r = only(&page, CRM_CONTACT, items[_i]);
	ck_assert_str_eq(r->id, "1");
	ck_assert_int_eq(r->modified, 0);
	const char *mail = pipedrive_shown(r, "@email");
	ck_assert(strcmp(mail, "null") == 0 || strcmp(mail, "absent") == 0);
}
END_TEST

START_TEST(phone_numbers_that_are_numbers)
{
	struct crm_page page;
	const struct crm_record *r = only(&page, CRM_CONTACT, "{\"id\":1,\"phones\":[{\"value\":4912345}]}");
	ck_assert_str_eq(pipedrive_shown(r, "@phone"), "4912345");
}
END_TEST

/* ---- by id ---- */

static int get(enum crm_object object, const char *const *ids, size_t n, const char *const *names, size_t n_names,
	       struct crm_page *out)
{
	return CONNECTOR->get(pipedrive.conn, object, ids, n, names, n_names, out, pipedrive.arena, &pipedrive.err);
}

START_TEST(no_id_is_dropped)
{
	enum { MANY = 1750 };
	const char *ids[MANY];
	struct pipedrive_answer answers[MANY / 100 + 1];
	struct crm_page page;
	for (size_t i = 0; i < MANY; i++)
		ids[i] = pipedrive_format("%zu", i + 1);
	for (size_t i = 0; i < MANY / 100 + 1; i++)
		answers[i] = (struct pipedrive_answer){"GET /api/v2/persons?", 200,
						       page_of(pipedrive_format("{\"id\":%zu}", i * 100 + 1), "null"),
						       NULL, 0};
	pipedrive_script(answers, MANY / 100 + 1);
	ck_assert_int_eq(get(CRM_CONTACT, ids, MANY, NULL, 0, &page), CRM_OK);
	ck_assert_uint_eq(page.n, MANY / 100 + 1);
	ck_assert_uint_eq(pipedrive_requests(), MANY / 100 + 1);
}
END_TEST

START_TEST(only_ids_get_into_the_address)
{
	static const char *const ids[] = {"12", "", "1,2", "x", "../users", "99999999999999999999", "7"};
	struct crm_page page;
	PIPEDRIVE_SCRIPT({"GET /api/v2/organizations?", 200, page_of("{\"id\":12},{\"id\":7}", "null"), NULL, 0});
	ck_assert_int_eq(get(CRM_COMPANY, ids, 7, NULL, 0, &page), CRM_OK);
	ck_assert(asks(0, "ids=12%2C7"));
	ck_assert_uint_eq(page.n, 2);
}
END_TEST

START_TEST(nothing_is_asked_for_no_ids)
{
	static const char *const ids[] = {"x"};
	struct crm_page page;
	ck_assert_int_eq(get(CRM_DEAL, ids, 1, NULL, 0, &page), CRM_OK);
	ck_assert(page.n == 0 && page.complete);
	ck_assert_uint_eq(pipedrive_requests(), 0);
}
END_TEST

START_TEST(deals_that_are_missing_are_looked_for_in_the_archive)
{
	static const char *const ids[] = {"1", "2", "3"};
	struct crm_page page;
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/deals?", 200, page_of("{\"id\":2,\"status\":\"deleted\"}", "null"), NULL, 0},
		{"GET /api/v2/deals/archived?", 200, page_of("{\"id\":3,\"is_archived\":true}", "null"), NULL, 0});
	ck_assert_int_eq(get(CRM_DEAL, ids, 3, NULL, 0, &page), CRM_OK);
	ck_assert(asks(1, "ids=1%2C3") && asks(0, "deleted"));
	ck_assert_uint_eq(page.n, 2);
	ck_assert_int_eq(pipedrive_record(&page, "2")->life, CRM_ARCHIVED);
	ck_assert_int_eq(pipedrive_record(&page, "3")->life, CRM_LIVE);
}
END_TEST

START_TEST(a_part_that_fails_fails_the_whole)
{
	const char *ids[101];
	struct crm_page page = {.n = 5};
	for (size_t i = 0; i < 101; i++)
		ids[i] = pipedrive_format("%zu", i + 1);
	PIPEDRIVE_SCRIPT({"GET /api/v2/persons?", 200, EMPTY, NULL, 0},
			 {"GET /api/v2/persons?", 429, "{\"success\":false}", "x-ratelimit-reset: 1\r\n", 0});
	ck_assert_int_eq(get(CRM_CONTACT, ids, 101, NULL, 0, &page), CRM_E_RATE);
	ck_assert_int_eq(pipedrive.err.retry_after_ms, 1000);
	ck_assert_uint_eq(page.n, 5);
}
END_TEST

START_TEST(data_must_be_there)
{
	static const char *const ids[] = {"1"};
	struct crm_page page;
	PIPEDRIVE_SCRIPT({"GET /api/v2/persons?", 200, "{\"success\":true,\"data\":{\"id\":1}}", NULL, 0});
	ck_assert_int_eq(get(CRM_CONTACT, ids, 1, NULL, 0, &page), CRM_E_PROTOCOL);
	ck_assert_int_eq(get(CRM_OWNER, ids, 1, NULL, 0, &page), CRM_E_UNSUPPORTED);
}
END_TEST

/* ---- searching ---- */

static int find(enum crm_object object, const char *property, const char *const *values, size_t n, struct crm_page *out)
{
	crm_error_clear(&pipedrive.err);
	return CONNECTOR->find(pipedrive.conn, object, property, values, n, NULL, 0, out, pipedrive.arena,
			       &pipedrive.err);
}

START_TEST(a_custom_field_is_searched_exactly)
{
	static const char *const values[] = {"K-1", "k 2&", ""};
	struct crm_page page;
	PIPEDRIVE_SCRIPT({"GET /api/v2/itemSearch/field?", 200,
			  "{\"success\":true,\"data\":[{\"id\":5,\"name\":\"K-1\"}]}", NULL, 0},
			 {"GET /api/v2/itemSearch/field?", 200,
			  "{\"success\":true,\"data\":[{\"result_score\":1,\"item\":{\"id\":6}}]}", NULL, 0},
			 {"GET /api/v2/persons?", 200,
			  page_of("{\"id\":5,\"custom_fields\":{\"" KEY
				  "\":\"K-1\"}},{\"id\":6,\"custom_fields\":{\"" KEY "\":\"changed\"}}",
				  "null"),
			  NULL, 0});
	ck_assert_int_eq(find(CRM_CONTACT, KEY, values, 3, &page), CRM_OK);
	ck_assert(asks(2, "custom_fields=" KEY) && asks(2, "ids="));
	ck_assert_uint_eq(page.n, 1); /* the index lags: the other has another value by now */
	ck_assert_str_eq(page.records[0].id, "5");
}
END_TEST

START_TEST(every_value_is_searched_and_every_page_read)
{
	const char *values[20];
	struct pipedrive_answer answers[20];
	struct crm_page page;
	for (size_t i = 0; i < 20; i++) {
		values[i] = pipedrive_format("%zu@x.example", i);
		answers[i] = (struct pipedrive_answer){
			pipedrive_format(
				"GET /api/v2/persons/search?limit=500&exact_match=true&fields=email&term=%zu%%40", i),
			200,
			pipedrive_format("{\"success\":true,\"data\":{\"items\":[{\"item\":{\"id\":%zu}}]},"
					 "\"additional_data\":{\"next_cursor\":%s}}",
					 i + 1, i == 3 ? "\"more\"" : "null"),
			NULL, 0};
	}
	pipedrive_script(answers, 20);
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/persons/search?limit=500&exact_match=true&fields=email&term=3%40x.example&cursor=more",
		 200, "{\"success\":true,\"data\":{\"items\":[{\"item\":{\"id\":4}},{\"item\":{\"id\":99}}]}}", NULL,
		 0},
		{"GET /api/v2/persons?", 200, page_of("{\"id\":99},{\"id\":1}", "null"), NULL, 0});
	ck_assert_int_eq(find(CRM_CONTACT, "@email", values, 20, &page), CRM_OK);
	ck_assert_uint_eq(pipedrive_requests(), 22);
	ck_assert(asks(-1, "%2C99"));
	ck_assert_uint_eq(page.n, 2);
}
END_TEST

START_TEST(a_last_name_is_looked_for_in_whole_names)
{
	const char *value = "Stein", *short_value = "\xc3\x96";
	struct crm_page page;
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/persons/search?limit=500&exact_match=false&fields=name&term=Stein", 200,
		 "{\"success\":true,\"data\":{\"items\":[{\"item\":{\"id\":1}},{\"item\":{\"id\":2}}]}}", NULL, 0},
		{"GET /api/v2/persons?", 200,
		 page_of("{\"id\":1,\"last_name\":\"stein\"},{\"id\":2,\"last_name\":\"Steinmetz\"}", "null"), NULL, 0},
		{"GET /api/v2/persons/search?limit=500&exact_match=true&fields=name&term=%C3%96", 200,
		 "{\"success\":true,\"data\":{\"items\":[]}}", NULL, 0});
	ck_assert_int_eq(find(CRM_CONTACT, "last_name", &value, 1, &page), CRM_OK);
	ck_assert_uint_eq(page.n, 1);
	ck_assert_str_eq(page.records[0].id, "1");
	ck_assert_int_eq(find(CRM_CONTACT, "last_name", &short_value, 1, &page), CRM_OK);
	ck_assert_uint_eq(page.n, 0);
}
END_TEST

START_TEST(searches_fail_as_a_whole)
{
	const char *value = "x1";
	struct crm_page page;
	ck_assert_int_eq(find(CRM_CONTACT, "job_title", &value, 1, &page), CRM_E_UNSUPPORTED);
	ck_assert_int_eq(find(CRM_COMPANY, "title", &value, 1, &page), CRM_E_UNSUPPORTED);
	ck_assert_int_eq(find(CRM_OWNER, KEY, &value, 1, &page), CRM_E_UNSUPPORTED);
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/organizations/search", 200, "{\"success\":true,\"data\":null}", NULL, 0},
		{"GET /api/v2/deals/search", 200, "{\"success\":true,\"data\":{\"items\":[{\"item\":{}}]}}", NULL, 0},
		{"GET /api/v2/deals/search", 503, "", NULL, 0});
	ck_assert_int_eq(find(CRM_COMPANY, "name", &value, 1, &page), CRM_E_PROTOCOL);
	ck_assert_int_eq(find(CRM_DEAL, "title", &value, 1, &page), CRM_E_PROTOCOL);
	ck_assert_int_eq(find(CRM_DEAL, "title", &value, 1, &page), CRM_E_SERVER);
}
END_TEST

/* ---- participants ---- */

static const char *const contacts[] = {"@contacts"};

#define PARTICIPANT(id, person)                                                                                        \
	"{\"id\":" id ",\"person_id\":{\"name\":\"x\",\"value\":" person "},\"active_flag\":true}"

START_TEST(participants_are_read_where_there_are_more)
{
	struct crm_pull request = {.object = CRM_DEAL, .properties = contacts, .n_properties = 1};
	struct crm_page page;
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/deals?", 200,
		 page_of("{\"id\":1,\"person_id\":10,\"participants_count\":1},{\"id\":2,\"person_id\":10,"
			 "\"participants_count\":12},"
			 "{\"id\":3,\"person_id\":null,\"participants_count\":1},{\"id\":4,\"person_id\":null,"
			 "\"participants_count\":0},"
			 "{\"id\":5,\"person_id\":10,\"participants_count\":9,\"is_deleted\":true},{\"id\":6,\"person_"
			 "id\":10}",
			 "null"),
		 NULL, 0},
		{"GET /v1/deals/2/participants?limit=500&start=0", 200,
		 "{\"success\":true,\"data\":[" PARTICIPANT("1", "10") "," PARTICIPANT(
			 "2", "11") "],\"additional_data\":{\"pagination\":{"
				    "\"start\":0,\"limit\":2,\"more_items_in_collection\":true,\"next_start\":2}}}",
		 NULL, 0},
		{"GET /v1/deals/2/participants?limit=500&start=2", 200,
		 "{\"success\":true,\"data\":[{\"id\":3,\"person_id\":12}],\"additional_data\":{\"pagination\":{\"more_"
		 "items_in_collection\":false}}}",
		 NULL, 0},
		{"GET /v1/deals/3/participants?limit=500&start=0", 200,
		 "{\"success\":true,\"data\":[" PARTICIPANT("4", "13") "]}", NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert(asks(0, "include_fields=participants_count"));
	static const char *const expected[] = {"[10]", "[10,11,12]", "[13]", "[]", "[10]", "absent"};
	for (size_t i = 0; i < 6; i++)
		ck_assert_str_eq(pipedrive_shown(&page.records[i], "@contacts"), expected[i]);
	ck_assert_uint_eq(pipedrive_requests(), 4);
}
END_TEST

START_TEST(participants_of_many_deals)
{
	enum { MANY = 70 };
	struct pipedrive_answer answers[MANY];
	struct crm_pull request = {.object = CRM_DEAL, .properties = contacts, .n_properties = 1};
	struct crm_page page;
	const char *items = "";
	for (size_t i = 0; i < MANY; i++) {
		items = pipedrive_format("%s%s{\"id\":%zu,\"person_id\":1,\"participants_count\":2}", items,
					 i ? "," : "", i + 1);
		answers[i] = (struct pipedrive_answer){
			pipedrive_format("GET /v1/deals/%zu/participants", i + 1), 200,
			pipedrive_format("{\"success\":true,\"data\":[{\"id\":1,\"person_id\":{\"value\":%zu}}]}",
					 i + 100),
			NULL, 0};
	}
	PIPEDRIVE_SCRIPT({"GET /api/v2/deals?", 200, page_of(items, "null"), NULL, 0});
	pipedrive_script(answers, MANY);
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	for (size_t i = 0; i < MANY; i++)
		ck_assert_str_eq(pipedrive_shown(&page.records[i], "@contacts"), pipedrive_format("[1,%zu]", i + 100));
}
END_TEST

START_TEST(participants_that_make_no_sense)
{
	static const char *const bodies[] = {
		"{\"success\":true,\"data\":{}}",
		"{\"success\":true,\"data\":[{\"id\":1}]}",
		"{\"success\":true,\"data\":[{\"id\":\"1/2\",\"person_id\":4}]}",
		"{\"success\":true,\"data\":[],\"additional_data\":{\"pagination\":{\"more_items_in_collection\":true}}"
		"}",
		"{\"success\":true,\"data\":[],\"additional_data\":{\"pagination\":{\"more_items_in_collection\":true,"
		"\"next_start\":0}}}",
	};
	struct crm_pull request = {.object = CRM_DEAL, .properties = contacts, .n_properties = 1};
	struct crm_page page;
	PIPEDRIVE_SCRIPT({"GET /api/v2/deals?", 200,
			  page_of("{\"id\":2,\"person_id\":10,\"participants_count\":2}", "null"), NULL, 0},
			 {"GET /v1/deals/2/participants", 200, bodies[_i], NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_E_PROTOCOL);
}
END_TEST

/* ---- owners ---- */

START_TEST(users_are_owners)
{
	struct crm_pull request = {.object = CRM_OWNER};
	struct crm_page page;
	PIPEDRIVE_SCRIPT({"GET /v1/users", 200,
			  "{\"success\":true,\"data\":[{\"id\":1,\"name\":\"Ada\",\"email\":\"ada@x.example\",\"active_"
			  "flag\":true},"
			  "{\"id\":2,\"name\":\"Ben\",\"active_flag\":false},{\"id\":3,\"name\":\"Cy\",\"email\":null,"
			  "\"active_flag\":true,\"is_deleted\":true}]}",
			  NULL, 0},
			 {"GET /v1/users", 200, "{\"success\":true}", NULL, 0},
			 {"GET /v1/users", 200, "{\"success\":true,\"data\":[{}]}", NULL, 0});
	ck_assert_int_eq(pull(&request, &page), CRM_OK);
	ck_assert(page.n == 3 && page.complete && page.total == 3);
	ck_assert_str_eq(pipedrive_shown(&page.records[0], "email"), "ada@x.example");
	ck_assert_str_eq(pipedrive_shown(&page.records[0], "active"), "true");
	ck_assert_str_eq(pipedrive_shown(&page.records[1], "email"), "null");
	ck_assert_str_eq(pipedrive_shown(&page.records[1], "active"), "false");
	ck_assert_str_eq(pipedrive_shown(&page.records[2], "active"), "false");
	ck_assert_int_eq(pull(&request, &page), CRM_E_PROTOCOL);
	ck_assert_int_eq(pull(&request, &page), CRM_E_PROTOCOL);
}
END_TEST

static TCase *begin_tests(const char *name)
{
	TCase *tests = tcase_create(name);
	tcase_add_checked_fixture(tests, pipedrive_begin, pipedrive_end);
	return tests;
}

static TCase *tests_of_listings(void)
{
	TCase *t = begin_tests("listings");
	tcase_add_test(t, a_full_pull_goes_to_the_end);
	tcase_add_test(t, an_incremental_pull_asks_in_whole_seconds);
	tcase_add_test(t, deals_come_in_two_parts);
	tcase_add_test(t, a_filter_replaces_the_states);
	tcase_add_loop_test(t, cursors_of_others_are_refused, 0, 6);
	tcase_add_test(t, a_watermark_of_others_is_refused);
	tcase_add_test(t, a_refused_cursor_starts_again);
	tcase_add_loop_test(t, a_listing_that_makes_no_sense_is_no_listing, 0,
			    sizeof broken_pages / sizeof *broken_pages);
	tcase_add_test(t, pipelines_are_no_listing);
	tcase_add_test(t, only_mapped_custom_fields_are_asked_for);
	tcase_add_test(t, more_than_fifteen_custom_fields_are_asked_for_by_none);
	tcase_add_test(t, without_the_marketing_app_its_field_is_absent);
	tcase_add_test(t, a_deleted_custom_field_does_not_fail_a_read);
	tcase_add_test(t, other_refusals_are_not_tried_again);
	tcase_add_test(t, users_are_owners);
	return t;
}

static TCase *tests_of_values(void)
{
	TCase *t = begin_tests("values");
	tcase_add_test(t, a_person_is_flattened);
	tcase_add_loop_test(t, custom_values_of_every_shape, 0, sizeof customs / sizeof *customs);
	tcase_add_test(t, an_address_in_one_text_says_nothing_of_its_parts);
	tcase_add_test(t, no_address_is_empty_parts);
	tcase_add_loop_test(t, strange_types_are_survived, 0, 6);
	tcase_add_test(t, phone_numbers_that_are_numbers);
	return t;
}

static TCase *tests_of_look_ups(void)
{
	TCase *t = begin_tests("look-ups");
	tcase_add_test(t, no_id_is_dropped);
	tcase_add_test(t, only_ids_get_into_the_address);
	tcase_add_test(t, nothing_is_asked_for_no_ids);
	tcase_add_test(t, deals_that_are_missing_are_looked_for_in_the_archive);
	tcase_add_test(t, a_part_that_fails_fails_the_whole);
	tcase_add_test(t, data_must_be_there);
	tcase_add_test(t, a_custom_field_is_searched_exactly);
	tcase_add_test(t, every_value_is_searched_and_every_page_read);
	tcase_add_test(t, a_last_name_is_looked_for_in_whole_names);
	tcase_add_test(t, searches_fail_as_a_whole);
	tcase_add_test(t, participants_are_read_where_there_are_more);
	tcase_add_test(t, participants_of_many_deals);
	tcase_add_loop_test(t, participants_that_make_no_sense, 0, 5);
	return t;
}

int main(void)
{
	Suite *suite = suite_create("connector_pipedrive_read");
	suite_add_tcase(suite, tests_of_listings());
	suite_add_tcase(suite, tests_of_values());
	suite_add_tcase(suite, tests_of_look_ups());
	return run_suite(suite);
}
