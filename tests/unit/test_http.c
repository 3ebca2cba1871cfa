/* SPDX-License-Identifier: Apache-2.0 */
/* What goes over the wire, what comes back, and what is said when nothing does. */
#include "config.h"

#include <crmsync/http.h>
#include <crmsync/log.h>
#include <stdio.h>
#include <string.h>

#include "net/client.h"
#include "raw_server.h"
#include "run_suite.h"

static struct raw_server *server;
static struct crm_http *http;
static struct crm_http_response resp;

/* A deflate stream by hand (RFC 1951): one zero byte and `repeats` times "258 more of it", 13 bits each. */
static void add_bits(struct crm_buf *out, unsigned *have, unsigned *bits, unsigned value, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		*bits |= (value >> i & 1u) << (*have)++;
		if (*have == 8) {
			crm_buf_char(out, (char)*bits);
			*have = *bits = 0;
		}
	}
}

static void make_gzip_bomb(struct crm_buf *out, unsigned repeats)
{
	unsigned have = 0, bits = 0;
	crm_buf_add(out, "\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
	add_bits(out, &have, &bits, 0x3, 3);  /* last block, fixed codes */
	add_bits(out, &have, &bits, 0x0C, 8); /* literal 0: 00110000, highest bit first */
	for (unsigned i = 0; i < repeats; i++) {
		add_bits(out, &have, &bits, 0xA3, 8); /* length 258: 11000101, highest bit first */
		add_bits(out, &have, &bits, 0, 5);    /* distance 1 */
	}
	add_bits(out, &have, &bits, 0, 7 + 8);
	crm_buf_add(out, "\0\0\0\0\0\0\0\0", 8);
}

static void reply_bomb(struct raw_reply *reply)
{
	struct crm_buf bomb;
	crm_buf_init(&bomb, CRM_BUF_MAX);
	make_gzip_bomb(&bomb, 40000); /* 10 MB out of 65 KB */
	raw_reply_bytes(reply, 200, "Content-Encoding: gzip\r\n", bomb.ptr, bomb.len);
	crm_buf_free(&bomb);
}

/* "hello hello hello" */
static const unsigned char hello_gzip[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff,
					   0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x90, 0x00,
					   0x80, 0x88, 0xf9, 0xe5, 0x11, 0x00, 0x00, 0x00};

static void answer(const struct raw_request *request, struct raw_reply *reply)
{
	const char *path = request->path;
	if (strcmp(path, "/json") == 0)
		raw_reply_text(reply, 201, "Content-Type: application/json\r\nX-Left: 41\r\n", "{\"ok\":true}");
	else if (strcmp(path, "/redirect") == 0)
		raw_reply_text(reply, 302, "Location: /json\r\n", "moved");
	else if (strcmp(path, "/gzip") == 0)
		raw_reply_bytes(reply, 200, "Content-Encoding: gzip\r\n", hello_gzip, sizeof hello_gzip);
	else if (strcmp(path, "/gzip-broken") == 0)
		raw_reply_text(reply, 200, "Content-Encoding: gzip\r\n", "this is not gzip at all");
	else if (strcmp(path, "/unknown-encoding") == 0)
		raw_reply_text(reply, 200, "Content-Encoding: secret\r\n", "x");
	else if (strcmp(path, "/bomb") == 0)
		reply_bomb(reply);
	else if (strcmp(path, "/truncated") == 0)
		crm_buf_str(&reply->bytes, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":");
	else if (strcmp(path, "/chunk-cut") == 0)
		crm_buf_str(&reply->bytes, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nshort");
	else if (strcmp(path, "/garbage") == 0)
		crm_buf_str(&reply->bytes, "what is this?\r\n\r\n");
	else if (strcmp(path, "/hints") == 0)
		crm_buf_str(&reply->bytes, "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
					   "HTTP/1.1 200 OK\r\nX-Late: 2\r\nContent-Length: 2\r\n\r\nok");
	else if (strcmp(path, "/slow") == 0)
		reply->delay_ms = RAW_REPLY_NEVER;
	else if (strcmp(path, "/second-is-lost") == 0 && request->nth != 2)
		raw_reply_text(reply, 200, NULL, "ok");
	else if (strcmp(path, "/big-headers") == 0)
		for (int i = 0; i < 400; i++)
			crm_buf_printf(&reply->bytes, i ? "X-%d: %01000d\r\n" : "HTTP/1.1 200 OK\r\n", i, i);
	reply->close = strcmp(path, "/json") != 0 && !(request->nth == 1 && strcmp(path, "/second-is-lost") == 0);
}

static const char *const allowed[] = {"api.allowed.invalid", "*.wild.invalid", NULL};

static struct crm_http_options options_for_tests(void)
{
	return (struct crm_http_options){
		.system = "sales",
		.allowed_hosts = allowed,
		.concurrency = 2,
		.budget_max = -1,
		.max_response_bytes = 1 << 20,
		.connect_timeout_ms = 60000,
		.total_timeout_ms = 60000,
	};
}

static void setup(void)
{
	struct crm_http_options options = options_for_tests();
	server = raw_server_start(answer);
	ck_assert_int_eq(crm_http_new(&options, &http, NULL), CRM_OK);
	crm_http_response_init(&resp);
}

static void teardown(void)
{
	crm_http_response_free(&resp);
	crm_http_free(http);
	crm_http_free(NULL);
	raw_server_stop(server);
}

static int send_one(const char *method, const char *url, bool mutating)
{
	struct crm_http_request req = {.method = method, .url = url, .mutating = mutating};
	return crm_http_send(http, &req, &resp, 1, NULL);
}

static int get(const char *path)
{
	return send_one("GET", raw_server_url(server, path), false);
}

START_TEST(an_answer_arrives_whole)
{
	struct crm_http_request req = {.method = "PATCH", .url = raw_server_url(server, "/json"), .mutating = true};
	int64_t left = 0;
	req.body = "{\"a\":1}";
	req.body_len = 7;
	crm_http_header(&req, "Content-Type", "application/json");
	crm_http_header(&req, "X-Empty", "");
	ck_assert_int_eq(crm_http_send(http, &req, &resp, 1, NULL), CRM_OK);
	ck_assert_int_eq(resp.status, 201);
	ck_assert_str_eq(resp.body.ptr, "{\"ok\":true}");
	ck_assert(crm_http_is_json(&resp));
	ck_assert(crm_http_get_header_int(&resp, "x-left", &left) && left == 41);
	ck_assert(!resp.maybe_applied);
	struct raw_request seen = raw_server_request(server, 0);
	ck_assert_str_eq(seen.method, "PATCH");
	ck_assert_str_eq(seen.body, "{\"a\":1}");
	ck_assert_ptr_nonnull(strstr(seen.head, "\r\nContent-Type: application/json\r\n"));
	ck_assert_ptr_nonnull(strstr(seen.head, "\r\nX-Empty:\r\n"));
	ck_assert_ptr_nonnull(strstr(seen.head, "\r\nUser-Agent: crmsync/"));
	ck_assert_ptr_nonnull(strstr(seen.head, "\r\nAccept-Encoding: gzip\r\n"));
}
END_TEST

START_TEST(methods_are_framed_as_servers_expect)
{
	static const struct {
		const char *method;
		bool has_length;
	} cases[] = {{"GET", false}, {"POST", true}, {"PUT", true}, {"PATCH", true}, {"DELETE", false}};
	for (size_t i = 0; i < 5; i++) {
		ck_assert_int_eq(send_one(cases[i].method, raw_server_url(server, "/json"), true), CRM_OK);
		struct raw_request seen = raw_server_request(server, i);
		ck_assert_str_eq(seen.method, cases[i].method);
		ck_assert_int_eq(strstr(seen.head, "\r\nContent-Length: 0\r\n") != NULL, cases[i].has_length);
		ck_assert_ptr_null(strstr(seen.head, "Content-Type"));
		ck_assert_ptr_null(strstr(seen.head, "Expect"));
		ck_assert_uint_eq(seen.connection, 1);
	}
}
END_TEST

START_TEST(large_bodies_go_without_asking_first)
{
	size_t len = 3 << 20;
	char *body = malloc(len);
	memset(body, 'x', len);
	struct crm_http_request req = {.method = "POST", .url = raw_server_url(server, "/json"), .mutating = true};
	req.body = body;
	req.body_len = len;
	ck_assert_int_eq(crm_http_send(http, &req, &resp, 1, NULL), CRM_OK);
	ck_assert_ptr_null(strstr(raw_server_request(server, 0).head, "Expect"));
	ck_assert_ptr_nonnull(strstr(raw_server_request(server, 0).head, "Content-Length: 3145728\r\n"));
	free(body);
}
END_TEST

START_TEST(redirects_are_not_followed)
{
	ck_assert_int_eq(get("/redirect"), CRM_OK);
	ck_assert_int_eq(resp.status, 302);
	ck_assert_uint_eq(raw_server_count(server), 1);
}
END_TEST

START_TEST(interim_answers_are_skipped)
{
	struct crm_buf value;
	crm_buf_init(&value, 100);
	ck_assert_int_eq(get("/hints"), CRM_OK);
	ck_assert_int_eq(resp.status, 200);
	ck_assert(!crm_http_get_header(&resp, "X-Early", &value));
	ck_assert(crm_http_get_header(&resp, "X-Late", &value));
	ck_assert_str_eq(value.ptr, "2");
	crm_buf_free(&value);
}
END_TEST

START_TEST(gzip_is_decoded)
{
	ck_assert_int_eq(get("/gzip"), CRM_OK);
	ck_assert_str_eq(resp.body.ptr, "hello hello hello");
}
END_TEST

static const struct {
	const char *path;
	int code;
	int http_status;
	const char *message;
} broken_answers[] = {
	{"/truncated", CRM_E_NETWORK, 200, "no answer from '127.0.0.1': the answer was cut short"},
	{"/chunk-cut", CRM_E_NETWORK, 200, "no answer from '127.0.0.1': "},
	{"/nothing", CRM_E_NETWORK, 0, "no answer from '127.0.0.1': connection closed without an answer"},
	{"/garbage", CRM_E_PROTOCOL, 0, "no answer from '127.0.0.1': the answer is not HTTP"},
	{"/bomb", CRM_E_PROTOCOL, 200, "the answer of '127.0.0.1' is larger than 1048576 bytes"},
	{"/gzip-broken", CRM_E_PROTOCOL, 200, "no answer from '127.0.0.1': the answer's compression is broken"},
	{"/unknown-encoding", CRM_E_PROTOCOL, 200, "no answer from '127.0.0.1': the answer's compression is broken"},
	{"/big-headers", CRM_E_PROTOCOL, 200, "the headers of the answer of '127.0.0.1' are larger than 262144 bytes"},
};

START_TEST(a_broken_answer_may_have_been_applied)
{
	struct crm_error err = {0};
	struct crm_http_request req = {.method = "POST", .mutating = true};
	req.url = raw_server_url(server, broken_answers[_i].path);
	ck_assert_int_eq(crm_http_send(http, &req, &resp, 1, &err), broken_answers[_i].code);
	ck_assert_msg(strncmp(crm_error_text(&err), broken_answers[_i].message, strlen(broken_answers[_i].message)) ==
			      0,
		      "%s", crm_error_text(&err));
	ck_assert_int_eq(resp.status, 0);
	ck_assert_int_eq(resp.error.code, broken_answers[_i].code);
	ck_assert_int_eq(resp.error.http_status, broken_answers[_i].http_status);
	ck_assert_int_eq(err.http_status, broken_answers[_i].http_status);
	ck_assert(resp.maybe_applied);
	ck_assert_uint_eq(raw_server_count(server), 1);
	crm_error_clear(&err);
	ck_assert_int_eq(get("/json"), CRM_OK);
	ck_assert_int_eq(resp.error.code, CRM_OK);
}
END_TEST

START_TEST(an_answer_that_never_comes_may_have_been_applied)
{
	struct crm_error err = {0};
	struct crm_http_options options = options_for_tests();
	options.total_timeout_ms = 1000;
	crm_http_free(http);
	ck_assert_int_eq(crm_http_new(&options, &http, NULL), CRM_OK);
	struct crm_http_request req = {.method = "POST", .mutating = true, .url = raw_server_url(server, "/slow")};
	ck_assert_int_eq(crm_http_send(http, &req, &resp, 1, &err), CRM_E_NETWORK);
	ck_assert_str_eq(crm_error_text(&err), "no complete answer from '127.0.0.1' within 1 s");
	ck_assert_int_eq(resp.status, 0);
	ck_assert(resp.maybe_applied);
	crm_error_clear(&err);
}
END_TEST

START_TEST(a_refused_connection_was_certainly_not_applied)
{
	const char *url = raw_server_url(server, "/json");
	char copy[200];
	snprintf(copy, sizeof copy, "%s", url);
	raw_server_stop(server);
	ck_assert_int_eq(send_one("POST", copy, true), CRM_E_NETWORK);
	ck_assert_str_eq(crm_error_text(&resp.error), "no answer from '127.0.0.1': connection refused");
	ck_assert(!resp.maybe_applied);
	server = raw_server_start(answer);
}
END_TEST

START_TEST(an_unknown_name_was_certainly_not_applied)
{
	ck_assert_int_eq(send_one("POST", "https://api.allowed.invalid/x", true), CRM_E_NETWORK);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&resp.error), "'api.allowed.invalid'"));
	ck_assert(!resp.maybe_applied);
	ck_assert_int_eq(send_one("POST", "https://a.b.WILD.invalid/x", true), CRM_E_NETWORK);
	ck_assert(!resp.maybe_applied);
}
END_TEST

