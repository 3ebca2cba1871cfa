/* SPDX-License-Identifier: Apache-2.0 */
/* The part `systems` of the config file. */
#include "config.h"

#include <config/schema.h>
#include <string.h>

/* ---- credentials ------------------------------------------------------------------------------------------------ */

struct systems_source {
	char *file, *env, *systemd;
	char **command;
};

static const struct config_key systems_source_keys[] = {
	{.name = "file",
	 .type = CONFIG_TEXT,
	 .offset = offsetof(struct systems_source, file),
	 .wrong = config_wrong_path},
	{.name = "env",
	 .type = CONFIG_TEXT,
	 .offset = offsetof(struct systems_source, env),
	 .wrong = config_wrong_variable},
	{.name = "command", .type = CONFIG_TEXTS, .offset = offsetof(struct systems_source, command)},
	{.name = "systemd",
	 .type = CONFIG_TEXT,
	 .offset = offsetof(struct systems_source, systemd),
	 .wrong = config_wrong_credential},
	{0},
};

#define SYSTEMS_SOURCES "{file: PATH}, {env: NAME}, {command: [PROGRAM, ARGUMENT]} or {systemd: NAME}"

static void systems_keep_source(struct crm_secret_setting *secret, const struct systems_source *source)
{
	if (source->file) {
		secret->how = CRM_SECRET_FILE;
		secret->source = source->file;
	} else if (source->env) {
		secret->how = CRM_SECRET_ENV;
		secret->source = source->env;
	} else if (source->command) {
		secret->how = CRM_SECRET_COMMAND;
		secret->command = source->command;
	} else {
		secret->how = CRM_SECRET_SYSTEMD;
		secret->source = source->systemd;
	}
}

static void systems_read_source(struct config_load *load, const struct config_entry *entry,
				struct crm_secret_setting *secret)
{
	struct systems_source source = {0};
	size_t before = load->mistakes.n;
	config_schema_read(load, entry->key->text, entry->value, systems_source_keys, &source);
	if (load->mistakes.n > before)
		return;
	int sources =
		(source.file != NULL) + (source.env != NULL) + (source.command != NULL) + (source.systemd != NULL);
	if (sources != 1)
		config_mistake_note(&load->mistakes, &entry->value->at, "%s needs exactly one source (allowed: %s)",
				    config_mistake_quote(&load->mistakes, entry->key->text), SYSTEMS_SOURCES);
	else if (source.command && !source.command[0])
		config_mistake_note(&load->mistakes, &entry->value->at,
				    "the command is empty (allowed: a list of a program and its arguments)");
	else
		systems_keep_source(secret, &source);
}

/* What is written in place of a source may be a secret: it is never shown. */
static void systems_read_secret(struct config_load *load, const struct config_entry *entry,
				struct crm_secret_setting *secret)
{
	secret->name = config_keep_text(load, entry->key->text);
	secret->line = entry->value->at.line;
	secret->column = entry->value->at.column;
	const char *allowed = config_wrong_field_name(entry->key->text);
	if (allowed)
		config_mistake_note(&load->mistakes, &entry->key->at, "a credential cannot be named %s (allowed: %s)",
				    config_mistake_quote(&load->mistakes, entry->key->text), allowed);
	else if (entry->value->kind == CONFIG_MAP)
		systems_read_source(load, entry, secret);
	else
		config_mistake_note(&load->mistakes, &entry->value->at,
				    "the secret %s must not stand in the config itself (allowed: %s)",
				    config_mistake_quote(&load->mistakes, entry->key->text), SYSTEMS_SOURCES);
}

static void systems_read_credentials(struct config_load *load, const struct config_node *node, void *target)
{
	struct crm_system_settings *system = target;
	if (!config_schema_wants_map(load, "credentials", node, "a mapping of credentials"))
		return;
	system->secrets = config_keep_alloc(load, node->n + 1, sizeof *system->secrets);
	if (!system->secrets)
		return;
	for (size_t i = 0; i < node->n; i++)
		systems_read_secret(load, &node->entries[i], &system->secrets[i]);
	system->n_secrets = node->n;
}

