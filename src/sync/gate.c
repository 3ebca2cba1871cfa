/* SPDX-License-Identifier: Apache-2.0 */
/* Safety gates: each says the numbers, what it protects from, and how to go on. */
#include <inttypes.h>
#include <string.h>

#include <sync/engine.h>
#include <sync/migration.h>
#include <sync/pull.h>
#include <sync/schema_gone.h>

/* ---- emptied or shrunk side ---- */

#define COUNT_TOLERANCE 10 /* rows that come and go while a listing is read */

static int refuse_listing(struct crm_system *s, enum crm_object object, int64_t delivered, int64_t expected,
			  const char *whose, struct crm_error *err)
{
	return crm_error_set(err, CRM_E_GATE,
			     "the listing brought %" PRId64 " %s, %s %" PRId64
			     ": nothing was deleted, unlinked or written, so that a short listing is not taken for "
			     "deletions; check %s, then run "
			     "again, or say --accept shrink if it is right",
			     delivered, crm_object_plural(object), whose, expected, s->settings->name);
}

int crm_gate_shrunk(struct crm_system *s, enum crm_object object, const struct crm_position *before, int64_t delivered,
		    int64_t vendor_total, struct crm_error *err)
{
	const struct crm_engine *e = s->engine;
	unsigned keep = 100 - e->settings->gates.shrink_percent;
	bool same_mapping = before->mapping_hash == crm_engine_mapping(e);
	int64_t last = before->last_full > 0 && same_mapping ? before->last_full_count : 0;
	if (e->options.accept & CRM_ACCEPT_SHRINK)
		return CRM_OK;
	if (last > 0 && (delivered == 0 || (delivered < last * keep / 100 && last - delivered > 2)))
		return refuse_listing(s, object, delivered, last, "the last full one had", err);
	if (vendor_total > COUNT_TOLERANCE && delivered < vendor_total * 98 / 100 - COUNT_TOLERANCE)
		return refuse_listing(s, object, delivered, vendor_total, "the vendor counts", err);
	return CRM_OK;
}

/* ---- caps ---- */

struct tally {
	int64_t create, update, archive;
	int64_t associate; /* a record may have hundreds: no cap of records fits them */
};

static int64_t cap_value(const struct crm_cap *cap, int64_t records, int64_t floor)
{
	if (!cap->percent)
		return cap->n;
	int64_t n = records * cap->n / 100;
	return n > floor ? n : floor;
}

static const struct crm_cap *effective(const struct crm_cap *asked, const struct crm_cap *configured)
{
	return asked->set ? asked : configured;
}

static int check_cap(const struct crm_system *s, enum crm_object object, const char *verb, const char *option,
		     const char *key, const struct crm_cap *cap, int64_t planned, int64_t records,
		     struct crm_error *err)
{
	int64_t limit = cap_value(cap, records, s->engine->settings->gates.floor);
	if (!cap->set || planned <= limit)
		return CRM_OK;
	return crm_error_set(err, CRM_E_GATE,
			     "%s: %" PRId64 " %s would be %s, the cap is %" PRId64 " (of %" PRId64
			     " %s there): nothing was written; look at "
			     "the diff, then run again with %s %" PRId64 ", or raise gates.%s",
			     s->settings->name, planned,
			     planned == 1 ? crm_object_name(object) : crm_object_plural(object), verb, limit, records,
			     records == 1 ? "record" : "records", option, planned, key);
}

static int check_caps(struct crm_engine *e, struct crm_system *s, enum crm_object object, const struct tally *t,
		      struct crm_error *err)
{
	const struct crm_gate_settings *gates = &e->settings->gates;
	struct crm_cap create = *effective(&e->options.max_create, &gates->max_create);
	struct crm_cap update = *effective(&e->options.max_update, &gates->max_update);
	int64_t records = 0;
	/* A first sync brings whole databases together: only caps that were asked for apply. */
	if (e->options.accept & CRM_ACCEPT_FIRST) {
		create.set = e->options.max_create.set;
		update.set = e->options.max_update.set;
	}
	int rc = crm_store_count_live(e->store, s->id, object, &records, err);
	if (rc == CRM_OK)
		rc = check_cap(s, object, "created", "--max-create", "max_create", &create, t->create, records, err);
	if (rc == CRM_OK)
		rc = check_cap(s, object, "updated", "--max-update", "max_update", &update, t->update, records, err);
	if (rc == CRM_OK)
		rc = check_cap(s, object, "deleted", "--max-delete", "max_delete",
			       effective(&e->options.max_delete, &gates->max_delete), t->archive, records, err);
	return rc;
}

