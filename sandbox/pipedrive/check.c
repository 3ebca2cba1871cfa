/* SPDX-License-Identifier: Apache-2.0 */
/* What the body of a write may contain: strict types, no unknown names, every error at once. */
#include <regex.h>
#include <stdarg.h>
#include <string.h>

#include <crmsync/decimal.h>
#include <crmsync/timestamp.h>

#include "pipedrive.h"

#define NOTES_MAX 10000

void pd_check_init(struct pd_check *check, struct face *face, enum pd_object object, enum pd_mode mode)
{
	memset(check, 0, sizeof(*check));
	check->face = face;
	check->object = object;
	check->mode = mode;
	crm_buf_init(&check->errors, CRM_BUF_MAX);
}

void pd_check_fail(struct pd_check *check, const char *field, const char *fmt, ...)
{
	va_list ap;

	if (check->errors.len)
		crm_buf_str(&check->errors, "; ");
	crm_buf_printf(&check->errors, "%s: ", field);
	va_start(ap, fmt);
	crm_buf_vprintf(&check->errors, fmt, ap);
	va_end(ap);
}

const char *pd_json_type_word(const crm_json *value)
{
	static const char *const words[] = {"null", "boolean", "number", "string", "array", "object"};

	return words[crm_json_type(value)];
}

static bool by_person(const struct pd_check *check)
{
	return check->mode == PD_MODE_UI_CREATE || check->mode == PD_MODE_UI_EDIT;
}

static bool creating(const struct pd_check *check)
{
	return check->mode == PD_MODE_POST || check->mode == PD_MODE_UI_CREATE;
}

static const char *wrong_type(struct pd_check *check, const char *name, const char *wanted, const crm_json *value)
{
	pd_check_fail(check, name, "Parameter '%s' must be of type '%s', received '%s'", name, wanted,
		      pd_json_type_word(value));
	return NULL;
}

static const char *no_memory(struct pd_check *check)
{
	check->nomem = true;
	return NULL;
}

static const char *kept(struct pd_check *check, const char *json)
{
	return json ? json : no_memory(check);
}

/* --- one value ------------------------------------------------------------------------------------------------- */

/* An organization without a name may get one from the option normalise.empty_company. */
static const char *check_name(struct pd_check *check, const char *name, const char *text)
{
	const char *json = NULL;
	struct crm_buf filled;

	if (text[strspn(text, " \t")])
		return kept(check, pd_quote(check->face->arena, text));
	crm_buf_init(&filled, 4096);
	if (check->object == PD_ORGANIZATION && face_normalise(check->face->host, "empty_company", text, &filled))
		json = kept(check, pd_quote(check->face->arena, filled.ptr));
	else
		pd_check_fail(check, name, "Parameter '%s' must not be empty", name);
	crm_buf_free(&filled);
	return json;
}

static const char *check_string(struct pd_check *check, const char *name, const crm_json *value)
{
	const char *text;

	if (!crm_json_is_string(value))
		return wrong_type(check, name, "string", value);
	text = crm_json_text(value);
	if (strcmp(name, pd_schemas[check->object].fields[pd_schemas[check->object].name].code) == 0)
		return check_name(check, name, text);
	if (strcmp(name, "notes") == 0 && strlen(text) > NOTES_MAX) {
		pd_check_fail(check, name, "Parameter 'notes' must be at most %d characters", NOTES_MAX);
		return NULL;
	}
	return *text ? kept(check, pd_quote(check->face->arena, text)) : "null";
}

static const char *check_integer(struct pd_check *check, const char *name, const crm_json *value, int64_t *out)
{
	if (crm_json_type(value) != CRM_JSON_NUMBER)
		return wrong_type(check, name, "number", value);
	if (!crm_json_int(value, out)) {
		pd_check_fail(check, name, "Parameter '%s' must be an integer", name);
		return NULL;
	}
	return kept(check, pd_dump(check->face->arena, value));
}

