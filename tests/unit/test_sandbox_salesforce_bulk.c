/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce twin: jobs of the Bulk API 2.0. */
#include <stdio.h>
#include <string.h>

#include <check.h>

#include "run_suite.h"
#include "salesforce_org.h"

static struct org org;
static char job[32];

static void setup(void)
{
	org_open(&org);
}

static void teardown(void)
{
	org_close(&org);
}

/* "~/jobs/query/750.../results" in a static buffer. */
static const char *job_path(const char *kind, const char *rest)
{
	static char path[256];
	(void)snprintf(path, sizeof(path), "~/jobs/%s/%s%s", kind, job, rest);
	return path;
}

static int create(const char *kind, const char *body)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "~/jobs/%s", kind);
	int status = org_call(&org, "POST", path, body);
	(void)snprintf(job, sizeof(job), "%s", org_text(&org, "id"));
	return status;
}

static const char *state_of(const char *kind)
{
	ck_assert_int_eq(org_call(&org, "GET", job_path(kind, ""), NULL), 200);
	return org_text(&org, "state");
}

/* From creation to the last row. */
static void ingest(const char *body, const char *csv)
{
	ck_assert_int_eq(create("ingest", body), 200);
	ck_assert_str_eq(org_text(&org, "state"), "Open");
	org_header(&org, "Content-Type", "text/csv");
	ck_assert_int_eq(org_call(&org, "PUT", job_path("ingest", "/batches"), csv), 201);
	org_header(&org, "Content-Type", NULL);
	ck_assert_int_eq(org_call(&org, "PATCH", job_path("ingest", ""), "{\"state\":\"UploadComplete\"}"), 200);
	ck_assert_str_eq(org_text(&org, "state"), "UploadComplete");
}

static const char *results(const char *which)
{
	char rest[64];
	(void)snprintf(rest, sizeof(rest), "/%s", which);
	ck_assert_int_eq(org_call(&org, "GET", job_path("ingest", rest), NULL), 200);
	ck_assert_str_eq(org.resp.content_type, "text/csv;charset=UTF-8");
	return org.resp.body.ptr;
}

/* --- queries --------------------------------------------------------------------------------------------- */

START_TEST(query_is_described_and_answered_as_csv)
{
	const char *account = org_create(&org, "Account", "{\"Name\":\"A, \\\"B\\\"\",\"AnnualRevenue\":350000000}");
	char body[256], row[256];
	(void)snprintf(body, sizeof(body),
		       "{\"LastName\":\"Zoe\\nX\",\"AccountId\":\"%s\",\"HasOptedOutOfEmail\":true}", account);
	const char *contact = org_create(&org, "Contact", body);
	(void)snprintf(row, sizeof(row), "\"%s\",\"Zoe\nX\",\"\",\"true\",\"A, \"\"B\"\"\",\"3.5E8\"\n", contact);
	ck_assert_int_eq(create("query", "{\"operation\":\"query\",\"query\":\"SELECT id, LastName, Email, "
					 "HasOptedOutOfEmail, account.name, Account.AnnualRevenue FROM contact\"}"),
			 200);
	ck_assert(strncmp(job, "750", 3) == 0 && strlen(job) == 18);
	ck_assert_str_eq(org_text(&org, "state"), "UploadComplete");
	ck_assert_str_eq(org_text(&org, "object"), "Contact");
	ck_assert_str_eq(org_text(&org, "apiVersion"), "60.0");
	ck_assert_str_eq(org_text(&org, "columnDelimiter"), "COMMA");
	ck_assert(!org.resp.mutating);
	ck_assert_str_eq(state_of("query"), "JobComplete");
	ck_assert_str_eq(org_text(&org, "jobType"), "V2Query");
	ck_assert_str_eq(org_text(&org, "numberRecordsProcessed"), "1");
	ck_assert_int_eq(org_call(&org, "GET", job_path("query", "/results"), NULL), 200);
	ck_assert_str_eq(org_answer_header(&org, "Sforce-Locator"), "null");
	ck_assert_str_eq(org_answer_header(&org, "Sforce-NumberOfRecords"), "1");
	static const char header[] = "\"Id\",\"LastName\",\"Email\",\"HasOptedOutOfEmail\",\"Account.Name\",\"Account."
				     "AnnualRevenue\"\n";
	ck_assert_int_eq(strncmp(org.resp.body.ptr, header, strlen(header)), 0);
	ck_assert_str_eq(org.resp.body.ptr + strlen(header), row);
}
END_TEST

