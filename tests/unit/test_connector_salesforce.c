/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce connector: logging in, the org, describe, setup, and what every kind of failure means.
   Answers are trimmed from recorded ones: restforce, grouparoo and amp-labs/connectors (MIT). */
#include "config.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>

#include <crmsync/url.h>

#include "../../connectors/salesforce/account.h"
#include "../../connectors/salesforce/describe.h"
#include "../../connectors/salesforce/setup.h"
#include "run_suite.h"
#include "salesforce_fixture.h"

#define ORGANIZATION                                                                                                   \
	"{\"totalSize\":1,\"done\":true,\"records\":[{\"attributes\":{\"type\":\"Organization\",\"url\":"              \
	"\"/services/data/v62.0/sobjects/Organization/00Dx0000000BV7z\"},\"Id\":\"00Dx0000000BV7z\",\"Name\":"         \
	"\"Acme\"}]}"
#define TOKEN(token, more)                                                                                             \
	"{\"access_token\":\"" token "\",\"instance_url\":\"" SF_BASE                                                  \
	"\",\"id\":\"https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P\"" more "}"
#define EXPIRED "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]"

static struct crm_identity identity;

static int identify(void)
{
	crm_error_clear(&sf_err);
	return sf_identify(sf_conn, &identity, sf_arena, &sf_err);
}

/* ---- credentials ---- */

static const char *new_key(void)
{
	EVP_PKEY *key = EVP_RSA_gen(2048);
	BIO *bio = BIO_new(BIO_s_mem());
	char *data;
	PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
	long len = BIO_get_mem_data(bio, &data);
	const char *pem = crm_arena_strndup(sf_arena, data, (size_t)len);
	BIO_free(bio);
	EVP_PKEY_free(key);
	return pem;
}

START_TEST(missing_credentials_are_named)
{
	static const struct {
		const char *have, *also, *missing;
	} cases[] = {
		{"private_key", "client_id", "credential 'username' is missing"},
		{"private_key", "username", "credential 'client_id' is missing"},
		{"refresh_token", NULL, "credential 'client_id' is missing"},
		{"client_secret", NULL, "credential 'client_id' is missing"},
		{"client_id", NULL, "no credentials"},
		{"username", NULL, "no credentials"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sf_reset_config();
		sf_set_secret(cases[i].have, "secret-value");
		if (cases[i].also)
			sf_set_secret(cases[i].also, "secret-value");
		ck_assert_int_eq(sf_connect(), CRM_E_CONFIG);
		ck_assert_msg(strstr(crm_error_text(&sf_err), cases[i].missing), "%s", crm_error_text(&sf_err));
	}
	ck_assert_uint_eq(sf_seen_count(), 0);
}
END_TEST

START_TEST(shared_login_hosts_do_for_some_grants_only)
{
	sf_reset_config();
	sf_set_base_url(NULL);
	sf_set_secret("access_token", "static-token");
	ck_assert_int_eq(sf_connect(), CRM_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&sf_err), "base_url is missing"));
	sf_reset_config();
	sf_set_secret("client_id", "consumer-key");
	sf_set_secret("client_secret", "consumer-secret");
	ck_assert_int_eq(sf_connect(), CRM_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&sf_err), "base_url is missing"));
	sf_set_option("login_url", "https://acme.my.salesforce.com/");
	ck_assert_int_eq(sf_connect(), CRM_OK);
	ck_assert_str_eq(sf_conn->token_url, "https://acme.my.salesforce.com/services/oauth2/token");
}
END_TEST

START_TEST(option_leads_is_checked)
{
	sf_set_option("leads", "perhaps");
	ck_assert_int_eq(sf_connect(), CRM_E_CONFIG);
	sf_set_option("leads", "false");
	ck_assert_int_eq(sf_connect(), CRM_OK);
	ck_assert(!sf_conn->with_leads);
}
END_TEST

START_TEST(closing_nothing_is_allowed)
{
	sf_reset_config();
	ck_assert_ptr_null(sf_conn);
}
END_TEST

/* ---- grants ---- */

/* The claims of the assertion in the body of a token request. */
static crm_json *claims_of(const char *body)
{
	struct crm_buf text;
	crm_json *claims = NULL;
	const char *assertion = strstr(body, "assertion=");
	ck_assert_ptr_nonnull(assertion);
	const char *payload = strchr(assertion, '.') + 1;
	crm_buf_init(&text, CRM_BUF_MAX);
	ck_assert(crm_base64_decode(&text, payload, strcspn(payload, ".")));
	ck_assert_int_eq(crm_json_parse(text.ptr, text.len, &claims, &sf_err), CRM_OK);
	crm_buf_free(&text);
	return claims;
}

