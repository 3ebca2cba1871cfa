/* SPDX-License-Identifier: Apache-2.0 */
/* An index as bytes: a head, the structures without their pointers, then every array. */
#include "config.h"

#include <core/linkage/communities.h>
#include <core/linkage/index_parts.h>

#include <string.h>

#define IMAGE_VERSION   1
#define BYTE_ORDER_MARK UINT32_C(0x01020304)

/* What has to be the same for the image to be read. */
struct head {
	char magic[16];
	uint32_t version, order;
	uint32_t sizes[8];
	char program[32]; /* texts are made canonical by it */
	uint8_t has_sources, has_communities, unused[6];
};

static void make_head(struct head *head)
{
	*head = (struct head){.version = IMAGE_VERSION,
			      .order = BYTE_ORDER_MARK,
			      .sizes = {sizeof(struct linkage), sizeof(struct linkage_index), sizeof(struct field),
					sizeof(struct value), sizeof(struct token), sizeof(struct column),
					sizeof(struct edge), sizeof(size_t)}};
	memcpy(head->magic, "crmsync linkage", sizeof "crmsync linkage");
	strncpy(head->program, PACKAGE_VERSION, sizeof head->program - 1);
}

/* ---- all arrays ---- */

struct image {
	linkage_write *write;
	linkage_read *read; /* one of the two */
	void *context;
	struct crm_error *err;
	int rc;
};

/* `array` is the address of a pointer to any type; it is written, or made and read. */
static void pass(struct image *image, void *array, size_t n, size_t size)
{
	void *p;
	if (image->rc != CRM_OK)
		return;
	if (image->write != NULL) {
		memcpy(&p, array, sizeof p);
		image->rc = n != 0 ? image->write(image->context, p, n * size, image->err) : CRM_OK;
		return;
	}
	p = crm_reallocarray(NULL, n + 1, size);
	memcpy(array, &p, sizeof p);
	if (p == NULL)
		image->rc = crm_error_no_memory(image->err);
	else if (n != 0)
		image->rc = image->read(image->context, p, n * size, image->err);
}

static void pass_texts(struct image *image, struct intern *texts)
{
	pass(image, &texts->pool, texts->used, 1);
	pass(image, &texts->start, (size_t)texts->n + 1, sizeof *texts->start);
	pass(image, &texts->slots, texts->mask + 1, sizeof *texts->slots);
	texts->cap = texts->used;
	texts->n_cap = (size_t)texts->n + 1;
}

static void pass_field(struct image *image, struct linkage *link, struct field *field, bool has_communities)
{
	const size_t n = (size_t)field->n_values + 1;
	pass_texts(image, &field->texts);
	pass_texts(image, &field->words);
	pass(image, &field->values, n, sizeof *field->values);
	pass(image, &field->word, (size_t)field->words.n + 1, sizeof *field->word);
	pass(image, &field->tokens, field->n_tokens, sizeof *field->tokens);
	field->tokens_cap = field->n_tokens;
	if (!has_communities || !field_has_communities(field))
		return;
	float **log_p = &link->index->classes.log_p[field - link->fields];
	pass(image, &field->by_community, (size_t)field->known + 1, COMMUNITIES * sizeof **log_p);
	pass(image, log_p, (size_t)field->known + 1, COMMUNITIES * sizeof **log_p);
}

static void pass_records(struct image *image, struct linkage *link, const struct head *head)
{
	pass(image, &link->records, link->n * link->n_slots, sizeof *link->records);
	pass(image, &link->row_of, link->n, sizeof *link->row_of);
	pass(image, &link->record_of, link->n, sizeof *link->record_of);
	if (head->has_sources)
		pass(image, &link->source, link->n, sizeof *link->source);
	if (head->has_communities)
		pass(image, &link->community, link->n, sizeof *link->community);
	pass(image, &link->content, link->n, sizeof *link->content);
	pass(image, &link->cluster, link->n, sizeof *link->cluster);
	pass(image, &link->probability, link->n, sizeof *link->probability);
	pass(image, &link->index->gone, link->n, sizeof *link->index->gone);
	pass(image, &link->edges, link->n_edges, sizeof *link->edges);
}

static int pass_arrays(struct image *image, struct linkage *link, const struct head *head)
{
	pass(image, &link->columns, link->n_columns, sizeof *link->columns);
	pass(image, &link->input, link->n_input, sizeof *link->input);
	pass_texts(image, &link->sources);
	for (unsigned f = 0; f < link->n_fields; f++)
		pass_field(image, link, &link->fields[f], head->has_communities);
	pass_records(image, link, head);
	for (unsigned p = 0; p < link->n_passes; p++) {
		struct index_pass *kept = &link->index->passes[p];
		pass(image, &kept->split, kept->n_split, sizeof *kept->split);
		kept->split_cap = kept->n_split;
		pass(image, &kept->places, kept->n_places, sizeof *kept->places);
	}
	return image->rc;
}

/* ---- the structures ---- */

static void forget_texts(struct intern *texts)
{
	texts->pool = NULL;
	texts->start = NULL;
	texts->slots = NULL;
}

