/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/look_up.h>

#include <string.h>

#include <core/match.h>
#include <sync/reconcile.h>
#include <sync/retry.h>
#include <sync/translate.h>

/* Fields that tell one record from another, strongest first: what to search by, and what must not differ. */
#define TELLING 4
static const char *const telling[CRM_SYNC_OBJECTS][TELLING + 1] = {
	[CRM_COMPANY] = {"domain", "name"},
	[CRM_CONTACT] = {"email", "last_name", "first_name"},
	[CRM_DEAL] = {"name"},
};

/* A create that is looked up, and what is known of it here. */
struct quest {
	struct crm_look_up *item;
	struct crm_cell *sent;
	const char *value; /* of the round at hand */
	size_t cap;
	bool has_id;   /* it carried the crmsync id */
	bool searched; /* by its strongest value that can be searched by */
};

/* Quests that are searched by one property. */
struct round {
	struct crm_system *s;
	const struct crm_model *model;
	struct crm_arena *arena;
	const char *property;
	size_t field; /* of the model */
	bool by_id, told;
	struct quest **quests;
	size_t n;
};

/* ---- cells ---- */

static int cells_of(struct crm_system *s, const struct crm_record *record, struct crm_arena *arena,
		    struct crm_cell **cells, struct crm_error *err)
{
	*cells = crm_arena_calloc(arena, s->engine->models[record->object].n_fields, sizeof **cells);
	return *cells ? crm_translate_record(s, record, arena, *cells, err) : crm_error_no_memory(err);
}

/* What was sent, as cells. */
static int sent_cells(struct crm_system *s, const struct crm_look_up *item, struct crm_arena *arena,
		      struct crm_cell **cells, struct crm_error *err)
{
	const struct crm_payload *payload = item->payload;
	struct crm_property *properties = crm_arena_calloc(arena, payload->n + 1, sizeof *properties);
	if (properties == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < payload->n; i++)
		properties[i] =
			(struct crm_property){.name = payload->items[i].property, .value = payload->items[i].value};
	struct crm_record sent = {.object = item->row->object,
				  .kind = item->row->record_kind,
				  .properties = properties,
				  .n_properties = payload->n};
	return cells_of(s, &sent, arena, cells, err);
}

static bool known(const struct crm_cell *cell)
{
	return !crm_cell_unknown(cell) && !crm_cell_blank(cell);
}

static bool contradicts(const struct crm_model *model, const struct crm_cell *sent, const struct crm_cell *found)
{
	for (const char *const *t = telling[model->object]; *t != NULL; t++) {
		size_t i = crm_model_field(model, *t);
		if (i != (size_t)-1 && known(&sent[i]) && known(&found[i]) && !crm_cell_equal(&sent[i], &found[i]))
			return true;
	}
	return false;
}

static int shares_key(const struct round *r, const struct crm_cell *sent, const struct crm_cell *found, bool *shares,
		      struct crm_error *err)
{
	struct crm_match_key *a, *b;
	size_t n_a, n_b;
	*shares = false;
	if (crm_match_keys(r->model, sent, r->arena, &a, &n_a) != CRM_OK ||
	    crm_match_keys(r->model, found, r->arena, &b, &n_b) != CRM_OK)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < n_a && !*shares; i++)
		for (size_t k = 0; k < n_b && !*shares; k++)
			*shares = strcmp(a[i].text, b[k].text) == 0;
	return CRM_OK;
}

/* ---- hits ---- */

/* Does nobody else own it? */
static int is_free(const struct round *r, const struct quest *q, const struct crm_record *record, bool *is,
		   struct crm_error *err)
{
	int64_t golden = 0, own = q->item->row->golden;
	int rc = crm_store_golden_of(r->s->engine->store, r->s->id, record->object, record->id, &golden, err);
	if (rc == CRM_OK && golden != 0 && golden != own)
		rc = crm_golden_survivor(r->s->engine, &own, r->arena, err);
	*is = golden == 0 || golden == own;
	return rc;
}

