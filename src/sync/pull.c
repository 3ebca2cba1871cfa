/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pull.  Each page is staged together with the cursor behind it, so an interrupted pull goes on where it stopped.  A
 * full pull counts its records; rows that it did not deliver are asked for by id, so that nothing is taken for deleted
 * because a listing was short.
 */
#include <sync/pull.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <crmsync/log.h>
#include <crmsync/timestamp.h>
#include <crmsync/url.h>
#include <sync/retry.h>
#include <sync/scope.h>

#define ID_BATCH         256
#define LOCAL_LONGEST_MS 50 /* a sandbox on this machine is nobody's to spare */

struct pull {
	struct crm_system *s;
	enum crm_object object;
	struct crm_position before; /* as the last complete pull left it */
	struct crm_position now;
	struct crm_arena *texts; /* holds the position's texts */
	struct crm_stage_counts counts;
	int64_t total; /* vendor's word, -1 */
	int64_t unreadable;
	bool resumed; /* it goes on where an earlier run was cut off */
};

/* ---- beginning ---- */

static bool full_is_due(const struct crm_system *s, const struct crm_position *p)
{
	const struct crm_engine *e = s->engine;
	if (e->options.full || p->watermark == NULL || p->mapping_hash != crm_engine_mapping(e))
		return true;
	return e->settings->full_every_s > 0 && crm_time_now() - p->last_full > e->settings->full_every_s * 1000;
}

static void begin_position(struct pull *p)
{
	p->before = p->now;
	bool resumes = p->now.cursor != NULL && !(p->s->engine->options.full && !p->now.full);
	p->resumed = resumes && p->now.mapping_hash == crm_engine_mapping(p->s->engine);
	if (p->resumed)
		return;
	p->now.cursor = NULL;
	p->now.full = full_is_due(p->s, &p->now);
	p->now.since = p->now.full ? NULL : p->now.watermark;
	if (p->now.full) {
		p->now.generation++;
		if (p->now.mapping_hash != crm_engine_mapping(p->s->engine))
			p->now.last_full_count =
				0; /* of another selection of records; a resumed pull has no other way to know */
		p->now.mapping_hash = crm_engine_mapping(p->s->engine);
	}
}

static const char *active_filter(const struct crm_system *s, enum crm_object object)
{
	return s->settings->filter[object];
}

static unsigned lookback(const struct crm_system *s)
{
	return s->settings->lookback_s >= 0 ? (unsigned)s->settings->lookback_s : s->connector->info->lookback_s;
}

/* ---- pages ---- */

