/* SPDX-License-Identifier: Apache-2.0 */
/* The true world as the systems hold it: which record stands where, in which spelling. */
#ifndef SANDBOX_SEED_PEOPLE_H
#define SANDBOX_SEED_PEOPLE_H

#include "sandbox/seed_world.h"
#include "sandbox/seed_writer.h"

struct spread {
	struct seed_writer *writer;
	struct world world;
	struct seed_draft draft;   /* its arena is reset for each thing */
	uint32_t *company_systems; /* by company: bit i: it is in hosts[i] */
	uint32_t *contact_systems; /* by person: bit i: he is in hosts[i] as a contact that deals may refer to */
};

/* All records of one company, person or deal. */
int spread_company(struct spread *s, uint32_t index, struct crm_error *err);
int spread_person(struct spread *s, uint32_t index, struct crm_error *err);
int spread_deal(struct spread *s, uint32_t index, struct crm_error *err);

/* Owners are the same everywhere. */
extern const struct seed_owner spread_owners[WORLD_OWNERS];
/* Sets up to three bits among `among`, one system more often than two. */
uint32_t spread_choose_systems(struct spread *s, uint32_t among, unsigned one_permille, unsigned two_permille);

#endif
