/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: one SQLite file, the single source of truth.  src/store is the one folder that includes sqlite3.h.
 *
 * Threads: one handle, many threads.  Every function takes the handle's recursive mutex; to make several calls one unit, hold it with
 * crm_store_enter()/crm_store_leave(), or use a transaction (begin takes the mutex, commit and rollback release it).
 * Never keep a transaction open across HTTP.
 *
 * Errors: CRM_E_STORE (damaged, foreign, newer version), CRM_E_DISK (full, read-only, I/O), CRM_E_LOCKED (another program writes to it for
 * longer than the busy timeout), CRM_E_NOMEM, CRM_E_NOT_FOUND (update of a row that is not there), CRM_E_FAIL (a constraint: a bug of the
 * caller).  Messages name the file.
 * JSON columns are opaque to the store unless it says otherwise.  Texts given are copied; texts returned live in the arena given.
 */
#ifndef CRM_STORE_STORE_H
#define CRM_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>
#include <crmsync/mem.h>
#include <crmsync/record.h>

struct crm_store;

#define CRM_STORE_VERSION 4

/* Opens or creates (mode 0600; an existing file readable by others is tightened with a warning).  Checks: is it SQLite, is it ours (application_id), version
   (newer: CRM_E_STORE; older: numbered migrations under the run lock, after a backup FILE.vN.bak), ours (another user's file: CRM_E_STORE),
   quick integrity (PRAGMA quick_check of files below 16 MiB, and of those that were not closed properly; others are checked page by page as
   they are read, or by crm_store_check).  WAL, synchronous=FULL, foreign keys, STRICT tables, trusted_schema off, busy timeout 5 s.
   CRM_E_NOT_FOUND: there is no such file, or an empty one, and `create` is false. */
int crm_store_open(const char *path, bool create, struct crm_store **out, struct crm_error *err);
/* Opens a store to look into it: nothing is made, brought up to date, locked or written, and a run may be under way; what is read is the state
   of one moment.  Functions that write fail.  CRM_E_NOT_FOUND as above; CRM_E_STORE also for an older version. */
int crm_store_open_to_read(const char *path, struct crm_store **out, struct crm_error *err);
void crm_store_close(struct crm_store *st); /* NULL is allowed; rolls back what is open */
const char *crm_store_path(const struct crm_store *st);
/* Thorough check of the whole file (integrity, indexes, references); reads all of it.  CRM_E_STORE says what is wrong and the way out. */
int crm_store_check(struct crm_store *st, struct crm_error *err);

/* For the rebuilding of a store whose file is lost or cannot be used. */
enum crm_store_condition {
	CRM_STORE_MISSING, /* no file, or an empty one */
	CRM_STORE_SOUND,   /* opens, and the thorough check finds nothing */
	CRM_STORE_DAMAGED,
	CRM_STORE_NEWER,   /* of a version that only a newer program knows */
	CRM_STORE_UNKNOWN  /* does not begin as a store does: another program's file, or one whose beginning is lost */
};
/* Reads the whole file.  `damage` is filled where it is there but cannot be used.  Fails on what says nothing about the file: CRM_E_DISK,
   CRM_E_LOCKED, CRM_E_NOMEM; and CRM_E_STORE for one that is no regular file or another user's. */
int crm_store_examine(const char *path, enum crm_store_condition *out, struct crm_error *damage, struct crm_error *err);
/* Under the run lock, renames the file and what belongs to it (-wal, ...) to FILE.damaged-20261121T175000Z, by the time given; `name`
   becomes that name.  Nobody may have it open. */
int crm_store_put_aside(const char *path, int64_t now_ms, struct crm_buf *name, struct crm_error *err);
/* Reads from such a file what the CRMs do not hold, and adds it: people's decisions, erased values, the accounts of the systems.  What
   cannot be read is left, and is no error. */
struct crm_salvaged {
	int64_t decisions, suppressed;
	int version;     /* of that file, 0: not readable */
	bool incomplete; /* something could not be read */
};
int crm_store_salvage(struct crm_store *st, const char *path, int64_t run, struct crm_salvaged *out, struct crm_error *err);

/* The run lock: an flock on FILE.lock that dies with its process.  CRM_E_LOCKED names the holder's pid and since when.
   Taking it again with the same handle does nothing; close releases it. */
