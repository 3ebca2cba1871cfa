/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values in canonical form.  Pure: same input, same output, on every host and in every time zone.
 *
 * What is compared (key) and what is shown and written (text: the trimmed original where nothing else is said):
 *
 *   text       NFC, trimmed, inner white space collapsed, case matters; text keeps its line breaks
 *   email      trimmed, NFC and case-folded, domain in ASCII (IDN, libidn2); mailto: stripped from key and text
 *   phone      E.164, with ";ext=N" if there is an extension; locale.region for numbers without country code
 *   date       YYYY-MM-DD; a datetime is cut to its day in locale.zone, but exactly midnight UTC is that day
 *   datetime   RFC 3339 UTC, milliseconds only if not zero; a day stands for its midnight UTC
 *   decimal    crm_decimal_canonical; money the same
 *   bool       "true"/"false" (from true/false/1/0/yes/no, any case)
 *   enum       as given after translation, NFC, case-folded; multi the same
 *   reference  key and text as given
 *   url        lower-case scheme and host; http, https and no scheme equal; ports 80 and 443, trailing slashes dropped
 *   domain     host in ASCII without scheme, user, path, port, "www."; text: its labels in their own script
 *   country    ISO alpha-2, from alpha-2, alpha-3, English, German, French, Spanish and native names
 *
 * A value that does not fit its type keeps its folded text as key with valid = false.  Blank text becomes CRM_TEXT with
 * key "".  Bytes that are not UTF-8 become U+FFFD.  Normalising the key or the text of a result gives the same key.
 */
#ifndef CRM_CORE_NORMALISE_H
#define CRM_CORE_NORMALISE_H

#include <core/cell.h>
#include <core/model.h>

/* To be raised with every change of what a value's key becomes: records that were normalised otherwise would all look
   edited, so a run stops before it writes.  tests/unit/test_core_normalise.c notices. */
#define CRM_NORMALISER_VERSION 1

/* `in` may be CRM_LIST for a single field (first item is taken, CRM_NULL if there is none) and CRM_TEXT for a multiple
   one (a list of one; "" is the empty list).  Blank items of a list are dropped; CRM_T_MULTI is always multiple.
   `locale` may be NULL: no region, UTC. Returns 0 or CRM_E_NOMEM. */
int crm_normalise(const struct crm_field *field, const struct crm_locale *locale, const struct crm_value *in,
		  struct crm_arena *arena, struct crm_cell *out);

/* Name folding for keys: NFKC, case-folded, letters such as ä ö ü ß å ø æ œ ł đ ð þ to ASCII as in passports (ä -> ae),
   other diacritical marks dropped, punctuation to blanks, collapsed.  NULL on out of memory. */
const char *crm_fold_name(const char *text, struct crm_arena *arena);
/* A folded name as if nobody had written dots and rings: ae, oe, ue and aa become a, o, u and a.  What folding alone
   leaves apart is then one: "Müller" and "Mueller" fold to "mueller", "Muller" to "muller", and all three become
   "muller"; so do "Søren", "Soeren" and "Soren".  Coarser ("bauer" becomes "baur", "joel" "jol"): for comparing and for
   blocking, not for keys that decide alone.  ß, ss and ł need it not: folding writes "ss" and "l".  NULL on out of
   memory. */
const char *crm_fold_undotted(const char *folded, struct crm_arena *arena);
/* Whether two folded names are the same as crm_fold_undotted() writes them. */
bool crm_same_undotted(const char *a, const char *b);
/* Simple comparison folding: NFC, case-folded, trimmed, collapsed. */
const char *crm_fold_case(const char *text, struct crm_arena *arena);
/* The domain of a free-mail provider (table in core/freemail.c).  `domain` canonical. */
bool crm_domain_is_freemail(const char *domain);
/* Tells nothing about a company: a free-mail provider, a site on which everybody has a page (facebook.com), or a public
   suffix ("co.uk"). `domain` canonical. */
bool crm_domain_is_shared(const char *domain);
/* Local part, without "+tag", is a role mailbox (info, sales, office, kontakt, buchhaltung, ...). `email` canonical. */
bool crm_email_is_role(const char *email);
/* Number of characters (code points), for length limits. */
size_t crm_text_length(const char *utf8);
/* At most the first n code points (arena), for on_too_long: truncate; never splits a grapheme cluster. */
const char *crm_text_truncate(const char *utf8, size_t n, struct crm_arena *arena);

#endif
