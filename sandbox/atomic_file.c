/* SPDX-License-Identifier: Apache-2.0 */
/* Write beside, sync, rename. */
#include "sandbox/atomic_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <crmsync/mem.h>

int atomic_file_begin(struct atomic_file *file, const char *path, struct crm_error *err)
{
	*file = (struct atomic_file){0};
	struct crm_buf name;
	crm_buf_init(&name, 1 << 16);
	crm_buf_printf(&name, "%s.XXXXXX", path);
	file->temporary = crm_buf_take(&name);
	file->path = crm_strdup(path);
	if (!file->temporary || !file->path) {
		crm_free(file->temporary);
		crm_free(file->path);
		*file = (struct atomic_file){0};
		return crm_error_no_memory(err);
	}
	int fd = mkstemp(file->temporary);
	file->stream = fd < 0 ? NULL : fdopen(fd, "w");
	if (file->stream)
		return CRM_OK;
	crm_error_set(err, CRM_E_DISK, "cannot write '%s': %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	else
		file->temporary[0] = '\0';
	atomic_file_abort(file);
	return CRM_E_DISK;
}

void atomic_file_abort(struct atomic_file *file)
{
	if (file->stream)
		fclose(file->stream);
	if (file->temporary && file->temporary[0])
		unlink(file->temporary);
	crm_free(file->temporary);
	crm_free(file->path);
	*file = (struct atomic_file){0};
}

int atomic_file_commit(struct atomic_file *file, struct crm_error *err)
{
	bool ok = fflush(file->stream) == 0 && !ferror(file->stream) && fsync(fileno(file->stream)) == 0;
	ok = ok && rename(file->temporary, file->path) == 0;
	int rc = CRM_OK;
	if (ok)
		file->temporary[0] = '\0';
	else
		rc = crm_error_set(err, CRM_E_DISK, "cannot write '%s': %s", file->path, strerror(errno));
	atomic_file_abort(file);
	return rc;
}

int file_read(const char *path, struct crm_buf *out, struct crm_error *err)
{
	FILE *stream = fopen(path, "re");
	if (!stream)
		return crm_error_set(err, errno == ENOENT ? CRM_E_NOT_FOUND : CRM_E_DISK, "cannot read '%s': %s", path,
				     strerror(errno));
	char block[65536];
	size_t n;
	while ((n = fread(block, 1, sizeof block, stream)) > 0)
		crm_buf_add(out, block, n);
	int rc = CRM_OK;
	if (ferror(stream))
		rc = crm_error_set(err, CRM_E_DISK, "cannot read '%s': %s", path, strerror(errno));
	else if (out->failed)
		rc = crm_error_set(err, CRM_E_NOMEM, "'%s' is too large", path);
	fclose(stream);
	return rc;
}
