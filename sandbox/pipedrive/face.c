/* SPDX-License-Identifier: Apache-2.0 */
/* The Pipedrive face: opening, closing, and the table of its operations. */
#include "pipedrive.h"

#define COMPANY_DEFAULT 7812793

int pd_no_memory(struct crm_error *err)
{
	return crm_error_no_memory(err);
}

static void pd_close(struct face *face)
{
	if (!face)
		return;
	for (int o = 0; o < PD_OBJECTS; o++) {
		pd_table_free(&face->tables[o]);
		pd_fields_free(&face->fields[o]);
		pd_refs_free(&face->refs[o]);
	}
	for (size_t i = 0; i < face->n_users; i++) {
		crm_free(face->users[i].email);
		crm_free(face->users[i].name);
	}
	for (size_t i = 0; i < face->n_pipelines; i++)
		crm_free(face->pipelines[i].name);
	for (size_t i = 0; i < face->n_stages; i++)
		crm_free(face->stages[i].name);
	consent_free(&face->consent);
	crm_free(face->users);
	crm_free(face->pipelines);
	crm_free(face->stages);
	crm_arena_free(face->arena);
	crm_free(face);
}

static int pd_open(struct face_host *host, struct face **out, struct crm_error *err)
{
	struct face *face = crm_calloc(1, sizeof(*face));

	if (!face)
		return pd_no_memory(err);
	face->host = host;
	face->company_id = COMPANY_DEFAULT;
	face->next_field_id = face->next_option_id = face->next_participant_id = 1;
	for (int o = 0; o < PD_OBJECTS; o++)
		face->tables[o].next_id = 1;
	face->arena = crm_arena_new();
	if (!face->arena || !pd_fields_standard(face) || !pd_pipelines_default(face)) {
		pd_close(face);
		return pd_no_memory(err);
	}
	*out = face;
	return CRM_OK;
}

const struct face_vendor face_pipedrive = {
	.name = "pipedrive",
	.open = pd_open,
	.close = pd_close,
	.handle = pd_handle,
	.seed_owner = pd_seed_owner,
	.seed_company = pd_seed_company,
	.seed_contact = pd_seed_contact,
	.seed_deal = pd_seed_deal,
	.list = pd_control_list,
	.edit = pd_control_edit,
	.remove = pd_control_remove,
	.merge = pd_control_merge,
	.restore_fields = pd_restore_fields,
	.restore = pd_restore,
	.save = pd_save,
	.load = pd_load,
	.keep_ids = pd_keep_ids,
};
