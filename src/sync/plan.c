/* SPDX-License-Identifier: Apache-2.0 */
/* The plan: made in one transaction that stays open until it is committed (sync) or discarded (diff, a gate). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sync/engine.h>
#include <sync/reconcile.h>
#include <sync/scope.h>

/* A mapping that changed makes every golden record worth another look, and every refusal another trial. */
static int notice_mapping(struct crm_engine *e, struct crm_error *err)
{
	char text[24];
	const char *known = NULL;
	snprintf(text, sizeof text, "%016" PRIx64, e->settings->mapping_hash);
	int rc = crm_store_get(e->store, "mapping", "hash", e->arena, &known, err);
	if (rc != CRM_OK)
		return rc;
	e->mapping_changed = known != NULL && strcmp(known, text) != 0;
	if (e->mapping_changed)
		rc = crm_store_golden_mark_all(e->store, err);
	/* a run over some objects renews the match keys of these only */
	if (rc != CRM_OK || (e->mapping_changed && e->options.objects != 0))
		return rc;
	if (e->mapping_changed)
		rc = crm_store_refusal_clear(e->store, 0, 0, err);
	return rc == CRM_OK ? crm_store_set(e->store, "mapping", "hash", text, err) : rc;
}

static int notice_normaliser(struct crm_engine *e, struct crm_error *err)
{
	char text[24];
	const char *known = NULL;
	snprintf(text, sizeof text, "%d", CRM_NORMALISER_VERSION);
	int rc = crm_store_get(e->store, "normaliser", "version", e->arena, &known, err);
	if (rc != CRM_OK)
		return rc;
	e->normaliser_changed = known != NULL && strcmp(known, text) != 0;
	e->normaliser_before = known ? strtoll(known, NULL, 10) : CRM_NORMALISER_VERSION;
	if (e->normaliser_changed)
		rc = crm_store_golden_mark_all(e->store, err);
	if (rc != CRM_OK || (e->normaliser_changed && e->options.objects != 0))
		return rc;
	return crm_store_set(e->store, "normaliser", "version", text, err);
}

static int plan_objects(struct crm_engine *e, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		enum crm_object object = (enum crm_object)o;
		if (!crm_engine_has_object(e, object))
			continue;
		rc = crm_follow_departed(e, object, err);
		if (rc == CRM_OK)
			rc = crm_match_object(e, object, err);
		if (rc == CRM_OK)
			rc = crm_follow_vanished(e, object, err);
		if (rc == CRM_OK)
			rc = crm_plan_object(e, object, err);
		if (rc == CRM_OK)
			rc = crm_schema_hold_gone(e, object, err);
		/* questions about a system that takes no part have not been looked at */
		if (rc == CRM_OK && e->options.only_systems == NULL)
			rc = crm_store_holds_expire(e->store, object, e->run, err);
		if (rc == CRM_OK && crm_engine_interrupted(e))
			rc = crm_error_set(err, CRM_E_INTERRUPTED, "interrupted while planning; nothing was written");
	}
	return rc;
}

/* ---- schema ---- */

static int has_work(struct crm_engine *e, enum crm_object object, bool *out, struct crm_error *err)
{
	int64_t id;
	size_t n = 0;
	int rc = crm_store_golden_dirty(e->store, object, 0, &id, 1, &n, err);
	if (rc == CRM_OK && n == 0)
		rc = crm_store_unlinked(e->store, object, 0, &id, 1, &n, err);
	*out = n > 0;
	return rc;
}

/* Before the transaction: there is no HTTP in it. */
static int renew_schema(struct crm_system *s, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		bool needed = false;
		if (!s->schema_is_old[o])
			continue;
		rc = has_work(s->engine, (enum crm_object)o, &needed, err);
		if (rc == CRM_OK && needed)
			rc = crm_schema_renew(s, (enum crm_object)o, err);
		if (rc < 0)
			crm_error_prefix(err, "%s", s->settings->name);
	}
	return rc;
}

int crm_plan_make(struct crm_engine *e, struct crm_error *err)
{
	int rc = crm_engine_each(e, renew_schema, err);
	if (rc == CRM_OK)
		rc = crm_store_begin(e->store, err);
	if (rc != CRM_OK)
		return rc;
	e->planning = true;
	e->planned = 0;
	for (size_t i = 0; i < e->n_systems; i++)
		memset(e->systems[i].edited, 0, sizeof e->systems[i].edited);
	rc = crm_store_ops_drop_planned(e->store, err);
	if (rc == CRM_OK)
		rc = crm_scope_load(e, err);
	if (rc == CRM_OK)
		rc = notice_mapping(e, err);
	if (rc == CRM_OK)
		rc = notice_normaliser(e, err);
	if (rc == CRM_OK && e->options.retry_failed)
		rc = crm_store_refusal_clear(e->store, 0, 0, err);
	if (rc == CRM_OK)
		rc = plan_objects(e, err);
	if (rc != CRM_OK)
		crm_plan_discard(e);
	return rc;
}

int crm_plan_commit(struct crm_engine *e, struct crm_error *err)
{
	if (!e->planning)
		return CRM_OK;
	e->planning = false;
	int rc = crm_store_commit(e->store, err);
	if (rc != CRM_OK)
		crm_store_rollback(e->store);
	return rc;
}

int crm_plan_keep_links(struct crm_engine *e, struct crm_error *err)
{
	int rc = crm_store_ops_drop_planned(e->store, err);
	if (rc == CRM_OK)
		return crm_plan_commit(e, err);
	crm_plan_discard(e);
	return rc;
}

void crm_plan_discard(struct crm_engine *e)
{
	if (e->planning)
		crm_store_rollback(e->store);
	e->planning = false;
}
