/* SPDX-License-Identifier: Apache-2.0 */
/* A secret from a program's standard output. */
#include "config.h"

#include <config/secret.h>
#include <crmsync/timestamp.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COMMAND_POLL_MS 10 /* between two looks at a program that closed its output but has not ended */

extern char **environ;

struct command_run {
	const char *program; /* for messages */
	pid_t pid;
	int fd; /* its standard output */
	int64_t deadline, timeout_ms;
	bool reaped;
};

/* posix_spawn's own error number, 0 on success. */
static int command_prepare_actions(posix_spawn_file_actions_t *actions, int out)
{
	int failure = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	return failure ? failure : posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO);
}

/* A group of its own, so that all of it can be killed; no signal blocked or ignored. */
static int command_prepare_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	sigemptyset(&none);
	sigfillset(&all);
	int failure = posix_spawnattr_setpgroup(attributes, 0);
	failure = failure ? failure : posix_spawnattr_setsigmask(attributes, &none);
	failure = failure ? failure : posix_spawnattr_setsigdefault(attributes, &all);
	return failure ? failure
		       : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
								      POSIX_SPAWN_SETSIGDEF);
}

static int command_spawn(char *const *argv, int out, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int failure = posix_spawn_file_actions_init(&actions);
	if (failure)
		return failure;
	failure = posix_spawnattr_init(&attributes);
	if (failure) {
		posix_spawn_file_actions_destroy(&actions);
		return failure;
	}
	failure = command_prepare_actions(&actions, out);
	failure = failure ? failure : command_prepare_attributes(&attributes);
	failure = failure ? failure : posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return failure;
}

static int command_start(char *const *argv, struct command_run *run, struct crm_error *err)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return crm_error_set(err, CRM_E_CONFIG, "cannot start \"%s\": %s", argv[0], strerror(errno));
	int failure = command_spawn(argv, ends[1], &run->pid);
	close(ends[1]);
	if (failure) {
		close(ends[0]);
		return crm_error_set(err, CRM_E_CONFIG, "cannot start \"%s\": %s", argv[0], strerror(failure));
	}
	run->program = argv[0];
	run->fd = ends[0];
	return CRM_OK;
}

static int command_too_late(const struct command_run *run, struct crm_error *err)
{
	return crm_error_set(err, CRM_E_CONFIG, "\"%s\" did not end within %.1f s", run->program,
			     (double)run->timeout_ms / 1000);
}

static int command_collect(const struct command_run *run, struct secret_text *out, struct crm_error *err)
{
	out->len = 0;
	while (out->len < sizeof out->bytes) {
		int64_t left = run->deadline - crm_time_monotonic();
		struct pollfd wait = {.fd = run->fd, .events = POLLIN};
		int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready == 0)
			return command_too_late(run, err);
		ssize_t n = ready < 0 ? -1 : read(run->fd, out->bytes + out->len, sizeof out->bytes - out->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return crm_error_set(err, CRM_E_CONFIG, "cannot read from \"%s\": %s", run->program,
					     strerror(errno));
		if (n == 0)
			return CRM_OK;
		out->len += (size_t)n;
	}
	return crm_error_set(err, CRM_E_CONFIG, "\"%s\" wrote too much for a secret (allowed: %zu bytes)", run->program,
			     SECRET_MAX);
}

static int command_judge(const struct command_run *run, int status, struct crm_error *err)
{
	if (WIFSIGNALED(status))
		return crm_error_set(err, CRM_E_CONFIG, "\"%s\" was ended by signal %d", run->program,
				     WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return crm_error_set(err, CRM_E_CONFIG, "\"%s\" ended with status %d (allowed: 0)", run->program,
				     WEXITSTATUS(status));
	return CRM_OK;
}

static int command_await(struct command_run *run, struct crm_error *err)
{
	const struct timespec pause = {.tv_nsec = COMMAND_POLL_MS * 1000000L};
	for (;;) {
		int status;
		pid_t ended = waitpid(run->pid, &status, WNOHANG);
		run->reaped = ended == run->pid;
		if (run->reaped)
			return command_judge(run, status, err);
		if (ended < 0 && errno != EINTR)
			return crm_error_set(err, CRM_E_CONFIG, "cannot wait for \"%s\": %s", run->program,
					     strerror(errno));
		if (crm_time_monotonic() >= run->deadline)
			return command_too_late(run, err);
		nanosleep(&pause, NULL);
	}
}

static void command_kill(const struct command_run *run)
{
	int status;
	kill(-run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR) {
	}
}

int secret_read_command(char *const *argv, int64_t timeout_ms, struct secret_text *out, struct crm_error *err)
{
	struct command_run run = {.timeout_ms = timeout_ms, .deadline = crm_time_monotonic() + timeout_ms};
	int code = command_start(argv, &run, err);
	if (code != CRM_OK)
		return code;
	code = command_collect(&run, out, err);
	close(run.fd);
	if (code == CRM_OK)
		code = command_await(&run, err);
	if (!run.reaped)
		command_kill(&run);
	return code;
}