START_TEST(query_results_come_in_sets)
{
	org_make_contacts(&org, 25);
	ck_assert_int_eq(create("query", "{\"operation\":\"query\",\"query\":\"SELECT LastName FROM Contact\"}"), 200);
	ck_assert_int_eq(org_call(&org, "GET", job_path("query", "/results?maxRecords=10"), NULL), 200);
	char locator[64], rest[128];
	(void)snprintf(locator, sizeof(locator), "%s", org_answer_header(&org, "Sforce-Locator"));
	ck_assert_str_eq(locator, "MTA"); /* base64 of 10 */
	ck_assert_uint_eq(org.resp.records, 10);
	(void)snprintf(rest, sizeof(rest), "/results?locator=%s", locator);
	ck_assert_int_eq(org_call(&org, "GET", job_path("query", rest), NULL), 200);
	ck_assert_uint_eq(org.resp.records, 15);
	ck_assert_str_eq(org_answer_header(&org, "Sforce-Locator"), "null");
	org_options(&org, "{\"bulk_page_size\":20}");
	ck_assert_int_eq(org_call(&org, "GET", job_path("query", "/results"), NULL), 200);
	ck_assert_uint_eq(org.resp.records, 20);
	ck_assert_int_eq(org_call(&org, "GET", job_path("query", "/results?locator=nonsense"), NULL), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALID_QUERY_LOCATOR");
	ck_assert_int_eq(org_call(&org, "GET", "/services/data/v61.0/jobs/query/750000000000000AAA/results", NULL),
			 404);
	(void)snprintf(rest, sizeof(rest), "/services/data/v61.0/jobs/query/%s/results", job);
	ck_assert_int_eq(org_call(&org, "GET", rest, NULL), 409);
}
END_TEST

START_TEST(query_holds_what_was_there_when_it_ran)
{
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"before\"}");
	org_options(&org, "{\"bulk_job_s\":60}");
	ck_assert_int_eq(create("query", "{\"operation\":\"query\",\"query\":\"SELECT LastName FROM Contact\"}"), 200);
	ck_assert_str_eq(state_of("query"), "UploadComplete");
	ck_assert_int_eq(org_call(&org, "GET", job_path("query", "/results"), NULL), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALIDJOBSTATE");
	org_advance(&org, 40);
	ck_assert_str_eq(state_of("query"), "InProgress");
	ck_assert_int_eq(org_call(&org, "DELETE", job_path("query", ""), NULL), 400);
	org_advance(&org, 30);
	ck_assert_int_eq(org_edit(&org, "Contact", id, "{\"LastName\":\"after\"}"), 0);
	ck_assert_str_eq(state_of("query"), "JobComplete");
	ck_assert_int_eq(org_call(&org, "GET", job_path("query", "/results"), NULL), 200);
	ck_assert_str_eq(org.resp.body.ptr, "\"LastName\"\n\"before\"\n");
	org_advance(&org, 8 * 86400);
	ck_assert_int_eq(org_call(&org, "GET", job_path("query", ""), NULL), 404);
}
END_TEST

START_TEST(query_all_shows_the_recycle_bin)
{
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"gone\"}");
	ck_assert_int_eq(org_call(&org, "DELETE", org_path("Contact", id), NULL), 204);
	ck_assert_int_eq(create("query", "{\"operation\":\"query\",\"query\":\"SELECT IsDeleted FROM Contact\"}"), 200);
	ck_assert_int_eq(org_call(&org, "GET", job_path("query", "/results"), NULL), 200);
	ck_assert_str_eq(org.resp.body.ptr, "\"IsDeleted\"\n");
	ck_assert_int_eq(create("query", "{\"operation\":\"queryAll\",\"query\":\"SELECT IsDeleted FROM Contact\","
					 "\"lineEnding\":\"CRLF\",\"columnDelimiter\":\"TAB\"}"),
			 200);
	ck_assert_int_eq(org_call(&org, "GET", job_path("query", "/results"), NULL), 200);
	ck_assert_str_eq(org.resp.body.ptr, "\"IsDeleted\"\r\n\"true\"\r\n");
}
END_TEST

