/* SPDX-License-Identifier: Apache-2.0 */
/* Showing a page in the desktop's browser. */
#include "config.h"

#include <cli/auth.h>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>

#define OPENER "xdg-open"

extern char **environ;

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);
	return value != NULL && value[0] != '\0';
}

bool cli_has_desktop(void)
{
	return isatty(STDERR_FILENO) != 0 && (is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"));
}

/* A group of its own: Ctrl-C is for us, and the browser stays. */
static int prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	sigemptyset(&none);
	sigfillset(&all);
	int failure = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	failure =
		failure ? failure : posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	failure =
		failure ? failure : posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	failure = failure ? failure : posix_spawnattr_setpgroup(attributes, 0);
	failure = failure ? failure : posix_spawnattr_setsigmask(attributes, &none);
	failure = failure ? failure : posix_spawnattr_setsigdefault(attributes, &all);
	return failure ? failure
		       : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
								      POSIX_SPAWN_SETSIGDEF);
}

bool cli_open_browser(const char *url)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	pid_t pid;
	char *copy = crm_strdup(url), *argv[] = {(char[]){OPENER}, copy, NULL};
	if (copy == NULL || posix_spawn_file_actions_init(&actions) != 0) {
		crm_free(copy);
		return false;
	}
	bool opened = false;
	if (posix_spawnattr_init(&attributes) == 0) {
		opened = prepare(&actions, &attributes) == 0 &&
			 posix_spawnp(&pid, OPENER, &actions, &attributes, argv, environ) == 0;
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	crm_free(copy);
	return opened;
}
