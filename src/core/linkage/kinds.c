/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Types of columns, kinds of fields and their levels.  The m given here are what is usual; they are only where the
 * estimate starts, and what it stays at where the data is thin.  That people who are the
 * same have another name is bounded: otherwise an estimate that knows no labels may take colleagues for what it looks
 * for.  That they have another telephone or e-mail is bounded too: they are found by these, so the estimate sees too
 * few that changed them.  Nobody is junior here and senior there: that differs by a slip only.
 */
#include "config.h"

#include <core/linkage/parts.h>

#include <string.h>

static const char *const type_names[LINKAGE_TYPES] = {
	[LINKAGE_IGNORE] = "ignore",
	[LINKAGE_GIVEN_NAME] = "given_name",
	[LINKAGE_FAMILY_NAME] = "family_name",
	[LINKAGE_FULL_NAME] = "full_name",
	[LINKAGE_EMAIL] = "email",
	[LINKAGE_PHONE] = "phone",
	[LINKAGE_DATE] = "date",
	[LINKAGE_STREET] = "street",
	[LINKAGE_POSTCODE] = "postcode",
	[LINKAGE_CITY] = "city",
	[LINKAGE_COUNTRY] = "country",
	[LINKAGE_COMPANY] = "company",
	[LINKAGE_DOMAIN] = "domain",
	[LINKAGE_IDENTIFIER] = "identifier",
	[LINKAGE_CATEGORY] = "category",
	[LINKAGE_NUMBER] = "number",
	[LINKAGE_TEXT] = "text",
};

const char *linkage_type_name(enum linkage_type type)
{
	return type < LINKAGE_TYPES ? type_names[type] : NULL;
}

enum linkage_type linkage_type_find(const char *name)
{
	unsigned type = 0;
	while (type < LINKAGE_TYPES && strcmp(type_names[type], name) != 0)
		type++;
	return (enum linkage_type)type;
}

/* clang-format off */
const struct kind_type kind_types[FIELD_KINDS] = {
	[FIELD_GIVEN] = {.person = true, .most_different = .12, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .80, RARITY_VALUE},
		{"spelled alike", .02, RARITY_NEAR},
		{"variant", .04, RARITY_NEAR},
		{"one letter off", .05, RARITY_NEAR},
		{"given and family name swapped", .01, RARITY_VALUE},
		{"initial", .03, RARITY_NONE},
		{"similar", .02, RARITY_NEAR},
		{"different", .03, RARITY_NONE}}},
	[FIELD_FAMILY] = {.person = true, .most_different = .15, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .82, RARITY_VALUE},
		{"spelled alike", .02, RARITY_NEAR},
		{"one letter off", .06, RARITY_NEAR},
		{"part of a double name", .02, RARITY_TOKEN},
		{"initial", .01, RARITY_NONE},
		{"similar", .02, RARITY_NEAR},
		{"different", .05, RARITY_NONE}}},
	[FIELD_EMAIL] = {.person = true, .least_different = .10, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .55, RARITY_VALUE},
		{"same local part", .08, RARITY_VALUE},
		{"typing error", .05, RARITY_NEAR},
		{"similar", .02, RARITY_NONE},
		{"different", .30, RARITY_NONE}}},
	[FIELD_PHONE] = {.person = true, .least_different = .10, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .60, RARITY_VALUE},
		{"without area code", .02, RARITY_VALUE},
		{"one digit off", .04, RARITY_NEAR},
		{"same switchboard", .04, RARITY_NONE},
		{"different", .30, RARITY_NONE}}},
	[FIELD_DATE] = {.person = true, .most_different = .20, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .85, RARITY_VALUE},
		{"day and month swapped", .02, RARITY_NONE},
		{"one digit off", .05, RARITY_NONE},
		{"two parts of three", .03, RARITY_NONE},
		{"same year", .01, RARITY_NONE},
		{"different", .04, RARITY_NONE}}},
	[FIELD_STREET] = {.place = true, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .55, RARITY_VALUE},
		{"spelled alike, same number", .12, RARITY_NEAR},
		{"same street, a number missing", .05, RARITY_TOKEN},
		{"same number, similar street", .04, RARITY_TOKEN},
		{"same street, another number", .06, RARITY_TOKEN},
		{"a word in common", .03, RARITY_TOKEN},
		{"different", .15, RARITY_NONE}}},
	[FIELD_POSTCODE] = {.place = true, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .75, RARITY_VALUE},
		{"one digit off", .06, RARITY_NEAR},
		{"same region", .05, RARITY_NONE},
		{"different", .14, RARITY_NONE}}},
	[FIELD_CITY] = {.place = true, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .75, RARITY_VALUE},
		{"spelled alike", .08, RARITY_NEAR},
		{"different", .17, RARITY_NONE}}},
	[FIELD_COMPANY] = {.place = true, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .60, RARITY_VALUE},
		{"spelled alike", .10, RARITY_NEAR},
		{"most words in common", .10, RARITY_TOKEN},
		{"some words in common", .06, RARITY_TOKEN},
		{"a word in common", .04, RARITY_TOKEN},
		{"different", .10, RARITY_NONE}}},
	[FIELD_DOMAIN] = {.place = true, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .70, RARITY_VALUE},
		{"another ending", .04, RARITY_NEAR},
		{"one letter off", .02, RARITY_NEAR},
		{"different", .24, RARITY_NONE}}},
	[FIELD_IDENTIFIER] = {.person = true, .most_different = .20, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .88, RARITY_VALUE},
		{"one letter off", .05, RARITY_NONE},
		{"two letters off", .02, RARITY_NONE},
		{"different", .05, RARITY_NONE}}},
	[FIELD_CATEGORY] = {.levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .88, RARITY_VALUE},
		{"one letter off", .04, RARITY_NEAR},
		{"different", .08, RARITY_NONE}}},
	[FIELD_NUMBER] = {.levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .75, RARITY_VALUE},
		{"one digit off", .05, RARITY_NONE},
		{"within 1 %", .04, RARITY_NONE},
		{"within 10 %", .06, RARITY_NONE},
		{"different", .10, RARITY_NONE}}},
	[FIELD_TEXT] = {.levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .50, RARITY_VALUE},
		{"spelled alike", .15, RARITY_NEAR},
		{"most words in common", .12, RARITY_TOKEN},
		{"some words in common", .10, RARITY_TOKEN},
		{"a word in common", .06, RARITY_TOKEN},
		{"different", .07, RARITY_NONE}}},
	[FIELD_SUFFIX] = {.most_different = .001, .levels = {
		{"missing", 0, RARITY_NONE},
		{"exact", .999, RARITY_NONE},
		{"different", .001, RARITY_NONE}}},
};
/* clang-format on */

unsigned kind_last_level(enum field_kind kind)
{
	unsigned level = LEVELS - 1;
	while (kind_types[kind].levels[level].name == NULL)
		level--;
	return level;
}
