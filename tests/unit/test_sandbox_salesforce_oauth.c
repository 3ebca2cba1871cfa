/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce twin: ids and tokens. */
#include <stdio.h>
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

/* --- ids ------------------------------------------------------------------------------------------------- */

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

/* --- tokens ---------------------------------------------------------------------------------------------- */

START_TEST(token_by_refresh)
{
	ck_assert_int_eq(org_call(&org, "POST", ORG_TOKEN_PATH,
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
	ck_assert_int_eq(org_use_token(&org, token), 200);
	org_advance(&org, 7199);
	ck_assert_int_eq(org_use_token(&org, token), 200);
	org_advance(&org, 2);
	ck_assert_int_eq(org_use_token(&org, token), 401);
	ck_assert_str_eq(org.resp.body.ptr,
			 "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]");
}
END_TEST

START_TEST(token_rotates)
{
	org_options(&org, "{\"rotate_refresh\":true,\"refresh_token\":\"first\",\"token_ttl_s\":60}");
	ck_assert_int_eq(
		org_call(&org, "POST", ORG_TOKEN_PATH, "grant_type=refresh_token&client_id=c&refresh_token=other"),
		400);
	ck_assert_str_eq(org.resp.body.ptr,
			 "{\"error\":\"invalid_grant\",\"error_description\":\"expired access/refresh token\"}");
	ck_assert_int_eq(
		org_call(&org, "POST", ORG_TOKEN_PATH, "grant_type=refresh_token&client_id=c&refresh_token=first"),
		200);
	struct crm_buf form;
	crm_buf_init(&form, 4096);
	crm_buf_str(&form, "grant_type=refresh_token&client_id=c");
	crm_form_add(&form, "refresh_token", org_text(&org, "refresh_token"));
	ck_assert_int_eq(
		org_call(&org, "POST", ORG_TOKEN_PATH, "grant_type=refresh_token&client_id=c&refresh_token=first"),
		400);
	ck_assert_int_eq(org_call(&org, "POST", ORG_TOKEN_PATH, form.ptr), 200);
	ck_assert_int_eq(org_call(&org, "POST", ORG_TOKEN_PATH, form.ptr), 400);
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
		ck_assert_int_eq(org_call(&org, "POST", ORG_TOKEN_PATH, cases[i].form), 400);
		ck_assert_str_eq(org_text(&org, "error"), cases[i].error);
		ck_assert_str_eq(org_text(&org, "error_description"), cases[i].description);
	}
	ck_assert_int_eq(
		org_call(&org, "POST", ORG_TOKEN_PATH, "grant_type=client_credentials&client_id=me&client_secret=s"),
		200);
}
END_TEST

START_TEST(token_static)
{
	ck_assert_int_eq(org_use_token(&org, "anything"), 200);
	ck_assert_int_eq(org_use_token(&org, ""), 401);
	ck_assert_int_eq(org_use_token(&org, "00D5g0000000000!AQforgotten"), 401);
	org_options(&org, "{\"required_token\":\"this one\"}");
	ck_assert_int_eq(org_use_token(&org, "anything"), 401);
	ck_assert_int_eq(org_use_token(&org, "this one"), 200);
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
	int status = org_call(&org, "POST", ORG_TOKEN_PATH, form.ptr);
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
	ck_assert_int_eq(org_read(&org, "Organization", "00Dx0000000BV7z"), 200);
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
	};
	Suite *suite = suite_create("sandbox_salesforce_oauth");
	TCase *tc = tcase_create("org");
	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
