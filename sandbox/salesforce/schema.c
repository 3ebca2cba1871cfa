/* SPDX-License-Identifier: Apache-2.0 */
/* The objects of the org, their relationships, and the opportunity stages. */
#include "schema.h"

#include <string.h>

#include "fields.h"

#define RECORD_FLAGS                                                                                                   \
	(SF_OBJ_CREATE | SF_OBJ_UPDATE | SF_OBJ_DELETE | SF_OBJ_UNDELETE | SF_OBJ_LAYOUT | SF_OBJ_FEED |               \
	 SF_OBJ_SEARCH | SF_OBJ_REPLICATE)

const struct sf_object sf_objects[] = {
	{"Account", "Account", "Accounts", "001", RECORD_FLAGS | SF_OBJ_MERGE | SF_OBJ_CLEAN, sf_account_fields,
	 &sf_n_account_fields},
	{"Contact", "Contact", "Contacts", "003", RECORD_FLAGS | SF_OBJ_MERGE | SF_OBJ_CLEAN, sf_contact_fields,
	 &sf_n_contact_fields},
	{"CustomField", "Custom Field", "Custom Fields", "00N",
	 SF_OBJ_CREATE | SF_OBJ_DELETE | SF_OBJ_SETUP | SF_OBJ_TOOLING, sf_custom_field_fields,
	 &sf_n_custom_field_fields},
	{"EntityDefinition", "Entity Definition", "Entity Definitions", "4ie", SF_OBJ_TOOLING,
	 sf_entity_definition_fields, &sf_n_entity_definition_fields},
	{"FieldPermissions", "Field Permissions", "Field Permissions", "01k",
	 SF_OBJ_CREATE | SF_OBJ_UPDATE | SF_OBJ_DELETE | SF_OBJ_SETUP, sf_field_permissions_fields,
	 &sf_n_field_permissions_fields},
	{"Lead", "Lead", "Leads", "00Q", RECORD_FLAGS | SF_OBJ_MERGE | SF_OBJ_CLEAN, sf_lead_fields, &sf_n_lead_fields},
	{"Opportunity", "Opportunity", "Opportunities", "006", RECORD_FLAGS, sf_opportunity_fields,
	 &sf_n_opportunity_fields},
	{"OpportunityContactRole", "Opportunity Contact Role", "Opportunity Contact Roles", "00K",
	 SF_OBJ_CREATE | SF_OBJ_UPDATE | SF_OBJ_DELETE | SF_OBJ_REPLICATE, sf_opportunity_contact_role_fields,
	 &sf_n_opportunity_contact_role_fields},
	{"OpportunityStage", "Opportunity Stage", "Opportunity Stages", "01J", SF_OBJ_REPLICATE,
	 sf_opportunity_stage_fields, &sf_n_opportunity_stage_fields},
	{"Organization", "Organization", "Organizations", "00D", SF_OBJ_UPDATE | SF_OBJ_REPLICATE | SF_OBJ_SETUP,
	 sf_organization_fields, &sf_n_organization_fields},
	{"PermissionSet", "Permission Set", "Permission Sets", "0PS",
	 SF_OBJ_CREATE | SF_OBJ_UPDATE | SF_OBJ_DELETE | SF_OBJ_SETUP, sf_permission_set_fields,
	 &sf_n_permission_set_fields},
	{"PermissionSetAssignment", "Permission Set Assignment", "Permission Set Assignments", "0Pa",
	 SF_OBJ_CREATE | SF_OBJ_DELETE | SF_OBJ_SETUP, sf_permission_set_assignment_fields,
	 &sf_n_permission_set_assignment_fields},
	{"Profile", "Profile", "Profile", "00e", SF_OBJ_UPDATE | SF_OBJ_SETUP, sf_profile_fields, &sf_n_profile_fields},
	{"User", "User", "Users", "005",
	 SF_OBJ_CREATE | SF_OBJ_UPDATE | SF_OBJ_FEED | SF_OBJ_SEARCH | SF_OBJ_REPLICATE | SF_OBJ_SETUP, sf_user_fields,
	 &sf_n_user_fields},
};
const size_t sf_n_objects = sizeof(sf_objects) / sizeof(sf_objects[0]);

