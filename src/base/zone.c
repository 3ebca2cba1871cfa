/* SPDX-License-Identifier: Apache-2.0 */
/* Time zones from TZif files (RFC 8536). */
#include "config.h"

#include "zone.h"

#include "zone_rule.h"
#include <crmsync/mem.h>
#include <crmsync/timestamp.h>
#include <stdio.h>
#include <string.h>

#define ZONE_FOLDER   "/usr/share/zoneinfo/"
#define ZONE_FILE_MAX ((size_t)1 << 20)
#define ZONE_NAME_MAX 100
#define ZONE_RULE_MAX 128
#define HEADER_LEN    44
#define TYPE_LEN      6
#define MS_PER_DAY    INT64_C(86400000)

struct zone_change {
	int64_t at;     /* seconds since 1970 */
	int32_t offset; /* from then on, seconds east of UTC */
};

struct crm_zone {
	int32_t first; /* offset before the first change */
	struct zone_change *changes;
	size_t n;
	bool has_rule;
	struct zone_rule rule; /* after the last change */
};

/* The numbers of a TZif header, and the size of its times. */
struct zone_block {
	const unsigned char *data;
	size_t time_size;
	size_t isut, isstd, leap, times, types, chars;
};

static int64_t read_int(const unsigned char *p, size_t size)
{
	uint64_t value = p[0] & 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 | p[i];
	return (int64_t)value;
}

static size_t read_count(const unsigned char *p)
{
	return (size_t)((uint64_t)read_int(p, 4) & UINT32_MAX);
}

static size_t block_size(const struct zone_block *b)
{
	return b->times * (b->time_size + 1) + b->types * TYPE_LEN + b->chars + b->leap * (b->time_size + 4) +
	       b->isstd + b->isut;
}

/* Reads the header at *p and moves *p behind its data; false if it is no header or the data is cut off. */
static bool read_block(const unsigned char **p, const unsigned char *end, size_t time_size, struct zone_block *b)
{
	const unsigned char *h = *p;

	if (end - h < HEADER_LEN || memcmp(h, "TZif", 4) != 0)
		return false;
	*b = (struct zone_block){
		.data = h + HEADER_LEN,
		.time_size = time_size,
		.isut = read_count(h + 20),
		.isstd = read_count(h + 24),
		.leap = read_count(h + 28),
		.times = read_count(h + 32),
		.types = read_count(h + 36),
		.chars = read_count(h + 40),
	};
	if (block_size(b) > (size_t)(end - b->data))
		return false;
	*p = b->data + block_size(b);
	return true;
}

/* Offset of the i-th type, within a day and a bit as RFC 8536 has it. */
static bool type_offset(const struct zone_block *b, size_t i, int32_t *offset)
{
	const unsigned char *types = b->data + b->times * (b->time_size + 1);

	if (i >= b->types)
		return false;
	*offset = (int32_t)read_int(types + i * TYPE_LEN, 4);
	return *offset > -25 * 3600 && *offset < 26 * 3600;
}

static bool read_changes(const struct zone_block *b, struct crm_zone *zone)
{
	const unsigned char *types = b->data + b->times * b->time_size;

	if (!type_offset(b, 0, &zone->first))
		return false;
	for (size_t i = 0; i < b->times; i++) {
		zone->changes[i].at = read_int(b->data + i * b->time_size, b->time_size);
		if (i > 0 && zone->changes[i].at <= zone->changes[i - 1].at)
			return false;
		if (!type_offset(b, types[i], &zone->changes[i].offset))
			return false;
	}
	zone->n = b->times;
	return true;
}

/* "\n<rule>\n"; an empty rule says that nothing is known after the last change. */
static bool read_footer(const unsigned char *p, const unsigned char *end, struct crm_zone *zone)
{
	char text[ZONE_RULE_MAX];
	const unsigned char *stop;
	size_t len;

	if (p == end || *p != '\n')
		return false;
	p++;
	stop = memchr(p, '\n', (size_t)(end - p));
	if (stop == NULL)
		return false;
	len = (size_t)(stop - p);
	if (len == 0)
		return true;
	if (len >= sizeof text)
		return false;
	memcpy(text, p, len);
	text[len] = '\0';
	zone->has_rule = zone_rule_parse(text, &zone->rule);
	return zone->has_rule;
}

