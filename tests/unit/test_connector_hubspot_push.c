/* SPDX-License-Identifier: Apache-2.0 */
/* HubSpot connector: batches of writes and what every answer to them means, row by row. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "hubspot.h"
#include "hubspot_fixture.h"
#include "run_suite.h"

#define CREATE   "POST /crm/objects/2026-03/contacts/batch/create"
#define UPDATE   "POST /crm/objects/2026-03/contacts/batch/update"
#define NOTHING  "{\"results\":[]}"
#define MAX_ROWS 100

static struct crm_op ops[MAX_ROWS];
static struct crm_result results[MAX_ROWS];
static size_t n_ops;

static void begin(void)
{
	hubspot_fixture_begin();
	memset(ops, 0, sizeof ops);
	n_ops = 0;
}

static const char *number(const char *format, size_t n)
{
	return crm_arena_printf(hubspot.arena, "%s%zu", format, n);
}

static struct crm_op *add(enum crm_op_kind kind, enum crm_object object, const char *id)
{
	struct crm_op *op = &ops[n_ops++];
	*op = (struct crm_op){.trace = number("r1-", n_ops), .kind = kind, .object = object, .id = id};
	op->properties = crm_arena_calloc(hubspot.arena, 8, sizeof *op->properties);
	return op;
}

/* NULL clears. */
static void with(struct crm_op *op, const char *name, const char *text)
{
	struct crm_property *p = (struct crm_property *)op->properties + op->n_properties++;
	*p = (struct crm_property){name, {.kind = text ? CRM_TEXT : CRM_NULL, .text = text}};
}

static struct crm_op *add_contact(const char *email)
{
	struct crm_op *op = add(CRM_OP_CREATE, CRM_CONTACT, NULL);
	with(op, "email", email);
	return op;
}

static void add_link(enum crm_op_kind kind, const char *id, const char *property, const char *to, bool primary)
{
	struct crm_op *op = add(kind, CRM_DEAL, id);
	op->property = property;
	op->to = to;
	op->primary = primary;
}

static int push(void)
{
	memset(results, 0, sizeof results);
	crm_error_clear(&hubspot.err);
	return hubspot_push(hubspot.conn, ops, results, n_ops, hubspot.arena, &hubspot.err);
}

static void push_well(void)
{
	int rc = push();
	ck_assert_msg(rc == CRM_OK, "%s", crm_error_text(&hubspot.err));
}

static void is_refused(size_t i, const char *words)
{
	ck_assert_int_eq(results[i].outcome, CRM_REFUSED);
	ck_assert_msg(strstr(results[i].message, words) != NULL, "%s", results[i].message);
}

/* ---- creates ---- */

#define DONE(id, props)   "{\"id\":\"" id "\",\"properties\":{" props "},\"archived\":false}"
#define TRACED(id, trace) "{\"id\":\"" id "\",\"properties\":{},\"objectWriteTraceId\":\"" trace "\"}"

START_TEST(creates_are_sent_in_one_request_and_told_apart)
{
	struct crm_op *op = add_contact("one@x.com");
	with(op, "firstname", "One");
	with(op, "closedate", "2026-01-31");
	with(op, "phone", NULL);
	with(op, "@status", "won");
	add_contact("Two@X.com");
	add_contact("three@x.com");
	HUBSPOT_SCRIPT(
		{CREATE, 201,
		 "{\"status\":\"COMPLETE\",\"results\":[" DONE(
			 "12",
			 "\"email\":\"two@x.com\",\"phone\":null") "," TRACED("13",
									      "r1-3") "," DONE("11",
											       "\"email\":\"one@x."
											       "com\",\"firstname\":"
											       "\"One\"") "]}",
		 NULL, STEP_WHOLE});
	push_well();
	ck_assert_str_eq(
		hubspot_body(0),
		"{\"inputs\":[{\"objectWriteTraceId\":\"r1-1\",\"properties\":{\"email\":\"one@x.com\","
		"\"firstname\":\"One\",\"closedate\":\"2026-01-31T00:00:00Z\"}},{\"objectWriteTraceId\":\"r1-2\","
		"\"properties\":{\"email\":\"Two@X.com\"}},{\"objectWriteTraceId\":\"r1-3\",\"properties\":"
		"{\"email\":\"three@x.com\"}}]}");
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(results[i].outcome, CRM_DONE);
	ck_assert_str_eq(results[0].id, "11");
	ck_assert_str_eq(results[1].id, "12");
	ck_assert_str_eq(results[2].id, "13");
	ck_assert_str_eq(hubspot_shown(results[1].after, "email"), "two@x.com");
	ck_assert_str_eq(hubspot_shown(results[1].after, "phone"), "null");
	ck_assert_str_eq(hubspot_shown(results[1].after, "firstname"), "absent");
}
END_TEST