static void log_in_with_key(const char *login_url, const char *audience)
{
	sf_reset_config();
	sf_set_secret("client_id", "consumer-key");
	sf_set_secret("username", "sync@acme.example");
	sf_set_secret("private_key", new_key());
	if (login_url)
		sf_set_option("login_url", login_url);
	if (audience)
		sf_set_option("audience", audience);
	ck_assert_int_eq(sf_connect(), CRM_OK);
}

START_TEST(jwt_bearer_logs_in)
{
	log_in_with_key(NULL, NULL);
	sf_script("POST /services/oauth2/token", 200, TOKEN("first-token", ""));
	sf_script("GET /services/data/v62.0/query?q=SELECT Id, Name FROM Organization", 200, ORGANIZATION);
	ck_assert_msg(identify() == CRM_OK, "%s", crm_error_text(&sf_err));
	ck_assert_str_eq(identity.tenant, "00Dx0000000BV7zEAG");
	ck_assert_str_eq(identity.title, "Acme");
	ck_assert_str_eq(identity.url, sf_server_url());
	ck_assert_ptr_nonnull(
		strstr(sf_seen(0)->body, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"));
	crm_json *claims = claims_of(sf_seen(0)->body);
	ck_assert_str_eq(crm_json_get_string(claims, "iss"), "consumer-key");
	ck_assert_str_eq(crm_json_get_string(claims, "sub"), "sync@acme.example");
	ck_assert_str_eq(crm_json_get_string(claims, "aud"), "https://login.salesforce.com");
	ck_assert_ptr_nonnull(crm_json_get(claims, "exp"));
	crm_json_free(claims);
	ck_assert_str_eq(sf_seen(1)->authorization, "Bearer first-token");
}
END_TEST

START_TEST(audience_follows_the_login)
{
	log_in_with_key("https://test.salesforce.com", NULL);
	ck_assert_str_eq(sf_conn->audience, "https://test.salesforce.com");
	log_in_with_key("https://acme--dev.sandbox.my.salesforce.com", NULL);
	ck_assert_str_eq(sf_conn->audience, "https://test.salesforce.com");
	log_in_with_key("https://acme.my.salesforce.com", NULL);
	ck_assert_str_eq(sf_conn->audience, "https://login.salesforce.com");
	log_in_with_key(NULL, "https://site.force.com/customers");
	ck_assert_str_eq(sf_conn->audience, "https://site.force.com/customers");
}
END_TEST

START_TEST(a_key_that_is_none_is_a_config_error)
{
	sf_reset_config();
	sf_set_secret("client_id", "consumer-key");
	sf_set_secret("username", "sync@acme.example");
	sf_set_secret("private_key", "-----BEGIN NONSENSE-----");
	ck_assert_int_eq(sf_connect(), CRM_OK);
	ck_assert_int_eq(identify(), CRM_E_CONFIG);
	ck_assert_uint_eq(sf_seen_count(), 0);
}
END_TEST

START_TEST(client_credentials_log_in)
{
	sf_reset_config();
	sf_set_secret("client_id", "consumer-key");
	sf_set_secret("client_secret", "consumer-secret");
	ck_assert_int_eq(sf_connect(), CRM_OK);
	sf_script("POST /services/oauth2/token", 200, TOKEN("first-token", ""));
	sf_script("GET /services/data/v62.0/query", 200, ORGANIZATION);
	ck_assert_int_eq(identify(), CRM_OK);
	ck_assert_str_eq(sf_seen(0)->body,
			 "grant_type=client_credentials&client_id=consumer-key&client_secret=consumer-secret");
}
END_TEST

static void log_in_with_refresh_token(void)
{
	sf_reset_config();
	sf_set_secret("client_id", "consumer-key");
	sf_set_secret("refresh_token", "refresh-one");
	ck_assert_int_eq(sf_connect(), CRM_OK);
}

START_TEST(refresh_tokens_rotate)
{
	log_in_with_refresh_token();
	sf_script("POST /services/oauth2/token", 200, TOKEN("token-one", ",\"refresh_token\":\"refresh-two\""));
	sf_script("GET /services/data/v62.0/query", 401, EXPIRED);
	ck_assert_int_eq(identify(), CRM_E_EXPIRED);
	ck_assert_str_eq(sf_seen(0)->body, "grant_type=refresh_token&client_id=consumer-key&refresh_token=refresh-one");
	ck_assert_str_eq(sf_saved_secret(), "refresh-two");
	ck_assert_uint_eq(sf_saved_after(), 1); /* before the first request with the new token */
	sf_script("POST /services/oauth2/token", 200, TOKEN("token-two", ""));
	sf_script("GET /services/data/v62.0/query", 200, ORGANIZATION);
	ck_assert_int_eq(identify(), CRM_OK);
	ck_assert_ptr_nonnull(strstr(sf_seen(2)->body, "refresh_token=refresh-two"));
	ck_assert_str_eq(sf_seen(3)->authorization, "Bearer token-two");
}
END_TEST

START_TEST(a_rotated_token_that_cannot_be_kept_is_not_used)
{
	log_in_with_refresh_token();
	sf_fail_save_secret();
	sf_script("POST /services/oauth2/token", 200, TOKEN("token-one", ",\"refresh_token\":\"refresh-two\""));
	ck_assert_int_eq(identify(), CRM_E_DISK);
	ck_assert_uint_eq(sf_seen_count(), 1);
}
END_TEST

START_TEST(refused_logins)
{
	log_in_with_refresh_token();
	sf_script("POST /services/oauth2/token", 400,
		  "{\"error\":\"invalid_grant\",\"error_description\":\"expired access/refresh token\"}");
	ck_assert_int_eq(identify(), CRM_E_AUTH);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&sf_err), "expired access/refresh token"));
	sf_script("POST /services/oauth2/token", 200, "<html>maintenance</html>");
	ck_assert_int_eq(identify(), CRM_E_PROTOCOL);
}
END_TEST

