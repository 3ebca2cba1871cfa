/* SPDX-License-Identifier: Apache-2.0 */
/* Sliding rate windows. */
#include "config.h"

#include "pacer.h"

#include <crmsync/mem.h>
#include <string.h>

#define LARGEST_WINDOW 100000 /* no vendor allows more; what says so is a mistake */

static bool pacer_window_init(struct pacer_window *window, const struct crm_rate_window *rule)
{
	window->ended = crm_calloc(rule->max, sizeof *window->ended);
	if (!window->ended)
		return false;
	window->rate_class = rule->rate_class;
	window->max = rule->max;
	window->per_ms = rule->per_ms;
	return true;
}

bool pacer_init(struct pacer *pacer, const struct crm_rate_window *windows)
{
	memset(pacer, 0, sizeof *pacer);
	pacer->n_classes = 1;
	size_t n = 0;
	while (windows && windows[n].max != 0)
		n++;
	if (n == 0)
		return true;
	pacer->windows = crm_calloc(n, sizeof *pacer->windows);
	if (!pacer->windows)
		return false;
	for (; pacer->n_windows < n; pacer->n_windows++) {
		if (!pacer_window_init(&pacer->windows[pacer->n_windows], &windows[pacer->n_windows]))
			return false;
	}
	return true;
}

void pacer_free(struct pacer *pacer)
{
	for (size_t i = 0; i < pacer->n_windows; i++)
		crm_free(pacer->windows[i].ended);
	crm_free(pacer->windows);
	for (size_t i = 1; i < pacer->n_classes; i++)
		crm_free((char *)(uintptr_t)pacer->classes[i].rate_class);
	memset(pacer, 0, sizeof *pacer);
}

static bool pacer_counts(const char *counted, const char *rate_class)
{
	return !counted || (rate_class && strcmp(counted, rate_class) == 0);
}

/* When what ended then is out of the window.  Two clocks that are read in whole milliseconds differ by one, and one
   that is being set right runs up to 500 in a million faster than the other. */
static int64_t window_leaves(const struct pacer_window *w, int64_t ended)
{
	return ended + w->per_ms + w->per_ms / 1000 + 1;
}

/* How many of the ring have left the window. */
static unsigned window_gone(const struct pacer_window *w, int64_t now)
{
	unsigned gone = 0;
	while (gone < w->n && window_leaves(w, w->ended[(w->oldest + gone) % w->max]) <= now)
		gone++;
	return gone;
}

/* When this window has room again; `now` if it has. */
static int64_t window_opens(const struct pacer_window *w, int64_t now)
{
	unsigned gone = window_gone(w, now), foreign = now < w->foreign_until ? w->foreign : 0;
	unsigned counted = w->n - gone + w->in_flight + foreign;
	if (counted < w->max)
		return now;
	/* Of those that have to leave the window first, the last one decides; one in flight has its time before it. */
	unsigned leaving = counted - w->max;
	int64_t opens = leaving < w->n - gone ? window_leaves(w, w->ended[(w->oldest + gone + leaving) % w->max])
					      : now + w->per_ms;
	return foreign > 0 && w->foreign_until < opens ? w->foreign_until : opens;
}

int64_t pacer_wait(const struct pacer *pacer, const char *rate_class, int64_t now)
{
	int64_t until = now;
	for (size_t i = 0; i < pacer->n_windows; i++) {
		const struct pacer_window *w = &pacer->windows[i];
		int64_t opens = pacer_counts(w->rate_class, rate_class) ? window_opens(w, now) : now;
		until = opens > until ? opens : until;
	}
	for (size_t i = 0; i < pacer->n_classes; i++) {
		const struct pacer_class *c = &pacer->classes[i];
		if (c->until > until && c->remaining <= 0 && pacer_counts(c->rate_class, rate_class))
			until = c->until;
	}
	return until - now;
}

