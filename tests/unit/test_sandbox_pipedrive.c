/* SPDX-License-Identifier: Apache-2.0 */
/* The Pipedrive face of the sandbox, called in process. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <crmsync/mem.h>

#include "run_suite.h"
#include "sandbox/host.h"

#define DAY_MS ((int64_t)86400 * 1000)

static struct sandbox_clock twin_clock;
static struct face_host *host;
static crm_json *answer; /* of the last request */
static char *answer_text;
static char *answer_headers;
static unsigned answer_records;
static bool answer_mutating;
static const char *api_token;     /* NULL: none */
static const char *authorization; /* NULL: none */

static const char *test_header(const void *ctx, const char *name)
{
	(void)ctx;
	if (strcasecmp(name, "x-api-token") == 0)
		return api_token;
	return strcasecmp(name, "Authorization") == 0 ? authorization : NULL;
}

static void set_up(void)
{
	atomic_store(&twin_clock.offset_ms, 0);
	api_token = "token";
	authorization = NULL;
	ck_assert_int_eq(face_host_new("pipedrive", &face_pipedrive, &twin_clock, 7, &host, NULL), CRM_OK);
	ck_assert_int_eq(face_host_open(host, NULL), CRM_OK);
}

static void forget_answer(void)
{
	crm_json_free(answer);
	crm_free(answer_text);
	crm_free(answer_headers);
	answer = NULL;
	answer_text = answer_headers = NULL;
}

static void tear_down(void)
{
	forget_answer();
	face_host_free(host);
	host = NULL;
}

/* Sends a request; target may have a query. Returns the status. */
static int ask(const char *method, const char *target, const char *body)
{
	struct face_http http = {test_header, NULL};
	struct face_response resp = {0};
	struct face_request req = {
		.method = method, .body = body ? body : "", .base = "http://127.0.0.1:1/pipedrive", .http = &http};
	const char *mark = strchr(target, '?');
	char *path = crm_strndup(target, mark ? (size_t)(mark - target) : strlen(target));

	forget_answer();
	req.path = path;
	req.query = mark ? mark + 1 : "";
	req.body_len = strlen(req.body);
	crm_buf_init(&resp.body, CRM_BUF_MAX);
	crm_buf_init(&resp.header_block, CRM_BUF_MAX);
	host->vendor->handle(host->face, &req, &resp);
	answer_records = resp.records;
	answer_mutating = resp.mutating;
	if (strncmp(resp.content_type, "application/json", 16) == 0)
		ck_assert_int_eq(crm_json_parse(resp.body.ptr, resp.body.len, &answer, NULL), CRM_OK);
	answer_text = crm_buf_take(&resp.body);
	answer_headers = crm_buf_take(&resp.header_block);
	crm_free(path);
	return resp.status;
}

static int get(const char *target)
{
	return ask("GET", target, NULL);
}

static const char *text(const char *path)
{
	const char *found = crm_json_text(crm_json_path(answer, path));

	return found ? found : "(none)";
}

static int64_t number(const char *path)
{
	int64_t n = -1;

	(void)crm_json_int(crm_json_path(answer, path), &n);
	return n;
}

static size_t rows(void)
{
	return crm_json_size(crm_json_get(answer, "data"));
}

static const crm_json *row(size_t at)
{
	const crm_json *e = crm_json_first(crm_json_get(answer, "data"));

	while (e && at--)
		e = crm_json_next(e);
	return e;
}

static bool says(const char *part)
{
	return strstr(answer_text, part) != NULL;
}

static bool has_header(const char *line)
{
	return strstr(answer_headers, line) != NULL;
}

static void options(const char *json)
{
	crm_json *doc;

	ck_assert_int_eq(crm_json_parse(json, strlen(json), &doc, NULL), CRM_OK);
	ck_assert_int_eq(face_host_merge_options(host, doc, NULL), CRM_OK);
	crm_json_free(doc);
}

static void pass(int64_t ms)
{
	atomic_fetch_add(&twin_clock.offset_ms, ms);
}

/* Creates and returns the id. */
static int64_t make(const char *plural, const char *body)
{
	char target[64];

	(void)snprintf(target, sizeof(target), "/api/v2/%s", plural);
	ck_assert_msg(ask("POST", target, body) == 200, "%s", answer_text);
	return number("data.id");
}

static char made_code[64];

/* Creates a custom field of persons; its code stays in made_code. */
static const char *make_field(const char *plural, const char *body)
{
	char target[64];

	(void)snprintf(target, sizeof(target), "/api/v2/%s", plural);
	ck_assert_msg(ask("POST", target, body) == 200, "%s", answer_text);
	(void)snprintf(made_code, sizeof(made_code), "%s", text("data.field_code"));
	ck_assert_uint_eq(strlen(made_code), 40);
	return made_code;
}

static char *filled(const char *fmt, const char *value)
{
	static char out[1024];
	const char *mark = strstr(fmt, "@");

	(void)snprintf(out, sizeof(out), "%.*s%s%s", (int)(mark - fmt), fmt, value, mark + 1);
	return out;
}

/* --- access --------------------------------------------------------------------------------------------------------
 */

START_TEST(no_token_is_refused_as_the_gateway_does)
{
	api_token = NULL;
	ck_assert_int_eq(get("/api/v2/persons"), 401);
	ck_assert_str_eq(answer_text, "{\"success\":false,\"error\":\"unauthorized access\",\"errorCode\":401,"
				      "\"error_info\":\"Please check developers.pipedrive.com\"}");
	api_token = "";
	ck_assert_int_eq(get("/api/v2/persons"), 401);
	api_token = "anything";
	ck_assert_int_eq(get("/api/v2/persons"), 200);
	options("{\"required_token\":\"secret\"}");
	ck_assert_int_eq(get("/api/v2/persons"), 401);
	api_token = "secret";
	ck_assert_int_eq(get("/api/v2/persons"), 200);
}
END_TEST

static int token(const char *form)
{
	int status;

	authorization = "Basic aWQ6c2VjcmV0";
	status = ask("POST", "/oauth/token", form);
	authorization = NULL;
	return status;
}

START_TEST(access_tokens_expire)
{
	char bearer[256];

	api_token = NULL;
	options("{\"token_ttl_s\":60,\"required_token\":\"static\"}");
	ck_assert_int_eq(ask("POST", "/oauth/token", "grant_type=refresh_token&refresh_token=r"), 400);
	ck_assert(says("cannot retrieve client credentials"));
	ck_assert_int_eq(token("grant_type=refresh_token&refresh_token=r"), 200);
	ck_assert_int_eq(number("expires_in"), 60);
	ck_assert_str_eq(text("refresh_token"), "r");
	ck_assert_str_eq(text("api_domain"), "http://127.0.0.1:1/pipedrive");
	(void)snprintf(bearer, sizeof(bearer), "Bearer %s", text("access_token"));
	authorization = bearer;
	ck_assert_int_eq(get("/api/v2/persons"), 200);
	pass(61000);
	ck_assert_int_eq(get("/api/v2/persons"), 401);
	ck_assert(says("access token has expired"));
	authorization = "Bearer unknown";
	ck_assert_int_eq(get("/api/v2/persons"), 401);
	ck_assert_int_eq(token("grant_type=password"), 400);
	ck_assert(says("Unsupported grant type"));
}
END_TEST

START_TEST(refresh_tokens_rotate_when_asked_to)
{
	char form[256];

	options("{\"rotate_refresh\":true,\"required_refresh_token\":\"first\"}");
	ck_assert_int_eq(token("grant_type=refresh_token&refresh_token=wrong"), 400);
	ck_assert_str_eq(text("error"), "invalid_grant");
	ck_assert_int_eq(token("grant_type=refresh_token&refresh_token=first"), 200);
	(void)snprintf(form, sizeof(form), "grant_type=refresh_token&refresh_token=%s", text("refresh_token"));
	ck_assert_int_eq(token("grant_type=refresh_token&refresh_token=first"), 400);
	ck_assert_int_eq(token(form), 200);
}
END_TEST

/* --- limits --------------------------------------------------------------------------------------------------------
 */

START_TEST(burst_window_rolls)
{
	options("{\"burst_limit\":3}");
	ck_assert_int_eq(get("/api/v2/persons"), 200);
	ck_assert(has_header("x-ratelimit-limit: 3\n"));
	ck_assert(has_header("x-ratelimit-remaining: 2\n"));
	ck_assert_int_eq(get("/api/v2/persons"), 200);
	ck_assert_int_eq(get("/api/v2/persons"), 200);
	ck_assert_int_eq(get("/api/v2/persons"), 429);
	ck_assert(has_header("x-ratelimit-remaining: 0\n"));
	ck_assert(has_header("x-ratelimit-reset: 2\n"));
	ck_assert(!has_header("Retry-After") && !has_header("retry-after"));
	pass(2001);
	ck_assert_int_eq(get("/api/v2/persons"), 200);
}
END_TEST

START_TEST(searches_have_a_window_of_their_own)
{
	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(get("/api/v2/persons/search?term=abc"), 200);
	ck_assert_int_eq(get("/api/v2/itemSearch?term=abc"), 429);
	ck_assert_int_eq(get("/api/v2/persons"), 200);
	options("{\"burst_limit\":0}");
	ck_assert_int_eq(get("/api/v2/itemSearch?term=abc"), 200);
}
END_TEST