START_TEST(a_token_of_the_config_is_not_renewed)
{
	sf_script("GET /services/data/v62.0/query", 401, EXPIRED);
	ck_assert_int_eq(identify(), CRM_E_AUTH);
	ck_assert_int_eq(sf_err.http_status, 401);
	ck_assert_int_eq(identify(), CRM_E_AUTH);
	ck_assert_uint_eq(sf_seen_count(), 1);
}
END_TEST

START_TEST(an_instance_elsewhere_is_refused_by_the_host)
{
	log_in_with_refresh_token();
	sf_script("POST /services/oauth2/token", 200,
		  "{\"access_token\":\"stolen\",\"instance_url\":\"https://evil.example\"}");
	ck_assert_int_eq(identify(), CRM_E_CONFIG);
	ck_assert_uint_eq(sf_seen_count(), 1);
}
END_TEST

/* ---- failures of a request ---- */

START_TEST(failures_of_a_request)
{
	static const struct {
		int status;
		const char *headers, *body;
		int code;
		int64_t retry_after_ms;
		const char *words;
	} cases[] = {
		{403, NULL,
		 "[{\"message\":\"TotalRequests Limit exceeded.\",\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\"}]",
		 CRM_E_BUDGET, -1, "TotalRequests Limit exceeded."},
		{403, NULL, "[{\"message\":\"no access\",\"errorCode\":\"INSUFFICIENT_ACCESS\"}]", CRM_E_PERMISSION, -1,
		 "INSUFFICIENT_ACCESS: no access"},
		{429, "Retry-After: 7\n", "{}", CRM_E_RATE, 7000, "429"},
		{503, "Retry-After: 3\nContent-Type: text/html\n", "<html>Down for maintenance</html>", CRM_E_SERVER,
		 3000, "503"},
		{500, NULL, "[{\"message\":\"An unexpected error occurred\",\"errorCode\":\"UNKNOWN_EXCEPTION\"}]",
		 CRM_E_SERVER, -1, "UNKNOWN_EXCEPTION"},
		{200, "Content-Type: text/html\n", "<html>", CRM_E_PROTOCOL, 0, "not JSON"},
		{200, NULL, "{\"totalSize\":1,\"done\":true,\"rec", CRM_E_PROTOCOL, 0, "not JSON"},
		{200, NULL, "{\"totalSize\":0,\"done\":true,\"records\":[]}", CRM_E_PROTOCOL, 0, "id"},
		{404, "Content-Type: text/html\n", "<html>URL No Longer Exists</html>", CRM_E_NOT_FOUND, -1, "404"},
		{302, "Location: https://elsewhere.example/\n", "", CRM_E_PROTOCOL, -1, "302"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sf_script("GET /services/data/v62.0/query", cases[i].status, cases[i].body);
		if (cases[i].headers)
			sf_script_headers(cases[i].headers);
		ck_assert_msg(identify() == cases[i].code, "%zu: %s", i, crm_error_text(&sf_err));
		ck_assert_msg(strstr(crm_error_text(&sf_err), cases[i].words), "%zu: %s", i, crm_error_text(&sf_err));
		ck_assert_int_eq(sf_err.retry_after_ms, cases[i].retry_after_ms);
	}
	sf_stop_server();
	ck_assert_int_eq(identify(), CRM_E_NETWORK);
}
END_TEST

/* ---- the org ---- */

START_TEST(the_budget_comes_with_every_answer)
{
	struct crm_budget budget;
	sf_script("GET /services/data/v62.0/query", 200, ORGANIZATION);
	sf_script_headers("Sforce-Limit-Info: api-usage=14990/15000; per-app-api-usage=17/250(appName=crmsync)\n");
	ck_assert_int_eq(identify(), CRM_OK);
	ck_assert_int_eq(sf_budget(sf_conn, &budget, &sf_err), CRM_OK);
	ck_assert_int_eq(budget.limit, 15000);
	ck_assert_int_eq(budget.remaining, 10);
	ck_assert_int_eq(budget.resets_in_ms, -1);
	ck_assert_uint_eq(sf_seen_count(), 1);
}
END_TEST

START_TEST(the_budget_is_asked_for_when_nothing_was_said)
{
	struct crm_budget budget;
	sf_script("GET /services/data/v62.0/limits", 200, "{\"DailyApiRequests\":{\"Max\":15000,\"Remaining\":14998}}");
	sf_script_headers("Sforce-Limit-Info: nonsense\n");
	ck_assert_int_eq(sf_budget(sf_conn, &budget, &sf_err), CRM_OK);
	ck_assert_int_eq(budget.limit, 15000);
	ck_assert_int_eq(budget.remaining, 14998);
}
END_TEST

START_TEST(counts_leave_out_converted_leads)
{
	int64_t n = 0;
	sf_script("GET *SELECT COUNT() FROM Contact WHERE (Email != null)", 200,
		  "{\"totalSize\":144,\"done\":true,\"records\":[]}");
	sf_script("GET *SELECT COUNT() FROM Lead WHERE (IsConverted = false) AND (Email != null)", 200,
		  "{\"totalSize\":64,\"done\":true,\"records\":[]}");
	ck_assert_int_eq(sf_count(sf_conn, CRM_CONTACT, "Email != null", &n, &sf_err), CRM_OK);
	ck_assert_int_eq(n, 208);
	sf_expect_all_used();
	ck_assert_int_eq(sf_count(sf_conn, CRM_PIPELINE, NULL, &n, &sf_err), CRM_E_UNSUPPORTED);
}
END_TEST

START_TEST(records_have_addresses)
{
	ck_assert_str_eq(sf_record_url(sf_conn, CRM_CONTACT, "003ak00000luKU1AAM", sf_arena),
			 crm_arena_printf(sf_arena, "%s/003ak00000luKU1AAM", sf_server_url()));
	log_in_with_refresh_token();
	ck_assert_ptr_null(sf_record_url(sf_conn, CRM_CONTACT, "003ak00000luKU1AAM", sf_arena));
}
END_TEST

START_TEST(pages_name_their_records)
{
	static const struct {
		const char *url;
		enum crm_object object;
		const char *id;
	} cases[] = {
		{"https://firma.lightning.force.com/lightning/r/Contact/003ak00000luKU1AAM/view", CRM_CONTACT,
		 "003ak00000luKU1AAM"},
		{"https://firma.lightning.force.com/lightning/r/003ak00000luKU1/view", CRM_CONTACT,
		 "003ak00000luKU1AAM"},
		{"https://firma.my.salesforce.com/003ak00000luKU1?nooverride=1", CRM_CONTACT, "003ak00000luKU1AAM"},
		{"https://firma--test.sandbox.my.salesforce.com/00Qak00000luKU1", CRM_CONTACT, "00Qak00000luKU1EAM"},
		{"https://firma.my.salesforce.com/001ak00000luKU1", CRM_COMPANY, "001ak00000luKU1AAM"},
		{"https://firma.my.salesforce.com/006ak00000luKU1", CRM_DEAL, "006ak00000luKU1AAM"},
		{"https://firma.my.salesforce.com/005ak00000luKU1", CRM_OBJECTS, NULL},
		{"https://firma.my.salesforce.com/003ak00000luKU1/e/f", CRM_OBJECTS, NULL},
		{"https://firma.my.salesforce.com/", CRM_OBJECTS, NULL},
		{"https://salesforce.com.example/003ak00000luKU1", CRM_OBJECTS, NULL},
		{"https://firma.lightning.force.com/lightning/o/Contact/list", CRM_OBJECTS, NULL}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct crm_page_address page = {.object = CRM_OBJECTS};
		bool read = sf_read_url(cases[i].url, &page, sf_arena);
		ck_assert_msg(read == (cases[i].id != NULL) && page.object == cases[i].object, "%s", cases[i].url);
		ck_assert_pstr_eq(page.id, cases[i].id);
	}
}
END_TEST

START_TEST(the_version_may_have_its_letter)
{
	struct crm_host *host = (struct crm_host *)(uintptr_t)sf_conn->host;
	host->api_version = "v59.0";
	sf_script("GET /services/data/v59.0/query", 200, ORGANIZATION);
	ck_assert_int_eq(identify(), CRM_OK);
}
END_TEST

/* ---- describe ---- */

#define FIELD(name, type, more) "{\"name\":\"" name "\",\"label\":\"Label of " name "\",\"type\":\"" type "\"," more "}"
#define MANDATORY               "\"createable\":true,\"updateable\":true,\"nillable\":false,\"defaultedOnCreate\":false"
#define DEFAULTED               "\"createable\":true,\"updateable\":true,\"nillable\":false,\"defaultedOnCreate\":true"
#define READ_WRITE              "\"createable\":true,\"updateable\":true,\"nillable\":true,\"defaultedOnCreate\":false"

static const struct crm_property_info *property(const struct crm_schema *schema, const char *name, const char *kind)
{
	for (size_t i = 0; i < schema->n; i++) {
		const struct crm_property_info *p = &schema->properties[i];
		if (strcmp(p->name, name) == 0 && (!kind || (p->kind && strcmp(p->kind, kind) == 0)))
			return p;
	}
	ck_abort_msg("no property '%s'", name);
	return NULL;
}

/* clang-format off */
static const char contact_describe[] = "{\"name\":\"Contact\",\"fields\":["
	FIELD("LastName", "string", "\"length\":80," MANDATORY) ","
	FIELD("CreatedDate", "datetime", "\"createable\":false,\"updateable\":false,\"nillable\":false,\"defaultedOnCreate\":true") ","
	FIELD("OwnerId", "reference", DEFAULTED) ","
	FIELD("MailingAddress", "address", "\"createable\":false,\"updateable\":false,\"nillable\":true") ","
	FIELD("crmsync_id__c", "string", "\"length\":64,\"unique\":true," READ_WRITE) ","
	FIELD("Score__c", "double", "\"scale\":2,\"precision\":18,\"calculated\":true," READ_WRITE) "]}";
static const char lead_describe[] = "{\"name\":\"Lead\",\"fields\":["
	FIELD("Status", "picklist", DEFAULTED ",\"restrictedPicklist\":false,\"picklistValues\":["
		"{\"value\":\"Open\",\"label\":\"Open - Not Contacted\",\"active\":true},"
		"{\"value\":\"Old\",\"label\":null,\"active\":false}]") ","
	FIELD("Company", "string", "\"length\":255," MANDATORY) ","
	FIELD("Tags__c", "multipicklist", "\"restrictedPicklist\":true," READ_WRITE) ","
	FIELD("Born__c", "string", "\"createable\":true,\"updateable\":false,\"nillable\":true") "]}";
static const char deal_describe[] = "{\"name\":\"Opportunity\",\"fields\":["
	FIELD("StageName", "picklist", MANDATORY ",\"picklistValues\":["
		"{\"value\":\"Closed Won\",\"label\":\"Closed Won\",\"active\":true}]") "]}";
/* clang-format on */

START_TEST(contact_and_lead_are_described_together)
{
	struct crm_schema schema;
	sf_script("GET /services/data/v62.0/sobjects/Contact/describe", 200, contact_describe);
	sf_script("GET /services/data/v62.0/sobjects/Lead/describe", 200, lead_describe);
	ck_assert_msg(sf_describe(sf_conn, CRM_CONTACT, &schema, sf_arena, &sf_err) == CRM_OK, "%s",
		      crm_error_text(&sf_err));
	ck_assert_uint_eq(schema.n, 10);
	const struct crm_property_info *p = property(&schema, "LastName", "Contact");
	ck_assert(p->required && !p->read_only && !p->create_only);
	ck_assert_uint_eq(p->max_length, 80);
	ck_assert_str_eq(p->label, "Label of LastName");
	p = property(&schema, "CreatedDate", "Contact");
	ck_assert(p->read_only && !p->required);
	ck_assert_int_eq(p->type, CRM_P_DATETIME);
	p = property(&schema, "OwnerId", "Contact");
	ck_assert(!p->required);
	ck_assert_int_eq(p->type, CRM_P_REFERENCE);
	ck_assert(property(&schema, "MailingAddress", "Contact")->read_only);
	ck_assert(property(&schema, "crmsync_id__c", "Contact")->unique);
	p = property(&schema, "Score__c", "Contact");
	ck_assert(p->read_only);
	ck_assert_uint_eq(p->scale, 2);
	p = property(&schema, "Status", "Lead");
	ck_assert(!p->required && p->closed_options);
	ck_assert_uint_eq(p->n_options, 2);
	ck_assert_str_eq(p->options[0].value, "Open");
	ck_assert_str_eq(p->options[0].label, "Open - Not Contacted");
	ck_assert(p->options[0].active && !p->options[1].active);
	ck_assert_str_eq(p->options[1].label, "Old");
	ck_assert(property(&schema, "Company", "Lead")->required);
	p = property(&schema, "Tags__c", "Lead");
	ck_assert(p->multiple && p->closed_options);
	ck_assert(property(&schema, "Born__c", "Lead")->create_only);
}
END_TEST

START_TEST(deals_have_properties_of_the_connector)
{
	struct crm_schema schema;
	sf_script("GET /services/data/v62.0/sobjects/Opportunity/describe", 200, deal_describe);
	ck_assert_int_eq(sf_describe(sf_conn, CRM_DEAL, &schema, sf_arena, &sf_err), CRM_OK);
	ck_assert(property(&schema, "StageName", NULL)->required);
	ck_assert(property(&schema, "StageName", NULL)->closed_options);
	ck_assert_ptr_null(property(&schema, "StageName", NULL)->kind);
	ck_assert(property(&schema, "@contacts", NULL)->association);
	ck_assert(property(&schema, "@contacts", NULL)->multiple);
	ck_assert(property(&schema, "@status", NULL)->read_only);
	ck_assert_uint_eq(property(&schema, "@status", NULL)->n_options, 3);
}
END_TEST

START_TEST(leads_that_are_not_allowed)
{
	struct crm_schema schema;
	sf_script("GET *Contact/describe", 200, "{\"fields\":[]}");
	sf_script("GET *Lead/describe", 404,
		  "[{\"errorCode\":\"NOT_FOUND\",\"message\":\"The requested resource does not exist\"}]");
	ck_assert_int_eq(sf_describe(sf_conn, CRM_CONTACT, &schema, sf_arena, &sf_err), CRM_E_PERMISSION);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&sf_err), "leads: false"));
	sf_set_option("leads", "false");
	ck_assert_int_eq(sf_connect(), CRM_OK);
	sf_script("GET *Contact/describe", 200, "{\"fields\":[]}");
	ck_assert_int_eq(sf_describe(sf_conn, CRM_CONTACT, &schema, sf_arena, &sf_err), CRM_OK);
	ck_assert_uint_eq(schema.n, 0);
}
END_TEST

