/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Matching against the store.  For each record without a link, the closure of records that share keys with it, look
 * like it or were said to be the same (and of the golden records they are linked to) is gathered and resolved by the
 * core; the outcome becomes links, new golden records, or holds.
 */
#include <sync/match_closure.h>

#include <inttypes.h>
#include <string.h>

#include <core/name_suffix.h>
#include <sync/kept_keys.h>
#include <sync/match_decision.h>
#include <sync/match_score.h>
#include <sync/model_build.h>

#define BATCH          256
#define KEY_SHARED_MAX CRM_KEY_SHARED_MAX

/* ---- ids ---- */

/* What the id of a golden record is made from, if this is its first record. */
static const char *id_seed(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena)
{
	const struct crm_system *s = crm_engine_system(e, source->system);
	return crm_arena_printf(arena, "%s/%s/%s", s ? s->settings->name : "?", crm_object_name(source->object),
				source->vendor_id);
}

static const char *id_from(const char *seed, struct crm_arena *arena)
{
	return seed ? crm_arena_printf(arena, "%016" PRIx64 "%016" PRIx64, crm_hash_bytes(seed, strlen(seed), 1),
				       crm_hash_bytes(seed, strlen(seed), 2))
		    : NULL;
}

/* ---- keys ---- */

/* *carries, unless NULL, becomes true if the record carries a crmsync id. */
static int refresh_keys(struct crm_engine *e, const struct crm_source *source, bool *carries, struct crm_arena *arena,
			struct crm_error *err)
{
	const struct crm_model *model = &e->models[source->object];
	struct crm_cell *cells = crm_arena_calloc(arena, model->n_fields, sizeof *cells);
	struct crm_match_key *keys = NULL;
	struct crm_stored_key *old = NULL;
	size_t n = 0, n_old = 0;
	bool live = source->life == CRM_LIVE;
	if (cells == NULL)
		return crm_error_no_memory(err);
	int rc = live ? crm_source_cells(e, source, arena, cells, NULL, err) : CRM_OK;
	if (rc == CRM_OK && live && crm_match_keys(model, cells, arena, &keys, &n) != CRM_OK)
		rc = crm_error_no_memory(err);
	if (rc == CRM_OK && live && source->golden != 0)
		rc = crm_store_keys_of(e->store, source->id, arena, &old, &n_old, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_stored_key *stored = crm_arena_calloc(arena, n + n_old + 1, sizeof *stored);
	if (stored == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		stored[i] = (struct crm_stored_key){.level = keys[i].level, .text = keys[i].text};
		if (carries != NULL && keys[i].level == 0)
			*carries = true;
	}
	rc = crm_kept_keys_add(e, source, cells, old, n_old, stored, &n, arena, err);
	return rc == CRM_OK ? crm_store_keys_set(e->store, source->id, source->object, stored, n, err) : rc;
}

/*
 * The id that crmsync made from a record is written to the others of its group, and to itself only when it is changed
 * anyway.  After the loss of the store the others tell by it where they belong: it is as good as carried.
 */
static int claim_own_id(struct crm_engine *e, const struct crm_source *source, bool *ignored, struct crm_arena *arena,
			struct crm_error *err)
{
	struct crm_stored_key *keys = NULL;
	size_t n = 0, n_others = 0;
	int64_t other;
	(void)ignored;
	int rc = crm_store_keys_of(e->store, source->id, arena, &keys, &n, err);
	if (rc != CRM_OK || (n > 0 && keys[0].level == 0))
		return rc;
	const char *id = id_from(id_seed(e, source, arena), arena);
	const char *text = id ? crm_arena_printf(arena, "%s:%s", CRM_ID_FIELD, id) : NULL;
	struct crm_stored_key *claimed = crm_arena_calloc(arena, n + 1, sizeof *claimed);
	if (text == NULL || claimed == NULL)
		return crm_error_no_memory(err);
	rc = crm_store_sources_by_key(e->store, source->object, text, &other, 1, &n_others, err);
	if (rc != CRM_OK || n_others == 0)
		return rc;
	if (n > 0)
		memcpy(claimed + 1, keys, n * sizeof *keys);
	claimed[0] = (struct crm_stored_key){.level = 0, .text = text};
	return crm_store_keys_set(e->store, source->id, source->object, claimed, n + 1, err);
}

typedef int key_step(struct crm_engine *e, const struct crm_source *source, bool *carries, struct crm_arena *arena,
		     struct crm_error *err);

static int each_unlinked(struct crm_engine *e, enum crm_object object, key_step *step, bool *carries,
			 struct crm_arena *arena, struct crm_error *err)
{
	int64_t ids[BATCH], after = 0;
	size_t n = 0;
	int rc;
	do {
		rc = crm_store_unlinked(e->store, object, after, ids, BATCH, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			struct crm_source source;
			bool found;
			crm_arena_reset(arena);
			rc = crm_store_source(e->store, ids[i], false, arena, &source, &found, err);
			if (rc == CRM_OK)
				rc = step(e, &source, carries, arena, err);
			after = ids[i];
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

static int refresh_unlinked(struct crm_engine *e, enum crm_object object, struct crm_arena *arena,
			    struct crm_error *err)
{
	bool carries = false;
	int rc = each_unlinked(e, object, refresh_keys, &carries, arena, err);
	if (rc == CRM_OK && carries)
		rc = each_unlinked(e, object, claim_own_id, NULL, arena, err);
	return rc;
}

static int refresh_changed(struct crm_engine *e, enum crm_object object, struct crm_arena *arena, struct crm_error *err)
{
	int64_t ids[BATCH], after = 0;
	size_t n = 0;
	int rc;
	do {
		rc = crm_store_golden_dirty(e->store, object, after, ids, BATCH, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			struct crm_source *linked;
			size_t n_linked = 0;
			crm_arena_reset(arena);
			rc = crm_store_linked(e->store, ids[i], false, arena, &linked, &n_linked, err);
			for (size_t k = 0; rc == CRM_OK && k < n_linked; k++)
				rc = refresh_keys(e, &linked[k], NULL, arena, err);
			after = ids[i];
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

/* ---- closure ---- */

static int closure_init(struct closure *c, struct crm_engine *e, enum crm_object object, struct crm_arena *arena)
{
	*c = (struct closure){.e = e, .object = object, .arena = arena};
	c->sources = crm_arena_calloc(arena, CLOSURE_MAX, sizeof *c->sources);
	c->nodes = crm_arena_calloc(arena, CLOSURE_MAX, sizeof *c->nodes);
	c->ids = crm_arena_calloc(arena, CLOSURE_MAX, sizeof *c->ids);
	return c->sources && c->nodes && c->ids ? CRM_OK : CRM_E_NOMEM;
}

static size_t closure_find(const struct closure *c, int64_t source)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->nodes[i].source == source)
			return i;
	return (size_t)-1;
}

static const char *folded(const struct closure *c, const struct crm_cell *cells, const char *field)
{
	size_t i = crm_model_field(&c->e->models[c->object], field);
	if (i == (size_t)-1 || cells[i].kind != CRM_TEXT || crm_cell_blank(&cells[i]))
		return NULL;
	return crm_fold_name(cells[i].text, c->arena);
}

/* Jr. or Sr. behind either name. */
static unsigned suffix(const struct closure *c, const struct crm_cell *cells)
{
	static const char *const fields[] = {"last_name", "first_name"};
	unsigned generation = 0;
	size_t from, to;
	for (unsigned f = 0; f < 2 && generation == 0; f++) {
		size_t i = crm_model_field(&c->e->models[c->object], fields[f]);
		if (i != (size_t)-1 && cells[i].kind == CRM_TEXT && !crm_cell_blank(&cells[i]))
			generation = crm_name_suffix(cells[i].text, false, &from, &to);
	}
	return generation;
}

static const char *day(const struct closure *c, const struct crm_cell *cells, const char *field)
{
	size_t i = crm_model_field(&c->e->models[c->object], field);
	return i != (size_t)-1 && cells[i].kind == CRM_TEXT && cells[i].valid ? cells[i].key : NULL;
}

static bool is_secondary_kind(const struct closure *c, const struct crm_source *source)
{
	const struct crm_system *s = crm_engine_system(c->e, source->system);
	const char *main_kind = s ? s->connector->info->default_kind[c->object] : NULL;
	return source->kind != NULL && main_kind != NULL && strcmp(source->kind, main_kind) != 0;
}

static int fill_node(struct closure *c, size_t at, struct crm_error *err)
{
	const struct crm_model *model = &c->e->models[c->object];
	const struct crm_source *source = &c->sources[at];
	struct crm_cell *cells = crm_arena_calloc(c->arena, model->n_fields, sizeof *cells);
	if (cells == NULL)
		return crm_error_no_memory(err);
	int rc = crm_source_cells(c->e, source, c->arena, cells, NULL, err);
	if (rc != CRM_OK)
		return rc;
	const struct crm_cell *id = &cells[c->e->id_field[c->object]];
	c->ids[at] = id->kind == CRM_TEXT && !crm_cell_blank(id) ? id->key : NULL;
	c->nodes[at] = (struct crm_match_node){
		.source = source->id,
		.system = (unsigned)source->system,
		.secondary = is_secondary_kind(c, source),
		.golden = source->golden,
		.primary = source->golden != 0 && !source->secondary,
		.order = source->vendor_id,
	};
	if (c->object == CRM_CONTACT) {
		c->nodes[at].given = folded(c, cells, "first_name");
		c->nodes[at].family = folded(c, cells, "last_name");
		c->nodes[at].suffix = suffix(c, cells);
		c->nodes[at].born = day(c, cells, "birthday");
	}
	return CRM_OK;
}

/* Adds a live source; *at is its place, (size_t)-1 if it is not live, of a system that the config has no longer, or
 * there is no room. */
static int closure_add(struct closure *c, int64_t source, size_t *at, struct crm_error *err)
{
	bool found = false;
	*at = closure_find(c, source);
	if (*at != (size_t)-1 || c->n == CLOSURE_MAX)
		return CRM_OK;
	int rc = crm_store_source(c->e->store, source, false, c->arena, &c->sources[c->n], &found, err);
	if (rc != CRM_OK || !found || c->sources[c->n].life != CRM_LIVE ||
	    crm_engine_system(c->e, c->sources[c->n].system) == NULL)
		return rc;
	rc = fill_node(c, c->n, err);
	if (rc == CRM_OK)
		*at = c->n++;
	return rc;
}

static int grow_edges(struct closure *c)
{
	size_t cap = c->cap_edges ? c->cap_edges * 2 : 64;
	struct crm_match_edge *edges = crm_arena_calloc(c->arena, cap, sizeof *edges);
	struct crm_match_pair *scores = crm_arena_calloc(c->arena, cap, sizeof *scores);
	if (edges == NULL || scores == NULL)
		return CRM_E_NOMEM;
	if (c->n_edges > 0) {
		memcpy(edges, c->edges, c->n_edges * sizeof *edges);
		memcpy(scores, c->scores, c->n_edges * sizeof *scores);
	}
	c->edges = edges;
	c->scores = scores;
	c->cap_edges = cap;
	return CRM_OK;
}

static int closure_edge(struct closure *c, const struct crm_match_edge *edge, const struct crm_match_pair *score)
{
	if (c->n_edges == c->cap_edges && grow_edges(c) != CRM_OK)
		return CRM_E_NOMEM;
	if (score != NULL)
		c->scores[c->n_edges] = *score;
	c->edges[c->n_edges++] = *edge;
	return CRM_OK;
}

/* A record that carries the id of a golden record, or that its id was made from, belongs to it, even if nothing else of
 * it is left. */
static int adopt_by_id(struct closure *c, size_t at, struct crm_error *err)
{
	int64_t golden = 0;
	if (c->nodes[at].golden != 0)
		return CRM_OK;
	const char *id = c->ids[at] ? c->ids[at] : id_from(id_seed(c->e, &c->sources[at], c->arena), c->arena);
	if (id == NULL)
		return crm_error_no_memory(err);
	int rc = crm_store_golden_by_uid(c->e->store, c->object, id, &golden, err);
	if (rc == CRM_OK && golden != 0)
		rc = crm_golden_survivor(c->e, &golden, c->arena, err);
	if (rc != CRM_OK || golden == 0)
		return rc;
	const char *occupant = NULL;
	rc = crm_store_vendor_id_of(c->e->store, golden, c->sources[at].system, c->arena, &occupant, err);
	bool apart = false;
	if (rc == CRM_OK && occupant == NULL)
		rc = crm_said_apart(c->e, c->nodes[at].source, 0, golden, c->arena, &apart, err);
	if (rc == CRM_OK && occupant == NULL && !apart)
		c->nodes[at].golden = golden;
	return rc;
}

static int expand_golden(struct closure *c, size_t at, struct crm_error *err)
{
	struct crm_source *linked;
	size_t n = 0, ignored;
	if (c->nodes[at].golden == 0)
		return CRM_OK;
	int rc = crm_store_linked(c->e->store, c->nodes[at].golden, false, c->arena, &linked, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = closure_add(c, linked[i].id, &ignored, err);
	return rc;
}

/* Some keys are a person's very own: the crmsync id, an e-mail address. */
static enum crm_match_evidence evidence_of(const struct closure *c, unsigned level)
{
	const struct crm_model *model = &c->e->models[c->object];
	if (level == 0)
		return CRM_MATCH_BY_OWN;
	for (size_t p = 0; level < model->n_keys && p < model->keys[level].n_parts; p++)
		if (model->fields[model->keys[level].parts[p].fields[0]].type == CRM_T_EMAIL)
			return CRM_MATCH_BY_OWN;
	return CRM_MATCH_BY_KEY;
}

static int expand_key(struct closure *c, size_t at, const struct crm_stored_key *key, struct crm_error *err)
{
	int64_t ids[KEY_SHARED_MAX + 1];
	size_t n = 0;
	int rc = crm_store_sources_by_key(c->e->store, c->object, key->text, ids, KEY_SHARED_MAX + 1, &n, err);
	if (rc == CRM_OK && n > KEY_SHARED_MAX) {
		c->crowded = key->text;
		return CRM_OK;
	}
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		size_t other;
		rc = closure_add(c, ids[i], &other, err);
		const struct crm_match_edge edge = {at, other, key->level, key->text, evidence_of(c, key->level)};
		if (rc == CRM_OK && other != (size_t)-1 && other != at && closure_edge(c, &edge, NULL) != CRM_OK)
			rc = crm_error_no_memory(err);
	}
	return rc;
}

/* Joining golden records is a person's: between two linked records a score has nothing to say here. */
static int is_linked(struct closure *c, int64_t id, bool *out, struct crm_error *err)
{
	struct crm_source source;
	bool found = false;
	int rc = crm_store_source(c->e->store, id, false, c->arena, &source, &found, err);
	*out = rc == CRM_OK && found && source.golden != 0;
	return rc;
}

static int expand_score(struct closure *c, size_t at, const struct crm_match_pair *pair, struct crm_error *err)
{
	enum crm_score_verdict verdict = crm_score_judge(c->e, c->object, pair);
	bool joins = verdict == CRM_SCORE_JOIN, linked = false;
	size_t other;
	if (verdict == CRM_SCORE_APART)
		return CRM_OK;
	int rc = c->nodes[at].golden != 0 ? is_linked(c, pair->other, &linked, err) : CRM_OK;
	if (rc == CRM_OK && !linked)
		rc = closure_add(c, pair->other, &other, err);
	if (rc != CRM_OK || linked || other == (size_t)-1)
		return rc;
	int64_t low = c->nodes[at].source < pair->other ? c->nodes[at].source : pair->other;
	const struct crm_match_edge edge = {
		.a = at,
		.b = other,
		.level = (unsigned)c->e->models[c->object].n_keys + !joins,
		.key = crm_score_key(joins, low, c->nodes[at].source + pair->other - low, c->arena),
		.evidence = joins ? CRM_MATCH_SCORED : CRM_MATCH_DOUBTFUL,
	};
	return edge.key && closure_edge(c, &edge, pair) == CRM_OK ? CRM_OK : crm_error_no_memory(err);
}

static int expand_scores(struct closure *c, size_t at, struct crm_error *err)
{
	struct crm_match_pair *pairs;
	size_t n = 0;
	if (crm_score_off(c->e, c->object))
		return CRM_OK;
	int rc = crm_store_pairs_of(c->e->store, c->nodes[at].source, c->arena, &pairs, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = expand_score(c, at, &pairs[i], err);
	return rc;
}

static int expand_said(struct closure *c, size_t at, struct crm_error *err)
{
	size_t n, ignored;
	const struct crm_said *said = crm_said_of(c->e, c->nodes[at].source, &n);
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (said[i].same)
			rc = closure_add(c, said[i].to, &ignored, err);
	return rc;
}

/* What was said of two records that are both here, each once. */
static int gather_said(struct closure *c, struct crm_error *err)
{
	size_t most = 0, n;
	for (size_t i = 0; i < c->n; i++) {
		(void)crm_said_of(c->e, c->nodes[i].source, &n);
		most += n;
	}
	c->said = crm_arena_calloc(c->arena, most + 1, sizeof *c->said);
	if (c->said == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < c->n; i++) {
		const struct crm_said *said = crm_said_of(c->e, c->nodes[i].source, &n);
		for (size_t k = 0; k < n; k++) {
			size_t other = closure_find(c, said[k].to);
			if (other != (size_t)-1 && said[k].from < said[k].to)
				c->said[c->n_said++] = (struct crm_match_said){i, other, said[k].same};
		}
	}
	return CRM_OK;
}

static int closure_gather(struct closure *c, int64_t seed, struct crm_error *err)
{
	size_t at;
	int rc = closure_add(c, seed, &at, err);
	for (size_t i = 0; rc == CRM_OK && i < c->n; i++) {
		struct crm_stored_key *keys;
		size_t n = 0;
		rc = adopt_by_id(c, i, err);
		if (rc == CRM_OK)
			rc = expand_golden(c, i, err);
		if (rc == CRM_OK)
			rc = crm_store_keys_of(c->e->store, c->nodes[i].source, c->arena, &keys, &n, err);
		for (size_t k = 0; rc == CRM_OK && k < n; k++)
			rc = expand_key(c, i, &keys[k], err);
		if (rc == CRM_OK)
			rc = expand_scores(c, i, err);
		if (rc == CRM_OK)
			rc = expand_said(c, i, err);
	}
	return rc == CRM_OK ? gather_said(c, err) : rc;
}

/* ---- outcome ---- */

/* The same group gets the same id in every run and after the loss of the store: it is made from its first record. */
static const char *make_uid(struct closure *c, const struct crm_match_outcome *outcomes, size_t group)
{
	const char *least = NULL;
	for (size_t i = 0; i < c->n; i++) {
		if (outcomes[i].verdict == CRM_MATCH_HELD || outcomes[i].group != group)
			continue;
		const char *text = id_seed(c->e, &c->sources[i], c->arena);
		if (text == NULL)
			return NULL;
		if (least == NULL || strcmp(text, least) < 0)
			least = text;
	}
	return id_from(least, c->arena);
}

static const char *carried_uid(const struct closure *c, const struct crm_match_outcome *outcomes, size_t group)
{
	for (size_t i = 0; i < c->n; i++)
		if (outcomes[i].verdict != CRM_MATCH_HELD && outcomes[i].group == group && c->ids[i] != NULL)
			return c->ids[i];
	return NULL;
}

static int new_golden(struct closure *c, const struct crm_match_outcome *outcomes, size_t group, int64_t *golden,
		      struct crm_error *err)
{
	const char *uid = carried_uid(c, outcomes, group);
	int64_t taken = 0;
	int rc = uid ? crm_store_golden_by_uid(c->e->store, c->object, uid, &taken, err) : CRM_OK;
	if (rc == CRM_OK && (uid == NULL || taken != 0))
		uid = make_uid(c, outcomes, group);
	for (unsigned i = 2; rc == CRM_OK && uid != NULL; i++) {
		rc = crm_store_golden_by_uid(c->e->store, c->object, uid, &taken, err);
		if (rc != CRM_OK || taken == 0)
			break;
		uid = crm_arena_printf(c->arena, "%.32s-%u", uid, i);
	}
	if (rc != CRM_OK)
		return rc;
	if (uid == NULL)
		return crm_error_no_memory(err);
	return crm_store_golden_create(c->e->store, c->object, uid, c->e->run, golden, err);
}

static const char *matched_by(const struct closure *c, const struct crm_match_outcome *o, struct crm_arena *arena)
{
	if (o->key == NULL)
		return "alone";
	const char *colon = strchr(o->key, ':');
	(void)c;
	return colon ? crm_arena_strndup(arena, o->key, (size_t)(colon - o->key)) : o->key;
}

static int link_member(struct closure *c, size_t i, const struct crm_match_outcome *o, int64_t golden,
		       struct crm_error *err)
{
	const struct crm_source *source = &c->sources[i];
	if (source->golden == golden && source->secondary == o->secondary_link)
		return CRM_OK;
	const char *how = source->golden == golden ? source->matched : matched_by(c, o, c->arena);
	if (how == NULL)
		return crm_error_no_memory(err);
	c->e->linked++;
	return crm_store_link(c->e->store, source->id, golden, o->secondary_link, how, c->e->run, err);
}

/* A deal that stands alone while its company is held may well be another system's deal with that company. */
static int wait_for_parent(struct closure *c, size_t at, bool *waits, struct crm_error *err)
{
	const struct crm_source *source = &c->sources[at];
	const char *parent = NULL;
	int rc = crm_source_held_parent(c->e, source, c->arena, &parent, err);
	*waits = parent != NULL;
	if (rc != CRM_OK || parent == NULL)
		return rc;
	struct crm_hold hold = {
		.kind = "parent",
		.object = c->object,
		.system = source->system,
		.identity = crm_arena_printf(c->arena, "%" PRId64, source->id),
		.summary = crm_arena_printf(c->arena, "%s waits for the decision about %s, to which it belongs",
					    crm_source_label(c->e, source, c->arena), parent),
	};
	return hold.identity && hold.summary ? crm_hold_put(c->e, &hold, err) : crm_error_no_memory(err);
}

static int settle_group(struct closure *c, const struct crm_match_outcome *outcomes, size_t first,
			struct crm_error *err)
{
	int64_t golden = outcomes[first].golden;
	bool waits = false;
	int rc = outcomes[first].verdict == CRM_MATCH_ALONE && golden == 0 ? wait_for_parent(c, first, &waits, err)
									   : CRM_OK;
	if (rc != CRM_OK || waits)
		return rc;
	rc = golden != 0 ? CRM_OK : new_golden(c, outcomes, outcomes[first].group, &golden, err);
	for (size_t i = first; rc == CRM_OK && i < c->n; i++)
		if (outcomes[i].verdict != CRM_MATCH_HELD && outcomes[i].group == outcomes[first].group)
			rc = link_member(c, i, &outcomes[i], golden, err);
	return rc;
}

static int apply_outcomes(struct closure *c, const struct crm_match_outcome *outcomes, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < c->n; i++) {
		bool first = true;
		for (size_t k = 0; k < i && first; k++)
			first = (outcomes[k].verdict == CRM_MATCH_HELD) != (outcomes[i].verdict == CRM_MATCH_HELD) ||
				outcomes[k].group != outcomes[i].group;
		if (!first)
			continue;
		rc = outcomes[i].verdict == CRM_MATCH_HELD ? crm_question_put(c, outcomes, i, err)
							   : settle_group(c, outcomes, i, err);
	}
	return rc;
}

static int match_seed(struct crm_engine *e, enum crm_object object, int64_t seed, struct crm_arena *arena,
		      struct crm_error *err)
{
	struct closure c;
	if (closure_init(&c, e, object, arena) != CRM_OK)
		return crm_error_no_memory(err);
	int rc = closure_gather(&c, seed, err);
	if (rc != CRM_OK || c.n == 0 || c.sources[0].golden != 0)
		return rc;
	if (c.crowded != NULL || c.n == CLOSURE_MAX)
		return crm_question_put_crowd(&c, err);
	struct crm_match_outcome *outcomes = crm_arena_calloc(arena, c.n, sizeof *outcomes);
	const struct crm_match_problem problem = {c.nodes, c.n, c.edges, c.n_edges, c.said, c.n_said};
	if (outcomes == NULL || crm_match_resolve(&problem, arena, outcomes) != CRM_OK)
		return crm_error_no_memory(err);
	return apply_outcomes(&c, outcomes, err);
}

static int match_unlinked(struct crm_engine *e, enum crm_object object, struct crm_arena *arena, struct crm_error *err)
{
	int64_t ids[BATCH], after = 0, done = 0;
	size_t n = 0;
	int rc;
	do {
		rc = crm_store_unlinked(e->store, object, after, ids, BATCH, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			crm_arena_reset(arena);
			rc = match_seed(e, object, ids[i], arena, err);
			after = ids[i];
		}
		done += (int64_t)n;
		crm_engine_progress(e, NULL,
				    object == CRM_CONTACT   ? "matching contacts"
				    : object == CRM_COMPANY ? "matching companies"
							    : "matching deals",
				    done, -1);
		if (rc == CRM_OK && crm_engine_interrupted(e))
			rc = crm_error_set(err, CRM_E_INTERRUPTED, "interrupted while matching; nothing was written");
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

int crm_match_object(struct crm_engine *e, enum crm_object object, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? crm_decisions_apply(e, object, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = refresh_unlinked(e, object, arena, err);
	if (rc == CRM_OK)
		rc = refresh_changed(e, object, arena, err);
	if (rc == CRM_OK)
		rc = crm_match_score(e, object, err);
	if (rc == CRM_OK)
		rc = match_unlinked(e, object, arena, err);
	crm_arena_free(arena);
	return rc;
}

int crm_match_again(struct crm_engine *e, enum crm_object object, bool *joined, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	int64_t before = e->linked;
	int rc = arena ? crm_store_holds_unput(e->store, object, "ambiguous", e->run, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = crm_store_holds_unput(e->store, object, "parent", e->run, err);
	if (rc == CRM_OK)
		rc = match_unlinked(e, object, arena, err);
	crm_arena_free(arena);
	*joined = e->linked != before;
	return rc;
}
