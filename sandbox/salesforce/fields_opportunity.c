/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of Opportunity, its contact roles and its stages, in the order of the describe call.  Source: the Object Reference. */
#include "fields.h"

const struct sf_field sf_opportunity_fields[] = {
	{.name = "Id", .label = "Opportunity ID", .type = SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18},
	{.name = "IsDeleted", .label = "Deleted", .type = SF_BOOLEAN, .flags = SF_DEFAULTED, .source = SF_FROM_DELETED},
	{.name = "AccountId", .label = "Account ID", .type = SF_REFERENCE, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_PERMISSIONABLE | SF_INDEXED, .length = 18, .refers_to = "Account", .relationship = "Account"},
	{.name = "IsPrivate", .label = "Private", .type = SF_BOOLEAN, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED | SF_PERMISSIONABLE},
	{.name = "Name", .label = "Name", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NAME_FIELD, .length = 120},
	{.name = "Description", .label = "Description", .type = SF_TEXTAREA, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_PERMISSIONABLE | SF_LONG, .length = 32000, .extra = "plaintextarea"},
	{.name = "StageName", .label = "Stage", .type = SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE, .length = 255, .picklist = sf_stage_names},
	{.name = "Amount", .label = "Amount", .type = SF_CURRENCY, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_PERMISSIONABLE, .precision = 18, .scale = 2},
	{.name = "Probability", .label = "Probability (%)", .type = SF_PERCENT, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_DEFAULTED | SF_PERMISSIONABLE, .precision = 3},
	{.name = "ExpectedRevenue", .label = "Expected Amount", .type = SF_CURRENCY, .flags = SF_NILLABLE | SF_PERMISSIONABLE, .source = SF_FROM_EXPECTED, .precision = 18, .scale = 2},
	{.name = "TotalOpportunityQuantity", .label = "Quantity", .type = SF_DOUBLE, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_PERMISSIONABLE, .precision = 18, .scale = 2},
	{.name = "CloseDate", .label = "Close Date", .type = SF_DATE, .flags = SF_CREATE | SF_UPDATE},
	{.name = "Type", .label = "Opportunity Type", .type = SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_PERMISSIONABLE, .length = 255, .picklist = sf_opportunity_types},
	{.name = "NextStep", .label = "Next Step", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_PERMISSIONABLE, .length = 255},
	{.name = "LeadSource", .label = "Lead Source", .type = SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_PERMISSIONABLE, .length = 255, .picklist = sf_lead_sources},
	{.name = "IsClosed", .label = "Closed", .type = SF_BOOLEAN, .flags = SF_DEFAULTED},
	{.name = "IsWon", .label = "Won", .type = SF_BOOLEAN, .flags = SF_DEFAULTED},
	{.name = "ForecastCategory", .label = "Forecast Category", .type = SF_PICKLIST, .flags = SF_DEFAULTED | SF_RESTRICTED, .length = 40, .picklist = sf_forecast_categories},
	{.name = "ForecastCategoryName", .label = "Forecast Category", .type = SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_DEFAULTED | SF_PERMISSIONABLE, .length = 255, .picklist = sf_forecast_category_names},
	{.name = "CurrencyIsoCode", .label = "Currency ISO Code", .type = SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_DEFAULTED | SF_RESTRICTED | SF_MULTI_CURRENCY, .length = 3, .picklist = sf_currency_codes},
	{.name = "HasOpportunityLineItem", .label = "Has Line Item", .type = SF_BOOLEAN, .flags = SF_DEFAULTED},
	{.name = "OwnerId", .label = "Owner ID", .type = SF_REFERENCE, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED, .length = 18, .refers_to = "User", .relationship = "Owner"},
	{.name = "CreatedDate", .label = "Created Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED},
	{.name = "CreatedById", .label = "Created By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY, .length = 18, .refers_to = "User", .relationship = "CreatedBy"},
	{.name = "LastModifiedDate", .label = "Last Modified Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED},
	{.name = "LastModifiedById", .label = "Last Modified By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"},
	{.name = "SystemModstamp", .label = "System Modstamp", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP},
	{.name = "LastActivityDate", .label = "Last Activity", .type = SF_DATE, .flags = SF_NILLABLE},
	{.name = "LastStageChangeDate", .label = "Last Stage Change Date", .type = SF_DATETIME, .flags = SF_NILLABLE},
	{.name = "LastViewedDate", .label = "Last Viewed Date", .type = SF_DATETIME, .flags = SF_NILLABLE},
	{.name = "LastReferencedDate", .label = "Last Referenced Date", .type = SF_DATETIME, .flags = SF_NILLABLE},
	{.name = "ContactId", .label = "Contact ID", .type = SF_REFERENCE, .flags = SF_CREATE | SF_NILLABLE, .length = 18, .refers_to = "Contact", .relationship = "Contact"},
};
const size_t sf_n_opportunity_fields = sizeof(sf_opportunity_fields) / sizeof(sf_opportunity_fields[0]);

const struct sf_field sf_opportunity_contact_role_fields[] = {
	{.name = "Id", .label = "Contact Role ID", .type = SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18},
	{.name = "OpportunityId", .label = "Opportunity ID", .type = SF_REFERENCE, .flags = SF_CREATE | SF_INDEXED, .length = 18, .refers_to = "Opportunity", .relationship = "Opportunity"},
	{.name = "ContactId", .label = "Contact ID", .type = SF_REFERENCE, .flags = SF_CREATE | SF_UPDATE | SF_INDEXED, .length = 18, .refers_to = "Contact", .relationship = "Contact"},
	{.name = "Role", .label = "Role", .type = SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE, .length = 40, .picklist = sf_contact_roles},
	{.name = "IsPrimary", .label = "Primary", .type = SF_BOOLEAN, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED},
	{.name = "CurrencyIsoCode", .label = "Currency ISO Code", .type = SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_DEFAULTED | SF_RESTRICTED | SF_MULTI_CURRENCY, .length = 3, .picklist = sf_currency_codes},
	{.name = "CreatedDate", .label = "Created Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED},
	{.name = "CreatedById", .label = "Created By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY, .length = 18, .refers_to = "User", .relationship = "CreatedBy"},
	{.name = "LastModifiedDate", .label = "Last Modified Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED},
	{.name = "LastModifiedById", .label = "Last Modified By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"},
	{.name = "SystemModstamp", .label = "System Modstamp", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP},
	{.name = "IsDeleted", .label = "Deleted", .type = SF_BOOLEAN, .flags = SF_DEFAULTED, .source = SF_FROM_DELETED},
};
const size_t sf_n_opportunity_contact_role_fields = sizeof(sf_opportunity_contact_role_fields) / sizeof(sf_opportunity_contact_role_fields[0]);

const struct sf_field sf_opportunity_stage_fields[] = {
	{.name = "Id", .label = "Opportunity Stage ID", .type = SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18},
	{.name = "MasterLabel", .label = "Master Label", .type = SF_STRING, .flags = SF_NILLABLE, .length = 255},
	{.name = "ApiName", .label = "API Name", .type = SF_STRING, .flags = SF_NILLABLE, .length = 255},
	{.name = "IsActive", .label = "Is Active", .type = SF_BOOLEAN, .flags = SF_DEFAULTED},
	{.name = "SortOrder", .label = "Sort Order", .type = SF_INT, .flags = SF_NILLABLE, .digits = 8},
	{.name = "IsClosed", .label = "Closed", .type = SF_BOOLEAN, .flags = SF_DEFAULTED},
	{.name = "IsWon", .label = "Won", .type = SF_BOOLEAN, .flags = SF_DEFAULTED},
	{.name = "ForecastCategory", .label = "Forecast Category", .type = SF_PICKLIST, .flags = SF_NILLABLE | SF_RESTRICTED, .length = 40, .picklist = sf_forecast_categories},
	{.name = "ForecastCategoryName", .label = "Forecast Category Name", .type = SF_PICKLIST, .flags = SF_NILLABLE, .length = 255, .picklist = sf_forecast_category_names},
	{.name = "DefaultProbability", .label = "Probability (%)", .type = SF_PERCENT, .flags = SF_NILLABLE, .precision = 3},
	{.name = "Description", .label = "Description", .type = SF_STRING, .flags = SF_NILLABLE, .length = 255},
	{.name = "CreatedDate", .label = "Created Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED},
	{.name = "CreatedById", .label = "Created By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY, .length = 18, .refers_to = "User", .relationship = "CreatedBy"},
	{.name = "LastModifiedDate", .label = "Last Modified Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED},
	{.name = "LastModifiedById", .label = "Last Modified By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"},
	{.name = "SystemModstamp", .label = "System Modstamp", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP},
};
const size_t sf_n_opportunity_stage_fields = sizeof(sf_opportunity_stage_fields) / sizeof(sf_opportunity_stage_fields[0]);
