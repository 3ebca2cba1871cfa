/* SPDX-License-Identifier: Apache-2.0 */
/* The HubSpot face of the sandbox, asked as a client would, without HTTP in between. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/mem.h>
#include <crmsync/timestamp.h>

#include "run_suite.h"
#include "sandbox/host.h"

#define OBJECTS "/crm/objects/2026-03"

static struct sandbox_clock clock_;
static struct face_host *host;
static crm_json *last;            /* body of the last answer, NULL if it is not JSON */
static struct face_response resp; /* the last answer */
static const char *token = "pat-na1-test";
static char text_[1 << 16];

static const char *header(const void *ctx, const char *name)
{
	static char value[256];
	(void)ctx;
	if (strcmp(name, "Authorization") != 0 || !token)
		return NULL;
	snprintf(value, sizeof value, "Bearer %s", token);
	return value;
}

static void forget(void)
{
	crm_json_free(last);
	last = NULL;
	crm_buf_free(&resp.body);
	crm_buf_free(&resp.header_block);
}

static void open_host(void)
{
	atomic_store(&clock_.offset_ms, 0);
	token = "pat-na1-test";
	ck_assert_int_eq(face_host_new("hubspot", &face_hubspot, &clock_, 1, &host, NULL), CRM_OK);
	ck_assert_int_eq(face_host_open(host, NULL), CRM_OK);
}

static void close_host(void)
{
	forget();
	face_host_free(host);
}

/* Asks; `body` may hold ' for ". Returns the status. */
static int ask(const char *method, const char *target, const char *body)
{
	struct face_http http = {.header = header};
	char path[512], json[1 << 15];
	snprintf(path, sizeof path, "%s", target);
	snprintf(json, sizeof json, "%s", body ? body : "");
	for (char *p = json; *p; p++)
		if (*p == '\'')
			*p = '"';
	char *query = strchr(path, '?');
	if (query)
		*query++ = '\0';
	forget();
	resp = (struct face_response){.content_type = "application/json"};
	crm_buf_init(&resp.body, CRM_BUF_MAX);
	crm_buf_init(&resp.header_block, CRM_BUF_MAX);
	struct face_request req = {.method = method,
				   .path = path,
				   .query = query ? query : "",
				   .body = json,
				   .body_len = strlen(json),
				   .base = "http://127.0.0.1/hubspot",
				   .http = &http};
	face_hubspot.handle(host->face, &req, &resp);
	if (resp.body.len && resp.body.ptr[0] == '{')
		ck_assert_int_eq(crm_json_parse(resp.body.ptr, resp.body.len, &last, NULL), CRM_OK);
	return resp.status;
}

__attribute__((format(printf, 3, 4))) static int askf(const char *method, const char *target, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text_, sizeof text_, fmt, ap);
	va_end(ap);
	return ask(method, target, text_);
}

static const char *said(const char *path)
{
	const char *text = crm_json_text(crm_json_path(last, path));
	return text ? text : "(nothing)";
}

static const crm_json *nth(const char *list, size_t n)
{
	const crm_json *e = crm_json_first(crm_json_path(last, list));
	while (e && n--)
		e = crm_json_next(e);
	return e;
}

static const char *nth_said(const char *list, size_t n, const char *path)
{
	const char *text = crm_json_text(crm_json_path(nth(list, n), path));
	return text ? text : "(nothing)";
}

static size_t count(const char *list)
{
	return crm_json_size(crm_json_path(last, list));
}

static void options(const char *json)
{
	char text[1024];
	crm_json *doc;
	snprintf(text, sizeof text, "%s", json);
	for (char *p = text; *p; p++)
		if (*p == '\'')
			*p = '"';
	ck_assert_int_eq(crm_json_parse(text, strlen(text), &doc, NULL), CRM_OK);
	ck_assert_int_eq(face_host_merge_options(host, doc, NULL), CRM_OK);
	crm_json_free(doc);
}

static void advance(int64_t ms)
{
	atomic_fetch_add(&clock_.offset_ms, ms);
}

/* Creates and returns the id (static, one of 8). */
static const char *create(const char *type, const char *properties)
{
	static char ids[8][32];
	static unsigned turn;
	char target[64], *id = ids[turn++ % 8];
	snprintf(target, sizeof target, OBJECTS "/%s", type);
	ck_assert_int_eq(askf("POST", target, "{'properties':%s}", properties), 201);
	snprintf(id, 32, "%s", said("id"));
	return id;
}

static const char *at(const char *type, const char *id, const char *rest)
{
	static char target[512];
	snprintf(target, sizeof target, OBJECTS "/%s/%s%s", type, id, rest);
	return target;
}

static int edit(const char *object, const char *id, const char *fields)
{
	char text[2048];
	crm_json *doc;
	struct crm_buf out;
	snprintf(text, sizeof text, "%s", fields);
	for (char *p = text; *p; p++)
		if (*p == '\'')
			*p = '"';
	ck_assert_int_eq(crm_json_parse(text, strlen(text), &doc, NULL), CRM_OK);
	crm_buf_init(&out, CRM_BUF_MAX);
	int rc = face_hubspot.edit(host->face, object, id, doc, &out, NULL);
	snprintf(text_, sizeof text_, "%.*s", (int)(out.len < sizeof text_ - 1 ? out.len : sizeof text_ - 1), out.ptr);
	crm_buf_free(&out);
	crm_json_free(doc);
	return rc;
}

/* ---- one record
 * ------------------------------------------------------------------------------------------------------- */

START_TEST(create_shows_what_is_written_and_what_follows)
{
	create("contacts", "{'email':'Ada.L@Example.COM','firstname':'Ada'}");
	ck_assert_str_eq(said("properties.email"), "ada.l@example.com");
	ck_assert_str_eq(said("properties.hs_email_domain"), "example.com");
	ck_assert_str_eq(said("properties.hs_pipeline"), "contacts-lifecycle-pipeline");
	ck_assert_str_eq(said("properties.lifecyclestage"), "lead");
	ck_assert_str_eq(said("properties.createdate"), said("createdAt"));
	ck_assert_str_eq(said("properties.lastmodifieddate"), said("updatedAt"));
	ck_assert(resp.mutating);
	ck_assert_uint_eq(resp.records, 1);
	ck_assert_ptr_nonnull(strstr(resp.header_block.ptr, "X-HubSpot-RateLimit-Max: 190\n"));
	ck_assert_ptr_nonnull(strstr(resp.header_block.ptr, "X-HubSpot-Correlation-Id: "));
}
END_TEST

START_TEST(get_shows_defaults_nulls_and_leaves_unknown_out)
{
	const char *id = create("contacts", "{'lastname':'Only'}");
	ck_assert_int_eq(ask("GET", at("contacts", id, ""), NULL), 200);
	ck_assert_uint_eq(count("properties"), 6);
	ck_assert(crm_json_is_null(crm_json_path(last, "properties.firstname")));
	ck_assert_int_eq(ask("GET", at("contacts", id, "?properties=phone,nonsense&properties=city"), NULL), 200);
	ck_assert_uint_eq(count("properties"), 5);
	ck_assert(crm_json_is_null(crm_json_path(last, "properties.phone")));
	ck_assert_ptr_null(crm_json_path(last, "properties.nonsense"));
}
END_TEST

START_TEST(both_spellings_of_the_path_are_one)
{
	const char *id = create("contacts", "{'lastname':'Same'}");
	char target[128];
	const char *const prefixes[] = {"/crm/v3/objects/contacts", "/crm/v3/objects/0-1",
					"/crm/objects/2026-03/contact", "/crm/objects/2026-09/CONTACT"};
	for (size_t i = 0; i < 4; i++) {
		snprintf(target, sizeof target, "%s/%s", prefixes[i], id);
		ck_assert_int_eq(ask("GET", target, NULL), 200);
		ck_assert_str_eq(said("properties.lastname"), "Same");
	}
	ck_assert_int_eq(ask("GET", "/crm/v3/objects/butterflies", NULL), 400);
	ck_assert_str_eq(said("message"), "Unable to infer object type from: butterflies");
	ck_assert_ptr_null(crm_json_get(last, "category"));
}
END_TEST

