/* SPDX-License-Identifier: Apache-2.0 */
/* Writing of one record: read what is asked, look for collisions, store it with its consequences. */
#include <inttypes.h>
#include <string.h>

#include "hubspot.h"

const char *hs_change_text(const struct hs_changes *changes, hs_slot slot)
{
	for (size_t i = 0; i < changes->n; i++)
		if (changes->v[i].slot == slot)
			return changes->v[i].text;
	return NULL;
}

static int add_fault(struct hs_call *call, struct hs_refusal *refusal, const char *name, const char *code,
		     const char *message)
{
	struct hs_fault *fault = crm_arena_calloc(call->arena, 1, sizeof *fault);
	if (!fault || !message)
		return CRM_E_NOMEM;
	*fault = (struct hs_fault){.name = name, .code = code, .message = message};
	struct hs_fault **end = &refusal->faults;
	while (*end)
		end = &(*end)->next;
	*end = fault;
	refusal->status = 400;
	refusal->category = "VALIDATION_ERROR";
	return CRM_OK;
}

/* The vendor moves a lifecycle stage forward only; a step back is accepted and has no effect. */
static bool steps_back(const struct face *face, enum hs_type type, hs_slot slot, const char *text,
		       const struct hs_record *record)
{
	const struct hs_property *p = hs_property_at(face, type, slot);
	const char *now = record ? hs_text(record, slot) : NULL;
	if (type == HS_DEAL || strcmp(p->name, "lifecyclestage") != 0 || !now || !*text)
		return false;
	int old_order = -1, new_order = -1;
	for (size_t i = 0; i < p->n_options; i++) {
		if (strcmp(p->options[i].value, now) == 0)
			old_order = p->options[i].display_order;
		if (strcmp(p->options[i].value, text) == 0)
			new_order = p->options[i].display_order;
	}
	return new_order < old_order;
}

static int read_one(struct hs_call *call, enum hs_type type, const crm_json *member, bool by_person,
		    const struct hs_record *record, struct hs_changes *changes, struct hs_refusal *refusal)
{
	const char *name = crm_arena_strdup(call->arena, crm_json_name(member));
	const char *text = by_person && crm_json_is_null(member) ? "" : crm_json_text(member);
	if (!name)
		return CRM_E_NOMEM;
	hs_slot slot = hs_slot_of(call->face, type, name);
	if (slot == HS_NO_SLOT) {
		refusal->malformed = true;
		return add_fault(call, refusal, name, "PROPERTY_DOESNT_EXIST",
				 hs_format(call, "Property \"%s\" does not exist", name));
	}
	if (!text)
		return CRM_OK; /* null changes nothing; "" clears */
	struct hs_fault *fault;
	const char *normalised;
	int rc = hs_value_check(call, type, slot, text, by_person, record, &normalised, &fault);
	if (rc < 0)
		return rc;
	if (fault)
		return add_fault(call, refusal, fault->name, fault->code, fault->message);
	if (by_person || !steps_back(call->face, type, slot, normalised, record))
		changes->v[changes->n++] = (struct hs_change){.slot = slot, .text = normalised};
	return CRM_OK;
}

static int check_stage(struct hs_call *call, const struct hs_record *record, const struct hs_changes *changes,
		       struct hs_refusal *refusal)
{
	const struct face *face = call->face;
	const char *pipeline_id = hs_change_text(changes, hs_slot_of(face, HS_DEAL, "pipeline"));
	const char *stage_id = hs_change_text(changes, hs_slot_of(face, HS_DEAL, "dealstage"));
	if (!pipeline_id && !stage_id)
		return CRM_OK;
	if (!pipeline_id || !*pipeline_id)
		pipeline_id = record ? hs_text_named(face, record, "pipeline") : NULL;
	if (!stage_id)
		stage_id = record ? hs_text_named(face, record, "dealstage") : NULL;
	const struct hs_pipeline *pipeline = hs_pipeline_find(face, HS_DEAL, pipeline_id ? pipeline_id : "default");
	if (!stage_id || !*stage_id || !pipeline || hs_stage_find(pipeline, stage_id))
		return CRM_OK;
	struct crm_buf list;
	crm_buf_init(&list, CRM_BUF_MAX);
	for (size_t i = 0; i < pipeline->n_stages; i++)
		crm_buf_printf(&list, "%s%s", i ? ", " : "", pipeline->stages[i].id);
	int rc = add_fault(call, refusal, "dealstage", "INVALID_OPTION",
			   hs_format(call, "%s was not one of the allowed options: [%s]", stage_id, list.ptr));
	crm_buf_free(&list);
	return rc;
}

