/* SPDX-License-Identifier: Apache-2.0 */
/* The made-up companies, people and deals as they truly are, each made from its number alone. */
#ifndef SANDBOX_SEED_WORLD_H
#define SANDBOX_SEED_WORLD_H

#include <crmsync/error.h>

#include "sandbox/seed_draft.h"

#define WORLD_OWNERS 8u /* the last one left the company */

enum world_stream {
	WORLD_COMPANY,
	WORLD_PERSON,
	WORLD_DEAL,
	WORLD_COMPANY_RECORD,
	WORLD_PERSON_RECORD,
	WORLD_DEAL_RECORD
};

#define WORLD_NO_COMPANY UINT32_MAX

struct world {
	uint64_t seed;
	uint32_t n_companies, n_people, n_deals;
	uint32_t *company_variant; /* 0: as made; others get their city and a number, so that no two share name and
				      domain */
	uint32_t *person_variant;  /* likewise for e-mail addresses */
	uint32_t *employer;        /* of a person, or WORLD_NO_COMPANY */
	uint32_t *staff_start;     /* staff[staff_start[c]] to staff[staff_start[c + 1] - 1] work for company c */
	uint32_t *staff;
};

/* Decides all that needs to be unique; takes 20 bytes a person. */
int world_init(struct world *world, uint64_t seed, uint32_t n_people, struct crm_error *err);
void world_free(struct world *world);

struct world_company {
	const struct seed_country *country;
	const struct seed_city *city;
	const struct seed_industry *industry;
	const char *name; /* without legal form */
	const char *legal_form;
	const char *domain;
	const char *street, *number; /* of the telephone, without area */
	const char *vat_id;          /* NULL: none */
	unsigned employees;
	unsigned mail_style;
	unsigned owner;
};

struct world_person {
	const struct seed_country *country;
	const struct seed_city *city;
	bool female;
	const char *first, *last, *title, *street, *birthday;
	const char *email;         /* at work, or the only one; unique */
	const char *private_email; /* unique */
	const char *number;        /* at work or at home, in the city's area */
	const char *mobile_area, *mobile;
	uint32_t company; /* or WORLD_NO_COMPANY */
	unsigned owner;
	bool opted_out;
};

struct world_deal {
	uint32_t company;
	const char *subject, *currency;
	unsigned year, quarter;
	const char *amount, *close_date;
	unsigned stage, owner;
};

/* d->random is set to the thing's own stream. */
void world_make_company(const struct world *world, uint32_t index, struct seed_draft *d, struct world_company *out);
void world_make_person(const struct world *world, uint32_t index, struct seed_draft *d, struct world_person *out);
void world_make_deal(const struct world *world, uint32_t index, struct seed_draft *d, struct world_deal *out);

#endif
