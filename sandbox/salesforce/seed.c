/* SPDX-License-Identifier: Apache-2.0 */
/* From the plain descriptions of people, companies and deals to this org's records. */
#include <stdio.h>
#include <string.h>

#include "face.h"
#include "index.h"
#include "lifecycle.h"
#include "options.h"
#include "text.h"
#include "value.h"
#include "write.h"

/* Handles of seed records and the ids they got. */
struct handle {
	char *ref;
	char id[SF_ID_SIZE];
};

struct sf_seed {
	struct handle *handles;
	size_t n, cap;
	struct sf_index *index;
	struct handle *waiting; /* converted leads whose contact is not there yet: its ref, the lead's id */
	size_t n_waiting, cap_waiting;
};

static int seed_append(struct handle **list, size_t *n, size_t *cap, const char *ref, const char *id)
{
	if (*n >= *cap) {
		size_t more = *cap ? *cap * 2 : 64;
		struct handle *grown = crm_reallocarray(*list, more, sizeof(*grown));
		if (!grown)
			return CRM_E_NOMEM;
		*list = grown;
		*cap = more;
	}
	struct handle *handle = &(*list)[*n];
	handle->ref = crm_strdup(ref);
	if (!handle->ref)
		return CRM_E_NOMEM;
	memcpy(handle->id, id, sizeof(handle->id));
	*n += 1;
	return CRM_OK;
}

static int seed_remember(struct face *face, const char *ref, const char *id)
{
	if (!face->seed)
		face->seed = crm_calloc(1, sizeof(*face->seed));
	if (face->seed && !face->seed->index)
		face->seed->index = sf_index_new();
	if (!face->seed || !face->seed->index)
		return CRM_E_NOMEM;
	if (!ref)
		return CRM_OK;
	int rc = seed_append(&face->seed->handles, &face->seed->n, &face->seed->cap, ref, id);
	return rc < 0 ? rc : sf_index_put(face->seed->index, sf_text_hash(ref), (uint32_t)face->seed->n - 1);
}

static const char *seed_id(const struct face *face, const char *ref)
{
	uint32_t cursor = 0, number;
	while (face->seed && face->seed->index && ref &&
	       sf_index_get(face->seed->index, sf_text_hash(ref), &cursor, &number))
		if (strcmp(face->seed->handles[number].ref, ref) == 0)
			return face->seed->handles[number].id;
	return NULL;
}

void sf_seed_free(struct face *face)
{
	struct sf_seed *seed = face->seed;
	if (!seed)
		return;
	for (size_t i = 0; i < seed->n; i++)
		crm_free(seed->handles[i].ref);
	for (size_t i = 0; i < seed->n_waiting; i++)
		crm_free(seed->waiting[i].ref);
	sf_index_free(seed->index);
	crm_free(seed->handles);
	crm_free(seed->waiting);
	crm_free(seed);
	face->seed = NULL;
}

/* --- writing --------------------------------------------------------------------------------------------- */

struct assignment {
	const char *field, *text;
};

/* Salesforce's own words for what others call an industry. */
static const char *seed_industry(const char *industry)
{
	static const char *const words[][2] = {
		{"Accounting", "Finance"},
		{"Automotive", "Manufacturing"},
		{"Computer Software", "Technology"},
		{"Education Management", "Education"},
		{"Electrical Manufacturing", "Electronics"},
		{"Food Production", "Food & Beverage"},
		{"Furniture", "Manufacturing"},
		{"Information Technology and Services", "Technology"},
		{"Logistics and Supply Chain", "Shipping"},
		{"Management Consulting", "Consulting"},
		{"Marketing and Advertising", "Media"},
		{"Medical Devices", "Healthcare"},
		{"Packaging and Containers", "Manufacturing"},
		{"Pharmaceuticals", "Biotechnology"},
		{"Plastics", "Chemicals"},
		{"Printing", "Media"},
		{"Real Estate", "Other"},
		{"Renewables and Environment", "Energy"},
		{"Textiles", "Apparel"},
		{"Wholesale", "Retail"},
	};
	for (size_t i = 0; industry && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], industry) == 0)
			return words[i][1];
	return industry;
}

