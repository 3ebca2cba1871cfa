/* SPDX-License-Identifier: Apache-2.0 */
/* HubSpot connector: credentials, errors, account, schema, setup, get and find. */
#include "config.h"

#include <string.h>

#include "hubspot.h"
#include "hubspot_fixture.h"
#include "run_suite.h"

#define DETAILS                                                                                                        \
	"{\"portalId\":12345678,\"accountType\":\"STANDARD\",\"timeZone\":\"US/Eastern\",\"uiDomain\":"                \
	"\"app-eu1.hubspot.com\"}"

static struct crm_identity identity;

static int identify(void)
{
	crm_error_clear(&hubspot.err);
	return hubspot_identify(hubspot.conn, &identity, hubspot.arena, &hubspot.err);
}

/* ---- errors ---- */

static const struct {
	int status;
	const char *headers;
	const char *body;
	int code;
	int64_t wait_ms;
	const char *words;
} faults[] = {
	{400, NULL, "{\"status\":\"error\",\"message\":\"bad\",\"category\":\"VALIDATION_ERROR\"}", CRM_E_REJECTED, 0,
	 "bad (400 VALIDATION_ERROR)"},
	{401, NULL,
	 "{\"status\":\"error\",\"message\":\"Authentication credentials not found\",\"category\":"
	 "\"INVALID_AUTHENTICATION\"}",
	 CRM_E_AUTH, 0, "Authentication credentials not found"},
	{403, NULL,
	 "{\"status\":\"error\",\"message\":\"One or more of the following scopes are required.\",\"context\":"
	 "{\"requiredGranularScopes\":[\"crm.objects.contacts.read\",\"tickets\"]},\"category\":\"MISSING_SCOPES\"}",
	 CRM_E_PERMISSION, 0, ": crm.objects.contacts.read, tickets (403 MISSING_SCOPES)"},
	{403, NULL, "<html>blocked</html>", CRM_E_PROTOCOL, 0, "status 403 and no JSON"},
	{404, NULL, "<html><title>Error 404 Not Found</title></html>", CRM_E_NOT_FOUND, 0, "status 404 and no JSON"},
	{409, NULL, "{\"message\":\"x\",\"category\":\"CONFLICT\"}", CRM_E_REJECTED, 0, "x (409 CONFLICT)"},
	{423, NULL, "{\"message\":\"locked\"}", CRM_E_SERVER, 2000, "locked"},
	{429, NULL,
	 "{\"status\":\"error\",\"message\":\"You have reached your secondly limit.\",\"category\":\"RATE_LIMITS\"}",
	 CRM_E_RATE, 1000, "secondly limit"},
	{429, NULL,
	 "{\"status\":\"error\",\"message\":\"You have reached your ten_secondly_rolling limit.\",\"errorType\":"
	 "\"RATE_LIMIT\",\"policyName\":\"TEN_SECONDLY_ROLLING\"}",
	 CRM_E_RATE, 10000, "ten_secondly"},
	{429, NULL, "{\"message\":\"slow down\"}", CRM_E_RATE, 10000, "slow down"},
	{429, "Retry-After: 3\r\n", "<html>", CRM_E_RATE, 3000, "status 429"},
	{429, NULL,
	 "{\"status\":\"error\",\"message\":\"You have reached your daily limit.\",\"errorType\":\"RATE_LIMIT\","
	 "\"policyName\":\"DAILY\"}",
	 CRM_E_BUDGET, 0, "daily limit"},
	{477, "Retry-After: 60\r\n", "{}", CRM_E_SERVER, 60000, "status 477"},
	{500, NULL, "{\"message\":\"internal error\"}", CRM_E_SERVER, 0, "internal error"},
	{502, NULL, "<html>bad gateway</html>", CRM_E_SERVER, 0, "status 502 and no JSON"},
	{530, NULL, "<html>", CRM_E_AUTH, 0, "status 530"},
	{302, "Location: /x\r\n", "", CRM_E_PROTOCOL, 0, "status 302"},
	{200, NULL, "<html>maintenance</html>", CRM_E_PROTOCOL, 0, "the answer is not JSON"},
	{200, NULL, "{\"portalId\":12345", CRM_E_PROTOCOL, 0, "the answer is not JSON"},
	{200, NULL, "{}", CRM_E_PROTOCOL, 0, "no portal id"},
};

START_TEST(errors_have_their_class)
{
	HUBSPOT_SCRIPT({"GET /account-info/2026-03/details", faults[_i].status, faults[_i].body, faults[_i].headers,
			STEP_WHOLE});
	ck_assert_int_eq(identify(), faults[_i].code);
	ck_assert_int_eq(hubspot.err.code, faults[_i].code);
	ck_assert_msg(strstr(crm_error_text(&hubspot.err), faults[_i].words) != NULL, "%s",
		      crm_error_text(&hubspot.err));
	if (faults[_i].status != 200)
		ck_assert_int_eq(hubspot.err.http_status, faults[_i].status);
	ck_assert_int_eq(hubspot.err.retry_after_ms > 0 ? hubspot.err.retry_after_ms : 0, faults[_i].wait_ms);
}
END_TEST

