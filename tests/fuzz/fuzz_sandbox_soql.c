/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a statement for the Salesforce twin: rows, or a refusal with an error code; never a crash. */
#include "config.h"

#include <crmsync/url.h>
#include <string.h>

#include "fuzz_core.h"
#include "salesforce_org.h"

static struct org org;

/* One org for all inputs: queries change nothing. */
static void open_once(void)
{
	if (org.host)
		return;
	org_open(&org);
	org_create(&org, "Account", "{\"Name\":\"Firma\"}");
	org_make_contacts(&org, 3);
}

static void close_at_exit(void)
{
	org_close(&org);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!org.host)
		atexit(close_at_exit);
	open_once();
	char *text = malloc(size + 1);
	HOLDS(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	int status = org_query(&org, "query", text);
	HOLDS(status == 200 || (status >= 400 && status < 500));
	HOLDS(status == 200 ? crm_json_is_array(org_get(&org, "records")) : org_text(&org, "0.errorCode")[0] != '\0');
	free(text);
	return 0;
}
