/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The HubSpot face, inside.  How a request travels: face.c (entry) -> access.c (token) -> limits.c (quota) -> route.c
 * -> one *_api.c file per part of the vendor's API -> records.c, write.c, associations.c (what is kept) ->
 * record_json.c and answer.c (what is said).
 *
 * Sources: VENDOR OpenAPI 2026-03, v3 and v4; recorded exchanges of 2021 to 2026; the vendor's changelog for merges
 * ("Updated merge functionality for contacts and companies").  Functions answer CRM_OK or a negative crm_code; an API
 * function that refuses a request writes the refusal as its answer and returns CRM_OK.
 */
#ifndef SANDBOX_HUBSPOT_HUBSPOT_H
#define SANDBOX_HUBSPOT_HUBSPOT_H

#include <crmsync/buf.h>
#include <crmsync/error.h>
#include <crmsync/json.h>
#include <crmsync/mem.h>
#include <crmsync/timestamp.h>

#include "property_table.h"
#include "sandbox/consent.h"
#include "sandbox/face.h"

enum hs_type { HS_CONTACT, HS_COMPANY, HS_DEAL, HS_TYPES };

/* Where a value or record came from; the vendor shows it as hs_object_source and in property histories. */
enum hs_source { HS_BY_INTEGRATION, HS_BY_PERSON, HS_BY_IMPORT, HS_BY_VENDOR };

struct hs_type_row {
	const char *id;                /* "0-1" */
	const char *singular, *plural; /* "contact", "contacts" */
	const char *upper;             /* "CONTACT" */
	const char *title;             /* "Contact" */
	const char *modified;          /* property with the modification stamp */
	uint64_t first_id;
	const char *const *defaults;  /* properties of an answer when none are asked for, NULL-terminated */
	const char *const *always;    /* added to whatever is asked for */
	const char *const *on_create; /* shown by the answer to a create, besides what was written */
	const char *const *on_update;
	const char *const *searched; /* properties that a search's "query" looks at */
};
extern const struct hs_type_row hs_types[HS_TYPES];

/* ---- properties ------------------------------------------------------------------------------------------------- */

struct face;
struct hs_record;

/* Appends the value; false: the property is empty for this record. */
typedef bool hs_compute(const struct face *face, const struct hs_record *record, struct crm_buf *out);

struct hs_option {
	const char *label, *value, *description;
	int display_order;
	bool hidden;
};

/* All strings live as long as the face. */
struct hs_property {
	const char *name, *label, *description, *group, *field_type, *referenced_object;
	enum hs_value_type type;
	unsigned flags; /* enum hs_property_flag */
	int display_order;
	struct hs_option *options;
	size_t n_options;
	int64_t created, updated; /* ms; 0 for the vendor's own without a recorded date */
	bool archived;
	bool hashed;         /* values can be looked up without a scan */
	hs_compute *compute; /* NULL: stored */
};

struct hs_group {
	const char *name, *label;
	int display_order;
	bool archived;
};

typedef uint16_t hs_slot; /* index of a property within its type; never reused */
#define HS_NO_SLOT UINT16_MAX

struct hs_schema {
	struct hs_property *properties;
	size_t n_properties, cap_properties;
	hs_slot *by_name; /* slots sorted by property name */
	struct hs_group *groups;
	size_t n_groups, cap_groups;
};

/* ---- records ---------------------------------------------------------------------------------------------------- */

struct hs_value {
	unsigned refs;
	hs_slot slot;
	uint8_t source; /* enum hs_source */
	int64_t at;     /* when it was set */
	struct hs_value *older;
	char text[]; /* "" for a value that was cleared */
};

/* Values of one record, sorted by slot.  Shared between the record and the search index: never changed while shared. */
struct hs_values {
	unsigned refs;
	int64_t modified; /* the record's stamp in this state */
	size_t n, cap;
	struct hs_value **v;
};

