/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/plan_file.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <base/fresh_file.h>
#include <crmsync/timestamp.h>

#define BATCH      500
#define LINE_LIMIT ((size_t)4 << 20)

static const char *kind_name(int kind)
{
	static const char *const names[] = {"create", "update", "delete", "associate", "dissociate"};
	return kind >= 0 && kind < (int)(sizeof names / sizeof *names) ? names[kind] : "?";
}

static uint64_t hash_text(const char *text, uint64_t h)
{
	return crm_hash_bytes(text ? text : "", text ? strlen(text) + 1 : 0, h);
}

/* What is written over what.  Not why: a value that came from an edit is what the golden record has already when the
 * plan is made anew after a run that died. */
static uint64_t hash_changes(const crm_json *changes, uint64_t h)
{
	static const char *const said[] = {"field", "property", "old", "new"};
	for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c))
		for (size_t i = 0; i < sizeof said / sizeof *said; i++)
			h = hash_text(crm_json_get_string(c, said[i]), h);
	return h;
}

/* What makes a row the same row in another run: golden record, system, kind and exactly what is written over exactly
 * what was there. */
static uint64_t row_hash(const struct crm_op_row *row, const char *uid, const char *system)
{
	uint64_t h = crm_hash_bytes(uid, strlen(uid), (uint64_t)row->kind * 8 + (uint64_t)row->object);
	h = crm_hash_bytes(system, strlen(system), h);
	h = crm_hash_bytes(row->payload, strlen(row->payload), h);
	crm_json *changes = NULL;
	if (crm_json_parse(row->changes, strlen(row->changes), &changes, NULL) == CRM_OK)
		h = hash_changes(changes, h);
	crm_json_free(changes);
	return h;
}

static int golden_of(struct crm_engine *e, int64_t id, struct crm_arena *arena, struct crm_golden *out,
		     struct crm_error *err)
{
	bool found = false;
	int rc = crm_store_golden(e->store, id, arena, out, &found, err);
	return rc == CRM_OK && !found ? crm_error_set(err, CRM_E_STORE, "golden record %" PRId64 " has gone", id) : rc;
}

/* ---- walking the plan ---- */

struct walk {
	struct crm_engine *e;
	struct crm_arena *arena;
	int (*visit)(struct walk *w, const struct crm_op_row *row, const struct crm_system *s,
		     const struct crm_golden *golden, struct crm_error *err);
	void *ctx;
};

static int walk_plan(struct walk *w, struct crm_error *err)
{
	struct crm_op_query q = {
		.run = w->e->run, .phase = -1, .kind = -1, .object = -1, .state = CRM_OPS_PLANNED, .max = BATCH};
	struct crm_op_row *rows;
	size_t n = 0;
	int rc = CRM_OK;
	w->arena = crm_arena_new();
	if (w->arena == NULL)
		return crm_error_no_memory(err);
	do {
		crm_arena_reset(w->arena);
		rc = crm_store_ops(w->e->store, &q, w->arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			struct crm_golden golden;
			rc = golden_of(w->e, rows[i].golden, w->arena, &golden, err);
			if (rc == CRM_OK)
				rc = w->visit(w, &rows[i], crm_engine_system(w->e, rows[i].system), &golden, err);
			q.after = rows[i].id;
		}
	} while (rc == CRM_OK && n == BATCH);
	crm_arena_free(w->arena);
	return rc;
}

/* ---- saving ---- */

static int write_header(struct crm_engine *e, FILE *f, struct crm_error *err)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	char now[CRM_TIME_TEXT];
	crm_time_format_seconds(crm_time_now(), now);
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field_int(&w, "crmsync_plan", 1);
	crm_jw_field(&w, "made", now);
	crm_jw_key(&w, "accounts");
	crm_jw_object(&w);
	for (size_t i = 0; i < e->n_systems; i++)
		crm_jw_field(&w, e->systems[i].settings->name, e->systems[i].identity.tenant);
	crm_jw_end_object(&w);
	crm_jw_end_object(&w);
	int rc = buf.failed ? crm_error_no_memory(err) : CRM_OK;
	if (rc == CRM_OK && fprintf(f, "%s\n", buf.ptr) < 0)
		rc = crm_error_set(err, CRM_E_DISK, "the plan cannot be written: %s", strerror(errno));
	crm_buf_free(&buf);
	return rc;
}

/* The line of a row, without line feed. */
static void write_row(struct crm_buf *buf, const struct crm_op_row *row, const struct crm_system *s,
		      const struct crm_golden *golden)
{
	struct crm_json_writer w;
	char hash[20];
	snprintf(hash, sizeof hash, "%016" PRIx64, row_hash(row, golden->uid, s->settings->name));
	crm_jw_init(&w, buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "row", hash);
	crm_jw_field(&w, "system", s->settings->name);
	crm_jw_field(&w, "object", crm_object_name(row->object));
	crm_jw_field(&w, "kind", kind_name(row->kind));
	crm_jw_field(&w, "id", row->vendor_id);
	crm_jw_field(&w, "crmsync_id", golden->uid);
	crm_jw_key(&w, "changes");
	crm_jw_raw(&w, row->changes, strlen(row->changes));
	crm_jw_end_object(&w);
}

