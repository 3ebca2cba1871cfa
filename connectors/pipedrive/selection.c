/* SPDX-License-Identifier: Apache-2.0 */
/* What a listing is asked for beyond what it always tells: optional fields, and the custom fields that are mapped. */
#include <string.h>
#include <strings.h>

#include <crmsync/url.h>

#include "pipedrive.h"

/* Values of include_fields, OpenAPI v2.  Those of the marketing app can only be asked for where it is enabled. */
static const struct {
	enum crm_object object;
	const char *name;
	bool marketing;
} optional[] = {
	{CRM_CONTACT, "marketing_status", true},
	{CRM_CONTACT, "doi_status", true},
	{CRM_CONTACT, "next_activity_id", false},
	{CRM_CONTACT, "last_activity_id", false},
	{CRM_CONTACT, "open_deals_count", false},
	{CRM_CONTACT, "related_open_deals_count", false},
	{CRM_CONTACT, "closed_deals_count", false},
	{CRM_CONTACT, "related_closed_deals_count", false},
	{CRM_CONTACT, "participant_open_deals_count", false},
	{CRM_CONTACT, "participant_closed_deals_count", false},
	{CRM_CONTACT, "email_messages_count", false},
	{CRM_CONTACT, "activities_count", false},
	{CRM_CONTACT, "done_activities_count", false},
	{CRM_CONTACT, "undone_activities_count", false},
	{CRM_CONTACT, "files_count", false},
	{CRM_CONTACT, "notes_count", false},
	{CRM_CONTACT, "followers_count", false},
	{CRM_CONTACT, "won_deals_count", false},
	{CRM_CONTACT, "related_won_deals_count", false},
	{CRM_CONTACT, "lost_deals_count", false},
	{CRM_CONTACT, "related_lost_deals_count", false},
	{CRM_CONTACT, "last_incoming_mail_time", false},
	{CRM_CONTACT, "last_outgoing_mail_time", false},
	{CRM_CONTACT, "smart_bcc_email", false},
	{CRM_COMPANY, "next_activity_id", false},
	{CRM_COMPANY, "last_activity_id", false},
	{CRM_COMPANY, "open_deals_count", false},
	{CRM_COMPANY, "related_open_deals_count", false},
	{CRM_COMPANY, "closed_deals_count", false},
	{CRM_COMPANY, "related_closed_deals_count", false},
	{CRM_COMPANY, "email_messages_count", false},
	{CRM_COMPANY, "people_count", false},
	{CRM_COMPANY, "activities_count", false},
	{CRM_COMPANY, "done_activities_count", false},
	{CRM_COMPANY, "undone_activities_count", false},
	{CRM_COMPANY, "files_count", false},
	{CRM_COMPANY, "notes_count", false},
	{CRM_COMPANY, "followers_count", false},
	{CRM_COMPANY, "won_deals_count", false},
	{CRM_COMPANY, "related_won_deals_count", false},
	{CRM_COMPANY, "lost_deals_count", false},
	{CRM_COMPANY, "related_lost_deals_count", false},
	{CRM_COMPANY, "smart_bcc_email", false},
	{CRM_DEAL, "participants_count", false},
	{CRM_DEAL, "next_activity_id", false},
	{CRM_DEAL, "last_activity_id", false},
	{CRM_DEAL, "first_won_time", false},
	{CRM_DEAL, "products_count", false},
	{CRM_DEAL, "files_count", false},
	{CRM_DEAL, "notes_count", false},
	{CRM_DEAL, "followers_count", false},
	{CRM_DEAL, "email_messages_count", false},
	{CRM_DEAL, "activities_count", false},
	{CRM_DEAL, "done_activities_count", false},
	{CRM_DEAL, "undone_activities_count", false},
	{CRM_DEAL, "last_incoming_mail_time", false},
	{CRM_DEAL, "last_outgoing_mail_time", false},
	{CRM_DEAL, "smart_bcc_email", false},
	{CRM_DEAL, "source_lead_id", false},
};

bool pd_wants(const char *const *properties, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(properties[i], name) == 0)
			return true;
	return false;
}

static bool is_included(const struct crm_connection *conn, size_t i, const char *const *properties, size_t n)
{
	if (optional[i].marketing && conn->no_marketing)
		return false;
	/* The count says whether '@contacts' is more than the deal's own person. */
	if (strcmp(optional[i].name, "participants_count") == 0 && pd_wants(properties, n, "@contacts"))
		return true;
	return pd_wants(properties, n, optional[i].name);
}

static void add_optional(const struct crm_connection *conn, enum crm_object object, const char *const *properties,
			 size_t n, struct crm_buf *url)
{
	struct crm_buf names;
	crm_buf_init(&names, 4096);
	for (size_t i = 0; i < sizeof optional / sizeof *optional; i++)
		if (optional[i].object == object && is_included(conn, i, properties, n))
			crm_buf_printf(&names, "%s%s", names.len > 0 ? "," : "", optional[i].name);
	if (names.len > 0)
		crm_url_query(url, "include_fields", names.ptr);
	url->failed = url->failed || names.failed;
	crm_buf_free(&names);
}

static bool is_selected(const char *const *properties, size_t i)
{
	if (pd_is_custom_key(properties[i]))
		return !pd_wants(properties, i, properties[i]);
	if (!pd_is_currency_of_custom(properties[i]))
		return false;
	for (size_t k = 0; k < i; k++)
		if (strncmp(properties[k], properties[i], 40) == 0)
			return false;
	return true;
}

/* With more keys than the API takes, or none, all custom fields come. */
static void add_custom_keys(const char *const *properties, size_t n, struct crm_buf *url)
{
	struct crm_buf keys;
	size_t count = 0;
	crm_buf_init(&keys, CRM_BUF_MAX);
	for (size_t i = 0; i < n; i++)
		if (is_selected(properties, i))
			crm_buf_printf(&keys, "%s%.40s", count++ ? "," : "", properties[i]);
	if (count > 0 && count <= PD_CUSTOM_KEYS)
		crm_url_query(url, "custom_fields", keys.ptr);
	url->failed = url->failed || keys.failed;
	crm_buf_free(&keys);
}

void pd_add_wanted(const struct crm_connection *conn, enum crm_object object, const char *const *properties,
		   size_t n_properties, struct crm_buf *url)
{
	add_optional(conn, object, properties, n_properties, url);
	if (!conn->no_selection)
		add_custom_keys(properties, n_properties, url);
}

static bool mentions(const char *text, const char *word)
{
	for (size_t len = strlen(word); *text != '\0'; text++)
		if (strncasecmp(text, word, len) == 0)
			return true;
	return false;
}

/* A key that was deleted meanwhile, or the marketing app being switched off, must not fail a pull. */
bool pd_narrow_selection(struct crm_connection *conn, const char *url, const struct crm_error *err)
{
	const char *words = crm_error_text(err);
	bool custom = strstr(url, "custom_fields=") != NULL && mentions(words, "custom_field");
	bool marketing = strstr(url, "marketing_status") != NULL || strstr(url, "doi_status") != NULL;
	if (err->code != CRM_E_REJECTED && err->code != CRM_E_PERMISSION)
		return false;
	marketing = marketing &&
		    (mentions(words, "include_field") || mentions(words, "marketing") || mentions(words, "doi_status"));
	conn->no_selection = conn->no_selection || custom;
	conn->no_marketing = conn->no_marketing || marketing;
	return custom || marketing;
}
