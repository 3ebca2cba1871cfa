/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as they are added: kept for a while, then numbered column by column, in several threads. */
#ifndef CRM_LINKAGE_READING_H
#define CRM_LINKAGE_READING_H

#include <core/linkage/parts.h>

/* Both return 0 or CRM_E_NOMEM. */
int reading_add(struct linkage *link, const struct linkage_text *cells, const struct linkage_text *source);
/* Numbers what is still kept and ends the reading. */
int reading_finish(struct linkage *link);
void reading_free(struct linkage *link);

#endif
