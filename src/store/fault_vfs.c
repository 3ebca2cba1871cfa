/* SPDX-License-Identifier: Apache-2.0 */
/* A VFS that passes everything through to SQLite's own and lets chosen steps fail. */
#include "config.h"

#include "fault_vfs.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <base/fault_step.h>

#include "fault_power.h"

struct fault_file {
	sqlite3_file base;
	struct power_file *power; /* NULL: the power stays on */
	sqlite3_file *real;       /* stands right behind */
};

static unsigned long long fail_at, fail_from;
static atomic_ullong steps;
static sqlite3_vfs fault_table;
static sqlite3_vfs *real_vfs;

/* ---- CRMSYNC_STORE_FAULT ---------------------------------------------------------------------------------------- */

static enum { FAULT_NONE, FAULT_EIO, FAULT_EIO_ON, FAULT_CANTOPEN, FAULT_POWER } fault_kind;
static unsigned long long fault_number;
static atomic_ullong calls, opens, changes;

/* Any call; what it gives when it fails is `code`. */
static int call_fails(int code)
{
	unsigned long long n = atomic_fetch_add(&calls, 1) + 1;
	bool hit = (fault_kind == FAULT_EIO && n == fault_number) || (fault_kind == FAULT_EIO_ON && n >= fault_number);
	return hit ? code : SQLITE_OK;
}

static void about_to_change(void)
{
	unsigned long long n = atomic_fetch_add(&changes, 1) + 1;
	if (fault_kind == FAULT_POWER && n == fault_number)
		power_fail(n);
}

static void write_count(void)
{
	const char *path = getenv("CRMSYNC_STORE_COUNT");
	FILE *f = path ? fopen(path, "w") : NULL;
	if (!f)
		return;
	fprintf(f, "calls %llu\nopens %llu\nchanges %llu\n", atomic_load(&calls), atomic_load(&opens),
		atomic_load(&changes));
	fclose(f);
}

static void read_fault(void)
{
	static const char *const kinds[] = {"", "eio:", "eio-on:", "cantopen:", "power:"};
	const char *text = getenv("CRMSYNC_STORE_FAULT");
	fault_kind = FAULT_NONE;
	for (unsigned i = 1; text && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strncmp(text, kinds[i], strlen(kinds[i]))) {
			fault_kind = i;
			fault_number = strtoull(text + strlen(kinds[i]), NULL, 10);
		}
	atomic_store(&calls, 0);
	atomic_store(&opens, 0);
	atomic_store(&changes, 0);
}

/* ---- files --------------------------------------------------------------------------------------------------------
 */

static sqlite3_file *real_of(sqlite3_file *file)
{
	return ((struct fault_file *)file)->real;
}

static struct power_file *power_of(sqlite3_file *file)
{
	return ((struct fault_file *)file)->power;
}

static int step_fails(const char *what)
{
	unsigned long long n = atomic_fetch_add(&steps, 1) + 1;
	crm_fault_step("store", n, what, "CRMSYNC_KILL_STORE_IO");
	return n == fail_at || (fail_from && n >= fail_from);
}

static int fault_close(sqlite3_file *file)
{
	power_file_free(power_of(file));
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int fault_read(sqlite3_file *file, void *bytes, int n, sqlite3_int64 at)
{
	int rc = call_fails(SQLITE_IOERR_READ);
	return rc ? rc : real_of(file)->pMethods->xRead(real_of(file), bytes, n, at);
}

/* Half of it is written, as a disk does when it fills up. */
static int fault_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
	sqlite3_file *real = real_of(file);
	about_to_change();
	power_before_write(power_of(file), at, n);
	int rc = step_fails("write") ? SQLITE_FULL : call_fails(SQLITE_IOERR_WRITE);
	int done = real->pMethods->xWrite(real, bytes, rc ? n / 2 : n, at);
	return rc ? rc : done;
}

static int fault_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	about_to_change();
	power_before_truncate(power_of(file), size);
	int rc = step_fails("truncate") ? SQLITE_IOERR_TRUNCATE : call_fails(SQLITE_IOERR_TRUNCATE);
	return rc ? rc : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int fault_sync(sqlite3_file *file, int flags)
{
	about_to_change();
	int rc = step_fails("sync") ? SQLITE_IOERR_FSYNC : call_fails(SQLITE_IOERR_FSYNC);
	if (rc == SQLITE_OK)
		rc = real_of(file)->pMethods->xSync(real_of(file), flags);
	if (rc == SQLITE_OK)
		power_after_sync(power_of(file));
	return rc;
}

