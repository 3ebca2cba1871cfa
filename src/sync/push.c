/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Push.  For every batch: the intent is made durable, the request goes out, and all that the answer means is recorded
 * in one transaction. No transaction is open while the vendor works.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <crmsync/log.h>
#include <crmsync/timestamp.h>
#include <sync/engine.h>
#include <sync/look_up.h>
#include <sync/outcome.h>
#include <sync/retry.h>
#include <sync/stage.h>

#define BATCH_MAX 256

struct batch {
	struct crm_system *s;
	struct crm_arena *arena;
	struct crm_op_row *rows;
	size_t n_rows;
	struct crm_outgoing *out; /* by row */
	struct crm_op *ops;       /* those that are sent */
	struct crm_result *results;
	size_t *row_of; /* op -> row */
	size_t n;
};

/* ---- from the outbox to what push() takes ---- */

static int fill_properties(struct batch *b, struct crm_outgoing *o)
{
	struct crm_property *properties = crm_arena_calloc(b->arena, o->payload.n + 1, sizeof *properties);
	size_t n = 0;
	if (properties == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < o->payload.n; i++)
		if (!o->payload.items[i].unresolved)
			properties[n++] = (struct crm_property){.name = o->payload.items[i].property,
								.value = o->payload.items[i].value};
	o->op.properties = properties;
	o->op.n_properties = n;
	return CRM_OK;
}

static int fill_current(struct batch *b, struct crm_outgoing *o, struct crm_error *err)
{
	struct crm_source row;
	bool found = false;
	int rc = crm_store_source(b->s->engine->store, o->row->source, true, b->arena, &row, &found, err);
	if (rc != CRM_OK || !found)
		return rc;
	struct crm_record *current = crm_arena_calloc(b->arena, 1, sizeof *current);
	if (current == NULL)
		return crm_error_no_memory(err);
	*current = (struct crm_record){.object = row.object,
				       .kind = row.kind,
				       .id = row.vendor_id,
				       .raw = row.raw,
				       .raw_len = row.raw ? strlen(row.raw) : 0};
	o->op.current = current;
	return CRM_OK;
}

/* Both ends of an association: the record's own id may be as new as this run. */
static int fill_association(struct batch *b, struct crm_outgoing *o, struct crm_error *err)
{
	const struct crm_payload_item *item = &o->payload.items[0];
	int rc = crm_store_vendor_id_of(b->s->engine->store, o->row->golden, b->s->id, b->arena, &o->op.id, err);
	o->op.property = item->property;
	o->op.primary = o->payload.primary;
	o->op.to = item->value.kind == CRM_TEXT                    ? item->value.text
		   : item->value.kind == CRM_LIST && item->value.n ? item->value.items[0]
								   : NULL;
	o->skip = o->op.id == NULL || o->op.to == NULL;
	o->why = "one end of the association is not in the system";
	return rc;
}

static bool has_doubt(const struct crm_payload *payload)
{
	for (size_t i = 0; i < payload->n; i++)
		if (payload->items[i].in_doubt)
			return true;
	return false;
}

#define ASSOCIATIONS 64 /* that are looked at; a record has few before it is created */

/* Does it refer to a record whose create was answered by nobody knows what? */
static int refers_to_doubt(struct batch *b, const struct crm_outgoing *o, bool *doubt, struct crm_error *err)
{
	struct crm_engine *e = b->s->engine;
	const struct crm_op_query q = {.run = e->run,
				       .system = b->s->id,
				       .phase = -1,
				       .kind = CRM_OP_ASSOCIATE,
				       .object = -1,
				       .state = CRM_OPS_PLANNED,
				       .golden = o->row->golden,
				       .max = ASSOCIATIONS};
	struct crm_op_row *rows = NULL;
	size_t n = 0;
	*doubt = has_doubt(&o->payload);
	int rc = crm_store_ops(e->store, &q, b->arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n && !*doubt; i++) {
		struct crm_payload payload;
		rc = crm_payload_read(e, b->s, rows[i].payload, b->arena, &payload, err);
		*doubt = rc == CRM_OK && has_doubt(&payload);
	}
	return rc;
}

