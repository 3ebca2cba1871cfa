/* SPDX-License-Identifier: Apache-2.0 */
/* SOQL of the Salesforce twin: which records a statement finds, how they look, and what is refused. */
#include <stdio.h>
#include <string.h>

#include <check.h>

#include "run_suite.h"
#include "salesforce_org.h"

static struct org org;
static const char *accounts[2];
static const char *contacts[5];

/* Five contacts: a Ada, b Bob, c cäsar, d Dora (no e-mail), e Eve (deleted). */
static void setup(void)
{
	static const char *const people[] = {
		"\"FirstName\":\"Ada\",\"LastName\":\"Byron\",\"Email\":\"ada@lovelace.example\",\"Birthdate\":\"1815-"
		"12-10\","
		"\"LeadSource\":\"Web\",\"HasOptedOutOfEmail\":true",
		"\"FirstName\":\"Bob\",\"LastName\":\"Zed\",\"Email\":\"bob@zed.example\"",
		"\"FirstName\":\"c\\u00e4sar\",\"LastName\":\"\\u00c4pfel\",\"Email\":\"CAESAR@zed.example\"",
		"\"LastName\":\"Dora_1%\",\"Title\":\"O'Neil\"",
		"\"LastName\":\"Eve\"",
	};
	org_open(&org);
	org_options(&org, "{\"multi_currency\":true}");
	accounts[0] =
		org_create(&org, "Account",
			   "{\"Name\":\"Analytical Engines\",\"AnnualRevenue\":350000000,\"NumberOfEmployees\":12,"
			   "\"BillingCity\":\"London\"}");
	accounts[1] = org_create(&org, "Account", "{\"Name\":\"zed & sons\",\"AnnualRevenue\":1000.5}");
	for (size_t i = 0; i < 5; i++) {
		char json[512];
		org_advance(&org, 60);
		if (i < 2)
			(void)snprintf(json, sizeof(json), "{%s,\"AccountId\":\"%s\"}", people[i], accounts[i]);
		else
			(void)snprintf(json, sizeof(json), "{%s}", people[i]);
		contacts[i] = org_create(&org, "Contact", json);
	}
	char target[64];
	(void)snprintf(target, sizeof(target), "~/sobjects/Contact/%s", contacts[4]);
	ck_assert_int_eq(org_call(&org, "DELETE", target, NULL), 204);
}

static void teardown(void)
{
	org_close(&org);
}

/* The contacts of the answer as letters, in its order. */
static const char *found(void)
{
	static char letters[32];
	size_t n = 0;
	for (const crm_json *e = crm_json_first(org_get(&org, "records")); e; e = crm_json_next(e))
		for (size_t i = 0; i < 5; i++)
			if (strcmp(crm_json_get_string(e, "Id"), contacts[i]) == 0)
				letters[n++] = (char)('a' + i);
	letters[n] = '\0';
	return letters;
}

struct finding {
	const char *where, *letters;
};

