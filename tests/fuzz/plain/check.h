/* SPDX-License-Identifier: Apache-2.0 */
/* What the fixtures of the unit tests ask of Check, without a test runner: the first thing that is wrong aborts. */
#ifndef CRM_TESTS_FUZZ_PLAIN_CHECK_H
#define CRM_TESTS_FUZZ_PLAIN_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ck_assert(cond) ck_assert_msg(cond, "%s", #cond)
#define ck_assert_msg(cond, ...)                                                                                       \
	do {                                                                                                           \
		if (!(cond)) {                                                                                         \
			fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);                                                \
			fprintf(stderr, __VA_ARGS__);                                                                  \
			abort();                                                                                       \
		}                                                                                                      \
	} while (0)
#define ck_abort_msg(...)                                                                                              \
	do {                                                                                                           \
		fprintf(stderr, __VA_ARGS__);                                                                          \
		abort();                                                                                               \
	} while (0)
#define ck_assert_int_eq(a, b)   ck_assert((a) == (b))
#define ck_assert_int_ge(a, b)   ck_assert((a) >= (b))
#define ck_assert_uint_eq(a, b)  ck_assert((a) == (b))
#define ck_assert_uint_lt(a, b)  ck_assert((a) < (b))
#define ck_assert_uint_le(a, b)  ck_assert((a) <= (b))
#define ck_assert_str_eq(a, b)   ck_assert(strcmp((a), (b)) == 0)
#define ck_assert_ptr_nonnull(p) ck_assert((p) != NULL)

#endif
