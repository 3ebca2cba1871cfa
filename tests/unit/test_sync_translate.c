/* SPDX-License-Identifier: Apache-2.0 */
/* Values between a vendor's and the canonical form, both ways. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <core/normalise.h>
#include <string.h>
#include <sync/model_build.h>
#include <sync/translate.h>

static struct crm_system *side; /* b */

static void start(const char *yaml)
{
	sync_configure(yaml);
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, crm_preflight(sync_engine, true, &sync_err));
	side = &sync_engine->systems[1];
}

static size_t field(const char *name)
{
	size_t i = crm_model_field(&sync_engine->models[CRM_CONTACT], name);
	ck_assert_uint_ne(i, (size_t)-1);
	return i;
}

static struct crm_cell cell(const char *name, const char *text)
{
	struct crm_value value = {.kind = text ? CRM_TEXT : CRM_NULL, .text = text};
	struct crm_cell out;
	ck_assert_int_eq(crm_normalise(&sync_engine->models[CRM_CONTACT].fields[field(name)], &sync_engine->locale,
				       &value, sync_arena, &out),
			 CRM_OK);
	return out;
}

static struct crm_write write_cell(const char *name, const struct crm_cell *c, const char *kind, bool creating)
{
	struct crm_write out;
	ck_sync(CRM_OK,
		crm_translate_write(side, CRM_CONTACT, field(name), kind, creating, c, sync_arena, &out, &sync_err));
	return out;
}

static struct crm_write write_text(const char *name, const char *text)
{
	struct crm_cell c = cell(name, text);
	return write_cell(name, &c, NULL, false);
}

static void expect_text(const char *name, const char *text, const char *wanted)
{
	struct crm_write w = write_text(name, text);
	ck_assert_msg(w.verdict == CRM_WRITE_OK, "%s: %s", name, w.problem ? w.problem : "?");
	ck_assert_str_eq(w.value.text, wanted);
}

static void expect_blocked(const char *name, const char *text, const char *why)
{
	struct crm_write w = write_text(name, text);
	ck_assert_int_eq(w.verdict, CRM_WRITE_BLOCKED);
	ck_assert_msg(strstr(w.problem, why) != NULL, "%s", w.problem);
}

static struct crm_cell read_property(const char *property, const char *value, const char *name)
{
	struct crm_property p = {.name = property, .value = {.kind = CRM_TEXT, .text = value}};
	struct crm_record r = {.object = CRM_CONTACT, .id = "1", .properties = &p, .n_properties = 1};
	struct crm_cell *cells = crm_arena_calloc(sync_arena, sync_engine->models[CRM_CONTACT].n_fields, sizeof *cells);
	ck_sync(CRM_OK, crm_translate_record(side, &r, sync_arena, cells, &sync_err));
	return cells[field(name)];
}

#define WITH_VALUES                                                                                                    \
	"systems: {a: {connector: echo}, b: {connector: echo}}\n"                                                      \
	"objects: {contact: {fields: {status: {properties: {b: {property: status, values: "                            \
	"{customer: [2, 4], Übernommen: New}}}}}}}\n"

START_TEST(values_are_mapped_by_code_and_by_label)
{
	start(WITH_VALUES);
	ck_assert_str_eq(read_property("status", "2", "status").text, "customer");
	ck_assert_str_eq(read_property("status", "4", "status").text, "customer");
	ck_assert_str_eq(read_property("status", "1", "status").text, "Übernommen");
	expect_text("status", "Customer", "2");
	expect_text("status", "übernommen", "1"); /* another case of a letter that is not ASCII */
}
END_TEST

