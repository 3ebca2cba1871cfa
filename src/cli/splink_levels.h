/* SPDX-License-Identifier: Apache-2.0 */
/* The levels of the matcher as conditions in SQL, as far as SQL that DuckDB and Spark both run can say them. */
#ifndef CRM_CLI_SPLINK_LEVELS_H
#define CRM_CLI_SPLINK_LEVELS_H

#include <stdbool.h>

/* {l} and {r} stand for the two values, {other_l} and {other_r} for the other name of the two people.  NULL if there is
   no such condition.  *in_part: the level means more than the condition says. */
const char *splink_level_condition(const char *kind, const char *level, bool *in_part);

#endif
