/* SPDX-License-Identifier: Apache-2.0 */
/* Time zones: the system's database, files made here, and rules for the far future. */
#include "config.h"

#include <base/zone.h>
#include <crmsync/buf.h>
#include <crmsync/timestamp.h>
#include <string.h>

#include "run_suite.h"

static struct crm_zone *zone;
static struct crm_error err;

static void setup(void)
{
	zone = NULL;
}

static void teardown(void)
{
	crm_zone_free(zone);
	crm_error_clear(&err);
}

static int64_t ms_of(const char *text)
{
	int64_t ms = 0;

	ck_assert(crm_time_parse(text, &ms));
	return ms;
}

/* Local time = UTC + offset; the numbers are those of `TZ=zone date -d time +%z`. */
static const struct {
	const char *zone, *time;
	int offset; /* minutes */
} offsets[] = {
	{"UTC", "2026-07-01T00:00:00Z", 0},
	{"Etc/UTC", "2026-07-01T00:00:00Z", 0},
	{"Europe/Berlin", "2026-01-15T12:00:00Z", 60},
	{"Europe/Berlin", "2026-03-29T00:59:59Z", 60},
	{"Europe/Berlin", "2026-03-29T01:00:00Z", 120},
	{"Europe/Berlin", "2026-10-25T00:59:59.999Z", 120},
	{"Europe/Berlin", "2026-10-25T01:00:00Z", 60},
	{"Europe/Berlin", "1975-07-01T00:00:00Z", 60},  /* no summer time then */
	{"Europe/Berlin", "2300-07-01T00:00:00Z", 120}, /* by the rule in the footer */
	{"Europe/Berlin", "2300-12-31T23:30:00Z", 60},
	{"America/Los_Angeles", "2026-03-08T09:59:59Z", -480},
	{"America/Los_Angeles", "2026-03-08T10:00:00Z", -420},
	{"America/Los_Angeles", "2100-11-07T08:59:59Z", -420},
	{"America/Los_Angeles", "2100-11-07T09:00:00Z", -480},
	{"Pacific/Auckland", "2026-01-01T00:00:00Z", 780},
	{"Pacific/Auckland", "2026-06-01T00:00:00Z", 720},
	{"Pacific/Auckland", "2200-01-01T00:00:00Z", 780},
	{"Pacific/Auckland", "2200-06-01T00:00:00Z", 720},
	{"Asia/Kolkata", "2026-06-01T00:00:00Z", 330},
	{"Asia/Kathmandu", "2026-06-01T00:00:00Z", 345},
	{"America/Sao_Paulo", "2015-01-01T00:00:00Z", -120},
	{"America/Sao_Paulo", "2026-01-01T00:00:00Z", -180},
	{"Europe/Dublin", "2100-07-01T00:00:00Z", 60}, /* winter time is the exception there */
	{"Europe/Dublin", "2100-01-01T00:00:00Z", 0},
	{"Pacific/Apia", "2011-12-29T12:00:00Z", -600}, /* the day that was left out */
	{"Pacific/Apia", "2011-12-30T12:00:00Z", 840},
};

START_TEST(offsets_of_the_database)
{
	ck_assert_int_eq(crm_zone_load(offsets[_i].zone, &zone, &err), 0);
	ck_assert_int_eq(crm_zone_offset(zone, ms_of(offsets[_i].time)), offsets[_i].offset * 60);
}
END_TEST

START_TEST(before_the_first_change)
{
	ck_assert_int_eq(crm_zone_load("Europe/Berlin", &zone, &err), 0);
	ck_assert_int_eq(crm_zone_offset(zone, ms_of("1800-01-01T00:00:00Z")), 53 * 60 + 28); /* local mean time */
}
END_TEST

START_TEST(days_of_instants)
{
	ck_assert_int_eq(crm_zone_load("America/Los_Angeles", &zone, &err), 0);
	ck_assert_int_eq(crm_zone_day(zone, ms_of("1970-01-01T07:59:59.999Z")), -1);
	ck_assert_int_eq(crm_zone_day(zone, ms_of("1970-01-01T08:00:00Z")), 0);
	ck_assert_int_eq(crm_zone_day(NULL, ms_of("1970-01-01T23:59:59Z")), 0);
	ck_assert_int_eq(crm_zone_day(NULL, ms_of("1969-12-31T23:59:59.999Z")), -1);
	ck_assert_int_eq(crm_zone_offset(NULL, 0), 0);
}
END_TEST

