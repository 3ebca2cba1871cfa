/* SPDX-License-Identifier: Apache-2.0 */
/* The values of one record: a counted, sorted array, so that the search index can keep an earlier state without
 * copying. */
#include <string.h>

#include "values.h"

struct hs_values *hs_values_new(void)
{
	struct hs_values *values = crm_calloc(1, sizeof *values);
	if (values)
		values->refs = 1;
	return values;
}

struct hs_values *hs_values_share(struct hs_values *values)
{
	values->refs++;
	return values;
}

static void value_drop(struct hs_value *value)
{
	while (value && --value->refs == 0) {
		struct hs_value *older = value->older;
		crm_free(value);
		value = older;
	}
}

void hs_values_drop(struct hs_values *values)
{
	if (!values || --values->refs > 0)
		return;
	for (size_t i = 0; i < values->n; i++)
		value_drop(values->v[i]);
	crm_free(values->v);
	crm_free(values);
}

/* First position whose slot is not less. */
static size_t values_position(const struct hs_values *values, hs_slot slot)
{
	size_t low = 0, high = values->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (values->v[middle]->slot < slot)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct hs_value *hs_values_find(const struct hs_values *values, hs_slot slot)
{
	if (!values)
		return NULL;
	size_t at = values_position(values, slot);
	return at < values->n && values->v[at]->slot == slot ? values->v[at] : NULL;
}

const char *hs_values_text(const struct hs_values *values, hs_slot slot)
{
	const struct hs_value *value = hs_values_find(values, slot);
	return value && value->text[0] ? value->text : NULL;
}

int hs_values_unshare(struct hs_values **values)
{
	struct hs_values *old = *values;
	if (old->refs == 1)
		return CRM_OK;
	struct hs_values *copy = hs_values_new();
	if (!copy)
		return CRM_E_NOMEM;
	if (old->n) {
		copy->v = crm_reallocarray(NULL, old->n, sizeof(struct hs_value *));
		if (!copy->v) {
			crm_free(copy);
			return CRM_E_NOMEM;
		}
		memcpy(copy->v, old->v, old->n * sizeof(struct hs_value *));
		copy->n = copy->cap = old->n;
		for (size_t i = 0; i < copy->n; i++)
			copy->v[i]->refs++;
	}
	hs_values_drop(old);
	*values = copy;
	return CRM_OK;
}

/* Keeps a property's history short: the vendor keeps 20 to 45 versions, by object. */
static void value_trim_history(struct hs_value *value)
{
	for (int depth = 0; value; depth++, value = value->older)
		if (depth == 19 && value->older && value->refs == 1) {
			value_drop(value->older);
			value->older = NULL;
		}
}

int hs_values_put(struct hs_values *values, hs_slot slot, const char *text, int64_t at, enum hs_source source)
{
	size_t len = strlen(text);
	size_t position = values_position(values, slot);
	bool replaces = position < values->n && values->v[position]->slot == slot;
	if (!replaces && hs_grow(&values->v, &values->cap, values->n, sizeof(struct hs_value *)) < 0)
		return CRM_E_NOMEM;
	struct hs_value *value = crm_alloc(sizeof *value + len + 1);
	if (!value)
		return CRM_E_NOMEM;
	*value = (struct hs_value){.refs = 1, .slot = slot, .source = (uint8_t)source, .at = at};
	memcpy(value->text, text, len + 1);
	if (replaces) {
		value->older = values->v[position];
		value_trim_history(value);
	} else {
		memmove(&values->v[position + 1], &values->v[position],
			(values->n - position) * sizeof(struct hs_value *));
		values->n++;
	}
	values->v[position] = value;
	return CRM_OK;
}
