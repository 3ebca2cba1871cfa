/* SPDX-License-Identifier: Apache-2.0 */
/* Filling a refusal. */
#include "failure.h"

#include <stdarg.h>

int sf_refuse(struct face *face, struct sf_failure *failure, const char *code, const char *fmt, ...)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	va_list ap;
	va_start(ap, fmt);
	crm_buf_vprintf(&text, fmt, ap);
	va_end(ap);
	const char *message = text.failed ? NULL : crm_arena_strndup(face->arena, text.ptr, text.len);
	crm_buf_free(&text);
	if (!message)
		return CRM_E_NOMEM;
	*failure = (struct sf_failure){.code = code, .message = message};
	return SF_REFUSED;
}

void sf_failure_add_field(struct sf_failure *failure, const char *field)
{
	if (failure->n_fields < SF_MAX_FAILURE_FIELDS)
		failure->fields[failure->n_fields++] = field;
}
