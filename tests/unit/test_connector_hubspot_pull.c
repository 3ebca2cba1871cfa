/* SPDX-License-Identifier: Apache-2.0 */
/* HubSpot connector: pulls, full and incremental, associations, deletions, values. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "hubspot.h"
#include "hubspot_fixture.h"
#include "run_suite.h"

#define LIST(object)     "GET /crm/objects/2026-03/" object "?limit=100&properties="
#define ARCHIVED(object) "GET /crm/objects/2026-03/" object "?limit=100&archived=true"
#define SEARCH(object)   "POST /crm/objects/2026-03/" object "/search"
#define LINKS(to)        "POST /crm/associations/2026-03/deals/" to "/batch/read"
#define NOTHING          "{\"results\":[]}"

static struct crm_page page;
static const char *const contact_names[] = {"email",      "firstname", "hs_additional_emails", "@company", "@opted_out",
					    "createdate", "phone"};
static const char *const deal_names[] = {"dealname", "@company", "@contacts", "@status", "closedate"};

static int pull(enum crm_object object, const char *since, const char *filter, const char *cursor)
{
	const struct crm_pull request = {
		.object = object,
		.properties = object == CRM_CONTACT ? contact_names : deal_names,
		.n_properties = object == CRM_CONTACT ? 7
				: object == CRM_DEAL  ? 5
						      : 0,
		.filter = filter,
		.since = since,
		.cursor = cursor,
		.lookback_s = 600,
	};
	crm_error_clear(&hubspot.err);
	return hubspot_pull(hubspot.conn, &request, &page, hubspot.arena, &hubspot.err);
}

static void pull_well(enum crm_object object, const char *since, const char *cursor)
{
	int rc = pull(object, since, NULL, cursor);
	ck_assert_msg(rc == CRM_OK, "%s", crm_error_text(&hubspot.err));
}

/* ---- full pulls ---- */

START_TEST(a_full_pull_lists_the_live_and_then_the_archived)
{
	HUBSPOT_SCRIPT(
		{LIST("contacts"), 200,
		 "{\"results\":[{\"id\":\"1\",\"properties\":{\"createdate\":\"2023-10-26T17:55:48.301Z\",\"email\":"
		 "\"a@example.com\",\"firstname\":null,\"hs_additional_emails\":\"b@example.com;c@example.com\","
		 "\"associatedcompanyid\":\"77\",\"hs_email_optout\":null,\"lastmodifieddate\":"
		 "\"2024-12-24T17:31:54.727Z\",\"hs_merged_object_ids\":\"5;6\"},\"createdAt\":\"x\",\"updatedAt\":"
		 "\"2024-12-24T17:31:54.727Z\",\"archived\":false}],\"paging\":{\"next\":{\"after\":\"394\",\"link\":"
		 "\"https://api.hubapi.com/x\"}}}",
		 NULL, STEP_WHOLE},
		{"GET /crm/objects/2026-03/contacts?limit=100&after=394&properties=", 200,
		 "{\"results\":[{\"id\":\"2\",\"properties\":{\"createdate\":\"1698342948301\",\"email\":null,"
		 "\"hs_additional_emails\":null,\"associatedcompanyid\":null,\"hs_email_optout\":\"true\"}}]}",
		 "Date: Sat, 21 Nov 2026 18:50:00 GMT\r\n", STEP_WHOLE},
		{ARCHIVED("contacts") "&properties=", 200,
		 "{\"results\":[{\"id\":\"3\",\"properties\":{\"email\":\"c@example.com\"},\"archived\":true,"
		 "\"archivedAt\":\"2020-01-01T00:00:00Z\"}],\"paging\":{\"next\":{\"after\":\"4\"}}}",
		 NULL, STEP_WHOLE},
		{ARCHIVED("contacts") "&after=4", 200, NOTHING, NULL, STEP_WHOLE});
	pull_well(CRM_CONTACT, NULL, NULL);
	ck_assert(!page.complete && page.n == 1 && page.total == -1);
	const struct crm_record *r = hubspot_page_record(&page, "1");
	ck_assert_int_eq(r->life, CRM_LIVE);
	ck_assert_int_eq(r->modified, 1735061514727);
	ck_assert_uint_eq(r->n_absorbed, 2);
	ck_assert_str_eq(r->absorbed[1], "6");
	ck_assert_str_eq(hubspot_shown(r, "email"), "a@example.com");
	ck_assert_str_eq(hubspot_shown(r, "firstname"), "null");
	ck_assert_str_eq(hubspot_shown(r, "phone"), "absent"); /* not in the answer: nothing is known */
	ck_assert_str_eq(hubspot_shown(r, "hs_additional_emails"), "[b@example.com,c@example.com]");
	ck_assert_str_eq(hubspot_shown(r, "@company"), "77");
	ck_assert_str_eq(hubspot_shown(r, "@opted_out"), "false");
	ck_assert_str_eq(hubspot_shown(r, "createdate"), "2023-10-26T17:55:48.301Z");
	ck_assert_str_eq(hubspot_shown(r, "hs_merged_object_ids"), "absent"); /* not asked for */
	ck_assert_ptr_nonnull(strstr(r->raw, "\"hs_merged_object_ids\":\"5;6\""));
	ck_assert_ptr_nonnull(strstr(hubspot_head(0), "hs_merged_object_ids%2Clastmodifieddate%2Cemail%2Cfirstname%2C"
						      "hs_additional_emails%2Cassociatedcompanyid%2Chs_email_optout%2C"
						      "createdate%2Cphone HTTP"));

	pull_well(CRM_CONTACT, NULL, page.cursor);
	r = hubspot_page_record(&page, "2");
	ck_assert_str_eq(hubspot_shown(r, "@company"), "null");
	ck_assert_str_eq(hubspot_shown(r, "@opted_out"), "true");
	ck_assert_str_eq(hubspot_shown(r, "createdate"), "2023-10-26T17:55:48.301Z");
	ck_assert_str_eq(hubspot_shown(r, "hs_additional_emails"), "null");

	pull_well(CRM_CONTACT, NULL, page.cursor);
	r = hubspot_page_record(&page, "3");
	ck_assert_int_eq(r->life, CRM_ARCHIVED);
	ck_assert_str_eq(hubspot_shown(r, "email"), "c@example.com");

	pull_well(CRM_CONTACT, NULL, page.cursor);
	ck_assert(page.complete && page.n == 0);
	ck_assert_str_eq(page.watermark, "2026-11-21T17:50:00Z"); /* when the pull began */
}
END_TEST

