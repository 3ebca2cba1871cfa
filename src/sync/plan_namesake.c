/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No record is created that may be there already.
 *
 * Matching looks at records one by one; what they have together, and what waits for
 * a person, shows only after the merge: the e-mail of one record and the phone of another find a third one that is
 * held, or already stands for somebody else.  And a deal whose company is held cannot be told from the other deals of
 * that company, so it waits with it.
 */
#include <sync/plan_group.h>

#include <stdlib.h>
#include <string.h>

#define KEY_SHARED_MAX 50 /* as in matching: a key that more records share proves nothing */

static int out_of_memory(struct crm_error *err)
{
	return crm_error_set(err, CRM_E_NOMEM, "out of memory");
}

static int merged_keys(struct crm_group *g, struct crm_match_key **keys, size_t *n)
{
	struct crm_cell *cells = crm_arena_calloc(g->arena, g->model->n_fields, sizeof *cells);
	if (cells == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < g->e->id_field[g->object]; i++)
		cells[i] = *g->merged[i].golden;
	return crm_match_keys(g->model, cells, g->arena, keys, n);
}

/* ---- what the records have together ---- */

static bool among(const struct crm_stored_key *keys, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(keys[i].text, text) == 0)
			return true;
	return false;
}

static int add_keys(struct crm_group *g, const struct crm_source *to, const struct crm_match_key *keys, size_t n,
		    struct crm_error *err)
{
	struct crm_stored_key *have = NULL;
	size_t n_have = 0, total;
	int rc = crm_store_keys_of(g->e->store, to->id, g->arena, &have, &n_have, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_stored_key *all = crm_arena_calloc(g->arena, n_have + n + 1, sizeof *all);
	if (all == NULL)
		return out_of_memory(err);
	if (n_have > 0)
		memcpy(all, have, n_have * sizeof *all);
	total = n_have;
	for (size_t i = 0; i < n; i++)
		if (!among(all, total, keys[i].text))
			all[total++] = (struct crm_stored_key){.level = keys[i].level, .text = keys[i].text};
	return total > n_have ? crm_store_keys_set(g->e->store, to->id, g->object, all, total, err) : CRM_OK;
}

int crm_group_note_keys(struct crm_group *g, struct crm_error *err)
{
	struct crm_match_key *keys;
	size_t n = 0;
	if (merged_keys(g, &keys, &n) != CRM_OK)
		return out_of_memory(err);
	for (size_t i = 0; i < g->e->n_systems; i++)
		if (g->members[i].source != NULL)
			return add_keys(g, g->members[i].source, keys, n, err);
	return CRM_OK;
}

/* ---- who is there already ---- */

struct search {
	struct crm_group *g;
	const struct crm_system *s;
	const char *label; /* of what was found */
};

static bool is_own(const struct crm_group *g, int64_t source)
{
	for (size_t i = 0; i < g->n_sources; i++)
		if (g->sources[i].id == source)
			return true;
	return false;
}

/* The key is another golden record's: has that one a record in the system, or does this plan create one? */
static int search_golden(struct search *q, const struct crm_source *of, struct crm_error *err)
{
	struct crm_engine *e = q->g->e;
	struct crm_source *linked;
	size_t n = 0;
	bool planned = false;
	int rc = crm_store_linked(e->store, of->golden, false, q->g->arena, &linked, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n && q->label == NULL; i++)
		if (linked[i].system == q->s->id && linked[i].life == CRM_LIVE)
			q->label = crm_source_label(e, &linked[i], q->g->arena);
	if (rc == CRM_OK && q->label == NULL)
		rc = crm_store_op_exists(e->store, of->golden, q->s->id, CRM_OP_CREATE, 1U << CRM_OPS_PLANNED, &planned,
					 err);
	if (rc == CRM_OK && planned)
		q->label = crm_arena_printf(q->g->arena, "the one that is created for %s",
					    crm_source_label(e, of, q->g->arena));
	return rc;
}

static int search_source(struct search *q, int64_t id, struct crm_error *err)
{
	struct crm_source source;
	bool found = false;
	if (is_own(q->g, id))
		return CRM_OK;
	int rc = crm_store_source(q->g->e->store, id, false, q->g->arena, &source, &found, err);
	if (rc != CRM_OK || !found || source.life != CRM_LIVE || source.golden == q->g->golden.id)
		return rc;
	if (source.system == q->s->id)
		q->label = crm_source_label(q->g->e, &source, q->g->arena);
	else if (source.golden != 0)
		rc = search_golden(q, &source, err);
	return rc;
}

static int search_key(struct search *q, const struct crm_match_key *key, struct crm_error *err)
{
	int64_t ids[KEY_SHARED_MAX + 1];
	size_t n = 0;
	int rc = crm_store_sources_by_key(q->g->e->store, q->g->object, key->text, ids, KEY_SHARED_MAX + 1, &n, err);
	for (size_t i = 0; rc == CRM_OK && n <= KEY_SHARED_MAX && i < n && q->label == NULL; i++)
		rc = search_source(q, ids[i], err);
	return rc;
}

int crm_group_namesake(struct crm_group *g, const struct crm_system *s, const char **problem, struct crm_error *err)
{
	struct search q = {.g = g, .s = s};
	struct crm_match_key *keys;
	size_t n = 0;
	*problem = NULL;
	if (merged_keys(g, &keys, &n) != CRM_OK)
		return out_of_memory(err);
	for (size_t i = 0; i < n; i++) {
		int rc = search_key(&q, &keys[i], err);
		if (rc != CRM_OK)
			return rc;
		if (q.label == NULL)
			continue;
		*problem = crm_arena_printf(g->arena, "not created, because %s has the same %s", q.label,
					    g->model->keys[keys[i].level].name);
		return *problem ? CRM_OK : out_of_memory(err);
	}
	return CRM_OK;
}

/* ---- who cannot be told from others yet ---- */

static bool is_in_key(const struct crm_model *model, size_t field)
{
	for (size_t k = 0; k < model->n_keys; k++)
		for (size_t p = 0; p < model->keys[k].n_parts; p++)
			for (size_t f = 0; f < model->keys[k].parts[p].n; f++)
				if (model->keys[k].parts[p].fields[f] == field)
					return true;
	return false;
}

static bool is_unresolved(const struct crm_cell *resolved)
{
	return resolved->kind == CRM_ABSENT || (resolved->kind == CRM_LIST && resolved->n == 0);
}

/* The first of the vendor's ids whose record waits for a person. */
static int find_held(struct crm_group *g, const struct crm_source *of, enum crm_object object,
		     const struct crm_cell *ids, const char **label, struct crm_error *err)
{
	size_t n = ids->kind == CRM_LIST ? ids->n : 1;
	const struct crm_cell *items = ids->kind == CRM_LIST ? ids->items : ids;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n && *label == NULL; i++) {
		struct crm_source parent;
		bool found = false;
		rc = crm_store_source_by_vendor_id(g->e->store, of->system, object, items[i].key, false, g->arena,
						   &parent, &found, err);
		if (rc == CRM_OK && found && parent.life == CRM_LIVE && parent.golden == 0)
			*label = crm_source_label(g->e, &parent, g->arena);
	}
	return rc;
}

