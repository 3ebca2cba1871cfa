/* SPDX-License-Identifier: Apache-2.0 */
/* From merged fields to operations: what each system has to be told, in which order, and what is held back from it. */
#include <sync/plan_group.h>

#include <inttypes.h>
#include <string.h>

#include <sync/before_image.h>
#include <sync/payload.h>
#include <sync/suppressed.h>
#include <sync/translate.h>

/* An operation while it is put together. */
struct draft {
	struct crm_group *g;
	struct crm_system *s;
	struct crm_member *m;
	bool creating;
	const char *kind; /* record kind */
	struct crm_buf payload, changes, settle, before;
	struct crm_json_writer payload_w, changes_w, settle_w, before_w;
	struct crm_before was; /* unless it is created */
	size_t n_set;
	const char **set; /* names of properties that are set */
	bool *set_field;  /* by model field */
	bool blocked;     /* the record as a whole cannot be created */
};

/* ---- holds ---- */

/* Name of the record at hand, from its merged fields. */
static const char *group_label(const struct crm_group *g)
{
	static const char *const fields[] = {"first_name", "last_name", "name", NULL};
	const char *label = "";
	for (const char *const *f = fields; *f != NULL && label != NULL; f++) {
		size_t at = crm_model_field(g->model, *f);
		const struct crm_cell *cell = at != (size_t)-1 ? g->merged[at].golden : NULL;
		if (cell != NULL && !crm_cell_unknown(cell) && !crm_cell_blank(cell))
			label = crm_arena_printf(g->arena, "%s%s%s", label, label[0] ? " " : "",
						 crm_cell_show(cell, g->arena));
	}
	return label && label[0] ? label : g->golden.uid;
}

static int hold_field(struct draft *d, const char *kind, const char *field, const char *problem, struct crm_error *err)
{
	struct crm_group *g = d->g;
	struct crm_hold hold = {
		.kind = kind,
		.object = g->object,
		.golden = g->golden.id,
		.system = d->s->id,
		.field = field,
		.identity =
			crm_arena_printf(g->arena, "%s/%s/%s", g->golden.uid, d->s->settings->name, field ? field : ""),
		.summary = crm_arena_printf(g->arena, "%s %s%s%s%s in %s: %s", crm_object_name(g->object),
					    group_label(g), field ? " (" : "", field ? field : "", field ? ")" : "",
					    d->s->settings->name, problem),
	};
	g->open = true;
	if (hold.identity == NULL || hold.summary == NULL)
		return crm_error_no_memory(err);
	return crm_hold_put(g->e, &hold, err);
}

/* One question for all records that have the same trouble. */
static int hold_common(struct draft *d, const char *kind, const char *field, const char *problem, struct crm_error *err)
{
	d->g->open = true;
	return crm_hold_count_common(d->g->e, kind, d->s->id, field, problem, err);
}

/* ---- references ---- */

/* Name of a golden record for people. */
static const char *golden_label(struct crm_group *g, enum crm_object object, const char *uid)
{
	const char *label = NULL;
	int64_t id = 0;
	if (crm_store_golden_by_uid(g->e->store, object, uid, &id, NULL) != CRM_OK || id == 0 ||
	    crm_golden_label(g->e, id, g->arena, &label, NULL) != CRM_OK)
		return uid;
	return label;
}

/* Is the record in that system, or about to be created there in this plan? */
static int parent_ready(struct draft *d, enum crm_object object, const char *uid, bool *ready, struct crm_error *err)
{
	struct crm_store *store = d->g->e->store;
	int64_t golden = 0;
	const char *id = NULL;
	*ready = false;
	int rc = crm_store_golden_by_uid(store, object, uid, &golden, err);
	if (rc == CRM_OK && golden != 0)
		rc = crm_store_vendor_id_of(store, golden, d->s->id, d->g->arena, &id, err);
	if (rc == CRM_OK && id != NULL)
		*ready = true;
	else if (rc == CRM_OK && golden != 0)
		rc = crm_store_op_exists(store, golden, d->s->id, CRM_OP_CREATE, 1U << CRM_OPS_PLANNED, ready, err);
	return rc;
}

