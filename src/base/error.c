/* SPDX-License-Identifier: Apache-2.0 */
/* Errors with a code for programs and a redacted message for people. */
#include "config.h"

#include <crmsync/buf.h>
#include <crmsync/error.h>
#include <crmsync/log.h>
#include <crmsync/mem.h>
#include <stdarg.h>
#include <string.h>

/* Stands in for a message that no memory was left for; never freed. */
static char error_no_memory[] = "out of memory";

static void error_free_message(struct crm_error *err)
{
	if (err->message != error_no_memory)
		crm_free(err->message);
	err->message = NULL;
}

/* NULL on out of memory. */
CRM_PRINTF(1, 0) static char *error_format(const char *fmt, va_list ap)
{
	struct crm_buf plain, redacted;
	crm_buf_init_secret(&plain, CRM_BUF_MAX);
	crm_buf_init(&redacted, CRM_BUF_MAX);
	crm_buf_vprintf(&plain, fmt, ap);
	if (plain.failed)
		redacted.failed = true;
	else
		crm_redact_message(&redacted, plain.ptr);
	crm_buf_free(&plain);
	return crm_buf_take(&redacted);
}

int crm_error_set(struct crm_error *err, int code, const char *fmt, ...)
{
	if (!err)
		return code;
	va_list ap;
	va_start(ap, fmt);
	char *message = error_format(fmt, ap);
	va_end(ap);
	error_free_message(err);
	err->code = code;
	err->message = message ? message : error_no_memory;
	return code;
}

int crm_error_no_memory(struct crm_error *err)
{
	if (!err)
		return CRM_E_NOMEM;
	error_free_message(err);
	err->code = CRM_E_NOMEM;
	err->message = error_no_memory;
	return CRM_E_NOMEM;
}

int crm_error_prefix(struct crm_error *err, const char *fmt, ...)
{
	if (!err)
		return CRM_E_FAIL;
	va_list ap;
	va_start(ap, fmt);
	char *prefix = error_format(fmt, ap);
	va_end(ap);
	if (!prefix)
		return err->code;
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_printf(&text, "%s: %s", prefix, crm_error_text(err));
	crm_free(prefix);
	char *message = crm_buf_take(&text);
	if (message) {
		error_free_message(err);
		err->message = message;
	}
	return err->code;
}

void crm_error_clear(struct crm_error *err)
{
	if (!err)
		return;
	error_free_message(err);
	memset(err, 0, sizeof *err);
}

void crm_error_move(struct crm_error *dst, struct crm_error *src)
{
	if (dst == src)
		return;
	if (!dst) {
		crm_error_clear(src);
		return;
	}
	crm_error_clear(dst);
	*dst = *src;
	memset(src, 0, sizeof *src);
}

const char *crm_error_text(const struct crm_error *err)
{
	if (!err || err->code == CRM_OK)
		return "no error";
	return err->message ? err->message : crm_code_name(err->code);
}

const char *crm_code_name(int code)
{
	static const char *const names[] = {
		[-CRM_OK] = "ok",
		[-CRM_E_FAIL] = "failure",
		[-CRM_E_NOMEM] = "out_of_memory",
		[-CRM_E_USAGE] = "usage",
		[-CRM_E_CONFIG] = "config",
		[-CRM_E_AUTH] = "auth",
		[-CRM_E_PERMISSION] = "permission",
		[-CRM_E_EXPIRED] = "expired",
		[-CRM_E_NETWORK] = "network",
		[-CRM_E_RATE] = "rate",
		[-CRM_E_BUDGET] = "budget",
		[-CRM_E_SERVER] = "server",
		[-CRM_E_PROTOCOL] = "protocol",
		[-CRM_E_REJECTED] = "rejected",
		[-CRM_E_NOT_FOUND] = "not_found",
		[-CRM_E_CURSOR] = "cursor",
		[-CRM_E_GATE] = "gate",
		[-CRM_E_LOCKED] = "locked",
		[-CRM_E_STORE] = "store",
		[-CRM_E_DISK] = "disk",
		[-CRM_E_INTERRUPTED] = "interrupted",
		[-CRM_E_UNSUPPORTED] = "unsupported",
		[-CRM_E_INVALID] = "invalid",
	};
	if (code > 0 || code < CRM_E_INVALID)
		return "unknown";
	return names[-code];
}
