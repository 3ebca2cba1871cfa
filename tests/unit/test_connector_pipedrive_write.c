/* SPDX-License-Identifier: Apache-2.0 */
/* The Pipedrive connector writes: the body of every kind of value, what an answer means, contacts of deals. */
#include "config.h"

#include <string.h>

#include "net/client.h"
#include "pipedrive.h"
#include "pipedrive_fixture.h"
#include "run_suite.h"

#define CONNECTOR crm_connector_entry()
#define KEY       "3cf514651ae1bd89ffebff82c53ee608669957ae"
#define MONEY     "d1dc300ab167501af013177b6c686c638db035d8"

/* ---- pushing ---- */

static int push(const struct crm_op *ops, struct crm_result *results, size_t n)
{
	memset(results, 0, n * sizeof *results);
	crm_error_clear(&pipedrive.err);
	return CONNECTOR->push(pipedrive.conn, ops, results, n, pipedrive.arena, &pipedrive.err);
}

static struct crm_op make_op(enum crm_op_kind kind, enum crm_object object, const char *id)
{
	return (struct crm_op){.trace = "t", .kind = kind, .object = object, .id = id};
}

/* What is sent for an update of a record that was last seen as `raw`. */
static const char *body_of(enum crm_object object, const char *raw, const struct crm_property *properties, size_t n)
{
	struct crm_record current = {.object = object, .id = "7", .raw = raw, .raw_len = raw ? strlen(raw) : 0};
	struct crm_op op = make_op(raw ? CRM_OP_UPDATE : CRM_OP_CREATE, object, raw ? "7" : NULL);
	struct crm_result result;
	op.properties = properties;
	op.n_properties = n;
	op.current = raw ? &current : NULL;
	PIPEDRIVE_SCRIPT(
		{raw ? "PATCH /api/v2/" : "POST /api/v2/", 200, "{\"success\":true,\"data\":{\"id\":7}}", NULL, 0});
	ck_assert_int_eq(push(&op, &result, 1), CRM_OK);
	ck_assert_msg(result.outcome == CRM_DONE, "%s", result.message);
	ck_assert_str_eq(result.id, "7");
	return pipedrive_body(-1);
}

static void expect_body(enum crm_object object, const char *raw, const struct crm_property *p, size_t n,
			const char *expected)
{
	ck_assert_str_eq(body_of(object, raw, p, n), expected);
}

static struct crm_result refused(enum crm_object object, const char *raw, const struct crm_property *p, size_t n)
{
	struct crm_record current = {.object = object, .id = "7", .raw = raw, .raw_len = strlen(raw)};
	struct crm_op op = make_op(CRM_OP_UPDATE, object, "7");
	struct crm_result result;
	op.properties = p;
	op.n_properties = n;
	op.current = &current;
	ck_assert_int_eq(push(&op, &result, 1), CRM_OK);
	ck_assert_int_eq(result.outcome, CRM_REFUSED);
	return result;
}

/* ---- names ---- */

START_TEST(names_travel_whole_and_in_parts)
{
	struct crm_property p[] = {pipedrive_text("first_name", "Anna Maria"), pipedrive_text("last_name", "Stein")};
	struct crm_property last = pipedrive_text("last_name", "Fels"), gone = pipedrive_null("first_name");
	expect_body(CRM_CONTACT, NULL, p, 2,
		    "{\"name\":\"Anna Maria Stein\",\"first_name\":\"Anna Maria\",\"last_name\":\"Stein\"}");
	expect_body(CRM_CONTACT, "{\"first_name\":\"Anna Maria\",\"last_name\":\"Stein\"}", &last, 1,
		    "{\"name\":\"Anna Maria Fels\",\"first_name\":\"Anna Maria\",\"last_name\":\"Fels\"}");
	expect_body(CRM_CONTACT, "{\"first_name\":\"Anna\",\"last_name\":\"Stein\"}", &gone, 1,
		    "{\"name\":\"Stein\",\"first_name\":null,\"last_name\":\"Stein\"}");
}
END_TEST

#define NO_PARTS                                                                                                       \
	"{\"success\":false,\"error\":\"Validation failed: first_name: Parameter 'first_name' is not allowed\"}"

START_TEST(parts_of_names_are_left_out_once_refused)
{
	struct crm_property p[] = {pipedrive_text("first_name", "Anna"), pipedrive_text("last_name", "Stein")};
	struct crm_op ops[3];
	struct crm_result results[3];
	for (size_t i = 0; i < 3; i++) {
		ops[i] = make_op(CRM_OP_CREATE, CRM_CONTACT, NULL);
		ops[i].properties = p;
		ops[i].n_properties = 2;
	}
	PIPEDRIVE_SCRIPT({"POST /api/v2/persons", 400, NO_PARTS, NULL, 0},
			 {"POST /api/v2/persons", 201, "{\"success\":true,\"data\":{\"id\":1}}", NULL, 0},
			 {"POST /api/v2/persons", 201, "{\"success\":true,\"data\":{\"id\":2}}", NULL, 0},
			 {"POST /api/v2/persons", 201, "{\"success\":true,\"data\":{\"id\":3}}", NULL, 0});
	ck_assert_int_eq(push(ops, results, 3), CRM_OK);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(results[i].outcome, CRM_DONE);
	ck_assert_ptr_nonnull(strstr(pipedrive_body(0), "\"last_name\""));
	for (int i = 1; i < 4; i++)
		ck_assert_str_eq(pipedrive_body(i), "{\"name\":\"Anna Stein\"}");
}
END_TEST

START_TEST(a_person_needs_a_name)
{
	struct crm_property mail = pipedrive_text("@email", "a@x.example");
	struct crm_property gone[] = {pipedrive_null("first_name"), pipedrive_null("last_name"),
				      pipedrive_text("job_title", "x")};
	struct crm_op op = make_op(CRM_OP_CREATE, CRM_CONTACT, NULL);
	struct crm_result result;
	op.properties = &mail;
	op.n_properties = 1;
	ck_assert_int_eq(push(&op, &result, 1), CRM_OK);
	ck_assert_int_eq(result.outcome, CRM_REFUSED);
	ck_assert_str_eq(result.field, "last_name");
	result = refused(CRM_CONTACT, "{\"first_name\":\"A\"}", gone, 3);
	ck_assert_ptr_nonnull(strstr(result.message, "name"));
	ck_assert_uint_eq(pipedrive_requests(), 0);
}
END_TEST

