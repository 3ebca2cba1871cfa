/* SPDX-License-Identifier: Apache-2.0 */
/* Values go through the connector to the sandbox and come back equal: every mapped field, and a custom field of every
   type, set on create, changed, and cleared. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipedrive.h"
#include "pipedrive_fixture.h"
#include "run_suite.h"

static pid_t sandbox;
static char base[64], control[64];

/* ---- the sandbox ---- */

static void run_sandbox(const char *port_file)
{
	const char *build = getenv("builddir");
	char program[4096];
	snprintf(program, sizeof program, "%s/crmsync-sandbox", build ? build : ".");
	execl(program, program, "--seed", "8", "--quiet", "--port-file", port_file, (char *)NULL);
	_exit(127);
}

static unsigned wait_for_port(const char *port_file)
{
	unsigned port = 0;
	for (int tries = 0; tries < 6000 && port == 0; tries++) {
		FILE *in = fopen(port_file, "r");
		char text[16] = "";
		if (in && fgets(text, sizeof text, in))
			port = (unsigned)strtoul(text, NULL, 10);
		if (in)
			fclose(in);
		ck_assert_int_eq(waitpid(sandbox, NULL, WNOHANG), 0);
		usleep(port ? 0 : 100000);
	}
	return port;
}

static void call(const char *method, const char *url, const char *body, crm_json **json)
{
	struct crm_error err = {0};
	struct crm_http_request req;
	struct crm_http_response resp;
	pd_request(pipedrive.conn, &req, method, url, body, 1);
	crm_http_response_init(&resp);
	ck_assert_int_eq(crm_http_send(pipedrive.http, &req, &resp, 1, &err), CRM_OK);
	ck_assert_msg(resp.status == 200 || resp.status == 201, "%s: %.*s", url, (int)resp.body.len, resp.body.ptr);
	ck_assert_int_eq(crm_json_parse(resp.body.ptr, resp.body.len, json, &err), CRM_OK);
	crm_http_response_free(&resp);
}

static void begin(void)
{
	char folder[] = "/tmp/crmsync-test-XXXXXX", port_file[64];
	crm_json *json = NULL;
	pipedrive_begin();
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(port_file, sizeof port_file, "%s/port", folder);
	sandbox = fork();
	if (sandbox == 0)
		run_sandbox(port_file);
	unsigned port = wait_for_port(port_file);
	ck_assert_uint_ne(port, 0);
	unlink(port_file);
	rmdir(folder);
	snprintf(base, sizeof base, "http://127.0.0.1:%u/pipedrive", port);
	snprintf(control, sizeof control, "http://127.0.0.1:%u/__sandbox/options/pipedrive", port);
	ck_assert_int_eq(pipedrive_connect(base), CRM_OK);
	call("PUT", control, "{\"search_lag_ms\":0,\"burst_limit\":0}", &json);
	crm_json_free(json);
}

static void end(void)
{
	kill(sandbox, SIGTERM);
	waitpid(sandbox, NULL, 0);
	pipedrive_end();
}

/* ---- custom fields ---- */

#define TYPES 16

static const struct {
	const char *type;
	const char *first, *second; /* NULL: depends on the account */
} customs[TYPES] = {
	{"varchar", "K\xc3\xa4se & <b>\"x\"</b>", "plain"},
	{"varchar_auto", "one", "two"},
	{"text", "line\nline", "other"},
	{"phone", "+49 40 123", "5550100"},
	{"double", "1234.5", "-0.125"},
	{"date", "2026-02-28", "2024-02-29"},
	{"daterange", "2026-01-01/2026-01-31", "2026-02-01/2026-02-02"},
	{"time", "10:30:00", "23:59:59"},
	{"timerange", "08:00:00/09:30:00", "10:00:00/11:00:00"},
	{"address", "Main Street 1, Town", "Other Street 2"},
	{"monetary", "99.95", "12"},
	{"enum", NULL, NULL},
	{"set", NULL, NULL},
	{"user", "1", "2"},
	{"org", NULL, NULL},
	{"people", NULL, NULL},
};

struct values {
	const char *key[TYPES];
	struct crm_property properties[TYPES];
	const char *shown[TYPES];
};

