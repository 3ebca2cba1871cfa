/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a search request: operators and caps of the vendor's search guide (5 groups, 6 filters each, 18 in all, 1
 * sort). */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "search.h"

static const char *const operators[] = {"EQ",
					"NEQ",
					"LT",
					"LTE",
					"GT",
					"GTE",
					"BETWEEN",
					"IN",
					"NOT_IN",
					"HAS_PROPERTY",
					"NOT_HAS_PROPERTY",
					"CONTAINS_TOKEN",
					"NOT_CONTAINS_TOKEN"};

struct reading {
	struct hs_call *call;
	enum hs_type type;
	struct hs_refusal *refusal;
};

static bool refuse(struct reading *r, const char *message)
{
	*r->refusal = (struct hs_refusal){.status = 400, .category = "VALIDATION_ERROR", .message = message};
	if (!message)
		r->refusal->message = "There was a problem with the request.";
	return false;
}

static char *lowered(struct hs_call *call, const char *text)
{
	struct crm_buf lower;
	crm_buf_init(&lower, CRM_BUF_MAX);
	hs_lower(&lower, text);
	char *copy = lower.failed ? NULL : crm_arena_strdup(call->arena, lower.ptr);
	crm_buf_free(&lower);
	return copy;
}

enum hs_aspect hs_aspect_of(const struct face *face, enum hs_type type, hs_slot slot)
{
	const struct hs_property *p = hs_property_at(face, type, slot);
	if (strcmp(p->name, "hs_object_id") == 0)
		return HS_ASPECT_ID;
	if (strcmp(p->name, "createdate") == 0 || strcmp(p->name, "hs_createdate") == 0)
		return HS_ASPECT_CREATED;
	if (strcmp(p->name, "lastmodifieddate") == 0 || strcmp(p->name, "hs_lastmodifieddate") == 0)
		return HS_ASPECT_MODIFIED;
	if (p->type == HS_DATE || p->type == HS_DATETIME)
		return HS_ASPECT_TIME;
	return p->type == HS_NUMBER ? HS_ASPECT_NUMBER : HS_ASPECT_TEXT;
}

static bool read_number(struct reading *r, enum hs_aspect aspect, const char *text, double *number)
{
	int64_t ms;
	char *end;
	if (aspect == HS_ASPECT_ID || aspect == HS_ASPECT_NUMBER) {
		*number = strtod(text, &end);
		return (*text && !*end) ? true : refuse(r, hs_format(r->call, "%s was not a valid number.", text));
	}
	if (!hs_parse_instant(text, &ms))
		return refuse(r, hs_format(r->call, "%s was not a valid long.", text));
	*number = (double)ms;
	return true;
}

static bool read_property(struct reading *r, const char *name, struct hs_filter *filter)
{
	if (strncmp(name, "associations.", 13) == 0) {
		filter->aspect = HS_ASPECT_LINK;
		if (hs_type_named(name + 13, &filter->linked))
			return true;
		return refuse(r, hs_format(r->call, "Unable to infer object type from: %s", name + 13));
	}
	filter->slot = hs_slot_of(r->call->face, r->type, name);
	if (filter->slot == HS_NO_SLOT)
		return refuse(r, hs_format(r->call, "Property \"%s\" does not exist", name));
	const struct hs_property *p = hs_property_at(r->call->face, r->type, filter->slot);
	filter->aspect = hs_aspect_of(r->call->face, r->type, filter->slot);
	filter->as_given = p->type == HS_ENUM;
	filter->several = p->type == HS_ENUM && (strcmp(p->field_type, "checkbox") == 0 || (p->flags & HS_CALCULATED));
	return true;
}

static bool is_numeric(enum hs_aspect aspect)
{
	return aspect != HS_ASPECT_TEXT && aspect != HS_ASPECT_LINK;
}

static bool read_value(struct reading *r, struct hs_filter *filter, const crm_json *value, size_t at)
{
	const char *text = crm_json_text(value);
	if (!text)
		return refuse(r, "Invalid input JSON: a filter's value must be a text");
	bool keep = filter->op == HS_IN || filter->op == HS_NOT_IN || filter->as_given;
	filter->values[at] = keep ? crm_arena_strdup(r->call->arena, text) : lowered(r->call, text);
	if (!filter->values[at])
		return refuse(r, NULL);
	if (!is_numeric(filter->aspect))
		return true;
	return read_number(r, filter->aspect, text, &filter->numbers[at]);
}