START_TEST(deletions_are_read_as_the_option_says)
{
	hubspot.deleted = "never";
	ck_assert_int_eq(hubspot_connect("2026-03"), CRM_OK);
	HUBSPOT_SCRIPT({LIST("contacts"), 200, NOTHING, NULL, STEP_WHOLE},
		       {SEARCH("contacts"), 200, NOTHING, NULL, STEP_WHOLE},
		       {LIST("contacts"), 200, NOTHING, NULL, STEP_WHOLE});
	pull_well(CRM_CONTACT, NULL, NULL);
	ck_assert(page.complete);
	hubspot.deleted = "full";
	ck_assert_int_eq(hubspot_connect("2026-03"), CRM_OK);
	pull_well(CRM_CONTACT, "2026-11-01T00:00:00Z", NULL);
	ck_assert(page.complete);
	pull_well(CRM_CONTACT, NULL, NULL);
	ck_assert(!page.complete);
}
END_TEST

/* ---- associations ---- */

START_TEST(inline_associations_are_taken_and_long_ones_read_to_the_end)
{
	HUBSPOT_SCRIPT(
		{LIST("deals"), 200,
		 "{\"results\":["
		 "{\"id\":\"1\",\"properties\":{\"dealname\":\"one\",\"hs_is_closed\":\"true\",\"hs_is_closed_won\":"
		 "\"true\",\"closedate\":\"2026-01-31T00:00:00Z\"},\"associations\":{\"companies\":{\"results\":[{"
		 "\"id\":"
		 "\"70\",\"type\":\"deal_to_company_unlabeled\"},{\"id\":\"71\",\"type\":\"deal_to_company\"},{\"id\":"
		 "\"71\",\"type\":\"deal_to_company_unlabeled\"}]},\"contacts\":{\"results\":[{\"id\":\"11\",\"type\":"
		 "\"deal_to_contact\"},{\"id\":\"12\",\"type\":\"deal_to_contact\"}]}}},"
		 "{\"id\":\"2\",\"properties\":{\"dealname\":\"two\",\"hs_is_closed\":\"true\",\"hs_is_closed_won\":"
		 "\"false\"}},"
		 "{\"id\":\"3\",\"properties\":{\"dealname\":\"three\",\"hs_is_closed\":\"false\",\"hs_is_closed_won\":"
		 "\"false\"},\"associations\":{\"companies\":{\"results\":[{\"id\":\"80\",\"type\":"
		 "\"deal_to_company_unlabeled\"},{\"id\":\"81\",\"type\":\"deal_to_company_unlabeled\"}]},\"contacts\":"
		 "{\"results\":[{\"id\":\"21\",\"type\":\"deal_to_contact\"}],\"paging\":{\"next\":{\"after\":\"x\"}}}}"
		 "},"
		 "{\"id\":\"4\",\"properties\":{},\"associations\":{\"companies\":{\"results\":[{\"id\":\"90\","
		 "\"type\":"
		 "\"deal_to_company_unlabeled\"}]}}}"
		 "]}",
		 NULL, STEP_WHOLE},
		{LINKS("contacts"), 200,
		 "{\"results\":[{\"from\":{\"id\":\"3\"},\"to\":[{\"toObjectId\":21,\"associationTypes\":[]},"
		 "{\"toObjectId\":\"22\",\"associationTypes\":[]}],\"paging\":{\"next\":{\"after\":\"MC0x\"}}}]}",
		 NULL, STEP_WHOLE},
		{LINKS("contacts"), 200,
		 "{\"results\":[{\"from\":{\"id\":\"3\"},\"to\":[{\"toObjectId\":22,\"associationTypes\":[]},"
		 "{\"toObjectId\":23,\"associationTypes\":[]}]}]}",
		 NULL, STEP_WHOLE});
	pull_well(CRM_DEAL, NULL, NULL);
	ck_assert_ptr_nonnull(strstr(hubspot_head(0), "associations=companies%2Ccontacts"));
	const struct crm_record *r = hubspot_page_record(&page, "1");
	ck_assert_str_eq(hubspot_shown(r, "@company"), "71");
	ck_assert_str_eq(hubspot_shown(r, "@contacts"), "[11,12]");
	ck_assert_str_eq(hubspot_shown(r, "@status"), "won");
	r = hubspot_page_record(&page, "2"); /* none at all */
	ck_assert_str_eq(hubspot_shown(r, "@company"), "null");
	ck_assert_str_eq(hubspot_shown(r, "@contacts"), "[]");
	ck_assert_str_eq(hubspot_shown(r, "@status"), "lost");
	r = hubspot_page_record(&page, "3");
	ck_assert_str_eq(hubspot_shown(r, "@company"), "absent"); /* two, and none is the primary one */
	ck_assert_str_eq(hubspot_shown(r, "@contacts"), "[21,22,23]");
	ck_assert_str_eq(hubspot_shown(r, "@status"), "open");
	ck_assert_str_eq(hubspot_body(1), "{\"inputs\":[{\"id\":\"3\"}]}");
	ck_assert_str_eq(hubspot_body(2), "{\"inputs\":[{\"id\":\"3\",\"after\":\"MC0x\"}]}");
	r = hubspot_page_record(&page, "4");
	ck_assert_str_eq(hubspot_shown(r, "@company"), "90"); /* the only one */
	ck_assert_str_eq(hubspot_shown(r, "@status"), "absent");
}
END_TEST

