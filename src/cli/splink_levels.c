/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions that DuckDB (built in) and Spark (built in, or from the jar that Splink registers there) have under one
 * name: damerau_levenshtein, split_part, regexp_extract, substr, replace, greatest, least.  No backslashes, which Spark
 * reads as escapes; no double quotes, which are texts there.
 */
#include "config.h"

#include <cli/splink_levels.h>

#include <stddef.h>
#include <string.h>

#define SQUEEZED(x) "replace(replace(" x ", '-', ''), ' ', '')"
#define LOCAL(x)    "split_part(" x ", '@', 1)"
#define SITE(x)     "split_part(" x ", '@', 2)"
#define HOUSE(x)    "regexp_extract(" x ", '[0-9]+', 0)"
#define ROAD(x)     "trim(regexp_replace(" x ", '[0-9]+[a-z]?', ''))"
#define REAL(x)     "cast(" x " AS double)"
#define STRING(x)   "cast(" x " AS string)"
#define APART(a, b) "damerau_levenshtein(" a ", " b ")"
#define IS_WORD(a, b)                                                                                                  \
	"(" a " LIKE " b " || ' %' OR " a " LIKE '% ' || " b " OR " b " LIKE " a " || ' %' OR " b " LIKE '% ' || " a ")"
#define BOTH_LONG(n)  "least(length({l}), length({r})) >= " n
#define ONE_LONG(n)   "greatest(length({l}), length({r})) >= " n
#define SAME_PART(at) "CASE WHEN substr({l}, " at ") = substr({r}, " at ") THEN 1 ELSE 0 END"
#define WITHIN(share)                                                                                                  \
	"abs(" REAL("{l}") " - " REAL("{r}") ") <= " share " * greatest(abs(" REAL("{l}") "), abs(" REAL("{r}") "))"

struct splink_level {
	const char *kind, *level, *sql;
	bool in_part;
};

/* clang-format off */
static const struct splink_level levels[] = {
	{"given_name", "spelled alike", SQUEEZED("{l}") " = " SQUEEZED("{r}"), true},
	{"given_name", "variant", IS_WORD("{l}", "{r}"), true},
	{"given_name", "one letter off", APART("{l}", "{r}") " = 1 AND " BOTH_LONG("4"), false},
	{"given_name", "given and family name swapped", "{l} = {other_r} AND {r} = {other_l}", true},
	{"given_name", "initial", "least(length({l}), length({r})) = 1 AND substr({l}, 1, 1) = substr({r}, 1, 1)", true},
	{"given_name", "similar", APART("{l}", "{r}") " <= 2 AND " ONE_LONG("6"), true},
	{"family_name", "spelled alike", SQUEEZED("{l}") " = " SQUEEZED("{r}"), true},
	{"family_name", "one letter off", APART("{l}", "{r}") " = 1 AND " BOTH_LONG("4"), false},
	{"family_name", "part of a double name", IS_WORD("{l}", "{r}"), true},
	{"family_name", "initial", "least(length({l}), length({r})) = 1 AND substr({l}, 1, 1) = substr({r}, 1, 1)", false},
	{"family_name", "similar", APART("{l}", "{r}") " <= 2 AND " ONE_LONG("6"), true},
	{"email", "same local part", LOCAL("{l}") " = " LOCAL("{r}") " AND length(" LOCAL("{l}") ") >= 4", true},
	{"email", "typing error", APART("{l}", "{r}") " <= 2", true},
	{"email", "similar", SITE("{l}") " = " SITE("{r}") " AND " APART(LOCAL("{l}"), LOCAL("{r}")) " * 4 <= "
		"least(length(" LOCAL("{l}") "), length(" LOCAL("{r}") "))", true},
	{"phone", "without area code", BOTH_LONG("6") " AND ({l} LIKE '%' || {r} OR {r} LIKE '%' || {l})", false},
	{"phone", "one digit off", APART("{l}", "{r}") " = 1 AND " BOTH_LONG("7"), false},
	{"phone", "same switchboard", "substr({l}, 1, 5) = substr({r}, 1, 5)", false},
	{"date", "day and month swapped", "substr({l}, 1, 4) = substr({r}, 1, 4) AND substr({l}, 6, 2) = substr({r}, 9, 2) AND "
		"substr({l}, 9, 2) = substr({r}, 6, 2)", false},
	{"date", "one digit off", APART("{l}", "{r}") " = 1", false},
	{"date", "two parts of three", SAME_PART("1, 4") " + " SAME_PART("6, 2") " + " SAME_PART("9, 2") " = 2", false},
	{"date", "same year", "substr({l}, 1, 4) = substr({r}, 1, 4)", false},
	{"street", "spelled alike, same number", APART("{l}", "{r}") " * 5 <= " "greatest(length({l}), length({r})) AND "
		HOUSE("{l}") " = " HOUSE("{r}"), true},
	{"street", "same street, a number missing", ROAD("{l}") " = " ROAD("{r}") " AND (" HOUSE("{l}") " = '' OR "
		HOUSE("{r}") " = '')", true},
	{"street", "same street, another number", ROAD("{l}") " = " ROAD("{r}"), true},
	{"postcode", "one digit off", APART("{l}", "{r}") " = 1 AND " BOTH_LONG("4"), false},
	{"postcode", "same region", "substr({l}, 1, 3) = substr({r}, 1, 3)", true},
	{"city", "spelled alike", APART("{l}", "{r}") " * 5 <= greatest(length({l}), length({r}))", true},
	{"company", "spelled alike", APART("{l}", "{r}") " * 7 <= greatest(length({l}), length({r}))", true},
	{"text", "spelled alike", APART("{l}", "{r}") " * 7 <= greatest(length({l}), length({r}))", true},
	{"domain", "another ending", "split_part({l}, '.', 1) = split_part({r}, '.', 1) AND length(split_part({l}, '.', 1)) >= 3", false},
	{"domain", "one letter off", APART("{l}", "{r}") " = 1 AND " ONE_LONG("8"), false},
	{"identifier", "one letter off", APART("{l}", "{r}") " = 1 AND " BOTH_LONG("5"), false},
	{"identifier", "two letters off", APART("{l}", "{r}") " = 2 AND " BOTH_LONG("7"), false},
	{"category", "one letter off", APART("{l}", "{r}") " = 1 AND " BOTH_LONG("4"), false},
	{"number", "one digit off", APART(STRING("{l}"), STRING("{r}")) " = 1", false},
	{"number", "within 1 %", WITHIN("0.01"), false},
	{"number", "within 10 %", WITHIN("0.1"), false},
};
/* clang-format on */

const char *splink_level_condition(const char *kind, const char *level, bool *in_part)
{
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (strcmp(levels[i].kind, kind) == 0 && strcmp(levels[i].level, level) == 0) {
			*in_part = levels[i].in_part;
			return levels[i].sql;
		}
	return NULL;
}
