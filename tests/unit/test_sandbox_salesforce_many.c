/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce twin: collections and composite requests. */
#include <stdio.h>
#include <string.h>

#include <check.h>

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

/* --- collections ----------------------------------------------------------------------------------------- */

START_TEST(collection_results_keep_their_order)
{
	static const char body[] =
		"{\"records\":[" ORG_CONTACT "\"LastName\":\"a\"}," ORG_CONTACT "\"FirstName\":\"b\"}," ORG_CONTACT
		"\"LastName\":\"c\",\"unknownField\":1}," ORG_CONTACT "\"LastName\":\"d\"}]}";
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects", body), 200);
	ck_assert_str_eq(
		org.resp.body.ptr,
		"[{\"id\":\"0035g0000000000AAA\",\"success\":true,\"errors\":[]},"
		"{\"success\":false,\"errors\":[{\"statusCode\":\"REQUIRED_FIELD_MISSING\",\"message\":\"Required "
		"fields are "
		"missing: [LastName]\",\"fields\":[\"LastName\"]}]},"
		"{\"success\":false,\"errors\":[{\"statusCode\":\"INVALID_FIELD\",\"message\":\"No such column "
		"'unknownField' on sobject of type Contact\",\"fields\":[]}]},"
		"{\"id\":\"0035g0000000001AAA\",\"success\":true,\"errors\":[]}]");
	ck_assert_uint_eq(org.resp.records, 2);
	ck_assert_int_eq(org_count_contacts(&org), 2);
}
END_TEST

START_TEST(collection_all_or_none)
{
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"a\",\"Email\":\"a@b.example\"}");
	char body[512];
	(void)snprintf(body, sizeof(body),
		       "{\"allOrNone\":true,\"records\":[" ORG_CONTACT
		       "\"id\":\"%s\",\"LastName\":\"b\",\"Email\":null}," ORG_CONTACT "\"LastName\":\"c\"}]}",
		       id);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects", body), 200);
	ck_assert_str_eq(org_text(&org, "0.errors.0.statusCode"), "ALL_OR_NONE_OPERATION_ROLLED_BACK");
	ck_assert_str_eq(org_text(&org, "1.errors.0.statusCode"), "MISSING_ARGUMENT");
	ck_assert_str_eq(org_text(&org, "1.errors.0.message"), "Id not specified in an update call");
	ck_assert_uint_eq(org.resp.records, 0);
	ck_assert_int_eq(org_read(&org, "Contact", id), 200);
	ck_assert_str_eq(org_text(&org, "LastName"), "a");
	ck_assert_int_eq(org_query(&org, "query", "SELECT LastName FROM Contact WHERE Email = 'a@b.example'"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "1");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects",
				  "{\"allOrNone\":true,\"records\":[" ORG_CONTACT "\"LastName\":\"b\"}," ORG_CONTACT
				  "\"Phone\":\"1\"}]}"),
			 200);
	ck_assert_int_eq(org_count_contacts(&org), 1);
	const char *next = org_create(&org, "Contact", "{\"LastName\":\"d\"}");
	ck_assert_str_eq(next, "0035g0000000002AAA"); /* the id of the undone record is gone */
}
END_TEST

START_TEST(collection_wants_attributes_first)
{
	static const char last[] = "{\"records\":[{\"LastName\":\"a\",\"attributes\":{\"type\":\"Contact\"}}]}";
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects", last), 400);
	ck_assert_str_eq(org.resp.body.ptr, "[{\"message\":\"Nested object for polymorphic foreign key must have an "
					    "attributes field before any other "
					    "fields.\",\"errorCode\":\"JSON_PARSER_ERROR\"}]");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects",
				  "{\"records\":[" ORG_CONTACT "\"LastName\":\"a\"},{\"LastName\":\"a\"}]}"),
			 400);
	ck_assert_int_eq(org_count_contacts(&org), 0);
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"a\"}");
	char body[128];
	(void)snprintf(body, sizeof(body),
		       "{\"records\":[{\"id\":\"%s\",\"attributes\":{\"type\":\"Contact\"},\"LastName\":\"b\"}]}", id);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects", body), 200);
	org_options(&org, "{\"attributes_anywhere\":true}");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects", last), 200);
	ck_assert_str_eq(org_text(&org, "0.success"), "true");
}
END_TEST