enum hs_link_kind { HS_LINK_PLAIN = 1, HS_LINK_PRIMARY = 2, HS_LINK_PARENT = 4, HS_LINK_CHILD = 8 };

struct hs_link {
	struct hs_record *to;
	unsigned kinds; /* enum hs_link_kind, seen from the record that holds the link */
};

struct hs_links {
	struct hs_link *v;
	size_t n, cap;
};

enum hs_index_state { HS_INDEX_LIVE, HS_INDEX_ABSENT, HS_INDEX_STALE };

struct hs_record {
	uint64_t id;
	enum hs_type type;
	uint8_t source; /* enum hs_source */
	bool archived;
	bool erased;                   /* purged: no id, no value remains */
	struct hs_record *merged_into; /* NULL: not merged away */
	int64_t created, archived_at;
	struct hs_values *live;
	struct hs_values *indexed; /* what search still believes, when index is HS_INDEX_STALE */
	enum hs_index_state index;
	unsigned pending; /* entries in the index queue */
	struct hs_links links[HS_TYPES];
};

struct hs_store {
	struct hs_record **v; /* sorted by id */
	size_t n, cap;
	uint64_t next_id;
	/* Value look-up: open addressing, linear probing; several records may share a value. */
	struct hs_hash_entry {
		uint64_t hash;
		struct hs_record *record;
	} * hash;
	size_t hash_cap, hash_used; /* used counts graves, too */
};

struct hs_index_event {
	struct hs_record *record;
	struct hs_values *values; /* what search will believe; NULL: nothing */
	int64_t due;
};

/* ---- owners, pipelines, tokens ---------------------------------------------------------------------------------- */

struct hs_owner {
	uint64_t id, user_id;
	char *email, *first_name, *last_name;
	bool archived;
	int64_t created, updated;
};

struct hs_stage {
	const char *id, *label;
	const char *probability; /* deals: "0.2" */
	bool closed;
	int display_order;
};

struct hs_pipeline {
	const char *id, *label;
	int display_order;
	struct hs_stage *stages;
	size_t n_stages;
	int64_t created;
};

struct hs_pipelines {
	struct hs_pipeline *v;
	size_t n;
};

struct hs_token {
	char *text;
	int64_t expires; /* ms */
};

/* Times of the last calls, oldest first, in a ring. */
struct hs_window {
	int64_t *at;
	size_t cap, n, head;
};

#define HS_SEARCH_CACHE 4
struct hs_search_result {
	char *key; /* canonical text of what was asked, NULL: free */
	uint64_t generation;
	struct hs_record **v;
	size_t n;
	uint64_t used;
};

struct face {
	struct face_host *host;
	struct crm_arena *definitions; /* strings of properties, groups, pipelines */
	struct hs_schema schema[HS_TYPES];
	struct hs_store store[HS_TYPES];
	struct hs_owner *owners;
	size_t n_owners, cap_owners;
	uint64_t next_owner_id;
	struct hs_pipelines pipelines[HS_TYPES];
	struct hs_token *tokens;
	size_t n_tokens, cap_tokens;
	bool refresh_revoked;          /* POST .../token/revoke was called */
	char *used_code;               /* the authorization code that was turned into a token last */
	struct consent_desk consent;   /* codes of app.hubspot.com's page of consent, which is here too */
	char *refresh;                 /* refresh token of the last such login, NULL: none */
	struct hs_index_event *events; /* queue, [events_head, n_events) is waiting */
	size_t events_head, n_events, cap_events;
	uint64_t generation; /* counts every change that a search could see */
	uint64_t cache_clock;
	struct hs_search_result cache[HS_SEARCH_CACHE];
	int64_t stamp_floor, stamp_grain; /* option equal_stamps, read by hs_options_read() */
	struct hs_window burst, search;
	int64_t day; /* day of the daily count */
	int64_t day_calls;
	struct hs_ref *refs; /* seed handles: open addressing, seed.c */
	size_t n_refs, cap_refs;
};