START_TEST(a_whole_name_may_be_mapped_instead)
{
	struct crm_property whole = pipedrive_text("name", "Anna Stein");
	expect_body(CRM_CONTACT, NULL, &whole, 1, "{\"name\":\"Anna Stein\"}");
	struct crm_property both[] = {whole, pipedrive_text("last_name", "Fels")};
	expect_body(CRM_CONTACT, NULL, both, 2, "{\"name\":\"Fels\",\"last_name\":\"Fels\"}");
}
END_TEST

/* ---- e-mails and phones ---- */

#define MAILS                                                                                                          \
	"{\"emails\":[{\"value\":\"h@x.example\",\"primary\":false,\"label\":\"home\"},{\"value\":\"w@x.example\","    \
	"\"primary\":true,\"label\":\"work\"},{\"value\":\"o@x.example\",\"primary\":false,\"label\":\"club\"}]}"

START_TEST(a_new_main_address_takes_the_old_ones_place)
{
	struct crm_property p = pipedrive_text("@email", "new@x.example");
	expect_body(CRM_CONTACT, MAILS, &p, 1,
		    "{\"emails\":[{\"value\":\"h@x.example\",\"primary\":false,\"label\":\"home\"},{\"value\":\"new@x."
		    "example\",\"primary\":true,"
		    "\"label\":\"work\"},{\"value\":\"o@x.example\",\"primary\":false,\"label\":\"club\"}]}");
	p = pipedrive_text("@email", "o@x.example");
	expect_body(CRM_CONTACT, MAILS, &p, 1,
		    "{\"emails\":[{\"value\":\"h@x.example\",\"primary\":false,\"label\":\"home\"},{\"value\":\"o@x."
		    "example\",\"primary\":true,"
		    "\"label\":\"work\"}]}");
	p = pipedrive_null("@email");
	expect_body(CRM_CONTACT, MAILS, &p, 1,
		    "{\"emails\":[{\"value\":\"h@x.example\",\"primary\":true,\"label\":\"home\"},{\"value\":\"o@x."
		    "example\",\"primary\":false,"
		    "\"label\":\"club\"}]}");
	p = pipedrive_text("@email", "a@x.example");
	expect_body(CRM_CONTACT, "{\"emails\":[]}", &p, 1,
		    "{\"emails\":[{\"value\":\"a@x.example\",\"primary\":true,\"label\":\"work\"}]}");
}
END_TEST

START_TEST(further_addresses_keep_their_labels)
{
	static const char *const others[] = {"o@x.example", "new@x.example", "w@x.example", "o@x.example", "", NULL},
				 *const none[] = {NULL};
	struct crm_property p = pipedrive_list("@emails", others),
			    both[] = {pipedrive_null("@email"), pipedrive_list("@emails", none)};
	expect_body(CRM_CONTACT, MAILS, &p, 1,
		    "{\"emails\":[{\"value\":\"w@x.example\",\"primary\":true,\"label\":\"work\"},{\"value\":\"o@x."
		    "example\",\"primary\":false,"
		    "\"label\":\"club\"},{\"value\":\"new@x.example\",\"primary\":false,\"label\":\"work\"}]}");
	p = pipedrive_null("@emails");
	expect_body(CRM_CONTACT, MAILS, &p, 1,
		    "{\"emails\":[{\"value\":\"w@x.example\",\"primary\":true,\"label\":\"work\"}]}");
	expect_body(CRM_CONTACT, MAILS, both, 2, "{\"emails\":[]}");
	both[1] = pipedrive_text("@emails", "only@x.example");
	expect_body(CRM_CONTACT, MAILS, both, 2,
		    "{\"emails\":[{\"value\":\"only@x.example\",\"primary\":true,\"label\":\"work\"}]}");
}
END_TEST

#define PHONES                                                                                                         \
	"{\"phones\":[{\"value\":\"1\",\"primary\":false,\"label\":\"home\"},{\"value\":\"2\",\"primary\":true,"       \
	"\"label\":"                                                                                                   \
	"\"mobile\"},{\"value\":\"3\",\"primary\":false,\"label\":\"mobile\"},{\"value\":\"\",\"primary\":false}]}"

START_TEST(phones_keep_their_places_and_labels)
{
	struct crm_property p[] = {pipedrive_text("@phone", "11"), pipedrive_text("@mobile", "22")};
	expect_body(CRM_CONTACT, PHONES, p, 2,
		    "{\"phones\":[{\"value\":\"11\",\"primary\":false,\"label\":\"home\"},{\"value\":\"22\","
		    "\"primary\":true,\"label\":\"mobile\"},"
		    "{\"value\":\"3\",\"primary\":false,\"label\":\"mobile\"}]}");
	p[1] = pipedrive_null("@mobile");
	expect_body(CRM_CONTACT, PHONES, p + 1, 1,
		    "{\"phones\":[{\"value\":\"1\",\"primary\":true,\"label\":\"home\"},{\"value\":\"3\",\"primary\":"
		    "false,\"label\":\"mobile\"}]}");
	p[1] = pipedrive_text("@mobile", "22");
	expect_body(CRM_CONTACT, "{}", p, 2,
		    "{\"phones\":[{\"value\":\"11\",\"primary\":true,\"label\":\"work\"},{\"value\":\"22\",\"primary\":"
		    "false,\"label\":\"mobile\"}]}");
	p[0] = pipedrive_null("@phone");
	p[1] = pipedrive_null("@mobile");
	expect_body(CRM_CONTACT, "{\"phones\":[{\"value\":\"1\"}]}", p, 2, "{\"phones\":[]}");
}
END_TEST

/* OpenAPI v2: `job_title` is a text and nothing else; `website` may be null. */
START_TEST(texts_that_may_not_be_null_are_emptied)
{
	struct crm_property title = pipedrive_null("job_title"), website = pipedrive_null("website");
	expect_body(CRM_CONTACT, "{\"job_title\":\"CTO\"}", &title, 1, "{\"job_title\":\"\"}");
	expect_body(CRM_COMPANY, "{\"website\":\"x\"}", &website, 1, "{\"website\":null}");
}
END_TEST

/* ---- addresses ---- */

