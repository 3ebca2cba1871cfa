/* SPDX-License-Identifier: Apache-2.0 */
/* The Salesforce connector as the host sees it. */
#include <string.h>

#include <crmsync/connector.h>

#include "account.h"
#include "auth.h"
#include "cost.h"
#include "describe.h"
#include "lookup.h"
#include "open.h"
#include "pull.h"
#include "push.h"
#include "record.h"
#include "setup.h"

static const char *const hosts[] = {"login.salesforce.com", "test.salesforce.com", "*.salesforce.com", "*.force.com",
				    NULL};

static const struct crm_named_text secrets[] = {
	{"client_id", "consumer key of the connected app"},
	{"client_secret", "consumer secret of the connected app"},
	{"username", "user whose access is used (JWT bearer)"},
	{"private_key", "private key in PEM form whose certificate the connected app has (JWT bearer)"},
	{"refresh_token",
	 "refresh token; where the app rotates it, each new one is stored; crmsync auth login puts it here"},
	{"access_token", "an access token as it is, for trying out; it is not renewed"},
	{NULL, NULL},
};

static const struct crm_named_text options[] = {
	{"login_url", "where tokens are asked for (default: base_url, else " SF_LOGIN_URL ")"},
	{"audience", "aud of the JWT bearer assertion (default: " SF_LOGIN_URL " or https://test.salesforce.com)"},
	{"leads", "whether leads are contacts too: true (default) or false"},
	{"assignment_rules",
	 "whether the org's assignment rules choose the owner of what is created: false (default) or true"},
	{"bulk", "whether large listings are read by jobs of the Bulk API 2.0 where that costs fewer calls: true "
		 "(default) or false"},
	{NULL, NULL},
};

/* No limit by the second; at most 25 requests of 20 seconds or more at a time (App Limits, "API Request Limits"). */
static const struct crm_rate_window windows[] = {{NULL, 0, 0}};

/* A place among them gets free when one of them ends; no header says when. */
static const struct crm_error_wait waits[] = {{CRM_E_RATE, 5000}, {CRM_OK, 0}};

static const struct crm_connector_info info = {
	.name = "salesforce",
	.title = "Salesforce",
	.base_url = SF_LOGIN_URL,
	.api_version = SF_API_VERSION,
	.hosts = hosts,
	.secrets = secrets,
	.options = options,
	.windows = windows,
	.concurrency = 4,
	.max_batch = {[CRM_OP_CREATE] = 200, [CRM_OP_UPDATE] = 200, [CRM_OP_ARCHIVE] = 200, [CRM_OP_ASSOCIATE] = 200},
	.single_writes = false,
	.max_get = 2000,
	.max_find = 200,
	.page_size = 2000,
	.search_lag_ms = 0,
	.settle_ms = 120000,
	.lookback_s = 600,
	.id_property = SF_ID_PROPERTY,
	.default_kind = {[CRM_CONTACT] = "Contact"},
	.budget_read_cost = 1,
	.budget_write_cost = 1,
	.field_stamps = false,
	.echoes_writes = false,
	.lists_deleted = true,
	.waits = waits,
};

static const struct crm_connector connector = {
	.abi = CRM_CONNECTOR_ABI,
	.info = &info,
	.open = sf_open,
	.close = sf_close,
	.identify = sf_identify,
	.describe = sf_describe,
	.pull = sf_pull,
	.get = sf_get_records,
	.find = sf_find_records,
	.push = sf_push,
	.setup = sf_setup,
	.count = sf_count,
	.budget = sf_budget,
	.record_url = sf_record_url,
	.push_cost = sf_push_cost,
	.get_cost = sf_get_cost,
	.reread = sf_reread,
	.create_property = sf_create_property,
	.read_url = sf_read_url,
	.login = sf_auth_login,
};

const struct crm_connector *crm_connector_entry(void)
{
	return &connector;
}
