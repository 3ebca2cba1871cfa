/* SPDX-License-Identifier: Apache-2.0 */
/* Records by id, and by the value of a field (through the vendor's search, whose index lags). */
#include "pipedrive.h"

#include <string.h>

#include <crmsync/url.h>

#define MAX_REQUESTS 16

/* ---- several requests side by side ---- */

struct volley {
	struct crm_http_request requests[MAX_REQUESTS];
	struct crm_http_response responses[MAX_REQUESTS];
	size_t n;
};

static void volley_add(struct crm_connection *conn, struct volley *v, const char *url, unsigned cost, const char *rate_class,
                       struct crm_arena *arena)
{
	struct crm_http_request *req = &v->requests[v->n];
	*req = (struct crm_http_request){.method = "GET", .url = url, .cost = cost, .rate_class = rate_class};
	pd_sign(conn, req, arena);
	crm_http_response_init(&v->responses[v->n++]);
}

static void volley_free(struct volley *v)
{
	for (size_t i = 0; i < v->n; i++)
		crm_http_response_free(&v->responses[i]);
}

/* Parses answer i of a volley that was sent. */
static int volley_json(struct crm_connection *conn, struct volley *v, size_t i, crm_json **json, struct crm_error *err)
{
	struct crm_error parse = {0};
	pd_note_headers(conn, &v->responses[i]);
	*json = NULL;
	int parsed = crm_json_parse(v->responses[i].body.ptr, v->responses[i].body.len, json, &parse);
	int rc = pd_check(conn, &v->responses[i], parsed == CRM_OK ? *json : NULL, err);
	crm_error_clear(&parse);
	if (rc < 0) {
		crm_json_free(*json);
		*json = NULL;
	}
	return rc;
}

/* ---- by id ---- */

static const char *ids_url(const struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n,
                           const char *const *properties, size_t n_properties, struct crm_arena *arena)
{
	struct crm_buf url, list;
	crm_buf_init(&url, 16384);
	crm_buf_init(&list, 8192);
	for (size_t i = 0; i < n; i++)
		crm_buf_printf(&list, "%s%s", i ? "," : "", ids[i]);
	crm_buf_printf(&url, "%s/api/v2/%s?limit=%d", pd_base(conn), pd_collection(object), PD_PAGE);
	crm_url_query(&url, "ids", list.ptr);
	if (object == CRM_DEAL)
		crm_url_query(&url, "status", "open,won,lost,deleted");
	pd_add_wanted(conn, object, properties, n_properties, &url);
	const char *text = url.failed || list.failed ? NULL : crm_arena_strdup(arena, url.ptr);
	crm_buf_free(&url);
	crm_buf_free(&list);
	return text;
}

static int append_records(struct crm_page *out, const struct crm_page *more, struct crm_arena *arena)
{
	struct crm_record *all = crm_arena_calloc(arena, out->n + more->n + 1, sizeof *all);
	if (all == NULL)
		return CRM_E_NOMEM;
	if (out->n > 0)
		memcpy(all, out->records, out->n * sizeof *all);
	if (more->n > 0)
		memcpy(all + out->n, more->records, more->n * sizeof *all);
	out->records = all;
	out->n += more->n;
	return CRM_OK;
}