static const char *const no_zones[] = {
	"",
	"/etc/passwd",
	"../etc/passwd",
	"Europe/",
	"Berlin;",
	"Europe/Nowhere",
	"Europe",
	"tzdata.zi",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

START_TEST(names_that_are_none)
{
	ck_assert_int_eq(crm_zone_load(no_zones[_i], &zone, &err), CRM_E_CONFIG);
	ck_assert_int_eq(err.code, CRM_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&err), "zone"));
	ck_assert_ptr_null(zone);
	ck_assert_int_eq(crm_zone_load(no_zones[_i], &zone, NULL), CRM_E_CONFIG);
}
END_TEST

/* ---- files made here ---- */

static struct crm_buf file;

static void put_int(int64_t value, size_t size)
{
	for (size_t i = size; i-- > 0;)
		crm_buf_char(&file, (char)((uint64_t)value >> 8 * i & 0xff));
}

static void put_header(char version, int64_t times, int64_t types, int64_t chars)
{
	crm_buf_add(&file, "TZif", 4);
	crm_buf_char(&file, version);
	for (int i = 0; i < 15; i++)
		crm_buf_char(&file, '\0');
	put_int(0, 4);
	put_int(0, 4);
	put_int(0, 4);
	put_int(times, 4);
	put_int(types, 4);
	put_int(chars, 4);
}

static void put_type(int64_t offset)
{
	put_int(offset, 4);
	put_int(0, 1);
	put_int(0, 1);
}

/* Two changes: at 1000 s to +1 h, at 2000 s to -1 h; before that 0. */
static void put_block(char version, size_t time_size, int64_t second_change, int64_t last_type)
{
	put_header(version, 2, 3, 4);
	put_int(1000, time_size);
	put_int(second_change, time_size);
	put_int(1, 1);
	put_int(last_type, 1);
	put_type(0);
	put_type(3600);
	put_type(-3600);
	crm_buf_add(&file, "ABC", 4);
}

static void put_file(const char *rule)
{
	put_header('2', 0, 1, 1);
	put_type(0);
	crm_buf_char(&file, '\0');
	put_block('2', 8, 2000, 2);
	crm_buf_str(&file, rule);
}

static int parse_file(void)
{
	return crm_zone_parse(file.ptr, file.len, &zone, &err);
}

static void file_setup(void)
{
	setup();
	crm_buf_init(&file, CRM_BUF_MAX);
}

static void file_teardown(void)
{
	crm_buf_free(&file);
	teardown();
}

START_TEST(version_1_has_short_times_and_no_rule)
{
	put_block('\0', 4, 2000, 2);
	ck_assert_int_eq(parse_file(), 0);
	ck_assert_int_eq(crm_zone_offset(zone, 999999), 0);
	ck_assert_int_eq(crm_zone_offset(zone, 1000000), 3600);
	ck_assert_int_eq(crm_zone_offset(zone, 1999999), 3600);
	ck_assert_int_eq(crm_zone_offset(zone, 2000000), -3600);
	ck_assert_int_eq(crm_zone_offset(zone, INT64_C(4000000000000)), -3600);
}
END_TEST

START_TEST(version_2_without_a_rule)
{
	put_file("\n\n");
	ck_assert_int_eq(parse_file(), 0);
	ck_assert_int_eq(crm_zone_offset(zone, 1500000), 3600);
	ck_assert_int_eq(crm_zone_offset(zone, INT64_C(4000000000000)), -3600);
}
END_TEST