int crm_store_lock(struct crm_store *st, struct crm_error *err);
void crm_store_unlock(struct crm_store *st);

void crm_store_enter(struct crm_store *st);
void crm_store_leave(struct crm_store *st);
/* Every begin that succeeded is ended by exactly one commit or rollback, whatever the commit returns.  A rollback inside, a failed function
   that writes in several steps, or a disk error dooms the whole transaction: what follows in it, and the outermost commit, fails with the
   code of that error.  A rollback without a transaction does nothing. */
int crm_store_begin(struct crm_store *st, struct crm_error *err); /* BEGIN IMMEDIATE; nesting counts, the outermost commits */
int crm_store_commit(struct crm_store *st, struct crm_error *err); /* durable on return of the outermost; on failure all is rolled back */
void crm_store_rollback(struct crm_store *st); /* rolls the whole outermost transaction back */

/* Small values by scope and key ("system:hubspot", "tenant"); NULL value removes. get: false if there is none. */
int crm_store_set(struct crm_store *st, const char *scope, const char *key, const char *value, struct crm_error *err);
int crm_store_get(struct crm_store *st, const char *scope, const char *key, struct crm_arena *arena, const char **out, struct crm_error *err); /* *out NULL: none */

/* Number of a system by name, made when new.  CRM_E_CONFIG if it is there with another connector. */
int crm_store_system(struct crm_store *st, const char *name, const char *connector, int64_t *id, struct crm_error *err);

/* The same without making it; *id 0: the store knows none of that name. */
int crm_store_system_known(struct crm_store *st, const char *name, int64_t *id, struct crm_error *err);
/* Name of a system, also of one that the config has no longer; arena.  NULL: there is none. */
int crm_store_system_name(struct crm_store *st, int64_t id, struct crm_arena *arena, const char **name, struct crm_error *err);

/* ---- runs ---- */
int crm_store_run_start(struct crm_store *st, const char *command, int64_t now_ms, int64_t *run, struct crm_error *err);
/* status: "done", "held", "gate", "temporary", "failed", "interrupted"; summary: JSON */
int crm_store_run_finish(struct crm_store *st, int64_t run, int64_t now_ms, int exit_code, const char *status, const char *summary,
                         struct crm_error *err);
struct crm_run_row {
	int64_t id, started, finished; /* ms; finished 0: still running or died */
	int exit_code;           /* -1: not finished */
	const char *command, *status, *summary; /* never NULL; "unfinished" and "{}" where it is not finished */
};
/* Newest first, at most max. */
int crm_store_runs(struct crm_store *st, size_t max, struct crm_arena *arena, struct crm_run_row **rows, size_t *n, struct crm_error *err);
/* *found false: there is none of that number (or its store was lost). */
int crm_store_run(struct crm_store *st, int64_t id, struct crm_arena *arena, struct crm_run_row *out, bool *found, struct crm_error *err);

/* ---- pull position ---- */
struct crm_position {
	const char *cursor;     /* within a pull that is under way, NULL: none under way */
	const char *since;      /* watermark the pull under way started from, NULL: full */
	const char *watermark;  /* of the last complete pull, NULL: none yet */
	bool full;              /* the pull under way is a full one */
	int64_t generation;     /* counts full pulls; source rows seen in a full pull carry it */
	int64_t last_full;      /* ms of the last complete full pull, 0: none */
	int64_t last_complete;  /* ms of the last complete pull of any sort */
	int64_t last_full_count; /* records that full pull delivered */
	int64_t mapping_hash;   /* of the settings at the last complete full pull */
};
int crm_store_position_get(struct crm_store *st, int64_t system, enum crm_object object, struct crm_arena *arena, struct crm_position *out,
                           struct crm_error *err); /* zeros if there is none */
int crm_store_position_set(struct crm_store *st, int64_t system, enum crm_object object, const struct crm_position *position,
                           struct crm_error *err);

