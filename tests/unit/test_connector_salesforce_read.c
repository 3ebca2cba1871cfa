/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce connector: pull, get, find.  Answers are trimmed from recorded ones: restforce, grouparoo and
   amp-labs/connectors (MIT). */
#include "config.h"

#include <string.h>

#include "../../connectors/salesforce/lookup.h"
#include "../../connectors/salesforce/pull.h"
#include "../../connectors/salesforce/schema.h"
#include "run_suite.h"
#include "salesforce_fixture.h"

#define EMPTY         "{\"totalSize\":0,\"done\":true,\"records\":[]}"
#define PAGE(n, rows) "{\"totalSize\":" n ",\"done\":true,\"records\":[" rows "]}"
#define STAMP(time)   "\"SystemModstamp\":\"" time ".000+0000\""
#define CONTACT(id, more)                                                                                              \
	"{\"attributes\":{\"type\":\"Contact\",\"url\":\"/services/data/v62.0/sobjects/Contact/" id "\"},\"Id\":\"" id \
	"\"," STAMP("2026-11-20T10:00:00") ",\"IsDeleted\":false,\"MasterRecordId\":null" more "}"
#define LEAD(id, more)                                                                                                 \
	"{\"attributes\":{\"type\":\"Lead\"},\"Id\":\"" id                                                             \
	"\"," STAMP("2026-11-20T10:00:00") ",\"IsDeleted\":false" more "}"
#define DEAL(id, more)                                                                                                 \
	"{\"attributes\":{\"type\":\"Opportunity\"},\"Id\":\"" id                                                      \
	"\"," STAMP("2026-11-20T10:00:00") ",\"IsDeleted\":false" more "}"
#define INVALID_FIELD                                                                                                  \
	"[{\"message\":\"\\nSELECT Id, HasOptedOutOfEmail FROM Contact\\nERROR at Row:1:Column:12\\nNo such column "   \
	"'HasOptedOutOfEmail' on entity 'Contact'.\",\"errorCode\":\"INVALID_FIELD\"}]"

#define C1 "003ak000003dQCGAA2"
#define C2 "003ak000003dQCDAA2"
#define C3 "003ak000003dQCEAA2"
#define L1 "00Q4S000002sSacUAE"
#define L2 "00Qak00000696HFEAY"
#define D1 "006ak00000OQ4RxAAL"
#define D2 "006ak00000OQ4RyAAL"
#define A1 "001ak00000OQTieAAH"

static struct crm_page page;

static int pull(const struct crm_pull *request)
{
	crm_error_clear(&sf_err);
	page = (struct crm_page){0};
	return sf_pull(sf_conn, request, &page, sf_arena, &sf_err);
}

static void pull_ok(const struct crm_pull *request)
{
	int rc = pull(request);
	ck_assert_msg(rc == CRM_OK, "%d: %s", rc, crm_error_text(&sf_err));
}

/* ---- full pulls ---- */

static const char *const names[] = {"Email",       "Contact:AccountId", "Lead:Company",
				    "Lead:Status", "@contacts",         "Name; DROP"};
#define N_NAMES (sizeof names / sizeof *names)

START_TEST(contacts_then_leads)
{
	struct crm_pull request = {
		.object = CRM_CONTACT, .properties = names, .n_properties = N_NAMES, .lookback_s = 600};
	sf_script("GET /services/data/v62.0/query?q=SELECT Id, SystemModstamp, IsDeleted, MasterRecordId, Email, "
		  "AccountId "
		  "FROM Contact ORDER BY SystemModstamp, Id",
		  200, PAGE("1", CONTACT(C1, ",\"Email\":\"a@example.com\",\"AccountId\":null")));
	pull_ok(&request);
	ck_assert(!page.complete);
	ck_assert_ptr_nonnull(page.cursor);
	ck_assert_uint_eq(page.n, 1);
	ck_assert_str_eq(page.records[0].kind, "Contact");
	ck_assert_int_eq(page.records[0].life, CRM_LIVE);
	ck_assert_int_eq(page.records[0].modified, 1795168800000);
	ck_assert_str_eq(sf_text_of(&page.records[0], "Email"), "a@example.com");
	ck_assert_str_eq(sf_text_of(&page.records[0], "AccountId"), "<null>");
	ck_assert_str_eq(sf_text_of(&page.records[0], "Company"), "<absent>");
	ck_assert_str_eq(sf_seen(0)->query_options, "batchSize=2000");
	ck_assert_ptr_nonnull(strstr(page.records[0].raw, "\"Email\":\"a@example.com\""));
	ck_assert_uint_eq(page.records[0].raw_len, strlen(page.records[0].raw));

	request.cursor = page.cursor;
	sf_script("GET *FROM Lead WHERE (IsConverted = false) ORDER BY", 200,
		  PAGE("2", LEAD(L1, ",\"Email\":null,\"Company\":\"SmithCorp\",\"Status\":\"Open\"") "," LEAD(
				    L2, ",\"Company\":\"X\"")));
	sf_script_headers("Date: Sat, 21 Nov 2026 19:00:00 GMT\n");
	pull_ok(&request);
	ck_assert(page.complete);
	ck_assert_str_eq(page.watermark, "2026-11-21T17:50:00Z"); /* of the first page, not of the last */
	ck_assert_int_eq(page.total, 3);
	ck_assert_str_eq(page.records[0].kind, "Lead");
	ck_assert_str_eq(sf_text_of(&page.records[0], "Company"), "SmithCorp");
	ck_assert_str_eq(sf_text_of(sf_record_of(&page, L2), "Status"), "<absent>");
	ck_assert_uint_eq(sf_seen_count(), 2);
}
END_TEST