START_TEST(describes_that_cannot_be_read)
{
	struct crm_schema schema;
	sf_script("GET *Account/describe", 200, "{\"name\":\"Account\"}");
	ck_assert_int_eq(sf_describe(sf_conn, CRM_COMPANY, &schema, sf_arena, &sf_err), CRM_E_PROTOCOL);
	ck_assert_int_eq(sf_describe(sf_conn, CRM_OWNER, &schema, sf_arena, &sf_err), CRM_E_UNSUPPORTED);
}
END_TEST

/* ---- setup ---- */

#define WITH_FIELD    "{\"fields\":[" FIELD("crmsync_id__c", "string", "\"unique\":true," READ_WRITE) "]}"
#define WITHOUT_FIELD "{\"fields\":[]}"
#define SAVED         "{\"id\":\"00N5g0000000000EAA\",\"success\":true,\"errors\":[]}"

static struct crm_setup_result result;

static int setup(enum crm_object object)
{
	result = (struct crm_setup_result){0};
	crm_error_clear(&sf_err);
	return sf_setup(sf_conn, object, "crmsync_id__c", &result, sf_arena, &sf_err);
}

START_TEST(a_field_that_is_there_is_left_alone)
{
	sf_script("GET *Account/describe", 200, WITH_FIELD);
	ck_assert_int_eq(setup(CRM_COMPANY), CRM_OK);
	ck_assert_int_eq(result.state, CRM_SETUP_PRESENT);
	ck_assert_str_eq(result.property, "crmsync_id__c");
	ck_assert(result.unique);
	ck_assert_uint_eq(sf_seen_count(), 1);
}
END_TEST

