/* SPDX-License-Identifier: Apache-2.0 */
/* Reading this face's own options; README.md lists them. */
#ifndef SANDBOX_SALESFORCE_OPTIONS_H
#define SANDBOX_SALESFORCE_OPTIONS_H

#include "model.h"

/* Value of an option or NULL. */
const crm_json *sf_option(const struct face *face, const char *name);
bool sf_option_bool(const struct face *face, const char *name, bool fallback);
int64_t sf_option_int(const struct face *face, const char *name, int64_t fallback);
/* NULL if not set or no text. */
const char *sf_option_text(const struct face *face, const char *name);
/* Does the list hold this field?  Its entries are "Email" (of any object) or "Contact.Email". */
bool sf_option_names_field(const struct face *face, const char *option, const char *object, const char *field);

#endif
