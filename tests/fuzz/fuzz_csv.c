/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a CSV file: rows as wide as the header, in the order of their lines, or a mistake with its line. */
#include "config.h"

#include <cli/csv_read.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads each byte, so that a sanitizer sees what is not ours; what was quoted may be shorter than it stands in the row,
   never longer. */
static size_t csv_weigh(const struct csv_row *row)
{
	size_t cells = 0, sum = 0;
	for (size_t i = 0; i < row->n; i++) {
		cells += row->cells[i].len;
		for (size_t k = 0; k < row->cells[i].len; k++)
			sum += (unsigned char)row->cells[i].text[k];
	}
	if (cells + row->n > row->raw_len + 1)
		abort();
	return sum;
}

static int csv_read_all(struct csv_reader *reader, struct crm_error *err)
{
	struct csv_row row;
	unsigned long last = 0;
	int rc;
	while ((rc = csv_next(reader, &row, err)) == 1) {
		if (row.n != csv_header(reader)->n || row.line <= last)
			abort();
		last = row.line;
		if (csv_weigh(&row) == SIZE_MAX)
			abort();
	}
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csv_reader *reader = NULL;
	struct crm_error err = {0};
	char path[40];
	int fd = memfd_create("csv", MFD_CLOEXEC);
	if (fd < 0 || (size > 0 && write(fd, data, size) != (ssize_t)size))
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int rc = csv_open(path, &reader, &err);
	if (rc == CRM_OK)
		rc = csv_read_all(reader, &err);
	if (rc < 0 && rc != CRM_E_CONFIG && rc != CRM_E_NOMEM)
		abort();
	if (rc == CRM_E_CONFIG && strncmp(crm_error_text(&err), path, strlen(path)) != 0)
		abort();
	csv_close(reader);
	crm_error_clear(&err);
	close(fd);
	return 0;
}