/* ---- options ---------------------------------------------------------------------------------------------------- */

static bool systems_ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), len_end = strlen(end);
	return len >= len_end && strcmp(text + len - len_end, end) == 0;
}

static bool systems_names_secret(const char *name)
{
	static const char *const endings[] = {"token", "secret", "password", "api_key", "private_key"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		if (systems_ends_with(name, endings[i]))
			return true;
	}
	return false;
}

static void systems_read_option(struct config_load *load, const struct config_entry *entry,
				struct crm_system_settings *system)
{
	const struct config_node *key = entry->key, *value = entry->value;
	const char *name = config_mistake_quote(&load->mistakes, key->text);
	if (systems_names_secret(key->text)) {
		config_mistake_note(&load->mistakes, &key->at,
				    "%s looks like a secret (allowed: under credentials, as %s)", name,
				    SYSTEMS_SOURCES);
		return;
	}
	if (value->kind != CONFIG_SCALAR || config_node_is_null(value)) {
		config_mistake_note(&load->mistakes, &value->at, "%s cannot be %s (allowed: a single value)", name,
				    config_node_kind_name(value));
		return;
	}
	struct crm_pair *pair = &system->options[system->n_options];
	pair->name = config_keep_text(load, key->text);
	pair->value = config_keep_text(load, value->text);
	if (pair->name && pair->value)
		system->n_options++;
}

static void systems_read_options(struct config_load *load, const struct config_node *node, void *target)
{
	struct crm_system_settings *system = target;
	if (!config_schema_wants_map(load, "options", node, "a mapping of options"))
		return;
	system->options = config_keep_alloc(load, node->n + 1, sizeof *system->options);
	for (size_t i = 0; system->options && i < node->n; i++)
		systems_read_option(load, &node->entries[i], system);
}

/* ---- direction: one word, or a word per object ------------------------------------------------------------------ */

#define SYSTEMS_DIRECTION(object)                                                                                      \
	offsetof(struct crm_system_settings, direction) + (object) * sizeof(enum crm_direction)

static const struct config_key systems_direction_keys[] = {
	{.name = "contact",
	 .type = CONFIG_WORD,
	 .offset = SYSTEMS_DIRECTION(CRM_CONTACT),
	 .words = config_word_direction},
	{.name = "company",
	 .type = CONFIG_WORD,
	 .offset = SYSTEMS_DIRECTION(CRM_COMPANY),
	 .words = config_word_direction},
	{.name = "deal", .type = CONFIG_WORD, .offset = SYSTEMS_DIRECTION(CRM_DEAL), .words = config_word_direction},
	{0},
};

static void systems_read_direction(struct config_load *load, const struct config_node *node, void *target)
{
	if (node->kind == CONFIG_MAP) {
		config_schema_read(load, "direction", node, systems_direction_keys, target);
		return;
	}
	for (const struct config_key *key = systems_direction_keys; key->name; key++) {
		struct config_key one = *key;
		one.name = "direction";
		config_schema_read_value(load, &one, node, target);
	}
}

/* ---- a system --------------------------------------------------------------------------------------------------- */

#define SYSTEMS_AT(member) .offset = offsetof(struct crm_system_settings, member)
#define SYSTEMS_DAY        ((int64_t)86400)

static const struct config_key systems_limit_keys[] = {
	{.name = "budget_share", .type = CONFIG_PERCENT, SYSTEMS_AT(budget_share), .min = 1, .max = 100},
	{.name = "reserve", .type = CONFIG_PERCENT, SYSTEMS_AT(reserve), .min = 0, .max = 50},
	{.name = "daily_budget", .type = CONFIG_WHOLE, SYSTEMS_AT(daily_budget), .min = 1, .max = INT64_MAX},
	{.name = "requests_per_second", .type = CONFIG_RATE, SYSTEMS_AT(requests_per_second), .max = 1000},
	{.name = "concurrency", .type = CONFIG_COUNT, SYSTEMS_AT(concurrency), .min = 1, .max = 64},
	{.name = "lookback", .type = CONFIG_DURATION, SYSTEMS_AT(lookback_s), .min = 0, .max = 30 * SYSTEMS_DAY},
	{.name = "search_lag", .type = CONFIG_DURATION, SYSTEMS_AT(search_lag_s), .min = 0, .max = SYSTEMS_DAY},
	{.name = "settle", .type = CONFIG_DURATION, SYSTEMS_AT(settle_s), .min = 0, .max = SYSTEMS_DAY},
	{0},
};