static const char *seed_stage(const char *stage)
{
	static const char *const words[][2] = {
		{"qualification", "Qualification"},
		{"meeting", "Needs Analysis"},
		{"proposal", "Proposal/Price Quote"},
		{"negotiation", "Negotiation/Review"},
		{"contract", "Negotiation/Review"},
		{"won", "Closed Won"},
		{"lost", "Closed Lost"},
	};
	for (size_t i = 0; stage && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], stage) == 0)
			return words[i][1];
	return stage ? stage : "Prospecting";
}

static const char *seed_owner_id(const struct face *face, const char *email)
{
	const struct sf_table *users = sf_table_find(face, "User");
	for (size_t i = 0; email && i < users->n_rows; i++) {
		const char *known = sf_row_stored_name(users, users->rows[i], "Email");
		if (known && sf_text_equal(known, email))
			return users->rows[i]->id;
	}
	return NULL;
}

static int64_t seed_second(const struct face *face, int64_t ms)
{
	return ms > 0 ? ms - ms % 1000 : sf_now(face);
}

static int seed_error(int rc, const struct sf_failure *failure, const char *what, const char *ref,
		      struct crm_error *err)
{
	if (rc == SF_REFUSED && failure->code)
		return crm_error_set(err, CRM_E_REJECTED, "%s '%s': %s: %s", what, ref ? ref : "", failure->code,
				     failure->message);
	return rc < 0 ? crm_error_set(err, rc, "out of memory") : rc;
}

/* Reads a text the way the API would, so that numbers and dates have their stored form; what cannot be read is left
 * out. */
static int seed_put(struct face *face, struct sf_write *write, const struct assignment *a)
{
	int column = sf_column_any(write->table, a->field);
	if (column < 0 || !a->text || !*a->text)
		return CRM_OK;
	struct crm_buf quoted;
	struct crm_json_writer w;
	crm_json *json = NULL;
	crm_buf_init(&quoted, CRM_BUF_MAX);
	crm_jw_init(&w, &quoted);
	crm_jw_string(&w, a->text);
	int rc = quoted.failed ? CRM_E_NOMEM : crm_json_parse(quoted.ptr, quoted.len, &json, NULL);
	struct sf_failure failure = {0};
	const char *text = NULL;
	if (rc == CRM_OK)
		rc = sf_value_parse(face, write->table->columns[column].field, json, &text, &failure);
	if (rc == CRM_OK)
		rc = sf_write_put(face, write, (size_t)column, text, false);
	crm_json_free(json);
	crm_buf_free(&quoted);
	return rc == SF_REFUSED ? CRM_OK : rc;
}

struct seed_record {
	const char *object, *what, *ref;
	const struct assignment *fields;
	size_t n_fields;
	int64_t created, modified;
};

