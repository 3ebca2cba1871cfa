/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging of two records.  The winner's values stay, its blanks are filled from the loser; the loser's addresses become
 * additional ones; the stage that is further down the funnel stays, and so does the older creation date.  Both ids lead
 * to the survivor afterwards.  Option "merge_new_id": the survivor is a new record, as the vendor does since 2025.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "hubspot.h"

static bool never_copied(const struct hs_property *p)
{
	static const char *const names[] = {"hs_merged_object_ids", "hs_calculated_merged_vids",
					    "hs_additional_emails", "email",
					    "hs_email_optout",      "lifecyclestage"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], p->name) == 0)
			return true;
	return (p->flags & HS_UNIQUE) != 0;
}

static int fill_blanks(struct face *face, struct hs_record *to, const struct hs_record *from, int64_t now)
{
	for (size_t i = 0; i < from->live->n; i++) {
		const struct hs_value *value = from->live->v[i];
		const struct hs_property *p = hs_property_at(face, from->type, value->slot);
		if (!value->text[0] || hs_text(to, value->slot) || never_copied(p))
			continue;
		if (hs_record_set(face, to, value->slot, value->text, now, HS_BY_VENDOR) < 0)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

static int order_of(const struct hs_property *p, const char *value)
{
	for (size_t i = 0; value && i < p->n_options; i++)
		if (strcmp(p->options[i].value, value) == 0)
			return p->options[i].display_order;
	return -1;
}

static int merge_stage(struct face *face, struct hs_record *to, const struct hs_record *from, int64_t now)
{
	hs_slot slot = hs_slot_of(face, to->type, "lifecyclestage");
	if (slot == HS_NO_SLOT)
		return CRM_OK;
	const struct hs_property *p = hs_property_at(face, to->type, slot);
	if (order_of(p, hs_text(from, slot)) <= order_of(p, hs_text(to, slot)))
		return CRM_OK;
	return hs_record_set(face, to, slot, hs_text(from, slot), now, HS_BY_VENDOR);
}

static void list_add(struct crm_buf *list, const char *items)
{
	if (items && *items)
		crm_buf_printf(list, "%s%s", list->len ? ";" : "", items);
}

/* Sets a list property to a, b and c, joined; any may be NULL. */
static int set_list(struct face *face, struct hs_record *record, const char *name, const char *a, const char *b,
		    const char *c, int64_t now)
{
	struct crm_buf list;
	crm_buf_init(&list, CRM_BUF_MAX);
	list_add(&list, a);
	list_add(&list, b);
	list_add(&list, c);
	int rc = list.failed ? CRM_E_NOMEM : hs_record_set_named(face, record, name, list.ptr, now, HS_BY_VENDOR);
	crm_buf_free(&list);
	return rc;
}

static int merge_ids(struct face *face, struct hs_record *to, const struct hs_record *from, int64_t now)
{
	char id[24], vid[48];
	snprintf(id, sizeof id, "%" PRIu64, from->id);
	snprintf(vid, sizeof vid, "%" PRIu64 ":%" PRId64, from->id, now);
	int rc = set_list(face, to, "hs_merged_object_ids", hs_text_named(face, to, "hs_merged_object_ids"),
			  hs_text_named(face, from, "hs_merged_object_ids"), id, now);
	if (rc == CRM_OK && to->type == HS_CONTACT)
		rc = set_list(face, to, "hs_calculated_merged_vids",
			      hs_text_named(face, to, "hs_calculated_merged_vids"),
			      hs_text_named(face, from, "hs_calculated_merged_vids"), vid, now);
	return rc;
}

/* After the loser is out of the way: its addresses are free to be the survivor's. */
static int merge_addresses(struct face *face, struct hs_record *to, const char *primary, const char *more, int64_t now)
{
	if (to->type != HS_CONTACT)
		return CRM_OK;
	if (primary && !hs_text_named(face, to, "email")) {
		int rc = hs_record_set_named(face, to, "email", primary, now, HS_BY_VENDOR);
		if (rc < 0)
			return rc;
		primary = NULL;
	}
	return set_list(face, to, "hs_additional_emails", hs_text_named(face, to, "hs_additional_emails"), primary,
			more, now);
}

static int absorb(struct face *face, struct hs_record *to, struct hs_record *from, int64_t now)
{
	int rc = fill_blanks(face, to, from, now);
	if (rc == CRM_OK)
		rc = merge_stage(face, to, from, now);
	if (rc == CRM_OK)
		rc = merge_ids(face, to, from, now);
	if (rc == CRM_OK)
		rc = hs_links_move(face, from, to, now);
	if (rc < 0)
		return rc;
	if (from->created < to->created)
		to->created = from->created;
	hs_hash_remove(face, from);
	hs_index_keep(face, from);
	from->merged_into = to;
	rc = merge_addresses(face, to, hs_text_named(face, from, "email"),
			     hs_text_named(face, from, "hs_additional_emails"), now);
	return rc < 0 ? rc : hs_index_changed(face, from);
}

/* Moves the winner to a new id: an empty record absorbs it, unique values included. */
static int renew(struct face *face, struct hs_record *winner, int64_t now, struct hs_record **out)
{
	struct hs_record *fresh = hs_record_new(face, winner->type, 0, now, (enum hs_source)winner->source);
	if (!fresh)
		return CRM_E_NOMEM;
	fresh->created = winner->created;
	int rc = absorb(face, fresh, winner, now);
	for (size_t i = 0; rc == CRM_OK && i < winner->live->n; i++) {
		const struct hs_value *value = winner->live->v[i];
		if (value->text[0] && !hs_text(fresh, value->slot))
			rc = hs_record_set(face, fresh, value->slot, value->text, now, HS_BY_VENDOR);
	}
	*out = fresh;
	return rc;
}

int hs_merge(struct face *face, struct hs_record *winner, struct hs_record *loser, int64_t now, struct hs_record **out)
{
	struct hs_record *survivor = winner;
	int rc = CRM_OK;
	if (hs_option_flag(face, "merge_new_id", false))
		rc = renew(face, winner, now, &survivor);
	if (rc == CRM_OK)
		rc = absorb(face, survivor, loser, now);
	if (rc == CRM_OK)
		rc = hs_record_touch(face, survivor, now);
	*out = survivor;
	return rc;
}