struct hs_ref {
	char *text;
	struct hs_record *record;
};

/* ---- one call --------------------------------------------------------------------------------------------------- */

#define HS_MAX_SEGMENTS 12

struct hs_call {
	struct face *face;
	const struct face_request *req;
	struct face_response *resp;
	struct crm_arena *arena; /* for this call */
	crm_json *body;          /* NULL until hs_call_body() */
	char correlation[37];
	int64_t now;
	bool dated;                           /* path with a dated version (2026-03) instead of v3/v4 */
	const char *segment[HS_MAX_SEGMENTS]; /* the path after family and version */
	size_t n_segments;
};

typedef int hs_api(struct hs_call *call);

/* One value that a write was refused for. */
struct hs_fault {
	const char *name, *code, *message;
	struct hs_fault *next;
};

/* Why a write was refused; category NULL: it was not. */
struct hs_refusal {
	int status;
	const char *category, *sub_category, *message;
	const char *context_name; /* NULL: no context */
	const char *context_value;
	struct hs_fault *faults;
	bool malformed; /* no object, or an unknown property: refuses the whole batch even with trace ids */
};

/* Requested property values, ready to be stored. */
struct hs_change {
	hs_slot slot;
	const char *text; /* normalised; "" clears */
};

struct hs_changes {
	struct hs_change *v;
	size_t n;
};

/* Properties of an answer, sorted by name. */
struct hs_selection {
	hs_slot *slots;
	size_t n;
	bool nulls; /* empty ones are written as null instead of left out */
};

/* answer.c */
void hs_answer_begin(struct hs_call *call);
int hs_answer_error(struct hs_call *call, int status, const char *category, const char *fmt, ...) CRM_PRINTF(4, 5);
int hs_answer_refusal(struct hs_call *call, const struct hs_refusal *refusal);
int hs_answer_not_found(struct hs_call *call, const char *message); /* JSON */
int hs_answer_html_404(struct hs_call *call);
int hs_answer_record_missing(struct hs_call *call, enum hs_type type); /* as the vendor does for this type */
int hs_answer_method(struct hs_call *call);
int hs_answer_scopes(struct hs_call *call, const char *scope);
void hs_write_time(struct crm_json_writer *w, const char *name, int64_t ms);
void hs_write_batch_begin(struct hs_call *call, struct crm_json_writer *w);
void hs_write_refusal_item(struct crm_json_writer *w, const struct hs_refusal *refusal, const char *trace_id);
const char *hs_format(struct hs_call *call, const char *fmt, ...) CRM_PRINTF(2, 3); /* arena text, NULL: no memory */
/* Parses the request's body into call->body; false: refused or failed, *result is what to return.  *result is always
 * set. */
bool hs_call_body(struct hs_call *call, int *result);
/* Query parameter as arena text, NULL if absent. */
const char *hs_query(struct hs_call *call, const char *name);
bool hs_method(const struct hs_call *call, const char *method);

/* options.c: what PUT /__sandbox/options/SYSTEM may hold beyond the common ones; see README.md. */
void hs_options_read(struct face *face); /* at the start of each call: what is needed for every record */
const crm_json *hs_option(const struct face *face, const char *name);
const char *hs_option_text(const struct face *face, const char *name); /* NULL if absent */
bool hs_option_flag(const struct face *face, const char *name, bool otherwise);
int64_t hs_option_int(const struct face *face, const char *name, int64_t otherwise);
int64_t hs_portal(const struct face *face);
bool hs_field_denied(const struct face *face, const char *name);
/* The stamp that answers show: the record's own, or the common one of option "equal_stamps". */
int64_t hs_shown_modified(const struct face *face, int64_t modified);

/* access.c, oauth_api.c */
bool hs_access_granted(struct hs_call *call, int *result);
hs_api hs_oauth_api;
void hs_tokens_free(struct face *face);
/* GET /oauth/authorize. */
int hs_consent_page(struct hs_call *call);

