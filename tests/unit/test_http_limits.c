/* SPDX-License-Identifier: Apache-2.0 */
/* Rate windows, budget, overlap, interruption and read-only clients. */
#include "config.h"

#include <crmsync/http.h>
#include <crmsync/timestamp.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/client.h"
#include "raw_server.h"
#include "run_suite.h"

#define MAX_BATCH 32

static struct raw_server *server;
static struct crm_http *http;
static struct crm_http_options options;
static struct crm_http_request requests[MAX_BATCH];
static struct crm_http_response responses[MAX_BATCH];
static volatile sig_atomic_t interrupted;

static void answer(const struct raw_request *request, struct raw_reply *reply)
{
	const char *number = strstr(request->path, "delay=");
	if (number)
		reply->delay_ms = (int)strtol(number + 6, NULL, 10);
	/* Nobody leaves before four are there. */
	while (strstr(request->path, "meet") && raw_server_peak(server) < 4)
		usleep(1000);
	raw_reply_text(reply, 200, NULL, request->path);
}

static void setup(void)
{
	options = (struct crm_http_options){
		.system = "sales", .concurrency = 1, .budget_max = -1, .interrupted = &interrupted};
	interrupted = 0;
	server = raw_server_start(answer);
	const char *url = raw_server_url(server, "/");
	for (size_t i = 0; i < MAX_BATCH; i++) {
		crm_http_response_init(&responses[i]);
		requests[i] = (struct crm_http_request){.method = "GET", .url = url};
	}
}

static void make_client(void)
{
	ck_assert_int_eq(crm_http_new(&options, &http, NULL), CRM_OK);
}

static void teardown(void)
{
	for (size_t i = 0; i < MAX_BATCH; i++)
		crm_http_response_free(&responses[i]);
	crm_http_free(http);
	raw_server_stop(server);
}

static int send_n(size_t n)
{
	return crm_http_send(http, requests, responses, n, NULL);
}

static struct crm_http_counters counters(void)
{
	struct crm_http_counters now;
	crm_http_get_counters(http, &now);
	return now;
}

/* The i-th request with `path` among those after the first `from` arrived no earlier than earliest[i] ms after the
 * start.  How much later is the machine's. */
static void assert_paced(const char *path, size_t from, int64_t start, const int64_t *earliest, size_t n)
{
	size_t arrived = 0;
	for (size_t i = from; i < raw_server_count(server); i++) {
		struct raw_request request = raw_server_request(server, i);
		if (strcmp(request.path, path) != 0)
			continue;
		ck_assert_uint_lt(arrived, n);
		ck_assert_int_ge(request.at - start, earliest[arrived++]);
	}
	ck_assert_uint_eq(arrived, n);
}

START_TEST(windows_are_kept)
{
	static const struct crm_rate_window windows[] = {{NULL, 5, 300}, {NULL, 8, 1000}, {NULL, 0, 0}};
	options.windows = windows;
	options.concurrency = 3;
	make_client();
	int64_t start = crm_time_monotonic();
	ck_assert_int_eq(send_n(18), CRM_OK);
	static const int64_t earliest[18] = {0,    0,    0,    0,    0,    300,  300,  300,  1000,
					     1000, 1000, 1000, 1000, 1300, 1300, 1300, 2000, 2000};
	assert_paced("/", 0, start, earliest, 18);
	ck_assert_int_gt(counters().waited_ms, 0);
}
END_TEST

START_TEST(a_class_window_counts_its_class_only)
{
	static const struct crm_rate_window windows[] = {{NULL, 100, 1000}, {"search", 2, 400}, {NULL, 0, 0}};
	options.windows = windows;
	make_client();
	const char *search = raw_server_url(server, "/search");
	ck_assert_int_eq(send_n(10), CRM_OK);
	ck_assert_int_eq(counters().waited_ms, 0);
	int64_t start = crm_time_monotonic();
	for (size_t i = 0; i < 5; i++) {
		requests[i].url = search;
		requests[i].rate_class = "search";
	}
	ck_assert_int_eq(send_n(5), CRM_OK);
	static const int64_t earliest[5] = {0, 0, 400, 400, 800};
	assert_paced("/search", 0, start, earliest, 5);
	struct crm_http_counters now = counters();
	ck_assert_int_eq(now.calls, 15);
	ck_assert_uint_eq(now.n_classes, 1);
	ck_assert_str_eq(now.classes[0].rate_class, "search");
	ck_assert_int_eq(now.classes[0].calls, 5);
}
END_TEST

