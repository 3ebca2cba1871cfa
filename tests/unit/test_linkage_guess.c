/* SPDX-License-Identifier: Apache-2.0 */
/* Guessing types of columns: tables of several trades, by header, by values, and where the two disagree. */
#include "config.h"

#include <core/linkage/guess.h>
#include <core/linkage/guess_words.h>

#include <crmsync/mem.h>

#include <stdio.h>
#include <string.h>

#include "run_suite.h"

#define MOST_COLUMNS 8
#define MOST_ROWS    60

struct table {
	size_t n;
	const char *header[MOST_COLUMNS];
	const char *rows[4][MOST_COLUMNS]; /* repeated; "%u" becomes the number of the row */
	enum linkage_type types[MOST_COLUMNS];
	size_t id;
};

static const struct table tables[] = {
	{6,
	 {"id", "name", "addr", "city", "phone", "cuisine"},
	 {{"%u", "Golden Lantern %u", "%u Main St.", "Chicago", "312/555-01%02u", "chinese"},
	  {"%u", "Harbor Grill %u", "%u Lake Ave.", "Evanston", "847/555-02%02u", "seafood"}},
	 {LINKAGE_IGNORE, LINKAGE_COMPANY, LINKAGE_STREET, LINKAGE_CITY, LINKAGE_PHONE, LINKAGE_CATEGORY},
	 0},
	{5,
	 {"id", "title", "authors", "venue", "year"},
	 {{"p%u", "Joining streams of part %u", "A. Kern, B. Lund", "Conference on Data", "1999"},
	  {"p%u", "Indexing the web, volume %u", "C. Moor, D. Nunez", "Data Journal", "2003"}},
	 {LINKAGE_IGNORE, LINKAGE_TEXT, LINKAGE_TEXT, LINKAGE_TEXT, LINKAGE_CATEGORY},
	 0},
	{4,
	 {"Record No", "Description", "Price", "Manufacturer"},
	 {{"%u", "wireless mouse, black, model %u", "$19.%02u", "Acme Inc."},
	  {"%u", "laser printer with %u sheets", "$149.%02u", "Bolt GmbH"}},
	 {LINKAGE_IGNORE, LINKAGE_TEXT, LINKAGE_NUMBER, LINKAGE_COMPANY},
	 0},
	{5,
	 {"firstName", "LAST_NAME", "E-Mail", "Birth Date", "Mobile"},
	 {{"Anna", "Berg%u", "anna%u@mail.example", "1980-05-%02u", "+49 170 55501%02u"},
	  {"John", "Hill%u", "john%u@mail.example", "1975-11-%02u", "+49 170 55502%02u"}},
	 {LINKAGE_GIVEN_NAME, LINKAGE_FAMILY_NAME, LINKAGE_EMAIL, LINKAGE_DATE, LINKAGE_PHONE},
	 SIZE_MAX},
	{3,
	 {"prenom", "nom", "ville"},
	 {{"Marie", "Durand%u", "Lyon"}, {"Jean", "Moreau%u", "Nantes"}},
	 {LINKAGE_GIVEN_NAME, LINKAGE_FAMILY_NAME, LINKAGE_CITY},
	 SIZE_MAX},
	{3,
	 {"name", "city", "notes"},
	 {{"Anna Berg", "Ulm", "called"}, {"John Hill", "Bonn", "wrote"}},
	 {LINKAGE_FULL_NAME, LINKAGE_CITY, LINKAGE_IGNORE},
	 SIZE_MAX},
	/* the names of the columns tell nothing */
	{6,
	 {"a", "b", "c", "d", "e", "f"},
	 {{"anna%u@mail.example", "1980-05-%u", "Anna", "https://a%u.example", "red", "steel pipe of %u feet"},
	  {"john%u@mail.example", "1975-11-%u", "John", "https://b%u.example", "blue", "copper wire on reel %u"}},
	 {LINKAGE_EMAIL, LINKAGE_DATE, LINKAGE_GIVEN_NAME, LINKAGE_DOMAIN, LINKAGE_CATEGORY, LINKAGE_TEXT},
	 SIZE_MAX},
	/* telephones of several countries, numbers of rows, amounts and days */
	{8,
	 {"a", "b", "c", "d", "e", "f", "g", "h"},
	 {{"030 55501%02u", "(312) 555-01%02u", "31255501%02u", "+493055501%02u", "100%u", "000%u", "1 234 0%02u",
	   "01.02.19%02u"},
	  {"089/55502%02u", "(847) 555-02%02u", "84755502%02u", "+498955502%02u", "100%u", "000%u", "2 345 0%02u",
	   "17.11.19%02u"}},
	 {LINKAGE_PHONE, LINKAGE_PHONE, LINKAGE_PHONE, LINKAGE_PHONE, LINKAGE_IGNORE, LINKAGE_IGNORE, LINKAGE_NUMBER,
	  LINKAGE_DATE},
	 SIZE_MAX},
	/* they tell what is not there */
	{3,
	 {"email", "phone", "price"},
	 {{"red", "Anna", "blue"}, {"green", "John", "white"}},
	 {LINKAGE_CATEGORY, LINKAGE_GIVEN_NAME, LINKAGE_CATEGORY},
	 SIZE_MAX},
};