/* A record goes out without those that it refers to if they are not there, and gets them later.  But it waits for one
   that may be there: HubSpot makes a company of its own for a contact that comes without. */
static int wait_for_doubt(struct batch *b, struct crm_outgoing *o, struct crm_error *err)
{
	if (o->row->kind != CRM_OP_CREATE || !b->s->in_doubt)
		return CRM_OK;
	o->why = "what it belongs to may be in the system or not: the answer was lost; planned again";
	return refers_to_doubt(b, o, &o->skip, err);
}

static int fill_outgoing(struct batch *b, const struct crm_op_row *row, struct crm_outgoing *o, struct crm_error *err)
{
	*o = (struct crm_outgoing){.row = row};
	o->op = (struct crm_op){
		.trace = crm_arena_printf(b->arena, "r%" PRId64 "-%" PRId64, row->run, row->id),
		.kind = (enum crm_op_kind)row->kind,
		.object = row->object,
		.record_kind = row->record_kind,
		.id = row->vendor_id,
	};
	int rc = o->op.trace ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK && row->kind != CRM_OP_ARCHIVE)
		rc = crm_payload_read(b->s->engine, b->s, row->payload, b->arena, &o->payload, err);
	if (rc != CRM_OK || row->kind == CRM_OP_ARCHIVE)
		return rc;
	if (row->kind == CRM_OP_ASSOCIATE || row->kind == CRM_OP_DISSOCIATE)
		return fill_association(b, o, err);
	if (fill_properties(b, o) != CRM_OK)
		return crm_error_no_memory(err);
	o->skip = row->kind == CRM_OP_UPDATE && o->op.n_properties == 0;
	o->why = "the records that it refers to are not in the system";
	return row->kind == CRM_OP_UPDATE ? fill_current(b, o, err) : wait_for_doubt(b, o, err);
}

static int batch_fill(struct batch *b, struct crm_error *err)
{
	b->out = crm_arena_calloc(b->arena, b->n_rows, sizeof *b->out);
	b->ops = crm_arena_calloc(b->arena, b->n_rows, sizeof *b->ops);
	b->results = crm_arena_calloc(b->arena, b->n_rows, sizeof *b->results);
	b->row_of = crm_arena_calloc(b->arena, b->n_rows, sizeof *b->row_of);
	if (b->out == NULL || b->ops == NULL || b->results == NULL || b->row_of == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < b->n_rows; i++) {
		int rc = fill_outgoing(b, &b->rows[i], &b->out[i], err);
		if (rc != CRM_OK)
			return rc;
		if (b->out[i].skip)
			continue;
		b->ops[b->n] = b->out[i].op;
		b->row_of[b->n++] = i;
	}
	return CRM_OK;
}

/* ---- journal, send, record ---- */

static int journal_intent(struct batch *b, struct crm_error *err)
{
	int64_t ids[BATCH_MAX];
	for (size_t i = 0; i < b->n; i++)
		ids[i] = b->rows[b->row_of[i]].id;
	return crm_store_ops_state(b->s->engine->store, ids, b->n, CRM_OPS_SENT, crm_time_now(), err);
}

static int record_skips(struct batch *b, struct crm_error *err)
{
	for (size_t i = 0; i < b->n_rows; i++) {
		if (!b->out[i].skip)
			continue;
		int rc = crm_store_op_finish(b->s->engine->store, b->rows[i].id, CRM_OPS_SKIPPED, b->rows[i].source,
					     b->rows[i].vendor_id, NULL, b->out[i].why, crm_time_now(), err);
		if (rc != CRM_OK)
			return rc;
	}
	return CRM_OK;
}

