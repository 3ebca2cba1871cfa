/* SPDX-License-Identifier: Apache-2.0 */
/* The HubSpot face: open, close, and the frame around each request. */
#include <string.h>

#include "hubspot.h"

static void face_close(struct face *face)
{
	if (!face)
		return;
	for (size_t i = 0; i < HS_SEARCH_CACHE; i++) {
		crm_free(face->cache[i].key);
		crm_free(face->cache[i].v);
	}
	hs_refs_close(face);
	crm_free(face->burst.at);
	crm_free(face->search.at);
	hs_tokens_free(face);
	hs_index_close(face);
	hs_records_close(face);
	hs_owners_close(face);
	hs_pipelines_close(face);
	hs_schema_close(face);
	crm_arena_free(face->definitions);
	crm_free(face);
}

static int face_open(struct face_host *host, struct face **out, struct crm_error *err)
{
	struct face *face = crm_calloc(1, sizeof *face);
	if (!face)
		return crm_error_no_memory(err);
	face->host = host;
	hs_options_read(face);
	face->definitions = crm_arena_new();
	int rc = face->definitions ? hs_schema_open(face) : CRM_E_NOMEM;
	if (rc == CRM_OK)
		rc = hs_pipelines_open(face);
	if (rc < 0) {
		face_close(face);
		return crm_error_set(err, rc, "out of memory");
	}
	*out = face;
	return CRM_OK;
}

static void answer_failure(struct hs_call *call)
{
	call->resp->status = 500;
	call->resp->content_type = NULL;
	crm_buf_reset(&call->resp->body);
	crm_buf_str(&call->resp->body, "{\"status\":\"error\",\"message\":\"internal error\"}");
}

static void face_handle(struct face *face, const struct face_request *req, struct face_response *resp)
{
	struct hs_call call = {.face = face, .req = req, .resp = resp, .now = face_now(face->host)};
	call.arena = crm_arena_new();
	if (!call.arena) {
		answer_failure(&call);
		return;
	}
	hs_options_read(face);
	hs_index_settle(face, call.now);
	hs_answer_begin(&call);
	if (hs_route(&call) < 0 || resp->body.failed)
		answer_failure(&call);
	if (resp->status >= 400)
		resp->records = 0;
	crm_json_free(call.body);
	crm_arena_free(call.arena);
}

const struct face_vendor face_hubspot = {
	.name = "hubspot",
	.open = face_open,
	.close = face_close,
	.handle = face_handle,
	.seed_owner = hs_seed_owner,
	.seed_company = hs_seed_company,
	.seed_contact = hs_seed_contact,
	.seed_deal = hs_seed_deal,
	.list = hs_control_list,
	.edit = hs_control_edit,
	.remove = hs_control_remove,
	.merge = hs_control_merge,
	.restore_fields = hs_restore_fields,
	.restore = hs_restore,
	.save = hs_state_save,
	.load = hs_state_load,
	.keep_ids = hs_state_keep_ids,
};
