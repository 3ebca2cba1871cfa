/* SPDX-License-Identifier: Apache-2.0 */
/* The handle, prepared statements, units of work and error mapping; for the files of this folder only. */
#ifndef CRM_STORE_STORE_INTERNAL_H
#define CRM_STORE_STORE_INTERNAL_H

#include <pthread.h>
#include <sqlite3.h>

#include <store/statements.h>
#include <store/store.h>
#include <store/store_profile.h>

struct crm_store {
	sqlite3 *db;
	char *path;
	const char *vfs;       /* NULL: SQLite's own */
	pthread_mutex_t mutex; /* recursive */
	unsigned depth;        /* of nested transactions */
	int doomed;            /* code of the error that spoilt the transaction under way, 0: none */
	int lock_fd;           /* -1: not locked */
	sqlite3_stmt *cached[SQL_STATEMENTS];
};

/* A handle without a database: for the run lock of a store that does not open.  NULL: out of memory. */
struct crm_store *store_make(const char *path);

/* ---- errors ---- */
/* Turns an SQLite result into a code and a message that names the file; marks a transaction that SQLite rolled back. */
int store_fail(struct crm_store *st, int sqlite_code, const char *doing, struct crm_error *err);
/* The same without a handle, for files beside the store; system_errno 0: not told. */
int store_fail_file(const char *path, const char *doing, int system_errno, struct crm_error *err);
int store_nomem(struct crm_error *err);
int store_damaged(struct crm_store *st, const char *why, struct crm_error *err); /* CRM_E_STORE with the way out */

/* ---- statements ---- */
struct store_arg {
	enum { STORE_ARG_INT, STORE_ARG_REF, STORE_ARG_TEXT } type;
	int64_t number;
	const char *text;
};
#define STORE_INT(value)                                                                                               \
	{                                                                                                              \
		STORE_ARG_INT, (value), NULL                                                                           \
	}
#define STORE_REF(value)                                                                                               \
	{                                                                                                              \
		STORE_ARG_REF, (value), NULL                                                                           \
	} /* 0 is NULL */
#define STORE_TEXT(value)                                                                                              \
	{                                                                                                              \
		STORE_ARG_TEXT, 0, (value)                                                                             \
	}
#define STORE_ARGS(...)                                                                                                \
	(const struct store_arg[]){__VA_ARGS__},                                                                       \
		sizeof((const struct store_arg[]){__VA_ARGS__}) / sizeof(struct store_arg)

/* Called for each row; 0 goes on, a negative code stops (with err set by the callee), STORE_STOP ends early without
 * error. */
typedef int store_row(sqlite3_stmt *row, void *ctx, struct crm_error *err);
#define STORE_STOP 1

/* Runs a statement to its end.  Arguments need to live only until the call returns. */
int store_run(struct crm_store *st, enum store_statement statement, const struct store_arg *args, size_t n,
	      struct crm_error *err);
int store_each(struct crm_store *st, enum store_statement statement, const struct store_arg *args, size_t n,
	       store_row *row, void *ctx, struct crm_error *err);
/* First column of the first row; *out is `none` if there is no row or it is NULL. */
int store_number(struct crm_store *st, enum store_statement statement, const struct store_arg *args, size_t n,
		 int64_t none, int64_t *out, struct crm_error *err);
int store_text(struct crm_store *st, enum store_statement statement, const struct store_arg *args, size_t n,
	       struct crm_arena *arena, const char **out, struct crm_error *err);
/* Up to max numbers of the first column. */
int store_ids(struct crm_store *st, enum store_statement statement, const struct store_arg *args, size_t n,
	      int64_t *ids, size_t max, size_t *count, struct crm_error *err);
/* Rows that the last store_run() touched. */
int64_t store_changes(const struct crm_store *st);
void store_forget_statements(struct crm_store *st);
const char *store_statement_sql(enum store_statement statement);

/* A column as text in the arena, NULL for NULL; sets *failed when out of memory. */
const char *store_column(sqlite3_stmt *row, int column, struct crm_arena *arena, bool *failed);
bool store_column_equals(sqlite3_stmt *row, int column, const char *text); /* NULL equals only NULL */
int64_t store_limit(size_t max);

/* A list that grows in an arena. */
struct store_list {
	struct crm_arena *arena;
	void *items;
	size_t n, cap, size;
};
void *store_list_add(struct store_list *list); /* zeroed; NULL: out of memory */

/* ---- units of work ---- */
/* Several statements that belong together: a transaction of their own, or part of the one under way. */
int store_unit_begin(struct crm_store *st, struct crm_error *err);
int store_unit_end(struct crm_store *st, int rc,
		   struct crm_error *err); /* commits if rc >= 0, else rolls back; returns what came of it */

/* ---- parts of one record that several files touch ---- */
int store_mark_dirty(struct crm_store *st, int64_t golden,
		     struct crm_error *err); /* folded ones: their survivor is not looked up */
int store_golden_survivor(struct crm_store *st, int64_t golden, int64_t *survivor, struct crm_error *err);

/* ---- the file ---- */
int store_file_create_private(const char *path, struct crm_error *err); /* new and empty, 0600 */
/* A descriptor to look at the file through (no locks on it): it is there, regular, ours, and private from now on.
   CRM_E_NOT_FOUND if it is not there and not to be created. */
int store_file_open_checked(const char *path, bool create, int *fd, struct crm_error *err);
int store_file_still(const char *path, int fd,
		     struct crm_error *err); /* the path still names the file of the descriptor */
int64_t store_file_size(const char *path);
/* A file that was renamed has its new name after a loss of power too. */
int store_file_sync_folder(const char *path, struct crm_error *err);

/* Rows of a PRAGMA joined by blanks, into a struct crm_buf. */
int store_join_row(void *ctx, int n, char **values, char **names);
int store_check_quickly(struct crm_store *st, struct crm_error *err);

/* ---- versions ---- */
/* Says no to foreign and newer files; *version is 0 for an empty one that is to be created. */
int store_identify(struct crm_store *st, bool create, const struct store_profile *profile, int *version,
		   struct crm_error *err);
int store_create(struct crm_store *st, const struct store_profile *profile, struct crm_error *err);
/* Under the run lock: backup to FILE.vN.bak, then all steps in one transaction. */
int store_migrate(struct crm_store *st, const struct store_profile *profile, struct crm_error *err);
int store_check_references(struct crm_store *st, struct crm_error *err);
int store_sql(struct crm_store *st, const char *sql, const char *doing, struct crm_error *err);

#endif
