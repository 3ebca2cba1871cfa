/* SPDX-License-Identifier: Apache-2.0 */
/* The CSV connector's reader: encodings, delimiters, headers, rows that cannot be read, spellings, ids. */
#include "config.h"

#include <string.h>

#include "csv_connector.h"
#include "run_suite.h"

static struct crm_host host;
static struct crm_connection conn;
static struct crm_error err;
static struct crm_arena *arena;
static struct cv_table *table;

static void setup(void)
{
	host = (struct crm_host){0};
	conn = (struct crm_connection){.host = &host, .names = {"companies.csv", "contacts.csv", "deals.csv"}};
	err = (struct crm_error){0};
	arena = crm_arena_new();
	table = NULL;
}

static void teardown(void)
{
	cv_table_free(table);
	crm_arena_free(arena);
	crm_error_clear(&err);
}

static void read_bytes(enum crm_object object, const char *bytes, size_t len)
{
	cv_table_free(table);
	table = NULL;
	int rc = cv_table_parse(&conn, object, "f.csv", bytes, len, &table, &err);
	ck_assert_msg(rc == CRM_OK, "%s", crm_error_text(&err));
}

#define READ(object, text) read_bytes(object, text, sizeof(text) - 1)

static void refuse(enum crm_object object, const char *bytes, const char *message)
{
	ck_assert_int_eq(cv_table_parse(&conn, object, "f.csv", bytes, strlen(bytes), &table, &err), CRM_E_CONFIG);
	ck_assert_str_eq(crm_error_text(&err), message);
}

static const struct crm_value *value(size_t row, const char *property)
{
	struct crm_record *record = crm_arena_calloc(arena, 1, sizeof *record);
	ck_assert_uint_lt(row, table->n_rows);
	ck_assert_int_eq(cv_record(&conn, table, row, arena, record), CRM_OK);
	return crm_record_get(record, property);
}

static const char *text(size_t row, const char *property)
{
	const struct crm_value *v = value(row, property);
	ck_assert_msg(v != NULL, "no property '%s'", property);
	return v->kind == CRM_TEXT ? v->text : "(null)";
}

static void bad_is(size_t i, unsigned long line, unsigned long column, const char *reason)
{
	ck_assert_uint_lt(i, table->n_bad);
	ck_assert_uint_eq(table->bad[i].bad_line, line);
	ck_assert_uint_eq(table->bad[i].column, column);
	ck_assert_msg(strstr(table->bad[i].reason, reason) != NULL, "%s", table->bad[i].reason);
}

/* ---- encodings ---- */

START_TEST(encodings_are_detected)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *name, *town;
		bool bom;
	} cases[] = {
		{"city\nK\xC3\xB6ln\n", 11, "UTF-8", "K\xC3\xB6ln", false},
		{"\xEF\xBB\xBF"
		 "city\nK\xC3\xB6ln\n",
		 14, "UTF-8", "K\xC3\xB6ln", true},
		{"city\nK\xF6ln\n", 10, "WINDOWS-1252", "K\xC3\xB6ln", false},
		{"city\n\x80 K\xF6ln\n", 12, "WINDOWS-1252", "\xE2\x82\xAC K\xC3\xB6ln", false},
		{"city\n\xA4 K\xF6ln\n", 12, "ISO-8859-15", "\xE2\x82\xAC K\xC3\xB6ln", false},
		{"\xFF\xFE"
		 "c\0i\0t\0y\0\n\0K\0\xF6\0l\0n\0\n\0",
		 22, "UTF-16LE", "K\xC3\xB6ln", true},
		{"\xFE\xFF"
		 "\0c\0i\0t\0y\0\n\0K\0\xF6\0l\0n\0\n",
		 22, "UTF-16BE", "K\xC3\xB6ln", true},
		{"c\0i\0t\0y\0\n\0K\0\xF6\0l\0n\0\n\0", 20, "UTF-16LE", "K\xC3\xB6ln", false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		read_bytes(CRM_CONTACT, cases[i].bytes, cases[i].len);
		ck_assert_str_eq(table->encoding.name, cases[i].name);
		ck_assert_int_eq(table->encoding.bom, cases[i].bom);
		ck_assert_str_eq(text(0, "city"), cases[i].town);
	}
}
END_TEST

