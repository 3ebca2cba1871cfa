/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recognising a value again without keeping it: HMAC-SHA-256 under a key of one's own.  Who has the key can try values out, so the hash
 * hides a value only from those who do not hold the key.
 */
#ifndef CRM_BASE_KEYED_HASH_H
#define CRM_BASE_KEYED_HASH_H

#include <stddef.h>

#define CRM_KEYED_HASH_CHARS 65 /* 32 bytes in hexadecimal, with the end */

/* 32 random bytes from the system; CRM_E_FAIL if it has none, CRM_E_NOMEM. */
int crm_keyed_hash_key(char key[CRM_KEYED_HASH_CHARS]);
/* Of the key's text, what is hashed (kind) and the value; two kinds of the same value have different hashes.  CRM_E_NOMEM. */
int crm_keyed_hash(const char *key, const char *kind, const char *value, char hash[CRM_KEYED_HASH_CHARS]);

#endif
