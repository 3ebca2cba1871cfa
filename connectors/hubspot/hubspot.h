/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HubSpot connector: what its files share.  A connection knows the account's paths, its token, what the headers last
 * said of the quota, and the types of the account's properties.  Vendor rules stand beside what depends on them; their
 * sources are named in README.md.
 */
#ifndef CRM_CONNECTOR_HUBSPOT_H
#define CRM_CONNECTOR_HUBSPOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/connector.h>
#include <crmsync/json.h>

#define HUBSPOT_BATCH        100u /* inputs of a batch request on objects */
#define HUBSPOT_LIST_PAGE    100u
#define HUBSPOT_SEARCH_PAGE  200u
#define HUBSPOT_OWNER_PAGE   500u
#define HUBSPOT_BURST_MS     10000 /* length of the rolling window of requests */
#define HUBSPOT_OBJECT_TYPES 3 /* company, contact, deal */

extern const struct crm_connector_info hubspot_info;

/* ---- types of properties (types.c) ---- */

enum hubspot_type { HUBSPOT_TEXT, HUBSPOT_NUMBER, HUBSPOT_BOOL, HUBSPOT_DATE, HUBSPOT_DATETIME, HUBSPOT_LIST };

struct hubspot_definition {
	const char *name;
	enum hubspot_type type;
	bool unique;
};

struct hubspot_definitions {
	const struct hubspot_definition *items; /* sorted by name; in the connection's arena */
	size_t n;
	bool loaded;
};

/* ---- connection ---- */

struct hubspot_token {
	bool fixed;       /* service key or private app: never renewed */
	char *access;     /* NULL: to be fetched */
	char *refresh;    /* the refresh token as last known */
	int64_t renew_at; /* crm_time_monotonic(), INT64_MAX if the answer did not say how long it lives */
};

struct crm_connection {
	const struct crm_host *host;
	bool dated; /* API version is a date; false: v3 (associations: v4) */
	struct hubspot_token token;
	bool accepted;                        /* the credentials were accepted at least once */
	char *portal;                         /* account id, NULL until identify() */
	char *ui_host;                        /* "app.hubspot.com" */
	int64_t daily_limit, daily_remaining; /* by the last headers, -1 unknown */
	struct crm_arena *arena;              /* lives as long as the connection */
	struct hubspot_definitions definitions[HUBSPOT_OBJECT_TYPES];
};

/* ---- access tokens (token.c) ---- */

/* CRM_E_CONFIG if credentials are missing or cannot be a token. */
int hubspot_token_open(struct crm_connection *conn, struct crm_error *err);
void hubspot_token_close(struct hubspot_token *token);
/* Makes sure that an access token is at hand that will not run out within the next request. */
int hubspot_token_ensure(struct crm_connection *conn, struct crm_error *err);
/* The vendor did not take it. */
void hubspot_token_forget(struct hubspot_token *token);

/* ---- paths (paths.c) ---- */

enum hubspot_area {
	HUBSPOT_OBJECTS,
	HUBSPOT_PROPERTIES,
	HUBSPOT_PIPELINES,
	HUBSPOT_OWNERS,
	HUBSPOT_ASSOCIATIONS,
	HUBSPOT_CONSENT,
	HUBSPOT_ACCOUNT,
	HUBSPOT_TOKEN
};

/* True for "v3" and for dates such as "2026-03". */
bool hubspot_version_is_known(const char *version);
/* Appends base URL, the area's path in the connection's version, and the parts, each percent-encoded behind a slash;
   the parts end with NULL. */
void hubspot_url(const struct crm_connection *conn, struct crm_buf *url, enum hubspot_area area, ...);
/* "contacts": as paths and associations name it. */
const char *hubspot_plural(enum crm_object object);

/* ---- requests (call.c) ---- */

struct hubspot_call {
	const char *what; /* for messages: "reading contacts" */
	const char *method;
	struct crm_buf url;
	struct crm_buf body; /* JSON, empty: none */
	const char *rate_class;
	bool mutating;
	struct crm_http_response response;
	crm_json *json; /* after hubspot_read(): the answer, of an error as well; NULL if it has none */
};

#define HUBSPOT_CALLS_MAX 8u

void hubspot_call_init(struct hubspot_call *call, const char *method, const char *what);
void hubspot_call_free(struct hubspot_call *call);
/* Sends up to HUBSPOT_CALLS_MAX calls side by side.  0 when each was answered, with whatever status; else the code of
   the first failure.  Limits in the headers are passed on. */
