/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contacts of deals: the first one is the deal's person, the others are participants (API v1).  The deals of a push are
 * read together, so that most writes cost one request.
 */
#include <string.h>

#include "pipedrive.h"

struct link {
	const struct crm_op *op;
	struct crm_result *result;
	size_t deal; /* in deals */
};

struct links {
	struct crm_connection *conn;
	struct crm_arena *arena;
	struct link *links;
	size_t n;
	const char **deals;       /* ids */
	const char **persons;     /* by deal: the person, as it will be; NULL: none */
	bool *found;              /* by deal */
	struct pd_people *people; /* by deal: participants, where they were asked for */
	size_t n_deals;
	struct crm_error whole;
};

/* ---- the deals ---- */

/* n_deals if it is not among them. */
static size_t find_deal(const struct links *l, const char *id)
{
	size_t i = 0;
	while (i < l->n_deals && strcmp(l->deals[i], id) != 0)
		i++;
	return i;
}

static size_t add_deal(struct links *l, const char *id)
{
	size_t at = find_deal(l, id);
	if (at == l->n_deals)
		l->deals[l->n_deals++] = id;
	return at;
}

static int collect_deals(struct links *l, const struct crm_op *ops, struct crm_result *results, size_t n,
			 struct crm_error *err)
{
	l->links = crm_arena_calloc(l->arena, n + 1, sizeof *l->links);
	l->deals = crm_arena_calloc(l->arena, n + 1, sizeof *l->deals);
	l->persons = crm_arena_calloc(l->arena, n + 1, sizeof *l->persons);
	l->found = crm_arena_calloc(l->arena, n + 1, sizeof *l->found);
	l->people = crm_arena_calloc(l->arena, n + 1, sizeof *l->people);
	if (l->links == NULL || l->deals == NULL || l->persons == NULL || l->found == NULL || l->people == NULL)
		return pd_out_of_memory(err);
	for (size_t i = 0; i < n; i++) {
		bool ours = ops[i].object == CRM_DEAL && ops[i].property != NULL &&
			    strcmp(ops[i].property, "@contacts") == 0;
		if (!ours)
			pd_refuse(&results[i], ops[i].property,
				  "only '@contacts' of deals are linked this way at Pipedrive");
		else if (!pd_is_id(ops[i].id) || !pd_is_id(ops[i].to))
			pd_refuse(&results[i], ops[i].property, "the id is none of Pipedrive's");
		else
			l->links[l->n++] =
				(struct link){.op = &ops[i], .result = &results[i], .deal = add_deal(l, ops[i].id)};
	}
	return CRM_OK;
}

static int read_deals(struct links *l, struct crm_error *err)
{
	struct crm_page page = {0};
	int rc = pd_get(l->conn, CRM_DEAL, l->deals, l->n_deals, NULL, 0, &page, l->arena, err);
	for (size_t i = 0; rc == CRM_OK && i < page.n; i++) {
		size_t at = find_deal(l, page.records[i].id);
		if (at == l->n_deals || page.records[i].life != CRM_LIVE)
			continue;
		const struct crm_value *person = crm_record_get(&page.records[i], "person_id");
		l->found[at] = true;
		l->persons[at] = person != NULL && person->kind == CRM_TEXT ? person->text : NULL;
	}
	for (size_t i = 0; rc == CRM_OK && i < l->n; i++)
		if (!l->found[l->links[i].deal])
			l->links[i].result->outcome = CRM_GONE;
	return rc;
}

/* ---- sending ---- */

static void send_all(struct links *l, struct pd_volley *v, struct link *const *of)
{
	pd_volley_send(l->conn, v);
	for (size_t i = 0; i < v->n; i++) {
		crm_json *json = NULL;
		pd_read_outcome(l->conn, of[i]->op, &v->requests[i], &v->responses[i], of[i]->result, &json, l->arena,
				&l->whole);
		crm_json_free(json);
	}
	pd_volley_free(v);
}

static struct link **room(struct links *l, struct pd_volley *v, struct crm_error *err)
{
	struct link **of = crm_arena_calloc(l->arena, l->n + 1, sizeof *of);
	if (of != NULL && pd_volley_init(v, l->n, l->arena) == CRM_OK)
		return of;
	pd_out_of_memory(err);
	return NULL;
}

static int add_person_change(struct links *l, struct pd_volley *v, const struct link *link, const char *person)
{
	const char *url = crm_arena_printf(l->arena, "%s/api/v2/deals/%s", pd_base(l->conn), link->op->id);
	const char *body = crm_arena_printf(l->arena, "{\"person_id\":%s}", person ? person : "null");
	if (url == NULL || body == NULL)
		return CRM_E_NOMEM;
	pd_volley_add(l->conn, v, "PATCH", url, body, PD_COST_WRITE);
	l->persons[link->deal] = person;
	return CRM_OK;
}

/* ---- linking ---- */

static int add_participant(struct links *l, struct pd_volley *v, const struct link *link)
{
	const char *url = crm_arena_printf(l->arena, "%s/v1/deals/%s/participants", pd_base(l->conn), link->op->id);
	const char *body = crm_arena_printf(l->arena, "{\"person_id\":%s}", link->op->to);
	if (url == NULL || body == NULL)
		return CRM_E_NOMEM;
	pd_volley_add(l->conn, v, "POST", url, body, PD_COST_PARTICIPANTS);
	return CRM_OK;
}