const char *pd_check_amount(struct pd_check *check, const crm_json *value)
{
	struct crm_buf exact, rounded;
	const char *json = NULL;

	crm_buf_init(&exact, 4096);
	crm_buf_init(&rounded, 4096);
	if (crm_decimal_canonical(crm_json_text(value), &exact) && !exact.failed) {
		bool changed = face_normalise(check->face->host, "amount", exact.ptr, &rounded);

		json = kept(check, crm_arena_strdup(check->face->arena, changed ? rounded.ptr : exact.ptr));
	}
	crm_buf_free(&exact);
	crm_buf_free(&rounded);
	return json;
}

static const char *check_number(struct pd_check *check, const char *name, const crm_json *value)
{
	int64_t n;

	if (crm_json_type(value) != CRM_JSON_NUMBER)
		return wrong_type(check, name, "number", value);
	if (strcmp(name, "probability") == 0 && (!crm_json_int(value, &n) || n < 0 || n > 100)) {
		pd_check_fail(check, name, "Parameter 'probability' must be an integer from 0 to 100");
		return NULL;
	}
	return pd_check_amount(check, value);
}

static const char *check_datetime(struct pd_check *check, const char *name, const crm_json *value)
{
	char text[CRM_TIME_TEXT];
	const char *given = crm_json_is_string(value) ? crm_json_text(value) : "";
	int64_t ms = 0;
	bool ok = pd_parse_time(given, &ms);

	if (!ok && strcmp(name, "archive_time") == 0)
		ok = strlen(given) == 19 && given[10] == ' ' && crm_time_parse(given, &ms);
	if (!ok) {
		pd_check_fail(check, name, "Parameter '%s' is not a valid datetime", name);
		return NULL;
	}
	crm_time_format_seconds(ms, text);
	return kept(check, pd_quote(check->face->arena, text));
}

static const char *check_date(struct pd_check *check, const char *name, const crm_json *value)
{
	int32_t day;

	if (!crm_json_is_string(value) || !crm_day_parse(crm_json_text(value), &day)) {
		pd_check_fail(check, name, "Parameter '%s' is not a valid date", name);
		return NULL;
	}
	return kept(check, pd_dump(check->face->arena, value));
}

static const char *check_labels(struct pd_check *check, const char *name, const crm_json *value)
{
	const struct pd_field *field = pd_field_find(check->face, check->object, "label_ids");

	if (!crm_json_is_array(value))
		return wrong_type(check, name, "array", value);
	for (const crm_json *e = crm_json_first(value); e; e = crm_json_next(e)) {
		int64_t id;

		if (!crm_json_int(e, &id))
			return wrong_type(check, name, "number", e);
		if (!pd_option_find(field, id)) {
			pd_check_fail(check, name, "Label with ID %lld does not exist", (long long)id);
			return NULL;
		}
	}
	return kept(check, pd_dump(check->face->arena, value));
}

/* One entry of emails, phones or im. */
static bool check_channel(struct pd_check *check, const char *name, const crm_json *entry)
{
	if (!crm_json_is_object(entry)) {
		wrong_type(check, name, "object", entry);
		return false;
	}
	for (const crm_json *e = crm_json_first(entry); e; e = crm_json_next(e)) {
		const char *member = crm_json_name(e);
		bool flag = strcmp(member, "primary") == 0;

		if (!flag && strcmp(member, "value") != 0 && strcmp(member, "label") != 0) {
			pd_check_fail(check, name, "Parameter '%s' is not allowed for this request", member);
			return false;
		}
		if (flag ? crm_json_type(e) != CRM_JSON_BOOL : !crm_json_is_string(e)) {
			wrong_type(check, member, flag ? "boolean" : "string", e);
			return false;
		}
	}
	if (crm_json_get_string(entry, "value"))
		return true;
	pd_check_fail(check, name, "Parameter 'value' is required");
	return false;
}

