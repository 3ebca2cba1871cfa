/* SPDX-License-Identifier: Apache-2.0 */
/* A VFS that passes everything through to SQLite's own and lets chosen steps fail. */
#include "config.h"

#include "fault_vfs.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <base/fault_step.h>

struct fault_file {
	sqlite3_file base;
	sqlite3_file *real; /* stands right behind */
};

static unsigned long long fail_at, fail_from;
static atomic_ullong steps;
static sqlite3_vfs fault_table;
static sqlite3_vfs *real_vfs;

static sqlite3_file *real_of(sqlite3_file *file)
{
	return ((struct fault_file *)file)->real;
}

static int step_fails(const char *what)
{
	unsigned long long n = atomic_fetch_add(&steps, 1) + 1;
	crm_fault_step("store", n, what, "CRMSYNC_KILL_STORE_IO");
	return n == fail_at || (fail_from && n >= fail_from);
}

static int fault_close(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int fault_read(sqlite3_file *file, void *bytes, int n, sqlite3_int64 at)
{
	return real_of(file)->pMethods->xRead(real_of(file), bytes, n, at);
}

/* Half of it is written, as a disk does when it fills up. */
static int fault_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
	sqlite3_file *real = real_of(file);
	if (!step_fails("write"))
		return real->pMethods->xWrite(real, bytes, n, at);
	(void)real->pMethods->xWrite(real, bytes, n / 2, at);
	return SQLITE_FULL;
}

static int fault_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	return step_fails("truncate") ? SQLITE_IOERR_TRUNCATE : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int fault_sync(sqlite3_file *file, int flags)
{
	return step_fails("sync") ? SQLITE_IOERR_FSYNC : real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int fault_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int fault_lock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int fault_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int fault_check_reserved(sqlite3_file *file, int *out)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
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
	return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int fault_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
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

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
	struct fault_file *self = (struct fault_file *)file;
	(void)vfs;
	self->real = (sqlite3_file *)(self + 1);
	self->real->pMethods = NULL;
	int rc = real_vfs->xOpen(real_vfs, name, self->real, flags, out_flags);
	file->pMethods = self->real->pMethods ? &fault_methods : NULL;
	return rc;
}

static unsigned long long read_number(const char *variable)
{
	const char *text = getenv(variable);
	return text ? strtoull(text, NULL, 10) : 0;
}

const char *store_fault_vfs(void)
{
	fail_at = read_number("CRMSYNC_FAIL_STORE_IO");
	fail_from = read_number("CRMSYNC_FAIL_STORE_IO_FROM");
	atomic_store(&steps, 0);
	if (!fail_at && !fail_from && !getenv("CRMSYNC_KILL_STORE_IO") && !getenv("CRMSYNC_FAULT_LOG"))
		return NULL;
	if (!real_vfs) {
		real_vfs = sqlite3_vfs_find(NULL);
		fault_table = *real_vfs;
		fault_table.zName = "crmsync-fault";
		fault_table.szOsFile += (int)sizeof(struct fault_file);
		fault_table.xOpen = fault_open;
		fault_table.pNext = NULL;
	}
	return sqlite3_vfs_register(&fault_table, 0) == SQLITE_OK ? fault_table.zName : NULL;
}
