/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crmsync dedupe --save-splink: the trained model as settings for Splink 4, so that it can run on Spark where data
 * outgrows a machine.  What Splink has no words for is told on standard error and, for a comparison, in its
 * description.
 */
#include "config.h"

#include <cli/dedupe.h>
#include <cli/splink_levels.h>

#include <ctype.h>
#include <math.h>
#include <string.h>

#include <crmsync/json.h>
#include <crmsync/mem.h>

#define VALUES_MOST 3       /* columns that one comparison is made from */
#define LEAST_RATIO 0x1p-12 /* m over u: what the matcher counts at most for a comparison, and at least */
#define MOST_RATIO  0x1p30
#define LEAST_M     1e-6
#define LEAST_U     1e-9
#define STRONG      0.1 /* dependence that is told by name */

/* A value in SQL: a column or a part of one. */
struct value {
	const char *column;
	const char *before, *behind; /* of the expression */
};

struct splink {
	const struct dedupe_options *options;
	const struct dedupe_table *table;
	const struct linkage_column *columns;
	const struct linkage_model *model;
	struct value values[MODEL_FIELDS][VALUES_MOST];
	unsigned n_values[MODEL_FIELDS];
	struct crm_json_writer json;
	struct crm_buf told; /* what is not expressed */
};

/* ---- which columns ---- */

static void add_value(struct splink *s, unsigned field, const char *column, const char *before, const char *behind)
{
	if (s->n_values[field] < VALUES_MOST)
		s->values[field][s->n_values[field]++] = (struct value){column, before, behind};
}

static bool is_kind(const struct linkage_model_field *field, const char *kind)
{
	return strcmp(field->kind, kind) == 0;
}

/* Columns of the comparison itself. */
static void find_columns(struct splink *s, unsigned f)
{
	const struct linkage_model_field *field = &s->model->fields[f];
	for (size_t i = 0; i < s->table->header->n; i++) {
		const struct linkage_column *column = &s->columns[i];
		if (is_kind(field, "domain") && column->type == LINKAGE_EMAIL)
			add_value(s, f, column->name, "nullif(split_part(", ", '@', 2), '')");
		else if (field->several ? is_kind(field, linkage_type_name(column->type))
					: column->type != LINKAGE_IGNORE && column->type != LINKAGE_FULL_NAME &&
						  strcmp(column->name, field->name) == 0)
			add_value(s, f, column->name, "", "");
	}
}

/* Names that stand in one column: the last word is the family name. */
static void find_full_name(struct splink *s, unsigned f)
{
	const bool family = is_kind(&s->model->fields[f], "family_name");
	for (size_t i = 0; i < s->table->header->n; i++)
		if (s->columns[i].type == LINKAGE_FULL_NAME && (family || is_kind(&s->model->fields[f], "given_name")))
			add_value(s, f, s->columns[i].name, "nullif(regexp_extract(",
				  family ? ", '[^ ]+$', 0), '')" : ", '^(.*) [^ ]+$', 1), '')");
		else if (s->columns[i].type == LINKAGE_FULL_NAME &&
			 strcmp(s->columns[i].name, s->model->fields[f].name) == 0)
			add_value(s, f, s->columns[i].name, "", "");
}

static void find_values(struct splink *s)
{
	for (unsigned f = 0; f < s->model->n_fields; f++) {
		find_columns(s, f);
		if (s->n_values[f] == 0)
			find_full_name(s, f);
	}
}

/* ---- SQL ---- */

/* Spark takes double quotes for a text, so a name is quoted only where it has to be. */
static bool is_plain_name(const char *name)
{
	if (!isalpha((unsigned char)*name) && *name != '_')
		return false;
	for (; *name != '\0'; name++)
		if (!isalnum((unsigned char)*name) && *name != '_')
			return false;
	return true;
}

static void put_name(struct crm_buf *out, const char *name, const char *suffix)
{
	if (is_plain_name(name)) {
		crm_buf_printf(out, "%s%s", name, suffix);
		return;
	}
	crm_buf_char(out, '"');
	for (const char *c = name; *c != '\0'; c++)
		crm_buf_printf(out, *c == '"' ? "\"%c" : "%c", *c);
	crm_buf_printf(out, "%s\"", suffix);
}

