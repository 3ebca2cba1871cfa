/* SPDX-License-Identifier: Apache-2.0 */
/* What is handed out: the catalogue, the examples, the template of `crmsync init`, the reference page. */
#include "config.h"

#include "config_fixture.h"

#include <config/schema.h>
#include <crmsync/buf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- loading with the installed catalogue ------------------------------------------------------------------------ */

struct published_data {
	char *catalogue;
	struct crm_buf mapping; /* for connectors that have none yet */
};

static int published_find(const void *ctx, const char *connector, struct crm_arena *arena, struct config_text *out,
			  struct crm_error *err)
{
	const struct published_data *data = ctx;
	(void)err;
	out->path = connector ? crm_arena_printf(arena, "%s.yaml", connector) : "objects.yaml";
	out->text = connector ? data->mapping.ptr : data->catalogue;
	out->len = strlen(out->text);
	return 1;
}

static struct crm_settings *published_load(const char *name, const char *text, const struct published_data *data)
{
	const struct config_text config = {name, text, strlen(text)};
	const struct config_source source = {.find = published_find, .ctx = data};
	struct crm_settings *settings = NULL;
	struct crm_error err = {0};
	int code = crm_settings_parse(&config, &source, &settings, &err);
	ck_assert_msg(code == CRM_OK, "%s", crm_error_text(&err));
	return settings;
}

/* A mapping of every field of the catalogue to a property of its own. */
static void published_map_all(const struct crm_settings *settings, struct crm_buf *out)
{
	crm_buf_str(out, "mapping: 1\n");
	for (unsigned object = 0; object <= CRM_DEAL; object++) {
		crm_buf_printf(out, "%s:\n", crm_object_name((enum crm_object)object));
		for (size_t i = 0; i < settings->objects[object].n_fields; i++)
			crm_buf_printf(out, "  %s: default_%s\n", settings->objects[object].fields[i].name,
				       settings->objects[object].fields[i].name);
	}
}

static void published_begin(struct published_data *data)
{
	data->catalogue = fixture_read("etc/objects.yaml");
	crm_buf_init(&data->mapping, 1 << 20);
	crm_buf_str(&data->mapping, "mapping: 1\n");
	struct crm_settings *settings = published_load("bare.yaml", "systems: {hubspot: }\n", data);
	crm_buf_reset(&data->mapping);
	published_map_all(settings, &data->mapping);
	crm_settings_free(settings);
	ck_assert(!data->mapping.failed);
}

static void published_end(struct published_data *data)
{
	free(data->catalogue);
	crm_buf_free(&data->mapping);
}

/* ---- the catalogue ----------------------------------------------------------------------------------------------- */

static void published_expect_field(const struct crm_settings *s, enum crm_object object, const char *name,
				   enum crm_type type, enum crm_rule rule, bool multiple)
{
	const struct crm_field_settings *field = crm_settings_field(s, object, name);
	ck_assert_msg(field != NULL, "%s", name);
	ck_assert_msg(field->type == type && field->rule == rule && field->multiple == multiple, "%s", name);
}

START_TEST(catalogue)
{
	struct published_data data;
	published_begin(&data);
	struct crm_settings *s =
		published_load("three.yaml", "systems: {hubspot: {}, salesforce: {}, pipedrive: {}}\n", &data);
	published_expect_field(s, CRM_CONTACT, "email", CRM_T_EMAIL, CRM_R_PRIORITY, false);
	published_expect_field(s, CRM_CONTACT, "additional_emails", CRM_T_EMAIL, CRM_R_UNION, true);
	published_expect_field(s, CRM_CONTACT, "opted_out", CRM_T_BOOL, CRM_R_MOST_RESTRICTIVE, false);
	published_expect_field(s, CRM_CONTACT, "lifecycle", CRM_T_ENUM, CRM_R_FORWARD_ONLY, false);
	published_expect_field(s, CRM_CONTACT, "company", CRM_T_REFERENCE, CRM_R_PRIORITY, false);
	published_expect_field(s, CRM_COMPANY, "domain", CRM_T_DOMAIN, CRM_R_PRIORITY, false);
	published_expect_field(s, CRM_COMPANY, "revenue", CRM_T_MONEY, CRM_R_PRIORITY, false);
	published_expect_field(s, CRM_DEAL, "contacts", CRM_T_REFERENCE, CRM_R_UNION, true);
	published_expect_field(s, CRM_DEAL, "amount", CRM_T_MONEY, CRM_R_PRIORITY, false);
	for (unsigned object = 0; object <= CRM_DEAL; object++) {
		published_expect_field(s, (enum crm_object)object, "created", CRM_T_DATETIME, CRM_R_MIN, false);
		const struct crm_field_settings *updated = crm_settings_field(s, (enum crm_object)object, "updated");
		ck_assert_int_eq(updated->rule, CRM_R_MAX);
		ck_assert_uint_eq(updated->n_bindings, 3);
		for (size_t i = 0; i < 3; i++)
			ck_assert_int_eq(updated->bindings[i].direction, CRM_D_PULL);
	}
	ck_assert_uint_eq(s->objects[CRM_CONTACT].n_match, 2);
	ck_assert_uint_eq(s->objects[CRM_COMPANY].n_match, 4);
	ck_assert_uint_eq(s->objects[CRM_DEAL].n_match, 4);
	crm_settings_free(s);
	published_end(&data);
}
END_TEST