START_TEST(leads_may_be_left_out)
{
	struct crm_pull request = {.object = CRM_CONTACT, .properties = names, .n_properties = 1};
	sf_set_option("leads", "false");
	ck_assert_int_eq(sf_connect(), CRM_OK);
	sf_script("GET *FROM Contact", 200, EMPTY);
	pull_ok(&request);
	ck_assert(page.complete);
	ck_assert_int_eq(page.total, 0);
}
END_TEST

START_TEST(pages_to_the_end)
{
	struct crm_pull request = {.object = CRM_COMPANY};
	sf_script("GET /services/data/v62.0/query?q=", 200,
		  "{\"totalSize\":3,\"done\":false,\"nextRecordsUrl\":\"/services/data/v62.0/query/"
		  "01g3A00007lZwLKQA0-2\","
		  "\"records\":[{\"Id\":\"001ak00000OKNPHAA5\"," STAMP(
			  "2026-11-20T10:00:00") "},{\"Id\":"
						 "\"001ak00000OKNPFAA5\"," STAMP("2026-11-20T10:00:01") "}]}");
	pull_ok(&request);
	ck_assert(!page.complete);
	const char *cursor = page.cursor;
	request.cursor = cursor;
	sf_script("GET /services/data/v62.0/query/01g3A00007lZwLKQA0-2", 200,
		  PAGE("3", "{\"Id\":\"" A1 "\"," STAMP("2026-11-20T10:00:02") "}"));
	pull_ok(&request);
	ck_assert(page.complete);
	ck_assert_int_eq(page.total, 3);
	ck_assert_str_eq(page.watermark, "2026-11-21T17:50:00Z");
	sf_expect_all_used();
}
END_TEST

START_TEST(a_forgotten_locator_goes_on_behind_the_last_record)
{
	struct crm_pull request = {.object = CRM_COMPANY, .filter = "Name != 'x' OR Name = null"};
	sf_script(
		"GET *WHERE (Name != 'x' OR Name = null) ORDER BY", 200,
		"{\"totalSize\":2,\"done\":false,\"nextRecordsUrl\":\"/services/data/v62.0/query/01g-1\",\"records\":[{"
		"\"Id\":\"001ak00000OKNPHAA5\"," STAMP("2026-11-20T10:00:00") "}]}");
	pull_ok(&request);
	request.cursor = page.cursor;
	sf_script("GET /services/data/v62.0/query/01g-1", 400,
		  "[{\"message\":\"invalid query locator\",\"errorCode\":\"INVALID_QUERY_LOCATOR\"}]");
	sf_script("GET *WHERE (Name != 'x' OR Name = null) AND ((SystemModstamp = 2026-11-20T10:00:00Z AND Id > "
		  "'001ak00000OKNPHAA5') OR SystemModstamp > 2026-11-20T10:00:00Z) ORDER BY",
		  200, PAGE("1", "{\"Id\":\"" A1 "\"," STAMP("2026-11-20T10:00:00") "}"));
	pull_ok(&request);
	ck_assert(page.complete);
	ck_assert_int_eq(page.total, -1);
	ck_assert_str_eq(page.records[0].id, A1);
}
END_TEST

START_TEST(cursors_of_others_are_refused)
{
	struct crm_pull request = {.object = CRM_COMPANY, .cursor = "1|Contact|0|1|0|0||"};
	ck_assert_int_eq(pull(&request), CRM_E_CURSOR);
	request.cursor = "after=77";
	ck_assert_int_eq(pull(&request), CRM_E_CURSOR);
	request = (struct crm_pull){.object = CRM_OWNER, .cursor = "1|Contact|0|1|0|0||"};
	ck_assert_int_eq(pull(&request), CRM_E_CURSOR);
	request = (struct crm_pull){.object = CRM_COMPANY, .since = "yesterday"};
	ck_assert_int_eq(pull(&request), CRM_E_INVALID);
	request = (struct crm_pull){.object = CRM_PIPELINE};
	ck_assert_int_eq(pull(&request), CRM_E_UNSUPPORTED);
	ck_assert_uint_eq(sf_seen_count(), 0);
}
END_TEST

/* ---- incremental pulls ---- */

