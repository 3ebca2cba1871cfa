/* SPDX-License-Identifier: Apache-2.0 */
/* The CSV connector on a folder: pulls, look-ups, writes, setup, options. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv_connector.h"
#include "run_suite.h"

static char folder[] = "/tmp/crmsync-csv-XXXXXX";
static char made[sizeof folder];
static struct crm_named_text options[12];
static size_t n_options;
static struct crm_host host;
static struct crm_connection *conn;
static struct crm_error err;
static struct crm_arena *arena;
static const struct crm_connector *csv;

static const char *option(void *ctx, const char *name)
{
	(void)ctx;
	for (size_t i = 0; i < n_options; i++)
		if (strcmp(options[i].name, name) == 0)
			return options[i].text;
	return NULL;
}

static const char *path_of(const char *name)
{
	return crm_arena_printf(arena, "%s/%s", made, name);
}

static void setup(void)
{
	memcpy(made, folder, sizeof folder);
	ck_assert_ptr_nonnull(mkdtemp(made));
	csv = crm_connector_entry();
	err = (struct crm_error){0};
	arena = crm_arena_new();
	conn = NULL;
	n_options = 0;
	options[n_options++] = (struct crm_named_text){"folder", made};
	host = (struct crm_host){.base_url = "", .option = option};
}

static void teardown(void)
{
	const char *command = crm_arena_printf(arena, "rm -rf %s", made);
	csv->close(conn);
	crm_error_clear(&err);
	ck_assert_int_eq(system(command), 0); /* only tests may */
	crm_arena_free(arena);
}

static void ok(int rc)
{
	ck_assert_msg(rc == CRM_OK, "%d: %s", rc, crm_error_text(&err));
}

static void open_folder(void)
{
	csv->close(conn);
	conn = NULL;
	ok(csv->open(&host, &conn, &err));
}

static void put(const char *name, const char *content)
{
	FILE *f = fopen(path_of(name), "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(content, 1, strlen(content), f), strlen(content));
	ck_assert_int_eq(fclose(f), 0);
}

static const char *content_of(const char *name)
{
	static char content[65536];
	FILE *f = fopen(path_of(name), "rb");
	if (f == NULL)
		return NULL;
	content[fread(content, 1, sizeof content - 1, f)] = '\0';
	fclose(f);
	return content;
}

static struct crm_page pull(const char *since)
{
	struct crm_page page = {0};
	ok(csv->pull(conn, &(struct crm_pull){.object = CRM_CONTACT, .since = since}, &page, arena, &err));
	return page;
}

static struct crm_op op_of(enum crm_op_kind kind, const char *id, struct crm_property *properties, size_t n)
{
	return (struct crm_op){.trace = "1",
			       .kind = kind,
			       .object = CRM_CONTACT,
			       .id = id,
			       .properties = properties,
			       .n_properties = n};
}

static struct crm_property text(const char *name, const char *value)
{
	return (struct crm_property){.name = name, .value = {.kind = value ? CRM_TEXT : CRM_NULL, .text = value}};
}

static struct crm_result push(const struct crm_op *op)
{
	struct crm_result result = {0};
	ok(csv->push(conn, op, &result, 1, arena, &err));
	return result;
}

/* ---- reading ---- */

START_TEST(an_unchanged_file_has_nothing_to_read)
{
	put("contacts.csv", "id,email\n1,a@b.de\n2,c@d.de\n");
	open_folder();
	struct crm_page first = pull(NULL);
	ck_assert_uint_eq(first.n, 2);
	ck_assert(first.complete && !first.whole);
	struct crm_page again = pull(first.watermark);
	ck_assert_uint_eq(again.n, 0);
	ck_assert(again.complete && !again.whole);
	put("contacts.csv", "id,email\n1,a@b.de\n");
	struct crm_page changed = pull(first.watermark);
	ck_assert_uint_eq(changed.n, 1);
	ck_assert(changed.whole);
	ck_assert_str_ne(changed.watermark, first.watermark);
	options[n_options++] = (struct crm_named_text){"encoding", "latin1"};
	open_folder();
	ck_assert_uint_eq(pull(changed.watermark).n, 1); /* read anew: it may mean something else */
}
END_TEST

START_TEST(pages_lead_to_the_end)
{
	struct crm_buf big;
	size_t seen = 0;
	const char *cursor = NULL;
	crm_buf_init(&big, CRM_BUF_MAX);
	crm_buf_str(&big, "id,email\n");
	for (int i = 0; i < 2500; i++)
		crm_buf_printf(&big, "%d,a%d@b.de\n", i, i);
	put("contacts.csv", big.ptr);
	open_folder();
	do {
		struct crm_page page = {0};
		ok(csv->pull(conn, &(struct crm_pull){.object = CRM_CONTACT, .cursor = cursor}, &page, arena, &err));
		seen += page.n;
		cursor = page.cursor;
	} while (cursor != NULL && seen < 5000);
	ck_assert_uint_eq(seen, 2500);
	struct crm_page page = {0};
	ok(csv->pull(conn, &(struct crm_pull){.object = CRM_CONTACT}, &page, arena, &err));
	crm_buf_str(&big, "x,y\n");
	put("contacts.csv", big.ptr);
	ck_assert_int_eq(
		csv->pull(conn, &(struct crm_pull){.object = CRM_CONTACT, .cursor = page.cursor}, &page, arena, &err),
		CRM_E_CURSOR);
	crm_buf_free(&big);
}
END_TEST

START_TEST(a_file_that_is_gone_is_no_deletion)
{
	put("contacts.csv", "id,email\n1,a@b.de\n");
	open_folder();
	struct crm_page page = pull(NULL);
	put("contacts.csv", "");
	ck_assert_int_eq(
		csv->pull(conn, &(struct crm_pull){.object = CRM_CONTACT, .since = page.watermark}, &page, arena, &err),
		CRM_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&err), "contacts.csv:1:1: the file is empty"));
	unlink(path_of("contacts.csv"));
	ck_assert_int_eq(
		csv->pull(conn, &(struct crm_pull){.object = CRM_CONTACT, .since = page.watermark}, &page, arena, &err),
		CRM_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&err), "is gone"));
	ck_assert_uint_eq(pull(NULL).n, 0);
	const char *ids[] = {"1"};
	ck_assert_int_eq(csv->get(conn, CRM_CONTACT, ids, 1, NULL, 0, &page, arena, &err), CRM_E_CONFIG);
}
END_TEST