START_TEST(the_vendors_word_delays)
{
	make_client();
	int64_t start = crm_time_monotonic();
	crm_http_note_remaining(http, NULL, 2, 1500);
	ck_assert_int_eq(send_n(2), CRM_OK);
	ck_assert_int_eq(counters().waited_ms, 0);
	ck_assert_int_eq(send_n(1), CRM_OK);
	ck_assert_int_ge(crm_time_monotonic() - start, 1500);
	int64_t waited = counters().waited_ms;
	start = crm_time_monotonic();
	crm_http_note_remaining(http, "search", 0, 1500);
	ck_assert_int_eq(send_n(1), CRM_OK);
	ck_assert_int_eq(counters().waited_ms, waited);
	requests[0].rate_class = "search";
	ck_assert_int_eq(send_n(1), CRM_OK);
	ck_assert_int_ge(crm_time_monotonic() - start, 1500);
}
END_TEST

START_TEST(of_overlapping_answers_the_strictest_counts)
{
	make_client();
	int64_t start = crm_time_monotonic();
	crm_http_note_remaining(http, NULL, 0, 600);
	crm_http_note_remaining(http, NULL, 5, 500);
	ck_assert_int_eq(send_n(1), CRM_OK);
	ck_assert_int_ge(crm_time_monotonic() - start, 600);
	crm_http_note_remaining(http, NULL, 0, 100000);
	crm_http_note_remaining(http, NULL, -1, 10);
	crm_http_note_remaining(http, NULL, 10, 0);
	interrupted = 1;
	ck_assert_int_eq(send_n(1), CRM_E_INTERRUPTED);
}
END_TEST

START_TEST(a_later_answer_loosens_again)
{
	make_client();
	crm_http_note_remaining(http, NULL, 1, 60000);
	ck_assert_int_eq(send_n(1), CRM_OK);
	crm_http_note_remaining(http, NULL, 50, 60000);
	ck_assert_int_eq(send_n(3), CRM_OK);
	ck_assert_int_eq(counters().waited_ms, 0);
}
END_TEST

START_TEST(the_vendors_window_replaces_the_declared_one)
{
	static const struct crm_rate_window windows[] = {{NULL, 2, 500}, {"search", 9, 500}, {NULL, 0, 0}};
	options.windows = windows;
	options.concurrency = 3;
	make_client();
	crm_http_note_window(http, NULL, 6, 6, 500); /* a larger plan */
	static const int64_t larger[13] = {0, 0, 0, 0, 0, 0, 500, 500, 500, 500, 500, 500, 1000};
	int64_t start = crm_time_monotonic();
	ck_assert_int_eq(send_n(13), CRM_OK);
	assert_paced("/", 0, start, larger, 13);
	crm_http_note_window(http, NULL, 3, -1, 500); /* a smaller one; what was sent before counts on */
	static const int64_t smaller[7] = {0, 0, 0, 500, 500, 500, 1000};
	size_t before = raw_server_count(server);
	start = crm_time_monotonic();
	ck_assert_int_eq(send_n(7), CRM_OK);
	assert_paced("/", before, start, smaller, 7);
}
END_TEST

START_TEST(others_take_room_in_the_window)
{
	static const struct crm_rate_window windows[] = {{NULL, 10, 800}, {NULL, 0, 0}};
	options.windows = windows;
	make_client();
	ck_assert_int_eq(send_n(2), CRM_OK);
	crm_http_note_window(http, NULL, 10, 3, 800); /* 7 used, 2 of them by us */
	ck_assert_int_eq(send_n(3), CRM_OK);
	ck_assert_int_eq(counters().waited_ms, 0);
	ck_assert_int_eq(send_n(1), CRM_OK); /* until ours, or the others', leave it */
	ck_assert_int_ge(raw_server_request(server, 5).at - raw_server_request(server, 0).at, 800);
	crm_http_note_window(http, NULL, 10, 10, 800); /* they are gone: the room is ours */
	int64_t waited = counters().waited_ms;
	ck_assert_int_eq(send_n(4), CRM_OK);
	ck_assert_int_eq(counters().waited_ms, waited);
}
END_TEST

