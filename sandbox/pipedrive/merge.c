/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merges: PUT /v1/{persons,organizations,deals}/{id}/merge.  The id in the URL disappears, merge_with_id survives and
 * keeps its values; what it lacks comes from the other, and whatever pointed at the other points at it.
 */
#include <string.h>

#include "pipedrive.h"

/* Appends the entries of `from` whose value is not in `to` yet, never as the primary one. */
static bool channels_union(struct face *face, struct pd_record *winner, const struct pd_record *loser, size_t slot)
{
	crm_json *ours = pd_parse(pd_json(winner, slot)), *theirs = pd_parse(pd_json(loser, slot));
	struct crm_json_writer w;
	struct crm_buf json;
	bool ok = ours && theirs;

	crm_buf_init(&json, CRM_BUF_MAX);
	crm_jw_init(&w, &json);
	crm_jw_array(&w);
	for (const crm_json *e = crm_json_first(ours); e; e = crm_json_next(e))
		crm_jw_value(&w, e);
	for (const crm_json *e = crm_json_first(theirs); e && ok; e = crm_json_next(e)) {
		const char *value = pd_fold(face->arena, crm_json_get_string(e, "value"));
		bool known = false;

		ok = value != NULL;
		for (const crm_json *o = crm_json_first(ours); ok && o && !known; o = crm_json_next(o)) {
			const char *other = pd_fold(face->arena, crm_json_get_string(o, "value"));

			ok = other != NULL;
			known = ok && strcmp(value, other) == 0;
		}
		if (!ok || known)
			continue;
		crm_jw_object(&w);
		crm_jw_field(&w, "value", crm_json_get_string(e, "value"));
		crm_jw_field_bool(&w, "primary", !crm_json_first(ours) && crm_json_true(crm_json_get(e, "primary")));
		crm_jw_field(&w, "label", crm_json_get_string(e, "label"));
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	ok = ok && !json.failed && pd_set(winner, slot, json.ptr);
	crm_buf_free(&json);
	crm_json_free(ours);
	crm_json_free(theirs);
	return ok;
}

static bool take_over(struct face *face, struct pd_record *winner, const struct pd_record *loser)
{
	const struct pd_schema *schema = &pd_schemas[winner->object];

	for (size_t i = 0; i < schema->n_fields; i++) {
		if (schema->fields[i].kind == PD_CHANNELS) {
			if (!channels_union(face, winner, loser, i))
				return false;
		} else if (schema->fields[i].flags & PD_NULL && !winner->values[i] && loser->values[i] &&
			   !pd_set(winner, i, loser->values[i])) {
			return false;
		}
	}
	for (size_t i = 0; i < loser->n_custom; i++)
		if (!pd_custom_json(winner, loser->custom[i].field) &&
		    !pd_set_custom(winner, loser->custom[i].field, loser->custom[i].json))
			return false;
	for (size_t i = 0; i < loser->n_participants; i++)
		if (!pd_add_participant(face, winner, loser->participants[i].person_id,
					loser->participants[i].add_time))
			return false;
	return true;
}

static bool repoint(struct face *face, struct pd_record *child, size_t slot, int64_t from, int64_t to)
{
	bool ok;

	if (pd_int(child, slot) != from)
		return true;
	pd_tally(face, child, -1);
	ok = pd_set_int(child, slot, to);
	pd_tally(face, child, 1);
	return ok && pd_touch(face, child, pd_now(face));
}

static bool repoint_participants(struct face *face, struct pd_record *deal, int64_t from, int64_t to)
{
	for (size_t i = 0; i < deal->n_participants; i++) {
		int64_t added = deal->participants[i].add_time;

		if (deal->participants[i].person_id != from)
			continue;
		memmove(deal->participants + i, deal->participants + i + 1,
			(--deal->n_participants - i) * sizeof(*deal->participants));
		return pd_add_participant(face, deal, to, added) && pd_touch(face, deal, pd_now(face));
	}
	return true;
}

static bool relink(struct face *face, const struct pd_record *winner, const struct pd_record *loser)
{
	const struct pd_table *persons = &face->tables[PD_PERSON], *deals = &face->tables[PD_DEAL];
	size_t deal_slot = winner->object == PD_PERSON ? PD_D_PERSON : PD_D_ORG;

	if (winner->object == PD_DEAL)
		return true;
	for (size_t i = 0; winner->object == PD_ORGANIZATION && i < persons->n; i++)
		if (!repoint(face, persons->items[i], PD_P_ORG, loser->id, winner->id))
			return false;
	for (size_t i = 0; i < deals->n; i++) {
		if (!repoint(face, deals->items[i], deal_slot, loser->id, winner->id))
			return false;
		if (winner->object == PD_PERSON && !repoint_participants(face, deals->items[i], loser->id, winner->id))
			return false;
	}
	return true;
}

bool pd_merge(struct face *face, struct pd_record *winner, struct pd_record *loser)
{
	bool ok;

	if (!pd_search_before(face, winner, false))
		return false;
	pd_tally(face, winner, -1);
	ok = take_over(face, winner, loser);
	pd_tally(face, winner, 1);
	ok = ok && relink(face, winner, loser);
	pd_delete(face, loser);
	loser->merged_into = winner->id;
	return ok && pd_touch(face, winner, pd_now(face)) && pd_search_after(face, winner);
}

static void answer_merge(struct pd_call *call, const struct pd_record *winner, int64_t loser)
{
	pd_begin(call);
	if (winner->object == PD_PERSON) {
		pd_v1_person(call->face, &call->json, winner, loser);
	} else if (winner->object == PD_DEAL) {
		pd_v1_deal(call->face, &call->json, winner, loser);
	} else {
		crm_jw_object(&call->json);
		crm_jw_field_int(&call->json, "id", winner->id);
		crm_jw_end_object(&call->json);
	}
	pd_end(call);
	call->resp->records = 1;
}

void pd_handle_merge(struct pd_call *call)
{
	const char *title = pd_schemas[call->object].title;
	crm_json *body = pd_body(call, false);
	struct pd_record *winner, *loser;
	int64_t with;

	if (!body)
		return;
	if (!crm_json_int(crm_json_get(body, "merge_with_id"), &with)) {
		pd_fail_v1(call, 400, "merge_with_id must be given.");
		crm_json_free(body);
		return;
	}
	crm_json_free(body);
	winner = pd_find_live(call->face, call->object, with);
	loser = pd_find_live(call->face, call->object, call->id);
	if (!winner || !loser)
		pd_fail_not_found(call, title);
	else if (winner == loser)
		pd_fail_v1(call, 400, "%s cannot be merged with itself", title);
	else if (pd_merge(call->face, winner, loser))
		answer_merge(call, winner, loser->id);
	else
		pd_fail_nomem(call);
}
