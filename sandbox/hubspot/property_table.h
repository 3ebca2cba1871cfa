/* SPDX-License-Identifier: Apache-2.0 */
/* The standard properties of the three objects, as data: contact_properties.c, company_properties.c, deal_properties.c.
 */
#ifndef SANDBOX_HUBSPOT_PROPERTY_TABLE_H
#define SANDBOX_HUBSPOT_PROPERTY_TABLE_H

#include <stddef.h>

enum hs_value_type { HS_STRING, HS_NUMBER, HS_BOOL, HS_DATE, HS_DATETIME, HS_ENUM, HS_PHONE };

enum hs_property_flag {
	HS_CALCULATED = 1 << 0,
	HS_EXTERNAL_OPTIONS = 1 << 1, /* the allowed values stand elsewhere: owners, pipelines, companies */
	HS_HIDDEN = 1 << 2,
	HS_ARCHIVABLE = 1 << 3,
	HS_READ_ONLY_DEFINITION = 1 << 4,
	HS_READ_ONLY_VALUE = 1 << 5,
	HS_OPTIONS_FIXED = 1 << 6, /* readOnlyOptions true */
	HS_OPTIONS_OPEN = 1 << 7,  /* readOnlyOptions false */
	HS_UNIQUE = 1 << 8,
	HS_FORM_FIELD = 1 << 9,
	HS_CUSTOM = 1 << 10 /* made through the API or by a person; never in the tables */
};

/* `value` NULL ends a list. */
struct hs_option_row {
	const char *label, *value;
};

struct hs_property_row {
	const char *name, *label, *description, *group;
	enum hs_value_type type;
	const char *field_type;
	unsigned flags;
	int display_order;
	const struct hs_option_row *options; /* NULL: none */
	const char *referenced_object;       /* NULL: none */
};

extern const struct hs_option_row hs_options_analytics_source[];
extern const struct hs_option_row hs_options_buying_role[];
extern const struct hs_option_row hs_options_content_membership_status[];
extern const struct hs_option_row hs_options_deal_currency_code[];
extern const struct hs_option_row hs_options_dealtype[];
extern const struct hs_option_row hs_options_email_hard_bounce_reason_enum[];
extern const struct hs_option_row hs_options_emailconfirmationstatus[];
extern const struct hs_option_row hs_options_industry[];
extern const struct hs_option_row hs_options_language[];
extern const struct hs_option_row hs_options_lead_status[];
extern const struct hs_option_row hs_options_legal_basis[];
extern const struct hs_option_row hs_options_lifecyclestage[];
extern const struct hs_option_row hs_options_marketable_reason_type[];
extern const struct hs_option_row hs_options_marketable_status[];
extern const struct hs_option_row hs_options_numemployees[];
extern const struct hs_option_row hs_options_object_source_label[];
extern const struct hs_option_row hs_options_priority[];
extern const struct hs_option_row hs_options_timezone[];
extern const struct hs_option_row hs_options_true_false[];
extern const struct hs_option_row hs_options_type[];
extern const struct hs_option_row hs_options_yes_no[];

extern const struct hs_property_row hs_contact_properties[], hs_company_properties[], hs_deal_properties[];
extern const size_t hs_contact_properties_count, hs_company_properties_count, hs_deal_properties_count;

#endif