START_TEST(missing_contact_is_html_missing_company_json)
{
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts/42", NULL), 404);
	ck_assert_ptr_nonnull(strstr(resp.content_type, "text/html"));
	ck_assert_int_eq(ask("GET", OBJECTS "/companies/42", NULL), 404);
	ck_assert_str_eq(said("message"), "resource not found");
}
END_TEST

START_TEST(taken_address_is_a_conflict_that_names_the_contact)
{
	const char *id = create("contacts", "{'email':'a@example.com'}");
	char expected[128];
	snprintf(expected, sizeof expected, "Contact already exists. Existing ID: %s", id);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts", "{'properties':{'email':'A@EXAMPLE.com'}}"), 409);
	ck_assert_str_eq(said("message"), expected);
	ck_assert_str_eq(said("category"), "CONFLICT");
	ck_assert_int_eq(edit("contact", id, "{'hs_additional_emails':'b@example.com'}"), CRM_OK);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts", "{'properties':{'email':'b@example.com'}}"), 409);
	ck_assert_str_eq(said("message"), expected);
	ck_assert_int_eq(ask("DELETE", at("contacts", id, ""), NULL), 204);
	create("contacts", "{'email':'a@example.com'}");
}
END_TEST

START_TEST(bad_values_are_refused_each_with_its_reason)
{
	static const struct {
		const char *properties, *code;
	} cases[] = {
		{"{'nonsense':'1'}", "PROPERTY_DOESNT_EXIST"},
		{"{'email':'000'}", "INVALID_EMAIL"},
		{"{'closedate':'asd000'}", "INVALID_LONG"},
		{"{'lifecyclestage':'Lead'}", "INVALID_OPTION"},
		{"{'createdate':'2020-01-01T00:00:00Z'}", "READ_ONLY_VALUE"},
		{"{'hs_object_id':'1'}", "READ_ONLY_VALUE"},
		{"{'hs_email_optout':'true'}", "READ_ONLY_VALUE"},
		{"{'hubspot_owner_id':'1'}", "INVALID_OWNER_ID"},
		{"{'associatedcompanyid':'1'}", "INVALID_COMPANY_ID"},
		{"{'total_revenue':'5'}", "READ_ONLY_VALUE"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ck_assert_int_eq(askf("POST", OBJECTS "/contacts", "{'properties':%s}", cases[i].properties), 400);
		ck_assert_str_eq(said("category"), "VALIDATION_ERROR");
		ck_assert_str_eq(nth_said("errors", 0, "code"), cases[i].code);
		ck_assert_int_eq(strncmp(said("message"), "Property values were not valid: [{\"isValid\":false,", 49),
				 0);
	}
	ck_assert_int_eq(ask("POST", OBJECTS "/companies", "{'properties':{'name':'x','numberofemployees':' 5'}}"),
			 400);
	ck_assert_int_eq(ask("POST", OBJECTS "/companies", "{'properties':{'name':'x','industry':'Banking'}}"), 400);
	ck_assert_int_eq(ask("POST", OBJECTS "/deals", "{'properties':{'dealname':'x','dealstage':'nowhere'}}"), 400);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts", "{'properties':{}}"), 400);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts", "{'properties'"), 400);
}
END_TEST

START_TEST(values_are_stored_in_the_vendors_form)
{
	const char *id = create(
		"deals", "{'dealname':'d','amount':10.50,'closedate':'1767225600000','dealstage':'contractsent'}");
	ck_assert_int_eq(ask("GET",
			     at("deals", id, "?properties=amount,closedate,hs_deal_stage_probability,hs_is_closed"),
			     NULL),
			 200);
	ck_assert_str_eq(said("properties.amount"), "10.50");
	ck_assert_str_eq(said("properties.closedate"), "2026-01-01T00:00:00Z");
	ck_assert_str_eq(said("properties.hs_deal_stage_probability"), "0.9");
	ck_assert_str_eq(said("properties.hs_is_closed"), "false");
	ck_assert_int_eq(ask("PATCH", at("deals", id, ""), "{'properties':{'amount':'','dealname':null}}"), 200);
	ck_assert_int_eq(ask("GET", at("deals", id, ""), NULL), 200);
	ck_assert(crm_json_is_null(crm_json_path(last, "properties.amount")));
	ck_assert_str_eq(said("properties.dealname"), "d");
}
END_TEST

START_TEST(any_write_bumps_the_stamp)
{
	const char *id = create("contacts", "{'lastname':'a'}");
	char before[64];
	snprintf(before, sizeof before, "%s", said("updatedAt"));
	advance(5000);
	ck_assert_int_eq(ask("PATCH", at("contacts", id, ""), "{'properties':{'lastname':'a'}}"), 200);
	ck_assert_str_ne(said("updatedAt"), before);
	ck_assert_str_eq(said("properties.lastmodifieddate"), said("updatedAt"));
}
END_TEST

START_TEST(lifecycle_goes_forward_only_unless_cleared)
{
	const char *id = create("contacts", "{'lastname':'a','lifecyclestage':'customer'}");
	ck_assert_int_eq(ask("PATCH", at("contacts", id, ""), "{'properties':{'lifecyclestage':'lead'}}"), 200);
	ck_assert_str_eq(said("properties.lifecyclestage"), "customer");
	ck_assert_int_eq(ask("PATCH", at("contacts", id, ""), "{'properties':{'lifecyclestage':''}}"), 200);
	ck_assert_int_eq(ask("PATCH", at("contacts", id, ""), "{'properties':{'lifecyclestage':'lead'}}"), 200);
	ck_assert_str_eq(said("properties.lifecyclestage"), "lead");
	ck_assert_int_eq(edit("contact", id, "{'lifecyclestage':'subscriber'}"), CRM_OK);
	ck_assert_ptr_nonnull(strstr(text_, "\"lifecyclestage\":\"subscriber\""));
}
END_TEST

START_TEST(archived_records_leave_and_come_back)
{
	const char *id = create("contacts", "{'email':'a@example.com'}");
	ck_assert_int_eq(ask("DELETE", at("contacts", id, ""), NULL), 204);
	ck_assert_int_eq(ask("GET", at("contacts", id, ""), NULL), 404);
	ck_assert_int_eq(ask("GET", at("contacts", id, "?archived=true"), NULL), 200);
	ck_assert(crm_json_true(crm_json_get(last, "archived")));
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 200);
	ck_assert_uint_eq(count("results"), 0);
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts?archived=true", NULL), 200);
	ck_assert_uint_eq(count("results"), 1);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/search", "{}"), 200);
	ck_assert_str_eq(said("total"), "0");
	ck_assert_int_eq(edit("contact", id, "{'@archived':false}"), CRM_OK);
	ck_assert_int_eq(ask("GET", at("contacts", "a@example.com", "?idProperty=email"), NULL), 200);
	ck_assert_str_eq(said("id"), id);
}
END_TEST

START_TEST(gdpr_delete_leaves_nothing)
{
	const char *id = create("contacts", "{'email':'gone@example.com'}");
	ck_assert_int_eq(
		ask("POST", OBJECTS "/contacts/gdpr-delete", "{'objectId':'gone@example.com','idProperty':'email'}"),
		204);
	ck_assert_int_eq(ask("GET", at("contacts", id, ""), NULL), 404);
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts?archived=true", NULL), 200);
	ck_assert_uint_eq(count("results"), 0);
}
END_TEST

/* ---- lists
 * ------------------------------------------------------------------------------------------------------------ */

static size_t walk_list(unsigned *pages)
{
	char target[256] = OBJECTS "/contacts?limit=7";
	size_t n = 0;
	*pages = 0;
	for (;;) {
		ck_assert_int_eq(ask("GET", target, NULL), 200);
		n += count("results");
		++*pages;
		const char *after = crm_json_text(crm_json_path(last, "paging.next.after"));
		if (!after)
			return n;
		ck_assert_ptr_nonnull(crm_json_path(last, "paging.next.link"));
		snprintf(target, sizeof target, OBJECTS "/contacts?limit=7&after=%s", after);
	}
}

