/* SPDX-License-Identifier: Apache-2.0 */
/* Applying checked changes to records, with what Pipedrive does by itself on save. */
#include <string.h>

#include "pipedrive.h"

/* --- persons ------------------------------------------------------------------------------------------------------ */

static bool name_split(struct face *face, struct pd_record *person)
{
	const char *name = pd_text(face->arena, pd_json(person, PD_P_NAME)), *rest;
	size_t first;

	if (!name)
		return true;
	name += strspn(name, " ");
	first = strcspn(name, " ");
	rest = name + first + strspn(name + first, " ");
	return pd_set_text(person, PD_P_FIRST, crm_arena_strndup(face->arena, name, first)) &&
	       pd_set_text(person, PD_P_LAST, *rest ? rest : NULL);
}

static bool name_join(struct face *face, struct pd_record *person)
{
	const char *first = pd_text(face->arena, pd_json(person, PD_P_FIRST));
	const char *last = pd_text(face->arena, pd_json(person, PD_P_LAST)), *name;

	if (!first && !last)
		return true;
	name = crm_arena_printf(face->arena, "%s%s%s", first ? first : "", first && last ? " " : "", last ? last : "");
	return name && pd_set_text(person, PD_P_NAME, name);
}

static bool person_effects(struct face *face, struct pd_record *person, const struct pd_patch *patch)
{
	bool parts = patch->values[PD_P_FIRST] || patch->values[PD_P_LAST];

	if (patch->values[PD_P_NAME] && !parts)
		return name_split(face, person);
	if (parts && !patch->values[PD_P_NAME])
		return name_join(face, person);
	return true;
}

/* The API may change the status once, and only of somebody with an address; later attempts leave it as it is. */
static bool apply_marketing(struct pd_record *person, const struct pd_patch *patch, bool fresh)
{
	const char *wanted = patch->values[PD_P_MARKETING];

	if (!wanted || strcmp(wanted, pd_json(person, PD_P_MARKETING)) == 0)
		return true;
	if (!patch->by_person) {
		if (person->consent_spent || strcmp(pd_json(person, PD_P_EMAILS), "[]") == 0)
			return true;
		person->consent_spent = !fresh;
	}
	return pd_set(person, PD_P_MARKETING, wanted);
}

/* --- deals -------------------------------------------------------------------------------------------------------- */

static bool set_day(struct face *face, struct pd_record *deal, size_t slot, const char *time_json)
{
	const char *time = pd_text(face->arena, time_json);

	return pd_set_text(deal, slot, time ? crm_arena_strndup(face->arena, time, 10) : NULL);
}

bool pd_deal_days(struct face *face, struct pd_record *deal)
{
	return set_day(face, deal, PD_D_LOCAL_WON, pd_json(deal, PD_D_WON_TIME)) &&
	       set_day(face, deal, PD_D_LOCAL_LOST, pd_json(deal, PD_D_LOST_TIME)) &&
	       set_day(face, deal, PD_D_LOCAL_CLOSE, pd_json(deal, PD_D_CLOSE_TIME));
}

/* was: the stage before the change, 0 for a new deal */
static bool place_deal(struct face *face, struct pd_record *deal, const struct pd_patch *patch, int64_t now,
		       int64_t was)
{
	const struct pd_stage *stage = NULL;
	const struct pd_pipeline *pipeline;

	if (patch->values[PD_D_STAGE]) {
		stage = pd_stage_find(face, pd_int(deal, PD_D_STAGE));
	} else if (patch->values[PD_D_PIPELINE] || !was) {
		pipeline = pd_pipeline_find(face, pd_int(deal, PD_D_PIPELINE));
		if (!pipeline)
			pipeline = pd_pipeline_first(face);
		stage = pd_stage_find(face, pd_int(deal, PD_D_STAGE));
		if (pipeline && (!stage || stage->pipeline_id != pipeline->id))
			stage = pd_stage_first(face, pipeline->id);
	}
	if (!stage)
		return true;
	if (!pd_set_int(deal, PD_D_STAGE, stage->id) || !pd_set_int(deal, PD_D_PIPELINE, stage->pipeline_id))
		return false;
	return was == stage->id || pd_set_time(deal, PD_D_STAGE_TIME, now);
}

/* Sets `slot` to now unless the patch brought a time of its own. */
static bool stamp(struct pd_record *deal, const struct pd_patch *patch, size_t slot, int64_t now)
{
	return (patch->values[slot] && deal->values[slot]) || pd_set_time(deal, slot, now);
}