/* The connectors' own mappings fit the catalogue and each other, found as in the source tree. */
START_TEST(mappings)
{
	const char *const dirs[] = {CRM_TEST_SRCDIR "/etc", CRM_TEST_SRCDIR, NULL};
	char path[] = "/tmp/test_config_published.XXXXXX";
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	static const char config[] = "systems: {hubspot: {}, salesforce: {}, pipedrive: {}}\n";
	ck_assert_int_eq(write(fd, config, sizeof config - 1), (ssize_t)(sizeof config - 1));
	close(fd);
	struct crm_settings *s = NULL;
	struct crm_error err = {0};
	int code = crm_settings_load(path, dirs, &s, &err);
	unlink(path);
	ck_assert_msg(code == CRM_OK, "%s", crm_error_text(&err));
	for (size_t i = 0; i < s->n_systems; i++) {
		char mapping[4096];
		struct stat status;
		snprintf(mapping, sizeof mapping, "%s/connectors/%s/mapping.yaml", CRM_TEST_SRCDIR,
			 s->systems[i].connector);
		const struct crm_binding *email = crm_field_binding(crm_settings_field(s, CRM_CONTACT, "email"), i);
		ck_assert_msg((stat(mapping, &status) == 0) == (email != NULL), "%s", mapping);
	}
	crm_settings_free(s);
}
END_TEST

/* ---- files and folders ------------------------------------------------------------------------------------------- */

START_TEST(data_folders)
{
	char root[] = "/tmp/test_config_published.XXXXXX", path[256];
	ck_assert_ptr_nonnull(mkdtemp(root));
	static const char *const folders[] = {
		"one", "one/connectors", "two", "two/connectors", "two/connectors/hubspot", "etc"};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		snprintf(path, sizeof path, "%s/%s", root, folders[i]);
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
	static const struct {
		const char *name, *text;
	} files[] = {
		{"one/connectors/salesforce.yaml", "mapping: 1\ncontact: {email: Email}\n"},
		{"two/objects.yaml", "catalogue: 1\ncontact: {match: [email], fields: {email: {type: email}}}\n"
				     "company: {match: [name], fields: {name: {type: text}}}\n"
				     "deal: {match: [name], fields: {name: {type: text}}}\n"},
		{"two/connectors/hubspot/mapping.yaml", "mapping: 1\ncontact: {email: email}\n"},
		{"two/connectors/salesforce.yaml", "mapping: 1\ncontact: {email: not_this_one}\n"},
		{"etc/crmsync.yaml", "systems: {hubspot: {}, salesforce: {}, other: {}}\nstore: db/x.db\n"},
		{"etc/broken.yaml", "systems: {hubspot: {tenant: ~}}\n"},
	};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", root, files[i].name);
		FILE *file = fopen(path, "we");
		ck_assert_ptr_nonnull(file);
		fputs(files[i].text, file);
		ck_assert_int_eq(fclose(file), 0);
	}
	char one[256], two[256], expected[512];
	snprintf(one, sizeof one, "%s/one", root);
	snprintf(two, sizeof two, "%s/two", root);
	const char *const dirs[] = {one, two, NULL};
	struct crm_settings *s = NULL;
	struct crm_error err = {0};
	snprintf(path, sizeof path, "%s/etc/crmsync.yaml", root);
	ck_assert_msg(crm_settings_load(path, dirs, &s, &err) == CRM_OK, "%s", crm_error_text(&err));
	snprintf(expected, sizeof expected, "%s/etc/db/x.db", root);
	ck_assert_str_eq(s->store, expected);
	snprintf(expected, sizeof expected, "%s/etc", root);
	ck_assert_str_eq(s->folder, expected);
	const struct crm_field_settings *email = crm_settings_field(s, CRM_CONTACT, "email");
	ck_assert_uint_eq(email->n_bindings, 2);
	ck_assert_str_eq(email->bindings[0].properties[0], "email");
	ck_assert_str_eq(email->bindings[1].properties[0], "Email");
	crm_settings_free(s);

	snprintf(path, sizeof path, "%s/etc/broken.yaml", root);
	ck_assert_int_eq(crm_settings_load(path, dirs, &s, &err), CRM_E_CONFIG);
	snprintf(expected, sizeof expected, "%s:1:29: \"tenant\" cannot be nothing (allowed: a text)", path);
	ck_assert_str_eq(crm_error_text(&err), expected);
	snprintf(path, sizeof path, "%s/etc/missing.yaml", root);
	ck_assert_int_eq(crm_settings_load(path, dirs, &s, &err), CRM_E_CONFIG);
	snprintf(expected, sizeof expected, "%s: cannot be opened: No such file or directory", path);
	ck_assert_str_eq(crm_error_text(&err), expected);
	snprintf(path, sizeof path, "%s/etc", root);
	ck_assert_int_eq(crm_settings_load(path, dirs, &s, &err), CRM_E_CONFIG);
	snprintf(expected, sizeof expected, "%s: cannot be read: Is a directory", path);
	ck_assert_str_eq(crm_error_text(&err), expected);
	crm_error_clear(&err);
	snprintf(path, sizeof path, "rm -r %s", root);
	ck_assert_int_eq(system(path), 0);
}
END_TEST

