/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canary: a record that the user knows to be there.  Where it is not found, the account is another, was emptied or
 * restored, or hides its records from us; whatever is read then would be misunderstood.
 */
#include <string.h>

#include <sync/gate_canary.h>
#include <sync/retry.h>

static const char *const canary_fields[CRM_SYNC_OBJECTS] = {
	[CRM_COMPANY] = "name", [CRM_CONTACT] = "email", [CRM_DEAL] = "name"};

static const char *property_of(const struct crm_system *s, enum crm_object object)
{
	const struct crm_field_settings *field = crm_settings_field(s->engine->settings, object, canary_fields[object]);
	const struct crm_binding *binding = field ? crm_field_binding(field, s->index) : NULL;
	return binding ? crm_binding_property(binding, NULL) : NULL;
}

static int find(struct crm_system *s, enum crm_object object, const char *property, const char *value,
		struct crm_page *page, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_retry retry = {0};
	int rc;
	do {
		crm_error_clear(err);
		*page = (struct crm_page){0};
		rc = s->connector->find(s->connection, object, property, &value, 1, s->properties[object],
					s->n_properties[object], page, arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	return rc;
}

static int check(struct crm_system *s, enum crm_object object, const char *value, struct crm_error *err)
{
	const char *property = property_of(s, object), *name = crm_object_name(object);
	struct crm_page page = {0};
	if (property == NULL)
		return crm_error_set(err, CRM_E_CONFIG, "the canary %s cannot be looked for: %s.%s is not mapped", name,
				     name, canary_fields[object]);
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? find(s, object, property, value, &page, arena, err) : crm_error_no_memory(err);
	bool there = false;
	for (size_t i = 0; rc == CRM_OK && i < page.n; i++)
		there = there || page.records[i].life == CRM_LIVE;
	crm_arena_free(arena);
	if (rc != CRM_OK)
		return crm_error_prefix(err, "looking for the canary %s", name), rc;
	if (there)
		return CRM_OK;
	return crm_error_set(
		err, CRM_E_GATE,
		"the canary %s was not found (0 records): nothing was read or written, so that an "
		"account that is another one, was emptied or restored, or no longer shows its records is not "
		"synced; check the account and its permissions, or name another record in "
		"systems.%s.canary.%s",
		name, s->settings->name, name);
}

int crm_gate_canary(struct crm_system *s, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		enum crm_object object = (enum crm_object)o;
		if (s->settings->canary[o] != NULL && s->settings->direction[o] != CRM_D_OFF)
			rc = check(s, object, s->settings->canary[o], err);
	}
	return rc;
}
