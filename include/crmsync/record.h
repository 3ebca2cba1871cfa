/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What travels between a connector and the engine: records of flat properties in neutral text form.
 *
 * Neutral form, the same for every vendor (connectors convert from and to their wire):
 *   text, email, phone, url   as stored by the vendor, UTF-8
 *   number, money             exact decimal text, "1234.50"
 *   bool                      "true" / "false"
 *   date                      "YYYY-MM-DD"
 *   datetime                  RFC 3339 UTC, "2026-11-21T17:50:00Z" or with ".123"
 *   enum                      the vendor's stored code (HubSpot option value, Salesforce API value, Pipedrive option id)
 *   multi-select              CRM_LIST of codes
 *   reference                 the vendor's id of the record referred to; several: CRM_LIST of ids
 */
#ifndef CRMSYNC_RECORD_H
#define CRMSYNC_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The objects that crmsync knows.  Owners and pipelines are read-only. */
enum crm_object { CRM_COMPANY, CRM_CONTACT, CRM_DEAL, CRM_OWNER, CRM_PIPELINE, CRM_OBJECTS };

const char *crm_object_name(enum crm_object object);   /* "contact" */
const char *crm_object_plural(enum crm_object object); /* "contacts" */
/* Accepts both. */
bool crm_object_parse(const char *name, enum crm_object *out);

/* Absent, null, empty and not permitted are four different things. */
enum crm_kind {
	CRM_ABSENT, /* the answer did not mention the property: nothing is known */
	CRM_DENIED, /* the vendor said that we may not read it */
	CRM_NULL,   /* the vendor said: no value */
	CRM_TEXT,   /* a value; text may be "" (empty is not null) */
	CRM_LIST    /* several values; n may be 0 */
};

struct crm_value {
	enum crm_kind kind;
	const char *text;         /* CRM_TEXT only, never NULL then */
	const char *const *items; /* CRM_LIST only */
	size_t n;
};

struct crm_property {
	const char *name; /* vendor's name; names that begin with '@' are a connector's own (see its README) */
	struct crm_value value;
};

enum crm_life {
	CRM_LIVE,
	CRM_ARCHIVED, /* deleted, may be restored (recycle bin) */
	CRM_DELETED,  /* gone for good as far as the vendor tells */
	CRM_MERGED,   /* merged away: into names the survivor */
	CRM_CONVERTED /* Salesforce lead that became a contact: into names the contact */
};

struct crm_record {
	enum crm_object object;
	const char *kind;  /* the vendor's own object name where several stand for one of ours ("Lead", "Contact"), else NULL */
	const char *id;    /* vendor's id, stable, unique within system and object */
	enum crm_life life;
	const char *into;  /* CRM_MERGED, CRM_CONVERTED: survivor's id; NULL if the vendor does not tell */
	const char *const *absorbed; /* ids of records that were merged into this one, as far as the vendor tells */
	size_t n_absorbed;
	int64_t modified;  /* vendor's modification stamp in ms, 0 if unknown; never used to decide what is newer unless a rule says so */
	const struct crm_property *properties;
	size_t n_properties;
	const char *raw;   /* the record as the vendor sent it, JSON */
	size_t raw_len;
};

/* The property of that name, or NULL. */
const struct crm_value *crm_record_get(const struct crm_record *record, const char *name);

#endif