static const struct finding findings[] = {
	{"", "abcd"},
	{"WHERE LastName = 'byron'", "a"},
	{"WHERE LastName != 'byron'", "bcd"},
	{"WHERE LastName <> 'byron'", "bcd"},
	{"WHERE FirstName = 'CÄSAR'", "c"},
	{"WHERE LastName LIKE '%z%'", "b"},
	{"WHERE LastName LIKE 'by_on'", "a"},
	{"WHERE LastName LIKE 'dora\\_1\\%'", "d"},
	{"WHERE LastName LIKE 'dora\\_2%'", ""},
	{"WHERE Title = 'O\\'Neil'", "d"},
	{"WHERE Email = null", "d"},
	{"WHERE Email = ''", "d"},
	{"WHERE Email != null", "abc"},
	{"WHERE Email IN ('ada@lovelace.example', 'caesar@ZED.example', 'nobody@zed.example')", "ac"},
	{"WHERE Email NOT IN ('ada@lovelace.example', 'caesar@ZED.example')", "bd"},
	{"WHERE Email IN (null, 'bob@zed.example')", "bd"},
	{"WHERE FirstName IN ('ada', 'bob')", "ab"},
	{"WHERE HasOptedOutOfEmail = true", "a"},
	{"WHERE HasOptedOutOfEmail != TRUE", "bcd"},
	{"WHERE IsDeleted = false", "abcd"},
	{"WHERE Birthdate < 1900-01-01", "a"},
	{"WHERE Birthdate = 1815-12-10", "a"},
	{"WHERE Birthdate != 1815-12-10", "bcd"},
	{"WHERE LastName = 'Byron' OR LastName = 'Zed'", "ab"},
	{"WHERE LastName = 'Byron' AND Email = null", ""},
	{"WHERE (LastName = 'Byron' OR LastName = 'Zed') AND HasOptedOutOfEmail = false", "b"},
	{"WHERE NOT LastName = 'Byron'", "bcd"},
	{"WHERE (NOT LastName = 'Byron') AND Email != null", "bc"},
	{"WHERE Account.Name = 'analytical engines'", "a"},
	{"WHERE Account.Name = null", "cd"},
	{"WHERE Account.AnnualRevenue > 1000", "ab"},
	{"WHERE Account.AnnualRevenue >= 1e3 AND Account.AnnualRevenue < 2000", "b"},
	{"WHERE Account.NumberOfEmployees = 12", "a"},
	{"WHERE Account.NumberOfEmployees IN (12, 13)", "a"},
	{"WHERE AccountId IN (SELECT Id FROM Account WHERE Name LIKE 'zed%')", "b"},
	{"WHERE AccountId NOT IN (SELECT Id FROM Account WHERE Name LIKE 'zed%')", "acd"},
	{"WHERE Id IN (SELECT ContactId FROM OpportunityContactRole)", ""},
	{"WHERE CreatedBy.Username LIKE 'integration@%' AND Owner.IsActive = true", "abcd"},
	{"WHERE CreatedDate = TODAY", "abcd"},
	{"WHERE CreatedDate = YESTERDAY", ""},
	{"WHERE CreatedDate = LAST_N_DAYS:2", "abcd"},
	{"WHERE CreatedDate < LAST_N_DAYS:2", ""},
	{"WHERE CreatedDate > N_DAYS_AGO:1", "abcd"},
	{"WHERE Birthdate < THIS_YEAR", "a"},
	{"WHERE SystemModstamp >= 2020-01-01T00:00:00Z", "abcd"},
	{"WHERE SystemModstamp < 2020-01-01T00:00:00.000+01:00", ""},
	{"c WHERE c.LastName = 'Zed'", "b"},
	{"WHERE Contact.LastName = 'Zed'", "b"},
	{"ORDER BY LastName", "adbc"},
	{"ORDER BY LastName DESC", "cbda"},
	{"ORDER BY Email", "dabc"},
	{"ORDER BY Email NULLS LAST", "abcd"},
	{"ORDER BY Email DESC NULLS LAST", "cbad"},
	{"ORDER BY Account.Name NULLS LAST, LastName DESC", "abcd"},
	{"ORDER BY CreatedDate DESC", "dcba"},
	{"ORDER BY Account.AnnualRevenue DESC NULLS LAST, Id DESC", "abdc"},
	{"ORDER BY Id LIMIT 2", "ab"},
	{"ORDER BY Id LIMIT 2 OFFSET 1", "bc"},
	{"ORDER BY Id OFFSET 9", ""},
	{"LIMIT 0", ""},
};

START_TEST(soql_finds)
{
	char soql[512];
	(void)snprintf(soql, sizeof(soql), "select Id from Contact %s", findings[_i].where);
	ck_assert_msg(org_query(&org, "query", soql) == 200, "%s: %s", soql, org.resp.body.ptr);
	ck_assert_msg(strcmp(found(), findings[_i].letters) == 0, "%s: found '%s'", soql, found());
}
END_TEST

