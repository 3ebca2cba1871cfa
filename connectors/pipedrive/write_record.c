/* SPDX-License-Identifier: Apache-2.0 */
/* The body of a create or update. */
#include <string.h>

#include "pipedrive.h"

const struct crm_value *pd_op_value(const struct crm_op *op, const char *name)
{
	for (size_t i = 0; i < op->n_properties; i++)
		if (strcmp(op->properties[i].name, name) == 0)
			return &op->properties[i].value;
	return NULL;
}

const char *pd_op_text(const struct crm_op *op, const char *name)
{
	const struct crm_value *v = pd_op_value(op, name);
	return v != NULL && v->kind == CRM_TEXT && v->text[0] != '\0' ? v->text : NULL;
}

bool pd_writes_names(const struct crm_op *op)
{
	return op->object == CRM_CONTACT && (op->kind == CRM_OP_CREATE || op->kind == CRM_OP_UPDATE) &&
	       (pd_op_value(op, "first_name") != NULL || pd_op_value(op, "last_name") != NULL);
}

void pd_cannot_write(struct pd_body *b, const char *field, const char *why, bool fatal)
{
	b->problem = why;
	b->field = field;
	b->fatal = b->fatal || fatal;
}

/* ---- names ---- */

static const char *name_part(const struct pd_body *b, const char *part)
{
	if (pd_op_value(b->op, part) != NULL)
		return pd_op_text(b->op, part);
	const char *text = crm_json_get_string(b->current, part);
	return text != NULL && text[0] != '\0' ? text : NULL;
}

/* Nothing is only said where it clears something. */
static void write_name_part(struct pd_body *b, const char *part, const char *text)
{
	if (text != NULL || (b->op->kind == CRM_OP_UPDATE && pd_op_value(b->op, part) != NULL))
		crm_jw_field(&b->w, part, text);
}

/*
 * Only `name` is documented, and the vendor splits it at the first blank.  The parts beside it keep "Anna Maria" a
 * first name where the API takes them; they are left out once it has refused them.
 */
static void write_name(struct pd_body *b)
{
	const char *first = name_part(b, "first_name"), *last = name_part(b, "last_name");
	if (first == NULL && last == NULL) {
		pd_cannot_write(b, "last_name", "a person cannot be without a name", true);
		return;
	}
	pd_write_key(b, "name");
	const char *whole =
		crm_arena_printf(b->arena, "%s%s%s", first ? first : "", first && last ? " " : "", last ? last : "");
	b->w.buf->failed = b->w.buf->failed || whole == NULL;
	crm_jw_string(&b->w, whole);
	if (b->conn->names == PD_NAMES_WHOLE)
		return;
	write_name_part(b, "first_name", first);
	write_name_part(b, "last_name", last);
}

/* ---- stages ---- */

static void write_stage(struct pd_body *b, const struct crm_value *v)
{
	bool closed = v->kind == CRM_TEXT && (strcmp(v->text, "won") == 0 || strcmp(v->text, "lost") == 0);
	const char *status = crm_json_get_string(b->current, "status");
	if (pd_is_clear(v))
		return; /* a deal is always in a stage */
	pd_write_key(b, closed ? "status" : "stage_id");
	pd_write_value(b, "@stage", closed ? PD_STRING : PD_INTEGER, v);
	if (!closed && status != NULL && strcmp(status, "open") != 0)
		crm_jw_field(&b->w, "status", "open");
}

/* ---- properties that are not members of their own ---- */

static bool note_special(struct pd_body *b, const struct crm_property *p)
{
	bool person = b->op->object == CRM_CONTACT;
	if (pd_is_piece(p->name))
		return true;
	if (person && (strcmp(p->name, "first_name") == 0 || strcmp(p->name, "last_name") == 0))
		b->names = true;
	else if (person && (strcmp(p->name, "@email") == 0 || strcmp(p->name, "@emails") == 0))
		b->emails = true;
	else if (person && (strcmp(p->name, "@phone") == 0 || strcmp(p->name, "@mobile") == 0))
		b->phones = true;
	else if (b->op->object != CRM_DEAL && pd_is_address_part(p->name))
		b->address = true;
	else if (b->op->object == CRM_DEAL && strcmp(p->name, "@stage") == 0)
		write_stage(b, &p->value);
	else
		return false;
	return true;
}

/* '@stage' and the parts of a name say the same as these. */
static bool is_overruled(const struct pd_body *b, const char *name)
{
	if (b->op->object == CRM_DEAL && pd_op_value(b->op, "@stage") != NULL)
		return strcmp(name, "status") == 0 || strcmp(name, "stage_id") == 0;
	return pd_writes_names(b->op) && strcmp(name, "name") == 0;
}