static int record_results(struct batch *b, struct crm_error *err)
{
	struct crm_store *store = b->s->engine->store;
	int rc = crm_store_begin(store, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < b->n; i++)
		rc = crm_outcome_record(b->s, &b->out[b->row_of[i]], &b->results[i], b->arena, err);
	if (rc == CRM_OK)
		rc = record_skips(b, err);
	if (rc == CRM_OK)
		return crm_store_commit(store, err);
	crm_store_rollback(store);
	return rc;
}

/* ---- records that turned out to exist, or to be gone ---- */

static int fetch_one(struct batch *b, enum crm_object object, const char *id, struct crm_page *page,
		     struct crm_error *err)
{
	struct crm_system *s = b->s;
	struct crm_retry retry = {0};
	int rc;
	do {
		crm_error_clear(err);
		*page = (struct crm_page){0};
		rc = s->connector->get(s->connection, object, &id, 1, s->properties[object], s->n_properties[object],
				       page, b->arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	return rc;
}

/* A create that the vendor refuses for a record which is somebody else's is a question for a person, and is not asked
 * again until it changes. */
static int hold_existing(struct batch *b, size_t i, struct crm_error *err)
{
	struct crm_result refused = b->results[i];
	refused.outcome = CRM_REFUSED;
	const char *said = refused.message ? refused.message : "refused as a duplicate";
	refused.message =
		refused.id
			? crm_arena_printf(b->arena,
					   "record %s there has the same key already, and belongs to another (%s)",
					   refused.id, said)
			: crm_arena_printf(b->arena,
					   "there is such a record already, but not which one can be told (%s)", said);
	if (refused.message == NULL)
		return crm_error_no_memory(err);
	int rc = crm_store_begin(b->s->engine->store, err);
	if (rc != CRM_OK)
		return rc;
	rc = crm_outcome_record(b->s, &b->out[b->row_of[i]], &refused, b->arena, err);
	if (rc == CRM_OK)
		return crm_store_commit(b->s->engine->store, err);
	crm_store_rollback(b->s->engine->store);
	return rc;
}

static int find_existing(struct batch *b, size_t i, const struct crm_record **record, struct crm_error *err)
{
	const struct crm_outgoing *out = &b->out[b->row_of[i]];
	struct crm_look_up item = {.row = out->row, .payload = &out->payload};
	struct crm_page page = {0};
	int rc = b->results[i].id ? fetch_one(b, out->row->object, b->results[i].id, &page, err)
				  : crm_look_up_creates(b->s, out->row->object, &item, 1, true, b->arena, err);
	if (rc == CRM_OK && (page.n == 1 || item.n == 1))
		*record = page.n == 1 ? &page.records[0] : &item.found[0];
	return rc;
}

static int follow_existing(struct batch *b, size_t i, struct crm_error *err)
{
	const struct crm_record *record = NULL;
	bool adopted = false;
	int rc = find_existing(b, i, &record, err);
	/* It may come from an earlier attempt, carried out after it had been given up. */
	if (rc == CRM_OK && record != NULL)
		rc = crm_outcome_adopt(b->s, &b->rows[b->row_of[i]], record, "existing record",
				       crm_look_up_ours(b->s, &b->out[b->row_of[i]].payload, record, false), b->arena,
				       &adopted, err);
	return rc == CRM_OK && !adopted ? hold_existing(b, i, err) : rc;
}

static int follow_gone(struct batch *b, size_t i, struct crm_error *err)
{
	struct crm_page page;
	struct crm_stage_counts counts = {0};
	struct crm_source row;
	bool found = false;
	const struct crm_op *op = &b->ops[i];
	int rc = fetch_one(b, op->object, op->id, &page, err);
	if (rc == CRM_OK && page.n > 0)
		return crm_stage_page(b->s, op->object, &page, 0, NULL, &counts, err);
	if (rc == CRM_OK)
		rc = crm_store_source_by_vendor_id(b->s->engine->store, b->s->id, op->object, op->id, true, b->arena,
						   &row, &found, err);
	if (rc != CRM_OK || !found)
		return rc;
	int64_t id;
	enum crm_stage_effect effect;
	row.life = CRM_DELETED;
	return crm_store_stage(b->s->engine->store, &row, &id, &effect, err);
}

static int follow_results(struct batch *b, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < b->n; i++) {
		if (b->results[i].outcome == CRM_EXISTS)
			rc = follow_existing(b, i, err);
		else if (b->results[i].outcome == CRM_GONE)
			rc = follow_gone(b, i, err);
	}
	return rc;
}

/* ---- batches ---- */

static bool left_planned(const struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->results[i].outcome == CRM_NOT_SENT ||
		    (b->results[i].outcome == CRM_UNKNOWN && b->ops[i].kind != CRM_OP_CREATE))
			return true;
	return false;
}

