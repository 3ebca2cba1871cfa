/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Matching against the store.  For each record without a link, the closure of records that share keys with it (and of
 * the golden records they are linked to) is gathered and resolved by the core; the outcome becomes links, new golden
 * records, or holds.
 */
#include <sync/reconcile.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sync/kept_keys.h>
#include <sync/model_build.h>

#define BATCH          256
#define KEY_SHARED_MAX 50 /* a key that more records share proves nothing */
#define CLOSURE_MAX    400

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

struct closure {
	struct crm_engine *e;
	enum crm_object object;
	struct crm_arena *arena;
	struct crm_source *sources;
	struct crm_match_node *nodes;
	const char **ids; /* crmsync id that the record carries, NULL: none */
	size_t n;
	struct crm_match_edge *edges;
	size_t n_edges, cap_edges;
	const char *crowded; /* a key that too many records share */
};

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
	};
	if (c->object == CRM_CONTACT) {
		c->nodes[at].given = folded(c, cells, "first_name");
		c->nodes[at].family = folded(c, cells, "last_name");
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

static int closure_edge(struct closure *c, size_t a, size_t b, unsigned level, const char *key)
{
	if (c->n_edges == c->cap_edges) {
		size_t cap = c->cap_edges ? c->cap_edges * 2 : 64;
		struct crm_match_edge *grown = crm_arena_calloc(c->arena, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		if (c->n_edges > 0)
			memcpy(grown, c->edges, c->n_edges * sizeof *grown);
		c->edges = grown;
		c->cap_edges = cap;
	}
	c->edges[c->n_edges++] = (struct crm_match_edge){.a = a, .b = b, .level = level, .key = key};
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
	if (rc == CRM_OK && occupant == NULL)
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
		if (rc == CRM_OK && other != (size_t)-1 && other != at &&
		    closure_edge(c, at, other, key->level, key->text) != CRM_OK)
			rc = crm_error_no_memory(err);
	}
	return rc;
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
	}
	return rc;
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

static const char *reason_text(enum crm_match_reason reason)
{
	switch (reason) {
	case CRM_MATCH_SEVERAL:
		return "several records of one system share a key";
	case CRM_MATCH_NAMES:
		return "the names do not go together";
	case CRM_MATCH_LINKED:
		return "they are linked to different golden records already";
	case CRM_MATCH_OCCUPIED:
		return "its partner is linked to another record of this system already";
	default:
		return "joining them would be a guess";
	}
}

static int compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* Identity of a question: its records. */
static const char *question_identity(struct closure *c, const bool *in)
{
	int64_t ids[CLOSURE_MAX];
	size_t n = 0;
	for (size_t i = 0; i < c->n; i++)
		if (in[i])
			ids[n++] = c->nodes[i].source;
	qsort(ids, n, sizeof *ids, compare_ids);
	const char *text = crm_arena_strdup(c->arena, "");
	for (size_t i = 0; text != NULL && i < n; i++)
		text = crm_arena_printf(c->arena, "%s%" PRId64 ",", text, ids[i]);
	return text;
}

static const char *question_detail(struct closure *c, const bool *in, const char *reason, const char *key)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "reason", reason);
	crm_jw_field(&w, "key", key);
	crm_jw_key(&w, "records");
	crm_jw_array(&w);
	for (size_t i = 0; i < c->n; i++) {
		if (!in[i])
			continue;
		const struct crm_system *s = crm_engine_system(c->e, c->sources[i].system);
		crm_jw_object(&w);
		crm_jw_field(&w, "system", s ? s->settings->name : "?");
		crm_jw_field(&w, "id", c->sources[i].vendor_id);
		crm_jw_field(&w, "label", crm_source_label(c->e, &c->sources[i], c->arena));
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	const char *text = buf.failed ? NULL : crm_arena_strdup(c->arena, buf.ptr);
	crm_buf_free(&buf);
	return text;
}

static const char *question_summary(struct closure *c, const bool *in, const char *reason)
{
	const char *text = NULL;
	for (size_t i = 0; i < c->n; i++) {
		if (!in[i])
			continue;
		const char *label = crm_source_label(c->e, &c->sources[i], c->arena);
		text = text ? crm_arena_printf(c->arena, "%s, %s", text, label) : label;
		if (text == NULL)
			return NULL;
	}
	return crm_arena_printf(c->arena, "%s: %s", reason, text ? text : "");
}

static int put_question(struct closure *c, const bool *in, const char *reason, const char *key, struct crm_error *err)
{
	struct crm_hold hold = {
		.kind = "ambiguous",
		.object = c->object,
		.identity = question_identity(c, in),
		.summary = question_summary(c, in, reason),
		.detail = question_detail(c, in, reason, key),
	};
	if (hold.identity == NULL || hold.summary == NULL || hold.detail == NULL)
		return crm_error_no_memory(err);
	return crm_hold_put(c->e, &hold, err);
}

/* A held record and all that share its question, the linked ones that it might belong to included. */
static int hold_question(struct closure *c, const struct crm_match_outcome *outcomes, size_t first,
			 struct crm_error *err)
{
	bool *in = crm_arena_calloc(c->arena, c->n, sizeof *in);
	if (in == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < c->n; i++)
		in[i] = outcomes[i].verdict == CRM_MATCH_HELD && outcomes[i].group == outcomes[first].group;
	for (size_t k = 0; k < c->n_edges; k++) {
		const struct crm_match_edge *edge = &c->edges[k];
		if (outcomes[edge->a].verdict == CRM_MATCH_HELD && outcomes[edge->a].group == outcomes[first].group &&
		    outcomes[first].key && strcmp(edge->key, outcomes[first].key) == 0)
			in[edge->b] = true;
	}
	return put_question(c, in, reason_text(outcomes[first].reason), outcomes[first].key, err);
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
		rc = outcomes[i].verdict == CRM_MATCH_HELD ? hold_question(c, outcomes, i, err)
							   : settle_group(c, outcomes, i, err);
	}
	return rc;
}

static int hold_crowd(struct closure *c, struct crm_error *err)
{
	bool *in = crm_arena_calloc(c->arena, c->n + 1, sizeof *in);
	if (in == NULL)
		return crm_error_no_memory(err);
	in[0] = true;
	const char *reason = c->crowded ? "more than 50 records share a key" : "too many records hang together";
	return put_question(c, in, reason, c->crowded, err);
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
		return hold_crowd(&c, err);
	struct crm_match_outcome *outcomes = crm_arena_calloc(arena, c.n, sizeof *outcomes);
	if (outcomes == NULL || crm_match_resolve(c.nodes, c.n, c.edges, c.n_edges, arena, outcomes) != CRM_OK)
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
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = refresh_unlinked(e, object, arena, err);
	if (rc == CRM_OK)
		rc = refresh_changed(e, object, arena, err);
	if (rc == CRM_OK)
		rc = match_unlinked(e, object, arena, err);
	crm_arena_free(arena);
	return rc;
}
