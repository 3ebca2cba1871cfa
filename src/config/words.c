/* SPDX-License-Identifier: Apache-2.0 */
/* Words and text rules that the schema tables refer to. */
#include "config.h"

#include <config/schema.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define WORDS_ZONES "/usr/share/zoneinfo"

const char *config_word_type(unsigned value)
{
	return crm_type_name((enum crm_type)value);
}

const char *config_word_rule(unsigned value)
{
	return crm_rule_name((enum crm_rule)value);
}

const char *config_word_direction(unsigned value)
{
	return crm_direction_name((enum crm_direction)value);
}

const char *config_word_clear(unsigned value)
{
	static const char *const words[] = {[CRM_CLEAR_KEEP] = "keep", [CRM_CLEAR_PROPAGATE] = "propagate"};
	return value < sizeof words / sizeof *words ? words[value] : NULL;
}

const char *config_word_too_long(unsigned value)
{
	static const char *const words[] = {[CRM_TOO_LONG_BLOCK] = "block", [CRM_TOO_LONG_TRUNCATE] = "truncate"};
	return value < sizeof words / sizeof *words ? words[value] : NULL;
}

const char *config_word_deletes(unsigned value)
{
	static const char *const words[] = {[CRM_DELETES_KEEP] = "keep", [CRM_DELETES_PROPAGATE] = "propagate"};
	return value < sizeof words / sizeof *words ? words[value] : NULL;
}

const char *config_word_object(unsigned value)
{
	return value <= CRM_DEAL ? crm_object_name((enum crm_object)value) : NULL;
}

const char *config_word_referred(unsigned value)
{
	return value <= CRM_OWNER ? crm_object_name((enum crm_object)value) : NULL;
}

/* ---- rules of texts --------------------------------------------------------------------------------------------- */

#define WORDS_LOWER  "abcdefghijklmnopqrstuvwxyz"
#define WORDS_UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define WORDS_DIGITS "0123456789"

/* A first character of `first`, then at most max - 1 of `rest`. */
static bool words_fits(const char *text, const char *first, const char *rest, size_t max)
{
	size_t len = strlen(text);
	return len > 0 && len <= max && strchr(first, text[0]) && strspn(text, rest) == len;
}

const char *config_wrong_system_name(const char *text)
{
	return words_fits(text, WORDS_LOWER, WORDS_LOWER WORDS_DIGITS "_-", 32)
		       ? NULL
		       : "a lower-case letter, then letters, digits, _ and -, at most 32";
}

const char *config_wrong_field_name(const char *text)
{
	return words_fits(text, WORDS_LOWER, WORDS_LOWER WORDS_DIGITS "_", 64)
		       ? NULL
		       : "a lower-case letter, then lower-case letters, digits and _, at most 64";
}

const char *config_wrong_region(const char *text)
{
	/* ISO 3166-1 alpha-2 as of the time zone database's iso3166.tab, and XK as libphonenumber has it. */
	static const char regions[] =
		"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV "
		"BW BY "
		"BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI "
		"FJ FK "
		"FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO "
		"IQ IR "
		"IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG "
		"MH MK "
		"ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK "
		"PL PM "
		"PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC "
		"TD TF "
		"TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";
	if (strlen(text) == 2 && strspn(text, WORDS_UPPER) == 2 && strstr(regions, text))
		return NULL;
	return strcmp(text, "UK") == 0 ? "GB for the United Kingdom" : "two capital letters of ISO 3166-1 such as DE";
}

/* True as well where the host has no time zone database to ask. */
static bool words_zone_exists(const char *name)
{
	char path[128];
	struct stat status;
	if (stat(WORDS_ZONES, &status) != 0)
		return true;
	int len = snprintf(path, sizeof path, WORDS_ZONES "/%s", name);
	return len > 0 && (size_t)len < sizeof path && stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

const char *config_wrong_timezone(const char *text)
{
	bool formed = words_fits(text, WORDS_LOWER WORDS_UPPER, WORDS_LOWER WORDS_UPPER WORDS_DIGITS "_+-/", 64);
	return formed && words_zone_exists(text) ? NULL
						 : "a name of the time zone database such as Europe/Berlin or UTC";
}

const char *config_wrong_currency(const char *text)
{
	return strlen(text) == 3 && strspn(text, WORDS_UPPER) == 3 ? NULL
								   : "three capital letters of ISO 4217 such as EUR";
}

static bool words_is_loopback(const char *host, size_t len)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (len == strlen(names[i]) && strncmp(host, names[i], len) == 0)
			return true;
	}
	return false;
}

const char *config_wrong_base_url(const char *text)
{
	bool https = strncmp(text, "https://", 8) == 0, http = strncmp(text, "http://", 7) == 0;
	if (!https && !http)
		return "https://HOST, or http:// to this very machine";
	const char *host = text + (https ? 8 : 7);
	size_t authority = strcspn(host, "/?#");
	size_t len = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
	if (authority == 0 || len == 0 || len > authority || strpbrk(host, "?#@ \\"))
		return "https://host or https://host/path without user, query and fragment";
	if (http && !words_is_loopback(host, len))
		return "https; plain http only to localhost, 127.0.0.1 or [::1]";
	return NULL;
}

const char *config_wrong_path(const char *text)
{
	return text[0] == '~' ? "an absolute path, or one relative to the config's folder; ~ is not expanded" : NULL;
}

const char *config_wrong_variable(const char *text)
{
	return words_fits(text, WORDS_LOWER WORDS_UPPER "_", WORDS_LOWER WORDS_UPPER WORDS_DIGITS "_", 256)
		       ? NULL
		       : "the name of an environment variable, without $";
}

const char *config_wrong_credential(const char *text)
{
	return strchr(text, '/') || strcmp(text, ".") == 0 || strcmp(text, "..") == 0 ? "a credential's name, without /"
										      : NULL;
}
