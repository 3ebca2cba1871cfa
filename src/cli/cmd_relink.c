/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <crmsync/timestamp.h>
#include <report/report.h>
#include <sync/model_build.h>

static const struct cli_option options[] = {
	{"anew", 0, NULL, "rebuild a store that is sound, too, or whose beginning is lost", false},
	{"accept", 0, "tenant", "yes, the account has changed", true},
	{"jobs", 'j', "N", "systems worked on at a time (1: one after the other; default: all)", false},
	{0},
};

/* How the live records of a system are linked. */
struct linked {
	int64_t records, by_id, by_key, alone, open;
};

struct relink {
	struct cli *cli;
	struct crm_engine *e;
	struct crm_arena *arena;
	struct crm_buf aside;    /* name of the old store, empty: there was none */
	struct crm_error damage; /* what was wrong with it */
	struct crm_salvaged salvaged;
	struct linked linked[CRM_MAX_SIDES][CRM_SYNC_OBJECTS];
	struct crm_summary summary;
};

extern const struct cli_command cli_relink;

/* ---- the old store ---- */

static int was_synced(const char *path, bool *out, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_store *st = NULL;
	const char *done = NULL;
	int rc = crm_store_open(path, false, &st, err);
	if (rc == CRM_OK)
		rc = crm_store_get(st, "sync", "first_done", arena, &done, err);
	crm_store_close(st);
	*out = done != NULL;
	return rc;
}

static int put_aside(struct relink *r, struct crm_error *err)
{
	return crm_store_put_aside(r->cli->settings->store, crm_time_now(), &r->aside, err);
}

/* What a relink that was interrupted has begun is gone on with. */
static int clear_sound(struct relink *r, bool anew, struct crm_error *err)
{
	const char *path = r->cli->settings->store;
	bool synced = false;
	int rc = anew ? CRM_OK : was_synced(path, &synced, r->arena, err);
	if (rc == CRM_OK && anew)
		return put_aside(r, err);
	if (rc == CRM_OK && synced)
		rc = crm_error_set(err, CRM_E_GATE,
				   "store '%s' is sound: nothing was changed, for a new one would not know what was "
				   "agreed and decided so far; "
				   "say --anew if it is to be rebuilt all the same",
				   path);
	return rc;
}

static int clear_the_way(struct relink *r, bool anew, struct crm_error *err)
{
	enum crm_store_condition condition = CRM_STORE_MISSING;
	int rc = crm_store_examine(r->cli->settings->store, &condition, &r->damage, err);
	if (rc != CRM_OK || condition == CRM_STORE_MISSING)
		return rc;
	if (condition == CRM_STORE_SOUND)
		return clear_sound(r, anew, err);
	if (condition == CRM_STORE_DAMAGED || (condition == CRM_STORE_UNKNOWN && anew))
		return put_aside(r, err);
	crm_error_move(err, &r->damage);
	if (condition == CRM_STORE_UNKNOWN)
		crm_error_prefix(err, "it may be no store at all; if it is one whose beginning is lost, say --anew");
	return CRM_E_STORE;
}

/* ---- the new one ---- */

static int count_links(struct relink *r, struct crm_error *err)
{
	struct crm_link_kind *rows = NULL;
	size_t n = 0;
	int rc = crm_store_link_kinds(r->e->store, r->arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		const struct crm_system *s = crm_engine_system(r->e, rows[i].system);
		if (s == NULL || rows[i].object < 0 || rows[i].object >= CRM_SYNC_OBJECTS)
			continue;
		struct linked *l = &r->linked[s->index][rows[i].object];
		l->records += rows[i].n;
		if (rows[i].matched == NULL)
			l->open += rows[i].n;
		else if (strcmp(rows[i].matched, CRM_ID_FIELD) == 0)
			l->by_id += rows[i].n;
		else if (strcmp(rows[i].matched, "alone") == 0)
			l->alone += rows[i].n;
		else
			l->by_key += rows[i].n;
	}
	return rc;
}

