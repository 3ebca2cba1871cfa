/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce twin: requests, pages, records by id and by external id. */
#include <stdio.h>
#include <string.h>

#include <check.h>
#include <crmsync/timestamp.h>

#include "run_suite.h"
#include "salesforce_org.h"

static struct org org;

static void setup(void)
{
	org_open(&org);
}

static void teardown(void)
{
	org_close(&org);
}

/* --- requests as such ------------------------------------------------------------------------------------ */

START_TEST(request_headers)
{
	static const char *const headers[][2] = {
		{"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-XSS-Protection", "1; mode=block"},
		{"X-Robots-Tag", "none"},
		{"Cache-Control", "no-cache,must-revalidate,max-age=0,no-store,private"},
	};
	ck_assert_int_eq(org_call(&org, "GET", "~/sobjects", NULL), 200);
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		ck_assert_str_eq(org_answer_header(&org, headers[i][0]), headers[i][1]);
	ck_assert_str_eq(org_answer_header(&org, "Sforce-Limit-Info"), "api-usage=1/101000");
	ck_assert_str_eq(org.resp.content_type, "application/json;charset=UTF-8");
}
END_TEST

START_TEST(request_limits)
{
	org_options(&org, "{\"daily_limit\":2}");
	ck_assert_int_eq(org_call(&org, "GET", "~/limits", NULL), 200);
	ck_assert_str_eq(org_text(&org, "DailyApiRequests.Max"), "2");
	ck_assert_str_eq(org_text(&org, "DailyApiRequests.Remaining"), "1");
	ck_assert_int_eq(org_call(&org, "GET", "~/limits", NULL), 200);
	ck_assert_int_eq(org_call(&org, "GET", "~/limits", NULL), 403);
	ck_assert_str_eq(org.resp.body.ptr,
			 "[{\"message\":\"TotalRequests Limit exceeded.\",\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\"}]");
	ck_assert_str_eq(org_answer_header(&org, "Sforce-Limit-Info"), "api-usage=2/2");
	org_advance(&org, 86400);
	ck_assert_int_eq(org_call(&org, "GET", "~/limits", NULL), 200);
	org_options(&org, "{\"daily_limit\":-1,\"burst_limit\":3}");
	ck_assert_int_eq(org_call(&org, "GET", "~/limits", NULL), 200);
	ck_assert_int_eq(org_call(&org, "GET", "~/limits", NULL), 200);
	ck_assert_int_eq(org_call(&org, "GET", "~/limits", NULL), 403);
	org_advance(&org, 20);
	ck_assert_int_eq(org_call(&org, "GET", "~/limits", NULL), 200);
}
END_TEST

START_TEST(request_paths)
{
	static const struct {
		const char *method, *target;
		int status;
		const char *code;
	} cases[] = {
		{"GET", "/services/data/v41.0/sobjects", 404, "NOT_FOUND"},
		{"GET", "/services/data/v65.0/sobjects", 404, "NOT_FOUND"},
		{"GET", "/services/data/v42.0/sobjects", 200, NULL},
		{"GET", "/services/data/v64.0/sobjects/", 200, NULL},
		{"GET", "~/", 200, NULL},
		{"GET", "~/jobs/ingest", 200, NULL},
		{"GET", "~/jobs/nothing", 404, "NOT_FOUND"},
		{"PUT", "~/sobjects/Contact", 405, "METHOD_NOT_ALLOWED"},
		{"GET", "~/sobjects/Foo/describe", 404, "NOT_FOUND"},
		{"GET", "~/sobjects/CustomField/describe", 404, "NOT_FOUND"},
		{"GET", "~/tooling/sobjects/CustomField/describe", 200, NULL},
		{"GET", "~/sobjects/Contact/23foo", 404, "NOT_FOUND"},
		{"GET", "~/sobjects/Contact/0035g0000009999AAA", 404, "NOT_FOUND"},
		{"POST", "~/sobjects/Contact", 400, "JSON_PARSER_ERROR"},
		{"GET", "~/query/0r85g0000000001AAA-2000", 400, "INVALID_QUERY_LOCATOR"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status = org_call(&org, cases[i].method, cases[i].target, NULL);
		ck_assert_msg(status == cases[i].status, "%s: %d", cases[i].target, status);
		if (cases[i].code)
			ck_assert_str_eq(org_text(&org, "0.errorCode"), cases[i].code);
	}
	ck_assert_int_eq(org_call(&org, "PUT", "~/sobjects/Contact", NULL), 405);
	ck_assert_str_eq(org_text(&org, "0.message"), "HTTP Method 'PUT' not allowed. Allowed are GET,POST");
}
END_TEST

START_TEST(request_method_override)
{
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"a\"}");
	char target[160];
	(void)snprintf(target, sizeof(target), "%s?_HttpMethod=PATCH", org_path("Contact", id));
	ck_assert_int_eq(org_call(&org, "POST", target, "{\"LastName\":\"b\"}"), 204);
	ck_assert_int_eq(org_read(&org, "Contact", id), 200);
	ck_assert_str_eq(org_text(&org, "LastName"), "b");
}
END_TEST