static void write_channel(struct pd_check *check, const char *name, const crm_json *entry, bool primary,
			  struct crm_json_writer *w)
{
	const char *value = crm_json_get_string(entry, "value"), *label = crm_json_get_string(entry, "label");
	const char *what = strcmp(name, "emails") == 0 ? "email" : strcmp(name, "phones") == 0 ? "phone" : "im";
	struct crm_buf normal;

	crm_buf_init(&normal, 1 << 16);
	crm_jw_object(w);
	crm_jw_field(w, "value", face_normalise(check->face->host, what, value, &normal) ? normal.ptr : value);
	crm_jw_field_bool(w, "primary", primary);
	crm_jw_field(w, "label", label ? label : "work");
	crm_jw_end_object(w);
	crm_buf_free(&normal);
}

static const char *check_channels(struct pd_check *check, const char *name, const crm_json *value)
{
	const crm_json *primary = NULL;
	struct crm_json_writer w;
	struct crm_buf json;
	const char *kept_json;

	if (!crm_json_is_array(value))
		return wrong_type(check, name, "array", value);
	for (const crm_json *e = crm_json_first(value); e; e = crm_json_next(e)) {
		if (!check_channel(check, name, e))
			return NULL;
		if (!primary && crm_json_true(crm_json_get(e, "primary")) && *crm_json_get_string(e, "value"))
			primary = e;
	}
	crm_buf_init(&json, CRM_BUF_MAX);
	crm_jw_init(&w, &json);
	crm_jw_array(&w);
	for (const crm_json *e = crm_json_first(value); e; e = crm_json_next(e)) {
		if (!*crm_json_get_string(e, "value"))
			continue;
		if (!primary)
			primary = e;
		write_channel(check, name, e, e == primary, &w);
	}
	crm_jw_end_array(&w);
	kept_json = json.failed ? NULL : crm_arena_strndup(check->face->arena, json.ptr, json.len);
	crm_buf_free(&json);
	return kept(check, kept_json);
}

static const char *const address_parts[] = {
	"value", "country",       "admin_area_level_1", "admin_area_level_2", "locality", "sublocality",
	"route", "street_number", "subpremise",         "postal_code",        NULL};

static bool is_address_part(const char *name, bool custom)
{
	for (const char *const *part = address_parts; *part; part++)
		if (strcmp(*part, name) == 0)
			return true;
	return custom && strcmp(name, "formatted_address") == 0;
}

static void write_address_part(struct crm_json_writer *w, const crm_json *address, const char *part)
{
	const char *text = crm_json_get_string(address, part);

	crm_jw_field(w, part, text && *text ? text : NULL);
}

/* Subfields that are left out become null (migration guide), on POST and on PATCH. */
const char *pd_check_address(struct pd_check *check, const char *name, const crm_json *value, bool custom)
{
	struct crm_json_writer w;
	struct crm_buf json;
	const char *kept_json;

	if (!crm_json_is_object(value))
		return wrong_type(check, name, "object", value);
	for (const crm_json *e = crm_json_first(value); e; e = crm_json_next(e)) {
		if (!is_address_part(crm_json_name(e), custom)) {
			pd_check_fail(check, name, "Parameter '%s' is not allowed for this request", crm_json_name(e));
			return NULL;
		}
		if (!crm_json_is_string(e) && !(custom && crm_json_is_null(e)))
			return wrong_type(check, crm_json_name(e), "string", e);
	}
	if (!crm_json_get_string(value, "value")) {
		pd_check_fail(check, name, "Parameter 'value' is required");
		return NULL;
	}
	crm_buf_init(&json, CRM_BUF_MAX);
	crm_jw_init(&w, &json);
	crm_jw_object(&w);
	for (const char *const *part = address_parts; *part; part++)
		write_address_part(&w, value, *part);
	if (custom)
		write_address_part(&w, value, "formatted_address");
	crm_jw_end_object(&w);
	kept_json = json.failed ? NULL : crm_arena_strndup(check->face->arena, json.ptr, json.len);
	crm_buf_free(&json);
	return kept(check, kept_json);
}

/* --- references -------------------------------------------------------------------------------------------------- */

