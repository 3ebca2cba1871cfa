/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an answer of Pipedrive (a listing, a record, an error): either it is understood or it is refused; never
   a crash, never a record without an id, and what was read can be written again. clang -g
   -fsanitize=fuzzer,address,undefined; a test replays the corpus without libFuzzer. */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pipedrive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_hold(bool holds)
{
	if (!holds)
		abort();
}

static const char *no_secret(void *ctx, const char *name)
{
	(void)ctx;
	return strcmp(name, "token") == 0 ? "t" : NULL;
}

static const struct crm_host host = {.base_url = PD_DEFAULT_BASE, .secret = no_secret};

/* ---- writing what was read ---- */

static const char *const changed[] = {"first_name", "@email", "@phone", "@mobile", "@city", "@stage", "name"};

static void write_again(struct crm_connection *conn, const struct crm_record *record, bool clear,
			struct crm_arena *arena)
{
	struct crm_property properties[sizeof changed / sizeof *changed];
	size_t n = 0;
	for (size_t i = 0; i < sizeof changed / sizeof *changed; i++)
		properties[n++] = (struct crm_property){
			.name = changed[i], .value = {.kind = clear ? CRM_NULL : CRM_TEXT, .text = clear ? NULL : "x"}};
	struct crm_op op = {.trace = "t",
			    .kind = CRM_OP_UPDATE,
			    .object = record->object,
			    .id = record->id,
			    .current = record,
			    .properties = properties,
			    .n_properties = n};
	struct crm_result result = {0};
	struct crm_error err = {0};
	const char *body = NULL;
	crm_json *json = NULL;
	if (pd_write_body(conn, &op, &result, &body, arena, &err) == CRM_OK && result.outcome != CRM_REFUSED)
		must_hold(crm_json_parse(body, strlen(body), &json, NULL) == CRM_OK);
	crm_json_free(json);
	crm_error_clear(&err);
}

/* ---- reading ---- */

static void check_record(const struct crm_record *record)
{
	must_hold(pd_is_id(record->id) && record->raw != NULL && strlen(record->raw) == record->raw_len);
	for (size_t i = 0; i < record->n_properties; i++) {
		const struct crm_value *v = &record->properties[i].value;
		must_hold(record->properties[i].name != NULL && (v->kind != CRM_TEXT || v->text != NULL));
		for (size_t k = 0; v->kind == CRM_LIST && k < v->n; k++)
			must_hold(v->items[k] != NULL);
	}
}

static void read_page(struct crm_connection *conn, const crm_json *json, enum crm_object object,
		      struct crm_arena *arena)
{
	struct crm_page page = {0};
	struct crm_error err = {0};
	const crm_json *data;
	const char *next;
	int rc = pd_listed(json, &data, &err);
	if (rc == CRM_OK)
		rc = pd_read_items(data, object, arena, &page, &err);
	if (rc == CRM_OK)
		rc = pd_next_cursor(json, "x", arena, &next, &err);
	must_hold(rc == CRM_OK || rc == CRM_E_PROTOCOL);
	for (size_t i = 0; i < page.n; i++) {
		check_record(&page.records[i]);
		write_again(conn, &page.records[i], false, arena);
		write_again(conn, &page.records[i], true, arena);
	}
	crm_error_clear(&err);
}

static void read_fields(struct crm_connection *conn, const crm_json *json)
{
	const crm_json *data = crm_json_get(json, "data");
	for (const crm_json *v = crm_json_first(data); v != NULL; v = crm_json_next(v))
		must_hold(pd_add_field(&conn->fields[CRM_CONTACT], v) == CRM_OK);
	pd_free_fields(&conn->fields[CRM_CONTACT]);
}

/* Classes that need the HTTP client (429) are left to the other tests. */
static void read_failure(struct crm_connection *conn, const crm_json *json)
{
	static const int statuses[] = {200, 201, 302, 400, 401, 402, 403, 404, 410, 423, 500, 503};
	struct crm_http_request req = {.method = "GET", .url = PD_DEFAULT_BASE "/api/v2/persons"};
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		struct crm_http_response resp = {.status = statuses[i]};
		struct crm_error err = {0};
		int rc = pd_check(conn, &req, &resp, json, &err);
		must_hold(rc == err.code &&
			  (rc != CRM_OK || (statuses[i] < 300 && crm_json_true(crm_json_get(json, "success")))));
		crm_error_clear(&err);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct crm_connection conn = {.host = &host};
	struct crm_arena *arena = crm_arena_new();
	crm_json *json = NULL;
	if (arena != NULL && size < 65536 && crm_json_parse((const char *)data, size, &json, NULL) == CRM_OK) {
		for (enum crm_object object = CRM_COMPANY; object <= CRM_DEAL; object++)
			read_page(&conn, json, object, arena);
		read_fields(&conn, json);
		read_failure(&conn, json);
	}
	crm_json_free(json);
	crm_arena_free(arena);
	return 0;
}