START_TEST(lists_end_after_the_last_record_in_any_order)
{
	unsigned pages;
	for (int i = 0; i < 21; i++)
		create("contacts", "{'lastname':'x'}");
	ck_assert_uint_eq(walk_list(&pages), 21);
	ck_assert_uint_eq(pages, 3);
	options("{'list_order':'reverse'}");
	ck_assert_uint_eq(walk_list(&pages), 21);
	options("{'list_order':'random'}");
	ck_assert_uint_eq(walk_list(&pages), 21);
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts?limit=101", NULL), 400);
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts?after=x", NULL), 400);
}
END_TEST

/* ---- batches
 * ---------------------------------------------------------------------------------------------------------- */

START_TEST(batch_create_answers_out_of_order)
{
	struct crm_buf body;
	crm_buf_init(&body, CRM_BUF_MAX);
	crm_buf_str(&body, "{'inputs':[");
	for (int i = 0; i < 20; i++)
		crm_buf_printf(&body, "%s{'properties':{'email':'u%02d@example.com'}}", i ? "," : "", i);
	crm_buf_str(&body, "]}");
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/create", body.ptr), 201);
	crm_buf_free(&body);
	ck_assert_str_eq(said("status"), "COMPLETE");
	ck_assert_uint_eq(count("results"), 20);
	bool ordered = true;
	for (size_t i = 1; i < 20; i++) {
		char before[64];
		snprintf(before, sizeof before, "%s", nth_said("results", i - 1, "properties.email"));
		ordered = ordered && strcmp(before, nth_said("results", i, "properties.email")) < 0;
	}
	ck_assert(!ordered);
}
END_TEST

START_TEST(batch_create_without_trace_ids_is_all_or_nothing)
{
	create("contacts", "{'email':'a@example.com'}");
	const char *const bodies[] = {
		"{'inputs':[{'properties':{'email':'new@example.com'}},{'properties':{'email':'a@example.com'}}]}",
		"{'inputs':[{'properties':{'email':'new@example.com'}},{'properties':{'email':'NEW@example.com'}}]}"};
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/create", bodies[i]), 409);
		ck_assert_str_eq(said("category"), "CONFLICT");
	}
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/create",
			     "{'inputs':[{'properties':{'email':'new@example.com'}},{'properties':{'email':'000'}}]}"),
			 400);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/search", "{}"), 200);
	ck_assert_str_eq(said("total"), "1");
}
END_TEST

START_TEST(batch_create_with_trace_ids_is_partial)
{
	const char *id = create("contacts", "{'email':'a@example.com'}");
	ck_assert_int_eq(
		ask("POST", OBJECTS "/contacts/batch/create",
		    "{'inputs':[{'objectWriteTraceId':'0','properties':{'email':'a@example.com'}},"
		    "{'objectWriteTraceId':'1','properties':{'email':'n@example.com'}},"
		    "{'objectWriteTraceId':'2','properties':{'email':'N@example.com'}},"
		    "{'objectWriteTraceId':'3','properties':{'email':'m@example.com','hs_lead_status':'?'}}]}"),
		207);
	ck_assert_uint_eq(count("results"), 1);
	ck_assert_str_eq(nth_said("results", 0, "objectWriteTraceId"), "1");
	ck_assert_str_eq(said("numErrors"), "3");
	bool conflict = false;
	for (size_t i = 0; i < 3; i++) {
		const crm_json *error = nth("errors", i);
		const char *trace = crm_json_text(crm_json_first(crm_json_path(error, "context.objectWriteTraceId")));
		ck_assert_ptr_nonnull(trace);
		if (strcmp(trace, "0") != 0)
			continue;
		conflict = true;
		ck_assert_str_eq(crm_json_get_string(error, "category"), "CONFLICT");
		ck_assert_str_eq(crm_json_text(crm_json_first(crm_json_path(error, "context.existingId"))), id);
	}
	ck_assert(conflict);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/create",
			     "{'inputs':[{'objectWriteTraceId':'0','properties':{'first000name':'x'}},"
			     "{'objectWriteTraceId':'1','properties':{'email':'z@example.com'}}]}"),
			 400);
	ck_assert_str_eq(nth_said("errors", 0, "code"), "PROPERTY_DOESNT_EXIST");
}
END_TEST

/* Each error tells of its own row alone. */
START_TEST(batch_errors_are_apart)
{
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/create",
			     "{'inputs':[{'objectWriteTraceId':'0','properties':{'hs_lead_status':'first'}},"
			     "{'objectWriteTraceId':'1','properties':{'hs_lead_status':'second'}},"
			     "{'objectWriteTraceId':'2','properties':{'hs_lead_status':'third'}}]}"),
			 207);
	static const char *const values[] = {"first", "second", "third"};
	for (size_t i = 0; i < 3; i++) {
		const crm_json *error = nth("errors", i);
		const char *trace = crm_json_text(crm_json_first(crm_json_path(error, "context.objectWriteTraceId")));
		const char *message = crm_json_get_string(error, "message");
		for (size_t k = 0; k < 3; k++)
			ck_assert_msg((strstr(message, values[k]) != NULL) == (trace[0] == (char)('0' + k)), "%s: %s",
				      trace, message);
	}
}
END_TEST

START_TEST(batch_update_names_missing_and_repeated_ids)
{
	const char *id = create("contacts", "{'lastname':'a'}");
	ck_assert_int_eq(askf("POST", OBJECTS "/contacts/batch/update",
			      "{'inputs':[{'id':'%s','properties':{'lastname':'b'}},{'id':'77','properties':{}},"
			      "{'id':'nix','properties':{}}]}",
			      id),
			 207);
	ck_assert_str_eq(nth_said("results", 0, "properties.lastname"), "b");
	ck_assert_str_eq(nth_said("errors", 0, "category"), "OBJECT_NOT_FOUND");
	ck_assert_uint_eq(crm_json_size(crm_json_path(nth("errors", 0), "context.ids")), 2);
	ck_assert_int_eq(askf("POST", OBJECTS "/contacts/batch/update",
			      "{'inputs':[{'id':'%s','properties':{}},{'id':'%s','properties':{}}]}", id, id),
			 400);
	snprintf(text_, sizeof text_, "Duplicate IDs found in batch input: [%s]. IDs must be unique", id);
	ck_assert_str_eq(said("message"), text_);
}
END_TEST

START_TEST(upsert_tells_new_from_old)
{
	const char *id = create("contacts", "{'email':'a@example.com'}");
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/upsert",
			     "{'inputs':[{'id':'A@example.com','idProperty':'email','properties':{'lastname':'x'}},"
			     "{'id':'n@example.com','idProperty':'email','properties':{'lastname':'y'}}]}"),
			 200);
	for (size_t i = 0; i < 2; i++) {
		bool old = strcmp(nth_said("results", i, "id"), id) == 0;
		ck_assert_str_eq(nth_said("results", i, "new"), old ? "false" : "true");
		ck_assert_str_eq(nth_said("results", i, "properties.lastname"), old ? "x" : "y");
	}
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/upsert",
			     "{'inputs':[{'id':'x','idProperty':'lastname','properties':{}}]}"),
			 400);
}
END_TEST

START_TEST(batch_sizes_are_capped)
{
	struct crm_buf body;
	crm_buf_init(&body, CRM_BUF_MAX);
	crm_buf_str(&body, "{'inputs':[");
	for (int i = 0; i < 101; i++)
		crm_buf_printf(&body, "%s{'id':'%d'}", i ? "," : "", i);
	crm_buf_str(&body, "]}");
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/read", body.ptr), 400);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/archive", body.ptr), 400);
	crm_buf_free(&body);
}
END_TEST

START_TEST(reject_option_poisons_one_row)
{
	options("{'reject':{'lastname':'^Bad'}}");
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/create",
			     "{'inputs':[{'properties':{'lastname':'Good'}},{'properties':{'lastname':'Bad one'}}]}"),
			 400);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/create",
			     "{'inputs':[{'objectWriteTraceId':'g','properties':{'lastname':'Good'}},"
			     "{'objectWriteTraceId':'b','properties':{'lastname':'Bad one'}}]}"),
			 207);
	ck_assert_uint_eq(count("results"), 1);
}
END_TEST

/* ---- properties
 * -------------------------------------------------------------------------------------------------------- */

