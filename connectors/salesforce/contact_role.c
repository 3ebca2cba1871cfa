/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts of an opportunity. */
#include "contact_role.h"

#include <string.h>

#include <crmsync/url.h>

#include "batch_write.h"
#include "client.h"
#include "listing.h"
#include "selection.h"

#define ROLE "OpportunityContactRole"

struct role {
	const char *id, *deal, *contact;
	bool primary;
};

struct roles {
	struct role *items;
	size_t n, cap;
};

/* One batch of associations and what it takes to write them. */
struct change {
	struct crm_connection *conn;
	const struct crm_op *ops;
	struct crm_result *results;
	size_t n;
	struct crm_arena *arena;
	struct roles roles; /* there already */
	struct sf_row *rows;
	size_t n_rows;
};

/* ---- what is there ---- */

static bool roles_reserve(struct roles *roles, size_t more, struct crm_arena *arena)
{
	if (roles->n + more <= roles->cap)
		return true;
	size_t cap = roles->cap * 2 + more;
	struct role *grown = crm_arena_calloc(arena, cap, sizeof *grown);
	if (!grown)
		return false;
	if (roles->n > 0)
		memcpy(grown, roles->items, roles->n * sizeof *grown);
	roles->items = grown;
	roles->cap = cap;
	return true;
}

static int add_roles(struct roles *roles, const struct sf_listing *page, struct crm_arena *arena, struct crm_error *err)
{
	if (!roles_reserve(roles, page->n, arena))
		return crm_error_no_memory(err);
	for (const crm_json *v = crm_json_first(page->records); v; v = crm_json_next(v)) {
		struct role *role = &roles->items[roles->n];
		*role = (struct role){.id = sf_id_keep(arena, crm_json_get_string(v, "Id")),
				      .deal = sf_id_keep(arena, crm_json_get_string(v, "OpportunityId")),
				      .contact = sf_id_keep(arena, crm_json_get_string(v, "ContactId")),
				      .primary = crm_json_true(crm_json_get(v, "IsPrimary"))};
		if (!role->id || !role->deal)
			return crm_error_set(err, CRM_E_PROTOCOL, "contact roles: a role has no id");
		roles->n++;
	}
	return CRM_OK;
}

static bool is_pending(const struct change *c, size_t i)
{
	return c->results[i].outcome == CRM_NOT_SENT;
}

static const char *end_id(const struct crm_op *op, bool deal)
{
	return deal ? op->id : op->to;
}

/* A deal with many contacts is in many operations; once is enough to ask for it. */
static bool is_listed(const struct change *c, size_t i, bool deals)
{
	for (size_t k = 0; k < i; k++)
		if (is_pending(c, k) && sf_id_same(end_id(&c->ops[k], deals), end_id(&c->ops[i], deals)))
			return true;
	return false;
}

static void add_ids(struct crm_buf *soql, const struct change *c, bool deals)
{
	bool any = false;
	for (size_t i = 0; i < c->n; i++) {
		if (!is_pending(c, i) || is_listed(c, i, deals))
			continue;
		crm_buf_printf(soql, "%s'%s'", any ? "," : "", end_id(&c->ops[i], deals));
		any = true;
	}
}

static void write_path(struct crm_buf *path, const struct change *c)
{
	struct crm_buf soql;
	crm_buf_init(&soql, CRM_BUF_MAX);
	crm_buf_str(&soql, "SELECT Id, OpportunityId, ContactId, IsPrimary FROM " ROLE " WHERE OpportunityId IN (");
	add_ids(&soql, c, true);
	crm_buf_str(&soql, ") AND ContactId IN (");
	add_ids(&soql, c, false);
	crm_buf_char(&soql, ')');
	crm_buf_str(path, "/query");
	crm_url_query(path, "q", soql.ptr);
	path->failed |= soql.failed;
	crm_buf_free(&soql);
}

