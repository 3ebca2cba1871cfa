/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From columns to fields and from rows to records.  Each different text of a column is made canonical once; a field
 * takes its values from one column or, where that is empty, from another (a full name, an e-mail).  Records are put in
 * an order that only their content decides, so that nothing behind this depends on the order of rows.
 */
#include "config.h"

#include <core/linkage/values.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SOURCES 8
#define SCRATCH_MAX ((size_t)1 << 16)

/* Numbers of a field's values by the numbers of a column's texts. */
struct source {
	const struct column *column;
	uint32_t *values;
};

struct slot {
	struct source sources[MAX_SOURCES];
	unsigned n;
};

struct making {
	struct linkage *link;
	struct canon canon;
	struct slot slots[MAX_FIELDS * MAX_SLOTS];
};

static unsigned add_field(struct making *making, enum field_kind kind, const char *name)
{
	struct linkage *link = making->link;
	if (link->n_fields == MAX_FIELDS)
		return NO_FIELD;
	struct field *field = &link->fields[link->n_fields];
	field->kind = kind;
	field->last = kind_last_level(kind);
	snprintf(field->name, sizeof field->name, "%s", name);
	if (intern_init(&field->texts) != CRM_OK || intern_init(&field->words) != CRM_OK)
		return NO_FIELD;
	return link->n_fields++;
}

static unsigned find_field(const struct linkage *link, enum field_kind kind)
{
	for (unsigned i = 0; i < link->n_fields; i++)
		if (link->fields[i].kind == kind)
			return i;
	return NO_FIELD;
}

static bool add_value(struct field *field, const char *text, uint32_t *out)
{
	*out = *text != '\0' ? intern_add(&field->texts, text, strlen(text)) : 0;
	return *out != 0 || *text == '\0';
}

static bool canon_text(struct canon *canon, enum linkage_type type, const char *raw, const char **out)
{
	switch (type) {
	case LINKAGE_GIVEN_NAME:
	case LINKAGE_FAMILY_NAME:
		return canon_name(canon, raw, out);
	case LINKAGE_EMAIL:
		return canon_email(canon, raw, out);
	case LINKAGE_PHONE:
		return canon_phone(canon, raw, out);
	case LINKAGE_DATE:
		return canon_date(canon, raw, out);
	case LINKAGE_STREET:
		return canon_street(canon, raw, out);
	case LINKAGE_POSTCODE:
		return canon_postcode(canon, raw, out);
	case LINKAGE_COUNTRY:
		return canon_country(canon, raw, out);
	case LINKAGE_COMPANY:
		return canon_company(canon, raw, out);
	case LINKAGE_DOMAIN:
		return canon_domain(canon, raw, out);
	case LINKAGE_IDENTIFIER:
		return canon_code(canon, raw, out);
	case LINKAGE_NUMBER:
		return canon_number(canon, raw, out);
	default:
		return canon_words(canon, raw, out);
	}
}

/* What of a text goes into a field. */
static bool canon_part(struct canon *canon, enum linkage_type type, enum field_kind kind, const char *raw,
		       const char **out)
{
	const char *other;
	if (type == LINKAGE_FULL_NAME && kind != FIELD_TEXT)
		return kind == FIELD_GIVEN ? canon_full_name(canon, raw, out, &other)
					   : canon_full_name(canon, raw, &other, out);
	if (!canon_text(canon, type, raw, out))
		return false;
	return type != LINKAGE_EMAIL || kind != FIELD_DOMAIN || canon_email_domain(canon, *out, out);
}