/* limits.c */
bool hs_quota_granted(struct hs_call *call, bool search, int *result);
int64_t hs_daily_limit(const struct face *face);

/* route.c */
int hs_route(struct hs_call *call);
bool hs_type_named(const char *text, enum hs_type *type); /* contact, contacts, Contact, CONTACT, 0-1 ... */
/* Type of path segment `at`; false: refused as the vendor does, *result is set. */
bool hs_segment_type(struct hs_call *call, size_t at, enum hs_type *type, int *result);

/* objects_api.c, also for the batches */
bool hs_read_limit(struct hs_call *call, long otherwise, long most, long *limit, int *result);
/* Finds by id or by a unique property; false: that property is not unique. */
bool hs_find_by(struct hs_call *call, enum hs_type type, const char *id_property, const char *id,
		struct hs_record **out);
int hs_refuse_id_property(struct hs_call *call, const char *id_property);
bool hs_create_is_empty(const struct hs_call *call, enum hs_type type, const struct hs_changes *changes);

/* *_api.c */
hs_api hs_objects_api, hs_properties_api, hs_pipelines_api, hs_owners_api, hs_associations_api, hs_account_api,
	hs_consent_api;
int hs_batch_api(struct hs_call *call, enum hs_type type);
int hs_search_api(struct hs_call *call, enum hs_type type);
int hs_record_associations_api(struct hs_call *call, enum hs_type type);

/* schema.c */
int hs_schema_open(struct face *face);
void hs_schema_close(struct face *face);
hs_slot hs_slot_of(const struct face *face, enum hs_type type, const char *name); /* archived ones are not found */
hs_slot hs_slot_of_any(const struct face *face, enum hs_type type, const char *name);
const struct hs_property *hs_property_at(const struct face *face, enum hs_type type, hs_slot slot);
/* Adds a property; its strings are copied.  *slot is set. */
int hs_schema_add(struct face *face, enum hs_type type, const struct hs_property *property, hs_slot *slot);
int hs_schema_add_group(struct face *face, enum hs_type type, const char *name, const char *label, int order);
struct hs_group *hs_schema_group(struct face *face, enum hs_type type, const char *name);
char *hs_keep(struct face *face, const char *text); /* copy that lives as long as the face; NULL in, NULL out */
bool hs_option_allowed(const struct hs_property *p, const char *value, size_t len);
extern const char *const hs_value_type_names[];
bool hs_value_type_named(const char *text, enum hs_value_type *type);

/* property_json.c: a definition in the vendor's words, and back */
void hs_property_write(struct crm_json_writer *w, const struct hs_property *p, bool times);
/* Reads a definition (of a request, a person's edit or a saved state) into *p; what is absent stays. */
int hs_property_read(struct face *face, const crm_json *definition, struct hs_property *p, const char **problem);

/* properties_api.c; refusal.category is set if the definition is refused */
int hs_property_create(struct hs_call *call, enum hs_type type, const crm_json *definition, hs_slot *slot,
		       struct hs_refusal *refusal);

/* computed.c */
hs_compute *hs_computed(enum hs_type type, const char *name);

/* consequences.c: dates of stages, a deal's close date, website from domain */
int hs_write_consequences(struct face *face, struct hs_record *record, const struct hs_changes *changes, bool created,
			  int64_t now);

/* values.c */
struct hs_values *hs_values_new(void);
struct hs_values *hs_values_share(struct hs_values *values);
void hs_values_drop(struct hs_values *values); /* NULL is allowed */
const struct hs_value *hs_values_find(const struct hs_values *values, hs_slot slot);
const char *hs_values_text(const struct hs_values *values, hs_slot slot); /* NULL if empty */

/* value_check.c, text.c: is text fit for this property?  Appends the normalised value; else a fault is set (arena). */
int hs_value_check(struct hs_call *call, enum hs_type type, hs_slot slot, const char *text, bool by_person,
		   const struct hs_record *record, const char **normalised_text, struct hs_fault **fault);