static void many_records(struct crm_buf *out, unsigned n, bool mixed)
{
	crm_buf_reset(out);
	crm_buf_str(out, "{\"records\":[");
	for (unsigned i = 0; i < n; i++)
		crm_buf_printf(out, "%s{\"attributes\":{\"type\":\"%s\"},\"LastName\":\"a\"%s}", i ? "," : "",
			       mixed && i % 2 ? "Lead" : "Contact", mixed && i % 2 ? ",\"Company\":\"c\"" : "");
	crm_buf_str(out, "]}");
}

START_TEST(collection_limits)
{
	struct crm_buf body;
	crm_buf_init(&body, CRM_BUF_MAX);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects", "{\"records\":[]}"), 400);
	ck_assert_str_eq(org.resp.body.ptr,
			 "[{\"message\":\"At least 1 record is required\",\"errorCode\":\"REQUIRED_FIELD_MISSING\"}]");
	many_records(&body, 201, false);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects", body.ptr), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "EXCEEDED_ID_LIMIT");
	many_records(&body, 11, true);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects", body.ptr), 400);
	ck_assert_int_eq(org_count_contacts(&org), 0);
	many_records(&body, 10, true);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects", body.ptr), 200);
	many_records(&body, 200, false);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects", body.ptr), 200);
	ck_assert_int_eq(org_count_contacts(&org), 205);
	ck_assert_int_eq(
		org_call(&org, "POST", "~/composite/sobjects", "{\"records\":[{\"attributes\":{\"type\":\"Foo\"}}]}"),
		400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALID_TYPE");
	crm_buf_free(&body);
}
END_TEST

/* A value that cannot be read spoils the whole request, rows before it included. */
START_TEST(collection_parser_error_undoes_all)
{
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects",
				  "{\"records\":[" ORG_CONTACT "\"LastName\":\"a\"}," ORG_CONTACT
				  "\"LastName\":\"b\",\"DoNotCall\":\"x\"}]}"),
			 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "JSON_PARSER_ERROR");
	ck_assert_int_eq(org_count_contacts(&org), 0);
}
END_TEST

START_TEST(collection_upsert)
{
	org_make_id_field(&org, "Contact");
	(void)org_create(&org, "Contact", "{\"LastName\":\"a\",\"crmsync_id__c\":\"k1\"}");
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects/Contact/crmsync_id__c",
				  "{\"records\":[" ORG_CONTACT
				  "\"crmsync_id__c\":\"k2\",\"LastName\":\"b\"}," ORG_CONTACT
				  "\"crmsync_id__c\":\"k1\",\"LastName\":\"c\"}," ORG_CONTACT
				  "\"LastName\":\"d\"}," ORG_CONTACT "\"crmsync_id__c\":\"k2\",\"LastName\":\"e\"}]}"),
			 200);
	ck_assert_str_eq(org_text(&org, "0.created"), "true");
	ck_assert_str_eq(org_text(&org, "1.created"), "false");
	ck_assert_str_eq(org_text(&org, "1.id"), "0035g0000000000AAA");
	ck_assert_str_eq(org_text(&org, "2.errors.0.statusCode"), "MISSING_ARGUMENT");
	ck_assert_str_eq(org_text(&org, "3.errors.0.statusCode"), "DUPLICATE_VALUE");
	ck_assert_int_eq(org_count_contacts(&org), 2);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects/Contact/LastName", "{\"records\":[]}"), 404);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects/Lead/Email",
				  "{\"records\":[" ORG_CONTACT "\"Email\":\"a\"}]}"),
			 400);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects/Contact/Id",
				  "{\"records\":[" ORG_CONTACT
				  "\"Id\":\"0035g0000000000\",\"LastName\":\"z\"}," ORG_CONTACT
				  "\"LastName\":\"y\"}]}"),
			 200);
	ck_assert_str_eq(org_text(&org, "0.created"), "false");
	ck_assert_str_eq(org_text(&org, "1.created"), "true");
}
END_TEST