/* Two rows of one name: the name tells nothing, the address does; values that contradict each other tell nothing. */
START_TEST(rows_are_never_guessed)
{
	with(add_contact("a@x.com"), "firstname", "Ann");
	with(add_contact("b@x.com"), "firstname", "Ann");
	with(add_contact("c@x.com"), "firstname", "Cid");
	HUBSPOT_SCRIPT(
		{CREATE, 201,
		 "{\"results\":[" DONE("1", "\"firstname\":\"Ann\"") "," DONE(
			 "2",
			 "\"email\":\"b@x.com\","
			 "\"firstname\":\"Ann\"") "," DONE("3", "\"email\":\"a@x.com\",\"firstname\":\"Cid\"") "]}",
		 NULL, STEP_WHOLE});
	push_well();
	ck_assert_int_eq(results[0].outcome, CRM_UNKNOWN);
	ck_assert_int_eq(results[1].outcome, CRM_DONE);
	ck_assert_str_eq(results[1].id, "2");
	ck_assert_int_eq(results[2].outcome, CRM_UNKNOWN);
}
END_TEST

/* As recorded: batch_create_contacts_err-partial-success.json of amp-labs. */
START_TEST(a_mixed_answer_is_taken_row_by_row)
{
	add_contact("lily@x.com");
	add_contact("siena@x.com");
	add_contact("bad");
	add_contact("late@x.com");
	HUBSPOT_SCRIPT(
		{CREATE, 207,
		 "{\"completedAt\":\"2025-11-04T20:29:54.897Z\",\"status\":\"COMPLETE\",\"results\":[" DONE(
			 "171596044870",
			 "\"email\":\"siena@x.com\"") "],\"errors\":[{\"status\":\"error\",\"category\":"
						      "\"CONFLICT\",\"message\":\"Contact already exists. Existing ID: "
						      "171591000198\",\"context\":"
						      "{\"objectWriteTraceId\":[\"r1-1\"],\"existingId\":["
						      "\"171591000198\"]}},{\"status\":\"error\","
						      "\"category\":\"VALIDATION_ERROR\",\"message\":\"Property values "
						      "were not valid: [{\\\"isValid\\\":false,"
						      "\\\"message\\\":\\\"Email address bad is "
						      "invalid\\\",\\\"error\\\":\\\"INVALID_EMAIL\\\",\\\"name\\\":"
						      "\\\"email\\\"}]\",\"context\":{\"objectWriteTraceId\":[\"r1-3\"]"
						      "}},{\"status\":\"error\",\"category\":"
						      "\"RATE_LIMITS\",\"message\":\"slow\",\"context\":{"
						      "\"objectWriteTraceId\":[\"r1-4\"]}}],\"numErrors\":3}",
		 NULL, STEP_WHOLE});
	push_well();
	ck_assert_int_eq(results[0].outcome, CRM_EXISTS);
	ck_assert_str_eq(results[0].id, "171591000198");
	ck_assert_int_eq(results[1].outcome, CRM_DONE);
	is_refused(2, "Email address bad is invalid");
	ck_assert_str_eq(results[2].field, "email");
	ck_assert_str_eq(results[2].code, "INVALID_EMAIL");
	ck_assert_int_eq(results[3].outcome, CRM_NOT_SENT);
}
END_TEST

START_TEST(errors_that_name_no_row_settle_what_is_left_over)
{
	for (size_t i = 0; i < 3; i++)
		add_contact(number("c", i));
	HUBSPOT_SCRIPT(
		{CREATE, 207,
		 "{\"results\":[" TRACED(
			 "5", "r1-2") "],\"errors\":[{\"category\":\"VALIDATION_ERROR\",\"message\":"
				      "\"first\"},{\"category\":\"VALIDATION_ERROR\",\"message\":\"second\"}]}",
		 NULL, STEP_WHOLE},
		{CREATE, 207,
		 "{\"results\":[" TRACED("5", "r1-2") "],\"errors\":[{\"category\":\"VALIDATION_ERROR\",\"message\":"
						      "\"first\"}]}",
		 NULL, STEP_WHOLE});
	push_well();
	is_refused(0, "first; or: second");
	is_refused(2, "first; or: second");
	push_well(); /* two rows, one error: which of them, nobody can tell */
	ck_assert_int_eq(results[0].outcome, CRM_UNKNOWN);
	ck_assert_int_eq(results[1].outcome, CRM_DONE);
	ck_assert_int_eq(results[2].outcome, CRM_UNKNOWN);
}
END_TEST

/* ---- a batch that is refused whole ---- */

