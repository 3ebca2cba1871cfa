/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lifecycle stages that step back.  HubSpot moves lifecyclestage forward only: an earlier stage is accepted and has no
 * effect until the property is cleared, in a request of its own ("Update Lifecycle Stage Using API", the vendor's
 * developer forum; knowledge base "Use lifecycle stages").  Where an answer shows that the stage stayed as it was, it
 * is cleared and set once more.  What fails on the way is not sent: the whole update may be made again.
 */
#include <string.h>

#include "push.h"

#define STAGE "lifecyclestage"

static const struct crm_value *stage_of_op(const struct crm_op *op)
{
	for (size_t i = 0; i < op->n_properties; i++) {
		if (strcmp(op->properties[i].name, STAGE) == 0)
			return &op->properties[i].value;
	}
	return NULL;
}

static bool stage_stayed(const struct push *p, size_t i)
{
	const struct crm_value *wanted = stage_of_op(&p->ops[i]);
	const struct crm_value *held = p->results[i].after ? crm_record_get(p->results[i].after, STAGE) : NULL;
	return p->ops[i].kind == CRM_OP_UPDATE && p->results[i].outcome == CRM_DONE && wanted &&
	       wanted->kind == CRM_TEXT && wanted->text[0] && held && held->kind == CRM_TEXT &&
	       strcmp(held->text, wanted->text) != 0;
}

/* The rows as updates of their stage alone; text NULL clears it. */
static int stage_push(const struct push *p, const size_t *rows, size_t n, bool clear, struct crm_result *results,
		      struct crm_error *err)
{
	struct crm_op *ops = crm_arena_calloc(p->arena, n, sizeof *ops);
	struct crm_property *stages = crm_arena_calloc(p->arena, n, sizeof *stages);
	size_t *all = crm_arena_calloc(p->arena, n, sizeof *all);
	if (!ops || !stages || !all)
		return hubspot_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		const struct crm_op *op = &p->ops[rows[i]];
		stages[i].name = STAGE;
		stages[i].value = clear ? (struct crm_value){.kind = CRM_NULL} : *stage_of_op(op);
		ops[i] = *op;
		ops[i].properties = &stages[i];
		ops[i].n_properties = 1;
		results[i] = (struct crm_result){.outcome = CRM_NOT_SENT};
		all[i] = i;
	}
	struct push sub = *p;
	sub.ops = ops;
	sub.results = results;
	return push_send_rows(&sub, all, n, err);
}

/* What became of a row whose stage was cleared or set; true: go on with it. */
static bool stage_went_well(const struct push *p, size_t row, const struct crm_result *step)
{
	struct crm_result *result = &p->results[row];
	if (step->outcome == CRM_DONE)
		return true;
	result->after = NULL;
	result->field = STAGE;
	result->code = step->code;
	result->message = step->message;
	result->outcome = step->outcome == CRM_REFUSED || step->outcome == CRM_GONE ? step->outcome : CRM_NOT_SENT;
	return false;
}

/* Keeps the rows that went well; how many. */
static size_t stage_keep(const struct push *p, size_t *rows, size_t n, const struct crm_result *steps)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		if (stage_went_well(p, rows[i], &steps[i]))
			rows[kept++] = rows[i];
	}
	return kept;
}

int push_step_stages_back(const struct push *p, size_t n, struct crm_error *err)
{
	size_t *rows = crm_arena_calloc(p->arena, n + 1, sizeof *rows);
	struct crm_result *steps = crm_arena_calloc(p->arena, n + 1, sizeof *steps);
	size_t some = 0;
	if (!rows || !steps)
		return hubspot_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		if (stage_stayed(p, i))
			rows[some++] = i;
	}
	if (some == 0)
		return CRM_OK;
	int cleared = stage_push(p, rows, some, true, steps, err);
	some = stage_keep(p, rows, some, steps);
	if (some == 0)
		return cleared;
	int set = stage_push(p, rows, some, false, steps, cleared == CRM_OK ? err : NULL);
	some = stage_keep(p, rows, some, steps);
	for (size_t i = 0; i < some; i++) {
		if (push_after_set(p, rows[i], STAGE, stage_of_op(&p->ops[rows[i]])) != CRM_OK)
			return hubspot_no_memory(err);
	}
	return cleared != CRM_OK ? cleared : set;
}