/* The same page again, whatever mark was sent: what follows stays unknown, and the pull goes on. */
START_TEST(associations_that_do_not_move_on_stay_unknown)
{
	static const char again[] =
		"{\"results\":[{\"from\":{\"id\":\"3\"},\"to\":[{\"toObjectId\":21,\"associationTypes\":[]}],"
		"\"paging\":{\"next\":{\"after\":\"MC0x\"}}}]}";
	HUBSPOT_SCRIPT(
		{LIST("deals"), 200,
		 "{\"results\":[{\"id\":\"3\",\"properties\":{},\"associations\":{\"contacts\":{\"results\":[{\"id\":"
		 "\"21\",\"type\":\"deal_to_contact\"}],\"paging\":{\"next\":{\"after\":\"x\"}}}}}]}",
		 NULL, STEP_WHOLE},
		{LINKS("contacts"), 200, again, NULL, STEP_WHOLE}, {LINKS("contacts"), 200, again, NULL, STEP_WHOLE});
	pull_well(CRM_DEAL, NULL, NULL);
	ck_assert_str_eq(hubspot_shown(hubspot_page_record(&page, "3"), "@contacts"), "absent");
}
END_TEST

/* As recorded: who has none comes as an error.  What an answer does not account for stays unknown. */
START_TEST(a_search_reads_associations_in_bulk)
{
	HUBSPOT_SCRIPT(
		{SEARCH("deals"), 200,
		 "{\"total\":4,\"results\":[{\"id\":\"1\",\"properties\":{}},{\"id\":\"2\",\"properties\":{}},{\"id\":"
		 "\"3\",\"properties\":{}},{\"id\":\"4\",\"properties\":{}}]}",
		 NULL, STEP_WHOLE},
		{LINKS("companies"), 207,
		 "{\"status\":\"COMPLETE\",\"results\":[{\"from\":{\"id\":\"2\"},\"to\":[{\"toObjectId\":50,"
		 "\"associationTypes\":[{\"category\":\"HUBSPOT_DEFINED\",\"typeId\":341,\"label\":null}]},"
		 "{\"toObjectId\":51,\"associationTypes\":[{\"category\":\"USER_DEFINED\",\"typeId\":5,\"label\":\"x\"}"
		 ","
		 "{\"category\":\"HUBSPOT_DEFINED\",\"typeId\":341,\"label\":null},{\"category\":\"HUBSPOT_DEFINED\","
		 "\"typeId\":5,\"label\":\"Primary\"}]}]}],\"errors\":[{\"status\":\"error\",\"category\":"
		 "\"OBJECT_NOT_FOUND\",\"subCategory\":\"crm.associations.NO_ASSOCIATIONS_FOUND\",\"message\":\"No "
		 "company is associated with deal 1.\",\"context\":{\"fromObjectId\":[\"1\"]}},{\"status\":\"error\","
		 "\"category\":\"INTERNAL_ERROR\",\"message\":\"x\",\"context\":{\"fromObjectId\":[\"3\"]}}],"
		 "\"numErrors\":3}",
		 NULL, STEP_WHOLE},
		{LINKS("contacts"), 200, NOTHING, NULL, STEP_WHOLE});
	pull_well(CRM_DEAL, "2026-11-21T00:00:00Z", NULL);
	ck_assert_str_eq(hubspot_shown(hubspot_page_record(&page, "1"), "@company"), "null");
	ck_assert_str_eq(hubspot_shown(hubspot_page_record(&page, "2"), "@company"), "51");
	ck_assert_str_eq(hubspot_shown(hubspot_page_record(&page, "3"), "@company"), "absent");
	ck_assert_str_eq(hubspot_shown(hubspot_page_record(&page, "4"), "@company"), "absent");
	ck_assert_str_eq(hubspot_shown(hubspot_page_record(&page, "4"), "@contacts"), "[]");
}
END_TEST

