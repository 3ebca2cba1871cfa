/* SPDX-License-Identifier: Apache-2.0 */
/* Which of a person's e-mails and phones '@email', '@phone' and '@mobile' stand for. */
#include <strings.h>

#include "pipedrive.h"

const char *pd_entry_value(const crm_json *entry)
{
	const char *text = crm_json_text(crm_json_get(entry, "value"));
	return text != NULL && text[0] != '\0' ? text : NULL;
}

bool pd_entry_is_primary(const crm_json *entry)
{
	return crm_json_true(crm_json_get(entry, "primary"));
}

/* e, if it goes before what was chosen up to now. */
static const crm_json *prefer(const crm_json *chosen, const crm_json *e)
{
	return chosen == NULL || (pd_entry_is_primary(e) && !pd_entry_is_primary(chosen)) ? e : chosen;
}

const crm_json *pd_main_email(const crm_json *emails)
{
	const crm_json *chosen = NULL;
	for (const crm_json *e = crm_json_first(emails); e != NULL; e = crm_json_next(e))
		if (pd_entry_value(e) != NULL)
			chosen = prefer(chosen, e);
	return chosen;
}

static bool is_mobile(const crm_json *entry)
{
	const char *label = crm_json_get_string(entry, "label");
	return label != NULL && strcasecmp(label, "mobile") == 0;
}

void pd_main_phones(const crm_json *phones, const crm_json **phone, const crm_json **mobile)
{
	*phone = *mobile = NULL;
	for (const crm_json *e = crm_json_first(phones); e != NULL; e = crm_json_next(e)) {
		if (pd_entry_value(e) == NULL)
			continue;
		if (!is_mobile(e))
			*phone = prefer(*phone, e);
		else if (*mobile == NULL)
			*mobile = e;
	}
}
