/* SPDX-License-Identifier: Apache-2.0 */
/* What the org fills in on save: defaults, what a stage implies, and its own spelling of values. */
#include <string.h>

#include "options.h"
#include "text.h"
#include "write.h"

static int complete_put_name(struct face *face, struct sf_write *write, const char *name, const char *text)
{
	int column = sf_column_any(write->table, name);
	if (column < 0)
		return CRM_OK;
	return sf_write_put(face, write, (size_t)column, text, true);
}

static const char *complete_spelling(const struct sf_field *field)
{
	if (field->type == SF_PHONE)
		return "phone";
	if (field->type == SF_EMAIL)
		return "email";
	if (field->type == SF_CURRENCY)
		return "amount";
	return strcmp(field->name, "Company") == 0 ? "company" : NULL;
}

static int complete_spell(struct face *face, const struct sf_field *field, struct sf_change *change)
{
	const char *what = complete_spelling(field);
	if (!what || !change->text)
		return CRM_OK;
	struct crm_buf spelled;
	crm_buf_init(&spelled, CRM_BUF_MAX);
	int rc = CRM_OK;
	if (face_normalise(face->host, what, change->text, &spelled)) {
		change->text = spelled.failed ? NULL : crm_arena_strndup(face->arena, spelled.ptr, spelled.len);
		rc = change->text ? CRM_OK : CRM_E_NOMEM;
	}
	crm_buf_free(&spelled);
	return rc;
}

/* The option normalise.empty_company stands for a trigger that fills a required company. */
static int complete_company(struct face *face, struct sf_write *write)
{
	if (strcmp(write->table->object->name, "Lead") != 0 || sf_write_text(write, "Company"))
		return CRM_OK;
	struct crm_buf company;
	crm_buf_init(&company, 1024);
	int rc = CRM_OK;
	if (face_normalise(face->host, "empty_company", "", &company)) {
		const char *text = crm_arena_strndup(face->arena, company.ptr, company.len);
		rc = text ? complete_put_name(face, write, "Company", text) : CRM_E_NOMEM;
	}
	crm_buf_free(&company);
	return rc;
}

static const char *complete_default(const struct face *face, const struct sf_table *table, const struct sf_field *field)
{
	if (strcmp(field->name, "OwnerId") == 0)
		return face->user->id;
	if (strcmp(field->name, "ProfileId") == 0 && strcmp(table->object->name, "User") == 0)
		return sf_row_stored_name(table, face->user, "ProfileId");
	if (strcmp(field->name, "CleanStatus") == 0 && (table->object->flags & SF_OBJ_CLEAN))
		return "Pending";
	if ((field->flags & SF_MULTI_CURRENCY) && sf_option_bool(face, "multi_currency", false))
		return field->picklist[0].value;
	return field->default_value;
}

static int complete_defaults(struct face *face, struct sf_write *write)
{
	for (size_t c = 0; c < write->table->n_columns; c++) {
		const struct sf_field *field = write->table->columns[c].field;
		const char *text = complete_default(face, write->table, field);
		const struct sf_change *change = text ? sf_write_change(write, field->name) : NULL;
		if (!text || (change && (change->text || (field->flags & SF_NILLABLE))))
			continue;
		int rc = sf_write_put(face, write, c, text, true);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

/* Only the name of the category can be written; the code follows it. */
static const char *complete_category_code(const char *name)
{
	static const char *const codes[][2] = {{"Omitted", "Omitted"},    {"Pipeline", "Pipeline"},
					       {"Best Case", "BestCase"}, {"Most Likely", "MostLikely"},
					       {"Commit", "Forecast"},    {"Closed", "Closed"}};
	for (size_t i = 0; name && i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(codes[i][0], name) == 0)
			return codes[i][1];
	return "Pipeline";
}

static int complete_stage(struct face *face, struct sf_write *write)
{
	const struct sf_change *change = sf_write_change(write, "StageName");
	if (change && change->text) {
		const struct sf_stage *stage = sf_stage_find(change->text);
		int rc = complete_put_name(face, write, "IsClosed", stage && stage->closed ? "true" : "false");
		if (rc == CRM_OK)
			rc = complete_put_name(face, write, "IsWon", stage && stage->won ? "true" : "false");
		if (rc == CRM_OK && !sf_write_change(write, "Probability"))
			rc = complete_put_name(face, write, "Probability", stage ? stage->probability : "0");
		if (rc == CRM_OK && !sf_write_change(write, "ForecastCategoryName"))
			rc = complete_put_name(face, write, "ForecastCategoryName",
					       stage ? stage->category_name : "Pipeline");
		if (rc < 0)
			return rc;
	}
	if (!sf_write_change(write, "ForecastCategoryName"))
		return CRM_OK;
	return complete_put_name(face, write, "ForecastCategory",
				 complete_category_code(sf_write_text(write, "ForecastCategoryName")));
}

int sf_write_complete(struct face *face, struct sf_write *write)
{
	int rc = CRM_OK;
	for (size_t i = 0; i < write->n_changes && rc == CRM_OK && write->actor != SF_BY_SEED; i++)
		rc = complete_spell(face, write->table->columns[write->changes[i].column].field, &write->changes[i]);
	if (rc == CRM_OK)
		rc = complete_company(face, write);
	if (rc == CRM_OK && !write->row)
		rc = complete_defaults(face, write);
	if (rc == CRM_OK && strcmp(write->table->object->name, "Opportunity") == 0)
		rc = complete_stage(face, write);
	return rc;
}
