/* SPDX-License-Identifier: Apache-2.0 */
/* The records of the three objects: an array sorted by id, because ids only grow and lists go by them. */
#include <stdio.h>
#include <string.h>

#include "values.h"

bool hs_parse_id(const char *text, uint64_t *id)
{
	uint64_t n = 0;
	size_t digits = 0;
	for (; text[digits] >= '0' && text[digits] <= '9'; digits++) {
		if (digits == 18)
			return false;
		n = n * 10 + (uint64_t)(text[digits] - '0');
	}
	if (digits == 0 || text[digits])
		return false;
	*id = n;
	return true;
}

size_t hs_record_position(const struct hs_store *store, uint64_t id)
{
	size_t low = 0, high = store->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (store->v[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct hs_record *hs_record_by_id(const struct face *face, enum hs_type type, uint64_t id)
{
	const struct hs_store *store = &face->store[type];
	size_t at = hs_record_position(store, id);
	return at < store->n && store->v[at]->id == id ? store->v[at] : NULL;
}

struct hs_record *hs_record_resolve(const struct face *face, enum hs_type type, const char *id)
{
	uint64_t n;
	struct hs_record *record = hs_parse_id(id, &n) ? hs_record_by_id(face, type, n) : NULL;
	while (record && record->merged_into)
		record = record->merged_into;
	return record && !record->erased ? record : NULL;
}

bool hs_record_exists(const struct hs_record *record)
{
	return record && !record->archived && !record->erased && !record->merged_into;
}

static uint64_t next_id(struct hs_store *store, enum hs_type type)
{
	if (store->next_id == 0)
		store->next_id = hs_types[type].first_id;
	uint64_t id = store->next_id;
	store->next_id += 1 + hs_mix(id) % 47;
	return id;
}

static void record_free(struct hs_record *record)
{
	hs_values_drop(record->live);
	hs_values_drop(record->indexed);
	for (int type = 0; type < HS_TYPES; type++)
		crm_free(record->links[type].v);
	crm_free(record);
}

struct hs_record *hs_record_new(struct face *face, enum hs_type type, uint64_t id, int64_t now, enum hs_source source)
{
	struct hs_store *store = &face->store[type];
	if (hs_grow(&store->v, &store->cap, store->n, sizeof(struct hs_record *)) < 0)
		return NULL;
	struct hs_record *record = crm_calloc(1, sizeof *record);
	if (!record)
		return NULL;
	record->live = hs_values_new();
	if (!record->live) {
		crm_free(record);
		return NULL;
	}
	record->id = id ? id : next_id(store, type);
	if (record->id >= store->next_id)
		store->next_id = record->id + 1;
	record->type = type;
	record->source = (uint8_t)source;
	record->created = now;
	record->live->modified = now;
	record->index = HS_INDEX_ABSENT;
	size_t at = hs_record_position(store, record->id);
	memmove(&store->v[at + 1], &store->v[at], (store->n - at) * sizeof(struct hs_record *));
	store->v[at] = record;
	store->n++;
	return record;
}

const char *hs_text(const struct hs_record *record, hs_slot slot)
{
	return slot == HS_NO_SLOT ? NULL : hs_values_text(record->live, slot);
}

const char *hs_text_named(const struct face *face, const struct hs_record *record, const char *name)
{
	return hs_text(record, hs_slot_of(face, record->type, name));
}

bool hs_show(const struct face *face, const struct hs_record *record, hs_slot slot, struct crm_buf *out)
{
	const struct hs_property *p = hs_property_at(face, record->type, slot);
	if (p->compute)
		return p->compute(face, record, out);
	const char *text = hs_text(record, slot);
	if (text)
		crm_buf_str(out, text);
	return text != NULL;
}

static bool is_hashed(const struct face *face, const struct hs_record *record, hs_slot slot)
{
	if (!hs_record_exists(record))
		return false;
	const struct hs_property *p = hs_property_at(face, record->type, slot);
	return p->hashed || strcmp(p->name, "hs_additional_emails") == 0;
}

int hs_record_set(struct face *face, struct hs_record *record, hs_slot slot, const char *text, int64_t at,
		  enum hs_source source)
{
	const char *old = hs_text(record, slot);
	if (strcmp(old ? old : "", text) == 0)
		return CRM_OK;
	bool hashed = is_hashed(face, record, slot);
	hs_index_keep(face, record);
	if (hs_values_unshare(&record->live) < 0)
		return CRM_E_NOMEM;
	if (hashed)
		hs_hash_remove_slot(face, record, slot);
	int rc = hs_values_put(record->live, slot, text, at, source);
	if (hashed && hs_hash_add_slot(face, record, slot) < 0)
		rc = CRM_E_NOMEM;
	return rc;
}

int hs_record_set_named(struct face *face, struct hs_record *record, const char *name, const char *text, int64_t at,
			enum hs_source source)
{
	hs_slot slot = hs_slot_of(face, record->type, name);
	return slot == HS_NO_SLOT ? CRM_OK : hs_record_set(face, record, slot, text, at, source);
}

int hs_record_touch(struct face *face, struct hs_record *record, int64_t now)
{
	hs_index_keep(face, record);
	if (hs_values_unshare(&record->live) < 0)
		return CRM_E_NOMEM;
	record->live->modified = now;
	return hs_index_changed(face, record);
}

int hs_record_archive(struct face *face, struct hs_record *record, int64_t now)
{
	hs_hash_remove(face, record);
	hs_index_keep(face, record);
	record->archived = true;
	record->archived_at = now;
	if (hs_values_unshare(&record->live) < 0)
		return CRM_E_NOMEM;
	record->live->modified = now;
	return hs_index_changed(face, record);
}

int hs_record_restore(struct face *face, struct hs_record *record, int64_t now)
{
	record->archived = false;
	record->archived_at = 0;
	int rc = hs_hash_add(face, record);
	return rc < 0 ? rc : hs_record_touch(face, record, now);
}

int hs_record_erase(struct face *face, struct hs_record *record, int64_t now)
{
	struct hs_values *empty = hs_values_new();
	if (!empty)
		return CRM_E_NOMEM;
	hs_hash_remove(face, record);
	hs_links_clear(face, record);
	hs_index_keep(face, record);
	hs_values_drop(record->live);
	record->live = empty;
	record->live->modified = now;
	record->archived = false;
	record->erased = true;
	return hs_index_changed(face, record);
}

void hs_records_close(struct face *face)
{
	for (int type = 0; type < HS_TYPES; type++) {
		struct hs_store *store = &face->store[type];
		for (size_t i = 0; i < store->n; i++)
			record_free(store->v[i]);
		crm_free(store->v);
		crm_free(store->hash);
	}
}