/* ---- incremental pulls ---- */

#define HIT(id) "{\"id\":\"" id "\",\"properties\":{\"email\":null}}"

START_TEST(an_incremental_pull_goes_by_id)
{
	HUBSPOT_SCRIPT(
		{SEARCH("contacts"), 200,
		 "{\"total\":25000,\"results\":[" HIT("9") "," HIT("10") "],\"paging\":{\"next\":{\"after\":\"200\"}}}",
		 NULL, STEP_WHOLE},
		{SEARCH("contacts"), 200, "{\"total\":3,\"results\":[],\"paging\":{\"next\":{\"after\":\"200\"}}}",
		 NULL, STEP_WHOLE},
		{SEARCH("contacts"), 200,
		 "{\"total\":3,\"results\":[" HIT("11") "],\"paging\":{\"next\":{\"after\":\"1\"}}}", NULL, STEP_WHOLE},
		{SEARCH("contacts"), 200, "{\"total\":7,\"results\":[]}", NULL, STEP_WHOLE});
	pull_well(CRM_CONTACT, "2026-11-21T12:00:00Z", NULL);
	ck_assert_str_eq(
		hubspot_body(0),
		"{\"filterGroups\":[{\"filters\":[{\"propertyName\":\"lastmodifieddate\",\"operator\":\"GTE\","
		"\"value\":"
		"\"2026-11-21T11:50:00Z\"}]}],\"sorts\":[\"hs_object_id\"],\"properties\":[\"hs_merged_object_ids\","
		"\"lastmodifieddate\",\"email\",\"firstname\",\"hs_additional_emails\",\"associatedcompanyid\","
		"\"hs_email_optout\",\"createdate\",\"phone\"],\"limit\":200}");
	ck_assert_int_eq(page.total, -1);
	pull_well(CRM_CONTACT, "2026-11-21T12:00:00Z", page.cursor);
	ck_assert_ptr_nonnull(
		strstr(hubspot_body(1), "{\"propertyName\":\"hs_object_id\",\"operator\":\"GT\",\"value\":\"10\"}"));
	ck_assert_ptr_null(strstr(hubspot_body(1), "\"after\""));
	ck_assert(!page.complete && page.n == 0); /* ghosts: the page is empty, yet more follow */
	pull_well(CRM_CONTACT, "2026-11-21T12:00:00Z", page.cursor);
	ck_assert_ptr_nonnull(strstr(hubspot_body(2), "\"value\":\"10\"}"));
	ck_assert_ptr_nonnull(strstr(hubspot_body(2), "\"after\":\"200\""));
	pull_well(CRM_CONTACT, "2026-11-21T12:00:00Z", page.cursor);
	ck_assert_ptr_nonnull(strstr(hubspot_body(3), "\"value\":\"11\"}"));
	ck_assert(!page.complete); /* the archived ones follow */
}
END_TEST

