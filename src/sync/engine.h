/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine: one run of the pipeline over all configured systems.
 *
 *     open -> preflight -> recover -> pull -> plan -> gate -> push -> verify -> finish
 *
 * diff stops after gate with nothing written to any CRM, and discards the plan; sync goes on.  Steps return 0 or a
 * negative code and set err.
 */
#ifndef CRM_SYNC_ENGINE_H
#define CRM_SYNC_ENGINE_H

#include <pthread.h>
#include <signal.h>

#include <config/settings.h>
#include <core/match.h>
#include <core/merge.h>
#include <core/normalise.h>
#include <crmsync/connector.h>
#include <net/client.h>
#include <store/store.h>

#define CRM_SYNC_OBJECTS (CRM_DEAL + 1) /* company, contact, deal: those that are matched and merged */

struct crm_engine;
struct crm_migration_sample; /* migration_sample.h */

/* ---- what a run is asked to do ---- */

enum crm_accept {
	CRM_ACCEPT_FIRST = 1,
	CRM_ACCEPT_TENANT = 2,
	CRM_ACCEPT_MAPPING = 4,
	CRM_ACCEPT_SHRINK = 8,
	CRM_ACCEPT_CHANGED = 16,
	CRM_ACCEPT_NORMALISER = 32
};

struct crm_run_options {
	const char *command; /* "diff", "sync", "migrate", "undo", "pull", "check", "setup": for the run's row */
	unsigned objects;    /* bit per enum crm_object to look at; 0: all */
	const char *const *only_systems; /* names, NULL-terminated; NULL: all */
	const char *from, *to;           /* a migration between these two (see migration.h); NULL: none */
	bool source_wins;                /* of a migration: where both have a value, the source's counts */
	bool full;                       /* pull everything again */
	bool retry_failed;               /* send refused payloads again */
	unsigned accept;                 /* enum crm_accept bits */
	int64_t limit;                   /* at most this many operations, -1: no limit */
	struct crm_cap max_create, max_update, max_delete; /* override the config's gates when set */
	unsigned jobs;                                     /* systems side by side; 0: the config's */
	const char *const *data_dirs;                      /* NULL-terminated */
	const char *const *connector_dirs;                 /* NULL-terminated: where <name>.so is searched */
	const struct crm_connector *const
		*connectors; /* NULL-terminated: connectors of this very program, which win over modules; may be NULL */
	volatile sig_atomic_t *interrupted; /* counts Ctrl-C; may be NULL */
	/* Progress, called from any thread under the engine's lock.  total -1: unknown. */
	void (*progress)(void *ctx, const char *system, const char *what, int64_t done, int64_t total);
	void *progress_ctx;
};

/* ---- one system in a run ---- */

struct crm_owner {
	const char *id, *email, *name;
	bool active;
};

/* What the engine knows of one bound field in one system, ready for use. */
struct crm_link_field {
	const struct crm_binding *binding;      /* NULL: not mapped in this system */
	bool reads, writes;                     /* by direction of system, object and binding */
	const struct crm_property_info **infos; /* schema of each of binding->properties, NULL where the account has no
						   such property; NULL altogether while no schema is loaded */
};

struct crm_system {
	const struct crm_system_settings *settings;
	size_t index; /* in settings.systems; also the priority */
	int64_t id;   /* in the store */
	const struct crm_connector *connector;
	struct crm_connection *connection;
	struct crm_http *http;
	struct crm_host host;
	struct crm_engine *engine;
	struct crm_arena *arena; /* lives as long as the run: schema, owners, identity */
	struct crm_identity identity;
	struct crm_schema schema[CRM_SYNC_OBJECTS];
	bool read_anew[CRM_SYNC_OBJECTS];     /* a mapped property has come up since the records were read */
	bool schema_is_old[CRM_SYNC_OBJECTS]; /* from an earlier run; asked for anew before it is used:
						 crm_schema_renew() */
	const struct crm_owner *owners;
	size_t n_owners;
	const char *id_property[CRM_SYNC_OBJECTS]; /* vendor's name of the crmsync id property as set up, NULL: not set
						      up */
	const char *const *properties[CRM_SYNC_OBJECTS]; /* to ask for */
	size_t n_properties[CRM_SYNC_OBJECTS];
	struct crm_link_field *fields[CRM_SYNC_OBJECTS]; /* by model field */
	char **secrets;                                  /* values by settings.secrets */
	char **retired_secrets;                          /* replaced in this run; connectors may still hold them */
	size_t n_retired_secrets;
	struct crm_budget budget;           /* as the vendor said at preflight */
	struct crm_http_counters accounted; /* what the day's account in the store holds of this run */
	bool selected;                      /* taking part in this run's pulls and pushes */
	bool in_doubt;                      /* the answer to a create of this run was lost */
	struct crm_error error;             /* what stopped this system's thread */
	int64_t pulled[CRM_SYNC_OBJECTS];   /* records delivered by this run's pull */
	bool pulled_full[CRM_SYNC_OBJECTS];
	int64_t unreadable[CRM_SYNC_OBJECTS]; /* records that are there and that the connector could not read */
	int64_t kept_out; /* contacts that this run's pull delivered and that were not taken in: erased people */
	int64_t vendor_total[CRM_SYNC_OBJECTS]; /* what the vendor says it has, -1 unknown */
	int64_t scope[CRM_SYNC_OBJECTS];  /* the full pull by whose filter records are chosen, 0: no filter; see scope.h
					   */
	int64_t edited[CRM_SYNC_OBJECTS]; /* records whose new values the plan carries on: changed here since the last
					     sync */
};