/* Of the references that make keys the first that has a value counts: a deal with a company is known by that. */
static int member_parent(struct crm_group *g, const struct crm_member *m, const char **label, struct crm_error *err)
{
	struct crm_cell *cells = crm_arena_calloc(g->arena, g->model->n_fields, sizeof *cells);
	crm_json *json = NULL;
	if (cells == NULL)
		return out_of_memory(err);
	int rc = crm_json_parse(m->source->cells, strlen(m->source->cells), &json, err);
	if (rc == CRM_OK)
		rc = crm_cells_read(json, g->model, g->arena, cells, err);
	crm_json_free(json);
	for (size_t i = 0; rc == CRM_OK && i < g->model->n_fields; i++) {
		const struct crm_field *f = &g->model->fields[i];
		if (f->type != CRM_T_REFERENCE || f->refers == CRM_OWNER || !is_in_key(g->model, i) ||
		    crm_cell_unknown(&cells[i]) || crm_cell_blank(&cells[i]))
			continue;
		return is_unresolved(&m->now[i]) ? find_held(g, m->source, f->refers, &cells[i], label, err) : CRM_OK;
	}
	return rc;
}

int crm_group_held_parent(struct crm_group *g, const char **problem, struct crm_error *err)
{
	const char *label = NULL;
	int rc = CRM_OK;
	*problem = NULL;
	for (size_t i = 0; rc == CRM_OK && i < g->e->n_systems && label == NULL; i++)
		if (g->members[i].source != NULL)
			rc = member_parent(g, &g->members[i], &label, err);
	if (rc != CRM_OK || label == NULL)
		return rc;
	*problem = crm_arena_printf(g->arena, "not created before it is decided about %s, to which it belongs", label);
	return *problem ? CRM_OK : out_of_memory(err);
}
