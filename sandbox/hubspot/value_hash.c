/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which live record has which value of the properties that are unique or often searched.  Open addressing with linear
 * probing; a contact's additional addresses stand under "email" as well.  Hashes ignore ASCII case; whoever looks up
 * compares.
 */
#include <string.h>

#include "hubspot.h"

static struct hs_record grave; /* marks a place that was freed */

static uint64_t value_hash(hs_slot slot, const char *text, size_t len)
{
	uint64_t h = UINT64_C(0x51ed270b35ae1d63) ^ slot;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		h = (h ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * UINT64_C(0x100000001b3);
	}
	return hs_mix(h);
}

static void hash_place(struct hs_store *store, uint64_t hash, struct hs_record *record)
{
	size_t mask = store->hash_cap - 1;
	size_t i = (size_t)hash & mask;
	while (store->hash[i].record && store->hash[i].record != &grave)
		i = (i + 1) & mask;
	if (!store->hash[i].record)
		store->hash_used++;
	store->hash[i] = (struct hs_hash_entry){.hash = hash, .record = record};
}

static int hash_reserve(struct hs_store *store)
{
	if (store->hash_cap && store->hash_used * 4 < store->hash_cap * 3)
		return CRM_OK;
	struct hs_hash_entry *old = store->hash;
	size_t old_cap = store->hash_cap, live = 0;
	for (size_t i = 0; i < old_cap; i++)
		live += old[i].record && old[i].record != &grave;
	size_t cap = 1024;
	while (cap < live * 3)
		cap *= 2;
	struct hs_hash_entry *fresh = crm_calloc(cap, sizeof *fresh);
	if (!fresh)
		return CRM_E_NOMEM;
	store->hash = fresh;
	store->hash_cap = cap;
	store->hash_used = 0;
	for (size_t i = 0; i < old_cap; i++)
		if (old[i].record && old[i].record != &grave)
			hash_place(store, old[i].hash, old[i].record);
	crm_free(old);
	return CRM_OK;
}

static int hash_insert(struct hs_store *store, uint64_t hash, struct hs_record *record)
{
	if (hash_reserve(store) < 0)
		return CRM_E_NOMEM;
	hash_place(store, hash, record);
	return CRM_OK;
}

static void hash_delete(struct hs_store *store, uint64_t hash, const struct hs_record *record)
{
	if (!store->hash_cap)
		return;
	size_t mask = store->hash_cap - 1;
	for (size_t i = (size_t)hash & mask; store->hash[i].record; i = (i + 1) & mask)
		if (store->hash[i].hash == hash && store->hash[i].record == record) {
			store->hash[i].record = &grave;
			return;
		}
}

/* Calls add or delete for each value that the slot stands for. */
static int hash_each(struct face *face, struct hs_record *record, hs_slot slot, bool add)
{
	struct hs_store *store = &face->store[record->type];
	const char *text = hs_text(record, slot);
	bool several = strcmp(hs_property_at(face, record->type, slot)->name, "hs_additional_emails") == 0;
	if (several)
		slot = hs_slot_of_any(face, record->type, "email");
	while (text && *text) {
		size_t len = several ? strcspn(text, ";") : strlen(text);
		uint64_t hash = value_hash(slot, text, len);
		if (!add)
			hash_delete(store, hash, record);
		else if (len && hash_insert(store, hash, record) < 0)
			return CRM_E_NOMEM;
		text += len + (text[len] == ';');
	}
	return CRM_OK;
}

int hs_hash_add_slot(struct face *face, struct hs_record *record, hs_slot slot)
{
	return hash_each(face, record, slot, true);
}

void hs_hash_remove_slot(struct face *face, struct hs_record *record, hs_slot slot)
{
	(void)hash_each(face, record, slot, false);
}

static int hash_all(struct face *face, struct hs_record *record, bool add)
{
	for (size_t i = 0; i < record->live->n; i++) {
		hs_slot slot = record->live->v[i]->slot;
		const struct hs_property *p = hs_property_at(face, record->type, slot);
		if ((p->hashed || strcmp(p->name, "hs_additional_emails") == 0) &&
		    hash_each(face, record, slot, add) < 0)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

int hs_hash_add(struct face *face, struct hs_record *record)
{
	return hash_all(face, record, true);
}

void hs_hash_remove(struct face *face, struct hs_record *record)
{
	(void)hash_all(face, record, false);
}

static struct hs_record *hash_next(const struct hs_store *store, uint64_t hash, size_t *at)
{
	size_t mask = store->hash_cap - 1;
	while (store->hash_cap && store->hash[*at & mask].record) {
		const struct hs_hash_entry *entry = &store->hash[(*at)++ & mask];
		if (entry->hash == hash && entry->record != &grave)
			return entry->record;
	}
	return NULL;
}

struct hs_record *hs_record_by_value(const struct face *face, enum hs_type type, hs_slot slot, const char *value)
{
	uint64_t hash = value_hash(slot, value, strlen(value));
	size_t at = (size_t)hash;
	struct hs_record *record;
	while ((record = hash_next(&face->store[type], hash, &at))) {
		const char *text = hs_text(record, slot);
		if (text && strcmp(text, value) == 0)
			return record;
	}
	return NULL;
}

bool hs_contact_has_email(const struct face *face, const struct hs_record *record, const char *email)
{
	const char *primary = hs_text_named(face, record, "email");
	if (primary && strcmp(primary, email) == 0)
		return true;
	const char *more = hs_text_named(face, record, "hs_additional_emails");
	size_t want = strlen(email);
	while (more && *more) {
		size_t len = strcspn(more, ";");
		if (len == want && memcmp(more, email, len) == 0)
			return true;
		more += len + (more[len] == ';');
	}
	return false;
}

struct hs_record *hs_record_holding(const struct face *face, enum hs_type type, hs_slot slot, const char *value,
				    const struct hs_record *except)
{
	bool email = type == HS_CONTACT && slot == hs_slot_of_any(face, type, "email");
	uint64_t hash = value_hash(slot, value, strlen(value));
	size_t at = (size_t)hash;
	struct hs_record *record;
	while ((record = hash_next(&face->store[type], hash, &at))) {
		const char *text = hs_text(record, slot);
		if (record == except)
			continue;
		if (email ? hs_contact_has_email(face, record, value) : text && strcmp(text, value) == 0)
			return record;
	}
	return NULL;
}

int hs_record_candidates(const struct face *face, enum hs_type type, hs_slot slot, const char *value,
			 struct hs_record ***out, size_t *n, size_t *cap)
{
	uint64_t hash = value_hash(slot, value, strlen(value));
	size_t at = (size_t)hash;
	struct hs_record *record;
	while ((record = hash_next(&face->store[type], hash, &at))) {
		if (hs_grow(out, cap, *n, sizeof(struct hs_record *)) < 0)
			return CRM_E_NOMEM;
		(*out)[(*n)++] = record;
	}
	return CRM_OK;
}