START_TEST(request_too_long)
{
	struct crm_buf soql;
	crm_buf_init(&soql, CRM_BUF_MAX);
	crm_buf_str(&soql, "SELECT Id FROM Contact WHERE LastName = '");
	for (int i = 0; i < 17000; i++)
		crm_buf_char(&soql, 'a');
	crm_buf_char(&soql, '\'');
	ck_assert_int_eq(org_query(&org, "query", soql.ptr), 414);
	ck_assert_str_eq(org.resp.body.ptr, "<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>");
	ck_assert_ptr_null(org.json);
	org_header(&org, "Authorization", soql.ptr);
	ck_assert_int_eq(org_call(&org, "GET", "~/sobjects", NULL), 431);
	crm_buf_free(&soql);
}
END_TEST

/* --- pages ----------------------------------------------------------------------------------------------- */

static char *next_page(void)
{
	static char next[128];
	(void)snprintf(next, sizeof(next), "%s", org_text(&org, "nextRecordsUrl"));
	return next;
}

START_TEST(pages_by_batch_size)
{
	org_make_contacts(&org, 450);
	org_header(&org, "Sforce-Query-Options", "batchSize=200");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id, LastName FROM Contact ORDER BY LastName"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "450");
	ck_assert_str_eq(org_text(&org, "done"), "false");
	ck_assert_uint_eq(org.resp.records, 200);
	org_header(&org, "Sforce-Query-Options", NULL);
	char *next = next_page();
	ck_assert_str_eq(next, ORG_DATA "/query/0r85g0000000001AAA-200");
	ck_assert_int_eq(org_call(&org, "GET", next, NULL), 200);
	ck_assert_str_eq(org_text(&org, "records.0.LastName"), "Person 0200");
	char again[128];
	(void)snprintf(again, sizeof(again), "%s", next);
	ck_assert_int_eq(org_call(&org, "GET", next_page(), NULL), 200);
	ck_assert_uint_eq(org.resp.records, 50);
	ck_assert_str_eq(org_text(&org, "done"), "true");
	ck_assert_str_eq(org_text(&org, "totalSize"), "450");
	ck_assert_ptr_null(org_get(&org, "nextRecordsUrl"));
	ck_assert_int_eq(org_call(&org, "GET", again, NULL), 200);
	ck_assert_str_eq(org_text(&org, "records.0.LastName"), "Person 0200");
}
END_TEST

