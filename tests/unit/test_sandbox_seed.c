/* SPDX-License-Identifier: Apache-2.0 */
/* Seeding: the same numbers make the same records, references hold, the truth file tells which record is what. */
#include "config.h"

#include <crmsync/mem.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "run_suite.h"
#include "sandbox/atomic_file.h"
#include "sandbox/seed.h"
#include "sandbox/seed_draft.h"
#include "sandbox/seed_hash_set.h"
#include "sandbox_fake.h"

static struct twin twin;
static char truth_path[64];

static void open_twin(void)
{
	ck_assert_int_eq(twin_init(&twin, NULL), CRM_OK);
	ck_assert_int_eq(twin_add_system(&twin, "hub", &fake_hubspot, 1, NULL), CRM_OK);
	ck_assert_int_eq(twin_add_system(&twin, "sales", &fake_salesforce, 1, NULL), CRM_OK);
	ck_assert_int_eq(twin_add_system(&twin, "pipe", &fake_pipedrive, 1, NULL), CRM_OK);
}

static void setup(void)
{
	snprintf(truth_path, sizeof truth_path, "test_sandbox_truth.%ld", (long)getpid());
	open_twin();
}

static void teardown(void)
{
	twin_free(&twin);
	unlink(truth_path);
}

static void fill(uint64_t people, uint64_t random_seed)
{
	struct cmdline c = {
		.seed = CMDLINE_SEED_PEOPLE, .people = people, .random_seed = random_seed, .truth = truth_path};
	struct crm_error err = {0};
	ck_assert_msg(seed_fill(&twin, &c, &err) == CRM_OK, "%s", crm_error_text(&err));
}

static const char *log_of(unsigned system)
{
	return fake_log(twin.hosts[system]->face);
}

/* All three logs in one text; crm_free it. */
static char *all_logs(void)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	for (unsigned i = 0; i < 3; i++)
		crm_buf_str(&text, log_of(i));
	return crm_buf_take(&text);
}

static unsigned count_lines(const char *text, const char *prefix)
{
	unsigned n = 0;
	for (const char *p = text; *p; p = strchr(p, '\n') + 1)
		n += strncmp(p, prefix, strlen(prefix)) == 0;
	return n;
}

START_TEST(same_numbers_same_records)
{
	fill(300, 5);
	char *first = all_logs();
	twin_free(&twin);
	open_twin();
	fill(300, 5);
	char *second = all_logs();
	ck_assert(strcmp(first, second) == 0);
	twin_free(&twin);
	open_twin();
	fill(300, 6);
	char *third = all_logs();
	ck_assert(strcmp(first, third) != 0);
	crm_free(first);
	crm_free(second);
	crm_free(third);
}
END_TEST

START_TEST(every_truth_line_is_a_record)
{
	fill(400, 1);
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	ck_assert_int_eq(file_read(truth_path, &text, NULL), CRM_OK);
	char *logs = all_logs();
	ck_assert_uint_eq(count_lines(text.ptr, "{\"system\":"), count_lines(logs, ""));
	ck_assert_uint_eq(count_lines(text.ptr, "{\"system\":\"hub\",\"object\":\"company\",\"id\":\""),
			  count_lines(log_of(0), "company "));
	ck_assert_uint_eq(count_lines(text.ptr, "{\"system\":\"sales\",\"object\":\"contact\",\"id\":\""),
			  count_lines(log_of(1), "contact ") + count_lines(log_of(1), "lead "));
	ck_assert_ptr_nonnull(strstr(text.ptr, "\"entity\":\"person-000399\"}"));
	ck_assert_ptr_null(strstr(text.ptr, "\"entity\":\"person-000400\"}"));
	ck_assert_ptr_null(strstr(text.ptr, "\"id\":\"\""));
	crm_free(logs);
	crm_buf_free(&text);
}
END_TEST

/* Calls back for each value of a field in a log. */
static void each_value(const char *log, const char *object, const char *field,
		       void (*use)(const char *value, void *arg), void *arg)
{
	char key[64], value[512];
	snprintf(key, sizeof key, " %s=", field);
	for (const char *line = log; *line; line = strchr(line, '\n') + 1) {
		const char *end = strchr(line, '\n');
		if (strncmp(line, object, strlen(object)) != 0)
			continue;
		for (const char *p = strstr(line, key); p && p < end; p = strstr(p + 1, key)) {
			const char *start = p + strlen(key);
			size_t len = strcspn(start, " \n");
			snprintf(value, sizeof value, "%.*s", (int)len, start);
			use(value, arg);
		}
	}
}

static void add_ref(const char *value, void *arg)
{
	ck_assert_int_eq(seed_hash_set_add(arg, value), 1);
}

