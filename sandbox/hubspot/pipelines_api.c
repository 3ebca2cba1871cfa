/* SPDX-License-Identifier: Apache-2.0 */
/* /crm/v3/pipelines/{type} and /crm/pipelines/2026-03/{type}. */
#include <inttypes.h>
#include <string.h>

#include "hubspot.h"

static void write_stage(struct crm_json_writer *w, const struct hs_pipeline *pipeline, const struct hs_stage *stage)
{
	crm_jw_object(w);
	crm_jw_field(w, "label", stage->label);
	crm_jw_field_int(w, "displayOrder", stage->display_order);
	crm_jw_key(w, "metadata");
	crm_jw_object(w);
	crm_jw_field(w, "isClosed", stage->closed ? "true" : "false");
	if (stage->probability)
		crm_jw_field(w, "probability", stage->probability);
	else
		crm_jw_field(w, "state", stage->closed ? "CLOSED" : "OPEN");
	crm_jw_end_object(w);
	crm_jw_field(w, "id", stage->id);
	hs_write_time(w, "createdAt", pipeline->created);
	hs_write_time(w, "updatedAt", pipeline->created);
	crm_jw_field(w, "writePermissions", "CRM_PERMISSIONS_ENFORCEMENT");
	crm_jw_field_bool(w, "archived", false);
	crm_jw_end_object(w);
}

static void write_stages(struct crm_json_writer *w, const struct hs_pipeline *pipeline)
{
	crm_jw_array(w);
	for (size_t i = 0; i < pipeline->n_stages; i++)
		write_stage(w, pipeline, &pipeline->stages[i]);
	crm_jw_end_array(w);
}

static void write_pipeline(struct crm_json_writer *w, const struct hs_pipeline *pipeline)
{
	crm_jw_object(w);
	crm_jw_field(w, "label", pipeline->label);
	crm_jw_field_int(w, "displayOrder", pipeline->display_order);
	crm_jw_field(w, "id", pipeline->id);
	crm_jw_key(w, "stages");
	write_stages(w, pipeline);
	hs_write_time(w, "createdAt", pipeline->created);
	hs_write_time(w, "updatedAt", pipeline->created);
	crm_jw_field_bool(w, "archived", false);
	crm_jw_end_object(w);
}

static int list(struct hs_call *call, enum hs_type type)
{
	struct crm_json_writer w;
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	for (size_t i = 0; i < call->face->pipelines[type].n; i++)
		write_pipeline(&w, &call->face->pipelines[type].v[i]);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	call->resp->records = (unsigned)call->face->pipelines[type].n;
	return CRM_OK;
}

/* Stage of a request; ids are numbers in text unless the request brings one. */
static int add_stage(struct hs_call *call, struct hs_pipeline *pipeline, const crm_json *json, const char **problem)
{
	const char *label = crm_json_get_string(json, "label"), *id = crm_json_get_string(json, "stageId");
	const char *probability = crm_json_text(crm_json_path(json, "metadata.probability"));
	int64_t order = (int64_t)pipeline->n_stages;
	(void)crm_json_int(crm_json_get(json, "displayOrder"), &order);
	if (!label || !probability)
		*problem = "a stage needs a label and metadata.probability";
	if (*problem)
		return CRM_OK;
	if (!id)
		id = hs_format(call, "%" PRIu64,
			       900000000 + hs_mix((uint64_t)call->now + pipeline->n_stages) % 99999999);
	if (!id)
		return CRM_E_NOMEM;
	bool closed = strcmp(probability, "0.0") == 0 || strcmp(probability, "0") == 0 ||
		      strcmp(probability, "1.0") == 0 || strcmp(probability, "1") == 0;
	return hs_stage_add(call->face, pipeline,
			    &(struct hs_stage){.id = id,
					       .label = label,
					       .probability = probability,
					       .closed = closed,
					       .display_order = (int)order});
}

