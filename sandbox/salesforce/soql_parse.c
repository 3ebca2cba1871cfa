/* SPDX-License-Identifier: Apache-2.0 */
/* Recursive descent over the statement's words. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "soql.h"
#include "soql_lex.h"

#define MAX_NESTING 40

struct parser {
	struct face *face;
	struct crm_arena *arena;
	const char *text;
	struct soql_word word; /* the one at hand */
	struct sf_failure *failure;
	unsigned depth;
};

static int parse_query(struct parser *p, bool nested, struct soql_query **out);
static int parse_condition(struct parser *p, struct soql_condition **out);

/* --- words ----------------------------------------------------------------------------------------------- */

static void parse_advance(struct parser *p)
{
	p->word = soql_word_at(p->text, p->word.position + p->word.len);
}

static bool parse_at(const struct parser *p, const char *expected)
{
	return soql_word_is(p->text, &p->word, expected);
}

static bool parse_accept(struct parser *p, const char *expected)
{
	if (!parse_at(p, expected))
		return false;
	parse_advance(p);
	return true;
}

static int parse_unexpected(struct parser *p)
{
	if (p->word.type == SOQL_WORD_END)
		return soql_refuse(p->face, p->text, p->word.position, p->failure, "MALFORMED_QUERY",
				   "unexpected token: '<EOF>'");
	return soql_refuse(p->face, p->text, p->word.position, p->failure, "MALFORMED_QUERY",
			   "unexpected token: '%.*s'", (int)p->word.len, p->text + p->word.position);
}

static int parse_expect(struct parser *p, const char *expected)
{
	return parse_accept(p, expected) ? CRM_OK : parse_unexpected(p);
}

static bool parse_is_keyword(const struct parser *p)
{
	static const char *const keywords[] = {"SELECT", "FROM", "WHERE", "ORDER", "GROUP",  "LIMIT", "OFFSET", "AND",
					       "OR",     "NOT",  "IN",    "LIKE",  "HAVING", "USING", "WITH",   "FOR"};
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (parse_at(p, keywords[i]))
			return true;
	return false;
}

/* A copy of the word at hand, which is passed over. */
static int parse_take(struct parser *p, const char **out)
{
	*out = crm_arena_strndup(p->arena, p->text + p->word.position, p->word.len);
	if (!*out)
		return CRM_E_NOMEM;
	parse_advance(p);
	return CRM_OK;
}

static int parse_name(struct parser *p, const char **out)
{
	if (p->word.type != SOQL_WORD_NAME || parse_is_keyword(p))
		return parse_unexpected(p);
	return parse_take(p, out);
}

static int parse_path(struct parser *p, struct soql_path *path)
{
	path->position = p->word.position;
	return parse_name(p, &path->text);
}

/* --- SELECT list ----------------------------------------------------------------------------------------- */

static const char *parse_function_name(const struct parser *p)
{
	static const char *const functions[] = {"COUNT", "COUNT_DISTINCT", "MIN", "MAX", "SUM", "AVG"};
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (parse_at(p, functions[i]))
			return functions[i];
	return NULL;
}

static bool parse_next_is_bracket(const struct parser *p)
{
	struct soql_word next = soql_word_at(p->text, p->word.position + p->word.len);
	return soql_word_is(p->text, &next, "(");
}

static int parse_aggregate(struct parser *p, struct soql_item *item)
{
	item->type = SOQL_AGGREGATE;
	item->function = parse_function_name(p);
	parse_advance(p);
	parse_advance(p);
	int rc = CRM_OK;
	if (!(parse_at(p, ")") && strcmp(item->function, "COUNT") == 0))
		rc = parse_path(p, &item->path);
	if (rc == CRM_OK)
		rc = parse_expect(p, ")");
	return rc;
}

static int parse_fields_function(struct parser *p, struct soql_item *item)
{
	static const char *const groups[] = {"ALL", "STANDARD", "CUSTOM"};
	item->type = SOQL_FIELDS;
	parse_advance(p);
	parse_advance(p);
	for (size_t i = 0; i < 3 && !item->function; i++)
		if (parse_accept(p, groups[i]))
			item->function = groups[i];
	return item->function ? parse_expect(p, ")") : parse_unexpected(p);
}

