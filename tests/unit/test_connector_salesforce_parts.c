/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the Salesforce connector that need no server: ids, SOQL text, filters, cursors, values, failures. */
#include "config.h"

#include <string.h>

#include "../../connectors/salesforce/cursor.h"
#include "../../connectors/salesforce/failure.h"
#include "../../connectors/salesforce/filter.h"
#include "../../connectors/salesforce/listing.h"
#include "../../connectors/salesforce/soql.h"
#include "../../connectors/salesforce/value.h"
#include "../../connectors/salesforce/write_outcome.h"
#include "run_suite.h"

static struct crm_arena *arena;
static struct crm_error err;

static void start(void)
{
	arena = crm_arena_new();
}

static void stop(void)
{
	crm_arena_free(arena);
	crm_error_clear(&err);
}

static crm_json *parse(const char *text)
{
	crm_json *json = NULL;
	ck_assert_int_eq(crm_json_parse(text, strlen(text), &json, &err), CRM_OK);
	return json;
}

/* ---- ids ---- */

START_TEST(ids_have_eighteen_characters)
{
	/* pairs seen in recorded answers (grouparoo, amp-labs) */
	static const char *const known[] = {"0014S000007Ny26QAC", "003ak00000luKU1AAM", "00Q4S000002sSacUAE",
					    "001Vr00000m4eGCIAY", "005ak000005hvjJAAQ"};
	char out[SF_ID_SIZE];
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		ck_assert(sf_id_long(known[i], 15, out));
		ck_assert_str_eq(out, known[i]);
		ck_assert(sf_id_long(known[i], 18, out));
		ck_assert_str_eq(out, known[i]);
	}
	ck_assert(!sf_id_long("0014S000007Ny2", 14, out));
	ck_assert(!sf_id_long("0014S000007Ny26QACX", 19, out));
	ck_assert(!sf_id_long("0014S000007Ny2'", 15, out));
	ck_assert(sf_id_same("0014S000007Ny26", "0014S000007Ny26QAC"));
	ck_assert(!sf_id_same("0014S000007Ny26", "0014S000007ny26"));
	ck_assert(!sf_id_same("0014S000007Ny26", NULL));
	ck_assert(!sf_id_same("x", "x"));
}
END_TEST

START_TEST(ids_tell_their_object)
{
	enum sf_type type;
	ck_assert(sf_type_of_id(CRM_CONTACT, "00Q4S000002sSacUAE", &type));
	ck_assert_int_eq(type, SF_LEAD);
	ck_assert(sf_type_of_id(CRM_CONTACT, "003ak00000luKU1AAM", &type));
	ck_assert_int_eq(type, SF_CONTACT);
	ck_assert(!sf_type_of_id(CRM_COMPANY, "003ak00000luKU1AAM", &type));
	ck_assert(!sf_type_of_id(CRM_CONTACT, "003", &type));
	ck_assert(!sf_type_of_id(CRM_CONTACT, NULL, &type));
}
END_TEST

/* ---- SOQL ---- */

static const char *soql(const char *text)
{
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	soql_string(&out, text);
	const char *copy = crm_arena_strdup(arena, out.ptr);
	crm_buf_free(&out);
	return copy;
}

START_TEST(soql_strings_are_escaped)
{
	ck_assert_str_eq(soql("O'Brien"), "'O\\'Brien'");
	ck_assert_str_eq(soql("a\\'b"), "'a\\\\\\'b'");
	ck_assert_str_eq(soql("line\nbreak\tand \"more\"\r\f\b"), "'line\\nbreak\\tand \\\"more\\\"\\r\\f\\b'");
	ck_assert_str_eq(soql("Jöhn"), "'Jöhn'");
	ck_assert_str_eq(soql(""), "''");
}
END_TEST

