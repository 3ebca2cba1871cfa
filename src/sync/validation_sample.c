/* SPDX-License-Identifier: Apache-2.0 */
/* A random sample of the target's records, read back by their ids: the one listing that cannot be stale. */
#include <sync/validation_parts.h>

#include <stdlib.h>
#include <string.h>

#include <sync/retry.h>
#include <sync/stage.h>

struct drawn {
	uint64_t lot;
	const char *id;
};

struct drawing {
	struct crm_validating *j;
	struct drawn *list; /* the lowest lots, in no order */
	size_t n, cap, highest;
	int64_t wanted; /* -1: all */
};

static void find_highest(struct drawing *d)
{
	d->highest = 0;
	for (size_t i = 1; i < d->n; i++)
		if (d->list[i].lot > d->list[d->highest].lot)
			d->highest = i;
}

static int add_drawn(struct drawing *d, uint64_t lot, const char *id)
{
	if (d->n == d->cap) {
		size_t cap = d->cap ? d->cap * 2 : 128;
		struct drawn *grown = crm_reallocarray(d->list, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		d->list = grown;
		d->cap = cap;
	}
	d->list[d->n++] = (struct drawn){.lot = lot, .id = crm_arena_strdup(d->j->arena, id)};
	return d->list[d->n - 1].id != NULL ? CRM_OK : CRM_E_NOMEM;
}

/* Each run draws others: the lot is made of the id and the run's number. */
static int draw(void *ctx, const struct crm_migrant *m, struct crm_arena *arena, struct crm_error *err)
{
	struct drawing *d = ctx;
	(void)arena;
	if (m->partner == NULL || m->fate == CRM_MIGRANT_MERGED || d->wanted == 0)
		return CRM_OK;
	const char *id = m->partner->vendor_id;
	uint64_t lot = crm_hash_bytes(id, strlen(id), crm_hash_bytes(&d->j->e->run, sizeof d->j->e->run, 0));
	if (d->wanted < 0 || (int64_t)d->n < d->wanted) {
		if (add_drawn(d, lot, id) != CRM_OK)
			return crm_error_no_memory(err);
		if ((int64_t)d->n == d->wanted)
			find_highest(d);
		return CRM_OK;
	}
	if (lot >= d->list[d->highest].lot)
		return CRM_OK;
	d->list[d->highest] = (struct drawn){.lot = lot, .id = crm_arena_strdup(d->j->arena, id)};
	if (d->list[d->highest].id == NULL)
		return crm_error_no_memory(err);
	find_highest(d);
	return CRM_OK;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int take_ids(struct drawing *d, struct crm_sample *sample)
{
	sample->ids = crm_calloc(d->n + 1, sizeof *sample->ids);
	sample->gone = crm_calloc(d->n + 1, sizeof *sample->gone);
	if (sample->ids == NULL || sample->gone == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < d->n; i++)
		sample->ids[i] = d->list[i].id;
	sample->n = d->n;
	qsort(sample->ids, sample->n, sizeof *sample->ids, compare_ids);
	return CRM_OK;
}

/* ---- reading ---- */

static int get_batch(struct crm_system *s, enum crm_object object, const char *const *ids, size_t n,
		     struct crm_page *page, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_retry retry = {0};
	int rc;
	do {
		crm_error_clear(err);
		*page = (struct crm_page){0};
		rc = s->connector->get(s->connection, object, ids, n, s->properties[object], s->n_properties[object],
				       page, arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	if (rc < 0)
		crm_error_prefix(err, "%s: reading back", s->settings->name);
	return rc;
}

static bool is_delivered(const struct crm_page *page, const char *id)
{
	for (size_t i = 0; i < page->n; i++)
		if (strcmp(page->records[i].id, id) == 0)
			return page->records[i].life == CRM_LIVE;
	return false;
}

static int read_back(struct crm_validating *j, struct crm_error *err)
{
	struct crm_system *to = j->e->to;
	struct crm_arena *arena = crm_arena_new();
	size_t max = to->connector->info->max_get;
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	for (size_t at = 0; rc == CRM_OK && at < j->sample.n; at += max) {
		size_t n = j->sample.n - at < max ? j->sample.n - at : max;
		struct crm_stage_counts counts = {0};
		struct crm_page page;
		crm_arena_reset(arena);
		rc = get_batch(to, j->object, j->sample.ids + at, n, &page, arena, err);
		if (rc == CRM_OK)
			rc = crm_stage_page(to, j->object, &page, 0, NULL, &counts, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++)
			j->sample.gone[at + i] = !is_delivered(&page, j->sample.ids[at + i]);
		crm_engine_progress(j->e, to->settings->name, "reading back a sample", (int64_t)(at + n),
				    (int64_t)j->sample.n);
		if (rc == CRM_OK && crm_engine_interrupted(j->e))
			rc = crm_error_set(err, CRM_E_INTERRUPTED, "interrupted while validating");
	}
	crm_arena_free(arena);
	return rc;
}

int crm_validation_sample(struct crm_validating *j, int64_t sample, struct crm_error *err)
{
	struct drawing d = {.j = j, .wanted = sample};
	int rc = crm_migration_walk(j->e, j->object, draw, &d, err);
	if (rc == CRM_OK && take_ids(&d, &j->sample) != CRM_OK)
		rc = crm_error_no_memory(err);
	crm_free(d.list);
	return rc == CRM_OK ? read_back(j, err) : rc;
}

void crm_validation_sample_free(struct crm_sample *sample)
{
	crm_free(sample->ids);
	crm_free(sample->gone);
}

bool crm_validation_sampled(const struct crm_sample *sample, const char *id, bool *gone)
{
	const char **found =
		sample->n > 0 ? bsearch(&id, sample->ids, sample->n, sizeof *sample->ids, compare_ids) : NULL;
	if (found != NULL)
		*gone = sample->gone[found - sample->ids];
	return found != NULL;
}
