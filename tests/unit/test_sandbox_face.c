/* SPDX-License-Identifier: Apache-2.0 */
/* What faces use of the server: queries, headers, normalisation, options, random numbers. */
#include "config.h"

#include <string.h>

#include <crmsync/mem.h>

#include "run_suite.h"
#include "sandbox_fake.h"

static struct sandbox_clock test_clock;
static struct face_host *host;

static void setup(void)
{
	ck_assert_int_eq(face_host_new("crm", &fake_vendor, &test_clock, 1, &host, NULL), CRM_OK);
}

static void teardown(void)
{
	face_host_free(host);
}

static int set_options(const char *text, struct crm_error *err)
{
	crm_json *json = NULL;
	ck_assert_int_eq(crm_json_parse(text, strlen(text), &json, NULL), CRM_OK);
	int rc = face_host_merge_options(host, json, err);
	crm_json_free(json);
	return rc;
}

START_TEST(query_parameters)
{
	struct face_request req = {.query = "a=1&b=x%20y+z&a=%C3%BC&c&d=&%61e=f&bad=%00&p=100%&q=%4"};
	static const struct {
		const char *name;
		unsigned nth;
		const char *value; /* NULL: absent */
	} rows[] = {
		{"a", 0, "1"},  {"a", 1, "ü"},  {"a", 2, NULL}, {"b", 0, "x y z"}, {"c", 0, ""},     {"d", 0, ""},
		{"ae", 0, "f"}, {"e", 0, NULL}, {"A", 0, NULL}, {"bad", 0, NULL},  {"p", 0, "100%"}, {"q", 0, "%4"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct crm_buf out;
		crm_buf_init(&out, 100);
		ck_assert_int_eq(face_query(&req, rows[i].name, rows[i].nth, &out), rows[i].value != NULL);
		ck_assert_str_eq(out.ptr, rows[i].value ? rows[i].value : "");
		crm_buf_free(&out);
	}
	struct crm_buf out;
	crm_buf_init(&out, 100);
	ck_assert(!face_query(&(struct face_request){.query = ""}, "a", 0, &out));
	crm_buf_free(&out);
}
END_TEST

static const char *only_x(const void *ctx, const char *name)
{
	return strcmp(name, "x") == 0 ? ctx : NULL;
}

START_TEST(headers)
{
	struct face_http http = {only_x, "value"};
	struct face_request req = {.http = &http};
	ck_assert_str_eq(face_header(&req, "x"), "value");
	ck_assert_ptr_null(face_header(&req, "y"));
	ck_assert_ptr_null(face_header(&(struct face_request){0}, "x"));

	struct face_response resp = {0};
	crm_buf_init(&resp.header_block, 1000);
	face_set_header(&resp, "A", "%d", 5);
	face_set_header(&resp, "B", "%s", "no\r\nC: injected");
	ck_assert_str_eq(resp.header_block.ptr, "A: 5\nB: no  C: injected\n");
	crm_buf_free(&resp.header_block);
}
END_TEST

START_TEST(normalisation)
{
	ck_assert_int_eq(
		set_options("{\"normalise\":{\"phone\":\"e164\",\"email\":\"lower\",\"amount\":\"2\",\"name\":\"trim\","
			    "\"empty_company\":\"Unknown\",\"odd\":\"nonsense\"}}",
			    NULL),
		CRM_OK);
	static const struct {
		const char *what, *value, *result; /* NULL: left as it is */
	} rows[] = {
		{"phone", "+49 (0)40 66-7", "+49040667"},
		{"phone", "none", NULL},
		{"phone", "", NULL},
		{"email", "JÖRG@Example.COM", "jörg@example.com"},
		{"email", "a×b", "a×b"},
		{"amount", "1.005", "1.01"},
		{"amount", "1200", "1200"},
		{"amount", "a lot", NULL},
		{"name", " \tAnna ", "Anna"},
		{"empty_company", "", "Unknown"},
		{"empty_company", NULL, "Unknown"},
		{"empty_company", "ACME", NULL},
		{"odd", "x", NULL},
		{"unknown", "x", NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct crm_buf out;
		crm_buf_init(&out, 100);
		ck_assert_int_eq(face_normalise(host, rows[i].what, rows[i].value, &out), rows[i].result != NULL);
		ck_assert_str_eq(out.ptr, rows[i].result ? rows[i].result : "");
		crm_buf_free(&out);
	}
}
END_TEST

START_TEST(options_are_merged)
{
	ck_assert_int_eq(face_options(host)->search_lag_ms, -1);
	ck_assert(crm_json_is_object(face_options(host)->all));
	ck_assert_int_eq(
		set_options("{\"search_lag_ms\":500,\"burst_limit\":0,\"tenant\":\"T1\",\"daily_limit\":9}", NULL),
		CRM_OK);
	ck_assert_int_eq(set_options("{\"daily_limit\":null,\"token_ttl_s\":60,\"latency_ms\":3}", NULL), CRM_OK);
	const struct face_options *o = face_options(host);
	ck_assert_int_eq(o->search_lag_ms, 500);
	ck_assert_int_eq(o->burst_limit, 0);
	ck_assert_int_eq(o->daily_limit, -1);
	ck_assert_int_eq(o->token_ttl_s, 60);
	ck_assert_int_eq(o->latency_ms, 3);
	ck_assert_str_eq(crm_json_get_string(o->all, "tenant"), "T1");
}
END_TEST

START_TEST(wrong_options_change_nothing)
{
	static const char *const wrong[] = {"[]",
					    "{\"tenant\":\"T2\",\"burst_limit\":\"5\"}",
					    "{\"tenant\":\"T2\",\"burst_limit\":-2}",
					    "{\"tenant\":\"T2\",\"burst_limit\":1.5}",
					    "{\"tenant\":\"T2\",\"normalise\":[]}",
					    "{\"tenant\":\"T2\",\"normalise\":{\"phone\":1}}"};
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		ck_assert_int_eq(set_options(wrong[i], NULL), CRM_E_INVALID);
		ck_assert_ptr_null(crm_json_get(face_options(host)->all, "tenant"));
	}
}
END_TEST

START_TEST(random_numbers_depend_on_seed_and_name)
{
	struct face_host *same, *other_seed, *other_name;
	ck_assert_int_eq(face_host_new("crm", &fake_vendor, &test_clock, 1, &same, NULL), CRM_OK);
	ck_assert_int_eq(face_host_new("crm", &fake_vendor, &test_clock, 2, &other_seed, NULL), CRM_OK);
	ck_assert_int_eq(face_host_new("erp", &fake_vendor, &test_clock, 1, &other_name, NULL), CRM_OK);
	uint64_t first = face_random(host);
	ck_assert_uint_eq(face_random(same), first);
	ck_assert_uint_ne(face_random(other_seed), first);
	ck_assert_uint_ne(face_random(other_name), first);
	ck_assert_uint_ne(face_random(host), first);
	face_host_free(same);
	face_host_free(other_seed);
	face_host_free(other_name);
}
END_TEST

START_TEST(clock_moves)
{
	int64_t before = face_now(host);
	atomic_store(&test_clock.offset_ms, 3600000);
	int64_t after = face_now(host);
	ck_assert_int_ge(after - before, 3600000);
	ck_assert_int_lt(after - before, 3660000);
	atomic_store(&test_clock.offset_ms, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sandbox_face");
	TCase *c = tcase_create("all");
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, query_parameters);
	tcase_add_test(c, headers);
	tcase_add_test(c, normalisation);
	tcase_add_test(c, options_are_merged);
	tcase_add_test(c, wrong_options_change_nothing);
	tcase_add_test(c, random_numbers_depend_on_seed_and_name);
	tcase_add_test(c, clock_moves);
	suite_add_tcase(s, c);
	return run_suite(s);
}
