/* SPDX-License-Identifier: Apache-2.0 */
/* One record of a crowd: what a system knows of a person, with all that goes wrong on the way. */
#include "sandbox/crowd.h"

#include <string.h>

#define N_SYSTEMS 3u

/* How a system is filled: what its forms ask for, who types, what its import did to the letters. */
struct system_habit {
	const char *name;
	char prefix;
	unsigned no_email, no_phone, no_company, no_title, no_street, no_city, no_country; /* per thousand */
	unsigned e164;  /* telephone numbers that were normalised */
	unsigned ascii; /* records that came through a system without umlauts */
	unsigned twin;  /* a further record of a person goes into a system that has one */
};

static const struct system_habit systems[N_SYSTEMS] = {
	/* marketing: sign-up forms, so nearly always an address and little else */
	{"hubspot", 'H', 30, 420, 220, 550, 620, 330, 350, 550, 60, 60},
	/* sales: accounts are kept well */
	{"salesforce", 'S', 110, 200, 40, 300, 250, 150, 150, 250, 80, 60},
	/* typed in by hand from business cards and telephone calls, partly an old import */
	{"pipedrive", 'P', 200, 140, 120, 500, 420, 300, 450, 150, 250, 60},
};

/* What one record sees of the person. */
struct view {
	const struct crowd *crowd;
	struct seed_draft *d;
	const struct system_habit *habit;
	uint32_t index;
	unsigned time; /* 0 to 999 */
	struct crowd_person person;
	struct crowd_company company; /* the employer at that time; zero without */
	const struct crowd_place *home;
	const char *last, *domain, *title, *private_email;
	bool ascii;
	enum crowd_ascii letters;
};

static bool view_chance(struct view *v, unsigned permille)
{
	return seed_random_chance(&v->d->random, permille);
}

/* ---- which system ------------------------------------------------------------------------------------------------ */

/* The systems are gone through in an order of the person's own; now and then a record doubles one that is there. */
static unsigned view_choose_system(const struct crowd *crowd, uint32_t person, unsigned number)
{
	struct seed_random random = seed_random_at(crowd->seed, CROWD_RECORD, (uint64_t)person << 3 | 7);
	unsigned first = (unsigned)seed_random_below(&random, N_SYSTEMS);
	unsigned step = 1 + (unsigned)seed_random_below(&random, N_SYSTEMS - 1), used = 0, chosen = first;
	for (unsigned i = 0; i <= number; i++) {
		bool twin = seed_random_chance(&random, systems[0].twin);
		uint64_t which = seed_random_next(&random);
		if (used < N_SYSTEMS && (i == 0 || !twin))
			chosen = (first + used++ * step) % N_SYSTEMS;
		else
			chosen = (first + (unsigned)(which % used) * step) % N_SYSTEMS;
	}
	return chosen;
}

static const struct crowd_place *view_home(const struct crowd_person *p, unsigned time)
{
	return time < p->moves ? &p->home : &p->later_home;
}