/* Does anything of the object ever go into this system? */
static bool receives(const struct crm_system *s, enum crm_object object)
{
	enum crm_direction direction = s->settings->direction[object];
	return !s->settings->read_only && (direction == CRM_D_BOTH || direction == CRM_D_PUSH) &&
	       s->engine->settings->objects[object].enabled;
}

/* Can records of the object come into being there in this very run? */
static bool may_create(const struct crm_system *s, enum crm_object object)
{
	return s->selected && receives(s, object) && crm_engine_has_object(s->engine, object);
}

/* Keeps the references that can be written; parents that never come are left out, those that are held hold the field.
 */
static int check_parents(struct draft *d, const struct crm_field *f, const struct crm_cell *cell,
			 struct crm_value *value, bool *held, struct crm_error *err)
{
	size_t n = cell->kind == CRM_LIST ? cell->n : 1, kept = 0;
	const struct crm_cell *items = cell->kind == CRM_LIST ? cell->items : cell;
	const char **uids = crm_arena_calloc(d->g->arena, n + 1, sizeof *uids);
	if (uids == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		bool ready;
		int rc = parent_ready(d, f->refers, items[i].key, &ready, err);
		if (rc != CRM_OK)
			return rc;
		if (ready)
			uids[kept++] = items[i].key;
		else if (may_create(d->s, f->refers) && d->g->e->options.limit < 0)
			*held = true;
		/* the record may come there by another run, or by a person's hand */
		d->g->open = d->g->open || (!ready && d->s->settings->direction[f->refers] != CRM_D_OFF);
		if (*held && !ready) {
			const char *problem = crm_arena_printf(d->g->arena, "%s '%s' is not there (held or refused)",
							       crm_object_name(f->refers),
							       golden_label(d->g, f->refers, items[i].key));
			rc = problem ? hold_field(d, "parent", f->name, problem, err) : crm_error_no_memory(err);
			if (rc != CRM_OK)
				return rc;
		}
	}
	if (cell->kind == CRM_LIST)
		*value = (struct crm_value){.kind = CRM_LIST, .items = uids, .n = kept};
	else
		*value = kept ? (struct crm_value){.kind = CRM_TEXT, .text = uids[0]}
			      : (struct crm_value){.kind = CRM_ABSENT};
	return CRM_OK;
}

/* ---- showing ---- */

const char *crm_group_show(struct crm_group *g, const struct crm_field *f, const struct crm_cell *cell)
{
	if ((f->type == CRM_T_DECIMAL || f->type == CRM_T_MONEY) && cell->kind == CRM_TEXT)
		return cell->key;
	if (f->type != CRM_T_REFERENCE || f->refers == CRM_OWNER || crm_cell_blank(cell))
		return crm_cell_show(cell, g->arena);
	if (cell->kind == CRM_TEXT)
		return golden_label(g, f->refers, cell->key);
	const char *text = "";
	for (size_t i = 0; i < cell->n && text != NULL; i++)
		text = crm_arena_printf(g->arena, "%s%s%s", text, i ? ", " : "",
					golden_label(g, f->refers, cell->items[i].key));
	return text;
}

static void write_change(struct crm_json_writer *w, struct crm_group *g, size_t field, const char *property,
			 const char *old, const char *new)
{
	const struct crm_merged *m = &g->merged[field];
	crm_jw_object(w);
	crm_jw_field(w, "field", g->model->fields[field].name);
	crm_jw_field(w, "property", property);
	crm_jw_field(w, "old", old);
	crm_jw_field(w, "new", new);
	crm_jw_field(w, "why", crm_why_name(m->why));
	if (m->winner >= 0)
		crm_jw_field(w, "from", g->e->systems[m->winner].settings->name);
	crm_jw_end_object(w);
}

/* ---- drafts ---- */

