/* SPDX-License-Identifier: Apache-2.0 */
/* Sliding rate windows. */
#include "config.h"

#include "pacer.h"

#include <crmsync/mem.h>
#include <string.h>

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

/* When this window has room again; `now` if it has. */
static int64_t window_opens(const struct pacer_window *w, int64_t now)
{
	unsigned gone = 0;
	while (gone < w->n && w->ended[(w->oldest + gone) % w->max] + w->per_ms <= now)
		gone++;
	unsigned counted = w->n - gone + w->in_flight;
	if (counted < w->max)
		return now;
	/* Of those that have to leave the window first, the last one decides; one in flight has its time before it. */
	unsigned leaving = counted - w->max;
	if (leaving < w->n - gone)
		return w->ended[(w->oldest + gone + leaving) % w->max] + w->per_ms;
	return now + w->per_ms;
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
		if (pacer_counts(pacer->windows[i].rate_class, rate_class))
			pacer->windows[i].in_flight++;
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
