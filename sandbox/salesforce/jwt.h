/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Web Tokens signed with RS256, and the signature of token answers. */
#ifndef SANDBOX_SALESFORCE_JWT_H
#define SANDBOX_SALESFORCE_JWT_H

#include <crmsync/buf.h>
#include <crmsync/json.h>

/* Checks form and signature; `pem` is a public key or a certificate.  On success *claims is the payload
 * (crm_json_free). */
bool sf_jwt_verify(const char *token, const char *pem, crm_json **claims);
/* Appends base64(HMAC-SHA256(key, text)). */
void sf_hmac_sign(const char *key, const char *text, struct crm_buf *out);

#endif