static bool close_deal(struct pd_record *deal, const struct pd_patch *patch, int64_t now)
{
	bool won = strcmp(pd_json(deal, PD_D_STATUS), "\"won\"") == 0;
	bool lost = strcmp(pd_json(deal, PD_D_STATUS), "\"lost\"") == 0;
	size_t slot = won ? PD_D_WON_TIME : PD_D_LOST_TIME, other = won ? PD_D_LOST_TIME : PD_D_WON_TIME;

	if (!won && !lost)
		return pd_set(deal, PD_D_WON_TIME, NULL) && pd_set(deal, PD_D_LOST_TIME, NULL) &&
		       pd_set(deal, PD_D_CLOSE_TIME, NULL) && pd_set(deal, PD_D_LOST_REASON, NULL);
	if (!stamp(deal, patch, slot, now) || !pd_set(deal, other, NULL))
		return false;
	if (won && !pd_set(deal, PD_D_LOST_REASON, NULL))
		return false;
	if (won && !deal->values[PD_D_FIRST_WON] && !pd_set(deal, PD_D_FIRST_WON, pd_json(deal, slot)))
		return false;
	return (patch->values[PD_D_CLOSE_TIME] && deal->values[PD_D_CLOSE_TIME]) ||
	       pd_set(deal, PD_D_CLOSE_TIME, pd_json(deal, slot));
}

static bool archive_deal(struct pd_record *deal, const struct pd_patch *patch, int64_t now)
{
	if (!patch->values[PD_D_ARCHIVED])
		return true;
	return pd_true(deal, PD_D_ARCHIVED) ? stamp(deal, patch, PD_D_ARCHIVE_TIME, now)
					    : pd_set(deal, PD_D_ARCHIVE_TIME, NULL);
}

bool pd_add_participant(struct face *face, struct pd_record *deal, int64_t person_id, int64_t now)
{
	struct pd_participant *grown;

	for (size_t i = 0; i < deal->n_participants; i++)
		if (deal->participants[i].person_id == person_id)
			return true;
	grown = crm_reallocarray(deal->participants, deal->n_participants + 1, sizeof(*grown));
	if (!grown)
		return false;
	deal->participants = grown;
	grown[deal->n_participants++] = (struct pd_participant){face->next_participant_id++, person_id, now};
	return true;
}

static bool deal_people(struct face *face, struct pd_record *deal, const struct pd_patch *patch, int64_t now)
{
	if (patch->has_contacts) {
		deal->n_participants = 0;
		for (size_t i = 0; i < patch->n_contacts; i++)
			if (!pd_add_participant(face, deal, patch->contacts[i], now))
				return false;
		if (!patch->values[PD_D_PERSON] && patch->n_contacts &&
		    !pd_set_int(deal, PD_D_PERSON, patch->contacts[0]))
			return false;
	}
	return !pd_int(deal, PD_D_PERSON) || pd_add_participant(face, deal, pd_int(deal, PD_D_PERSON), now);
}

static bool deal_effects(struct face *face, struct pd_record *deal, const struct pd_patch *patch, int64_t now,
			 int64_t was)
{
	return place_deal(face, deal, patch, now, was) &&
	       (!patch->values[PD_D_STATUS] || close_deal(deal, patch, now)) && archive_deal(deal, patch, now) &&
	       deal_people(face, deal, patch, now) && pd_deal_days(face, deal);
}

/* --- any record --------------------------------------------------------------------------------------------------- */

static bool apply(struct face *face, struct pd_record *record, const struct pd_patch *patch, bool fresh)
{
	const struct pd_schema *schema = &pd_schemas[record->object];
	int64_t now = pd_now(face), stage = record->object == PD_DEAL ? pd_int(record, PD_D_STAGE) : 0;

	for (size_t i = 0; i < schema->n_fields; i++)
		if (patch->values[i] && schema->fields[i].kind != PD_MARKETING && !pd_set(record, i, patch->values[i]))
			return false;
	for (size_t i = 0; i < patch->n_custom; i++)
		if (!pd_set_custom(record, patch->custom[i].field, patch->custom[i].json))
			return false;
	if (patch->deleted >= 0) {
		record->deleted = patch->deleted;
		record->deleted_time = patch->deleted ? now : 0;
	}
	if (record->object == PD_PERSON)
		return person_effects(face, record, patch) && apply_marketing(record, patch, fresh);
	if (record->object == PD_DEAL)
		return deal_effects(face, record, patch, now, stage);
	return true;
}

