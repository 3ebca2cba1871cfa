/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the vendor keeps as one list or object (e-mails, phones, addresses) is written whole: the record as last seen
 * with the changed parts laid over it, so that entries and labels that are not mapped stay.
 */
#include <string.h>

#include "pipedrive.h"

/* ---- lists of entries ---- */

/* Writes entries of which one is the primary one: the one that was, else the first. */
struct entries {
	struct pd_body *b;
	bool primary_known; /* one of the entries to come is the primary one */
	bool primary_done;
	bool begun;
};

static void begin_entries(struct entries *e, struct pd_body *b, const char *name)
{
	*e = (struct entries){.b = b};
	pd_write_key(b, name);
	crm_jw_array(&b->w);
}

static void write_entry(struct entries *e, const char *value, bool was_primary, const char *label)
{
	struct crm_json_writer *w = &e->b->w;
	bool primary = !e->primary_done && (e->primary_known ? was_primary : !e->begun);
	crm_jw_object(w);
	crm_jw_field(w, "value", value);
	crm_jw_field_bool(w, "primary", primary);
	crm_jw_field(w, "label", label && label[0] ? label : "work");
	crm_jw_end_object(w);
	e->primary_done = e->primary_done || primary;
	e->begun = true;
}

static const char *label_of(const crm_json *entry)
{
	return crm_json_get_string(entry, "label");
}

/* ---- e-mails ---- */

static const crm_json *entry_with(const crm_json *entries, const char *value)
{
	for (const crm_json *e = crm_json_first(entries); e != NULL; e = crm_json_next(e))
		if (pd_entry_value(e) != NULL && strcmp(pd_entry_value(e), value) == 0)
			return e;
	return NULL;
}

static bool occurs_before(const struct crm_value *v, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(v->items[i], v->items[at]) == 0)
			return true;
	return false;
}

static void write_given_emails(struct entries *e, const crm_json *old, const char *first,
			       const struct crm_value *others)
{
	const crm_json *was = first ? entry_with(old, first) : NULL;
	if (first != NULL)
		write_entry(e, first, true, label_of(was ? was : pd_main_email(old)));
	if (others->kind == CRM_TEXT && others->text[0] != '\0' && (first == NULL || strcmp(others->text, first) != 0))
		write_entry(e, others->text, false, label_of(entry_with(old, others->text)));
	for (size_t i = 0; others->kind == CRM_LIST && i < others->n; i++)
		if (others->items[i][0] != '\0' && !occurs_before(others, i) &&
		    (first == NULL || strcmp(others->items[i], first) != 0))
			write_entry(e, others->items[i], false, label_of(entry_with(old, others->items[i])));
}

/* The others stay where they are. */
static void write_main_email(struct entries *e, const crm_json *old, const char *first)
{
	const crm_json *main_entry = pd_main_email(old);
	for (const crm_json *o = crm_json_first(old); o != NULL; o = crm_json_next(o)) {
		const char *value = o == main_entry ? first : pd_entry_value(o);
		if (value != NULL && (o == main_entry || first == NULL || strcmp(value, first) != 0))
			write_entry(e, value, o == main_entry, label_of(o));
	}
	if (main_entry == NULL && first != NULL)
		write_entry(e, first, true, NULL);
}

void pd_write_emails(struct pd_body *b)
{
	const crm_json *old = crm_json_get(b->current, "emails");
	const struct crm_value *others = pd_op_value(b->op, "@emails");
	const char *first =
		pd_op_value(b->op, "@email") ? pd_op_text(b->op, "@email") : pd_entry_value(pd_main_email(old));
	struct entries e;
	if (pd_write_piece(b, "emails"))
		return;
	begin_entries(&e, b, "emails");
	e.primary_known = first != NULL;
	if (others != NULL)
		write_given_emails(&e, old, first, others);
	else
		write_main_email(&e, old, first);
	crm_jw_end_array(&b->w);
}

/* ---- phones ---- */

/* What an entry becomes; NULL: it goes. */
static const char *new_phone(const struct pd_body *b, const crm_json *entry, const crm_json *phone,
			     const crm_json *mobile)
{
	const char *property = entry == phone ? "@phone" : entry == mobile ? "@mobile" : NULL;
	if (property == NULL || pd_op_value(b->op, property) == NULL)
		return pd_entry_value(entry);
	return pd_op_text(b->op, property);
}

static bool primary_stays(const struct pd_body *b, const crm_json *old, const crm_json *phone, const crm_json *mobile)
{
	for (const crm_json *e = crm_json_first(old); e != NULL; e = crm_json_next(e))
		if (pd_entry_is_primary(e) && pd_entry_value(e) != NULL && new_phone(b, e, phone, mobile) != NULL)
			return true;
	return false;
}

