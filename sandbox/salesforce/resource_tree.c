/* SPDX-License-Identifier: Apache-2.0 */
/*
 * composite/tree/{type}: records with their children, created all or not at all.
 * Source: the vendor's Postman collection (sobject_tree), REST API developer guide, "sObject Tree".
 */
#include <string.h>

#include "record.h"
#include "resources.h"
#include "text.h"
#include "undo.h"

#define MAX_RECORDS 200
#define MAX_DEPTH   5

struct node {
	const char *reference;
	const struct sf_row *row;
};

struct tree {
	struct sf_call *call;
	struct node *nodes;
	size_t n;
	const char *failed; /* reference of the record that was refused */
	struct sf_failure failure;
};

static bool is_branch(const crm_json *member)
{
	return crm_json_is_array(crm_json_get(member, "records"));
}

/* The record without its children, and with the reference to its parent; free with crm_json_free(). */
static crm_json *leaf(const crm_json *record, const char *field, const char *parent)
{
	struct crm_buf text;
	struct crm_json_writer w;
	crm_json *plain = NULL;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_jw_init(&w, &text);
	crm_jw_object(&w);
	for (const crm_json *e = crm_json_first(record); e; e = crm_json_next(e)) {
		if (is_branch(e))
			continue;
		crm_jw_key(&w, crm_json_name(e));
		crm_jw_value(&w, e);
	}
	if (field)
		crm_jw_field(&w, field, parent);
	crm_jw_end_object(&w);
	if (text.failed || crm_json_parse(text.ptr, text.len, &plain, NULL) != CRM_OK)
		plain = NULL;
	crm_buf_free(&text);
	return plain;
}

static const struct sf_child *child_named(const char *parent, const char *name)
{
	for (size_t i = 0; i < sf_n_children; i++)
		if (sf_children[i].name && sf_name_equal(sf_children[i].parent, parent) &&
		    sf_name_equal(sf_children[i].name, name))
			return &sf_children[i];
	return NULL;
}

static int refuse(struct tree *t, const char *reference, const char *code, const char *message)
{
	t->failed = reference ? reference : "";
	return sf_refuse(t->call->face, &t->failure, code, "%s", message);
}

static int save_all(struct tree *t, const crm_json *records, const char *type, const char *field, const char *parent,
		    int depth);

static int save_children(struct tree *t, const crm_json *record, const struct node *node, const char *type, int depth)
{
	int rc = CRM_OK;
	for (const crm_json *e = crm_json_first(record); rc == CRM_OK && e; e = crm_json_next(e)) {
		if (!is_branch(e))
			continue;
		const struct sf_child *child = child_named(type, crm_json_name(e));
		rc = child ? save_all(t, crm_json_get(e, "records"), child->child, child->field, node->row->id,
				      depth + 1)
			   : refuse(t, node->reference, "INVALID_FIELD", "No such relationship");
	}
	return rc;
}

static int save_one(struct tree *t, const crm_json *record, const char *type, const char *field, const char *parent,
		    int depth)
{
	const crm_json *attributes = crm_json_get(record, "attributes");
	const char *reference = crm_json_get_string(attributes, "referenceId");
	const char *own = crm_json_get_string(attributes, "type");
	struct sf_write write = {.table = sf_table_find(t->call->face, type)};
	if (!reference || !own || !sf_name_equal(own, type) || !write.table)
		return refuse(t, reference, "INVALID_INPUT",
			      "Each record needs attributes with its type and a referenceId");
	if (depth > MAX_DEPTH || t->n == MAX_RECORDS)
		return refuse(t, reference, "LIMIT_EXCEEDED", "At most 200 records, five levels deep");
	crm_json *plain = leaf(record, field, parent);
	int rc = plain ? sf_record_save(t->call, &write, plain, &t->failure) : CRM_E_NOMEM;
	crm_json_free(plain);
	if (rc != CRM_OK) {
		t->failed = reference;
		return rc;
	}
	struct node *node = &t->nodes[t->n++];
	*node = (struct node){reference, write.row};
	return save_children(t, record, node, type, depth);
}

static int save_all(struct tree *t, const crm_json *records, const char *type, const char *field, const char *parent,
		    int depth)
{
	int rc = CRM_OK;
	for (const crm_json *e = crm_json_first(records); rc == CRM_OK && e; e = crm_json_next(e))
		rc = save_one(t, e, type, field, parent, depth);
	return rc;
}

static void write_failure(struct crm_json_writer *w, const struct tree *t)
{
	crm_jw_object(w);
	crm_jw_field(w, "referenceId", t->failed);
	crm_jw_key(w, "errors");
	crm_jw_array(w);
	crm_jw_object(w);
	crm_jw_field(w, "statusCode", t->failure.code);
	crm_jw_field(w, "message", t->failure.message);
	crm_jw_key(w, "fields");
	crm_jw_array(w);
	for (size_t i = 0; i < t->failure.n_fields; i++)
		crm_jw_string(w, t->failure.fields[i]);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
}

static void answer(const struct tree *t)
{
	struct crm_json_writer w;
	crm_jw_init(&w, &t->call->resp->body);
	crm_jw_object(&w);
	crm_jw_field_bool(&w, "hasErrors", t->failed != NULL);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	if (t->failed)
		write_failure(&w, t);
	for (size_t i = 0; !t->failed && i < t->n; i++) {
		crm_jw_object(&w);
		crm_jw_field(&w, "referenceId", t->nodes[i].reference);
		crm_jw_field(&w, "id", t->nodes[i].row->id);
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	t->call->resp->records += t->failed ? 0 : (unsigned)t->n;
	t->call->resp->status = t->failed ? 400 : 201;
}

static void run(struct tree *t, const crm_json *records)
{
	t->nodes = crm_arena_calloc(t->call->face->arena, MAX_RECORDS, sizeof(*t->nodes));
	int rc = t->nodes ? sf_undo_begin(t->call->face) : CRM_E_NOMEM;
	if (rc == CRM_OK) {
		rc = save_all(t, records, t->call->segments[0], NULL, NULL, 1);
		if (rc == CRM_OK)
			sf_undo_keep(t->call->face);
		else
			sf_undo_rollback(t->call->face);
	}
	if (rc < 0)
		sf_answer_problem(t->call, rc, NULL);
	else
		answer(t);
}

void sf_post_tree(struct sf_call *call)
{
	struct tree t = {.call = call};
	crm_json *body = sf_call_body(call);
	const crm_json *records = crm_json_get(body, "records");
	if (body && !sf_table_find(call->face, call->segments[0]))
		sf_answer_not_found(call);
	else if (body && (!crm_json_is_array(records) || crm_json_size(records) == 0))
		sf_answer_error(call, 400, "REQUIRED_FIELD_MISSING", "At least 1 record is required");
	else if (body)
		run(&t, records);
	crm_json_free(body);
}
