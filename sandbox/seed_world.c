/* SPDX-License-Identifier: Apache-2.0 */
/* Truth about made-up companies, people and deals. */
#include "sandbox/seed_world.h"

#include <crmsync/timestamp.h>

#include "sandbox/seed_hash_set.h"

#define EMPLOYED_PERMILLE 850u
#define GERMAN_PERMILLE   650u
#define STAGES            7u

/* ---- companies ------------------------------------------------------------------------------------------------- */

static const struct seed_city *world_pick_city(struct seed_draft *d)
{
	const struct seed_country *home = seed_cities[0].country;
	bool german = seed_random_chance(&d->random, GERMAN_PERMILLE);
	const struct seed_city *city;
	do
		city = &seed_cities[seed_random_below(&d->random, seed_n_cities)];
	while ((city->country == home) != german);
	return city;
}

static const char *world_street(struct seed_draft *d, const struct seed_country *country)
{
	const char *street = draft_pick(d, country->streets);
	unsigned number = 1 + (unsigned)seed_random_skewed(&d->random, 180);
	return country->number_after_street ? draft_printf(d, "%s %u", street, number)
					    : draft_printf(d, "%u %s", number, street);
}

static unsigned world_employees(struct seed_draft *d)
{
	static const unsigned sizes[] = {4, 9, 15, 28, 45, 80, 120, 250, 400, 900, 2500};
	unsigned size = sizes[seed_random_skewed(&d->random, sizeof sizes / sizeof sizes[0])];
	return size + (unsigned)seed_random_below(&d->random, size);
}

void world_make_company(const struct world *world, uint32_t index, struct seed_draft *d, struct world_company *out)
{
	d->random = seed_random_at(world->seed, WORLD_COMPANY, index);
	struct world_company c = {.city = world_pick_city(d)};
	c.country = c.city->country;
	c.industry = &seed_industries[seed_random_below(&d->random, seed_n_industries)];
	const char *line = c.country->vat_id ? c.industry->de : c.industry->en;
	const char *first = seed_random_chance(&d->random, 600) ? draft_pick_common(d, &c.country->names->last)
								: draft_pick(d, &seed_coined);
	uint32_t variant = world->company_variant[index];
	if (variant == 0)
		c.name = draft_printf(d, "%s %s", first, line);
	else if (variant == 1)
		c.name = draft_printf(d, "%s %s %s", first, line, c.city->name);
	else
		c.name = draft_printf(d, "%s %s %s %u", first, line, c.city->name, (unsigned)variant);
	c.domain = draft_printf(d, "%s.example", draft_slug(d, c.name, '-'));
	c.legal_form = draft_pick_common(d, c.country->legal_forms);
	c.street = world_street(d, c.country);
	c.number = draft_digits(d, c.country->first_digits, c.city->digits);
	c.employees = world_employees(d);
	c.mail_style = (unsigned)seed_random_below(&d->random, 100);
	c.owner = (unsigned)seed_random_below(&d->random, WORLD_OWNERS);
	if (c.country->vat_id)
		c.vat_id = draft_printf(d, "DE%s", draft_digits(d, "123456789", 9));
	*out = c;
}

/* ---- people ---------------------------------------------------------------------------------------------------- */

static const char *world_mail_local(struct seed_draft *d, unsigned style, const char *first, const char *last)
{
	const char *f = draft_slug(d, first, '-'), *l = draft_slug(d, last, '-');
	if (style < 60)
		return draft_printf(d, "%s.%s", f, l);
	if (style < 80)
		return draft_printf(d, "%c.%s", f[0], l);
	if (style < 88)
		return draft_printf(d, "%s_%s", f, l);
	if (style < 95)
		return draft_printf(d, "%s%s", f, l);
	return f;
}

static const char *world_email(struct seed_draft *d, unsigned style, const struct world_person *p, const char *domain,
			       uint32_t variant)
{
	const char *local = world_mail_local(d, style, p->first, p->last);
	return variant ? draft_printf(d, "%s%u@%s", local, (unsigned)variant + 1, domain)
		       : draft_printf(d, "%s@%s", local, domain);
}

static const char *world_birthday(struct seed_draft *d)
{
	char day[CRM_TIME_TEXT];
	crm_day_format(-7305 + (int32_t)seed_random_below(&d->random, 20000), day);
	return draft_printf(d, "%s", day);
}

