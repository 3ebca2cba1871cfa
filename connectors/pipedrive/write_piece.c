/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several properties are kept in one piece (a list of e-mails, an address in components), and what is made of them says
 * less than the piece.  Where a property is put back to what it was, the piece comes along as it was, under the
 * property's name and '#', and is written as it stands, if nothing else in it has changed since.
 */
#include <string.h>

#include "pipedrive.h"

#define NAMES_MAX 5

/* ---- reading ---- */

static const struct {
	enum crm_object object;
	const char *member;
	const char *names[NAMES_MAX + 1];
} pieces[] = {
	{CRM_CONTACT, "emails", {"@email", "@emails", NULL}},
	{CRM_CONTACT, "phones", {"@phone", "@mobile", NULL}},
	{CRM_CONTACT, "postal_address", {"@street", "@postcode", "@city", "@state", "@country", NULL}},
	{CRM_COMPANY, "address", {"@street", "@postcode", "@city", "@state", "@country", NULL}},
};

#define N_PIECES (sizeof pieces / sizeof *pieces)

static const char *text_of(const crm_json *v, struct crm_arena *arena)
{
	struct crm_buf buf;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_json_write(&buf, v);
	const char *text = buf.failed ? NULL : crm_arena_strndup(arena, buf.ptr, buf.len);
	crm_buf_free(&buf);
	return text;
}

int pd_add_pieces(const crm_json *item, struct crm_arena *arena, struct crm_record *record)
{
	struct crm_property *all =
		crm_arena_calloc(arena, record->n_properties + N_PIECES * NAMES_MAX + 1, sizeof *all);
	size_t n = record->n_properties;
	if (all == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < n; i++)
		all[i] = record->properties[i];
	for (size_t i = 0; i < N_PIECES; i++) {
		const crm_json *piece = crm_json_get(item, pieces[i].member);
		const char *text = piece != NULL && pieces[i].object == record->object ? text_of(piece, arena) : NULL;
		for (const char *const *name = pieces[i].names; text != NULL && *name != NULL; name++) {
			all[n] = (struct crm_property){.name = crm_arena_printf(arena, "%s#", *name),
						       .value = {.kind = CRM_TEXT, .text = text}};
			if (all[n++].name == NULL)
				return CRM_E_NOMEM;
		}
	}
	record->properties = all;
	record->n_properties = n;
	return CRM_OK;
}

/* ---- writing ---- */

bool pd_is_piece(const char *name)
{
	size_t len = strlen(name);
	return len > 0 && name[len - 1] == '#';
}

/* What the piece says of its properties. */
static bool read_piece(struct pd_body *b, const char *member, const char *text, struct crm_record *out)
{
	crm_json *item = NULL;
	const char *whole = crm_arena_printf(b->arena, "{\"id\":1,\"%s\":%s}", member, text);
	if (whole == NULL || crm_json_parse(whole, strlen(whole), &item, NULL) != CRM_OK)
		return false;
	int rc = pd_read_record(item, b->op->object, b->arena, out);
	crm_json_free(item);
	return rc == CRM_OK;
}

static bool is_blank(const struct crm_value *v)
{
	return v == NULL || v->kind == CRM_NULL || v->kind == CRM_ABSENT ||
	       (v->kind == CRM_TEXT && v->text[0] == '\0') || (v->kind == CRM_LIST && v->n == 0);
}

static bool holds(const struct crm_record *piece, const char *text)
{
	const struct crm_value *first = crm_record_get(piece, "@email"), *others = crm_record_get(piece, "@emails");
	if (first != NULL && first->kind == CRM_TEXT && strcmp(first->text, text) == 0)
		return true;
	for (size_t i = 0; others != NULL && others->kind == CRM_LIST && i < others->n; i++)
		if (strcmp(others->items[i], text) == 0)
			return true;
	return false;
}

/* The list may have lost entries to the write that is taken back; it must not have gained any. */
static bool says_the_same(const struct crm_record *piece, const char *name, const struct crm_value *value)
{
	const struct crm_value *was = crm_record_get(piece, name);
	if (value != NULL && value->kind == CRM_LIST) {
		for (size_t i = 0; i < value->n; i++)
			if (!holds(piece, value->items[i]))
				return false;
		return true;
	}
	if (is_blank(value) || is_blank(was))
		return is_blank(value) && is_blank(was);
	return value->kind == CRM_TEXT && was->kind == CRM_TEXT && strcmp(value->text, was->text) == 0;
}

static const char *piece_of(const struct pd_body *b, const char *const *names)
{
	for (const char *const *name = names; *name != NULL; name++) {
		const char *key = crm_arena_printf(b->arena, "%s#", *name);
		const char *text = key && pd_op_value(b->op, *name) ? pd_op_text(b->op, key) : NULL;
		if (text != NULL)
			return text;
	}
	return NULL;
}

static bool fits(struct pd_body *b, const char *member, const char *text, const char *const *names)
{
	struct crm_record piece, current;
	if (!read_piece(b, member, text, &piece) || b->current == NULL ||
	    pd_read_record(b->current, b->op->object, b->arena, &current) != CRM_OK)
		return false;
	for (const char *const *name = names; *name != NULL; name++) {
		const struct crm_value *value = pd_op_value(b->op, *name);
		if (!says_the_same(&piece, *name, value ? value : crm_record_get(&current, *name)))
			return false;
	}
	return true;
}

/* Components that are null are left out, which clears them. */
static void write_whole(struct pd_body *b, const crm_json *piece)
{
	if (!crm_json_is_object(piece)) {
		crm_jw_value(&b->w, piece);
		return;
	}
	crm_jw_object(&b->w);
	for (const crm_json *m = crm_json_first(piece); m != NULL; m = crm_json_next(m)) {
		if (crm_json_is_null(m))
			continue;
		crm_jw_key(&b->w, crm_json_name(m));
		crm_jw_value(&b->w, m);
	}
	crm_jw_end_object(&b->w);
}

bool pd_write_piece(struct pd_body *b, const char *member)
{
	crm_json *piece = NULL;
	for (size_t i = 0; i < N_PIECES; i++) {
		if (pieces[i].object != b->op->object || strcmp(pieces[i].member, member) != 0)
			continue;
		const char *text = piece_of(b, pieces[i].names);
		if (text == NULL || !fits(b, member, text, pieces[i].names) ||
		    crm_json_parse(text, strlen(text), &piece, NULL) != CRM_OK)
			return false;
		pd_write_key(b, member);
		write_whole(b, piece);
		crm_json_free(piece);
		return true;
	}
	return false;
}