/* A page shows the ids of the first answer with what is in the records now. */
START_TEST(pages_are_a_snapshot)
{
	org_options(&org, "{\"page_size\":2}");
	org_make_contacts(&org, 5);
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id, LastName FROM Contact ORDER BY LastName"), 200);
	char next[128];
	(void)snprintf(next, sizeof(next), "%s", next_page());
	ck_assert_int_eq(org_call(&org, "DELETE", org_path("Contact", "0035g0000000002AAA"), NULL), 204);
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Contact", "0035g0000000003AAA"), "{\"LastName\":\"AAA\"}"),
			 204);
	(void)org_create(&org, "Contact", "{\"LastName\":\"Person 0002b\"}");
	ck_assert_int_eq(org_call(&org, "GET", next, NULL), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "5");
	ck_assert_uint_eq(org.resp.records, 1);
	ck_assert_str_eq(org_text(&org, "records.0.LastName"), "AAA");
	ck_assert_int_eq(org_call(&org, "GET", next_page(), NULL), 200);
	ck_assert_str_eq(org_text(&org, "records.0.LastName"), "Person 0004");
}
END_TEST

START_TEST(pages_expire)
{
	org_options(&org, "{\"page_size\":1}");
	org_make_contacts(&org, 2);
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact"), 200);
	char next[128];
	(void)snprintf(next, sizeof(next), "%s", next_page());
	org_advance(&org, 890);
	ck_assert_int_eq(org_call(&org, "GET", next, NULL), 200);
	org_advance(&org, 890);
	ck_assert_int_eq(org_call(&org, "GET", next, NULL), 200);
	org_advance(&org, 901);
	ck_assert_int_eq(org_call(&org, "GET", next, NULL), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALID_QUERY_LOCATOR");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact"), 200);
	(void)snprintf(next, sizeof(next), "%s", next_page());
	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact"), 200);
	ck_assert_int_eq(org_call(&org, "GET", next, NULL), 400);
}
END_TEST

/* --- records --------------------------------------------------------------------------------------------- */

START_TEST(record_lives)
{
	const char *account =
		org_create(&org, "Account", "{\"Name\":\" Acme \",\"Website\":\"\",\"AnnualRevenue\":\"1e3\"}");
	ck_assert_str_eq(org_answer_header(&org, "Location"), ORG_DATA "/sobjects/Account/0015g0000000000AAA");
	ck_assert_str_eq(org.resp.body.ptr, "{\"id\":\"0015g0000000000AAA\",\"success\":true,\"errors\":[]}");
	ck_assert(org.resp.mutating);
	ck_assert_int_eq(org_read(&org, "Account", account), 200);
	ck_assert(!org.resp.mutating);
	ck_assert_str_eq(org_text(&org, "attributes.url"), ORG_DATA "/sobjects/Account/0015g0000000000AAA");
	ck_assert_str_eq(org_text(&org, "Name"), "Acme");
	ck_assert_str_eq(org_text(&org, "AnnualRevenue"), "1000.0");
	ck_assert(crm_json_is_null(org_get(&org, "Website")));
	ck_assert_str_eq(org_text(&org, "CleanStatus"), "Pending");
	ck_assert_str_eq(org_text(&org, "OwnerId"), "0055g0000000000AAA");
	ck_assert_ptr_null(org_get(&org, "CurrencyIsoCode"));
	char stamp[64];
	(void)snprintf(stamp, sizeof(stamp), "%s", org_text(&org, "SystemModstamp"));
	ck_assert_uint_eq(strlen(stamp), strlen("2026-11-21T17:50:00.000+0000"));
	ck_assert_str_eq(stamp + 19, ".000+0000");
	org_advance(&org, 5);
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Account", account), "{\"Name\":\"Acme\"}"), 204);
	ck_assert_uint_eq(org.resp.body.len, 0);
	ck_assert_int_eq(org_call(&org, "GET", "~/sobjects/Account/0015g0000000000?fields=name,SystemModstamp", NULL),
			 200);
	ck_assert_uint_eq(crm_json_size(org.json), 3);
	ck_assert_str_ne(org_text(&org, "SystemModstamp"), stamp);
	ck_assert_int_eq(org_call(&org, "GET", "~/sobjects/Account/0015g0000000000?fields=Foo", NULL), 400);
	ck_assert_int_eq(org_call(&org, "DELETE", org_path("Account", account), NULL), 204);
	ck_assert_int_eq(org_read(&org, "Account", account), 404);
	ck_assert_int_eq(org_call(&org, "DELETE", org_path("Account", account), NULL), 404);
	ck_assert_str_eq(org.resp.body.ptr,
			 "[{\"message\":\"entity is deleted\",\"errorCode\":\"ENTITY_IS_DELETED\",\"fields\":[]}]");
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Account", account), "{\"Name\":\"x\"}"), 404);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "ENTITY_IS_DELETED");
}
END_TEST

