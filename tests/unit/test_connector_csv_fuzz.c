/* SPDX-License-Identifier: Apache-2.0 */
/* The fuzz target of the CSV connector, fed with its corpus and with what single changes make of it. */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_suite.h"

#define MAX_SIZE 2048

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const corpus[] = {"windows", "bom", "sep", "broken", "utf16", "mac", "twice", "open"};

static size_t read_seed(const char *name, uint8_t *out)
{
	const char *folder = getenv("srcdir");
	char path[4096];
	snprintf(path, sizeof path, "%s/tests/fuzz/corpus/csv_folder/%s", folder ? folder : ".", name);
	FILE *in = fopen(path, "rb");
	ck_assert_msg(in != NULL, "%s is missing", path);
	size_t n = fread(out, 1, MAX_SIZE, in);
	fclose(in);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_lt(n, MAX_SIZE);
	return n;
}

START_TEST(corpus_and_its_beginnings)
{
	uint8_t seed[MAX_SIZE];
	size_t n = read_seed(corpus[_i], seed);
	for (size_t len = 0; len <= n; len++)
		ck_assert_int_eq(LLVMFuzzerTestOneInput(seed, len), 0);
}
END_TEST

START_TEST(corpus_with_a_byte_replaced)
{
	static const char marks[] = "\";,\r\n\t'=\xff"; /* with its NUL */
	uint8_t seed[MAX_SIZE];
	size_t n = read_seed(corpus[_i], seed);
	for (size_t at = 0; at < n; at++)
		for (size_t m = 0; m < sizeof marks; m++) {
			uint8_t kept = seed[at];
			seed[at] = (uint8_t)marks[m];
			LLVMFuzzerTestOneInput(seed, n);
			seed[at] = kept;
		}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("connector_csv_fuzz");
	TCase *tcase = tcase_create("corpus");
	int n = (int)(sizeof corpus / sizeof *corpus);
	tcase_add_loop_test(tcase, corpus_and_its_beginnings, 0, n);
	tcase_add_loop_test(tcase, corpus_with_a_byte_replaced, 0, n);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