static int draft_begin(struct draft *d, struct crm_group *g, struct crm_system *s, bool creating)
{
	*d = (struct draft){.g = g, .s = s, .m = &g->members[s->index], .creating = creating};
	d->kind = creating ? s->settings->create_as[g->object] : d->m->source->kind;
	if (creating && d->kind == NULL)
		d->kind = s->connector->info->default_kind[g->object];
	d->set = crm_arena_calloc(g->arena, g->model->n_fields + 1, sizeof *d->set);
	d->set_field = crm_arena_calloc(g->arena, g->model->n_fields + 1, sizeof *d->set_field);
	crm_buf_init(&d->payload, CRM_BUF_MAX);
	crm_buf_init(&d->changes, CRM_BUF_MAX);
	crm_buf_init(&d->settle, CRM_BUF_MAX);
	crm_buf_init(&d->before, CRM_BUF_MAX);
	crm_jw_init(&d->payload_w, &d->payload);
	crm_jw_init(&d->changes_w, &d->changes);
	crm_jw_init(&d->settle_w, &d->settle);
	crm_jw_init(&d->before_w, &d->before);
	crm_before_begin(&d->was, s, d->m->source, d->m->now, g->arena);
	crm_payload_set_begin(&d->payload_w);
	crm_payload_set_begin(&d->before_w);
	crm_jw_array(&d->changes_w);
	crm_jw_object(&d->settle_w);
	return d->set && d->set_field ? CRM_OK : CRM_E_NOMEM;
}

static void draft_free(struct draft *d)
{
	crm_buf_free(&d->payload);
	crm_buf_free(&d->changes);
	crm_buf_free(&d->settle);
	crm_buf_free(&d->before);
}

static void draft_settle(struct draft *d, size_t field)
{
	crm_jw_key(&d->settle_w, d->g->model->fields[field].name);
	crm_cell_write(&d->settle_w, crm_group_agreed(d->g, field, d->s->index));
}

/* A list of which only a part is sent: agreed is that part, the rest stays owed. */
static int draft_settle_part(struct draft *d, size_t field, const struct crm_value *sent)
{
	struct crm_cell part = {.kind = CRM_LIST, .n = sent->n};
	struct crm_cell *items = crm_arena_calloc(d->g->arena, sent->n + 1, sizeof *items);
	if (items == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < sent->n; i++)
		items[i] = (struct crm_cell){
			.kind = CRM_TEXT, .valid = true, .key = sent->items[i], .text = sent->items[i]};
	part.items = items;
	crm_jw_key(&d->settle_w, d->g->model->fields[field].name);
	crm_cell_write(&d->settle_w, &part);
	return CRM_OK;
}

/* Nothing is agreed on with a new record about a field that it does not get yet: what the vendor fills in is no one's
   edit, and the golden value stays owed. */
static void draft_owe(struct draft *d, size_t field)
{
	static const struct crm_cell nothing = {.kind = CRM_NULL};
	if (!d->creating)
		return;
	crm_jw_key(&d->settle_w, d->g->model->fields[field].name);
	crm_cell_write(&d->settle_w, &nothing);
}

static int draft_set(struct draft *d, size_t field, const struct crm_write *write, const struct crm_value *value,
		     struct crm_error *err)
{
	struct crm_group *g = d->g;
	const struct crm_field *f = &g->model->fields[field];
	bool reference = f->type == CRM_T_REFERENCE && f->refers != CRM_OWNER;
	bool part = reference && value->kind == CRM_LIST && value->n < g->merged[field].golden->n;
	crm_payload_property(&d->payload_w, write->property, f->name, value, reference ? f->refers : CRM_OBJECTS);
	write_change(&d->changes_w, g, field, write->property, crm_group_show(g, f, &d->m->now[field]),
		     crm_group_show(g, f, g->merged[field].golden));
	d->set[d->n_set++] = write->property;
	d->set_field[field] = true;
	if (!part)
		draft_settle(d, field);
	else if (draft_settle_part(d, field, value) != CRM_OK)
		return crm_error_no_memory(err);
	return d->creating ? CRM_OK : crm_before_write(&d->was, &d->before_w, field, write->property, err);
}

static bool is_set(const struct draft *d, const char *property)
{
	for (size_t i = 0; i < d->n_set; i++)
		if (strcmp(d->set[i], property) == 0)
			return true;
	return false;
}

/* ---- adding to the plan ---- */

static int phase_of(enum crm_object object)
{
	return object == CRM_COMPANY   ? CRM_PHASE_COMPANIES
	       : object == CRM_CONTACT ? CRM_PHASE_CONTACTS
				       : CRM_PHASE_DEALS;
}

