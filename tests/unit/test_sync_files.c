/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine writes and reads back: payloads, schemas, plans, rotated credentials; and the modules that it loads.
 */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sync/module.h>
#include <sync/outcome.h>
#include <sync/payload.h>
#include <sync/plan_file.h>
#include <sync/rotated_secret.h>
#include <sync/schema_cache.h>
#include <sync/system.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *in_folder(const char *name)
{
	return crm_arena_printf(sync_arena, "%s/%s", sync_folder, name);
}

static void write_file(const char *path, const char *text, mode_t mode)
{
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static char *read_file(const char *path)
{
	char *text = crm_arena_calloc(sync_arena, 65536, 1);
	FILE *f = fopen(path, "r");
	ck_assert_msg(f != NULL, "%s", path);
	ck_assert_uint_lt(fread(text, 1, 65535, f), 65535);
	fclose(f);
	return text;
}

static unsigned mode_of(const char *path)
{
	struct stat st;
	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_mode & 07777;
}

/* ---- payloads ---- */

static struct crm_payload round_trip(const char *property, const struct crm_value *value, enum crm_object refers)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	struct crm_payload out;
	crm_buf_init(&buf, 4096);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_key(&w, "set");
	crm_jw_array(&w);
	crm_payload_property(&w, property, "field", value, refers);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	ck_sync(CRM_OK, crm_payload_read(sync_engine, &sync_engine->systems[1], buf.ptr, sync_arena, &out, &sync_err));
	crm_buf_free(&buf);
	ck_assert_uint_eq(out.n, 1);
	ck_assert_str_eq(out.items[0].property, property);
	ck_assert_str_eq(out.items[0].field, "field");
	return out;
}

START_TEST(payload_brings_back_what_was_put_in)
{
	const char *items[] = {"a", "b \"quoted\" ü"};
	sync_configure(sync_two);
	ck_sync(CRM_OK, sync_open("sync"));
	struct crm_payload p = round_trip("x", &(struct crm_value){.kind = CRM_TEXT, .text = "v"}, CRM_OBJECTS);
	ck_assert_str_eq(p.items[0].value.text, "v");
	p = round_trip("x", &(struct crm_value){.kind = CRM_NULL}, CRM_OBJECTS);
	ck_assert_int_eq(p.items[0].value.kind, CRM_NULL);
	p = round_trip("x", &(struct crm_value){.kind = CRM_NULL}, CRM_COMPANY); /* a reference that is cleared */
	ck_assert_int_eq(p.items[0].value.kind, CRM_NULL);
	ck_assert(!p.items[0].unresolved);
	p = round_trip("x", &(struct crm_value){.kind = CRM_LIST, .items = items, .n = 2}, CRM_OBJECTS);
	ck_assert_int_eq(p.items[0].value.kind, CRM_LIST);
	ck_assert_str_eq(p.items[0].value.items[1], items[1]);
}
END_TEST

START_TEST(payload_turns_references_into_ids)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_COMPANY, "c1", "name", "Firma", "domain", "firma.example", NULL);
	sync_ok();
	const char *uid = sync_lookup("SELECT uid FROM golden");
	const char *both[] = {uid, "nobody"};
	ck_sync(CRM_OK, sync_open("sync"));
	struct crm_payload p = round_trip("x", &(struct crm_value){.kind = CRM_TEXT, .text = uid}, CRM_COMPANY);
	ck_assert_str_eq(p.items[0].value.text, "b-new-1");
	ck_assert(!p.items[0].unresolved);
	p = round_trip("x", &(struct crm_value){.kind = CRM_TEXT, .text = "nobody"}, CRM_COMPANY);
	ck_assert(p.items[0].unresolved);
	ck_assert_int_eq(p.items[0].value.kind, CRM_NULL);
	p = round_trip("x", &(struct crm_value){.kind = CRM_LIST, .items = both, .n = 2}, CRM_COMPANY);
	ck_assert(p.items[0].unresolved);
	ck_assert_int_eq(p.items[0].value.kind, CRM_LIST);
	ck_assert_uint_eq(p.items[0].value.n, 1);
}
END_TEST

