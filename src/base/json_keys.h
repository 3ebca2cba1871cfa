/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys of all objects that are open during a scan, to find duplicates in constant time.  Objects close in the
 * reverse order in which they opened, so the keys form a stack; a hash table chains them, newest first.
 */
#ifndef CRM_BASE_JSON_KEYS_H
#define CRM_BASE_JSON_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_key;

struct json_keys {
	struct json_key *stack;
	size_t n;
	size_t room;
	size_t object;     /* where the innermost open object begins on the stack */
	uint32_t *buckets; /* position on the stack plus 1 of the newest key of the bucket, 0: none */
	uint64_t seed;
};

enum json_key_verdict { JSON_KEY_NEW, JSON_KEY_DUPLICATE, JSON_KEY_NO_MEMORY };

void json_keys_init(struct json_keys *keys);
void json_keys_free(struct json_keys *keys);
/* A new innermost object; returns what json_keys_close() wants back. */
size_t json_keys_open(struct json_keys *keys);
void json_keys_close(struct json_keys *keys, size_t outer);
/* Adds a key to the innermost object.  The bytes must live until it closes, unless `copy` is set. */
enum json_key_verdict json_keys_add(struct json_keys *keys, const char *key, size_t len, bool copy);

#endif
