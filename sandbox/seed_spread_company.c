/* SPDX-License-Identifier: Apache-2.0 */
/* The records of one made-up company, and of one made-up deal. */
#include "sandbox/seed_people.h"

#include <string.h>

#define ALL_SYSTEMS(s)    ((uint32_t)((UINT64_C(1) << (s)->writer->twin->n_hosts) - 1))
#define MAX_DEAL_CONTACTS 3u

/* ---- companies ------------------------------------------------------------------------------------------------- */

static const char *company_name(struct seed_draft *d, const struct world_company *c)
{
	const char *name = seed_random_chance(&d->random, 150) ? draft_fold(d, c->name) : c->name;
	if (seed_random_chance(&d->random, 30))
		name = draft_upper(d, name);
	if (seed_random_chance(&d->random, 20))
		name = draft_typo(d, name);
	if (seed_random_chance(&d->random, 250))
		return name;
	const char *form = c->legal_form;
	if (strcmp(form, "GmbH") == 0 && seed_random_chance(&d->random, 60))
		form = "G.m.b.H.";
	return draft_printf(d, "%s %s", name, form);
}

static void company_set_domain(struct seed_draft *d, const struct world_company *c, struct seed_company *out)
{
	switch (seed_random_below(&d->random, 10)) {
	case 0:
		return;
	case 1:
		out->website = draft_printf(d, "https://www.%s/", c->domain);
		return;
	case 2:
		out->domain = draft_printf(d, "www.%s", c->domain);
		return;
	case 3:
		out->domain = draft_upper(d, c->domain);
		return;
	default:
		out->domain = c->domain;
		if (seed_random_chance(&d->random, 400))
			out->website = draft_printf(d, "https://%s", c->domain);
	}
}

static const char *company_country(struct seed_draft *d, const struct seed_country *country)
{
	size_t n = 0;
	while (country->spellings[n])
		n++;
	return country->spellings[seed_random_skewed(&d->random, n)];
}

static void company_set_address(struct seed_draft *d, const struct world_company *c, struct seed_company *out)
{
	if (seed_random_chance(&d->random, 300))
		return;
	out->street = seed_random_chance(&d->random, 150) ? draft_fold(d, c->street) : c->street;
	out->postcode = c->city->postcode;
	out->city = c->city->name;
	out->country = company_country(d, c->country);
	if (seed_random_chance(&d->random, 500))
		out->state = c->city->state;
}

static void company_make_record(struct spread *s, uint32_t index, size_t host, unsigned copy,
				const struct world_company *c, struct seed_company *out)
{
	struct seed_draft *d = &s->draft;
	d->random = seed_random_at(s->world.seed, WORLD_COMPANY_RECORD, (uint64_t)index * 64 + host * 2 + copy);
	struct seed_company r = {.ref = draft_printf(d, copy ? "company-%06u-2" : "company-%06u", (unsigned)index)};
	r.name = company_name(d, c);
	company_set_domain(d, c, &r);
	if (seed_random_chance(&d->random, 750))
		r.phone = draft_phone(d, c->country, c->city->area, c->number);
	company_set_address(d, c, &r);
	if (seed_random_chance(&d->random, 600))
		r.industry = c->industry->name;
	if (seed_random_chance(&d->random, 500))
		r.employees = draft_printf(d, "%u", c->employees);
	if (seed_random_chance(&d->random, 300))
		r.revenue = draft_printf(d, "%u", c->employees * 145000u);
	if (seed_random_chance(&d->random, 300))
		r.vat_id = c->vat_id;
	if (seed_random_chance(&d->random, 900))
		r.owner_email = spread_owners[c->owner].email;
	r.created = draft_created(d);
	r.modified = draft_modified(d, r.created);
	*out = r;
}

