/* SPDX-License-Identifier: Apache-2.0 */
/* Reading CSV row by row. */
#include "config.h"

#include <cli/csv_read.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <crmsync/mem.h>

#define CHUNK ((size_t)1 << 20)

struct csv_reader {
	int fd;
	char *path;
	char separator;
	char *buffer;
	size_t at, end, cap; /* what is read and not yet used */
	bool eof;
	unsigned long line; /* of the next row */
	struct csv_cell *cells;
	char *scratch; /* cells with doubled quotes */
	size_t scratch_used, scratch_cap;
	size_t n_header;
	struct csv_row header;
	struct csv_cell *header_cells;
	char *header_text;
};

static int complain(const struct csv_reader *r, unsigned long line, struct crm_error *err, const char *what)
{
	return crm_error_set(err, CRM_E_CONFIG, "%s:%lu: %s", r->path, line, what);
}

/* Makes room and reads more behind what is there; 0 at the end of the file. */
static int read_more(struct csv_reader *r, struct crm_error *err)
{
	if (r->at > 0) {
		memmove(r->buffer, r->buffer + r->at, r->end - r->at);
		r->end -= r->at;
		r->at = 0;
	}
	if (r->end + CHUNK > r->cap) {
		if (r->end > CSV_MAX_ROW)
			return complain(r, r->line, err, "a row of more than 16 MiB: is a quote not closed?");
		char *buffer = crm_realloc(r->buffer, r->cap + CHUNK * 2);
		if (buffer == NULL)
			return crm_error_no_memory(err);
		r->buffer = buffer;
		r->cap += CHUNK * 2;
	}
	for (;;) {
		const ssize_t n = read(r->fd, r->buffer + r->end, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return crm_error_set(err, CRM_E_CONFIG, "%s: cannot be read: %s", r->path, strerror(errno));
		r->end += (size_t)n;
		r->eof = n == 0;
		return n > 0;
	}
}

/* Where a row ends: *len bytes without the line end, *used with it, *lines line ends in it. */
struct extent {
	size_t len, used;
	unsigned long lines;
	bool open; /* a quote is not closed */
};

static void end_row(const char *p, size_t len, size_t used, struct extent *out)
{
	out->used = used;
	out->len = len > 0 && p[len - 1] == '\r' ? len - 1 : len;
}

static size_t count_bytes(const char *p, size_t n, char wanted)
{
	size_t count = 0;
	for (const char *end = p + n; (p = memchr(p, wanted, (size_t)(end - p))) != NULL; p++)
		count++;
	return count;
}

/* Looks for the end of the row that begins at p[0..n): the first line end behind an even number of quotes.  False: more
   is needed. */
static bool find_row(const char *p, size_t n, bool eof, struct extent *out)
{
	size_t quotes = 0;
	*out = (struct extent){0};
	for (size_t i = 0;;) {
		const char *line = memchr(p + i, '\n', n - i);
		const size_t stop = line != NULL ? (size_t)(line - p) : n;
		quotes += count_bytes(p + i, stop - i, '"');
		if (line == NULL) {
			out->open = quotes % 2 != 0;
			end_row(p, n, n, out);
			return eof;
		}
		out->lines++;
		if (quotes % 2 == 0) {
			end_row(p, stop, stop + 1, out);
			return true;
		}
		i = stop + 1;
	}
}

/* The text of a quoted cell at p, which is behind its first quote; NULL: something stands behind the last one. */
static const char *unquote(struct csv_reader *r, const char *p, const char *end, struct csv_cell *cell)
{
	const char *quote = memchr(p, '"', (size_t)(end - p));
	if (quote == NULL)
		return NULL;
	if (quote + 1 == end || quote[1] != '"') {
		*cell = (struct csv_cell){p, (size_t)(quote - p)};
		return quote + 1;
	}
	char *out = r->scratch + r->scratch_used;
	cell->text = out;
	for (; p < end; p++) {
		if (*p == '"') {
			if (p + 1 == end || p[1] != '"')
				break;
			p++;
		}
		*out++ = *p;
	}
	cell->len = (size_t)(out - cell->text);
	r->scratch_used += cell->len;
	return p < end ? p + 1 : NULL;
}

static int grow_scratch(struct csv_reader *r, size_t len, struct crm_error *err)
{
	r->scratch_used = 0;
	if (len <= r->scratch_cap)
		return CRM_OK;
	char *scratch = crm_realloc(r->scratch, len * 2);
	if (scratch == NULL)
		return crm_error_no_memory(err);
	r->scratch = scratch;
	r->scratch_cap = len * 2;
	return CRM_OK;
}

static int split_cells(struct csv_reader *r, struct csv_row *row, struct crm_error *err)
{
	const char *p = row->raw, *end = p + row->raw_len;
	if (memchr(p, '\0', row->raw_len) != NULL)
		return complain(r, row->line, err, "a NUL byte: this is no text");
	const int rc = grow_scratch(r, row->raw_len + 1, err);
	if (rc != CRM_OK)
		return rc;
	for (row->n = 0;; p++) {
		if (row->n == CSV_MAX_CELLS)
			return complain(r, row->line, err, "more than 1024 cells");
		struct csv_cell *cell = &r->cells[row->n++];
		if (p < end && *p == '"') {
			p = unquote(r, p + 1, end, cell);
			if (p == NULL)
				return complain(r, row->line, err, "a quote is not closed");
			if (p < end && *p != r->separator)
				return complain(r, row->line, err, "text behind a closing quote");
		} else {
			const char *stop = memchr(p, r->separator, (size_t)(end - p));
			*cell = (struct csv_cell){p, (size_t)((stop != NULL ? stop : end) - p)};
			p += cell->len;
		}
		if (p == end)
			break;
	}
	row->cells = r->cells;
	return CRM_OK;
}

int csv_next_raw(struct csv_reader *r, struct csv_row *row, struct crm_error *err)
{
	for (;;) {
		struct extent extent;
		while (r->at == r->end || !find_row(r->buffer + r->at, r->end - r->at, r->eof, &extent)) {
			if (r->eof)
				return 0;
			const int rc = read_more(r, err);
			if (rc < 0)
				return rc;
		}
		*row = (struct csv_row){.raw = r->buffer + r->at, .raw_len = extent.len, .line = r->line};
		r->at += extent.used;
		r->line += extent.lines;
		if (extent.open)
			return complain(r, row->line, err, "a quote is not closed");
		if (extent.len > 0)
			return 1;
	}
}

int csv_next(struct csv_reader *r, struct csv_row *row, struct crm_error *err)
{
	int rc = csv_next_raw(r, row, err);
	if (rc <= 0)
		return rc;
	rc = split_cells(r, row, err);
	if (rc == CRM_OK && row->n != r->n_header)
		return crm_error_set(err, CRM_E_CONFIG, "%s:%lu: %zu cells, the header has %zu", r->path, row->line,
				     row->n, r->n_header);
	return rc == CRM_OK ? 1 : rc;
}

static char guess_separator(const char *header, size_t len)
{
	static const char separators[] = ",;\t|";
	char best = ',';
	size_t most = 0;
	for (const char *s = separators; *s != '\0'; s++) {
		size_t n = 0;
		bool quoted = false;
		for (size_t i = 0; i < len; i++) {
			quoted ^= header[i] == '"';
			n += !quoted && header[i] == *s;
		}
		if (n > most) {
			most = n;
			best = *s;
		}
	}
	return best;
}

static void trim(struct csv_cell *cell)
{
	while (cell->len > 0 && strchr(" \t", cell->text[0]) != NULL) {
		cell->text++;
		cell->len--;
	}
	while (cell->len > 0 && strchr(" \t", cell->text[cell->len - 1]) != NULL)
		cell->len--;
}

/* The header outlives the buffer: texts and cells are copied. */
static int keep_header(struct csv_reader *r, const struct csv_row *row, struct crm_error *err)
{
	char *text = crm_alloc(row->raw_len * 2 + 1), *p;
	struct csv_cell *cells = crm_calloc(row->n, sizeof *cells);
	r->header_text = text;
	r->header_cells = cells;
	if (text == NULL || cells == NULL)
		return crm_error_no_memory(err);
	memcpy(text, row->raw, row->raw_len);
	p = text + row->raw_len;
	for (size_t i = 0; i < row->n; i++) {
		memcpy(p, row->cells[i].text, row->cells[i].len);
		cells[i] = (struct csv_cell){p, row->cells[i].len};
		p += row->cells[i].len;
		trim(&cells[i]);
	}
	r->header = (struct csv_row){cells, row->n, text, row->raw_len, row->line};
	r->n_header = row->n;
	return CRM_OK;
}

static int read_header(struct csv_reader *r, struct crm_error *err)
{
	struct csv_row row;
	int rc = read_more(r, err);
	if (rc < 0)
		return rc;
	if (r->end >= 3 && memcmp(r->buffer, "\xef\xbb\xbf", 3) == 0)
		r->at = 3;
	rc = csv_next_raw(r, &row, err);
	if (rc == 0)
		return complain(r, 1, err, "there is no header");
	if (rc < 0)
		return rc;
	r->separator = guess_separator(row.raw, row.raw_len);
	rc = split_cells(r, &row, err);
	return rc == CRM_OK ? keep_header(r, &row, err) : rc;
}

static bool copy_all(int from, int to)
{
	char block[1 << 16];
	ssize_t n;
	while ((n = read(from, block, sizeof block)) != 0) {
		if (n < 0 && errno != EINTR)
			return false;
		for (ssize_t at = 0, written; at < n; at += written) {
			written = write(to, block + at, (size_t)(n - at));
			if (written < 0)
				return false;
		}
	}
	return true;
}

/* Files are read more than once (types are guessed first): what comes from a pipe is kept in a file without a name. */
static int open_standard_input(void)
{
	if (lseek(STDIN_FILENO, 0, SEEK_SET) == 0)
		return dup(STDIN_FILENO);
	FILE *kept = tmpfile();
	if (kept == NULL)
		return -1;
	bool whole = copy_all(STDIN_FILENO, fileno(kept)) && dup2(fileno(kept), STDIN_FILENO) >= 0;
	fclose(kept);
	return whole && lseek(STDIN_FILENO, 0, SEEK_SET) == 0 ? dup(STDIN_FILENO) : -1;
}

int csv_open(const char *path, struct csv_reader **out, struct crm_error *err)
{
	struct csv_reader *r = crm_calloc(1, sizeof *r);
	if (r == NULL)
		return crm_error_no_memory(err);
	r->line = 1;
	r->fd = strcmp(path, "-") == 0 ? open_standard_input() : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	r->path = crm_strdup(strcmp(path, "-") == 0 ? "(standard input)" : path);
	r->cells = crm_calloc(CSV_MAX_CELLS, sizeof *r->cells);
	int rc = CRM_OK;
	if (r->path == NULL || r->cells == NULL)
		rc = crm_error_no_memory(err);
	else if (r->fd < 0)
		rc = crm_error_set(err, CRM_E_CONFIG, "%s: cannot be opened: %s", r->path, strerror(errno));
	if (rc == CRM_OK)
		rc = read_header(r, err);
	if (rc != CRM_OK)
		csv_close(r);
	else
		*out = r;
	return rc;
}

void csv_close(struct csv_reader *r)
{
	if (r == NULL)
		return;
	if (r->fd >= 0)
		close(r->fd);
	crm_free(r->path);
	crm_free(r->buffer);
	crm_free(r->cells);
	crm_free(r->scratch);
	crm_free(r->header_cells);
	crm_free(r->header_text);
	crm_free(r);
}

const struct csv_row *csv_header(const struct csv_reader *r)
{
	return &r->header;
}

char csv_separator(const struct csv_reader *r)
{
	return r->separator;
}
