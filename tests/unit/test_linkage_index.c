/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows that come and go, in batches drawn by chance, give what a full run with the same parameters gives, to the last
 * digit: the same clusters, probabilities and pairs.
 */
#include "config.h"

#include <core/linkage/index_parts.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_suite.h"

#define COLUMNS 8

struct row {
	char cells[COLUMNS][48];
	char source[8];
};

static const struct linkage_column columns[COLUMNS] = {
	{"given", LINKAGE_GIVEN_NAME}, {"family", LINKAGE_FAMILY_NAME}, {"note", LINKAGE_IGNORE},
	{"email", LINKAGE_EMAIL},      {"born", LINKAGE_DATE},          {"city", LINKAGE_CITY},
	{"firm", LINKAGE_COMPANY},     {"phone", LINKAGE_PHONE},
};

static const char *const syllables[] = {"ba", "ro", "mi", "ten", "kal", "dor", "wes", "lu", "gar", "fin", "sol", "pet"};

static unsigned draw(uint64_t *state, unsigned n)
{
	return (unsigned)(linkage_random(state) % n);
}

static void draw_name(uint64_t *state, char out[48], unsigned parts)
{
	out[0] = '\0';
	for (unsigned i = 0; i < parts; i++)
		strncat(out, syllables[draw(state, 12)], 10);
}

static void slip(uint64_t *state, char *text)
{
	const size_t len = strlen(text);
	if (len > 3)
		text[1 + draw(state, (unsigned)len - 2)] = (char)('a' + draw(state, 26));
}

/* Of one person, from a seed of their own, with slips and gaps; dates stand with the month first in some. */
static void make_row(unsigned person, uint64_t *state, struct row *out)
{
	uint64_t own = person;
	memset(out, 0, sizeof *out);
	draw_name(&own, out->cells[0], 2);
	draw_name(&own, out->cells[1], 2 + draw(&own, 2));
	snprintf(out->cells[2], 48, "note %u", draw(state, 1000));
	snprintf(out->cells[3], 48, "%s.%s@mail%u.example", out->cells[0], out->cells[1], draw(&own, 40));
	snprintf(out->cells[4], 48, "%02u/%02u/%u", 1 + draw(&own, 12), 1 + draw(&own, 28), 1940 + draw(&own, 60));
	snprintf(out->cells[5], 48, "city %c", (char)('a' + draw(&own, 20)));
	const unsigned firm = draw(&own, 300);
	snprintf(out->cells[6], 48, "%s %s works %u", syllables[firm % 12], syllables[firm / 12 % 12], firm % 7);
	snprintf(out->cells[7], 48, "030 %07u", 1000000 + draw(&own, 9000000));
	snprintf(out->source, sizeof out->source, "%c", (char)('a' + draw(state, 3)));
	for (unsigned c = 0; c < COLUMNS; c++)
		if (draw(state, 12) == 0)
			slip(state, out->cells[c]);
	for (unsigned c = 0; c < COLUMNS; c++)
		if (draw(state, 8) == 0)
			out->cells[c][0] = '\0';
}

static struct row *make_rows(unsigned n, uint64_t seed)
{
	struct row *rows = calloc(n, sizeof *rows);
	uint64_t state = seed;
	ck_assert_ptr_nonnull(rows);
	for (unsigned i = 0; i < n; i++)
		make_row(draw(&state, n * 3 / 5), &state, &rows[i]);
	return rows;
}

static void add(struct linkage *link, const struct row *row)
{
	struct crm_error err = {0};
	struct linkage_text cells[COLUMNS];
	const struct linkage_text source = {row->source, strlen(row->source)};
	for (unsigned c = 0; c < COLUMNS; c++)
		cells[c] = (struct linkage_text){row->cells[c], strlen(row->cells[c])};
	ck_assert_int_eq(linkage_add(link, cells, &source, &err), CRM_OK);
}