/* As recorded: batch_create_contacts_err-many-invalid-properties.json of amp-labs. */
START_TEST(rows_with_an_unknown_property_are_refused_without_another_try)
{
	for (size_t i = 0; i < 4; i++)
		with(add_contact(number("c", i)), i % 2 ? "first000name" : "firstname", "x");
	HUBSPOT_SCRIPT(
		{CREATE, 400,
		 "{\"status\":\"error\",\"message\":\"Property values were not valid: [...]\",\"errors\":[{\"message\":"
		 "\"Property \\\"first000name\\\" does not exist\",\"code\":\"PROPERTY_DOESNT_EXIST\",\"context\":"
		 "{\"propertyName\":[\"first000name\"]}}],\"category\":\"VALIDATION_ERROR\"}",
		 NULL, STEP_WHOLE},
		{CREATE, 201, "{\"results\":[" TRACED("7", "r1-3") "," TRACED("6", "r1-1") "]}", NULL, STEP_WHOLE});
	push_well();
	ck_assert_str_eq(results[0].id, "6");
	ck_assert_str_eq(results[2].id, "7");
	is_refused(1, "\"first000name\" does not exist");
	is_refused(3, "\"first000name\" does not exist");
	ck_assert_str_eq(results[3].field, "first000name");
}
END_TEST

#define ALONE(text)                                                                                                    \
	"{\"category\":\"VALIDATION_ERROR\",\"message\":\"Property values were not valid: [{\\\"isValid\\\":false,"    \
	"\\\"message\\\":\\\"" text                                                                                    \
	" was not one of the allowed options: [c1, c2]\\\",\\\"error\\\":\\\"INVALID_OPTION\\\",\\\"name\\\":"         \
	"\\\"lifecyclestage\\\"}]\"}"

/* 100 rows, 3 bad: 97 are written, each bad one has its own reason, in 1 + 1 + 3 requests. */
START_TEST(bad_rows_are_found_by_what_the_refusal_quotes)
{
	struct crm_buf all;
	crm_buf_init(&all, CRM_BUF_MAX);
	crm_buf_str(&all, "{\"results\":[");
	for (size_t i = 0; i < 100; i++) {
		bool bad = i == 7 || i == 50 || i == 99;
		with(add_contact(number("c", i)), "lifecyclestage", bad ? number("bad", i) : "lead");
		if (!bad)
			crm_buf_printf(&all, "%s{\"id\":\"%zu\",\"properties\":{},\"objectWriteTraceId\":\"r1-%zu\"}",
				       i ? "," : "", 1000 + i, i + 1);
	}
	crm_buf_str(&all, "]}");
	HUBSPOT_SCRIPT(
		{CREATE, 400,
		 "{\"category\":\"VALIDATION_ERROR\",\"message\":\"Property values were not valid: "
		 "[{\\\"message\\\":\\\"bad7 "
		 "was not one of the allowed options: [lead]\\\",\\\"error\\\":\\\"INVALID_OPTION\\\",\\\"name\\\":"
		 "\\\"lifecyclestage\\\"},{\\\"message\\\":\\\"bad50 was not one of the allowed options: [lead]\\\","
		 "\\\"error\\\":\\\"INVALID_OPTION\\\",\\\"name\\\":\\\"lifecyclestage\\\"},{\\\"message\\\":\\\"bad99 "
		 "was "
		 "not one of the allowed options: [lead]\\\",\\\"error\\\":\\\"INVALID_OPTION\\\",\\\"name\\\":"
		 "\\\"lifecyclestage\\\"}]\"}",
		 NULL, STEP_WHOLE},
		{CREATE, 201, all.ptr, NULL, STEP_WHOLE}, {CREATE, 400, ALONE("bad"), NULL, STEP_WHOLE},
		{CREATE, 400, ALONE("bad"), NULL, STEP_WHOLE}, {CREATE, 400, ALONE("bad"), NULL, STEP_WHOLE});
	push_well();
	size_t done = 0;
	for (size_t i = 0; i < 100; i++) {
		done += results[i].outcome == CRM_DONE;
		if (results[i].outcome == CRM_DONE)
			ck_assert_str_eq(results[i].id, number("", 1000 + i));
		else
			is_refused(i, "was not one of the allowed options");
	}
	ck_assert_uint_eq(done, 97);
	ck_assert_int_eq(results[7].outcome, CRM_REFUSED);
	ck_assert_uint_eq(hubspot_requests(), 5);
	crm_buf_free(&all);
}
END_TEST

