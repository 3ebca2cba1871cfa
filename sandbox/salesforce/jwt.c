/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Web Tokens signed with RS256. */
#include "jwt.h"

#include <string.h>

#include <crmsync/url.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

static EVP_PKEY *jwt_read_key(const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	if (!bio)
		return NULL;
	EVP_PKEY *key = NULL;
	if (strstr(pem, "BEGIN CERTIFICATE")) {
		X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
		key = certificate ? X509_get_pubkey(certificate) : NULL;
		X509_free(certificate);
	} else {
		key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	}
	BIO_free(bio);
	return key;
}

static bool jwt_signature_is_good(EVP_PKEY *key, const char *text, size_t len, const struct crm_buf *signature)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good = ctx && EVP_PKEY_is_a(key, "RSA") && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
		    EVP_DigestVerify(ctx, (const unsigned char *)signature->ptr, signature->len,
				     (const unsigned char *)text, len) == 1;
	EVP_MD_CTX_free(ctx);
	return good;
}

static crm_json *jwt_read_part(const char *text, size_t len)
{
	struct crm_buf decoded;
	crm_buf_init(&decoded, 65536);
	crm_json *json = NULL;
	if (!crm_base64_decode(&decoded, text, len) || decoded.failed ||
	    crm_json_parse(decoded.ptr, decoded.len, &json, NULL) < 0)
		json = NULL;
	crm_buf_free(&decoded);
	return json;
}

bool sf_jwt_verify(const char *token, const char *pem, crm_json **claims)
{
	const char *first = strchr(token, '.'), *second = first ? strchr(first + 1, '.') : NULL;
	if (!second)
		return false;
	crm_json *header = jwt_read_part(token, (size_t)(first - token));
	const char *algorithm = crm_json_get_string(header, "alg");
	struct crm_buf signature;
	crm_buf_init(&signature, 4096);
	EVP_PKEY *key = jwt_read_key(pem);
	bool good = key && algorithm && strcmp(algorithm, "RS256") == 0 &&
		    crm_base64_decode(&signature, second + 1, strlen(second + 1)) && !signature.failed &&
		    jwt_signature_is_good(key, token, (size_t)(second - token), &signature);
	EVP_PKEY_free(key);
	crm_buf_free(&signature);
	crm_json_free(header);
	*claims = good ? jwt_read_part(first + 1, (size_t)(second - first - 1)) : NULL;
	return *claims != NULL;
}

void sf_hmac_sign(const char *key, const char *text, struct crm_buf *out)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	if (HMAC(EVP_sha256(), key, (int)strlen(key), (const unsigned char *)text, strlen(text), digest, &len))
		crm_base64(out, digest, len);
}
