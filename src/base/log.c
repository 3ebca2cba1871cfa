/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics for people, one line each. */
#include "config.h"

#include <crmsync/log.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

static atomic_int log_level = CRM_LOG_WARNING;

static struct {
	pthread_mutex_t lock;
	void (*write)(enum crm_log_level level, const char *line, void *arg);
	void *arg;
} log_sink = {.lock = PTHREAD_MUTEX_INITIALIZER};

void crm_log_set_level(enum crm_log_level level)
{
	atomic_store(&log_level, (int)level);
}

void crm_log_set_sink(void (*sink)(enum crm_log_level level, const char *line, void *arg), void *arg)
{
	pthread_mutex_lock(&log_sink.lock);
	log_sink.write = sink;
	log_sink.arg = arg;
	pthread_mutex_unlock(&log_sink.lock);
}

static void log_write_line(enum crm_log_level level, const char *line)
{
	pthread_mutex_lock(&log_sink.lock);
	if (log_sink.write)
		log_sink.write(level, line, log_sink.arg);
	else
		fprintf(stderr, "%s\n", line);
	pthread_mutex_unlock(&log_sink.lock);
}

/* "crmsync: warning: " and the message, redacted before it is escaped: a secret may hold control characters. */
__attribute__((format(printf, 3, 0))) static void log_compose(struct crm_buf *line, enum crm_log_level level,
							      const char *fmt, va_list ap)
{
	static const char *const names[] = {"error", "warning", "info", "debug"};
	struct crm_buf plain, redacted;
	crm_buf_init_secret(&plain, CRM_BUF_MAX);
	crm_buf_init(&redacted, CRM_BUF_MAX);
	crm_buf_vprintf(&plain, fmt, ap);
	if (!plain.failed)
		crm_redact_message(&redacted, plain.ptr);
	crm_buf_printf(line, "crmsync: %s: ", names[level]);
	if (!plain.failed && !redacted.failed)
		crm_escape_terminal(line, redacted.ptr);
	else
		line->failed = true;
	crm_buf_free(&redacted);
	crm_buf_free(&plain);
}

void crm_log(enum crm_log_level level, const char *fmt, ...)
{
	if ((unsigned)level > CRM_LOG_DEBUG || (int)level > atomic_load(&log_level))
		return;
	struct crm_buf line;
	crm_buf_init(&line, CRM_BUF_MAX);
	va_list ap;
	va_start(ap, fmt);
	log_compose(&line, level, fmt, ap);
	va_end(ap);
	log_write_line(level, line.failed ? "crmsync: error: out of memory while writing a message" : line.ptr);
	crm_buf_free(&line);
}

/* Characters that move the cursor, end a line or turn the direction of writing. */
static bool escape_is_needed(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp <= 0x9F) || cp == 0x61C || cp == 0x200E || cp == 0x200F ||
	       (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

/* JSON has escaped the C0 controls itself, but for the line feed between lines. */
void crm_escape_terminal_json(struct crm_buf *out, const char *json)
{
	size_t len = json ? strlen(json) : 0;
	while (len > 0) {
		uint32_t cp = 0;
		size_t n = utf8_decode(json, len, &cp);
		if (n > 0 && cp >= 0x7F && escape_is_needed(cp))
			crm_buf_printf(out, "\\u%04x", (unsigned)cp);
		else
			crm_buf_add(out, json, n ? n : 1);
		n = n ? n : 1;
		json += n;
		len -= n;
	}
}

void crm_escape_terminal(struct crm_buf *out, const char *text)
{
	size_t len = text ? strlen(text) : 0;
	while (len > 0) {
		uint32_t cp = 0;
		size_t n = utf8_decode(text, len, &cp);
		if (n <= 1 && (n == 0 || escape_is_needed(cp)))
			crm_buf_printf(out, "\\x%02x", (unsigned)(unsigned char)*text);
		else if (escape_is_needed(cp))
			crm_buf_printf(out, "\\u%04x", (unsigned)cp);
		else
			crm_buf_add(out, text, n);
		n = n ? n : 1;
		text += n;
		len -= n;
	}
}