static void add_count(struct tally *t, const struct crm_op_count *row)
{
	if (row->state != CRM_OPS_PLANNED)
		return;
	if (row->kind == CRM_OP_CREATE)
		t->create += row->n;
	else if (row->kind == CRM_OP_UPDATE || row->kind == CRM_OP_DISSOCIATE)
		t->update += row->n; /* what is taken off a record is a change of it */
	else if (row->kind == CRM_OP_ASSOCIATE)
		t->associate += row->n;
	else if (row->kind == CRM_OP_ARCHIVE)
		t->archive += row->n;
}

static int gate_caps(struct crm_engine *e, const struct crm_op_count *rows, size_t n, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; i < e->n_systems; i++)
		for (size_t o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
			struct tally t = {0};
			for (size_t k = 0; k < n; k++)
				if (rows[k].system == e->systems[i].id && rows[k].object == (int)o)
					add_count(&t, &rows[k]);
			rc = check_caps(e, &e->systems[i], (enum crm_object)o, &t, err);
		}
	return rc;
}

/* ---- first run, changed mapping ---- */

static void total(const struct crm_op_count *rows, size_t n, struct tally *t)
{
	for (size_t i = 0; i < n; i++)
		add_count(t, &rows[i]);
}

/* "3 creates, 1 update and 0 deletes" */
static const char *tally_text(const struct tally *t, struct crm_arena *arena)
{
	const char *text = crm_arena_printf(arena, "%" PRId64 " %s, %" PRId64 " %s and %" PRId64 " %s", t->create,
					    t->create == 1 ? "create" : "creates", t->update,
					    t->update == 1 ? "update" : "updates", t->archive,
					    t->archive == 1 ? "delete" : "deletes");
	return text ? text : "changes";
}

/* The commands that show and write this plan. */
static const char *show_again(const struct crm_engine *e)
{
	const char *text = e->from == NULL ? "crmsync diff"
					   : crm_arena_printf(e->arena, "crmsync migrate --from %s --to %s --dry-run",
							      e->options.from, e->options.to);
	return text ? text : "crmsync diff";
}

static const char *run_again(const struct crm_engine *e)
{
	const char *text = e->from == NULL ? "crmsync sync"
					   : crm_arena_printf(e->arena, "crmsync migrate --from %s --to %s",
							      e->options.from, e->options.to);
	return text ? text : "crmsync sync";
}

/* Did a run before this one write all there was to write? */
static int was_done(struct crm_engine *e, bool *done, struct crm_error *err)
{
	const char *first = NULL;
	if (e->from != NULL)
		return crm_migration_done(e, done, err);
	int rc = crm_store_get(e->store, "sync", "first_done", e->arena, &first, err);
	*done = first != NULL;
	return rc;
}

/* A migration asks for itself. */
static int gate_first(struct crm_engine *e, const struct tally *t, struct crm_error *err)
{
	bool done = false;
	int rc = was_done(e, &done, err);
	if (rc != CRM_OK || done || e->undoing || e->from != NULL || (e->options.accept & CRM_ACCEPT_FIRST))
		return rc;
	if (t->create + t->update + t->archive + t->associate == 0)
		return CRM_OK;
	return crm_error_set(err, CRM_E_GATE,
			     "this would be the first sync: %s; nothing was written, so that a wrong mapping does not "
			     "fill the CRMs with "
			     "duplicates; look at `crmsync diff`, then run `crmsync sync --first-sync`, or `sync "
			     "--plan FILE` with a reviewed "
			     "plan; --limit 20 makes a small start",
			     tally_text(t, e->arena));
}

static int gate_mapping(struct crm_engine *e, const struct tally *t, struct crm_error *err)
{
	bool done = false;
	int rc = was_done(e, &done, err);
	if (rc != CRM_OK || !done || !e->mapping_changed ||
	    (e->options.accept & (CRM_ACCEPT_MAPPING | CRM_ACCEPT_FIRST)))
		return rc;
	if (t->create + t->update + t->archive + t->associate == 0)
		return CRM_OK;
	return crm_error_set(err, CRM_E_GATE,
			     "the mapping has changed since the last sync, and this run would make %s because of it; "
			     "nothing was written; look at `%s`, then run `%s --accept mapping`",
			     tally_text(t, e->arena), show_again(e), run_again(e));
}

