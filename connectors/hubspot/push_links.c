/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Batches of associations.  The primary company is an association type of its own; making a company the primary one
 * leaves the former one associated.  Everything else is the default association.
 */
#include <string.h>

#include "push.h"

static void links_url(const struct push *p, struct hubspot_call *call, const char *verb, const char *kind)
{
	hubspot_url(p->conn, &call->url, HUBSPOT_ASSOCIATIONS, hubspot_plural(p->object), hubspot_plural(p->to),
		    "batch", verb, kind, NULL);
}

static void links_write_id(struct crm_json_writer *w, const char *name, const char *id)
{
	if (name)
		crm_jw_key(w, name);
	crm_jw_object(w);
	crm_jw_field(w, "id", id);
	crm_jw_end_object(w);
}

static void links_write_primary(struct crm_json_writer *w, int type)
{
	crm_jw_key(w, "types");
	crm_jw_array(w);
	crm_jw_object(w);
	crm_jw_field(w, "associationCategory", "HUBSPOT_DEFINED");
	crm_jw_field_int(w, "associationTypeId", type);
	crm_jw_end_object(w);
	crm_jw_end_array(w);
}

static void links_write(const struct push *p, const size_t *rows, size_t n, struct hubspot_call *call, bool primary,
			bool list)
{
	struct crm_json_writer w;
	crm_jw_init(&w, &call->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "inputs");
	crm_jw_array(&w);
	for (size_t i = 0; i < n; i++) {
		const struct crm_op *op = &p->ops[rows[i]];
		crm_jw_object(&w);
		links_write_id(&w, "from", op->id);
		if (list) {
			crm_jw_key(&w, "to");
			crm_jw_array(&w);
		}
		links_write_id(&w, list ? NULL : "to", op->to);
		if (list)
			crm_jw_end_array(&w);
		if (primary)
			links_write_primary(&w, hubspot_primary_type(p->object));
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
}

static void primary_write(const struct push *p, const size_t *rows, size_t n, struct hubspot_call *call)
{
	links_url(p, call, "create", NULL);
	links_write(p, rows, n, call, true, false);
}

static void default_write(const struct push *p, const size_t *rows, size_t n, struct hubspot_call *call)
{
	links_url(p, call, "associate", "default");
	links_write(p, rows, n, call, false, false);
}

static void remove_write(const struct push *p, const size_t *rows, size_t n, struct hubspot_call *call)
{
	links_url(p, call, "archive", NULL);
	links_write(p, rows, n, call, false, true);
}

/* ---- answers ---- */

/* One end of a result: "fromObjectId" of a labelled one, "from":{"id"} of a default one. */
static const char *result_end(const crm_json *result, const char *plain, const char *nested)
{
	const char *id = crm_json_text(crm_json_get(result, plain));
	return id ? id : crm_json_text(crm_json_get(crm_json_get(result, nested), "id"));
}

/* The answer to a default association lists both directions. */
static bool result_confirms(const crm_json *result, const struct crm_op *op)
{
	const char *from = result_end(result, "fromObjectId", "from"), *to = result_end(result, "toObjectId", "to");
	if (!from || !to)
		return false;
	return (strcmp(from, op->id) == 0 && strcmp(to, op->to) == 0) ||
	       (strcmp(from, op->to) == 0 && strcmp(to, op->id) == 0);
}

static int links_settle(const struct push *p, const size_t *rows, size_t n, const crm_json *answer)
{
	const crm_json *results = crm_json_get(answer, "results");
	for (const crm_json *v = crm_json_first(results); v; v = crm_json_next(v)) {
		for (size_t i = 0; i < n; i++) {
			if (push_is_open(p, rows[i]) && result_confirms(v, &p->ops[rows[i]]))
				push_set_done(p, rows[i], p->ops[rows[i]].id, NULL);
		}
	}
	return push_settle_errors(p, rows, n, answer);
}

const struct push_verb push_associate_primary = {"associating records", primary_write, links_settle};
const struct push_verb push_associate = {"associating records", default_write, links_settle};
const struct push_verb push_dissociate = {"removing associations", remove_write, push_settle_removal};