static struct linkage *run(const struct row *rows, unsigned n, bool one_to_one, bool index)
{
	struct crm_error err = {0};
	struct linkage *link = NULL;
	const struct linkage_options options = {.threads = 2, .threshold = 0.6, .one_to_one = one_to_one};
	ck_assert_int_eq(linkage_new(columns, COLUMNS, &options, &link, &err), CRM_OK);
	if (index)
		ck_assert_int_eq(linkage_keep(link), CRM_OK);
	for (unsigned i = 0; i < n; i++)
		add(link, &rows[i]);
	ck_assert_int_eq(linkage_run(link, &err), CRM_OK);
	if (index)
		ck_assert_int_eq(linkage_index_make(link, &err), CRM_OK);
	return link;
}

static void update(struct linkage *link)
{
	struct crm_error err = {0};
	ck_assert_msg(linkage_index_update(link, &err) == CRM_OK, "%s", crm_error_text(&err));
}

static int compare_edges(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

/* All pairs by rows, ascending; `row` numbers them otherwise, NULL: as they are. */
static struct edge *pairs_of(const struct linkage *link, const uint32_t *row)
{
	struct edge *list = calloc(link->n_edges + 1, sizeof *list);
	ck_assert_ptr_nonnull(list);
	for (size_t i = 0; i < link->n_edges; i++) {
		uint32_t a = link->row_of[link->edges[i].a], b = link->row_of[link->edges[i].b];
		a = row != NULL ? row[a] : a;
		b = row != NULL ? row[b] : b;
		list[i] = (struct edge){a < b ? a : b, a < b ? b : a, link->edges[i].weight};
	}
	qsort(list, link->n_edges, sizeof *list, compare_edges);
	return list;
}

/* `here` numbers the rows of `one` that are there as those of `two` are numbered. */
static void assert_same(const struct linkage *one, const uint32_t *here, size_t n, const struct linkage *two,
			const uint32_t *there)
{
	struct edge *a = pairs_of(one, here), *b = pairs_of(two, there);
	uint32_t *of = malloc((n + 1) * sizeof *of), *back = malloc((n + 1) * sizeof *back);
	ck_assert(of != NULL && back != NULL);
	ck_assert_uint_eq(one->n_edges, two->n_edges);
	for (size_t i = 0; i < one->n_edges; i++) {
		ck_assert_uint_eq(a[i].a, b[i].a);
		ck_assert_uint_eq(a[i].b, b[i].b);
		ck_assert_float_eq(a[i].weight, b[i].weight);
	}
	memset(of, 0xff, (n + 1) * sizeof *of);
	memset(back, 0xff, (n + 1) * sizeof *back);
	for (size_t r = 0; r < one->n; r++)
		if (one->index == NULL || !linkage_index_is_gone(one, r))
			of[here != NULL ? here[r] : r] = (uint32_t)r;
	for (size_t r = 0; r < two->n; r++)
		if (two->index == NULL || !linkage_index_is_gone(two, r))
			back[there != NULL ? there[r] : r] = (uint32_t)r;
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_ne(of[i], UINT32_MAX);
		ck_assert_uint_ne(back[i], UINT32_MAX);
		ck_assert_float_eq((float)linkage_probability(one, of[i]), (float)linkage_probability(two, back[i]));
	}
	/* Two rows are together here if they are there; labels themselves may be others. */
	uint32_t *label = malloc((one->n + 1) * sizeof *label), *other = malloc((two->n + 1) * sizeof *other);
	ck_assert(label != NULL && other != NULL);
	memset(label, 0xff, (one->n + 1) * sizeof *label);
	memset(other, 0xff, (two->n + 1) * sizeof *other);
	for (size_t i = 0; i < n; i++) {
		const uint32_t x = linkage_cluster(one, of[i]), y = linkage_cluster(two, back[i]);
		if (label[x] == UINT32_MAX)
			label[x] = y;
		if (other[y] == UINT32_MAX)
			other[y] = x;
		ck_assert_uint_eq(label[x], y);
		ck_assert_uint_eq(other[y], x);
	}
	free(label);
	free(other);
	free(a);
	free(b);
	free(of);
	free(back);
}

/* Everything is taken out, so that only the parameters are left. */
static struct linkage *parameters_of(const struct row *rows, unsigned n, bool one_to_one)
{
	struct linkage *link = run(rows, n, one_to_one, true);
	for (size_t r = 0; r < n; r++)
		ck_assert_int_eq(linkage_index_remove(link, r), CRM_OK);
	update(link);
	ck_assert_uint_eq(link->n_edges, 0);
	ck_assert_uint_eq(linkage_index_rows(link), 0);
	for (unsigned p = 0; p < link->n_passes; p++)
		ck_assert_uint_eq(link->index->passes[p].n_places, 0);
	return link;
}