/* Nothing points at the row to blame: halves. */
START_TEST(a_refusal_that_points_at_nobody_is_halved)
{
	for (size_t i = 0; i < 4; i++)
		add_contact(number("c", i));
	static const char whole[] =
		"{\"status\":\"error\",\"message\":\"Contact already exists\",\"category\":\"CONFLICT\"}";
	HUBSPOT_SCRIPT(
		{CREATE, 409, whole, NULL, STEP_WHOLE},
		{CREATE, 201, "{\"results\":[" TRACED("1", "r1-1") "," TRACED("2", "r1-2") "]}", NULL, STEP_WHOLE},
		{CREATE, 409, whole, NULL, STEP_WHOLE},
		{CREATE, 409, "{\"message\":\"Contact already exists. Existing ID: 4711\",\"category\":\"CONFLICT\"}",
		 NULL, STEP_WHOLE},
		{CREATE, 201, "{\"results\":[" DONE("4", "\"email\":\"elsewhere\"") "]}", NULL, STEP_WHOLE});
	push_well();
	ck_assert_int_eq(results[0].outcome, CRM_DONE);
	ck_assert_int_eq(results[1].outcome, CRM_DONE);
	ck_assert_int_eq(results[2].outcome, CRM_EXISTS);
	ck_assert_str_eq(results[2].id, "4711");
	ck_assert_int_eq(results[3].outcome, CRM_DONE);
	ck_assert_str_eq(results[3].id, "4");
	ck_assert_uint_eq(hubspot_requests(), 5);
}
END_TEST

START_TEST(a_taken_unique_value_means_that_the_record_exists)
{
	with(add_contact("a@x.com"), "crmsync_id", "g1");
	HUBSPOT_SCRIPT(
		{CREATE, 400,
		 "{\"message\":\"Cannot set PropertyValueCoordinates{portalId=1, value=g1} on 0. 171596046447 already "
		 "has that value.\",\"category\":\"VALIDATION_ERROR\"}",
		 NULL, STEP_WHOLE},
		{CREATE, 409, "{\"message\":\"Contact already exists\",\"category\":\"CONFLICT\"}", NULL, STEP_WHOLE});
	push_well();
	ck_assert_int_eq(results[0].outcome, CRM_EXISTS);
	ck_assert_str_eq(results[0].id, "171596046447");
	push_well(); /* HubSpot does not say which one */
	ck_assert_int_eq(results[0].outcome, CRM_EXISTS);
	ck_assert_ptr_null(results[0].id);
}
END_TEST

/* ---- requests that fail as a whole ---- */

static const struct {
	int status;
	const char *body;
	enum hubspot_answer answer;
	enum crm_outcome outcome;
	int code;
} failures[] = {
	{401, "{\"message\":\"no\"}", STEP_WHOLE, CRM_NOT_SENT, CRM_E_AUTH},
	{403, "{\"message\":\"no\",\"category\":\"MISSING_SCOPES\"}", STEP_WHOLE, CRM_NOT_SENT, CRM_E_PERMISSION},
	{403, "<html>", STEP_WHOLE, CRM_NOT_SENT, CRM_E_PROTOCOL},
	{404, "<html>", STEP_WHOLE, CRM_NOT_SENT, CRM_E_PROTOCOL},
	{400, "<html>", STEP_WHOLE, CRM_NOT_SENT, CRM_E_PROTOCOL},
	{423, "{\"message\":\"locked\"}", STEP_WHOLE, CRM_NOT_SENT, CRM_E_SERVER},
	{429, "{\"message\":\"x\",\"policyName\":\"TEN_SECONDLY_ROLLING\"}", STEP_WHOLE, CRM_NOT_SENT, CRM_E_RATE},
	{429, "{\"message\":\"x\",\"policyName\":\"DAILY\"}", STEP_WHOLE, CRM_NOT_SENT, CRM_E_BUDGET},
	{477, "{}", STEP_WHOLE, CRM_NOT_SENT, CRM_E_SERVER},
	{500, "{\"message\":\"internal error\"}", STEP_WHOLE, CRM_UNKNOWN, CRM_E_SERVER},
	{504, "<html>", STEP_WHOLE, CRM_UNKNOWN, CRM_E_SERVER},
	{200, "<html>", STEP_WHOLE, CRM_UNKNOWN, CRM_E_PROTOCOL},
	{201, "{\"results\":[{\"id\":\"1\",", STEP_WHOLE, CRM_UNKNOWN, CRM_E_PROTOCOL},
	{201, "{\"results\":[{\"id\":\"1\",\"properties\":{}}]}", STEP_CUT, CRM_UNKNOWN, CRM_E_NETWORK},
	{201, "", STEP_LOST, CRM_UNKNOWN, CRM_E_NETWORK},
	{201, "{}", STEP_WHOLE, CRM_UNKNOWN, CRM_OK},
	{201, "{\"results\":[{\"id\":\"1\"}]}", STEP_WHOLE, CRM_UNKNOWN, CRM_OK},
};

