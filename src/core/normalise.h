/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values in canonical form.  Pure: same input, same output, on every host and in every time zone.
 *
 *   text      key: NFC, trimmed, inner white space collapsed (case matters); text: the same
 *   email     key: trimmed, lower-cased, domain in ASCII (IDN, libidn2), mailto: stripped; text: trimmed original
 *   phone     key: E.164, with ";ext=N" if there is an extension; locale.region for numbers without country code; text: trimmed original
 *   date      key: YYYY-MM-DD; a datetime is cut to its day in locale.timezone unless it is exactly midnight UTC (then that day)
 *   datetime  key: RFC 3339 UTC, milliseconds only if not zero
 *   decimal, money  key: crm_decimal_canonical
 *   bool      key: "true"/"false" (from true/false/1/0/yes/no, any case)
 *   enum      key: as given after translation (trimmed, NFC); compared case-insensitively (key is case-folded, text as given)
 *   reference key and text: as given
 *   url       key: lower-case scheme and host, default port and trailing slash dropped, http and https equal; text: trimmed original
 *   domain    key: host in ASCII without scheme, path, port, "www."; text: the same in the spelling given (lower-case)
 *   country   key: ISO alpha-2, from alpha-2, alpha-3, English, German, French, Spanish and native names; text: trimmed original
 * A value that does not fit its type keeps its folded text as key with valid = false.  Blank text becomes CRM_TEXT with key "".
 */
#ifndef CRM_CORE_NORMALISE_H
#define CRM_CORE_NORMALISE_H

#include <core/cell.h>
#include <core/model.h>

/* `in` may be CRM_LIST for a single field (first item is taken) and CRM_TEXT for a multiple one (a list of one; "" is the empty list).
   Returns 0 or CRM_E_NOMEM. */
int crm_normalise(const struct crm_field *field, const struct crm_locale *locale, const struct crm_value *in, struct crm_arena *arena,
                  struct crm_cell *out);

/* Name folding for keys: NFKC, case-folded, ä ö ü ß å ø æ œ ł đ ð þ and the like to ASCII (ä -> ae ...), other marks dropped, punctuation to
   blanks, collapsed.  NULL on out of memory. */
const char *crm_fold_name(const char *text, struct crm_arena *arena);
/* Simple comparison folding: NFC, case-folded, trimmed, collapsed. */
const char *crm_fold_case(const char *text, struct crm_arena *arena);
/* Domain part is a free-mail provider (table core/freemail.c, with its source). `domain` canonical. */
bool crm_domain_is_freemail(const char *domain);
/* Local part is a role mailbox (info, sales, office, kontakt, buchhaltung, ...). `email` canonical. */
bool crm_email_is_role(const char *email);
/* Number of characters (code points), for length limits. */
size_t crm_text_length(const char *utf8);
/* First n code points (arena), for on_too_long: truncate; never splits a grapheme cluster. */
const char *crm_text_truncate(const char *utf8, size_t n, struct crm_arena *arena);

#endif