START_TEST(damaged_payload_is_told)
{
	static const char *const damaged[] = {"", "{", "{\"set\":[{\"p\":\"x\"}]}", "{\"set\":[{\"f\":\"x\"}]}",
					      "{\"set\":[{\"p\":\"x\",\"f\":\"y\",\"r\":\"planet\",\"u\":[]}]}"};
	struct crm_payload out;
	sync_configure(sync_two);
	ck_sync(CRM_OK, sync_open("sync"));
	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++)
		ck_sync(CRM_E_STORE, crm_payload_read(sync_engine, &sync_engine->systems[0], damaged[i], sync_arena,
						      &out, &sync_err));
}
END_TEST

/* ---- schemas ---- */

START_TEST(schema_comes_back_whole)
{
	static const struct crm_option options[] = {{.value = "1", .label = "One", .parent = "p", .active = true},
						    {.value = "2", .active = false}};
	const struct crm_property_info properties[] = {
		{.name = "a",
		 .label = "A",
		 .kind = "Lead",
		 .type = CRM_P_MULTI,
		 .multiple = true,
		 .read_only = true,
		 .max_length = 7,
		 .scale = 2},
		{.name = "b", .create_only = true, .required = true, .unique = true, .scale = CRM_SCALE_ANY},
		{.name = "c",
		 .type = CRM_P_ENUM,
		 .association = true,
		 .closed_options = true,
		 .options = options,
		 .n_options = 2},
	};
	struct crm_schema schema = {.properties = properties, .n = 3}, back;
	struct crm_buf buf;
	crm_buf_init(&buf, 65536);
	crm_schema_write(&buf, &schema);
	ck_sync(CRM_OK, crm_schema_read(buf.ptr, sync_arena, &back, &sync_err));
	ck_assert_uint_eq(back.n, 3);
	const struct crm_property_info *p = back.properties;
	ck_assert_str_eq(p[0].kind, "Lead");
	ck_assert_str_eq(p[0].label, "A");
	ck_assert(p[0].type == CRM_P_MULTI && p[0].multiple && p[0].read_only && !p[0].create_only &&
		  p[0].max_length == 7 && p[0].scale == 2);
	ck_assert(p[1].create_only && p[1].required && p[1].unique && !p[1].read_only && p[1].scale == CRM_SCALE_ANY);
	ck_assert_ptr_null(p[1].kind);
	ck_assert(p[2].association && p[2].closed_options && p[2].n_options == 2);
	ck_assert_str_eq(p[2].options[0].label, "One");
	ck_assert_str_eq(p[2].options[0].parent, "p");
	ck_assert(p[2].options[0].active && !p[2].options[1].active);
	ck_assert_ptr_null(p[2].options[1].label);
	struct crm_buf again;
	crm_buf_init(&again, 65536);
	crm_schema_write(&again, &back);
	ck_assert_str_eq(again.ptr, buf.ptr);
	crm_buf_free(&again);
	crm_buf_free(&buf);
}
END_TEST

START_TEST(damaged_schema_is_invalid)
{
	static const char *const damaged[] = {"", "[", "[{}]", "{\"a\":1}",
					      "[{\"name\":\"a\",\"options\":[{\"label\":\"x\"}]}]"};
	struct crm_schema out;
	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++)
		ck_sync(CRM_E_INVALID, crm_schema_read(damaged[i], sync_arena, &out, &sync_err));
}
END_TEST

/* ---- plans ---- */

static char refused_text[1024];

static void note_refused(void *ctx, const struct crm_plan_refusal *row)
{
	(void)ctx;
	size_t len = strlen(refused_text);
	snprintf(refused_text + len, sizeof refused_text - len, "%s %s %s\n", row->system, row->name, row->text);
}

static void save_plan(const char *path)
{
	ck_sync(CRM_OK, sync_open("diff"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, crm_plan_save(sync_engine, path, &sync_err));
	sync_close();
}

static void two_people(void)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_CONTACT, "1", "last", "Miller", "email", "jim@firma.example", NULL);
	fake_put(&fake[0], CRM_CONTACT, "2", "last", "Smith", "email", "smith@firma.example", NULL);
}