START_TEST(failures_say_whether_it_may_have_happened)
{
	add_contact("a@x.com");
	add_contact("b@x.com");
	HUBSPOT_SCRIPT({CREATE, failures[_i].status, failures[_i].body, NULL, failures[_i].answer});
	ck_assert_int_eq(push(), failures[_i].code);
	ck_assert_int_eq(results[0].outcome, failures[_i].outcome);
	ck_assert_int_eq(results[1].outcome, failures[_i].outcome);
	ck_assert_uint_eq(hubspot_requests(), 1);
}
END_TEST

START_TEST(what_was_not_reached_is_not_sent)
{
	for (size_t i = 0; i < 4; i++)
		add_contact(number("c", i));
	HUBSPOT_SCRIPT({CREATE, 409, "{\"message\":\"exists\",\"category\":\"CONFLICT\"}", NULL, STEP_WHOLE},
		       {CREATE, 429, "{\"message\":\"secondly\"}", NULL, STEP_WHOLE});
	ck_assert_int_eq(push(), CRM_E_RATE);
	for (size_t i = 0; i < 4; i++)
		ck_assert_int_eq(results[i].outcome, CRM_NOT_SENT);
	hubspot.host.base_url = "http://127.0.0.1:1";
	ck_assert_int_eq(push(), CRM_E_NETWORK);
	ck_assert_int_eq(results[0].outcome, CRM_NOT_SENT);
}
END_TEST

/* ---- updates ---- */

START_TEST(updates_clear_join_and_find_what_is_gone)
{
	static const char *const parts[] = {"a", "b"};
	struct crm_op *op = add(CRM_OP_UPDATE, CRM_CONTACT, "11");
	with(op, "phone", NULL);
	with(op, "createdate", "2026-01-31");
	with(op, "products", "");
	((struct crm_property *)op->properties)[2].value = (struct crm_value){.kind = CRM_LIST, .items = parts, .n = 2};
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "12"), "phone", "1");
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "13"), "phone", "2");
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "14"), "email", "taken@x.com");
	HUBSPOT_SCRIPT({UPDATE, 207,
			"{\"results\":[" DONE(
				"11", "\"phone\":\"\"") ",{\"id\":\"99\",\"properties\":{},\"objectWriteTraceId\":"
							"\"r1-3\"}],\"errors\":[{\"category\":\"OBJECT_NOT_FOUND\","
							"\"message\":\"Could not get some CONTACT "
							"objects\",\"context\":{\"ids\":[\"12\"]}},{\"category\":"
							"\"CONFLICT\",\"message\":\"Contact already "
							"exists. Existing ID: "
							"5\",\"context\":{\"objectWriteTraceId\":[\"r1-4\"],"
							"\"existingId\":[\"5\"]}}]}",
			NULL, STEP_WHOLE});
	push_well();
	ck_assert_ptr_nonnull(strstr(hubspot_body(0),
				     "{\"inputs\":[{\"id\":\"11\",\"objectWriteTraceId\":\"r1-1\",\"properties\":"
				     "{\"phone\":\"\",\"createdate\":\"2026-01-31T00:00:00Z\",\"products\":\"a;b\"}}"));
	ck_assert_int_eq(results[0].outcome, CRM_DONE);
	ck_assert_str_eq(hubspot_shown(results[0].after, "phone"), "");
	ck_assert_int_eq(results[1].outcome, CRM_GONE);
	ck_assert_int_eq(results[2].outcome, CRM_GONE); /* the answer is of another record: merged */
	ck_assert_ptr_nonnull(strstr(results[2].message, "merged into 99"));
	is_refused(3, "Existing ID: 5"); /* an address that another contact has */
}
END_TEST

/* A repeated id would make HubSpot refuse the batch. */
START_TEST(a_stage_that_steps_back_is_cleared_first)
{
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "11"), "lifecyclestage", "lead");
	with(&ops[0], "firstname", "One");
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "12"), "lifecyclestage", "customer");
	HUBSPOT_SCRIPT(
		{UPDATE, 200,
		 "{\"results\":[" DONE("11", "\"lifecyclestage\":\"customer\",\"firstname\":\"One\"") "," DONE(
			 "12", "\"lifecyclestage\":\"customer\"") "]}",
		 NULL, STEP_WHOLE},
		{UPDATE, 200, "{\"results\":[" DONE("11", "\"lifecyclestage\":null") "]}", NULL, STEP_WHOLE},
		{UPDATE, 200, "{\"results\":[" DONE("11", "\"lifecyclestage\":\"lead\"") "]}", NULL, STEP_WHOLE});
	push_well();
	ck_assert_str_eq(hubspot_body(1), "{\"inputs\":[{\"id\":\"11\",\"objectWriteTraceId\":\"r1-1\","
					  "\"properties\":{\"lifecyclestage\":\"\"}}]}");
	ck_assert_str_eq(hubspot_body(2), "{\"inputs\":[{\"id\":\"11\",\"objectWriteTraceId\":\"r1-1\","
					  "\"properties\":{\"lifecyclestage\":\"lead\"}}]}");
	ck_assert_int_eq(results[0].outcome, CRM_DONE);
	ck_assert_str_eq(hubspot_shown(results[0].after, "lifecyclestage"), "lead");
	ck_assert_str_eq(hubspot_shown(results[0].after, "firstname"), "One");
	ck_assert_int_eq(results[1].outcome, CRM_DONE);
}
END_TEST

