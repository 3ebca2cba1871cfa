/* SPDX-License-Identifier: Apache-2.0 */
/* Why a value is what it is, and why a record belongs where it belongs, in a sentence each. */
#include <report/explain.h>

#include <inttypes.h>
#include <string.h>

/* "hubspot 101, salesforce 0035g..."; each record once. */
static const char *speakers(const struct crm_said_value *rows, size_t n, struct crm_arena *arena)
{
	const char *text = "";
	for (size_t i = 0; i < n && text != NULL; i++) {
		bool again = false;
		for (size_t k = 0; k < i && !again; k++)
			again = strcmp(rows[k].system, rows[i].system) == 0 && rows[k].id == rows[i].id;
		if (!again)
			text = crm_arena_printf(arena, "%s%s%s%s%s", text, text[0] ? ", " : "", rows[i].system,
						rows[i].id ? " " : "", rows[i].id ? rows[i].id : "");
	}
	return text;
}

/* ---- values ---- */

static const struct {
	const char *why, *text; /* %s: the records that it came from */
	const char *nobody;     /* where none of them is known any more */
} reasons[] = {
	{"only", "only %s has a value", "one record had a value"},
	{"same", "the same in %s", "all records said the same"},
	{"changed", "changed in %s", "changed in one system"},
	{"converged", "changed alike in %s", "changed alike in several systems"},
	{"priority", "%s: its system stands before the others in the config", "the first in the order of the config"},
	{"newest", "the newest, in %s", "the newest"},
	{"union", "all that %s have", "all that the records had"},
	{"min", "the smallest, in %s", "the smallest"},
	{"max", "the largest, in %s", "the largest"},
	{"most_restrictive", "the most restrictive: %s", "the most restrictive"},
	{"forward_only", "the furthest along, in %s", "the furthest along"},
	{"cleared", "emptied in %s", "emptied in several systems"},
	{"clear_kept", "stays although it was emptied in one system; %s has it", "stays although it was emptied"},
	{"unchanged", "as agreed before, in %s", "as agreed before"},
	{"held", "stays while it is in conflict; %s has it", "stays while it is in conflict"},
	{"decision", "a person decided; %s has it", "a person decided"},
};

static const char *fill(const char *text, const char *with, struct crm_arena *arena)
{
	const char *blank = strstr(text, "%s");
	return blank ? crm_arena_printf(arena, "%.*s%s%s", (int)(blank - text), text, with, blank + 2) : text;
}

static bool is_consent(const struct crm_explained_field *f)
{
	return f->rule != NULL && strcmp(f->rule, "most_restrictive") == 0;
}

static const char *explain_consent(const struct crm_explained_field *f, const char *from, struct crm_arena *arena)
{
	if (strcmp(f->why, "decision") == 0)
		return "a person decided, which alone can end an opt-out";
	if (strcmp(f->value, "true") != 0)
		return fill("nobody opted out: %s", from, arena);
	return from[0] ? fill("the most restrictive: opted out in %s; that counts everywhere and stays, whatever other "
			      "systems say, until a "
			      "person decides otherwise",
			      from, arena)
		       : "the most restrictive: opted out; that counts everywhere and stays, whatever other systems "
			 "say, until a person "
			 "decides otherwise";
}

const char *report_explain_field(const struct crm_explained_field *f, struct crm_arena *arena)
{
	const char *from = speakers(f->from, f->n_from, arena);
	if (from == NULL || f->why == NULL)
		return from ? "" : NULL;
	if (is_consent(f) && f->value[0] != '\0')
		return explain_consent(f, from, arena);
	if (f->value[0] == '\0' && strcmp(f->why, "cleared") != 0 && strcmp(f->why, "decision") != 0)
		return f->n_lost > 0 ? "no record had a value when it was agreed on" : "no record has a value";
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (strcmp(reasons[i].why, f->why) == 0)
			return from[0] ? fill(reasons[i].text, from, arena) : reasons[i].nobody;
	return f->why;
}

const char *report_explain_fate(const struct crm_said_value *v, struct crm_arena *arena)
{
	switch (v->fate) {
	case CRM_FATE_OVERWRITTEN:
		return crm_arena_printf(arena, "written over in run %" PRId64, v->at.run);
	case CRM_FATE_TAKEN_BACK:
		return crm_arena_printf(arena, "written over, and put back by run %" PRId64, v->at.run);
	case CRM_FATE_PENDING:
		return "the next sync writes over it";
	case CRM_FATE_ONLY_READ:
		return "stays there: this field is only read from it";
	case CRM_FATE_HELD:
		return "in conflict";
	default:
		return "stays there: agreed to differ (the vendor's own, or put back by an undo)";
	}
}

/* ---- links ---- */

static const struct {
	const char *matched, *text;
} ways[] = {
	{"alone", "the first of its kind: no other record was the same"},
	{"created", "created by crmsync"},
	{"recovered", "created by crmsync; the answer was lost, and it was found again by its crmsync id"},
	{"existing record", "was there already when it was to be created"},
	{"crmsync_id", "by the crmsync id that it carries, or that was made from it"},
	{"person", "a person said that it is the same"},
	{"matched", "by likeness of all its fields"},
	{"merged", "by a merge in its CRM"},
	{"converted", "by a conversion in its CRM"},
};

static const char *explain_way(const char *matched, const char *key, struct crm_arena *arena)
{
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (strcmp(ways[i].matched, matched) == 0)
			return ways[i].text;
	size_t len = strlen(matched);
	bool its = key != NULL && strncmp(key, matched, len) == 0 && key[len] == ':';
	return its ? crm_arena_printf(arena, "by %s (%s)", matched, key + len + 1)
		   : crm_arena_printf(arena, "by %s", matched);
}

const char *report_explain_link(const struct crm_explained_link *l, struct crm_arena *arena)
{
	const struct crm_source *s = l->source;
	if (s->golden == 0)
		return "not recognised as anything yet";
	const char *way = explain_way(s->matched ? s->matched : "alone", l->key, arena);
	bool went = s->life == CRM_MERGED || s->life == CRM_CONVERTED;
	if (way != NULL && went && s->into != NULL)
		return crm_arena_printf(arena, "%s, into %s", way, s->into);
	return way;
}
