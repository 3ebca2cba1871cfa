/* SPDX-License-Identifier: Apache-2.0 */
/* Two records that were taken for one become two again; and the way back from that. */
#include <sync/undo_record.h>

#include <string.h>

#include <sync/match_decision.h>
#include <sync/match_find.h>
#include <sync/reconcile.h>

static const char *subject_of(struct crm_undo *u)
{
	const struct crm_source *pair = u->pair;
	return crm_decision_subject(crm_engine_system(u->e, pair[0].system)->settings->name, pair[0].vendor_id,
				    crm_engine_system(u->e, pair[1].system)->settings->name, pair[1].vendor_id,
				    u->arena);
}

/* A link tells when it was made; where a person joined two golden records, the decision does. */
static int find_since(struct crm_undo *u, int64_t *since, struct crm_error *err)
{
	struct crm_decision_row *rows = NULL;
	const char *subject = subject_of(u);
	size_t n = 0;
	int rc = subject ? CRM_OK : crm_error_no_memory(err);
	*since = 1;
	for (size_t i = 0; rc == CRM_OK && i < 2; i++) {
		int64_t run = 0;
		rc = crm_store_link_run(u->e->store, u->pair[i].id, &run, err);
		*since = run > *since ? run : *since;
	}
	if (rc == CRM_OK)
		rc = crm_store_decisions(u->e->store, CRM_DECISION_MATCH, u->pair[0].object, u->arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (strcmp(rows[i].subject, subject) == 0 && strcmp(rows[i].value, CRM_DECISION_SAME) == 0 &&
		    rows[i].run > *since)
			*since = rows[i].run;
	return rc;
}

int crm_undo_find_pair(struct crm_undo *u, int64_t *since, struct crm_error *err)
{
	int rc = crm_match_find_two(u->e, u->e->options.objects, u->request.apart, u->arena, u->pair, err);
	if (rc == CRM_OK && (u->pair[0].golden == 0 || u->pair[0].golden != u->pair[1].golden))
		rc = crm_error_set(err, CRM_E_USAGE,
				   "'%s' and '%s' are not taken for one record: there is nothing to split",
				   u->request.apart[0], u->request.apart[1]);
	if (rc != CRM_OK)
		return rc;
	u->looser = crm_decision_is_looser(u->e, &u->pair[0], &u->pair[1]) ? 0 : 1;
	return find_since(u, since, err);
}

/* ---- what is left of the golden record ---- */

static bool came_from(const crm_json *provenance, const char *field, const char *system)
{
	const char *from = crm_json_get_string(crm_json_get(provenance, field), "system");
	return from != NULL && strcmp(from, system) == 0;
}

static const char *without(const crm_json *object, const crm_json *provenance, const char *system,
			   struct crm_arena *arena)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	for (const crm_json *m = crm_json_first(object); m != NULL; m = crm_json_next(m)) {
		if (came_from(provenance, crm_json_name(m), system))
			continue;
		crm_jw_key(&w, crm_json_name(m));
		crm_jw_value(&w, m);
	}
	crm_jw_end_object(&w);
	const char *text = buf.failed ? NULL : crm_arena_strndup(arena, buf.ptr, buf.len);
	crm_buf_free(&buf);
	return text;
}

static int strip_text(const char *text, const crm_json *provenance, const char *system, struct crm_arena *arena,
		      const char **out, struct crm_error *err)
{
	crm_json *json = NULL;
	int rc = crm_json_parse(text, strlen(text), &json, err);
	*out = rc == CRM_OK ? without(json, provenance, system, arena) : NULL;
	crm_json_free(json);
	return rc == CRM_OK && *out == NULL ? crm_error_no_memory(err) : rc;
}

/* What had come from the record that is gone is asked of the others anew, as for a new field. */
static int strip_bases(struct crm_undo *u, int64_t golden, const crm_json *provenance, const char *system,
		       struct crm_error *err)
{
	struct crm_source *rows = NULL;
	size_t n = 0;
	int rc = crm_store_linked(u->e->store, golden, false, u->arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		const char *base = NULL;
		if (rows[i].base == NULL)
			continue;
		rc = strip_text(rows[i].base, provenance, system, u->arena, &base, err);
		if (rc == CRM_OK)
			rc = crm_store_base_set(u->e->store, rows[i].id, base, err);
	}
	return rc;
}

