/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CRM_SYNC_LATE_VERIFY_H
#define CRM_SYNC_LATE_VERIFY_H

#include <sync/engine.h>

/* Reads back what earlier runs wrote and ended before they came to read: as many records as the run itself would have
   read.  What a vendor filled in is agreed on, what was reported as done and is not there is owed again. */
int crm_late_verify(struct crm_system *s, struct crm_error *err);

#endif
