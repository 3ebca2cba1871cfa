/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Retries, in one place: by class of error, with growing waits and jitter, never past an interrupt.
 *
 * What docs/reliability.md tells people is the table in retry.c.  "In doubt" is no class of error but an outcome of a
 * write (CRM_UNKNOWN): see outcome.c and recover.c.
 */
#ifndef CRM_SYNC_RETRY_H
#define CRM_SYNC_RETRY_H

#include <sync/engine.h>

enum crm_patience {
	CRM_RETRY_NEVER,   /* the same call would end the same way, or somebody has to act first */
	CRM_RETRY_AT_ONCE, /* one time: the connector got rid of what was wrong (its access token) */
	CRM_RETRY_LATER    /* again after a wait */
};

/* By enum crm_code. */
enum crm_patience crm_retry_patience(int code);

struct crm_retry_delay {
	int64_t first_ms;  /* the config's first wait */
	int64_t vendor_ms; /* what the connector knows of the vendor for this class of error, 0: nothing */
	int64_t asked_ms;  /* the vendor's own wish (Retry-After), <= 0: none */
	unsigned attempts; /* failed before this one */
};

/* How long to wait, in milliseconds: what the vendor asked for, else the larger of first and vendor's wait, doubled
   with each attempt up to a minute (or the vendor's wait, where that is longer); and up to a quarter more by `roll`,
   any number, so that several callers do not come back in step. */
int64_t crm_retry_delay(const struct crm_retry_delay *delay, uint32_t roll);

struct crm_retry {
	unsigned attempts; /* failed so far */
	bool renewed;      /* the access token was renewed since the last wait */
};

/* After a call failed with err: waits as long as its class asks for and returns true if the same call should be made
   again. Zero-initialise *retry before the first call; reset it after a success. */
bool crm_retry_again(struct crm_engine *e, const struct crm_system *system, struct crm_retry *retry,
		     const struct crm_error *err);
/* Waits in slices; false if interrupted meanwhile. */
bool crm_retry_wait(const struct crm_engine *e, int64_t ms);

#endif
