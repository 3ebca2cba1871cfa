/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce twin: setup, what a person does in the UI, seeds and state. */
#include <stdio.h>
#include <string.h>

#include <check.h>
#include <crmsync/timestamp.h>

#include "run_suite.h"
#include "salesforce_org.h"

static struct org org;

static void setup(void)
{
	org_open(&org);
}

static void teardown(void)
{
	org_close(&org);
}

/* --- setup ----------------------------------------------------------------------------------------------- */

static const crm_json *described(const char *object, const char *field)
{
	char target[64];
	(void)snprintf(target, sizeof(target), "~/sobjects/%s/describe", object);
	ck_assert_int_eq(org_call(&org, "GET", target, NULL), 200);
	for (const crm_json *e = crm_json_first(org_get(&org, "fields")); e; e = crm_json_next(e))
		if (strcmp(crm_json_get_string(e, "name"), field) == 0)
			return e;
	return NULL;
}

START_TEST(setup_describes)
{
	const crm_json *field = described("Contact", "LastName");
	ck_assert_str_eq(crm_json_text(crm_json_get(field, "length")), "80");
	ck_assert_str_eq(crm_json_text(crm_json_get(field, "nillable")), "false");
	ck_assert_str_eq(crm_json_text(crm_json_get(field, "byteLength")), "240");
	ck_assert_str_eq(org_text(&org, "keyPrefix"), "003");
	field = described("Lead", "OwnerId");
	ck_assert_str_eq(crm_json_text(crm_json_first(crm_json_get(field, "referenceTo"))), "Group");
	field = described("Lead", "Status");
	ck_assert_str_eq(
		crm_json_text(crm_json_path(crm_json_first(crm_json_get(field, "picklistValues")), "defaultValue")),
		"true");
	ck_assert_ptr_null(described("Account", "CurrencyIsoCode"));
	org_options(&org, "{\"multi_currency\":true,\"deny_fields\":[\"Phone\"]}");
	ck_assert_ptr_nonnull(described("Account", "CurrencyIsoCode"));
	ck_assert_ptr_null(described("Account", "Phone"));
}
END_TEST

START_TEST(setup_describe_is_cached)
{
	ck_assert_ptr_nonnull(described("Contact", "LastName"));
	char etag[64];
	(void)snprintf(etag, sizeof(etag), "%s", org_answer_header(&org, "ETag"));
	org_header(&org, "If-None-Match", etag);
	ck_assert_int_eq(org_call(&org, "GET", "~/sobjects/Contact/describe", NULL), 304);
	ck_assert_uint_eq(org.resp.body.len, 0);
	org_make_id_field(&org, "Contact");
	ck_assert_ptr_nonnull(described("Contact", "crmsync_id__c"));
	ck_assert_str_ne(org_answer_header(&org, "ETag"), etag);
	char modified[64];
	(void)snprintf(modified, sizeof(modified), "%s", org_answer_header(&org, "Last-Modified"));
	org_header(&org, "If-None-Match", NULL);
	org_header(&org, "If-Modified-Since", modified);
	ck_assert_int_eq(org_call(&org, "GET", "~/sobjects/Contact/describe", NULL), 304);
}
END_TEST