START_TEST(changes_deletions_merges_and_conversions)
{
	struct crm_pull request = {.object = CRM_CONTACT,
				   .properties = names,
				   .n_properties = 1,
				   .since = "2026-11-20T12:00:00Z",
				   .lookback_s = 600,
				   .filter = "Contact: Email != null"};
	sf_script("GET /services/data/v62.0/queryAll*FROM Contact WHERE (SystemModstamp >= 2026-11-20T11:50:00Z) AND "
		  "(Email "
		  "!= null) ORDER BY SystemModstamp, Id",
		  200,
		  PAGE("3", "{\"Id\":\"" C1 "\",\"IsDeleted\":true,\"MasterRecordId\":null},{\"Id\":\"" C2
			    "\",\"IsDeleted\":true,\"MasterRecordId\":\"003ak000003dQCEAA2\"}," CONTACT(
				    C3, ",\"Email\":\"c@example.com\"")));
	pull_ok(&request);
	ck_assert_int_eq(sf_record_of(&page, C1)->life, CRM_ARCHIVED);
	ck_assert_int_eq(sf_record_of(&page, C2)->life, CRM_MERGED);
	ck_assert_str_eq(sf_record_of(&page, C2)->into, C3);
	ck_assert_int_eq(sf_record_of(&page, C3)->life, CRM_LIVE);

	request.cursor = page.cursor;
	sf_script("GET /services/data/v62.0/queryAll*FROM Lead WHERE (SystemModstamp >= 2026-11-20T11:50:00Z) ORDER BY",
		  200,
		  PAGE("2", LEAD(L1, ",\"IsConverted\":true,\"ConvertedContactId\":\"003ak000003dQCEAA2\"") "," LEAD(
				    L2, ",\"IsConverted\":true,\"ConvertedContactId\":null")));
	pull_ok(&request);
	ck_assert(page.complete);
	ck_assert_int_eq(page.total, -1);
	ck_assert_int_eq(sf_record_of(&page, L1)->life, CRM_CONVERTED);
	ck_assert_str_eq(sf_record_of(&page, L1)->into, C3);
	ck_assert_int_eq(sf_record_of(&page, L2)->life, CRM_CONVERTED);
	ck_assert_ptr_null(sf_record_of(&page, L2)->into);
}
END_TEST

static const char *const deal_names[] = {"Amount", "@contacts", "@status"};

#define ROLE(contact, primary, deleted)                                                                                \
	"{\"attributes\":{\"type\":\"OpportunityContactRole\"},\"ContactId\":\"" contact "\",\"IsPrimary\":" primary   \
	",\"IsDeleted\":" deleted "}"

START_TEST(changed_contact_roles_are_a_part_of_their_own)
{
	struct crm_pull request = {
		.object = CRM_DEAL, .properties = deal_names, .n_properties = 3, .since = "2026-11-20T12:00:00Z"};
	sf_script("GET /services/data/v62.0/queryAll*(SELECT ContactId, IsPrimary, IsDeleted FROM "
		  "OpportunityContactRoles) "
		  "FROM Opportunity WHERE (SystemModstamp >= 2026-11-20T12:00:00Z) ORDER BY",
		  200, EMPTY);
	pull_ok(&request);
	ck_assert(!page.complete);
	request.cursor = page.cursor;
	sf_script("GET *WHERE (Id IN (SELECT OpportunityId FROM OpportunityContactRole WHERE SystemModstamp >= "
		  "2026-11-20T12:00:00Z)) ORDER BY",
		  200, PAGE("1", DEAL(D1, ",\"OpportunityContactRoles\":null")));
	pull_ok(&request);
	ck_assert(page.complete);
	ck_assert_str_eq(sf_text_of(&page.records[0], "@contacts"), "[]");
}
END_TEST

/* ---- deals ---- */

START_TEST(deals_have_contacts_and_a_status)
{
	struct crm_pull request = {.object = CRM_DEAL, .properties = deal_names, .n_properties = 3};
	sf_script(
		"GET *SELECT Id, SystemModstamp, IsDeleted, IsClosed, IsWon, Amount, (SELECT", 200,
		PAGE("3",
		     DEAL(D1,
			  ",\"Amount\":50000.00,\"IsClosed\":true,\"IsWon\":true,\"OpportunityContactRoles\":{"
			  "\"totalSize\":4,\"done\":true,\"records\":[" ROLE(C1, "false", "false") "," ROLE(
				  C2, "true",
				  "false") "," ROLE(C3, "false",
						    "true") "," ROLE(C1, "false",
								     "false") "]}") "," DEAL(D2,
											     ",\"Amount\":null,"
											     "\"IsClosed\":true,"
											     "\"IsWon\":false,"
											     "\"OpportunityContactRoles"
											     "\":null") "," DEAL("006ak"
														 "00000"
														 "OQ4Rz"
														 "AAL",
														 ",\"Is"
														 "Close"
														 "d\":"
														 "false"
														 ",\"Is"
														 "Won\""
														 ":fals"
														 "e")));
	pull_ok(&request);
	ck_assert(page.complete);
	const struct crm_record *deal = sf_record_of(&page, D1);
	ck_assert_ptr_null(deal->kind);
	ck_assert_str_eq(sf_text_of(deal, "Amount"), "50000.00");
	ck_assert_str_eq(sf_text_of(deal, "@status"), "won");
	ck_assert_str_eq(sf_text_of(deal, "@contacts"), "[" C2 " " C1 "]");
	deal = sf_record_of(&page, D2);
	ck_assert_str_eq(sf_text_of(deal, "@status"), "lost");
	ck_assert_str_eq(sf_text_of(deal, "@contacts"), "[]");
	deal = sf_record_of(&page, "006ak00000OQ4RzAAL");
	ck_assert_str_eq(sf_text_of(deal, "@status"), "open");
	ck_assert_str_eq(sf_text_of(deal, "@contacts"), "<absent>");
}
END_TEST

