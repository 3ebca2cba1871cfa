/* SPDX-License-Identifier: Apache-2.0 */
/* What every org has from the start: its organization, the user who calls the API, profiles, stages. */
#ifndef SANDBOX_SALESFORCE_ORG_H
#define SANDBOX_SALESFORCE_ORG_H

#include "model.h"

/* Fills the empty tables. */
int sf_org_fill(struct face *face);
/* Gives the organization the id that the option "tenant" asks for. */
void sf_org_sync(struct face *face);
/* Drops all tables and makes them anew, empty. */
int sf_org_reset(struct face *face);

#endif