START_TEST(an_answer_cut_short_is_a_network_error)
{
	HUBSPOT_SCRIPT({"GET /account-info/2026-03/details", 200, DETAILS, NULL, STEP_CUT});
	ck_assert_int_eq(identify(), CRM_E_NETWORK);
}
END_TEST

/* Behind an accepted request, 530 is the vendor's own trouble. */
START_TEST(status_530_is_about_the_token_only_at_first)
{
	HUBSPOT_SCRIPT({"GET /account-info", 200, DETAILS, NULL, STEP_WHOLE},
		       {"GET /account-info", 530, "<html>", NULL, STEP_WHOLE});
	ck_assert_int_eq(identify(), CRM_OK);
	ck_assert_int_eq(identify(), CRM_E_SERVER);
}
END_TEST

/* ---- opening ---- */

START_TEST(missing_credentials_are_named)
{
	hubspot.token = NULL;
	hubspot.client_id = "id";
	ck_assert_int_eq(hubspot_connect("2026-03"), CRM_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&hubspot.err), "no secret \"client_secret\""));
	hubspot.token = "two words";
	ck_assert_int_eq(hubspot_connect("2026-03"), CRM_E_CONFIG);
	hubspot.token = "pat";
	ck_assert_int_eq(hubspot_connect("2026-3"), CRM_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&hubspot.err), "'2026-3'"));
	hubspot.deleted = "sometimes";
	ck_assert_int_eq(hubspot_connect("2026-03"), CRM_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&hubspot.err), "always, full or never"));
	ck_assert_uint_eq(hubspot_requests(), 0);
}
END_TEST

START_TEST(version_three_has_its_own_paths)
{
	struct crm_page page;
	ck_assert_int_eq(hubspot_connect("v3"), CRM_OK);
	HUBSPOT_SCRIPT(
		{"GET /account-info/v3/details", 200, DETAILS, NULL, STEP_WHOLE},
		{"POST /crm/v3/objects/deals/batch/read", 200,
		 "{\"results\":[{\"id\":\"7\",\"properties\":{\"dealname\":\"x\"}}]}", NULL, STEP_WHOLE},
		{"POST /crm/v4/associations/deals/contacts/batch/read", 200, "{\"results\":[]}", NULL, STEP_WHOLE});
	ck_assert_int_eq(identify(), CRM_OK);
	ck_assert_int_eq(hubspot_get(hubspot.conn, CRM_DEAL, (const char *const[]){"7"}, 1,
				     (const char *const[]){"dealname", "@contacts"}, 2, &page, hubspot.arena,
				     &hubspot.err),
			 CRM_OK);
	ck_assert_str_eq(hubspot_shown(&page.records[0], "@contacts"), "[]");
}
END_TEST

/* ---- OAuth ---- */

static void connect_oauth(void)
{
	hubspot.token = NULL;
	hubspot.client_id = "client-1";
	hubspot.client_secret = "secret&1";
	hubspot.refresh_token = "refresh-old";
	ck_assert_int_eq(hubspot_connect("2026-03"), CRM_OK);
}

#define TOKEN(access, refresh, expires)                                                                                \
	"{\"access_token\":\"" access "\",\"refresh_token\":\"" refresh "\",\"expires_in\":" expires                   \
	",\"token_type\":\"bearer\"}"

START_TEST(a_rotated_refresh_token_is_saved_first)
{
	connect_oauth();
	HUBSPOT_SCRIPT({"POST /oauth/2026-03/token", 200, TOKEN("access-one", "refresh-new", "1800"), NULL, STEP_WHOLE},
		       {"GET /account-info", 200, DETAILS, NULL, STEP_WHOLE},
		       {"GET /account-info", 200, DETAILS, NULL, STEP_WHOLE});
	ck_assert_int_eq(identify(), CRM_OK);
	ck_assert_str_eq(hubspot.saved, "refresh-new");
	ck_assert_str_eq(hubspot_body(0), "grant_type=refresh_token&client_id=client-1&client_secret=secret%261"
					  "&refresh_token=refresh-old");
	ck_assert_ptr_nonnull(strstr(hubspot_head(1), "Authorization: Bearer access-one"));
	ck_assert_int_eq(identify(), CRM_OK);
	ck_assert_uint_eq(hubspot_requests(), 3);
}
END_TEST