START_TEST(only_what_was_archived_since_is_passed_on)
{
	HUBSPOT_SCRIPT(
		{SEARCH("contacts"), 200, NOTHING, NULL, STEP_WHOLE},
		{ARCHIVED("contacts"), 200,
		 "{\"results\":[{\"id\":\"1\",\"archived\":true,\"archivedAt\":\"2026-11-21T11:49:59Z\",\"properties\":"
		 "{}},{\"id\":\"2\",\"archived\":true,\"archivedAt\":\"2026-11-21T11:50:00Z\",\"properties\":{}},"
		 "{\"id\":\"3\",\"archived\":true,\"properties\":{}}]}",
		 NULL, STEP_WHOLE});
	pull_well(CRM_CONTACT, "2026-11-21T12:00:00Z", NULL);
	pull_well(CRM_CONTACT, "2026-11-21T12:00:00Z", page.cursor);
	ck_assert(page.complete && page.n == 2);
	ck_assert_str_eq(page.records[0].id, "2");
	ck_assert_str_eq(page.records[1].id, "3"); /* without a stamp: rather twice than never */
}
END_TEST

START_TEST(a_search_out_of_order_is_not_believed)
{
	HUBSPOT_SCRIPT({SEARCH("contacts"), 200,
			"{\"results\":[" HIT("10") "," HIT("9") "],\"paging\":{\"next\":{\"after\":\"2\"}}}", NULL,
			STEP_WHOLE});
	ck_assert_int_eq(pull(CRM_CONTACT, "2026-11-21T12:00:00Z", NULL, NULL), CRM_E_PROTOCOL);
}
END_TEST

START_TEST(a_filter_makes_a_full_pull_a_search)
{
	HUBSPOT_SCRIPT({SEARCH("contacts"), 200, "{\"total\":1,\"results\":[" HIT("9") "]}", NULL, STEP_WHOLE});
	ck_assert_int_eq(pull(CRM_CONTACT, NULL,
			      "[{\"propertyName\":\"lifecyclestage\",\"operator\":\"IN\",\"values\":[\"lead\"]}]",
			      NULL),
			 CRM_OK);
	ck_assert_ptr_nonnull(strstr(hubspot_body(0),
				     "{\"filterGroups\":[{\"filters\":[{\"propertyName\":\"lifecyclestage\","
				     "\"operator\":\"IN\",\"values\":[\"lead\"]}]}]"));
	ck_assert_int_eq(page.total, 1);
	HUBSPOT_SCRIPT({SEARCH("contacts"), 400,
			"{\"message\":\"there was a problem with the request: no property shoe\",\"category\":"
			"\"VALIDATION_ERROR\"}",
			NULL, STEP_WHOLE});
	ck_assert_int_eq(pull(CRM_CONTACT, NULL, "[{\"propertyName\":\"shoe\",\"operator\":\"HAS_PROPERTY\"}]", NULL),
			 CRM_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&hubspot.err), "no property shoe"));
	static const char *const wrong[] = {"", "{}", "[1]", "[{\"propertyName\":\"x\"}]", "[{},{},{},{},{}]"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_int_eq(pull(CRM_CONTACT, NULL, wrong[i], NULL), CRM_E_CONFIG);
}
END_TEST