/* Opens a run with a plan that is restricted to the file. */
static int restrict_plan(const char *path, int64_t *kept, int64_t *refused)
{
	refused_text[0] = '\0';
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	return crm_plan_restrict(sync_engine, path, note_refused, NULL, kept, refused, &sync_err);
}

START_TEST(plan_is_applied_as_it_was_saved)
{
	int64_t kept, refused;
	const char *path = in_folder("plan");
	two_people();
	save_plan(path);
	ck_assert_uint_eq(mode_of(path), 0600);
	ck_assert_int_eq(access(in_folder("plan.new"), F_OK), -1);
	ck_sync(CRM_OK, restrict_plan(path, &kept, &refused));
	ck_assert_int_eq(kept, 2);
	ck_assert_int_eq(refused, 0);
	ck_sync(CRM_OK, sync_push());
	sync_close();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	sync_quiet();
}
END_TEST

START_TEST(row_that_changed_is_refused)
{
	int64_t kept, refused;
	const char *path = in_folder("plan");
	two_people();
	save_plan(path);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "2"), "last", "Schmidt");
	fake_put(&fake[0], CRM_CONTACT, "3", "last", "New", "email", "new@firma.example", NULL);
	ck_sync(CRM_OK, restrict_plan(path, &kept, &refused));
	ck_assert_int_eq(kept, 1);
	ck_assert_int_eq(refused, 1);
	ck_assert_ptr_nonnull(strstr(refused_text, "b (new) last_name: 'Smith'"));
	ck_sync(CRM_OK, sync_push());
	sync_close();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "last"), "Miller");
	sync_ok(); /* what was left out comes with the next run */
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 3);
	sync_quiet();
}
END_TEST

START_TEST(row_that_is_missing_is_not_applied)
{
	int64_t kept, refused;
	const char *path = in_folder("plan");
	two_people();
	save_plan(path);
	char *text = read_file(path), *end = strrchr(text, '{'); /* the last change of the last row */
	while (end > text && end[-1] != '\n')
		end--;
	*end = '\0';
	write_file(path, text, 0600);
	ck_sync(CRM_OK, restrict_plan(path, &kept, &refused));
	ck_assert_int_eq(kept, 1);
	ck_assert_int_eq(refused, 0);
	ck_sync(CRM_OK, sync_push());
	sync_close();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
}
END_TEST

/* A run that has committed its plan and dies, with its first operation sent; carried out: it arrived all the same. */
static void die_with_one_sent(bool carried_out)
{
	ck_sync(CRM_OK, crm_plan_commit(sync_engine, &sync_err));
	int64_t id = sync_number("SELECT min(id) FROM operation WHERE state=0");
	ck_sync(CRM_OK, crm_store_ops_state(sync_engine->store, &id, 1, CRM_OPS_SENT, 1, &sync_err));
	if (carried_out)
		fake_put(&fake[1], CRM_CONTACT, "b-late", "last", "Miller", "email", "jim@firma.example", "crmsync_id",
			 sync_lookup("SELECT uid FROM golden JOIN operation o ON golden.id = o.golden WHERE o.state=1"),
			 NULL);
	sync_close();
}

/* What the dead run has done is done: the plan's row for it does not hold any more, the other one does. */
START_TEST(plan_after_a_dead_run_doubles_nothing)
{
	int64_t kept, refused;
	const char *path = in_folder("plan");
	two_people();
	save_plan(path);
	ck_sync(CRM_OK, restrict_plan(path, &kept, &refused));
	die_with_one_sent(true);
	ck_sync(CRM_OK, restrict_plan(path, &kept, &refused));
	ck_assert_int_eq(kept, 1);
	ck_assert_int_eq(refused, 1);
	ck_assert_ptr_nonnull(strstr(refused_text, "b (new) "));
	ck_assert_ptr_nonnull(strstr(refused_text, "last_name: 'Miller'"));
	ck_sync(CRM_OK, sync_push());
	sync_close();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state IN (0,1,4)"), 0);
	sync_quiet();
}
END_TEST

