/* SPDX-License-Identifier: Apache-2.0 */
/* The matrix of blocking keys: equal keys in a column of two records make them candidates. */
#include "config.h"

#include <core/linkage/block.h>
#include <core/linkage/index_parts.h>
#include <core/linkage/sort.h>

#include <stdio.h>
#include <string.h>

#define PAIRS_PER_RECORD 16    /* of all passes together, on average */
#define PAIRS_AT_LEAST   40000 /* of one pass: in a small table recall is cheap */
#define LARGEST_BLOCK    1000  /* records */
#define MAX_TABLES       64
#define SMALL_TABLE      1500 /* records that are all compared with each other */
#define AHEAD            16   /* records that are fetched before they are needed */

/* ---- hashes of atoms by value: a record's key is then a matter of looking up ---- */

/* For each column of an atom a hash per value. */
struct table {
	struct atom atom;
	uint32_t *hashes[PASS_COLUMNS];
};

struct tables {
	struct table list[MAX_TABLES];
	unsigned n;
};

static bool same_atom(const struct atom *a, const struct atom *b)
{
	return a->form == b->form && a->field == b->field;
}

static const struct table *find_table(const struct tables *tables, const struct atom *atom)
{
	for (unsigned i = 0; i < tables->n; i++)
		if (same_atom(&tables->list[i].atom, atom))
			return &tables->list[i];
	return NULL;
}

