/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a vendor's face of the sandbox is.  The server (server.c) owns HTTP, history, faults, clock and control requests;
 * a face answers the vendor's paths for one system and keeps that system's records.  All calls to one face are serialised by
 * the server: a face needs no locks.  A face is written from the vendor's specification and recordings, never from a connector.
 */
#ifndef SANDBOX_FACE_H
#define SANDBOX_FACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>
#include <crmsync/json.h>
#include <crmsync/record.h>

struct face_request {
	const char *method;
	const char *path;  /* decoded, without the /SYSTEM prefix, begins with '/' */
	const char *query; /* raw query string without '?', "" if none; see face_query() */
	const char *body;  /* NUL-terminated */
	size_t body_len;
	const char *base;  /* absolute URL of this system, "http://127.0.0.1:8123/salesforce", for links in answers */
	const void *http;  /* for face_header(): a struct face_http of host.h, NULL: no headers */
};

struct face_response {
	int status;
	struct crm_buf body;         /* initialised */
	const char *content_type;    /* static text; default "application/json;charset=utf-8" */
	struct crm_buf header_block; /* "Name: value\n" lines; add through face_set_header() */
	bool mutating;               /* set when the request changed data (or would have): for the history */
	unsigned records;            /* how many records were returned or written: for the history */
};

