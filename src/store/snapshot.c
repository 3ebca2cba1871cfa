/* SPDX-License-Identifier: Apache-2.0 */
/* A store read from outside: a read-only connection with one transaction that lasts as long as the handle. */
#include <store/snapshot.h>

#include <errno.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include <crmsync/buf.h>
#include <crmsync/mem.h>
#include <store/store.h>
#include <store/store_profile.h>

#define BUSY_TIMEOUT_MS 5000

struct crm_snapshot {
	sqlite3 *db;
	char *path;
};

static int snapshot_fail(const struct crm_snapshot *s, int sqlite_code, struct crm_error *err)
{
	switch (sqlite_code & 0xff) {
	case SQLITE_NOMEM:
		return crm_error_no_memory(err);
	case SQLITE_NOTADB:
		return crm_error_set(err, CRM_E_STORE, "'%s' is no store of crmsync: it is not SQLite", s->path);
	case SQLITE_CORRUPT:
		return crm_error_set(err, CRM_E_STORE, "store '%s' is damaged: %s", s->path, sqlite3_errmsg(s->db));
	case SQLITE_BUSY:
		return crm_error_set(err, CRM_E_LOCKED, "store '%s' is in use", s->path);
	default:
		return crm_error_set(err, CRM_E_DISK, "cannot read store '%s': %s", s->path,
				     s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(sqlite_code));
	}
}

/* ---- opening --------------------------------------------------------------------------------------------------- */

/* SQLite takes some names for something else than files; "./" in front prevents that. */
static int snapshot_connect(struct crm_snapshot *s, struct crm_error *err)
{
	struct crm_buf name;
	crm_buf_init(&name, CRM_BUF_MAX);
	crm_buf_printf(&name, "%s%s", s->path[0] == '/' ? "" : "./", s->path);
	int rc = SQLITE_NOMEM;
	if (!name.failed)
		rc = sqlite3_open_v2(name.ptr, &s->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_PRIVATECACHE, NULL);
	crm_buf_free(&name);
	if (rc == SQLITE_OK)
		rc = sqlite3_busy_timeout(s->db, BUSY_TIMEOUT_MS);
	if (rc == SQLITE_OK)
		rc = sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(s->db, "BEGIN", NULL, NULL, NULL);
	return rc == SQLITE_OK ? CRM_OK : snapshot_fail(s, rc, err);
}

static int snapshot_number(struct crm_snapshot *s, const char *sql, int *out, struct crm_error *err)
{
	sqlite3_stmt *statement = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return rc == SQLITE_ROW ? CRM_OK : snapshot_fail(s, rc, err);
}

static int snapshot_check(struct crm_snapshot *s, struct crm_error *err)
{
	int application = 0, version = 0;
	int rc = snapshot_number(s, "PRAGMA application_id", &application, err);
	if (rc == CRM_OK)
		rc = snapshot_number(s, "PRAGMA user_version", &version, err);
	if (rc < 0)
		return rc;
	if (application != STORE_APPLICATION_ID)
		return crm_error_set(err, CRM_E_STORE, "'%s' is no store of crmsync", s->path);
	if (version > CRM_STORE_VERSION)
		return crm_error_set(err, CRM_E_STORE,
				     "store '%s' has version %d, which is newer than this program knows (%d)", s->path,
				     version, CRM_STORE_VERSION);
	if (version < CRM_STORE_VERSION)
		return crm_error_set(err, CRM_E_STORE,
				     "store '%s' has the older version %d: let crmsync bring it up to date first, with "
				     "crmsync status",
				     s->path, version);
	return CRM_OK;
}

static int snapshot_find(const char *path, struct crm_error *err)
{
	struct stat info;
	if (stat(path, &info) < 0)
		return crm_error_set(err, errno == ENOENT ? CRM_E_NOT_FOUND : CRM_E_DISK, "cannot read store '%s': %s",
				     path, strerror(errno));
	if (!S_ISREG(info.st_mode))
		return crm_error_set(err, CRM_E_STORE, "'%s' is no store of crmsync: it is no regular file", path);
	if (info.st_size == 0)
		return crm_error_set(err, CRM_E_STORE, "'%s' is no store of crmsync: it is empty", path);
	return CRM_OK;
}

