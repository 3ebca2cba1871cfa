/* SPDX-License-Identifier: Apache-2.0 */
/* The engine from inside: what its files share. */
#ifndef CRM_LINKAGE_PARTS_H
#define CRM_LINKAGE_PARTS_H

#include <core/linkage/block_list.h>
#include <core/linkage/intern.h>
#include <core/linkage/linkage.h>

#include <crmsync/mem.h>

/* How a field is compared.  A column makes one field or, as a full name or an e-mail does, several. */
enum field_kind {
	FIELD_GIVEN,
	FIELD_FAMILY,
	FIELD_EMAIL,
	FIELD_PHONE,
	FIELD_DATE,
	FIELD_STREET,
	FIELD_POSTCODE,
	FIELD_CITY,
	FIELD_COMPANY,
	FIELD_DOMAIN,
	FIELD_IDENTIFIER,
	FIELD_CATEGORY,
	FIELD_NUMBER,
	FIELD_TEXT,
	FIELD_SUFFIX, /* generation: Jr., Sr., III */
	FIELD_KINDS
};

#define LEVELS      10 /* of a field at most, with level 0 */
#define MAX_FIELDS  32
#define ROW_BINS    32
#define ROWS_KNOWN  512
#define RARE_ROWS   12 /* values of at most so many rows are rare */
#define MAX_SLOTS   3  /* values of one field in a row: several phones */
#define NO_FIELD    MAX_FIELDS
#define COMMUNITIES 12

/* Level 0 of each field: one of the values is missing, or nothing can be said. */
#define LEVEL_MISSING 0

/* What a level's u depends on. */
enum level_rarity {
	RARITY_NONE,  /* the level alone */
	RARITY_VALUE, /* the frequency of the value itself: exact agreement */
	RARITY_NEAR,  /* the frequency of the more frequent value, in proportion to exact agreement */
	RARITY_TOKEN  /* the frequency of the rarest word in common */
};

struct level_type {
	const char *name; /* NULL: no such level */
	double m;         /* usual share among true pairs */
	enum level_rarity rarity;
};

struct kind_type {
	struct level_type levels[LEVELS]; /* [0] is "missing" */
	bool person;                      /* says who it is; the others say where */
	bool place;                       /* shared by those who live or work together */
	double least_different;           /* share of true pairs that differ, at least */
	double most_different;            /* and at most; 0: any */
};
extern const struct kind_type kind_types[FIELD_KINDS];
/* The level that says: they differ (the last one). */
unsigned kind_last_level(enum field_kind kind);

/* A value of a field.  Values are canonical: folded, and numbered from 1. */
struct value {
	uint64_t letters; /* similarity_letters() */
	uint64_t key;     /* by kind, see values_*.c */
	uint32_t text;    /* offset in the field's texts */
	uint32_t rows;    /* rows that have it */
	uint32_t token;   /* first of its words in field.tokens */
	uint16_t variant; /* crm_name_number() of a given name */
	uint8_t n_tokens;
	uint8_t len; /* at most 255 bytes of the text count */
	uint8_t flags;
};

struct token {
	uint32_t rows; /* rows that have the word */
	float weight;  /* log2 of how rare it is */
	uint64_t letters;
	uint32_t text; /* offset in the field's words */
	uint32_t len : 31;
	uint32_t is_number : 1; /* begins with a digit */
};

struct field {
	char name[48];
	enum field_kind kind;
	unsigned first_slot, n_slots;
	unsigned last;            /* level of values that differ */
	bool repeats;             /* values repeat so often that comparisons of two of them are worth remembering */
	struct intern texts;      /* canonical values */
	struct value *values;     /* [0] is unused */
	uint32_t n_values, known; /* values that frequencies were counted of: later ones are beyond them */
	struct intern words;      /* words of the values, where the kind compares by words */
	struct token *word;       /* by number */
	uint32_t *tokens;         /* numbers of the words of all values, see value.token */
	size_t n_tokens, tokens_cap;
	float *by_community; /* share of each value in each community, COMMUNITIES for each; NULL: none */
	uint64_t rows;       /* rows that have a value */
	double m[LEVELS], u[LEVELS];
	double log_m[LEVELS], log_u[LEVELS], log_near[LEVELS];
	double near[LEVELS];          /* RARITY_NEAR: u of the level over u of exact agreement */
	double same[ROW_BINS];        /* share of true pairs among those with an equal value, by log2 of its rows */
	double equal_pairs[ROW_BINS]; /* pairs of rows with an equal value, by log2 of its rows */
	double log_rows;              /* log2(rows) */
	float log_u_rows[ROWS_KNOWN]; /* of an equal value that so many rows have */
	float log_words[ROWS_KNOWN];  /* of words in common that so many rows have */
};