static int parse_item(struct parser *p, bool nested, struct soql_item *item)
{
	item->position = p->word.position;
	if (!nested && parse_accept(p, "(")) {
		item->type = SOQL_SUBQUERY;
		int rc = parse_query(p, true, &item->query);
		return rc == CRM_OK ? parse_expect(p, ")") : rc;
	}
	int rc;
	if (parse_function_name(p) && parse_next_is_bracket(p))
		rc = parse_aggregate(p, item);
	else if (parse_at(p, "FIELDS") && parse_next_is_bracket(p))
		return parse_fields_function(p, item);
	else
		rc = parse_path(p, &item->path);
	if (rc == CRM_OK && p->word.type == SOQL_WORD_NAME && !parse_is_keyword(p))
		rc = parse_name(p, &item->alias);
	return rc;
}

static int parse_items(struct parser *p, bool nested, struct soql_query *query)
{
	struct soql_item **end = &query->items;
	do {
		struct soql_item *item = crm_arena_calloc(p->arena, 1, sizeof(*item));
		if (!item)
			return CRM_E_NOMEM;
		int rc = parse_item(p, nested, item);
		if (rc != CRM_OK)
			return rc;
		*end = item;
		end = &item->next;
		query->aggregates = query->aggregates || item->type == SOQL_AGGREGATE;
	} while (parse_accept(p, ","));
	const struct soql_item *first = query->items;
	query->counts_only = first->type == SOQL_AGGREGATE && !first->path.text;
	if (query->counts_only && (first->next || first->alias))
		return parse_unexpected(p);
	return CRM_OK;
}

/* --- WHERE ----------------------------------------------------------------------------------------------- */

static int parse_string(struct parser *p, struct soql_literal *literal)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	int rc = CRM_OK;
	if (!soql_string_decode(p->text, &p->word, &text)) {
		rc = soql_refuse(p->face, p->text, p->word.position, p->failure, "MALFORMED_QUERY",
				 "Illegal string literal: '%.*s'", (int)p->word.len, p->text + p->word.position);
	} else {
		literal->type = SOQL_TEXT;
		literal->text = text.failed ? NULL : crm_arena_strndup(p->arena, text.ptr, text.len);
		rc = literal->text ? CRM_OK : CRM_E_NOMEM;
	}
	crm_buf_free(&text);
	if (rc == CRM_OK)
		parse_advance(p);
	return rc;
}

static int parse_relative(struct parser *p, struct soql_literal *literal)
{
	literal->type = SOQL_RELATIVE;
	const struct soql_word name = p->word;
	int rc = parse_take(p, &literal->text);
	if (rc != CRM_OK)
		return rc;
	bool takes_count;
	if (!soql_relative_takes_count(literal->text, &takes_count)) {
		p->word = name;
		return parse_unexpected(p);
	}
	if (!takes_count)
		return CRM_OK;
	rc = parse_expect(p, ":");
	if (rc != CRM_OK || p->word.type != SOQL_WORD_NUMBER)
		return rc != CRM_OK ? rc : parse_unexpected(p);
	literal->count = strtol(p->text + p->word.position, NULL, 10);
	if (literal->count < 0 || literal->count > 100000)
		return parse_unexpected(p);
	parse_advance(p);
	return CRM_OK;
}

static int parse_literal(struct parser *p, struct soql_literal *literal)
{
	literal->position = p->word.position;
	switch (p->word.type) {
	case SOQL_WORD_STRING:
		return parse_string(p, literal);
	case SOQL_WORD_NUMBER:
		literal->type = SOQL_NUMBER;
		return parse_take(p, &literal->text);
	case SOQL_WORD_DATE:
		literal->type = SOQL_DATE;
		return parse_take(p, &literal->text);
	case SOQL_WORD_DATETIME:
		literal->type = SOQL_DATETIME;
		return parse_take(p, &literal->text);
	case SOQL_WORD_NAME:
		break;
	default:
		return parse_unexpected(p);
	}
	if (parse_accept(p, "NULL")) {
		literal->type = SOQL_NULL;
		return CRM_OK;
	}
	if (parse_at(p, "TRUE") || parse_at(p, "FALSE")) {
		literal->type = SOQL_BOOLEAN;
		literal->text = parse_at(p, "TRUE") ? "true" : "false";
		parse_advance(p);
		return CRM_OK;
	}
	return parse_relative(p, literal);
}