START_TEST(words_of_no_known_window_are_not_believed)
{
	static const struct crm_rate_window windows[] = {{NULL, 100, 800}, {NULL, 0, 0}};
	options.windows = windows;
	make_client();
	crm_http_note_window(http, NULL, 1, 0, 700);     /* another length */
	crm_http_note_window(http, "search", 1, 0, 800); /* a class that has none */
	crm_http_note_window(http, NULL, 0, -1, 800);
	crm_http_note_window(http, NULL, INT64_MAX, -1, 800);
	ck_assert_int_eq(send_n(20), CRM_OK);
	ck_assert_int_eq(counters().waited_ms, 0);
}
END_TEST

START_TEST(a_very_long_wait_is_handed_back)
{
	make_client();
	crm_http_note_remaining(http, NULL, 0, 3600000);
	struct crm_error err = {0};
	ck_assert_int_eq(crm_http_send(http, requests, responses, 1, &err), CRM_E_RATE);
	ck_assert_int_gt(err.retry_after_ms, 3590000);
	ck_assert_int_le(err.retry_after_ms, 3600000);
	ck_assert_int_gt(responses[0].error.retry_after_ms, 3590000);
	ck_assert(!responses[0].maybe_applied);
	ck_assert_uint_eq(raw_server_count(server), 0);
	crm_error_clear(&err);
}
END_TEST

START_TEST(our_budget_ends_sending)
{
	options.budget_max = 4;
	make_client();
	requests[1].cost = 3;
	ck_assert_int_eq(send_n(3), CRM_E_BUDGET);
	ck_assert_int_eq(responses[0].status, 200);
	ck_assert_int_eq(responses[1].status, 200);
	ck_assert_int_eq(responses[2].error.code, CRM_E_BUDGET);
	ck_assert(!responses[2].maybe_applied);
	ck_assert_str_eq(crm_error_text(&responses[2].error), "the budget of 'sales' is spent: 4 of 4 units");
	ck_assert_int_eq(counters().units, 4);
	crm_http_set_budget(http, 5);
	ck_assert_int_eq(send_n(1), CRM_OK);
	ck_assert_int_eq(send_n(1), CRM_E_BUDGET);
	crm_http_set_budget(http, -1);
	ck_assert_int_eq(send_n(1), CRM_OK);
	ck_assert_uint_eq(raw_server_count(server), 4);
}
END_TEST

START_TEST(the_vendors_quota_ends_sending)
{
	make_client();
	ck_assert_int_eq(counters().budget_remaining, -1);
	crm_http_note_budget(http, 1000, 900);
	crm_http_note_budget(http, -1, 3);
	crm_http_note_budget(http, -1, -1);
	crm_http_note_budget(http, -1, 7);
	ck_assert_int_eq(counters().budget_limit, 1000);
	ck_assert_int_eq(counters().budget_remaining, 3);
	requests[0].cost = 2;
	ck_assert_int_eq(send_n(1), CRM_OK);
	ck_assert_int_eq(counters().budget_remaining, 1);
	ck_assert_int_eq(send_n(1), CRM_E_BUDGET);
	requests[0].cost = 0;
	ck_assert_int_eq(send_n(1), CRM_OK);
	ck_assert_int_eq(send_n(1), CRM_E_BUDGET);
	ck_assert_str_eq(crm_error_text(&responses[0].error), "the vendor's quota for 'sales' is spent: 0 units left");
	crm_http_note_budget(http, 1000, 1000);
	ck_assert_int_eq(send_n(1), CRM_OK);
}
END_TEST

static void make_write(struct crm_http_request *request)
{
	request->method = "POST";
	request->mutating = true;
}

