/* SPDX-License-Identifier: Apache-2.0 */
/* What the vendor does by itself when a record is written. */
#include <stdio.h>
#include <string.h>

#include "hubspot.h"

static bool changed(const struct face *face, enum hs_type type, const struct hs_changes *changes, const char *name)
{
	return hs_change_text(changes, hs_slot_of(face, type, name)) != NULL;
}

static int set_time(struct face *face, struct hs_record *record, const char *name, int64_t now)
{
	char text[CRM_TIME_TEXT];
	crm_time_format(now, text);
	return hs_record_set_named(face, record, name, text, now, HS_BY_VENDOR);
}

static int stage_entered(struct face *face, struct hs_record *record, int64_t now)
{
	const char *stage = hs_text_named(face, record, "lifecyclestage");
	char name[96];
	if (!stage || record->type != HS_CONTACT)
		return CRM_OK;
	snprintf(name, sizeof name, "hs_lifecyclestage_%s_date", stage);
	return hs_text_named(face, record, name) ? CRM_OK : set_time(face, record, name, now);
}

static int company_address(struct face *face, struct hs_record *record, int64_t now)
{
	const char *domain = hs_text_named(face, record, "domain");
	const char *website = hs_text_named(face, record, "website");
	if (domain && !website)
		return hs_record_set_named(face, record, "website", domain, now, HS_BY_VENDOR);
	if (domain || !website)
		return CRM_OK;
	struct crm_buf found;
	crm_buf_init(&found, CRM_BUF_MAX);
	int rc = CRM_OK;
	if (hs_domain_of(website, &found))
		rc = found.failed ? CRM_E_NOMEM
				  : hs_record_set_named(face, record, "domain", found.ptr, now, HS_BY_VENDOR);
	crm_buf_free(&found);
	return rc;
}

static int deal_closed(struct face *face, struct hs_record *record, int64_t now)
{
	const struct hs_stage *stage = hs_stage_of(face, record);
	if (!stage || !stage->closed || hs_text_named(face, record, "closedate"))
		return CRM_OK;
	return set_time(face, record, "closedate", now);
}

int hs_write_consequences(struct face *face, struct hs_record *record, const struct hs_changes *changes, bool created,
			  int64_t now)
{
	enum hs_type type = record->type;
	int rc = CRM_OK;
	if (created && type == HS_DEAL && !hs_text_named(face, record, "pipeline"))
		rc = hs_record_set_named(face, record, "pipeline", "default", now, HS_BY_VENDOR);
	if (rc == CRM_OK && created && type == HS_COMPANY)
		rc = company_address(face, record, now);
	if (rc == CRM_OK && type != HS_DEAL && (created || changed(face, type, changes, "lifecyclestage")))
		rc = stage_entered(face, record, now);
	if (rc == CRM_OK && type == HS_DEAL && (created || changed(face, type, changes, "dealstage")))
		rc = deal_closed(face, record, now);
	if (rc == CRM_OK && changed(face, type, changes, "hubspot_owner_id") &&
	    hs_text_named(face, record, "hubspot_owner_id"))
		rc = set_time(face, record, "hubspot_owner_assigneddate", now);
	return rc;
}