void pacer_begin(struct pacer *pacer, const char *rate_class)
{
	for (size_t i = 0; i < pacer->n_windows; i++) {
		if (!pacer_counts(pacer->windows[i].rate_class, rate_class))
			continue;
		pacer->windows[i].in_flight++;
		pacer->windows[i].noted = false;
	}
	for (size_t i = 0; i < pacer->n_classes; i++) {
		struct pacer_class *c = &pacer->classes[i];
		if (!pacer_counts(c->rate_class, rate_class))
			continue;
		if (c->remaining > 0)
			c->remaining--;
		c->noted = false;
	}
}

static void window_end(struct pacer_window *w, int64_t now)
{
	w->in_flight--;
	if (w->n < w->max) {
		w->ended[(w->oldest + w->n++) % w->max] = now;
	} else {
		w->ended[w->oldest] = now;
		w->oldest = (w->oldest + 1) % w->max;
	}
}

void pacer_end(struct pacer *pacer, const char *rate_class, int64_t now)
{
	for (size_t i = 0; i < pacer->n_windows; i++) {
		if (pacer_counts(pacer->windows[i].rate_class, rate_class))
			window_end(&pacer->windows[i], now);
	}
}

/* The class of that name, made if it is new; NULL if there is no room or memory for it. */
static struct pacer_class *pacer_find_class(struct pacer *pacer, const char *rate_class)
{
	if (!rate_class)
		return &pacer->classes[0];
	for (size_t i = 1; i < pacer->n_classes; i++) {
		if (strcmp(pacer->classes[i].rate_class, rate_class) == 0)
			return &pacer->classes[i];
	}
	char *name = pacer->n_classes <= CRM_HTTP_MAX_CLASSES ? crm_strdup(rate_class) : NULL;
	if (!name)
		return NULL;
	struct pacer_class *made = &pacer->classes[pacer->n_classes++];
	*made = (struct pacer_class){.rate_class = name};
	return made;
}

void pacer_note(struct pacer *pacer, const char *rate_class, int64_t remaining, int64_t reset_ms, int64_t now)
{
	if (remaining < 0 || reset_ms <= 0)
		return;
	struct pacer_class *c = pacer_find_class(pacer, rate_class);
	if (!c)
		return;
	bool together = c->noted && c->until > now;
	int64_t until = reset_ms < INT64_MAX - now ? now + reset_ms : INT64_MAX;
	if (!together || remaining < c->remaining)
		c->remaining = remaining;
	if (!together || until > c->until)
		c->until = until;
	c->noted = true;
}

/* ---- the vendor's own word of its window ---- */

/* The latest of the ring are kept: only they can be in a smaller window's way. */
static bool window_resize(struct pacer_window *w, unsigned max)
{
	int64_t *ended = crm_calloc(max, sizeof *ended);
	if (!ended)
		return false;
	unsigned kept = w->n < max ? w->n : max;
	for (unsigned i = 0; i < kept; i++)
		ended[i] = w->ended[(w->oldest + w->n - kept + i) % w->max];
	crm_free(w->ended);
	w->ended = ended;
	w->max = max;
	w->oldest = 0;
	w->n = kept;
	return true;
}

static void window_note_others(struct pacer_window *w, int64_t remaining, int64_t now)
{
	int64_t used = remaining < w->max ? (int64_t)w->max - remaining : 0;
	int64_t ours = (int64_t)(w->n - window_gone(w, now)) + w->in_flight;
	unsigned foreign = used > ours ? (unsigned)(used - ours) : 0;
	bool together = w->noted && now < w->foreign_until;
	w->noted = true;
	if (together && foreign <= w->foreign)
		return;
	w->foreign = foreign;
	w->foreign_until = window_leaves(w, now);
}

void pacer_note_window(struct pacer *pacer, const char *rate_class, int64_t max, int64_t remaining, int64_t per_ms,
		       int64_t now)
{
	for (size_t i = 0; i < pacer->n_windows; i++) {
		struct pacer_window *w = &pacer->windows[i];
		bool same = w->rate_class ? rate_class && strcmp(w->rate_class, rate_class) == 0 : !rate_class;
		if (!same || w->per_ms != per_ms)
			continue;
		if (max > 0 && max <= LARGEST_WINDOW && max != w->max && !window_resize(w, (unsigned)max))
			continue;
		if (remaining >= 0)
			window_note_others(w, remaining, now);
	}
}
