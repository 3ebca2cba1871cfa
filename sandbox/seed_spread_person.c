/* SPDX-License-Identifier: Apache-2.0 */
/* The records of one made-up person. */
#include "sandbox/seed_people.h"

#include <string.h>

/* What a person's records in several systems have in common. */
enum person_link {
	LINK_EMAIL,  /* the e-mail address, however written */
	LINK_PHONE,  /* telephone and name; the address stands in one of them only */
	LINK_NOTHING /* nothing exact: another address, no telephone */
};

struct person_spread {
	uint32_t index;
	const char *entity;
	struct world_person person;
	struct world_company company; /* zero without employer */
	uint32_t systems;
	enum person_link link;
	unsigned n_records;     /* made so far */
	bool shared_with_other; /* opt-out is known in one system only */
};

/* ---- spelling -------------------------------------------------------------------------------------------------- */

static const char *person_first_name(struct seed_draft *d, const struct world_person *p)
{
	const char *name = p->first;
	if (seed_random_chance(&d->random, 80))
		name = draft_nickname(d, p->country->names, name);
	if (seed_random_chance(&d->random, 200))
		name = draft_fold(d, name);
	if (seed_random_chance(&d->random, 10))
		name = draft_typo(d, name);
	return name;
}

static const char *person_last_name(struct seed_draft *d, const struct world_person *p)
{
	const char *name = p->last;
	if (seed_random_chance(&d->random, 200))
		name = draft_fold(d, name);
	if (seed_random_chance(&d->random, 15))
		name = draft_typo(d, name);
	if (p->female && seed_random_chance(&d->random, 15))
		name = draft_printf(d, "%s-%s", name, draft_pick_common(d, &p->country->names->last));
	if (seed_random_chance(&d->random, 15))
		name = draft_upper(d, draft_fold(d, name));
	return name;
}

static const char *person_email_spelling(struct seed_draft *d, const char *email)
{
	switch (seed_random_below(&d->random, 40)) {
	case 0:
		return draft_upper(d, email);
	case 1:
	case 2:
		return draft_printf(d, "%s%s", draft_upper(d, draft_printf(d, "%.1s", email)), email + 1);
	case 3:
		return draft_printf(d, "%s ", email);
	default:
		return email;
	}
}

/* ---- one record ------------------------------------------------------------------------------------------------ */

static void person_set_ways(struct seed_draft *d, const struct person_spread *ps, struct seed_contact *r)
{
	const struct world_person *p = &ps->person;
	bool first = ps->n_records == 0;
	if (first || ps->link == LINK_EMAIL)
		r->email = p->email;
	else if (ps->link == LINK_NOTHING)
		r->email = p->private_email;
	if (r->email && ps->link == LINK_EMAIL && seed_random_chance(&d->random, 40))
		r->email = NULL;
	if (r->email)
		r->email = person_email_spelling(d, r->email);

	bool phone =
		ps->link == LINK_PHONE || (seed_random_chance(&d->random, 700) && (first || ps->link == LINK_EMAIL));
	bool mobile = ps->link != LINK_NOTHING && seed_random_chance(&d->random, 400);
	if (phone)
		r->phone = draft_phone(d, p->country, p->city->area, p->number);
	if (mobile || !r->email)
		r->mobile = draft_phone(d, p->country, p->mobile_area, p->mobile);
}

static void person_set_work(struct seed_draft *d, const struct person_spread *ps, struct seed_contact *r)
{
	const struct world_person *p = &ps->person;
	if (p->company == WORLD_NO_COMPANY)
		return;
	if (seed_random_chance(&d->random, 700))
		r->title = p->title;
	r->company_name = seed_random_chance(&d->random, 500)
				  ? draft_printf(d, "%s %s", ps->company.name, ps->company.legal_form)
				  : ps->company.name;
}

static void person_set_address(struct seed_draft *d, const struct world_person *p, struct seed_contact *r)
{
	if (seed_random_chance(&d->random, 550))
		return;
	r->street = seed_random_chance(&d->random, 150) ? draft_fold(d, p->street) : p->street;
	r->postcode = p->city->postcode;
	r->city = p->city->name;
	r->country = p->country->spellings[seed_random_below(&d->random, 2)];
	if (seed_random_chance(&d->random, 300))
		r->state = p->city->state;
}

static void person_set_sales(struct seed_draft *d, const struct person_spread *ps, struct seed_contact *r)
{
	static const char *const stages[] = {
		"lead", "subscriber", "customer", "opportunity", "marketingqualifiedlead", "salesqualifiedlead"};
	static const char *const sources[] = {"Web", "Trade Show", "Partner Referral", "Phone Inquiry", "Newsletter"};
	const struct world_person *p = &ps->person;
	unsigned owner =
		seed_random_chance(&d->random, 900) ? p->owner : (unsigned)seed_random_below(&d->random, WORLD_OWNERS);
	if (seed_random_chance(&d->random, 930))
		r->owner_email = spread_owners[owner].email;
	r->lifecycle = stages[seed_random_skewed(&d->random, sizeof stages / sizeof stages[0])];
	if (seed_random_chance(&d->random, 500))
		r->source = sources[seed_random_below(&d->random, sizeof sources / sizeof sources[0])];
	if (seed_random_chance(&d->random, 600))
		r->language = p->country->language;
	r->opted_out = p->opted_out && (!ps->shared_with_other || ps->n_records == 0);
}