START_TEST(a_token_that_cannot_be_saved_is_not_used)
{
	connect_oauth();
	hubspot.save_code = CRM_E_DISK;
	HUBSPOT_SCRIPT(
		{"POST /oauth/2026-03/token", 200, TOKEN("access-one", "refresh-new", "1800"), NULL, STEP_WHOLE});
	ck_assert_int_eq(identify(), CRM_E_DISK);
	ck_assert_uint_eq(hubspot_requests(), 1);
}
END_TEST

START_TEST(a_refused_token_is_renewed)
{
	connect_oauth();
	HUBSPOT_SCRIPT({"POST /oauth/2026-03/token", 200, TOKEN("access-one", "refresh-old", "1800"), NULL, STEP_WHOLE},
		       {"GET /account-info", 401, "{\"category\":\"EXPIRED_AUTHENTICATION\",\"message\":\"expired\"}",
			NULL, STEP_WHOLE},
		       {"POST /oauth/2026-03/token", 200, TOKEN("access-two", "refresh-old", "1800"), NULL, STEP_WHOLE},
		       {"GET /account-info", 200, DETAILS, NULL, STEP_WHOLE});
	ck_assert_int_eq(identify(), CRM_E_EXPIRED);
	ck_assert_int_eq(identify(), CRM_OK);
	ck_assert_ptr_nonnull(strstr(hubspot_head(-1), "Bearer access-two"));
	ck_assert_ptr_null(hubspot.saved);
}
END_TEST

/* The token ends after a tick; it is renewed before it is refused. */
START_TEST(a_token_is_renewed_before_it_runs_out)
{
	connect_oauth();
	HUBSPOT_SCRIPT({"POST /oauth/2026-03/token", 200, TOKEN("access-one", "refresh-old", "1800"), NULL, STEP_WHOLE},
		       {"GET /account-info", 200, DETAILS, NULL, STEP_WHOLE},
		       {"POST /oauth/2026-03/token", 200, TOKEN("access-two", "refresh-old", "1800"), NULL, STEP_WHOLE},
		       {"GET /account-info", 200, DETAILS, NULL, STEP_WHOLE});
	ck_assert_int_eq(identify(), CRM_OK);
	hubspot.conn->token.renew_at = 0;
	ck_assert_int_eq(identify(), CRM_OK);
}
END_TEST

START_TEST(a_revoked_grant_is_final)
{
	connect_oauth();
	HUBSPOT_SCRIPT({"POST /oauth/2026-03/token", 400,
			"{\"status\":\"BAD_REFRESH_TOKEN\",\"message\":\"missing or unknown refresh token\"}", NULL,
			STEP_WHOLE});
	ck_assert_int_eq(identify(), CRM_E_AUTH);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&hubspot.err), "BAD_REFRESH_TOKEN"));
}
END_TEST

/* ---- account ---- */

START_TEST(the_account_tells_who_it_is_and_what_is_left)
{
	struct crm_budget budget = {0};
	HUBSPOT_SCRIPT({"GET /account-info/2026-03/details", 200, DETAILS,
			"X-HubSpot-RateLimit-Daily: 650000\r\nX-HubSpot-RateLimit-Daily-Remaining: 649000\r\n"
			"X-HubSpot-RateLimit-Interval-Milliseconds: 10000\r\nX-HubSpot-RateLimit-Remaining: 99\r\n",
			STEP_WHOLE});
	ck_assert_ptr_null(hubspot_record_url(hubspot.conn, CRM_CONTACT, "7", hubspot.arena));
	ck_assert_int_eq(identify(), CRM_OK);
	ck_assert_str_eq(identity.tenant, "12345678");
	ck_assert_str_eq(identity.url, "https://app-eu1.hubspot.com/contacts/12345678");
	ck_assert_int_eq(hubspot_budget(hubspot.conn, &budget, &hubspot.err), CRM_OK);
	ck_assert_int_eq(budget.limit, 650000);
	ck_assert_int_eq(budget.remaining, 649000);
	ck_assert_str_eq(hubspot_record_url(hubspot.conn, CRM_DEAL, "7", hubspot.arena),
			 "https://app-eu1.hubspot.com/contacts/12345678/record/0-3/7");
}
END_TEST

