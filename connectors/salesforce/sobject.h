/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Salesforce objects that the connector speaks of, and record ids.
 *
 * A record id has 15 case-sensitive characters, or 18 where three more make it safe to compare without case; the API
 * answers with 18.  Its first three characters say which object it belongs to (Object Reference, "Field Types": ID).
 */
#ifndef CRM_SALESFORCE_SOBJECT_H
#define CRM_SALESFORCE_SOBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include <crmsync/mem.h>
#include <crmsync/record.h>

enum sf_type { SF_ACCOUNT, SF_CONTACT, SF_LEAD, SF_OPPORTUNITY, SF_USER, SF_TYPES };

#define SF_OBJECT_TYPES 2 /* at most so many Salesforce objects stand for one of ours */
#define SF_ID_SIZE      19

struct sf_sobject {
	const char *name;   /* "Contact" */
	const char *prefix; /* of its ids: "003" */
	enum crm_object object;
	const char *kind; /* record kind, NULL where one object of theirs is one of ours */
	bool mergeable;   /* has MasterRecordId */
};

const struct sf_sobject *sf_sobject(enum sf_type type);
/* Types that stand for the object; how many (0: none). */
size_t sf_types_of(enum crm_object object, bool with_leads, enum sf_type out[SF_OBJECT_TYPES]);
/* The type of that name among those of the object; false if there is none. */
bool sf_type_by_name(enum crm_object object, const char *name, enum sf_type *out);
/* The type whose prefix the id bears among those of the object; false if it is no id or of something else. */
bool sf_type_of_id(enum crm_object object, const char *id, enum sf_type *out);

/* Writes the 18-character form of text[0..len), which has 15 or 18 characters; false if it is no id. */
bool sf_id_long(const char *text, size_t len, char out[SF_ID_SIZE]);
/* The 18-character form in the arena; text itself, copied, if it is no id; NULL on out of memory or for NULL. */
const char *sf_id_keep(struct crm_arena *arena, const char *text);
/* Whether both name the same record. */
bool sf_id_same(const char *a, const char *b);

#endif
