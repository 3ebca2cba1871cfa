/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce twin: tokens, records, collections, what is refused, and what a person does in the UI. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <crmsync/mem.h>
#include <crmsync/timestamp.h>
#include <crmsync/url.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "run_suite.h"
#include "salesforce_org.h"
#include "sandbox/salesforce/ids.h"

static struct org org;

static void setup(void)
{
	org_open(&org);
}

static void teardown(void)
{
	org_close(&org);
}

static const char *path_of(const char *object, const char *id)
{
	static char path[128];
	(void)snprintf(path, sizeof(path), "~/sobjects/%s/%s", object, id);
	return path;
}

static int get_record(const char *object, const char *id)
{
	return org_call(&org, "GET", path_of(object, id), NULL);
}

static void make_id_field(const char *object)
{
	char json[256];
	(void)snprintf(json, sizeof(json),
		       "{\"FullName\":\"%s.crmsync_id__c\",\"Metadata\":{\"label\":\"crmsync "
		       "id\",\"type\":\"Text\",\"length\":64,"
		       "\"unique\":true,\"externalId\":true,\"caseSensitive\":true}}",
		       object);
	ck_assert_int_eq(org_call(&org, "POST", "~/tooling/sobjects/CustomField", json), 201);
}

/* --- ids
 * --------------------------------------------------------------------------------------------------------------- */

START_TEST(ids_of_the_vendor_are_known)
{
	/* recorded ones */
	static const char *const ids[] = {"0014S000007NxmlQAC", "003ak000003dQCGAA2", "00Q4S000002sSacUAE",
					  "0054S000000JFmhQAG"};
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		char shorter[16], full[SF_ID_SIZE];
		(void)snprintf(shorter, sizeof(shorter), "%.15s", ids[i]);
		ck_assert(sf_id_normalise(ids[i], full));
		ck_assert_str_eq(full, ids[i]);
		ck_assert(sf_id_normalise(shorter, full));
		ck_assert_str_eq(full, ids[i]);
	}
	char full[SF_ID_SIZE];
	ck_assert(!sf_id_normalise("001RM000003oLrB000", full));
	ck_assert(!sf_id_normalise("001RM000003oLr", full));
	ck_assert(!sf_id_normalise("001RM000003oLr-", full));
}
END_TEST

START_TEST(ids_keep_their_order_and_number)
{
	char last[SF_ID_SIZE] = "", id[SF_ID_SIZE];
	for (uint64_t i = 0; i < 5000; i += 7) {
		uint64_t number;
		sf_id_make("003", i, id);
		ck_assert_int_lt(strcmp(last, id), 0);
		ck_assert(sf_id_number(id, &number));
		ck_assert_uint_eq(number, i);
		memcpy(last, id, sizeof(last));
	}
}
END_TEST

/* --- tokens
 * ------------------------------------------------------------------------------------------------------------ */

#define TOKEN_PATH "/services/oauth2/token"

static int use_token(const char *token)
{
	static char header[512];
	(void)snprintf(header, sizeof(header), "Bearer %s", token);
	org_header(&org, "Authorization", header);
	return org_call(&org, "GET", "~/sobjects", NULL);
}

START_TEST(token_by_refresh)
{
	ck_assert_int_eq(org_call(&org, "POST", TOKEN_PATH,
				  "grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=r"),
			 200);
	static const char *const members[] = {"access_token", "signature",  "scope",    "instance_url",
					      "id",           "token_type", "issued_at"};
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		ck_assert_msg(*org_text(&org, members[i]), "%s", members[i]);
	ck_assert_str_eq(org_text(&org, "instance_url"), ORG_BASE);
	ck_assert_str_eq(org_text(&org, "id"), ORG_BASE "/id/00D5g0000000000EAA/0055g0000000000AAA");
	ck_assert_ptr_null(org_get(&org, "refresh_token"));
	char token[256];
	(void)snprintf(token, sizeof(token), "%s", org_text(&org, "access_token"));
	ck_assert_int_eq(strncmp(token, "00D5g0000000000!", 16), 0);
	ck_assert_int_eq(use_token(token), 200);
	org_advance(&org, 7199);
	ck_assert_int_eq(use_token(token), 200);
	org_advance(&org, 2);
	ck_assert_int_eq(use_token(token), 401);
	ck_assert_str_eq(org.resp.body.ptr,
			 "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]");
}
END_TEST

START_TEST(token_rotates)
{
	org_options(&org, "{\"rotate_refresh\":true,\"refresh_token\":\"first\",\"token_ttl_s\":60}");
	ck_assert_int_eq(org_call(&org, "POST", TOKEN_PATH, "grant_type=refresh_token&client_id=c&refresh_token=other"),
			 400);
	ck_assert_str_eq(org.resp.body.ptr,
			 "{\"error\":\"invalid_grant\",\"error_description\":\"expired access/refresh token\"}");
	ck_assert_int_eq(org_call(&org, "POST", TOKEN_PATH, "grant_type=refresh_token&client_id=c&refresh_token=first"),
			 200);
	struct crm_buf form;
	crm_buf_init(&form, 4096);
	crm_buf_str(&form, "grant_type=refresh_token&client_id=c");
	crm_form_add(&form, "refresh_token", org_text(&org, "refresh_token"));
	ck_assert_int_eq(org_call(&org, "POST", TOKEN_PATH, "grant_type=refresh_token&client_id=c&refresh_token=first"),
			 400);
	ck_assert_int_eq(org_call(&org, "POST", TOKEN_PATH, form.ptr), 200);
	ck_assert_int_eq(org_call(&org, "POST", TOKEN_PATH, form.ptr), 400);
	crm_buf_free(&form);
}
END_TEST