static int add_source(struct making *making, unsigned field, unsigned slot, const struct column *column)
{
	struct field *f = &making->link->fields[field];
	struct slot *s = &making->slots[field * MAX_SLOTS + slot];
	if (s->n == MAX_SOURCES)
		return CRM_OK;
	uint32_t *values = crm_calloc((size_t)column->raw.n + 1, sizeof *values);
	if (values == NULL)
		return CRM_E_NOMEM;
	s->sources[s->n++] = (struct source){column, values};
	if (slot + 1 > f->n_slots)
		f->n_slots = slot + 1;
	making->canon.month_first = column->type == LINKAGE_DATE && date_month_first(&column->raw);
	for (uint32_t i = 1; i <= column->raw.n; i++) {
		const char *raw = intern_text(&column->raw, i), *text = "";
		if (crm_arena_used(making->canon.arena) > SCRATCH_MAX)
			crm_arena_reset(making->canon.arena);
		if (!canon_is_missing(raw) && !canon_part(&making->canon, column->type, f->kind, raw, &text))
			return CRM_E_NOMEM;
		if (!add_value(f, text, &values[i]))
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

/* ---- which column goes where ---- */

static enum field_kind kind_of(enum linkage_type type)
{
	static const enum field_kind kinds[LINKAGE_TYPES] = {
		[LINKAGE_GIVEN_NAME] = FIELD_GIVEN,
		[LINKAGE_FAMILY_NAME] = FIELD_FAMILY,
		[LINKAGE_FULL_NAME] = FIELD_TEXT,
		[LINKAGE_EMAIL] = FIELD_EMAIL,
		[LINKAGE_PHONE] = FIELD_PHONE,
		[LINKAGE_DATE] = FIELD_DATE,
		[LINKAGE_STREET] = FIELD_STREET,
		[LINKAGE_POSTCODE] = FIELD_POSTCODE,
		[LINKAGE_CITY] = FIELD_CITY,
		[LINKAGE_COUNTRY] = FIELD_CATEGORY,
		[LINKAGE_COMPANY] = FIELD_COMPANY,
		[LINKAGE_DOMAIN] = FIELD_DOMAIN,
		[LINKAGE_IDENTIFIER] = FIELD_IDENTIFIER,
		[LINKAGE_CATEGORY] = FIELD_CATEGORY,
		[LINKAGE_NUMBER] = FIELD_NUMBER,
		[LINKAGE_TEXT] = FIELD_TEXT,
	};
	return kinds[type];
}

static int place_in(struct making *making, enum field_kind kind, const struct column *column, bool several)
{
	unsigned field = several ? find_field(making->link, kind) : NO_FIELD;
	unsigned slot = field != NO_FIELD ? making->link->fields[field].n_slots : 0;
	if (field == NO_FIELD)
		field = add_field(making, kind, column->name);
	if (field == NO_FIELD)
		return making->link->n_fields == MAX_FIELDS ? CRM_OK : CRM_E_NOMEM;
	return slot < MAX_SLOTS ? add_source(making, field, slot, column) : CRM_OK;
}

/* The given and family name of a person, from columns of their own first, from a full name where those are empty. */
static int place_full_name(struct making *making, const struct column *column)
{
	struct linkage *link = making->link;
	if (link->given == NO_FIELD)
		link->given = add_field(making, FIELD_GIVEN, "given name");
	if (link->family == NO_FIELD)
		link->family = add_field(making, FIELD_FAMILY, "family name");
	if (link->given == NO_FIELD || link->family == NO_FIELD)
		return CRM_E_NOMEM;
	const int rc = add_source(making, link->given, 0, column);
	return rc == CRM_OK ? add_source(making, link->family, 0, column) : rc;
}

static int place_column(struct making *making, const struct column *column, bool *full_name)
{
	struct linkage *link = making->link;
	if (column->type == LINKAGE_FULL_NAME && !*full_name) {
		*full_name = true;
		return place_full_name(making, column);
	}
	if (column->type == LINKAGE_EMAIL || column->type == LINKAGE_DOMAIN) {
		int rc = column->type == LINKAGE_EMAIL ? place_in(making, FIELD_EMAIL, column, true) : CRM_OK;
		if (rc == CRM_OK)
			rc = place_in(making, FIELD_DOMAIN, column, true);
		const unsigned domain = find_field(link, FIELD_DOMAIN);
		if (rc == CRM_OK && column->type == LINKAGE_EMAIL && domain != NO_FIELD)
			snprintf(link->fields[domain].name, sizeof link->fields[domain].name, "domain");
		return rc;
	}
	const int rc = place_in(making, kind_of(column->type), column, column->type == LINKAGE_PHONE);
	if (column->type == LINKAGE_GIVEN_NAME && link->given == NO_FIELD)
		link->given = link->n_fields - 1;
	if (column->type == LINKAGE_FAMILY_NAME && link->family == NO_FIELD)
		link->family = link->n_fields - 1;
	return rc;
}

static int place_columns(struct making *making)
{
	struct linkage *link = making->link;
	bool full_name = false;
	int rc = CRM_OK;
	link->given = link->family = NO_FIELD;
	/* Columns of their own come before those that only help out. */
	for (unsigned round = 0; round < 2; round++)
		for (size_t i = 0; rc == CRM_OK && i < link->n_columns; i++)
			if ((link->columns[i].type == LINKAGE_FULL_NAME) == (round == 1))
				rc = place_column(making, &link->columns[i], &full_name);
	link->people = link->given != NO_FIELD || link->family != NO_FIELD;
	return rc;
}

/* Names that stand in e-mail addresses, for rows that lack them. */
static int place_email_names(struct making *making)
{
	struct linkage *link = making->link;
	if (link->given == NO_FIELD || link->family == NO_FIELD)
		return CRM_OK;
	for (size_t c = 0; c < link->n_columns; c++) {
		const struct column *column = &link->columns[c];
		struct slot *given = &making->slots[link->given * MAX_SLOTS];
		struct slot *family = &making->slots[link->family * MAX_SLOTS];
		if (column->type != LINKAGE_EMAIL || given->n == MAX_SOURCES || family->n == MAX_SOURCES)
			continue;
		uint32_t *g = crm_calloc((size_t)column->raw.n + 1, sizeof *g);
		given->sources[given->n++] = (struct source){column, g};
		uint32_t *f = crm_calloc((size_t)column->raw.n + 1, sizeof *f);
		family->sources[family->n++] = (struct source){column, f};
		if (g == NULL || f == NULL)
			return CRM_E_NOMEM;
		for (uint32_t i = 1; i <= column->raw.n; i++) {
			const char *text;
			if (crm_arena_used(making->canon.arena) > SCRATCH_MAX)
				crm_arena_reset(making->canon.arena);
			if (!canon_email(&making->canon, intern_text(&column->raw, i), &text))
				return CRM_E_NOMEM;
			if (!email_names(link, text, &g[i], &f[i]))
				g[i] = f[i] = 0;
		}
	}
	return CRM_OK;
}

/* ---- rows to records ---- */

static uint32_t slot_value(const struct slot *slot, size_t row)
{
	for (unsigned i = 0; i < slot->n; i++) {
		const struct source *s = &slot->sources[i];
		const uint32_t value = s->values[s->column->rows[row]];
		if (value != 0)
			return value;
	}
	return 0;
}

static void fill_row(const struct making *making, size_t row, uint32_t *out)
{
	const struct linkage *link = making->link;
	for (unsigned f = 0; f < link->n_fields; f++) {
		const struct field *field = &link->fields[f];
		uint32_t *values = out + field->first_slot;
		unsigned n = 0;
		for (unsigned s = 0; s < field->n_slots; s++) {
			const uint32_t value = slot_value(&making->slots[f * MAX_SLOTS + s], row);
			bool known = value == 0;
			for (unsigned i = 0; i < n; i++)
				known = known || values[i] == value;
			if (!known)
				values[n++] = value;
		}
		while (n < field->n_slots)
			values[n++] = 0;
	}
}

struct order {
	uint64_t hash;
	uint32_t row;
};

static int compare_order(const void *a, const void *b)
{
	const struct order *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->row < y->row ? -1 : 1;
}

/* A hash of the content of each value, whatever its number. */
static uint64_t *hash_texts(const struct intern *texts)
{
	uint64_t *hashes = crm_alloc(((size_t)texts->n + 1) * sizeof *hashes);
	if (hashes == NULL)
		return NULL;
	hashes[0] = 0;
	for (uint32_t i = 1; i <= texts->n; i++) {
		const char *text = intern_text(texts, i);
		hashes[i] = linkage_hash(text, strlen(text));
	}
	return hashes;
}

/* Rows with the same name (or first field) stand together, so that a block's records are near in memory. */
static void put_first(const struct linkage *link, const uint32_t *rows, unsigned field, const uint64_t *hashes,
		      struct order *order)
{
	const unsigned slot = link->fields[field].first_slot;
	for (size_t r = 0; r < link->n; r++)
		order[r].hash = hashes[rows[r * link->n_slots + slot]] >> 44 << 44 | order[r].hash >> 20;
}

static int hash_rows(const struct linkage *link, const uint32_t *rows, struct order *order)
{
	const unsigned leading = link->family != NO_FIELD ? link->family : 0;
	for (size_t r = 0; r < link->n; r++)
		order[r] = (struct order){.row = (uint32_t)r};
	for (unsigned f = 0; f < link->n_fields; f++) {
		const struct field *field = &link->fields[f];
		uint64_t *hashes = hash_texts(&field->texts);
		if (hashes == NULL)
			return CRM_E_NOMEM;
		for (size_t r = 0; r < link->n; r++)
			for (unsigned s = 0; s < field->n_slots; s++)
				order[r].hash = linkage_mix(order[r].hash,
							    hashes[rows[r * link->n_slots + field->first_slot + s]]);
		crm_free(hashes);
	}
	uint64_t *names = hash_texts(&link->fields[leading].texts);
	if (names == NULL)
		return CRM_E_NOMEM;
	if (link->row_source != NULL) {
		uint64_t *hashes = hash_texts(&link->sources);
		if (hashes == NULL) {
			crm_free(names);
			return CRM_E_NOMEM;
		}
		for (size_t r = 0; r < link->n; r++)
			order[r].hash = linkage_mix(order[r].hash, hashes[link->row_source[r]]);
		crm_free(hashes);
	}
	put_first(link, rows, leading, names, order);
	crm_free(names);
	return CRM_OK;
}

static int order_records(struct linkage *link, const uint32_t *rows)
{
	struct order *order = crm_calloc(link->n + 1, sizeof *order);
	link->records = crm_calloc(link->n * link->n_slots + 1, sizeof *link->records);
	link->row_of = crm_calloc(link->n + 1, sizeof *link->row_of);
	link->record_of = crm_calloc(link->n + 1, sizeof *link->record_of);
	if (link->row_source != NULL)
		link->source = crm_calloc(link->n + 1, sizeof *link->source);
	int rc = order == NULL || link->records == NULL || link->row_of == NULL || link->record_of == NULL ||
				 (link->row_source != NULL && link->source == NULL)
			 ? CRM_E_NOMEM
			 : hash_rows(link, rows, order);
	if (rc == CRM_OK)
		qsort(order, link->n, sizeof *order, compare_order);
	for (size_t i = 0; rc == CRM_OK && i < link->n; i++) {
		const uint32_t row = order[i].row;
		link->row_of[i] = row;
		link->record_of[row] = (uint32_t)i;
		memcpy(link->records + i * link->n_slots, rows + (size_t)row * link->n_slots,
		       link->n_slots * sizeof *rows);
		if (link->source != NULL)
			link->source[i] = link->row_source[row];
	}
	crm_free(order);
	return rc;
}

static int make_rows(struct making *making)
{
	struct linkage *link = making->link;
	for (unsigned f = 0; f < link->n_fields; f++) {
		link->fields[f].first_slot = link->n_slots;
		link->n_slots += link->fields[f].n_slots;
	}
	uint32_t *rows = crm_calloc(link->n * link->n_slots + 1, sizeof *rows);
	if (rows == NULL)
		return CRM_E_NOMEM;
	for (size_t r = 0; r < link->n; r++)
		fill_row(making, r, rows + r * link->n_slots);
	for (size_t c = 0; c < link->n_columns; c++) {
		intern_free(&link->columns[c].raw);
		crm_free(link->columns[c].rows);
		link->columns[c].rows = NULL;
	}
	const int rc = order_records(link, rows);
	crm_free(rows);
	return rc;
}

/* ---- frequencies ---- */

static int make_values(struct field *field)
{
	field->n_values = field->texts.n;
	field->values = crm_calloc((size_t)field->n_values + 1, sizeof *field->values);
	if (field->values == NULL)
		return CRM_E_NOMEM;
	for (uint32_t i = 1; i <= field->n_values; i++) {
		field->values[i].text = field->texts.start[i];
		const int rc = value_prepare(field, &field->values[i], intern_text(&field->texts, i));
		if (rc != CRM_OK)
			return rc;
	}
	crm_free(field->texts.start);
	field->texts.start = NULL;
	intern_seal(&field->texts);
	return CRM_OK;
}

static int make_words(struct field *field)
{
	field->word = crm_calloc((size_t)field->words.n + 1, sizeof *field->word);
	if (field->word == NULL)
		return CRM_E_NOMEM;
	for (uint32_t i = 1; i <= field->n_values; i++) {
		const struct value *v = &field->values[i];
		for (unsigned t = 0; t < v->n_tokens; t++)
			field->word[field->tokens[v->token + t]].rows += v->rows;
	}
	for (uint32_t i = 1; i <= field->words.n; i++) {
		struct token *word = &field->word[i];
		word->text = field->words.start[i];
		word->len = (uint32_t)strlen(intern_text(&field->words, i));
		word->weight = log2f((float)(field->rows + 1) / ((float)word->rows + 0.5f));
		for (uint32_t c = 0; c < word->len; c++)
			word->letters |= (uint64_t)1 << (field->words.pool[word->text + c] & 63);
	}
	crm_free(field->words.start);
	field->words.start = NULL;
	intern_seal(&field->words);
	return CRM_OK;
}

static void count_values(struct linkage *link)
{
	for (size_t r = 0; r < link->n; r++)
		for (unsigned f = 0; f < link->n_fields; f++) {
			struct field *field = &link->fields[f];
			const uint32_t *values = record_values(link, (uint32_t)r) + field->first_slot;
			field->rows += values[0] != 0;
			for (unsigned s = 0; s < field->n_slots; s++)
				field->values[values[s]].rows += values[s] != 0;
		}
}

static void free_sources(struct making *making)
{
	for (size_t i = 0; i < sizeof making->slots / sizeof *making->slots; i++)
		for (unsigned s = 0; s < making->slots[i].n; s++)
			crm_free(making->slots[i].sources[s].values);
}

/* Fields are independent of one another: each thread takes every so many-th. */
static int prepare_fields(void *context, unsigned part)
{
	struct linkage *link = context;
	int rc = CRM_OK;
	for (unsigned f = part; rc == CRM_OK && f < link->n_fields; f += link->options.threads)
		rc = make_values(&link->fields[f]);
	return rc;
}

static int weigh_words(void *context, unsigned part)
{
	struct linkage *link = context;
	int rc = CRM_OK;
	for (unsigned f = part; rc == CRM_OK && f < link->n_fields; f += link->options.threads) {
		struct field *field = &link->fields[f];
		field->repeats = (uint64_t)field->n_values * 4 < field->rows;
		rc = make_words(field);
	}
	return rc;
}

int linkage_make_records(struct linkage *link)
{
	struct making *making = crm_calloc(1, sizeof *making);
	int rc = making != NULL ? CRM_OK : CRM_E_NOMEM;
	if (making == NULL)
		return rc;
	making->link = link;
	making->canon.arena = crm_arena_new();
	if (making->canon.arena == NULL)
		rc = CRM_E_NOMEM;
	if (rc == CRM_OK)
		rc = place_columns(making);
	if (rc == CRM_OK)
		rc = place_email_names(making);
	if (rc == CRM_OK)
		rc = make_rows(making);
	free_sources(making);
	crm_arena_free(making->canon.arena);
	crm_free(making);
	if (rc == CRM_OK)
		rc = linkage_parallel(link->options.threads, prepare_fields, link);
	if (rc == CRM_OK)
		count_values(link);
	if (rc == CRM_OK)
		rc = linkage_parallel(link->options.threads, weigh_words, link);
	return rc;
}
