/* SPDX-License-Identifier: Apache-2.0 */
/* Where secrets come from, and from where they are refused. */
#include "config.h"

#include "config_fixture.h"

#include <config/secret.h>
#include <crmsync/buf.h>
#include <crmsync/log.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char secret_dir[64];
static char secret_config[96];

static void secret_make_dir(void)
{
	snprintf(secret_dir, sizeof secret_dir, "/tmp/test_config_secret.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(secret_dir));
	snprintf(secret_config, sizeof secret_config, "%s/crmsync.yaml", secret_dir);
}

static void secret_path(char out[256], const char *name)
{
	snprintf(out, 256, "%s/%s", secret_dir, name);
}

static void secret_write(const char *name, const void *bytes, size_t len, mode_t mode)
{
	char path[256];
	secret_path(path, name);
	FILE *file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static void secret_remove(const char *name)
{
	char path[256];
	secret_path(path, name);
	unlink(path);
	rmdir(path);
}

static int secret_read(enum crm_secret_how how, const char *source, const char *const *command, char **out,
		       struct crm_error *err)
{
	struct crm_settings settings = {.path = secret_config, .folder = secret_dir};
	struct crm_secret_setting secret = {.name = (char[]){"token"},
					    .how = how,
					    .source = (char *)(uintptr_t)source,
					    .command = (char **)(uintptr_t)command,
					    .line = 4,
					    .column = 9};
	return crm_secret_read(&settings, &secret, out, err);
}

static void secret_gives(enum crm_secret_how how, const char *source, const char *const *command, const char *expected)
{
	char *text = NULL;
	struct crm_error err = {0};
	int code = secret_read(how, source, command, &text, &err);
	ck_assert_msg(code == CRM_OK, "%s", crm_error_text(&err));
	ck_assert_str_eq(text, expected);
	crm_secret_free(text);
}

/* %D in the expected message stands for the folder. */
static void secret_fails(enum crm_secret_how how, const char *source, const char *const *command, const char *expected)
{
	char *text = NULL;
	struct crm_error err = {0};
	struct crm_buf message;
	crm_buf_init(&message, 4096);
	crm_buf_printf(&message, "%s:4:9: cannot read secret \"token\": ", secret_config);
	for (; *expected; expected++) {
		if (expected[0] == '%' && expected[1] == 'D') {
			crm_buf_str(&message, secret_dir);
			expected++;
		} else {
			crm_buf_char(&message, *expected);
		}
	}
	ck_assert_int_eq(secret_read(how, source, command, &text, &err), CRM_E_CONFIG);
	ck_assert_ptr_null(text);
	ck_assert_str_eq(crm_error_text(&err), message.ptr);
	crm_error_clear(&err);
	crm_buf_free(&message);
}

START_TEST(file_modes)
{
	secret_make_dir();
	static const struct {
		mode_t mode;
		const char *shown; /* NULL: allowed */
	} modes[] = {{0600, NULL},   {0400, NULL},   {0700, NULL},   {0644, "0644"},
		     {0640, "0640"}, {0604, "0604"}, {0620, "0620"}, {0601, "0601"}};
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		secret_write("token", "hush-hush\n", 10, modes[i].mode);
		if (modes[i].shown) {
			char message[512];
			snprintf(message, sizeof message,
				 "\"%%D/token\" has mode %s, so others can read or change it (allowed: 0600; chmod 600 "
				 "\"%%D/token\")",
				 modes[i].shown);
			secret_fails(CRM_SECRET_FILE, "token", NULL, message);
		} else {
			secret_gives(CRM_SECRET_FILE, "token", NULL, "hush-hush");
		}
		secret_remove("token");
	}
	secret_remove("");
}
END_TEST

START_TEST(file_contents)
{
	secret_make_dir();
	static const struct {
		const char *bytes;
		size_t len;
		const char *text; /* NULL: refused */
	} contents[] = {{"s3cr3t", 6, "s3cr3t"},
			{"s3cr3t\n", 7, "s3cr3t"},
			{"s3cr3t\r\n", 8, "s3cr3t"},
			{"s3cr3t\n\n", 8, "s3cr3t\n"},
			{" s3cr3t ", 8, " s3cr3t "},
			{"-----BEGIN\nx\n-----END\n", 22, "-----BEGIN\nx\n-----END"},
			{"", 0, NULL},
			{"\n", 1, NULL}};
	for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
		secret_write("token", contents[i].bytes, contents[i].len, 0600);
		if (contents[i].text)
			secret_gives(CRM_SECRET_FILE, "token", NULL, contents[i].text);
		else
			secret_fails(CRM_SECRET_FILE, "token", NULL, "the secret is empty");
		secret_remove("token");
	}
	secret_write("token", "a\0b", 3, 0600);
	secret_fails(CRM_SECRET_FILE, "token", NULL, "the secret contains a NUL byte");
	secret_remove("token");
	secret_remove("");
}
END_TEST

