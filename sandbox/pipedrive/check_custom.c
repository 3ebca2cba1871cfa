/* SPDX-License-Identifier: Apache-2.0 */
/* Values of custom fields, one shape per type (migration guide to v2), and the currencies. */
#include <string.h>

#include <crmsync/timestamp.h>

#include "pipedrive.h"

static const char *refuse(struct pd_check *check, const struct pd_field *field, const char *wanted, const char *what,
			  const crm_json *value)
{
	pd_check_fail(check, "custom_fields", "Expected '%s' as value for %s custom field '%s', received '%s'", wanted,
		      what, field->code, pd_json_type_word(value));
	return NULL;
}

static const char *invalid(struct pd_check *check, const struct pd_field *field, const char *what)
{
	pd_check_fail(check, "custom_fields", "%s in custom field '%s'", what, field->code);
	return NULL;
}

static const char *kept(struct pd_check *check, const char *json)
{
	if (!json)
		check->nomem = true;
	return json;
}

static bool by_person(const struct pd_check *check)
{
	return check->mode == PD_MODE_UI_CREATE || check->mode == PD_MODE_UI_EDIT;
}

static const char *custom_text(struct pd_check *check, const struct pd_field *field, const crm_json *value)
{
	const char *text;
	struct crm_buf normal;
	const char *json;

	if (!crm_json_is_string(value))
		return refuse(check, field, "string", "text", value);
	text = crm_json_text(value);
	if ((field->type == PD_T_VARCHAR || field->type == PD_T_VARCHAR_AUTO) && strlen(text) > 255)
		return invalid(check, field, "Value is longer than 255 characters");
	if (!*text)
		return "null";
	crm_buf_init(&normal, 1 << 16);
	if (field->type == PD_T_PHONE && face_normalise(check->face->host, "phone", text, &normal))
		text = normal.ptr;
	json = kept(check, pd_quote(check->face->arena, text));
	crm_buf_free(&normal);
	return json;
}

static const char *custom_money(struct pd_check *check, const struct pd_field *field, const crm_json *value)
{
	const crm_json *amount = crm_json_get(value, "value");
	const char *currency = crm_json_get_string(value, "currency"), *number;

	if (!crm_json_is_object(value))
		return refuse(check, field, "object", "monetary", value);
	if (crm_json_type(amount) != CRM_JSON_NUMBER)
		return refuse(check, field, "number", "monetary", amount);
	if (!currency || !pd_is_currency(currency))
		return invalid(check, field, "Unsupported currency");
	number = pd_check_amount(check, amount);
	return number ? kept(check, crm_arena_printf(check->face->arena, "{\"value\":%s,\"currency\":\"%s\"}", number,
						     currency))
		      : NULL;
}

static const struct pd_option *custom_option(struct pd_check *check, const struct pd_field *field,
					     const crm_json *value)
{
	int64_t id;

	if (by_person(check) && crm_json_is_string(value))
		return pd_option_labelled(field, crm_json_text(value));
	return crm_json_int(value, &id) ? pd_option_find(field, id) : NULL;
}

static const char *custom_enum(struct pd_check *check, const struct pd_field *field, const crm_json *value)
{
	const struct pd_option *option = custom_option(check, field, value);

	if (option)
		return kept(check, crm_arena_printf(check->face->arena, "%lld", (long long)option->id));
	if (crm_json_type(value) != CRM_JSON_NUMBER)
		return refuse(check, field, "number", "single option", value);
	return invalid(check, field, "Unknown option");
}

/* null clears a selection; an empty array is refused (OpenAPI v2). */
static const char *custom_set(struct pd_check *check, const struct pd_field *field, const crm_json *value)
{
	const char *json = "[";

	if (!crm_json_is_array(value))
		return refuse(check, field, "array", "multiple option", value);
	if (!crm_json_first(value))
		return invalid(check, field, "Empty array");
	for (const crm_json *e = crm_json_first(value); e && json; e = crm_json_next(e)) {
		const struct pd_option *option = custom_option(check, field, e);

		if (!option)
			return invalid(check, field, "Unknown option");
		json = crm_arena_printf(check->face->arena, "%s%s%lld", json, json[1] ? "," : "",
					(long long)option->id);
	}
	return kept(check, json ? crm_arena_printf(check->face->arena, "%s]", json) : NULL);
}

static const char *custom_ref(struct pd_check *check, const struct pd_field *field, const crm_json *value)
{
	int64_t id;
	bool found;

	if (crm_json_type(value) != CRM_JSON_NUMBER || !crm_json_int(value, &id))
		return refuse(check, field, "number", pd_type_name(field->type), value);
	if (field->type == PD_T_USER)
		found = pd_user_find(check->face, id) != NULL;
	else
		found = pd_find_live(check->face, field->type == PD_T_ORG ? PD_ORGANIZATION : PD_PERSON, id) != NULL;
	return found ? kept(check, pd_dump(check->face->arena, value)) : invalid(check, field, "Unknown ID");
}

static bool is_day(const crm_json *value)
{
	int32_t day;

	return crm_json_is_string(value) && crm_day_parse(crm_json_text(value), &day);
}

static bool two_digits(const char *text, int below)
{
	return text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9' &&
	       (text[0] - '0') * 10 + text[1] - '0' < below;
}

static bool is_clock(const crm_json *value)
{
	const char *text = crm_json_is_string(value) ? crm_json_text(value) : "";
	size_t len = strlen(text);

	return (len == 5 || (len == 8 && text[5] == ':' && two_digits(text + 6, 60))) && two_digits(text, 24) &&
	       text[2] == ':' && two_digits(text + 3, 60);
}

