/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From columns to fields and from rows to records.  Each different text of a column is made canonical once; a field
 * takes its values from one column or, where that is empty, from another (a full name, an e-mail).  Records are put in
 * an order that only their content decides, so that nothing behind this depends on the order of rows.
 */
#include "config.h"

#include <core/linkage/sort.h>
#include <core/linkage/values.h>

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SOURCES 8
#define SCRATCH_MAX ((size_t)1 << 14)
#define MAX_PARTS   64
#define GROUP       32 /* texts that become values at a time */

/* Numbers of a field's values by the numbers of a column's texts. */
struct source {
	const struct column *column;
	uint32_t *values;
	const struct source *email; /* whose values it is made from, where the column is one of e-mails */
	bool names;                 /* given or family names that stand in e-mails */
};

struct slot {
	struct source sources[MAX_SOURCES];
	unsigned n;
};

struct making {
	struct linkage *link;
	struct crm_arena *arenas[MAX_PARTS]; /* one for each thread */
	struct slot slots[MAX_FIELDS * MAX_SLOTS];
	unsigned order[MAX_FIELDS]; /* fields with the most texts first */
	uint8_t *wanted;            /* by text of a column of e-mails: a row of it lacks a name */
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
	if (kind == FIELD_SUFFIX)
		return canon_suffix(raw, type == LINKAGE_FULL_NAME, out);
	if (type == LINKAGE_FULL_NAME && kind != FIELD_TEXT)
		return kind == FIELD_GIVEN ? canon_full_name(canon, raw, out, &other)
					   : canon_full_name(canon, raw, &other, out);
	if (!canon_text(canon, type, raw, out))
		return false;
	return type != LINKAGE_EMAIL || kind != FIELD_DOMAIN || canon_email_domain(canon, *out, out);
}

/* The source of the field of e-mails that the same column is. */
static const struct source *find_email(const struct making *making, const struct column *column)
{
	const unsigned email = find_field(making->link, FIELD_EMAIL);
	for (unsigned s = 0; email != NO_FIELD && s < MAX_SLOTS; s++) {
		const struct slot *slot = &making->slots[email * MAX_SLOTS + s];
		for (unsigned i = 0; i < slot->n; i++)
			if (slot->sources[i].column == column)
				return &slot->sources[i];
	}
	return NULL;
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
	const bool derived = column->type == LINKAGE_EMAIL && f->kind != FIELD_EMAIL;
	s->sources[s->n++] = (struct source){column, values, derived ? find_email(making, column) : NULL, false};
	if (slot + 1 > f->n_slots)
		f->n_slots = slot + 1;
	return CRM_OK;
}

/* ---- from texts to values ---- */

static struct crm_arena *scratch(const struct making *making, unsigned part)
{
	if (crm_arena_used(making->arenas[part]) > SCRATCH_MAX)
		crm_arena_reset(making->arenas[part]);
	return making->arenas[part];
}

/* Canonical texts of the raw ones from number `first` on. */
static bool canon_group(const struct making *making, unsigned part, const struct field *field,
			const struct source *source, uint32_t first, uint32_t n, struct intern_text *out)
{
	const struct column *column = source->column;
	struct canon canon = {.arena = scratch(making, part), .month_first = column->month_first};
	for (uint32_t i = 0; i < n; i++) {
		const char *raw = intern_text(&column->raw, first + i), *text = "";
		if (!canon_is_missing(raw) && !canon_part(&canon, column->type, field->kind, raw, &text))
			return false;
		out[i] = (struct intern_text){text, strlen(text)};
	}
	return true;
}