/* What comparing one field of a pair gave. */
struct outcome {
	uint8_t level;
	uint32_t rows; /* that have such a value, where the level's rarity depends on it */
};

struct edge {
	uint32_t a, b; /* records, a < b */
	float weight;
};

/* A column as it was read. */
struct column {
	char name[48];
	enum linkage_type type;
	bool month_first; /* dates such as 03/04/1980 */
	struct intern raw;
	uint32_t *rows; /* number of the text, by row */
};

#define MAX_PASSES 40
#define KEY_NONE   UINT32_C(0x80000000) /* or'ed with the record: no key, equal to no other */

struct linkage_model;
struct linkage_index;

struct linkage {
	struct linkage_options options;
	struct linkage_model *model; /* given from outside, NULL: to be estimated */
	struct linkage_index *index; /* what later rows are compared with, NULL: nothing is kept for them */
	bool failed;                 /* out of memory where nothing could be returned */
	const struct linkage *base;  /* the rows are added to those of this one, whose names and dates decide; NULL */
	uint16_t generation;         /* tells engines of one process apart */
	struct column *columns;      /* those that are kept */
	size_t n_columns, n_input;
	unsigned *input; /* column of each cell of a row, or n_columns */
	struct intern sources;
	uint32_t *row_source; /* by row; NULL before the first source */
	size_t n, rows_cap;
	struct reading *reading; /* reading.c: rows that wait to be numbered */

	/* After reading: rows become records, in an order that only their content decides. */
	uint32_t *row_of, *record_of;
	uint32_t *records;  /* n times n_slots: numbers of values */
	uint32_t *source;   /* by record, NULL: no sources */
	uint8_t *community; /* by record, NULL: none */
	uint64_t *content;  /* by record: hash that orders records; NULL unless there is an index */
	unsigned n_slots;
	struct field fields[MAX_FIELDS];
	unsigned n_fields;
	unsigned given, family; /* fields of the person's name, NO_FIELD */
	unsigned suffix;        /* behind the name, NO_FIELD */
	bool people;            /* rows are people, else organisations or things */

	uint32_t *keys; /* n times n_columns_of_keys: blocking keys */
	unsigned key_columns;
	unsigned n_passes;
	struct linkage_key passes[MAX_PASSES];
	unsigned pass_column[MAX_PASSES + 1]; /* first column of each pass */
	struct block_list blocks[MAX_PASSES]; /* of two records and more */

	double prior;                               /* log2 of the odds of any two records */
	double source_same, source_other;           /* bits for two records of one source, of different ones */
	double copies;                              /* pairs that are the same, per record */
	double together[2][MAX_FIELDS][MAX_FIELDS]; /* how much agreement of j follows from that of i where they
						       differ; [1] for rare values of i */
	double apart[MAX_FIELDS][MAX_FIELDS];       /* the same for disagreement where they are the same */

	struct edge *edges;
	size_t n_edges;
	struct linkage_pair *pairs;
	uint32_t *cluster;  /* by record, then by row */
	float *probability; /* by row */
};

static inline const uint32_t *record_values(const struct linkage *link, uint32_t record)
{
	return link->records + (size_t)record * link->n_slots;
}

static inline const char *value_text(const struct field *field, const struct value *value)
{
	return field->texts.pool + value->text;
}

/* engine.c */
uint16_t linkage_next_generation(void);
/* values.c: from columns to fields and records. */
int linkage_make_records(struct linkage *link);

/* compare.c: fills an outcome per field. */
void linkage_compare(const struct linkage *link, uint32_t a, uint32_t b, struct outcome *outcomes);
/* compare_pairs.c: the same for a list of pairs, n_fields outcomes for each, to be given back by the caller. */
int linkage_compare_pairs(const struct linkage *link, uint32_t (*pairs)[2], size_t n, struct outcome **outcomes);
/* Two people whose given and family names both differ and who share no e-mail, telephone, date or identifier:
   colleagues and neighbours, most of all candidates; not worth comparing in full. */
