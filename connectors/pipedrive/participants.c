/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A deal has one person (person_id) and further participants, who only the v1 API lists.  '@contacts' is both together; reading costs a
 * request only for deals that have more than one participant.
 */
#include "pipedrive.h"

#include <string.h>

#define PARTICIPANT_PAGE 500

static const char *participants_url(const struct crm_connection *conn, const char *deal, int64_t start, struct crm_arena *arena)
{
	return crm_arena_printf(arena, "%s/v1/deals/%s/participants?limit=%d&start=%lld", pd_base(conn), deal, PARTICIPANT_PAGE,
	                        (long long)start);
}

static const char *participant_person(const crm_json *participant)
{
	const crm_json *person = crm_json_get(participant, "person_id");
	return crm_json_text(crm_json_is_object(person) ? crm_json_get(person, "value") : person);
}

struct people {
	const char **ids;       /* persons */
	const char **links;     /* ids of the participations */
	size_t n, cap;
};

static int add_person(struct people *p, const char *id, const char *link, struct crm_arena *arena)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->ids[i], id) == 0)
			return CRM_OK;
	if (p->n == p->cap) {
		size_t cap = p->cap ? p->cap * 2 : 16;
		const char **ids = crm_arena_calloc(arena, cap, sizeof *ids), **links = crm_arena_calloc(arena, cap, sizeof *links);
		if (ids == NULL || links == NULL)
			return CRM_E_NOMEM;
		if (p->n > 0) {
			memcpy(ids, p->ids, p->n * sizeof *ids);
			memcpy(links, p->links, p->n * sizeof *links);
		}
		p->ids = ids;
		p->links = links;
		p->cap = cap;
	}
	p->ids[p->n] = crm_arena_strdup(arena, id);
	p->links[p->n] = crm_arena_strdup(arena, link);
	return p->ids[p->n++] ? CRM_OK : CRM_E_NOMEM;
}

static int list_people(struct crm_connection *conn, const char *deal, struct people *people, struct crm_arena *arena, struct crm_error *err)
{
	int64_t start = 0;
	bool more = true;
	int rc = CRM_OK;
	while (rc == CRM_OK && more) {
		crm_json *json = NULL;
		struct crm_http_response resp;
		const char *url = participants_url(conn, deal, start, arena);
		crm_http_response_init(&resp);
		rc = url ? pd_get(conn, url, PD_COST_PARTICIPANTS, NULL, arena, &json, &resp, err) : pd_out_of_memory(err);
		for (const crm_json *v = crm_json_first(crm_json_get(json, "data")); rc == CRM_OK && v != NULL; v = crm_json_next(v))
			if (participant_person(v) != NULL)
				rc = add_person(people, participant_person(v), crm_json_text(crm_json_get(v, "id")), arena);
		const crm_json *paging = crm_json_path(json, "additional_data.pagination");
		more = crm_json_true(crm_json_get(paging, "more_items_in_collection")) &&
		       crm_json_int(crm_json_get(paging, "next_start"), &start);
		crm_json_free(json);
		crm_http_response_free(&resp);
	}
	return rc;
}

/* ---- reading ---- */

static int64_t participant_count(const struct crm_record *record)
{
	const struct crm_value *v = crm_record_get(record, "participants_count");
	return v != NULL && v->kind == CRM_TEXT && v->text[0] >= '0' && v->text[0] <= '9' ? (v->text[1] != '\0' ? 10 : v->text[0] - '0') : 0;
}

static int extend_contacts(struct crm_connection *conn, const struct crm_record *record, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_value *contacts = (struct crm_value *)(uintptr_t)crm_record_get(record, "@contacts");
	struct people people = {0};
	int rc = CRM_OK;
	if (contacts == NULL)
		return CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < contacts->n; i++)
		rc = add_person(&people, contacts->items[i], NULL, arena);
	if (rc == CRM_OK)
		rc = list_people(conn, record->id, &people, arena, err);
	if (rc == CRM_OK)
		*contacts = (struct crm_value){.kind = CRM_LIST, .items = people.ids, .n = people.n};
	return rc;
}

int pd_read_participants(struct crm_connection *conn, struct crm_page *page, struct crm_arena *arena, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < page->n; i++)
		if (page->records[i].life == CRM_LIVE && participant_count(&page->records[i]) > 1)
			rc = extend_contacts(conn, &page->records[i], arena, err);
	return rc;
}

/* ---- writing ---- */

