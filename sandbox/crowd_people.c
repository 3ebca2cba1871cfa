/* SPDX-License-Identifier: Apache-2.0 */
/* The people of a crowd, their companies and households, as they truly are. */
#include "config.h"

#include "sandbox/crowd.h"

#include <string.h>

#define CITY_FLATNESS 4u
#define MAIL_FLATNESS 2u
#define FORM_FLATNESS 2u
#define MAX_SITES     4u
#define STAFF_A_SITE  25u

static unsigned people_time(struct seed_draft *d, unsigned permille)
{
	return seed_random_chance(&d->random, permille) ? (unsigned)seed_random_below(&d->random, 1000) : CROWD_NEVER;
}

static unsigned people_unit_size(const struct crowd *crowd, uint32_t unit)
{
	return crowd->unit_start[unit + 1] - crowd->unit_start[unit];
}

/* ---- places ------------------------------------------------------------------------------------------------------ */

static const char *place_street(const struct crowd_country *country, struct seed_draft *d)
{
	const char *head = country->street_heads.items[seed_random_skewed(&d->random, country->street_heads.n)];
	const char *tail = draft_pick_common(d, &country->street_tails);
	if (country->tail_first)
		return crowd_join(d, tail, " ", head, NULL);
	if (country->culture != &crowd_german)
		return crowd_join(d, head, " ", tail, NULL);
	/* Gartenweg, but Berliner Straße and Otto-Hahn-Straße */
	size_t len = strlen(head);
	if (head[len - 1] != ' ' && head[len - 1] != '-')
		return crowd_join(d, head, tail, NULL);
	const char initial[2] = {(char)(tail[0] - 0x20)};
	return crowd_join(d, head, initial, tail + 1, NULL);
}

static const char *place_house_number(const struct crowd_country *country, struct seed_draft *d)
{
	bool american = country->address == NUMBER_THEN_STREET && country->culture->census;
	unsigned n = 1 + (unsigned)seed_random_skewed(&d->random, american ? 9000 : 160);
	if (!american && seed_random_chance(&d->random, 60))
		return draft_printf(d, "%u%c", n, (char)('a' + seed_random_below(&d->random, 4)));
	return crowd_number(d, n);
}

static void place_make(const struct crowd *crowd, const struct crowd_country *country, struct seed_draft *d,
		       struct crowd_place *out)
{
	struct crowd_place p = {.country = country};
	p.city = &country->cities[crowd_pick_rank(crowd, &d->random, CITY_FLATNESS, country->n_cities)];
	p.street = place_street(country, d);
	p.number = place_house_number(country, d);
	p.postcode = crowd_digits(d, p.city->postcode);
	p.area = p.city->area;
	p.phone = draft_digits(d, "23456789", country->digits);
	*out = p;
}

/* ---- companies --------------------------------------------------------------------------------------------------- */

static const char *company_initials(struct seed_draft *d)
{
	char letters[4] = {0};
	unsigned n = 2 + (unsigned)seed_random_below(&d->random, 2);
	for (unsigned i = 0; i < n; i++)
		letters[i] = (char)('A' + seed_random_below(&d->random, 26));
	return crowd_join(d, letters, NULL);
}

static void company_name(const struct crowd *crowd, const struct crowd_country *country, struct seed_draft *d,
			 struct crowd_company *c)
{
	const char *line = country->lines.items[seed_random_skewed(&d->random, country->lines.n)];
	const char *last = crowd_pick_last(crowd, d, country->culture, false);
	uint64_t kind = seed_random_below(&d->random, 100);
	const char *first_word = last, *ending = "";
	/* one draw a statement: the order in which arguments are worked out is the compiler's */
	if (kind >= 55 && kind < 75)
		ending = seed_random_chance(&d->random, 500) ? "" : "tec";
	if (country->culture->two_surnames)
		first_word = crowd_join(d, crowd_head(d, last, strcspn(last, " ")), NULL);
	if (kind < 55)
		c->family = last;
	if (kind < 40)
		c->name = crowd_join(d, first_word, " ", line, NULL);
	else if (kind < 48)
		c->name = crowd_join(d, first_word, " & ", crowd_pick_last(crowd, d, country->culture, false), NULL);
	else if (kind < 55)
		c->name = crowd_join(d, first_word, " ", line, " ", c->place.city->name, NULL);
	else if (kind < 75)
		c->name = crowd_join(d, draft_pick(d, &seed_coined), ending, " ", line, NULL);
	else if (kind < 88)
		c->name = crowd_join(d, company_initials(d), " ", line, NULL);
	else
		c->name = crowd_join(d, c->place.city->name, " ", line, NULL);
}

