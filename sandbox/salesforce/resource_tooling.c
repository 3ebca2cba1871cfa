/* SPDX-License-Identifier: Apache-2.0 */
/* Tooling API: creating and deleting custom fields. */
#include <string.h>

#include "custom_field.h"
#include "permission.h"
#include "resources.h"

static bool tooling_check(const struct sf_call *call)
{
	if (strcmp(call->segments[0], "CustomField") != 0) {
		sf_answer_not_found(call);
		return false;
	}
	if (!sf_may_customise(call->face)) {
		sf_answer_error(call, 403, "INSUFFICIENT_ACCESS", "insufficient access rights on object id");
		return false;
	}
	return true;
}

static void tooling_answer_created(const struct sf_call *call, const struct sf_row *row)
{
	static const char *const empty[] = {"errors", "warnings", "infos"};
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "id", row->id);
	crm_jw_field_bool(&w, "success", true);
	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		crm_jw_key(&w, empty[i]);
		crm_jw_array(&w);
		crm_jw_end_array(&w);
	}
	crm_jw_end_object(&w);
	call->resp->status = 201;
	call->resp->records = 1;
}

void sf_post_tooling(struct sf_call *call)
{
	crm_json *body = tooling_check(call) ? sf_call_body(call) : NULL;
	if (!body)
		return;
	struct sf_failure failure = {0};
	struct sf_row *row = NULL;
	int rc = sf_custom_create(call->face, crm_json_get_string(body, "FullName"), crm_json_get(body, "Metadata"),
				  &row, &failure);
	if (rc == CRM_OK)
		tooling_answer_created(call, row);
	else
		sf_answer_problem(call, rc, &failure);
	crm_json_free(body);
}

void sf_delete_tooling(struct sf_call *call)
{
	if (!tooling_check(call))
		return;
	struct sf_row *row = sf_row_find(sf_table_find(call->face, "CustomField"), call->segments[1]);
	if (!row || row->deleted) {
		sf_answer_not_found(call);
		return;
	}
	(void)sf_custom_remove(call->face, row);
	call->resp->status = 204;
	call->resp->records = 1;
}