START_TEST(plan_after_a_dead_run_loses_nothing)
{
	int64_t kept, refused;
	const char *path = in_folder("plan");
	two_people();
	save_plan(path);
	ck_sync(CRM_OK, restrict_plan(path, &kept, &refused));
	die_with_one_sent(false);
	ck_sync(CRM_OK, restrict_plan(path, &kept, &refused));
	ck_assert_int_eq(kept, 2);
	ck_assert_int_eq(refused, 0);
	ck_sync(CRM_OK, sync_push());
	sync_close();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	sync_quiet();
}
END_TEST

START_TEST(plan_that_was_applied_is_not_applied_again)
{
	int64_t kept, refused;
	const char *path = in_folder("plan");
	two_people();
	save_plan(path);
	ck_sync(CRM_OK, restrict_plan(path, &kept, &refused));
	ck_sync(CRM_OK, sync_push());
	sync_close();
	fake_forget();
	ck_sync(CRM_OK, restrict_plan(path, &kept, &refused));
	ck_assert_int_eq(kept, 0);
	ck_assert_int_eq(refused, 2);
	ck_sync(CRM_OK, sync_push());
	sync_close();
	ck_assert_uint_eq(fake_writes(), 0);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
}
END_TEST

START_TEST(row_that_is_listed_twice_counts_once)
{
	int64_t kept, refused;
	const char *path = in_folder("plan");
	two_people();
	save_plan(path);
	char *text = read_file(path);
	write_file(path, crm_arena_printf(sync_arena, "%s%s", text, strchr(strchr(text, '\n') + 1, '\n') + 1), 0600);
	ck_sync(CRM_OK, restrict_plan(path, &kept, &refused));
	ck_assert_int_eq(kept, 2);
	ck_assert_int_eq(refused, 1);
}
END_TEST

START_TEST(edited_row_is_refused)
{
	int64_t kept, refused;
	const char *path = in_folder("plan");
	two_people();
	save_plan(path);
	char *text = read_file(path), *row = strstr(text, "\"row\":\"");
	ck_assert_ptr_nonnull(row);
	row[7] = row[7] == '0' ? '1' : '0';
	write_file(path, text, 0600);
	ck_sync(CRM_OK, restrict_plan(path, &kept, &refused));
	ck_assert_int_eq(kept, 1);
	ck_assert_int_eq(refused, 1);
}
END_TEST

START_TEST(plan_of_another_account_is_refused)
{
	int64_t kept, refused;
	const char *path = in_folder("plan");
	two_people();
	save_plan(path);
	fake[1].tenant = "other";
	sync_options.accept |= CRM_ACCEPT_TENANT;
	ck_sync(CRM_E_GATE, restrict_plan(path, &kept, &refused));
	ck_told("was made for account 'tb' of b, this is 'other'");
}
END_TEST

START_TEST(what_is_no_plan_is_told)
{
	static const char *const wrong[] = {"",
					    "\n",
					    "{}\n",
					    "hello\n",
					    "{\"crmsync_plan\":2}\n",
					    "{\"crmsync_plan\":1}\nrow\n",
					    "{\"crmsync_plan\":1}\n{\"row\":\"xyz\"}\n"};
	int64_t kept, refused;
	const char *path = in_folder("plan");
	two_people();
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		write_file(path, wrong[i], 0600);
		ck_sync(CRM_E_USAGE, restrict_plan(path, &kept, &refused));
		sync_close();
	}
	ck_sync(CRM_E_USAGE, restrict_plan(in_folder("nowhere"), &kept, &refused));
	ck_assert_uint_eq(fake_writes(), 0);
	sync_close();
	ck_sync(CRM_OK, sync_open("diff"));
	ck_sync(CRM_E_DISK, crm_plan_save(sync_engine, in_folder("no/folder"), &sync_err));
}
END_TEST

/* ---- rotated credentials ---- */

#define WITH_SECRET(source) "systems: {a: {connector: echo, credentials: {token: " source "}}, b: {connector: echo}}\n"