#define ADDRESS                                                                                                        \
	"{\"address\":{\"value\":\"x\",\"route\":\"Main "                                                              \
	"St\",\"street_number\":\"5\",\"subpremise\":\"B\",\"postal_code\":"                                           \
	"\"20095\",\"locality\":\"Hamburg\",\"sublocality\":\"Altstadt\",\"country\":\"Germany\"}}"

START_TEST(addresses_are_written_whole)
{
	struct crm_property made[] = {pipedrive_text("name", "A"), pipedrive_text("@street", "Way 3"),
				      pipedrive_text("@city", "Town"), pipedrive_text("@state", "TX"),
				      pipedrive_null("@country")};
	struct crm_property city = pipedrive_text("@city", "Bremen"), street = pipedrive_text("@street", "Side St 1");
	expect_body(CRM_COMPANY, NULL, made, 5,
		    "{\"name\":\"A\",\"address\":{\"value\":\"Way 3, Town, TX\",\"route\":\"Way "
		    "3\",\"locality\":\"Town\",\"admin_area_level_1\":\"TX\"}}");
	expect_body(CRM_COMPANY, ADDRESS, &city, 1,
		    "{\"address\":{\"value\":\"Main St 5, 20095 Bremen, Germany\",\"route\":\"Main "
		    "St\",\"postal_code\":\"20095\",\"locality\":\"Bremen\","
		    "\"country\":\"Germany\",\"street_number\":\"5\",\"subpremise\":\"B\"}}");
	expect_body(CRM_COMPANY, ADDRESS, &street, 1,
		    "{\"address\":{\"value\":\"Side St 1, 20095 Hamburg, Germany\",\"route\":\"Side St "
		    "1\",\"postal_code\":\"20095\",\"locality\":\"Hamburg\","
		    "\"country\":\"Germany\",\"sublocality\":\"Altstadt\"}}");
}
END_TEST

START_TEST(an_address_is_cleared_whole)
{
	struct crm_property all[] = {pipedrive_null("@street"), pipedrive_null("@postcode"), pipedrive_null("@city"),
				     pipedrive_null("@state"), pipedrive_null("@country")};
	expect_body(CRM_COMPANY, ADDRESS, all, 5, "{\"address\":null}");
	expect_body(CRM_CONTACT, "{\"postal_address\":null}", all, 5, "{\"postal_address\":null}");
}
END_TEST

START_TEST(an_address_in_one_text_is_not_written_over)
{
	struct crm_property p[] = {pipedrive_text("@city", "Town"), pipedrive_text("name", "B")};
	static const char raw[] = "{\"address\":{\"value\":\"Main St 1, Town\",\"locality\":null}}";
	struct crm_result result = refused(CRM_COMPANY, raw, p, 1);
	ck_assert_ptr_nonnull(strstr(result.message, "one text"));
	expect_body(CRM_COMPANY, raw, p, 2, "{\"name\":\"B\"}");
}
END_TEST

/* ---- pieces that are put back as they stood ---- */

#define WAS_MAILS                                                                                                      \
	"[{\"value\":\"d@x.example\",\"primary\":true,\"label\":\"work\"},{\"value\":\"k@x.example\",\"primary\":"     \
	"false,"                                                                                                       \
	"\"label\":\"home\"}]"

START_TEST(a_list_of_emails_is_put_back_as_it_stood)
{
	struct crm_property p[] = {pipedrive_text("@email", "d@x.example"), pipedrive_text("@email#", WAS_MAILS)};
	expect_body(CRM_CONTACT,
		    "{\"id\":1,\"emails\":[{\"value\":\"k@x.example\",\"primary\":true,\"label\":\"work\"}]}", p, 2,
		    "{\"emails\":" WAS_MAILS "}");
	/* somebody has entered another one since: it stays */
	expect_body(CRM_CONTACT,
		    "{\"id\":1,\"emails\":[{\"value\":\"k@x.example\",\"primary\":true,\"label\":\"work\"},"
		    "{\"value\":\"new@x.example\",\"primary\":false,\"label\":\"other\"}]}",
		    p, 2,
		    "{\"emails\":[{\"value\":\"d@x.example\",\"primary\":true,\"label\":\"work\"},"
		    "{\"value\":\"new@x.example\",\"primary\":false,\"label\":\"other\"}]}");
	/* the value is another one than the piece's, or the piece cannot be read */
	p[0] = pipedrive_text("@email", "z@x.example");
	expect_body(CRM_CONTACT, "{\"id\":1,\"emails\":[]}", p, 2,
		    "{\"emails\":[{\"value\":\"z@x.example\",\"primary\":true,\"label\":\"work\"}]}");
	p[1] = pipedrive_text("@email#", "[{");
	expect_body(CRM_CONTACT, "{\"id\":1,\"emails\":[]}", p, 2,
		    "{\"emails\":[{\"value\":\"z@x.example\",\"primary\":true,\"label\":\"work\"}]}");
}
END_TEST

#define WAS_ADDRESS                                                                                                    \
	"{\"value\":\"4 Foundry Lane, Birmingham\",\"route\":\"Foundry Lane\",\"street_number\":\"4\",\"locality\":"   \
	"\"Birmingham\"}"

START_TEST(an_address_is_put_back_in_its_components)
{
	struct crm_property p[] = {pipedrive_text("@street", "Foundry Lane 4"),
				   pipedrive_text("@street#", WAS_ADDRESS)};
	expect_body(CRM_COMPANY,
		    "{\"id\":1,\"address\":{\"value\":\"x\",\"route\":\"4 Foundry Lane\",\"locality\":\"Birmingham\"}}",
		    p, 2, "{\"address\":" WAS_ADDRESS "}");
	expect_body(CRM_COMPANY,
		    "{\"id\":1,\"address\":{\"value\":\"x\",\"route\":\"4 Foundry Lane\",\"locality\":\"Leeds\"}}", p,
		    2,
		    "{\"address\":{\"value\":\"Foundry Lane 4, Leeds\",\"route\":\"Foundry Lane "
		    "4\",\"locality\":\"Leeds\"}}");
}
END_TEST

/* ---- members ---- */

