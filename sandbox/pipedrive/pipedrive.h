/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Pipedrive face from inside: what its files share.
 *
 * A record keeps each standard value as JSON text in the slot that the object's schema (schema.c) gives it; NULL means
 * "not set", and the schema's `empty` is shown instead.  Custom values hang on the record with a pointer to their
 * field. Times are milliseconds, always whole seconds: Pipedrive knows nothing finer.
 *
 * Sources of the rules: OpenAPI v2 and v1 of Pipedrive, recorded exchanges, the migration guide to v2; what none of
 * them settles is said in sandbox/pipedrive/README.md.
 */
#ifndef SANDBOX_PIPEDRIVE_H
#define SANDBOX_PIPEDRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>
#include <crmsync/json.h>
#include <crmsync/mem.h>

#include "../consent.h"
#include "../face.h"

enum pd_object { PD_PERSON, PD_ORGANIZATION, PD_DEAL, PD_OBJECTS };

/* --- schema.c: the standard fields ------------------------------------------------------------------------ */

enum pd_kind {
	PD_ID, /* the first five live in the record itself */
	PD_ADD_TIME,
	PD_UPDATE_TIME,
	PD_IS_DELETED,
	PD_CUSTOM_FIELDS,
	PD_STRING,
	PD_INT,
	PD_NUMBER,
	PD_BOOL,
	PD_DATETIME,
	PD_DATE,
	PD_LABELS,
	PD_CHANNELS, /* emails, phones, im */
	PD_ADDRESS,
	PD_USER,
	PD_REF_PERSON,
	PD_REF_ORG,
	PD_STAGE,
	PD_PIPELINE,
	PD_CURRENCY,
	PD_VISIBLE_TO,
	PD_STATUS,
	PD_MARKETING,
	PD_INDUSTRY
};

#define PD_POST     1u /* may stand in the body of POST */
#define PD_PATCH    2u /* ... of PATCH */
#define PD_WRITE    3u
#define PD_NULL     4u  /* null clears it */
#define PD_OPTIONAL 8u  /* answered only when include_fields names it */
#define PD_SYNC     16u /* exists only with contact sync */
#define PD_CAMPAIGN 32u /* exists only with the Campaigns product */
#define PD_UI       64u /* only a person in the UI may set it */

struct pd_std {
	const char *code; /* its name in records */
	enum pd_kind kind;
	unsigned flags;
	const char *empty; /* JSON shown while not set */
};

/* Numbers that Pipedrive keeps by itself and shows on request (include_fields). */
enum pd_tally {
	PD_TALLY_NONE,
	PD_TALLY_OPEN,
	PD_TALLY_WON,
	PD_TALLY_LOST,
	PD_TALLY_CLOSED,
	PD_TALLY_PEOPLE,
	PD_TALLY_PARTICIPANTS
};

struct pd_extra {
	const char *code;
	enum pd_tally tally;
	const char *empty;
};

struct pd_schema {
	const char *singular; /* "person" */
	const char *plural;   /* "persons" */
	const char *title;    /* "Person" */
	const char *control;  /* "contact", the name in control requests */
	const struct pd_std *fields;
	size_t n_fields;
	const struct pd_extra *extras;
	size_t n_extras;
	size_t name; /* slot of name or title */
};

extern const struct pd_schema pd_schemas[PD_OBJECTS];

enum {
	PD_P_ID,
	PD_P_NAME,
	PD_P_FIRST,
	PD_P_LAST,
	PD_P_OWNER,
	PD_P_ORG,
	PD_P_ADD,
	PD_P_UPDATE,
	PD_P_EMAILS,
	PD_P_PHONES,
	PD_P_DELETED,
	PD_P_VISIBLE,
	PD_P_LABELS,
	PD_P_PICTURE,
	PD_P_ADDRESS,
	PD_P_NOTES,
	PD_P_IM,
	PD_P_BIRTHDAY,
	PD_P_JOB,
	PD_P_CUSTOM,
	PD_P_MARKETING,
	PD_P_DOI,
	PD_P_FIELDS
};