START_TEST(token_refusals)
{
	static const struct {
		const char *form, *error, *description;
	} cases[] = {
		{"client_id=c", "invalid_request", "missing required parameters: grant_type"},
		{"grant_type=password&client_id=c", "unsupported_grant_type", "grant type not supported"},
		{"grant_type=client_credentials&client_id=other&client_secret=s", "invalid_client_id",
		 "client identifier invalid"},
		{"grant_type=client_credentials&client_id=me&client_secret=x", "invalid_client",
		 "invalid client credentials"},
		{"grant_type=refresh_token&client_id=me&client_secret=s", "invalid_grant",
		 "expired access/refresh token"},
		{"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b.c", "invalid_grant",
		 "invalid assertion"},
	};
	org_options(&org, "{\"client_id\":\"me\",\"client_secret\":\"s\"}");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_int_eq(org_call(&org, "POST", TOKEN_PATH, cases[i].form), 400);
		ck_assert_str_eq(org_text(&org, "error"), cases[i].error);
		ck_assert_str_eq(org_text(&org, "error_description"), cases[i].description);
	}
	ck_assert_int_eq(
		org_call(&org, "POST", TOKEN_PATH, "grant_type=client_credentials&client_id=me&client_secret=s"), 200);
}
END_TEST

START_TEST(token_static)
{
	ck_assert_int_eq(use_token("anything"), 200);
	ck_assert_int_eq(use_token(""), 401);
	ck_assert_int_eq(use_token("00D5g0000000000!AQforgotten"), 401);
	org_options(&org, "{\"required_token\":\"this one\"}");
	ck_assert_int_eq(use_token("anything"), 401);
	ck_assert_int_eq(use_token("this one"), 200);
	org_header(&org, "Authorization", NULL);
	ck_assert_int_eq(org_call(&org, "GET", "~/sobjects", NULL), 401);
	ck_assert_int_eq(org_call(&org, "GET", "/services/data", NULL), 200);
	ck_assert_str_eq(org_text(&org, "0.version"), "42.0");
	ck_assert_str_eq(org_text(&org, "0.label"), "Spring '18");
	ck_assert_str_eq(org_text(&org, "22.url"), "/services/data/v64.0");
}
END_TEST

static char *make_pem(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());
	ck_assert_int_eq(PEM_write_bio_PUBKEY(bio, key), 1);
	char *bytes;
	long len = BIO_get_mem_data(bio, &bytes);
	char *pem = crm_strndup(bytes, (size_t)len);
	BIO_free(bio);
	return pem;
}

static void sign(EVP_PKEY *key, const char *header, const char *claims, struct crm_buf *out)
{
	crm_base64url(out, header, strlen(header));
	crm_buf_char(out, '.');
	crm_base64url(out, claims, strlen(claims));
	unsigned char signature[512];
	size_t len = sizeof(signature);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	ck_assert_int_eq(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key), 1);
	ck_assert_int_eq(EVP_DigestSign(ctx, signature, &len, (const unsigned char *)out->ptr, out->len), 1);
	EVP_MD_CTX_free(ctx);
	crm_buf_char(out, '.');
	crm_base64url(out, signature, len);
}

static int send_assertion(EVP_PKEY *key, const char *header, const char *iss, const char *sub, const char *aud,
			  int64_t exp)
{
	char claims[512];
	struct crm_buf token, form;
	crm_buf_init(&token, 8192);
	crm_buf_init(&form, 16384);
	(void)snprintf(claims, sizeof(claims), "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"exp\":%lld}", iss, sub,
		       aud, (long long)exp);
	sign(key, header, claims, &token);
	crm_form_add(&form, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
	crm_form_add(&form, "assertion", token.ptr);
	int status = org_call(&org, "POST", TOKEN_PATH, form.ptr);
	crm_buf_free(&token);
	crm_buf_free(&form);
	return status;
}

START_TEST(token_by_jwt)
{
	static const char header[] = "{\"alg\":\"RS256\"}", user[] = "Integration@crmsync.sandbox";
	static const char login[] = "https://login.salesforce.com";
	EVP_PKEY *key = EVP_RSA_gen(2048), *other = EVP_RSA_gen(2048);
	char *pem = make_pem(key);
	struct crm_buf options;
	struct crm_json_writer w;
	int64_t soon = crm_time_now() / 1000 + 120;
	crm_buf_init(&options, 8192);
	crm_jw_init(&w, &options);
	crm_jw_object(&w);
	crm_jw_field(&w, "jwt_public_key", pem);
	crm_jw_field(&w, "client_id", "me");
	crm_jw_end_object(&w);
	org_options(&org, options.ptr);

	ck_assert_int_eq(send_assertion(key, header, "me", user, login, soon), 200);
	ck_assert_str_eq(org_text(&org, "token_type"), "Bearer");
	ck_assert_str_eq(org_text(&org, "instance_url"), ORG_BASE);
	ck_assert_ptr_null(org_get(&org, "refresh_token"));
	ck_assert_int_eq(send_assertion(key, header, "me", user, ORG_BASE, soon), 200);
	org_advance(&org, 100000); /* the vendor's clock does not make assertions old */
	ck_assert_int_eq(send_assertion(key, header, "me", user, login, soon), 200);

	ck_assert_int_eq(send_assertion(other, header, "me", user, login, soon), 400);
	ck_assert_str_eq(org_text(&org, "error_description"), "invalid assertion");
	ck_assert_int_eq(send_assertion(key, "{\"alg\":\"HS256\"}", "me", user, login, soon), 400);
	ck_assert_int_eq(send_assertion(key, header, "you", user, login, soon), 400);
	ck_assert_str_eq(org_text(&org, "error"), "invalid_client_id");
	ck_assert_int_eq(send_assertion(key, header, "me", user, "https://example.com", soon), 400);
	ck_assert_str_eq(org_text(&org, "error_description"), "audience is invalid");
	ck_assert_int_eq(send_assertion(key, header, "me", user, login, soon - 240), 400);
	ck_assert_str_eq(org_text(&org, "error_description"), "expired assertion");
	ck_assert_int_eq(send_assertion(key, header, "me", user, login, soon + 3600), 400);
	ck_assert_int_eq(send_assertion(key, header, "me", "nobody", login, soon), 400);
	ck_assert_str_eq(org_text(&org, "error_description"), "user hasn't approved this consumer");
	crm_buf_free(&options);
	crm_free(pem);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
}
END_TEST

START_TEST(token_owner_is_told)
{
	org_options(&org, "{\"tenant\":\"00Dx0000000BV7z\"}");
	ck_assert_int_eq(org_call(&org, "GET", "/services/oauth2/userinfo", NULL), 200);
	ck_assert_str_eq(org_text(&org, "organization_id"), "00Dx0000000BV7zEAG");
	ck_assert_str_eq(org_text(&org, "preferred_username"), "integration@crmsync.sandbox");
	ck_assert_int_eq(org_call(&org, "GET", "/id/00Dx0000000BV7zEAG/0055g0000000000AAA", NULL), 200);
	ck_assert_str_eq(org_text(&org, "username"), "integration@crmsync.sandbox");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id, Name FROM Organization"), 200);
	ck_assert_str_eq(org_text(&org, "records.0.Id"), "00Dx0000000BV7zEAG");
	ck_assert_int_eq(get_record("Organization", "00Dx0000000BV7z"), 200);
}
END_TEST

/* --- requests as such
 * -------------------------------------------------------------------------------------------------- */

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
		{"GET", "~/jobs/ingest", 404, "NOT_FOUND"},
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
	(void)snprintf(target, sizeof(target), "%s?_HttpMethod=PATCH", path_of("Contact", id));
	ck_assert_int_eq(org_call(&org, "POST", target, "{\"LastName\":\"b\"}"), 204);
	ck_assert_int_eq(get_record("Contact", id), 200);
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

/* --- pages
 * ------------------------------------------------------------------------------------------------------------- */

static void make_contacts(unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		char json[64];
		(void)snprintf(json, sizeof(json), "{\"LastName\":\"Person %04u\"}", i);
		(void)org_create(&org, "Contact", json);
	}
}

