/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors: a small negative code that programs branch on, and a message for people.
 *
 * Convention of every function in crmsync: 0 (CRM_OK) or a positive count on success, a negative
 * enum crm_code on failure.  A function that takes a `struct crm_error *err` fills it exactly when
 * it fails; err may be NULL where the caller does not care.  Out-parameters stay untouched on failure.
 */
#ifndef CRMSYNC_ERROR_H
#define CRMSYNC_ERROR_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define CRM_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define CRM_MUST_CHECK __attribute__((warn_unused_result))
#else
#define CRM_PRINTF(fmt, args)
#define CRM_MUST_CHECK
#endif

enum crm_code {
	CRM_OK = 0,
	CRM_E_FAIL = -1,         /* unexpected; a bug or a state nobody foresaw                  exit 1 */
	CRM_E_NOMEM = -2,        /* out of memory                                                exit 1 */
	CRM_E_USAGE = -3,        /* the command line is wrong                                    exit 2 */
	CRM_E_CONFIG = -4,       /* the configuration is wrong                                   exit 3 */
	CRM_E_AUTH = -5,         /* credentials refused for good (revoked, wrong)                exit 4 */
	CRM_E_PERMISSION = -6,   /* authenticated, but not allowed (scope, field, object)        exit 4 */
	CRM_E_EXPIRED = -7,      /* access token no longer accepted: call again, the connector will get a new one */
	CRM_E_NETWORK = -8,      /* no answer: refused, reset, timed out, name not found, TLS    exit 5 */
	CRM_E_RATE = -9,         /* burst limit hit (429): again after retry_after_ms            exit 5 */
	CRM_E_BUDGET = -10,      /* the day's quota is spent: again another day                  exit 5 */
	CRM_E_SERVER = -11,      /* vendor's own failure (5xx, 423): again later                 exit 5 */
	CRM_E_PROTOCOL = -12,    /* an answer that cannot be understood (HTML, half a JSON)      exit 5 */
	CRM_E_REJECTED = -13,    /* the vendor refused this request for its content              exit 6 or 1 */
	CRM_E_NOT_FOUND = -14,   /* no such record, field or object                                     */
	CRM_E_CURSOR = -15,      /* the paging cursor is no longer known: start this pull again         */
	CRM_E_GATE = -16,        /* stopped by a safety gate                                     exit 7 */
	CRM_E_LOCKED = -17,      /* another run holds the lock                                   exit 8 */
	CRM_E_STORE = -18,       /* the store is damaged, foreign, or from a newer version       exit 9 */
	CRM_E_DISK = -19,        /* disk full or I/O error on the store; nothing half-written    exit 5 */
	CRM_E_INTERRUPTED = -20, /* Ctrl-C or SIGTERM; state saved                               exit 130 */
	CRM_E_UNSUPPORTED = -21, /* the vendor or connector has no such operation                       */
	CRM_E_INVALID = -22      /* malformed input to a function (bad JSON, bad date, bad number)      */
};

/* Zero-initialise (`struct crm_error err = {0};`); release with crm_error_clear(). */
struct crm_error {
	int code;               /* enum crm_code */
	int http_status;        /* status of the answer that caused it, 0 if none */
	int64_t retry_after_ms; /* the vendor's wish (Retry-After or reset header), -1 or 0 if not told */
	char *message;          /* UTF-8, lower case, no full stop, the subject in quotes; owned; may be a
	                           static text after out-of-memory: read it through crm_error_text() */
};

/* Sets code and message, freeing an earlier message.  Returns `code`, so: return crm_error_set(err, ...).
   err may be NULL.  Keeps http_status and retry_after_ms.  Declared secrets (log.h) are redacted. */
int crm_error_set(struct crm_error *err, int code, const char *fmt, ...) CRM_PRINTF(3, 4);
/* The same for CRM_E_NOMEM, which has nothing more to say. */
int crm_error_no_memory(struct crm_error *err);
/* Puts "<prefix>: " before the message, keeping the code; returns err->code (CRM_E_FAIL if err is NULL).  For adding
   who and where. */
int crm_error_prefix(struct crm_error *err, const char *fmt, ...) CRM_PRINTF(2, 3);
/* Frees the message and zeroes the struct.  NULL is allowed. */
void crm_error_clear(struct crm_error *err);
/* Moves src into dst (dst cleared first, src zeroed). */
void crm_error_move(struct crm_error *dst, struct crm_error *src);
/* The message, never NULL. */
const char *crm_error_text(const struct crm_error *err);
/* Short constant name of a code, e.g. "rejected", for logs and JSON output. */
const char *crm_code_name(int code);

#endif
