/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce connector: push.  Answers are trimmed from recorded ones: grouparoo and amp-labs/connectors (MIT). */
#include "config.h"

#include <string.h>

#include "../../connectors/salesforce/push.h"
#include "run_suite.h"
#include "salesforce_fixture.h"

#define C1 "003ak000003dQCGAA2"
#define C2 "003ak000003dQCDAA2"
#define L1 "00Q4S000002sSacUAE"
#define D1 "006ak00000OQ4RxAAL"
#define D2 "006ak00000OQ4RyAAL"

#define OK(id) "{\"id\":\"" id "\",\"success\":true,\"errors\":[]}"
#define REFUSED(code, message, field)                                                                                  \
	"{\"success\":false,\"errors\":[{\"statusCode\":\"" code "\",\"message\":\"" message "\",\"fields\":[\"" field \
	"\"]}]}"
#define FIELD(name, type) "{\"name\":\"" name "\",\"type\":\"" type "\"}"
#define CONTACT_FIELDS                                                                                                 \
	"{\"fields\":[" FIELD("LastName", "string") "," FIELD("HasOptedOutOfEmail", "boolean") "," FIELD(              \
		"AccountId", "reference") "," FIELD("Tags__c", "multipicklist") "]}"
#define LEAD_FIELDS "{\"fields\":[" FIELD("LastName", "string") "," FIELD("Company", "string") "]}"
#define COLLECTIONS "/services/data/v62.0/composite/sobjects"

#define MAX_OPS 200
static struct crm_op ops[MAX_OPS];
static struct crm_result results[MAX_OPS];
static struct crm_property properties[MAX_OPS][4];

static void write_text(struct crm_op *op, const char *name, const char *text)
{
	struct crm_property *p = properties[op - ops];
	p[op->n_properties++] =
		(struct crm_property){.name = name, .value = {.kind = text ? CRM_TEXT : CRM_NULL, .text = text}};
	op->properties = p;
}

static struct crm_op *make_op(size_t i, enum crm_op_kind kind, enum crm_object object, const char *record_kind,
			      const char *id)
{
	ops[i] = (struct crm_op){.trace = crm_arena_printf(sf_arena, "r1-%zu", i),
				 .kind = kind,
				 .object = object,
				 .record_kind = record_kind,
				 .id = id};
	return &ops[i];
}

static void make_people(size_t n)
{
	for (size_t i = 0; i < n; i++)
		write_text(make_op(i, CRM_OP_CREATE, CRM_CONTACT, NULL, NULL), "LastName",
			   crm_arena_printf(sf_arena, "Person %zu", i));
}

static int push(size_t n)
{
	crm_error_clear(&sf_err);
	memset(results, 0, sizeof results);
	return sf_push(sf_conn, ops, results, n, sf_arena, &sf_err);
}

static void expect_all(size_t n, enum crm_outcome outcome)
{
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(results[i].outcome == outcome, "%zu: %d", i, results[i].outcome);
}

static void know_contacts(void)
{
	sf_script("GET *Contact/describe", 200, CONTACT_FIELDS);
}

static const struct seen_request *last_seen(void)
{
	return sf_seen(sf_seen_count() - 1);
}

/* How many requests had the method. */
static size_t count_seen(const char *method)
{
	size_t n = 0;
	for (size_t i = 0; i < sf_seen_count(); i++)
		n += strcmp(sf_seen(i)->method, method) == 0;
	return n;
}

/* ---- create ---- */

START_TEST(creates_stand_together_by_object)
{
	write_text(make_op(0, CRM_OP_CREATE, CRM_CONTACT, "Contact", NULL), "LastName", "Dyer");
	struct crm_op *lead = make_op(1, CRM_OP_CREATE, CRM_CONTACT, "Lead", NULL);
	write_text(lead, "LastName", "Blevins");
	write_text(lead, "Company", "Acme \"& Sons\"");
	write_text(make_op(2, CRM_OP_CREATE, CRM_CONTACT, NULL, NULL), "HasOptedOutOfEmail", "true");
	know_contacts();
	sf_script("GET *Lead/describe", 200, LEAD_FIELDS);
	sf_script("POST " COLLECTIONS, 200, "[" OK(C1) "," OK(C2) "," OK(L1) "]");
	ck_assert_msg(push(3) == CRM_OK, "%s", crm_error_text(&sf_err));
	expect_all(3, CRM_DONE);
	ck_assert_str_eq(results[0].id, C1);
	ck_assert_str_eq(results[1].id, L1);
	ck_assert_str_eq(results[2].id, C2);
	ck_assert_str_eq(
		last_seen()->body,
		"{\"allOrNone\":false,\"records\":["
		"{\"attributes\":{\"type\":\"Contact\"},\"LastName\":\"Dyer\"},"
		"{\"attributes\":{\"type\":\"Contact\"},\"HasOptedOutOfEmail\":true},"
		"{\"attributes\":{\"type\":\"Lead\"},\"LastName\":\"Blevins\",\"Company\":\"Acme \\\"& Sons\\\"\"}]}");
	ck_assert_str_eq(last_seen()->content_type, "application/json; charset=UTF-8");
}
END_TEST