START_TEST(collection_delete_and_read)
{
	org_make_contacts(&org, 3);
	ck_assert_int_eq(
		org_call(&org, "DELETE",
			 "~/composite/sobjects?ids=0035g0000000000AAA,0035g0000000009AAA,nonsense,0035g0000000000AAA",
			 NULL),
		200);
	ck_assert_str_eq(org_text(&org, "0.success"), "true");
	ck_assert_str_eq(org_text(&org, "1.errors.0.statusCode"), "INVALID_CROSS_REFERENCE_KEY");
	ck_assert_str_eq(org_text(&org, "2.errors.0.statusCode"), "MALFORMED_ID");
	ck_assert_str_eq(org_text(&org, "3.errors.0.statusCode"), "ENTITY_IS_DELETED");
	ck_assert_int_eq(
		org_call(&org, "DELETE", "~/composite/sobjects?ids=0035g0000000001AAA,nonsense&allOrNone=true", NULL),
		200);
	ck_assert_str_eq(org_text(&org, "0.errors.0.statusCode"), "ALL_OR_NONE_OPERATION_ROLLED_BACK");
	ck_assert_int_eq(org_count_contacts(&org), 2);
	static const char expected[] = "[{\"attributes\":{\"type\":\"Contact\",\"url\":\"" ORG_DATA
				       "/sobjects/Contact/0035g0000000002AAA\"},\"LastName\":"
				       "\"Person 0002\"},null,{\"attributes\":{\"type\":\"Contact\",\"url\":\"" ORG_DATA
				       "/sobjects/Contact/0035g0000000001AAA\"},\"LastName\":\"Person 0001\"}]";
	ck_assert_int_eq(org_call(&org, "GET",
				  "~/composite/sobjects/Contact?ids=0035g0000000002,0035g0000000000,0035g0000000001&"
				  "fields=LastName",
				  NULL),
			 200);
	ck_assert_str_eq(org.resp.body.ptr, expected);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects/Contact",
				  "{\"ids\":[\"0035g0000000002\",\"0035g0000000000\",\"0035g0000000001\"],\"fields\":["
				  "\"LastName\"]}"),
			 200);
	ck_assert_str_eq(org.resp.body.ptr, expected);
	ck_assert(!org.resp.mutating);
	ck_assert_int_eq(org_call(&org, "GET", "~/composite/sobjects/Contact?ids=0035g0000000002&fields=Foo", NULL),
			 400);
}
END_TEST

START_TEST(collection_duplicate_rule)
{
	org_options(&org, "{\"duplicate_rule\":true}");
	(void)org_create(&org, "Contact", "{\"LastName\":\"a\",\"Email\":\"a@b.example\"}");
	static const char twin[] = "{\"LastName\":\"b\",\"Email\":\"A@B.example\"}";
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Contact", twin), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "DUPLICATES_DETECTED");
	ck_assert_str_eq(org_text(&org, "0.duplicateResult.matchResults.0.matchRecords.0.record.Id"),
			 "0035g0000000000AAA");
	ck_assert_int_eq(org_call(&org, "POST", "/services/data/v51.0/sobjects/Contact", twin), 400);
	ck_assert_str_eq(org_text(&org, "0.duplicateResut.duplicateRule"), "Standard_Contact_Duplicate_Rule");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects",
				  "{\"records\":[" ORG_CONTACT "\"LastName\":\"b\",\"Email\":\"a@b.example\"}]}"),
			 200);
	ck_assert_str_eq(org_text(&org, "0.errors.0.statusCode"), "DUPLICATES_DETECTED");
	org_header(&org, "Sforce-Duplicate-Rule-Header", "allowSave=true");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Contact", twin), 201);
}
END_TEST

/* --- composite ------------------------------------------------------------------------------------------- */

