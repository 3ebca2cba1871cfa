/* SPDX-License-Identifier: Apache-2.0 */
/* People of a deal: /v1/deals/{id}/participants, still v1 only. */
#include <stdlib.h>
#include <string.h>

#include "pipedrive.h"

static struct pd_record *deal_of(struct pd_call *call)
{
	struct pd_record *deal = pd_find_live(call->face, PD_DEAL, call->id);

	if (!deal)
		pd_fail_not_found(call, "Deal");
	return deal;
}

static void render_participant(struct pd_call *call, const struct pd_record *deal,
			       const struct pd_participant *participant)
{
	const struct pd_record *person = pd_find(call->face, PD_PERSON, participant->person_id);
	const struct pd_user *me = pd_user_me(call->face);
	struct crm_json_writer *w = &call->json;
	char added[32];

	pd_v1_time(participant->add_time, added);
	crm_jw_object(w);
	crm_jw_field_int(w, "id", participant->id);
	crm_jw_key(w, "person_id");
	pd_v1_person_stub(call->face, w, person, false);
	crm_jw_field(w, "add_time", added);
	crm_jw_field_bool(w, "active_flag", true);
	crm_jw_key(w, "related_item_data");
	crm_jw_object(w);
	crm_jw_field_int(w, "deal_id", deal->id);
	crm_jw_key(w, "title");
	crm_jw_raw(w, pd_json(deal, PD_D_TITLE), strlen(pd_json(deal, PD_D_TITLE)));
	crm_jw_end_object(w);
	crm_jw_key(w, "person");
	pd_v1_person(call->face, w, person, 0);
	crm_jw_key(w, "added_by_user_id");
	pd_v1_owner(call->face, w, me ? me->id : 0, true);
	crm_jw_field(w, "related_item_type", "deal");
	crm_jw_field_int(w, "related_item_id", deal->id);
	crm_jw_end_object(w);
	call->resp->records++;
}

static bool shown(const struct pd_call *call, const struct pd_participant *participant)
{
	const struct pd_record *person = pd_find(call->face, PD_PERSON, participant->person_id);

	return person && !person->merged_into;
}

static void key_int(struct crm_json_writer *w, int64_t id)
{
	char key[24];
	struct crm_buf text;

	crm_buf_init(&text, sizeof(key));
	crm_buf_printf(&text, "%lld", (long long)id);
	crm_jw_key(w, text.ptr);
	crm_buf_free(&text);
}

static void render_related(struct pd_call *call, const struct pd_participant *const *page, size_t n)
{
	const struct pd_user *me = pd_user_me(call->face);
	struct crm_json_writer *w = &call->json;

	crm_jw_key(w, "related_objects");
	crm_jw_object(w);
	crm_jw_key(w, "user");
	crm_jw_object(w);
	if (me) {
		key_int(w, me->id);
		pd_v1_owner(call->face, w, me->id, false);
	}
	crm_jw_end_object(w);
	crm_jw_key(w, "person");
	crm_jw_object(w);
	for (size_t i = 0; i < n; i++) {
		key_int(w, page[i]->person_id);
		pd_v1_person_stub(call->face, w, pd_find(call->face, PD_PERSON, page[i]->person_id), true);
	}
	crm_jw_end_object(w);
	crm_jw_end_object(w);
}

void pd_handle_participants_list(struct pd_call *call)
{
	const struct pd_record *deal = deal_of(call);
	const struct pd_participant **page;
	int64_t start = 0, limit = 100;
	size_t n = 0, at = 0;
	bool more = false;

	if (!deal || !pd_query_int(call, "start", &start) || !pd_query_int(call, "limit", &limit))
		return;
	start = start < 0 ? 0 : start;
	limit = limit < 1 ? 100 : limit > 500 ? 500 : limit;
	page = crm_arena_calloc(call->face->arena, deal->n_participants + 1, sizeof(*page));
	for (size_t i = 0; page && i < deal->n_participants; i++) {
		if (!shown(call, &deal->participants[i]))
			continue;
		if (at++ < (size_t)start)
			continue;
		if (n < (size_t)limit)
			page[n++] = &deal->participants[i];
		else
			more = true;
	}
	pd_begin(call);
	crm_jw_array(&call->json);
	for (size_t i = 0; i < n; i++)
		render_participant(call, deal, page[i]);
	crm_jw_end_array(&call->json);
	crm_jw_key(&call->json, "additional_data");
	crm_jw_object(&call->json);
	crm_jw_key(&call->json, "pagination");
	crm_jw_object(&call->json);
	crm_jw_field_int(&call->json, "start", start);
	crm_jw_field_int(&call->json, "limit", limit);
	crm_jw_field_bool(&call->json, "more_items_in_collection", more);
	if (more)
		crm_jw_field_int(&call->json, "next_start", start + limit);
	crm_jw_end_object(&call->json);
	crm_jw_end_object(&call->json);
	render_related(call, page, n);
	pd_end(call);
}

void pd_handle_participant_add(struct pd_call *call)
{
	struct pd_record *deal = deal_of(call);
	const struct pd_participant *added;
	int64_t person = 0;
	crm_json *body = deal ? pd_body(call, false) : NULL;

	if (!body)
		return;
	(void)crm_json_int(crm_json_get(body, "person_id"), &person);
	crm_json_free(body);
	if (!pd_find_live(call->face, PD_PERSON, person)) {
		pd_fail_v1(call, 400, "Person ID not found.");
		return;
	}
	if (!pd_add_participant(call->face, deal, person, pd_now(call->face)) ||
	    !pd_touch(call->face, deal, pd_now(call->face))) {
		pd_fail_nomem(call);
		return;
	}
	for (added = deal->participants; added->person_id != person; added++)
		;
	pd_begin(call);
	render_participant(call, deal, added);
	render_related(call, &added, 1);
	pd_end(call);
	call->resp->records = 1;
}

/* Taking away the main person takes away the deal's person_id as well. */
void pd_handle_participant_delete(struct pd_call *call)
{
	struct pd_record *deal = deal_of(call);
	int64_t id = strtoll(call->code, NULL, 10);
	size_t i;

	if (!deal)
		return;
	for (i = 0; i < deal->n_participants && deal->participants[i].id != id; i++)
		;
	if (i == deal->n_participants) {
		pd_fail_v1(call, 404, "Participant ID not found.");
		return;
	}
	if (deal->participants[i].person_id == pd_int(deal, PD_D_PERSON)) {
		pd_tally(call->face, deal, -1);
		(void)pd_set(deal, PD_D_PERSON, NULL);
		pd_tally(call->face, deal, 1);
	}
	memmove(deal->participants + i, deal->participants + i + 1,
		(--deal->n_participants - i) * sizeof(*deal->participants));
	(void)pd_touch(call->face, deal, pd_now(call->face));
	pd_begin(call);
	crm_jw_object(&call->json);
	crm_jw_field_int(&call->json, "id", id);
	crm_jw_end_object(&call->json);
	pd_end(call);
	call->resp->records = 1;
}
