/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of deals by currency and stage: what bookkeeping looks at first. */
#include <sync/validation_parts.h>

#include <string.h>

#include <crmsync/decimal.h>

/* What of a deal counts.  Currency and stage are "" where the target does not keep them: then they are not told apart.
 */
struct money {
	const char *amount, *currency, *stage;
};

static const char *text_of(const struct crm_validating *j, const struct crm_cell *cells, const char *name)
{
	size_t i = crm_model_field(j->model, name);
	if (i == (size_t)-1 || j->fields[i] == NULL || cells[i].kind != CRM_TEXT || crm_cell_blank(&cells[i]))
		return "";
	return cells[i].key;
}

static struct money money_of(const struct crm_validating *j, const struct crm_cell *cells)
{
	struct money m = {text_of(j, cells, "amount"), text_of(j, cells, "currency"), text_of(j, cells, "stage")};
	const char *currency = j->e->settings->currency;
	size_t i = crm_model_field(j->model, "currency");
	if (m.currency[0] == '\0' && i != (size_t)-1 && j->fields[i] != NULL && currency != NULL)
		m.currency = currency;
	return m;
}

static bool same_money(const struct money *a, const struct money *b)
{
	return strcmp(a->amount, b->amount) == 0 && strcmp(a->currency, b->currency) == 0 &&
	       strcmp(a->stage, b->stage) == 0;
}

static struct crm_validated_amount *find_row(struct crm_validating *j, const struct money *m)
{
	struct crm_validation *v = j->v;
	for (size_t i = 0; i < v->n_amounts; i++)
		if (strcmp(v->amounts[i].currency, m->currency) == 0 && strcmp(v->amounts[i].stage, m->stage) == 0)
			return &v->amounts[i];
	if (v->n_amounts == v->amounts_cap) {
		size_t cap = v->amounts_cap ? v->amounts_cap * 2 : 32;
		struct crm_validated_amount *grown = crm_reallocarray(v->amounts, cap, sizeof *grown);
		if (grown == NULL)
			return NULL;
		v->amounts = grown;
		v->amounts_cap = cap;
	}
	struct crm_validated_amount *row = &v->amounts[v->n_amounts];
	*row = (struct crm_validated_amount){.currency = crm_arena_strdup(j->arena, m->currency),
					     .stage = crm_arena_strdup(j->arena, m->stage)};
	struct crm_buf *sums[] = {&row->source, &row->waiting, &row->left, &row->own, &row->target};
	if (row->currency == NULL || row->stage == NULL)
		return NULL;
	v->n_amounts++;
	for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
		crm_buf_init(sums[i], CRM_BUF_MAX);
		crm_buf_char(sums[i], '0');
	}
	return row;
}

/* What is no number counts as nothing; that the field holds it is told where fields are compared. */
static bool add(struct crm_buf *sum, const char *amount, bool negative)
{
	struct crm_buf number, result;
	crm_buf_init(&number, CRM_BUF_MAX);
	crm_buf_init(&result, CRM_BUF_MAX);
	bool is_number = crm_decimal_canonical(amount, &number) && number.len > 0;
	const char *text = is_number ? number.ptr : "0";
	struct crm_buf turned;
	crm_buf_init(&turned, CRM_BUF_MAX);
	if (negative && strcmp(text, "0") != 0)
		crm_buf_printf(&turned, "%s%s", text[0] == '-' ? "" : "-", text[0] == '-' ? text + 1 : text);
	else
		crm_buf_str(&turned, text);
	bool ok = !turned.failed && !sum->failed && crm_decimal_add(sum->ptr, turned.ptr, &result) && !result.failed;
	if (ok) {
		crm_buf_reset(sum);
		crm_buf_str(sum, result.ptr);
	}
	crm_buf_free(&number);
	crm_buf_free(&result);
	crm_buf_free(&turned);
	return ok && !sum->failed;
}

static int add_to(struct crm_validating *j, const struct money *m, size_t offset, struct crm_error *err)
{
	struct crm_validated_amount *row = find_row(j, m);
	if (row == NULL || !add((struct crm_buf *)((char *)row + offset), m->amount, false))
		return crm_error_no_memory(err);
	row->source_deals += offset == offsetof(struct crm_validated_amount, source);
	row->target_deals += offset == offsetof(struct crm_validated_amount, target);
	return CRM_OK;
}

static bool any_wrong(const struct crm_validating *j, const enum crm_judgement *judged)
{
	static const char *const names[] = {"amount", "currency", "stage"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t at = crm_model_field(j->model, names[i]);
		if (at != (size_t)-1 && judged[at] == CRM_JUDGED_WRONG)
			return true;
	}
	return false;
}

int crm_validation_amounts(struct crm_validating *j, const struct crm_cell *source, const struct crm_pair_cells *pair,
			   const enum crm_judgement *judged, struct crm_error *err)
{
	size_t amount = crm_model_field(j->model, "amount");
	if (j->object != CRM_DEAL || amount == (size_t)-1 || j->fields[amount] == NULL)
		return CRM_OK;
	struct money was = money_of(j, source);
	int rc = add_to(j, &was, offsetof(struct crm_validated_amount, source), err);
	if (rc == CRM_OK && pair == NULL)
		return add_to(j, &was, offsetof(struct crm_validated_amount, waiting), err);
	if (rc != CRM_OK)
		return rc;
	struct money is = money_of(j, pair->target);
	rc = add_to(j, &is, offsetof(struct crm_validated_amount, target), err);
	if (rc != CRM_OK || same_money(&was, &is) || any_wrong(j, judged))
		return rc;
	rc = add_to(j, &was, offsetof(struct crm_validated_amount, left), err);
	return rc == CRM_OK ? add_to(j, &is, offsetof(struct crm_validated_amount, own), err) : rc;
}

int crm_validation_even(struct crm_validation *v, struct crm_error *err)
{
	for (size_t i = 0; i < v->n_amounts; i++) {
		struct crm_validated_amount *row = &v->amounts[i];
		struct crm_buf sum;
		crm_buf_init(&sum, CRM_BUF_MAX);
		crm_buf_str(&sum, row->source.ptr);
		bool ok = add(&sum, row->waiting.ptr, true) && add(&sum, row->left.ptr, true) &&
			  add(&sum, row->own.ptr, false);
		row->even = ok && strcmp(sum.ptr, row->target.ptr) == 0;
		crm_buf_free(&sum);
		if (!ok)
			return crm_error_no_memory(err);
	}
	return CRM_OK;
}
