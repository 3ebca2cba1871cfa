/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of hold asks, what it protects from, and which answers it takes. */
#include <sync/review.h>

#include <string.h>

#define MOST_RECORDS 20 /* of one question; of more, nobody says at a glance that all are the same */

struct kind {
	const char *name, *question, *protects;
	const char *accept, *reject, *separate, *resolve;
	const char *instead;
};

static const struct kind kinds[CRM_REVIEW_KINDS] = {
	{"ambiguous", "Are these records the same?",
	 "Joining them by a guess could mix two people up; creating them elsewhere could make a second one of the "
	 "same.",
	 "they are all the same", "no two of them are the same", "no two of them are the same", NULL, NULL},
	{"merge", "In one system these became one record. Are their partners in the other systems the same, too?",
	 "Merging is harder to undo than leaving apart, and what looks like a merge may be a deletion.",
	 "they are the same", "they are not the same", "they are not the same", NULL, NULL},
	{"duplicate", "Is the record that would be created, or given the value, the same as this one?",
	 "Creating it would make a duplicate, or would be refused by the vendor.", "they are the same",
	 "they are not the same", "they are not the same", NULL, NULL},
	{"conflict", "The systems hold different values, and the field's rule is hold. Whose value wins?",
	 "Writing one of them would overwrite what somebody entered elsewhere.", NULL, NULL, NULL,
	 "the value of that system is written to the others", NULL},
	{"delete", "The record is gone in one system. Is it to be deleted in the others, too?",
	 "What looks like a deletion may be a merge, and the others may still be wanted.",
	 "it is deleted in the other systems, too", "the others stay", NULL, NULL, NULL},
	{"in_doubt", "The answer to a create was lost. Was the record created?",
	 "Creating it once more could make a duplicate.", NULL, "it was not created: the next sync creates it", NULL,
	 NULL,
	 "If it is there, nothing has to be said: join it with crmsync match --accept, or merge the doubles in the "
	 "CRM; the next sync looks again."},
	{"rejected", "The vendor refused this. Shall it be sent again?",
	 "Sending the same again would be refused again, and costs calls.", "the next sync sends it once more", NULL,
	 NULL, NULL,
	 "Correct the value in a CRM, or what the vendor complains of in its settings: what has changed is sent by "
	 "itself."},
	{"blocked", "The system would refuse this value.", "A write that fails takes others of its batch along.", NULL,
	 NULL, NULL, NULL,
	 "Add the option in the CRM, map the value (objects in crmsync.yaml), correct it in a CRM, or only pull the "
	 "field; the next sync goes on by itself."},
	{"owner", "The owner is not known in this system, or not active there.",
	 "Giving the record to somebody else would be a guess.", NULL, NULL, NULL, NULL,
	 "Make a user with that e-mail address in that CRM, activate it, or hand the records over to somebody who is "
	 "active there."},
	{"parent", "It belongs to a record that is not there.",
	 "Without its company or contact it would stand alone, or be doubled.", NULL, NULL, NULL, NULL,
	 "Decide about the record that it belongs to; this one follows by itself."},
	{"erased", "The person was erased on request (crmsync forget).",
	 "Creating the record elsewhere would undo the erasure.", NULL, NULL, NULL, NULL,
	 "Delete the record in the CRM that still has it, or leave it there alone."},
};

size_t crm_review_kind(const char *kind)
{
	size_t i = 0;
	while (i < CRM_REVIEW_KINDS && strcmp(kinds[i].name, kind) != 0)
		i++;
	return i;
}

const char *crm_review_kind_name(size_t kind)
{
	return kind < CRM_REVIEW_KINDS ? kinds[kind].name : "other";
}

static const char *const names[] = {
	[CRM_ANSWER_ACCEPT] = "accept",
	[CRM_ANSWER_REJECT] = "reject",
	[CRM_ANSWER_SEPARATE] = "keep-separate",
	[CRM_ANSWER_RESOLVE] = "resolve",
};

const char *crm_answer_name(enum crm_answer answer)
{
	return answer < CRM_ANSWERS ? names[answer] : NULL;
}

enum crm_answer crm_answer_parse(const char *name)
{
	for (unsigned a = CRM_ANSWER_ACCEPT; a < CRM_ANSWERS; a++)
		if (strcmp(names[a], name) == 0)
			return (enum crm_answer)a;
	return CRM_ANSWER_NONE;
}

static void no_answers(struct crm_review_item *item, const char *instead)
{
	memset(item->answers, 0, sizeof item->answers);
	item->instead = instead;
}

/* A question about records needs two of them that are still there. */
static void explain_records(struct crm_review_item *item)
{
	size_t there = 0;
	for (size_t i = 0; i < item->n_records; i++)
		there += item->records[i].found;
	if (there == item->n_records && there >= 2 && there <= MOST_RECORDS) {
		item->instead =
			there > 2 ? "If only some of them are the same, decide about two at a time: crmsync match "
				    "--accept A B, --keep-separate A B."
				  : NULL;
		return;
	}
	no_answers(item, there != item->n_records
				 ? "One of the records is no longer in the store: the next sync asks anew."
			 : item->n_records < 2
				 ? "Too many records have this in common to ask about all of them: correct the value "
				   "that they share in the CRMs, or decide about two at a time with crmsync match."
				 : "Too many records for one answer: decide about two at a time with crmsync match.");
}

static bool is_set(const struct crm_review_item *item, const char *member)
{
	return item->hold.detail != NULL && strstr(item->hold.detail, member) != NULL;
}

static void explain_kind(struct crm_review_item *item, bool op_held)
{
	const char *kind = item->hold.kind;
	bool records = strcmp(kind, "ambiguous") == 0 || strcmp(kind, "merge") == 0 || strcmp(kind, "duplicate") == 0;
	if (records)
		explain_records(item);
	if (strcmp(kind, "duplicate") == 0 && item->hold.field != NULL) {
		item->answers[CRM_ANSWER_REJECT] = item->answers[CRM_ANSWER_SEPARATE] = NULL;
		item->instead = item->instead
					? item->instead
					: "If they are not the same, one of them has the wrong address: correct it "
					  "in a CRM.";
	} else if (strcmp(kind, "conflict") == 0 && item->n_values == 0) {
		no_answers(item, "Make the values the same in the CRMs, or run crmsync sync to have the question put "
				 "anew.");
	} else if (strcmp(kind, "delete") == 0 && !is_set(item, "\"unsure\"")) {
		no_answers(item, "Restore it from the recycle bin of that CRM: then it is linked as before. A new one "
				 "would not have its history.");
	} else if (strcmp(kind, "in_doubt") == 0 && !op_held) {
		no_answers(item, "Nothing has to be done: the next sync looks it up.");
	} else if (strcmp(kind, "rejected") == 0 && item->uid == NULL) {
		no_answers(item, item->instead);
	}
}

void crm_review_explain(struct crm_review_item *item, bool op_held)
{
	size_t at = crm_review_kind(item->hold.kind);
	if (at == CRM_REVIEW_KINDS) {
		item->question = "";
		item->protects = "";
		item->instead = "This kind of question is of another version of crmsync.";
		return;
	}
	const struct kind *k = &kinds[at];
	item->question = k->question;
	item->protects = k->protects;
	item->answers[CRM_ANSWER_ACCEPT] = k->accept;
	item->answers[CRM_ANSWER_REJECT] = k->reject;
	item->answers[CRM_ANSWER_SEPARATE] = k->separate;
	item->answers[CRM_ANSWER_RESOLVE] = k->resolve;
	item->instead = k->instead;
	explain_kind(item, op_held);
}
