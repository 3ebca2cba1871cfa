/* SPDX-License-Identifier: Apache-2.0 */
/* Field definitions: the standard ones, custom ones, their options. */
#include <string.h>

#include "pipedrive.h"

static const struct {
	const char *name;
	bool searchable;
} types[PD_TYPES] = {
	[PD_T_VARCHAR] = {"varchar", true},
	[PD_T_VARCHAR_AUTO] = {"varchar_auto", true},
	[PD_T_TEXT] = {"text", true},
	[PD_T_DOUBLE] = {"double", true},
	[PD_T_MONETARY] = {"monetary", true},
	[PD_T_DATE] = {"date", false},
	[PD_T_DATERANGE] = {"daterange", false},
	[PD_T_TIME] = {"time", false},
	[PD_T_TIMERANGE] = {"timerange", false},
	[PD_T_ENUM] = {"enum", false},
	[PD_T_SET] = {"set", false},
	[PD_T_USER] = {"user", false},
	[PD_T_ORG] = {"org", false},
	[PD_T_PEOPLE] = {"people", false},
	[PD_T_PHONE] = {"phone", true},
	[PD_T_ADDRESS] = {"address", true},
	[PD_T_INT] = {"int", false},
	[PD_T_BOOLEAN] = {"boolean", false},
	[PD_T_STATUS] = {"status", false},
	[PD_T_STAGE] = {"stage", false},
	[PD_T_VISIBLE_TO] = {"visible_to", false},
	[PD_T_PICTURE] = {"picture", false},
	[PD_T_JSON] = {"json", false},
};

struct standard {
	enum pd_object object;
	const char *code, *name;
	enum pd_type type;
	bool mandatory, optional;
	const char *options; /* "label|color,..." numbered by id; "=code|label,..." told apart by code */
};

#define LABELS  "Customer|green,Hot lead|red,Warm lead|yellow,Cold lead|blue"
#define VISIBLE "=1|Item owner,3|All users,5|Item owner's visibility group and sub-groups,7|Entire company"
#define INDUSTRIES                                                                                                     \
	"Accounting,Advertising Services,Agriculture,Automotive,Banking,Biotechnology,Chemical "                       \
	"Manufacturing,Computer Software,"                                                                             \
	"Construction,Consumer Goods,Education,Energy,Entertainment,Financial Services,Food and Beverages,Government," \
	"Hospital and Health Care,Hospitality,Human Resources,Information Technology and Services,Insurance,Internet," \
	"Legal Services,Logistics and Supply Chain,Machinery,Management Consulting,Marketing and Advertising,Media,"   \
	"Medical Devices,Non-profit,Pharmaceuticals,Real "                                                             \
	"Estate,Retail,Telecommunications,Textiles,Transportation,Utilities,"                                          \
	"Wholesale"

