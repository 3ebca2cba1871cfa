/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP in front of a twin; the one part that knows libmicrohttpd. */
#ifndef SANDBOX_SERVER_H
#define SANDBOX_SERVER_H

#include <crmsync/error.h>

#include "sandbox/listen.h"
#include "sandbox/twin.h"

struct server;

/* Listens and answers in threads of its own; sets twin->base_url before the first request. */
int server_start(struct twin *twin, const union listen_address *address, struct server **out, struct crm_error *err);
/* The port that is listened on. */
unsigned server_port(const struct server *server);
/* Wakes all that waits, closes all connections and returns when no request is being answered; NULL is allowed. */
void server_stop(struct server *server);

#endif