START_TEST(members_take_their_types)
{
	struct crm_property company[] = {pipedrive_text("name", "12"), pipedrive_text("annual_revenue", "1000.00"),
					 pipedrive_text("employee_count", "7"), pipedrive_text("owner_id", "3"),
					 pipedrive_text("add_time", "2021-01-01T00:00:00Z")};
	struct crm_property deal[] = {pipedrive_text("title", "\"q\""),
				      pipedrive_text("value", "12345678901234567890.10"),
				      pipedrive_text("probability", "12.5"), pipedrive_text("is_archived", "true"),
				      pipedrive_null("expected_close_date")};
	expect_body(CRM_COMPANY, NULL, company, 5,
		    "{\"name\":\"12\",\"annual_revenue\":1000,\"employee_count\":7,\"owner_id\":3,\"add_time\":\"2021-"
		    "01-01T00:00:00Z\"}");
	expect_body(CRM_DEAL, NULL, deal, 5,
		    "{\"title\":\"\\\"q\\\"\",\"value\":12345678901234567890.10,\"probability\":12.5,\"is_archived\":"
		    "true}");
}
END_TEST

START_TEST(members_are_cleared_where_the_api_lets_them)
{
	static const char *const none[] = {NULL}, *const labels[] = {"4", "5", NULL};
	struct crm_property p[] = {pipedrive_null("website"), pipedrive_text("industry", ""),
				   pipedrive_list("label_ids", none), pipedrive_null("owner_id"),
				   pipedrive_null("name")};
	struct crm_property person[] = {pipedrive_null("org_id"), pipedrive_null("marketing_status"),
					pipedrive_list("label_ids", labels)};
	expect_body(CRM_COMPANY, "{}", p, 5, "{\"website\":null,\"industry\":null,\"label_ids\":[]}");
	expect_body(CRM_CONTACT, "{}", person, 3, "{\"org_id\":null,\"label_ids\":[4,5]}");
	struct crm_result result = refused(CRM_COMPANY, "{}", p + 3, 2);
	ck_assert_ptr_nonnull(strstr(result.message, "none of its changes"));
}
END_TEST

START_TEST(stages_open_and_close_deals)
{
	struct crm_property won = pipedrive_text("@stage", "won"), stage = pipedrive_text("@stage", "4"),
			    gone = pipedrive_null("@stage");
	struct crm_property both[] = {stage, pipedrive_text("status", "lost"), pipedrive_text("stage_id", "9")};
	expect_body(CRM_DEAL, "{\"status\":\"open\"}", &won, 1, "{\"status\":\"won\"}");
	expect_body(CRM_DEAL, "{\"status\":\"lost\"}", &stage, 1, "{\"stage_id\":4,\"status\":\"open\"}");
	expect_body(CRM_DEAL, "{\"status\":\"open\"}", &stage, 1, "{\"stage_id\":4}");
	expect_body(CRM_DEAL, "{}", both, 3, "{\"stage_id\":4}");
	refused(CRM_DEAL, "{}", &gone, 1);
}
END_TEST

/* ---- custom fields ---- */

static void script_fields(const char *type, const char *me)
{
	PIPEDRIVE_SCRIPT({"GET /api/v2/organizationFields", 200,
			  pipedrive_format("{\"success\":true,\"data\":[{\"field_code\":\"" KEY
					   "\",\"field_name\":\"F\",\"field_type\":\"%s\",\"is_custom_field\":true}]}",
					   type),
			  NULL, 0});
	if (me)
		PIPEDRIVE_SCRIPT({"GET /v1/users/me", 200, me, NULL, 0});
}

static const struct {
	const char *type, *value, *json;
} customs[] = {
	{"varchar", "12", "\"12\""},
	{"varchar_auto", "x", "\"x\""},
	{"text", "a\nb", "\"a\\nb\""},
	{"phone", "+49 1", "\"+49 1\""},
	{"date", "2026-01-02", "\"2026-01-02\""},
	{"double", "0.10", "0.10"},
	{"double", "+7", "7"},
	{"double", "not a number", "\"not a number\""}, /* the vendor says why */
	{"int", "3.0", "3"},
	{"enum", "59", "59"},
	{"varchar_options", "5", "\"5\""},
	{"set", "5", "[5]"},
	{"user", "5", "5"},
	{"org", "5", "5"},
	{"people", "5", "5"},
	{"boolean", "true", "true"},
	{"time", "10:00:00", "{\"value\":\"10:00:00\"}"},
	{"timerange", "10:00:00/11:00:00", "{\"value\":\"10:00:00\",\"until\":\"11:00:00\"}"},
	{"daterange", "2026-01-01/2026-01-02", "{\"value\":\"2026-01-01\",\"until\":\"2026-01-02\"}"},
	{"address", "Main St 1", "{\"value\":\"Main St 1\"}"},
	{"varchar", "", "null"},
	{"set", "", "null"},
	{"monetary", "", "null"},
	{"daterange", "", "null"},
};

START_TEST(custom_values_of_every_type)
{
	struct crm_property p = pipedrive_text(KEY, customs[_i].value);
	script_fields(customs[_i].type, NULL);
	ck_assert_str_eq(body_of(CRM_COMPANY, "{}", &p, 1),
			 pipedrive_format("{\"custom_fields\":{\"" KEY "\":%s}}", customs[_i].json));
}
END_TEST

START_TEST(sets_are_lists)
{
	static const char *const two[] = {"57", "58", NULL}, *const none[] = {NULL};
	struct crm_property p = pipedrive_list(KEY, two), empty = pipedrive_list(KEY, none);
	script_fields("set", NULL);
	expect_body(CRM_COMPANY, "{}", &p, 1, "{\"custom_fields\":{\"" KEY "\":[57,58]}}");
	expect_body(CRM_COMPANY, "{}", &empty, 1, "{\"custom_fields\":{\"" KEY "\":null}}"); /* [] is refused */
}
END_TEST

START_TEST(times_keep_their_zone)
{
	struct crm_property p = pipedrive_text(KEY, "11:00:00");
	script_fields("time", NULL);
	expect_body(CRM_COMPANY,
		    "{\"custom_fields\":{\"" KEY
		    "\":{\"value\":\"10:00:00\",\"timezone_id\":3,\"timezone_name\":\"x\"}}}",
		    &p, 1, "{\"custom_fields\":{\"" KEY "\":{\"value\":\"11:00:00\",\"timezone_id\":3}}}");
}
END_TEST

START_TEST(periods_have_two_ends)
{
	static const char *const wrong[] = {"2026-01-01", "/2026-01-01", "2026-01-01/"};
	struct crm_property p[] = {pipedrive_text(KEY, wrong[_i]), pipedrive_text("name", "B")};
	script_fields("daterange", NULL);
	struct crm_result result = refused(CRM_COMPANY, "{}", p, 2);
	ck_assert_str_eq(result.field, KEY);
	ck_assert_uint_eq(pipedrive_requests(), 1);
}
END_TEST

