/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets and their replacement in everything that people get to see. */
#include "config.h"

#include <crmsync/json.h>
#include <crmsync/log.h>
#include <crmsync/mem.h>
#include <crmsync/url.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#define REDACT_SHORTEST 6
#define REDACT_MARK     "[redacted]"

static struct {
	pthread_mutex_t lock;
	struct crm_buf *forms; /* every form of every secret */
	size_t n;
	size_t room;
	bool starts[256]; /* bytes that a form begins with */
} redact = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool redact_knows(const struct crm_buf *form)
{
	for (size_t i = 0; i < redact.n; i++) {
		if (redact.forms[i].len == form->len && memcmp(redact.forms[i].ptr, form->ptr, form->len) == 0)
			return true;
	}
	return false;
}

static bool redact_make_room(void)
{
	if (redact.n < redact.room)
		return true;
	size_t room = redact.room ? redact.room * 2 : 16;
	struct crm_buf *forms = crm_reallocarray(redact.forms, room, sizeof *forms);
	if (!forms)
		return false;
	redact.forms = forms;
	redact.room = room;
	return true;
}

/* Takes over the form's content. */
static void redact_keep(struct crm_buf *form)
{
	if (form->failed || form->len < REDACT_SHORTEST || redact_knows(form) || !redact_make_room()) {
		crm_buf_free(form);
		return;
	}
	redact.forms[redact.n++] = *form;
	redact.starts[(unsigned char)form->ptr[0]] = true;
	crm_buf_init_secret(form, form->max);
}

static void form_plain(struct crm_buf *out, const char *secret)
{
	crm_buf_str(out, secret);
}

static void form_base64(struct crm_buf *out, const char *secret)
{
	crm_base64(out, secret, strlen(secret));
}

static void form_base64url(struct crm_buf *out, const char *secret)
{
	crm_base64url(out, secret, strlen(secret));
}

/* As it stands inside a JSON string. */
static void form_json(struct crm_buf *out, const char *secret)
{
	struct crm_buf quoted;
	struct crm_json_writer w;
	crm_buf_init_secret(&quoted, CRM_BUF_MAX);
	crm_jw_init(&w, &quoted);
	crm_jw_string(&w, secret);
	if (quoted.failed)
		out->failed = true;
	else
		crm_buf_add(out, quoted.ptr + 1, quoted.len - 2);
	crm_buf_free(&quoted);
}

void crm_redact_add(const char *secret)
{
	static void (*const forms[])(struct crm_buf *, const char *) = {form_plain, crm_url_encode, form_base64,
									form_base64url, form_json};
	if (!secret || strlen(secret) < REDACT_SHORTEST)
		return;
	pthread_mutex_lock(&redact.lock);
	struct crm_buf plain = {.ptr = (char *)(uintptr_t)secret, .len = strlen(secret)};
	bool known = redact_knows(&plain); /* with its other forms: headers are declared with every request */
	for (size_t i = 0; !known && i < sizeof forms / sizeof *forms; i++) {
		struct crm_buf form;
		crm_buf_init_secret(&form, CRM_BUF_MAX);
		forms[i](&form, secret);
		redact_keep(&form);
	}
	pthread_mutex_unlock(&redact.lock);
}

/* Length of the longest form that stands at text[0..len), 0 if none. */
static size_t redact_match(const char *text, size_t len)
{
	size_t longest = 0;
	if (!redact.starts[(unsigned char)text[0]])
		return 0;
	for (size_t i = 0; i < redact.n; i++) {
		const struct crm_buf *form = &redact.forms[i];
		if (form->len > longest && form->len <= len && memcmp(form->ptr, text, form->len) == 0)
			longest = form->len;
	}
	return longest;
}

/* Secrets that overlap go under one mark. */
void crm_redact_append(struct crm_buf *out, const char *text)
{
	if (!text)
		return;
	size_t len = strlen(text), plain = 0, hidden = 0;
	pthread_mutex_lock(&redact.lock);
	for (size_t i = 0; redact.n > 0 && i < len; i++) {
		size_t n = redact_match(text + i, len - i);
		if (n == 0)
			continue;
		if (i >= hidden) {
			crm_buf_add(out, text + plain, i - plain);
			crm_buf_str(out, REDACT_MARK);
		}
		if (i + n > hidden)
			hidden = i + n;
		plain = hidden;
	}
	pthread_mutex_unlock(&redact.lock);
	crm_buf_add(out, text + plain, len - plain);
}

void crm_redact_message(struct crm_buf *out, const char *text)
{
	struct crm_buf declared;
	crm_buf_init_secret(&declared, CRM_BUF_MAX);
	crm_redact_append(&declared, text);
	if (declared.failed)
		out->failed = true;
	else
		crm_redact_named(out, declared.ptr);
	crm_buf_free(&declared);
}

void crm_redact_clear(void)
{
	pthread_mutex_lock(&redact.lock);
	for (size_t i = 0; i < redact.n; i++)
		crm_buf_free(&redact.forms[i]);
	crm_free(redact.forms);
	redact.forms = NULL;
	redact.n = redact.room = 0;
	memset(redact.starts, 0, sizeof redact.starts);
	pthread_mutex_unlock(&redact.lock);
}
