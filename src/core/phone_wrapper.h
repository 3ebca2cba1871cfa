/* SPDX-License-Identifier: Apache-2.0 */
/* libphonenumber behind a C function: phone_wrapper.cc is the one C++ file of the project; no exception leaves it. */
#ifndef CRM_CORE_PHONE_WRAPPER_H
#define CRM_CORE_PHONE_WRAPPER_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Writes E.164 ("+4930123456", with ";ext=12" if there is an extension) to out[0..size).  `region`: ISO alpha-2 in
   upper case for numbers without country code, or "ZZ" to accept none of those.  1: done; 0: no possible phone number
   (or it does not fit); -1: out of memory.  Thread-safe. */
int phone_to_e164(const char *text, const char *region, char *out, size_t size);

#ifdef __cplusplus
}
#endif

#endif
