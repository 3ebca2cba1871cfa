/* SPDX-License-Identifier: Apache-2.0 */
/* What a blocking key takes from a value. */
#include "config.h"

#include <core/linkage/block.h>
#include <core/linkage/values.h>

#include <string.h>

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

uint32_t block_atom_hash(const struct linkage *link, const struct atom *atom, uint32_t value, unsigned column)
{
	const uint64_t hash = value_atom(link, atom, &link->fields[atom->field], value, column);
	return hash != 0 ? (uint32_t)(hash >> 32) | 1 : 0;
}