static int associate_all(struct links *l, struct crm_error *err)
{
	struct pd_volley v;
	struct link **of = room(l, &v, err);
	int rc = of ? CRM_OK : CRM_E_NOMEM;
	for (size_t i = 0; rc == CRM_OK && i < l->n; i++) {
		struct link *link = &l->links[i];
		const char *person = l->persons[link->deal];
		if (link->result->outcome == CRM_GONE)
			continue;
		if (person != NULL && strcmp(person, link->op->to) == 0) {
			link->result->outcome = CRM_DONE;
			continue;
		}
		of[v.n] = link;
		rc = person == NULL || link->op->primary ? add_person_change(l, &v, link, link->op->to)
							 : add_participant(l, &v, link);
	}
	if (rc == CRM_OK)
		send_all(l, &v, of);
	return rc == CRM_E_NOMEM ? pd_out_of_memory(err) : rc;
}

/* ---- unlinking ---- */

static const char *link_id(const struct links *l, const struct link *link)
{
	const struct pd_people *people = &l->people[link->deal];
	for (size_t i = 0; i < people->n; i++)
		if (strcmp(people->ids[i], link->op->to) == 0)
			return people->links[i];
	return NULL;
}

static int list_participants(struct links *l, struct crm_error *err)
{
	const char **asked = crm_arena_calloc(l->arena, l->n_deals + 1, sizeof *asked);
	if (asked == NULL)
		return pd_out_of_memory(err);
	for (size_t i = 0; i < l->n_deals; i++)
		asked[i] = l->found[i] ? l->deals[i] : NULL;
	return pd_list_people(l->conn, asked, l->people, l->n_deals, l->arena, err);
}

static int clear_persons(struct links *l, struct crm_error *err)
{
	struct pd_volley v;
	struct link **of = room(l, &v, err);
	int rc = of ? CRM_OK : CRM_E_NOMEM;
	for (size_t i = 0; rc == CRM_OK && i < l->n; i++) {
		struct link *link = &l->links[i];
		const char *person = l->persons[link->deal];
		if (link->result->outcome == CRM_GONE)
			continue;
		link->result->outcome = CRM_DONE;
		if (person == NULL || strcmp(person, link->op->to) != 0)
			continue;
		of[v.n] = link;
		rc = add_person_change(l, &v, link, NULL);
	}
	if (rc == CRM_OK)
		send_all(l, &v, of);
	return rc == CRM_E_NOMEM ? pd_out_of_memory(err) : rc;
}

static int drop_participants(struct links *l, struct crm_error *err)
{
	struct pd_volley v;
	struct link **of = room(l, &v, err);
	int rc = of ? CRM_OK : CRM_E_NOMEM;
	for (size_t i = 0; rc == CRM_OK && i < l->n; i++) {
		struct link *link = &l->links[i];
		const char *id = link_id(l, link);
		if (link->result->outcome != CRM_DONE || id == NULL)
			continue;
		const char *url = crm_arena_printf(l->arena, "%s/v1/deals/%s/participants/%s", pd_base(l->conn),
						   link->op->id, id);
		of[v.n] = link;
		if (url == NULL)
			rc = CRM_E_NOMEM;
		else
			pd_volley_add(l->conn, &v, "DELETE", url, NULL, PD_COST_PARTICIPANT_DELETE);
	}
	if (rc == CRM_OK)
		send_all(l, &v, of);
	/* gone meanwhile: the participation, not the deal */
	for (size_t i = 0; rc == CRM_OK && i < l->n; i++)
		if (l->links[i].result->outcome == CRM_GONE && l->found[l->links[i].deal])
			l->links[i].result->outcome = CRM_DONE;
	return rc == CRM_E_NOMEM ? pd_out_of_memory(err) : rc;
}

static int dissociate_all(struct links *l, struct crm_error *err)
{
	int rc = list_participants(l, err);
	if (rc == CRM_OK)
		rc = clear_persons(l, err);
	return rc == CRM_OK ? drop_participants(l, err) : rc;
}

/* ---- the operation ---- */

int pd_push_associations(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
			 struct crm_arena *arena, struct crm_error *err)
{
	struct links l = {.conn = conn, .arena = arena};
	int rc = collect_deals(&l, ops, results, n, err);
	if (rc == CRM_OK)
		rc = read_deals(&l, err);
	if (rc == CRM_OK)
		rc = ops[0].kind == CRM_OP_ASSOCIATE ? associate_all(&l, err) : dissociate_all(&l, err);
	/* Linking or unlinking twice harms nothing. */
	for (size_t i = 0; rc != CRM_OK && i < n; i++)
		if (results[i].outcome != CRM_REFUSED && results[i].outcome != CRM_GONE)
			results[i].outcome = CRM_NOT_SENT;
	if (rc == CRM_OK && l.whole.code != CRM_OK) {
		rc = l.whole.code;
		if (err != NULL)
			crm_error_move(err, &l.whole);
	}
	crm_error_clear(&l.whole);
	return rc;
}