static void make_field(enum crm_object object, size_t type, const char **key, const char *options[2])
{
	crm_json *json = NULL;
	const char *url = pipedrive_format("%s/api/v2/%sFields", base, pd_item_type(object));
	bool choice = strcmp(customs[type].type, "enum") == 0 || strcmp(customs[type].type, "set") == 0;
	call("POST", url,
	     pipedrive_format("{\"field_name\":\"Test %s\",\"field_type\":\"%s\"%s}", customs[type].type,
			      customs[type].type, choice ? ",\"options\":[{\"label\":\"A\"},{\"label\":\"B\"}]" : ""),
	     &json);
	*key = crm_arena_strdup(pipedrive.arena, crm_json_text(crm_json_path(json, "data.field_code")));
	const crm_json *option = crm_json_first(crm_json_path(json, "data.options"));
	for (size_t i = 0; choice && i < 2; i++, option = crm_json_next(option))
		options[i] = crm_arena_strdup(pipedrive.arena, crm_json_text(crm_json_get(option, "id")));
	crm_json_free(json);
}

static void set_values(enum crm_object object, struct values *first, struct values *second, const char *org,
		       const char *person)
{
	for (size_t i = 0; i < TYPES; i++) {
		const char *options[2] = {org, org};
		bool people = strcmp(customs[i].type, "people") == 0;
		make_field(object, i, &first->key[i], options);
		second->key[i] = first->key[i];
		first->shown[i] = customs[i].first ? customs[i].first : people ? person : options[0];
		second->shown[i] = customs[i].second ? customs[i].second : people ? person : options[1];
		first->properties[i] = pipedrive_text(first->key[i], first->shown[i]);
		second->properties[i] = pipedrive_text(first->key[i], second->shown[i]);
		if (strcmp(customs[i].type, "set") != 0)
			continue;
		const char **both = crm_arena_calloc(pipedrive.arena, 3, sizeof *both);
		both[0] = options[0];
		both[1] = options[1];
		first->properties[i] = pipedrive_list(first->key[i], both);
		first->shown[i] = pipedrive_format("[%s,%s]", both[0], both[1]);
		second->shown[i] = pipedrive_format("[%s]", options[1]);
	}
}

/* ---- writing and reading ---- */

static struct crm_result push_one(const struct crm_op *op)
{
	struct crm_result result = {0};
	int rc = crm_connector_entry()->push(pipedrive.conn, op, &result, 1, pipedrive.arena, &pipedrive.err);
	ck_assert_msg(rc == CRM_OK, "%s", crm_error_text(&pipedrive.err));
	ck_assert_msg(result.outcome == CRM_DONE, "%s", result.message);
	return result;
}

static const char *create(enum crm_object object, const struct crm_property *properties, size_t n)
{
	struct crm_op op = {
		.trace = "a", .kind = CRM_OP_CREATE, .object = object, .properties = properties, .n_properties = n};
	return push_one(&op).id;
}

static const struct crm_record *get(enum crm_object object, const char *id, const struct crm_property *asked, size_t n)
{
	const char **names = crm_arena_calloc(pipedrive.arena, n + 1, sizeof *names);
	struct crm_page page;
	for (size_t i = 0; i < n; i++)
		names[i] = asked[i].name;
	int rc = crm_connector_entry()->get(pipedrive.conn, object, &id, 1, names, n, &page, pipedrive.arena,
					    &pipedrive.err);
	ck_assert_msg(rc == CRM_OK, "%s", crm_error_text(&pipedrive.err));
	ck_assert_uint_eq(page.n, 1);
	return &page.records[0];
}

static void update(enum crm_object object, const char *id, const struct crm_property *properties, size_t n)
{
	const struct crm_record *current = get(object, id, NULL, 0);
	struct crm_op op = {.trace = "b",
			    .kind = CRM_OP_UPDATE,
			    .object = object,
			    .id = id,
			    .current = current,
			    .properties = properties,
			    .n_properties = n};
	struct crm_result result = push_one(&op);
	ck_assert_ptr_nonnull(result.after);
	ck_assert_str_eq(result.after->id, id);
}

static const char *shown(const struct crm_property *p)
{
	struct crm_record one = {.properties = p, .n_properties = 1};
	return pipedrive_shown(&one, p->name);
}

static void holds(enum crm_object object, const char *id, const struct crm_property *properties, size_t n)
{
	const struct crm_record *record = get(object, id, properties, n);
	for (size_t i = 0; i < n; i++) {
		const char *name = properties[i].name, *have = pipedrive_shown(record, name),
			   *want = shown(&properties[i]);
		ck_assert_msg(strcmp(have, want) == 0, "%s is '%s', not '%s'", name, have, want);
	}
}

