/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/login.h>

#include <string.h>

#include <crmsync/log.h>
#include <net/oauth_login.h>
#include <sync/system.h>

struct crm_login_session {
	struct crm_engine *engine;
	struct crm_system *system;
	const struct crm_secret_setting *kept; /* where the refresh token goes */
	struct crm_arena *arena;
	struct crm_login login;
	struct crm_login_client client;
	struct crm_login_attempt attempt;
	char *page;
};

static const struct crm_secret_setting *find_secret(const struct crm_system *s, const char *name)
{
	for (size_t i = 0; i < s->settings->n_secrets; i++)
		if (strcmp(s->settings->secrets[i].name, name) == 0)
			return &s->settings->secrets[i];
	return NULL;
}

static const char *secret_of(const struct crm_system *s, const char *name)
{
	return s->host.secret(s->host.ctx, name);
}

static struct crm_system *selected(struct crm_engine *e)
{
	for (size_t i = 0; i < e->n_systems; i++)
		if (e->systems[i].selected)
			return &e->systems[i];
	return NULL;
}

/* ---- what the system has ---- */

static int ask_connector(const struct crm_system *s, struct crm_login *out, struct crm_arena *arena,
			 struct crm_error *err)
{
	if (!crm_login_is_there(s->connector))
		return crm_error_set(err, CRM_E_CONFIG, "%s has no login in a browser", s->connector->info->title);
	int rc = s->connector->login(&s->host, out, arena, err);
	return rc == CRM_E_UNSUPPORTED ? crm_error_set(err, CRM_E_CONFIG, "%s", crm_error_text(err)) : rc;
}

static int need(const struct crm_system *s, const char *name, const char *why, struct crm_error *err)
{
	return crm_error_set(err, CRM_E_CONFIG, "credential '%s' is missing: %s (credentials: {%s: {file: %s.%s}})",
			     name, why, name, s->settings->name, name);
}

static int check_credentials(const struct crm_login_session *session, struct crm_error *err)
{
	const struct crm_system *s = session->system;
	if (session->kept == NULL)
		return need(s, CRM_LOGIN_SECRET, "it says where the login is kept", err);
	if (session->client.id == NULL)
		return need(s, "client_id", "it names the app that access is given to", err);
	if (session->login.secret_needed && session->client.secret == NULL)
		return need(s, "client_secret", "it is the app's own", err);
	return CRM_OK;
}

static int prepare(struct crm_login_session *session, const char *redirect_uri, struct crm_error *err)
{
	const struct crm_system *s = session->system;
	session->arena = crm_arena_new();
	if (session->arena == NULL)
		return crm_error_no_memory(err);
	int rc = ask_connector(s, &session->login, session->arena, err);
	session->kept = find_secret(s, CRM_LOGIN_SECRET);
	session->client = (struct crm_login_client){
		.id = secret_of(s, "client_id"), .secret = secret_of(s, "client_secret"), .redirect_uri = redirect_uri};
	return rc == CRM_OK ? check_credentials(session, err) : rc;
}

static int write_page(struct crm_login_session *session, const char *scope, struct crm_error *err)
{
	struct crm_buf url;
	int rc = crm_login_begin(&session->attempt, err);
	if (rc != CRM_OK)
		return rc;
	crm_buf_init(&url, CRM_BUF_MAX);
	crm_login_url(&session->login, &session->client, scope, &session->attempt, &url);
	session->page = crm_buf_take(&url);
	crm_buf_free(&url);
	return session->page ? CRM_OK : crm_error_no_memory(err);
}

int crm_login_open(struct crm_engine *e, const char *redirect_uri, const char *scope, struct crm_login_session **out,
		   struct crm_error *err)
{
	struct crm_login_session *session = crm_calloc(1, sizeof *session);
	if (session == NULL)
		return crm_error_no_memory(err);
	session->engine = e;
	session->system = selected(e);
	int rc = prepare(session, redirect_uri, err);
	if (rc == CRM_OK)
		rc = write_page(session, scope, err);
	if (rc == CRM_OK) {
		*out = session;
		return CRM_OK;
	}
	crm_error_prefix(err, "system '%s'", session->system->settings->name);
	crm_login_close(session);
	return rc;
}

void crm_login_close(struct crm_login_session *session)
{
	if (session == NULL)
		return;
	crm_login_forget(&session->attempt);
	crm_free(session->page);
	crm_arena_free(session->arena);
	crm_free(session);
}

struct crm_system *crm_login_system(const struct crm_login_session *session)
{
	return session->system;
}

const char *crm_login_page(const struct crm_login_session *session)
{
	return session->page;
}

const char *crm_login_state(const struct crm_login_session *session)
{
	return session->attempt.state;
}

/* ---- what came back ---- */

