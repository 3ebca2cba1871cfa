/* SPDX-License-Identifier: Apache-2.0 */
/* The Pipedrive connector's inside.  Facts about the vendor and their sources: README.md beside this file. */
#ifndef PIPEDRIVE_H
#define PIPEDRIVE_H

#include <crmsync/connector.h>
#include <crmsync/json.h>

#define PD_PAGE         500 /* largest `limit` of listings and searches (OpenAPI v2) */
#define PD_IDS          100 /* most ids of one request (OpenAPI v2) */
#define PD_CUSTOM_KEYS  15  /* most keys of `custom_fields` (OpenAPI v2) */
#define PD_BURST_MS     2000 /* length of the rolling window of requests */
#define PD_SEARCHES     10 /* in that window, whatever the plan */
#define PD_SIDE_BY_SIDE 32  /* requests that are handed to the client at once */

#define PD_DEFAULT_BASE "https://api.pipedrive.com"

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
enum pd_type {
	PD_STRING,
	PD_NUMBER,
	PD_INTEGER,
	PD_BOOL,
	PD_SET,      /* array of option ids; cleared by null */
	PD_IDS_LIST, /* array of ids; cleared by [] */
	PD_MONETARY, /* {value, currency} */
	PD_ADDRESS,  /* {value, ...} */
	PD_TIME,     /* {value, timezone_id} */
	PD_RANGE,    /* {value, until}; "START/END" in neutral form */
	PD_READ_ONLY
};

/* A field of the account, as the fields endpoint tells it. */
struct pd_field {
	char *code;
	char *name;
	enum pd_type type;
	bool custom;
	bool text; /* a type that the search looks through and that takes any text */
};

struct pd_fields {
	struct pd_field *fields;
	size_t n;
	bool loaded;
};

/* A member that every account has (OpenAPI v2, bodies of create and update). */
struct pd_standard {
	enum crm_object object;
	const char *code;
	enum pd_type type;
	bool clearable;
	bool create_only;
	bool emptied; /* a text that may not be null (OpenAPI v2): cleared by an empty one */
};

/* Does the API take a person's first and last name beside the documented `name`? */
enum pd_names { PD_NAMES_UNTRIED, PD_NAMES_IN_PARTS, PD_NAMES_WHOLE };

struct crm_connection {
	const struct crm_host *host;
	char *authorization; /* OAuth only: value of the header */
	char *refresh_token; /* OAuth only: the rotated one; NULL: the host's */
	char *api_domain;    /* OAuth only: where the API of this company is */
	int64_t expires_at;  /* monotonic ms; 0: unknown */
	char *domain;        /* the company's subdomain; NULL: not asked yet */
	char *currency;      /* the user's default currency; NULL: not asked yet */
	struct pd_fields fields[CRM_DEAL + 1];
	bool no_marketing; /* the account has no marketing app: its fields cannot be asked for */
	bool no_selection; /* the account refused a list of custom fields: all are asked for */
	enum pd_names names;
	struct crm_budget budget;
};

/* ---- authorise.c: sign-in ---- */

/* Base of the API without trailing slash ("https://api.pipedrive.com"). */
const char *pd_base(const struct crm_connection *conn);
bool pd_uses_oauth(const struct crm_connection *conn);
/* Makes sure that there is a token that is good for another minute. */
int pd_authorise(struct crm_connection *conn, struct crm_error *err);
int pd_login(const struct crm_host *host, struct crm_login *out, struct crm_arena *arena, struct crm_error *err);
/* The next pd_authorise() gets a new token. */
void pd_forget_token(struct crm_connection *conn);

/* ---- failure.c: what an answer that is no success means ---- */

/* The vendor's own words of an error body; NULL if it has none. */
const char *pd_error_words(const crm_json *json);
/* An error of the right class; CRM_OK for 2xx with success: true.  json: the parsed body, NULL if it is not JSON. */
int pd_check(struct crm_connection *conn, const struct crm_http_request *req, const struct crm_http_response *resp,
	     const crm_json *json, struct crm_error *err);
int pd_out_of_memory(struct crm_error *err);

/* ---- client.c: requests ---- */

/* "persons", "organizations", "deals"; "person", ... */
const char *pd_collection(enum crm_object object);
const char *pd_item_type(enum crm_object object);
bool pd_read_url(const char *url, struct crm_page_address *out, struct crm_arena *arena);
/* Ids are numbers; anything else must not get into a path. */
bool pd_is_id(const char *text);
/* Fills in and signs a request; url and body are borrowed.  Whatever is not GET is mutating. */
void pd_request(const struct crm_connection *conn, struct crm_http_request *req, const char *method, const char *url,
		const char *body, unsigned cost);
