/* SPDX-License-Identifier: Apache-2.0 */
/* What a plan would cost: its batches as push would make them, each priced by the connector. */
#include <inttypes.h>
#include <string.h>

#include <sync/engine.h>
#include <sync/payload.h>

#define BATCH_MAX    256
#define SAMPLE_MAX   100 /* verify reads so many back where the vendor echoes what it is told */
#define ROWS_AT_ONCE 2000

struct price {
	struct crm_engine *e;
	const struct crm_system *s;
	struct crm_arena *arena;
	struct crm_cost cost;
	int64_t written[CRM_SYNC_OBJECTS]; /* creates and updates, which are read back */
};

static unsigned batch_size(const struct crm_system *s, int kind)
{
	unsigned n = s->connector->info->max_batch[kind == CRM_OP_DISSOCIATE ? CRM_OP_ASSOCIATE : kind];
	return n == 0 ? 1 : n > BATCH_MAX ? BATCH_MAX : n;
}

/* ---- a batch ---- */

/* The record as last seen: what a list or an association takes may depend on it. */
static int fill_current(struct price *p, const struct crm_op_row *row, struct crm_op *op, struct crm_error *err)
{
	struct crm_source source;
	bool found = false;
	int rc = crm_store_source(p->e->store, row->source, true, p->arena, &source, &found, err);
	if (rc != CRM_OK || !found)
		return rc;
	struct crm_record *current = crm_arena_calloc(p->arena, 1, sizeof *current);
	if (current == NULL)
		return crm_error_no_memory(err);
	*current = (struct crm_record){.object = source.object,
				       .kind = source.kind,
				       .id = source.vendor_id,
				       .raw = source.raw,
				       .raw_len = source.raw ? strlen(source.raw) : 0};
	op->current = current;
	return CRM_OK;
}

static void fill_association(const struct crm_payload *payload, struct crm_op *op)
{
	const struct crm_value *value = &payload->items[0].value;
	op->property = payload->items[0].property;
	op->primary = payload->primary;
	op->to = value->kind == CRM_TEXT ? value->text : value->kind == CRM_LIST && value->n ? value->items[0] : NULL;
}

static int fill_op(struct price *p, const struct crm_op_row *row, struct crm_op *op, struct crm_error *err)
{
	struct crm_payload payload = {0};
	*op = (struct crm_op){.kind = (enum crm_op_kind)row->kind, .object = row->object, .id = row->vendor_id};
	if (row->vendor_id == NULL && row->kind != CRM_OP_CREATE)
		op->id = crm_arena_printf(p->arena, "+%" PRId64, row->golden);
	int rc = row->kind == CRM_OP_ARCHIVE ? CRM_OK
					     : crm_payload_read(p->e, p->s, row->payload, p->arena, &payload, err);
	struct crm_property *properties = crm_arena_calloc(p->arena, payload.n + 1, sizeof *properties);
	if (rc != CRM_OK)
		return rc;
	if (properties == NULL || (op->id == NULL && row->kind != CRM_OP_CREATE))
		return crm_error_no_memory(err);
	for (size_t i = 0; i < payload.n; i++)
		properties[i] =
			(struct crm_property){.name = payload.items[i].property, .value = payload.items[i].value};
	op->properties = properties;
	op->n_properties = payload.n;
	bool associates = row->kind == CRM_OP_ASSOCIATE || row->kind == CRM_OP_DISSOCIATE;
	if (associates && payload.n > 0)
		fill_association(&payload, op);
	return associates && row->source != 0 ? fill_current(p, row, op, err) : CRM_OK;
}

static int price_batch(struct price *p, const struct crm_op_row *rows, size_t n, struct crm_error *err)
{
	const struct crm_connector_info *info = p->s->connector->info;
	struct crm_op *ops = crm_arena_calloc(p->arena, n + 1, sizeof *ops);
	int rc = ops ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = fill_op(p, &rows[i], &ops[i], err);
	if (rc != CRM_OK)
		return rc;
	if (p->s->connector->push_cost != NULL) {
		p->s->connector->push_cost(p->s->connection, ops, n, &p->cost);
		return CRM_OK;
	}
	int64_t calls = info->single_writes ? (int64_t)n : 1;
	p->cost.calls += calls;
	p->cost.units += calls * (info->budget_write_cost ? info->budget_write_cost : 1);
	return CRM_OK;
}