static const struct crm_secret_setting *token(void)
{
	ck_assert_uint_eq(sync_settings->systems[0].n_secrets, 1);
	return &sync_settings->systems[0].secrets[0];
}

static void expect_secret(const char *wanted)
{
	char *value = NULL;
	ck_sync(CRM_OK, crm_rotated_secret_read(sync_settings, &sync_settings->systems[0], token(), &value, &sync_err));
	ck_assert_str_eq(value, wanted);
	crm_secret_free(value);
}

static int save_secret(const char *value)
{
	return crm_rotated_secret_save(sync_settings, &sync_settings->systems[0], token(), value, &sync_err);
}

START_TEST(file_is_replaced_by_a_private_one)
{
	sync_configure(WITH_SECRET("{file: token}"));
	write_file(in_folder("token"), "first", 0600);
	write_file(in_folder("token.new"), "left by a run that died", 0644);
	expect_secret("first");
	ck_sync(CRM_OK, save_secret("second"));
	expect_secret("second");
	ck_assert_uint_eq(mode_of(in_folder("token")), 0600);
	ck_assert_int_eq(access(in_folder("token.new"), F_OK), -1);
}
END_TEST

START_TEST(failed_replacement_leaves_the_old_and_no_copy)
{
	sync_configure(WITH_SECRET("{file: token}"));
	ck_assert_int_eq(mkdir(in_folder("token"), 0700), 0); /* cannot be renamed over */
	ck_sync(CRM_E_DISK, save_secret("second"));
	ck_assert_int_eq(access(in_folder("token.new"), F_OK), -1);
}
END_TEST

START_TEST(side_file_stands_for_its_configured_value_only)
{
	const char *side_file = in_folder(".a.token.rotated");
	sync_configure(WITH_SECRET("{env: SYNC_TEST_TOKEN}"));
	setenv("SYNC_TEST_TOKEN", "first", 1);
	expect_secret("first");
	ck_sync(CRM_OK, save_secret("second"));
	ck_assert_uint_eq(mode_of(side_file), 0600);
	ck_assert_ptr_null(strstr(read_file(side_file), "first"));
	expect_secret("second");
	ck_sync(CRM_OK, save_secret("third"));
	expect_secret("third");
	setenv("SYNC_TEST_TOKEN", "replaced by hand", 1);
	expect_secret("replaced by hand");
	setenv("SYNC_TEST_TOKEN", "first", 1);
	expect_secret("third");
	ck_assert_int_eq(chmod(side_file, 0644), 0); /* others could have read or written it */
	expect_secret("first");
	write_file(side_file, "short", 0600);
	expect_secret("first");
}
END_TEST

/* The config's folder may be read-only, as it is under systemd. */
START_TEST(side_file_stands_for_a_file_that_cannot_be_written)
{
	sync_configure(WITH_SECRET("{file: ro/token}"));
	ck_assert_int_eq(mkdir(in_folder("ro"), 0700), 0);
	write_file(in_folder("ro/token"), "first", 0600);
	bool root = geteuid() == 0;
	if (root) { /* who may write everywhere */
		ck_assert_int_eq(chown(sync_folder, 65534, 65534), 0);
		ck_assert_int_eq(chown(in_folder("ro"), 65534, 65534), 0);
		ck_assert_int_eq(chown(in_folder("ro/token"), 65534, 65534), 0);
		ck_assert_int_eq(seteuid(65534), 0);
	}
	ck_assert_int_eq(chmod(in_folder("ro"), 0500), 0);
	ck_sync(CRM_OK, save_secret("second"));
	expect_secret("second");
	ck_assert_str_eq(read_file(in_folder("ro/token")), "first");
	ck_assert_uint_eq(mode_of(in_folder(".a.token.rotated")), 0600);
	ck_assert_int_eq(chmod(in_folder("ro"), 0700), 0);
	ck_sync(CRM_OK, save_secret("third"));
	expect_secret("third");
	ck_assert_str_eq(read_file(in_folder("ro/token")), "third");
	if (root) { /* LeakSanitizer reads this process as a debugger would */
		ck_assert_int_eq(seteuid(0), 0);
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	}
}
END_TEST

