/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Resolves shared keys into groups.  Groups are disjoint sets of nodes; at each level the groups that edges connect
 * form candidates, disjoint sets too, and each candidate is joined as a whole or not at all.
 */
#include "config.h"

#include <core/match.h>
#include <core/match_traits.h>

#include <stdlib.h>
#include <string.h>

struct member {
	size_t candidate;
	size_t node;
};

struct resolver {
	const struct crm_match_node *nodes;
	size_t n;
	const struct crm_match_edge *edges;
	size_t n_edges;
	const struct crm_match_said *said;
	size_t n_said;
	unsigned level;                   /* that is looked at */
	enum crm_match_evidence evidence; /* of its edges */
	size_t *group;                    /* union-find over nodes: what belongs together */
	size_t *candidate;                /* union-find over nodes: what this level connects */
	size_t *question;                 /* union-find over nodes: held ones that one answer decides */
	struct member *members;           /* scratch: nodes by candidate */
	int64_t *golden;                  /* by root of group: its golden record */
	size_t *size;                     /* by root of group */
	const char **best;                /* by root of group: smallest key of this level */
	struct crm_match_outcome *out;
};

static size_t find(size_t *parent, size_t i)
{
	while (parent[i] != i) {
		parent[i] = parent[parent[i]];
		i = parent[i];
	}
	return i;
}

static void unite(size_t *parent, size_t a, size_t b)
{
	a = find(parent, a);
	b = find(parent, b);
	parent[a > b ? a : b] = a < b ? a : b;
}

static bool is_held(const struct resolver *r, size_t node)
{
	return r->out[node].verdict == CRM_MATCH_HELD;
}

/* Did a person say of any two members of the groups that they are apart? */
static bool said_apart(const struct resolver *r, size_t group_a, size_t group_b)
{
	for (size_t i = 0; i < r->n_said; i++) {
		size_t a = find(r->group, r->said[i].a), b = find(r->group, r->said[i].b);

		if (!r->said[i].same && ((a == group_a && b == group_b) || (a == group_b && b == group_a)))
			return true;
	}
	return false;
}

static bool is_usable(const struct resolver *r, const struct crm_match_edge *e)
{
	size_t a = find(r->group, e->a), b = find(r->group, e->b);

	return a != b && !said_apart(r, a, b);
}

static int compare_golden(const void *a, const void *b)
{
	const struct crm_match_node *x = *(const struct crm_match_node *const *)a;
	const struct crm_match_node *y = *(const struct crm_match_node *const *)b;

	return (x->golden > y->golden) - (x->golden < y->golden);
}

static int unite_linked(struct resolver *r, struct crm_arena *arena)
{
	const struct crm_match_node **linked = crm_arena_calloc(arena, r->n + 1, sizeof *linked);
	size_t n = 0;

	if (linked == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < r->n; i++) {
		if (r->nodes[i].golden != 0)
			linked[n++] = &r->nodes[i];
	}
	if (n > 1)
		qsort(linked, n, sizeof *linked, compare_golden);
	for (size_t i = 1; i < n; i++) {
		if (linked[i]->golden == linked[i - 1]->golden)
			unite(r->group, (size_t)(linked[i] - r->nodes), (size_t)(linked[i - 1] - r->nodes));
	}
	return 0;
}

/* What a person's word would unite: roots in `candidate`, its golden record by root, -1 if there are several. */
static void connect_said(struct resolver *r)
{
	for (size_t i = 0; i < r->n; i++) {
		r->candidate[i] = find(r->group, i);
		r->golden[i] = 0;
	}
	for (size_t i = 0; i < r->n_said; i++) {
		if (r->said[i].same)
			unite(r->candidate, r->said[i].a, r->said[i].b);
	}
	for (size_t i = 0; i < r->n; i++) {
		int64_t *golden = &r->golden[find(r->candidate, i)];

		if (r->nodes[i].golden != 0)
			*golden = *golden == 0 || *golden == r->nodes[i].golden ? r->nodes[i].golden : -1;
	}
}

