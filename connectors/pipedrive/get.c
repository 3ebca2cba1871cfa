/* SPDX-License-Identifier: Apache-2.0 */
/* Records by id, 100 to a request.  Deals that the first listing does not know are looked for among the archived ones.
 */
#include <string.h>

#include <crmsync/url.h>

#include "pipedrive.h"

struct lookup {
	struct crm_connection *conn;
	enum crm_object object;
	const char *const *properties;
	size_t n_properties;
	bool archived;
	struct crm_arena *arena;
	struct crm_record *records;
	size_t n;
};

static const char *ids_url(const struct lookup *l, const char *const *ids, size_t n)
{
	struct crm_buf url, list;
	crm_buf_init(&url, 65536);
	crm_buf_init(&list, 8192);
	for (size_t i = 0; i < n; i++)
		crm_buf_printf(&list, "%s%s", i ? "," : "", ids[i]);
	crm_buf_printf(&url, "%s/api/v2/%s%s?limit=%d", pd_base(l->conn), pd_collection(l->object),
		       l->archived ? "/archived" : "", PD_PAGE);
	crm_url_query(&url, "ids", list.ptr);
	if (l->object == CRM_DEAL)
		crm_url_query(&url, "status", "open,won,lost,deleted");
	pd_add_wanted(l->conn, l->object, l->properties, l->n_properties, &url);
	const char *text = url.failed || list.failed ? NULL : crm_arena_strdup(l->arena, url.ptr);
	crm_buf_free(&url);
	crm_buf_free(&list);
	return text;
}

static int append_records(struct lookup *l, const struct crm_page *more, struct crm_error *err)
{
	struct crm_record *all = crm_arena_calloc(l->arena, l->n + more->n + 1, sizeof *all);
	if (all == NULL)
		return pd_out_of_memory(err);
	if (l->n > 0)
		memcpy(all, l->records, l->n * sizeof *all);
	if (more->n > 0)
		memcpy(all + l->n, more->records, more->n * sizeof *all);
	l->records = all;
	l->n += more->n;
	return CRM_OK;
}

static int take_answer(struct lookup *l, const crm_json *json, struct crm_error *err)
{
	const crm_json *data;
	struct crm_page page = {0};
	int rc = pd_listed(json, &data, err);
	if (rc == CRM_OK)
		rc = pd_read_items(data, l->object, l->arena, &page, err);
	return rc == CRM_OK ? append_records(l, &page, err) : rc;
}

/* Sends the requests for all ids; the records come in once all answers are there. */
static int ask(struct lookup *l, const char *const *ids, size_t n, const char **url, struct crm_error *err)
{
	struct pd_volley v;
	int rc = pd_volley_init(&v, n / PD_IDS + 1, l->arena) == CRM_OK ? CRM_OK : pd_out_of_memory(err);
	for (size_t at = 0; rc == CRM_OK && at < n; at += PD_IDS) {
		*url = ids_url(l, ids + at, n - at < PD_IDS ? n - at : PD_IDS);
		if (*url == NULL)
			rc = pd_out_of_memory(err);
		else
			pd_volley_add(l->conn, &v, "GET", *url, NULL, l->archived ? PD_COST_ARCHIVED : PD_COST_LIST);
	}
	if (rc == CRM_OK)
		pd_volley_send(l->conn, &v);
	size_t before = l->n;
	for (size_t i = 0; rc == CRM_OK && i < v.n; i++) {
		crm_json *json = NULL;
		rc = pd_volley_read(l->conn, &v, i, &json, err);
		if (rc == CRM_OK)
			rc = take_answer(l, json, err);
		crm_json_free(json);
	}
	if (rc < 0)
		l->n = before;
	pd_volley_free(&v);
	return rc;
}

static int ask_until_taken(struct lookup *l, const char *const *ids, size_t n, struct crm_error *err)
{
	struct crm_error own = {0};
	const char *url = "";
	int rc = n > 0 ? ask(l, ids, n, &url, &own) : CRM_OK;
	while (rc < 0 && url != NULL && pd_narrow_selection(l->conn, url, &own)) {
		crm_error_clear(&own);
		rc = ask(l, ids, n, &url, &own);
	}
	if (rc < 0 && err != NULL)
		crm_error_move(err, &own);
	crm_error_clear(&own);
	return rc;
}

static bool is_there(const struct lookup *l, const char *id)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->records[i].id, id) == 0)
			return true;
	return false;
}

static size_t keep_missing(const struct lookup *l, const char **ids, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (!is_there(l, ids[i]))
			ids[kept++] = ids[i];
	return kept;
}

/* Whatever is not a number cannot be the id of a record. */
static const char **real_ids(const char *const *ids, size_t n, size_t *out_n, struct crm_arena *arena)
{
	const char **real = crm_arena_calloc(arena, n + 1, sizeof *real);
	*out_n = 0;
	for (size_t i = 0; real != NULL && i < n; i++)
		if (pd_is_id(ids[i]))
			real[(*out_n)++] = ids[i];
	return real;
}

int pd_get(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids,
	   const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena,
	   struct crm_error *err)
{
	struct lookup l = {
		.conn = conn, .object = object, .properties = properties, .n_properties = n_properties, .arena = arena};
	size_t n;
	if (object > CRM_DEAL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s are only listed whole", crm_object_plural(object));
	const char **wanted = real_ids(ids, n_ids, &n, arena);
	int rc = wanted ? pd_authorise(conn, err) : pd_out_of_memory(err);
	if (rc == CRM_OK)
		rc = ask_until_taken(&l, wanted, n, err);
	if (rc == CRM_OK && object == CRM_DEAL) {
		n = keep_missing(&l, wanted, n);
		l.archived = true;
		rc = ask_until_taken(&l, wanted, n, err);
	}
	struct crm_page page = {.records = l.records, .n = l.n, .complete = true, .total = -1};
	if (rc == CRM_OK && object == CRM_DEAL && pd_wants(properties, n_properties, "@contacts"))
		rc = pd_complete_contacts(conn, &page, arena, err);
	if (rc == CRM_OK)
		*out = page;
	return rc;
}