static const struct {
	const char *rule, *time;
	int offset; /* minutes */
} rules[] = {
	{"\nABC-2\n", "2026-07-01T00:00:00Z", 120},
	{"\n<+0330>-3:30\n", "2026-07-01T00:00:00Z", 210},
	{"\nABC5:30:30\n", "2026-07-01T00:00:00Z", -330},
	{"\nABC+5DEF,M3.2.0,M11.1.0\n", "2026-07-01T00:00:00Z", -240},
	{"\nABC5DEF4:30,M3.2.0/2,M11.1.0/2:00:00\n", "2026-07-01T00:00:00Z", -270},
	{"\nABC5DEF4,M3.2.0,M11.1.0\n", "2026-12-31T00:00:00Z", -300},
	{"\nABC-10DEF,M10.1.0,M4.1.0/3\n", "2026-12-31T00:00:00Z", 660}, /* southern summer over new year */
	{"\nABC-10DEF,M10.1.0,M4.1.0/3\n", "2026-07-01T00:00:00Z", 600},
	{"\nABC0DEF,J60,J300\n", "2024-03-01T01:59:59Z", 0}, /* Jn does not count February 29 */
	{"\nABC0DEF,J60,J300\n", "2024-03-01T02:00:00Z", 60},
	{"\nABC0DEF,J60,J300\n", "2026-03-01T02:00:00Z", 60},
	{"\nABC0DEF,59,300\n", "2024-02-29T02:00:00Z", 60}, /* n does */
	{"\nABC0DEF,59,300\n", "2026-03-01T02:00:00Z", 60},
	{"\nABC0DEF,59,300\n", "2026-03-01T01:59:59Z", 0},
	{"\nABC0DEF,M12.5.0/-1,J365/25\n", "2026-12-26T23:00:00Z", 60}, /* hours outside the day */
	{"\nABC0DEF,M12.5.0/-1,J365/25\n", "2026-12-26T22:59:59Z", 0},
	{"\nABC0DEF,M2.5.4,M11.1.0\n", "2024-02-29T02:00:00Z", 60}, /* a fifth Thursday in February */
	{"\nABC0DEF,M2.5.4,M11.1.0\n", "2026-02-26T02:00:00Z", 60}, /* the last one is the fourth */
	{"\nABC0DEF,M2.5.4,M11.1.0\n", "1901-02-28T02:00:00Z", 60},
	{"\nABC0DEF,M2.5.4,M11.1.0\n", "2100-02-25T02:00:00Z", 60},             /* no leap year */
	{"\nABC0DEF,M2.5.4,M11.1.0\n", "2000-02-24T02:00:00Z", 60},             /* a leap year */
	{"\n<-03>3<-02>,M3.5.0/-2,M10.5.0/-1\n", "2040-03-25T00:59:59Z", -180}, /* Nuuk */
	{"\n<-03>3<-02>,M3.5.0/-2,M10.5.0/-1\n", "2040-03-25T01:00:00Z", -120},
};

START_TEST(rules_after_the_last_change)
{
	put_header('2', 0, 1, 1);
	put_type(0);
	crm_buf_char(&file, '\0');
	put_header('2', 0, 1, 1);
	put_type(0);
	crm_buf_char(&file, '\0');
	crm_buf_str(&file, rules[_i].rule);
	ck_assert_int_eq(parse_file(), 0);
	ck_assert_int_eq(crm_zone_offset(zone, ms_of(rules[_i].time)) / 60, rules[_i].offset);
}
END_TEST

#define ZEROS                                                                                                          \
	"00000000000000000000000000000000000000000000000000000000000000000000000000000000"                             \
	"00000000000000000000000000000000000000000000000000000000000000000000000000000000"

static const char *const bad_rules[] = {
	"",
	"x",
	"\n",
	"\nABC-2",
	"\nAB2\n",
	"\nABC\n",
	"\n<ABC\n",
	"\nABC25\n",
	"\nABC2:60\n",
	"\nABC2:00:60\n",
	"\nABC2DE\n",
	"\nABC2DEF\n",
	"\nABC2DEFx\n",
	"\nABC2DEF25,J1,J2\n",
	"\nABC2DEF,M13.1.0,J1\n",
	"\nABC2DEF,M0.1.0,J1\n",
	"\nABC2DEF,M1.6.0,J1\n",
	"\nABC2DEF,M1.1.7,J1\n",
	"\nABC2DEF,M1-1.0,J1\n",
	"\nABC2DEF,M1.1-0,J1\n",
	"\nABC2DEF,J0,J1\n",
	"\nABC2DEF,J366,J1\n",
	"\nABC2DEF,366,J1\n",
	"\nABC2DEF,x,J1\n",
	"\nABC2DEF,J1/168,J1\n",
	"\nABC2DEF,J1/,J1\n",
	"\nABC2DEF,J1\n",
	"\nABC2DEF,J1,J2x\n",
	"\nABC2DEF,J1,J2/2:\n",
	"\nABC99999999999999999999\n",
	"\nABC-2DEF,J1/" ZEROS "1,J2\n",
};