static const struct standard standards[] = {
	{PD_PERSON, "name", "Name", PD_T_VARCHAR, true, false, NULL},
	{PD_PERSON, "label_ids", "Labels", PD_T_SET, false, false, LABELS},
	{PD_PERSON, "first_name", "First name", PD_T_VARCHAR, false, false, NULL},
	{PD_PERSON, "last_name", "Last name", PD_T_VARCHAR, false, false, NULL},
	{PD_PERSON, "phone", "Phone", PD_T_PHONE, false, false, NULL},
	{PD_PERSON, "email", "Email", PD_T_VARCHAR, false, false, NULL},
	{PD_PERSON, "add_time", "Person created", PD_T_DATE, true, false, NULL},
	{PD_PERSON, "update_time", "Update time", PD_T_DATE, true, false, NULL},
	{PD_PERSON, "org_id", "Organization", PD_T_ORG, false, false, NULL},
	{PD_PERSON, "owner_id", "Owner", PD_T_USER, true, false, NULL},
	{PD_PERSON, "open_deals_count", "Open deals", PD_T_INT, true, true, NULL},
	{PD_PERSON, "visible_to", "Visible to", PD_T_VISIBLE_TO, true, false, VISIBLE},
	{PD_PERSON, "id", "ID", PD_T_INT, true, false, NULL},
	{PD_PERSON, "won_deals_count", "Won deals", PD_T_INT, true, true, NULL},
	{PD_PERSON, "lost_deals_count", "Lost deals", PD_T_INT, true, true, NULL},
	{PD_PERSON, "closed_deals_count", "Closed deals", PD_T_INT, true, true, NULL},
	{PD_PERSON, "picture_id", "Profile picture", PD_T_PICTURE, true, false, NULL},
	{PD_PERSON, "postal_address", "Postal address", PD_T_ADDRESS, false, false, NULL},
	{PD_PERSON, "notes", "Notes", PD_T_TEXT, false, false, NULL},
	{PD_PERSON, "im", "Instant messenger", PD_T_VARCHAR, false, false, NULL},
	{PD_PERSON, "birthday", "Birthday", PD_T_DATE, false, false, NULL},
	{PD_PERSON, "job_title", "Job title", PD_T_VARCHAR, false, false, NULL},
	{PD_PERSON, "marketing_status", "Marketing status", PD_T_ENUM, false, true,
	 "=no_consent|No consent,unsubscribed|Unsubscribed,subscribed|Subscribed,archived|Archived"},
	{PD_ORGANIZATION, "name", "Name", PD_T_VARCHAR, true, false, NULL},
	{PD_ORGANIZATION, "label_ids", "Labels", PD_T_SET, false, false, LABELS},
	{PD_ORGANIZATION, "owner_id", "Owner", PD_T_USER, true, false, NULL},
	{PD_ORGANIZATION, "people_count", "People", PD_T_INT, true, true, NULL},
	{PD_ORGANIZATION, "open_deals_count", "Open deals", PD_T_INT, true, true, NULL},
	{PD_ORGANIZATION, "add_time", "Organization created", PD_T_DATE, true, false, NULL},
	{PD_ORGANIZATION, "update_time", "Update time", PD_T_DATE, true, false, NULL},
	{PD_ORGANIZATION, "visible_to", "Visible to", PD_T_VISIBLE_TO, true, false, VISIBLE},
	{PD_ORGANIZATION, "id", "ID", PD_T_INT, true, false, NULL},
	{PD_ORGANIZATION, "won_deals_count", "Won deals", PD_T_INT, true, true, NULL},
	{PD_ORGANIZATION, "lost_deals_count", "Lost deals", PD_T_INT, true, true, NULL},
	{PD_ORGANIZATION, "closed_deals_count", "Closed deals", PD_T_INT, true, true, NULL},
	{PD_ORGANIZATION, "address", "Address", PD_T_ADDRESS, false, false, NULL},
	{PD_ORGANIZATION, "website", "Website", PD_T_VARCHAR, false, false, NULL},
	{PD_ORGANIZATION, "linkedin", "LinkedIn profile", PD_T_VARCHAR, false, false, NULL},
	{PD_ORGANIZATION, "industry", "Industry", PD_T_ENUM, false, false, INDUSTRIES},
	{PD_ORGANIZATION, "annual_revenue", "Annual revenue", PD_T_INT, false, false, NULL},
	{PD_ORGANIZATION, "employee_count", "Number of employees", PD_T_INT, false, false, NULL},
	{PD_DEAL, "title", "Title", PD_T_VARCHAR, true, false, NULL},
	{PD_DEAL, "creator_user_id", "Creator", PD_T_USER, true, false, NULL},
	{PD_DEAL, "owner_id", "Owner", PD_T_USER, true, false, NULL},
	{PD_DEAL, "value", "Value", PD_T_MONETARY, false, false, NULL},
	{PD_DEAL, "currency", "Currency of Value", PD_T_VARCHAR, false, false, NULL},
	{PD_DEAL, "label_ids", "Labels", PD_T_SET, false, false, LABELS},
	{PD_DEAL, "org_id", "Organization", PD_T_ORG, false, false, NULL},
	{PD_DEAL, "person_id", "Contact person", PD_T_PEOPLE, false, false, NULL},
	{PD_DEAL, "stage_id", "Stage", PD_T_STAGE, true, false, NULL},
	{PD_DEAL, "pipeline_id", "Pipeline", PD_T_INT, true, false, NULL},
	{PD_DEAL, "id", "ID", PD_T_INT, true, false, NULL},
	{PD_DEAL, "add_time", "Deal created", PD_T_DATE, true, false, NULL},
	{PD_DEAL, "update_time", "Update time", PD_T_DATE, true, false, NULL},
	{PD_DEAL, "stage_change_time", "Last stage change", PD_T_DATE, true, false, NULL},
	{PD_DEAL, "status", "Status", PD_T_STATUS, true, false, "=open|Open,lost|Lost,won|Won,deleted|Deleted"},
	{PD_DEAL, "is_archived", "Archive status", PD_T_BOOLEAN, true, false, NULL},
	{PD_DEAL, "archive_time", "Archive time", PD_T_DATE, true, false, NULL},
	{PD_DEAL, "probability", "Probability", PD_T_DOUBLE, false, false, NULL},
	{PD_DEAL, "expected_close_date", "Expected close date", PD_T_DATE, false, false, NULL},
	{PD_DEAL, "close_time", "Deal closed on", PD_T_DATE, true, false, NULL},
	{PD_DEAL, "won_time", "Won time", PD_T_DATE, true, false, NULL},
	{PD_DEAL, "lost_time", "Lost time", PD_T_DATE, true, false, NULL},
	{PD_DEAL, "lost_reason", "Lost reason", PD_T_VARCHAR, false, false, NULL},
	{PD_DEAL, "visible_to", "Visible to", PD_T_VISIBLE_TO, true, false, VISIBLE},
	{PD_DEAL, "origin", "Source origin", PD_T_VARCHAR, true, false, NULL},
	{PD_DEAL, "channel", "Source channel", PD_T_INT, false, false, NULL},
};

