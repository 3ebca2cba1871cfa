/* SPDX-License-Identifier: Apache-2.0 */
/* Layout of a crowd: who belongs to which unit, how many records there are of whom, in which order they come. */
#include "sandbox/crowd.h"

#include "sandbox/seed_hash_set.h"

#define COMPANY_PERMILLE 510u /* of units; companies are larger, so that 72 % of people are employed */
#define MAX_STAFF        400u
#define MAX_HOUSEHOLD    5u

/* Of a thousand people so many have one record, two, ...: 1.75 on average. */
static const unsigned records_permille[CROWD_MAX_RECORDS] = {520, 290, 130, 45, 15};
static const unsigned household_permille[MAX_HOUSEHOLD] = {620, 270, 60, 35, 15};

static unsigned layout_draw(struct seed_random *random, const unsigned *permille, unsigned n)
{
	unsigned at = (unsigned)seed_random_below(random, 1000), i = 0;
	while (i + 1 < n && at >= permille[i])
		at -= permille[i++];
	return i + 1;
}

/* Weights of 1 / (k (k + 1) (k + 60)): a Zipf distribution with few giants. */
static unsigned layout_staff(const uint32_t *sums, struct seed_random *random)
{
	uint32_t at = (uint32_t)seed_random_below(random, sums[MAX_STAFF - 1]);
	unsigned k = 0;
	while (sums[k] <= at)
		k++;
	return k + 1;
}

static void layout_staff_sums(uint32_t *sums)
{
	uint32_t sum = 0;
	for (uint32_t k = 1; k <= MAX_STAFF; k++) {
		sum += UINT32_C(100000000) / (k * (k + 1) * (k + 60)) + 1;
		sums[k - 1] = sum;
	}
}

static void layout_person(struct crowd *crowd, uint32_t wanted)
{
	uint32_t person = crowd->n_people++;
	struct seed_random random = seed_random_at(crowd->seed, CROWD_LAYOUT + 100, person);
	unsigned n = layout_draw(&random, records_permille, CROWD_MAX_RECORDS);
	crowd->unit[person] = crowd->n_units;
	for (unsigned i = 0; i < n && crowd->n_records < wanted; i++)
		crowd->records[crowd->n_records++] = person << 3 | i;
}

static void layout_all(struct crowd *crowd, uint32_t wanted)
{
	uint32_t sums[MAX_STAFF];
	layout_staff_sums(sums);
	while (crowd->n_records < wanted) {
		struct seed_random random = seed_random_at(crowd->seed, CROWD_LAYOUT, crowd->n_units);
		bool company = seed_random_chance(&random, COMPANY_PERMILLE);
		unsigned n =
			company ? layout_staff(sums, &random) : layout_draw(&random, household_permille, MAX_HOUSEHOLD);
		crowd->unit_start[crowd->n_units] = crowd->n_people;
		for (unsigned i = 0; i < n && crowd->n_records < wanted; i++)
			layout_person(crowd, wanted);
		crowd->n_units++;
	}
	crowd->unit_start[crowd->n_units] = crowd->n_people;
}

bool crowd_is_company(const struct crowd *crowd, uint32_t unit)
{
	struct seed_random random = seed_random_at(crowd->seed, CROWD_LAYOUT, unit);
	return seed_random_chance(&random, COMPANY_PERMILLE);
}

static void layout_shuffle(struct crowd *crowd)
{
	struct seed_random random = seed_random_at(crowd->seed, CROWD_ORDER, 0);
	for (uint32_t i = crowd->n_records; i > 1; i--) {
		uint32_t k = (uint32_t)seed_random_below(&random, i), kept = crowd->records[i - 1];
		crowd->records[i - 1] = crowd->records[k];
		crowd->records[k] = kept;
	}
}

/* ---- what must be unique ------------------------------------------------------------------------------------------
 */

#define MAX_VARIANT 9u