START_TEST(options_are_told_by_label)
{
	start(sync_two);
	ck_assert_str_eq(read_property("status", "2", "status").text, "Customer");
	ck_assert_str_eq(read_property("status", "77", "status").text, "77");
	expect_text("status", "customer", "2");
	expect_text("status", "2", "2");
	expect_text("status", "ÜBERFÄLLIG", "4");
	expect_text("status",
		    "U\xcc\x88"
		    "berfällig",
		    "4");                                     /* decomposed */
	expect_blocked("status", "Gone", "no option 'Gone'"); /* inactive */
	expect_blocked("status", "Custumer", "closest: 'Customer'");
	fake_schema_property("status")->closed_options = false;
	expect_text("status", "Custumer", "Custumer");
}
END_TEST

/* Pipedrive's options have numbers for codes, and people have numbers for labels. */
START_TEST(labels_that_are_numbers_are_labels)
{
	static const struct crm_option numbers[] = {{.value = "5", .label = "10", .active = true},
						    {.value = "10", .label = "5", .active = true}};
	fake_schema_property("status")->options = numbers;
	fake_schema_property("status")->n_options = 2;
	start(sync_two);
	ck_assert_str_eq(read_property("status", "10", "status").text, "5");
	expect_text("status", "5", "10");
	expect_text("status", "10", "5");
}
END_TEST

static const struct crm_owner owners[] = {{.id = "o1", .email = "Ann@firma.example", .active = true},
					  {.id = "o2", .email = "bob@firma.example", .active = false},
					  {.id = "o3", .email = "bob@firma.example", .active = true},
					  {.id = "o4", .email = "carl@firma.example", .active = false}};

START_TEST(owners_are_told_by_address)
{
	start("systems: {a: {connector: echo}, b: {connector: echo}}\n"
	      "objects: {contact: {fields: {owner: {properties: {b: {property: owner, values: "
	      "{dora@else.example: o1, emil@else.example: carl@firma.example}}}}}}}\n");
	side->owners = owners;
	side->n_owners = 4;
	ck_assert_str_eq(read_property("owner", "o3", "owner").key, "bob@firma.example");
	ck_assert_str_eq(read_property("owner", "o1", "owner").key, "dora@else.example");
	ck_assert_int_eq(read_property("owner", "o9", "owner").kind, CRM_ABSENT); /* nobody that we can see */
	expect_text("owner", "bob@firma.example", "o3");
	expect_text("owner", "dora@else.example", "o1");
	struct crm_write w = write_text("owner", "emil@else.example");
	ck_assert_int_eq(w.verdict, CRM_WRITE_OWNER);
	ck_assert_ptr_nonnull(strstr(w.problem, "is not active"));
	w = write_text("owner", "nobody@firma.example");
	ck_assert_int_eq(w.verdict, CRM_WRITE_OWNER);
	ck_assert_ptr_nonnull(strstr(w.problem, "does not exist"));
	bool inactive;
	ck_assert_ptr_null(crm_owner_by_email(side, "carl@firma.example", &inactive));
	ck_assert(inactive);
}
END_TEST

START_TEST(length_is_counted_in_characters)
{
	start(sync_two);
	expect_text("note", "äöüäöüäöüä", "äöüäöüäöüä");
	expect_blocked("note", "äöüäöüäöüäö", "11 characters, 'note' takes 10");
}
END_TEST

START_TEST(truncation_splits_no_character)
{
	start("systems: {a: {connector: echo}, b: {connector: echo}}\n"
	      "objects: {contact: {fields: {note: {on_too_long: truncate}}}}\n");
	expect_text("note", "12345678901", "1234567890");
	expect_text("note", "123456789e\xcc\x81x", "123456789"); /* the accent belongs to the letter */
}
END_TEST

