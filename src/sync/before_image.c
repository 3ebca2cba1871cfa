/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/before_image.h>

#include <string.h>

#include <sync/payload.h>
#include <sync/translate.h>

void crm_before_begin(struct crm_before *b, struct crm_system *s, const struct crm_source *source,
		      const struct crm_cell *now, struct crm_arena *arena)
{
	*b = (struct crm_before){.s = s, .source = source, .now = now, .arena = arena};
}

/* ---- the vendor's own words ---- */

static int reread(struct crm_before *b, const char *raw, struct crm_error *err)
{
	const struct crm_model *model = &b->s->engine->models[b->source->object];
	struct crm_cell *cells = crm_arena_calloc(b->arena, model->n_fields, sizeof *cells);
	if (cells == NULL)
		return crm_error_no_memory(err);
	int rc = b->s->connector->reread(b->s->connection, b->source->object, raw, &b->record, b->arena, err);
	if (rc == CRM_E_NOMEM)
		return rc;
	crm_error_clear(err);
	if (rc != CRM_OK)
		return CRM_OK; /* an older version of the connector wrote it down in another way */
	b->record.object = b->source->object;
	b->record.kind = b->source->kind;
	rc = crm_translate_record(b->s, &b->record, b->arena, cells, err);
	b->exact = cells;
	return rc;
}

static int read_raw(struct crm_before *b, struct crm_error *err)
{
	struct crm_source row;
	bool found = false;
	if (b->read || b->s->connector->reread == NULL)
		return CRM_OK;
	b->read = true;
	int rc = crm_store_source(b->s->engine->store, b->source->id, true, b->arena, &row, &found, err);
	return rc == CRM_OK && found && row.raw != NULL && strcmp(row.raw, "{}") != 0 ? reread(b, row.raw, err) : rc;
}

/* The raw text is that of the last reading; what crmsync wrote since then is not in it. */
static const struct crm_value *exact_value(const struct crm_before *b, size_t field, const char *property)
{
	static const struct crm_value none = {.kind = CRM_NULL};
	const struct crm_cell *now = &b->now[field];
	if (b->exact == NULL)
		return NULL;
	const struct crm_value *value = crm_record_get(&b->record, property);
	if (value == NULL || value->kind == CRM_ABSENT)
		return !crm_cell_unknown(now) && crm_cell_blank(now) ? &none : NULL;
	return value->kind != CRM_DENIED && crm_cell_equal(&b->exact[field], now) ? value : NULL;
}

/* What the vendor keeps the property in, together with others; see reread() in connector.h. */
static const char *piece_text(const struct crm_before *b, const char *property)
{
	const char *name = crm_arena_printf(b->arena, "%s#", property);
	const struct crm_value *piece = name ? crm_record_get(&b->record, name) : NULL;
	return piece != NULL && piece->kind == CRM_TEXT ? piece->text : NULL;
}

/* ---- items ---- */

static void write_reference(struct crm_json_writer *w, const char *property, const struct crm_field *f,
			    const struct crm_cell *now, const char **uids)
{
	struct crm_value value = {.kind = CRM_NULL};
	for (size_t i = 0; now->kind == CRM_LIST && i < now->n; i++)
		uids[i] = now->items[i].key;
	if (now->kind == CRM_LIST)
		value = (struct crm_value){.kind = CRM_LIST, .items = uids, .n = now->n};
	else if (now->kind == CRM_TEXT)
		value = (struct crm_value){.kind = CRM_TEXT, .text = now->key};
	crm_payload_property(w, property, f->name, &value, f->refers);
}

/* As crmsync would spell it: of vendors whose raw text cannot be read again. */
static int spelt_value(struct crm_before *b, size_t field, const char *property, struct crm_value *value, bool *known,
		       struct crm_error *err)
{
	struct crm_write write = {.verdict = CRM_WRITE_SKIP};
	const struct crm_cell *now = &b->now[field];
	enum crm_object object = b->source->object;
	int rc = CRM_OK;
	*value = (struct crm_value){.kind = CRM_NULL};
	*known = crm_cell_blank(now);
	if (field == b->s->engine->id_field[object]) {
		*known = true;
		if (now->kind == CRM_TEXT)
			*value = (struct crm_value){.kind = CRM_TEXT, .text = now->text};
		return CRM_OK;
	}
	if (!*known)
		rc = crm_translate_write(b->s, object, field, b->source->kind, false, now, b->arena, &write, err);
	if (rc == CRM_OK && write.verdict == CRM_WRITE_OK && strcmp(write.property, property) == 0) {
		*known = true;
		*value = write.value;
	}
	return rc;
}

int crm_before_write(struct crm_before *b, struct crm_json_writer *w, size_t field, const char *property,
		     struct crm_error *err)
{
	const struct crm_field *f = &b->s->engine->models[b->source->object].fields[field];
	const struct crm_cell *now = &b->now[field];
	struct crm_value value;
	bool known = false;
	if (crm_cell_unknown(now) && field != b->s->engine->id_field[b->source->object])
		return CRM_OK;
	if (f->type == CRM_T_REFERENCE && f->refers != CRM_OWNER) {
		const char **uids = crm_arena_calloc(b->arena, now->n + 1, sizeof *uids);
		if (uids == NULL)
			return crm_error_no_memory(err);
		write_reference(w, property, f, now, uids);
		return CRM_OK;
	}
	int rc = read_raw(b, err);
	const struct crm_value *exact = rc == CRM_OK ? exact_value(b, field, property) : NULL;
	if (exact != NULL) {
		crm_payload_restored(w, property, f->name, exact, piece_text(b, property));
		return CRM_OK;
	}
	if (rc == CRM_OK)
		rc = spelt_value(b, field, property, &value, &known, err);
	if (rc == CRM_OK && known)
		crm_payload_property(w, property, f->name, &value, CRM_OBJECTS);
	return rc;
}

static int write_field(struct crm_before *b, struct crm_json_writer *w, size_t field, struct crm_error *err)
{
	struct crm_write write;
	const struct crm_cell *now = &b->now[field];
	if (crm_cell_unknown(now) || crm_cell_blank(now))
		return CRM_OK;
	int rc = crm_translate_write(b->s, b->source->object, field, b->source->kind, true, now, b->arena, &write, err);
	if (rc != CRM_OK || write.verdict == CRM_WRITE_SKIP || write.property == NULL)
		return rc;
	return crm_before_write(b, w, field, write.property, err);
}

int crm_before_write_whole(struct crm_before *b, struct crm_json_writer *w, struct crm_error *err)
{
	size_t id_field = b->s->engine->id_field[b->source->object];
	const char *id_property = b->s->id_property[b->source->object];
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < id_field; i++)
		rc = write_field(b, w, i, err);
	if (rc == CRM_OK && id_property != NULL && b->now[id_field].kind == CRM_TEXT)
		rc = crm_before_write(b, w, id_field, id_property, err);
	return rc;
}
