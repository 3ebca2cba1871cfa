/* SPDX-License-Identifier: Apache-2.0 */
/* The Pipedrive connector: sign-in, who we are, what every kind of failure means, the schema, setting up. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "net/client.h"
#include "pipedrive.h"
#include "pipedrive_fixture.h"
#include "run_suite.h"

#define CONNECTOR crm_connector_entry()

/* Trimmed: grouparoo's recording has the same members. */
#define ME                                                                                                             \
	"{\"success\":true,\"data\":{\"id\":12121177,\"default_currency\":\"EUR\",\"company_id\":7812793,"             \
	"\"company_name\":\"Grouparoo\",\"company_domain\":\"grouparoo-sandbox\"}}"
#define FINE_TOKEN                                                                                                     \
	"{\"access_token\":\"v1u:a1\",\"token_type\":\"Bearer\",\"refresh_token\":\"r2\",\"expires_in\":3599,"         \
	"\"api_domain\":\"https://acme.pipedrive.com\"}"

static int identify(struct crm_identity *out)
{
	crm_error_clear(&pipedrive.err);
	return CONNECTOR->identify(pipedrive.conn, out, pipedrive.arena, &pipedrive.err);
}

static int describe(enum crm_object object, struct crm_schema *out)
{
	return CONNECTOR->describe(pipedrive.conn, object, out, pipedrive.arena, &pipedrive.err);
}

static const struct crm_property_info *info_of(const struct crm_schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->n; i++)
		if (strcmp(schema->properties[i].name, name) == 0)
			return &schema->properties[i];
	return NULL;
}

/* ---- opening ---- */

START_TEST(credentials_are_asked_for_by_name)
{
	static const struct {
		const char *token, *id, *secret, *refresh, *missing;
	} cases[] = {{NULL, NULL, NULL, NULL, "client_id"},
		     {NULL, "i", NULL, "r", "client_secret"},
		     {NULL, "i", "s", NULL, "refresh_token"},
		     {"t", NULL, NULL, NULL, NULL},
		     {NULL, "i", "s", "r", NULL}};
	pipedrive.token = cases[_i].token;
	pipedrive.client_id = cases[_i].id;
	pipedrive.client_secret = cases[_i].secret;
	pipedrive.refresh_token = cases[_i].refresh;
	int rc = pipedrive_connect(NULL);
	ck_assert_int_eq(rc, cases[_i].missing ? CRM_E_CONFIG : CRM_OK);
	if (cases[_i].missing)
		ck_assert_ptr_nonnull(strstr(crm_error_text(&pipedrive.err), cases[_i].missing));
	ck_assert_uint_eq(pipedrive_requests(), 0);
}
END_TEST

START_TEST(info_is_complete)
{
	const struct crm_connector_info *info = CONNECTOR->info;
	ck_assert_uint_eq(CONNECTOR->abi, CRM_CONNECTOR_ABI);
	ck_assert_str_eq(info->name, "pipedrive");
	ck_assert(info->single_writes && info->echoes_writes && !info->lists_deleted);
	ck_assert_uint_ge(info->max_get, 1);
	ck_assert_uint_ge(info->max_find, 1);
	for (size_t i = 0; i < 4; i++)
		ck_assert_uint_ge(info->max_batch[i], 1);
}
END_TEST

/* ---- who we are ---- */

START_TEST(the_token_travels_in_a_header)
{
	struct crm_identity id = {0};
	PIPEDRIVE_SCRIPT({"GET /v1/users/me", 200, ME, NULL, 0});
	ck_assert_int_eq(identify(&id), CRM_OK);
	ck_assert_str_eq(id.tenant, "7812793");
	ck_assert_str_eq(id.title, "Grouparoo");
	ck_assert_str_eq(id.url, "https://grouparoo-sandbox.pipedrive.com");
	ck_assert_ptr_nonnull(strstr(pipedrive_head(0), "x-api-token: 5adb0123"));
	ck_assert_ptr_null(strstr(pipedrive_path(0), "5adb0123"));
	ck_assert_str_eq(CONNECTOR->record_url(pipedrive.conn, CRM_DEAL, "7", pipedrive.arena),
			 "https://grouparoo-sandbox.pipedrive.com/deal/7");
}
END_TEST

