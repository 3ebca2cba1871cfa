/* SPDX-License-Identifier: Apache-2.0 */
/* Text: folding, lengths, white space, bad bytes. */
#include "config.h"

#include <core/normalise.h>
#include <core/text.h>
#include <core/unicode_map.h>
#include <crmsync/json.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

static struct crm_arena *arena;

static void setup(void)
{
	arena = crm_arena_new();
}

static void teardown(void)
{
	crm_arena_free(arena);
}

static const struct {
	const char *text, *folded;
} names[] = {
	{"", ""},
	{"  \t", ""},
	{"--", ""},
	{"Jim", "jim"},
	{"  JIM   Bob ", "jim bob"},
	{"O'Brien-Smith", "o brien smith"},
	{"Dr. Jim Smith, PhD", "dr jim smith phd"},
	{"4711 GmbH & Co. KG", "4711 gmbh co kg"},
	{"Müller", "mueller"},
	{"MÜLLER", "mueller"},
	{"Mueller", "mueller"},
	{"Mu\xcc\x88ller", "mueller"}, /* u and a combining diaeresis */
	{"Weiß", "weiss"},
	{"WEISS", "weiss"},
	{"WEI\xe1\xba\x9e", "weiss"}, /* capital sharp s */
	{"Ålesund", "aalesund"},
	{"Øster", "oester"},
	{"Ǿster", "oester"}, /* o with stroke and acute */
	{"Æsir Œuvre", "aesir oeuvre"},
	{"Łukasz", "lukasz"},
	{"Đorđe", "dorde"},
	{"Sigríður Þórsdóttir", "sigridur thorsdottir"},
	{"İstanbul ılık", "istanbul ilik"},
	{"Nguyễn Thị", "nguyen thi"},
	{"Ștefan Țiriac", "stefan tiriac"},
	{"Háček Čapek Řezník", "hacek capek reznik"},
	{"ﬁrma", "firma"}, /* ligature */
	{"ＡＢＣ", "abc"}, /* full width */
	{"a\xc2\xad\xe2\x80\x8b"
	 "b",
	 "ab"}, /* soft hyphen, zero-width space */
	{"a\xc2\xa0"
	 "b",
	 "a b"}, /* no-break space */
	{"a–b…c", "a b c"},
	{"Алексей", "алексеи"},
	{"ΑΘΉΝΑ", "αθηνα"},
	{"日本　株式会社", "日本 株式会社"},
	{"が", "が"}, /* voiced marks stay */
	{"한국", "한국"},
	{"भारत", "भारत"}, /* vowel signs stay */
	{"bad\xff", "bad"},
};

START_TEST(names_are_folded)
{
	const char *once = crm_fold_name(names[_i].text, arena);

	ck_assert_str_eq(once, names[_i].folded);
	ck_assert_str_eq(crm_fold_name(once, arena), once);
}
END_TEST

static const struct {
	const char *text, *folded;
} cases[] = {
	{"", ""},
	{" A  b\r\n", "a b"},
	{"Straße", "strasse"},
	{"ÉCOLE", "école"},
	{"E\xcc\x81"
	 "cole",
	 "école"},
	{"ΣΊΣΥΦΟΣ", "σίσυφοσ"},
	{"a\xe3\x80\x80"
	 "b",
	 "a b"},
	{"O'Brien", "o'brien"},
	{"x\xc3", "x\xef\xbf\xbd"},
};

START_TEST(case_is_folded)
{
	const char *once = crm_fold_case(cases[_i].text, arena);

	ck_assert_str_eq(once, cases[_i].folded);
	ck_assert_str_eq(crm_fold_case(once, arena), once);
}
END_TEST

START_TEST(long_texts_leave_the_stack)
{
	char text[6001], *folded;

	for (size_t i = 0; i < 6000; i += 2)
		memcpy(text + i, i % 4 == 0 ? "ü" : "É", 2);
	text[6000] = '\0';
	folded = text_casefold(text, arena);
	ck_assert_uint_eq(strlen(folded), 6000);
	ck_assert_int_eq(strncmp(folded, "üéüé", 8), 0);
	ck_assert_int_eq(strncmp(crm_fold_name(text, arena), "ueeuee", 6), 0);
}
END_TEST

START_TEST(lengths_are_characters)
{
	ck_assert_uint_eq(crm_text_length(""), 0);
	ck_assert_uint_eq(crm_text_length("abc"), 3);
	ck_assert_uint_eq(crm_text_length("äöü€"), 4);
	ck_assert_uint_eq(crm_text_length("👩‍🚀"), 3); /* woman, joiner, rocket */
}
END_TEST

static const struct {
	const char *text;
	size_t n;
	const char *cut;
} truncations[] = {
	{"", 3, ""},
	{"abc", 0, ""},
	{"abc", 2, "ab"},
	{"abc", 3, "abc"},
	{"abc", 9, "abc"},
	{"äöü", 2, "äö"},
	{"ae\xcc\x81x", 2, "a"}, /* not between e and its accent */
	{"ae\xcc\x81x", 3, "ae\xcc\x81"},
	{"a👩‍🚀b", 3, "a"}, /* not within the astronaut */
	{"a👩‍🚀b", 4, "a👩‍🚀"},
	{"🇩🇪🇫🇷", 3, "🇩🇪"}, /* flags are pairs */
	{"e\xcc\x81", 1, ""},
	{"a\r\nb", 2, "a"},
	{"a\xff"
	 "b",
	 2, "a\xef\xbf\xbd"},
};

