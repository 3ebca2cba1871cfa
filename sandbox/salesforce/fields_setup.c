/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of users, the organization, permissions and the objects of the Tooling API, in the order of the describe call.  Source: the Object Reference and the Tooling API guide. */
#include "fields.h"

const struct sf_field sf_user_fields[] = {
	{.name = "Id", .label = "User ID", .type = SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18},
	{.name = "Username", .label = "Username", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_ID_LOOKUP | SF_UNIQUE | SF_INDEXED, .length = 80},
	{.name = "LastName", .label = "Last Name", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE, .length = 80, .compound = "Name", .extra = "personname"},
	{.name = "FirstName", .label = "First Name", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE, .length = 40, .compound = "Name", .extra = "personname"},
	{.name = "Name", .label = "Full Name", .type = SF_STRING, .flags = SF_NAME_FIELD, .source = SF_FROM_NAME, .length = 121, .extra = "personname"},
	{.name = "CompanyName", .label = "Company Name", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE, .length = 80},
	{.name = "Department", .label = "Department", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE, .length = 80},
	{.name = "Title", .label = "Title", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE, .length = 80},
	{.name = "Email", .label = "Email", .type = SF_EMAIL, .flags = SF_CREATE | SF_UPDATE | SF_ID_LOOKUP | SF_INDEXED, .length = 128},
	{.name = "Phone", .label = "Phone", .type = SF_PHONE, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE, .length = 40},
	{.name = "MobilePhone", .label = "Mobile Phone", .type = SF_PHONE, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE, .length = 40},
	{.name = "Alias", .label = "Alias", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE, .length = 8},
	{.name = "IsActive", .label = "Active", .type = SF_BOOLEAN, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED},
	{.name = "TimeZoneSidKey", .label = "Time Zone", .type = SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED | SF_RESTRICTED, .length = 40, .picklist = sf_time_zones, .default_value = "Europe/Berlin"},
	{.name = "LocaleSidKey", .label = "Locale", .type = SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED | SF_RESTRICTED, .length = 40, .picklist = sf_locales, .default_value = "en_US"},
	{.name = "EmailEncodingKey", .label = "Email Encoding", .type = SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED | SF_RESTRICTED, .length = 40, .picklist = sf_encodings, .default_value = "UTF-8"},
	{.name = "ProfileId", .label = "Profile ID", .type = SF_REFERENCE, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED, .length = 18, .refers_to = "Profile", .relationship = "Profile"},
	{.name = "UserType", .label = "User Type", .type = SF_PICKLIST, .flags = SF_NILLABLE | SF_RESTRICTED, .length = 40, .picklist = sf_user_types},
	{.name = "LanguageLocaleKey", .label = "Language", .type = SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED | SF_RESTRICTED, .length = 40, .picklist = sf_languages, .default_value = "en_US"},
	{.name = "FederationIdentifier", .label = "SAML Federation ID", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE | SF_ID_LOOKUP | SF_UNIQUE, .length = 512},
	{.name = "CreatedDate", .label = "Created Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED},
	{.name = "CreatedById", .label = "Created By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY, .length = 18, .refers_to = "User", .relationship = "CreatedBy"},
	{.name = "LastModifiedDate", .label = "Last Modified Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED},
	{.name = "LastModifiedById", .label = "Last Modified By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"},
	{.name = "SystemModstamp", .label = "System Modstamp", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP},
};
const size_t sf_n_user_fields = sizeof(sf_user_fields) / sizeof(sf_user_fields[0]);

const struct sf_field sf_organization_fields[] = {
	{.name = "Id", .label = "Organization ID", .type = SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18},
	{.name = "Name", .label = "Name", .type = SF_STRING, .flags = SF_UPDATE | SF_NAME_FIELD, .length = 80},
	{.name = "Division", .label = "Division", .type = SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 80},
	{.name = "Street", .label = "Street", .type = SF_TEXTAREA, .flags = SF_UPDATE | SF_NILLABLE, .length = 255, .compound = "Address", .extra = "plaintextarea"},
	{.name = "City", .label = "City", .type = SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 40, .compound = "Address"},
	{.name = "State", .label = "State/Province", .type = SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 80, .compound = "Address"},
	{.name = "PostalCode", .label = "Zip/Postal Code", .type = SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 20, .compound = "Address"},
	{.name = "Country", .label = "Country", .type = SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 80, .compound = "Address"},
	{.name = "Address", .label = "Address", .type = SF_ADDRESS, .flags = SF_NILLABLE, .source = SF_FROM_ADDRESS},
	{.name = "Phone", .label = "Phone", .type = SF_PHONE, .flags = SF_UPDATE | SF_NILLABLE, .length = 40},
	{.name = "PrimaryContact", .label = "Primary Contact", .type = SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 80},
	{.name = "DefaultLocaleSidKey", .label = "Locale", .type = SF_PICKLIST, .flags = SF_UPDATE | SF_RESTRICTED, .length = 40, .picklist = sf_locales},
	{.name = "TimeZoneSidKey", .label = "Time Zone", .type = SF_PICKLIST, .flags = SF_UPDATE | SF_RESTRICTED, .length = 40, .picklist = sf_time_zones},
	{.name = "LanguageLocaleKey", .label = "Language", .type = SF_PICKLIST, .flags = SF_UPDATE | SF_RESTRICTED, .length = 40, .picklist = sf_languages},
	{.name = "FiscalYearStartMonth", .label = "Fiscal Year Starts In", .type = SF_INT, .flags = SF_UPDATE, .digits = 2},
	{.name = "OrganizationType", .label = "Edition", .type = SF_PICKLIST, .flags = SF_NILLABLE | SF_RESTRICTED, .length = 40, .picklist = sf_organization_types},
	{.name = "NamespacePrefix", .label = "Namespace Prefix", .type = SF_STRING, .flags = SF_NILLABLE, .length = 15},
	{.name = "InstanceName", .label = "Instance Name", .type = SF_STRING, .flags = SF_NILLABLE, .length = 5},
	{.name = "IsSandbox", .label = "Is Sandbox", .type = SF_BOOLEAN, .flags = SF_DEFAULTED},
	{.name = "TrialExpirationDate", .label = "Trial Expiration Date", .type = SF_DATETIME, .flags = SF_NILLABLE},
	{.name = "CreatedDate", .label = "Created Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED},
	{.name = "CreatedById", .label = "Created By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY, .length = 18, .refers_to = "User", .relationship = "CreatedBy"},
	{.name = "LastModifiedDate", .label = "Last Modified Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED},
	{.name = "LastModifiedById", .label = "Last Modified By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"},
	{.name = "SystemModstamp", .label = "System Modstamp", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP},
};
const size_t sf_n_organization_fields = sizeof(sf_organization_fields) / sizeof(sf_organization_fields[0]);

const struct sf_field sf_profile_fields[] = {
	{.name = "Id", .label = "Profile ID", .type = SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18},
	{.name = "Name", .label = "Name", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NAME_FIELD, .length = 255},
	{.name = "UserType", .label = "User Type", .type = SF_PICKLIST, .flags = SF_NILLABLE | SF_RESTRICTED, .length = 40, .picklist = sf_user_types},
	{.name = "Description", .label = "Description", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE, .length = 255},
	{.name = "CreatedDate", .label = "Created Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED},
	{.name = "CreatedById", .label = "Created By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY, .length = 18, .refers_to = "User", .relationship = "CreatedBy"},
	{.name = "LastModifiedDate", .label = "Last Modified Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED},
	{.name = "LastModifiedById", .label = "Last Modified By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"},
	{.name = "SystemModstamp", .label = "System Modstamp", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP},
};
const size_t sf_n_profile_fields = sizeof(sf_profile_fields) / sizeof(sf_profile_fields[0]);

const struct sf_field sf_permission_set_fields[] = {
	{.name = "Id", .label = "PermissionSet ID", .type = SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18},
	{.name = "Name", .label = "Permission Set Name", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NAME_FIELD, .length = 80},
	{.name = "Label", .label = "Permission Set Label", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE, .length = 80},
	{.name = "ProfileId", .label = "Profile ID", .type = SF_REFERENCE, .flags = SF_NILLABLE, .length = 18, .refers_to = "Profile", .relationship = "Profile"},
	{.name = "IsOwnedByProfile", .label = "Is Owned By Profile", .type = SF_BOOLEAN, .flags = SF_DEFAULTED},
	{.name = "IsCustom", .label = "Custom Permission Set", .type = SF_BOOLEAN, .flags = SF_DEFAULTED},
	{.name = "Description", .label = "Description", .type = SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NILLABLE, .length = 255},
	{.name = "CreatedDate", .label = "Created Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED},
	{.name = "CreatedById", .label = "Created By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY, .length = 18, .refers_to = "User", .relationship = "CreatedBy"},
	{.name = "LastModifiedDate", .label = "Last Modified Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED},
	{.name = "LastModifiedById", .label = "Last Modified By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"},
	{.name = "SystemModstamp", .label = "System Modstamp", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP},
};
const size_t sf_n_permission_set_fields = sizeof(sf_permission_set_fields) / sizeof(sf_permission_set_fields[0]);

const struct sf_field sf_permission_set_assignment_fields[] = {
	{.name = "Id", .label = "PermissionSetAssignment ID", .type = SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18},
	{.name = "PermissionSetId", .label = "PermissionSet ID", .type = SF_REFERENCE, .flags = SF_CREATE, .length = 18, .refers_to = "PermissionSet", .relationship = "PermissionSet"},
	{.name = "AssigneeId", .label = "Assignee ID", .type = SF_REFERENCE, .flags = SF_CREATE, .length = 18, .refers_to = "User", .relationship = "Assignee"},
	{.name = "SystemModstamp", .label = "Date Assigned", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP},
};
const size_t sf_n_permission_set_assignment_fields = sizeof(sf_permission_set_assignment_fields) / sizeof(sf_permission_set_assignment_fields[0]);

const struct sf_field sf_field_permissions_fields[] = {
	{.name = "Id", .label = "Field Permissions Id", .type = SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18},
	{.name = "ParentId", .label = "Parent ID", .type = SF_REFERENCE, .flags = SF_CREATE, .length = 18, .refers_to = "PermissionSet", .relationship = "Parent"},
	{.name = "SobjectType", .label = "SObject Type Name", .type = SF_STRING, .flags = SF_CREATE, .length = 40},
	{.name = "Field", .label = "Field Name", .type = SF_STRING, .flags = SF_CREATE, .length = 255},
	{.name = "PermissionsEdit", .label = "Edit Field", .type = SF_BOOLEAN, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED},
	{.name = "PermissionsRead", .label = "Read Field", .type = SF_BOOLEAN, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED},
	{.name = "SystemModstamp", .label = "System Modstamp", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP},
};
const size_t sf_n_field_permissions_fields = sizeof(sf_field_permissions_fields) / sizeof(sf_field_permissions_fields[0]);

const struct sf_field sf_custom_field_fields[] = {
	{.name = "Id", .label = "Custom Field Definition ID", .type = SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18},
	{.name = "DeveloperName", .label = "Field Name", .type = SF_STRING, .length = 40},
	{.name = "TableEnumOrId", .label = "Table Enum Or Id", .type = SF_STRING, .length = 40},
	{.name = "NamespacePrefix", .label = "Namespace Prefix", .type = SF_STRING, .flags = SF_NILLABLE, .length = 15},
	{.name = "FullName", .label = "Full Name", .type = SF_STRING, .flags = SF_NILLABLE, .length = 255},
	{.name = "Length", .label = "Length", .type = SF_INT, .flags = SF_NILLABLE, .digits = 8},
	{.name = "Description", .label = "Description", .type = SF_STRING, .flags = SF_NILLABLE, .length = 1000},
	{.name = "CreatedDate", .label = "Created Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED},
	{.name = "CreatedById", .label = "Created By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY, .length = 18, .refers_to = "User", .relationship = "CreatedBy"},
	{.name = "LastModifiedDate", .label = "Last Modified Date", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED},
	{.name = "LastModifiedById", .label = "Last Modified By ID", .type = SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"},
	{.name = "SystemModstamp", .label = "System Modstamp", .type = SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP},
};
const size_t sf_n_custom_field_fields = sizeof(sf_custom_field_fields) / sizeof(sf_custom_field_fields[0]);

const struct sf_field sf_entity_definition_fields[] = {
	{.name = "DurableId", .label = "Durable Id", .type = SF_STRING, .flags = SF_NILLABLE, .length = 40},
	{.name = "QualifiedApiName", .label = "Qualified API Name", .type = SF_STRING, .flags = SF_NILLABLE, .length = 70},
	{.name = "DeveloperName", .label = "Object Name", .type = SF_STRING, .flags = SF_NILLABLE, .length = 40},
	{.name = "Label", .label = "Label", .type = SF_STRING, .flags = SF_NILLABLE, .length = 80},
	{.name = "PluralLabel", .label = "Plural Label", .type = SF_STRING, .flags = SF_NILLABLE, .length = 80},
	{.name = "KeyPrefix", .label = "Key Prefix", .type = SF_STRING, .flags = SF_NILLABLE, .length = 3},
	{.name = "IsCustomizable", .label = "Customizable", .type = SF_BOOLEAN, .flags = SF_DEFAULTED},
	{.name = "IsQueryable", .label = "Queryable", .type = SF_BOOLEAN, .flags = SF_DEFAULTED},
};
const size_t sf_n_entity_definition_fields = sizeof(sf_entity_definition_fields) / sizeof(sf_entity_definition_fields[0]);
