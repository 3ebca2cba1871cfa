/* SPDX-License-Identifier: Apache-2.0 */
/* Names of vendor properties: "Email" for all kinds of record, "Lead:Status" for one. */
#ifndef CRM_CONFIG_BINDING_H
#define CRM_CONFIG_BINDING_H

#include <stddef.h>

/* Length of the kind before the first point; 0 if the property is for all kinds.  A connector's own names ("@company")
   have no kind unless it stands before the @. */
size_t config_property_kind(const char *property);

#endif