static int read_roles(struct change *c, struct crm_error *err)
{
	struct crm_buf path;
	crm_buf_init(&path, CRM_BUF_MAX);
	write_path(&path, c);
	const char *next = path.failed ? NULL : crm_arena_strdup(c->arena, path.ptr);
	crm_buf_free(&path);
	int rc = next ? CRM_OK : crm_error_no_memory(err);
	for (bool first = true; rc == CRM_OK && next; first = false) {
		struct sf_answer answer;
		struct sf_listing page = {0};
		rc = sf_get(c->conn, next, "contact roles", &answer, err);
		if (rc == CRM_OK)
			rc = sf_listing_read(answer.body, first, &page, err);
		if (rc == CRM_OK)
			rc = add_roles(&c->roles, &page, c->arena, err);
		next = rc == CRM_OK ? crm_arena_strdup(c->arena, page.next) : NULL;
		if (rc == CRM_OK && page.next && !next)
			rc = crm_error_no_memory(err);
		crm_json_free(answer.body);
	}
	return rc;
}

/* ---- rows ---- */

static bool is_role_of(const struct role *role, const struct crm_op *op)
{
	return sf_id_same(role->deal, op->id) && sf_id_same(role->contact, op->to);
}

static const struct role *find_role(const struct change *c, const struct crm_op *op)
{
	for (size_t i = 0; i < c->roles.n; i++)
		if (is_role_of(&c->roles.items[i], op))
			return &c->roles.items[i];
	return NULL;
}

static void write_new_role(struct crm_json_writer *w, const struct sf_row *row)
{
	const struct crm_op *op = row->source;
	crm_jw_field(w, "OpportunityId", op->id);
	crm_jw_field(w, "ContactId", op->to);
	if (op->primary)
		crm_jw_field_bool(w, "IsPrimary", true);
}

static void write_primary(struct crm_json_writer *w, const struct sf_row *row)
{
	(void)row;
	crm_jw_field_bool(w, "IsPrimary", true);
}

static void add_row(struct change *c, enum crm_op_kind kind, const struct crm_op *op, struct crm_result *result,
		    const char *id)
{
	c->rows[c->n_rows++] = (struct sf_row){
		.write = {.kind = kind, .object = CRM_OBJECTS, .id = id, .refers = true},
		.result = result,
		.members = kind == CRM_OP_CREATE ? write_new_role : write_primary,
		.type = ROLE,
		.source = op,
	};
}

/* An earlier operation of the batch that writes the same association; n if there is none. */
static size_t same_before(const struct change *c, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (sf_id_same(c->ops[k].id, c->ops[i].id) && sf_id_same(c->ops[k].to, c->ops[i].to))
			return k;
	return c->n;
}

static bool check_ends(const struct crm_op *op, struct crm_result *result)
{
	enum sf_type deal, contact;
	if (!op->property || strcmp(op->property, SF_CONTACTS) != 0 || !sf_type_of_id(CRM_DEAL, op->id, &deal)) {
		sf_outcome_refuse(result, "this property is not written as an association");
		return false;
	}
	if (!sf_type_of_id(CRM_CONTACT, op->to, &contact)) {
		sf_outcome_refuse(result, "what it refers to is no contact");
		return false;
	}
	if (contact == SF_LEAD) {
		sf_outcome_refuse(result, "a lead cannot have a role in an opportunity; convert it first");
		return false;
	}
	return true;
}

static int begin(struct change *c, size_t *n_pending, struct crm_error *err)
{
	*n_pending = 0;
	for (size_t i = 0; i < c->n; i++) {
		c->results[i].outcome = CRM_NOT_SENT;
		*n_pending += check_ends(&c->ops[i], &c->results[i]);
	}
	int rc = *n_pending > 0 ? read_roles(c, err) : CRM_OK;
	if (rc < 0)
		return rc;
	c->rows = crm_arena_calloc(c->arena, c->n + c->roles.n + 1, sizeof *c->rows);
	return c->rows ? CRM_OK : crm_error_no_memory(err);
}

static int send(struct change *c, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t at = 0; rc == CRM_OK && at < c->n_rows; at += SF_BATCH_MAX) {
		size_t n = c->n_rows - at < SF_BATCH_MAX ? c->n_rows - at : SF_BATCH_MAX;
		rc = sf_batch_send(c->conn, c->rows + at, n, c->arena, err);
	}
	c->n_rows = 0;
	return rc;
}

/* What a role's result means for the association: a role that exists is what was wanted; the role's own id is nobody's
 * business. */
