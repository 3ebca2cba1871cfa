/* SPDX-License-Identifier: Apache-2.0 */
/* The string builder. */
#include "config.h"

#include <crmsync/buf.h>
#include <crmsync/mem.h>
#include <stdio.h>
#include <string.h>

#define BUF_FIRST_SIZE ((size_t)64)

/* What ptr shows while nothing is allocated (cap 0); never written to. */
static char buf_empty[1];

void crm_buf_init(struct crm_buf *buf, size_t max)
{
	buf->ptr = buf_empty;
	buf->len = 0;
	buf->cap = 0;
	buf->max = max < CRM_BUF_MAX ? max : CRM_BUF_MAX;
	buf->failed = false;
	buf->secret = false;
}

void crm_buf_init_secret(struct crm_buf *buf, size_t max)
{
	crm_buf_init(buf, max);
	buf->secret = true;
}

/* Lets go of the memory. */
static void buf_release(struct crm_buf *buf)
{
	if (buf->cap && buf->secret)
		explicit_bzero(buf->ptr, buf->cap);
	if (buf->cap)
		crm_free(buf->ptr);
}

void crm_buf_free(struct crm_buf *buf)
{
	bool secret = buf->secret;
	buf_release(buf);
	crm_buf_init(buf, buf->max);
	buf->secret = secret;
}

void crm_buf_reset(struct crm_buf *buf)
{
	if (buf->cap && buf->secret)
		explicit_bzero(buf->ptr, buf->cap);
	buf->len = 0;
	buf->failed = false;
	if (buf->cap)
		buf->ptr[0] = '\0';
}

/* realloc() may leave the old bytes behind: a secret is copied by hand. */
static char *buf_grow(struct crm_buf *buf, size_t cap)
{
	if (!buf->secret)
		return crm_realloc(buf->cap ? buf->ptr : NULL, cap);
	char *ptr = crm_alloc(cap);
	if (ptr) {
		memcpy(ptr, buf->ptr, buf->len + 1);
		buf_release(buf);
	}
	return ptr;
}

static bool buf_reserve(struct crm_buf *buf, size_t more)
{
	if (buf->failed || more > buf->max - buf->len) {
		buf->failed = true;
		return false;
	}
	size_t need = buf->len + more + 1;
	if (need <= buf->cap)
		return true;
	size_t cap = buf->cap ? buf->cap : BUF_FIRST_SIZE;
	while (cap < need)
		cap *= 2;
	char *ptr = buf_grow(buf, cap);
	if (!ptr) {
		buf->failed = true;
		return false;
	}
	buf->ptr = ptr;
	buf->cap = cap;
	return true;
}

void crm_buf_add(struct crm_buf *buf, const void *bytes, size_t len)
{
	if (len == 0 || !buf_reserve(buf, len))
		return;
	memcpy(buf->ptr + buf->len, bytes, len);
	buf->len += len;
	buf->ptr[buf->len] = '\0';
}

void crm_buf_str(struct crm_buf *buf, const char *text)
{
	if (text)
		crm_buf_add(buf, text, strlen(text));
}

void crm_buf_char(struct crm_buf *buf, char c)
{
	crm_buf_add(buf, &c, 1);
}

void crm_buf_printf(struct crm_buf *buf, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	crm_buf_vprintf(buf, fmt, ap);
	va_end(ap);
}

void crm_buf_vprintf(struct crm_buf *buf, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, fmt, ap);
	if (len < 0)
		buf->failed = true;
	else if (len > 0 && buf_reserve(buf, (size_t)len)) {
		vsnprintf(buf->ptr + buf->len, (size_t)len + 1, fmt, again);
		buf->len += (size_t)len;
	}
	va_end(again);
}

char *crm_buf_take(struct crm_buf *buf)
{
	char *text = NULL;
	if (!buf->failed && buf_reserve(buf, 0)) {
		text = buf->ptr;
		text[buf->len] = '\0';
		buf->cap = 0;
	}
	crm_buf_free(buf);
	return text;
}
