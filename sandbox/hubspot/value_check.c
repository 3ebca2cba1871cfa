/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a text fit for a property?  Codes and messages PROPERTY_DOESNT_EXIST, INVALID_EMAIL, INVALID_LONG are recorded;
 * INVALID_OPTION and INVALID_DATE (not midnight) stand in public issue threads of 2020 and 2026; the others follow
 * their pattern.
 */
#include <inttypes.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <crmsync/decimal.h>

#include "hubspot.h"

#define MAX_TEXT 65536

struct check {
	struct hs_call *call;
	enum hs_type type;
	const struct hs_property *p;
	const char *text;
	bool by_person;
	const struct hs_record *record; /* NULL: being created */
	struct crm_buf out;
	const char *code, *message; /* set when the value is refused */
};

static void refuse(struct check *check, const char *code, const char *message)
{
	check->code = code;
	check->message = message;
}

static void refuse_option(struct check *check, const char *value)
{
	struct crm_buf list;
	crm_buf_init(&list, CRM_BUF_MAX);
	for (size_t i = 0; i < check->p->n_options; i++)
		crm_buf_printf(&list, "%s%s", i ? ", " : "", check->p->options[i].value);
	refuse(check, "INVALID_OPTION",
	       hs_format(check->call, "%s was not one of the allowed options: [%s]", value,
			 list.failed ? "" : list.ptr));
	crm_buf_free(&list);
}

static void check_number(struct check *check)
{
	const char *text = check->text;
	size_t len = strlen(text);
	bool blank = strchr(" \t\r\n", text[0]) || strchr(" \t\r\n", text[len - 1]);
	if (blank || !crm_decimal_canonical(text, &check->out)) {
		refuse(check, "INVALID_DOUBLE", hs_format(check->call, "%s was not a valid number.", text));
		return;
	}
	if (strcspn(text, "eE+") == len) {
		crm_buf_reset(&check->out);
		crm_buf_str(&check->out, text);
	}
}

static void check_bool(struct check *check)
{
	bool yes = strcasecmp(check->text, "true") == 0;
	if (!yes && strcasecmp(check->text, "false") != 0)
		refuse_option(check, check->text);
	crm_buf_str(&check->out, yes ? "true" : "false");
}

static void check_date(struct check *check)
{
	int32_t day;
	const char *why;
	char text[CRM_TIME_TEXT];
	if (hs_parse_day(check->text, &day, &why)) {
		crm_day_format(day, text);
		crm_buf_str(&check->out, text);
	} else if (strcmp(why, "not midnight") == 0) {
		refuse(check, "INVALID_DATE", hs_format(check->call, "%s is not at midnight UTC!", check->text));
	} else {
		refuse(check, "INVALID_DATE", hs_format(check->call, "%s was not a valid date.", check->text));
	}
}

static void check_datetime(struct check *check)
{
	int64_t ms;
	char text[CRM_TIME_TEXT];
	if (!hs_parse_instant(check->text, &ms)) {
		refuse(check, "INVALID_LONG", hs_format(check->call, "%s was not a valid long.", check->text));
		return;
	}
	crm_time_format(ms, text);
	crm_buf_str(&check->out, text);
}

static void check_external(struct check *check)
{
	const struct face *face = check->call->face;
	const char *name = check->p->name, *text = check->text;
	if (strcmp(name, "hubspot_owner_id") == 0) {
		const struct hs_owner *owner = hs_owner_by_id(face, text);
		if (!owner || owner->archived)
			refuse(check, "INVALID_OWNER_ID", hs_format(check->call, "Owner %s does not exist", text));
	} else if (strcmp(name, "associatedcompanyid") == 0) {
		if (!hs_record_exists(hs_record_resolve(face, HS_COMPANY, text)))
			refuse(check, "INVALID_COMPANY_ID", hs_format(check->call, "Company %s does not exist", text));
	} else if (strcmp(name, "pipeline") == 0) {
		if (!hs_pipeline_find(face, HS_DEAL, text))
			refuse_option(check, text);
	}
	crm_buf_str(&check->out, text);
}

/* ";a;b" adds to what is there, "a;b" replaces it. */
static void check_several(struct check *check)
{
	const char *text = check->text;
	hs_slot slot = hs_slot_of(check->call->face, check->type, check->p->name);
	const char *old = check->record ? hs_text(check->record, slot) : NULL;
	if (*text == ';' && old)
		crm_buf_str(&check->out, old);
	while (*text) {
		size_t len = strcspn(text, ";");
		if (len && check->p->n_options && !hs_option_allowed(check->p, text, len)) {
			refuse_option(check, hs_format(check->call, "%.*s", (int)len, text));
			return;
		}
		if (len) {
			crm_buf_str(&check->out, check->out.len ? ";" : "");
			crm_buf_add(&check->out, text, len);
		}
		text += len + (text[len] == ';');
	}
}

static void check_enumeration(struct check *check)
{
	if (check->p->flags & HS_EXTERNAL_OPTIONS) {
		check_external(check);
	} else if (strcmp(check->p->field_type, "checkbox") == 0) {
		check_several(check);
	} else if (check->p->n_options && !hs_option_allowed(check->p, check->text, strlen(check->text))) {
		refuse_option(check, check->text);
	} else {
		crm_buf_str(&check->out, check->text);
	}
}

