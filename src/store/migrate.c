/* SPDX-License-Identifier: Apache-2.0 */
/* Versions: what a file is, how an empty one becomes a store, how an older store becomes a current one. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <crmsync/log.h>

#include "store_internal.h"

#define SQLITE_HEADER_BYTES 100

#define BACKUP_PAGES_PER_STEP 1024

/* A new version adds its step here, changes schema.sql, and leaves a fixture of its predecessor in
 * tests/unit/store_fixtures: a store that came through the steps has the very schema of a new one. */
static const struct store_migration steps[] = {
	{1, "CREATE TABLE suppression ("
	    "  object INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),"
	    "  kind   TEXT NOT NULL,"
	    "  hash   TEXT NOT NULL,"
	    "  run    INTEGER NOT NULL REFERENCES run,"
	    "  PRIMARY KEY (object, kind, hash)"
	    ") STRICT, WITHOUT ROWID;"
	    "UPDATE op_state SET name = 'acknowledged' WHERE id = 2"},
	{2, "CREATE TABLE match_pair ("
	    "  low    INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,"
	    "  high   INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,"
	    "  object INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),"
	    "  weight REAL NOT NULL,"
	    "  safe   INTEGER NOT NULL CHECK (safe IN (0, 1)),"
	    "  why    TEXT NOT NULL,"
	    "  run    INTEGER NOT NULL REFERENCES run,"
	    "  PRIMARY KEY (low, high),"
	    "  CHECK (low < high)"
	    ") STRICT, WITHOUT ROWID;"
	    "CREATE INDEX match_pair_high ON match_pair (high);"
	    "CREATE TABLE match_scored ("
	    "  source INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,"
	    "  object INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),"
	    "  hash   INTEGER NOT NULL"
	    ") STRICT;"},
	{3, "CREATE TABLE image ("
	    "  operation INTEGER PRIMARY KEY REFERENCES operation ON DELETE CASCADE,"
	    "  before    TEXT,"
	    "  after     TEXT"
	    ") STRICT;"
	    "CREATE TABLE take_back ("
	    "  operation INTEGER NOT NULL REFERENCES operation ON DELETE CASCADE,"
	    "  undone    INTEGER NOT NULL REFERENCES operation ON DELETE CASCADE,"
	    "  PRIMARY KEY (operation, undone)"
	    ") STRICT, WITHOUT ROWID;"
	    "CREATE INDEX take_back_undone ON take_back (undone);"},
};

const struct store_profile store_current = {CRM_STORE_VERSION, store_schema_sql, steps, sizeof(steps) / sizeof(*steps)};

static int number_row(void *ctx, int n, char **values, char **names)
{
	long long number;
	(void)names;
	if (n > 0 && values[0] && sscanf(values[0], "%lld", &number) == 1)
		*(int64_t *)ctx = number;
	return 0;
}

static int lookup_number(struct crm_store *st, const char *sql, int64_t *out, struct crm_error *err)
{
	int rc = sqlite3_exec(st->db, sql, number_row, out, NULL);
	return rc == SQLITE_OK ? CRM_OK : store_fail(st, rc, "read", err);
}

int store_identify(struct crm_store *st, bool create, const struct store_profile *profile, int *version,
		   struct crm_error *err)
{
	int64_t application = 0, have = 0, tables = 0;
	int rc = lookup_number(st, "PRAGMA application_id", &application, err);
	if (rc == CRM_OK)
		rc = lookup_number(st, "PRAGMA user_version", &have, err);
	if (rc == CRM_OK)
		rc = lookup_number(st, "SELECT count(*) FROM sqlite_schema", &tables, err);
	if (rc < 0)
		return rc;
	bool empty = application == 0 && have == 0 && tables == 0;
	/* SQLite takes a file of a few bytes for an empty database and would write over it. */
	if (empty && store_file_size(st->path) > 0 && store_file_size(st->path) < SQLITE_HEADER_BYTES)
		return crm_error_set(err, CRM_E_STORE, "'%s' is not a crmsync store: choose another path", st->path);
	if (empty && !create)
		return crm_error_set(err, CRM_E_NOT_FOUND, "there is no store in '%s': the file is empty", st->path);
	if (!empty && application != STORE_APPLICATION_ID)
		return crm_error_set(err, CRM_E_STORE,
				     "'%s' is an SQLite file, but not a crmsync store: choose another path", st->path);
	if (have > profile->version)
		return crm_error_set(
			err, CRM_E_STORE,
			"store '%s' has version %lld, made by a newer crmsync; this one knows up to version %d: "
			"use the newer program",
			st->path, (long long)have, profile->version);
	if (!empty && (have < 1 || tables == 0))
		return store_damaged(st, "it has no version or no tables", err);
	*version = (int)have;
	return CRM_OK;
}

static int set_version(struct crm_store *st, int version, struct crm_error *err)
{
	char sql[96];
	snprintf(sql, sizeof(sql), "PRAGMA application_id = %d; PRAGMA user_version = %d", STORE_APPLICATION_ID,
		 version);
	return store_sql(st, sql, "write", err);
}

int store_create(struct crm_store *st, const struct store_profile *profile, struct crm_error *err)
{
	int64_t have = 0;
	int rc = crm_store_begin(st, err);
	if (rc < 0)
		return rc;
	rc = lookup_number(st, "PRAGMA user_version", &have, err); /* another process may have been faster */
	if (rc == CRM_OK && have == 0) {
		rc = store_sql(st, profile->schema, "create the tables of", err);
		if (rc == CRM_OK)
			rc = set_version(st, profile->version, err);
	}
	return store_unit_end(st, rc, err);
}