/* The value as comparisons name it ("email_l") or as blocking rules do ("l.email"). */
static void put_value(struct crm_buf *out, const struct value *value, char side, bool blocking)
{
	const char suffix[] = {'_', side, '\0'};
	crm_buf_str(out, value->before);
	if (blocking)
		crm_buf_printf(out, "%c.", side);
	put_name(out, value->column, blocking ? "" : suffix);
	crm_buf_str(out, value->behind);
}

/* The two values that a condition is about. */
struct sides {
	const struct value *l, *r, *other; /* other: the person's other name, NULL: there is none */
};

static void put_condition(struct crm_buf *out, const char *sql, const struct sides *sides)
{
	static const char *const marks[] = {"{l}", "{r}", "{other_l}", "{other_r}"};
	const struct value *const values[] = {sides->l, sides->r, sides->other, sides->other};
	while (*sql != '\0') {
		unsigned m = 0;
		while (m < 4 && strncmp(sql, marks[m], strlen(marks[m])) != 0)
			m++;
		if (m == 4) {
			crm_buf_char(out, *sql++);
			continue;
		}
		put_value(out, values[m], m % 2 == 0 ? 'l' : 'r', false);
		sql += strlen(marks[m]);
	}
}

/* Of several columns any two may meet. */
static void put_any(struct crm_buf *out, const struct splink *s, unsigned f, const char *sql, const struct value *other)
{
	const unsigned n = s->n_values[f];
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = 0; k < n; k++) {
			const struct sides sides = {&s->values[f][i], &s->values[f][k], other};
			crm_buf_str(out, i + k > 0 ? " OR " : "");
			crm_buf_str(out, n > 1 ? "(" : "");
			put_condition(out, sql, &sides);
			crm_buf_str(out, n > 1 ? ")" : "");
		}
}

static void put_missing(struct crm_buf *out, const struct splink *s, unsigned f)
{
	for (unsigned side = 0; side < 2; side++) {
		crm_buf_str(out, side == 1 ? " OR " : "");
		for (unsigned i = 0; i < s->n_values[f]; i++) {
			crm_buf_str(out, i > 0 ? " AND " : s->n_values[f] > 1 ? "(" : "");
			put_value(out, &s->values[f][i], side == 0 ? 'l' : 'r', false);
			crm_buf_str(out, " IS NULL");
		}
		crm_buf_str(out, s->n_values[f] > 1 ? ")" : "");
	}
}

/* ---- comparisons ---- */

static void put_number(struct splink *s, const char *key, double number)
{
	char text[40];
	snprintf(text, sizeof text, "%.10g", number);
	crm_jw_key(&s->json, key);
	crm_jw_number(&s->json, text);
}

static void put_level(struct splink *s, const char *sql, const char *field, const char *label)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_printf(&text, "%s: %s", field, label);
	crm_jw_object(&s->json);
	crm_jw_field(&s->json, "sql_condition", sql);
	crm_jw_field(&s->json, "label_for_charts", text.ptr);
	crm_buf_free(&text);
}

static void put_m_and_u(struct splink *s, double m, double u)
{
	m = fmax(m, LEAST_M);
	u = fmin(fmax(u, fmax(LEAST_U, m / MOST_RATIO)), m / LEAST_RATIO);
	put_number(s, "m_probability", m);
	put_number(s, "u_probability", u);
}

/* One plain column: Splink can look up how frequent its values are. */
static bool has_frequencies(const struct splink *s, unsigned f)
{
	return s->n_values[f] == 1 && s->values[f][0].before[0] == '\0';
}

static const struct value *other_name(const struct splink *s, unsigned f)
{
	const char *kind = is_kind(&s->model->fields[f], "given_name") ? "family_name" : "given_name";
	for (unsigned i = 0; i < s->model->n_fields; i++)
		if (is_kind(&s->model->fields[i], kind) && s->n_values[i] == 1)
			return &s->values[i][0];
	return NULL;
}