static int strip_golden(struct crm_undo *u, int64_t id, const char *system, struct crm_error *err)
{
	struct crm_golden golden;
	crm_json *provenance = NULL;
	const char *cells = NULL, *origin = NULL;
	bool found = false;
	int rc = crm_store_golden(u->e->store, id, u->arena, &golden, &found, err);
	if (rc == CRM_OK && found)
		rc = crm_json_parse(golden.provenance, strlen(golden.provenance), &provenance, err);
	if (rc != CRM_OK || !found)
		return rc;
	rc = strip_text(golden.cells, provenance, system, u->arena, &cells, err);
	if (rc == CRM_OK)
		rc = strip_text(golden.provenance, provenance, system, u->arena, &origin, err);
	if (rc == CRM_OK)
		rc = strip_bases(u, id, provenance, system, err);
	if (rc == CRM_OK)
		rc = crm_store_golden_update(u->e->store, id, cells, origin, u->e->run, err);
	if (rc == CRM_OK)
		rc = crm_store_golden_mark(u->e->store, id, true, err);
	crm_json_free(provenance);
	return rc;
}

static int split(struct crm_undo *u, struct crm_error *err)
{
	const struct crm_source *looser = &u->pair[u->looser];
	const char *subject = subject_of(u), *system = crm_engine_system(u->e, looser->system)->settings->name;
	if (subject == NULL)
		return crm_error_no_memory(err);
	int rc = crm_store_decision_set(u->e->store, CRM_DECISION_MATCH, looser->object, subject, CRM_DECISION_APART,
					u->e->run, err);
	if (rc == CRM_OK)
		rc = crm_store_unlink(u->e->store, looser->id, err);
	return rc == CRM_OK ? strip_golden(u, looser->golden, system, err) : rc;
}

/* ---- the way back ---- */

static int was_undo(struct crm_undo *u, bool *out, struct crm_error *err)
{
	struct crm_run_row *rows = NULL;
	size_t n = 0;
	int rc = crm_store_runs(u->e->store, SIZE_MAX, u->arena, &rows, &n, err);
	*out = false;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		*out = *out || (rows[i].id == u->request.run && strcmp(rows[i].command, "undo") == 0);
	return rc;
}

/* The one that was let go of, and that the next sync has not given a golden record of its own yet. */
static int join_again(struct crm_undo *u, enum crm_object object, const char *subject, struct crm_error *err)
{
	struct crm_source rows[2];
	crm_json *sides = NULL;
	bool both = true;
	int rc = crm_json_parse(subject, strlen(subject), &sides, err);
	const crm_json *part = crm_json_first(sides);
	for (size_t i = 0; rc == CRM_OK && i < 2; i++, part = crm_json_next(crm_json_next(part))) {
		const char *name = crm_json_text(part), *id = crm_json_text(crm_json_next(part));
		bool found = false;
		for (size_t k = 0; rc == CRM_OK && k < u->e->n_systems; k++)
			if (strcmp(u->e->systems[k].settings->name, name) == 0)
				rc = crm_store_source_by_vendor_id(u->e->store, u->e->systems[k].id, object, id, false,
								   u->arena, &rows[i], &found, err);
		both = both && found;
	}
	crm_json_free(sides);
	if (rc != CRM_OK || !both || (rows[0].golden == 0) == (rows[1].golden == 0))
		return rc;
	size_t alone = rows[0].golden == 0 ? 0 : 1;
	return crm_store_link(u->e->store, rows[alone].id, rows[1 - alone].golden, false, "person", u->e->run, err);
}

int crm_undo_each_decision(struct crm_undo *u, bool turn, size_t *found, struct crm_error *err)
{
	bool undo = false;
	int rc = u->request.run != 0 && u->request.operation == 0 ? was_undo(u, &undo, err) : CRM_OK;
	*found = 0;
	for (size_t o = 0; rc == CRM_OK && undo && o < CRM_SYNC_OBJECTS; o++) {
		struct crm_decision_row *rows = NULL;
		size_t n = 0;
		rc = crm_store_decisions(u->e->store, CRM_DECISION_MATCH, (enum crm_object)o, u->arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			if (rows[i].run != u->request.run || strcmp(rows[i].value, CRM_DECISION_APART) != 0)
				continue;
			(*found)++;
			if (turn)
				rc = crm_store_decision_set(u->e->store, CRM_DECISION_MATCH, (enum crm_object)o,
							    rows[i].subject, CRM_DECISION_SAME, u->e->run, err);
			if (rc == CRM_OK && turn)
				rc = join_again(u, (enum crm_object)o, rows[i].subject, err);
		}
	}
	return rc;
}

int crm_undo_settle(struct crm_undo *u, struct crm_error *err)
{
	int rc = crm_store_begin(u->e->store, err);
	if (rc != CRM_OK)
		return rc;
	rc = u->request.apart ? split(u, err) : CRM_OK;
	if (rc == CRM_OK)
		return crm_store_commit(u->e->store, err);
	crm_store_rollback(u->e->store);
	return rc;
}
