/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The demo company.  A file is an array of things; a thing is {"entity":NAME,"base":{...},"in":{VENDOR:{...}}}: what is
 * true of it, and per vendor what its record says otherwise (null: nothing).  An array there makes several records.
 */
#include "sandbox/seed.h"

#include <stdarg.h>
#include <string.h>

#include <crmsync/timestamp.h>

#include "sandbox/atomic_file.h"
#include "sandbox/seed_draft.h"
#include "sandbox/seed_hash_set.h"

#define DEMO_MAX_LIST 16u

struct demo {
	struct seed_writer *writer;
	struct crm_arena *arena;   /* of one record */
	struct seed_hash_set refs; /* "SYSTEM OBJECT REF" of what was written */
};

/* One record to be made. */
struct demo_record {
	struct demo *demo;
	const char *entity;
	const crm_json *base, *own; /* own members go before base's */
	struct face_host *host;
	unsigned copy; /* 0 for the first in this system */
	const char *ref;
};

enum demo_type { DEMO_TEXT, DEMO_FLAG, DEMO_TIME, DEMO_COMPANY, DEMO_RECORD, DEMO_LIST, DEMO_CONTACTS };

struct demo_member {
	const char *name;
	enum demo_type type;
	size_t offset;
	size_t count_offset; /* DEMO_LIST, DEMO_CONTACTS */
};

struct demo_kind {
	const char *object, *file;
	const struct demo_member *members; /* NULL-name-terminated */
	size_t size;
	size_t ref_offset; /* SIZE_MAX: has none */
	int (*write)(struct seed_writer *w, struct face_host *host, const char *entity, const void *record,
		     struct crm_error *err);
};

union demo_thing {
	struct seed_owner owner;
	struct seed_company company;
	struct seed_contact contact;
	struct seed_deal deal;
};

/* ---- tables ---------------------------------------------------------------------------------------------------- */

#define TEXT(type, member)                                                                                             \
	{                                                                                                              \
#member, DEMO_TEXT, offsetof(struct type, member), 0                                                   \
	}
#define FLAG(type, member)                                                                                             \
	{                                                                                                              \
#member, DEMO_FLAG, offsetof(struct type, member), 0                                                   \
	}
#define TIME(type, member)                                                                                             \
	{                                                                                                              \
#member, DEMO_TIME, offsetof(struct type, member), 0                                                   \
	}

static const struct demo_member owner_members[] = {
	TEXT(seed_owner, email),  TEXT(seed_owner, first_name), TEXT(seed_owner, last_name),
	FLAG(seed_owner, active), {NULL, DEMO_TEXT, 0, 0},
};

static const struct demo_member company_members[] = {
	TEXT(seed_company, name),     TEXT(seed_company, domain),      TEXT(seed_company, website),
	TEXT(seed_company, phone),    TEXT(seed_company, street),      TEXT(seed_company, postcode),
	TEXT(seed_company, city),     TEXT(seed_company, state),       TEXT(seed_company, country),
	TEXT(seed_company, industry), TEXT(seed_company, employees),   TEXT(seed_company, revenue),
	TEXT(seed_company, vat_id),   TEXT(seed_company, owner_email), TEXT(seed_company, description),
	TIME(seed_company, created),  TIME(seed_company, modified),    {NULL, DEMO_TEXT, 0, 0},
};

static const struct demo_member contact_members[] = {
	TEXT(seed_contact, first_name),
	TEXT(seed_contact, last_name),
	TEXT(seed_contact, salutation),
	TEXT(seed_contact, email),
	{"more_emails", DEMO_LIST, offsetof(struct seed_contact, more_emails),
	 offsetof(struct seed_contact, n_more_emails)},
	TEXT(seed_contact, phone),
	TEXT(seed_contact, mobile),
	TEXT(seed_contact, title),
	TEXT(seed_contact, street),
	TEXT(seed_contact, postcode),
	TEXT(seed_contact, city),
	TEXT(seed_contact, state),
	TEXT(seed_contact, country),
	{"company", DEMO_COMPANY, offsetof(struct seed_contact, company_ref), 0},
	TEXT(seed_contact, company_name),
	TEXT(seed_contact, owner_email),
	TEXT(seed_contact, lifecycle),
	TEXT(seed_contact, lead_status),
	TEXT(seed_contact, source),
	TEXT(seed_contact, language),
	TEXT(seed_contact, birthday),
	FLAG(seed_contact, opted_out),
	FLAG(seed_contact, is_lead),
	{"converted", DEMO_RECORD, offsetof(struct seed_contact, converted_ref), 0},
	TIME(seed_contact, created),
	TIME(seed_contact, modified),
	{NULL, DEMO_TEXT, 0, 0},
};

