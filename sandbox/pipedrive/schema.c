/* SPDX-License-Identifier: Apache-2.0 */
/* Standard fields of persons, organizations and deals as OpenAPI v2 lists them: data, and look-up by name. */
#include <string.h>

#include "pipedrive.h"

static const struct pd_std person_fields[PD_P_FIELDS] = {
	[PD_P_ID] = {"id", PD_ID, 0, "null"},
	[PD_P_NAME] = {"name", PD_STRING, PD_WRITE, "null"},
	/* the migration guide allows them in place of name, the specification does not list them */
	[PD_P_FIRST] = {"first_name", PD_STRING, PD_WRITE | PD_NULL, "null"},
	[PD_P_LAST] = {"last_name", PD_STRING, PD_WRITE | PD_NULL, "null"},
	[PD_P_OWNER] = {"owner_id", PD_USER, PD_WRITE, "null"},
	[PD_P_ORG] = {"org_id", PD_REF_ORG, PD_WRITE | PD_NULL, "null"},
	[PD_P_ADD] = {"add_time", PD_ADD_TIME, PD_POST, "null"},
	[PD_P_UPDATE] = {"update_time", PD_UPDATE_TIME, PD_UI, "null"},
	[PD_P_EMAILS] = {"emails", PD_CHANNELS, PD_WRITE, "[]"},
	[PD_P_PHONES] = {"phones", PD_CHANNELS, PD_WRITE, "[]"},
	[PD_P_DELETED] = {"is_deleted", PD_IS_DELETED, PD_UI, "false"},
	[PD_P_VISIBLE] = {"visible_to", PD_VISIBLE_TO, PD_WRITE, "3"},
	[PD_P_LABELS] = {"label_ids", PD_LABELS, PD_WRITE, "[]"},
	[PD_P_PICTURE] = {"picture_id", PD_INT, 0, "null"},
	[PD_P_ADDRESS] = {"postal_address", PD_ADDRESS, PD_WRITE | PD_NULL | PD_SYNC, "null"},
	[PD_P_NOTES] = {"notes", PD_STRING, PD_WRITE | PD_NULL | PD_SYNC, "null"},
	[PD_P_IM] = {"im", PD_CHANNELS, PD_WRITE | PD_SYNC, "[]"},
	[PD_P_BIRTHDAY] = {"birthday", PD_DATE, PD_WRITE | PD_NULL | PD_SYNC, "null"},
	[PD_P_JOB] = {"job_title", PD_STRING, PD_WRITE | PD_NULL | PD_SYNC, "null"},
	[PD_P_CUSTOM] = {"custom_fields", PD_CUSTOM_FIELDS, PD_WRITE, "{}"},
	[PD_P_MARKETING] = {"marketing_status", PD_MARKETING, PD_WRITE | PD_OPTIONAL | PD_CAMPAIGN, "\"no_consent\""},
	[PD_P_DOI] = {"doi_status", PD_INT, PD_OPTIONAL | PD_CAMPAIGN, "1"},
};

static const struct pd_extra person_extras[] = {
	{"next_activity_id", PD_TALLY_NONE, "null"},
	{"last_activity_id", PD_TALLY_NONE, "null"},
	{"open_deals_count", PD_TALLY_OPEN, "0"},
	{"related_open_deals_count", PD_TALLY_NONE, "0"},
	{"closed_deals_count", PD_TALLY_CLOSED, "0"},
	{"related_closed_deals_count", PD_TALLY_NONE, "0"},
	{"participant_open_deals_count", PD_TALLY_NONE, "0"},
	{"participant_closed_deals_count", PD_TALLY_NONE, "0"},
	{"email_messages_count", PD_TALLY_NONE, "0"},
	{"activities_count", PD_TALLY_NONE, "0"},
	{"done_activities_count", PD_TALLY_NONE, "0"},
	{"undone_activities_count", PD_TALLY_NONE, "0"},
	{"files_count", PD_TALLY_NONE, "0"},
	{"notes_count", PD_TALLY_NONE, "0"},
	{"followers_count", PD_TALLY_NONE, "1"},
	{"won_deals_count", PD_TALLY_WON, "0"},
	{"related_won_deals_count", PD_TALLY_NONE, "0"},
	{"lost_deals_count", PD_TALLY_LOST, "0"},
	{"related_lost_deals_count", PD_TALLY_NONE, "0"},
	{"last_incoming_mail_time", PD_TALLY_NONE, "null"},
	{"last_outgoing_mail_time", PD_TALLY_NONE, "null"},
	{"smart_bcc_email", PD_TALLY_NONE, "\"sandbox@pipedrivemail.com\""},
};

