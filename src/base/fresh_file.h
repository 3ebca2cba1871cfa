/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that is there whole or not at all: written beside its place under the name with ".new", for the owner alone
 * (0600), and put in its place when it is complete and on disk.  What stood there before stays until then.
 */
#ifndef CRM_BASE_FRESH_FILE_H
#define CRM_BASE_FRESH_FILE_H

#include <stdio.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>

struct crm_fresh_file {
	FILE *out;        /* to write to */
	const char *path; /* borrowed */
	const char *what; /* "the plan": for messages; borrowed */
	struct crm_buf beside;
};

/* A symbolic link in the place of the file beside is refused.  CRM_E_DISK, CRM_E_NOMEM; then there is nothing to close.
 */
int crm_fresh_open(struct crm_fresh_file *file, const char *path, const char *what, struct crm_error *err);
/* rc: how writing went.  CRM_OK: puts the file in its place; else removes it.  Returns rc, or CRM_E_DISK where the disk
   failed now or at any write before. */
int crm_fresh_close(struct crm_fresh_file *file, int rc, struct crm_error *err);

#endif