START_TEST(some_of_a_batch_are_refused)
{
	struct crm_buf answer;
	make_people(100);
	crm_buf_init(&answer, CRM_BUF_MAX);
	for (size_t i = 0; i < 100; i++) {
		crm_buf_char(&answer, i ? ',' : '[');
		if (i == 7)
			crm_buf_str(&answer, REFUSED("STRING_TOO_LONG", "Last Name: data value too large", "LastName"));
		else if (i == 50)
			crm_buf_str(&answer, REFUSED("FIELD_CUSTOM_VALIDATION_EXCEPTION", "No Dyers", "LastName"));
		else if (i == 99)
			crm_buf_str(&answer, REFUSED("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access", "Id"));
		else
			crm_buf_printf(&answer, "{\"id\":\"003ak%010zuAAA\",\"success\":true,\"errors\":[]}", i);
	}
	crm_buf_char(&answer, ']');
	know_contacts();
	sf_script("POST " COLLECTIONS, 200, answer.ptr);
	crm_buf_free(&answer);
	ck_assert_int_eq(push(100), CRM_OK);
	ck_assert_int_eq(results[6].outcome, CRM_DONE);
	ck_assert_int_eq(results[7].outcome, CRM_REFUSED);
	ck_assert_str_eq(results[7].code, "STRING_TOO_LONG");
	ck_assert_str_eq(results[7].field, "LastName");
	ck_assert_int_eq(results[50].outcome, CRM_REFUSED);
	ck_assert_str_eq(results[50].message, "No Dyers");
	ck_assert_int_eq(results[98].outcome, CRM_DONE);
	ck_assert_int_eq(results[99].outcome, CRM_NOT_SENT);
}
END_TEST

START_TEST(a_value_that_poisons_the_batch_is_singled_out)
{
	make_people(4);
	static const char poison[] =
		"[{\"message\":\"Cannot deserialize instance of date from VALUE_STRING value soon\","
		"\"errorCode\":\"JSON_PARSER_ERROR\"}]";
	know_contacts();
	sf_script("POST " COLLECTIONS, 400, poison);                           /* 0 1 2 3 */
	sf_script("POST " COLLECTIONS, 200, "[" OK(C1) "," OK(C2) "]");        /* 0 1 */
	sf_script("POST " COLLECTIONS, 400, poison);                           /* 2 3 */
	sf_script("POST " COLLECTIONS, 400, poison);                           /* 2 */
	sf_script("POST " COLLECTIONS, 200, "[" OK("003ak000003dQCEAA2") "]"); /* 3 */
	ck_assert_msg(push(4) == CRM_OK, "%s", crm_error_text(&sf_err));
	ck_assert_int_eq(results[0].outcome, CRM_DONE);
	ck_assert_int_eq(results[1].outcome, CRM_DONE);
	ck_assert_int_eq(results[2].outcome, CRM_REFUSED);
	ck_assert_str_eq(results[2].code, "JSON_PARSER_ERROR");
	ck_assert_int_eq(results[3].outcome, CRM_DONE);
	ck_assert_str_eq(results[3].id, "003ak000003dQCEAA2");
}
END_TEST

START_TEST(a_split_that_is_cut_off_leaves_the_rest_unsent)
{
	make_people(4);
	know_contacts();
	sf_script("POST " COLLECTIONS, 400, "[{\"message\":\"bad\",\"errorCode\":\"JSON_PARSER_ERROR\"}]");
	sf_script("POST " COLLECTIONS, 403,
		  "[{\"message\":\"TotalRequests Limit exceeded.\",\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\"}]");
	ck_assert_int_eq(push(4), CRM_E_BUDGET);
	expect_all(4, CRM_NOT_SENT);
}
END_TEST

