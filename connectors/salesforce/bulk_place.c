/* SPDX-License-Identifier: Apache-2.0 */
/* Where a pull by a bulk query job is. */
#include "bulk_place.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sobject.h"

#define PREFIX SF_BULK_BEGIN

bool sf_bulk_is_place(const char *path)
{
	return strncmp(path, PREFIX, strlen(PREFIX)) == 0;
}

/* A number at *text that ends at a colon or the end; *text moves behind the colon. */
static bool read_number(const char **text, int64_t *out)
{
	char *end;
	*out = strtoll(*text, &end, 10);
	if (end == *text || *out < 0 || (*end != ':' && *end != '\0'))
		return false;
	*text = *end == ':' ? end + 1 : end;
	return true;
}

bool sf_bulk_place_read(const char *path, struct crm_arena *arena, struct sf_bulk_place *out)
{
	struct sf_bulk_place place = {.job = "", .locator = ""};
	const char *text = path + strlen(PREFIX), *colon = strchr(text, ':');
	char job[SF_ID_SIZE];
	int64_t number;
	if (!sf_bulk_is_place(path))
		return false;
	if (*text == '\0') {
		*out = place;
		return true;
	}
	if (!colon || !sf_id_long(text, (size_t)(colon - text), job) || colon[1] == '\0' || colon[2] != ':')
		return false;
	place.job = crm_arena_strdup(arena, job);
	place.results = colon[1] == 'r';
	text = colon + 3;
	if (!place.job || !(place.results || colon[1] == 'p') || !read_number(&text, &number))
		return false;
	place.looks = place.results ? 0 : (unsigned)number;
	place.rows = place.results ? number : 0;
	if (place.results)
		place.locator = crm_arena_strdup(arena, text);
	*out = place;
	return place.locator != NULL;
}

void sf_bulk_place_write(struct crm_buf *path, const struct sf_bulk_place *place)
{
	crm_buf_str(path, PREFIX);
	if (place->job[0] == '\0')
		return;
	if (place->results)
		crm_buf_printf(path, "%s:r:%" PRId64 ":%s", place->job, place->rows, place->locator);
	else
		crm_buf_printf(path, "%s:p:%u", place->job, place->looks);
}