const char *pd_type_name(enum pd_type type)
{
	return types[type].name;
}

bool pd_type_parse(const char *name, enum pd_type *out)
{
	for (int i = 0; i < PD_TYPES; i++)
		if (strcmp(types[i].name, name) == 0) {
			*out = (enum pd_type)i;
			return true;
		}
	return false;
}

bool pd_type_searchable(enum pd_type type)
{
	return types[type].searchable;
}

static void field_free(struct pd_field *field)
{
	if (!field)
		return;
	for (size_t i = 0; i < field->n_options; i++) {
		crm_free(field->options[i].code);
		crm_free(field->options[i].label);
		crm_free(field->options[i].color);
	}
	crm_free(field->options);
	crm_free(field->code);
	crm_free(field->name);
	crm_free(field->description);
	crm_free(field->visibility);
	crm_free(field->important);
	crm_free(field->required);
	crm_free(field);
}

void pd_fields_free(struct pd_fields *fields)
{
	for (size_t i = 0; i < fields->n; i++)
		field_free(fields->items[i]);
	crm_free(fields->items);
	memset(fields, 0, sizeof(*fields));
}

struct pd_field *pd_field_find(const struct face *face, enum pd_object object, const char *code)
{
	const struct pd_fields *fields = &face->fields[object];

	for (size_t i = 0; i < fields->n; i++)
		if (!fields->items[i]->deleted && strcmp(fields->items[i]->code, code) == 0)
			return fields->items[i];
	return NULL;
}

struct pd_field *pd_field_named(const struct face *face, enum pd_object object, const char *name)
{
	const struct pd_fields *fields = &face->fields[object];

	for (size_t i = 0; i < fields->n; i++)
		if (fields->items[i]->custom && !fields->items[i]->deleted && strcmp(fields->items[i]->name, name) == 0)
			return fields->items[i];
	return NULL;
}

