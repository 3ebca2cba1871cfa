/* SPDX-License-Identifier: Apache-2.0 */
/* How links look in answers, shared by the batches and the paths of one record. */
#ifndef SANDBOX_HUBSPOT_ASSOCIATIONS_API_H
#define SANDBOX_HUBSPOT_ASSOCIATIONS_API_H

#include "hubspot.h"

/* A number under v4, a text under a dated version. */
void hs_write_object_id(struct hs_call *call, struct crm_json_writer *w, const char *name, uint64_t id);
void hs_write_association_types(struct crm_json_writer *w, enum hs_type from, const struct hs_link *link);
void hs_write_link_page(struct hs_call *call, struct crm_json_writer *w, enum hs_type from,
			const struct hs_link_page *page);
void hs_write_link_paging(struct hs_call *call, struct crm_json_writer *w, const struct hs_link_page *page);
/* Members of LabelsBetweenObjectPair. */
void hs_write_labels(struct hs_call *call, struct crm_json_writer *w, const struct hs_record *from,
		     const struct hs_record *to);
/* Results of a default association. */
void hs_write_default(struct crm_json_writer *w, const struct hs_record *from, const struct hs_record *to);

#endif
