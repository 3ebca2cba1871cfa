/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parameters that the matcher weighs by, kept in the store: what records looked like yesterday must not be judged
 * by another measure today only because others came.  They change when a person asks for it (crmsync match --estimate),
 * at a full pull, when there are several times the records that they were estimated from, and when this crmsync
 * compares otherwise than the one that estimated them.  No value of any record is in them.
 */
#ifndef CRM_SYNC_MATCH_PARAMETERS_H
#define CRM_SYNC_MATCH_PARAMETERS_H

#include <core/linkage/linkage.h>
#include <crmsync/timestamp.h>
#include <sync/engine.h>

struct crm_parameters {
	int64_t version; /* of those that are used, counted from 1; 0: they were estimated and are not kept */
	char made[CRM_TIME_TEXT];
	int64_t rows; /* that they were estimated from */
};

/* Makes the matcher use what is kept, if there is any for these columns and so many rows; else `out` has version 0. */
int crm_parameters_use(struct crm_engine *e, enum crm_object object, const struct linkage_column *columns, size_t n,
		       size_t rows, struct linkage *link, struct crm_parameters *out, struct crm_error *err);
/* Keeps what was estimated, as the next version. */
int crm_parameters_keep(struct crm_engine *e, enum crm_object object, const struct linkage *link,
			struct crm_parameters *out, struct crm_error *err);
/* Has them estimated anew, the next time that they are needed. */
int crm_parameters_drop(struct crm_engine *e, enum crm_object object, struct crm_error *err);

#endif
