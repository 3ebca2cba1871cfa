/* SPDX-License-Identifier: Apache-2.0 */
/* Deletions travel only when the policy says so; an edit anywhere beats them, once and for all. */
#include <sync/plan_group.h>

#include <string.h>

#include <sync/migration.h>
#include <sync/tombstone.h>
#include <sync/verdict.h>

bool crm_group_contributes(const struct crm_group *g, size_t system)
{
	enum crm_direction direction = g->e->systems[system].settings->direction[g->object];
	return (direction == CRM_D_BOTH || direction == CRM_D_PULL) && crm_migration_takes_part(g->e, system);
}

static bool has_left(const struct crm_member *m)
{
	return m->departed != NULL && m->source == NULL;
}

/* What a person decided about a record of which the vendor does not tell whether it was deleted or merged. */
static int ask_person(struct crm_group *g, size_t system, enum crm_tombstone *stone, struct crm_error *err)
{
	const char *name = g->e->systems[system].settings->name, *travels = NULL;
	int rc = crm_verdict_get(g->e, CRM_VERDICT_DELETE, g->object, g->golden.uid, name, g->arena, &travels, err);
	if (rc != CRM_OK || travels == NULL)
		return rc;
	*stone = travels[0] == 'y' ? CRM_STONE_NONE : CRM_STONE_KEPT;
	rc = crm_tombstone_set(g->e, g->members[system].departed->id, *stone, err);
	return rc == CRM_OK ? crm_verdict_done(g->e, CRM_VERDICT_DELETE, g->object, g->golden.uid, name, g->arena, err)
			    : rc;
}

/* Deletions that nothing has been decided about yet. */
static int find_fresh(struct crm_group *g, bool *fresh, size_t *n, struct crm_error *err)
{
	int rc = CRM_OK;
	*n = 0;
	for (size_t i = 0; rc == CRM_OK && i < g->e->n_systems; i++) {
		struct crm_member *m = &g->members[i];
		enum crm_tombstone stone = CRM_STONE_NONE;
		if (has_left(m))
			rc = crm_tombstone_get(g->e, m->departed->id, g->arena, &stone, err);
		if (rc == CRM_OK && stone == CRM_STONE_UNSURE)
			rc = ask_person(g, i, &stone, err);
		m->removed = stone == CRM_STONE_REMOVED;
		m->unsure = stone == CRM_STONE_UNSURE && crm_group_contributes(g, i);
		fresh[i] = has_left(m) && stone == CRM_STONE_NONE && crm_group_contributes(g, i);
		*n += fresh[i];
	}
	return rc;
}

/* A record that crmsync deleted and a person brought back says the same as an edit. */
static int find_edit(struct crm_group *g, bool *edited, struct crm_error *err)
{
	int rc = CRM_OK;
	*edited = false;
	for (size_t i = 0; rc == CRM_OK && i < g->e->n_systems && !*edited; i++) {
		const struct crm_member *m = &g->members[i];
		enum crm_tombstone stone = CRM_STONE_NONE;
		if (m->source != NULL)
			rc = crm_tombstone_get(g->e, m->source->id, g->arena, &stone, err);
		*edited = (m->edited && !m->outside) || stone == CRM_STONE_RESTORED;
	}
	return rc;
}

static bool any_unsure(const struct crm_group *g)
{
	for (size_t i = 0; i < g->e->n_systems; i++)
		if (g->members[i].unsure)
			return true;
	return false;
}

static int settle_all(struct crm_group *g, const bool *fresh, enum crm_tombstone stone, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < g->e->n_systems; i++) {
		struct crm_member *m = &g->members[i];
		if (fresh[i] || m->unsure)
			rc = crm_tombstone_set(g->e, m->departed->id, stone, err);
		m->unsure = false;
	}
	return rc;
}

/* All are live: what was brought back is as any other record. */
static int forget_restored(struct crm_group *g, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; i < g->e->n_systems; i++)
		if (has_left(&g->members[i]))
			return CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < g->e->n_systems; i++) {
		const struct crm_source *source = g->members[i].source;
		enum crm_tombstone stone = CRM_STONE_NONE;
		if (source != NULL)
			rc = crm_tombstone_get(g->e, source->id, g->arena, &stone, err);
		if (rc == CRM_OK && stone != CRM_STONE_NONE)
			rc = crm_tombstone_set(g->e, source->id, CRM_STONE_NONE, err);
	}
	return rc;
}

int crm_group_departures(struct crm_group *g, bool *deleting, struct crm_error *err)
{
	bool fresh[CRM_MAX_SIDES], edited = false;
	bool propagate = g->e->settings->objects[g->object].deletes == CRM_DELETES_PROPAGATE;
	size_t n = 0;
	*deleting = false;
	int rc = find_fresh(g, fresh, &n, err);
	if (rc == CRM_OK && n == 0 && !any_unsure(g))
		return propagate ? forget_restored(g, err) : CRM_OK;
	if (rc == CRM_OK && !propagate)
		return settle_all(g, fresh, CRM_STONE_KEPT, err);
	if (rc == CRM_OK)
		rc = find_edit(g, &edited, err);
	if (rc == CRM_OK && edited)
		return settle_all(g, fresh, CRM_STONE_OVERRULED, err);
	*deleting = rc == CRM_OK && n > 0;
	return rc;
}
