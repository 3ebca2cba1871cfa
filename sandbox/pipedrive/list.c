/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists and single records of v2.  A page starts by binary search at the cursor's place in an order that is kept, so
 * reading everything page by page costs one pass, filters or not.
 */
#include <string.h>

#include "pipedrive.h"

enum sort_by { BY_ID, BY_UPDATE, BY_ADD };

struct filter {
	enum pd_object object;
	int64_t owner, person, org, deal, pipeline, stage; /* 0: any */
	int64_t since, until;                              /* 0: open */
	bool open, won, lost, deleted;                     /* deals */
	bool archived;
	const struct pd_record *of_deal;
	const crm_json *saved; /* of the options, NULL: none */
};

struct place {
	enum sort_by by;
	bool descending;
	size_t at, n;
};

static const char *const sort_names[] = {"id", "update_time", "add_time"};

static bool fail_parameter(struct pd_call *call, const char *name, const char *what)
{
	pd_fail_v2(call, 400, "ERR_SCHEMA_VALIDATION_FAILED", "Validation failed: %s: Parameter '%s' %s", name, name,
		   what);
	return false;
}

/* --- filters -------------------------------------------------------------------------------------------------------
 */

static bool filter_status(struct pd_call *call, struct filter *filter)
{
	const char *text = filter->saved ? NULL : pd_query(call, "status"); /* ignored beside a filter */
	const char **words;
	size_t n;

	filter->open = filter->won = filter->lost = !text;
	if (!text)
		return true;
	words = pd_split(call->face->arena, text, &n);
	for (size_t i = 0; words && i < n; i++) {
		if (strcmp(words[i], "open") == 0)
			filter->open = true;
		else if (strcmp(words[i], "won") == 0)
			filter->won = true;
		else if (strcmp(words[i], "lost") == 0)
			filter->lost = true;
		else if (strcmp(words[i], "deleted") == 0)
			filter->deleted = true;
		else
			return fail_parameter(call, "status", "has an unknown value");
	}
	return true;
}

static bool filter_read(struct pd_call *call, struct filter *filter)
{
	memset(filter, 0, sizeof(*filter));
	filter->object = call->object;
	if (pd_query(call, "filter_id") &&
	    !(filter->saved = pd_saved_filter(call->face, pd_query(call, "filter_id")))) {
		pd_fail_not_found(call, "Filter");
		return false;
	}
	if (!pd_query_int(call, "owner_id", &filter->owner) || !pd_query_int(call, "person_id", &filter->person) ||
	    !pd_query_int(call, "org_id", &filter->org) || !pd_query_int(call, "deal_id", &filter->deal) ||
	    !pd_query_int(call, "pipeline_id", &filter->pipeline) || !pd_query_int(call, "stage_id", &filter->stage) ||
	    !pd_query_time(call, "updated_since", &filter->since) ||
	    !pd_query_time(call, "updated_until", &filter->until))
		return false;
	if (filter->saved) /* "if filter_id is provided, this is ignored" */
		filter->owner = filter->person = filter->org = filter->deal = filter->pipeline = filter->stage = 0;
	if (filter->deal)
		filter->of_deal = pd_find_live(call->face, PD_DEAL, filter->deal);
	return call->object != PD_DEAL || filter_status(call, filter);
}

static bool is(int64_t wanted, const struct pd_record *record, size_t slot)
{
	return !wanted || pd_int(record, slot) == wanted;
}

static bool deal_matches(const struct filter *filter, const struct pd_record *deal)
{
	const char *status = pd_json(deal, PD_D_STATUS);
	bool wanted = deal->deleted                     ? filter->deleted
		      : strcmp(status, "\"won\"") == 0  ? filter->won
		      : strcmp(status, "\"lost\"") == 0 ? filter->lost
							: filter->open;

	return wanted && pd_true(deal, PD_D_ARCHIVED) == filter->archived && is(filter->owner, deal, PD_D_OWNER) &&
	       is(filter->person, deal, PD_D_PERSON) && is(filter->org, deal, PD_D_ORG) &&
	       is(filter->pipeline, deal, PD_D_PIPELINE) && is(filter->stage, deal, PD_D_STAGE);
}

static bool takes_part(const struct filter *filter, const struct pd_record *person)
{
	if (!filter->deal)
		return true;
	for (size_t i = 0; filter->of_deal && i < filter->of_deal->n_participants; i++)
		if (filter->of_deal->participants[i].person_id == person->id)
			return true;
	return false;
}

