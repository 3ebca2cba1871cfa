/* SPDX-License-Identifier: Apache-2.0 */
/* Records by the value of a field: the vendor's search, whose index lags, tells ids; the records are then read as they
 * are. */
#include <string.h>
#include <strings.h>

#include <crmsync/url.h>

#include "pipedrive.h"

/* How a property is searched.  The search knows whole names only: parts are looked for in them and compared afterwards.
 */
struct way {
	enum crm_object object;
	const char *property;
	const char *field; /* the search's own name */
	bool exact;
	bool compare; /* hits are compared with the values; not where the vendor compares loosely (phones) */
};

static const struct way ways[] = {
	{CRM_CONTACT, "@email", "email", true, false},   {CRM_CONTACT, "@emails", "email", true, false},
	{CRM_CONTACT, "@phone", "phone", true, false},   {CRM_CONTACT, "@mobile", "phone", true, false},
	{CRM_CONTACT, "name", "name", true, true},       {CRM_CONTACT, "first_name", "name", false, true},
	{CRM_CONTACT, "last_name", "name", false, true}, {CRM_COMPANY, "name", "name", true, true},
	{CRM_DEAL, "title", "title", true, true},
};

static const struct way by_key = {.exact = true, .compare = true};

static const struct way *find_way(enum crm_object object, const char *property)
{
	if (object <= CRM_DEAL && pd_is_custom_key(property))
		return &by_key;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (ways[i].object == object && strcmp(ways[i].property, property) == 0)
			return &ways[i];
	return NULL;
}

struct search {
	struct crm_connection *conn;
	enum crm_object object;
	const char *property;
	const struct way *way;
	const char *const *values;
	size_t n_values;
	struct crm_arena *arena;
	const char **ids; /* found */
	size_t n, cap;
	const char **cursors; /* by value: where to go on; NULL: done */
};

/* The API takes terms of two characters at least, or one if the match is exact. */
static bool is_exact(const struct way *way, const char *value)
{
	size_t characters = 0;
	for (const char *c = value; *c != '\0'; c++)
		characters += ((unsigned char)*c & 0xc0) != 0x80;
	return way->exact || characters < 2;
}

static const char *search_url(const struct search *s, size_t value)
{
	struct crm_buf url;
	bool exact = is_exact(s->way, s->values[value]);
	crm_buf_init(&url, 65536);
	if (s->way == &by_key) {
		crm_buf_printf(&url, "%s/api/v2/itemSearch/field?limit=%d&match=exact", pd_base(s->conn), PD_PAGE);
		crm_url_query(&url, "entity_type", pd_item_type(s->object));
		crm_url_query(&url, "field", s->property);
	} else {
		crm_buf_printf(&url, "%s/api/v2/%s/search?limit=%d&exact_match=%s", pd_base(s->conn),
			       pd_collection(s->object), PD_PAGE, exact ? "true" : "false");
		crm_url_query(&url, "fields", s->way->field);
	}
	crm_url_query(&url, "term", s->values[value]);
	if (s->cursors[value][0] != '\0')
		crm_url_query(&url, "cursor", s->cursors[value]);
	const char *text = url.failed ? NULL : crm_arena_strdup(s->arena, url.ptr);
	crm_buf_free(&url);
	return text;
}

/* ---- hits ---- */

static int add_hit(struct search *s, const char *id, struct crm_error *err)
{
	if (!pd_is_id(id))
		return crm_error_set(err, CRM_E_PROTOCOL, "the search found something without an id");
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->ids[i], id) == 0)
			return CRM_OK;
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 64;
		const char **grown = crm_arena_calloc(s->arena, cap, sizeof *grown);
		if (grown == NULL)
			return pd_out_of_memory(err);
		if (s->n > 0)
			memcpy(grown, s->ids, s->n * sizeof *grown);
		s->ids = grown;
		s->cap = cap;
	}
	s->ids[s->n] = crm_arena_strdup(s->arena, id);
	return s->ids[s->n++] ? CRM_OK : pd_out_of_memory(err);
}

/* itemSearch/field answers data: [{id}], the searches of one object data.items: [{item: {id}}]. */
static int take_hits(struct search *s, size_t value, const crm_json *json, struct crm_error *err)
{
	const crm_json *data = crm_json_get(json, "data");
	const crm_json *items = crm_json_is_array(data) ? data : crm_json_get(data, "items");
	int rc = CRM_OK;
	if (!crm_json_is_array(items))
		return crm_error_set(err, CRM_E_PROTOCOL, "the answer of the search has no list of items");
	for (const crm_json *v = crm_json_first(items); rc == CRM_OK && v != NULL; v = crm_json_next(v)) {
		const crm_json *item = crm_json_get(v, "item") ? crm_json_get(v, "item") : v;
		rc = add_hit(s, crm_json_text(crm_json_get(item, "id")), err);
	}
	return rc == CRM_OK ? pd_next_cursor(json, s->cursors[value], s->arena, &s->cursors[value], err) : rc;
}

