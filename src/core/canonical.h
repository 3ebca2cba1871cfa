/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One function per type of field.  `text` is valid UTF-8, trimmed and not blank.  All return 1 and set *key (arena) if
 * the text fits the type, 0 if it does not, CRM_E_NOMEM.
 */
#ifndef CRM_CORE_CANONICAL_H
#define CRM_CORE_CANONICAL_H

#include <core/model.h>
#include <crmsync/mem.h>

/* canonical_email.c: *spelling gets the address without "mailto:". */
int canonical_email(const char *text, struct crm_arena *arena, const char **key, const char **spelling);
/* canonical_phone.c */
int canonical_phone(const char *text, const struct crm_locale *locale, struct crm_arena *arena, const char **key);
/* canonical_scalar.c */
int canonical_date(const char *text, const struct crm_locale *locale, struct crm_arena *arena, const char **key);
int canonical_datetime(const char *text, struct crm_arena *arena, const char **key);
int canonical_decimal(const char *text, struct crm_arena *arena, const char **key);
int canonical_bool(const char *text, const char **key);
/* canonical_web.c: *spelling of a domain is the key with its labels in their own script. */
int canonical_url(const char *text, struct crm_arena *arena, const char **key);
int canonical_domain(const char *text, struct crm_arena *arena, const char **key, const char **spelling);
/* country.c */
int canonical_country(const char *text, struct crm_arena *arena, const char **key);

/* host.c: host name of host[0..len) in lower-case ASCII without a dot at its end: labels of letters, digits, '-', '_'.
 */
int canonical_host(const char *host, size_t len, struct crm_arena *arena, const char **key);
/* host.c: labels of a canonical host in their own script (U-labels). */
int host_spelling(const char *host, struct crm_arena *arena, const char **spelling);

#endif