START_TEST(texts_are_cut_between_characters)
{
	ck_assert_str_eq(crm_text_truncate(truncations[_i].text, truncations[_i].n, arena), truncations[_i].cut);
}
END_TEST

static const char *const spaces[] = {
	" ",
	"\t",
	"\n",
	"\v",
	"\f",
	"\r",
	"\xc2\x85",
	"\xc2\xa0",
	"\xe1\x9a\x80",
	"\xe2\x80\x80",
	"\xe2\x80\x8a",
	"\xe2\x80\xa8",
	"\xe2\x80\xa9",
	"\xe2\x80\xaf",
	"\xe2\x81\x9f",
	"\xe3\x80\x80",
	"\xef\xbb\xbf",
};

START_TEST(all_sorts_of_white_space)
{
	char text[64];

	ck_assert(text_is_blank(spaces[_i]));
	ck_assert(!text_is_plain(spaces[_i]));
	snprintf(text, sizeof text, "%sa%s%sb%s", spaces[_i], spaces[_i], spaces[_i], spaces[_i]);
	ck_assert_str_eq(text_collapse(text, arena), "a b");
	ck_assert_int_eq(text_trim(text, arena)[0], 'a');
	ck_assert(!text_is_blank(text));
}
END_TEST

START_TEST(what_is_no_white_space)
{
	ck_assert(text_is_blank(""));
	ck_assert(!text_is_blank("\xe2\x80\x8b")); /* zero-width space is no White_Space */
	ck_assert(!text_is_blank("\xf0\x9f\x98\x80"));
	ck_assert_str_eq(text_trim("x", arena), "x");
	ck_assert_str_eq(text_trim("   ", arena), "");
}
END_TEST

START_TEST(plain_texts)
{
	ck_assert(text_is_plain("a b c"));
	ck_assert(!text_is_plain(" a"));
	ck_assert(!text_is_plain("a "));
	ck_assert(!text_is_plain("a  b"));
	ck_assert(!text_is_plain("a\tb"));
	ck_assert(!text_is_plain("ä"));
}
END_TEST

START_TEST(bad_bytes_are_replaced)
{
	const char *good = "gut: ä€😀";

	ck_assert_ptr_eq(text_repair(good, arena), good);
	ck_assert_str_eq(text_repair("\xff\xfe", arena), "\xef\xbf\xbd\xef\xbf\xbd");
	ck_assert_str_eq(text_repair("a\xc3(b", arena), "a\xef\xbf\xbd(b");
	ck_assert_str_eq(text_repair("\xed\xa0\x80x", arena), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx"); /* surrogate */
}
END_TEST

/* Folding is the same for every spelling of a text, and its result is folded already: over all characters up to U+FFFF.
 */
START_TEST(folding_is_stable_everywhere)
{
	for (unsigned cp = 0x80; cp <= 0xffff; cp++) {
		char text[8] = {0};
		const char *once;

		if (cp >= 0xd800 && cp <= 0xdfff)
			continue;
		if (cp < 0x800) {
			text[0] = (char)(0xc0 | cp >> 6);
			text[1] = (char)(0x80 | (cp & 0x3f));
		} else {
			text[0] = (char)(0xe0 | cp >> 12);
			text[1] = (char)(0x80 | (cp >> 6 & 0x3f));
			text[2] = (char)(0x80 | (cp & 0x3f));
		}
		crm_arena_reset(arena);
		once = crm_fold_case(text, arena);
		ck_assert_msg(strcmp(crm_fold_case(once, arena), once) == 0, "case of U+%04X", cp);
		once = crm_fold_name(text, arena);
		ck_assert_msg(strcmp(crm_fold_name(once, arena), once) == 0, "name of U+%04X", cp);
		ck_assert_uint_eq(crm_utf8_valid_prefix(once, strlen(once)), strlen(once));
	}
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

int main(void)
{
	Suite *suite = suite_create("core text");
	TCase *tcase = tcase_create("text");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, names_are_folded, 0, COUNT(names));
	tcase_add_loop_test(tcase, case_is_folded, 0, COUNT(cases));
	tcase_add_test(tcase, long_texts_leave_the_stack);
	tcase_add_test(tcase, lengths_are_characters);
	tcase_add_loop_test(tcase, texts_are_cut_between_characters, 0, COUNT(truncations));
	tcase_add_loop_test(tcase, all_sorts_of_white_space, 0, COUNT(spaces));
	tcase_add_test(tcase, what_is_no_white_space);
	tcase_add_test(tcase, plain_texts);
	tcase_add_test(tcase, bad_bytes_are_replaced);
	tcase_add_test(tcase, folding_is_stable_everywhere);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
