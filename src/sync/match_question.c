/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to a person: records of which it is not clear whether they are one. */
#include <sync/match_closure.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sync/match_score.h>

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
	case CRM_MATCH_BORN:
		return "they were born on different days";
	case CRM_MATCH_CHAIN:
		return "they look alike, but not all of them";
	case CRM_MATCH_DOUBT:
		return "they may be the same";
	case CRM_MATCH_APART:
		return "it belongs to one of two that are kept separate";
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

static bool is_scored(const struct closure *c, size_t edge)
{
	return c->edges[edge].evidence == CRM_MATCH_SCORED || c->edges[edge].evidence == CRM_MATCH_DOUBTFUL;
}

/* Pairs of the question that look alike, each once. */
static void write_pairs(const struct closure *c, const bool *in, struct crm_json_writer *w)
{
	crm_jw_key(w, "pairs");
	crm_jw_array(w);
	for (size_t i = 0; i < c->n_edges; i++) {
		const struct crm_match_edge *e = &c->edges[i];
		char probability[32];
		if (!is_scored(c, i) || !in[e->a] || !in[e->b] || c->nodes[e->a].source > c->nodes[e->b].source)
			continue;
		snprintf(probability, sizeof probability, "%.4f", linkage_weight_probability(c->scores[i].weight));
		crm_jw_object(w);
		crm_jw_field(w, "a", crm_source_handle(c->e, &c->sources[e->a], c->arena));
		crm_jw_field(w, "b", crm_source_handle(c->e, &c->sources[e->b], c->arena));
		crm_jw_field(w, "probability", probability);
		crm_jw_field(w, "evidence", c->scores[i].why);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

/* The likeliest pair of the question; NULL: nothing was scored. */
static const struct crm_match_pair *likeliest(const struct closure *c, const bool *in)
{
	const struct crm_match_pair *best = NULL;
	for (size_t i = 0; i < c->n_edges; i++)
		if (is_scored(c, i) && in[c->edges[i].a] && in[c->edges[i].b] &&
		    (best == NULL || c->scores[i].weight > best->weight))
			best = &c->scores[i];
	return best;
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
	write_pairs(c, in, &w);
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
	const struct crm_match_pair *best = likeliest(c, in);
	text = crm_arena_printf(c->arena, "%s: %s", reason, text ? text : "");
	if (text == NULL || best == NULL)
		return text;
	return crm_arena_printf(c->arena, "%s (probability %.2f: %s)", text,
				floor(100 * linkage_weight_probability(best->weight)) / 100, best->why);
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

int crm_question_put(struct closure *c, const struct crm_match_outcome *outcomes, size_t first, struct crm_error *err)
{
	bool *in = crm_arena_calloc(c->arena, c->n, sizeof *in);
	if (in == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < c->n; i++)
		in[i] = outcomes[i].verdict == CRM_MATCH_HELD && outcomes[i].group == outcomes[first].group;
	for (size_t k = 0; k < c->n_edges; k++) {
		const struct crm_match_edge *edge = &c->edges[k];
		bool same_key = outcomes[first].key && strcmp(edge->key, outcomes[first].key) == 0;
		if (outcomes[edge->a].verdict == CRM_MATCH_HELD && outcomes[edge->a].group == outcomes[first].group &&
		    (same_key || is_scored(c, k)))
			in[edge->b] = true;
	}
	bool scored = outcomes[first].key == NULL || crm_is_score_key(outcomes[first].key);
	return put_question(c, in, reason_text(outcomes[first].reason), scored ? NULL : outcomes[first].key, err);
}

int crm_question_put_crowd(struct closure *c, struct crm_error *err)
{
	bool *in = crm_arena_calloc(c->arena, c->n + 1, sizeof *in);
	if (in == NULL)
		return crm_error_no_memory(err);
	in[0] = true;
	const char *reason = c->crowded ? "more than 50 records share a key" : "too many records hang together";
	return put_question(c, in, reason, c->crowded, err);
}
