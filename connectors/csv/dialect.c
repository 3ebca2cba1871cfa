/* SPDX-License-Identifier: Apache-2.0 */
/* Which character separates the cells: the one under which the first rows are the most regular. */
#include <string.h>

#include "csv_connector.h"

#define SAMPLE_ROWS 50

static const char candidates[] = {',', ';', '\t', '|'};

/* Rows as wide as the first, less those that are not; 0 if the first has but one cell. */
static int regularity(const char *text, size_t len, char delimiter, long *score)
{
	struct cv_rows *rows = NULL;
	struct cv_row_text row;
	size_t width = 0;
	int rc = cv_rows_new(text, len, delimiter, &rows);
	*score = 0;
	for (size_t i = 0; rc == CRM_OK && i < SAMPLE_ROWS; i++) {
		int got = cv_rows_next(rows, &row);
		rc = got < 0 ? got : CRM_OK;
		if (got <= 0)
			break;
		if (i == 0)
			width = row.problem == NULL ? row.n : 0;
		*score += width > 1 && row.problem == NULL && row.n == width ? 100 + (long)(width < 90 ? width : 90)
									     : -100;
	}
	cv_rows_free(rows);
	if (width < 2)
		*score = 0;
	return rc;
}

/* Excel writes the delimiter into a line before the header. */
static bool read_sep_line(const char *text, size_t len, char *delimiter, size_t *at)
{
	if (len < 5 || (memcmp(text, "sep=", 4) != 0 && memcmp(text, "SEP=", 4) != 0))
		return false;
	size_t end = 5;
	if (end < len && text[end] == '\r')
		end++;
	if (end < len && text[end] == '\n')
		end++;
	if (end == 5 && len > 5)
		return false;
	*delimiter = text[4];
	*at = end;
	return true;
}

int cv_detect_delimiter(const char *text, size_t len, char *delimiter, size_t *at)
{
	long best = 0;
	*at = 0;
	*delimiter = ',';
	if (read_sep_line(text, len, delimiter, at))
		return CRM_OK;
	for (size_t i = 0; i < sizeof candidates; i++) {
		long score;
		int rc = regularity(text, len, candidates[i], &score);
		if (rc != CRM_OK)
			return rc;
		if (score > best) {
			best = score;
			*delimiter = candidates[i];
		}
	}
	return CRM_OK;
}
