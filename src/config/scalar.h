/* SPDX-License-Identifier: Apache-2.0 */
/* What a scalar's text means.  Strict: nothing is guessed, nothing is left over; false if the text is not one. */
#ifndef CRM_CONFIG_SCALAR_H
#define CRM_CONFIG_SCALAR_H

#include <config/settings.h>

/* true, True, TRUE, false, False, FALSE (YAML 1.2); yes, no, on and off are texts. */
bool config_scalar_bool(const char *text, bool *out);
/* Digits with an optional minus sign. */
bool config_scalar_whole(const char *text, int64_t *out);
/* Digits, optionally a point and digits. */
bool config_scalar_rate(const char *text, double *out);
/* Seconds: digits and one of s m h d w; a bare 0. */
bool config_scalar_duration(const char *text, int64_t *seconds);
/* "500" or "20%" (0 to 100 percent). */
bool config_scalar_cap(const char *text, struct crm_cap *out);

#endif
