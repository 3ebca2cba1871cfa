/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an operation writes, as JSON in the outbox, and back as what push() takes.
 *
 *   {"set":[{"p":"email","f":"email","v":"a@b"}, {"p":"AccountId","f":"company","r":"company","u":["<uid>"],"m":false},
 * ...]}   create, update
 *   {"p":"@company","f":"company","r":"company","u":["<uid>"],"first":true} associate, dissociate
 *
 * v: string, null or array; r: the object referred to; u: uids of golden records, which become the system's own ids
 * when sent; m: the property takes a list.
 */
#ifndef CRM_SYNC_PAYLOAD_H
#define CRM_SYNC_PAYLOAD_H

#include <sync/engine.h>

/* Around the properties of a "set". */
void crm_payload_set_begin(struct crm_json_writer *w);
void crm_payload_set_end(struct crm_json_writer *w);
/* By which refusals know a payload again. */
int64_t crm_payload_hash(const char *payload, int kind);
/* One property of a "set". `refers` CRM_OBJECTS: no reference. */
void crm_payload_property(struct crm_json_writer *w, const char *property, const char *field,
			  const struct crm_value *value, enum crm_object refers);

/* One that is put back; piece: what the vendor keeps it in ("w" of the item), NULL: nothing. */
void crm_payload_restored(struct crm_json_writer *w, const char *property, const char *field,
			  const struct crm_value *value, const char *piece);

struct crm_payload_item {
	const char *property, *field;
	struct crm_value value; /* with references turned into vendor ids */
	bool unresolved;        /* a record that it refers to is not in the system (yet) */
	bool in_doubt;          /* and may be there all the same: the answer to its create was lost */
};

struct crm_payload {
	struct crm_payload_item *items; /* one for associations */
	size_t n;
	bool primary;
};

/* Reads a payload and turns uids into the system's ids.  CRM_E_STORE if the text is damaged. */
int crm_payload_read(struct crm_engine *e, const struct crm_system *s, const char *json, struct crm_arena *arena,
		     struct crm_payload *out, struct crm_error *err);

#endif