static void need_ref(const char *value, void *arg)
{
	ck_assert_msg(seed_hash_set_has(arg, value), "no record '%s'", value);
}

static void check_refs(const char *log)
{
	struct seed_hash_set companies = {0}, contacts = {0};
	each_value(log, "company ", "ref", add_ref, &companies);
	each_value(log, "contact ", "ref", add_ref, &contacts);
	each_value(log, "contact ", "company", need_ref, &companies);
	each_value(log, "lead ", "converted", need_ref, &contacts);
	each_value(log, "deal ", "company", need_ref, &companies);
	each_value(log, "deal ", "contact", need_ref, &contacts);
	seed_hash_set_free(&companies);
	seed_hash_set_free(&contacts);
}

START_TEST(references_hold)
{
	fill(1500, 3);
	for (unsigned i = 0; i < 3; i++)
		check_refs(log_of(i));
	ck_assert_uint_eq(count_lines(log_of(0), "lead "), 0);
	ck_assert_uint_gt(count_lines(log_of(1), "lead "), 100);
	ck_assert_uint_eq(count_lines(log_of(2), "owner "), 8);
	ck_assert_ptr_nonnull(strstr(log_of(1), " converted=person-"));
	ck_assert_ptr_nonnull(strstr(log_of(2), "active=false"));
}
END_TEST

static void add_email(const char *value, void *arg)
{
	char lower[512];
	size_t i = 0;
	for (; value[i]; i++)
		lower[i] = (char)tolower((unsigned char)value[i]);
	lower[i] = '\0';
	ck_assert_msg(seed_hash_set_add(arg, lower) == 1, "'%s' twice", value);
}

START_TEST(hubspot_has_no_address_twice)
{
	fill(3000, 2);
	struct seed_hash_set emails = {0};
	each_value(log_of(0), "contact ", "email", add_email, &emails);
	ck_assert_uint_gt(emails.n, 1000);
	seed_hash_set_free(&emails);
}
END_TEST

START_TEST(every_contact_can_be_reached)
{
	fill(1000, 4);
	for (unsigned i = 0; i < 3; i++) {
		for (const char *line = log_of(i); *line; line = strchr(line, '\n') + 1) {
			char text[2048];
			snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
			if (strncmp(text, "contact ", 8) != 0 && strncmp(text, "lead ", 5) != 0)
				continue;
			ck_assert_msg(strstr(text, " email=") || strstr(text, " phone=") || strstr(text, " mobile="),
				      "%s", text);
			ck_assert_msg(strstr(text, " last="), "%s", text);
		}
	}
}
END_TEST

START_TEST(few_people_and_few_systems)
{
	for (uint64_t people = 0; people < 8; people++) {
		fill(people, 1);
		twin_free(&twin);
		ck_assert_int_eq(twin_init(&twin, NULL), CRM_OK);
		ck_assert_int_eq(twin_add_system(&twin, "only", &fake_salesforce, 1, NULL), CRM_OK);
	}
	ck_assert_uint_eq(twin.n_hosts, 1);
}
END_TEST

/* ---- demo ------------------------------------------------------------------------------------------------------ */

static int fill_demo(const char *folder, struct crm_error *err)
{
	struct cmdline c = {.seed = CMDLINE_SEED_DEMO, .seed_dir = folder, .truth = truth_path};
	return seed_fill(&twin, &c, err);
}

START_TEST(demo_company)
{
	const char *source = getenv("srcdir");
	char folder[4096];
	snprintf(folder, sizeof folder, "%s/sandbox", source ? source : ".");
	struct crm_error err = {0};
	ck_assert_msg(fill_demo(folder, &err) == CRM_OK, "%s", crm_error_text(&err));
	for (unsigned i = 0; i < 3; i++) {
		check_refs(log_of(i));
		ck_assert_uint_gt(count_lines(log_of(i), "contact "), 30);
		ck_assert_uint_gt(count_lines(log_of(i), "deal "), 10);
	}
	struct seed_hash_set emails = {0};
	each_value(log_of(0), "contact ", "email", add_email, &emails);
	seed_hash_set_free(&emails);
	ck_assert_ptr_nonnull(strstr(log_of(1), "lead ref=person-charlotte-baird#2"));
	ck_assert_ptr_nonnull(strstr(log_of(1), "converted=person-charlotte-baird"));
	ck_assert_ptr_nonnull(strstr(log_of(2), "ref=person-petra-lindner#2"));
	ck_assert_ptr_nonnull(strstr(log_of(2), "also=deniz.kaya@spreewerk.example"));
}
END_TEST