bool linkage_is_hopeless(const struct linkage *link, uint32_t a, uint32_t b);
/* The same of a pair that was compared. */
bool linkage_was_hopeless(const struct linkage *link, uint32_t a, uint32_t b, const struct outcome *outcomes);
/* Ask for the memory that comparing the two will read: first their values, then what is found by the values. */
void linkage_fetch_values(const struct linkage *link, uint32_t a, uint32_t b);
void linkage_fetch_words(const struct linkage *link, uint32_t a, uint32_t b);
/* weigh.c: sets the logarithms of m and u. */
void field_refresh(struct field *field);
/* Bits for what the sources of two records tell; 0 where one is not known. */
double linkage_source_weight(const struct linkage *link, uint32_t a, uint32_t b);
/* log2 of u for an outcome of a field. */
double field_log_u(const struct field *field, const struct outcome *outcome);
/* log2 of the odds that the pair is the same; steps may be NULL. */
double linkage_weigh(const struct linkage *link, uint32_t a, uint32_t b, const struct outcome *outcomes,
		     struct linkage_step *steps);
/* The same, or -INFINITY where a look at each field alone shows that it is less than `least`. */
double linkage_weigh_if(const struct linkage *link, uint32_t a, uint32_t b, const struct outcome *outcomes,
			double least);
/* Jr. and Sr., and no number or day of birth that would show a slip in one of these. */
bool linkage_are_generations(const struct linkage *link, const struct outcome *outcomes);

/* block.c */
int linkage_make_keys(struct linkage *link);

/* pairs.c: calls `visit` for each candidate pair, once per pair and from several threads, `part` naming the thread; of
   one block in `every` only, picked by their keys.  Counts the pairs of each key in link->passes. */
typedef int linkage_visit(void *context, unsigned part, uint32_t a, uint32_t b);
int linkage_each_pair(struct linkage *link, uint64_t every, linkage_visit *visit, void *context);
/* The key that brings two records together first; n_passes if none does. */
unsigned linkage_first_pass(const struct linkage *link, uint32_t a, uint32_t b);

/* estimate.c */
int linkage_estimate(struct linkage *link);
/* model.c: takes link->model instead. */
void linkage_apply_model(struct linkage *link);
/* score.c: sets link->edges. */
int linkage_score(struct linkage *link);
/* The weight of one pair; false if it is less than `least`, or not worth a look. */
bool linkage_score_pair(const struct linkage *link, uint32_t a, uint32_t b, double least, double *weight);
/* Least weight of an edge. */
double linkage_least_told(void);

/* cluster.c: some records, in the order in which all are, and the edges between them by their places in the list,
   ascending by a, then b. */
struct cluster_task {
	const struct linkage *link;
	const uint32_t *records; /* NULL: all */
	size_t n;
	const struct edge *edges;
	size_t n_edges;
};
/* The place of the first member of each one's cluster. */
int linkage_agglomerate(const struct cluster_task *task, uint32_t *root);
int linkage_make_clusters(struct linkage *link);
/* Bits from which on an edge may join. */
double linkage_joins_from(const struct linkage *link);

/* parallel.c: work(context, part) for each part from 0 to parts - 1, in as many threads; the first error. */
typedef int linkage_work(void *context, unsigned part);
int linkage_parallel(unsigned parts, linkage_work *work, void *context);

/* task(context, part, i) for each i below n, by whichever thread is free next. */
typedef int linkage_task(void *context, unsigned part, unsigned task);
int linkage_tasks(unsigned threads, unsigned n, linkage_task *task, void *context);
/* A part's share of n things: [*from, *to). */
void linkage_share(size_t n, unsigned parts, unsigned part, size_t *from, size_t *to);

/* A sequence of numbers that looks random and is the same everywhere. */
static inline uint64_t linkage_random(uint64_t *state)
{
	*state += UINT64_C(0x9e3779b97f4a7c15);
	return linkage_mix(*state, UINT64_C(0xbf58476d1ce4e5b9));
}

#endif