static char *next_page(void)
{
	static char next[128];
	(void)snprintf(next, sizeof(next), "%s", org_text(&org, "nextRecordsUrl"));
	return next;
}

START_TEST(pages_by_batch_size)
{
	make_contacts(450);
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
	make_contacts(5);
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id, LastName FROM Contact ORDER BY LastName"), 200);
	char next[128];
	(void)snprintf(next, sizeof(next), "%s", next_page());
	ck_assert_int_eq(org_call(&org, "DELETE", path_of("Contact", "0035g0000000002AAA"), NULL), 204);
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Contact", "0035g0000000003AAA"), "{\"LastName\":\"AAA\"}"),
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
	make_contacts(2);
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

/* --- records
 * ----------------------------------------------------------------------------------------------------------- */

START_TEST(record_lives)
{
	const char *account =
		org_create(&org, "Account", "{\"Name\":\" Acme \",\"Website\":\"\",\"AnnualRevenue\":\"1e3\"}");
	ck_assert_str_eq(org_answer_header(&org, "Location"), ORG_DATA "/sobjects/Account/0015g0000000000AAA");
	ck_assert_str_eq(org.resp.body.ptr, "{\"id\":\"0015g0000000000AAA\",\"success\":true,\"errors\":[]}");
	ck_assert(org.resp.mutating);
	ck_assert_int_eq(get_record("Account", account), 200);
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
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Account", account), "{\"Name\":\"Acme\"}"), 204);
	ck_assert_uint_eq(org.resp.body.len, 0);
	ck_assert_int_eq(org_call(&org, "GET", "~/sobjects/Account/0015g0000000000?fields=name,SystemModstamp", NULL),
			 200);
	ck_assert_uint_eq(crm_json_size(org.json), 3);
	ck_assert_str_ne(org_text(&org, "SystemModstamp"), stamp);
	ck_assert_int_eq(org_call(&org, "GET", "~/sobjects/Account/0015g0000000000?fields=Foo", NULL), 400);
	ck_assert_int_eq(org_call(&org, "DELETE", path_of("Account", account), NULL), 204);
	ck_assert_int_eq(get_record("Account", account), 404);
	ck_assert_int_eq(org_call(&org, "DELETE", path_of("Account", account), NULL), 404);
	ck_assert_str_eq(org.resp.body.ptr,
			 "[{\"message\":\"entity is deleted\",\"errorCode\":\"ENTITY_IS_DELETED\",\"fields\":[]}]");
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Account", account), "{\"Name\":\"x\"}"), 404);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "ENTITY_IS_DELETED");
}
END_TEST

START_TEST(record_conditions)
{
	char now[CRM_TIME_TEXT];
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"a\"}");
	crm_time_format_http(face_now(org.host), now);
	org_header(&org, "If-Modified-Since", now);
	ck_assert_int_eq(get_record("Contact", id), 304);
	ck_assert_uint_eq(org.resp.body.len, 0);
	org_header(&org, "If-Unmodified-Since", now);
	org_advance(&org, 5);
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Contact", id), "{\"LastName\":\"b\"}"), 204);
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Contact", id), "{\"LastName\":\"c\"}"), 412);
	ck_assert_int_eq(get_record("Contact", id), 200);
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
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Contact", id), "{\"LastName\":null}"), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "REQUIRED_FIELD_MISSING");
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Contact", id), "{\"Email\":null,\"DoNotCall\":null}"), 204);
	ck_assert_int_eq(get_record("Contact", id), 200);
	ck_assert(crm_json_is_null(org_get(&org, "Email")));
	ck_assert_str_eq(org_text(&org, "DoNotCall"), "false");
	const char *lead = org_create(&org, "Lead", "{\"LastName\":\"a\",\"Company\":\"b\",\"Status\":null}");
	ck_assert_int_eq(get_record("Lead", lead), 200);
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
	ck_assert_int_eq(get_record("Contact", id), 200);
	ck_assert_str_eq(org_text(&org, "Phone"), "+494012");
	ck_assert_str_eq(org_text(&org, "Email"), "a@b.example");
	const char *lead = org_create(&org, "Lead", "{\"LastName\":\"a\",\"AnnualRevenue\":1.005}");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Contact", "{\"LastName\":\"a\"}"), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "UNABLE_TO_LOCK_ROW");
	ck_assert_int_eq(get_record("Lead", lead), 200);
	ck_assert_str_eq(org_text(&org, "Company"), "Unknown");
	ck_assert_str_eq(org_text(&org, "AnnualRevenue"), "1.01");
	org_options(&org, "{\"lock_every\":0,\"lock_ids\":[\"0035g0000000000\"]}");
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Contact", id), "{\"LastName\":\"b\"}"), 400);
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
	ck_assert_int_eq(get_record("Opportunity", id), 200);
	ck_assert_str_eq(org_text(&org, "Probability"), "90.0");
	ck_assert_str_eq(org_text(&org, "ExpectedRevenue"), "45000.0");
	ck_assert_str_eq(org_text(&org, "IsClosed"), "false");
	ck_assert_str_eq(org_text(&org, "ForecastCategoryName"), "Pipeline");
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Opportunity", id), "{\"StageName\":\"Closed Won\"}"), 204);
	ck_assert_int_eq(get_record("Opportunity", id), 200);
	ck_assert_str_eq(org_text(&org, "Probability"), "100.0");
	ck_assert_str_eq(org_text(&org, "IsWon"), "true");
	ck_assert_str_eq(org_text(&org, "ForecastCategory"), "Closed");
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Opportunity", id),
				  "{\"StageName\":\"Prospecting\",\"Probability\":33}"),
			 204);
	ck_assert_int_eq(get_record("Opportunity", id), 200);
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

