/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No record is created that may be there already.
 *
 * Matching looks at records one by one; what they have together, and what waits for
 * a person, shows only after the merge: the e-mail of one record and the phone of another find a third one that is
 * held, or already stands for somebody else.  Likewise no record is given an address that another one there has: that
 * would make two of one, or be refused.
 */
#include <sync/plan_group.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sync/match_decision.h>
#include <sync/match_score.h>

#define KEY_SHARED_MAX 50 /* as in matching: a key that more records share proves nothing */

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
		return crm_error_no_memory(err);
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
		return crm_error_no_memory(err);
	for (size_t i = 0; i < g->e->n_systems; i++)
		if (g->members[i].source != NULL)
			return add_keys(g, g->members[i].source, keys, n, err);
	return CRM_OK;
}

/* ---- what an edit takes away from all ---- */

static bool was_edited(const struct crm_group *g, const struct crm_match_key *key)
{
	const struct crm_key_spec *spec = &g->model->keys[key->level];
	for (size_t p = 0; p < spec->n_parts; p++)
		for (size_t f = 0; f < spec->parts[p].n; f++) {
			const struct crm_merged *m = &g->merged[spec->parts[p].fields[f]];
			if (m->changed && (m->why == CRM_WHY_CHANGED || m->why == CRM_WHY_CONVERGED))
				return true;
		}
	return false;
}

static bool is_key(const struct crm_match_key *keys, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(keys[i].text, text) == 0)
			return true;
	return false;
}

static int take_key(struct crm_group *g, const struct crm_source *from, const char *text, struct crm_error *err)
{
	struct crm_stored_key *keys = NULL;
	size_t n = 0, kept = 0;
	int rc = crm_store_keys_of(g->e->store, from->id, g->arena, &keys, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (strcmp(keys[i].text, text) != 0)
			keys[kept++] = keys[i];
	return rc == CRM_OK && kept < n ? crm_store_keys_set(g->e->store, from->id, g->object, keys, kept, err) : rc;
}

int crm_group_end_keys(struct crm_group *g, struct crm_error *err)
{
	struct crm_match_key *before, *after;
	size_t n_before = 0, n_after = 0;
	if (crm_match_keys(g->model, g->before, g->arena, &before, &n_before) != CRM_OK ||
	    merged_keys(g, &after, &n_after) != CRM_OK)
		return crm_error_no_memory(err);
	int rc = CRM_OK;
	for (size_t i = 0; i < n_before; i++) {
		if (is_key(after, n_after, before[i].text) || !was_edited(g, &before[i]))
			continue;
		for (size_t k = 0; rc == CRM_OK && k < g->e->n_systems; k++)
			if (g->members[k].source != NULL)
				rc = take_key(g, g->members[k].source, before[i].text, err);
	}
	return rc;
}

/* Does the golden value of a field that the system is still to be given come from an edit of an earlier run? */
static bool is_owed_edit(const struct crm_group *g, const crm_json *provenance, size_t field, size_t system)
{
	const struct crm_merged *m = &g->merged[field];
	if (m->changed || !m->write[system])
		return false;
	const char *why = crm_json_text(crm_json_get(crm_json_get(provenance, g->model->fields[field].name), "why"));
	return why != NULL &&
	       (strcmp(why, crm_why_name(CRM_WHY_CHANGED)) == 0 || strcmp(why, crm_why_name(CRM_WHY_CONVERGED)) == 0);
}

static bool is_owed_key(const struct crm_group *g, const crm_json *provenance, const struct crm_match_key *key,
			size_t system)
{
	const struct crm_key_spec *spec = &g->model->keys[key->level];
	for (size_t p = 0; p < spec->n_parts; p++)
		for (size_t f = 0; f < spec->parts[p].n; f++)
			if (is_owed_edit(g, provenance, spec->parts[p].fields[f], system))
				return true;
	return false;
}

static int end_owed_keys_of(struct crm_group *g, size_t system, const crm_json *provenance,
			    const struct crm_match_key *after, size_t n_after, struct crm_error *err)
{
	const struct crm_member *m = &g->members[system];
	struct crm_match_key *now;
	size_t n = 0;
	if (crm_match_keys(g->model, m->now, g->arena, &now, &n) != CRM_OK)
		return crm_error_no_memory(err);
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (!is_key(after, n_after, now[i].text) && is_owed_key(g, provenance, &now[i], system))
			rc = take_key(g, m->source, now[i].text, err);
	return rc;
}

static bool owes_anything(const struct crm_group *g, size_t system)
{
	for (size_t f = 0; g->members[system].source != NULL && f < g->e->id_field[g->object]; f++)
		if (g->merged[f].write[system] && !g->merged[f].changed)
			return true;
	return false;
}

int crm_group_end_owed_keys(struct crm_group *g, struct crm_error *err)
{
	struct crm_match_key *after = NULL;
	size_t n_after = 0;
	crm_json *provenance = NULL;
	int rc = CRM_OK;
	for (size_t k = 0; rc == CRM_OK && g->golden.provenance != NULL && k < g->e->n_systems; k++) {
		if (!owes_anything(g, k))
			continue;
		if (provenance == NULL && merged_keys(g, &after, &n_after) != CRM_OK)
			rc = crm_error_no_memory(err);
		if (rc == CRM_OK && provenance == NULL)
			rc = crm_json_parse(g->golden.provenance, strlen(g->golden.provenance), &provenance, err);
		if (rc == CRM_OK)
			rc = end_owed_keys_of(g, k, provenance, after, n_after, err);
	}
	crm_json_free(provenance);
	return rc;
}

/* ---- who is there already ---- */

struct search {
	struct crm_group *g;
	const struct crm_system *s;
	const char *label;              /* of what was found */
	const struct crm_source *other; /* that, or what stands for it */
};

static void take(struct search *q, const struct crm_source *found)
{
	struct crm_source *kept = crm_arena_alloc(q->g->arena, sizeof *kept);
	q->label = kept ? crm_source_label(q->g->e, found, q->g->arena) : NULL;
	if (kept == NULL)
		return;
	*kept = *found;
	q->other = kept;
}

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
			take(q, &linked[i]);
	if (rc == CRM_OK && q->label == NULL)
		rc = crm_store_op_exists(e->store, of->golden, q->s->id, CRM_OP_CREATE, 1U << CRM_OPS_PLANNED, &planned,
					 err);
	if (rc != CRM_OK || !planned)
		return rc;
	take(q, of);
	q->label =
		crm_arena_printf(q->g->arena, "the one that is created for %s", crm_source_label(e, of, q->g->arena));
	return rc;
}

