/* SPDX-License-Identifier: Apache-2.0 */
/* The fuzz targets of the core, fed by a generator that knows what values look like: the same inputs on every machine.
 */
#include "config.h"

#include <string.h>

#include "run_suite.h"

#define LLVMFuzzerTestOneInput fuzz_normalise
#include "../fuzz/fuzz_normalise.c"
#undef LLVMFuzzerTestOneInput
#undef CRM_TESTS_FUZZ_CORE_H
#undef HOLDS
#define LLVMFuzzerTestOneInput fuzz_merge
#include "../fuzz/fuzz_merge.c"

static uint64_t random_state;

static unsigned pick(unsigned below)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (unsigned)((random_state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static const char *const pieces[] = {
	"a",
	"Z",
	"1",
	"0",
	"00",
	"+",
	"-",
	".",
	"@",
	"/",
	":",
	"//",
	"http",
	"www.",
	"mailto:",
	"tel:",
	"[",
	"]",
	"?",
	"#",
	"=",
	"+49",
	"030 123456",
	"ext. 1",
	";ext=",
	"2026",
	"-11-",
	"-21",
	"T",
	"17:50",
	"Z",
	"true",
	"yes",
	"no",
	"ſ",
	"e",
	"e5",
	"1.50",
	"xn--",
	"example",
	".com",
	".de",
	"ü",
	"u\xcc\x88",
	"ß",
	"ẞ",
	"İ",
	"\xcd\x85",
	"Å",
	"K",
	"ﬁ",
	"Ω",
	"日本",
	"한",
	"\xe1\x84\x92",
	"\xe1\x85\xa1",
	"👩‍🚀",
	"🇩🇪",
	" ",
	"  ",
	"\t",
	"\n",
	"\xc2\xa0",
	"\xe2\x80\x8b",
	"\xef\xbb\xbf",
	"\xc2\xad",
	"\xff",
	"\xc3",
	"\xed\xa0\x80",
	"\xd9\x8b",
	"\xd7\x90",
	"\xe0\xa4\xbe",
	"\x7f",
	"\x01",
	"Germany",
	"US",
	"\xef\xbc\x91",
	"\xef\xbc\xa0",
	"\xef\xbc\x8e",
	"\xe3\x80\x82",
};

static size_t make_text(uint8_t *out, size_t room)
{
	size_t len = 2;

	out[0] = (uint8_t)pick(256);
	out[1] = (uint8_t)pick(256);
	for (unsigned n = 1 + pick(8); n > 0; n--) {
		const char *piece = pieces[pick(sizeof pieces / sizeof pieces[0])];
		size_t k = strlen(piece);

		if (len + k > room)
			break;
		memcpy(out + len, piece, k);
		len += k;
	}
	return len;
}

START_TEST(values_of_all_sorts)
{
	uint8_t data[256];

	random_state = UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)_i;
	for (int k = 0; k < 40000; k++)
		fuzz_normalise(data, make_text(data, sizeof data));
}
END_TEST

START_TEST(merges_of_all_sorts)
{
	uint8_t data[128];

	random_state = UINT64_C(0xd1342543de82ef95) + (uint64_t)_i;
	for (int k = 0; k < 100000; k++) {
		for (size_t i = 0; i < sizeof data; i++)
			data[i] = (uint8_t)pick(256);
		fuzz_merge(data, pick(sizeof data));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core fuzz");
	TCase *tcase = tcase_create("fuzz");

	tcase_add_loop_test(tcase, values_of_all_sorts, 0, 2);
	tcase_add_loop_test(tcase, merges_of_all_sorts, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