/* How many operations of the batch are over and done with. */
static size_t count_settled(const struct batch *b)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		n += b->results[i].outcome != CRM_NOT_SENT && b->results[i].outcome != CRM_UNKNOWN;
	return n;
}

/* What is known of results that say nothing by themselves. */
static void note_reason(struct batch *b, int sent, const struct crm_error *err)
{
	for (size_t i = 0; sent < 0 && i < b->n; i++) {
		struct crm_result *r = &b->results[i];
		if ((r->outcome == CRM_UNKNOWN || r->outcome == CRM_NOT_SENT) && r->message == NULL)
			r->message = crm_arena_strdup(b->arena, crm_error_text(err));
	}
}

/* Sends one batch.  *again: some of it was not applied and may be sent again. */
static int push_batch(struct batch *b, bool *again, struct crm_error *err)
{
	struct crm_error recorded = {0};
	*again = false;
	int rc = batch_fill(b, err);
	if (rc == CRM_OK)
		rc = journal_intent(b, err);
	if (rc != CRM_OK)
		return rc;
	int sent = b->n > 0 ? b->s->connector->push(b->s->connection, b->ops, b->results, b->n, b->arena, err) : CRM_OK;
	note_reason(b, sent, err);
	rc = record_results(b, &recorded);
	if (rc == CRM_OK)
		rc = follow_results(b, &recorded);
	if (rc != CRM_OK) {
		crm_error_move(err, &recorded);
		return rc;
	}
	*again = left_planned(b);
	return sent;
}

/* Left after all attempts, and named: nothing is skipped without a word. */
static int list_undone(struct batch *b, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < b->n; i++)
		if (b->ops[i].kind != CRM_OP_CREATE &&
		    (b->results[i].outcome == CRM_UNKNOWN || b->results[i].outcome == CRM_NOT_SENT))
			rc = crm_outcome_undone(b->s, &b->out[b->row_of[i]], &b->results[i], b->arena, err);
	return rc;
}

static unsigned batch_size(const struct crm_system *s, int kind)
{
	unsigned n = s->connector->info->max_batch[kind == CRM_OP_DISSOCIATE ? CRM_OP_ASSOCIATE : kind];
	return n == 0 ? 1 : n > BATCH_MAX ? BATCH_MAX : n;
}

static int next_batch(struct batch *b, int phase, int kind, int object, int64_t after, struct crm_error *err)
{
	struct crm_op_query q = {
		.run = b->s->engine->run,
		.system = b->s->id,
		.phase = phase,
		.kind = kind,
		.object = object,
		.state = CRM_OPS_PLANNED,
		.after = after,
		.max = batch_size(b->s, kind),
	};
	crm_arena_reset(b->arena);
	b->n = 0;
	return crm_store_ops(b->s->engine->store, &q, b->arena, &b->rows, &b->n_rows, err);
}

struct push_progress {
	int64_t done, total;
	bool left; /* the vendor left something undone, however often it was asked */
};

static bool made_progress(const struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->results[i].outcome == CRM_DONE)
			return true;
	return false;
}