static bool set_defaults(struct face *face, struct pd_record *record)
{
	static const size_t owner_slot[PD_OBJECTS] = {PD_P_OWNER, PD_O_OWNER, PD_D_OWNER};
	const struct pd_user *me = pd_user_me(face);

	if (!me || !pd_set_int(record, owner_slot[record->object], me->id))
		return false;
	return record->object != PD_DEAL || pd_set_int(record, PD_D_CREATOR, me->id);
}

struct pd_record *pd_create(struct face *face, enum pd_object object, const struct pd_patch *patch)
{
	int64_t now = pd_now(face);
	struct pd_record *record = pd_record_new(face, object, 0, patch->add_time ? patch->add_time : now);

	if (!record || !pd_search_before(face, record, true) || !set_defaults(face, record) ||
	    !apply(face, record, patch, true) ||
	    !pd_touch(face, record, patch->update_time ? patch->update_time : now) || !pd_search_after(face, record))
		return NULL;
	pd_tally(face, record, 1);
	return record;
}

bool pd_update(struct face *face, struct pd_record *record, const struct pd_patch *patch)
{
	bool ok;

	if (!pd_search_before(face, record, false))
		return false;
	pd_tally(face, record, -1);
	ok = apply(face, record, patch, false) && (!patch->add_time || pd_restamp_add(face, record, patch->add_time)) &&
	     pd_touch(face, record, patch->update_time ? patch->update_time : pd_now(face));
	pd_tally(face, record, 1);
	return ok && pd_search_after(face, record);
}

void pd_delete(struct face *face, struct pd_record *record)
{
	int64_t now = pd_now(face);

	(void)pd_search_before(face, record, false);
	pd_tally(face, record, -1);
	record->deleted = true;
	record->deleted_time = now;
	(void)pd_touch(face, record, now);
}

/* --- requests ----------------------------------------------------------------------------------------------------- */

static void answer_record(struct pd_call *call, const struct pd_record *record)
{
	static const struct pd_view view = {.written = true};

	pd_begin(call);
	pd_render(call->face, &call->json, record, &view);
	pd_end(call);
	call->resp->records = 1;
}

static void answer_check(struct pd_call *call, const struct pd_check *check)
{
	if (check->nomem || check->errors.failed)
		pd_fail_nomem(call);
	else if (check->forbidden)
		pd_fail_v2(call, 403, "ERR_FORBIDDEN", "%s", check->errors.ptr);
	else
		pd_fail_validation(call, &check->errors);
}

static void write_request(struct pd_call *call, struct pd_record *record)
{
	crm_json *body = pd_body(call, false);
	struct pd_check check;
	struct pd_patch patch;

	if (!body)
		return;
	pd_check_init(&check, call->face, call->object, record ? PD_MODE_PATCH : PD_MODE_POST);
	check.record = record;
	if (!pd_check_body(&check, body, &patch)) {
		answer_check(call, &check);
	} else {
		bool ok = record ? pd_update(call->face, record, &patch)
				 : (record = pd_create(call->face, call->object, &patch)) != NULL;

		if (ok)
			answer_record(call, record);
		else
			pd_fail_nomem(call);
	}
	crm_buf_free(&check.errors);
	crm_json_free(body);
}

void pd_handle_create(struct pd_call *call)
{
	write_request(call, NULL);
}

/* A deleted deal may still be written to: is_deleted false restores it. */
void pd_handle_update(struct pd_call *call)
{
	struct pd_record *record = pd_find(call->face, call->object, call->id);

	if (!record || record->merged_into || (record->deleted && call->object != PD_DEAL))
		pd_fail_not_found(call, pd_schemas[call->object].title);
	else
		write_request(call, record);
}

/* Deleting what is deleted already: 410, and yet "success":true (recorded). */
void pd_handle_delete(struct pd_call *call)
{
	struct pd_record *record = pd_find(call->face, call->object, call->id);
	bool gone;

	if (!record || record->merged_into) {
		pd_fail_not_found(call, pd_schemas[call->object].title);
		return;
	}
	gone = record->deleted;
	if (!gone)
		pd_delete(call->face, record);
	pd_begin(call);
	crm_jw_object(&call->json);
	crm_jw_field_int(&call->json, "id", record->id);
	crm_jw_end_object(&call->json);
	pd_end(call);
	call->resp->status = gone ? 410 : 200;
	call->resp->records = 1;
}
