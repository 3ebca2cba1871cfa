/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/migration_sample.h>

#include <string.h>

#include <core/text.h>
#include <sync/migration_walk.h>
#include <sync/scope.h>

#define ID_BATCH 256
#define SEVERAL  2 /* associations */

/* Records by a hash of object and id; who is taken for another by chance is migrated a little earlier. */
struct crm_migration_sample {
	uint64_t *slots; /* 0: free */
	size_t n, cap;
	int64_t counts[CRM_SYNC_OBJECTS];
};

/* A property that the sample has to show, and the record with the lowest lot that has it. */
struct trait {
	uint64_t name; /* 0: free */
	uint64_t lot;
	int64_t source;
	bool must;
};

struct drawn {
	uint64_t lot;
	int64_t source;
};

struct drawing {
	struct crm_engine *e;
	struct crm_migration_sample *sample;
	enum crm_object object;
	struct crm_cap size;
	struct trait *traits;
	size_t n_traits, traits_cap;
	struct drawn *lowest; /* in no order */
	size_t n_lowest, lowest_cap, highest;
};

/* ---- the set ---- */

static uint64_t key_of(enum crm_object object, const char *id)
{
	const char *name = crm_object_name(object); /* ids of different objects are the same short numbers with some */
	uint64_t key = crm_hash_bytes(id, strlen(id), crm_hash_bytes(name, strlen(name), 0));
	return key ? key : 1;
}

static bool find_slot(const struct crm_migration_sample *s, uint64_t key, size_t *slot)
{
	for (*slot = key % s->cap; s->slots[*slot] != 0; *slot = (*slot + 1) % s->cap)
		if (s->slots[*slot] == key)
			return true;
	return false;
}

static int grow_set(struct crm_migration_sample *s)
{
	struct crm_migration_sample grown = {.cap = s->cap ? s->cap * 2 : 1024};
	size_t slot;
	if (s->cap > 0 && s->n * 2 < s->cap)
		return CRM_OK;
	grown.slots = crm_calloc(grown.cap, sizeof *grown.slots);
	if (grown.slots == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < s->cap; i++)
		if (s->slots[i] != 0 && !find_slot(&grown, s->slots[i], &slot))
			grown.slots[slot] = s->slots[i];
	crm_free(s->slots);
	s->slots = grown.slots;
	s->cap = grown.cap;
	return CRM_OK;
}

static int add_to_set(struct crm_migration_sample *s, enum crm_object object, const char *id, bool *fresh)
{
	size_t slot;
	if (grow_set(s) != CRM_OK)
		return CRM_E_NOMEM;
	*fresh = !find_slot(s, key_of(object, id), &slot);
	if (!*fresh)
		return CRM_OK;
	s->slots[slot] = key_of(object, id);
	s->n++;
	s->counts[object]++;
	return CRM_OK;
}

bool crm_migration_in_sample(const struct crm_engine *e, const struct crm_source *source)
{
	size_t slot;
	if (e->sample == NULL)
		return true;
	return source->system == e->from->id && e->sample->cap > 0 &&
	       find_slot(e->sample, key_of(source->object, source->vendor_id), &slot);
}

int64_t crm_migration_sample_count(const struct crm_engine *e, enum crm_object object)
{
	return e->sample ? e->sample->counts[object] : 0;
}

void crm_migration_sample_free(struct crm_migration_sample *sample)
{
	if (sample != NULL)
		crm_free(sample->slots);
	crm_free(sample);
}

/* ---- traits ---- */

static int grow_traits(struct drawing *d)
{
	size_t cap = d->traits_cap ? d->traits_cap * 2 : 256;
	if (d->traits_cap > 0 && d->n_traits * 2 < d->traits_cap)
		return CRM_OK;
	struct trait *grown = crm_calloc(cap, sizeof *grown);
	if (grown == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < d->traits_cap; i++) {
		size_t at = d->traits[i].name % cap;
		if (d->traits[i].name == 0)
			continue;
		while (grown[at].name != 0)
			at = (at + 1) % cap;
		grown[at] = d->traits[i];
	}
	crm_free(d->traits);
	d->traits = grown;
	d->traits_cap = cap;
	return CRM_OK;
}