enum {
	PD_O_ID,
	PD_O_NAME,
	PD_O_OWNER,
	PD_O_ADD,
	PD_O_UPDATE,
	PD_O_ADDRESS,
	PD_O_DELETED,
	PD_O_VISIBLE,
	PD_O_LABELS,
	PD_O_WEBSITE,
	PD_O_LINKEDIN,
	PD_O_INDUSTRY,
	PD_O_REVENUE,
	PD_O_EMPLOYEES,
	PD_O_CUSTOM,
	PD_O_FIELDS
};

enum {
	PD_D_ID,
	PD_D_TITLE,
	PD_D_CREATOR,
	PD_D_OWNER,
	PD_D_VALUE,
	PD_D_PERSON,
	PD_D_ORG,
	PD_D_STAGE,
	PD_D_PIPELINE,
	PD_D_CURRENCY,
	PD_D_ARCHIVE_TIME,
	PD_D_ADD,
	PD_D_UPDATE,
	PD_D_STAGE_TIME,
	PD_D_STATUS,
	PD_D_ARCHIVED,
	PD_D_DELETED,
	PD_D_PROBABILITY,
	PD_D_LOST_REASON,
	PD_D_VISIBLE,
	PD_D_CLOSE_TIME,
	PD_D_WON_TIME,
	PD_D_LOST_TIME,
	PD_D_LOCAL_WON,
	PD_D_LOCAL_LOST,
	PD_D_LOCAL_CLOSE,
	PD_D_EXPECTED,
	PD_D_LABELS,
	PD_D_ORIGIN,
	PD_D_ORIGIN_ID,
	PD_D_CHANNEL,
	PD_D_CHANNEL_ID,
	PD_D_ARR,
	PD_D_MRR,
	PD_D_ACV,
	PD_D_CUSTOM,
	PD_D_FIRST_WON,
	PD_D_SOURCE_LEAD,
	PD_D_FIELDS
};

/* Slot of a standard field by its code, SIZE_MAX if there is none. */
size_t pd_slot(enum pd_object object, const char *code);
bool pd_object_from_plural(const char *plural, enum pd_object *out);
bool pd_object_from_control(const char *name, enum pd_object *out);

/* --- fields.c: field definitions, standard and custom ------------------------------------------------------ */

enum pd_type {
	PD_T_VARCHAR,
	PD_T_VARCHAR_AUTO,
	PD_T_TEXT,
	PD_T_DOUBLE,
	PD_T_MONETARY,
	PD_T_DATE,
	PD_T_DATERANGE,
	PD_T_TIME,
	PD_T_TIMERANGE,
	PD_T_ENUM,
	PD_T_SET,
	PD_T_USER,
	PD_T_ORG,
	PD_T_PEOPLE,
	PD_T_PHONE,
	PD_T_ADDRESS,
	PD_T_CREATABLE,
	PD_T_INT = PD_T_CREATABLE,
	PD_T_BOOLEAN,
	PD_T_STATUS,
	PD_T_STAGE,
	PD_T_VISIBLE_TO,
	PD_T_PICTURE,
	PD_T_JSON,
	PD_TYPES
};

struct pd_option {
	int64_t id;
	char *code; /* built-in options are told apart by a word ("open"); NULL: by id */
	char *label;
	char *color;
};

struct pd_field {
	int64_t id; /* v1 only */
	enum pd_object object;
	enum pd_type type;
	char *code;
	char *name;
	char *description;
	char *visibility; /* ui_visibility, important_fields, required_fields as sent; NULL: the defaults */
	char *important;
	char *required;
	struct pd_option *options;
	size_t n_options;
	bool custom;
	bool optional; /* is_optional_response_field */
	bool mandatory;
	bool deleted;
	int64_t add_time, update_time;
};

struct pd_fields {
	struct pd_field **items;
	size_t n, cap;
};

const char *pd_type_name(enum pd_type type);
bool pd_type_parse(const char *name, enum pd_type *out);
bool pd_type_searchable(enum pd_type type);

/* --- records.c --------------------------------------------------------------------------------------------- */

struct pd_custom {
	struct pd_field *field;
	char *json;
};

struct pd_participant {
	int64_t id, person_id, add_time;
};