static void holds_custom(enum crm_object object, const char *id, const struct values *v)
{
	const struct crm_record *record = get(object, id, v->properties, TYPES);
	for (size_t i = 0; i < TYPES; i++) {
		const char *have = pipedrive_shown(record, v->key[i]);
		ck_assert_msg(strcmp(have, v->shown[i]) == 0, "%s is '%s', not '%s'", customs[i].type, have,
			      v->shown[i]);
	}
}

static void clear_custom(enum crm_object object, const char *id, const struct values *v)
{
	struct crm_property nulls[TYPES];
	for (size_t i = 0; i < TYPES; i++)
		nulls[i] = pipedrive_null(v->key[i]);
	update(object, id, nulls, TYPES);
	const struct crm_record *record = get(object, id, nulls, TYPES);
	for (size_t i = 0; i < TYPES; i++)
		ck_assert_msg(strcmp(pipedrive_shown(record, v->key[i]), "null") == 0, "%s is not cleared",
			      customs[i].type);
}

static const char *make_company(void)
{
	struct crm_property name = pipedrive_text("name", "Sandstone Ltd");
	return create(CRM_COMPANY, &name, 1);
}

static const char *make_person(const char *first, const char *last)
{
	struct crm_property names[] = {pipedrive_text("first_name", first), pipedrive_text("last_name", last)};
	return create(CRM_CONTACT, names, 2);
}

/* ---- tests ---- */

static void check_custom(enum crm_object object, struct crm_property base_property)
{
	struct values first = {0}, second = {0};
	struct crm_property all[TYPES + 1] = {base_property};
	set_values(object, &first, &second, make_company(), make_person("Ada", "Byron"));
	memcpy(all + 1, first.properties, sizeof first.properties);
	const char *id = create(object, all, TYPES + 1);
	holds_custom(object, id, &first);
	update(object, id, second.properties, TYPES);
	holds_custom(object, id, &second);
	clear_custom(object, id, &first);
}

START_TEST(custom_fields_of_a_company)
{
	check_custom(CRM_COMPANY, pipedrive_text("name", "Quarry GmbH"));
}
END_TEST

START_TEST(custom_fields_of_a_contact)
{
	check_custom(CRM_CONTACT, pipedrive_text("last_name", "Stone"));
}
END_TEST

START_TEST(custom_fields_of_a_deal)
{
	check_custom(CRM_DEAL, pipedrive_text("title", "Granite"));
}
END_TEST

START_TEST(a_custom_amount_keeps_its_currency)
{
	const char *key, *options[2];
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(customs[i].type, "monetary") == 0)
			make_field(CRM_COMPANY, i, &key, options);
	const char *currency = pipedrive_format("%s.currency", key);
	struct crm_property made[] = {pipedrive_text("name", "Mint"), pipedrive_text(key, "10"),
				      pipedrive_text(currency, "USD")};
	struct crm_property amount = pipedrive_text(key, "11.5"), other = pipedrive_text(currency, "CHF");
	const char *id = create(CRM_COMPANY, made, 3);
	holds(CRM_COMPANY, id, made, 3);
	update(CRM_COMPANY, id, &amount, 1);
	holds(CRM_COMPANY, id, &amount, 1);
	holds(CRM_COMPANY, id, &made[2], 1);
	update(CRM_COMPANY, id, &other, 1);
	holds(CRM_COMPANY, id, &amount, 1);
	holds(CRM_COMPANY, id, &other, 1);
}
END_TEST

START_TEST(fields_of_a_company)
{
	struct crm_property made[] = {
		pipedrive_text("name", "Quarry GmbH"),    pipedrive_text("website", "https://quarry.example"),
		pipedrive_text("@street", "Main St 12"),  pipedrive_text("@postcode", "20095"),
		pipedrive_text("@city", "Hamburg"),       pipedrive_text("@state", "HH"),
		pipedrive_text("@country", "Germany"),    pipedrive_text("employee_count", "250"),
		pipedrive_text("annual_revenue", "1000"), pipedrive_text("owner_id", "2"),
	};
	struct crm_property changed[] = {
		pipedrive_text("name", "Quarry AG"),    pipedrive_null("website"),
		pipedrive_text("@street", "Side St 1"), pipedrive_null("@state"),
		pipedrive_null("employee_count"),       pipedrive_text("annual_revenue", "2000"),
		pipedrive_text("owner_id", "1"),
	};
	struct crm_property gone[] = {pipedrive_null("@street"), pipedrive_null("@postcode"), pipedrive_null("@city"),
				      pipedrive_null("@country"), pipedrive_null("annual_revenue")};
	const char *id = create(CRM_COMPANY, made, 10);
	holds(CRM_COMPANY, id, made, 10);
	update(CRM_COMPANY, id, changed, 7);
	holds(CRM_COMPANY, id, changed, 7);
	holds(CRM_COMPANY, id, &made[3], 2); /* postcode and city stay */
	update(CRM_COMPANY, id, gone, 5);
	ck_assert_str_eq(pipedrive_shown(get(CRM_COMPANY, id, NULL, 0), "annual_revenue"), "null");
}
END_TEST