/* Option normalise.empty_company: this account fills an empty company name by itself. */
static int fill_company(struct hs_call *call, enum hs_type type, struct hs_changes *changes)
{
	hs_slot slot = hs_slot_of(call->face, type, type == HS_CONTACT ? "company" : "name");
	struct crm_buf name;
	crm_buf_init(&name, CRM_BUF_MAX);
	int rc = CRM_OK;
	if (type != HS_DEAL && !hs_change_text(changes, slot) &&
	    face_normalise(call->face->host, "empty_company", "", &name)) {
		const char *text = name.failed ? NULL : crm_arena_strdup(call->arena, name.ptr);
		if (text)
			changes->v[changes->n++] = (struct hs_change){.slot = slot, .text = text};
		rc = text ? CRM_OK : CRM_E_NOMEM;
	}
	crm_buf_free(&name);
	return rc;
}

int hs_changes_read(struct hs_call *call, enum hs_type type, const crm_json *properties, bool by_person,
		    const struct hs_record *record, struct hs_changes *changes, struct hs_refusal *refusal)
{
	*refusal = (struct hs_refusal){0};
	changes->n = 0;
	changes->v = crm_arena_calloc(call->arena, crm_json_size(properties) + 2, sizeof *changes->v);
	if (!changes->v)
		return CRM_E_NOMEM;
	if (!crm_json_is_object(properties)) {
		*refusal = (struct hs_refusal){
			.status = 400,
			.category = "VALIDATION_ERROR",
			.message = "Invalid input JSON: Some required fields were not set: [properties]",
			.malformed = true};
		return CRM_OK;
	}
	int rc = CRM_OK;
	for (const crm_json *e = crm_json_first(properties); e && rc == CRM_OK; e = crm_json_next(e))
		if (*crm_json_name(e) != '@')
			rc = read_one(call, type, e, by_person, record, changes, refusal);
	if (rc == CRM_OK && type == HS_DEAL)
		rc = check_stage(call, record, changes, refusal);
	if (rc == CRM_OK && !record)
		rc = fill_company(call, type, changes);
	return rc;
}

static int refuse_email(struct hs_call *call, const struct hs_record *other, struct hs_refusal *refusal)
{
	refusal->status = 409;
	refusal->category = "CONFLICT";
	refusal->message = hs_format(call, "Contact already exists. Existing ID: %" PRIu64, other->id);
	refusal->context_name = "existingId";
	refusal->context_value = hs_format(call, "%" PRIu64, other->id);
	return refusal->message && refusal->context_value ? CRM_OK : CRM_E_NOMEM;
}

static int refuse_unique(struct hs_call *call, const struct hs_record *record, const struct hs_record *other,
			 const char *name, const char *value, struct hs_refusal *refusal)
{
	refusal->message =
		hs_format(call,
			  "Cannot set PropertyValueCoordinates{portalId=%" PRId64 ", objectTypeId=%s, objectId=%" PRIu64
			  ", propertyName=%s, value=%s} on %" PRIu64 ". %" PRIu64 " already has that value.",
			  hs_portal(call->face), hs_types[other->type].id, record ? record->id : 0, name, value,
			  record ? record->id : 0, other->id);
	int rc = add_fault(call, refusal, name, "CONFLICTING_UNIQUE_VALUE", refusal->message);
	return refusal->message ? rc : CRM_E_NOMEM;
}

