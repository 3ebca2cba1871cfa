/* SPDX-License-Identifier: Apache-2.0 */
/* Why two records are two: what a person said, what matching never does, which keys they lack, how much the weight is
 * short of. */
#include <cli/explain.h>
#include <cli/match.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sync/explain.h>
#include <sync/match_decision.h>
#include <sync/reconcile.h>
#include <sync/scope.h>

#define REASONS_MAX 64
#define HOLDS       200

struct reason {
	const char *name, *text;
};

struct why_not {
	struct crm_engine *e;
	const struct crm_source *records;
	struct crm_arena *arena;
	const char *names[2]; /* SYSTEM:ID */
	bool compared;        /* `why` was found */
	struct match_why why;
	const char *said; /* what a person said, whatever became of the records */
	bool shared;      /* a match key, as their values are now */
	struct reason reasons[REASONS_MAX];
	size_t n;
};

/* The text may be NULL: out of memory. */
static int add(struct why_not *w, const char *name, const char *text, struct crm_error *err)
{
	if (text == NULL)
		return crm_error_no_memory(err);
	if (w->n < REASONS_MAX)
		w->reasons[w->n++] = (struct reason){name, text};
	return CRM_OK;
}

static bool is_one(const struct why_not *w)
{
	return w->records[0].golden != 0 && w->records[0].golden == w->records[1].golden;
}

static const char *system_name(const struct why_not *w, size_t side)
{
	const struct crm_system *s = crm_engine_system(w->e, w->records[side].system);
	return s ? s->settings->name : NULL;
}

/* ---- what people said ---- */

static int tell_said(struct why_not *w, struct crm_error *err)
{
	const struct crm_source *r = w->records;
	if (system_name(w, 0) == NULL || system_name(w, 1) == NULL)
		return add(w, "system_gone", "a record is of a system that the config has no longer", err);
	const char *subject =
		crm_decision_subject(system_name(w, 0), r[0].vendor_id, system_name(w, 1), r[1].vendor_id, w->arena);
	int rc = subject ? crm_store_decision_get(w->e->store, CRM_DECISION_MATCH, r[0].object, subject, w->arena,
						  &w->said, err)
			 : crm_error_no_memory(err);
	if (rc != CRM_OK || w->said == NULL)
		return rc;
	if (strcmp(w->said, CRM_DECISION_APART) == 0)
		return add(w, "kept_separate",
			   "a person keeps them separate, whatever they share (crmsync match --withdraw ends that)",
			   err);
	return add(w, "said_same", "a person said that they are the same: the next sync acts on it", err);
}

/* ---- what matching does not look at, or never does ---- */

static int tell_life(struct why_not *w, size_t side, struct crm_error *err)
{
	static const char *const lives[] = {"", "archived", "deleted", "merged", "converted"};
	const struct crm_source *r = &w->records[side];
	const struct crm_system *s = crm_engine_system(w->e, r->system);
	if (r->life != CRM_LIVE)
		return add(w, "not_live",
			   crm_arena_printf(w->arena, "%s is %s%s%s there: only live records are matched",
					    w->names[side], lives[r->life], r->into ? " into " : "",
					    r->into ? r->into : ""),
			   err);
	return s != NULL && crm_scope_left(s, r)
		       ? add(w, "left_scope",
			     crm_arena_printf(w->arena, "the filter no longer chooses %s: it is left as it is",
					      w->names[side]),
			     err)
		       : CRM_OK;
}

/* A lead and a contact of one account may be one person. */
static bool stand_beside(const struct why_not *w)
{
	const char *a = w->records[0].kind, *b = w->records[1].kind;
	return a != NULL && b != NULL && strcmp(a, b) != 0;
}