static bool over_limit(struct crm_engine *e)
{
	return e->options.limit >= 0 && e->planned >= e->options.limit;
}

static int refused_before(struct draft *d, int kind, int64_t hash, bool *refused, struct crm_error *err)
{
	const char *message = NULL;
	*refused = false;
	if (d->g->e->options.retry_failed)
		return CRM_OK;
	int rc = crm_store_refusal_get(d->g->e->store, d->g->golden.id, d->s->id, kind, hash, d->g->arena, &message,
				       err);
	if (rc != CRM_OK || message == NULL)
		return rc;
	*refused = true;
	const char *problem =
		crm_arena_printf(d->g->arena, "refused before, not sent again until it changes: %s", message);
	return problem ? hold_field(d, "rejected", NULL, problem, err) : crm_error_no_memory(err);
}

static int add_operation(struct draft *d, int phase, int kind, const char *payload, const char *changes,
			 const char *settle, const char *before, struct crm_error *err)
{
	struct crm_group *g = d->g;
	bool refused;
	int64_t hash = crm_payload_hash(payload, kind);
	g->open = true;
	int rc = refused_before(d, kind, hash, &refused, err);
	d->blocked = d->blocked || (refused && kind == CRM_OP_CREATE);
	if (rc != CRM_OK || refused || over_limit(g->e))
		return rc;
	struct crm_op_row row = {
		.run = g->e->run,
		.system = d->s->id,
		.phase = phase,
		.kind = kind,
		.object = g->object,
		.golden = g->golden.id,
		.source = d->m->source ? d->m->source->id : 0,
		.vendor_id = d->m->source ? d->m->source->vendor_id : NULL,
		.record_kind = d->kind,
		.payload = payload,
		.changes = changes,
		.settle = settle,
		.before = before,
		.payload_hash = hash,
		.state = CRM_OPS_PLANNED,
	};
	int64_t id;
	g->e->planned++;
	return crm_store_op_add(g->e->store, &row, &id, err);
}

/* ---- associations ---- */

/* What a single reference was: a new one takes its place. */
static int association_before(struct draft *d, size_t field, const char *property, struct crm_buf *before,
			      struct crm_error *err)
{
	struct crm_json_writer w;
	if (d->g->model->fields[field].multiple || d->creating)
		return CRM_OK;
	crm_jw_init(&w, before);
	crm_payload_set_begin(&w);
	int rc = crm_before_write(&d->was, &w, field, property, err);
	crm_payload_set_end(&w);
	return rc;
}

static int add_association(struct draft *d, size_t field, const char *property, int kind, const char *uid, bool primary,
			   struct crm_error *err)
{
	struct crm_group *g = d->g;
	const struct crm_field *f = &g->model->fields[field];
	struct crm_buf payload, changes, before;
	struct crm_json_writer w;
	const char *label = golden_label(g, f->refers, uid);
	crm_buf_init(&payload, CRM_BUF_MAX);
	crm_buf_init(&changes, CRM_BUF_MAX);
	crm_buf_init(&before, CRM_BUF_MAX);
	crm_jw_init(&w, &payload);
	crm_jw_object(&w);
	crm_jw_field(&w, "p", property);
	crm_jw_field(&w, "f", f->name);
	crm_jw_field(&w, "r", crm_object_name(f->refers));
	crm_jw_key(&w, "u");
	crm_jw_array(&w);
	crm_jw_string(&w, uid);
	crm_jw_end_array(&w);
	crm_jw_field_bool(&w, "first", primary);
	crm_jw_end_object(&w);
	crm_jw_init(&w, &changes);
	crm_jw_array(&w);
	write_change(&w, g, field, property, kind == CRM_OP_DISSOCIATE ? label : "",
		     kind == CRM_OP_ASSOCIATE ? label : "");
	crm_jw_end_array(&w);
	int rc = association_before(d, field, property, &before, err);
	if (rc == CRM_OK && (payload.failed || changes.failed || before.failed))
		rc = crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = add_operation(d, CRM_PHASE_ASSOCIATIONS, kind, payload.ptr, changes.ptr, "{}",
				   before.len > 0 ? before.ptr : NULL, err);
	crm_buf_free(&payload);
	crm_buf_free(&changes);
	crm_buf_free(&before);
	return rc;
}

