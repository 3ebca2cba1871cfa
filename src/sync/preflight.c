/* SPDX-License-Identifier: Apache-2.0 */
/* Before anything is read: is it the right account, what does its schema look like, who are its owners, what may be spent. */
#include <inttypes.h>
#include <string.h>

#include <crmsync/log.h>
#include <crmsync/timestamp.h>
#include <sync/engine.h>
#include <sync/gate_canary.h>
#include <sync/model_build.h>
#include <sync/quota.h>
#include <sync/retry.h>
#include <sync/schema_cache.h>
#include <sync/schema_gone.h>
#include <sync/system.h>

#define SCHEMA_FRESH_MS (24 * INT64_C(3600000)) /* `pull` takes a schema that is no older than this from the store */

static int with_system(const struct crm_system *s, int rc, struct crm_error *err)
{
	if (rc < 0)
		crm_error_prefix(err, "%s", s->settings->name);
	return rc;
}

/* ---- identity ---- */

static int identify(struct crm_system *s, struct crm_error *err)
{
	struct crm_retry retry = {0};
	int rc;
	do {
		crm_error_clear(err);
		rc = s->connector->identify(s->connection, &s->identity, s->arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	if (rc == CRM_OK && s->identity.tenant == NULL)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "the vendor does not say which account this is");
	return rc;
}

static const char *scope_of(struct crm_system *s)
{
	return crm_arena_printf(s->arena, "system:%s", s->settings->name);
}

static int gate_tenant(struct crm_system *s, struct crm_error *err)
{
	const char *known = NULL, *scope = scope_of(s);
	if (scope == NULL)
		return crm_error_no_memory(err);
	if (s->settings->tenant != NULL && strcmp(s->settings->tenant, s->identity.tenant) != 0)
		return crm_error_set(err, CRM_E_GATE,
		                     "the account is '%s', but the config expects '%s': nothing was read or written; check base_url and credentials",
		                     s->identity.tenant, s->settings->tenant);
	int rc = crm_store_get(s->engine->store, scope, "tenant", s->arena, &known, err);
	if (rc != CRM_OK)
		return rc;
	if (known != NULL && strcmp(known, s->identity.tenant) != 0 && !(s->engine->options.accept & CRM_ACCEPT_TENANT))
		return crm_error_set(err, CRM_E_GATE,
		                     "the account is '%s', but this store was filled from '%s': all its ids and links would be wrong; nothing was "
		                     "read or written; check the credentials, use another store for another account, or say --accept tenant if the "
		                     "vendor has moved the same records to it",
		                     s->identity.tenant, known);
	return crm_store_set(s->engine->store, scope, "tenant", s->identity.tenant, err);
}

int crm_preflight_account(struct crm_system *s, struct crm_error *err)
{
	int rc = identify(s, err);
	return with_system(s, rc == CRM_OK ? gate_tenant(s, err) : rc, err);
}

/* ---- schema ---- */

/* As the last run saw it, however old; empty if none did. */
static int schema_before(struct crm_system *s, enum crm_object object, struct crm_schema *out, struct crm_error *err)
{
	const char *json = NULL;
	int64_t fetched = 0;
	int rc = crm_store_schema_get(s->engine->store, s->id, object, s->arena, &json, &fetched, err);
	if (rc == CRM_OK && json != NULL && crm_schema_read(json, s->arena, out, NULL) != CRM_OK)
		*out = (struct crm_schema){0};
	return rc;
}

static int describe(struct crm_system *s, enum crm_object object, struct crm_error *err)
{
	struct crm_retry retry = {0};
	struct crm_schema before = {0};
	int rc = schema_before(s, object, &before, err);
	if (rc != CRM_OK)
		return rc;
	do {
		crm_error_clear(err);
		rc = s->connector->describe(s->connection, object, &s->schema[object], s->arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	if (rc < 0)
		return crm_error_prefix(err, "schema of %s", crm_object_plural(object)), rc;
	rc = crm_schema_note_gone(s, object, &before, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_schema_write(&text, &s->schema[object]);
	rc = text.failed ? crm_error_no_memory(err)
	                 : crm_store_schema_set(s->engine->store, s->id, object, text.ptr, crm_time_now(), err);
	crm_buf_free(&text);
	return rc;
}

static bool schema_from_store(struct crm_system *s, enum crm_object object)
{
	const char *json = NULL;
	int64_t fetched = 0;
	if (crm_store_schema_get(s->engine->store, s->id, object, s->arena, &json, &fetched, NULL) != CRM_OK || json == NULL)
		return false;
	if (crm_time_now() - fetched > SCHEMA_FRESH_MS)
		return false;
	return crm_schema_read(json, s->arena, &s->schema[object], NULL) == CRM_OK;
}

static bool takes_part(const struct crm_system *s, enum crm_object object)
{
	return crm_engine_has_object(s->engine, object) && s->settings->direction[object] != CRM_D_OFF;
}

static int load_schema(struct crm_system *s, bool ask, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		enum crm_object object = (enum crm_object)o;
		if (!takes_part(s, object))
			continue;
		if (schema_from_store(s, object))
			s->schema_is_old[o] = ask;
		else
			rc = describe(s, object, err);
	}
	return rc;
}

/* The id property as `setup` left it: by name, or by label where the vendor makes names of its own. */
static void find_id_property(struct crm_system *s, enum crm_object object)
{
	const char *wanted = s->settings->id_property[object];
	if (wanted == NULL)
		wanted = s->connector->info->id_property;
	for (size_t i = 0; wanted != NULL && i < s->schema[object].n; i++) {
		const struct crm_property_info *p = &s->schema[object].properties[i];
		if (strcmp(p->name, wanted) == 0 || (p->label != NULL && strcmp(p->label, wanted) == 0)) {
			s->id_property[object] = p->name;
			return;
		}
	}
}

int crm_schema_renew(struct crm_system *s, enum crm_object object, struct crm_error *err)
{
	if (!s->schema_is_old[object])
		return CRM_OK;
	int rc = describe(s, object, err);
	if (rc != CRM_OK)
		return rc;
	s->schema_is_old[object] = false;
	find_id_property(s, object);
	return crm_system_bind(s->engine, s, err);
}

static int renew_all(struct crm_system *s, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
		rc = with_system(s, crm_schema_renew(s, (enum crm_object)o, err), err);
	return rc;
}

int crm_schema_renew_all(struct crm_engine *e, struct crm_error *err)
{
	return crm_engine_each(e, renew_all, err);
}

/* ---- owners ---- */

struct owner_list {
	struct crm_owner *owners;
	size_t n, cap;
};

static const char *text_of(const struct crm_record *r, const char *name)
{
	const struct crm_value *v = crm_record_get(r, name);
	return v != NULL && v->kind == CRM_TEXT ? v->text : NULL;
}

static int add_owner(struct crm_system *s, struct owner_list *list, const struct crm_record *r)
{
	if (list->n == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : 64;
		struct crm_owner *grown = crm_arena_calloc(s->arena, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		if (list->n > 0)
			memcpy(grown, list->owners, list->n * sizeof *grown);
		list->owners = grown;
		list->cap = cap;
	}
	const char *active = text_of(r, "active");
	list->owners[list->n++] = (struct crm_owner){
	        .id = crm_arena_strdup(s->arena, r->id),
	        .email = crm_arena_strdup(s->arena, text_of(r, "email")),
	        .name = crm_arena_strdup(s->arena, text_of(r, "name")),
	        .active = r->life == CRM_LIVE && (active == NULL || strcmp(active, "true") == 0),
	};
	return list->owners[list->n - 1].id != NULL ? CRM_OK : CRM_E_NOMEM;
}

static int pull_owner_page(struct crm_system *s, const char **cursor, bool *complete, struct owner_list *list, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	struct crm_pull request = {.object = CRM_OWNER, .cursor = *cursor};
	struct crm_page page = {0};
	struct crm_retry retry = {0};
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK)
		do {
			crm_error_clear(err);
			rc = s->connector->pull(s->connection, &request, &page, arena, err);
		} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	for (size_t i = 0; rc == CRM_OK && i < page.n; i++)
		if (add_owner(s, list, &page.records[i]) != CRM_OK)
			rc = crm_error_no_memory(err);
	bool moves = page.complete || (page.cursor != NULL && (*cursor == NULL || strcmp(page.cursor, *cursor) != 0));
	if (rc == CRM_OK && !moves)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "the listing does not move on");
	if (rc == CRM_OK) {
		*complete = page.complete;
		*cursor = crm_arena_strdup(s->arena, page.cursor);
		if (page.cursor != NULL && *cursor == NULL)
			rc = crm_error_no_memory(err);
	}
	crm_arena_free(arena);
	return rc;
}

static int load_owners(struct crm_system *s, struct crm_error *err)
{
	struct owner_list list = {0};
	const char *cursor = NULL;
	bool complete = false;
	while (!complete) {
		int rc = pull_owner_page(s, &cursor, &complete, &list, err);
		if (rc < 0)
			return crm_error_prefix(err, "owners"), rc;
	}
	s->owners = list.owners;
	s->n_owners = list.n;
	return CRM_OK;
}

/* ---- one system ---- */

static int preflight_system(struct crm_system *s, bool with_schema, struct crm_error *err)
{
	crm_engine_progress(s->engine, s->settings->name, "connecting", 0, -1);
	int rc = identify(s, err);
	if (rc == CRM_OK)
		rc = gate_tenant(s, err);
	if (rc == CRM_OK)
		rc = load_schema(s, with_schema, err);
	if (rc == CRM_OK)
		rc = load_owners(s, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		find_id_property(s, (enum crm_object)o);
	if (s->connector->budget(s->connection, &s->budget, err) < 0) {
		crm_error_clear(err);
		s->budget = (struct crm_budget){.limit = -1, .remaining = -1, .resets_in_ms = -1};
	}
	rc = crm_quota_apply(s, err);
	if (rc == CRM_OK)
		rc = crm_system_bind(s->engine, s, err);
	return rc == CRM_OK ? crm_gate_canary(s, err) : rc;
}

static int preflight_asking(struct crm_system *s, struct crm_error *err)
{
	return with_system(s, preflight_system(s, true, err), err);
}

static int preflight_cached(struct crm_system *s, struct crm_error *err)
{
	return with_system(s, preflight_system(s, false, err), err);
}

/* Two systems that are one account would be matched with themselves. */
static int refuse_twins(const struct crm_engine *e, struct crm_error *err)
{
	for (size_t i = 0; i < e->n_systems; i++)
		for (size_t k = 0; k < i; k++) {
			const struct crm_system *a = &e->systems[k], *b = &e->systems[i];
			if (!a->selected || !b->selected || a->connector != b->connector || strcmp(a->identity.tenant, b->identity.tenant) != 0 ||
			    strcmp(a->host.base_url, b->host.base_url) != 0)
				continue;
			return crm_error_set(err, CRM_E_CONFIG, "%s and %s are the same account '%s': check their credentials; nothing was read",
			                     a->settings->name, b->settings->name, a->identity.tenant);
		}
	return CRM_OK;
}

/* Systems that take no part are merged as last seen; their schema and owners come from nowhere, so their fields are not read anew. */
int crm_preflight(struct crm_engine *e, bool with_schema, struct crm_error *err)
{
	int rc = crm_engine_each(e, with_schema ? preflight_asking : preflight_cached, err);
	return rc == CRM_OK ? refuse_twins(e, err) : rc;
}