static int may_be_it(const struct round *r, const struct quest *q, const struct crm_record *record,
		     const struct crm_cell *found, bool *may, struct crm_error *err)
{
	*may = record->life == CRM_LIVE && (r->by_id || !contradicts(r->model, q->sent, found));
	int rc = *may ? is_free(r, q, record, may, err) : CRM_OK;
	if (rc == CRM_OK && *may && !r->by_id && !r->told && q->has_id)
		rc = shares_key(r, q->sent, found, may, err);
	return rc;
}

static int add_hit(const struct round *r, struct quest *q, const struct crm_record *record)
{
	struct crm_look_up *item = q->item;
	for (size_t i = 0; i < item->n; i++)
		if (strcmp(item->found[i].id, record->id) == 0)
			return CRM_OK;
	if (item->n == q->cap) {
		size_t cap = q->cap ? 2 * q->cap : 4;
		struct crm_record *grown = crm_arena_calloc(r->arena, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		for (size_t i = 0; i < item->n; i++)
			grown[i] = item->found[i];
		item->found = grown;
		q->cap = cap;
	}
	item->found[item->n++] = *record;
	return CRM_OK;
}

/* Gives a record to the quests of a batch that it answers.  *stray: it shows none of the values that were asked for, so
 * that only a search for one of them alone tells whose it is. */
static int take_record(const struct round *r, struct quest *const *quests, size_t n, const struct crm_record *record,
		       bool *stray, struct crm_error *err)
{
	struct crm_cell *found = NULL;
	int rc = cells_of(r->s, record, r->arena, &found, err);
	bool shows = rc == CRM_OK && known(&found[r->field]);
	*stray = *stray || (n > 1 && !shows);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		bool may = n == 1 || (shows && crm_cell_equal(&quests[i]->sent[r->field], &found[r->field]));
		if (may)
			rc = may_be_it(r, quests[i], record, found, &may, err);
		if (rc == CRM_OK && may && add_hit(r, quests[i], record) != CRM_OK)
			rc = crm_error_no_memory(err);
	}
	return rc;
}

/* ---- searching ---- */