#define EURO "{\"success\":true,\"data\":{\"company_id\":1,\"default_currency\":\"EUR\"}}"

START_TEST(amounts_have_a_currency)
{
	struct crm_property p = pipedrive_text(KEY, "9.90"), with[] = {p, pipedrive_text(KEY ".currency", "SEK")};
	static const char usd[] = "{\"custom_fields\":{\"" KEY "\":{\"value\":5.00,\"currency\":\"USD\"}}}";
	script_fields("monetary", EURO);
	expect_body(CRM_COMPANY, "{}", &p, 1,
		    "{\"custom_fields\":{\"" KEY "\":{\"value\":9.90,\"currency\":\"EUR\"}}}");
	expect_body(CRM_COMPANY, usd, &p, 1, "{\"custom_fields\":{\"" KEY "\":{\"value\":9.90,\"currency\":\"USD\"}}}");
	expect_body(CRM_COMPANY, usd, with, 2,
		    "{\"custom_fields\":{\"" KEY "\":{\"value\":9.90,\"currency\":\"SEK\"}}}");
	expect_body(CRM_COMPANY, usd, with + 1, 1,
		    "{\"custom_fields\":{\"" KEY "\":{\"value\":5.00,\"currency\":\"SEK\"}}}");
	refused(CRM_COMPANY, "{}", with + 1, 1); /* a currency of nothing */
}
END_TEST

START_TEST(a_deals_own_currency_comes_first)
{
	struct crm_property p[] = {pipedrive_text("currency", "CHF"), pipedrive_text(MONEY, "1")};
	PIPEDRIVE_SCRIPT({"GET /api/v2/dealFields", 200,
			  "{\"success\":true,\"data\":[{\"field_code\":\"" MONEY
			  "\",\"field_type\":\"monetary\",\"is_custom_field\":true}]}",
			  NULL, 0},
			 {"GET /v1/users/me", 200, EURO, NULL, 0});
	expect_body(CRM_DEAL, NULL, p, 2,
		    "{\"currency\":\"CHF\",\"custom_fields\":{\"" MONEY "\":{\"value\":1,\"currency\":\"CHF\"}}}");
	expect_body(CRM_DEAL, "{\"currency\":\"NOK\"}", p + 1, 1,
		    "{\"custom_fields\":{\"" MONEY "\":{\"value\":1,\"currency\":\"NOK\"}}}");
}
END_TEST

START_TEST(fields_that_cannot_be_loaded_keep_the_batch)
{
	struct crm_property p = pipedrive_text(KEY, "1");
	struct crm_op ops[2] = {make_op(CRM_OP_UPDATE, CRM_COMPANY, "1"), make_op(CRM_OP_UPDATE, CRM_COMPANY, "2")};
	struct crm_result results[2];
	ops[0].properties = ops[1].properties = &p;
	ops[0].n_properties = ops[1].n_properties = 1;
	PIPEDRIVE_SCRIPT({"GET /api/v2/organizationFields", 500, "", NULL, 0});
	ck_assert_int_eq(push(ops, results, 2), CRM_E_SERVER);
	ck_assert(results[0].outcome == CRM_NOT_SENT && results[1].outcome == CRM_NOT_SENT);
}
END_TEST

/* ---- outcomes ---- */

static const struct {
	enum crm_op_kind kind;
	int status;
	const char *body;
	enum pipedrive_end end;
	enum crm_outcome outcome;
	int code;
} outcomes[] = {
	{CRM_OP_CREATE, 201, "{\"success\":true,\"data\":{\"id\":5}}", 0, CRM_DONE, 0},
	{CRM_OP_CREATE, 201, "{\"success\":true,\"data\":{}}", 0, CRM_UNKNOWN, 0},
	{CRM_OP_CREATE, 201, "{\"success\":true}", 0, CRM_UNKNOWN, 0},
	{CRM_OP_CREATE, 201, "{\"success\":true,\"data\":{\"id\":\"x\"}}", 0, CRM_UNKNOWN, 0},
	{CRM_OP_CREATE, 200, "<html>", 0, CRM_UNKNOWN, CRM_E_PROTOCOL},
	{CRM_OP_CREATE, 200, "{\"success\":true,\"da", 0, CRM_UNKNOWN, CRM_E_PROTOCOL},
	{CRM_OP_CREATE, 500, "{\"success\":false,\"error\":\"x\"}", 0, CRM_UNKNOWN, CRM_E_SERVER},
	{CRM_OP_CREATE, 503, "", 0, CRM_UNKNOWN, CRM_E_SERVER},
	{CRM_OP_CREATE, 201, "{\"success\":true,\"data\":{\"id\":5}}", PD_END_LOST, CRM_UNKNOWN, CRM_E_NETWORK},
	{CRM_OP_CREATE, 201, "{\"success\":true,\"data\":{\"id\":5}}", PD_END_CUT, CRM_UNKNOWN, CRM_E_NETWORK},
	{CRM_OP_CREATE, 400, "{\"success\":false,\"error\":\"bad\",\"code\":\"ERR_X\"}", 0, CRM_REFUSED, 0},
	{CRM_OP_CREATE, 404, "{\"success\":false,\"error\":\"no such owner\"}", 0, CRM_REFUSED, 0},
	{CRM_OP_CREATE, 404, "<html>", 0, CRM_UNKNOWN, CRM_E_PROTOCOL},
	{CRM_OP_CREATE, 403, "{\"success\":false,\"error\":\"not your record\"}", 0, CRM_REFUSED, 0},
	{CRM_OP_CREATE, 403, "{\"success\":false,\"error\":\"Scope and URL mismatch\"}", 0, CRM_NOT_SENT,
	 CRM_E_PERMISSION},
	{CRM_OP_CREATE, 402, "{\"success\":false,\"error\":\"pay\"}", 0, CRM_NOT_SENT, CRM_E_PERMISSION},
	{CRM_OP_CREATE, 403, "<html>", 0, CRM_NOT_SENT, CRM_E_RATE},
	{CRM_OP_CREATE, 429, "{\"success\":false}", 0, CRM_NOT_SENT, CRM_E_RATE},
	{CRM_OP_CREATE, 401, "{\"success\":false}", 0, CRM_NOT_SENT, CRM_E_AUTH},
	{CRM_OP_UPDATE, 200, "{\"success\":true,\"data\":{\"id\":7}}", 0, CRM_DONE, 0},
	{CRM_OP_UPDATE, 200, "{\"success\":true,\"data\":{\"id\":8}}", 0, CRM_UNKNOWN, 0},
	{CRM_OP_UPDATE, 404, "{\"success\":false,\"error\":\"Entity was not found\"}", 0, CRM_GONE, 0},
	{CRM_OP_UPDATE, 410, "{\"success\":false,\"error\":\"gone\"}", 0, CRM_GONE, 0},
	{CRM_OP_UPDATE, 404, "<html>", 0, CRM_UNKNOWN, CRM_E_PROTOCOL},
	{CRM_OP_UPDATE, 404, "{\"success\":false,\"error\":\"Scope and URL mismatch\",\"errorCode\":403}", 0,
	 CRM_NOT_SENT, CRM_E_PERMISSION},
	{CRM_OP_ARCHIVE, 200, "{\"success\":true,\"data\":{\"id\":7}}", 0, CRM_DONE, 0},
	{CRM_OP_ARCHIVE, 410, "{\"success\":true,\"data\":{\"id\":7}}", 0, CRM_DONE, 0},
	{CRM_OP_ARCHIVE, 410, "{\"success\":false,\"error\":\"gone\"}", 0, CRM_GONE, 0},
	{CRM_OP_ARCHIVE, 410, "<html>", 0, CRM_UNKNOWN, CRM_E_PROTOCOL},
	{CRM_OP_ARCHIVE, 404, "{\"success\":false,\"error\":\"Entity was not found\"}", 0, CRM_GONE, 0},
	{CRM_OP_ARCHIVE, 404, "<html>", 0, CRM_UNKNOWN, CRM_E_PROTOCOL},
};

