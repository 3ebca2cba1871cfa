/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/payload.h>

#include <string.h>

/* ---- writing ---- */

static void write_uids(struct crm_json_writer *w, const struct crm_value *value)
{
	crm_jw_array(w);
	if (value->kind == CRM_TEXT)
		crm_jw_string(w, value->text);
	for (size_t i = 0; value->kind == CRM_LIST && i < value->n; i++)
		crm_jw_string(w, value->items[i]);
	crm_jw_end_array(w);
}

static void write_value(struct crm_json_writer *w, const struct crm_value *value)
{
	if (value->kind == CRM_LIST)
		write_uids(w, value);
	else
		crm_jw_string(w, value->kind == CRM_TEXT ? value->text : NULL);
}

void crm_payload_set_begin(struct crm_json_writer *w)
{
	crm_jw_object(w);
	crm_jw_key(w, "set");
	crm_jw_array(w);
}

void crm_payload_set_end(struct crm_json_writer *w)
{
	crm_jw_end_array(w);
	crm_jw_end_object(w);
}

int64_t crm_payload_hash(const char *payload, int kind)
{
	return (int64_t)crm_hash_bytes(payload, strlen(payload), (uint64_t)kind);
}

void crm_payload_property(struct crm_json_writer *w, const char *property, const char *field,
			  const struct crm_value *value, enum crm_object refers)
{
	bool reference = refers != CRM_OBJECTS && value->kind != CRM_NULL;
	crm_jw_object(w);
	crm_jw_field(w, "p", property);
	crm_jw_field(w, "f", field);
	if (reference) {
		crm_jw_field(w, "r", crm_object_name(refers));
		crm_jw_key(w, "u");
		write_uids(w, value);
		crm_jw_field_bool(w, "m", value->kind == CRM_LIST);
	} else {
		crm_jw_key(w, "v");
		write_value(w, value);
	}
	crm_jw_end_object(w);
}

void crm_payload_restored(struct crm_json_writer *w, const char *property, const char *field,
			  const struct crm_value *value, const char *piece)
{
	crm_jw_object(w);
	crm_jw_field(w, "p", property);
	crm_jw_field(w, "f", field);
	crm_jw_key(w, "v");
	write_value(w, value);
	if (piece != NULL)
		crm_jw_field(w, "w", piece);
	crm_jw_end_object(w);
}

/* ---- reading ---- */

static int read_list(const crm_json *array, struct crm_arena *arena, struct crm_value *out)
{
	const char **items = crm_arena_calloc(arena, crm_json_size(array) + 1, sizeof *items);
	size_t n = 0;
	if (items == NULL)
		return CRM_E_NOMEM;
	for (const crm_json *v = crm_json_first(array); v != NULL; v = crm_json_next(v))
		if ((items[n++] = crm_arena_strdup(arena, crm_json_text(v))) == NULL)
			return CRM_E_NOMEM;
	*out = (struct crm_value){.kind = CRM_LIST, .items = items, .n = n};
	return CRM_OK;
}

static int read_plain(const crm_json *v, struct crm_arena *arena, struct crm_value *out)
{
	if (crm_json_is_array(v))
		return read_list(v, arena, out);
	const char *text = crm_json_text(v);
	*out = (struct crm_value){.kind = text ? CRM_TEXT : CRM_NULL, .text = crm_arena_strdup(arena, text)};
	return text == NULL || out->text != NULL ? CRM_OK : CRM_E_NOMEM;
}

/* *id: NULL if the golden record is not in the system; then *in_doubt tells whether it may be. */
static int vendor_id(struct crm_engine *e, const struct crm_system *s, enum crm_object object, const char *uid,
		     struct crm_arena *arena, const char **id, bool *in_doubt, struct crm_error *err)
{
	int64_t golden = 0;
	*id = NULL;
	*in_doubt = false;
	int rc = crm_store_golden_by_uid(e->store, object, uid, &golden, err);
	if (rc == CRM_OK && golden != 0)
		rc = crm_store_vendor_id_of(e->store, golden, s->id, arena, id, err);
	if (rc == CRM_OK && golden != 0 && *id == NULL)
		rc = crm_store_op_exists(e->store, golden, s->id, CRM_OP_CREATE, 1U << CRM_OPS_IN_DOUBT, in_doubt, err);
	return rc;
}