/* Reads the rate headers, parses and checks an answer; *json is freed by the caller, NULL on failure. */
int pd_read_answer(struct crm_connection *conn, const struct crm_http_request *req,
		   const struct crm_http_response *resp, crm_json **json, struct crm_error *err);
/* Authorises, sends one request and reads its answer.  date: the vendor's clock in ms, 0 if not told; NULL: not wanted.
 */
int pd_call(struct crm_connection *conn, const char *method, const char *url, const char *body, unsigned cost,
	    crm_json **json, int64_t *date, struct crm_error *err);

/* Requests that are sent side by side. */
struct pd_volley {
	struct crm_http_request *requests;
	struct crm_http_response *responses;
	size_t n, max;
};

int pd_volley_init(struct pd_volley *v, size_t max, struct crm_arena *arena);
/* Adds a request; the caller stays within max. */
struct crm_http_request *pd_volley_add(const struct crm_connection *conn, struct pd_volley *v, const char *method,
				       const char *url, const char *body, unsigned cost);
/* Sends all; an error of one request is in its response. */
void pd_volley_send(struct crm_connection *conn, struct pd_volley *v);
/* Answer i of a volley of reads. */
int pd_volley_read(struct crm_connection *conn, const struct pd_volley *v, size_t i, crm_json **json,
		   struct crm_error *err);
void pd_volley_free(struct pd_volley *v);

/* ---- listing.c: small listings of v2 that are read to their end ---- */

typedef int pd_take(void *ctx, const crm_json *item); /* CRM_OK or CRM_E_NOMEM */
int pd_each_item(struct crm_connection *conn, const char *listing, unsigned cost, pd_take *take, void *ctx,
		 struct crm_error *err);
/* Checks that `data` is an array (or null, which stands for none) and gives it. */
int pd_listed(const crm_json *json, const crm_json **data, struct crm_error *err);
/* The cursor of the next page in the arena, NULL at the end; CRM_E_PROTOCOL if it is the page just read. */
int pd_next_cursor(const crm_json *json, const char *current, struct crm_arena *arena, const char **next,
		   struct crm_error *err);

/* ---- fields.c ---- */

const struct pd_standard *pd_find_standard(enum crm_object object, const char *code);
/* Loads the account's fields if that was not done yet. */
int pd_load_fields(struct crm_connection *conn, enum crm_object object, struct crm_error *err);
/* Takes one item of the fields endpoint. */
int pd_add_field(struct pd_fields *list, const crm_json *item);
const struct pd_field *pd_find_field(const struct crm_connection *conn, enum crm_object object, const char *code);
void pd_free_fields(struct pd_fields *list);
/* True for the 40 hexadecimal digits of a custom field's key. */
bool pd_is_custom_key(const char *name);
/* True for "KEY.currency", the second half of a custom money field. */
bool pd_is_currency_of_custom(const char *name);

/* ---- selection.c: what a listing is asked for ---- */

bool pd_wants(const char *const *properties, size_t n, const char *name);
/* Adds include_fields and custom_fields. */
void pd_add_wanted(const struct crm_connection *conn, enum crm_object object, const char *const *properties,
		   size_t n_properties, struct crm_buf *url);
/* A listing was refused: true if part of what it asked for may be the cause and is left out from now on, so that the
   same request is worth another try. */
bool pd_narrow_selection(struct crm_connection *conn, const char *url, const struct crm_error *err);

/* ---- contact_points.c: persons' e-mails and phones ---- */

/* Value of an entry, NULL if empty. */
const char *pd_entry_value(const crm_json *entry);
bool pd_entry_is_primary(const crm_json *entry);
/* The primary or first e-mail. */
const crm_json *pd_main_email(const crm_json *emails);
/* The first number labelled mobile, and the primary or first of the others. */
void pd_main_phones(const crm_json *phones, const crm_json **phone, const crm_json **mobile);

/* ---- read_record.c ---- */

/* A record of the API as a neutral one. */
int pd_read_record(const crm_json *item, enum crm_object object, struct crm_arena *arena, struct crm_record *out);
/* The record again from its raw text; see connector.h. */
int pd_reread(struct crm_connection *conn, enum crm_object object, const char *raw, struct crm_record *out,
	      struct crm_arena *arena, struct crm_error *err);
/* All items of the array; CRM_E_PROTOCOL if one is no record. */
int pd_read_items(const crm_json *array, enum crm_object object, struct crm_arena *arena, struct crm_page *out,
		  struct crm_error *err);

/* ---- write_record.c, write_value.c, write_lists.c ---- */

