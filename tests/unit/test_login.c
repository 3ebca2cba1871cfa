/* SPDX-License-Identifier: Apache-2.0 */
/* What comes back from a page of consent, and what is sent there. */
#include "config.h"

#include <crmsync/log.h>
#include <string.h>

#include "net/loopback.h"
#include "net/oauth_login.h"
#include "net/redirect.h"
#include "run_suite.h"

/* ---- requests ---- */

static const struct {
	const char *head;
	enum crm_redirect_request is;
	const char *query;
} requests[] = {
	{"GET /cb?code=1 HTTP/1.1\r\n\r\n", CRM_REDIRECT_HERE, "code=1"},
	{"GET /cb?code=1 HTTP/1.0\r\nHost: localhost\r\n\r\nrest", CRM_REDIRECT_HERE, "code=1"},
	{"GET /cb?code=1 HTTP/1.1\n\n", CRM_REDIRECT_HERE, "code=1"},
	{"GET /cb? HTTP/1.1\r\n\r\n", CRM_REDIRECT_HERE, ""},
	{"GET /cb?a?b HTTP/1.1\r\n\r\n", CRM_REDIRECT_HERE, "a?b"},
	{"", CRM_REDIRECT_PARTIAL, ""},
	{"GET /cb?code=1 HTTP/1.1\r\n", CRM_REDIRECT_PARTIAL, ""},
	{"GET /cb?code=1 HTTP/1.1\r\nHost: localhost\r\n", CRM_REDIRECT_PARTIAL, ""},
	{"POST /cb?code=1 HTTP/1.1\r\n\r\n", CRM_REDIRECT_METHOD, ""},
	{"GETX /cb?code=1 HTTP/1.1\r\n\r\n", CRM_REDIRECT_METHOD, ""},
	{"get /cb?code=1 HTTP/1.1\r\n\r\n", CRM_REDIRECT_METHOD, ""},
	{"GET /cb HTTP/1.1\r\n\r\n", CRM_REDIRECT_ELSEWHERE, ""},
	{"GET /cbx?code=1 HTTP/1.1\r\n\r\n", CRM_REDIRECT_ELSEWHERE, ""},
	{"GET /CB?code=1 HTTP/1.1\r\n\r\n", CRM_REDIRECT_ELSEWHERE, ""},
	{"GET //cb?code=1 HTTP/1.1\r\n\r\n", CRM_REDIRECT_ELSEWHERE, ""},
	{"GET  /cb?code=1 HTTP/1.1\r\n\r\n", CRM_REDIRECT_MALFORMED, ""},
	{"GET /cb?code=1 2 HTTP/1.1\r\n\r\n", CRM_REDIRECT_MALFORMED, ""},
	{"GET /cb?code=1\r\n\r\n", CRM_REDIRECT_MALFORMED, ""},
	{"GET /cb?code=1 HTTP/2.0\r\n\r\n", CRM_REDIRECT_MALFORMED, ""},
	{"GET\r\n\r\n", CRM_REDIRECT_MALFORMED, ""},
	{"\n\n", CRM_REDIRECT_MALFORMED, ""},
};

START_TEST(requests_are_told_apart)
{
	struct crm_buf query;
	crm_buf_init(&query, CRM_REDIRECT_MAX);
	ck_assert_int_eq(crm_redirect_request(requests[_i].head, strlen(requests[_i].head), "/cb", &query),
			 requests[_i].is);
	ck_assert_str_eq(query.ptr, requests[_i].query);
	crm_buf_free(&query);
}
END_TEST

START_TEST(a_nul_is_no_request)
{
	static const char head[] = "GET /cb?code=\0 HTTP/1.1\r\n\r\n";
	struct crm_buf query;
	crm_buf_init(&query, CRM_REDIRECT_MAX);
	ck_assert_int_eq(crm_redirect_request(head, sizeof head - 1, "/cb", &query), CRM_REDIRECT_MALFORMED);
	crm_buf_free(&query);
}
END_TEST

/* ---- parameters ---- */

static const struct {
	const char *query;
	int rc;
	const char *code, *state, *error, *description;
} queries[] = {
	{"code=abc&state=s", CRM_OK, "abc", "s", NULL, NULL},
	{"state=s&code=a%2Fb%3D%3D&other=1&other=2", CRM_OK, "a/b==", "s", NULL, NULL},
	{"code=a+b", CRM_OK, "a b", NULL, NULL, NULL},
	{"error=access_denied&error_description=end-user+denied%21&state=s", CRM_OK, NULL, "s", "access_denied",
	 "end-user denied!"},
	{"&&code=abc&", CRM_OK, "abc", NULL, NULL, NULL},
	{"code=%E4%BD%A0", CRM_OK, "\xe4\xbd\xa0", NULL, NULL, NULL},
	{"", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"state=s", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code=", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code=a&code=a", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code=a&state=s&state=s", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code=a&error=b", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code=%", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code=%4", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code=a%4&state=s", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code=%zz", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code=a%00b", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code=a%0d%0ab", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"code=a&state=%7f", CRM_E_INVALID, NULL, NULL, NULL, NULL},
	{"Code=a", CRM_E_INVALID, NULL, NULL, NULL, NULL},
};

