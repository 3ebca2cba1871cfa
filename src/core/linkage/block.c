/* SPDX-License-Identifier: Apache-2.0 */
/* The matrix of blocking keys: equal keys in a column of two records make them candidates. */
#include "config.h"

#include <core/linkage/block.h>
#include <core/linkage/sort.h>
#include <core/linkage/values.h>

#include <stdio.h>
#include <string.h>

#define PAIRS_PER_RECORD 16    /* of all passes together, on average */
#define PAIRS_AT_LEAST   40000 /* of one pass: in a small table recall is cheap */
#define LARGEST_BLOCK    1000  /* records */
#define MAX_TABLES       64
#define SMALL_TABLE      1500 /* records that are all compared with each other */

static uint64_t word_hash(const struct field *field, uint32_t number)
{
	const struct token *word = &field->word[number];
	return linkage_hash(field->words.pool + word->text, word->len);
}

/* The three rarest words of a value, rarest first, 0 for none. */
static void rarest_words(const struct field *field, const struct value *value, uint32_t out[3])
{
	out[0] = out[1] = out[2] = 0;
	for (unsigned i = 0; i < value->n_tokens; i++) {
		uint32_t number = field->tokens[value->token + i];
		for (unsigned k = 0; k < 3; k++) {
			const bool rarer = out[k] == 0 || field->word[number].rows < field->word[out[k]].rows ||
					   (field->word[number].rows == field->word[out[k]].rows &&
					    word_hash(field, number) < word_hash(field, out[k]));
			if (rarer) {
				const uint32_t other = out[k];
				out[k] = number;
				number = other;
			}
			if (number == 0)
				break;
		}
	}
}

static uint64_t word_atom(const struct field *field, const struct value *value, bool pairs, unsigned column)
{
	uint32_t words[3];
	rarest_words(field, value, words);
	if (!pairs)
		return words[column] != 0 ? word_hash(field, words[column]) : 0;
	const uint32_t first = words[column == 2 ? 1 : 0], second = words[column == 0 ? 1 : 2];
	return first != 0 && second != 0 ? word_hash(field, first) + word_hash(field, second) : 0;
}

static uint64_t sound_atom(const struct field *field, const struct value *value)
{
	const char *text = value_text(field, value);
	return (uint64_t)name_sound(text, strcspn(text, " ")) << 32;
}

static uint64_t value_atom(const struct linkage *link, const struct atom *atom, const struct field *field,
			   uint32_t number, unsigned column)
{
	const struct value *value = &field->values[number];
	const char *text = value_text(field, value);
	switch (atom->form) {
	case ATOM_VALUE:
		return value->flags & VALUE_ROLE && link->people ? 0 : linkage_hash(text, strlen(text));
	case ATOM_NAMES:
	case ATOM_SOUND:
		return sound_atom(field, value);
	case ATOM_INITIAL:
		return (uint64_t)(unsigned char)*text << 40;
	case ATOM_LOCAL:
		return value->n_tokens < 2 || value->flags & VALUE_ROLE ? 0
									: word_hash(field, field->tokens[value->token]);
	case ATOM_WORD:
		return word_atom(field, value, false, column);
	case ATOM_PAIR:
		return word_atom(field, value, true, column);
	default:
		return 0;
	}
}

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

static uint32_t shorten(uint64_t hash)
{
	return hash != 0 ? (uint32_t)(hash >> 32) | 1 : 0;
}

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
		uint32_t *hashes = table->hashes[c] = crm_calloc((size_t)field->n_values + 1, sizeof *hashes);
		if (hashes == NULL)
			return CRM_E_NOMEM;
		for (uint32_t v = 1; v <= field->n_values; v++)
			hashes[v] = shorten(value_atom(link, atom, field, v, c));
	}
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

/* The sound of the family name, for keys of both names in either order. */
static uint32_t names_atom(const struct linkage *link, const struct table *family, const uint32_t *values)
{
	return family->hashes[0][values[link->fields[link->family].first_slot]];
}

/* A pass as it is being made. */
struct making {
	struct linkage *link;
	const struct pass *pass;
	const struct table *tables[PASS_ATOMS * 2]; /* of its atoms, then of what splits its blocks; NULL: none */
	uint64_t *sorted, *spare;                   /* key, and column times n plus record */
	size_t n, largest;
};

