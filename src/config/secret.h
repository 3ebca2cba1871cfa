/* SPDX-License-Identifier: Apache-2.0 */
/* Sources of secrets, each reading into a buffer of fixed size, so that no copy is left behind in freed memory. */
#ifndef CRM_CONFIG_SECRET_H
#define CRM_CONFIG_SECRET_H

#include <stddef.h>
#include <sys/types.h>

#include <crmsync/error.h>

#define SECRET_MAX ((size_t)65536) /* bytes */

struct secret_text {
	size_t len;
	char bytes[SECRET_MAX + 1];
};

/* A regular file that belongs to us or root and whose mode has no bit of `forbidden`, all checked on the open
   descriptor; symbolic links are followed.  CRM_E_CONFIG. */
int secret_read_file(const char *path, mode_t forbidden, struct secret_text *out, struct crm_error *err);
/* Standard output of a program that ends with status 0 within the time.  It runs without a shell, in a process group of
   its own, with standard input empty; what it says on standard error passes through.  It is killed when the time is
   over.  CRM_E_CONFIG. */
int secret_read_command(char *const *argv, int64_t timeout_ms, struct secret_text *out, struct crm_error *err);

#endif