START_TEST(bad_rows_are_listed_beside_the_file)
{
	put("contacts.csv", "id,email\n1,a@b.de\n2\n=cmd,\"x\"y\n");
	open_folder();
	struct crm_page page = pull(NULL);
	ck_assert_uint_eq(page.unreadable, 2);
	ck_assert_uint_eq(page.n_notes, 3);
	ck_assert_ptr_nonnull(strstr(page.notes[0], "contacts.csv:3:2: the row has fewer cells"));
	ck_assert_str_eq(
		content_of("contacts.rejected.csv"),
		"\xEF\xBB\xBFline,column,reason,row\r\n3,2,the row has fewer cells than the header,2\r\n"
		"4,9,text behind the closing quote (a quote inside a quoted cell is doubled),\"'=cmd,\"\"x\"\"y\"\r\n");
	ck_assert_uint_eq(pull(page.watermark).unreadable, 2);
	put("contacts.csv", "id,email\n1,a@b.de\n");
	ck_assert_uint_eq(pull(page.watermark).unreadable, 0);
	ck_assert_ptr_null(content_of("contacts.rejected.csv"));
}
END_TEST

START_TEST(nothing_is_listed_where_nothing_may_be_written)
{
	put("contacts.csv", "id,email\n1\n");
	host.dry = true;
	open_folder();
	ck_assert_uint_eq(pull(NULL).unreadable, 1);
	ck_assert_ptr_null(content_of("contacts.rejected.csv"));
	host.dry = false;
	host.read_only = true;
	open_folder();
	pull(NULL);
	ck_assert_ptr_null(content_of("contacts.rejected.csv"));
	ck_assert_int_eq(mkdir(path_of("aside"), 0700), 0);
	options[n_options++] = (struct crm_named_text){"rejected", path_of("aside")};
	open_folder();
	pull(NULL);
	ck_assert_ptr_nonnull(content_of("aside/contacts.rejected.csv"));
}
END_TEST

START_TEST(a_file_of_somebody_else_is_not_replaced)
{
	put("contacts.csv", "id,email\n1\n");
	put("contacts.rejected.csv", "mine\n");
	open_folder();
	struct crm_page page = pull(NULL);
	ck_assert_ptr_nonnull(strstr(page.notes[page.n_notes - 1], "is no list of crmsync's"));
	ck_assert_str_eq(content_of("contacts.rejected.csv"), "mine\n");
}
END_TEST