START_TEST(composite_refers_back)
{
	ck_assert_int_eq(org_call(&org, "POST", "~/composite",
				  "{\"allOrNone\":true,\"compositeRequest\":[{\"method\":\"POST\",\"url\":\"" ORG_DATA
				  "/sobjects/Account\",\"referenceId\":\"a\",\"body\":{\"Name\":\"A "
				  "\\\"B\\\"\"}},{\"method\":\"POST\","
				  "\"url\":\"" ORG_DATA
				  "/sobjects/Contact\",\"referenceId\":\"c\",\"body\":{\"LastName\":\"L\","
				  "\"AccountId\":\"@{a.id}\"}},{\"method\":\"GET\",\"url\":\"" ORG_DATA
				  "/query?q=SELECT+Name+FROM+Account\",\"referenceId\":\"q\"},{\"method\":\"PATCH\","
				  "\"url\":\"" ORG_DATA "/sobjects/Contact/"
				  "@{c.id}\",\"referenceId\":\"p\",\"body\":{\"Title\":\"@{q.records[0].Name}\"}}]}"),
			 200);
	ck_assert_str_eq(org_text(&org, "compositeResponse.0.httpStatusCode"), "201");
	ck_assert_str_eq(org_text(&org, "compositeResponse.0.httpHeaders.Location"),
			 ORG_DATA "/sobjects/Account/0015g0000000000AAA");
	ck_assert_str_eq(org_text(&org, "compositeResponse.3.httpStatusCode"), "204");
	ck_assert(crm_json_is_null(org_get(&org, "compositeResponse.3.body")));
	ck_assert_int_eq(org_query(&org, "query", "SELECT Title, Account.Name FROM Contact"), 200);
	ck_assert_str_eq(org_text(&org, "records.0.Title"), "A \"B\"");
	ck_assert_str_eq(org_text(&org, "records.0.Account.Name"), "A \"B\"");
}
END_TEST