START_TEST(setup_makes_fields)
{
	static const struct {
		const char *json;
		int status;
		const char *code;
	} cases[] = {
		{"{\"FullName\":\"Contact.a__c\",\"Metadata\":{\"label\":\"a\",\"type\":\"Text\",\"length\":20}}", 201,
		 NULL},
		{"{\"FullName\":\"Contact.a__c\",\"Metadata\":{\"label\":\"a\",\"type\":\"Text\",\"length\":20}}", 400,
		 "DUPLICATE_DEVELOPER_NAME"},
		{"{\"FullName\":\"Contact.b__c\",\"Metadata\":{\"type\":\"Text\",\"length\":20}}", 400,
		 "REQUIRED_FIELD_MISSING"},
		{"{\"FullName\":\"Contact.b__c\",\"Metadata\":{\"label\":\"b\",\"type\":\"Text\"}}", 400,
		 "FIELD_INTEGRITY_EXCEPTION"},
		{"{\"FullName\":\"Contact.b__c\",\"Metadata\":{\"label\":\"b\",\"type\":\"Hologram\"}}", 400,
		 "FIELD_INTEGRITY_EXCEPTION"},
		{"{\"FullName\":\"Contact.b\",\"Metadata\":{\"label\":\"b\",\"type\":\"Date\"}}", 400,
		 "FIELD_INTEGRITY_EXCEPTION"},
		{"{\"FullName\":\"Foo.b__c\",\"Metadata\":{\"label\":\"b\",\"type\":\"Date\"}}", 400,
		 "FIELD_INTEGRITY_EXCEPTION"},
		{"{\"FullName\":\"Account.score__c\",\"Metadata\":{\"label\":\"Score\",\"type\":\"Number\","
		 "\"precision\":5,\"scale\":2}}",
		 201, NULL},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(org_call(&org, "POST", "~/tooling/sobjects/CustomField", cases[i].json) ==
				      cases[i].status,
			      "%s: %s", cases[i].json, org.resp.body.ptr);
		if (cases[i].code)
			ck_assert_str_eq(org_text(&org, "0.errorCode"), cases[i].code);
	}
	const crm_json *field = described("Account", "score__c");
	ck_assert_str_eq(crm_json_get_string(field, "type"), "double");
	ck_assert_str_eq(crm_json_text(crm_json_get(field, "custom")), "true");
	const char *id = org_create(&org, "Account", "{\"Name\":\"a\",\"score__c\":999.25}");
	ck_assert_int_eq(org_read(&org, "Account", id), 200);
	ck_assert_str_eq(org_text(&org, "score__c"), "999.25");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Account", "{\"Name\":\"a\",\"score__c\":1000}"), 400);
	ck_assert_int_eq(org_query(&org, "tooling/query",
				   "SELECT Id, DeveloperName FROM CustomField WHERE TableEnumOrId = 'Account' AND "
				   "DeveloperName = 'score'"),
			 200);
	ck_assert_str_eq(org_text(&org, "records.0.Id"), "00N5g0000000001EAA");
	ck_assert_int_eq(org_call(&org, "DELETE", "~/tooling/sobjects/CustomField/00N5g0000000001EAA", NULL), 204);
	ck_assert_ptr_null(described("Account", "score__c"));
	ck_assert_int_eq(org_call(&org, "DELETE", "~/tooling/sobjects/CustomField/00N5g0000000001EAA", NULL), 404);
	org_options(&org, "{\"deny_setup\":true}");
	ck_assert_int_eq(org_call(&org, "POST", "~/tooling/sobjects/CustomField", cases[7].json), 403);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INSUFFICIENT_ACCESS");
}
END_TEST

START_TEST(setup_grants_fields)
{
	org_options(&org, "{\"fls_open\":false}");
	org_make_id_field(&org, "Contact");
	ck_assert_ptr_null(described("Contact", "crmsync_id__c"));
	ck_assert_int_eq(org_query(&org, "query", "SELECT crmsync_id__c FROM Contact"), 400);
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Contact", "{\"LastName\":\"a\",\"crmsync_id__c\":\"b\"}"),
			 400);
	ck_assert_int_eq(org_query(&org, "query",
				   "SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = true AND Profile.Name = "
				   "'System Administrator'"),
			 200);
	char json[256], grant[32];
	(void)snprintf(json, sizeof(json),
		       "{\"ParentId\":\"%s\",\"SobjectType\":\"Contact\",\"Field\":\"Contact.crmsync_id__c\","
		       "\"PermissionsRead\":true}",
		       org_text(&org, "records.0.Id"));
	(void)snprintf(grant, sizeof(grant), "%s", org_create(&org, "FieldPermissions", json));
	ck_assert_str_eq(crm_json_text(crm_json_get(described("Contact", "crmsync_id__c"), "updateable")), "false");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/Contact", "{\"LastName\":\"a\",\"crmsync_id__c\":\"b\"}"),
			 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALID_FIELD_FOR_INSERT_UPDATE");
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("FieldPermissions", grant), "{\"PermissionsEdit\":true}"),
			 204);
	(void)org_create(&org, "Contact", "{\"LastName\":\"a\",\"crmsync_id__c\":\"b\"}");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/FieldPermissions",
				  "{\"ParentId\":\"0PS5g0000000000\",\"SobjectType\":\"Contact\",\"Field\":\"Contact."
				  "Nonsense\"}"),
			 400);
	org_options(&org, "{\"deny_setup\":true}");
	ck_assert_int_eq(org_call(&org, "POST", "~/sobjects/FieldPermissions", json), 403);
}
END_TEST

