/* SPDX-License-Identifier: Apache-2.0 */
/* Files that appear whole or not at all. */
#ifndef SANDBOX_ATOMIC_FILE_H
#define SANDBOX_ATOMIC_FILE_H

#include <stdio.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>

struct atomic_file {
	FILE *stream; /* write here */
	char *path, *temporary;
};

/* Begins a file beside path, readable by its owner only. */
int atomic_file_begin(struct atomic_file *file, const char *path, struct crm_error *err);
/* Makes it durable and puts it in place.  On failure nothing is left behind. */
int atomic_file_commit(struct atomic_file *file, struct crm_error *err);
/* Gives up; nothing is left behind.  A no-op after commit. */
void atomic_file_abort(struct atomic_file *file);

/* Appends a whole file.  CRM_E_NOT_FOUND if there is none. */
int file_read(const char *path, struct crm_buf *out, struct crm_error *err);

#endif
