/* SPDX-License-Identifier: Apache-2.0 */
/* Making and checking record ids. */
#include "ids.h"

#include <string.h>

static const char instance[] = "5g0";
static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char suffixes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

static void ids_add_suffix(char id[SF_ID_SIZE])
{
	for (unsigned block = 0; block < 3; block++) {
		unsigned bits = 0;
		for (unsigned i = 0; i < 5; i++) {
			char c = id[block * 5 + i];
			if (c >= 'A' && c <= 'Z')
				bits |= 1u << i;
		}
		id[15 + block] = suffixes[bits];
	}
	id[18] = '\0';
}

void sf_id_make(const char *prefix, uint64_t number, char out[SF_ID_SIZE])
{
	memcpy(out, prefix, 3);
	memcpy(out + 3, instance, 3);
	for (int i = 14; i >= 6; i--) {
		out[i] = digits[number % 62];
		number /= 62;
	}
	ids_add_suffix(out);
}

bool sf_id_normalise(const char *text, char out[SF_ID_SIZE])
{
	size_t len = strlen(text);
	if ((len != 15 && len != 18) || strspn(text, digits) != len)
		return false;
	char id[SF_ID_SIZE];
	memcpy(id, text, 15);
	ids_add_suffix(id);
	if (len == 18 && strcmp(id + 15, text + 15) != 0)
		return false;
	memcpy(out, id, sizeof(id));
	return true;
}

bool sf_id_number(const char *id, uint64_t *number)
{
	if (strlen(id) < 15 || memcmp(id + 3, instance, 3) != 0)
		return false;
	uint64_t value = 0;
	for (int i = 6; i < 15; i++) {
		const char *digit = strchr(digits, id[i]);
		if (!digit)
			return false;
		value = value * 62 + (uint64_t)(digit - digits);
	}
	*number = value;
	return true;
}
