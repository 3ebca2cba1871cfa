/* SPDX-License-Identifier: Apache-2.0 */
/* The vendor's own association types between contacts, companies and deals, from its associations guide. */
#include "hubspot.h"

const struct hs_association_row hs_association_types[] = {
	{HS_CONTACT, HS_COMPANY, 279, HS_LINK_PLAIN, NULL, "contact_to_company_unlabeled"},
	{HS_CONTACT, HS_COMPANY, 1, HS_LINK_PRIMARY, "Primary", "contact_to_company"},
	{HS_COMPANY, HS_CONTACT, 280, HS_LINK_PLAIN, NULL, "company_to_contact_unlabeled"},
	{HS_COMPANY, HS_CONTACT, 2, HS_LINK_PRIMARY, "Primary", "company_to_contact"},
	{HS_CONTACT, HS_DEAL, 4, HS_LINK_PLAIN, NULL, "contact_to_deal"},
	{HS_DEAL, HS_CONTACT, 3, HS_LINK_PLAIN, NULL, "deal_to_contact"},
	{HS_COMPANY, HS_DEAL, 342, HS_LINK_PLAIN, NULL, "company_to_deal_unlabeled"},
	{HS_COMPANY, HS_DEAL, 6, HS_LINK_PRIMARY, "Primary", "company_to_deal"},
	{HS_DEAL, HS_COMPANY, 341, HS_LINK_PLAIN, NULL, "deal_to_company_unlabeled"},
	{HS_DEAL, HS_COMPANY, 5, HS_LINK_PRIMARY, "Primary", "deal_to_company"},
	{HS_CONTACT, HS_CONTACT, 449, HS_LINK_PLAIN, NULL, "contact_to_contact"},
	{HS_COMPANY, HS_COMPANY, 450, HS_LINK_PLAIN, NULL, "company_to_company"},
	{HS_COMPANY, HS_COMPANY, 14, HS_LINK_PARENT, "Parent Company", "child_to_parent_company"},
	{HS_COMPANY, HS_COMPANY, 13, HS_LINK_CHILD, "Child Company", "parent_to_child_company"},
	{HS_DEAL, HS_DEAL, 451, HS_LINK_PLAIN, NULL, "deal_to_deal"},
};
const size_t hs_association_types_count = sizeof hs_association_types / sizeof hs_association_types[0];

const struct hs_association_row *hs_association_row(enum hs_type from, enum hs_type to, int type_id)
{
	for (size_t i = 0; i < hs_association_types_count; i++) {
		const struct hs_association_row *row = &hs_association_types[i];
		if (row->from == from && row->to == to && row->type_id == type_id)
			return row;
	}
	return NULL;
}