START_TEST(pages_name_their_records)
{
	static const struct {
		const char *url;
		enum crm_object object;
		const char *id;
	} cases[] = {{"https://firma.pipedrive.com/person/7", CRM_CONTACT, "7"},
		     {"https://firma.pipedrive.com/organization/12/timeline", CRM_COMPANY, "12"},
		     {"https://FIRMA.pipedrive.com/deal/3?tab=x", CRM_DEAL, "3"},
		     {"https://firma.pipedrive.com/person/x", CRM_OBJECTS, NULL},
		     {"https://firma.pipedrive.com/leads/3", CRM_OBJECTS, NULL},
		     {"https://pipedrive.com/person/7", CRM_OBJECTS, NULL},
		     {"https://firma.pipedrive.com.example/person/7", CRM_OBJECTS, NULL},
		     {"https://a.b.pipedrive.com/person/7", CRM_OBJECTS, NULL},
		     {"person/7", CRM_OBJECTS, NULL}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct crm_page_address page = {.object = CRM_OBJECTS};
		bool read = CONNECTOR->read_url(cases[i].url, &page, pipedrive.arena);
		ck_assert_msg(read == (cases[i].id != NULL) && page.object == cases[i].object, "%s", cases[i].url);
		ck_assert_pstr_eq(page.id, cases[i].id);
		ck_assert_ptr_null(page.tenant);
	}
}
END_TEST

START_TEST(record_urls_before_the_company_is_known)
{
	ck_assert_str_eq(CONNECTOR->record_url(pipedrive.conn, CRM_CONTACT, "7", pipedrive.arena),
			 "https://app.pipedrive.com/person/7");
	ck_assert_ptr_null(CONNECTOR->record_url(pipedrive.conn, CRM_OWNER, "7", pipedrive.arena));
	ck_assert_ptr_null(CONNECTOR->record_url(pipedrive.conn, CRM_DEAL, "7/../x", pipedrive.arena));
}
END_TEST

START_TEST(a_company_must_be_told)
{
	struct crm_identity id = {0};
	PIPEDRIVE_SCRIPT({"GET /v1/users/me", 200, "{\"success\":true,\"data\":[]}", NULL, 0});
	ck_assert_int_eq(identify(&id), CRM_E_PROTOCOL);
}
END_TEST

/* ---- OAuth ---- */

static void use_oauth(void)
{
	pipedrive.token = NULL;
	pipedrive.client_id = "client";
	pipedrive.client_secret = "secret";
	pipedrive.refresh_token = "r1";
	ck_assert_int_eq(pipedrive_connect(NULL), CRM_OK);
}

/* The host's secret() goes on giving the first refresh token: the connector must know the newer one. */
START_TEST(refresh_tokens_rotate)
{
	struct crm_identity id;
	use_oauth();
	PIPEDRIVE_SCRIPT({"POST /oauth/token", 200, FINE_TOKEN, NULL, 0},
			 {"GET /v1/users/me", 401, "{\"success\":false,\"error\":\"expired\"}", NULL, 0},
			 {"POST /oauth/token", 200,
			  "{\"access_token\":\"a2\",\"refresh_token\":\"r3\",\"expires_in\":3599}", NULL, 0},
			 {"GET /v1/users/me", 200, ME, NULL, 0});
	ck_assert_int_eq(identify(&id), CRM_E_EXPIRED);
	ck_assert_str_eq(pipedrive.saved, "r2");
	ck_assert_ptr_nonnull(strstr(pipedrive_body(0), "refresh_token=r1"));
	ck_assert_ptr_nonnull(strstr(pipedrive_head(0), "Authorization: Basic Y2xpZW50OnNlY3JldA=="));
	ck_assert_ptr_nonnull(strstr(pipedrive_head(1), "Authorization: Bearer v1u:a1"));
	ck_assert_int_eq(identify(&id), CRM_OK);
	ck_assert_ptr_nonnull(strstr(pipedrive_body(2), "refresh_token=r2"));
	ck_assert_ptr_nonnull(strstr(pipedrive_head(3), "Authorization: Bearer a2"));
	ck_assert_str_eq(pipedrive.saved, "r3");
}
END_TEST