static void view_open(struct view *v)
{
	const struct crowd_person *p = &v->person;
	unsigned job = v->time < p->job_changes ? 0 : 1;
	struct seed_random own = v->d->random;
	if (p->employed) {
		crowd_make_company(v->crowd, p->companies[job], v->index, v->d, &v->company);
		v->domain = v->time < v->company.domain_changes ? v->company.domain : v->company.later_domain;
		v->title = p->titles[job];
	}
	v->d->random = own;
	v->home = view_home(p, v->time);
	v->last = v->time < p->name_changes ? p->last : p->later_last;
	v->private_email = v->time < p->private_email_changes ? p->private_email : p->later_private_email;
	v->ascii = view_chance(v, v->habit->ascii);
	v->letters = view_chance(v, 650) && p->culture == &crowd_german ? CROWD_EXPANDED : CROWD_STRIPPED;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

static const char *name_letters(struct view *v, const char *text)
{
	return v->ascii || view_chance(v, 60) ? crowd_ascii(v->d, text, v->letters) : text;
}

static const char *name_lower(struct seed_draft *d, const char *text)
{
	char *out = crm_arena_strdup(d->arena, text);
	if (!out) {
		d->failed = true;
		return text;
	}
	for (char *p = out; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 0x20);
	return out;
}

/* Hans Peter, Hans-Peter, Hanspeter, Hans, H.-P. */
static const char *name_two_given(struct view *v, const char *first, const char *second)
{
	uint64_t way = seed_random_below(&v->d->random, 100);
	if (v->person.culture->census) /* a middle name is mostly left out, or its initial stands */
		way = way < 60 ? 99 : way < 85 ? 50 : way;
	if (way < 25)
		return crowd_join(v->d, first, " ", second, NULL);
	if (way < 40)
		return crowd_join(v->d, first, "-", second, NULL);
	if (way < 45)
		return crowd_join(v->d, first, name_lower(v->d, second), NULL);
	if (way < 65 && (unsigned char)second[0] < 0x80)
		return draft_printf(v->d, v->d->random.state & 1 ? "%s %.1s." : "%s %.1s", first, second);
	return first;
}

static const char *name_first(struct view *v)
{
	const struct crowd_person *p = &v->person;
	const struct seed_language *names = p->culture->names;
	const char *name = p->first;
	if (view_chance(v, 110))
		name = draft_nickname(v->d, names, name);
	else if (p->second)
		name = name_two_given(v, name, p->second);
	name = name_letters(v, name);
	if (view_chance(v, 22))
		name = crowd_slip(v->d, name);
	if (view_chance(v, 40) && (unsigned char)name[0] < 0x80)
		name = draft_printf(v->d, view_chance(v, 600) ? "%.1s." : "%.1s", name);
	if (p->academic && view_chance(v, 400))
		name = crowd_join(v->d, p->academic, " ", name, NULL);
	return name;
}

static const char *name_last(struct view *v)
{
	const struct crowd_person *p = &v->person;
	const char *name = v->last;
	/* García López is often García alone; of Müller-Weber one half gets lost at times */
	if (p->culture->two_surnames && view_chance(v, 400))
		name = crowd_join(v->d, crowd_head(v->d, name, strcspn(name, " ")), NULL);
	else if (strchr(name, '-') && view_chance(v, 200))
		name = view_chance(v, 500) ? strchr(name, '-') + 1
					   : crowd_join(v->d, crowd_head(v->d, name, strcspn(name, "-")), NULL);
	name = name_letters(v, name);
	if (view_chance(v, 25))
		name = crowd_slip(v->d, name);
	if (p->suffix && view_chance(v, 350))
		name = crowd_join(v->d, name, " ", p->suffix, NULL);
	return name;
}

static void view_write_name(struct view *v, struct crowd_record *r)
{
	r->first_name = view_chance(v, 20) ? "" : name_first(v);
	r->last_name = view_chance(v, 6) ? "" : name_last(v);
	uint64_t what = seed_random_below(&v->d->random, 1000);
	const char *first = r->first_name;
	if (what < 12) { /* the fields swapped */
		r->first_name = r->last_name;
		r->last_name = first;
	} else if (what < 22) { /* all in one field */
		r->last_name = *first ? crowd_join(v->d, first, " ", r->last_name, NULL) : r->last_name;
		r->first_name = "";
	} else if (what < 52) {
		r->first_name = draft_upper(v->d, crowd_ascii(v->d, first, v->letters));
		r->last_name = draft_upper(v->d, crowd_ascii(v->d, r->last_name, v->letters));
	} else if (what < 80) {
		r->first_name = name_lower(v->d, first);
		r->last_name = name_lower(v->d, r->last_name);
	}
}

/* ---- e-mail ------------------------------------------------------------------------------------------------------ */

static const char *email_role(struct view *v)
{
	static const char *const german[] = {"info", "info", "vertrieb", "office", "kontakt", "buchhaltung", "einkauf"};
	static const char *const others[] = {"info", "sales", "office", "contact", "accounting", "hello", "admin"};
	uint64_t i = seed_random_below(&v->d->random, 7);
	return crowd_join(v->d, v->person.culture == &crowd_german ? german[i] : others[i], "@", v->domain, NULL);
}

/* What stands in a field that a form insists on. */
static const char *email_nonsense(struct view *v)
{
	static const char *const texts[] = {"none@none.com", "noemail@noemail.com",
					    "test@test.com", "unknown@example.com",
					    "no@email.com",  "x@x.de",
					    "n/a",           "keine@email.de"};
	return texts[seed_random_below(&v->d->random, sizeof texts / sizeof texts[0])];
}

/* The address of the first in the unit: an assistant's of the boss, or the family's. */
static const char *email_of_first(struct view *v)
{
	uint32_t unit = v->crowd->unit[v->index], first = v->crowd->unit_start[unit];
	struct seed_random own = v->d->random;
	struct crowd_person p;
	struct crowd_company c;
	const char *email;
	crowd_make_person(v->crowd, first, v->d, &p);
	email = p.private_email;
	if (p.employed) {
		crowd_make_company(v->crowd, p.companies[0], first, v->d, &c);
		email = crowd_work_email(v->crowd, first, &p, p.last, &c, c.domain, v->d);
	}
	v->d->random = own;
	return email;
}

static const char *email_at_work(struct view *v)
{
	/* the address follows a new surname as often as not */
	const char *last = v->index & 1 ? v->person.last : v->last;
	return crowd_work_email(v->crowd, v->index, &v->person, last, &v->company, v->domain, v->d);
}

static const char *email_true(struct view *v)
{
	uint64_t which = seed_random_below(&v->d->random, 1000);
	if (which < 3)
		return email_nonsense(v);
	if (!v->person.employed)
		return which < 90 ? email_of_first(v) : v->private_email;
	if (which < 45)
		return email_role(v);
	if (which < 53)
		return email_of_first(v);
	return which < 850 ? email_at_work(v) : v->private_email;
}

static const char *email_written(struct view *v, const char *email)
{
	uint64_t how = seed_random_below(&v->d->random, 1000);
	size_t local = strcspn(email, "@");
	if (!*email) /* out of memory */
		return email;
	if (how < 40)
		return crowd_join(v->d, draft_upper(v->d, crowd_join(v->d, crowd_head(v->d, email, 1), NULL)),
				  email + 1, NULL);
	if (how < 55)
		return draft_upper(v->d, email);
	if (how < 70)
		return crowd_slip(v->d, email);
	if (how < 78 && email == v->private_email)
		return crowd_join(v->d, crowd_head(v->d, email, local), "+", how % 2 ? "news" : v->habit->name,
				  email + local, NULL);
	return email;
}

/* ---- telephone --------------------------------------------------------------------------------------------------- */

static const char *phone_nonsense(struct view *v)
{
	static const char *const texts[] = {"0000000", "n/a", "-", "123456", "+49", "unknown", "000", "00000000000"};
	return texts[seed_random_below(&v->d->random, sizeof texts / sizeof texts[0])];
}

/* In Germany and its neighbours the switchboard's number is the base with 0 and a person's own the base with his
   extension; elsewhere a person has a number of his own out of the company's range, or an extension that is told. */
static const char *phone_at_work(struct view *v, bool own)
{
	const struct crowd_place *place = &v->company.place;
	unsigned n = 10 + (v->index * 7 + v->company.mail_style) % 890;
	bool german = place->country->culture == &crowd_german;
	bool in_range = !german && own && n % 5 < 3;
	const char *number = place->phone, *extension = own ? crowd_number(v->d, n) : "0";
	if (in_range)
		number = draft_printf(v->d, "%.*s%03u", (int)strlen(number) - 3, number, n);
	if (in_range || (!own && (!german || view_chance(v, 300))))
		extension = NULL;
	return crowd_phone(v->d, place->country, place->area, number, extension, v->habit->e164);
}

static const char *phone_private(struct view *v, bool mobile)
{
	const struct crowd_place *home = v->home;
	if (mobile)
		return crowd_phone(v->d, v->person.home.country, v->person.mobile_area, v->person.mobile, NULL,
				   v->habit->e164);
	return crowd_phone(v->d, home->country, home->area, home->phone, NULL, v->habit->e164);
}

/* Two digits change places. */
static const char *phone_slip(struct view *v, const char *text)
{
	size_t len = strlen(text);
	if (len < 6)
		return text;
	size_t at = len - 4 + seed_random_below(&v->d->random, 3);
	return draft_printf(v->d, "%.*s%c%c%s", (int)at, text, text[at + 1], text[at], text + at + 2);
}

static const char *phone_true(struct view *v)
{
	uint64_t which = seed_random_below(&v->d->random, 1000);
	if (which < 5)
		return phone_nonsense(v);
	if (!v->person.employed)
		return phone_private(v, which < 760);
	if (which < 320)
		return phone_at_work(v, true);
	if (which < 500)
		return phone_at_work(v, false);
	return phone_private(v, which < 960);
}

/* ---- company and address ----------------------------------------------------------------------------------------- */

static const char *company_written(struct view *v)
{
	const struct crowd_company *c = &v->company;
	uint64_t how = seed_random_below(&v->d->random, 1000);
	const char *name = c->name;
	if (how < 480)
		name = crowd_join(v->d, name, " ", c->legal_form, NULL);
	else if (how < 520) /* the form written by another hand */
		name = crowd_join(v->d, name, " ", draft_pick(v->d, &c->place.country->legal_forms), NULL);
	else if (how < 580) /* as they are called for short */
		name = crowd_join(v->d, crowd_head(v->d, name, strcspn(name, " ")), NULL);
	else if (how < 610)
		name = crowd_join(v->d, name, " ", c->place.city->name, NULL);
	if (v->ascii || view_chance(v, 50))
		name = crowd_ascii(v->d, name, v->letters);
	if (view_chance(v, 30))
		name = crowd_slip(v->d, name);
	if (view_chance(v, 40))
		name = draft_upper(v->d, crowd_ascii(v->d, name, v->letters));
	return name;
}

/* "Lange Straße" as "Lange Str.". */
static const char *street_short(struct view *v, const char *street)
{
	static const char *const words[][2] = {
		{"straße", "str."},    {"Straße", "Str."}, {"Street", "St"},    {"Avenue", "Ave"},
		{"Road", "Rd"},        {"Drive", "Dr"},    {"Lane", "Ln"},      {"Court", "Ct"},
		{"Boulevard", "Blvd"}, {"avenue", "av."},  {"boulevard", "bd"}, {"Calle", "C/"},
		{"Avenida", "Avda."},  {"Viale", "V.le"},  {"Piazza", "P.zza"}, {"ul.", "ulica"},
		{"Caddesi", "Cad."},   {"Sokak", "Sk."},
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		const char *at = strstr(street, words[i][0]);
		if (at)
			return crowd_join(v->d, crowd_head(v->d, street, (size_t)(at - street)), words[i][1],
					  at + strlen(words[i][0]), NULL);
	}
	return street;
}

static const char *street_written(struct view *v, const struct crowd_place *place)
{
	const char *street = view_chance(v, 350) ? street_short(v, place->street) : place->street;
	if (v->ascii || view_chance(v, 60))
		street = crowd_ascii(v->d, street, v->letters);
	if (view_chance(v, 25))
		street = crowd_slip(v->d, street);
	switch (place->country->address) {
	case NUMBER_THEN_STREET:
		street = crowd_join(v->d, place->number, " ", street, NULL);
		if (place->country->culture->census && view_chance(v, 60))
			street = draft_printf(v->d, "%s, Suite %u", street, v->company.mail_style + 100);
		return street;
	case STREET_COMMA_NUMBER:
		return crowd_join(v->d, street, ", ", place->number, NULL);
	default:
		return crowd_join(v->d, street, " ", place->number, NULL);
	}
}

static const char *city_written(struct view *v, const struct crowd_place *place)
{
	const char *city = place->city->name;
	if (place->city->other && view_chance(v, 250))
		city = place->city->other;
	if (v->ascii || view_chance(v, 50))
		city = crowd_ascii(v->d, city, v->letters);
	return view_chance(v, 10) ? crowd_slip(v->d, city) : city;
}

static const char *country_written(struct view *v, const struct crowd_place *place)
{
	unsigned n = 0;
	while (place->country->spellings[n])
		n++;
	return place->country->spellings[seed_random_skewed(&v->d->random, n)];
}

static void view_write_address(struct view *v, struct crowd_record *r)
{
	const struct crowd_place *place = v->person.employed && view_chance(v, 880) ? &v->company.place : v->home;
	if (!view_chance(v, v->habit->no_street)) {
		r->street = street_written(v, place);
		r->postcode = view_chance(v, 40) ? "" : place->postcode;
		r->city = city_written(v, place);
	} else if (!view_chance(v, v->habit->no_city)) {
		r->city = city_written(v, place);
	}
	if (!view_chance(v, v->habit->no_country))
		r->country = country_written(v, place);
}

/* -------------------------------------------------------------------------------------------------------------------
 */

void crowd_make_record(const struct crowd *crowd, uint32_t person, unsigned number, struct seed_draft *d,
		       struct crowd_record *out)
{
	struct view v = {.crowd = crowd, .d = d, .index = person};
	struct crowd_record r = {.email = "",
				 .phone = "",
				 .company = "",
				 .job_title = "",
				 .street = "",
				 .postcode = "",
				 .city = "",
				 .country = ""};
	v.habit = &systems[view_choose_system(crowd, person, number)];
	crowd_make_person(crowd, person, d, &v.person);
	d->random = seed_random_at(crowd->seed, CROWD_RECORD, (uint64_t)person << 3 | number);
	v.time = (unsigned)seed_random_below(&d->random, 1000);
	view_open(&v);
	r.system = v.habit->name;
	r.prefix = v.habit->prefix;
	view_write_name(&v, &r);
	if (!view_chance(&v, v.habit->no_email))
		r.email = email_written(&v, email_true(&v));
	if (!view_chance(&v, v.habit->no_phone)) {
		r.phone = phone_true(&v);
		if (view_chance(&v, 12))
			r.phone = phone_slip(&v, r.phone);
	}
	if (v.person.employed && !view_chance(&v, v.habit->no_company))
		r.company = company_written(&v);
	if (v.person.employed && !view_chance(&v, v.habit->no_title))
		r.job_title = v.title;
	view_write_address(&v, &r);
	*out = r;
}
