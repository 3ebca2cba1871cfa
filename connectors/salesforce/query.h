/* SPDX-License-Identifier: Apache-2.0 */
/* Queries for records, and the records in their answers. */
#ifndef CRM_SALESFORCE_QUERY_H
#define CRM_SALESFORCE_QUERY_H

#include "client.h"
#include "listing.h"
#include "selection.h"

#define SF_URL_MAX 15000 /* bytes of a query's path; the whole URL and its headers may have 16,384 */

struct sf_query {
	enum sf_type type;
	const char *const *properties;
	size_t n_properties;
	const char *where;  /* NULL: all */
	const char *filter; /* the part of `where` that the config asks for, for messages; NULL: none */
	bool sorted;        /* by SystemModstamp and Id */
	bool all;           /* deleted, merged and converted ones as well */
};

/* Settles what is asked for; asks for the schema where the types of custom fields matter. */
int sf_query_prepare(struct crm_connection *conn, const struct sf_query *query, struct crm_arena *arena,
		     struct sf_selection *selection, struct crm_error *err);
/* Asks for the first page.  A field that the org lacks or hides is found out by asking what there is, and left out.
   CRM_E_CONFIG when the filter is at fault; else the classes of sf_failure_class(). */
int sf_query_first(struct crm_connection *conn, const struct sf_query *query, struct crm_arena *arena,
		   struct sf_selection *selection, struct sf_answer *answer, struct crm_error *err);

struct sf_records {
	struct crm_record *items;
	size_t n, cap;
};

/* Adds one record. */
int sf_records_add_one(struct crm_connection *conn, const struct sf_selection *selection, const crm_json *v,
		       struct crm_arena *arena, struct sf_records *records, struct crm_error *err);
/* Adds the records of a page; everything goes in the arena. */
int sf_records_add(struct crm_connection *conn, const struct sf_selection *selection, const struct sf_listing *page,
		   struct crm_arena *arena, struct sf_records *records, struct crm_error *err);
/* Adds all records of a query, page by page. */
int sf_query_all(struct crm_connection *conn, const struct sf_query *query, struct crm_arena *arena,
		 struct sf_records *records, struct crm_error *err);

/* One step through a list of literals: appends "field IN (...)" to where, beginning with item *at, as many as the URL
   of the query can take; *at moves behind the last one taken.  Literals are ready to be sent. */
void sf_query_in(struct crm_buf *where, const struct sf_query *query, const struct sf_selection *selection,
		 const char *field, const char *const *literals, size_t n, size_t *at);
/* Appends the query itself. */
void sf_query_text(struct crm_buf *soql, const struct sf_query *query, const struct sf_selection *selection);
/* Appends the path of the query. */
void sf_query_path(struct crm_buf *path, const struct sf_query *query, const struct sf_selection *selection);

#endif
