/* SPDX-License-Identifier: Apache-2.0 */
/* What an undo leaves as it is, for people and programs. */
#include <cli/undo.h>

#include <inttypes.h>
#include <stdio.h>

static void print_kept_json(const struct crm_undo_kept *k)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "kept");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "system", k->system);
	crm_jw_field(&w, "object", crm_object_name(k->object));
	crm_jw_field(&w, "id", k->id);
	crm_jw_field(&w, "name", k->name);
	crm_jw_field(&w, "field", k->field);
	crm_jw_field(&w, "now", k->now);
	crm_jw_field(&w, "why", k->why);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static void print_kept_text(const struct crm_undo_kept *k, struct crm_arena *arena)
{
	printf("  %s %s in %s%s%s: ", crm_object_name(k->object), crm_report_safe(k->name, arena), k->system,
	       k->id ? " " : "", k->id ? crm_report_safe(k->id, arena) : "");
	if (k->field != NULL)
		printf("%s ", crm_report_safe(k->field, arena));
	if (k->field != NULL && k->now != NULL)
		printf("is '%s': ", crm_report_safe(k->now, arena));
	printf("%s\n", crm_report_safe(k->why, arena));
}

void undo_print_kept(const struct cli *cli, const struct crm_undo *u)
{
	struct crm_arena *arena = crm_arena_new();
	if (arena != NULL && u->n_kept > 0 && !cli->json)
		printf("\nStays as it is (%" PRId64 "):\n", u->n_kept);
	for (const struct crm_undo_kept *k = u->kept; arena != NULL && k != NULL; k = k->next) {
		if (cli->json)
			print_kept_json(k);
		else
			print_kept_text(k, arena);
		crm_arena_reset(arena);
	}
	crm_arena_free(arena);
}

void undo_print_already(const struct cli *cli, const struct crm_undo *u)
{
	if (u->already == 0 || cli->json)
		return;
	if (u->already == u->found)
		printf("%s was taken back by run %" PRId64 "; crmsync undo %" PRId64 " would do it again\n", u->what,
		       u->already_run, u->already_run);
	else
		printf("%" PRId64 " of its %" PRId64 " writes were taken back before, by run %" PRId64 "\n", u->already,
		       u->found, u->already_run);
}

void undo_print_end(const struct cli *cli, const struct crm_undo *u)
{
	if (cli->json)
		return;
	if (u->request.apart != NULL)
		printf("\nThey are kept separate from now on (crmsync match --withdraw ends that). The next sync gives "
		       "each\n"
		       "its own records: crmsync diff shows them.\n");
	else
		printf("\nThe next sync does not do it again, as long as the values stay what they are. Correct the "
		       "mapping\n"
		       "or the rule, then crmsync undo --release %" PRId64 " lets it. crmsync undo %" PRId64
		       " takes this undo back.\n",
		       u->e->run, u->e->run);
}