/* A question that many records share (an option that a vendor lacks, an owner it does not know), while the plan is
 * made. */
struct crm_common_hold {
	const char *kind, *field, *problem; /* in the engine's arena */
	int64_t system, records;
	struct crm_common_hold *next;  /* found later */
	struct crm_common_hold *chain; /* of the same bucket */
};
#define CRM_COMMON_BUCKETS 1024

struct crm_engine {
	const struct crm_settings *settings;
	struct crm_run_options options;
	struct crm_store *store;
	struct crm_arena *arena; /* lives as long as the engine */
	struct crm_system *systems;
	size_t n_systems;
	struct crm_system *from, *to; /* of a migration; NULL: none */
	struct crm_migration_sample *sample; /* all that is migrated in this run; NULL: everything */
	struct crm_model models[CRM_SYNC_OBJECTS];
	size_t id_field[CRM_SYNC_OBJECTS]; /* index of the crmsync id field that the engine adds to each model (last) */
	struct crm_locale locale;
	struct crm_zone *zone;
	int64_t run;
	int64_t planned;                              /* operations planned in this run */
	struct crm_common_hold *common, *last_common; /* of the object that is being planned, in the order found */
	struct crm_common_hold *common_buckets[CRM_COMMON_BUCKETS];
	struct crm_said *said; /* people's decisions about records of the object that is being planned, by record */
	size_t n_said;
	struct crm_value_decision *values; /* and about its fields, by record and field; in the arena */
	size_t n_values;
	int64_t linked;  /* records that matching has linked in this run */
	bool planning;   /* a plan's transaction is open */
	bool undoing;    /* the plan takes something back */
	bool suppresses; /* there are erased people to keep out */
	bool mapping_changed;
	bool normaliser_changed;   /* the store was filled by a crmsync that reads values differently */
	int64_t normaliser_before; /* the version of that one */
	pthread_mutex_t progress_lock;
};

/* ---- life ---- */

/* Opens the store (create: may make it), takes the run lock, loads the connectors, reads the secrets, opens
 * connections.  Sends nothing. */
int crm_engine_open(const struct crm_settings *settings, const struct crm_run_options *options, struct crm_engine **out,
		    struct crm_error *err);
/* The same to look at what the store has, for commands that explain: the store is read as it is at this moment and not
   written to, no lock is taken and no run noted, no secret is read and no connection opened (system.connection is
   NULL).  A system that the store does not know yet has an id below 0. */
int crm_engine_look(const struct crm_settings *settings, const struct crm_run_options *options, struct crm_engine **out,
		    struct crm_error *err);
/* Closes everything; an open plan is discarded. NULL is allowed. */
/* For login.h: the chosen systems without a connection, no run, nothing sent; with the store also the lock. */
int crm_engine_open_login(const struct crm_settings *settings, const struct crm_run_options *options, bool with_store,
			  struct crm_engine **out, struct crm_error *err);
void crm_engine_close(struct crm_engine *e);
/* Opens a store that is there, to be looked at and to take down what people decide: no connector, no credential, no
   lock, no run; none of the steps below works with it.  CRM_E_NOT_FOUND: there is no store yet. */
int crm_engine_open_store(const struct crm_settings *settings, const struct crm_run_options *options,
			  struct crm_engine **out, struct crm_error *err);
