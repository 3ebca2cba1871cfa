/* SPDX-License-Identifier: Apache-2.0 */
/* Duplicate keys of JSON objects. */
#include "config.h"

#include "json_keys.h"

#include <crmsync/mem.h>
#include <crmsync/timestamp.h>
#include <string.h>

struct json_key {
	const char *text;
	char *copy; /* owned text, NULL if it belongs to the document */
	uint32_t len;
	uint32_t next; /* older key of the same bucket, as in buckets */
	uint64_t hash;
};

void json_keys_init(struct json_keys *keys)
{
	memset(keys, 0, sizeof *keys);
	/* Nobody who writes a document knows this, so nobody can write one whose keys all collide. */
	keys->seed = (uint64_t)crm_time_monotonic() * UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t)(uintptr_t)keys;
}

void json_keys_free(struct json_keys *keys)
{
	while (keys->n > 0)
		crm_free(keys->stack[--keys->n].copy);
	crm_free(keys->stack);
	crm_free(keys->buckets);
	memset(keys, 0, sizeof *keys);
}

size_t json_keys_open(struct json_keys *keys)
{
	size_t outer = keys->object;
	keys->object = keys->n;
	return outer;
}

static uint32_t *keys_bucket(const struct json_keys *keys, uint64_t hash)
{
	return &keys->buckets[hash & (keys->room - 1)];
}

void json_keys_close(struct json_keys *keys, size_t outer)
{
	while (keys->n > keys->object) {
		struct json_key *key = &keys->stack[--keys->n];
		*keys_bucket(keys, key->hash) = key->next;
		crm_free(key->copy);
	}
	keys->object = outer;
}

static uint64_t keys_hash(const struct json_keys *keys, const char *text, size_t len)
{
	uint64_t hash = keys->seed ^ (keys->object * UINT64_C(0x9E3779B97F4A7C15));
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
	hash ^= hash >> 32;
	return hash * UINT64_C(0xD6E8FEB86659FD93) >> 16;
}

static void keys_chain(struct json_keys *keys, size_t position)
{
	uint32_t *bucket = keys_bucket(keys, keys->stack[position].hash);
	keys->stack[position].next = *bucket;
	*bucket = (uint32_t)position + 1;
}

/* Room is a power of two, and there are as many buckets as places. */
static bool keys_grow(struct json_keys *keys)
{
	size_t room = keys->room ? keys->room * 2 : 128;
	struct json_key *stack = crm_reallocarray(keys->stack, room, sizeof *stack);
	if (!stack)
		return false;
	keys->stack = stack;
	uint32_t *buckets = crm_calloc(room, sizeof *buckets);
	if (!buckets)
		return false;
	crm_free(keys->buckets);
	keys->buckets = buckets;
	keys->room = room;
	for (size_t i = 0; i < keys->n; i++)
		keys_chain(keys, i);
	return true;
}

enum json_key_verdict json_keys_add(struct json_keys *keys, const char *text, size_t len, bool copy)
{
	if (keys->n == keys->room && !keys_grow(keys))
		return JSON_KEY_NO_MEMORY;
	uint64_t hash = keys_hash(keys, text, len);
	for (uint32_t at = *keys_bucket(keys, hash); at > keys->object; at = keys->stack[at - 1].next) {
		const struct json_key *other = &keys->stack[at - 1];
		if (other->hash == hash && other->len == len && memcmp(other->text, text, len) == 0)
			return JSON_KEY_DUPLICATE;
	}
	struct json_key *key = &keys->stack[keys->n];
	*key = (struct json_key){.text = text, .len = (uint32_t)len, .hash = hash};
	if (copy) {
		key->copy = crm_strndup(text, len);
		if (!key->copy)
			return JSON_KEY_NO_MEMORY;
		key->text = key->copy;
	}
	keys_chain(keys, keys->n++);
	return JSON_KEY_NEW;
}