static char texts[MOST_ROWS][MOST_COLUMNS][80];

static const char *fill(const char *pattern, unsigned row, char out[80])
{
	const char *at = strchr(pattern, '%');
	if (at == NULL) {
		snprintf(out, 80, "%s", pattern);
		return out;
	}
	const bool padded = strncmp(at, "%02u", 4) == 0;
	snprintf(out, 80, padded ? "%.*s%02u%s" : "%.*s%u%s", (int)(at - pattern), pattern,
		 padded ? row % 28 + 1 : row + 1, at + (padded ? 4 : 2));
	return out;
}

static void guess(const struct table *table, enum linkage_type *types, size_t *id)
{
	struct linkage_text header[MOST_COLUMNS], cells[MOST_ROWS * MOST_COLUMNS];
	struct crm_arena *arena = crm_arena_new();
	const size_t kinds = table->rows[1][0] != NULL ? 2 : 1;
	for (size_t c = 0; c < table->n; c++)
		header[c] = (struct linkage_text){table->header[c], strlen(table->header[c])};
	for (unsigned r = 0; r < MOST_ROWS; r++)
		for (size_t c = 0; c < table->n; c++) {
			const char *text = fill(table->rows[r % kinds][c], r, texts[r][c]);
			cells[r * table->n + c] = (struct linkage_text){text, strlen(text)};
		}
	ck_assert_int_eq(linkage_guess(header, table->n, cells, MOST_ROWS, arena, types, id), CRM_OK);
	crm_arena_free(arena);
}

START_TEST(types_of_tables)
{
	const struct table *table = &tables[_i];
	enum linkage_type types[MOST_COLUMNS];
	size_t id;
	guess(table, types, &id);
	for (size_t c = 0; c < table->n; c++)
		ck_assert_msg(types[c] == table->types[c], "table %d, %s: %s in place of %s", _i, table->header[c],
			      linkage_type_name(types[c]), linkage_type_name(table->types[c]));
	ck_assert_uint_eq(id, table->id);
}
END_TEST

START_TEST(phrases_match_whole_words)
{
	ck_assert_ptr_null(guess_find_phrase("capital"));
	ck_assert_ptr_null(guess_find_phrase(""));
	ck_assert_int_eq(guess_find_phrase("cap")->type, LINKAGE_POSTCODE);
	ck_assert_int_eq(guess_find_phrase("work email address")->type, LINKAGE_EMAIL);
	ck_assert(guess_find_phrase("true id")->surely);
}
END_TEST

START_TEST(a_column_that_is_all_but_empty_is_left_out)
{
	struct linkage_text header[2] = {{"city", 4}, {"phone", 5}}, cells[200] = {{0}};
	enum linkage_type types[2];
	struct crm_arena *arena = crm_arena_new();
	size_t id;
	for (unsigned r = 0; r < 100; r++)
		cells[r * 2] = (struct linkage_text){r % 2 == 0 ? "Ulm" : "Bonn", r % 2 == 0 ? 3 : 4};
	cells[1] = (struct linkage_text){"n/a", 3};
	cells[3] = (struct linkage_text){"030 5550100", 11};
	ck_assert_int_eq(linkage_guess(header, 2, cells, 100, arena, types, &id), CRM_OK);
	ck_assert_int_eq(types[0], LINKAGE_CITY);
	ck_assert_int_eq(types[1], LINKAGE_IGNORE);
	crm_arena_free(arena);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("linkage guess");
	TCase *tests = tcase_create("guess");

	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, types_of_tables, 0, (int)(sizeof tables / sizeof *tables));
	tcase_add_test(tests, phrases_match_whole_words);
	tcase_add_test(tests, a_column_that_is_all_but_empty_is_left_out);
	return run_suite(suite);
}
