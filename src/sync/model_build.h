/* SPDX-License-Identifier: Apache-2.0 */
/* Settings turned into the core's models, and into what each system has to do with each field. */
#ifndef CRM_SYNC_MODEL_BUILD_H
#define CRM_SYNC_MODEL_BUILD_H

#include <sync/engine.h>

#define CRM_ID_FIELD "crmsync_id" /* the field that the engine adds to each model, last */

/* Fills e->models, e->id_field and e->locale from e->settings; memory in e->arena. */
int crm_models_build(struct crm_engine *e, struct crm_error *err);
/* Fills system->fields and system->properties (what to ask for); the schema, if loaded, is bound to the fields.  May be
   called again after the schema was loaded or the id property became known. */
int crm_system_bind(struct crm_engine *e, struct crm_system *system, struct crm_error *err);
/* Property of a schema by name, for records of that kind (NULL: any); NULL if there is none. */
const struct crm_property_info *crm_schema_find(const struct crm_schema *schema, const char *name, const char *kind);

#endif
