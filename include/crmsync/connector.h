/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connector interface.  A connector is a shared module <name>.so that exports one symbol,
 *
 *     const struct crm_connector *crm_connector_entry(void);
 *
 * and uses nothing of the program but libcrmsync (the headers in this folder).  It turns the vendor's API into the
 * operations below.  It never touches the store, never sleeps, never retries, prints nothing: the engine does all that.
 * One connection is used by one thread at a time; several connections may live side by side, so there is no global state.
 *
 * Errors.  An operation that fails as a whole returns a negative enum crm_code and says in err what the vendor said
 * (its own words, the object and the id).  The engine acts on the class alone:
 *     CRM_E_RATE, CRM_E_SERVER, CRM_E_NETWORK, CRM_E_PROTOCOL   the same call again later (err->retry_after_ms if told)
 *     CRM_E_EXPIRED     the same call again at once, one time: the connector forgot its access token and will get a new one
 *     CRM_E_CURSOR      the pull starts again from its beginning
 *     CRM_E_BUDGET      stop cleanly, another day
 *     CRM_E_AUTH, CRM_E_PERMISSION, CRM_E_CONFIG               stop this system
 * Reads may be repeated at will.  push() is special: see there.
 */
#ifndef CRMSYNC_CONNECTOR_H
#define CRMSYNC_CONNECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>
#include <crmsync/http.h>
#include <crmsync/mem.h>
#include <crmsync/record.h>

/*
 * Version of this interface.  Version 2 added read_url at the end of struct crm_connector, version 3 login behind it;
 * nothing before them moved, so the program still loads modules of version 1 and never looks at what their struct does
 * not have.
 */
#define CRM_CONNECTOR_ABI        3
#define CRM_CONNECTOR_ABI_OLDEST 1 /* that the program loads */

struct crm_connection; /* defined by each connector */

/* ---- what the engine gives a connector ------------------------------------------------------------------------- */

struct crm_host {
	struct crm_http *http; /* the system's HTTP client */
	const char *system;    /* name in the config, for messages */
	const char *base_url;  /* no trailing slash; the vendor's default (info.base_url) if the config has none */
	const char *api_version; /* the config's, or info.api_version */
	void *ctx;
	/* A credential of the config by name ("token", "client_id", "client_secret", "refresh_token", "private_key",
	   "username", ...); after save_secret() the new one.  NULL if not configured.  The text stays valid until close(). */
	const char *(*secret)(void *ctx, const char *name);
	/* A plain setting of the system's `options:` by name; NULL if not set.  Names must be listed in info.options. */
	const char *(*option)(void *ctx, const char *name);
	/* Stores a rotated credential durably; to be called before the new one is first used.  0 or negative code. */
	int (*save_secret)(void *ctx, const char *name, const char *value, struct crm_error *err);
	const char *config_folder; /* where relative paths of options are meant from; no trailing slash */
	bool read_only;            /* the config forbids to write to this system.  For connectors that send no requests: http refuses by itself */
	bool dry;                  /* this run writes to no system: all but sync, undo and setup */
};

/* ---- what a connector is, as data ------------------------------------------------------------------------------ */

struct crm_rate_window {
	const char *rate_class; /* NULL: every request; else only requests with this rate_class */
	unsigned max;           /* requests ... */
	unsigned per_ms;        /* ... in any window of this length */
};

struct crm_named_text {
	const char *name;
	const char *text; /* one line for people */
};

struct crm_error_wait {
	int code;    /* enum crm_code: CRM_E_RATE, CRM_E_SERVER, ... */
	unsigned ms; /* the first wait, which doubles; errors with a retry_after_ms of their own need none */
};

