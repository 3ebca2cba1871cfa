/* SPDX-License-Identifier: Apache-2.0 */
/* The three objects: their names, and which properties answers show.  Defaults are those of the vendor's search guide;
   what a create or an update shows is taken from recorded answers of 2022 and 2025. */
#include <string.h>
#include <strings.h>

#include "hubspot.h"

static const char *const contact_defaults[] = {"createdate",       "email",    "firstname", "hs_object_id",
					       "lastmodifieddate", "lastname", NULL};
static const char *const contact_always[] = {"createdate", "hs_object_id", "lastmodifieddate", NULL};
static const char *const contact_on_create[] = {"createdate",
						"email",
						"hs_all_contact_vids",
						"hs_associated_target_accounts",
						"hs_currently_enrolled_in_prospecting_agent",
						"hs_email_domain",
						"hs_full_name_or_email",
						"hs_is_contact",
						"hs_is_unworked",
						"hs_lifecyclestage_customer_date",
						"hs_lifecyclestage_evangelist_date",
						"hs_lifecyclestage_lead_date",
						"hs_lifecyclestage_marketingqualifiedlead_date",
						"hs_lifecyclestage_opportunity_date",
						"hs_lifecyclestage_other_date",
						"hs_lifecyclestage_salesqualifiedlead_date",
						"hs_lifecyclestage_subscriber_date",
						"hs_membership_has_accessed_private_content",
						"hs_object_id",
						"hs_object_source",
						"hs_object_source_id",
						"hs_object_source_label",
						"hs_pipeline",
						"hs_prospecting_agent_actively_enrolled_count",
						"hs_prospecting_agent_total_enrolled_count",
						"hs_registered_member",
						"hs_searchable_calculated_phone_number",
						"hs_sequences_actively_enrolled_count",
						"lastmodifieddate",
						"lifecyclestage",
						"num_notes",
						NULL};
static const char *const contact_on_update[] = {"createdate",          "hs_is_unworked",
						"hs_object_id",        "hs_object_source",
						"hs_object_source_id", "hs_object_source_label",
						"hs_pipeline",         "lastmodifieddate",
						"lifecyclestage",      NULL};
static const char *const contact_searched[] = {"firstname", "lastname", "email",        "hs_additional_emails", "phone",
					       "fax",       "company",  "hs_object_id", "mobilephone",          NULL};

static const char *const company_defaults[] = {"createdate",   "domain", "hs_lastmodifieddate",
					       "hs_object_id", "name",   NULL};
static const char *const company_always[] = {"createdate", "hs_lastmodifieddate", "hs_object_id", NULL};
static const char *const company_on_create[] = {"createdate",
						"domain",
						"hs_lastmodifieddate",
						"hs_object_id",
						"hs_object_source",
						"hs_object_source_id",
						"hs_object_source_label",
						"hs_pipeline",
						"lifecyclestage",
						"website",
						NULL};
static const char *const company_on_update[] = {"createdate", "hs_lastmodifieddate", "hs_object_id", NULL};
static const char *const company_searched[] = {"website", "phone", "name", "domain", NULL};

static const char *const deal_defaults[] = {"amount",       "closedate", "createdate",
					    "dealname",     "dealstage", "hs_lastmodifieddate",
					    "hs_object_id", "pipeline",  NULL};
static const char *const deal_always[] = {"createdate", "hs_lastmodifieddate", "hs_object_id", NULL};
static const char *const deal_on_create[] = {"amount_in_home_currency",
					     "closedate",
					     "createdate",
					     "days_to_close",
					     "dealstage",
					     "hs_closed_amount",
					     "hs_createdate",
					     "hs_deal_stage_probability",
					     "hs_is_closed",
					     "hs_is_closed_lost",
					     "hs_is_closed_won",
					     "hs_lastmodifieddate",
					     "hs_object_id",
					     "hs_object_source",
					     "hs_object_source_id",
					     "hs_object_source_label",
					     "hs_projected_amount",
					     "pipeline",
					     NULL};
static const char *const deal_on_update[] = {"createdate", "hs_lastmodifieddate", "hs_object_id", NULL};
static const char *const deal_searched[] = {"dealname", "pipeline", "dealstage", "description", "dealtype", NULL};

const struct hs_type_row hs_types[HS_TYPES] = {
	{"0-1", "contact", "contacts", "CONTACT", "Contact", "lastmodifieddate", UINT64_C(171596044870),
	 contact_defaults, contact_always, contact_on_create, contact_on_update, contact_searched},
	{"0-2", "company", "companies", "COMPANY", "Company", "hs_lastmodifieddate", UINT64_C(29013750410),
	 company_defaults, company_always, company_on_create, company_on_update, company_searched},
	{"0-3", "deal", "deals", "DEAL", "Deal", "hs_lastmodifieddate", UINT64_C(38011204410), deal_defaults,
	 deal_always, deal_on_create, deal_on_update, deal_searched},
};

bool hs_type_named(const char *text, enum hs_type *type)
{
	for (int i = 0; i < HS_TYPES; i++)
		if (strcasecmp(text, hs_types[i].plural) == 0 || strcasecmp(text, hs_types[i].singular) == 0 ||
		    strcmp(text, hs_types[i].id) == 0) {
			*type = (enum hs_type)i;
			return true;
		}
	return false;
}
