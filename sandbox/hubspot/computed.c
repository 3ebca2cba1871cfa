/* SPDX-License-Identifier: Apache-2.0 */
/* Properties whose values follow from something else; which ones an answer shows stands in types.c. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "hubspot.h"

static bool show_time(int64_t ms, struct crm_buf *out)
{
	char text[CRM_TIME_TEXT];
	crm_time_format(ms, text);
	crm_buf_str(out, text);
	return true;
}

static bool compute_created(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	(void)face;
	return show_time(record->created, out);
}

static bool compute_modified(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	return show_time(hs_shown_modified(face, record->live->modified), out);
}

static bool compute_id(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	(void)face;
	crm_buf_printf(out, "%" PRIu64, record->id);
	return true;
}

static bool compute_all_vids(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	const char *merged = hs_text_named(face, record, "hs_merged_object_ids");
	crm_buf_printf(out, "%" PRIu64 "%s%s", record->id, merged ? ";" : "", merged ? merged : "");
	return true;
}

static bool compute_true(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	(void)face, (void)record;
	crm_buf_str(out, "true");
	return true;
}

static bool compute_false(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	(void)face, (void)record;
	crm_buf_str(out, "false");
	return true;
}

static bool compute_zero(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	(void)face, (void)record;
	crm_buf_str(out, "0");
	return true;
}

static bool compute_lifecycle_pipeline(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	(void)face;
	crm_buf_printf(out, "%s-lifecycle-pipeline", hs_types[record->type].plural);
	return true;
}

static bool compute_email_domain(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	const char *email = hs_text_named(face, record, "email");
	const char *at = email ? strrchr(email, '@') : NULL;
	crm_buf_str(out, at ? at + 1 : NULL);
	return at != NULL;
}

static bool compute_full_name(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	const char *first = hs_text_named(face, record, "firstname");
	const char *last = hs_text_named(face, record, "lastname");
	const char *email = hs_text_named(face, record, "email");
	if (first || last)
		crm_buf_printf(out, "%s%s%s", first ? first : "", first && last ? " " : "", last ? last : "");
	else
		crm_buf_str(out, email);
	return first || last || email;
}

static bool compute_searchable_phone(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	const char *phone = hs_text_named(face, record, "phone");
	size_t start = out->len;
	for (; phone && *phone; phone++)
		if (*phone >= '0' && *phone <= '9')
			crm_buf_char(out, *phone);
	return out->len > start;
}

static bool compute_primary_company(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	(void)face;
	const struct hs_record *company = hs_link_primary(record, HS_COMPANY);
	if (company)
		crm_buf_printf(out, "%" PRIu64, company->id);
	return company != NULL;
}

static bool compute_parent_company(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	(void)face;
	const struct hs_links *links = &record->links[HS_COMPANY];
	for (size_t i = 0; i < links->n; i++)
		if ((links->v[i].kinds & HS_LINK_PARENT) && hs_record_exists(links->v[i].to)) {
			crm_buf_printf(out, "%" PRIu64, links->v[i].to->id);
			return true;
		}
	return false;
}

static bool show_count(size_t n, struct crm_buf *out)
{
	if (n)
		crm_buf_printf(out, "%zu", n);
	return n > 0;
}

static bool compute_contacts(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	(void)face;
	return show_count(hs_link_count(record, HS_CONTACT), out);
}

static bool compute_deals(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	(void)face;
	return show_count(hs_link_count(record, HS_DEAL), out);
}

static bool compute_open_deals(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	size_t n = 0;
	const struct hs_links *links = &record->links[HS_DEAL];
	for (size_t i = 0; i < links->n; i++) {
		const struct hs_stage *stage = hs_stage_of(face, links->v[i].to);
		n += hs_record_exists(links->v[i].to) && !(stage && stage->closed);
	}
	return show_count(n, out);
}

static bool compute_source(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	static const char *const names[] = {"INTEGRATION", "CRM_UI", "IMPORT", "COMPANY_INSIGHTS"};
	(void)face;
	crm_buf_str(out, names[record->source]);
	return true;
}

static bool compute_source_id(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	static const char *const ids[] = {"19083857", "userId:76070032", "import:2210447", NULL};
	(void)face;
	crm_buf_str(out, ids[record->source]);
	return ids[record->source] != NULL;
}

static const char *deal_probability(const struct face *face, const struct hs_record *deal)
{
	const char *own = hs_text_named(face, deal, "hs_deal_stage_probability");
	const struct hs_stage *stage = hs_stage_of(face, deal);
	return own ? own : stage ? stage->probability : NULL;
}

static bool deal_won(const struct face *face, const struct hs_record *deal)
{
	const struct hs_stage *stage = hs_stage_of(face, deal);
	return stage && stage->closed && stage->probability && strtod(stage->probability, NULL) >= 1;
}

static bool compute_closed(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	const struct hs_stage *stage = hs_stage_of(face, record);
	crm_buf_str(out, stage && stage->closed ? "true" : "false");
	return true;
}

static bool compute_won(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	crm_buf_str(out, deal_won(face, record) ? "true" : "false");
	return true;
}

static bool compute_lost(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	const struct hs_stage *stage = hs_stage_of(face, record);
	crm_buf_str(out, stage && stage->closed && !deal_won(face, record) ? "true" : "false");
	return true;
}

static bool compute_closed_amount(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	const char *amount = hs_text_named(face, record, "amount");
	crm_buf_str(out, amount && deal_won(face, record) ? amount : "0");
	return true;
}

static bool compute_home_amount(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	const char *amount = hs_text_named(face, record, "amount");
	crm_buf_str(out, amount);
	return amount != NULL;
}

static bool compute_projected_amount(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	const char *amount = hs_text_named(face, record, "amount");
	const char *probability = deal_probability(face, record);
	if (!amount || !probability)
		return false;
	crm_buf_printf(out, "%.15g", strtod(amount, NULL) * strtod(probability, NULL));
	return true;
}

static bool compute_probability(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	const char *probability = deal_probability(face, record);
	crm_buf_str(out, probability);
	return probability != NULL;
}

static bool compute_days_to_close(const struct face *face, const struct hs_record *record, struct crm_buf *out)
{
	const char *close = hs_text_named(face, record, "closedate");
	int64_t ms;
	if (!close || !crm_time_parse(close, &ms))
		return false;
	int64_t days = (ms - record->created) / 86400000;
	crm_buf_printf(out, "%" PRId64, days > 0 ? days : 0);
	return true;
}

#define HS_EVERY (-1)

static const struct {
	int type; /* enum hs_type or HS_EVERY */
	const char *name;
	hs_compute *compute;
} computed[] = {
	{HS_EVERY, "createdate", compute_created},
	{HS_EVERY, "hs_createdate", compute_created},
	{HS_EVERY, "hs_lastmodifieddate", compute_modified},
	{HS_EVERY, "hs_object_id", compute_id},
	{HS_EVERY, "hs_object_source", compute_source},
	{HS_EVERY, "hs_object_source_id", compute_source_id},
	{HS_EVERY, "hs_object_source_label", compute_source},
	{HS_CONTACT, "lastmodifieddate", compute_modified},
	{HS_CONTACT, "associatedcompanyid", compute_primary_company},
	{HS_CONTACT, "hs_all_contact_vids", compute_all_vids},
	{HS_CONTACT, "hs_associated_target_accounts", compute_zero},
	{HS_CONTACT, "hs_currently_enrolled_in_prospecting_agent", compute_false},
	{HS_CONTACT, "hs_email_domain", compute_email_domain},
	{HS_CONTACT, "hs_full_name_or_email", compute_full_name},
	{HS_CONTACT, "hs_is_contact", compute_true},
	{HS_CONTACT, "hs_is_unworked", compute_true},
	{HS_CONTACT, "hs_membership_has_accessed_private_content", compute_zero},
	{HS_CONTACT, "hs_pipeline", compute_lifecycle_pipeline},
	{HS_CONTACT, "hs_prospecting_agent_actively_enrolled_count", compute_zero},
	{HS_CONTACT, "hs_prospecting_agent_total_enrolled_count", compute_zero},
	{HS_CONTACT, "hs_registered_member", compute_zero},
	{HS_CONTACT, "hs_searchable_calculated_phone_number", compute_searchable_phone},
	{HS_CONTACT, "hs_sequences_actively_enrolled_count", compute_zero},
	{HS_CONTACT, "num_associated_deals", compute_deals},
	{HS_CONTACT, "num_notes", compute_zero},
	{HS_COMPANY, "hs_num_open_deals", compute_open_deals},
	{HS_COMPANY, "hs_parent_company_id", compute_parent_company},
	{HS_COMPANY, "hs_pipeline", compute_lifecycle_pipeline},
	{HS_COMPANY, "num_associated_contacts", compute_contacts},
	{HS_COMPANY, "num_associated_deals", compute_deals},
	{HS_DEAL, "amount_in_home_currency", compute_home_amount},
	{HS_DEAL, "days_to_close", compute_days_to_close},
	{HS_DEAL, "hs_closed_amount", compute_closed_amount},
	{HS_DEAL, "hs_deal_stage_probability", compute_probability},
	{HS_DEAL, "hs_is_closed", compute_closed},
	{HS_DEAL, "hs_is_closed_lost", compute_lost},
	{HS_DEAL, "hs_is_closed_won", compute_won},
	{HS_DEAL, "hs_projected_amount", compute_projected_amount},
	{HS_DEAL, "num_associated_contacts", compute_contacts},
};

hs_compute *hs_computed(enum hs_type type, const char *name)
{
	for (size_t i = 0; i < sizeof computed / sizeof computed[0]; i++)
		if ((computed[i].type == HS_EVERY || computed[i].type == (int)type) &&
		    strcmp(computed[i].name, name) == 0)
			return computed[i].compute;
	return NULL;
}
