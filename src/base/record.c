/* SPDX-License-Identifier: Apache-2.0 */
/* Names of objects, and look-up in a record. */
#include "config.h"

#include <crmsync/record.h>
#include <string.h>

static const struct {
	const char *name;
	const char *plural;
} record_objects[CRM_OBJECTS] = {
	[CRM_COMPANY] = {"company", "companies"},
	[CRM_CONTACT] = {"contact", "contacts"},
	[CRM_DEAL] = {"deal", "deals"},
	[CRM_OWNER] = {"owner", "owners"},
	[CRM_PIPELINE] = {"pipeline", "pipelines"},
};

const char *crm_object_name(enum crm_object object)
{
	return (unsigned)object < CRM_OBJECTS ? record_objects[object].name : "unknown";
}

const char *crm_object_plural(enum crm_object object)
{
	return (unsigned)object < CRM_OBJECTS ? record_objects[object].plural : "unknown";
}

bool crm_object_parse(const char *name, enum crm_object *out)
{
	if (!name)
		return false;
	for (unsigned i = 0; i < CRM_OBJECTS; i++) {
		if (strcmp(name, record_objects[i].name) == 0 || strcmp(name, record_objects[i].plural) == 0) {
			*out = (enum crm_object)i;
			return true;
		}
	}
	return false;
}

const struct crm_value *crm_record_get(const struct crm_record *record, const char *name)
{
	if (!record || !name)
		return NULL;
	for (size_t i = 0; i < record->n_properties; i++) {
		if (strcmp(record->properties[i].name, name) == 0)
			return &record->properties[i].value;
	}
	return NULL;
}