static const struct {
	const char *url;
	int code;
} refused_urls[] = {
	{"https://evil.invalid/", CRM_E_CONFIG},
	{"https://api.allowed.invalid.evil.invalid/", CRM_E_CONFIG},
	{"https://xapi.allowed.invalid/", CRM_E_CONFIG},
	{"https://wild.invalid/", CRM_E_CONFIG},
	{"https://.wild.invalid/", CRM_E_CONFIG},
	{"https://evilwild.invalid/", CRM_E_CONFIG},
	{"http://api.allowed.invalid/", CRM_E_CONFIG},
	{"http://127.0.0.1.evil.invalid/", CRM_E_CONFIG},
	{"http://localhost.evil.invalid/", CRM_E_CONFIG},
	{"http://0.0.0.0:1/", CRM_E_CONFIG},
	{"http://[::2]:1/", CRM_E_CONFIG},
	{"https://api.allowed.invalid@evil.invalid/", CRM_E_INVALID},
	{"https://user:pass@api.allowed.invalid/", CRM_E_INVALID},
	{"api.allowed.invalid/path", CRM_E_INVALID},
	{"/path", CRM_E_INVALID},
	{"ftp://127.0.0.1/", CRM_E_INVALID},
	{"file:///etc/passwd", CRM_E_INVALID},
	{"https://", CRM_E_INVALID},
	{"https://api.allowed.invalid/a b", CRM_E_INVALID},
	{"", CRM_E_INVALID},
	{NULL, CRM_E_INVALID},
};

