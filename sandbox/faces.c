/* SPDX-License-Identifier: Apache-2.0 */
/* The vendors that are built into this program. */
#include "sandbox/host.h"

#include <string.h>

static const struct face_vendor *const faces[] = {&face_hubspot, &face_salesforce, &face_pipedrive};
#define N_FACES (sizeof faces / sizeof faces[0])

const struct face_vendor *face_vendor_at(size_t n)
{
	for (size_t i = 0; i < N_FACES; i++)
		if (n-- == 0)
			return faces[i];
	return NULL;
}

const struct face_vendor *face_vendor_find(const char *name)
{
	for (size_t i = 0; i < N_FACES; i++)
		if (strcmp(faces[i]->name, name) == 0)
			return faces[i];
	return NULL;
}
