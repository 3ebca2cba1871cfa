/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Seeding.  What Pipedrive has no standard field for goes into custom fields, made on first use: of persons "Lifecycle
 * stage", "Lead status", "Lead source", "Language", "Salutation", "Company name"; of organizations "VAT id", "Domain",
 * "Phone", "Description".  An opt-out is the standard marketing_status.
 */
#include <stdio.h>
#include <string.h>

#include <crmsync/decimal.h>

#include "pipedrive.h"

/* --- handles of seed records
 * ------------------------------------------------------------------------------------------ */

void pd_refs_free(struct pd_refs *refs)
{
	for (size_t i = 0; i < refs->cap; i++)
		crm_free(refs->slots[i].ref);
	crm_free(refs->slots);
	memset(refs, 0, sizeof(*refs));
}

static size_t ref_slot(const struct pd_refs *refs, const char *ref)
{
	uint64_t hash = 14695981039346656037u;
	size_t at;

	for (const char *p = ref; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211u;
	for (at = hash & (refs->cap - 1); refs->slots[at].ref && strcmp(refs->slots[at].ref, ref) != 0;)
		at = (at + 1) & (refs->cap - 1);
	return at;
}

static bool refs_grow(struct pd_refs *refs)
{
	struct pd_refs grown = {NULL, refs->n, refs->cap ? refs->cap * 2 : 64};

	grown.slots = crm_calloc(grown.cap, sizeof(*grown.slots));
	if (!grown.slots)
		return false;
	for (size_t i = 0; i < refs->cap; i++)
		if (refs->slots[i].ref)
			grown.slots[ref_slot(&grown, refs->slots[i].ref)] = refs->slots[i];
	crm_free(refs->slots);
	*refs = grown;
	return true;
}

static bool ref_add(struct pd_refs *refs, const char *ref, int64_t id)
{
	size_t at;

	if (!ref || !*ref)
		return true;
	if (refs->n * 2 >= refs->cap && !refs_grow(refs))
		return false;
	at = ref_slot(refs, ref);
	if (!refs->slots[at].ref) {
		refs->slots[at].ref = crm_strdup(ref);
		if (!refs->slots[at].ref)
			return false;
		refs->n++;
	}
	refs->slots[at].id = id;
	return true;
}

static int64_t ref_find(const struct pd_refs *refs, const char *ref)
{
	if (!ref || !*ref || !refs->cap)
		return 0;
	return refs->slots[ref_slot(refs, ref)].ref ? refs->slots[ref_slot(refs, ref)].id : 0;
}

/* --- values
 * ------------------------------------------------------------------------------------------------------------ */

static bool given(const char *text)
{
	return text && *text;
}

static bool seed_text(struct pd_record *record, size_t slot, const char *text)
{
	return !given(text) || pd_set_text(record, slot, text);
}

/* Decimal text rounded to `scale` digits, as JSON; what is no number stays out. */
static bool seed_number(struct pd_record *record, size_t slot, const char *text, unsigned scale)
{
	struct crm_buf exact, rounded;
	bool ok = true;

	crm_buf_init(&exact, 512);
	crm_buf_init(&rounded, 512);
	if (given(text) && crm_decimal_canonical(text, &exact) && crm_decimal_round(exact.ptr, scale, &rounded))
		ok = !rounded.failed && pd_set(record, slot, rounded.ptr);
	crm_buf_free(&exact);
	crm_buf_free(&rounded);
	return ok;
}

static struct pd_field *seed_field(struct face *face, enum pd_object object, const char *name, enum pd_type type)
{
	struct pd_field *field = pd_field_named(face, object, name);

	return field ? field : pd_field_add(face, object, name, type, NULL);
}

static bool seed_custom(struct face *face, struct pd_record *record, const char *name, enum pd_type type,
			const char *text)
{
	struct pd_field *field;
	const char *json;

	if (!given(text))
		return true;
	field = seed_field(face, record->object, name, type);
	json = pd_quote(face->arena, text);
	return field && json && pd_set_custom(record, field, json);
}

/* "marketingqualifiedlead" reads better as an option's label. */
static const char *lifecycle_label(const char *stage)
{
	static const char *const labels[][2] = {{"subscriber", "Subscriber"},
						{"lead", "Lead"},
						{"marketingqualifiedlead", "Marketing qualified lead"},
						{"salesqualifiedlead", "Sales qualified lead"},
						{"opportunity", "Opportunity"},
						{"customer", "Customer"}};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (strcmp(labels[i][0], stage) == 0)
			return labels[i][1];
	return stage;
}

static bool lifecycle_options(struct face *face, struct pd_field *field)
{
	static const char *const order[] = {"subscriber",         "lead",        "marketingqualifiedlead",
					    "salesqualifiedlead", "opportunity", "customer"};

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (!pd_option_add(face, field, 0, NULL, lifecycle_label(order[i]), NULL))
			return false;
	return true;
}

static bool seed_option(struct face *face, struct pd_field *field, const char *label, int64_t *id)
{
	const struct pd_option *option = field ? pd_option_labelled(field, label) : NULL;

	if (field && !option)
		option = pd_option_add(face, field, 0, NULL, label, NULL);
	if (option)
		*id = option->id;
	return option != NULL;
}

static bool seed_lifecycle(struct face *face, struct pd_record *person, const char *stage)
{
	struct pd_field *field;
	const char *json;
	int64_t id;

	if (!given(stage))
		return true;
	field = seed_field(face, PD_PERSON, "Lifecycle stage", PD_T_ENUM);
	if (!field)
		return false;
	if (!field->n_options && !lifecycle_options(face, field))
		return false;
	if (!seed_option(face, field, lifecycle_label(stage), &id))
		return false;
	json = crm_arena_printf(face->arena, "%lld", (long long)id);
	return json && pd_set_custom(person, field, json);
}

static bool seed_owner_ref(struct face *face, struct pd_record *record, size_t slot, const char *email)
{
	const struct pd_user *user = pd_user_by_email(face, email);

	if (!user)
		user = pd_user_me(face);
	return user && pd_set_int(record, slot, user->id);
}

struct seed_address {
	const char *street, *postcode, *city, *state, *country;
};

/* "Main Street 5": route and number, as Pipedrive's geocoder would tell them apart. */
static void write_street(struct crm_json_writer *w, struct face *face, const char *street)
{
	const char *last = given(street) ? strrchr(street, ' ') : NULL;
	bool number_last = last && last[1] >= '0' && last[1] <= '9';

	if (number_last) {
		crm_jw_field(w, "route", crm_arena_strndup(face->arena, street, (size_t)(last - street)));
		crm_jw_field(w, "street_number", last + 1);
	} else if (given(street) && *street >= '0' && *street <= '9' && strchr(street, ' ')) {
		size_t len = strcspn(street, " ");

		crm_jw_field(w, "route", street + len + 1);
		crm_jw_field(w, "street_number", crm_arena_strndup(face->arena, street, len));
	} else {
		crm_jw_field(w, "route", given(street) ? street : NULL);
		crm_jw_field(w, "street_number", NULL);
	}
}

static bool seed_address(struct face *face, struct pd_record *record, size_t slot, const struct seed_address *a)
{
	const char *town, *parts[3], *value = "";
	struct crm_json_writer w;
	struct crm_buf json;
	bool ok;

	if (!given(a->street) && !given(a->city) && !given(a->country) && !given(a->postcode) && !given(a->state))
		return true;
	town = crm_arena_printf(face->arena, "%s%s%s", given(a->postcode) ? a->postcode : "",
				given(a->postcode) && given(a->city) ? " " : "", given(a->city) ? a->city : "");
	parts[0] = a->street;
	parts[1] = town;
	parts[2] = a->country;
	for (size_t i = 0; i < 3 && value; i++)
		if (given(parts[i]))
			value = crm_arena_printf(face->arena, "%s%s%s", value, *value ? ", " : "", parts[i]);
	crm_buf_init(&json, 1 << 16);
	crm_jw_init(&w, &json);
	crm_jw_object(&w);
	crm_jw_field(&w, "value", value);
	crm_jw_field(&w, "country", given(a->country) ? a->country : NULL);
	crm_jw_field(&w, "admin_area_level_1", given(a->state) ? a->state : NULL);
	crm_jw_field(&w, "admin_area_level_2", NULL);
	crm_jw_field(&w, "locality", given(a->city) ? a->city : NULL);
	crm_jw_field(&w, "sublocality", NULL);
	write_street(&w, face, a->street);
	crm_jw_field(&w, "subpremise", NULL);
	crm_jw_field(&w, "postal_code", given(a->postcode) ? a->postcode : NULL);
	crm_jw_end_object(&w);
	ok = value && !json.failed && pd_set(record, slot, json.ptr);
	crm_buf_free(&json);
	return ok;
}

static void write_channel(struct crm_json_writer *w, const char *value, const char *label, bool *primary)
{
	if (!given(value))
		return;
	crm_jw_object(w);
	crm_jw_field(w, "value", value);
	crm_jw_field_bool(w, "primary", *primary);
	crm_jw_field(w, "label", label);
	crm_jw_end_object(w);
	*primary = false;
}

static bool seed_channels(struct pd_record *person, const struct seed_contact *c)
{
	struct crm_json_writer w;
	struct crm_buf json;
	bool primary = true, ok;

	crm_buf_init(&json, 1 << 20);
	crm_jw_init(&w, &json);
	crm_jw_array(&w);
	write_channel(&w, c->email, "work", &primary);
	for (size_t i = 0; i < c->n_more_emails; i++)
		write_channel(&w, c->more_emails[i], "home", &primary);
	crm_jw_end_array(&w);
	ok = !json.failed && pd_set(person, PD_P_EMAILS, json.ptr);
	crm_buf_reset(&json);
	crm_jw_init(&w, &json);
	primary = true;
	crm_jw_array(&w);
	write_channel(&w, c->phone, "work", &primary);
	write_channel(&w, c->mobile, "mobile", &primary);
	crm_jw_end_array(&w);
	ok = ok && !json.failed && pd_set(person, PD_P_PHONES, json.ptr);
	crm_buf_free(&json);
	return ok;
}

/* --- records
 * ------------------------------------------------------------------------------------------------------------ */

static int64_t seconds(const struct face *face, int64_t ms)
{
	return ms > 0 ? ms / 1000 * 1000 : pd_now(face);
}

static struct pd_record *seed_record(struct face *face, enum pd_object object, int64_t created)
{
	crm_arena_reset(face->arena);
	return pd_record_new(face, object, 0, seconds(face, created));
}

static bool seed_finish(struct face *face, struct pd_record *record, int64_t modified, const char *ref,
			char id_out[FACE_ID_SIZE])
{
	if (!pd_touch(face, record, seconds(face, modified)) || !pd_search_after(face, record) ||
	    !ref_add(&face->refs[record->object], ref, record->id))
		return false;
	pd_tally(face, record, 1);
	if (id_out)
		(void)snprintf(id_out, FACE_ID_SIZE, "%lld", (long long)record->id);
	return true;
}

int pd_seed_owner(struct face *face, const struct seed_owner *o, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	const struct pd_user *user;
	const char *name;

	crm_arena_reset(face->arena);
	name = crm_arena_printf(face->arena, "%s%s%s", o->first_name ? o->first_name : "",
				given(o->first_name) ? " " : "", o->last_name ? o->last_name : "");
	user = name ? pd_user_add(face, 0, o->email ? o->email : "", name, o->active) : NULL;
	if (!user)
		return pd_no_memory(err);
	if (id_out)
		(void)snprintf(id_out, FACE_ID_SIZE, "%lld", (long long)user->id);
	return CRM_OK;
}

static bool seed_website(struct face *face, struct pd_record *org, const struct seed_company *c)
{
	const char *url;

	if (given(c->website) || !given(c->domain))
		return seed_text(org, PD_O_WEBSITE, c->website);
	url = crm_arena_printf(face->arena, "https://%s", c->domain);
	return url && pd_set_text(org, PD_O_WEBSITE, url);
}

static bool seed_industry(struct face *face, struct pd_record *org, const char *industry)
{
	int64_t id;

	return !given(industry) ||
	       (seed_option(face, pd_field_find(face, PD_ORGANIZATION, "industry"), industry, &id) &&
		pd_set_int(org, PD_O_INDUSTRY, id));
}

int pd_seed_company(struct face *face, const struct seed_company *c, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	struct pd_record *org = seed_record(face, PD_ORGANIZATION, c->created);
	struct seed_address address = {c->street, c->postcode, c->city, c->state, c->country};

	if (!org || !seed_text(org, PD_O_NAME, c->name) || !seed_owner_ref(face, org, PD_O_OWNER, c->owner_email) ||
	    !seed_website(face, org, c) || !seed_industry(face, org, c->industry) ||
	    !seed_address(face, org, PD_O_ADDRESS, &address) || !seed_number(org, PD_O_REVENUE, c->revenue, 0) ||
	    !seed_number(org, PD_O_EMPLOYEES, c->employees, 0) ||
	    !seed_custom(face, org, "VAT id", PD_T_VARCHAR, c->vat_id) ||
	    !seed_custom(face, org, "Domain", PD_T_VARCHAR, c->domain) ||
	    !seed_custom(face, org, "Phone", PD_T_PHONE, c->phone) ||
	    !seed_custom(face, org, "Description", PD_T_TEXT, c->description) ||
	    !seed_finish(face, org, c->modified, c->ref, id_out))
		return pd_no_memory(err);
	return CRM_OK;
}

static bool seed_name(struct face *face, struct pd_record *person, const struct seed_contact *c)
{
	const char *name = crm_arena_printf(face->arena, "%s%s%s", given(c->first_name) ? c->first_name : "",
					    given(c->first_name) && given(c->last_name) ? " " : "",
					    given(c->last_name) ? c->last_name : "");

	if (!name)
		return false;
	/* Pipedrive knows no person without a name: its own import takes the address then. */
	if (!*name)
		return pd_set_text(person, PD_P_NAME, given(c->email) ? c->email : "Unknown");
	return pd_set_text(person, PD_P_NAME, name) && seed_text(person, PD_P_FIRST, c->first_name) &&
	       seed_text(person, PD_P_LAST, c->last_name);
}

static bool seed_person_custom(struct face *face, struct pd_record *person, const struct seed_contact *c)
{
	return seed_lifecycle(face, person, c->lifecycle) &&
	       seed_custom(face, person, "Lead status", PD_T_VARCHAR, c->lead_status) &&
	       seed_custom(face, person, "Lead source", PD_T_VARCHAR, c->source) &&
	       seed_custom(face, person, "Language", PD_T_VARCHAR, c->language) &&
	       seed_custom(face, person, "Salutation", PD_T_VARCHAR, c->salutation) &&
	       (given(c->company_ref) || seed_custom(face, person, "Company name", PD_T_VARCHAR, c->company_name));
}

int pd_seed_contact(struct face *face, const struct seed_contact *c, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	struct pd_record *person = seed_record(face, PD_PERSON, c->created);
	struct seed_address address = {c->street, c->postcode, c->city, c->state, c->country};
	int64_t org = ref_find(&face->refs[PD_ORGANIZATION], c->company_ref);

	if (!person || !seed_name(face, person, c) || !seed_owner_ref(face, person, PD_P_OWNER, c->owner_email) ||
	    !seed_channels(person, c) || (org && !pd_set_int(person, PD_P_ORG, org)) ||
	    !seed_text(person, PD_P_JOB, c->title) || !seed_address(face, person, PD_P_ADDRESS, &address) ||
	    !seed_text(person, PD_P_BIRTHDAY, c->birthday) ||
	    (c->opted_out && !pd_set_text(person, PD_P_MARKETING, "unsubscribed")) ||
	    !seed_person_custom(face, person, c) || !seed_finish(face, person, c->modified, c->ref, id_out))
		return pd_no_memory(err);
	return CRM_OK;
}

/* --- deals
 * -------------------------------------------------------------------------------------------------------------- */

static const char *stage_name(const char *stage)
{
	static const char *const names[][2] = {{"qualification", "Qualified"}, {"meeting", "Demo Scheduled"},
					       {"proposal", "Proposal Made"},  {"negotiation", "Negotiations Started"},
					       {"contract", "Contract Sent"},  {"won", "Contract Sent"},
					       {"lost", "Contract Sent"}};

	for (size_t i = 0; stage && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i][0], stage) == 0)
			return names[i][1];
	return NULL;
}

