/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of consent and their codes. */
#include "sandbox/consent.h"

#include <inttypes.h>
#include <string.h>

#include <crmsync/mem.h>
#include <crmsync/url.h>
#include <openssl/evp.h>

static void code_free(struct consent_code *c)
{
	crm_free(c->code);
	crm_free(c->redirect_uri);
	crm_free(c->challenge);
	memset(c, 0, sizeof *c);
}

void consent_free(struct consent_desk *desk)
{
	for (size_t i = 0; i < desk->n; i++)
		code_free(&desk->codes[i]);
	desk->n = 0;
}

/* ---- the page ---- */

struct page {
	const struct face_request *req;
	struct crm_buf client_id, redirect_uri, response_type, scope, state, challenge, method;
};

static void page_read(struct page *p)
{
	const struct {
		const char *name;
		struct crm_buf *value;
	} parameters[] = {{"client_id", &p->client_id},
			  {"redirect_uri", &p->redirect_uri},
			  {"response_type", &p->response_type},
			  {"scope", &p->scope},
			  {"state", &p->state},
			  {"code_challenge", &p->challenge},
			  {"code_challenge_method", &p->method}};
	for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
		crm_buf_init(parameters[i].value, 8192);
		(void)face_query(p->req, parameters[i].name, 0, parameters[i].value);
	}
}

static void page_free(struct page *p)
{
	crm_buf_free(&p->client_id);
	crm_buf_free(&p->redirect_uri);
	crm_buf_free(&p->response_type);
	crm_buf_free(&p->scope);
	crm_buf_free(&p->state);
	crm_buf_free(&p->challenge);
	crm_buf_free(&p->method);
}

/* What is wrong with the login, before anybody is asked; NULL: nothing. */
static const char *page_problem(const struct page *p, const struct face_options *options,
				const struct consent_rules *rules)
{
	const char *registered = crm_json_get_string(options->all, "consent_redirect_uri");
	if (p->client_id.len == 0 || (rules->client_id && strcmp(rules->client_id, p->client_id.ptr) != 0))
		return "missing or unknown client id";
	if (p->redirect_uri.len == 0 || (registered && strcmp(registered, p->redirect_uri.ptr) != 0))
		return "the redirect URI does not match the registered one";
	if (rules->needs_response_type && strcmp(p->response_type.ptr, "code") != 0)
		return "response type not supported";
	if (rules->needs_scope && p->scope.len == 0)
		return "no scope was asked for";
	if (rules->knows_pkce && p->challenge.len > 0 && p->method.len > 0 && strcmp(p->method.ptr, "S256") != 0)
		return "code challenge method not supported";
	return NULL;
}

static void answer_problem(struct face_response *resp, const char *problem)
{
	resp->status = 400;
	resp->content_type = "text/html;charset=utf-8";
	crm_buf_reset(&resp->body);
	crm_buf_printf(&resp->body, "<!DOCTYPE html><title>Error</title><p>%s</p>\n", problem);
}

static const char *keep_code(struct consent_desk *desk, struct face_host *host, const struct page *p,
			     const struct consent_rules *rules)
{
	struct crm_buf text;
	if (desk->n == CONSENT_CODES) {
		code_free(&desk->codes[0]);
		memmove(&desk->codes[0], &desk->codes[1], (CONSENT_CODES - 1) * sizeof desk->codes[0]);
		desk->n--;
	}
	crm_buf_init(&text, 256);
	crm_buf_printf(&text, "%s%016" PRIx64 "%016" PRIx64 "==", rules->code_prefix, face_random(host),
		       face_random(host));
	struct consent_code c = {.code = crm_buf_take(&text),
				 .redirect_uri = crm_strdup(p->redirect_uri.ptr),
				 .challenge =
					 rules->knows_pkce && p->challenge.len ? crm_strdup(p->challenge.ptr) : NULL,
				 .expires = face_now(host) + rules->code_life_s * 1000};
	crm_buf_free(&text);
	desk->codes[desk->n++] = c;
	return c.code;
}

static void send_back(struct face_response *resp, const struct page *p, const char *name, const char *value,
		      const char *description, bool other_state)
{
	struct crm_buf target;
	crm_buf_init(&target, 16384);
	crm_buf_str(&target, p->redirect_uri.ptr);
	crm_url_query(&target, name, value);
	if (description)
		crm_url_query(&target, "error_description", description);
	if (p->state.len > 0)
		crm_url_query(&target, "state", other_state ? "of-another-login" : p->state.ptr);
	resp->status = 302;
	crm_buf_reset(&resp->body);
	face_set_header(resp, "Location", "%s", target.ptr);
	crm_buf_free(&target);
}

void consent_answer(struct consent_desk *desk, struct face_host *host, const struct face_request *req,
		    struct face_response *resp, const struct consent_rules *rules)
{
	const struct face_options *options = face_options(host);
	const char *person = crm_json_get_string(options->all, "consent");
	struct page p = {.req = req};
	page_read(&p);
	const char *problem = page_problem(&p, options, rules);
	if (problem) {
		answer_problem(resp, problem);
	} else if (person && strcmp(person, "deny") == 0) {
		send_back(resp, &p, "error", rules->denied, rules->description, false);
	} else {
		const char *code = keep_code(desk, host, &p, rules);
		send_back(resp, &p, "code", code ? code : "", NULL, person && strcmp(person, "wrong_state") == 0);
	}
	page_free(&p);
}

/* ---- codes ---- */

static bool verifier_fits(const struct consent_code *c, const char *verifier)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	struct crm_buf text;
	if (!c->challenge)
		return true;
	if (!verifier || EVP_Digest(verifier, strlen(verifier), bytes, &n, EVP_sha256(), NULL) != 1)
		return false;
	crm_buf_init(&text, 256);
	crm_base64url(&text, bytes, n);
	bool fits = !text.failed && strcmp(text.ptr, c->challenge) == 0;
	crm_buf_free(&text);
	return fits;
}

enum consent_verdict consent_redeem(struct consent_desk *desk, struct face_host *host, const char *code,
				    const char *redirect_uri, const char *verifier)
{
	for (size_t i = 0; code && i < desk->n; i++) {
		struct consent_code *c = &desk->codes[i];
		if (!c->code || strcmp(c->code, code) != 0)
			continue;
		if (c->used)
			return CONSENT_USED;
		if (face_now(host) > c->expires)
			return CONSENT_EXPIRED;
		if (!redirect_uri || !c->redirect_uri || strcmp(c->redirect_uri, redirect_uri) != 0)
			return CONSENT_OTHER_URI;
		if (!verifier_fits(c, verifier))
			return CONSENT_OTHER_VERIFIER;
		c->used = true;
		return CONSENT_GOOD;
	}
	return CONSENT_UNKNOWN;
}
