/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a request to the listener of a login, as a query, as what a person pasted: what is taken has exactly one
 * of code and error, no control characters, and nothing but one path is answered.
 */
#include "config.h"

#include <crmsync/log.h>
#include <crmsync/mem.h>
#include <net/redirect.h>
#include <string.h>

#include "fuzz_core.h"

static void check_text(const char *text)
{
	for (; text && *text; text++)
		HOLDS((unsigned char)*text >= ' ' && *text != 0x7f);
}

static void check_taken(struct crm_redirect *r)
{
	HOLDS((r->code != NULL && r->code[0]) != (r->error != NULL && r->error[0]));
	check_text(r->code);
	check_text(r->state);
	check_text(r->error);
	check_text(r->description);
	crm_redirect_free(r);
	crm_redact_clear();
}

static void check_request(const char *head, size_t len)
{
	struct crm_redirect r = {0};
	struct crm_buf query;
	crm_buf_init(&query, CRM_REDIRECT_MAX);
	enum crm_redirect_request is = crm_redirect_request(head, len, "/callback", &query);
	HOLDS(is == CRM_REDIRECT_HERE || query.len == 0);
	if (is == CRM_REDIRECT_HERE) {
		HOLDS(len > 14 && memcmp(head, "GET /callback?", 14) == 0);
		HOLDS(query.failed || memcmp(head + 14, query.ptr, query.len) == 0);
		HOLDS(query.failed || head[14 + query.len] == ' ');
		if (!query.failed && crm_redirect_read(query.ptr, &r, NULL) == CRM_OK)
			check_taken(&r);
	}
	crm_buf_free(&query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct crm_redirect r = {0};
	char *text = crm_strndup((const char *)data, size);
	HOLDS(text != NULL);
	check_request((const char *)data, size);
	if (crm_redirect_read(text, &r, NULL) == CRM_OK)
		check_taken(&r);
	if (crm_redirect_paste(text, &r, NULL) == CRM_OK)
		check_taken(&r);
	HOLDS(crm_redirect_same(text, text));
	crm_free(text);
	return 0;
}
