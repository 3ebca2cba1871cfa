/* SPDX-License-Identifier: Apache-2.0 */
/* Keyed hashes over OpenSSL's libcrypto. */
#include "config.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <base/keyed_hash.h>
#include <crmsync/buf.h>
#include <crmsync/error.h>

#define HASH_BYTES 32

static void write_hex(const unsigned char bytes[HASH_BYTES], char out[CRM_KEYED_HASH_CHARS])
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < HASH_BYTES; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[CRM_KEYED_HASH_CHARS - 1] = '\0';
}

int crm_keyed_hash_key(char key[CRM_KEYED_HASH_CHARS])
{
	unsigned char bytes[HASH_BYTES];
	if (RAND_bytes(bytes, HASH_BYTES) != 1)
		return CRM_E_FAIL;
	write_hex(bytes, key);
	return CRM_OK;
}

int crm_keyed_hash(const char *key, const char *kind, const char *value, char hash[CRM_KEYED_HASH_CHARS])
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_add(&text, kind, strlen(kind) + 1); /* its end parts it from the value */
	crm_buf_str(&text, value);
	bool made = !text.failed &&
		    HMAC(EVP_sha256(), key, (int)strlen(key), (const unsigned char *)text.ptr, text.len, bytes, &n) !=
			    NULL &&
		    n == HASH_BYTES;
	crm_buf_free(&text);
	if (!made)
		return CRM_E_NOMEM;
	write_hex(bytes, hash);
	return CRM_OK;
}