START_TEST(hosts_that_are_not_allowed_are_refused)
{
	struct crm_http_counters counters;
	int rc = send_one("GET", refused_urls[_i].url, false);
	ck_assert_msg(rc == refused_urls[_i].code, "%s: %d %s", refused_urls[_i].url ? refused_urls[_i].url : "NULL",
		      rc, crm_error_text(&resp.error));
	ck_assert(!resp.maybe_applied);
	crm_http_get_counters(http, &counters);
	ck_assert_int_eq(counters.calls, 0);
}
END_TEST

START_TEST(malformed_requests_are_refused)
{
	/* A value comes from the user's credential, a name from the connector. */
	static const struct {
		struct crm_http_header header;
		int code;
	} bad[] = {{{"X-A", "1\r\nX-B: 2"}, CRM_E_CONFIG}, {{"X-A\r\nX-B", "1"}, CRM_E_INVALID},
		   {{"X A", "1"}, CRM_E_INVALID},          {{"", "1"}, CRM_E_INVALID},
		   {{"X-A", NULL}, CRM_E_INVALID},         {{NULL, "1"}, CRM_E_INVALID}};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct crm_http_request req = {.method = "GET", .url = raw_server_url(server, "/json")};
		crm_http_header(&req, bad[i].header.name, bad[i].header.value);
		ck_assert_int_eq(crm_http_send(http, &req, &resp, 1, NULL), bad[i].code);
	}
	ck_assert_int_eq(send_one("TRACE", raw_server_url(server, "/json"), false), CRM_E_INVALID);
	ck_assert_int_eq(send_one("GET /x", raw_server_url(server, "/json"), false), CRM_E_INVALID);
	ck_assert_int_eq(send_one(NULL, raw_server_url(server, "/json"), false), CRM_E_INVALID);
	ck_assert_uint_eq(raw_server_count(server), 0);
}
END_TEST

