/* SPDX-License-Identifier: Apache-2.0 */
/* Levels of agreement, one function per kind of field: different values in, level out. */
#ifndef CRM_LINKAGE_COMPARE_H
#define CRM_LINKAGE_COMPARE_H

#include <core/linkage/parts.h>

/* Levels that the code names; those between are in kinds.c. Equal values are LEVEL_EXACT in every kind. */
enum { LEVEL_EXACT = 1 };
enum { GIVEN_ALIKE = 2, GIVEN_VARIANT, GIVEN_TYPO, GIVEN_SWAPPED, GIVEN_INITIAL, GIVEN_SIMILAR, GIVEN_DIFFERENT };
enum { FAMILY_ALIKE = 2, FAMILY_TYPO, FAMILY_PART, FAMILY_INITIAL, FAMILY_SIMILAR, FAMILY_DIFFERENT };
enum { EMAIL_LOCAL = 2, EMAIL_TYPO, EMAIL_SIMILAR, EMAIL_DIFFERENT };
enum { PHONE_SHORT = 2, PHONE_TYPO, PHONE_SWITCHBOARD, PHONE_DIFFERENT };
enum { DATE_SWAPPED = 2, DATE_TYPO, DATE_TWO_PARTS, DATE_YEAR, DATE_DIFFERENT };
enum { STREET_ALIKE = 2, STREET_NO_NUMBER, STREET_NUMBER, STREET_OTHER_NUMBER, STREET_WORD, STREET_DIFFERENT };
enum { POSTCODE_TYPO = 2, POSTCODE_REGION, POSTCODE_DIFFERENT };
enum { CITY_ALIKE = 2, CITY_DIFFERENT };
enum { WORDS_ALIKE = 2, WORDS_MOST, WORDS_SOME, WORDS_ONE, WORDS_DIFFERENT };
enum { DOMAIN_ENDING = 2, DOMAIN_TYPO, DOMAIN_DIFFERENT };
enum { IDENTIFIER_TYPO = 2, IDENTIFIER_TWO, IDENTIFIER_DIFFERENT };
enum { CATEGORY_TYPO = 2, CATEGORY_DIFFERENT };
enum { SUFFIX_DIFFERENT = 2 };
enum { NUMBER_TYPO = 2, NUMBER_ONE_PERCENT, NUMBER_TEN_PERCENT, NUMBER_DIFFERENT };

/* What is in common between the words of two values. */
struct overlap {
	double share;    /* of the words' weight, 0 to 1 */
	uint32_t rarest; /* rows that have the rarest word in common, 0: none */
	unsigned n;      /* words in common */
};

/* A value with its field, as compare functions see it. */
struct compared {
	const struct field *field;
	const struct value *a, *b;
};

/* Edit distance, or `limit` + 1 if it is beyond the limit. */
unsigned compare_distance(const struct compared *c, unsigned limit);

static inline const char *compare_text_a(const struct compared *c)
{
	return value_text(c->field, c->a);
}

static inline const char *compare_text_b(const struct compared *c)
{
	return value_text(c->field, c->b);
}

/* The words of an e-mail address that has both: prepare_email() puts their numbers into the value's key. */
static inline const struct token *email_local(const struct field *field, const struct value *value)
{
	return &field->word[value->key >> 32];
}

static inline const struct token *email_domain(const struct field *field, const struct value *value)
{
	return &field->word[(uint32_t)value->key];
}

/* compare_name.c */
unsigned compare_given(const struct compared *c, struct overlap *overlap);
unsigned compare_family(const struct compared *c, struct overlap *overlap);
/* compare_email.c */
unsigned compare_email(const struct compared *c);
unsigned compare_domain(const struct compared *c);
/* compare_number.c */
unsigned compare_phone(const struct compared *c);
unsigned compare_date(const struct compared *c);
unsigned compare_number(const struct compared *c);
/* compare_code.c */
unsigned compare_postcode(const struct compared *c);
unsigned compare_identifier(const struct compared *c);
unsigned compare_category(const struct compared *c);
/* compare_words.c */
unsigned compare_street(const struct compared *c, struct overlap *overlap);
unsigned compare_city(const struct compared *c, struct overlap *overlap);
unsigned compare_words(const struct compared *c, struct overlap *overlap);

#endif