/* After the links: who is linked to different golden records stays so. */
static void unite_said(struct resolver *r)
{
	connect_said(r);
	for (size_t i = 0; i < r->n_said; i++) {
		const struct crm_match_said *said = &r->said[i];

		if (!said->same || r->golden[find(r->candidate, said->a)] == -1)
			continue;
		r->out[said->a].key = CRM_MATCH_PERSON;
		r->out[said->b].key = CRM_MATCH_PERSON;
		unite(r->group, said->a, said->b);
	}
}

static void note_key(struct resolver *r, size_t node, const char *key)
{
	size_t g = find(r->group, node);

	if (r->best[g] == NULL || strcmp(key, r->best[g]) < 0)
		r->best[g] = key;
}

static void measure_groups(struct resolver *r)
{
	for (size_t i = 0; i < r->n; i++) {
		r->golden[i] = 0;
		r->size[i] = 0;
	}
	for (size_t i = 0; i < r->n; i++) {
		size_t g = find(r->group, i);

		r->size[g]++;
		if (r->nodes[i].golden != 0)
			r->golden[g] = r->nodes[i].golden;
	}
}

/* Connects groups by the edges of one level; false if there are none. */
static bool connect_level(struct resolver *r, unsigned level)
{
	bool any = false;

	r->level = level;
	for (size_t i = 0; i < r->n; i++) {
		r->candidate[i] = find(r->group, i);
		r->best[i] = NULL;
	}
	measure_groups(r);
	for (size_t i = 0; i < r->n_edges; i++) {
		const struct crm_match_edge *e = &r->edges[i];

		if (e->level != level || !is_usable(r, e))
			continue;
		unite(r->candidate, e->a, e->b);
		r->evidence = e->evidence;
		note_key(r, e->a, e->key);
		note_key(r, e->b, e->key);
		any = true;
	}
	return any;
}

static int compare_member(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	if (x->candidate != y->candidate)
		return x->candidate < y->candidate ? -1 : 1;
	return (x->node > y->node) - (x->node < y->node);
}

static bool same_slot(const struct crm_match_node *a, const struct crm_match_node *b)
{
	return a->system == b->system && a->secondary == b->secondary;
}

/* The most telling reason against joining two nodes, CRM_MATCH_OK for those of one group. */
static enum crm_match_reason clash(struct resolver *r, size_t i, size_t k)
{
	const struct crm_match_node *a = &r->nodes[i], *b = &r->nodes[k];
	size_t group_a = find(r->group, i), group_b = find(r->group, k);

	if (group_a == group_b)
		return CRM_MATCH_OK;
	if (r->golden[group_a] != 0 && r->golden[group_b] != 0)
		return CRM_MATCH_LINKED;
	if (same_slot(a, b))
		return r->golden[group_a] != r->golden[group_b] ? CRM_MATCH_OCCUPIED : CRM_MATCH_SEVERAL;
	if (said_apart(r, group_a, group_b))
		return CRM_MATCH_APART;
	if (r->evidence != CRM_MATCH_BY_OWN && crm_born_apart(a->born, b->born))
		return CRM_MATCH_BORN;
	if (a->suffix != 0 && b->suffix != 0 && a->suffix != b->suffix)
		return CRM_MATCH_NAMES;
	if (!crm_names_compatible(a->given, a->family, b->given, b->family))
		return CRM_MATCH_NAMES;
	return CRM_MATCH_OK;
}

/* Linked before occupied before several before apart and so on. */
static int rank(enum crm_match_reason reason)
{
	static const int ranks[] = {
		[CRM_MATCH_OK] = 0,      [CRM_MATCH_DOUBT] = 1,    [CRM_MATCH_CHAIN] = 2,
		[CRM_MATCH_NAMES] = 3,   [CRM_MATCH_BORN] = 4,     [CRM_MATCH_APART] = 5,
		[CRM_MATCH_SEVERAL] = 6, [CRM_MATCH_OCCUPIED] = 7, [CRM_MATCH_LINKED] = 8,
	};

	return ranks[reason];
}

static void worsen(enum crm_match_reason *reason, enum crm_match_reason other)
{
	if (rank(other) > rank(*reason))
		*reason = other;
}

