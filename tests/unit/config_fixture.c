/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "config_fixture.h"
#include "run_suite.h"

#include <crmsync/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char fixture_catalogue[] =
	"catalogue: 1\n"
	"contact:\n"
	"  match: [email, phone+first_name+last_name]\n"
	"  fields:\n"
	"    first_name: {type: text}\n"
	"    last_name: {type: text}\n"
	"    email: {type: email}\n"
	"    additional_emails: {type: email, multiple: true, rule: union, matches_as: email}\n"
	"    phone: {type: phone}\n"
	"    mobile_phone: {type: phone, matches_as: phone}\n"
	"    company: {type: reference, refers: company}\n"
	"    lifecycle: {type: enum, rule: forward_only, order: [lead, opportunity, customer]}\n"
	"    opted_out: {type: bool, rule: most_restrictive}\n"
	"    birthday: {type: date}\n"
	"    created: {type: datetime, rule: min, direction: pull}\n"
	"company:\n"
	"  match: [domain, name+phone]\n"
	"  fields:\n"
	"    name: {type: text}\n"
	"    domain: {type: domain}\n"
	"    phone: {type: phone}\n"
	"    employees: {type: decimal}\n"
	"deal:\n"
	"  match: [company+name+amount, contacts+name+amount]\n"
	"  fields:\n"
	"    name: {type: text}\n"
	"    amount: {type: money}\n"
	"    stage: {type: enum, values: [proposal, won, lost]}\n"
	"    company: {type: reference, refers: company}\n"
	"    contacts: {type: reference, refers: contact, multiple: true, rule: union}\n";

static const char fixture_hubspot[] =
	"mapping: 1\n"
	"contact:\n"
	"  first_name: firstname\n"
	"  email: email\n"
	"  phone: phone\n"
	"  mobile_phone: mobilephone\n"
	"  company: '@company'\n"
	"  lifecycle: {property: lifecyclestage, values: {lead: lead, customer: [customer, evangelist]}}\n"
	"  opted_out: hs_email_optout\n"
	"  created: createdate\n"
	"company: {name: name, domain: domain}\n"
	"deal:\n"
	"  name: dealname\n"
	"  stage: {property: dealstage, values: {won: closedwon, lost: closedlost}}\n";

static const char fixture_salesforce[] = "mapping: 1\n"
					 "contact:\n"
					 "  first_name: FirstName\n"
					 "  email: Email\n"
					 "  mobile_phone: {property: [Contact:MobilePhone, Lead:MobilePhone]}\n"
					 "  lifecycle: {property: [Lead:Status, Contact:Stage__c], direction: pull}\n"
					 "company: {name: Name, domain: Website}\n";

const struct fixture_file fixture_files[] = {
	{NULL, fixture_catalogue}, {"hubspot", fixture_hubspot}, {"salesforce", fixture_salesforce}, {NULL, NULL}};

static int fixture_find(const void *ctx, const char *connector, struct crm_arena *arena, struct config_text *out,
			struct crm_error *err)
{
	(void)err;
	for (const struct fixture_file *file = ctx; file->text; file++) {
		bool same = connector ? file->connector && strcmp(file->connector, connector) == 0 : !file->connector;
		if (!same)
			continue;
		out->path = connector ? crm_arena_printf(arena, "%s.yaml", connector) : "objects.yaml";
		out->text = file->text;
		out->len = strlen(file->text);
		return 1;
	}
	return 0;
}

int fixture_load(const char *config, const struct fixture_file *files, struct crm_settings **out, struct crm_error *err)
{
	const struct config_text text = {.path = "c.yaml", .text = config, .len = strlen(config)};
	const struct config_source source = {.find = fixture_find, .ctx = files};
	return crm_settings_parse(&text, &source, out, err);
}

struct crm_settings *fixture_settings(const char *config)
{
	struct crm_settings *settings = NULL;
	struct crm_error err = {0};
	int code = fixture_load(config, fixture_files, &settings, &err);
	ck_assert_msg(code == CRM_OK, "%s", crm_error_text(&err));
	return settings;
}

void fixture_expect(const char *config, const struct fixture_file *files, const char *message)
{
	struct crm_settings *settings = NULL;
	struct crm_error err = {0};
	int code = fixture_load(config, files ? files : fixture_files, &settings, &err);
	ck_assert_msg(code == CRM_E_CONFIG, "code %d for:\n%s", code, config);
	ck_assert_ptr_null(settings);
	ck_assert_str_eq(crm_error_text(&err), message);
	crm_error_clear(&err);
}

char *fixture_read(const char *path)
{
	char full[4096];
	int len = snprintf(full, sizeof full, "%s/%s", CRM_TEST_SRCDIR, path);
	ck_assert(len > 0 && (size_t)len < sizeof full);
	FILE *file = fopen(full, "re");
	ck_assert_msg(file != NULL, "%s", full);
	size_t size = 1 << 20;
	char *text = calloc(1, size);
	ck_assert_ptr_nonnull(text);
	size_t n = fread(text, 1, size - 1, file);
	fclose(file);
	ck_assert_uint_lt(n, size - 1);
	return text;
}

int fixture_run(const char *name, const TTest *const *tests)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	for (; *tests; tests++)
		tcase_add_test(tcase, *tests);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