/* --- external ids
 * ------------------------------------------------------------------------------------------------------- */

START_TEST(external_upsert)
{
	make_id_field("Contact");
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
	make_id_field("Account");
	const char *account = org_create(&org, "Account", "{\"Name\":\"a\",\"crmsync_id__c\":\"k\"}");
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"b\",\"Account\":{\"crmsync_id__c\":\"k\"}}");
	ck_assert_int_eq(get_record("Contact", id), 200);
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
	ck_assert_int_eq(get_record("Lead", id), 200);
	ck_assert_str_eq(org_text(&org, "OwnerId"), "0055g0000000000AAA");
}
END_TEST

/* --- collections
 * --------------------------------------------------------------------------------------------------------- */

#define CONTACT "{\"attributes\":{\"type\":\"Contact\"},"

static int count_contacts(void)
{
	ck_assert_int_eq(org_query(&org, "query", "SELECT COUNT() FROM Contact"), 200);
	return atoi(org_text(&org, "totalSize"));
}

START_TEST(collection_results_keep_their_order)
{
	static const char body[] =
		"{\"records\":[" CONTACT "\"LastName\":\"a\"}," CONTACT "\"FirstName\":\"b\"}," CONTACT
		"\"LastName\":\"c\",\"unknownField\":1}," CONTACT "\"LastName\":\"d\"}]}";
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
	ck_assert_int_eq(count_contacts(), 2);
}
END_TEST

START_TEST(collection_all_or_none)
{
	const char *id = org_create(&org, "Contact", "{\"LastName\":\"a\",\"Email\":\"a@b.example\"}");
	char body[512];
	(void)snprintf(body, sizeof(body),
		       "{\"allOrNone\":true,\"records\":[" CONTACT
		       "\"id\":\"%s\",\"LastName\":\"b\",\"Email\":null}," CONTACT "\"LastName\":\"c\"}]}",
		       id);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects", body), 200);
	ck_assert_str_eq(org_text(&org, "0.errors.0.statusCode"), "ALL_OR_NONE_OPERATION_ROLLED_BACK");
	ck_assert_str_eq(org_text(&org, "1.errors.0.statusCode"), "MISSING_ARGUMENT");
	ck_assert_str_eq(org_text(&org, "1.errors.0.message"), "Id not specified in an update call");
	ck_assert_uint_eq(org.resp.records, 0);
	ck_assert_int_eq(get_record("Contact", id), 200);
	ck_assert_str_eq(org_text(&org, "LastName"), "a");
	ck_assert_int_eq(org_query(&org, "query", "SELECT LastName FROM Contact WHERE Email = 'a@b.example'"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "1");
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects",
				  "{\"allOrNone\":true,\"records\":[" CONTACT "\"LastName\":\"b\"}," CONTACT
				  "\"Phone\":\"1\"}]}"),
			 200);
	ck_assert_int_eq(count_contacts(), 1);
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
				  "{\"records\":[" CONTACT "\"LastName\":\"a\"},{\"LastName\":\"a\"}]}"),
			 400);
	ck_assert_int_eq(count_contacts(), 0);
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
	ck_assert_int_eq(count_contacts(), 0);
	many_records(&body, 10, true);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects", body.ptr), 200);
	many_records(&body, 200, false);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects", body.ptr), 200);
	ck_assert_int_eq(count_contacts(), 205);
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
				  "{\"records\":[" CONTACT "\"LastName\":\"a\"}," CONTACT
				  "\"LastName\":\"b\",\"DoNotCall\":\"x\"}]}"),
			 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "JSON_PARSER_ERROR");
	ck_assert_int_eq(count_contacts(), 0);
}
END_TEST

START_TEST(collection_upsert)
{
	make_id_field("Contact");
	(void)org_create(&org, "Contact", "{\"LastName\":\"a\",\"crmsync_id__c\":\"k1\"}");
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects/Contact/crmsync_id__c",
				  "{\"records\":[" CONTACT "\"crmsync_id__c\":\"k2\",\"LastName\":\"b\"}," CONTACT
				  "\"crmsync_id__c\":\"k1\",\"LastName\":\"c\"}," CONTACT "\"LastName\":\"d\"}," CONTACT
				  "\"crmsync_id__c\":\"k2\",\"LastName\":\"e\"}]}"),
			 200);
	ck_assert_str_eq(org_text(&org, "0.created"), "true");
	ck_assert_str_eq(org_text(&org, "1.created"), "false");
	ck_assert_str_eq(org_text(&org, "1.id"), "0035g0000000000AAA");
	ck_assert_str_eq(org_text(&org, "2.errors.0.statusCode"), "MISSING_ARGUMENT");
	ck_assert_str_eq(org_text(&org, "3.errors.0.statusCode"), "DUPLICATE_VALUE");
	ck_assert_int_eq(count_contacts(), 2);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects/Contact/LastName", "{\"records\":[]}"), 404);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects/Lead/Email",
				  "{\"records\":[" CONTACT "\"Email\":\"a\"}]}"),
			 400);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/composite/sobjects/Contact/Id",
				  "{\"records\":[" CONTACT "\"Id\":\"0035g0000000000\",\"LastName\":\"z\"}," CONTACT
				  "\"LastName\":\"y\"}]}"),
			 200);
	ck_assert_str_eq(org_text(&org, "0.created"), "false");
	ck_assert_str_eq(org_text(&org, "1.created"), "true");
}
END_TEST