/* ---- source records ---- */
struct crm_source {
	int64_t id;
	int64_t system;
	enum crm_object object;
	const char *vendor_id, *kind /* NULL: none */, *into /* NULL */;
	enum crm_life life;
	int64_t modified;
	const char *raw;   /* vendor's JSON; NULL where the caller asked to leave it out */
	const char *cells; /* JSON, see core/cell.h */
	int64_t hash;      /* of cells */
	int64_t seen_run;  /* last run that read it */
	int64_t generation; /* last full pull that delivered it */
	/* its link, if golden != 0 */
	int64_t golden;
	bool secondary;
	const char *matched;  /* how: "email", "crmsync id", "created", "person", ... */
	const char *base;     /* JSON object {field: {"v": cell, "g": cell}}; NULL: no agreement yet */
};

enum crm_stage_effect { CRM_STAGE_NEW, CRM_STAGE_CHANGED, CRM_STAGE_SAME };

/* Inserts or updates by (system, object, vendor_id) from the members of `s` up to `generation` (id and link ignored).  CHANGED when hash, life, kind or into
   differ; then its golden record is marked dirty.  A row of the same content only gets seen_run/generation/modified/raw.  cells and raw may be
   NULL: what is stored stays ("{}" and none for a new row).  generation never goes down.  id and effect may be NULL. */
int crm_store_stage(struct crm_store *st, const struct crm_source *s, int64_t *id, enum crm_stage_effect *effect, struct crm_error *err);
/* By id / by vendor id; *found false if there is none.  with_raw: also read raw. */
int crm_store_source(struct crm_store *st, int64_t id, bool with_raw, struct crm_arena *arena, struct crm_source *out, bool *found,
                     struct crm_error *err);
int crm_store_source_by_vendor_id(struct crm_store *st, int64_t system, enum crm_object object, const char *vendor_id, bool with_raw,
                                  struct crm_arena *arena, struct crm_source *out, bool *found, struct crm_error *err);
/* Next ids > after of live, unlinked sources of the object, ascending. */
int crm_store_unlinked(struct crm_store *st, enum crm_object object, int64_t after, int64_t *ids, size_t max, size_t *n,
                       struct crm_error *err);
/* Next ids > after of sources of the object that are not live (merges, conversions, deletions to follow, with `into` set or not) and whose
   follow mark is not set; crm_store_followed() sets the mark (cleared by stage when life or into change). */
int crm_store_departed(struct crm_store *st, enum crm_object object, int64_t after, int64_t *ids, size_t max, size_t *n,
                       struct crm_error *err);
int crm_store_followed(struct crm_store *st, int64_t source, struct crm_error *err);
/* Live records of a system and object; and those not delivered by the full pull `generation`. */
int crm_store_count_live(struct crm_store *st, int64_t system, enum crm_object object, int64_t *n, struct crm_error *err);
/* Live records whose generation is at least `from` and less than `before`. */
int crm_store_count_between(struct crm_store *st, int64_t system, enum crm_object object, int64_t from, int64_t before, int64_t *n,
                            struct crm_error *err);
int crm_store_not_seen(struct crm_store *st, int64_t system, enum crm_object object, int64_t generation, int64_t after, int64_t *ids,
                       size_t max, size_t *n, struct crm_error *err);

/* ---- match keys ---- */
struct crm_stored_key {
	unsigned level;
	const char *text;
};
int crm_store_keys_set(struct crm_store *st, int64_t source, enum crm_object object, const struct crm_stored_key *keys, size_t n,
                       struct crm_error *err); /* replaces; writes only the difference; a text occurs once per source */
int crm_store_keys_of(struct crm_store *st, int64_t source, struct crm_arena *arena, struct crm_stored_key **keys, size_t *n,
                      struct crm_error *err);
/* Live sources with that key, ascending by id, at most max (ask for one more than you can use to see that there are too many). */
int crm_store_sources_by_key(struct crm_store *st, enum crm_object object, const char *key, int64_t *ids, size_t max, size_t *n,
                             struct crm_error *err);
/* Drops all keys of an object (match keys in the config changed) . */
int crm_store_keys_clear(struct crm_store *st, enum crm_object object, struct crm_error *err);

/* ---- probabilistic matching ---- */
/* Next ids > after of live records of a system and object, ascending. */
int crm_store_live(struct crm_store *st, int64_t system, enum crm_object object, int64_t after, int64_t *ids, size_t max, size_t *n,
                   struct crm_error *err);