/* A keyset walk in the order of stamps meets each record once. */
START_TEST(soql_walks_by_stamp)
{
	char soql[512], seen[16] = "";
	(void)snprintf(soql, sizeof(soql),
		       "SELECT Id, SystemModstamp FROM Contact ORDER BY SystemModstamp, Id LIMIT 1");
	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(org_query(&org, "query", soql), 200);
		(void)snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%s", found());
		char stamp[64], id[32];
		(void)snprintf(stamp, sizeof(stamp), "%.19sZ", org_text(&org, "records.0.SystemModstamp"));
		(void)snprintf(id, sizeof(id), "%s", org_text(&org, "records.0.Id"));
		(void)snprintf(soql, sizeof(soql),
			       "SELECT Id, SystemModstamp FROM Contact WHERE (SystemModstamp = %s AND Id > '%s') OR "
			       "SystemModstamp > %s ORDER BY SystemModstamp, Id LIMIT 1",
			       stamp, id, stamp);
	}
	ck_assert_str_eq(seen, "abcd");
	ck_assert_int_eq(org_query(&org, "query", soql), 200);
	ck_assert_str_eq(found(), "");
}
END_TEST

START_TEST(soql_all_sees_the_bin)
{
	ck_assert_int_eq(org_query(&org, "queryAll", "SELECT Id, IsDeleted FROM Contact ORDER BY Id"), 200);
	ck_assert_str_eq(found(), "abcde");
	ck_assert_str_eq(org_text(&org, "records.4.IsDeleted"), "true");
	ck_assert_int_eq(org_query(&org, "queryAll", "SELECT Id FROM Contact WHERE IsDeleted = true"), 200);
	ck_assert_str_eq(found(), "e");
}
END_TEST

START_TEST(soql_takes_short_ids)
{
	char soql[256];
	(void)snprintf(soql, sizeof(soql), "SELECT Id FROM Contact WHERE Id = '%.15s'", contacts[1]);
	ck_assert_int_eq(org_query(&org, "query", soql), 200);
	ck_assert_str_eq(found(), "b");
	(void)snprintf(soql, sizeof(soql), "SELECT Id FROM Contact WHERE Id > '%s' ORDER BY Id", contacts[1]);
	ck_assert_int_eq(org_query(&org, "query", soql), 200);
	ck_assert_str_eq(found(), "cd");
	(void)snprintf(soql, sizeof(soql),
		       "SELECT Id FROM Contact WHERE Id IN ('%s', '%.15s', '%s') AND LastName != 'Zed'", contacts[1],
		       contacts[0], contacts[0]);
	ck_assert_int_eq(org_query(&org, "query", soql), 200);
	ck_assert_str_eq(found(), "a");
}
END_TEST

START_TEST(soql_shapes_records)
{
	ck_assert_int_eq(org_query(&org, "query",
				   "SELECT LastName, Account.Name, Account.Owner.Name, Account.AnnualRevenue, "
				   "Account.BillingAddress, "
				   "Email FROM Contact WHERE LastName IN ('Byron', 'Äpfel') ORDER BY LastName"),
			 200);
	const char *expected =
		"{\"totalSize\":2,\"done\":true,\"records\":[{\"attributes\":{\"type\":\"Contact\",\"url\":\"" ORG_DATA
		"/sobjects/Contact/"
		"0035g0000000000AAA\"},\"LastName\":\"Byron\",\"Account\":{\"attributes\":{\"type\":\"Account\","
		"\"url\":\"" ORG_DATA
		"/sobjects/Account/0015g0000000000AAA\"},\"Name\":\"Analytical Engines\",\"Owner\":"
		"{\"attributes\":{\"type\":\"User\",\"url\":\"" ORG_DATA
		"/sobjects/User/0055g0000000000AAA\"},\"Name\":"
		"\"Integration "
		"User\"},\"AnnualRevenue\":3.5E8,\"BillingAddress\":{\"city\":\"London\",\"country\":null,"
		"\"geocodeAccuracy\":null,\"latitude\":null,\"longitude\":null,\"postalCode\":null,\"state\":null,"
		"\"street\":null}},\"Email\":\"ada@lovelace.example\"},{\"attributes\":{\"type\":\"Contact\",\"url\":"
		"\"" ORG_DATA
		"/sobjects/Contact/0035g0000000002AAA\"},\"LastName\":\"Äpfel\",\"Account\":null,\"Email\":"
		"\"CAESAR@zed.example\"}]}";
	ck_assert_str_eq(org.resp.body.ptr, expected);
}
END_TEST