static const struct {
	const char *contacts, *message;
} wrong_demos[] = {
	{"{}", "must be a list"},
	{"[{\"entity\":\"a\"}]", "'a': must have"},
	{"[{\"entity\":\"a\",\"base\":{\"nonsense\":\"b\"},\"in\":{\"hubspot\":{}}}]",
	 "a contact has no member 'nonsense'"},
	{"[{\"entity\":\"a\",\"base\":{},\"in\":{\"hubspot\":{\"email\":1}}}]", "'email' must be a text"},
	{"[{\"entity\":\"a\",\"base\":{},\"in\":{\"hubspot\":7}}]", "'hubspot' must be an object"},
	{"[{\"entity\":\"a\",\"base\":{\"created\":\"x\"},\"in\":{\"hubspot\":{}}}]", "'created' must be a time"},
	{"[{\"entity\":\"a\",\"base\":{\"opted_out\":\"x\"},\"in\":{\"hubspot\":{}}}]",
	 "'opted_out' must be true or false"},
	{"[{\"entity\":\"a\",\"base\":{\"more_emails\":[1]},\"in\":{\"hubspot\":{}}}]", "'more_emails' must be a list"},
	{"[", "line 1"},
};

static void write_text(const char *folder, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/demo/%s", folder, name);
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

START_TEST(wrong_demo_data)
{
	char folder[] = "test_sandbox_demo.XXXXXX", command[256];
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(command, sizeof command, "mkdir %s/demo", folder);
	ck_assert_int_eq(system(command), 0);
	write_text(folder, "owners.json", "[]");
	write_text(folder, "companies.json", "[]");
	write_text(folder, "contacts.json", wrong_demos[_i].contacts);
	write_text(folder, "deals.json", "[]");
	struct crm_error err = {0};
	ck_assert_int_eq(fill_demo(folder, &err), CRM_E_INVALID);
	ck_assert_msg(strstr(crm_error_text(&err), wrong_demos[_i].message), "%s", crm_error_text(&err));
	ck_assert_ptr_nonnull(strstr(crm_error_text(&err), "contacts.json"));
	ck_assert_int_ne(access(truth_path, F_OK), 0);
	crm_error_clear(&err);
	snprintf(command, sizeof command, "rm -r %s", folder);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

/* ---- texts ----------------------------------------------------------------------------------------------------- */

START_TEST(texts)
{
	struct seed_draft d = {.arena = crm_arena_new(), .random = seed_random_at(1, 1, 1)};
	ck_assert_str_eq(draft_fold(&d, "Jürgen Weiß-Öztürk"), "Juergen Weiss-Oeztuerk");
	ck_assert_str_eq(draft_slug(&d, " Kranz & Söhne (Köln) ", '-'), "kranz-soehne-koeln");
	ck_assert_str_eq(draft_upper(&d, "abC"), "ABC");
	ck_assert_str_eq(draft_nickname(&d, &seed_german, "Sebastian"), "Basti");
	ck_assert_str_eq(draft_nickname(&d, &seed_german, "Xerxes"), "Xerxes");
	ck_assert_uint_eq(strlen(draft_digits(&d, "2", 8)), 8);
	ck_assert_int_eq(draft_digits(&d, "2", 8)[0], '2');
	const char *typo = draft_typo(&d, "abcdefgh");
	ck_assert_uint_eq(strlen(typo), 8);
	ck_assert_str_ne(typo, "abcdefgh");
	ck_assert_str_eq(draft_typo(&d, "ab"), "ab");
	for (int i = 0; i < 1000; i++) {
		int64_t created = draft_created(&d), modified = draft_modified(&d, created);
		ck_assert_int_ge(created, INT64_C(1609459200000));
		ck_assert_int_ge(modified, created);
		ck_assert_int_lt(modified, INT64_C(1782864000000));
		ck_assert_uint_lt(seed_random_skewed(&d.random, 7), 7);
	}
	ck_assert(!d.failed);
	crm_arena_free(d.arena);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sandbox_seed");
	TCase *c = tcase_create("all");
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, same_numbers_same_records);
	tcase_add_test(c, every_truth_line_is_a_record);
	tcase_add_test(c, references_hold);
	tcase_add_test(c, hubspot_has_no_address_twice);
	tcase_add_test(c, every_contact_can_be_reached);
	tcase_add_test(c, few_people_and_few_systems);
	tcase_add_test(c, demo_company);
	tcase_add_loop_test(c, wrong_demo_data, 0, sizeof wrong_demos / sizeof wrong_demos[0]);
	tcase_add_test(c, texts);
	suite_add_tcase(s, c);
	return run_suite(s);
}