/* A record as seen from another one that may be the same. */
struct crm_match_pair {
	int64_t other;   /* source */
	double weight;   /* log2 of the odds that they are the same */
	bool safe;       /* may be joined without a person, if the weight is enough */
	const char *why; /* the strongest evidence, for people */
};
/* Replaces what is known of the two. */
int crm_store_pair_put(struct crm_store *st, enum crm_object object, int64_t source, const struct crm_match_pair *pair, int64_t run,
                       struct crm_error *err);
int crm_store_pairs_of(struct crm_store *st, int64_t source, struct crm_arena *arena, struct crm_match_pair **rows, size_t *n,
                       struct crm_error *err);
int crm_store_pairs_drop(struct crm_store *st, int64_t source, struct crm_error *err);
/* Was the record scored with the values of that hash? */
int crm_store_scored(struct crm_store *st, int64_t source, int64_t hash, bool *out, struct crm_error *err);
int crm_store_scored_set(struct crm_store *st, int64_t source, enum crm_object object, int64_t hash, struct crm_error *err);
/* Forgets all scores of an object: the next run scores all of its records anew. */
int crm_store_scores_clear(struct crm_store *st, enum crm_object object, struct crm_error *err);

/* ---- golden records and links ---- */
struct crm_golden {
	int64_t id;
	enum crm_object object;
	const char *uid;        /* the crmsync id that is written to the CRMs */
	const char *cells;      /* JSON, merged values */
	const char *provenance; /* JSON {field: {"system","why","run",...}} */
	bool dirty;
	int64_t merged_into;    /* golden record it was folded into, 0: none */
	const char *hold;       /* why nothing is created or written for it ("merge proposed with ..."), NULL: nothing */
};
/* Cells and provenance start as "{}"; dirty. */
int crm_store_golden_create(struct crm_store *st, enum crm_object object, const char *uid, int64_t run, int64_t *id, struct crm_error *err);
int crm_store_golden(struct crm_store *st, int64_t id, struct crm_arena *arena, struct crm_golden *out, bool *found, struct crm_error *err);
int crm_store_golden_by_uid(struct crm_store *st, enum crm_object object, const char *uid, int64_t *id, struct crm_error *err); /* 0: none */
int crm_store_golden_update(struct crm_store *st, int64_t id, const char *cells, const char *provenance, int64_t run, struct crm_error *err);
int crm_store_golden_mark(struct crm_store *st, int64_t id, bool dirty, struct crm_error *err);
int crm_store_golden_hold(struct crm_store *st, int64_t id, const char *why, struct crm_error *err); /* NULL lifts it */
int crm_store_golden_mark_all(struct crm_store *st, struct crm_error *err); /* mapping changed: everything is looked at again */
/* Moves all links of `from` (with their bases) to `into` or, if that was folded itself, to its survivor, and remembers the fold.  `from` is
   then neither dirty nor on hold, the survivor is dirty.  CRM_E_INVALID if that would be a circle. */
int crm_store_golden_fold(struct crm_store *st, int64_t from, int64_t into, struct crm_error *err);
/* Golden records that were folded into this one, ascending. */
int crm_store_golden_folded(struct crm_store *st, int64_t golden, int64_t *ids, size_t max, size_t *n, struct crm_error *err);
/* The run that made it, and the last one that changed a value of it. */
int crm_store_golden_runs(struct crm_store *st, int64_t golden, int64_t *created, int64_t *changed, struct crm_error *err);
/* Next dirty golden ids > after. */
int crm_store_golden_dirty(struct crm_store *st, enum crm_object object, int64_t after, int64_t *ids, size_t max, size_t *n,
                           struct crm_error *err);
/* All sources linked to a golden record, primary ones first, then by system and id; without raw unless asked. */
int crm_store_linked(struct crm_store *st, int64_t golden, bool with_raw, struct crm_arena *arena, struct crm_source **rows, size_t *n,
                     struct crm_error *err);