struct crm_connector_info {
	const char *name;        /* "hubspot": also the module's file name */
	const char *title;       /* "HubSpot" */
	const char *base_url;    /* vendor's default */
	const char *api_version; /* default version */
	const char *const *hosts; /* allowed hosts, NULL-terminated: exact "api.hubapi.com" or "*.salesforce.com"; loopback is always allowed */
	const struct crm_named_text *secrets; /* credentials it understands, NULL-name-terminated */
	const struct crm_named_text *options; /* options it understands, NULL-name-terminated */
	const struct crm_rate_window *windows; /* max 0 terminated; lower numbers may come from the config or from headers */
	unsigned concurrency;    /* requests that may overlap */
	unsigned max_batch[4];   /* records per push() by enum crm_op_kind: the most that the vendor takes in one request, or how many
	                            single requests the connector sends side by side */
	bool single_writes;      /* the vendor has no batch writes: a push() of n records is n requests */
	unsigned max_get;        /* ids per get() */
	unsigned max_find;       /* values per find() */
	unsigned page_size;      /* records per full page of pull() */
	unsigned search_lag_ms;  /* after a create, find() may miss the record for this long */
	unsigned lookback_s;     /* overlap of incremental pulls: rows may appear this much later than their stamp */
	const char *id_property; /* default name of the crmsync id property, e.g. "crmsync_id" */
	const char *default_kind[3]; /* by object (company, contact, deal): record kind of new records ("Contact"); NULL: the object has no kinds */
	unsigned budget_read_cost; /* budget units of one page read (1 where calls are counted) */
	unsigned budget_write_cost; /* budget units of one request that writes */
	bool field_stamps;       /* modification stamps tell field changes apart (rule `newest` is allowed) */
	bool echoes_writes;      /* push() results carry `after`: the record as the vendor now holds it */
	bool lists_deleted;      /* pull() reports deletions of companies, contacts and deals */
	const struct crm_error_wait *waits; /* what is known of the vendor where it names no time; code 0 terminated, NULL: nothing */
	bool owners_by_email;    /* an owner is whoever has that e-mail address: there is no list of owners, and records hold the address */
	unsigned settle_ms;      /* a write whose connection broke may still be carried out this much after it was sent */
};

/* ---- schema ---------------------------------------------------------------------------------------------------- */

enum crm_property_type {
	CRM_P_TEXT, CRM_P_NUMBER, CRM_P_BOOL, CRM_P_DATE, CRM_P_DATETIME, CRM_P_ENUM, CRM_P_MULTI, CRM_P_REFERENCE, CRM_P_OTHER
};

struct crm_option {
	const char *value;  /* stored code */
	const char *label;  /* shown to people */
	const char *parent; /* pipeline id for a stage, else NULL */
	bool active;        /* may be written */
};

struct crm_property_info {
	const char *name;  /* as in struct crm_property */
	const char *label;
	const char *kind;  /* record kind it belongs to ("Lead"), NULL: all */
	enum crm_property_type type;
	bool multiple;     /* holds a list */
	bool read_only;    /* calculated or not writable for us */
	bool create_only;  /* may be written on create, not after */
	bool required;     /* must be set on create */
	bool unique;       /* the vendor refuses a second record with the same value */
	bool association;  /* '@...' property that is written by CRM_OP_ASSOCIATE / CRM_OP_DISSOCIATE, not with the record's fields */
	bool with_create;  /* association: a CREATE takes it among its properties as well (a single one); the vendor makes record and
	                      association at once */
	unsigned max_length; /* characters, 0: no limit known */
	unsigned scale;    /* digits after the point the vendor keeps; CRM_SCALE_ANY if it keeps all */
	bool closed_options; /* values outside `options` are refused */
	const struct crm_option *options;
	size_t n_options;
};
#define CRM_SCALE_ANY 255u

struct crm_schema { /* all in the arena given */
	const struct crm_property_info *properties;
	size_t n;
};

/* ---- reading --------------------------------------------------------------------------------------------------- */

struct crm_pull {
	enum crm_object object;
	const char *const *properties; /* vendor names to ask for; connector's '@' names among them; "Lead:Status" is for that record kind alone,
	                                  a name without a kind for all kinds; properties in records carry no kind prefix.  A property that the
	                                  account does not have must not fail the pull: it is left out (CRM_ABSENT) or CRM_DENIED */
	size_t n_properties;
	const char *filter;   /* the config's filter for this object in the vendor's own language, NULL: all */
	const char *since;    /* watermark of the last complete pull, NULL: full pull */
	const char *cursor;   /* where to go on, as given by the page before; NULL: first page of this pull */
	unsigned lookback_s;  /* an incremental pull starts this much before `since` */
};

