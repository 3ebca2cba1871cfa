/* SPDX-License-Identifier: Apache-2.0 */
/* How the records of a golden record were recognised: keys, weights, what people said. */
#include <sync/explain.h>

#include <string.h>

#include <sync/match_decision.h>
#include <sync/match_score.h>
#include <sync/scope.h>

/* ---- keys ---- */

/* "email" of "email:ada@firma.example". */
static bool is_of_kind(const char *key, const char *kind)
{
	size_t len = strlen(kind);
	return strncmp(key, kind, len) == 0 && key[len] == ':';
}

static int shares_key(struct crm_explaining *x, const struct crm_source *with, const char *key, bool *out,
		      struct crm_error *err)
{
	struct crm_stored_key *keys = NULL;
	size_t n = 0;
	int rc = crm_store_keys_of(x->e->store, with->id, x->arena, &keys, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		*out = *out || strcmp(keys[i].text, key) == 0;
	return rc;
}

static int is_shared(struct crm_explaining *x, const struct crm_source *source, const char *key, bool *out,
		     struct crm_error *err)
{
	int rc = CRM_OK;
	*out = false;
	for (size_t i = 0; rc == CRM_OK && i < x->g.n_sources && !*out; i++)
		if (x->g.sources[i].id != source->id)
			rc = shares_key(x, &x->g.sources[i], key, out, err);
	return rc;
}

/* The key that it has in common with another of them: one of the kind that it was matched by, else the strongest. */
static int find_key(struct crm_explaining *x, const struct crm_source *source, const char **out, struct crm_error *err)
{
	struct crm_stored_key *keys = NULL;
	size_t n = 0;
	int rc = crm_store_keys_of(x->e->store, source->id, x->arena, &keys, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		bool shared = false, best = source->matched != NULL && is_of_kind(keys[i].text, source->matched);
		if (*out != NULL && !best)
			continue;
		rc = is_shared(x, source, keys[i].text, &shared, err);
		if (rc == CRM_OK && shared)
			*out = keys[i].text;
		if (shared && best)
			break;
	}
	return rc;
}

/* ---- comparisons ---- */

static bool belongs(const struct crm_explaining *x, int64_t source)
{
	for (size_t i = 0; i < x->g.n_sources; i++)
		if (x->g.sources[i].id == source)
			return true;
	return false;
}

static const char *verdict_of(struct crm_explaining *x, const struct crm_match_pair *pair)
{
	static const char *const names[] = {"apart", "review", "auto"};
	return names[crm_score_judge(x->e, x->g.object, pair)];
}

static int add_pair(struct crm_explaining *x, const struct crm_source *source, const struct crm_match_pair *pair,
		    struct crm_explained_pair *out, struct crm_error *err)
{
	struct crm_source other;
	bool found = false;
	int rc = crm_store_source(x->e->store, pair->other, false, x->arena, &other, &found, err);
	if (rc != CRM_OK || !found || crm_engine_system(x->e, other.system) == NULL)
		return rc;
	*out = (struct crm_explained_pair){
		.a = crm_source_handle(x->e, source, x->arena),
		.b = crm_source_handle(x->e, &other, x->arena),
		.weight = pair->weight,
		.verdict = verdict_of(x, pair),
		.evidence = pair->why,
		.together = belongs(x, other.id),
	};
	x->out->n_pairs++;
	return out->a && out->b ? CRM_OK : crm_error_no_memory(err);
}

static int grow_pairs(struct crm_explaining *x, size_t more, struct crm_error *err)
{
	struct crm_explained_pair *rows = crm_arena_calloc(x->arena, x->out->n_pairs + more + 1, sizeof *rows);
	if (rows == NULL)
		return crm_error_no_memory(err);
	if (x->out->n_pairs > 0)
		memcpy(rows, x->out->pairs, x->out->n_pairs * sizeof *rows);
	x->out->pairs = rows;
	return CRM_OK;
}

/* Each pair once: two that both belong here are found from either side. */
static int find_pairs(struct crm_explaining *x, const struct crm_source *source, struct crm_error *err)
{
	struct crm_match_pair *pairs = NULL;
	size_t n = 0;
	if (crm_engine_system(x->e, source->system) == NULL)
		return CRM_OK;
	int rc = crm_store_pairs_of(x->e->store, source->id, x->arena, &pairs, &n, err);
	if (rc == CRM_OK)
		rc = grow_pairs(x, n, err);
	struct crm_explained_pair *rows = (struct crm_explained_pair *)x->out->pairs;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (!belongs(x, pairs[i].other) || source->id < pairs[i].other)
			rc = add_pair(x, source, &pairs[i], &rows[x->out->n_pairs], err);
	return rc;
}

/* ---- links ---- */

static int tell_link(struct crm_explaining *x, const struct crm_source *source, struct crm_explained_link *out,
		     struct crm_error *err)
{
	const struct crm_system *system = crm_engine_system(x->e, source->system);
	int64_t run = 0;
	*out = (struct crm_explained_link){
		.source = source,
		.outside = system != NULL && source->life == CRM_LIVE && crm_scope_left(system, source),
	};
	int rc = crm_explain_system(x, source->system, &out->system, err);
	if (rc == CRM_OK)
		rc = crm_store_link_run(x->e->store, source->id, &run, err);
	if (rc == CRM_OK)
		rc = crm_explain_moment(x, run, &out->at, err);
	return rc == CRM_OK ? find_key(x, source, &out->key, err) : rc;
}

int crm_explain_links(struct crm_explaining *x, struct crm_error *err)
{
	struct crm_explained_link *links = crm_arena_calloc(x->arena, x->g.n_sources + 1, sizeof *links);
	int rc = links ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < x->g.n_sources; i++) {
		rc = tell_link(x, &x->g.sources[i], &links[i], err);
		if (rc == CRM_OK)
			rc = find_pairs(x, &x->g.sources[i], err);
	}
	x->out->links = links;
	x->out->n_links = x->g.n_sources;
	return rc;
}

