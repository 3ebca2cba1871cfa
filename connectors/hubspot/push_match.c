/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which row does a result belong to?  Batch results come in any order, and not every answer repeats the trace id.  Then
 * values tell: one that a single row of the batch was written with, and that all such values agree on.
 */
#include <string.h>
#include <strings.h>

#include "push.h"

/* Equal but for case and blanks around, which HubSpot takes away. */
static bool same_text(const char *a, const char *b)
{
	while (*a == ' ')
		a++;
	while (*b == ' ')
		b++;
	size_t la = strlen(a), lb = strlen(b);
	while (la && a[la - 1] == ' ')
		la--;
	while (lb && b[lb - 1] == ' ')
		lb--;
	return la > 0 && la == lb && strncasecmp(a, b, la) == 0;
}

static const char *row_text(const struct crm_op *op, const char *name)
{
	for (size_t i = 0; i < op->n_properties; i++) {
		if (op->properties[i].value.kind == CRM_TEXT && strcmp(op->properties[i].name, name) == 0)
			return op->properties[i].value.text;
	}
	return NULL;
}

/* The one row that was written with this value; n if none or several. */
static size_t match_value(const struct push *p, const size_t *rows, size_t n, const char *name, const char *value)
{
	size_t found = n;
	for (size_t i = 0; i < n; i++) {
		const char *text = row_text(&p->ops[rows[i]], name);
		if (!text || !same_text(text, value))
			continue;
		if (found != n)
			return n;
		found = i;
	}
	return found;
}

static size_t match_values(const struct push *p, const size_t *rows, size_t n, const crm_json *result)
{
	size_t found = n;
	const crm_json *properties = crm_json_get(result, "properties");
	if (!crm_json_is_object(properties))
		return n;
	for (const crm_json *v = crm_json_first(properties); v; v = crm_json_next(v)) {
		const char *value = crm_json_text(v);
		size_t hit = value ? match_value(p, rows, n, crm_json_name(v), value) : n;
		if (hit == n)
			continue;
		if (found != n && found != hit)
			return n;
		found = hit;
	}
	return found;
}

static size_t match_trace(const struct push *p, const size_t *rows, size_t n, const char *trace)
{
	for (size_t i = 0; trace && i < n; i++) {
		if (strcmp(p->ops[rows[i]].trace, trace) == 0)
			return i;
	}
	return n;
}

static size_t match_id(const struct push *p, const size_t *rows, size_t n, const char *id)
{
	for (size_t i = 0; id && i < n; i++) {
		if (strcmp(p->ops[rows[i]].id, id) == 0)
			return i;
	}
	return n;
}

size_t push_match_result(const struct push *p, const size_t *rows, size_t n, const crm_json *result)
{
	size_t i = match_trace(p, rows, n, crm_json_get_string(result, "objectWriteTraceId"));
	if (i < n)
		return i;
	if (p->ops[rows[0]].kind == CRM_OP_CREATE)
		return match_values(p, rows, n, result);
	return match_id(p, rows, n, crm_json_text(crm_json_get(result, "id")));
}
