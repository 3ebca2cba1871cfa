/* SPDX-License-Identifier: Apache-2.0 */
/* Every vendor request so far, bounded: the oldest are forgotten beyond a number of lines or bytes of paths. */
#ifndef SANDBOX_HISTORY_H
#define SANDBOX_HISTORY_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>

#define HISTORY_MAX_LINES 1000000u
#define HISTORY_MAX_BYTES ((size_t)256 << 20)

struct history_line {
	uint64_t seq;       /* set by history_add(); from 1, never used twice */
	int64_t ts;         /* vendors' clock, ms */
	const char *system; /* static or as long as the history lives; not copied */
	const char *fault;  /* name of the fault action that hit, static, NULL: none */
	char *path;         /* vendor's path with query as sent; copied by history_add() */
	uint32_t records;
	uint16_t status; /* 0: no answer was sent */
	char method[10];
	bool mutating;
};

struct history {
	pthread_mutex_t lock;
	struct history_line *ring;
	size_t cap;   /* slots of ring */
	size_t first; /* slot of the oldest line */
	size_t n;
	size_t bytes; /* of all paths */
	uint64_t last_seq;
	size_t max_lines, max_bytes;
};

void history_init(struct history *h, size_t max_lines, size_t max_bytes);
void history_free(struct history *h);
/* Adds a line; when memory is short the line is left out. */
void history_add(struct history *h, const struct history_line *line);
/* Forgets all lines; numbers go on. */
void history_clear(struct history *h);
/* Appends up to max lines with seq > since as JSON lines; returns the seq of the last one, or since if there was none.
 */
uint64_t history_write(struct history *h, uint64_t since, size_t max, struct crm_buf *out);

#endif