static int fetch_page(struct pull *p, struct crm_page *page, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_system *s = p->s;
	struct crm_pull request = {
		.object = p->object,
		.properties = s->properties[p->object],
		.n_properties = s->n_properties[p->object],
		.filter = active_filter(s, p->object),
		.since = p->now.since,
		.cursor = p->now.cursor,
		.lookback_s = lookback(s),
	};
	struct crm_retry retry = {0};
	int rc;
	do {
		crm_error_clear(err);
		crm_arena_reset(arena);
		*page = (struct crm_page){.total = -1};
		rc = s->connector->pull(s->connection, &request, page, arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	return rc;
}

static int keep_text(struct crm_arena *arena, const char *text, const char **out)
{
	*out = crm_arena_strdup(arena, text);
	return text == NULL || *out != NULL ? CRM_OK : CRM_E_NOMEM;
}

/* Where the next pull starts, once the shrink gate has passed. */
static int close_position(struct pull *p, const struct crm_page *page, struct crm_error *err)
{
	struct crm_position *now = &p->now;
	int64_t stamp = crm_time_now();
	if (page->watermark != NULL && keep_text(p->texts, page->watermark, &now->watermark) != CRM_OK)
		return crm_error_no_memory(err);
	now->cursor = NULL;
	now->since = NULL;
	now->last_complete = stamp;
	if (now->full)
		now->last_full = stamp;
	return CRM_OK;
}

static int advance(struct pull *p, const struct crm_page *page, struct crm_error *err)
{
	if (page->complete)
		return CRM_OK;
	if (page->cursor == NULL)
		return crm_error_set(err, CRM_E_PROTOCOL, "a page says that more follow, but not where");
	if (p->now.cursor != NULL && strcmp(p->now.cursor, page->cursor) == 0)
		return crm_error_set(err, CRM_E_PROTOCOL, "the listing does not move on behind '%s'", page->cursor);
	return keep_text(p->texts, page->cursor, &p->now.cursor) == CRM_OK ? CRM_OK : crm_error_no_memory(err);
}

/* A pull whose cursor the vendor has forgotten starts again; rows come twice, which harms nothing. */
static void start_again(struct pull *p)
{
	crm_log(CRM_LOG_INFO, "%s: the cursor of %s is no longer known, starting this pull again", p->s->settings->name,
		crm_object_plural(p->object));
	p->now.cursor = NULL;
	p->counts = (struct crm_stage_counts){0};
}

static void show_progress(struct pull *p)
{
	char what[64];
	snprintf(what, sizeof what, "reading %s", crm_object_plural(p->object));
	int64_t total = p->total >= 0 ? p->total : p->now.full ? p->before.last_full_count : -1;
	crm_engine_progress(p->s->engine, p->s->settings->name, what, p->counts.read, total > 0 ? total : -1);
}

/* A pull that turns out to deliver all there is tells as much as a full one: what it leaves out is gone. */
static void become_full(struct pull *p)
{
	p->now.full = true;
	p->now.generation++;
}

static void note_unreadable(struct pull *p, const struct crm_page *page)
{
	for (size_t i = 0; i < page->n_notes; i++)
		crm_log(CRM_LOG_WARNING, "%s: %s", p->s->settings->name, page->notes[i]);
	p->unreadable = (int64_t)page->unreadable;
}

/* The vendor prepares what follows.  An interrupt ends the wait; the next request then says so. */
static void wait_for_vendor(struct pull *p, const struct crm_page *page)
{
	struct crm_system *s = p->s;
	unsigned ms = page->again_ms;
	if (page->complete || ms == 0)
		return;
	if (ms > LOCAL_LONGEST_MS && crm_url_is_loopback(s->settings->base_url))
		ms = LOCAL_LONGEST_MS;
	crm_log(CRM_LOG_INFO, "%s: the vendor is preparing %s; asking again in %.1f s", s->settings->name,
		crm_object_plural(p->object), (double)ms / 1000.0);
	crm_engine_progress(s->engine, s->settings->name, "waiting for the vendor", p->counts.read, -1);
	(void)crm_retry_wait(s->engine, ms);
}

static int pull_pages(struct pull *p, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	struct crm_page page = {0};
	bool restarted = false;
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	while (rc == CRM_OK && !page.complete) {
		rc = fetch_page(p, &page, arena, err);
		if (rc == CRM_E_CURSOR && !restarted && p->now.cursor != NULL) {
			restarted = true;
			start_again(p);
			crm_error_clear(err);
			page = (struct crm_page){0};
			rc = CRM_OK;
			continue;
		}
		if (rc == CRM_OK && page.total >= 0)
			p->total = page.total;
		if (rc == CRM_OK && page.whole && !p->now.full)
			become_full(p);
		if (rc == CRM_OK)
			note_unreadable(p, &page);
		if (rc == CRM_OK)
			rc = advance(p, &page, err);
		if (rc == CRM_OK && page.n > 0)
			rc = crm_schema_renew(p->s, p->object, err);
		if (rc == CRM_OK)
			rc = crm_stage_page(p->s, p->object, &page, p->now.generation, page.complete ? NULL : &p->now,
					    &p->counts, err);
		if (rc == CRM_OK)
			show_progress(p);
		if (rc == CRM_OK)
			wait_for_vendor(p, &page);
	}
	if (rc == CRM_OK)
		rc = close_position(p, &page, err);
	crm_arena_free(arena);
	return rc;
}

/* ---- what a full pull did not deliver ---- */

static const char *find_id(const char *const *ids, size_t n, const struct crm_record *r)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(ids[i], r->id) == 0)
			return ids[i];
	return NULL;
}

