/* SPDX-License-Identifier: Apache-2.0 */
/* All live records of an object as rows for the matcher, and their pairs. */
#include <sync/match_score.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sync/reconcile.h>

#define BATCH            256
#define THREADS_MAX      8
#define ROWS_FOR_THREADS 20000 /* fewer are done before threads are started */
#define PARENT_MOST      1000  /* deals of one company; more are not compared with each other */

/* ---- columns ---- */

struct column {
	enum crm_trait trait;
	unsigned value;
	enum linkage_type type;
};

static const struct column contact_columns[] = {
	{CRM_TRAIT_GIVEN, 0, LINKAGE_GIVEN_NAME},  {CRM_TRAIT_FAMILY, 0, LINKAGE_FAMILY_NAME},
	{CRM_TRAIT_EMAIL, 0, LINKAGE_EMAIL},       {CRM_TRAIT_EMAIL, 1, LINKAGE_EMAIL},
	{CRM_TRAIT_PHONE, 0, LINKAGE_PHONE},       {CRM_TRAIT_PHONE, 1, LINKAGE_PHONE},
	{CRM_TRAIT_COMPANY, 0, LINKAGE_COMPANY},   {CRM_TRAIT_STREET, 0, LINKAGE_STREET},
	{CRM_TRAIT_POSTCODE, 0, LINKAGE_POSTCODE}, {CRM_TRAIT_CITY, 0, LINKAGE_CITY},
	{CRM_TRAIT_BORN, 0, LINKAGE_DATE},
};
static const struct column company_columns[] = {
	{CRM_TRAIT_COMPANY, 0, LINKAGE_COMPANY}, {CRM_TRAIT_DOMAIN, 0, LINKAGE_DOMAIN},
	{CRM_TRAIT_PHONE, 0, LINKAGE_PHONE},     {CRM_TRAIT_VAT, 0, LINKAGE_IDENTIFIER},
	{CRM_TRAIT_STREET, 0, LINKAGE_STREET},   {CRM_TRAIT_POSTCODE, 0, LINKAGE_POSTCODE},
	{CRM_TRAIT_CITY, 0, LINKAGE_CITY},
};
#define COLUMNS_MAX 16

static const struct column *columns_of(enum crm_object object, size_t *n)
{
	*n = object == CRM_CONTACT ? sizeof contact_columns / sizeof *contact_columns
				   : sizeof company_columns / sizeof *company_columns;
	return object == CRM_CONTACT ? contact_columns : company_columns;
}