/* Several records have the external id: nothing was written, and which one is meant is not ours to say. */
START_TEST(several_records_with_the_external_id)
{
	static const char choices[] =
		"[\"/services/data/v62.0/sobjects/Contact/" C1 "\",\"/services/data/v62.0/sobjects/Contact/" C2 "\"]";
	make_people(2);
	know_contacts();
	sf_script("POST " COLLECTIONS, 300, choices); /* 0 1 */
	sf_script("POST " COLLECTIONS, 300, choices); /* 0 */
	sf_script("POST " COLLECTIONS, 200,
		  "[" REFUSED("DUPLICATE_EXTERNAL_ID", "more than one record found", "crmsync_id__c") "]"); /* 1 */
	ck_assert_msg(push(2) == CRM_OK, "%s", crm_error_text(&sf_err));
	expect_all(2, CRM_EXISTS);
	ck_assert_ptr_null(results[0].id);
	ck_assert_ptr_nonnull(strstr(results[0].message, C2));
	ck_assert_ptr_null(results[1].id);
}
END_TEST

START_TEST(records_that_exist)
{
	make_people(2);
	know_contacts();
	sf_script(
		"POST " COLLECTIONS, 200,
		"[" REFUSED(
			"DUPLICATE_VALUE",
			"duplicate value found: crmsync_id__c duplicates value on record with id: 003ak000003dQCG",
			"crmsync_id__c") ",{\"success\":false,\"errors\":[{\"statusCode\":\"DUPLICATES_DETECTED\","
					 "\"message\":\"Use one of these records?\",\"fields\":[],\"duplicateResult\":{"
					 "\"matchResults\":[{\"matchRecords\":[{\"record\":{\"Id\":\"" L1
					 "\"}}]}]}}]}]");
	ck_assert_int_eq(push(2), CRM_OK);
	expect_all(2, CRM_EXISTS);
	ck_assert_str_eq(results[0].id, C1);
	ck_assert_str_eq(results[1].id, L1);
}
END_TEST

/* ---- answers that are lost or make no sense ---- */

START_TEST(answers_that_tell_nothing_leave_it_open)
{
	static const struct {
		int status;
		const char *body;
		int code;
		enum crm_outcome outcome;
	} cases[] = {
		{200, "<html>Bad gateway</html>", CRM_E_PROTOCOL, CRM_UNKNOWN},
		{200, "[" OK(C1) "]", CRM_E_PROTOCOL, CRM_UNKNOWN},
		{200, "[" OK(C1) "," OK(C2), CRM_E_PROTOCOL, CRM_UNKNOWN},
		{200, "{\"hasErrors\":false}", CRM_E_PROTOCOL, CRM_UNKNOWN},
		{200, "[{},null]", CRM_OK, CRM_UNKNOWN},
		{500, "[{\"errorCode\":\"UNKNOWN_EXCEPTION\",\"message\":\"oops\"}]", CRM_E_SERVER, CRM_UNKNOWN},
		{503, "<html>", CRM_E_SERVER, CRM_UNKNOWN},
		{408, "", CRM_E_SERVER, CRM_UNKNOWN},
		{302, "", CRM_E_PROTOCOL, CRM_UNKNOWN},
		{422, "{\"message\":\"unprocessable\"}", CRM_E_PROTOCOL, CRM_UNKNOWN},
		{429, "{}", CRM_E_RATE, CRM_NOT_SENT},
		{401, "[{\"errorCode\":\"INVALID_SESSION_ID\",\"message\":\"Session expired\"}]", CRM_E_AUTH,
		 CRM_NOT_SENT},
	};
	make_people(2);
	know_contacts();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sf_script("POST " COLLECTIONS, cases[i].status, cases[i].body);
		ck_assert_msg(push(2) == cases[i].code, "%zu: %s", i, crm_error_text(&sf_err));
		for (size_t k = 0; k < 2; k++)
			ck_assert_msg(results[k].outcome == cases[i].outcome, "%zu: %d", i, results[k].outcome);
	}
	ck_assert_uint_eq(count_seen("POST"), sizeof cases / sizeof *cases);
}
END_TEST

