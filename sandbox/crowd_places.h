/* SPDX-License-Identifier: Apache-2.0 */
/* What the people of a crowd (crowd.h) are made of, country by country; put together by hand from general knowledge. */
#ifndef SANDBOX_CROWD_PLACES_H
#define SANDBOX_CROWD_PLACES_H

#include "sandbox/seed_names.h"

/* Names of a language as they are spread in life: some surnames are common, most are rare. */
struct crowd_culture {
	const struct seed_language *names;
	bool census;              /* given names and surnames are those of the US census, by their numbers */
	unsigned flatness;        /* of names.last the one of rank r has weight 1 / (r + flatness) */
	unsigned common_permille; /* have a surname of names.last */
	struct seed_list heads, tails, female_tails; /* the others have one that is put together: "Kalten" "bach";
							 female_tails in step with tails, or empty */
	bool two_surnames;                           /* García López */
};

struct crowd_city {
	const char *name, *other; /* another spelling, NULL: none */
	const char *postcode;     /* '#' is any digit */
	const char *area;         /* dialling code without trunk prefix */
};

enum crowd_address { STREET_THEN_NUMBER, NUMBER_THEN_STREET, STREET_COMMA_NUMBER };

struct crowd_country {
	unsigned weight; /* of all people, per thousand */
	const struct crowd_culture *culture;
	const char *const *spellings; /* as users write it, NULL-terminated, the code last */
	const char *dial, *trunk;
	const char *const *mobiles; /* prefixes, NULL-terminated */
	unsigned digits, mobile_digits;
	const struct crowd_city *cities; /* large ones first */
	size_t n_cities;
	struct seed_list street_heads, street_tails;
	bool tail_first; /* "rue" "Pasteur" */
	enum crowd_address address;
	struct seed_list legal_forms, lines, titles, mail_domains;
	const char *top_level;
};

extern const struct crowd_country crowd_countries[];
extern const size_t crowd_n_countries;
extern const struct crowd_culture crowd_german, crowd_american, crowd_french, crowd_spanish, crowd_italian,
	crowd_polish, crowd_turkish;

#endif