static unsigned threads_for(size_t rows)
{
	long n = rows < ROWS_FOR_THREADS ? 1 : sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

/* With the parameters that are kept, if there are any. */
static int new_linkage(struct crm_engine *e, enum crm_object object, size_t rows, struct crm_population *out,
		       struct crm_error *err)
{
	struct linkage_column names[COLUMNS_MAX];
	size_t n;
	const struct column *columns = columns_of(object, &n);
	const struct linkage_options options = {.threads = threads_for(rows), .threshold = LINKAGE_DEFAULT_THRESHOLD};
	for (size_t i = 0; i < n; i++)
		names[i] = (struct linkage_column){crm_trait_name(object, columns[i].trait), columns[i].type};
	const int rc = linkage_new(names, n, &options, &out->link, err);
	return rc == CRM_OK ? crm_parameters_use(e, object, names, n, rows, out->link, &out->parameters, err) : rc;
}

static struct linkage_text text_of(const char *text)
{
	return (struct linkage_text){text, text ? strlen(text) : 0};
}

/* Names as they were written, for the matcher folds them its own way; others in canonical form. */
static int add_linkage(struct crm_population *p, enum crm_object object, const struct crm_traits *traits,
		       const char *system, struct crm_error *err)
{
	struct linkage_text cells[COLUMNS_MAX];
	size_t n;
	const struct column *columns = columns_of(object, &n);
	for (size_t i = 0; i < n; i++) {
		bool canonical = columns[i].trait == CRM_TRAIT_EMAIL || columns[i].trait == CRM_TRAIT_PHONE ||
				 columns[i].trait == CRM_TRAIT_BORN || columns[i].trait == CRM_TRAIT_DOMAIN;
		const char *const *values = canonical ? traits->key[columns[i].trait] : traits->text[columns[i].trait];
		cells[i] = text_of(values[columns[i].value]);
	}
	const struct linkage_text source = text_of(system);
	return linkage_add(p->link, cells, &source, err);
}

/* ---- traits ---- */

/* Name of the company that a contact refers to, NULL: none. */
static int find_employer(struct crm_engine *e, enum crm_object object, const struct crm_cell *cells,
			 struct crm_arena *arena, const char **out, struct crm_error *err)
{
	const struct crm_model *model = &e->models[object];
	int64_t golden = 0;
	*out = NULL;
	for (size_t i = 0; i < model->n_fields && object == CRM_CONTACT; i++) {
		if (model->fields[i].type != CRM_T_REFERENCE || model->fields[i].refers != CRM_COMPANY ||
		    cells[i].kind != CRM_TEXT || crm_cell_blank(&cells[i]))
			continue;
		int rc = crm_store_golden_by_uid(e->store, CRM_COMPANY, cells[i].key, &golden, err);
		return rc == CRM_OK && golden != 0 ? crm_golden_label(e, golden, arena, out, err) : rc;
	}
	return CRM_OK;
}

static int read_traits(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena,
		       struct crm_cell **cells, struct crm_traits *out, struct crm_error *err)
{
	const struct crm_model *model = &e->models[source->object];
	const char *employer = NULL;
	*cells = crm_arena_calloc(arena, model->n_fields, sizeof **cells);
	int rc = *cells ? crm_source_cells(e, source, arena, *cells, NULL, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = find_employer(e, source->object, *cells, arena, &employer, err);
	if (rc == CRM_OK && crm_traits_read(model, *cells, employer, arena, out) != CRM_OK)
		rc = crm_error_no_memory(err);
	return rc;
}

int crm_source_traits(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena,
		      struct crm_traits *out, struct crm_error *err)
{
	struct crm_cell *cells;
	return read_traits(e, source, arena, &cells, out, err);
}

/* ---- reading ---- */

typedef int source_step(struct crm_engine *e, struct crm_population *p, const struct crm_source *source,
			struct crm_arena *arena, struct crm_error *err);

static int each_live(struct crm_engine *e, enum crm_object object, struct crm_population *p, source_step *step,
		     struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	for (size_t s = 0; rc == CRM_OK && s < e->n_systems; s++) {
		int64_t ids[BATCH], after = 0;
		size_t n = 0;
		do {
			rc = crm_store_live(e->store, e->systems[s].id, object, after, ids, BATCH, &n, err);
			for (size_t i = 0; rc == CRM_OK && i < n; i++) {
				struct crm_source source;
				bool found = false;
				crm_arena_reset(arena);
				rc = crm_store_source(e->store, ids[i], false, arena, &source, &found, err);
				if (rc == CRM_OK && found)
					rc = step(e, p, &source, arena, err);
				after = ids[i];
			}
			if (rc == CRM_OK && crm_engine_interrupted(e))
				rc = crm_error_set(err, CRM_E_INTERRUPTED,
						   "interrupted while matching; nothing was written");
		} while (rc == CRM_OK && n == BATCH);
	}
	crm_arena_free(arena);
	return rc;
}

static int grow(struct crm_population *p)
{
	size_t cap = p->cap + p->cap / 2 + 256;
	int64_t *sources = crm_reallocarray(p->sources, cap, sizeof *sources);
	if (sources != NULL)
		p->sources = sources;
	bool *fresh = crm_reallocarray(p->fresh, cap, sizeof *fresh);
	if (fresh != NULL)
		p->fresh = fresh;
	if (sources == NULL || fresh == NULL)
		return CRM_E_NOMEM;
	p->cap = cap;
	return CRM_OK;
}

static int note_row(struct crm_engine *e, struct crm_population *p, const struct crm_source *source,
		    struct crm_arena *arena, struct crm_error *err)
{
	(void)e;
	(void)arena;
	if (p->n == p->cap && grow(p) != CRM_OK)
		return crm_error_no_memory(err);
	p->fresh[p->n] = false;
	p->sources[p->n++] = source->id;
	return CRM_OK;
}

static int add_row(struct crm_engine *e, struct crm_population *p, const struct crm_source *source,
		   struct crm_arena *arena, struct crm_error *err)
{
	struct crm_cell *cells;
	struct crm_traits traits;
	const struct crm_system *s = crm_engine_system(e, source->system);
	int rc = read_traits(e, source, arena, &cells, &traits, err);
	return rc == CRM_OK ? add_linkage(p, source->object, &traits, s->settings->name, err) : rc;
}

/* crmsync ids of the company and the contacts that a deal belongs to. */
static void note_parents(struct crm_engine *e, const struct crm_cell *cells, const char **out)
{
	const struct crm_model *model = &e->models[CRM_DEAL];
	size_t n = 0;
	for (size_t i = 0; i < model->n_fields; i++) {
		const struct crm_field *f = &model->fields[i];
		const struct crm_cell *items = cells[i].kind == CRM_LIST ? cells[i].items : &cells[i];
		size_t many = cells[i].kind == CRM_LIST ? cells[i].n : 1;
		if (f->type != CRM_T_REFERENCE || f->refers == CRM_OWNER)
			continue;
		for (size_t k = 0; k < many && n < CRM_TRAIT_VALUES; k++)
			if (items[k].kind == CRM_TEXT && !crm_cell_blank(&items[k]))
				out[n++] = items[k].key;
	}
}

/* With fixed weights the rows stay in memory: they are few, or deals. */
static int keep_row(struct crm_engine *e, struct crm_population *p, const struct crm_source *source,
		    struct crm_arena *arena, struct crm_error *err)
{
	size_t at = p->n++;
	struct crm_cell *cells;
	struct crm_source *kept = crm_arena_calloc(p->arena, 1, sizeof *kept);
	(void)arena;
	if (kept == NULL)
		return crm_error_no_memory(err);
	*kept = *source;
	if ((kept->cells = crm_arena_strdup(p->arena, source->cells)) == NULL)
		return crm_error_no_memory(err);
	int rc = read_traits(e, kept, p->arena, &cells, &p->traits[at], err);
	if (rc == CRM_OK && source->object == CRM_DEAL)
		note_parents(e, cells, p->parents[at]);
	return rc;
}

static int read_fixed(struct crm_engine *e, enum crm_object object, struct crm_population *p, struct crm_error *err)
{
	size_t n = p->n;
	p->traits = crm_calloc(n + 1, sizeof *p->traits);
	p->parents = crm_calloc(n + 1, sizeof *p->parents);
	if (p->traits == NULL || p->parents == NULL)
		return crm_error_no_memory(err);
	p->n = 0;
	return each_live(e, object, p, keep_row, err);
}

int crm_population_read(struct crm_engine *e, enum crm_object object, struct crm_population *out, struct crm_error *err)
{
	*out = (struct crm_population){.arena = crm_arena_new()};
	int rc = out->arena ? each_live(e, object, out, note_row, err) : crm_error_no_memory(err);
	if (rc != CRM_OK)
		return rc;
	if (object == CRM_DEAL || out->n < CRM_SCORE_LEAST)
		return read_fixed(e, object, out, err);
	rc = new_linkage(e, object, out->n, out, err);
	if (rc == CRM_OK)
		rc = each_live(e, object, out, add_row, err);
	return rc == CRM_OK ? linkage_run(out->link, err) : rc;
}

void crm_population_free(struct crm_population *p)
{
	linkage_free(p->link);
	crm_free(p->sources);
	crm_free(p->fresh);
	crm_free(p->traits);
	crm_free(p->parents);
	crm_arena_free(p->arena);
	*p = (struct crm_population){0};
}

/* ---- pairs ---- */

static int scored_pairs(const struct crm_population *p, double least, crm_pair_visit *visit, void *ctx,
			struct crm_error *err)
{
	size_t n = 0;
	const struct linkage_pair *pairs = linkage_pairs(p->link, &n);
	int rc = pairs ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (pairs[i].weight >= least)
			rc = visit(ctx, pairs[i].a, pairs[i].b, pairs[i].weight, err);
	return rc;
}

static int fixed_pair(enum crm_object object, const struct crm_population *p, size_t a, size_t b, double least,
		      crm_pair_visit *visit, void *ctx, struct crm_error *err)
{
	enum crm_trait_level levels[CRM_TRAITS];
	crm_traits_compare(object, &p->traits[a], &p->traits[b], levels);
	double weight = crm_traits_weight(object, levels);
	return weight >= least ? visit(ctx, a, b, weight, err) : CRM_OK;
}

static int all_pairs(enum crm_object object, const struct crm_population *p, double least, crm_pair_visit *visit,
		     void *ctx, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t a = 0; rc == CRM_OK && a < p->n; a++)
		for (size_t b = a + 1; rc == CRM_OK && b < p->n; b++)
			rc = fixed_pair(object, p, a, b, least, visit, ctx, err);
	return rc;
}

struct child {
	const char *parent;
	size_t row;
};

static int compare_children(const void *a, const void *b)
{
	const struct child *x = a, *y = b;
	int c = strcmp(x->parent, y->parent);
	return c != 0 ? c : (x->row > y->row) - (x->row < y->row);
}

/* The parent by which two deals meet first; they are compared there and nowhere else. */
static const char *first_in_common(const struct crm_population *p, size_t a, size_t b)
{
	for (const char *const *x = p->parents[a]; *x != NULL; x++)
		for (const char *const *y = p->parents[b]; *y != NULL; y++)
			if (strcmp(*x, *y) == 0)
				return *x;
	return "";
}

static int sibling_pairs(const struct crm_population *p, const struct child *children, size_t n, double least,
			 crm_pair_visit *visit, void *ctx, struct crm_error *err)
{
	int rc = CRM_OK;
	if (n > PARENT_MOST)
		return CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		for (size_t k = i + 1; rc == CRM_OK && k < n; k++)
			if (strcmp(first_in_common(p, children[i].row, children[k].row), children[i].parent) == 0)
				rc = fixed_pair(CRM_DEAL, p, children[i].row, children[k].row, least, visit, ctx, err);
	return rc;
}

/* Deals are compared within a company, or a contact. */
static int family_pairs(const struct crm_population *p, double least, crm_pair_visit *visit, void *ctx,
			struct crm_error *err)
{
	struct child *children = crm_calloc(p->n * (CRM_TRAIT_VALUES + 1) + 1, sizeof *children);
	size_t n = 0;
	int rc = children ? CRM_OK : crm_error_no_memory(err);
	for (size_t row = 0; rc == CRM_OK && row < p->n; row++)
		for (const char *const *parent = p->parents[row]; *parent != NULL; parent++)
			children[n++] = (struct child){*parent, row};
	if (n > 1)
		qsort(children, n, sizeof *children, compare_children);
	for (size_t start = 0, end; rc == CRM_OK && start < n; start = end) {
		for (end = start + 1; end < n && strcmp(children[end].parent, children[start].parent) == 0;)
			end++;
		rc = sibling_pairs(p, children + start, end - start, least, visit, ctx, err);
	}
	crm_free(children);
	return rc;
}

int crm_population_pairs(struct crm_engine *e, enum crm_object object, const struct crm_population *p, double least,
			 crm_pair_visit *visit, void *ctx, struct crm_error *err)
{
	(void)e;
	if (p->link != NULL)
		return scored_pairs(p, least, visit, ctx, err);
	return object == CRM_DEAL ? family_pairs(p, least, visit, ctx, err)
				  : all_pairs(object, p, least, visit, ctx, err);
}

/* ---- explaining ---- */

static size_t explain_fixed(enum crm_object object, const struct crm_population *p, size_t a, size_t b,
			    struct crm_score_step *steps, double *weight)
{
	enum crm_trait_level levels[CRM_TRAITS];
	size_t n = 0;
	crm_traits_compare(object, &p->traits[a], &p->traits[b], levels);
	*weight = crm_traits_weight(object, levels);
	steps[n++] = (struct crm_score_step){"(prior)", "", crm_traits_prior(object)};
	for (unsigned t = 0; t < CRM_TRAITS; t++)
		if (levels[t] != CRM_LEVEL_UNKNOWN)
			steps[n++] = (struct crm_score_step){crm_trait_name(object, (enum crm_trait)t),
							     crm_trait_level_name(levels[t]),
							     crm_trait_weight(object, (enum crm_trait)t, levels[t])};
	return n;
}

size_t crm_population_explain(enum crm_object object, const struct crm_population *p, size_t a, size_t b,
			      struct crm_score_step *steps, double *weight)
{
	struct linkage_step found[LINKAGE_MAX_STEPS];
	if (p->link == NULL)
		return explain_fixed(object, p, a, b, steps, weight);
	size_t n = linkage_explain(p->link, a, b, found, weight);
	for (size_t i = 0; i < n; i++)
		steps[i] = (struct crm_score_step){found[i].field, found[i].level, found[i].weight};
	return n;
}
