/* SPDX-License-Identifier: Apache-2.0 */
/* Salesforce objects and record ids. */
#include "sobject.h"

#include <string.h>

static const struct sf_sobject sobjects[SF_TYPES] = {
	[SF_ACCOUNT] = {"Account", "001", CRM_COMPANY, NULL, true},
	[SF_CONTACT] = {"Contact", "003", CRM_CONTACT, "Contact", true},
	[SF_LEAD] = {"Lead", "00Q", CRM_CONTACT, "Lead", true},
	[SF_OPPORTUNITY] = {"Opportunity", "006", CRM_DEAL, NULL, false},
	[SF_USER] = {"User", "005", CRM_OWNER, NULL, false},
};

const struct sf_sobject *sf_sobject(enum sf_type type)
{
	return &sobjects[type];
}

size_t sf_types_of(enum crm_object object, bool with_leads, enum sf_type out[SF_OBJECT_TYPES])
{
	size_t n = 0;
	for (size_t i = 0; i < SF_TYPES && n < SF_OBJECT_TYPES; i++)
		if (sobjects[i].object == object && (with_leads || i != SF_LEAD))
			out[n++] = (enum sf_type)i;
	return n;
}

bool sf_type_by_name(enum crm_object object, const char *name, enum sf_type *out)
{
	for (size_t i = 0; i < SF_TYPES; i++) {
		if (sobjects[i].object == object && strcmp(sobjects[i].name, name) == 0) {
			*out = (enum sf_type)i;
			return true;
		}
	}
	return false;
}

bool sf_type_of_id(enum crm_object object, const char *id, enum sf_type *out)
{
	char whole[SF_ID_SIZE];
	if (!id || !sf_id_long(id, strlen(id), whole))
		return false;
	for (size_t i = 0; i < SF_TYPES; i++) {
		if (sobjects[i].object == object && strncmp(sobjects[i].prefix, whole, 3) == 0) {
			*out = (enum sf_type)i;
			return true;
		}
	}
	return false;
}

static bool is_id_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* One bit for each capital among five characters picks the check character. */
static char id_check_char(const char five[5])
{
	unsigned bits = 0;
	for (unsigned i = 0; i < 5; i++)
		if (five[i] >= 'A' && five[i] <= 'Z')
			bits |= 1U << i;
	return "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits];
}

bool sf_id_long(const char *text, size_t len, char out[SF_ID_SIZE])
{
	if (len != 15 && len != 18)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_id_char(text[i]))
			return false;
	memcpy(out, text, 15);
	for (size_t i = 0; i < 3; i++)
		out[15 + i] = id_check_char(text + 5 * i);
	out[18] = '\0';
	return true;
}

const char *sf_id_keep(struct crm_arena *arena, const char *text)
{
	char whole[SF_ID_SIZE];
	return crm_arena_strdup(arena, text && sf_id_long(text, strlen(text), whole) ? whole : text);
}

bool sf_id_same(const char *a, const char *b)
{
	return a && b && (strlen(a) == 18 || strlen(a) == 15) && (strlen(b) == 18 || strlen(b) == 15) &&
	       strncmp(a, b, 15) == 0;
}