/* Value of a request header (case-insensitive) or NULL. */
const char *face_header(const struct face_request *req, const char *name);
/* Decoded value of a query parameter, appended to out; false if absent.  `nth` for repeated ones, from 0. */
bool face_query(const struct face_request *req, const char *name, unsigned nth, struct crm_buf *out);
void face_set_header(struct face_response *resp, const char *name, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Options of a system that PUT /__sandbox/options/SYSTEM sets; a face reads what it knows. */
struct face_options {
	int64_t search_lag_ms; /* -1: the vendor's usual (HubSpot 0 in tests unless set) */
	int64_t burst_limit;   /* requests per the vendor's burst window, -1: vendor's default, 0: unlimited */
	int64_t daily_limit;   /* calls or tokens a day, -1: vendor's default */
	int64_t token_ttl_s;   /* lifetime of access tokens handed out, -1: vendor's default */
	int64_t latency_ms;    /* answered by the server */
	const crm_json *all;   /* the whole options document: "normalise" {"phone":"e164","email":"lower","amount":"2","empty_company":"Unknown"},
	                          "required_token" (static token that is accepted, default: any non-empty), "tenant", "deny_setup" (bool),
	                          "deny_fields" [names left out of answers], and what else a face documents */
};

struct face_host; /* the server's side */

#define FACE_ID_SIZE 64 /* room for a vendor's record id with its NUL */

/* Vendor's clock in ms: wall clock plus what POST /__sandbox/clock added. */
int64_t face_now(struct face_host *host);
const struct face_options *face_options(struct face_host *host); /* ask anew for each request: `all` may have been replaced */
/* Deterministic pseudo-random numbers, seeded per system. */
uint64_t face_random(struct face_host *host);
/* Formats phone/e-mail/... as options.normalise asks ("phone":"e164" strips all but digits and puts + before; "email":"lower";
   "amount":"2" rounds to 2 decimals; any key takes any of these, or "trim"; "empty_...":TEXT gives TEXT where value is NULL or "");
   false, with nothing appended: leave the value as it is. `what` is the normalise key. */
bool face_normalise(struct face_host *host, const char *what, const char *value, struct crm_buf *out);

struct face; /* a face's own state */

/* Plain description of a person, company or deal of the demo or generated data (sandbox/seed.c makes them);
   a face turns it into its vendor's record.  Members may be NULL / "" : not known in this system. */
struct seed_company {
	const char *ref;  /* handle that other seed records use, unique within the system */
	const char *name, *domain, *website, *phone, *street, *postcode, *city, *state, *country; /* country as the vendor's users write it */
	const char *industry; /* plain words, "Computer Software" */
	const char *employees, *revenue, *vat_id, *owner_email, *description;
	int64_t created, modified;
};
struct seed_contact {
	const char *ref;
	const char *first_name, *last_name, *salutation, *email, *phone, *mobile, *title, *street, *postcode, *city, *state, *country;
	const char *const *more_emails; size_t n_more_emails;
	const char *company_ref;   /* seed_company.ref, NULL: none */
	const char *company_name;  /* free text (leads) */
	const char *owner_email, *lifecycle /* subscriber lead marketingqualifiedlead salesqualifiedlead opportunity customer */,
	    *lead_status, *source, *language, *birthday /* YYYY-MM-DD */;
	bool opted_out;
	bool is_lead;              /* Salesforce: a Lead; elsewhere a contact */
	const char *converted_ref; /* Salesforce lead converted into this contact's ref */
	int64_t created, modified;
};
struct seed_deal {
	const char *ref;
	const char *name, *amount, *currency, *pipeline, *stage /* qualification meeting proposal negotiation contract won lost */,
	    *close_date, *probability, *owner_email, *company_ref;
	const char *const *contact_refs; size_t n_contact_refs;
	int64_t created, modified;
};
struct seed_owner {
	const char *email, *first_name, *last_name;
	bool active;
};

/* A record as crmsync's store holds it (sandbox/from_store.c). */
struct face_source {
	const char *object;        /* "contact", "company", "deal" */
	const char *id;            /* the vendor's */
	const char *kind, *into;   /* kind of record, and what it went into; NULL: none */
	enum crm_life life;
	int64_t modified;
	const crm_json *raw;       /* the record as the vendor sent it; an empty object: nothing is known of it */
	/* what crmsync made of it, where the answer does not hold it; NULL: none or unknown */
	const char *owner;         /* e-mail */
	const char *company;       /* id; of several the primary one */
	const crm_json *contacts;  /* deals: array of [id], the primary one first */
};

struct face_vendor {
	const char *name; /* "hubspot" */

	int (*open)(struct face_host *host, struct face **out, struct crm_error *err);
	void (*close)(struct face *face);

	/* Answers one vendor request.  Always sets a status. */
	void (*handle)(struct face *face, const struct face_request *req, struct face_response *resp);

	/* Seeding, before the server listens; owners first, then companies, contacts, deals.  id_out: the vendor id that the record
	   got (for the truth file), as list() shows it; may be NULL. */
	int (*seed_owner)(struct face *face, const struct seed_owner *o, char id_out[FACE_ID_SIZE], struct crm_error *err);
	int (*seed_company)(struct face *face, const struct seed_company *c, char id_out[FACE_ID_SIZE], struct crm_error *err);
	int (*seed_contact)(struct face *face, const struct seed_contact *c, char id_out[FACE_ID_SIZE], struct crm_error *err);
	int (*seed_deal)(struct face *face, const struct seed_deal *d, char id_out[FACE_ID_SIZE], struct crm_error *err);

	/* Control interface.  `object` is contact, company, deal, owner (or a vendor's own name such as "Lead").
	   list: appends JSON lines {"id":..., "object":..., "archived":bool, "merged_into":id|null, "properties":{vendor field names}, ...}.
	   edit: a person's change in the CRM's own UI: id NULL creates; fields is a JSON object in the vendor's names; associations through
	   the vendor's reference fields or "@company"/"@contacts" arrays of ids where the vendor has no field.  Appends the record's line.
	   remove: a person's delete.  merge: a person's merge in the vendor's UI, with the vendor's consequences (new id at HubSpot when
	   the option "merge_new_id" is set, loser's id gone, MasterRecordId, ...). */
	int (*list)(struct face *face, const char *object, struct crm_buf *out, struct crm_error *err);
	int (*edit)(struct face *face, const char *object, const char *id, const crm_json *fields, struct crm_buf *out,
	            struct crm_error *err);
	int (*remove)(struct face *face, const char *object, const char *id, struct crm_error *err);
	int (*merge)(struct face *face, const char *object, const char *winner, const char *loser, struct crm_buf *out,
	             struct crm_error *err);

	/* Filling from a store, before the server listens; NULL: this vendor cannot.  First the fields of each object, as crmsync keeps
	   them: [{"name","label","kind","type" (enum crm_property_type),"unique","multiple","max_length","options":[{"value","label","parent"}]}];
	   then records: companies, contacts, deals, of each those that went into another last.  What the vendor computes is computed anew. */
	int (*restore_fields)(struct face *face, const char *object, const crm_json *fields, struct crm_error *err);
	int (*restore)(struct face *face, const struct face_source *source, struct crm_error *err);

	/* Whole state as JSON lines, and back (for --state). */
	int (*save)(struct face *face, struct crm_buf *out, struct crm_error *err);
	int (*load)(struct face *face, const char *text, size_t len, struct crm_error *err);

	/* Gives no id that `from`, a face of this vendor, ever gave: for a face that takes its place with an older state.  Negative: no
	   memory.  NULL: the vendor's ids may come again. */
	int (*keep_ids)(struct face *face, const struct face *from);
};

extern const struct face_vendor face_hubspot;
extern const struct face_vendor face_salesforce;
extern const struct face_vendor face_pipedrive;

#endif
