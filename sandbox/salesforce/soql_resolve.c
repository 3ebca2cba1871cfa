/* SPDX-License-Identifier: Apache-2.0 */
/* Looking up the names of a statement, and checking literals against the types of their fields. */
#include <stdlib.h>
#include <string.h>

#include <crmsync/timestamp.h>

#include "soql.h"
#include "text.h"

#define SEE_DESCRIBE "Please reference your WSDL or the describe call for the appropriate names."

struct resolver {
	struct face *face;
	struct crm_arena *arena;
	struct soql_query *query;
	bool tooling;
	struct sf_failure *failure;
};

static int resolve_query(struct resolver *outer, struct soql_query *query);

/* --- names ----------------------------------------------------------------------------------------------- */

static int resolve_table(struct resolver *r)
{
	struct soql_query *query = r->query;
	const struct sf_table *table = sf_table_find(r->face, query->from);
	if (table && ((table->object->flags & SF_OBJ_TOOLING) != 0) != r->tooling)
		table = NULL;
	if (!table)
		return soql_refuse(
			r->face, query->text, query->from_position, r->failure, "INVALID_TYPE",
			"sObject type '%s' is not supported. If you are attempting to use a custom object, be sure to "
			"append the '__c' after the entity name. " SEE_DESCRIBE,
			query->from);
	query->table = table;
	return CRM_OK;
}

static int resolve_no_column(struct resolver *r, const struct soql_path *path, const char *name,
			     const struct sf_table *table)
{
	return soql_refuse(
		r->face, r->query->text, path->position, r->failure, "INVALID_FIELD",
		"No such column '%s' on entity '%s'. If you are attempting to use a custom field, be sure to append "
		"the '__c' after the custom field name. " SEE_DESCRIBE,
		name, table->object->name);
}

static int resolve_no_relationship(struct resolver *r, const struct soql_path *path, const char *name)
{
	return soql_refuse(
		r->face, r->query->text, path->position, r->failure, "INVALID_FIELD",
		"Didn't understand relationship '%s' in field path. If you are attempting to use a custom "
		"relationship, be sure to append the '__r' after the custom relationship name. " SEE_DESCRIBE,
		name);
}

/* Passes over a leading alias or object name: c.Name, Contact.Name. */
static const char *resolve_skip_alias(const struct soql_query *query, const char *text)
{
	const char *dot = strchr(text, '.');
	size_t len = dot ? (size_t)(dot - text) : 0;
	const char *names[] = {query->alias, query->table->object->name};
	for (size_t i = 0; dot && i < 2; i++) {
		if (!names[i] || strlen(names[i]) != len)
			continue;
		char head[128];
		if (len >= sizeof(head))
			continue;
		memcpy(head, text, len);
		head[len] = '\0';
		if (sf_name_equal(head, names[i]))
			return dot + 1;
	}
	return text;
}

static int resolve_path(struct resolver *r, struct soql_path *path)
{
	const struct sf_table *table = r->query->table;
	const char *text = resolve_skip_alias(r->query, path->text);
	for (;;) {
		const char *dot = strchr(text, '.');
		const char *name = crm_arena_strndup(r->arena, text, dot ? (size_t)(dot - text) : strlen(text));
		if (!name)
			return CRM_E_NOMEM;
		int column = dot ? sf_relationship_find(r->face, table, name) : sf_column_find(r->face, table, name);
		if (column < 0)
			return dot ? resolve_no_relationship(r, path, name) : resolve_no_column(r, path, name, table);
		if (path->n > SOQL_MAX_HOPS)
			return resolve_no_relationship(r, path, name);
		path->tables[path->n] = table;
		path->columns[path->n++] = (size_t)column;
		if (!dot)
			return CRM_OK;
		table = sf_table_find(r->face, table->columns[column].field->refers_to);
		if (!table)
			return resolve_no_relationship(r, path, name);
		text = dot + 1;
	}
}

static const struct sf_field *resolve_field(const struct soql_path *path)
{
	return path->tables[path->n - 1]->columns[path->columns[path->n - 1]].field;
}

/* --- literals -------------------------------------------------------------------------------------------- */

static int resolve_wrong_type(struct resolver *r, const struct sf_field *field, size_t position)
{
	const char *type = field->type == SF_DATETIME ? "dateTime" : sf_type_info(field->type)->name;
	if (sf_type_is_text(field->type) || field->type == SF_ID || field->type == SF_REFERENCE)
		return soql_refuse(r->face, r->query->text, position, r->failure, "INVALID_FIELD",
				   "value of filter criterion for field '%s' must be of type string and should be "
				   "enclosed in quotes",
				   field->name);
	return soql_refuse(
		r->face, r->query->text, position, r->failure, "INVALID_FIELD",
		"value of filter criterion for field '%s' must be of type %s and should not be enclosed in quotes",
		field->name, type);
}