static const struct demo_member deal_members[] = {
	TEXT(seed_deal, name),
	TEXT(seed_deal, amount),
	TEXT(seed_deal, currency),
	TEXT(seed_deal, pipeline),
	TEXT(seed_deal, stage),
	TEXT(seed_deal, close_date),
	TEXT(seed_deal, probability),
	TEXT(seed_deal, owner_email),
	{"company", DEMO_COMPANY, offsetof(struct seed_deal, company_ref), 0},
	{"contacts", DEMO_CONTACTS, offsetof(struct seed_deal, contact_refs),
	 offsetof(struct seed_deal, n_contact_refs)},
	TIME(seed_deal, created),
	TIME(seed_deal, modified),
	{NULL, DEMO_TEXT, 0, 0},
};

static int demo_write_owner(struct seed_writer *w, struct face_host *host, const char *entity, const void *record,
			    struct crm_error *err)
{
	return seed_write_owner(w, host, entity, record, err);
}

static int demo_write_company(struct seed_writer *w, struct face_host *host, const char *entity, const void *record,
			      struct crm_error *err)
{
	return seed_write_company(w, host, entity, record, err);
}

static int demo_write_contact(struct seed_writer *w, struct face_host *host, const char *entity, const void *record,
			      struct crm_error *err)
{
	return seed_write_contact(w, host, entity, record, err);
}

static int demo_write_deal(struct seed_writer *w, struct face_host *host, const char *entity, const void *record,
			   struct crm_error *err)
{
	return seed_write_deal(w, host, entity, record, err);
}

/* In the order in which faces are seeded. */
static const struct demo_kind demo_kinds[] = {
	{"owner", "owners.json", owner_members, sizeof(struct seed_owner), SIZE_MAX, demo_write_owner},
	{"company", "companies.json", company_members, sizeof(struct seed_company), offsetof(struct seed_company, ref),
	 demo_write_company},
	{"contact", "contacts.json", contact_members, sizeof(struct seed_contact), offsetof(struct seed_contact, ref),
	 demo_write_contact},
	{"deal", "deals.json", deal_members, sizeof(struct seed_deal), offsetof(struct seed_deal, ref),
	 demo_write_deal},
};
#define N_DEMO_KINDS (sizeof demo_kinds / sizeof demo_kinds[0])

/* ---- members --------------------------------------------------------------------------------------------------- */

static int demo_wrong(const struct demo_record *r, const char *member, const char *allowed, struct crm_error *err)
{
	return crm_error_set(err, CRM_E_INVALID, "'%s': member '%s' must be %s", r->entity, member, allowed);
}

static const crm_json *demo_get(const struct demo_record *r, const char *name)
{
	const crm_json *own = crm_json_get(r->own, name);
	return own ? own : crm_json_get(r->base, name);
}

static const char *demo_key(const struct demo_record *r, const char *object, const char *ref)
{
	return crm_arena_printf(r->demo->arena, "%s %s %s", r->host->name, object, ref);
}

/* The reference if such a record stands in the same system. */
static const char *demo_ref(const struct demo_record *r, const char *object, const char *ref)
{
	const char *key = demo_key(r, object, ref);
	return key && seed_hash_set_has(&r->demo->refs, key) ? ref : NULL;
}

