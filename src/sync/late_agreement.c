/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/late_agreement.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <core/normalise.h>
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

/* A record that another one refers to may not have been there when that one was sent, and be there now: what is blank
 * was left out, and is still owed. */
static void leave_out_missing(const struct crm_model *model, const struct crm_cell *now, struct crm_payload *payload)
{
	for (size_t i = 0; i < payload->n; i++) {
		size_t f = crm_model_field(model, payload->items[i].field);
		if (f != (size_t)-1 && model->fields[f].refers != CRM_OBJECTS && crm_cell_blank(&now[f]))
			payload->items[i].unresolved = true;
	}
}

/* ---- what a person typed since ---- */

/* Not web addresses: HubSpot fills in a company's domain from its web site. */
static bool is_typed(enum crm_type type)
{
	return type == CRM_T_TEXT || type == CRM_T_EMAIL || type == CRM_T_PHONE;
}

/* Letters and digits alone. */
static char *letters_of(const char *text, struct crm_arena *arena)
{
	const char *folded = crm_fold_name(text, arena);
	char *out = folded ? crm_arena_strdup(arena, folded) : NULL, *p = out;
	for (const char *in = out; in != NULL && *in != '\0'; in++)
		if (*in != ' ')
			*p++ = *in;
	if (out != NULL)
		*p = '\0';
	return out;
}

/* Is that the same text in the vendor's spelling, maybe cut? */
static int is_spelling(const struct crm_cell *sent, const struct crm_cell *found, struct crm_arena *arena, bool *same)
{
	const char *a = letters_of(sent->text, arena), *b = letters_of(found->text, arena);
	if (a == NULL || b == NULL)
		return CRM_E_NOMEM;
	*same = *b != '\0' && strncmp(a, b, strlen(b)) == 0;
	return CRM_OK;
}

static bool is_number(enum crm_type type)
{
	return type == CRM_T_DECIMAL || type == CRM_T_MONEY;
}

static bool is_rounded(const struct crm_cell *sent, const struct crm_cell *found)
{
	return fabs(strtod(sent->key, NULL) - strtod(found->key, NULL)) <= 0.01;
}

static bool was_sent(const struct crm_payload *payload, const char *field)
{
	for (size_t i = 0; i < payload->n; i++)
		if (strcmp(payload->items[i].field, field) == 0)
			return true;
	return false;
}

/* What was sent comes back in a vendor's spelling, or somebody wrote over it. */
static int written_over(enum crm_type type, const struct crm_cell *sent, const struct crm_cell *found,
			struct crm_arena *arena, bool *typed)
{
	bool same = true;
	int rc = CRM_OK;
	if (sent->kind == CRM_TEXT && is_typed(type))
		rc = is_spelling(sent, found, arena, &same);
	else if (sent->kind == CRM_TEXT && is_number(type))
		same = is_rounded(sent, found);
	*typed = rc == CRM_OK && !same;
	return rc;
}

/* Vendors fill in choices, owners, numbers, and much of companies and deals; not words of a person's record. */
static int typed_since(const struct crm_op_row *create, const struct crm_payload *payload,
		       const struct crm_field *field, const struct crm_cell *sent, const struct crm_cell *found,
		       struct crm_arena *arena, bool *typed)
{
	*typed = false;
	if (found->kind != CRM_TEXT || crm_cell_blank(found) || crm_cell_equal(sent, found))
		return CRM_OK;
	if (was_sent(payload, field->name))
		return written_over(field->type, sent, found, arena, typed);
	*typed = create->object == CRM_CONTACT && crm_cell_blank(sent) && is_typed(field->type);
	return CRM_OK;
}

/* The base of what was typed since: what was sent, so that it counts as an edit. */
static int write_base(const struct crm_model *model, const struct crm_op_row *create, const struct crm_payload *payload,
		      const crm_json *base, const crm_json *settle, const struct crm_cell *now, struct crm_arena *arena,
		      struct crm_json_writer *w, bool *any)
{
	crm_jw_object(w);
	for (const crm_json *e = crm_json_first(base); e != NULL; e = crm_json_next(e)) {
		size_t f = crm_model_field(model, crm_json_name(e));
		const crm_json *wanted = crm_json_get(settle, crm_json_name(e));
		struct crm_cell sent;
		bool typed = false;
		int rc = f != (size_t)-1 && wanted != NULL ? crm_cell_read(wanted, arena, &sent) : CRM_E_NOT_FOUND;
		if (rc == CRM_OK)
			rc = typed_since(create, payload, &model->fields[f], &sent, &now[f], arena, &typed);
		if (rc < 0 && rc != CRM_E_NOT_FOUND)
			return rc;
		crm_jw_key(w, crm_json_name(e));
		*any = *any || typed;
		if (!typed) {
			crm_jw_value(w, e);
			continue;
		}
		crm_jw_object(w);
		crm_jw_key(w, "v");
		crm_cell_write(w, &sent);
		crm_jw_end_object(w);
	}
	crm_jw_end_object(w);
	return CRM_OK;
}

static int except_typed(struct crm_system *s, const struct crm_op_row *create, const struct crm_payload *payload,
			int64_t source, const struct crm_cell *now, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_store *store = s->engine->store;
	struct crm_source row;
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_json *base = NULL, *settle = NULL;
	bool found = false, any = false;
	int rc = crm_store_source(store, source, false, arena, &row, &found, err);
	if (rc != CRM_OK || !found || row.base == NULL)
		return rc;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	rc = crm_json_parse(row.base, strlen(row.base), &base, err);
	if (rc == CRM_OK)
		rc = crm_json_parse(create->settle, strlen(create->settle), &settle, err);
	if (rc == CRM_OK)
		rc = write_base(&s->engine->models[create->object], create, payload, base, settle, now, arena, &w,
				&any);
	if (rc == CRM_E_NOMEM || buf.failed)
		rc = crm_error_no_memory(err);
	if (rc == CRM_OK && any) {
		const char *text = crm_arena_strndup(arena, buf.ptr, buf.len);
		rc = text ? crm_store_base_set(store, source, text, err) : crm_error_no_memory(err);
	}
	crm_buf_free(&buf);
	crm_json_free(base);
	crm_json_free(settle);
	return rc;
}

int crm_late_agree(struct crm_system *s, const struct crm_op_row *create, int64_t source, struct crm_arena *arena,
		   struct crm_error *err)
{
	struct crm_source row;
	struct crm_payload payload;
	bool found = false;
	struct crm_cell *now = crm_arena_calloc(arena, s->engine->models[create->object].n_fields, sizeof *now);
	int rc = now ? crm_store_source(s->engine->store, source, false, arena, &row, &found, err)
		     : crm_error_no_memory(err);
	if (rc == CRM_OK && found)
		rc = crm_source_cells(s->engine, &row, arena, now, NULL, err);
	if (rc != CRM_OK || !found || create->settle == NULL || !untouched(s, create, &row, now))
		return rc;
	rc = crm_payload_read(s->engine, s, create->payload, arena, &payload, err);
	if (rc == CRM_OK)
		leave_out_missing(&s->engine->models[create->object], now, &payload);
	if (rc == CRM_OK)
		rc = crm_outcome_settle(s, source, create->id, create->settle, &payload, arena, err);
	return rc == CRM_OK ? except_typed(s, create, &payload, source, now, arena, err) : rc;
}
