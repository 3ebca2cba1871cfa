/* SPDX-License-Identifier: Apache-2.0 */
/* Pipelines and stages, v2. */
#include <stdlib.h>
#include <string.h>

#include <crmsync/timestamp.h>

#include "pipedrive.h"

struct pd_pipeline *pd_pipeline_find(const struct face *face, int64_t id)
{
	for (size_t i = 0; i < face->n_pipelines; i++)
		if (face->pipelines[i].id == id && !face->pipelines[i].deleted)
			return &face->pipelines[i];
	return NULL;
}

struct pd_pipeline *pd_pipeline_named(const struct face *face, const char *name)
{
	for (size_t i = 0; i < face->n_pipelines; i++)
		if (!face->pipelines[i].deleted && strcmp(face->pipelines[i].name, name) == 0)
			return &face->pipelines[i];
	return NULL;
}

/* The one with the lowest order_nr is the default. */
struct pd_pipeline *pd_pipeline_first(const struct face *face)
{
	struct pd_pipeline *first = NULL;

	for (size_t i = 0; i < face->n_pipelines; i++)
		if (!face->pipelines[i].deleted && (!first || face->pipelines[i].order_nr < first->order_nr))
			first = &face->pipelines[i];
	return first;
}

struct pd_pipeline *pd_pipeline_add(struct face *face, int64_t id, const char *name)
{
	struct pd_pipeline *pipeline;
	char *copy;

	if (!pd_grow(&face->pipelines, &face->cap_pipelines, face->n_pipelines, sizeof(*face->pipelines)))
		return NULL;
	copy = crm_strdup(name);
	if (!copy)
		return NULL;
	pipeline = &face->pipelines[face->n_pipelines];
	memset(pipeline, 0, sizeof(*pipeline));
	pipeline->id = id ? id : face->n_pipelines ? pipeline[-1].id + 1 : 1;
	pipeline->order_nr = (int64_t)face->n_pipelines + 1;
	pipeline->name = copy;
	pipeline->probability = true;
	pipeline->add_time = pipeline->update_time = pd_now(face);
	face->n_pipelines++;
	return pipeline;
}

struct pd_stage *pd_stage_find(const struct face *face, int64_t id)
{
	for (size_t i = 0; i < face->n_stages; i++)
		if (face->stages[i].id == id && !face->stages[i].deleted)
			return &face->stages[i];
	return NULL;
}

struct pd_stage *pd_stage_first(const struct face *face, int64_t pipeline_id)
{
	struct pd_stage *first = NULL;

	for (size_t i = 0; i < face->n_stages; i++) {
		struct pd_stage *stage = &face->stages[i];

		if (stage->pipeline_id == pipeline_id && !stage->deleted &&
		    (!first || stage->order_nr < first->order_nr))
			first = stage;
	}
	return first;
}

struct pd_stage *pd_stage_named(const struct face *face, int64_t pipeline_id, const char *name)
{
	for (size_t i = 0; i < face->n_stages; i++) {
		struct pd_stage *stage = &face->stages[i];

		if (stage->pipeline_id == pipeline_id && !stage->deleted && strcmp(stage->name, name) == 0)
			return stage;
	}
	return NULL;
}

struct pd_stage *pd_stage_add(struct face *face, int64_t id, int64_t pipeline_id, const char *name, int64_t probability)
{
	struct pd_stage *stage;
	char *copy;

	if (!pd_grow(&face->stages, &face->cap_stages, face->n_stages, sizeof(*face->stages)))
		return NULL;
	copy = crm_strdup(name);
	if (!copy)
		return NULL;
	stage = &face->stages[face->n_stages];
	memset(stage, 0, sizeof(*stage));
	stage->id = id ? id : face->n_stages ? stage[-1].id + 1 : 1;
	stage->pipeline_id = pipeline_id;
	stage->name = copy;
	stage->probability = probability;
	stage->order_nr = 1;
	for (size_t i = 0; i < face->n_stages; i++)
		if (face->stages[i].pipeline_id == pipeline_id && face->stages[i].order_nr >= stage->order_nr)
			stage->order_nr = face->stages[i].order_nr + 1;
	stage->add_time = stage->update_time = pd_now(face);
	face->n_stages++;
	return stage;
}

bool pd_stages_usual(struct face *face, int64_t pipeline_id)
{
	static const struct {
		const char *name;
		int64_t probability;
	} usual[] = {{"Qualified", 20},     {"Contact Made", 30},         {"Demo Scheduled", 50},
		     {"Proposal Made", 70}, {"Negotiations Started", 80}, {"Contract Sent", 90}};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (!pd_stage_add(face, 0, pipeline_id, usual[i].name, usual[i].probability))
			return false;
	return true;
}

