/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The weight of a pair.  What agrees is counted from the strongest down, each field only as far as its agreement does
 * not follow from one that was counted before; what disagrees likewise.
 */
#include "config.h"

#include <core/linkage/communities.h>
#include <core/linkage/compare.h>

#include <math.h>

#define WEIGHT_MAX 30.0 /* bits of a single field */
#define WEIGHT_MIN (-12.0)
/* Two people with nothing personal in common are never one, whatever else they share. */
#define NOBODY_WEIGHT (-2.0)
/* Father and son share name, home, telephone and often the mailbox: none of it speaks for one person. */
#define GENERATIONS_WEIGHT (-6.0)
#define ROUNDING           0.01 /* more than sums of logarithms lose */
#define ALWAYS_TOGETHER    0.002
#define OWN_PHONE_ROWS     4 /* a telephone of more rows than that is one of an office or a home */

struct evidence {
	unsigned field;
	double weight; /* by the field alone */
	bool rare;     /* the value is */
};

/* Rows with such a value that are not the same person: those beside the record itself, without its copies. */
static double other_rows(const struct field *field, uint32_t rows)
{
	if (rows < 2)
		return 1;
	return 1 + (rows - 1) * (1 - field->same[31 - __builtin_clz(rows)]);
}

static double log_u_exact(const struct field *field, uint32_t rows)
{
	return log2(other_rows(field, rows)) - field->log_rows;
}

static float log_u_words(const struct field *field, uint32_t rows)
{
	return log2f((float)rows) - (float)field->log_rows;
}

void field_refresh(struct field *field)
{
	for (uint32_t rows = 0; rows < ROWS_KNOWN; rows++) {
		field->log_u_rows[rows] = (float)log_u_exact(field, rows);
		field->log_words[rows] = log_u_words(field, rows);
	}
	for (unsigned l = 1; l < LEVELS; l++) {
		field->log_m[l] = log2(fmax(field->m[l], 1e-6));
		field->log_u[l] = log2(fmax(field->u[l], 1e-9));
		field->log_near[l] = log2(fmax(field->near[l], 1e-3));
	}
}

static double log_u_value(const struct field *field, uint32_t rows)
{
	return rows < ROWS_KNOWN ? (double)field->log_u_rows[rows] : log_u_exact(field, rows);
}

double field_log_u(const struct field *field, const struct outcome *outcome)
{
	const unsigned level = outcome->level;
	const uint32_t rows = outcome->rows;
	const double usual = field->log_u[level];
	switch (kind_types[field->kind].levels[level].rarity) {
	case RARITY_VALUE:
		return log_u_value(field, rows);
	case RARITY_NEAR:
		return fmin(-0.5, log_u_value(field, rows) + field->log_near[level]);
	case RARITY_TOKEN:
		if (rows == 0)
			return usual;
		return fmin(usual, (double)(rows < ROWS_KNOWN ? field->log_words[rows] : log_u_words(field, rows)));
	default:
		return usual;
	}
}

static double clamp(double weight)
{
	return weight > WEIGHT_MAX ? WEIGHT_MAX : weight < WEIGHT_MIN ? WEIGHT_MIN : weight;
}

/* Strongest first; equal ones in the order of fields. */
static void insert(struct evidence *list, unsigned *n, struct evidence one)
{
	unsigned at = *n;
	for (; at > 0 && fabs(list[at - 1].weight) < fabs(one.weight); at--)
		list[at] = list[at - 1];
	list[at] = one;
	(*n)++;
}

/* Numbers that were given out, and dates of birth, follow from nothing. */
static bool is_independent(const struct linkage *link, unsigned field)
{
	return link->fields[field].kind == FIELD_DATE || link->fields[field].kind == FIELD_IDENTIFIER;
}

/* How much of a field's agreement follows from those that were counted before it.  A little always does: language,
   region and trade tie names, places and addresses together in more ways than pairs of fields show. */
static double copied_agreement(const struct linkage *link, const struct evidence *list, unsigned n, unsigned field)
{
	double most = 0;
	for (unsigned i = 0; i < n; i++) {
		most = fmax(most, link->together[list[i].rare][list[i].field][field]);
		if (link->people && !is_independent(link, field) && !is_independent(link, list[i].field))
			most = fmax(most, ALWAYS_TOGETHER);
	}
	return most;
}

/* The same within a community, once one of its fields has shown that the two belong to it. */
static double copied_in_community(const struct linkage *link, const struct evidence *list, unsigned n, unsigned field,
				  const struct outcome *outcome, uint32_t a, uint32_t b)
{
	const unsigned level = outcome->level;
	const struct field *f = &link->fields[field];
	bool shown = false;
	for (unsigned i = 0; i < n && !shown; i++)
		shown = link->fields[list[i].field].by_community != NULL;
	if (!shown || f->by_community == NULL)
		return 0;
	const double near = level == LEVEL_EXACT ? 1 : f->near[level];
	const double others = other_rows(f, outcome->rows) / fmax(outcome->rows, 1);
	const double share = community_share(link, field, a, b) * others * near;
	const double chance = exp2(field_log_u(f, outcome));
	return fmax(0, fmin(0.999, (share - chance) / fmax(f->m[level], 1e-6)));
}

static double copied_difference(const struct linkage *link, const struct evidence *list, unsigned n, unsigned field)
{
	double most = 0;
	for (unsigned i = 0; i < n; i++)
		most = fmax(most, link->apart[list[i].field][field]);
	return most;
}