START_TEST(a_field_is_created_on_both_objects)
{
	sf_script("GET *Contact/describe", 200, WITH_FIELD);
	sf_script("GET *Lead/describe", 200, WITHOUT_FIELD);
	sf_script("POST /services/data/v62.0/tooling/sobjects/CustomField", 201, SAVED);
	sf_script("GET *Lead/describe", 200, WITH_FIELD);
	ck_assert_msg(setup(CRM_CONTACT) == CRM_OK, "%s", crm_error_text(&sf_err));
	ck_assert_int_eq(result.state, CRM_SETUP_CREATED);
	ck_assert(result.unique);
	crm_json *body = NULL;
	ck_assert_int_eq(crm_json_parse(sf_seen(2)->body, strlen(sf_seen(2)->body), &body, &sf_err), CRM_OK);
	ck_assert_str_eq(crm_json_get_string(body, "FullName"), "Lead.crmsync_id__c");
	ck_assert_str_eq(crm_json_text(crm_json_path(body, "Metadata.type")), "Text");
	ck_assert_str_eq(crm_json_text(crm_json_path(body, "Metadata.length")), "64");
	ck_assert(crm_json_true(crm_json_path(body, "Metadata.externalId")));
	ck_assert(crm_json_true(crm_json_path(body, "Metadata.unique")));
	crm_json_free(body);
}
END_TEST

