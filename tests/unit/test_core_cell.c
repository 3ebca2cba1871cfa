/* SPDX-License-Identifier: Apache-2.0 */
/* Cells: known, blank, equal; as JSON; hashed; shown. */
#include "config.h"

#include <core/cell.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

#define TEXT(k, t)                                                                                                     \
	{                                                                                                              \
		.kind = CRM_TEXT, .valid = true, .key = (k), .text = (t)                                               \
	}
#define LIST(array)                                                                                                    \
	{                                                                                                              \
		.kind = CRM_LIST, .valid = true, .items = (array), .n = sizeof(array) / sizeof(array)[0]               \
	}

static const struct crm_cell items_ab[] = {TEXT("a", "A"), TEXT("b", "b")};
static const struct crm_cell items_ac[] = {TEXT("a", "a"), TEXT("c", "c")};
static const struct crm_cell items_a[] = {TEXT("a", "a")};
static const struct crm_cell items_blank[] = {TEXT("", "")};

enum {
	ABSENT,
	DENIED,
	NULL_CELL,
	EMPTY,
	SPACE,
	NO_ITEMS,
	BLANK_ITEMS,
	A,
	A_SPELT,
	INVALID,
	B,
	LIST_A,
	LIST_AB,
	LIST_AC,
	CELLS
};

static const struct crm_cell cells[CELLS] = {
	[ABSENT] = {.kind = CRM_ABSENT},
	[DENIED] = {.kind = CRM_DENIED},
	[NULL_CELL] = {.kind = CRM_NULL},
	[EMPTY] = TEXT("", ""),
	[SPACE] = TEXT(" \xc2\xa0", " "),
	[NO_ITEMS] = {.kind = CRM_LIST, .valid = true},
	[BLANK_ITEMS] = LIST(items_blank),
	[A] = TEXT("a", "a"),
	[A_SPELT] = TEXT("a", "A"),
	[INVALID] = {.kind = CRM_TEXT, .valid = false, .key = "n/a", .text = "n/a"},
	[B] = TEXT("b", "b"),
	[LIST_A] = LIST(items_a),
	[LIST_AB] = LIST(items_ab),
	[LIST_AC] = LIST(items_ac),
};

/* Cells of the same class are equal, all others are not. */
static const int class_of[CELLS] = {0, 0, 1, 1, 1, 1, 1, 2, 2, 3, 4, 2, 5, 6};

static const struct crm_field fields[CELLS] = {
	{.name = "f0"},  {.name = "f1"},  {.name = "f2"},  {.name = "f3"},  {.name = "f4"},
	{.name = "f5"},  {.name = "f6"},  {.name = "f7"},  {.name = "f8"},  {.name = "f9"},
	{.name = "f10"}, {.name = "f11"}, {.name = "f12"}, {.name = "f13"},
};
static const struct crm_model model = {.fields = fields, .n_fields = CELLS};

static struct crm_arena *arena;
static struct crm_buf buf;
static struct crm_json_writer w;
static struct crm_error err;

static void setup(void)
{
	arena = crm_arena_new();
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
}

static void teardown(void)
{
	crm_arena_free(arena);
	crm_buf_free(&buf);
	crm_error_clear(&err);
}

START_TEST(knowledge_and_blanks)
{
	for (int i = 0; i < CELLS; i++) {
		ck_assert_msg(crm_cell_unknown(&cells[i]) == (class_of[i] == 0), "unknown %d", i);
		ck_assert_msg(crm_cell_blank(&cells[i]) == (class_of[i] == 1), "blank %d", i);
	}
}
END_TEST

START_TEST(equality)
{
	for (int i = 0; i < CELLS; i++) {
		for (int k = 0; k < CELLS; k++)
			ck_assert_msg(crm_cell_equal(&cells[i], &cells[k]) == (class_of[i] == class_of[k]), "%d %d", i,
				      k);
	}
}
END_TEST

