/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text for people: no declared secret is left in it, whatever stands around it, and nothing that could steer a
 * terminal.  The first half of the input is declared a secret, the second is the text, which has the secret in it once
 * more.
 */
#include "config.h"

#include <crmsync/json.h>
#include <crmsync/log.h>
#include <string.h>

#include "fuzz_core.h"

static bool steers(const unsigned char *p)
{
	return *p < 0x20 || *p == 0x7F || (*p == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F) ||
	       (*p == 0xE2 && p[1] == 0x80 && ((p[2] >= 0xA8 && p[2] <= 0xAE) || p[2] == 0x8E || p[2] == 0x8F)) ||
	       (*p == 0xE2 && p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9) || (*p == 0xD8 && p[1] == 0x9C);
}

static void check_escaped(const char *text)
{
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_escape_terminal(&out, text);
	HOLDS(!out.failed && crm_utf8_valid_prefix(out.ptr, out.len) == out.len);
	for (size_t i = 0; i < out.len; i++)
		HOLDS(!steers((const unsigned char *)out.ptr + i));
	crm_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct crm_buf secret, text, out;
	crm_buf_init(&secret, CRM_BUF_MAX);
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_init(&out, CRM_BUF_MAX);
	for (size_t i = 0; i < size; i++)
		crm_buf_char(i < size / 2 ? &secret : &text, data[i] ? (char)data[i] : ' ');
	crm_buf_str(&text, secret.ptr);
	/* what the mark itself is made of stays visible */
	if (secret.len >= 6 && !strstr("[redacted][redacted]", secret.ptr)) {
		crm_redact_add(secret.ptr);
		crm_redact_append(&out, text.ptr);
		char *rest = out.ptr;
		for (char *mark; (mark = strstr(rest, "[redacted]")) != NULL; rest = mark + 10) {
			*mark = '\0';
			HOLDS(!strstr(rest, secret.ptr));
		}
		HOLDS(!strstr(rest, secret.ptr));
		HOLDS(!out.failed && rest != out.ptr);
	}
	check_escaped(text.ptr);
	crm_redact_clear();
	crm_buf_free(&out);
	crm_buf_free(&text);
	crm_buf_free(&secret);
	return 0;
}