static int note_trait(struct drawing *d, const char *field, const char *value, bool must, const struct drawn *record)
{
	uint64_t name = crm_hash_bytes(value, strlen(value), crm_hash_bytes(field, strlen(field), 1));
	if (grow_traits(d) != CRM_OK)
		return CRM_E_NOMEM;
	name = name ? name : 1;
	size_t at = name % d->traits_cap;
	while (d->traits[at].name != 0 && d->traits[at].name != name)
		at = (at + 1) % d->traits_cap;
	struct trait *t = &d->traits[at];
	if (t->name != 0 && t->lot <= record->lot)
		return CRM_OK;
	d->n_traits += t->name == 0;
	*t = (struct trait){.name = name, .lot = record->lot, .source = record->source, .must = must};
	return CRM_OK;
}

static bool has_value(const struct crm_cell *cell)
{
	return !crm_cell_unknown(cell) && !crm_cell_blank(cell);
}

static bool is_must(const struct crm_field *f)
{
	return (f->type == CRM_T_REFERENCE && f->refers == CRM_OWNER) || strcmp(f->name, "stage") == 0 ||
	       strcmp(f->name, "pipeline") == 0;
}

static int note_field(struct drawing *d, const struct crm_field *f, const struct crm_cell *cell,
		      const struct drawn *record)
{
	bool association = f->type == CRM_T_REFERENCE && f->refers != CRM_OWNER;
	if (association)
		return note_trait(d, f->name,
				  !has_value(cell)                               ? "none"
				  : cell->kind == CRM_LIST && cell->n >= SEVERAL ? "several"
										 : "one",
				  true, record);
	if (!has_value(cell) || cell->kind != CRM_TEXT)
		return CRM_OK;
	if (f->type == CRM_T_TEXT && !text_is_ascii(cell->text) &&
	    note_trait(d, "letters", "odd", true, record) != CRM_OK)
		return CRM_E_NOMEM;
	return is_must(f) || f->type == CRM_T_ENUM || f->type == CRM_T_BOOL
		       ? note_trait(d, f->name, cell->key, is_must(f), record)
		       : CRM_OK;
}

/* ---- lots ---- */

static void find_highest(struct drawing *d)
{
	d->highest = 0;
	for (size_t i = 1; i < d->n_lowest; i++)
		if (d->lowest[i].lot > d->lowest[d->highest].lot)
			d->highest = i;
}