static void forget_field(struct field *field)
{
	forget_texts(&field->texts);
	forget_texts(&field->words);
	field->values = NULL;
	field->word = NULL;
	field->tokens = NULL;
	field->by_community = NULL;
}

/* Addresses mean nothing elsewhere. */
static void forget_pointers(struct linkage *link, struct linkage_index *index)
{
	link->model = NULL;
	link->index = NULL;
	link->base = NULL;
	link->columns = NULL;
	link->input = NULL;
	forget_texts(&link->sources);
	link->row_source = link->row_of = link->record_of = link->records = link->source = link->keys = NULL;
	link->reading = NULL;
	link->community = NULL;
	link->content = NULL;
	for (unsigned f = 0; f < MAX_FIELDS; f++)
		forget_field(&link->fields[f]);
	memset(link->blocks, 0, sizeof link->blocks);
	link->edges = NULL;
	link->pairs = NULL;
	link->cluster = NULL;
	link->probability = NULL;
	for (unsigned p = 0; p < MAX_PASSES; p++)
		index->passes[p].split = index->passes[p].places = NULL;
	for (unsigned f = 0; f < MAX_FIELDS; f++)
		index->classes.log_p[f] = NULL;
	index->gone = NULL;
	index->batch = NULL;
	index->removed = index->changed = NULL;
	index->n_removed = index->removed_cap = index->n_changed = 0;
}

int linkage_index_save(struct linkage *link, linkage_write *write, void *context, struct crm_error *err)
{
	struct image image = {.write = write, .context = context, .err = err};
	struct linkage *copy = crm_alloc(sizeof *copy);
	struct linkage_index *index = crm_alloc(sizeof *index);
	struct head head;
	int rc = copy != NULL && index != NULL ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK) {
		memcpy(copy, link, sizeof *copy);
		memcpy(index, link->index, sizeof *index);
		forget_pointers(copy, index);
		make_head(&head);
		head.has_sources = link->source != NULL;
		head.has_communities = link->community != NULL;
		rc = write(context, &head, sizeof head, err);
	}
	if (rc == CRM_OK)
		rc = write(context, copy, sizeof *copy, err);
	if (rc == CRM_OK)
		rc = write(context, index, sizeof *index, err);
	crm_free(copy);
	crm_free(index);
	return rc == CRM_OK ? pass_arrays(&image, link, &head) : rc;
}

static bool is_sound(const struct linkage *link)
{
	bool sound = link->n >= 2 && link->n < UINT32_MAX / 2 && link->n_columns <= LINKAGE_MAX_COLUMNS &&
		     link->n_input <= LINKAGE_MAX_COLUMNS && link->n_columns <= link->n_input &&
		     link->n_fields <= MAX_FIELDS && link->n_slots <= MAX_FIELDS * MAX_SLOTS &&
		     link->n_passes <= MAX_PASSES;
	for (unsigned f = 0; sound && f < link->n_fields; f++)
		sound = link->fields[f].kind < FIELD_KINDS && link->fields[f].known <= link->fields[f].n_values;
	return sound;
}

static int read_structures(linkage_read *read, void *context, struct linkage *link, struct head *head,
			   struct crm_error *err)
{
	struct head own;
	struct linkage_index *index = link->index;
	make_head(&own);
	int rc = read(context, head, sizeof *head, err);
	if (rc != CRM_OK)
		return rc;
	if (memcmp(head->magic, own.magic, sizeof own.magic) != 0)
		return crm_error_set(err, CRM_E_INVALID, "it is not an index");
	if (head->version != own.version || head->order != own.order ||
	    memcmp(head->sizes, own.sizes, sizeof own.sizes) != 0 ||
	    memcmp(head->program, own.program, sizeof own.program) != 0)
		return crm_error_set(
			err, CRM_E_INVALID,
			"it was written by another version of crmsync, or on another kind of machine: make "
			"it anew");
	rc = read(context, link, sizeof *link, err);
	if (rc == CRM_OK)
		rc = read(context, index, sizeof *index, err);
	forget_pointers(link, index);
	if (rc == CRM_OK && !is_sound(link))
		rc = crm_error_set(err, CRM_E_INVALID, "it is damaged");
	if (rc != CRM_OK)
		memset(link, 0, sizeof *link);
	link->index = index;
	return rc;
}

int linkage_index_load(linkage_read *read, void *context, unsigned threads, struct linkage **out, struct crm_error *err)
{
	struct image image = {.read = read, .context = context, .err = err};
	struct linkage *link = crm_calloc(1, sizeof *link);
	struct head head;
	if (link == NULL || linkage_keep(link) != CRM_OK) {
		crm_free(link);
		return crm_error_no_memory(err);
	}
	int rc = read_structures(read, context, link, &head, err);
	if (rc == CRM_OK)
		rc = pass_arrays(&image, link, &head);
	if (rc != CRM_OK) {
		linkage_free(link);
		return rc;
	}
	for (size_t i = 0; i < link->n_columns; i++)
		link->columns[i].raw = (struct intern){0};
	link->options.threads = threads > 0 ? threads : 1;
	link->generation = linkage_next_generation();
	link->index->first_new_edge = link->n_edges;
	*out = link;
	return CRM_OK;
}