int hs_changes_conflict(struct hs_call *call, enum hs_type type, const struct hs_changes *changes,
			const struct hs_record *record, struct hs_refusal *refusal)
{
	for (size_t i = 0; i < changes->n; i++) {
		const struct hs_property *p = hs_property_at(call->face, type, changes->v[i].slot);
		bool email = type == HS_CONTACT && strcmp(p->name, "email") == 0;
		if (!*changes->v[i].text || (!email && !(p->flags & HS_UNIQUE)))
			continue;
		const struct hs_record *other =
			hs_record_holding(call->face, type, changes->v[i].slot, changes->v[i].text, record);
		if (other)
			return email ? refuse_email(call, other, refusal)
				     : refuse_unique(call, record, other, p->name, changes->v[i].text, refusal);
	}
	return CRM_OK;
}

/* A new primary address that was an additional one swaps places with the old. */
static int swap_address(struct face *face, struct hs_record *contact, const char *email, int64_t now)
{
	const char *old = hs_text_named(face, contact, "email");
	const char *more = hs_text_named(face, contact, "hs_additional_emails");
	if (!old || !more || strcmp(old, email) == 0 || !hs_contact_has_email(face, contact, email))
		return CRM_OK;
	struct crm_buf list;
	crm_buf_init(&list, CRM_BUF_MAX);
	crm_buf_str(&list, old);
	for (size_t len; *more; more += len + (more[len] == ';')) {
		len = strcspn(more, ";");
		if (strlen(email) != len || memcmp(more, email, len) != 0)
			crm_buf_printf(&list, ";%.*s", (int)len, more);
	}
	int rc = list.failed ? CRM_E_NOMEM
			     : hs_record_set_named(face, contact, "hs_additional_emails", list.ptr, now, HS_BY_VENDOR);
	crm_buf_free(&list);
	return rc;
}

static int set_primary_company(struct face *face, struct hs_record *contact, const char *id, int64_t now)
{
	struct hs_record *old = hs_link_primary(contact, HS_COMPANY);
	struct hs_record *company = *id ? hs_record_resolve(face, HS_COMPANY, id) : NULL;
	if (company)
		return hs_link_add(face, contact, company, HS_LINK_PRIMARY, now);
	if (old)
		hs_link_remove(face, contact, old, HS_LINK_PLAIN | HS_LINK_PRIMARY, now);
	return CRM_OK;
}

static int apply_change(struct hs_call *call, struct hs_record *record, const struct hs_change *change,
			enum hs_source source)
{
	struct face *face = call->face;
	const char *name = hs_property_at(face, record->type, change->slot)->name;
	if (strcmp(name, "associatedcompanyid") == 0)
		return set_primary_company(face, record, change->text, call->now);
	if (strcmp(name, "createdate") == 0) {
		int64_t ms;
		if (hs_parse_instant(change->text, &ms))
			record->created = ms;
		return CRM_OK;
	}
	if (record->type == HS_CONTACT && strcmp(name, "email") == 0 &&
	    swap_address(face, record, change->text, call->now) < 0)
		return CRM_E_NOMEM;
	return hs_record_set(face, record, change->slot, change->text, call->now, source);
}

static int apply(struct hs_call *call, struct hs_record *record, const struct hs_changes *changes,
		 enum hs_source source, bool created)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < changes->n; i++)
		rc = apply_change(call, record, &changes->v[i], source);
	if (rc == CRM_OK)
		rc = hs_write_consequences(call->face, record, changes, created, call->now);
	if (rc == CRM_OK)
		rc = hs_record_touch(call->face, record, call->now);
	return rc;
}

