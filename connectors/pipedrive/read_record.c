/* SPDX-License-Identifier: Apache-2.0 */
/* The API's records as neutral ones: lists and addresses are flattened into '@' properties, custom fields stand beside
 * the others. */
#include <string.h>

#include <crmsync/decimal.h>
#include <crmsync/timestamp.h>

#include "pipedrive.h"

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
		b->failed = b->failed || grown == NULL;
		if (grown == NULL)
			return;
		if (b->n > 0)
			memcpy(grown, b->properties, b->n * sizeof *grown);
		b->properties = grown;
		b->cap = cap;
	}
	b->properties[b->n++] = (struct crm_property){.name = name, .value = value};
}

static void add_copied(struct builder *b, const char *name, struct crm_value value)
{
	const char *copy = crm_arena_strdup(b->arena, name);
	b->failed = b->failed || copy == NULL;
	if (copy != NULL)
		add(b, copy, value);
}

static struct crm_value text_value(struct builder *b, const char *text)
{
	if (text == NULL)
		return (struct crm_value){.kind = CRM_NULL};
	const char *copy = crm_arena_strdup(b->arena, text);
	b->failed = b->failed || copy == NULL;
	return (struct crm_value){.kind = CRM_TEXT, .text = copy};
}

/* What stands for an object: a link's id, else its value. */
static const char *item_text(const crm_json *v)
{
	if (!crm_json_is_object(v))
		return crm_json_text(v);
	const char *id = crm_json_text(crm_json_get(v, "id"));
	return id ? id : crm_json_text(crm_json_get(v, "value"));
}

static struct crm_value list_value(struct builder *b, const crm_json *array)
{
	const char **items = crm_arena_calloc(b->arena, crm_json_size(array) + 1, sizeof *items);
	size_t n = 0;
	b->failed = b->failed || items == NULL;
	for (const crm_json *v = crm_json_first(array); v != NULL && !b->failed; v = crm_json_next(v)) {
		if (item_text(v) == NULL)
			continue;
		items[n] = crm_arena_strdup(b->arena, item_text(v));
		b->failed = items[n++] == NULL;
	}
	return (struct crm_value){.kind = CRM_LIST, .items = items, .n = n};
}

/* The vendor writes very large and very small numbers with an exponent; neutral ones have none. */
static bool has_exponent(const crm_json *v)
{
	return crm_json_type(v) == CRM_JSON_NUMBER && strpbrk(crm_json_text(v), "eE") != NULL;
}

static struct crm_value plain_number(struct builder *b, const crm_json *v)
{
	struct crm_buf text;
	crm_buf_init(&text, 4096);
	bool known = crm_decimal_canonical(crm_json_text(v), &text) && !text.failed;
	struct crm_value value = text_value(b, known ? text.ptr : crm_json_text(v));
	crm_buf_free(&text);
	return value;
}

/* Amounts, addresses and times by their value, periods as "START/END" (ISO 8601), links by id. */
static struct crm_value object_value(struct builder *b, const crm_json *v)
{
	const crm_json *inner = crm_json_get(v, "value");
	if (has_exponent(inner))
		return plain_number(b, inner);
	const char *start = crm_json_text(inner), *end = crm_json_text(crm_json_get(v, "until"));
	if (inner == NULL)
		return text_value(b, crm_json_text(crm_json_get(v, "id")));
	if (start == NULL || end == NULL)
		return text_value(b, start);
	const char *period = crm_arena_printf(b->arena, "%s/%s", start, end);
	b->failed = b->failed || period == NULL;
	return (struct crm_value){.kind = CRM_TEXT, .text = period};
}

static struct crm_value plain_value(struct builder *b, const crm_json *v)
{
	if (crm_json_is_array(v))
		return list_value(b, v);
	if (has_exponent(v))
		return plain_number(b, v);
	return crm_json_is_object(v) ? object_value(b, v) : text_value(b, crm_json_text(v));
}

/* ---- persons' e-mails and phones ---- */

static void add_emails(struct builder *b, const crm_json *emails)
{
	const crm_json *chosen = pd_main_email(emails);
	const char **others = crm_arena_calloc(b->arena, crm_json_size(emails) + 1, sizeof *others);
	size_t n = 0;
	b->failed = b->failed || others == NULL;
	for (const crm_json *e = crm_json_first(emails); e != NULL && !b->failed; e = crm_json_next(e)) {
		if (e == chosen || pd_entry_value(e) == NULL)
			continue;
		others[n] = crm_arena_strdup(b->arena, pd_entry_value(e));
		b->failed = others[n++] == NULL;
	}
	add(b, "@email", text_value(b, pd_entry_value(chosen)));
	add(b, "@emails", (struct crm_value){.kind = CRM_LIST, .items = others, .n = n});
}

static void add_phones(struct builder *b, const crm_json *phones)
{
	const crm_json *phone, *mobile;
	pd_main_phones(phones, &phone, &mobile);
	add(b, "@phone", text_value(b, pd_entry_value(phone)));
	add(b, "@mobile", text_value(b, pd_entry_value(mobile)));
}

/* ---- addresses ---- */

static const struct {
	const char *property, *component;
} address_parts[] = {
	{"@postcode", "postal_code"}, {"@city", "locality"}, {"@state", "admin_area_level_1"}, {"@country", "country"}};