START_TEST(an_access_token_is_used_until_it_ends)
{
	struct crm_identity id;
	use_oauth();
	PIPEDRIVE_SCRIPT({"POST /oauth/token", 200, "{\"access_token\":\"a\",\"expires_in\":30}", NULL, 0},
			 {"GET /v1/users/me", 200, ME, NULL, 0},
			 {"POST /oauth/token", 200, "{\"access_token\":\"b\",\"expires_in\":3600}", NULL, 0},
			 {"GET /v1/users/me", 200, ME, NULL, 0}, {"GET /v1/users/me", 200, ME, NULL, 0});
	ck_assert_int_eq(identify(&id), CRM_OK);
	ck_assert_int_eq(identify(&id), CRM_OK); /* 30 s are too few */
	ck_assert_int_eq(identify(&id), CRM_OK);
	ck_assert_ptr_null(pipedrive.saved); /* nothing was replaced */
}
END_TEST

START_TEST(a_refresh_token_that_cannot_be_saved_is_not_used)
{
	struct crm_identity id;
	use_oauth();
	pipedrive.save_code = CRM_E_DISK;
	PIPEDRIVE_SCRIPT({"POST /oauth/token", 200, FINE_TOKEN, NULL, 0});
	ck_assert_int_eq(identify(&id), CRM_E_DISK);
}
END_TEST

START_TEST(a_revoked_grant_is_for_good)
{
	struct crm_identity id;
	use_oauth();
	PIPEDRIVE_SCRIPT(
		{"POST /oauth/token", 400, "{\"error\":\"invalid_grant\",\"error_description\":\"revoked\"}", NULL, 0});
	ck_assert_int_eq(identify(&id), CRM_E_AUTH);
}
END_TEST

/* The real addresses cannot be called here: the client refuses them, and says which it was. */
static void token_address(const char *base, const char *expected)
{
	struct crm_identity id;
	use_oauth();
	ck_assert_int_eq(pipedrive_connect(base), CRM_OK);
	ck_assert_int_eq(identify(&id), CRM_E_CONFIG);
	ck_assert_msg(strstr(crm_error_text(&pipedrive.err), expected) != NULL, "%s", crm_error_text(&pipedrive.err));
}

START_TEST(tokens_come_from_the_vendor_whatever_the_company_domain)
{
	token_address(PD_DEFAULT_BASE, "oauth.pipedrive.com");
	token_address("https://acme.pipedrive.com", "oauth.pipedrive.com");
}
END_TEST

START_TEST(the_api_domain_counts_unless_the_config_has_an_address)
{
	struct crm_identity id;
	use_oauth();
	PIPEDRIVE_SCRIPT({"POST /oauth/token", 200, FINE_TOKEN, NULL, 0}, {"GET /v1/users/me", 200, ME, NULL, 0});
	ck_assert_int_eq(identify(&id), CRM_OK);
	ck_assert_str_eq(pd_base(pipedrive.conn), pipedrive.host.base_url);
}
END_TEST

/* ---- failures ---- */

static const struct {
	int status;
	const char *headers, *body;
	int code;
	const char *words;
} failures[] = {
	{401, NULL, "{\"success\":false,\"error\":\"unauthorized access\",\"errorCode\":401}", CRM_E_AUTH,
	 "unauthorized access"},
	{402, NULL, "{\"success\":false,\"error\":\"Payment required\"}", CRM_E_PERMISSION, "Payment required"},
	{403, NULL, "{\"success\":false,\"error\":\"Scope and URL mismatch\",\"errorCode\":403}", CRM_E_PERMISSION,
	 "Scope"},
	{404, NULL, "{\"success\":false,\"error\":\"Scope and URL mismatch\",\"errorCode\":403}", CRM_E_PERMISSION,
	 "Scope"},
	{403, "Content-Type: text/html\r\n", "<html>Access denied</html>", CRM_E_RATE, "403"},
	{404, NULL, "{\"success\":false,\"error\":\"Deal not found\"}", CRM_E_NOT_FOUND, "Deal not found"},
	{404, "Content-Type: text/html\r\n", "<html>nothing here</html>", CRM_E_PROTOCOL, "404"},
	{400, NULL, "{\"success\":false,\"error\":\"bad limit\",\"error_info\":\"x\"}", CRM_E_REJECTED, "bad limit"},
	{422, NULL, "{\"success\":false}", CRM_E_REJECTED, "no reason given"},
	{408, NULL, "", CRM_E_SERVER, "408"},
	{423, NULL, "{\"success\":false,\"error\":\"locked\"}", CRM_E_SERVER, "locked"},
	{500, NULL, "{\"success\":false,\"error\":\"oops\"}", CRM_E_SERVER, "oops"},
	{502, "Content-Type: text/html\r\n", "<html>bad gateway</html>", CRM_E_SERVER, "502"},
	{503, NULL, "", CRM_E_SERVER, "503"},
	{429, NULL, "{\"success\":false,\"error\":\"rate limit exceeded\"}", CRM_E_RATE, "rate limit exceeded"},
	{429, "x-daily-ratelimit-token-remaining: 0\r\n", "{\"success\":false,\"error\":\"daily\"}", CRM_E_BUDGET,
	 "daily"},
	{429, "x-daily-ratelimit-token-remaining: 1\r\n", "{\"success\":false,\"error\":\"daily\"}", CRM_E_BUDGET,
	 "daily"},
	{429, "x-daily-ratelimit-token-remaining: 900\r\n", "{\"success\":false,\"error\":\"burst\"}", CRM_E_RATE,
	 "burst"},
	{200, NULL, "{\"success\":false,\"data\":[]}", CRM_E_PROTOCOL, "success"},
	{200, NULL, "{\"data\":{\"company_id\":1}}", CRM_E_PROTOCOL, "success"},
	{200, "Content-Type: text/html\r\n", "<html>login</html>", CRM_E_PROTOCOL, "no JSON"},
	{200, NULL, "{\"success\":true,\"data\":{", CRM_E_PROTOCOL, "no JSON"},
	{200, NULL, "", CRM_E_PROTOCOL, "no JSON"},
	{204, NULL, "", CRM_E_PROTOCOL, "no JSON"},
	{302, "Location: /elsewhere\r\n", "", CRM_E_PROTOCOL, "302"},
};

