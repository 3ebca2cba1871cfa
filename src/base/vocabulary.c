/* SPDX-License-Identifier: Apache-2.0 */
/* Names of the vocabulary's enums, one table each. */
#include "config.h"

#include <base/vocabulary.h>
#include <stddef.h>
#include <string.h>

static const char *const vocabulary_types[] = {
	[CRM_T_TEXT] = "text",     [CRM_T_EMAIL] = "email",         [CRM_T_PHONE] = "phone",
	[CRM_T_DATE] = "date",     [CRM_T_DATETIME] = "datetime",   [CRM_T_DECIMAL] = "decimal",
	[CRM_T_MONEY] = "money",   [CRM_T_BOOL] = "bool",           [CRM_T_ENUM] = "enum",
	[CRM_T_MULTI] = "multi",   [CRM_T_REFERENCE] = "reference", [CRM_T_URL] = "url",
	[CRM_T_DOMAIN] = "domain", [CRM_T_COUNTRY] = "country",
};

static const char *const vocabulary_rules[] = {
	[CRM_R_PRIORITY] = "priority",
	[CRM_R_NEWEST] = "newest",
	[CRM_R_HOLD] = "hold",
	[CRM_R_UNION] = "union",
	[CRM_R_MIN] = "min",
	[CRM_R_MAX] = "max",
	[CRM_R_MOST_RESTRICTIVE] = "most_restrictive",
	[CRM_R_FORWARD_ONLY] = "forward_only",
};

static const char *const vocabulary_directions[] = {
	[CRM_D_BOTH] = "both",
	[CRM_D_PULL] = "pull",
	[CRM_D_PUSH] = "push",
	[CRM_D_OFF] = "off",
};

#define VOCABULARY_SIZE(table) (sizeof(table) / sizeof((table)[0]))

static const char *vocabulary_name(const char *const *table, size_t n, size_t index)
{
	return index < n ? table[index] : NULL;
}

static bool vocabulary_find(const char *const *table, size_t n, const char *name, size_t *index)
{
	for (size_t i = 0; name && i < n; i++) {
		if (strcmp(table[i], name) == 0) {
			*index = i;
			return true;
		}
	}
	return false;
}

const char *crm_type_name(enum crm_type type)
{
	return vocabulary_name(vocabulary_types, VOCABULARY_SIZE(vocabulary_types), type);
}

bool crm_type_parse(const char *name, enum crm_type *out)
{
	size_t index;
	if (!vocabulary_find(vocabulary_types, VOCABULARY_SIZE(vocabulary_types), name, &index))
		return false;
	*out = (enum crm_type)index;
	return true;
}

const char *crm_rule_name(enum crm_rule rule)
{
	return vocabulary_name(vocabulary_rules, VOCABULARY_SIZE(vocabulary_rules), rule);
}

bool crm_rule_parse(const char *name, enum crm_rule *out)
{
	size_t index;
	if (!vocabulary_find(vocabulary_rules, VOCABULARY_SIZE(vocabulary_rules), name, &index))
		return false;
	*out = (enum crm_rule)index;
	return true;
}

const char *crm_direction_name(enum crm_direction direction)
{
	return vocabulary_name(vocabulary_directions, VOCABULARY_SIZE(vocabulary_directions), direction);
}

bool crm_direction_parse(const char *name, enum crm_direction *out)
{
	size_t index;
	if (!vocabulary_find(vocabulary_directions, VOCABULARY_SIZE(vocabulary_directions), name, &index))
		return false;
	*out = (enum crm_direction)index;
	return true;
}