START_TEST(record_conditions)
{
	char now[CRM_TIME_TEXT];
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"a\"}");
	crm_time_format_http(face_now(org.host), now);
	org_header(&org, "If-Modified-Since", now);
	ck_assert_int_eq(org_read(&org, "Contact", id), 304);
	ck_assert_uint_eq(org.resp.body.len, 0);
	org_header(&org, "If-Unmodified-Since", now);
	org_advance(&org, 5);
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Contact", id), "{\"LastName\":\"b\"}"), 204);
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Contact", id), "{\"LastName\":\"c\"}"), 412);
	ck_assert_int_eq(org_read(&org, "Contact", id), 200);
	ck_assert_str_eq(org_text(&org, "LastName"), "b");
}
END_TEST

struct refusal {
	const char *object, *json, *code, *message, *field;
};

static const struct refusal refusals[] = {
	{"Contact", "{\"FirstName\":\"a\"}", "REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]",
	 "LastName"},
	{"Contact", "{\"LastName\":\"  \"}", "REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]",
	 "LastName"},
	{"Lead", "{}", "REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName, Company]", "LastName"},
	{"Account", "{\"Phone\":\"1\"}", "REQUIRED_FIELD_MISSING", "Required fields are missing: [Name]", "Name"},
	{"Opportunity", "{\"Amount\":1}", "REQUIRED_FIELD_MISSING",
	 "Required fields are missing: [Name, StageName, CloseDate]", "Name"},
	{"Contact", "{\"LastName\":\"a\",\"Foo\":1}", "INVALID_FIELD",
	 "No such column 'Foo' on sobject of type Contact", NULL},
	{"Contact", "{\"LastName\":\"a\",\"MasterRecordId\":\"0035g0000000000AAA\"}", "INVALID_FIELD_FOR_INSERT_UPDATE",
	 "Unable to create/update fields: MasterRecordId. Please check the security settings of this field and verify "
	 "that it is "
	 "read/write for your profile or permission set.",
	 "MasterRecordId"},
	{"Contact", "{\"LastName\":\"a\",\"Name\":\"b\"}", "INVALID_FIELD_FOR_INSERT_UPDATE", NULL, "Name"},
	{"Contact", "{\"LastName\":\"a\",\"Salutation\":\"0123456789012345678901234567890123456789x\"}",
	 "STRING_TOO_LONG",
	 "Salutation: data value too large: 0123456789012345678901234567890123456789x (max length=40)", "Salutation"},
	{"Contact", "{\"LastName\":\"a\",\"CleanStatus\":\"Filthy\"}", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
	 "Clean Status: bad value for restricted picklist field: Filthy", "CleanStatus"},
	{"Contact", "{\"LastName\":\"a\",\"Email\":\"nobody\"}", "INVALID_EMAIL_ADDRESS",
	 "Email: invalid email address: nobody", "Email"},
	{"Contact", "{\"LastName\":\"a\",\"Email\":\"a@b\"}", "INVALID_EMAIL_ADDRESS", NULL, "Email"},
	{"Contact", "{\"LastName\":\"a\",\"Email\":\"a..b@c.example\"}", "INVALID_EMAIL_ADDRESS", NULL, "Email"},
	{"Contact", "{\"LastName\":\"a\",\"Email\":\"a b@c.example\"}", "INVALID_EMAIL_ADDRESS", NULL, "Email"},
	{"Contact", "{\"LastName\":\"a\",\"AccountId\":\"abc\"}", "MALFORMED_ID",
	 "Account ID: id value of incorrect type: abc", "AccountId"},
	{"Contact", "{\"LastName\":\"a\",\"AccountId\":\"0035g0000000000AAA\"}", "FIELD_INTEGRITY_EXCEPTION", NULL,
	 "AccountId"},
	{"Contact", "{\"LastName\":\"a\",\"AccountId\":\"0015g0000000009AAA\"}", "INVALID_CROSS_REFERENCE_KEY",
	 "invalid cross reference id", "AccountId"},
	{"Account", "{\"Name\":\"a\",\"NumberOfEmployees\":123456789}", "NUMBER_OUTSIDE_VALID_RANGE",
	 "Employees: value outside of valid range on numeric field: 123456789", "NumberOfEmployees"},
	{"Account", "{\"Name\":\"a\",\"AnnualRevenue\":1e20}", "NUMBER_OUTSIDE_VALID_RANGE", NULL, "AnnualRevenue"},
	{"Account", "{\"Name\":\"a\",\"NumberOfEmployees\":1.5}", "JSON_PARSER_ERROR",
	 "Cannot deserialize instance of int from VALUE_NUMBER_FLOAT value 1.5 or request may be missing a required "
	 "field",
	 NULL},
	{"Account", "{\"Name\":\"a\",\"AnnualRevenue\":\"many\"}", "JSON_PARSER_ERROR", NULL, NULL},
	{"Account", "{\"Name\":{}}", "JSON_PARSER_ERROR", NULL, NULL},
	{"Contact", "{\"LastName\":\"a\",\"Birthdate\":\"1.2.2000\"}", "JSON_PARSER_ERROR", NULL, NULL},
	{"Contact", "{\"LastName\":\"a\",\"EmailBouncedDate\":\"2020-01-01\"}", "JSON_PARSER_ERROR", NULL, NULL},
	{"Contact", "{\"LastName\":\"a\",\"DoNotCall\":\"maybe\"}", "JSON_PARSER_ERROR", NULL, NULL},
	{"Contact", "{\"LastName\":\"a\",\"LastName\":\"b\"}", "JSON_PARSER_ERROR", NULL, NULL},
	{"Contact", "[]", "JSON_PARSER_ERROR", NULL, NULL},
	{"Lead", "{\"LastName\":\"a\",\"Company\":\"b\",\"Owner\":{\"Username\":\"x\"}}", "JSON_PARSER_ERROR",
	 "Nested object for polymorphic foreign key must have an attributes field before any other fields.", NULL},
	{"Contact", "{\"LastName\":\"a\",\"Account\":{\"crmsync_id__c\":\"x\"}}", "INVALID_FIELD", NULL, NULL},
	{"OpportunityStage", "{}", "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", NULL, NULL},
};

