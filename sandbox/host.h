/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server's side of one system: name, clock, options, random numbers, the lock that serialises calls to its face.
 * Free of HTTP, so that a unit test of a face can make a host, open the face and call it.
 */
#ifndef SANDBOX_HOST_H
#define SANDBOX_HOST_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "sandbox/face.h"

/* The vendors' clock: wall clock plus an offset; one for all systems. */
struct sandbox_clock {
	_Atomic int64_t offset_ms;
};

int64_t sandbox_clock_now(const struct sandbox_clock *clock);

struct face_host {
	char *name;
	const struct face_vendor *vendor;
	struct face *face;    /* NULL until face_host_open() */
	pthread_mutex_t lock; /* held around every call of the face and every access to options */
	const struct sandbox_clock *clock;
	uint64_t random;
	struct face_options options;
	crm_json *options_doc; /* always an object; options.all points to it */
};

/* What face_request.http points to: how request headers are looked up. */
struct face_http {
	const char *(*header)(const void *ctx, const char *name); /* NULL if absent */
	const void *ctx;
};

/* name is copied, clock must outlive the host.  The same seed gives the same random numbers. */
int face_host_new(const char *name, const struct face_vendor *vendor, const struct sandbox_clock *clock, uint64_t seed,
		  struct face_host **out, struct crm_error *err);
/* Opens the vendor's face, empty. */
int face_host_open(struct face_host *host, struct crm_error *err);
/* Puts the face back to a state that its vendor's save() wrote; ids that were given since are not given again.  The
   face as it was stays on failure.  Caller holds the lock. */
int face_host_put_back(struct face_host *host, const char *text, size_t len, struct crm_error *err);
/* Closes the face too; NULL is allowed. */
void face_host_free(struct face_host *host);
/* Merges the members of patch (an object) into the options; null removes one.  Caller holds the lock, or is alone.
   CRM_E_INVALID names the member that is wrong; nothing is changed then. */
int face_host_merge_options(struct face_host *host, const crm_json *patch, struct crm_error *err);

/* The vendor of that name, or NULL if it is not built in. */
const struct face_vendor *face_vendor_find(const char *name);
/* n-th vendor that is built in, NULL after the last. */
const struct face_vendor *face_vendor_at(size_t n);

#endif
