/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration as typed settings.  crm_settings_load() reads crmsync.yaml, the catalogue of canonical fields (objects.yaml)
 * and each connector's default mapping, merges them (the user's file wins) and checks everything; every mistake is reported at
 * once as "file:line:column: what is wrong (what is allowed)".
 */
#ifndef CRM_CONFIG_SETTINGS_H
#define CRM_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <base/vocabulary.h>
#include <crmsync/connector.h>
#include <crmsync/error.h>
#include <crmsync/record.h>

#define CRM_MAX_SYSTEMS 16

struct crm_arena;

enum crm_secret_how { CRM_SECRET_FILE, CRM_SECRET_ENV, CRM_SECRET_COMMAND, CRM_SECRET_SYSTEMD };

struct crm_secret_setting {
	char *name; /* "token" */
	enum crm_secret_how how;
	char *source;   /* file path (relative ones against the config's folder), variable or systemd credential name */
	char **command; /* CRM_SECRET_COMMAND: argv, NULL-terminated; run without a shell */
	unsigned line, column;
};

struct crm_pair {
	char *name;
	char *value;
};

/* "500", "10%" */
struct crm_cap {
	bool set;
	bool percent;
	int64_t n;
};

struct crm_system_settings {
	char *name;
	char *connector;
	char *base_url;    /* NULL: the vendor's */
	char *api_version; /* NULL: the connector's default */
	bool read_only; /* nothing is ever written to it; bindings keep their directions, so that switching it does not change the mapping */
	struct crm_secret_setting *secrets;
	size_t n_secrets;
	struct crm_pair *options; /* plain settings for the connector */
	size_t n_options;
	char *filter[CRM_OBJECTS]; /* NULL: all records */
	enum crm_direction direction[CRM_OBJECTS];
	char *create_as[CRM_OBJECTS]; /* vendor's kind for new records ("Lead"), NULL: the connector's default */
	char *id_property[CRM_OBJECTS]; /* crmsync id property, NULL: the connector's default */
	char *canary[CRM_OBJECTS]; /* a record that must be there: e-mail of a contact, domain of a company, name of a deal; NULL: none */
	char *tenant;            /* expected account id, NULL: the one seen first */
	unsigned budget_share;   /* percent of the vendor's daily quota that crmsync may use, 1 to 100, default 50 */
	int64_t daily_budget;    /* absolute cap in the vendor's units, 0: none */
	unsigned reserve;        /* percent of what crmsync may use in a day that is kept for reads, and again for writes; 0 to 50, default 20 */
	double requests_per_second; /* 0: the vendor's limit */
	unsigned concurrency;    /* 0: the connector's */
	int64_t lookback_s;      /* -1: the connector's */
	int64_t search_lag_s;    /* how long a search may miss a new record; -1: the connector's */
	int64_t settle_s;        /* how much later than it was sent a write may still be carried out; -1: the connector's */
	unsigned line, column;
};

/* How a system stands to a canonical field. */
struct crm_binding {
	size_t system;      /* index into settings.systems */
	char **properties;  /* vendor property per record kind: "Email" for all kinds, "Lead:Status" for one; NULL-terminated, at most one per kind */
	enum crm_direction direction; /* what is left of it under the system's direction for the object; never CRM_D_OFF: then there is no binding */
	struct crm_pair *values; /* canonical value -> vendor's code or label; several canonical ones may share a vendor value and vice
	                            versa: reading takes the first entry with that vendor value, writing the first with that canonical one */
	size_t n_values;
	bool is_default;    /* from the connector's mapping: a property that this account lacks is no error */
	unsigned line, column; /* of the user's file or of the mapping file */
	const char *file;
};

struct crm_field_settings {
	char *name;
	enum crm_type type;
	bool multiple;           /* several values; always for CRM_T_MULTI */
	enum crm_object refers;  /* CRM_T_REFERENCE */
	enum crm_rule rule;
	enum crm_clear clear;
	enum crm_too_long too_long;
	char *matches_as;        /* contributes to the match keys of this other field (additional_emails as email), NULL: only itself */
	char **order;            /* CRM_R_FORWARD_ONLY: canonical values from first to last, NULL-terminated; else NULL */
	char **values;           /* CRM_T_ENUM, CRM_T_MULTI: all canonical values, NULL-terminated; NULL: any */
	char **required_in;      /* not used by default; systems in which a create without this field is held, NULL-terminated or NULL */
	struct crm_binding *bindings; /* at most one per system, in the order of the systems */
	size_t n_bindings;
};

struct crm_object_settings {
	bool enabled;
	struct crm_field_settings *fields;
	size_t n_fields;
	char ***match;           /* match keys, strongest first: each a NULL-terminated list of field names; NULL-terminated */
	size_t n_match;
	enum crm_deletes deletes;
};