/* --- what a person does ---------------------------------------------------------------------------------- */

START_TEST(person_merges)
{
	const char *account = org_create(&org, "Account", "{\"Name\":\"a\"}");
	char json[128];
	(void)snprintf(json, sizeof(json), "{\"LastName\":\"w\",\"Email\":\"w@x.example\",\"AccountId\":\"%s\"}",
		       account);
	const char *winner = org_create(&org, "Contact", json);
	const char *loser =
		org_create(&org, "Contact", "{\"LastName\":\"l\",\"Email\":\"l@x.example\",\"Phone\":\"123\"}");
	(void)snprintf(
		json, sizeof(json),
		"{\"Name\":\"d\",\"StageName\":\"Prospecting\",\"CloseDate\":\"2026-12-31\",\"ContactId\":\"%s\"}",
		loser);
	(void)org_create(&org, "Opportunity", json);
	org_advance(&org, 10);
	struct crm_error err = {0};
	struct crm_buf line;
	crm_buf_init(&line, CRM_BUF_MAX);
	ck_assert_int_eq(face_salesforce.merge(org.face, "contact", winner, loser, &line, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.merge(org.face, "contact", winner, loser, &line, &err), CRM_E_REJECTED);
	crm_buf_free(&line);
	crm_error_clear(&err);
	ck_assert_int_eq(org_read(&org, "Contact", loser), 404);
	ck_assert_int_eq(org_read(&org, "Contact", winner), 200);
	ck_assert_str_eq(org_text(&org, "Email"), "w@x.example");
	ck_assert_str_eq(org_text(&org, "Phone"), "123");
	ck_assert_int_eq(org_query(&org, "queryAll", "SELECT Id, MasterRecordId FROM Contact WHERE IsDeleted = true"),
			 200);
	ck_assert_str_eq(org_text(&org, "records.0.Id"), loser);
	ck_assert_str_eq(org_text(&org, "records.0.MasterRecordId"), winner);
	ck_assert_int_eq(org_query(&org, "query", "SELECT ContactId FROM OpportunityContactRole"), 200);
	ck_assert_str_eq(org_text(&org, "records.0.ContactId"), winner);
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Contact", loser), "{\"LastName\":\"x\"}"), 404);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "ENTITY_IS_DELETED");
}
END_TEST

