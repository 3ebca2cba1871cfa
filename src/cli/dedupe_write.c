/* SPDX-License-Identifier: Apache-2.0 */
/* crmsync dedupe: rows with their clusters, pairs, and why. */
#include "config.h"

#include <cli/dedupe.h>

#include <errno.h>
#include <math.h>
#include <string.h>

#include <crmsync/log.h>
#include <crmsync/mem.h>

#define OUT_BUFFER ((size_t)1 << 20)
#define RESULT_MAX 40

static int out_open(const char *path, FILE **out, struct crm_error *err)
{
	*out = path == NULL || strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
	if (*out == NULL)
		return crm_error_set(err, CRM_E_CONFIG, "%s: cannot be written: %s", path, strerror(errno));
	if (*out != stdout)
		setvbuf(*out, NULL, _IOFBF, OUT_BUFFER);
	return CRM_OK;
}

static int out_close(FILE *out, const char *path, int rc, struct crm_error *err)
{
	if (out == NULL)
		return rc;
	const bool failed = ferror(out) != 0;
	const bool closed = out == stdout ? fflush(out) == 0 : fclose(out) == 0;
	if (rc == CRM_OK && (failed || !closed))
		rc = crm_error_set(err, CRM_E_DISK, "%s: cannot be written: %s",
				   path != NULL ? path : "standard output", strerror(errno));
	return rc;
}

/* Cluster and probability, as "%lu%c%.4f\n" would print them; 10000 times a float is exact, so rounding is the same. */
static size_t print_result(const struct linkage *link, size_t row, char separator, char out[RESULT_MAX])
{
	char digits[RESULT_MAX], *p = digits + sizeof digits;
	unsigned long share = (unsigned long)lrint(linkage_probability(link, row) * 10000);
	unsigned long cluster = (unsigned long)linkage_cluster(link, row) + 1;
	*--p = '\n';
	for (unsigned i = 0; i < 4; i++, share /= 10)
		*--p = (char)('0' + share % 10);
	*--p = '.';
	*--p = (char)('0' + share);
	*--p = separator;
	for (; cluster > 0; cluster /= 10)
		*--p = (char)('0' + cluster % 10);
	*--p = separator;
	const size_t len = (size_t)(digits + sizeof digits - p);
	memcpy(out, p, len);
	return len;
}

int dedupe_write_text(const char *path, const struct crm_buf *text, struct crm_error *err)
{
	FILE *out = NULL;
	if (text->failed)
		return crm_error_no_memory(err);
	const int rc = out_open(path, &out, err);
	if (rc == CRM_OK)
		fwrite(text->ptr, 1, text->len, out);
	return out_close(out, path, rc, err);
}

static int write_file(const struct dedupe_options *options, const struct dedupe_table *table,
		      const struct linkage *link, size_t file, size_t *row, FILE *out, struct crm_error *err)
{
	struct csv_reader *reader = NULL;
	struct csv_row line;
	int rc = csv_open(options->files[file], &reader, err);
	if (rc == CRM_OK && file == 0) {
		const struct csv_row *header = csv_header(reader);
		fprintf(out, "%.*s%ccluster_id%cmatch_probability\n", (int)header->raw_len, header->raw,
			table->separator, table->separator);
	}
	while (rc == CRM_OK && (rc = csv_next_raw(reader, &line, err)) > 0) {
		if (*row == linkage_rows(link)) {
			rc = crm_error_set(err, CRM_E_CONFIG, "%s: has changed while it was read",
					   options->files[file]);
			break;
		}
		char result[RESULT_MAX];
		const size_t len = print_result(link, *row, table->separator, result);
		fwrite(line.raw, 1, line.raw_len, out);
		fwrite(result, 1, len, out);
		(*row)++;
		rc = CRM_OK;
	}
	csv_close(reader);
	return rc;
}

int dedupe_write_rows(const struct dedupe_options *options, const struct dedupe_table *table,
		      const struct linkage *link, struct crm_error *err)
{
	FILE *out;
	size_t row = table->first_row;
	int rc = out_open(options->out, &out, err);
	for (size_t f = 0; rc == CRM_OK && f < options->n_files; f++)
		rc = write_file(options, table, link, f, &row, out, err);
	if (rc == CRM_OK && row != linkage_rows(link))
		rc = crm_error_set(err, CRM_E_CONFIG, "%s: has changed while it was read", options->files[0]);
	return out_close(out, options->out, rc, err);
}

