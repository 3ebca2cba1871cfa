/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Neutral values as the API's JSON.  What the vendor keeps as one list or object (names, e-mails, phones, addresses) is written whole, from the
 * record as last seen with the changed parts laid over it.
 */
#include "pipedrive.h"

#include <string.h>

struct body {
	struct crm_connection *conn;
	const struct crm_op *op;
	crm_json *current; /* raw of the record as last seen, NULL */
	struct crm_json_writer w;
	struct crm_arena *arena;
	bool names, emails, phones, address;
};

static const struct crm_value *op_value(const struct crm_op *op, const char *name)
{
	for (size_t i = 0; i < op->n_properties; i++)
		if (strcmp(op->properties[i].name, name) == 0)
			return &op->properties[i].value;
	return NULL;
}

static const char *op_text(const struct crm_op *op, const char *name)
{
	const struct crm_value *v = op_value(op, name);
	return v != NULL && v->kind == CRM_TEXT && v->text[0] != '\0' ? v->text : NULL;
}

/* ---- names ---- */

static const char *name_part(const struct body *b, const char *part)
{
	if (op_value(b->op, part) != NULL)
		return op_text(b->op, part);
	const char *text = crm_json_get_string(b->current, part);
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static bool write_name(struct body *b, const char **problem)
{
	const char *first = name_part(b, "first_name"), *last = name_part(b, "last_name");
	if (first == NULL && last == NULL) {
		*problem = "a person cannot be without a name";
		return false;
	}
	crm_jw_field(&b->w, "name", crm_arena_printf(b->arena, "%s%s%s", first ? first : "", first && last ? " " : "", last ? last : ""));
	return true;
}

/* ---- e-mails and phones ---- */

static void write_entry(struct body *b, const char *value, bool primary, const char *label)
{
	crm_jw_object(&b->w);
	crm_jw_field(&b->w, "value", value);
	crm_jw_field_bool(&b->w, "primary", primary);
	crm_jw_field(&b->w, "label", label ? label : "work");
	crm_jw_end_object(&b->w);
}

static const char *entry_text(const crm_json *entry)
{
	const char *text = crm_json_get_string(entry, "value");
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static const crm_json *primary_entry(const crm_json *entries)
{
	const crm_json *first = NULL;
	for (const crm_json *e = crm_json_first(entries); e != NULL; e = crm_json_next(e)) {
		if (entry_text(e) == NULL)
			continue;
		if (crm_json_true(crm_json_get(e, "primary")))
			return e;
		first = first ? first : e;
	}
	return first;
}

static const char *label_of(const crm_json *entries, const char *value)
{
	for (const crm_json *e = crm_json_first(entries); e != NULL; e = crm_json_next(e))
		if (entry_text(e) != NULL && strcmp(entry_text(e), value) == 0)
			return crm_json_get_string(e, "label");
	return NULL;
}

static void write_emails(struct body *b)
{
	const crm_json *old = crm_json_get(b->current, "emails"), *main_entry = primary_entry(old);
	const struct crm_value *others = op_value(b->op, "@emails");
	const char *first = op_value(b->op, "@email") ? op_text(b->op, "@email") : main_entry ? entry_text(main_entry) : NULL;
	crm_jw_key(&b->w, "emails");
	crm_jw_array(&b->w);
	if (first != NULL)
		write_entry(b, first, true, label_of(old, first));
	if (others != NULL) {
		for (size_t i = 0; others->kind == CRM_LIST && i < others->n; i++)
			if (first == NULL || strcmp(others->items[i], first) != 0)
				write_entry(b, others->items[i], false, label_of(old, others->items[i]));
	} else {
		for (const crm_json *e = crm_json_first(old); e != NULL; e = crm_json_next(e))
			if (e != main_entry && entry_text(e) != NULL && (first == NULL || strcmp(entry_text(e), first) != 0))
				write_entry(b, entry_text(e), false, crm_json_get_string(e, "label"));
	}
	crm_jw_end_array(&b->w);
}

static bool is_mobile(const crm_json *entry)
{
	const char *label = crm_json_get_string(entry, "label");
	return label != NULL && strcmp(label, "mobile") == 0;
}

/* The entries that '@phone' and '@mobile' stand for when the record is read. */
static void find_phones(const crm_json *phones, const crm_json **other, const crm_json **mobile)
{
	*other = *mobile = NULL;
	for (const crm_json *e = crm_json_first(phones); e != NULL; e = crm_json_next(e)) {
		if (entry_text(e) == NULL)
			continue;
		if (is_mobile(e))
			*mobile = *mobile ? *mobile : e;
		else if (*other == NULL || (crm_json_true(crm_json_get(e, "primary")) && !crm_json_true(crm_json_get(*other, "primary"))))
			*other = e;
	}
}

static void write_phones(struct body *b)
{
	const crm_json *old = crm_json_get(b->current, "phones"), *other, *mobile;
	find_phones(old, &other, &mobile);
	const char *phone = op_value(b->op, "@phone") ? op_text(b->op, "@phone") : other ? entry_text(other) : NULL;
	const char *cell = op_value(b->op, "@mobile") ? op_text(b->op, "@mobile") : mobile ? entry_text(mobile) : NULL;
	bool mobile_first = mobile != NULL && crm_json_true(crm_json_get(mobile, "primary"));
	crm_jw_key(&b->w, "phones");
	crm_jw_array(&b->w);
	if (phone != NULL)
		write_entry(b, phone, !mobile_first || cell == NULL, other ? crm_json_get_string(other, "label") : "work");
	if (cell != NULL)
		write_entry(b, cell, phone == NULL || mobile_first, "mobile");
	for (const crm_json *e = crm_json_first(old); e != NULL; e = crm_json_next(e))
		if (e != other && e != mobile && entry_text(e) != NULL)
			write_entry(b, entry_text(e), false, crm_json_get_string(e, "label"));
	crm_jw_end_array(&b->w);
}

/* ---- addresses ---- */

static const struct {
	const char *property, *component;
} parts[] = {{"@street", "route"}, {"@postcode", "postal_code"}, {"@city", "locality"}, {"@state", "admin_area_level_1"}, {"@country", "country"}};
#define PARTS (sizeof parts / sizeof *parts)

static const char *component(const crm_json *address, const char *name)
{
	const char *text = crm_json_text(crm_json_get(address, name));
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static void write_address(struct body *b)
{
	const char *member = b->op->object == CRM_CONTACT ? "postal_address" : "address";
	const crm_json *old = crm_json_get(b->current, member);
	const char *values[PARTS], *whole = "";
	for (size_t i = 0; i < PARTS; i++)
		values[i] = op_value(b->op, parts[i].property) ? op_text(b->op, parts[i].property) : component(old, parts[i].component);
	bool new_street = op_value(b->op, "@street") != NULL;
	const char *number = new_street ? NULL : component(old, "street_number");
	if (values[0] != NULL && number != NULL)
		whole = crm_arena_printf(b->arena, "%s %s", values[0], number);
	else if (values[0] != NULL)
		whole = values[0];
	for (size_t i = 1; i < PARTS && whole != NULL; i++)
		if (values[i] != NULL)
			whole = crm_arena_printf(b->arena, "%s%s%s", whole, whole[0] ? (i == 2 && values[1] ? " " : ", ") : "", values[i]);
	crm_jw_key(&b->w, member);
	crm_jw_object(&b->w);
	crm_jw_field(&b->w, "value", whole && whole[0] ? whole : NULL);
	for (size_t i = 0; i < PARTS; i++)
		crm_jw_field(&b->w, parts[i].component, values[i]);
	crm_jw_field(&b->w, "street_number", number);
	crm_jw_end_object(&b->w);
}

static bool is_address_part(const char *name)
{
	for (size_t i = 0; i < PARTS; i++)
		if (strcmp(parts[i].property, name) == 0)
			return true;
	return false;
}

/* ---- plain fields ---- */

static void write_typed(struct body *b, enum pd_type type, const struct crm_value *v)
{
	if (v->kind == CRM_LIST || type == PD_SET) {
		crm_jw_array(&b->w);
		for (size_t i = 0; v->kind == CRM_LIST && i < v->n; i++)
			crm_jw_number(&b->w, v->items[i]);
		if (v->kind == CRM_TEXT && v->text[0] != '\0')
			crm_jw_number(&b->w, v->text);
		crm_jw_end_array(&b->w);
	} else if (v->kind != CRM_TEXT || v->text[0] == '\0') {
		crm_jw_null(&b->w);
	} else if (type == PD_NUMBER || type == PD_INTEGER) {
		crm_jw_number(&b->w, v->text);
	} else if (type == PD_MONETARY || type == PD_ADDRESS) {
		crm_jw_object(&b->w);
		crm_jw_key(&b->w, "value");
		if (type == PD_MONETARY)
			crm_jw_number(&b->w, v->text);
		else
			crm_jw_string(&b->w, v->text);
		crm_jw_end_object(&b->w);
	} else {
		crm_jw_string(&b->w, v->text);
	}
}

/* Standard members of deals, persons and organizations that are numbers (OpenAPI v2), whatever the fields endpoint calls their type. */
static const char *const numbers[] = {"owner_id", "org_id", "person_id", "pipeline_id", "stage_id", "value", "probability", "industry",
                                      "annual_revenue", "employee_count", "visible_to", NULL};

static enum pd_type type_of(const struct body *b, const char *name)
{
	for (const char *const *n = numbers; *n != NULL; n++)
		if (strcmp(*n, name) == 0)
			return PD_NUMBER;
	const struct pd_field *f = pd_find_field(b->conn, b->op->object, name);
	return f != NULL ? f->type : PD_STRING;
}

static void write_stage(struct body *b, const struct crm_value *v)
{
	bool closed = v->kind == CRM_TEXT && (strcmp(v->text, "won") == 0 || strcmp(v->text, "lost") == 0);
	const char *status = crm_json_get_string(b->current, "status");
	if (closed) {
		crm_jw_field(&b->w, "status", v->text);
		return;
	}
	crm_jw_key(&b->w, "stage_id");
	write_typed(b, PD_INTEGER, v);
	if (status != NULL && strcmp(status, "open") != 0)
		crm_jw_field(&b->w, "status", "open");
}

static bool write_special(struct body *b, const struct crm_property *p)
{
	if (strcmp(p->name, "first_name") == 0 || strcmp(p->name, "last_name") == 0)
		b->names = true;
	else if (strcmp(p->name, "@email") == 0 || strcmp(p->name, "@emails") == 0)
		b->emails = true;
	else if (strcmp(p->name, "@phone") == 0 || strcmp(p->name, "@mobile") == 0)
		b->phones = true;
	else if (is_address_part(p->name))
		b->address = true;
	else if (strcmp(p->name, "@stage") == 0)
		write_stage(b, &p->value);
	else
		return false;
	return true;
}

static bool any_custom(const struct crm_op *op)
{
	for (size_t i = 0; i < op->n_properties; i++)
		if (pd_is_custom_key(op->properties[i].name))
			return true;
	return false;
}

static void write_custom(struct body *b)
{
	crm_jw_key(&b->w, "custom_fields");
	crm_jw_object(&b->w);
	for (size_t i = 0; i < b->op->n_properties; i++) {
		const struct crm_property *p = &b->op->properties[i];
		if (!pd_is_custom_key(p->name))
			continue;
		crm_jw_key(&b->w, p->name);
		write_typed(b, type_of(b, p->name), &p->value);
	}
	crm_jw_end_object(&b->w);
}

static bool write_all(struct body *b, const char **problem)
{
	bool ok = true;
	crm_jw_object(&b->w);
	for (size_t i = 0; i < b->op->n_properties; i++) {
		const struct crm_property *p = &b->op->properties[i];
		if (pd_is_custom_key(p->name) || write_special(b, p))
			continue;
		crm_jw_key(&b->w, p->name);
		write_typed(b, type_of(b, p->name), &p->value);
	}
	if (b->names || (b->op->object == CRM_CONTACT && b->op->kind == CRM_OP_CREATE))
		ok = write_name(b, problem);
	if (b->emails)
		write_emails(b);
	if (b->phones)
		write_phones(b);
	if (b->address)
		write_address(b);
	if (any_custom(b->op))
		write_custom(b);
	crm_jw_end_object(&b->w);
	return ok;
}

int pd_write_body(struct crm_connection *conn, const struct crm_op *op, struct crm_buf *body, const char **problem,
                  struct crm_arena *arena, struct crm_error *err)
{
	struct body b = {.conn = conn, .op = op, .arena = arena};
	int rc = any_custom(op) ? pd_load_fields(conn, op->object, err) : CRM_OK;
	if (rc != CRM_OK)
		return rc;
	if (op->current != NULL && op->current->raw != NULL &&
	    crm_json_parse(op->current->raw, op->current->raw_len, &b.current, NULL) != CRM_OK)
		b.current = NULL;
	*problem = NULL;
	crm_jw_init(&b.w, body);
	write_all(&b, problem);
	crm_json_free(b.current);
	return body->failed ? pd_out_of_memory(err) : CRM_OK;
}