static int tell_nature(struct why_not *w, struct crm_error *err)
{
	enum crm_object object = w->records[0].object;
	int rc = CRM_OK;
	if (!w->e->settings->objects[object].enabled)
		rc = add(w, "object_off",
			 crm_arena_printf(w->arena, "the config does not sync %s", crm_object_plural(object)), err);
	for (size_t i = 0; rc == CRM_OK && i < 2; i++)
		rc = tell_life(w, i, err);
	if (rc == CRM_OK && w->records[0].system == w->records[1].system && !stand_beside(w))
		rc = add(w, "same_system",
			 "both are of one system: two of its records are never joined without a person, and what they "
			 "share is held",
			 err);
	return rc;
}

/* Another record of its system stands where it would go. */
static int tell_occupied(struct why_not *w, size_t side, struct crm_error *err)
{
	const struct crm_source *r = &w->records[side], *other = &w->records[1 - side];
	const char *occupant = NULL;
	if (other->golden == 0 || other->golden == r->golden || r->system == other->system)
		return CRM_OK;
	int rc = crm_store_vendor_id_of(w->e->store, other->golden, r->system, w->arena, &occupant, err);
	return rc == CRM_OK && occupant != NULL && strcmp(occupant, r->vendor_id) != 0
		       ? add(w, "occupied",
			     crm_arena_printf(
				     w->arena,
				     "%s is one with %s:%s already, so %s would be a second one of that system",
				     w->names[1 - side], system_name(w, side), occupant, w->names[side]),
			     err)
		       : rc;
}

/* ---- keys ---- */

/* Values of a level's keys, joined; "" if it has none. */
static const char *values_of(const struct why_not *w, const struct crm_match_key *keys, size_t n, unsigned level)
{
	const char *text = "";
	for (size_t i = 0; i < n && text != NULL; i++) {
		const char *colon = strchr(keys[i].text, ':');
		if (keys[i].level == level)
			text = crm_arena_printf(w->arena, "%s%s%s", text, text[0] ? ", " : "",
						colon ? colon + 1 : keys[i].text);
	}
	return text;
}

static const char *shared_text(const struct crm_match_key *keys[2], const size_t n[2], unsigned level)
{
	for (size_t i = 0; i < n[0]; i++)
		for (size_t k = 0; k < n[1]; k++)
			if (keys[0][i].level == level && strcmp(keys[0][i].text, keys[1][k].text) == 0)
				return keys[0][i].text;
	return NULL;
}

static int tell_shared(struct why_not *w, const char *text, struct crm_error *err)
{
	int64_t ids[CRM_KEY_SHARED_MAX + 1];
	size_t n = 0;
	int rc =
		crm_store_sources_by_key(w->e->store, w->records[0].object, text, ids, CRM_KEY_SHARED_MAX + 1, &n, err);
	w->shared = true;
	return rc == CRM_OK && n > CRM_KEY_SHARED_MAX
		       ? add(w, "crowded_key",
			     crm_arena_printf(w->arena,
					      "they share %s, but so do more than %d records: that proves nothing",
					      text, CRM_KEY_SHARED_MAX),
			     err)
		       : rc;
}

static int tell_missing(struct why_not *w, const char *name, const char *a, const char *b, struct crm_error *err)
{
	if (a == NULL || b == NULL)
		return crm_error_no_memory(err);
	if (a[0] != '\0' && b[0] != '\0')
		return add(w, "key_differs",
			   crm_arena_printf(w->arena, "key %s: %s has %s, %s has %s", name, w->names[0], a, w->names[1],
					    b),
			   err);
	const char *who = a[0] == '\0' && b[0] == '\0' ? "neither has"
			  : a[0] == '\0'               ? crm_arena_printf(w->arena, "%s does not have", w->names[0])
						       : crm_arena_printf(w->arena, "%s does not have", w->names[1]);
	return add(w, "key_missing",
		   who ? crm_arena_printf(w->arena,
					  "key %s: %s all that makes it (a value is missing, not valid, or "
					  "everybody's, as info@ is)",
					  name, who)
		       : NULL,
		   err);
}