START_TEST(contact_roles_may_come_in_pages)
{
	struct crm_pull request = {.object = CRM_DEAL, .properties = deal_names, .n_properties = 3};
	sf_script("GET */query?q=", 200,
		  PAGE("1", DEAL(D1, ",\"OpportunityContactRoles\":{\"totalSize\":3,\"done\":false,\"nextRecordsUrl\":"
				     "\"/services/data/v62.0/query/01g-roles-1\",\"records\":[" ROLE(C1, "false",
												     "false") "]}")));
	sf_script("GET /services/data/v62.0/query/01g-roles-1", 200,
		  "{\"totalSize\":3,\"done\":false,\"nextRecordsUrl\":\"/services/data/v62.0/query/01g-roles-2\","
		  "\"records\":[" ROLE(C2, "false", "false") "]}");
	sf_script("GET /services/data/v62.0/query/01g-roles-2", 200, PAGE("3", ROLE(C3, "false", "false")));
	pull_ok(&request);
	ck_assert_str_eq(sf_text_of(&page.records[0], "@contacts"), "[" C1 " " C2 " " C3 "]");
}
END_TEST

START_TEST(half_a_list_of_roles_is_no_list)
{
	struct crm_pull request = {.object = CRM_DEAL, .properties = deal_names, .n_properties = 3};
	sf_script("GET */query?q=", 200,
		  PAGE("1", DEAL(D1, ",\"OpportunityContactRoles\":{\"totalSize\":2,\"done\":true,\"records\":[" ROLE(
					     C1, "false", "false") "]}")));
	ck_assert_int_eq(pull(&request), CRM_E_PROTOCOL);
	sf_script("GET */query?q=", 200,
		  PAGE("1", DEAL(D1, ",\"OpportunityContactRoles\":{\"totalSize\":2,\"done\":false,\"nextRecordsUrl\":"
				     "\"/services/data/v62.0/query/01g-roles-1\",\"records\":[" ROLE(C1, "false",
												     "false") "]}")));
	sf_script("GET *01g-roles-1", 503, "<html>");
	ck_assert_int_eq(pull(&request), CRM_E_SERVER);
}
END_TEST

START_TEST(contact_roles_may_be_forbidden)
{
	struct crm_pull request = {.object = CRM_DEAL, .properties = deal_names, .n_properties = 3};
	sf_script("GET *OpportunityContactRoles", 400,
		  "[{\"message\":\"Didn't understand relationship 'OpportunityContactRoles' in FROM part of query "
		  "call.\",\"errorCode\":\"INVALID_TYPE\"}]");
	sf_script("GET *IsWon, Amount FROM Opportunity", 200, PAGE("1", DEAL(D1, ",\"Amount\":1")));
	pull_ok(&request);
	ck_assert_str_eq(sf_text_of(&page.records[0], "@contacts"), "<denied>");
	ck_assert_str_eq(sf_text_of(&page.records[0], "Amount"), "1");
}
END_TEST

/* ---- fields that are not there ---- */

START_TEST(fields_the_org_lacks_are_left_out)
{
	static const char *const wanted[] = {"Email", "HasOptedOutOfEmail"};
	struct crm_pull request = {.object = CRM_CONTACT, .properties = wanted, .n_properties = 2};
	sf_script("GET *Email, HasOptedOutOfEmail FROM Contact", 400, INVALID_FIELD);
	sf_script("GET *sobjects/Contact/describe", 200, "{\"fields\":[{\"name\":\"Email\",\"type\":\"email\"}]}");
	sf_script("GET *MasterRecordId, Email FROM Contact", 200,
		  PAGE("1", CONTACT(C1, ",\"Email\":\"a@example.com\"")));
	pull_ok(&request);
	ck_assert_str_eq(sf_text_of(&page.records[0], "HasOptedOutOfEmail"), "<absent>");
	ck_assert_str_eq(sf_text_of(&page.records[0], "Email"), "a@example.com");
	ck_assert_uint_eq(sf_seen_count(), 3);
	/* known from now on */
	sf_script("GET *MasterRecordId, Email FROM Contact", 200, EMPTY);
	pull_ok(&request);
	ck_assert_uint_eq(sf_seen_count(), 4);
}
END_TEST

