/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A deal has one person (person_id) and participants, whom only API v1 lists.  '@contacts' is both together; reading
 * costs a request only for deals that have more participants than their own person.
 */
#include <stdlib.h>
#include <string.h>

#include "pipedrive.h"

static const char *participants_url(const struct crm_connection *conn, const char *deal, int64_t start,
				    struct crm_arena *arena)
{
	return crm_arena_printf(arena, "%s/v1/deals/%s/participants?limit=%d&start=%lld", pd_base(conn), deal, PD_PAGE,
				(long long)start);
}

/* ---- the list ---- */

static int grow(struct pd_people *p, struct crm_arena *arena)
{
	size_t cap = p->cap ? p->cap * 2 : 16;
	const char **ids = crm_arena_calloc(arena, cap, sizeof *ids),
		   **links = crm_arena_calloc(arena, cap, sizeof *links);
	if (ids == NULL || links == NULL)
		return CRM_E_NOMEM;
	if (p->n > 0) {
		memcpy(ids, p->ids, p->n * sizeof *ids);
		memcpy(links, p->links, p->n * sizeof *links);
	}
	p->ids = ids;
	p->links = links;
	p->cap = cap;
	return CRM_OK;
}

static int add_person(struct pd_people *p, const char *id, const char *link, struct crm_arena *arena)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->ids[i], id) == 0) {
			p->links[i] = p->links[i] ? p->links[i] : crm_arena_strdup(arena, link);
			return CRM_OK;
		}
	if (p->n == p->cap && grow(p, arena) != CRM_OK)
		return CRM_E_NOMEM;
	p->ids[p->n] = crm_arena_strdup(arena, id);
	p->links[p->n] = crm_arena_strdup(arena, link);
	return p->ids[p->n++] ? CRM_OK : CRM_E_NOMEM;
}

static const char *person_of(const crm_json *participant)
{
	const crm_json *person = crm_json_get(participant, "person_id");
	return crm_json_text(crm_json_is_object(person) ? crm_json_get(person, "value") : person);
}

static int take_participants(const crm_json *json, struct pd_people *people, int64_t start, int64_t *next,
			     struct crm_arena *arena, struct crm_error *err)
{
	const crm_json *data, *paging = crm_json_path(json, "additional_data.pagination");
	int rc = pd_listed(json, &data, err);
	for (const crm_json *v = crm_json_first(data); rc == CRM_OK && v != NULL; v = crm_json_next(v)) {
		const char *person = person_of(v), *link = crm_json_text(crm_json_get(v, "id"));
		if (!pd_is_id(person) || !pd_is_id(link))
			rc = crm_error_set(err, CRM_E_PROTOCOL, "a participant has no id");
		else if (add_person(people, person, link, arena) != CRM_OK)
			rc = pd_out_of_memory(err);
	}
	*next = -1;
	if (rc < 0 || !crm_json_true(crm_json_get(paging, "more_items_in_collection")))
		return rc;
	if (!crm_json_int(crm_json_get(paging, "next_start"), next) || *next <= start)
		return crm_error_set(err, CRM_E_PROTOCOL, "the listing of participants does not go on");
	return CRM_OK;
}

/* Pages behind the first, which are rare. */
static int list_rest(struct crm_connection *conn, const char *deal, struct pd_people *people, int64_t start,
		     struct crm_arena *arena, struct crm_error *err)
{
	int rc = CRM_OK;
	while (rc == CRM_OK && start >= 0) {
		crm_json *json = NULL;
		int64_t next = -1;
		rc = pd_call(conn, "GET", participants_url(conn, deal, start, arena), NULL, PD_COST_PARTICIPANTS, &json,
			     NULL, err);
		if (rc == CRM_OK)
			rc = take_participants(json, people, start, &next, arena, err);
		crm_json_free(json);
		start = next;
	}
	return rc;
}

static int list_side_by_side(struct crm_connection *conn, const char *const *deals, struct pd_people *people, size_t n,
			     struct crm_arena *arena, struct crm_error *err)
{
	struct pd_volley v;
	size_t of[PD_SIDE_BY_SIDE];
	int rc = pd_volley_init(&v, n, arena) == CRM_OK ? CRM_OK : pd_out_of_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		if (deals[i] == NULL)
			continue;
		const char *url = participants_url(conn, deals[i], 0, arena);
		of[v.n] = i;
		if (url == NULL)
			rc = pd_out_of_memory(err);
		else
			pd_volley_add(conn, &v, "GET", url, NULL, PD_COST_PARTICIPANTS);
	}
	if (rc == CRM_OK)
		pd_volley_send(conn, &v);
	for (size_t i = 0; rc == CRM_OK && i < v.n; i++) {
		crm_json *json = NULL;
		int64_t next = -1;
		rc = pd_volley_read(conn, &v, i, &json, err);
		if (rc == CRM_OK)
			rc = take_participants(json, &people[of[i]], 0, &next, arena, err);
		crm_json_free(json);
		if (rc == CRM_OK && next > 0)
			rc = list_rest(conn, deals[of[i]], &people[of[i]], next, arena, err);
	}
	pd_volley_free(&v);
	return rc;
}

int pd_list_people(struct crm_connection *conn, const char *const *deals, struct pd_people *people, size_t n,
		   struct crm_arena *arena, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t at = 0; rc == CRM_OK && at < n; at += PD_SIDE_BY_SIDE) {
		size_t some = n - at < PD_SIDE_BY_SIDE ? n - at : PD_SIDE_BY_SIDE;
		rc = list_side_by_side(conn, deals + at, people + at, some, arena, err);
	}
	return rc;
}

/* ---- completing '@contacts' ---- */

static bool has_more_contacts(const struct crm_record *record)
{
	const struct crm_value *count = crm_record_get(record, "participants_count"),
			       *contacts = crm_record_get(record, "@contacts");
	return record->life == CRM_LIVE && contacts != NULL && count != NULL && count->kind == CRM_TEXT &&
	       strtoull(count->text, NULL, 10) > contacts->n;
}

static void set_contacts(const struct crm_record *record, const struct pd_people *people)
{
	struct crm_value *contacts = (struct crm_value *)(uintptr_t)crm_record_get(record, "@contacts");
	*contacts = (struct crm_value){.kind = CRM_LIST, .items = people->ids, .n = people->n};
}

int pd_complete_contacts(struct crm_connection *conn, struct crm_page *page, struct crm_arena *arena,
			 struct crm_error *err)
{
	const char **deals = crm_arena_calloc(arena, page->n + 1, sizeof *deals);
	struct pd_people *people = crm_arena_calloc(arena, page->n + 1, sizeof *people);
	const struct crm_record **of = crm_arena_calloc(arena, page->n + 1, sizeof *of);
	size_t n = 0;
	if (deals == NULL || people == NULL || of == NULL)
		return pd_out_of_memory(err);
	for (size_t i = 0; i < page->n; i++) {
		if (!has_more_contacts(&page->records[i]))
			continue;
		const struct crm_value *own = crm_record_get(&page->records[i], "@contacts");
		for (size_t k = 0; k < own->n; k++)
			if (add_person(&people[n], own->items[k], NULL, arena) != CRM_OK)
				return pd_out_of_memory(err);
		of[n] = &page->records[i];
		deals[n++] = page->records[i].id;
	}
	int rc = pd_list_people(conn, deals, people, n, arena, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		set_contacts(of[i], &people[i]);
	return rc;
}