struct crm_page { /* all in the arena given */
	const struct crm_record *records;
	size_t n;
	bool complete;         /* nothing follows */
	const char *cursor;    /* !complete: where to go on; opaque, survives a restart of the program */
	const char *watermark; /* complete: `since` of the next incremental pull; by the vendor's clock at the pull's start, never ours */
	int64_t total;         /* what the vendor says the full listing holds, -1 if it does not say */
	bool whole;            /* an incremental pull that delivers all there is, from its first page on: it counts as a full one */
	size_t unreadable;     /* records that are there and cannot be read: what is not delivered may be one of them, so nothing is taken for
	                          deleted; told with the last page, also where nothing changed */
	const char *const *notes; /* what people should know of that, a line each; shown as warnings */
	size_t n_notes;
	unsigned again_ms;     /* !complete: the vendor is still preparing what follows; `cursor` is to be asked for after so many milliseconds
	                          (sooner, where it is a sandbox on this machine).  It has to differ from the cursor before, so that a
	                          connector that waits for ever can be told from one that counts its looks and gives up */
};

/* ---- writing --------------------------------------------------------------------------------------------------- */

enum crm_op_kind { CRM_OP_CREATE, CRM_OP_UPDATE, CRM_OP_ARCHIVE, CRM_OP_ASSOCIATE, CRM_OP_DISSOCIATE };
/* CRM_OP_DISSOCIATE shares max_batch[CRM_OP_ASSOCIATE]. */

struct crm_op {
	const char *trace;     /* unique within the batch and the run, [0-9a-z-]; to tell results apart */
	enum crm_op_kind kind;
	enum crm_object object;
	const char *record_kind; /* CREATE: "Contact" or "Lead" as the config says, NULL: the connector's default; else the record's kind */
	const char *id;        /* all but CREATE: vendor's id */
	const struct crm_property *properties; /* CREATE, UPDATE: what to write, neutral form; CRM_NULL clears */
	size_t n_properties;
	const struct crm_record *current; /* UPDATE: the record as last seen (only properties that are mapped), NULL if not known;
	                                     for vendors that write a list whole */
	const char *property;  /* ASSOCIATE, DISSOCIATE: '@' property, e.g. "@company" */
	const char *to;        /* ASSOCIATE, DISSOCIATE: vendor's id at the other end */
	bool primary;          /* ASSOCIATE: as the primary one */
};

enum crm_outcome {
	CRM_UNKNOWN,  /* sent, answer lost or not understood: may or may not have happened.  The value before push() */
	CRM_DONE,     /* happened; id is set for CREATE */
	CRM_NOT_SENT, /* certainly not applied: the same again later */
	CRM_REFUSED,  /* the vendor refused this one for its content: message says why */
	CRM_EXISTS,   /* CREATE refused because the record exists: id is set to it if the vendor told */
	CRM_GONE      /* UPDATE, ARCHIVE, ASSOCIATE: no record with that id (deleted or merged away) */
};

struct crm_result {
	enum crm_outcome outcome;
	const char *id;      /* arena */
	const char *code;    /* vendor's error code, arena */
	const char *message; /* vendor's words, arena */
	const char *field;   /* property that was refused, if told */
	const struct crm_record *after; /* the record as the vendor now holds it, NULL if it did not say */
};

/* ---- the operations -------------------------------------------------------------------------------------------- */

struct crm_identity {
	const char *tenant; /* id of the account, stable: HubSpot portal id, Salesforce organisation id, Pipedrive company id */
	const char *title;  /* name for people, may be NULL */
	const char *url;    /* web address of the account, may be NULL */
};

struct crm_page_address {
	enum crm_object object;
	const char *id;     /* as in struct crm_record */
	const char *tenant; /* account that the page belongs to, as in struct crm_identity; NULL: the address does not tell */
};

enum crm_setup_state { CRM_SETUP_PRESENT, CRM_SETUP_CREATED, CRM_SETUP_REFUSED, CRM_SETUP_UNSUPPORTED };

