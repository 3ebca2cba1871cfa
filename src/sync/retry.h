/* SPDX-License-Identifier: Apache-2.0 */
/* Retries, in one place: by class of error, with growing waits and jitter, never past an interrupt. */
#ifndef CRM_SYNC_RETRY_H
#define CRM_SYNC_RETRY_H

#include <sync/engine.h>

struct crm_retry {
	unsigned attempts; /* failed so far */
	bool renewed;      /* the access token was renewed already */
};

/* After a call failed with err: waits as long as its class asks for and returns true if the same call should be made
   again. Zero-initialise *retry before the first call; reset it after a success. */
bool crm_retry_again(struct crm_engine *e, const struct crm_system *system, struct crm_retry *retry,
		     const struct crm_error *err);
/* Waits in slices; false if interrupted meanwhile. */
bool crm_retry_wait(const struct crm_engine *e, int64_t ms);

#endif