int hs_update(struct hs_call *call, struct hs_record *record, const struct hs_changes *changes, enum hs_source source)
{
	return apply(call, record, changes, source, false);
}

/* New contacts and companies of an integration start as leads, unless the account says otherwise (option). */
static int default_stage(struct hs_call *call, struct hs_record *record, enum hs_source source)
{
	const char *stage = hs_option_text(call->face, "default_lifecycle");
	hs_slot slot = hs_slot_of(call->face, record->type, "lifecyclestage");
	if (!stage)
		stage = "lead";
	if (record->type == HS_DEAL || source != HS_BY_INTEGRATION || slot == HS_NO_SLOT || hs_text(record, slot))
		return CRM_OK;
	return hs_record_set(call->face, record, slot, stage, call->now, HS_BY_VENDOR);
}

static bool is_free_mail(const char *domain)
{
	static const char *const free_mail[] = {"gmail.com",   "googlemail.com", "yahoo.com",  "hotmail.com",
						"outlook.com", "live.com",       "icloud.com", "aol.com",
						"gmx.de",      "gmx.net",        "web.de",     "t-online.de",
						"proton.me",   "mail.com",       "me.com",     "hotmail.co.uk"};
	for (size_t i = 0; i < sizeof free_mail / sizeof free_mail[0]; i++)
		if (strcmp(free_mail[i], domain) == 0)
			return true;
	return false;
}

static int company_from_domain(struct hs_call *call, const char *domain, struct hs_record **out)
{
	struct face *face = call->face;
	struct hs_record *company = hs_record_new(face, HS_COMPANY, 0, call->now, HS_BY_VENDOR);
	if (!company)
		return CRM_E_NOMEM;
	char *name = crm_arena_strndup(call->arena, domain, strcspn(domain, "."));
	if (!name)
		return CRM_E_NOMEM;
	if (*name >= 'a' && *name <= 'z')
		*name = (char)(*name - 32);
	int rc = hs_record_set_named(face, company, "domain", domain, call->now, HS_BY_VENDOR);
	if (rc == CRM_OK)
		rc = hs_record_set_named(face, company, "website", domain, call->now, HS_BY_VENDOR);
	if (rc == CRM_OK)
		rc = hs_record_set_named(face, company, "name", name, call->now, HS_BY_VENDOR);
	if (rc == CRM_OK)
		rc = hs_record_touch(face, company, call->now);
	*out = company;
	return rc;
}

int hs_auto_company(struct hs_call *call, struct hs_record *contact)
{
	struct face *face = call->face;
	const char *email = hs_text_named(face, contact, "email");
	const char *domain = email ? strrchr(email, '@') : NULL;
	if (contact->type != HS_CONTACT || !hs_option_flag(face, "auto_company", false) || !domain ||
	    is_free_mail(domain + 1) || hs_link_primary(contact, HS_COMPANY))
		return CRM_OK;
	struct hs_record *company =
		hs_record_by_value(face, HS_COMPANY, hs_slot_of_any(face, HS_COMPANY, "domain"), domain + 1);
	int rc = company ? CRM_OK : company_from_domain(call, domain + 1, &company);
	return rc < 0 ? rc : hs_link_add(face, contact, company, HS_LINK_PRIMARY, call->now);
}

int hs_create(struct hs_call *call, enum hs_type type, const struct hs_changes *changes, enum hs_source source,
	      struct hs_record **out)
{
	struct hs_record *record = hs_record_new(call->face, type, 0, call->now, source);
	if (!record)
		return CRM_E_NOMEM;
	int rc = default_stage(call, record,
			       hs_change_text(changes, hs_slot_of(call->face, type, "lifecyclestage")) ? HS_BY_VENDOR
												       : source);
	if (rc == CRM_OK)
		rc = apply(call, record, changes, source, true);
	if (rc < 0) {
		(void)hs_record_erase(call->face, record, call->now);
		return rc;
	}
	*out = record;
	return CRM_OK;
}
