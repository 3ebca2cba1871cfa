/* SPDX-License-Identifier: Apache-2.0 */
/* Setup: the crmsync id property in each system, by which a record is found again after a lost answer or a lost store.
 */
#include <sync/engine.h>

#include <sync/model_build.h>
#include <sync/retry.h>

static const char *wanted_name(const struct crm_system *s, enum crm_object object)
{
	return s->settings->id_property[object] ? s->settings->id_property[object] : s->connector->info->id_property;
}

static int setup_object(struct crm_system *s, enum crm_object object, struct crm_setup_result *result,
			struct crm_error *err)
{
	struct crm_retry retry = {0};
	int rc;
	if (s->settings->read_only) {
		*result = (struct crm_setup_result){.state = CRM_SETUP_REFUSED,
						    .message = "the system is read_only in the config"};
		return CRM_OK;
	}
	do {
		crm_error_clear(err);
		*result = (struct crm_setup_result){0};
		rc = s->connector->setup(s->connection, object, wanted_name(s, object), result, s->arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	return rc;
}

int crm_setup_all(struct crm_engine *e,
		  void (*report)(void *ctx, const struct crm_system *system, enum crm_object object,
				 const struct crm_setup_result *result),
		  void *ctx, struct crm_error *err)
{
	for (size_t i = 0; i < e->n_systems; i++)
		for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
			struct crm_system *s = &e->systems[i];
			struct crm_setup_result result;
			if (!s->selected || !crm_engine_has_object(e, (enum crm_object)o) ||
			    s->settings->direction[o] == CRM_D_OFF)
				continue;
			int rc = setup_object(s, (enum crm_object)o, &result, err);
			if (rc < 0)
				return crm_error_prefix(err, "%s", s->settings->name), rc;
			if (result.state == CRM_SETUP_PRESENT || result.state == CRM_SETUP_CREATED)
				s->id_property[o] = result.property;
			report(ctx, s, (enum crm_object)o, &result);
		}
	return CRM_OK;
}