static const char *check_user(struct pd_check *check, const char *name, const crm_json *value)
{
	int64_t id;
	const char *json = check_integer(check, name, value, &id);
	const struct pd_user *user = json ? pd_user_find(check->face, id) : NULL;

	if (!json)
		return NULL;
	if (!user)
		pd_check_fail(check, name, "User with ID %lld does not exist", (long long)id);
	else if (!user->active && !pd_option_true(check->face, "accept_inactive_owner", false))
		pd_check_fail(check, name, "User with ID %lld is not active", (long long)id);
	else
		return json;
	return NULL;
}

static const char *check_record(struct pd_check *check, const char *name, const crm_json *value, enum pd_object object)
{
	int64_t id;
	const char *json = check_integer(check, name, value, &id);

	if (json && !pd_find_live(check->face, object, id)) {
		pd_check_fail(check, name, "%s with ID %lld does not exist", pd_schemas[object].title, (long long)id);
		return NULL;
	}
	return json;
}

static const char *check_stage(struct pd_check *check, const char *name, const crm_json *value, bool pipeline)
{
	int64_t id;
	const char *json = check_integer(check, name, value, &id);

	if (json && !(pipeline ? pd_pipeline_find(check->face, id) != NULL : pd_stage_find(check->face, id) != NULL)) {
		pd_check_fail(check, name, "%s with ID %lld does not exist", pipeline ? "Pipeline" : "Stage",
			      (long long)id);
		return NULL;
	}
	return json;
}

static const char *check_word(struct pd_check *check, const char *name, const crm_json *value, const char *const *words)
{
	if (!crm_json_is_string(value))
		return wrong_type(check, name, "string", value);
	for (; *words; words++)
		if (strcmp(*words, crm_json_text(value)) == 0)
			return kept(check, pd_dump(check->face->arena, value));
	pd_check_fail(check, name, "Parameter '%s' has an unknown value '%s'", name, crm_json_text(value));
	return NULL;
}

static const char *check_visible(struct pd_check *check, const char *name, const crm_json *value)
{
	int64_t n = 0;
	const char *json = check_integer(check, name, value, &n);

	if (json && n != 1 && n != 3 && n != 5 && n != 7) {
		pd_check_fail(check, name, "Parameter 'visible_to' must be one of 1, 3, 5, 7");
		return NULL;
	}
	return json;
}

static const char *check_industry(struct pd_check *check, const char *name, const crm_json *value)
{
	int64_t id;
	const char *json = check_integer(check, name, value, &id);

	if (json && !pd_option_find(pd_field_find(check->face, PD_ORGANIZATION, "industry"), id)) {
		pd_check_fail(check, name, "Option with ID %lld does not exist", (long long)id);
		return NULL;
	}
	return json;
}

static const char *check_currency(struct pd_check *check, const char *name, const crm_json *value)
{
	if (!crm_json_is_string(value))
		return wrong_type(check, name, "string", value);
	if (!pd_is_currency(crm_json_text(value))) {
		pd_check_fail(check, name, "Currency '%s' is not supported", crm_json_text(value));
		return NULL;
	}
	return kept(check, pd_dump(check->face->arena, value));
}