static int rebuild(struct relink *r, struct crm_error *err)
{
	int rc = CRM_OK;
	if (r->aside.len > 0)
		rc = crm_store_salvage(r->e->store, r->aside.ptr, r->e->run, &r->salvaged, err);
	if (rc == CRM_OK)
		rc = crm_preflight(r->e, true, err);
	if (rc == CRM_OK)
		rc = crm_recover(r->e, err);
	if (rc == CRM_OK)
		rc = crm_pull_all(r->e, err);
	if (rc == CRM_OK)
		rc = crm_plan_make(r->e, err);
	if (rc == CRM_OK)
		rc = crm_summary_gather(r->e, 1U << CRM_OPS_PLANNED, &r->summary, err);
	if (rc == CRM_OK)
		rc = count_links(r, err);
	return rc == CRM_OK ? crm_plan_keep_links(r->e, err) : rc;
}

/* ---- the report ---- */

static void add_planned(const struct relink *r, int64_t *create, int64_t *update, int64_t *archive)
{
	for (size_t i = 0; i < r->e->n_systems; i++)
		for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
			const struct crm_tally *t = &r->summary.rows[i][o];
			*create += t->create;
			*update += t->update + t->associate + t->dissociate;
			*archive += t->archive;
		}
}

static bool is_counted(const struct relink *r, size_t system, size_t object)
{
	return crm_engine_has_object(r->e, (enum crm_object)object) &&
	       r->e->systems[system].settings->direction[object] != CRM_D_OFF;
}

#define COLUMNS 7

static void print_table(struct relink *r, const struct crm_report_options *report)
{
	static const char *const heading[COLUMNS] = {"", "", "records", "by id", "by key", "alone", "open"};
	const char *cells[(CRM_MAX_SIDES * CRM_SYNC_OBJECTS + 1) * COLUMNS];
	size_t rows = 1;
	memcpy(cells, heading, sizeof heading);
	for (size_t i = 0; i < r->e->n_systems; i++)
		for (size_t o = 0, shown = 0; o < CRM_SYNC_OBJECTS; o++) {
			const struct linked *l = &r->linked[i][o];
			const int64_t numbers[] = {l->records, l->by_id, l->by_key, l->alone, l->open};
			const char **row = &cells[rows * COLUMNS];
			if (!is_counted(r, i, o))
				continue;
			row[0] = shown++ == 0 ? r->e->systems[i].settings->name : "";
			row[1] = crm_object_plural((enum crm_object)o);
			for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
				row[2 + k] = crm_report_number(numbers[k], r->arena);
			rows++;
		}
	const struct crm_table table = {.cells = cells, .n_rows = rows, .n_columns = COLUMNS};
	crm_table_print(report, &table);
}

static void print_old_store(const struct relink *r)
{
	if (r->aside.len == 0)
		return;
	printf("The old store was moved to %s", crm_report_safe(r->aside.ptr, r->arena));
	printf("; carried over from it: %s, ",
	       crm_report_count(r->salvaged.decisions, "decision", "decisions", r->arena));
	printf("%s%s\n", crm_report_count(r->salvaged.suppressed, "erased value", "erased values", r->arena),
	       r->salvaged.incomplete ? " (not all of it could be read)" : "");
}

static void print_text(struct relink *r)
{
	const struct crm_report_options report = cli_report_options(r->cli);
	int64_t create = 0, update = 0, archive = 0;
	add_planned(r, &create, &update, &archive);
	print_old_store(r);
	print_table(r, &report);
	printf("by id: linked by the crmsync id; by key: by e-mail, domain or the like; alone: in this system only;\n"
	       "open: held for a person, or out of scope.\n\n");
	printf("Nothing was written to any CRM. A sync would now make %s, ",
	       crm_report_count(create, "create", "creates", r->arena));
	printf("%s and ", crm_report_count(update, "update", "updates", r->arena));
	printf("%s: look at crmsync diff, then run crmsync sync --first-sync\n",
	       crm_report_count(archive, "delete", "deletes", r->arena));
}

static void end_line(struct crm_json_writer *w, struct crm_buf *buf)
{
	crm_jw_end_object(w);
	crm_report_json_line(stdout, buf);
	crm_buf_free(buf);
}