static int make_table(const struct linkage *link, const struct atom *atom, struct tables *tables)
{
	const struct field *field = &link->fields[atom->field];
	if (atom->form == ATOM_NONE || find_table(tables, atom) != NULL)
		return CRM_OK;
	if (tables->n == MAX_TABLES)
		return CRM_E_FAIL;
	struct table *table = &tables->list[tables->n++];
	const unsigned columns = atom->form == ATOM_WORD || atom->form == ATOM_PAIR ? PASS_COLUMNS : 1;
	table->atom = *atom;
	for (unsigned c = 0; c < columns; c++) {
		table->hashes[c] = crm_calloc((size_t)field->n_values + 1, sizeof **table->hashes);
		if (table->hashes[c] == NULL)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

static int fill_table(const struct linkage *link, struct table *table)
{
	const struct field *field = &link->fields[table->atom.field];
	for (unsigned c = 0; c < PASS_COLUMNS && table->hashes[c] != NULL; c++)
		for (uint32_t v = 1; v <= field->n_values; v++)
			table->hashes[c][v] = block_atom_hash(link, &table->atom, v, c);
	return CRM_OK;
}

static int make_tables(const struct linkage *link, const struct pass *pass, struct tables *tables)
{
	int rc = CRM_OK;
	for (unsigned i = 0; rc == CRM_OK && i < PASS_ATOMS; i++) {
		rc = make_table(link, &pass->atoms[i], tables);
		if (rc == CRM_OK)
			rc = make_table(link, &pass->split[i], tables);
	}
	return rc;
}

static void free_tables(struct tables *tables)
{
	for (unsigned i = 0; i < tables->n; i++)
		for (unsigned c = 0; c < PASS_COLUMNS; c++)
			crm_free(tables->list[i].hashes[c]);
}

/* ---- keys ---- */

/* A pass as it is being made. */
struct making {
	struct linkage *link;
	const struct pass *pass;
	const struct table *tables[PASS_ATOMS * 2]; /* of its atoms, then of what splits its blocks; NULL: none */
	uint64_t *sorted, *spare;                   /* key, and column times n plus record */
	size_t n, largest;
	struct block_list *blocks;
	unsigned number; /* of the pass */
	bool failed;     /* out of memory */
};

/* What one part of a key is looked up by. */
struct part {
	const uint32_t *hashes, *others; /* by value; the other name's, NULL: none */
	unsigned slot, other_slot;       /* of the record's values */
};

/* The parts of a pass's keys with so many of the splits; returns how many. */
static unsigned key_parts(const struct making *m, unsigned splits, unsigned column, struct part parts[PASS_ATOMS * 2])
{
	const struct linkage *link = m->link;
	unsigned n = 0;
	for (unsigned i = 0; i < PASS_ATOMS + splits; i++) {
		const struct table *table = m->tables[i];
		if (table == NULL)
			continue;
		const struct atom *atom = i < PASS_ATOMS ? &m->pass->atoms[i] : &m->pass->split[i - PASS_ATOMS];
		struct part *part = &parts[n++];
		*part = (struct part){table->hashes[table->hashes[column] != NULL ? column : 0], NULL,
				      link->fields[atom->field].first_slot + atom->slot, 0};
		if (atom->form == ATOM_NAMES) {
			part->others = m->tables[PASS_ATOMS * 2 - 1]->hashes[0];
			part->other_slot = link->fields[link->family].first_slot;
		}
	}
	return n;
}

/* Hash of a record's key; KEY_NONE + record: none. */
static uint32_t make_key(const struct linkage *link, const struct part *parts, unsigned n, uint32_t record)
{
	const uint32_t *values = record_values(link, record);
	uint64_t hash = 1;
	for (unsigned i = 0; i < n; i++) {
		uint64_t one = parts[i].hashes[values[parts[i].slot]];
		if (one == 0)
			return KEY_NONE | record;
		if (parts[i].others != NULL) {
			const uint32_t other = parts[i].others[values[parts[i].other_slot]];
			if (other == 0)
				return KEY_NONE | record;
			one += other;
		}
		hash = linkage_mix(hash, one);
	}
	return (uint32_t)(hash >> 33);
}

static size_t block_end(const uint64_t *sorted, size_t n, size_t start)
{
	size_t end = start + 1;
	while (end < n && sorted[end] >> 32 == sorted[start] >> 32)
		end++;
	return end;
}

/* The largest block that is within the budget of pairs when all smaller ones are taken. */
static size_t largest_block(const uint64_t *sorted, size_t n, uint64_t budget)
{
	uint64_t count[LARGEST_BLOCK + 1] = {0}, pairs = 0;
	for (size_t i = 0, end; i < n; i = end) {
		end = block_end(sorted, n, i);
		if (end - i <= LARGEST_BLOCK)
			count[end - i]++;
	}
	size_t size = 2;
	for (; size <= LARGEST_BLOCK; size++) {
		pairs += count[size] * (size * (size - 1) / 2);
		if (pairs > budget)
			break;
	}
	return size - 1 < 2 ? 2 : size - 1;
}

static uint32_t *key_at(const struct making *m, uint32_t record, unsigned column)
{
	return &m->link->keys[(size_t)record * m->link->key_columns + m->pass->column + column];
}

static void first_keys(struct making *m)
{
	m->n = 0;
	for (unsigned c = 0; c < m->pass->n_columns; c++) {
		for (uint32_t r = 0; r < m->link->n; r++) {
			const uint32_t place = (uint32_t)(c * m->link->n + r), key = *key_at(m, r, c);
			if (!(key & KEY_NONE))
				m->sorted[m->n++] = (uint64_t)key << 32 | place;
		}
	}
}

/* Records with equal keys lie anywhere. */
static void fetch_ahead(const struct making *m, size_t k, size_t end)
{
	if (k + AHEAD >= end)
		return;
	const uint32_t place = (uint32_t)m->sorted[k + AHEAD];
	const uint32_t column = (uint32_t)(place / m->link->n), record = (uint32_t)(place - column * m->link->n);
	__builtin_prefetch(record_values(m->link, record));
	__builtin_prefetch(key_at(m, record, column), 1);
}

/* Keeps the records of blocks that are too large, with longer keys, or none at the end; returns how many were there. */
static size_t split_blocks(struct making *m, unsigned splits, bool last)
{
	struct part parts[PASS_COLUMNS][PASS_ATOMS * 2];
	unsigned n = 0;
	size_t kept = 0, found = 0;
	for (unsigned c = 0; c < m->pass->n_columns; c++)
		n = key_parts(m, splits, c, parts[c]);
	for (size_t i = 0, end; i < m->n; i = end) {
		end = block_end(m->sorted, m->n, i);
		if (end - i <= m->largest)
			continue;
		found += end - i;
		if (!index_note_split(m->link, m->number, last ? splits : splits - 1, (uint32_t)(m->sorted[i] >> 32)))
			m->failed = true;
		for (size_t k = i; k < end; k++) {
			fetch_ahead(m, k, end);
			const uint32_t place = (uint32_t)m->sorted[k];
			const unsigned column = (unsigned)(place / m->link->n);
			const uint32_t record = (uint32_t)(place - column * m->link->n);
			const uint32_t key = last ? KEY_NONE | record : make_key(m->link, parts[column], n, record);
			*key_at(m, record, column) = key;
			if (!(key & KEY_NONE))
				m->sorted[kept++] = (uint64_t)key << 32 | place;
		}
	}
	m->n = kept;
	return found;
}

/* The blocks that need not be split any more. */
static bool take_blocks(struct making *m)
{
	bool ok = true;
	for (size_t i = 0, end; ok && i < m->n; i = end) {
		end = block_end(m->sorted, m->n, i);
		for (size_t k = i; end - i > 1 && end - i <= m->largest && k < end; k++)
			m->sorted[k] -= (uint32_t)m->sorted[k] / m->link->n * m->link->n;
		if (end - i > 1 && end - i <= m->largest)
			ok = block_list_add(m->blocks, (uint32_t)(m->sorted[i] >> 32), m->sorted + i, end - i);
	}
	return ok;
}

static uint64_t pass_budget(const struct linkage *link)
{
	const uint64_t budget = (uint64_t)link->n * PAIRS_PER_RECORD / link->n_passes;
	return budget > PAIRS_AT_LEAST ? budget : PAIRS_AT_LEAST;
}

static int make_pass(struct making *m, uint64_t *skipped)
{
	unsigned splits = 0;
	first_keys(m);
	sort_by_key(m->sorted, m->spare, m->n);
	m->largest = largest_block(m->sorted, m->n, pass_budget(m->link));
	bool ok = take_blocks(m);
	while (ok && splits < PASS_ATOMS && m->pass->split[splits].form != ATOM_NONE) {
		split_blocks(m, ++splits, false);
		sort_by_key(m->sorted, m->spare, m->n);
		ok = take_blocks(m);
	}
	*skipped = split_blocks(m, splits, true);
	block_list_seal(m->blocks);
	return ok && !m->failed ? CRM_OK : CRM_E_NOMEM;
}

static void begin_pass(struct making *m, const struct pass *pass, const struct tables *tables)
{
	const struct atom family = {ATOM_SOUND, m->link->family, 0};
	m->pass = pass;
	for (unsigned i = 0; i < PASS_ATOMS; i++) {
		m->tables[i] = find_table(tables, &pass->atoms[i]);
		m->tables[PASS_ATOMS + i] = find_table(tables, &pass->split[i]);
	}
	if (pass->atoms[0].form == ATOM_NAMES)
		m->tables[PASS_ATOMS * 2 - 1] = find_table(tables, &family);
}

void block_name_pass(const struct linkage *link, const struct pass *pass, char name[64])
{
	size_t len = 0;
	name[0] = '\0';
	for (unsigned i = 0; i < PASS_ATOMS && pass->atoms[i].form != ATOM_NONE && len < 63; i++) {
		const struct atom *atom = &pass->atoms[i];
		const char *field = atom->form == ATOM_NAMES ? "names" : link->fields[atom->field].name;
		len += (size_t)snprintf(name + len, 64 - len, "%s%s%s", i > 0 ? "+" : "", field,
					atom->form == ATOM_LOCAL ? " local part" : "");
	}
}

static int allocate_keys(struct linkage *link)
{
	const size_t columns = link->key_columns > 0 ? link->key_columns : 1;
	link->keys = crm_calloc(link->n + 1, columns * sizeof *link->keys);
	return link->keys != NULL ? CRM_OK : CRM_E_NOMEM;
}

/* All records in one block. */
static int compare_all(struct linkage *link)
{
	uint64_t all[SMALL_TABLE];
	link->n_passes = 1;
	link->key_columns = 1;
	link->pass_column[1] = 1;
	snprintf(link->passes[0].name, sizeof link->passes[0].name, "all pairs");
	const int rc = allocate_keys(link);
	for (size_t r = 0; rc == CRM_OK && r < link->n; r++) {
		link->keys[r] = 1;
		all[r] = r;
	}
	return rc != CRM_OK || block_list_add(&link->blocks[0], 1, all, link->n) ? rc : CRM_E_NOMEM;
}

static void place_passes(struct linkage *link, struct pass passes[MAX_PASSES])
{
	link->n_passes = block_plan(link, passes);
	for (unsigned i = 0; i < link->n_passes; i++) {
		passes[i].column = link->key_columns;
		link->pass_column[i] = link->key_columns;
		link->key_columns += passes[i].n_columns;
	}
	link->pass_column[link->n_passes] = link->key_columns;
}

/* The passes, which are independent of one another once the tables are made. */
struct passes {
	struct linkage *link;
	const struct pass *list;
	struct tables *tables;
};

static int make_all_tables(const struct passes *passes)
{
	const struct linkage *link = passes->link;
	const struct atom family = {ATOM_SOUND, link->family, 0};
	int rc = link->family != NO_FIELD ? make_table(link, &family, passes->tables) : CRM_OK;
	for (unsigned i = 0; rc == CRM_OK && i < link->n_passes; i++)
		rc = make_tables(link, &passes->list[i], passes->tables);
	return rc;
}

static int make_hashes(void *context, unsigned part, unsigned task)
{
	const struct passes *passes = context;
	(void)part;
	return fill_table(passes->link, &passes->tables->list[task]);
}

/* How the keys of a column are made, before any block is split. */
struct recipe {
	struct part parts[PASS_ATOMS * 2];
	unsigned n;
};

static void plan_recipes(const struct passes *passes, struct recipe *recipes)
{
	for (unsigned p = 0; p < passes->link->n_passes; p++) {
		struct making making = {.link = passes->link};
		begin_pass(&making, &passes->list[p], passes->tables);
		for (unsigned c = 0; c < passes->list[p].n_columns; c++) {
			struct recipe *recipe = &recipes[passes->list[p].column + c];
			recipe->n = key_parts(&making, 0, c, recipe->parts);
		}
	}
}

/* All keys of a record at a time: they are neighbours in memory. */
static int make_first_keys(void *context, unsigned part)
{
	const struct passes *passes = context;
	struct linkage *link = passes->link;
	struct recipe recipes[MAX_PASSES * PASS_COLUMNS];
	size_t from, to;
	linkage_share(link->n, link->options.threads, part, &from, &to);
	plan_recipes(passes, recipes);
	for (size_t r = from; r < to; r++)
		for (unsigned c = 0; c < link->key_columns; c++)
			link->keys[r * link->key_columns + c] =
				make_key(link, recipes[c].parts, recipes[c].n, (uint32_t)r);
	return CRM_OK;
}

static int make_one_pass(void *context, unsigned part, unsigned task)
{
	const struct passes *passes = context;
	struct linkage *link = passes->link;
	struct making making = {.link = link, .blocks = &link->blocks[task], .number = task};
	(void)part;
	const size_t places = (link->n + 1) * passes->list[task].n_columns;
	making.sorted = crm_reallocarray(NULL, places, sizeof *making.sorted);
	making.spare = crm_reallocarray(NULL, places, sizeof *making.spare);
	int rc = making.sorted != NULL && making.spare != NULL ? CRM_OK : CRM_E_NOMEM;
	if (rc == CRM_OK) {
		block_name_pass(link, &passes->list[task], link->passes[task].name);
		begin_pass(&making, &passes->list[task], passes->tables);
		rc = make_pass(&making, &link->passes[task].skipped);
	}
	crm_free(making.sorted);
	crm_free(making.spare);
	return rc;
}

static int make_passes(struct passes *passes)
{
	const unsigned threads = passes->link->options.threads;
	int rc = allocate_keys(passes->link);
	if (rc == CRM_OK)
		rc = make_all_tables(passes);
	if (rc == CRM_OK)
		rc = linkage_tasks(threads, passes->tables->n, make_hashes, passes);
	if (rc == CRM_OK)
		rc = linkage_parallel(threads, make_first_keys, passes);
	return rc == CRM_OK ? linkage_tasks(threads, passes->link->n_passes, make_one_pass, passes) : rc;
}

int linkage_make_keys(struct linkage *link)
{
	struct pass list[MAX_PASSES];
	if (link->n <= SMALL_TABLE)
		return compare_all(link);
	place_passes(link, list);
	struct passes passes = {link, list, crm_calloc(1, sizeof *passes.tables)};
	if (passes.tables == NULL)
		return CRM_E_NOMEM;
	const int rc = make_passes(&passes);
	free_tables(passes.tables);
	crm_free(passes.tables);
	return rc;
}
