/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that cannot be read, listed in a file beside: where each begins, where the mistake is, why, and its very text.
 * They stay in their own file as well, where they are corrected. */
#include <string.h>
#include <unistd.h>

#include <crmsync/buf.h>
#include <crmsync/json.h>

#include "csv_connector.h"

static const char heading[] = "\xEF\xBB\xBFline,column,reason,row\r\n";

/* contacts.csv -> contacts.rejected.csv */
static const char *path_of(const struct crm_connection *conn, enum crm_object object, struct crm_arena *arena)
{
	const char *name = conn->names[object], *dot = strrchr(name, '.');
	size_t stem = dot ? (size_t)(dot - name) : strlen(name);
	return crm_arena_printf(arena, "%s/%.*s.rejected%s", conn->rejected, (int)stem, name, dot ? dot : "");
}

/* The row as text: without its line end, and with what is no character made visible. */
static const char *row_text(const struct cv_table *t, const struct cv_bad *bad, struct crm_arena *arena)
{
	struct crm_buf buf;
	size_t end = bad->at + bad->len;
	crm_buf_init(&buf, CRM_BUF_MAX);
	while (end > bad->at && (t->text[end - 1] == '\n' || t->text[end - 1] == '\r'))
		end--;
	for (size_t at = bad->at; at < end;) {
		size_t good = crm_utf8_valid_prefix(t->text + at, end - at);
		const char *nul = memchr(t->text + at, '\0', good);
		if (nul != NULL)
			good = (size_t)(nul - t->text) - at;
		crm_buf_add(&buf, t->text + at, good);
		at += good;
		if (at < end) {
			crm_buf_str(&buf, "\xEF\xBF\xBD");
			at++;
		}
	}
	const char *text = buf.failed ? NULL : crm_arena_strndup(arena, buf.ptr, buf.len);
	crm_buf_free(&buf);
	return text && cv_is_formula(text) ? crm_arena_printf(arena, "'%s", text) : text;
}

static int list_rows(const struct cv_table *t, struct crm_buf *out)
{
	struct crm_arena *arena = crm_arena_new();
	crm_buf_str(out, heading);
	for (size_t i = 0; arena != NULL && i < t->n_bad && !out->failed; i++) {
		crm_arena_reset(arena);
		const char *text = row_text(t, &t->bad[i], arena);
		out->failed = out->failed || text == NULL;
		if (text == NULL)
			break;
		crm_buf_printf(out, "%lu,%lu,", t->bad[i].bad_line, t->bad[i].column);
		cv_write_cell(out, t->bad[i].reason, ',');
		crm_buf_char(out, ',');
		cv_write_cell(out, text, ',');
		crm_buf_str(out, "\r\n");
	}
	int rc = arena == NULL || out->failed ? CRM_E_NOMEM : CRM_OK;
	crm_arena_free(arena);
	return rc;
}

/* Did crmsync write it?  Nothing else is replaced or removed. */
static bool is_ours(const struct crm_buf *old)
{
	return old->len >= sizeof heading - 1 && memcmp(old->ptr, heading, sizeof heading - 1) == 0;
}

static int replace(const char *path, const struct cv_stamp *before, const struct crm_buf *old, const struct cv_table *t,
		   struct crm_error *err)
{
	struct crm_buf buf;
	struct cv_stamp after;
	crm_buf_init(&buf, CRM_BUF_MAX);
	int rc = list_rows(t, &buf) == CRM_OK ? CRM_OK : crm_error_no_memory(err);
	bool same = rc == CRM_OK && before != NULL && old->len == buf.len && memcmp(old->ptr, buf.ptr, buf.len) == 0;
	if (rc == CRM_OK && !same)
		rc = cv_file_write(path, buf.ptr, buf.len, before, &after, err);
	crm_buf_free(&buf);
	return rc;
}

int cv_write_rejected(struct crm_connection *conn, const struct cv_table *t, struct crm_arena *arena,
		      const char **written, struct crm_error *err)
{
	struct crm_buf old;
	struct crm_error own = {0};
	struct cv_stamp before;
	if (conn->rejected == NULL)
		return CRM_OK;
	const char *path = path_of(conn, t->object, arena);
	if (path == NULL)
		return crm_error_no_memory(err);
	crm_buf_init(&old, CV_MAX_FILE);
	int rc = cv_file_read(path, &old, &before, &own);
	bool there = rc == CRM_OK;
	if (there && !is_ours(&old) && t->n_bad > 0)
		rc = crm_error_set(&own, CRM_E_CONFIG, "'%s' is there and is no list of crmsync's", path);
	else if (there && is_ours(&old) && t->n_bad == 0)
		unlink(path);
	else if ((there || rc == CRM_E_NOT_FOUND) && t->n_bad > 0) {
		crm_error_clear(&own);
		rc = replace(path, there ? &before : NULL, &old, t, &own);
		*written = rc == CRM_OK ? path : NULL;
	} else if (t->n_bad == 0) {
		rc = CRM_OK;
	}
	if (rc != CRM_OK && err != NULL)
		crm_error_move(err, &own);
	crm_error_clear(&own);
	crm_buf_free(&old);
	return rc;
}
