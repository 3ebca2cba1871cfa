/* SPDX-License-Identifier: Apache-2.0 */
/* Owners: the account's users. */
#include <string.h>
#include <strings.h>

#include "hubspot.h"

#define FIRST_OWNER_ID 76070001
#define FIRST_USER_ID  12045001

struct hs_owner *hs_owner_by_email(const struct face *face, const char *email)
{
	for (size_t i = 0; i < face->n_owners; i++)
		if (face->owners[i].email && strcasecmp(face->owners[i].email, email) == 0)
			return &face->owners[i];
	return NULL;
}

struct hs_owner *hs_owner_by_id(const struct face *face, const char *id)
{
	uint64_t n;
	if (!hs_parse_id(id, &n))
		return NULL;
	for (size_t i = 0; i < face->n_owners; i++)
		if (face->owners[i].id == n)
			return &face->owners[i];
	return NULL;
}

static int owner_text(char **member, const char *text)
{
	if (!text)
		return CRM_OK;
	char *copy = crm_strdup(text);
	if (!copy)
		return CRM_E_NOMEM;
	crm_free(*member);
	*member = copy;
	return CRM_OK;
}

int hs_owner_update(struct hs_owner *owner, const char *email, const char *first, const char *last, int64_t now)
{
	owner->updated = now;
	if (owner_text(&owner->email, email) < 0 || owner_text(&owner->first_name, first) < 0 ||
	    owner_text(&owner->last_name, last) < 0)
		return CRM_E_NOMEM;
	return CRM_OK;
}

int hs_owner_add(struct face *face, uint64_t id, const char *email, const char *first, const char *last, bool active,
		 int64_t now, struct hs_owner **out)
{
	if (hs_grow(&face->owners, &face->cap_owners, face->n_owners, sizeof *face->owners) < 0)
		return CRM_E_NOMEM;
	if (face->next_owner_id == 0)
		face->next_owner_id = FIRST_OWNER_ID;
	struct hs_owner *owner = &face->owners[face->n_owners];
	*owner = (struct hs_owner){.id = id ? id : face->next_owner_id, .archived = !active, .created = now};
	if (owner->id >= face->next_owner_id)
		face->next_owner_id = owner->id + 1 + hs_mix(owner->id) % 19;
	owner->user_id = FIRST_USER_ID + (owner->id - FIRST_OWNER_ID);
	face->n_owners++;
	*out = owner;
	return hs_owner_update(owner, email, first, last, now);
}

void hs_owners_close(struct face *face)
{
	for (size_t i = 0; i < face->n_owners; i++) {
		crm_free(face->owners[i].email);
		crm_free(face->owners[i].first_name);
		crm_free(face->owners[i].last_name);
	}
	crm_free(face->owners);
}