START_TEST(pages_name_their_records)
{
	static const struct {
		const char *url;
		enum crm_object object;
		const char *id;
	} cases[] = {{"https://app.hubspot.com/contacts/4711/record/0-1/7", CRM_CONTACT, "7"},
		     {"https://app-eu1.hubspot.com/contacts/4711/record/0-2/7/view/1?eschref=x", CRM_COMPANY, "7"},
		     {"https://app.hubspot.com/contacts/4711/deal/7", CRM_DEAL, "7"},
		     {"https://app.hubspot.com/contacts/4711/contact/7/", CRM_CONTACT, "7"},
		     {"https://app.hubspot.com/contacts/4711/record/0-5/7", CRM_OBJECTS, NULL},
		     {"https://app.hubspot.com/contacts/4711/record/0-1", CRM_OBJECTS, NULL},
		     {"https://app.hubspot.com/contacts/4711/record/0-1/7x", CRM_OBJECTS, NULL},
		     {"https://app.hubspot.com/contacts/x/record/0-1/7", CRM_OBJECTS, NULL},
		     {"https://www.hubspot.com/contacts/4711/contact/7", CRM_OBJECTS, NULL},
		     {"https://app.hubspot.com.example/contacts/4711/contact/7", CRM_OBJECTS, NULL},
		     {"https://app.example/contacts/4711/contact/7", CRM_OBJECTS, NULL}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct crm_page_address page = {.object = CRM_OBJECTS};
		bool read = hubspot_read_url(cases[i].url, &page, hubspot.arena);
		ck_assert_msg(read == (cases[i].id != NULL) && page.object == cases[i].object, "%s", cases[i].url);
		ck_assert_pstr_eq(page.id, cases[i].id);
		ck_assert_pstr_eq(page.tenant, cases[i].id ? "4711" : NULL);
	}
}
END_TEST

START_TEST(the_budget_is_asked_for_where_headers_are_silent)
{
	struct crm_budget budget = {0};
	HUBSPOT_SCRIPT(
		{"GET /account-info/2026-03/api-usage/daily/private-apps", 200,
		 "{\"results\":[{\"name\":\"private-apps-api-calls-daily\",\"usageLimit\":250000,\"currentUsage\":1500,"
		 "\"collectedAt\":\"2026-11-21T17:49:00Z\",\"fetchStatus\":\"SUCCESS\",\"resetsAt\":"
		 "\"2026-11-21T18:50:00Z\"}]}",
		 NULL, STEP_WHOLE});
	ck_assert_int_eq(hubspot_budget(hubspot.conn, &budget, &hubspot.err), CRM_OK);
	ck_assert_int_eq(budget.limit, 250000);
	ck_assert_int_eq(budget.remaining, 248500);
	ck_assert_int_eq(budget.resets_in_ms, 3600000);
	connect_oauth(); /* an app has no daily quota: nothing is asked */
	ck_assert_int_eq(hubspot_budget(hubspot.conn, &budget, &hubspot.err), CRM_OK);
	ck_assert_int_eq(budget.limit, -1);
}
END_TEST

START_TEST(records_are_counted_by_a_search_for_one)
{
	int64_t n = 0;
	HUBSPOT_SCRIPT({"POST /crm/objects/2026-03/companies/search", 200, "{\"total\":4711,\"results\":[]}", NULL,
			STEP_WHOLE},
		       {"POST /crm/objects/2026-03/companies/search", 200, "{\"results\":[]}", NULL, STEP_WHOLE});
	ck_assert_int_eq(hubspot_count(hubspot.conn, CRM_COMPANY, NULL, &n, &hubspot.err), CRM_OK);
	ck_assert_int_eq(n, 4711);
	ck_assert_str_eq(hubspot_body(0),
			 "{\"filterGroups\":[],\"sorts\":[\"hs_object_id\"],\"properties\":[],\"limit\":1}");
	ck_assert_int_eq(hubspot_count(hubspot.conn, CRM_COMPANY,
				       "[{\"propertyName\":\"city\",\"operator\":\"EQ\",\"value\":\"Bonn\"}]", &n,
				       NULL),
			 CRM_E_PROTOCOL);
	ck_assert_ptr_nonnull(strstr(hubspot_body(1), "{\"filterGroups\":[{\"filters\":[{\"propertyName\":\"city\","
						      "\"operator\":\"EQ\",\"value\":\"Bonn\"}]}]"));
	ck_assert_int_eq(hubspot_count(hubspot.conn, CRM_OWNER, NULL, &n, NULL), CRM_E_UNSUPPORTED);
}
END_TEST

/* ---- schema ---- */

#define PROPERTY(name, type, field, more)                                                                              \
	"{\"name\":\"" name "\",\"label\":\"L " name "\",\"type\":\"" type "\",\"fieldType\":\"" field                 \
	"\",\"groupName\":\"g\",\"options\":[]" more "}"