/* Did a person say that the other one is not in the group? */
static int said_apart(struct crm_group *g, const struct crm_source *other, bool *out, struct crm_error *err)
{
	int rc = CRM_OK;
	*out = false;
	for (size_t i = 0; rc == CRM_OK && i < g->n_sources && !*out; i++)
		rc = crm_said_apart(g->e, g->sources[i].id, other->id, other->golden, g->arena, out, err);
	return rc;
}

static int search_source(struct search *q, int64_t id, struct crm_error *err)
{
	struct crm_source source;
	bool found = false, apart = false;
	if (is_own(q->g, id))
		return CRM_OK;
	int rc = crm_store_source(q->g->e->store, id, false, q->g->arena, &source, &found, err);
	if (rc != CRM_OK || !found || source.life != CRM_LIVE || source.golden == q->g->golden.id)
		return rc;
	rc = said_apart(q->g, &source, &apart, err);
	if (rc != CRM_OK || apart)
		return rc;
	if (source.system == q->s->id)
		take(q, &source);
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

/* The likeliest of those that look like a record of the group. */
static int search_scores(struct search *q, const struct crm_source *of, double *probability, struct crm_error *err)
{
	struct crm_engine *e = q->g->e;
	struct crm_match_pair *pairs;
	size_t n = 0;
	int rc = crm_store_pairs_of(e->store, of->id, q->g->arena, &pairs, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n && q->label == NULL; i++) {
		if (crm_score_judge(e, q->g->object, &pairs[i]) == CRM_SCORE_APART)
			continue;
		*probability = linkage_weight_probability(pairs[i].weight);
		rc = search_source(q, pairs[i].other, err);
	}
	return rc;
}

static int find_likeness(struct search *q, const char **problem, struct crm_error *err)
{
	struct crm_group *g = q->g;
	double probability = 0;
	int rc = CRM_OK;
	if (crm_score_off(g->e, g->object))
		return CRM_OK;
	for (size_t i = 0; rc == CRM_OK && q->label == NULL && i < g->n_sources; i++)
		if (g->sources[i].life == CRM_LIVE)
			rc = search_scores(q, &g->sources[i], &probability, err);
	if (rc != CRM_OK || q->label == NULL)
		return rc;
	*problem = crm_arena_printf(g->arena, "not created, because it may be %s (probability %.2f)", q->label,
				    floor(100 * probability) / 100);
	return *problem ? CRM_OK : crm_error_no_memory(err);
}

int crm_group_namesake(struct crm_group *g, const struct crm_system *s, const char **problem,
		       const struct crm_source **other, struct crm_error *err)
{
	struct search q = {.g = g, .s = s};
	struct crm_match_key *keys;
	size_t n = 0;
	*problem = NULL;
	if (merged_keys(g, &keys, &n) != CRM_OK)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		int rc = search_key(&q, &keys[i], err);
		if (rc != CRM_OK)
			return rc;
		if (q.label == NULL)
			continue;
		*problem = crm_arena_printf(g->arena, "not created, because %s has the same %s", q.label,
					    g->model->keys[keys[i].level].name);
		*other = q.other;
		return *problem ? CRM_OK : crm_error_no_memory(err);
	}
	int rc = find_likeness(&q, problem, err);
	*other = q.other;
	return rc;
}

