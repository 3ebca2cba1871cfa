/* SPDX-License-Identifier: Apache-2.0 */
/* A secret from a file that nobody else can read. */
#include "config.h"

#include <config/secret.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int secret_check_file(int fd, const char *path, mode_t forbidden, struct crm_error *err)
{
	struct stat status;
	if (fstat(fd, &status) != 0)
		return crm_error_set(err, CRM_E_CONFIG, "cannot look at \"%s\": %s", path, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return crm_error_set(err, CRM_E_CONFIG, "\"%s\" is not a regular file", path);
	if (status.st_uid != geteuid() && status.st_uid != 0)
		return crm_error_set(err, CRM_E_CONFIG,
				     "\"%s\" belongs to user %ld (allowed: the user who runs crmsync, root)", path,
				     (long)status.st_uid);
	if (status.st_mode & forbidden)
		return crm_error_set(
			err, CRM_E_CONFIG,
			"\"%s\" has mode %04o, so others can read or change it (allowed: 0600; chmod 600 \"%s\")", path,
			(unsigned)(status.st_mode & 07777), path);
	return CRM_OK;
}

static int secret_read_all(int fd, const char *path, struct secret_text *out, struct crm_error *err)
{
	out->len = 0;
	while (out->len < sizeof out->bytes) {
		ssize_t n = read(fd, out->bytes + out->len, sizeof out->bytes - out->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return crm_error_set(err, CRM_E_CONFIG, "cannot read \"%s\": %s", path, strerror(errno));
		if (n == 0)
			return CRM_OK;
		out->len += (size_t)n;
	}
	return crm_error_set(err, CRM_E_CONFIG, "\"%s\" is too long for a secret (allowed: %zu bytes)", path,
			     SECRET_MAX);
}

int secret_read_file(const char *path, mode_t forbidden, struct secret_text *out, struct crm_error *err)
{
	/* O_NONBLOCK: a pipe in its place must not make us wait before it is refused */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return crm_error_set(err, CRM_E_CONFIG, "cannot open \"%s\": %s", path, strerror(errno));
	int code = secret_check_file(fd, path, forbidden, err);
	if (code == CRM_OK)
		code = secret_read_all(fd, path, out, err);
	close(fd);
	return code;
}
