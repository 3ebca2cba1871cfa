/* SPDX-License-Identifier: Apache-2.0 */
/* The crowd that matching is measured with: frozen, the same everywhere, and with all the traps that it promises. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_suite.h"
#include "sandbox/crowd.h"

#define RECORDS 20000u

static struct crowd crowd;
static struct seed_draft draft;

static void setup(void)
{
	struct crm_error err = {0};
	ck_assert_msg(crowd_init(&crowd, 1, RECORDS, &err) == CRM_OK, "%s", crm_error_text(&err));
	draft.arena = crm_arena_new();
	ck_assert_ptr_nonnull(draft.arena);
}

static void teardown(void)
{
	crowd_free(&crowd);
	crm_arena_free(draft.arena);
	draft.arena = NULL;
}

/* ---- the file ---------------------------------------------------------------------------------------------------- */

static char *csv_of(uint64_t seed, uint32_t rows)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	struct crm_error err = {0};
	ck_assert_ptr_nonnull(out);
	ck_assert_msg(crowd_write_csv(seed, rows, out, &err) == CRM_OK, "%s", crm_error_text(&err));
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

static uint64_t hash_of(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash;
}

START_TEST(same_numbers_same_rows)
{
	char *one = csv_of(7, 500), *again = csv_of(7, 500), *other = csv_of(8, 500);
	ck_assert_str_eq(one, again);
	ck_assert_str_ne(one, other);
	free(one);
	free(again);
	free(other);
}
END_TEST

/* Measurements of different versions are compared, so what is measured must not change.  If it has to, all figures in
   bench/matching/README.md have to be taken again. */
START_TEST(frozen)
{
	char *text = csv_of(1, 1000);
	ck_assert_msg(hash_of(text) == UINT64_C(0x8cfcd3bd080daaba), "%016" PRIx64, hash_of(text));
	free(text);
}
END_TEST

/* Columns of the row that begins here; *next gets the row after it. */
static unsigned columns_of(const char *row, const char **next)
{
	unsigned n = 1;
	bool quoted = false;
	const char *p = row;
	for (; *p && (quoted || *p != '\n'); p++) {
		if (*p == '"')
			quoted = !quoted;
		n += *p == ',' && !quoted;
	}
	*next = *p ? p + 1 : p;
	return n;
}

START_TEST(rows_are_whole)
{
	static const uint32_t numbers[] = {1, 2, 3, 999, 3000};
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		char *text = csv_of(3, numbers[i]);
		const char *row = text;
		uint32_t rows = 0;
		ck_assert(strncmp(text, "id,system,first_name,last_name,email,phone,", 43) == 0);
		for (; *row; rows++)
			ck_assert_uint_eq(columns_of(row, &row), 13);
		ck_assert_uint_eq(rows, numbers[i] + 1);
		free(text);
	}
}
END_TEST

/* ---- who there is -------------------------------------------------------------------------------------------------
 */

START_TEST(every_record_stands_once)
{
	bool *seen = crm_calloc((size_t)crowd.n_people * 8, sizeof *seen);
	ck_assert_uint_eq(crowd.n_records, RECORDS);
	for (uint32_t i = 0; i < crowd.n_records; i++) {
		uint32_t record = crowd.records[i];
		ck_assert_uint_lt(record >> 3, crowd.n_people);
		ck_assert(!seen[record] && (record & 7) < CROWD_MAX_RECORDS);
		seen[record] = true;
	}
	double mean = (double)crowd.n_records / crowd.n_people;
	ck_assert_msg(mean > 1.6 && mean < 2.0, "%f records a person", mean);
	crm_free(seen);
}
END_TEST