START_TEST(soql_nests_children)
{
	ck_assert_int_eq(org_query(&org, "query",
				   "SELECT Name, (SELECT Id, LastName FROM Contacts WHERE LastName != 'Zed') FROM "
				   "Account ORDER BY Name"),
			 200);
	ck_assert_str_eq(org_text(&org, "records.0.Contacts.totalSize"), "1");
	ck_assert_str_eq(org_text(&org, "records.0.Contacts.done"), "true");
	ck_assert_str_eq(org_text(&org, "records.0.Contacts.records.0.attributes.type"), "Contact");
	ck_assert_str_eq(org_text(&org, "records.0.Contacts.records.0.LastName"), "Byron");
	ck_assert(crm_json_is_null(org_get(&org, "records.1.Contacts")));
}
END_TEST

START_TEST(soql_counts_and_groups)
{
	ck_assert_int_eq(org_query(&org, "query", "SELECT COUNT() FROM Contact WHERE Email != null"), 200);
	ck_assert_str_eq(org.resp.body.ptr, "{\"totalSize\":3,\"done\":true,\"records\":[]}");
	ck_assert_int_eq(
		org_query(&org, "query",
			  "SELECT Account.Name, COUNT(Id) n, MIN(LastName), MAX(Account.AnnualRevenue) FROM Contact "
			  "GROUP BY Account.Name ORDER BY Account.Name NULLS LAST"),
		200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "3");
	ck_assert_str_eq(org_text(&org, "records.0.attributes.type"), "AggregateResult");
	ck_assert_str_eq(org_text(&org, "records.0.Name"), "Analytical Engines");
	ck_assert_str_eq(org_text(&org, "records.0.n"), "1");
	ck_assert_str_eq(org_text(&org, "records.0.expr1"), "3.5E8");
	ck_assert_str_eq(org_text(&org, "records.2.expr0"), "Dora_1%");
	ck_assert(crm_json_is_null(org_get(&org, "records.2.expr1")));
	ck_assert_int_eq(
		org_query(&org, "query",
			  "SELECT SUM(AnnualRevenue) s, AVG(AnnualRevenue), COUNT_DISTINCT(Name) FROM Account"),
		200);
	ck_assert_str_eq(org_text(&org, "records.0.s"), "3.500010005E8");
	ck_assert_str_eq(org_text(&org, "records.0.expr0"), "1.7500050025E8");
	ck_assert_str_eq(org_text(&org, "records.0.expr1"), "2");
}
END_TEST