START_TEST(refusals_of_the_request_are_no_refusals_of_the_record)
{
	static const struct {
		int status;
		const char *body;
		int code;
	} cases[] = {
		{403, "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"TotalRequests Limit exceeded.\"}]",
		 CRM_E_BUDGET},
		{403, "<html>Forbidden</html>", CRM_E_PERMISSION},
		{404, "[{\"errorCode\":\"NOT_FOUND\",\"message\":\"The requested resource does not exist\"}]",
		 CRM_E_NOT_FOUND},
		{400, "[{\"errorCode\":\"UNABLE_TO_LOCK_ROW\",\"message\":\"busy\"}]", CRM_E_SERVER},
		{400, "<html>Bad Request</html>", CRM_E_REJECTED},
		{413, "", CRM_E_REJECTED},
	};
	make_people(2);
	know_contacts();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sf_script("POST " COLLECTIONS, cases[i].status, cases[i].body);
		ck_assert_msg(push(2) == cases[i].code, "%zu: %s", i, crm_error_text(&sf_err));
		expect_all(2, CRM_NOT_SENT);
	}
}
END_TEST

START_TEST(a_lost_answer_leaves_it_open)
{
	make_people(2);
	sf_script("POST " COLLECTIONS, 200, "[" OK(C1) "," OK(C2) "]");
	know_contacts();
	ck_assert_int_eq(push(2), CRM_OK);
	sf_script_lost("POST " COLLECTIONS);
	ck_assert_int_eq(push(2), CRM_E_NETWORK);
	expect_all(2, CRM_UNKNOWN);
	ck_assert_uint_eq(count_seen("POST"), 2); /* nobody sent it again */
}
END_TEST

START_TEST(a_refused_connection_leaves_nothing_open)
{
	make_people(2);
	sf_stop_server();
	ck_assert_int_eq(push(2), CRM_E_NETWORK);
	expect_all(2, CRM_NOT_SENT);
}
END_TEST

START_TEST(a_dry_run_writes_nothing)
{
	make_people(2);
	sf_make_read_only();
	know_contacts();
	ck_assert_int_eq(push(2), CRM_E_PERMISSION);
	expect_all(2, CRM_NOT_SENT);
	ck_assert_uint_eq(count_seen("POST"), 0);
}
END_TEST

START_TEST(a_login_that_fails_leaves_nothing_open)
{
	make_people(1);
	sf_reset_config();
	sf_set_secret("client_id", "consumer-key");
	sf_set_secret("refresh_token", "refresh-one");
	ck_assert_int_eq(sf_connect(), CRM_OK);
	sf_script("POST /services/oauth2/token", 400, "{\"error\":\"invalid_grant\"}");
	ck_assert_int_eq(push(1), CRM_E_AUTH);
	expect_all(1, CRM_NOT_SENT);
}
END_TEST

/* ---- update and archive ---- */

START_TEST(updates_name_the_record)
{
	struct crm_op *op = make_op(0, CRM_OP_UPDATE, CRM_CONTACT, "Contact", C1);
	static const char *const tags[] = {"four", "six"};
	write_text(op, "LastName", "O'Brien");
	write_text(op, "AccountId", NULL);
	properties[0][2] = (struct crm_property){.name = "Tags__c", .value = {.kind = CRM_LIST, .items = tags, .n = 2}};
	op->n_properties = 3;
	write_text(make_op(1, CRM_OP_UPDATE, CRM_CONTACT, "Lead", L1), "LastName", "X");
	write_text(make_op(2, CRM_OP_UPDATE, CRM_CONTACT, "Contact", C2), "LastName", "Y");
	know_contacts();
	sf_script("GET *Lead/describe", 200, LEAD_FIELDS);
	sf_script("PATCH " COLLECTIONS, 200,
		  "[" OK(C1) "," REFUSED("ENTITY_IS_DELETED", "entity is deleted",
					 "Id") ",{\"success\":false,\"errors\":[{"
					       "\"statusCode\":\"CANNOT_UPDATE_CONVERTED_LEAD\",\"message\":\"cannot "
					       "reference converted lead\","
					       "\"fields\":[]}]}]");
	ck_assert_msg(push(3) == CRM_OK, "%s", crm_error_text(&sf_err));
	ck_assert_int_eq(results[0].outcome, CRM_DONE);
	ck_assert_int_eq(results[1].outcome, CRM_GONE);
	ck_assert_int_eq(results[2].outcome, CRM_GONE);
	ck_assert_str_eq(results[1].code, "CANNOT_UPDATE_CONVERTED_LEAD");
	ck_assert_ptr_nonnull(strstr(last_seen()->body,
				     "{\"attributes\":{\"type\":\"Contact\"},\"Id\":\"" C1
				     "\",\"LastName\":\"O'Brien\",\"AccountId\":null,\"Tags__c\":\"four;six\"}"));
}
END_TEST