START_TEST(person_deletes_and_restores)
{
	const char *account = org_create(&org, "Account", "{\"Name\":\"a\"}");
	char json[128], span[256], from[CRM_TIME_TEXT], to[CRM_TIME_TEXT];
	(void)snprintf(json, sizeof(json), "{\"LastName\":\"c\",\"AccountId\":\"%s\"}", account);
	const char *contact = org_create(&org, "Contact", json);
	const char *before = org_create(&org, "Contact", json);
	struct crm_error err = {0};
	ck_assert_int_eq(face_salesforce.remove(org.face, "contact", before, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.remove(org.face, "company", account, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.remove(org.face, "company", account, &err), CRM_E_REJECTED);
	ck_assert_int_eq(face_salesforce.remove(org.face, "company", "nonsense", &err), CRM_E_NOT_FOUND);
	crm_error_clear(&err);
	ck_assert_int_eq(org_read(&org, "Contact", contact), 404);
	crm_time_format_seconds(face_now(org.host) - 3600000, from);
	crm_time_format_seconds(face_now(org.host) + 60000, to);
	(void)snprintf(span, sizeof(span), "~/sobjects/Contact/deleted?start=%s&end=%s", from, to);
	ck_assert_int_eq(org_call(&org, "GET", span, NULL), 200);
	ck_assert_uint_eq(crm_json_size(org_get(&org, "deletedRecords")), 2);
	ck_assert_str_eq(org_text(&org, "deletedRecords.0.id"), contact);
	ck_assert_str_ne(org_text(&org, "latestDateCovered"), "");
	ck_assert_int_eq(org_edit(&org, "company", account, "{\"Name\":\"b\"}"), CRM_E_REJECTED);
	ck_assert_int_eq(org_edit(&org, "company", account, "{\"IsDeleted\":false}"), CRM_OK);
	ck_assert_str_eq(org_text(&org, "archived"), "false");
	ck_assert_int_eq(org_read(&org, "Contact", contact), 200);
	ck_assert_int_eq(org_read(&org, "Contact", before), 404);
	(void)snprintf(span, sizeof(span), "~/sobjects/Contact/updated?start=%s&end=%s", from, to);
	ck_assert_int_eq(org_call(&org, "GET", span, NULL), 200);
	ck_assert_str_eq(org_text(&org, "ids.0"), contact);
	(void)snprintf(span, sizeof(span), "~/sobjects/Contact/updated?start=%s&end=%s", to, from);
	ck_assert_int_eq(org_call(&org, "GET", span, NULL), 400);
	ck_assert_str_eq(org_text(&org, "0.errorCode"), "INVALID_REPLICATION_DATE");
}
END_TEST

START_TEST(person_converts_leads)
{
	const char *lead =
		org_create(&org, "Lead", "{\"LastName\":\"l\",\"Company\":\"New Co\",\"Email\":\"l@x.example\"}");
	ck_assert_int_eq(org_edit(&org, "Lead", lead, "{\"@convert\":{\"contactId\":null}}"), CRM_OK);
	ck_assert_str_eq(org_text(&org, "properties.IsConverted"), "true");
	char contact[32];
	(void)snprintf(contact, sizeof(contact), "%s", org_text(&org, "properties.ConvertedContactId"));
	ck_assert_int_eq(org_read(&org, "Contact", contact), 200);
	ck_assert_str_eq(org_text(&org, "Email"), "l@x.example");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Account.Name FROM Contact"), 200);
	ck_assert_str_eq(org_text(&org, "records.0.Account.Name"), "New Co");
	ck_assert_int_eq(org_call(&org, "PATCH", org_path("Lead", lead), "{\"Email\":\"x@x.example\"}"), 400);
	ck_assert_str_eq(org.resp.body.ptr, "[{\"message\":\"cannot reference converted lead\",\"errorCode\":"
					    "\"CANNOT_UPDATE_CONVERTED_LEAD\",\"fields\":[]}]");
	ck_assert_int_eq(org_edit(&org, "Lead", lead, "{\"@convert\":{}}"), CRM_E_REJECTED);
	lead = org_create(&org, "Lead", "{\"LastName\":\"m\",\"Company\":\"c\"}");
	char json[128];
	(void)snprintf(json, sizeof(json), "{\"@convert\":{\"contactId\":\"%s\"}}", contact);
	ck_assert_int_eq(org_edit(&org, "Lead", lead, json), CRM_OK);
	ck_assert_str_eq(org_text(&org, "properties.ConvertedContactId"), contact);
	ck_assert_int_eq(org_count_contacts(&org), 1);
}
END_TEST

START_TEST(person_edits)
{
	org_options(&org, "{\"reject\":{\"LastName\":\".\"}}");
	ck_assert_int_eq(
		org_edit(&org, "contact", NULL, "{\"LastName\":\"a\",\"SystemModstamp\":\"2020-01-02T03:04:05Z\"}"),
		CRM_OK);
	ck_assert_str_eq(org_text(&org, "properties.SystemModstamp"), "2020-01-02T03:04:05.000+0000");
	ck_assert_str_eq(org_text(&org, "object"), "Contact");
	ck_assert_int_eq(org_edit(&org, "contact", NULL, "{\"FirstName\":\"a\"}"), CRM_E_REJECTED);
	ck_assert_int_eq(org_edit(&org, "contact", "0035g0000000009", "{}"), CRM_E_NOT_FOUND);
	ck_assert_int_eq(org_edit(&org, "nonsense", NULL, "{}"), CRM_E_NOT_FOUND);
	ck_assert_int_eq(org_edit(&org, "company", NULL, "{\"Name\":\"co\"}"), CRM_OK);
	ck_assert_int_eq(
		org_edit(&org, "deal", NULL,
			 "{\"Name\":\"d\",\"StageName\":\"Prospecting\",\"CloseDate\":\"2026-12-31\",\"@company\":"
			 "\"0015g0000000000\",\"@contacts\":[\"0035g0000000000\"]}"),
		CRM_OK);
	ck_assert_str_eq(org_text(&org, "@contacts.0"), "0035g0000000000AAA");
	ck_assert_str_eq(org_text(&org, "properties.AccountId"), "0015g0000000000AAA");
	ck_assert_int_eq(org_edit(&org, "deal", "0065g0000000000", "{\"@contacts\":[]}"), CRM_OK);
	ck_assert_uint_eq(crm_json_size(org_get(&org, "@contacts")), 0);
}
END_TEST

/* --- seeds and state ------------------------------------------------------------------------------------- */

static void seed(void)
{
	static const char *const refs[] = {"p1"};
	struct crm_error err = {0};
	char id[FACE_ID_SIZE];
	const struct seed_owner owner = {
		.email = "jan@x.example", .first_name = "Jan", .last_name = "Öl", .active = true};
	const struct seed_company company = {.ref = "c1",
					     .name = "Co",
					     .domain = "co.example",
					     .industry = "Computer Software",
					     .revenue = "38500000",
					     .employees = "240",
					     .owner_email = "JAN@x.example",
					     .created = 1600000000123,
					     .modified = 1700000000456};
	const struct seed_contact lead = {.ref = "l1",
					  .last_name = "Lead",
					  .is_lead = true,
					  .converted_ref = "p1",
					  .created = 1600000000000,
					  .modified = 1650000000000};
	const struct seed_contact person = {.ref = "p1",
					    .first_name = "Ann",
					    .last_name = "Person",
					    .company_ref = "c1",
					    .birthday = "1981-04-17",
					    .opted_out = true,
					    .created = 1600000000000,
					    .modified = 1700000000000};
	const struct seed_deal deal = {.ref = "d1",
				       .name = "Deal",
				       .amount = "1000.50",
				       .stage = "won",
				       .close_date = "2025-01-31",
				       .company_ref = "c1",
				       .contact_refs = refs,
				       .n_contact_refs = 1,
				       .created = 1600000000000,
				       .modified = 1700000000000};
	ck_assert_int_eq(face_salesforce.seed_owner(org.face, &owner, id, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.seed_company(org.face, &company, id, &err), CRM_OK);
	ck_assert_str_eq(id, "0015g0000000000AAA");
	ck_assert_int_eq(face_salesforce.seed_contact(org.face, &lead, id, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.seed_contact(org.face, &person, id, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.seed_deal(org.face, &deal, NULL, &err), CRM_OK);
}

START_TEST(seeds_become_records)
{
	seed();
	ck_assert_int_eq(
		org_query(&org, "query",
			  "SELECT Name, Website, Industry, AnnualRevenue, NumberOfEmployees, Owner.Name, CreatedDate, "
			  "SystemModstamp FROM Account"),
		200);
	ck_assert_str_eq(org_text(&org, "records.0.Website"), "http://co.example");
	ck_assert_str_eq(org_text(&org, "records.0.Industry"), "Technology");
	ck_assert_str_eq(org_text(&org, "records.0.AnnualRevenue"), "3.85E7");
	ck_assert_str_eq(org_text(&org, "records.0.NumberOfEmployees"), "240");
	ck_assert_str_eq(org_text(&org, "records.0.Owner.Name"), "Jan Öl");
	ck_assert_str_eq(org_text(&org, "records.0.CreatedDate"), "2020-09-13T12:26:40.000+0000");
	ck_assert_str_eq(org_text(&org, "records.0.SystemModstamp"), "2023-11-14T22:13:20.000+0000");
	ck_assert_int_eq(org_query(&org, "query", "SELECT ConvertedContact.Name, Company, LastModifiedDate FROM Lead"),
			 200);
	ck_assert_str_eq(org_text(&org, "records.0.ConvertedContact.Name"), "Ann Person");
	ck_assert_str_eq(org_text(&org, "records.0.Company"), "[not provided]");
	ck_assert_str_eq(org_text(&org, "records.0.LastModifiedDate"), "2022-04-15T05:20:00.000+0000");
	ck_assert_int_eq(org_query(&org, "query",
				   "SELECT Amount, StageName, IsWon, Probability, Account.Name, (SELECT Contact.Name, "
				   "IsPrimary FROM "
				   "OpportunityContactRoles) FROM Opportunity"),
			 200);
	ck_assert_str_eq(org_text(&org, "records.0.Amount"), "1000.5");
	ck_assert_str_eq(org_text(&org, "records.0.IsWon"), "true");
	ck_assert_str_eq(org_text(&org, "records.0.OpportunityContactRoles.records.0.Contact.Name"), "Ann Person");
}
END_TEST

static void list_all(struct org *of, struct crm_buf *out)
{
	static const char *const objects[] = {
		"contact", "company", "deal", "owner", "Lead", "OpportunityContactRole", "CustomField"};
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		ck_assert_int_eq(face_salesforce.list(of->face, objects[i], out, NULL), CRM_OK);
}

START_TEST(state_comes_back)
{
	seed();
	org_make_id_field(&org, "Contact");
	(void)org_create(&org, "Contact", "{\"LastName\":\"x\",\"crmsync_id__c\":\"k\"}");
	ck_assert_int_eq(org_call(&org, "DELETE", org_path("Account", "0015g0000000000"), NULL), 204);
	ck_assert_int_eq(org_call(&org, "POST", "~/composite/sobjects",
				  "{\"allOrNone\":true,\"records\":[" ORG_CONTACT "\"LastName\":\"b\"}," ORG_CONTACT
				  "\"Phone\":\"1\"}]}"),
			 200);
	ck_assert_int_eq(
		org_call(&org, "POST", ORG_TOKEN_PATH, "grant_type=client_credentials&client_id=c&client_secret=s"),
		200);
	char token[256];
	(void)snprintf(token, sizeof(token), "%s", org_text(&org, "access_token"));
	struct crm_buf state, before, after;
	crm_buf_init(&state, CRM_BUF_MAX);
	crm_buf_init(&before, CRM_BUF_MAX);
	crm_buf_init(&after, CRM_BUF_MAX);
	struct crm_error err = {0};
	ck_assert_int_eq(face_salesforce.save(org.face, &state, &err), CRM_OK);
	list_all(&org, &before);
	org_close(&org);
	org_open(&org);
	ck_assert_int_eq(face_salesforce.load(org.face, state.ptr, state.len, &err), CRM_OK);
	list_all(&org, &after);
	ck_assert_str_eq(after.ptr, before.ptr);
	crm_buf_reset(&after);
	ck_assert_int_eq(face_salesforce.save(org.face, &after, &err), CRM_OK);
	ck_assert_str_eq(after.ptr, state.ptr);
	ck_assert_int_eq(org_use_token(&org, token), 200);
	ck_assert_int_eq(org_call(&org, "PATCH", "~/sobjects/Contact/crmsync_id__c/k", "{\"LastName\":\"y\"}"), 200);
	ck_assert_int_eq(org_edit(&org, "company", "0015g0000000000", "{\"IsDeleted\":false}"), CRM_OK);
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact WHERE AccountId = '0015g0000000000'"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "1");
	ck_assert_int_lt(face_salesforce.load(org.face, state.ptr, state.len / 2, &err), 0);
	crm_error_clear(&err);
	crm_buf_free(&state);
	crm_buf_free(&before);
	crm_buf_free(&after);
}
END_TEST

/* --- filling from a store -------------------------------------------------------------------------------- */

static void restore(const char *object, const char *kind, const char *id, enum crm_life life, const char *raw)
{
	struct crm_error err = {0};
	struct face_source source = {.object = object,
				     .kind = kind,
				     .id = id,
				     .life = life,
				     .modified = 1784629800000,
				     .owner = "ada@firm.example"};
	crm_json *json = NULL;
	ck_assert_int_eq(crm_json_parse(raw, strlen(raw), &json, NULL), CRM_OK);
	source.raw = json;
	ck_assert_msg(face_salesforce.restore(org.face, &source, &err) == CRM_OK, "%s", crm_error_text(&err));
	crm_json_free(json);
}

#define REAL_ACCOUNT "001ak00000OQ4RxAAL"
#define REAL_CONTACT "003ak00000OQ4RxAAL"
#define REAL_DEAL    "006ak00000OQ4RxAAL"
#define REAL_USER    "005ak00000OQ4RxAAL"

static void restore_all(void)
{
	static const char fields[] =
		"[{\"name\":\"Id\",\"type\":0},{\"name\":\"Shoe__c\",\"label\":\"Shoe\",\"type\":1,\"scale\":1},"
		"{\"name\":\"crmsync_id__c\",\"label\":\"crmsync "
		"id\",\"kind\":\"Contact\",\"type\":0,\"max_length\":64,"
		"\"unique\":true},{\"name\":\"@x\",\"type\":0}]";
	crm_json *json = NULL;
	ck_assert_int_eq(crm_json_parse(fields, strlen(fields), &json, NULL), CRM_OK);
	ck_assert_int_eq(face_salesforce.restore_fields(org.face, "contact", json, NULL), CRM_OK);
	crm_json_free(json);
	restore("company", NULL, REAL_ACCOUNT, CRM_LIVE,
		"{\"Id\":\"" REAL_ACCOUNT "\",\"Name\":\"Firm\",\"OwnerId\":\"" REAL_USER
		"\",\"CreatedDate\":\"2026-01-02T03:04:05.000+0000\"}");
	restore("contact", "Contact", REAL_CONTACT, CRM_LIVE,
		"{\"Id\":\"" REAL_CONTACT "\",\"LastName\":\"Real\",\"AccountId\":\"" REAL_ACCOUNT
		"\",\"OwnerId\":\"" REAL_USER
		"\",\"Shoe__c\":42.5,\"HasOptedOutOfEmail\":true,\"crmsync_id__c\":\"k1\"}");
	restore("contact", "Contact", "0035g0000000001AAA", CRM_ARCHIVED, "{\"LastName\":\"Gone\"}");
	restore("contact", "Contact", "0035g0000000009AAA", CRM_LIVE, "{}");
	restore("deal", NULL, REAL_DEAL, CRM_LIVE,
		"{\"Name\":\"Deal\",\"Amount\":5.0E4,\"StageName\":\"Prospecting\",\"CloseDate\":\"2026-12-24\","
		"\"OpportunityContactRoles\":{\"records\":[{\"attributes\":{\"url\":\"/x/OpportunityContactRole/"
		"00Kak00000OQ4RxAAL\"},"
		"\"ContactId\":\"" REAL_CONTACT "\",\"IsPrimary\":true,\"IsDeleted\":false}]}}");
}

static void assert_restored(void)
{
	ck_assert_int_eq(org_read(&org, "Contact", REAL_CONTACT), 200);
	ck_assert_str_eq(org_text(&org, "LastName"), "Real");
	ck_assert_str_eq(org_text(&org, "Shoe__c"), "42.5");
	ck_assert_str_eq(org_text(&org, "OwnerId"), REAL_USER);
	ck_assert_str_eq(org_text(&org, "SystemModstamp"), "2026-07-21T10:30:00.000+0000");
	ck_assert_int_eq(org_read(&org, "Account", REAL_ACCOUNT), 200);
	ck_assert_str_eq(org_text(&org, "CreatedDate"), "2026-01-02T03:04:05.000+0000");
	ck_assert_int_eq(org_query(&org, "query",
				   "SELECT Name, Amount, (SELECT Id, Contact.LastName FROM OpportunityContactRoles) "
				   "FROM Opportunity "
				   "WHERE Id = '" REAL_DEAL "'"),
			 200);
	ck_assert_str_eq(org_text(&org, "records.0.OpportunityContactRoles.records.0.Contact.LastName"), "Real");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Email FROM User WHERE Id = '" REAL_USER "'"), 200);
	ck_assert_str_eq(org_text(&org, "records.0.Email"), "ada@firm.example");
	ck_assert_int_eq(org_query(&org, "query", "SELECT Id FROM Contact"), 200);
	ck_assert_str_eq(org_text(&org, "totalSize"), "1");
	ck_assert_int_eq(org_query(&org, "queryAll", "SELECT Id FROM Contact WHERE IsDeleted = true"), 200);
	ck_assert_str_eq(org_text(&org, "records.0.Id"), "0035g0000000001AAA");
}

START_TEST(records_of_a_store_keep_their_ids)
{
	restore_all();
	assert_restored();
	/* an external id as setup makes it */
	ck_assert_int_eq(org_call(&org, "PATCH", "~/sobjects/Contact/crmsync_id__c/k1", "{\"FirstName\":\"Ada\"}"),
			 200);
	/* new ids keep clear of those that came along */
	for (int i = 0; i < 4; i++) {
		const char *id = org_create(&org, "Contact", "{\"LastName\":\"New\"}");
		ck_assert_str_ne(id, "0035g0000000001AAA");
		ck_assert_int_eq(org_read(&org, "Contact", id), 200);
		ck_assert_str_eq(org_text(&org, "LastName"), "New");
	}
	ck_assert_int_eq(org_count_contacts(&org), 5);
}
END_TEST

START_TEST(restored_records_outlive_a_state)
{
	struct crm_buf state;
	crm_buf_init(&state, CRM_BUF_MAX);
	restore_all();
	ck_assert_int_eq(face_salesforce.save(org.face, &state, NULL), CRM_OK);
	org_close(&org);
	org_open(&org);
	ck_assert_int_eq(face_salesforce.load(org.face, state.ptr, state.len, NULL), CRM_OK);
	assert_restored();
	crm_buf_free(&state);
}
END_TEST

START_TEST(what_cannot_be_restored)
{
	struct crm_error err = {0};
	crm_json *json = NULL;
	ck_assert_int_eq(crm_json_parse("{\"Name\":\"x\"}", 12, &json, NULL), CRM_OK);
	struct face_source source = {.object = "company", .id = "42", .raw = json};
	ck_assert_int_eq(face_salesforce.restore(org.face, &source, &err), CRM_E_INVALID);
	ck_assert_str_eq(crm_error_text(&err), "it is no id of Account");
	source.id = REAL_CONTACT;
	ck_assert_int_eq(face_salesforce.restore(org.face, &source, &err), CRM_E_INVALID);
	source.id = REAL_ACCOUNT;
	ck_assert_int_eq(face_salesforce.restore(org.face, &source, &err), CRM_OK);
	ck_assert_int_eq(face_salesforce.restore(org.face, &source, &err), CRM_E_INVALID);
	ck_assert_str_eq(crm_error_text(&err), "it is there twice");
	crm_error_clear(&err);
	crm_json_free(json);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		setup_describes,
		setup_describe_is_cached,
		setup_makes_fields,
		setup_grants_fields,
		person_merges,
		person_deletes_and_restores,
		person_converts_leads,
		person_edits,
		seeds_become_records,
		state_comes_back,
		records_of_a_store_keep_their_ids,
		restored_records_outlive_a_state,
		what_cannot_be_restored,
	};
	Suite *suite = suite_create("sandbox_salesforce_org");
	TCase *tc = tcase_create("org");
	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