static const char *custom_day(struct pd_check *check, const struct pd_field *field, const crm_json *value)
{
	return is_day(value) ? kept(check, pd_dump(check->face->arena, value))
			     : refuse(check, field, "date string", "date", value);
}

static bool member_known(const char *name, bool range, bool clock)
{
	return strcmp(name, "value") == 0 || (range && strcmp(name, "until") == 0) ||
	       (clock && (strcmp(name, "timezone_name") == 0 || strcmp(name, "timezone_id") == 0));
}

/* daterange, time, timerange */
static const char *custom_span(struct pd_check *check, const struct pd_field *field, const crm_json *value)
{
	bool clock = field->type != PD_T_DATERANGE, range = field->type != PD_T_TIME;
	bool (*is_part)(const crm_json *) = clock ? is_clock : is_day;

	if (!crm_json_is_object(value))
		return refuse(check, field, "object", pd_type_name(field->type), value);
	for (const crm_json *e = crm_json_first(value); e; e = crm_json_next(e))
		if (!member_known(crm_json_name(e), range, clock))
			return invalid(check, field, "Unknown subfield");
	if (!is_part(crm_json_get(value, "value")) || (range && !is_part(crm_json_get(value, "until"))))
		return invalid(check, field, clock ? "Invalid time" : "Invalid date");
	return kept(check, pd_dump(check->face->arena, value));
}

const char *pd_check_custom(struct pd_check *check, const struct pd_field *field, const crm_json *value)
{
	switch (field->type) {
	case PD_T_VARCHAR:
	case PD_T_VARCHAR_AUTO:
	case PD_T_TEXT:
	case PD_T_PHONE:
		return custom_text(check, field, value);
	case PD_T_DOUBLE:
		return crm_json_type(value) == CRM_JSON_NUMBER ? pd_check_amount(check, value)
							       : refuse(check, field, "number", "numerical", value);
	case PD_T_MONETARY:
		return custom_money(check, field, value);
	case PD_T_ENUM:
		return custom_enum(check, field, value);
	case PD_T_SET:
		return custom_set(check, field, value);
	case PD_T_USER:
	case PD_T_ORG:
	case PD_T_PEOPLE:
		return custom_ref(check, field, value);
	case PD_T_DATE:
		return custom_day(check, field, value);
	case PD_T_DATERANGE:
	case PD_T_TIME:
	case PD_T_TIMERANGE:
		return custom_span(check, field, value);
	case PD_T_ADDRESS:
		return crm_json_is_object(value) ? pd_check_address(check, "custom_fields", value, true)
						 : refuse(check, field, "object", "address", value);
	default:
		return refuse(check, field, "null", "read-only", value);
	}
}

/* --- currencies --------------------------------------------------------------------------------------------------- */

static const struct {
	const char *code, *name, *symbol;
	int digits;
} currencies[] = {
	{"AUD", "Australian Dollar", "A$", 2},     {"BRL", "Brazilian Real", "R$", 2},
	{"CAD", "Canadian Dollar", "CA$", 2},      {"CHF", "Swiss Franc", "CHF", 2},
	{"CNY", "Chinese Yuan", "CN¥", 2},         {"CZK", "Czech Koruna", "Kč", 2},
	{"DKK", "Danish Krone", "kr", 2},          {"EUR", "Euro", "€", 2},
	{"GBP", "British Pound Sterling", "£", 2}, {"HKD", "Hong Kong Dollar", "HK$", 2},
	{"HUF", "Hungarian Forint", "Ft", 2},      {"ILS", "Israeli New Sheqel", "₪", 2},
	{"INR", "Indian Rupee", "₹", 2},           {"ISK", "Icelandic Króna", "kr", 0},
	{"JPY", "Japanese Yen", "¥", 0},           {"KRW", "South Korean Won", "₩", 0},
	{"MXN", "Mexican Peso", "MX$", 2},         {"NOK", "Norwegian Krone", "kr", 2},
	{"NZD", "New Zealand Dollar", "NZ$", 2},   {"PLN", "Polish Zloty", "zł", 2},
	{"RON", "Romanian Leu", "lei", 2},         {"SEK", "Swedish Krona", "kr", 2},
	{"SGD", "Singapore Dollar", "S$", 2},      {"TRY", "Turkish Lira", "₺", 2},
	{"UAH", "Ukrainian Hryvnia", "₴", 2},      {"USD", "US Dollar", "$", 2},
	{"ZAR", "South African Rand", "R", 2},
};

bool pd_is_currency(const char *code)
{
	for (size_t i = 0; i < sizeof(currencies) / sizeof(currencies[0]); i++)
		if (strcmp(currencies[i].code, code) == 0)
			return true;
	return false;
}

void pd_handle_currencies(struct pd_call *call)
{
	struct crm_json_writer *w = &call->json;

	pd_begin(call);
	crm_jw_array(w);
	for (size_t i = 0; i < sizeof(currencies) / sizeof(currencies[0]); i++) {
		crm_jw_object(w);
		crm_jw_field_int(w, "id", (int64_t)i + 1);
		crm_jw_field(w, "code", currencies[i].code);
		crm_jw_field(w, "name", currencies[i].name);
		crm_jw_field_int(w, "decimal_points", currencies[i].digits);
		crm_jw_field(w, "symbol", currencies[i].symbol);
		crm_jw_field_bool(w, "active_flag", true);
		crm_jw_field_bool(w, "is_custom_flag", false);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
	pd_end(call);
}