static const struct pd_std organization_fields[PD_O_FIELDS] = {
	[PD_O_ID] = {"id", PD_ID, 0, "null"},
	[PD_O_NAME] = {"name", PD_STRING, PD_WRITE, "null"},
	[PD_O_OWNER] = {"owner_id", PD_USER, PD_WRITE, "null"},
	[PD_O_ADD] = {"add_time", PD_ADD_TIME, PD_POST, "null"},
	[PD_O_UPDATE] = {"update_time", PD_UPDATE_TIME, PD_UI, "null"},
	[PD_O_ADDRESS] = {"address", PD_ADDRESS, PD_WRITE | PD_NULL, "null"},
	[PD_O_DELETED] = {"is_deleted", PD_IS_DELETED, PD_UI, "false"},
	[PD_O_VISIBLE] = {"visible_to", PD_VISIBLE_TO, PD_WRITE, "3"},
	[PD_O_LABELS] = {"label_ids", PD_LABELS, PD_WRITE, "[]"},
	[PD_O_WEBSITE] = {"website", PD_STRING, PD_WRITE | PD_NULL, "null"},
	[PD_O_LINKEDIN] = {"linkedin", PD_STRING, PD_WRITE | PD_NULL, "null"},
	[PD_O_INDUSTRY] = {"industry", PD_INDUSTRY, PD_WRITE | PD_NULL, "null"},
	[PD_O_REVENUE] = {"annual_revenue", PD_INT, PD_WRITE | PD_NULL, "null"},
	[PD_O_EMPLOYEES] = {"employee_count", PD_INT, PD_WRITE | PD_NULL, "null"},
	[PD_O_CUSTOM] = {"custom_fields", PD_CUSTOM_FIELDS, PD_WRITE, "{}"},
};

static const struct pd_extra organization_extras[] = {
	{"next_activity_id", PD_TALLY_NONE, "null"},
	{"last_activity_id", PD_TALLY_NONE, "null"},
	{"open_deals_count", PD_TALLY_OPEN, "0"},
	{"related_open_deals_count", PD_TALLY_NONE, "0"},
	{"closed_deals_count", PD_TALLY_CLOSED, "0"},
	{"related_closed_deals_count", PD_TALLY_NONE, "0"},
	{"email_messages_count", PD_TALLY_NONE, "0"},
	{"people_count", PD_TALLY_PEOPLE, "0"},
	{"activities_count", PD_TALLY_NONE, "0"},
	{"done_activities_count", PD_TALLY_NONE, "0"},
	{"undone_activities_count", PD_TALLY_NONE, "0"},
	{"files_count", PD_TALLY_NONE, "0"},
	{"notes_count", PD_TALLY_NONE, "0"},
	{"followers_count", PD_TALLY_NONE, "1"},
	{"won_deals_count", PD_TALLY_WON, "0"},
	{"related_won_deals_count", PD_TALLY_NONE, "0"},
	{"lost_deals_count", PD_TALLY_LOST, "0"},
	{"related_lost_deals_count", PD_TALLY_NONE, "0"},
	{"smart_bcc_email", PD_TALLY_NONE, "\"sandbox@pipedrivemail.com\""},
};

