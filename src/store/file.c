/* SPDX-License-Identifier: Apache-2.0 */
/* The store as a file: whose it is, who may read it, and that it is made private from its first byte. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <crmsync/log.h>

#include "store_internal.h"

#ifdef O_PATH
#define LOOK_FLAGS (O_PATH | O_CLOEXEC) /* closing such a descriptor leaves SQLite's locks alone */
#else
#define LOOK_FLAGS (O_RDONLY | O_NONBLOCK | O_CLOEXEC)
#endif

int store_file_create_private(const char *path, struct crm_error *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return store_fail_file(path, "create", errno, err);
	int rc = fchmod(fd, 0600) == 0 ? CRM_OK : store_fail_file(path, "make private", errno, err);
	close(fd);
	return rc;
}

static void tighten_beside(const char *path, const char *suffix)
{
	struct crm_buf name;
	crm_buf_init(&name, CRM_BUF_MAX);
	crm_buf_printf(&name, "%s%s", path, suffix);
	if (!name.failed)
		(void)chmod(name.ptr, 0600);
	crm_buf_free(&name);
}

static int tighten(const char *path, int fd, struct crm_error *err)
{
	struct stat now;
	if (chmod(path, 0600) != 0 || fstat(fd, &now) != 0)
		return store_fail_file(path, "make private", errno, err);
	if (now.st_mode & 077)
		return crm_error_set(err, CRM_E_STORE, "store '%s' was replaced while it was being opened", path);
	tighten_beside(path, "-wal");
	tighten_beside(path, "-shm");
	crm_log(CRM_LOG_WARNING, "store '%s' could be read by other users: it is private now (mode 0600)", path);
	return CRM_OK;
}

static int check_descriptor(const char *path, int fd, struct crm_error *err)
{
	struct stat info;
	if (fstat(fd, &info) != 0)
		return store_fail_file(path, "look at", errno, err);
	if (S_ISDIR(info.st_mode))
		return crm_error_set(err, CRM_E_STORE, "store '%s' is a directory, not a file", path);
	if (!S_ISREG(info.st_mode))
		return crm_error_set(err, CRM_E_STORE, "store '%s' is not a regular file", path);
	if (info.st_uid != geteuid())
		return crm_error_set(err, CRM_E_STORE,
				     "store '%s' belongs to user id %lu, but this is user id %lu: run as its owner",
				     path, (unsigned long)info.st_uid, (unsigned long)geteuid());
	return info.st_mode & 077 ? tighten(path, fd, err) : CRM_OK;
}

int store_file_open_checked(const char *path, bool create, int *fd, struct crm_error *err)
{
	int look = open(path, LOOK_FLAGS);
	if (look < 0 && errno == ENOENT) {
		if (!create)
			return crm_error_set(err, CRM_E_NOT_FOUND, "there is no store '%s'", path);
		int rc = store_file_create_private(path, err);
		if (rc < 0)
			return rc;
		look = open(path, LOOK_FLAGS);
	}
	if (look < 0)
		return store_fail_file(path, "open", errno, err);
	int rc = check_descriptor(path, look, err);
	if (rc < 0)
		close(look);
	else
		*fd = look;
	return rc;
}

int store_file_still(const char *path, int fd, struct crm_error *err)
{
	struct stat opened, named;
	if (fstat(fd, &opened) != 0 || stat(path, &named) != 0)
		return store_fail_file(path, "look at", errno, err);
	if (opened.st_dev != named.st_dev || opened.st_ino != named.st_ino)
		return crm_error_set(err, CRM_E_STORE, "store '%s' was replaced while it was being opened", path);
	return CRM_OK;
}

int64_t store_file_size(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0 ? (int64_t)info.st_size : 0;
}

int store_file_sync_folder(const char *path, struct crm_error *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? crm_strndup(path, slash == path ? 1 : (size_t)(slash - path)) : crm_strdup(".");
	if (!folder)
		return store_nomem(err);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL) ? CRM_OK : store_fail_file(folder, "sync", errno, err);
	if (fd >= 0)
		close(fd);
	crm_free(folder);
	return rc;
}
