/* SPDX-License-Identifier: Apache-2.0 */
/* Growing arrays and scattering hashes, for everything that the face keeps. */
#include <string.h>

#include "hubspot.h"

int hs_grow(void *v, size_t *cap, size_t n, size_t size)
{
	if (n < *cap)
		return CRM_OK;
	void *old, *grown;
	size_t want = *cap ? *cap * 2 : 8;
	memcpy(&old, v, sizeof old);
	grown = crm_reallocarray(old, want, size);
	if (!grown)
		return CRM_E_NOMEM;
	memcpy(v, &grown, sizeof grown);
	*cap = want;
	return CRM_OK;
}

uint64_t hs_mix(uint64_t x)
{
	x ^= x >> 31;
	x *= UINT64_C(0x7fb5d329728ea185);
	x ^= x >> 27;
	x *= UINT64_C(0x81dadef4bc2dd44d);
	x ^= x >> 33;
	return x;
}

uint64_t hs_hash_text(uint64_t seed, const char *text)
{
	uint64_t h = seed ^ UINT64_C(0x9ae16a3b2f90404f);
	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hs_mix(h);
}