static const char *check_value(struct pd_check *check, const struct pd_std *std, const crm_json *value)
{
	static const char *const statuses[] = {"open", "won", "lost", NULL};
	static const char *const consents[] = {"no_consent", "unsubscribed", "subscribed", "archived", NULL};
	int64_t n;

	if (crm_json_is_null(value))
		return std->flags & PD_NULL ? "null" : wrong_type(check, std->code, "value", value);
	switch (std->kind) {
	case PD_STRING:
		return check_string(check, std->code, value);
	case PD_INT:
		return check_integer(check, std->code, value, &n);
	case PD_NUMBER:
		return check_number(check, std->code, value);
	case PD_BOOL:
		return crm_json_type(value) == CRM_JSON_BOOL ? kept(check, pd_dump(check->face->arena, value))
							     : wrong_type(check, std->code, "boolean", value);
	case PD_DATETIME:
		return check_datetime(check, std->code, value);
	case PD_DATE:
		return check_date(check, std->code, value);
	case PD_LABELS:
		return check_labels(check, std->code, value);
	case PD_CHANNELS:
		return check_channels(check, std->code, value);
	case PD_ADDRESS:
		return pd_check_address(check, std->code, value, false);
	case PD_USER:
		return check_user(check, std->code, value);
	case PD_REF_PERSON:
		return check_record(check, std->code, value, PD_PERSON);
	case PD_REF_ORG:
		return check_record(check, std->code, value, PD_ORGANIZATION);
	case PD_STAGE:
		return check_stage(check, std->code, value, false);
	case PD_PIPELINE:
		return check_stage(check, std->code, value, true);
	case PD_CURRENCY:
		return check_currency(check, std->code, value);
	case PD_VISIBLE_TO:
		return check_visible(check, std->code, value);
	case PD_STATUS:
		return check_word(check, std->code, value, statuses);
	case PD_MARKETING:
		return check_word(check, std->code, value, consents);
	case PD_INDUSTRY:
		return check_industry(check, std->code, value);
	default:
		return NULL;
	}
}

/* --- the body ---------------------------------------------------------------------------------------------------- */

static void check_self(struct pd_check *check, const struct pd_std *std, const crm_json *value, struct pd_patch *patch)
{
	int64_t ms;

	if (std->kind == PD_IS_DELETED) {
		if (crm_json_type(value) == CRM_JSON_BOOL)
			patch->deleted = crm_json_true(value);
		else
			wrong_type(check, std->code, "boolean", value);
	} else if (!crm_json_is_string(value) || !pd_parse_time(crm_json_text(value), &ms)) {
		pd_check_fail(check, std->code, "Parameter '%s' is not a valid datetime", std->code);
	} else if (std->kind == PD_ADD_TIME) {
		patch->add_time = ms;
	} else {
		patch->update_time = ms;
	}
}

static void check_custom(struct pd_check *check, const struct pd_field *known, const char *key, const crm_json *value,
			 struct pd_patch *patch)
{
	struct pd_field *field = known ? pd_field_find(check->face, check->object, known->code)
				       : pd_field_find(check->face, check->object, key);
	const char *json;

	if (!field || !field->custom) {
		pd_check_fail(check, "custom_fields", "Parameter '%s' is not allowed for this request", key);
		return;
	}
	json = crm_json_is_null(value) ? "null" : pd_check_custom(check, field, value);
	if (json)
		patch->custom[patch->n_custom++] = (struct pd_change){field, json};
}

static void check_custom_object(struct pd_check *check, const crm_json *value, struct pd_patch *patch)
{
	size_t room = patch->n_custom + crm_json_size(value);
	struct pd_change *changes = crm_arena_calloc(check->face->arena, room + 1, sizeof(*changes));

	if (!crm_json_is_object(value)) {
		wrong_type(check, "custom_fields", "object", value);
		return;
	}
	if (!changes) {
		check->nomem = true;
		return;
	}
	if (patch->n_custom)
		memcpy(changes, patch->custom, patch->n_custom * sizeof(*changes));
	patch->custom = changes;
	for (const crm_json *e = crm_json_first(value); e; e = crm_json_next(e))
		check_custom(check, NULL, crm_json_name(e), e, patch);
}

static bool product_missing(struct pd_check *check, const struct pd_std *std)
{
	if ((std->flags & PD_SYNC && !pd_option_true(check->face, "contact_sync", true)) ||
	    (std->flags & PD_CAMPAIGN && !pd_option_true(check->face, "campaigns", true))) {
		check->forbidden = true;
		pd_check_fail(check, std->code, "Parameter '%s' is not available for this company", std->code);
		return true;
	}
	return false;
}