/* Reads a SOQL literal as the reference says, independent of the writer; what stands behind it is left in *rest. */
static char *read_soql(const char *literal, const char **rest)
{
	static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
	char *out = crm_arena_alloc(arena, strlen(literal) + 1);
	size_t n = 0;
	if (*literal++ != '\'')
		return NULL;
	for (; *literal != '\'' && *literal != '\0'; literal++) {
		if (*literal == '\n' || *literal == '\r')
			return NULL;
		const char *letter = NULL;
		if (*literal == '\\' && *++literal != '\0')
			letter = strchr(letters, *literal);
		out[n++] = letter ? meant[letter - letters] : *literal;
	}
	out[n] = '\0';
	*rest = *literal == '\'' ? literal + 1 : NULL;
	return out;
}

START_TEST(soql_strings_survive_any_text)
{
	static const char alphabet[] = "'\\\"\n\r\t\b\fa%_{}) OR\x7f;-";
	uint64_t state = 88172645463325252;
	for (int round = 0; round < 20000; round++) {
		char text[24];
		size_t len = 0;
		for (; len < sizeof text - 1; len++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			if (state % 11 == 0)
				break;
			text[len] = alphabet[(state >> 20) % (sizeof alphabet - 1)];
		}
		text[len] = '\0';
		const char *rest = NULL;
		char *back = read_soql(soql(text), &rest);
		ck_assert_ptr_nonnull(rest);
		ck_assert_str_eq(back, text);
		ck_assert_str_eq(rest, "");
		crm_arena_reset(arena);
	}
}
END_TEST