START_TEST(connections_are_kept)
{
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(get("/json"), CRM_OK);
	ck_assert_uint_eq(raw_server_count(server), 5);
	ck_assert_uint_eq(raw_server_request(server, 4).connection, 1);
}
END_TEST

/* The server takes the second request on a kept connection and closes without a word. */
START_TEST(a_write_is_never_sent_twice)
{
	const char *const methods[] = {"POST", "PATCH", "PUT", "DELETE"};
	const char *url = raw_server_url(server, "/second-is-lost");
	ck_assert_int_eq(send_one(methods[_i], url, true), CRM_OK);
	ck_assert_int_eq(send_one(methods[_i], url, true), CRM_E_NETWORK);
	ck_assert(resp.maybe_applied);
	ck_assert_str_eq(crm_error_text(&resp.error),
			 "no answer from '127.0.0.1': the connection was closed after the request was sent");
	ck_assert_uint_eq(raw_server_count(server), 2);
	ck_assert_uint_eq(raw_server_request(server, 1).connection, 1);
}
END_TEST

START_TEST(a_token_request_is_never_sent_twice)
{
	const char *url = raw_server_url(server, "/second-is-lost");
	ck_assert_int_eq(send_one("POST", url, false), CRM_OK);
	ck_assert_int_eq(send_one("POST", url, false), CRM_E_NETWORK);
	ck_assert_uint_eq(raw_server_count(server), 2);
}
END_TEST

