/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the store, batch by batch, and the names of their records. */
#include <report/parts.h>

#include <string.h>

#define BATCH 200

const char *report_kind_word(int kind)
{
	static const char *const words[] = {"create", "update", "delete", "associate", "dissociate"};
	return words[kind];
}

int report_each_operation(struct report *r, enum crm_op_state state,
			  void (*visit)(struct report *r, const struct crm_op_row *row), struct crm_error *err)
{
	struct crm_op_query q = {.run = r->e->run, .phase = -1, .kind = -1, .object = -1, .state = state, .max = BATCH};
	struct crm_op_row *rows;
	size_t n = 0;
	int rc;
	r->record = 0;
	do {
		crm_arena_reset(r->arena);
		rc = crm_store_ops(r->e->store, &q, r->arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			visit(r, &rows[i]);
			q.after = rows[i].id;
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

int report_each_hold(struct report *r, void (*visit)(struct report *r, const struct crm_hold_row *row),
		     struct crm_error *err)
{
	struct crm_hold_row *rows;
	size_t n = 0;
	int64_t after = 0;
	int rc = CRM_OK;
	if (r->e->undoing)
		return rc;
	do {
		crm_arena_reset(r->arena);
		rc = crm_store_holds(r->e->store, after, BATCH, r->arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			visit(r, &rows[i]);
			after = rows[i].id;
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

const char *report_record_name(struct report *r, int64_t golden, const char **uid)
{
	static const char *const fields[] = {"first_name", "last_name", "name", NULL};
	struct crm_golden row;
	bool found = false;
	crm_json *cells = NULL;
	const char *name = "";
	*uid = "";
	if (crm_store_golden(r->e->store, golden, r->arena, &row, &found, NULL) != CRM_OK || !found)
		return "";
	*uid = row.uid;
	if (row.cells == NULL || crm_json_parse(row.cells, strlen(row.cells), &cells, NULL) != CRM_OK)
		return "";
	for (const char *const *f = fields; *f != NULL && name != NULL; f++) {
		struct crm_cell cell;
		const crm_json *v = crm_json_get(cells, *f);
		if (v != NULL && crm_cell_read(v, r->arena, &cell) == CRM_OK && !crm_cell_blank(&cell))
			name = crm_arena_printf(r->arena, "%s%s%s", name, name[0] ? " " : "",
						crm_cell_show(&cell, r->arena));
	}
	crm_json_free(cells);
	return name ? name : "";
}
