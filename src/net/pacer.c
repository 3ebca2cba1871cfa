/* SPDX-License-Identifier: Apache-2.0 */
/* Sliding rate windows. */
#include "config.h"

#include "pacer.h"

#include <crmsync/mem.h>
#include <string.h>

/* A request is counted by the vendor when it arrives, not when it leaves here.  Windows are kept this part longer,
   so that requests that travel slowly and others that travel fast do not meet in one window over there. */
#define PACER_JITTER_PART 50

static bool pacer_window_init(struct pacer_window *window, const struct crm_rate_window *rule)
{
	window->begun = crm_calloc(rule->max, sizeof *window->begun);
	if (!window->begun)
		return false;
	window->rate_class = rule->rate_class;
	window->max = rule->max;
	window->per_ms = (int64_t)rule->per_ms + rule->per_ms / PACER_JITTER_PART;
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
		crm_free(pacer->windows[i].begun);
	crm_free(pacer->windows);
	for (size_t i = 1; i < pacer->n_classes; i++)
		crm_free((char *)(uintptr_t)pacer->classes[i].rate_class);
	memset(pacer, 0, sizeof *pacer);
}

static bool pacer_counts(const char *counted, const char *rate_class)
{
	return !counted || (rate_class && strcmp(counted, rate_class) == 0);
}

int64_t pacer_wait(const struct pacer *pacer, const char *rate_class, int64_t now)
{
	int64_t until = now;
	for (size_t i = 0; i < pacer->n_windows; i++) {
		const struct pacer_window *w = &pacer->windows[i];
		if (w->n == w->max && pacer_counts(w->rate_class, rate_class) &&
		    w->begun[w->oldest] + w->per_ms > until)
			until = w->begun[w->oldest] + w->per_ms;
	}
	for (size_t i = 0; i < pacer->n_classes; i++) {
		const struct pacer_class *c = &pacer->classes[i];
		if (c->until > until && c->remaining <= 0 && pacer_counts(c->rate_class, rate_class))
			until = c->until;
	}
	return until - now;
}

void pacer_count(struct pacer *pacer, const char *rate_class, int64_t now)
{
	for (size_t i = 0; i < pacer->n_windows; i++) {
		struct pacer_window *w = &pacer->windows[i];
		if (!pacer_counts(w->rate_class, rate_class))
			continue;
		if (w->n < w->max) {
			w->begun[w->n++] = now;
		} else {
			w->begun[w->oldest] = now;
			w->oldest = (w->oldest + 1) % w->max;
		}
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
