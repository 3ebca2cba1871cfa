/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Record ids: three characters of object prefix, three that name the instance, nine digits of base 62, and for the
 * 18-character form three characters that repeat which of the others are capitals.
 */
#ifndef SANDBOX_SALESFORCE_IDS_H
#define SANDBOX_SALESFORCE_IDS_H

#include <stdbool.h>
#include <stdint.h>

#define SF_ID_SIZE 19 /* 18 characters and the NUL */

/* Id number `number` of the objects with this prefix, 18 characters. */
void sf_id_make(const char *prefix, uint64_t number, char out[SF_ID_SIZE]);
/* Brings a 15- or 18-character id into the 18-character form.  False if it is no id or its last three are wrong. */
bool sf_id_normalise(const char *text, char out[SF_ID_SIZE]);
/* The number of an id that sf_id_make() made; false for any other. */
bool sf_id_number(const char *id, uint64_t *number);

#endif