/* Links a source (relinks if it has one; base is then forgotten unless same golden); marks both golden records dirty. */
int crm_store_link(struct crm_store *st, int64_t source, int64_t golden, bool secondary, const char *matched, int64_t run, struct crm_error *err);
/* Links made in a run between records of different systems or kinds (not records that stand alone or that crmsync created), by system and object. */
struct crm_link_count {
	int64_t system;
	int object;
	int64_t n;
};
int crm_store_link_counts(struct crm_store *st, int64_t run, struct crm_arena *arena, struct crm_link_count **rows, size_t *n, struct crm_error *err);
/* Next golden ids > after to which a run has linked a record that was found to belong to another one (not records that stand alone or that crmsync created). */
int crm_store_joined(struct crm_store *st, int64_t run, int64_t after, int64_t *ids, size_t max, size_t *n, struct crm_error *err);
/* Live records by how they are linked, of all runs: `matched` as in crm_source, NULL: they are not. */
struct crm_link_kind {
	int64_t system;
	int object;
	const char *matched;
	int64_t n;
};
int crm_store_link_kinds(struct crm_store *st, struct crm_arena *arena, struct crm_link_kind **rows, size_t *n, struct crm_error *err);
/* The run that made a source's link; 0: it has none. */
int crm_store_link_run(struct crm_store *st, int64_t source, int64_t *run, struct crm_error *err);
int crm_store_unlink(struct crm_store *st, int64_t source, struct crm_error *err); /* marks the golden record dirty; no link: nothing */
int crm_store_base_set(struct crm_store *st, int64_t source, const char *base, struct crm_error *err);
/* Golden record of a vendor's record, following merges (source.into: the link nearest to the survivor counts) and folds; 0: none. */
int crm_store_golden_of(struct crm_store *st, int64_t system, enum crm_object object, const char *vendor_id, int64_t *golden, struct crm_error *err);
/* Live primary source of a golden record (or of what it was folded into) in a system: its vendor id (arena), NULL: none; the oldest of several. */
int crm_store_vendor_id_of(struct crm_store *st, int64_t golden, int64_t system, struct crm_arena *arena, const char **vendor_id, struct crm_error *err);

/* ---- the outbox: planned and sent operations ---- */
enum crm_op_state { CRM_OPS_PLANNED, CRM_OPS_SENT, CRM_OPS_ACKNOWLEDGED, CRM_OPS_VERIFIED, CRM_OPS_IN_DOUBT, CRM_OPS_FAILED, CRM_OPS_HELD, CRM_OPS_SKIPPED };
const char *crm_op_state_name(enum crm_op_state state);

struct crm_op_row {
	int64_t id, run;
	int64_t system;
	int phase;             /* order within a system: 0 companies, 1 contacts, 2 deals, 3 associations, 4 archives */
	int kind;              /* enum crm_op_kind */
	enum crm_object object;
	int64_t golden;
	int64_t source;        /* 0 for a create until it is done */
	const char *vendor_id; /* NULL for a create until it is done */
	const char *record_kind;
	const char *payload;   /* JSON: what push() is given (properties, association) */
	const char *changes;   /* JSON: what people are shown (field, old, new, why) */
	const char *settle;    /* JSON: base of the link after success */
	int64_t payload_hash;
	enum crm_op_state state;
	int attempts;
	int64_t sent_at;       /* ms */
	const char *code, *message; /* vendor's answer */
	const char *before;    /* given when it is added, not read with it: see crm_store_image() */
	int64_t undoes;        /* operation that it takes back (the latest of several), 0: none */
};
int crm_store_op_add(struct crm_store *st, const struct crm_op_row *op, int64_t *id, struct crm_error *err);
/* Sets state (and attempts+1, sent_at when SENT) of several; durable on return unless inside a transaction. */
int crm_store_ops_state(struct crm_store *st, const int64_t *ids, size_t n, enum crm_op_state state, int64_t now_ms, struct crm_error *err);
/* The answer; source 0 and vendor_id NULL leave what is stored, code and message replace. */
int crm_store_op_finish(struct crm_store *st, int64_t id, enum crm_op_state state, int64_t source, const char *vendor_id, const char *code,
                        const char *message, int64_t now_ms, struct crm_error *err);
/* Next ops with id > after of a run (0: any), system (0: any), phase (-1: any), kind (-1: any), object (-1: any), golden record (0: any; else
   system and kind must be given) in that state, ascending by id. */
struct crm_op_query {
	int64_t run, system;
	int phase, kind, object;
	enum crm_op_state state;
	int64_t after, golden;
	size_t max;
};
int crm_store_ops(struct crm_store *st, const struct crm_op_query *q, struct crm_arena *arena, struct crm_op_row **rows, size_t *n,
                  struct crm_error *err);
