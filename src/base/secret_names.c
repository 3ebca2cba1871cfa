/* SPDX-License-Identifier: Apache-2.0 */
/* What is secret by its name. */
#include "config.h"

#include "secret_names.h"

#include <crmsync/log.h>
#include <string.h>
#include <strings.h>

const struct secret_name secret_names[] = {
	/* RFC 9110, RFC 6265; Pipedrive's own */
	{SECRET_HEADER, "authorization"},
	{SECRET_HEADER, "proxy-authorization"},
	{SECRET_HEADER, "cookie"},
	{SECRET_HEADER, "set-cookie"},
	{SECRET_HEADER, "x-api-token"},
	{SECRET_HEADER, "x-api-key"},
	/* RFC 6749, 7521, 7636, OpenID Connect */
	{SECRET_PARAMETER, "access_token"},
	{SECRET_PARAMETER, "refresh_token"},
	{SECRET_PARAMETER, "id_token"},
	{SECRET_PARAMETER, "client_secret"},
	{SECRET_PARAMETER, "client_assertion"},
	{SECRET_PARAMETER, "assertion"},
	{SECRET_PARAMETER, "code_verifier"},
	{SECRET_PARAMETER, "password"},
	/* the vendors': Pipedrive, HubSpot (retired, still met), Salesforce (session id; signature of a token answer)
	 */
	{SECRET_PARAMETER, "api_token"},
	{SECRET_PARAMETER, "api_key"},
	{SECRET_PARAMETER, "hapikey"},
	{SECRET_PARAMETER, "sid"},
	{SECRET_PARAMETER, "signature"},
	{SECRET_PARAMETER, "private_key"},
	{SECRET_NOT_A_SECRET, "client_id"},
	{SECRET_NOT_A_SECRET, "username"},
	{SECRET_HEADER, NULL},
};

bool secret_name_is(enum secret_place place, const char *name, size_t len)
{
	for (const struct secret_name *n = secret_names; n->name; n++) {
		if (n->place == place && strlen(n->name) == len && strncasecmp(n->name, name, len) == 0)
			return true;
	}
	return false;
}

bool crm_redact_header(const char *name, const char *value)
{
	if (!name || !value || !secret_name_is(SECRET_HEADER, name, strlen(name)))
		return false;
	const char *blank = strchr(value, ' ');
	crm_redact_add(value);
	crm_redact_add(blank ? blank + 1 : NULL);
	return true;
}

bool crm_redact_parameter(const char *name, const char *value)
{
	if (!name || !value || !secret_name_is(SECRET_PARAMETER, name, strlen(name)))
		return false;
	crm_redact_add(value);
	return true;
}

bool crm_redact_credential(const char *key, const char *value)
{
	if (!key || !value || secret_name_is(SECRET_NOT_A_SECRET, key, strlen(key)))
		return false;
	crm_redact_add(value);
	return true;
}
