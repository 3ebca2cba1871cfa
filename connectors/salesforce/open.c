/* SPDX-License-Identifier: Apache-2.0 */
/* A connection's beginning and end. */
#include "open.h"

#include <string.h>

#include "auth.h"
#include "bulk_results.h"
#include "schema.h"

/* An option that is true or false; *out keeps its value if it is not set. */
static int read_switch(const struct crm_host *host, const char *name, bool *out, struct crm_error *err)
{
	static const char *const words[2][3] = {{"false", "no", "off"}, {"true", "yes", "on"}};
	const char *text = host->option(host->ctx, name);
	if (!text || text[0] == '\0')
		return CRM_OK;
	for (size_t truth = 0; truth < 2; truth++) {
		for (size_t i = 0; i < 3; i++) {
			if (strcmp(words[truth][i], text) == 0) {
				*out = truth == 1;
				return CRM_OK;
			}
		}
	}
	return crm_error_set(err, CRM_E_CONFIG, "option '%s' is '%s' (true or false)", name, text);
}

int sf_open(const struct crm_host *host, struct crm_connection **out, struct crm_error *err)
{
	struct crm_connection *conn = crm_calloc(1, sizeof *conn);
	if (!conn)
		return crm_error_no_memory(err);
	conn->host = host;
	conn->calls_limit = -1;
	conn->with_leads = true;
	int rc = read_switch(host, "leads", &conn->with_leads, err);
	if (rc == CRM_OK)
		rc = read_switch(host, "assignment_rules", &conn->assigns_new, err);
	bool bulk = true;
	if (rc == CRM_OK)
		rc = read_switch(host, "bulk", &bulk, err);
	conn->bulk_off = !bulk;
	if (rc == CRM_OK)
		rc = sf_auth_open(conn, err);
	if (rc < 0) {
		sf_close(conn);
		return rc;
	}
	*out = conn;
	return CRM_OK;
}

void sf_close(struct crm_connection *conn)
{
	if (!conn)
		return;
	for (size_t i = 0; i < SF_TYPES; i++)
		sf_schema_free(conn->schemas[i]);
	sf_bulk_close(conn);
	sf_auth_close(conn);
	crm_free(conn);
}