START_TEST(a_stage_that_cannot_step_back_is_not_claimed)
{
	static const char stayed[] = "{\"results\":[" DONE("11", "\"lifecyclestage\":\"customer\"") "]}";
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "11"), "lifecyclestage", "lead");
	HUBSPOT_SCRIPT({UPDATE, 200, stayed, NULL, STEP_WHOLE},
		       {UPDATE, 400, "{\"status\":\"error\",\"message\":\"no\",\"category\":\"VALIDATION_ERROR\"}",
			NULL, STEP_WHOLE});
	push_well();
	is_refused(0, "no");
	HUBSPOT_SCRIPT({UPDATE, 200, stayed, NULL, STEP_WHOLE},
		       {UPDATE, 200, "{\"results\":[" DONE("11", "\"lifecyclestage\":null") "]}", NULL, STEP_WHOLE},
		       {UPDATE, 429, "{\"status\":\"error\",\"message\":\"slow\",\"category\":\"RATE_LIMITS\"}", NULL,
			STEP_WHOLE});
	ck_assert_int_eq(push(), CRM_E_RATE);
	ck_assert_int_eq(results[0].outcome, CRM_NOT_SENT);
	ck_assert_ptr_null(results[0].after);
}
END_TEST

START_TEST(a_record_named_twice_is_updated_twice)
{
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "11"), "phone", "1");
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "12"), "phone", "2");
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "11"), "phone", "3");
	HUBSPOT_SCRIPT({UPDATE, 200, "{\"results\":[" DONE("12", "") "," DONE("11", "") "]}", NULL, STEP_WHOLE},
		       {UPDATE, 200, "{\"results\":[" DONE("11", "") "]}", NULL, STEP_WHOLE});
	push_well();
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(results[i].outcome, CRM_DONE);
	ck_assert_ptr_nonnull(strstr(hubspot_body(1), "\"phone\":\"3\""));
}
END_TEST

START_TEST(a_missing_record_alone_is_gone)
{
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "11"), "phone", "1");
	HUBSPOT_SCRIPT({UPDATE, 404, "{\"message\":\"resource not found\",\"category\":\"OBJECT_NOT_FOUND\"}", NULL,
			STEP_WHOLE});
	push_well();
	ck_assert_int_eq(results[0].outcome, CRM_GONE);
}
END_TEST

/* ---- archives ---- */

START_TEST(archives_need_no_answer)
{
	add(CRM_OP_ARCHIVE, CRM_DEAL, "7");
	add(CRM_OP_ARCHIVE, CRM_DEAL, "8");
	HUBSPOT_SCRIPT({"POST /crm/objects/2026-03/deals/batch/archive", 204, "", NULL, STEP_WHOLE});
	push_well();
	ck_assert_str_eq(hubspot_body(0), "{\"inputs\":[{\"id\":\"7\"},{\"id\":\"8\"}]}");
	ck_assert_int_eq(results[0].outcome, CRM_DONE);
	ck_assert_int_eq(results[1].outcome, CRM_DONE);
}
END_TEST

/* ---- associations ---- */

#define LINKS(to, verb) "POST /crm/associations/2026-03/deals/" to "/batch/" verb