static const char deal_properties[] =
	"{\"results\":["
	"{\"name\":\"dealstage\",\"label\":\"Deal Stage\",\"type\":\"enumeration\",\"fieldType\":\"radio\",\"options\":"
	"[],\"externalOptions\":true,\"modificationMetadata\":{\"readOnlyValue\":false}}," PROPERTY(
		"pipeline", "enumeration", "select", ",\"externalOptions\":true") "," PROPERTY("dealname", "string",
											       "text", "") "," //
	PROPERTY("amount", "number", "number", "") "," PROPERTY("closedate", "datetime", "date", "") ","       //
	PROPERTY("signed", "date", "date", "") "," PROPERTY("hs_is_closed", "bool", "calculation_read_time",
							    "") ","                                    //
	PROPERTY("locked", "string", "text", ",\"modificationMetadata\":{\"readOnlyValue\":true}") "," //
	PROPERTY("score", "number", "number", ",\"calculated\":true") ","                              //
	PROPERTY("hubspot_owner_id", "enumeration", "select",
		 ",\"externalOptions\":true,\"referencedObjectType\":\"OWNER\"") "," //
	PROPERTY("crmsync_id", "string", "text",
		 ",\"hasUniqueValue\":true") "," //
					     "{\"name\":\"products\",\"label\":\"Products\",\"type\":\"enumeration\","
					     "\"fieldType\":\"checkbox\",\"options\":"
					     "[{\"label\":\"A\",\"value\":\"a\",\"hidden\":false},{\"label\":\"Old\","
					     "\"value\":\"o\",\"hidden\":true}]}"
					     "]}";

static const char deal_pipelines[] =
	"{\"results\":[{\"label\":\"Sales Pipeline\",\"displayOrder\":0,\"id\":\"default\",\"archived\":false,"
	"\"stages\":[{\"label\":\"Qualified To Buy\",\"id\":\"qualifiedtobuy\",\"metadata\":{\"isClosed\":\"false\"},"
	"\"archived\":false}]},{\"label\":\"Renewals\",\"id\":\"77\",\"archived\":false,\"stages\":[{\"label\":\"Due\","
	"\"id\":\"771\",\"archived\":false},{\"label\":\"Gone\",\"id\":\"772\",\"archived\":true}]}]}";

static const struct crm_property_info *property_of(const struct crm_schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->n; i++) {
		if (strcmp(schema->properties[i].name, name) == 0)
			return &schema->properties[i];
	}
	ck_abort_msg("no property %s", name);
	return NULL;
}

START_TEST(deals_are_described_with_their_stages)
{
	struct crm_schema schema;
	HUBSPOT_SCRIPT({"GET /crm/properties/2026-03/deals", 200, deal_properties, NULL, STEP_WHOLE},
		       {"GET /crm/pipelines/2026-03/deals", 200, deal_pipelines, NULL, STEP_WHOLE});
	ck_assert_int_eq(hubspot_describe(hubspot.conn, CRM_DEAL, &schema, hubspot.arena, &hubspot.err), CRM_OK);
	const struct crm_property_info *p = property_of(&schema, "dealstage");
	ck_assert(p->type == CRM_P_ENUM && p->closed_options && p->required && p->n_options == 3);
	ck_assert_str_eq(p->options[1].value, "771");
	ck_assert_str_eq(p->options[1].parent, "77");
	ck_assert(p->options[1].active && !p->options[2].active);
	p = property_of(&schema, "pipeline");
	ck_assert(p->n_options == 2 && p->closed_options && !p->required);
	ck_assert_str_eq(p->options[0].label, "Sales Pipeline");
	p = property_of(&schema, "products");
	ck_assert(p->type == CRM_P_MULTI && p->multiple && p->closed_options && !p->options[1].active);
	p = property_of(&schema, "hubspot_owner_id");
	ck_assert(p->type == CRM_P_REFERENCE && !p->closed_options && !p->read_only);
	ck_assert(property_of(&schema, "dealname")->required && property_of(&schema, "dealname")->max_length == 65536);
	ck_assert(property_of(&schema, "amount")->type == CRM_P_NUMBER);
	ck_assert(property_of(&schema, "amount")->scale == CRM_SCALE_ANY);
	ck_assert(property_of(&schema, "closedate")->type == CRM_P_DATETIME);
	ck_assert(property_of(&schema, "signed")->type == CRM_P_DATE);
	ck_assert(property_of(&schema, "hs_is_closed")->type == CRM_P_BOOL);
	ck_assert(property_of(&schema, "hs_is_closed")->read_only);
	ck_assert(property_of(&schema, "locked")->read_only && property_of(&schema, "score")->read_only);
	ck_assert(property_of(&schema, "crmsync_id")->unique && !property_of(&schema, "dealname")->unique);
	ck_assert(property_of(&schema, "@contacts")->association && property_of(&schema, "@contacts")->multiple);
	ck_assert(property_of(&schema, "@company")->association && !property_of(&schema, "@company")->multiple);
	ck_assert(property_of(&schema, "@status")->read_only && property_of(&schema, "@status")->n_options == 3);
}
END_TEST

/* ---- setup ---- */

static struct crm_setup_result setup_result;

static int set_up(void)
{
	memset(&setup_result, 0, sizeof setup_result);
	crm_error_clear(&hubspot.err);
	return hubspot_setup(hubspot.conn, CRM_CONTACT, "crmsync_id", &setup_result, hubspot.arena, &hubspot.err);
}

