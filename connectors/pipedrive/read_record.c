/* SPDX-License-Identifier: Apache-2.0 */
/* The API's records as neutral ones: lists and addresses are flattened into '@' properties, custom fields stand beside the others. */
#include "pipedrive.h"

#include <string.h>

#include <crmsync/timestamp.h>

/* ---- building ---- */

struct builder {
	struct crm_arena *arena;
	struct crm_property *properties;
	size_t n, cap;
	bool failed;
};

static void add(struct builder *b, const char *name, struct crm_value value)
{
	if (b->n == b->cap) {
		size_t cap = b->cap ? b->cap * 2 : 48;
		struct crm_property *grown = crm_arena_calloc(b->arena, cap, sizeof *grown);
		if (grown == NULL) {
			b->failed = true;
			return;
		}
		if (b->n > 0)
			memcpy(grown, b->properties, b->n * sizeof *grown);
		b->properties = grown;
		b->cap = cap;
	}
	b->properties[b->n++] = (struct crm_property){.name = name, .value = value};
}

static struct crm_value text_value(struct builder *b, const char *text)
{
	if (text == NULL)
		return (struct crm_value){.kind = CRM_NULL};
	const char *copy = crm_arena_strdup(b->arena, text);
	b->failed = b->failed || copy == NULL;
	return (struct crm_value){.kind = CRM_TEXT, .text = copy};
}

static struct crm_value list_value(struct builder *b, const crm_json *array)
{
	const char **items = crm_arena_calloc(b->arena, crm_json_size(array) + 1, sizeof *items);
	size_t n = 0;
	b->failed = b->failed || items == NULL;
	for (const crm_json *v = crm_json_first(array); v != NULL && !b->failed; v = crm_json_next(v)) {
		const char *text = crm_json_text(crm_json_is_object(v) ? crm_json_get(v, "id") : v);
		items[n] = crm_arena_strdup(b->arena, text);
		n += items[n] != NULL;
	}
	return (struct crm_value){.kind = CRM_LIST, .items = items, .n = n};
}

/* Scalars as they are; objects by what stands for them: amounts, addresses and periods by value, links by id. */
static struct crm_value plain_value(struct builder *b, const crm_json *v)
{
	if (crm_json_is_array(v))
		return list_value(b, v);
	if (crm_json_is_object(v)) {
		const crm_json *inner = crm_json_get(v, "value");
		return text_value(b, crm_json_text(inner ? inner : crm_json_get(v, "id")));
	}
	return text_value(b, crm_json_text(v));
}

/* ---- persons' e-mails and phones ---- */

static bool is_primary(const crm_json *entry)
{
	return crm_json_true(crm_json_get(entry, "primary"));
}

