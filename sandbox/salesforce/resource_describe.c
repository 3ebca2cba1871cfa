/* SPDX-License-Identifier: Apache-2.0 */
/* Describe calls: all objects, one object in short, one object in full. */
#include <stdio.h>
#include <string.h>

#include <crmsync/timestamp.h>

#include "options.h"
#include "resources.h"
#include "text.h"
#include "value.h"

/* Members that came with later versions than the recorded ones of 42.0; seen in recordings of 60.0. */
#define VERSION_WITH_INTERFACES 50

static struct sf_table *describe_find(const struct sf_call *call)
{
	struct sf_table *table = sf_table_find(call->face, call->segments[0]);
	bool tooling = table && (table->object->flags & SF_OBJ_TOOLING);
	if (table && tooling == call->tooling)
		return table;
	sf_answer_not_found(call);
	return NULL;
}

/* --- objects --------------------------------------------------------------------------------------------- */

struct url {
	const char *member, *suffix;
};

static void describe_write_url(const struct sf_call *call, struct crm_json_writer *w, const struct sf_object *object,
			       const struct url *url)
{
	struct crm_buf text;
	crm_buf_init(&text, 1024);
	crm_buf_printf(&text, "/services/data/v%u.0/%ssobjects/%s%s", call->version,
		       object->flags & SF_OBJ_TOOLING ? "tooling/" : "", object->name, url->suffix);
	crm_jw_field(w, url->member, text.ptr);
	crm_buf_free(&text);
}

static void describe_write_page_url(const struct sf_call *call, struct crm_json_writer *w, const char *member,
				    const char *path, const char *suffix)
{
	struct crm_buf text;
	crm_buf_init(&text, 1024);
	crm_buf_printf(&text, "%s/%s%s", call->req->base, path, suffix);
	crm_jw_field(w, member, text.ptr);
	crm_buf_free(&text);
}

static void describe_write_urls(const struct sf_call *call, struct crm_json_writer *w, const struct sf_object *object,
				bool full)
{
	static const struct url always[] = {{"rowTemplate", "/{ID}"}, {"describe", "/describe"}, {"sobject", ""}};
	static const struct url layouts[] = {{"compactLayouts", "/describe/compactLayouts"},
					     {"approvalLayouts", "/describe/approvalLayouts"},
					     {"listviews", "/listviews"},
					     {"quickActions", "/quickActions"},
					     {"layouts", "/describe/layouts"}};
	bool layoutable = (object->flags & SF_OBJ_LAYOUT) != 0;
	crm_jw_key(w, "urls");
	crm_jw_object(w);
	for (size_t i = 0; layoutable && i < sizeof(layouts) / sizeof(layouts[0]); i++)
		describe_write_url(call, w, object, &layouts[i]);
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		describe_write_url(call, w, object, &always[i]);
	if (layoutable && full) {
		describe_write_page_url(call, w, "uiDetailTemplate", "{ID}", "");
		describe_write_page_url(call, w, "uiEditTemplate", "{ID}", "/e");
		describe_write_page_url(call, w, "uiNewRecord", object->prefix, "/e");
	}
	crm_jw_end_object(w);
}

/* A member of a describe result: a boolean that follows a flag, or is the same for all (flag 0). */
struct trait {
	const char *member;
	unsigned flag;
	bool otherwise;
};

static void describe_write_traits(struct crm_json_writer *w, const struct trait *traits, size_t n, unsigned flags)
{
	for (size_t i = 0; i < n; i++)
		crm_jw_field_bool(w, traits[i].member,
				  traits[i].flag ? (flags & traits[i].flag) != 0 : traits[i].otherwise);
}

static const struct trait object_traits[] = {
	{"activateable", 0, false},
	{"compactLayoutable", SF_OBJ_LAYOUT, false},
	{"createable", SF_OBJ_CREATE, false},
	{"custom", 0, false},
	{"customSetting", 0, false},
	{"deletable", SF_OBJ_DELETE, false},
	{"deprecatedAndHidden", 0, false},
	{"feedEnabled", SF_OBJ_FEED, false},
	{"hasSubtypes", 0, false},
	{"isSubtype", 0, false},
	{"layoutable", SF_OBJ_LAYOUT, false},
	{"mergeable", SF_OBJ_MERGE, false},
	{"mruEnabled", SF_OBJ_LAYOUT, false},
	{"queryable", 0, true},
	{"replicateable", SF_OBJ_REPLICATE, false},
	{"retrieveable", 0, true},
	{"searchLayoutable", SF_OBJ_SEARCH, false},
	{"searchable", SF_OBJ_SEARCH, false},
	{"triggerable", SF_OBJ_UNDELETE, false},
	{"undeletable", SF_OBJ_UNDELETE, false},
	{"updateable", SF_OBJ_UPDATE, false},
};

