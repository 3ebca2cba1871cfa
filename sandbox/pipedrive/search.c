/* SPDX-License-Identifier: Apache-2.0 */
/* Searches of v2: /persons/search and its like, /itemSearch, /itemSearch/field. */
#include <stdlib.h>
#include <string.h>

#include "search_index.h"

enum match { MATCH_EXACT, MATCH_BEGINNING, MATCH_MIDDLE };

struct question {
	const char *term;   /* folded unless case_sensitive */
	const char *folded; /* always folded, for the index */
	enum match match;
	bool case_sensitive;
	unsigned kinds;
	const struct pd_field *field; /* one custom field only, or NULL */
	int64_t person, org;          /* 0: any */
	const char *status;           /* JSON, NULL: any */
};

struct hit {
	const struct pd_record *record; /* the real one */
	const struct pd_record *view;   /* as the search shows it */
	const char *value;              /* the text that matched */
};

struct hits {
	struct hit *items;
	size_t n, cap;
	bool failed;
};

static bool fail_parameter(struct pd_call *call, const char *name, const char *what)
{
	pd_fail_v2(call, 400, "ERR_SCHEMA_VALIDATION_FAILED", "Validation failed: %s: Parameter '%s' %s", name, name,
		   what);
	return false;
}

/* --- matching --------------------------------------------------------------------------------------------------------
 */

static bool text_matches(struct face *face, const struct question *q, const char *text)
{
	const char *hay = q->case_sensitive ? text : pd_fold(face->arena, text);

	if (!hay)
		return false;
	if (q->match == MATCH_EXACT)
		return strcmp(hay, q->term) == 0;
	if (q->match == MATCH_BEGINNING)
		return strncmp(hay, q->term, strlen(q->term)) == 0;
	return strstr(hay, q->term) != NULL;
}

static const char *matching_text(struct face *face, const struct question *q, const struct pd_record *view)
{
	struct pd_term *terms;
	size_t n;

	if (!pd_terms(face, face->arena, view, q->kinds, &terms, &n))
		return NULL;
	for (size_t i = 0; i < n; i++)
		if ((!q->field || terms[i].field == q->field) && text_matches(face, q, terms[i].text))
			return terms[i].text;
	return NULL;
}

static bool linked(const struct question *q, const struct pd_record *view)
{
	if (view->object == PD_PERSON)
		return !q->org || pd_int(view, PD_P_ORG) == q->org;
	if (view->object == PD_DEAL)
		return (!q->org || pd_int(view, PD_D_ORG) == q->org) &&
		       (!q->person || pd_int(view, PD_D_PERSON) == q->person) &&
		       (!q->status || strcmp(pd_json(view, PD_D_STATUS), q->status) == 0);
	return true;
}

static void consider(struct face *face, const struct question *q, const struct pd_record *record, struct hits *hits)
{
	const struct pd_record *view = pd_purged(face, record) ? NULL : pd_search_view(face, record);
	const char *value = view && linked(q, view) ? matching_text(face, q, view) : NULL;

	if (!value)
		return;
	if (!pd_grow(&hits->items, &hits->cap, hits->n, sizeof(*hits->items))) {
		hits->failed = true;
		return;
	}
	hits->items[hits->n++] = (struct hit){record, view, value};
}

static int by_id(const void *left, const void *right)
{
	const struct pd_record *const *a = left, *const *b = right;

	return ((*a)->id > (*b)->id) - ((*a)->id < (*b)->id);
}

static void collect_exact(struct face *face, enum pd_object object, const struct question *q, struct hits *hits)
{
	struct pd_record **found;
	size_t n;

	if (!pd_search_candidates(face, object, q->folded, &found, &n)) {
		hits->failed = true;
		return;
	}
	if (n)
		qsort(found, n, sizeof(*found), by_id);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || found[i] != found[i - 1])
			consider(face, q, found[i], hits);
}

static void collect_all(struct face *face, enum pd_object object, const struct question *q, struct hits *hits)
{
	const struct pd_table *table = &face->tables[object];
	struct crm_arena *own = face->arena, *scratch = crm_arena_new();

	if (!scratch) {
		hits->failed = true;
		return;
	}
	for (size_t i = 0; i < table->n; i++) {
		size_t before = hits->n;

		crm_arena_reset(scratch);
		face->arena = scratch;
		consider(face, q, table->items[i], hits);
		face->arena = own;
		if (hits->n > before)
			hits->items[before].value = crm_arena_strdup(own, hits->items[before].value);
	}
	crm_arena_free(scratch);
}

