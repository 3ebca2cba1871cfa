/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/late_agreement.h>

#include <string.h>

#include <crmsync/timestamp.h>
#include <sync/outcome.h>
#include <sync/reconcile.h>

#define UNTOUCHED_MS  10000  /* vendors stamp a record a little later than its creation, for what they fill in */
#define CLOCK_SKEW_MS 300000 /* between us and a vendor */

static bool untouched(struct crm_system *s, const struct crm_op_row *create, const struct crm_source *row,
		      const struct crm_cell *now)
{
	size_t field = crm_model_field(&s->engine->models[row->object], "created");
	int64_t made;
	return field != (size_t)-1 && now[field].kind == CRM_TEXT && crm_time_parse(now[field].key, &made) &&
	       made >= create->sent_at - CLOCK_SKEW_MS && row->modified != 0 && row->modified - made < UNTOUCHED_MS;
}

/* A record that another one refers to may not have been there when that one was sent, and be there now: what is blank was
 * left out, and is still owed. */
static void leave_out_missing(const struct crm_model *model, const struct crm_cell *now, struct crm_payload *payload)
{
	for (size_t i = 0; i < payload->n; i++) {
		size_t f = crm_model_field(model, payload->items[i].field);
		if (f != (size_t)-1 && model->fields[f].refers != CRM_OBJECTS && crm_cell_blank(&now[f]))
			payload->items[i].unresolved = true;
	}
}

int crm_late_agree(struct crm_system *s, const struct crm_op_row *create, int64_t source, struct crm_arena *arena,
		   struct crm_error *err)
{
	struct crm_source row;
	struct crm_payload payload;
	bool found = false;
	struct crm_cell *now = crm_arena_calloc(arena, s->engine->models[create->object].n_fields, sizeof *now);
	int rc = now ? crm_store_source(s->engine->store, source, false, arena, &row, &found, err) : crm_error_no_memory(err);
	if (rc == CRM_OK && found)
		rc = crm_source_cells(s->engine, &row, arena, now, NULL, err);
	if (rc != CRM_OK || !found || create->settle == NULL || !untouched(s, create, &row, now))
		return rc;
	rc = crm_payload_read(s->engine, s, create->payload, arena, &payload, err);
	if (rc == CRM_OK)
		leave_out_missing(&s->engine->models[create->object], now, &payload);
	return rc == CRM_OK ? crm_outcome_settle(s, source, create->settle, &payload, arena, err) : rc;
}