static int add_lowest(struct drawing *d, const struct drawn *record)
{
	if (d->n_lowest == d->lowest_cap) {
		size_t cap = d->lowest_cap ? d->lowest_cap * 2 : 128;
		struct drawn *grown = crm_reallocarray(d->lowest, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		d->lowest = grown;
		d->lowest_cap = cap;
	}
	d->lowest[d->n_lowest++] = *record;
	return CRM_OK;
}

static int note_lot(struct drawing *d, const struct drawn *record)
{
	if (d->size.percent)
		return record->lot / 100 < UINT64_MAX / 10000 * (uint64_t)d->size.n ? add_lowest(d, record) : CRM_OK;
	if ((int64_t)d->n_lowest < d->size.n) {
		if (add_lowest(d, record) != CRM_OK)
			return CRM_E_NOMEM;
		find_highest(d);
	} else if (d->n_lowest > 0 && record->lot < d->lowest[d->highest].lot) {
		d->lowest[d->highest] = *record;
		find_highest(d);
	}
	return CRM_OK;
}

/* ---- reading ---- */

static int read_cells(struct drawing *d, const struct crm_source *source, struct crm_arena *arena,
		      struct crm_cell **cells, struct crm_error *err)
{
	const struct crm_model *model = &d->e->models[source->object];
	crm_json *json = NULL;
	*cells = crm_arena_calloc(arena, model->n_fields, sizeof **cells);
	if (*cells == NULL)
		return crm_error_no_memory(err);
	int rc = crm_json_parse(source->cells, strlen(source->cells), &json, err);
	if (rc == CRM_OK)
		rc = crm_cells_read(json, model, arena, *cells, err);
	crm_json_free(json);
	return rc;
}

static int look_at(struct drawing *d, int64_t id, struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_model *model = &d->e->models[d->object];
	struct crm_source source;
	struct crm_cell *cells = NULL;
	bool found = false;
	int rc = crm_store_source(d->e->store, id, false, arena, &source, &found, err);
	if (rc != CRM_OK || !found || crm_scope_left(d->e->from, &source))
		return rc;
	struct drawn record = {.lot = key_of(d->object, source.vendor_id), .source = id};
	rc = read_cells(d, &source, arena, &cells, err);
	bool ok = rc != CRM_OK || note_lot(d, &record) == CRM_OK;
	for (size_t i = 0; rc == CRM_OK && ok && i < d->e->id_field[d->object]; i++)
		ok = note_field(d, &model->fields[i], &cells[i], &record) == CRM_OK;
	return ok ? rc : crm_error_no_memory(err);
}

/* ---- taking ---- */

static int take_record(struct drawing *d, const struct crm_source *source, struct crm_arena *arena,
		       struct crm_error *err);

static int take_by_id(struct drawing *d, enum crm_object object, const char *id, struct crm_arena *arena,
		      struct crm_error *err)
{
	struct crm_source source;
	bool found = false;
	int rc = crm_store_source_by_vendor_id(d->e->store, d->e->from->id, object, id, false, arena, &source, &found,
					       err);
	return rc == CRM_OK && found && source.life == CRM_LIVE ? take_record(d, &source, arena, err) : rc;
}

/* With all that it refers to. */
static int take_record(struct drawing *d, const struct crm_source *source, struct crm_arena *arena,
		       struct crm_error *err)
{
	const struct crm_model *model = &d->e->models[source->object];
	struct crm_cell *cells = NULL;
	bool fresh = false;
	if (add_to_set(d->sample, source->object, source->vendor_id, &fresh) != CRM_OK)
		return crm_error_no_memory(err);
	int rc = fresh ? read_cells(d, source, arena, &cells, err) : CRM_OK;
	for (size_t i = 0; rc == CRM_OK && fresh && i < d->e->id_field[source->object]; i++) {
		const struct crm_field *f = &model->fields[i];
		if (f->type != CRM_T_REFERENCE || f->refers == CRM_OWNER || !has_value(&cells[i]))
			continue;
		const struct crm_cell *items = cells[i].kind == CRM_LIST ? cells[i].items : &cells[i];
		size_t n = cells[i].kind == CRM_LIST ? cells[i].n : 1;
		for (size_t k = 0; rc == CRM_OK && k < n; k++)
			rc = take_by_id(d, f->refers, items[k].key, arena, err);
	}
	return rc;
}

static int take(struct drawing *d, int64_t id, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_source source;
	bool found = false;
	crm_arena_reset(arena);
	int rc = crm_store_source(d->e->store, id, false, arena, &source, &found, err);
	return rc == CRM_OK && found ? take_record(d, &source, arena, err) : rc;
}

static int64_t wanted(const struct drawing *d)
{
	return d->size.percent ? (int64_t)d->n_lowest : d->size.n;
}

static int take_all(struct drawing *d, struct crm_arena *arena, struct crm_error *err)
{
	const int64_t *count = &d->sample->counts[d->object];
	int rc = CRM_OK;
	for (int must = 1; must >= 0; must--)
		for (size_t i = 0; rc == CRM_OK && i < d->traits_cap; i++)
			if (d->traits[i].name != 0 && d->traits[i].must == (must == 1) &&
			    (must == 1 || *count < wanted(d)))
				rc = take(d, d->traits[i].source, arena, err);
	for (size_t i = 0; rc == CRM_OK && i < d->n_lowest && *count < wanted(d); i++)
		rc = take(d, d->lowest[i].source, arena, err);
	return rc;
}

static int draw_object(struct drawing *d, struct crm_arena *arena, struct crm_error *err)
{
	int64_t ids[ID_BATCH], after = 0;
	size_t n = 0;
	int rc = CRM_OK;
	do {
		n = 0;
		rc = crm_store_live(d->e->store, d->e->from->id, d->object, after, ids, ID_BATCH, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			crm_arena_reset(arena);
			after = ids[i];
			rc = look_at(d, ids[i], arena, err);
		}
	} while (rc == CRM_OK && n == ID_BATCH);
	return rc == CRM_OK ? take_all(d, arena, err) : rc;
}

/* Deals first: with their contacts and companies a good part of those is drawn already. */
int crm_migration_sample(struct crm_engine *e, const struct crm_cap *size, struct crm_error *err)
{
	static const enum crm_object order[] = {CRM_DEAL, CRM_CONTACT, CRM_COMPANY};
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? crm_scope_load(e, err) : crm_error_no_memory(err);
	struct crm_migration_sample *sample = crm_calloc(1, sizeof *sample);
	if (rc == CRM_OK && sample == NULL)
		rc = crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < sizeof order / sizeof *order; i++) {
		struct drawing d = {.e = e, .sample = sample, .object = order[i], .size = *size};
		if (!crm_migration_carries(e, order[i]))
			continue;
		rc = draw_object(&d, arena, err);
		crm_free(d.traits);
		crm_free(d.lowest);
	}
	crm_arena_free(arena);
	if (rc == CRM_OK)
		e->sample = sample;
	else
		crm_migration_sample_free(sample);
	return rc;
}
