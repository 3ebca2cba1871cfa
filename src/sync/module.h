/* SPDX-License-Identifier: Apache-2.0 */
/* Connector modules: found by name in folders, loaded once, checked for their ABI version. */
#ifndef CRM_SYNC_MODULE_H
#define CRM_SYNC_MODULE_H

#include <crmsync/connector.h>

/* Loads <dir>/<name>.so (or <dir>/<name>/<name>.so, <dir>/<name>/.libs/<name>.so as in a build tree) from the first
   folder that has it. The module stays loaded until the program ends.  CRM_E_CONFIG names the folders searched or what
   is wrong with the module. */
int crm_module_load(const char *name, const char *const *dirs, const struct crm_connector **out, struct crm_error *err);
/* Calls visit(name, path) for every module file in the folders, each name once. */
int crm_module_list(const char *const *dirs, void (*visit)(void *ctx, const char *name, const char *path), void *ctx,
		    struct crm_error *err);

#endif