void hs_lower(struct crm_buf *out, const char *text); /* lower case, also of Latin, Greek and Cyrillic letters */
/* Next non-empty part before a separator, which is overwritten; NULL at the end. */
char *hs_next_part(char **rest, char separator);
bool hs_email_plausible(const char *text);
bool hs_parse_instant(const char *text, int64_t *ms);                 /* ISO 8601 or milliseconds */
bool hs_parse_day(const char *text, int32_t *day, const char **code); /* YYYY-MM-DD, midnight ISO or ms */
bool hs_domain_of(const char *address, struct crm_buf *out);          /* of a URL or e-mail */

/* records.c */
struct hs_record *hs_record_new(struct face *face, enum hs_type type, uint64_t id, int64_t now, enum hs_source source);
struct hs_record *hs_record_by_id(const struct face *face, enum hs_type type, uint64_t id); /* also archived, merged */
struct hs_record *hs_record_resolve(const struct face *face, enum hs_type type, const char *id); /* follows merges */
size_t hs_record_position(const struct hs_store *store, uint64_t id); /* first with this id or a greater one */
bool hs_record_exists(const struct hs_record *record);             /* neither archived, nor merged away, nor erased */
const char *hs_text(const struct hs_record *record, hs_slot slot); /* stored value, NULL if empty */
const char *hs_text_named(const struct face *face, const struct hs_record *record, const char *name);
/* Value as answers show it, stored or computed. */
bool hs_show(const struct face *face, const struct hs_record *record, hs_slot slot, struct crm_buf *out);
int hs_record_set(struct face *face, struct hs_record *record, hs_slot slot, const char *text, int64_t at,
		  enum hs_source source);
int hs_record_set_named(struct face *face, struct hs_record *record, const char *name, const char *text, int64_t at,
			enum hs_source source);
int hs_record_touch(struct face *face, struct hs_record *record, int64_t now);
int hs_record_archive(struct face *face, struct hs_record *record, int64_t now);
int hs_record_restore(struct face *face, struct hs_record *record, int64_t now);
int hs_record_erase(struct face *face, struct hs_record *record, int64_t now);
bool hs_parse_id(const char *text, uint64_t *id);
/* Live record with this value of a hashed property (for e-mail: the primary one); NULL: none. */
struct hs_record *hs_record_by_value(const struct face *face, enum hs_type type, hs_slot slot, const char *value);
/* As above, but any of the contact's addresses, and never `except`. */
struct hs_record *hs_record_holding(const struct face *face, enum hs_type type, hs_slot slot, const char *value,
				    const struct hs_record *except);
/* Appends to *out every live record whose hashed property may have this value; the caller compares. */
int hs_record_candidates(const struct face *face, enum hs_type type, hs_slot slot, const char *value,
			 struct hs_record ***out, size_t *n, size_t *cap);
void hs_records_close(struct face *face);

/* value_hash.c: which live record has which value of the hashed properties */
int hs_hash_add(struct face *face, struct hs_record *record);
void hs_hash_remove(struct face *face, struct hs_record *record);
int hs_hash_add_slot(struct face *face, struct hs_record *record, hs_slot slot);
void hs_hash_remove_slot(struct face *face, struct hs_record *record, hs_slot slot);
/* Does any of the contact's addresses (primary, additional) equal this one? */
bool hs_contact_has_email(const struct face *face, const struct hs_record *record, const char *email);

/* search_index.c */
void hs_index_keep(struct face *face, struct hs_record *record);   /* before a change */
int hs_index_changed(struct face *face, struct hs_record *record); /* after it */
void hs_index_settle(struct face *face, int64_t now);
/* What search believes about the record; NULL: it does not know it. */
const struct hs_values *hs_index_view(const struct hs_record *record);
void hs_index_close(struct face *face);