/* ---- examples ---------------------------------------------------------------------------------------------------- */

START_TEST(examples)
{
	static const struct {
		const char *path;
		size_t systems;
	} files[] = {{"etc/crmsync.example.yaml", 3},  {"etc/two-way.yaml", 2},    {"etc/three-systems.yaml", 3},
		     {"etc/migration-source.yaml", 2}, {"etc/trade-fair.yaml", 3}, {"etc/sandbox.yaml", 3}};
	struct published_data data;
	published_begin(&data);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char *text = fixture_read(files[i].path);
		struct crm_settings *s = published_load(files[i].path, text, &data);
		ck_assert_uint_eq(s->n_systems, files[i].systems);
		crm_settings_free(s);
		free(text);
	}
	published_end(&data);
}
END_TEST

/* The full example shows every key that there is. */
START_TEST(full_example_is_full)
{
	const struct config_key *const *const lists[] = {config_top_tables, config_system_tables, config_object_tables,
							 config_binding_tables};
	char *text = fixture_read("etc/crmsync.example.yaml");
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		for (const struct config_key *const *table = lists[i]; *table; table++) {
			for (const struct config_key *key = *table; key->name; key++) {
				char written[80];
				snprintf(written, sizeof written, "%s:", key->name);
				ck_assert_msg(strstr(text, written) != NULL, "%s", key->name);
			}
		}
	}
	free(text);
}
END_TEST

/* An excerpt is completed: systems if it names none, the way to the fields if it is a field. */
static void published_complete(struct crm_buf *out, const char *block, size_t len)
{
	crm_buf_reset(out);
	bool field = block[0] == ' ', deal = strncmp(block, "      stage:", 12) == 0;
	if (field)
		crm_buf_printf(out, "objects:\n  %s:\n    fields:\n", deal ? "deal" : "contact");
	crm_buf_add(out, block, len);
	if (strncmp(out->ptr, "systems:", 8) != 0 && !strstr(out->ptr, "\nsystems:"))
		crm_buf_str(out, "systems: {hubspot: {}, salesforce: {}, pipedrive: {}}\n");
}

/* Every excerpt in the guide is true. */
START_TEST(guide)
{
	struct published_data data;
	published_begin(&data);
	char *text = fixture_read("docs/configuration.md");
	struct crm_buf config;
	crm_buf_init(&config, 1 << 20);
	unsigned blocks = 0;
	for (const char *block = text; (block = strstr(block, "```yaml\n")) != NULL; blocks++) {
		block += 8;
		const char *end = strstr(block, "```");
		ck_assert_ptr_nonnull(end);
		published_complete(&config, block, (size_t)(end - block));
		crm_settings_free(published_load(config.ptr, config.ptr, &data));
		block = end + 3;
	}
	ck_assert_uint_ge(blocks, 10);
	crm_buf_free(&config);
	free(text);
	published_end(&data);
}
END_TEST

/* ---- template ---------------------------------------------------------------------------------------------------- */

