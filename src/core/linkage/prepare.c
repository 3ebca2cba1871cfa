/* SPDX-License-Identifier: Apache-2.0 */
/* What comparisons need beyond a value's text. */
#include "config.h"

#include <core/linkage/similarity.h>
#include <core/linkage/values.h>
#include <core/name_variants.h>
#include <core/normalise.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 24 /* words of a value that count */

bool canon_is_missing(const char *raw)
{
	static const char *const words[] = {"-",    "--",  ".",   "?",   "N/A",  "NA",   "NULL",    "NaN",
					    "None", "\\N", "n/a", "nan", "none", "null", "unknown", "Unknown"};
	for (; isspace((unsigned char)*raw); raw++)
		;
	size_t len = strlen(raw);
	while (len > 0 && isspace((unsigned char)raw[len - 1]))
		len--;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == len && memcmp(words[i], raw, len) == 0)
			return true;
	return len == 0;
}

static bool add_token(struct field *field, struct value *value, const char *word, size_t len)
{
	const uint32_t number = intern_add(&field->words, word, len);
	if (number == 0)
		return false;
	if (field->n_tokens == field->tokens_cap) {
		const size_t cap = field->tokens_cap * 2 + 64;
		uint32_t *grown = crm_reallocarray(field->tokens, cap, sizeof *grown);
		if (grown == NULL)
			return false;
		field->tokens = grown;
		field->tokens_cap = cap;
	}
	if (value->n_tokens == 0)
		value->token = (uint32_t)field->n_tokens;
	field->tokens[field->n_tokens++] = number;
	value->n_tokens++;
	return true;
}

/* Each different word once. */
static bool has_token(const struct field *field, const struct value *value, uint32_t number)
{
	for (unsigned i = 0; number != 0 && i < value->n_tokens; i++)
		if (field->tokens[value->token + i] == number)
			return true;
	return false;
}

static bool split_words(struct field *field, struct value *value, const char *text)
{
	for (const char *p = text; *p != '\0' && value->n_tokens < WORDS_MAX;) {
		const size_t len = strcspn(p, " ");
		if (len != 0 && !has_token(field, value, intern_find(&field->words, p, len)) &&
		    !add_token(field, value, p, len))
			return false;
		p += len + (p[len] == ' ');
	}
	return true;
}

/* "j", "j p" */
static bool is_initials(const char *text)
{
	for (; *text != '\0'; text += text[1] == ' ' ? 2 : 1)
		if (text[1] != ' ' && text[1] != '\0')
			return false;
	return true;
}

static bool prepare_name(struct field *field, struct value *value, const char *text)
{
	const size_t len = strlen(text);
	value->key = (uint64_t)name_loose(text, len) << 32 | name_sound(text, len);
	value->flags = is_initials(text) ? VALUE_INITIAL : 0;
	if (field->kind == FIELD_GIVEN)
		value->variant = (uint16_t)crm_name_number(text, len);
	return split_words(field, value, text);
}

/* Its words are the local part and the domain. */
static bool prepare_email(struct field *field, struct value *value, const char *text)
{
	const char *at = strrchr(text, '@');
	if (at == NULL) {
		value->flags = VALUE_DOUBTED;
		return true;
	}
	if (crm_email_is_role(text))
		value->flags = VALUE_ROLE;
	if (!add_token(field, value, text, (size_t)(at - text)) || !add_token(field, value, at, strlen(at)))
		return false;
	value->key = (uint64_t)field->tokens[value->token] << 32 | field->tokens[value->token + 1];
	return true;
}

/* Its last eight digits, the last one in the lowest byte. */
static void prepare_phone(struct value *value, const char *text)
{
	for (; *text != '\0'; text++)
		value->key = value->key << 8 | (unsigned char)*text;
}

/* Its first eight bytes, the first one in the highest; zeros behind it. */
static void prepare_postcode(struct value *value, const char *text)
{
	for (unsigned i = 0; i < 8; i++) {
		value->key = value->key << 8 | (unsigned char)*text;
		text += *text != '\0';
	}
}

static bool prepare_street(struct field *field, struct value *value, const char *text)
{
	for (const char *p = text; *p != '\0'; p += strcspn(p, " "), p += *p == ' ')
		if (isdigit((unsigned char)*p))
			value->key = linkage_mix(value->key, strtoul(p, NULL, 10) + 1);
	return split_words(field, value, text);
}

static void prepare_date(struct value *value, const char *text)
{
	if (strlen(text) == 8 && strspn(text, "0123456789") == 8)
		value->key = strtoul(text, NULL, 10);
	else
		value->flags = VALUE_DOUBTED;
}

static void prepare_number(struct value *value, const char *text)
{
	char *end;
	const double number = strtod(text, &end);
	if (*end != '\0')
		value->flags = VALUE_DOUBTED;
	else
		memcpy(&value->key, &number, sizeof number);
}

int value_prepare(struct field *field, struct value *value, const char *text)
{
	const size_t len = strlen(text);
	bool ok = true;
	value->len = (uint8_t)(len < 255 ? len : 255);
	value->letters = similarity_letters(text, value->len);
	switch (field->kind) {
	case FIELD_GIVEN:
	case FIELD_FAMILY:
		ok = prepare_name(field, value, text);
		break;
	case FIELD_EMAIL:
		ok = prepare_email(field, value, text);
		break;
	case FIELD_STREET:
		ok = prepare_street(field, value, text);
		break;
	case FIELD_COMPANY:
	case FIELD_TEXT:
	case FIELD_CITY:
		ok = split_words(field, value, text);
		break;
	case FIELD_DATE:
		prepare_date(value, text);
		break;
	case FIELD_NUMBER:
		prepare_number(value, text);
		break;
	case FIELD_PHONE:
		prepare_phone(value, text);
		break;
	case FIELD_POSTCODE:
		prepare_postcode(value, text);
		break;
	case FIELD_DOMAIN:
		value->key = strcspn(text, "."); /* its first label */
		break;
	default:
		break;
	}
	return ok ? CRM_OK : CRM_E_NOMEM;
}