START_TEST(soql_fields_function)
{
	ck_assert_int_eq(org_query(&org, "query", "SELECT FIELDS(ALL) FROM Contact LIMIT 200"), 200);
	ck_assert_str_eq(org_text(&org, "records.0.LastName"), "Byron");
	ck_assert_int_eq(org_query(&org, "query", "SELECT FIELDS(STANDARD) FROM Contact"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "4");
}
END_TEST

struct refusal {
	const char *soql, *code, *message;
};

static const struct refusal refusals[] = {
	{"SELEC Id", "MALFORMED_QUERY", "unexpected token: SELEC"},
	{"", "MALFORMED_QUERY", "A query string has to be specified"},
	{"SELECT Id, From Contact", "MALFORMED_QUERY",
	 "\nSELECT Id, From Contact\n           ^\nERROR at Row:1:Column:12\nunexpected token: 'From'"},
	{"SELECT Id\nFROM Contact\nWHERE", "MALFORMED_QUERY",
	 "\nSELECT Id\nFROM Contact\nWHERE\n                            ^\nERROR at Row:3:Column:6\nunexpected token: "
	 "'<EOF>'"},
	{"SELECT Id,Name,BillingCity,IsDeleted FROM Accout", "INVALID_TYPE",
	 "\nName,BillingCity,IsDeleted FROM Accout\n                                ^\nERROR at "
	 "Row:1:Column:43\nsObject type "
	 "'Accout' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after "
	 "the entity "
	 "name. Please reference your WSDL or the describe call for the appropriate names."},
	{"SELECT Foo FROM Contact", "INVALID_FIELD",
	 "\nSELECT Foo FROM Contact\n       ^\nERROR at Row:1:Column:8\nNo such column 'Foo' on entity 'Contact'. If "
	 "you are "
	 "attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference "
	 "your WSDL "
	 "or the describe call for the appropriate names."},
	{"SELECT Foo.Name FROM Contact", "INVALID_FIELD", NULL},
	{"SELECT Id, (SELECT Id FROM Foos) FROM Contact", "INVALID_TYPE", NULL},
	{"SELECT Id FROM Contact WHERE LastName = 'a' AND LastName = 'b' OR LastName = 'c'", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE NOT LastName = 'a' AND LastName = 'b'", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE LastName = a", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE LastName = 'a", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE LastName = 'a\\x'", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE LastName IS NULL", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE (LastName = 'a'", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE LastName IN ()", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE CreatedDate = LAST_N_DAYS", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE CreatedDate = SOMEDAY", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE CreatedDate = 2020-01-01T00:00:00", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE CreatedDate = '2020-01-01T00:00:00Z'", "INVALID_FIELD", NULL},
	{"SELECT Id FROM Contact WHERE CreatedDate = 2020-01-01", "INVALID_FIELD", NULL},
	{"SELECT Id FROM Contact WHERE Birthdate = 2020-02-30", "INVALID_FIELD", NULL},
	{"SELECT Id FROM Contact WHERE LastName = 5", "INVALID_FIELD", NULL},
	{"SELECT Id FROM Contact WHERE HasOptedOutOfEmail = 'true'", "INVALID_FIELD", NULL},
	{"SELECT Id FROM Contact WHERE HasOptedOutOfEmail > true", "INVALID_FIELD", NULL},
	{"SELECT Id FROM Account WHERE AnnualRevenue = '5'", "INVALID_FIELD", NULL},
	{"SELECT Id FROM Account WHERE AnnualRevenue LIKE '5%'", "INVALID_FIELD", NULL},
	{"SELECT Id FROM Contact WHERE LeadSource INCLUDES ('a')", "INVALID_FIELD", NULL},
	{"SELECT Id FROM Contact WHERE Description = 'a'", "INVALID_FIELD", NULL},
	{"SELECT Id FROM Contact ORDER BY Description", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE Id = 'abc'", "INVALID_QUERY_FILTER_OPERATOR", NULL},
	{"SELECT Id FROM Contact WHERE LastName IN (SELECT Id FROM Account)", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact WHERE Id IN (SELECT Name FROM Account)", "MALFORMED_QUERY", NULL},
	{"SELECT LastName n FROM Contact", "MALFORMED_QUERY", NULL},
	{"SELECT LastName, COUNT(Id) FROM Contact", "MALFORMED_QUERY", NULL},
	{"SELECT COUNT(), Id FROM Contact", "MALFORMED_QUERY", NULL},
	{"SELECT Id, Id FROM Contact", "INVALID_FIELD", NULL},
	{"SELECT FIELDS(ALL) FROM Contact", "MALFORMED_QUERY", NULL},
	{"SELECT FIELDS(SOME) FROM Contact", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact LIMIT -1", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact LIMIT 1 OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", NULL},
	{"SELECT Id FROM Contact LIMIT 1 nonsense", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM Contact USING SCOPE mine", "MALFORMED_QUERY", NULL},
	{"SELECT Id FROM CustomField", "INVALID_TYPE", NULL},
	{"SELECT Id FROM Contact WHERE Account.Owner.Profile.Name.X = 'a'", "INVALID_FIELD", NULL},
};

START_TEST(soql_refuses)
{
	const struct refusal *refusal = &refusals[_i];
	ck_assert_msg(org_query(&org, "query", refusal->soql) == 400, "%s: %s", refusal->soql, org.resp.body.ptr);
	ck_assert_msg(strcmp(org_text(&org, "0.errorCode"), refusal->code) == 0, "%s: %s", refusal->soql,
		      org.resp.body.ptr);
	if (refusal->message)
		ck_assert_str_eq(org_text(&org, "0.message"), refusal->message);
	ck_assert_ptr_null(org_get(&org, "0.fields"));
}
END_TEST

START_TEST(soql_hidden_field_is_unknown)
{
	org_options(&org, "{\"deny_fields\":[\"Contact.Email\"]}");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Email FROM Contact"), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALID_FIELD");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact WHERE Email = null"), 400);
	ck_assert_int_eq(org_query(&org, "query", "SELECT Email FROM Lead"), 200);
}
END_TEST

START_TEST(soql_order_without_order_by)
{
	org_options(&org, "{\"list_order\":\"reverse\"}");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact"), 200);
	ck_assert_str_eq(found(), "dcba");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact ORDER BY Id"), 200);
	ck_assert_str_eq(found(), "abcd");
	org_options(&org, "{\"list_order\":\"random\"}");
	bool other = false;
	for (int i = 0; i < 20; i++) {
		ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact"), 200);
		ck_assert_uint_eq(strlen(found()), 4);
		other = other || strcmp(found(), "abcd") != 0;
	}
	ck_assert(other);
}
END_TEST

START_TEST(soql_multipicklists)
{
	static const struct finding choices[] = {{"INCLUDES ('red')", "ab"},
						 {"INCLUDES ('red;blue')", "b"},
						 {"INCLUDES ('red;blue', 'green')", "bc"},
						 {"EXCLUDES ('red')", "cd"}};
	static const char *const values[] = {"red", "blue;red", "green"};
	ck_assert_int_eq(org_call(&org, "POST", "~/tooling/sobjects/CustomField",
				  "{\"FullName\":\"Contact.Colours__c\",\"Metadata\":{\"label\":\"Colours\",\"type\":"
				  "\"MultiselectPicklist\",\"valueSet\":{\"valueSetDefinition\":{\"value\":[{"
				  "\"fullName\":\"red\"},"
				  "{\"fullName\":\"blue\"},{\"fullName\":\"green\"}]}}}}"),
			 201);
	for (size_t i = 0; i < 3; i++) {
		char target[64], json[64];
		(void)snprintf(target, sizeof(target), "~/sobjects/Contact/%s", contacts[i]);
		(void)snprintf(json, sizeof(json), "{\"Colours__c\":\"%s\"}", values[i]);
		ck_assert_int_eq(org_call(&org, "PATCH", target, json), 204);
	}
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		char soql[256];
		(void)snprintf(soql, sizeof(soql), "SELECT Id FROM Contact WHERE Colours__c %s", choices[i].where);
		ck_assert_int_eq(org_query(&org, "query", soql), 200);
		ck_assert_msg(strcmp(found(), choices[i].letters) == 0, "%s: '%s'", soql, found());
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sandbox_soql");
	TCase *tc = tcase_create("soql");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, soql_finds, 0, sizeof(findings) / sizeof(findings[0]));
	tcase_add_loop_test(tc, soql_refuses, 0, sizeof(refusals) / sizeof(refusals[0]));
	tcase_add_test(tc, soql_walks_by_stamp);
	tcase_add_test(tc, soql_all_sees_the_bin);
	tcase_add_test(tc, soql_takes_short_ids);
	tcase_add_test(tc, soql_shapes_records);
	tcase_add_test(tc, soql_nests_children);
	tcase_add_test(tc, soql_counts_and_groups);
	tcase_add_test(tc, soql_fields_function);
	tcase_add_test(tc, soql_hidden_field_is_unknown);
	tcase_add_test(tc, soql_order_without_order_by);
	tcase_add_test(tc, soql_multipicklists);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