START_TEST(companies_are_of_all_sizes)
{
	uint32_t alone = 0, small = 0, large = 0, largest = 0, employed = 0;
	for (uint32_t u = 0; u < crowd.n_units; u++) {
		uint32_t n = crowd.unit_start[u + 1] - crowd.unit_start[u];
		if (!crowd_is_company(&crowd, u)) {
			ck_assert_uint_le(n, 5);
			continue;
		}
		employed += n;
		alone += n == 1;
		small += n > 1 && n < 10;
		large += n >= 30;
		largest = n > largest ? n : largest;
	}
	ck_assert_uint_gt(alone, small);
	ck_assert_uint_gt(small, 5 * large);
	ck_assert_uint_gt(large, 10);
	ck_assert_uint_gt(largest, 100);
	ck_assert_uint_gt(employed * 100, crowd.n_people * 60);
	ck_assert_uint_lt(employed * 100, crowd.n_people * 82);
}
END_TEST

struct traps {
	unsigned married, double_name, hired, moved, same_name_in_household, shared_landline, same_surname_at_work,
		doctor, two_given;
};

static void count_of_person(uint32_t index, struct traps *t)
{
	struct crowd_person p, before;
	crm_arena_reset(draft.arena);
	crowd_make_person(&crowd, index, &draft, &p);
	t->married += p.name_changes != CROWD_NEVER;
	t->double_name += strchr(p.later_last, '-') != NULL;
	t->hired += p.employed && p.job_changes != CROWD_NEVER;
	t->moved += p.moves != CROWD_NEVER;
	t->doctor += p.academic != NULL;
	t->two_given += p.second != NULL;
	if (index == 0 || crowd.unit[index - 1] != crowd.unit[index])
		return;
	crowd_make_person(&crowd, index - 1, &draft, &before);
	bool same_last = strcmp(p.last, before.last) == 0, same_first = strcmp(p.first, before.first) == 0;
	if (p.employed) {
		t->same_surname_at_work += same_last;
		return;
	}
	t->shared_landline += strcmp(p.home.phone, before.home.phone) == 0;
	if (p.suffix && strcmp(p.suffix, "Jr.") == 0) {
		ck_assert(same_last && same_first && !p.female);
		ck_assert_str_eq(before.suffix, "Sr.");
		ck_assert_str_ne(p.private_email, before.private_email);
		t->same_name_in_household++;
	}
}

START_TEST(people_have_all_that_happens)
{
	struct traps t = {0};
	for (uint32_t p = 0; p < crowd.n_people; p++)
		count_of_person(p, &t);
	ck_assert(!draft.failed);
	ck_assert_uint_gt(t.married * 100, crowd.n_people * 2);
	ck_assert_uint_lt(t.married * 100, crowd.n_people * 6);
	ck_assert_uint_gt(t.double_name, 20);
	ck_assert_uint_gt(t.hired * 100, crowd.n_people * 6);
	ck_assert_uint_gt(t.moved * 100, crowd.n_people * 4);
	ck_assert_uint_gt(t.doctor * 100, crowd.n_people);
	ck_assert_uint_gt(t.two_given * 100, crowd.n_people * 10);
	ck_assert_uint_gt(t.same_name_in_household, 5);
	ck_assert_uint_gt(t.shared_landline * 100, crowd.n_people * 5);
	ck_assert_uint_gt(t.same_surname_at_work, 100);
}
END_TEST

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

START_TEST(private_addresses_are_peoples_own)
{
	const char **mails = crm_calloc(crowd.n_people, sizeof *mails);
	for (uint32_t p = 0; p < crowd.n_people; p++) {
		struct crowd_person person;
		crowd_make_person(&crowd, p, &draft, &person);
		mails[p] = person.private_email;
		if (p % 1000 == 999)
			ck_assert(!draft.failed);
	}
	qsort(mails, crowd.n_people, sizeof *mails, compare_texts);
	for (uint32_t p = 1; p < crowd.n_people; p++)
		ck_assert_str_ne(mails[p - 1], mails[p]);
	crm_free(mails);
}
END_TEST

/* ---- what their records say ---------------------------------------------------------------------------------------
 */