const struct pd_option *pd_option_find(const struct pd_field *field, int64_t id)
{
	for (size_t i = 0; i < field->n_options; i++)
		if (field->options[i].id == id)
			return &field->options[i];
	return NULL;
}

const struct pd_option *pd_option_labelled(const struct pd_field *field, const char *label)
{
	for (size_t i = 0; i < field->n_options; i++)
		if (strcmp(field->options[i].label, label) == 0)
			return &field->options[i];
	return NULL;
}

struct pd_option *pd_option_add(struct face *face, struct pd_field *field, int64_t id, const char *code,
				const char *label, const char *color)
{
	struct pd_option *grown = crm_reallocarray(field->options, field->n_options + 1, sizeof(*grown));
	struct pd_option option = {id, NULL, NULL, NULL};

	if (!grown)
		return NULL;
	field->options = grown;
	option.code = crm_strdup(code);
	option.label = crm_strdup(label);
	option.color = crm_strdup(color);
	if ((code && !option.code) || !option.label || (color && !option.color)) {
		crm_free(option.code);
		crm_free(option.label);
		crm_free(option.color);
		return NULL;
	}
	if (!option.id)
		option.id = face->next_option_id;
	if (!code && option.id >= face->next_option_id)
		face->next_option_id = option.id + 1;
	grown[field->n_options] = option;
	return &grown[field->n_options++];
}

struct pd_field *pd_field_add(struct face *face, enum pd_object object, const char *name, enum pd_type type,
			      const char *code)
{
	struct pd_fields *fields = &face->fields[object];
	struct pd_field *field;
	char fresh[41];

	if (!pd_grow(&fields->items, &fields->cap, fields->n, sizeof(struct pd_field *)))
		return NULL;
	for (size_t i = 0; !code && i < 40; i++)
		fresh[i] = "0123456789abcdef"[face_random(face->host) >> 13 & 15];
	fresh[40] = '\0';
	field = crm_calloc(1, sizeof(*field));
	if (!field)
		return NULL;
	field->object = object;
	field->type = type;
	field->custom = true;
	field->code = crm_strdup(code ? code : fresh);
	field->name = crm_strdup(name);
	if (!field->code || !field->name) {
		field_free(field);
		return NULL;
	}
	field->id = face->next_field_id++;
	field->add_time = field->update_time = pd_now(face);
	fields->items[fields->n++] = field;
	return field;
}

/* Its values go with it. */
void pd_field_delete(struct face *face, struct pd_field *field)
{
	struct pd_table *table = &face->tables[field->object];

	for (size_t i = 0; i < table->n; i++) {
		(void)pd_set_custom(table->items[i], field, NULL);
		if (table->items[i]->shadow)
			(void)pd_set_custom(table->items[i]->shadow, field, NULL);
	}
	field->deleted = true;
}

static bool standard_options(struct face *face, struct pd_field *field, const char *spec)
{
	bool coded = *spec == '=', ok = true;
	const char **parts;
	size_t n;

	parts = pd_split(face->arena, spec + coded, &n);
	for (size_t i = 0; parts && ok && i < n; i++) {
		const char *bar = strchr(parts[i], '|');
		const char *first = bar ? crm_arena_strndup(face->arena, parts[i], (size_t)(bar - parts[i])) : parts[i];
		int64_t id = (int64_t)i + 1;

		if (coded && first)
			(void)pd_parse_int(first, &id);
		ok = first && (coded ? pd_option_add(face, field, id, first, bar + 1, NULL)
				     : pd_option_add(face, field, 0, NULL, first, bar ? bar + 1 : NULL));
	}
	return parts && ok;
}

bool pd_fields_standard(struct face *face)
{
	for (size_t i = 0; i < sizeof(standards) / sizeof(standards[0]); i++) {
		const struct standard *s = &standards[i];
		struct pd_field *field = pd_field_add(face, s->object, s->name, s->type, s->code);

		if (!field || (s->options && !standard_options(face, field, s->options)))
			return false;
		field->custom = false;
		field->mandatory = s->mandatory;
		field->optional = s->optional;
	}
	return true;
}