static int plan_additions(struct draft *d, size_t field, const char *property, const struct crm_value *wanted,
			  struct crm_error *err)
{
	const struct crm_cell *now = &d->m->now[field];
	bool single = !d->g->model->fields[field].multiple;
	const char *const *uids = wanted->kind == CRM_LIST ? wanted->items : &wanted->text;
	size_t n = wanted->kind == CRM_LIST ? wanted->n : wanted->kind == CRM_TEXT ? 1 : 0;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (crm_cell_unknown(now) || crm_cell_blank(now) || !crm_cell_contains(now, uids[i]))
			rc = add_association(d, field, property, CRM_OP_ASSOCIATE, uids[i], single, err);
	return rc;
}

/* A single reference that changes needs no removal: the vendor keeps the old one as a further, not the primary one. */
static int plan_removals(struct draft *d, size_t field, const char *property, const struct crm_cell *golden,
			 struct crm_error *err)
{
	const struct crm_cell *now = &d->m->now[field];
	int rc = CRM_OK;
	if (crm_cell_unknown(now) || crm_cell_blank(now))
		return CRM_OK;
	if (now->kind == CRM_TEXT)
		return crm_cell_blank(golden)
			       ? add_association(d, field, property, CRM_OP_DISSOCIATE, now->key, false, err)
			       : CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < now->n; i++)
		if (!crm_cell_contains(golden, now->items[i].key))
			rc = add_association(d, field, property, CRM_OP_DISSOCIATE, now->items[i].key, false, err);
	return rc;
}

/* ---- one field ---- */

static int plan_reference(struct draft *d, size_t field, struct crm_write *write, struct crm_error *err)
{
	const struct crm_cell *golden = d->g->merged[field].golden;
	struct crm_value value = write->value;
	bool held = false;
	int rc = crm_cell_blank(golden) ? CRM_OK
					: check_parents(d, &d->g->model->fields[field], golden, &value, &held, err);
	if (rc != CRM_OK)
		return rc;
	if (write->association) {
		rc = plan_additions(d, field, write->property, &value, err);
		return rc == CRM_OK ? plan_removals(d, field, write->property, golden, err) : rc;
	}
	if (value.kind != CRM_ABSENT && !held)
		return draft_set(d, field, write, &value, err);
	draft_owe(d, field);
	return CRM_OK;
}

/* Associations are operations of their own, which follow the record's. */
static int plan_field(struct draft *d, size_t field, bool associations, struct crm_error *err)
{
	struct crm_group *g = d->g;
	const struct crm_field *f = &g->model->fields[field];
	struct crm_merged *m = &g->merged[field];
	struct crm_write write;
	int rc = crm_translate_write(d->s, g->object, field, d->kind, d->creating, m->golden, g->arena, &write, err);
	if (rc != CRM_OK || write.association != associations)
		return rc;
	switch (write.verdict) {
	case CRM_WRITE_SKIP:
		m->write[d->s->index] = false;
		m->settle[d->s->index] = !d->creating;
		return CRM_OK;
	case CRM_WRITE_BLOCKED:
		draft_owe(d, field);
		return write.common ? hold_common(d, "blocked", f->name, write.problem, err)
				    : hold_field(d, "blocked", f->name, write.problem, err);
	case CRM_WRITE_OWNER:
		draft_owe(d, field);
		return hold_common(d, "owner", f->name, write.problem, err);
	case CRM_WRITE_OK:
		break;
	}
	if (f->type == CRM_T_REFERENCE && f->refers != CRM_OWNER)
		return plan_reference(d, field, &write, err);
	const char *taken = NULL;
	rc = d->creating ? CRM_OK : crm_group_taken(g, d->s, field, &taken, err);
	if (rc != CRM_OK || taken != NULL)
		return rc == CRM_OK ? hold_field(d, "duplicate", f->name, taken, err) : rc;
	return draft_set(d, field, &write, &write.value, err);
}

/* What the record holds but the vendor did not show us is not written over. */
static bool hidden(const struct draft *d, size_t field)
{
	return !d->creating && crm_cell_unknown(&d->m->now[field]);
}