START_TEST(every_failure_has_its_class)
{
	struct crm_identity id;
	PIPEDRIVE_SCRIPT({"GET /v1/users/me", failures[_i].status, failures[_i].body, failures[_i].headers, 0});
	ck_assert_int_eq(identify(&id), failures[_i].code);
	const char *text = crm_error_text(&pipedrive.err);
	ck_assert_msg(strstr(text, failures[_i].words) != NULL, "%s", text);
	ck_assert_msg(strstr(text, "GET /v1/users/me: ") == text, "%s", text);
	ck_assert_int_eq(pipedrive.err.http_status, failures[_i].status);
}
END_TEST

START_TEST(the_reset_header_says_how_long_to_wait)
{
	struct crm_identity id;
	PIPEDRIVE_SCRIPT({"GET", 429, "{\"success\":false}", "x-ratelimit-reset: 1\r\n", 0},
			 {"GET", 429, "{\"success\":false}", NULL, 0}, {"GET", 403, "<html>", NULL, 0});
	ck_assert_int_eq(identify(&id), CRM_E_RATE);
	ck_assert_int_eq(pipedrive.err.retry_after_ms, 1000);
	ck_assert_int_eq(identify(&id), CRM_E_RATE);
	ck_assert_int_eq(pipedrive.err.retry_after_ms, 2000);
	ck_assert_int_eq(identify(&id), CRM_E_RATE);
	ck_assert_int_ge(pipedrive.err.retry_after_ms, 10000);
}
END_TEST

START_TEST(answers_that_are_cut_off_are_network_errors)
{
	struct crm_identity id;
	PIPEDRIVE_SCRIPT({"GET", 200, ME, NULL, PD_END_CUT});
	ck_assert_int_eq(identify(&id), CRM_E_NETWORK);
}
END_TEST

START_TEST(the_budget_is_read_from_headers)
{
	struct crm_identity id;
	struct crm_budget budget;
	struct crm_http_counters counters;
	ck_assert_int_eq(CONNECTOR->budget(pipedrive.conn, &budget, &pipedrive.err), CRM_OK);
	ck_assert_int_eq(budget.remaining, -1);
	PIPEDRIVE_SCRIPT({"GET", 200, ME,
			  "x-daily-ratelimit-token-limit: 150000\r\nx-daily-ratelimit-token-remaining: 149910\r\n", 0});
	ck_assert_int_eq(identify(&id), CRM_OK);
	ck_assert_int_eq(CONNECTOR->budget(pipedrive.conn, &budget, &pipedrive.err), CRM_OK);
	ck_assert_int_eq(budget.limit, 150000);
	ck_assert_int_eq(budget.remaining, 149910);
	crm_http_get_counters(pipedrive.http, &counters);
	ck_assert_int_eq(counters.budget_remaining, 149910);
}
END_TEST