START_TEST(bad_rules_are_refused)
{
	put_file(bad_rules[_i]);
	ck_assert_int_eq(parse_file(), CRM_E_INVALID);
	ck_assert_ptr_null(zone);
}
END_TEST

START_TEST(cut_off_files_are_refused)
{
	size_t whole;

	put_file("\nABC-2\n");
	whole = file.len;
	for (file.len = 0; file.len < whole; file.len++)
		ck_assert_msg(parse_file() == CRM_E_INVALID, "%zu of %zu bytes", file.len, whole);
	ck_assert_int_eq(parse_file(), 0);
	file.ptr[0] = 'X';
	ck_assert_int_eq(crm_zone_parse(file.ptr, whole, &zone, NULL), CRM_E_INVALID);
}
END_TEST

START_TEST(changes_in_disorder_are_refused)
{
	put_block('\0', 4, 1000, 2);
	ck_assert_int_eq(parse_file(), CRM_E_INVALID);
}
END_TEST

START_TEST(types_that_are_not_there_are_refused)
{
	put_block('\0', 4, 2000, 3);
	ck_assert_int_eq(parse_file(), CRM_E_INVALID);
	crm_buf_reset(&file);
	put_header('\0', 0, 0, 1);
	crm_buf_char(&file, '\0');
	ck_assert_int_eq(parse_file(), CRM_E_INVALID);
}
END_TEST

START_TEST(offsets_beyond_reason_are_refused)
{
	static const int64_t offs[] = {26 * 3600, -25 * 3600};

	for (size_t i = 0; i < 2; i++) {
		crm_buf_reset(&file);
		put_header('\0', 0, 1, 1);
		put_type(offs[i]);
		crm_buf_char(&file, '\0');
		ck_assert_int_eq(parse_file(), CRM_E_INVALID);
	}
}
END_TEST

START_TEST(counts_beyond_the_file_are_refused)
{
	put_header('\0', INT64_C(0xffffffff), INT64_C(0xffffffff), INT64_C(0xffffffff));
	ck_assert_int_eq(parse_file(), CRM_E_INVALID);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

int main(void)
{
	Suite *suite = suite_create("core zone");
	TCase *database = tcase_create("database");
	TCase *files = tcase_create("files");

	tcase_add_checked_fixture(database, setup, teardown);
	tcase_add_loop_test(database, offsets_of_the_database, 0, COUNT(offsets));
	tcase_add_test(database, before_the_first_change);
	tcase_add_test(database, days_of_instants);
	tcase_add_loop_test(database, names_that_are_none, 0, COUNT(no_zones));
	suite_add_tcase(suite, database);
	tcase_add_checked_fixture(files, file_setup, file_teardown);
	tcase_add_test(files, version_1_has_short_times_and_no_rule);
	tcase_add_test(files, version_2_without_a_rule);
	tcase_add_loop_test(files, rules_after_the_last_change, 0, COUNT(rules));
	tcase_add_loop_test(files, bad_rules_are_refused, 0, COUNT(bad_rules));
	tcase_add_test(files, cut_off_files_are_refused);
	tcase_add_test(files, changes_in_disorder_are_refused);
	tcase_add_test(files, types_that_are_not_there_are_refused);
	tcase_add_test(files, offsets_beyond_reason_are_refused);
	tcase_add_test(files, counts_beyond_the_file_are_refused);
	suite_add_tcase(suite, files);
	return run_suite(suite);
}
