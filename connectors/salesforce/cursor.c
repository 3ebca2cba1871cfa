/* SPDX-License-Identifier: Apache-2.0 */
/* Where a pull goes on: "1|Contact|0|BEGAN|TOTAL|STAMP|ID|PATH". */
#include "cursor.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bulk_place.h"

#define VERSION "1"
#define FIELDS  8

void sf_cursor_write(struct crm_buf *out, const struct sf_cursor *cursor)
{
	crm_buf_printf(out, VERSION "|%s|%d|%" PRId64 "|%" PRId64 "|%" PRId64 "|%s|%s", sf_sobject(cursor->type)->name,
		       cursor->by_roles, cursor->began, cursor->total, cursor->stamp, cursor->id, cursor->path);
}

static bool split(char *text, char *fields[FIELDS])
{
	for (size_t i = 0; i < FIELDS; i++) {
		fields[i] = text;
		char *end = i + 1 < FIELDS ? strchr(text, '|') : NULL;
		if (i + 1 == FIELDS)
			return true;
		if (!end)
			return false;
		*end = '\0';
		text = end + 1;
	}
	return false;
}

static bool read_number(const char *text, int64_t *out)
{
	char *end;
	*out = strtoll(text, &end, 10);
	return end != text && *end == '\0';
}

static bool type_of(const char *name, enum sf_type *out)
{
	for (int i = 0; i < SF_TYPES; i++) {
		if (strcmp(sf_sobject((enum sf_type)i)->name, name) == 0) {
			*out = (enum sf_type)i;
			return true;
		}
	}
	return false;
}

static bool is_id(const char *text)
{
	char whole[SF_ID_SIZE];
	return text[0] == '\0' || sf_id_long(text, strlen(text), whole);
}

static bool is_path(const char *text)
{
	return text[0] == '\0' || sf_bulk_is_place(text) || strncmp(text, "/services/data/", 15) == 0;
}

bool sf_cursor_read(const char *text, struct crm_arena *arena, struct sf_cursor *out)
{
	char *fields[FIELDS];
	char *copy = crm_arena_strdup(arena, text);
	struct sf_cursor cursor = {0};
	if (!copy || !split(copy, fields) || strcmp(fields[0], VERSION) != 0)
		return false;
	cursor.by_roles = strcmp(fields[2], "1") == 0;
	cursor.id = fields[6];
	cursor.path = fields[7];
	if (!type_of(fields[1], &cursor.type) || !read_number(fields[3], &cursor.began) ||
	    !read_number(fields[4], &cursor.total) || !read_number(fields[5], &cursor.stamp) || !is_id(cursor.id) ||
	    !is_path(cursor.path))
		return false;
	*out = cursor;
	return true;
}