START_TEST(owners_are_not_reassigned)
{
	make_people(1);
	know_contacts();
	sf_script("POST " COLLECTIONS, 200, "[" OK(C1) "]");
	ck_assert_int_eq(push(1), CRM_OK);
	ck_assert_ptr_null(sf_seen(0)->auto_assign);
	ck_assert_str_eq(last_seen()->auto_assign, "FALSE");
	sf_set_option("assignment_rules", "true");
	ck_assert_int_eq(sf_connect(), CRM_OK);
	know_contacts();
	sf_script("POST " COLLECTIONS, 200, "[" OK(C1) "]");
	ck_assert_int_eq(push(1), CRM_OK);
	ck_assert_str_eq(last_seen()->auto_assign, "TRUE");
	write_text(make_op(0, CRM_OP_UPDATE, CRM_CONTACT, "Contact", C1), "LastName", "A");
	sf_script("PATCH " COLLECTIONS, 200, "[" OK(C1) "]");
	ck_assert_int_eq(push(1), CRM_OK);
	ck_assert_str_eq(last_seen()->auto_assign, "FALSE");
}
END_TEST

START_TEST(an_answer_for_another_record_is_not_believed)
{
	write_text(make_op(0, CRM_OP_UPDATE, CRM_CONTACT, "Contact", C1), "LastName", "A");
	write_text(make_op(1, CRM_OP_UPDATE, CRM_CONTACT, "Contact", C2), "LastName", "B");
	know_contacts();
	sf_script("PATCH " COLLECTIONS, 200, "[" OK(C2) "," OK(C1) "]");
	ck_assert_int_eq(push(2), CRM_OK);
	expect_all(2, CRM_UNKNOWN);
}
END_TEST

START_TEST(what_cannot_be_written_is_refused_alone)
{
	write_text(make_op(0, CRM_OP_UPDATE, CRM_CONTACT, "Contact", "17"), "LastName", "A");
	write_text(make_op(1, CRM_OP_UPDATE, CRM_CONTACT, "Contact", C1), "@status", "won");
	write_text(make_op(2, CRM_OP_UPDATE, CRM_CONTACT, "Contact", C2), "LastName", "B");
	know_contacts();
	sf_script("PATCH " COLLECTIONS, 200, "[" OK(C2) "]");
	ck_assert_int_eq(push(3), CRM_OK);
	ck_assert_int_eq(results[0].outcome, CRM_REFUSED);
	ck_assert_int_eq(results[1].outcome, CRM_REFUSED);
	ck_assert_str_eq(results[1].field, "@status");
	ck_assert_int_eq(results[2].outcome, CRM_DONE);
	make_op(0, CRM_OP_CREATE, CRM_CONTACT, "Person", NULL);
	ck_assert_int_eq(push(1), CRM_OK);
	ck_assert_int_eq(results[0].outcome, CRM_REFUSED);
}
END_TEST

START_TEST(archives_go_in_one_request)
{
	make_op(0, CRM_OP_ARCHIVE, CRM_CONTACT, "Lead", L1);
	make_op(1, CRM_OP_ARCHIVE, CRM_CONTACT, "Contact", C1);
	make_op(2, CRM_OP_ARCHIVE, CRM_CONTACT, "Contact", C2);
	sf_script("DELETE " COLLECTIONS "?ids=" C1 "," C2 "," L1 "&allOrNone=false", 200,
		  "[" OK(C1) ",{\"success\":false,\"errors\":[{\"statusCode\":\"ENTITY_IS_DELETED\",\"message\":"
			     "\"entity is "
			     "deleted\",\"fields\":[]}]},{\"success\":false,\"errors\":[{\"statusCode\":\"DELETE_"
			     "FAILED\",\"message\":"
			     "\"it has cases\",\"fields\":[]}]}]");
	ck_assert_msg(push(3) == CRM_OK, "%s", crm_error_text(&sf_err));
	ck_assert_int_eq(results[1].outcome, CRM_DONE);
	ck_assert_int_eq(results[2].outcome, CRM_GONE);
	ck_assert_int_eq(results[0].outcome, CRM_REFUSED);
	ck_assert_str_eq(results[0].message, "it has cases");
	ck_assert_uint_eq(sf_seen_count(), 1);
}
END_TEST