static int fault_size(sqlite3_file *file, sqlite3_int64 *size)
{
	int rc = call_fails(SQLITE_IOERR_FSTAT);
	return rc ? rc : real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int fault_lock(sqlite3_file *file, int level)
{
	int rc = call_fails(SQLITE_IOERR_LOCK);
	return rc ? rc : real_of(file)->pMethods->xLock(real_of(file), level);
}

static int fault_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int fault_check_reserved(sqlite3_file *file, int *out)
{
	int rc = call_fails(SQLITE_IOERR_CHECKRESERVEDLOCK);
	return rc ? rc : real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int fault_control(sqlite3_file *file, int what, void *arg)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), what, arg);
}

static int fault_sector_size(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int fault_characteristics(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int fault_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
	int rc = call_fails(SQLITE_IOERR_SHMMAP);
	return rc ? rc : real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int fault_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	int rc = flags & SQLITE_SHM_UNLOCK ? SQLITE_OK : call_fails(SQLITE_IOERR_SHMLOCK);
	return rc ? rc : real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void fault_shm_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int fault_shm_unmap(sqlite3_file *file, int erase)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), erase);
}

static const sqlite3_io_methods fault_methods = {
	.iVersion = 2,
	.xClose = fault_close,
	.xRead = fault_read,
	.xWrite = fault_write,
	.xTruncate = fault_truncate,
	.xSync = fault_sync,
	.xFileSize = fault_size,
	.xLock = fault_lock,
	.xUnlock = fault_unlock,
	.xCheckReservedLock = fault_check_reserved,
	.xFileControl = fault_control,
	.xSectorSize = fault_sector_size,
	.xDeviceCharacteristics = fault_characteristics,
	.xShmMap = fault_shm_map,
	.xShmLock = fault_shm_lock,
	.xShmBarrier = fault_shm_barrier,
	.xShmUnmap = fault_shm_unmap,
};

/* ---- the table ----------------------------------------------------------------------------------------------------
 */

static bool is_there(const char *name)
{
	int found = 0;
	return name && real_vfs->xAccess(real_vfs, name, SQLITE_ACCESS_EXISTS, &found) == SQLITE_OK && found;
}

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
	struct fault_file *self = (struct fault_file *)file;
	bool is_new = !is_there(name);
	(void)vfs;
	self->real = (sqlite3_file *)(self + 1);
	self->real->pMethods = NULL;
	self->power = NULL;
	file->pMethods = NULL;
	unsigned long long n = atomic_fetch_add(&opens, 1) + 1;
	int rc = fault_kind == FAULT_CANTOPEN && n == fault_number ? SQLITE_CANTOPEN : call_fails(SQLITE_IOERR);
	if (rc == SQLITE_OK)
		rc = real_vfs->xOpen(real_vfs, name, self->real, flags, out_flags);
	file->pMethods = self->real->pMethods ? &fault_methods : NULL;
	if (rc == SQLITE_OK && fault_kind == FAULT_POWER)
		self->power = power_file_new(self->real, name, is_new);
	return rc;
}

static int fault_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	(void)vfs;
	about_to_change();
	int rc = call_fails(SQLITE_IOERR_DELETE);
	return rc ? rc : real_vfs->xDelete(real_vfs, name, sync_folder);
}

static int fault_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	(void)vfs;
	int rc = call_fails(SQLITE_IOERR_ACCESS);
	return rc ? rc : real_vfs->xAccess(real_vfs, name, flags, out);
}

static unsigned long long read_number(const char *variable)
{
	const char *text = getenv(variable);
	return text ? strtoull(text, NULL, 10) : 0;
}

static bool is_wanted(void)
{
	return fail_at || fail_from || fault_kind != FAULT_NONE || getenv("CRMSYNC_KILL_STORE_IO") ||
	       getenv("CRMSYNC_STORE_COUNT") || getenv("CRMSYNC_FAULT_LOG");
}

const char *store_fault_vfs(void)
{
	fail_at = read_number("CRMSYNC_FAIL_STORE_IO");
	fail_from = read_number("CRMSYNC_FAIL_STORE_IO_FROM");
	atomic_store(&steps, 0);
	read_fault();
	if (!is_wanted())
		return NULL;
	if (!real_vfs) {
		real_vfs = sqlite3_vfs_find(NULL);
		fault_table = *real_vfs;
		fault_table.zName = "crmsync-fault";
		fault_table.szOsFile += (int)sizeof(struct fault_file);
		fault_table.xOpen = fault_open;
		fault_table.xDelete = fault_delete;
		fault_table.xAccess = fault_access;
		fault_table.pNext = NULL;
		atexit(write_count);
	}
	return sqlite3_vfs_register(&fault_table, 0) == SQLITE_OK ? fault_table.zName : NULL;
}
