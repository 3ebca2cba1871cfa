/* SPDX-License-Identifier: Apache-2.0 */
/* Host names: lower-case ASCII, internationalised labels through IDNA 2008 (UTS 46, non-transitional: ß stays ß). */
#include "config.h"

#include <core/canonical.h>
#include <core/text.h>

#include <crmsync/error.h>
#include <idn2.h>
#include <string.h>

#define HOST_MAX  253
#define LABEL_MAX 63

static bool is_label_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static bool is_label(const char *label, size_t len)
{
	if (len == 0 || len > LABEL_MAX || label[0] == '-' || label[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_label_char(label[i]))
			return false;
	}
	return true;
}

/* RFC 1123 names, and '_' because people use it. */
static bool is_host(const char *host)
{
	if (strlen(host) > HOST_MAX)
		return false;
	for (;;) {
		size_t len = strcspn(host, ".");

		if (!is_label(host, len))
			return false;
		if (host[len] == '\0')
			return true;
		host += len + 1;
	}
}

/* 1 and *out in the arena, 0 if libidn2 refuses it. */
static int keep_idn_result(int rc, char *result, struct crm_arena *arena, char **out)
{
	if (rc == IDN2_MALLOC)
		return CRM_E_NOMEM;
	if (rc != IDN2_OK)
		return 0;
	*out = crm_arena_strdup(arena, result);
	idn2_free(result);
	return *out != NULL ? 1 : CRM_E_NOMEM;
}

static int host_to_ascii(const char *host, struct crm_arena *arena, char **out)
{
	char *result = NULL;

	if (text_is_ascii(host)) {
		*out = crm_arena_strdup(arena, host);
		return *out != NULL ? 1 : CRM_E_NOMEM;
	}
	int rc = idn2_to_ascii_8z(host, &result, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	return keep_idn_result(rc, result, arena, out);
}

int canonical_host(const char *host, size_t len, struct crm_arena *arena, const char **key)
{
	char *copy, *ascii = NULL;
	int rc;

	if (len > 4 * HOST_MAX)
		return 0;
	copy = crm_arena_strndup(arena, host, len);
	if (copy == NULL)
		return CRM_E_NOMEM;
	rc = host_to_ascii(copy, arena, &ascii);
	if (rc <= 0)
		return rc;
	text_lower_ascii(ascii);
	len = strlen(ascii);
	if (len > 0 && ascii[len - 1] == '.')
		ascii[len - 1] = '\0';
	if (!is_host(ascii))
		return 0;
	*key = ascii;
	return 1;
}

/* A spelling counts only if it leads back to the same host. */
static int check_spelling(const char *host, const char *spelling, struct crm_arena *arena)
{
	const char *back = NULL;
	int rc = canonical_host(spelling, strlen(spelling), arena, &back);

	return rc == 1 && strcmp(back, host) != 0 ? 0 : rc;
}

int host_spelling(const char *host, struct crm_arena *arena, const char **spelling)
{
	char *result = NULL, *out = NULL;
	int rc;

	*spelling = host;
	if (strstr(host, "xn--") == NULL)
		return 1;
	rc = idn2_to_unicode_8z8z(host, &result, IDN2_NONTRANSITIONAL);
	rc = keep_idn_result(rc, result, arena, &out);
	if (rc == 1)
		rc = check_spelling(host, out, arena);
	if (rc == 1)
		*spelling = out;
	return rc < 0 ? rc : 1;
}