struct habits {
	unsigned no_email, no_phone, no_street, swapped, one_field, initial, upper, lower, plus, role, nonsense,
		extension, twins, beyond_ascii, changed_surname, misspelled, nickname;
};

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool is_all(const char *text, char from, char to)
{
	size_t letters = 0;
	for (; *text; text++) {
		letters += *text >= from && *text <= to;
		if (*text >= (from ^ 0x20) && *text <= (to ^ 0x20))
			return false;
	}
	return letters > 2;
}

static bool has_high_byte(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return true;
	return false;
}

static void count_of_record(uint32_t index, unsigned number, struct habits *h)
{
	struct crowd_record r, before;
	struct crowd_person p;
	crowd_make_person(&crowd, index, &draft, &p);
	crowd_make_record(&crowd, index, number, &draft, &r);
	ck_assert(r.system[0] + 'A' - 'a' == r.prefix);
	h->no_email += !*r.email;
	h->no_phone += !*r.phone;
	h->no_street += !*r.street;
	h->swapped += strcmp(r.first_name, p.last) == 0 && strcmp(r.last_name, p.first) == 0;
	h->one_field += !*r.first_name && starts(r.last_name, p.first);
	h->initial += strlen(r.first_name) == 2 && r.first_name[1] == '.';
	h->upper += is_all(r.last_name, 'A', 'Z');
	h->lower += is_all(r.last_name, 'a', 'z');
	h->plus += strchr(r.email, '+') != NULL;
	h->role += starts(r.email, "info@") || starts(r.email, "sales@") || starts(r.email, "vertrieb@");
	h->nonsense += strcmp(r.email, "test@test.com") == 0 || strcmp(r.phone, "0000000") == 0;
	h->extension += strstr(r.phone, "ext") != NULL || strchr(r.phone, 'x') != NULL;
	h->beyond_ascii += has_high_byte(r.last_name);
	h->changed_surname += p.name_changes != CROWD_NEVER && strcmp(r.last_name, p.later_last) == 0;
	h->misspelled += strlen(r.last_name) == strlen(p.last) && strcmp(r.last_name, p.last) != 0;
	h->nickname += *r.first_name && strcmp(r.first_name, draft_nickname(&draft, p.culture->names, p.first)) == 0 &&
		       strcmp(r.first_name, p.first) != 0;
	if (number > 0) {
		crowd_make_record(&crowd, index, number - 1, &draft, &before);
		h->twins += r.prefix == before.prefix;
	}
	crm_arena_reset(draft.arena);
}

START_TEST(records_go_wrong_in_all_ways)
{
	struct habits h = {0};
	for (uint32_t i = 0; i < crowd.n_records; i++)
		count_of_record(crowd.records[i] >> 3, crowd.records[i] & 7, &h);
	ck_assert(!draft.failed);
	ck_assert_uint_gt(h.no_email * 100, RECORDS * 8);
	ck_assert_uint_lt(h.no_email * 100, RECORDS * 20);
	ck_assert_uint_gt(h.no_phone * 100, RECORDS * 18);
	ck_assert_uint_lt(h.no_phone * 100, RECORDS * 35);
	ck_assert_uint_gt(h.no_street * 100, RECORDS * 35);
	ck_assert_uint_lt(h.no_street * 100, RECORDS * 50);
	ck_assert_uint_gt(h.swapped, 100);
	ck_assert_uint_gt(h.one_field, 100);
	ck_assert_uint_gt(h.initial, 200);
	ck_assert_uint_gt(h.upper, 300);
	ck_assert_uint_gt(h.lower, 200);
	ck_assert_uint_gt(h.plus, 5);
	ck_assert_uint_gt(h.role, 100);
	ck_assert_uint_gt(h.nonsense, 5);
	ck_assert_uint_gt(h.extension, 100);
	ck_assert_uint_gt(h.beyond_ascii, 500);
	ck_assert_uint_gt(h.changed_surname, 50);
	ck_assert_uint_gt(h.misspelled, 200);
	ck_assert_uint_gt(h.nickname, 300);
	ck_assert_uint_gt(h.twins, 400);
}
END_TEST

