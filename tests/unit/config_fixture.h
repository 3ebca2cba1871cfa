/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of config share: loading from memory, and comparing what a load says. */
#ifndef CONFIG_FIXTURE_H
#define CONFIG_FIXTURE_H

#include <check.h>
#include <config/parse.h>
#include <config/settings.h>

/* Data files in memory: pairs of connector (NULL: the catalogue) and text, ended by a NULL text. */
struct fixture_file {
	const char *connector;
	const char *text;
};

/* A few fields of each object, enough for most tests. */
extern const char fixture_catalogue[];
/* fixture_catalogue and mappings of hubspot and salesforce. */
extern const struct fixture_file fixture_files[];

int fixture_load(const char *config, const struct fixture_file *files, struct crm_settings **out,
		 struct crm_error *err);
/* Loads what must load, with fixture_files. */
struct crm_settings *fixture_settings(const char *config);
/* The load must fail with CRM_E_CONFIG and exactly this message.  The config's path is "c.yaml". */
void fixture_expect(const char *config, const struct fixture_file *files, const char *message);
/* The text of a file under the source tree; to be freed. */
char *fixture_read(const char *path);
/* Runs a suite of these cases; what main() returns. */
int fixture_run(const char *name, const TTest *const *tests);

#endif