START_TEST(a_read_survives_a_closed_connection)
{
	ck_assert_int_eq(get("/second-is-lost"), CRM_OK);
	ck_assert_int_eq(get("/second-is-lost"), CRM_OK);
	ck_assert_str_eq(resp.body.ptr, "ok");
	ck_assert_uint_eq(raw_server_count(server), 3);
}
END_TEST

START_TEST(loopback_never_goes_through_a_proxy)
{
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	setenv("all_proxy", "http://127.0.0.1:1", 1);
	ck_assert_int_eq(get("/json"), CRM_OK);
	ck_assert_int_eq(send_one("POST", "https://api.allowed.invalid/", true), CRM_E_NETWORK);
	ck_assert(!resp.maybe_applied);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&resp.error), "connection refused"));
}
END_TEST

static struct crm_buf log_lines;

static void keep_log_line(enum crm_log_level level, const char *line, void *arg)
{
	(void)level, (void)arg;
	crm_buf_printf(&log_lines, "%s\n", line);
}

START_TEST(the_log_names_requests_without_their_queries)
{
	crm_buf_init(&log_lines, CRM_BUF_MAX);
	crm_log_set_level(CRM_LOG_DEBUG);
	crm_log_set_sink(keep_log_line, NULL);
	get("/json?email=zoe@example.org");
	ck_assert_ptr_nonnull(strstr(log_lines.ptr, "crmsync: debug: sales: GET http://127.0.0.1:"));
	ck_assert_ptr_nonnull(strstr(log_lines.ptr, "/json: "));
	ck_assert_ptr_null(strstr(log_lines.ptr, "zoe"));
	crm_buf_free(&log_lines);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("http");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, an_answer_arrives_whole);
	tcase_add_test(tcase, methods_are_framed_as_servers_expect);
	tcase_add_test(tcase, large_bodies_go_without_asking_first);
	tcase_add_test(tcase, redirects_are_not_followed);
	tcase_add_test(tcase, interim_answers_are_skipped);
	tcase_add_test(tcase, gzip_is_decoded);
	tcase_add_loop_test(tcase, a_broken_answer_may_have_been_applied, 0,
			    (int)(sizeof broken_answers / sizeof *broken_answers));
	tcase_add_test(tcase, an_answer_that_never_comes_may_have_been_applied);
	tcase_add_test(tcase, a_refused_connection_was_certainly_not_applied);
	tcase_add_test(tcase, an_unknown_name_was_certainly_not_applied);
	tcase_add_loop_test(tcase, hosts_that_are_not_allowed_are_refused, 0,
			    (int)(sizeof refused_urls / sizeof *refused_urls));
	tcase_add_test(tcase, malformed_requests_are_refused);
	tcase_add_test(tcase, connections_are_kept);
	tcase_add_loop_test(tcase, a_write_is_never_sent_twice, 0, 4);
	tcase_add_test(tcase, a_token_request_is_never_sent_twice);
	tcase_add_test(tcase, a_read_survives_a_closed_connection);
	tcase_add_test(tcase, loopback_never_goes_through_a_proxy);
	tcase_add_test(tcase, the_log_names_requests_without_their_queries);
	Suite *suite = suite_create("http");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