/* Saves one credential after the other, of different lengths, each ended by a point, until it is killed. */
static void save_for_ever(void)
{
	for (unsigned i = 0;; i++) {
		char value[3000];
		memset(value, 'a' + (int)(i % 26), sizeof value);
		snprintf(value + 100 + i * 37 % 2800, 2, ".");
		if (save_secret(value) != CRM_OK)
			_exit(1);
	}
}

static void expect_whole(void)
{
	char *value = NULL;
	ck_sync(CRM_OK, crm_rotated_secret_read(sync_settings, &sync_settings->systems[0], token(), &value, &sync_err));
	size_t len = strlen(value);
	ck_assert(strcmp(value, "first") == 0 ||
		  (len > 100 && strspn(value, (char[]){value[0], '\0'}) == len - 1 && value[len - 1] == '.'));
	crm_secret_free(value);
}

START_TEST(kill_leaves_a_whole_credential)
{
	sync_configure(WITH_SECRET("{file: token}"));
	write_file(in_folder("token"), "first", 0600);
	for (unsigned round = 0; round < 20; round++) {
		int status;
		pid_t child = fork();
		ck_assert_int_ge(child, 0);
		if (child == 0)
			save_for_ever();
		usleep(500 + round * 700);
		kill(child, SIGKILL);
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		ck_assert(WIFSIGNALED(status));
		expect_whole();
		ck_assert_uint_eq(mode_of(in_folder("token")), 0600);
		if (access(in_folder("token.new"), F_OK) == 0)
			ck_assert_uint_eq(mode_of(in_folder("token.new")), 0600);
	}
	ck_sync(CRM_OK, save_secret("last")); /* over what the dead have left */
	expect_secret("last");
	ck_assert_int_eq(access(in_folder("token.new"), F_OK), -1);
}
END_TEST

static const struct crm_host *seen_host;

static int open_and_keep_host(const struct crm_host *host, struct crm_connection **out, struct crm_error *err)
{
	if (strcmp(host->system, "a") == 0)
		seen_host = host;
	return fake_echo.open(host, out, err);
}

START_TEST(connector_sees_the_new_credential_once_it_is_saved)
{
	static const struct crm_named_text names[] = {{"token", "a token"}, {NULL, NULL}};
	struct crm_connector_info info = *fake_echo.info;
	struct crm_connector keeping = fake_echo;
	const struct crm_connector *const list[] = {&keeping, NULL};
	info.secrets = names;
	keeping.info = &info;
	keeping.open = open_and_keep_host;
	sync_configure(WITH_SECRET("{file: token}"));
	write_file(in_folder("token"), "first-token", 0600);
	sync_options.connectors = list;
	ck_sync(CRM_OK, sync_open("sync"));
	const char *old = seen_host->secret(seen_host->ctx, "token");
	ck_assert_str_eq(old, "first-token");
	ck_sync(CRM_OK, seen_host->save_secret(seen_host->ctx, "token", "second-token", &sync_err));
	ck_assert_str_eq(seen_host->secret(seen_host->ctx, "token"), "second-token");
	ck_assert_str_eq(old, "first-token"); /* still there for who holds it */
	ck_assert_int_eq(unlink(in_folder("token")), 0);
	ck_assert_int_eq(mkdir(in_folder("token"), 0700), 0);
	ck_sync(CRM_E_DISK, seen_host->save_secret(seen_host->ctx, "token", "third-token", &sync_err));
	ck_assert_str_eq(seen_host->secret(seen_host->ctx, "token"),
			 "second-token"); /* what is not durable is not used */
	ck_sync(CRM_E_CONFIG, seen_host->save_secret(seen_host->ctx, "refresh_token", "x", &sync_err));
	sync_close();
	ck_assert_int_eq(rmdir(in_folder("token")), 0);
}
END_TEST

/* ---- modules ---- */

static void expect_module(const char *name, const char *said)
{
	const char *const dirs[] = {sync_folder, NULL};
	const struct crm_connector *c = NULL;
	ck_sync(CRM_E_CONFIG, crm_module_load(name, dirs, &c, &sync_err));
	ck_told(said);
	ck_assert_ptr_null(c);
}