START_TEST(daily_budget_ends_and_comes_back_at_midnight)
{
	options("{\"daily_limit\":21}");
	ck_assert_int_eq(get("/api/v2/persons"), 200);
	ck_assert(has_header("x-daily-ratelimit-token-limit: 21\n"));
	ck_assert(has_header("x-daily-ratelimit-token-remaining: 11\n"));
	ck_assert_int_eq(get("/api/v2/persons/1"), 404);
	ck_assert(has_header("x-daily-ratelimit-token-remaining: 10\n"));
	ck_assert_int_eq(get("/api/v2/persons/search?term=abc"), 200);
	ck_assert(has_header("x-daily-ratelimit-token-remaining: 0\n"));
	ck_assert_int_eq(get("/api/v2/persons"), 429);
	ck_assert(has_header("x-daily-ratelimit-token-remaining: 0\n"));
	pass(DAY_MS);
	ck_assert_int_eq(get("/api/v2/persons"), 200);
}
END_TEST

START_TEST(not_heeding_a_429_brings_a_page_of_html)
{
	options("{\"burst_limit\":1}");
	ck_assert_int_eq(get("/api/v2/persons"), 200);
	for (int i = 0; i < 101; i++)
		ck_assert_int_eq(get("/api/v2/persons"), 429);
	pass(3000);
	ck_assert_int_eq(get("/api/v2/persons"), 403);
	ck_assert(says("Cloudflare"));
	pass(61000);
	ck_assert_int_eq(get("/api/v2/persons"), 200);
}
END_TEST

/* --- writing -------------------------------------------------------------------------------------------------------
 */

START_TEST(person_is_created_in_the_shape_of_v2)
{
	int64_t org = make("organizations", "{\"name\":\"Acme\"}");
	char body[512];

	(void)snprintf(body, sizeof(body),
		       "{\"name\":\"Jane van "
		       "Doe\",\"emails\":[{\"value\":\"a@x.example\"},{\"value\":\"b@x.example\",\"label\":\"home\"}],"
		       "\"org_id\":%lld,\"label_ids\":[1],\"job_title\":\"CTO\",\"birthday\":\"1990-02-28\"}",
		       (long long)org);
	ck_assert_int_eq(make("persons", body), 1);
	ck_assert(answer_mutating);
	ck_assert_str_eq(text("data.first_name"), "Jane");
	ck_assert_str_eq(text("data.last_name"), "van Doe");
	ck_assert(says("\"emails\":[{\"value\":\"a@x.example\",\"primary\":true,\"label\":\"work\"},"
		       "{\"value\":\"b@x.example\",\"primary\":false,\"label\":\"home\"}]"));
	ck_assert(says("\"phones\":[]"));
	ck_assert_int_eq(number("data.org_id"), org);
	ck_assert_int_eq(number("data.visible_to"), 3);
	ck_assert_str_eq(text("data.job_title"), "CTO");
	ck_assert_uint_eq(strlen(text("data.update_time")), 20);
	ck_assert_str_eq(text("data.marketing_status"), "no_consent");
	ck_assert_int_eq(get("/api/v2/persons/1"), 200);
	ck_assert_ptr_null(crm_json_path(answer, "data.marketing_status"));
	ck_assert_int_eq(get("/api/v2/persons/1?include_fields=marketing_status,open_deals_count"), 200);
	ck_assert_str_eq(text("data.marketing_status"), "no_consent");
	ck_assert_int_eq(number("data.open_deals_count"), 0);
}
END_TEST

START_TEST(names_follow_each_other)
{
	make("persons", "{\"first_name\":\"Ada\",\"last_name\":\"Lovelace\"}");
	ck_assert_str_eq(text("data.name"), "Ada Lovelace");
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", "{\"name\":\"Bobby\"}"), 200);
	ck_assert_str_eq(text("data.first_name"), "Bobby");
	ck_assert(crm_json_is_null(crm_json_path(answer, "data.last_name")));
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", "{\"last_name\":\"Tables\"}"), 200);
	ck_assert_str_eq(text("data.name"), "Bobby Tables");
}
END_TEST

static const struct {
	const char *plural, *body, *field;
} refused[] = {
	{"persons", "{}", "name: "},
	{"persons", "{\"name\":5}", "name: "},
	{"persons", "{\"name\":\"\"}", "name: "},
	{"persons", "{\"name\":null}", "name: "},
	{"persons", "{\"name\":\"a\",\"owner_id\":\"1\"}", "owner_id: "},
	{"persons", "{\"name\":\"a\",\"owner_id\":99}", "owner_id: "},
	{"persons", "{\"name\":\"a\",\"org_id\":99}", "org_id: "},
	{"persons", "{\"name\":\"a\",\"email\":\"x\"}", "Parameter 'email' is not allowed for this request"},
	{"persons", "{\"name\":\"a\",\"id\":7}", "Parameter 'id' is not allowed for this request"},
	{"persons", "{\"name\":\"a\",\"update_time\":\"2024-01-01T00:00:00Z\"}", "update_time: "},
	{"persons", "{\"name\":\"a\",\"add_time\":\"2024-01-01T00:00:00.5Z\"}", "add_time: "},
	{"persons", "{\"name\":\"a\",\"emails\":\"x\"}", "emails: "},
	{"persons", "{\"name\":\"a\",\"emails\":[\"x\"]}", "emails: "},
	{"persons", "{\"name\":\"a\",\"emails\":[{\"label\":\"work\"}]}", "emails: "},
	{"persons", "{\"name\":\"a\",\"emails\":[{\"value\":\"x\",\"primary\":1}]}", "primary: "},
	{"persons", "{\"name\":\"a\",\"visible_to\":2}", "visible_to: "},
	{"persons", "{\"name\":\"a\",\"label_ids\":[99]}", "label_ids: "},
	{"persons", "{\"name\":\"a\",\"birthday\":\"28.2.1990\"}", "birthday: "},
	{"persons", "{\"name\":\"a\",\"marketing_status\":\"maybe\"}", "marketing_status: "},
	{"persons", "{\"name\":\"a\",\"custom_fields\":{\"0123456789012345678901234567890123456789\":1}}",
	 "custom_fields: "},
	{"organizations", "{\"name\":\"a\",\"address\":\"Main St\"}", "address: "},
	{"organizations", "{\"name\":\"a\",\"address\":{\"country\":\"DE\"}}", "address: "},
	{"organizations", "{\"name\":\"a\",\"address\":{\"value\":\"x\",\"zip\":\"1\"}}", "address: "},
	{"organizations", "{\"name\":\"a\",\"industry\":9999}", "industry: "},
	{"organizations", "{\"name\":\"a\",\"employee_count\":\"5\"}", "employee_count: "},
	{"organizations", "{\"name\":\"a\",\"annual_revenue\":5.5}", "annual_revenue: "},
	{"deals", "{\"value\":1}", "title: "},
	{"deals", "{\"title\":\"a\",\"currency\":\"XXX\"}", "currency: "},
	{"deals", "{\"title\":\"a\",\"value\":\"12\"}", "value: "},
	{"deals", "{\"title\":\"a\",\"stage_id\":99}", "stage_id: "},
	{"deals", "{\"title\":\"a\",\"status\":\"deleted\"}", "status: "},
	{"deals", "{\"title\":\"a\",\"lost_reason\":\"x\"}", "lost_reason: "},
	{"deals", "{\"title\":\"a\",\"status\":\"won\",\"lost_time\":\"2024-01-01T00:00:00Z\"}", "lost_time: "},
	{"deals", "{\"title\":\"a\",\"probability\":101}", "probability: "},
	{"deals", "{\"title\":\"a\",\"expected_close_date\":\"2026-02-30\"}", "expected_close_date: "},
	{"deals", "{\"title\":\"a\",\"is_archived\":\"yes\"}", "is_archived: "},
};

START_TEST(wrong_bodies_are_refused)
{
	char target[64];

	options("{\"burst_limit\":0}");
	(void)snprintf(target, sizeof(target), "/api/v2/%s", refused[_i].plural);
	ck_assert_int_eq(ask("POST", target, refused[_i].body), 400);
	ck_assert_str_eq(text("code"), "ERR_SCHEMA_VALIDATION_FAILED");
	ck_assert_int_eq(strncmp(text("error"), "Validation failed: ", 19), 0);
	ck_assert_msg(strstr(text("error"), refused[_i].field), "%s", text("error"));
	ck_assert_int_eq(get(target), 200);
	ck_assert_uint_eq(rows(), 0);
}
END_TEST

START_TEST(all_errors_come_at_once)
{
	ck_assert_int_eq(ask("POST", "/api/v2/persons", "{\"name\":1,\"owner_id\":\"x\",\"foo\":2}"), 400);
	ck_assert(says("name: ") && says("; owner_id: ") && says("; foo: "));
	ck_assert_int_eq(ask("POST", "/api/v2/persons", "{\"name\":"), 400);
	ck_assert_int_eq(ask("POST", "/api/v2/persons", "[]"), 400);
}
END_TEST

static const struct {
	const char *type, *good, *bad;
} shapes[] = {
	{"varchar", "\"x\"", "5"},
	{"varchar_auto", "\"x\"", "true"},
	{"text", "\"long\"", "[]"},
	{"double", "1.5", "\"1.5\""},
	{"monetary", "{\"value\":500,\"currency\":\"USD\"}", "{\"value\":500,\"currency\":\"???\"}"},
	{"monetary", "{\"value\":500,\"currency\":\"USD\"}", "500"},
	{"date", "\"2024-02-29\"", "\"2023-02-29\""},
	{"daterange", "{\"value\":\"2024-01-01\",\"until\":\"2024-02-01\"}", "{\"value\":\"2024-01-01\"}"},
	{"time", "{\"value\":\"09:00:00\",\"timezone_name\":\"Europe/London\"}", "\"09:00\""},
	{"timerange", "{\"value\":\"09:00:00\",\"until\":\"11:00:00\"}",
	 "{\"value\":\"25:00:00\",\"until\":\"11:00:00\"}"},
	{"user", "1", "77"},
	{"people", "1", "\"1\""},
	{"phone", "\"+1 2\"", "12"},
	{"address", "{\"value\":\"Main St 1\"}", "\"Main St 1\""},
};

