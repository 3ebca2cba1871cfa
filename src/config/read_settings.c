/* SPDX-License-Identifier: Apache-2.0 */
/* The top of the config file. */
#include "config.h"

#include <config/schema.h>
#include <string.h>

#define SETTINGS_AT(member) .offset = offsetof(struct crm_settings, member)
#define SETTINGS_DAY        ((int64_t)86400)

void config_read_version(struct config_load *load, const struct config_node *node, void *target)
{
	(void)target;
	if (node->kind != CONFIG_SCALAR || strcmp(node->text, "1") != 0)
		config_mistake_note(&load->mistakes, &node->at, "this version of the format is not known (allowed: 1)");
}

static void settings_remember_objects(struct config_load *load, const struct config_node *node, void *target)
{
	(void)target;
	load->objects_node = node;
}

static const struct config_key settings_locale_keys[] = {
	{.name = "region", .type = CONFIG_TEXT, SETTINGS_AT(region), .wrong = config_wrong_region},
	{.name = "timezone", .type = CONFIG_TEXT, SETTINGS_AT(timezone), .wrong = config_wrong_timezone},
	{.name = "currency", .type = CONFIG_TEXT, SETTINGS_AT(currency), .wrong = config_wrong_currency},
	{0},
};

static const struct config_key settings_threshold_keys[] = {
	{.name = "auto", .type = CONFIG_RATE, .offset = offsetof(struct crm_match_settings, joins), .max = 1},
	{.name = "review", .type = CONFIG_RATE, .offset = offsetof(struct crm_match_settings, review), .max = 1},
	{0},
};

static const struct config_key settings_match_keys[] = {
	{.name = "contact", .type = CONFIG_SECTION, SETTINGS_AT(match[CRM_CONTACT]), .keys = settings_threshold_keys},
	{.name = "company", .type = CONFIG_SECTION, SETTINGS_AT(match[CRM_COMPANY]), .keys = settings_threshold_keys},
	{.name = "deal", .type = CONFIG_SECTION, SETTINGS_AT(match[CRM_DEAL]), .keys = settings_threshold_keys},
	{0},
};

/* What is certain enough to be joined would otherwise be too doubtful to be asked about. */
static void settings_read_match(struct config_load *load, const struct config_node *node, void *target)
{
	config_schema_read(load, "match", node, settings_match_keys, target);
	for (unsigned i = 0; i < CONFIG_OBJECTS; i++) {
		const struct crm_match_settings *match = &load->settings->match[i];
		if (match->review > match->joins)
			config_mistake_note(&load->mistakes, &node->at,
					    "\"review\" of %s is more than its \"auto\" (allowed: at most as much)",
					    crm_object_name((enum crm_object)i));
	}
}

static const struct config_key settings_gate_keys[] = {
	{.name = "max_create", .type = CONFIG_CAP, SETTINGS_AT(gates.max_create)},
	{.name = "max_update", .type = CONFIG_CAP, SETTINGS_AT(gates.max_update)},
	{.name = "max_delete", .type = CONFIG_CAP, SETTINGS_AT(gates.max_delete)},
	{.name = "floor", .type = CONFIG_WHOLE, SETTINGS_AT(gates.floor), .max = INT64_MAX},
	{.name = "shrink", .type = CONFIG_PERCENT, SETTINGS_AT(gates.shrink_percent), .max = 100},
	{.name = "changed", .type = CONFIG_PERCENT, SETTINGS_AT(gates.changed_percent), .min = 1, .max = 100},
	{.name = "changed_floor", .type = CONFIG_WHOLE, SETTINGS_AT(gates.changed_floor), .min = 1, .max = INT64_MAX},
	{0},
};

static const struct config_key settings_schedule_keys[] = {
	{.name = "full_every", .type = CONFIG_DURATION, SETTINGS_AT(full_every_s), .max = 365 * SETTINGS_DAY},
	{0},
};

static const struct config_key settings_retry_keys[] = {
	{.name = "attempts", .type = CONFIG_COUNT, SETTINGS_AT(retry_attempts), .max = 100},
	{.name = "first_wait", .type = CONFIG_DURATION, SETTINGS_AT(retry_first_s), .max = 3600},
	{.name = "longest_wait", .type = CONFIG_DURATION, SETTINGS_AT(retry_longest_s), .max = SETTINGS_DAY},
	{0},
};

static const struct config_key settings_keys[] = {
	{.name = "version", .type = CONFIG_CUSTOM, .read = config_read_version},
	{.name = "store", .type = CONFIG_TEXT, SETTINGS_AT(store), .wrong = config_wrong_path},
	{.name = "locale", .type = CONFIG_SECTION, .keys = settings_locale_keys},
	{.name = "systems", .type = CONFIG_CUSTOM, .read = config_read_systems},
	{.name = "objects", .type = CONFIG_CUSTOM, .read = settings_remember_objects},
	{.name = "match", .type = CONFIG_CUSTOM, .read = settings_read_match},
	{.name = "gates", .type = CONFIG_SECTION, .keys = settings_gate_keys},
	{.name = "schedule", .type = CONFIG_SECTION, .keys = settings_schedule_keys},
	{.name = "retry", .type = CONFIG_SECTION, .keys = settings_retry_keys},
	{.name = "jobs", .type = CONFIG_COUNT, SETTINGS_AT(jobs), .max = CRM_MAX_SYSTEMS},
	{0},
};

const struct config_key *const config_top_tables[] = {
	settings_keys,      settings_locale_keys,   settings_match_keys, settings_threshold_keys,
	settings_gate_keys, settings_schedule_keys, settings_retry_keys, NULL};

static void settings_set_defaults(struct config_load *load)
{
	struct crm_settings *settings = load->settings;
	settings->store = config_keep_text(load, "crmsync.db");
	settings->region = config_keep_text(load, "US");
	settings->timezone = config_keep_text(load, "UTC");
	for (unsigned i = 0; i < CONFIG_OBJECTS; i++)
		settings->match[i] = (struct crm_match_settings){.joins = 0.99, .review = 0.5};
	settings->gates.max_create = (struct crm_cap){true, true, 20};
	settings->gates.max_update = (struct crm_cap){true, true, 50};
	settings->gates.max_delete = (struct crm_cap){true, true, 5};
	settings->gates.floor = 50;
	settings->gates.shrink_percent = 30;
	settings->gates.changed_percent = 50;
	settings->gates.changed_floor = 100;
	settings->retry_attempts = 5;
	settings->retry_first_s = 1;
	settings->retry_longest_s = 120;
	settings->full_every_s = 7 * SETTINGS_DAY;
}

static bool settings_names(const struct config_node *root, const char *key)
{
	for (size_t i = 0; root->kind == CONFIG_MAP && i < root->n; i++) {
		if (strcmp(root->entries[i].key->text, key) == 0)
			return true;
	}
	return false;
}

void config_read_settings(struct config_load *load, const struct config_node *root)
{
	load->root = root;
	settings_set_defaults(load);
	size_t before = load->mistakes.n;
	config_schema_read(load, NULL, root, settings_keys, load->settings);
	if (root->kind == CONFIG_MAP && load->settings->n_systems == 0 &&
	    (load->mistakes.n == before || !settings_names(root, "systems")))
		config_mistake_note(&load->mistakes, &root->at,
				    "there are no systems (allowed: at least one under systems)");
}