bool pd_pipelines_default(struct face *face)
{
	const struct pd_pipeline *pipeline = pd_pipeline_add(face, 1, "Pipeline");

	return pipeline && pd_stages_usual(face, pipeline->id);
}

/* --- answers -------------------------------------------------------------------------------------------------------
 */

static void time_field(struct crm_json_writer *w, const char *name, int64_t ms)
{
	char text[CRM_TIME_TEXT];

	crm_time_format_seconds(ms, text);
	crm_jw_field(w, name, text);
}

static void render_pipeline(struct crm_json_writer *w, const struct pd_pipeline *pipeline)
{
	crm_jw_object(w);
	crm_jw_field_int(w, "id", pipeline->id);
	crm_jw_field(w, "name", pipeline->name);
	crm_jw_field_int(w, "order_nr", pipeline->order_nr);
	crm_jw_field_bool(w, "is_deleted", pipeline->deleted);
	crm_jw_field_bool(w, "is_deal_probability_enabled", pipeline->probability);
	time_field(w, "add_time", pipeline->add_time);
	time_field(w, "update_time", pipeline->update_time);
	crm_jw_end_object(w);
}

static void render_stage(struct crm_json_writer *w, const struct pd_stage *stage)
{
	crm_jw_object(w);
	crm_jw_field_int(w, "id", stage->id);
	crm_jw_field_int(w, "order_nr", stage->order_nr);
	crm_jw_field(w, "name", stage->name);
	crm_jw_field_bool(w, "is_deleted", stage->deleted);
	crm_jw_field_int(w, "deal_probability", stage->probability);
	crm_jw_field_int(w, "pipeline_id", stage->pipeline_id);
	crm_jw_field_bool(w, "is_deal_rot_enabled", stage->rot);
	crm_jw_key(w, "days_to_rotten");
	if (stage->rot)
		crm_jw_int(w, stage->days_to_rotten);
	else
		crm_jw_null(w);
	time_field(w, "add_time", stage->add_time);
	time_field(w, "update_time", stage->update_time);
	crm_jw_end_object(w);
}

/* --- lists: few rows, sorted for each request ------------------------------------------------------------------------
 */

struct row {
	const void *item;
	int64_t key, id;
};