static void world_make_mobile(struct seed_draft *d, struct world_person *p)
{
	const struct seed_mobile *m = NULL;
	unsigned seen = 0;
	for (size_t i = 0; i < seed_n_mobiles; i++)
		if (seed_mobiles[i].country == p->country && seed_random_below(&d->random, ++seen) == 0)
			m = &seed_mobiles[i];
	p->mobile_area = m ? m->prefix : p->city->area;
	p->mobile = draft_digits(d, p->country->first_digits, m ? m->digits : p->city->digits);
}

/* The company's switchboard, or an extension of it. */
static const char *world_extension(struct seed_draft *d, const struct world_company *c)
{
	if (seed_random_chance(&d->random, 400))
		return c->number;
	return draft_printf(d, "%.*s%s", (int)c->city->digits - 2, c->number, draft_digits(d, "0123456789", 2));
}

static void world_make_name(struct seed_draft *d, struct world_person *p)
{
	const struct seed_language *names = p->country->names;
	p->female = seed_random_chance(&d->random, 480);
	p->first = draft_pick_common(d, p->female ? &names->female : &names->male);
	p->last = draft_pick_common(d, &names->last);
	p->title = draft_pick_common(d, p->country->vat_id ? &seed_titles_de : &seed_titles_en);
}

void world_make_person(const struct world *world, uint32_t index, struct seed_draft *d, struct world_person *out)
{
	struct world_person p = {.company = world->employer[index]};
	struct world_company c = {0};
	bool employed = p.company != WORLD_NO_COMPANY;
	if (employed)
		world_make_company(world, p.company, d, &c);

	d->random = seed_random_at(world->seed, WORLD_PERSON, index);
	seed_random_next(&d->random); /* chose the employer */
	p.city = employed ? c.city : world_pick_city(d);
	p.country = p.city->country;
	world_make_name(d, &p);
	p.street = world_street(d, p.country);
	p.birthday = world_birthday(d);
	p.number = employed ? world_extension(d, &c) : draft_digits(d, p.country->first_digits, p.city->digits);
	world_make_mobile(d, &p);
	p.owner = employed && seed_random_chance(&d->random, 800)
			  ? c.owner
			  : (unsigned)seed_random_below(&d->random, WORLD_OWNERS);
	p.opted_out = seed_random_chance(&d->random, 60);
	const char *free_mail = draft_pick(d, &seed_mail_domains);
	p.private_email =
		draft_printf(d, "%s.%u@%s", world_mail_local(d, 0, p.first, p.last), (unsigned)index, free_mail);
	p.email = world_email(d, employed ? c.mail_style : 0, &p, employed ? c.domain : free_mail,
			      world->person_variant[index]);
	*out = p;
}

/* ---- deals ----------------------------------------------------------------------------------------------------- */

void world_make_deal(const struct world *world, uint32_t index, struct seed_draft *d, struct world_deal *out)
{
	struct seed_random own = seed_random_at(world->seed, WORLD_DEAL, index);
	struct world_deal deal = {.company = (uint32_t)seed_random_skewed(&own, world->n_companies)};
	struct world_company c;
	world_make_company(world, deal.company, d, &c);

	d->random = own;
	deal.subject = draft_pick(d, c.country->vat_id ? &seed_subjects_de : &seed_subjects_en);
	deal.currency = c.country->currency;
	deal.year = 2023 + (unsigned)seed_random_below(&d->random, 4);
	unsigned month = 1 + (unsigned)seed_random_below(&d->random, 12);
	deal.quarter = (month + 2) / 3;
	deal.close_date =
		draft_printf(d, "%u-%02u-%02u", deal.year, month, 1 + (unsigned)seed_random_below(&d->random, 28));
	unsigned hundreds = 5 + (unsigned)seed_random_skewed(&d->random, 2500);
	unsigned cents = seed_random_chance(&d->random, 200) ? (unsigned)seed_random_below(&d->random, 10000) : 0;
	deal.amount = draft_printf(d, "%u.%02u", hundreds * 100 + cents / 100, cents % 100);
	deal.stage = (unsigned)seed_random_below(&d->random, STAGES);
	deal.owner = c.owner;
	*out = deal;
}

