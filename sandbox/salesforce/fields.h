/* SPDX-License-Identifier: Apache-2.0 */
/* The field tables of the standard objects (fields_*.c) and their picklists (picklists.c), for schema.c. */
#ifndef SANDBOX_SALESFORCE_FIELDS_H
#define SANDBOX_SALESFORCE_FIELDS_H

#include "schema.h"

/* Name, label, type, and what differs from zero. */
#define SF_FIELD(...)                                                                                                  \
	{                                                                                                              \
		__VA_ARGS__                                                                                            \
	}

extern const struct sf_field sf_account_fields[];
extern const size_t sf_n_account_fields;
extern const struct sf_field sf_contact_fields[];
extern const size_t sf_n_contact_fields;
extern const struct sf_field sf_lead_fields[];
extern const size_t sf_n_lead_fields;
extern const struct sf_field sf_opportunity_fields[];
extern const size_t sf_n_opportunity_fields;
extern const struct sf_field sf_opportunity_contact_role_fields[];
extern const size_t sf_n_opportunity_contact_role_fields;
extern const struct sf_field sf_opportunity_stage_fields[];
extern const size_t sf_n_opportunity_stage_fields;
extern const struct sf_field sf_user_fields[];
extern const size_t sf_n_user_fields;
extern const struct sf_field sf_organization_fields[];
extern const size_t sf_n_organization_fields;
extern const struct sf_field sf_profile_fields[];
extern const size_t sf_n_profile_fields;
extern const struct sf_field sf_permission_set_fields[];
extern const size_t sf_n_permission_set_fields;
extern const struct sf_field sf_permission_set_assignment_fields[];
extern const size_t sf_n_permission_set_assignment_fields;
extern const struct sf_field sf_field_permissions_fields[];
extern const size_t sf_n_field_permissions_fields;
extern const struct sf_field sf_custom_field_fields[];
extern const size_t sf_n_custom_field_fields;
extern const struct sf_field sf_entity_definition_fields[];
extern const size_t sf_n_entity_definition_fields;

/* The last one has no value. */
extern const struct sf_choice sf_account_types[];
extern const struct sf_choice sf_geocode_accuracies[];
extern const struct sf_choice sf_industries[];
extern const struct sf_choice sf_currency_codes[];
extern const struct sf_choice sf_ownerships[];
extern const struct sf_choice sf_ratings[];
extern const struct sf_choice sf_clean_statuses[];
extern const struct sf_choice sf_lead_sources[];
extern const struct sf_choice sf_salutations[];
extern const struct sf_choice sf_lead_statuses[];
extern const struct sf_choice sf_stage_names[];
extern const struct sf_choice sf_opportunity_types[];
extern const struct sf_choice sf_forecast_categories[];
extern const struct sf_choice sf_forecast_category_names[];
extern const struct sf_choice sf_contact_roles[];
extern const struct sf_choice sf_time_zones[];
extern const struct sf_choice sf_locales[];
extern const struct sf_choice sf_encodings[];
extern const struct sf_choice sf_user_types[];
extern const struct sf_choice sf_languages[];
extern const struct sf_choice sf_organization_types[];

#endif