static int fill_zone(const unsigned char *bytes, size_t len, struct crm_zone *zone)
{
	const unsigned char *p = bytes, *end = bytes + len;
	struct zone_block block;
	bool footer;

	if (!read_block(&p, end, 4, &block))
		return CRM_E_INVALID;
	footer = bytes[4] >= '2';
	if (footer && !read_block(&p, end, 8, &block))
		return CRM_E_INVALID;
	zone->changes = crm_calloc(block.times + 1, sizeof *zone->changes);
	if (zone->changes == NULL)
		return CRM_E_NOMEM;
	if (!read_changes(&block, zone) || (footer && !read_footer(p, end, zone)))
		return CRM_E_INVALID;
	return 0;
}

int crm_zone_parse(const void *bytes, size_t len, struct crm_zone **out, struct crm_error *err)
{
	struct crm_zone *zone = crm_calloc(1, sizeof *zone);
	int rc = zone != NULL ? fill_zone(bytes, len, zone) : CRM_E_NOMEM;

	if (rc < 0) {
		crm_zone_free(zone);
		return crm_error_set(err, rc, rc == CRM_E_NOMEM ? "out of memory" : "not a time zone file");
	}
	*out = zone;
	return 0;
}

static bool is_zone_name(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_/";
	size_t len = strlen(name);

	return len > 0 && len <= ZONE_NAME_MAX && strspn(name, allowed) == len && name[0] != '/' &&
	       name[len - 1] != '/';
}

static int read_file(const char *path, unsigned char *bytes, size_t max, size_t *len)
{
	FILE *file = fopen(path, "rbe");

	if (file == NULL)
		return CRM_E_NOT_FOUND;
	*len = fread(bytes, 1, max, file);
	int rc = ferror(file) || !feof(file) ? CRM_E_FAIL : 0;
	fclose(file);
	return rc;
}

static int load_file(const char *name, struct crm_zone **out, struct crm_error *err)
{
	char path[sizeof ZONE_FOLDER + ZONE_NAME_MAX];
	unsigned char *bytes = crm_alloc(ZONE_FILE_MAX);
	size_t len = 0;
	int rc;

	if (bytes == NULL)
		return crm_error_no_memory(err);
	snprintf(path, sizeof path, "%s%s", ZONE_FOLDER, name);
	rc = read_file(path, bytes, ZONE_FILE_MAX, &len);
	if (rc == CRM_E_NOT_FOUND)
		rc = crm_error_set(err, CRM_E_CONFIG, "there is no time zone \"%s\" in " ZONE_FOLDER, name);
	else if (rc < 0)
		rc = crm_error_set(err, CRM_E_CONFIG, "time zone \"%s\" cannot be read", name);
	else
		rc = crm_zone_parse(bytes, len, out, err);
	crm_free(bytes);
	if (rc == CRM_E_INVALID) {
		crm_error_prefix(err, "time zone \"%s\"", name);
		if (err != NULL)
			err->code = CRM_E_CONFIG;
		rc = CRM_E_CONFIG;
	}
	return rc;
}

static int utc_zone(struct crm_zone **out, struct crm_error *err)
{
	struct crm_zone *zone = crm_calloc(1, sizeof *zone);

	if (zone == NULL)
		return crm_error_no_memory(err);
	*out = zone;
	return 0;
}

int crm_zone_load(const char *name, struct crm_zone **out, struct crm_error *err)
{
	if (!is_zone_name(name))
		return crm_error_set(err, CRM_E_CONFIG, "\"%s\" is not the name of a time zone (such as Europe/Berlin)",
				     name);
	if (strcmp(name, "UTC") == 0 || strcmp(name, "Etc/UTC") == 0)
		return utc_zone(out, err);
	return load_file(name, out, err);
}

void crm_zone_free(struct crm_zone *zone)
{
	if (zone == NULL)
		return;
	crm_free(zone->changes);
	crm_free(zone);
}

/* The last change at or before `seconds`; there is one. */
static int32_t offset_of_change(const struct crm_zone *zone, int64_t seconds)
{
	size_t low = 0, high = zone->n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (zone->changes[middle].at <= seconds)
			low = middle;
		else
			high = middle;
	}
	return zone->changes[low].offset;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int32_t crm_zone_offset(const struct crm_zone *zone, int64_t ms)
{
	int64_t seconds = floor_div(ms, 1000);

	if (zone == NULL)
		return 0;
	if (zone->has_rule && (zone->n == 0 || seconds >= zone->changes[zone->n - 1].at))
		return zone_rule_offset(&zone->rule, seconds);
	if (zone->n == 0 || seconds < zone->changes[0].at)
		return zone->first;
	return offset_of_change(zone, seconds);
}

int32_t crm_zone_day(const struct crm_zone *zone, int64_t ms)
{
	return (int32_t)floor_div(ms + crm_zone_offset(zone, ms) * INT64_C(1000), MS_PER_DAY);
}