static int save_row(struct walk *walk, const struct crm_op_row *row, const struct crm_system *s,
		    const struct crm_golden *golden, struct crm_error *err)
{
	struct crm_buf buf;
	crm_buf_init(&buf, CRM_BUF_MAX);
	write_row(&buf, row, s, golden);
	int rc = buf.failed ? crm_error_no_memory(err) : CRM_OK;
	if (rc == CRM_OK && fprintf(walk->ctx, "%s\n", buf.ptr) < 0)
		rc = crm_error_set(err, CRM_E_DISK, "the plan cannot be written: %s", strerror(errno));
	crm_buf_free(&buf);
	return rc;
}

int crm_plan_save(struct crm_engine *e, const char *path, struct crm_error *err)
{
	struct crm_fresh_file file;
	int rc = crm_fresh_open(&file, path, "the plan", err);
	if (rc != CRM_OK)
		return rc;
	struct walk w = {.e = e, .visit = save_row, .ctx = file.out};
	rc = write_header(e, file.out, err);
	if (rc == CRM_OK)
		rc = walk_plan(&w, err);
	return crm_fresh_close(&file, rc, err);
}

/* ---- applying ---- */

struct wanted {
	uint64_t hash;
	uint64_t shown; /* of what the line says will be written */
	bool met;
	long line; /* offset of its line in the file */
};

struct wanted_set {
	struct wanted *rows;
	size_t n, cap;
	const char *path;
	bool has_account[CRM_MAX_SIDES]; /* by system: the plan says for which account it was made */
};

static int by_hash(const void *a, const void *b)
{
	uint64_t x = ((const struct wanted *)a)->hash, y = ((const struct wanted *)b)->hash;
	return x < y ? -1 : x > y;
}