int spread_company(struct spread *s, uint32_t index, struct crm_error *err)
{
	struct world_company c;
	world_make_company(&s->world, index, &s->draft, &c);
	const char *entity = draft_printf(&s->draft, "company-%06u", (unsigned)index);
	uint32_t systems = spread_choose_systems(s, ALL_SYSTEMS(s), 300, 350);
	s->company_systems[index] = systems;
	for (size_t h = 0; h < s->writer->twin->n_hosts; h++) {
		for (unsigned copy = 0; copy < 2 && systems >> h & 1; copy++) {
			struct seed_company record;
			company_make_record(s, index, h, copy, &c, &record);
			int rc = seed_write_company(s->writer, s->writer->twin->hosts[h], entity, &record, err);
			if (rc < 0)
				return rc;
			if (!seed_random_chance(&s->draft.random, 20))
				break;
		}
	}
	return CRM_OK;
}

/* ---- deals ----------------------------------------------------------------------------------------------------- */

static const char *deal_amount(struct seed_draft *d, const char *amount)
{
	size_t len = strlen(amount);
	if (strcmp(amount + len - 3, ".00") == 0 && seed_random_chance(&d->random, 600))
		return draft_printf(d, "%.*s", (int)len - 3, amount);
	return amount;
}

static size_t deal_choose_contacts(struct spread *s, uint32_t company, size_t host, const char *refs[MAX_DEAL_CONTACTS])
{
	const struct world *w = &s->world;
	size_t n = 0;
	size_t wanted = seed_random_below(&s->draft.random, MAX_DEAL_CONTACTS + 1);
	for (uint32_t i = w->staff_start[company]; i < w->staff_start[company + 1] && n < wanted; i++)
		if (s->contact_systems[w->staff[i]] >> host & 1 && seed_random_chance(&s->draft.random, 500))
			refs[n++] = draft_printf(&s->draft, "person-%06u", (unsigned)w->staff[i]);
	return n;
}

static const char *deal_name(struct seed_draft *d, const struct world_company *c, const struct world_deal *deal)
{
	const char *company = seed_random_chance(&d->random, 80) ? draft_fold(d, c->name) : c->name;
	return draft_printf(d, "%s %s Q%u/%u", company, deal->subject, deal->quarter, deal->year);
}

static void deal_make_record(struct spread *s, uint32_t index, size_t host, const struct world_company *c,
			     const struct world_deal *deal, struct seed_deal *out)
{
	static const char *const stages[] = {"qualification", "meeting", "proposal", "negotiation",
					     "contract",      "won",     "lost"};
	struct seed_draft *d = &s->draft;
	d->random = seed_random_at(s->world.seed, WORLD_DEAL_RECORD, (uint64_t)index * 64 + host);
	struct seed_deal r = {.ref = draft_printf(d, "deal-%06u", (unsigned)index)};
	r.name = deal_name(d, c, deal);
	r.amount = seed_random_chance(&d->random, 950) ? deal_amount(d, deal->amount) : NULL;
	r.currency = deal->currency;
	r.stage = stages[seed_random_chance(&d->random, 900) ? deal->stage : 0];
	r.close_date = deal->close_date;
	if (seed_random_chance(&d->random, 900))
		r.owner_email = spread_owners[deal->owner].email;
	if (s->company_systems[deal->company] >> host & 1)
		r.company_ref = draft_printf(d, "company-%06u", (unsigned)deal->company);
	r.created = draft_created(d);
	r.modified = draft_modified(d, r.created);
	*out = r;
}

int spread_deal(struct spread *s, uint32_t index, struct crm_error *err)
{
	struct world_deal deal;
	struct world_company c;
	world_make_deal(&s->world, index, &s->draft, &deal);
	struct seed_random own = s->draft.random;
	world_make_company(&s->world, deal.company, &s->draft, &c);
	s->draft.random = own;
	const char *entity = draft_printf(&s->draft, "deal-%06u", (unsigned)index);
	uint32_t systems = spread_choose_systems(s, s->company_systems[deal.company], 650, 300);
	for (size_t h = 0; h < s->writer->twin->n_hosts; h++) {
		if (!(systems >> h & 1))
			continue;
		struct seed_deal record;
		const char *refs[MAX_DEAL_CONTACTS];
		deal_make_record(s, index, h, &c, &deal, &record);
		record.contact_refs = refs;
		record.n_contact_refs = deal_choose_contacts(s, deal.company, h, refs);
		int rc = seed_write_deal(s->writer, s->writer->twin->hosts[h], entity, &record, err);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}