static const char *company_domain(const struct crowd *crowd, uint32_t unit, const struct crowd_country *country,
				  struct seed_draft *d, const struct crowd_company *c)
{
	static const char *const others[] = {"com", "net", "eu", "com"};
	uint64_t style = seed_random_below(&d->random, 100);
	const char *level = style % 4 == 0 ? others[seed_random_below(&d->random, 4)] : country->top_level;
	const char *slug = crowd_slug(d, c->name, CROWD_EXPANDED, style < 60 ? '-' : '\0');
	unsigned variant = crowd->unit_variant[unit];
	if (variant == 0 && style >= 90)
		slug = crowd_slug(d, crowd_join(d, crowd_head(d, c->name, strcspn(c->name, " ")), NULL), CROWD_EXPANDED,
				  '\0');
	if (variant > 0)
		slug = crowd_join(d, slug, "-", crowd_slug(d, c->place.city->name, CROWD_EXPANDED, '\0'), NULL);
	if (variant > 1)
		slug = draft_printf(d, "%s%u", slug, variant * 7 + (unsigned)seed_random_below(&d->random, 7));
	return crowd_join(d, slug, ".", level, NULL);
}

/* Large companies have several sites, each with its own address and switchboard. */
static void company_site(const struct crowd *crowd, uint32_t unit, uint32_t person, struct seed_draft *d,
			 struct crowd_place *place)
{
	unsigned sites = 1 + people_unit_size(crowd, unit) / STAFF_A_SITE;
	uint32_t site = person % (sites < MAX_SITES ? sites : MAX_SITES);
	if (site == 0)
		return;
	d->random = seed_random_at(crowd->seed, CROWD_SITE, (uint64_t)unit * MAX_SITES + site);
	place_make(crowd, place->country, d, place);
}

void crowd_make_company(const struct crowd *crowd, uint32_t unit, uint32_t person, struct seed_draft *d,
			struct crowd_company *out)
{
	struct crowd_company c = {0};
	d->random = seed_random_at(crowd->seed, CROWD_UNIT, unit);
	const struct crowd_country *country = crowd_pick_country(&d->random);
	place_make(crowd, country, d, &c.place);
	c.mail_style = (unsigned)seed_random_below(&d->random, 100);
	company_name(crowd, country, d, &c);
	c.legal_form = crowd_pick(crowd, &d->random, &country->legal_forms, FORM_FLATNESS);
	c.domain = company_domain(crowd, unit, country, d, &c);
	c.domain_changes = people_time(d, 60);
	c.later_domain = c.domain;
	if (c.domain_changes != CROWD_NEVER)
		c.later_domain = crowd_join(d, crowd_slug(d, c.name, CROWD_STRIPPED, '\0'), "-group.com", NULL);
	company_site(crowd, unit, person, d, &c.place);
	*out = c;
}

/* ---- e-mail ------------------------------------------------------------------------------------------------------ */

static const char *mail_local(struct seed_draft *d, unsigned style, const char *first, const char *last)
{
	if (style < 52)
		return crowd_join(d, first, ".", last, NULL);
	if (style < 68)
		return crowd_join(d, crowd_head(d, first, 1), ".", last, NULL);
	if (style < 80)
		return crowd_join(d, crowd_head(d, first, 1), last, NULL);
	if (style < 85)
		return crowd_join(d, first, "_", last, NULL);
	if (style < 89)
		return crowd_join(d, first, last, NULL);
	if (style < 93)
		return crowd_join(d, last, ".", first, NULL);
	if (style < 96)
		return last;
	return first;
}

static enum crowd_ascii mail_letters(const struct crowd_culture *culture)
{
	return culture == &crowd_german ? CROWD_EXPANDED : CROWD_STRIPPED;
}