#define UNIQUE                                                                                                         \
	"{'name':'crm_key','label':'Key','type':'string','fieldType':'text','groupName':'contactinformation',"         \
	"'hasUniqueValue':true}"

START_TEST(custom_unique_property_is_honoured)
{
	ck_assert_int_eq(ask("POST", "/crm/properties/2026-03/contacts", UNIQUE), 201);
	ck_assert(crm_json_true(crm_json_get(last, "hasUniqueValue")));
	ck_assert_int_eq(ask("POST", "/crm/v3/properties/contacts", UNIQUE), 409);
	ck_assert_str_eq(said("subCategory"), "Properties.PROPERTY_WITH_NAME_EXISTS");
	const char *id = create("contacts", "{'lastname':'a','crm_key':'K1'}");
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts", "{'properties':{'lastname':'b','crm_key':'K1'}}"), 400);
	ck_assert_ptr_nonnull(strstr(said("message"), "already has that value."));
	ck_assert_int_eq(ask("GET", at("contacts", "K1", "?idProperty=crm_key"), NULL), 200);
	ck_assert_str_eq(said("id"), id);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/upsert",
			     "{'inputs':[{'id':'K2','idProperty':'crm_key','properties':{'lastname':'c'}}]}"),
			 200);
	ck_assert_int_eq(
		ask("POST", OBJECTS "/contacts/search",
		    "{'filterGroups':[{'filters':[{'propertyName':'crm_key','operator':'IN','values':['K1','k2']}]}]}"),
		200);
	ck_assert_int_eq(ask("DELETE", "/crm/v3/properties/contacts/crm_key", NULL), 204);
	ck_assert_int_eq(ask("GET", "/crm/v3/properties/contacts/crm_key", NULL), 404);
	ck_assert_int_eq(ask("PATCH", at("contacts", id, ""), "{'properties':{'crm_key':'x'}}"), 400);
}
END_TEST

START_TEST(definitions_are_checked)
{
	const char *const bad[] = {
		"{'name':'Bad Name','label':'x','type':'string','fieldType':'text','groupName':'contactinformation'}",
		"{'name':'a','label':'x','type':'number','fieldType':'text','groupName':'contactinformation'}",
		"{'name':'a','label':'x','type':'string','fieldType':'text','groupName':'nowhere'}",
		"{'name':'a','label':'x','type':'enumeration','fieldType':'select','groupName':'contactinformation'}",
		"{'name':'a','label':'x','type':'colour','fieldType':'text','groupName':'contactinformation'}",
		"{'label':'x'}"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ck_assert_int_eq(ask("POST", "/crm/v3/properties/contacts", bad[i]), 400);
	options("{'deny_setup':true}");
	ck_assert_int_eq(ask("POST", "/crm/v3/properties/contacts", UNIQUE), 403);
	ck_assert_str_eq(said("category"), "MISSING_SCOPES");
	ck_assert_int_eq(ask("GET", "/crm/v3/properties/contacts", NULL), 200);
}
END_TEST

START_TEST(batch_of_properties_reports_those_that_exist)
{
	ck_assert_int_eq(ask("POST", "/crm/v3/properties/contacts/groups", "{'name':'mine','label':'Mine'}"), 201);
	ck_assert_int_eq(ask("POST", "/crm/v3/properties/contacts/batch/create",
			     "{'inputs':[{'name':'a_new','label':'A','type':'enumeration','fieldType':'select','"
			     "groupName':'mine',"
			     "'options':[{'label':'x','value':'x'},{'label':'y','value':'y','displayOrder':1}]},"
			     "{'name':'email','label':'E','type':'string','fieldType':'text','groupName':'mine'}]}"),
			 207);
	ck_assert_uint_eq(count("results"), 1);
	ck_assert_str_eq(
		crm_json_text(crm_json_get(crm_json_first(crm_json_get(nth("results", 0), "options")), "displayOrder")),
		"2");
	ck_assert_str_eq(nth_said("errors", 0, "category"), "OBJECT_ALREADY_EXISTS");
	ck_assert_int_eq(edit("property", "contact.a_new", "{'options':[{'label':'Z','value':'z'}]}"), CRM_OK);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts", "{'properties':{'lastname':'l','a_new':'z'}}"), 201);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts", "{'properties':{'lastname':'l','a_new':'x'}}"), 400);
}
END_TEST

START_TEST(denied_fields_are_left_out)
{
	const char *id = create("contacts", "{'lastname':'a','phone':'1'}");
	options("{'deny_fields':['phone']}");
	ck_assert_int_eq(ask("GET", at("contacts", id, "?properties=phone,city"), NULL), 200);
	ck_assert_ptr_null(crm_json_path(last, "properties.phone"));
	ck_assert_ptr_nonnull(crm_json_path(last, "properties.city"));
}
END_TEST

/* ---- search
 * ------------------------------------------------------------------------------------------------------------ */

static long found(const char *filter)
{
	ck_assert_int_eq(askf("POST", OBJECTS "/contacts/search", "{'filterGroups':[{'filters':[%s]}]}", filter), 200);
	return strtol(said("total"), NULL, 10);
}

START_TEST(every_operator_finds_what_it_should)
{
	options("{'search_limit':0}");
	create("contacts", "{'email':'ada@one.com','firstname':'Ada Mary','city':'Berlin','numemployees':'1-5'}");
	create("contacts", "{'email':'bob@two.com','firstname':'Bob','city':'bern'}");
	create("contacts", "{'email':'cy@one.com','firstname':'Cy'}");
	static const struct {
		const char *filter;
		long n;
	} cases[] = {
		{"{'propertyName':'city','operator':'EQ','value':'BERLIN'}", 1},
		{"{'propertyName':'city','operator':'NEQ','value':'berlin'}", 1},
		{"{'propertyName':'city','operator':'IN','values':['berlin','bern']}", 2},
		{"{'propertyName':'city','operator':'IN','values':['Berlin']}", 0},
		{"{'propertyName':'city','operator':'NOT_IN','values':['bern']}", 1},
		{"{'propertyName':'city','operator':'HAS_PROPERTY'}", 2},
		{"{'propertyName':'city','operator':'NOT_HAS_PROPERTY'}", 1},
		{"{'propertyName':'firstname','operator':'CONTAINS_TOKEN','value':'mary'}", 1},
		{"{'propertyName':'firstname','operator':'CONTAINS_TOKEN','value':'mar'}", 0},
		{"{'propertyName':'email','operator':'CONTAINS_TOKEN','value':'*@one.com'}", 2},
		{"{'propertyName':'email','operator':'NOT_CONTAINS_TOKEN','value':'*@one.com'}", 1},
		{"{'propertyName':'email','operator':'EQ','value':'ADA@one.com'}", 1},
		{"{'propertyName':'numemployees','operator':'EQ','value':'1-5'}", 1},
		{"{'propertyName':'createdate','operator':'GT','value':'1000'}", 3},
		{"{'propertyName':'createdate','operator':'LT','value':'2020-01-01T00:00:00+01:00'}", 0},
		{"{'propertyName':'createdate','operator':'BETWEEN','value':'0','highValue':'9999999999999'}", 3},
		{"{'propertyName':'hs_object_id','operator':'GTE','value':'0'}", 3},
		{"{'propertyName':'hs_object_id','operator':'LTE','value':'5'}", 0},
		{"{'propertyName':'associations.company','operator':'EQ','value':'5'}", 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ck_assert_msg(found(cases[i].filter) == cases[i].n, "%s: %s instead of %ld", cases[i].filter,
			      said("total"), cases[i].n);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/search", "{'query':'mar'}"), 200);
	ck_assert_str_eq(said("total"), "1");
}
END_TEST

START_TEST(searches_are_capped_and_checked)
{
	static const char *const bad[] = {
		"{'limit':201}",
		"{'after':'x'}",
		"{'after':'9901','limit':100}",
		"{'sorts':['lastname','firstname']}",
		"{'sorts':[{'propertyName':'nonsense'}]}",
		"{'filterGroups':[{'filters':[{'propertyName':'nonsense','operator':'HAS_PROPERTY'}]}]}",
		"{'filterGroups':[{'filters':[{'propertyName':'email','operator':'LIKE','value':'x'}]}]}",
		"{'filterGroups':[{'filters':[{'propertyName':'email','operator':'EQ'}]}]}",
		"{'filterGroups':[{'filters':[{'propertyName':'email','operator':'IN','value':'x'}]}]}",
		"{'filterGroups':[{'filters':[{'propertyName':'createdate','operator':'GT','value':'soon'}]}]}",
		"{'filterGroups':[{},{},{},{},{},{}]}",
	};
	options("{'search_limit':0}");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ck_assert_int_eq(ask("POST", OBJECTS "/contacts/search", bad[i]), 400);
		ck_assert_str_eq(said("category"), "VALIDATION_ERROR");
	}
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/search", "{'after':'9900','limit':'100'}"), 200);
}
END_TEST

START_TEST(search_pages_by_offset_and_sorts)
{
	options("{'search_limit':0}");
	for (int i = 0; i < 5; i++) {
		char properties[64];
		snprintf(properties, sizeof properties, "{'lastname':'L%d'}", (i * 3) % 5);
		create("contacts", properties);
		advance(1000);
	}
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/search",
			     "{'limit':2,'sorts':[{'propertyName':'lastname','direction':'DESCENDING'}]}"),
			 200);
	ck_assert_str_eq(nth_said("results", 0, "properties.lastname"), "L4");
	ck_assert_str_eq(said("paging.next.after"), "2");
	ck_assert_ptr_null(crm_json_path(last, "paging.next.link"));
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/search", "{'limit':2,'after':4,'sorts':['-lastname']}"), 200);
	ck_assert_str_eq(nth_said("results", 0, "properties.lastname"), "L0");
	ck_assert_ptr_null(crm_json_get(last, "paging"));
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/search", "{'limit':1,'sorts':['-lastmodifieddate']}"), 200);
	ck_assert_str_eq(nth_said("results", 0, "properties.lastname"), "L2");
}
END_TEST