START_TEST(nothing_is_counted)
{
	int64_t n;
	ck_assert_int_eq(CONNECTOR->count(pipedrive.conn, CRM_DEAL, NULL, &n, &pipedrive.err), CRM_E_UNSUPPORTED);
}
END_TEST

/* ---- schema ---- */

#define FIELD(code, type, custom)                                                                                      \
	"{\"field_name\":\"N " code "\",\"field_code\":\"" code "\",\"field_type\":\"" type                            \
	"\",\"is_custom_field\":" custom "}"
#define KEY "3cf514651ae1bd89ffebff82c53ee608669957ae"

START_TEST(schema_of_contacts)
{
	struct crm_schema s;
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/personFields?limit=500", 200,
		 "{\"success\":true,\"data\":[" FIELD("name", "varchar", "false") "," FIELD(
			 "emails", "varchar",
			 "false") "," FIELD("update_time", "date",
					    "false") "," FIELD("add_time", "date",
							       "false") "," FIELD("birthday", "date",
										  "false") "],"
											   "\"additional_data\":{"
											   "\"next_cursor\":\"c1\"}}",
		 NULL, 0},
		{"GET /api/v2/personFields?limit=500&cursor=c1", 200,
		 "{\"success\":true,\"data\":[" FIELD(
			 KEY, "monetary", "true") ",{\"field_name\":\"Colour\",\"field_code\":"
						  "\"d1dc300ab167501af013177b6c686c638db035d8\",\"field_type\":\"set\","
						  "\"is_custom_field\":true,\"options\":["
						  "{\"id\":5,\"label\":\"red\"},{\"id\":6,\"label\":\"blue\"}]}],"
						  "\"additional_data\":{\"next_cursor\":null}}",
		 NULL, 0});
	ck_assert_int_eq(describe(CRM_CONTACT, &s), CRM_OK);
	ck_assert_ptr_null(info_of(&s, "emails"));
	ck_assert_ptr_null(info_of(&s, "@street")); /* no postal_address: no contact sync */
	ck_assert_int_eq(info_of(&s, "update_time")->type, CRM_P_DATETIME);
	ck_assert(info_of(&s, "update_time")->read_only && info_of(&s, "add_time")->create_only);
	ck_assert_int_eq(info_of(&s, "birthday")->type, CRM_P_DATE);
	ck_assert(info_of(&s, "@emails")->multiple && !info_of(&s, "@emails")->association);
	ck_assert_int_eq(info_of(&s, KEY)->type, CRM_P_NUMBER);
	ck_assert_uint_eq(info_of(&s, KEY)->scale, CRM_SCALE_ANY);
	ck_assert_ptr_nonnull(info_of(&s, KEY ".currency"));
	const struct crm_property_info *set = info_of(&s, "d1dc300ab167501af013177b6c686c638db035d8");
	ck_assert(set->type == CRM_P_MULTI && set->multiple && set->closed_options && set->n_options == 2);
	ck_assert_str_eq(set->options[1].value, "6");
	ck_assert_str_eq(set->options[1].label, "blue");
}
END_TEST

START_TEST(schema_of_companies)
{
	struct crm_schema s;
	PIPEDRIVE_SCRIPT({"GET /api/v2/organizationFields", 200,
			  "{\"success\":true,\"data\":[" FIELD("name", "varchar", "false") "," FIELD(
				  "address", "address",
				  "false") "," FIELD("annual_revenue", "int",
						     "false") "," FIELD("people_count", "int",
									"false") "],\"additional_data\":{}}",
			  NULL, 0});
	ck_assert_int_eq(describe(CRM_COMPANY, &s), CRM_OK);
	ck_assert(info_of(&s, "name")->required && info_of(&s, "name")->max_length == 255);
	ck_assert_ptr_nonnull(info_of(&s, "@city"));
	ck_assert_ptr_null(info_of(&s, "address"));
	ck_assert_uint_eq(info_of(&s, "annual_revenue")->scale, 0);
	ck_assert(!info_of(&s, "annual_revenue")->read_only && info_of(&s, "people_count")->read_only);
}
END_TEST

