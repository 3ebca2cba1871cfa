/* SPDX-License-Identifier: Apache-2.0 */
/* What a login in a browser needs of the terminal and the desktop. */
#ifndef CRM_CLI_AUTH_H
#define CRM_CLI_AUTH_H

#include <cli/cli.h>
#include <net/redirect.h>

/* Is there a desktop that could show a page to the person at this terminal? */
bool cli_has_desktop(void);
/* Has the desktop's browser show the page, without a shell and without waiting for it; false: there is none. */
bool cli_open_browser(const char *url);

/* Reads from standard input what a person pastes, one line of at most CRM_REDIRECT_MAX bytes.  CRM_E_INVALID: it is
   neither an address nor a code; CRM_E_NETWORK: nothing came within timeout_ms; CRM_E_INTERRUPTED; CRM_E_NOMEM. */
int cli_read_pasted(const volatile sig_atomic_t *interrupted, int64_t timeout_ms, struct crm_redirect *out,
		    struct crm_error *err);

#endif
