/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that are read in pieces. */
#include "config.h"

#include <crmsync/http.h>
#include <stdio.h>
#include <string.h>

#include "net/client.h"
#include "raw_server.h"
#include "run_suite.h"

#define LARGE ((size_t)8 << 20)
#define MOST  ((size_t)1 << 20) /* of an ordinary answer */

static struct raw_server *server;
static struct crm_http *http;
static struct crm_http_response resp;
static struct crm_http_stream *stream;
static struct crm_buf body;
static struct crm_error err;
static volatile sig_atomic_t interrupted;

static void reply_large(struct raw_reply *reply, size_t said, size_t sent)
{
	crm_buf_printf(&reply->bytes, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nX-Next: abc\r\n\r\n", said);
	for (size_t i = 0; i < sent / 8; i++)
		crm_buf_printf(&reply->bytes, "%07zu\n", i);
}

static uint32_t crc_of(const char *bytes, size_t len)
{
	uint32_t crc = ~0U;
	for (size_t i = 0; i < len; i++) {
		crc ^= (unsigned char)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320U : 0);
	}
	return ~crc;
}

static void add_number(struct crm_buf *out, uint32_t number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		crm_buf_char(out, (char)(number >> 8 * i));
}

/* The large answer as gzip (RFC 1952) of blocks that are stored as they are (RFC 1951). */
static void reply_gzip(struct raw_reply *reply)
{
	struct raw_reply plain = {0};
	struct crm_buf packed;
	crm_buf_init(&plain.bytes, CRM_BUF_MAX);
	crm_buf_init(&packed, CRM_BUF_MAX);
	reply_large(&plain, LARGE, LARGE);
	const char *text = strstr(plain.bytes.ptr, "\r\n\r\n") + 4;
	crm_buf_add(&packed, "\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
	for (size_t at = 0; at < LARGE; at += 32768) {
		crm_buf_char(&packed, at + 32768 >= LARGE);
		add_number(&packed, 32768, 2);
		add_number(&packed, ~32768U, 2);
		crm_buf_add(&packed, text + at, 32768);
	}
	add_number(&packed, crc_of(text, LARGE), 4);
	add_number(&packed, LARGE, 4);
	raw_reply_bytes(reply, 200, "Content-Encoding: gzip\r\n", packed.ptr, packed.len);
	crm_buf_free(&packed);
	crm_buf_free(&plain.bytes);
}

static void answer(const struct raw_request *request, struct raw_reply *reply)
{
	const char *path = request->path;
	if (strcmp(path, "/large") == 0)
		reply_large(reply, LARGE, LARGE);
	else if (strcmp(path, "/cut") == 0)
		reply_large(reply, LARGE, LARGE / 2);
	else if (strcmp(path, "/stops") == 0)
		reply_large(reply, LARGE, LARGE / 2);
	else if (strcmp(path, "/gzip") == 0)
		reply_gzip(reply);
	else if (strcmp(path, "/empty") == 0)
		raw_reply_text(reply, 200, "X-Next: null\r\n", "");
	else if (strcmp(path, "/small") == 0)
		raw_reply_text(reply, 200, NULL, "hello");
	else if (strcmp(path, "/refused") == 0)
		raw_reply_text(reply, 400, "Content-Type: application/json\r\n", "[{\"errorCode\":\"X\"}]");
	reply->close = strcmp(path, "/stops") != 0;
}

static void make_client(int64_t timeout_ms, bool read_only)
{
	struct crm_http_options options = {.system = "sales",
					   .concurrency = 2,
					   .budget_max = -1,
					   .max_response_bytes = (int64_t)MOST,
					   .connect_timeout_ms = 60000,
					   .total_timeout_ms = timeout_ms,
					   .read_only = read_only,
					   .interrupted = &interrupted};
	crm_http_free(http);
	ck_assert_int_eq(crm_http_new(&options, &http, NULL), CRM_OK);
}

static void setup(void)
{
	interrupted = 0;
	server = raw_server_start(answer);
	make_client(60000, false);
	crm_http_response_init(&resp);
	crm_buf_init(&body, CRM_BUF_MAX);
}

static void teardown(void)
{
	crm_http_stream_close(stream);
	stream = NULL;
	crm_buf_free(&body);
	crm_error_clear(&err);
	crm_http_response_free(&resp);
	crm_http_free(http);
	http = NULL;
	raw_server_stop(server);
}

static int open_stream(const char *path)
{
	struct crm_http_request req = {.method = "GET", .url = raw_server_url(server, path)};
	crm_http_header(&req, "X-Asked", "yes");
	return crm_http_stream_open(http, &req, &resp, &stream, &err);
}

static int64_t calls(void)
{
	struct crm_http_counters counters;
	crm_http_get_counters(http, &counters);
	return counters.calls;
}

/* Checks the pieces of /large and throws them away; the first error or CRM_OK. */
static int read_pieces(size_t least, size_t *total)
{
	char line[16];
	bool end = false;
	size_t number = 0;
	*total = 0;
	while (!end) {
		int rc = crm_http_stream_read(stream, least, &body, &end, &err);
		if (rc < 0)
			return rc;
		ck_assert(end || body.len >= least);
		ck_assert_uint_lt(body.len, least + MOST);
		size_t at = 0;
		for (; at + 8 <= body.len; at += 8) {
			(void)snprintf(line, sizeof line, "%07zu\n", number++);
			ck_assert_int_eq(memcmp(body.ptr + at, line, 8), 0);
		}
		*total += at;
		char rest[8];
		size_t left = body.len - at;
		memcpy(rest, body.ptr + at, left);
		crm_buf_reset(&body);
		crm_buf_add(&body, rest, left);
	}
	return CRM_OK;
}

START_TEST(more_than_an_answer_may_have_comes_in_pieces)
{
	size_t total;
	struct crm_buf next;
	ck_assert_int_eq(open_stream("/large"), CRM_OK);
	ck_assert_ptr_nonnull(stream);
	ck_assert_int_eq(resp.status, 200);
	ck_assert_uint_eq(resp.body.len, 0);
	crm_buf_init(&next, 64);
	ck_assert(crm_http_get_header(&resp, "x-next", &next));
	ck_assert_str_eq(next.ptr, "abc");
	crm_buf_free(&next);
	ck_assert_int_eq(read_pieces(100000, &total), CRM_OK);
	ck_assert_uint_eq(total, LARGE);
	bool end;
	ck_assert_int_eq(crm_http_stream_read(stream, 1, &body, &end, &err), CRM_OK);
	ck_assert(end);
	ck_assert_int_eq(calls(), 1);
	ck_assert_ptr_nonnull(strstr(raw_server_request(server, 0).head, "\r\nX-Asked: yes\r\n"));
}
END_TEST

START_TEST(compressed_answers_come_in_pieces_as_well)
{
	size_t total;
	ck_assert_int_eq(open_stream("/gzip"), CRM_OK);
	ck_assert_int_eq(read_pieces(100000, &total), CRM_OK);
	ck_assert_uint_eq(total, LARGE);
}
END_TEST

/* The same answer is too large for crm_http_send(). */
START_TEST(other_requests_go_in_between)
{
	struct crm_http_request req = {.method = "GET", .url = raw_server_url(server, "/small")};
	size_t total;
	bool end;
	ck_assert_int_eq(open_stream("/large"), CRM_OK);
	ck_assert_int_eq(crm_http_stream_read(stream, 80000, &body, &end, &err), CRM_OK);
	ck_assert(!end);
	ck_assert_int_eq(crm_http_send(http, &req, &resp, 1, NULL), CRM_OK);
	ck_assert_str_eq(resp.body.ptr, "hello");
	req.url = raw_server_url(server, "/large");
	ck_assert_int_eq(crm_http_send(http, &req, &resp, 1, NULL), CRM_E_PROTOCOL);
	size_t have = body.len;
	ck_assert_uint_lt(have, LARGE / 2);
	crm_buf_reset(&body);
	for (total = have; !end; total += body.len) {
		crm_buf_reset(&body);
		ck_assert_int_eq(crm_http_stream_read(stream, 1, &body, &end, &err), CRM_OK);
	}
	ck_assert_uint_eq(total, LARGE);
	ck_assert_int_eq(calls(), 3);
}
END_TEST

START_TEST(small_and_empty_answers)
{
	bool end;
	ck_assert_int_eq(open_stream("/small"), CRM_OK);
	ck_assert_int_eq(crm_http_stream_read(stream, 100, &body, &end, &err), CRM_OK);
	ck_assert(end);
	ck_assert_str_eq(body.ptr, "hello");
	crm_http_stream_close(stream);
	crm_buf_reset(&body);
	ck_assert_int_eq(open_stream("/empty"), CRM_OK);
	ck_assert_int_eq(crm_http_stream_read(stream, 100, &body, &end, &err), CRM_OK);
	ck_assert(end);
	ck_assert_uint_eq(body.len, 0);
}
END_TEST

START_TEST(refusals_come_whole)
{
	ck_assert_int_eq(open_stream("/refused"), CRM_OK);
	ck_assert_ptr_null(stream);
	ck_assert_int_eq(resp.status, 400);
	ck_assert_str_eq(resp.body.ptr, "[{\"errorCode\":\"X\"}]");
	ck_assert(crm_http_is_json(&resp));
}
END_TEST

START_TEST(an_answer_that_is_cut_short_is_an_error)
{
	size_t total;
	ck_assert_int_eq(open_stream("/cut"), CRM_OK);
	ck_assert_int_eq(read_pieces(100000, &total), CRM_E_NETWORK);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&err), "cut short"));
	bool end;
	ck_assert_int_eq(crm_http_stream_read(stream, 1, &body, &end, &err), CRM_E_NETWORK);
}
END_TEST