int hubspot_send(struct crm_connection *conn, struct hubspot_call *calls, size_t n, struct crm_error *err);
/* What an answered call means: 0 for 2xx with JSON or without a body, else the class of error (errors.c). */
int hubspot_read(struct crm_connection *conn, struct hubspot_call *call, struct crm_error *err);
/* hubspot_send() of one, then hubspot_read(). */
int hubspot_fetch(struct crm_connection *conn, struct hubspot_call *call, struct crm_error *err);
/* Array "results" of a 2xx answer; CRM_E_PROTOCOL if it has none. */
int hubspot_results(const struct hubspot_call *call, const crm_json **out, struct crm_error *err);

/* ---- errors (errors.c) ---- */

/* Sets err from an answer that is not 2xx; returns the code. */
int hubspot_fault(struct crm_connection *conn, const struct hubspot_call *call, struct crm_error *err);
int hubspot_no_memory(struct crm_error *err);
/* The id in "Existing ID: 123" or "123 already has that value", NULL if there is none; in the arena. */
const char *hubspot_existing_id(const char *message, struct crm_arena *arena);

/* One complaint about the content of a request. */
struct hubspot_complaint {
	const char *code;     /* "INVALID_OPTION", NULL if not told */
	const char *property; /* NULL if not told */
	const char *message;
};

/* The complaints of an error body: its "errors", else those that the message embeds as JSON, else the message itself.
   All in the arena; never 0 of them unless memory runs out. */
size_t hubspot_complaints(const crm_json *error, struct crm_arena *arena, const struct hubspot_complaint **out);

/* ---- types of properties ---- */

/* Reads the "results" of a list of property definitions. */
int hubspot_definitions_keep(struct crm_connection *conn, enum crm_object object, const crm_json *results,
			     struct crm_error *err);
/* Loads the account's definitions unless all names are standard ones or they are loaded already. */
int hubspot_definitions_need(struct crm_connection *conn, enum crm_object object, const char *const *names, size_t n,
			     struct crm_error *err);
enum hubspot_type hubspot_type_of(const struct crm_connection *conn, enum crm_object object, const char *name);
/* The type that a definition's "type" and "fieldType" mean; property_info's in describe.c follows it. */
enum hubspot_type hubspot_type_read(const crm_json *definition);
/* Does the vendor refuse a second record with the same value?  One request for a property not yet known. */
int hubspot_is_unique(struct crm_connection *conn, enum crm_object object, const char *name, bool *unique,
		      struct crm_error *err);

/* ---- values (values.c) ---- */

/* Wire to neutral form.  v may be NULL (CRM_ABSENT). */
int hubspot_value_read(enum hubspot_type type, const crm_json *v, struct crm_arena *arena, struct crm_value *out);
/* Neutral form to wire: appends the text; CRM_NULL is the empty text that clears. */
void hubspot_value_write(struct crm_buf *out, enum hubspot_type type, const struct crm_value *value);
/* Parts of a text between semicolons, empty ones left out. */
int hubspot_split(const char *text, struct crm_arena *arena, const char *const **items, size_t *n);

/* ---- what is asked for, and records (record.c) ---- */

#define HUBSPOT_AT_COMPANY  "@company"
#define HUBSPOT_AT_CONTACTS "@contacts"
#define HUBSPOT_AT_STATUS   "@status"
#define HUBSPOT_AT_OPTOUT   "@opted_out"

struct hubspot_wish {
	enum crm_object object;
	const char *const *names; /* as asked for, '@' names among them; NULL: whatever the answer holds */
	size_t n_names;
	const char **wire; /* what to ask the vendor for */
	size_t n_wire;
	bool companies, contacts; /* associations have to be read */
};

/* Loads definitions where custom properties are asked for. */
int hubspot_wish_make(struct crm_connection *conn, enum crm_object object, const char *const *names, size_t n,
		      struct crm_arena *arena, struct hubspot_wish *out, struct crm_error *err);
/* Writes "properties":[...]. */
void hubspot_wish_write(struct crm_json_writer *w, const struct hubspot_wish *wish);

/* Records at the other end of an association. */
struct hubspot_links {
	bool known;
	const char *const *ids; /* each once */
	size_t n;
	const char *primary; /* NULL: none is */
};

struct hubspot_row {
	const crm_json *json; /* of one record */
	struct hubspot_links companies, contacts;
};

/* Name of the property that holds the modification stamp. */
const char *hubspot_stamp_property(enum crm_object object);
/* CRM_E_PROTOCOL if the JSON is no record. */
int hubspot_record_read(const struct crm_connection *conn, const struct hubspot_wish *wish,
			const struct hubspot_row *row, struct crm_arena *arena, struct crm_record *out,
			struct crm_error *err);
/* The record again from its raw text; see connector.h. */
int hubspot_reread(struct crm_connection *conn, enum crm_object object, const char *raw, struct crm_record *out,
		   struct crm_arena *arena, struct crm_error *err);
