/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and closing: the checks that stand before the first use of a file, and the settings of the connection. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "fault_memory.h"
#include "fault_vfs.h"
#include "store_internal.h"

#ifndef CRM_FAULT_INJECTION
#define store_fault_vfs()    NULL
#define store_fault_memory() ((void)0)
#endif

#define BUSY_TIMEOUT_MS       5000
#define QUICK_CHECK_MAX_BYTES ((int64_t)16 << 20)

/* cache_size in KiB: the bound on memory, whatever the transaction; what does not fit spills into the WAL. */
static const char connection_settings[] = "PRAGMA foreign_keys = ON;"
					  "PRAGMA synchronous = FULL;"
					  "PRAGMA trusted_schema = OFF;"
					  "PRAGMA cell_size_check = ON;"
					  "PRAGMA secure_delete = ON;"
					  "PRAGMA temp_store = FILE;"
					  "PRAGMA cache_size = -16384;"
					  "PRAGMA cache_spill = ON;"
					  "PRAGMA mmap_size = 0;"
					  "PRAGMA journal_size_limit = 67108864;";

const char *crm_store_path(const struct crm_store *st)
{
	return st->path;
}

int store_sql(struct crm_store *st, const char *sql, const char *doing, struct crm_error *err)
{
	int rc = sqlite3_exec(st->db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? CRM_OK : store_fail(st, rc, doing, err);
}

/* SQLite takes some names for something else than files (":memory:", "file:..."); "./" in front prevents that. */
static int open_database(struct crm_store *st, struct crm_error *err)
{
	struct crm_buf name;
	crm_buf_init(&name, CRM_BUF_MAX);
	crm_buf_printf(&name, "%s%s", st->path[0] == '/' ? "" : "./", st->path);
	int rc = SQLITE_NOMEM;
	store_fault_memory();
	st->vfs = store_fault_vfs();
	if (!name.failed)
		rc = sqlite3_open_v2(name.ptr, &st->db,
				     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
					     SQLITE_OPEN_EXRESCODE,
				     st->vfs);
	crm_buf_free(&name);
	return rc == SQLITE_OK ? CRM_OK : store_fail(st, rc, "open", err);
}

static int harden_connection(struct crm_store *st, struct crm_error *err)
{
	static const struct {
		int what, value;
	} switches[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
			{SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},
			{SQLITE_DBCONFIG_ENABLE_TRIGGER, 1}, {SQLITE_DBCONFIG_ENABLE_VIEW, 1},
			{SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}};
	int rc = sqlite3_busy_timeout(st->db, BUSY_TIMEOUT_MS);
	for (size_t i = 0; rc == SQLITE_OK && i < sizeof(switches) / sizeof(*switches); i++)
		rc = sqlite3_db_config(st->db, switches[i].what, switches[i].value, (int *)NULL);
	return rc == SQLITE_OK ? CRM_OK : store_fail(st, rc, "open", err);
}

static int use_wal(struct crm_store *st, struct crm_error *err)
{
	struct crm_buf mode;
	crm_buf_init(&mode, 64);
	int rc =
		sqlite3_exec(st->db, "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL", store_join_row, &mode, NULL);
	if (mode.failed)
		rc = store_nomem(err);
	else if (rc != SQLITE_OK)
		rc = store_fail(st, rc, "open", err);
	else if (strcmp(mode.ptr, "wal") != 0)
		rc = crm_error_set(
			err, CRM_E_DISK,
			"cannot open '%s': its file system does not support write-ahead logging; use a local disk",
			st->path);
	crm_buf_free(&mode);
	return rc;
}

/* Its log is still there, and no run is under way that might write it. */
static bool was_left_open(struct crm_store *st)
{
	struct crm_buf log;
	crm_buf_init(&log, CRM_BUF_MAX);
	crm_buf_printf(&log, "%s-wal", st->path);
	bool left = !log.failed && store_file_size(log.ptr) > 0;
	crm_buf_free(&log);
	if (!left || crm_store_lock(st, NULL) < 0)
		return false;
	crm_store_unlock(st);
	return true;
}

static int prepare_database(struct crm_store *st, bool create, const struct store_profile *profile,
			    struct crm_error *err)
{
	int version = 0;
	bool check = store_file_size(st->path) < QUICK_CHECK_MAX_BYTES || was_left_open(st);
	int rc = store_identify(st, create, profile, &version, err);
	if (rc == CRM_OK && sqlite3_db_readonly(st->db, "main"))
		rc = store_fail(st, SQLITE_READONLY, "write", err);
	if (rc == CRM_OK)
		rc = use_wal(st, err);
	if (rc == CRM_OK)
		rc = store_sql(st, connection_settings, "open", err);
	if (rc == CRM_OK && version == 0)
		return store_create(st, profile, err);
	if (rc == CRM_OK && check)
		rc = store_check_quickly(st, err);
	if (rc == CRM_OK && version < profile->version)
		rc = store_migrate(st, profile, err);
	return rc;
}

static int mutex_make(struct crm_store *st)
{
	pthread_mutexattr_t attr;
	if (pthread_mutexattr_init(&attr) != 0)
		return -1;
	int rc = pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	if (rc == 0)
		rc = pthread_mutex_init(&st->mutex, &attr);
	pthread_mutexattr_destroy(&attr);
	return rc == 0 ? 0 : -1;
}

struct crm_store *store_make(const char *path)
{
	struct crm_store *st = crm_calloc(1, sizeof(*st));
	if (!st)
		return NULL;
	st->lock_fd = -1;
	st->path = crm_strdup(path);
	if (st->path && mutex_make(st) == 0)
		return st;
	crm_free(st->path);
	crm_free(st);
	return NULL;
}

int store_open_profile(const char *path, bool create, const struct store_profile *profile, struct crm_store **out,
		       struct crm_error *err)
{
	int fd = -1;
	int rc = store_file_open_checked(path, create, &fd, err);
	if (rc < 0)
		return rc;
	struct crm_store *st = store_make(path);
	rc = st ? open_database(st, err) : store_nomem(err);
	if (rc == CRM_OK)
		rc = store_file_still(path, fd, err);
	if (rc == CRM_OK)
		rc = harden_connection(st, err);
	if (rc == CRM_OK)
		rc = prepare_database(st, create, profile, err);
	close(fd);
	if (rc < 0)
		crm_store_close(st);
	else
		*out = st;
	return rc;
}

/* ---- looking into it ---- */

/* What a run that died, or one that is under way, has left in the log stays there: bringing it into the file is for
 * those who write. */
static int keep_log(struct crm_store *st, struct crm_error *err)
{
	struct crm_buf log;
	crm_buf_init(&log, CRM_BUF_MAX);
	crm_buf_printf(&log, "%s-wal", st->path);
	bool failed = log.failed, there = !failed && store_file_size(log.ptr) > 0;
	crm_buf_free(&log);
	int rc = there ? sqlite3_db_config(st->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL) : SQLITE_OK;
	if (failed)
		return store_nomem(err);
	return rc == SQLITE_OK ? CRM_OK : store_fail(st, rc, "open", err);
}

static int prepare_to_read(struct crm_store *st, struct crm_error *err)
{
	int version = 0;
	int rc = keep_log(st, err);
	if (rc == CRM_OK)
		rc = store_identify(st, false, &store_current, &version, err);
	if (rc == CRM_OK && version < store_current.version)
		return crm_error_set(err, CRM_E_STORE,
				     "store '%s' has the older version %d, and nothing is written to it here: let "
				     "crmsync bring it up to date first, with crmsync status",
				     st->path, version);
	if (rc == CRM_OK)
		rc = store_sql(st, connection_settings, "open", err);
	if (rc == CRM_OK && store_file_size(st->path) < QUICK_CHECK_MAX_BYTES)
		rc = store_check_quickly(st, err);
	return rc == CRM_OK ? store_sql(st, "PRAGMA query_only = ON; BEGIN", "read", err) : rc;
}

int crm_store_open_to_read(const char *path, struct crm_store **out, struct crm_error *err)
{
	int fd = -1;
	int rc = store_file_open_checked(path, false, &fd, err);
	if (rc < 0)
		return rc;
	struct crm_store *st = store_make(path);
	rc = st ? open_database(st, err) : store_nomem(err);
	if (rc == CRM_OK)
		rc = store_file_still(path, fd, err);
	if (rc == CRM_OK)
		rc = harden_connection(st, err);
	if (rc == CRM_OK)
		rc = prepare_to_read(st, err);
	close(fd);
	if (rc < 0)
		crm_store_close(st);
	else
		*out = st;
	return rc;
}

int crm_store_open(const char *path, bool create, struct crm_store **out, struct crm_error *err)
{
	return store_open_profile(path, create, &store_current, out, err);
}

void crm_store_close(struct crm_store *st)
{
	if (!st)
		return;
	if (st->db) {
		store_forget_statements(st);
		sqlite3_close(st->db);
	}
	crm_store_unlock(st);
	pthread_mutex_destroy(&st->mutex);
	crm_free(st->path);
	crm_free(st);
}

const char *crm_store_library_version(void)
{
	return sqlite3_libversion();
}