START_TEST(soql_literals_follow_the_type)
{
	static const struct {
		enum crm_property_type type;
		const char *text, *literal;
	} cases[] = {
		{CRM_P_NUMBER, "0042.50", "42.5"},
		{CRM_P_NUMBER, "1) OR (1=1", NULL},
		{CRM_P_BOOL, "true", "true"},
		{CRM_P_BOOL, "1", NULL},
		{CRM_P_DATE, "2026-11-21", "2026-11-21"},
		{CRM_P_DATE, "21.11.2026", NULL},
		{CRM_P_DATETIME, "2026-11-21T18:50:00+01:00", "2026-11-21T17:50:00Z"},
		{CRM_P_DATETIME, "now", NULL},
		{CRM_P_ENUM, "It's", "'It\\'s'"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct crm_buf out;
		crm_buf_init(&out, CRM_BUF_MAX);
		ck_assert_int_eq(soql_literal(&out, cases[i].type, cases[i].text), cases[i].literal != NULL);
		ck_assert_str_eq(out.ptr, cases[i].literal ? cases[i].literal : "");
		crm_buf_free(&out);
	}
}
END_TEST

START_TEST(names_are_names)
{
	ck_assert(soql_is_name("crmsync_id__c"));
	ck_assert(!soql_is_name(""));
	ck_assert(!soql_is_name(NULL));
	ck_assert(!soql_is_name("Name FROM User"));
	ck_assert(!soql_is_name("1st"));
	ck_assert(!soql_is_name("Account.Name"));
}
END_TEST

/* ---- filter ---- */

START_TEST(filters_are_split_by_object)
{
	static const struct {
		const char *filter;
		enum sf_type type;
		const char *condition;
	} cases[] = {
		{NULL, SF_LEAD, NULL},
		{"  ", SF_LEAD, NULL},
		{" Industry = 'Banking' ", SF_ACCOUNT, "Industry = 'Banking'"},
		{"Email != null", SF_CONTACT, "Email != null"},
		{"Email != null", SF_LEAD, "Email != null"},
		{"Contact: Title != null | Lead: Status = 'Open'", SF_CONTACT, "Title != null"},
		{"Contact: Title != null | Lead: Status = 'Open'", SF_LEAD, "Status = 'Open'"},
		{"Lead: Status = 'a|b\\'|c'|Contact:Name='|'", SF_LEAD, "Status = 'a|b\\'|c'"},
		{"Lead: Status = 'a|b\\'|c'|Contact:Name='|'", SF_CONTACT, "Name='|'"},
		{"Lead : Status = 'Open'", SF_CONTACT, NULL},
		{"CreatedDate > 2026-01-01T00:00:00Z", SF_CONTACT, "CreatedDate > 2026-01-01T00:00:00Z"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *out = "unset";
		ck_assert_int_eq(sf_filter_for(cases[i].filter, cases[i].type, arena, &out, &err), CRM_OK);
		ck_assert_pstr_eq(out, cases[i].condition);
	}
	const char *out;
	ck_assert_int_eq(sf_filter_for("Contact: Title != null | Status = 'Open'", SF_LEAD, arena, &out, &err),
			 CRM_E_CONFIG);
}
END_TEST

/* ---- cursor ---- */

START_TEST(cursors_come_back)
{
	struct sf_cursor in = {.type = SF_OPPORTUNITY,
			       .by_roles = true,
			       .began = 1795283400000,
			       .total = -1,
			       .stamp = 1795283400123,
			       .id = "0064S000007Ny26QAC",
			       .path = "/services/data/v62.0/query/0r8xx|odd-2000"};
	struct sf_cursor out;
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	sf_cursor_write(&text, &in);
	ck_assert(sf_cursor_read(text.ptr, arena, &out));
	crm_buf_free(&text);
	ck_assert_int_eq(out.type, SF_OPPORTUNITY);
	ck_assert(out.by_roles);
	ck_assert_int_eq(out.began, in.began);
	ck_assert_int_eq(out.total, -1);
	ck_assert_int_eq(out.stamp, in.stamp);
	ck_assert_str_eq(out.id, in.id);
	ck_assert_str_eq(out.path, in.path);
}
END_TEST

START_TEST(cursors_that_are_none)
{
	static const char *const wrong[] = {"",
					    "2|Contact|0|1|2|3||",
					    "1|Nobody|0|1|2|3||",
					    "1|Contact|0|x|2|3||",
					    "1|Contact|0|1|2|3|not-an-id|",
					    "1|Contact|0|1|2|3||http://elsewhere.example/",
					    "1|Contact|0|1"};
	struct sf_cursor out;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_msg(!sf_cursor_read(wrong[i], arena, &out), "'%s'", wrong[i]);
}
END_TEST

/* ---- values ---- */

static struct crm_value read_value(const char *name, enum crm_property_type type, bool typed, const char *json)
{
	struct sf_field field = {.name = name, .type = type, .multiple = type == CRM_P_MULTI};
	struct crm_value value;
	crm_json *v = parse(json);
	ck_assert_int_eq(sf_value_read(name, typed ? &field : NULL, v, arena, &value), CRM_OK);
	crm_json_free(v);
	return value;
}

START_TEST(values_are_read)
{
	static const struct {
		const char *name;
		enum crm_property_type type;
		bool typed;
		const char *json, *text;
	} cases[] = {
		{"CreatedDate", CRM_P_TEXT, false, "\"2021-12-02T18:25:25.000+0000\"", "2021-12-02T18:25:25Z"},
		{"SystemModstamp", CRM_P_TEXT, false, "\"2021-12-02T18:25:25.120+0000\"", "2021-12-02T18:25:25.120Z"},
		{"Birthdate", CRM_P_TEXT, false, "\"1980-02-29\"", "1980-02-29"},
		{"CloseDate", CRM_P_TEXT, false, "\"2026-01-31\"", "2026-01-31"},
		{"Description", CRM_P_TEXT, false, "\"2021-12-02T18:25:25.000+0000\"", "2021-12-02T18:25:25.000+0000"},
		{"When__c", CRM_P_DATETIME, true, "\"2021-12-02T18:25:25.000+0100\"", "2021-12-02T17:25:25Z"},
		{"NoteDate", CRM_P_TEXT, true, "\"2021-12-02T18:25:25.000+0000\"", "2021-12-02T18:25:25.000+0000"},
		{"Amount", CRM_P_NUMBER, true, "50000.00", "50000.00"},
		{"AnnualRevenue", CRM_P_NUMBER, true, "1.2345678901E10", "12345678901"},
		{"Latitude", CRM_P_NUMBER, true, "-1.0E-7", "-0.0000001"},
		{"Big__c", CRM_P_NUMBER, true, "9007199254740993", "9007199254740993"},
		{"IsWon", CRM_P_BOOL, false, "true", "true"},
		{"HasOptedOutOfEmail", CRM_P_BOOL, false, "false", "false"},
		{"Name", CRM_P_TEXT, false, "\"a;b\"", "a;b"},
		{"Name", CRM_P_TEXT, false, "\"\"", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct crm_value v = read_value(cases[i].name, cases[i].type, cases[i].typed, cases[i].json);
		ck_assert_int_eq(v.kind, CRM_TEXT);
		ck_assert_str_eq(v.text, cases[i].text);
	}
	ck_assert_int_eq(read_value("Name", CRM_P_TEXT, false, "null").kind, CRM_NULL);
	ck_assert_int_eq(read_value("MailingAddress", CRM_P_OTHER, true, "{\"city\":\"Bonn\"}").kind, CRM_ABSENT);
	struct crm_value list = read_value("Tags__c", CRM_P_MULTI, true, "\"four;six\"");
	ck_assert_int_eq(list.kind, CRM_LIST);
	ck_assert_uint_eq(list.n, 2);
	ck_assert_str_eq(list.items[0], "four");
	ck_assert_str_eq(list.items[1], "six");
	ck_assert_uint_eq(read_value("Tags__c", CRM_P_MULTI, true, "\"one\"").n, 1);
	ck_assert_uint_eq(read_value("Tags__c", CRM_P_MULTI, true, "\"\"").n, 0);
}
END_TEST

static const char *written(enum crm_property_type type, bool typed, struct crm_value value)
{
	struct sf_field field = {.name = "F", .type = type};
	struct crm_json_writer w;
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_jw_init(&w, &out);
	sf_value_write(&w, typed ? &field : NULL, &value);
	const char *copy = crm_arena_strdup(arena, out.ptr);
	crm_buf_free(&out);
	return copy;
}

START_TEST(values_are_written)
{
	static const char *const items[] = {"four", "six"};
	struct crm_value null = {.kind = CRM_NULL};
	struct crm_value list = {.kind = CRM_LIST, .items = items, .n = 2};
	struct crm_value none = {.kind = CRM_LIST};
#define TEXT(t) ((struct crm_value){.kind = CRM_TEXT, .text = (t)})
	ck_assert_str_eq(written(CRM_P_TEXT, true, null), "null");
	ck_assert_str_eq(written(CRM_P_MULTI, true, list), "\"four;six\"");
	ck_assert_str_eq(written(CRM_P_MULTI, true, none), "null");
	ck_assert_str_eq(written(CRM_P_BOOL, true, TEXT("true")), "true");
	ck_assert_str_eq(written(CRM_P_BOOL, true, TEXT("perhaps")), "\"perhaps\"");
	ck_assert_str_eq(written(CRM_P_BOOL, false, TEXT("true")), "\"true\"");
	ck_assert_str_eq(written(CRM_P_NUMBER, true, TEXT("9007199254740993.10")), "9007199254740993.10");
	ck_assert_str_eq(written(CRM_P_NUMBER, true, TEXT("1,5")), "\"1,5\"");
	ck_assert_str_eq(written(CRM_P_TEXT, true, TEXT("true")), "\"true\"");
#undef TEXT
}
END_TEST

/* ---- listings ---- */

START_TEST(listings_that_contradict_themselves)
{
	static const struct {
		const char *json;
		bool first;
		int rc;
	} cases[] = {
		{"{\"totalSize\":0,\"done\":true,\"records\":[]}", true, CRM_OK},
		{"{\"totalSize\":144,\"done\":true,\"records\":[]}", true, CRM_E_PROTOCOL},
		{"{\"totalSize\":2,\"done\":true,\"records\":[{\"Id\":\"1\"}]}", true, CRM_E_PROTOCOL},
		{"{\"totalSize\":2,\"done\":true,\"records\":[{\"Id\":\"1\"}]}", false, CRM_OK},
		{"{\"totalSize\":2,\"done\":false,\"records\":[{\"Id\":\"1\"}]}", true, CRM_E_PROTOCOL},
		{"{\"totalSize\":2,\"done\":false,\"nextRecordsUrl\":\"http://x/\",\"records\":[{\"Id\":\"1\"}]}", true,
		 CRM_E_PROTOCOL},
		{"{\"totalSize\":2,\"done\":false,\"nextRecordsUrl\":\"/services/data/v62.0/query/01g-1\","
		 "\"records\":[]}",
		 true, CRM_E_PROTOCOL},
		{"{\"totalSize\":2,\"done\":false,\"nextRecordsUrl\":\"/p/services/data/v62.0/query/01g-1\","
		 "\"records\":[{\"Id\":\"1\"}]}",
		 true, CRM_OK},
		{"{\"records\":[]}", true, CRM_E_PROTOCOL},
		{"{\"totalSize\":\"0\",\"done\":true,\"records\":{}}", true, CRM_E_PROTOCOL},
		{"[]", true, CRM_E_PROTOCOL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sf_listing out;
		crm_json *json = parse(cases[i].json);
		ck_assert_msg(sf_listing_read(json, cases[i].first, &out, &err) == cases[i].rc, "%s", cases[i].json);
		crm_json_free(json);
	}
}
END_TEST

/* ---- failures ---- */

START_TEST(failures_have_classes)
{
	static const struct {
		int status;
		const char *code, *message;
		int class;
	} cases[] = {
		{401, "INVALID_SESSION_ID", "Session expired or invalid", CRM_E_EXPIRED},
		{401, NULL, NULL, CRM_E_EXPIRED},
		{403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", CRM_E_BUDGET},
		{403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.", CRM_E_RATE},
		{429, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", CRM_E_BUDGET},
		{403, "API_DISABLED_FOR_ORG", "no API", CRM_E_PERMISSION},
		{403, NULL, NULL, CRM_E_PERMISSION},
		{400, "INVALID_QUERY_LOCATOR", "invalid query locator", CRM_E_CURSOR},
		{400, "QUERY_TIMEOUT", "Your query request was running for too long.", CRM_E_SERVER},
		{503, "SERVER_UNAVAILABLE", "too many requests waiting", CRM_E_SERVER},
		{500, "UNKNOWN_EXCEPTION", "An unexpected error occurred", CRM_E_SERVER},
		{502, NULL, NULL, CRM_E_SERVER},
		{400, "INVALID_TYPE", "sObject type 'Lead' is not supported", CRM_E_PERMISSION},
		{400, "INVALID_FIELD", "No such column", CRM_E_REJECTED},
		{404, "NOT_FOUND", "The requested resource does not exist", CRM_E_NOT_FOUND},
		{429, NULL, NULL, CRM_E_RATE},
		{423, NULL, NULL, CRM_E_SERVER},
		{302, NULL, NULL, CRM_E_PROTOCOL},
		{418, NULL, NULL, CRM_E_REJECTED},
		{422, NULL, NULL, CRM_E_PROTOCOL},
		{422, "UNHEARD_OF", "new words", CRM_E_REJECTED},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sf_fault fault = {.code = cases[i].code, .message = cases[i].message};
		ck_assert_msg(sf_failure_class(cases[i].status, cases[i].code ? &fault : NULL) == cases[i].class,
			      "%d %s", cases[i].status, cases[i].code);
	}
}
END_TEST

/* ---- outcomes ---- */

static struct crm_result outcome(enum crm_op_kind kind, bool refers, const char *json)
{
	struct sf_write write = {.kind = kind, .object = CRM_CONTACT, .id = "0034S000005YJYcQAO", .refers = refers};
	struct crm_result result = {0};
	crm_json *v = parse(json);
	ck_assert_int_eq(sf_outcome_read(&write, v, arena, &result), CRM_OK);
	crm_json_free(v);
	return result;
}

#define REFUSAL(code, message, fields)                                                                                 \
	"{\"success\":false,\"errors\":[{\"statusCode\":\"" code "\",\"message\":\"" message "\",\"fields\":" fields   \
	"}]}"

START_TEST(outcomes_of_rows)
{
	static const struct {
		enum crm_op_kind kind;
		bool refers;
		const char *json;
		enum crm_outcome outcome;
		const char *id;
	} cases[] = {
		{CRM_OP_CREATE, false, "{\"id\":\"003ak00000luKU1AAM\",\"success\":true,\"errors\":[]}", CRM_DONE,
		 "003ak00000luKU1AAM"},
		{CRM_OP_CREATE, false, "{\"success\":true,\"errors\":[]}", CRM_UNKNOWN, NULL},
		{CRM_OP_UPDATE, false, "{\"id\":\"0034S000005YJYcQAO\",\"success\":true,\"errors\":[]}", CRM_DONE,
		 "0034S000005YJYcQAO"},
		{CRM_OP_UPDATE, false, "{\"id\":\"0034S000005YJYc\",\"success\":true}", CRM_DONE, "0034S000005YJYcQAO"},
		{CRM_OP_UPDATE, false, "{\"id\":\"003ak00000luKU1AAM\",\"success\":true}", CRM_UNKNOWN, NULL},
		{CRM_OP_UPDATE, false, "{\"success\":\"yes\"}", CRM_UNKNOWN, NULL},
		{CRM_OP_UPDATE, false, "null", CRM_UNKNOWN, NULL},
		{CRM_OP_UPDATE, false, "{\"success\":false,\"errors\":[]}", CRM_REFUSED, NULL},
		{CRM_OP_UPDATE, false, REFUSAL("ENTITY_IS_DELETED", "entity is deleted", "[]"), CRM_GONE, NULL},
		{CRM_OP_UPDATE, true, REFUSAL("ENTITY_IS_DELETED", "entity is deleted", "[\"AccountId\"]"), CRM_REFUSED,
		 NULL},
		{CRM_OP_CREATE, false, REFUSAL("ENTITY_IS_DELETED", "entity is deleted", "[]"), CRM_REFUSED, NULL},
		{CRM_OP_UPDATE, false, REFUSAL("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", "[]"),
		 CRM_GONE, NULL},
		{CRM_OP_UPDATE, true, REFUSAL("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", "[]"),
		 CRM_REFUSED, NULL},
		{CRM_OP_UPDATE, false, REFUSAL("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", "[]"),
		 CRM_GONE, NULL},
		{CRM_OP_UPDATE, false, REFUSAL("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access", "[]"),
		 CRM_NOT_SENT, NULL},
		{CRM_OP_CREATE, false,
		 REFUSAL("DUPLICATE_VALUE",
			 "duplicate value found: crmsync_id__c duplicates value on record with id: 0034S000005YJYc",
			 "[\"crmsync_id__c\"]"),
		 CRM_EXISTS, "0034S000005YJYcQAO"},
		{CRM_OP_CREATE, false,
		 REFUSAL("DUPLICATE_VALUE",
			 "duplicate value found: <unknown> duplicates value on record with id: <unknown>", "[]"),
		 CRM_EXISTS, NULL},
		{CRM_OP_CREATE, false,
		 REFUSAL("DUPLICATE_VALUE",
			 "duplicate value found: x duplicates value on record with id: 0014S000007Ny26", "[]"),
		 CRM_EXISTS, NULL},
		{CRM_OP_UPDATE, false,
		 REFUSAL("DUPLICATE_VALUE",
			 "duplicate value found: x duplicates value on record with id: 0034S000005YJYc", "[]"),
		 CRM_REFUSED, NULL},
		{CRM_OP_CREATE, false,
		 REFUSAL("REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", "[\"LastName\"]"),
		 CRM_REFUSED, NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct crm_result r = outcome(cases[i].kind, cases[i].refers, cases[i].json);
		ck_assert_msg(r.outcome == cases[i].outcome, "%zu: %s gave %d", i, cases[i].json, r.outcome);
		ck_assert_pstr_eq(r.id, cases[i].id);
	}
	struct crm_result missing = outcome(CRM_OP_CREATE, false, cases[19].json);
	ck_assert_str_eq(missing.code, "REQUIRED_FIELD_MISSING");
	ck_assert_str_eq(missing.message, "Required fields are missing: [LastName]");
	ck_assert_str_eq(missing.field, "LastName");
}
END_TEST

#define MATCH(id) "{\"matchConfidence\":100.0,\"record\":{\"attributes\":{\"type\":\"X\"},\"Id\":\"" id "\"}}"
#define DUPLICATES(matches)                                                                                            \
	"{\"success\":false,\"errors\":[{\"statusCode\":\"DUPLICATES_DETECTED\",\"message\":\"Use one of these "       \
	"records?\",\"fields\":[],\"duplicateResult\":{\"allowSave\":true,\"matchResults\":[{\"matchRecords\":"        \
	"[" matches "]}]}}]}"

START_TEST(duplicates_name_one_record_or_none)
{
	static const struct {
		const char *json, *id;
	} cases[] = {
		{DUPLICATES(MATCH("003ak00000luKU1AAM")), "003ak00000luKU1AAM"},
		{DUPLICATES(MATCH("00Q4S000002sSacUAE")), "00Q4S000002sSacUAE"},
		{DUPLICATES(MATCH("003ak00000luKU1") "," MATCH("003ak00000luKU1AAM")), "003ak00000luKU1AAM"},
		{DUPLICATES(MATCH("003ak00000luKU1AAM") "," MATCH("003ak00000luKU2AAM")), NULL},
		{DUPLICATES(MATCH("003ak00000luKU1AAM") "," MATCH("0014S000007Ny26QAC")), "003ak00000luKU1AAM"},
		{DUPLICATES(""), NULL},
		{REFUSAL("DUPLICATES_DETECTED", "Use one of these records?", "[]"), NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct crm_result r = outcome(CRM_OP_CREATE, false, cases[i].json);
		ck_assert_int_eq(r.outcome, CRM_EXISTS);
		ck_assert_pstr_eq(r.id, cases[i].id);
	}
	ck_assert_int_eq(outcome(CRM_OP_UPDATE, false, cases[0].json).outcome, CRM_REFUSED);
	struct crm_result old =
		outcome(CRM_OP_CREATE, false,
			"{\"success\":false,\"errors\":[{\"statusCode\":\"DUPLICATES_DETECTED\",\"duplicateResut\":{"
			"\"matchResults\":[{\"matchRecords\":[" MATCH("003ak00000luKU1AAM") "]}]}}]}");
	ck_assert_str_eq(old.id, "003ak00000luKU1AAM");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("salesforce parts");
	TCase *parts = tcase_create("parts");
	tcase_add_checked_fixture(parts, start, stop);
	tcase_add_test(parts, ids_have_eighteen_characters);
	tcase_add_test(parts, ids_tell_their_object);
	tcase_add_test(parts, soql_strings_are_escaped);
	tcase_add_test(parts, soql_strings_survive_any_text);
	tcase_add_test(parts, soql_literals_follow_the_type);
	tcase_add_test(parts, names_are_names);
	tcase_add_test(parts, filters_are_split_by_object);
	tcase_add_test(parts, cursors_come_back);
	tcase_add_test(parts, cursors_that_are_none);
	tcase_add_test(parts, values_are_read);
	tcase_add_test(parts, values_are_written);
	tcase_add_test(parts, listings_that_contradict_themselves);
	tcase_add_test(parts, failures_have_classes);
	tcase_add_test(parts, outcomes_of_rows);
	tcase_add_test(parts, duplicates_name_one_record_or_none);
	suite_add_tcase(suite, parts);
	return run_suite(suite);
}