static void collect(struct face *face, enum pd_object object, const struct question *q, struct hits *hits)
{
	const char *order = pd_option_text(face, "list_order");
	size_t from = hits->n;

	if (q->match == MATCH_EXACT)
		collect_exact(face, object, q, hits);
	else
		collect_all(face, object, q, hits);
	for (size_t i = from, j = hits->n; order && strcmp(order, "reverse") == 0 && j > i + 1; i++) {
		struct hit swap = hits->items[i];

		hits->items[i] = hits->items[--j];
		hits->items[j] = swap;
	}
}

/* --- the question
 * ------------------------------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	unsigned kind;
	unsigned objects; /* bit per object */
} search_fields[] = {
	{"name", PD_TERM_NAME, 1u << PD_PERSON | 1u << PD_ORGANIZATION},
	{"title", PD_TERM_NAME, 1u << PD_DEAL},
	{"email", PD_TERM_EMAIL, 1u << PD_PERSON},
	{"phone", PD_TERM_PHONE, 1u << PD_PERSON},
	{"notes", PD_TERM_NOTES, 1u << PD_PERSON | 1u << PD_ORGANIZATION | 1u << PD_DEAL},
	{"address", PD_TERM_ADDRESS, 1u << PD_ORGANIZATION},
	{"custom_fields", PD_TERM_CUSTOM, 1u << PD_PERSON | 1u << PD_ORGANIZATION | 1u << PD_DEAL},
	{"code", 0, 0},
	{"description", 0, 0},
};

/* kinds[object]: what to look at; `only` < 0: all objects may be named. */
static bool read_fields(struct pd_call *call, int only, unsigned kinds[PD_OBJECTS])
{
	const char *text = pd_query(call, "fields");
	const char **names = NULL;
	size_t n = 0, at;

	for (int o = 0; o < PD_OBJECTS; o++)
		kinds[o] = text ? 0 : PD_TERM_ALL;
	if (text)
		names = pd_split(call->face->arena, text, &n);
	for (size_t i = 0; i < n; i++) {
		for (at = 0; at < sizeof(search_fields) / sizeof(search_fields[0]); at++)
			if (strcmp(search_fields[at].name, names[i]) == 0)
				break;
		if (at == sizeof(search_fields) / sizeof(search_fields[0]) ||
		    (only >= 0 && !(search_fields[at].objects & 1u << only)))
			return fail_parameter(call, "fields", "has an unknown value");
		for (int o = 0; o < PD_OBJECTS; o++)
			if (search_fields[at].objects & 1u << o)
				kinds[o] |= search_fields[at].kind;
	}
	return true;
}

/* At least two characters, one when the match is exact. */
static bool read_term(struct pd_call *call, struct question *q)
{
	const char *term = pd_query(call, "term");
	size_t characters = 0;

	if (!term)
		return fail_parameter(call, "term", "is required");
	for (const char *p = term; *p; p++)
		characters += ((unsigned char)*p & 0xc0) != 0x80;
	if (characters < (q->match == MATCH_EXACT ? 1 : 2))
		return fail_parameter(call, "term",
				      q->match == MATCH_EXACT ? "must be at least 1 character long"
							      : "must be at least 2 characters long");
	q->folded = pd_fold(call->face->arena, term);
	q->term = q->case_sensitive ? term : q->folded;
	return q->folded != NULL;
}

static bool read_exact(struct pd_call *call, struct question *q)
{
	bool exact = false;

	if (!pd_query_bool(call, "exact_match", &exact))
		return false;
	q->match = exact ? MATCH_EXACT : MATCH_MIDDLE;
	return read_term(call, q);
}

static bool read_start(struct pd_call *call, size_t *start)
{
	const char *text = pd_query(call, "cursor");
	struct pd_cursor cursor;

	*start = 0;
	if (!text)
		return true;
	if (!pd_cursor_read(call, text, &cursor))
		return false;
	if (strcmp(cursor.field, "result") != 0 || cursor.value < 0)
		return fail_parameter(call, "cursor", "is not a valid cursor");
	*start = (size_t)cursor.value;
	return true;
}

/* --- answers
 * ------------------------------------------------------------------------------------------------------------ */