/* The keys that their values make now; a carried crmsync id is one that nobody can enter. */
static int tell_keys(struct why_not *w, struct crm_error *err)
{
	const struct crm_model *model = &w->e->models[w->records[0].object];
	struct crm_match_key *keys[2] = {NULL};
	size_t n[2] = {0};
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < 2; i++) {
		struct crm_cell *cells = crm_arena_calloc(w->arena, model->n_fields, sizeof *cells);
		rc = cells ? crm_source_cells(w->e, &w->records[i], w->arena, cells, NULL, err)
			   : crm_error_no_memory(err);
		if (rc == CRM_OK && crm_match_keys(model, cells, w->arena, &keys[i], &n[i]) != CRM_OK)
			rc = crm_error_no_memory(err);
	}
	for (unsigned level = 0; rc == CRM_OK && level < model->n_keys; level++) {
		const char *text = shared_text((const struct crm_match_key **)keys, n, level);
		if (text != NULL)
			rc = tell_shared(w, text, err);
		else if (level > 0)
			rc = tell_missing(w, model->keys[level].name, values_of(w, keys[0], n[0], level),
					  values_of(w, keys[1], n[1], level), err);
	}
	return rc;
}

/* ---- weight ---- */

static int tell_weight(struct why_not *w, struct crm_error *err)
{
	const struct crm_match_settings *t = &w->e->settings->match[w->records[0].object];
	if (crm_score_off(w->e, w->records[0].object))
		return add(w, "scoring_off", "records without a common key are not compared (match: review: 1)", err);
	if (!w->compared)
		return CRM_OK;
	double probability = linkage_weight_probability(w->why.weight);
	const char *verdict = match_why_verdict(&w->why);
	if (strcmp(verdict, "apart") == 0)
		return add(
			w, "weight_low",
			crm_arena_printf(w->arena,
					 "they look too different: probability %.4f is less than %.2f, from which on "
					 "a person is asked",
					 probability, t->review),
			err);
	if (strcmp(verdict, "auto") == 0)
		return CRM_OK;
	if (t->joins < 1 && probability >= t->joins)
		return add(
			w, "not_safe",
			"they look alike enough, but nothing of their very own agrees, or something of it differs: a "
			"person is asked",
			err);
	return add(w, "weight_doubtful",
		   crm_arena_printf(w->arena,
				    "they may be the same: probability %.4f is less than %.2f, from which on they are "
				    "joined, so a person is asked",
				    probability, t->joins),
		   err);
}

/* ---- open questions ---- */

static int tell_hold(struct why_not *w, const struct crm_hold_row *hold, struct crm_error *err)
{
	crm_json *detail = NULL;
	bool in[2] = {false, false};
	if (hold->object != w->records[0].object || strcmp(hold->kind, "ambiguous") != 0 || hold->detail == NULL ||
	    crm_json_parse(hold->detail, strlen(hold->detail), &detail, NULL) != CRM_OK)
		return CRM_OK;
	for (size_t i = 0; i < 2; i++)
		in[i] = system_name(w, i) != NULL && crm_hold_names(detail, system_name(w, i), w->records[i].vendor_id);
	crm_json_free(detail);
	if (in[0] && in[1])
		return add(w, "held",
			   crm_arena_printf(w->arena, "held for a person (crmsync match --accept, --keep-separate): %s",
					    hold->summary),
			   err);
	return in[0] || in[1] ? add(w, "held_elsewhere",
				    crm_arena_printf(w->arena, "%s waits for another decision: %s",
						     w->names[in[0] ? 0 : 1], hold->summary),
				    err)
			      : CRM_OK;
}

static int tell_holds(struct why_not *w, struct crm_error *err)
{
	struct crm_hold_row *rows;
	int64_t after = 0;
	size_t n = HOLDS;
	int rc = CRM_OK;
	while (rc == CRM_OK && n == HOLDS) {
		rc = crm_store_holds(w->e->store, after, HOLDS, w->arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			after = rows[i].id;
			rc = tell_hold(w, &rows[i], err);
		}
	}
	return rc;
}

/* ---- the rest ---- */

static bool has(const struct why_not *w, const char *name)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->reasons[i].name, name) == 0)
			return true;
	return false;
}

