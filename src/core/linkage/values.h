/* SPDX-License-Identifier: Apache-2.0 */
/* From the texts of columns to values of fields: one function per kind. */
#ifndef CRM_LINKAGE_VALUES_H
#define CRM_LINKAGE_VALUES_H

#include <core/linkage/parts.h>

/* Flags of values. */
#define VALUE_ROLE    1u /* e-mail of a function, not of a person */
#define VALUE_INITIAL 2u /* a name of initials only */
#define VALUE_DOUBTED 4u /* a date that is none, ... : only its text can be compared */

#define SIMILARITY_LOOSE 96 /* bytes of a name that its loose form takes into account */

/* What canonical texts are made in; reset now and then. */
struct canon {
	struct crm_arena *arena;
	bool month_first; /* dates such as 03/04/1980 in this column */
};

/* All of these return false on out of memory; a value that is missing becomes "". */

/* values_name.c */
bool canon_name(struct canon *canon, const char *raw, const char **out);
/* The generation behind a name ("Jr."): "1", "2", ... */
bool canon_suffix(const char *raw, bool whole, const char **out);
bool canon_full_name(struct canon *canon, const char *raw, const char **given, const char **family);
/* values_email.c */
bool canon_email(struct canon *canon, const char *raw, const char **out);
bool canon_email_domain(struct canon *canon, const char *email, const char **out);
bool canon_domain(struct canon *canon, const char *raw, const char **out);
/* values_phone.c */
bool canon_phone(struct canon *canon, const char *raw, const char **out);
/* values_date.c */
bool canon_date(struct canon *canon, const char *raw, const char **out);
/* Does the month stand first in the column's dates? */
bool date_month_first(const struct intern *raw);
/* values_words.c */
bool canon_words(struct canon *canon, const char *raw, const char **out);
bool canon_street(struct canon *canon, const char *raw, const char **out);
bool canon_company(struct canon *canon, const char *raw, const char **out);
/* values_code.c */
bool canon_code(struct canon *canon, const char *raw, const char **out);
bool canon_postcode(struct canon *canon, const char *raw, const char **out);
bool canon_country(struct canon *canon, const char *raw, const char **out);
bool canon_number(struct canon *canon, const char *raw, const char **out);

/* Blank, or one of the words that stand for nothing ("n/a", "null", "-"). */
bool canon_is_missing(const char *raw);

/* Text, letters and weight of a word whose rows are counted. */
void value_prepare_word(const struct field *field, struct token *word, uint32_t number);
/* What comparisons need beyond the text: key, flags, words.  0 or CRM_E_NOMEM. */
int value_prepare(struct field *field, struct value *value, const char *text);

/* name_code.c: the name as it sounds, in any of the languages that are written with Latin letters; 0 for none. */
uint32_t name_sound(const char *text, size_t len);
/* The name without what spellings differ in: blanks, ae for ä, ph for f. */
uint32_t name_loose(const char *text, size_t len);

/* Takes names out of the local parts of e-mails for rows that lack them. */
bool email_names(struct linkage *link, const char *email, uint32_t *given, uint32_t *family);

#endif