static void render_owner(struct crm_json_writer *w, int64_t id)
{
	crm_jw_key(w, "owner");
	crm_jw_object(w);
	crm_jw_field_int(w, "id", id);
	crm_jw_end_object(w);
}

static void render_ref(struct face *face, struct crm_json_writer *w, const char *key, enum pd_object object, int64_t id)
{
	const struct pd_record *record = id ? pd_find(face, object, id) : NULL;
	crm_json *address;

	crm_jw_key(w, key);
	if (!record) {
		crm_jw_null(w);
		return;
	}
	crm_jw_object(w);
	crm_jw_field_int(w, "id", id);
	crm_jw_key(w, "name");
	crm_jw_raw(w, pd_json(record, pd_schemas[object].name), strlen(pd_json(record, pd_schemas[object].name)));
	if (object == PD_ORGANIZATION) {
		address = pd_parse(pd_json(record, PD_O_ADDRESS));
		crm_jw_field(w, "address", crm_json_get_string(address, "value"));
		crm_json_free(address);
	}
	crm_jw_end_object(w);
}

static void render_texts(struct face *face, struct crm_json_writer *w, const char *key, const struct pd_record *view,
			 unsigned kind)
{
	struct pd_term *terms;
	size_t n = 0;

	crm_jw_key(w, key);
	crm_jw_array(w);
	if (pd_terms(face, face->arena, view, kind, &terms, &n))
		for (size_t i = 0; i < n; i++)
			crm_jw_string(w, terms[i].text);
	crm_jw_end_array(w);
}

static void render_custom_hit(struct face *face, struct crm_json_writer *w, const struct hit *hit)
{
	struct pd_term *terms;
	size_t n = 0;

	crm_jw_key(w, "custom_fields");
	crm_jw_array(w);
	if (pd_terms(face, face->arena, hit->view, PD_TERM_CUSTOM, &terms, &n))
		for (size_t i = 0; i < n; i++)
			if (strcmp(terms[i].text, hit->value) == 0)
				crm_jw_string(w, terms[i].text);
	crm_jw_end_array(w);
}

static void render_deal(struct face *face, struct crm_json_writer *w, const struct pd_record *deal)
{
	const struct pd_stage *stage = pd_stage_find(face, pd_int(deal, PD_D_STAGE));

	crm_jw_key(w, "value");
	crm_jw_raw(w, pd_json(deal, PD_D_VALUE), strlen(pd_json(deal, PD_D_VALUE)));
	crm_jw_key(w, "currency");
	crm_jw_raw(w, pd_json(deal, PD_D_CURRENCY), strlen(pd_json(deal, PD_D_CURRENCY)));
	crm_jw_key(w, "status");
	crm_jw_raw(w, pd_json(deal, PD_D_STATUS), strlen(pd_json(deal, PD_D_STATUS)));
	crm_jw_key(w, "stage");
	crm_jw_object(w);
	crm_jw_field_int(w, "id", pd_int(deal, PD_D_STAGE));
	crm_jw_field(w, "name", stage ? stage->name : NULL);
	crm_jw_end_object(w);
	render_ref(face, w, "person", PD_PERSON, pd_int(deal, PD_D_PERSON));
	render_ref(face, w, "organization", PD_ORGANIZATION, pd_int(deal, PD_D_ORG));
	crm_jw_field_bool(w, "is_archived", pd_true(deal, PD_D_ARCHIVED));
}

static void render_hit(struct face *face, struct crm_json_writer *w, const struct hit *hit, bool exact)
{
	static const size_t owners[] = {PD_P_OWNER, PD_O_OWNER, PD_D_OWNER};
	static const size_t visibles[] = {PD_P_VISIBLE, PD_O_VISIBLE, PD_D_VISIBLE};
	const struct pd_record *view = hit->view;
	const struct pd_schema *schema = &pd_schemas[view->object];
	crm_json *address;

	crm_jw_object(w);
	crm_jw_key(w, "result_score");
	crm_jw_number(w, exact ? "0.5092" : "0.29955");
	crm_jw_key(w, "item");
	crm_jw_object(w);
	crm_jw_field_int(w, "id", view->id);
	crm_jw_field(w, "type", schema->singular);
	crm_jw_key(w, schema->fields[schema->name].code);
	crm_jw_raw(w, pd_json(view, schema->name), strlen(pd_json(view, schema->name)));
	if (view->object == PD_PERSON) {
		render_texts(face, w, "phones", view, PD_TERM_PHONE);
		render_texts(face, w, "emails", view, PD_TERM_EMAIL);
		render_ref(face, w, "organization", PD_ORGANIZATION, pd_int(view, PD_P_ORG));
	} else if (view->object == PD_ORGANIZATION) {
		address = pd_parse(pd_json(view, PD_O_ADDRESS));
		crm_jw_field(w, "address", crm_json_get_string(address, "value"));
		crm_json_free(address);
	} else {
		render_deal(face, w, view);
	}
	crm_jw_field_int(w, "visible_to",
			 view->values[visibles[view->object]] ? pd_int(view, visibles[view->object]) : 3);
	render_owner(w, pd_int(view, owners[view->object]));
	render_custom_hit(face, w, hit);
	crm_jw_key(w, "notes");
	crm_jw_array(w);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
	crm_jw_end_object(w);
}