struct crm_setup_result {
	enum crm_setup_state state;
	const char *property; /* vendor's name of the property as it is addressed from now on (Pipedrive: the 40-character key) */
	bool unique;          /* the vendor enforces that a value occurs once */
	const char *message;  /* REFUSED, UNSUPPORTED: the vendor's words */
};

struct crm_budget {
	int64_t limit;     /* units a day, -1 unknown */
	int64_t remaining; /* -1 unknown */
	int64_t resets_in_ms; /* -1 unknown or rolling */
};

struct crm_cost {
	int64_t calls; /* requests */
	int64_t units; /* of the daily budget */
};

/* How a person gives us access in a browser: the authorization code grant of OAuth 2 (RFC 6749, 4.1).  The host does all of it: state,
   PKCE, the address that the browser comes back to, the exchange, keeping the refresh token as the secret "refresh_token". */
struct crm_login { /* texts in the arena given, or static */
	const char *authorize_url; /* page of consent, without a query */
	const char *token_url;     /* a host of info.hosts */
	const char *revoke_url;    /* RFC 7009; NULL: the vendor has none */
	const char *scope;         /* the least that is needed, blank-separated; NULL: the app's registration decides */
	bool pkce;                 /* the vendor checks a challenge (RFC 7636, S256) */
	bool basic;                /* client id and secret go into an Authorization header, not into the form */
	bool secret_needed;        /* there are no apps without a client secret */
};

struct crm_connector {
	unsigned abi; /* CRM_CONNECTOR_ABI */
	const struct crm_connector_info *info;

	/* Checks that the credentials it needs are there (CRM_E_CONFIG names what is missing).  No request is sent.
	   host stays valid until close(). */
	int (*open)(const struct crm_host *host, struct crm_connection **out, struct crm_error *err);
	/* NULL is allowed; must not fail; sends nothing. */
	void (*close)(struct crm_connection *conn);

	/* Which account is this?  One or two requests; proves that the credentials work. */
	int (*identify)(struct crm_connection *conn, struct crm_identity *out, struct crm_arena *arena, struct crm_error *err);

	/* Properties of company, contact or deal with types, options, limits, writability.  Stage options carry their pipeline.
	   The connector's '@' properties are listed too. */
	int (*describe)(struct crm_connection *conn, enum crm_object object, struct crm_schema *out, struct crm_arena *arena,
	                struct crm_error *err);

	/* One page.  Every record of the object (and filter) is delivered at least once over the pages of a full pull, however the
	   data changes meanwhile, unless it is deleted meanwhile; incremental pulls deliver what changed since, deletions and merges as far
	   as the vendor tells.  Records may come twice.  Owner records have properties "email", "name", "active".
	   CRM_E_PROTOCOL when a listing contradicts itself. */
	int (*pull)(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out, struct crm_arena *arena,
	            struct crm_error *err);

	/* At most max_get ids (and one request per vendor's batch).  Ids that do not exist are left out; deleted or merged ones come with
	   their life where the vendor tells. */
	int (*get)(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids,
	           const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena,
	           struct crm_error *err);

	/* Records whose property equals one of at most max_find values, by the vendor's search (which may lag). */
	int (*find)(struct crm_connection *conn, enum crm_object object, const char *property, const char *const *values,
	            size_t n_values, const char *const *properties, size_t n_properties, struct crm_page *out,
	            struct crm_arena *arena, struct crm_error *err);

	/* Writes a batch: all of one kind and one object, at most max_batch[kind].  results[0..n) come as CRM_UNKNOWN and every one is set:
	   whoever cannot tell leaves CRM_UNKNOWN, the engine looks the record up later.  CRM_DONE only where the vendor confirmed it.
	   Results belong to ops by index, whatever order the vendor answers in.
	   Returns 0 when the results speak for themselves, negative when the batch failed as a whole in a way that the engine must act on
	   (CRM_E_RATE, CRM_E_EXPIRED, CRM_E_BUDGET, ...): results must still be right then (usually CRM_NOT_SENT or CRM_UNKNOWN). */
	int (*push)(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
	            struct crm_arena *arena, struct crm_error *err);

