/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time zones of the IANA database, loaded by name and then immutable: which calendar day an instant falls on in a zone
 * does not depend on the host's TZ.  Files are read as RFC 8536 says (TZif versions 1 to 4, with the POSIX TZ rule in
 * the footer for the time after the last transition); leap seconds are not applied.
 */
#ifndef CRM_BASE_ZONE_H
#define CRM_BASE_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include <crmsync/error.h>

struct crm_zone;

/* Loads "Europe/Berlin" from the system's database (/usr/share/zoneinfo).  "UTC" and "Etc/UTC" need no file.
   CRM_E_CONFIG: no such zone, or its file is damaged; CRM_E_NOMEM.  Release with crm_zone_free. */
int crm_zone_load(const char *name, struct crm_zone **out, struct crm_error *err) CRM_MUST_CHECK;
/* A zone from the bytes of a TZif file; CRM_E_INVALID if they are none, CRM_E_NOMEM. */
int crm_zone_parse(const void *bytes, size_t len, struct crm_zone **out, struct crm_error *err) CRM_MUST_CHECK;
void crm_zone_free(struct crm_zone *zone); /* NULL is allowed */

/* Seconds east of UTC at an instant (milliseconds since 1970-01-01T00:00:00Z).  A zone of NULL is UTC. */
int32_t crm_zone_offset(const struct crm_zone *zone, int64_t ms);
/* The day (as crm_day_of) an instant falls on in the zone. */
int32_t crm_zone_day(const struct crm_zone *zone, int64_t ms);

#endif