START_TEST(reads_leave_what_is_kept_for_writes)
{
	options.budget_max = 10;
	make_client();
	crm_http_keep_budget(http, 0, 4);
	ck_assert_int_eq(send_n(7), CRM_E_BUDGET);
	ck_assert_int_eq(responses[5].status, 200);
	ck_assert_int_eq(responses[6].error.code, CRM_E_BUDGET);
	ck_assert_str_eq(crm_error_text(&responses[6].error),
			 "the budget of 'sales' for reading is spent: 6 of 10 units, the others are kept for writing");
	for (size_t i = 0; i < 5; i++)
		make_write(&requests[i]);
	ck_assert_int_eq(send_n(5), CRM_E_BUDGET);
	ck_assert_int_eq(responses[3].status, 200);
	ck_assert_str_eq(crm_error_text(&responses[4].error), "the budget of 'sales' is spent: 10 of 10 units");
	ck_assert_int_eq(counters().units, 10);
	ck_assert_int_eq(counters().units_written, 4);
}
END_TEST

START_TEST(writes_leave_what_is_kept_for_reads)
{
	options.budget_max = 10;
	make_client();
	crm_http_keep_budget(http, 4, 4);
	ck_assert_int_eq(send_n(1), CRM_OK); /* of the reads' own: 3 are kept now */
	for (size_t i = 0; i < 8; i++)
		make_write(&requests[i]);
	ck_assert_int_eq(send_n(8), CRM_E_BUDGET);
	ck_assert_int_eq(responses[5].status, 200);
	ck_assert_int_eq(responses[6].error.code, CRM_E_BUDGET);
	ck_assert_str_eq(crm_error_text(&responses[6].error),
			 "the budget of 'sales' for writing is spent: 7 of 10 units, the others are kept for reading");
	for (size_t i = 0; i < 4; i++)
		requests[i] = (struct crm_http_request){.method = "GET", .url = requests[8].url};
	ck_assert_int_eq(send_n(4), CRM_E_BUDGET);
	ck_assert_int_eq(responses[2].status, 200);
	ck_assert_uint_eq(raw_server_count(server), 10);
}
END_TEST

START_TEST(read_only_clients_do_not_write)
{
	options.read_only = true;
	make_client();
	requests[1].method = "POST";
	requests[1].mutating = true;
	requests[2].method = "POST";
	ck_assert_int_eq(send_n(3), CRM_E_PERMISSION);
	ck_assert_int_eq(responses[0].status, 200);
	ck_assert_int_eq(responses[1].error.code, CRM_E_PERMISSION);
	ck_assert(!responses[1].maybe_applied);
	ck_assert_str_eq(crm_error_text(&responses[1].error), "system 'sales' is read-only: POST is not sent");
	ck_assert_int_eq(responses[2].status, 200);
	ck_assert_uint_eq(raw_server_count(server), 2);
	ck_assert_int_eq(counters().mutating, 0);
}
END_TEST

START_TEST(requests_overlap_up_to_the_limit)
{
	options.concurrency = 4;
	make_client();
	static const char *const paths[] = {"/0?meet&delay=40", "/1?meet&delay=4", "/2?meet&delay=20",
					    "/3?meet&delay=2",  "/4?delay=30",     "/5?delay=30",
					    "/6?delay=30",      "/7?delay=1"};
	for (size_t i = 0; i < 8; i++)
		requests[i].url = raw_server_url(server, paths[i]);
	ck_assert_int_eq(send_n(8), CRM_OK);
	ck_assert_uint_eq(raw_server_peak(server), 4);
	for (size_t i = 0; i < 8; i++)
		ck_assert_str_eq(responses[i].body.ptr, paths[i]);
	ck_assert_int_eq(send_n(0), CRM_OK);
}
END_TEST

START_TEST(one_failure_leaves_the_others_alone)
{
	options.concurrency = 2;
	make_client();
	requests[1].url = "https://evil.invalid/";
	struct crm_error err = {0};
	ck_assert_int_eq(crm_http_send(http, requests, responses, 3, &err), CRM_E_CONFIG);
	ck_assert_str_eq(crm_error_text(&err), "system 'sales' is not allowed to talk to host 'evil.invalid'");
	ck_assert_int_eq(responses[0].status, 200);
	ck_assert_int_eq(responses[1].status, 0);
	ck_assert_int_eq(responses[2].status, 200);
	crm_error_clear(&err);
}
END_TEST

static void interrupt_on_first(void *ctx, const struct crm_http_event *event)
{
	(void)ctx;
	if (!event->response)
		interrupted = 1;
}

