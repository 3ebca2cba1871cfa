/* SPDX-License-Identifier: Apache-2.0 */
/* Seeding: plain descriptions of people, companies and deals become records as an import would have made them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "hubspot.h"

/* ---- handles
 * ---------------------------------------------------------------------------------------------------------- */

static struct hs_ref *ref_place(struct face *face, const char *text)
{
	size_t mask = face->cap_refs - 1, i = (size_t)hs_hash_text(0, text) & mask;
	while (face->refs[i].text && strcmp(face->refs[i].text, text) != 0)
		i = (i + 1) & mask;
	return &face->refs[i];
}

static int refs_grow(struct face *face)
{
	size_t old_cap = face->cap_refs;
	struct hs_ref *old = face->refs;
	size_t cap = old_cap ? old_cap * 2 : 1024;
	struct hs_ref *fresh = crm_calloc(cap, sizeof *fresh);
	if (!fresh)
		return CRM_E_NOMEM;
	face->refs = fresh;
	face->cap_refs = cap;
	for (size_t i = 0; i < old_cap; i++)
		if (old[i].text)
			*ref_place(face, old[i].text) = old[i];
	crm_free(old);
	return CRM_OK;
}

static int ref_add(struct face *face, const char *text, struct hs_record *record)
{
	if (!text)
		return CRM_OK;
	if (face->n_refs * 2 >= face->cap_refs && refs_grow(face) < 0)
		return CRM_E_NOMEM;
	struct hs_ref *ref = ref_place(face, text);
	if (!ref->text) {
		ref->text = crm_strdup(text);
		if (!ref->text)
			return CRM_E_NOMEM;
		face->n_refs++;
	}
	ref->record = record;
	return CRM_OK;
}

static struct hs_record *ref_find(struct face *face, const char *text)
{
	return text && face->cap_refs ? ref_place(face, text)->record : NULL;
}

void hs_refs_close(struct face *face)
{
	for (size_t i = 0; i < face->cap_refs; i++)
		crm_free(face->refs[i].text);
	crm_free(face->refs);
}

/* ---- values
 * ----------------------------------------------------------------------------------------------------------- */

struct seeding {
	struct face *face;
	struct hs_record *record;
	int64_t at;
	int rc;
};

static int finish(struct seeding *s, const char *ref, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	if (s->rc == CRM_OK)
		s->rc = hs_record_touch(s->face, s->record, s->at);
	if (s->rc == CRM_OK)
		s->rc = ref_add(s->face, ref, s->record);
	if (s->rc < 0)
		return crm_error_set(err, s->rc, "out of memory");
	if (id_out)
		snprintf(id_out, FACE_ID_SIZE, "%" PRIu64, s->record->id);
	return CRM_OK;
}

static void begin(struct seeding *s, struct face *face, enum hs_type type, int64_t created, int64_t modified)
{
	int64_t now = face_now(face->host);
	*s = (struct seeding){.face = face, .at = modified ? modified : created ? created : now};
	s->record = hs_record_new(face, type, 0, created ? created : now, HS_BY_IMPORT);
	s->rc = s->record ? CRM_OK : CRM_E_NOMEM;
}

static void put(struct seeding *s, const char *name, const char *text)
{
	if (s->rc == CRM_OK && text && *text)
		s->rc = hs_record_set_named(s->face, s->record, name, text, s->at, HS_BY_IMPORT);
}

/* An option by its label or value, whatever the case; what is none of them is left out. */
static void put_option(struct seeding *s, const char *name, const char *text)
{
	if (s->rc < 0 || !text)
		return;
	hs_slot slot = hs_slot_of(s->face, s->record->type, name);
	const struct hs_property *p = hs_property_at(s->face, s->record->type, slot);
	for (size_t i = 0; i < p->n_options; i++)
		if (strcasecmp(p->options[i].label, text) == 0 || strcasecmp(p->options[i].value, text) == 0) {
			put(s, name, p->options[i].value);
			return;
		}
}

static void put_owner(struct seeding *s, const char *email)
{
	const struct hs_owner *owner = email ? hs_owner_by_email(s->face, email) : NULL;
	char id[24];
	if (!owner)
		return;
	snprintf(id, sizeof id, "%" PRIu64, owner->id);
	put(s, "hubspot_owner_id", id);
}