/* Cursor of the page after `end`, NULL at the end. */
static const char *page_end(struct pd_call *call, const struct hits *hits, size_t start, int64_t limit, size_t *end)
{
	struct pd_cursor cursor = {"result", 0, 0, false};

	*end = start + (size_t)limit;
	if (*end >= hits->n) {
		*end = hits->n;
		return NULL;
	}
	cursor.value = (int64_t)*end;
	return pd_cursor_write(call->face->arena, &cursor);
}

static void answer_hits(struct pd_call *call, const struct hits *hits, size_t start, int64_t limit, bool exact,
			bool related)
{
	size_t end;
	const char *next = page_end(call, hits, start, limit, &end);

	if (hits->failed) {
		pd_fail_nomem(call);
		return;
	}
	pd_begin(call);
	crm_jw_object(&call->json);
	crm_jw_key(&call->json, "items");
	crm_jw_array(&call->json);
	for (size_t i = start; i < end; i++, call->resp->records++)
		render_hit(call->face, &call->json, &hits->items[i], exact);
	crm_jw_end_array(&call->json);
	if (related) {
		crm_jw_key(&call->json, "related_items");
		crm_jw_array(&call->json);
		crm_jw_end_array(&call->json);
	}
	crm_jw_end_object(&call->json);
	pd_end_page(call, next);
}

void pd_handle_search(struct pd_call *call)
{
	static const char *const allowed[] = {"term",   "fields",         "exact_match", "organization_id", "person_id",
					      "status", "include_fields", "limit",       "cursor",          NULL};
	unsigned kinds[PD_OBJECTS];
	struct question q = {0};
	struct hits hits = {0};
	const char *status = pd_query(call, "status");
	int64_t limit;
	size_t start;

	if (!pd_query_check(call, allowed) || !read_exact(call, &q) || !read_fields(call, (int)call->object, kinds) ||
	    !pd_query_int(call, "organization_id", &q.org) || !pd_query_int(call, "person_id", &q.person) ||
	    !pd_query_limit(call, 500, &limit) || !read_start(call, &start))
		return;
	q.kinds = kinds[call->object];
	q.status = status ? pd_quote(call->face->arena, status) : NULL;
	collect(call->face, call->object, &q, &hits);
	answer_hits(call, &hits, start, limit, q.match == MATCH_EXACT, false);
	crm_free(hits.items);
}

static bool read_types(struct pd_call *call, bool wanted[PD_OBJECTS])
{
	static const char *const others[] = {"product", "lead", "file", "mail_attachment", "project"};
	const char *text = pd_query(call, "item_types");
	const char **names = NULL;
	size_t n = 0;

	for (int o = 0; o < PD_OBJECTS; o++)
		wanted[o] = !text;
	if (text)
		names = pd_split(call->face->arena, text, &n);
	for (size_t i = 0; i < n; i++) {
		bool known = false;

		for (int o = 0; o < PD_OBJECTS; o++)
			if (strcmp(pd_schemas[o].singular, names[i]) == 0)
				wanted[o] = known = true;
		for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++)
			known = known || strcmp(others[k], names[i]) == 0;
		if (!known)
			return fail_parameter(call, "item_types", "has an unknown value");
	}
	return true;
}