static const struct pd_std deal_fields[PD_D_FIELDS] = {
	[PD_D_ID] = {"id", PD_ID, 0, "null"},
	[PD_D_TITLE] = {"title", PD_STRING, PD_WRITE, "null"},
	[PD_D_CREATOR] = {"creator_user_id", PD_INT, 0, "null"},
	[PD_D_OWNER] = {"owner_id", PD_USER, PD_WRITE, "null"},
	[PD_D_VALUE] = {"value", PD_NUMBER, PD_WRITE | PD_NULL, "0"},
	[PD_D_PERSON] = {"person_id", PD_REF_PERSON, PD_WRITE | PD_NULL, "null"},
	[PD_D_ORG] = {"org_id", PD_REF_ORG, PD_WRITE | PD_NULL, "null"},
	[PD_D_STAGE] = {"stage_id", PD_STAGE, PD_WRITE, "null"},
	[PD_D_PIPELINE] = {"pipeline_id", PD_PIPELINE, PD_WRITE, "null"},
	[PD_D_CURRENCY] = {"currency", PD_CURRENCY, PD_WRITE, "\"EUR\""},
	[PD_D_ARCHIVE_TIME] = {"archive_time", PD_DATETIME, PD_WRITE | PD_NULL, "null"},
	[PD_D_ADD] = {"add_time", PD_ADD_TIME, PD_UI, "null"},
	[PD_D_UPDATE] = {"update_time", PD_UPDATE_TIME, PD_UI, "null"},
	[PD_D_STAGE_TIME] = {"stage_change_time", PD_DATETIME, 0, "null"},
	[PD_D_STATUS] = {"status", PD_STATUS, PD_WRITE, "\"open\""},
	[PD_D_ARCHIVED] = {"is_archived", PD_BOOL, PD_WRITE, "false"},
	[PD_D_DELETED] = {"is_deleted", PD_IS_DELETED, PD_WRITE, "false"},
	[PD_D_PROBABILITY] = {"probability", PD_NUMBER, PD_WRITE | PD_NULL, "null"},
	[PD_D_LOST_REASON] = {"lost_reason", PD_STRING, PD_WRITE | PD_NULL, "null"},
	[PD_D_VISIBLE] = {"visible_to", PD_VISIBLE_TO, PD_WRITE, "3"},
	[PD_D_CLOSE_TIME] = {"close_time", PD_DATETIME, PD_WRITE | PD_NULL, "null"},
	[PD_D_WON_TIME] = {"won_time", PD_DATETIME, PD_WRITE | PD_NULL, "null"},
	[PD_D_LOST_TIME] = {"lost_time", PD_DATETIME, PD_WRITE | PD_NULL, "null"},
	[PD_D_LOCAL_WON] = {"local_won_date", PD_DATE, 0, "null"},
	[PD_D_LOCAL_LOST] = {"local_lost_date", PD_DATE, 0, "null"},
	[PD_D_LOCAL_CLOSE] = {"local_close_date", PD_DATE, 0, "null"},
	[PD_D_EXPECTED] = {"expected_close_date", PD_DATE, PD_WRITE | PD_NULL, "null"},
	[PD_D_LABELS] = {"label_ids", PD_LABELS, PD_WRITE, "[]"},
	[PD_D_ORIGIN] = {"origin", PD_STRING, 0, "\"API\""},
	[PD_D_ORIGIN_ID] = {"origin_id", PD_STRING, 0, "null"},
	[PD_D_CHANNEL] = {"channel", PD_INT, 0, "null"},
	[PD_D_CHANNEL_ID] = {"channel_id", PD_STRING, 0, "null"},
	[PD_D_ARR] = {"arr", PD_NUMBER, 0, "null"},
	[PD_D_MRR] = {"mrr", PD_NUMBER, 0, "null"},
	[PD_D_ACV] = {"acv", PD_NUMBER, 0, "null"},
	[PD_D_CUSTOM] = {"custom_fields", PD_CUSTOM_FIELDS, PD_WRITE, "{}"},
	[PD_D_FIRST_WON] = {"first_won_time", PD_DATETIME, PD_OPTIONAL, "null"},
	[PD_D_SOURCE_LEAD] = {"source_lead_id", PD_STRING, PD_OPTIONAL, "null"},
};

static const struct pd_extra deal_extras[] = {
	{"next_activity_id", PD_TALLY_NONE, "null"},
	{"last_activity_id", PD_TALLY_NONE, "null"},
	{"products_count", PD_TALLY_NONE, "0"},
	{"files_count", PD_TALLY_NONE, "0"},
	{"notes_count", PD_TALLY_NONE, "0"},
	{"followers_count", PD_TALLY_NONE, "1"},
	{"email_messages_count", PD_TALLY_NONE, "0"},
	{"activities_count", PD_TALLY_NONE, "0"},
	{"done_activities_count", PD_TALLY_NONE, "0"},
	{"undone_activities_count", PD_TALLY_NONE, "0"},
	{"participants_count", PD_TALLY_PARTICIPANTS, "0"},
	{"last_incoming_mail_time", PD_TALLY_NONE, "null"},
	{"last_outgoing_mail_time", PD_TALLY_NONE, "null"},
	{"smart_bcc_email", PD_TALLY_NONE, "\"sandbox@pipedrivemail.com\""},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct pd_schema pd_schemas[PD_OBJECTS] = {
	[PD_PERSON] = {"person", "persons", "Person", "contact", person_fields, PD_P_FIELDS, person_extras,
		       COUNT(person_extras), PD_P_NAME},
	[PD_ORGANIZATION] = {"organization", "organizations", "Organization", "company", organization_fields,
			     PD_O_FIELDS, organization_extras, COUNT(organization_extras), PD_O_NAME},
	[PD_DEAL] = {"deal", "deals", "Deal", "deal", deal_fields, PD_D_FIELDS, deal_extras, COUNT(deal_extras),
		     PD_D_TITLE},
};

size_t pd_slot(enum pd_object object, const char *code)
{
	const struct pd_schema *schema = &pd_schemas[object];

	for (size_t i = 0; i < schema->n_fields; i++)
		if (strcmp(schema->fields[i].code, code) == 0)
			return i;
	return SIZE_MAX;
}

bool pd_object_from_plural(const char *plural, enum pd_object *out)
{
	for (int i = 0; i < PD_OBJECTS; i++)
		if (strcmp(pd_schemas[i].plural, plural) == 0) {
			*out = (enum pd_object)i;
			return true;
		}
	return false;
}

bool pd_object_from_control(const char *name, enum pd_object *out)
{
	for (int i = 0; i < PD_OBJECTS; i++)
		if (strcmp(pd_schemas[i].control, name) == 0 || strcmp(pd_schemas[i].singular, name) == 0 ||
		    strcmp(pd_schemas[i].plural, name) == 0) {
			*out = (enum pd_object)i;
			return true;
		}
	return false;
}