START_TEST(associations_go_to_their_own_requests)
{
	add_link(CRM_OP_ASSOCIATE, "1", "@company", "50", true);
	add_link(CRM_OP_ASSOCIATE, "2", "@contacts", "60", false);
	add_link(CRM_OP_ASSOCIATE, "3", "@company", "51", true);
	add_link(CRM_OP_ASSOCIATE, "3", "@company", "52", false);
	add_link(CRM_OP_ASSOCIATE, "9", "@contacts", "61", false);
	add_link(CRM_OP_ASSOCIATE, "2", "@contacts", "62", false);
	add_link(CRM_OP_ASSOCIATE, "2", "@parent", "1", false);
	HUBSPOT_SCRIPT({LINKS("companies", "create"), 201,
			"{\"results\":[{\"fromObjectTypeId\":\"0-3\",\"fromObjectId\":3,\"toObjectTypeId\":\"0-2\","
			"\"toObjectId\":"
			"51,\"labels\":[\"Primary\"]},{\"fromObjectId\":1,\"toObjectId\":\"50\",\"labels\":[]}]}",
			NULL, STEP_WHOLE},
		       {LINKS("companies", "associate/default"), 200,
			"{\"results\":[{\"from\":{\"id\":\"52\"},\"to\":{\"id\":\"3\"}}]}", NULL, STEP_WHOLE},
		       {LINKS("contacts", "associate/default"), 207,
			"{\"results\":[{\"from\":{\"id\":\"2\"},\"to\":{\"id\":\"60\"}},{\"from\":{\"id\":\"60\"},"
			"\"to\":{\"id\":"
			"\"2\"}}],\"errors\":[{\"category\":\"VALIDATION_ERROR\",\"subCategory\":"
			"\"crm.associations.INVALID_OBJECT_IDS\",\"message\":\"DEAL=9 is not "
			"valid\",\"context\":{\"DEAL\":[\"9\"]}},"
			"{\"category\":\"VALIDATION_ERROR\",\"subCategory\":\"crm.associations.INVALID_OBJECT_IDS\","
			"\"message\":"
			"\"CONTACT=62 is not valid\",\"context\":{\"CONTACT\":[\"62\"]}}]}",
			NULL, STEP_WHOLE});
	push_well();
	ck_assert_str_eq(
		hubspot_body(0),
		"{\"inputs\":[{\"from\":{\"id\":\"1\"},\"to\":{\"id\":\"50\"},\"types\":[{\"associationCategory\":"
		"\"HUBSPOT_DEFINED\",\"associationTypeId\":5}]},{\"from\":{\"id\":\"3\"},\"to\":{\"id\":\"51\"},"
		"\"types\":[{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":5}]}]}");
	ck_assert_str_eq(hubspot_body(1), "{\"inputs\":[{\"from\":{\"id\":\"3\"},\"to\":{\"id\":\"52\"}}]}");
	for (size_t i = 0; i < 4; i++)
		ck_assert_int_eq(results[i].outcome, CRM_DONE);
	ck_assert_int_eq(results[4].outcome, CRM_GONE); /* the deal itself */
	is_refused(5, "CONTACT=62");                    /* the other end */
	is_refused(6, "no such association");
}
END_TEST

START_TEST(an_association_that_nobody_confirms_is_open)
{
	add_link(CRM_OP_ASSOCIATE, "1", "@contacts", "60", false);
	HUBSPOT_SCRIPT({LINKS("contacts", "associate/default"), 200, NOTHING, NULL, STEP_WHOLE});
	push_well();
	ck_assert_int_eq(results[0].outcome, CRM_UNKNOWN);
}
END_TEST

START_TEST(associations_are_removed_in_bulk)
{
	add_link(CRM_OP_DISSOCIATE, "1", "@contacts", "60", false);
	add_link(CRM_OP_DISSOCIATE, "1", "@contacts", "61", false);
	HUBSPOT_SCRIPT({LINKS("contacts", "archive"), 204, "", NULL, STEP_WHOLE});
	push_well();
	ck_assert_str_eq(hubspot_body(0), "{\"inputs\":[{\"from\":{\"id\":\"1\"},\"to\":[{\"id\":\"60\"}]},{\"from\":"
					  "{\"id\":\"1\"},\"to\":[{\"id\":\"61\"}]}]}");
	ck_assert_int_eq(results[0].outcome, CRM_DONE);
	ck_assert_int_eq(results[1].outcome, CRM_DONE);
}
END_TEST

/* ---- opt-outs ---- */

#define UNSUBSCRIBE(address)                                                                                           \
	"POST /communication-preferences/2026-03/statuses/" address "/unsubscribe-all?channel=EMAIL"

START_TEST(an_opt_out_follows_the_record)
{
	const struct crm_record current = {.raw = "{\"id\":\"12\",\"properties\":{\"email\":\"old@x.com\"}}",
					   .raw_len =
						   strlen("{\"id\":\"12\",\"properties\":{\"email\":\"old@x.com\"}}")};
	struct crm_op *op = add(CRM_OP_UPDATE, CRM_CONTACT, "12");
	with(op, "@opted_out", "true");
	op->current = &current;
	with(op, "phone", "1");
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "13"), "@opted_out", "false");
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "14"), "@opted_out", "true");
	op = add(CRM_OP_UPDATE, CRM_CONTACT, "15"); /* nothing but the opt-out */
	with(op, "@opted_out", "true");
	op->current = &current;
	HUBSPOT_SCRIPT(
		{UPDATE, 200, "{\"results\":[" DONE("12", "\"phone\":\"1\"") "]}", NULL, STEP_WHOLE},
		{UNSUBSCRIBE("old%40x.com"), 200, NOTHING, NULL, STEP_WHOLE},
		{UNSUBSCRIBE("old%40x.com"), 403,
		 "{\"message\":\"scopes\",\"category\":\"MISSING_SCOPES\",\"context\":{\"requiredGranularScopes\":"
		 "[\"communication_preferences.write\"]}}",
		 NULL, STEP_WHOLE});
	push_well();
	ck_assert_ptr_null(strstr(hubspot_body(0), "opted_out"));
	ck_assert_int_eq(results[0].outcome == CRM_DONE || results[3].outcome == CRM_DONE, true);
	ck_assert_int_eq(results[0].outcome == CRM_REFUSED || results[3].outcome == CRM_REFUSED, true);
	is_refused(1, "no opt-in");
	is_refused(2, "e-mail address");
	ck_assert_str_eq(results[2].field, "@opted_out");
}
END_TEST