static int parse_list(struct parser *p, struct soql_condition *condition)
{
	int rc = parse_expect(p, "(");
	if (rc != CRM_OK)
		return rc;
	if (parse_at(p, "SELECT") && (condition->operator== SOQL_IN || condition->operator== SOQL_NOT_IN)) {
		rc = parse_query(p, true, &condition->semi_join);
		return rc == CRM_OK ? parse_expect(p, ")") : rc;
	}
	size_t cap = 0;
	do {
		if (condition->n_literals >= cap) {
			size_t more = cap ? cap * 2 : 8;
			struct soql_literal *grown = crm_arena_calloc(p->arena, more, sizeof(*grown));
			if (!grown)
				return CRM_E_NOMEM;
			if (cap)
				memcpy(grown, condition->literals, cap * sizeof(*grown));
			condition->literals = grown;
			cap = more;
		}
		rc = parse_literal(p, &condition->literals[condition->n_literals]);
		if (rc != CRM_OK)
			return rc;
		condition->n_literals++;
	} while (parse_accept(p, ","));
	return parse_expect(p, ")");
}

static bool parse_operator(struct parser *p, enum soql_operator *operator)
{
	static const struct {
		const char *word;
		enum soql_operator operator;
	} operators[] = {
		{"=", SOQL_EQUAL},       {"!=", SOQL_NOT_EQUAL},      {"<>", SOQL_NOT_EQUAL},      {"<", SOQL_LESS},
		{"<=", SOQL_LESS_EQUAL}, {">", SOQL_GREATER},         {">=", SOQL_GREATER_EQUAL},  {"LIKE", SOQL_LIKE},
		{"IN", SOQL_IN},         {"INCLUDES", SOQL_INCLUDES}, {"EXCLUDES", SOQL_EXCLUDES},
	};
	if (parse_at(p, "NOT")) {
		struct soql_word next = soql_word_at(p->text, p->word.position + p->word.len);
		if (!soql_word_is(p->text, &next, "IN"))
			return false;
		parse_advance(p);
		parse_advance(p);
		*operator= SOQL_NOT_IN;
		return true;
	}
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (parse_accept(p, operators[i].word)) {
			*operator= operators[i].operator;
			return true;
		}
	}
	return false;
}

static int parse_comparison(struct parser *p, struct soql_condition *condition)
{
	condition->type = SOQL_COMPARE;
	int rc = parse_path(p, &condition->path);
	if (rc != CRM_OK)
		return rc;
	condition->position = p->word.position;
	if (!parse_operator(p, &condition->operator))
		return parse_unexpected(p);
	if (condition->operator>= SOQL_IN)
		return parse_list(p, condition);
	condition->literals = crm_arena_calloc(p->arena, 1, sizeof(*condition->literals));
	if (!condition->literals)
		return CRM_E_NOMEM;
	condition->n_literals = 1;
	return parse_literal(p, condition->literals);
}

/* A comparison or a condition in brackets. */
static int parse_simple(struct parser *p, struct soql_condition **out)
{
	if (parse_accept(p, "(")) {
		int rc = parse_condition(p, out);
		return rc == CRM_OK ? parse_expect(p, ")") : rc;
	}
	*out = crm_arena_calloc(p->arena, 1, sizeof(**out));
	return *out ? parse_comparison(p, *out) : CRM_E_NOMEM;
}

static int parse_joined(struct parser *p, const char *word, enum soql_condition_type type, struct soql_condition **out)
{
	while (parse_accept(p, word)) {
		struct soql_condition *joined = crm_arena_calloc(p->arena, 1, sizeof(*joined));
		if (!joined)
			return CRM_E_NOMEM;
		joined->type = type;
		joined->left = *out;
		int rc = parse_simple(p, &joined->right);
		if (rc != CRM_OK)
			return rc;
		*out = joined;
	}
	return CRM_OK;
}

/* The grammar has no precedence: AND and OR, or NOT and either, only with brackets. */
static int parse_condition(struct parser *p, struct soql_condition **out)
{
	if (p->depth >= MAX_NESTING)
		return parse_unexpected(p);
	p->depth++;
	int rc;
	if (parse_accept(p, "NOT")) {
		struct soql_condition *negation = crm_arena_calloc(p->arena, 1, sizeof(*negation));
		if (!negation)
			return CRM_E_NOMEM;
		negation->type = SOQL_NOT;
		rc = parse_simple(p, &negation->left);
		*out = negation;
	} else {
		rc = parse_simple(p, out);
		if (rc == CRM_OK && parse_at(p, "AND"))
			rc = parse_joined(p, "AND", SOQL_AND, out);
		else if (rc == CRM_OK)
			rc = parse_joined(p, "OR", SOQL_OR, out);
	}
	p->depth--;
	return rc;
}

/* --- the rest -------------------------------------------------------------------------------------------- */

