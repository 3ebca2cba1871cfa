/* SPDX-License-Identifier: Apache-2.0 */
/* Examples of records that agree in one field and are not the same: what dependence is learned from. */
#include "config.h"

#include <core/linkage/estimate.h>

#include <string.h>

/* The field by whose disagreement two records are known to differ. */
static unsigned anchor_of(const struct linkage *link)
{
	if (link->given != NO_FIELD)
		return link->given;
	for (unsigned f = 0; f < link->n_fields; f++)
		if (link->fields[f].kind == FIELD_COMPANY || link->fields[f].kind == FIELD_TEXT)
			return f;
	return NO_FIELD;
}

/* Records by value of a field: those with value v stand from start[v] to start[v + 1]. */
struct by_value {
	uint32_t *start, *records;
};

static int sort_by_value(const struct linkage *link, const struct field *field, struct by_value *out)
{
	out->start = crm_calloc((size_t)field->n_values + 2, sizeof *out->start);
	out->records = crm_calloc(link->n + 1, sizeof *out->records);
	if (out->start == NULL || out->records == NULL)
		return CRM_E_NOMEM;
	for (uint32_t r = 0; r < link->n; r++)
		out->start[record_values(link, r)[field->first_slot] + 1]++;
	for (uint32_t v = 0; v <= field->n_values; v++)
		out->start[v + 1] += out->start[v];
	for (uint32_t r = (uint32_t)link->n; r-- > 0;)
		out->records[--out->start[record_values(link, r)[field->first_slot] + 1]] = r;
	/* Filling moved each start to its own place, one to the left. */
	for (uint32_t v = 0; v <= field->n_values; v++)
		out->start[v] = out->start[v + 1];
	out->start[field->n_values + 1] = (uint32_t)link->n;
	return CRM_OK;
}

/* Records in turn, so that chance decides only with whom each is compared: an estimate by fewer or freely drawn pairs
   changes with the order of the records. */
static int draw_pairs(const struct linkage *link, unsigned i, const struct by_value *by, unsigned pairs,
		      struct example_list *list)
{
	const struct field *field = &link->fields[i];
	uint64_t state = 77 + i;
	list->pairs = crm_reallocarray(NULL, pairs, sizeof *list->pairs);
	list->rare = crm_alloc(pairs * sizeof *list->rare);
	if (list->pairs == NULL || list->rare == NULL)
		return CRM_E_NOMEM;
	for (unsigned k = 0; k < pairs; k++) {
		const uint64_t from = (uint64_t)link->n * k / pairs, to = (uint64_t)link->n * (k + 1) / pairs;
		const uint32_t a = (uint32_t)(from + (to > from ? linkage_random(&state) % (to - from) : 0));
		const uint32_t value = record_values(link, a)[field->first_slot];
		const uint32_t size = by->start[value + 1] - by->start[value];
		const uint32_t b = by->records[by->start[value] + (uint32_t)(linkage_random(&state) % size)];
		if (value == 0 || a == b)
			continue;
		list->pairs[list->n][0] = a;
		list->pairs[list->n][1] = b;
		list->rare[list->n++] = size <= RARE_ROWS;
	}
	return CRM_OK;
}

struct finding {
	const struct linkage *link;
	unsigned pairs;
	struct examples *out;
};

static int draw_task(void *context, unsigned part, unsigned i)
{
	const struct finding *finding = context;
	struct by_value by = {NULL, NULL};
	(void)part;
	if (i == finding->out->anchor)
		return CRM_OK;
	int rc = sort_by_value(finding->link, &finding->link->fields[i], &by);
	if (rc == CRM_OK)
		rc = draw_pairs(finding->link, i, &by, finding->pairs, &finding->out->list[i]);
	crm_free(by.start);
	crm_free(by.records);
	return rc;
}

/* Keeps the pairs whose anchors differ. */
static void drop_others(const struct linkage *link, unsigned anchor, struct example_list *list)
{
	size_t n = 0;
	for (size_t k = 0; k < list->n; k++) {
		const struct outcome *outcomes = &list->outcomes[k * link->n_fields];
		if (outcomes[anchor].level != link->fields[anchor].last)
			continue;
		memmove(&list->outcomes[n * link->n_fields], outcomes, link->n_fields * sizeof *outcomes);
		memmove(list->pairs[n], list->pairs[k], sizeof list->pairs[k]);
		list->rare[n++] = list->rare[k];
	}
	list->n = n;
}

int examples_find(struct linkage *link, unsigned pairs, struct examples *out)
{
	struct finding finding = {link, pairs, out};
	out->anchor = anchor_of(link);
	if (out->anchor == NO_FIELD)
		return CRM_OK;
	int rc = linkage_tasks(link->options.threads, link->n_fields, draw_task, &finding);
	for (unsigned i = 0; rc == CRM_OK && i < link->n_fields; i++) {
		rc = linkage_compare_pairs(link, out->list[i].pairs, out->list[i].n, &out->list[i].outcomes);
		if (rc == CRM_OK)
			drop_others(link, out->anchor, &out->list[i]);
	}
	return rc;
}

void examples_free(struct examples *examples)
{
	for (unsigned i = 0; i < MAX_FIELDS; i++) {
		crm_free(examples->list[i].pairs);
		crm_free(examples->list[i].outcomes);
		crm_free(examples->list[i].rare);
	}
}