START_TEST(custom_values_have_one_shape_per_type)
{
	char body[512], members[256];

	options("{\"burst_limit\":0}");
	make("persons", "{\"name\":\"First\"}");
	(void)snprintf(body, sizeof(body), "{\"field_name\":\"F\",\"field_type\":\"%s\"}", shapes[_i].type);
	make_field("personFields", body);
	(void)snprintf(body, sizeof(body), "{\"custom_fields\":{\"%s\":%s}}", made_code, shapes[_i].bad);
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", body), 400);
	ck_assert(says("custom_fields"));
	ck_assert(says(made_code));
	(void)snprintf(body, sizeof(body), "{\"custom_fields\":{\"%s\":%s}}", made_code, shapes[_i].good);
	ck_assert_msg(ask("PATCH", "/api/v2/persons/1", body) == 200, "%s", answer_text);
	(void)snprintf(members, sizeof(members), "\"%s\":%.*s", made_code, (int)strlen(shapes[_i].good) - 1,
		       shapes[_i].good);
	ck_assert_msg(says(members), "%s", answer_text);
	(void)snprintf(body, sizeof(body), "{\"custom_fields\":{\"%s\":null}}", made_code);
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", body), 200);
	(void)snprintf(members, sizeof(members), "\"%s\":null", made_code);
	ck_assert(says(members));
}
END_TEST

START_TEST(options_are_ids_and_an_empty_set_is_refused)
{
	char body[256], labelled[128];
	int64_t first;

	make_field("personFields", "{\"field_name\":\"Colour\",\"field_type\":\"set\",\"options\":[{\"label\":\"red\"},"
				   "{\"label\":\"blue\"}]}");
	first = number("data.options.id");
	(void)crm_json_int(crm_json_get(crm_json_first(crm_json_path(answer, "data.options")), "id"), &first);
	(void)snprintf(body, sizeof(body), "{\"name\":\"a\",\"custom_fields\":{\"%s\":[%lld]}}", made_code,
		       (long long)first);
	make("persons", body);
	(void)snprintf(body, sizeof(body), "{\"custom_fields\":{\"%s\":[]}}", made_code);
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", body), 400);
	(void)snprintf(body, sizeof(body), "{\"custom_fields\":{\"%s\":[\"red\"]}}", made_code);
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", body), 400);
	ck_assert_int_eq(get("/api/v2/persons/1?include_option_labels=true"), 200);
	(void)snprintf(labelled, sizeof(labelled), "[{\"id\":%lld,\"label\":\"red\"}]", (long long)first);
	ck_assert(says(labelled));
	make_field("personFields", "{\"field_name\":\"Size\",\"field_type\":\"enum\",\"options\":[{\"label\":\"L\"}]}");
	(void)snprintf(body, sizeof(body), "{\"custom_fields\":{\"%s\":\"L\"}}", made_code);
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", body), 400);
	ck_assert(says("custom_fields: Expected 'number' as value for single option custom field"));
}
END_TEST

START_TEST(only_named_custom_fields_come_when_asked)
{
	char target[256];

	make_field("personFields", "{\"field_name\":\"A\",\"field_type\":\"varchar\"}");
	make("persons", "{\"name\":\"a\"}");
	(void)snprintf(target, sizeof(target), "/api/v2/persons?custom_fields=%s", made_code);
	make_field("personFields", "{\"field_name\":\"B\",\"field_type\":\"varchar\"}");
	ck_assert_int_eq(get(target), 200);
	ck_assert(!says(made_code));
	ck_assert_uint_eq(crm_json_size(crm_json_get(row(0), "custom_fields")), 1);
	ck_assert_int_eq(get("/api/v2/persons?custom_fields=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16"), 400);
	ck_assert_int_eq(get("/api/v2/persons?include_fields=nonsense"), 400);
}
END_TEST

START_TEST(address_subfields_that_are_left_out_become_null)
{
	make("organizations", "{\"name\":\"a\",\"address\":{\"value\":\"Main St 1\",\"country\":\"Germany\"}}");
	ck_assert_str_eq(text("data.address.country"), "Germany");
	ck_assert_int_eq(ask("PATCH", "/api/v2/organizations/1", "{\"address\":{\"value\":\"Other 2\"}}"), 200);
	ck_assert_str_eq(text("data.address.value"), "Other 2");
	ck_assert(crm_json_is_null(crm_json_path(answer, "data.address.country")));
	ck_assert_int_eq(ask("PATCH", "/api/v2/organizations/1", "{\"address\":null}"), 200);
	ck_assert(crm_json_is_null(crm_json_path(answer, "data.address")));
}
END_TEST

START_TEST(marketing_status_changes_once)
{
	make("persons", "{\"name\":\"a\"}");
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", "{\"marketing_status\":\"subscribed\"}"), 200);
	ck_assert_str_eq(text("data.marketing_status"), "no_consent");
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", "{\"emails\":[{\"value\":\"a@x.example\"}]}"), 200);
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", "{\"marketing_status\":\"unsubscribed\"}"), 200);
	ck_assert_str_eq(text("data.marketing_status"), "unsubscribed");
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", "{\"marketing_status\":\"subscribed\"}"), 200);
	ck_assert_str_eq(text("data.marketing_status"), "unsubscribed");
}
END_TEST

START_TEST(products_that_are_not_bought_are_forbidden)
{
	options("{\"contact_sync\":false,\"campaigns\":false}");
	ck_assert_int_eq(ask("POST", "/api/v2/persons", "{\"name\":\"a\",\"job_title\":\"CTO\"}"), 403);
	ck_assert_int_eq(ask("POST", "/api/v2/persons", "{\"name\":\"a\",\"marketing_status\":\"subscribed\"}"), 403);
	make("persons", "{\"name\":\"a\"}");
	ck_assert(!says("job_title") && !says("marketing_status"));
	ck_assert_int_eq(get("/api/v2/personFields?limit=500"), 200);
	ck_assert(!says("job_title"));
}
END_TEST

/* --- deals ---------------------------------------------------------------------------------------------------------
 */

START_TEST(deals_know_their_stage)
{
	int64_t pipeline, stage;
	char body[128];

	make("deals", "{\"title\":\"a\",\"value\":1234.50}");
	ck_assert_str_eq(text("data.value"), "1234.5");
	ck_assert_str_eq(text("data.currency"), "EUR");
	ck_assert_int_eq(number("data.pipeline_id"), 1);
	ck_assert_int_eq(number("data.stage_id"), 1);
	pipeline = make("pipelines", "{\"name\":\"Second\"}");
	(void)snprintf(body, sizeof(body), "{\"name\":\"New\",\"pipeline_id\":%lld}", (long long)pipeline);
	stage = make("stages", body);
	(void)snprintf(body, sizeof(body), "{\"pipeline_id\":1,\"stage_id\":%lld}", (long long)stage);
	ck_assert_int_eq(ask("PATCH", "/api/v2/deals/1", body), 400);
	ck_assert(says("does not belong to pipeline"));
	(void)snprintf(body, sizeof(body), "{\"pipeline_id\":%lld}", (long long)pipeline);
	ck_assert_int_eq(ask("PATCH", "/api/v2/deals/1", body), 200);
	ck_assert_int_eq(number("data.stage_id"), stage);
	ck_assert_int_eq(ask("PATCH", "/api/v2/deals/1", "{\"stage_id\":2}"), 200);
	ck_assert_int_eq(number("data.pipeline_id"), 1);
}
END_TEST

START_TEST(deals_are_won_lost_and_opened_again)
{
	make("deals", "{\"title\":\"a\"}");
	ck_assert_int_eq(ask("PATCH", "/api/v2/deals/1", "{\"status\":\"lost\",\"lost_reason\":\"price\"}"), 200);
	ck_assert_str_eq(text("data.lost_reason"), "price");
	ck_assert_str_eq(text("data.close_time"), text("data.lost_time"));
	ck_assert_uint_eq(strlen(text("data.lost_time")), 20);
	ck_assert_uint_eq(strlen(text("data.local_lost_date")), 10);
	ck_assert_int_eq(ask("PATCH", "/api/v2/deals/1", "{\"status\":\"won\",\"won_time\":\"2025-05-05T10:00:00Z\"}"),
			 200);
	ck_assert_str_eq(text("data.won_time"), "2025-05-05T10:00:00Z");
	ck_assert_str_eq(text("data.local_close_date"), "2025-05-05");
	ck_assert(crm_json_is_null(crm_json_path(answer, "data.lost_time")));
	ck_assert(crm_json_is_null(crm_json_path(answer, "data.lost_reason")));
	ck_assert_int_eq(ask("PATCH", "/api/v2/deals/1", "{\"status\":\"open\"}"), 200);
	ck_assert(crm_json_is_null(crm_json_path(answer, "data.close_time")));
}
END_TEST