static void same_text(const char *a, const char *b)
{
	if (b == NULL)
		ck_assert_ptr_null(a);
	else
		ck_assert_str_eq(a, b);
}

START_TEST(parameters_are_read_once)
{
	struct crm_redirect r = {0};
	struct crm_error err = {0};
	ck_assert_int_eq(crm_redirect_read(queries[_i].query, &r, &err), queries[_i].rc);
	ck_assert_int_eq(err.code, queries[_i].rc);
	same_text(r.code, queries[_i].code);
	same_text(r.state, queries[_i].state);
	same_text(r.error, queries[_i].error);
	same_text(r.description, queries[_i].description);
	crm_redirect_free(&r);
	crm_error_clear(&err);
}
END_TEST

START_TEST(a_code_is_a_secret)
{
	struct crm_redirect r = {0};
	struct crm_buf out;
	ck_assert_int_eq(crm_redirect_read("code=secret-code-1", &r, NULL), CRM_OK);
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_redact_message(&out, "what about secret-code-1?");
	ck_assert_ptr_null(strstr(out.ptr, "secret-code-1"));
	crm_buf_free(&out);
	crm_redirect_free(&r);
	crm_redact_clear();
}
END_TEST

/* ---- what a person pasted ---- */

static const struct {
	const char *text;
	int rc;
	const char *code, *state;
} pastes[] = {
	{"https://login.example/success?code=a%3D%3D&state=s", CRM_OK, "a==", "s"},
	{"  http://localhost:8739/callback?state=s&code=abc#x=y\r\n", CRM_OK, "abc", "s"},
	{"code=abc&state=s", CRM_OK, "abc", "s"},
	{"aPrx_1.2~3==\n", CRM_OK, "aPrx_1.2~3==", NULL},
	{"aPrx%3D%3D", CRM_OK, "aPrx==", NULL},
	{"two words", CRM_E_INVALID, NULL, NULL},
	{"a\x01z", CRM_E_INVALID, NULL, NULL},
	{"", CRM_E_INVALID, NULL, NULL},
	{" \n", CRM_E_INVALID, NULL, NULL},
	{"http://localhost/?state=s", CRM_E_INVALID, NULL, NULL},
};

START_TEST(what_is_pasted)
{
	struct crm_redirect r = {0};
	ck_assert_int_eq(crm_redirect_paste(pastes[_i].text, &r, NULL), pastes[_i].rc);
	same_text(r.code, pastes[_i].code);
	same_text(r.state, pastes[_i].state);
	crm_redirect_free(&r);
}
END_TEST

START_TEST(too_long)
{
	static char text[CRM_REDIRECT_MAX + 16];
	struct crm_redirect r = {0};
	memset(text, 'x', sizeof text - 1);
	ck_assert_int_eq(crm_redirect_paste(text, &r, NULL), CRM_E_INVALID);
	memcpy(text, "code=", 5);
	ck_assert_int_eq(crm_redirect_read(text, &r, NULL), CRM_E_INVALID);
}
END_TEST

START_TEST(the_same_or_not)
{
	ck_assert(crm_redirect_same("abc", "abc"));
	ck_assert(!crm_redirect_same("abd", "abc"));
	ck_assert(!crm_redirect_same("bbc", "abc"));
	ck_assert(!crm_redirect_same("ab", "abc"));
	ck_assert(!crm_redirect_same("abcd", "abc"));
	ck_assert(!crm_redirect_same("", "abc"));
	ck_assert(!crm_redirect_same(NULL, "abc"));
	ck_assert(!crm_redirect_same(NULL, NULL));
}
END_TEST

/* ---- addresses ---- */