/* Nothing speaks against them: it is a matter of time, or they came together too late. */
static int tell_time(struct why_not *w, struct crm_error *err)
{
	bool both = w->records[0].golden != 0 && w->records[1].golden != 0;
	bool alike = w->shared || (w->compared && strcmp(match_why_verdict(&w->why), "auto") == 0);
	if (!alike || has(w, "kept_separate") || has(w, "said_same") || has(w, "held") || has(w, "not_live"))
		return CRM_OK;
	if (both)
		return add(w, "linked_elsewhere",
			   "each belongs to a merged record of its own already, and these are not joined without a "
			   "person (crmsync match --accept)",
			   err);
	return add(w, "not_yet",
		   "a record was not looked at since it was read: crmsync diff shows what the next sync does", err);
}

static int gather(struct why_not *w, struct crm_error *err)
{
	bool live = w->records[0].life == CRM_LIVE && w->records[1].life == CRM_LIVE;
	int rc = tell_said(w, err);
	if (rc == CRM_OK && live && !has(w, "system_gone")) {
		rc = match_why_find(w->e, w->records, w->arena, &w->why, err);
		w->compared = rc == CRM_OK;
	}
	if (rc != CRM_OK || is_one(w) || has(w, "system_gone"))
		return rc;
	rc = tell_nature(w, err);
	for (size_t i = 0; rc == CRM_OK && i < 2; i++)
		rc = tell_occupied(w, i, err);
	if (rc == CRM_OK)
		rc = tell_holds(w, err);
	if (rc == CRM_OK)
		rc = tell_keys(w, err);
	if (rc == CRM_OK && !w->shared)
		rc = tell_weight(w, err);
	return rc == CRM_OK ? tell_time(w, err) : rc;
}

/* ---- showing ---- */

static void print_json(const struct why_not *w)
{
	struct crm_buf buf;
	struct crm_json_writer j;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&j, &buf);
	crm_jw_object(&j);
	crm_jw_field(&j, "type", "why_not");
	crm_jw_field_int(&j, "version", 1);
	crm_jw_field(&j, "object", crm_object_name(w->records[0].object));
	crm_jw_field(&j, "a", w->names[0]);
	crm_jw_field(&j, "b", w->names[1]);
	crm_jw_field_bool(&j, "linked", is_one(w));
	crm_jw_key(&j, "reasons");
	crm_jw_array(&j);
	for (size_t i = 0; i < w->n; i++) {
		crm_jw_object(&j);
		crm_jw_field(&j, "reason", w->reasons[i].name);
		crm_jw_field(&j, "text", w->reasons[i].text);
		crm_jw_end_object(&j);
	}
	crm_jw_end_array(&j);
	crm_jw_end_object(&j);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static void print_text(const struct cli *cli, const struct why_not *w)
{
	const struct crm_report_options report = cli_report_options(cli);
	if (is_one(w)) {
		if (!w->compared)
			printf("They are one golden record.\n");
		return;
	}
	printf("%s%sWhy they are not one%s\n", w->compared ? "\n" : "", crm_style(&report, CRM_STYLE_HEADING),
	       crm_style(&report, CRM_STYLE_PLAIN));
	for (size_t i = 0; i < w->n; i++)
		printf("- %s\n", crm_report_safe(w->reasons[i].text, w->arena));
}

int explain_why_not(struct cli *cli, struct crm_engine *e, const struct crm_source records[2], struct crm_arena *arena,
		    struct crm_error *err)
{
	struct why_not *w = crm_arena_calloc(arena, 1, sizeof *w);
	if (w == NULL)
		return crm_error_no_memory(err);
	*w = (struct why_not){.e = e, .records = records, .arena = arena};
	for (size_t i = 0; i < 2; i++)
		if ((w->names[i] = crm_source_handle(e, &records[i], arena)) == NULL)
			return crm_error_no_memory(err);
	int rc = gather(w, err);
	if (rc == CRM_OK && w->compared)
		rc = match_why_print(cli, &w->why, err);
	if (rc == CRM_OK && cli->json)
		print_json(w);
	else if (rc == CRM_OK)
		print_text(cli, w);
	return rc;
}