START_TEST(encodings_go_both_ways)
{
	static const char *const names[] = {"utf-8",  "utf-8-bom", "utf-16le",   "utf-16be",
					    "cp1252", "latin1",    "iso-8859-15"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct cv_encoding encoding;
		struct crm_buf bytes, back;
		size_t strange;
		ck_assert(cv_encoding_parse(names[i], &encoding));
		crm_buf_init(&bytes, 1000);
		crm_buf_init(&back, 1000);
		ck_assert_int_eq(cv_encode(&encoding, "a\xC3\xB6\n", 4, &bytes), CRM_OK);
		ck_assert_int_eq(cv_decode(&encoding, bytes.ptr, bytes.len, &back, &strange), CRM_OK);
		ck_assert_str_eq(back.ptr, "a\xC3\xB6\n");
		crm_buf_reset(&bytes);
		ck_assert_int_eq(cv_encode(&encoding, "\xD0\x96", 2, &bytes),
				 names[i][0] == 'u' ? CRM_OK : CRM_E_INVALID);
		crm_buf_free(&bytes);
		crm_buf_free(&back);
	}
	struct cv_encoding none;
	ck_assert(!cv_encoding_parse("ebcdic", &none));
}
END_TEST

START_TEST(one_broken_byte_is_one_bad_row)
{
	READ(CRM_CONTACT, "email,city\na@b.de,K\xC3\xB6ln\nc@d.de,x\xFFy\ne@f.de,M\xC3\xBCnchen\n");
	ck_assert_str_eq(table->encoding.name, "UTF-8");
	ck_assert_uint_eq(table->n_rows, 2);
	bad_is(0, 3, 9, "no character in this encoding");
	conn.encoding.name = "WINDOWS-1252";
	READ(CRM_CONTACT, "email,city\na@b.de,\x81\n");
	bad_is(0, 2, 8, "no character in this encoding");
	ck_assert_uint_eq(table->strange, 1);
}
END_TEST

/* ---- dialects ---- */

START_TEST(delimiters_are_detected)
{
	READ(CRM_CONTACT, "email;city\na@b.de;\"x,y\"\nc@d.de;z\n");
	ck_assert_int_eq(table->delimiter, ';');
	READ(CRM_CONTACT, "email\tcity\na@b.de\tx,y\n");
	ck_assert_int_eq(table->delimiter, '\t');
	READ(CRM_CONTACT, "email|city\na@b.de|x;y\n");
	ck_assert_int_eq(table->delimiter, '|');
	READ(CRM_CONTACT, "sep=;\r\nemail;a,b,c\r\nx@y.de;1,2,3\r\n");
	ck_assert_int_eq(table->delimiter, ';');
	ck_assert_str_eq(text(0, "email"), "x@y.de");
	ck_assert_uint_eq(table->rows[0].line, 3);
	READ(CRM_CONTACT, "email\na@b.de\n");
	ck_assert_int_eq(table->delimiter, ',');
	conn.delimiter = ';';
	READ(CRM_CONTACT, "a,b\n1,2\n");
	ck_assert_uint_eq(table->n_columns, 1);
}
END_TEST

