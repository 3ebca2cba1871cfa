/* SPDX-License-Identifier: Apache-2.0 */
/* Persons and deals in the flat shape of v1, which merges and participants still answer with. */
#include <string.h>

#include "pipedrive.h"

static void null_fields(struct crm_json_writer *w, const char *const *names)
{
	for (; *names; names++)
		crm_jw_field(w, *names, NULL);
}

static void zero_fields(struct crm_json_writer *w, const char *const *names)
{
	for (; *names; names++)
		crm_jw_field_int(w, *names, 0);
}

static void raw_field(struct crm_json_writer *w, const char *name, const char *json)
{
	crm_jw_key(w, name);
	crm_jw_raw(w, json, strlen(json));
}

static void time_field(struct crm_json_writer *w, const char *name, int64_t ms)
{
	char text[32];

	pd_v1_time(ms, text);
	crm_jw_field(w, name, text);
}

/* Stored RFC 3339 string as v1 writes times. */
static void stored_time_field(const struct face *face, struct crm_json_writer *w, const char *name, const char *json)
{
	const char *text = pd_text(face->arena, json);
	int64_t ms;

	if (text && pd_parse_time(text, &ms))
		time_field(w, name, ms);
	else
		crm_jw_field(w, name, NULL);
}

void pd_v1_owner(const struct face *face, struct crm_json_writer *w, int64_t id, bool with_value)
{
	const struct pd_user *user = pd_user_find(face, id);

	crm_jw_object(w);
	crm_jw_field_int(w, "id", id);
	crm_jw_field(w, "name", user ? user->name : NULL);
	crm_jw_field(w, "email", user ? user->email : NULL);
	crm_jw_field_int(w, "has_pic", 0);
	crm_jw_field(w, "pic_hash", NULL);
	crm_jw_field_bool(w, "active_flag", user && user->active);
	if (with_value)
		crm_jw_field_int(w, "value", id);
	crm_jw_end_object(w);
}

/* v1 shows a person without a number as having one empty number (recorded). */
static void v1_channel(struct crm_json_writer *w, const char *name, const char *json)
{
	raw_field(w, name, strcmp(json, "[]") == 0 ? "[{\"value\":\"\",\"primary\":true}]" : json);
}

void pd_v1_person_stub(const struct face *face, struct crm_json_writer *w, const struct pd_record *person, bool with_id)
{
	(void)face;
	crm_jw_object(w);
	crm_jw_field_bool(w, "active_flag", !person->deleted);
	if (with_id)
		crm_jw_field_int(w, "id", person->id);
	raw_field(w, "name", pd_json(person, PD_P_NAME));
	v1_channel(w, "email", pd_json(person, PD_P_EMAILS));
	v1_channel(w, "phone", pd_json(person, PD_P_PHONES));
	if (with_id)
		crm_jw_field_int(w, "owner_id", pd_int(person, PD_P_OWNER));
	else
		crm_jw_field_int(w, "value", person->id);
	crm_jw_end_object(w);
}

static void v1_org(const struct face *face, struct crm_json_writer *w, int64_t id)
{
	const struct pd_record *org = id ? pd_find(face, PD_ORGANIZATION, id) : NULL;
	crm_json *address;

	if (!org) {
		crm_jw_null(w);
		return;
	}
	address = pd_parse(pd_json(org, PD_O_ADDRESS));
	crm_jw_object(w);
	raw_field(w, "name", pd_json(org, PD_O_NAME));
	crm_jw_field_int(w, "people_count", org->people);
	crm_jw_field_int(w, "owner_id", pd_int(org, PD_O_OWNER));
	crm_jw_field(w, "address", crm_json_get_string(address, "value"));
	crm_jw_field_bool(w, "active_flag", !org->deleted);
	crm_jw_field(w, "cc_email", "sandbox@pipedrivemail.com");
	crm_jw_field_int(w, "value", org->id);
	crm_jw_end_object(w);
	crm_json_free(address);
}

static void v1_name_of(const struct face *face, struct crm_json_writer *w, const char *key, enum pd_object object,
		       int64_t id)
{
	const struct pd_record *record = id ? pd_find(face, object, id) : NULL;

	raw_field(w, key, record ? pd_json(record, pd_schemas[object].name) : "null");
}