static bool seed_stage(struct face *face, struct pd_record *deal, const struct seed_deal *d)
{
	const struct pd_pipeline *pipeline =
		given(d->pipeline) ? pd_pipeline_named(face, d->pipeline) : pd_pipeline_first(face);
	const struct pd_stage *stage = NULL;
	int64_t closed = deal->update_time;
	bool won = d->stage && strcmp(d->stage, "won") == 0, lost = d->stage && strcmp(d->stage, "lost") == 0;

	if (!pipeline) {
		pipeline = pd_pipeline_add(face, 0, given(d->pipeline) ? d->pipeline : "Pipeline");
		if (!pipeline || !pd_stages_usual(face, pipeline->id))
			return false;
	}
	if (stage_name(d->stage))
		stage = pd_stage_named(face, pipeline->id, stage_name(d->stage));
	if (!stage)
		stage = pd_stage_first(face, pipeline->id);
	if (!stage || !pd_set_int(deal, PD_D_PIPELINE, pipeline->id) || !pd_set_int(deal, PD_D_STAGE, stage->id) ||
	    !pd_set_time(deal, PD_D_STAGE_TIME, deal->add_time))
		return false;
	if (!won && !lost)
		return true;
	return pd_set_text(deal, PD_D_STATUS, d->stage) &&
	       pd_set_time(deal, won ? PD_D_WON_TIME : PD_D_LOST_TIME, closed) &&
	       pd_set_time(deal, PD_D_CLOSE_TIME, closed) && (!won || pd_set_time(deal, PD_D_FIRST_WON, closed)) &&
	       pd_deal_days(face, deal);
}