/* ---- contacts of deals ---- */

#define ROLES(n, rows) "{\"totalSize\":" n ",\"done\":true,\"records\":[" rows "]}"
#define ROLE(id, deal, contact, primary)                                                                               \
	"{\"attributes\":{\"type\":\"OpportunityContactRole\"},\"Id\":\"" id "\",\"OpportunityId\":\"" deal            \
	"\",\"ContactId\":\"" contact "\",\"IsPrimary\":" primary "}"
#define R1 "00kak00000OQ4RxAAL"
#define R2 "00kak00000OQ4RyAAL"

static void link_op(size_t i, enum crm_op_kind kind, const char *deal, const char *contact, bool primary)
{
	struct crm_op *op = make_op(i, kind, CRM_DEAL, NULL, deal);
	op->property = "@contacts";
	op->to = contact;
	op->primary = primary;
}

START_TEST(roles_are_created_once)
{
	link_op(0, CRM_OP_ASSOCIATE, D1, C1, false); /* is there */
	link_op(1, CRM_OP_ASSOCIATE, D1, C2, true);  /* is there, but not as the primary one */
	link_op(2, CRM_OP_ASSOCIATE, D2, C1, true);  /* new */
	link_op(3, CRM_OP_ASSOCIATE, D2, C1, true);  /* the same again */
	link_op(4, CRM_OP_ASSOCIATE, D2, L1, false);
	link_op(5, CRM_OP_ASSOCIATE, D2, "not-an-id", false);
	sf_script("GET *SELECT Id, OpportunityId, ContactId, IsPrimary FROM OpportunityContactRole WHERE OpportunityId "
		  "IN ('" D1 "','" D2 "') AND ContactId IN ('" C1 "','" C2 "')",
		  200, ROLES("2", ROLE(R1, D1, C1, "false") "," ROLE(R2, D1, C2, "false")));
	sf_script("POST " COLLECTIONS, 200, "[" OK("00kak00000OQ4RzAAL") "]");
	sf_script("PATCH " COLLECTIONS, 200, "[" OK(R2) "]");
	ck_assert_msg(push(6) == CRM_OK, "%s", crm_error_text(&sf_err));
	expect_all(4, CRM_DONE);
	ck_assert_ptr_null(results[2].id);
	ck_assert_int_eq(results[4].outcome, CRM_REFUSED);
	ck_assert_ptr_nonnull(strstr(results[4].message, "lead"));
	ck_assert_int_eq(results[5].outcome, CRM_REFUSED);
	ck_assert_str_eq(sf_seen(1)->body, "{\"allOrNone\":false,\"records\":[{\"attributes\":{\"type\":"
					   "\"OpportunityContactRole\"},\"OpportunityId\":\"" D2
					   "\",\"ContactId\":\"" C1 "\",\"IsPrimary\":true}]}");
	ck_assert_str_eq(sf_seen(2)->body, "{\"allOrNone\":false,\"records\":[{\"attributes\":{\"type\":"
					   "\"OpportunityContactRole\"},\"Id\":\"" R2 "\",\"IsPrimary\":true}]}");
}
END_TEST

START_TEST(roles_of_what_is_gone)
{
	link_op(0, CRM_OP_ASSOCIATE, D1, C1, false);
	link_op(1, CRM_OP_ASSOCIATE, D1, C2, false);
	sf_script("GET *FROM OpportunityContactRole", 200, ROLES("0", ""));
	sf_script("POST " COLLECTIONS, 200,
		  "[" REFUSED("ENTITY_IS_DELETED", "entity is deleted", "OpportunityId") "," REFUSED(
			  "INSUFFICIENT_ACCESS_OR_READONLY", "no access", "OpportunityId") "]");
	ck_assert_int_eq(push(2), CRM_OK);
	ck_assert_int_eq(results[0].outcome, CRM_GONE);
	ck_assert_int_eq(results[1].outcome, CRM_REFUSED);
}
END_TEST