/* Custom values on the root level, subfields under suffixed keys left out when they are null. */
static void v1_custom(const struct face *face, struct crm_json_writer *w, const struct pd_record *record)
{
	const struct pd_fields *fields = &face->fields[record->object];

	for (size_t i = 0; i < fields->n; i++) {
		const char *json = pd_custom_json(record, fields->items[i]);
		crm_json *value = json ? pd_parse(json) : NULL;

		if (!fields->items[i]->custom || fields->items[i]->deleted || pd_denied(face, fields->items[i]->code))
			continue;
		crm_jw_key(w, fields->items[i]->code);
		if (crm_json_is_object(value))
			crm_jw_value(w, crm_json_get(value, "value"));
		else
			crm_jw_raw(w, json ? json : "null", json ? strlen(json) : 4);
		for (const crm_json *e = crm_json_is_object(value) ? crm_json_first(value) : NULL; e;
		     e = crm_json_next(e)) {
			struct crm_buf key;

			if (strcmp(crm_json_name(e), "value") == 0 || crm_json_is_null(e))
				continue;
			crm_buf_init(&key, 256);
			crm_buf_printf(&key, "%s_%s", fields->items[i]->code, crm_json_name(e));
			crm_jw_key(w, key.ptr);
			crm_jw_value(w, e);
			crm_buf_free(&key);
		}
		crm_json_free(value);
	}
}

/* A person's label is a number, a deal's a string. */
static void v1_labels(struct crm_json_writer *w, const char *json, bool as_text)
{
	crm_json *ids = pd_parse(json);

	crm_jw_key(w, "label");
	if (as_text || !crm_json_first(ids))
		crm_jw_string(w, crm_json_text(crm_json_first(ids)));
	else
		crm_jw_value(w, crm_json_first(ids));
	raw_field(w, "label_ids", json);
	crm_json_free(ids);
}

static void v1_visible(struct crm_json_writer *w, int64_t visible)
{
	char digits[2] = {(char)('0' + visible % 10), '\0'};

	crm_jw_field(w, "visible_to", visible ? digits : "3");
}

static void v1_first_char(const struct face *face, struct crm_json_writer *w, const char *name_json)
{
	const char *name = pd_text(face->arena, name_json);
	char *folded = name ? pd_fold(face->arena, name) : NULL;
	size_t len = folded && *folded ? 1 : 0;

	while (len && ((unsigned char)folded[len] & 0xc0) == 0x80)
		len++;
	crm_jw_key(w, "first_char");
	crm_jw_string_n(w, folded ? folded : "", len);
}

void pd_v1_person(const struct face *face, struct crm_json_writer *w, const struct pd_record *person, int64_t merged)
{
	static const char *const zeros[] = {"related_open_deals_count",
					    "related_closed_deals_count",
					    "participant_open_deals_count",
					    "participant_closed_deals_count",
					    "email_messages_count",
					    "activities_count",
					    "done_activities_count",
					    "undone_activities_count",
					    "files_count",
					    "notes_count",
					    "followers_count",
					    "related_won_deals_count",
					    "related_lost_deals_count",
					    NULL};
	static const char *const nulls[] = {"picture_id",
					    "next_activity_date",
					    "next_activity_time",
					    "next_activity_id",
					    "last_activity_id",
					    "last_activity_date",
					    "last_incoming_mail_time",
					    "last_outgoing_mail_time",
					    NULL};
	const struct pd_user *owner = pd_user_find(face, pd_int(person, PD_P_OWNER));

	crm_jw_object(w);
	crm_jw_field_int(w, "id", person->id);
	crm_jw_field_int(w, "company_id", face->company_id);
	crm_jw_key(w, "owner_id");
	if (merged)
		crm_jw_int(w, pd_int(person, PD_P_OWNER));
	else
		pd_v1_owner(face, w, pd_int(person, PD_P_OWNER), true);
	crm_jw_key(w, "org_id");
	if (!merged)
		v1_org(face, w, pd_int(person, PD_P_ORG));
	else
		crm_jw_raw(w, pd_json(person, PD_P_ORG), strlen(pd_json(person, PD_P_ORG)));
	raw_field(w, "name", pd_json(person, PD_P_NAME));
	raw_field(w, "first_name", pd_json(person, PD_P_FIRST));
	raw_field(w, "last_name", pd_json(person, PD_P_LAST));
	crm_jw_field_int(w, "open_deals_count", person->open);
	crm_jw_field_int(w, "closed_deals_count", person->won + person->lost);
	crm_jw_field_int(w, "won_deals_count", person->won);
	crm_jw_field_int(w, "lost_deals_count", person->lost);
	zero_fields(w, zeros);
	crm_jw_field_bool(w, "active_flag", !person->deleted);
	v1_channel(w, "phone", pd_json(person, PD_P_PHONES));
	v1_channel(w, "email", pd_json(person, PD_P_EMAILS));
	v1_first_char(face, w, pd_json(person, PD_P_NAME));
	time_field(w, "update_time", person->update_time);
	time_field(w, "add_time", person->add_time);
	v1_visible(w, pd_int(person, PD_P_VISIBLE));
	null_fields(w, nulls);
	v1_labels(w, pd_json(person, PD_P_LABELS), false);
	v1_name_of(face, w, "org_name", PD_ORGANIZATION, pd_int(person, PD_P_ORG));
	crm_jw_field(w, "owner_name", owner ? owner->name : NULL);
	crm_jw_field(w, "cc_email", "sandbox@pipedrivemail.com");
	v1_custom(face, w, person);
	if (merged)
		crm_jw_field_int(w, "merge_what_id", merged);
	crm_jw_end_object(w);
}