static bool hang_together(const struct resolver *r, size_t group_a, size_t group_b)
{
	for (size_t i = 0; i < r->n_edges; i++) {
		size_t a = find(r->group, r->edges[i].a), b = find(r->group, r->edges[i].b);

		if (r->edges[i].level <= r->level && ((a == group_a && b == group_b) || (a == group_b && b == group_a)))
			return true;
	}
	return false;
}

/* Groups that scores would join, of which two have nothing with each other. */
static bool is_chain(struct resolver *r, const struct member *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++) {
			size_t a = find(r->group, m[i].node), b = find(r->group, m[k].node);

			if (a != b && !hang_together(r, a, b))
				return true;
		}
	return false;
}

static enum crm_match_reason judge(struct resolver *r, const struct member *m, size_t n)
{
	enum crm_match_reason reason = CRM_MATCH_OK, inherited = CRM_MATCH_OK;

	for (size_t i = 0; i < n; i++) {
		if (is_held(r, m[i].node))
			worsen(&inherited, r->out[m[i].node].reason);
		for (size_t k = i + 1; k < n && reason != CRM_MATCH_LINKED; k++)
			worsen(&reason, clash(r, m[i].node, m[k].node));
	}
	if (r->evidence == CRM_MATCH_DOUBTFUL)
		worsen(&reason, CRM_MATCH_DOUBT);
	if (r->evidence == CRM_MATCH_SCORED && reason == CRM_MATCH_OK && is_chain(r, m, n))
		reason = CRM_MATCH_CHAIN;
	return reason != CRM_MATCH_OK ? reason : inherited;
}

static void join(struct resolver *r, const struct member *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct crm_match_outcome *o = &r->out[m[i].node];

		if (o->key == NULL)
			o->key = r->best[find(r->group, m[i].node)];
	}
	for (size_t i = 1; i < n; i++)
		unite(r->group, m[0].node, m[i].node);
}

/* Existing groups stay; what stands alone waits for a person. */
static void hold(struct resolver *r, const struct member *m, size_t n, enum crm_match_reason reason)
{
	size_t first = (size_t)-1;

	for (size_t i = 0; i < n; i++) {
		size_t node = m[i].node;

		if (r->size[find(r->group, node)] > 1 || r->nodes[node].golden != 0)
			continue;
		if (!is_held(r, node)) {
			r->out[node].verdict = CRM_MATCH_HELD;
			r->out[node].reason = reason;
			r->out[node].key = r->best[node];
		}
		if (first == (size_t)-1)
			first = node;
		unite(r->question, first, node);
	}
}

static void resolve_level(struct resolver *r, unsigned level)
{
	size_t start = 0;

	if (!connect_level(r, level))
		return;
	for (size_t i = 0; i < r->n; i++)
		r->members[i] = (struct member){.candidate = find(r->candidate, i), .node = i};
	qsort(r->members, r->n, sizeof *r->members, compare_member);
	for (size_t i = 1; i <= r->n; i++) {
		enum crm_match_reason reason;

		if (i < r->n && r->members[i].candidate == r->members[start].candidate)
			continue;
		reason = judge(r, r->members + start, i - start);
		if (reason == CRM_MATCH_OK)
			join(r, r->members + start, i - start);
		else
			hold(r, r->members + start, i - start, reason);
		start = i;
	}
}

static size_t root_of(struct resolver *r, size_t node)
{
	return find(is_held(r, node) ? r->question : r->group, node);
}

static int compare_source(const void *a, const void *b)
{
	const struct crm_match_node *x = *(const struct crm_match_node *const *)a;
	const struct crm_match_node *y = *(const struct crm_match_node *const *)b;

	return (x->source > y->source) - (x->source < y->source);
}

/* Numbers groups and questions in the order of their smallest source. */
static int number_groups(struct resolver *r, struct crm_arena *arena)
{
	const struct crm_match_node **sorted = crm_arena_calloc(arena, r->n + 1, sizeof *sorted);
	size_t *number = crm_arena_calloc(arena, r->n + 1, sizeof *number); /* by root; 0: none yet */
	size_t next = 0;

	if (sorted == NULL || number == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < r->n; i++)
		sorted[i] = &r->nodes[i];
	qsort(sorted, r->n, sizeof *sorted, compare_source);
	for (size_t i = 0; i < r->n; i++) {
		size_t node = (size_t)(sorted[i] - r->nodes);
		size_t root = root_of(r, node);

		if (number[root] == 0)
			number[root] = ++next;
		r->out[node].group = number[root] - 1;
	}
	return 0;
}

