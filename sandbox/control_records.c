/* SPDX-License-Identifier: Apache-2.0 */
/* Control requests that look at or change records as a person in that CRM's own UI would. */
#include "sandbox/control.h"

#define CONTENT_LINES "application/x-ndjson;charset=utf-8"

static void records_finish(struct control_call *call, int rc, int status, struct crm_error *err)
{
	pthread_mutex_unlock(&call->system->lock);
	if (rc < 0)
		control_fail(call->answer, err);
	else
		call->answer->status = status;
	crm_error_clear(err);
}

void control_list_records(struct control_call *call)
{
	struct face_host *host = call->system;
	struct crm_error err = {0};
	pthread_mutex_lock(&host->lock);
	int rc = host->vendor->list(host->face, call->words[2], &call->answer->body, &err);
	call->answer->content_type = CONTENT_LINES;
	records_finish(call, rc, 200, &err);
}

static void records_edit(struct control_call *call, const char *id, int status)
{
	struct face_host *host = call->system;
	if (!crm_json_is_object(call->body)) {
		control_error(call->answer, 400, "the body must be an object of fields");
		return;
	}
	struct crm_error err = {0};
	pthread_mutex_lock(&host->lock);
	int rc = host->vendor->edit(host->face, call->words[2], id, call->body, &call->answer->body, &err);
	records_finish(call, rc, status, &err);
}

void control_create_record(struct control_call *call)
{
	records_edit(call, NULL, 201);
}

void control_edit_record(struct control_call *call)
{
	records_edit(call, call->words[3], 200);
}

void control_remove_record(struct control_call *call)
{
	struct face_host *host = call->system;
	struct crm_error err = {0};
	pthread_mutex_lock(&host->lock);
	int rc = host->vendor->remove(host->face, call->words[2], call->words[3], &err);
	records_finish(call, rc, 204, &err);
}

void control_merge_records(struct control_call *call)
{
	struct face_host *host = call->system;
	const char *winner = crm_json_text(crm_json_get(call->body, "winner"));
	const char *loser = crm_json_text(crm_json_get(call->body, "loser"));
	if (!winner || !loser) {
		control_error(call->answer, 400, "the body must be {\"winner\":ID,\"loser\":ID}");
		return;
	}
	struct crm_error err = {0};
	pthread_mutex_lock(&host->lock);
	int rc = host->vendor->merge(host->face, call->words[2], winner, loser, &call->answer->body, &err);
	records_finish(call, rc, 200, &err);
}