const char *crowd_work_email(const struct crowd *crowd, uint32_t index, const struct crowd_person *p, const char *last,
			     const struct crowd_company *c, const char *domain, struct seed_draft *d)
{
	enum crowd_ascii letters = mail_letters(p->culture);
	const char *first = crowd_slug(d, p->first, letters, '-');
	const char *family = crowd_slug(d, last, letters, p->culture->two_surnames ? '\0' : '-');
	/* the Spanish and the like sign with the first of two surnames */
	if (p->culture->two_surnames)
		family = crowd_slug(d, crowd_join(d, crowd_head(d, last, strcspn(last, " ")), NULL), letters, '\0');
	unsigned variant = crowd->mail_variant[index];
	if (variant == 0)
		return crowd_join(d, mail_local(d, c->mail_style, first, family), "@", domain, NULL);
	return draft_printf(d, "%s%u@%s", mail_local(d, c->mail_style, first, family), variant + 1, domain);
}

/* anna.mueller83@gmx.de, amueller@..., sonnenschein1983@... */
static const char *mail_private(const struct crowd *crowd, uint32_t index, const struct crowd_person *p,
				const char *last, struct seed_draft *d)
{
	static const char *const nicks[] = {"sonnenschein", "bikerboy", "sunny",    "skywalker",
					    "blackcat",     "mountain", "schatzi",  "captain",
					    "luckystar",    "gipfel",   "kitesurf", "minou"};
	const struct seed_list *domains = &p->home.country->mail_domains;
	enum crowd_ascii letters = seed_random_chance(&d->random, 800) ? mail_letters(p->culture) : CROWD_STRIPPED;
	const char *first = crowd_slug(d, p->first, letters, '\0'), *family = crowd_slug(d, last, letters, '\0');
	const char *domain = crowd_pick(crowd, &d->random, domains, MAIL_FLATNESS);
	unsigned year = 45 + (unsigned)seed_random_below(&d->random, 60);
	unsigned variant = crowd->mail_variant[index];
	uint64_t style = seed_random_below(&d->random, 100);
	const char *local = style < 6 ? nicks[style * 2 % 12] : mail_local(d, (unsigned)style, first, family);
	/* the world is full of people of that name: most need a number */
	if (style < 6 || variant > 0 || seed_random_chance(&d->random, 550))
		local = draft_printf(d, style % 2 ? "%s%02u" : "%s19%02u", local, (year + variant * 17) % 100);
	if (style < 6 || variant > 1)
		local = draft_printf(d, "%s%u", local, (unsigned)(index % 97 + variant));
	return crowd_join(d, local, "@", domain, NULL);
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

/* A second company for somebody: large ones more often, for a random person's unit is taken. */
static uint32_t person_next_company(const struct crowd *crowd, uint32_t now, struct seed_draft *d)
{
	for (unsigned tries = 0; tries < 32; tries++) {
		uint32_t unit = crowd->unit[seed_random_below(&d->random, crowd->n_people)];
		if (unit != now && crowd_is_company(crowd, unit))
			return unit;
	}
	return now;
}

static void person_work(const struct crowd *crowd, uint32_t unit, struct seed_draft *d, struct crowd_person *p)
{
	const struct seed_list *titles = &p->home.country->titles;
	p->job_changes = people_time(d, 120);
	p->companies[0] = p->companies[1] = unit;
	if (p->job_changes != CROWD_NEVER)
		p->companies[1] = person_next_company(crowd, unit, d);
	if (p->companies[1] == unit)
		p->job_changes = CROWD_NEVER;
	p->titles[0] = p->titles[1] = draft_pick_common(d, titles);
	if (seed_random_chance(&d->random, 250))
		p->titles[1] = draft_pick_common(d, titles);
}

/* Anna, later Anna Weber-Müller or Anna Weber. */
static void person_marry(const struct crowd *crowd, struct seed_draft *d, struct crowd_person *p)
{
	p->later_last = p->last;
	p->name_changes = people_time(d, p->female ? 70 : 6);
	if (p->name_changes == CROWD_NEVER)
		return;
	const char *other = crowd_pick_last(crowd, d, p->culture, p->female);
	switch (seed_random_below(&d->random, 4)) {
	case 0:
		p->later_last = crowd_join(d, p->last, "-", other, NULL);
		break;
	default:
		p->later_last = other;
	}
}

static void person_name(const struct crowd *crowd, struct seed_draft *d, struct crowd_person *p)
{
	p->female = seed_random_chance(&d->random, 470);
	p->culture = p->home.country->culture;
	if (seed_random_chance(&d->random, 70))
		p->culture = crowd_pick_country(&d->random)->culture;
	p->first = crowd_pick_given(crowd, d, p->culture, p->female);
	if (seed_random_chance(&d->random, p->culture->census ? 450 : 70))
		p->second = crowd_pick_given(crowd, d, p->culture, p->female);
	p->last = crowd_pick_last(crowd, d, p->culture, p->female);
	if (seed_random_chance(&d->random, 20))
		p->academic = "Dr.";
}

/* Colleagues from the owner's family: "two Müllers at one firm". */
static void person_join_family(uint32_t place, const struct crowd_company *c, struct seed_draft *d,
			       struct crowd_person *p)
{
	if (c->family && (place == 0 || (place < 4 && seed_random_chance(&d->random, 300))))
		p->last = c->family;
}

/* The household's surname, address and telephone; the second man may be the first one's son, with his name. */
static void person_share_household(const struct crowd *crowd, uint32_t index, struct seed_draft *d,
				   struct crowd_person *p)
{
	uint32_t first = crowd->unit_start[crowd->unit[index]];
	struct seed_random own = d->random;
	struct crowd_person head = {.culture = p->culture};
	d->random = seed_random_at(crowd->seed, CROWD_PERSON, first);
	place_make(crowd, crowd_pick_country(&d->random), d, &head.home);
	person_name(crowd, d, &head);
	d->random = own;
	bool same_name =
		people_unit_size(crowd, crowd->unit[index]) > 1 && crowd->unit[index] % 28 == 0 && !head.female;
	if (index == first) {
		if (same_name)
			p->suffix = "Sr.";
		return;
	}
	if (seed_random_chance(&d->random, 960))
		p->home = head.home;
	if (index == first + 1 && same_name) {
		p->female = false;
		p->culture = head.culture;
		p->first = head.first;
		p->second = NULL;
		p->last = head.last;
		p->suffix = "Jr.";
	} else if (seed_random_chance(&d->random, 830)) {
		p->last = head.last;
	}
}

static void person_reach(const struct crowd *crowd, uint32_t index, struct seed_draft *d, struct crowd_person *p)
{
	const char *const *mobiles = p->home.country->mobiles;
	unsigned n = 0;
	while (mobiles[n])
		n++;
	const char *prefix = mobiles[seed_random_below(&d->random, n)];
	const char *digits = draft_digits(d, "0123456789", p->home.country->mobile_digits);
	/* France and Spain have prefixes of one digit; people write the number in threes all the same */
	size_t moved = strnlen(digits, strlen(prefix) < 2 ? 2 : 0);
	p->mobile_area = crowd_join(d, prefix, crowd_head(d, digits, moved), NULL);
	p->mobile = digits + moved;
	p->private_email = mail_private(crowd, index, p, p->last, d);
	p->later_private_email = p->private_email;
	p->private_email_changes = people_time(d, 80);
	if (p->private_email_changes != CROWD_NEVER)
		p->later_private_email = mail_private(crowd, index, p, p->later_last, d);
}

void crowd_make_person(const struct crowd *crowd, uint32_t index, struct seed_draft *d, struct crowd_person *out)
{
	struct crowd_person p = {0};
	uint32_t unit = crowd->unit[index];
	p.employed = crowd_is_company(crowd, unit);
	struct crowd_company c = {0};
	if (p.employed)
		crowd_make_company(crowd, unit, index, d, &c);
	d->random = seed_random_at(crowd->seed, CROWD_PERSON, index);
	const struct crowd_country *country = crowd_pick_country(&d->random);
	if (p.employed && seed_random_chance(&d->random, 950))
		country = c.place.country;
	place_make(crowd, country, d, &p.home);
	person_name(crowd, d, &p);
	if (p.employed)
		person_join_family(index - crowd->unit_start[unit], &c, d, &p);
	else
		person_share_household(crowd, index, d, &p);
	person_marry(crowd, d, &p);
	if (p.employed)
		person_work(crowd, unit, d, &p);
	p.later_home = p.home;
	p.moves = people_time(d, 70);
	if (p.moves != CROWD_NEVER)
		place_make(crowd, p.home.country, d, &p.later_home);
	person_reach(crowd, index, d, &p);
	*out = p;
}