static int layout_unique_domain(struct crowd *crowd, uint32_t unit, struct seed_hash_set *domains, struct seed_draft *d)
{
	for (unsigned variant = 0; variant <= MAX_VARIANT; variant++) {
		struct crowd_company c;
		crowd->unit_variant[unit] = (uint8_t)variant;
		crowd_make_company(crowd, unit, crowd->unit_start[unit], d, &c);
		int added = seed_hash_set_add(domains, c.domain);
		if (added != 0)
			return added;
	}
	return 1;
}

/* Private addresses of the whole world; those at work only meet colleagues'. */
static int layout_unique_mail(struct crowd *crowd, uint32_t person, struct seed_hash_set *mails, struct seed_draft *d)
{
	for (unsigned variant = 0; variant <= MAX_VARIANT; variant++) {
		struct crowd_person p;
		struct crowd_company c;
		crowd->mail_variant[person] = (uint8_t)variant;
		crowd_make_person(crowd, person, d, &p);
		int added = seed_hash_set_add(mails, p.private_email);
		for (unsigned job = 0; job < 2 && p.employed && added > 0; job++) {
			if (job == 1 && p.job_changes == CROWD_NEVER)
				break;
			crowd_make_company(crowd, p.companies[job], person, d, &c);
			added = seed_hash_set_add(mails, crowd_work_email(crowd, person, &p, p.last, &c, c.domain, d));
		}
		if (added != 0)
			return added;
	}
	return 1;
}

static int layout_all_unique(struct crowd *crowd, struct seed_draft *d)
{
	struct seed_hash_set domains = {0}, mails = {0};
	int rc = 1;
	for (uint32_t u = 0; u < crowd->n_units && rc >= 0; u++) {
		crm_arena_reset(d->arena);
		if (crowd_is_company(crowd, u))
			rc = layout_unique_domain(crowd, u, &domains, d);
	}
	for (uint32_t p = 0; p < crowd->n_people && rc >= 0; p++) {
		crm_arena_reset(d->arena);
		rc = layout_unique_mail(crowd, p, &mails, d);
	}
	seed_hash_set_free(&domains);
	seed_hash_set_free(&mails);
	return rc < 0 || d->failed ? CRM_E_NOMEM : CRM_OK;
}

/* -------------------------------------------------------------------------------------------------------------------
 */

static bool layout_allocate(struct crowd *crowd, uint32_t n)
{
	crowd->unit = crm_calloc(n, sizeof *crowd->unit);
	crowd->unit_start = crm_calloc((size_t)n + 1, sizeof *crowd->unit_start);
	crowd->unit_variant = crm_calloc(n, sizeof *crowd->unit_variant);
	crowd->mail_variant = crm_calloc(n, sizeof *crowd->mail_variant);
	crowd->records = crm_calloc(n, sizeof *crowd->records);
	return crowd->unit && crowd->unit_start && crowd->unit_variant && crowd->mail_variant && crowd->records;
}

int crowd_init(struct crowd *crowd, uint64_t seed, uint32_t n_records, struct crm_error *err)
{
	struct crowd c = {.seed = seed};
	struct seed_draft d = {.arena = crm_arena_new()};
	int rc = crowd_pick_init(&c, err);
	if (rc >= 0 && (!d.arena || !layout_allocate(&c, n_records)))
		rc = crm_error_no_memory(err);
	if (rc >= 0) {
		layout_all(&c, n_records);
		layout_shuffle(&c);
		if (layout_all_unique(&c, &d) < 0)
			rc = crm_error_no_memory(err);
	}
	crm_arena_free(d.arena);
	if (rc < 0)
		crowd_free(&c);
	else
		*crowd = c;
	return rc;
}

void crowd_free(struct crowd *crowd)
{
	crowd_pick_free(crowd);
	crm_free(crowd->unit);
	crm_free(crowd->unit_start);
	crm_free(crowd->unit_variant);
	crm_free(crowd->mail_variant);
	crm_free(crowd->records);
}