/* log2(m / (r m + (1 - r) u)): with probability r the agreement was copied from a field that was counted. */
static double agreement(double weight, double copied)
{
	if (copied <= 0)
		return weight;
	return -log2f((float)(copied + (1 - copied) * (double)exp2f((float)-weight)));
}

/* log2((r u + (1 - r) m) / u) */
static double disagreement(double weight, double copied)
{
	if (copied <= 0)
		return weight;
	return log2f((float)(copied + (1 - copied) * (double)exp2f((float)weight)));
}

static void note(struct linkage_step *step, const struct linkage *link, const struct outcome *outcomes,
		 const struct evidence *one, double counted)
{
	const struct field *field = &link->fields[one->field];
	step->field = field->name;
	step->level = kind_types[field->kind].levels[outcomes[one->field].level].name;
	step->weight = counted;
	step->full = one->weight;
}

/* Does the evidence speak of the person?  A telephone that many have does not. */
static bool is_personal(const struct field *field, const struct outcome *outcome)
{
	return kind_types[field->kind].person && (field->kind != FIELD_PHONE || outcome->rows <= OWN_PHONE_ROWS);
}

static double copied(const struct linkage *link, const uint32_t pair[2], const struct outcome *outcomes,
		     const struct evidence *list, unsigned n, bool agree)
{
	const unsigned field = list[n].field;
	if (!agree)
		return copied_difference(link, list, n, field);
	const double by_pairs = copied_agreement(link, list, n, field);
	return fmax(by_pairs, copied_in_community(link, list, n, field, &outcomes[field], pair[0], pair[1]));
}

static double add_up(const struct linkage *link, const uint32_t pair[2], const struct outcome *outcomes,
		     const struct evidence *list, unsigned n, bool agree, double *person, struct linkage_step *steps)
{
	double sum = 0;
	for (unsigned i = 0; i < n; i++) {
		const double by_others = copied(link, pair, outcomes, list, i, agree);
		const double counted =
			agree ? agreement(list[i].weight, by_others) : disagreement(list[i].weight, by_others);
		sum += counted;
		if (is_personal(&link->fields[list[i].field], &outcomes[list[i].field]))
			*person += counted;
		if (steps != NULL)
			note(&steps[i], link, outcomes, &list[i], counted);
	}
	return sum;
}

double linkage_source_weight(const struct linkage *link, uint32_t a, uint32_t b)
{
	if (link->source == NULL || link->source[a] == 0 || link->source[b] == 0)
		return 0;
	return link->source[a] == link->source[b] ? link->source_same : link->source_other;
}

static double weight_alone(const struct field *field, const struct outcome *outcome)
{
	return clamp(field->log_m[outcome->level] - field_log_u(field, outcome));
}

bool linkage_are_generations(const struct linkage *link, const struct outcome *outcomes)
{
	if (link->suffix == NO_FIELD || outcomes[link->suffix].level != SUFFIX_DIFFERENT)
		return false;
	for (unsigned f = 0; f < link->n_fields; f++)
		if (is_independent(link, f) && outcomes[f].level == LEVEL_EXACT)
			return false;
	return true;
}

static double weigh_together(const struct linkage *link, const uint32_t pair[2], const struct outcome *outcomes,
			     const double alone[MAX_FIELDS], struct linkage_step *steps)
{
	struct evidence agree[MAX_FIELDS], differ[MAX_FIELDS];
	unsigned n_agree = 0, n_differ = 0;
	double person = 0;
	for (unsigned f = 0; f < link->n_fields; f++) {
		const struct evidence one = {f, alone[f], outcomes[f].rows <= RARE_ROWS};
		if (outcomes[f].level == LEVEL_MISSING)
			continue;
		if (one.weight >= 0)
			insert(agree, &n_agree, one);
		else
			insert(differ, &n_differ, one);
	}
	double sum = link->prior + linkage_source_weight(link, pair[0], pair[1]);
	sum += add_up(link, pair, outcomes, agree, n_agree, true, &person, steps);
	if (link->people && person <= 0 && sum > NOBODY_WEIGHT)
		sum = NOBODY_WEIGHT;
	sum += add_up(link, pair, outcomes, differ, n_differ, false, &person, steps != NULL ? steps + n_agree : NULL);
	if (sum > GENERATIONS_WEIGHT && linkage_are_generations(link, outcomes))
		sum = GENERATIONS_WEIGHT;
	return sum;
}

double linkage_weigh(const struct linkage *link, uint32_t a, uint32_t b, const struct outcome *outcomes,
		     struct linkage_step *steps)
{
	double alone[MAX_FIELDS];
	for (unsigned f = 0; f < link->n_fields; f++)
		alone[f] = outcomes[f].level != LEVEL_MISSING ? weight_alone(&link->fields[f], &outcomes[f]) : 0;
	return weigh_together(link, (const uint32_t[2]){a, b}, outcomes, alone, steps);
}

/* Dependence only takes away, and nothing from the strongest that speaks against the pair. */
double linkage_weigh_if(const struct linkage *link, uint32_t a, uint32_t b, const struct outcome *outcomes,
			double least)
{
	double alone[MAX_FIELDS], most = link->prior + linkage_source_weight(link, a, b) + ROUNDING, against = 0;
	for (unsigned f = 0; f < link->n_fields; f++) {
		alone[f] = outcomes[f].level != LEVEL_MISSING ? weight_alone(&link->fields[f], &outcomes[f]) : 0;
		most += alone[f] > 0 ? alone[f] : 0;
		against = alone[f] < against ? alone[f] : against;
	}
	if (most + against < least)
		return -INFINITY;
	return weigh_together(link, (const uint32_t[2]){a, b}, outcomes, alone, NULL);
}