START_TEST(roles_are_removed)
{
	link_op(0, CRM_OP_DISSOCIATE, D1, C1, false); /* has two roles */
	link_op(1, CRM_OP_DISSOCIATE, D1, C2, false); /* has none */
	link_op(2, CRM_OP_DISSOCIATE, D2, C2, false); /* cannot be removed */
	sf_script("GET *FROM OpportunityContactRole", 200,
		  ROLES("3", ROLE(R1, D1, C1, "true") "," ROLE(R2, D1, C1, "false") "," ROLE("00kak00000OQ4RzAAL", D2,
											     C2, "false")));
	sf_script("DELETE " COLLECTIONS "?ids=" R1 "," R2 ",00kak00000OQ4RzAAL&allOrNone=false", 200,
		  "[" OK(R1) "," OK(R2) "," REFUSED("DELETE_FAILED", "locked", "Id") "]");
	ck_assert_msg(push(3) == CRM_OK, "%s", crm_error_text(&sf_err));
	ck_assert_int_eq(results[0].outcome, CRM_DONE);
	ck_assert_int_eq(results[1].outcome, CRM_DONE);
	ck_assert_int_eq(results[2].outcome, CRM_REFUSED);
}
END_TEST

START_TEST(roles_that_cannot_be_asked_for_leave_nothing_open)
{
	link_op(0, CRM_OP_ASSOCIATE, D1, C1, false);
	sf_script("GET *FROM OpportunityContactRole", 503, "<html>");
	ck_assert_int_eq(push(1), CRM_E_SERVER);
	expect_all(1, CRM_NOT_SENT);
	link_op(0, CRM_OP_DISSOCIATE, D1, C1, false);
	sf_script("GET *FROM OpportunityContactRole", 200, ROLES("1", ROLE(R1, D1, C1, "true")));
	sf_script("DELETE " COLLECTIONS, 503, "<html>");
	ck_assert_int_eq(push(1), CRM_E_SERVER);
	expect_all(1, CRM_UNKNOWN);
}
END_TEST

START_TEST(other_associations_are_refused)
{
	link_op(0, CRM_OP_ASSOCIATE, D1, C1, false);
	ops[0].property = "@company";
	ck_assert_int_eq(push(1), CRM_OK);
	ck_assert_int_eq(results[0].outcome, CRM_REFUSED);
	ck_assert_uint_eq(sf_seen_count(), 0);
	ck_assert_int_eq(push(0), CRM_OK);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("salesforce writing");
	TCase *writes = tcase_create("push");
	tcase_add_checked_fixture(writes, sf_fixture_start, sf_fixture_stop);
	tcase_add_test(writes, creates_stand_together_by_object);
	tcase_add_test(writes, some_of_a_batch_are_refused);
	tcase_add_test(writes, a_value_that_poisons_the_batch_is_singled_out);
	tcase_add_test(writes, a_split_that_is_cut_off_leaves_the_rest_unsent);
	tcase_add_test(writes, several_records_with_the_external_id);
	tcase_add_test(writes, records_that_exist);
	tcase_add_test(writes, answers_that_tell_nothing_leave_it_open);
	tcase_add_test(writes, refusals_of_the_request_are_no_refusals_of_the_record);
	tcase_add_test(writes, a_lost_answer_leaves_it_open);
	tcase_add_test(writes, a_refused_connection_leaves_nothing_open);
	tcase_add_test(writes, a_dry_run_writes_nothing);
	tcase_add_test(writes, a_login_that_fails_leaves_nothing_open);
	tcase_add_test(writes, updates_name_the_record);
	tcase_add_test(writes, owners_are_not_reassigned);
	tcase_add_test(writes, an_answer_for_another_record_is_not_believed);
	tcase_add_test(writes, what_cannot_be_written_is_refused_alone);
	tcase_add_test(writes, archives_go_in_one_request);
	tcase_add_test(writes, roles_are_created_once);
	tcase_add_test(writes, roles_of_what_is_gone);
	tcase_add_test(writes, roles_are_removed);
	tcase_add_test(writes, roles_that_cannot_be_asked_for_leave_nothing_open);
	tcase_add_test(writes, other_associations_are_refused);
	suite_add_tcase(suite, writes);
	return run_suite(suite);
}