START_TEST(an_interruption_lets_requests_in_flight_end)
{
	make_client();
	crm_http_set_observer(http, interrupt_on_first, NULL);
	requests[0].url = raw_server_url(server, "/x?delay=200");
	ck_assert_int_eq(send_n(3), CRM_E_INTERRUPTED);
	ck_assert_int_eq(responses[0].status, 200);
	for (size_t i = 1; i < 3; i++) {
		ck_assert_int_eq(responses[i].error.code, CRM_E_INTERRUPTED);
		ck_assert(!responses[i].maybe_applied);
	}
	ck_assert_uint_eq(raw_server_count(server), 1);
}
END_TEST

struct interruption {
	size_t requests; /* comes when that many have arrived */
	int level;
};

static void *interrupt_then(void *arg)
{
	const struct interruption *it = arg;
	while (raw_server_count(server) < it->requests)
		usleep(1000);
	interrupted = it->level;
	return NULL;
}

START_TEST(a_second_interruption_drops_them)
{
	struct interruption second = {2, 2};
	pthread_t thread;
	options.concurrency = 2;
	make_client();
	requests[0].url = requests[1].url = raw_server_url(server, "/x?delay=-1");
	pthread_create(&thread, NULL, interrupt_then, &second);
	ck_assert_int_eq(send_n(3), CRM_E_INTERRUPTED);
	pthread_join(thread, NULL);
	ck_assert(responses[0].maybe_applied);
	ck_assert(responses[1].maybe_applied);
	ck_assert(!responses[2].maybe_applied);
	interrupted = 0;
	ck_assert_int_eq(crm_http_send(http, &requests[2], &responses[2], 1, NULL), CRM_OK);
}
END_TEST

/* It would be a minute. */
START_TEST(waiting_can_be_interrupted)
{
	static const struct crm_rate_window windows[] = {{NULL, 2, 60000}, {NULL, 0, 0}};
	struct interruption first = {2, 1};
	pthread_t thread;
	options.windows = windows;
	make_client();
	ck_assert_int_eq(send_n(1), CRM_OK);
	pthread_create(&thread, NULL, interrupt_then, &first);
	ck_assert_int_eq(send_n(3), CRM_E_INTERRUPTED);
	pthread_join(thread, NULL);
	ck_assert_int_eq(responses[2].error.code, CRM_E_INTERRUPTED);
	ck_assert_uint_eq(raw_server_count(server), 2);
}
END_TEST

struct observed {
	unsigned before;
	unsigned after;
	int last_status;
};

static void count_events(void *ctx, const struct crm_http_event *event)
{
	struct observed *observed = ctx;
	ck_assert_str_eq(event->system, "sales");
	ck_assert_ptr_nonnull(event->request);
	if (!event->response) {
		observed->before++;
	} else {
		observed->after++;
		observed->last_status = event->response->status;
		ck_assert_int_ge(event->elapsed_ms, 0);
	}
}

START_TEST(observer_and_counters_see_every_request)
{
	struct observed observed = {0};
	make_client();
	crm_http_set_observer(http, count_events, &observed);
	requests[0].method = "POST";
	requests[0].mutating = true;
	requests[0].body = "12345";
	requests[0].body_len = 5;
	requests[2].url = "https://evil.invalid/";
	send_n(3);
	ck_assert_uint_eq(observed.before, 2);
	ck_assert_uint_eq(observed.after, 2);
	ck_assert_int_eq(observed.last_status, 200);
	struct crm_http_counters now = counters();
	ck_assert_int_eq(now.calls, 2);
	ck_assert_int_eq(now.mutating, 1);
	ck_assert_int_eq(now.units, 2);
	ck_assert_int_eq(now.bytes_out, 5);
	ck_assert_int_eq(now.bytes_in, 2);
	ck_assert_int_eq(now.waited_ms, 0);
	crm_http_set_observer(http, NULL, NULL);
	send_n(1);
	ck_assert_uint_eq(observed.before, 2);
}
END_TEST

#ifdef CRM_FAULT_INJECTION
enum sweep_outcome { SWEEP_ANSWERED, SWEEP_NO_MEMORY, SWEEP_OTHER_ERROR, SWEEP_WRONG };

