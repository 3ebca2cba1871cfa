/* SPDX-License-Identifier: Apache-2.0 */
/* What a person pastes, where no browser can reach us. */
#include "config.h"

#include <cli/auth.h>

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <crmsync/timestamp.h>

#define SLICE_MS 250 /* between two looks at a signal */

/* Bytes read; 0: the input has ended; -1: not yet. */
static ssize_t read_some(struct crm_buf *line, int wait_ms)
{
	char bytes[512];
	struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
	if (poll(&wait, 1, wait_ms) <= 0)
		return -1;
	ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? -1 : 0;
	crm_buf_add(line, bytes, (size_t)n);
	explicit_bzero(bytes, sizeof bytes);
	return n;
}

static int read_line(const volatile sig_atomic_t *interrupted, int64_t timeout_ms, struct crm_buf *line,
		     struct crm_error *err)
{
	int64_t deadline = crm_time_monotonic() + timeout_ms;
	while (strchr(line->ptr, '\n') == NULL && !line->failed) {
		int64_t left = deadline - crm_time_monotonic();
		if (*interrupted > 0)
			return crm_error_set(err, CRM_E_INTERRUPTED, "interrupted while waiting for the address");
		if (left <= 0)
			return crm_error_set(err, CRM_E_NETWORK, "no address was pasted in time");
		if (read_some(line, left < SLICE_MS ? (int)left : SLICE_MS) == 0)
			break;
	}
	return line->failed ? crm_error_set(err, CRM_E_INVALID, "this is too long for an address") : CRM_OK;
}

int cli_read_pasted(const volatile sig_atomic_t *interrupted, int64_t timeout_ms, struct crm_redirect *out,
		    struct crm_error *err)
{
	struct crm_buf line;
	crm_buf_init_secret(&line, CRM_REDIRECT_MAX + 512);
	int rc = read_line(interrupted, timeout_ms, &line, err);
	char *end = rc == CRM_OK ? strchr(line.ptr, '\n') : NULL;
	if (end != NULL)
		*end = '\0';
	if (rc == CRM_OK)
		rc = crm_redirect_paste(line.ptr, out, err);
	crm_buf_free(&line);
	return rc;
}