static int check_answer(const struct crm_login_session *session, const struct crm_redirect *r, bool typed,
			struct crm_error *err)
{
	bool known = r->state == NULL ? typed : crm_redirect_same(r->state, crm_login_state(session));
	if (!known)
		return crm_error_set(err, CRM_E_AUTH,
				     "the answer belongs to another login (its state is not the one that was sent)");
	if (r->error != NULL)
		return crm_error_set(err, CRM_E_AUTH, "access was not given: %s%s%s", r->error,
				     r->description ? ": " : "", r->description ? r->description : "");
	return CRM_OK;
}

static int exchange(struct crm_login_session *session, const char *code, struct crm_error *err)
{
	struct crm_oauth_token token = {0};
	struct crm_system *s = session->system;
	int rc = crm_login_exchange(s->http, &session->login, &session->client, &session->attempt, code, &token, err);
	if (rc == CRM_OK)
		rc = crm_rotated_secret_save(session->engine->settings, s->settings, session->kept, token.refresh_token,
					     err);
	crm_oauth_token_free(&token);
	return rc;
}

/* With the token as it is stored now. */
static int sign_in(struct crm_login_session *session, struct crm_error *err)
{
	struct crm_system *s = session->system;
	crm_system_close(s);
	session->client = (struct crm_login_client){0}; /* its texts were the system's */
	int rc = crm_system_open(s, err);
	if (rc == CRM_OK)
		rc = crm_preflight_account(s, err);
	if (rc != CRM_OK)
		crm_error_prefix(err, "the login is stored, but cannot be used");
	return rc;
}

int crm_login_complete(struct crm_login_session *session, const struct crm_redirect *redirect, bool typed,
		       struct crm_error *err)
{
	int rc = check_answer(session, redirect, typed, err);
	if (rc == CRM_OK)
		rc = exchange(session, redirect->code, err);
	if (rc != CRM_OK) {
		crm_error_prefix(err, "%s", session->system->settings->name);
		return rc;
	}
	return sign_in(session, err);
}

/* ---- the end of a login ---- */

static int end_at_vendor(struct crm_login_session *session, bool here_only, enum crm_logout_end *end,
			 struct crm_error *err)
{
	const struct crm_system *s = session->system;
	const char *token = secret_of(s, CRM_LOGIN_SECRET);
	*end = token == NULL ? CRM_LOGOUT_NOTHING : CRM_LOGOUT_KEPT_THERE;
	if (token == NULL || here_only || session->login.revoke_url == NULL)
		return CRM_OK;
	int rc = crm_login_revoke(s->http, &session->login, &session->client, token, err);
	*end = rc == CRM_OK ? CRM_LOGOUT_REVOKED : CRM_LOGOUT_REFUSED;
	if (rc != CRM_E_AUTH)
		return rc;
	crm_log(CRM_LOG_WARNING, "%s: %s", s->settings->name, crm_error_text(err));
	crm_error_clear(err);
	return CRM_OK;
}

int crm_login_end(struct crm_engine *e, bool here_only, enum crm_logout_end *end, struct crm_error *err)
{
	struct crm_login_session session = {.engine = e, .system = selected(e)};
	int rc = prepare(&session, NULL, err);
	if (rc == CRM_OK)
		rc = end_at_vendor(&session, here_only, end, err);
	if (rc == CRM_OK)
		rc = crm_rotated_secret_forget(e->settings, session.system->settings, session.kept, err);
	if (rc != CRM_OK)
		crm_error_prefix(err, "%s", session.system->settings->name);
	crm_arena_free(session.arena);
	return rc;
}

/* ---- how it stands ---- */

static enum crm_login_kind kind_of(const struct crm_system *s)
{
	struct crm_login login = {0};
	struct crm_arena *arena = crm_arena_new();
	enum crm_login_kind kind = crm_login_is_there(s->connector) ? CRM_LOGIN_BROWSER : CRM_LOGIN_NONE;
	if (arena == NULL || (kind == CRM_LOGIN_BROWSER && (find_secret(s, CRM_LOGIN_SECRET) == NULL ||
							    s->connector->login(&s->host, &login, arena, NULL) < 0)))
		kind = CRM_LOGIN_OTHER;
	crm_arena_free(arena);
	return kind;
}

int crm_login_status(struct crm_system *s, struct crm_login_status *out, struct crm_error *err)
{
	*out = (struct crm_login_status){.kind = kind_of(s)};
	crm_buf_init(&out->path, CRM_BUF_MAX);
	if (out->kind != CRM_LOGIN_BROWSER)
		return CRM_OK;
	int rc = crm_rotated_secret_place(s->engine->settings, s->settings, find_secret(s, CRM_LOGIN_SECRET),
					  &out->place, &out->path);
	return rc < 0 ? crm_error_set(err, rc, "%s: the refresh token cannot be read", s->settings->name) : CRM_OK;
}

void crm_login_advise(const struct crm_system *s, struct crm_error *err)
{
	if (kind_of(s) == CRM_LOGIN_BROWSER)
		crm_error_set(err, CRM_E_AUTH, "%s; sign in again: crmsync auth login %s", crm_error_text(err),
			      s->settings->name);
}
