/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a request through the twin: systems, control requests, faults, history, state. */
#include "config.h"

#include <crmsync/mem.h>
#include <crmsync/timestamp.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "run_suite.h"
#include "sandbox/control.h"
#include "sandbox/state.h"
#include "sandbox_fake.h"

static struct twin twin;
static struct twin_answer answer;

static void setup(void)
{
	ck_assert_int_eq(twin_init(&twin, NULL), CRM_OK);
	ck_assert_int_eq(twin_add_system(&twin, "crm", &fake_vendor, 1, NULL), CRM_OK);
	ck_assert_int_eq(twin_add_system(&twin, "crm2", &fake_vendor, 1, NULL), CRM_OK);
	twin.base_url = crm_strdup("http://127.0.0.1:1");
	twin_answer_init(&answer);
}

static void teardown(void)
{
	twin_answer_free(&answer);
	twin_free(&twin);
}

static const char *test_header(const void *ctx, const char *name)
{
	return strcmp(name, "x-echo") == 0 ? ctx : NULL;
}

/* Sends a request and returns the status; body and headers are in `answer`. */
static int ask(const char *method, const char *target, const char *body)
{
	struct twin_request req = {
		.method = method, .target = target, .body = body, .body_len = strlen(body), .http = {test_header, "E"}};
	twin_answer_free(&answer);
	twin_answer_init(&answer);
	twin_answer_request(&twin, &req, &answer);
	return answer.status;
}