void pd_write_phones(struct pd_body *b)
{
	const crm_json *old = crm_json_get(b->current, "phones"), *phone, *mobile;
	struct entries e;
	if (pd_write_piece(b, "phones"))
		return;
	pd_main_phones(old, &phone, &mobile);
	begin_entries(&e, b, "phones");
	e.primary_known = primary_stays(b, old, phone, mobile);
	for (const crm_json *o = crm_json_first(old); o != NULL; o = crm_json_next(o))
		if (pd_entry_value(o) != NULL && new_phone(b, o, phone, mobile) != NULL)
			write_entry(&e, new_phone(b, o, phone, mobile), pd_entry_is_primary(o), label_of(o));
	if (phone == NULL && pd_op_text(b->op, "@phone") != NULL)
		write_entry(&e, pd_op_text(b->op, "@phone"), false, "work");
	if (mobile == NULL && pd_op_text(b->op, "@mobile") != NULL)
		write_entry(&e, pd_op_text(b->op, "@mobile"), false, "mobile");
	crm_jw_end_array(&b->w);
}

/* ---- addresses ---- */

enum { STREET, POSTCODE, CITY, STATE, COUNTRY, PARTS };

static const struct {
	const char *property, *component;
} parts[PARTS] = {
	[STREET] = {"@street", "route"},     [POSTCODE] = {"@postcode", "postal_code"},
	[CITY] = {"@city", "locality"},      [STATE] = {"@state", "admin_area_level_1"},
	[COUNTRY] = {"@country", "country"},
};

/* Components that are not mapped, and the part that they belong to: they go when it changes. */
static const struct {
	const char *component;
	int part;
} details[] = {{"street_number", STREET}, {"subpremise", STREET}, {"sublocality", CITY}, {"admin_area_level_2", CITY}};

bool pd_is_address_part(const char *name)
{
	for (size_t i = 0; i < PARTS; i++)
		if (strcmp(parts[i].property, name) == 0)
			return true;
	return false;
}

static const char *component(const crm_json *address, const char *name)
{
	const char *text = crm_json_text(crm_json_get(address, name));
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static bool is_changed(const struct pd_body *b, int part)
{
	return pd_op_value(b->op, parts[part].property) != NULL;
}

static bool is_one_text(const crm_json *address)
{
	if (component(address, "value") == NULL)
		return false;
	for (size_t i = 0; i < PARTS; i++)
		if (component(address, parts[i].component) != NULL)
			return false;
	return component(address, "street_number") == NULL;
}

/* "Main Street 12, 12345 Town, State, Country" */
static const char *whole_address(struct pd_body *b, const char *const *values, const char *number)
{
	struct crm_buf text;
	crm_buf_init(&text, 65536);
	for (int i = 0; i < PARTS; i++) {
		if (values[i] == NULL)
			continue;
		bool joined = i == CITY && values[POSTCODE] != NULL;
		crm_buf_printf(&text, "%s%s", text.len == 0 ? "" : joined ? " " : ", ", values[i]);
		if (i == STREET && number != NULL)
			crm_buf_printf(&text, " %s", number);
	}
	const char *copy = text.failed ? NULL : crm_arena_strndup(b->arena, text.ptr ? text.ptr : "", text.len);
	crm_buf_free(&text);
	return copy;
}

/* What is left out is cleared (migration guide), and null is no text (OpenAPI v2). */
static void write_component(struct pd_body *b, const char *name, const char *value)
{
	if (value != NULL)
		crm_jw_field(&b->w, name, value);
}

static void write_components(struct pd_body *b, const crm_json *old, const char *const *values)
{
	for (int i = 0; i < PARTS; i++)
		write_component(b, parts[i].component, values[i]);
	for (size_t i = 0; i < sizeof details / sizeof *details; i++)
		write_component(b, details[i].component,
				is_changed(b, details[i].part) ? NULL : component(old, details[i].component));
}

/* An address that is one text is not written over: its parts are not known. */
void pd_write_address(struct pd_body *b)
{
	const char *member = b->op->object == CRM_CONTACT ? "postal_address" : "address";
	const crm_json *old = crm_json_get(b->current, member);
	const char *values[PARTS];
	bool any = false;
	if (pd_write_piece(b, member))
		return;
	if (is_one_text(old)) {
		pd_cannot_write(b, "@street", "the address is one text at Pipedrive: its parts are not written over it",
				false);
		return;
	}
	for (int i = 0; i < PARTS; i++) {
		values[i] =
			is_changed(b, i) ? pd_op_text(b->op, parts[i].property) : component(old, parts[i].component);
		any = any || values[i] != NULL;
	}
	const char *number = is_changed(b, STREET) ? NULL : component(old, "street_number");
	pd_write_key(b, member);
	if (!any && number == NULL) {
		crm_jw_null(&b->w);
		return;
	}
	const char *whole = whole_address(b, values, number);
	b->w.buf->failed = b->w.buf->failed || whole == NULL;
	crm_jw_object(&b->w);
	crm_jw_field(&b->w, "value", whole);
	write_components(b, old, values);
	crm_jw_end_object(&b->w);
}