#define LOOK  "GET /crm/properties/2026-03/contacts/crmsync_id"
#define MAKE  "POST /crm/properties/2026-03/contacts"
#define THERE "{\"name\":\"crmsync_id\",\"type\":\"string\",\"fieldType\":\"text\",\"hasUniqueValue\":true}"

START_TEST(the_id_property_is_made_once)
{
	HUBSPOT_SCRIPT({LOOK, 404, "{\"message\":\"no\",\"category\":\"OBJECT_NOT_FOUND\"}", NULL, STEP_WHOLE},
		       {MAKE, 201, THERE, NULL, STEP_WHOLE}, {LOOK, 200, THERE, NULL, STEP_WHOLE});
	ck_assert_int_eq(set_up(), CRM_OK);
	ck_assert_int_eq(setup_result.state, CRM_SETUP_CREATED);
	ck_assert(setup_result.unique);
	ck_assert_str_eq(setup_result.property, "crmsync_id");
	ck_assert_ptr_nonnull(strstr(hubspot_body(-1), "\"groupName\":\"contactinformation\",\"type\":\"string\","
						       "\"fieldType\":\"text\",\"hasUniqueValue\":true"));
	ck_assert_int_eq(set_up(), CRM_OK);
	ck_assert_int_eq(setup_result.state, CRM_SETUP_PRESENT);
}
END_TEST

START_TEST(a_refused_setup_says_why)
{
	HUBSPOT_SCRIPT({LOOK, 404, "<html>", NULL, STEP_WHOLE},
		       {MAKE, 403,
			"{\"message\":\"This app hasn't been granted all required scopes\",\"category\":"
			"\"MISSING_SCOPES\",\"context\":{\"requiredGranularScopes\":[\"crm.schemas.contacts.write\"]}}",
			NULL, STEP_WHOLE},
		       {LOOK, 404, "<html>", NULL, STEP_WHOLE});
	ck_assert_int_eq(set_up(), CRM_OK);
	ck_assert_int_eq(setup_result.state, CRM_SETUP_REFUSED);
	ck_assert_ptr_nonnull(strstr(setup_result.message, "crm.schemas.contacts.write"));
}
END_TEST

START_TEST(two_setups_at_once_do_no_harm)
{
	HUBSPOT_SCRIPT({LOOK, 404, "<html>", NULL, STEP_WHOLE},
		       {MAKE, 409, "{\"message\":\"exists\",\"category\":\"OBJECT_ALREADY_EXISTS\"}", NULL, STEP_WHOLE},
		       {LOOK, 200, THERE, NULL, STEP_WHOLE},
		       {LOOK, 200, "{\"name\":\"crmsync_id\",\"type\":\"number\"}", NULL, STEP_WHOLE},
		       {LOOK, 503, "", NULL, STEP_WHOLE});
	ck_assert_int_eq(set_up(), CRM_OK);
	ck_assert_int_eq(setup_result.state, CRM_SETUP_PRESENT);
	ck_assert_int_eq(set_up(), CRM_OK); /* a number of that name */
	ck_assert_int_eq(setup_result.state, CRM_SETUP_REFUSED);
	ck_assert_int_eq(set_up(), CRM_E_SERVER);
}
END_TEST

/* ---- get ---- */

static struct crm_page page;

static int get_contacts(const char *const *ids, size_t n)
{
	static const char *const wanted[] = {"email", "@company"};
	crm_error_clear(&hubspot.err);
	return hubspot_get(hubspot.conn, CRM_CONTACT, ids, n, wanted, 2, &page, hubspot.arena, &hubspot.err);
}

#define READ "POST /crm/objects/2026-03/contacts/batch/read"
#define MISSING(ids)                                                                                                   \
	",\"errors\":[{\"status\":\"error\",\"category\":\"OBJECT_NOT_FOUND\",\"message\":\"Could not get some "       \
	"CONTACT objects\",\"context\":{\"ids\":[" ids "]}}],\"numErrors\":1}"