static bool matches(const struct face *face, const struct filter *filter, const struct pd_record *record)
{
	if (record->merged_into || pd_purged(face, record))
		return false;
	if ((filter->since && record->update_time < filter->since) ||
	    (filter->until && record->update_time >= filter->until))
		return false;
	if (!pd_filter_fits(face, filter->saved, record))
		return false;
	if (filter->object == PD_DEAL)
		return deal_matches(filter, record);
	if (record->deleted)
		return false;
	if (filter->object == PD_PERSON)
		return is(filter->owner, record, PD_P_OWNER) && is(filter->org, record, PD_P_ORG) &&
		       takes_part(filter, record);
	return is(filter->owner, record, PD_O_OWNER);
}

/* --- walking an order ------------------------------------------------------------------------------------------------
 */

static struct pd_order *order_of(struct pd_table *table, enum sort_by by)
{
	return by == BY_UPDATE ? &table->by_update : &table->by_add;
}

static int64_t time_of(const struct pd_record *record, enum sort_by by)
{
	return by == BY_ID ? record->id : by == BY_UPDATE ? record->update_time : record->add_time;
}

/* The record at a place, NULL if the entry is stale: the record moved on, or stands there twice. */
static struct pd_record *record_at(struct pd_table *table, const struct place *place, size_t at)
{
	const struct pd_order *order;
	const struct pd_order_entry *entry;

	if (place->by == BY_ID)
		return table->items[at];
	order = order_of(table, place->by);
	entry = &order->items[at];
	if (time_of(entry->record, place->by) != entry->time)
		return NULL;
	if (at > 0 && order->items[at - 1].record == entry->record && order->items[at - 1].time == entry->time)
		return NULL;
	return entry->record;
}