START_TEST(a_field_that_is_hidden_is_shown_to_the_user)
{
	sf_script("GET *Account/describe", 200, WITHOUT_FIELD);
	sf_script("POST *tooling/sobjects/CustomField", 400,
		  "[{\"message\":\"There is already a field named crmsync "
		  "id\",\"errorCode\":\"DUPLICATE_DEVELOPER_NAME\"}]");
	sf_script("GET *Account/describe", 200, WITHOUT_FIELD);
	sf_script("GET *SELECT Id FROM PermissionSet WHERE Name = 'crmsync'", 200,
		  "{\"totalSize\":0,\"done\":true,\"records\":[]}");
	sf_script("POST *sobjects/PermissionSet", 201, "{\"id\":\"0PSak00000M9uBBGAZ\",\"success\":true}");
	sf_script("POST *sobjects/FieldPermissions", 201, SAVED);
	sf_script("GET /services/oauth2/userinfo", 200, "{\"user_id\":\"005ak000005hvjJAAQ\"}");
	sf_script("POST *sobjects/PermissionSetAssignment", 400,
		  "[{\"message\":\"Duplicate PermissionSetAssignment.\",\"errorCode\":\"DUPLICATE_VALUE\"}]");
	sf_script("GET *Account/describe", 200, WITH_FIELD);
	ck_assert_msg(setup(CRM_COMPANY) == CRM_OK, "%s", crm_error_text(&sf_err));
	ck_assert_int_eq(result.state, CRM_SETUP_PRESENT);
	sf_expect_all_used();
	ck_assert_ptr_nonnull(strstr(sf_seen(5)->body, "\"Field\":\"Account.crmsync_id__c\""));
	ck_assert_ptr_nonnull(strstr(sf_seen(5)->body, "\"ParentId\":\"0PSak00000M9uBBGAZ\""));
	ck_assert_ptr_nonnull(strstr(sf_seen(7)->body, "\"AssigneeId\":\"005ak000005hvjJAAQ\""));
}
END_TEST

