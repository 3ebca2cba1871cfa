/* SPDX-License-Identifier: Apache-2.0 */
/* Token endpoints and signed assertions. */
#include "config.h"

#include <crmsync/json.h>
#include <crmsync/log.h>
#include <crmsync/oauth.h>
#include <crmsync/url.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>

#include "net/client.h"
#include "raw_server.h"
#include "run_suite.h"

static struct raw_server *server;
static struct crm_http *http;

/* Path of the token endpoint, what it answers, and what becomes of that. */
static const struct {
	const char *path;
	int status;
	const char *headers;
	const char *body;
	int code;
	const char *message;
} endpoints[] = {
	{"/invalid-grant", 400, NULL, "{\"error\":\"invalid_grant\",\"error_description\":\"token revoked\"}",
	 CRM_E_AUTH, "the token endpoint refused: invalid_grant: token revoked"},
	{"/invalid-client", 401, NULL, "{\"error\":\"invalid_client\"}", CRM_E_AUTH,
	 "the token endpoint refused: invalid_client"},
	{"/hubspot", 400, NULL, "{\"status\":\"BAD_REFRESH_TOKEN\",\"message\":\"missing or unknown refresh token\"}",
	 CRM_E_AUTH, "the token endpoint refused: BAD_REFRESH_TOKEN: missing or unknown refresh token"},
	{"/salesforce-busy", 400, NULL, "{\"error\":\"unknown_error\",\"error_description\":\"retry your request\"}",
	 CRM_E_SERVER, "the token endpoint refused: unknown_error: retry your request"},
	{"/salesforce-rate", 400, NULL, "{\"error\":\"invalid_grant\",\"error_description\":\"login rate exceeded\"}",
	 CRM_E_RATE, "the token endpoint refused: invalid_grant: login rate exceeded"},
	{"/down", 503, "Retry-After: 7\r\n", "<html>", CRM_E_SERVER, "the token endpoint failed with status 503"},
	{"/pause", 429, "Retry-After: 7\r\n", "{}", CRM_E_RATE, "the token endpoint asks for a pause"},
	{"/proxy", 403, NULL, "<html>forbidden</html>", CRM_E_PROTOCOL,
	 "the token endpoint gave an unexpected answer with status 403"},
	{"/moved", 302, "Location: /ok\r\n", "", CRM_E_PROTOCOL,
	 "the token endpoint gave an unexpected answer with status 302"},
	{"/html", 200, NULL, "<html>", CRM_E_PROTOCOL,
	 "the token endpoint's answer is not JSON: line 1, column 1: a value is expected"},
	{"/empty", 200, NULL, "{\"access_token\":\"\"}", CRM_E_PROTOCOL, "the token endpoint gave no access token"},
	{"/array", 200, NULL, "[]", CRM_E_PROTOCOL, "the token endpoint gave no access token"},
	{"/number", 200, NULL, "{\"access_token\":5}", CRM_E_PROTOCOL, "the token endpoint gave no access token"},
};

static void answer(const struct raw_request *request, struct raw_reply *reply)
{
	for (size_t i = 0; i < sizeof endpoints / sizeof *endpoints; i++) {
		if (strcmp(request->path, endpoints[i].path) == 0)
			raw_reply_text(reply, endpoints[i].status, endpoints[i].headers, endpoints[i].body);
	}
	if (strcmp(request->path, "/ok") == 0)
		raw_reply_text(
			reply, 200, NULL,
			"{\"access_token\":\"access-1234\",\"refresh_token\":\"refresh-5678\",\"expires_in\":1800,"
			"\"instance_url\":\"https://x.my.salesforce.com\",\"api_domain\":\"https://c.pipedrive.com\","
			"\"id\":\"https://login.salesforce.com/id/00D/"
			"005\",\"id_token\":\"id-9012\",\"signature\":\"sign-345=\"}");
	if (strcmp(request->path, "/least") == 0)
		raw_reply_text(reply, 200, NULL, "{\"access_token\":\"access-1234\",\"expires_in\":\"3600\"}");
}

static void setup(void)
{
	struct crm_http_options options = {.system = "sales", .concurrency = 1, .budget_max = -1, .read_only = true};
	server = raw_server_start(answer);
	ck_assert_int_eq(crm_http_new(&options, &http, NULL), CRM_OK);
}

