/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <cli/index_file.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <base/fresh_file.h>
#include <crmsync/mem.h>

#define BUFFER  ((size_t)1 << 20)
#define VERSION 1
#define LANES   2
#define BLOCK   ((size_t)64) /* what is written is filled up to so many bytes */

typedef uint64_t lanes __attribute__((vector_size(LANES * sizeof(uint64_t))));

struct head {
	char magic[16];
	uint32_t version, order;
};

/* Sums of all words, and of these sums: what moved is seen as well as what changed. */
struct tail {
	uint64_t len;
	uint64_t sums[2][LANES];
};

struct index_file {
	const char *path;
	struct crm_fresh_file fresh;
	FILE *in;
	char *buffer; /* to read through */
	uint64_t len, left;
	lanes first, second;
};

static const struct head head = {"crmsync index\n", VERSION, UINT32_C(0x01020304)};

static struct index_file *new_file(const char *path)
{
	struct index_file *file = crm_calloc(1, sizeof *file);
	if (file == NULL)
		return NULL;
	file->path = path;
	file->buffer = crm_alloc(BUFFER);
	if (file->buffer != NULL)
		return file;
	crm_free(file);
	return NULL;
}

static void free_file(struct index_file *file)
{
	crm_free(file->buffer);
	crm_free(file);
}

/* Of whole blocks. */
static void add_sums(struct index_file *file, const char *bytes, size_t n)
{
	lanes first = file->first, second = file->second;
	for (size_t i = 0; i + BLOCK <= n; i += BLOCK) {
		lanes words;
		memcpy(&words, bytes + i, sizeof words);
		first += words;
		second += first;
		memcpy(&words, bytes + i + sizeof words, sizeof words);
		first += words;
		second += first;
		memcpy(&words, bytes + i + 2 * sizeof words, sizeof words);
		first += words;
		second += first;
		memcpy(&words, bytes + i + 3 * sizeof words, sizeof words);
		first += words;
		second += first;
	}
	file->first = first;
	file->second = second;
	file->len += n;
}

static struct tail tail_of(const struct index_file *file)
{
	struct tail tail = {.len = file->len};
	memcpy(tail.sums[0], &file->first, sizeof tail.sums[0]);
	memcpy(tail.sums[1], &file->second, sizeof tail.sums[1]);
	return tail;
}

/* ---- writing ---- */

int index_file_create(const char *path, struct index_file **out, struct crm_error *err)
{
	struct index_file *file = new_file(path);
	if (file == NULL)
		return crm_error_no_memory(err);
	const int rc = crm_fresh_open(&file->fresh, path, "the index", err);
	if (rc != CRM_OK) {
		free_file(file);
		return rc;
	}
	fwrite(&head, sizeof head, 1, file->fresh.out);
	*out = file;
	return CRM_OK;
}

static int put(struct index_file *file, const char *bytes, size_t n, struct crm_error *err)
{
	add_sums(file, bytes, n);
	if (fwrite(bytes, 1, n, file->fresh.out) == n)
		return CRM_OK;
	return crm_error_set(err, CRM_E_DISK, "the index cannot be written to '%s': %s", file->path, strerror(errno));
}

/* What is large goes to the file from where it is. */
int index_file_write(void *context, const void *bytes, size_t len, struct crm_error *err)
{
	struct index_file *file = context;
	const size_t rest = len % BLOCK;
	const char *from = bytes;
	char last[BLOCK] = {0};
	int rc = len > rest ? put(file, from, len - rest, err) : CRM_OK;
	if (rc != CRM_OK || rest == 0)
		return rc;
	memcpy(last, from + len - rest, rest);
	return put(file, last, BLOCK, err);
}

int index_file_commit(struct index_file *file, int rc, struct crm_error *err)
{
	if (rc == CRM_OK) {
		const struct tail tail = tail_of(file);
		fwrite(&tail, sizeof tail, 1, file->fresh.out);
	}
	rc = crm_fresh_close(&file->fresh, rc, err);
	free_file(file);
	return rc;
}

/* ---- reading ---- */

static int damaged(const struct index_file *file, const char *how, struct crm_error *err)
{
	return crm_error_set(err, CRM_E_CONFIG, "%s: %s: make it anew with --save-index of all rows", file->path, how);
}

static int check_head(struct index_file *file, struct crm_error *err)
{
	struct head found;
	struct stat about;
	if (fstat(fileno(file->in), &about) != 0 || !S_ISREG(about.st_mode) ||
	    fread(&found, sizeof found, 1, file->in) != 1 || memcmp(found.magic, head.magic, sizeof head.magic) != 0)
		return crm_error_set(err, CRM_E_CONFIG, "%s: this is not an index", file->path);
	if (found.version != head.version || found.order != head.order)
		return damaged(file, "the index is of another version of crmsync or another kind of machine", err);
	if ((size_t)about.st_size < sizeof head + sizeof(struct tail))
		return damaged(file, "the index is cut off", err);
	file->left = (uint64_t)about.st_size - sizeof head - sizeof(struct tail);
	if (file->left % BLOCK != 0)
		return damaged(file, "the index is cut off", err);
	return CRM_OK;
}

/* Reads the whole file once, before any of it is taken for what it says. */
static int check_body(struct index_file *file, struct crm_error *err)
{
	struct tail found;
	for (uint64_t left = file->left; left > 0;) {
		const size_t n = left < BUFFER ? (size_t)left : BUFFER;
		if (fread(file->buffer, 1, n, file->in) != n)
			return damaged(file, "the index cannot be read", err);
		add_sums(file, file->buffer, n);
		left -= n;
	}
	const struct tail own = tail_of(file);
	if (fread(&found, sizeof found, 1, file->in) != 1 || memcmp(&found, &own, sizeof own) != 0)
		return damaged(file, "the index is damaged", err);
	return fseek(file->in, (long)sizeof head, SEEK_SET) == 0 ? CRM_OK
								 : damaged(file, "the index cannot be read", err);
}

int index_file_open(const char *path, struct index_file **out, struct crm_error *err)
{
	struct index_file *file = new_file(path);
	if (file == NULL)
		return crm_error_no_memory(err);
	file->in = fopen(path, "re");
	int rc = file->in != NULL ? CRM_OK
				  : crm_error_set(err, CRM_E_CONFIG, "%s: cannot be opened: %s", path, strerror(errno));
	if (rc == CRM_OK)
		rc = check_head(file, err);
	if (rc == CRM_OK)
		rc = check_body(file, err);
	if (rc != CRM_OK) {
		index_file_close(file);
		return rc;
	}
	*out = file;
	return CRM_OK;
}

int index_file_read(void *context, void *bytes, size_t len, struct crm_error *err)
{
	struct index_file *file = context;
	const size_t rest = len % BLOCK, fill = rest != 0 ? BLOCK - rest : 0;
	char last[BLOCK];
	if (len > file->left || fill > file->left - len || fread(bytes, 1, len, file->in) != len ||
	    fread(last, 1, fill, file->in) != fill)
		return damaged(file, "the index is damaged", err);
	file->left -= len + fill;
	return CRM_OK;
}

void index_file_close(struct index_file *file)
{
	if (file == NULL)
		return;
	if (file->in != NULL)
		fclose(file->in);
	free_file(file);
}
