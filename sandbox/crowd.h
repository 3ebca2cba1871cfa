/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A crowd: up to millions of made-up contacts with the truth about them, to measure matching with (crmsync dedupe).  It
 * is made for the difficulties of telling people apart; the records of seed_people.h are made for syncing.
 *
 * People come in units: the staff of a company, or a household.  A person has one to five records; each record is a
 * person as one system knew him at one time.  Every unit, person and record is made from its number alone, with random
 * numbers of its own, so that records can be written in any order; bench/matching/README.md argues the proportions,
 * which are frozen: changing them makes measurements incomparable.
 */
#ifndef SANDBOX_CROWD_H
#define SANDBOX_CROWD_H

#include <stdio.h>

#include <crmsync/error.h>

#include "sandbox/crowd_places.h"
#include "sandbox/seed_draft.h"

#define CROWD_MAX_RECORDS 5u
#define CROWD_RANKS       512u /* longest list of names that is picked from by rank */
#define CROWD_FLATNESSES  8u

/* Prefix sums of weights, to pick by. */
struct crowd_ranks {
	unsigned flatness;
	uint32_t sums[CROWD_RANKS];
};

struct crowd_census {
	uint32_t *sums; /* by name */
	size_t n;
};

enum crowd_stream { CROWD_UNIT = 100, CROWD_SITE, CROWD_PERSON, CROWD_RECORD, CROWD_LAYOUT, CROWD_ORDER };

struct crowd {
	uint64_t seed;
	uint32_t n_records, n_people, n_units;
	uint32_t *unit;        /* of a person */
	uint32_t *unit_start;  /* first person of a unit, with one more entry at the end */
	uint8_t *unit_variant; /* of a company: other than 0 if another has its domain */
	uint8_t *mail_variant; /* of a person: other than 0 if another has his address */
	uint32_t *records;     /* person << 3 | number of the record, in the order they are written */
	struct crowd_ranks ranks[CROWD_FLATNESSES];
	struct crowd_census last, female, male;
};

/* Lays out exactly n_records records; takes about 20 bytes a record. */
int crowd_init(struct crowd *crowd, uint64_t seed, uint32_t n_records, struct crm_error *err);
void crowd_free(struct crowd *crowd);

/* ---- picking by frequency (crowd_pick.c) ------------------------------------------------------------------------- */

int crowd_pick_init(struct crowd *crowd, struct crm_error *err);
void crowd_pick_free(struct crowd *crowd);
/* 0 to n-1, rank r with weight 1 / (r + flatness). */
size_t crowd_pick_rank(const struct crowd *crowd, struct seed_random *random, unsigned flatness, size_t n);
const char *crowd_pick(const struct crowd *crowd, struct seed_random *random, const struct seed_list *list,
		       unsigned flatness);
const struct crowd_country *crowd_pick_country(struct seed_random *random);
const char *crowd_pick_given(const struct crowd *crowd, struct seed_draft *d, const struct crowd_culture *culture,
			     bool female);
const char *crowd_pick_last(const struct crowd *crowd, struct seed_draft *d, const struct crowd_culture *culture,
			    bool female);

/* ---- letters (crowd_letters.c); texts are in the draft's arena --------------------------------------------------- */

/* All of them, up to NULL, in one text. */
const char *crowd_join(struct seed_draft *d, ...) __attribute__((sentinel));
const char *crowd_number(struct seed_draft *d, unsigned n);
/* The first n bytes, or all of a shorter text. */
const char *crowd_head(struct seed_draft *d, const char *text, size_t n);

enum crowd_ascii {
	CROWD_EXPANDED, /* Müller: Mueller */
	CROWD_STRIPPED  /* Müller: Muller */
};
const char *crowd_ascii(struct seed_draft *d, const char *text, enum crowd_ascii how);
/* Lower-case letters and digits in ASCII; what stands between words becomes `dash`, '\0': nothing. */
const char *crowd_slug(struct seed_draft *d, const char *text, enum crowd_ascii how, char dash);
/* A slip of one of many kinds: a neighbouring key, two letters transposed, one dropped or doubled, read wrongly from
   paper, heard wrongly.  The text itself if it is too short. */
const char *crowd_slip(struct seed_draft *d, const char *text);
/* As people write '#'-patterns: each is a random digit. */
const char *crowd_digits(struct seed_draft *d, const char *pattern);
/* A telephone number in one of the ways that people write it; `extension` may be NULL. */
const char *crowd_phone(struct seed_draft *d, const struct crowd_country *country, const char *area, const char *number,
			const char *extension, unsigned e164_permille);

/* ---- the truth (crowd_people.c) ---------------------------------------------------------------------------------- */

#define CROWD_NEVER 1000u /* later than any time of a record, which is 0 to 999 */

struct crowd_place {
	const struct crowd_country *country;
	const struct crowd_city *city;
	const char *street, *number, *postcode;
	const char *area, *phone; /* landline: of the household, or the switchboard without its last digit */
};

struct crowd_company {
	struct crowd_place place;      /* of the site asked for */
	const char *name, *legal_form; /* the name without it */
	const char *domain, *later_domain;
	unsigned domain_changes; /* time */
	unsigned mail_style;
	const char *family; /* surname of the family that owns it, NULL: none */
};

struct crowd_person {
	const struct crowd_culture *culture;
	bool female;
	const char *academic;       /* "Dr.", NULL */
	const char *suffix;         /* "Jr.", NULL: of father and son with one name */
	const char *first, *second; /* second given name, NULL: none */
	const char *last, *later_last;
	unsigned name_changes; /* time, CROWD_NEVER */
	struct crowd_place home, later_home;
	unsigned moves;
	const char *mobile_area, *mobile;
	const char *private_email, *later_private_email;
	unsigned private_email_changes;
	bool employed;
	uint32_t companies[2];
	unsigned job_changes; /* time of the second job */
	const char *titles[2];
};

/* True if the unit is a company, otherwise it is a household. */
bool crowd_is_company(const struct crowd *crowd, uint32_t unit);
void crowd_make_company(const struct crowd *crowd, uint32_t unit, uint32_t person, struct seed_draft *d,
			struct crowd_company *out);
/* d->random is left as the person's own stream. */
void crowd_make_person(const struct crowd *crowd, uint32_t index, struct seed_draft *d, struct crowd_person *out);
/* The address at work, by the company's habit. */
const char *crowd_work_email(const struct crowd *crowd, uint32_t index, const struct crowd_person *p, const char *last,
			     const struct crowd_company *c, const char *domain, struct seed_draft *d);

/* ---- records (crowd_record.c) ------------------------------------------------------------------------------------ */

struct crowd_record {
	const char *system, *first_name, *last_name, *email, *phone, *company, *job_title, *street, *postcode, *city,
		*country; /* "": missing */
	char prefix;      /* of the system's ids */
};

void crowd_make_record(const struct crowd *crowd, uint32_t person, unsigned number, struct seed_draft *d,
		       struct crowd_record *out);

/* Writes all of them as CSV (RFC 4180, UTF-8, LF) with a header; the last column, truth, is the same for the records of
   a person. */
int crowd_write_csv(uint64_t seed, uint32_t n_records, FILE *out, struct crm_error *err);

#endif