START_TEST(file_sizes)
{
	secret_make_dir();
	char *big = malloc(SECRET_MAX + 2);
	ck_assert_ptr_nonnull(big);
	memset(big, 'x', SECRET_MAX + 1);
	big[SECRET_MAX] = '\0';
	secret_write("token", big, SECRET_MAX, 0600);
	secret_gives(CRM_SECRET_FILE, "token", NULL, big);
	big[SECRET_MAX] = 'x';
	secret_write("token", big, SECRET_MAX + 1, 0600);
	secret_fails(CRM_SECRET_FILE, "token", NULL, "\"%D/token\" is too long for a secret (allowed: 65536 bytes)");
	free(big);
	secret_remove("token");
	secret_remove("");
}
END_TEST

START_TEST(not_a_file)
{
	secret_make_dir();
	char path[256];
	secret_fails(CRM_SECRET_FILE, "token", NULL, "cannot open \"%D/token\": No such file or directory");
	secret_path(path, "token");
	ck_assert_int_eq(mkdir(path, 0700), 0);
	secret_fails(CRM_SECRET_FILE, "token", NULL, "\"%D/token\" is not a regular file");
	secret_remove("token");
	ck_assert_int_eq(mkfifo(path, 0600), 0); /* nobody writes to it: must not wait */
	secret_fails(CRM_SECRET_FILE, "token", NULL, "\"%D/token\" is not a regular file");
	secret_remove("token");
	secret_remove("");
}
END_TEST

/* A link is followed, but it is the file that must be closed to others. */
START_TEST(links)
{
	secret_make_dir();
	char link_path[256];
	secret_path(link_path, "token");
	secret_write("real", "hush-hush", 9, 0600);
	ck_assert_int_eq(symlink("real", link_path), 0);
	secret_gives(CRM_SECRET_FILE, link_path, NULL, "hush-hush");
	secret_write("real", "hush-hush", 9, 0644);
	secret_fails(
		CRM_SECRET_FILE, "token", NULL,
		"\"%D/token\" has mode 0644, so others can read or change it (allowed: 0600; chmod 600 \"%D/token\")");
	secret_remove("token");
	secret_remove("real");
	secret_remove("");
}
END_TEST

START_TEST(foreign_owner)
{
	if (geteuid() != 0)
		return; /* only root can give files away */
	secret_make_dir();
	char path[256];
	secret_path(path, "token");
	secret_write("token", "hush-hush", 9, 0600);
	ck_assert_int_eq(chown(path, 65534, 65534), 0);
	secret_fails(CRM_SECRET_FILE, "token", NULL,
		     "\"%D/token\" belongs to user 65534 (allowed: the user who runs crmsync, root)");
	secret_remove("token");
	secret_remove("");
}
END_TEST

START_TEST(environment)
{
	secret_make_dir();
	unsetenv("CRM_TEST_SECRET");
	secret_fails(CRM_SECRET_ENV, "CRM_TEST_SECRET", NULL, "environment variable \"CRM_TEST_SECRET\" is not set");
	setenv("CRM_TEST_SECRET", "", 1);
	secret_fails(CRM_SECRET_ENV, "CRM_TEST_SECRET", NULL, "the secret is empty");
	setenv("CRM_TEST_SECRET", "from the environment\n", 1);
	secret_gives(CRM_SECRET_ENV, "CRM_TEST_SECRET", NULL, "from the environment");
	char *big = malloc(SECRET_MAX + 2);
	ck_assert_ptr_nonnull(big);
	memset(big, 'x', SECRET_MAX + 1);
	big[SECRET_MAX + 1] = '\0';
	setenv("CRM_TEST_SECRET", big, 1);
	secret_fails(CRM_SECRET_ENV, "CRM_TEST_SECRET", NULL,
		     "environment variable \"CRM_TEST_SECRET\" is too long for a secret (allowed: 65536 bytes)");
	free(big);
	unsetenv("CRM_TEST_SECRET");
	secret_remove("");
}
END_TEST

START_TEST(systemd_credentials)
{
	secret_make_dir();
	unsetenv("CREDENTIALS_DIRECTORY");
	secret_fails(CRM_SECRET_SYSTEMD, "token", NULL,
		     "credential \"token\" is not there: CREDENTIALS_DIRECTORY is not set (allowed: under systemd with "
		     "LoadCredential=token:...)");
	setenv("CREDENTIALS_DIRECTORY", secret_dir, 1);
	secret_write("token", "from systemd", 12, 0440); /* the group bit is how an ACL shows */
	secret_gives(CRM_SECRET_SYSTEMD, "token", NULL, "from systemd");
	secret_write("token", "from systemd", 12, 0444);
	secret_fails(
		CRM_SECRET_SYSTEMD, "token", NULL,
		"\"%D/token\" has mode 0444, so others can read or change it (allowed: 0600; chmod 600 \"%D/token\")");
	unsetenv("CREDENTIALS_DIRECTORY");
	secret_remove("token");
	secret_remove("");
}
END_TEST

#define COMMAND(...) ((const char *const[]){__VA_ARGS__, NULL})

/* posix_spawn() may leave it to the child to end with 127, and under valgrind, which turns vfork() into fork(), it
 * does. */
