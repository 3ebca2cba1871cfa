/* SPDX-License-Identifier: Apache-2.0 */
/* Filling a twin with what a store of crmsync holds (--from): each system with its records, under their own ids. */
#ifndef SANDBOX_FROM_STORE_H
#define SANDBOX_FROM_STORE_H

#include "sandbox/twin.h"

/* Adds all systems of the store to a twin that has none; seed: for their random numbers. */
int from_store_add_systems(struct twin *twin, const char *path, uint64_t seed, struct crm_error *err);
/* Fills each system of the twin with the records of the store's system of that name; CRM_E_USAGE if there is none, or
 * another vendor's. */
int from_store_fill(struct twin *twin, const char *path, struct crm_error *err);

#endif