/* The level in SQL; NULL if there is no such. */
static const char *condition_of(const struct splink *s, unsigned f, unsigned l, bool *in_part)
{
	*in_part = false;
	if (l == 0)
		return "{l} = {r}";
	const struct linkage_model_field *field = &s->model->fields[f];
	const char *sql = splink_level_condition(field->kind, field->levels[l].name, in_part);
	return sql != NULL && strstr(sql, "{other_l}") != NULL && other_name(s, f) == NULL ? NULL : sql;
}

static void put_expressed(struct splink *s, unsigned f, unsigned l, const char *sql)
{
	struct crm_buf text;
	const struct linkage_model_field *field = &s->model->fields[f];
	const struct linkage_model_level *level = &field->levels[l];
	const bool near = strcmp(level->frequency, "near") == 0;
	const bool follows = (l == 0 || near) && has_frequencies(s, f);
	crm_buf_init(&text, CRM_BUF_MAX);
	put_any(&text, s, f, sql, other_name(s, f));
	put_level(s, text.ptr, field->name, level->name);
	crm_buf_free(&text);
	put_m_and_u(s, level->m, near && follows ? level->near * field->levels[0].u : level->u);
	if (follows) {
		crm_buf_init(&text, CRM_BUF_MAX);
		put_name(&text, s->values[f][0].column, "");
		crm_jw_field(&s->json, "tf_adjustment_column", text.ptr);
		crm_buf_free(&text);
		put_number(s, "tf_adjustment_weight", 1);
	}
	crm_jw_end_object(&s->json);
}

static void put_levels(struct splink *s, unsigned f)
{
	struct crm_buf text;
	const struct linkage_model_field *field = &s->model->fields[f];
	const struct linkage_model_level *last = &field->levels[field->n_levels - 1];
	double m = last->m, u = last->u;
	crm_buf_init(&text, CRM_BUF_MAX);
	put_missing(&text, s, f);
	put_level(s, text.ptr, field->name, "missing");
	crm_jw_field_bool(&s->json, "is_null_level", true);
	crm_jw_end_object(&s->json);
	crm_buf_free(&text);
	for (unsigned l = 0; l + 1 < field->n_levels; l++) {
		bool in_part;
		const char *sql = condition_of(s, f, l, &in_part);
		if (sql != NULL)
			put_expressed(s, f, l, sql);
		m += sql == NULL ? field->levels[l].m : 0;
		u += sql == NULL ? field->levels[l].u : 0;
	}
	put_level(s, "ELSE", field->name, last->name);
	put_m_and_u(s, m, fmin(u, 1));
	crm_jw_end_object(&s->json);
}

/* Which levels are not there, or mean less; "" if all are. */
static void describe_levels(const struct splink *s, unsigned f, struct crm_buf *out)
{
	const struct linkage_model_field *field = &s->model->fields[f];
	for (unsigned wanted = 0; wanted < 2; wanted++) {
		unsigned n = 0;
		for (unsigned l = 0; l + 1 < field->n_levels; l++) {
			bool in_part;
			const char *sql = condition_of(s, f, l, &in_part);
			if (wanted == 0 ? sql != NULL : sql == NULL || !in_part)
				continue;
			crm_buf_str(out, n++ > 0        ? ", "
					 : wanted == 0  ? "not expressed, counted as different: "
					 : out->len > 0 ? "; in part: "
							: "expressed in part: ");
			crm_buf_printf(out, "'%s'", field->levels[l].name);
		}
	}
}

/* Splink makes names of columns from it. */
static void put_output_name(struct splink *s, const char *name)
{
	struct crm_buf plain;
	crm_buf_init(&plain, CRM_BUF_MAX);
	for (const char *c = name; *c != '\0'; c++)
		crm_buf_char(&plain, isalnum((unsigned char)*c) ? *c : '_');
	crm_jw_field(&s->json, "output_column_name", plain.ptr);
	crm_buf_free(&plain);
}

