/* SPDX-License-Identifier: Apache-2.0 */
/* POSIX TZ rules ("CET-1CEST,M3.5.0,M10.5.0/3"), as they stand in the footer of a TZif file. */
#ifndef CRM_BASE_ZONE_RULE_H
#define CRM_BASE_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

enum zone_rule_form { ZONE_RULE_JULIAN, ZONE_RULE_DAY, ZONE_RULE_WEEKDAY };

struct zone_rule_change {
	enum zone_rule_form form; /* Jn: leap days are not counted; n: they are; Mm.w.d */
	int day;                  /* Jn: 1 to 365, n: 0 to 365, d: 0 (Sunday) to 6 */
	int week;                 /* 1 to 5 (the last) */
	int month;                /* 1 to 12 */
	int32_t time;             /* seconds after local midnight, may be negative */
};

struct zone_rule {
	int32_t standard, summer; /* seconds east of UTC */
	bool has_summer;
	struct zone_rule_change start, end; /* of summer time */
};

bool zone_rule_parse(const char *text, struct zone_rule *out);
/* Seconds east of UTC at `seconds` since 1970-01-01T00:00:00Z. */
int32_t zone_rule_offset(const struct zone_rule *rule, int64_t seconds);

#endif