int crm_snapshot_open(const char *path, struct crm_snapshot **out, struct crm_error *err)
{
	int rc = snapshot_find(path, err);
	if (rc < 0)
		return rc;
	struct crm_snapshot *s = crm_calloc(1, sizeof *s);
	if (s)
		s->path = crm_strdup(path);
	rc = s && s->path ? snapshot_connect(s, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = snapshot_check(s, err);
	if (rc == CRM_OK)
		*out = s;
	else
		crm_snapshot_close(s);
	return rc;
}

void crm_snapshot_close(struct crm_snapshot *s)
{
	if (!s)
		return;
	sqlite3_close(s->db);
	crm_free(s->path);
	crm_free(s);
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

static const char *text_at(sqlite3_stmt *row, int column)
{
	return (const char *)sqlite3_column_text(row, column);
}

struct snapshot_reader {
	const char *sql, *system; /* system: its one parameter, NULL: none */
	int (*row)(sqlite3_stmt *row, const struct snapshot_reader *reader, struct crm_error *err);
	crm_snapshot_system_fn *on_system;
	crm_snapshot_fields_fn *on_fields;
	crm_snapshot_record_fn *on_record;
	void *ctx;
};

static int snapshot_read(struct crm_snapshot *s, const struct snapshot_reader *reader, struct crm_error *err)
{
	sqlite3_stmt *statement = NULL;
	int code = CRM_OK, rc = sqlite3_prepare_v2(s->db, reader->sql, -1, &statement, NULL);
	if (rc == SQLITE_OK && reader->system)
		rc = sqlite3_bind_text(statement, 1, reader->system, -1, SQLITE_STATIC);
	while (rc == SQLITE_OK && code == CRM_OK && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
		code = reader->row(statement, reader, err);
		rc = SQLITE_OK;
	}
	if (rc != SQLITE_OK && rc != SQLITE_DONE)
		code = snapshot_fail(s, rc, err);
	sqlite3_finalize(statement);
	return code;
}

static int read_system(sqlite3_stmt *row, const struct snapshot_reader *reader, struct crm_error *err)
{
	const struct crm_snapshot_system system = {text_at(row, 0), text_at(row, 1), text_at(row, 2)};
	return reader->on_system(reader->ctx, &system, err);
}

int crm_snapshot_systems(struct crm_snapshot *s, crm_snapshot_system_fn *fn, void *ctx, struct crm_error *err)
{
	const struct snapshot_reader reader = {
		.sql = "SELECT y.name, y.connector, t.value FROM system y "
		       "LEFT JOIN setting t ON t.scope = 'system:' || y.name AND t.key = 'tenant' ORDER BY y.id",
		.row = read_system,
		.on_system = fn,
		.ctx = ctx,
	};
	return snapshot_read(s, &reader, err);
}

static int read_fields(sqlite3_stmt *row, const struct snapshot_reader *reader, struct crm_error *err)
{
	return reader->on_fields(reader->ctx, (enum crm_object)sqlite3_column_int(row, 0), text_at(row, 1), err);
}

int crm_snapshot_fields(struct crm_snapshot *s, const char *system, crm_snapshot_fields_fn *fn, void *ctx,
			struct crm_error *err)
{
	const struct snapshot_reader reader = {
		.sql = "SELECT v.object, v.json FROM vendor_schema v JOIN system y ON y.id = v.system "
		       "WHERE y.name = ?1 ORDER BY v.object",
		.system = system,
		.row = read_fields,
		.on_fields = fn,
		.ctx = ctx,
	};
	return snapshot_read(s, &reader, err);
}

static int read_record(sqlite3_stmt *row, const struct snapshot_reader *reader, struct crm_error *err)
{
	const struct crm_snapshot_record record = {
		.object = (enum crm_object)sqlite3_column_int(row, 0),
		.id = text_at(row, 1),
		.kind = text_at(row, 2),
		.life = (enum crm_life)sqlite3_column_int(row, 3),
		.into = text_at(row, 4),
		.modified = sqlite3_column_int64(row, 5),
		.raw = text_at(row, 6) ? text_at(row, 6) : "{}",
		.cells = text_at(row, 7) ? text_at(row, 7) : "{}",
	};
	return reader->on_record(reader->ctx, &record, err);
}

int crm_snapshot_records(struct crm_snapshot *s, const char *system, crm_snapshot_record_fn *fn, void *ctx,
			 struct crm_error *err)
{
	const struct snapshot_reader reader = {
		.sql = "SELECT s.object, s.vendor_id, s.kind, s.life, s.into_id, s.modified, c.raw, c.cells "
		       "FROM source s JOIN system y ON y.id = s.system LEFT JOIN source_content c ON c.source = s.id "
		       "WHERE y.name = ?1 AND s.object <= 2 "
		       "ORDER BY s.object, s.into_id IS NOT NULL, length(s.vendor_id), s.vendor_id",
		.system = system,
		.row = read_record,
		.on_record = fn,
		.ctx = ctx,
	};
	return snapshot_read(s, &reader, err);
}