START_TEST(custom_fields_are_read_by_their_type)
{
	static const char *const wanted[] = {"Tags__c", "crmsync_id__c", "Gone__c"};
	struct crm_pull request = {.object = CRM_COMPANY, .properties = wanted, .n_properties = 3};
	sf_script("GET *sobjects/Account/describe", 200,
		  "{\"fields\":[{\"name\":\"Tags__c\",\"type\":\"multipicklist\"},{\"name\":\"crmsync_id__c\",\"type\":"
		  "\"string\"}]}");
	sf_script("GET *MasterRecordId, Tags__c, crmsync_id__c FROM Account", 200,
		  PAGE("1", "{\"Id\":\"" A1 "\",\"Tags__c\":\"four;six\",\"crmsync_id__c\":\"a;b\"}"));
	pull_ok(&request);
	ck_assert_str_eq(sf_text_of(&page.records[0], "Tags__c"), "[four six]");
	ck_assert_str_eq(sf_text_of(&page.records[0], "crmsync_id__c"), "a;b");
}
END_TEST

START_TEST(filters_that_are_refused_are_config_errors)
{
	struct crm_pull request = {.object = CRM_COMPANY, .filter = "Nonsense = 1"};
	sf_script("GET */query?q=", 400,
		  "[{\"message\":\"No such column 'Nonsense'\",\"errorCode\":\"INVALID_FIELD\"}]");
	sf_script("GET *Account/describe", 200, "{\"fields\":[]}");
	sf_script("GET */query?q=", 400,
		  "[{\"message\":\"No such column 'Nonsense'\",\"errorCode\":\"INVALID_FIELD\"}]");
	ck_assert_int_eq(pull(&request), CRM_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&sf_err), "the filter 'Nonsense = 1' was refused"));
	ck_assert_ptr_nonnull(strstr(crm_error_text(&sf_err), "No such column 'Nonsense'"));
	request.filter = "Name = ";
	sf_script("GET */query?q=", 400, "[{\"message\":\"unexpected token: ')'\",\"errorCode\":\"MALFORMED_QUERY\"}]");
	ck_assert_int_eq(pull(&request), CRM_E_CONFIG);
	request.filter = NULL;
	sf_script("GET */query?q=", 400, "[{\"message\":\"unexpected token\",\"errorCode\":\"MALFORMED_QUERY\"}]");
	ck_assert_int_eq(pull(&request), CRM_E_REJECTED);
}
END_TEST

START_TEST(leads_that_cannot_be_read_have_a_way_out)
{
	struct crm_pull request = {.object = CRM_CONTACT};
	sf_script("GET *FROM Contact", 200, EMPTY);
	pull_ok(&request);
	request.cursor = page.cursor;
	sf_script("GET *FROM Lead", 400,
		  "[{\"message\":\"sObject type 'Lead' is not supported.\",\"errorCode\":\"INVALID_TYPE\"}]");
	ck_assert_int_eq(pull(&request), CRM_E_PERMISSION);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&sf_err), "leads: false"));
}
END_TEST

/* ---- pages that are none ---- */

#define TRUNCATED "{\"totalSize\":1,\"done\":true,\"records\":[{\"Id\":\"001ak000"

START_TEST(pages_that_cannot_be_believed)
{
	static const char *const bodies[] = {
		"{\"totalSize\":144,\"done\":true,\"records\":[]}",
		"{\"totalSize\":1,\"done\":true,\"records\":[{\"Name\":\"no id\"}]}",
		"{\"totalSize\":1,\"done\":true,\"records\":[{\"Id\":\"" A1 "\",\"SystemModstamp\":\"soon\"}]}",
		"{\"totalSize\":1,\"done\":true,\"records\":[null]}",
		"{\"totalSize\":2,\"done\":false,\"records\":[{\"Id\":\"" A1 "\"}]}",
		TRUNCATED,
		"<html><body>Scheduled maintenance</body></html>",
		"[]",
		"",
	};
	struct crm_pull request = {.object = CRM_COMPANY};
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		sf_script("GET */query?q=", 200, bodies[i]);
		ck_assert_msg(pull(&request) == CRM_E_PROTOCOL, "'%s'", bodies[i]);
		ck_assert_uint_eq(page.n, 0);
	}
	sf_script("GET */query?q=", 200, EMPTY);
	sf_script_undated();
	ck_assert_int_eq(pull(&request), CRM_E_PROTOCOL);
	/* a GET over a kept connection may go out twice */
	sf_script_lost("GET */query?q=");
	sf_script_lost("GET */query?q=");
	ck_assert_int_eq(pull(&request), CRM_E_NETWORK);
}
END_TEST

/* ---- owners ---- */

START_TEST(owners_come_in_pages)
{
	struct crm_pull request = {.object = CRM_OWNER};
	sf_script("GET *Email, Name, IsActive FROM User WHERE UserType = 'Standard' ORDER BY", 200,
		  "{\"totalSize\":2,\"done\":false,\"nextRecordsUrl\":\"/services/data/v62.0/query/"
		  "01gU-1\",\"records\":[{"
		  "\"Id\":\"0054S000000JFmhQAG\",\"Name\":\"Ada\",\"Email\":\"ada@example.com\",\"IsActive\":true}]}");
	pull_ok(&request);
	ck_assert_str_eq(sf_text_of(&page.records[0], "email"), "ada@example.com");
	ck_assert_str_eq(sf_text_of(&page.records[0], "name"), "Ada");
	ck_assert_str_eq(sf_text_of(&page.records[0], "active"), "true");
	request.cursor = page.cursor;
	sf_script("GET */query/01gU-1", 200,
		  PAGE("2", "{\"Id\":\"0054S000000JFmiQAG\",\"Name\":\"Bob\",\"Email\":null,\"IsActive\":false}"));
	pull_ok(&request);
	ck_assert(page.complete);
	ck_assert_int_eq(page.total, 2);
	ck_assert_str_eq(sf_text_of(&page.records[0], "email"), "<null>");
	ck_assert_str_eq(sf_text_of(&page.records[0], "active"), "false");
}
END_TEST

