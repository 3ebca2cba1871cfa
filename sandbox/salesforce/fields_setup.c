/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of users, the organization, permissions and the objects of the Tooling API, in the order of the describe call.
 * Source: the Object Reference and the Tooling API guide. */
#include "fields.h"

const struct sf_field sf_user_fields[] = {
	SF_FIELD("Id", "User ID", SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18),
	SF_FIELD("Username", "Username", SF_STRING,
		 .flags = SF_CREATE | SF_UPDATE | SF_ID_LOOKUP | SF_UNIQUE | SF_INDEXED, .length = 80),
	SF_FIELD("LastName", "Last Name", SF_STRING, .flags = SF_CREATE | SF_UPDATE, .length = 80, .compound = "Name",
		 .extra = "personname"),
	SF_FIELD("FirstName", "First Name", SF_STRING, .flags = SF_ORDINARY, .length = 40, .compound = "Name",
		 .extra = "personname"),
	SF_FIELD("Name", "Full Name", SF_STRING, .flags = SF_NAME_FIELD, .source = SF_FROM_NAME, .length = 121,
		 .extra = "personname"),
	SF_FIELD("CompanyName", "Company Name", SF_STRING, .flags = SF_ORDINARY, .length = 80),
	SF_FIELD("Department", "Department", SF_STRING, .flags = SF_ORDINARY, .length = 80),
	SF_FIELD("Title", "Title", SF_STRING, .flags = SF_ORDINARY, .length = 80),
	SF_FIELD("Email", "Email", SF_EMAIL, .flags = SF_CREATE | SF_UPDATE | SF_ID_LOOKUP | SF_INDEXED, .length = 128),
	SF_FIELD("Phone", "Phone", SF_PHONE, .flags = SF_ORDINARY, .length = 40),
	SF_FIELD("MobilePhone", "Mobile Phone", SF_PHONE, .flags = SF_ORDINARY, .length = 40),
	SF_FIELD("Alias", "Alias", SF_STRING, .flags = SF_CREATE | SF_UPDATE, .length = 8),
	SF_FIELD("IsActive", "Active", SF_BOOLEAN, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED),
	SF_FIELD("TimeZoneSidKey", "Time Zone", SF_PICKLIST,
		 .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED | SF_RESTRICTED, .length = 40, .picklist = sf_time_zones,
		 .default_value = "GMT"),
	SF_FIELD("LocaleSidKey", "Locale", SF_PICKLIST, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED | SF_RESTRICTED,
		 .length = 40, .picklist = sf_locales, .default_value = "en_US"),
	SF_FIELD("EmailEncodingKey", "Email Encoding", SF_PICKLIST,
		 .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED | SF_RESTRICTED, .length = 40, .picklist = sf_encodings,
		 .default_value = "UTF-8"),
	SF_FIELD("ProfileId", "Profile ID", SF_REFERENCE, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED, .length = 18,
		 .refers_to = "Profile", .relationship = "Profile"),
	SF_FIELD("UserType", "User Type", SF_PICKLIST, .flags = SF_NILLABLE | SF_RESTRICTED, .length = 40,
		 .picklist = sf_user_types),
	SF_FIELD("LanguageLocaleKey", "Language", SF_PICKLIST,
		 .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED | SF_RESTRICTED, .length = 40, .picklist = sf_languages,
		 .default_value = "en_US"),
	SF_FIELD("FederationIdentifier", "SAML Federation ID", SF_STRING,
		 .flags = SF_ORDINARY | SF_ID_LOOKUP | SF_UNIQUE, .length = 512),
	SF_FIELD("CreatedDate", "Created Date", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED),
	SF_FIELD("CreatedById", "Created By ID", SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY,
		 .length = 18, .refers_to = "User", .relationship = "CreatedBy"),
	SF_FIELD("LastModifiedDate", "Last Modified Date", SF_DATETIME, .flags = SF_DEFAULTED,
		 .source = SF_FROM_MODIFIED),
	SF_FIELD("LastModifiedById", "Last Modified By ID", SF_REFERENCE, .flags = SF_DEFAULTED,
		 .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"),
	SF_FIELD("SystemModstamp", "System Modstamp", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP),
};
const size_t sf_n_user_fields = sizeof(sf_user_fields) / sizeof(sf_user_fields[0]);

const struct sf_field sf_organization_fields[] = {
	SF_FIELD("Id", "Organization ID", SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID,
		 .length = 18),
	SF_FIELD("Name", "Name", SF_STRING, .flags = SF_UPDATE | SF_NAME_FIELD, .length = 80),
	SF_FIELD("Division", "Division", SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 80),
	SF_FIELD("Street", "Street", SF_TEXTAREA, .flags = SF_UPDATE | SF_NILLABLE, .length = 255,
		 .compound = "Address", .extra = "plaintextarea"),
	SF_FIELD("City", "City", SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 40, .compound = "Address"),
	SF_FIELD("State", "State/Province", SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 80,
		 .compound = "Address"),
	SF_FIELD("PostalCode", "Zip/Postal Code", SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 20,
		 .compound = "Address"),
	SF_FIELD("Country", "Country", SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 80,
		 .compound = "Address"),
	SF_FIELD("Address", "Address", SF_ADDRESS, .flags = SF_NILLABLE, .source = SF_FROM_ADDRESS),
	SF_FIELD("Phone", "Phone", SF_PHONE, .flags = SF_UPDATE | SF_NILLABLE, .length = 40),
	SF_FIELD("PrimaryContact", "Primary Contact", SF_STRING, .flags = SF_UPDATE | SF_NILLABLE, .length = 80),
	SF_FIELD("DefaultLocaleSidKey", "Locale", SF_PICKLIST, .flags = SF_UPDATE | SF_RESTRICTED, .length = 40,
		 .picklist = sf_locales),
	SF_FIELD("TimeZoneSidKey", "Time Zone", SF_PICKLIST, .flags = SF_UPDATE | SF_RESTRICTED, .length = 40,
		 .picklist = sf_time_zones),
	SF_FIELD("LanguageLocaleKey", "Language", SF_PICKLIST, .flags = SF_UPDATE | SF_RESTRICTED, .length = 40,
		 .picklist = sf_languages),
	SF_FIELD("FiscalYearStartMonth", "Fiscal Year Starts In", SF_INT, .flags = SF_UPDATE, .digits = 2),
	SF_FIELD("OrganizationType", "Edition", SF_PICKLIST, .flags = SF_NILLABLE | SF_RESTRICTED, .length = 40,
		 .picklist = sf_organization_types),
	SF_FIELD("NamespacePrefix", "Namespace Prefix", SF_STRING, .flags = SF_NILLABLE, .length = 15),
	SF_FIELD("InstanceName", "Instance Name", SF_STRING, .flags = SF_NILLABLE, .length = 5),
	SF_FIELD("IsSandbox", "Is Sandbox", SF_BOOLEAN, .flags = SF_DEFAULTED),
	SF_FIELD("TrialExpirationDate", "Trial Expiration Date", SF_DATETIME, .flags = SF_NILLABLE),
	SF_FIELD("CreatedDate", "Created Date", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED),
	SF_FIELD("CreatedById", "Created By ID", SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY,
		 .length = 18, .refers_to = "User", .relationship = "CreatedBy"),
	SF_FIELD("LastModifiedDate", "Last Modified Date", SF_DATETIME, .flags = SF_DEFAULTED,
		 .source = SF_FROM_MODIFIED),
	SF_FIELD("LastModifiedById", "Last Modified By ID", SF_REFERENCE, .flags = SF_DEFAULTED,
		 .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"),
	SF_FIELD("SystemModstamp", "System Modstamp", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP),
};
const size_t sf_n_organization_fields = sizeof(sf_organization_fields) / sizeof(sf_organization_fields[0]);

const struct sf_field sf_profile_fields[] = {
	SF_FIELD("Id", "Profile ID", SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID, .length = 18),
	SF_FIELD("Name", "Name", SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NAME_FIELD, .length = 255),
	SF_FIELD("UserType", "User Type", SF_PICKLIST, .flags = SF_NILLABLE | SF_RESTRICTED, .length = 40,
		 .picklist = sf_user_types),
	SF_FIELD("Description", "Description", SF_STRING, .flags = SF_ORDINARY, .length = 255),
	SF_FIELD("CreatedDate", "Created Date", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED),
	SF_FIELD("CreatedById", "Created By ID", SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY,
		 .length = 18, .refers_to = "User", .relationship = "CreatedBy"),
	SF_FIELD("LastModifiedDate", "Last Modified Date", SF_DATETIME, .flags = SF_DEFAULTED,
		 .source = SF_FROM_MODIFIED),
	SF_FIELD("LastModifiedById", "Last Modified By ID", SF_REFERENCE, .flags = SF_DEFAULTED,
		 .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"),
	SF_FIELD("SystemModstamp", "System Modstamp", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP),
};
const size_t sf_n_profile_fields = sizeof(sf_profile_fields) / sizeof(sf_profile_fields[0]);

const struct sf_field sf_permission_set_fields[] = {
	SF_FIELD("Id", "PermissionSet ID", SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID,
		 .length = 18),
	SF_FIELD("Name", "Permission Set Name", SF_STRING, .flags = SF_CREATE | SF_UPDATE | SF_NAME_FIELD,
		 .length = 80),
	SF_FIELD("Label", "Permission Set Label", SF_STRING, .flags = SF_CREATE | SF_UPDATE, .length = 80),
	SF_FIELD("ProfileId", "Profile ID", SF_REFERENCE, .flags = SF_NILLABLE, .length = 18, .refers_to = "Profile",
		 .relationship = "Profile"),
	SF_FIELD("IsOwnedByProfile", "Is Owned By Profile", SF_BOOLEAN, .flags = SF_DEFAULTED),
	SF_FIELD("IsCustom", "Custom Permission Set", SF_BOOLEAN, .flags = SF_DEFAULTED),
	SF_FIELD("Description", "Description", SF_STRING, .flags = SF_ORDINARY, .length = 255),
	SF_FIELD("CreatedDate", "Created Date", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED),
	SF_FIELD("CreatedById", "Created By ID", SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY,
		 .length = 18, .refers_to = "User", .relationship = "CreatedBy"),
	SF_FIELD("LastModifiedDate", "Last Modified Date", SF_DATETIME, .flags = SF_DEFAULTED,
		 .source = SF_FROM_MODIFIED),
	SF_FIELD("LastModifiedById", "Last Modified By ID", SF_REFERENCE, .flags = SF_DEFAULTED,
		 .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"),
	SF_FIELD("SystemModstamp", "System Modstamp", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP),
};
const size_t sf_n_permission_set_fields = sizeof(sf_permission_set_fields) / sizeof(sf_permission_set_fields[0]);

const struct sf_field sf_permission_set_assignment_fields[] = {
	SF_FIELD("Id", "PermissionSetAssignment ID", SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID,
		 .length = 18),
	SF_FIELD("PermissionSetId", "PermissionSet ID", SF_REFERENCE, .flags = SF_CREATE, .length = 18,
		 .refers_to = "PermissionSet", .relationship = "PermissionSet"),
	SF_FIELD("AssigneeId", "Assignee ID", SF_REFERENCE, .flags = SF_CREATE, .length = 18, .refers_to = "User",
		 .relationship = "Assignee"),
	SF_FIELD("SystemModstamp", "Date Assigned", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP),
};
const size_t sf_n_permission_set_assignment_fields =
	sizeof(sf_permission_set_assignment_fields) / sizeof(sf_permission_set_assignment_fields[0]);

const struct sf_field sf_field_permissions_fields[] = {
	SF_FIELD("Id", "Field Permissions Id", SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID,
		 .length = 18),
	SF_FIELD("ParentId", "Parent ID", SF_REFERENCE, .flags = SF_CREATE, .length = 18, .refers_to = "PermissionSet",
		 .relationship = "Parent"),
	SF_FIELD("SobjectType", "SObject Type Name", SF_STRING, .flags = SF_CREATE, .length = 40),
	SF_FIELD("Field", "Field Name", SF_STRING, .flags = SF_CREATE, .length = 255),
	SF_FIELD("PermissionsEdit", "Edit Field", SF_BOOLEAN, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED),
	SF_FIELD("PermissionsRead", "Read Field", SF_BOOLEAN, .flags = SF_CREATE | SF_UPDATE | SF_DEFAULTED),
	SF_FIELD("SystemModstamp", "System Modstamp", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP),
};
const size_t sf_n_field_permissions_fields =
	sizeof(sf_field_permissions_fields) / sizeof(sf_field_permissions_fields[0]);

const struct sf_field sf_custom_field_fields[] = {
	SF_FIELD("Id", "Custom Field Definition ID", SF_ID, .flags = SF_DEFAULTED | SF_ID_LOOKUP, .source = SF_FROM_ID,
		 .length = 18),
	SF_FIELD("DeveloperName", "Field Name", SF_STRING, .length = 40),
	SF_FIELD("TableEnumOrId", "Table Enum Or Id", SF_STRING, .length = 40),
	SF_FIELD("NamespacePrefix", "Namespace Prefix", SF_STRING, .flags = SF_NILLABLE, .length = 15),
	SF_FIELD("FullName", "Full Name", SF_STRING, .flags = SF_NILLABLE, .length = 255),
	SF_FIELD("Length", "Length", SF_INT, .flags = SF_NILLABLE, .digits = 8),
	SF_FIELD("Description", "Description", SF_STRING, .flags = SF_NILLABLE, .length = 1000),
	SF_FIELD("CreatedDate", "Created Date", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED),
	SF_FIELD("CreatedById", "Created By ID", SF_REFERENCE, .flags = SF_DEFAULTED, .source = SF_FROM_CREATED_BY,
		 .length = 18, .refers_to = "User", .relationship = "CreatedBy"),
	SF_FIELD("LastModifiedDate", "Last Modified Date", SF_DATETIME, .flags = SF_DEFAULTED,
		 .source = SF_FROM_MODIFIED),
	SF_FIELD("LastModifiedById", "Last Modified By ID", SF_REFERENCE, .flags = SF_DEFAULTED,
		 .source = SF_FROM_MODIFIED_BY, .length = 18, .refers_to = "User", .relationship = "LastModifiedBy"),
	SF_FIELD("SystemModstamp", "System Modstamp", SF_DATETIME, .flags = SF_DEFAULTED, .source = SF_FROM_STAMP),
};
const size_t sf_n_custom_field_fields = sizeof(sf_custom_field_fields) / sizeof(sf_custom_field_fields[0]);

const struct sf_field sf_entity_definition_fields[] = {
	SF_FIELD("DurableId", "Durable Id", SF_STRING, .flags = SF_NILLABLE, .length = 40),
	SF_FIELD("QualifiedApiName", "Qualified API Name", SF_STRING, .flags = SF_NILLABLE, .length = 70),
	SF_FIELD("DeveloperName", "Object Name", SF_STRING, .flags = SF_NILLABLE, .length = 40),
	SF_FIELD("Label", "Label", SF_STRING, .flags = SF_NILLABLE, .length = 80),
	SF_FIELD("PluralLabel", "Plural Label", SF_STRING, .flags = SF_NILLABLE, .length = 80),
	SF_FIELD("KeyPrefix", "Key Prefix", SF_STRING, .flags = SF_NILLABLE, .length = 3),
	SF_FIELD("IsCustomizable", "Customizable", SF_BOOLEAN, .flags = SF_DEFAULTED),
	SF_FIELD("IsQueryable", "Queryable", SF_BOOLEAN, .flags = SF_DEFAULTED),
};
const size_t sf_n_entity_definition_fields =
	sizeof(sf_entity_definition_fields) / sizeof(sf_entity_definition_fields[0]);
