/* SPDX-License-Identifier: Apache-2.0 */
/* sobjects/X/deleted and sobjects/X/updated: what happened between two instants. */
#include <crmsync/timestamp.h>

#include "resources.h"
#include "text.h"

#define DAY_MS    INT64_C(86400000)
#define KEPT_DAYS 30

struct span {
	const struct sf_table *table;
	int64_t from, to;
};

static bool changes_read(struct sf_call *call, struct span *span)
{
	span->table = sf_table_find(call->face, call->segments[0]);
	if (!span->table || !(span->table->object->flags & SF_OBJ_REPLICATE)) {
		sf_answer_not_found(call);
		return false;
	}
	const char *start = sf_call_query(call, "start"), *end = sf_call_query(call, "end");
	if (!start || !end || !crm_time_parse(start, &span->from) || !crm_time_parse(end, &span->to)) {
		sf_answer_error(call, 400, "INVALID_REPLICATION_DATE",
				"startDate and endDate must be given as ISO 8601 dateTime");
		return false;
	}
	if (span->from >= span->to) {
		sf_answer_error(call, 400, "INVALID_REPLICATION_DATE", "startDate must be before endDate");
		return false;
	}
	if (span->from < sf_now(call->face) - KEPT_DAYS * DAY_MS) {
		sf_answer_error(call, 400, "INVALID_REPLICATION_DATE", "startDate cannot be more than 30 days ago");
		return false;
	}
	return true;
}

static void changes_write_time(struct crm_json_writer *w, const char *name, int64_t ms)
{
	struct crm_buf text;
	crm_buf_init(&text, 64);
	sf_time_write(&text, ms);
	crm_jw_field(w, name, text.ptr);
	crm_buf_free(&text);
}

/* What lies in the future is not covered. */
static int64_t changes_covered(const struct sf_call *call, const struct span *span)
{
	int64_t now = sf_now(call->face);
	return span->to < now ? span->to : now;
}

void sf_get_deleted(struct sf_call *call)
{
	struct span span;
	if (!changes_read(call, &span))
		return;
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "deletedRecords");
	crm_jw_array(&w);
	for (size_t i = 0; i < span.table->n_rows; i++) {
		const struct sf_row *row = span.table->rows[i];
		if (row->purged || !row->deleted || row->deleted_at < span.from || row->deleted_at > span.to)
			continue;
		crm_jw_object(&w);
		crm_jw_field(&w, "id", row->id);
		changes_write_time(&w, "deletedDate", row->deleted_at);
		crm_jw_end_object(&w);
		call->resp->records++;
	}
	crm_jw_end_array(&w);
	changes_write_time(&w, "earliestDateAvailable", sf_now(call->face) - KEPT_DAYS * DAY_MS);
	changes_write_time(&w, "latestDateCovered", changes_covered(call, &span));
	crm_jw_end_object(&w);
	call->resp->status = 200;
}

void sf_get_updated(struct sf_call *call)
{
	struct span span;
	if (!changes_read(call, &span))
		return;
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "ids");
	crm_jw_array(&w);
	for (size_t i = 0; i < span.table->n_rows; i++) {
		const struct sf_row *row = span.table->rows[i];
		if (row->purged || row->deleted || row->stamp < span.from || row->stamp > span.to)
			continue;
		crm_jw_string(&w, row->id);
		call->resp->records++;
	}
	crm_jw_end_array(&w);
	changes_write_time(&w, "latestDateCovered", changes_covered(call, &span));
	crm_jw_end_object(&w);
	call->resp->status = 200;
}