START_TEST(what_became_of_records_is_followed)
{
	HUBSPOT_SCRIPT(
		{READ "?archived=true", 207,
		 "{\"results\":[{\"id\":\"3\",\"properties\":{\"email\":\"three@x.com\"},\"archived\":true,"
		 "\"archivedAt\":\"2026-11-20T00:00:00Z\"}]" MISSING("\"4\",\"5\""),
		 NULL, STEP_WHOLE},
		{READ, 207,
		 "{\"results\":[{\"id\":\"9\",\"properties\":{\"email\":\"nine@x.com\",\"hs_merged_object_ids\":"
		 "\"2;8\"},\"archived\":false,\"updatedAt\":\"2026-11-20T00:00:00.5Z\"},"
		 "{\"id\":\"1\",\"properties\":{\"email\":\"one@x.com\",\"associatedcompanyid\":\"77\"},\"archived\":"
		 "false}]" MISSING("\"3\",\"4\",\"5\""),
		 NULL, STEP_WHOLE},
		{"GET /crm/objects/2026-03/contacts/4?", 200,
		 "{\"id\":\"10\",\"properties\":{\"hs_merged_object_ids\":null}}", NULL, STEP_WHOLE},
		{"GET /crm/objects/2026-03/contacts/5?", 404, "<html>Error 404</html>", NULL, STEP_WHOLE});
	const char *const ids[] = {"1", "2", "3", "4", "5", "1"};
	ck_assert_int_eq(get_contacts(ids, 6), CRM_OK);
	ck_assert_uint_eq(page.n, 5);
	ck_assert_str_eq(page.records[0].id, "1");
	ck_assert_str_eq(hubspot_shown(&page.records[0], "@company"), "77");
	ck_assert_str_eq(page.records[1].id, "2");
	ck_assert_int_eq(page.records[1].life, CRM_MERGED);
	ck_assert_str_eq(page.records[1].into, "9");
	ck_assert_int_eq(page.records[2].life, CRM_ARCHIVED);
	ck_assert_int_eq(page.records[3].life, CRM_MERGED);
	ck_assert_str_eq(page.records[3].into, "10");
	ck_assert_str_eq(page.records[4].id, "9"); /* the survivor comes along */
	ck_assert_uint_eq(page.records[4].n_absorbed, 2);
	ck_assert_int_eq(page.records[4].modified, 1795132800500);
}
END_TEST

START_TEST(a_failing_look_up_is_no_absence)
{
	HUBSPOT_SCRIPT({READ "?archived=true", 200, "{\"results\":[]}", NULL, STEP_WHOLE},
		       {READ, 200, "{\"results\":[]}", NULL, STEP_WHOLE},
		       {"GET /crm/objects/2026-03/contacts/5?", 503, "<html>", NULL, STEP_WHOLE});
	ck_assert_int_eq(get_contacts((const char *const[]){"5"}, 1), CRM_E_SERVER);
}
END_TEST

/* ---- find ---- */

static int find(const char *property, const char *const *values, size_t n)
{
	static const char *const wanted[] = {"email"};
	crm_error_clear(&hubspot.err);
	return hubspot_find(hubspot.conn, CRM_CONTACT, property, values, n, wanted, 1, &page, hubspot.arena,
			    &hubspot.err);
}

#define SEARCH  "POST /crm/objects/2026-03/contacts/search"
#define HIT(id) "{\"id\":\"" id "\",\"properties\":{\"email\":\"" id "@x.com\"}}"

START_TEST(unique_values_are_read_not_searched)
{
	HUBSPOT_SCRIPT({READ, 200, "{\"results\":[" HIT("7") "]}", NULL, STEP_WHOLE},
		       {READ, 404, "{\"message\":\"none\",\"category\":\"OBJECT_NOT_FOUND\"}", NULL, STEP_WHOLE});
	ck_assert_int_eq(find("email", (const char *const[]){"A@x.com", "b@x.com"}, 2), CRM_OK);
	ck_assert_uint_eq(page.n, 1);
	ck_assert_ptr_nonnull(strstr(hubspot_body(0),
				     "\"propertiesWithHistory\":[],\"idProperty\":\"email\",\"inputs\":"
				     "[{\"id\":\"A@x.com\"},{\"id\":\"b@x.com\"}]"));
	ck_assert_int_eq(find("crmsync_id", (const char *const[]){"g1"}, 1), CRM_OK);
	ck_assert_uint_eq(page.n, 0);
}
END_TEST

START_TEST(what_is_unique_by_name_only_is_searched)
{
	HUBSPOT_SCRIPT({READ, 400, "{\"message\":\"crmsync_id is not unique\",\"category\":\"VALIDATION_ERROR\"}", NULL,
			STEP_WHOLE},
		       {SEARCH, 200, "{\"total\":1,\"results\":[" HIT("7") "]}", NULL, STEP_WHOLE});
	ck_assert_int_eq(find("crmsync_id", (const char *const[]){"G1"}, 1), CRM_OK);
	ck_assert_uint_eq(page.n, 1);
	ck_assert_ptr_nonnull(strstr(hubspot_body(-1), "{\"propertyName\":\"crmsync_id\",\"operator\":\"EQ\",\"value\":"
						       "\"G1\"}"));
}
END_TEST