START_TEST(a_created_contact_arrives_opted_out_or_is_known_not_to)
{
	with(add_contact("a@x.com"), "@opted_out", "true");
	with(add_contact("b@x.com"), "@opted_out", "true");
	with(add_contact("c@x.com"), "@opted_out", "false");
	HUBSPOT_SCRIPT({CREATE, 201,
			"{\"results\":[" DONE("1", "\"email\":\"a@x.com\"") "," DONE(
				"2", "\"email\":\"b@x.com\","
				     "\"hs_email_optout\":null") "," DONE("3", "\"email\":\"c@x.com\"") "]}",
			NULL, STEP_WHOLE},
		       {UNSUBSCRIBE("a%40x.com"), 200, NOTHING, NULL, STEP_WHOLE},
		       {UNSUBSCRIBE("b%40x.com"), 500, "{\"message\":\"internal error\"}", NULL, STEP_WHOLE});
	ck_assert_int_eq(push(), CRM_E_SERVER);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(results[i].outcome, CRM_DONE); /* they exist: to be created no second time */
	ck_assert_str_eq(hubspot_shown(results[0].after, "@opted_out"), "true");
	ck_assert_str_eq(hubspot_shown(results[1].after, "@opted_out"), "absent"); /* written again later */
}
END_TEST

START_TEST(an_opt_out_that_is_not_reached_is_not_claimed)
{
	struct crm_op *op = add(CRM_OP_UPDATE, CRM_CONTACT, "12");
	with(op, "@opted_out", "true");
	with(op, "email", "a@x.com");
	with(add(CRM_OP_UPDATE, CRM_CONTACT, "13"), "@opted_out", "true");
	HUBSPOT_SCRIPT({UPDATE, 429, "{\"message\":\"daily limit\",\"policyName\":\"DAILY\"}", NULL, STEP_WHOLE});
	ck_assert_int_eq(push(), CRM_E_BUDGET);
	ck_assert_int_eq(results[0].outcome, CRM_NOT_SENT);
	ck_assert_int_eq(results[1].outcome, CRM_NOT_SENT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("connector_hubspot_push");
	TCase *tc = tcase_create("push");
	tcase_add_checked_fixture(tc, begin, hubspot_fixture_end);
	tcase_add_test(tc, creates_are_sent_in_one_request_and_told_apart);
	tcase_add_test(tc, rows_are_never_guessed);
	tcase_add_test(tc, a_mixed_answer_is_taken_row_by_row);
	tcase_add_test(tc, errors_that_name_no_row_settle_what_is_left_over);
	tcase_add_test(tc, rows_with_an_unknown_property_are_refused_without_another_try);
	tcase_add_test(tc, bad_rows_are_found_by_what_the_refusal_quotes);
	tcase_add_test(tc, a_refusal_that_points_at_nobody_is_halved);
	tcase_add_test(tc, a_taken_unique_value_means_that_the_record_exists);
	tcase_add_loop_test(tc, failures_say_whether_it_may_have_happened, 0,
			    (int)(sizeof failures / sizeof *failures));
	tcase_add_test(tc, what_was_not_reached_is_not_sent);
	tcase_add_test(tc, updates_clear_join_and_find_what_is_gone);
	tcase_add_test(tc, a_stage_that_steps_back_is_cleared_first);
	tcase_add_test(tc, a_stage_that_cannot_step_back_is_not_claimed);
	tcase_add_test(tc, a_record_named_twice_is_updated_twice);
	tcase_add_test(tc, a_missing_record_alone_is_gone);
	tcase_add_test(tc, archives_need_no_answer);
	tcase_add_test(tc, associations_go_to_their_own_requests);
	tcase_add_test(tc, an_association_that_nobody_confirms_is_open);
	tcase_add_test(tc, associations_are_removed_in_bulk);
	tcase_add_test(tc, an_opt_out_follows_the_record);
	tcase_add_test(tc, a_created_contact_arrives_opted_out_or_is_known_not_to);
	tcase_add_test(tc, an_opt_out_that_is_not_reached_is_not_claimed);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