START_TEST(writability_follows_the_schema)
{
	start("systems: {a: {connector: echo}, b: {connector: echo}}\n"
	      "objects: {contact: {fields: {note: {properties: {b: note}}, phone: {properties: {b: nowhere}}}}}\n");
	fake_schema_property("first")->read_only = true;
	fake_schema_property("note")->read_only = true;
	fake_schema_property("last")->create_only = true;
	ck_assert_int_eq(write_text("first_name", "Jim").verdict, CRM_WRITE_SKIP); /* of the connector's mapping */
	expect_blocked("note", "x", "cannot be written");                          /* of the user's own */
	expect_blocked("phone", "+16502530000", "does not exist");
	struct crm_cell last = cell("last_name", "Miller");
	ck_assert_int_eq(write_cell("last_name", &last, NULL, true).verdict, CRM_WRITE_OK);
	ck_assert_int_eq(write_cell("last_name", &last, NULL, false).verdict, CRM_WRITE_SKIP);
}
END_TEST

START_TEST(properties_of_one_kind)
{
	start("systems: {a: {connector: echo}, b: {connector: mute}}\n"
	      "objects: {contact: {fields: {last_name: false, note: {properties: {b: [Contact:note, Lead:last]}}, "
	      "phone: {properties: {b: 'Lead:phone'}}}}}\n");
	struct crm_cell c = cell("note", "x");
	ck_assert_str_eq(write_cell("note", &c, "Contact", false).property, "note");
	ck_assert_str_eq(write_cell("note", &c, "Lead", false).property, "last");
	c = cell("phone", "+16502530000");
	ck_assert_int_eq(write_cell("phone", &c, "Contact", false).verdict, CRM_WRITE_SKIP);
	ck_assert_int_eq(write_cell("phone", &c, "Lead", false).verdict, CRM_WRITE_OK);
}
END_TEST

START_TEST(directions_of_fields)
{
	start("systems: {a: {connector: echo}, b: {connector: echo, read_only: true}}\n"
	      "objects: {contact: {fields: {note: {properties: {a: {property: note, direction: pull}}}, phone: "
	      "{properties: {a: {property: phone, "
	      "direction: push}}}}}}\n");
	ck_assert(side->fields[CRM_CONTACT][field("note")].reads);
	ck_assert(!side->fields[CRM_CONTACT][field("note")].writes);
	ck_assert_int_eq(write_text("note", "x").verdict, CRM_WRITE_SKIP);
	side = &sync_engine->systems[0];
	ck_assert(side->fields[CRM_CONTACT][field("note")].reads);
	ck_assert_int_eq(write_text("note", "x").verdict, CRM_WRITE_SKIP);
	ck_assert(!side->fields[CRM_CONTACT][field("phone")].reads);
	ck_assert_int_eq(write_text("phone", "+16502530000").verdict, CRM_WRITE_OK);
}
END_TEST

START_TEST(phones_keep_their_spelling_if_it_is_clear)
{
	start(sync_two);
	expect_text("phone", "+1 (650) 253-0000", "+1 (650) 253-0000");
	expect_text("phone", "650 253 0000", "+16502530000"); /* the country is not in the number */
	expect_text("phone", "650 253 0000 ext. 12", "+16502530000 ext. 12");
	expect_text("phone", "call me", "call me");
}
END_TEST

START_TEST(countries_find_their_option)
{
	static const struct crm_option countries[] = {{.value = "10", .label = "Allemagne", .active = true},
						      {.value = "11", .label = "France", .active = true}};
	fake_schema_property("country")->options = countries;
	fake_schema_property("country")->n_options = 2;
	fake_schema_property("country")->closed_options = true;
	start(sync_two);
	expect_text("country", "Germany", "10");
	expect_text("country", "FR", "11");
	expect_blocked("country", "Spain", "no option");
}
END_TEST

START_TEST(typed_values_are_written_canonically_or_not_at_all)
{
	start(sync_two);
	expect_text("birthday", "2001-02-03", "2001-02-03");
	expect_blocked("birthday", "soon", "is no date");
	expect_text("opted_out", "yes", "true");
	struct crm_write w = write_text("phone", NULL);
	ck_assert_int_eq(w.verdict, CRM_WRITE_OK);
	ck_assert_int_eq(w.value.kind, CRM_NULL);
}
END_TEST

