/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of which every byte is checked before any is used: a head, what was written, its length and sums over it.  They
 * are written beside their place and renamed when they are whole, for nobody else to read (0600).
 */
#ifndef CRM_CLI_INDEX_FILE_H
#define CRM_CLI_INDEX_FILE_H

#include <stddef.h>

#include <crmsync/error.h>

struct index_file;

/* Both borrow `path`. */
int index_file_create(const char *path, struct index_file **out, struct crm_error *err);
int index_file_write(void *file, const void *bytes, size_t len, struct crm_error *err);
/* Puts the file in its place if rc is CRM_OK and all could be written; frees `file` in any case.  CRM_E_DISK. */
int index_file_commit(struct index_file *file, int rc, struct crm_error *err);

/* CRM_E_CONFIG for a file that cannot be read, is none or is damaged. */
int index_file_open(const char *path, struct index_file **out, struct crm_error *err);
int index_file_read(void *file, void *bytes, size_t len, struct crm_error *err);
void index_file_close(struct index_file *file); /* NULL is allowed */

#endif