void pd_handle_item_search(struct pd_call *call)
{
	static const char *const allowed[] = {"term",        "item_types",     "fields", "search_for_related_items",
					      "exact_match", "include_fields", "limit",  "cursor",
					      NULL};
	static const enum pd_object order[] = {PD_DEAL, PD_ORGANIZATION, PD_PERSON};
	bool wanted[PD_OBJECTS], related = false;
	unsigned kinds[PD_OBJECTS];
	struct question q = {0};
	struct hits hits = {0};
	int64_t limit;
	size_t start;

	if (!pd_query_check(call, allowed) || !read_exact(call, &q) || !read_fields(call, -1, kinds) ||
	    !read_types(call, wanted) || !pd_query_bool(call, "search_for_related_items", &related) ||
	    !pd_query_limit(call, 100, &limit) || !read_start(call, &start))
		return;
	for (size_t i = 0; i < PD_OBJECTS; i++) {
		q.kinds = kinds[order[i]];
		if (wanted[order[i]] && q.kinds)
			collect(call->face, order[i], &q, &hits);
	}
	answer_hits(call, &hits, start, limit, q.match == MATCH_EXACT, related);
	crm_free(hits.items);
}

/* --- /itemSearch/field
 * ---------------------------------------------------------------------------------------------------- */

static bool read_match(struct pd_call *call, struct question *q)
{
	const char *text = pd_query(call, "match");

	q->case_sensitive = true;
	q->match = MATCH_EXACT;
	if (text && strcmp(text, "beginning") == 0)
		q->match = MATCH_BEGINNING;
	else if (text && strcmp(text, "middle") == 0)
		q->match = MATCH_MIDDLE;
	else if (text && strcmp(text, "exact") != 0)
		return fail_parameter(call, "match", "must be one of exact, beginning, middle");
	return read_term(call, q);
}

static bool read_entity(struct pd_call *call, enum pd_object *object, bool *none)
{
	const char *text = pd_query(call, "entity_type");

	*none = false;
	if (!text)
		return fail_parameter(call, "entity_type", "is required");
	for (int o = 0; o < PD_OBJECTS; o++)
		if (strcmp(pd_schemas[o].singular, text) == 0) {
			*object = (enum pd_object)o;
			return true;
		}
	*none = strcmp(text, "lead") == 0 || strcmp(text, "product") == 0 || strcmp(text, "project") == 0;
	return *none || fail_parameter(call, "entity_type", "has an unknown value");
}

static bool read_field(struct pd_call *call, enum pd_object object, struct question *q, const char **code)
{
	static const struct {
		const char *code;
		unsigned kind;
	} standard[] = {{"name", PD_TERM_NAME},   {"title", PD_TERM_NAME},  {"email", PD_TERM_EMAIL},
			{"phone", PD_TERM_PHONE}, {"notes", PD_TERM_NOTES}, {"address", PD_TERM_ADDRESS}};
	const struct pd_field *field;

	*code = pd_query(call, "field");
	if (!*code)
		return fail_parameter(call, "field", "is required");
	field = pd_field_find(call->face, object, *code);
	if (field && field->custom && pd_type_searchable(field->type)) {
		q->kinds = PD_TERM_CUSTOM;
		q->field = field;
		return true;
	}
	for (size_t i = 0; field && !field->custom && i < sizeof(standard) / sizeof(standard[0]); i++)
		if (strcmp(standard[i].code, *code) == 0) {
			q->kinds = standard[i].kind;
			return true;
		}
	return fail_parameter(call, "field", "is not a searchable field");
}

void pd_handle_field_search(struct pd_call *call)
{
	static const char *const allowed[] = {"term", "entity_type", "match", "field", "limit", "cursor", NULL};
	enum pd_object object = PD_PERSON;
	const char *code = NULL, *next;
	struct question q = {0};
	struct hits hits = {0};
	int64_t limit;
	size_t start, end;
	bool none;

	if (!pd_query_check(call, allowed) || !read_match(call, &q) || !read_entity(call, &object, &none) ||
	    (!none && !read_field(call, object, &q, &code)) || !pd_query_limit(call, 500, &limit) ||
	    !read_start(call, &start))
		return;
	if (!none)
		collect(call->face, object, &q, &hits);
	next = page_end(call, &hits, start, limit, &end);
	pd_begin(call);
	crm_jw_array(&call->json);
	for (size_t i = start; i < end; i++, call->resp->records++) {
		crm_jw_object(&call->json);
		crm_jw_field_int(&call->json, "id", hits.items[i].record->id);
		crm_jw_field(&call->json, code, hits.items[i].value);
		crm_jw_end_object(&call->json);
	}
	crm_jw_end_array(&call->json);
	pd_end_page(call, next);
	crm_free(hits.items);
}
