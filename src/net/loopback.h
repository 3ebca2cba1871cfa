/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The address on this machine to which a vendor's page of consent sends the browser (RFC 8252, 7.3).  It is open for
 * one login, on 127.0.0.1 alone, takes a GET of one path with the right `state` once, and answers everything else with
 * an error.  Browsers open connections that they never use, and anybody on this machine may connect: a connection has a
 * few kilobytes and a few seconds, there are a few at a time, and a new one takes the place of the oldest.
 */
#ifndef CRM_NET_LOOPBACK_H
#define CRM_NET_LOOPBACK_H

#include <signal.h>
#include <stdint.h>

#include <net/redirect.h>

struct crm_loopback;

/* Does this redirect URI lead to such a listener: http://localhost:PORT/PATH or http://127.0.0.1:PORT/PATH, no query?
 *path points into the URI. */
bool crm_loopback_uri(const char *uri, unsigned *port, const char **path);

/* CRM_E_USAGE: no such URI.  CRM_E_NETWORK: the port is in use or not allowed. */
int crm_loopback_open(const char *uri, struct crm_loopback **out, struct crm_error *err);

/* Waits for the browser.  The one answer is kept waiting for crm_loopback_answer(); no further connection is taken.
   An answer with another state is refused and counted in *strangers (NULL is allowed), and the wait goes on.
   CRM_E_NETWORK after timeout_ms, CRM_E_INTERRUPTED, CRM_E_PROTOCOL after too many connections, CRM_E_NOMEM. */
int crm_loopback_wait(struct crm_loopback *listener, const char *state, int64_t timeout_ms,
		      const volatile sig_atomic_t *interrupted, unsigned *strangers, struct crm_redirect *out,
		      struct crm_error *err);

/* Shows a page in the browser that came: two lines of plain text.  At most once; without a browser nothing happens. */
void crm_loopback_answer(struct crm_loopback *listener, bool success, const char *title, const char *text);

/* NULL is allowed. */
void crm_loopback_close(struct crm_loopback *listener);

#endif