static int row_compare(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static bool read_sorting(struct pd_call *call, const char *const *sorts, const char **by, bool *descending)
{
	const char *wanted = pd_query(call, "sort_by"), *direction = pd_query(call, "sort_direction");
	size_t i;

	for (i = 0; wanted && sorts[i] && strcmp(sorts[i], wanted) != 0; i++)
		;
	if (wanted && !sorts[i]) {
		pd_fail_v2(call, 400, "ERR_SCHEMA_VALIDATION_FAILED",
			   "Validation failed: sort_by: Parameter 'sort_by' has an unknown value");
		return false;
	}
	*by = wanted ? wanted : "id";
	*descending = direction && strcmp(direction, "desc") == 0;
	return true;
}

static void answer_rows(struct pd_call *call, struct row *rows, size_t n, const char *by, bool descending,
			void (*render)(struct crm_json_writer *w, const void *item))
{
	const char *text = pd_query(call, "cursor"), *next = NULL;
	struct pd_cursor cursor = {by, 0, 0, descending};
	bool started = !text;
	int64_t limit;

	if (!pd_query_limit(call, 500, &limit) || (text && !pd_cursor_read(call, text, &cursor)))
		return;
	qsort(rows, n, sizeof(*rows), row_compare);
	pd_begin(call);
	crm_jw_array(&call->json);
	for (size_t i = 0; i < n && !next; i++) {
		const struct row *row = &rows[descending ? n - 1 - i : i];

		started = started || row->id == cursor.id;
		if (!started)
			continue;
		if (call->resp->records == limit) {
			struct pd_cursor after = {by, row->key, row->id, descending};

			next = pd_cursor_write(call->face->arena, &after);
			continue;
		}
		render(&call->json, row->item);
		call->resp->records++;
	}
	crm_jw_end_array(&call->json);
	pd_end_page(call, next);
}

static int64_t sort_key(const char *by, int64_t id, int64_t order, int64_t added, int64_t updated)
{
	return by[0] == 'i' ? id : by[0] == 'o' ? order : by[0] == 'a' ? added : updated;
}

static void render_pipeline_row(struct crm_json_writer *w, const void *item)
{
	render_pipeline(w, item);
}

static void render_stage_row(struct crm_json_writer *w, const void *item)
{
	render_stage(w, item);
}

/* Neither list knows updated_since: it is refused like any unknown parameter. */
void pd_handle_pipelines_list(struct pd_call *call)
{
	static const char *const allowed[] = {"sort_by", "sort_direction", "limit", "cursor", NULL};
	static const char *const sorts[] = {"id", "update_time", "add_time", NULL};
	struct row *rows = crm_arena_calloc(call->face->arena, call->face->n_pipelines + 1, sizeof(*rows));
	const char *by;
	bool descending;
	size_t n = 0;

	if (!pd_query_check(call, allowed) || !read_sorting(call, sorts, &by, &descending))
		return;
	for (size_t i = 0; rows && i < call->face->n_pipelines; i++) {
		const struct pd_pipeline *p = &call->face->pipelines[i];

		if (!p->deleted)
			rows[n++] =
				(struct row){p, sort_key(by, p->id, p->order_nr, p->add_time, p->update_time), p->id};
	}
	answer_rows(call, rows, n, by, descending, render_pipeline_row);
}

void pd_handle_stages_list(struct pd_call *call)
{
	static const char *const allowed[] = {"pipeline_id", "sort_by", "sort_direction", "limit", "cursor", NULL};
	static const char *const sorts[] = {"id", "update_time", "add_time", "order_nr", NULL};
	struct row *rows = crm_arena_calloc(call->face->arena, call->face->n_stages + 1, sizeof(*rows));
	int64_t pipeline = 0;
	const char *by;
	bool descending;
	size_t n = 0;

	if (!pd_query_check(call, allowed) || !read_sorting(call, sorts, &by, &descending) ||
	    !pd_query_int(call, "pipeline_id", &pipeline))
		return;
	for (size_t i = 0; rows && i < call->face->n_stages; i++) {
		const struct pd_stage *s = &call->face->stages[i];

		if (!s->deleted && (!pipeline || s->pipeline_id == pipeline))
			rows[n++] =
				(struct row){s, sort_key(by, s->id, s->order_nr, s->add_time, s->update_time), s->id};
	}
	answer_rows(call, rows, n, by, descending, render_stage_row);
}

/* --- single ones
 * ------------------------------------------------------------------------------------------------------ */

static struct pd_pipeline *pipeline_of(struct pd_call *call)
{
	struct pd_pipeline *pipeline = pd_pipeline_find(call->face, call->id);

	if (!pipeline)
		pd_fail_not_found(call, "Pipeline");
	return pipeline;
}

static struct pd_stage *stage_of(struct pd_call *call)
{
	struct pd_stage *stage = pd_stage_find(call->face, call->id);

	if (!stage)
		pd_fail_not_found(call, "Stage");
	return stage;
}

static void answer_pipeline(struct pd_call *call, const struct pd_pipeline *pipeline)
{
	pd_begin(call);
	render_pipeline(&call->json, pipeline);
	pd_end(call);
	call->resp->records = 1;
}

static void answer_stage(struct pd_call *call, const struct pd_stage *stage)
{
	pd_begin(call);
	render_stage(&call->json, stage);
	pd_end(call);
	call->resp->records = 1;
}

void pd_handle_pipeline_get(struct pd_call *call)
{
	const struct pd_pipeline *pipeline = pipeline_of(call);

	if (pipeline)
		answer_pipeline(call, pipeline);
}

void pd_handle_stage_get(struct pd_call *call)
{
	const struct pd_stage *stage = stage_of(call);

	if (stage)
		answer_stage(call, stage);
}

struct member {
	const char *name;
	enum crm_json_type type;
	bool required; /* on POST */
};

static bool check_members(struct pd_call *call, const crm_json *body, const struct member *members, bool creating)
{
	struct pd_check check;
	bool ok;

	pd_check_init(&check, call->face, PD_DEAL, creating ? PD_MODE_POST : PD_MODE_PATCH);
	for (const crm_json *e = crm_json_first(body); e; e = crm_json_next(e)) {
		const struct member *m = members;

		while (m->name && strcmp(m->name, crm_json_name(e)) != 0)
			m++;
		if (!m->name)
			pd_check_fail(&check, crm_json_name(e), "Parameter '%s' is not allowed for this request",
				      crm_json_name(e));
		else if (crm_json_type(e) != m->type)
			pd_check_fail(&check, m->name, "Parameter '%s' has the wrong type '%s'", m->name,
				      pd_json_type_word(e));
		else if (m->type == CRM_JSON_STRING && !*crm_json_text(e))
			pd_check_fail(&check, m->name, "Parameter '%s' must not be empty", m->name);
	}
	for (const struct member *m = members; creating && m->name; m++)
		if (m->required && !crm_json_get(body, m->name))
			pd_check_fail(&check, m->name, "Parameter '%s' is required", m->name);
	ok = !check.errors.len;
	if (!ok)
		pd_fail_validation(call, &check.errors);
	crm_buf_free(&check.errors);
	return ok;
}

static bool rename_to(char **name, const char *wanted)
{
	char *copy = crm_strdup(wanted);

	if (!copy)
		return !wanted;
	crm_free(*name);
	*name = copy;
	return true;
}

static void pipeline_write(struct pd_call *call, bool creating)
{
	static const struct member members[] = {{"name", CRM_JSON_STRING, true},
						{"is_deal_probability_enabled", CRM_JSON_BOOL, false},
						{NULL, CRM_JSON_NULL, false}};
	struct pd_pipeline *pipeline = creating ? NULL : pipeline_of(call);
	const crm_json *flag;
	crm_json *body;

	if (!creating && !pipeline)
		return;
	body = pd_body(call, false);
	if (!body || !check_members(call, body, members, creating)) {
		crm_json_free(body);
		return;
	}
	if (creating)
		pipeline = pd_pipeline_add(call->face, 0, crm_json_get_string(body, "name"));
	flag = crm_json_get(body, "is_deal_probability_enabled");
	if (!pipeline || !rename_to(&pipeline->name, crm_json_get_string(body, "name"))) {
		pd_fail_nomem(call);
	} else {
		if (flag || creating)
			pipeline->probability = crm_json_true(flag);
		pipeline->update_time = pd_now(call->face);
		answer_pipeline(call, pipeline);
	}
	crm_json_free(body);
}

void pd_handle_pipeline_create(struct pd_call *call)
{
	pipeline_write(call, true);
}

void pd_handle_pipeline_update(struct pd_call *call)
{
	pipeline_write(call, false);
}

static void stage_apply(struct pd_stage *stage, const crm_json *body)
{
	const crm_json *rot = crm_json_get(body, "is_deal_rot_enabled");

	(void)crm_json_int(crm_json_get(body, "deal_probability"), &stage->probability);
	(void)crm_json_int(crm_json_get(body, "days_to_rotten"), &stage->days_to_rotten);
	if (rot)
		stage->rot = crm_json_true(rot);
}

static void stage_write(struct pd_call *call, bool creating)
{
	static const struct member members[] = {{"name", CRM_JSON_STRING, true},
						{"pipeline_id", CRM_JSON_NUMBER, true},
						{"deal_probability", CRM_JSON_NUMBER, false},
						{"is_deal_rot_enabled", CRM_JSON_BOOL, false},
						{"days_to_rotten", CRM_JSON_NUMBER, false},
						{NULL, CRM_JSON_NULL, false}};
	struct pd_stage *stage = creating ? NULL : stage_of(call);
	int64_t pipeline = stage ? stage->pipeline_id : 0;
	crm_json *body;

	if (!creating && !stage)
		return;
	body = pd_body(call, false);
	if (!body || !check_members(call, body, members, creating)) {
		crm_json_free(body);
		return;
	}
	(void)crm_json_int(crm_json_get(body, "pipeline_id"), &pipeline);
	if (!pd_pipeline_find(call->face, pipeline)) {
		pd_fail_not_found(call, "Pipeline");
		crm_json_free(body);
		return;
	}
	if (creating)
		stage = pd_stage_add(call->face, 0, pipeline, crm_json_get_string(body, "name"), 100);
	if (!stage || !rename_to(&stage->name, crm_json_get_string(body, "name"))) {
		pd_fail_nomem(call);
	} else {
		stage->pipeline_id = pipeline;
		stage->update_time = pd_now(call->face);
		stage_apply(stage, body);
		answer_stage(call, stage);
	}
	crm_json_free(body);
}

void pd_handle_stage_create(struct pd_call *call)
{
	stage_write(call, true);
}

void pd_handle_stage_update(struct pd_call *call)
{
	stage_write(call, false);
}

static void answer_id(struct pd_call *call)
{
	pd_begin(call);
	crm_jw_object(&call->json);
	crm_jw_field_int(&call->json, "id", call->id);
	crm_jw_end_object(&call->json);
	pd_end(call);
	call->resp->records = 1;
}

void pd_handle_pipeline_delete(struct pd_call *call)
{
	struct pd_pipeline *pipeline = pipeline_of(call);

	if (!pipeline)
		return;
	pipeline->deleted = true;
	for (size_t i = 0; i < call->face->n_stages; i++)
		if (call->face->stages[i].pipeline_id == pipeline->id)
			call->face->stages[i].deleted = true;
	answer_id(call);
}

void pd_handle_stage_delete(struct pd_call *call)
{
	struct pd_stage *stage = stage_of(call);

	if (!stage)
		return;
	stage->deleted = true;
	answer_id(call);
}