static bool read_values(struct reading *r, const crm_json *json, struct hs_filter *filter)
{
	bool list = filter->op == HS_IN || filter->op == HS_NOT_IN;
	const crm_json *values = crm_json_get(json, "values"), *value = crm_json_get(json, "value");
	const crm_json *high = crm_json_get(json, "highValue");
	size_t n = list ? crm_json_size(values) : filter->op == HS_BETWEEN ? 2 : 1;
	if (filter->op == HS_HAS || filter->op == HS_HAS_NOT)
		return true;
	if (list ? n == 0 : !value || (filter->op == HS_BETWEEN && !high))
		return refuse(r, hs_format(r->call, "operator %s requires %s", operators[filter->op],
					   list                       ? "values"
					   : filter->op == HS_BETWEEN ? "value and highValue"
								      : "a value"));
	filter->n_values = n;
	filter->values = crm_arena_calloc(r->call->arena, n, sizeof *filter->values);
	filter->numbers = crm_arena_calloc(r->call->arena, n, sizeof *filter->numbers);
	if (!filter->values || !filter->numbers)
		return refuse(r, NULL);
	size_t at = 0;
	for (const crm_json *e = list ? crm_json_first(values) : value; e && at < n; e = list ? crm_json_next(e) : high)
		if (!read_value(r, filter, e, at++))
			return false;
	filter->low = filter->numbers[0];
	filter->high = filter->numbers[n - 1];
	return true;
}

static bool read_filter(struct reading *r, const crm_json *json, struct hs_filter *filter)
{
	const char *name = crm_json_get_string(json, "propertyName"), *op = crm_json_get_string(json, "operator");
	size_t i = 0;
	if (!name || !op)
		return refuse(r, "Invalid input JSON: Some required fields were not set: [propertyName, operator]");
	while (i < sizeof operators / sizeof operators[0] && strcmp(operators[i], op) != 0)
		i++;
	if (i == sizeof operators / sizeof operators[0])
		return refuse(
			r, hs_format(r->call, "Invalid input JSON: operator %s is not one of the known operators", op));
	filter->op = (enum hs_operator)i;
	return read_property(r, name, filter) && read_values(r, json, filter);
}

static bool read_groups(struct reading *r, const crm_json *groups, struct hs_search *search)
{
	size_t all = 0;
	if (crm_json_size(groups) > HS_MAX_GROUPS)
		return refuse(r, hs_format(r->call, "The maximum number of filter groups is %d", HS_MAX_GROUPS));
	for (const crm_json *g = crm_json_first(groups); g; g = crm_json_next(g)) {
		const crm_json *filters = crm_json_get(g, "filters");
		struct hs_filter_group *group = &search->groups[search->n_groups++];
		size_t n = crm_json_size(filters);
		all += n;
		if (n > HS_MAX_FILTERS || all > HS_MAX_FILTERS_ALL)
			return refuse(r,
				      hs_format(r->call, "The maximum number of filters is %d in a group and %d in all",
						HS_MAX_FILTERS, HS_MAX_FILTERS_ALL));
		for (const crm_json *f = crm_json_first(filters); f; f = crm_json_next(f))
			if (!read_filter(r, f, &group->v[group->n++]))
				return false;
	}
	return true;
}

/* {"propertyName","direction"} as clients send it, "name" or "-name" as the specification has it. */
static bool read_sort(struct reading *r, const crm_json *sorts, struct hs_search *search)
{
	const crm_json *sort = crm_json_first(sorts);
	if (crm_json_size(sorts) > 1)
		return refuse(r, "Only one sort is allowed");
	if (!sort)
		return true;
	const char *name = crm_json_is_string(sort) ? crm_json_text(sort) : crm_json_get_string(sort, "propertyName");
	const char *direction = crm_json_get_string(sort, "direction");
	if (name && *name == '-' && crm_json_is_string(sort)) {
		search->descending = true;
		name++;
	}
	if (direction && strcasecmp(direction, "DESCENDING") == 0)
		search->descending = true;
	search->sort_slot = name ? hs_slot_of(r->call->face, r->type, name) : HS_NO_SLOT;
	if (search->sort_slot == HS_NO_SLOT)
		return refuse(r, hs_format(r->call, "Property \"%s\" does not exist", name ? name : ""));
	search->sorted = true;
	search->sort_aspect = hs_aspect_of(r->call->face, r->type, search->sort_slot);
	return true;
}