START_TEST(query_refuses_what_bulk_cannot)
{
	static const struct {
		const char *soql, *code;
	} cases[] = {
		{"SELECT COUNT() FROM Contact", "FUNCTIONALITY_NOT_ENABLED"},
		{"SELECT COUNT(Id) FROM Contact", "FUNCTIONALITY_NOT_ENABLED"},
		{"SELECT LastName FROM Contact GROUP BY LastName", "FUNCTIONALITY_NOT_ENABLED"},
		{"SELECT MailingAddress FROM Contact", "FUNCTIONALITY_NOT_ENABLED"},
		{"SELECT Id, (SELECT Id FROM Contacts) FROM Account", "FUNCTIONALITY_NOT_ENABLED"},
		{"SELECT Id FROM Contact LIMIT 5 OFFSET 2", "FUNCTIONALITY_NOT_ENABLED"},
		{"SELECT Nonsense__c FROM Contact", "INVALID_FIELD"},
		{"SELECT", "MALFORMED_QUERY"},
	};
	char body[256];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(body, sizeof(body), "{\"operation\":\"query\",\"query\":\"%s\"}", cases[i].soql);
		ck_assert_int_eq(create("query", body), 400);
		ck_assert_str_eq(org_text(&org, "0.errorCode"), cases[i].code);
	}
	ck_assert_int_eq(create("query", "{\"operation\":\"insert\",\"query\":\"SELECT Id FROM Contact\"}"), 400);
	ck_assert_int_eq(create("query", "{\"operation\":\"query\",\"query\":\"SELECT Id FROM Contact\","
					 "\"contentType\":\"JSON\"}"),
			 400);
	org_options(&org, "{\"bulk_denied\":true}");
	ck_assert_int_eq(create("query", "{\"operation\":\"query\",\"query\":\"SELECT Id FROM Contact\"}"), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "FUNCTIONALITY_NOT_ENABLED");
}
END_TEST

START_TEST(query_ends_as_the_option_says)
{
	static const char body[] = "{\"operation\":\"query\",\"query\":\"SELECT Id FROM Contact\"}";
	org_options(&org, "{\"bulk_outcome\":\"Failed\"}");
	ck_assert_int_eq(create("query", body), 200);
	ck_assert_str_eq(state_of("query"), "Failed");
	org_options(&org, "{\"bulk_outcome\":\"Aborted\"}");
	ck_assert_int_eq(create("query", body), 200);
	ck_assert_str_eq(state_of("query"), "Aborted");
	org_options(&org, "{\"bulk_job_s\":60}");
	ck_assert_int_eq(create("query", body), 200);
	ck_assert_int_eq(org_call(&org, "PATCH", job_path("query", ""), "{\"state\":\"Aborted\"}"), 200);
	ck_assert_str_eq(org_text(&org, "state"), "Aborted");
	ck_assert_int_eq(org_call(&org, "GET", "~/jobs/query", NULL), 200);
	ck_assert_str_eq(org_text(&org, "records.2.state"), "Aborted");
	ck_assert_int_eq(org_call(&org, "DELETE", job_path("query", ""), NULL), 204);
	ck_assert_int_eq(org_call(&org, "GET", job_path("query", ""), NULL), 404);
}
END_TEST

/* --- ingest ---------------------------------------------------------------------------------------------- */