static void teardown(void)
{
	crm_http_free(http);
	raw_server_stop(server);
	crm_redact_clear();
}

START_TEST(a_token_is_read_and_its_parts_become_secrets)
{
	struct crm_oauth_token token = {0};
	struct crm_buf shown;
	ck_assert_int_eq(crm_oauth_post(http, raw_server_url(server, "/ok"), "grant_type=x", 12, "client", "secret-9",
					&token, NULL),
			 CRM_OK);
	ck_assert_str_eq(token.access_token, "access-1234");
	ck_assert_str_eq(token.refresh_token, "refresh-5678");
	ck_assert_str_eq(token.instance_url, "https://x.my.salesforce.com");
	ck_assert_str_eq(token.api_domain, "https://c.pipedrive.com");
	ck_assert_str_eq(token.id, "https://login.salesforce.com/id/00D/005");
	ck_assert_int_eq(token.expires_in_s, 1800);
	struct raw_request seen = raw_server_request(server, 0);
	ck_assert_str_eq(seen.method, "POST");
	ck_assert_str_eq(seen.body, "grant_type=x");
	ck_assert_ptr_nonnull(strstr(seen.head, "\r\nAuthorization: Basic Y2xpZW50OnNlY3JldC05\r\n"));
	ck_assert_ptr_nonnull(strstr(seen.head, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
	crm_buf_init(&shown, CRM_BUF_MAX);
	crm_redact_append(&shown, "access-1234 refresh-5678 id-9012 sign-345= Y2xpZW50OnNlY3JldC05");
	ck_assert_str_eq(shown.ptr, "[redacted] [redacted] [redacted] [redacted] [redacted]");
	crm_buf_free(&shown);
	crm_oauth_token_free(&token);
	ck_assert_ptr_null(token.access_token);
	crm_oauth_token_free(NULL);
}
END_TEST

START_TEST(the_least_answer_is_enough)
{
	struct crm_oauth_token token = {0};
	ck_assert_int_eq(crm_oauth_post(http, raw_server_url(server, "/least"), "a=b", 3, NULL, NULL, &token, NULL),
			 CRM_OK);
	ck_assert_str_eq(token.access_token, "access-1234");
	ck_assert_ptr_null(token.refresh_token);
	ck_assert_ptr_null(token.instance_url);
	ck_assert_int_eq(token.expires_in_s, 3600);
	ck_assert_ptr_null(strstr(raw_server_request(server, 0).head, "Authorization"));
	crm_oauth_token_free(&token);
}
END_TEST

START_TEST(refusals_are_told_apart)
{
	struct crm_oauth_token token = {.expires_in_s = 77};
	struct crm_error err = {0};
	ck_assert_int_eq(
		crm_oauth_post(http, raw_server_url(server, endpoints[_i].path), "a=b", 3, NULL, NULL, &token, &err),
		endpoints[_i].code);
	ck_assert_str_eq(crm_error_text(&err), endpoints[_i].message);
	ck_assert_int_eq(err.http_status, endpoints[_i].status);
	ck_assert_int_eq(err.retry_after_ms, endpoints[_i].headers && endpoints[_i].headers[0] == 'R' ? 7000 : -1);
	ck_assert_int_eq(token.expires_in_s, 77);
	ck_assert_ptr_null(token.access_token);
	ck_assert_uint_eq(raw_server_count(server), 1);
	crm_error_clear(&err);
}
END_TEST

START_TEST(an_unreachable_endpoint_is_a_network_error)
{
	struct crm_oauth_token token = {0};
	ck_assert_int_eq(crm_oauth_post(http, "http://127.0.0.1:1/token", "a=b", 3, NULL, NULL, &token, NULL),
			 CRM_E_NETWORK);
	ck_assert_int_eq(crm_oauth_post(http, "https://evil.invalid/token", "a=b", 3, NULL, NULL, &token, NULL),
			 CRM_E_CONFIG);
}
END_TEST

static void write_pem(EVP_PKEY *key, bool traditional, const char *passphrase, struct crm_buf *out)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data;
	const EVP_CIPHER *cipher = passphrase ? EVP_aes_256_cbc() : NULL;
	int ok = traditional ? PEM_write_bio_PrivateKey_traditional(bio, key, NULL, NULL, 0, NULL, NULL)
			     : PEM_write_bio_PKCS8PrivateKey(bio, key, cipher, passphrase,
							     passphrase ? (int)strlen(passphrase) : 0, NULL, NULL);
	ck_assert_int_eq(ok, 1);
	crm_buf_add(out, NULL, 0);
	long len = BIO_get_mem_data(bio, &data);
	crm_buf_add(out, data, (size_t)len);
	BIO_free(bio);
}

/* Decodes part of a token between dots. */
static void decode_part(const char *start, const char *end, struct crm_buf *out)
{
	crm_buf_init(out, CRM_BUF_MAX);
	ck_assert(crm_base64_decode(out, start, (size_t)(end - start)));
}

static void check_token(const char *token, const char *claims, EVP_PKEY *key)
{
	const char *dot1 = strchr(token, '.'), *dot2 = strrchr(token, '.');
	struct crm_buf header, payload, signature;
	ck_assert(dot1 && dot2 > dot1);
	decode_part(token, dot1, &header);
	decode_part(dot1 + 1, dot2, &payload);
	decode_part(dot2 + 1, token + strlen(token), &signature);
	ck_assert_str_eq(header.ptr, "{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
	ck_assert_str_eq(payload.ptr, claims);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	ck_assert_int_eq(EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key), 1);
	ck_assert_int_eq(EVP_DigestVerify(ctx, (const unsigned char *)signature.ptr, signature.len,
					  (const unsigned char *)token, (size_t)(dot2 - token)),
			 1);
	EVP_MD_CTX_free(ctx);
	crm_buf_free(&header);
	crm_buf_free(&payload);
	crm_buf_free(&signature);
}

START_TEST(assertions_verify_with_the_public_key)
{
	static const char claims[] = "{\"iss\":\"id\",\"sub\":\"zoë@example.org\",\"exp\":1795283400}";
	EVP_PKEY *key = EVP_RSA_gen(2048);
	struct crm_buf pem, token;
	crm_buf_init(&pem, CRM_BUF_MAX);
	crm_buf_init(&token, CRM_BUF_MAX);
	for (int traditional = 0; traditional < 2; traditional++) {
		crm_buf_reset(&pem);
		crm_buf_reset(&token);
		write_pem(key, traditional, NULL, &pem);
		ck_assert_int_eq(crm_jwt_rs256(claims, pem.ptr, pem.len, &token, NULL), CRM_OK);
		check_token(token.ptr, claims, key);
	}
	crm_buf_free(&pem);
	crm_buf_free(&token);
	EVP_PKEY_free(key);
}
END_TEST

START_TEST(keys_that_cannot_sign_are_refused)
{
	EVP_PKEY *keys[] = {EVP_EC_gen("P-256"), EVP_RSA_gen(1024), EVP_RSA_gen(2048)};
	static const char *const messages[] = {"the private key is not an RSA key of at least 2048 bits",
					       "the private key is not an RSA key of at least 2048 bits",
					       "the private key cannot be read: an unencrypted PEM is needed"};
	struct crm_error err = {0};
	struct crm_buf pem, token;
	crm_buf_init(&pem, CRM_BUF_MAX);
	crm_buf_init(&token, CRM_BUF_MAX);
	for (size_t i = 0; i < 3; i++) {
		crm_buf_reset(&pem);
		write_pem(keys[i], false, i == 2 ? "secret" : NULL, &pem);
		ck_assert_int_eq(crm_jwt_rs256("{}", pem.ptr, pem.len, &token, &err), CRM_E_CONFIG);
		ck_assert_str_eq(crm_error_text(&err), messages[i]);
		EVP_PKEY_free(keys[i]);
	}
	ck_assert_int_eq(crm_jwt_rs256("{}", "not a key", 9, &token, &err), CRM_E_CONFIG);
	ck_assert_str_eq(token.ptr, "");
	crm_error_clear(&err);
	crm_buf_free(&pem);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("oauth");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_token_is_read_and_its_parts_become_secrets);
	tcase_add_test(tcase, the_least_answer_is_enough);
	tcase_add_loop_test(tcase, refusals_are_told_apart, 0, (int)(sizeof endpoints / sizeof *endpoints));
	tcase_add_test(tcase, an_unreachable_endpoint_is_a_network_error);
	tcase_add_test(tcase, assertions_verify_with_the_public_key);
	tcase_add_test(tcase, keys_that_cannot_sign_are_refused);
	Suite *suite = suite_create("oauth");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