	/* Creates the crmsync id property `name` for the object if it is not there.  Twice is harmless. */
	int (*setup)(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
	             struct crm_arena *arena, struct crm_error *err);

	/* The vendor's own count of live records under the filter; CRM_E_UNSUPPORTED where it has none. */
	int (*count)(struct crm_connection *conn, enum crm_object object, const char *filter, int64_t *out, struct crm_error *err);

	/* State of the daily quota, from the last headers or by asking. */
	int (*budget)(struct crm_connection *conn, struct crm_budget *out, struct crm_error *err);

	/* Web address of a record for people, appended nowhere but in the arena; NULL if the vendor has none. */
	const char *(*record_url)(struct crm_connection *conn, enum crm_object object, const char *id, struct crm_arena *arena);

	/* What push() of this batch would cost, reads that it needs included, added to *out; sends nothing.  The most where it depends on what
	   the vendor holds; refusals and what follows from them are not counted.  Of ops, what is set is kind, object, id, properties,
	   property, to, primary, and for associations `current`; the id of a record that the same plan creates first begins with '+', the
	   `to` of an association to one is NULL.  NULL: a request of budget_write_cost for every max_batch operations (single_writes: for each). */
	void (*push_cost)(struct crm_connection *conn, const struct crm_op *ops, size_t n, struct crm_cost *out);
	/* What get() of n live records would cost, likewise; n_several of them refer to more than one record of an object (a deal with
	   several contacts).  NULL: a request of budget_read_cost for every max_get. */
	void (*get_cost)(struct crm_connection *conn, enum crm_object object, size_t n, size_t n_several, const char *const *properties,
	                 size_t n_properties, struct crm_cost *out);

	/* For `crmsync check`: how the records of the object are stored, in lines for people that end with a line feed; sends nothing.
	   NULL: there is nothing to tell. */
	int (*layout)(struct crm_connection *conn, enum crm_object object, struct crm_buf *lines, struct crm_error *err);

	/* The record again, from the `raw` that came with it; sends nothing.  Associations that are not in it are left out.  By this the
	   engine knows to the letter what a property held before it was written to, and can write that back.  NULL: it goes by what it
	   has made of the value, which may be spelt in another way.
	   A property that the vendor keeps in one piece with others may be followed by one of its name and '#': that piece as a text,
	   which is given to push() along with the property where it is put back. */
	int (*reread)(struct crm_connection *conn, enum crm_object object, const char *raw, struct crm_record *out, struct crm_arena *arena,
	              struct crm_error *err);

	/* Since version 2.  The record that a page of the vendor's own web interface shows, by its address: what people copy from the browser.
	   All forms that the vendor has or had; what follows in the address (a tab, a query) does not matter.  Needs no connection and sends
	   nothing.  A function and not a list of patterns in info, because an address may spell the id otherwise than the API does
	   (Salesforce: 15 characters for 18).  False: not an address of this vendor, or none of a record (or out of memory).  NULL: the
	   vendor has no pages. */
	bool (*read_url)(const char *url, struct crm_page_address *out, struct crm_arena *arena);

	/* Since version 3.  For `crmsync auth`; sends nothing, and comes before open(): there may be no refresh token yet.  CRM_E_UNSUPPORTED: other credentials
	   are configured, which need no login; err names them.  NULL: the vendor has no such login. */
	int (*login)(const struct crm_host *host, struct crm_login *out, struct crm_arena *arena, struct crm_error *err);

	/* Since version 3.  Creates a custom property if there is none of that name (and record kind): of `wanted` count name, label, kind, type, scale and
	   options; multiple is never set but by CRM_P_MULTI.  One that is there stays as it is (PRESENT), whatever it is.  Twice is harmless.
	   NULL: properties are made by people there. */
	int (*create_property)(struct crm_connection *conn, enum crm_object object, const struct crm_property_info *wanted,
	                       struct crm_setup_result *out, struct crm_arena *arena, struct crm_error *err);
};

/* The one symbol of a module. */
const struct crm_connector *crm_connector_entry(void);

#endif