/* The history after seq `since` as one text. */
static const char *history_text(const char *target)
{
	static char text[20000];
	ck_assert_int_eq(ask("GET", target, ""), 200);
	size_t len = 0;
	ssize_t n;
	while ((n = answer.stream.read(answer.stream.ctx, text + len, 100)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	return text;
}

static void assert_body_has(const char *part)
{
	ck_assert_msg(strstr(answer.body.ptr, part), "'%s' is not in '%s'", part, answer.body.ptr);
}

START_TEST(request_reaches_the_face)
{
	ck_assert_int_eq(ask("PUT", "/crm2/echo/%C3%BC%2Fb?q=%41+b", "hello"), 200);
	ck_assert_str_eq(answer.body.ptr,
			 "{\"method\":\"PUT\",\"path\":\"/echo/ü/b\",\"query\":\"q=%41+b\",\"body\":\"hello\","
			 "\"base\":\"http://127.0.0.1:1/crm2\",\"header\":\"E\"}");
	ck_assert_str_eq(answer.headers.ptr, "X-Length: 5\n");
	ck_assert_int_eq(ask("POST", "/crm/things", "{}"), 201);
	ck_assert_ptr_nonnull(
		strstr(history_text("/__sandbox/history"), "\"path\":\"/echo/%C3%BC%2Fb?q=%41+b\",\"status\":200"));
	const char *text = history_text("/__sandbox/history?since=1");
	ck_assert_ptr_nonnull(strstr(text, "\"seq\":2,"));
	ck_assert_ptr_null(strstr(text, "\"seq\":1,"));
	ck_assert_ptr_nonnull(strstr(text, "\"system\":\"crm\",\"method\":\"POST\",\"path\":\"/things\",\"status\":201,"
					   "\"mutating\":true,\"records\":1}\n"));
}
END_TEST

START_TEST(unknown_targets)
{
	ck_assert_int_eq(ask("GET", "/nothing", ""), 404);
	assert_body_has("no system is served at '/nothing'");
	ck_assert_int_eq(ask("GET", "/cr", ""), 404);
	ck_assert_int_eq(ask("GET", "*", ""), 404);
	ck_assert_int_eq(ask("GET", "/crm/\xc3\xbc", ""), 400);
	ck_assert_int_eq(ask("GET", "/crm/%ff", ""), 400);
	ck_assert_int_eq(ask("GET", "/crm/a%00b", ""), 400);
	ck_assert_int_eq(ask("GET", "/crm", ""), 404);
	assert_body_has("not found");
	ck_assert_int_eq(ask("GET", "/__sandbox/nothing", ""), 404);
	ck_assert_int_eq(ask("GET", "/__sandbox", ""), 404);
	ck_assert_int_eq(ask("GET", "/__sandbox/records/crm/a/b/c", ""), 404);
	ck_assert_int_eq(ask("GET", "/__sandbox/options/none", ""), 404);
	ck_assert_int_eq(ask("POST", "/__sandbox/history", ""), 405);
	ck_assert_str_eq(answer.headers.ptr, "Allow: GET, DELETE\n");
}
END_TEST

START_TEST(bodies_too_large)
{
	struct twin_request req = {.method = "POST", .target = "/crm/things", .body = "", .too_large = true};
	twin_answer_request(&twin, &req, &answer);
	ck_assert_int_eq(answer.status, 413);
	ck_assert_uint_eq(fake_things(twin.hosts[0]->face), 0);
	ck_assert_ptr_nonnull(strstr(history_text("/__sandbox/history"), "\"status\":413"));
}
END_TEST

START_TEST(control_of_records)
{
	ck_assert_int_eq(ask("POST", "/__sandbox/records/crm/thing", "{\"a\":1}"), 201);
	ck_assert_str_eq(answer.body.ptr, "{\"id\":\"new\",\"fields\":1}\n");
	ck_assert_int_eq(ask("POST", "/__sandbox/records/crm/thing", "{}"), 201);
	ck_assert_int_eq(ask("PATCH", "/__sandbox/records/crm/thing/7%2F8", "{}"), 200);
	assert_body_has("\"7/8\"");
	ck_assert_int_eq(ask("GET", "/__sandbox/records/crm/thing", ""), 200);
	ck_assert_str_eq(answer.body.ptr, "{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
	ck_assert_str_eq(answer.content_type, "application/x-ndjson;charset=utf-8");
	ck_assert_int_eq(ask("POST", "/__sandbox/records/crm/thing/merge", "{\"winner\":1,\"loser\":\"2\"}"), 200);
	assert_body_has("\"absorbed\":\"2\"");
	ck_assert_int_eq(ask("DELETE", "/__sandbox/records/crm/thing/1", ""), 204);
	ck_assert_int_eq(ask("DELETE", "/__sandbox/records/crm/thing/1", ""), 404);
	ck_assert_int_eq(ask("GET", "/__sandbox/records/crm/none", ""), 404);
	ck_assert_int_eq(ask("POST", "/__sandbox/records/crm/thing", "{\"refuse\":1}"), 400);
	ck_assert_int_eq(ask("POST", "/__sandbox/records/crm/thing", "[]"), 400);
	ck_assert_int_eq(ask("POST", "/__sandbox/records/crm/thing", "{"), 400);
	ck_assert_int_eq(ask("POST", "/__sandbox/records/crm/thing", ""), 400);
	ck_assert_int_eq(ask("POST", "/__sandbox/records/crm/thing/merge", "{\"winner\":1}"), 400);
	ck_assert_str_eq(history_text("/__sandbox/history"), "");
}
END_TEST

START_TEST(control_of_the_rest)
{
	ck_assert_int_eq(ask("GET", "/__sandbox/health", ""), 200);
	ck_assert_int_eq(ask("GET", "/__sandbox/systems", ""), 200);
	assert_body_has("{\"name\":\"crm2\",\"vendor\":\"fake\",\"url\":\"http://127.0.0.1:1/crm2\"}");
	ck_assert_int_eq(ask("PUT", "/__sandbox/options/crm", "{\"search_lag_ms\":5}"), 200);
	ck_assert_str_eq(answer.body.ptr, "{\"search_lag_ms\":5}\n");
	ck_assert_int_eq(ask("PUT", "/__sandbox/options/crm", "{\"search_lag_ms\":\"5\"}"), 400);
	ck_assert_int_eq(ask("GET", "/__sandbox/options/crm", ""), 200);
	ck_assert_str_eq(answer.body.ptr, "{\"search_lag_ms\":5}\n");
	ck_assert_int_eq(ask("GET", "/__sandbox/options/crm2", ""), 200);
	ck_assert_str_eq(answer.body.ptr, "{}\n");
	ck_assert_int_eq(ask("GET", "/__sandbox/history?since=x", ""), 400);
	ck_assert_int_eq(ask("GET", "/crm/things", ""), 200);
	ck_assert_int_eq(ask("DELETE", "/__sandbox/history", ""), 204);
	ck_assert_str_eq(history_text("/__sandbox/history"), "");
}
END_TEST

START_TEST(clock_is_moved)
{
	int64_t before = sandbox_clock_now(&twin.clock);
	ck_assert_int_eq(ask("POST", "/__sandbox/clock", "{\"advance_s\":90}"), 200);
	assert_body_has("\"advanced_ms\":90000");
	ck_assert_int_ge(sandbox_clock_now(&twin.clock) - before, 90000);
	ck_assert_int_eq(ask("POST", "/__sandbox/clock", "{\"advance_s\":-1}"), 400);
	ck_assert_int_eq(ask("POST", "/__sandbox/clock", "{\"advance_s\":\"1\"}"), 400);
	ck_assert_int_eq(ask("POST", "/__sandbox/clock", ""), 400);
	ck_assert_int_eq(ask("GET", "/__sandbox/clock", ""), 200);
	assert_body_has("\"advanced_ms\":90000");
}
END_TEST

/* ---- faults ---------------------------------------------------------------------------------------------------- */

static void set_fault(const char *spec)
{
	ck_assert_msg(ask("POST", "/__sandbox/faults", spec) == 201, "%s", answer.body.ptr);
}

static unsigned things(void)
{
	return fake_things(twin.hosts[0]->face);
}

START_TEST(dropped_answers)
{
	set_fault("{\"action\":\"drop_before\",\"system\":\"crm\"}");
	ask("POST", "/crm/things", "");
	ck_assert_int_eq(answer.sending, TWIN_SEND_NOTHING);
	ck_assert_uint_eq(things(), 0);
	set_fault("{\"action\":\"drop_after\",\"system\":\"crm\"}");
	ask("POST", "/crm/things", "");
	ck_assert_int_eq(answer.sending, TWIN_SEND_NOTHING);
	ck_assert_uint_eq(things(), 1);
	const char *text = history_text("/__sandbox/history");
	ck_assert_ptr_nonnull(strstr(text, "\"status\":0,\"mutating\":false,\"records\":0,\"fault\":\"drop_before\""));
	ck_assert_ptr_nonnull(strstr(text, "\"status\":201,\"mutating\":true,\"records\":1,\"fault\":\"drop_after\""));
}
END_TEST

START_TEST(other_answers)
{
	set_fault("{\"action\":\"status\",\"code\":429,\"body\":\"slow\",\"headers\":{\"Retry-After\":\"2\"}}");
	ck_assert_int_eq(ask("POST", "/crm/things", ""), 429);
	ck_assert_str_eq(answer.body.ptr, "slow");
	ck_assert_str_eq(answer.headers.ptr, "Retry-After: 2\nX-Sandbox-Fault: replaced\n");
	ck_assert_uint_eq(things(), 0);
	set_fault("{\"action\":\"status\",\"apply\":true}");
	ck_assert_int_eq(ask("POST", "/crm/things", ""), 500);
	ck_assert_uint_eq(answer.body.len, 0);
	ck_assert_uint_eq(things(), 1);
	set_fault("{\"action\":\"html\",\"code\":403}");
	ck_assert_int_eq(ask("POST", "/crm/things", ""), 403);
	ck_assert_str_eq(answer.content_type, "text/html;charset=utf-8");
	ck_assert_uint_eq(things(), 1);
	set_fault("{\"action\":\"html\"}");
	ck_assert_int_eq(ask("GET", "/crm/things", ""), 200);
	set_fault("{\"action\":\"truncate\"}");
	ck_assert_int_eq(ask("POST", "/crm/things", ""), 201);
	ck_assert_ptr_null(strstr(answer.headers.ptr ? answer.headers.ptr : "", "X-Sandbox-Fault"));
	ck_assert_int_eq(answer.sending, TWIN_SEND_HALF);
	ck_assert_uint_eq(things(), 2);
}
END_TEST

START_TEST(lost_writes)
{
	ask("POST", "/crm/things", "");
	set_fault("{\"action\":\"lose\",\"system\":\"crm\",\"method\":\"POST\"}");
	ck_assert_int_eq(ask("POST", "/crm/things", ""), 201);
	ck_assert_str_eq(answer.body.ptr, "{\"id\":\"2\"}");
	ck_assert_uint_eq(things(), 1);
	ck_assert_int_eq(ask("POST", "/crm/things", ""), 201);
	ck_assert_str_eq(answer.body.ptr, "{\"id\":\"3\"}");
	set_fault("{\"action\":\"lose\",\"method\":\"GET\"}");
	ck_assert_int_eq(ask("GET", "/crm/none", ""), 404);
	ck_assert_uint_eq(things(), 2);
	ck_assert_ptr_nonnull(strstr(history_text("/__sandbox/history"),
				     "\"status\":201,\"mutating\":true,\"records\":1,\"fault\":\"lose\""));
}
END_TEST

START_TEST(edited_pages)
{
	for (int i = 0; i < 4; i++)
		ask("POST", "/crm/things", "");
	set_fault("{\"action\":\"empty_page\"}");
	ck_assert_int_eq(ask("GET", "/crm/things", ""), 200);
	ck_assert_str_eq(answer.body.ptr, "{\"total\":4,\"results\":[]}");
	set_fault("{\"action\":\"short_page\",\"keep\":1}");
	ask("GET", "/crm/things", "");
	ck_assert_str_eq(answer.body.ptr,
			 "{\"total\":4,\"results\":[{\"id\":\"1\"}],\"paging\":{\"next\":{\"after\":\"7\"}}}");
	set_fault("{\"action\":\"short_page\"}");
	ask("GET", "/crm/none", "");
	ck_assert_str_eq(answer.body.ptr, "{\"message\":\"not found\"}");
	const char *text = history_text("/__sandbox/history?since=4");
	ck_assert_ptr_nonnull(strstr(text, "\"records\":0,\"fault\":\"empty_page\""));
	ck_assert_ptr_nonnull(strstr(text, "\"records\":1,\"fault\":\"short_page\""));
}
END_TEST

START_TEST(waiting)
{
	set_fault("{\"action\":\"stall\",\"ms\":120}");
	int64_t start = crm_time_monotonic();
	ck_assert_int_eq(ask("GET", "/crm/things", ""), 200);
	ck_assert_int_ge(crm_time_monotonic() - start, 120);

	ck_assert_int_eq(ask("PUT", "/__sandbox/options/crm", "{\"latency_ms\":60}"), 200);
	start = crm_time_monotonic();
	ck_assert_int_eq(ask("GET", "/crm/things", ""), 200);
	ck_assert_int_ge(crm_time_monotonic() - start, 60);

	set_fault("{\"action\":\"stall\",\"late\":true,\"ms\":2147483647}");
	twin_stop(&twin);
	ck_assert_int_eq(ask("POST", "/crm/things", ""), 201);
}
END_TEST

static void *ask_from_a_thread(void *status)
{
	struct twin_request req = {.method = "POST", .target = "/crm/things", .body = "", .http = {test_header, "E"}};
	struct twin_answer own;
	twin_answer_init(&own);
	twin_answer_request(&twin, &req, &own);
	*(int *)status = own.status;
	twin_answer_free(&own);
	return NULL;
}

/* A stall of 24 days. */
START_TEST(a_stall_ends_when_the_faults_are_taken_back)
{
	static const char *const stalls[] = {"{\"action\":\"stall\",\"ms\":2147483647}",
					     "{\"action\":\"stall\",\"ms\":2147483647,\"late\":true}"};
	set_fault(stalls[_i]);
	int status = 0;
	pthread_t thread;
	ck_assert_int_eq(pthread_create(&thread, NULL, ask_from_a_thread, &status), 0);
	do {
		usleep(1000);
		ck_assert_int_eq(ask("GET", "/__sandbox/faults", ""), 200);
	} while (!strstr(answer.body.ptr, "\"hits\":1"));
	ck_assert_str_eq(history_text("/__sandbox/history"), "");
	ck_assert_int_eq(ask("DELETE", _i ? "/__sandbox/faults" : "/__sandbox/faults/1", ""), 204);
	pthread_join(thread, NULL);
	ck_assert_int_eq(status, 201);
	ck_assert_uint_eq(things(), 1);
	ck_assert_ptr_nonnull(strstr(history_text("/__sandbox/history"), "\"fault\":\"stall\""));
}
END_TEST

START_TEST(fault_requests)
{
	ck_assert_int_eq(ask("POST", "/__sandbox/faults", "{\"action\":\"drop_before\",\"system\":\"none\"}"), 400);
	assert_body_has("no system 'none'");
	ck_assert_int_eq(ask("POST", "/__sandbox/faults", "{\"action\":\"x\"}"), 400);
	set_fault("{\"action\":\"drop_before\",\"path\":\"FROM Contact WHERE a = 'b'\"}");
	ck_assert_int_eq(ask("GET", "/__sandbox/faults", ""), 200);
	assert_body_has("\"hits\":0");
	ask("GET", "/crm/query?q=SELECT+Id%20FROM+Contact+WHERE+a+%3D+'b'", "");
	ck_assert_int_eq(answer.sending, TWIN_SEND_NOTHING);
	set_fault("{\"action\":\"drop_before\"}");
	ck_assert_int_eq(ask("DELETE", "/__sandbox/faults", ""), 204);
	ck_assert_int_eq(ask("GET", "/crm/things", ""), 200);
	ck_assert_int_eq(answer.sending, TWIN_SEND_ALL);
}
END_TEST

START_TEST(one_fault_is_taken_back)
{
	set_fault("{\"action\":\"drop_before\"}");
	set_fault("{\"action\":\"html\",\"code\":503}");
	ck_assert_int_eq(ask("DELETE", "/__sandbox/faults/1", ""), 204);
	ck_assert_int_eq(ask("DELETE", "/__sandbox/faults/1", ""), 404);
	assert_body_has("no fault '1'");
	ck_assert_int_eq(ask("DELETE", "/__sandbox/faults/x", ""), 404);
	ck_assert_int_eq(ask("GET", "/crm/things", ""), 503);
}
END_TEST

/* ---- state ----------------------------------------------------------------------------------------------------- */

static char state_path[64];

static void state_file(const char *text)
{
	snprintf(state_path, sizeof state_path, "test_sandbox_state.%ld", (long)getpid());
	if (!text)
		return;
	FILE *f = fopen(state_path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

START_TEST(state_comes_back)
{
	state_file(NULL);
	ask("POST", "/crm/things", "");
	ask("POST", "/crm2/things", "");
	ask("POST", "/crm2/things", "");
	ask("PUT", "/__sandbox/options/crm2", "{\"tenant\":\"T\"}");
	ask("POST", "/__sandbox/clock", "{\"advance_s\":5}");
	ck_assert_int_eq(state_save(&twin, state_path, NULL), CRM_OK);
	uint64_t expected = face_random(twin.hosts[0]);

	teardown();
	setup();
	face_random(twin.hosts[0]);
	ck_assert_int_eq(state_load(&twin, state_path, NULL), CRM_OK);
	ck_assert_uint_eq(fake_things(twin.hosts[0]->face), 1);
	ck_assert_uint_eq(fake_things(twin.hosts[1]->face), 2);
	ck_assert_str_eq(crm_json_get_string(twin.hosts[1]->options.all, "tenant"), "T");
	ck_assert_int_eq(atomic_load(&twin.clock.offset_ms), 5000);
	ck_assert_uint_eq(face_random(twin.hosts[0]), expected);
	unlink(state_path);
	ck_assert_int_eq(state_load(&twin, state_path, NULL), CRM_E_NOT_FOUND);
}
END_TEST

START_TEST(damaged_state_is_refused)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{"", "ends in mid-line"},
		{"{\"sandbox_state\":1}", "ends in mid-line"},
		{"{}\n", "no state of this version"},
		{"{\"sandbox_state\":2}\n", "no state of this version"},
		{"{\"sandbox_state\":1}\n{\"system\":\"x\",\"vendor\":\"fake\",\"options\":{},\"bytes\":0}\n",
		 "system 'x' is not served"},
		{"{\"sandbox_state\":1}\n{\"system\":\"crm\",\"vendor\":\"y\",\"options\":{},\"bytes\":0}\n",
		 "saved as 'y'"},
		{"{\"sandbox_state\":1}\n{\"system\":\"crm\",\"vendor\":\"fake\",\"options\":{},\"bytes\":9}\n{}\n",
		 "is cut off"},
		{"{\"sandbox_state\":1}\n{\"system\":\"crm\",\"vendor\":\"fake\",\"options\":{},\"bytes\":2}\n{\n",
		 "line"},
	};
	state_file(rows[_i].text);
	struct crm_error err = {0};
	ck_assert_int_eq(state_load(&twin, state_path, &err), CRM_E_INVALID);
	ck_assert_msg(strstr(crm_error_text(&err), rows[_i].message), "%s", crm_error_text(&err));
	crm_error_clear(&err);
	unlink(state_path);
}
END_TEST

START_TEST(state_that_cannot_be_written)
{
	struct crm_error err = {0};
	ck_assert_int_eq(state_save(&twin, "/nonexistent/state", &err), CRM_E_DISK);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&err), "cannot write '/nonexistent/state'"));
	crm_error_clear(&err);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sandbox_twin");
	TCase *c = tcase_create("all");
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, request_reaches_the_face);
	tcase_add_test(c, unknown_targets);
	tcase_add_test(c, bodies_too_large);
	tcase_add_test(c, control_of_records);
	tcase_add_test(c, control_of_the_rest);
	tcase_add_test(c, clock_is_moved);
	tcase_add_test(c, dropped_answers);
	tcase_add_test(c, other_answers);
	tcase_add_test(c, lost_writes);
	tcase_add_test(c, edited_pages);
	tcase_add_test(c, waiting);
	tcase_add_loop_test(c, a_stall_ends_when_the_faults_are_taken_back, 0, 2);
	tcase_add_test(c, fault_requests);
	tcase_add_test(c, one_fault_is_taken_back);
	tcase_add_test(c, state_comes_back);
	tcase_add_loop_test(c, damaged_state_is_refused, 0, 8);
	tcase_add_test(c, state_that_cannot_be_written);
	suite_add_tcase(s, c);
	return run_suite(s);
}
