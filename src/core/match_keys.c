/* SPDX-License-Identifier: Apache-2.0 */
/* The match keys of a record. */
#include "config.h"

#include <core/canonical.h>
#include <core/match.h>
#include <core/normalise.h>

#include <crmsync/buf.h>
#include <string.h>

#define KEY_MAX ((size_t)1 << 16) /* bytes; what is longer is no key */

/* The values that may stand for one part of a key. */
struct part_values {
	const char **list;
	bool *role; /* a role mailbox: needs the name beside it */
	size_t n;
};

struct key_maker {
	const struct crm_model *model;
	const struct crm_cell *cells;
	struct crm_arena *arena;
	const char *name; /* folded full name, "" if unknown */
	struct crm_match_key *keys;
	size_t n;
};

static const char *text_of(const struct key_maker *k, const char *field)
{
	size_t i = crm_model_field(k->model, field);

	return i != (size_t)-1 && k->cells[i].kind == CRM_TEXT ? k->cells[i].text : "";
}

static int find_name(struct key_maker *k)
{
	const char *given = text_of(k, "first_name"), *family = text_of(k, "last_name");
	char *full = crm_arena_printf(k->arena, "%s %s", given, family);

	k->name = full != NULL ? crm_fold_name(full, k->arena) : NULL;
	if (k->name != NULL && k->name[0] == '\0')
		k->name = crm_fold_name(text_of(k, "name"), k->arena);
	return k->name != NULL ? 0 : CRM_E_NOMEM;
}

/* The type that the part is about: a web site may stand for a domain, and is then taken as one. */
static enum crm_type type_of_part(const struct key_maker *k, const struct crm_key_part *part)
{
	for (size_t f = 0; f < part->n; f++) {
		if (k->model->fields[part->fields[f]].type == CRM_T_DOMAIN)
			return CRM_T_DOMAIN;
	}
	return part->n > 0 ? k->model->fields[part->fields[0]].type : CRM_T_TEXT;
}

/* The text that stands for a value in a key, "" if it makes none; NULL on out of memory. */
static const char *key_value(const struct key_maker *k, enum crm_type type, const struct crm_cell *cell)
{
	const char *domain = "", *spelling;
	int rc;

	if (cell->kind != CRM_TEXT || !cell->valid || crm_cell_blank(cell))
		return "";
	if (type == CRM_T_TEXT)
		return crm_fold_name(cell->key, k->arena);
	if (type != CRM_T_DOMAIN)
		return cell->key;
	rc = canonical_domain(cell->key, k->arena, &domain, &spelling);
	if (rc < 0)
		return NULL;
	return rc == 0 || crm_domain_is_shared(domain) ? "" : domain;
}

static int add_value(const struct key_maker *k, enum crm_type type, const struct crm_cell *cell,
		     struct part_values *out)
{
	const char *text = key_value(k, type, cell);
	bool role = type == CRM_T_EMAIL && text != NULL && crm_email_is_role(text);

	if (text == NULL)
		return CRM_E_NOMEM;
	if (text[0] == '\0' || (role && k->name[0] == '\0') || out->n == CRM_MATCH_KEYS)
		return 0;
	out->list[out->n] = text;
	out->role[out->n++] = role;
	return 0;
}

static int collect_values(const struct key_maker *k, const struct crm_key_part *part, struct part_values *out)
{
	enum crm_type type = type_of_part(k, part);

	out->n = 0;
	out->list = crm_arena_calloc(k->arena, CRM_MATCH_KEYS, sizeof *out->list);
	out->role = crm_arena_calloc(k->arena, CRM_MATCH_KEYS, sizeof *out->role);
	if (out->list == NULL || out->role == NULL)
		return CRM_E_NOMEM;
	for (size_t f = 0; f < part->n; f++) {
		const struct crm_cell *cell = &k->cells[part->fields[f]];
		const struct crm_cell *items = cell->kind == CRM_LIST ? cell->items : cell;
		size_t n = cell->kind == CRM_LIST ? cell->n : 1;

		for (size_t i = 0; i < n; i++) {
			if (add_value(k, type, &items[i], out) < 0)
				return CRM_E_NOMEM;
		}
	}
	return 0;
}