static int parse_groups(struct parser *p, struct soql_query *query)
{
	struct soql_item **end = &query->groups;
	do {
		struct soql_item *item = crm_arena_calloc(p->arena, 1, sizeof(*item));
		if (!item)
			return CRM_E_NOMEM;
		int rc = parse_path(p, &item->path);
		if (rc != CRM_OK)
			return rc;
		*end = item;
		end = &item->next;
	} while (parse_accept(p, ","));
	query->aggregates = true;
	return CRM_OK;
}

static int parse_orders(struct parser *p, struct soql_query *query)
{
	struct soql_order **end = &query->orders;
	do {
		struct soql_order *order = crm_arena_calloc(p->arena, 1, sizeof(*order));
		if (!order)
			return CRM_E_NOMEM;
		int rc = parse_path(p, &order->path);
		if (rc != CRM_OK)
			return rc;
		if (parse_accept(p, "DESC"))
			order->descending = true;
		else
			(void)parse_accept(p, "ASC");
		if (parse_accept(p, "NULLS")) {
			order->nulls_last = parse_accept(p, "LAST");
			if (!order->nulls_last && !parse_accept(p, "FIRST"))
				return parse_unexpected(p);
		}
		*end = order;
		end = &order->next;
	} while (parse_accept(p, ","));
	return CRM_OK;
}

static int parse_count(struct parser *p, bool *there, int64_t *value, size_t *position)
{
	*position = p->word.position;
	if (p->word.type != SOQL_WORD_NUMBER)
		return parse_unexpected(p);
	char *end;
	errno = 0;
	*value = strtoll(p->text + p->word.position, &end, 10);
	if (end != p->text + p->word.position + p->word.len || errno || *value < 0)
		return parse_unexpected(p);
	*there = true;
	parse_advance(p);
	return CRM_OK;
}

static int parse_clauses(struct parser *p, struct soql_query *query)
{
	int rc = CRM_OK;
	if (parse_accept(p, "WHERE"))
		rc = parse_condition(p, &query->where);
	if (rc == CRM_OK && parse_accept(p, "GROUP")) {
		rc = parse_expect(p, "BY");
		if (rc == CRM_OK)
			rc = parse_groups(p, query);
	}
	if (rc == CRM_OK && parse_accept(p, "ORDER")) {
		rc = parse_expect(p, "BY");
		if (rc == CRM_OK)
			rc = parse_orders(p, query);
	}
	if (rc == CRM_OK && parse_accept(p, "LIMIT"))
		rc = parse_count(p, &query->has_limit, &query->limit, &query->limit_position);
	if (rc == CRM_OK && parse_accept(p, "OFFSET"))
		rc = parse_count(p, &query->has_offset, &query->offset, &query->offset_position);
	return rc;
}

static int parse_query(struct parser *p, bool nested, struct soql_query **out)
{
	struct soql_query *query = crm_arena_calloc(p->arena, 1, sizeof(*query));
	if (!query)
		return CRM_E_NOMEM;
	query->text = p->text;
	int rc = parse_expect(p, "SELECT");
	if (rc == CRM_OK)
		rc = parse_items(p, nested, query);
	if (rc == CRM_OK)
		rc = parse_expect(p, "FROM");
	query->from_position = p->word.position;
	if (rc == CRM_OK)
		rc = parse_name(p, &query->from);
	if (rc == CRM_OK && p->word.type == SOQL_WORD_NAME && !parse_is_keyword(p))
		rc = parse_name(p, &query->alias);
	if (rc == CRM_OK)
		rc = parse_clauses(p, query);
	*out = query;
	return rc;
}

int soql_parse(struct face *face, struct crm_arena *arena, const char *text, struct soql_query **out,
	       struct sf_failure *failure)
{
	struct parser p = {.face = face, .arena = arena, .failure = failure};
	p.text = crm_arena_strdup(arena, text);
	if (!p.text)
		return CRM_E_NOMEM;
	p.word = soql_word_at(p.text, 0);
	if (!parse_at(&p, "SELECT")) {
		int rc = sf_refuse(face, failure, "MALFORMED_QUERY", "unexpected token: %.*s",
				   p.word.len ? (int)p.word.len : 5, p.word.len ? p.text + p.word.position : "<EOF>");
		failure->without_fields = true;
		return rc;
	}
	struct soql_query *query;
	int rc = parse_query(&p, false, &query);
	if (rc == CRM_OK && p.word.type != SOQL_WORD_END)
		rc = parse_unexpected(&p);
	if (rc == CRM_OK)
		*out = query;
	return rc;
}