START_TEST(an_answer_that_stops_is_an_error)
{
	size_t total;
	make_client(300, false);
	int rc = open_stream("/stops"); /* where the machine is slow, even its beginning comes too late */
	if (rc == CRM_OK)
		rc = read_pieces(100000, &total);
	ck_assert_int_eq(rc, CRM_E_NETWORK);
	ck_assert_msg(strstr(crm_error_text(&err), "stopped in its middle") ||
			      strstr(crm_error_text(&err), "no answer came"),
		      "%s", crm_error_text(&err));
}
END_TEST

START_TEST(an_interrupt_ends_it)
{
	bool end;
	ck_assert_int_eq(open_stream("/large"), CRM_OK);
	interrupted = 1;
	ck_assert_int_eq(crm_http_stream_read(stream, 1, &body, &end, &err), CRM_E_INTERRUPTED);
	crm_http_stream_close(stream);
	ck_assert_int_eq(open_stream("/large"), CRM_E_INTERRUPTED);
	ck_assert_ptr_null(stream);
	ck_assert_int_eq(calls(), 1);
}
END_TEST

START_TEST(it_may_be_closed_unread)
{
	ck_assert_int_eq(open_stream("/large"), CRM_OK);
	crm_http_stream_close(stream);
	stream = NULL;
	crm_http_stream_close(NULL);
	struct crm_http_counters counters;
	crm_http_get_counters(http, &counters);
	ck_assert_int_lt(counters.bytes_in, (int64_t)MOST);
}
END_TEST