/* A cell, in quotes where it needs them. */
static void write_cell(FILE *out, const char *text, size_t len)
{
	bool quotes = false;
	for (size_t i = 0; i < len; i++)
		quotes = quotes || strchr(",\"\r\n", text[i]) != NULL;
	if (!quotes) {
		fwrite(text, 1, len, out);
		return;
	}
	fputc('"', out);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			fputc('"', out);
		fputc(text[i], out);
	}
	fputc('"', out);
}

int dedupe_write_pairs(const struct dedupe_options *options, struct linkage *link, const struct dedupe_ids *ids,
		       struct crm_error *err)
{
	size_t n;
	FILE *out = NULL;
	const struct linkage_pair *pairs = linkage_pairs(link, &n);
	if (pairs == NULL)
		return crm_error_no_memory(err);
	const int rc = out_open(options->pairs, &out, err);
	if (rc == CRM_OK)
		fputs("id_l,id_r,probability,weight\n", out);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		size_t len;
		const char *id = dedupe_id(ids, pairs[i].a, &len);
		write_cell(out, id, len);
		fputc(',', out);
		id = dedupe_id(ids, pairs[i].b, &len);
		write_cell(out, id, len);
		fprintf(out, ",%.4f,%.3f\n", linkage_weight_probability(pairs[i].weight), pairs[i].weight);
	}
	return out_close(out, options->pairs, rc, err);
}

static void write_row(FILE *out, const struct linkage *link, const struct dedupe_ids *ids, size_t row)
{
	char result[RESULT_MAX];
	size_t len;
	const char *id = dedupe_id(ids, row, &len);
	write_cell(out, id, len);
	len = print_result(link, row, ',', result);
	fwrite(result, 1, len, out);
}

static int write_all(const struct dedupe_options *options, const struct linkage *link, const struct dedupe_ids *ids,
		     struct crm_error *err)
{
	FILE *out = NULL;
	const int rc = out_open(options->clusters, &out, err);
	if (rc == CRM_OK)
		fputs("id,cluster_id,match_probability\n", out);
	for (size_t row = 0; rc == CRM_OK && row < linkage_rows(link); row++)
		if (options->index == NULL || !linkage_index_is_gone(link, row))
			write_row(out, link, ids, row);
	return out_close(out, options->clusters, rc, err);
}

static int write_changed(const struct dedupe_options *options, const struct linkage *link, const struct dedupe_ids *ids,
			 struct crm_error *err)
{
	FILE *out = NULL;
	size_t n;
	const uint32_t *changed = linkage_index_changed(link, &n);
	const int rc = out_open(options->changes, &out, err);
	if (rc == CRM_OK)
		fputs("id,cluster_id,match_probability\n", out);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		write_row(out, link, ids, changed[i]);
	return out_close(out, options->changes, rc, err);
}

int dedupe_write_clusters(const struct dedupe_options *options, const struct linkage *link,
			  const struct dedupe_ids *ids, struct crm_error *err)
{
	int rc = options->clusters != NULL ? write_all(options, link, ids, err) : CRM_OK;
	if (rc == CRM_OK && options->changes != NULL)
		rc = write_changed(options, link, ids, err);
	return rc;
}

static bool find_row(const struct dedupe_ids *ids, const char *id, size_t *row)
{
	for (*row = 0; *row < ids->n; (*row)++) {
		size_t len;
		const char *text = dedupe_id(ids, *row, &len);
		if (strlen(id) == len && memcmp(text, id, len) == 0)
			return true;
	}
	return false;
}

int dedupe_write_why(const struct dedupe_options *options, const struct linkage *link, const struct dedupe_ids *ids,
		     struct crm_error *err)
{
	struct linkage_step steps[LINKAGE_MAX_STEPS];
	size_t row[2];
	double weight;
	for (unsigned i = 0; i < 2; i++)
		if (!find_row(ids, options->why[i], &row[i]))
			return crm_error_set(err, CRM_E_USAGE, "no row has the id '%s'", options->why[i]);
	const size_t n = linkage_explain(link, row[0], row[1], steps, &weight);
	printf("%-24s %-30s %8s %8s\n", "field", "level", "counted", "alone");
	for (size_t i = 0; i < n; i++)
		printf("%-24s %-30s %8.2f %8.2f\n", steps[i].field, steps[i].level, steps[i].weight, steps[i].full);
	printf("%-24s %-30s %8.2f\nprobability %.4f\n", "weight", "", weight, linkage_weight_probability(weight));
	return CRM_OK;
}