START_TEST(schema_of_deals)
{
	struct crm_schema s;
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/dealFields", 200,
		 "{\"success\":true,\"data\":[" FIELD("title", "varchar", "false") "," FIELD(
			 "stage_id", "stage",
			 "false") ","
				  "{\"field_name\":\"Status\",\"field_code\":\"status\",\"field_type\":\"status\","
				  "\"options\":[{\"id\":\"open\",\"label\":"
				  "\"Open\"},{\"id\":\"deleted\",\"label\":\"Deleted\"}],\"is_custom_field\":false}]}",
		 NULL, 0},
		{"GET /api/v2/stages", 200,
		 "{\"success\":true,\"data\":[{\"id\":1,\"name\":\"Qualified\",\"pipeline_id\":2,\"is_deleted\":false},"
		 "{\"id\":9,"
		 "\"name\":\"Old\",\"pipeline_id\":2,\"is_deleted\":true}]}",
		 NULL, 0},
		{"GET /api/v2/pipelines", 200,
		 "{\"success\":true,\"data\":[{\"id\":2,\"name\":\"Sales\",\"is_deleted\":false}]}", NULL, 0});
	ck_assert_int_eq(describe(CRM_DEAL, &s), CRM_OK);
	const struct crm_property_info *stage = info_of(&s, "@stage");
	ck_assert_uint_eq(stage->n_options, 4); /* two stages, won, lost */
	ck_assert_str_eq(stage->options[0].parent, "2");
	ck_assert(stage->options[0].active && !stage->options[1].active);
	ck_assert_uint_eq(info_of(&s, "stage_id")->n_options, 2);
	ck_assert_str_eq(info_of(&s, "pipeline_id")->options[0].label, "Sales");
	ck_assert(info_of(&s, "status")->options[0].active && !info_of(&s, "status")->options[1].active);
	ck_assert(info_of(&s, "@contacts")->association && info_of(&s, "@contacts")->multiple);
	ck_assert(info_of(&s, "title")->required);
}
END_TEST

START_TEST(a_listing_in_circles_is_no_listing)
{
	struct crm_schema s;
	PIPEDRIVE_SCRIPT({"GET /api/v2/personFields", 200,
			  "{\"success\":true,\"data\":[],\"additional_data\":{\"next_cursor\":\"x\"}}", NULL, 0},
			 {"GET /api/v2/personFields", 200,
			  "{\"success\":true,\"data\":[],\"additional_data\":{\"next_cursor\":\"x\"}}", NULL, 0});
	ck_assert_int_eq(describe(CRM_CONTACT, &s), CRM_E_PROTOCOL);
}
END_TEST

START_TEST(a_schema_must_be_a_list)
{
	struct crm_schema s;
	PIPEDRIVE_SCRIPT({"GET /api/v2/personFields", 200, "{\"success\":true,\"data\":{}}", NULL, 0});
	ck_assert_int_eq(describe(CRM_CONTACT, &s), CRM_E_PROTOCOL);
	ck_assert_int_eq(describe(CRM_OWNER, &s), CRM_E_UNSUPPORTED);
}
END_TEST

/* ---- setting up ---- */

static int set_up(struct crm_setup_result *out)
{
	return CONNECTOR->setup(pipedrive.conn, CRM_DEAL, "crmsync_id", out, pipedrive.arena, &pipedrive.err);
}

#define NO_FIELDS                                                                                                      \
	{                                                                                                              \
		"GET /api/v2/dealFields", 200, "{\"success\":true,\"data\":[]}", NULL, 0                               \
	}

START_TEST(setting_up_creates_one_text_field)
{
	struct crm_setup_result r;
	PIPEDRIVE_SCRIPT(NO_FIELDS, {"POST /api/v2/dealFields", 201,
				     "{\"success\":true,\"data\":{\"field_code\":\"" KEY "\"}}", NULL, 0});
	ck_assert_int_eq(set_up(&r), CRM_OK);
	ck_assert_int_eq(r.state, CRM_SETUP_CREATED);
	ck_assert_str_eq(r.property, KEY);
	ck_assert(!r.unique);
	ck_assert_str_eq(pipedrive_body(1), "{\"field_name\":\"crmsync_id\",\"field_type\":\"varchar\"}");
}
END_TEST

START_TEST(setting_up_finds_what_is_there)
{
	static const struct {
		const char *type;
		enum crm_setup_state state;
	} cases[] = {{"varchar", CRM_SETUP_PRESENT},
		     {"text", CRM_SETUP_PRESENT},
		     {"date", CRM_SETUP_REFUSED},
		     {"enum", CRM_SETUP_REFUSED}};
	struct crm_setup_result r;
	PIPEDRIVE_SCRIPT(
		{"GET /api/v2/dealFields", 200,
		 pipedrive_format("{\"success\":true,\"data\":[{\"field_name\":\"crmsync_id\",\"field_code\":\"" KEY
				  "\",\"field_type\":\"%s\",\"is_custom_field\":true}]}",
				  cases[_i].type),
		 NULL, 0});
	ck_assert_int_eq(set_up(&r), CRM_OK);
	ck_assert_int_eq(r.state, cases[_i].state);
}
END_TEST