START_TEST(record_refused)
{
	const struct refusal *refusal = &refusals[_i];
	char target[64];
	(void)snprintf(target, sizeof(target), "~/sobjects/%s", refusal->object);
	ck_assert_msg(org_call(&org, "POST", target, refusal->json) == 400, "%s: %s", refusal->json, org.resp.body.ptr);
	ck_assert_msg(strcmp(org_text(&org, "0.errorCode"), refusal->code) == 0, "%s: %s", refusal->json,
		      org.resp.body.ptr);
	if (refusal->message)
		ck_assert_str_eq(org_text(&org, "0.message"), refusal->message);
	if (refusal->field)
		ck_assert_str_eq(org_text(&org, "0.fields.0"), refusal->field);
	char soql[128];
	(void)snprintf(soql, sizeof(soql),
		       "SELECT COUNT() FROM %s WHERE CreatedById = '%s' AND Id > '%.3s5g0000000009'", refusal->object,
		       "0055g0000000000AAA", strcmp(refusal->object, "OpportunityStage") ? "000" : "01J");
	ck_assert_int_eq(org_query(&org, "queryAll", soql), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "0");
}
END_TEST

START_TEST(record_update_rules)
{
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"a\",\"Email\":\"j\u00f6hn.doe@example.com\"}");
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Contact", id), "{\"LastName\":null}"), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "REQUIRED_FIELD_MISSING");
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Contact", id), "{\"Email\":null,\"DoNotCall\":null}"), 204);
	ck_assert_int_eq(org_read(&org, "Contact", id), 200);
	ck_assert(crm_json_is_null(org_get(&org, "Email")));
	ck_assert_str_eq(org_text(&org, "DoNotCall"), "false");
	const char *lead = org_create(&org, "Lead", "{\"LastName\":\"a\",\"Company\":\"b\",\"Status\":null}");
	ck_assert_int_eq(org_read(&org, "Lead", lead), 200);
	ck_assert_str_eq(org_text(&org, "Status"), "Open - Not Contacted");
}
END_TEST