START_TEST(contained_keys)
{
	ck_assert(crm_cell_contains(&cells[A_SPELT], "a"));
	ck_assert(!crm_cell_contains(&cells[A_SPELT], "A"));
	ck_assert(crm_cell_contains(&cells[LIST_AB], "b"));
	ck_assert(!crm_cell_contains(&cells[LIST_AB], "c"));
	ck_assert(!crm_cell_contains(&cells[NULL_CELL], ""));
	ck_assert(!crm_cell_contains(&cells[DENIED], "a"));
}
END_TEST

static const char *const written[CELLS] = {
	"{}",
	"{\"d\":true}",
	"null",
	"[\"\"]",
	"[\" \xc2\xa0\",\" \"]",
	"{\"l\":[]}",
	"{\"l\":[[\"\"]]}",
	"[\"a\"]",
	"[\"a\",\"A\"]",
	"[\"n/a\",\"n/a\",false]",
	"[\"b\"]",
	"{\"l\":[[\"a\"]]}",
	"{\"l\":[[\"a\",\"A\"],[\"b\"]]}",
	"{\"l\":[[\"a\"],[\"c\"]]}",
};

static int read_cell(const char *json, struct crm_cell *out)
{
	crm_json *root = NULL;
	int rc;

	ck_assert_int_eq(crm_json_parse(json, strlen(json), &root, &err), 0);
	rc = crm_cell_read(root, arena, out);
	crm_json_free(root);
	return rc;
}

START_TEST(one_cell_there_and_back)
{
	struct crm_cell back;

	crm_cell_write(&w, &cells[_i]);
	ck_assert_str_eq(buf.ptr, written[_i]);
	ck_assert_int_eq(read_cell(buf.ptr, &back), 0);
	ck_assert_int_eq(back.kind, cells[_i].kind);
	ck_assert(crm_cell_equal(&back, &cells[_i]));
	if (back.kind == CRM_TEXT) {
		ck_assert_int_eq(back.valid, cells[_i].valid);
		ck_assert_str_eq(back.key, cells[_i].key);
		ck_assert_str_eq(back.text, cells[_i].text);
	}
	ck_assert_str_eq(crm_cell_show(&back, arena), crm_cell_show(&cells[_i], arena));
}
END_TEST

static const char *const malformed[] = {
	"true",
	"7",
	"\"a\"",
	"[]",
	"[1]",
	"[\"a\",1]",
	"[\"a\",\"a\",1]",
	"[\"a\",\"a\",false,1]",
	"[null]",
	"{\"d\":false}",
	"{\"x\":1}",
	"{\"l\":1}",
	"{\"l\":[\"a\"]}",
	"{\"l\":[[\"b\"],[\"a\"]]}",
	"{\"l\":[[\"a\"],[\"a\"]]}",
	"{\"l\":[[1]]}",
};

START_TEST(malformed_cells)
{
	struct crm_cell untouched = {.kind = CRM_DENIED};

	ck_assert_int_eq(read_cell(malformed[_i], &untouched), CRM_E_INVALID);
	ck_assert_int_eq(untouched.kind, CRM_DENIED);
}
END_TEST

START_TEST(records_there_and_back)
{
	struct crm_cell back[CELLS];
	crm_json *root = NULL;

	crm_cells_write(&w, &model, cells);
	ck_assert_int_eq(strncmp(buf.ptr, "{\"f1\":{\"d\":true},\"f2\":null,", 26), 0);
	ck_assert_int_eq(crm_json_parse(buf.ptr, buf.len, &root, &err), 0);
	ck_assert_int_eq(crm_cells_read(root, &model, arena, back, &err), 0);
	crm_json_free(root);
	for (int i = 0; i < CELLS; i++)
		ck_assert(back[i].kind == cells[i].kind && crm_cell_equal(&back[i], &cells[i]));
}
END_TEST

static int read_record(const char *json, struct crm_cell *out)
{
	crm_json *root = NULL;
	int rc;

	ck_assert_int_eq(crm_json_parse(json, strlen(json), &root, &err), 0);
	rc = crm_cells_read(root, &model, arena, out, &err);
	crm_json_free(root);
	return rc;
}