static void put_comparison(struct splink *s, unsigned f)
{
	struct crm_buf missing;
	const struct linkage_model_field *field = &s->model->fields[f];
	crm_buf_init(&missing, CRM_BUF_MAX);
	describe_levels(s, f, &missing);
	crm_jw_object(&s->json);
	put_output_name(s, field->name);
	if (missing.len > 0) {
		crm_jw_field(&s->json, "comparison_description", missing.ptr);
		crm_buf_printf(&s->told, "- %s: %s\n", field->name, missing.ptr);
	}
	crm_jw_key(&s->json, "comparison_levels");
	crm_jw_array(&s->json);
	put_levels(s, f);
	crm_jw_end_array(&s->json);
	crm_jw_end_object(&s->json);
	crm_buf_free(&missing);
}

/* ---- blocking ---- */

static bool put_equal(const struct splink *s, struct crm_buf *out, unsigned f, unsigned column, const char *before,
		      const char *behind)
{
	if (column >= s->n_values[f])
		return false;
	for (unsigned side = 0; side < 2; side++) {
		crm_buf_printf(out, "%s%s", side == 1 ? " = " : out->len > 0 ? " AND " : "", before);
		put_value(out, &s->values[f][column], side == 0 ? 'l' : 'r', true);
		crm_buf_str(out, behind);
	}
	return true;
}

/* Sounds become the first three letters, the rarest word the first one. */
static bool put_part(const struct splink *s, struct crm_buf *out, const struct linkage_model_part *part)
{
	static const struct {
		const char *form, *before, *behind;
	} forms[] = {{"value", "", ""},
		     {"sound", "substr(", ", 1, 3)"},
		     {"initial", "substr(", ", 1, 1)"},
		     {"local part", "split_part(", ", '@', 1)"},
		     {"word", "split_part(", ", ' ', 1)"}};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strcmp(part->form, forms[i].form) == 0)
			return put_equal(s, out, part->field, part->column, forms[i].before, forms[i].behind);
	return false;
}

static bool put_names(const struct splink *s, struct crm_buf *out)
{
	bool ok = true;
	for (unsigned f = 0; f < s->model->n_fields; f++)
		if (is_kind(&s->model->fields[f], "given_name") || is_kind(&s->model->fields[f], "family_name"))
			ok = put_equal(s, out, f, 0, "substr(", ", 1, 3)") && ok;
	return ok;
}

static bool put_key(const struct splink *s, struct crm_buf *out, const struct linkage_model_key *key)
{
	/* By its first word alone half a table may come together. */
	if (key->n_parts == 1 && strcmp(key->parts[0].form, "word") == 0)
		return false;
	for (unsigned i = 0; i < key->n_parts; i++)
		if (strcmp(key->parts[i].form, "names") == 0 ? !put_names(s, out) : !put_part(s, out, &key->parts[i]))
			return false;
	return key->n_parts > 0;
}

static bool is_known(const struct crm_buf *rules, const char *rule)
{
	const size_t len = strlen(rule);
	for (const char *at = rules->ptr; (at = strstr(at, rule)) != NULL; at += len)
		if ((at == rules->ptr || at[-1] == '\n') && at[len] == '\n')
			return true;
	return false;
}

static void put_rules(struct splink *s)
{
	struct crm_buf rules;
	unsigned dropped = 0;
	crm_buf_init(&rules, CRM_BUF_MAX);
	crm_jw_array(&s->json);
	for (unsigned k = 0; k < s->model->n_keys; k++) {
		struct crm_buf rule;
		if (s->model->keys[k].left_out)
			continue;
		crm_buf_init(&rule, CRM_BUF_MAX);
		if (!put_key(s, &rule, &s->model->keys[k]))
			crm_buf_printf(&s->told, "%s%s",
				       dropped++ > 0 ? ", " : "- keys without a rule: ", s->model->keys[k].name);
		else if (!is_known(&rules, rule.ptr)) {
			crm_buf_printf(&rules, "%s\n", rule.ptr);
			crm_jw_object(&s->json);
			crm_jw_field(&s->json, "blocking_rule", rule.ptr);
			crm_jw_end_object(&s->json);
		}
		crm_buf_free(&rule);
	}
	crm_jw_end_array(&s->json);
	crm_buf_str(&s->told, dropped > 0 ? "\n" : "");
	crm_buf_free(&rules);
}