static int demo_read_list(const struct demo_record *r, const struct demo_member *m, const crm_json *list, char *out,
			  struct crm_error *err)
{
	if (!crm_json_is_array(list) || crm_json_size(list) > DEMO_MAX_LIST)
		return demo_wrong(r, m->name, "a list of at most 16 texts", err);
	const char **items = crm_arena_calloc(r->demo->arena, DEMO_MAX_LIST, sizeof *items);
	if (!items)
		return crm_error_no_memory(err);
	size_t n = 0;
	for (const crm_json *e = crm_json_first(list); e; e = crm_json_next(e)) {
		if (!crm_json_is_string(e))
			return demo_wrong(r, m->name, "a list of at most 16 texts", err);
		const char *text = crm_json_text(e);
		items[n] = m->type == DEMO_CONTACTS ? demo_ref(r, "contact", text) : text;
		n += items[n] != NULL;
	}
	memcpy(out + m->offset, &items, sizeof items);
	memcpy(out + m->count_offset, &n, sizeof n);
	return CRM_OK;
}

static int demo_read_flag(const struct demo_record *r, const struct demo_member *m, const crm_json *value, char *out,
			  struct crm_error *err)
{
	if (crm_json_type(value) != CRM_JSON_BOOL)
		return demo_wrong(r, m->name, "true or false", err);
	bool flag = crm_json_true(value);
	memcpy(out + m->offset, &flag, sizeof flag);
	return CRM_OK;
}

static int demo_read_time(const struct demo_record *r, const struct demo_member *m, const crm_json *value, char *out,
			  struct crm_error *err)
{
	int64_t ms;
	if (!crm_json_is_string(value) || !crm_time_parse(crm_json_text(value), &ms))
		return demo_wrong(r, m->name, "a time, \"2025-03-01T09:00:00Z\"", err);
	memcpy(out + m->offset, &ms, sizeof ms);
	return CRM_OK;
}

static int demo_read_member(const struct demo_record *r, const struct demo_member *m, const crm_json *value, char *out,
			    struct crm_error *err)
{
	switch (m->type) {
	case DEMO_FLAG:
		return demo_read_flag(r, m, value, out, err);
	case DEMO_TIME:
		return demo_read_time(r, m, value, out, err);
	case DEMO_LIST:
	case DEMO_CONTACTS:
		return demo_read_list(r, m, value, out, err);
	default:
		break;
	}
	if (!crm_json_is_string(value))
		return demo_wrong(r, m->name, "a text", err);
	const char *text = crm_json_text(value);
	if (m->type == DEMO_COMPANY)
		text = demo_ref(r, "company", text);
	memcpy(out + m->offset, &text, sizeof text);
	return CRM_OK;
}

static int demo_check_names(const struct demo_record *r, const crm_json *members, const struct demo_kind *kind,
			    struct crm_error *err)
{
	for (const crm_json *e = crm_json_first(members); e; e = crm_json_next(e)) {
		const struct demo_member *m = kind->members;
		while (m->name && strcmp(m->name, crm_json_name(e)) != 0)
			m++;
		if (!m->name)
			return crm_error_set(err, CRM_E_INVALID, "'%s': a %s has no member '%s'", r->entity,
					     kind->object, crm_json_name(e));
	}
	return CRM_OK;
}

static int demo_read_record(const struct demo_record *r, const struct demo_kind *kind, union demo_thing *thing,
			    struct crm_error *err)
{
	int rc = demo_check_names(r, r->base, kind, err);
	if (rc >= 0)
		rc = demo_check_names(r, r->own, kind, err);
	for (const struct demo_member *m = kind->members; m->name && rc >= 0; m++) {
		const crm_json *value = demo_get(r, m->name);
		if (value && !crm_json_is_null(value))
			rc = demo_read_member(r, m, value, (char *)thing, err);
	}
	return rc;
}

/* ---- things ---------------------------------------------------------------------------------------------------- */