START_TEST(lists_go_where_lists_fit)
{
	start(sync_two);
	const char *items[] = {"a@x.example", "b@x.example"};
	struct crm_value value = {.kind = CRM_LIST, .items = items, .n = 2};
	struct crm_cell c;
	ck_assert_int_eq(
		crm_normalise(&sync_engine->models[CRM_CONTACT].fields[field("emails")], NULL, &value, sync_arena, &c),
		CRM_OK);
	ck_assert_uint_eq(write_cell("emails", &c, NULL, false).value.n, 2);
	fake_schema_property("emails")->multiple = false;
	struct crm_write w = write_cell("emails", &c, NULL, false);
	ck_assert_int_eq(w.verdict, CRM_WRITE_BLOCKED);
	ck_assert(w.common);
	value.n = 1;
	ck_assert_int_eq(
		crm_normalise(&sync_engine->models[CRM_CONTACT].fields[field("emails")], NULL, &value, sync_arena, &c),
		CRM_OK);
	ck_assert_str_eq(write_cell("emails", &c, NULL, false).value.text, "a@x.example");
}
END_TEST

/* ---- the models ---- */

START_TEST(models_have_the_id_as_their_strongest_key)
{
	start(sync_two);
	const struct crm_model *m = &sync_engine->models[CRM_CONTACT];
	ck_assert_str_eq(m->fields[sync_engine->id_field[CRM_CONTACT]].name, CRM_ID_FIELD);
	ck_assert_uint_eq(m->n_keys, 3);
	ck_assert_str_eq(m->keys[0].name, CRM_ID_FIELD);
	ck_assert_str_eq(m->keys[1].name, "email");
	ck_assert_uint_eq(m->keys[1].parts[0].n, 2); /* email and what matches as it */
	ck_assert_str_eq(m->keys[2].name, "phone+first_name+last_name");
	ck_assert_uint_eq(m->keys[2].n_parts, 3);
}
END_TEST

START_TEST(each_property_is_asked_for_once)
{
	start("systems: {a: {connector: echo}, b: {connector: echo}}\n"
	      "objects: {contact: {fields: {note: {properties: {b: {property: last, direction: pull}}}, last_name: "
	      "{properties: {b: {property: last, "
	      "direction: pull}}}}}}\n");
	size_t hits = 0, ids = 0;
	for (size_t i = 0; i < side->n_properties[CRM_CONTACT]; i++) {
		hits += strcmp(side->properties[CRM_CONTACT][i], "last") == 0;
		ids += strcmp(side->properties[CRM_CONTACT][i], "crmsync_id") == 0;
	}
	ck_assert_uint_eq(hits, 1);
	ck_assert_uint_eq(ids, 1);
	ck_assert_str_eq(read_property("last", "Miller", "note").text, "Miller");
	ck_assert_str_eq(read_property("last", "Miller", "last_name").text, "Miller");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_translate");
	TCase *tcase = tcase_create("values");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, values_are_mapped_by_code_and_by_label);
	tcase_add_test(tcase, options_are_told_by_label);
	tcase_add_test(tcase, labels_that_are_numbers_are_labels);
	tcase_add_test(tcase, owners_are_told_by_address);
	tcase_add_test(tcase, length_is_counted_in_characters);
	tcase_add_test(tcase, truncation_splits_no_character);
	tcase_add_test(tcase, writability_follows_the_schema);
	tcase_add_test(tcase, properties_of_one_kind);
	tcase_add_test(tcase, directions_of_fields);
	tcase_add_test(tcase, phones_keep_their_spelling_if_it_is_clear);
	tcase_add_test(tcase, countries_find_their_option);
	tcase_add_test(tcase, typed_values_are_written_canonically_or_not_at_all);
	tcase_add_test(tcase, lists_go_where_lists_fit);
	tcase_add_test(tcase, models_have_the_id_as_their_strongest_key);
	tcase_add_test(tcase, each_property_is_asked_for_once);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