static int plan_fields(struct draft *d, bool associations, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < d->g->e->id_field[d->g->object]; i++)
		if (d->g->merged[i].write[d->s->index] && !hidden(d, i))
			rc = plan_field(d, i, associations, err);
	return rc;
}

/* The crmsync id goes along with every create, and with updates that are sent anyway. */
static int add_id(struct draft *d, struct crm_error *err)
{
	const char *property = d->s->id_property[d->g->object];
	size_t id_field = d->g->e->id_field[d->g->object];
	const struct crm_cell *now = &d->m->now[id_field];
	struct crm_value value = {.kind = CRM_TEXT, .text = d->g->golden.uid};
	if (property == NULL ||
	    (!d->creating && (d->n_set == 0 || (now->kind == CRM_TEXT && strcmp(now->key, d->g->golden.uid) == 0))))
		return CRM_OK;
	crm_payload_property(&d->payload_w, property, d->g->model->fields[id_field].name, &value, CRM_OBJECTS);
	crm_jw_object(&d->changes_w);
	crm_jw_field(&d->changes_w, "field", "crmsync_id");
	crm_jw_field(&d->changes_w, "property", property);
	crm_jw_field(&d->changes_w, "old", d->creating ? "" : crm_cell_show(now, d->g->arena));
	crm_jw_field(&d->changes_w, "new", d->g->golden.uid);
	crm_jw_field(&d->changes_w, "why", "id");
	crm_jw_end_object(&d->changes_w);
	return d->creating ? CRM_OK : crm_before_write(&d->was, &d->before_w, id_field, property, err);
}

static int hold_create(struct draft *d, const char *field, const char *missing, struct crm_error *err)
{
	const char *problem =
		crm_arena_printf(d->g->arena,
				 "cannot be created without '%s'; enter it in a system that has the record, or map "
				 "to it a field that has a value",
				 missing);
	d->blocked = true;
	return problem ? hold_field(d, "blocked", field, problem, err) : crm_error_no_memory(err);
}

/* What the vendor asks for. */
static int check_required(struct draft *d, struct crm_error *err)
{
	const struct crm_schema *schema = &d->s->schema[d->g->object];
	for (size_t i = 0; i < schema->n; i++) {
		const struct crm_property_info *p = &schema->properties[i];
		if (p->required && !p->read_only &&
		    (p->kind == NULL || d->kind == NULL || strcmp(p->kind, d->kind) == 0) && !is_set(d, p->name))
			return hold_create(d, NULL, p->name, err);
	}
	return CRM_OK;
}

static bool is_required_in(const struct crm_field_settings *fs, const char *system)
{
	for (char **name = fs->required_in; name != NULL && *name != NULL; name++)
		if (strcmp(*name, system) == 0)
			return true;
	return false;
}

/* What the user asks for.  Associations follow the record, so there it is enough that there is one. */
static int check_required_fields(struct draft *d, struct crm_error *err)
{
	const struct crm_object_settings *o = &d->g->e->settings->objects[d->g->object];
	for (size_t i = 0; i < o->n_fields; i++) {
		const struct crm_cell *golden = d->g->merged[i].golden;
		bool follows = o->fields[i].type == CRM_T_REFERENCE && o->fields[i].refers != CRM_OWNER &&
			       !crm_cell_unknown(golden) && !crm_cell_blank(golden);
		if (is_required_in(&o->fields[i], d->s->settings->name) && !d->set_field[i] && !follows)
			return hold_create(d, o->fields[i].name, o->fields[i].name, err);
	}
	return CRM_OK;
}

static int draft_add(struct draft *d, struct crm_error *err)
{
	crm_payload_set_end(&d->payload_w);
	crm_jw_end_array(&d->changes_w);
	crm_jw_end_object(&d->settle_w);
	crm_payload_set_end(&d->before_w);
	if (d->payload.failed || d->changes.failed || d->settle.failed || d->before.failed)
		return crm_error_no_memory(err);
	if (d->blocked || (!d->creating && d->n_set == 0))
		return CRM_OK;
	return add_operation(d, phase_of(d->g->object), d->creating ? CRM_OP_CREATE : CRM_OP_UPDATE, d->payload.ptr,
			     d->changes.ptr, d->settle.ptr, d->creating ? NULL : d->before.ptr, err);
}