START_TEST(setting_up_may_be_refused)
{
	struct crm_setup_result r;
	PIPEDRIVE_SCRIPT(NO_FIELDS,
			 {"POST /api/v2/dealFields", 403, "{\"success\":false,\"error\":\"admins only\"}", NULL, 0});
	ck_assert_int_eq(set_up(&r), CRM_OK);
	ck_assert_int_eq(r.state, CRM_SETUP_REFUSED);
	ck_assert_ptr_nonnull(strstr(r.message, "admins only"));
	ck_assert_int_eq(pipedrive.err.code, CRM_OK);
}
END_TEST

START_TEST(setting_up_may_fail)
{
	struct crm_setup_result r = {.state = CRM_SETUP_UNSUPPORTED};
	PIPEDRIVE_SCRIPT(NO_FIELDS, {"POST /api/v2/dealFields", 201, "{\"success\":true,\"data\":{}}", NULL, 0},
			 NO_FIELDS, {"POST /api/v2/dealFields", 500, "", NULL, 0});
	ck_assert_int_eq(set_up(&r), CRM_E_PROTOCOL);
	ck_assert_int_eq(set_up(&r), CRM_E_SERVER);
	ck_assert_int_eq(r.state, CRM_SETUP_UNSUPPORTED); /* untouched */
}
END_TEST

static TCase *tests_of_account(void)
{
	TCase *account = tcase_create("account");
	tcase_add_checked_fixture(account, pipedrive_begin, pipedrive_end);
	tcase_add_loop_test(account, credentials_are_asked_for_by_name, 0, 5);
	tcase_add_test(account, info_is_complete);
	tcase_add_test(account, the_token_travels_in_a_header);
	tcase_add_test(account, record_urls_before_the_company_is_known);
	tcase_add_test(account, pages_name_their_records);
	tcase_add_test(account, a_company_must_be_told);
	tcase_add_test(account, refresh_tokens_rotate);
	tcase_add_test(account, an_access_token_is_used_until_it_ends);
	tcase_add_test(account, a_refresh_token_that_cannot_be_saved_is_not_used);
	tcase_add_test(account, a_revoked_grant_is_for_good);
	tcase_add_test(account, tokens_come_from_the_vendor_whatever_the_company_domain);
	tcase_add_test(account, the_api_domain_counts_unless_the_config_has_an_address);
	return account;
}

static TCase *tests_of_failures(void)
{
	TCase *failure = tcase_create("failures");
	tcase_add_checked_fixture(failure, pipedrive_begin, pipedrive_end);
	tcase_add_loop_test(failure, every_failure_has_its_class, 0, sizeof failures / sizeof *failures);
	tcase_add_test(failure, the_reset_header_says_how_long_to_wait);
	tcase_add_test(failure, answers_that_are_cut_off_are_network_errors);
	tcase_add_test(failure, the_budget_is_read_from_headers);
	tcase_add_test(failure, nothing_is_counted);
	return failure;
}

static TCase *tests_of_schema(void)
{
	TCase *schema = tcase_create("schema");
	tcase_add_checked_fixture(schema, pipedrive_begin, pipedrive_end);
	tcase_add_test(schema, schema_of_contacts);
	tcase_add_test(schema, schema_of_companies);
	tcase_add_test(schema, schema_of_deals);
	tcase_add_test(schema, a_listing_in_circles_is_no_listing);
	tcase_add_test(schema, a_schema_must_be_a_list);
	tcase_add_test(schema, setting_up_creates_one_text_field);
	tcase_add_loop_test(schema, setting_up_finds_what_is_there, 0, 4);
	tcase_add_test(schema, setting_up_may_be_refused);
	tcase_add_test(schema, setting_up_may_fail);
	return schema;
}

int main(void)
{
	Suite *suite = suite_create("connector_pipedrive");
	suite_add_tcase(suite, tests_of_account());
	suite_add_tcase(suite, tests_of_failures());
	suite_add_tcase(suite, tests_of_schema());
	return run_suite(suite);
}