static int reference_row(void *ctx, int n, char **values, char **names)
{
	struct crm_buf *said = ctx;
	(void)names;
	if (n >= 3 && said->len == 0)
		crm_buf_printf(said, "row %s of table %s refers to a row of %s that is missing",
			       values[1] ? values[1] : "?", values[0] ? values[0] : "?", values[2] ? values[2] : "?");
	return 0;
}

int store_check_references(struct crm_store *st, struct crm_error *err)
{
	struct crm_buf said;
	crm_buf_init(&said, 4096);
	int rc = sqlite3_exec(st->db, "PRAGMA foreign_key_check", reference_row, &said, NULL);
	if (rc != SQLITE_OK)
		rc = store_fail(st, rc, "check", err);
	else if (said.len || said.failed)
		rc = store_damaged(st, said.ptr, err);
	crm_buf_free(&said);
	return rc;
}

static const struct store_migration *migration_from(const struct store_profile *profile, int64_t version)
{
	for (size_t i = 0; i < profile->n_migrations; i++)
		if (profile->migrations[i].from == version)
			return &profile->migrations[i];
	return NULL;
}

static int apply_steps(struct crm_store *st, const struct store_profile *profile, struct crm_error *err)
{
	int64_t version = 0;
	int rc = lookup_number(st, "PRAGMA user_version", &version, err);
	for (; rc == CRM_OK && version < profile->version; version++) {
		const struct store_migration *step = migration_from(profile, version);
		if (!step)
			return crm_error_set(err, CRM_E_STORE,
					     "store '%s' has version %lld, which this program cannot bring up to date",
					     st->path, (long long)version);
		rc = store_sql(st, step->sql, "bring up to date", err);
	}
	if (rc == CRM_OK)
		rc = set_version(st, profile->version, err);
	return rc == CRM_OK ? store_check_references(st, err) : rc;
}

static int apply_all(struct crm_store *st, const struct store_profile *profile, struct crm_error *err)
{
	int rc = store_sql(st, "PRAGMA foreign_keys = OFF", "open", err);
	if (rc == CRM_OK)
		rc = crm_store_begin(st, err);
	if (rc < 0)
		return rc;
	rc = store_unit_end(st, apply_steps(st, profile, err), err);
	int on = store_sql(st, "PRAGMA foreign_keys = ON", "open", rc == CRM_OK ? err : NULL);
	return rc < 0 ? rc : on;
}

static int copy_pages(struct crm_store *st, sqlite3 *to, struct crm_error *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", st->db, "main");
	if (!backup)
		return store_fail(st, sqlite3_extended_errcode(to), "back up", err);
	int rc;
	do
		rc = sqlite3_backup_step(backup, BACKUP_PAGES_PER_STEP);
	while (rc == SQLITE_OK);
	sqlite3_backup_finish(backup);
	return rc == SQLITE_DONE ? CRM_OK : store_fail(st, rc, "back up", err);
}

static int backup_to(struct crm_store *st, const char *partial, const char *name, struct crm_error *err)
{
	sqlite3 *to = NULL;
	(void)unlink(partial);
	int rc = store_file_create_private(partial, err);
	if (rc < 0)
		return rc;
	int opened = sqlite3_open_v2(partial, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, st->vfs);
	if (opened == SQLITE_OK)
		rc = copy_pages(st, to, err);
	else if ((opened & 0xff) == SQLITE_NOMEM)
		rc = store_nomem(err);
	else
		rc = store_fail_file(partial, "open", sqlite3_system_errno(to), err);
	sqlite3_close(to);
	if (rc == CRM_OK && rename(partial, name) != 0)
		rc = store_fail_file(name, "write", errno, err);
	if (rc == CRM_OK)
		rc = store_file_sync_folder(name, err);
	if (rc < 0)
		(void)unlink(partial);
	return rc;
}

static int backup_version(struct crm_store *st, int64_t version, struct crm_error *err)
{
	struct crm_buf name, partial;
	crm_buf_init(&name, CRM_BUF_MAX);
	crm_buf_init(&partial, CRM_BUF_MAX);
	crm_buf_printf(&name, "%s%s.v%lld.bak", st->path[0] == '/' ? "" : "./", st->path, (long long)version);
	crm_buf_printf(&partial, "%s.partial", name.ptr);
	int rc = name.failed || partial.failed ? store_nomem(err) : backup_to(st, partial.ptr, name.ptr, err);
	if (rc == CRM_OK)
		crm_log(CRM_LOG_INFO, "store '%s' of version %lld was copied to '%s' before it is brought up to date",
			st->path, (long long)version, name.ptr);
	crm_buf_free(&partial);
	crm_buf_free(&name);
	return rc;
}

static int migrate_locked(struct crm_store *st, const struct store_profile *profile, struct crm_error *err)
{
	int64_t version = 0;
	int rc = lookup_number(st, "PRAGMA user_version", &version, err);
	if (rc < 0 || version >= profile->version) /* another process was faster */
		return rc;
	rc = backup_version(st, version, err);
	if (rc == CRM_OK)
		rc = apply_all(st, profile, err);
	return rc;
}

int store_migrate(struct crm_store *st, const struct store_profile *profile, struct crm_error *err)
{
	int rc = crm_store_lock(st, err);
	if (rc == CRM_OK) {
		rc = migrate_locked(st, profile, err);
		crm_store_unlock(st);
	}
	if (rc < 0)
		crm_error_prefix(err, "the store is to be brought to version %d and was left as it is",
				 profile->version);
	return rc;
}
