/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diagnostics on stderr, and redaction.  Every secret is declared once, where it is read; from then on
 * no log line, error message or report can contain it: the writers below replace it by [redacted].
 */
#ifndef CRMSYNC_LOG_H
#define CRMSYNC_LOG_H

#include <crmsync/buf.h>

enum crm_log_level { CRM_LOG_ERROR, CRM_LOG_WARNING, CRM_LOG_INFO, CRM_LOG_DEBUG };

void crm_log_set_level(enum crm_log_level level); /* default CRM_LOG_WARNING */
/* One line to stderr: "crmsync: warning: ..."; control characters are escaped, secrets redacted. Thread-safe. */
void crm_log(enum crm_log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The finished line, without its line feed, is handed to `sink` instead of stderr (tests, progress display); one call
   at a time; the sink must not log.  NULL restores stderr. */
void crm_log_set_sink(void (*sink)(enum crm_log_level level, const char *line, void *arg), void *arg);

/* Declares a secret (copied; shorter than 6 bytes is ignored as it would redact by accident).  Also its
   percent-encoded, base64 and JSON-escaped forms are redacted.  Thread-safe. */
void crm_redact_add(const char *secret);
/* Declares the value if the name is one of a secret (src/base/secret_names.c is the list): a header of HTTP, with and
   without its scheme; a parameter of a form, a query or JSON; a key below `credentials:` of the config, which is a
   secret unless it is listed as none (client_id, username).  True if it was. */
bool crm_redact_header(const char *name, const char *value);
bool crm_redact_parameter(const char *name, const char *value);
bool crm_redact_credential(const char *key, const char *value);
/* Appends text with every declared secret replaced. */
void crm_redact_append(struct crm_buf *out, const char *text);
/* Appends a message with the values replaced that stand behind the name of a secret, declared or not, and with user
   and password of URLs.  For messages, not for data: a record may hold such words. */
void crm_redact_named(struct crm_buf *out, const char *text);
/* Both, for messages: the log and crm_error do so by themselves. */
void crm_redact_message(struct crm_buf *out, const char *text);
/* Forgets and wipes all (at exit, tests). */
void crm_redact_clear(void);

/* Appends text with C0/C1 controls, DEL, and bidi controls shown as \xNN / \uNNNN, so that a vendor's text
   cannot steer a terminal; tab and newline are escaped as well. Invalid UTF-8 is shown as \xNN. */
void crm_escape_terminal(struct crm_buf *out, const char *text);
/* The same for a text in JSON, which stays the same JSON: such characters can only stand in strings, as \uNNNN. */
void crm_escape_terminal_json(struct crm_buf *out, const char *json);

#endif
