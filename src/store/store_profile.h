/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What makes a file a store of a certain version: schema and migrations, as data.  crm_store_open() uses store_current;
 * the tests open files with profiles of their own.  Also what tests and `crmsync check` need to look inside.
 */
#ifndef CRM_STORE_STORE_PROFILE_H
#define CRM_STORE_STORE_PROFILE_H

#include <store/store.h>

#define STORE_APPLICATION_ID 0x63726d73 /* "crms" */

struct store_migration {
	int from;        /* turns version `from` into `from` + 1 */
	const char *sql; /* runs with foreign keys off, in the transaction of the whole migration; they are checked
			    before it commits */
};

struct store_profile {
	int version;
	const char *schema; /* SQL that makes an empty file a store of `version` */
	const struct store_migration *migrations;
	size_t n_migrations;
};

extern const struct store_profile store_current;
extern const char store_schema_sql[]; /* schema.sql, embedded by the build */

/* As crm_store_open(), for any profile. */
int store_open_profile(const char *path, bool create, const struct store_profile *profile, struct crm_store **out,
		       struct crm_error *err);

/* Number of prepared statements of the store, and name and query plan of each (one line per step, as in EXPLAIN QUERY
 * PLAN). */
size_t store_statement_count(void);
const char *store_statement_name(size_t statement);
int store_statement_plan(struct crm_store *st, size_t statement, struct crm_buf *plan, struct crm_error *err);

/* Runs SQL text.  For tests and migrations, never for data. */
int store_execute(struct crm_store *st, const char *sql, struct crm_error *err);
/* First column of the first row as text, "" for NULL, NULL if there is no row. */
int store_lookup(struct crm_store *st, const char *sql, struct crm_arena *arena, const char **out,
		 struct crm_error *err);

#endif