static void put_number(struct seeding *s, const char *name, const char *text)
{
	if (text && crm_json_is_number_text(text))
		put(s, name, text);
}

static void link_to(struct seeding *s, struct hs_record *to)
{
	if (s->rc == CRM_OK && to)
		s->rc = hs_link_add(s->face, s->record, to, HS_LINK_PLAIN, s->at);
}

int hs_seed_owner(struct face *face, const struct seed_owner *o, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	struct hs_owner *owner;
	if (hs_owner_add(face, 0, o->email, o->first_name, o->last_name, o->active, face_now(face->host), &owner) < 0)
		return crm_error_no_memory(err);
	if (id_out)
		snprintf(id_out, FACE_ID_SIZE, "%" PRIu64, owner->id);
	return CRM_OK;
}

/* A tax number has no property of the vendor's own: this account made one. */
static void put_tax_number(struct seeding *s, const char *number)
{
	hs_slot slot = hs_slot_of(s->face, HS_COMPANY, "vat_id");
	if (!number || !*number || s->rc < 0)
		return;
	if (slot == HS_NO_SLOT)
		s->rc = hs_schema_add(s->face, HS_COMPANY,
				      &(struct hs_property){.name = "vat_id",
							    .label = "VAT ID",
							    .description = "Tax number of the company",
							    .group = "companyinformation",
							    .field_type = "text",
							    .type = HS_STRING,
							    .flags = HS_CUSTOM | HS_ARCHIVABLE | HS_FORM_FIELD,
							    .display_order = -1,
							    .created = s->at,
							    .updated = s->at},
				      &slot);
	put(s, "vat_id", number);
}

static void put_domain(struct seeding *s, const char *domain, const char *website)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	const char *from = domain && *domain ? domain : website;
	if (from && hs_domain_of(from, &text))
		put(s, "domain", text.ptr);
	put(s, "website", website && *website ? website : domain);
	crm_buf_free(&text);
}

int hs_seed_company(struct face *face, const struct seed_company *c, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	struct seeding s;
	begin(&s, face, HS_COMPANY, c->created, c->modified);
	if (s.rc < 0)
		return crm_error_set(err, s.rc, "out of memory");
	put(&s, "name", c->name);
	put_domain(&s, c->domain, c->website);
	put(&s, "phone", c->phone);
	put(&s, "address", c->street);
	put(&s, "zip", c->postcode);
	put(&s, "city", c->city);
	put(&s, "state", c->state);
	put(&s, "country", c->country);
	put_option(&s, "industry", c->industry);
	put_number(&s, "numberofemployees", c->employees);
	put_number(&s, "annualrevenue", c->revenue);
	put(&s, "description", c->description);
	put_tax_number(&s, c->vat_id);
	put_owner(&s, c->owner_email);
	return finish(&s, c->ref, id_out, err);
}

/* The vendor keeps one contact per address: one that is taken is left out, as an import would have done. */
static void put_addresses(struct seeding *s, const struct seed_contact *c)
{
	hs_slot slot = hs_slot_of(s->face, HS_CONTACT, "email");
	struct crm_buf one, more;
	crm_buf_init(&one, CRM_BUF_MAX);
	crm_buf_init(&more, CRM_BUF_MAX);
	for (size_t i = 0; i <= c->n_more_emails; i++) {
		const char *email = i == 0 ? c->email : c->more_emails[i - 1];
		crm_buf_reset(&one);
		hs_lower(&one, email ? email + strspn(email, " ") : "");
		while (one.len && one.ptr[one.len - 1] == ' ')
			one.ptr[--one.len] = '\0';
		if (!hs_email_plausible(one.ptr) || hs_record_holding(s->face, HS_CONTACT, slot, one.ptr, NULL))
			continue;
		if (i == 0)
			put(s, "email", one.ptr);
		else
			crm_buf_printf(&more, "%s%s", more.len ? ";" : "", one.ptr);
	}
	put(s, "hs_additional_emails", more.ptr);
	crm_buf_free(&one);
	crm_buf_free(&more);
}