START_TEST(collection_delete_and_read)
{
	make_contacts(3);
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
	ck_assert_int_eq(count_contacts(), 2);
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
				  "{\"records\":[" CONTACT "\"LastName\":\"b\",\"Email\":\"a@b.example\"}]}"),
			 200);
	ck_assert_str_eq(org_text(&org, "0.errors.0.statusCode"), "DUPLICATES_DETECTED");
	org_header(&org, "Sforce-Duplicate-Rule-Header", "allowSave=true");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Contact", twin), 201);
}
END_TEST

/* --- composite
 * ---------------------------------------------------------------------------------------------------------- */

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

/* --- setup
 * --------------------------------------------------------------------------------------------------------------- */

static const crm_json *described(const char *object, const char *field)
{
	char target[64];
	(void)snprintf(target, sizeof(target), "~/sobjects/%s/describe", object);
	ck_assert_int_eq(org_call(&org, "GET", target, NULL), 200);
	for (const crm_json *e = crm_json_first(org_get(&org, "fields")); e; e = crm_json_next(e))
		if (strcmp(crm_json_get_string(e, "name"), field) == 0)
			return e;
	return NULL;
}

START_TEST(setup_describes)
{
	const crm_json *field = described("Contact", "LastName");
	ck_assert_str_eq(crm_json_text(crm_json_get(field, "length")), "80");
	ck_assert_str_eq(crm_json_text(crm_json_get(field, "nillable")), "false");
	ck_assert_str_eq(crm_json_text(crm_json_get(field, "byteLength")), "240");
	ck_assert_str_eq(org_text(&org, "keyPrefix"), "003");
	field = described("Lead", "OwnerId");
	ck_assert_str_eq(crm_json_text(crm_json_first(crm_json_get(field, "referenceTo"))), "Group");
	field = described("Lead", "Status");
	ck_assert_str_eq(
		crm_json_text(crm_json_path(crm_json_first(crm_json_get(field, "picklistValues")), "defaultValue")),
		"true");
	ck_assert_ptr_null(described("Account", "CurrencyIsoCode"));
	org_options(&org, "{\"multi_currency\":true,\"deny_fields\":[\"Phone\"]}");
	ck_assert_ptr_nonnull(described("Account", "CurrencyIsoCode"));
	ck_assert_ptr_null(described("Account", "Phone"));
}
END_TEST

START_TEST(setup_makes_fields)
{
	static const struct {
		const char *json;
		int status;
		const char *code;
	} cases[] = {
		{"{\"FullName\":\"Contact.a__c\",\"Metadata\":{\"label\":\"a\",\"type\":\"Text\",\"length\":20}}", 201,
		 NULL},
		{"{\"FullName\":\"Contact.a__c\",\"Metadata\":{\"label\":\"a\",\"type\":\"Text\",\"length\":20}}", 400,
		 "DUPLICATE_DEVELOPER_NAME"},
		{"{\"FullName\":\"Contact.b__c\",\"Metadata\":{\"type\":\"Text\",\"length\":20}}", 400,
		 "REQUIRED_FIELD_MISSING"},
		{"{\"FullName\":\"Contact.b__c\",\"Metadata\":{\"label\":\"b\",\"type\":\"Text\"}}", 400,
		 "FIELD_INTEGRITY_EXCEPTION"},
		{"{\"FullName\":\"Contact.b__c\",\"Metadata\":{\"label\":\"b\",\"type\":\"Hologram\"}}", 400,
		 "FIELD_INTEGRITY_EXCEPTION"},
		{"{\"FullName\":\"Contact.b\",\"Metadata\":{\"label\":\"b\",\"type\":\"Date\"}}", 400,
		 "FIELD_INTEGRITY_EXCEPTION"},
		{"{\"FullName\":\"Foo.b__c\",\"Metadata\":{\"label\":\"b\",\"type\":\"Date\"}}", 400,
		 "FIELD_INTEGRITY_EXCEPTION"},
		{"{\"FullName\":\"Account.score__c\",\"Metadata\":{\"label\":\"Score\",\"type\":\"Number\","
		 "\"precision\":5,\"scale\":2}}",
		 201, NULL},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(org_call(&org, "POST", "~/tooling/sobjects/CustomField", cases[i].json) ==
				      cases[i].status,
			      "%s: %s", cases[i].json, org.resp.body.ptr);
		if (cases[i].code)
			ck_assert_str_eq(org_text(&org, "0.errorCode"), cases[i].code);
	}
	const crm_json *field = described("Account", "score__c");
	ck_assert_str_eq(crm_json_get_string(field, "type"), "double");
	ck_assert_str_eq(crm_json_text(crm_json_get(field, "custom")), "true");
	const char *id = org_create(&org, "Account", "{\"Name\":\"a\",\"score__c\":999.25}");
	ck_assert_int_eq(get_record("Account", id), 200);
	ck_assert_str_eq(org_text(&org, "score__c"), "999.25");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Account", "{\"Name\":\"a\",\"score__c\":1000}"), 400);
	ck_assert_int_eq(org_query(&org, "tooling/query",
				   "SELECT Id, DeveloperName FROM CustomField WHERE TableEnumOrId = 'Account' AND "
				   "DeveloperName = 'score'"),
			 200);
	ck_assert_str_eq(org_text(&org, "records.0.Id"), "00N5g0000000001EAA");
	ck_assert_int_eq(org_call(&org, "DELETE", "~/tooling/sobjects/CustomField/00N5g0000000001EAA", NULL), 204);
	ck_assert_ptr_null(described("Account", "score__c"));
	ck_assert_int_eq(org_call(&org, "DELETE", "~/tooling/sobjects/CustomField/00N5g0000000001EAA", NULL), 404);
	org_options(&org, "{\"deny_setup\":true}");
	ck_assert_int_eq(org_call(&org, "POST", "~/tooling/sobjects/CustomField", cases[7].json), 403);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INSUFFICIENT_ACCESS");
}
END_TEST