static int add_wanted(struct wanted_set *set, uint64_t hash, uint64_t shown, long line)
{
	if (set->n == set->cap) {
		size_t cap = set->cap ? set->cap * 2 : 1024;
		struct wanted *grown = crm_reallocarray(set->rows, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		set->rows = grown;
		set->cap = cap;
	}
	set->rows[set->n++] = (struct wanted){.hash = hash, .shown = shown, .line = line};
	return CRM_OK;
}

static bool read_line(FILE *f, struct crm_buf *line)
{
	crm_buf_reset(line);
	for (int c; (c = getc(f)) != EOF && !line->failed;) {
		if (c == '\n')
			return true;
		crm_buf_char(line, (char)c);
	}
	return line->len > 0 && !line->failed;
}

static int check_header(const struct crm_engine *e, const char *path, const struct crm_buf *line,
			struct wanted_set *set, struct crm_error *err)
{
	crm_json *json = NULL;
	int64_t version = 0;
	int rc = CRM_OK;
	if (crm_json_parse(line->ptr, line->len, &json, NULL) != CRM_OK ||
	    !crm_json_int(crm_json_get(json, "crmsync_plan"), &version) || version != 1)
		rc = crm_error_set(err, CRM_E_USAGE,
				   "'%s' is no plan of this version of crmsync (diff --plan writes one)", path);
	for (size_t i = 0; rc == CRM_OK && i < e->n_systems; i++) {
		const char *name = e->systems[i].settings->name;
		const char *tenant = crm_json_get_string(crm_json_get(json, "accounts"), name);
		const char *ours = e->systems[i].identity.tenant;
		set->has_account[i] = tenant != NULL;
		if (tenant != NULL && ours != NULL && strcmp(tenant, ours) != 0)
			rc = crm_error_set(
				err, CRM_E_GATE,
				"the plan '%s' was made for account '%s' of %s, this is '%s': nothing was written",
				path, tenant, name, ours);
	}
	crm_json_free(json);
	return rc;
}

/* What a row says, whatever its white space: the file may have been through other programs. */
static uint64_t hash_shown(const crm_json *row)
{
	static const char *const said[] = {"row", "system", "object", "kind", "id", "crmsync_id"};
	uint64_t h = 0;
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		h = hash_text(crm_json_get_string(row, said[i]), h);
	return hash_changes(crm_json_get(row, "changes"), h);
}

static uint64_t hash_line(const struct crm_buf *line)
{
	crm_json *json = NULL;
	uint64_t h = line->failed || crm_json_parse(line->ptr, line->len, &json, NULL) != CRM_OK ? 0 : hash_shown(json);
	crm_json_free(json);
	return h;
}

static int read_rows(FILE *f, const char *path, struct crm_buf *line, struct wanted_set *set, struct crm_error *err)
{
	int rc = CRM_OK;
	long at = ftell(f);
	for (long number = 2; rc == CRM_OK && read_line(f, line); number++) {
		crm_json *json = NULL;
		const char *text = crm_json_parse(line->ptr, line->len, &json, NULL) == CRM_OK
					   ? crm_json_get_string(json, "row")
					   : NULL;
		char *end = NULL;
		uint64_t hash = text ? strtoull(text, &end, 16) : 0;
		if (text == NULL || end == text || *end != '\0')
			rc = crm_error_set(err, CRM_E_USAGE, "%s:%ld:1: not a row of a plan", path, number);
		else if (add_wanted(set, hash, hash_shown(json), at) != CRM_OK)
			rc = crm_error_no_memory(err);
		crm_json_free(json);
		at = ftell(f);
	}
	if (set->n > 1)
		qsort(set->rows, set->n, sizeof *set->rows, by_hash);
	return rc;
}

/* Several rows may be alike to the letter (the same association twice): each counts once. */
static struct wanted *meet(struct wanted_set *set, uint64_t hash, uint64_t shown)
{
	struct wanted key = {.hash = hash};
	struct wanted *hit = set->n ? bsearch(&key, set->rows, set->n, sizeof key, by_hash) : NULL;
	if (hit == NULL)
		return NULL;
	while (hit > set->rows && hit[-1].hash == hash)
		hit--;
	for (; hit < set->rows + set->n && hit->hash == hash; hit++)
		if (!hit->met && hit->shown == shown)
			return hit;
	return NULL;
}

static int restrict_row(struct walk *w, const struct crm_op_row *row, const struct crm_system *s,
			const struct crm_golden *golden, struct crm_error *err)
{
	struct wanted_set *set = w->ctx;
	struct crm_buf line;
	crm_buf_init(&line, CRM_BUF_MAX);
	write_row(&line, row, s, golden);
	uint64_t shown = hash_line(&line);
	crm_buf_free(&line);
	struct wanted *hit = meet(set, row_hash(row, golden->uid, s->settings->name), shown);
	if (hit != NULL && !set->has_account[s->index])
		return crm_error_set(
			err, CRM_E_GATE,
			"the plan '%s' does not say for which account of %s it was made: nothing was written",
			set->path, s->settings->name);
	if (hit != NULL) {
		hit->met = true;
		return CRM_OK;
	}
	return crm_store_op_finish(w->e->store, row->id, CRM_OPS_SKIPPED, row->source, row->vendor_id, NULL,
				   "not in the plan that was given", crm_time_now(), err);
}

static const char *first_text(const crm_json *row, struct crm_arena *arena)
{
	const char *text = "";
	for (const crm_json *c = crm_json_first(crm_json_get(row, "changes")); c != NULL && text != NULL;
	     c = crm_json_next(c)) {
		const char *field = crm_json_get_string(c, "field"), *new = crm_json_get_string(c, "new");
		text = crm_arena_printf(arena, "%s%s%s: '%s'", text, text[0] ? ", " : "", field ? field : "?",
					new ? new : "");
	}
	return text;
}

static int report_refused(FILE *f, struct wanted_set *set,
			  void (*refused)(void *ctx, const struct crm_plan_refusal *row), void *ctx, int64_t *n_refused,
			  struct crm_buf *line)
{
	struct crm_arena *arena = crm_arena_new();
	if (arena == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < set->n; i++) {
		crm_json *json = NULL;
		if (set->rows[i].met)
			continue;
		(*n_refused)++;
		if (fseek(f, set->rows[i].line, SEEK_SET) != 0 || !read_line(f, line) ||
		    crm_json_parse(line->ptr, line->len, &json, NULL) != CRM_OK)
			continue;
		struct crm_plan_refusal row = {
			.system = crm_json_get_string(json, "system"),
			.name = crm_json_get_string(json, "id") ? crm_json_get_string(json, "id") : "(new)",
			.text = first_text(json, arena),
		};
		refused(ctx, &row);
		crm_json_free(json);
		crm_arena_reset(arena);
	}
	crm_arena_free(arena);
	return CRM_OK;
}

int crm_plan_restrict(struct crm_engine *e, const char *path,
		      void (*refused)(void *ctx, const struct crm_plan_refusal *row), void *ctx, int64_t *kept,
		      int64_t *n_refused, struct crm_error *err)
{
	struct wanted_set set = {.path = path};
	struct crm_buf line;
	struct stat info;
	FILE *f = fopen(path, "re");
	if (f == NULL || fstat(fileno(f), &info) != 0 || !S_ISREG(info.st_mode)) {
		crm_error_set(err, CRM_E_USAGE, "the plan '%s' cannot be read: %s", path,
			      f ? "it is no regular file" : strerror(errno));
		if (f != NULL)
			fclose(f);
		return CRM_E_USAGE;
	}
	crm_buf_init(&line, LINE_LIMIT);
	int rc = read_line(f, &line) ? check_header(e, path, &line, &set, err)
				     : crm_error_set(err, CRM_E_USAGE, "the plan '%s' is empty", path);
	if (rc == CRM_OK)
		rc = read_rows(f, path, &line, &set, err);
	struct walk w = {.e = e, .visit = restrict_row, .ctx = &set};
	if (rc == CRM_OK)
		rc = walk_plan(&w, err);
	*n_refused = 0;
	if (rc == CRM_OK && report_refused(f, &set, refused, ctx, n_refused, &line) != CRM_OK)
		rc = crm_error_no_memory(err);
	*kept = (int64_t)set.n - *n_refused;
	crm_free(set.rows);
	crm_buf_free(&line);
	fclose(f);
	return rc;
}