/* ---- get ---- */

static int get(enum crm_object object, const char *const *ids, size_t n, const char *const *properties,
	       size_t n_properties)
{
	crm_error_clear(&sf_err);
	page = (struct crm_page){0};
	return sf_get_records(sf_conn, object, ids, n, properties, n_properties, &page, sf_arena, &sf_err);
}

START_TEST(few_ids_take_one_query_for_each_object)
{
	static const char *const ids[] = {C1, L1, "not-an-id", "001ak00000OQTieAAH", "003ak000003dQCD"};
	sf_script("GET /services/data/v62.0/queryAll*FROM Contact WHERE Id IN ('" C1 "','" C2 "')", 200,
		  PAGE("1", "{\"Id\":\"" C1 "\",\"IsDeleted\":true,\"MasterRecordId\":\"" C3 "\"}"));
	sf_script("GET /services/data/v62.0/queryAll*FROM Lead WHERE Id IN ('" L1 "')", 200,
		  PAGE("1", LEAD(L1, ",\"IsConverted\":true,\"ConvertedContactId\":\"" C3 "\",\"Company\":\"X\"")));
	ck_assert_msg(get(CRM_CONTACT, ids, 5, names, 4) == CRM_OK, "%s", crm_error_text(&sf_err));
	ck_assert_uint_eq(page.n, 2);
	ck_assert(page.complete);
	ck_assert_int_eq(sf_record_of(&page, C1)->life, CRM_MERGED);
	ck_assert_int_eq(sf_record_of(&page, L1)->life, CRM_CONVERTED);
	ck_assert_uint_eq(sf_seen_count(), 2);
}
END_TEST

START_TEST(ids_of_nothing_cost_nothing)
{
	static const char *const ids[] = {"gone", "0034S"};
	ck_assert_int_eq(get(CRM_CONTACT, ids, 2, NULL, 0), CRM_OK);
	ck_assert_uint_eq(page.n, 0);
	ck_assert_int_eq(get(CRM_CONTACT, NULL, 0, NULL, 0), CRM_OK);
	ck_assert_int_eq(get(CRM_PIPELINE, ids, 2, NULL, 0), CRM_E_UNSUPPORTED);
	ck_assert_uint_eq(sf_seen_count(), 0);
}
END_TEST

/* Makes ids that begin as those of an object do. */
static const char **many_ids(const char *prefix, size_t n)
{
	const char **ids = crm_arena_calloc(sf_arena, n, sizeof *ids);
	for (size_t i = 0; i < n; i++) {
		char whole[SF_ID_SIZE];
		const char *half = crm_arena_printf(sf_arena, "%sak%010zu", prefix, i);
		ck_assert(sf_id_long(half, 15, whole));
		ids[i] = crm_arena_strdup(sf_arena, whole);
	}
	return ids;
}

/* The answer to a retrieve: a record for every id but those whose number is a multiple of seven. */
static const char *retrieved(const char *const *ids, size_t n)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_char(&text, '[');
	for (size_t i = 0; i < n; i++)
		crm_buf_printf(&text, i % 7 == 0 ? "%snull" : "%s{\"Id\":\"%s\",\"IsDeleted\":false,\"Name\":\"n\"}",
			       i ? "," : "", ids[i]);
	crm_buf_char(&text, ']');
	const char *copy = crm_arena_strdup(sf_arena, text.ptr);
	crm_buf_free(&text);
	return copy;
}

START_TEST(many_ids_are_retrieved_at_once)
{
	static const char *const wanted[] = {"Name", "Nope"};
	const char **ids = many_ids("001", 1000);
	sf_script("POST /services/data/v62.0/composite/sobjects/Account", 400, INVALID_FIELD);
	sf_script("GET *Account/describe", 200, "{\"fields\":[{\"name\":\"Name\",\"type\":\"string\"}]}");
	sf_script("POST /services/data/v62.0/composite/sobjects/Account", 200, retrieved(ids, 1000));
	sf_script("GET /services/data/v62.0/queryAll*WHERE Id IN ('", 200,
		  crm_arena_printf(sf_arena, PAGE("1", "{\"Id\":\"%s\",\"IsDeleted\":true}"), ids[7]));
	ck_assert_msg(get(CRM_COMPANY, ids, 1000, wanted, 2) == CRM_OK, "%s", crm_error_text(&sf_err));
	sf_expect_all_used();
	ck_assert_uint_eq(page.n, 1000 - 143 + 1);
	ck_assert_str_eq(sf_text_of(sf_record_of(&page, ids[1]), "Name"), "n");
	ck_assert_int_eq(sf_record_of(&page, ids[7])->life, CRM_ARCHIVED);
	crm_json *body = NULL;
	ck_assert_int_eq(crm_json_parse(sf_seen(2)->body, strlen(sf_seen(2)->body), &body, &sf_err), CRM_OK);
	ck_assert_uint_eq(crm_json_size(crm_json_get(body, "ids")), 1000);
	ck_assert_uint_eq(crm_json_size(crm_json_get(body, "fields")), 5);
	crm_json_free(body);
}
END_TEST

