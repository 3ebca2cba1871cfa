/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every allocation of the core fails once: each operation is run with its first, second, third ... allocation failing
 * until it sees no failure.  Linked with -Wl,--wrap (see core.mk).
 */
#include "config.h"

#include <core/match.h>
#include <core/merge.h>
#include <core/normalise.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

void *__real_crm_arena_alloc(struct crm_arena *arena, size_t size);
void *__real_crm_arena_calloc(struct crm_arena *arena, size_t count, size_t size);
char *__real_crm_arena_strdup(struct crm_arena *arena, const char *text);
char *__real_crm_arena_strndup(struct crm_arena *arena, const char *text, size_t len);
void *__real_crm_reallocarray(void *ptr, size_t count, size_t size);
void *__wrap_crm_arena_alloc(struct crm_arena *arena, size_t size);
void *__wrap_crm_arena_calloc(struct crm_arena *arena, size_t count, size_t size);
char *__wrap_crm_arena_strdup(struct crm_arena *arena, const char *text);
char *__wrap_crm_arena_strndup(struct crm_arena *arena, const char *text, size_t len);
char *__wrap_crm_arena_printf(struct crm_arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void *__wrap_crm_reallocarray(void *ptr, size_t count, size_t size);

static unsigned countdown; /* 0: nothing fails any more */

static bool is_due(void)
{
	return countdown > 0 && --countdown == 0;
}

void *__wrap_crm_arena_alloc(struct crm_arena *arena, size_t size)
{
	return is_due() ? NULL : __real_crm_arena_alloc(arena, size);
}

void *__wrap_crm_arena_calloc(struct crm_arena *arena, size_t count, size_t size)
{
	return is_due() ? NULL : __real_crm_arena_calloc(arena, count, size);
}

char *__wrap_crm_arena_strdup(struct crm_arena *arena, const char *text)
{
	return is_due() ? NULL : __real_crm_arena_strdup(arena, text);
}

char *__wrap_crm_arena_strndup(struct crm_arena *arena, const char *text, size_t len)
{
	return is_due() ? NULL : __real_crm_arena_strndup(arena, text, len);
}

char *__wrap_crm_arena_printf(struct crm_arena *arena, const char *fmt, ...)
{
	char text[8192];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return is_due() ? NULL : __real_crm_arena_strdup(arena, text);
}

void *__wrap_crm_reallocarray(void *ptr, size_t count, size_t size)
{
	return is_due() ? NULL : __real_crm_reallocarray(ptr, count, size);
}

static struct crm_arena *arena;

static void setup(void)
{
	arena = crm_arena_new();
}

static void teardown(void)
{
	countdown = 0;
	crm_arena_free(arena);
}

/* Runs `operation` until no allocation is left that could fail; it returns CRM_E_NOMEM or 0. */
static void fail_each(int (*operation)(void), unsigned at_least)
{
	unsigned n = 0;

	for (;;) {
		int rc;

		countdown = ++n;
		rc = operation();
		if (countdown > 0) {
			ck_assert_int_eq(rc, 0);
			break;
		}
		ck_assert_msg(rc == CRM_E_NOMEM, "allocation %u: %d", n, rc);
		ck_assert_uint_lt(n, 10000);
	}
	ck_assert_msg(n > at_least, "only %u allocations", n - 1);
}

static const struct {
	enum crm_type type;
	const char *text;
} values[] = {
	{CRM_T_TEXT, "a  e\xcc\x81"},
	{CRM_T_TEXT, "bad\xff"},
	{CRM_T_EMAIL, "mailto:Jöhn@MÜNCHEN.example?x"},
	{CRM_T_EMAIL, "no address"},
	{CRM_T_PHONE, "030 123456"},
	{CRM_T_PHONE, "n/a"},
	{CRM_T_DATE, "2026-01-01"},
	{CRM_T_DATETIME, "2026-01-01"},
	{CRM_T_DECIMAL, "12"},
	{CRM_T_DECIMAL, "12.50"},
	{CRM_T_BOOL, "Yes"},
	{CRM_T_ENUM, "Größe"},
	{CRM_T_REFERENCE, "7"},
	{CRM_T_URL, "HTTP://Müller.example:81/x/"},
	{CRM_T_URL, "http://[::1]/"},
	{CRM_T_DOMAIN, "www.müller.example"},
	{CRM_T_COUNTRY, "Österreich"},
};
static size_t which;

static int normalise_one(void)
{
	struct crm_field field = {.name = "f", .type = values[which].type};
	struct crm_locale locale = {.region = "DE"};
	struct crm_value value = {.kind = CRM_TEXT, .text = values[which].text};
	struct crm_cell cell;

	return crm_normalise(&field, &locale, &value, arena, &cell);
}

START_TEST(normalising)
{
	which = (size_t)_i;
	fail_each(normalise_one, 1);
}
END_TEST

static int normalise_set(void)
{
	static const char *const items[] = {"b", "a", "b"};
	struct crm_field field = {.name = "f", .type = CRM_T_MULTI};
	struct crm_value value = {.kind = CRM_LIST, .items = items, .n = 3};
	struct crm_cell cell;

	return crm_normalise(&field, NULL, &value, arena, &cell);
}

START_TEST(normalising_sets)
{
	fail_each(normalise_set, 6);
}
END_TEST

static char long_text[4001];

static int fold_long(void)
{
	return crm_fold_name(long_text, arena) != NULL ? 0 : CRM_E_NOMEM;
}

static int fold_bad(void)
{
	return crm_fold_case("\xff", arena) && crm_fold_name("\xff", arena) && crm_fold_name("x", arena) ? 0
													 : CRM_E_NOMEM;
}

static int fold_undotted(void)
{
	return crm_fold_undotted("mueller", arena) != NULL ? 0 : CRM_E_NOMEM;
}

static int truncate_bad(void)
{
	return crm_text_truncate("\xff\xff", 1, arena) != NULL ? 0 : CRM_E_NOMEM;
}

START_TEST(folding)
{
	for (size_t i = 0; i < 4000; i += 2)
		memcpy(long_text + i, "ü", 2);
	fail_each(fold_long, 5);
	fail_each(fold_bad, 5);
	fail_each(fold_undotted, 1);
	fail_each(truncate_bad, 2);
}
END_TEST

static int read_and_show(void)
{
	static const char text[] = "{\"l\":[[\"a\",\"A\"],[\"b\"]]}";
	crm_json *root = NULL;
	struct crm_cell cell = {.kind = CRM_ABSENT};
	int rc;

	ck_assert_int_eq(crm_json_parse(text, sizeof text - 1, &root, NULL), 0);
	rc = crm_cell_read(root, arena, &cell);
	crm_json_free(root);
	if (rc == 0 && crm_cell_show(&cell, arena) == NULL)
		rc = CRM_E_NOMEM;
	return rc;
}

static int read_record(void)
{
	static const struct crm_field field = {.name = "f"};
	static const struct crm_model model = {.fields = &field, .n_fields = 1};
	static const char text[] = "{\"f\":[\"a\",\"A\"]}";
	struct crm_error err = {0};
	crm_json *root = NULL;
	struct crm_cell cell;
	int rc;

	ck_assert_int_eq(crm_json_parse(text, sizeof text - 1, &root, NULL), 0);
	rc = crm_cells_read(root, &model, arena, &cell, &err);
	ck_assert_int_eq(err.code, rc);
	crm_error_clear(&err);
	crm_json_free(root);
	return rc;
}

START_TEST(reading)
{
	fail_each(read_and_show, 5);
	fail_each(read_record, 2);
}
END_TEST

#define TEXT(k)                                                                                                        \
	{                                                                                                              \
		.kind = CRM_TEXT, .valid = true, .key = (k), .text = (k)                                               \
	}

static int make_keys(void)
{
	static const struct crm_field fields[] = {{.name = "email", .type = CRM_T_EMAIL},
						  {.name = "name", .type = CRM_T_TEXT},
						  {.name = "domain", .type = CRM_T_DOMAIN}};
	static const size_t first[] = {0}, second[] = {1}, third[] = {2};
	static const struct crm_key_part parts[] = {{first, 1}, {second, 1}, {third, 1}};
	static const struct crm_key_spec spec = {"email+name+domain", parts, 3};
	static const struct crm_model model = {CRM_COMPANY, fields, 3, &spec, 1};
	static const struct crm_cell cells[] = {TEXT("info@x.de"), TEXT("Firma"), TEXT("x.de")};
	struct crm_match_key *keys;
	size_t n;

	return crm_match_keys(&model, cells, arena, &keys, &n);
}

static int resolve(void)
{
	static const struct crm_match_node nodes[] = {
		{.source = 1, .golden = 1}, {.source = 2, .golden = 1}, {.source = 3, .system = 1}};
	static const struct crm_match_edge edge = {0, 2, 0, "k", CRM_MATCH_BY_KEY};
	static const struct crm_match_problem problem = {.nodes = nodes, .n = 3, .edges = &edge, .n_edges = 1};
	struct crm_match_outcome out[3];

	return crm_match_resolve(&problem, arena, out);
}

START_TEST(matching)
{
	fail_each(make_keys, 15);
	fail_each(resolve, 10);
}
END_TEST

static int merge_lifecycle(void)
{
	static const char *const order[] = {"lead", "customer"};
	static const struct crm_field field = {
		.name = "f", .type = CRM_T_ENUM, .rule = CRM_R_FORWARD_ONLY, .order = order, .n_order = 2};
	static const struct crm_cell now = TEXT("customer"), before = TEXT("lead");
	struct crm_side side = {.now = &now, .base = &before, .contributes = true};
	struct crm_merged merged;

	return crm_merge_field(&field, &before, NULL, &side, 1, arena, &merged);
}

static int merge_sets(void)
{
	static const struct crm_field field = {.name = "f", .type = CRM_T_MULTI, .multiple = true, .rule = CRM_R_UNION};
	static const struct crm_cell now = TEXT("a"), before = TEXT("b");
	struct crm_side side = {.now = &now, .contributes = true};
	struct crm_merged merged;

	return crm_merge_field(&field, &before, NULL, &side, 1, arena, &merged);
}

START_TEST(merging)
{
	fail_each(merge_lifecycle, 5);
	fail_each(merge_sets, 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core memory");
	TCase *tcase = tcase_create("memory");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, normalising, 0, (int)(sizeof values / sizeof values[0]));
	tcase_add_test(tcase, normalising_sets);
	tcase_add_test(tcase, folding);
	tcase_add_test(tcase, reading);
	tcase_add_test(tcase, matching);
	tcase_add_test(tcase, merging);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
