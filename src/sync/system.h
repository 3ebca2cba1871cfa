/* SPDX-License-Identifier: Apache-2.0 */
/* A system's connection: connector module, secrets, HTTP client. */
#ifndef CRM_SYNC_SYSTEM_H
#define CRM_SYNC_SYSTEM_H

#include <sync/engine.h>

/* Loads the connector and checks that it knows what the config says of it.  Touches nothing else. */
int crm_system_load(struct crm_engine *e, struct crm_system *s, struct crm_error *err);
/* Reads the secrets, makes the client, opens the connection of a loaded system.  Sends nothing. */
int crm_system_open(struct crm_system *s, struct crm_error *err);
/* Safe on a half-opened system. */
void crm_system_close(struct crm_system *s);

#endif