START_TEST(paging_by_id_sees_every_record_once)
{
	char last_id[32] = "0";
	int n = 0, pages = 0;
	options("{'search_limit':0}");
	for (int i = 0; i < 25; i++)
		create("contacts", "{'lastname':'x'}");
	for (;;) {
		ck_assert_int_eq(
			askf("POST", OBJECTS "/contacts/search",
			     "{'limit':7,'sorts':[{'propertyName':'hs_object_id','direction':'ASCENDING'}],"
			     "'filterGroups':[{'filters':[{'propertyName':'hs_object_id','operator':'GT','value':'%s'},"
			     "{'propertyName':'lastname','operator':'EQ','value':'x'}]}]}",
			     last_id),
			200);
		size_t shown = count("results");
		if (shown == 0)
			break;
		ck_assert_int_eq(strtol(said("total"), NULL, 10), 25 + (pages > 1) - n);
		n += (int)shown;
		snprintf(last_id, sizeof last_id, "%s", nth_said("results", shown - 1, "id"));
		if (++pages == 2)
			create("contacts", "{'lastname':'x'}");
	}
	ck_assert_int_eq(n, 26);
}
END_TEST

START_TEST(malformed_inputs_are_refused)
{
	static const char *const bodies[] = {"{'inputs':[{'properties':['x']}]}", "{'inputs':[{}]}", "{'inputs':{}}",
					     "{}", "[]"};
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/create", bodies[i]), 400);
		ck_assert_int_eq(ask("POST", OBJECTS "/contacts/batch/read", i ? bodies[i] : bodies[1]), 400);
		ck_assert_int_eq(
			ask("POST", "/crm/v4/associations/contacts/companies/batch/read", i > 1 ? bodies[i] : "{}"),
			400);
	}
	ck_assert_int_eq(ask("PUT", OBJECTS "/contacts", "{}"), 405);
	ck_assert_int_eq(ask("GET", "/crm/v3/nothing", NULL), 404);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/search", "{'after':'9223372036854775807'}"), 400);
	options("{'search_limit':0}");
	ck_assert_int_eq(found("{'propertyName':'hs_object_id','operator':'GT','value':'1e300'}"), 0);
}
END_TEST

START_TEST(search_lags_and_counts_ghosts)
{
	options("{'search_lag_ms':10000,'search_limit':0}");
	const char *id = create("contacts", "{'email':'a@example.com','city':'Rome'}");
	const char *by_email = "{'propertyName':'email','operator':'EQ','value':'a@example.com'}";
	ck_assert_int_eq(found(by_email), 0);
	advance(10001);
	ck_assert_int_eq(found(by_email), 1);
	ck_assert_int_eq(ask("PATCH", at("contacts", id, ""), "{'properties':{'city':'Oslo','email':'b@example.com'}}"),
			 200);
	ck_assert_int_eq(found("{'propertyName':'city','operator':'EQ','value':'rome'}"), 1);
	ck_assert_str_eq(nth_said("results", 0, "properties.email"), "b@example.com");
	ck_assert_int_eq(found(by_email), 1);
	advance(10001);
	ck_assert_int_eq(found("{'propertyName':'city','operator':'EQ','value':'rome'}"), 0);
	ck_assert_int_eq(found(by_email), 0);
	ck_assert_int_eq(ask("DELETE", at("contacts", id, ""), NULL), 204);
	ck_assert_int_eq(found("{'propertyName':'city','operator':'EQ','value':'oslo'}"), 1);
	ck_assert_uint_eq(count("results"), 0);
	advance(10001);
	ck_assert_int_eq(found("{'propertyName':'city','operator':'EQ','value':'oslo'}"), 0);
}
END_TEST

START_TEST(equal_stamps_hide_the_order_of_changes)
{
	const char *id = create("contacts", "{'lastname':'a'}");
	options("{'equal_stamps':'2035-01-01T00:00:00Z'}");
	ck_assert_int_eq(ask("GET", at("contacts", id, ""), NULL), 200);
	ck_assert_str_eq(said("updatedAt"), "2035-01-01T00:00:00Z");
	ck_assert_int_eq(found("{'propertyName':'lastmodifieddate','operator':'EQ','value':'2035-01-01T00:00:00Z'}"),
			 1);
}
END_TEST

/* ---- associations
 * ------------------------------------------------------------------------------------------------------ */

START_TEST(first_company_becomes_primary_and_can_change)
{
	const char *a = create("companies", "{'name':'A'}"), *b = create("companies", "{'name':'B'}");
	const char *c = create("contacts", "{'lastname':'c'}");
	char target[256];
	snprintf(target, sizeof target, OBJECTS "/contacts/%s/associations/default/companies/%s", c, a);
	ck_assert_int_eq(ask("PUT", target, NULL), 200);
	ck_assert_uint_eq(count("results"), 2);
	ck_assert_int_eq(ask("GET", at("contacts", c, "?properties=associatedcompanyid"), NULL), 200);
	ck_assert_str_eq(said("properties.associatedcompanyid"), a);
	snprintf(target, sizeof target, OBJECTS "/contacts/%s/associations/companies/%s", c, b);
	ck_assert_int_eq(ask("PUT", target, "[{'associationCategory':'HUBSPOT_DEFINED','associationTypeId':1}]"), 201);
	ck_assert_int_eq(ask("GET", at("contacts", c, "?properties=associatedcompanyid&associations=companies"), NULL),
			 200);
	ck_assert_str_eq(said("properties.associatedcompanyid"), b);
	ck_assert_uint_eq(count("associations.companies.results"), 3);
	ck_assert_int_eq(ask("DELETE", target, NULL), 204);
	ck_assert_int_eq(ask("GET", at("contacts", c, "?properties=associatedcompanyid"), NULL), 200);
	ck_assert(crm_json_is_null(crm_json_path(last, "properties.associatedcompanyid")));
	ck_assert_int_eq(askf("PATCH", at("contacts", c, ""), "{'properties':{'associatedcompanyid':'%s'}}", b), 200);
	ck_assert_int_eq(ask("GET", at("companies", b, "?properties=num_associated_contacts"), NULL), 200);
	ck_assert_str_eq(said("properties.num_associated_contacts"), "1");
}
END_TEST