/* Probabilistic matching of an object: probabilities from which on two records are joined, or are a question to a person. */
struct crm_match_settings {
	double joins;   /* `auto`, default 0.99; 1: never */
	double review;  /* default 0.5, at most `auto`; 1: never */
};

struct crm_gate_settings {
	struct crm_cap max_create, max_update, max_delete; /* per system and object; defaults 20%, 50%, 5% (never below `floor`) */
	int64_t floor;        /* caps in percent never mean fewer than this many, default 50 */
	unsigned shrink_percent; /* a full listing smaller by more than this against the last one stops the run, default 30 */
	unsigned changed_percent; /* more records of a side changed since the last sync than this stop the run, default 50; 100: never */
	int64_t changed_floor;   /* ... where the side has at least so many records, default 100 */
};

struct crm_settings {
	char *path;   /* of the config */
	char *folder; /* its folder; relative paths in it start here */
	char *store;  /* path of the store */
	char *region; /* default region of phone numbers, ISO alpha-2, default "US" unless set; `locale.region` */
	char *timezone; /* IANA name for turning datetimes into dates where a vendor needs it, default "UTC" */
	char *currency; /* ISO 4217 of amounts without one, NULL: none */
	struct crm_system_settings *systems;
	size_t n_systems;
	struct crm_object_settings objects[CRM_DEAL + 1]; /* by enum crm_object: company, contact, deal */
	struct crm_match_settings match[CRM_DEAL + 1];
	struct crm_gate_settings gates;
	unsigned jobs; /* systems side by side, 0: all; default 0 */
	unsigned retry_attempts;  /* a failed call is repeated this often, default 5; `retry.attempts` */
	int64_t retry_first_s;    /* first wait where the vendor names no time, doubling, default 1 s; `retry.first_wait` */
	int64_t retry_longest_s;  /* a wait longer than this ends the run instead (exit 5), default 2 min; `retry.longest_wait` */
	int64_t full_every_s; /* a full pull after this long, default 7 days; 0: never by itself */
	uint64_t mapping_hash; /* over all that decides what records look like after normalising, matching and merging: systems and their order,
	                          filters, fields, types, rules, bindings, values, directions, match keys, region, timezone, currency.
	                          The same on every host; credentials, limits, gates and what is merely written differently do not change it */
	struct crm_arena *arena; /* all of the above lives here */
};

/* Data files are <dir>/objects.yaml, <dir>/connectors/<connector>.yaml and, as in the source tree, <dir>/connectors/<connector>/mapping.yaml;
   the first folder that has one wins.  A connector without a mapping file has only what the user's config maps.
   Loads and checks.  On failure *err has CRM_E_CONFIG and a message of one line per mistake, in order of file and position; CRM_E_NOMEM;
   a file that cannot be read is CRM_E_CONFIG as well.  data_dirs: where objects.yaml and connectors/<name>.yaml are searched (NULL-terminated). */
int crm_settings_load(const char *path, const char *const *data_dirs, struct crm_settings **out, struct crm_error *err);
void crm_settings_free(struct crm_settings *settings);

/* Reads a secret from its source now.  File: mode must grant nothing to group and others, checked on the open descriptor, regular file,
   owned by us or root; trailing newline cut; at most 64 KiB.  Command: stdout, 30 s limit, exit 0.  Declared to redaction.
   *out is owned by the caller (wipe with crm_secret_free).  CRM_E_CONFIG with the position in the config file. */
int crm_secret_read(const struct crm_settings *settings, const struct crm_secret_setting *secret, char **out, struct crm_error *err);
/* Is there nothing at all where the config says that it is: no file, no variable, no credential of systemd?  False for commands. */
bool crm_secret_is_missing(const struct crm_settings *settings, const struct crm_secret_setting *secret);
void crm_secret_free(char *secret); /* wiped before it is freed; NULL is allowed */

const struct crm_field_settings *crm_settings_field(const struct crm_settings *s, enum crm_object object, const char *name);
/* The binding of a field for a system, NULL if there is none. */
const struct crm_binding *crm_field_binding(const struct crm_field_settings *field, size_t system);
/* Vendor property of a binding for a record kind (NULL kind: the unprefixed one or, failing that, the first); without the kind prefix;
   NULL if the binding has none for that kind. */
const char *crm_binding_property(const struct crm_binding *binding, const char *kind);

/* Text of a smallest config for these connectors (crmsync init), commented; caller frees.  `lines` for each connector describe its
   credentials (from struct crm_connector_info.secrets). */
struct crm_init_system {
	const char *name, *connector, *title;
	const struct crm_named_text *secrets;
	const struct crm_named_text *options; /* of a connector without credentials, likewise; the first is written */
};
int crm_settings_template(const struct crm_init_system *systems, size_t n, char **out, struct crm_error *err);

/* Version of libyaml in use, for --version. */
const char *crm_settings_library_version(void);

#endif
