/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/scope.h>

/* Of a full pull that is under way, nothing can be told yet: the one before it counts. */
static int64_t judge_of(const struct crm_system *s, enum crm_object object, const struct crm_position *p)
{
	if (s->settings->filter[object] == NULL || p->watermark == NULL)
		return 0;
	return p->cursor != NULL && p->full ? p->generation - 1 : p->generation;
}

int crm_scope_load(struct crm_engine *e, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; i < e->n_systems; i++)
		for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
			struct crm_position position = {0};
			struct crm_system *s = &e->systems[i];
			rc = crm_store_position_get(e->store, s->id, (enum crm_object)o, arena, &position, err);
			s->scope[o] = judge_of(s, (enum crm_object)o, &position);
		}
	crm_arena_free(arena);
	return rc;
}

bool crm_scope_left(const struct crm_system *s, const struct crm_source *source)
{
	return source->generation >= CRM_SCOPE_JUDGED && source->generation < s->scope[source->object];
}

int crm_scope_count_left(const struct crm_system *s, enum crm_object object, int64_t *n, struct crm_error *err)
{
	*n = 0;
	if (s->scope[object] == 0)
		return CRM_OK;
	return crm_store_count_between(s->engine->store, s->id, object, CRM_SCOPE_JUDGED, s->scope[object], n, err);
}