START_TEST(association_batches_answer_as_recorded)
{
	const char *a = create("companies", "{'name':'A'}"), *c = create("contacts", "{'lastname':'c'}");
	char body[512];
	snprintf(body, sizeof body,
		 "{'inputs':[{'from':{'id':'%s'},'to':{'id':'%s'},'types':[{'associationCategory':'HUBSPOT_DEFINED',"
		 "'associationTypeId':279}]},{'from':{'id':'unknown_id'},'to':{'id':'%s'},'types':[]}]}",
		 c, a, a);
	ck_assert_int_eq(ask("POST", "/crm/v4/associations/contacts/companies/batch/create", body), 207);
	ck_assert_str_eq(nth_said("results", 0, "toObjectId"), a);
	ck_assert_str_eq(nth_said("errors", 0, "subCategory"), "crm.associations.INVALID_IDENTIFIER");
	snprintf(body, sizeof body, "{'inputs':[{'id':'%s'},{'id':'103107104018'}]}", c);
	ck_assert_int_eq(ask("POST", "/crm/v4/associations/0-1/0-2/batch/read", body), 207);
	const crm_json *to = crm_json_first(crm_json_get(nth("results", 0), "to"));
	ck_assert_int_eq(crm_json_type(crm_json_get(to, "toObjectId")), CRM_JSON_NUMBER);
	ck_assert_str_eq(crm_json_text(crm_json_get(crm_json_first(crm_json_get(to, "associationTypes")), "label")),
			 "Primary");
	ck_assert_str_eq(nth_said("errors", 0, "message"), "No company is associated with contact 103107104018.");
	ck_assert_int_eq(ask("POST", "/crm/associations/2026-03/contacts/companies/batch/read", body), 207);
	to = crm_json_first(crm_json_get(nth("results", 0), "to"));
	ck_assert_int_eq(crm_json_type(crm_json_get(to, "toObjectId")), CRM_JSON_STRING);
	snprintf(body, sizeof body, "{'inputs':[{'from':{'id':'%s'},'to':[{'id':'%s'}]}]}", c, a);
	ck_assert_int_eq(ask("POST", "/crm/v4/associations/contacts/companies/batch/archive", body), 204);
	ck_assert_int_eq(ask("POST", "/crm/associations/2026-03/contacts/companies/batch/archive", body), 200);
	snprintf(body, sizeof body, "{'inputs':[{'from':{'id':'%s'},'to':{'id':'%s'}}]}", c, c);
	ck_assert_int_eq(ask("POST", "/crm/v4/associations/contacts/contacts/batch/associate/default", body), 207);
	ck_assert_ptr_nonnull(strstr(nth_said("errors", 0, "message"), "cannot be associated to itself"));
}
END_TEST

START_TEST(many_associations_are_paged)
{
	const char *deal = create("deals", "{'dealname':'d'}");
	for (int i = 0; i < 130; i++) {
		options("{'burst_limit':0}");
		ck_assert_int_eq(askf("POST", OBJECTS "/contacts",
				      "{'properties':{'lastname':'x'},'associations':[{'to':{'id':'%s'},'types':"
				      "[{'associationCategory':'HUBSPOT_DEFINED','associationTypeId':4}]}]}",
				      deal),
				 201);
	}
	ck_assert_int_eq(
		ask("GET", at("deals", deal, "?associations=contacts&properties=num_associated_contacts"), NULL), 200);
	ck_assert_uint_eq(count("associations.contacts.results"), 100);
	ck_assert_ptr_nonnull(crm_json_path(last, "associations.contacts.paging.next.after"));
	ck_assert_str_eq(said("properties.num_associated_contacts"), "130");
	options("{'association_page':50}");
	char body[256], after[32] = "";
	size_t n = 0;
	do {
		snprintf(body, sizeof body, "{'inputs':[{'id':'%s'%s%s%s}]}", deal, *after ? ",'after':'" : "", after,
			 *after ? "'" : "");
		ck_assert_int_eq(ask("POST", "/crm/v4/associations/deals/contacts/batch/read", body), 200);
		n += crm_json_size(crm_json_get(nth("results", 0), "to"));
		const char *next = crm_json_text(crm_json_path(nth("results", 0), "paging.next.after"));
		snprintf(after, sizeof after, "%s", next ? next : "");
	} while (*after);
	ck_assert_uint_eq(n, 130);
}
END_TEST

/* ---- merges
 * -------------------------------------------------------------------------------------------------------------- */

static void make_pair(const char **winner, const char **loser)
{
	*winner = create("contacts", "{'email':'w@example.com','firstname':'W'}");
	*loser =
		create("contacts", "{'email':'l@example.com','firstname':'L','phone':'5','lifecyclestage':'customer'}");
	const char *company = create("companies", "{'name':'C'}");
	ck_assert_int_eq(
		askf("PATCH", at("contacts", *loser, ""), "{'properties':{'associatedcompanyid':'%s'}}", company), 200);
	ck_assert_int_eq(askf("POST", OBJECTS "/contacts/merge", "{'primaryObjectId':'%s','objectIdToMerge':'%s'}",
			      *winner, *loser),
			 200);
}

START_TEST(merge_keeps_the_winner_and_both_ids_lead_to_it)
{
	const char *winner, *loser;
	make_pair(&winner, &loser);
	ck_assert_str_eq(said("id"), winner);
	ck_assert_int_eq(ask("GET",
			     at("contacts", loser,
				"?properties=firstname,phone,lifecyclestage,hs_merged_object_ids,hs_additional_emails,"
				"associatedcompanyid"),
			     NULL),
			 200);
	ck_assert_str_eq(said("id"), winner);
	ck_assert_str_eq(said("properties.firstname"), "W");
	ck_assert_str_eq(said("properties.phone"), "5");
	ck_assert_str_eq(said("properties.lifecyclestage"), "customer");
	ck_assert_str_eq(said("properties.hs_merged_object_ids"), loser);
	ck_assert_str_eq(said("properties.hs_additional_emails"), "l@example.com");
	ck_assert(!crm_json_is_null(crm_json_path(last, "properties.associatedcompanyid")));
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts?archived=true", NULL), 200);
	ck_assert_uint_eq(count("results"), 0);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts", "{'properties':{'email':'l@example.com'}}"), 409);
}
END_TEST

START_TEST(merge_may_give_a_new_id)
{
	const char *winner, *loser;
	options("{'merge_new_id':true}");
	make_pair(&winner, &loser);
	char fresh[32];
	snprintf(fresh, sizeof fresh, "%s", said("id"));
	ck_assert_str_ne(fresh, winner);
	ck_assert_int_eq(ask("GET", at("contacts", winner, "?properties=email,hs_merged_object_ids"), NULL), 200);
	ck_assert_str_eq(said("id"), fresh);
	ck_assert_str_eq(said("properties.email"), "w@example.com");
	snprintf(text_, sizeof text_, "%s;%s", winner, loser);
	ck_assert_str_eq(said("properties.hs_merged_object_ids"), text_);
	ck_assert_int_eq(
		askf("POST", OBJECTS "/contacts/batch/read", "{'inputs':[{'id':'%s'},{'id':'%s'}]}", winner, loser),
		200);
	ck_assert_uint_eq(count("results"), 1);
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 200);
	ck_assert_uint_eq(count("results"), 1);
}
END_TEST

/* ---- access and limits
 * ---------------------------------------------------------------------------------------------------- */

START_TEST(tokens_are_checked_and_expire)
{
	token = NULL;
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 401);
	ck_assert_str_eq(said("category"), "INVALID_AUTHENTICATION");
	token = "wrong";
	options("{'required_token':'right'}");
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 401);
	const char *form = "grant_type=refresh_token&client_id=i&client_secret=s&refresh_token=r";
	ck_assert_int_eq(ask("POST", "/oauth/v1/token", form), 200);
	ck_assert_str_eq(said("expires_in"), "1800");
	char access[256];
	snprintf(access, sizeof access, "%s", said("access_token"));
	token = access;
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 200);
	advance(1800 * 1000);
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 401);
	ck_assert_str_eq(said("category"), "EXPIRED_AUTHENTICATION");
	options("{'oauth_revoked':true}");
	ck_assert_int_eq(ask("POST", "/oauth/2026-03/token", form), 400);
	ck_assert_str_eq(said("status"), "BAD_REFRESH_TOKEN");
}
END_TEST

