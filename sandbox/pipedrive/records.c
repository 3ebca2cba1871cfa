/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of records: ids, values, and the orders by time that paging reads. */
#include <stdlib.h>
#include <string.h>

#include <crmsync/timestamp.h>

#include "pipedrive.h"

#define PURGE_MS ((int64_t)30 * 86400 * 1000)

int64_t pd_now(const struct face *face)
{
	return face_now(face->host) / 1000 * 1000;
}

bool pd_grow(void *items, size_t *cap, size_t n, size_t size)
{
	void *old, *grown;
	size_t more = *cap ? *cap * 2 : 16;

	if (n < *cap)
		return true;
	memcpy(&old, items, sizeof(old));
	grown = crm_reallocarray(old, more, size);
	if (!grown)
		return false;
	memcpy(items, &grown, sizeof(grown));
	*cap = more;
	return true;
}

void pd_record_free(struct pd_record *record)
{
	if (!record)
		return;
	if (record->values)
		for (size_t i = 0; i < pd_schemas[record->object].n_fields; i++)
			crm_free(record->values[i]);
	crm_free(record->values);
	for (size_t i = 0; i < record->n_custom; i++)
		crm_free(record->custom[i].json);
	crm_free(record->custom);
	crm_free(record->participants);
	pd_record_free(record->shadow);
	crm_free(record);
}

static struct pd_record *record_blank(enum pd_object object, int64_t id)
{
	struct pd_record *record = crm_calloc(1, sizeof(*record));

	if (!record)
		return NULL;
	record->object = object;
	record->id = id;
	record->values = crm_calloc(pd_schemas[object].n_fields, sizeof(*record->values));
	if (!record->values) {
		crm_free(record);
		return NULL;
	}
	return record;
}

struct pd_record *pd_record_copy(const struct pd_record *record)
{
	struct pd_record *copy = record_blank(record->object, record->id);

	if (!copy)
		return NULL;
	copy->add_time = record->add_time;
	copy->update_time = record->update_time;
	copy->deleted = record->deleted;
	for (size_t i = 0; i < pd_schemas[record->object].n_fields; i++)
		if (record->values[i] && !pd_set(copy, i, record->values[i]))
			goto fail;
	for (size_t i = 0; i < record->n_custom; i++)
		if (!pd_set_custom(copy, record->custom[i].field, record->custom[i].json))
			goto fail;
	return copy;
fail:
	pd_record_free(copy);
	return NULL;
}

void pd_table_free(struct pd_table *table)
{
	for (size_t i = 0; i < table->n; i++)
		pd_record_free(table->items[i]);
	crm_free(table->items);
	crm_free(table->by_update.items);
	crm_free(table->by_add.items);
	crm_free(table->index.nodes);
	crm_free(table->index.buckets);
	memset(table, 0, sizeof(*table));
}