const struct sf_child sf_children[] = {
	{"Account", "Account", "ParentId", "ChildAccounts", false},
	{"Account", "Contact", "AccountId", "Contacts", true},
	{"Account", "Lead", "ConvertedAccountId", NULL, false},
	{"Account", "Opportunity", "AccountId", "Opportunities", true},
	{"Contact", "Contact", "ReportsToId", NULL, false},
	{"Contact", "Lead", "ConvertedContactId", NULL, false},
	{"Contact", "Opportunity", "ContactId", NULL, false},
	{"Contact", "OpportunityContactRole", "ContactId", "OpportunityContactRoles", true},
	{"Opportunity", "Lead", "ConvertedOpportunityId", NULL, false},
	{"Opportunity", "OpportunityContactRole", "OpportunityId", "OpportunityContactRoles", true},
	{"PermissionSet", "FieldPermissions", "ParentId", "FieldPerms", true},
	{"PermissionSet", "PermissionSetAssignment", "PermissionSetId", "Assignments", true},
	{"Profile", "User", "ProfileId", "Users", false},
	{"User", "PermissionSetAssignment", "AssigneeId", "PermissionSetAssignments", false},
};
const size_t sf_n_children = sizeof(sf_children) / sizeof(sf_children[0]);

const struct sf_stage sf_stages[] = {
	{"Prospecting", "10", false, false, "Pipeline", "Pipeline"},
	{"Qualification", "10", false, false, "Pipeline", "Pipeline"},
	{"Needs Analysis", "20", false, false, "Pipeline", "Pipeline"},
	{"Value Proposition", "50", false, false, "Pipeline", "Pipeline"},
	{"Id. Decision Makers", "60", false, false, "Pipeline", "Pipeline"},
	{"Perception Analysis", "70", false, false, "Pipeline", "Pipeline"},
	{"Proposal/Price Quote", "75", false, false, "Pipeline", "Pipeline"},
	{"Negotiation/Review", "90", false, false, "Pipeline", "Pipeline"},
	{"Closed Won", "100", true, true, "Closed", "Closed"},
	{"Closed Lost", "0", true, false, "Omitted", "Omitted"},
};
const size_t sf_n_stages = sizeof(sf_stages) / sizeof(sf_stages[0]);

const struct sf_stage *sf_stage_find(const char *name)
{
	for (size_t i = 0; name && i < sf_n_stages; i++)
		if (strcmp(sf_stages[i].name, name) == 0)
			return &sf_stages[i];
	return NULL;
}

static const struct sf_type_info type_infos[SF_N_TYPES] = {
	[SF_ID] = {"id", "tns:ID"},
	[SF_STRING] = {"string", "xsd:string"},
	[SF_TEXTAREA] = {"textarea", "xsd:string"},
	[SF_EMAIL] = {"email", "xsd:string"},
	[SF_PHONE] = {"phone", "xsd:string"},
	[SF_URL] = {"url", "xsd:string"},
	[SF_PICKLIST] = {"picklist", "xsd:string"},
	[SF_MULTIPICKLIST] = {"multipicklist", "xsd:string"},
	[SF_REFERENCE] = {"reference", "tns:ID"},
	[SF_BOOLEAN] = {"boolean", "xsd:boolean"},
	[SF_INT] = {"int", "xsd:int"},
	[SF_DOUBLE] = {"double", "xsd:double"},
	[SF_CURRENCY] = {"currency", "xsd:double"},
	[SF_PERCENT] = {"percent", "xsd:double"},
	[SF_DATE] = {"date", "xsd:date"},
	[SF_DATETIME] = {"datetime", "xsd:dateTime"},
	[SF_ADDRESS] = {"address", "urn:address"},
};

const struct sf_type_info *sf_type_info(enum sf_type type)
{
	return &type_infos[type];
}

bool sf_type_is_number(enum sf_type type)
{
	return type == SF_INT || type == SF_DOUBLE || type == SF_CURRENCY || type == SF_PERCENT;
}

bool sf_type_is_text(enum sf_type type)
{
	return type >= SF_STRING && type <= SF_MULTIPICKLIST;
}

bool sf_field_is_required(const struct sf_field *field)
{
	return (field->flags & SF_CREATE) != 0 && (field->flags & (SF_NILLABLE | SF_DEFAULTED)) == 0;
}