START_TEST(record_options_refuse)
{
	org_options(&org, "{\"reject\":{\"LastName\":\"^Evil\"},\"restricted_picklists\":[\"Contact.LeadSource\"],"
			  "\"lock_every\":3,"
			  "\"normalise\":{\"phone\":\"e164\",\"email\":\"lower\",\"amount\":\"2\",\"empty_company\":"
			  "\"Unknown\"}}");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Contact", "{\"LastName\":\"Evil Eve\"}"), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "FIELD_CUSTOM_VALIDATION_EXCEPTION");
	ck_assert_int_eq(
		org_call(&org, "POST", "~/sobjects/Contact", "{\"LastName\":\"a\",\"LeadSource\":\"Trade Show\"}"),
		400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
	const char *id = org_create(&org, "Contact",
				    "{\"LastName\":\"Devil\",\"Phone\":\"+49 (40) 12\",\"Email\":\"A@B.example\"}");
	ck_assert_int_eq(org_read(&org, "Contact", id), 200);
	ck_assert_str_eq(org_text(&org, "Phone"), "+494012");
	ck_assert_str_eq(org_text(&org, "Email"), "a@b.example");
	const char *lead = org_create(&org, "Lead", "{\"LastName\":\"a\",\"AnnualRevenue\":1.005}");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Contact", "{\"LastName\":\"a\"}"), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "UNABLE_TO_LOCK_ROW");
	ck_assert_int_eq(org_read(&org, "Lead", lead), 200);
	ck_assert_str_eq(org_text(&org, "Company"), "Unknown");
	ck_assert_str_eq(org_text(&org, "AnnualRevenue"), "1.01");
	org_options(&org, "{\"lock_every\":0,\"lock_ids\":[\"0035g0000000000\"]}");
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Contact", id), "{\"LastName\":\"b\"}"), 400);
	ck_assert_str_eq(org_text(&org, "0.message"), "unable to obtain exclusive access to this record or 1 records: "
						      "0035g0000000000AAA");
}
END_TEST

START_TEST(record_owner_must_be_active)
{
	ck_assert_int_eq(org_edit(&org, "owner", NULL,
				  "{\"Username\":\"old@x.example\",\"Email\":\"old@x.example\",\"LastName\":"
				  "\"Old\",\"Alias\":\"old\",\"IsActive\":false}"),
			 CRM_OK);
	ck_assert_int_eq(
		org_call(&org, "POST", "~/sobjects/Account", "{\"Name\":\"a\",\"OwnerId\":\"0055g0000000001\"}"), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "OPERATION_WITH_INACTIVE_USER");
	ck_assert_str_eq(org_text(&org, "0.message"),
			 "operation performed with inactive user [0055g0000000001] as owner of account");
}
END_TEST

START_TEST(record_late_commit)
{
	org_options(&org, "{\"late_commit_s\":300}");
	char soql[128], before[CRM_TIME_TEXT];
	crm_time_format_seconds(face_now(org.host) - 60000, before);
	(void)org_create(&org, "Contact", "{\"LastName\":\"late\"}");
	(void)snprintf(soql, sizeof(soql), "SELECT Id FROM Contact WHERE SystemModstamp >= %s", before);
	ck_assert_int_eq(org_query(&org, "query", soql), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "0");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "1");
}
END_TEST