START_TEST(composite_rolls_back)
{
	static const char body[] = "{\"allOrNone\":%s,\"compositeRequest\":[{\"method\":\"POST\",\"url\":\"" ORG_DATA
				   "/sobjects/Account\",\"referenceId\":"
				   "\"a\",\"body\":{\"Name\":\"A\"}},{\"method\":\"POST\",\"url\":\"" ORG_DATA
				   "/sobjects/Contact\",\"referenceId\":\"c\","
				   "\"body\":{}},{\"method\":\"PATCH\",\"url\":\"" ORG_DATA
				   "/sobjects/Contact/@{c.id}\",\"referenceId\":\"p\",\"body\":{}}]}";
	char text[1024];
	(void)snprintf(text, sizeof(text), body, "true");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite", text), 200);
	ck_assert_str_eq(org_text(&org, "compositeResponse.0.body.0.errorCode"), "PROCESSING_HALTED");
	ck_assert_str_eq(org_text(&org, "compositeResponse.1.body.0.errorCode"), "REQUIRED_FIELD_MISSING");
	ck_assert_int_eq(org_query(&org, "query", "SELECT COUNT() FROM Account"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "0");
	(void)snprintf(text, sizeof(text), body, "false");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite", text), 200);
	ck_assert_str_eq(org_text(&org, "compositeResponse.0.httpStatusCode"), "201");
	ck_assert_str_eq(org_text(&org, "compositeResponse.2.body.0.errorCode"), "PROCESSING_HALTED");
	ck_assert_str_eq(org_text(&org, "compositeResponse.2.body.0.message"),
			 "Invalid reference specified. No value for c.id found in c");
}
END_TEST

START_TEST(composite_graph)
{
	static const char graph[] =
		"{\"graphId\":\"%s\",\"compositeRequest\":[{\"method\":\"POST\",\"url\":\"" ORG_DATA
		"/sobjects/Account\",\"referenceId\":\"a\",\"body\":{\"Name\":\"A\"}},{\"method\":"
		"\"POST\",\"url\":\"" ORG_DATA "/sobjects/Contact\",\"referenceId\":\"c\",\"body\":{"
		"\"LastName\":\"%s\",\"AccountId\":\"@{a.id}\"}}]}";
	char good[600], bad[600], text[1300];
	(void)snprintf(good, sizeof(good), graph, "good", "B");
	(void)snprintf(bad, sizeof(bad), graph, "bad", "");
	(void)snprintf(text, sizeof(text), "{\"graphs\":[%s,%s]}", bad, good);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/graph", text), 200);
	ck_assert_str_eq(org_text(&org, "graphs.0.isSuccessful"), "false");
	ck_assert_str_eq(org_text(&org, "graphs.0.graphResponse.compositeResponse.0.body.0.errorCode"),
			 "PROCESSING_HALTED");
	ck_assert_str_eq(org_text(&org, "graphs.1.graphId"), "good");
	ck_assert_str_eq(org_text(&org, "graphs.1.isSuccessful"), "true");
	ck_assert_str_eq(org_text(&org, "graphs.1.graphResponse.compositeResponse.1.httpStatusCode"), "201");
	ck_assert_int_eq(org_query(&org, "query", "SELECT COUNT() FROM Account"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "1");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/graph", "{\"graphs\":[]}"), 400);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/graph",
				  "{\"graphs\":[{\"graphId\":\"g\",\"compositeRequest\":[]}]}"),
			 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "REQUIRED_FIELD_MISSING");
}
END_TEST
START_TEST(composite_tree)
{
	static const char tree[] =
		"{\"records\":[{\"attributes\":{\"type\":\"Account\",\"referenceId\":\"a\"},\"Name\":\"A\","
		"\"Contacts\":{\"records\":[{\"attributes\":{\"type\":\"Contact\",\"referenceId\":\"c\"},"
		"\"LastName\":\"%s\"}]}}]}";
	char text[600];
	(void)snprintf(text, sizeof(text), tree, "");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/tree/Account", text), 400);
	ck_assert_str_eq(org_text(&org, "hasErrors"), "true");
	ck_assert_str_eq(org_text(&org, "results.0.referenceId"), "c");
	ck_assert_str_eq(org_text(&org, "results.0.errors.0.statusCode"), "REQUIRED_FIELD_MISSING");
	ck_assert_int_eq(org_query(&org, "query", "SELECT COUNT() FROM Account"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "0");
	(void)snprintf(text, sizeof(text), tree, "B");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/tree/Account", text), 201);
	ck_assert_str_eq(org_text(&org, "hasErrors"), "false");
	ck_assert_str_eq(org_text(&org, "results.1.referenceId"), "c");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Account.Name FROM Contact"), 200);
	ck_assert_str_eq(org_text(&org, "records.0.Account.Name"), "A");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/tree/Contact", text), 400);
	ck_assert_str_eq(org_text(&org, "results.0.errors.0.statusCode"), "INVALID_INPUT");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/tree/Nothing", text), 404);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/tree/Account", "{\"records\":[]}"), 400);
}
END_TEST
START_TEST(composite_batch)
{
	ck_assert_int_eq(
		org_call(&org, "POST", "~/composite/batch",
			 "{\"haltOnError\":true,\"batchRequests\":[{\"method\":\"POST\",\"url\":\"v60.0/sobjects/"
			 "Account\","
			 "\"richInput\":{\"Name\":\"A\"}},{\"method\":\"GET\",\"url\":\"v60.0/sobjects/Foo/describe\"},"
			 "{\"method\":\"GET\",\"url\":\"v60.0/limits\"}]}"),
		200);
	ck_assert_str_eq(org_text(&org, "hasErrors"), "true");
	ck_assert_str_eq(org_text(&org, "results.0.statusCode"), "201");
	ck_assert_str_eq(org_text(&org, "results.1.statusCode"), "404");
	ck_assert_str_eq(org_text(&org, "results.2.statusCode"), "412");
	ck_assert_str_eq(org_text(&org, "results.2.result.0.errorCode"), "BATCH_PROCESSING_HALTED");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/batch", "{\"batchRequests\":[]}"), 400);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/batch",
				  "{\"batchRequests\":[{\"method\":\"POST\",\"url\":\"v60.0/composite/"
				  "batch\",\"richInput\":{}}]}"),
			 200);
	ck_assert_str_eq(org_text(&org, "results.0.statusCode"), "404");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		collection_results_keep_their_order,
		collection_all_or_none,
		collection_wants_attributes_first,
		collection_limits,
		collection_parser_error_undoes_all,
		collection_upsert,
		collection_delete_and_read,
		collection_duplicate_rule,
		composite_refers_back,
		composite_rolls_back,
		composite_graph,
		composite_tree,
		composite_batch,
	};
	Suite *suite = suite_create("sandbox_salesforce_many");
	TCase *tc = tcase_create("org");
	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
