/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All of a twin in one file, as JSON lines: first {"sandbox_state":1,"clock_offset_ms":N}, then for each system
 * {"system":NAME,"vendor":NAME,"options":{...},"random":N,"bytes":N} followed by N bytes of the face's own lines.
 */
#ifndef SANDBOX_STATE_H
#define SANDBOX_STATE_H

#include "sandbox/twin.h"

/* Puts the state in place of the file at once.  Safe while requests are answered: each system is saved between two of
 * its requests. */
int state_save(struct twin *twin, const char *path, struct crm_error *err);
/* Fills the systems that the file names.  CRM_E_NOT_FOUND if there is no file; CRM_E_INVALID if it is damaged or names
   a system that is not served, or is served as another vendor. */
int state_load(struct twin *twin, const char *path, struct crm_error *err);

#endif