static unsigned listed;

static void count_module(void *ctx, const char *name, const char *path)
{
	(void)ctx;
	(void)path;
	listed += strcmp(name, "garbage") == 0;
}

START_TEST(modules_that_cannot_be_used_are_told)
{
	expect_module("nowhere", "no connector 'nowhere' (searched: ");
	expect_module("../escape", "a name has only");
	expect_module("Upper", "a name has only");
	expect_module("", "a name has only");
	write_file(in_folder("garbage.so"), "this is no module", 0700);
	expect_module("garbage", "cannot be loaded");
	const char *const dirs[] = {"/nonexistent", sync_folder, sync_folder, NULL};
	ck_sync(CRM_OK, crm_module_list(dirs, count_module, NULL, &sync_err));
	ck_assert_uint_eq(listed, 1);
}
END_TEST

/* ---- answers, one by one, on a store ---- */

static struct crm_op_row first_op(int state)
{
	struct crm_op_query q = {.phase = -1, .kind = -1, .object = -1, .state = (enum crm_op_state)state, .max = 1};
	struct crm_op_row *rows;
	size_t n = 0;
	ck_sync(CRM_OK, crm_store_ops(sync_engine->store, &q, sync_arena, &rows, &n, &sync_err));
	ck_assert_uint_eq(n, 1);
	return rows[0];
}

/* A transaction that fails half-way leaves the journal as it was: sent, to be looked up. */
START_TEST(answer_that_cannot_be_recorded_leaves_nothing)
{
	two_people();
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, crm_plan_commit(sync_engine, &sync_err));
	struct crm_op_row row = first_op(CRM_OPS_PLANNED);
	ck_sync(CRM_OK, crm_store_ops_state(sync_engine->store, &row.id, 1, CRM_OPS_SENT, 1, &sync_err));
	struct crm_outgoing out = {.row = &row, .op = {.kind = CRM_OP_CREATE, .object = CRM_CONTACT}};
	struct crm_result result = {.outcome = CRM_DONE, .id = "x"};
	row.settle = "damaged";
	ck_sync(CRM_OK, crm_store_begin(sync_engine->store, &sync_err));
	ck_assert_int_lt(crm_outcome_record(&sync_engine->systems[1], &out, &result, sync_arena, &sync_err), 0);
	crm_store_rollback(sync_engine->store);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM source WHERE vendor_id='x'"), 0);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state=1"), 1);
}
END_TEST

START_TEST(adoption_is_refused_where_there_is_one)
{
	bool adopted = true;
	two_people();
	sync_ok();
	ck_sync(CRM_OK, sync_open("sync"));
	struct crm_op_row row = first_op(CRM_OPS_VERIFIED);
	struct crm_record another = {.object = CRM_CONTACT, .id = "another", .raw = "{}", .raw_len = 2};
	ck_sync(CRM_OK, crm_outcome_adopt(&sync_engine->systems[1], &row, &another, "test", false, sync_arena, &adopted,
					  &sync_err));
	ck_assert(!adopted);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM link"), 4);
	struct crm_record dead = {.object = CRM_CONTACT, .id = "dead", .life = CRM_DELETED, .raw = "{}", .raw_len = 2};
	ck_sync(CRM_OK, crm_outcome_adopt(&sync_engine->systems[1], &row, &dead, "test", false, sync_arena, &adopted,
					  &sync_err));
	ck_assert(!adopted);
}
END_TEST

START_TEST(what_the_connector_does_not_know_is_told)
{
	sync_configure(WITH_SECRET("{file: token}"));
	ck_sync(CRM_E_CONFIG, sync_open("sync"));
	ck_told("connector 'echo' knows no credential 'token' (see crmsync connectors)");
	sync_close();
	sync_configure("systems: {a: {connector: echo, options: {flavour: mint}}}\n");
	ck_sync(CRM_E_CONFIG, sync_open("sync"));
	ck_told("connector 'echo' knows no option 'flavour' (see crmsync connectors)");
	sync_close();
}
END_TEST

