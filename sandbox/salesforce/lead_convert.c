/* SPDX-License-Identifier: Apache-2.0 */
/* Converting a lead into a contact of an account. */
#include <string.h>

#include <crmsync/timestamp.h>

#include "lifecycle.h"
#include "undo.h"
#include "write.h"

struct carried {
	const char *lead, *target;
};

static const struct carried to_contact[] = {
	{"FirstName", "FirstName"},
	{"LastName", "LastName"},
	{"Salutation", "Salutation"},
	{"Email", "Email"},
	{"Phone", "Phone"},
	{"MobilePhone", "MobilePhone"},
	{"Fax", "Fax"},
	{"Title", "Title"},
	{"LeadSource", "LeadSource"},
	{"Street", "MailingStreet"},
	{"City", "MailingCity"},
	{"State", "MailingState"},
	{"PostalCode", "MailingPostalCode"},
	{"Country", "MailingCountry"},
	{"Description", "Description"},
	{"OwnerId", "OwnerId"},
	{"HasOptedOutOfEmail", "HasOptedOutOfEmail"},
	{"DoNotCall", "DoNotCall"},
};

static const struct carried to_account[] = {
	{"Company", "Name"},
	{"Website", "Website"},
	{"Phone", "Phone"},
	{"Industry", "Industry"},
	{"AnnualRevenue", "AnnualRevenue"},
	{"NumberOfEmployees", "NumberOfEmployees"},
	{"Street", "BillingStreet"},
	{"City", "BillingCity"},
	{"State", "BillingState"},
	{"PostalCode", "BillingPostalCode"},
	{"Country", "BillingCountry"},
	{"OwnerId", "OwnerId"},
};

static int convert_create(struct face *face, const char *object, const struct sf_row *lead,
			  const struct carried *fields, size_t n_fields, const char *account_id, struct sf_row **out,
			  struct sf_failure *failure)
{
	const struct sf_table *leads = sf_table_find(face, "Lead");
	struct sf_write write = {.table = sf_table_find(face, object), .actor = SF_BY_PERSON};
	for (size_t i = 0; i < n_fields; i++) {
		const char *text = sf_row_stored_name(leads, lead, fields[i].lead);
		int rc = text ? sf_write_put(face, &write, (size_t)sf_column_any(write.table, fields[i].target), text,
					     false)
			      : CRM_OK;
		if (rc < 0)
			return rc;
	}
	int rc = account_id ? sf_write_put(face, &write, (size_t)sf_column_any(write.table, "AccountId"), account_id,
					   false)
			    : CRM_OK;
	if (rc == CRM_OK)
		rc = sf_write_save(face, &write, failure);
	*out = write.row;
	return rc;
}

static int convert_find(struct face *face, const char *object, const char *id, struct sf_row **out,
			struct sf_failure *failure)
{
	*out = sf_row_find(sf_table_find(face, object), id);
	if (*out && !(*out)->deleted)
		return CRM_OK;
	return sf_refuse(face, failure, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
}

static int convert_mark(struct face *face, struct sf_row *lead, const struct sf_row *contact, const char *account_id)
{
	struct sf_table *leads = sf_table_find(face, "Lead");
	char today[CRM_TIME_TEXT];
	crm_day_format(crm_day_of(sf_now(face)), today);
	const char *const values[][2] = {
		{"IsConverted", "true"},
		{"Status", "Closed - Converted"},
		{"ConvertedDate", today},
		{"ConvertedContactId", contact->id},
		{"ConvertedAccountId", account_id},
	};
	int rc = sf_undo_note(face, leads, lead, false);
	for (size_t i = 0; rc == CRM_OK && i < sizeof(values) / sizeof(values[0]); i++)
		rc = sf_row_set_name(leads, lead, values[i][0], values[i][1]);
	lead->modified = lead->stamp = sf_now(face);
	lead->modified_by = face->user->id;
	return rc;
}

int sf_lead_convert(struct face *face, struct sf_row *lead, const char *contact_id, const char *account_id,
		    struct sf_failure *failure)
{
	const char *converted = sf_row_stored_name(sf_table_find(face, "Lead"), lead, "IsConverted");
	if (lead->deleted || (converted && strcmp(converted, "true") == 0))
		return sf_refuse(face, failure, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");
	struct sf_row *contact = NULL, *account = NULL;
	int rc = contact_id ? convert_find(face, "Contact", contact_id, &contact, failure) : CRM_OK;
	if (rc == CRM_OK && contact && !account_id)
		account_id = sf_row_stored_name(sf_table_find(face, "Contact"), contact, "AccountId");
	if (rc == CRM_OK)
		rc = account_id ? convert_find(face, "Account", account_id, &account, failure)
				: convert_create(face, "Account", lead, to_account,
						 sizeof(to_account) / sizeof(to_account[0]), NULL, &account, failure);
	if (rc == CRM_OK && !contact)
		rc = convert_create(face, "Contact", lead, to_contact, sizeof(to_contact) / sizeof(to_contact[0]),
				    account->id, &contact, failure);
	return rc == CRM_OK ? convert_mark(face, lead, contact, account->id) : rc;
}
