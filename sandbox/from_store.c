/* SPDX-License-Identifier: Apache-2.0 */
/* From the rows of a store to what a face takes.  The one file of the sandbox that knows the store. */
#include "sandbox/from_store.h"

#include <stdio.h>
#include <string.h>

#include <store/snapshot.h>

/* ---- systems --------------------------------------------------------------------------------------------------- */

struct adding {
	struct twin *twin;
	uint64_t seed;
};

static int add_system(void *ctx, const struct crm_snapshot_system *system, struct crm_error *err)
{
	const struct adding *a = ctx;
	const struct face_vendor *vendor = face_vendor_find(system->connector);
	if (!vendor)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "system '%s': vendor '%s' is not built in", system->name,
				     system->connector);
	return twin_add_system(a->twin, system->name, vendor, a->seed, err);
}

int from_store_add_systems(struct twin *twin, const char *path, uint64_t seed, struct crm_error *err)
{
	struct crm_snapshot *snapshot = NULL;
	struct adding adding = {twin, seed};
	int rc = crm_snapshot_open(path, &snapshot, err);
	if (rc == CRM_OK)
		rc = crm_snapshot_systems(snapshot, add_system, &adding, err);
	crm_snapshot_close(snapshot);
	return rc;
}

struct wanted {
	struct face_host *host;
	struct crm_buf names; /* of all systems of the store */
	bool found;
};

static int use_tenant(struct face_host *host, const char *tenant, struct crm_error *err)
{
	struct crm_buf text;
	struct crm_json_writer w;
	crm_json *patch = NULL;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_jw_init(&w, &text);
	crm_jw_object(&w);
	crm_jw_field(&w, "tenant", tenant);
	crm_jw_end_object(&w);
	int rc = text.failed ? crm_error_no_memory(err) : crm_json_parse(text.ptr, text.len, &patch, err);
	if (rc == CRM_OK)
		rc = face_host_merge_options(host, patch, err);
	crm_json_free(patch);
	crm_buf_free(&text);
	return rc;
}

static int match_system(void *ctx, const struct crm_snapshot_system *system, struct crm_error *err)
{
	struct wanted *wanted = ctx;
	crm_buf_printf(&wanted->names, "%s%s", wanted->names.len ? ", " : "", system->name);
	if (strcmp(system->name, wanted->host->name) != 0)
		return CRM_OK;
	wanted->found = true;
	if (strcmp(system->connector, wanted->host->vendor->name) != 0)
		return crm_error_set(err, CRM_E_USAGE, "system '%s' of the store is a %s, not a %s", system->name,
				     system->connector, wanted->host->vendor->name);
	return system->tenant ? use_tenant(wanted->host, system->tenant, err) : CRM_OK;
}

static int prepare_host(struct face_host *host, struct crm_snapshot *snapshot, const char *path, struct crm_error *err)
{
	struct wanted wanted = {.host = host};
	crm_buf_init(&wanted.names, CRM_BUF_MAX);
	int rc = crm_snapshot_systems(snapshot, match_system, &wanted, err);
	if (rc == CRM_OK && !wanted.found)
		rc = crm_error_set(err, CRM_E_USAGE, "store '%s' has no system '%s' (%s)", path, host->name,
				   wanted.names.len ? wanted.names.ptr : "it has none yet");
	crm_buf_free(&wanted.names);
	if (rc == CRM_OK && !host->vendor->restore)
		rc = crm_error_set(err, CRM_E_UNSUPPORTED, "system '%s': %s cannot be filled from a store", host->name,
				   host->vendor->name);
	return rc;
}

/* ---- fields and records ---------------------------------------------------------------------------------------- */

static const char *const objects[] = {[CRM_COMPANY] = "company", [CRM_CONTACT] = "contact", [CRM_DEAL] = "deal"};
#define N_OBJECTS (sizeof objects / sizeof objects[0])

static int restore_fields(void *ctx, enum crm_object object, const char *text, struct crm_error *err)
{
	struct face_host *host = ctx;
	crm_json *fields = NULL;
	if ((size_t)object >= N_OBJECTS)
		return CRM_OK;
	int rc = crm_json_parse(text, strlen(text), &fields, err);
	if (rc == CRM_OK)
		rc = host->vendor->restore_fields(host->face, objects[object], fields, err);
	crm_json_free(fields);
	return rc;
}

/* A cell with one value: [key] or [key, text]. */
static const char *cell_text(const crm_json *cell)
{
	const crm_json *key = crm_json_is_array(cell) ? crm_json_first(cell) : NULL;
	return crm_json_text(key);
}

static int restore_record(void *ctx, const struct crm_snapshot_record *record, struct crm_error *err)
{
	struct face_host *host = ctx;
	crm_json *raw = NULL, *cells = NULL;
	int rc = crm_json_parse(record->raw, strlen(record->raw), &raw, err);
	if (rc == CRM_OK)
		rc = crm_json_parse(record->cells, strlen(record->cells), &cells, err);
	if (rc == CRM_OK) {
		const struct face_source source = {
			.object = objects[record->object],
			.id = record->id,
			.kind = record->kind,
			.into = record->into,
			.life = record->life,
			.modified = record->modified,
			.raw = raw,
			.owner = cell_text(crm_json_get(cells, "owner")),
			.company = cell_text(crm_json_get(cells, "company")),
			.contacts = crm_json_path(cells, "contacts.l"),
		};
		rc = host->vendor->restore(host->face, &source, err);
	}
	crm_json_free(raw);
	crm_json_free(cells);
	if (rc < 0)
		(void)crm_error_prefix(err, "%s '%s'", objects[record->object], record->id);
	return rc;
}

static int fill_host(struct face_host *host, struct crm_snapshot *snapshot, struct crm_error *err)
{
	int rc = crm_snapshot_fields(snapshot, host->name, restore_fields, host, err);
	if (rc == CRM_OK)
		rc = crm_snapshot_records(snapshot, host->name, restore_record, host, err);
	if (rc < 0)
		(void)crm_error_prefix(err, "system '%s'", host->name);
	return rc;
}

int from_store_fill(struct twin *twin, const char *path, struct crm_error *err)
{
	struct crm_snapshot *snapshot = NULL;
	int rc = crm_snapshot_open(path, &snapshot, err);
	for (size_t i = 0; i < twin->n_hosts && rc == CRM_OK; i++)
		rc = prepare_host(twin->hosts[i], snapshot, path, err);
	for (size_t i = 0; i < twin->n_hosts && rc == CRM_OK; i++)
		rc = fill_host(twin->hosts[i], snapshot, err);
	crm_snapshot_close(snapshot);
	return rc;
}
