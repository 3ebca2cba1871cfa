/* SPDX-License-Identifier: Apache-2.0 */
/* A system's connection: connector module, secrets, HTTP client. */
#ifndef CRM_SYNC_SYSTEM_H
#define CRM_SYNC_SYSTEM_H

#include <sync/engine.h>

/* Loads the connector and checks that it knows what the config says of it.  Touches nothing else. */
int crm_system_load(struct crm_engine *e, struct crm_system *s, struct crm_error *err);
/* Reads the secrets, makes the client, opens the connection of a loaded system.  Sends nothing. */
int crm_system_open(struct crm_system *s, struct crm_error *err);
/* The same without the connection: there may be no refresh token yet.  For login.h. */
int crm_system_open_login(struct crm_system *s, struct crm_error *err);
/* Safe on a half-opened system. */
void crm_system_close(struct crm_system *s);
/* How long the system's search may miss a new record, and how much later than it was sent a write may still be carried
 * out, in milliseconds: the config's, or what the connector knows. */
int64_t crm_system_search_lag(const struct crm_system *s);
int64_t crm_system_settle(const struct crm_system *s);

#endif