START_TEST(a_setup_that_is_refused_says_why)
{
	sf_script("GET *Account/describe", 200, WITHOUT_FIELD);
	sf_script("POST *tooling/sobjects/CustomField", 403,
		  "[{\"message\":\"insufficient access rights on cross-reference id\",\"errorCode\":"
		  "\"INSUFFICIENT_ACCESS\"}]");
	ck_assert_int_eq(setup(CRM_COMPANY), CRM_OK);
	ck_assert_int_eq(result.state, CRM_SETUP_REFUSED);
	ck_assert_ptr_nonnull(strstr(result.message, "insufficient access rights"));
}
END_TEST

START_TEST(a_field_that_stays_hidden_is_a_refusal)
{
	sf_script("GET *Account/describe", 200, WITHOUT_FIELD);
	sf_script("POST *tooling/sobjects/CustomField", 201, SAVED);
	sf_script("GET *Account/describe", 200, WITHOUT_FIELD);
	sf_script("GET *FROM PermissionSet", 400,
		  "[{\"message\":\"sObject type 'PermissionSet' is not supported\",\"errorCode\":\"INVALID_TYPE\"}]");
	sf_script("GET *Account/describe", 200, WITHOUT_FIELD);
	ck_assert_int_eq(setup(CRM_COMPANY), CRM_OK);
	ck_assert_int_eq(result.state, CRM_SETUP_REFUSED);
	ck_assert_ptr_nonnull(strstr(result.message, "cannot see it"));
	ck_assert_ptr_nonnull(strstr(result.message, "PermissionSet"));
}
END_TEST

