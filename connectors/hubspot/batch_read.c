/* SPDX-License-Identifier: Apache-2.0 */
/* Records by their ids, or by the values of a property that is unique. */
#include "hubspot.h"

static void batch_read_write(struct crm_buf *body, const struct hubspot_wish *wish, const char *id_property,
			     const char *const *ids, size_t n)
{
	struct crm_json_writer w;
	crm_jw_init(&w, body);
	crm_jw_object(&w);
	hubspot_wish_write(&w, wish);
	crm_jw_key(&w, "propertiesWithHistory");
	crm_jw_array(&w);
	crm_jw_end_array(&w);
	if (id_property)
		crm_jw_field(&w, "idProperty", id_property);
	crm_jw_key(&w, "inputs");
	crm_jw_array(&w);
	for (size_t i = 0; i < n; i++) {
		crm_jw_object(&w);
		crm_jw_field(&w, "id", ids[i]);
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
}

int hubspot_batch_read(struct crm_connection *conn, const struct hubspot_wish *wish, const char *id_property,
		       const char *const *ids, size_t n, bool archived, struct hubspot_call *call,
		       struct hubspot_row **rows, size_t *n_rows, struct crm_arena *arena, struct crm_error *err)
{
	const crm_json *results = NULL;
	call->method = "POST";
	hubspot_url(conn, &call->url, HUBSPOT_OBJECTS, hubspot_plural(wish->object), "batch", "read", NULL);
	crm_buf_str(&call->url, archived ? "?archived=true" : "");
	batch_read_write(&call->body, wish, id_property, ids, n);
	int rc = hubspot_fetch(conn, call, err);
	if (rc == CRM_OK)
		rc = hubspot_results(call, &results, err);
	return rc == CRM_OK ? hubspot_rows_read(results, arena, rows, n_rows, err) : rc;
}