START_TEST(waits_of_the_vendor_cannot_be_shortened)
{
	static const struct {
		const char *limits, *told; /* NULL: fine */
	} cases[] = {
		{"limits: {search_lag: 70s, settle: 30s}", NULL},
		{"limits: {search_lag: 2h, settle: 1d}", NULL},
		{"limits: {search_lag: 69s}", "'search_lag' of system 'a' cannot be less than 70 s"},
		{"limits: {settle: 0s}", "'settle' of system 'a' cannot be less than 30 s"},
		{"base_url: https://crm.example, limits: {search_lag: 0s}", "cannot be less than 70 s"},
		{"base_url: http://127.0.0.1:8, limits: {search_lag: 0s, settle: 0s}", NULL},
		{"base_url: https://localhost:8/a, limits: {search_lag: 0s, settle: 0s}", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char yaml[256];
		snprintf(yaml, sizeof yaml, "systems: {a: {connector: slow, %s}}\n", cases[i].limits);
		sync_configure(yaml);
		ck_sync(cases[i].told ? CRM_E_CONFIG : CRM_OK, sync_open("sync"));
		if (cases[i].told)
			ck_told(cases[i].told);
		sync_close();
	}
}
END_TEST

START_TEST(waits_are_the_configs_or_the_connectors)
{
	sync_configure(
		"systems: {a: {connector: slow}, b: {connector: slow, limits: {search_lag: 71s, settle: 31s}}}\n");
	ck_sync(CRM_OK, sync_open("sync"));
	ck_assert_int_eq(crm_system_search_lag(&sync_engine->systems[0]), 70000);
	ck_assert_int_eq(crm_system_settle(&sync_engine->systems[0]), 30000);
	ck_assert_int_eq(crm_system_search_lag(&sync_engine->systems[1]), 71000);
	ck_assert_int_eq(crm_system_settle(&sync_engine->systems[1]), 31000);
	sync_close();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_files");
	TCase *tcase = tcase_create("files");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, payload_brings_back_what_was_put_in);
	tcase_add_test(tcase, payload_turns_references_into_ids);
	tcase_add_test(tcase, damaged_payload_is_told);
	tcase_add_test(tcase, schema_comes_back_whole);
	tcase_add_test(tcase, damaged_schema_is_invalid);
	tcase_add_test(tcase, plan_is_applied_as_it_was_saved);
	tcase_add_test(tcase, row_that_changed_is_refused);
	tcase_add_test(tcase, row_that_is_missing_is_not_applied);
	tcase_add_test(tcase, plan_after_a_dead_run_doubles_nothing);
	tcase_add_test(tcase, plan_after_a_dead_run_loses_nothing);
	tcase_add_test(tcase, plan_that_was_applied_is_not_applied_again);
	tcase_add_test(tcase, row_that_is_listed_twice_counts_once);
	tcase_add_test(tcase, edited_row_is_refused);
	tcase_add_test(tcase, plan_of_another_account_is_refused);
	tcase_add_test(tcase, what_is_no_plan_is_told);
	tcase_add_test(tcase, file_is_replaced_by_a_private_one);
	tcase_add_test(tcase, failed_replacement_leaves_the_old_and_no_copy);
	tcase_add_test(tcase, side_file_stands_for_its_configured_value_only);
	tcase_add_test(tcase, side_file_stands_for_a_file_that_cannot_be_written);
	tcase_add_test(tcase, kill_leaves_a_whole_credential);
	tcase_add_test(tcase, connector_sees_the_new_credential_once_it_is_saved);
	tcase_add_test(tcase, modules_that_cannot_be_used_are_told);
	tcase_add_test(tcase, answer_that_cannot_be_recorded_leaves_nothing);
	tcase_add_test(tcase, adoption_is_refused_where_there_is_one);
	tcase_add_test(tcase, what_the_connector_does_not_know_is_told);
	tcase_add_test(tcase, waits_of_the_vendor_cannot_be_shortened);
	tcase_add_test(tcase, waits_are_the_configs_or_the_connectors);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
