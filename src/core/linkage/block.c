/* SPDX-License-Identifier: Apache-2.0 */
/* The matrix of blocking keys: equal keys in a column of two records make them candidates. */
#include "config.h"

#include <core/linkage/block.h>
#include <core/linkage/values.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS_PER_RECORD 4    /* of one pass, on average */
#define LARGEST_BLOCK    1000 /* records */
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

static uint64_t sound_atom(const struct field *field, uint32_t number)
{
	if (number == 0)
		return 0;
	const struct value *value = &field->values[number];
	const char *text = value_text(field, value);
	return name_sound(text, strcspn(text, " "));
}

static uint64_t names_atom(const struct linkage *link, const uint32_t *values)
{
	const struct field *given = &link->fields[link->given], *family = &link->fields[link->family];
	const uint64_t g = sound_atom(given, values[given->first_slot]);
	const uint64_t f = sound_atom(family, values[family->first_slot]);
	return g != 0 && f != 0 ? linkage_mix(g, 1) + linkage_mix(f, 1) : 0;
}

uint64_t block_atom(const struct linkage *link, const struct atom *atom, uint32_t record, unsigned column)
{
	const uint32_t *values = record_values(link, record);
	const struct field *field = &link->fields[atom->field];
	const uint32_t number = values[field->first_slot + atom->slot];
	if (number == 0)
		return 0;
	const struct value *value = &field->values[number];
	const char *text = value_text(field, value);
	switch (atom->form) {
	case ATOM_VALUE:
		return value->flags & VALUE_ROLE && link->people ? 0 : linkage_hash(text, strlen(text));
	case ATOM_SOUND:
		return sound_atom(field, number);
	case ATOM_INITIAL:
		return (unsigned char)*text;
	case ATOM_LOCAL:
		return value->n_tokens < 2 || value->flags & VALUE_ROLE ? 0 : word_hash(field, field->tokens[value->token]);
	case ATOM_WORD:
		return word_atom(field, value, false, column);
	case ATOM_PAIR:
		return word_atom(field, value, true, column);
	case ATOM_NAMES:
		return names_atom(link, values);
	default:
		return 0;
	}
}

static uint32_t key_of(uint64_t hash)
{
	const uint32_t key = (uint32_t)(hash >> 32);
	return key != 0 ? key : 1;
}

/* Hash of a record's key in a pass with so many of its splits; 0: none. */
static uint64_t pass_hash(const struct linkage *link, const struct pass *pass, unsigned splits, uint32_t record,
			  unsigned column)
{
	uint64_t hash = 1;
	for (unsigned i = 0; i < PASS_ATOMS + splits; i++) {
		const struct atom *atom = i < PASS_ATOMS ? &pass->atoms[i] : &pass->split[i - PASS_ATOMS];
		if (atom->form == ATOM_NONE)
			continue;
		const uint64_t part = block_atom(link, atom, record, column);
		if (part == 0)
			return 0;
		hash = linkage_mix(hash, part);
	}
	return hash;
}

struct sizing {
	uint64_t *sorted; /* key and record */
	size_t n;
};

static int compare_u64(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
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

static void collect_keys(const struct linkage *link, const struct pass *pass, struct sizing *sizing)
{
	sizing->n = 0;
	for (size_t r = 0; r < link->n; r++)
		for (unsigned c = 0; c < pass->n_columns; c++) {
			const uint32_t key = link->keys[r * link->key_columns + pass->column + c];
			if (key != 0)
				sizing->sorted[sizing->n++] = (uint64_t)key << 32 | r;
		}
	qsort(sizing->sorted, sizing->n, sizeof *sizing->sorted, compare_u64);
}

/* Gives the records of blocks that are too large a longer key, or none at the end. */
static uint64_t split_blocks(struct linkage *link, const struct pass *pass, struct sizing *sizing, unsigned splits,
			     bool last)
{
	uint64_t skipped = 0;
	collect_keys(link, pass, sizing);
	const size_t largest = largest_block(sizing->sorted, sizing->n, (uint64_t)link->n * PAIRS_PER_RECORD);
	for (size_t i = 0, end; i < sizing->n; i = end) {
		end = block_end(sizing->sorted, sizing->n, i);
		if (end - i <= largest)
			continue;
		for (size_t k = i; k < end; k++) {
			const uint32_t record = (uint32_t)sizing->sorted[k];
			uint32_t *keys = link->keys + (size_t)record * link->key_columns + pass->column;
			for (unsigned c = 0; c < pass->n_columns; c++) {
				if (keys[c] != sizing->sorted[k] >> 32)
					continue;
				const uint64_t hash = last ? 0 : pass_hash(link, pass, splits, record, c);
				keys[c] = hash != 0 ? key_of(hash) : 0;
				skipped += last;
			}
		}
	}
	return skipped;
}

static void make_column(struct linkage *link, const struct pass *pass)
{
	for (size_t r = 0; r < link->n; r++)
		for (unsigned c = 0; c < pass->n_columns; c++) {
			const uint64_t hash = pass_hash(link, pass, 0, (uint32_t)r, c);
			link->keys[r * link->key_columns + pass->column + c] = hash != 0 ? key_of(hash) : 0;
		}
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

int linkage_make_keys(struct linkage *link)
{
	struct pass passes[MAX_PASSES];
	struct sizing sizing;
	if (link->n <= SMALL_TABLE)
		return compare_all(link);
	link->n_passes = block_plan(link, passes);
	for (unsigned i = 0; i < link->n_passes; i++) {
		passes[i].column = link->key_columns;
		link->pass_column[i] = link->key_columns;
		link->key_columns += passes[i].n_columns;
	}
	link->pass_column[link->n_passes] = link->key_columns;
	int rc = allocate_keys(link);
	sizing.sorted = crm_calloc(link->n + 1, PASS_COLUMNS * sizeof *sizing.sorted);
	if (sizing.sorted == NULL)
		rc = CRM_E_NOMEM;
	for (unsigned i = 0; rc == CRM_OK && i < link->n_passes; i++) {
		unsigned splits = 0;
		name_pass(link, &passes[i], link->passes[i].name);
		make_column(link, &passes[i]);
		while (splits < PASS_ATOMS && passes[i].split[splits].form != ATOM_NONE)
			split_blocks(link, &passes[i], &sizing, ++splits, false);
		link->passes[i].skipped = split_blocks(link, &passes[i], &sizing, splits, true);
	}
	crm_free(sizing.sorted);
	return rc;
}