static bool spawn_tells_what_is_missing(void)
{
	char name[] = "no-such-program-anywhere", *argv[] = {name, NULL}, *nothing[] = {NULL};
	pid_t child = 0;
	int failure = posix_spawnp(&child, name, NULL, NULL, argv, nothing);
	if (failure == 0)
		waitpid(child, NULL, 0);
	return failure == ENOENT;
}

START_TEST(commands)
{
	secret_make_dir();
	secret_gives(CRM_SECRET_COMMAND, NULL, COMMAND("printf", "%s\\n", "a b; c $HOME"), "a b; c $HOME");
	/* standard input is empty, not ours */
	secret_gives(CRM_SECRET_COMMAND, NULL, COMMAND("sh", "-c", "cat; printf x"), "x");
	secret_write("tell", "#!/bin/sh\nprintf told\n", 22, 0700);
	secret_gives(CRM_SECRET_COMMAND, NULL, COMMAND("./tell"), "told");
	secret_fails(CRM_SECRET_COMMAND, NULL, COMMAND("no-such-program-anywhere"),
		     spawn_tells_what_is_missing()
			     ? "cannot start \"no-such-program-anywhere\": No such file or directory"
			     : "\"no-such-program-anywhere\" ended with status 127 (allowed: 0)");
	secret_fails(CRM_SECRET_COMMAND, NULL, COMMAND("sh", "-c", "printf half; exit 3"),
		     "\"sh\" ended with status 3 (allowed: 0)");
	secret_fails(CRM_SECRET_COMMAND, NULL, COMMAND("sh", "-c", "kill -TERM $$"), "\"sh\" was ended by signal 15");
	secret_fails(CRM_SECRET_COMMAND, NULL, COMMAND("true"), "the secret is empty");
	secret_fails(CRM_SECRET_COMMAND, NULL, COMMAND("sh", "-c", "yes"),
		     "\"sh\" wrote too much for a secret (allowed: 65536 bytes)");
	secret_remove("tell");
	secret_remove("");
}
END_TEST

static void command_takes_too_long(const char *script, int64_t limit_ms)
{
	static struct secret_text text;
	struct crm_error err = {0};
	char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char *)(uintptr_t)script, NULL};
	ck_assert_int_eq(secret_read_command(argv, limit_ms, &text, &err), CRM_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&err), limit_ms == 300 ? "\"sh\" did not end within 0.3 s"
									   : "\"sh\" did not end within "));
	crm_error_clear(&err);
}

START_TEST(command_time)
{
	secret_make_dir();
	command_takes_too_long("sleep 3600", 300);
	command_takes_too_long("exec >&-; sleep 3600", 300); /* output closed, but it goes on */
	/* what the program started dies with it */
	char path[256], script[512];
	secret_path(path, "pid");
	snprintf(script, sizeof script, "sleep 3600 & echo $! >%s; wait", path);
	int pid = 0;
	/* A slow machine may need longer than that to start anything. */
	for (int64_t limit_ms = 300; pid == 0 && limit_ms <= 300000; limit_ms *= 10) {
		command_takes_too_long(script, limit_ms);
		FILE *file = fopen(path, "re");
		if (file && fscanf(file, "%d", &pid) != 1)
			pid = 0;
		if (file)
			fclose(file);
	}
	ck_assert_int_ne(pid, 0);
	bool gone = false;
	for (int i = 0; i < 30000 && !gone; i++) {
		char state[64] = "";
		snprintf(script, sizeof script, "/proc/%d/stat", pid);
		FILE *stat_file = fopen(script, "re");
		gone = !stat_file || fscanf(stat_file, "%*d %*s %63s", state) != 1 || state[0] == 'Z';
		if (stat_file)
			fclose(stat_file);
		usleep(20000);
	}
	ck_assert(gone);
	secret_remove("pid");
	secret_remove("");
}
END_TEST

/* From the moment it is read, no message can show it. */
START_TEST(redaction)
{
	secret_make_dir();
	setenv("CRM_TEST_SECRET", "correct horse battery", 1);
	secret_gives(CRM_SECRET_ENV, "CRM_TEST_SECRET", NULL, "correct horse battery");
	struct crm_buf out;
	crm_buf_init(&out, 4096);
	crm_redact_append(&out, "token correct horse battery is wrong");
	ck_assert_str_eq(out.ptr, "token [redacted] is wrong");
	crm_buf_free(&out);
	unsetenv("CRM_TEST_SECRET");
	crm_secret_free(NULL);
	crm_redact_clear();
	secret_remove("");
}
END_TEST

int main(void)
{
	static const TTest *tests[16];
	size_t n = 0;
	tests[n++] = file_modes;
	tests[n++] = file_contents;
	tests[n++] = file_sizes;
	tests[n++] = not_a_file;
	tests[n++] = links;
	tests[n++] = foreign_owner;
	tests[n++] = environment;
	tests[n++] = systemd_credentials;
	tests[n++] = commands;
	tests[n++] = command_time;
	tests[n++] = redaction;
	return fixture_run("config secrets", tests);
}
