/* SPDX-License-Identifier: Apache-2.0 */
/* What SQLite says, turned into codes to branch on and messages that tell what happened, what was lost and the way out.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "store_internal.h"

#define NOTHING_LOST "nothing of this step was written and nothing was lost"

static const char *describe_errno(int number)
{
	switch (number) {
	case ENOSPC:
		return "disk full";
	case EDQUOT:
		return "disk quota used up, the disk is full for this user";
	case EFBIG:
		return "disk full for this program: its file size limit is reached";
	case EROFS:
		return "the file system is read-only";
	case EACCES:
	case EPERM:
		return "permission denied";
	case ENOENT:
		return "no such file or directory";
	case ENOTDIR:
		return "a part of the path is not a directory";
	case EISDIR:
		return "it is a directory";
	case EMFILE:
	case ENFILE:
		return "too many open files";
	case ENOLCK:
		return "the file system does not support locks";
	case EIO:
		return "input/output error of the disk";
	default:
		return NULL;
	}
}

static int fail_disk(struct crm_error *err, const char *path, const char *doing, const char *why, int number)
{
	const char *cause = describe_errno(number);
	return crm_error_set(err, CRM_E_DISK,
			     "cannot %s '%s': %s; " NOTHING_LOST ", so make room or repair the cause and run again",
			     doing, path, cause ? cause : why);
}

int store_damaged(struct crm_store *st, const char *why, struct crm_error *err)
{
	return crm_error_set(err, CRM_E_STORE,
			     "store '%s' is damaged (%s): put its newest backup in place, or run `crmsync relink`, which "
			     "moves it away and rebuilds the links from the crmsync ids that the CRMs hold",
			     st->path, why);
}

/* Class of an SQLite result: the table that decides what the program branches on. */
static int classify(int sqlite_code)
{
	if (sqlite_code == SQLITE_IOERR_NOMEM)
		return CRM_E_NOMEM;
	switch (sqlite_code & 0xff) {
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
	case SQLITE_NOLFS:
	case SQLITE_PROTOCOL:
		return CRM_E_DISK;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_FORMAT:
		return CRM_E_STORE;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return CRM_E_LOCKED;
	case SQLITE_NOMEM:
		return CRM_E_NOMEM;
	case SQLITE_INTERRUPT:
		return CRM_E_INTERRUPTED;
	case SQLITE_TOOBIG:
	case SQLITE_RANGE:
		return CRM_E_INVALID;
	default:
		return CRM_E_FAIL;
	}
}

static const char *describe_disk(int sqlite_code)
{
	/* SQLite keeps the cause of these to itself where it has undone something since. */
	if (sqlite_code == SQLITE_IOERR_WRITE || sqlite_code == SQLITE_IOERR_SHMSIZE)
		return "disk full, or a limit on the size of files is reached";
	switch (sqlite_code & 0xff) {
	case SQLITE_FULL:
		return "disk full";
	case SQLITE_READONLY:
		return "the file or its folder is read-only";
	case SQLITE_CANTOPEN:
		return "the file or its folder cannot be opened for writing";
	default:
		return sqlite3_errstr(sqlite_code);
	}
}

/* SQLite says "cannot open" where it could not make the files beside the store: the folder knows why. */
static int errno_of_folder(const char *path, int number)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? crm_strndup(path, slash == path ? 1 : (size_t)(slash - path)) : crm_strdup(".");
	if (folder && access(folder, W_OK) != 0)
		number = errno;
	crm_free(folder);
	return number;
}

static void doom(struct crm_store *st, int code)
{
	if (st->db && st->depth > 0 && !st->doomed && sqlite3_get_autocommit(st->db))
		st->doomed = code;
}

int store_nomem(struct crm_error *err)
{
	return crm_error_no_memory(err);
}

int store_fail(struct crm_store *st, int sqlite_code, const char *doing, struct crm_error *err)
{
	int code = classify(sqlite_code);
	const char *said = st->db ? sqlite3_errmsg(st->db) : sqlite3_errstr(sqlite_code);
	int number = st->db ? sqlite3_system_errno(st->db) : 0;
	if ((sqlite_code & 0xff) == SQLITE_CANTOPEN)
		number = errno_of_folder(st->path, number);
	doom(st, code);
	switch (code) {
	case CRM_E_DISK:
		return fail_disk(
			err, st->path, doing, describe_disk(sqlite_code),
			(sqlite_code & 0xff) == SQLITE_IOERR || (sqlite_code & 0xff) == SQLITE_CANTOPEN ? number : 0);
	case CRM_E_STORE:
		return store_damaged(st, said, err);
	case CRM_E_LOCKED:
		return crm_error_set(err, code, "cannot %s '%s': another program is using it; close that and run again",
				     doing, st->path);
	case CRM_E_NOMEM:
		return store_nomem(err);
	default:
		return crm_error_set(err, code, "cannot %s '%s': %s", doing, st->path, said);
	}
}

int store_fail_file(const char *path, const char *doing, int system_errno, struct crm_error *err)
{
	return fail_disk(err, path, doing, "the operating system refused it", system_errno);
}