/* Is there an operation of that kind for the golden record in that system, in one of the states (bit 1 << enum crm_op_state each)? */
int crm_store_op_exists(struct crm_store *st, int64_t golden, int64_t system, int kind, unsigned states, bool *out, struct crm_error *err);
/* All that was sent for a golden record in a system, newest first. */
int crm_store_ops_sent(struct crm_store *st, int64_t golden, int64_t system, struct crm_arena *arena, struct crm_op_row **rows, size_t *n,
                       struct crm_error *err);
/* All that was sent for a golden record, in any system, oldest first. */
int crm_store_history(struct crm_store *st, int64_t golden, struct crm_arena *arena, struct crm_op_row **rows, size_t *n, struct crm_error *err);

/* What it takes to take an operation back.  before: payload JSON of what the properties held, given to crm_store_op_add(); after: JSON {field:
   cell} of what they held afterwards where that is not what `settle` says.  NULL: nothing is known. */
struct crm_image {
	const char *before, *after;
};
int crm_store_image(struct crm_store *st, int64_t operation, struct crm_arena *arena, struct crm_image *out, struct crm_error *err);
int crm_store_image_after(struct crm_store *st, int64_t operation, const char *after, struct crm_error *err);
/* Notes that an operation takes back another one; the first of them is given to crm_store_op_add(). */
int crm_store_take_back(struct crm_store *st, int64_t operation, int64_t undone, struct crm_error *err);
/* The operation that took it back, was done, and was not taken back in turn; *by 0: none.  What takes several operations of one run is taken back when all of
   them are done. */
int crm_store_taken_back(struct crm_store *st, int64_t operation, int64_t *by, int64_t *run, struct crm_error *err);
/* Counts by system, object, kind, state of a run. */
struct crm_op_count {
	int64_t system;
	int kind, object;
	enum crm_op_state state;
	int64_t n;
};
int crm_store_op_counts(struct crm_store *st, int64_t run, struct crm_arena *arena, struct crm_op_count **rows, size_t *n, struct crm_error *err);
/* Planned ops of earlier runs that were never sent are void: removes them (all that are in state PLANNED; call it at the start of a run), and with them the
   notes of what they and others were to take back together. */
int crm_store_ops_drop_planned(struct crm_store *st, struct crm_error *err);

/* Refusals that are remembered so that the same payload is not sent again. */
int crm_store_refusal_set(struct crm_store *st, int64_t golden, int64_t system, int kind, int64_t payload_hash, const char *code,
                          const char *message, int64_t run, struct crm_error *err);
int crm_store_refusal_get(struct crm_store *st, int64_t golden, int64_t system, int kind, int64_t payload_hash, struct crm_arena *arena,
                          const char **message, struct crm_error *err); /* *message NULL: none */
struct crm_refusal_row {
	int64_t system, run;
	int kind;
	const char *code, *message; /* code NULL: the vendor gave none */
};
int crm_store_refusals_of(struct crm_store *st, int64_t golden, struct crm_arena *arena, struct crm_refusal_row **rows, size_t *n,
                          struct crm_error *err);
int crm_store_refusal_clear(struct crm_store *st, int64_t golden, int64_t system, struct crm_error *err); /* system 0: all systems; golden 0: all */

/* ---- holds: what waits for a person ---- */
struct crm_hold_row {
	int64_t id;
	enum crm_object object;
	const char *kind;        /* "ambiguous", "conflict", "blocked", "owner", "parent", "rejected", "merge", "delete", "in_doubt" */
	int64_t golden;          /* 0: none */
	int64_t system;          /* 0: none */
	const char *field;       /* NULL */
	const char *fingerprint; /* identity across runs */
	const char *summary;     /* one line for people */
	const char *detail;      /* JSON */
	int64_t first_run, last_run;
};
int crm_store_hold_put(struct crm_store *st, const struct crm_hold_row *hold, int64_t run, struct crm_error *err); /* by fingerprint */
int crm_store_holds_expire(struct crm_store *st, enum crm_object object, int64_t run, struct crm_error *err); /* drops those not put again in this run */
/* Those of a kind that were put in this run count as not put: they are put again, or expire. */
int crm_store_holds_unput(struct crm_store *st, enum crm_object object, const char *kind, int64_t run, struct crm_error *err);
int crm_store_holds(struct crm_store *st, int64_t after, size_t max, struct crm_arena *arena, struct crm_hold_row **rows, size_t *n, struct crm_error *err);
int crm_store_hold_count(struct crm_store *st, int64_t *n, struct crm_error *err);