START_TEST(record_stage_sets_forecast)
{
	const char *id = org_create(
		&org, "Opportunity",
		"{\"Name\":\"d\",\"StageName\":\"Negotiation/Review\",\"CloseDate\":\"2026-12-31\",\"Amount\":50000}");
	ck_assert_int_eq(org_read(&org, "Opportunity", id), 200);
	ck_assert_str_eq(org_text(&org, "Probability"), "90.0");
	ck_assert_str_eq(org_text(&org, "ExpectedRevenue"), "45000.0");
	ck_assert_str_eq(org_text(&org, "IsClosed"), "false");
	ck_assert_str_eq(org_text(&org, "ForecastCategoryName"), "Pipeline");
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Opportunity", id), "{\"StageName\":\"Closed Won\"}"), 204);
	ck_assert_int_eq(org_read(&org, "Opportunity", id), 200);
	ck_assert_str_eq(org_text(&org, "Probability"), "100.0");
	ck_assert_str_eq(org_text(&org, "IsWon"), "true");
	ck_assert_str_eq(org_text(&org, "ForecastCategory"), "Closed");
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Opportunity", id),
				  "{\"StageName\":\"Prospecting\",\"Probability\":33}"),
			 204);
	ck_assert_int_eq(org_read(&org, "Opportunity", id), 200);
	ck_assert_str_eq(org_text(&org, "Probability"), "33.0");
	ck_assert_str_eq(org_text(&org, "IsWon"), "false");
}
END_TEST

START_TEST(record_contact_roles)
{
	const char *contact = org_create(&org, "Contact", "{\"LastName\":\"a\"}");
	char json[256];
	(void)snprintf(
		json, sizeof(json),
		"{\"Name\":\"d\",\"StageName\":\"Prospecting\",\"CloseDate\":\"2026-12-31\",\"ContactId\":\"%s\"}",
		contact);
	const char *deal = org_create(&org, "Opportunity", json);
	(void)snprintf(json, sizeof(json),
		       "{\"OpportunityId\":\"%s\",\"ContactId\":\"%s\",\"IsPrimary\":true,\"Role\":\"Evaluator\"}",
		       deal, contact);
	(void)org_create(&org, "OpportunityContactRole", json);
	ck_assert_int_eq(org_query(&org, "query", "SELECT IsPrimary, Role FROM OpportunityContactRole ORDER BY Id"),
			 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "2");
	ck_assert_str_eq(org_text(&org, "records.0.IsPrimary"), "false");
	ck_assert_str_eq(org_text(&org, "records.1.Role"), "Evaluator");
}
END_TEST

/* --- external ids ---------------------------------------------------------------------------------------- */

START_TEST(external_upsert)
{
	org_make_id_field(&org, "Contact");
	ck_assert_int_eq(org_call(&org, "PATCH", "~/sobjects/Contact/crmsync_id__c/a%2Fb%20c", "{\"LastName\":\"a\"}"),
			 201);
	ck_assert_str_eq(org_text(&org, "created"), "true");
	ck_assert_str_ne(org_answer_header(&org, "Location"), "");
	ck_assert_int_eq(org_call(&org, "GET", "~/sobjects/Contact/crmsync_id__c/a%2Fb%20c", NULL), 200);
	ck_assert_str_eq(org_text(&org, "crmsync_id__c"), "a/b c");
	ck_assert_int_eq(org_call(&org, "PATCH", "~/sobjects/Contact/crmsync_id__c/a%2Fb%20c", "{\"LastName\":\"b\"}"),
			 200);
	ck_assert_str_eq(org_text(&org, "created"), "false");
	ck_assert_int_eq(org_call(&org, "PATCH", "/services/data/v45.0/sobjects/Contact/crmsync_id__c/a%2Fb%20c", "{}"),
			 204);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/sobjects/Contact/crmsync_id__c/A%2FB%20C", "{\"LastName\":\"c\"}"),
			 201);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/sobjects/Contact/crmsync_id__c/x", "{\"crmsync_id__c\":\"x\"}"),
			 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALID_FIELD");
	ck_assert_int_eq(org_call(&org, "PATCH", "~/sobjects/Contact/Namez/x", "{}"), 404);
	ck_assert_str_eq(org.resp.body.ptr,
			 "[{\"message\":\"Provided external ID field does not exist or is not accessible: "
			 "Namez\",\"errorCode\":\"NOT_FOUND\"}]");
	ck_assert_int_eq(
		org_call(&org, "POST", "~/sobjects/Contact", "{\"LastName\":\"a\",\"crmsync_id__c\":\"a/b c\"}"), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "DUPLICATE_VALUE");
	ck_assert_str_eq(org_text(&org, "0.message"),
			 "duplicate value found: crmsync_id__c duplicates value on record with id: 0035g0000000000");
	ck_assert_int_eq(org_call(&org, "DELETE", "~/sobjects/Contact/crmsync_id__c/a%2Fb%20c", NULL), 204);
	ck_assert_int_eq(org_call(&org, "GET", "~/sobjects/Contact/crmsync_id__c/a%2Fb%20c", NULL), 404);
	(void)org_create(&org, "Contact", "{\"LastName\":\"again\",\"crmsync_id__c\":\"a/b c\"}");
}
END_TEST