/* First place whose (value, id) is not below the given one. */
static size_t lower_bound(const struct pd_table *table, enum sort_by by, int64_t value, int64_t id)
{
	const struct pd_order *order = by == BY_UPDATE ? &table->by_update : &table->by_add;
	size_t low = 0, high = by == BY_ID ? table->n : order->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int64_t v = by == BY_ID ? table->items[mid]->id : order->items[mid].time;
		int64_t i = by == BY_ID ? v : order->items[mid].record->id;

		if (v < value || (v == value && i < id))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Steps to the next place in the wanted direction; false at the end.  Descending places count down from `at`. */
static bool step(struct pd_table *table, struct place *place, struct pd_record **record)
{
	for (;;) {
		if (place->descending ? place->at == 0 : place->at == place->n)
			return false;
		*record = record_at(table, place, place->descending ? --place->at : place->at++);
		if (*record)
			return true;
	}
}

static bool place_read(struct pd_call *call, struct pd_table *table, struct place *place, const struct filter *filter)
{
	const char *by = pd_query(call, "sort_by"), *direction = pd_query(call, "sort_direction"),
		   *text = pd_query(call, "cursor");
	const char *order = pd_option_text(call->face, "list_order");
	struct pd_cursor cursor;

	place->by = BY_ID;
	place->descending = direction ? strcmp(direction, "desc") == 0 : !by && order && strcmp(order, "reverse") == 0;
	if (direction && strcmp(direction, "asc") != 0 && strcmp(direction, "desc") != 0)
		return fail_parameter(call, "sort_direction", "must be one of asc, desc");
	if (by && strcmp(by, "id") != 0) {
		if (strcmp(by, "update_time") != 0 && strcmp(by, "add_time") != 0)
			return fail_parameter(call, "sort_by", "must be one of id, update_time, add_time");
		place->by = by[0] == 'u' ? BY_UPDATE : BY_ADD;
		if (!pd_order_settle(order_of(table, place->by))) {
			pd_fail_nomem(call);
			return false;
		}
	}
	place->n = place->by == BY_ID ? table->n : order_of(table, place->by)->n;
	place->at = place->descending ? place->n : 0;
	if (place->by == BY_UPDATE && !place->descending && filter->since)
		place->at = lower_bound(table, BY_UPDATE, filter->since, 0);
	if (!text)
		return true;
	if (!pd_cursor_read(call, text, &cursor))
		return false;
	if (strcmp(cursor.field, sort_names[place->by]) != 0 || cursor.descending != place->descending)
		return fail_parameter(call, "cursor", "does not belong to this sorting");
	place->at = lower_bound(table, place->by, cursor.value, cursor.id + place->descending);
	return true;
}

static const char *next_cursor(struct pd_call *call, const struct place *place, const struct pd_record *record)
{
	struct pd_cursor cursor = {sort_names[place->by], time_of(record, place->by), record->id, place->descending};

	return pd_cursor_write(call->face->arena, &cursor);
}

static void list_pages(struct pd_call *call, const struct filter *filter, const struct pd_view *view, int64_t limit)
{
	struct pd_table *table = &call->face->tables[call->object];
	const char *next = NULL;
	struct pd_record *record;
	struct place place;

	if (!place_read(call, table, &place, filter))
		return;
	pd_begin(call);
	crm_jw_array(&call->json);
	while (!next && step(table, &place, &record)) {
		if (!matches(call->face, filter, record))
			continue;
		if (call->resp->records == limit) {
			next = next_cursor(call, &place, record);
			break;
		}
		pd_render(call->face, &call->json, record, view);
		call->resp->records++;
	}
	crm_jw_end_array(&call->json);
	pd_end_page(call, next);
}

static void list_ids(struct pd_call *call, const char *list, const struct filter *filter, const struct pd_view *view)
{
	const char **ids;
	size_t n;

	ids = pd_split(call->face->arena, list, &n);
	if (!ids) {
		pd_fail_nomem(call);
		return;
	}
	if (n > 100) {
		fail_parameter(call, "ids", "must contain at most 100 ids");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		int64_t id;

		if (!pd_parse_int(ids[i], &id)) {
			fail_parameter(call, "ids", "must be a comma separated list of integers");
			return;
		}
	}
	pd_begin(call);
	crm_jw_array(&call->json);
	for (size_t i = 0; i < n; i++) {
		const struct pd_record *record;
		int64_t id = 0;

		(void)pd_parse_int(ids[i], &id);
		record = pd_find(call->face, call->object, id);
		if (!record || !matches(call->face, filter, record))
			continue;
		pd_render(call->face, &call->json, record, view);
		call->resp->records++;
	}
	crm_jw_end_array(&call->json);
	pd_end_page(call, NULL);
}

static void list(struct pd_call *call, const char *const *allowed, bool archived)
{
	const char *ids = pd_query(call, "ids");
	struct filter filter;
	struct pd_view view;
	int64_t limit;

	if (!pd_query_check(call, allowed) || !pd_query_limit(call, 500, &limit) || !pd_view_read(call, &view) ||
	    !filter_read(call, &filter))
		return;
	filter.archived = archived;
	if (ids && !filter.saved)
		list_ids(call, ids, &filter, &view);
	else
		list_pages(call, &filter, &view, limit);
}

#define COMMON                                                                                                         \
	"filter_id", "ids", "owner_id", "updated_since", "updated_until", "sort_by", "sort_direction",                 \
		"include_fields", "custom_fields", "limit", "cursor"

void pd_handle_list(struct pd_call *call)
{
	static const char *const persons[] = {COMMON,           "org_id", "deal_id", "include_option_labels",
					      "include_labels", NULL};
	static const char *const organizations[] = {COMMON, "include_option_labels", "include_labels", NULL};
	static const char *const deals[] = {
		COMMON,           "person_id", "org_id", "pipeline_id", "stage_id", "status", "include_option_labels",
		"include_labels", NULL};
	static const char *const *const allowed[PD_OBJECTS] = {persons, organizations, deals};

	list(call, allowed[call->object], false);
}

void pd_handle_archived(struct pd_call *call)
{
	static const char *const allowed[] = {COMMON, "person_id", "org_id", "pipeline_id", "stage_id", "status", NULL};

	list(call, allowed, true);
}

/* A deleted record can still be read until it is purged; what was merged away cannot. */
void pd_handle_get(struct pd_call *call)
{
	static const char *const allowed[] = {"include_fields", "custom_fields", "include_option_labels",
					      "include_labels", NULL};
	const struct pd_record *record = pd_find(call->face, call->object, call->id);
	struct pd_view view;

	if (!pd_query_check(call, allowed) || !pd_view_read(call, &view))
		return;
	if (!record || record->merged_into || (record->deleted && !pd_option_true(call->face, "get_deleted", true))) {
		pd_fail_not_found(call, pd_schemas[call->object].title);
		return;
	}
	pd_begin(call);
	pd_render(call->face, &call->json, record, &view);
	pd_end(call);
	call->resp->records = 1;
}
