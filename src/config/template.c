/* SPDX-License-Identifier: Apache-2.0 */
/* The smallest config for given systems, commented: what `crmsync init` writes. */
#include "config.h"

#include <config/schema.h>
#include <config/settings.h>
#include <crmsync/buf.h>
#include <string.h>

static const char template_head[] =
	"# crmsync: which systems hold the customers' records, and how to reach them.\n"
	"# Every key is explained in crmsync.yaml(5); `crmsync check` looks for mistakes without writing anything.\n"
	"version: 1\n"
	"store: crmsync.db          # what is known of all records; relative paths start at this file's folder\n"
	"\n"
	"locale:\n"
	"  region: US               # country of phone numbers without a country code, such as US, GB, DE\n"
	"  timezone: UTC            # such as Europe/Berlin\n"
	"\n"
	"# The order is the priority: where two systems disagree about a field, the one further up wins.\n"
	"systems:\n";

static const char template_tail[] =
	"\n"
	"# Contacts, companies and deals are mapped by each connector's defaults.  To change a field or to add one:\n"
	"# objects:\n"
	"#   contact:\n"
	"#     fields:\n"
	"#       favourite_colour:\n"
	"#         type: text\n"
	"#         properties: {SYSTEM: PROPERTY}\n";

/* One line of a comment, whatever the text holds. */
static void template_comment(struct crm_buf *out, const char *text)
{
	for (; text && *text; text++)
		crm_buf_char(out, (unsigned char)*text < 0x20 || *text == 0x7F ? ' ' : *text);
}

/* The first credential is live; the others wait in comments, as no account needs all of them. */
static void template_secrets(struct crm_buf *out, const struct crm_init_system *system)
{
	crm_buf_str(out, "    credentials:");
	const struct crm_named_text *secret = system->secrets;
	if (!secret || !secret->name) {
		crm_buf_str(out, " {}\n");
		return;
	}
	crm_buf_str(out, secret[1].name ? "           # keep what your account uses; chmod 600 the files\n"
					: "           # chmod 600 the file\n");
	for (bool first = true; secret->name; secret++, first = false) {
		crm_buf_printf(out, "      %s%s: {file: %s.%s}   # ", first ? "" : "# ", secret->name, system->name,
			       secret->name);
		template_comment(out, secret->text);
		crm_buf_char(out, '\n');
	}
}

/* A connector without credentials needs something else to begin with: its first option. */
static void template_options(struct crm_buf *out, const struct crm_init_system *system)
{
	const struct crm_named_text *option = system->options;
	crm_buf_printf(out, "    options:\n      %s: %s   # ", option->name, system->name);
	template_comment(out, option->text);
	crm_buf_char(out, '\n');
}

static void template_system(struct crm_buf *out, const struct crm_init_system *system)
{
	crm_buf_printf(out, "  %s:", system->name);
	if (system->title) {
		crm_buf_str(out, "   # ");
		template_comment(out, system->title);
	}
	crm_buf_char(out, '\n');
	if (strcmp(system->name, system->connector) != 0)
		crm_buf_printf(out, "    connector: %s\n", system->connector);
	bool no_secrets = system->secrets == NULL || system->secrets->name == NULL;
	if (no_secrets && system->options != NULL && system->options->name != NULL)
		template_options(out, system);
	else
		template_secrets(out, system);
}

static int template_check(const struct crm_init_system *systems, size_t n, struct crm_error *err)
{
	if (n == 0 || n > CRM_MAX_SYSTEMS)
		return crm_error_set(err, CRM_E_INVALID, "%zu systems cannot be configured (allowed: 1 to %d)", n,
				     CRM_MAX_SYSTEMS);
	for (size_t i = 0; i < n; i++) {
		const char *allowed = config_wrong_system_name(systems[i].name);
		if (allowed)
			return crm_error_set(err, CRM_E_INVALID, "a system cannot be named \"%s\" (allowed: %s)",
					     systems[i].name, allowed);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(systems[i].name, systems[j].name) == 0)
				return crm_error_set(err, CRM_E_INVALID, "two systems are named \"%s\"",
						     systems[i].name);
		}
	}
	return CRM_OK;
}

int crm_settings_template(const struct crm_init_system *systems, size_t n, char **out, struct crm_error *err)
{
	int code = template_check(systems, n, err);
	if (code != CRM_OK)
		return code;
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_str(&text, template_head);
	for (size_t i = 0; i < n; i++)
		template_system(&text, &systems[i]);
	crm_buf_str(&text, template_tail);
	char *taken = crm_buf_take(&text);
	crm_buf_free(&text);
	if (!taken)
		return crm_error_no_memory(err);
	*out = taken;
	return CRM_OK;
}