static int read_deal(struct crm_connection *conn, const char *deal, crm_json **json, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_http_response resp;
	const char *url = crm_arena_printf(arena, "%s/api/v2/deals/%s", pd_base(conn), deal);
	crm_http_response_init(&resp);
	int rc = url ? pd_get(conn, url, 1, NULL, arena, json, &resp, err) : pd_out_of_memory(err);
	crm_http_response_free(&resp);
	return rc;
}

/* The first contact of a deal is its person; the others become participants. */
static int associate(struct crm_connection *conn, const struct crm_op *op, struct crm_arena *arena, struct crm_error *err)
{
	crm_json *deal = NULL, *answer = NULL;
	int rc = read_deal(conn, op->id, &deal, arena, err);
	if (rc != CRM_OK)
		return rc;
	const char *person = crm_json_text(crm_json_path(deal, "data.person_id"));
	const char *body = crm_arena_printf(arena, "{\"person_id\":%s}", op->to);
	const char *url = person == NULL ? crm_arena_printf(arena, "%s/api/v2/deals/%s", pd_base(conn), op->id)
	                                 : crm_arena_printf(arena, "%s/v1/deals/%s/participants", pd_base(conn), op->id);
	bool there = person != NULL && strcmp(person, op->to) == 0;
	if (body == NULL || url == NULL)
		rc = pd_out_of_memory(err);
	else if (!there)
		rc = pd_send(conn, person == NULL ? "PATCH" : "POST", url, body, person == NULL ? PD_COST_WRITE : PD_COST_PARTICIPANTS, arena,
		             &answer, err);
	crm_json_free(deal);
	crm_json_free(answer);
	return rc;
}

static int drop_participant(struct crm_connection *conn, const struct crm_op *op, struct crm_arena *arena, struct crm_error *err)
{
	struct people people = {0};
	crm_json *answer = NULL;
	int rc = list_people(conn, op->id, &people, arena, err);
	for (size_t i = 0; rc == CRM_OK && i < people.n; i++) {
		if (strcmp(people.ids[i], op->to) != 0 || people.links[i] == NULL)
			continue;
		const char *url = crm_arena_printf(arena, "%s/v1/deals/%s/participants/%s", pd_base(conn), op->id, people.links[i]);
		rc = url ? pd_send(conn, "DELETE", url, NULL, PD_COST_PARTICIPANT_DELETE, arena, &answer, err) : pd_out_of_memory(err);
	}
	crm_json_free(answer);
	return rc;
}

static int dissociate(struct crm_connection *conn, const struct crm_op *op, struct crm_arena *arena, struct crm_error *err)
{
	crm_json *deal = NULL, *answer = NULL;
	int rc = read_deal(conn, op->id, &deal, arena, err);
	const char *person = crm_json_text(crm_json_path(deal, "data.person_id"));
	if (rc == CRM_OK && person != NULL && strcmp(person, op->to) == 0) {
		const char *url = crm_arena_printf(arena, "%s/api/v2/deals/%s", pd_base(conn), op->id);
		rc = url ? pd_send(conn, "PATCH", url, "{\"person_id\":null}", PD_COST_WRITE, arena, &answer, err) : pd_out_of_memory(err);
	}
	if (rc == CRM_OK)
		rc = drop_participant(conn, op, arena, err);
	crm_json_free(deal);
	crm_json_free(answer);
	return rc;
}

static void set_result(struct crm_result *result, int rc, const struct crm_error *error, struct crm_arena *arena)
{
	result->message = rc == CRM_OK ? NULL : crm_arena_strdup(arena, crm_error_text(error));
	if (rc == CRM_OK)
		result->outcome = CRM_DONE;
	else if (rc == CRM_E_NOT_FOUND)
		result->outcome = CRM_GONE;
	else if (rc == CRM_E_REJECTED || rc == CRM_E_PERMISSION)
		result->outcome = CRM_REFUSED;
	else
		result->outcome = CRM_NOT_SENT; /* an association twice harms nothing */
}

int pd_push_associations(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
                         struct crm_arena *arena, struct crm_error *err)
{
	for (size_t i = 0; i < n; i++) {
		struct crm_error own = {0};
		int rc = ops[i].kind == CRM_OP_ASSOCIATE ? associate(conn, &ops[i], arena, &own) : dissociate(conn, &ops[i], arena, &own);
		set_result(&results[i], rc, &own, arena);
		if (results[i].outcome == CRM_NOT_SENT) {
			for (size_t k = i + 1; k < n; k++)
				results[k].outcome = CRM_NOT_SENT;
			crm_error_move(err, &own);
			return rc;
		}
		crm_error_clear(&own);
	}
	return CRM_OK;
}