static int seed_save(struct face *face, const struct seed_record *record, char *id_out, struct crm_error *err)
{
	struct sf_write write = {.table = sf_table_find(face, record->object), .actor = SF_BY_SEED};
	struct sf_failure failure = {0};
	int rc = CRM_OK;
	for (size_t i = 0; i < record->n_fields && rc == CRM_OK; i++)
		rc = seed_put(face, &write, &record->fields[i]);
	if (rc == CRM_OK)
		rc = sf_write_save(face, &write, &failure);
	if (rc != CRM_OK)
		return seed_error(rc, &failure, record->what, record->ref, err);
	write.row->created = seed_second(face, record->created);
	write.row->modified = write.row->stamp = seed_second(face, record->modified);
	if (write.row->modified < write.row->created)
		write.row->modified = write.row->stamp = write.row->created;
	if (id_out)
		(void)snprintf(id_out, FACE_ID_SIZE, "%s", write.row->id);
	return seed_error(seed_remember(face, record->ref, write.row->id), &failure, record->what, record->ref, err);
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

int sf_seed_owner(struct face *face, const struct seed_owner *o, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	char alias[9];
	crm_arena_reset(face->arena);
	(void)snprintf(alias, sizeof(alias), "%.1s%.4s", o->first_name ? o->first_name : "",
		       o->last_name ? o->last_name : "");
	alias[crm_utf8_valid_prefix(alias, strlen(alias))] = '\0';
	const struct assignment fields[] = {
		{"Email", o->email},
		{"Username", o->email},
		{"FirstName", o->first_name},
		{"LastName", o->last_name},
		{"Alias", *alias ? alias : "user"},
		{"IsActive", o->active ? "true" : "false"},
		{"UserType", "Standard"},
	};
	const struct seed_record record = {
		.object = "User", .what = "owner", .ref = NULL, .fields = fields, .n_fields = COUNT(fields)};
	return seed_save(face, &record, id_out, err);
}

int sf_seed_company(struct face *face, const struct seed_company *c, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	char website[300] = "";
	crm_arena_reset(face->arena);
	if (c->domain && *c->domain)
		(void)snprintf(website, sizeof(website), "http://%s", c->domain);
	const struct assignment fields[] = {
		{"Name", c->name},
		{"Website", c->website && *c->website ? c->website : website},
		{"Phone", c->phone},
		{"BillingStreet", c->street},
		{"BillingPostalCode", c->postcode},
		{"BillingCity", c->city},
		{"BillingState", c->state},
		{"BillingCountry", c->country},
		{"Industry", seed_industry(c->industry)},
		{"NumberOfEmployees", c->employees},
		{"AnnualRevenue", c->revenue},
		{"Description", c->description},
		{"OwnerId", seed_owner_id(face, c->owner_email)},
	};
	const struct seed_record record = {.object = "Account",
					   .what = "company",
					   .ref = c->ref,
					   .fields = fields,
					   .n_fields = COUNT(fields),
					   .created = c->created,
					   .modified = c->modified};
	return seed_save(face, &record, id_out, err);
}

/* Marks a lead as converted into a contact, at the time of its last change. */
static int seed_convert(struct face *face, const char *lead_id, const char *contact_id, struct crm_error *err)
{
	struct sf_row *lead = sf_row_find(sf_table_find(face, "Lead"), lead_id);
	struct sf_failure failure = {0};
	int64_t modified = lead->modified;
	int rc = sf_lead_convert(face, lead, contact_id, NULL, &failure);
	lead->modified = lead->stamp = modified;
	return seed_error(rc, &failure, "lead", lead_id, err);
}

static int seed_convert_waiting(struct face *face, const char *ref, struct crm_error *err)
{
	struct sf_seed *seed = face->seed;
	for (size_t i = 0; ref && i < seed->n_waiting; i++) {
		if (strcmp(seed->waiting[i].ref, ref) != 0)
			continue;
		int rc = seed_convert(face, seed->waiting[i].id, seed_id(face, ref), err);
		if (rc < 0)
			return rc;
		crm_free(seed->waiting[i].ref);
		seed->waiting[i--] = seed->waiting[--seed->n_waiting];
	}
	return CRM_OK;
}

static int seed_lead(struct face *face, const struct seed_contact *c, char *id, struct crm_error *err)
{
	const struct assignment fields[] = {
		{"FirstName", c->first_name},
		{"LastName", c->last_name ? c->last_name : "[unknown]"},
		{"Salutation", c->salutation},
		{"Email", c->email},
		{"Phone", c->phone},
		{"MobilePhone", c->mobile},
		{"Title", c->title},
		{"Street", c->street},
		{"PostalCode", c->postcode},
		{"City", c->city},
		{"State", c->state},
		{"Country", c->country},
		{"Company", c->company_name && *c->company_name ? c->company_name : "[not provided]"},
		{"Status", c->lead_status},
		{"LeadSource", c->source},
		{"HasOptedOutOfEmail", c->opted_out ? "true" : "false"},
		{"OwnerId", seed_owner_id(face, c->owner_email)},
	};
	const struct seed_record record = {.object = "Lead",
					   .what = "lead",
					   .ref = c->ref,
					   .fields = fields,
					   .n_fields = COUNT(fields),
					   .created = c->created,
					   .modified = c->modified};
	int rc = seed_save(face, &record, id, err);
	if (rc < 0 || !c->converted_ref)
		return rc;
	const char *contact = seed_id(face, c->converted_ref);
	if (contact)
		return seed_convert(face, id, contact, err);
	struct sf_failure failure = {0};
	return seed_error(seed_append(&face->seed->waiting, &face->seed->n_waiting, &face->seed->cap_waiting,
				      c->converted_ref, id),
			  &failure, "lead", c->ref, err);
}

static int seed_person(struct face *face, const struct seed_contact *c, char *id, struct crm_error *err)
{
	const struct assignment fields[] = {
		{"FirstName", c->first_name},
		{"LastName", c->last_name ? c->last_name : "[unknown]"},
		{"Salutation", c->salutation},
		{"Email", c->email},
		{"Phone", c->phone},
		{"MobilePhone", c->mobile},
		{"Title", c->title},
		{"MailingStreet", c->street},
		{"MailingPostalCode", c->postcode},
		{"MailingCity", c->city},
		{"MailingState", c->state},
		{"MailingCountry", c->country},
		{"LeadSource", c->source},
		{"Birthdate", c->birthday},
		{"HasOptedOutOfEmail", c->opted_out ? "true" : "false"},
		{"AccountId", seed_id(face, c->company_ref)},
		{"OwnerId", seed_owner_id(face, c->owner_email)},
	};
	const struct seed_record record = {.object = "Contact",
					   .what = "contact",
					   .ref = c->ref,
					   .fields = fields,
					   .n_fields = COUNT(fields),
					   .created = c->created,
					   .modified = c->modified};
	int rc = seed_save(face, &record, id, err);
	return rc < 0 ? rc : seed_convert_waiting(face, c->ref, err);
}

int sf_seed_contact(struct face *face, const struct seed_contact *c, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	char id[FACE_ID_SIZE];
	crm_arena_reset(face->arena);
	int rc = c->is_lead ? seed_lead(face, c, id, err) : seed_person(face, c, id, err);
	if (rc >= 0 && id_out)
		memcpy(id_out, id, FACE_ID_SIZE);
	return rc;
}

static int seed_role(struct face *face, const char *deal_id, const char *contact_id, const struct seed_deal *d,
		     bool primary, struct crm_error *err)
{
	const struct assignment fields[] = {
		{"OpportunityId", deal_id}, {"ContactId", contact_id}, {"IsPrimary", primary ? "true" : "false"}};
	const struct seed_record record = {.object = "OpportunityContactRole",
					   .what = "contact role",
					   .fields = fields,
					   .n_fields = COUNT(fields),
					   .created = d->created,
					   .modified = d->modified};
	return contact_id ? seed_save(face, &record, NULL, err) : CRM_OK;
}

int sf_seed_deal(struct face *face, const struct seed_deal *d, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	char id[FACE_ID_SIZE];
	crm_arena_reset(face->arena);
	const struct assignment fields[] = {
		{"Name", d->name},
		{"Amount", d->amount},
		{"CurrencyIsoCode", sf_option_bool(face, "multi_currency", false) ? d->currency : NULL},
		{"StageName", seed_stage(d->stage)},
		{"CloseDate", d->close_date && *d->close_date ? d->close_date : "2026-12-31"},
		{"Probability", d->probability},
		{"AccountId", seed_id(face, d->company_ref)},
		{"OwnerId", seed_owner_id(face, d->owner_email)},
	};
	const struct seed_record record = {.object = "Opportunity",
					   .what = "deal",
					   .ref = d->ref,
					   .fields = fields,
					   .n_fields = COUNT(fields),
					   .created = d->created,
					   .modified = d->modified};
	int rc = seed_save(face, &record, id, err);
	for (size_t i = 0; rc >= 0 && i < d->n_contact_refs; i++)
		rc = seed_role(face, id, seed_id(face, d->contact_refs[i]), d, i == 0, err);
	if (rc >= 0 && id_out)
		memcpy(id_out, id, FACE_ID_SIZE);
	return rc;
}