static bool read_query(struct reading *r, const char *query, struct hs_search *search)
{
	char *text = query ? lowered(r->call, query) : NULL;
	if (!query)
		return true;
	if (strlen(query) > 3000)
		return refuse(r, "query may have at most 3000 characters");
	search->words = text ? crm_arena_calloc(r->call->arena, strlen(query) / 2 + 1, sizeof *search->words) : NULL;
	if (!search->words)
		return refuse(r, NULL);
	for (char *word; (word = hs_next_part(&text, ' '));)
		search->words[search->n_words++] = word;
	return true;
}

uint64_t hs_id_bound(double number)
{
	return number < 0 ? 0 : number > HS_MAX_ID ? (uint64_t)HS_MAX_ID : (uint64_t)number;
}

/* An id bound of a search in the order of ids only tells where its result begins: searches that differ in nothing else
   share one result, so that paging by id costs no scan a page.  Takes that filter out of the search and returns its
   place. */
static size_t take_id_bound(struct hs_search *search)
{
	struct hs_filter_group *group = &search->groups[0];
	bool by_id = !search->sorted || (search->sort_aspect == HS_ASPECT_ID && !search->descending);
	for (size_t i = 0; search->n_groups == 1 && by_id && i < group->n; i++) {
		const struct hs_filter *f = &group->v[i];
		if (f->aspect != HS_ASPECT_ID || (f->op != HS_GT && f->op != HS_GTE) || f->low < 0)
			continue;
		search->from_id = hs_id_bound(f->low) + (f->op == HS_GT);
		memmove(&group->v[i], &group->v[i + 1], (group->n - i - 1) * sizeof *f);
		group->n--;
		return i;
	}
	return SIZE_MAX;
}

static void write_groups_key(struct crm_buf *key, const crm_json *groups, size_t taken)
{
	for (const crm_json *g = crm_json_first(groups); g; g = crm_json_next(g)) {
		size_t i = 0;
		for (const crm_json *f = crm_json_first(crm_json_get(g, "filters")); f; f = crm_json_next(f), i++)
			if (i != taken)
				crm_json_write(key, f);
		crm_buf_char(key, '|');
	}
}

static const char *search_key(struct hs_call *call, enum hs_type type, const crm_json *body, size_t taken)
{
	static const char *const members[] = {"sorts", "query"};
	struct crm_buf key;
	crm_buf_init(&key, CRM_BUF_MAX);
	crm_buf_printf(&key, "%s %lld %lld|", hs_types[type].id, (long long)call->face->stamp_floor,
		       (long long)call->face->stamp_grain);
	write_groups_key(&key, crm_json_get(body, "filterGroups"), taken);
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		crm_buf_char(&key, '|');
		if (crm_json_get(body, members[i]))
			crm_json_write(&key, crm_json_get(body, members[i]));
	}
	const char *text = key.failed ? NULL : crm_arena_strdup(call->arena, key.ptr);
	crm_buf_free(&key);
	return text;
}

int hs_search_read(struct hs_call *call, enum hs_type type, const crm_json *body, struct hs_search **out,
		   struct hs_refusal *refusal)
{
	struct reading r = {.call = call, .type = type, .refusal = refusal};
	struct hs_search *search = crm_arena_calloc(call->arena, 1, sizeof *search);
	*refusal = (struct hs_refusal){0};
	if (!search)
		return CRM_E_NOMEM;
	search->type = type;
	*out = search;
	if (!read_groups(&r, crm_json_get(body, "filterGroups"), search) ||
	    !read_sort(&r, crm_json_get(body, "sorts"), search) ||
	    !read_query(&r, crm_json_get_string(body, "query"), search))
		return CRM_OK;
	search->key = search_key(call, type, body, take_id_bound(search));
	return search->key ? CRM_OK : CRM_E_NOMEM;
}
