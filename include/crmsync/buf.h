/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only string builder.  A buffer has a maximum size from the start and a sticky failure: append as
 * much as you like, ask once at the end.  The content is always NUL-terminated (ptr is never NULL after
 * crm_buf_init: it points at "" until something is appended).
 */
#ifndef CRMSYNC_BUF_H
#define CRMSYNC_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct crm_buf {
	char *ptr;   /* content, NUL-terminated; do not free, use crm_buf_free() or crm_buf_take() */
	size_t len;  /* bytes without the NUL */
	size_t cap;
	size_t max;  /* appending beyond this many bytes fails */
	bool failed; /* out of memory or over max; content is then incomplete and must not be used */
	bool secret; /* what is let go of is wiped first */
};

#define CRM_BUF_MAX ((size_t)1 << 30)

void crm_buf_init(struct crm_buf *buf, size_t max);
/* For credentials: no copy stays behind in freed memory, when it grows or is freed. */
void crm_buf_init_secret(struct crm_buf *buf, size_t max);
void crm_buf_free(struct crm_buf *buf); /* leaves an empty, usable buffer */
void crm_buf_reset(struct crm_buf *buf); /* length 0, failure forgotten, memory kept */
void crm_buf_add(struct crm_buf *buf, const void *bytes, size_t len);
void crm_buf_str(struct crm_buf *buf, const char *text); /* NULL adds nothing */
void crm_buf_char(struct crm_buf *buf, char c);
void crm_buf_printf(struct crm_buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void crm_buf_vprintf(struct crm_buf *buf, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* Hands the content to the caller (crm_free it, or crm_free_secret) and empties the buffer; NULL if it failed. */
char *crm_buf_take(struct crm_buf *buf);

#endif