/* Writes the run's row: status and summary by exit code. */
int crm_engine_finish(struct crm_engine *e, int exit_code, const char *summary_json, struct crm_error *err);

/* ---- the steps, in order ---- */

/* identify, tenant gate, schema, owners, budget.  `with_schema` false: schema from the store's cache where it has one
   (pull).  True: the vendor is asked, at once or, where the cache has one, as soon as a record of the object was read
   or is to be planned. */
int crm_preflight(struct crm_engine *e, bool with_schema, struct crm_error *err);
/* Its first part for one system: signs in, and is it the account that the store was filled from?  CRM_E_GATE. */
int crm_preflight_account(struct crm_system *s, struct crm_error *err);
/* Asks for a schema that is old; of all systems and objects, or of one. */
int crm_schema_renew_all(struct crm_engine *e, struct crm_error *err);
int crm_schema_renew(struct crm_system *s, enum crm_object object, struct crm_error *err);
/* Settles operations that an earlier run left in doubt. */
int crm_recover(struct crm_engine *e, struct crm_error *err);
/* Reads what changed into the store; gates on emptied or shrunk sides. */
int crm_pull_all(struct crm_engine *e, struct crm_error *err);
/* Matches, merges, plans; leaves a transaction open that holds the plan (crm_store_ops of this run). */
int crm_plan_make(struct crm_engine *e, struct crm_error *err);
/* Holds what touches properties that vanished from a system; part of planning. */
int crm_schema_hold_gone(struct crm_engine *e, enum crm_object object, struct crm_error *err);
/* Safety gates on the plan; CRM_E_GATE with numbers and the way on. */
int crm_gate_plan(struct crm_engine *e, struct crm_error *err);
/* Keeps or forgets the plan. */
int crm_plan_commit(struct crm_engine *e, struct crm_error *err);
void crm_plan_discard(struct crm_engine *e);
/* Keeps what was recognised and what agrees, and forgets the operations: the next plan has them again. */
int crm_plan_keep_links(struct crm_engine *e, struct crm_error *err);
/* Sends the plan. */
int crm_push_all(struct crm_engine *e, struct crm_error *err);
/* Reads back what was written, so that base is what the vendors now hold. */
int crm_verify(struct crm_engine *e, struct crm_error *err);

/* ---- parts that commands use by themselves ---- */

/* crmsync id properties; one line of result per system and object through `report`. */
int crm_setup_all(struct crm_engine *e,
		  void (*report)(void *ctx, const struct crm_system *system, enum crm_object object,
				 const struct crm_setup_result *result),
		  void *ctx, struct crm_error *err);

/* What sending the run's plan would cost a system, with the reads that sending needs and the reading back. */
int crm_plan_cost(struct crm_engine *e, const struct crm_system *system, struct crm_cost *out, struct crm_error *err);
/* In this order operations are sent; the order of the kinds within a phase. */
enum crm_phase { CRM_PHASE_COMPANIES, CRM_PHASE_CONTACTS, CRM_PHASE_DEALS, CRM_PHASE_ASSOCIATIONS, CRM_PHASE_ARCHIVES };
#define CRM_PUSH_PHASES 5
extern const int crm_push_kinds[5];

/* What may still be spent of a system's daily quota, in its budget units; -1: no limit known. */
struct crm_quota {
	int64_t allowed;                     /* a day, by budget_share and daily_budget */
	int64_t spent;                       /* today, by all runs */
	int64_t left;                        /* of it, and of what the vendor has left */
	int64_t for_reads, for_writes;       /* of what is left, kept for one kind */
	int64_t left_to_read, left_to_write; /* left less what is kept for the other kind */
};
struct crm_quota crm_quota_now(struct crm_system *system);

/* Tells apart what was read under another mapping or another normalisation. */
int64_t crm_engine_mapping(const struct crm_engine *e);
void crm_engine_progress(struct crm_engine *e, const char *system, const char *what, int64_t done, int64_t total);
bool crm_engine_interrupted(const struct crm_engine *e);
struct crm_system *crm_engine_system(struct crm_engine *e, int64_t store_id);
bool crm_engine_has_object(const struct crm_engine *e, enum crm_object object);
/* Runs step(system) for every selected system, side by side as far as `jobs` allows; the first error by order of
 * systems is returned. */
int crm_engine_each(struct crm_engine *e, int (*step)(struct crm_system *system, struct crm_error *err),
		    struct crm_error *err);

#endif
