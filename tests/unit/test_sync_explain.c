/* SPDX-License-Identifier: Apache-2.0 */
/* Looking into a store through the engine: who is meant, and what is told of records that were folded, of systems that
 * are gone, of merges that wait. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <string.h>

#include <sync/explain.h>
#include <sync/who.h>

static struct crm_engine *looking;
static struct crm_explanation told;

static struct fake_record *person(struct fake_system *f, const char *id, const char *last, const char *email)
{
	return fake_put(f, CRM_CONTACT, id, "last", last, "email", email, NULL);
}

static void look(void)
{
	const struct crm_run_options options = sync_options;
	crm_engine_close(looking);
	looking = NULL;
	ck_sync(CRM_OK, crm_engine_look(sync_settings, &options, &looking, &sync_err));
}

static void teardown(void)
{
	crm_engine_close(looking);
	looking = NULL;
	sync_teardown();
}

static size_t find(const char *text, struct crm_who *who)
{
	ck_sync(CRM_OK, crm_who_find(looking, 0, text, sync_arena, who, &sync_err));
	return who->n;
}

static void explain(const char *text)
{
	struct crm_who who;
	look();
	ck_assert_uint_eq(find(text, &who), 1);
	ck_sync(CRM_OK, crm_explain(looking, who.rows[0].object, who.rows[0].golden, who.rows[0].source, sync_arena,
				    &told, &sync_err));
}

static const struct crm_explained_field *field(const char *name)
{
	for (size_t i = 0; i < told.n_fields; i++)
		if (strcmp(told.fields[i].name, name) == 0)
			return &told.fields[i];
	ck_abort_msg("nothing is told of '%s'", name);
	return NULL;
}

static size_t links_of(const char *system)
{
	size_t n = 0;
	for (size_t i = 0; i < told.n_links; i++)
		n += strcmp(told.links[i].system, system) == 0;
	return n;
}

static bool claims_all(const char *url, struct crm_page_address *out, struct crm_arena *arena)
{
	(void)url, (void)arena;
	*out = (struct crm_page_address){.object = CRM_CONTACT, .id = "1"};
	return true;
}

/* A module that was built before there was read_url has something else, or nothing, in its place. */
START_TEST(an_older_connector_is_not_asked_for_pages)
{
	struct crm_connector connector = fake_echo;
	const struct crm_connector *before;
	struct crm_who who;
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	look();
	before = looking->systems[0].connector;
	looking->systems[0].connector = &connector;
	connector.read_url = claims_all;
	ck_assert_uint_eq(find("https://crm.example/1", &who), 1);
	connector.abi = CRM_CONNECTOR_ABI_OLDEST;
	ck_sync(CRM_E_USAGE, crm_who_find(looking, 0, "https://crm.example/1", sync_arena, &who, &sync_err));
	looking->systems[0].connector = before;
	ck_assert_uint_eq(find("a:1", &who), 1);
	ck_assert_uint_eq(find("1", &who), 1);
	ck_assert_uint_eq(find("a:2", &who), 0);
	ck_assert_uint_eq(find("c:1", &who), 0);
	ck_sync(CRM_OK, crm_who_find(looking, 1U << CRM_DEAL, "a:1", sync_arena, &who, &sync_err));
	ck_assert_uint_eq(who.n, 0);
}
END_TEST

START_TEST(a_folded_record_leads_to_its_survivor)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Miller", "jim2@firma.example");
	sync_options.only_systems = (const char *const[]){"a", NULL};
	sync_ok();
	const char *gone = crm_arena_strdup(
		sync_arena, sync_lookup("SELECT g.uid FROM golden g JOIN link l ON l.golden = g.id JOIN "
					"source s ON s.id = l.source WHERE s.vendor_id = '2'"));
	fake_find(&fake[0], CRM_CONTACT, "2")->life = CRM_MERGED;
	fake_find(&fake[0], CRM_CONTACT, "2")->into = "1";
	sync_ok();
	explain(gone);
	ck_assert_str_ne(told.uid, gone);
	ck_assert_str_eq(told.folded[0], gone);
	ck_assert_ptr_null(told.folded[1]);
	ck_assert_uint_eq(links_of("a"), 2);
	ck_assert_str_eq(field("email")->value, "jim@firma.example");
}
END_TEST

START_TEST(a_system_that_is_gone_is_named)
{
	sync_configure(sync_three);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	sync_configure(sync_two);
	explain("a:1");
	ck_assert_uint_eq(links_of("c"), 1);
	ck_assert_uint_eq(told.n_writes, 2);
	ck_assert_str_eq(told.writes[1].system, "c");
	ck_assert_ptr_null(field("last_name")->next);
}
END_TEST

/* What waits for a person as a whole is not merged: nothing is promised of the next sync. */
START_TEST(a_merge_that_is_proposed)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Miller", "jim2@firma.example");
	sync_ok();
	fake_find(&fake[0], CRM_CONTACT, "2")->life = CRM_MERGED;
	fake_find(&fake[0], CRM_CONTACT, "2")->into = "1";
	fake_set(fake_find(&fake[1], CRM_CONTACT,
			   sync_lookup(
				   "SELECT s.vendor_id FROM source s JOIN link l ON l.source = s.id WHERE s.system = 2 "
				   "AND l.golden = (SELECT golden FROM link k JOIN source t ON t.id = k.source "
				   "WHERE t.vendor_id = '2' AND t.system = 1)")),
		 "first", "James");
	sync_ok();
	explain(crm_arena_strdup(sync_arena, sync_lookup("SELECT uid FROM golden WHERE hold IS NOT NULL")));
	ck_assert_ptr_nonnull(told.hold);
	ck_assert_ptr_null(field("first_name")->next);
	ck_assert_uint_eq(told.n_holds, 1);
}
END_TEST

START_TEST(nothing_is_noted_of_a_look)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	int64_t runs = sync_number("SELECT count(*) FROM run");
	explain("a:1");
	ck_assert_ptr_null(looking->systems[0].connection);
	ck_assert_int_eq(looking->run, 0);
	ck_assert_str_eq(field("last_name")->from[0].system, "a");
	ck_assert_str_eq(field("last_name")->why, "only");
	ck_assert_int_eq(sync_number("SELECT count(*) FROM run"), runs);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync: explain");
	TCase *tcase = tcase_create("explain");
	tcase_add_checked_fixture(tcase, sync_setup, teardown);
	tcase_add_test(tcase, an_older_connector_is_not_asked_for_pages);
	tcase_add_test(tcase, a_folded_record_leads_to_its_survivor);
	tcase_add_test(tcase, a_system_that_is_gone_is_named);
	tcase_add_test(tcase, a_merge_that_is_proposed);
	tcase_add_test(tcase, nothing_is_noted_of_a_look);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