static void begin_line(struct crm_json_writer *w, struct crm_buf *buf, const char *type)
{
	crm_buf_init(buf, CRM_BUF_MAX);
	crm_jw_init(w, buf);
	crm_jw_object(w);
	crm_jw_field(w, "type", type);
	crm_jw_field_int(w, "version", 1);
}

static void print_json_row(const struct relink *r, size_t system, size_t object)
{
	const struct linked *l = &r->linked[system][object];
	struct crm_buf buf;
	struct crm_json_writer w;
	begin_line(&w, &buf, "relinked");
	crm_jw_field(&w, "system", r->e->systems[system].settings->name);
	crm_jw_field(&w, "object", crm_object_name((enum crm_object)object));
	crm_jw_field_int(&w, "records", l->records);
	crm_jw_field_int(&w, "by_id", l->by_id);
	crm_jw_field_int(&w, "by_key", l->by_key);
	crm_jw_field_int(&w, "alone", l->alone);
	crm_jw_field_int(&w, "open", l->open);
	end_line(&w, &buf);
}

static void print_json(const struct relink *r)
{
	int64_t create = 0, update = 0, archive = 0;
	struct crm_buf buf;
	struct crm_json_writer w;
	for (size_t i = 0; i < r->e->n_systems; i++)
		for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
			if (is_counted(r, i, o))
				print_json_row(r, i, o);
	add_planned(r, &create, &update, &archive);
	begin_line(&w, &buf, "relink");
	crm_jw_field(&w, "old_store", r->aside.len ? r->aside.ptr : NULL);
	crm_jw_field(&w, "damage", r->damage.code ? crm_error_text(&r->damage) : NULL);
	crm_jw_field_int(&w, "decisions", r->salvaged.decisions);
	crm_jw_field_int(&w, "erased_values", r->salvaged.suppressed);
	crm_jw_field_bool(&w, "incomplete", r->salvaged.incomplete);
	crm_jw_field_int(&w, "create", create);
	crm_jw_field_int(&w, "update", update);
	crm_jw_field_int(&w, "delete", archive);
	crm_jw_field_int(&w, "holds", r->summary.holds);
	end_line(&w, &buf);
}

/* ---- the run ---- */

static int relink(struct relink *r, const struct crm_run_options *run_options, struct crm_error *err)
{
	int rc = crm_engine_open(r->cli->settings, run_options, &r->e, err);
	if (rc != CRM_OK)
		return rc;
	rc = rebuild(r, err);
	cli_progress_end();
	if (rc == CRM_OK && r->cli->json)
		print_json(r);
	else if (rc == CRM_OK)
		print_text(r);
	if (rc == CRM_OK && r->summary.holds > 0)
		rc = 6;
	rc = cli_finish_run(r->e, rc, err);
	crm_engine_close(r->e);
	return rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct crm_run_options run_options;
	struct relink r = {.cli = cli};
	crm_buf_init(&r.aside, CRM_BUF_MAX);
	int rc = cli_run_options(cli, &cli_relink, arguments, &run_options, err);
	if (rc == CRM_OK)
		rc = cli_load_settings(cli, err);
	if (rc == CRM_OK && (r.arena = crm_arena_new()) == NULL)
		rc = crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = clear_the_way(&r, cli_has(arguments, "anew"), err);
	run_options.full = true;
	if (rc == CRM_OK)
		rc = relink(&r, &run_options, err);
	crm_error_clear(&r.damage);
	crm_buf_free(&r.aside);
	crm_arena_free(r.arena);
	return rc;
}

const struct cli_command cli_relink = {
	.name = "relink",
	.words = "",
	.summary = "rebuild a store that is lost or damaged from the crmsync ids in the CRMs",
	.description =
		"Moves a damaged store out of the way, reads every system in full into a new one, and links the\n"
		"records by the crmsync ids that the CRMs hold; those without one as in a first sync. Decisions and\n"
		"erased values are carried over as far as the old file can be read. Nothing is written to any CRM.\n"
		"The next sync is a first one: look at diff, and say --first-sync.",
	.options = options,
	.run = run,
};