/* The same rows again, in batches drawn by chance, give what the engine without an index gave. */
static void check_again(unsigned n, bool one_to_one, uint64_t seed)
{
	struct row *rows = make_rows(n, seed);
	uint32_t *number = calloc(n * 2, sizeof *number);
	struct linkage *full = run(rows, n, one_to_one, false), *index = parameters_of(rows, n, one_to_one);
	uint64_t state = seed;
	ck_assert_ptr_nonnull(number);
	for (unsigned i = 0, size = 1; i < n; i += size) {
		size = 1 + draw(&state, n / 3);
		for (unsigned k = i; k < i + size && k < n; k++) {
			number[linkage_index_next(index)] = k;
			add(index, &rows[k]);
		}
		update(index);
	}
	ck_assert_uint_gt(full->n_edges, 0);
	assert_same(index, number, n, full, NULL);
	linkage_free(full);
	linkage_free(index);
	free(number);
	free(rows);
}

START_TEST(rows_in_batches_give_what_a_full_run_gives)
{
	check_again(2600, false, 7);
	check_again(2600, true, 8);
}
END_TEST

START_TEST(small_tables_are_compared_in_full)
{
	check_again(400, false, 9);
}
END_TEST

START_TEST(large_tables_have_communities_and_blocks_that_are_split)
{
	struct row *rows = make_rows(11000, 3);
	struct linkage *link = run(rows, 11000, false, true);
	size_t split = 0;
	for (unsigned p = 0; p < link->n_passes; p++)
		split += link->index->passes[p].n_split;
	ck_assert_ptr_nonnull(link->community);
	ck_assert_uint_gt(split, 0);
	linkage_free(link);
	free(rows);
	check_again(11000, false, 3);
}
END_TEST

/* Rows are added, changed and taken out; what is left is what all of it at once gives. */
static void check_changes(uint64_t seed)
{
	enum { FIRST = 2000, STEPS = 12, MOST = 4000 };
	struct row *rows = make_rows(MOST, seed);
	static uint32_t number[MOST * 2], there[MOST];
	static bool gone[MOST];
	struct linkage *link = run(rows, FIRST, false, true), *once = parameters_of(rows, FIRST, false);
	uint64_t state = seed;
	unsigned n = FIRST, left = 0;
	memset(gone, 0, sizeof gone);
	for (unsigned step = 0; step < STEPS; step++) {
		for (unsigned i = draw(&state, 120); i > 0; i--) {
			const unsigned row = draw(&state, n);
			ck_assert_int_eq(linkage_index_remove(link, row), CRM_OK);
			gone[row] = true;
			if (draw(&state, 2) == 0)
				continue;
			rows[n] = rows[row]; /* it has changed */
			slip(&state, rows[n].cells[draw(&state, COLUMNS)]);
			ck_assert_uint_eq(linkage_index_next(link), n);
			add(link, &rows[n++]);
		}
		for (unsigned i = draw(&state, 40); i > 0; i--)
			add(link, &rows[n++]);
		update(link);
		ck_assert_uint_eq(linkage_index_next(link), n);
	}
	for (unsigned row = 0; row < n; row++) {
		ck_assert(linkage_index_is_gone(link, row) == gone[row]);
		if (gone[row])
			continue;
		number[row] = left;
		there[left] = row;
		left++;
	}
	ck_assert_uint_eq(linkage_index_rows(link), left);
	static uint32_t again[MOST * 2];
	for (unsigned i = 0; i < left; i++) {
		again[linkage_index_next(once)] = i;
		add(once, &rows[there[i]]);
	}
	update(once);
	assert_same(link, number, left, once, again);
	linkage_free(link);
	linkage_free(once);
	free(rows);
}

START_TEST(rows_that_change_and_go_leave_what_is_left)
{
	for (uint64_t seed = 1; seed <= 2; seed++)
		check_changes(seed);
}
END_TEST