static int resolve_relative(struct resolver *r, const struct sf_field *field, struct soql_literal *literal)
{
	const int64_t day = INT64_C(86400000);
	int32_t from, to;
	(void)soql_relative_days(literal->text, literal->count, crm_day_of(sf_now(r->face)), &from, &to);
	literal->from = field->type == SF_DATE ? from : from * day;
	literal->to = field->type == SF_DATE ? to : to * day;
	return CRM_OK;
}

static int resolve_time(struct resolver *r, const struct sf_field *field, struct soql_literal *literal)
{
	int32_t day;
	if (literal->type == SOQL_RELATIVE)
		return resolve_relative(r, field, literal);
	bool ok;
	if (field->type == SF_DATE) {
		ok = literal->type == SOQL_DATE && crm_day_parse(literal->text, &day);
		literal->from = ok ? day : 0;
	} else {
		ok = literal->type == SOQL_DATETIME && crm_time_parse(literal->text, &literal->from);
	}
	literal->to = literal->from + 1;
	return ok ? CRM_OK : resolve_wrong_type(r, field, literal->position);
}

static int resolve_id(struct resolver *r, const struct sf_field *field, struct soql_literal *literal)
{
	char id[SF_ID_SIZE];
	if (literal->type != SOQL_TEXT)
		return resolve_wrong_type(r, field, literal->position);
	if (!sf_id_normalise(literal->text, id))
		return soql_refuse(r->face, r->query->text, literal->position, r->failure,
				   "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: %s", literal->text);
	literal->text = crm_arena_strdup(r->arena, id);
	return literal->text ? CRM_OK : CRM_E_NOMEM;
}

static int resolve_literal(struct resolver *r, const struct sf_field *field, struct soql_literal *literal)
{
	if (literal->type == SOQL_TEXT && !*literal->text &&
	    (sf_type_is_text(field->type) || field->type == SF_REFERENCE))
		literal->type = SOQL_NULL;
	if (literal->type == SOQL_NULL)
		return CRM_OK;
	if (field->type == SF_DATE || field->type == SF_DATETIME)
		return resolve_time(r, field, literal);
	if (field->type == SF_ID || field->type == SF_REFERENCE)
		return resolve_id(r, field, literal);
	enum soql_literal_type wanted = SOQL_TEXT;
	if (field->type == SF_BOOLEAN)
		wanted = SOQL_BOOLEAN;
	else if (sf_type_is_number(field->type))
		wanted = SOQL_NUMBER;
	if (literal->type != wanted)
		return resolve_wrong_type(r, field, literal->position);
	if (wanted == SOQL_NUMBER)
		literal->number = strtod(literal->text, NULL);
	return CRM_OK;
}