static void check_email(struct check *check)
{
	const char *start = check->text + strspn(check->text, " \t\r\n");
	size_t len = strlen(start);
	while (len && strchr(" \t\r\n", start[len - 1]))
		len--;
	char *trimmed = crm_arena_strndup(check->call->arena, start, len);
	if (!trimmed)
		check->out.failed = true;
	else if (!hs_email_plausible(trimmed))
		refuse(check, "INVALID_EMAIL", hs_format(check->call, "Email address %s is invalid", check->text));
	else
		hs_lower(&check->out, trimmed);
}

static void check_string(struct check *check)
{
	if (strlen(check->text) > MAX_TEXT)
		refuse(check, "VALUE_TOO_LONG",
		       hs_format(check->call, "The value is longer than the allowed %d characters", MAX_TEXT));
	else if (check->type == HS_CONTACT && strcmp(check->p->name, "email") == 0)
		check_email(check);
	else if (check->type == HS_COMPANY && strcmp(check->p->name, "domain") == 0) {
		if (!hs_domain_of(check->text, &check->out))
			refuse(check, "INVALID_DOMAIN", hs_format(check->call, "Domain %s is invalid", check->text));
	} else
		crm_buf_str(&check->out, check->text);
}

static const struct {
	const char *property, *normalise;
} normalised[] = {
	{"phone", "phone"},     {"mobilephone", "phone"},     {"fax", "phone"},
	{"email", "email"},     {"amount", "amount"},         {"annualrevenue", "amount"},
	{"name", "name"},       {"firstname", "name"},        {"lastname", "name"},
	{"website", "website"}, {"company", "empty_company"}, {"name", "empty_company"},
};

static void apply_normalise(struct check *check)
{
	struct face_host *host = check->call->face->host;
	for (size_t i = 0; i < sizeof normalised / sizeof normalised[0]; i++) {
		if (strcmp(normalised[i].property, check->p->name) != 0)
			continue;
		struct crm_buf better;
		crm_buf_init(&better, CRM_BUF_MAX);
		if (face_normalise(host, normalised[i].normalise, check->out.ptr, &better) && !better.failed) {
			crm_buf_reset(&check->out);
			crm_buf_str(&check->out, better.ptr);
		}
		crm_buf_free(&better);
	}
}

/* Option "reject": {"property":"regex"}: what an account's own validation rule does. */
static void apply_rule(struct check *check)
{
	const char *pattern = crm_json_get_string(hs_option(check->call->face, "reject"), check->p->name);
	regex_t regex;
	if (!pattern || regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return;
	if (regexec(&regex, check->out.ptr, 0, NULL, 0) == 0)
		refuse(check, "FAILED_VALIDATION_RULE",
		       hs_format(check->call, "%s does not meet the validation rules of property \"%s\"", check->text,
				 check->p->name));
	regfree(&regex);
}

static void check_by_type(struct check *check)
{
	switch (check->p->type) {
	case HS_STRING:
	case HS_PHONE:
		check_string(check);
		break;
	case HS_NUMBER:
		if (check->p->flags & HS_EXTERNAL_OPTIONS)
			check_external(check);
		else
			check_number(check);
		break;
	case HS_BOOL:
		check_bool(check);
		break;
	case HS_DATE:
		check_date(check);
		break;
	case HS_DATETIME:
		check_datetime(check);
		break;
	case HS_ENUM:
		check_enumeration(check);
		break;
	}
}

/* Computed all the same, but may be written: what is written has an effect. */
static bool may_be_written(const struct hs_property *p)
{
	return !p->compute || strcmp(p->name, "associatedcompanyid") == 0 || strcmp(p->name, "createdate") == 0 ||
	       strcmp(p->name, "hs_deal_stage_probability") == 0;
}

static bool is_read_only(const struct check *check)
{
	return !may_be_written(check->p) || (!check->by_person && (check->p->flags & HS_READ_ONLY_VALUE));
}

static int finish(struct check *check, const char **normalised_text, struct hs_fault **fault)
{
	int rc = CRM_OK;
	if (check->out.failed || (check->code && !check->message)) {
		rc = CRM_E_NOMEM;
	} else if (check->code) {
		*fault = crm_arena_calloc(check->call->arena, 1, sizeof **fault);
		if (*fault)
			**fault = (struct hs_fault){
				.name = check->p->name, .code = check->code, .message = check->message};
		else
			rc = CRM_E_NOMEM;
	} else {
		*normalised_text = crm_arena_strdup(check->call->arena, check->out.ptr);
		rc = *normalised_text ? CRM_OK : CRM_E_NOMEM;
	}
	crm_buf_free(&check->out);
	return rc;
}

int hs_value_check(struct hs_call *call, enum hs_type type, hs_slot slot, const char *text, bool by_person,
		   const struct hs_record *record, const char **normalised_text, struct hs_fault **fault)
{
	struct check check = {.call = call,
			      .type = type,
			      .p = hs_property_at(call->face, type, slot),
			      .text = text,
			      .by_person = by_person,
			      .record = record};
	crm_buf_init(&check.out, CRM_BUF_MAX);
	*fault = NULL;
	if (is_read_only(&check))
		refuse(&check, "READ_ONLY_VALUE",
		       hs_format(call, "\"%s\" is a read only property; its value cannot be set.", check.p->name));
	else if (*text)
		check_by_type(&check);
	if (!check.code)
		apply_normalise(&check);
	if (!check.code && check.out.len)
		apply_rule(&check);
	return finish(&check, normalised_text, fault);
}