/* search_read.c, search_run.c */
struct hs_search;
int hs_search_read(struct hs_call *call, enum hs_type type, const crm_json *body, struct hs_search **out,
		   struct hs_refusal *refusal);
/* All matches in the asked order; the array belongs to the face's cache and is valid until the next change. */
int hs_search_run(struct face *face, const struct hs_search *search, struct hs_record ***v, size_t *n);

/* write.c */
int hs_changes_read(struct hs_call *call, enum hs_type type, const crm_json *properties, bool by_person,
		    const struct hs_record *record, struct hs_changes *changes, struct hs_refusal *refusal);
/* Would these values collide with another record?  refusal is set if so. */
int hs_changes_conflict(struct hs_call *call, enum hs_type type, const struct hs_changes *changes,
			const struct hs_record *record, struct hs_refusal *refusal);
int hs_create(struct hs_call *call, enum hs_type type, const struct hs_changes *changes, enum hs_source source,
	      struct hs_record **out);
int hs_update(struct hs_call *call, struct hs_record *record, const struct hs_changes *changes, enum hs_source source);
/* Option "auto_company": the account's setting "create and associate companies with contacts".  To be called once a new
   contact has the links that it was created with: "if a contact has an associated company that is different from their
   email address domain, the setting will not override the existing association" (knowledge base). */
int hs_auto_company(struct hs_call *call, struct hs_record *contact);
const char *hs_change_text(const struct hs_changes *changes, hs_slot slot); /* NULL: not among them */

/* merge.c */
int hs_merge(struct face *face, struct hs_record *winner, struct hs_record *loser, int64_t now, struct hs_record **out);

/* record_json.c */
int hs_select_query(struct hs_call *call, enum hs_type type, const char *parameter, struct hs_selection *out);
int hs_select_json(struct hs_call *call, enum hs_type type, const crm_json *names, bool history,
		   struct hs_selection *out);
int hs_select_written(struct hs_call *call, const struct hs_record *record, const struct hs_changes *changes,
		      bool created, struct hs_selection *out);
struct hs_show {
	const struct hs_selection *properties;
	const struct hs_selection *history; /* NULL or empty: none */
	const enum hs_type *associations;
	size_t n_associations;
	const char *trace_id; /* NULL: none */
	int is_new;           /* -1: not said */
	bool written;         /* answer to a write: stage dates are raw milliseconds, as recorded */
};
int hs_record_write(struct hs_call *call, struct crm_json_writer *w, const struct hs_record *record,
		    const struct hs_show *show);
/* {"results":[{"id","type"}],"paging":..}: the v3 form of a record's associations. */
int hs_write_associated(struct hs_call *call, struct crm_json_writer *w, const struct hs_record *record,
			enum hs_type to, uint64_t after, size_t limit);

/* associations.c, association_types.c */
struct hs_association_row {
	enum hs_type from, to;
	int type_id;
	unsigned kind;     /* one hs_link_kind */
	const char *label; /* NULL: unlabelled */
	const char *name;  /* v3 name: "contact_to_company_unlabeled" */
};
extern const struct hs_association_row hs_association_types[];
extern const size_t hs_association_types_count;
const struct hs_association_row *hs_association_row(enum hs_type from, enum hs_type to, int type_id);
int hs_link_add(struct face *face, struct hs_record *from, struct hs_record *to, unsigned kinds, int64_t now);
void hs_link_remove(struct face *face, struct hs_record *from, struct hs_record *to, unsigned kinds, int64_t now);
/* Puts a link back as it was saved, without any consequence. */
int hs_link_restore(struct hs_record *from, struct hs_record *to, unsigned kinds);
void hs_links_clear(struct face *face, struct hs_record *record);
const struct hs_link *hs_link_find(const struct hs_record *from, const struct hs_record *to);
struct hs_record *hs_link_primary(const struct hs_record *from, enum hs_type to);
size_t hs_link_count(const struct hs_record *from, enum hs_type to);
/* Links to existing records of a type with an id above `after`, by id. */
struct hs_link_page {
	struct hs_link *v; /* in the call's arena */
	size_t n;
	bool more;
};
int hs_links_page(struct hs_call *call, const struct hs_record *record, enum hs_type to, uint64_t after, size_t limit,
		  struct hs_link_page *page);
