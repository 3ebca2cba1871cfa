/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A loss of power, for tests: what the disk holds of each file is what its last sync left, and of every sector written
 * since then either the old or the new content.  A file that was never synced since it was made may not be there at all.
 * A deletion is taken to be durable at once.
 */
#ifndef CRM_STORE_FAULT_POWER_H
#define CRM_STORE_FAULT_POWER_H

#include <stdbool.h>
#include <sqlite3.h>

struct power_file;

/* All of these take and give NULL where there is no room: then the file keeps what was written. */
struct power_file *power_file_new(sqlite3_file *real, const char *path, bool is_new);
void power_file_free(struct power_file *file);
void power_before_write(struct power_file *file, sqlite3_int64 at, int n);
void power_before_truncate(struct power_file *file, sqlite3_int64 size);
void power_after_sync(struct power_file *file);

/* Brings all files to what the disk may hold, by the toss of a coin that the seed decides, and kills the process. */
void power_fail(unsigned long long seed);

#endif