static int find(const struct round *r, struct quest *const *quests, size_t n, struct crm_page *page,
		struct crm_error *err)
{
	struct crm_system *s = r->s;
	struct crm_retry retry = {0};
	enum crm_object object = r->model->object;
	const char **values = crm_arena_calloc(r->arena, n, sizeof *values);
	if (values == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++)
		values[i] = quests[i]->value;
	int rc;
	do {
		crm_error_clear(err);
		*page = (struct crm_page){0};
		rc = s->connector->find(s->connection, object, r->property, values, n, s->properties[object],
					s->n_properties[object], page, r->arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	return rc;
}

static int search_batch(const struct round *r, struct quest **quests, size_t n, struct crm_error *err)
{
	struct crm_page page;
	bool stray = false;
	int rc = find(r, quests, n, &page, err);
	for (size_t i = 0; rc == CRM_OK && i < page.n; i++)
		rc = take_record(r, quests, n, &page.records[i], &stray, err);
	for (size_t i = 0; rc == CRM_OK && i < n && stray; i++)
		rc = search_batch(r, quests + i, 1, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		quests[i]->item->possible = quests[i]->searched = true;
	return rc;
}

/* A property that the vendor cannot search by is no clue. */
static int search_round(const struct round *r, struct crm_error *err)
{
	size_t max = r->s->connector->info->max_find ? r->s->connector->info->max_find : 1;
	for (size_t at = 0; at < r->n; at += max) {
		size_t some = r->n - at < max ? r->n - at : max;
		int rc = search_batch(r, r->quests + at, some, err);
		if (rc == CRM_E_UNSUPPORTED) {
			crm_error_clear(err);
			return CRM_OK;
		}
		if (rc != CRM_OK)
			return rc;
	}
	return CRM_OK;
}

static const struct crm_payload_item *item_of(const struct quest *q, const char *field)
{
	const struct crm_payload *payload = q->item->payload;
	for (size_t i = 0; i < payload->n; i++)
		if (strcmp(payload->items[i].field, field) == 0 && payload->items[i].value.kind == CRM_TEXT)
			return &payload->items[i];
	return NULL;
}

/* Searches the quests that carried the field, one property at a time: kinds of records may have different ones. */
static int search_field(struct round *r, const char *field, struct quest *all, size_t n, struct crm_error *err)
{
	int rc = CRM_OK;
	bool *taken = crm_arena_calloc(r->arena, n, sizeof *taken);
	if (taken == NULL)
		return crm_error_no_memory(err);
	for (size_t first = 0; rc == CRM_OK && first < n; first++) {
		r->n = 0;
		r->property = NULL;
		for (size_t i = first; i < n; i++) {
			const struct crm_payload_item *item = item_of(&all[i], field);
			if (taken[i] || item == NULL || all[i].item->n > 0 || (!r->by_id && all[i].searched) ||
			    (r->property != NULL && strcmp(r->property, item->property) != 0))
				continue;
			taken[i] = true;
			r->property = item->property;
			all[i].value = item->value.text;
			r->quests[r->n++] = &all[i];
		}
		if (r->n == 0)
			break;
		rc = search_round(r, err);
	}
	return rc;
}

static int search_all(struct round *r, struct quest *all, size_t n, struct crm_error *err)
{
	const struct crm_engine *e = r->s->engine;
	enum crm_object object = r->model->object;
	const char *id_field = r->model->fields[e->id_field[object]].name;
	int rc = CRM_OK;
	if (r->s->id_property[object] != NULL) {
		r->by_id = true;
		r->field = e->id_field[object];
		for (size_t i = 0; i < n; i++)
			all[i].has_id = item_of(&all[i], id_field) != NULL;
		rc = search_field(r, id_field, all, n, err);
		r->by_id = false;
	}
	for (size_t i = 0; i < n; i++)
		all[i].searched = false;
	for (const char *const *t = telling[object]; rc == CRM_OK && *t != NULL; t++) {
		r->field = crm_model_field(r->model, *t);
		if (r->field != (size_t)-1)
			rc = search_field(r, *t, all, n, err);
	}
	return rc;
}

int crm_look_up_creates(struct crm_system *s, enum crm_object object, struct crm_look_up *items, size_t n, bool told,
			struct crm_arena *arena, struct crm_error *err)
{
	struct round r = {.s = s, .model = &s->engine->models[object], .arena = arena, .told = told};
	struct quest *all = crm_arena_calloc(arena, n + 1, sizeof *all);
	r.quests = crm_arena_calloc(arena, n + 1, sizeof(struct quest *));
	int rc = all && r.quests ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		items[i].possible = false;
		items[i].found = NULL;
		items[i].n = 0;
		all[i] = (struct quest){.item = &items[i]};
		rc = sent_cells(s, &items[i], arena, &all[i].sent, err);
	}
	return rc == CRM_OK ? search_all(&r, all, n, err) : rc;
}

/* A record that was found by its values may be one that was there before, and that the create was refused for. */
bool crm_look_up_ours(const struct crm_system *s, const struct crm_payload *payload, const struct crm_record *record,
		      bool without_id)
{
	const char *property = s->id_property[record->object];
	for (size_t i = 0; property != NULL && i < payload->n; i++) {
		const struct crm_payload_item *sent = &payload->items[i];
		if (strcmp(sent->property, property) != 0 || sent->value.kind != CRM_TEXT)
			continue;
		const struct crm_value *found = crm_record_get(record, property);
		return found != NULL && found->kind == CRM_TEXT && strcmp(found->text, sent->value.text) == 0;
	}
	return without_id;
}
