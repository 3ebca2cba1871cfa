/* SPDX-License-Identifier: Apache-2.0 */
/* The address to listen on: loopback only. */
#ifndef SANDBOX_LISTEN_H
#define SANDBOX_LISTEN_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>

#include <crmsync/error.h>

union listen_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* Reads "127.0.0.1:8123", "localhost:0" or "[::1]:8123".  CRM_E_USAGE if malformed or not loopback. */
int listen_parse(const char *text, union listen_address *out, struct crm_error *err);

#endif