static int push_kind(struct crm_system *s, struct crm_arena *arena, int phase, int kind, int object,
		     struct push_progress *progress, struct crm_error *err)
{
	struct batch b = {.s = s, .arena = arena};
	struct crm_retry retry = {0};
	int64_t after = 0;
	for (;;) {
		bool again = false;
		int rc = next_batch(&b, phase, kind, object, after, err);
		if (rc != CRM_OK || b.n_rows == 0)
			return rc;
		int64_t last = b.rows[b.n_rows - 1].id;
		crm_error_clear(err);
		rc = push_batch(&b, &again, err);
		if (made_progress(&b)) /* patience is for standing still: a token may end twice in a long run */
			retry = (struct crm_retry){0};
		if (rc == CRM_OK && again)
			crm_error_set(err, CRM_E_SERVER, "%s left some of a batch undone", s->settings->name);
		if (count_settled(&b) > 0)
			retry = (struct crm_retry){0}; /* it goes on, if slowly: patience begins anew */
		if ((rc < 0 || again) && crm_retry_again(s->engine, s, &retry, err))
			continue;
		if (rc < 0)
			return rc;
		progress->left = progress->left || again;
		crm_error_clear(err);
		rc = again ? list_undone(&b, err) : CRM_OK;
		if (rc < 0)
			return rc;
		retry = (struct crm_retry){0};
		after = last;
		progress->done += (int64_t)b.n_rows;
		crm_engine_progress(s->engine, s->settings->name, "writing", progress->done, progress->total);
		if (crm_engine_interrupted(s->engine))
			return crm_error_set(err, CRM_E_INTERRUPTED, "interrupted; what was sent is recorded");
	}
}

static int64_t count_planned(struct crm_system *s, struct crm_arena *arena)
{
	struct crm_op_count *rows;
	size_t n = 0;
	int64_t total = 0;
	if (crm_store_op_counts(s->engine->store, s->engine->run, arena, &rows, &n, NULL) != CRM_OK)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (rows[i].system == s->id && rows[i].state == CRM_OPS_PLANNED)
			total += rows[i].n;
	return total;
}

const int crm_push_kinds[5] = {CRM_OP_CREATE, CRM_OP_UPDATE, CRM_OP_DISSOCIATE, CRM_OP_ASSOCIATE, CRM_OP_ARCHIVE};

/* What refers to others goes before them: Salesforce deletes the contacts and deals of an account along with it. */
static int object_in_turn(int kind, int turn)
{
	return kind == CRM_OP_ARCHIVE ? CRM_SYNC_OBJECTS - 1 - turn : turn;
}

static int push_system(struct crm_system *s, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	if (arena == NULL)
		return crm_error_no_memory(err);
	struct push_progress progress = {.total = count_planned(s, arena)};
	int rc = CRM_OK;
	for (int phase = 0; rc == CRM_OK && phase < CRM_PUSH_PHASES && progress.total != 0; phase++)
		for (size_t k = 0; rc == CRM_OK && k < sizeof crm_push_kinds / sizeof *crm_push_kinds; k++)
			for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
				rc = push_kind(s, arena, phase, crm_push_kinds[k], object_in_turn(crm_push_kinds[k], o),
					       &progress, err);
	crm_arena_free(arena);
	if (rc == CRM_OK && progress.left)
		rc = crm_error_set(err, CRM_E_SERVER,
				   "some of what was sent was left undone, and is planned again by the next run");
	if (rc < 0)
		crm_error_prefix(err, "%s", s->settings->name);
	return rc;
}

int crm_push_all(struct crm_engine *e, struct crm_error *err)
{
	int rc = crm_engine_each(e, push_system, err);
	bool whole = e->options.limit < 0 && e->options.objects == 0 && e->options.only_systems == NULL &&
		     !e->undoing && e->from == NULL;
	if (rc == CRM_OK && whole)
		rc = crm_store_set(e->store, "sync", "first_done", "1", err);
	return rc;
}
