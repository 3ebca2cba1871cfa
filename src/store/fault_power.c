/* SPDX-License-Identifier: Apache-2.0 */
/* For each file that is open: the sectors as the last sync left them. */
#include "config.h"

#include "fault_power.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 512

struct sector {
	sqlite3_int64 number;
	unsigned char old[SECTOR]; /* zeros beyond the end */
};

struct power_file {
	struct power_file *next;
	sqlite3_file *real;
	char *path; /* NULL: a temporary file */
	bool is_new;
	sqlite3_int64 durable_size;
	struct sector *sectors; /* changed since */
	size_t n, cap;
};

static struct power_file *files;

static sqlite3_int64 size_of(sqlite3_file *real)
{
	sqlite3_int64 size = 0;
	return real->pMethods->xFileSize(real, &size) == SQLITE_OK ? size : 0;
}

struct power_file *power_file_new(sqlite3_file *real, const char *path, bool is_new)
{
	struct power_file *file = calloc(1, sizeof *file);
	if (!file)
		return NULL;
	file->real = real;
	file->path = path ? strdup(path) : NULL;
	file->is_new = is_new;
	file->durable_size = size_of(real);
	file->next = files;
	files = file;
	return file;
}

void power_file_free(struct power_file *file)
{
	struct power_file **at = &files;
	while (*at && *at != file)
		at = &(*at)->next;
	if (!file || !*at)
		return;
	*at = file->next;
	free(file->sectors);
	free(file->path);
	free(file);
}

static bool is_known(const struct power_file *file, sqlite3_int64 number)
{
	for (size_t i = file->n; i > 0; i--)
		if (file->sectors[i - 1].number == number)
			return true;
	return false;
}

static void keep_sector(struct power_file *file, sqlite3_int64 number)
{
	if (is_known(file, number))
		return;
	if (file->n == file->cap) {
		size_t cap = file->cap ? file->cap * 2 : 64;
		struct sector *grown = realloc(file->sectors, cap * sizeof *grown);
		if (!grown)
			return;
		file->sectors = grown;
		file->cap = cap;
	}
	struct sector *s = &file->sectors[file->n++];
	memset(s, 0, sizeof *s);
	s->number = number;
	/* a short read fills up with zeros */
	(void)file->real->pMethods->xRead(file->real, s->old, SECTOR, number * SECTOR);
}

void power_before_write(struct power_file *file, sqlite3_int64 at, int n)
{
	if (!file)
		return;
	for (sqlite3_int64 number = at / SECTOR; number * SECTOR < at + n; number++)
		keep_sector(file, number);
}

void power_before_truncate(struct power_file *file, sqlite3_int64 size)
{
	if (file)
		power_before_write(file, size, (int)(size_of(file->real) - size));
}

void power_after_sync(struct power_file *file)
{
	if (!file)
		return;
	file->n = 0;
	file->is_new = false;
	file->durable_size = size_of(file->real);
}

/* SplitMix64: https://prng.di.unimi.it/splitmix64.c */
static bool toss(unsigned long long *seed)
{
	unsigned long long z = *seed += 0x9e3779b97f4a7c15ULL;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return (z ^ (z >> 31)) & 1;
}

static void lose(struct power_file *file, unsigned long long *seed)
{
	const struct sqlite3_io_methods *methods = file->real->pMethods;
	if (file->is_new && file->path && toss(seed)) {
		(void)unlink(file->path);
		return;
	}
	bool old_size = file->n > 0 && toss(seed);
	for (size_t i = 0; i < file->n; i++)
		if (toss(seed))
			(void)methods->xWrite(file->real, file->sectors[i].old, SECTOR,
					      file->sectors[i].number * SECTOR);
	if (old_size)
		(void)methods->xTruncate(file->real, file->durable_size);
}

void power_fail(unsigned long long seed)
{
	for (struct power_file *file = files; file; file = file->next)
		lose(file, &seed);
	raise(SIGKILL);
}
