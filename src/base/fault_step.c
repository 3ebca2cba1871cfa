/* SPDX-License-Identifier: Apache-2.0 */
/* Steps at which tests kill the process. */
#include "config.h"

#include "fault_step.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LINE_SIZE 512

static void write_line(const char *kind, unsigned long long number, const char *what)
{
	const char *path = getenv("CRMSYNC_FAULT_LOG");
	char line[LINE_SIZE];
	int fd = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (fd < 0)
		return;
	int len = snprintf(line, sizeof line, "%s %llu %.400s\n", kind, number, what);
	if (len > 0 && write(fd, line, (size_t)len) < 0)
		perror(path);
	close(fd);
}

void crm_fault_step(const char *kind, unsigned long long number, const char *what, const char *variable)
{
	const char *fatal = variable ? getenv(variable) : NULL;
	write_line(kind, number, what);
	if (fatal && strtoull(fatal, NULL, 10) == number)
		raise(SIGKILL);
}

int64_t crm_fault_patience(int64_t usual_ms)
{
	const char *ms = getenv("CRMSYNC_ANSWER_TIMEOUT_MS");
	return ms ? strtoll(ms, NULL, 10) : usual_ms;
}
