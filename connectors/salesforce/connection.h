/* SPDX-License-Identifier: Apache-2.0 */
/* What a connection remembers between calls. */
#ifndef CRM_SALESFORCE_CONNECTION_H
#define CRM_SALESFORCE_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include <crmsync/connector.h>

#include "sobject.h"

#define SF_LOGIN_URL   "https://login.salesforce.com"
#define SF_API_VERSION "62.0"
#define SF_ID_PROPERTY "crmsync_id__c"

/* How an access token is come by; decided by the credentials that are there. */
enum sf_grant { SF_GRANT_STATIC, SF_GRANT_JWT, SF_GRANT_REFRESH, SF_GRANT_CLIENT };

struct sf_schema;
struct sf_bulk_set;

struct crm_connection {
	const struct crm_host *host;
	enum sf_grant grant;
	bool with_leads;
	bool assigns_new;                    /* the org's assignment rules decide who owns what is created */
	char *token_url;                     /* token endpoint; NULL for SF_GRANT_STATIC */
	char *audience;                      /* SF_GRANT_JWT */
	char *refresh_token;                 /* SF_GRANT_REFRESH: the one that is valid now */
	char *access_token;                  /* NULL: to be asked for */
	char *instance_url;                  /* where the API is, no trailing slash; NULL until a token was given */
	char *identity_url;                  /* of the user, as the token endpoint told; NULL if it did not */
	struct sf_schema *schemas[SF_TYPES]; /* fields that the user may see; NULL: not asked yet */
	bool roles_denied;                   /* contact roles of opportunities cannot be read */
	bool bulk_off;                       /* no bulk query jobs: the config says so, or one went wrong */
	bool bulk_anew;                      /* a job that had vanished was made anew */
	unsigned bulk_faults;                /* useless answers to requests about jobs, in a row */
	struct sf_bulk_set *bulk_set;        /* results that are being read, NULL: none */
	int64_t calls_limit;                 /* as the last answer told (Sforce-Limit-Info), -1 unknown */
	int64_t calls_used;
};

#endif