START_TEST(a_retrieve_is_no_write)
{
	const char **ids = many_ids("001", 700);
	sf_make_read_only();
	sf_script("POST *composite/sobjects/Account", 200, retrieved(ids, 700));
	sf_script("GET */queryAll", 200, EMPTY);
	ck_assert_msg(get(CRM_COMPANY, ids, 700, NULL, 0) == CRM_OK, "%s", crm_error_text(&sf_err));
}
END_TEST

START_TEST(retrieves_that_cannot_be_believed)
{
	const char **ids = many_ids("001", 700);
	sf_script("POST *composite/sobjects/Account", 200, retrieved(ids, 699));
	ck_assert_int_eq(get(CRM_COMPANY, ids, 700, NULL, 0), CRM_E_PROTOCOL);
	sf_script("POST *composite/sobjects/Account", 200, retrieved(many_ids("003", 700), 700));
	ck_assert_int_eq(get(CRM_COMPANY, ids, 700, NULL, 0), CRM_E_PROTOCOL);
}
END_TEST

START_TEST(deals_with_contacts_come_by_queries_that_fit)
{
	const char **ids = many_ids("006", 900);
	for (int i = 0; i < 2; i++)
		sf_script("GET /services/data/v62.0/queryAll*OpportunityContactRoles*WHERE Id IN (", 200, EMPTY);
	ck_assert_msg(get(CRM_DEAL, ids, 900, deal_names, 3) == CRM_OK, "%s", crm_error_text(&sf_err));
	sf_expect_all_used();
	size_t asked = 0;
	for (size_t i = 0; i < sf_seen_count(); i++) {
		ck_assert_uint_le(sf_seen(i)->raw_length, 16000);
		for (const char *p = sf_seen(i)->target; (p = strstr(p, "006ak")) != NULL; p++)
			asked++;
	}
	ck_assert_uint_eq(asked, 900);
}
END_TEST

/* ---- find ---- */

static int find(enum crm_object object, const char *property, const char *const *values, size_t n)
{
	crm_error_clear(&sf_err);
	page = (struct crm_page){0};
	return sf_find_records(sf_conn, object, property, values, n, names, 1, &page, sf_arena, &sf_err);
}

START_TEST(values_are_found_in_both_objects)
{
	static const char *const values[] = {"o'brien@example.com", "b@example.com"};
	sf_script(
		"GET /services/data/v62.0/query*FROM Contact WHERE Email IN ('o\\'brien@example.com','b@example.com')",
		200, PAGE("1", CONTACT(C1, ",\"Email\":\"O'Brien@example.com\"")));
	sf_script("GET *FROM Lead WHERE Email IN (", 200, PAGE("1", LEAD(L1, ",\"Email\":\"b@example.com\"")));
	ck_assert_msg(find(CRM_CONTACT, "Email", values, 2) == CRM_OK, "%s", crm_error_text(&sf_err));
	ck_assert_uint_eq(page.n, 2);
	ck_assert_str_eq(sf_text_of(sf_record_of(&page, C1), "Email"), "O'Brien@example.com");
}
END_TEST

START_TEST(a_property_of_one_object_is_searched_there)
{
	static const char *const values[] = {"SmithCorp"};
	sf_script("GET *FROM Lead WHERE Company IN ('SmithCorp')", 200, EMPTY);
	ck_assert_int_eq(find(CRM_CONTACT, "Lead:Company", values, 1), CRM_OK);
	ck_assert_uint_eq(sf_seen_count(), 1);
	ck_assert_int_eq(find(CRM_CONTACT, "Email FROM User--", values, 1), CRM_OK);
	ck_assert_uint_eq(sf_seen_count(), 1);
}
END_TEST

START_TEST(an_object_without_the_field_is_left_out)
{
	static const char *const values[] = {"7f"};
	sf_script("GET *FROM Contact WHERE crmsync_id__c IN ('7f')", 200, PAGE("1", CONTACT(C1, "")));
	sf_script("GET *FROM Lead WHERE crmsync_id__c", 400, INVALID_FIELD);
	sf_script("GET *Lead/describe", 200, "{\"fields\":[{\"name\":\"Email\",\"type\":\"email\"}]}");
	sf_script("GET *FROM Lead WHERE crmsync_id__c", 400, INVALID_FIELD);
	ck_assert_msg(find(CRM_CONTACT, "crmsync_id__c", values, 1) == CRM_OK, "%s", crm_error_text(&sf_err));
	ck_assert_uint_eq(page.n, 1);
	sf_expect_all_used();
	sf_script("GET *FROM Contact WHERE crmsync_id__c", 200, EMPTY);
	ck_assert_int_eq(find(CRM_CONTACT, "crmsync_id__c", values, 1), CRM_OK);
	sf_expect_all_used();
}
END_TEST