START_TEST(setup_grants_fields)
{
	org_options(&org, "{\"fls_open\":false}");
	make_id_field("Contact");
	ck_assert_ptr_null(described("Contact", "crmsync_id__c"));
	ck_assert_int_eq(org_query(&org, "query", "SELECT crmsync_id__c FROM Contact"), 400);
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Contact", "{\"LastName\":\"a\",\"crmsync_id__c\":\"b\"}"),
			 400);
	ck_assert_int_eq(org_query(&org, "query",
				   "SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = true AND Profile.Name = "
				   "'System Administrator'"),
			 200);
	char json[256], grant[32];
	(void)snprintf(json, sizeof(json),
		       "{\"ParentId\":\"%s\",\"SobjectType\":\"Contact\",\"Field\":\"Contact.crmsync_id__c\","
		       "\"PermissionsRead\":true}",
		       org_text(&org, "records.0.Id"));
	(void)snprintf(grant, sizeof(grant), "%s", org_create(&org, "FieldPermissions", json));
	ck_assert_str_eq(crm_json_text(crm_json_get(described("Contact", "crmsync_id__c"), "updateable")), "false");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Contact", "{\"LastName\":\"a\",\"crmsync_id__c\":\"b\"}"),
			 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALID_FIELD_FOR_INSERT_UPDATE");
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("FieldPermissions", grant), "{\"PermissionsEdit\":true}"),
			 204);
	(void)org_create(&org, "Contact", "{\"LastName\":\"a\",\"crmsync_id__c\":\"b\"}");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/FieldPermissions",
				  "{\"ParentId\":\"0PS5g0000000000\",\"SobjectType\":\"Contact\",\"Field\":\"Contact."
				  "Nonsense\"}"),
			 400);
	org_options(&org, "{\"deny_setup\":true}");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/FieldPermissions", json), 403);
}
END_TEST

/* --- what a person does
 * -------------------------------------------------------------------------------------------------- */

START_TEST(person_merges)
{
	const char *account = org_create(&org, "Account", "{\"Name\":\"a\"}");
	char json[128];
	(void)snprintf(json, sizeof(json), "{\"LastName\":\"w\",\"Email\":\"w@x.example\",\"AccountId\":\"%s\"}",
		       account);
	const char *winner = org_create(&org, "Contact", json);
	const char *loser =
		org_create(&org, "Contact", "{\"LastName\":\"l\",\"Email\":\"l@x.example\",\"Phone\":\"123\"}");
	(void)snprintf(
		json, sizeof(json),
		"{\"Name\":\"d\",\"StageName\":\"Prospecting\",\"CloseDate\":\"2026-12-31\",\"ContactId\":\"%s\"}",
		loser);
	(void)org_create(&org, "Opportunity", json);
	org_advance(&org, 10);
	struct crm_error err = {0};
	struct crm_buf line;
	crm_buf_init(&line, CRM_BUF_MAX);
	ck_assert_int_eq(face_salesforce.merge(org.face, "contact", winner, loser, &line, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.merge(org.face, "contact", winner, loser, &line, &err), CRM_E_REJECTED);
	crm_buf_free(&line);
	crm_error_clear(&err);
	ck_assert_int_eq(get_record("Contact", loser), 404);
	ck_assert_int_eq(get_record("Contact", winner), 200);
	ck_assert_str_eq(org_text(&org, "Email"), "w@x.example");
	ck_assert_str_eq(org_text(&org, "Phone"), "123");
	ck_assert_int_eq(org_query(&org, "queryAll", "SELECT Id, MasterRecordId FROM Contact WHERE IsDeleted = true"),
			 200);
	ck_assert_str_eq(org_text(&org, "records.0.Id"), loser);
	ck_assert_str_eq(org_text(&org, "records.0.MasterRecordId"), winner);
	ck_assert_int_eq(org_query(&org, "query", "SELECT ContactId FROM OpportunityContactRole"), 200);
	ck_assert_str_eq(org_text(&org, "records.0.ContactId"), winner);
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Contact", loser), "{\"LastName\":\"x\"}"), 404);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "ENTITY_IS_DELETED");
}
END_TEST