static const char *component(const crm_json *address, const char *name)
{
	const char *text = crm_json_text(crm_json_get(address, name));
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static bool has_components(const crm_json *address)
{
	for (size_t i = 0; i < sizeof address_parts / sizeof *address_parts; i++)
		if (component(address, address_parts[i].component) != NULL)
			return true;
	return component(address, "route") != NULL || component(address, "street_number") != NULL;
}

static void add_street(struct builder *b, const crm_json *address)
{
	const char *route = component(address, "route"), *number = component(address, "street_number");
	if (route == NULL || number == NULL) {
		add(b, "@street", text_value(b, route ? route : number));
		return;
	}
	const char *text = crm_arena_printf(b->arena, "%s %s", route, number);
	b->failed = b->failed || text == NULL;
	add(b, "@street", (struct crm_value){.kind = CRM_TEXT, .text = text});
}

/* An address that the vendor has as one text only says nothing about its parts: they stay absent. */
static void add_address(struct builder *b, const crm_json *address)
{
	const char *whole = crm_json_is_object(address) ? component(address, "value") : crm_json_text(address);
	if (whole != NULL && whole[0] != '\0' && !has_components(address))
		return;
	add_street(b, address);
	for (size_t i = 0; i < sizeof address_parts / sizeof *address_parts; i++)
		add(b, address_parts[i].property, text_value(b, component(address, address_parts[i].component)));
}

/* ---- deals ---- */

/* Won and lost are states beside the stage at Pipedrive, but stages elsewhere: '@stage' is "won", "lost", or the
 * stage's id. */
static void add_stage(struct builder *b, const crm_json *item)
{
	const char *status = crm_json_get_string(item, "status");
	const crm_json *stage = crm_json_get(item, "stage_id");
	if (status != NULL && (strcmp(status, "won") == 0 || strcmp(status, "lost") == 0))
		add(b, "@stage", text_value(b, status));
	else if (stage != NULL)
		add(b, "@stage", text_value(b, crm_json_text(stage)));
}

/* Without the number of participants nobody knows whether the deal's person is its only contact. */
static void add_contacts(struct builder *b, const crm_json *item)
{
	const crm_json *person = crm_json_get(item, "person_id");
	const char **items = crm_arena_calloc(b->arena, 1, sizeof *items);
	int64_t participants;
	if (person == NULL || !crm_json_int(crm_json_get(item, "participants_count"), &participants))
		return;
	const char *id = crm_json_text(person);
	b->failed = b->failed || items == NULL;
	if (!b->failed && id != NULL) {
		items[0] = crm_arena_strdup(b->arena, id);
		b->failed = items[0] == NULL;
	}
	add(b, "@contacts", (struct crm_value){.kind = CRM_LIST, .items = items, .n = id != NULL});
}

/* ---- records ---- */

static void add_custom(struct builder *b, const crm_json *custom)
{
	for (const crm_json *v = crm_json_first(custom); v != NULL; v = crm_json_next(v)) {
		if (crm_json_name(v) == NULL)
			return;
		add_copied(b, crm_json_name(v), plain_value(b, v));
		const char *currency = crm_json_text(crm_json_get(v, "currency"));
		if (currency != NULL) {
			const char *name = crm_arena_printf(b->arena, "%s.currency", crm_json_name(v));
			b->failed = b->failed || name == NULL;
			add(b, name, text_value(b, currency));
		}
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
	else
		add_copied(b, name, plain_value(b, v));
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
	bool deleted =
		crm_json_true(crm_json_get(item, "is_deleted")) || (status != NULL && strcmp(status, "deleted") == 0);
	return deleted ? CRM_ARCHIVED : CRM_LIVE;
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
	if (!crm_json_is_object(item) || !pd_is_id(id))
		return CRM_E_PROTOCOL;
	for (const crm_json *v = crm_json_first(item); v != NULL && !b.failed; v = crm_json_next(v))
		add_member(&b, v);
	if (object == CRM_DEAL) {
		add_stage(&b, item);
		add_contacts(&b, item);
	}
	struct crm_record record = {
		.object = object,
		.id = crm_arena_strdup(arena, id),
		.life = life_of(item),
		.modified = modified_of(item),
		.properties = b.properties,
		.n_properties = b.n,
	};
	record.raw = raw_of(item, arena, &record.raw_len);
	if (b.failed || record.id == NULL || record.raw == NULL)
		return CRM_E_NOMEM;
	*out = record;
	return CRM_OK;
}

int pd_reread(struct crm_connection *conn, enum crm_object object, const char *raw, struct crm_record *out,
	      struct crm_arena *arena, struct crm_error *err)
{
	crm_json *json = NULL;
	(void)conn;
	int rc = crm_json_parse(raw, strlen(raw), &json, err);
	if (rc != CRM_OK)
		return rc;
	rc = pd_read_record(json, object, arena, out);
	if (rc == CRM_OK)
		rc = pd_add_pieces(json, arena, out);
	crm_json_free(json);
	return rc == CRM_E_NOMEM ? pd_out_of_memory(err)
	       : rc == CRM_OK    ? CRM_OK
				 : crm_error_set(err, rc, "what is kept of a record is no record");
}

int pd_read_items(const crm_json *array, enum crm_object object, struct crm_arena *arena, struct crm_page *out,
		  struct crm_error *err)
{
	struct crm_record *records = crm_arena_calloc(arena, crm_json_size(array) + 1, sizeof *records);
	size_t n = 0;
	int rc = records ? CRM_OK : CRM_E_NOMEM;
	for (const crm_json *v = crm_json_first(array); rc == CRM_OK && v != NULL; v = crm_json_next(v))
		rc = pd_read_record(v, object, arena, &records[n++]);
	if (rc == CRM_E_NOMEM)
		return pd_out_of_memory(err);
	if (rc < 0)
		return crm_error_set(err, rc, "entry %zu of the listing of %s is no record", n,
				     crm_object_plural(object));
	out->records = records;
	out->n = n;
	return CRM_OK;
}
