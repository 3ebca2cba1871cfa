/* SPDX-License-Identifier: Apache-2.0 */
/* Reading of the associations that come with a create:
 * [{"to":{"id"},"types":[{"associationCategory","associationTypeId"}]}]. */
#include <inttypes.h>
#include <string.h>

#include "hubspot.h"

/* A type id tells both objects: 279 leads from a contact to a company. */
static const struct hs_association_row *row_of(enum hs_type from, int64_t type_id)
{
	for (int to = 0; to < HS_TYPES; to++) {
		const struct hs_association_row *row = hs_association_row(from, (enum hs_type)to, (int)type_id);
		if (row)
			return row;
	}
	return NULL;
}

static int refuse_type(struct hs_call *call, enum hs_type from, const crm_json *type, struct hs_refusal *refusal)
{
	const char *id = crm_json_text(crm_json_get(type, "associationTypeId"));
	*refusal = (struct hs_refusal){.status = 400,
				       .category = "VALIDATION_ERROR",
				       .sub_category = "crm.associations.INVALID_ASSOCIATION_TYPE"};
	refusal->message =
		hs_format(call, "Association type %s is not valid from %s", id ? id : "null", hs_types[from].upper);
	return refusal->message ? CRM_OK : CRM_E_NOMEM;
}

static int refuse_target(struct hs_call *call, enum hs_type to, const char *id, struct hs_refusal *refusal)
{
	*refusal = (struct hs_refusal){.status = 400,
				       .category = "VALIDATION_ERROR",
				       .sub_category = "crm.associations.INVALID_OBJECT_IDS",
				       .context_name = hs_types[to].upper,
				       .context_value = id};
	refusal->message = hs_format(call, "%s=%s is not valid", hs_types[to].upper, id);
	return refusal->message ? CRM_OK : CRM_E_NOMEM;
}

static int read_item(struct hs_call *call, enum hs_type from, struct hs_record *record, const crm_json *item,
		     struct hs_refusal *refusal)
{
	const char *id = crm_json_text(crm_json_path(item, "to.id"));
	const crm_json *types = crm_json_get(item, "types");
	if (!id || !crm_json_first(types))
		return refuse_type(call, from, NULL, refusal);
	for (const crm_json *e = crm_json_first(types); e; e = crm_json_next(e)) {
		int64_t type_id = 0;
		(void)crm_json_int(crm_json_get(e, "associationTypeId"), &type_id);
		const struct hs_association_row *row = row_of(from, type_id);
		if (!row)
			return refuse_type(call, from, e, refusal);
		struct hs_record *to = hs_record_resolve(call->face, row->to, id);
		if (!hs_record_exists(to) || to == record)
			return refuse_target(call, row->to, id, refusal);
		if (record && hs_link_add(call->face, record, to, row->kind, call->now) < 0)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

int hs_links_read(struct hs_call *call, enum hs_type from, struct hs_record *record, const crm_json *items,
		  struct hs_refusal *refusal)
{
	int rc = CRM_OK;
	for (const crm_json *e = crm_json_first(items); e && rc == CRM_OK && !refusal->category; e = crm_json_next(e))
		rc = read_item(call, from, record, e, refusal);
	return rc;
}
