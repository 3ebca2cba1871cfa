/* SPDX-License-Identifier: Apache-2.0 */
/* Pipelines and their stages.  Strings live as long as the face. */
#include <string.h>

#include "hubspot.h"

struct hs_pipeline *hs_pipeline_find(const struct face *face, enum hs_type type, const char *id)
{
	const struct hs_pipelines *pipelines = &face->pipelines[type];
	for (size_t i = 0; i < pipelines->n; i++)
		if (strcmp(pipelines->v[i].id, id) == 0)
			return &pipelines->v[i];
	return NULL;
}

struct hs_stage *hs_stage_find(const struct hs_pipeline *pipeline, const char *id)
{
	for (size_t i = 0; i < pipeline->n_stages; i++)
		if (strcmp(pipeline->stages[i].id, id) == 0)
			return &pipeline->stages[i];
	return NULL;
}

const struct hs_stage *hs_stage_of(const struct face *face, const struct hs_record *deal)
{
	const char *pipeline_id = hs_text_named(face, deal, "pipeline");
	const char *stage_id = hs_text_named(face, deal, "dealstage");
	const struct hs_pipeline *pipeline = hs_pipeline_find(face, HS_DEAL, pipeline_id ? pipeline_id : "default");
	return pipeline && stage_id ? hs_stage_find(pipeline, stage_id) : NULL;
}

int hs_pipeline_add(struct face *face, enum hs_type type, const char *id, const char *label, int order, int64_t now,
		    struct hs_pipeline **out)
{
	struct hs_pipelines *pipelines = &face->pipelines[type];
	struct hs_pipeline *v = crm_reallocarray(pipelines->v, pipelines->n + 1, sizeof *v);
	if (!v)
		return CRM_E_NOMEM;
	pipelines->v = v;
	struct hs_pipeline pipeline = {
		.id = hs_keep(face, id), .label = hs_keep(face, label), .display_order = order, .created = now};
	if (!pipeline.id || !pipeline.label)
		return CRM_E_NOMEM;
	v[pipelines->n] = pipeline;
	*out = &v[pipelines->n++];
	return CRM_OK;
}

int hs_stage_add(struct face *face, struct hs_pipeline *pipeline, const struct hs_stage *stage)
{
	struct hs_stage *v = crm_reallocarray(pipeline->stages, pipeline->n_stages + 1, sizeof *v);
	if (!v)
		return CRM_E_NOMEM;
	pipeline->stages = v;
	struct hs_stage copy = *stage;
	copy.id = hs_keep(face, stage->id);
	copy.label = hs_keep(face, stage->label);
	copy.probability = hs_keep(face, stage->probability);
	if (!copy.id || !copy.label || (stage->probability && !copy.probability))
		return CRM_E_NOMEM;
	v[pipeline->n_stages++] = copy;
	return CRM_OK;
}

static int pipeline_from_table(struct face *face, enum hs_type type, const char *id, const char *label,
			       const struct hs_stage_row *rows)
{
	struct hs_pipeline *pipeline;
	int rc = hs_pipeline_add(face, type, id, label, 0, 0, &pipeline);
	for (int i = 0; rc == CRM_OK && rows[i].id; i++)
		rc = hs_stage_add(face, pipeline,
				  &(struct hs_stage){.id = rows[i].id,
						     .label = rows[i].label,
						     .probability = rows[i].probability,
						     .closed = rows[i].closed,
						     .display_order = i});
	return rc;
}

int hs_pipelines_open(struct face *face)
{
	int rc = pipeline_from_table(face, HS_CONTACT, "contacts-lifecycle-pipeline", "Lifecycle Stage Pipeline",
				     hs_lifecycle_stages);
	if (rc == CRM_OK)
		rc = pipeline_from_table(face, HS_COMPANY, "companies-lifecycle-pipeline", "Lifecycle Stage Pipeline",
					 hs_lifecycle_stages);
	if (rc == CRM_OK)
		rc = pipeline_from_table(face, HS_DEAL, "default", "Sales Pipeline", hs_sales_stages);
	return rc;
}

void hs_pipelines_close(struct face *face)
{
	for (int type = 0; type < HS_TYPES; type++) {
		for (size_t i = 0; i < face->pipelines[type].n; i++)
			crm_free(face->pipelines[type].v[i].stages);
		crm_free(face->pipelines[type].v);
	}
}