static int gate_normaliser(struct crm_engine *e, const struct tally *t, struct crm_error *err)
{
	if (!e->normaliser_changed || (e->options.accept & (CRM_ACCEPT_NORMALISER | CRM_ACCEPT_FIRST)) ||
	    t->create + t->update + t->archive + t->associate == 0)
		return CRM_OK;
	return crm_error_set(
		err, CRM_E_GATE,
		"this crmsync normalises values otherwise than the one that synced last (version %" PRId64
		", now %d), and this run would make %s because of it; nothing was written, so that records "
		"are not respelled in bulk; look at `%s`, then run `%s --accept normaliser`",
		e->normaliser_before, CRM_NORMALISER_VERSION, tally_text(t, e->arena), show_again(e), run_again(e));
}

/* ---- everything changed ---- */

static int check_changed(struct crm_engine *e, const struct crm_system *s, enum crm_object object,
			 struct crm_error *err)
{
	const struct crm_gate_settings *gates = &e->settings->gates;
	int64_t records = 0, edited = s->edited[object];
	int rc = crm_store_count_live(e->store, s->id, object, &records, err);
	if (rc != CRM_OK || records < gates->changed_floor ||
	    edited <= records / 100 * gates->changed_percent + records % 100 * gates->changed_percent / 100)
		return rc;
	return crm_error_set(
		err, CRM_E_GATE,
		"%s: %" PRId64 " of its %" PRId64 " %s were changed since the last sync, the limit is "
		"%u%%: nothing was written, so that a bulk change by mistake is not carried into the other "
		"systems; look at `%s`, then run `%s --accept changed`, or raise gates.changed",
		s->settings->name, edited, records, crm_object_plural(object), gates->changed_percent, show_again(e),
		run_again(e));
}

/* Another mapping or normalisation makes everything look changed; they have been asked about. */
static int gate_changed(struct crm_engine *e, const struct tally *t, struct crm_error *err)
{
	int rc = CRM_OK;
	if ((e->options.accept & CRM_ACCEPT_CHANGED) || e->mapping_changed || e->normaliser_changed ||
	    t->create + t->update + t->archive + t->associate == 0)
		return CRM_OK;
	for (size_t i = 0; i < e->n_systems; i++)
		for (size_t o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
			rc = check_changed(e, &e->systems[i], (enum crm_object)o, err);
	return rc;
}

/* ---- a property by which records are matched has vanished ---- */

static int gate_gone(struct crm_engine *e, const struct crm_op_count *rows, size_t n, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		const char *field = NULL, *property = NULL, *system = NULL;
		if (rows[i].kind != CRM_OP_CREATE || rows[i].state != CRM_OPS_PLANNED)
			continue;
		rc = crm_schema_gone_key(e, (enum crm_object)rows[i].object, &system, &field, &property, err);
		if (rc == CRM_OK && field != NULL)
			rc = crm_error_set(
				err, CRM_E_GATE,
				"%s no longer has the property '%s' (%s.%s), by which records are matched, and "
				"%" PRId64 " would be created: nothing was written, so that records which are "
				"there already are not created again; bring the property back, or map another "
				"one (objects.%s.fields.%s.properties.%s)",
				system, property, crm_object_name((enum crm_object)rows[i].object), field, rows[i].n,
				crm_object_name((enum crm_object)rows[i].object), field, system);
	}
	return rc;
}

/* ---- all ---- */

int crm_gate_plan(struct crm_engine *e, struct crm_error *err)
{
	struct crm_op_count *rows = NULL;
	size_t n = 0;
	struct tally t = {0};
	struct crm_arena *arena = crm_arena_new();
	if (arena == NULL)
		return crm_error_no_memory(err);
	int rc = crm_store_op_counts(e->store, e->run, arena, &rows, &n, err);
	if (rc == CRM_OK) {
		total(rows, n, &t);
		rc = gate_first(e, &t, err);
	}
	if (rc == CRM_OK)
		rc = gate_mapping(e, &t, err);
	if (rc == CRM_OK)
		rc = gate_normaliser(e, &t, err);
	if (rc == CRM_OK)
		rc = gate_gone(e, rows, n, err);
	if (rc == CRM_OK)
		rc = gate_changed(e, &t, err);
	if (rc == CRM_OK)
		rc = gate_caps(e, rows, n, err);
	crm_arena_free(arena);
	return rc;
}
