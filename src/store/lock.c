/* SPDX-License-Identifier: Apache-2.0 */
/* The run lock: an flock on FILE.lock, which the kernel drops with its process.  The file's text only tells who holds
 * it. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <crmsync/timestamp.h>

#include "store_internal.h"

#define HOLDER_TEXT 80

static int lock_open(const char *name, int *fd, struct crm_error *err)
{
	int opened = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (opened < 0)
		return store_fail_file(name, "open", errno, err);
	if (fchmod(opened, 0600) != 0) {
		int rc = store_fail_file(name, "make private", errno, err);
		close(opened);
		return rc;
	}
	*fd = opened;
	return CRM_OK;
}

static void lock_read_holder(int fd, char text[HOLDER_TEXT])
{
	ssize_t n = pread(fd, text, HOLDER_TEXT - 1, 0);
	size_t len = 0;
	while (n > 0 && len < (size_t)n && isprint((unsigned char)text[len]))
		len++;
	text[len] = '\0';
}

static int lock_write_holder(const char *name, int fd, struct crm_error *err)
{
	char since[CRM_TIME_TEXT];
	struct crm_buf text;
	int rc = CRM_OK;
	crm_time_format_seconds(crm_time_now(), since);
	crm_buf_init(&text, HOLDER_TEXT);
	crm_buf_printf(&text, "pid %ld since %s\n", (long)getpid(), since);
	if (text.failed)
		rc = store_nomem(err);
	else if (ftruncate(fd, 0) != 0 || pwrite(fd, text.ptr, text.len, 0) != (ssize_t)text.len)
		rc = store_fail_file(name, "write", errno, err);
	crm_buf_free(&text);
	return rc;
}

static int lock_take(const char *name, const char *store, int *fd, struct crm_error *err)
{
	char holder[HOLDER_TEXT];
	int opened = -1;
	int rc = lock_open(name, &opened, err);
	if (rc < 0)
		return rc;
	do
		rc = flock(opened, LOCK_EX | LOCK_NB);
	while (rc != 0 && errno == EINTR);
	if (rc == 0) {
		rc = lock_write_holder(name, opened, err);
	} else if (errno == EWOULDBLOCK) {
		lock_read_holder(opened, holder);
		rc = crm_error_set(err, CRM_E_LOCKED, "another run holds the lock on store '%s' (%s)", store,
				   *holder ? holder : "it does not say which");
	} else {
		rc = store_fail_file(name, "lock", errno, err);
	}
	if (rc < 0)
		close(opened);
	else
		*fd = opened;
	return rc;
}

int crm_store_lock(struct crm_store *st, struct crm_error *err)
{
	struct crm_buf name;
	int rc = CRM_OK;
	crm_store_enter(st);
	crm_buf_init(&name, CRM_BUF_MAX);
	crm_buf_printf(&name, "%s.lock", st->path);
	if (name.failed)
		rc = store_nomem(err);
	else if (st->lock_fd < 0)
		rc = lock_take(name.ptr, st->path, &st->lock_fd, err);
	crm_buf_free(&name);
	crm_store_leave(st);
	return rc;
}

void crm_store_unlock(struct crm_store *st)
{
	crm_store_enter(st);
	if (st->lock_fd >= 0) {
		(void)!ftruncate(st->lock_fd, 0);
		close(st->lock_fd);
		st->lock_fd = -1;
	}
	crm_store_leave(st);
}