/* "@contacts": the deal's people, [ids]. */
static void check_contacts(struct pd_check *check, const crm_json *value, struct pd_patch *patch)
{
	int64_t *ids = crm_arena_calloc(check->face->arena, crm_json_size(value) + 1, sizeof(*ids));
	size_t n = 0;

	for (const crm_json *e = crm_json_first(value); ids && e; e = crm_json_next(e)) {
		int64_t id = 0;

		if (!crm_json_int(e, &id) && crm_json_is_string(e))
			(void)pd_parse_int(crm_json_text(e), &id);
		if (pd_find_live(check->face, PD_PERSON, id))
			ids[n++] = id;
		else
			pd_check_fail(check, "@contacts", "Person with ID %lld does not exist", (long long)id);
	}
	check->nomem = check->nomem || !ids;
	patch->contacts = ids;
	patch->n_contacts = n;
	patch->has_contacts = true;
}

/* What the UI may name besides the API: custom fields by their code or their name, and "@contacts". */
static bool check_ui_member(struct pd_check *check, const char *name, const crm_json *value, struct pd_patch *patch)
{
	const struct pd_field *field = pd_field_find(check->face, check->object, name);
	struct pd_change *grown;

	if (!by_person(check))
		return false;
	if (check->object == PD_DEAL && strcmp(name, "@contacts") == 0) {
		check_contacts(check, value, patch);
		return true;
	}
	if (!field || !field->custom)
		field = pd_field_named(check->face, check->object, name);
	if (!field)
		return false;
	grown = crm_arena_calloc(check->face->arena, patch->n_custom + 2, sizeof(*grown));
	if (!grown) {
		check->nomem = true;
		return true;
	}
	if (patch->n_custom)
		memcpy(grown, patch->custom, patch->n_custom * sizeof(*grown));
	patch->custom = grown;
	check_custom(check, field, name, value, patch);
	return true;
}

static void check_member(struct pd_check *check, const crm_json *member, struct pd_patch *patch)
{
	const char *name = crm_json_name(member);
	size_t slot = pd_slot(check->object, name);
	const struct pd_std *std = slot == SIZE_MAX ? NULL : &pd_schemas[check->object].fields[slot];
	unsigned needed = creating(check) ? PD_POST : PD_PATCH;

	if (by_person(check))
		needed |= PD_UI | PD_WRITE;
	if (!std || !(std->flags & needed)) {
		if (std || !check_ui_member(check, name, member, patch))
			pd_check_fail(check, name, "Parameter '%s' is not allowed for this request", name);
		return;
	}
	if (product_missing(check, std))
		return;
	if (std->kind == PD_CUSTOM_FIELDS)
		check_custom_object(check, member, patch);
	else if (std->kind <= PD_IS_DELETED)
		check_self(check, std, member, patch);
	else
		patch->values[slot] = check_value(check, std, member);
}

static void check_required(struct pd_check *check, const crm_json *body, struct pd_patch *patch)
{
	size_t slot = pd_schemas[check->object].name;
	const char *name = pd_schemas[check->object].fields[slot].code;

	if (!creating(check) || crm_json_get(body, name))
		return;
	if (check->object == PD_PERSON && (patch->values[PD_P_FIRST] || patch->values[PD_P_LAST]))
		return;
	if (check->object == PD_ORGANIZATION) {
		struct crm_buf filled;

		crm_buf_init(&filled, 4096);
		if (face_normalise(check->face->host, "empty_company", "", &filled))
			patch->values[slot] = kept(check, pd_quote(check->face->arena, filled.ptr));
		crm_buf_free(&filled);
		if (patch->values[slot])
			return;
	}
	pd_check_fail(check, name, "Parameter '%s' is required", name);
}

/* Value after the patch. */
static const char *after(const struct pd_check *check, const struct pd_patch *patch, size_t slot)
{
	if (patch->values[slot])
		return patch->values[slot];
	return check->record ? pd_json(check->record, slot) : pd_schemas[check->object].fields[slot].empty;
}

