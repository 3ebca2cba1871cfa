/* SPDX-License-Identifier: Apache-2.0 */
/* --version: what a bug report needs to know. */
#include "config.h"

#include <cli/cli.h>

#include <utf8proc.h>

#include <crmsync/json.h>

void cli_print_version(FILE *out, bool libraries)
{
	fprintf(out, "crmsync %s\n", PACKAGE_VERSION);
	if (!libraries)
		return;
	fprintf(out, "connector interface %d\n", CRM_CONNECTOR_ABI);
	fprintf(out, "%s\n", crm_http_library_version());
	fprintf(out, "SQLite %s\n", crm_store_library_version());
	fprintf(out, "cJSON %s\n", crm_json_library_version());
	fprintf(out, "libyaml %s\n", crm_settings_library_version());
	fprintf(out, "utf8proc %s\n", utf8proc_version());
}
