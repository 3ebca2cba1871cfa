/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/migration.h>

#include <string.h>

/* ---- the two systems ---- */

static struct crm_system_settings *find_system(struct crm_settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->n_systems; i++)
		if (strcmp(settings->systems[i].name, name) == 0)
			return &settings->systems[i];
	return NULL;
}

static int refuse_name(const struct crm_settings *settings, const char *name, struct crm_error *err)
{
	struct crm_buf names;
	crm_buf_init(&names, CRM_BUF_MAX);
	for (size_t i = 0; i < settings->n_systems; i++)
		crm_buf_printf(&names, "%s%s", i ? ", " : "", settings->systems[i].name);
	crm_error_set(err, CRM_E_USAGE, "no system '%s' in '%s' (it has: %s)", name, settings->path,
		      names.failed ? "?" : names.ptr);
	crm_buf_free(&names);
	return CRM_E_USAGE;
}

static bool flows(const struct crm_settings *settings, const struct crm_system_settings *s, enum crm_direction way)
{
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		if (settings->objects[o].enabled && (s->direction[o] == CRM_D_BOTH || s->direction[o] == way))
			return true;
	return false;
}

int crm_migration_restrict(struct crm_settings *settings, const char *from, const char *to, struct crm_error *err)
{
	const struct crm_system_settings *source = find_system(settings, from), *target = find_system(settings, to);
	if (source == NULL || target == NULL)
		return refuse_name(settings, source == NULL ? from : to, err);
	if (source == target)
		return crm_error_set(err, CRM_E_USAGE, "'--from' and '--to' are the same system '%s'", from);
	if (!flows(settings, source, CRM_D_PULL))
		return crm_error_set(err, CRM_E_CONFIG, "%s:%u:%u: nothing is read from system '%s' (direction: push)",
				     settings->path, source->line, source->column, from);
	if (target->read_only || !flows(settings, target, CRM_D_PUSH))
		return crm_error_set(err, CRM_E_CONFIG, "%s:%u:%u: nothing may be written to system '%s' (%s)",
				     settings->path, target->line, target->column, to,
				     target->read_only ? "read_only: true" : "direction: pull");
	for (size_t i = 0; i < settings->n_systems; i++)
		settings->systems[i].read_only = &settings->systems[i] != target;
	return CRM_OK;
}

void crm_migration_place(struct crm_engine *e, struct crm_system *s)
{
	if (e->options.from == NULL)
		return;
	if (strcmp(s->settings->name, e->options.from) == 0)
		e->from = s;
	else if (strcmp(s->settings->name, e->options.to) == 0)
		e->to = s;
	else
		s->selected = false;
}

/* ---- whose value counts ---- */

bool crm_migration_takes_part(const struct crm_engine *e, size_t system)
{
	return e->from == NULL || &e->systems[system] == e->from || &e->systems[system] == e->to;
}

void crm_migration_order(const struct crm_engine *e, size_t *order)
{
	const struct crm_system *first = e->options.source_wins ? e->from : e->to;
	size_t n = 0;
	if (first != NULL)
		order[n++] = first->index;
	for (size_t i = 0; i < e->n_systems; i++)
		if (first == NULL || i != first->index)
			order[n++] = i;
}

void crm_migration_order_back(const size_t *order, size_t n, struct crm_merged *merged)
{
	struct crm_merged m = *merged;
	merged->losers = 0;
	if (m.winner >= 0)
		merged->winner = (int)order[m.winner];
	for (size_t i = 0; i < n; i++) {
		merged->losers |= (m.losers >> i & 1U) << order[i];
		merged->write[order[i]] = m.write[i];
		merged->settle[order[i]] = m.settle[i];
		merged->agree[order[i]] = m.agree[i];
	}
}

bool crm_migration_yields(const struct crm_engine *e, size_t system, const struct crm_field *field,
			  const struct crm_cell *golden, const struct crm_side *side)
{
	bool by_side = field->rule == CRM_R_PRIORITY || field->rule == CRM_R_HOLD;
	if (e->from == NULL || e->options.source_wins || system != e->from->index || !by_side)
		return false;
	return side->agreed != NULL && !crm_cell_unknown(side->agreed) && !crm_cell_unknown(golden) &&
	       !crm_cell_equal(golden, side->agreed);
}

/* ---- once for all ---- */

#define SCOPE "migration"

static const char *done_key(struct crm_engine *e)
{
	return crm_arena_printf(e->arena, "%s>%s", e->from->settings->name, e->to->settings->name);
}

int crm_migration_done(struct crm_engine *e, bool *done, struct crm_error *err)
{
	const char *key = done_key(e), *text = NULL;
	int rc = key ? crm_store_get(e->store, SCOPE, key, e->arena, &text, err) : crm_error_no_memory(err);
	*done = text != NULL;
	return rc;
}

int crm_migration_set_done(struct crm_engine *e, struct crm_error *err)
{
	const char *key = done_key(e);
	return key ? crm_store_set(e->store, SCOPE, key, "1", err) : crm_error_no_memory(err);
}