START_TEST(a_code_is_turned_into_tokens_once)
{
	const char *form =
		"grant_type=authorization_code&client_id=i&client_secret=s&code=c&redirect_uri=http%3A%2F%2F127.0.0.1";
	ck_assert_int_eq(ask("POST", "/oauth/2026-03/token", form), 200);
	ck_assert_str_eq(said("refresh_token"), "refresh");
	ck_assert_int_eq(ask("POST", "/oauth/2026-03/token", form), 400);
	ck_assert_str_eq(said("status"), "BAD_AUTH_CODE");
	ck_assert_int_eq(
		ask("POST", "/oauth/v1/token", "grant_type=authorization_code&client_id=i&client_secret=s&code=d"),
		400);
	ck_assert_str_eq(said("status"), "BAD_REDIRECT_URI");
	options("{'oauth_code':'right','oauth_refresh_token':'mine'}");
	ck_assert_int_eq(ask("POST", "/oauth/v1/token",
			     "grant_type=authorization_code&client_id=i&client_secret=s&code=wrong&redirect_uri=x"),
			 400);
	ck_assert_int_eq(ask("POST", "/oauth/v1/token",
			     "grant_type=authorization_code&client_id=i&client_secret=s&code=right&redirect_uri=x"),
			 200);
	ck_assert_str_eq(said("refresh_token"), "mine");
}
END_TEST

START_TEST(bursts_searches_and_days_are_limited)
{
	options("{'burst_limit':3}");
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 200);
	ck_assert_ptr_nonnull(strstr(resp.header_block.ptr, "X-HubSpot-RateLimit-Remaining: 0\n"));
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 429);
	ck_assert_str_eq(said("policyName"), "TEN_SECONDLY_ROLLING");
	ck_assert_ptr_null(strstr(resp.header_block.ptr, "Retry-After"));
	advance(10000);
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 200);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(ask("POST", OBJECTS "/contacts/search", "{}"), 200);
	ck_assert_ptr_null(strstr(resp.header_block.ptr, "RateLimit-Max"));
	ck_assert_ptr_nonnull(strstr(resp.header_block.ptr, "RateLimit-Daily-Remaining"));
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts/search", "{}"), 429);
	ck_assert_str_eq(said("message"), "You have reached your secondly limit.");
	options("{'burst_limit':0,'daily_limit':10}");
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 200);
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 429);
	ck_assert_str_eq(said("policyName"), "DAILY");
	advance(86400 * 1000);
	ck_assert_int_eq(ask("GET", OBJECTS "/contacts", NULL), 200);
}
END_TEST

START_TEST(account_owners_pipelines_and_consent)
{
	options("{'tenant':'123'}");
	ck_assert_int_eq(ask("GET", "/account-info/2026-03/details", NULL), 200);
	ck_assert_str_eq(said("portalId"), "123");
	ck_assert_int_eq(ask("GET", "/account-info/v3/api-usage/daily/private-apps", NULL), 200);
	ck_assert_str_eq(nth_said("results", 0, "currentUsage"), "2");
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(edit("owner", NULL, i ? "{'email':'o@x.com'}" : "{'email':'p@x.com','archived':true}"),
				 CRM_OK);
	ck_assert_int_eq(ask("GET", "/crm/v3/owners?limit=1", NULL), 200);
	ck_assert_str_eq(nth_said("results", 0, "email"), "o@x.com");
	ck_assert_ptr_nonnull(crm_json_path(last, "paging.next.after"));
	ck_assert_int_eq(ask("GET", "/crm/owners/2026-03?archived=true", NULL), 200);
	ck_assert_uint_eq(count("results"), 1);
	ck_assert_int_eq(ask("GET", "/crm/pipelines/2026-03/deals", NULL), 200);
	ck_assert_uint_eq(crm_json_size(crm_json_get(nth("results", 0), "stages")), 7);
	ck_assert_int_eq(ask("GET", "/crm/v3/pipelines/contacts/contacts-lifecycle-pipeline/stages/lead", NULL), 200);
	const char *id = create("contacts", "{'email':'out@x.com'}");
	const char *path = "/communication-preferences/2026-03/statuses/out@x.com/unsubscribe-all?channel=EMAIL";
	ck_assert_int_eq(ask("GET", path, NULL), 200);
	ck_assert_uint_eq(count("results"), 0);
	ck_assert_int_eq(ask("POST", path, NULL), 200);
	ck_assert_int_eq(ask("GET", at("contacts", id, "?properties=hs_email_optout"), NULL), 200);
	ck_assert_str_eq(said("properties.hs_email_optout"), "true");
}
END_TEST

/* ---- options, people, state
 * ------------------------------------------------------------------------------------------------- */

START_TEST(normalise_rewrites_what_is_saved)
{
	options("{'normalise':{'phone':'e164','amount':'2','empty_company':'Unknown'}}");
	create("contacts", "{'lastname':'a','phone':'030 / 12-34'}");
	ck_assert_str_eq(said("properties.phone"), "+0301234");
	ck_assert_str_eq(said("properties.company"), "Unknown");
	create("deals", "{'dealname':'d','amount':'1.006'}");
	ck_assert_str_eq(said("properties.amount"), "1.01");
}
END_TEST

START_TEST(auto_company_follows_the_address)
{
	options("{'auto_company':true}");
	const char *id = create("contacts", "{'email':'a@acme.example'}");
	create("contacts", "{'email':'b@acme.example'}");
	create("contacts", "{'email':'b@gmail.com'}");
	ck_assert_int_eq(ask("GET", OBJECTS "/companies", NULL), 200);
	ck_assert_uint_eq(count("results"), 1);
	ck_assert_str_eq(nth_said("results", 0, "properties.name"), "Acme");
	ck_assert_int_eq(ask("GET", at("contacts", id, "?properties=associatedcompanyid"), NULL), 200);
	ck_assert(!crm_json_is_null(crm_json_path(last, "properties.associatedcompanyid")));
}
END_TEST

START_TEST(people_edit_merge_and_delete)
{
	const char *company = create("companies", "{'name':'C'}");
	char fields[256];
	snprintf(fields, sizeof fields,
		 "{'lastname':'P','email':'p@x.com','@company':'%s','@modified':'2020-01-01T00:00:00Z'}", company);
	ck_assert_int_eq(edit("contact", NULL, fields), CRM_OK);
	ck_assert_ptr_nonnull(strstr(text_, "\"modified\":\"2020-01-01T00:00:00Z\""));
	ck_assert_ptr_nonnull(strstr(text_, company));
	ck_assert_int_eq(edit("contact", NULL, "{'email':'p@x.com'}"), CRM_E_REJECTED);
	ck_assert_int_eq(edit("contact", "1", "{'email':'q@x.com'}"), CRM_E_NOT_FOUND);
	ck_assert_int_eq(edit("unicorn", NULL, "{}"), CRM_E_NOT_FOUND);
	const char *a = create("contacts", "{'lastname':'A'}"), *b = create("contacts", "{'lastname':'B'}");
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	ck_assert_int_eq(face_hubspot.merge(host->face, "contact", a, b, &out, NULL), CRM_OK);
	crm_buf_reset(&out);
	ck_assert_int_eq(face_hubspot.remove(host->face, "contact", a, NULL), CRM_OK);
	ck_assert_int_eq(face_hubspot.list(host->face, "contact", &out, NULL), CRM_OK);
	snprintf(text_, sizeof text_, "\"merged_into\":\"%s\"", a);
	ck_assert_ptr_nonnull(strstr(out.ptr, text_));
	ck_assert_ptr_nonnull(strstr(out.ptr, "\"archived\":true"));
	crm_buf_free(&out);
}
END_TEST