static const char *entry_value(const crm_json *entry)
{
	const char *text = crm_json_get_string(entry, "value");
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static bool is_mobile(const crm_json *entry)
{
	const char *label = crm_json_get_string(entry, "label");
	return label != NULL && strcmp(label, "mobile") == 0;
}

static const crm_json *main_email(const crm_json *emails)
{
	const crm_json *first = NULL;
	for (const crm_json *e = crm_json_first(emails); e != NULL; e = crm_json_next(e)) {
		if (entry_value(e) == NULL)
			continue;
		if (is_primary(e))
			return e;
		first = first ? first : e;
	}
	return first;
}

static void add_emails(struct builder *b, const crm_json *emails)
{
	const crm_json *chosen = main_email(emails);
	const char **others = crm_arena_calloc(b->arena, crm_json_size(emails) + 1, sizeof *others);
	size_t n = 0;
	b->failed = b->failed || others == NULL;
	for (const crm_json *e = crm_json_first(emails); e != NULL && !b->failed; e = crm_json_next(e)) {
		if (e == chosen || entry_value(e) == NULL)
			continue;
		others[n] = crm_arena_strdup(b->arena, entry_value(e));
		b->failed = others[n++] == NULL;
	}
	add(b, "@email", text_value(b, chosen ? entry_value(chosen) : NULL));
	add(b, "@emails", (struct crm_value){.kind = CRM_LIST, .items = others, .n = n});
}

/* '@mobile' is the first number labelled so, '@phone' the primary or first of the others. */
static void add_phones(struct builder *b, const crm_json *phones)
{
	const crm_json *mobile = NULL, *other = NULL;
	for (const crm_json *e = crm_json_first(phones); e != NULL; e = crm_json_next(e)) {
		if (entry_value(e) == NULL)
			continue;
		if (is_mobile(e))
			mobile = mobile ? mobile : e;
		else if (other == NULL || (is_primary(e) && !is_primary(other)))
			other = e;
	}
	add(b, "@phone", text_value(b, other ? entry_value(other) : NULL));
	add(b, "@mobile", text_value(b, mobile ? entry_value(mobile) : NULL));
}

/* ---- addresses ---- */

static const struct {
	const char *property, *component;
} address_parts[] = {
        {"@postcode", "postal_code"}, {"@city", "locality"}, {"@state", "admin_area_level_1"}, {"@country", "country"}};

static bool has_components(const crm_json *address)
{
	static const char *const names[] = {"route", "street_number", "postal_code", "locality", "admin_area_level_1", "country", NULL};
	for (const char *const *n = names; *n != NULL; n++) {
		const char *text = crm_json_text(crm_json_get(address, *n));
		if (text != NULL && text[0] != '\0')
			return true;
	}
	return false;
}

static void add_street(struct builder *b, const crm_json *address)
{
	const char *route = crm_json_text(crm_json_get(address, "route")), *number = crm_json_text(crm_json_get(address, "street_number"));
	if ((route == NULL || route[0] == '\0') && (number == NULL || number[0] == '\0')) {
		add(b, "@street", (struct crm_value){.kind = CRM_NULL});
		return;
	}
	bool both = route && route[0] && number && number[0];
	const char *text = crm_arena_printf(b->arena, "%s%s%s", route ? route : "", both ? " " : "", number ? number : "");
	b->failed = b->failed || text == NULL;
	add(b, "@street", (struct crm_value){.kind = CRM_TEXT, .text = text});
}

/* An address that the vendor has as one text only says nothing about its parts: they stay absent, so that nothing writes over it. */
static void add_address(struct builder *b, const crm_json *address)
{
	const char *whole = crm_json_is_object(address) ? crm_json_text(crm_json_get(address, "value")) : crm_json_text(address);
	if (whole != NULL && whole[0] != '\0' && !has_components(address))
		return;
	add_street(b, address);
	for (size_t i = 0; i < sizeof address_parts / sizeof *address_parts; i++) {
		const char *text = crm_json_text(crm_json_get(address, address_parts[i].component));
		add(b, address_parts[i].property, text_value(b, text && text[0] ? text : NULL));
	}
}

/* ---- deals ---- */

/* Won and lost are states beside the stage at Pipedrive, but stages elsewhere: '@stage' is "won", "lost", or the stage's id. */
static void add_stage(struct builder *b, const crm_json *item)
{
	const char *status = crm_json_get_string(item, "status");
	if (status != NULL && (strcmp(status, "won") == 0 || strcmp(status, "lost") == 0))
		add(b, "@stage", text_value(b, status));
	else if (crm_json_get(item, "stage_id") != NULL)
		add(b, "@stage", text_value(b, crm_json_text(crm_json_get(item, "stage_id"))));
}

static void add_contact(struct builder *b, const crm_json *item)
{
	const crm_json *person = crm_json_get(item, "person_id");
	const char *id = crm_json_text(person);
	const char **items = crm_arena_calloc(b->arena, 2, sizeof *items);
	if (person == NULL)
		return;
	b->failed = b->failed || items == NULL;
	if (!b->failed && id != NULL)
		items[0] = crm_arena_strdup(b->arena, id);
	add(b, "@contacts", (struct crm_value){.kind = CRM_LIST, .items = items, .n = id != NULL});
}

/* ---- records ---- */

static void add_custom(struct builder *b, const crm_json *custom)
{
	for (const crm_json *v = crm_json_first(custom); v != NULL; v = crm_json_next(v)) {
		const char *name = crm_arena_strdup(b->arena, crm_json_name(v));
		b->failed = b->failed || name == NULL;
		if (name != NULL)
			add(b, name, plain_value(b, v));
	}
}

static void add_member(struct builder *b, const crm_json *v)
{
	const char *name = crm_json_name(v);
	if (strcmp(name, "custom_fields") == 0)
		add_custom(b, v);
	else if (strcmp(name, "emails") == 0)
		add_emails(b, v);
	else if (strcmp(name, "phones") == 0)
		add_phones(b, v);
	else if (strcmp(name, "address") == 0 || strcmp(name, "postal_address") == 0)
		add_address(b, v);
	else {
		const char *copy = crm_arena_strdup(b->arena, name);
		b->failed = b->failed || copy == NULL;
		if (copy != NULL)
			add(b, copy, plain_value(b, v));
	}
}

static int64_t modified_of(const crm_json *item)
{
	int64_t ms = 0;
	const char *text = crm_json_get_string(item, "update_time");
	return text != NULL && crm_time_parse(text, &ms) ? ms : 0;
}

static enum crm_life life_of(const crm_json *item)
{
	const char *status = crm_json_get_string(item, "status");
	if (crm_json_true(crm_json_get(item, "is_deleted")) || (status != NULL && strcmp(status, "deleted") == 0))
		return CRM_ARCHIVED;
	return CRM_LIVE;
}

static const char *raw_of(const crm_json *item, struct crm_arena *arena, size_t *len)
{
	struct crm_buf buf;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_json_write(&buf, item);
	const char *text = buf.failed ? NULL : crm_arena_strndup(arena, buf.ptr, buf.len);
	*len = buf.len;
	crm_buf_free(&buf);
	return text;
}

int pd_read_record(const crm_json *item, enum crm_object object, struct crm_arena *arena, struct crm_record *out)
{
	struct builder b = {.arena = arena};
	const char *id = crm_json_text(crm_json_get(item, "id"));
	if (!crm_json_is_object(item) || id == NULL)
		return CRM_E_PROTOCOL;
	for (const crm_json *v = crm_json_first(item); v != NULL && !b.failed; v = crm_json_next(v))
		add_member(&b, v);
	if (object == CRM_DEAL) {
		add_stage(&b, item);
		add_contact(&b, item);
	}
	*out = (struct crm_record){
	        .object = object,
	        .id = crm_arena_strdup(arena, id),
	        .life = life_of(item),
	        .modified = modified_of(item),
	        .properties = b.properties,
	        .n_properties = b.n,
	};
	out->raw = raw_of(item, arena, &out->raw_len);
	return b.failed || out->id == NULL || out->raw == NULL ? CRM_E_NOMEM : CRM_OK;
}

int pd_read_items(const crm_json *array, enum crm_object object, struct crm_arena *arena, struct crm_page *out)
{
	size_t n = crm_json_size(array), i = 0;
	struct crm_record *records = crm_arena_calloc(arena, n + 1, sizeof *records);
	if (records == NULL)
		return CRM_E_NOMEM;
	for (const crm_json *v = crm_json_first(array); v != NULL; v = crm_json_next(v)) {
		int rc = pd_read_record(v, object, arena, &records[i++]);
		if (rc != CRM_OK)
			return rc;
	}
	out->records = records;
	out->n = n;
	return CRM_OK;
}
