/* SPDX-License-Identifier: Apache-2.0 */
/* Filling a twin before it is served. */
#ifndef SANDBOX_SEED_H
#define SANDBOX_SEED_H

#include "sandbox/cmdline.h"
#include "sandbox/seed_writer.h"

/* Fills the twin as the command line says and writes the truth file. */
int seed_fill(struct twin *twin, const struct cmdline *c, struct crm_error *err);

/* The demo company from folder/owners.json, companies.json, contacts.json, deals.json (see crmsync-sandbox(1)); the
   records of a vendor go to the first system of that vendor. */
int seed_demo(struct seed_writer *w, const char *folder, struct crm_error *err);

/* n_people made-up people with their companies and deals, over all systems.  The same seed, systems and numbers give
 * the same records. */
int seed_people(struct seed_writer *w, uint64_t seed, uint32_t n_people, struct crm_error *err);

#endif