START_TEST(every_answer_has_its_outcome)
{
	static const char *const methods[] = {"POST /api/v2/deals", "PATCH /api/v2/deals/7", "DELETE /api/v2/deals/7"};
	struct crm_property title = pipedrive_text("title", "x");
	struct crm_op op = make_op(outcomes[_i].kind, CRM_DEAL, outcomes[_i].kind == CRM_OP_CREATE ? NULL : "7");
	struct crm_result result;
	op.properties = &title;
	op.n_properties = op.kind == CRM_OP_ARCHIVE ? 0 : 1;
	PIPEDRIVE_SCRIPT({methods[op.kind], outcomes[_i].status, outcomes[_i].body, NULL, outcomes[_i].end});
	ck_assert_int_eq(push(&op, &result, 1), outcomes[_i].code);
	ck_assert_int_eq(pipedrive.err.code, outcomes[_i].code);
	ck_assert_int_eq(result.outcome, outcomes[_i].outcome);
	if (result.outcome == CRM_DONE)
		ck_assert_str_eq(result.id, op.kind == CRM_OP_CREATE ? "5" : "7");
	else
		ck_assert_ptr_nonnull(result.message);
	if (strstr(outcomes[_i].body, "ERR_X")) {
		ck_assert_str_eq(result.code, "ERR_X");
		ck_assert_str_eq(result.message, "bad");
	}
}
END_TEST

START_TEST(a_refused_connection_was_not_sent)
{
	struct crm_property title = pipedrive_text("title", "x");
	struct crm_op op = make_op(CRM_OP_CREATE, CRM_DEAL, NULL);
	struct crm_result result;
	op.properties = &title;
	op.n_properties = 1;
	ck_assert_int_eq(pipedrive_connect("http://127.0.0.1:1"), CRM_OK);
	ck_assert_int_eq(push(&op, &result, 1), CRM_E_NETWORK);
	ck_assert_int_eq(result.outcome, CRM_NOT_SENT);
}
END_TEST

START_TEST(ids_of_others_are_not_sent)
{
	static const char *const ids[] = {"7/../8", "", "x", "003ak000003dQCGAA2"};
	struct crm_op op = make_op(CRM_OP_ARCHIVE, CRM_DEAL, ids[_i]);
	struct crm_result result;
	ck_assert_int_eq(push(&op, &result, 1), CRM_OK);
	ck_assert_int_eq(result.outcome, CRM_REFUSED);
	ck_assert_uint_eq(pipedrive_requests(), 0);
}
END_TEST

START_TEST(results_belong_to_their_ops)
{
	struct crm_property titles[100];
	struct crm_op ops[100];
	struct crm_result results[100];
	struct pipedrive_answer answers[100];
	for (size_t i = 0; i < 100; i++) {
		const char *id = pipedrive_format("%zu", i + 100);
		titles[i] = pipedrive_text("title", id);
		ops[i] = make_op(CRM_OP_UPDATE, CRM_DEAL, id);
		ops[i].properties = &titles[i];
		ops[i].n_properties = 1;
		bool bad = i % 40 == 3;
		answers[i] = (struct pipedrive_answer){
			pipedrive_format("PATCH /api/v2/deals/%s", id), bad ? 400 : 200,
			bad ? pipedrive_format("{\"success\":false,\"error\":\"no %s\"}", id)
			    : pipedrive_format(
				      "{\"success\":true,\"data\":{\"id\":%s,\"title\":\"%s!\",\"person_id\":4}}", id,
				      id),
			NULL, 0};
	}
	pipedrive_script(answers, 100);
	ck_assert_int_eq(push(ops, results, 100), CRM_OK);
	for (size_t i = 0; i < 100; i++) {
		ck_assert_int_eq(results[i].outcome, i % 40 == 3 ? CRM_REFUSED : CRM_DONE);
		if (i % 40 == 3)
			ck_assert_str_eq(results[i].message, pipedrive_format("no %zu", i + 100));
		else
			ck_assert_str_eq(pipedrive_shown(results[i].after, "title"), pipedrive_format("%zu!", i + 100));
	}
	/* the answer to a write does not tell the participants */
	ck_assert_str_eq(pipedrive_shown(results[0].after, "@contacts"), "absent");
}
END_TEST