static int demo_make_record(struct demo_record *r, const struct demo_kind *kind, struct crm_error *err)
{
	crm_arena_reset(r->demo->arena);
	union demo_thing thing;
	memset(&thing, 0, sizeof thing);
	r->ref = r->copy ? crm_arena_printf(r->demo->arena, "%s#%u", r->entity, r->copy + 1) : r->entity;
	const char *key = r->ref ? demo_key(r, kind->object, r->ref) : NULL;
	if (!key)
		return crm_error_no_memory(err);
	if (kind->ref_offset != SIZE_MAX)
		memcpy((char *)&thing + kind->ref_offset, &r->ref, sizeof r->ref);
	int rc = demo_read_record(r, kind, &thing, err);
	if (rc >= 0)
		rc = kind->write(r->demo->writer, r->host, r->entity, &thing, err);
	if (rc >= 0 && seed_hash_set_add(&r->demo->refs, key) < 0)
		rc = crm_error_no_memory(err);
	return rc;
}

static struct face_host *demo_find_host(const struct twin *twin, const char *vendor)
{
	for (size_t i = 0; i < twin->n_hosts; i++)
		if (strcmp(twin->hosts[i]->vendor->name, vendor) == 0)
			return twin->hosts[i];
	return NULL;
}

static int demo_make_in(struct demo_record *r, const struct demo_kind *kind, const crm_json *in, struct crm_error *err)
{
	r->host = demo_find_host(r->demo->writer->twin, crm_json_name(in));
	if (!r->host)
		return CRM_OK;
	bool several = crm_json_is_array(in);
	r->copy = 0;
	for (const crm_json *e = several ? crm_json_first(in) : in; e; e = several ? crm_json_next(e) : NULL) {
		if (!crm_json_is_object(e))
			return demo_wrong(r, crm_json_name(in), "an object or a list of objects", err);
		r->own = e;
		int rc = demo_make_record(r, kind, err);
		if (rc < 0)
			return rc;
		r->copy++;
	}
	return CRM_OK;
}

static int demo_make_thing(struct demo *demo, const struct demo_kind *kind, const crm_json *thing,
			   struct crm_error *err)
{
	struct demo_record r = {
		.demo = demo,
		.entity = crm_json_get_string(thing, "entity"),
		.base = crm_json_get(thing, "base"),
	};
	const crm_json *in = crm_json_get(thing, "in");
	if (!r.entity || !crm_json_is_object(r.base) || !crm_json_is_object(in))
		return crm_error_set(err, CRM_E_INVALID, "'%s': must have \"entity\", \"base\" and \"in\"",
				     r.entity ? r.entity : "");
	int rc = CRM_OK;
	for (const crm_json *e = crm_json_first(in); e && rc >= 0; e = crm_json_next(e))
		rc = demo_make_in(&r, kind, e, err);
	return rc;
}

static int demo_read_file(struct demo *demo, const struct demo_kind *kind, const char *path, struct crm_error *err)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_JSON_MAX_SIZE);
	crm_json *root = NULL;
	int rc = file_read(path, &text, err);
	if (rc >= 0) {
		rc = crm_json_parse(text.ptr, text.len, &root, err);
		if (rc >= 0 && !crm_json_is_array(root))
			rc = crm_error_set(err, CRM_E_INVALID, "must be a list");
		for (const crm_json *e = crm_json_first(root); e && rc >= 0; e = crm_json_next(e))
			rc = demo_make_thing(demo, kind, e, err);
		if (rc < 0)
			crm_error_prefix(err, "%s", path);
	}
	crm_json_free(root);
	crm_buf_free(&text);
	return rc;
}

int seed_demo(struct seed_writer *w, const char *folder, struct crm_error *err)
{
	struct demo demo = {.writer = w, .arena = crm_arena_new()};
	struct crm_buf path;
	crm_buf_init(&path, 65536);
	int rc = demo.arena ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; i < N_DEMO_KINDS && rc >= 0; i++) {
		crm_buf_reset(&path);
		crm_buf_printf(&path, "%s/%s", folder, demo_kinds[i].file);
		rc = path.failed ? crm_error_no_memory(err) : demo_read_file(&demo, &demo_kinds[i], path.ptr, err);
	}
	crm_buf_free(&path);
	seed_hash_set_free(&demo.refs);
	crm_arena_free(demo.arena);
	return rc;
}
