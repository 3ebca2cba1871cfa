/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/look_up.h>

#include <string.h>

#include <sync/retry.h>
#include <sync/translate.h>

/* Fields that tell one record from another, strongest first: what to search by, and what must not differ. */
static const char *const telling[CRM_SYNC_OBJECTS][5] = {
	[CRM_COMPANY] = {"domain", "name"},
	[CRM_CONTACT] = {"email", "last_name", "first_name"},
	[CRM_DEAL] = {"name"},
};

struct clue {
	const char *property, *value;
};

static bool clue_of(const struct crm_payload_item *item, struct clue *clue)
{
	*clue = (struct clue){.property = item->property, .value = item->value.text};
	return item->value.kind == CRM_TEXT;
}

static bool find_clue(const struct crm_system *s, const struct crm_op_row *row, const struct crm_payload *payload,
		      bool foreign, struct clue *clue)
{
	const char *id_property = s->id_property[row->object];
	for (size_t i = 0; id_property != NULL && !foreign && i < payload->n; i++)
		if (strcmp(payload->items[i].property, id_property) == 0 && clue_of(&payload->items[i], clue))
			return true;
	for (const char *const *t = telling[row->object]; *t != NULL; t++)
		for (size_t i = 0; i < payload->n; i++)
			if (strcmp(payload->items[i].field, *t) == 0 && clue_of(&payload->items[i], clue))
				return true;
	return false;
}

static int search(struct crm_system *s, enum crm_object object, const struct clue *clue, struct crm_page *page,
		  struct crm_arena *arena, struct crm_error *err)
{
	struct crm_retry retry = {0};
	int rc;
	do {
		crm_error_clear(err);
		*page = (struct crm_page){0};
		rc = s->connector->find(s->connection, object, clue->property, &clue->value, 1, s->properties[object],
					s->n_properties[object], page, arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	return rc;
}

static int cells_of(struct crm_system *s, const struct crm_record *record, struct crm_arena *arena,
		    struct crm_cell **cells, struct crm_error *err)
{
	*cells = crm_arena_calloc(arena, s->engine->models[record->object].n_fields, sizeof **cells);
	return *cells ? crm_translate_record(s, record, arena, *cells, err)
		      : crm_error_set(err, CRM_E_NOMEM, "out of memory");
}

/* What was sent, as cells. */
static int sent_cells(struct crm_system *s, const struct crm_op_row *row, const struct crm_payload *payload,
		      struct crm_arena *arena, struct crm_cell **cells, struct crm_error *err)
{
	struct crm_property *properties = crm_arena_calloc(arena, payload->n + 1, sizeof *properties);
	if (properties == NULL)
		return crm_error_set(err, CRM_E_NOMEM, "out of memory");
	for (size_t i = 0; i < payload->n; i++)
		properties[i] =
			(struct crm_property){.name = payload->items[i].property, .value = payload->items[i].value};
	struct crm_record sent = {
		.object = row->object, .kind = row->record_kind, .properties = properties, .n_properties = payload->n};
	return cells_of(s, &sent, arena, cells, err);
}

static bool contradicts(const struct crm_model *model, const struct crm_cell *sent, const struct crm_cell *found)
{
	for (const char *const *t = telling[model->object]; *t != NULL; t++) {
		size_t i = crm_model_field(model, *t);
		if (i == (size_t)-1 || crm_cell_unknown(&sent[i]) || crm_cell_unknown(&found[i]))
			continue;
		if (!crm_cell_blank(&sent[i]) && !crm_cell_blank(&found[i]) && !crm_cell_equal(&sent[i], &found[i]))
			return true;
	}
	return false;
}

/* Leaves out what another golden record owns and, where it was not found by our id, what tells of somebody else. */
static int keep_possible(struct crm_system *s, const struct crm_op_row *row, const struct crm_cell *sent, bool by_id,
			 struct crm_page *page, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_record *kept = crm_arena_calloc(arena, page->n + 1, sizeof *kept);
	size_t n = 0;
	if (kept == NULL)
		return crm_error_set(err, CRM_E_NOMEM, "out of memory");
	for (size_t i = 0; i < page->n; i++) {
		struct crm_cell *found = NULL;
		int64_t golden = 0;
		int rc = crm_store_golden_of(s->engine->store, s->id, row->object, page->records[i].id, &golden, err);
		if (rc == CRM_OK)
			rc = cells_of(s, &page->records[i], arena, &found, err);
		if (rc != CRM_OK)
			return rc;
		bool ours = golden == 0 || golden == row->golden;
		if (page->records[i].life == CRM_LIVE && ours &&
		    (by_id || !contradicts(&s->engine->models[row->object], sent, found)))
			kept[n++] = page->records[i];
	}
	page->records = kept;
	page->n = n;
	return CRM_OK;
}

int crm_look_up_create(struct crm_system *s, const struct crm_op_row *row, const struct crm_payload *payload,
		       bool foreign, struct crm_page *page, bool *possible, struct crm_arena *arena,
		       struct crm_error *err)
{
	struct crm_cell *sent = NULL;
	struct clue clue;
	*page = (struct crm_page){0};
	*possible = find_clue(s, row, payload, foreign, &clue);
	if (!*possible)
		return CRM_OK;
	bool by_id = s->id_property[row->object] != NULL && strcmp(clue.property, s->id_property[row->object]) == 0;
	int rc = sent_cells(s, row, payload, arena, &sent, err);
	if (rc == CRM_OK)
		rc = search(s, row->object, &clue, page, arena, err);
	return rc == CRM_OK ? keep_possible(s, row, sent, by_id, page, arena, err) : rc;
}