START_TEST(fields_of_a_contact)
{
	static const char *const others[] = {"a.s@home.example", "info@stone.example", NULL},
				 *const fewer[] = {"a.s@home.example", NULL};
	const char *company = make_company();
	struct crm_property made[] = {
		pipedrive_text("first_name", "Anna Maria"),
		pipedrive_text("last_name", "von Stein"),
		pipedrive_text("@email", "anna@stone.example"),
		pipedrive_list("@emails", others),
		pipedrive_text("@phone", "+49 40 1"),
		pipedrive_text("@mobile", "+49 171 2"),
		pipedrive_text("job_title", "CTO"),
		pipedrive_text("notes", "met in Riga"),
		pipedrive_text("@street", "Way 3"),
		pipedrive_text("@postcode", "10115"),
		pipedrive_text("@city", "Berlin"),
		pipedrive_text("@country", "Germany"),
		pipedrive_text("org_id", company),
		pipedrive_text("owner_id", "2"),
		pipedrive_text("birthday", "1980-02-29"),
	};
	struct crm_property changed[] = {
		pipedrive_text("last_name", "Stein"),
		pipedrive_text("@email", "a@stone.example"),
		pipedrive_list("@emails", fewer),
		pipedrive_null("@phone"),
		pipedrive_text("@mobile", "+49 171 3"),
		pipedrive_null("job_title"),
		pipedrive_null("org_id"),
		pipedrive_null("birthday"),
		pipedrive_text("@city", "Potsdam"),
	};
	const char *id = create(CRM_CONTACT, made, 15);
	holds(CRM_CONTACT, id, made, 15);
	update(CRM_CONTACT, id, changed, 9);
	holds(CRM_CONTACT, id, changed, 9);
	holds(CRM_CONTACT, id, made, 1); /* the first name stays whole */
	struct crm_property none[] = {pipedrive_null("@email"), pipedrive_list("@emails", fewer + 1),
				      pipedrive_null("@mobile")};
	update(CRM_CONTACT, id, none, 3);
	holds(CRM_CONTACT, id, none, 3);
}
END_TEST

START_TEST(fields_of_a_deal)
{
	struct crm_property made[] = {
		pipedrive_text("title", "Granite"),
		pipedrive_text("value", "12345.67"),
		pipedrive_text("currency", "USD"),
		pipedrive_text("pipeline_id", "1"),
		pipedrive_text("@stage", "2"),
		pipedrive_text("expected_close_date", "2026-12-31"),
		pipedrive_text("probability", "40"),
		pipedrive_text("owner_id", "2"),
		pipedrive_text("org_id", make_company()),
	};
	struct crm_property won = pipedrive_text("@stage", "won"), open = pipedrive_text("@stage", "3");
	struct crm_property gone[] = {pipedrive_null("expected_close_date"), pipedrive_null("probability"),
				      pipedrive_null("org_id")};
	const char *id = create(CRM_DEAL, made, 9);
	holds(CRM_DEAL, id, made, 9);
	update(CRM_DEAL, id, &won, 1);
	holds(CRM_DEAL, id, &won, 1);
	update(CRM_DEAL, id, &open, 1);
	holds(CRM_DEAL, id, &open, 1);
	update(CRM_DEAL, id, gone, 3);
	holds(CRM_DEAL, id, gone, 3);
}
END_TEST

#define MANY 14