static void settle_results(struct change *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct crm_result *result = &c->results[i];
		const char *code = result->code ? result->code : "";
		if (result->outcome == CRM_EXISTS)
			result->outcome = CRM_DONE;
		if (result->outcome == CRM_REFUSED &&
		    (strcmp(code, "ENTITY_IS_DELETED") == 0 || strcmp(code, "INVALID_CROSS_REFERENCE_KEY") == 0))
			result->outcome = CRM_GONE;
		result->id = NULL;
	}
}

/* ---- associate ---- */

static void plan_new_roles(struct change *c)
{
	for (size_t i = 0; i < c->n; i++) {
		if (!is_pending(c, i))
			continue;
		const struct role *role = find_role(c, &c->ops[i]);
		if (role && (role->primary || !c->ops[i].primary))
			c->results[i].outcome = CRM_DONE;
		else if (!role && same_before(c, i) == c->n)
			add_row(c, CRM_OP_CREATE, &c->ops[i], &c->results[i], NULL);
	}
}

static void plan_primary_roles(struct change *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct role *role = is_pending(c, i) ? find_role(c, &c->ops[i]) : NULL;
		if (role && same_before(c, i) == c->n)
			add_row(c, CRM_OP_UPDATE, &c->ops[i], &c->results[i], role->id);
	}
}

static void repeat_results(struct change *c)
{
	for (size_t i = 0; i < c->n; i++) {
		size_t before = same_before(c, i);
		if (before < c->n && is_pending(c, i))
			c->results[i] = c->results[before];
	}
}

int sf_associate(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
		 struct crm_arena *arena, struct crm_error *err)
{
	struct change c = {.conn = conn, .ops = ops, .results = results, .n = n, .arena = arena};
	size_t pending;
	int rc = begin(&c, &pending, err);
	if (rc < 0 || pending == 0)
		return rc;
	plan_new_roles(&c);
	rc = send(&c, err);
	if (rc == CRM_OK) {
		plan_primary_roles(&c);
		rc = send(&c, err);
	}
	repeat_results(&c);
	settle_results(&c);
	return rc;
}

/* ---- dissociate ---- */

static void take_worse(struct crm_result *result, const struct crm_result *row)
{
	if (row->outcome != CRM_DONE && row->outcome != CRM_GONE && result->outcome == CRM_DONE)
		*result = *row;
}

/* A contact may have several roles: each is a row with a result of its own, the operation's result is the worst of
 * them. */
static int plan_removals(struct change *c, struct crm_result **row_results, size_t **row_ops)
{
	*row_results = crm_arena_calloc(c->arena, c->roles.n + 1, sizeof **row_results);
	*row_ops = crm_arena_calloc(c->arena, c->roles.n + 1, sizeof **row_ops);
	if (!*row_results || !*row_ops)
		return CRM_E_NOMEM;
	for (size_t r = 0; r < c->roles.n; r++) {
		for (size_t i = 0; i < c->n; i++) {
			if (!is_pending(c, i) || !is_role_of(&c->roles.items[r], &c->ops[i]))
				continue;
			(*row_ops)[c->n_rows] = i;
			add_row(c, CRM_OP_ARCHIVE, &c->ops[i], &(*row_results)[c->n_rows], c->roles.items[r].id);
			break;
		}
	}
	return CRM_OK;
}

int sf_dissociate(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
		  struct crm_arena *arena, struct crm_error *err)
{
	struct change c = {.conn = conn, .ops = ops, .results = results, .n = n, .arena = arena};
	struct crm_result *row_results;
	size_t *row_ops, pending;
	int rc = begin(&c, &pending, err);
	if (rc < 0 || pending == 0)
		return rc;
	if (plan_removals(&c, &row_results, &row_ops) < 0)
		return crm_error_no_memory(err);
	size_t n_rows = c.n_rows;
	for (size_t k = 0; k < n_rows; k++)
		row_results[k].outcome = CRM_NOT_SENT;
	rc = send(&c, err);
	for (size_t i = 0; i < n; i++)
		if (is_pending(&c, i) && same_before(&c, i) == n)
			results[i].outcome = CRM_DONE;
	for (size_t k = 0; k < n_rows; k++)
		take_worse(&results[row_ops[k]], &row_results[k]);
	repeat_results(&c);
	settle_results(&c);
	return rc;
}