/* Hash of a record's key with so many of the splits; KEY_NONE + record: none. */
static uint32_t make_key(const struct making *m, unsigned splits, uint32_t record, unsigned column)
{
	const uint32_t *values = record_values(m->link, record);
	uint64_t hash = 1;
	for (unsigned i = 0; i < PASS_ATOMS + splits; i++) {
		const struct table *table = m->tables[i];
		if (table == NULL)
			continue;
		const struct atom *atom = i < PASS_ATOMS ? &m->pass->atoms[i] : &m->pass->split[i - PASS_ATOMS];
		const uint32_t *hashes = table->hashes[table->hashes[column] != NULL ? column : 0];
		const uint32_t part = hashes[values[m->link->fields[atom->field].first_slot + atom->slot]];
		if (part == 0)
			return KEY_NONE | record;
		if (atom->form == ATOM_NAMES) {
			const uint32_t other = names_atom(m->link, m->tables[PASS_ATOMS * 2 - 1], values);
			if (other == 0)
				return KEY_NONE | record;
			hash = linkage_mix(hash, (uint64_t)part + other);
		} else {
			hash = linkage_mix(hash, part);
		}
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

static uint32_t *key_at(const struct making *m, uint32_t place)
{
	const size_t column = place / m->link->n, record = place % m->link->n;
	return &m->link->keys[record * m->link->key_columns + m->pass->column + column];
}

static void first_keys(struct making *m)
{
	m->n = 0;
	for (unsigned c = 0; c < m->pass->n_columns; c++)
		for (uint32_t r = 0; r < m->link->n; r++) {
			const uint32_t place = (uint32_t)(c * m->link->n + r), key = make_key(m, 0, r, c);
			*key_at(m, place) = key;
			if (!(key & KEY_NONE))
				m->sorted[m->n++] = (uint64_t)key << 32 | place;
		}
}

/* Keeps the records of blocks that are too large, with longer keys, or none at the end; returns how many were there. */
static size_t split_blocks(struct making *m, unsigned splits, bool last)
{
	size_t kept = 0, found = 0;
	for (size_t i = 0, end; i < m->n; i = end) {
		end = block_end(m->sorted, m->n, i);
		if (end - i <= m->largest)
			continue;
		found += end - i;
		for (size_t k = i; k < end; k++) {
			const uint32_t place = (uint32_t)m->sorted[k], record = (uint32_t)(place % m->link->n);
			const uint32_t key =
				last ? KEY_NONE | record : make_key(m, splits, record, (unsigned)(place / m->link->n));
			*key_at(m, place) = key;
			if (!(key & KEY_NONE))
				m->sorted[kept++] = (uint64_t)key << 32 | place;
		}
	}
	m->n = kept;
	return found;
}

static uint64_t pass_budget(const struct linkage *link)
{
	const uint64_t budget = (uint64_t)link->n * PAIRS_PER_RECORD / link->n_passes;
	return budget > PAIRS_AT_LEAST ? budget : PAIRS_AT_LEAST;
}

static uint64_t make_pass(struct making *m)
{
	unsigned splits = 0;
	first_keys(m);
	sort_by_key(m->sorted, m->spare, m->n);
	m->largest = largest_block(m->sorted, m->n, pass_budget(m->link));
	while (splits < PASS_ATOMS && m->pass->split[splits].form != ATOM_NONE) {
		split_blocks(m, ++splits, false);
		sort_by_key(m->sorted, m->spare, m->n);
	}
	return split_blocks(m, splits, true);
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

static void name_pass(struct linkage *link, const struct pass *pass, char name[64])
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
	link->n_passes = 1;
	link->key_columns = 1;
	link->pass_column[1] = 1;
	snprintf(link->passes[0].name, sizeof link->passes[0].name, "all pairs");
	const int rc = allocate_keys(link);
	for (size_t r = 0; rc == CRM_OK && r < link->n; r++)
		link->keys[r] = 1;
	return rc;
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

static int make_passes(struct linkage *link, const struct pass *passes, struct making *making, struct tables *tables)
{
	const struct atom family = {ATOM_SOUND, link->family, 0};
	int rc = allocate_keys(link);
	if (rc == CRM_OK && link->family != NO_FIELD)
		rc = make_table(link, &family, tables);
	for (unsigned i = 0; rc == CRM_OK && i < link->n_passes; i++) {
		rc = make_tables(link, &passes[i], tables);
		if (rc != CRM_OK)
			break;
		name_pass(link, &passes[i], link->passes[i].name);
		begin_pass(making, &passes[i], tables);
		link->passes[i].skipped = make_pass(making);
	}
	return rc;
}

int linkage_make_keys(struct linkage *link)
{
	struct pass passes[MAX_PASSES];
	if (link->n <= SMALL_TABLE)
		return compare_all(link);
	place_passes(link, passes);
	struct making making = {.link = link};
	struct tables *tables = crm_calloc(1, sizeof *tables);
	making.sorted = crm_calloc(link->n + 1, PASS_COLUMNS * sizeof *making.sorted);
	making.spare = crm_calloc(link->n + 1, PASS_COLUMNS * sizeof *making.spare);
	int rc = tables != NULL && making.sorted != NULL && making.spare != NULL ? CRM_OK : CRM_E_NOMEM;
	if (rc == CRM_OK)
		rc = make_passes(link, passes, &making, tables);
	if (tables != NULL)
		free_tables(tables);
	crm_free(tables);
	crm_free(making.sorted);
	crm_free(making.spare);
	return rc;
}
