/* SPDX-License-Identifier: Apache-2.0 */
/* The fuzz target of the Pipedrive connector, fed with its corpus and with what single changes make of it: a byte left
   out, a byte replaced by one that means something in JSON, a value of another type, the end cut off. */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_suite.h"

#define MAX_SIZE  8192
#define MAX_SPOTS 200 /* changes of one kind to one file */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const corpus[] = {"deals",        "error",   "fields", "gone",   "organizations",
				     "participants", "persons", "search", "strange"};

static size_t read_seed(const char *name, uint8_t *out)
{
	const char *folder = getenv("srcdir");
	char path[4096];
	snprintf(path, sizeof path, "%s/tests/fuzz/corpus/pipedrive_page/%s.json", folder ? folder : ".", name);
	FILE *in = fopen(path, "rb");
	ck_assert_msg(in != NULL, "%s is missing", path);
	size_t n = fread(out, 1, MAX_SIZE, in);
	fclose(in);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_lt(n, MAX_SIZE);
	return n;
}

START_TEST(corpus_as_it_is)
{
	uint8_t seed[MAX_SIZE];
	size_t n = read_seed(corpus[_i], seed);
	ck_assert_int_eq(LLVMFuzzerTestOneInput(seed, n), 0);
}
END_TEST

START_TEST(corpus_with_a_byte_left_out)
{
	uint8_t seed[MAX_SIZE], changed[MAX_SIZE];
	size_t n = read_seed(corpus[_i], seed);
	for (size_t at = 0; at < n; at += 1 + n / MAX_SPOTS) {
		memcpy(changed, seed, at);
		memcpy(changed + at, seed + at + 1, n - at - 1);
		LLVMFuzzerTestOneInput(changed, n - 1);
		LLVMFuzzerTestOneInput(seed, at);
	}
}
END_TEST

START_TEST(corpus_with_a_byte_replaced)
{
	static const char marks[] = "0[]{}\",:-n\x80";
	uint8_t seed[MAX_SIZE];
	size_t n = read_seed(corpus[_i], seed);
	for (size_t at = 0; at < n; at += 1 + n / MAX_SPOTS) {
		uint8_t was = seed[at];
		for (size_t m = 0; m < sizeof marks - 1; m++) {
			seed[at] = (uint8_t)marks[m];
			LLVMFuzzerTestOneInput(seed, n);
		}
		seed[at] = was;
	}
}
END_TEST

/* A value of another type in the place of each value. */
START_TEST(corpus_with_a_value_replaced)
{
	static const char *const others[] = {"null", "7", "true", "\"x\"", "[]", "{}", "[7]", "-1e9"};
	uint8_t seed[MAX_SIZE], changed[MAX_SIZE + 16];
	size_t n = read_seed(corpus[_i], seed);
	for (size_t at = 0; at + 1 < n; at++) {
		if (seed[at] != ':' && seed[at] != '[')
			continue;
		size_t end = at + 1;
		while (end < n && strchr(",}]", seed[end]) == NULL)
			end++;
		for (size_t o = 0; o < sizeof others / sizeof *others; o++) {
			size_t len = strlen(others[o]);
			memcpy(changed, seed, at + 1);
			memcpy(changed + at + 1, others[o], len);
			memcpy(changed + at + 1 + len, seed + end, n - end);
			LLVMFuzzerTestOneInput(changed, at + 1 + len + n - end);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("connector_pipedrive_fuzz");
	TCase *replay = tcase_create("replay");
	int n = (int)(sizeof corpus / sizeof *corpus);
	tcase_add_loop_test(replay, corpus_as_it_is, 0, n);
	tcase_add_loop_test(replay, corpus_with_a_byte_left_out, 0, n);
	tcase_add_loop_test(replay, corpus_with_a_byte_replaced, 0, n);
	tcase_add_loop_test(replay, corpus_with_a_value_replaced, 0, n);
	suite_add_tcase(suite, replay);
	return run_suite(suite);
}