static void put_value(struct crm_buf *buf, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '|' || *value == '\\')
			crm_buf_char(buf, '\\');
		crm_buf_char(buf, *value);
	}
}

static bool has_key(const struct key_maker *k, const char *text)
{
	for (size_t i = 0; i < k->n; i++) {
		if (strcmp(k->keys[i].text, text) == 0)
			return true;
	}
	return false;
}

static int add_key(struct key_maker *k, unsigned level, const struct part_values *parts, const size_t *pick)
{
	const struct crm_key_spec *spec = &k->model->keys[level];
	struct crm_buf buf;
	char *text = NULL;
	bool role = false;
	int rc = 0;

	crm_buf_init(&buf, CRM_BUF_MAX);
	for (size_t p = 0; p < spec->n_parts; p++)
		role = role || parts[p].role[pick[p]];
	crm_buf_str(&buf, spec->name);
	crm_buf_str(&buf, role ? "+name" : "");
	for (size_t p = 0; p < spec->n_parts; p++) {
		crm_buf_char(&buf, p == 0 ? ':' : '|');
		put_value(&buf, parts[p].list[pick[p]]);
	}
	if (role) {
		crm_buf_char(&buf, '|');
		put_value(&buf, k->name);
	}
	if (!buf.failed && buf.len <= KEY_MAX)
		text = crm_arena_strndup(k->arena, buf.ptr, buf.len);
	if (buf.failed || (text == NULL && buf.len <= KEY_MAX))
		rc = CRM_E_NOMEM;
	crm_buf_free(&buf);
	if (text != NULL && !has_key(k, text))
		k->keys[k->n++] = (struct crm_match_key){.level = level, .text = text};
	return rc;
}

/* Counts through the combinations; false after the last. */
static bool next_pick(const struct part_values *parts, size_t n_parts, size_t *pick)
{
	for (size_t p = n_parts; p-- > 0;) {
		if (++pick[p] < parts[p].n)
			return true;
		pick[p] = 0;
	}
	return false;
}

static int keys_of_spec(struct key_maker *k, unsigned level)
{
	const struct crm_key_spec *spec = &k->model->keys[level];
	struct part_values *parts = crm_arena_calloc(k->arena, spec->n_parts + 1, sizeof *parts);
	size_t *pick = crm_arena_calloc(k->arena, spec->n_parts + 1, sizeof *pick);

	if (parts == NULL || pick == NULL)
		return CRM_E_NOMEM;
	for (size_t p = 0; p < spec->n_parts; p++) {
		if (collect_values(k, &spec->parts[p], &parts[p]) < 0)
			return CRM_E_NOMEM;
		if (parts[p].n == 0)
			return 0;
	}
	do {
		if (k->n == CRM_MATCH_KEYS)
			return 0;
		if (add_key(k, level, parts, pick) < 0)
			return CRM_E_NOMEM;
	} while (next_pick(parts, spec->n_parts, pick));
	return 0;
}

int crm_match_keys(const struct crm_model *model, const struct crm_cell *cells, struct crm_arena *arena,
		   struct crm_match_key **keys, size_t *n)
{
	struct key_maker k = {.model = model, .cells = cells, .arena = arena};

	k.keys = crm_arena_calloc(arena, CRM_MATCH_KEYS, sizeof *k.keys);
	if (k.keys == NULL || find_name(&k) < 0)
		return CRM_E_NOMEM;
	for (size_t level = 0; level < model->n_keys; level++) {
		if (keys_of_spec(&k, (unsigned)level) < 0)
			return CRM_E_NOMEM;
	}
	*keys = k.keys;
	*n = k.n;
	return 0;
}
