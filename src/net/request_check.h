/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that could be read otherwise than they were meant are refused before they are sent. */
#ifndef CRM_NET_REQUEST_CHECK_H
#define CRM_NET_REQUEST_CHECK_H

#include <crmsync/error.h>
#include <crmsync/http.h>

/* Method known, header names are tokens, header values hold no control characters.  CRM_E_INVALID; CRM_E_CONFIG for a value,
   which is a credential then. */
int request_check(const struct crm_http_request *request, struct crm_error *err);
/* Value of a header of the request (name case-insensitive), NULL if it has none. */
const char *request_header(const struct crm_http_request *request, const char *name);

#endif