/* ---- addresses that somebody else has ---- */

/* Does the record hold the address now?  A match key may be older than that. */
static int holds_address(struct search *q, const struct crm_source *source, const char *address, bool *out,
			 struct crm_error *err)
{
	const struct crm_model *model = q->g->model;
	struct crm_cell *cells = crm_arena_calloc(q->g->arena, model->n_fields, sizeof *cells);
	int rc = cells ? crm_source_cells(q->g->e, source, q->g->arena, cells, NULL, err) : crm_error_no_memory(err);
	*out = false;
	for (size_t i = 0; rc == CRM_OK && i < model->n_fields; i++)
		*out = *out || (model->fields[i].type == CRM_T_EMAIL && !crm_cell_unknown(&cells[i]) &&
				!crm_cell_blank(&cells[i]) && crm_cell_contains(&cells[i], address));
	return rc;
}

/* The records of the system among these. */
static int search_holders(struct search *q, const struct crm_source *sources, size_t n, const char *address,
			  struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && q->label == NULL && i < n; i++) {
		bool holds = false;
		if (sources[i].system != q->s->id || sources[i].life != CRM_LIVE)
			continue;
		rc = holds_address(q, &sources[i], address, &holds, err);
		if (rc == CRM_OK && holds)
			take(q, &sources[i]);
	}
	return rc;
}

static int search_holder(struct search *q, int64_t id, const char *address, struct crm_error *err)
{
	struct crm_source source, *linked;
	size_t n = 0;
	bool found = false;
	if (is_own(q->g, id))
		return CRM_OK;
	int rc = crm_store_source(q->g->e->store, id, false, q->g->arena, &source, &found, err);
	if (rc != CRM_OK || !found || source.golden == q->g->golden.id)
		return rc;
	if (source.golden == 0)
		return search_holders(q, &source, 1, address, err);
	rc = crm_store_linked(q->g->e->store, source.golden, false, q->g->arena, &linked, &n, err);
	return rc == CRM_OK ? search_holders(q, linked, n, address, err) : rc;
}

static int search_address(struct search *q, size_t field, const struct crm_cell *address, struct crm_error *err)
{
	const struct crm_model *model = q->g->model;
	struct crm_cell *cells = crm_arena_calloc(q->g->arena, model->n_fields, sizeof *cells);
	struct crm_match_key *keys;
	size_t n_keys = 0, n = 0;
	if (cells == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < q->g->e->id_field[q->g->object]; i++)
		if (model->fields[i].type == CRM_T_TEXT) /* a role mailbox is known together with the name */
			cells[i] = *q->g->merged[i].golden;
	cells[field] = *address;
	if (crm_match_keys(model, cells, q->g->arena, &keys, &n_keys) != CRM_OK)
		return crm_error_no_memory(err);
	int rc = CRM_OK;
	for (size_t k = 0; rc == CRM_OK && q->label == NULL && k < n_keys; k++) {
		int64_t ids[KEY_SHARED_MAX + 1];
		if (strstr(keys[k].text, address->key) == NULL)
			continue;
		rc = crm_store_sources_by_key(q->g->e->store, q->g->object, keys[k].text, ids, KEY_SHARED_MAX + 1, &n,
					      err);
		for (size_t i = 0; rc == CRM_OK && n <= KEY_SHARED_MAX && i < n && q->label == NULL; i++)
			rc = search_holder(q, ids[i], address->key, err);
	}
	return rc;
}

int crm_group_taken(struct crm_group *g, const struct crm_system *s, size_t field, const char **problem,
		    const struct crm_source **other, struct crm_error *err)
{
	struct search q = {.g = g, .s = s};
	const struct crm_cell *golden = g->merged[field].golden, *now = &g->members[s->index].now[field];
	const struct crm_cell *items = golden->kind == CRM_LIST ? golden->items : golden;
	size_t n = golden->kind == CRM_LIST ? golden->n : 1;
	bool held = !crm_cell_unknown(now) && !crm_cell_blank(now);
	*problem = NULL;
	if (g->model->fields[field].type != CRM_T_EMAIL || crm_cell_unknown(golden) || crm_cell_blank(golden))
		return CRM_OK;
	for (size_t i = 0; i < n; i++) {
		if (!items[i].valid || (held && crm_cell_contains(now, items[i].key)))
			continue;
		int rc = search_address(&q, field, &items[i], err);
		if (rc != CRM_OK)
			return rc;
		if (q.label == NULL)
			continue;
		*problem = crm_arena_printf(g->arena, "%s belongs to %s", crm_cell_show(&items[i], g->arena), q.label);
		*other = q.other;
		return *problem ? CRM_OK : crm_error_no_memory(err);
	}
	return CRM_OK;
}
