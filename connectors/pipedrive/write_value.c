/* SPDX-License-Identifier: Apache-2.0 */
/* One neutral value as the JSON that its field takes. */
#include <string.h>

#include <crmsync/decimal.h>

#include "pipedrive.h"

bool pd_is_clear(const struct crm_value *v)
{
	return v->kind == CRM_NULL || (v->kind == CRM_TEXT && v->text[0] == '\0') || (v->kind == CRM_LIST && v->n == 0);
}

void pd_write_key(struct pd_body *b, const char *name)
{
	crm_jw_key(&b->w, name);
	b->written++;
}

/* Exactly the digits given; "12.00" is 12 where only integers are taken. */
static void write_number(struct pd_body *b, enum pd_type type, const char *text)
{
	struct crm_buf canonical;
	crm_buf_init(&canonical, 4096);
	bool plain = type == PD_NUMBER && crm_json_is_number_text(text);
	if (!plain && crm_decimal_canonical(text, &canonical) && !canonical.failed)
		text = canonical.ptr;
	crm_jw_number(&b->w, text);
	crm_buf_free(&canonical);
}

static void write_list(struct pd_body *b, const struct crm_value *v)
{
	crm_jw_array(&b->w);
	for (size_t i = 0; v->kind == CRM_LIST && i < v->n; i++)
		crm_jw_number(&b->w, v->items[i]);
	if (v->kind == CRM_TEXT)
		crm_jw_number(&b->w, v->text);
	crm_jw_end_array(&b->w);
}

/* ---- objects ---- */

static const crm_json *current_custom(const struct pd_body *b, const char *name)
{
	return crm_json_get(crm_json_get(b->current, "custom_fields"), name);
}

/* A period is "START/END". */
static void write_range(struct pd_body *b, const char *name, const char *text)
{
	const char *slash = strchr(text, '/');
	if (slash == NULL || slash == text || slash[1] == '\0') {
		pd_cannot_write(b, name, "a period is written START/END", true);
		crm_jw_null(&b->w);
		return;
	}
	const crm_json *zone = crm_json_get(current_custom(b, name), "timezone_id");
	crm_jw_object(&b->w);
	crm_jw_key(&b->w, "value");
	crm_jw_string_n(&b->w, text, (size_t)(slash - text));
	crm_jw_field(&b->w, "until", slash + 1);
	if (crm_json_text(zone) != NULL) {
		crm_jw_key(&b->w, "timezone_id");
		crm_jw_value(&b->w, zone);
	}
	crm_jw_end_object(&b->w);
}

/* The time zone that stands beside a time stays. */
static void write_time(struct pd_body *b, const char *name, const char *text)
{
	const crm_json *zone = crm_json_get(current_custom(b, name), "timezone_id");
	crm_jw_object(&b->w);
	crm_jw_field(&b->w, "value", text);
	if (crm_json_text(zone) != NULL) {
		crm_jw_key(&b->w, "timezone_id");
		crm_jw_value(&b->w, zone);
	}
	crm_jw_end_object(&b->w);
}

/* The API wants a currency beside every amount: the one given, the one it had, the deal's, or the account's. */
static const char *currency_for(struct pd_body *b, const char *name)
{
	const char *property = crm_arena_printf(b->arena, "%s.currency", name);
	const char *found = property ? pd_op_text(b->op, property) : NULL;
	if (found == NULL)
		found = crm_json_get_string(current_custom(b, name), "currency");
	if (found == NULL && b->op->object == CRM_DEAL)
		found = pd_op_text(b->op, "currency");
	if (found == NULL && b->op->object == CRM_DEAL)
		found = crm_json_get_string(b->current, "currency");
	return found ? found : b->conn->currency;
}

static void write_money(struct pd_body *b, const char *name, const char *text)
{
	crm_jw_object(&b->w);
	crm_jw_key(&b->w, "value");
	write_number(b, PD_NUMBER, text);
	crm_jw_field(&b->w, "currency", currency_for(b, name));
	crm_jw_end_object(&b->w);
}

static void write_address_text(struct pd_body *b, const char *text)
{
	crm_jw_object(&b->w);
	crm_jw_field(&b->w, "value", text);
	crm_jw_end_object(&b->w);
}

/* ---- any type ---- */

static void write_text(struct pd_body *b, const char *name, enum pd_type type, const char *text)
{
	switch (type) {
	case PD_NUMBER:
	case PD_INTEGER:
		write_number(b, type, text);
		break;
	case PD_BOOL:
		crm_jw_bool(&b->w, strcmp(text, "true") == 0);
		break;
	case PD_MONETARY:
		write_money(b, name, text);
		break;
	case PD_ADDRESS:
		write_address_text(b, text);
		break;
	case PD_TIME:
		write_time(b, name, text);
		break;
	case PD_RANGE:
		write_range(b, name, text);
		break;
	default:
		crm_jw_string(&b->w, text);
		break;
	}
}

void pd_write_value(struct pd_body *b, const char *name, enum pd_type type, const struct crm_value *v)
{
	if (type == PD_IDS_LIST || (!pd_is_clear(v) && (type == PD_SET || v->kind == CRM_LIST)))
		write_list(b, v);
	else if (pd_is_clear(v))
		crm_jw_null(&b->w); /* an empty set, too: [] is refused (OpenAPI v2) */
	else
		write_text(b, name, type, v->text);
}