/* ---- one system ---- */

/* A create owes nothing for what has no value: it is settled with whatever the vendor makes of it. */
static void settle_blanks(struct draft *d)
{
	for (size_t i = 0; i < d->g->e->id_field[d->g->object]; i++)
		if (!d->g->merged[i].write[d->s->index])
			draft_settle(d, i);
}

/* From the moment a record is created with nothing in a field, nothing is what was agreed: what the vendor fills in by
   itself (a default currency, "Unknown" for a company) is its own spelling of nothing and no news for the others. */
static void agree_on_nothing(struct crm_group *g)
{
	static const struct crm_cell nothing = {.kind = CRM_NULL};
	for (size_t i = 0; i < g->e->id_field[g->object]; i++) {
		if (!crm_cell_unknown(g->merged[i].golden))
			continue;
		g->merged[i].golden = &nothing;
		g->merged[i].changed = true;
	}
}

/* An earlier create may have happened; recovery has put the question. */
static int in_doubt(struct draft *d, bool *out, struct crm_error *err)
{
	unsigned states = 1U << CRM_OPS_IN_DOUBT | 1U << CRM_OPS_SENT | 1U << CRM_OPS_HELD;
	int rc = crm_store_op_exists(d->g->e->store, d->g->golden.id, d->s->id, CRM_OP_CREATE, states, out, err);
	d->g->open = d->g->open || (rc == CRM_OK && *out);
	return rc;
}

/* What may be there already waits for a person: creating it would make the duplicate certain. */
static int may_be_there(struct draft *d, bool *out, struct crm_error *err)
{
	const char *problem = NULL;
	int rc = crm_group_namesake(d->g, d->s, &problem, err);
	*out = problem != NULL;
	return rc == CRM_OK && problem ? hold_field(d, "duplicate", NULL, problem, err) : rc;
}

/* Second net: the first is that such records are not taken in. */
static int is_erased(struct draft *d, bool *out, struct crm_error *err)
{
	struct crm_group *g = d->g;
	struct crm_cell *cells = crm_arena_calloc(g->arena, g->model->n_fields, sizeof *cells);
	if (cells == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < g->e->id_field[g->object]; i++)
		cells[i] = *g->merged[i].golden;
	int rc = crm_cells_suppressed(g->e, g->object, cells, out, err);
	if (rc != CRM_OK || !*out)
		return rc;
	struct crm_hold hold = {
		.kind = "erased",
		.object = g->object,
		.golden = g->golden.id,
		.system = d->s->id,
		.identity = crm_arena_printf(g->arena, "%s/%s", g->golden.uid, d->s->settings->name),
		.summary = crm_arena_printf(g->arena, "%s %s is not created in %s: its e-mail address was erased",
					    crm_object_name(g->object), g->golden.uid, d->s->settings->name),
	};
	g->open = true;
	return hold.identity && hold.summary ? crm_hold_put(g->e, &hold, err) : crm_error_no_memory(err);
}

static int plan_record(struct crm_group *g, struct crm_system *s, bool creating, struct crm_error *err)
{
	struct draft d;
	bool doubt = false;
	if (draft_begin(&d, g, s, creating) != CRM_OK) {
		draft_free(&d);
		return crm_error_no_memory(err);
	}
	int rc = creating ? in_doubt(&d, &doubt, err) : CRM_OK;
	if (rc == CRM_OK && creating && !doubt)
		rc = is_erased(&d, &doubt, err);
	if (rc == CRM_OK && creating && !doubt)
		rc = may_be_there(&d, &doubt, err);
	if (creating)
		agree_on_nothing(g);
	if (rc == CRM_OK && !doubt) {
		rc = plan_fields(&d, false, err);
		if (rc == CRM_OK && creating) {
			settle_blanks(&d);
			rc = check_required(&d, err);
			if (rc == CRM_OK && !d.blocked)
				rc = check_required_fields(&d, err);
		}
		if (rc == CRM_OK)
			rc = add_id(&d, err);
		if (rc == CRM_OK)
			rc = draft_add(&d, err);
		if (rc == CRM_OK && !d.blocked)
			rc = plan_fields(&d, true, err);
	}
	draft_free(&d);
	return rc;
}