static void describe_write_nulls(struct crm_json_writer *w, const char *const *members)
{
	for (; *members; members++) {
		crm_jw_key(w, *members);
		crm_jw_null(w);
	}
}

static void describe_write_object(const struct sf_call *call, struct crm_json_writer *w, const struct sf_object *object,
				  bool full)
{
	static const char *const later[] = {
		"associateEntityType", "associateParentEntity", "defaultImplementation", "extendedBy",
		"extendsInterfaces",   "implementedBy",         "implementsInterfaces",  NULL};
	describe_write_traits(w, object_traits, sizeof(object_traits) / sizeof(object_traits[0]), object->flags);
	crm_jw_field(w, "keyPrefix", object->prefix);
	crm_jw_field(w, "label", object->label);
	crm_jw_field(w, "labelPlural", object->plural);
	crm_jw_field(w, "name", object->name);
	if (call->version >= VERSION_WITH_INTERFACES) {
		describe_write_nulls(w, later);
		crm_jw_field_bool(w, "deepCloneable", false);
		crm_jw_field_bool(w, "isInterface", false);
	}
	describe_write_urls(call, w, object, full);
}

/* --- fields ---------------------------------------------------------------------------------------------- */

static void describe_write_picklist(struct crm_json_writer *w, const struct sf_field *field)
{
	crm_jw_key(w, "picklistValues");
	crm_jw_array(w);
	for (const struct sf_choice *choice = field->picklist; choice && choice->value; choice++) {
		crm_jw_object(w);
		crm_jw_field_bool(w, "active", true);
		crm_jw_field_bool(w, "defaultValue",
				  field->default_value && strcmp(field->default_value, choice->value) == 0);
		crm_jw_field(w, "label", choice->label);
		crm_jw_field(w, "validFor", NULL);
		crm_jw_field(w, "value", choice->value);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

static void describe_write_reference(struct crm_json_writer *w, const struct sf_field *field)
{
	crm_jw_key(w, "referenceTo");
	crm_jw_array(w);
	if (field->flags & SF_POLYMORPHIC)
		crm_jw_string(w, "Group");
	if (field->refers_to)
		crm_jw_string(w, field->refers_to);
	crm_jw_end_array(w);
	crm_jw_field(w, "relationshipName", field->relationship);
}

static void describe_write_default(struct crm_json_writer *w, const struct sf_field *field)
{
	crm_jw_key(w, "defaultValue");
	if (field->type == SF_BOOLEAN)
		crm_jw_bool(w, field->default_value && strcmp(field->default_value, "true") == 0);
	else
		crm_jw_string(w, field->default_value);
}

static void describe_write_numbers(struct crm_json_writer *w, const struct sf_field *field)
{
	bool text = sf_type_is_text(field->type);
	crm_jw_field_int(w, "byteLength", (int64_t)field->length * (text ? 3 : 1));
	crm_jw_field_int(w, "digits", field->digits);
	crm_jw_field_int(w, "length", field->length);
	crm_jw_field_int(w, "precision", field->precision);
	crm_jw_field_int(w, "scale", field->scale);
}

/* What may be done with a field in SOQL follows from its type. */
static void describe_write_uses(struct crm_json_writer *w, const struct sf_field *field)
{
	bool plain = !(field->flags & SF_LONG);
	bool number = field->type == SF_DOUBLE || field->type == SF_CURRENCY || field->type == SF_PERCENT;
	bool address = field->type == SF_ADDRESS;
	crm_jw_field_bool(w, "aggregatable", plain && !address && field->type != SF_BOOLEAN);
	crm_jw_field_bool(w, "filterable", plain);
	crm_jw_field_bool(w, "groupable", plain && !address && !number && field->type != SF_DATETIME);
	crm_jw_field_bool(w, "sortable", plain && !address);
	crm_jw_field_bool(w, "queryByDistance", address);
	crm_jw_field_bool(w, "searchPrefilterable",
			  field->type == SF_REFERENCE && field->source == SF_STORED &&
				  strcmp(field->name, "OwnerId") != 0 && strcmp(field->name, "MasterRecordId") != 0);
}

static const struct trait field_traits[] = {
	{"autoNumber", 0, false},
	{"calculated", SF_CALCULATED, false},
	{"cascadeDelete", 0, false},
	{"caseSensitive", SF_CASE_SENSITIVE, false},
	{"createable", SF_CREATE, false},
	{"custom", SF_CUSTOM, false},
	{"defaultedOnCreate", SF_DEFAULTED, false},
	{"dependentPicklist", 0, false},
	{"deprecatedAndHidden", 0, false},
	{"displayLocationInDecimal", 0, false},
	{"encrypted", 0, false},
	{"externalId", SF_EXTERNAL_ID, false},
	{"highScaleNumber", 0, false},
	{"htmlFormatted", 0, false},
	{"nameField", SF_NAME_FIELD, false},
	{"namePointing", SF_POLYMORPHIC, false},
	{"nillable", SF_NILLABLE, false},
	{"permissionable", SF_PERMISSIONABLE, false},
	{"polymorphicForeignKey", SF_POLYMORPHIC, false},
	{"restrictedDelete", 0, false},
	{"unique", SF_UNIQUE, false},
	{"updateable", SF_UPDATE, false},
	{"writeRequiresMasterRead", 0, false},
};

/* Without the right to edit, the field is there but cannot be written. */
static unsigned describe_flags(const struct sf_call *call, const struct sf_table *table, size_t column)
{
	unsigned flags = table->columns[column].field->flags;
	return sf_column_writable(call->face, table, column) ? flags : flags & ~(unsigned)(SF_CREATE | SF_UPDATE);
}

static void describe_write_field(const struct sf_call *call, struct crm_json_writer *w, const struct sf_table *table,
				 size_t column)
{
	static const char *const nulls[] = {"calculatedFormula",
					    "controllerName",
					    "defaultValueFormula",
					    "filteredLookupInfo",
					    "inlineHelpText",
					    "mask",
					    "maskType",
					    "referenceTargetField",
					    "relationshipOrder",
					    NULL};
	const struct sf_field *field = table->columns[column].field;
	crm_jw_object(w);
	crm_jw_field(w, "name", field->name);
	crm_jw_field(w, "label", field->label);
	crm_jw_field(w, "type", sf_type_info(field->type)->name);
	crm_jw_field(w, "soapType", sf_type_info(field->type)->soap);
	crm_jw_field(w, "compoundFieldName", field->compound);
	crm_jw_field(w, "extraTypeInfo", field->extra);
	describe_write_numbers(w, field);
	describe_write_traits(w, field_traits, sizeof(field_traits) / sizeof(field_traits[0]),
			      describe_flags(call, table, column));
	crm_jw_field_bool(w, "idLookup", (field->flags & (SF_ID_LOOKUP | SF_EXTERNAL_ID)) != 0);
	crm_jw_field_bool(
		w, "restrictedPicklist",
		(field->flags & SF_RESTRICTED) != 0 ||
			sf_option_names_field(call->face, "restricted_picklists", table->object->name, field->name));
	describe_write_uses(w, field);
	describe_write_default(w, field);
	describe_write_nulls(w, nulls);
	describe_write_picklist(w, field);
	describe_write_reference(w, field);
	if (call->version >= VERSION_WITH_INTERFACES) {
		crm_jw_field_bool(w, "aiPredictionField", false);
		crm_jw_field_bool(w, "formulaTreatNullNumberAsZero", false);
	}
	crm_jw_end_object(w);
}

/* --- what stands beside the fields ----------------------------------------------------------------------- */

static void describe_write_children(struct crm_json_writer *w, const struct sf_object *object)
{
	crm_jw_key(w, "childRelationships");
	crm_jw_array(w);
	for (size_t i = 0; i < sf_n_children; i++) {
		if (strcmp(sf_children[i].parent, object->name) != 0)
			continue;
		crm_jw_object(w);
		crm_jw_field_bool(w, "cascadeDelete", sf_children[i].cascade_delete);
		crm_jw_field(w, "childSObject", sf_children[i].child);
		crm_jw_field_bool(w, "deprecatedAndHidden", false);
		crm_jw_field(w, "field", sf_children[i].field);
		crm_jw_key(w, "junctionIdListNames");
		crm_jw_array(w);
		crm_jw_end_array(w);
		crm_jw_key(w, "junctionReferenceTo");
		crm_jw_array(w);
		crm_jw_end_array(w);
		crm_jw_field(w, "relationshipName", sf_children[i].name);
		crm_jw_field_bool(w, "restrictedDelete", false);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

static void describe_write_record_types(const struct sf_call *call, struct crm_json_writer *w,
					const struct sf_object *object)
{
	static const struct url layout = {"layout", "/describe/layouts/012000000000000AAA"};
	crm_jw_key(w, "recordTypeInfos");
	crm_jw_array(w);
	if (object->flags & SF_OBJ_LAYOUT) {
		crm_jw_object(w);
		crm_jw_field_bool(w, "active", true);
		crm_jw_field_bool(w, "available", true);
		crm_jw_field_bool(w, "defaultRecordTypeMapping", true);
		if (call->version >= VERSION_WITH_INTERFACES)
			crm_jw_field(w, "developerName", "Master");
		crm_jw_field_bool(w, "master", true);
		crm_jw_field(w, "name", "Master");
		crm_jw_field(w, "recordTypeId", "012000000000000AAA");
		crm_jw_key(w, "urls");
		crm_jw_object(w);
		describe_write_url(call, w, object, &layout);
		crm_jw_end_object(w);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

static void describe_write_scope(struct crm_json_writer *w, const char *label, const char *plural, const char *name)
{
	struct crm_buf text;
	crm_buf_init(&text, 256);
	crm_buf_printf(&text, "%s %s", label, plural);
	for (size_t i = strlen(label); i < text.len; i++)
		if (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z')
			text.ptr[i] = (char)(text.ptr[i] + 32);
	crm_jw_object(w);
	crm_jw_field(w, "label", text.ptr);
	crm_jw_field(w, "name", name);
	crm_jw_end_object(w);
	crm_buf_free(&text);
}

static void describe_write_scopes(struct crm_json_writer *w, const struct sf_object *object)
{
	static const struct {
		const char *label, *name;
		bool everywhere, queues; /* of objects without layout too; only of those that queues can own */
	} scopes[] = {{"All", "everything", true, false},
		      {"My", "mine", false, false},
		      {"Queue owned", "queue_owned", false, true},
		      {"My team's", "team", false, false},
		      {"User owned", "user_owned", false, true}};
	bool queues = strcmp(object->name, "Lead") == 0, layout = (object->flags & SF_OBJ_LAYOUT) != 0;
	crm_jw_key(w, "supportedScopes");
	crm_jw_array(w);
	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++)
		if ((layout || scopes[i].everywhere) && (queues || !scopes[i].queues))
			describe_write_scope(w, scopes[i].label, object->plural, scopes[i].name);
	crm_jw_end_array(w);
}

/* The definition's age and version; true: the client has it already. */
static bool describe_is_known(const struct sf_call *call, const struct sf_table *table)
{
	const struct sf_table *fields = sf_table_find(call->face, "CustomField");
	int64_t changed = sf_table_find(call->face, "Organization")->rows[0]->created, since;
	uint64_t version = 0;
	char text[CRM_TIME_TEXT], etag[24];
	for (size_t i = 0; i < fields->n_rows; i++)
		if (fields->rows[i]->stamp > changed)
			changed = fields->rows[i]->stamp;
	for (size_t c = 0; c < table->n_columns; c++)
		version = version * 31 +
			  (sf_column_visible(call->face, table, c) ? sf_text_hash(table->columns[c].field->name) : 1);
	crm_time_format_http(changed, text);
	(void)snprintf(etag, sizeof(etag), "\"%08x\"", (unsigned)(version & 0xFFFFFFFFu));
	face_set_header(call->resp, "ETag", "%s", etag);
	face_set_header(call->resp, "Last-Modified", "%s", text);
	const char *match = sf_call_header(call, "If-None-Match"),
		   *modified = sf_call_header(call, "If-Modified-Since");
	if (match)
		return strcmp(match, etag) == 0;
	return modified && crm_time_parse_http(modified, &since) && changed <= since;
}

void sf_get_describe(struct sf_call *call)
{
	static const char *const nulls[] = {"listviewable", "lookupLayoutable", "networkScopeFieldName", NULL};
	static const char *const empty[] = {"actionOverrides", "namedLayoutInfos"};
	const struct sf_table *table = describe_find(call);
	if (!table)
		return;
	if (describe_is_known(call, table)) {
		call->resp->status = 304;
		return;
	}
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	describe_write_object(call, &w, table->object, true);
	describe_write_nulls(&w, nulls);
	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		crm_jw_key(&w, empty[i]);
		crm_jw_array(&w);
		crm_jw_end_array(&w);
	}
	crm_jw_field(&w, "sobjectDescribeOption", "FULL");
	describe_write_children(&w, table->object);
	describe_write_record_types(call, &w, table->object);
	describe_write_scopes(&w, table->object);
	crm_jw_key(&w, "fields");
	crm_jw_array(&w);
	for (size_t c = 0; c < table->n_columns; c++)
		if (sf_column_visible(call->face, table, c))
			describe_write_field(call, &w, table, c);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	call->resp->status = 200;
}

void sf_get_objects(struct sf_call *call)
{
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "encoding", "UTF-8");
	crm_jw_field_int(&w, "maxBatchSize", 200);
	crm_jw_key(&w, "sobjects");
	crm_jw_array(&w);
	for (size_t i = 0; i < sf_n_objects; i++) {
		if (((sf_objects[i].flags & SF_OBJ_TOOLING) != 0) != call->tooling)
			continue;
		crm_jw_object(&w);
		describe_write_object(call, &w, &sf_objects[i], false);
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	call->resp->status = 200;
}

void sf_get_object(struct sf_call *call)
{
	const struct sf_table *table = describe_find(call);
	if (!table)
		return;
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "objectDescribe");
	crm_jw_object(&w);
	describe_write_object(call, &w, table->object, false);
	crm_jw_end_object(&w);
	crm_jw_key(&w, "recentItems");
	crm_jw_array(&w);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	call->resp->status = 200;
}
