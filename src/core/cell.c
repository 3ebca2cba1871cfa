/* SPDX-License-Identifier: Apache-2.0 */
/* Cells: what is known, what is blank, what is equal; hashing and showing. */
#include "config.h"

#include <core/cell.h>
#include <core/text.h>

#include <string.h>

bool crm_cell_unknown(const struct crm_cell *cell)
{
	return cell->kind == CRM_ABSENT || cell->kind == CRM_DENIED;
}

bool crm_cell_blank(const struct crm_cell *cell)
{
	switch (cell->kind) {
	case CRM_NULL:
		return true;
	case CRM_TEXT:
		return text_is_blank(cell->key);
	case CRM_LIST:
		for (size_t i = 0; i < cell->n; i++) {
			if (!crm_cell_blank(&cell->items[i]))
				return false;
		}
		return true;
	case CRM_ABSENT:
	case CRM_DENIED:
		break;
	}
	return false;
}

/* A text counts as a list of one, so that a field that becomes `multiple` keeps its agreements. */
static const struct crm_cell *cell_elements(const struct crm_cell *cell, size_t *n)
{
	if (cell->kind == CRM_TEXT) {
		*n = 1;
		return cell;
	}
	*n = cell->n;
	return cell->items;
}

bool crm_cell_equal(const struct crm_cell *a, const struct crm_cell *b)
{
	size_t n_a, n_b;

	if (crm_cell_unknown(a) || crm_cell_unknown(b))
		return crm_cell_unknown(a) && crm_cell_unknown(b);
	if (crm_cell_blank(a) || crm_cell_blank(b))
		return crm_cell_blank(a) && crm_cell_blank(b);
	const struct crm_cell *items_a = cell_elements(a, &n_a);
	const struct crm_cell *items_b = cell_elements(b, &n_b);
	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++) {
		if (strcmp(items_a[i].key, items_b[i].key) != 0)
			return false;
	}
	return true;
}

bool crm_cell_contains(const struct crm_cell *cell, const char *key)
{
	size_t n;

	if (cell->kind != CRM_TEXT && cell->kind != CRM_LIST)
		return false;
	const struct crm_cell *items = cell_elements(cell, &n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(items[i].key, key) == 0)
			return true;
	}
	return false;
}

/* FNV-1a with the finisher of MurmurHash3: simple, the same on every machine, and well mixed in all bits. */
uint64_t crm_hash_bytes(const void *bytes, size_t len, uint64_t seed)
{
	const unsigned char *p = bytes;
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ seed;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	h = (h ^ (h >> 33)) * UINT64_C(0xff51afd7ed558ccd);
	h = (h ^ (h >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
	return h ^ (h >> 33);
}

/* The terminating NUL is hashed too: it keeps neighbouring texts apart. */
static uint64_t hash_text(const char *text, uint64_t seed)
{
	return crm_hash_bytes(text, strlen(text) + 1, seed);
}

uint64_t crm_cells_hash(const struct crm_model *model, const struct crm_cell *cells)
{
	uint64_t h = 0;

	for (size_t i = 0; i < model->n_fields; i++) {
		size_t n;

		if (crm_cell_unknown(&cells[i]))
			continue;
		h = hash_text(model->fields[i].name, h);
		if (crm_cell_blank(&cells[i]))
			continue;
		const struct crm_cell *items = cell_elements(&cells[i], &n);
		for (size_t k = 0; k < n; k++)
			h = hash_text(items[k].key, h);
	}
	return h;
}

const char *crm_cell_show(const struct crm_cell *cell, struct crm_arena *arena)
{
	size_t len = 1;
	char *out, *p;

	if (cell->kind == CRM_TEXT)
		return cell->text;
	if (cell->kind != CRM_LIST)
		return "";
	for (size_t i = 0; i < cell->n; i++)
		len += strlen(cell->items[i].text) + 2;
	p = out = crm_arena_alloc(arena, len);
	if (out == NULL)
		return NULL;
	for (size_t i = 0; i < cell->n; i++) {
		size_t part = strlen(cell->items[i].text);

		if (i > 0) {
			*p++ = ',';
			*p++ = ' ';
		}
		memcpy(p, cell->items[i].text, part);
		p += part;
	}
	*p = '\0';
	return out;
}