/* Rows of an array of records. */
int hubspot_rows_read(const crm_json *results, struct crm_arena *arena, struct hubspot_row **rows, size_t *n,
		      struct crm_error *err);
const char *hubspot_row_id(const struct hubspot_row *row);

/* ---- associations (associations.c) ---- */

/* The type id of "primary" from this object to companies. */
int hubspot_primary_type(enum crm_object object);
/* Takes the associations that a listing carries inline; those that it only begins to list stay unknown. */
int hubspot_links_inline(const struct hubspot_wish *wish, struct hubspot_row *rows, size_t n, struct crm_arena *arena);
/* Reads the associations that the wish asks for and that are not known yet, in as few requests as possible. */
int hubspot_links_load(struct crm_connection *conn, const struct hubspot_wish *wish, struct hubspot_row *rows, size_t n,
		       struct crm_arena *arena, struct crm_error *err);

/* ---- batch read (batch_read.c) ---- */

/* POST .../batch/read of at most HUBSPOT_BATCH ids or values of id_property (NULL: record ids).  Those that do not
   exist are not in rows.  The rows live as long as the call, which the caller initialises and frees. */
int hubspot_batch_read(struct crm_connection *conn, const struct hubspot_wish *wish, const char *id_property,
		       const char *const *ids, size_t n, bool archived, struct hubspot_call *call,
		       struct hubspot_row **rows, size_t *n_rows, struct crm_arena *arena, struct crm_error *err);

/* ---- search (search.c) ---- */

struct hubspot_search {
	const struct hubspot_wish *wish; /* NULL: no properties (count) */
	const char *filter;              /* the user's, JSON array, NULL: none */
	const char *changed_since;       /* RFC 3339, NULL: any time */
	const char *above;               /* only ids above this one, NULL: all */
	const char *after;               /* vendor's offset, NULL: from the beginning */
	unsigned limit;
};

/* CRM_E_CONFIG if the user's filter is not a short JSON array of filters. */
int hubspot_search_write(struct crm_buf *body, const struct hubspot_search *search, struct crm_error *err);
/* *last is the id above which the page was asked for ("": none), and is moved to the page's last one, which lives as long as the rows.  Going
   on above it loses records, or never ends, if the answer is not in the order asked for: CRM_E_PROTOCOL. */
int hubspot_search_last(enum crm_object object, const struct hubspot_row *rows, size_t n, const char **last,
			struct crm_error *err);
/* Makes an initialised call a search. */
void hubspot_search_call(const struct crm_connection *conn, struct hubspot_call *call, enum crm_object object);

/* ---- operations ---- */

int hubspot_identify(struct crm_connection *conn, struct crm_identity *out, struct crm_arena *arena,
		     struct crm_error *err);
int hubspot_describe(struct crm_connection *conn, enum crm_object object, struct crm_schema *out,
		     struct crm_arena *arena, struct crm_error *err);
int hubspot_pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out,
		 struct crm_arena *arena, struct crm_error *err);
int hubspot_pull_owners(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out,
			struct crm_arena *arena, struct crm_error *err);
int hubspot_pull_pipelines(struct crm_connection *conn, struct crm_page *out, struct crm_arena *arena,
			   struct crm_error *err);
int hubspot_get(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids,
		const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena,
		struct crm_error *err);
int hubspot_find(struct crm_connection *conn, enum crm_object object, const char *property, const char *const *values,
		 size_t n_values, const char *const *properties, size_t n_properties, struct crm_page *out,
		 struct crm_arena *arena, struct crm_error *err);
int hubspot_push(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
		 struct crm_arena *arena, struct crm_error *err);
int hubspot_create_property(struct crm_connection *conn, enum crm_object object, const struct crm_property_info *wanted,
			    struct crm_setup_result *out, struct crm_arena *arena, struct crm_error *err);
int hubspot_setup(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
		  struct crm_arena *arena, struct crm_error *err);
int hubspot_count(struct crm_connection *conn, enum crm_object object, const char *filter, int64_t *out,
		  struct crm_error *err);
void hubspot_push_cost(struct crm_connection *conn, const struct crm_op *ops, size_t n, struct crm_cost *out);
void hubspot_get_cost(struct crm_connection *conn, enum crm_object object, size_t n, size_t n_several,
		      const char *const *properties, size_t n_properties, struct crm_cost *out);
int hubspot_budget(struct crm_connection *conn, struct crm_budget *out, struct crm_error *err);
bool hubspot_read_url(const char *url, struct crm_page_address *out, struct crm_arena *arena);
const char *hubspot_record_url(struct crm_connection *conn, enum crm_object object, const char *id,
			       struct crm_arena *arena);

#endif