static int plan_archive(struct crm_group *g, struct crm_system *s, struct crm_error *err)
{
	struct draft d;
	int rc = draft_begin(&d, g, s, false) == CRM_OK ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = crm_before_write_whole(&d.was, &d.before_w, err);
	crm_payload_set_end(&d.before_w);
	if (rc == CRM_OK && d.before.failed)
		rc = crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = add_operation(&d, CRM_PHASE_ARCHIVES, CRM_OP_ARCHIVE, "{\"set\":[]}", "[]", "{}", d.before.ptr,
				   err);
	draft_free(&d);
	return rc;
}

static bool any_live_contributor(const struct crm_group *g)
{
	for (size_t i = 0; i < g->e->n_systems; i++)
		if (g->members[i].source != NULL && !g->members[i].outside && crm_group_contributes(g, i))
			return true;
	return false;
}

/* A record that crmsync deleted because it was deleted elsewhere, and that is back there: creating it anew would leave
   its history in the recycle bin. */
static int hold_removed(struct crm_group *g, struct crm_system *s, struct crm_error *err)
{
	struct draft d = {.g = g, .s = s, .m = &g->members[s->index]};
	const char *problem = crm_arena_printf(g->arena,
					       "%s %s was deleted by crmsync and is back in another system; restore it "
					       "from the recycle bin, then it is linked as before",
					       crm_object_name(g->object), d.m->departed->vendor_id);
	return problem ? hold_field(&d, "delete", NULL, problem, err) : crm_error_no_memory(err);
}

static bool wants_create(const struct crm_group *g, const struct crm_member *m)
{
	return m->source == NULL && !m->known && any_live_contributor(g);
}

/* Would there be something to tell a system that takes no part in this run? */
static bool is_due(const struct crm_group *g, const struct crm_system *s, bool deleting)
{
	const struct crm_member *m = &g->members[s->index];
	if (deleting || m->source == NULL)
		return deleting ? m->source != NULL : wants_create(g, m);
	for (size_t i = 0; i < g->e->id_field[g->object]; i++)
		if (g->merged[i].write[s->index])
			return true;
	return false;
}

static int plan_system(struct crm_group *g, struct crm_system *s, bool deleting, struct crm_error *err)
{
	struct crm_member *m = &g->members[s->index];
	if (!receives(s, g->object))
		return CRM_OK;
	if (!s->selected) {
		g->open = g->open || is_due(g, s, deleting);
		return CRM_OK;
	}
	if (m->outside) {
		g->open = g->open || m->edited || is_due(g, s, false); /* when it is back */
		return CRM_OK;
	}
	if (deleting)
		return m->source ? plan_archive(g, s, err) : CRM_OK;
	if (m->source != NULL)
		return plan_record(g, s, false, err);
	if (m->removed && any_live_contributor(g))
		return hold_removed(g, s, err);
	return wants_create(g, m) ? plan_record(g, s, true, err) : CRM_OK;
}

/* Only a person can find out what became of it, and do the same to its partners. */
static int hold_unsure(struct crm_group *g, struct crm_system *s, struct crm_error *err)
{
	struct draft d = {.g = g, .s = s, .m = &g->members[s->index]};
	const char *problem = crm_arena_printf(
		g->arena,
		"%s %s is gone, and %s does not tell whether it was deleted or merged; delete or merge its partners "
		"in the other systems, or edit one of them to keep it",
		crm_object_name(g->object), d.m->departed->vendor_id, s->connector->info->title);
	return problem ? hold_field(&d, "delete", NULL, problem, err) : crm_error_no_memory(err);
}

int crm_plan_operations(struct crm_group *g, struct crm_error *err)
{
	bool deleting = false;
	int rc = crm_group_departures(g, &deleting, err);
	for (size_t i = 0; rc == CRM_OK && i < g->e->n_systems; i++)
		if (g->members[i].unsure && any_live_contributor(g))
			rc = hold_unsure(g, &g->e->systems[i], err);
	for (size_t i = 0; rc == CRM_OK && i < g->e->n_systems; i++)
		rc = plan_system(g, &g->e->systems[i], deleting, err);
	return rc;
}