/* A person's decisions: "match" (two records are the "same" or "apart"; sync/match_decision.h), "value" (field := value).  NULL value
   removes; get: *value NULL: none. */
int crm_store_decision_set(struct crm_store *st, const char *kind, enum crm_object object, const char *subject, const char *value, int64_t run,
                           struct crm_error *err);
int crm_store_decision_get(struct crm_store *st, const char *kind, enum crm_object object, const char *subject, struct crm_arena *arena,
                           const char **value, struct crm_error *err);

struct crm_decision_row {
	const char *subject, *value;
	int64_t run;
};
/* All of a kind and object, by subject. */
int crm_store_decisions(struct crm_store *st, const char *kind, enum crm_object object, struct crm_arena *arena, struct crm_decision_row **rows,
                        size_t *n, struct crm_error *err);

/* Values of people who were erased ("email", "ada@example.org", in canonical form): kept as keyed hashes only (base/keyed_hash.h; the key
   is made at the first one and stands in the store), so that such a person is recognised when a CRM brings the value again. */
int crm_store_suppress(struct crm_store *st, enum crm_object object, const char *kind, const char *value, int64_t run, struct crm_error *err);
int crm_store_suppressed(struct crm_store *st, enum crm_object object, const char *kind, const char *value, bool *out, struct crm_error *err);

/* Erases the people of an object whose record holds the value (as the key or text of any cell): source records, links, golden records, journal,
   refusals, decisions; what the journal of others says of them; and all holds, which the next run puts again.  `visit` sees the cells of
   each record before that, in the same transaction.  More than `most` people (-1: any number) is CRM_E_GATE, and nothing is erased. */
struct crm_forgotten {
	int64_t people, records, operations;
};
typedef int crm_forget_visit(void *ctx, const char *cells, struct crm_error *err);
int crm_store_forget(struct crm_store *st, enum crm_object object, const char *value, int64_t most, crm_forget_visit *visit, void *ctx,
                     struct crm_forgotten *out, struct crm_error *err);
/* Their source records, in the order in which they came; arena.  CRM_E_GATE as above. */
int crm_store_subject_sources(struct crm_store *st, enum crm_object object, const char *value, int64_t most, struct crm_arena *arena,
                              int64_t **ids, size_t *n, struct crm_error *err);
/* All that is held about the same people, as lines of JSON (docs/json-output.md, "export"): golden records, source records with what the vendor sent,
   what was written, refusals, questions, likenesses, decisions.  Nothing is changed. */
typedef int crm_subject_visit(void *ctx, const char *json, struct crm_error *err);
int crm_store_subject(struct crm_store *st, enum crm_object object, const char *value, crm_subject_visit *visit, void *ctx, struct crm_error *err);
/* Who holds the value, as the key or text of any cell: calls `visit` for each source record (golden 0) and each golden record (source 0) of
   the object.  Reads all of them. */
typedef int crm_holder_visit(void *ctx, int64_t source, int64_t golden, struct crm_error *err);
int crm_store_holders(struct crm_store *st, enum crm_object object, const char *value, crm_holder_visit *visit, void *ctx, struct crm_error *err);
/* Brings the write-ahead log into the file and empties it; *whole false: a reader holds on to a part of it. */
int crm_store_flush(struct crm_store *st, bool *whole, struct crm_error *err);

/* ---- vendors' schema and daily use ---- */
int crm_store_schema_set(struct crm_store *st, int64_t system, enum crm_object object, const char *json, int64_t now_ms, struct crm_error *err);
int crm_store_schema_get(struct crm_store *st, int64_t system, enum crm_object object, struct crm_arena *arena, const char **json, int64_t *fetched_ms,
                         struct crm_error *err);
int crm_store_usage_add(struct crm_store *st, int64_t system, int32_t day, int64_t calls, int64_t units, struct crm_error *err);
int crm_store_usage(struct crm_store *st, int64_t system, int32_t day, int64_t *calls, int64_t *units, struct crm_error *err);

/* Version of SQLite in use, for --version. */
const char *crm_store_library_version(void);

#endif
