/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running a search without looking at every record where that can be avoided: unique values and ids are looked up, an
 * id bound starts the scan in the middle, and the pages of one search share its result until something changes.
 */
#include <stdlib.h>
#include <string.h>

#include "search.h"

struct found {
	struct hs_record **v;
	size_t n, cap;
};

static int found_add(struct found *found, struct hs_record *record)
{
	if (hs_grow(&found->v, &found->cap, found->n, sizeof(struct hs_record *)) < 0)
		return CRM_E_NOMEM;
	found->v[found->n++] = record;
	return CRM_OK;
}

/* Can the records that match this filter be looked up? */
static bool is_lookup(const struct face *face, enum hs_type type, const struct hs_filter *filter)
{
	if (filter->op != HS_EQ && filter->op != HS_IN)
		return false;
	return filter->aspect == HS_ASPECT_ID ||
	       (filter->aspect == HS_ASPECT_TEXT && hs_property_at(face, type, filter->slot)->hashed);
}

static const struct hs_filter *group_lookup(const struct face *face, enum hs_type type,
					    const struct hs_filter_group *group)
{
	for (size_t i = 0; i < group->n; i++)
		if (is_lookup(face, type, &group->v[i]))
			return &group->v[i];
	return NULL;
}

static int filter_candidates(const struct face *face, enum hs_type type, const struct hs_filter *filter,
			     struct found *out)
{
	for (size_t i = 0; i < filter->n_values; i++) {
		uint64_t id;
		if (filter->aspect != HS_ASPECT_ID) {
			if (hs_record_candidates(face, type, filter->slot, filter->values[i], &out->v, &out->n,
						 &out->cap) < 0)
				return CRM_E_NOMEM;
			continue;
		}
		struct hs_record *record = hs_parse_id(filter->values[i], &id) ? hs_record_by_id(face, type, id) : NULL;
		if (record && found_add(out, record) < 0)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

/* What search believes of a record that changed lately may be found under its earlier values only. */
static int stale_candidates(const struct face *face, enum hs_type type, struct found *out)
{
	for (size_t i = face->events_head; i < face->n_events; i++)
		if (face->events[i].record->type == type && found_add(out, face->events[i].record) < 0)
			return CRM_E_NOMEM;
	return CRM_OK;
}

static int by_id(const void *a, const void *b)
{
	uint64_t x = (*(struct hs_record *const *)a)->id, y = (*(struct hs_record *const *)b)->id;
	return x < y ? -1 : x > y;
}

static int look_up(const struct face *face, const struct hs_search *search, struct found *out, bool *possible)
{
	struct found all = {0};
	int rc = CRM_OK;
	*possible = search->n_groups > 0;
	for (size_t i = 0; i < search->n_groups && *possible && rc == CRM_OK; i++) {
		const struct hs_filter *filter = group_lookup(face, search->type, &search->groups[i]);
		*possible = filter != NULL;
		if (filter)
			rc = filter_candidates(face, search->type, filter, &all);
	}
	if (rc == CRM_OK && *possible)
		rc = stale_candidates(face, search->type, &all);
	if (all.n)
		qsort(all.v, all.n, sizeof(struct hs_record *), by_id);
	for (size_t i = 0; rc == CRM_OK && *possible && i < all.n; i++) {
		const struct hs_values *view = hs_index_view(all.v[i]);
		if ((i == 0 || all.v[i] != all.v[i - 1]) && view && hs_search_matches(face, search, all.v[i], view))
			rc = found_add(out, all.v[i]);
	}
	crm_free(all.v);
	return rc;
}

/* Ids below this one cannot match. */
static uint64_t lowest_id(const struct hs_search *search)
{
	uint64_t lowest = search->n_groups ? UINT64_MAX : 0;
	for (size_t i = 0; i < search->n_groups; i++) {
		uint64_t bound = 0;
		const struct hs_filter_group *group = &search->groups[i];
		for (size_t j = 0; j < group->n; j++) {
			const struct hs_filter *f = &group->v[j];
			bool bounds =
				f->aspect == HS_ASPECT_ID && (f->op == HS_GT || f->op == HS_GTE || f->op == HS_BETWEEN);
			if (bounds && f->low > (double)bound)
				bound = hs_id_bound(f->low);
		}
		if (bound < lowest)
			lowest = bound;
	}
	return lowest;
}

static int scan(const struct face *face, const struct hs_search *search, struct found *out)
{
	const struct hs_store *store = &face->store[search->type];
	for (size_t i = hs_record_position(store, lowest_id(search)); i < store->n; i++) {
		const struct hs_values *view = hs_index_view(store->v[i]);
		if (view && hs_search_matches(face, search, store->v[i], view) && found_add(out, store->v[i]) < 0)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

struct sort_key {
	struct hs_record *record;
	double number;
	char *text; /* NULL for numbers */
	bool there;
};

static int compare_keys(const struct sort_key *a, const struct sort_key *b, int direction)
{
	if (a->there != b->there)
		return a->there ? -1 : 1;
	int order = 0;
	if (a->there && a->text)
		order = strcmp(a->text, b->text);
	else if (a->there)
		order = a->number < b->number ? -1 : a->number > b->number;
	if (order)
		return order * direction;
	return a->record->id < b->record->id ? -1 : 1;
}

static int ascending(const void *a, const void *b)
{
	return compare_keys(a, b, 1);
}

static int descending(const void *a, const void *b)
{
	return compare_keys(a, b, -1);
}

static int read_key(const struct face *face, const struct hs_search *search, struct hs_record *record,
		    struct sort_key *key)
{
	const struct hs_values *view = hs_index_view(record);
	*key = (struct sort_key){.record = record};
	if (search->sort_aspect != HS_ASPECT_TEXT) {
		key->there = hs_aspect_number(face, record, view, search->sort_aspect, search->sort_slot, &key->number);
		return CRM_OK;
	}
	struct crm_buf text, lower;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_init(&lower, CRM_BUF_MAX);
	key->there = hs_aspect_text(face, record, view, search->sort_slot, &text);
	hs_lower(&lower, text.ptr);
	key->text = crm_strdup(lower.ptr);
	crm_buf_free(&text);
	crm_buf_free(&lower);
	return key->text ? CRM_OK : CRM_E_NOMEM;
}

static int sort_found(const struct face *face, const struct hs_search *search, struct found *found)
{
	if (!search->sorted || (search->sort_aspect == HS_ASPECT_ID && !search->descending) || found->n < 2)
		return CRM_OK;
	struct sort_key *keys = crm_calloc(found->n, sizeof *keys);
	int rc = keys ? CRM_OK : CRM_E_NOMEM;
	for (size_t i = 0; rc == CRM_OK && i < found->n; i++)
		rc = read_key(face, search, found->v[i], &keys[i]);
	if (rc == CRM_OK) {
		qsort(keys, found->n, sizeof *keys, search->descending ? descending : ascending);
		for (size_t i = 0; i < found->n; i++)
			found->v[i] = keys[i].record;
	}
	for (size_t i = 0; keys && i < found->n; i++)
		crm_free(keys[i].text);
	crm_free(keys);
	return rc;
}

static struct hs_search_result *oldest_result(struct face *face)
{
	struct hs_search_result *oldest = &face->cache[0];
	for (size_t i = 1; i < HS_SEARCH_CACHE; i++)
		if (face->cache[i].used < oldest->used)
			oldest = &face->cache[i];
	return oldest;
}

static struct hs_search_result *cached_result(struct face *face, const char *key)
{
	for (size_t i = 0; i < HS_SEARCH_CACHE; i++) {
		struct hs_search_result *result = &face->cache[i];
		if (result->key && result->generation == face->generation && strcmp(result->key, key) == 0)
			return result;
	}
	return NULL;
}

static int run(struct face *face, const struct hs_search *search, struct found *found)
{
	bool possible;
	int rc = look_up(face, search, found, &possible);
	if (rc == CRM_OK && !possible)
		rc = scan(face, search, found);
	return rc < 0 ? rc : sort_found(face, search, found);
}

static size_t first_from(const struct hs_search_result *result, uint64_t id)
{
	size_t low = 0, high = result->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (result->v[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int hs_search_run(struct face *face, const struct hs_search *search, struct hs_record ***v, size_t *n)
{
	struct hs_search_result *result = cached_result(face, search->key);
	if (!result) {
		struct found found = {0};
		char *key = crm_strdup(search->key);
		int rc = key ? run(face, search, &found) : CRM_E_NOMEM;
		if (rc < 0) {
			crm_free(key);
			crm_free(found.v);
			return rc;
		}
		result = oldest_result(face);
		crm_free(result->key);
		crm_free(result->v);
		*result = (struct hs_search_result){
			.key = key, .generation = face->generation, .v = found.v, .n = found.n};
	}
	result->used = ++face->cache_clock;
	size_t from = search->from_id ? first_from(result, search->from_id) : 0;
	*v = result->n ? result->v + from : result->v;
	*n = result->n - from;
	return CRM_OK;
}