struct pd_record {
	enum pd_object object;
	int64_t id, add_time, update_time, deleted_time;
	int64_t merged_into; /* 0: not merged away */
	bool deleted;
	bool consent_spent; /* marketing_status may be changed once */
	char **values;      /* one slot per standard field */
	struct pd_custom *custom;
	size_t n_custom;
	struct pd_participant *participants; /* deals */
	size_t n_participants;
	int64_t open, won, lost, people; /* tallies of what is linked to it */
	struct pd_record *shadow;        /* what the search index still shows; see search.c */
	int64_t shadow_until;
	bool shadow_absent;
};

/* Records in the order of a time stamp; stale entries (the record moved on) are skipped by the reader. */
struct pd_order_entry {
	int64_t time;
	struct pd_record *record;
};

struct pd_order {
	struct pd_order_entry *items;
	size_t n, cap;
	size_t sorted; /* items[0..sorted) are in order */
};

struct pd_index_node {
	uint64_t hash;
	struct pd_record *record;
	uint32_t next; /* index + 1 */
};

/* Exact-match index from a folded text to records; may hold stale entries, the reader verifies. */
struct pd_index {
	struct pd_index_node *nodes;
	size_t n, cap, built;
	uint32_t *buckets;
	size_t n_buckets;
};

struct pd_table {
	struct pd_record **items; /* ascending id */
	size_t n, cap;
	int64_t next_id;
	struct pd_order by_update, by_add;
	struct pd_index index;
};

struct pd_user {
	int64_t id;
	char *email, *name;
	bool active;
	int64_t created, modified;
};

struct pd_stage {
	int64_t id, pipeline_id, order_nr, probability, days_to_rotten, add_time, update_time;
	char *name;
	bool rot, deleted;
};

struct pd_pipeline {
	int64_t id, order_nr, add_time, update_time;
	char *name;
	bool probability, deleted;
};

struct pd_refs { /* seed handle -> id */
	struct pd_ref {
		char *ref;
		int64_t id;
	} * slots;
	size_t n, cap;
};

#define PD_WINDOW_MAX 4096

struct pd_window { /* rolling window of request times */
	int64_t times[PD_WINDOW_MAX];
	size_t head, n;
};

struct pd_limits {
	struct pd_window burst, search, refused;
	int64_t day, tokens_used, writes;
	int64_t blocked_until;
};

struct face {
	struct face_host *host;
	struct crm_arena *arena; /* emptied at each request */
	struct pd_table tables[PD_OBJECTS];
	struct pd_fields fields[PD_OBJECTS];
	struct pd_user *users;
	size_t n_users, cap_users;
	struct pd_pipeline *pipelines;
	size_t n_pipelines, cap_pipelines;
	struct pd_stage *stages;
	size_t n_stages, cap_stages;
	struct pd_refs refs[PD_OBJECTS];
	struct pd_limits limits;
	struct consent_desk consent;
	bool refresh_revoked;   /* POST /oauth/revoke, until the next login */
	char refresh_token[64]; /* newest one handed out under rotate_refresh, "" none yet */
	int64_t next_field_id, next_option_id, next_participant_id;
	int64_t company_id;
};

int64_t pd_now(const struct face *face); /* vendor's clock, whole seconds, ms */

/* Grows *items (element size `size`) so that one more fits; false on out of memory. */
bool pd_grow(void *items, size_t *cap, size_t n, size_t size);
/* New record with the given id (0: the next free one) in its table; NULL on out of memory. */
struct pd_record *pd_record_new(struct face *face, enum pd_object object, int64_t id, int64_t add_time);
void pd_table_free(struct pd_table *table);
void pd_record_free(struct pd_record *record);
/* Deep copy for the search index; NULL on out of memory. */
struct pd_record *pd_record_copy(const struct pd_record *record);
/* NULL if there is none or it is purged (30 days after its deletion). */
struct pd_record *pd_find(const struct face *face, enum pd_object object, int64_t id);
/* Same, but neither deleted nor merged away. */
struct pd_record *pd_find_live(const struct face *face, enum pd_object object, int64_t id);
bool pd_purged(const struct face *face, const struct pd_record *record);
/* Replaces a slot; json is copied, NULL or "null" empties it.  False on out of memory. */
bool pd_set(struct pd_record *record, size_t slot, const char *json);
bool pd_set_int(struct pd_record *record, size_t slot, int64_t n);
bool pd_set_text(struct pd_record *record, size_t slot, const char *text); /* as a JSON string; NULL empties */
bool pd_set_time(struct pd_record *record, size_t slot, int64_t ms);       /* as an RFC 3339 string; 0 empties */
bool pd_set_custom(struct pd_record *record, struct pd_field *field, const char *json);
const char *pd_custom_json(const struct pd_record *record, const struct pd_field *field); /* NULL: not set */
const char *pd_json(const struct pd_record *record, size_t slot); /* never NULL: the schema's `empty` */
int64_t pd_int(const struct pd_record *record, size_t slot);      /* 0 if not set */
bool pd_true(const struct pd_record *record, size_t slot);
/* Plain text of a JSON string in the arena; NULL if the value is not a string. */
const char *pd_text(struct crm_arena *arena, const char *json);
/* Stamps the record and keeps the orders. */
bool pd_touch(struct face *face, struct pd_record *record, int64_t update_time);
bool pd_restamp_add(struct face *face, struct pd_record *record, int64_t add_time);
/* Brings an order up to date for reading; false on out of memory. */
bool pd_order_settle(struct pd_order *order);
/* Adds (sign 1) or takes away (-1) what `record` counts for on the records it points at. */
void pd_tally(struct face *face, const struct pd_record *record, int sign);