START_TEST(rows_are_found)
{
	struct crm_page page = {0};
	const char *ids[] = {"2", "none"}, *emails[] = {"A@B.de", "none"};
	put("contacts.csv", "id,email\n1,a@b.de\n2,c@d.de\n");
	open_folder();
	ok(csv->get(conn, CRM_CONTACT, ids, 2, NULL, 0, &page, arena, &err));
	ck_assert_uint_eq(page.n, 1);
	ck_assert_str_eq(page.records[0].id, "2");
	ok(csv->find(conn, CRM_CONTACT, "email", emails, 2, NULL, 0, &page, arena, &err));
	ck_assert_uint_eq(page.n, 1);
	ck_assert_str_eq(page.records[0].id, "1");
	ck_assert_int_eq(csv->find(conn, CRM_CONTACT, "phone", emails, 2, NULL, 0, &page, arena, &err),
			 CRM_E_UNSUPPORTED);
}
END_TEST

/* ---- writing ---- */

START_TEST(rows_that_nobody_touched_keep_their_bytes)
{
	put("contacts.csv",
	    "\xEF\xBB\xBFid;\"email\";city\r\n\"1\"; \"a@b.de\" ;x\r\n\r\n2;\"broken\"x;y\r\n3;c@d.de;z");
	chmod(path_of("contacts.csv"), 0640);
	open_folder();
	struct crm_property city[] = {text("city", "K\xC3\xB6ln; am \"Rhein\"")};
	struct crm_op update = op_of(CRM_OP_UPDATE, "3", city, 1);
	struct crm_result result = push(&update);
	ck_assert_int_eq(result.outcome, CRM_DONE);
	ck_assert_str_eq(crm_record_get(result.after, "city")->text, "K\xC3\xB6ln; am \"Rhein\"");
	ck_assert_str_eq(content_of("contacts.csv"),
			 "\xEF\xBB\xBFid;\"email\";city\r\n\"1\"; \"a@b.de\" ;x\r\n\r\n2;\"broken\"x;y\r\n"
			 "3;c@d.de;\"K\xC3\xB6ln; am \"\"Rhein\"\"\"\r\n");
	struct stat st;
	ck_assert_int_eq(stat(path_of("contacts.csv"), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0640);
}
END_TEST

START_TEST(a_create_that_is_sent_again_finds_its_row)
{
	open_folder();
	struct crm_property p[] = {text("crmsync_id", "abc"), text("email", "a@b.de"), text("phone", "=1+1")};
	struct crm_op create = op_of(CRM_OP_CREATE, NULL, p, 3);
	struct crm_result result = push(&create);
	ck_assert_int_eq(result.outcome, CRM_DONE);
	ck_assert_str_eq(result.id, "abc");
	ck_assert_str_eq(crm_record_get(result.after, "phone")->text, "=1+1");
	ck_assert_ptr_nonnull(strstr(content_of("contacts.csv"), "\r\nabc,abc,,,,a@b.de,,'=1+1,"));
	struct stat st;
	ck_assert_int_eq(stat(path_of("contacts.csv"), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	open_folder();
	result = push(&create);
	ck_assert_int_eq(result.outcome, CRM_EXISTS);
	ck_assert_str_eq(result.id, "abc");
	struct crm_page page = pull(NULL);
	ck_assert_uint_eq(page.n, 1);
}
END_TEST

START_TEST(a_batch_is_written_at_once)
{
	put("contacts.csv", "id,email,city\n1,a@b.de,x\n2,c@d.de,y\n3,e@f.de,z\n");
	open_folder();
	struct crm_op archives[] = {op_of(CRM_OP_ARCHIVE, "1", NULL, 0), op_of(CRM_OP_ARCHIVE, "none", NULL, 0),
				    op_of(CRM_OP_ARCHIVE, "3", NULL, 0), op_of(CRM_OP_ARCHIVE, "3", NULL, 0)};
	struct crm_result results[4] = {0};
	ok(csv->push(conn, archives, results, 4, arena, &err));
	ck_assert_int_eq(results[0].outcome, CRM_DONE);
	ck_assert_int_eq(results[1].outcome, CRM_GONE);
	ck_assert_int_eq(results[2].outcome, CRM_DONE);
	ck_assert_int_eq(results[3].outcome, CRM_GONE);
	ck_assert_str_eq(content_of("contacts.csv"), "id,email,city\n2,c@d.de,y\n");
	struct crm_property p[] = {text("city", NULL)};
	struct crm_op update = op_of(CRM_OP_UPDATE, "2", p, 1);
	ck_assert_int_eq(push(&update).outcome, CRM_DONE);
	ck_assert_str_eq(content_of("contacts.csv"), "id,email,city\n2,c@d.de,\n");
}
END_TEST

START_TEST(what_cannot_be_written_is_refused_alone)
{
	put("contacts.csv", "id;email;city\r\n1;a@b.de;K\xF6ln\r\n2;c@d.de;Bonn\r\n");
	open_folder();
	struct crm_property cyrillic[] = {text("city", "\xD0\x96")}, nowhere[] = {text("fax", "1")},
			    fine[] = {text("city", "\xC3\x84")}, own[] = {text("id", "9")},
			    both[] = {text("city", "a"), text("city", "b")};
	struct crm_op ops[] = {op_of(CRM_OP_UPDATE, "1", cyrillic, 1), op_of(CRM_OP_UPDATE, "1", nowhere, 1),
			       op_of(CRM_OP_UPDATE, "2", fine, 1), op_of(CRM_OP_UPDATE, "2", own, 1),
			       op_of(CRM_OP_UPDATE, "2", both, 2)};
	struct crm_result results[5] = {0};
	ok(csv->push(conn, ops, results, 5, arena, &err));
	ck_assert_int_eq(results[0].outcome, CRM_REFUSED);
	ck_assert_ptr_nonnull(strstr(results[0].message, "WINDOWS-1252"));
	ck_assert_str_eq(results[0].field, "city");
	ck_assert_int_eq(results[1].outcome, CRM_REFUSED);
	ck_assert_int_eq(results[2].outcome, CRM_DONE);
	ck_assert_int_eq(results[3].outcome, CRM_REFUSED);
	ck_assert_int_eq(results[4].outcome, CRM_REFUSED);
	ck_assert_str_eq(content_of("contacts.csv"), "id;email;city\r\n1;a@b.de;K\xF6ln\r\n2;c@d.de;\xC4\r\n");
}
END_TEST

START_TEST(without_an_id_column_a_row_stays_what_it_is_told_by)
{
	put("contacts.csv", "email,city\na@b.de,x\n");
	open_folder();
	const char *id = pull(NULL).records[0].id;
	struct crm_property email[] = {text("email", "z@b.de")}, city[] = {text("city", "y")};
	struct crm_op change = op_of(CRM_OP_UPDATE, id, email, 1), fine = op_of(CRM_OP_UPDATE, id, city, 1);
	struct crm_result result = push(&change);
	ck_assert_int_eq(result.outcome, CRM_REFUSED);
	ck_assert_ptr_nonnull(strstr(result.message, "crmsync setup"));
	ck_assert_int_eq(push(&fine).outcome, CRM_DONE);
	struct crm_setup_result made_columns = {0};
	ok(csv->setup(conn, CRM_CONTACT, "crmsync_id", &made_columns, arena, &err));
	ck_assert_int_eq(made_columns.state, CRM_SETUP_CREATED);
	ck_assert_str_eq(pull(NULL).records[0].id, id);
	ck_assert_int_eq(push(&change).outcome, CRM_DONE);
	ck_assert_str_eq(pull(NULL).records[0].id, id);
	ok(csv->setup(conn, CRM_CONTACT, "crmsync_id", &made_columns, arena, &err));
	ck_assert_int_eq(made_columns.state, CRM_SETUP_PRESENT);
	ck_assert_str_eq(content_of("contacts.csv"),
			 crm_arena_printf(arena, "email,city,id,crmsync_id\nz@b.de,y,%s,\n", id));
}
END_TEST

START_TEST(setup_does_not_touch_what_it_cannot_read)
{
	const char *before = "email,city\na@b.de,x\nb@c.de,y,z\n";
	struct crm_setup_result result = {0};
	put("contacts.csv", before);
	open_folder();
	ok(csv->setup(conn, CRM_CONTACT, "crmsync_id", &result, arena, &err));
	ck_assert_int_eq(result.state, CRM_SETUP_REFUSED);
	ck_assert_ptr_nonnull(strstr(result.message, "contacts.csv:3:11"));
	ck_assert_str_eq(content_of("contacts.csv"), before);
}
END_TEST

START_TEST(associations_are_a_list_of_ids)
{
	put("deals.csv", "id,name,contact ids\n1,Deal,7\n");
	open_folder();
	struct crm_op ops[] = {
		{.kind = CRM_OP_ASSOCIATE, .object = CRM_DEAL, .id = "1", .property = "@contacts", .to = "8"},
		{.kind = CRM_OP_ASSOCIATE, .object = CRM_DEAL, .id = "1", .property = "@contacts", .to = "9"},
		{.kind = CRM_OP_ASSOCIATE, .object = CRM_DEAL, .id = "1", .property = "@contacts", .to = "8"}};
	struct crm_result results[3] = {0};
	ok(csv->push(conn, ops, results, 3, arena, &err));
	ck_assert_str_eq(content_of("deals.csv"), "id,name,contact ids\n1,Deal,7;9;8\n");
	struct crm_op apart = {
		.kind = CRM_OP_DISSOCIATE, .object = CRM_DEAL, .id = "1", .property = "@contacts", .to = "9"};
	ok(csv->push(conn, &apart, results, 1, arena, &err));
	ck_assert_str_eq(content_of("deals.csv"), "id,name,contact ids\n1,Deal,7;8\n");
}
END_TEST

static void refused_whole(const struct crm_op *op, int code, const char *words)
{
	struct crm_result result = {0};
	ck_assert_int_eq(csv->push(conn, op, &result, 1, arena, &err), code);
	ck_assert_msg(strstr(crm_error_text(&err), words) != NULL, "%s", crm_error_text(&err));
	ck_assert_int_eq(result.outcome, CRM_NOT_SENT);
}

START_TEST(a_file_that_is_in_use_waits)
{
	put("contacts.csv", "id,email,city\n1,a@b.de,x\n");
	put(".~lock.contacts.csv#", "somebody");
	open_folder();
	struct crm_property city[] = {text("city", "y")};
	struct crm_op update = op_of(CRM_OP_UPDATE, "1", city, 1);
	refused_whole(&update, CRM_E_SERVER, "is open in an office program");
	unlink(path_of(".~lock.contacts.csv#"));
	ck_assert_int_eq(push(&update).outcome, CRM_DONE);
	struct cv_stamp old;
	ck_assert(cv_file_stamp(path_of("contacts.csv"), &old));
	put("contacts.csv", "id,email,city\n1,a@b.de,edited by hand\n");
	struct cv_stamp after;
	ck_assert_int_eq(cv_file_write(path_of("contacts.csv"), "x", 1, &old, &after, &err), CRM_E_SERVER);
	ck_assert_int_eq(cv_file_write(path_of("contacts.csv"), "x", 1, NULL, &after, &err), CRM_E_SERVER);
	ck_assert_str_eq(content_of("contacts.csv"), "id,email,city\n1,a@b.de,edited by hand\n");
}
END_TEST

START_TEST(nothing_is_written_where_nothing_may_be)
{
	put("contacts.csv", "id,email,city\n1,a@b.de,x\n");
	struct crm_property city[] = {text("city", "y")};
	struct crm_op update = op_of(CRM_OP_UPDATE, "1", city, 1);
	host.read_only = true;
	open_folder();
	refused_whole(&update, CRM_E_PERMISSION, "nothing may be written");
	host.read_only = false;
	host.dry = true;
	open_folder();
	refused_whole(&update, CRM_E_PERMISSION, "nothing may be written");
	struct crm_setup_result result = {0};
	ok(csv->setup(conn, CRM_CONTACT, "crmsync_id", &result, arena, &err));
	ck_assert_int_eq(result.state, CRM_SETUP_REFUSED);
	ck_assert_str_eq(content_of("contacts.csv"), "id,email,city\n1,a@b.de,x\n");
}
END_TEST

START_TEST(bytes_that_are_no_characters_would_be_lost)
{
	put("contacts.csv", "id,email,city\n1,a@b.de,\x81\n2,c@d.de,K\xF6ln\n");
	options[n_options++] = (struct crm_named_text){"encoding", "windows-1252"};
	open_folder();
	struct crm_property city[] = {text("city", "y")};
	struct crm_op update = op_of(CRM_OP_UPDATE, "2", city, 1);
	refused_whole(&update, CRM_E_CONFIG, "stand for no character");
}
END_TEST

/* ---- options ---- */

START_TEST(options_that_cannot_be)
{
	static const struct {
		const char *name, *value, *words;
	} cases[] = {
		{"encoding", "ebcdic", "option 'encoding' cannot be 'ebcdic'"},
		{"delimiter", "::", "option 'delimiter' cannot be '::'"},
		{"decimal", "dot", "option 'decimal' cannot be 'dot'"},
		{"dates", "ydm", "option 'dates' cannot be 'ydm'"},
		{"contacts", "../x.csv", "option 'contacts' cannot be '../x.csv'"},
		{"contacts", "deals.csv", "name the same file 'deals.csv'"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		options[1] = (struct crm_named_text){cases[i].name, cases[i].value};
		n_options = 2;
		ck_assert_int_eq(csv->open(&host, &conn, &err), CRM_E_CONFIG);
		ck_assert_msg(strstr(crm_error_text(&err), cases[i].words) != NULL, "%s", crm_error_text(&err));
	}
	n_options = 0;
	ck_assert_int_eq(csv->open(&host, &conn, &err), CRM_E_CONFIG);
	n_options = 1;
	host.base_url = "https://x.example";
	ck_assert_int_eq(csv->open(&host, &conn, &err), CRM_E_CONFIG);
}
END_TEST

START_TEST(accounts_are_folders_and_names)
{
	struct crm_identity one = {0}, two = {0};
	open_folder();
	ok(csv->identify(conn, &one, arena, &err));
	options[n_options++] = (struct crm_named_text){"contacts", "fair.csv"};
	open_folder();
	ok(csv->identify(conn, &two, arena, &err));
	ck_assert_str_ne(one.tenant, two.tenant);
	options[0].text = "/nowhere/at/all";
	open_folder();
	ck_assert_int_eq(csv->identify(conn, &two, arena, &err), CRM_E_CONFIG);
}
END_TEST

START_TEST(check_tells_what_it_sees)
{
	struct crm_buf lines;
	put("contacts.csv", "\xEF\xBB\xBF"
			    "E-Mail;Stand;;Geburtstag\r\na@b.de;4;;01/02/1990\r\nx\r\n");
	open_folder();
	crm_buf_init(&lines, CRM_BUF_MAX);
	ok(csv->layout(conn, CRM_CONTACT, &lines, &err));
	ck_assert_ptr_nonnull(strstr(
		lines.ptr, "contacts.csv: 1 row, UTF-8 with byte order mark, semicolon, lines end with CR LF\n"));
	ck_assert_ptr_nonnull(strstr(lines.ptr, "columns: E-Mail = email, Geburtstag = birthday\n"));
	ck_assert_ptr_nonnull(strstr(lines.ptr, "only read where the config maps them: Stand\n"));
	ck_assert_ptr_nonnull(strstr(lines.ptr, "contacts.csv:1:14: a column without a name"));
	ck_assert_ptr_nonnull(strstr(lines.ptr, "does not tell days from months"));
	ck_assert_ptr_nonnull(strstr(lines.ptr, "no id column"));
	ck_assert_ptr_nonnull(strstr(lines.ptr, "contacts.csv:3:2: the row has fewer cells"));
	crm_buf_reset(&lines);
	ok(csv->layout(conn, CRM_DEAL, &lines, &err));
	ck_assert_ptr_nonnull(strstr(lines.ptr, "deals.csv: not there"));
	crm_buf_free(&lines);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("connector_csv_folder");
	TCase *tcase = tcase_create("folder");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, an_unchanged_file_has_nothing_to_read);
	tcase_add_test(tcase, pages_lead_to_the_end);
	tcase_add_test(tcase, a_file_that_is_gone_is_no_deletion);
	tcase_add_test(tcase, bad_rows_are_listed_beside_the_file);
	tcase_add_test(tcase, nothing_is_listed_where_nothing_may_be_written);
	tcase_add_test(tcase, a_file_of_somebody_else_is_not_replaced);
	tcase_add_test(tcase, rows_are_found);
	tcase_add_test(tcase, rows_that_nobody_touched_keep_their_bytes);
	tcase_add_test(tcase, a_create_that_is_sent_again_finds_its_row);
	tcase_add_test(tcase, a_batch_is_written_at_once);
	tcase_add_test(tcase, what_cannot_be_written_is_refused_alone);
	tcase_add_test(tcase, without_an_id_column_a_row_stays_what_it_is_told_by);
	tcase_add_test(tcase, setup_does_not_touch_what_it_cannot_read);
	tcase_add_test(tcase, associations_are_a_list_of_ids);
	tcase_add_test(tcase, a_file_that_is_in_use_waits);
	tcase_add_test(tcase, nothing_is_written_where_nothing_may_be);
	tcase_add_test(tcase, bytes_that_are_no_characters_would_be_lost);
	tcase_add_test(tcase, options_that_cannot_be);
	tcase_add_test(tcase, accounts_are_folders_and_names);
	tcase_add_test(tcase, check_tells_what_it_sees);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