static const struct {
	const char *uri, *path; /* NULL: none of ours */
	unsigned port;
} uris[] = {
	{"http://localhost:8739/callback", "/callback", 8739},
	{"http://127.0.0.1:1/", "/", 1},
	{"HTTP://LOCALHOST:65535/a/b", "/a/b", 65535},
	{"http://localhost/callback", NULL, 0},
	{"http://localhost:/callback", NULL, 0},
	{"http://localhost:0/callback", NULL, 0},
	{"http://localhost:65536/callback", NULL, 0},
	{"http://localhost:100000/callback", NULL, 0},
	{"http://localhost:80", NULL, 0},
	{"http://localhost:80/a?b", NULL, 0},
	{"http://localhost:80/a#b", NULL, 0},
	{"http://localhost:80/a b", NULL, 0},
	{"http://localhost:80@evil.example/a", NULL, 0},
	{"http://localhost.evil.example:80/a", NULL, 0},
	{"https://localhost:80/a", NULL, 0},
	{"http://0.0.0.0:80/a", NULL, 0},
	{"", NULL, 0},
};

START_TEST(listeners_are_here)
{
	unsigned port = 0;
	const char *path = NULL;
	ck_assert_int_eq(crm_loopback_uri(uris[_i].uri, &port, &path), uris[_i].path != NULL);
	same_text(path, uris[_i].path);
	ck_assert_uint_eq(port, uris[_i].port);
}
END_TEST

START_TEST(challenge_of_rfc_7636)
{
	char challenge[CRM_LOGIN_RANDOM];
	ck_assert(crm_login_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge));
	ck_assert_str_eq(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"); /* appendix B */
}
END_TEST

START_TEST(nothing_is_drawn_twice)
{
	struct crm_login_attempt a, b;
	ck_assert_int_eq(crm_login_begin(&a, NULL), CRM_OK);
	ck_assert_int_eq(crm_login_begin(&b, NULL), CRM_OK);
	ck_assert_uint_eq(strlen(a.state), CRM_LOGIN_RANDOM - 1);
	ck_assert_uint_eq(strlen(a.verifier), CRM_LOGIN_RANDOM - 1);
	ck_assert_str_ne(a.state, b.state);
	ck_assert_str_ne(a.verifier, b.verifier);
	ck_assert_str_ne(a.state, a.verifier);
	crm_login_forget(&a);
	ck_assert_int_eq(a.verifier[0], 0);
	crm_login_forget(&b);
}
END_TEST

START_TEST(the_page)
{
	const struct crm_login login = {.authorize_url = "https://vendor.example/authorize",
					.scope = "api refresh_token"};
	const struct crm_login plain = {.authorize_url = "https://vendor.example/authorize?kind=1", .pkce = true};
	const struct crm_login_client client = {.id = "a&b", .redirect_uri = "http://localhost:1/x"};
	const struct crm_login_attempt attempt = {.state = "S", .verifier = "V", .challenge = "C"};
	struct crm_buf url;
	crm_buf_init(&url, CRM_BUF_MAX);
	crm_login_url(&login, &client, NULL, &attempt, &url);
	ck_assert_str_eq(url.ptr, "https://vendor.example/authorize?response_type=code&client_id=a%26b&redirect_uri="
				  "http%3A%2F%2Flocalhost%3A1%2Fx&scope=api%20refresh_token&state=S");
	crm_buf_reset(&url);
	crm_login_url(&plain, &client, NULL, &attempt, &url);
	ck_assert_str_eq(url.ptr,
			 "https://vendor.example/authorize?kind=1&response_type=code&client_id=a%26b&redirect_uri="
			 "http%3A%2F%2Flocalhost%3A1%2Fx&state=S&code_challenge=C&code_challenge_method=S256");
	crm_buf_reset(&url);
	crm_login_url(&login, &client, "other", &attempt, &url);
	ck_assert_ptr_nonnull(strstr(url.ptr, "&scope=other&"));
	crm_buf_free(&url);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

static Suite *suite(void)
{
	Suite *s = suite_create("login");
	TCase *back = tcase_create("what comes back");
	tcase_add_loop_test(back, requests_are_told_apart, 0, COUNT(requests));
	tcase_add_test(back, a_nul_is_no_request);
	tcase_add_loop_test(back, parameters_are_read_once, 0, COUNT(queries));
	tcase_add_test(back, a_code_is_a_secret);
	tcase_add_loop_test(back, what_is_pasted, 0, COUNT(pastes));
	tcase_add_test(back, too_long);
	tcase_add_test(back, the_same_or_not);
	suite_add_tcase(s, back);
	TCase *out = tcase_create("what is sent");
	tcase_add_loop_test(out, listeners_are_here, 0, COUNT(uris));
	tcase_add_test(out, challenge_of_rfc_7636);
	tcase_add_test(out, nothing_is_drawn_twice);
	tcase_add_test(out, the_page);
	suite_add_tcase(s, out);
	return s;
}

int main(void)
{
	return run_suite(suite());
}