START_TEST(changes_are_told)
{
	struct row *rows = make_rows(1000, 5);
	struct linkage *link = run(rows, 999, false, true);
	size_t n;
	rows[999] = rows[0];
	add(link, &rows[999]);
	update(link);
	const uint32_t *changed = linkage_index_changed(link, &n);
	ck_assert_uint_ge(n, 1);
	ck_assert_uint_eq(changed[n - 1], 999);
	ck_assert_uint_eq(linkage_cluster(link, 999), linkage_cluster(link, 0));
	const struct linkage_pair *pairs = linkage_pairs(link, &n);
	ck_assert_ptr_nonnull(pairs);
	ck_assert_uint_ge(n, 1);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(pairs[i].b, 999);
	/* Without the row all is as before. */
	const uint32_t before = linkage_cluster(link, 0);
	ck_assert_int_eq(linkage_index_remove(link, 999), CRM_OK);
	ck_assert_int_eq(linkage_index_remove(link, 999), CRM_OK);
	ck_assert_int_eq(linkage_index_remove(link, 5000), CRM_OK);
	update(link);
	ck_assert_uint_eq(linkage_cluster(link, 0), before);
	ck_assert_uint_eq(linkage_index_rows(link), 999);
	linkage_pairs(link, &n);
	ck_assert_uint_eq(n, 0);
	linkage_free(link);
	free(rows);
}
END_TEST

/* Which names e-mails are searched for was decided when the index was made, else batches would make a difference. */
START_TEST(names_that_come_later_are_not_found_in_addresses)
{
	struct row *rows = make_rows(500, 6);
	struct linkage *link = run(rows, 500, false, true);
	const struct row named = {.cells = {"Zebulon", "Quarkwood"}, .source = "a"};
	struct row known = {.cells = {[3] = "@x.example"}, .source = "a"}, later = known;
	const unsigned given = link->fields[link->given].first_slot;
	for (unsigned i = 0; i < 500 && strlen(known.cells[3]) < 15; i++)
		if (rows[i].cells[0][0] != '\0' && rows[i].cells[1][0] != '\0')
			snprintf(known.cells[3], 48, "%.15s.%.20s@x.example", rows[i].cells[0], rows[i].cells[1]);
	snprintf(later.cells[3], 48, "zebulon.quarkwood@x.example");
	add(link, &named);
	update(link);
	add(link, &known);
	add(link, &later);
	update(link);
	ck_assert_uint_ne(record_values(link, 501)[given], 0);
	ck_assert_uint_eq(record_values(link, 502)[given], 0);
	linkage_free(link);
	free(rows);
}
END_TEST

/* ---- images ---- */

struct bytes {
	char *text;
	size_t n, cap, at;
};

static int write_bytes(void *context, const void *bytes, size_t len, struct crm_error *err)
{
	struct bytes *out = context;
	(void)err;
	if (out->n + len > out->cap) {
		out->cap = (out->n + len) * 2;
		out->text = realloc(out->text, out->cap);
		ck_assert_ptr_nonnull(out->text);
	}
	memcpy(out->text + out->n, bytes, len);
	out->n += len;
	return CRM_OK;
}

static int read_bytes(void *context, void *bytes, size_t len, struct crm_error *err)
{
	struct bytes *in = context;
	if (len > in->n - in->at)
		return crm_error_set(err, CRM_E_INVALID, "it is too short");
	memcpy(bytes, in->text + in->at, len);
	in->at += len;
	return CRM_OK;
}

static struct linkage *load(struct bytes *bytes)
{
	struct crm_error err = {0};
	struct linkage *link = NULL;
	bytes->at = 0;
	ck_assert_msg(linkage_index_load(read_bytes, bytes, 1, &link, &err) == CRM_OK, "%s", crm_error_text(&err));
	ck_assert_uint_eq(bytes->at, bytes->n);
	return link;
}