struct pd_body {
	struct crm_connection *conn;
	const struct crm_op *op;
	crm_json *current; /* raw of the record as last seen, NULL */
	struct crm_json_writer w;
	struct crm_arena *arena;
	const char *problem; /* what cannot be expressed, NULL */
	const char *field;   /* the property that is the problem, NULL */
	bool fatal;          /* nothing of the op may be written then */
	size_t written;      /* members */
	bool names, emails, phones, address;
};

/* Body of a create or update in *text (arena); *result becomes CRM_REFUSED if the op cannot be expressed. */
int pd_write_body(struct crm_connection *conn, const struct crm_op *op, struct crm_result *result, const char **text,
		  struct crm_arena *arena, struct crm_error *err);
/* The op's value of that property, NULL if it has none. */
const struct crm_value *pd_op_value(const struct crm_op *op, const char *name);
/* Its text; NULL if it has none or is cleared. */
const char *pd_op_text(const struct crm_op *op, const char *name);
bool pd_is_clear(const struct crm_value *v);
/* Remembers what cannot be written.  If not fatal, the rest of the op is written without it. */
void pd_cannot_write(struct pd_body *b, const char *field, const char *why, bool fatal);
void pd_write_key(struct pd_body *b, const char *name);
void pd_write_value(struct pd_body *b, const char *name, enum pd_type type, const struct crm_value *v);
void pd_write_emails(struct pd_body *b);
void pd_write_phones(struct pd_body *b);
bool pd_is_address_part(const char *name);
void pd_write_address(struct pd_body *b);

/* Adds the pieces that the record's properties are kept in; see write_piece.c. */
int pd_add_pieces(const crm_json *item, struct crm_arena *arena, struct crm_record *record);
/* Is it the name of a piece? */
bool pd_is_piece(const char *name);
/* Writes the member as the piece that the op brings along; false if it brings none, or one that does not fit. */
bool pd_write_piece(struct pd_body *b, const char *member);
/* True if the op writes a person's first or last name. */
bool pd_writes_names(const struct crm_op *op);
/* Asks for the user's company and currency if that was not done yet. */
int pd_load_account(struct crm_connection *conn, struct crm_error *err);

/* ---- participants.c ---- */

struct pd_people {
	const char **ids;   /* persons */
	const char **links; /* ids of the participations, NULL for the deal's own person */
	size_t n, cap;
};

/* Participants of deals[i] into people[i]; people whose deal is NULL are left alone. */
int pd_list_people(struct crm_connection *conn, const char *const *deals, struct pd_people *people, size_t n,
		   struct crm_arena *arena, struct crm_error *err);
/* Completes '@contacts' of deals that have more participants than their own person. */
int pd_complete_contacts(struct crm_connection *conn, struct crm_page *page, struct crm_arena *arena,
			 struct crm_error *err);

/* ---- associate.c ---- */
void pd_push_cost(struct crm_connection *conn, const struct crm_op *ops, size_t n, struct crm_cost *out);
void pd_get_cost(struct crm_connection *conn, enum crm_object object, size_t n, size_t n_several,
		 const char *const *properties, size_t n_properties, struct crm_cost *out);
int pd_push_associations(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
			 struct crm_arena *arena, struct crm_error *err);

/* ---- the operations ---- */

int pd_identify(struct crm_connection *conn, struct crm_identity *out, struct crm_arena *arena, struct crm_error *err);
int pd_pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out, struct crm_arena *arena,
	    struct crm_error *err);
int pd_pull_owners(struct crm_connection *conn, struct crm_page *out, struct crm_arena *arena, struct crm_error *err);
int pd_get(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids,
	   const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena,
	   struct crm_error *err);
int pd_find(struct crm_connection *conn, enum crm_object object, const char *property, const char *const *values,
	    size_t n_values, const char *const *properties, size_t n_properties, struct crm_page *out,
	    struct crm_arena *arena, struct crm_error *err);
int pd_push(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
	    struct crm_arena *arena, struct crm_error *err);
int pd_describe(struct crm_connection *conn, enum crm_object object, struct crm_schema *out, struct crm_arena *arena,
		struct crm_error *err);
int pd_setup(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
	     struct crm_arena *arena, struct crm_error *err);

/* ---- push_result.c ---- */

/* Outcome of a write from its answer; *json is the parsed answer of a success, else NULL.  whole: the first error that
   concerns more than this record. */
void pd_read_outcome(struct crm_connection *conn, const struct crm_op *op, const struct crm_http_request *req,
		     const struct crm_http_response *resp, struct crm_result *result, crm_json **json,
		     struct crm_arena *arena, struct crm_error *whole);
void pd_refuse(struct crm_result *result, const char *field, const char *message);
void pd_all_unsent(struct crm_result *results, size_t n);

#endif