/* One page of every search that is not done. */
static int search_page(struct search *s, bool *more, struct crm_error *err)
{
	struct pd_volley v;
	size_t *of = crm_arena_calloc(s->arena, s->n_values + 1, sizeof *of);
	int rc = of && pd_volley_init(&v, s->n_values, s->arena) == CRM_OK ? CRM_OK : pd_out_of_memory(err);
	*more = false;
	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < s->n_values; i++) {
		if (s->cursors[i] == NULL)
			continue;
		const char *url = search_url(s, i);
		if (url == NULL) {
			rc = pd_out_of_memory(err);
			break;
		}
		of[v.n] = i;
		pd_volley_add(s->conn, &v, "GET", url, NULL, PD_COST_SEARCH)->rate_class = "search";
	}
	if (rc == CRM_OK)
		pd_volley_send(s->conn, &v);
	for (size_t i = 0; rc == CRM_OK && i < v.n; i++) {
		crm_json *json = NULL;
		rc = pd_volley_read(s->conn, &v, i, &json, err);
		if (rc == CRM_OK)
			rc = take_hits(s, of[i], json, err);
		*more = *more || s->cursors[of[i]] != NULL;
		crm_json_free(json);
	}
	pd_volley_free(&v);
	return rc;
}

/* ---- records ---- */

/* The property searched by is asked for as well. */
static const char *const *with_property(const struct search *s, const char *const *properties, size_t *n)
{
	if (pd_wants(properties, *n, s->property))
		return properties;
	const char **more = crm_arena_calloc(s->arena, *n + 1, sizeof *more);
	if (more == NULL)
		return NULL;
	if (*n > 0)
		memcpy(more, properties, *n * sizeof *more);
	more[(*n)++] = s->property;
	return more;
}

static bool fits(const struct search *s, const struct crm_record *record)
{
	const struct crm_value *have = crm_record_get(record, s->property);
	if (have == NULL || have->kind != CRM_TEXT)
		return have == NULL;
	for (size_t i = 0; i < s->n_values; i++)
		if (s->way == &by_key ? strcmp(have->text, s->values[i]) == 0
				      : strcasecmp(have->text, s->values[i]) == 0)
			return true;
	return false;
}

/* The index lags: what it found may have another value by now. */
static void keep_fitting(const struct search *s, struct crm_page *page)
{
	struct crm_record *records = (struct crm_record *)(uintptr_t)page->records;
	size_t n = 0;
	for (size_t i = 0; s->way->compare && i < page->n; i++)
		if (fits(s, &records[i]))
			records[n++] = records[i];
	if (s->way->compare)
		page->n = n;
}

int pd_find(struct crm_connection *conn, enum crm_object object, const char *property, const char *const *values,
	    size_t n_values, const char *const *properties, size_t n_properties, struct crm_page *out,
	    struct crm_arena *arena, struct crm_error *err)
{
	struct search s = {.conn = conn,
			   .object = object,
			   .property = property,
			   .arena = arena,
			   .values = values,
			   .n_values = n_values};
	struct crm_page page = {.complete = true, .total = -1};
	s.way = find_way(object, property);
	if (s.way == NULL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "Pipedrive cannot search %s by '%s'",
				     crm_object_plural(object), property);
	s.cursors = crm_arena_calloc(arena, n_values + 1, sizeof *s.cursors);
	int rc = s.cursors ? pd_authorise(conn, err) : pd_out_of_memory(err);
	bool more = false;
	for (size_t i = 0; rc == CRM_OK && i < n_values; i++) {
		s.cursors[i] = values[i][0] != '\0' ? "" : NULL;
		more = more || values[i][0] != '\0';
	}
	while (rc == CRM_OK && more)
		rc = search_page(&s, &more, err);
	if (rc == CRM_OK && s.n > 0) {
		const char *const *asked = with_property(&s, properties, &n_properties);
		rc = asked ? pd_get(conn, object, s.ids, s.n, asked, n_properties, &page, arena, err)
			   : pd_out_of_memory(err);
	}
	if (rc < 0)
		return rc;
	keep_fitting(&s, &page);
	*out = page;
	return CRM_OK;
}
