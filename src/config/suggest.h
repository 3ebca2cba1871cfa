/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": the nearest of the names that would have been right. */
#ifndef CRM_CONFIG_SUGGEST_H
#define CRM_CONFIG_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

/* Collects candidates one by one and keeps the best. */
struct config_suggestion {
	const char *wrong;
	const char *best; /* NULL as long as nothing is near enough */
	size_t distance;
};

void config_suggest_begin(struct config_suggestion *suggestion, const char *wrong);
void config_suggest_offer(struct config_suggestion *suggestion, const char *candidate);

#endif