static const struct config_key systems_keys[] = {
	{.name = "connector", .type = CONFIG_TEXT, SYSTEMS_AT(connector), .wrong = config_wrong_system_name},
	{.name = "base_url", .type = CONFIG_TEXT, SYSTEMS_AT(base_url), .wrong = config_wrong_base_url},
	{.name = "api_version", .type = CONFIG_TEXT, SYSTEMS_AT(api_version)},
	{.name = "tenant", .type = CONFIG_TEXT, SYSTEMS_AT(tenant)},
	{.name = "credentials", .type = CONFIG_CUSTOM, .read = systems_read_credentials},
	{.name = "options", .type = CONFIG_CUSTOM, .read = systems_read_options},
	{.name = "read_only", .type = CONFIG_BOOL, SYSTEMS_AT(read_only)},
	{.name = "direction", .type = CONFIG_CUSTOM, .read = systems_read_direction},
	{.name = "filters", .type = CONFIG_TEXT_BY_OBJECT, SYSTEMS_AT(filter)},
	{.name = "create_as", .type = CONFIG_TEXT_BY_OBJECT, SYSTEMS_AT(create_as)},
	{.name = "id_property", .type = CONFIG_TEXT_BY_OBJECT, SYSTEMS_AT(id_property)},
	{.name = "canary", .type = CONFIG_TEXT_BY_OBJECT, SYSTEMS_AT(canary)},
	{.name = "limits", .type = CONFIG_SECTION, .keys = systems_limit_keys},
	{0},
};

const struct config_key *const config_system_tables[] = {systems_source_keys, systems_direction_keys,
							 systems_limit_keys, systems_keys, NULL};

static void systems_cut_slash(char *url)
{
	size_t len = url ? strlen(url) : 0;
	while (len > 0 && url[len - 1] == '/')
		url[--len] = '\0';
}

static void systems_read_one(struct config_load *load, const struct config_entry *entry,
			     struct crm_system_settings *system)
{
	const char *allowed = config_wrong_system_name(entry->key->text);
	if (allowed)
		config_mistake_note(&load->mistakes, &entry->key->at, "a system cannot be named %s (allowed: %s)",
				    config_mistake_quote(&load->mistakes, entry->key->text), allowed);
	*system = (struct crm_system_settings){
		.name = config_keep_text(load, entry->key->text),
		.connector = config_keep_text(load, entry->key->text),
		.budget_share = 50,
		.reserve = 20,
		.lookback_s = -1,
		.search_lag_s = -1,
		.settle_s = -1,
		.line = entry->key->at.line,
		.column = entry->key->at.column,
	};
	system->direction[CRM_OWNER] = system->direction[CRM_PIPELINE] = CRM_D_PULL;
	config_schema_read(load, entry->key->text, entry->value, systems_keys, system);
	systems_cut_slash(system->base_url);
}

void config_read_systems(struct config_load *load, const struct config_node *node, void *target)
{
	struct crm_settings *settings = target;
	if (!config_schema_wants_map(load, "systems", node, "a mapping of systems"))
		return;
	size_t n = node->n;
	if (n > CRM_MAX_SYSTEMS) {
		config_mistake_note(&load->mistakes, &node->entries[CRM_MAX_SYSTEMS].key->at,
				    "too many systems (allowed: %d)", CRM_MAX_SYSTEMS);
		n = CRM_MAX_SYSTEMS;
	}
	settings->systems = config_keep_alloc(load, n + 1, sizeof *settings->systems);
	for (size_t i = 0; settings->systems && i < n; i++) {
		struct crm_system_settings *system = &settings->systems[settings->n_systems];
		systems_read_one(load, &node->entries[i], system);
		if (!system->name || !system->connector)
			return;
		settings->n_systems++;
	}
}