/* A server that answers in a process of its own, so that this one allocates nothing: the counter is read at the first
   allocation, and the children below inherit what was read. */
static pid_t start_other_server(char *url, size_t size)
{
	int ends[2];
	ck_assert_int_eq(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		struct raw_server *other = raw_server_start(answer);
		const char *its_url = raw_server_url(other, "/");
		if (write(ends[1], its_url, strlen(its_url) + 1) < 0)
			_exit(1);
		for (;;)
			pause();
	}
	ck_assert_int_gt(read(ends[0], url, size), 0);
	close(ends[0]);
	close(ends[1]);
	return child;
}

static enum sweep_outcome send_with_failing_allocation(unsigned n)
{
	pid_t child = fork();
	if (child == 0) {
		char number[16];
		struct crm_error err = {0};
		snprintf(number, sizeof number, "%u", n);
		setenv("CRMSYNC_FAIL_ALLOC", number, 1);
		crm_http_header(&requests[0], "X-A", "b");
		int rc = crm_http_new(&options, &http, &err);
		if (rc == CRM_OK)
			rc = crm_http_send(http, requests, responses, 1, &err);
		bool right = rc == CRM_OK ? responses[0].status == 200 && strcmp(responses[0].body.ptr, "/") == 0
					  : rc == err.code;
		crm_http_free(http);
		crm_http_response_free(&responses[0]);
		crm_error_clear(&err);
		_exit(!right              ? SWEEP_WRONG
		      : rc == CRM_OK      ? SWEEP_ANSWERED
		      : rc == CRM_E_NOMEM ? SWEEP_NO_MEMORY
					  : SWEEP_OTHER_ERROR);
	}
	int status;
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? (enum sweep_outcome)WEXITSTATUS(status) : SWEEP_WRONG;
}

START_TEST(failed_allocations_are_survived)
{
	unsigned outcomes[SWEEP_WRONG + 1] = {0};
	char url[100];
	pid_t other = start_other_server(url, sizeof url);
	requests[0].url = url;
	options.total_timeout_ms = 2000;
	for (unsigned n = 1; n <= 200; n++) {
		enum sweep_outcome outcome = send_with_failing_allocation(n);
		ck_assert_msg(outcome < SWEEP_WRONG, "allocation %u", n);
		outcomes[outcome]++;
	}
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	ck_assert_uint_gt(outcomes[SWEEP_NO_MEMORY], 60);
	ck_assert_uint_gt(outcomes[SWEEP_ANSWERED], 0);
	ck_assert_int_eq(crm_http_new(&options, &http, NULL), CRM_OK);
}
END_TEST
#endif

int main(void)
{
	TCase *tcase = tcase_create("limits");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, windows_are_kept);
	tcase_add_test(tcase, a_class_window_counts_its_class_only);
	tcase_add_test(tcase, the_vendors_word_delays);
	tcase_add_test(tcase, of_overlapping_answers_the_strictest_counts);
	tcase_add_test(tcase, a_later_answer_loosens_again);
	tcase_add_test(tcase, the_vendors_window_replaces_the_declared_one);
	tcase_add_test(tcase, others_take_room_in_the_window);
	tcase_add_test(tcase, words_of_no_known_window_are_not_believed);
	tcase_add_test(tcase, a_very_long_wait_is_handed_back);
	tcase_add_test(tcase, our_budget_ends_sending);
	tcase_add_test(tcase, the_vendors_quota_ends_sending);
	tcase_add_test(tcase, reads_leave_what_is_kept_for_writes);
	tcase_add_test(tcase, writes_leave_what_is_kept_for_reads);
	tcase_add_test(tcase, read_only_clients_do_not_write);
	tcase_add_test(tcase, requests_overlap_up_to_the_limit);
	tcase_add_test(tcase, one_failure_leaves_the_others_alone);
	tcase_add_test(tcase, an_interruption_lets_requests_in_flight_end);
	tcase_add_test(tcase, a_second_interruption_drops_them);
	tcase_add_test(tcase, waiting_can_be_interrupted);
	tcase_add_test(tcase, observer_and_counters_see_every_request);
#ifdef CRM_FAULT_INJECTION
	tcase_add_test(tcase, failed_allocations_are_survived);
#endif
	Suite *suite = suite_create("http_limits");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