static bool seed_people(struct face *face, struct pd_record *deal, const struct seed_deal *d)
{
	for (size_t i = 0; i < d->n_contact_refs; i++) {
		int64_t person = ref_find(&face->refs[PD_PERSON], d->contact_refs[i]);

		if (!person)
			continue;
		if (!pd_int(deal, PD_D_PERSON) && !pd_set_int(deal, PD_D_PERSON, person))
			return false;
		if (!pd_add_participant(face, deal, person, deal->add_time))
			return false;
	}
	return true;
}

int pd_seed_deal(struct face *face, const struct seed_deal *d, char id_out[FACE_ID_SIZE], struct crm_error *err)
{
	struct pd_record *deal = seed_record(face, PD_DEAL, d->created);
	int64_t org = ref_find(&face->refs[PD_ORGANIZATION], d->company_ref);

	if (!deal || !pd_touch(face, deal, seconds(face, d->modified)) || !seed_text(deal, PD_D_TITLE, d->name) ||
	    !seed_owner_ref(face, deal, PD_D_OWNER, d->owner_email) ||
	    !pd_set(deal, PD_D_CREATOR, pd_json(deal, PD_D_OWNER)) || !seed_number(deal, PD_D_VALUE, d->amount, 2) ||
	    !seed_text(deal, PD_D_CURRENCY, d->currency) || !seed_text(deal, PD_D_EXPECTED, d->close_date) ||
	    !seed_number(deal, PD_D_PROBABILITY, d->probability, 0) || (org && !pd_set_int(deal, PD_D_ORG, org)) ||
	    !seed_stage(face, deal, d) || !seed_people(face, deal, d) ||
	    !seed_finish(face, deal, d->modified, d->ref, id_out))
		return pd_no_memory(err);
	return CRM_OK;
}
