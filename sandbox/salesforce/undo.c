/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions over rows. */
#include "undo.h"

struct undo_step {
	struct sf_table *table;
	struct sf_row *row;
	bool created;
	struct sf_row before; /* with its own copies of the values */
};

struct sf_undo {
	struct sf_undo *outer;
	struct undo_step *steps;
	size_t n_steps, cap_steps;
};

int sf_undo_begin(struct face *face)
{
	struct sf_undo *undo = crm_calloc(1, sizeof(*undo));
	if (!undo)
		return CRM_E_NOMEM;
	undo->outer = face->undo;
	face->undo = undo;
	return CRM_OK;
}

static void undo_free_values(struct sf_row *row)
{
	for (size_t i = 0; i < row->n_values; i++)
		crm_free(row->values[i].text);
	crm_free(row->values);
}

static int undo_copy_row(struct sf_row *to, const struct sf_row *from)
{
	*to = *from;
	to->n_values = 0;
	to->values = crm_calloc(from->n_values + 1, sizeof(*to->values));
	if (!to->values)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < from->n_values; i++) {
		to->values[i].column = from->values[i].column;
		to->values[i].text = crm_strdup(from->values[i].text);
		if (!to->values[i].text) {
			undo_free_values(to);
			to->values = NULL;
			to->n_values = 0;
			return CRM_E_NOMEM;
		}
		to->n_values++;
	}
	return CRM_OK;
}

static int undo_add_step(struct sf_undo *undo, const struct undo_step *step)
{
	if (undo->n_steps >= undo->cap_steps) {
		size_t cap = undo->cap_steps ? undo->cap_steps * 2 : 16;
		struct undo_step *steps = crm_reallocarray(undo->steps, cap, sizeof(*steps));
		if (!steps)
			return CRM_E_NOMEM;
		undo->steps = steps;
		undo->cap_steps = cap;
	}
	undo->steps[undo->n_steps++] = *step;
	return CRM_OK;
}

int sf_undo_note(struct face *face, struct sf_table *table, struct sf_row *row, bool created)
{
	if (!face->undo)
		return CRM_OK;
	struct undo_step step = {.table = table, .row = row, .created = created};
	int rc = created ? CRM_OK : undo_copy_row(&step.before, row);
	if (rc == CRM_OK)
		rc = undo_add_step(face->undo, &step);
	if (rc < 0 && !created)
		undo_free_values(&step.before);
	return rc;
}

/* Hands the steps to the outer transaction, or forgets them. */
void sf_undo_keep(struct face *face)
{
	struct sf_undo *undo = face->undo;
	face->undo = undo->outer;
	for (size_t i = 0; i < undo->n_steps; i++)
		if (!undo->outer || undo_add_step(undo->outer, &undo->steps[i]) < 0)
			if (!undo->steps[i].created)
				undo_free_values(&undo->steps[i].before);
	crm_free(undo->steps);
	crm_free(undo);
}

static void undo_restore(struct undo_step *step)
{
	sf_row_clear(step->table, step->row);
	if (step->created)
		step->row->purged = true;
	else
		(void)sf_row_restore(step->table, step->row, &step->before);
}

void sf_undo_rollback(struct face *face)
{
	struct sf_undo *undo = face->undo;
	face->undo = undo->outer;
	while (undo->n_steps > 0)
		undo_restore(&undo->steps[--undo->n_steps]);
	crm_free(undo->steps);
	crm_free(undo);
}