static void v1_deal_closing(const struct face *face, struct crm_json_writer *w, const struct pd_record *deal)
{
	raw_field(w, "status", pd_json(deal, PD_D_STATUS));
	raw_field(w, "probability", pd_json(deal, PD_D_PROBABILITY));
	raw_field(w, "lost_reason", pd_json(deal, PD_D_LOST_REASON));
	stored_time_field(face, w, "stage_change_time", pd_json(deal, PD_D_STAGE_TIME));
	stored_time_field(face, w, "close_time", pd_json(deal, PD_D_CLOSE_TIME));
	stored_time_field(face, w, "won_time", pd_json(deal, PD_D_WON_TIME));
	stored_time_field(face, w, "first_won_time", pd_json(deal, PD_D_FIRST_WON));
	stored_time_field(face, w, "lost_time", pd_json(deal, PD_D_LOST_TIME));
	raw_field(w, "expected_close_date", pd_json(deal, PD_D_EXPECTED));
}

void pd_v1_deal(const struct face *face, struct crm_json_writer *w, const struct pd_record *deal, int64_t merged)
{
	static const char *const zeros[] = {"products_count",
					    "files_count",
					    "notes_count",
					    "followers_count",
					    "email_messages_count",
					    "activities_count",
					    "done_activities_count",
					    "undone_activities_count",
					    NULL};
	static const char *const nulls[] = {"next_activity_date",      "next_activity_time", "next_activity_id",
					    "last_activity_id",        "last_activity_date", "last_incoming_mail_time",
					    "last_outgoing_mail_time", "rotten_time",        NULL};
	const struct pd_stage *stage = pd_stage_find(face, pd_int(deal, PD_D_STAGE));
	const struct pd_user *owner = pd_user_find(face, pd_int(deal, PD_D_OWNER));

	crm_jw_object(w);
	crm_jw_field_int(w, "id", deal->id);
	crm_jw_field_int(w, "creator_user_id", pd_int(deal, PD_D_CREATOR));
	crm_jw_field_int(w, "user_id", pd_int(deal, PD_D_OWNER));
	raw_field(w, "person_id", pd_json(deal, PD_D_PERSON));
	raw_field(w, "org_id", pd_json(deal, PD_D_ORG));
	raw_field(w, "stage_id", pd_json(deal, PD_D_STAGE));
	raw_field(w, "pipeline_id", pd_json(deal, PD_D_PIPELINE));
	raw_field(w, "title", pd_json(deal, PD_D_TITLE));
	raw_field(w, "value", pd_json(deal, PD_D_VALUE));
	raw_field(w, "currency", pd_json(deal, PD_D_CURRENCY));
	time_field(w, "add_time", deal->add_time);
	time_field(w, "update_time", deal->update_time);
	crm_jw_field_bool(w, "active", !deal->deleted && strcmp(pd_json(deal, PD_D_STATUS), "\"open\"") == 0);
	crm_jw_field_bool(w, "deleted", deal->deleted);
	v1_deal_closing(face, w, deal);
	v1_visible(w, pd_int(deal, PD_D_VISIBLE));
	zero_fields(w, zeros);
	crm_jw_field_int(w, "participants_count", (int64_t)deal->n_participants);
	null_fields(w, nulls);
	v1_labels(w, pd_json(deal, PD_D_LABELS), true);
	crm_jw_field_int(w, "stage_order_nr", stage ? stage->order_nr : 0);
	v1_name_of(face, w, "person_name", PD_PERSON, pd_int(deal, PD_D_PERSON));
	v1_name_of(face, w, "org_name", PD_ORGANIZATION, pd_int(deal, PD_D_ORG));
	raw_field(w, "weighted_value", pd_json(deal, PD_D_VALUE));
	raw_field(w, "weighted_value_currency", pd_json(deal, PD_D_CURRENCY));
	crm_jw_field(w, "owner_name", owner ? owner->name : NULL);
	crm_jw_field(w, "cc_email", "sandbox@pipedrivemail.com");
	crm_jw_field_bool(w, "org_hidden", false);
	crm_jw_field_bool(w, "person_hidden", false);
	v1_custom(face, w, deal);
	if (merged)
		crm_jw_field_int(w, "merge_what_id", merged);
	crm_jw_end_object(w);
}
