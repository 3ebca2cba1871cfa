/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/match_score.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sync/reconcile.h>

#define BATCH      256
#define LEAST_KEPT 0.1 /* probability of a pair that is kept, unless `review` is less */
#define STEPS_TOLD 3

static double weight_of(double probability)
{
	return log2(probability / (1 - probability));
}

static const struct crm_match_settings *thresholds(const struct crm_engine *e, enum crm_object object)
{
	return &e->settings->match[object];
}

bool crm_score_off(const struct crm_engine *e, enum crm_object object)
{
	return thresholds(e, object)->review >= 1;
}

enum crm_score_verdict crm_score_judge(const struct crm_engine *e, enum crm_object object,
				       const struct crm_match_pair *pair)
{
	const struct crm_match_settings *t = thresholds(e, object);
	double probability = linkage_weight_probability(pair->weight);
	if (probability >= t->joins && t->joins < 1 && pair->safe)
		return CRM_SCORE_JOIN;
	return probability >= t->review && t->review < 1 ? CRM_SCORE_REVIEW : CRM_SCORE_APART;
}

#define JOINS  "matched:"
#define DOUBTS "doubt:"

const char *crm_score_key(bool joins, int64_t low, int64_t high, struct crm_arena *arena)
{
	return crm_arena_printf(arena, "%s%" PRId64 "-%" PRId64, joins ? JOINS : DOUBTS, low, high);
}

bool crm_is_score_key(const char *key)
{
	return strncmp(key, JOINS, strlen(JOINS)) == 0 || strncmp(key, DOUBTS, strlen(DOUBTS)) == 0;
}

/* ---- what is to be scored ---- */

struct scoring {
	struct crm_engine *e;
	enum crm_object object;
	struct crm_population population;
	struct {
		int64_t source, hash;
	} * fresh;
	size_t n, cap;
};

/* Did a person change it since the last agreement?  What has no agreement yet counts as changed. */
static int was_edited(struct crm_engine *e, const struct crm_source *source, const struct crm_cell *cells,
		      struct crm_arena *arena, bool *out, struct crm_error *err)
{
	const struct crm_model *model = &e->models[source->object];
	crm_json *base = NULL;
	*out = source->base == NULL;
	int rc = source->base ? crm_json_parse(source->base, strlen(source->base), &base, err) : CRM_OK;
	for (size_t i = 0; rc == CRM_OK && base != NULL && i < model->n_fields && !*out; i++) {
		const crm_json *v = crm_json_get(crm_json_get(base, model->fields[i].name), "v");
		struct crm_cell agreed;
		if (v == NULL || crm_cell_unknown(&cells[i]))
			continue; /* what says nothing of a person is unknown here: see blank_others() */
		rc = crm_cell_read(v, arena, &agreed);
		*out = rc == CRM_OK && !crm_cell_equal(&cells[i], &agreed);
	}
	crm_json_free(base);
	if (rc != CRM_OK && rc != CRM_E_NOMEM)
		rc = crm_error_set(err, CRM_E_STORE, "the agreed values of %s cannot be read",
				   crm_source_label(e, source, arena));
	return rc;
}

/* Leaves the values that records are compared by. */
static void blank_others(const struct crm_model *model, struct crm_cell *cells)
{
	for (size_t i = 0; i < model->n_fields; i++)
		if (!crm_trait_field(model->object, &model->fields[i]))
			cells[i] = (struct crm_cell){.kind = CRM_ABSENT};
}

static int add_fresh(struct scoring *s, int64_t source, int64_t hash)
{
	if (s->n == s->cap) {
		size_t cap = s->cap * 2 + 64;
		void *grown = crm_reallocarray(s->fresh, cap, sizeof *s->fresh);
		if (grown == NULL)
			return CRM_E_NOMEM;
		s->fresh = grown;
		s->cap = cap;
	}
	s->fresh[s->n].source = source;
	s->fresh[s->n++].hash = hash;
	return CRM_OK;
}