/* ---- what must be unique --------------------------------------------------------------------------------------- */

static int world_name_companies(struct world *world, struct seed_draft *d)
{
	struct seed_hash_set domains = {0};
	int rc = CRM_OK;
	for (uint32_t i = 0; i < world->n_companies && rc >= 0; i++) {
		struct world_company c;
		do {
			crm_arena_reset(d->arena);
			world_make_company(world, i, d, &c);
			rc = d->failed ? CRM_E_NOMEM : seed_hash_set_add(&domains, c.domain);
		} while (rc == 0 && ++world->company_variant[i]);
	}
	seed_hash_set_free(&domains);
	return rc < 0 ? rc : CRM_OK;
}

static void world_employ_people(struct world *world)
{
	for (uint32_t i = 0; i < world->n_people; i++) {
		struct seed_random r = seed_random_at(world->seed, WORLD_PERSON, i);
		uint64_t chosen = seed_random_next(&r);
		struct seed_random own = {chosen};
		bool employed = world->n_companies > 0 && seed_random_chance(&own, EMPLOYED_PERMILLE);
		world->employer[i] =
			employed ? (uint32_t)seed_random_skewed(&own, world->n_companies) : WORLD_NO_COMPANY;
		if (employed)
			world->staff_start[world->employer[i] + 1]++;
	}
	for (uint32_t c = 0; c < world->n_companies; c++)
		world->staff_start[c + 1] += world->staff_start[c];
}

static int world_list_staff(struct world *world)
{
	uint32_t *next = crm_reallocarray(NULL, (size_t)world->n_companies + 1, sizeof *next);
	if (!next)
		return CRM_E_NOMEM;
	for (uint32_t c = 0; c < world->n_companies; c++)
		next[c] = world->staff_start[c];
	for (uint32_t i = 0; i < world->n_people; i++)
		if (world->employer[i] != WORLD_NO_COMPANY)
			world->staff[next[world->employer[i]]++] = i;
	crm_free(next);
	return CRM_OK;
}

static int world_name_people(struct world *world, struct seed_draft *d)
{
	struct seed_hash_set emails = {0};
	int rc = CRM_OK;
	for (uint32_t i = 0; i < world->n_people && rc >= 0; i++) {
		struct world_person p;
		do {
			crm_arena_reset(d->arena);
			world_make_person(world, i, d, &p);
			rc = d->failed ? CRM_E_NOMEM : seed_hash_set_add(&emails, p.email);
		} while (rc == 0 && ++world->person_variant[i]);
	}
	seed_hash_set_free(&emails);
	return rc < 0 ? rc : CRM_OK;
}

static bool world_alloc(struct world *world)
{
	size_t companies = (size_t)world->n_companies + 2, people = (size_t)world->n_people + 1;
	world->company_variant = crm_calloc(companies, sizeof *world->company_variant);
	world->person_variant = crm_calloc(people, sizeof *world->person_variant);
	world->employer = crm_calloc(people, sizeof *world->employer);
	world->staff_start = crm_calloc(companies, sizeof *world->staff_start);
	world->staff = crm_calloc(people, sizeof *world->staff);
	return world->company_variant && world->person_variant && world->employer && world->staff_start && world->staff;
}

int world_init(struct world *world, uint64_t seed, uint32_t n_people, struct crm_error *err)
{
	*world = (struct world){.seed = seed, .n_people = n_people};
	world->n_companies = n_people / 4;
	world->n_deals = world->n_companies ? n_people / 3 : 0;
	struct seed_draft d = {.arena = crm_arena_new()};
	int rc = d.arena && world_alloc(world) ? CRM_OK : CRM_E_NOMEM;
	if (rc >= 0)
		rc = world_name_companies(world, &d);
	if (rc >= 0) {
		world_employ_people(world);
		rc = world_list_staff(world);
	}
	if (rc >= 0)
		rc = world_name_people(world, &d);
	crm_arena_free(d.arena);
	if (rc >= 0)
		return CRM_OK;
	world_free(world);
	return crm_error_set(err, rc, "out of memory");
}

void world_free(struct world *world)
{
	crm_free(world->company_variant);
	crm_free(world->person_variant);
	crm_free(world->employer);
	crm_free(world->staff_start);
	crm_free(world->staff);
	*world = (struct world){0};
}