/* ---- decisions ---- */

static bool is_named(const struct crm_explaining *x, const char *system, const char *id)
{
	for (size_t i = 0; i < x->out->n_links; i++)
		if (strcmp(x->out->links[i].system, system) == 0 && strcmp(x->out->links[i].source->vendor_id, id) == 0)
			return true;
	return false;
}

/* Is it about one of the records? */
static int read_subject(struct crm_explaining *x, const struct crm_decision_row *row,
			struct crm_explained_decision *out, bool *about, struct crm_error *err)
{
	const char *words[4] = {NULL};
	crm_json *json = NULL;
	size_t n = 0;
	int rc = crm_json_parse(row->subject, strlen(row->subject), &json, err);
	for (const crm_json *v = crm_json_first(json); rc == CRM_OK && v != NULL && n < 4; v = crm_json_next(v))
		words[n++] = crm_json_text(v);
	bool whole = n == 4 && words[0] && words[1] && words[2] && words[3];
	*about = whole && (is_named(x, words[0], words[1]) || is_named(x, words[2], words[3]));
	if (*about) {
		out->a = crm_arena_printf(x->arena, "%s:%s", words[0], words[1]);
		out->b = crm_arena_printf(x->arena, "%s:%s", words[2], words[3]);
		if (out->a == NULL || out->b == NULL)
			rc = crm_error_no_memory(err);
	}
	crm_json_free(json);
	return rc;
}

int crm_explain_decisions(struct crm_explaining *x, struct crm_error *err)
{
	struct crm_decision_row *rows = NULL;
	struct crm_explained_decision *out = NULL;
	size_t n = 0;
	int rc = crm_store_decisions(x->e->store, CRM_DECISION_MATCH, x->g.object, x->arena, &rows, &n, err);
	if (rc == CRM_OK && (out = crm_arena_calloc(x->arena, n + 1, sizeof *out)) == NULL)
		rc = crm_error_no_memory(err);
	x->out->decisions = out;
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		struct crm_explained_decision *d = &out[x->out->n_decisions];
		bool about = false;
		rc = read_subject(x, &rows[i], d, &about, err);
		if (rc != CRM_OK || !about)
			continue;
		d->kind = CRM_DECISION_MATCH;
		d->value = rows[i].value;
		rc = crm_explain_moment(x, rows[i].run, &d->at, err);
		x->out->n_decisions++;
	}
	return rc;
}