START_TEST(what_must_not_be_sent_is_not)
{
	struct crm_http_request req = {.method = "GET", .url = "https://elsewhere.invalid/"};
	ck_assert_int_eq(crm_http_stream_open(http, &req, &resp, &stream, &err), CRM_E_CONFIG);
	make_client(60000, true);
	req = (struct crm_http_request){.method = "POST", .url = raw_server_url(server, "/small"), .mutating = true};
	ck_assert_int_eq(crm_http_stream_open(http, &req, &resp, &stream, &err), CRM_E_PERMISSION);
	crm_http_set_budget(http, 0);
	ck_assert_int_eq(open_stream("/small"), CRM_E_BUDGET);
	ck_assert_uint_eq(raw_server_count(server), 0);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("stream");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, more_than_an_answer_may_have_comes_in_pieces);
	tcase_add_test(tcase, compressed_answers_come_in_pieces_as_well);
	tcase_add_test(tcase, other_requests_go_in_between);
	tcase_add_test(tcase, small_and_empty_answers);
	tcase_add_test(tcase, refusals_come_whole);
	tcase_add_test(tcase, an_answer_that_is_cut_short_is_an_error);
	tcase_add_test(tcase, an_answer_that_stops_is_an_error);
	tcase_add_test(tcase, an_interrupt_ends_it);
	tcase_add_test(tcase, it_may_be_closed_unread);
	tcase_add_test(tcase, what_must_not_be_sent_is_not);
	Suite *suite = suite_create("http_stream");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
