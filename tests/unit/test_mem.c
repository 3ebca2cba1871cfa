/* SPDX-License-Identifier: Apache-2.0 */
/* Memory and arenas. */
#include "config.h"

#include <crmsync/mem.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run_suite.h"

START_TEST(overflowing_sizes_are_refused)
{
	ck_assert_ptr_null(crm_reallocarray(NULL, SIZE_MAX / 2, 3));
	struct crm_arena *arena = crm_arena_new();
	ck_assert_ptr_null(crm_arena_calloc(arena, SIZE_MAX / 2, 3));
	ck_assert_ptr_null(crm_arena_alloc(arena, SIZE_MAX - 1));
	crm_arena_free(arena);
}
END_TEST

START_TEST(size_zero_gives_a_pointer)
{
	void *a = crm_alloc(0), *b = crm_calloc(0, 8), *c = crm_realloc(NULL, 0);
	ck_assert(a && b && c && a != b && b != c);
	crm_free(a);
	crm_free(b);
	crm_free(c);
	crm_free(NULL);
}
END_TEST

START_TEST(strings_are_copied)
{
	ck_assert_ptr_null(crm_strdup(NULL));
	ck_assert_ptr_null(crm_strndup(NULL, 3));
	char *whole = crm_strdup("Zoë"), *part = crm_strndup("abcdef", 3), *shorter = crm_strndup("ab", 30);
	ck_assert_str_eq(whole, "Zoë");
	ck_assert_str_eq(part, "abc");
	ck_assert_str_eq(shorter, "ab");
	crm_free(whole);
	crm_free(part);
	crm_free(shorter);
}
END_TEST

static bool is_filled(const unsigned char *block, size_t n, unsigned char with)
{
	for (size_t i = 0; i < n; i++)
		if (block[i] != with)
			return false;
	return true;
}

START_TEST(arena_allocations_do_not_overlap)
{
	struct crm_arena *arena = crm_arena_new();
	enum { N = 2000 };
	unsigned char *blocks[N];
	size_t sizes[N];
	for (unsigned i = 0; i < N; i++) {
		sizes[i] = i % 97 == 0 ? 40000 + i : i % 300;
		blocks[i] = crm_arena_alloc(arena, sizes[i]);
		ck_assert_ptr_nonnull(blocks[i]);
		ck_assert_uint_eq((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
		memset(blocks[i], (int)(i % 251), sizes[i]);
	}
	for (unsigned i = 0; i < N; i++)
		ck_assert_msg(is_filled(blocks[i], sizes[i], (unsigned char)(i % 251)), "block %u", i);
	crm_arena_free(arena);
}
END_TEST

START_TEST(arena_reset_starts_over)
{
	struct crm_arena *arena = crm_arena_new();
	void *first = crm_arena_alloc(arena, 100);
	for (int i = 0; i < 3; i++) {
		ck_assert_ptr_nonnull(crm_arena_alloc(arena, 5000000));
		ck_assert_ptr_nonnull(crm_arena_alloc(arena, 12000));
		ck_assert_ptr_nonnull(crm_arena_alloc(arena, 12000));
		ck_assert_uint_ge(crm_arena_used(arena), 5024000);
		crm_arena_reset(arena);
		ck_assert_uint_eq(crm_arena_used(arena), 0);
		ck_assert_ptr_eq(crm_arena_alloc(arena, 100), first);
	}
	crm_arena_free(arena);
	crm_arena_free(NULL);
}
END_TEST

START_TEST(arena_makes_strings)
{
	struct crm_arena *arena = crm_arena_new();
	ck_assert_str_eq(crm_arena_strdup(arena, "one"), "one");
	ck_assert_ptr_null(crm_arena_strdup(arena, NULL));
	ck_assert_str_eq(crm_arena_strndup(arena, "one", 2), "on");
	ck_assert_str_eq(crm_arena_printf(arena, "%s-%05d", "two", 42), "two-00042");
	const unsigned char *zeroed = crm_arena_calloc(arena, 10, 10);
	for (int i = 0; i < 100; i++)
		ck_assert_uint_eq(zeroed[i], 0);
	crm_arena_free(arena);
}
END_TEST

#ifdef CRM_FAULT_INJECTION
/* The counter is read once per process, so each setting gets a process of its own. */
static int failures_of_ten(const char *variable, const char *value)
{
	pid_t child = fork();
	if (child == 0) {
		setenv(variable, value, 1);
		int mask = 0;
		for (int i = 0; i < 7; i++) {
			void *p = crm_alloc(8);
			mask |= p ? 0 : 1 << i;
			crm_free(p);
		}
		_exit(mask);
	}
	int status;
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

START_TEST(the_nth_allocation_fails)
{
	ck_assert_int_eq(failures_of_ten("CRMSYNC_FAIL_ALLOC", "3"), 1 << 2);
	ck_assert_int_eq(failures_of_ten("CRMSYNC_FAIL_ALLOC_FROM", "5"), 1 << 4 | 1 << 5 | 1 << 6);
	ck_assert_int_eq(failures_of_ten("CRMSYNC_FAIL_ALLOC", "0"), 0);
}
END_TEST
#endif

int main(void)
{
	TCase *tcase = tcase_create("mem");
	tcase_add_test(tcase, overflowing_sizes_are_refused);
	tcase_add_test(tcase, size_zero_gives_a_pointer);
	tcase_add_test(tcase, strings_are_copied);
	tcase_add_test(tcase, arena_allocations_do_not_overlap);
	tcase_add_test(tcase, arena_reset_starts_over);
	tcase_add_test(tcase, arena_makes_strings);
#ifdef CRM_FAULT_INJECTION
	tcase_add_test(tcase, the_nth_allocation_fails);
#endif
	Suite *suite = suite_create("mem");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
