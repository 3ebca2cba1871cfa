/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <base/fresh_file.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int fail(const struct crm_fresh_file *file, const char *path, struct crm_error *err)
{
	return crm_error_set(err, CRM_E_DISK, "%s cannot be written to '%s': %s", file->what, path, strerror(errno));
}

int crm_fresh_open(struct crm_fresh_file *file, const char *path, const char *what, struct crm_error *err)
{
	*file = (struct crm_fresh_file){.path = path, .what = what};
	crm_buf_init(&file->beside, CRM_BUF_MAX);
	crm_buf_printf(&file->beside, "%s.new", path);
	if (file->beside.failed) {
		crm_buf_free(&file->beside);
		return crm_error_no_memory(err);
	}
	int fd = open(file->beside.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	file->out = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (file->out != NULL)
		return CRM_OK;
	int rc = fail(file, file->beside.ptr, err);
	if (fd >= 0)
		close(fd);
	crm_buf_free(&file->beside);
	return rc;
}

int crm_fresh_close(struct crm_fresh_file *file, int rc, struct crm_error *err)
{
	bool written = fflush(file->out) == 0 && ferror(file->out) == 0 && fsync(fileno(file->out)) == 0;
	if (rc == CRM_OK && !written)
		rc = fail(file, file->path, err);
	if (fclose(file->out) != 0 && rc == CRM_OK)
		rc = fail(file, file->path, err);
	if (rc == CRM_OK && rename(file->beside.ptr, file->path) != 0)
		rc = fail(file, file->path, err);
	if (rc != CRM_OK)
		unlink(file->beside.ptr);
	crm_buf_free(&file->beside);
	return rc;
}