static int read_volley(struct crm_connection *conn, struct volley *v, enum crm_object object, struct crm_page *out, struct crm_arena *arena,
                       struct crm_error *err)
{
	for (size_t i = 0; i < v->n; i++) {
		crm_json *json = NULL;
		struct crm_page page = {0};
		int rc = volley_json(conn, v, i, &json, err);
		if (rc == CRM_OK && (pd_read_items(crm_json_get(json, "data"), object, arena, &page) != CRM_OK ||
		                     append_records(out, &page, arena) != CRM_OK))
			rc = crm_error_set(err, CRM_E_PROTOCOL, "a record of %s cannot be read", pd_collection(object));
		crm_json_free(json);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

int pd_fetch(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids, const char *const *properties,
             size_t n_properties, struct crm_page *out, struct crm_arena *arena, struct crm_error *err)
{
	struct volley v = {.n = 0};
	int rc = pd_authorise(conn, err);
	for (size_t at = 0; rc == CRM_OK && at < n_ids && v.n < MAX_REQUESTS; at += PD_IDS) {
		const char *url = ids_url(conn, object, ids + at, n_ids - at < PD_IDS ? n_ids - at : PD_IDS, properties, n_properties, arena);
		if (url == NULL)
			rc = pd_out_of_memory(err);
		else
			volley_add(conn, &v, url, PD_COST_LIST, NULL, arena);
	}
	if (rc == CRM_OK)
		rc = crm_http_send(conn->host->http, v.requests, v.responses, v.n, err);
	*out = (struct crm_page){.complete = true, .total = -1};
	if (rc == CRM_OK)
		rc = read_volley(conn, &v, object, out, arena, err);
	volley_free(&v);
	if (rc == CRM_OK && object == CRM_DEAL && pd_wants(properties, n_properties, "@contacts"))
		rc = pd_read_participants(conn, out, arena, err);
	return rc;
}

/* ---- by value ---- */

/* The search's own names of the fields that it can look through. */
static const struct {
	enum crm_object object;
	const char *property, *field;
} searchable[] = {
        {CRM_CONTACT, "@email", "email"}, {CRM_CONTACT, "@phone", "phone"},  {CRM_CONTACT, "name", "name"},
        {CRM_CONTACT, "last_name", "name"}, {CRM_COMPANY, "name", "name"}, {CRM_DEAL, "title", "title"},
};

static const char *search_field(enum crm_object object, const char *property)
{
	for (size_t i = 0; i < sizeof searchable / sizeof *searchable; i++)
		if (searchable[i].object == object && strcmp(searchable[i].property, property) == 0)
			return searchable[i].field;
	return NULL;
}

static const char *search_url(const struct crm_connection *conn, enum crm_object object, const char *property, const char *value,
                              struct crm_arena *arena)
{
	struct crm_buf url;
	crm_buf_init(&url, 16384);
	if (pd_is_custom_key(property)) {
		crm_buf_printf(&url, "%s/api/v2/itemSearch/field?limit=100&match=exact", pd_base(conn));
		crm_url_query(&url, "entity_type", pd_item_type(object));
		crm_url_query(&url, "field", property);
	} else {
		crm_buf_printf(&url, "%s/api/v2/%s/search?limit=100&exact_match=true", pd_base(conn), pd_collection(object));
		crm_url_query(&url, "fields", search_field(object, property));
	}
	crm_url_query(&url, "term", value);
	const char *text = url.failed ? NULL : crm_arena_strdup(arena, url.ptr);
	crm_buf_free(&url);
	return text;
}

/* itemSearch/field answers data: [{item:{id}}], the searches of one object data.items: [{item:{id}}]. */
static int collect_ids(const crm_json *json, const char **ids, size_t max, size_t *n, struct crm_arena *arena)
{
	const crm_json *data = crm_json_get(json, "data");
	const crm_json *items = crm_json_is_array(data) ? data : crm_json_get(data, "items");
	for (const crm_json *v = crm_json_first(items); v != NULL && *n < max; v = crm_json_next(v)) {
		const crm_json *item = crm_json_get(v, "item") ? crm_json_get(v, "item") : v;
		const char *id = crm_arena_strdup(arena, crm_json_text(crm_json_get(item, "id")));
		if (id == NULL)
			continue;
		bool known = false;
		for (size_t i = 0; i < *n; i++)
			known = known || strcmp(ids[i], id) == 0;
		if (!known)
			ids[(*n)++] = id;
	}
	return CRM_OK;
}

#define MAX_HITS 400

int pd_find(struct crm_connection *conn, enum crm_object object, const char *property, const char *const *values, size_t n_values,
            const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena, struct crm_error *err)
{
	struct volley v = {.n = 0};
	const char **ids = crm_arena_calloc(arena, MAX_HITS, sizeof *ids);
	size_t n = 0;
	if (!pd_is_custom_key(property) && search_field(object, property) == NULL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "Pipedrive cannot search %s by '%s'", pd_collection(object), property);
	int rc = ids ? pd_authorise(conn, err) : pd_out_of_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n_values && v.n < MAX_REQUESTS; i++) {
		const char *url = search_url(conn, object, property, values[i], arena);
		if (url == NULL)
			rc = pd_out_of_memory(err);
		else
			volley_add(conn, &v, url, PD_COST_SEARCH, "search", arena);
	}
	if (rc == CRM_OK)
		rc = crm_http_send(conn->host->http, v.requests, v.responses, v.n, err);
	for (size_t i = 0; rc == CRM_OK && i < v.n; i++) {
		crm_json *json = NULL;
		rc = volley_json(conn, &v, i, &json, err);
		if (rc == CRM_OK)
			rc = collect_ids(json, ids, MAX_HITS, &n, arena);
		crm_json_free(json);
	}
	volley_free(&v);
	*out = (struct crm_page){.complete = true, .total = -1};
	return rc == CRM_OK && n > 0 ? pd_fetch(conn, object, ids, n, properties, n_properties, out, arena, err) : rc;
}
