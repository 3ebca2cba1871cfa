/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of blocks: what goes in comes out, each block in exactly one stretch, however the list is cut. */
#include "config.h"

#include <core/linkage/block_list.h>

#include "run_suite.h"

#define BLOCKS 700

/* Block i has i % 9 + 2 records, and i is its key. */
static void fill(struct block_list *list)
{
	for (uint32_t i = 0; i < BLOCKS; i++) {
		uint64_t keyed[16];
		for (uint32_t k = 0; k < i % 9 + 2; k++)
			keyed[k] = (uint64_t)i << 32 | (i * 10 + k);
		ck_assert(block_list_add(list, i, keyed, i % 9 + 2));
	}
}

START_TEST(each_block_is_in_one_stretch)
{
	static const size_t stretches[] = {1, 2, 3, 7, 64, 100000};
	struct block_list list = {0};
	struct block block;
	uint32_t next = 0;
	fill(&list);
	block_list_seal(&list);
	for (size_t from = 0; from < list.n; from += stretches[_i]) {
		const size_t end = list.n - from < stretches[_i] ? list.n : from + stretches[_i];
		for (size_t at = from; block_list_next(&list, &at, end, &block); next++) {
			ck_assert_uint_eq(block.key, next);
			ck_assert_uint_eq(block.n, next % 9 + 2);
			for (uint32_t k = 0; k < block.n; k++)
				ck_assert_uint_eq(block.records[k], next * 10 + k);
		}
	}
	ck_assert_uint_eq(next, BLOCKS);
	block_list_free(&list);
}
END_TEST

START_TEST(an_empty_list_has_no_block)
{
	struct block_list list = {0};
	struct block block;
	size_t at = 0;
	block_list_seal(&list);
	ck_assert(!block_list_next(&list, &at, 0, &block));
	block_list_free(&list);
	ck_assert_ptr_null(list.items);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("linkage block list");
	TCase *tests = tcase_create("block list");
	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, each_block_is_in_one_stretch, 0, 6);
	tcase_add_test(tests, an_empty_list_has_no_block);
	return run_suite(suite);
}