START_TEST(literals_follow_what_is_known_of_the_field)
{
	static const char *const values[] = {"42.50", "many"};
	sf_script("GET *Account/describe", 200,
		  "{\"fields\":[{\"name\":\"Seats__c\",\"type\":\"double\"},{\"name\":\"Email\",\"type\":\"email\"}]}");
	ck_assert_int_eq(sf_schema_ensure(sf_conn, SF_ACCOUNT, &sf_err), CRM_OK);
	sf_script("GET *FROM Account WHERE Seats__c IN (42.5)", 200, EMPTY);
	ck_assert_int_eq(find(CRM_COMPANY, "Seats__c", values, 2), CRM_OK);
	ck_assert_int_eq(find(CRM_COMPANY, "Seats__c", values + 1, 1), CRM_OK);
	ck_assert_uint_eq(sf_seen_count(), 2);
}
END_TEST

START_TEST(long_values_are_spread_over_urls)
{
	const char *values[200];
	for (size_t i = 0; i < 200; i++)
		values[i] = crm_arena_printf(sf_arena, "%0150zu+%zu@example.com", i, i);
	for (int i = 0; i < 3; i++)
		sf_script("GET *FROM Account WHERE Name IN (", 200, EMPTY);
	ck_assert_msg(find(CRM_COMPANY, "Name", values, 200) == CRM_OK, "%s", crm_error_text(&sf_err));
	sf_expect_all_used();
	for (size_t i = 0; i < sf_seen_count(); i++)
		ck_assert_uint_le(sf_seen(i)->raw_length, 16000);
}
END_TEST

START_TEST(a_search_that_fails_is_an_error)
{
	static const char *const values[] = {"x"};
	sf_script("GET *FROM Account", 400,
		  "[{\"message\":\"field 'Description' can not be filtered in a query "
		  "call\",\"errorCode\":\"INVALID_FIELD\"}]");
	sf_script("GET *Account/describe", 200, "{\"fields\":[{\"name\":\"Description\",\"type\":\"textarea\"}]}");
	sf_script("GET *FROM Account", 400,
		  "[{\"message\":\"field 'Description' can not be filtered in a query "
		  "call\",\"errorCode\":\"INVALID_FIELD\"}]");
	ck_assert_int_eq(find(CRM_COMPANY, "Description", values, 1), CRM_E_REJECTED);
	ck_assert_int_eq(find(CRM_OWNER, "Email", values, 1), CRM_E_UNSUPPORTED);
}
END_TEST

static TCase *add_case(Suite *suite, const char *name)
{
	TCase *tests = tcase_create(name);
	tcase_add_checked_fixture(tests, sf_fixture_start, sf_fixture_stop);
	suite_add_tcase(suite, tests);
	return tests;
}

int main(void)
{
	Suite *suite = suite_create("salesforce reading");
	TCase *full = add_case(suite, "pull");
	tcase_add_test(full, contacts_then_leads);
	tcase_add_test(full, leads_may_be_left_out);
	tcase_add_test(full, pages_to_the_end);
	tcase_add_test(full, a_forgotten_locator_goes_on_behind_the_last_record);
	tcase_add_test(full, cursors_of_others_are_refused);
	tcase_add_test(full, changes_deletions_merges_and_conversions);
	tcase_add_test(full, changed_contact_roles_are_a_part_of_their_own);
	tcase_add_test(full, deals_have_contacts_and_a_status);
	tcase_add_test(full, contact_roles_may_come_in_pages);
	tcase_add_test(full, half_a_list_of_roles_is_no_list);
	tcase_add_test(full, contact_roles_may_be_forbidden);
	tcase_add_test(full, fields_the_org_lacks_are_left_out);
	tcase_add_test(full, custom_fields_are_read_by_their_type);
	tcase_add_test(full, filters_that_are_refused_are_config_errors);
	tcase_add_test(full, leads_that_cannot_be_read_have_a_way_out);
	tcase_add_test(full, pages_that_cannot_be_believed);
	tcase_add_test(full, owners_come_in_pages);
	TCase *by_id = add_case(suite, "get");
	tcase_add_test(by_id, few_ids_take_one_query_for_each_object);
	tcase_add_test(by_id, ids_of_nothing_cost_nothing);
	tcase_add_test(by_id, many_ids_are_retrieved_at_once);
	tcase_add_test(by_id, a_retrieve_is_no_write);
	tcase_add_test(by_id, retrieves_that_cannot_be_believed);
	tcase_add_test(by_id, deals_with_contacts_come_by_queries_that_fit);
	TCase *by_value = add_case(suite, "find");
	tcase_add_test(by_value, values_are_found_in_both_objects);
	tcase_add_test(by_value, a_property_of_one_object_is_searched_there);
	tcase_add_test(by_value, an_object_without_the_field_is_left_out);
	tcase_add_test(by_value, literals_follow_what_is_known_of_the_field);
	tcase_add_test(by_value, long_values_are_spread_over_urls);
	tcase_add_test(by_value, a_search_that_fails_is_an_error);
	return run_suite(suite);
}