START_TEST(person_deletes_and_restores)
{
	const char *account = org_create(&org, "Account", "{\"Name\":\"a\"}");
	char json[128], span[256], from[CRM_TIME_TEXT], to[CRM_TIME_TEXT];
	(void)snprintf(json, sizeof(json), "{\"LastName\":\"c\",\"AccountId\":\"%s\"}", account);
	const char *contact = org_create(&org, "Contact", json);
	const char *before = org_create(&org, "Contact", json);
	struct crm_error err = {0};
	ck_assert_int_eq(face_salesforce.remove(org.face, "contact", before, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.remove(org.face, "company", account, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.remove(org.face, "company", account, &err), CRM_E_REJECTED);
	ck_assert_int_eq(face_salesforce.remove(org.face, "company", "nonsense", &err), CRM_E_NOT_FOUND);
	crm_error_clear(&err);
	ck_assert_int_eq(get_record("Contact", contact), 404);
	crm_time_format_seconds(face_now(org.host) - 3600000, from);
	crm_time_format_seconds(face_now(org.host) + 60000, to);
	(void)snprintf(span, sizeof(span), "~/sobjects/Contact/deleted?start=%s&end=%s", from, to);
	ck_assert_int_eq(org_call(&org, "GET", span, NULL), 200);
	ck_assert_uint_eq(crm_json_size(org_get(&org, "deletedRecords")), 2);
	ck_assert_str_eq(org_text(&org, "deletedRecords.0.id"), contact);
	ck_assert_str_ne(org_text(&org, "latestDateCovered"), "");
	ck_assert_int_eq(org_edit(&org, "company", account, "{\"Name\":\"b\"}"), CRM_E_REJECTED);
	ck_assert_int_eq(org_edit(&org, "company", account, "{\"IsDeleted\":false}"), CRM_OK);
	ck_assert_str_eq(org_text(&org, "archived"), "false");
	ck_assert_int_eq(get_record("Contact", contact), 200);
	ck_assert_int_eq(get_record("Contact", before), 404);
	(void)snprintf(span, sizeof(span), "~/sobjects/Contact/updated?start=%s&end=%s", from, to);
	ck_assert_int_eq(org_call(&org, "GET", span, NULL), 200);
	ck_assert_str_eq(org_text(&org, "ids.0"), contact);
	(void)snprintf(span, sizeof(span), "~/sobjects/Contact/updated?start=%s&end=%s", to, from);
	ck_assert_int_eq(org_call(&org, "GET", span, NULL), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALID_REPLICATION_DATE");
}
END_TEST

START_TEST(person_converts_leads)
{
	const char *lead =
		org_create(&org, "Lead", "{\"LastName\":\"l\",\"Company\":\"New Co\",\"Email\":\"l@x.example\"}");
	ck_assert_int_eq(org_edit(&org, "Lead", lead, "{\"@convert\":{\"contactId\":null}}"), CRM_OK);
	ck_assert_str_eq(org_text(&org, "properties.IsConverted"), "true");
	char contact[32];
	(void)snprintf(contact, sizeof(contact), "%s", org_text(&org, "properties.ConvertedContactId"));
	ck_assert_int_eq(get_record("Contact", contact), 200);
	ck_assert_str_eq(org_text(&org, "Email"), "l@x.example");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Account.Name FROM Contact"), 200);
	ck_assert_str_eq(org_text(&org, "records.0.Account.Name"), "New Co");
	ck_assert_int_eq(org_call(&org, "PATCH", path_of("Lead", lead), "{\"Email\":\"x@x.example\"}"), 400);
	ck_assert_str_eq(org.resp.body.ptr, "[{\"message\":\"cannot reference converted lead\",\"errorCode\":"
					    "\"CANNOT_UPDATE_CONVERTED_LEAD\",\"fields\":[]}]");
	ck_assert_int_eq(org_edit(&org, "Lead", lead, "{\"@convert\":{}}"), CRM_E_REJECTED);
	lead = org_create(&org, "Lead", "{\"LastName\":\"m\",\"Company\":\"c\"}");
	char json[128];
	(void)snprintf(json, sizeof(json), "{\"@convert\":{\"contactId\":\"%s\"}}", contact);
	ck_assert_int_eq(org_edit(&org, "Lead", lead, json), CRM_OK);
	ck_assert_str_eq(org_text(&org, "properties.ConvertedContactId"), contact);
	ck_assert_int_eq(count_contacts(), 1);
}
END_TEST

START_TEST(person_edits)
{
	org_options(&org, "{\"reject\":{\"LastName\":\".\"}}");
	ck_assert_int_eq(
		org_edit(&org, "contact", NULL, "{\"LastName\":\"a\",\"SystemModstamp\":\"2020-01-02T03:04:05Z\"}"),
		CRM_OK);
	ck_assert_str_eq(org_text(&org, "properties.SystemModstamp"), "2020-01-02T03:04:05.000+0000");
	ck_assert_str_eq(org_text(&org, "object"), "Contact");
	ck_assert_int_eq(org_edit(&org, "contact", NULL, "{\"FirstName\":\"a\"}"), CRM_E_REJECTED);
	ck_assert_int_eq(org_edit(&org, "contact", "0035g0000000009", "{}"), CRM_E_NOT_FOUND);
	ck_assert_int_eq(org_edit(&org, "nonsense", NULL, "{}"), CRM_E_NOT_FOUND);
	ck_assert_int_eq(org_edit(&org, "company", NULL, "{\"Name\":\"co\"}"), CRM_OK);
	ck_assert_int_eq(
		org_edit(&org, "deal", NULL,
			 "{\"Name\":\"d\",\"StageName\":\"Prospecting\",\"CloseDate\":\"2026-12-31\",\"@company\":"
			 "\"0015g0000000000\",\"@contacts\":[\"0035g0000000000\"]}"),
		CRM_OK);
	ck_assert_str_eq(org_text(&org, "@contacts.0"), "0035g0000000000AAA");
	ck_assert_str_eq(org_text(&org, "properties.AccountId"), "0015g0000000000AAA");
	ck_assert_int_eq(org_edit(&org, "deal", "0065g0000000000", "{\"@contacts\":[]}"), CRM_OK);
	ck_assert_uint_eq(crm_json_size(org_get(&org, "@contacts")), 0);
}
END_TEST

/* --- seeds and state
 * ------------------------------------------------------------------------------------------------------- */

static void seed(void)
{
	static const char *const refs[] = {"p1"};
	struct crm_error err = {0};
	char id[FACE_ID_SIZE];
	const struct seed_owner owner = {
		.email = "jan@x.example", .first_name = "Jan", .last_name = "Öl", .active = true};
	const struct seed_company company = {.ref = "c1",
					     .name = "Co",
					     .domain = "co.example",
					     .industry = "Computer Software",
					     .revenue = "38500000",
					     .employees = "240",
					     .owner_email = "JAN@x.example",
					     .created = 1600000000123,
					     .modified = 1700000000456};
	const struct seed_contact lead = {.ref = "l1",
					  .last_name = "Lead",
					  .is_lead = true,
					  .converted_ref = "p1",
					  .created = 1600000000000,
					  .modified = 1650000000000};
	const struct seed_contact person = {.ref = "p1",
					    .first_name = "Ann",
					    .last_name = "Person",
					    .company_ref = "c1",
					    .birthday = "1981-04-17",
					    .opted_out = true,
					    .created = 1600000000000,
					    .modified = 1700000000000};
	const struct seed_deal deal = {.ref = "d1",
				       .name = "Deal",
				       .amount = "1000.50",
				       .stage = "won",
				       .close_date = "2025-01-31",
				       .company_ref = "c1",
				       .contact_refs = refs,
				       .n_contact_refs = 1,
				       .created = 1600000000000,
				       .modified = 1700000000000};
	ck_assert_int_eq(face_salesforce.seed_owner(org.face, &owner, id, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.seed_company(org.face, &company, id, &err), CRM_OK);
	ck_assert_str_eq(id, "0015g0000000000AAA");
	ck_assert_int_eq(face_salesforce.seed_contact(org.face, &lead, id, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.seed_contact(org.face, &person, id, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.seed_deal(org.face, &deal, NULL, &err), CRM_OK);
}

START_TEST(seeds_become_records)
{
	seed();
	ck_assert_int_eq(
		org_query(&org, "query",
			  "SELECT Name, Website, Industry, AnnualRevenue, NumberOfEmployees, Owner.Name, CreatedDate, "
			  "SystemModstamp FROM Account"),
		200);
	ck_assert_str_eq(org_text(&org, "records.0.Website"), "http://co.example");
	ck_assert_str_eq(org_text(&org, "records.0.Industry"), "Technology");
	ck_assert_str_eq(org_text(&org, "records.0.AnnualRevenue"), "3.85E7");
	ck_assert_str_eq(org_text(&org, "records.0.NumberOfEmployees"), "240");
	ck_assert_str_eq(org_text(&org, "records.0.Owner.Name"), "Jan Öl");
	ck_assert_str_eq(org_text(&org, "records.0.CreatedDate"), "2020-09-13T12:26:40.000+0000");
	ck_assert_str_eq(org_text(&org, "records.0.SystemModstamp"), "2023-11-14T22:13:20.000+0000");
	ck_assert_int_eq(org_query(&org, "query", "SELECT ConvertedContact.Name, Company, LastModifiedDate FROM Lead"),
			 200);
	ck_assert_str_eq(org_text(&org, "records.0.ConvertedContact.Name"), "Ann Person");
	ck_assert_str_eq(org_text(&org, "records.0.Company"), "[not provided]");
	ck_assert_str_eq(org_text(&org, "records.0.LastModifiedDate"), "2022-04-15T05:20:00.000+0000");
	ck_assert_int_eq(org_query(&org, "query",
				   "SELECT Amount, StageName, IsWon, Probability, Account.Name, (SELECT Contact.Name, "
				   "IsPrimary FROM "
				   "OpportunityContactRoles) FROM Opportunity"),
			 200);
	ck_assert_str_eq(org_text(&org, "records.0.Amount"), "1000.5");
	ck_assert_str_eq(org_text(&org, "records.0.IsWon"), "true");
	ck_assert_str_eq(org_text(&org, "records.0.OpportunityContactRoles.records.0.Contact.Name"), "Ann Person");
}
END_TEST

static void list_all(struct org *of, struct crm_buf *out)
{
	static const char *const objects[] = {
		"contact", "company", "deal", "owner", "Lead", "OpportunityContactRole", "CustomField"};
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		ck_assert_int_eq(face_salesforce.list(of->face, objects[i], out, NULL), CRM_OK);
}

START_TEST(state_comes_back)
{
	seed();
	make_id_field("Contact");
	(void)org_create(&org, "Contact", "{\"LastName\":\"x\",\"crmsync_id__c\":\"k\"}");
	ck_assert_int_eq(org_call(&org, "DELETE", path_of("Account", "0015g0000000000"), NULL), 204);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects",
				  "{\"allOrNone\":true,\"records\":[" CONTACT "\"LastName\":\"b\"}," CONTACT
				  "\"Phone\":\"1\"}]}"),
			 200);
	ck_assert_int_eq(
		org_call(&org, "POST", TOKEN_PATH, "grant_type=client_credentials&client_id=c&client_secret=s"), 200);
	char token[256];
	(void)snprintf(token, sizeof(token), "%s", org_text(&org, "access_token"));
	struct crm_buf state, before, after;
	crm_buf_init(&state, CRM_BUF_MAX);
	crm_buf_init(&before, CRM_BUF_MAX);
	crm_buf_init(&after, CRM_BUF_MAX);
	struct crm_error err = {0};
	ck_assert_int_eq(face_salesforce.save(org.face, &state, &err), CRM_OK);
	list_all(&org, &before);
	org_close(&org);
	org_open(&org);
	ck_assert_int_eq(face_salesforce.load(org.face, state.ptr, state.len, &err), CRM_OK);
	list_all(&org, &after);
	ck_assert_str_eq(after.ptr, before.ptr);
	crm_buf_reset(&after);
	ck_assert_int_eq(face_salesforce.save(org.face, &after, &err), CRM_OK);
	ck_assert_str_eq(after.ptr, state.ptr);
	ck_assert_int_eq(use_token(token), 200);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/sobjects/Contact/crmsync_id__c/k", "{\"LastName\":\"y\"}"), 200);
	ck_assert_int_eq(org_edit(&org, "company", "0015g0000000000", "{\"IsDeleted\":false}"), CRM_OK);
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact WHERE AccountId = '0015g0000000000'"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "1");
	ck_assert_int_lt(face_salesforce.load(org.face, state.ptr, state.len / 2, &err), 0);
	crm_error_clear(&err);
	crm_buf_free(&state);
	crm_buf_free(&before);
	crm_buf_free(&after);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		ids_of_the_vendor_are_known,
		ids_keep_their_order_and_number,
		token_by_refresh,
		token_rotates,
		token_refusals,
		token_static,
		token_by_jwt,
		token_owner_is_told,
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
		composite_batch,
		setup_describes,
		setup_makes_fields,
		setup_grants_fields,
		person_merges,
		person_deletes_and_restores,
		person_converts_leads,
		person_edits,
		seeds_become_records,
		state_comes_back,
	};
	Suite *suite = suite_create("sandbox_salesforce");
	TCase *tc = tcase_create("org");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test(tc, tests[i]);
	tcase_add_loop_test(tc, record_refused, 0, sizeof(refusals) / sizeof(refusals[0]));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
