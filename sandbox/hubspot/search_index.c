/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What search knows: with option search_lag_ms it lags behind the records.  A record's earlier state stays visible to
 * search until the change is due; what search then finds but is gone is counted in `total` and left out of `results`,
 * as recorded.
 */
#include "hubspot.h"

static int64_t lag(const struct face *face)
{
	int64_t ms = face_options(face->host)->search_lag_ms;
	return ms > 0 ? ms : 0;
}

void hs_index_keep(struct face *face, struct hs_record *record)
{
	if (lag(face) == 0 || record->index != HS_INDEX_LIVE)
		return;
	record->indexed = hs_values_share(record->live);
	record->index = HS_INDEX_STALE;
}

static void index_now(struct hs_record *record)
{
	hs_values_drop(record->indexed);
	record->indexed = NULL;
	record->index = hs_record_exists(record) ? HS_INDEX_LIVE : HS_INDEX_ABSENT;
}

int hs_index_changed(struct face *face, struct hs_record *record)
{
	face->generation++;
	if (lag(face) == 0 && record->pending == 0) {
		index_now(record);
		return CRM_OK;
	}
	if (hs_grow(&face->events, &face->cap_events, face->n_events, sizeof *face->events) < 0)
		return CRM_E_NOMEM;
	face->events[face->n_events++] = (struct hs_index_event){
		.record = record,
		.values = hs_record_exists(record) ? hs_values_share(record->live) : NULL,
		.due = face_now(face->host) + lag(face),
	};
	record->pending++;
	return CRM_OK;
}

static void index_apply(struct hs_index_event *event)
{
	struct hs_record *record = event->record;
	hs_values_drop(record->indexed);
	record->indexed = event->values;
	record->index = event->values ? HS_INDEX_STALE : HS_INDEX_ABSENT;
	if (--record->pending == 0)
		index_now(record);
}

void hs_index_settle(struct face *face, int64_t now)
{
	bool all = lag(face) == 0;
	while (face->events_head < face->n_events && (all || face->events[face->events_head].due <= now)) {
		index_apply(&face->events[face->events_head++]);
		face->generation++;
	}
	if (face->events_head == face->n_events)
		face->events_head = face->n_events = 0;
}

const struct hs_values *hs_index_view(const struct hs_record *record)
{
	switch (record->index) {
	case HS_INDEX_LIVE:
		return record->live;
	case HS_INDEX_STALE:
		return record->indexed;
	case HS_INDEX_ABSENT:
		break;
	}
	return NULL;
}

void hs_index_close(struct face *face)
{
	for (size_t i = face->events_head; i < face->n_events; i++)
		hs_values_drop(face->events[i].values);
	crm_free(face->events);
}