START_TEST(external_matches_several)
{
	(void)org_create(&org, "Contact", "{\"LastName\":\"a\",\"Email\":\"a@b.example\"}");
	(void)org_create(&org, "Contact", "{\"LastName\":\"b\",\"Email\":\"A@b.example\"}");
	ck_assert_int_eq(org_call(&org, "PATCH", "~/sobjects/Contact/Email/a@b.example", "{\"LastName\":\"c\"}"), 300);
	ck_assert_uint_eq(crm_json_size(org.json), 2);
	ck_assert_ptr_nonnull(strstr(org_text(&org, "0"), "/services/data/v60.0/sobjects/Contact/003"));
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects/Contact/Email",
				  "{\"records\":[{\"attributes\":{\"type\":\"Contact\"},\"Email\":\"a@B.example\","
				  "\"LastName\":\"c\"}]}"),
			 200);
	ck_assert_str_eq(org_text(&org, "0.errors.0.statusCode"), "DUPLICATE_EXTERNAL_ID");
}
END_TEST

START_TEST(external_names_a_parent)
{
	org_make_id_field(&org, "Account");
	const char *account = org_create(&org, "Account", "{\"Name\":\"a\",\"crmsync_id__c\":\"k\"}");
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"b\",\"Account\":{\"crmsync_id__c\":\"k\"}}");
	ck_assert_int_eq(org_read(&org, "Contact", id), 200);
	ck_assert_str_eq(org_text(&org, "AccountId"), account);
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Contact",
				  "{\"LastName\":\"b\",\"Account\":{\"crmsync_id__c\":\"z\"}}"),
			 400);
	ck_assert_str_eq(org_text(&org, "0.message"),
			 "Foreign key external ID: z not found for field crmsync_id__c in entity Account");
	id = org_create(
		&org, "Lead",
		"{\"LastName\":\"b\",\"Company\":\"c\",\"Owner\":{\"attributes\":{\"type\":\"User\"},\"Username\":"
		"\"integration@crmsync.sandbox\"}}");
	ck_assert_int_eq(org_read(&org, "Lead", id), 200);
	ck_assert_str_eq(org_text(&org, "OwnerId"), "0055g0000000000AAA");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		request_headers,
		request_limits,
		request_paths,
		request_method_override,
		request_too_long,
		pages_by_batch_size,
		pages_are_a_snapshot,
		pages_expire,
		record_lives,
		record_conditions,
		record_update_rules,
		record_options_refuse,
		record_owner_must_be_active,
		record_late_commit,
		record_stage_sets_forecast,
		record_contact_roles,
		external_upsert,
		external_matches_several,
		external_names_a_parent,
	};
	Suite *suite = suite_create("sandbox_salesforce");
	TCase *tc = tcase_create("org");
	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test(tc, tests[i]);
	tcase_add_loop_test(tc, record_refused, 0, sizeof(refusals) / sizeof(refusals[0]));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
