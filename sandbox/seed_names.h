/* SPDX-License-Identifier: Apache-2.0 */
/* What made-up people and companies are put together from. */
#ifndef SANDBOX_SEED_NAMES_H
#define SANDBOX_SEED_NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct seed_list {
	const char *const *items; /* common ones first */
	size_t n;
};

struct seed_nickname {
	const char *name, *nickname;
};

struct seed_language {
	struct seed_list female, male, last;
	const struct seed_nickname *nicknames;
	size_t n_nicknames;
};

extern const struct seed_language seed_german, seed_english;

struct seed_country {
	const char *name;             /* "Germany" */
	const char *const *spellings; /* as users write it, NULL-terminated */
	const char *dial;             /* "49" */
	const char *trunk;            /* before an area code at home: "0", "" */
	const char *first_digits;     /* that a subscriber's number may begin with */
	const char *currency;
	const char *language; /* "de" */
	const struct seed_language *names;
	const struct seed_list *legal_forms; /* of companies */
	const struct seed_list *streets;
	bool number_after_street;
	bool vat_id; /* companies have a VAT id "DE123456789" */
};

struct seed_city {
	const struct seed_country *country;
	const char *name, *state, *postcode;
	const char *area; /* dialling code without trunk prefix */
	unsigned digits;  /* of a subscriber's number */
};

/* A range of mobile numbers. */
struct seed_mobile {
	const struct seed_country *country;
	const char *prefix;
	unsigned digits; /* that follow */
};

extern const struct seed_city seed_cities[];
extern const size_t seed_n_cities;
extern const struct seed_mobile seed_mobiles[];
extern const size_t seed_n_mobiles;

struct seed_industry {
	const char *name;    /* plain words, as seed_company.industry */
	const char *de, *en; /* what such a company calls its line in its name */
};

extern const struct seed_industry seed_industries[];
extern const size_t seed_n_industries;
extern const struct seed_list seed_coined; /* first words of company names that are no surname */
extern const struct seed_list seed_titles_de, seed_titles_en;
extern const struct seed_list seed_subjects_de, seed_subjects_en; /* what deals are about */
extern const struct seed_list seed_mail_domains;                  /* free mail */

#endif