int hs_links_move(struct face *face, struct hs_record *from, struct hs_record *to, int64_t now);
/* Reads {"to":{"id":..},"types":[..]} items and links record accordingly; refusal is set for the first bad one.
   With record NULL only checks. */
int hs_links_read(struct hs_call *call, enum hs_type from, struct hs_record *record, const crm_json *items,
		  struct hs_refusal *refusal);

/* owners.c */
struct hs_owner *hs_owner_by_email(const struct face *face, const char *email);
struct hs_owner *hs_owner_by_id(const struct face *face, const char *id);
int hs_owner_add(struct face *face, uint64_t id, const char *email, const char *first, const char *last, bool active,
		 int64_t now, struct hs_owner **out);
int hs_owner_update(struct hs_owner *owner, const char *email, const char *first, const char *last, int64_t now);
void hs_owners_close(struct face *face);

/* pipelines.c, pipeline_table.c */
int hs_pipelines_open(struct face *face);
void hs_pipelines_close(struct face *face);
struct hs_pipeline *hs_pipeline_find(const struct face *face, enum hs_type type, const char *id);
struct hs_stage *hs_stage_find(const struct hs_pipeline *pipeline, const char *id);
const struct hs_stage *hs_stage_of(const struct face *face, const struct hs_record *deal);
int hs_pipeline_add(struct face *face, enum hs_type type, const char *id, const char *label, int order, int64_t now,
		    struct hs_pipeline **out);
int hs_stage_add(struct face *face, struct hs_pipeline *pipeline, const struct hs_stage *stage);
struct hs_stage_row {
	const char *id, *label, *probability;
	bool closed;
};
extern const struct hs_stage_row hs_sales_stages[], hs_lifecycle_stages[];

/* seed.c, control.c, state.c: members of face_hubspot */
void hs_refs_close(struct face *face);
int hs_seed_owner(struct face *face, const struct seed_owner *o, char id_out[FACE_ID_SIZE], struct crm_error *err);
int hs_seed_company(struct face *face, const struct seed_company *c, char id_out[FACE_ID_SIZE], struct crm_error *err);
int hs_seed_contact(struct face *face, const struct seed_contact *c, char id_out[FACE_ID_SIZE], struct crm_error *err);
int hs_seed_deal(struct face *face, const struct seed_deal *d, char id_out[FACE_ID_SIZE], struct crm_error *err);
int hs_control_list(struct face *face, const char *object, struct crm_buf *out, struct crm_error *err);
int hs_control_edit(struct face *face, const char *object, const char *id, const crm_json *fields, struct crm_buf *out,
		    struct crm_error *err);
int hs_control_remove(struct face *face, const char *object, const char *id, struct crm_error *err);
int hs_control_merge(struct face *face, const char *object, const char *winner, const char *loser, struct crm_buf *out,
		     struct crm_error *err);
int hs_state_save(struct face *face, struct crm_buf *out, struct crm_error *err);
int hs_restore_fields(struct face *face, const char *object, const crm_json *fields, struct crm_error *err);
int hs_restore(struct face *face, const struct face_source *source, struct crm_error *err);
int hs_state_load(struct face *face, const char *text, size_t len, struct crm_error *err);
int hs_state_keep_ids(struct face *face, const struct face *from);

/* growth.c */
/* Makes room for one more element; doubles.  *v stays valid on failure. */
int hs_grow(void *v, size_t *cap, size_t n, size_t size);
uint64_t hs_mix(uint64_t x); /* a bijection that scatters */
uint64_t hs_hash_text(uint64_t seed, const char *text);

#endif