static bool has_primary_beside(struct resolver *r, size_t node)
{
	for (size_t i = 0; i < r->n; i++) {
		if (!r->nodes[i].secondary && r->nodes[i].system == r->nodes[node].system &&
		    find(r->group, i) == find(r->group, node))
			return true;
	}
	return false;
}

static bool comes_before(const struct crm_match_node *a, const struct crm_match_node *b)
{
	size_t la = a->order ? strlen(a->order) : 0, lb = b->order ? strlen(b->order) : 0;
	int c;

	if (a->primary != b->primary)
		return a->primary;
	if (la != lb)
		return la < lb;
	c = la > 0 ? strcmp(a->order, b->order) : 0;
	return c != 0 ? c < 0 : a->source < b->source;
}

/* Of two records of one system that a person said are the same, one is the system's, the other stands beside it. */
static bool has_first_beside(struct resolver *r, size_t node)
{
	for (size_t i = 0; r->nodes[node].golden == 0 && i < r->n; i++) {
		if (i != node && same_slot(&r->nodes[i], &r->nodes[node]) &&
		    find(r->group, i) == find(r->group, node) && comes_before(&r->nodes[i], &r->nodes[node]))
			return true;
	}
	return false;
}

static void fill_outcomes(struct resolver *r)
{
	measure_groups(r);
	for (size_t i = 0; i < r->n; i++) {
		size_t g = find(r->group, i);

		if (is_held(r, i))
			continue;
		r->out[i].verdict = r->size[g] > 1 ? CRM_MATCH_JOINED : CRM_MATCH_ALONE;
		r->out[i].golden = r->golden[g];
		r->out[i].secondary_link =
			(r->nodes[i].secondary && has_primary_beside(r, i)) || has_first_beside(r, i);
	}
}

static int resolver_init(struct resolver *r, struct crm_arena *arena)
{
	r->group = crm_arena_calloc(arena, r->n + 1, sizeof *r->group);
	r->candidate = crm_arena_calloc(arena, r->n + 1, sizeof *r->candidate);
	r->question = crm_arena_calloc(arena, r->n + 1, sizeof *r->question);
	r->members = crm_arena_calloc(arena, r->n + 1, sizeof *r->members);
	r->golden = crm_arena_calloc(arena, r->n + 1, sizeof *r->golden);
	r->size = crm_arena_calloc(arena, r->n + 1, sizeof *r->size);
	r->best = crm_arena_calloc(arena, r->n + 1, sizeof *r->best);
	if (r->group == NULL || r->candidate == NULL || r->question == NULL || r->members == NULL ||
	    r->golden == NULL || r->size == NULL || r->best == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < r->n; i++) {
		r->group[i] = r->question[i] = i;
		r->out[i] = (struct crm_match_outcome){.verdict = CRM_MATCH_ALONE};
	}
	if (unite_linked(r, arena) < 0)
		return CRM_E_NOMEM;
	unite_said(r);
	return 0;
}

int crm_match_resolve(const struct crm_match_problem *problem, struct crm_arena *arena,
		      struct crm_match_outcome *outcomes)
{
	struct resolver r = {.nodes = problem->nodes,
			     .n = problem->n,
			     .edges = problem->edges,
			     .n_edges = problem->n_edges,
			     .said = problem->said,
			     .n_said = problem->n_said,
			     .out = outcomes};
	unsigned last = 0;

	if (r.n == 0)
		return 0;
	if (resolver_init(&r, arena) < 0)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < r.n_edges; i++)
		last = r.edges[i].level > last ? r.edges[i].level : last;
	for (unsigned level = 0; level <= last; level++)
		resolve_level(&r, level);
	fill_outcomes(&r);
	return number_groups(&r, arena);
}