static void write_member(struct pd_body *b, const struct crm_property *p)
{
	const struct pd_standard *s = pd_find_standard(b->op->object, p->name);
	if (pd_is_clear(&p->value) && (b->op->kind == CRM_OP_CREATE || (s != NULL && !s->clearable)))
		return;
	pd_write_key(b, p->name);
	if (s != NULL && s->emptied && pd_is_clear(&p->value))
		crm_jw_string(&b->w, "");
	else
		pd_write_value(b, p->name, s ? s->type : PD_STRING, &p->value);
}

/* ---- custom fields ---- */

static bool is_custom(const char *name)
{
	return pd_is_custom_key(name) || pd_is_currency_of_custom(name);
}

static void write_custom_value(struct pd_body *b, const char *key, const struct crm_value *v)
{
	const struct pd_field *f = pd_find_field(b->conn, b->op->object, key);
	if (b->op->kind == CRM_OP_CREATE && pd_is_clear(v))
		return;
	pd_write_key(b, key);
	pd_write_value(b, key, f ? f->type : PD_STRING, v);
}

/* A currency without its amount goes with the amount that is there. */
static void write_currency(struct pd_body *b, const char *name)
{
	const char *key = crm_arena_strndup(b->arena, name, 40);
	const crm_json *amount = crm_json_path(crm_json_get(crm_json_get(b->current, "custom_fields"), key), "value");
	if (key == NULL || pd_op_value(b->op, key) != NULL || crm_json_text(amount) == NULL ||
	    pd_op_text(b->op, name) == NULL)
		return;
	struct crm_value v = {.kind = CRM_TEXT, .text = crm_json_text(amount)};
	write_custom_value(b, key, &v);
}

static void write_custom_fields(struct pd_body *b)
{
	crm_jw_key(&b->w, "custom_fields");
	crm_jw_object(&b->w);
	for (size_t i = 0; i < b->op->n_properties; i++) {
		const struct crm_property *p = &b->op->properties[i];
		if (pd_is_custom_key(p->name))
			write_custom_value(b, p->name, &p->value);
		else if (pd_is_currency_of_custom(p->name))
			write_currency(b, p->name);
	}
	crm_jw_end_object(&b->w);
}

/* What must be known of the account to write the op's custom fields. */
static int prepare_custom(struct crm_connection *conn, const struct crm_op *op, bool *any, struct crm_error *err)
{
	int rc = CRM_OK;
	*any = false;
	for (size_t i = 0; rc == CRM_OK && i < op->n_properties; i++) {
		if (!is_custom(op->properties[i].name))
			continue;
		*any = true;
		rc = pd_load_fields(conn, op->object, err);
		const struct pd_field *f =
			rc == CRM_OK ? pd_find_field(conn, op->object, op->properties[i].name) : NULL;
		if (f != NULL && f->type == PD_MONETARY && !pd_is_clear(&op->properties[i].value))
			rc = pd_load_account(conn, err);
	}
	return rc;
}

/* ---- the body ---- */

static void write_members(struct pd_body *b, bool custom)
{
	crm_jw_object(&b->w);
	for (size_t i = 0; i < b->op->n_properties; i++) {
		const struct crm_property *p = &b->op->properties[i];
		if (!is_custom(p->name) && !note_special(b, p) && !is_overruled(b, p->name))
			write_member(b, p);
	}
	bool nameless =
		b->op->object == CRM_CONTACT && b->op->kind == CRM_OP_CREATE && pd_op_text(b->op, "name") == NULL;
	if (b->names || nameless)
		write_name(b);
	if (b->emails)
		pd_write_emails(b);
	if (b->phones)
		pd_write_phones(b);
	if (b->address)
		pd_write_address(b);
	if (custom)
		write_custom_fields(b);
	crm_jw_end_object(&b->w);
}

static void judge(const struct pd_body *b, struct crm_result *result)
{
	if (b->problem != NULL && (b->fatal || b->written == 0))
		pd_refuse(result, b->field, b->problem);
	else if (b->written == 0 && b->op->kind == CRM_OP_UPDATE)
		pd_refuse(result, NULL, "none of its changes can be written at Pipedrive");
}

int pd_write_body(struct crm_connection *conn, const struct crm_op *op, struct crm_result *result, const char **text,
		  struct crm_arena *arena, struct crm_error *err)
{
	struct pd_body b = {.conn = conn, .op = op, .arena = arena};
	struct crm_buf body;
	bool custom;
	int rc = prepare_custom(conn, op, &custom, err);
	if (rc != CRM_OK)
		return rc;
	if (op->current != NULL && op->current->raw != NULL &&
	    crm_json_parse(op->current->raw, op->current->raw_len, &b.current, NULL) != CRM_OK)
		b.current = NULL;
	crm_buf_init(&body, CRM_BUF_MAX);
	crm_jw_init(&b.w, &body);
	write_members(&b, custom);
	crm_json_free(b.current);
	*text = body.failed ? NULL : crm_arena_strndup(arena, body.ptr, body.len);
	crm_buf_free(&body);
	if (*text == NULL)
		return pd_out_of_memory(err);
	judge(&b, result);
	return CRM_OK;
}