START_TEST(seeds_become_records)
{
	const struct face_vendor *v = &face_hubspot;
	char id[FACE_ID_SIZE];
	const char *more[] = {"second@x.com"}, *people[] = {"p1"};
	struct seed_owner owner = {.email = "o@x.com", .active = true};
	struct seed_company company = {.ref = "c1",
				       .name = "C",
				       .website = "https://www.c.example/",
				       .industry = "Computer Software",
				       .vat_id = "DE1",
				       .owner_email = "O@x.com",
				       .created = 1000,
				       .modified = 2000};
	struct seed_contact contact = {.ref = "p1",
				       .last_name = "P",
				       .email = " P@X.com",
				       .more_emails = more,
				       .n_more_emails = 1,
				       .company_ref = "c1",
				       .lifecycle = "customer",
				       .opted_out = true};
	struct seed_deal deal = {.ref = "d1",
				 .name = "D",
				 .amount = "5",
				 .pipeline = "Renewals",
				 .stage = "won",
				 .close_date = "2026-02-03",
				 .company_ref = "c1",
				 .contact_refs = people,
				 .n_contact_refs = 1};
	ck_assert_int_eq(v->seed_owner(host->face, &owner, id, NULL), CRM_OK);
	ck_assert_int_eq(v->seed_company(host->face, &company, id, NULL), CRM_OK);
	ck_assert_int_eq(ask("GET", at("companies", id, "?properties=domain,industry,vat_id,hubspot_owner_id"), NULL),
			 200);
	ck_assert_str_eq(said("properties.domain"), "c.example");
	ck_assert_str_eq(said("properties.industry"), "COMPUTER_SOFTWARE");
	ck_assert_str_eq(said("properties.vat_id"), "DE1");
	ck_assert_str_eq(said("createdAt"), "1970-01-01T00:00:01Z");
	ck_assert_int_eq(v->seed_contact(host->face, &contact, id, NULL), CRM_OK);
	ck_assert_int_eq(
		ask("GET", at("contacts", id, "?properties=email,hs_additional_emails,associatedcompanyid"), NULL),
		200);
	ck_assert_str_eq(said("properties.email"), "p@x.com");
	ck_assert_str_eq(said("properties.hs_additional_emails"), "second@x.com");
	ck_assert_int_eq(v->seed_deal(host->face, &deal, id, NULL), CRM_OK);
	ck_assert_int_eq(
		ask("GET", at("deals", id, "?properties=closedate,hs_is_closed_won&associations=contacts"), NULL), 200);
	ck_assert_str_eq(said("properties.hs_is_closed_won"), "true");
	ck_assert_uint_eq(count("associations.contacts.results"), 1);
}
END_TEST

START_TEST(state_survives_saving_and_loading)
{
	const char *winner, *loser;
	struct crm_buf first, second;
	make_pair(&winner, &loser);
	ck_assert_int_eq(ask("POST", "/crm/properties/2026-03/contacts", UNIQUE), 201);
	create("contacts", "{'lastname':'k','crm_key':'K1'}");
	ck_assert_int_eq(edit("property", "contact.hs_lead_status", "{'options':[{'label':'New one','value':'N1'}]}"),
			 CRM_OK);
	ck_assert_int_eq(edit("owner", NULL, "{'email':'o@x.com'}"), CRM_OK);
	crm_buf_init(&first, CRM_BUF_MAX);
	crm_buf_init(&second, CRM_BUF_MAX);
	ck_assert_int_eq(face_hubspot.save(host->face, &first, NULL), CRM_OK);
	face_host_free(host);
	open_host();
	ck_assert_int_eq(face_hubspot.load(host->face, first.ptr, first.len, NULL), CRM_OK);
	ck_assert_int_eq(face_hubspot.save(host->face, &second, NULL), CRM_OK);
	ck_assert_str_eq(first.ptr, second.ptr);
	ck_assert_int_eq(ask("GET", at("contacts", loser, ""), NULL), 200);
	ck_assert_str_eq(said("id"), winner);
	ck_assert_int_eq(ask("GET", at("contacts", "K1", "?idProperty=crm_key"), NULL), 200);
	ck_assert_int_eq(ask("POST", OBJECTS "/contacts", "{'properties':{'email':'l@example.com'}}"), 409);
	struct crm_error err = {0};
	ck_assert_int_eq(face_hubspot.load(host->face, "{\"t\":\"what\"}\n", 13, &err), CRM_E_INVALID);
	ck_assert_str_eq(crm_error_text(&err), "line 1 of the state is not understood");
	crm_error_clear(&err);
	crm_buf_free(&first);
	crm_buf_free(&second);
}
END_TEST

START_TEST(history_tells_who_set_what)
{
	const char *id = create("contacts", "{'lastname':'One'}");
	advance(1000);
	ck_assert_int_eq(edit("contact", id, "{'lastname':'Two'}"), CRM_OK);
	ck_assert_int_eq(ask("GET", at("contacts", id, "?propertiesWithHistory=lastname"), NULL), 200);
	ck_assert_uint_eq(count("propertiesWithHistory.lastname"), 2);
	ck_assert_str_eq(nth_said("propertiesWithHistory.lastname", 0, "value"), "Two");
	ck_assert_str_eq(nth_said("propertiesWithHistory.lastname", 0, "sourceType"), "CRM_UI");
	ck_assert_str_eq(nth_said("propertiesWithHistory.lastname", 1, "sourceType"), "INTEGRATION");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("sandbox hubspot");
	TCase *t = tcase_create("face");
	tcase_add_checked_fixture(t, open_host, close_host);
	tcase_add_test(t, create_shows_what_is_written_and_what_follows);
	tcase_add_test(t, get_shows_defaults_nulls_and_leaves_unknown_out);
	tcase_add_test(t, both_spellings_of_the_path_are_one);
	tcase_add_test(t, missing_contact_is_html_missing_company_json);
	tcase_add_test(t, taken_address_is_a_conflict_that_names_the_contact);
	tcase_add_test(t, bad_values_are_refused_each_with_its_reason);
	tcase_add_test(t, values_are_stored_in_the_vendors_form);
	tcase_add_test(t, any_write_bumps_the_stamp);
	tcase_add_test(t, lifecycle_goes_forward_only_unless_cleared);
	tcase_add_test(t, archived_records_leave_and_come_back);
	tcase_add_test(t, gdpr_delete_leaves_nothing);
	tcase_add_test(t, lists_end_after_the_last_record_in_any_order);
	tcase_add_test(t, batch_create_answers_out_of_order);
	tcase_add_test(t, batch_create_without_trace_ids_is_all_or_nothing);
	tcase_add_test(t, batch_create_with_trace_ids_is_partial);
	tcase_add_test(t, batch_errors_are_apart);
	tcase_add_test(t, batch_update_names_missing_and_repeated_ids);
	tcase_add_test(t, upsert_tells_new_from_old);
	tcase_add_test(t, batch_sizes_are_capped);
	tcase_add_test(t, reject_option_poisons_one_row);
	tcase_add_test(t, custom_unique_property_is_honoured);
	tcase_add_test(t, definitions_are_checked);
	tcase_add_test(t, batch_of_properties_reports_those_that_exist);
	tcase_add_test(t, denied_fields_are_left_out);
	tcase_add_test(t, every_operator_finds_what_it_should);
	tcase_add_test(t, searches_are_capped_and_checked);
	tcase_add_test(t, search_pages_by_offset_and_sorts);
	tcase_add_test(t, paging_by_id_sees_every_record_once);
	tcase_add_test(t, malformed_inputs_are_refused);
	tcase_add_test(t, search_lags_and_counts_ghosts);
	tcase_add_test(t, equal_stamps_hide_the_order_of_changes);
	tcase_add_test(t, first_company_becomes_primary_and_can_change);
	tcase_add_test(t, association_batches_answer_as_recorded);
	tcase_add_test(t, many_associations_are_paged);
	tcase_add_test(t, merge_keeps_the_winner_and_both_ids_lead_to_it);
	tcase_add_test(t, merge_may_give_a_new_id);
	tcase_add_test(t, tokens_are_checked_and_expire);
	tcase_add_test(t, a_code_is_turned_into_tokens_once);
	tcase_add_test(t, bursts_searches_and_days_are_limited);
	tcase_add_test(t, account_owners_pipelines_and_consent);
	tcase_add_test(t, normalise_rewrites_what_is_saved);
	tcase_add_test(t, auto_company_follows_the_address);
	tcase_add_test(t, people_edit_merge_and_delete);
	tcase_add_test(t, seeds_become_records);
	tcase_add_test(t, state_survives_saving_and_loading);
	tcase_add_test(t, history_tells_who_set_what);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	return run_suite(suite());
}