START_TEST(several_values_are_searched_at_once)
{
	HUBSPOT_SCRIPT({SEARCH, 200,
			"{\"total\":9,\"results\":[" HIT("7") "," HIT("8") "],\"paging\":{\"next\":{\"after\":\"2\"}}}",
			NULL, STEP_WHOLE},
		       {SEARCH, 200, "{\"total\":9,\"results\":[" HIT("9") "]}", NULL, STEP_WHOLE});
	ck_assert_int_eq(find("lastname", (const char *const[]){"Meyer", "Özil", "SCHMIDT"}, 3), CRM_OK);
	ck_assert_uint_eq(page.n, 3);
	ck_assert_ptr_nonnull(strstr(hubspot_body(0),
				     "{\"filterGroups\":[{\"filters\":[{\"propertyName\":\"lastname\",\"operator\":"
				     "\"IN\",\"values\":[\"meyer\",\"schmidt\"]}]},{\"filters\":[{\"propertyName\":"
				     "\"lastname\",\"operator\":\"EQ\",\"value\":\"Özil\"}]}]"));
	ck_assert_ptr_nonnull(strstr(hubspot_body(1), "{\"filters\":[{\"propertyName\":\"hs_object_id\",\"operator\":"
						      "\"GT\",\"value\":\"8\"},{\"propertyName\":\"lastname\""));
}
END_TEST

/* The same page again, whatever was asked for: a search without end. */
START_TEST(a_search_that_does_not_move_on_is_told)
{
	static const char page_of_7[] =
		"{\"total\":9,\"results\":[" HIT("7") "],\"paging\":{\"next\":{\"after\":\"1\"}}}";
	HUBSPOT_SCRIPT({SEARCH, 200, page_of_7, NULL, STEP_WHOLE}, {SEARCH, 200, page_of_7, NULL, STEP_WHOLE});
	ck_assert_int_eq(find("lastname", (const char *const[]){"Meyer"}, 1), CRM_E_PROTOCOL);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&hubspot.err), "not in the order of their ids"));
}
END_TEST

/* A property of the account's own: its definition says whether it is unique; asked for once. */
START_TEST(definitions_tell_what_is_unique)
{
	HUBSPOT_SCRIPT({"GET /crm/properties/2026-03/contacts", 200,
			"{\"results\":[{\"name\":\"member_no\",\"type\":\"string\",\"fieldType\":\"text\","
			"\"hasUniqueValue\":true},{\"name\":\"shoe\",\"type\":\"string\",\"fieldType\":\"text\"}]}",
			NULL, STEP_WHOLE},
		       {READ, 200, "{\"results\":[" HIT("7") "]}", NULL, STEP_WHOLE},
		       {SEARCH, 200, "{\"total\":0,\"results\":[]}", NULL, STEP_WHOLE});
	ck_assert_int_eq(find("member_no", (const char *const[]){"1"}, 1), CRM_OK);
	ck_assert_uint_eq(page.n, 1);
	ck_assert_int_eq(find("shoe", (const char *const[]){"44"}, 1), CRM_OK);
	ck_assert_uint_eq(page.n, 0);
	ck_assert_int_eq(find("@company", (const char *const[]){"44"}, 1), CRM_E_UNSUPPORTED);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("connector_hubspot");
	TCase *tc = tcase_create("hubspot");
	tcase_add_checked_fixture(tc, hubspot_fixture_begin, hubspot_fixture_end);
	tcase_add_loop_test(tc, errors_have_their_class, 0, (int)(sizeof faults / sizeof *faults));
	tcase_add_test(tc, an_answer_cut_short_is_a_network_error);
	tcase_add_test(tc, status_530_is_about_the_token_only_at_first);
	tcase_add_test(tc, missing_credentials_are_named);
	tcase_add_test(tc, version_three_has_its_own_paths);
	tcase_add_test(tc, a_rotated_refresh_token_is_saved_first);
	tcase_add_test(tc, a_token_that_cannot_be_saved_is_not_used);
	tcase_add_test(tc, a_refused_token_is_renewed);
	tcase_add_test(tc, a_token_is_renewed_before_it_runs_out);
	tcase_add_test(tc, a_revoked_grant_is_final);
	tcase_add_test(tc, the_account_tells_who_it_is_and_what_is_left);
	tcase_add_test(tc, the_budget_is_asked_for_where_headers_are_silent);
	tcase_add_test(tc, pages_name_their_records);
	tcase_add_test(tc, records_are_counted_by_a_search_for_one);
	tcase_add_test(tc, deals_are_described_with_their_stages);
	tcase_add_test(tc, the_id_property_is_made_once);
	tcase_add_test(tc, a_refused_setup_says_why);
	tcase_add_test(tc, two_setups_at_once_do_no_harm);
	tcase_add_test(tc, what_became_of_records_is_followed);
	tcase_add_test(tc, a_failing_look_up_is_no_absence);
	tcase_add_test(tc, unique_values_are_read_not_searched);
	tcase_add_test(tc, what_is_unique_by_name_only_is_searched);
	tcase_add_test(tc, several_values_are_searched_at_once);
	tcase_add_test(tc, a_search_that_does_not_move_on_is_told);
	tcase_add_test(tc, definitions_tell_what_is_unique);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
