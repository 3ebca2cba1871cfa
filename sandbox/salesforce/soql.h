/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SOQL: the syntax tree, from text (soql_parse) through names that are looked up (soql_resolve) to rows (soql_run).
 * Everything lives in one arena: a tree that outlives its request (a query locator) is made in an arena of its own.
 * Functions return 0, SF_REFUSED with the failure filled, or a negative code (out of memory).
 */
#ifndef SANDBOX_SALESFORCE_SOQL_H
#define SANDBOX_SALESFORCE_SOQL_H

#include "failure.h"

#define SOQL_MAX_HOPS  5
#define SOQL_MAX_NAMES 4096

enum soql_operator {
	SOQL_EQUAL,
	SOQL_NOT_EQUAL,
	SOQL_LESS,
	SOQL_LESS_EQUAL,
	SOQL_GREATER,
	SOQL_GREATER_EQUAL,
	SOQL_LIKE,
	SOQL_IN,
	SOQL_NOT_IN,
	SOQL_INCLUDES,
	SOQL_EXCLUDES
};

enum soql_literal_type { SOQL_NULL, SOQL_TEXT, SOQL_NUMBER, SOQL_BOOLEAN, SOQL_DATE, SOQL_DATETIME, SOQL_RELATIVE };

struct soql_literal {
	enum soql_literal_type type;
	const char *text; /* decoded string, number, date ...; name of a relative date */
	long count;       /* n of LAST_N_DAYS:n */
	size_t position;  /* in the query's text */
	double number;    /* resolved, for number fields */
	int64_t from, to; /* resolved, for dates (days) and datetimes (ms): from <= value < to */
	uint64_t hash;    /* resolved, for text in lists */
};

/* A field, perhaps of a parent: Account.Owner.Name */
struct soql_path {
	const char *text;
	size_t position;
	/* resolved: columns[i] of tables[i]; the last one is the field, those before are references */
	const struct sf_table *tables[SOQL_MAX_HOPS + 1];
	size_t columns[SOQL_MAX_HOPS + 1];
	size_t n;
};

struct soql_query;

enum soql_condition_type { SOQL_AND, SOQL_OR, SOQL_NOT, SOQL_COMPARE };

struct soql_condition {
	enum soql_condition_type type;
	struct soql_condition *left, *right; /* NOT: left only */
	struct soql_path path;
	enum soql_operator operator;
	size_t position;
	struct soql_literal *literals; /* one, or a list (sorted by hash once resolved, if of texts) */
	size_t n_literals;
	bool list_has_null;
	struct soql_query *semi_join; /* IN (SELECT ...): becomes literals when the query runs */
};

enum soql_item_type { SOQL_FIELD, SOQL_AGGREGATE, SOQL_SUBQUERY, SOQL_FIELDS };

struct soql_item {
	enum soql_item_type type;
	struct soql_path path; /* field, or the aggregate's field; text NULL: COUNT() */
	const char *
		function; /* upper case: COUNT, COUNT_DISTINCT, MIN, MAX, SUM, AVG; ALL, STANDARD, CUSTOM of FIELDS() */
	const char *alias;        /* of an aggregate or grouped field, NULL: none */
	struct soql_query *query; /* child subquery */
	size_t position;
	struct soql_item *next;
};

struct soql_order {
	struct soql_path path;
	bool descending, nulls_last;
	struct soql_order *next;
};

/* What an answer's records look like: fields in their order, those of a parent together in one nested object. */
struct soql_shape {
	const char *name;
	const struct sf_table *table; /* that holds the column */
	size_t column;
	struct soql_shape *parent_fields; /* not NULL: nested object of the referenced record */
	struct soql_query *query;         /* not NULL: child records */
	struct soql_shape *next;
};

struct soql_query {
	const char *text; /* of the whole statement */
	struct soql_item *items;
	const char *from;
	size_t from_position;
	const char *alias;
	struct soql_condition *where;
	struct soql_item *groups; /* GROUP BY */
	struct soql_order *orders;
	bool has_limit, has_offset;
	int64_t limit, offset;
	size_t limit_position, offset_position;
	bool counts_only; /* SELECT COUNT() */
	bool aggregates;  /* some aggregate function or GROUP BY */
	/* resolved */
	const struct sf_table *table;
	const struct sf_child *relationship; /* of a child subquery */
	struct soql_shape *shape;
};

/* Parses a statement; the tree is made in `arena`, failures in the request's arena. */
int soql_parse(struct face *face, struct crm_arena *arena, const char *text, struct soql_query **out,
	       struct sf_failure *failure);
/* Looks all names up as the calling user sees them.  `tooling`: the objects of the Tooling API instead. */
int soql_resolve(struct face *face, struct crm_arena *arena, struct soql_query *query, bool tooling,
		 struct sf_failure *failure);

struct soql_rows {
	struct sf_row **rows; /* in the request's arena */
	size_t n;
};
/* Rows of the query in its order, after OFFSET and LIMIT.  `deleted`: those in the recycle bin too. */
int soql_run(struct face *face, struct soql_query *query, bool deleted, struct soql_rows *out,
	     struct sf_failure *failure);
/* Child rows of one parent row. */
int soql_run_children(struct face *face, struct soql_query *query, const struct sf_row *parent, bool deleted,
		      struct soql_rows *out);
/* Does the row satisfy the condition? (NULL: yes) */
bool soql_matches(const struct soql_condition *condition, const struct sf_row *row, struct crm_buf *scratch);
/* The row that the path's last column belongs to, NULL if some parent is missing. */
const struct sf_row *soql_follow(const struct soql_path *path, const struct sf_row *row);
/* Range of days that a relative date names; false if there is no such name. */
bool soql_relative_days(const char *name, long count, int32_t today, int32_t *from, int32_t *to);
bool soql_relative_takes_count(const char *name, bool *takes_count);

/* A refusal that shows the place: "\n<excerpt>\n   ^\nERROR at Row:1:Column:8\n<what>". */
int soql_refuse(struct face *face, const char *text, size_t position, struct sf_failure *failure, const char *code,
		const char *fmt, ...) __attribute__((format(printf, 6, 7)));

#endif