START_TEST(ingest_gives_each_row_its_result)
{
	char expected[256];
	ingest("{\"object\":\"Contact\",\"operation\":\"insert\"}",
	       "LastName,Birthdate,HasOptedOutOfEmail\n\"Ada, \"\"L\"\"\",1990-01-02,true\n,1990-01-02,false\n"
	       "Bob,2003-04-98,\n");
	ck_assert_str_eq(state_of("ingest"), "JobComplete");
	ck_assert_str_eq(org_text(&org, "numberRecordsProcessed"), "3");
	ck_assert_str_eq(org_text(&org, "numberRecordsFailed"), "2");
	ck_assert_str_eq(org_text(&org, "jobType"), "V2Ingest");
	ck_assert_str_eq(
		results("failedResults"),
		"\"sf__Id\",\"sf__Error\",LastName,Birthdate,HasOptedOutOfEmail\n"
		"\"\",\"REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName "
		"--\",\"\",\"1990-01-02\",\"false\"\n"
		"\"\",\"INVALID_FIELD:Failed to deserialize field at col 1. Due to, '2003-04-98' is not a valid "
		"value for the type xsd:date:Birthdate --\",\"Bob\",\"2003-04-98\",\"\"\n");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id, LastName FROM Contact"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "1");
	ck_assert_str_eq(org_text(&org, "records.0.LastName"), "Ada, \"L\"");
	(void)snprintf(expected, sizeof(expected),
		       "\"sf__Id\",\"sf__Created\",LastName,Birthdate,HasOptedOutOfEmail\n\"%s\",\"true\",\"Ada, "
		       "\"\"L\"\"\",\"1990-01-02\",\"true\"\n",
		       org_text(&org, "records.0.Id"));
	ck_assert_str_eq(results("successfulResults"), expected);
	ck_assert_str_eq(results("unprocessedrecords"), "LastName,Birthdate,HasOptedOutOfEmail\n");
}
END_TEST

START_TEST(ingest_updates_empties_and_leaves_alone)
{
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"a\",\"Title\":\"t\",\"Email\":\"a@b.example\"}");
	char csv[256];
	(void)snprintf(csv, sizeof(csv), "Id;LastName;Title;Email\r\n%s;b;#N/A;\r\n0035g0000009999AAA;c;;\r\n", id);
	ingest("{\"object\":\"Contact\",\"operation\":\"update\",\"columnDelimiter\":\"SEMICOLON\",\"lineEnding\":"
	       "\"CRLF\"}",
	       csv);
	ck_assert_str_eq(state_of("ingest"), "JobComplete");
	ck_assert_str_eq(org_text(&org, "numberRecordsFailed"), "1");
	ck_assert_int_eq(org_read(&org, "Contact", id), 200);
	ck_assert_str_eq(org_text(&org, "LastName"), "b");
	ck_assert_str_eq(org_text(&org, "Title"), "");
	ck_assert_str_eq(org_text(&org, "Email"), "a@b.example");
}
END_TEST

