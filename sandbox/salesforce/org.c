/* SPDX-License-Identifier: Apache-2.0 */
/* What every org has from the start. */
#include "org.h"

#include <stdio.h>
#include <string.h>

#include "options.h"

struct preset {
	const char *field, *text;
};

static int org_add(struct face *face, const char *object, const struct preset *presets, size_t n, struct sf_row **out)
{
	struct sf_table *table = sf_table_find(face, object);
	struct sf_row *row = sf_row_add(face, table);
	int rc = row ? CRM_OK : CRM_E_NOMEM;
	for (size_t i = 0; i < n && rc == CRM_OK; i++)
		rc = sf_row_set_name(table, row, presets[i].field, presets[i].text);
	if (out && rc == CRM_OK)
		*out = row;
	return rc;
}

#define ADD(object, presets, out) org_add(face, object, presets, sizeof(presets) / sizeof((presets)[0]), out)

static int org_add_organization(struct face *face)
{
	static const struct preset presets[] = {
		{"Name", "Sandbox"},
		{"OrganizationType", "Enterprise Edition"},
		{"IsSandbox", "true"},
		{"InstanceName", "SBX1"},
		{"DefaultLocaleSidKey", "en_US"},
		{"LanguageLocaleKey", "en_US"},
		{"TimeZoneSidKey", "GMT"},
		{"FiscalYearStartMonth", "1"},
		{"Country", "DE"},
	};
	return ADD("Organization", presets, NULL);
}

static int org_add_user(struct face *face, const char *profile_id)
{
	const struct preset presets[] = {
		{"Username", "integration@crmsync.sandbox"},
		{"FirstName", "Integration"},
		{"LastName", "User"},
		{"Email", "integration@crmsync.example"},
		{"Alias", "integ"},
		{"IsActive", "true"},
		{"TimeZoneSidKey", "GMT"},
		{"LocaleSidKey", "en_US"},
		{"EmailEncodingKey", "UTF-8"},
		{"LanguageLocaleKey", "en_US"},
		{"UserType", "Standard"},
		{"ProfileId", profile_id},
	};
	return ADD("User", presets, &face->user);
}

/* A profile with its own permission set, which is assigned to the user: what setup may grant fields to. */
static int org_add_people(struct face *face)
{
	static const struct preset profile[] = {{"Name", "System Administrator"}, {"UserType", "Standard"}};
	struct sf_row *profile_row, *set_row;
	int rc = ADD("Profile", profile, &profile_row);
	if (rc == CRM_OK)
		rc = org_add_user(face, profile_row->id);
	if (rc < 0)
		return rc;
	profile_row->created_by = profile_row->modified_by = face->user->id;
	const struct preset set[] = {{"Name", "X00eSystemAdministrator"},
				     {"Label", "System Administrator"},
				     {"ProfileId", profile_row->id},
				     {"IsOwnedByProfile", "true"}};
	rc = ADD("PermissionSet", set, &set_row);
	if (rc < 0)
		return rc;
	const struct preset assignment[] = {{"PermissionSetId", set_row->id}, {"AssigneeId", face->user->id}};
	return ADD("PermissionSetAssignment", assignment, NULL);
}

static int org_add_stages(struct face *face)
{
	int rc = CRM_OK;
	for (size_t i = 0; i < sf_n_stages && rc == CRM_OK; i++) {
		const struct sf_stage *stage = &sf_stages[i];
		char order[24];
		(void)snprintf(order, sizeof(order), "%zu", i + 1);
		const struct preset presets[] = {
			{"MasterLabel", stage->name},
			{"ApiName", stage->name},
			{"IsActive", "true"},
			{"SortOrder", order},
			{"IsClosed", stage->closed ? "true" : "false"},
			{"IsWon", stage->won ? "true" : "false"},
			{"ForecastCategory", stage->category},
			{"ForecastCategoryName", stage->category_name},
			{"DefaultProbability", stage->probability},
		};
		rc = ADD("OpportunityStage", presets, NULL);
	}
	return rc;
}

static int org_add_entities(struct face *face)
{
	int rc = CRM_OK;
	for (size_t i = 0; i < sf_n_objects && rc == CRM_OK; i++) {
		const struct sf_object *object = &sf_objects[i];
		if (object->flags & SF_OBJ_TOOLING)
			continue;
		const struct preset presets[] = {
			{"DurableId", object->name},
			{"QualifiedApiName", object->name},
			{"DeveloperName", object->name},
			{"Label", object->label},
			{"PluralLabel", object->plural},
			{"KeyPrefix", object->prefix},
			{"IsCustomizable", object->flags & SF_OBJ_LAYOUT ? "true" : "false"},
			{"IsQueryable", "true"},
		};
		rc = ADD("EntityDefinition", presets, NULL);
	}
	return rc;
}

int sf_org_fill(struct face *face)
{
	int rc = org_add_people(face);
	if (rc == CRM_OK)
		rc = org_add_organization(face);
	if (rc == CRM_OK)
		rc = org_add_stages(face);
	return rc == CRM_OK ? org_add_entities(face) : rc;
}

void sf_org_sync(struct face *face)
{
	struct sf_row *org = sf_table_find(face, "Organization")->rows[0];
	const char *tenant = sf_option_text(face, "tenant");
	if (!tenant || strncmp(tenant, "00D", 3) != 0 || !sf_id_normalise(tenant, org->id))
		sf_id_make("00D", org->number, org->id);
}

const char *sf_org_id(const struct face *face)
{
	return sf_table_find(face, "Organization")->rows[0]->id;
}

int sf_org_reset(struct face *face)
{
	sf_model_close(face);
	face->user = NULL;
	return sf_model_open(face);
}

int64_t sf_now(const struct face *face)
{
	int64_t now = face_now(face->host);
	return now - now % 1000;
}