/* ---- the whole ---- */

/* Of each comparison the one that it follows from most. */
static void tell_dependence(struct splink *s)
{
	unsigned n = 0;
	for (unsigned j = 0; j < s->model->n_fields; j++) {
		double most = 0;
		unsigned from = 0;
		for (unsigned i = 0; i < s->model->n_fields; i++) {
			const double share = fmax(s->model->together[0][i][j], s->model->together[1][i][j]);
			from = share > most ? i : from;
			most = fmax(most, share);
		}
		if (most >= STRONG)
			crm_buf_printf(&s->told, "%s%s after %s (%.2f)",
				       n++ > 0 ? ", " : "- comparisons that follow from others, and count in full: ",
				       s->model->fields[j].name, s->model->fields[from].name, most);
	}
	crm_buf_str(&s->told, n > 0 ? "\n" : "");
}

static bool has_quoted_names(const struct splink *s)
{
	for (unsigned f = 0; f < s->model->n_fields; f++)
		for (unsigned i = 0; i < s->n_values[f]; i++)
			if (!is_plain_name(s->values[f][i].column))
				return true;
	return false;
}

static void tell_rest(struct splink *s)
{
	tell_dependence(s);
	if (s->model->source_same < 0)
		crm_buf_printf(&s->told, "- two rows of one source: %.1f bits\n", s->model->source_same);
	if (has_quoted_names(s))
		crm_buf_str(&s->told, "- Spark does not take names of columns that need quotes: rename them\n");
	crm_buf_str(&s->told, "- columns have to be canonical as docs/matching.md says, and empty cells NULL\n"
			      "- clusters without chaining: take a threshold well above the one of crmsync\n");
	if (!s->options->quiet)
		fprintf(stderr, "crmsync: what the settings for Splink do not express:\n%s", s->told.ptr);
}

static void put_settings(struct splink *s)
{
	const struct linkage_model *model = s->model;
	const double odds = model->copies / (double)(model->rows > 1 ? model->rows - 1 : 1);
	crm_jw_object(&s->json);
	crm_jw_field(&s->json, "link_type", s->options->linkage.one_to_one ? "link_only" : "dedupe_only");
	crm_jw_field(&s->json, "unique_id_column_name",
		     s->table->id != NO_COLUMN ? s->columns[s->table->id].name : "unique_id");
	if (s->table->source != NO_COLUMN)
		crm_jw_field(&s->json, "source_dataset_column_name", s->columns[s->table->source].name);
	put_number(s, "probability_two_random_records_match", odds / (1 + odds));
	crm_jw_key(&s->json, "comparisons");
	crm_jw_array(&s->json);
	for (unsigned f = 0; f < model->n_fields; f++)
		if (s->n_values[f] > 0)
			put_comparison(s, f);
		else
			crm_buf_printf(&s->told, "- %s: not expressed\n", model->fields[f].name);
	crm_jw_end_array(&s->json);
	crm_jw_key(&s->json, "blocking_rules_to_generate_predictions");
	put_rules(s);
	crm_jw_end_object(&s->json);
}

int dedupe_save_splink(const struct dedupe_options *options, const struct dedupe_table *table,
		       const struct linkage_model *model, struct crm_arena *arena, struct crm_error *err)
{
	struct splink *s = crm_arena_calloc(arena, 1, sizeof *s);
	struct crm_buf text;
	if (s == NULL)
		return crm_error_no_memory(err);
	*s = (struct splink){
		.options = options, .table = table, .model = model, .columns = dedupe_columns(table, arena)};
	if (s->columns == NULL)
		return crm_error_no_memory(err);
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_init(&s->told, CRM_BUF_MAX);
	crm_jw_init(&s->json, &text);
	find_values(s);
	put_settings(s);
	crm_buf_char(&text, '\n');
	const int rc = dedupe_write_text(options->save_splink, &text, err);
	if (rc == CRM_OK)
		tell_rest(s);
	crm_buf_free(&s->told);
	crm_buf_free(&text);
	return rc;
}