START_TEST(what_follows_a_failure_is_not_sent)
{
	struct crm_op ops[40];
	struct crm_result results[40];
	struct pipedrive_answer answers[32];
	for (size_t i = 0; i < 40; i++)
		ops[i] = make_op(CRM_OP_ARCHIVE, CRM_DEAL, pipedrive_format("%zu", i + 100));
	for (size_t i = 0; i < 32; i++)
		answers[i] = (struct pipedrive_answer){
			pipedrive_format("DELETE /api/v2/deals/%zu", i + 100), i == 5 ? 429 : 200,
			i == 5 ? "{\"success\":false}" : "{\"success\":true,\"data\":{\"id\":1}}", NULL, 0};
	pipedrive_script(answers, 32);
	ck_assert_int_eq(push(ops, results, 40), CRM_E_RATE);
	for (size_t i = 0; i < 40; i++)
		ck_assert_int_eq(results[i].outcome, i == 5 || i >= 32 ? CRM_NOT_SENT : CRM_DONE);
}
END_TEST

START_TEST(an_expired_token_is_replaced)
{
	struct crm_op op = make_op(CRM_OP_ARCHIVE, CRM_DEAL, "7");
	struct crm_result result;
	pipedrive.token = NULL;
	pipedrive.client_id = "i";
	pipedrive.client_secret = "s";
	pipedrive.refresh_token = "r";
	ck_assert_int_eq(pipedrive_connect(NULL), CRM_OK);
	PIPEDRIVE_SCRIPT({"POST /oauth/token", 200, "{\"access_token\":\"a\",\"expires_in\":3600}", NULL, 0},
			 {"DELETE /api/v2/deals/7", 401, "{\"success\":false}", NULL, 0},
			 {"POST /oauth/token", 200, "{\"access_token\":\"b\",\"expires_in\":3600}", NULL, 0},
			 {"DELETE /api/v2/deals/7", 200, "{\"success\":true,\"data\":{\"id\":7}}", NULL, 0},
			 {"POST /oauth/token", 503, "", NULL, 0});
	ck_assert_int_eq(push(&op, &result, 1), CRM_E_EXPIRED);
	ck_assert_int_eq(result.outcome, CRM_NOT_SENT);
	ck_assert_int_eq(push(&op, &result, 1), CRM_OK);
	ck_assert_int_eq(result.outcome, CRM_DONE);
	pd_forget_token(pipedrive.conn);
	ck_assert_int_eq(push(&op, &result, 1), CRM_E_SERVER);
	ck_assert_int_eq(result.outcome, CRM_NOT_SENT);
}
END_TEST

/* ---- contacts of deals ---- */

static struct crm_op link_op(enum crm_op_kind kind, const char *deal, const char *person)
{
	struct crm_op op = make_op(kind, CRM_DEAL, deal);
	op.property = "@contacts";
	op.to = person;
	return op;
}

#define FINE "{\"success\":true,\"data\":{\"id\":1}}"
#define DEALS                                                                                                          \
	"{\"success\":true,\"data\":[{\"id\":1,\"person_id\":10},{\"id\":2,\"person_id\":null},"                       \
	"{\"id\":3,\"status\":\"deleted\"}]}"

START_TEST(contacts_are_linked_with_one_look_at_all_deals)
{
	struct crm_op ops[] = {link_op(CRM_OP_ASSOCIATE, "1", "10"), link_op(CRM_OP_ASSOCIATE, "1", "11"),
			       link_op(CRM_OP_ASSOCIATE, "2", "20"), link_op(CRM_OP_ASSOCIATE, "2", "21"),
			       link_op(CRM_OP_ASSOCIATE, "3", "30"), link_op(CRM_OP_ASSOCIATE, "4", "30"),
			       link_op(CRM_OP_ASSOCIATE, "1", "12")};
	struct crm_result results[7];
	ops[6].primary = true;
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/deals?", 200, DEALS, NULL, 0},
		{"GET /api/v2/deals/archived?", 200, "{\"success\":true,\"data\":[]}", NULL, 0},
		{"POST /v1/deals/1/participants", 201, FINE, NULL, 0}, {"PATCH /api/v2/deals/2", 200, FINE, NULL, 0},
		{"POST /v1/deals/2/participants", 201, FINE, NULL, 0}, {"PATCH /api/v2/deals/1", 200, FINE, NULL, 0});
	ck_assert_int_eq(push(ops, results, 7), CRM_OK);
	static const enum crm_outcome expected[] = {CRM_DONE, CRM_DONE, CRM_DONE, CRM_DONE,
						    CRM_GONE, CRM_GONE, CRM_DONE};
	for (size_t i = 0; i < 7; i++)
		ck_assert_int_eq(results[i].outcome, expected[i]);
	ck_assert_uint_eq(pipedrive_requests(), 6);
	ck_assert_ptr_nonnull(strstr(pipedrive_path(0), "ids=1%2C2%2C3%2C4"));
}
END_TEST

START_TEST(links_that_fail)
{
	struct crm_op ops[] = {link_op(CRM_OP_ASSOCIATE, "1", "11"), link_op(CRM_OP_ASSOCIATE, "2", "20"),
			       link_op(CRM_OP_ASSOCIATE, "1", "x"), link_op(CRM_OP_ASSOCIATE, "1", "13")};
	struct crm_result results[4];
	ops[3].property = "@company";
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/deals?", 200,
		 "{\"success\":true,\"data\":[{\"id\":1,\"person_id\":10},{\"id\":2,\"person_id\":null},{\"id\":77}]}",
		 NULL, 0},
		{"POST /v1/deals/1/participants", 400, "{\"success\":false,\"error\":\"no such person\"}", NULL, 0},
		{"PATCH /api/v2/deals/2", 500, "", NULL, 0});
	ck_assert_int_eq(push(ops, results, 4), CRM_E_SERVER);
	ck_assert_int_eq(results[0].outcome, CRM_REFUSED);
	ck_assert_str_eq(results[0].message, "no such person");
	ck_assert_int_eq(results[1].outcome, CRM_UNKNOWN);
	ck_assert_int_eq(results[2].outcome, CRM_REFUSED);
	ck_assert_int_eq(results[3].outcome, CRM_REFUSED);
}
END_TEST

START_TEST(deals_that_cannot_be_read_are_not_linked)
{
	struct crm_op ops[] = {link_op(CRM_OP_ASSOCIATE, "1", "11"), link_op(CRM_OP_ASSOCIATE, "2", "20")};
	struct crm_result results[2];
	PIPEDRIVE_SCRIPT({"GET /api/v2/deals?", 429, "{\"success\":false}", NULL, 0});
	ck_assert_int_eq(push(ops, results, 2), CRM_E_RATE);
	ck_assert(results[0].outcome == CRM_NOT_SENT && results[1].outcome == CRM_NOT_SENT);
}
END_TEST