START_TEST(ingest_upserts_by_key_and_parent)
{
	org_make_id_field(&org, "Contact");
	org_make_id_field(&org, "Account");
	const char *account = org_create(&org, "Account", "{\"Name\":\"A\",\"crmsync_id__c\":\"acc\"}");
	ingest("{\"object\":\"Contact\",\"operation\":\"upsert\",\"externalIdFieldName\":\"crmsync_id__c\"}",
	       "crmsync_id__c,LastName,Account.crmsync_id__c\nk1,One,acc\nk2,Two,nobody\nk1,Again,\n");
	ck_assert_str_eq(state_of("ingest"), "JobComplete");
	ck_assert_str_eq(org_text(&org, "externalIdFieldName"), "crmsync_id__c");
	ck_assert_str_eq(org_text(&org, "numberRecordsFailed"), "1");
	ck_assert_ptr_nonnull(strstr(results("successfulResults"), "\"false\",\"k1\",\"Again\""));
	ck_assert_int_eq(org_query(&org, "query", "SELECT LastName, AccountId FROM Contact"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "1");
	ck_assert_str_eq(org_text(&org, "records.0.LastName"), "Again");
	ck_assert_str_eq(org_text(&org, "records.0.AccountId"), account);
}
END_TEST

START_TEST(ingest_deletes)
{
	org_make_contacts(&org, 2);
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact"), 200);
	char csv[64];
	(void)snprintf(csv, sizeof(csv), "Id\n%s\n", org_text(&org, "records.0.Id"));
	ingest("{\"object\":\"Contact\",\"operation\":\"delete\"}", csv);
	ck_assert_int_eq(org_count_contacts(&org), 1);
}
END_TEST

START_TEST(ingest_that_stops_leaves_rows_unprocessed)
{
	org_options(&org, "{\"bulk_stop_after\":1}");
	ingest("{\"object\":\"Contact\",\"operation\":\"insert\"}", "LastName\nOne\nTwo\nThree\n");
	ck_assert_str_eq(state_of("ingest"), "Failed");
	ck_assert_str_eq(org_text(&org, "numberRecordsProcessed"), "1");
	ck_assert_str_eq(results("unprocessedrecords"), "LastName\nTwo\nThree\n");
	ck_assert_int_eq(org_count_contacts(&org), 1);
}
END_TEST

START_TEST(ingest_fails_as_a_whole)
{
	ingest("{\"object\":\"Contact\",\"operation\":\"insert\"}", "LastName,StageName_invalid\nOne,x\n");
	ck_assert_str_eq(state_of("ingest"), "Failed");
	ck_assert_str_eq(org_text(&org, "errorMessage"), "InvalidBatch : Field name not found : StageName_invalid");
	ck_assert_int_eq(org_count_contacts(&org), 0);
	ck_assert_int_eq(create("ingest", "{\"object\":\"Nonsense\",\"operation\":\"insert\"}"), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALIDJOB");
	ck_assert_int_eq(create("ingest", "{\"object\":\"Contact\",\"operation\":\"upsert\"}"), 400);
	ck_assert_int_eq(create("ingest", "{\"object\":\"Contact\",\"operation\":\"insert\"}"), 200);
	ck_assert_int_eq(org_call(&org, "PUT", job_path("ingest", "/batches"), "LastName\nx\n"), 415);
	org_header(&org, "Content-Type", "text/csv");
	ck_assert_int_eq(org_call(&org, "PUT", job_path("ingest", "/batches"), "LastName\nx\n"), 201);
	ck_assert_int_eq(org_call(&org, "PUT", job_path("ingest", "/batches"), "LastName\nx\n"), 400);
	ck_assert_int_eq(org_call(&org, "PATCH", job_path("ingest", ""), "{\"state\":\"Aborted\"}"), 200);
	ck_assert_int_eq(org_call(&org, "PATCH", job_path("ingest", ""), "{\"state\":\"UploadComplete\"}"), 400);
	ck_assert_int_eq(org_count_contacts(&org), 0);
}
END_TEST

/* Nobody has to look at a job for it to be carried out. */
START_TEST(ingest_runs_when_its_time_has_come)
{
	org_options(&org, "{\"bulk_job_s\":60}");
	ingest("{\"object\":\"Contact\",\"operation\":\"insert\"}", "LastName\nOne\n");
	ck_assert_int_eq(org_count_contacts(&org), 0);
	org_advance(&org, 61);
	ck_assert_int_eq(org_count_contacts(&org), 1);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		query_is_described_and_answered_as_csv,
		query_results_come_in_sets,
		query_holds_what_was_there_when_it_ran,
		query_all_shows_the_recycle_bin,
		query_refuses_what_bulk_cannot,
		query_ends_as_the_option_says,
		ingest_gives_each_row_its_result,
		ingest_updates_empties_and_leaves_alone,
		ingest_upserts_by_key_and_parent,
		ingest_deletes,
		ingest_that_stops_leaves_rows_unprocessed,
		ingest_fails_as_a_whole,
		ingest_runs_when_its_time_has_come,
	};
	Suite *suite = suite_create("sandbox_salesforce_bulk");
	TCase *tc = tcase_create("org");
	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