static int create(struct hs_call *call, enum hs_type type)
{
	struct hs_pipeline *pipeline;
	const char *problem = NULL;
	int rc;
	if (!hs_call_body(call, &rc))
		return rc;
	const char *label = crm_json_get_string(call->body, "label"),
		   *id = crm_json_get_string(call->body, "pipelineId");
	if (!label)
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "Some required fields were not set: [label]");
	if (!id)
		id = hs_format(call, "%" PRIu64, 100000000 + hs_mix((uint64_t)call->now) % 99999999);
	if (!id)
		return CRM_E_NOMEM;
	if (hs_pipeline_find(call->face, type, id))
		return hs_answer_error(call, 409, "CONFLICT", "A pipeline with ID '%s' already exists.", id);
	for (const crm_json *e = crm_json_first(crm_json_get(call->body, "stages")); e && !problem;
	     e = crm_json_next(e))
		if (!crm_json_get_string(e, "label") || !crm_json_text(crm_json_path(e, "metadata.probability")))
			problem = "a stage needs a label and metadata.probability";
	if (problem)
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "%s", problem);
	rc = hs_pipeline_add(call->face, type, id, label, (int)call->face->pipelines[type].n, call->now, &pipeline);
	for (const crm_json *e = crm_json_first(crm_json_get(call->body, "stages")); e && rc == CRM_OK;
	     e = crm_json_next(e))
		rc = add_stage(call, pipeline, e, &problem);
	if (rc < 0)
		return rc;
	struct crm_json_writer w;
	call->resp->status = 201;
	crm_jw_init(&w, &call->resp->body);
	write_pipeline(&w, pipeline);
	return CRM_OK;
}

static int create_stage(struct hs_call *call, struct hs_pipeline *pipeline)
{
	const char *problem = NULL;
	int rc;
	if (!hs_call_body(call, &rc))
		return rc;
	rc = add_stage(call, pipeline, call->body, &problem);
	if (rc < 0)
		return rc;
	if (problem)
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "%s", problem);
	struct crm_json_writer w;
	call->resp->status = 201;
	crm_jw_init(&w, &call->resp->body);
	write_stage(&w, pipeline, &pipeline->stages[pipeline->n_stages - 1]);
	return CRM_OK;
}

static int list_stages(struct hs_call *call, const struct hs_pipeline *pipeline)
{
	struct crm_json_writer w;
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "results");
	write_stages(&w, pipeline);
	crm_jw_end_object(&w);
	return CRM_OK;
}

static int below(struct hs_call *call, struct hs_pipeline *pipeline)
{
	struct crm_json_writer w;
	bool get = hs_method(call, "GET");
	if (call->n_segments == 2) {
		if (!get)
			return hs_answer_method(call);
		call->resp->status = 200;
		crm_jw_init(&w, &call->resp->body);
		write_pipeline(&w, pipeline);
		return CRM_OK;
	}
	if (strcmp(call->segment[2], "stages") != 0 || call->n_segments > 4)
		return hs_answer_html_404(call);
	if (call->n_segments == 3)
		return get                       ? list_stages(call, pipeline)
		       : hs_method(call, "POST") ? create_stage(call, pipeline)
						 : hs_answer_method(call);
	const struct hs_stage *stage = hs_stage_find(pipeline, call->segment[3]);
	if (!stage)
		return hs_answer_not_found(call, "resource not found");
	if (!get)
		return hs_answer_method(call);
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	write_stage(&w, pipeline, stage);
	return CRM_OK;
}

int hs_pipelines_api(struct hs_call *call)
{
	enum hs_type type;
	int rc;
	if (call->n_segments < 1)
		return hs_answer_html_404(call);
	if (!hs_segment_type(call, 0, &type, &rc))
		return rc;
	call->resp->mutating = !hs_method(call, "GET");
	if (call->resp->mutating && hs_option_flag(call->face, "deny_setup", false))
		return hs_answer_scopes(call, hs_format(call, "crm.schemas.%s.write", hs_types[type].plural));
	if (call->n_segments == 1) {
		if (hs_method(call, "GET"))
			return list(call, type);
		return hs_method(call, "POST") ? create(call, type) : hs_answer_method(call);
	}
	struct hs_pipeline *pipeline = hs_pipeline_find(call->face, type, call->segment[1]);
	return pipeline ? below(call, pipeline) : hs_answer_not_found(call, "resource not found");
}