/* Index of the first record whose id is not below `id`. */
static size_t table_lower(const struct pd_table *table, int64_t id)
{
	size_t low = 0, high = table->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (table->items[mid]->id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool order_add(struct pd_order *order, struct pd_record *record, int64_t time)
{
	if (!pd_grow(&order->items, &order->cap, order->n, sizeof(*order->items)))
		return false;
	order->items[order->n++] = (struct pd_order_entry){time, record};
	return true;
}

struct pd_record *pd_record_new(struct face *face, enum pd_object object, int64_t id, int64_t add_time)
{
	struct pd_table *table = &face->tables[object];
	struct pd_record *record;
	size_t at;

	if (id <= 0)
		id = table->next_id;
	if (!pd_grow(&table->items, &table->cap, table->n, sizeof(struct pd_record *)))
		return NULL;
	record = record_blank(object, id);
	if (!record)
		return NULL;
	record->add_time = record->update_time = add_time;
	if (!order_add(&table->by_add, record, add_time)) {
		pd_record_free(record);
		return NULL;
	}
	if (!order_add(&table->by_update, record, add_time)) {
		table->by_add.n--;
		pd_record_free(record);
		return NULL;
	}
	at = table_lower(table, id);
	memmove(table->items + at + 1, table->items + at, (table->n - at) * sizeof(struct pd_record *));
	table->items[at] = record;
	table->n++;
	if (id >= table->next_id)
		table->next_id = id + 1;
	return record;
}

bool pd_purged(const struct face *face, const struct pd_record *record)
{
	return record->deleted && pd_now(face) - record->deleted_time >= PURGE_MS;
}

struct pd_record *pd_find(const struct face *face, enum pd_object object, int64_t id)
{
	const struct pd_table *table = &face->tables[object];
	size_t at = table_lower(table, id);

	if (at == table->n || table->items[at]->id != id || pd_purged(face, table->items[at]))
		return NULL;
	return table->items[at];
}

struct pd_record *pd_find_live(const struct face *face, enum pd_object object, int64_t id)
{
	struct pd_record *record = pd_find(face, object, id);

	return record && !record->deleted ? record : NULL;
}

bool pd_set(struct pd_record *record, size_t slot, const char *json)
{
	char *copy = NULL;

	if (json && strcmp(json, "null") != 0) {
		copy = crm_strdup(json);
		if (!copy)
			return false;
	}
	crm_free(record->values[slot]);
	record->values[slot] = copy;
	return true;
}

bool pd_set_int(struct pd_record *record, size_t slot, int64_t n)
{
	struct crm_buf buf;
	bool ok;

	crm_buf_init(&buf, 64);
	crm_buf_printf(&buf, "%lld", (long long)n);
	ok = !buf.failed && pd_set(record, slot, buf.ptr);
	crm_buf_free(&buf);
	return ok;
}

bool pd_set_text(struct pd_record *record, size_t slot, const char *text)
{
	struct crm_json_writer w;
	struct crm_buf buf;
	bool ok;

	if (!text)
		return pd_set(record, slot, NULL);
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_string(&w, text);
	ok = !buf.failed && pd_set(record, slot, buf.ptr);
	crm_buf_free(&buf);
	return ok;
}

bool pd_set_time(struct pd_record *record, size_t slot, int64_t ms)
{
	char text[CRM_TIME_TEXT];

	if (!ms)
		return pd_set(record, slot, NULL);
	crm_time_format_seconds(ms, text);
	return pd_set_text(record, slot, text);
}

bool pd_set_custom(struct pd_record *record, struct pd_field *field, const char *json)
{
	size_t i;
	char *copy;
	struct pd_custom *grown;

	for (i = 0; i < record->n_custom && record->custom[i].field != field; i++)
		;
	if (!json || strcmp(json, "null") == 0) {
		if (i < record->n_custom) {
			crm_free(record->custom[i].json);
			record->custom[i] = record->custom[--record->n_custom];
		}
		return true;
	}
	copy = crm_strdup(json);
	if (!copy)
		return false;
	if (i < record->n_custom) {
		crm_free(record->custom[i].json);
		record->custom[i].json = copy;
		return true;
	}
	grown = crm_reallocarray(record->custom, record->n_custom + 1, sizeof(*grown));
	if (!grown) {
		crm_free(copy);
		return false;
	}
	record->custom = grown;
	record->custom[record->n_custom++] = (struct pd_custom){field, copy};
	return true;
}

const char *pd_custom_json(const struct pd_record *record, const struct pd_field *field)
{
	for (size_t i = 0; i < record->n_custom; i++)
		if (record->custom[i].field == field)
			return record->custom[i].json;
	return NULL;
}

const char *pd_json(const struct pd_record *record, size_t slot)
{
	return record->values[slot] ? record->values[slot] : pd_schemas[record->object].fields[slot].empty;
}

int64_t pd_int(const struct pd_record *record, size_t slot)
{
	return record->values[slot] ? strtoll(record->values[slot], NULL, 10) : 0;
}

bool pd_true(const struct pd_record *record, size_t slot)
{
	return strcmp(pd_json(record, slot), "true") == 0;
}

bool pd_touch(struct face *face, struct pd_record *record, int64_t update_time)
{
	if (record->update_time == update_time)
		return true;
	if (!order_add(&face->tables[record->object].by_update, record, update_time))
		return false;
	record->update_time = update_time;
	return true;
}

bool pd_restamp_add(struct face *face, struct pd_record *record, int64_t add_time)
{
	if (record->add_time == add_time)
		return true;
	if (!order_add(&face->tables[record->object].by_add, record, add_time))
		return false;
	record->add_time = add_time;
	return true;
}

static int entry_compare(const void *left, const void *right)
{
	const struct pd_order_entry *a = left, *b = right;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->record->id != b->record->id)
		return a->record->id < b->record->id ? -1 : 1;
	return 0;
}

/* Only the tail is new and nearly always belongs at the end: sort it, then merge it with as little as it overlaps. */
bool pd_order_settle(struct pd_order *order)
{
	size_t tail = order->n - order->sorted, low, n, i, j, k;
	struct pd_order_entry *copy;

	if (!tail)
		return true;
	qsort(order->items + order->sorted, tail, sizeof(*order->items), entry_compare);
	for (low = order->sorted; low > 0 && entry_compare(&order->items[low - 1], &order->items[order->sorted]) > 0;
	     low--)
		;
	n = order->sorted - low;
	if (n) {
		copy = crm_reallocarray(NULL, n, sizeof(*copy));
		if (!copy)
			return false;
		memcpy(copy, order->items + low, n * sizeof(*copy));
		for (i = 0, j = order->sorted, k = low; i < n;)
			order->items[k++] = j < order->n && entry_compare(&order->items[j], &copy[i]) < 0
						    ? order->items[j++]
						    : copy[i++];
		crm_free(copy);
	}
	order->sorted = order->n;
	return true;
}

static void tally_deal(struct pd_record *target, const char *status, int sign)
{
	if (!target)
		return;
	if (strcmp(status, "\"won\"") == 0)
		target->won += sign;
	else if (strcmp(status, "\"lost\"") == 0)
		target->lost += sign;
	else
		target->open += sign;
}

void pd_tally(struct face *face, const struct pd_record *record, int sign)
{
	if (record->deleted)
		return;
	if (record->object == PD_DEAL) {
		const char *status = pd_json(record, PD_D_STATUS);

		tally_deal(pd_find(face, PD_PERSON, pd_int(record, PD_D_PERSON)), status, sign);
		tally_deal(pd_find(face, PD_ORGANIZATION, pd_int(record, PD_D_ORG)), status, sign);
	} else if (record->object == PD_PERSON) {
		struct pd_record *org = pd_find(face, PD_ORGANIZATION, pd_int(record, PD_P_ORG));

		if (org)
			org->people += sign;
	}
}
