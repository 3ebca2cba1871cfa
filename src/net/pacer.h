/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When may the next request go out?  The vendor counts a request at some moment between its begin and its end here,
 * nobody knows at which.  So a request counts in a window from its begin until the window's length after its end: then
 * no window over there can hold more than `max`, however unevenly requests travel.  What the vendor's headers say comes
 * on top: the size of its window, and what others have used of it.  Times are crm_time_monotonic() milliseconds, given
 * by the caller, and never go back.
 */
#ifndef CRM_NET_PACER_H
#define CRM_NET_PACER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/connector.h>

#include "client.h"

struct pacer_window {
	const char *rate_class; /* NULL: every request */
	unsigned max;
	int64_t per_ms;
	unsigned in_flight;
	int64_t *ended; /* ring: when the last requests ended, at most `max` */
	unsigned oldest;
	unsigned n;
	unsigned foreign; /* requests of others that the vendor counts in this window, until foreign_until */
	int64_t foreign_until;
	bool noted; /* foreign was noted since the last request */
};

struct pacer_class {
	const char *rate_class; /* owned; NULL: every request */
	int64_t remaining;      /* by the vendor's headers, until `until` */
	int64_t until;          /* 0: nothing noted */
	bool noted;             /* since the last request of this class */
};

struct pacer {
	struct pacer_window *windows;
	size_t n_windows;
	struct pacer_class classes[CRM_HTTP_MAX_CLASSES + 1]; /* the first stands for every request */
	size_t n_classes;
};

/* windows: max 0 terminated or NULL; its class names are borrowed.  False on out of memory; pacer_free() in any case.
 */
bool pacer_init(struct pacer *pacer, const struct crm_rate_window *windows);
void pacer_free(struct pacer *pacer);
/* Milliseconds until a request of the class may be begun, 0: now. */
int64_t pacer_wait(const struct pacer *pacer, const char *rate_class, int64_t now);
/* A request of the class begins, has ended. */
void pacer_begin(struct pacer *pacer, const char *rate_class);
void pacer_end(struct pacer *pacer, const char *rate_class, int64_t now);
/* The vendor allows `remaining` further requests within the next reset_ms.  Several notes without a request between
   them come from answers that overlapped: the strictest counts. */
void pacer_note(struct pacer *pacer, const char *rate_class, int64_t remaining, int64_t reset_ms, int64_t now);
/* The vendor's rolling window of that class and length holds `max` requests and had room for `remaining` more: what is
   missing and was not sent by us was sent by others, and leaves the window within its length.  A class that has no
   window of that length is left alone.  -1: not told. */
void pacer_note_window(struct pacer *pacer, const char *rate_class, int64_t max, int64_t remaining, int64_t per_ms,
		       int64_t now);

#endif