static int fill_source(const struct making *making, unsigned part, struct field *field, const struct source *source)
{
	struct intern_text texts[GROUP];
	for (uint32_t i = 1; i <= source->column->raw.n; i += GROUP) {
		const uint32_t left = source->column->raw.n - i + 1, n = left < GROUP ? left : GROUP;
		if (!canon_group(making, part, field, source, i, n, texts) ||
		    !intern_add_all(&field->texts, texts, n, &source->values[i]))
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

/* Domains of e-mails: many e-mails share one, so each different domain is made canonical once. */
struct domains {
	struct intern seen;
	uint32_t *values; /* by number in `seen` */
	size_t cap;
};

static bool domain_value(const struct making *making, unsigned part, struct field *field, struct domains *domains,
			 const char *domain, uint32_t *out)
{
	const uint32_t before = domains->seen.n, number = intern_add(&domains->seen, domain, strlen(domain));
	struct canon canon = {.arena = scratch(making, part)};
	const char *text;
	if (number == 0)
		return false;
	if (number >= domains->cap) {
		const size_t cap = (size_t)number * 2 + 64;
		uint32_t *values = crm_reallocarray(domains->values, cap, sizeof *values);
		if (values == NULL)
			return false;
		domains->values = values;
		domains->cap = cap;
	}
	if (number > before &&
	    (!canon_domain(&canon, domain, &text) || !add_value(field, text, &domains->values[number])))
		return false;
	*out = domains->values[number];
	return true;
}

static int fill_domains(const struct making *making, unsigned part, struct field *field, const struct source *source)
{
	const struct field *emails = &making->link->fields[find_field(making->link, FIELD_EMAIL)];
	struct domains domains = {.values = NULL};
	int rc = intern_init(&domains.seen);
	for (uint32_t i = 1; rc == CRM_OK && i <= source->column->raw.n; i++) {
		const uint32_t email = source->email->values[i];
		const char *at = email != 0 ? strrchr(intern_text(&emails->texts, email), '@') : NULL;
		if (at != NULL && at[1] != '\0' &&
		    !domain_value(making, part, field, &domains, at + 1, &source->values[i]))
			rc = CRM_E_NOMEM;
	}
	intern_free(&domains.seen);
	crm_free(domains.values);
	return rc;
}

static int fill_field(const struct making *making, unsigned part, unsigned field, bool derived)
{
	struct field *f = &making->link->fields[field];
	int rc = CRM_OK;
	for (unsigned s = 0; s < f->n_slots; s++) {
		const struct slot *slot = &making->slots[field * MAX_SLOTS + s];
		for (unsigned i = 0; rc == CRM_OK && i < slot->n; i++) {
			const struct source *source = &slot->sources[i];
			if ((source->email != NULL) != derived || source->names)
				continue;
			rc = derived ? fill_domains(making, part, f, source) : fill_source(making, part, f, source);
		}
	}
	return rc;
}

static int fill_task(void *context, unsigned part, unsigned task)
{
	const struct making *making = context;
	return fill_field(making, part, making->order[task], false);
}

static size_t count_texts(const struct making *making, unsigned field)
{
	size_t n = 0;
	for (unsigned s = 0; s < MAX_SLOTS; s++)
		for (unsigned i = 0; i < making->slots[field * MAX_SLOTS + s].n; i++)
			n += making->slots[field * MAX_SLOTS + s].sources[i].column->raw.n;
	return n;
}

static void order_fields(struct making *making)
{
	for (unsigned f = 0; f < making->link->n_fields; f++) {
		unsigned at = f;
		for (; at > 0 && count_texts(making, making->order[at - 1]) < count_texts(making, f); at--)
			making->order[at] = making->order[at - 1];
		making->order[at] = f;
	}
}

static int fill_fields(struct making *making)
{
	const struct linkage *link = making->link;
	order_fields(making);
	return linkage_tasks(link->options.threads, link->n_fields, fill_task, making);
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

/* All columns of names may have one behind them. */
static int place_suffix(struct making *making)
{
	struct linkage *link = making->link;
	int rc = CRM_OK;
	link->suffix = NO_FIELD;
	if (!link->people || link->n_fields == MAX_FIELDS)
		return CRM_OK;
	link->suffix = add_field(making, FIELD_SUFFIX, "name suffix");
	if (link->suffix == NO_FIELD)
		return CRM_E_NOMEM;
	for (size_t i = 0; rc == CRM_OK && i < link->n_columns; i++) {
		const enum linkage_type type = link->columns[i].type;
		if (type == LINKAGE_FAMILY_NAME || type == LINKAGE_GIVEN_NAME || type == LINKAGE_FULL_NAME)
			rc = add_source(making, link->suffix, 0, &link->columns[i]);
	}
	return rc;
}

static void look_at_dates(struct linkage *link)
{
	for (size_t i = 0; i < link->n_columns; i++)
		if (link->columns[i].type == LINKAGE_DATE)
			link->columns[i].month_first = link->base != NULL ? link->base->columns[i].month_first
									  : date_month_first(&link->columns[i].raw);
}

static int place_columns(struct making *making)
{
	struct linkage *link = making->link;
	bool full_name = false;
	int rc = CRM_OK;
	look_at_dates(link);
	link->given = link->family = NO_FIELD;
	/* Columns of their own come before those that only help out. */
	for (unsigned round = 0; round < 2; round++)
		for (size_t i = 0; rc == CRM_OK && i < link->n_columns; i++)
			if ((link->columns[i].type == LINKAGE_FULL_NAME) == (round == 1))
				rc = place_column(making, &link->columns[i], &full_name);
	link->people = link->given != NO_FIELD || link->family != NO_FIELD;
	return rc == CRM_OK ? place_suffix(making) : rc;
}

/* ---- names that stand in e-mail addresses, for rows that lack them ---- */

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

static int add_names(struct making *making, unsigned field, const struct column *column)
{
	struct slot *slot = &making->slots[field * MAX_SLOTS];
	uint32_t *values = crm_calloc((size_t)column->raw.n + 1, sizeof *values);
	if (values == NULL)
		return CRM_E_NOMEM;
	slot->sources[slot->n++] = (struct source){column, values, find_email(making, column), true};
	return CRM_OK;
}

/* Marks the e-mails of rows without a given or family name. */
static void mark_wanted(const struct making *making, const struct column *column)
{
	const struct slot *given = &making->slots[making->link->given * MAX_SLOTS];
	const struct slot *family = &making->slots[making->link->family * MAX_SLOTS];
	memset(making->wanted, 0, (size_t)column->raw.n + 1);
	for (size_t r = 0; r < making->link->n; r++)
		if (slot_value(given, r) == 0 || slot_value(family, r) == 0)
			making->wanted[column->rows[r]] = 1;
	making->wanted[0] = 0;
}

/* The e-mail as the field has it; "" where it has none. */
static const char *email_text(const struct making *making, const struct source *source, uint32_t raw)
{
	const struct field *emails = &making->link->fields[find_field(making->link, FIELD_EMAIL)];
	return intern_text(&emails->texts, source->email->values[raw]);
}

static int place_names(struct making *making, const struct column *column)
{
	struct linkage *link = making->link;
	struct slot *given = &making->slots[link->given * MAX_SLOTS];
	struct slot *family = &making->slots[link->family * MAX_SLOTS];
	if (given->n == MAX_SOURCES || family->n == MAX_SOURCES || find_email(making, column) == NULL)
		return CRM_OK;
	making->wanted = crm_alloc((size_t)column->raw.n + 1);
	if (making->wanted == NULL)
		return CRM_E_NOMEM;
	mark_wanted(making, column);
	int rc = add_names(making, link->given, column);
	if (rc == CRM_OK)
		rc = add_names(making, link->family, column);
	for (uint32_t i = 1; rc == CRM_OK && i <= column->raw.n; i++) {
		uint32_t g, f;
		if (making->wanted[i] &&
		    email_names(link, email_text(making, &given->sources[given->n - 1], i), &g, &f)) {
			given->sources[given->n - 1].values[i] = g;
			family->sources[family->n - 1].values[i] = f;
		}
	}
	crm_free(making->wanted);
	making->wanted = NULL;
	return link->failed ? CRM_E_NOMEM : rc;
}

static int place_email_names(struct making *making)
{
	struct linkage *link = making->link;
	int rc = CRM_OK;
	if (link->given == NO_FIELD || link->family == NO_FIELD)
		return CRM_OK;
	for (size_t c = 0; rc == CRM_OK && c < link->n_columns; c++)
		if (link->columns[c].type == LINKAGE_EMAIL)
			rc = place_names(making, &link->columns[c]);
	return rc;
}

/* What e-mails tell beside themselves: names first, then, one field after the other, what is derived from them. */
static int derive_task(void *context, unsigned part, unsigned task)
{
	struct making *making = context;
	if (task == 0)
		return place_email_names(making);
	const unsigned field = making->order[task - 1];
	const bool derived = making->link->fields[field].kind == FIELD_DOMAIN;
	return derived ? fill_field(making, part, field, true) : CRM_OK;
}

static int derive_fields(struct making *making)
{
	return linkage_tasks(making->link->options.threads, making->link->n_fields + 1, derive_task, making);
}

/* ---- rows to records ---- */

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

/* Rows while they are put in order. */
struct ordering {
	struct making *making;
	uint32_t *rows;               /* n_slots for each */
	uint64_t *hashes[MAX_FIELDS]; /* by value */
	uint64_t *sources;            /* by source, NULL: no sources */
	uint64_t *hash;               /* by row */
	uint64_t *sorted, *spare;     /* upper half of the hash, and row */
};

/* Rows with the same name (or first field) stand together, so that a block's records are near in memory. */
static uint64_t hash_row(const struct ordering *o, size_t row)
{
	const struct linkage *link = o->making->link;
	const struct field *leading = &link->fields[link->family != NO_FIELD ? link->family : 0];
	const uint32_t *values = o->rows + row * link->n_slots;
	uint64_t hash = 0;
	for (unsigned f = 0; f < link->n_fields; f++)
		for (unsigned s = 0; s < link->fields[f].n_slots; s++)
			hash = linkage_mix(hash, o->hashes[f][values[link->fields[f].first_slot + s]]);
	if (o->sources != NULL)
		hash = linkage_mix(hash, o->sources[link->row_source[row]]);
	return o->hashes[leading - link->fields][values[leading->first_slot]] >> 44 << 44 | hash >> 20;
}

static int fill_rows(void *context, unsigned part)
{
	const struct ordering *o = context;
	const struct linkage *link = o->making->link;
	size_t from, to;
	linkage_share(link->n, link->options.threads, part, &from, &to);
	for (size_t r = from; r < to; r++)
		fill_row(o->making, r, o->rows + r * link->n_slots);
	return CRM_OK;
}

static int hash_rows(void *context, unsigned part)
{
	const struct ordering *o = context;
	const struct linkage *link = o->making->link;
	size_t from, to;
	linkage_share(link->n, link->options.threads, part, &from, &to);
	for (size_t r = from; r < to; r++) {
		o->hash[r] = hash_row(o, r);
		o->sorted[r] = o->hash[r] >> 32 << 32 | r;
	}
	return CRM_OK;
}

static int hash_field(void *context, unsigned part, unsigned task)
{
	struct ordering *o = context;
	const unsigned field = o->making->order[task];
	(void)part;
	o->hashes[field] = hash_texts(&o->making->link->fields[field].texts);
	return o->hashes[field] != NULL ? CRM_OK : CRM_E_NOMEM;
}

/* Those of an equal upper half by their lower ones; equal rows stay in the order of the input. */
static void order_equals(const struct ordering *o, uint64_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		list[i] = o->hash[(uint32_t)list[i]] << 32 | (uint32_t)list[i];
	if (n > 64) {
		sort_by_key(list, o->spare, n);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		const uint64_t one = list[i];
		size_t at = i;
		for (; at > 0 && list[at - 1] > one; at--)
			list[at] = list[at - 1];
		list[at] = one;
	}
}

static void order_rows(const struct ordering *o)
{
	const size_t n = o->making->link->n;
	sort_by_key(o->sorted, o->spare, n);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && o->sorted[end] >> 32 == o->sorted[i] >> 32; end++)
			;
		if (end - i > 1)
			order_equals(o, o->sorted + i, end - i);
	}
}

static int copy_records(void *context, unsigned part)
{
	const struct ordering *o = context;
	struct linkage *link = o->making->link;
	size_t from, to;
	linkage_share(link->n, link->options.threads, part, &from, &to);
	for (size_t i = from; i < to; i++) {
		const uint32_t row = (uint32_t)o->sorted[i];
		link->row_of[i] = row;
		link->record_of[row] = (uint32_t)i;
		memcpy(link->records + i * link->n_slots, o->rows + (size_t)row * link->n_slots,
		       link->n_slots * sizeof *o->rows);
		if (link->source != NULL)
			link->source[i] = link->row_source[row];
		if (link->content != NULL)
			link->content[i] = o->hash[row];
	}
	return CRM_OK;
}

static bool allocate_order(struct ordering *o)
{
	const struct linkage *link = o->making->link;
	o->hash = crm_alloc((link->n + 1) * sizeof *o->hash);
	o->sorted = crm_alloc((link->n + 1) * sizeof *o->sorted);
	o->spare = crm_alloc((link->n + 1) * sizeof *o->spare);
	if (link->row_source != NULL)
		o->sources = hash_texts(&link->sources);
	return o->hash != NULL && o->sorted != NULL && o->spare != NULL &&
	       (link->row_source == NULL || o->sources != NULL);
}

static bool allocate_records(struct linkage *link)
{
	link->records = crm_calloc(link->n * link->n_slots + 1, sizeof *link->records);
	link->row_of = crm_calloc(link->n + 1, sizeof *link->row_of);
	link->record_of = crm_calloc(link->n + 1, sizeof *link->record_of);
	if (link->row_source != NULL)
		link->source = crm_calloc(link->n + 1, sizeof *link->source);
	if (link->index != NULL || link->base != NULL)
		link->content = crm_calloc(link->n + 1, sizeof *link->content);
	return link->records != NULL && link->row_of != NULL && link->record_of != NULL &&
	       (link->row_source == NULL || link->source != NULL) &&
	       ((link->index == NULL && link->base == NULL) || link->content != NULL);
}

static int order_records(struct ordering *o)
{
	struct linkage *link = o->making->link;
	const unsigned threads = link->options.threads;
	int rc = allocate_order(o) ? CRM_OK : CRM_E_NOMEM;
	if (rc == CRM_OK)
		rc = linkage_tasks(threads, link->n_fields, hash_field, o);
	if (rc == CRM_OK)
		rc = linkage_parallel(threads, hash_rows, o);
	if (rc == CRM_OK)
		order_rows(o);
	crm_free(o->spare);
	if (link->index == NULL && link->base == NULL) {
		crm_free(o->hash);
		o->hash = NULL;
	}
	if (rc == CRM_OK && !allocate_records(link))
		rc = CRM_E_NOMEM;
	if (rc == CRM_OK)
		rc = linkage_parallel(threads, copy_records, o);
	crm_free(o->hash);
	crm_free(o->sorted);
	for (unsigned f = 0; f < link->n_fields; f++)
		crm_free(o->hashes[f]);
	crm_free(o->sources);
	return rc;
}

static void free_columns(struct linkage *link)
{
	for (size_t c = 0; c < link->n_columns; c++) {
		intern_free(&link->columns[c].raw);
		crm_free(link->columns[c].rows);
		link->columns[c].rows = NULL;
	}
}

static int make_rows(struct making *making)
{
	struct linkage *link = making->link;
	struct ordering ordering = {.making = making};
	for (unsigned f = 0; f < link->n_fields; f++) {
		link->fields[f].first_slot = link->n_slots;
		link->n_slots += link->fields[f].n_slots;
	}
	ordering.rows = crm_calloc(link->n * link->n_slots + 1, sizeof *ordering.rows);
	if (ordering.rows == NULL)
		return CRM_E_NOMEM;
	int rc = linkage_parallel(link->options.threads, fill_rows, &ordering);
	free_columns(link);
	if (rc == CRM_OK)
		rc = order_records(&ordering);
	crm_free(ordering.rows);
	return rc;
}

/* ---- frequencies ---- */

/* Values know their texts; only new ones would have to be looked for. */
static void seal(struct intern *texts)
{
	crm_free(texts->start);
	texts->start = NULL;
	intern_seal(texts);
}

static int make_values(struct field *field, bool sealed)
{
	field->n_values = field->known = field->texts.n;
	field->values = crm_calloc((size_t)field->n_values + 1, sizeof *field->values);
	if (field->values == NULL)
		return CRM_E_NOMEM;
	for (uint32_t i = 1; i <= field->n_values; i++) {
		field->values[i].text = field->texts.start[i];
		const int rc = value_prepare(field, &field->values[i], intern_text(&field->texts, i));
		if (rc != CRM_OK)
			return rc;
	}
	if (sealed)
		seal(&field->texts);
	return CRM_OK;
}

void value_prepare_word(const struct field *field, struct token *word, uint32_t number)
{
	const char *text = intern_text(&field->words, number);
	word->text = field->words.start[number];
	word->len = (uint32_t)strlen(text) & INT32_MAX;
	word->is_number = isdigit((unsigned char)*text) != 0;
	word->weight = log2f((float)(field->rows + 1) / ((float)word->rows + 0.5f));
	for (uint32_t c = 0; c < word->len; c++)
		word->letters |= (uint64_t)1 << (text[c] & 63);
}

static int make_words(struct field *field, bool sealed)
{
	field->word = crm_calloc((size_t)field->words.n + 1, sizeof *field->word);
	if (field->word == NULL)
		return CRM_E_NOMEM;
	for (uint32_t i = 1; i <= field->n_values; i++) {
		const struct value *v = &field->values[i];
		for (unsigned t = 0; t < v->n_tokens; t++)
			field->word[field->tokens[v->token + t]].rows += v->rows;
	}
	for (uint32_t i = 1; i <= field->words.n; i++)
		value_prepare_word(field, &field->word[i], i);
	if (sealed)
		seal(&field->words);
	return CRM_OK;
}

static void count_values(struct linkage *link, struct field *field)
{
	for (size_t r = 0; r < link->n; r++) {
		const uint32_t *values = record_values(link, (uint32_t)r) + field->first_slot;
		field->rows += values[0] != 0;
		for (unsigned s = 0; s < field->n_slots; s++)
			field->values[values[s]].rows += values[s] != 0;
	}
}

/* Fields are independent of one another. */
static int prepare_field(void *context, unsigned part, unsigned task)
{
	const struct making *making = context;
	struct field *field = &making->link->fields[making->order[task]];
	(void)part;
	const bool sealed = making->link->index == NULL;
	if (making->link->base != NULL)
		return CRM_OK; /* it has the values */
	int rc = make_values(field, sealed);
	if (rc != CRM_OK)
		return rc;
	count_values(making->link, field);
	/* Postcodes are compared faster than looked up. */
	field->repeats = (uint64_t)field->n_values * 4 < field->rows && field->kind != FIELD_POSTCODE;
	return make_words(field, sealed);
}

static void free_sources(struct making *making)
{
	for (size_t i = 0; i < sizeof making->slots / sizeof *making->slots; i++)
		for (unsigned s = 0; s < making->slots[i].n; s++)
			crm_free(making->slots[i].sources[s].values);
}

static int make_arenas(struct making *making)
{
	for (unsigned i = 0; i < making->link->options.threads; i++) {
		making->arenas[i] = crm_arena_new();
		if (making->arenas[i] == NULL)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

static int make_records(struct making *making)
{
	const unsigned threads = making->link->options.threads;
	int rc = make_arenas(making);
	if (rc == CRM_OK)
		rc = place_columns(making);
	if (rc == CRM_OK)
		rc = fill_fields(making);
	if (rc == CRM_OK)
		rc = derive_fields(making);
	if (rc == CRM_OK)
		rc = make_rows(making);
	free_sources(making);
	if (rc == CRM_OK)
		rc = linkage_tasks(threads, making->link->n_fields, prepare_field, making);
	for (unsigned i = 0; i < threads; i++)
		crm_arena_free(making->arenas[i]);
	return rc;
}

int linkage_make_records(struct linkage *link)
{
	struct making *making = crm_calloc(1, sizeof *making);
	if (making == NULL)
		return CRM_E_NOMEM;
	making->link = link;
	const int rc = make_records(making);
	crm_free(making);
	return rc;
}