static int resolve_by_hash(const void *a, const void *b)
{
	const struct soql_literal *x = a, *y = b;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* Lists of texts are searched by hash; nulls are remembered apart. */
static void resolve_sort_list(struct soql_condition *condition)
{
	size_t kept = 0;
	for (size_t i = 0; i < condition->n_literals; i++) {
		if (condition->literals[i].type == SOQL_NULL) {
			condition->list_has_null = true;
			continue;
		}
		struct soql_literal literal = condition->literals[i];
		literal.hash = literal.text ? sf_text_hash(literal.text) : 0;
		condition->literals[kept++] = literal;
	}
	condition->n_literals = kept;
	if (kept > 1)
		qsort(condition->literals, kept, sizeof(*condition->literals), resolve_by_hash);
}

/* --- conditions ------------------------------------------------------------------------------------------ */

static int resolve_operator(struct resolver *r, const struct soql_condition *condition, const struct sf_field *field)
{
	bool ok = true;
	if ((field->flags & SF_LONG) || field->type == SF_ADDRESS)
		return soql_refuse(r->face, r->query->text, condition->path.position, r->failure, "INVALID_FIELD",
				   "field '%s' can not be filtered in a query call", field->name);
	if (condition->operator== SOQL_LIKE)
		ok = sf_type_is_text(field->type) && field->type != SF_MULTIPICKLIST;
	else if (condition->operator== SOQL_INCLUDES || condition->operator== SOQL_EXCLUDES)
		ok = field->type == SF_MULTIPICKLIST;
	else if (field->type == SF_BOOLEAN)
		ok = condition->operator== SOQL_EQUAL || condition->operator== SOQL_NOT_EQUAL;
	if (ok)
		return CRM_OK;
	return soql_refuse(r->face, r->query->text, condition->position, r->failure, "INVALID_FIELD",
			   "invalid operator on %s field", sf_type_info(field->type)->name);
}

static int resolve_semi_join(struct resolver *r, struct soql_condition *condition, const struct sf_field *field)
{
	struct soql_query *query = condition->semi_join;
	const struct soql_item *item = query->items;
	if (r->query->relationship)
		return soql_refuse(r->face, r->query->text, condition->position, r->failure, "MALFORMED_QUERY",
				   "Nesting of semi join sub-selects is not supported");
	if ((field->type != SF_ID && field->type != SF_REFERENCE) || item->next || item->type != SOQL_FIELD)
		return soql_refuse(
			r->face, r->query->text, condition->position, r->failure, "MALFORMED_QUERY",
			"semi join sub-selects can only be used with ID or reference fields and select one of them");
	int rc = resolve_query(r, query);
	if (rc != CRM_OK)
		return rc;
	enum sf_type inner = resolve_field(&item->path)->type;
	if (inner != SF_ID && inner != SF_REFERENCE)
		return soql_refuse(r->face, r->query->text, item->position, r->failure, "MALFORMED_QUERY",
				   "The inner select field '%s' must be an ID or reference field", item->path.text);
	return CRM_OK;
}

static int resolve_condition(struct resolver *r, struct soql_condition *condition)
{
	if (!condition)
		return CRM_OK;
	if (condition->type != SOQL_COMPARE) {
		int rc = resolve_condition(r, condition->left);
		return rc == CRM_OK ? resolve_condition(r, condition->right) : rc;
	}
	int rc = resolve_path(r, &condition->path);
	if (rc != CRM_OK)
		return rc;
	const struct sf_field *field = resolve_field(&condition->path);
	rc = resolve_operator(r, condition, field);
	for (size_t i = 0; rc == CRM_OK && i < condition->n_literals; i++)
		rc = resolve_literal(r, field, &condition->literals[i]);
	if (rc == CRM_OK && condition->semi_join)
		rc = resolve_semi_join(r, condition, field);
	if (rc == CRM_OK && (condition->operator== SOQL_IN || condition->operator== SOQL_NOT_IN))
		resolve_sort_list(condition);
	return rc;
}

/* --- the SELECT list ------------------------------------------------------------------------------------- */

static struct soql_shape *resolve_add_shape(struct resolver *r, struct soql_shape **list, const char *name)
{
	struct soql_shape *shape = crm_arena_calloc(r->arena, 1, sizeof(*shape));
	if (!shape)
		return NULL;
	shape->name = name;
	while (*list)
		list = &(*list)->next;
	*list = shape;
	return shape;
}

static struct soql_shape *resolve_find_shape(struct soql_shape *list, const char *name)
{
	for (; list; list = list->next)
		if (strcmp(list->name, name) == 0)
			return list;
	return NULL;
}

static int resolve_shape_path(struct resolver *r, const struct soql_path *path)
{
	struct soql_shape **list = &r->query->shape;
	for (size_t i = 0; i < path->n; i++) {
		const struct sf_field *field = path->tables[i]->columns[path->columns[i]].field;
		bool last = i + 1 == path->n;
		const char *name = last ? field->name : field->relationship;
		struct soql_shape *shape = resolve_find_shape(*list, name);
		if (shape && last)
			return soql_refuse(r->face, r->query->text, path->position, r->failure, "INVALID_FIELD",
					   "duplicate field selected: %s", path->text);
		if (!shape)
			shape = resolve_add_shape(r, list, name);
		if (!shape)
			return CRM_E_NOMEM;
		shape->table = path->tables[i];
		shape->column = path->columns[i];
		list = &shape->parent_fields;
	}
	return CRM_OK;
}

static int resolve_subquery(struct resolver *r, struct soql_item *item)
{
	struct soql_query *query = item->query;
	for (size_t i = 0; i < sf_n_children; i++) {
		const struct sf_child *child = &sf_children[i];
		if (strcmp(child->parent, r->query->table->object->name) == 0 && child->name &&
		    sf_name_equal(child->name, query->from))
			query->relationship = child;
	}
	if (!query->relationship)
		return soql_refuse(r->face, r->query->text, query->from_position, r->failure, "INVALID_TYPE",
				   "Didn't understand relationship '%s' in FROM part of query call. If you are "
				   "attempting to use a "
				   "custom relationship, be sure to append the '__r' after the custom relationship "
				   "name. " SEE_DESCRIBE,
				   query->from);
	int rc = resolve_query(r, query);
	if (rc != CRM_OK)
		return rc;
	struct soql_shape *shape = resolve_add_shape(r, &r->query->shape, query->relationship->name);
	if (!shape)
		return CRM_E_NOMEM;
	shape->query = query;
	return CRM_OK;
}

static int resolve_fields_function(struct resolver *r, const struct soql_item *item)
{
	bool standard_only = strcmp(item->function, "STANDARD") == 0,
	     custom_only = strcmp(item->function, "CUSTOM") == 0;
	if (!standard_only && !(r->query->has_limit && r->query->limit <= 200))
		return soql_refuse(r->face, r->query->text, item->position, r->failure, "MALFORMED_QUERY",
				   "The SOQL FIELDS function must have a LIMIT of at most 200");
	const struct sf_table *table = r->query->table;
	for (size_t c = 0; c < table->n_columns; c++) {
		const struct sf_field *field = table->columns[c].field;
		bool custom = (field->flags & SF_CUSTOM) != 0;
		if (!sf_column_visible(r->face, table, c) || (standard_only && custom) || (custom_only && !custom) ||
		    resolve_find_shape(r->query->shape, field->name))
			continue;
		struct soql_shape *shape = resolve_add_shape(r, &r->query->shape, field->name);
		if (!shape)
			return CRM_E_NOMEM;
		shape->table = table;
		shape->column = c;
	}
	return CRM_OK;
}

static int resolve_item(struct resolver *r, struct soql_item *item)
{
	if (item->type == SOQL_SUBQUERY)
		return resolve_subquery(r, item);
	if (item->type == SOQL_FIELDS)
		return resolve_fields_function(r, item);
	if (item->alias && !r->query->aggregates)
		return soql_refuse(r->face, r->query->text, item->position, r->failure, "MALFORMED_QUERY",
				   "only aggregate expressions use field aliasing");
	int rc = item->path.text ? resolve_path(r, &item->path) : CRM_OK;
	if (rc == CRM_OK && item->type == SOQL_FIELD && !r->query->aggregates)
		rc = resolve_shape_path(r, &item->path);
	return rc;
}

/* Beside aggregates only fields that are grouped by. */
static int resolve_grouped(struct resolver *r, const struct soql_item *item)
{
	for (const struct soql_item *group = r->query->groups; group; group = group->next)
		if (group->path.n == item->path.n &&
		    memcmp(group->path.columns, item->path.columns, sizeof(item->path.columns)) == 0)
			return CRM_OK;
	return soql_refuse(r->face, r->query->text, item->position, r->failure, "MALFORMED_QUERY",
			   "Field must be grouped or aggregated: %s", item->path.text ? item->path.text : "");
}

static int resolve_items(struct resolver *r)
{
	for (struct soql_item *item = r->query->groups; item; item = item->next) {
		int rc = resolve_path(r, &item->path);
		if (rc != CRM_OK)
			return rc;
	}
	for (struct soql_item *item = r->query->items; item; item = item->next) {
		int rc = resolve_item(r, item);
		if (rc == CRM_OK && r->query->aggregates && item->type != SOQL_AGGREGATE)
			rc = resolve_grouped(r, item);
		if (rc != CRM_OK)
			return rc;
	}
	return CRM_OK;
}

static int resolve_orders(struct resolver *r)
{
	for (struct soql_order *order = r->query->orders; order; order = order->next) {
		int rc = resolve_path(r, &order->path);
		if (rc != CRM_OK)
			return rc;
		const struct sf_field *field = resolve_field(&order->path);
		if ((field->flags & SF_LONG) || field->type == SF_ADDRESS)
			return soql_refuse(r->face, r->query->text, order->path.position, r->failure, "MALFORMED_QUERY",
					   "field '%s' can not be sorted in a query call", field->name);
	}
	return CRM_OK;
}

static int resolve_query(struct resolver *outer, struct soql_query *query)
{
	struct resolver r = *outer;
	r.query = query;
	int rc = CRM_OK;
	if (query->relationship)
		query->table = sf_table_find(r.face, query->relationship->child);
	else
		rc = resolve_table(&r);
	if (rc == CRM_OK)
		rc = resolve_items(&r);
	if (rc == CRM_OK)
		rc = resolve_condition(&r, query->where);
	if (rc == CRM_OK)
		rc = resolve_orders(&r);
	if (rc == CRM_OK && query->offset > 2000)
		rc = sf_refuse(r.face, r.failure, "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000");
	return rc;
}

int soql_resolve(struct face *face, struct crm_arena *arena, struct soql_query *query, bool tooling,
		 struct sf_failure *failure)
{
	struct resolver r = {.face = face, .arena = arena, .query = query, .tooling = tooling, .failure = failure};
	int rc = resolve_query(&r, query);
	if (rc == SF_REFUSED)
		failure->without_fields = true;
	return rc;
}