static void person_make_record(struct spread *s, const struct person_spread *ps, size_t host, const char *suffix,
			       struct seed_contact *out)
{
	struct seed_draft *d = &s->draft;
	const struct world_person *p = &ps->person;
	d->random = seed_random_at(s->world.seed, WORLD_PERSON_RECORD,
				   ((uint64_t)ps->index * 64 + host) * 64 + ps->n_records);
	struct seed_contact r = {.ref = draft_printf(d, "%s%s", ps->entity, suffix)};
	r.first_name = seed_random_chance(&d->random, 20) ? NULL : person_first_name(d, p);
	r.last_name = person_last_name(d, p);
	if (p->country->vat_id && seed_random_chance(&d->random, 400))
		r.salutation = p->female ? "Frau" : "Herr";
	person_set_ways(d, ps, &r);
	person_set_work(d, ps, &r);
	person_set_address(d, p, &r);
	if (seed_random_chance(&d->random, 150))
		r.birthday = p->birthday;
	person_set_sales(d, ps, &r);
	r.created = draft_created(d);
	r.modified = draft_modified(d, r.created);
	*out = r;
}

static int person_write(struct spread *s, struct person_spread *ps, size_t host, struct seed_contact *r,
			struct crm_error *err)
{
	ps->n_records++;
	if (!r->is_lead && ps->person.company != WORLD_NO_COMPANY && s->company_systems[ps->person.company] >> host & 1)
		r->company_ref = draft_printf(&s->draft, "company-%06u", (unsigned)ps->person.company);
	if (r->is_lead && !r->company_name)
		r->company_name = "[not provided]";
	return seed_write_contact(s->writer, s->writer->twin->hosts[host], ps->entity, r, err);
}

/* ---- all records ----------------------------------------------------------------------------------------------- */

/* A second record of the person in the same system; HubSpot refuses the same address twice. */
static int person_write_duplicate(struct spread *s, struct person_spread *ps, size_t host, bool unique_email,
				  struct crm_error *err)
{
	struct seed_contact r;
	person_make_record(s, ps, host, "-2", &r);
	if (unique_email || seed_random_chance(&s->draft.random, 400)) {
		bool private = ps->link != LINK_NOTHING && seed_random_chance(&s->draft.random, 500);
		r.email = private ? ps->person.private_email : NULL;
	}
	if (!r.email && !r.phone && !r.mobile)
		r.phone = draft_phone(&s->draft, ps->person.country, ps->person.city->area, ps->person.number);
	return person_write(s, ps, host, &r, err);
}

/* The lead that a Salesforce contact once was, or still is as well. */
static int person_write_lead(struct spread *s, struct person_spread *ps, size_t host, const char *contact_ref,
			     struct crm_error *err)
{
	struct seed_contact r;
	person_make_record(s, ps, host, "-lead", &r);
	r.is_lead = true;
	if (seed_random_chance(&s->draft.random, 600))
		r.converted_ref = contact_ref;
	return person_write(s, ps, host, &r, err);
}

static int person_write_in(struct spread *s, struct person_spread *ps, size_t host, struct crm_error *err)
{
	const char *vendor = s->writer->twin->hosts[host]->vendor->name;
	bool salesforce = strcmp(vendor, "salesforce") == 0;
	bool hubspot = strcmp(vendor, "hubspot") == 0;
	struct seed_contact r;
	person_make_record(s, ps, host, "", &r);
	r.is_lead = salesforce && seed_random_chance(&s->draft.random, 300);
	bool lead_too = salesforce && !r.is_lead && seed_random_chance(&s->draft.random, 60);
	bool duplicate = seed_random_chance(&s->draft.random, 30);
	int rc = person_write(s, ps, host, &r, err);
	if (rc >= 0 && !r.is_lead)
		s->contact_systems[ps->index] |= UINT32_C(1) << host;
	if (rc >= 0 && lead_too)
		rc = person_write_lead(s, ps, host, r.ref, err);
	if (rc >= 0 && duplicate)
		rc = person_write_duplicate(s, ps, host, hubspot, err);
	return rc;
}

int spread_person(struct spread *s, uint32_t index, struct crm_error *err)
{
	struct seed_draft *d = &s->draft;
	struct person_spread ps = {.index = index, .entity = draft_printf(d, "person-%06u", (unsigned)index)};
	world_make_person(&s->world, index, d, &ps.person);
	struct seed_random own = d->random;
	if (ps.person.company != WORLD_NO_COMPANY)
		world_make_company(&s->world, ps.person.company, d, &ps.company);
	d->random = own;

	size_t n_hosts = s->writer->twin->n_hosts;
	ps.systems = spread_choose_systems(s, (uint32_t)((UINT64_C(1) << n_hosts) - 1), 450, 350);
	uint64_t roll = seed_random_below(&d->random, 100);
	ps.link = roll < 82 ? LINK_EMAIL : roll < 93 ? LINK_PHONE : LINK_NOTHING;
	ps.shared_with_other = seed_random_chance(&d->random, 500);
	int rc = CRM_OK;
	for (size_t h = 0; h < n_hosts && rc >= 0; h++)
		if (ps.systems >> h & 1)
			rc = person_write_in(s, &ps, h, err);
	return rc;
}