static void check_deal_times(struct pd_check *check, const struct pd_patch *patch)
{
	static const struct {
		size_t slot;
		const char *status;
	} rules[] = {{PD_D_LOST_REASON, "\"lost\""}, {PD_D_LOST_TIME, "\"lost\""}, {PD_D_WON_TIME, "\"won\""}};
	const char *status = after(check, patch, PD_D_STATUS);

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const char *value = patch->values[rules[i].slot];

		if (value && strcmp(value, "null") != 0 && strcmp(status, rules[i].status) != 0)
			pd_check_fail(check, pd_schemas[PD_DEAL].fields[rules[i].slot].code,
				      "can only be set if deal status is %.*s", (int)strlen(rules[i].status) - 2,
				      rules[i].status + 1);
	}
	if (patch->values[PD_D_CLOSE_TIME] && strcmp(patch->values[PD_D_CLOSE_TIME], "null") != 0 &&
	    strcmp(status, "\"open\"") == 0)
		pd_check_fail(check, "close_time", "can only be set if deal status is won or lost");
}

static void check_deal_stage(struct pd_check *check, const struct pd_patch *patch)
{
	const char *stage_id = patch->values[PD_D_STAGE], *pipeline_id = patch->values[PD_D_PIPELINE];
	const struct pd_stage *stage;
	int64_t stage_number, pipeline;

	if (!stage_id || !pipeline_id || !pd_parse_int(stage_id, &stage_number) ||
	    !pd_parse_int(pipeline_id, &pipeline))
		return;
	stage = pd_stage_find(check->face, stage_number);
	if (stage && stage->pipeline_id != pipeline)
		pd_check_fail(check, "stage_id", "Stage with ID %lld does not belong to pipeline with ID %lld",
			      (long long)stage->id, (long long)pipeline);
}

bool pd_check_body(struct pd_check *check, const crm_json *body, struct pd_patch *patch)
{
	memset(patch, 0, sizeof(*patch));
	patch->deleted = -1;
	patch->by_person = by_person(check);
	patch->values =
		crm_arena_calloc(check->face->arena, pd_schemas[check->object].n_fields, sizeof(*patch->values));
	if (!patch->values) {
		check->nomem = true;
		return false;
	}
	for (const crm_json *e = crm_json_first(body); e; e = crm_json_next(e))
		check_member(check, e, patch);
	check_required(check, body, patch);
	if (check->object == PD_DEAL) {
		check_deal_times(check, patch);
		check_deal_stage(check, patch);
	}
	if (!check->errors.len && !by_person(check))
		pd_check_rejects(check, patch);
	return !check->errors.len && !check->nomem && !check->errors.failed;
}

/* --- "reject" of the options ---------------------------------------------------------------------------------------
 */

static bool matches(const char *pattern, const char *text)
{
	regex_t regex;
	bool hit;

	if (!pattern || regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	hit = regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return hit;
}

static void check_reject(struct pd_check *check, const crm_json *rules, const char *code, const char *name,
			 const char *json)
{
	const char *pattern = crm_json_get_string(rules, code), *text = pd_text(check->face->arena, json);

	if (!pattern && name)
		pattern = crm_json_get_string(rules, name);
	if (pattern && matches(pattern, text ? text : json))
		pd_check_fail(check, code, "Parameter '%s' has an invalid value", code);
}

void pd_check_rejects(struct pd_check *check, const struct pd_patch *patch)
{
	const struct face_options *options = face_options(check->face->host);
	const crm_json *rules = options ? crm_json_get(options->all, "reject") : NULL;
	const struct pd_schema *schema = &pd_schemas[check->object];

	if (!crm_json_is_object(rules))
		return;
	for (size_t i = 0; i < schema->n_fields; i++)
		if (patch->values[i])
			check_reject(check, rules, schema->fields[i].code, NULL, patch->values[i]);
	for (size_t i = 0; i < patch->n_custom; i++)
		check_reject(check, rules, patch->custom[i].field->code, patch->custom[i].field->name,
			     patch->custom[i].json);
}