START_TEST(template_loads)
{
	static const struct crm_named_text hubspot[] = {{"token", "service key or private app token"}, {NULL, NULL}};
	static const struct crm_named_text salesforce[] = {
		{"client_id", "consumer key"}, {"client_secret", "its secret:\n  injected: yes"}, {NULL, NULL}};
	const struct crm_init_system systems[] = {
		{"hubspot", "hubspot", "HubSpot", hubspot, NULL},
		{"sales-eu", "salesforce", "Salesforce\nversion: 7", salesforce, NULL},
		{"plain", "pipedrive", NULL, NULL, NULL}};
	struct published_data data;
	published_begin(&data);
	char *text = NULL;
	struct crm_error err = {0};
	ck_assert_int_eq(crm_settings_template(systems, 3, &text, &err), CRM_OK);
	struct crm_settings *s = published_load("init.yaml", text, &data);
	ck_assert_uint_eq(s->n_systems, 3);
	ck_assert_str_eq(s->systems[0].connector, "hubspot");
	ck_assert_str_eq(s->systems[0].secrets[0].name, "token");
	ck_assert_str_eq(s->systems[0].secrets[0].source, "hubspot.token");
	ck_assert_str_eq(s->systems[1].connector, "salesforce");
	ck_assert_uint_eq(s->systems[1].n_secrets, 1);
	ck_assert_ptr_nonnull(
		strstr(text, "# client_secret: {file: sales-eu.client_secret}   # its secret:   injected: yes\n"));
	ck_assert_uint_eq(s->systems[2].n_secrets, 0);
	crm_settings_free(s);
	crm_free(text);
	published_end(&data);
}
END_TEST

START_TEST(template_refuses)
{
	const struct crm_init_system twice[] = {{"a", "a", NULL, NULL, NULL}, {"a", "b", NULL, NULL, NULL}};
	const struct crm_init_system bad[] = {{"a b", "a", NULL, NULL, NULL}};
	char *text = NULL;
	struct crm_error err = {0};
	ck_assert_int_eq(crm_settings_template(twice, 2, &text, &err), CRM_E_INVALID);
	ck_assert_str_eq(crm_error_text(&err), "two systems are named \"a\"");
	ck_assert_int_eq(crm_settings_template(bad, 1, &text, &err), CRM_E_INVALID);
	ck_assert_int_eq(crm_settings_template(bad, 0, &text, &err), CRM_E_INVALID);
	ck_assert_ptr_null(text);
	crm_error_clear(&err);
}
END_TEST

/* ---- reference page ---------------------------------------------------------------------------------------------- */

/* Is `word` an item of the page's lists?  Items may name several, as in ".It Ic min , max". */
static bool published_explains(const char *page, const char *word)
{
	size_t len = strlen(word);
	for (const char *line = page; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, ".It Ic ", 7) != 0)
			continue;
		const char *end = line + strcspn(line, "\n");
		for (const char *at = line + 6; at + len < end; at++) {
			if (at[0] == ' ' && strncmp(at + 1, word, len) == 0 &&
			    (at[len + 1] == ' ' || at[len + 1] == '\n'))
				return true;
		}
	}
	return false;
}

START_TEST(reference_page_is_complete)
{
	static const char *(*const words[])(unsigned) = {config_word_type, config_word_rule, config_word_direction};
	const struct config_key *const *const lists[] = {config_top_tables, config_system_tables,
							 config_binding_tables};
	char *page = fixture_read("man/crmsync.yaml.5");
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		for (const struct config_key *const *table = lists[i]; *table; table++) {
			for (const struct config_key *key = *table; key->name; key++) {
				enum crm_object object;
				ck_assert_msg(crm_object_parse(key->name, &object) ||
						      published_explains(page, key->name),
					      "%s", key->name);
			}
		}
	}
	for (const struct config_key *const *table = config_object_tables + 1; *table; table++) {
		for (const struct config_key *key = *table; key->name; key++)
			ck_assert_msg(published_explains(page, key->name), "%s", key->name);
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		for (unsigned value = 0; words[i](value); value++)
			ck_assert_msg(published_explains(page, words[i](value)), "%s", words[i](value));
	}
	ck_assert(!published_explains(page, "no_such_key"));
	free(page);
}
END_TEST

int main(void)
{
	static const TTest *tests[12];
	size_t n = 0;
	tests[n++] = catalogue;
	tests[n++] = mappings;
	tests[n++] = data_folders;
	tests[n++] = examples;
	tests[n++] = full_example_is_full;
	tests[n++] = guide;
	tests[n++] = template_loads;
	tests[n++] = template_refuses;
	tests[n++] = reference_page_is_complete;
	return fixture_run("config published", tests);
}