START_TEST(many_contacts_of_a_deal)
{
	struct crm_property title = pipedrive_text("title", "Granite"), contacts = pipedrive_null("@contacts");
	const char *deal = create(CRM_DEAL, &title, 1), *people[MANY];
	struct crm_op ops[MANY];
	struct crm_result results[MANY] = {0};
	for (size_t i = 0; i < MANY; i++) {
		people[i] = make_person("Person", pipedrive_format("No %zu", i));
		ops[i] = (struct crm_op){.trace = "t",
					 .kind = CRM_OP_ASSOCIATE,
					 .object = CRM_DEAL,
					 .id = deal,
					 .to = people[i],
					 .property = "@contacts"};
	}
	ck_assert_int_eq(
		crm_connector_entry()->push(pipedrive.conn, ops, results, MANY, pipedrive.arena, &pipedrive.err),
		CRM_OK);
	for (size_t i = 0; i < MANY; i++)
		ck_assert_int_eq(results[i].outcome, CRM_DONE);
	const struct crm_record *record = get(CRM_DEAL, deal, &contacts, 1);
	ck_assert_uint_eq(crm_record_get(record, "@contacts")->n, MANY);
	for (size_t i = 0; i < MANY; i++)
		ops[i].kind = CRM_OP_DISSOCIATE;
	memset(results, 0, sizeof results);
	ck_assert_int_eq(
		crm_connector_entry()->push(pipedrive.conn, ops, results, MANY, pipedrive.arena, &pipedrive.err),
		CRM_OK);
	for (size_t i = 0; i < MANY; i++)
		ck_assert_int_eq(results[i].outcome, CRM_DONE);
	record = get(CRM_DEAL, deal, &contacts, 1);
	ck_assert_str_eq(pipedrive_shown(record, "@contacts"), "[]");
}
END_TEST

START_TEST(set_up_find_and_archive)
{
	struct crm_setup_result made, again;
	struct crm_page page;
	const struct crm_connector *c = crm_connector_entry();
	ck_assert_int_eq(c->setup(pipedrive.conn, CRM_CONTACT, "crmsync_id", &made, pipedrive.arena, &pipedrive.err),
			 CRM_OK);
	ck_assert_int_eq(made.state, CRM_SETUP_CREATED);
	ck_assert_int_eq(c->setup(pipedrive.conn, CRM_CONTACT, "crmsync_id", &again, pipedrive.arena, &pipedrive.err),
			 CRM_OK);
	ck_assert_int_eq(again.state, CRM_SETUP_PRESENT);
	ck_assert_str_eq(made.property, again.property);
	struct crm_property properties[] = {pipedrive_text("last_name", "Stone"),
					    pipedrive_text(made.property, "K-01")};
	const char *id = create(CRM_CONTACT, properties, 2), *values[] = {"K-01", "k-01"}, *name = "stone";
	ck_assert_int_eq(c->find(pipedrive.conn, CRM_CONTACT, made.property, values, 2, NULL, 0, &page, pipedrive.arena,
				 &pipedrive.err),
			 CRM_OK);
	ck_assert_uint_eq(page.n, 1);
	ck_assert_str_eq(page.records[0].id, id);
	ck_assert_int_eq(c->find(pipedrive.conn, CRM_CONTACT, "last_name", &name, 1, NULL, 0, &page, pipedrive.arena,
				 &pipedrive.err),
			 CRM_OK);
	ck_assert_uint_eq(page.n, 1);
	struct crm_op op = {.trace = "a", .kind = CRM_OP_ARCHIVE, .object = CRM_CONTACT, .id = id};
	push_one(&op);
	ck_assert_int_eq(c->get(pipedrive.conn, CRM_CONTACT, &id, 1, NULL, 0, &page, pipedrive.arena, &pipedrive.err),
			 CRM_OK);
	ck_assert(page.n == 0 || page.records[0].life == CRM_ARCHIVED);
}
END_TEST

START_TEST(an_archived_deal_is_found_by_id)
{
	struct crm_property properties[] = {pipedrive_text("title", "Old"), pipedrive_text("is_archived", "true")};
	const char *id = create(CRM_DEAL, properties, 2);
	const struct crm_record *record = get(CRM_DEAL, id, properties, 2);
	ck_assert_str_eq(pipedrive_shown(record, "is_archived"), "true");
	ck_assert_int_eq(record->life, CRM_LIVE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("connector_pipedrive_values");
	TCase *values = tcase_create("values");
	tcase_add_checked_fixture(values, begin, end);
	tcase_add_test(values, custom_fields_of_a_company);
	tcase_add_test(values, custom_fields_of_a_contact);
	tcase_add_test(values, custom_fields_of_a_deal);
	tcase_add_test(values, a_custom_amount_keeps_its_currency);
	tcase_add_test(values, fields_of_a_company);
	tcase_add_test(values, fields_of_a_contact);
	tcase_add_test(values, fields_of_a_deal);
	tcase_add_test(values, many_contacts_of_a_deal);
	tcase_add_test(values, set_up_find_and_archive);
	tcase_add_test(values, an_archived_deal_is_found_by_id);
	suite_add_tcase(suite, values);
	return run_suite(suite);
}
