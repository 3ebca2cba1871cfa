/* SPDX-License-Identifier: Apache-2.0 */
/* Latent classes of people by their names, cities and categories: languages and regions, as the data shows them. */
#ifndef CRM_LINKAGE_COMMUNITIES_H
#define CRM_LINKAGE_COMMUNITIES_H

#include <core/linkage/parts.h>

/* Does the field take part? */
bool field_has_communities(const struct field *field);
/* Sets link->community and by_community of the fields; leaves them NULL where the table is too small or is not of
   people.  0 or CRM_E_NOMEM. */
int linkage_make_communities(struct linkage *link);
/* The class of a record that was not there when classes were fitted. */
struct index_classes;
uint8_t community_find(const struct linkage *link, const struct index_classes *classes, uint32_t record);
/* Which share of the people of their communities have the more common of the two records' values, 0 to 1; 0 if there
   are no communities. */
double community_share(const struct linkage *link, unsigned field, uint32_t a, uint32_t b);

#endif