static void check_image(unsigned n)
{
	struct crm_error err = {0};
	struct row *rows = make_rows(n + 200, 11);
	struct linkage *link = run(rows, n, false, true);
	struct bytes bytes = {0}, again = {0};
	ck_assert_int_eq(linkage_index_save(link, write_bytes, &bytes, &err), CRM_OK);
	struct linkage *loaded = load(&bytes);
	ck_assert_int_eq(linkage_index_save(loaded, write_bytes, &again, &err), CRM_OK);
	assert_same(link, NULL, n, loaded, NULL);
	for (unsigned i = n; i < n + 200; i++) {
		add(link, &rows[i]);
		add(loaded, &rows[i]);
	}
	ck_assert_int_eq(linkage_index_remove(link, 3), CRM_OK);
	ck_assert_int_eq(linkage_index_remove(loaded, 3), CRM_OK);
	update(link);
	update(loaded);
	static uint32_t number[3000];
	for (unsigned row = 0; row < n + 200; row++)
		number[row] = row < 3 ? row : row - 1;
	assert_same(link, number, n + 199, loaded, number);
	linkage_free(loaded);
	linkage_free(link);
	free(bytes.text);
	free(again.text);
	free(rows);
}

START_TEST(an_image_is_read_as_it_was_written)
{
	check_image(300);
	check_image(2500);
}
END_TEST

START_TEST(an_image_that_is_cut_or_of_another_program_is_refused)
{
	struct crm_error err = {0};
	struct row *rows = make_rows(300, 12);
	struct linkage *link = run(rows, 300, false, true), *loaded = NULL;
	struct bytes bytes = {0};
	ck_assert_int_eq(linkage_index_save(link, write_bytes, &bytes, &err), CRM_OK);
	const size_t whole = bytes.n;
	for (size_t cut = 0; cut < whole; cut += 1 + whole / 97) {
		bytes.n = cut;
		bytes.at = 0;
		ck_assert_int_eq(linkage_index_load(read_bytes, &bytes, 1, &loaded, &err), CRM_E_INVALID);
	}
	bytes.n = whole;
	bytes.at = 0;
	bytes.text[16]++;
	ck_assert_int_eq(linkage_index_load(read_bytes, &bytes, 1, &loaded, &err), CRM_E_INVALID);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&err), "another version"));
	bytes.at = 0;
	bytes.text[0]++;
	ck_assert_int_eq(linkage_index_load(read_bytes, &bytes, 1, &loaded, &err), CRM_E_INVALID);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&err), "not an index"));
	crm_error_clear(&err);
	linkage_free(link);
	free(bytes.text);
	free(rows);
}
END_TEST

START_TEST(too_few_rows_say_too_little)
{
	struct crm_error err = {0};
	struct row *rows = make_rows(7000, 13);
	struct linkage *link = run(rows, 500, false, true);
	for (unsigned i = 500; i < 7000; i++)
		add(link, &rows[i]);
	ck_assert_int_eq(linkage_index_update(link, &err), CRM_E_INVALID);
	ck_assert_uint_eq(linkage_index_rows(link), 500);
	linkage_free(link);
	link = run(rows, 1, false, false);
	linkage_free(link);
	ck_assert_int_eq(
		linkage_new(columns, COLUMNS, &(struct linkage_options){.threads = 1, .threshold = 0.6}, &link, &err),
		CRM_OK);
	ck_assert_int_eq(linkage_keep(link), CRM_OK);
	add(link, &rows[0]);
	ck_assert_int_eq(linkage_run(link, &err), CRM_OK);
	ck_assert_int_eq(linkage_index_make(link, &err), CRM_E_INVALID);
	crm_error_clear(&err);
	linkage_free(link);
	free(rows);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("linkage index");
	TCase *tests = tcase_create("index");
	suite_add_tcase(suite, tests);
	tcase_add_test(tests, rows_in_batches_give_what_a_full_run_gives);
	tcase_add_test(tests, small_tables_are_compared_in_full);
	tcase_add_test(tests, large_tables_have_communities_and_blocks_that_are_split);
	tcase_add_test(tests, rows_that_change_and_go_leave_what_is_left);
	tcase_add_test(tests, changes_are_told);
	tcase_add_test(tests, names_that_come_later_are_not_found_in_addresses);
	tcase_add_test(tests, an_image_is_read_as_it_was_written);
	tcase_add_test(tests, an_image_that_is_cut_or_of_another_program_is_refused);
	tcase_add_test(tests, too_few_rows_say_too_little);
	return run_suite(suite);
}