static int read_reference(struct crm_engine *e, const struct crm_system *s, const crm_json *item,
			  struct crm_arena *arena, struct crm_payload_item *out, struct crm_error *err)
{
	enum crm_object object;
	const char *name = crm_json_get_string(item, "r");
	if (name == NULL || !crm_object_parse(name, &object))
		return crm_error_set(err, CRM_E_STORE, "an operation in the store refers to an unknown object");
	int rc = read_list(crm_json_get(item, "u"), arena, &out->value);
	const char **ids = rc == CRM_OK ? crm_arena_calloc(arena, out->value.n + 1, sizeof *ids) : NULL;
	if (ids == NULL)
		return crm_error_no_memory(err);
	size_t n = 0;
	for (size_t i = 0; rc == CRM_OK && i < out->value.n; i++) {
		bool in_doubt;
		rc = vendor_id(e, s, object, out->value.items[i], arena, &ids[n], &in_doubt, err);
		if (rc == CRM_OK && ids[n] == NULL) {
			out->unresolved = true;
			out->in_doubt = out->in_doubt || in_doubt;
		} else {
			n++;
		}
	}
	if (crm_json_true(crm_json_get(item, "m")))
		out->value = (struct crm_value){.kind = CRM_LIST, .items = ids, .n = n};
	else
		out->value = (struct crm_value){.kind = n ? CRM_TEXT : CRM_NULL, .text = ids[0]};
	return rc;
}

static int read_item(struct crm_engine *e, const struct crm_system *s, const crm_json *item, struct crm_arena *arena,
		     struct crm_payload_item *out, struct crm_error *err)
{
	const char *property = crm_json_get_string(item, "p"), *field = crm_json_get_string(item, "f");
	if (property == NULL || field == NULL)
		return crm_error_set(err, CRM_E_STORE, "an operation in the store cannot be read");
	out->property = crm_arena_strdup(arena, property);
	out->field = crm_arena_strdup(arena, field);
	if (out->property == NULL || out->field == NULL)
		return crm_error_no_memory(err);
	if (crm_json_get(item, "r") != NULL)
		return read_reference(e, s, item, arena, out, err);
	int rc = read_plain(crm_json_get(item, "v"), arena, &out->value);
	return rc == CRM_OK ? CRM_OK : crm_error_set(err, rc, "out of memory");
}

/* Of no field: nothing is merged by it. */
static int read_piece(const crm_json *item, struct crm_arena *arena, struct crm_payload_item *out,
		      struct crm_error *err)
{
	*out = (struct crm_payload_item){
		.property = crm_arena_printf(arena, "%s#", crm_json_get_string(item, "p")),
		.field = "",
		.value = {.kind = CRM_TEXT, .text = crm_arena_strdup(arena, crm_json_get_string(item, "w"))}};
	return out->property && out->value.text ? CRM_OK : crm_error_no_memory(err);
}

int crm_payload_read(struct crm_engine *e, const struct crm_system *s, const char *json, struct crm_arena *arena,
		     struct crm_payload *out, struct crm_error *err)
{
	crm_json *root = NULL;
	int rc = crm_json_parse(json, strlen(json), &root, err);
	if (rc == CRM_E_NOMEM)
		return rc;
	if (rc != CRM_OK)
		return crm_error_set(err, CRM_E_STORE, "an operation in the store cannot be read");
	const crm_json *set = crm_json_get(root, "set");
	struct crm_payload_item *items = crm_arena_calloc(arena, set ? 2 * crm_json_size(set) + 1 : 2, sizeof *items);
	if (items == NULL)
		rc = crm_error_no_memory(err);
	size_t n = 0;
	for (const crm_json *v = set ? crm_json_first(set) : root; rc == CRM_OK && v != NULL;
	     v = set ? crm_json_next(v) : NULL) {
		rc = read_item(e, s, v, arena, &items[n++], err);
		if (rc == CRM_OK && crm_json_get_string(v, "w") != NULL)
			rc = read_piece(v, arena, &items[n++], err);
	}
	if (rc == CRM_OK)
		*out = (struct crm_payload){
			.items = items, .n = n, .primary = crm_json_true(crm_json_get(root, "first"))};
	crm_json_free(root);
	return rc;
}
