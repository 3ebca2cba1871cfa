/* SPDX-License-Identifier: Apache-2.0 */
/* Custom fields: from the Metadata of the Tooling API and back. */
#ifndef SANDBOX_SALESFORCE_CUSTOM_FIELD_H
#define SANDBOX_SALESFORCE_CUSTOM_FIELD_H

#include "failure.h"

/* Adds a field "Contact.crmsync_id__c" and its CustomField row.
   Returns 0, SF_REFUSED with the failure filled, or a negative code. */
int sf_custom_create(struct face *face, const char *full_name, const crm_json *metadata, struct sf_row **row,
		     struct sf_failure *failure);
/* Removes the field of a CustomField row with all its values. */
int sf_custom_remove(struct face *face, struct sf_row *row);
/* Writes the Metadata that sf_custom_create() would take. */
void sf_custom_write(struct crm_json_writer *w, const struct sf_custom *custom);

#endif