/* ---- letters ----------------------------------------------------------------------------------------------------- */

START_TEST(letters_become_ascii)
{
	ck_assert_str_eq(crowd_ascii(&draft, "Müller-Groß Łódź", CROWD_EXPANDED), "Mueller-Gross Lodz");
	ck_assert_str_eq(crowd_ascii(&draft, "Müller-Groß Łódź", CROWD_STRIPPED), "Muller-Gross Lodz");
	ck_assert_str_eq(crowd_slug(&draft, "Öz & Söhne, San. A.Ş.", CROWD_STRIPPED, '-'), "oz-sohne-san-a-s");
	ck_assert_str_eq(crowd_slug(&draft, "Le Gall", CROWD_STRIPPED, '\0'), "legall");
	ck_assert_str_eq(crowd_join(&draft, "a", "", "bc", NULL), "abc");
	ck_assert_str_eq(crowd_head(&draft, "abc", 2), "ab");
	ck_assert_str_eq(crowd_head(&draft, "abc", 9), "abc");
}
END_TEST

START_TEST(all_names_can_be_written_in_ascii)
{
	for (size_t i = 0; i < crowd_n_countries; i++) {
		const struct crowd_culture *c = crowd_countries[i].culture;
		const struct seed_list *lists[] = {&c->names->female,
						   &c->names->male,
						   &c->names->last,
						   &c->heads,
						   &c->tails,
						   &crowd_countries[i].lines,
						   &crowd_countries[i].street_heads};
		for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
			for (size_t n = 0; n < lists[k]->n; n++) {
				const char *ascii = crowd_ascii(&draft, lists[k]->items[n], CROWD_STRIPPED);
				ck_assert_msg(!has_high_byte(ascii), "%s", ascii);
			}
		ck_assert_uint_le(c->names->female.n, CROWD_RANKS);
		ck_assert_uint_le(c->names->last.n, CROWD_RANKS);
		ck_assert(c->female_tails.n == 0 || c->female_tails.n == c->tails.n);
	}
}
END_TEST

START_TEST(slips_are_small)
{
	unsigned changed = 0;
	draft.random = seed_random_at(1, 1, 1);
	for (unsigned i = 0; i < 2000; i++) {
		const char *slipped = crowd_slip(&draft, "Quittenbaum");
		size_t len = strlen(slipped);
		ck_assert_uint_ge(len, 9);
		ck_assert_uint_le(len, 13);
		changed += strcmp(slipped, "Quittenbaum") != 0;
	}
	ck_assert_uint_gt(changed, 1500);
	ck_assert_str_eq(crowd_slip(&draft, ""), "");
}
END_TEST

START_TEST(countries_share_out_all_people)
{
	unsigned sum = 0;
	for (size_t i = 0; i < crowd_n_countries; i++)
		sum += crowd_countries[i].weight;
	ck_assert_uint_eq(sum, 1000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sandbox crowd");
	TCase *tcase = tcase_create("crowd");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 300);
	tcase_add_test(tcase, same_numbers_same_rows);
	tcase_add_test(tcase, frozen);
	tcase_add_test(tcase, rows_are_whole);
	tcase_add_test(tcase, every_record_stands_once);
	tcase_add_test(tcase, companies_are_of_all_sizes);
	tcase_add_test(tcase, people_have_all_that_happens);
	tcase_add_test(tcase, private_addresses_are_peoples_own);
	tcase_add_test(tcase, records_go_wrong_in_all_ways);
	tcase_add_test(tcase, letters_become_ascii);
	tcase_add_test(tcase, all_names_can_be_written_in_ascii);
	tcase_add_test(tcase, slips_are_small);
	tcase_add_test(tcase, countries_share_out_all_people);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