int hs_seed_contact(struct face *face, const struct seed_contact *c, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	struct seeding s;
	begin(&s, face, HS_CONTACT, c->created, c->modified);
	if (s.rc < 0)
		return crm_error_set(err, s.rc, "out of memory");
	put_addresses(&s, c);
	put(&s, "firstname", c->first_name);
	put(&s, "lastname", c->last_name);
	put(&s, "salutation", c->salutation);
	put(&s, "phone", c->phone);
	put(&s, "mobilephone", c->mobile);
	put(&s, "jobtitle", c->title);
	put(&s, "address", c->street);
	put(&s, "zip", c->postcode);
	put(&s, "city", c->city);
	put(&s, "state", c->state);
	put(&s, "country", c->country);
	put(&s, "company", c->company_name);
	put_option(&s, "lifecyclestage", c->lifecycle);
	put_option(&s, "hs_lead_status", c->lead_status);
	put_option(&s, "hs_analytics_source", c->source);
	put_option(&s, "hs_language", c->language);
	put(&s, "date_of_birth", c->birthday);
	put(&s, "hs_email_optout", c->opted_out ? "true" : NULL);
	put_owner(&s, c->owner_email);
	link_to(&s, ref_find(face, c->company_ref));
	return finish(&s, c->ref, id_out, err);
}

static const char *stage_id(const char *stage)
{
	static const char *const stages[][2] = {
		{"meeting", "appointmentscheduled"},
		{"qualification", "qualifiedtobuy"},
		{"proposal", "presentationscheduled"},
		{"negotiation", "decisionmakerboughtin"},
		{"contract", "contractsent"},
		{"won", "closedwon"},
		{"lost", "closedlost"},
	};
	for (size_t i = 0; stage && i < sizeof stages / sizeof stages[0]; i++)
		if (strcmp(stages[i][0], stage) == 0)
			return stages[i][1];
	return NULL;
}

/* Pipeline of that name; made with the usual stages if it is new. */
static const char *pipeline_id(struct seeding *s, const char *name)
{
	struct hs_pipelines *pipelines = &s->face->pipelines[HS_DEAL];
	if (!name || !*name || strcasecmp(name, "default") == 0)
		return "default";
	for (size_t i = 0; i < pipelines->n; i++)
		if (strcasecmp(pipelines->v[i].label, name) == 0 || strcmp(pipelines->v[i].id, name) == 0)
			return pipelines->v[i].id;
	struct hs_pipeline *pipeline;
	char id[24];
	snprintf(id, sizeof id, "%zu", 74120000 + pipelines->n);
	s->rc = hs_pipeline_add(s->face, HS_DEAL, id, name, (int)pipelines->n, s->at, &pipeline);
	for (int i = 0; s->rc == CRM_OK && hs_sales_stages[i].id; i++)
		s->rc = hs_stage_add(s->face, pipeline,
				     &(struct hs_stage){.id = hs_sales_stages[i].id,
							.label = hs_sales_stages[i].label,
							.probability = hs_sales_stages[i].probability,
							.closed = hs_sales_stages[i].closed,
							.display_order = i});
	return s->rc == CRM_OK ? pipeline->id : NULL;
}

int hs_seed_deal(struct face *face, const struct seed_deal *d, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	struct seeding s;
	int32_t day;
	char close[CRM_TIME_TEXT];
	begin(&s, face, HS_DEAL, d->created, d->modified);
	if (s.rc < 0)
		return crm_error_set(err, s.rc, "out of memory");
	put(&s, "dealname", d->name);
	put_number(&s, "amount", d->amount);
	put_option(&s, "deal_currency_code", d->currency);
	put(&s, "pipeline", pipeline_id(&s, d->pipeline));
	put(&s, "dealstage", stage_id(d->stage));
	if (d->close_date && crm_day_parse(d->close_date, &day)) {
		crm_time_format((int64_t)day * 86400000, close);
		put(&s, "closedate", close);
	}
	put_owner(&s, d->owner_email);
	link_to(&s, ref_find(face, d->company_ref));
	for (size_t i = 0; i < d->n_contact_refs; i++)
		link_to(&s, ref_find(face, d->contact_refs[i]));
	return finish(&s, d->ref, id_out, err);
}