/* ---- what goes wrong ---- */

START_TEST(cursors_that_are_none_start_again)
{
	static const char *const wrong[] = {
		"", "list", "list:1", "list:x::", "list:::", "other:1::", "list:9999999999999999::"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_int_eq(pull(CRM_CONTACT, NULL, NULL, wrong[i]), CRM_E_CURSOR);
	ck_assert_int_eq(pull(CRM_CONTACT, "yesterday", NULL, NULL), CRM_E_CURSOR);
	ck_assert_int_eq(pull(CRM_OWNER, NULL, NULL, "x"), CRM_E_CURSOR);
	HUBSPOT_SCRIPT(
		{"GET /crm/objects/2026-03/contacts?limit=100&after=old", 400,
		 "{\"message\":\"bad after\",\"category\":\"VALIDATION_ERROR\"}", NULL, STEP_WHOLE},
		{LIST("contacts"), 400, "{\"message\":\"bad\",\"category\":\"VALIDATION_ERROR\"}", NULL, STEP_WHOLE});
	ck_assert_int_eq(pull(CRM_CONTACT, NULL, NULL, "list:1795283400000::old"), CRM_E_CURSOR);
	ck_assert_int_eq(pull(CRM_CONTACT, NULL, NULL, NULL), CRM_E_REJECTED);
}
END_TEST

static const char *const nonsense[] = {
	"{}",
	"[]",
	"{\"results\":{}}",
	"{\"results\":[{\"properties\":{}}]}",
	"{\"results\":[{\"id\":\"\",\"properties\":{}}]}",
	"{\"results\":[{\"id\":\"1\"}]}",
	"{\"results\":[null]}",
	"{\"results\":[{\"id\":\"1\",\"properties\":[]}]}",
	"{\"results\":[{\"id\":\"1\",\"properties\":{}}]",
	"<html></html>",
};

START_TEST(answers_that_are_no_pages_are_refused)
{
	HUBSPOT_SCRIPT({LIST("contacts"), 200, nonsense[_i], NULL, STEP_WHOLE});
	ck_assert_int_eq(pull(CRM_CONTACT, NULL, NULL, NULL), CRM_E_PROTOCOL);
}
END_TEST

START_TEST(a_pull_needs_the_vendors_clock)
{
	HUBSPOT_SCRIPT({LIST("contacts"), 200, NOTHING, "X-No-Date: 1\r\nDate:\r\n", STEP_WHOLE});
	ck_assert_int_eq(pull(CRM_CONTACT, NULL, NULL, NULL), CRM_E_PROTOCOL);
}
END_TEST

/* ---- types ---- */

START_TEST(custom_properties_are_read_as_their_definitions_say)
{
	static const char *const names[] = {"products", "since", "seen", "agreed", "gone"};
	const struct crm_pull request = {.object = CRM_COMPANY, .properties = names, .n_properties = 5};
	HUBSPOT_SCRIPT(
		{"GET /crm/properties/2026-03/companies", 200,
		 "{\"results\":[{\"name\":\"products\",\"type\":\"enumeration\",\"fieldType\":\"checkbox\"},{\"name\":"
		 "\"since\",\"type\":\"date\",\"fieldType\":\"date\"},{\"name\":\"seen\",\"type\":\"datetime\","
		 "\"fieldType\":\"date\"},{\"name\":\"agreed\",\"type\":\"enumeration\",\"fieldType\":"
		 "\"booleancheckbox\"}]}",
		 NULL, STEP_WHOLE},
		{LIST("companies"), 200,
		 "{\"results\":[{\"id\":\"1\",\"properties\":{\"products\":\"a;b\",\"since\":\"1572480000000\","
		 "\"seen\":"
		 "\"1572480000123\",\"agreed\":\"true\"}},{\"id\":\"2\",\"properties\":{\"products\":\"\",\"since\":"
		 "\"2019-10-31\",\"seen\":\"2019-10-31T02:00:00+02:00\",\"agreed\":\"\"}}]}",
		 NULL, STEP_WHOLE},
		{LIST("companies"), 200, NOTHING, NULL, STEP_WHOLE});
	ck_assert_int_eq(hubspot_pull(hubspot.conn, &request, &page, hubspot.arena, &hubspot.err), CRM_OK);
	const struct crm_record *r = hubspot_page_record(&page, "1");
	ck_assert_str_eq(hubspot_shown(r, "products"), "[a,b]");
	ck_assert_str_eq(hubspot_shown(r, "since"), "2019-10-31");
	ck_assert_str_eq(hubspot_shown(r, "seen"), "2019-10-31T00:00:00.123Z");
	ck_assert_str_eq(hubspot_shown(r, "agreed"), "true");
	ck_assert_str_eq(hubspot_shown(r, "gone"), "absent");
	r = hubspot_page_record(&page, "2");
	ck_assert_str_eq(hubspot_shown(r, "products"), "null");
	ck_assert_str_eq(hubspot_shown(r, "since"), "2019-10-31");
	ck_assert_str_eq(hubspot_shown(r, "seen"), "2019-10-31T00:00:00Z");
	ck_assert_str_eq(hubspot_shown(r, "agreed"), "null");
	/* the definitions are asked for once */
	ck_assert_int_eq(hubspot_pull(hubspot.conn, &request, &page, hubspot.arena, &hubspot.err), CRM_OK);
}
END_TEST

/* Standard types are looked up by halving: the table has to be in order. */
START_TEST(standard_properties_have_their_types)
{
	static const struct {
		enum crm_object object;
		const char *name;
		enum hubspot_type type;
	} known[] = {
		{CRM_COMPANY, "annualrevenue", HUBSPOT_NUMBER},
		{CRM_CONTACT, "createdate", HUBSPOT_DATETIME},
		{CRM_DEAL, "closedate", HUBSPOT_DATETIME},
		{CRM_CONTACT, "hs_additional_emails", HUBSPOT_LIST},
		{CRM_DEAL, "hs_merged_object_ids", HUBSPOT_LIST},
		{CRM_CONTACT, "hs_email_optout", HUBSPOT_BOOL},
		{CRM_CONTACT, "lastmodifieddate", HUBSPOT_DATETIME},
		{CRM_CONTACT, "zip", HUBSPOT_TEXT},
		{CRM_COMPANY, "hs_lastmodifieddate", HUBSPOT_DATETIME},
	};
	static const char *const plain[] = {"address",
					    "city",
					    "country",
					    "crmsync_id",
					    "description",
					    "domain",
					    "industry",
					    "name",
					    "phone",
					    "state",
					    "vat_id",
					    "website",
					    "zip",
					    "closedate",
					    "createdate",
					    "hs_object_id",
					    "hs_lead_status",
					    "lifecyclestage",
					    "numberofemployees",
					    "hubspot_owner_id",
					    "hs_analytics_source"};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		ck_assert_int_eq(hubspot_type_of(hubspot.conn, known[i].object, known[i].name), known[i].type);
	/* all are known: no request for definitions */
	ck_assert_int_eq(
		hubspot_definitions_need(hubspot.conn, CRM_COMPANY, plain, sizeof plain / sizeof *plain, &hubspot.err),
		CRM_OK);
	ck_assert_uint_eq(hubspot_requests(), 0);
}
END_TEST

/* ---- owners and pipelines ---- */

START_TEST(owners_come_active_and_gone)
{
	HUBSPOT_SCRIPT(
		{"GET /crm/owners/2026-03?limit=500&archived=true", 200,
		 "{\"results\":[{\"id\":\"3\",\"firstName\":\"\",\"lastName\":\"Gone\",\"archived\":true}]}", NULL,
		 STEP_WHOLE},
		{"GET /crm/owners/2026-03?limit=500&after=", 200,
		 "{\"results\":[{\"id\":2,\"email\":\"two@x.com\",\"archived\":false}]}", NULL, STEP_WHOLE},
		{"GET /crm/owners/2026-03?limit=500", 200,
		 "{\"results\":[{\"id\":\"1\",\"email\":\"one@x.com\",\"firstName\":\"Ann\",\"lastName\":\"One\","
		 "\"archived\":false}],\"paging\":{\"next\":{\"after\":\"MQ==\"}}}",
		 NULL, STEP_WHOLE},
		{"GET /crm/pipelines/2026-03/deals", 200,
		 "{\"results\":[{\"id\":\"default\",\"label\":\"Sales\",\"archived\":false}]}", NULL, STEP_WHOLE});
	pull_well(CRM_OWNER, NULL, NULL);
	const struct crm_record *r = hubspot_page_record(&page, "1");
	ck_assert_str_eq(hubspot_shown(r, "email"), "one@x.com");
	ck_assert_str_eq(hubspot_shown(r, "name"), "Ann One");
	ck_assert_str_eq(hubspot_shown(r, "active"), "true");
	pull_well(CRM_OWNER, NULL, page.cursor);
	ck_assert_str_eq(hubspot_shown(hubspot_page_record(&page, "2"), "name"), "");
	pull_well(CRM_OWNER, NULL, page.cursor);
	r = hubspot_page_record(&page, "3");
	ck_assert(page.complete && r->life == CRM_ARCHIVED);
	ck_assert_str_eq(hubspot_shown(r, "active"), "false");
	ck_assert_str_eq(hubspot_shown(r, "name"), "Gone");
	ck_assert_str_eq(hubspot_shown(r, "email"), "null");
	pull_well(CRM_PIPELINE, NULL, NULL);
	ck_assert_str_eq(hubspot_shown(hubspot_page_record(&page, "default"), "name"), "Sales");
}
END_TEST

/* ---- more properties than a URL takes ---- */

START_TEST(very_many_properties_are_read_by_id)
{
	static char names[400][64];
	static const char *wanted[400];
	for (int i = 0; i < 400; i++) {
		snprintf(names[i], sizeof names[i], "a_property_with_a_rather_long_name_number_%d", i);
		wanted[i] = names[i];
	}
	const struct crm_pull request = {.object = CRM_COMPANY, .properties = wanted, .n_properties = 400};
	HUBSPOT_SCRIPT({"GET /crm/properties/2026-03/companies", 200, NOTHING, NULL, STEP_WHOLE},
		       {"GET /crm/objects/2026-03/companies?limit=100", 200,
			"{\"results\":[{\"id\":\"1\",\"properties\":{}}],\"paging\":{\"next\":{\"after\":\"2\"}}}",
			NULL, STEP_WHOLE},
		       {"POST /crm/objects/2026-03/companies/batch/read", 200,
			"{\"results\":[{\"id\":\"1\",\"properties\":{\"a_property_with_a_rather_long_name_number_7\":"
			"\"x\"}}]}",
			NULL, STEP_WHOLE});
	ck_assert_int_eq(hubspot_pull(hubspot.conn, &request, &page, hubspot.arena, &hubspot.err), CRM_OK);
	ck_assert_str_eq(hubspot_shown(hubspot_page_record(&page, "1"), wanted[7]), "x");
	ck_assert_ptr_null(strstr(hubspot_head(1), "properties="));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("connector_hubspot_pull");
	TCase *tc = tcase_create("pull");
	tcase_add_checked_fixture(tc, hubspot_fixture_begin, hubspot_fixture_end);
	tcase_add_test(tc, a_full_pull_lists_the_live_and_then_the_archived);
	tcase_add_test(tc, deletions_are_read_as_the_option_says);
	tcase_add_test(tc, inline_associations_are_taken_and_long_ones_read_to_the_end);
	tcase_add_test(tc, associations_that_do_not_move_on_stay_unknown);
	tcase_add_test(tc, a_search_reads_associations_in_bulk);
	tcase_add_test(tc, an_incremental_pull_goes_by_id);
	tcase_add_test(tc, only_what_was_archived_since_is_passed_on);
	tcase_add_test(tc, a_search_out_of_order_is_not_believed);
	tcase_add_test(tc, a_filter_makes_a_full_pull_a_search);
	tcase_add_test(tc, cursors_that_are_none_start_again);
	tcase_add_loop_test(tc, answers_that_are_no_pages_are_refused, 0, (int)(sizeof nonsense / sizeof *nonsense));
	tcase_add_test(tc, a_pull_needs_the_vendors_clock);
	tcase_add_test(tc, custom_properties_are_read_as_their_definitions_say);
	tcase_add_test(tc, standard_properties_have_their_types);
	tcase_add_test(tc, owners_come_active_and_gone);
	tcase_add_test(tc, very_many_properties_are_read_by_id);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