START_TEST(contacts_are_unlinked)
{
	struct crm_op ops[] = {link_op(CRM_OP_DISSOCIATE, "1", "10"), link_op(CRM_OP_DISSOCIATE, "1", "11"),
			       link_op(CRM_OP_DISSOCIATE, "1", "12"), link_op(CRM_OP_DISSOCIATE, "2", "20"),
			       link_op(CRM_OP_DISSOCIATE, "3", "30")};
	struct crm_result results[5];
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/deals?", 200, DEALS, NULL, 0},
		{"GET /v1/deals/1/participants", 200,
		 "{\"success\":true,\"data\":[{\"id\":71,\"person_id\":{\"value\":10}},{\"id\":72,\"person_id\":{"
		 "\"value\":11}}]}",
		 NULL, 0},
		{"GET /v1/deals/2/participants", 200,
		 "{\"success\":true,\"data\":[{\"id\":73,\"person_id\":{\"value\":20}}]}", NULL, 0},
		{"PATCH /api/v2/deals/1", 200, FINE, NULL, 0},
		{"DELETE /v1/deals/1/participants/71", 200, FINE, NULL, 0},
		{"DELETE /v1/deals/1/participants/72", 404, "{\"success\":false,\"error\":\"gone\"}", NULL, 0},
		{"DELETE /v1/deals/2/participants/73", 403, "{\"success\":false,\"error\":\"not yours\"}", NULL, 0});
	ck_assert_int_eq(push(ops, results, 5), CRM_OK);
	static const enum crm_outcome expected[] = {CRM_DONE, CRM_DONE, CRM_DONE, CRM_REFUSED, CRM_GONE};
	for (size_t i = 0; i < 5; i++)
		ck_assert_int_eq(results[i].outcome, expected[i]);
	ck_assert_uint_eq(pipedrive_requests(), 7);
}
END_TEST

START_TEST(unlinking_stops_at_the_first_half)
{
	struct crm_op op = link_op(CRM_OP_DISSOCIATE, "1", "10");
	struct crm_result result;
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/deals?", 200, "{\"success\":true,\"data\":[{\"id\":1,\"person_id\":10}]}", NULL, 0},
		{"GET /v1/deals/1/participants", 200,
		 "{\"success\":true,\"data\":[{\"id\":71,\"person_id\":{\"value\":10}}]}", NULL, 0},
		{"PATCH /api/v2/deals/1", 200, "{", NULL, PD_END_LOST},
		{"GET /api/v2/deals?", 200, "{\"success\":true,\"data\":[{\"id\":1,\"person_id\":10}]}", NULL, 0},
		{"GET /v1/deals/1/participants", 500, "", NULL, 0});
	ck_assert_int_eq(push(&op, &result, 1), CRM_E_NETWORK);
	ck_assert_int_eq(result.outcome, CRM_UNKNOWN);
	ck_assert_int_eq(push(&op, &result, 1), CRM_E_SERVER);
	ck_assert_int_eq(result.outcome, CRM_NOT_SENT);
}
END_TEST

static TCase *begin_tests(const char *name)
{
	TCase *tests = tcase_create(name);
	tcase_add_checked_fixture(tests, pipedrive_begin, pipedrive_end);
	return tests;
}

static TCase *tests_of_bodies(void)
{
	TCase *t = begin_tests("bodies");
	tcase_add_test(t, names_travel_whole_and_in_parts);
	tcase_add_test(t, parts_of_names_are_left_out_once_refused);
	tcase_add_test(t, a_person_needs_a_name);
	tcase_add_test(t, a_whole_name_may_be_mapped_instead);
	tcase_add_test(t, a_new_main_address_takes_the_old_ones_place);
	tcase_add_test(t, further_addresses_keep_their_labels);
	tcase_add_test(t, phones_keep_their_places_and_labels);
	tcase_add_test(t, texts_that_may_not_be_null_are_emptied);
	tcase_add_test(t, addresses_are_written_whole);
	tcase_add_test(t, an_address_is_cleared_whole);
	tcase_add_test(t, an_address_in_one_text_is_not_written_over);
	tcase_add_test(t, a_list_of_emails_is_put_back_as_it_stood);
	tcase_add_test(t, an_address_is_put_back_in_its_components);
	tcase_add_test(t, members_take_their_types);
	tcase_add_test(t, members_are_cleared_where_the_api_lets_them);
	tcase_add_test(t, stages_open_and_close_deals);
	tcase_add_loop_test(t, custom_values_of_every_type, 0, sizeof customs / sizeof *customs);
	tcase_add_test(t, sets_are_lists);
	tcase_add_test(t, times_keep_their_zone);
	tcase_add_loop_test(t, periods_have_two_ends, 0, 3);
	tcase_add_test(t, amounts_have_a_currency);
	tcase_add_test(t, a_deals_own_currency_comes_first);
	tcase_add_test(t, fields_that_cannot_be_loaded_keep_the_batch);
	return t;
}

static TCase *tests_of_outcomes(void)
{
	TCase *t = begin_tests("outcomes");
	tcase_add_loop_test(t, every_answer_has_its_outcome, 0, sizeof outcomes / sizeof *outcomes);
	tcase_add_test(t, a_refused_connection_was_not_sent);
	tcase_add_loop_test(t, ids_of_others_are_not_sent, 0, 4);
	tcase_add_test(t, results_belong_to_their_ops);
	tcase_add_test(t, what_follows_a_failure_is_not_sent);
	tcase_add_test(t, an_expired_token_is_replaced);
	return t;
}

static TCase *tests_of_links(void)
{
	TCase *t = begin_tests("links");
	tcase_add_test(t, contacts_are_linked_with_one_look_at_all_deals);
	tcase_add_test(t, links_that_fail);
	tcase_add_test(t, deals_that_cannot_be_read_are_not_linked);
	tcase_add_test(t, contacts_are_unlinked);
	tcase_add_test(t, unlinking_stops_at_the_first_half);
	return t;
}

int main(void)
{
	Suite *suite = suite_create("connector_pipedrive_write");
	suite_add_tcase(suite, tests_of_bodies());
	suite_add_tcase(suite, tests_of_outcomes());
	suite_add_tcase(suite, tests_of_links());
	return run_suite(suite);
}