/* All operations of a kind in a phase, in the batches that they are sent in. */
static int price_kind(struct price *p, int phase, int kind, int object, struct crm_error *err)
{
	size_t size = batch_size(p->s, kind), n = 0;
	struct crm_op_query q = {.run = p->e->run,
				 .system = p->s->id,
				 .phase = phase,
				 .kind = kind,
				 .object = object,
				 .state = CRM_OPS_PLANNED,
				 .max = ROWS_AT_ONCE / size * size};
	struct crm_op_row *rows;
	int rc;
	do {
		crm_arena_reset(p->arena);
		rc = crm_store_ops(p->e->store, &q, p->arena, &rows, &n, err);
		for (size_t at = 0; rc == CRM_OK && at < n; at += size)
			rc = price_batch(p, rows + at, n - at < size ? n - at : size, err);
		if (rc == CRM_OK && n > 0)
			q.after = rows[n - 1].id;
		if (kind == CRM_OP_CREATE || kind == CRM_OP_UPDATE)
			p->written[object] += (int64_t)n;
	} while (rc == CRM_OK && n == q.max);
	return rc;
}

/* ---- reading back ---- */

/* Does the golden record refer to several others in one field? */
static int refers_to_several(struct price *p, const struct crm_op_row *row, bool *out, struct crm_error *err)
{
	struct crm_golden golden;
	bool found = false;
	crm_json *cells = NULL;
	*out = false;
	int rc = crm_store_golden(p->e->store, row->golden, p->arena, &golden, &found, err);
	if (rc == CRM_OK && found)
		rc = crm_json_parse(golden.cells, strlen(golden.cells), &cells, err);
	const struct crm_model *model = &p->e->models[row->object];
	for (size_t i = 0; rc == CRM_OK && i < model->n_fields; i++)
		if (model->fields[i].type == CRM_T_REFERENCE && model->fields[i].multiple) {
			const crm_json *list = crm_json_get(crm_json_get(cells, model->fields[i].name), "l");
			*out = *out || crm_json_size(list) > 1;
		}
	crm_json_free(cells);
	return rc;
}

/* Of the records that verify will look at first. */
static int count_several(struct price *p, enum crm_object object, size_t max, size_t *out, struct crm_error *err)
{
	struct crm_op_query q = {.run = p->e->run,
				 .system = p->s->id,
				 .phase = (int)object,
				 .kind = -1,
				 .object = (int)object,
				 .state = CRM_OPS_PLANNED,
				 .max = max};
	struct crm_op_row *rows;
	size_t n = 0;
	crm_arena_reset(p->arena);
	int rc = crm_store_ops(p->e->store, &q, p->arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		bool several = false;
		rc = refers_to_several(p, &rows[i], &several, err);
		*out += several;
	}
	return rc;
}

static int price_read_back(struct price *p, enum crm_object object, struct crm_error *err)
{
	const struct crm_connector *connector = p->s->connector;
	const struct crm_connector_info *info = connector->info;
	size_t max = info->max_get ? info->max_get : 1, n = (size_t)p->written[object], several = 0;
	if (info->echoes_writes && n > SAMPLE_MAX)
		n = SAMPLE_MAX;
	if (info->echoes_writes && n > max)
		n = max;
	int rc = n > 0 && info->echoes_writes ? count_several(p, object, n, &several, err) : CRM_OK;
	for (; rc == CRM_OK && n > 0; n -= n < max ? n : max) {
		size_t some = n < max ? n : max;
		if (connector->get_cost != NULL) {
			connector->get_cost(p->s->connection, object, some, several, p->s->properties[object],
					    p->s->n_properties[object], &p->cost);
			continue;
		}
		p->cost.calls++;
		p->cost.units += info->budget_read_cost ? info->budget_read_cost : 1;
	}
	return rc;
}

/* ---- all ---- */

static bool has_planned(const struct price *p, const struct crm_op_count *rows, size_t n, int kind, int object)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].system == p->s->id && rows[i].state == CRM_OPS_PLANNED && rows[i].kind == kind &&
		    rows[i].object == object)
			return true;
	return false;
}

static int price_all(struct price *p, const struct crm_op_count *rows, size_t n, struct crm_error *err)
{
	int rc = CRM_OK;
	for (int phase = 0; rc == CRM_OK && phase < CRM_PUSH_PHASES; phase++)
		for (size_t k = 0; rc == CRM_OK && k < sizeof crm_push_kinds / sizeof *crm_push_kinds; k++)
			for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
				if (has_planned(p, rows, n, crm_push_kinds[k], o))
					rc = price_kind(p, phase, crm_push_kinds[k], o, err);
	for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
		rc = price_read_back(p, (enum crm_object)o, err);
	return rc;
}

int crm_plan_cost(struct crm_engine *e, const struct crm_system *system, struct crm_cost *out, struct crm_error *err)
{
	struct price p = {.e = e, .s = system, .arena = crm_arena_new()};
	struct crm_arena *counted = crm_arena_new();
	struct crm_op_count *rows = NULL;
	size_t n = 0;
	int rc = p.arena && counted ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = crm_store_op_counts(e->store, e->run, counted, &rows, &n, err);
	if (rc == CRM_OK)
		rc = price_all(&p, rows, n, err);
	*out = p.cost;
	crm_arena_free(counted);
	crm_arena_free(p.arena);
	return rc;
}