START_TEST(a_setup_that_fails_is_an_error)
{
	sf_script("GET *Account/describe", 200, WITHOUT_FIELD);
	sf_script("POST *tooling/sobjects/CustomField", 503, "<html>");
	ck_assert_int_eq(setup(CRM_COMPANY), CRM_E_SERVER);
	ck_assert_int_eq(sf_setup(sf_conn, CRM_COMPANY, "crmsync_id", &result, sf_arena, &sf_err), CRM_E_CONFIG);
	ck_assert_int_eq(sf_setup(sf_conn, CRM_OWNER, "crmsync_id__c", &result, sf_arena, &sf_err), CRM_E_UNSUPPORTED);
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
	Suite *suite = suite_create("salesforce");
	TCase *login = add_case(suite, "login");
	tcase_add_test(login, missing_credentials_are_named);
	tcase_add_test(login, shared_login_hosts_do_for_some_grants_only);
	tcase_add_test(login, option_leads_is_checked);
	tcase_add_test(login, closing_nothing_is_allowed);
	tcase_add_test(login, jwt_bearer_logs_in);
	tcase_add_test(login, audience_follows_the_login);
	tcase_add_test(login, a_key_that_is_none_is_a_config_error);
	tcase_add_test(login, client_credentials_log_in);
	tcase_add_test(login, refresh_tokens_rotate);
	tcase_add_test(login, a_rotated_token_that_cannot_be_kept_is_not_used);
	tcase_add_test(login, refused_logins);
	tcase_add_test(login, a_token_of_the_config_is_not_renewed);
	tcase_add_test(login, an_instance_elsewhere_is_refused_by_the_host);
	TCase *org = add_case(suite, "org");
	tcase_add_test(org, failures_of_a_request);
	tcase_add_test(org, the_budget_comes_with_every_answer);
	tcase_add_test(org, the_budget_is_asked_for_when_nothing_was_said);
	tcase_add_test(org, counts_leave_out_converted_leads);
	tcase_add_test(org, records_have_addresses);
	tcase_add_test(org, pages_name_their_records);
	tcase_add_test(org, the_version_may_have_its_letter);
	TCase *schema = add_case(suite, "schema");
	tcase_add_test(schema, contact_and_lead_are_described_together);
	tcase_add_test(schema, deals_have_properties_of_the_connector);
	tcase_add_test(schema, leads_that_are_not_allowed);
	tcase_add_test(schema, describes_that_cannot_be_read);
	tcase_add_test(schema, a_field_that_is_there_is_left_alone);
	tcase_add_test(schema, a_field_is_created_on_both_objects);
	tcase_add_test(schema, a_field_that_is_hidden_is_shown_to_the_user);
	tcase_add_test(schema, a_setup_that_is_refused_says_why);
	tcase_add_test(schema, a_field_that_stays_hidden_is_a_refusal);
	tcase_add_test(schema, a_setup_that_fails_is_an_error);
	return run_suite(suite);
}
