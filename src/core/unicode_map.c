/* SPDX-License-Identifier: Apache-2.0 */
/* The one door to utf8proc's mappings. */
#include "config.h"

#include <core/unicode_map.h>

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

#define ON_STACK 256

struct code_points {
	utf8proc_int32_t stack[ON_STACK];
	utf8proc_int32_t *ptr;
	size_t cap;
};

static bool reserve(struct code_points *c, size_t n)
{
	utf8proc_int32_t *grown;

	if (n <= c->cap)
		return true;
	grown = crm_reallocarray(c->ptr == c->stack ? NULL : c->ptr, n, sizeof *grown);
	if (grown == NULL)
		return false;
	if (c->ptr == c->stack)
		memcpy(grown, c->stack, sizeof c->stack);
	c->ptr = grown;
	c->cap = n;
	return true;
}

static void release(struct code_points *c)
{
	if (c->ptr != c->stack)
		crm_free(c->ptr);
}

/* Number of code points, or -1 on out of memory. */
static utf8proc_ssize_t decompose(const char *text, utf8proc_option_t options, struct code_points *c)
{
	for (;;) {
		utf8proc_ssize_t n = utf8proc_decompose((const utf8proc_uint8_t *)text, 0, c->ptr,
							(utf8proc_ssize_t)c->cap, options | UTF8PROC_NULLTERM);

		if (n <= (utf8proc_ssize_t)c->cap)
			return n;
		if (!reserve(c, (size_t)n))
			return -1;
	}
}

static char *encode(const utf8proc_int32_t *points, utf8proc_ssize_t n, struct crm_arena *arena)
{
	utf8proc_uint8_t *out = crm_arena_alloc(arena, 4 * (size_t)n + 1);
	utf8proc_uint8_t *p = out;

	if (out == NULL)
		return NULL;
	for (utf8proc_ssize_t i = 0; i < n; i++)
		p += utf8proc_encode_char(points[i], p);
	*p = '\0';
	return (char *)out;
}

static utf8proc_ssize_t expand_all(const struct code_points *in, utf8proc_ssize_t n, unicode_expand *expand,
				   struct code_points *out)
{
	size_t len = 0;

	for (utf8proc_ssize_t i = 0; i < n; i++) {
		int letters[UNICODE_EXPANSION];
		size_t k = expand(in->ptr[i], letters);

		if (len + k > out->cap && !reserve(out, 2 * (len + k)))
			return -1;
		for (size_t j = 0; j < k; j++)
			out->ptr[len++] = letters[j];
	}
	return (utf8proc_ssize_t)len;
}

char *unicode_map(const char *text, int options, unicode_expand *expand, struct crm_arena *arena)
{
	utf8proc_option_t how = (utf8proc_option_t)(options | UTF8PROC_STABLE);
	struct code_points a = {.cap = ON_STACK}, b = {.cap = ON_STACK};
	struct code_points *c = &a;
	char *out = NULL;
	utf8proc_ssize_t n;

	a.ptr = a.stack;
	b.ptr = b.stack;
	n = decompose(text, how, &a);
	if (n >= 0)
		n = utf8proc_normalize_utf32(a.ptr, n, how);
	if (n >= 0 && expand != NULL) {
		n = expand_all(&a, n, expand, &b);
		c = &b;
		if (n >= 0)
			n = utf8proc_normalize_utf32(b.ptr, n, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	}
	if (n >= 0)
		out = encode(c->ptr, n, arena);
	release(&a);
	release(&b);
	return out;
}