static int look_at(struct scoring *s, const struct crm_source *source, struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_model *model = &s->e->models[s->object];
	struct crm_cell *cells = crm_arena_calloc(arena, model->n_fields, sizeof *cells);
	bool known = false, edited = true;
	if (source->life != CRM_LIVE || crm_engine_system(s->e, source->system) == NULL)
		return CRM_OK;
	int rc = cells ? crm_source_cells(s->e, source, arena, cells, NULL, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		blank_others(model, cells);
	int64_t hash = rc == CRM_OK ? (int64_t)crm_cells_hash(model, cells) : 0;
	if (rc == CRM_OK)
		rc = crm_store_scored(s->e->store, source->id, hash, &known, err);
	if (rc != CRM_OK || known)
		return rc;
	if (source->golden != 0)
		rc = was_edited(s->e, source, cells, arena, &edited, err);
	if (rc == CRM_OK && !edited)
		return crm_store_scored_set(s->e->store, source->id, s->object, hash, err);
	return rc == CRM_OK && add_fresh(s, source->id, hash) != CRM_OK ? crm_error_no_memory(err) : rc;
}

static int look_at_unlinked(struct scoring *s, struct crm_arena *arena, struct crm_error *err)
{
	int64_t ids[BATCH], after = 0;
	size_t n = 0;
	int rc;
	do {
		rc = crm_store_unlinked(s->e->store, s->object, after, ids, BATCH, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			struct crm_source source;
			bool found = false;
			crm_arena_reset(arena);
			rc = crm_store_source(s->e->store, ids[i], false, arena, &source, &found, err);
			if (rc == CRM_OK && found)
				rc = look_at(s, &source, arena, err);
			after = ids[i];
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

static int look_at_changed(struct scoring *s, struct crm_arena *arena, struct crm_error *err)
{
	int64_t ids[BATCH], after = 0;
	size_t n = 0;
	int rc;
	do {
		rc = crm_store_golden_dirty(s->e->store, s->object, after, ids, BATCH, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			struct crm_source *linked;
			size_t n_linked = 0;
			crm_arena_reset(arena);
			rc = crm_store_linked(s->e->store, ids[i], false, arena, &linked, &n_linked, err);
			for (size_t k = 0; rc == CRM_OK && k < n_linked; k++)
				rc = look_at(s, &linked[k], arena, err);
			after = ids[i];
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

/* ---- keeping pairs ---- */

static int compare_fresh(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static void mark_fresh(struct scoring *s)
{
	if (s->n > 1)
		qsort(s->fresh, s->n, sizeof *s->fresh, compare_fresh);
	for (size_t i = 0; i < s->population.n; i++)
		s->population.fresh[i] =
			bsearch(&s->population.sources[i], s->fresh, s->n, sizeof *s->fresh, compare_fresh) != NULL;
}

/* The exact keys have the say where there is one. */
static int share_key(struct crm_engine *e, int64_t a, int64_t b, struct crm_arena *arena, bool *out,
		     struct crm_error *err)
{
	struct crm_stored_key *of_a, *of_b;
	size_t n_a = 0, n_b = 0;
	int rc = crm_store_keys_of(e->store, a, arena, &of_a, &n_a, err);
	if (rc == CRM_OK)
		rc = crm_store_keys_of(e->store, b, arena, &of_b, &n_b, err);
	*out = false;
	for (size_t i = 0; rc == CRM_OK && i < n_a; i++)
		for (size_t k = 0; k < n_b; k++)
			*out = *out || strcmp(of_a[i].text, of_b[k].text) == 0;
	return rc;
}

static int compare_steps(const void *a, const void *b)
{
	const struct crm_score_step *x = a, *y = b;
	return (x->weight < y->weight) - (x->weight > y->weight);
}

/* "last_name exact, phone exact; against it: email differs" */
static const char *tell(const struct scoring *s, size_t a, size_t b, struct crm_arena *arena)
{
	struct crm_score_step steps[CRM_SCORE_STEPS];
	double weight;
	size_t n = crm_population_explain(s->object, &s->population, a, b, steps, &weight);
	const char *text = "";
	if (n < 2)
		return text;
	qsort(steps + 1, n - 1, sizeof *steps, compare_steps); /* the first is the prior */
	for (size_t i = 1; i < n && i <= STEPS_TOLD && steps[i].weight > 0 && text != NULL; i++)
		text = crm_arena_printf(arena, "%s%s%s %s", text, text[0] ? ", " : "", steps[i].field, steps[i].level);
	if (text != NULL && steps[n - 1].weight < -1)
		text = crm_arena_printf(arena, "%s; against it: %s %s", text, steps[n - 1].field, steps[n - 1].level);
	return text;
}

static int judge_pair(struct scoring *s, const struct crm_source *a, const struct crm_source *b,
		      struct crm_arena *arena, bool *safe, bool *hopeless, struct crm_error *err)
{
	struct crm_traits of_a, of_b;
	enum crm_trait_level levels[CRM_TRAITS];
	int rc = crm_source_traits(s->e, a, arena, &of_a, err);
	if (rc == CRM_OK)
		rc = crm_source_traits(s->e, b, arena, &of_b, err);
	if (rc != CRM_OK)
		return rc;
	crm_traits_compare(s->object, &of_a, &of_b, levels);
	*safe = crm_traits_safe(s->object, levels);
	*hopeless = crm_traits_hopeless(s->object, levels);
	return CRM_OK;
}

static int keep(struct scoring *s, size_t row_a, size_t row_b, double weight, struct crm_arena *arena,
		struct crm_error *err)
{
	struct crm_store *store = s->e->store;
	struct crm_source a, b;
	bool found_a = false, found_b = false, dropped = false;
	struct crm_match_pair pair = {.other = s->population.sources[row_b], .weight = weight};
	int rc = crm_store_source(store, s->population.sources[row_a], false, arena, &a, &found_a, err);
	if (rc == CRM_OK)
		rc = crm_store_source(store, pair.other, false, arena, &b, &found_b, err);
	if (rc != CRM_OK || !found_a || !found_b || (a.golden != 0 && a.golden == b.golden))
		return rc;
	rc = share_key(s->e, a.id, b.id, arena, &dropped, err);
	if (rc == CRM_OK && !dropped)
		rc = judge_pair(s, &a, &b, arena, &pair.safe, &dropped, err);
	if (rc != CRM_OK || dropped)
		return rc;
	pair.why = tell(s, row_a, row_b, arena);
	return pair.why ? crm_store_pair_put(store, s->object, a.id, &pair, s->e->run, err) : crm_error_no_memory(err);
}

static int visit(void *ctx, size_t a, size_t b, double weight, struct crm_error *err)
{
	struct scoring *s = ctx;
	if (!s->population.fresh[a] && !s->population.fresh[b])
		return CRM_OK;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? keep(s, a, b, weight, arena, err) : crm_error_no_memory(err);
	crm_arena_free(arena);
	return rc;
}

static int score_fresh(struct scoring *s, struct crm_error *err)
{
	double least = fmin(LEAST_KEPT, thresholds(s->e, s->object)->review);
	crm_engine_progress(s->e, NULL, "comparing", 0, (int64_t)s->n);
	int rc = s->e->options.full ? crm_parameters_drop(s->e, s->object, err) : CRM_OK;
	if (rc == CRM_OK)
		rc = crm_population_read(s->e, s->object, &s->population, err);
	if (rc == CRM_OK && s->population.link != NULL && s->population.parameters.version == 0)
		rc = crm_parameters_keep(s->e, s->object, s->population.link, &s->population.parameters, err);
	if (rc != CRM_OK)
		return rc;
	mark_fresh(s);
	for (size_t i = 0; rc == CRM_OK && i < s->n; i++)
		rc = crm_store_pairs_drop(s->e->store, s->fresh[i].source, err);
	if (rc == CRM_OK)
		rc = crm_population_pairs(s->e, s->object, &s->population, weight_of(least), visit, s, err);
	for (size_t i = 0; rc == CRM_OK && i < s->n; i++)
		rc = crm_store_scored_set(s->e->store, s->fresh[i].source, s->object, s->fresh[i].hash, err);
	return rc;
}

int crm_match_score(struct crm_engine *e, enum crm_object object, struct crm_error *err)
{
	struct scoring s = {.e = e, .object = object};
	if (crm_score_off(e, object))
		return CRM_OK;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? look_at_unlinked(&s, arena, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = look_at_changed(&s, arena, err);
	if (rc == CRM_OK && s.n > 0)
		rc = score_fresh(&s, err);
	crm_population_free(&s.population);
	crm_free(s.fresh);
	crm_arena_free(arena);
	return rc;
}