/* --- arena text ---------------------------------------------------------------------------------------------- */

/* JSON string literal of a text, in the arena; NULL on out of memory. */
const char *pd_quote(struct crm_arena *arena, const char *text);
/* Compact JSON of a value, in the arena. */
const char *pd_dump(struct crm_arena *arena, const crm_json *value);
/* Parses JSON that this face wrote itself; NULL if it cannot. */
crm_json *pd_parse(const char *json);
/* "YYYY-MM-DD HH:MM:SS", v1's way. */
void pd_v1_time(int64_t ms, char out[32]);
/* Exactly YYYY-MM-DDTHH:MM:SSZ. */
bool pd_parse_time(const char *text, int64_t *ms);
bool pd_parse_int(const char *text, int64_t *out);
/* Lower case as the search folds it: ASCII and Latin-1. */
char *pd_fold(struct crm_arena *arena, const char *text);

/* --- one request ------------------------------------------------------------------------------------------- */

struct pd_call {
	struct face *face;
	const struct face_request *req;
	struct face_response *resp;
	enum pd_object object; /* for handlers that serve several */
	int version;           /* 1 or 2 */
	int64_t id;            /* first {id} of the path */
	const char *code;      /* {field_code} or the second {id} */
	struct crm_json_writer json;
};

/* Answers. */
void pd_begin(struct pd_call *call); /* {"success":true,"data": */
void pd_end(struct pd_call *call);   /* } */
/* ,"additional_data":{"next_cursor":...}} ; NULL: the end. */
void pd_end_page(struct pd_call *call, const char *next_cursor);
void pd_fail_v2(struct pd_call *call, int status, const char *code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void pd_fail_v1(struct pd_call *call, int status, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void pd_fail_gateway(struct face_response *resp, int status, const char *text);
void pd_fail_validation(struct pd_call *call, const struct crm_buf *errors);
void pd_fail_not_found(struct pd_call *call, const char *title);
void pd_fail_nomem(struct pd_call *call);

/* Query parameters in the arena: NULL if absent. */
const char *pd_query(struct pd_call *call, const char *name);
/* Refuses parameters that the NULL-ended list does not name; false after an answer. */
bool pd_query_check(struct pd_call *call, const char *const *allowed);
/* Integer parameter; false after a 400.  *out stays when it is absent. */
bool pd_query_int(struct pd_call *call, const char *name, int64_t *out);
bool pd_query_bool(struct pd_call *call, const char *name, bool *out);
bool pd_query_time(struct pd_call *call, const char *name, int64_t *out);
bool pd_query_limit(struct pd_call *call, int64_t most, int64_t *out);
/* Body as a JSON object (or array); NULL after a 400.  Release with crm_json_free(). */
crm_json *pd_body(struct pd_call *call, bool array);
/* Parts of a comma-separated list in the arena, blanks cut off; NULL-ended; NULL on out of memory. */
const char **pd_split(struct crm_arena *arena, const char *list, size_t *n);
/* Opaque cursors: base64url of {"field":F,"fieldValue":V,"sortDirection":D,"id":I} as the vendor's. */
struct pd_cursor {
	const char *field;
	int64_t value, id;
	bool descending;
};
const char *pd_cursor_write(struct crm_arena *arena, const struct pd_cursor *cursor);
bool pd_cursor_read(struct pd_call *call, const char *text, struct pd_cursor *out);

/* --- options that the face reads from the options document --------------------------------------------------- */

bool pd_option_true(const struct face *face, const char *name, bool otherwise);
const char *pd_option_text(const struct face *face, const char *name);
bool pd_denied(const struct face *face, const char *field); /* deny_fields */

/* --- saved_filter.c ------------------------------------------------------------------------------------------ */

/* The filter of that number, NULL: there is none. */
const crm_json *pd_saved_filter(const struct face *face, const char *id);
/* A NULL filter fits all. */
bool pd_filter_fits(const struct face *face, const crm_json *filter, const struct pd_record *record);

/* --- check.c, check_custom.c: what a write may contain -------------------------------------------------------- */

enum pd_mode { PD_MODE_POST, PD_MODE_PATCH, PD_MODE_UI_CREATE, PD_MODE_UI_EDIT };

struct pd_change {
	struct pd_field *field;
	const char *json;
};

struct pd_patch {
	const char **values; /* by slot; NULL: untouched, "null": cleared */
	struct pd_change *custom;
	size_t n_custom;
	int64_t add_time, update_time; /* 0: not given */
	int deleted;                   /* -1 not given, 0, 1 */
	const int64_t *contacts;       /* "@contacts" of the UI */
	size_t n_contacts;
	bool has_contacts;
	bool by_person; /* in the UI, not through the API */
};

struct pd_check {
	struct face *face;
	enum pd_object object;
	enum pd_mode mode;
	const struct pd_record *record; /* that is changed; NULL for a new one */
	struct crm_buf errors;          /* "field: message; field: message" */
	bool forbidden;                 /* 403 rather than 400 */
	bool nomem;
};

void pd_check_init(struct pd_check *check, struct face *face, enum pd_object object, enum pd_mode mode);
void pd_check_fail(struct pd_check *check, const char *field, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Reads a body into a patch (arena).  True if nothing is wrong. */
bool pd_check_body(struct pd_check *check, const crm_json *body, struct pd_patch *patch);
/* One custom value to JSON as it is kept; NULL after pd_check_fail(). */
const char *pd_check_custom(struct pd_check *check, const struct pd_field *field, const crm_json *value);
/* Address object to JSON as it is kept; `custom` adds formatted_address. */
const char *pd_check_address(struct pd_check *check, const char *name, const crm_json *value, bool custom);
bool pd_is_currency(const char *code);
const char *pd_json_type_word(const crm_json *value);
/* Exact decimal as JSON number text, rounded where normalise asks for it. */
const char *pd_check_amount(struct pd_check *check, const crm_json *value);
/* "reject":{"field":"regex"} of the options. */
void pd_check_rejects(struct pd_check *check, const struct pd_patch *patch);

/* --- write.c ------------------------------------------------------------------------------------------------ */

/* Both NULL / false on out of memory. */
struct pd_record *pd_create(struct face *face, enum pd_object object, const struct pd_patch *patch);
bool pd_update(struct face *face, struct pd_record *record, const struct pd_patch *patch);
void pd_delete(struct face *face, struct pd_record *record);
bool pd_add_participant(struct face *face, struct pd_record *deal, int64_t person_id, int64_t now);
/* local_won_date and its like from the times of a deal. */
bool pd_deal_days(struct face *face, struct pd_record *deal);
/* The loser disappears, the winner keeps its values and takes over what it lacked.  False on out of memory. */
bool pd_merge(struct face *face, struct pd_record *winner, struct pd_record *loser);

void pd_handle_create(struct pd_call *call);
void pd_handle_update(struct pd_call *call);
void pd_handle_delete(struct pd_call *call);
void pd_handle_merge(struct pd_call *call);

/* --- render.c ------------------------------------------------------------------------------------------------ */

struct pd_view {
	const char **include; /* NULL-ended names of optional fields */
	const char **custom;  /* NULL-ended codes, NULL: all custom fields */
	bool option_labels, labels, all;
	bool written; /* answer of POST or PATCH */
};

void pd_render(const struct face *face, struct crm_json_writer *w, const struct pd_record *record,
	       const struct pd_view *view);
bool pd_view_read(struct pd_call *call, struct pd_view *view);

/* --- v1_shapes.c --------------------------------------------------------------------------------------------- */

void pd_v1_person(const struct face *face, struct crm_json_writer *w, const struct pd_record *person, int64_t merged);
void pd_v1_deal(const struct face *face, struct crm_json_writer *w, const struct pd_record *deal, int64_t merged);
void pd_v1_person_stub(const struct face *face, struct crm_json_writer *w, const struct pd_record *person,
		       bool with_id);
void pd_v1_owner(const struct face *face, struct crm_json_writer *w, int64_t id, bool with_value);

/* --- list.c, search.c ------------------------------------------------------------------------------------------ */

void pd_handle_list(struct pd_call *call);
void pd_handle_archived(struct pd_call *call);
void pd_handle_get(struct pd_call *call);

void pd_handle_search(struct pd_call *call);
void pd_handle_item_search(struct pd_call *call);
void pd_handle_field_search(struct pd_call *call);
/* To be called before a record changes (or right after it is created: created true) and after the change. */
bool pd_search_before(struct face *face, struct pd_record *record, bool created);
bool pd_search_after(struct face *face, struct pd_record *record);

/* --- terms.c: the texts of a record that the search looks at ----------------------------------------------------- */

#define PD_TERM_NAME    1u
#define PD_TERM_EMAIL   2u
#define PD_TERM_PHONE   4u
#define PD_TERM_CUSTOM  8u
#define PD_TERM_ADDRESS 16u
#define PD_TERM_NOTES   32u
#define PD_TERM_ALL     63u

struct pd_term {
	unsigned kind;
	const struct pd_field *field; /* custom only */
	const char *text;
};

/* Texts of the wanted kinds in the arena; false on out of memory. */
bool pd_terms(const struct face *face, struct crm_arena *arena, const struct pd_record *record, unsigned kinds,
	      struct pd_term **out, size_t *n);

/* --- fields.c, fields_v1.c -----------------------------------------------------------------------------------------
 */

bool pd_fields_standard(struct face *face); /* fills in the standard definitions */
void pd_fields_free(struct pd_fields *fields);
struct pd_field *pd_field_find(const struct face *face, enum pd_object object, const char *code);
struct pd_field *pd_field_named(const struct face *face, enum pd_object object, const char *name);
const struct pd_option *pd_option_find(const struct pd_field *field, int64_t id);
const struct pd_option *pd_option_labelled(const struct pd_field *field, const char *label);
/* A new custom field with a fresh 40-hex code (code NULL) or the given one; NULL on out of memory. */
struct pd_field *pd_field_add(struct face *face, enum pd_object object, const char *name, enum pd_type type,
			      const char *code);
struct pd_option *pd_option_add(struct face *face, struct pd_field *field, int64_t id, const char *code,
				const char *label, const char *color);
void pd_field_delete(struct face *face, struct pd_field *field);

void pd_handle_fields_list(struct pd_call *call);
void pd_handle_field_get(struct pd_call *call);
void pd_handle_field_create(struct pd_call *call);
void pd_handle_field_update(struct pd_call *call);
void pd_handle_field_delete(struct pd_call *call);
void pd_handle_options_add(struct pd_call *call);
void pd_handle_options_update(struct pd_call *call);
void pd_handle_options_delete(struct pd_call *call);
void pd_handle_v1_fields_list(struct pd_call *call);
void pd_handle_v1_field_get(struct pd_call *call);
void pd_handle_v1_field_create(struct pd_call *call);
void pd_handle_v1_field_update(struct pd_call *call);
void pd_handle_v1_field_delete(struct pd_call *call);
void pd_handle_v1_fields_delete(struct pd_call *call);

/* --- pipelines.c, users.c, participants.c, currencies --------------------------------------------------------------
 */

bool pd_pipelines_default(struct face *face);
struct pd_pipeline *pd_pipeline_find(const struct face *face, int64_t id);
struct pd_pipeline *pd_pipeline_named(const struct face *face, const char *name);
struct pd_pipeline *pd_pipeline_first(const struct face *face);
struct pd_pipeline *pd_pipeline_add(struct face *face, int64_t id, const char *name);
struct pd_stage *pd_stage_find(const struct face *face, int64_t id);
struct pd_stage *pd_stage_first(const struct face *face, int64_t pipeline_id);
struct pd_stage *pd_stage_named(const struct face *face, int64_t pipeline_id, const char *name);
struct pd_stage *pd_stage_add(struct face *face, int64_t id, int64_t pipeline_id, const char *name,
			      int64_t probability);
bool pd_stages_usual(struct face *face, int64_t pipeline_id);

void pd_handle_pipelines_list(struct pd_call *call);
void pd_handle_pipeline_get(struct pd_call *call);
void pd_handle_pipeline_create(struct pd_call *call);
void pd_handle_pipeline_update(struct pd_call *call);
void pd_handle_pipeline_delete(struct pd_call *call);
void pd_handle_stages_list(struct pd_call *call);
void pd_handle_stage_get(struct pd_call *call);
void pd_handle_stage_create(struct pd_call *call);
void pd_handle_stage_update(struct pd_call *call);
void pd_handle_stage_delete(struct pd_call *call);

struct pd_user *pd_user_find(const struct face *face, int64_t id);
struct pd_user *pd_user_by_email(const struct face *face, const char *email);
struct pd_user *pd_user_add(struct face *face, int64_t id, const char *email, const char *name, bool active);
struct pd_user *pd_user_me(struct face *face); /* makes one if there is none; NULL on out of memory */
void pd_handle_users_list(struct pd_call *call);
void pd_handle_users_me(struct pd_call *call);
void pd_handle_users_find(struct pd_call *call);
void pd_handle_user_get(struct pd_call *call);

void pd_handle_participants_list(struct pd_call *call);
void pd_handle_participant_add(struct pd_call *call);
void pd_handle_participant_delete(struct pd_call *call);
void pd_handle_currencies(struct pd_call *call);

/* --- access.c, limits.c, route.c ------------------------------------------------------------------------------------
 */

/* False after a 401. */
bool pd_authorised(struct face *face, const struct face_request *req, struct face_response *resp);
void pd_handle_token(struct face *face, const struct face_request *req, struct face_response *resp);
void pd_handle_authorize(struct face *face, const struct face_request *req, struct face_response *resp);
void pd_handle_revoke(struct face *face, const struct face_request *req, struct face_response *resp);
/* Counts the request and sets the rate headers; false after a 429 or 403. */
bool pd_admit(struct face *face, const struct face_request *req, struct face_response *resp, int64_t cost, bool search);
void pd_handle(struct face *face, const struct face_request *req, struct face_response *resp);

/* --- seed.c, control.c, state.c
 * ---------------------------------------------------------------------------------------- */

int pd_seed_owner(struct face *face, const struct seed_owner *o, char id_out[FACE_ID_SIZE], struct crm_error *err);
int pd_seed_company(struct face *face, const struct seed_company *c, char id_out[FACE_ID_SIZE], struct crm_error *err);
int pd_seed_contact(struct face *face, const struct seed_contact *c, char id_out[FACE_ID_SIZE], struct crm_error *err);
int pd_seed_deal(struct face *face, const struct seed_deal *d, char id_out[FACE_ID_SIZE], struct crm_error *err);
void pd_refs_free(struct pd_refs *refs);

int pd_control_list(struct face *face, const char *object, struct crm_buf *out, struct crm_error *err);
int pd_control_edit(struct face *face, const char *object, const char *id, const crm_json *fields, struct crm_buf *out,
		    struct crm_error *err);
int pd_control_remove(struct face *face, const char *object, const char *id, struct crm_error *err);
int pd_control_merge(struct face *face, const char *object, const char *winner, const char *loser, struct crm_buf *out,
		     struct crm_error *err);

int pd_save(struct face *face, struct crm_buf *out, struct crm_error *err);
int pd_restore_fields(struct face *face, const char *object, const crm_json *fields, struct crm_error *err);
int pd_restore(struct face *face, const struct face_source *source, struct crm_error *err);
int pd_load(struct face *face, const char *text, size_t len, struct crm_error *err);
int pd_keep_ids(struct face *face, const struct face *from);
int pd_no_memory(struct crm_error *err);

#endif
