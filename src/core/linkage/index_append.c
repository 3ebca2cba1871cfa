/* SPDX-License-Identifier: Apache-2.0 */
/*
 * New rows become records.  They are read as a small table of their own, by the same code; then each value that the
 * index has gets its number there, and one that it has not is added, as one that nobody else has.
 */
#include "config.h"

#include <core/linkage/communities.h>
#include <core/linkage/index_parts.h>
#include <core/linkage/values.h>

#include <string.h>

/* `array` is the address of a pointer to any type. */
static bool grow(void *array, size_t n, size_t size)
{
	void *p;
	memcpy(&p, array, sizeof p);
	p = crm_reallocarray(p, n + 1, size);
	if (p != NULL)
		memcpy(array, &p, sizeof p);
	return p != NULL;
}

static bool grow_records(struct linkage *link, size_t n)
{
	struct linkage_index *index = link->index;
	return grow(&link->records, n * link->n_slots, sizeof *link->records) &&
	       grow(&link->row_of, n, sizeof *link->row_of) && grow(&link->record_of, n, sizeof *link->record_of) &&
	       (link->source == NULL || grow(&link->source, n, sizeof *link->source)) &&
	       (link->community == NULL || grow(&link->community, n, sizeof *link->community)) &&
	       grow(&link->content, n, sizeof *link->content) && grow(&link->cluster, n, sizeof *link->cluster) &&
	       grow(&link->probability, n, sizeof *link->probability) && grow(&index->gone, n, sizeof *index->gone);
}

static int add_words(struct field *field, uint32_t before)
{
	if (field->words.n == before)
		return CRM_OK;
	if (!grow(&field->word, field->words.n, sizeof *field->word))
		return CRM_E_NOMEM;
	for (uint32_t i = before + 1; i <= field->words.n; i++) {
		field->word[i] = (struct token){.rows = 1};
		value_prepare_word(field, &field->word[i], i);
	}
	return CRM_OK;
}

static int add_value(struct field *field, const char *text, uint32_t *out)
{
	const uint32_t words = field->words.n;
	*out = intern_find(&field->texts, text, strlen(text));
	if (*out != 0)
		return CRM_OK;
	if (!grow(&field->values, (size_t)field->n_values + 1, sizeof *field->values))
		return CRM_E_NOMEM;
	*out = intern_add(&field->texts, text, strlen(text));
	if (*out == 0)
		return CRM_E_NOMEM;
	field->n_values = field->texts.n;
	field->values[*out] = (struct value){.text = field->texts.start[*out], .rows = 1};
	const int rc = value_prepare(field, &field->values[*out], intern_text(&field->texts, *out));
	return rc == CRM_OK ? add_words(field, words) : rc;
}

/* Numbers of a field's values by those of the batch. */
static int map_values(struct linkage *link, const struct linkage *batch, unsigned f, uint32_t *map)
{
	const struct field *from = &batch->fields[f];
	int rc = CRM_OK;
	for (size_t r = 0; r < batch->n; r++)
		for (unsigned s = from->first_slot; rc == CRM_OK && s < from->first_slot + from->n_slots; s++) {
			const uint32_t value = record_values(batch, (uint32_t)r)[s];
			if (value != 0 && map[value] == 0)
				rc = add_value(&link->fields[f], intern_text(&from->texts, value), &map[value]);
		}
	return rc;
}

static int copy_field(struct linkage *link, const struct linkage *batch, unsigned f, size_t first)
{
	const struct field *from = &batch->fields[f];
	uint32_t *map = crm_calloc((size_t)from->texts.n + 1, sizeof *map);
	int rc = map != NULL ? map_values(link, batch, f, map) : CRM_E_NOMEM;
	for (size_t row = 0; rc == CRM_OK && row < batch->n; row++) {
		const uint32_t *values = record_values(batch, batch->record_of[row]);
		uint32_t *to = link->records + (first + row) * link->n_slots;
		for (unsigned s = from->first_slot; s < from->first_slot + from->n_slots; s++)
			to[s] = values[s] != 0 ? map[values[s]] : 0;
	}
	crm_free(map);
	return rc;
}

static int copy_source(struct linkage *link, const struct linkage *batch, uint32_t record, size_t to)
{
	const uint32_t source = link->source != NULL ? batch->source[record] : 0;
	if (link->source == NULL)
		return CRM_OK;
	const char *text = intern_text(&batch->sources, source);
	link->source[to] = source != 0 ? intern_add(&link->sources, text, strlen(text)) : 0;
	return source == 0 || link->source[to] != 0 ? CRM_OK : CRM_E_NOMEM;
}

static int copy_row(struct linkage *link, const struct linkage *batch, size_t row, size_t to)
{
	const uint32_t record = batch->record_of[row];
	link->row_of[to] = link->record_of[to] = (uint32_t)to;
	link->content[to] = batch->content[record];
	link->cluster[to] = UINT32_MAX;
	link->probability[to] = 0;
	link->index->gone[to] = 0;
	if (link->community != NULL)
		link->community[to] = community_find(link, &link->index->classes, (uint32_t)to);
	return copy_source(link, batch, record, to);
}

int index_append(struct linkage *link, uint32_t *first)
{
	struct linkage *batch = link->index->batch;
	const size_t before = link->n;
	*first = (uint32_t)before;
	if (batch == NULL)
		return CRM_OK;
	int rc = grow_records(link, before + batch->n) ? CRM_OK : CRM_E_NOMEM;
	for (unsigned f = 0; rc == CRM_OK && f < link->n_fields; f++)
		rc = copy_field(link, batch, f, before);
	for (size_t row = 0; rc == CRM_OK && row < batch->n; row++)
		rc = copy_row(link, batch, row, before + row);
	if (rc == CRM_OK)
		link->n += batch->n;
	return rc;
}
