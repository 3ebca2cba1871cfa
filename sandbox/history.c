/* SPDX-License-Identifier: Apache-2.0 */
/* Ring of the requests that were answered. */
#include "sandbox/history.h"

#include <string.h>

#include <crmsync/json.h>
#include <crmsync/mem.h>
#include <crmsync/timestamp.h>

#define HISTORY_FIRST_SLOTS 1024u

void history_init(struct history *h, size_t max_lines, size_t max_bytes)
{
	*h = (struct history){.max_lines = max_lines, .max_bytes = max_bytes};
	pthread_mutex_init(&h->lock, NULL);
}

static struct history_line *history_at(const struct history *h, size_t i)
{
	return &h->ring[(h->first + i) % h->cap];
}

static void history_drop_oldest(struct history *h)
{
	struct history_line *line = history_at(h, 0);
	h->bytes -= strlen(line->path);
	crm_free(line->path);
	h->first = (h->first + 1) % h->cap;
	h->n--;
}

void history_clear(struct history *h)
{
	pthread_mutex_lock(&h->lock);
	while (h->n > 0)
		history_drop_oldest(h);
	pthread_mutex_unlock(&h->lock);
}

void history_free(struct history *h)
{
	history_clear(h);
	crm_free(h->ring);
	pthread_mutex_destroy(&h->lock);
}

static bool history_grow(struct history *h)
{
	size_t cap = h->cap ? h->cap * 2 : HISTORY_FIRST_SLOTS;
	if (cap > h->max_lines)
		cap = h->max_lines;
	struct history_line *ring = crm_calloc(cap, sizeof *ring);
	if (!ring)
		return false;
	for (size_t i = 0; i < h->n; i++)
		ring[i] = *history_at(h, i);
	crm_free(h->ring);
	h->ring = ring;
	h->cap = cap;
	h->first = 0;
	return true;
}

void history_add(struct history *h, const struct history_line *line)
{
	char *path = crm_strdup(line->path);
	if (!path)
		return;
	size_t len = strlen(path);

	pthread_mutex_lock(&h->lock);
	while (h->n > 0 && (h->n >= h->max_lines || h->bytes + len > h->max_bytes))
		history_drop_oldest(h);
	uint64_t seq = ++h->last_seq;
	if (h->n < h->cap || history_grow(h)) {
		struct history_line *slot = history_at(h, h->n++);
		*slot = *line;
		slot->seq = seq;
		slot->path = path;
		h->bytes += len;
		path = NULL;
	}
	pthread_mutex_unlock(&h->lock);
	crm_free(path);
}

static void history_write_line(const struct history_line *line, struct crm_buf *out)
{
	char ts[CRM_TIME_TEXT];
	crm_time_format(line->ts, ts);
	struct crm_json_writer w;
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	crm_jw_field_int(&w, "seq", (int64_t)line->seq);
	crm_jw_field(&w, "ts", ts);
	crm_jw_field(&w, "system", line->system);
	crm_jw_field(&w, "method", line->method);
	crm_jw_field(&w, "path", line->path);
	crm_jw_field_int(&w, "status", line->status);
	crm_jw_field_bool(&w, "mutating", line->mutating);
	crm_jw_field_int(&w, "records", line->records);
	if (line->fault)
		crm_jw_field(&w, "fault", line->fault);
	crm_jw_end_object(&w);
	crm_buf_char(out, '\n');
}

/* Lines stand in the order of their seq, with gaps where memory was short. */
static size_t history_find_after(const struct history *h, uint64_t since)
{
	size_t low = 0, high = h->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (history_at(h, middle)->seq > since)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

uint64_t history_write(struct history *h, uint64_t since, size_t max, struct crm_buf *out)
{
	pthread_mutex_lock(&h->lock);
	for (size_t i = history_find_after(h, since); i < h->n && max > 0; i++, max--) {
		const struct history_line *line = history_at(h, i);
		history_write_line(line, out);
		since = line->seq;
	}
	pthread_mutex_unlock(&h->lock);
	return since;
}