START_TEST(line_ends_of_all_kinds)
{
	READ(CRM_CONTACT, "email,city\r\na@b.de,\"x\r\ny\"\r\n\r\nc@d.de,z\r\n");
	ck_assert_uint_eq(table->n_rows, 2);
	ck_assert_str_eq(text(0, "city"), "x\r\ny");
	ck_assert_uint_eq(table->rows[1].line, 5);
	ck_assert_str_eq(table->line_end, "\r\n");
	READ(CRM_CONTACT, "email,city\ra@b.de,x\rc@d.de,y");
	ck_assert_uint_eq(table->n_rows, 2);
	ck_assert_uint_eq(table->rows[1].line, 3);
	ck_assert_str_eq(table->line_end, "\r");
	READ(CRM_CONTACT, "email,city");
	ck_assert_uint_eq(table->n_rows, 0);
	ck_assert(!table->empty);
	READ(CRM_CONTACT, "\r\n \n");
	ck_assert(table->empty);
}
END_TEST

/* ---- headers ---- */

START_TEST(headers_of_exports_are_recognised)
{
	static const struct {
		enum crm_object object;
		const char *header, *property;
	} cases[] = {
		{CRM_CONTACT, "First Name", "first_name"},
		{CRM_CONTACT, "VORNAME", "first_name"},
		{CRM_CONTACT, "E-Mail-Adresse", "email"},
		{CRM_CONTACT, "Person - Email - Work", "email"},
		{CRM_CONTACT,
		 "Gesch\xC3\xA4"
		 "ftliche E-Mail",
		 "email"},
		{CRM_CONTACT, "Mailing Zip/Postal Code", "postcode"},
		{CRM_CONTACT,
		 "STRA\xC3\x9F"
		 "E",
		 "street"},
		{CRM_CONTACT, "Email Opt Out", "opted_out"},
		{CRM_CONTACT, "Account ID", "company"},
		{CRM_COMPANY, "Account ID", "id"},
		{CRM_COMPANY, "Company Domain Name", "domain"},
		{CRM_COMPANY, "USt-IdNr.", "vat_id"},
		{CRM_DEAL, "Opportunity Name", "name"},
		{CRM_DEAL, "Deal - Value", "amount"},
		{CRM_DEAL, "W\xC3\x84HRUNG", "currency"},
		{CRM_DEAL, "Associated Contact IDs", "@contacts"},
		{CRM_CONTACT, "Stand number", "Stand number"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *bytes = crm_arena_printf(arena, "%s,zzz\n1,2\n", cases[i].header);
		read_bytes(cases[i].object, bytes, strlen(bytes));
		ck_assert_str_eq(table->columns[0].property, cases[i].property);
		ck_assert_uint_eq(cv_table_column(table, cases[i].header), 0);
	}
}
END_TEST

START_TEST(name_is_a_last_name_beside_a_first_name)
{
	READ(CRM_CONTACT, "Vorname;Name\nAnna;Meier\n");
	ck_assert_str_eq(text(0, "last_name"), "Meier");
	READ(CRM_CONTACT, "Name;E-Mail\nAnna Meier;a@b.de\n");
	ck_assert_ptr_null(value(0, "last_name"));
}
END_TEST

START_TEST(the_better_header_wins_and_the_other_keeps_its_name)
{
	READ(CRM_CONTACT, "Telefon,Phone,email\n1,2,a@b.de\n");
	ck_assert_str_eq(text(0, "phone"), "2");
	ck_assert_str_eq(text(0, "Telefon"), "1");
}
END_TEST

START_TEST(headers_that_cannot_be_used)
{
	refuse(CRM_CONTACT, "city,email,x,email\n",
	       "f.csv:1:14: column 'email' (email) occurs twice, first in column 6: rename or remove one");
	refuse(CRM_CONTACT, "city,\"em\"ail\n",
	       "f.csv:1:10: text behind the closing quote (a quote inside a quoted cell is doubled)");
	READ(CRM_CONTACT, "email,Note x,,Note x\na@b.de,1,2,3\n");
	ck_assert_uint_eq(cv_table_column(table, "Note x"), CV_NONE);
	ck_assert_str_eq(text(0, "email"), "a@b.de");
}
END_TEST

/* ---- rows that cannot be read ---- */

START_TEST(ragged_rows_are_set_aside)
{
	READ(CRM_CONTACT, "id,email,city\n1,a@b.de,x\n2,b@b.de\n3,c@b.de,y,z\n4,d@b.de,y,,\n");
	ck_assert_uint_eq(table->n_rows, 2);
	bad_is(0, 3, 9, "fewer cells");
	bad_is(1, 4, 13, "more cells");
}
END_TEST

START_TEST(an_open_quote_costs_its_own_line)
{
	READ(CRM_CONTACT, "id,email,city\n1,\"a@b.de,x\n2,b@b.de,y\n3,\"c@b.de\",z\n4,d@b.de,w\n");
	ck_assert_uint_eq(table->n_rows, 3);
	ck_assert_uint_eq(table->n_bad, 1);
	bad_is(0, 2, 3, "not closed");
	READ(CRM_CONTACT, "id,email,city\n1,a@b.de,x\n2,\"b@b.de,y\n3,c@b.de,z\n");
	ck_assert_uint_eq(table->n_rows, 2);
	bad_is(0, 3, 3, "not closed");
}
END_TEST

START_TEST(lines_of_a_broken_cell_are_no_rows)
{
	READ(CRM_CONTACT, "id,email,city\n1,a@b.de,\"note\n9,9,9\nand more\"x\n2,b@b.de,y\n");
	ck_assert_uint_eq(table->n_rows, 2); /* 9,9,9 is a whole row by itself: nothing tells it from one */
	READ(CRM_CONTACT, "id,email,city\n1,a@b.de,\"note\n9,9,9\nno row\nand more\"x\n2,b@b.de,y\n");
	ck_assert_uint_eq(table->n_rows, 1);
	ck_assert_uint_eq(table->n_bad, 1);
	ck_assert_str_eq(table->rows[0].id, "2");
}
END_TEST

START_TEST(stray_quotes_and_nul_bytes)
{
	READ(CRM_CONTACT, "id,city\n1,a 5\" disc\n2,x\0y\n3,ok\n");
	ck_assert_uint_eq(table->n_rows, 1);
	bad_is(0, 2, 6, "does not begin with one");
	bad_is(1, 3, 4, "NUL");
}
END_TEST

START_TEST(ids_that_repeat)
{
	READ(CRM_CONTACT, "id,email\n1,a@b.de\n1,c@d.de\n2,e@f.de\n2,e@f.de\n");
	ck_assert_uint_eq(table->n_rows, 2);
	bad_is(0, 3, 1, "the id '1' is that of line 2");
	bad_is(1, 5, 1, "repeats line 4");
	READ(CRM_CONTACT, "email,city\na@b.de,x\nA@B.de ,y\n");
	bad_is(0, 3, 1, "cannot be told from line 2");
}
END_TEST

/* ---- ids of content ---- */

START_TEST(an_edited_row_stays_itself)
{
	READ(CRM_CONTACT, "email,city\na@b.de,x\n");
	const char *id = crm_arena_strdup(arena, table->rows[0].id);
	READ(CRM_CONTACT, "Ort;Telefon;E-Mail\ny;123; A@B.DE\n");
	ck_assert_str_eq(table->rows[0].id, id);
	READ(CRM_CONTACT, "email,city\nb@b.de,x\n");
	ck_assert_str_ne(table->rows[0].id, id);
	READ(CRM_CONTACT, "crmsync_id,lunch\n,soup\n");
	id = crm_arena_strdup(arena, table->rows[0].id);
	READ(CRM_CONTACT, "crmsync_id,lunch\nabc,soup\n");
	ck_assert_str_eq(table->rows[0].id, id);
}
END_TEST

/* ---- spellings ---- */

static void spelt(enum crm_object object, const char *header, const char *cells, const char *property,
		  const char *expected)
{
	const char *bytes = crm_arena_printf(arena, "id;%s\n%s", header, cells);
	read_bytes(object, bytes, strlen(bytes));
	ck_assert_str_eq(text(0, property), expected);
}

START_TEST(numbers)
{
	spelt(CRM_DEAL, "amount", "1;1.234,50 \xE2\x82\xAC\n", "amount", "1234.50");
	spelt(CRM_DEAL, "amount", "1;$1,234.50\n", "amount", "1234.50");
	spelt(CRM_DEAL, "amount", "1;-1 234,5\n", "amount", "-1234.5");
	spelt(CRM_DEAL, "amount", "1;1.234.567\n", "amount", "1234567");
	spelt(CRM_DEAL, "amount", "1;1.234\n", "amount", "1234");         /* semicolons: a comma is the decimal sign */
	spelt(CRM_DEAL, "amount", "1;1.234\n2;1.5\n", "amount", "1.234"); /* unless the column says otherwise */
	spelt(CRM_DEAL, "amount", "1;n/a\n", "amount", "n/a");
	READ(CRM_DEAL, "id,amount\n1,\"1,234\"\n");
	ck_assert_str_eq(text(0, "amount"), "1234");
	conn.decimal = ',';
	READ(CRM_DEAL, "id,amount\n1,\"1,234\"\n");
	ck_assert_str_eq(text(0, "amount"), "1.234");
}
END_TEST

START_TEST(dates)
{
	spelt(CRM_DEAL, "close date", "1;2026-03-01\n", "close_date", "2026-03-01");
	spelt(CRM_DEAL, "close date", "1;1.3.2026\n", "close_date", "2026-03-01");
	spelt(CRM_DEAL, "close date", "1;03/04/2026\n2;13/04/2026\n", "close_date", "2026-04-03");
	spelt(CRM_DEAL, "close date", "1;03/04/2026\n2;04/13/2026\n", "close_date", "2026-03-04");
	spelt(CRM_DEAL, "close date", "1;03/04/2026\n", "close_date", "03/04/2026"); /* not guessed */
	ck_assert(table->columns[1].style.slashes_seen);
	spelt(CRM_DEAL, "close date", "1;2026-03-01 00:00\n", "close_date", "2026-03-01");
	spelt(CRM_DEAL, "close date", "1;31.02.2026\n", "close_date", "31.02.2026");
	spelt(CRM_DEAL, "created", "1;1.3.2026 10:22\n", "created", "2026-03-01T10:22:00");
	conn.dates = CV_DMY;
	spelt(CRM_DEAL, "close date", "1;03/04/2026\n", "close_date", "2026-04-03");
}
END_TEST

START_TEST(truth_and_lists)
{
	spelt(CRM_CONTACT, "opted out", "1;Ja\n", "opted_out", "true");
	spelt(CRM_CONTACT, "opted out", "1;0\n", "opted_out", "false");
	spelt(CRM_CONTACT, "opted out", "1;perhaps\n", "opted_out", "perhaps");
	spelt(CRM_CONTACT, "opted out", "1;\n", "opted_out", "(null)");
	spelt(CRM_CONTACT, "company id", "1;\"7;8\"\n", "company", "7");
	READ(CRM_DEAL, "id,contact ids\n1,\"7; 8 ,9\"\n2,\n");
	const struct crm_value *ids = value(0, "@contacts");
	ck_assert_uint_eq(ids->n, 3);
	ck_assert_str_eq(ids->items[1], "8");
	ck_assert_int_eq(value(1, "@contacts")->kind, CRM_LIST);
}
END_TEST

START_TEST(values_return_as_they_went)
{
	static const struct {
		const char *header, *sample, *property, *value, *cell;
	} cases[] = {
		{"amount", "1;1,5\n", "amount", "1234.50", "1234,50"},
		{"amount", "1;1.5\n", "amount", "1234.50", "1234.50"},
		{"close date", "1;31.12.2026\n", "close_date", "2026-03-01", "01.03.2026"},
		{"close date", "1;12/31/2026\n", "close_date", "2026-03-01", "03/01/2026"},
		{"close date", "1;\n", "close_date", "2026-03-01", "2026-03-01"},
		{"name", "1;x\n", "name", "=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"},
		{"name", "1;x\n", "name", "'=1+1", "''=1+1"},
		{"name", "1;x\n", "name", "@cmd", "'@cmd"},
		{"name", "1;x\n", "name", "+49 30 (123) 4-5", "+49 30 (123) 4-5"},
		{"name", "1;x\n", "name", "-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"},
		{"name", "1;x\n", "name", "'tis", "'tis"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *bytes = crm_arena_printf(arena, "id;%s\n%s", cases[i].header, cases[i].sample);
		struct crm_value in = {.kind = CRM_TEXT, .text = cases[i].value}, out;
		read_bytes(CRM_DEAL, bytes, strlen(bytes));
		const struct cv_column *column = &table->columns[cv_table_column(table, cases[i].property)];
		const char *cell = cv_cell(column, &in, arena);
		ck_assert_str_eq(cell, cases[i].cell);
		ck_assert_int_eq(cv_value(column, cell, arena, &out), CRM_OK);
		ck_assert_str_eq(out.text, cases[i].value);
	}
}
END_TEST

START_TEST(truth_is_written_as_the_column_has_it)
{
	READ(CRM_CONTACT, "id,opted out\n1,nein\n");
	struct crm_value yes = {.kind = CRM_TEXT, .text = "true"};
	ck_assert_str_eq(cv_cell(&table->columns[1], &yes, arena), "ja");
	READ(CRM_CONTACT, "id,opted out\n1,\n");
	ck_assert_str_eq(cv_cell(&table->columns[1], &yes, arena), "true");
}
END_TEST

/* ---- the text that rows are made of ---- */

START_TEST(unterminated_rows_are_bounded)
{
	struct crm_buf big;
	crm_buf_init(&big, CRM_BUF_MAX);
	crm_buf_str(&big, "id,city\n1,\"open\n");
	while (big.len < CV_MAX_ROW + 100000)
		crm_buf_printf(&big, "%zu,x\n", big.len);
	read_bytes(CRM_CONTACT, big.ptr, big.len);
	ck_assert_uint_eq(table->n_bad, 1);
	bad_is(0, 2, 3, "not closed");
	ck_assert_uint_gt(table->n_rows, 100000);
	crm_buf_free(&big);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("connector_csv_read");
	TCase *tcase = tcase_create("read");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, encodings_are_detected);
	tcase_add_test(tcase, encodings_go_both_ways);
	tcase_add_test(tcase, one_broken_byte_is_one_bad_row);
	tcase_add_test(tcase, delimiters_are_detected);
	tcase_add_test(tcase, line_ends_of_all_kinds);
	tcase_add_test(tcase, headers_of_exports_are_recognised);
	tcase_add_test(tcase, name_is_a_last_name_beside_a_first_name);
	tcase_add_test(tcase, the_better_header_wins_and_the_other_keeps_its_name);
	tcase_add_test(tcase, headers_that_cannot_be_used);
	tcase_add_test(tcase, ragged_rows_are_set_aside);
	tcase_add_test(tcase, an_open_quote_costs_its_own_line);
	tcase_add_test(tcase, lines_of_a_broken_cell_are_no_rows);
	tcase_add_test(tcase, stray_quotes_and_nul_bytes);
	tcase_add_test(tcase, ids_that_repeat);
	tcase_add_test(tcase, an_edited_row_stays_itself);
	tcase_add_test(tcase, numbers);
	tcase_add_test(tcase, dates);
	tcase_add_test(tcase, truth_and_lists);
	tcase_add_test(tcase, values_return_as_they_went);
	tcase_add_test(tcase, truth_is_written_as_the_column_has_it);
	tcase_add_test(tcase, unterminated_rows_are_bounded);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
