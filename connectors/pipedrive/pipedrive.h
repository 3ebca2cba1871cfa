/* SPDX-License-Identifier: Apache-2.0 */
/* The Pipedrive connector's inside.  Facts about the vendor: README.md beside this file. */
#ifndef PIPEDRIVE_H
#define PIPEDRIVE_H

#include <crmsync/connector.h>
#include <crmsync/json.h>

#define PD_PAGE 500      /* largest `limit` of the listings (OpenAPI v2) */
#define PD_IDS 100       /* most ids of one request (OpenAPI v2) */
#define PD_CUSTOM_KEYS 15 /* most keys of `custom_fields` (OpenAPI v2) */

/* Costs in tokens, x-token-cost of the OpenAPI files. */
enum pd_cost {
	PD_COST_LIST = 10,
	PD_COST_ARCHIVED = 20,
	PD_COST_WRITE = 5,
	PD_COST_DELETE = 3,
	PD_COST_SEARCH = 20,
	PD_COST_STAGES = 5,
	PD_COST_USERS = 20,
	PD_COST_ME = 2,
	PD_COST_PARTICIPANTS = 10,
	PD_COST_PARTICIPANT_DELETE = 6
};

/* What kind of JSON a field takes. */
enum pd_type { PD_STRING, PD_NUMBER, PD_INTEGER, PD_SET, PD_MONETARY, PD_ADDRESS, PD_OTHER };

struct pd_field {
	char *code;
	enum pd_type type;
	bool custom;
};

struct pd_fields {
	struct pd_field *fields;
	size_t n;
	bool loaded;
};

struct crm_connection {
	const struct crm_host *host;
	char *access_token;  /* OAuth only */
	char *api_domain;    /* OAuth only: where the API of this company is */
	int64_t expires_at;  /* monotonic ms; 0: unknown */
	struct pd_fields fields[CRM_DEAL + 1];
	bool no_marketing;   /* the account has no marketing app: marketing_status cannot be asked for */
	struct crm_budget budget;
};

/* ---- client.c: requests and errors ---- */

/* Base of the API without trailing slash ("https://api.pipedrive.com"). */
const char *pd_base(const struct crm_connection *conn);
/* Makes sure that there is a token that is good for another minute. */
int pd_authorise(struct crm_connection *conn, struct crm_error *err);
/* Adds the credential.  The texts live as long as the connection's token. */
void pd_sign(struct crm_connection *conn, struct crm_http_request *req, struct crm_arena *arena);
/* GETs url (absolute) and parses the answer; *json is freed by the caller. */
int pd_get(struct crm_connection *conn, const char *url, unsigned cost, const char *rate_class, struct crm_arena *arena,
           crm_json **json, struct crm_http_response *resp, struct crm_error *err);
/* Sends one request of any method with a JSON body (NULL: none) and parses the answer. */
int pd_send(struct crm_connection *conn, const char *method, const char *url, const char *body, unsigned cost, struct crm_arena *arena,
            crm_json **json, struct crm_error *err);
/* Reads rate limit headers. */
void pd_note_headers(struct crm_connection *conn, const struct crm_http_response *resp);
/* Turns an answer that is no success into an error of the right class; 0 for success.  *json (if not NULL) is the parsed body. */
int pd_check(struct crm_connection *conn, const struct crm_http_response *resp, const crm_json *json, struct crm_error *err);
/* The vendor's own words of an error body; NULL if it has none. */
const char *pd_error_words(const crm_json *json);
/* "persons", "organizations", "deals"; "person", ... */
const char *pd_collection(enum crm_object object);
const char *pd_item_type(enum crm_object object);
int pd_out_of_memory(struct crm_error *err);

/* ---- fields.c ---- */
int pd_load_fields(struct crm_connection *conn, enum crm_object object, struct crm_error *err);
const struct pd_field *pd_find_field(const struct crm_connection *conn, enum crm_object object, const char *code);
void pd_free_fields(struct crm_connection *conn);
/* True for the 40 hexadecimal digits of a custom field's key. */
bool pd_is_custom_key(const char *name);

/* ---- read_record.c ---- */
/* A record of the API as a neutral one; `conn` only for field types. */
int pd_read_record(const crm_json *item, enum crm_object object, struct crm_arena *arena, struct crm_record *out);
/* All items of the array data into the arena. */
int pd_read_items(const crm_json *array, enum crm_object object, struct crm_arena *arena, struct crm_page *out);

/* ---- write_record.c ---- */
/* Body of a create or update; false if the op cannot be expressed, then *problem says why. */
int pd_write_body(struct crm_connection *conn, const struct crm_op *op, struct crm_buf *body, const char **problem,
                  struct crm_arena *arena, struct crm_error *err);

/* ---- participants.c ---- */
/* Reads the participants of deals that have more than one into their '@contacts'. */
int pd_read_participants(struct crm_connection *conn, struct crm_page *page, struct crm_arena *arena, struct crm_error *err);
int pd_push_associations(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
                         struct crm_arena *arena, struct crm_error *err);

/* ---- the operations ---- */
int pd_pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out, struct crm_arena *arena,
            struct crm_error *err);
int pd_pull_owners(struct crm_connection *conn, struct crm_page *out, struct crm_arena *arena, struct crm_error *err);
int pd_fetch(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids, const char *const *properties,
             size_t n_properties, struct crm_page *out, struct crm_arena *arena, struct crm_error *err);
int pd_find(struct crm_connection *conn, enum crm_object object, const char *property, const char *const *values, size_t n_values,
            const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena, struct crm_error *err);
int pd_push(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n, struct crm_arena *arena,
            struct crm_error *err);
int pd_describe(struct crm_connection *conn, enum crm_object object, struct crm_schema *out, struct crm_arena *arena,
                struct crm_error *err);
int pd_setup(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
             struct crm_arena *arena, struct crm_error *err);
/* Result of a write from its answer. */
void pd_read_result(struct crm_connection *conn, const struct crm_op *op, const struct crm_http_response *resp, struct crm_result *result,
                    struct crm_arena *arena, struct crm_error *whole);
/* Adds what must be asked for explicitly (include_fields, custom_fields) to the url. */
void pd_add_wanted(const struct crm_connection *conn, enum crm_object object, const char *const *properties, size_t n_properties,
                   struct crm_buf *url);
bool pd_wants(const char *const *properties, size_t n, const char *name);

#endif