START_TEST(archived_deals_are_listed_apart)
{
	make("deals", "{\"title\":\"a\"}");
	make("deals", "{\"title\":\"b\",\"is_archived\":true}");
	ck_assert_uint_eq(strlen(text("data.archive_time")), 20);
	ck_assert_int_eq(get("/api/v2/deals"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(get("/api/v2/deals/archived"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_str_eq(crm_json_get_string(row(0), "title"), "b");
}
END_TEST

START_TEST(deals_have_participants)
{
	int64_t second;

	make("persons", "{\"name\":\"Ann\",\"emails\":[{\"value\":\"a@x.example\"}]}");
	make("persons", "{\"name\":\"Ben\"}");
	make("deals", "{\"title\":\"a\",\"person_id\":1}");
	ck_assert_int_eq(get("/v1/deals/1/participants"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(ask("POST", "/api/v1/deals/1/participants", "{\"person_id\":2}"), 200);
	second = number("data.id");
	ck_assert_str_eq(text("data.person_id.name"), "Ben");
	ck_assert_int_eq(get("/v1/deals/1/participants?limit=1"), 200);
	ck_assert(crm_json_true(crm_json_path(answer, "additional_data.pagination.more_items_in_collection")));
	ck_assert_int_eq(get("/api/v2/persons?deal_id=1"), 200);
	ck_assert_uint_eq(rows(), 2);
	ck_assert_int_eq(ask("DELETE", filled("/v1/deals/1/participants/@", second == 2 ? "2" : "?"), NULL), 200);
	ck_assert_int_eq(ask("DELETE", "/v1/deals/1/participants/2", NULL), 404);
	ck_assert_int_eq(ask("DELETE", "/v1/deals/1/participants/1", NULL), 200);
	ck_assert_int_eq(get("/api/v2/deals/1?include_fields=participants_count"), 200);
	ck_assert(crm_json_is_null(crm_json_path(answer, "data.person_id")));
	ck_assert_int_eq(number("data.participants_count"), 0);
	ck_assert_int_eq(ask("POST", "/v1/deals/1/participants", "{\"person_id\":9}"), 400);
}
END_TEST

/* --- deleting -------------------------------------------------------------------------------------------------------
 */

START_TEST(deleting_twice_is_410_with_success)
{
	make("persons", "{\"name\":\"a\"}");
	ck_assert_int_eq(ask("DELETE", "/api/v2/persons/1", NULL), 200);
	ck_assert_str_eq(answer_text, "{\"success\":true,\"data\":{\"id\":1}}");
	ck_assert_int_eq(ask("DELETE", "/api/v2/persons/1", NULL), 410);
	ck_assert_str_eq(answer_text, "{\"success\":true,\"data\":{\"id\":1}}");
	ck_assert_int_eq(ask("DELETE", "/api/v2/persons/9", NULL), 404);
	ck_assert_str_eq(text("error"), "Entity was not found");
	ck_assert_int_eq(get("/api/v2/persons"), 200);
	ck_assert_uint_eq(rows(), 0);
	ck_assert_int_eq(get("/api/v2/persons?ids=1"), 200);
	ck_assert_uint_eq(rows(), 0);
	ck_assert_int_eq(get("/api/v2/persons/1"), 200);
	ck_assert(crm_json_true(crm_json_path(answer, "data.is_deleted")));
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", "{\"name\":\"b\"}"), 404);
	options("{\"get_deleted\":false}");
	ck_assert_int_eq(get("/api/v2/persons/1"), 404);
	options("{\"get_deleted\":true}");
	pass(30 * DAY_MS);
	ck_assert_int_eq(get("/api/v2/persons/1"), 404);
}
END_TEST

START_TEST(deleted_deals_have_a_status)
{
	make("deals", "{\"title\":\"a\"}");
	make("deals", "{\"title\":\"b\"}");
	ck_assert_int_eq(ask("DELETE", "/api/v2/deals/1", NULL), 200);
	ck_assert_int_eq(get("/api/v2/deals"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(get("/api/v2/deals?status=open,won,lost,deleted"), 200);
	ck_assert_uint_eq(rows(), 2);
	ck_assert(crm_json_true(crm_json_get(row(0), "is_deleted")));
	ck_assert_int_eq(get("/api/v2/deals?status=deleted"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(get("/api/v2/deals?status=gone"), 400);
	ck_assert_int_eq(ask("PATCH", "/api/v2/deals/1", "{\"is_deleted\":false}"), 200);
	ck_assert_int_eq(get("/api/v2/deals"), 200);
	ck_assert_uint_eq(rows(), 2);
	ck_assert_int_eq(ask("DELETE", "/api/v2/deals/2", NULL), 200);
	pass(31 * DAY_MS);
	ck_assert_int_eq(get("/api/v2/deals?status=deleted"), 200);
	ck_assert_uint_eq(rows(), 0);
}
END_TEST

/* --- merging --------------------------------------------------------------------------------------------------------
 */

START_TEST(merge_keeps_merge_with_id)
{
	make("persons", "{\"name\":\"Loser\",\"emails\":[{\"value\":\"a@x.example\"},{\"value\":\"B@x.example\"}],"
			"\"job_title\":\"CTO\"}");
	make("persons", "{\"name\":\"Winner\",\"emails\":[{\"value\":\"b@x.example\"}]}");
	make("deals", "{\"title\":\"d\",\"person_id\":1}");
	ck_assert_int_eq(ask("PUT", "/v1/persons/1/merge", "{\"merge_with_id\":2}"), 200);
	ck_assert_int_eq(number("data.id"), 2);
	ck_assert_int_eq(number("data.merge_what_id"), 1);
	ck_assert_int_eq(get("/api/v2/persons/1"), 404);
	ck_assert_int_eq(ask("DELETE", "/api/v2/persons/1", NULL), 404);
	ck_assert_int_eq(get("/api/v2/persons/2?include_fields=open_deals_count"), 200);
	ck_assert_str_eq(text("data.name"), "Winner");
	ck_assert_str_eq(text("data.job_title"), "CTO");
	ck_assert_int_eq(number("data.open_deals_count"), 1);
	ck_assert(says("[{\"value\":\"b@x.example\",\"primary\":true,\"label\":\"work\"},"
		       "{\"value\":\"a@x.example\",\"primary\":false,\"label\":\"work\"}]"));
	ck_assert_int_eq(get("/api/v2/deals/1"), 200);
	ck_assert_int_eq(number("data.person_id"), 2);
	ck_assert_int_eq(get("/v1/deals/1/participants"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(ask("PUT", "/api/v1/persons/1/merge", "{\"merge_with_id\":2}"), 404);
	ck_assert_int_eq(ask("PUT", "/api/v1/persons/2/merge", "{\"merge_with_id\":2}"), 400);
	ck_assert_int_eq(ask("PUT", "/api/v1/persons/2/merge", "{}"), 400);
}
END_TEST

START_TEST(organizations_and_deals_merge_too)
{
	make("organizations", "{\"name\":\"Loser\",\"website\":\"l.example\"}");
	make("organizations", "{\"name\":\"Winner\"}");
	make("persons", "{\"name\":\"a\",\"org_id\":1}");
	make("deals", "{\"title\":\"one\",\"org_id\":1}");
	make("deals", "{\"title\":\"two\"}");
	ck_assert_int_eq(ask("PUT", "/v1/organizations/1/merge", "{\"merge_with_id\":2}"), 200);
	ck_assert_int_eq(number("data.id"), 2);
	ck_assert_int_eq(get("/api/v2/organizations/2?include_fields=people_count,open_deals_count"), 200);
	ck_assert_int_eq(number("data.people_count"), 1);
	ck_assert_int_eq(number("data.open_deals_count"), 1);
	ck_assert_str_eq(text("data.website"), "l.example");
	ck_assert_int_eq(get("/api/v2/persons?org_id=2"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(ask("PUT", "/v1/deals/1/merge", "{\"merge_with_id\":2}"), 200);
	ck_assert_str_eq(text("data.title"), "two");
	ck_assert_int_eq(number("data.org_id"), 2);
	ck_assert_int_eq(get("/api/v2/deals?status=open,won,lost,deleted"), 200);
	ck_assert_uint_eq(rows(), 1);
}
END_TEST

/* --- lists -----------------------------------------------------------------------------------------------------------
 */

static char *cursor_text;

/* Reads a list to its end; counts the rows and checks that ids or times never go back. */
static size_t read_all(const char *base, const char *member, bool descending)
{
	char target[512], last[64] = "";
	size_t n = 0;

	crm_free(cursor_text);
	cursor_text = NULL;
	do {
		(void)snprintf(target, sizeof(target), "%s%s%s", base, cursor_text ? "&cursor=" : "",
			       cursor_text ? cursor_text : "");
		ck_assert_msg(get(target) == 200, "%s", answer_text);
		for (const crm_json *e = crm_json_first(crm_json_get(answer, "data")); e; e = crm_json_next(e), n++) {
			char now[64];

			(void)snprintf(now, sizeof(now), "%20s", crm_json_text(crm_json_get(e, member)));
			ck_assert(!*last || (descending ? strcmp(now, last) <= 0 : strcmp(now, last) >= 0));
			memcpy(last, now, sizeof(last));
		}
		crm_free(cursor_text);
		cursor_text = crm_strdup(crm_json_text(crm_json_path(answer, "additional_data.next_cursor")));
	} while (cursor_text);
	return n;
}

START_TEST(pages_show_every_row_once)
{
	char body[64];

	options("{\"burst_limit\":0,\"daily_limit\":0}");
	for (int i = 0; i < 23; i++) {
		(void)snprintf(body, sizeof(body), "{\"name\":\"P %d\"}", i);
		make("persons", body);
		if (i % 4 == 0)
			pass(1000);
	}
	for (int i = 20; i > 0; i -= 5) {
		(void)snprintf(body, sizeof(body), "/api/v2/persons/%d", i);
		ck_assert_int_eq(ask("PATCH", body, "{\"notes\":\"x\"}"), 200);
	}
	ck_assert_int_eq(ask("DELETE", "/api/v2/persons/3", NULL), 200);
	ck_assert_uint_eq(read_all("/api/v2/persons?limit=5", "id", false), 22);
	ck_assert_uint_eq(read_all("/api/v2/persons?limit=11", "id", false), 22);
	ck_assert_uint_eq(read_all("/api/v2/persons?limit=4&sort_by=id&sort_direction=desc", "id", true), 22);
	ck_assert_uint_eq(read_all("/api/v2/persons?limit=4&sort_by=update_time", "update_time", false), 22);
	ck_assert_uint_eq(
		read_all("/api/v2/persons?limit=3&sort_by=update_time&sort_direction=desc", "update_time", true), 22);
	ck_assert_uint_eq(read_all("/api/v2/persons?limit=6&sort_by=add_time", "add_time", false), 22);
	options("{\"list_order\":\"reverse\"}");
	ck_assert_uint_eq(read_all("/api/v2/persons?limit=5", "id", true), 22);
}
END_TEST

/* filter_id names what a person saved; beside it `ids` and `owner_id` are ignored (OpenAPI v2). */
START_TEST(saved_filters_choose)
{
	options("{\"filters\":{\"17\":{\"job_title\":\"^Buyer$\"}}}");
	make("persons", "{\"name\":\"a\",\"job_title\":\"Buyer\"}");
	make("persons", "{\"name\":\"b\",\"job_title\":\"Head Buyer\"}");
	make("persons", "{\"name\":\"c\"}");
	ck_assert_int_eq(get("/api/v2/persons?filter_id=17"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_str_eq(crm_json_get_string(row(0), "name"), "a");
	ck_assert_int_eq(get("/api/v2/persons?filter_id=17&ids=2,3&owner_id=999"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(get("/api/v2/persons?filter_id=18"), 404);
}
END_TEST

START_TEST(updated_since_is_inclusive_and_without_fractions)
{
	char target[128], since[32];

	make("persons", "{\"name\":\"a\"}");
	pass(5000);
	make("persons", "{\"name\":\"b\"}");
	(void)snprintf(since, sizeof(since), "%s", text("data.update_time"));
	(void)snprintf(target, sizeof(target), "/api/v2/persons?updated_since=%s&sort_by=update_time", since);
	ck_assert_int_eq(get(target), 200);
	ck_assert_uint_eq(rows(), 1);
	(void)snprintf(target, sizeof(target), "/api/v2/persons?updated_until=%s", since);
	ck_assert_int_eq(get(target), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_str_eq(crm_json_get_string(row(0), "name"), "a");
	ck_assert_int_eq(get("/api/v2/persons?updated_since=2024-01-01T00:00:00.000Z"), 400);
	ck_assert(says("is not a valid datetime"));
	ck_assert_int_eq(get("/api/v2/persons?updated_since=2024-01-01T00:00:00%2B01:00"), 400);
	ck_assert_int_eq(get("/api/v2/pipelines?updated_since=2024-01-01T00:00:00Z"), 400);
	ck_assert_int_eq(get("/api/v2/stages?updated_since=2024-01-01T00:00:00Z"), 400);
}
END_TEST

static const char *const wrong_queries[] = {
	"/api/v2/persons?limit=0",
	"/api/v2/persons?limit=501",
	"/api/v2/persons?limit=ten",
	"/api/v2/persons?sort_by=name",
	"/api/v2/persons?sort_direction=up",
	"/api/v2/persons?cursor=nonsense",
	"/api/v2/persons?owner_id=me",
	"/api/v2/persons?foo=1",
	"/api/v2/persons?ids=1,x",
	"/api/v2/persons?stage_id=1",
	"/api/v2/organizations?org_id=1",
	"/api/v2/persons/search?term=a",
	"/api/v2/persons/search",
	"/api/v2/persons/search?term=ab&fields=title",
	"/api/v2/itemSearch?term=ab&item_types=cat",
	"/api/v2/itemSearch?term=ab&limit=101",
	"/api/v2/itemSearch/field?term=a&entity_type=person&field=nope",
	"/api/v2/itemSearch/field?term=a&entity_type=cat&field=name",
	"/api/v2/itemSearch/field?term=a&entity_type=person&field=org_id",
	"/api/v2/itemSearch/field?term=a&entity_type=person&field=name&match=middle",
	"/api/v2/stages?sort_by=name",
};

START_TEST(wrong_queries_are_refused)
{
	ck_assert_int_eq(get(wrong_queries[_i]), 400);
	ck_assert_str_eq(text("code"), "ERR_SCHEMA_VALIDATION_FAILED");
}
END_TEST

START_TEST(a_cursor_belongs_to_its_sorting)
{
	char target[512];

	make("persons", "{\"name\":\"a\"}");
	make("persons", "{\"name\":\"b\"}");
	ck_assert_int_eq(get("/api/v2/persons?limit=1"), 200);
	(void)snprintf(target, sizeof(target), "/api/v2/persons?sort_by=update_time&cursor=%s",
		       text("additional_data.next_cursor"));
	ck_assert_int_eq(get(target), 400);
}
END_TEST

START_TEST(ids_leave_out_what_is_missing)
{
	char target[1024] = "/api/v2/persons?ids=1";

	make("persons", "{\"name\":\"a\"}");
	make("persons", "{\"name\":\"b\"}");
	ck_assert_int_eq(get("/api/v2/persons?ids=2,77,1"), 200);
	ck_assert_uint_eq(rows(), 2);
	for (int i = 0; i < 100; i++)
		(void)snprintf(target + strlen(target), sizeof(target) - strlen(target), ",%d", i);
	ck_assert_int_eq(get(target), 400);
}
END_TEST

START_TEST(lists_filter)
{
	make("organizations", "{\"name\":\"o\"}");
	make("persons", "{\"name\":\"a\",\"org_id\":1}");
	make("persons", "{\"name\":\"b\"}");
	make("deals", "{\"title\":\"x\",\"person_id\":1,\"stage_id\":2}");
	make("deals", "{\"title\":\"y\",\"status\":\"won\"}");
	ck_assert_int_eq(get("/api/v2/persons?org_id=1"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(get("/api/v2/persons?owner_id=2"), 200);
	ck_assert_uint_eq(rows(), 0);
	ck_assert_int_eq(get("/api/v2/deals?person_id=1"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(get("/api/v2/deals?stage_id=1"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(get("/api/v2/deals?pipeline_id=1&status=won"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_str_eq(crm_json_get_string(row(0), "title"), "y");
	ck_assert_int_eq(get("/api/v2/deals?filter_id=4"), 404);
}
END_TEST

/* --- searches
 * --------------------------------------------------------------------------------------------------------- */

static size_t hits(void)
{
	return crm_json_size(crm_json_path(answer, "data.items"));
}

START_TEST(search_finds_exactly_or_in_the_middle)
{
	make("persons", "{\"name\":\"J\303\226HN "
			"Doe\",\"emails\":[{\"value\":\"Joe@X.example\"}],\"phones\":[{\"value\":\"+49 1\"}]}");
	make("persons", "{\"name\":\"John\"}");
	ck_assert_int_eq(get("/api/v2/persons/search?term=joe@x.EXAMPLE&fields=email&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 1);
	ck_assert(says("\"emails\":[\"Joe@X.example\"]"));
	ck_assert_int_eq(get("/api/v2/persons/search?term=joe@x&fields=email&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 0);
	ck_assert_int_eq(get("/api/v2/persons/search?term=joe@x&fields=email"), 200);
	ck_assert_uint_eq(hits(), 1);
	ck_assert_int_eq(get("/api/v2/persons/search?term=joe@x.example&fields=name,phone&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 0);
	ck_assert_int_eq(get("/api/v2/persons/search?term=j\303\266hn%20doe&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 1);
	ck_assert_int_eq(get("/api/v2/itemSearch?term=ohn&item_types=person,deal"), 200);
	ck_assert_uint_eq(hits(), 1);
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", "{\"emails\":[{\"value\":\"new@x.example\"}]}"), 200);
	ck_assert_int_eq(get("/api/v2/persons/search?term=joe@x.example&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 0);
	ck_assert_int_eq(ask("DELETE", "/api/v2/persons/1", NULL), 200);
	ck_assert_int_eq(get("/api/v2/persons/search?term=new@x.example&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 0);
}
END_TEST

START_TEST(search_pages)
{
	char target[256];

	make("organizations", "{\"name\":\"Acme\"}");
	make("organizations", "{\"name\":\"acme\"}");
	make("organizations", "{\"name\":\"ACME\"}");
	ck_assert_int_eq(get("/api/v2/organizations/search?term=acme&exact_match=true&limit=2"), 200);
	ck_assert_uint_eq(hits(), 2);
	(void)snprintf(target, sizeof(target),
		       "/api/v2/organizations/search?term=acme&exact_match=true&limit=2&cursor=%s",
		       text("additional_data.next_cursor"));
	ck_assert_int_eq(get(target), 200);
	ck_assert_uint_eq(hits(), 1);
	ck_assert(crm_json_is_null(crm_json_path(answer, "additional_data.next_cursor")));
}
END_TEST

START_TEST(field_search_finds_by_custom_field)
{
	char body[256], target[256], expected[128];

	make_field("personFields", "{\"field_name\":\"External id\",\"field_type\":\"varchar\"}");
	(void)snprintf(body, sizeof(body), "{\"name\":\"a\",\"custom_fields\":{\"%s\":\"Key-1\"}}", made_code);
	make("persons", body);
	(void)snprintf(target, sizeof(target),
		       "/api/v2/itemSearch/field?term=Key-1&entity_type=person&field=%s&match=exact", made_code);
	ck_assert_int_eq(get(target), 200);
	(void)snprintf(expected, sizeof(expected), "\"data\":[{\"id\":1,\"%s\":\"Key-1\"}]", made_code);
	ck_assert(says(expected));
	(void)snprintf(target, sizeof(target), "/api/v2/itemSearch/field?term=key-1&entity_type=person&field=%s",
		       made_code);
	ck_assert_int_eq(get(target), 200);
	ck_assert_uint_eq(rows(), 0);
	(void)snprintf(target, sizeof(target),
		       "/api/v2/itemSearch/field?term=Key&entity_type=person&field=%s&match=beginning", made_code);
	ck_assert_int_eq(get(target), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(get("/api/v2/persons/search?term=key-1&fields=custom_fields&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 1);
	make_field("personFields", "{\"field_name\":\"Day\",\"field_type\":\"date\"}");
	(void)snprintf(target, sizeof(target), "/api/v2/itemSearch/field?term=Key&entity_type=person&field=%s",
		       made_code);
	ck_assert_int_eq(get(target), 400);
}
END_TEST

START_TEST(search_lags_behind)
{
	options("{\"search_lag_ms\":10000}");
	make("persons", "{\"name\":\"Old Name\"}");
	ck_assert_int_eq(get("/api/v2/persons/search?term=old%20name&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 0);
	ck_assert_int_eq(get("/api/v2/persons/1"), 200);
	pass(10001);
	ck_assert_int_eq(get("/api/v2/persons/search?term=old%20name&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 1);
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", "{\"name\":\"New Name\"}"), 200);
	ck_assert_int_eq(get("/api/v2/persons/search?term=new%20name"), 200);
	ck_assert_uint_eq(hits(), 0);
	ck_assert_int_eq(get("/api/v2/persons/search?term=old%20name&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 1);
	pass(10001);
	ck_assert_int_eq(get("/api/v2/persons/search?term=new%20name"), 200);
	ck_assert_uint_eq(hits(), 1);
	ck_assert_int_eq(ask("DELETE", "/api/v2/persons/1", NULL), 200);
	ck_assert_int_eq(get("/api/v2/persons/search?term=new%20name"), 200);
	ck_assert_uint_eq(hits(), 1);
	pass(10001);
	ck_assert_int_eq(get("/api/v2/persons/search?term=new%20name"), 200);
	ck_assert_uint_eq(hits(), 0);
}
END_TEST

/* --- fields
 * -------------------------------------------------------------------------------------------------------------- */

START_TEST(fields_are_listed_created_changed_deleted)
{
	char target[128];

	ck_assert_int_eq(get("/api/v2/organizationFields?limit=500"), 200);
	ck_assert(says(
		"{\"field_name\":\"Website\",\"field_code\":\"website\",\"field_type\":\"varchar\",\"options\":null,"
		"\"subfields\":null,\"is_custom_field\":false,\"is_optional_response_field\":false}"));
	ck_assert(!says("ui_visibility"));
	ck_assert_int_eq(get("/api/v2/dealFields?limit=500"), 200);
	ck_assert(says("{\"id\":\"open\",\"label\":\"Open\"}"));
	make_field("organizationFields", "{\"field_name\":\"VAT id\",\"field_type\":\"varchar\"}");
	ck_assert(crm_json_true(crm_json_path(answer, "data.is_custom_field")));
	(void)snprintf(target, sizeof(target), "/api/v2/organizationFields/%s", made_code);
	ck_assert_int_eq(ask("PATCH", target, "{\"field_name\":\"VAT number\"}"), 200);
	ck_assert_int_eq(ask("PATCH", target, "{\"field_type\":\"text\"}"), 400);
	ck_assert_int_eq(ask("PATCH", target, "{}"), 400);
	ck_assert_int_eq(get(target), 200);
	ck_assert_str_eq(text("data.field_name"), "VAT number");
	ck_assert_int_eq(ask("DELETE", target, NULL), 200);
	ck_assert_int_eq(get(target), 404);
	ck_assert_int_eq(ask("DELETE", "/api/v2/organizationFields/name", NULL), 403);
	ck_assert_uint_eq(read_all("/api/v2/personFields?limit=7", "is_custom_field", false), 23);
}
END_TEST

static const char *const wrong_fields[] = {
	"{\"field_type\":\"varchar\"}",
	"{\"field_name\":\"a\"}",
	"{\"field_name\":\"a\",\"field_type\":\"url\"}",
	"{\"field_name\":\"a\",\"field_type\":\"int\"}",
	"{\"field_name\":\"a\",\"field_type\":\"enum\"}",
	"{\"field_name\":\"a\",\"field_type\":\"enum\",\"options\":[{}]}",
	"{\"field_name\":\"a\",\"field_type\":\"varchar\",\"options\":[{\"label\":\"x\"}]}",
	"{\"field_name\":\"a\",\"field_type\":\"varchar\",\"key\":\"x\"}",
};

START_TEST(wrong_fields_are_refused)
{
	ck_assert_int_eq(ask("POST", "/api/v2/personFields", wrong_fields[_i]), 400);
}
END_TEST

START_TEST(options_of_a_field_change)
{
	char target[128];

	make_field("dealFields", "{\"field_name\":\"Size\",\"field_type\":\"enum\",\"options\":[{\"label\":\"S\"}]}");
	(void)snprintf(target, sizeof(target), "/api/v2/dealFields/%s/options", made_code);
	ck_assert_int_eq(ask("POST", target, "[{\"label\":\"M\"},{\"label\":\"L\"}]"), 200);
	ck_assert_uint_eq(rows(), 2);
	ck_assert_int_eq(ask("POST", target, "[]"), 400);
	ck_assert_int_eq(ask("PATCH", target, "[{\"id\":1,\"label\":\"XL\"}]"), 400);
	ck_assert_int_eq(ask("DELETE", target, "[{\"id\":1}]"), 400);
	ck_assert_int_eq(ask("POST", "/api/v2/dealFields/title/options", "[{\"label\":\"M\"}]"), 403);
}
END_TEST

START_TEST(fields_of_v1_have_keys)
{
	char target[64];

	ck_assert_int_eq(get("/v1/personFields"), 200);
	ck_assert(says("\"key\":\"label\"") && says("{\"color\":\"green\",\"label\":\"Customer\",\"id\":1}"));
	ck_assert_int_eq(ask("POST", "/api/v1/personFields", "{\"name\":\"In Group\",\"field_type\":\"varchar\"}"),
			 201);
	ck_assert_uint_eq(strlen(text("data.key")), 40);
	ck_assert(crm_json_true(crm_json_path(answer, "data.edit_flag")));
	(void)snprintf(made_code, sizeof(made_code), "%s", text("data.key"));
	(void)snprintf(target, sizeof(target), "/v1/personFields/%s", text("data.id"));
	ck_assert_int_eq(ask("PUT", target, "{\"name\":\"Group\"}"), 200);
	ck_assert_int_eq(get("/api/v2/personFields?limit=500"), 200);
	ck_assert(says(made_code) && says("\"field_name\":\"Group\""));
	ck_assert_int_eq(ask("DELETE", target, NULL), 200);
	ck_assert_int_eq(get(target), 404);
	ck_assert_int_eq(ask("POST", "/v1/personFields", "{\"name\":\"x\",\"field_type\":\"enum\"}"), 400);
	ck_assert_int_eq(
		ask("POST", "/v1/personFields",
		    "{\"name\":\"x\",\"field_type\":\"enum\",\"options\":[{\"label\":\"A\"},{\"label\":\"B\"}]}"),
		201);
	(void)snprintf(target, sizeof(target), "/v1/personFields?ids=%s,1", text("data.id"));
	ck_assert_int_eq(ask("DELETE", target, NULL), 200);
	ck_assert_uint_eq(crm_json_size(crm_json_path(answer, "data.id")), 1);
}
END_TEST

/* --- options
 * -------------------------------------------------------------------------------------------------------------- */

START_TEST(options_deny_and_reject)
{
	make_field("personFields", "{\"field_name\":\"Segment\",\"field_type\":\"varchar\"}");
	make("persons", "{\"name\":\"a\",\"job_title\":\"CTO\"}");
	options("{\"deny_fields\":[\"job_title\",\"Segment\"],\"deny_setup\":true,\"reject\":{\"name\":\"^bad\","
		"\"Segment\":\"^9\"}}");
	ck_assert_int_eq(get("/api/v2/persons/1"), 200);
	ck_assert(!says("job_title") && !says(made_code));
	ck_assert_int_eq(get("/api/v2/personFields?limit=500"), 200);
	ck_assert(!says("job_title") && !says(made_code));
	ck_assert_int_eq(ask("POST", "/api/v2/personFields", "{\"field_name\":\"x\",\"field_type\":\"varchar\"}"), 403);
	ck_assert_str_eq(text("error"), "Scope and URL mismatch");
	ck_assert_int_eq(ask("POST", "/v1/personFields", "{\"name\":\"x\",\"field_type\":\"varchar\"}"), 403);
	ck_assert_int_eq(ask("POST", "/api/v2/persons", "{\"name\":\"bad one\"}"), 400);
	ck_assert(says("name: Parameter 'name' has an invalid value"));
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", filled("{\"custom_fields\":{\"@\":\"911\"}}", made_code)),
			 400);
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", filled("{\"custom_fields\":{\"@\":\"811\"}}", made_code)),
			 200);
}
END_TEST

START_TEST(values_are_normalised_on_save)
{
	options("{\"normalise\":{\"phone\":\"e164\",\"email\":\"lower\",\"amount\":\"2\",\"empty_company\":\"Unknown\"}"
		"}");
	make("persons",
	     "{\"name\":\"a\",\"emails\":[{\"value\":\"A@X.Example\"}],\"phones\":[{\"value\":\"+49 (30) 1\"}]}");
	ck_assert(says("\"value\":\"a@x.example\"") && says("\"value\":\"+49301\""));
	make("deals", "{\"title\":\"a\",\"value\":10.005}");
	ck_assert_str_eq(text("data.value"), "10.01");
	make("organizations", "{\"name\":\"\"}");
	ck_assert_str_eq(text("data.name"), "Unknown");
	make("organizations", "{}");
	ck_assert_str_eq(text("data.name"), "Unknown");
}
END_TEST

START_TEST(cleared_text_may_read_as_empty)
{
	make_field("personFields", "{\"field_name\":\"Segment\",\"field_type\":\"varchar\"}");
	make("persons", "{\"name\":\"a\"}");
	ck_assert(crm_json_is_null(crm_json_get(crm_json_path(answer, "data.custom_fields"), made_code)));
	options("{\"cleared_text\":\"empty\"}");
	ck_assert_int_eq(get("/api/v2/persons/1"), 200);
	ck_assert_str_eq(crm_json_get_string(crm_json_path(answer, "data.custom_fields"), made_code), "");
}
END_TEST

/* --- v1, paths
 * ------------------------------------------------------------------------------------------------------------- */

START_TEST(users_tell_the_company)
{
	ck_assert_int_eq(get("/v1/users"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(get("/api/v1/users/me"), 200);
	ck_assert_int_eq(number("data.company_id"), 7812793);
	ck_assert_str_eq(text("data.company_domain"), "sandbox-7812793");
	options("{\"tenant\":\"4711\"}");
	ck_assert_int_eq(get("/v1/users/me"), 200);
	ck_assert_int_eq(number("data.company_id"), 4711);
	ck_assert_int_eq(get("/v1/users/1"), 200);
	ck_assert_int_eq(get("/v1/users/2"), 404);
	ck_assert_int_eq(get("/v1/users/find?term=admin"), 200);
	ck_assert_uint_eq(rows(), 1);
}
END_TEST

static const struct {
	const char *method, *target;
	int status;
} paths[] = {
	{"GET", "/v1/persons", 410},         {"GET", "/api/v1/persons/5", 410},
	{"POST", "/v1/deals", 410},          {"GET", "/v1/pipelines", 410},
	{"GET", "/v1/itemSearch", 410},      {"GET", "/api/v2/nothing", 404},
	{"GET", "/v2/persons", 404},         {"GET", "/", 404},
	{"GET", "/api/v2/persons/abc", 404}, {"PUT", "/api/v2/persons/1", 405},
	{"GET", "/api/v2/persons/1/", 404},  {"GET", "/api/v2/currencies", 404},
	{"GET", "/v1/currencies", 200},
};

START_TEST(paths_are_served_or_not)
{
	ck_assert_int_eq(ask(paths[_i].method, paths[_i].target, NULL), paths[_i].status);
	ck_assert(crm_json_is_object(answer));
}
END_TEST

START_TEST(pipelines_and_stages_are_kept)
{
	int64_t pipeline;
	char target[64];

	ck_assert_int_eq(get("/api/v2/stages?pipeline_id=1&sort_by=order_nr"), 200);
	ck_assert_uint_eq(rows(), 6);
	ck_assert_uint_eq(read_all("/api/v2/stages?limit=4", "id", false), 6);
	ck_assert_uint_eq(read_all("/api/v2/stages?limit=4&sort_by=order_nr&sort_direction=desc", "order_nr", true), 6);
	pipeline = make("pipelines", "{\"name\":\"Second\"}");
	ck_assert_int_eq(ask("POST", "/api/v2/pipelines", "{\"order_nr\":1}"), 400);
	ck_assert_int_eq(ask("POST", "/api/v2/stages", "{\"name\":\"a\",\"pipeline_id\":99}"), 404);
	(void)snprintf(target, sizeof(target), "/api/v2/pipelines/%lld", (long long)pipeline);
	ck_assert_int_eq(ask("PATCH", target, "{\"name\":\"Third\"}"), 200);
	ck_assert_str_eq(text("data.name"), "Third");
	ck_assert_int_eq(ask("DELETE", target, NULL), 200);
	ck_assert_int_eq(get(target), 404);
	ck_assert_int_eq(ask("PATCH", "/api/v2/stages/1", "{\"is_deal_rot_enabled\":true,\"days_to_rotten\":5}"), 200);
	ck_assert_int_eq(number("data.days_to_rotten"), 5);
	ck_assert_int_eq(ask("DELETE", "/api/v2/stages/6", NULL), 200);
	ck_assert_int_eq(get("/api/v2/stages/6"), 404);
}
END_TEST

/* --- seeding, control, state
 * --------------------------------------------------------------------------------------------------- */

static void seed(void)
{
	static const char *const more[] = {"second@acme.example"};
	static const char *const people[] = {"c1", "c2"};
	struct seed_owner owner = {"olga@crm.example", "Olga", "Owner", true};
	struct seed_company company = {.ref = "o1",
				       .name = "Acme",
				       .domain = "acme.example",
				       .street = "Main Street 5",
				       .city = "Berlin",
				       .postcode = "10115",
				       .country = "Germany",
				       .industry = "Software Testing",
				       .employees = "50",
				       .revenue = "1500000.00",
				       .vat_id = "DE1",
				       .owner_email = "olga@crm.example",
				       .created = 1700000000123,
				       .modified = 1710000000999};
	struct seed_contact contact = {.ref = "c1",
				       .first_name = "Ann",
				       .last_name = "Ander",
				       .email = "ann@acme.example",
				       .more_emails = more,
				       .n_more_emails = 1,
				       .phone = "+49 1",
				       .mobile = "+49 2",
				       .title = "CEO",
				       .company_ref = "o1",
				       .lifecycle = "customer",
				       .birthday = "1980-01-02",
				       .opted_out = true,
				       .created = 1700000000000,
				       .modified = 1720000000000};
	struct seed_contact other = {.ref = "c2",
				     .first_name = "Bob",
				     .last_name = "Boss",
				     .email = "bob@acme.example",
				     .created = 1690000000000,
				     .modified = 1690000001000};
	struct seed_deal deal = {.ref = "d1",
				 .name = "Big",
				 .amount = "1234.50",
				 .currency = "USD",
				 .stage = "won",
				 .company_ref = "o1",
				 .contact_refs = people,
				 .n_contact_refs = 2,
				 .close_date = "2024-05-01",
				 .created = 1700000000000,
				 .modified = 1715000000000};
	char id[FACE_ID_SIZE];

	ck_assert_int_eq(host->vendor->seed_owner(host->face, &owner, id, NULL), CRM_OK);
	ck_assert_str_eq(id, "1");
	owner = (struct seed_owner){"gone@crm.example", "Gone", "Away", false};
	ck_assert_int_eq(host->vendor->seed_owner(host->face, &owner, NULL, NULL), CRM_OK);
	ck_assert_int_eq(host->vendor->seed_company(host->face, &company, id, NULL), CRM_OK);
	ck_assert_int_eq(host->vendor->seed_contact(host->face, &contact, id, NULL), CRM_OK);
	ck_assert_int_eq(host->vendor->seed_contact(host->face, &other, id, NULL), CRM_OK);
	ck_assert_str_eq(id, "2");
	ck_assert_int_eq(host->vendor->seed_deal(host->face, &deal, id, NULL), CRM_OK);
}

START_TEST(seeds_become_records)
{
	seed();
	ck_assert_int_eq(
		get("/api/v2/persons/1?include_fields=marketing_status,won_deals_count&include_option_labels=true"),
		200);
	ck_assert_str_eq(text("data.name"), "Ann Ander");
	ck_assert_str_eq(text("data.update_time"), "2024-07-03T09:46:40Z");
	ck_assert_str_eq(text("data.marketing_status"), "unsubscribed");
	ck_assert_int_eq(number("data.won_deals_count"), 1);
	ck_assert(says("\"label\":\"Customer\"") && says("second@acme.example") && says("\"label\":\"mobile\""));
	ck_assert_int_eq(get("/api/v2/organizations/1"), 200);
	ck_assert_str_eq(text("data.add_time"), "2023-11-14T22:13:20Z");
	ck_assert_str_eq(text("data.address.value"), "Main Street 5, 10115 Berlin, Germany");
	ck_assert_str_eq(text("data.address.street_number"), "5");
	ck_assert_str_eq(text("data.website"), "https://acme.example");
	ck_assert_int_eq(number("data.annual_revenue"), 1500000);
	ck_assert(says("\"DE1\""));
	ck_assert_int_eq(get("/api/v2/deals/1"), 200);
	ck_assert_str_eq(text("data.value"), "1234.5");
	ck_assert_str_eq(text("data.status"), "won");
	ck_assert_str_eq(text("data.local_won_date"), "2024-05-06");
	ck_assert_int_eq(get("/v1/deals/1/participants"), 200);
	ck_assert_uint_eq(rows(), 2);
	ck_assert_int_eq(get("/api/v2/persons/search?term=ANN@acme.example&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 1);
	ck_assert_int_eq(get("/api/v2/persons?sort_by=update_time&updated_since=2024-01-01T00:00:00Z"), 200);
	ck_assert_uint_eq(rows(), 1);
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", "{\"owner_id\":2}"), 400);
	options("{\"accept_inactive_owner\":true}");
	ck_assert_int_eq(ask("PATCH", "/api/v2/persons/1", "{\"owner_id\":2}"), 200);
}
END_TEST

static int edit(const char *object, const char *id, const char *json, struct crm_buf *out)
{
	crm_json *fields;
	int code;

	crm_buf_reset(out);
	ck_assert_int_eq(crm_json_parse(json, strlen(json), &fields, NULL), CRM_OK);
	code = host->vendor->edit(host->face, object, id, fields, out, NULL);
	crm_json_free(fields);
	return code;
}

START_TEST(a_person_edits_in_the_ui)
{
	struct crm_buf out;

	crm_buf_init(&out, CRM_BUF_MAX);
	seed();
	ck_assert_int_eq(edit("contact", NULL, "{\"name\":\"Cy Case\",\"Lifecycle stage\":\"Lead\"}", &out), CRM_OK);
	ck_assert(strstr(out.ptr, "{\"id\":\"3\",\"object\":\"contact\",\"archived\":false,\"merged_into\":null,"
				  "\"properties\":{\"id\":3,"));
	ck_assert_int_eq(edit("contact", "3",
			      "{\"update_time\":\"2020-01-01T00:00:00Z\",\"marketing_status\":\"subscribed\"}", &out),
			 CRM_OK);
	ck_assert(strstr(out.ptr, "\"update_time\":\"2020-01-01T00:00:00Z\""));
	ck_assert(strstr(out.ptr, "\"marketing_status\":\"subscribed\""));
	ck_assert_int_eq(edit("contact", "3", "{\"nonsense\":1}", &out), CRM_E_REJECTED);
	ck_assert_int_eq(edit("contact", "99", "{}", &out), CRM_E_NOT_FOUND);
	ck_assert_int_eq(edit("cat", NULL, "{}", &out), CRM_E_NOT_FOUND);
	ck_assert_int_eq(edit("deal", "1", "{\"@contacts\":[3]}", &out), CRM_OK);
	ck_assert(strstr(out.ptr, "\"@contacts\":[3,1]") || strstr(out.ptr, "\"person_id\":3"));
	ck_assert_int_eq(host->vendor->remove(host->face, "contact", "3", NULL), CRM_OK);
	ck_assert_int_eq(host->vendor->remove(host->face, "contact", "3", NULL), CRM_E_NOT_FOUND);
	ck_assert_int_eq(edit("contact", "3", "{\"is_deleted\":false}", &out), CRM_OK);
	crm_buf_reset(&out);
	ck_assert_int_eq(host->vendor->merge(host->face, "contact", "1", "2", &out, NULL), CRM_OK);
	crm_buf_reset(&out);
	ck_assert_int_eq(host->vendor->list(host->face, "contact", &out, NULL), CRM_OK);
	ck_assert(strstr(out.ptr, "{\"id\":\"2\",\"object\":\"contact\",\"archived\":true,\"merged_into\":\"1\""));
	ck_assert(strstr(out.ptr, "bob@acme.example"));
	ck_assert_int_eq(edit("owner", "1", "{\"active_flag\":false}", &out), CRM_OK);
	ck_assert(strstr(out.ptr, "\"archived\":true"));
	crm_buf_free(&out);
}
END_TEST

START_TEST(state_survives)
{
	struct crm_buf before, after;

	crm_buf_init(&before, CRM_BUF_MAX);
	crm_buf_init(&after, CRM_BUF_MAX);
	seed();
	make_field("dealFields", "{\"field_name\":\"Size\",\"field_type\":\"enum\",\"options\":[{\"label\":\"S\"}]}");
	ck_assert_int_eq(ask("PUT", "/v1/persons/2/merge", "{\"merge_with_id\":1}"), 200);
	ck_assert_int_eq(ask("DELETE", "/api/v2/deals/1", NULL), 200);
	ck_assert_int_eq(host->vendor->save(host->face, &before, NULL), CRM_OK);
	face_host_free(host);
	set_up();
	ck_assert_int_eq(host->vendor->load(host->face, before.ptr, before.len, NULL), CRM_OK);
	ck_assert_int_eq(host->vendor->save(host->face, &after, NULL), CRM_OK);
	ck_assert_str_eq(before.ptr, after.ptr);
	ck_assert_int_eq(get("/api/v2/persons/2"), 404);
	ck_assert_int_eq(get("/api/v2/persons/search?term=bob@acme.example&exact_match=true"), 200);
	ck_assert_uint_eq(hits(), 1);
	ck_assert_int_eq(get("/api/v2/organizations/1?include_fields=people_count"), 200);
	ck_assert_int_eq(number("data.people_count"), 1);
	ck_assert_int_eq(get("/api/v2/stages"), 200);
	ck_assert_uint_eq(rows(), 6);
	ck_assert_int_eq(make("persons", "{\"name\":\"next\"}"), 3);
	ck_assert_int_eq(host->vendor->load(host->face, "{\"type\":\"cat\"}\n", 15, NULL), CRM_E_INVALID);
	ck_assert_int_eq(host->vendor->load(host->face, "{", 1, NULL), CRM_E_INVALID);
	crm_buf_free(&before);
	crm_buf_free(&after);
}
END_TEST

START_TEST(many_records_are_read_in_one_pass)
{
	struct seed_contact contact = {.last_name = "Many", .created = 1700000000000};
	char email[128], ref[32];

	for (int i = 0; i < 20000; i++) {
		(void)snprintf(email, sizeof(email), "p%d@many.example", i);
		(void)snprintf(ref, sizeof(ref), "m%d", i);
		contact.email = email;
		contact.ref = ref;
		contact.modified = 1700000000000 + (int64_t)(i * 7919 % 5000) * 1000;
		ck_assert_int_eq(host->vendor->seed_contact(host->face, &contact, NULL, NULL), CRM_OK);
	}
	options("{\"burst_limit\":0,\"daily_limit\":0}");
	ck_assert_uint_eq(read_all("/api/v2/persons?limit=500", "id", false), 20000);
	ck_assert_uint_eq(read_all("/api/v2/persons?limit=500&sort_by=update_time", "update_time", false), 20000);
	for (int i = 0; i < 2000; i++) {
		(void)snprintf(email, sizeof(email), "/api/v2/persons/search?term=p%d@many.example&exact_match=true",
			       i * 9);
		ck_assert_int_eq(get(email), 200);
		ck_assert_uint_eq(hits(), 1);
	}
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static TCase *new_case(Suite *suite, const char *name)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	suite_add_tcase(suite, tcase);
	return tcase;
}

static void add_access(Suite *suite)
{
	TCase *tcase = new_case(suite, "access and limits");

	tcase_add_test(tcase, no_token_is_refused_as_the_gateway_does);
	tcase_add_test(tcase, access_tokens_expire);
	tcase_add_test(tcase, refresh_tokens_rotate_when_asked_to);
	tcase_add_test(tcase, burst_window_rolls);
	tcase_add_test(tcase, searches_have_a_window_of_their_own);
	tcase_add_test(tcase, daily_budget_ends_and_comes_back_at_midnight);
	tcase_add_test(tcase, not_heeding_a_429_brings_a_page_of_html);
}

static void add_writing(Suite *suite)
{
	TCase *tcase = new_case(suite, "writing");

	tcase_add_test(tcase, person_is_created_in_the_shape_of_v2);
	tcase_add_test(tcase, names_follow_each_other);
	tcase_add_loop_test(tcase, wrong_bodies_are_refused, 0, COUNT(refused));
	tcase_add_test(tcase, all_errors_come_at_once);
	tcase_add_loop_test(tcase, custom_values_have_one_shape_per_type, 0, COUNT(shapes));
	tcase_add_test(tcase, options_are_ids_and_an_empty_set_is_refused);
	tcase_add_test(tcase, only_named_custom_fields_come_when_asked);
	tcase_add_test(tcase, address_subfields_that_are_left_out_become_null);
	tcase_add_test(tcase, marketing_status_changes_once);
	tcase_add_test(tcase, products_that_are_not_bought_are_forbidden);
	tcase_add_test(tcase, deals_know_their_stage);
	tcase_add_test(tcase, deals_are_won_lost_and_opened_again);
	tcase_add_test(tcase, archived_deals_are_listed_apart);
	tcase_add_test(tcase, deals_have_participants);
	tcase_add_test(tcase, deleting_twice_is_410_with_success);
	tcase_add_test(tcase, deleted_deals_have_a_status);
	tcase_add_test(tcase, merge_keeps_merge_with_id);
	tcase_add_test(tcase, organizations_and_deals_merge_too);
}

static void add_reading(Suite *suite)
{
	TCase *tcase = new_case(suite, "reading");

	tcase_add_test(tcase, pages_show_every_row_once);
	tcase_add_test(tcase, saved_filters_choose);
	tcase_add_test(tcase, updated_since_is_inclusive_and_without_fractions);
	tcase_add_loop_test(tcase, wrong_queries_are_refused, 0, COUNT(wrong_queries));
	tcase_add_test(tcase, a_cursor_belongs_to_its_sorting);
	tcase_add_test(tcase, ids_leave_out_what_is_missing);
	tcase_add_test(tcase, lists_filter);
	tcase_add_test(tcase, search_finds_exactly_or_in_the_middle);
	tcase_add_test(tcase, search_pages);
	tcase_add_test(tcase, field_search_finds_by_custom_field);
	tcase_add_test(tcase, search_lags_behind);
	tcase_add_test(tcase, fields_are_listed_created_changed_deleted);
	tcase_add_loop_test(tcase, wrong_fields_are_refused, 0, COUNT(wrong_fields));
	tcase_add_test(tcase, options_of_a_field_change);
	tcase_add_test(tcase, fields_of_v1_have_keys);
	tcase_add_test(tcase, users_tell_the_company);
	tcase_add_loop_test(tcase, paths_are_served_or_not, 0, COUNT(paths));
	tcase_add_test(tcase, pipelines_and_stages_are_kept);
}

static void add_twin(Suite *suite)
{
	TCase *tcase = new_case(suite, "options, seeds, control, state");

	tcase_add_test(tcase, options_deny_and_reject);
	tcase_add_test(tcase, values_are_normalised_on_save);
	tcase_add_test(tcase, cleared_text_may_read_as_empty);
	tcase_add_test(tcase, seeds_become_records);
	tcase_add_test(tcase, a_person_edits_in_the_ui);
	tcase_add_test(tcase, state_survives);
	tcase_add_test(tcase, many_records_are_read_in_one_pass);
}

int main(void)
{
	Suite *suite = suite_create("sandbox_pipedrive");

	add_access(suite);
	add_writing(suite);
	add_reading(suite);
	add_twin(suite);
	return run_suite(suite);
}