START_TEST(records_in_any_order)
{
	struct crm_cell back[CELLS];

	ck_assert_int_eq(read_record("{\"f3\":[\"x\"],\"old\":[\"y\"],\"f1\":null,\"f2\":[\"z\"]}", back), 0);
	ck_assert_int_eq(back[0].kind, CRM_ABSENT);
	ck_assert_int_eq(back[1].kind, CRM_NULL);
	ck_assert_str_eq(back[2].key, "z");
	ck_assert_str_eq(back[3].key, "x");
}
END_TEST

START_TEST(malformed_records)
{
	struct crm_cell back[CELLS];

	ck_assert_int_eq(read_record("[]", back), CRM_E_INVALID);
	ck_assert_str_eq(crm_error_text(&err), "cells: not a JSON object");
	ck_assert_int_eq(read_record("{\"f5\":[]}", back), CRM_E_INVALID);
	ck_assert_str_eq(crm_error_text(&err), "cell of field \"f5\" is malformed");
}
END_TEST

START_TEST(hash_of_bytes_is_for_ever)
{
	/* stored in every database: a change of these numbers is a change of the schema */
	ck_assert_uint_eq(crm_hash_bytes("", 0, 0), UINT64_C(0xefd01f60ba992926));
	ck_assert_uint_eq(crm_hash_bytes("crmsync", 7, 0), UINT64_C(0x401ffce34f19d9c9));
	ck_assert_uint_eq(crm_hash_bytes("crmsync", 7, 1), UINT64_C(0x3017495c3233f25f));
}
END_TEST

static uint64_t hash_with(size_t field, const struct crm_cell *cell)
{
	struct crm_cell record[CELLS];

	memset(record, 0, sizeof record);
	record[field] = *cell;
	return crm_cells_hash(&model, record);
}

START_TEST(hash_is_of_known_content)
{
	uint64_t nothing = hash_with(0, &cells[ABSENT]);

	ck_assert_uint_eq(hash_with(0, &cells[DENIED]), nothing);
	for (int i = DENIED + 1; i <= BLANK_ITEMS; i++) {
		ck_assert_uint_ne(hash_with(0, &cells[i]), nothing);
		ck_assert_uint_eq(hash_with(0, &cells[i]), hash_with(0, &cells[BLANK_ITEMS]));
		ck_assert_uint_ne(hash_with(0, &cells[i]), hash_with(0, &cells[A]));
	}
	ck_assert_uint_ne(hash_with(0, &cells[A]), nothing);
	ck_assert_uint_eq(hash_with(0, &cells[A]), hash_with(0, &cells[A_SPELT]));
	ck_assert_uint_eq(hash_with(0, &cells[A]), hash_with(0, &cells[LIST_A]));
	ck_assert_uint_ne(hash_with(0, &cells[A]), hash_with(0, &cells[B]));
	ck_assert_uint_ne(hash_with(0, &cells[A]), hash_with(1, &cells[A]));
	ck_assert_uint_ne(hash_with(0, &cells[LIST_AB]), hash_with(0, &cells[LIST_AC]));
}
END_TEST

START_TEST(shown_to_people)
{
	ck_assert_str_eq(crm_cell_show(&cells[LIST_AB], arena), "A, b");
	ck_assert_str_eq(crm_cell_show(&cells[NO_ITEMS], arena), "");
	ck_assert_str_eq(crm_cell_show(&cells[A_SPELT], arena), "A");
	ck_assert_str_eq(crm_cell_show(&cells[DENIED], arena), "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core cell");
	TCase *tcase = tcase_create("cells");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, knowledge_and_blanks);
	tcase_add_test(tcase, equality);
	tcase_add_test(tcase, contained_keys);
	tcase_add_loop_test(tcase, one_cell_there_and_back, 0, CELLS);
	tcase_add_loop_test(tcase, malformed_cells, 0, (int)(sizeof malformed / sizeof malformed[0]));
	tcase_add_test(tcase, records_there_and_back);
	tcase_add_test(tcase, records_in_any_order);
	tcase_add_test(tcase, malformed_records);
	tcase_add_test(tcase, hash_of_bytes_is_for_ever);
	tcase_add_test(tcase, hash_is_of_known_content);
	tcase_add_test(tcase, shown_to_people);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
