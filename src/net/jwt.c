/* SPDX-License-Identifier: Apache-2.0 */
/* Signed assertions: JWT with RS256. */
#include "config.h"

#include <crmsync/mem.h>
#include <crmsync/oauth.h>
#include <crmsync/url.h>
#include <limits.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

/* RFC 7518 section 3.3. */
#define RSA_SMALLEST_BITS 2048

/* An encrypted key must not make OpenSSL ask on the terminal. */
static int jwt_no_passphrase(char *buf, int size, int writing, void *arg)
{
	(void)buf, (void)size, (void)writing, (void)arg;
	return -1;
}

static int jwt_read_key(const char *pem, size_t len, EVP_PKEY **out, struct crm_error *err)
{
	BIO *bio = len <= INT_MAX ? BIO_new_mem_buf(pem, (int)len) : NULL;
	EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, jwt_no_passphrase, NULL) : NULL;
	BIO_free(bio);
	if (!key)
		return crm_error_set(err, CRM_E_CONFIG, "the private key cannot be read: an unencrypted PEM is needed");
	if (!EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_get_bits(key) < RSA_SMALLEST_BITS) {
		EVP_PKEY_free(key);
		return crm_error_set(err, CRM_E_CONFIG, "the private key is not an RSA key of at least %d bits",
				     RSA_SMALLEST_BITS);
	}
	*out = key;
	return CRM_OK;
}

/* Appends the signature of signed[0..len) in base64url. */
static int jwt_sign(EVP_PKEY *key, const char *text, size_t len, struct crm_buf *out, struct crm_error *err)
{
	size_t size = (size_t)EVP_PKEY_get_size(key);
	unsigned char *signature = crm_alloc(size);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = signature && ctx && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
		  EVP_DigestSign(ctx, signature, &size, (const unsigned char *)text, len) == 1;
	if (ok)
		crm_base64url(out, signature, size);
	EVP_MD_CTX_free(ctx);
	crm_free(signature);
	return ok ? CRM_OK : crm_error_set(err, CRM_E_FAIL, "the assertion cannot be signed");
}

int crm_jwt_rs256(const char *claims_json, const char *pem, size_t pem_len, struct crm_buf *out, struct crm_error *err)
{
	static const char header[] = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
	EVP_PKEY *key = NULL;
	int rc = jwt_read_key(pem, pem_len, &key, err);
	if (rc < 0)
		return rc;
	struct crm_buf token;
	crm_buf_init(&token, CRM_BUF_MAX);
	crm_base64url(&token, header, sizeof header - 1);
	crm_buf_char(&token, '.');
	crm_base64url(&token, claims_json, strlen(claims_json));
	size_t signed_len = token.len;
	crm_buf_char(&token, '.');
	if (!token.failed)
		rc = jwt_sign(key, token.ptr, signed_len, &token, err);
	EVP_PKEY_free(key);
	if (rc == CRM_OK)
		crm_buf_add(out, token.ptr, token.len);
	if (token.failed || out->failed)
		rc = crm_error_set(err, CRM_E_NOMEM, "out of memory while signing an assertion");
	crm_buf_free(&token);
	return rc;
}
