/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instants and calendar days.  An instant is milliseconds since 1970-01-01T00:00:00Z (int64); a day is a
 * proleptic Gregorian calendar day without zone, as days since 1970-01-01 (int32).  The host's TZ never matters.
 * Years run from 0001 to 9999; formatting shows what lies beyond as the nearest instant or day of them.
 */
#ifndef CRMSYNC_TIMESTAMP_H
#define CRMSYNC_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CRM_TIME_TEXT 32 /* room for any text below, with its NUL */

/* Reads RFC 3339 / ISO 8601 as vendors write it: 2026-11-21T17:50:00Z, with fraction (any digits), with
   offset +01:00, +0100 or +01, a blank instead of T, and without zone (taken as UTC).  False if malformed
   or out of range (years 0001 to 9999); leap second 60 is taken as the next minute's 00. */
bool crm_time_parse(const char *text, int64_t *ms);
/* 2026-11-21T17:50:00.123Z; milliseconds are left out when zero. */
void crm_time_format(int64_t ms, char out[CRM_TIME_TEXT]);
/* 2026-11-21T17:50:00Z, fraction cut off (Pipedrive refuses fractions). */
void crm_time_format_seconds(int64_t ms, char out[CRM_TIME_TEXT]);
/* RFC 7231 IMF-fixdate of an HTTP header: Sat, 21 Nov 2026 17:50:00 GMT. */
bool crm_time_parse_http(const char *text, int64_t *ms);
void crm_time_format_http(int64_t ms, char out[CRM_TIME_TEXT]);
/* YYYY-MM-DD exactly. */
bool crm_day_parse(const char *text, int32_t *day);
void crm_day_format(int32_t day, char out[CRM_TIME_TEXT]);
/* The UTC day an instant falls on (floor). */
int32_t crm_day_of(int64_t ms);
/* Wall clock now, for logs and run stamps only; never for correctness. */
int64_t crm_time_now(void);
/* Monotonic clock in ms, for waiting and rates. */
int64_t crm_time_monotonic(void);

#endif