/* Neither in the listing nor by its id: gone, as far as this vendor tells. */
static int stage_gone(struct crm_system *s, enum crm_object object, const char *id, struct crm_arena *arena,
		      struct crm_error *err)
{
	struct crm_source row;
	bool found = false;
	int rc = crm_store_source_by_vendor_id(s->engine->store, s->id, object, id, true, arena, &row, &found, err);
	if (rc != CRM_OK || !found || row.life != CRM_LIVE) /* merged away: its survivor told */
		return rc;
	int64_t source;
	enum crm_stage_effect effect;
	row.life = CRM_DELETED;
	row.seen_run = s->engine->run;
	return crm_store_stage(s->engine->store, &row, &source, &effect, err);
}

static int get_batch(struct pull *p, const char *const *ids, size_t n, struct crm_page *page, struct crm_arena *arena,
		     struct crm_error *err)
{
	struct crm_system *s = p->s;
	struct crm_retry retry = {0};
	int rc;
	do {
		crm_error_clear(err);
		*page = (struct crm_page){0};
		rc = s->connector->get(s->connection, p->object, ids, n, s->properties[p->object],
				       s->n_properties[p->object], page, arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	return rc;
}

/* What the filter left out is there, but out of scope: see scope.h. */
static int64_t found_generation(const struct pull *p)
{
	return active_filter(p->s, p->object) ? CRM_SCOPE_JUDGED : p->now.generation;
}

static int look_up_missing(struct pull *p, const char *const *ids, size_t n, struct crm_arena *arena,
			   struct crm_error *err)
{
	struct crm_page page;
	struct crm_stage_counts counts = {0};
	int rc = get_batch(p, ids, n, &page, arena, err);
	if (rc == CRM_OK)
		rc = crm_stage_page(p->s, p->object, &page, found_generation(p), NULL, &counts, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		bool answered = false;
		for (size_t k = 0; k < page.n && !answered; k++)
			answered = find_id(&ids[i], 1, &page.records[k]) != NULL;
		if (!answered)
			rc = stage_gone(p->s, p->object, ids[i], arena, err);
	}
	return rc;
}

static int vendor_ids(struct pull *p, const int64_t *sources, size_t n, struct crm_arena *arena, const char **ids,
		      struct crm_error *err)
{
	for (size_t i = 0; i < n; i++) {
		struct crm_source row;
		bool found;
		int rc = crm_store_source(p->s->engine->store, sources[i], false, arena, &row, &found, err);
		if (rc != CRM_OK)
			return rc;
		ids[i] = row.vendor_id;
	}
	return CRM_OK;
}

static int check_missing(struct pull *p, struct crm_error *err)
{
	int64_t sources[ID_BATCH], after = 0;
	const char *ids[ID_BATCH];
	size_t n = 0, max = p->s->connector->info->max_get < ID_BATCH ? p->s->connector->info->max_get : ID_BATCH;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	do {
		if (rc == CRM_OK)
			rc = crm_store_not_seen(p->s->engine->store, p->s->id, p->object, p->now.generation, after,
						sources, max, &n, err);
		if (rc == CRM_OK && n > 0) {
			crm_arena_reset(arena);
			after = sources[n - 1];
			rc = vendor_ids(p, sources, n, arena, ids, err);
		}
		if (rc == CRM_OK && n > 0)
			rc = look_up_missing(p, ids, n, arena, err);
	} while (rc == CRM_OK && n > 0);
	crm_arena_free(arena);
	return rc;
}

/* ---- one object ---- */

/* The vendor's own count, where a full listing did not bring one along. */
static void ask_total(struct pull *p)
{
	if (p->total >= 0 || !p->now.full)
		return;
	int64_t n = -1;
	if (p->s->connector->count(p->s->connection, p->object, active_filter(p->s, p->object), &n, NULL) == CRM_OK)
		p->total = n;
}

static int delivered_count(const struct pull *p, int64_t *n, struct crm_error *err)
{
	int64_t live = 0, missing = 0, after = 0, ids[ID_BATCH];
	size_t got;
	int rc = crm_store_count_live(p->s->engine->store, p->s->id, p->object, &live, err);
	do {
		got = 0;
		if (rc == CRM_OK)
			rc = crm_store_not_seen(p->s->engine->store, p->s->id, p->object, p->now.generation, after, ids,
						ID_BATCH, &got, err);
		missing += (int64_t)got;
		after = got ? ids[got - 1] : after;
	} while (rc == CRM_OK && got == ID_BATCH);
	*n = live - missing + p->counts.unknown; /* delivered, if not taken in */
	return rc;
}

static int finish_full(struct pull *p, struct crm_error *err)
{
	int64_t delivered = 0;
	int rc = delivered_count(p, &delivered, err);
	if (rc == CRM_OK) {
		ask_total(p);
		rc = crm_gate_shrunk(p->s, p->object, &p->before, delivered, p->total, err);
	}
	if (rc == CRM_OK && p->unreadable == 0)
		rc = check_missing(p, err);
	p->now.last_full_count = delivered;
	return rc;
}

/* A listing that was not believed is not gone on with: the next run reads it anew. */
static void forget_pull(struct pull *p)
{
	p->before.generation = p->now.generation;
	p->before.cursor = NULL;
	p->before.watermark = NULL; /* in full, even if the pull that was cut off began under another mapping */
	crm_store_position_set(p->s->engine->store, p->s->id, p->object, &p->before, NULL);
}

static int pull_once(struct crm_system *s, enum crm_object object, bool *resumed, struct crm_error *err)
{
	struct pull p = {.s = s, .object = object, .total = -1, .texts = crm_arena_new()};
	if (p.texts == NULL)
		return crm_error_no_memory(err);
	int rc = crm_store_position_get(s->engine->store, s->id, object, p.texts, &p.now, err);
	if (rc == CRM_OK) {
		s->read_anew[object] = false;
		begin_position(&p);
		show_progress(&p);
		rc = pull_pages(&p, err);
	}
	if (rc == CRM_OK && p.now.full)
		rc = finish_full(&p, err);
	if (rc == CRM_E_GATE)
		forget_pull(&p);
	if (s->read_anew[object])
		p.now.watermark = NULL;
	if (rc == CRM_OK)
		rc = crm_store_position_set(s->engine->store, s->id, object, &p.now, err);
	s->pulled[object] += p.counts.read;
	s->kept_out += p.counts.kept_out;
	s->unreadable[object] = p.unreadable;
	s->pulled_full[object] = s->pulled_full[object] || p.now.full;
	if (p.total >= 0)
		s->vendor_total[object] = p.total;
	*resumed = p.resumed;
	crm_arena_free(p.texts);
	return rc;
}

/* A pull that goes on where an earlier run was cut off ends at the time of that run: what people did since then is read
 * by a second one.  So is everything if the schema, which is read once there is something to read, has a property that
 * no one knew of when the first began. */
static int pull_object(struct crm_system *s, enum crm_object object, struct crm_error *err)
{
	bool resumed = false;
	int rc = pull_once(s, object, &resumed, err);
	if (rc == CRM_OK && (resumed || s->read_anew[object]))
		rc = pull_once(s, object, &resumed, err);
	return rc;
}

static int pull_system(struct crm_system *s, struct crm_error *err)
{
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
		enum crm_object object = (enum crm_object)o;
		if (!crm_engine_has_object(s->engine, object) || s->settings->direction[o] == CRM_D_OFF)
			continue;
		int rc = pull_object(s, object, err);
		if (rc < 0) {
			crm_error_prefix(err, "%s: %s", s->settings->name, crm_object_plural(object));
			return rc;
		}
	}
	return CRM_OK;
}

int crm_pull_all(struct crm_engine *e, struct crm_error *err)
{
	return crm_engine_each(e, pull_system, err);
}
