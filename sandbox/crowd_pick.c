/* SPDX-License-Identifier: Apache-2.0 */
/* Picking names, places and the like as often as they occur. */
#include "sandbox/crowd.h"

#include "sandbox/crowd_census.h"

#define RANK_SCALE     UINT32_C(10000000)
#define GIVEN_FLATNESS 12u
#define RARE_PERMILLE  180u /* of Americans have a surname that the census list, which ends at 1,339 people, lacks */

static const unsigned plain_flatnesses[] = {2, 4, GIVEN_FLATNESS};
#define N_PLAIN (sizeof plain_flatnesses / sizeof plain_flatnesses[0])

static void ranks_init(struct crowd_ranks *ranks, unsigned flatness)
{
	uint32_t sum = 0;
	ranks->flatness = flatness;
	for (unsigned r = 0; r < CROWD_RANKS; r++) {
		sum += RANK_SCALE / (r + flatness);
		ranks->sums[r] = sum;
	}
}

static bool ranks_known(const struct crowd *crowd, size_t n, unsigned flatness)
{
	for (size_t i = 0; i < n; i++)
		if (crowd->ranks[i].flatness == flatness)
			return true;
	return false;
}

static int census_init(struct crowd_census *census, const struct crowd_census_step *steps, size_t n_steps, size_t n)
{
	uint32_t sum = 0;
	size_t step = 0;
	census->sums = crm_reallocarray(NULL, n, sizeof *census->sums);
	if (!census->sums)
		return CRM_E_NOMEM;
	census->n = n;
	for (size_t i = 0; i < n; i++) {
		if (step + 1 < n_steps && steps[step + 1].first == i)
			step++;
		sum += steps[step].weight;
		census->sums[i] = sum;
	}
	return CRM_OK;
}

int crowd_pick_init(struct crowd *crowd, struct crm_error *err)
{
	size_t n = 0;
	for (size_t i = 0; i < N_PLAIN; i++)
		ranks_init(&crowd->ranks[n++], plain_flatnesses[i]);
	for (size_t i = 0; i < crowd_n_countries && n < CROWD_FLATNESSES; i++) {
		unsigned flatness = crowd_countries[i].culture->flatness;
		if (flatness > 0 && !ranks_known(crowd, n, flatness))
			ranks_init(&crowd->ranks[n++], flatness);
	}
	if (census_init(&crowd->last, crowd_census_last_steps, crowd_n_census_last_steps, crowd_n_census_last) < 0 ||
	    census_init(&crowd->female, crowd_census_female_steps, crowd_n_census_female_steps, crowd_n_census_female) <
		    0 ||
	    census_init(&crowd->male, crowd_census_male_steps, crowd_n_census_male_steps, crowd_n_census_male) < 0)
		return crm_error_no_memory(err);
	return CRM_OK;
}

void crowd_pick_free(struct crowd *crowd)
{
	crm_free(crowd->last.sums);
	crm_free(crowd->female.sums);
	crm_free(crowd->male.sums);
}

/* First place whose sum is above a random number. */
static size_t pick_by_sums(struct seed_random *random, const uint32_t *sums, size_t n)
{
	uint32_t at = (uint32_t)seed_random_below(random, sums[n - 1]);
	size_t low = 0, high = n - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (sums[middle] > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

size_t crowd_pick_rank(const struct crowd *crowd, struct seed_random *random, unsigned flatness, size_t n)
{
	size_t i = 0;
	while (i + 1 < CROWD_FLATNESSES && crowd->ranks[i].flatness != flatness)
		i++;
	return pick_by_sums(random, crowd->ranks[i].sums, n < CROWD_RANKS ? n : CROWD_RANKS);
}

const char *crowd_pick(const struct crowd *crowd, struct seed_random *random, const struct seed_list *list,
		       unsigned flatness)
{
	return list->items[crowd_pick_rank(crowd, random, flatness, list->n)];
}

const struct crowd_country *crowd_pick_country(struct seed_random *random)
{
	unsigned at = (unsigned)seed_random_below(random, 1000);
	size_t i = 0;
	while (i + 1 < crowd_n_countries && at >= crowd_countries[i].weight)
		at -= crowd_countries[i++].weight;
	return &crowd_countries[i];
}

const char *crowd_pick_given(const struct crowd *crowd, struct seed_draft *d, const struct crowd_culture *culture,
			     bool female)
{
	if (!culture->census)
		return crowd_pick(crowd, &d->random, female ? &culture->names->female : &culture->names->male,
				  GIVEN_FLATNESS);
	return female ? crowd_census_female[pick_by_sums(&d->random, crowd->female.sums, crowd->female.n)]
		      : crowd_census_male[pick_by_sums(&d->random, crowd->male.sums, crowd->male.n)];
}

/* Half way between all alike and the first ones more often: no name that is put together is common. */
static size_t pick_part(struct seed_draft *d, size_t n)
{
	return seed_random_chance(&d->random, 600) ? seed_random_below(&d->random, n)
						   : seed_random_skewed(&d->random, n);
}

static const char *pick_put_together(struct seed_draft *d, const struct crowd_culture *culture, bool female)
{
	const char *head = culture->heads.items[pick_part(d, culture->heads.n)];
	size_t tail = pick_part(d, culture->tails.n);
	return crowd_join(d, head,
			  female && culture->female_tails.n > 0 ? culture->female_tails.items[tail]
								: culture->tails.items[tail],
			  NULL);
}

static const char *pick_one_last(const struct crowd *crowd, struct seed_draft *d, const struct crowd_culture *culture,
				 bool female)
{
	if (seed_random_chance(&d->random, culture->common_permille))
		return crowd_pick(crowd, &d->random, &culture->names->last, culture->flatness);
	return pick_put_together(d, culture, female);
}

const char *crowd_pick_last(const struct crowd *crowd, struct seed_draft *d, const struct crowd_culture *culture,
			    bool female)
{
	if (culture->census && seed_random_chance(&d->random, RARE_PERMILLE)) {
		do
			culture = crowd_pick_country(&d->random)->culture;
		while (culture->census);
		return pick_put_together(d, culture, false);
	}
	if (culture->census)
		return crowd_census_last[pick_by_sums(&d->random, crowd->last.sums, crowd->last.n)];
	const char *name = pick_one_last(crowd, d, culture, female);
	if (!culture->two_surnames)
		return name;
	return crowd_join(d, name, " ", pick_one_last(crowd, d, culture, female), NULL);
}
