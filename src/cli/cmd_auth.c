/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/auth.h>

#include <stdio.h>
#include <string.h>

#include <crmsync/log.h>
#include <crmsync/timestamp.h>
#include <net/loopback.h>
#include <report/report.h>
#include <sync/login.h>

#define WAIT_S     300
#define WAIT_MAX_S 86400

static const struct cli_option options[] = {
	{"no-browser", 0, NULL, "login: only print the address of the vendor's page", false},
	{"browser", 0, NULL, "login: open a browser (xdg-open) also where no desktop is seen", false},
	{"paste", 0, NULL,
	 "login: the browser is on another machine; paste what it was sent to, or the code (standard input)", false},
	{"redirect-uri", 0, "URI",
	 "login: where the browser is sent, as the app knows it (default: " CRM_LOGIN_REDIRECT ")", false},
	{"scope", 0, "SCOPES", "login: ask for these scopes instead of the least that is needed", false},
	{"timeout", 0, "SECONDS", "login: how long to wait for the browser (default: 300)", false},
	{"local", 0, NULL, "logout: only forget the login here; the vendor is not told", false},
	{"accept", 0, "tenant", "login: yes, the account has changed", true},
	{0},
};

extern const struct cli_command cli_auth;

enum action { LOGIN, STATUS, LOGOUT, ACTIONS };

static const char *const actions[ACTIONS] = {"login", "status", "logout"};

/* ---- login ---- */

struct login {
	struct cli *cli;
	struct crm_login_session *session;
	const char *redirect_uri;
	int64_t wait_ms;
	bool paste;
};

static const char *title_of(const struct login *l)
{
	return crm_login_system(l->session)->connector->info->title;
}

static bool wants_browser(const struct cli_arguments *arguments)
{
	return !cli_has(arguments, "no-browser") && (cli_has(arguments, "browser") || cli_has_desktop());
}

static void show_page(const struct login *l, bool browser)
{
	const char *name = crm_login_system(l->session)->settings->name, *page = crm_login_page(l->session);
	bool opened = browser && cli_open_browser(page);
	fprintf(stderr, "%s: sign in to %s in a browser, as the user whose access crmsync shall have:\n\n%s\n\n", name,
		title_of(l), page);
	if (browser && !opened)
		fprintf(stderr, "%s: no browser could be opened (xdg-open): open the address yourself\n", name);
	if (l->paste)
		fprintf(stderr,
			"%s: then paste the address that the browser was sent to (the page need not load), or the "
			"code in it:\n",
			name);
	else
		fprintf(stderr, "%s: waiting at %s for %lld s; Ctrl-C gives up\n", name, l->redirect_uri,
			(long long)(l->wait_ms / 1000));
	fflush(stderr);
}

static void report_login(const struct login *l)
{
	struct crm_system *s = crm_login_system(l->session);
	struct crm_arena *arena = crm_arena_new();
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	if (l->cli->json) {
		crm_jw_init(&w, &buf);
		crm_jw_object(&w);
		crm_jw_field(&w, "type", "login");
		crm_jw_field_int(&w, "version", 1);
		crm_jw_field(&w, "system", s->settings->name);
		crm_jw_field(&w, "connector", s->connector->info->name);
		crm_jw_field(&w, "account", s->identity.tenant);
		crm_jw_field(&w, "title", s->identity.title);
		crm_jw_end_object(&w);
		crm_report_json_line(stdout, &buf);
	} else if (arena != NULL) {
		printf("%s: signed in to %s, account %s%s%s%s\n", s->settings->name, s->connector->info->title,
		       crm_report_safe(s->identity.tenant, arena), s->identity.title ? " (" : "",
		       s->identity.title ? crm_report_safe(s->identity.title, arena) : "",
		       s->identity.title ? ")" : "");
	}
	crm_buf_free(&buf);
	crm_arena_free(arena);
}

static void tell_browser(struct crm_loopback *listener, int rc)
{
	if (rc == CRM_OK)
		crm_loopback_answer(listener, true, "crmsync is signed in", "You can close this window.");
	else
		crm_loopback_answer(listener, false, "crmsync is not signed in",
				    "The terminal says why. You can close this window.");
}

static void warn_of_strangers(const struct login *l, unsigned strangers)
{
	if (strangers > 0)
		crm_log(CRM_LOG_WARNING,
			"%s: an answer to another login came and was refused (its state is not the one that was sent)",
			crm_login_system(l->session)->settings->name);
}

static int login_by_listener(struct login *l, struct crm_loopback *listener, struct crm_error *err)
{
	struct crm_redirect redirect = {0};
	unsigned strangers = 0;
	int rc = crm_loopback_wait(listener, crm_login_state(l->session), l->wait_ms, l->cli->interrupted, &strangers,
				   &redirect, err);
	warn_of_strangers(l, strangers);
	if (rc == CRM_OK) {
		rc = crm_login_complete(l->session, &redirect, false, err);
		tell_browser(listener, rc);
	}
	crm_redirect_free(&redirect);
	return rc;
}

static int login_by_hand(struct login *l, struct crm_error *err)
{
	struct crm_redirect redirect = {0};
	int rc = cli_read_pasted(l->cli->interrupted, l->wait_ms, &redirect, err);
	if (rc == CRM_OK)
		rc = crm_login_complete(l->session, &redirect, true, err);
	else if (rc == CRM_E_INVALID)
		rc = crm_error_set(err, CRM_E_USAGE, "%s", crm_error_text(err));
	crm_redirect_free(&redirect);
	return rc;
}

static int login(struct login *l, struct crm_engine *e, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct crm_loopback *listener = NULL;
	int rc = crm_login_open(e, l->redirect_uri, cli_get(arguments, "scope"), &l->session, err);
	if (rc == CRM_OK && !l->paste)
		rc = crm_loopback_open(l->redirect_uri, &listener, err);
	if (rc == CRM_OK) {
		show_page(l, wants_browser(arguments));
		rc = l->paste ? login_by_hand(l, err) : login_by_listener(l, listener, err);
	}
	if (rc == CRM_OK)
		report_login(l);
	crm_loopback_close(listener);
	crm_login_close(l->session);
	return rc;
}

static int parse_login(struct cli *cli, const struct cli_arguments *arguments, struct login *out, struct crm_error *err)
{
	const char *wait = cli_get(arguments, "timeout"), *uri = cli_get(arguments, "redirect-uri"), *path;
	int64_t seconds = WAIT_S;
	unsigned port;
	*out = (struct login){
		.cli = cli, .redirect_uri = uri ? uri : CRM_LOGIN_REDIRECT, .paste = cli_has(arguments, "paste")};
	if (wait != NULL && (!cli_parse_count(wait, &seconds) || seconds < 1 || seconds > WAIT_MAX_S))
		return crm_error_set(err, CRM_E_USAGE, "option '--timeout' is a number from 1 to %d, not '%s'",
				     WAIT_MAX_S, wait);
	if (cli_has(arguments, "browser") && cli_has(arguments, "no-browser"))
		return crm_error_set(err, CRM_E_USAGE, "options '--browser' and '--no-browser' contradict each other");
	if (!out->paste && !crm_loopback_uri(out->redirect_uri, &port, &path))
		return crm_error_set(err, CRM_E_USAGE,
				     "'%s' does not lead to this machine (allowed: http://localhost:PORT/PATH, "
				     "http://127.0.0.1:PORT/PATH; with --paste any)",
				     out->redirect_uri);
	out->wait_ms = seconds * 1000;
	return CRM_OK;
}

/* ---- status ---- */

static const char *state_of(const struct crm_login_status *status)
{
	static const char *const states[] = {
		[CRM_LOGIN_NONE] = "none", [CRM_LOGIN_OTHER] = "credentials", [CRM_LOGIN_BROWSER] = "signed_out"};
	return status->place.there ? "signed_in" : states[status->kind];
}

static void status_json(const struct crm_system *s, const struct crm_login_status *status, const char *saved)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "auth");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "system", s->settings->name);
	crm_jw_field(&w, "connector", s->connector->info->name);
	crm_jw_field(&w, "state", state_of(status));
	crm_jw_field(&w, "file", status->path.len > 0 ? status->path.ptr : NULL);
	crm_jw_field(&w, "saved", saved);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static void status_text(const struct crm_system *s, const struct crm_login_status *status, const char *saved,
			struct crm_arena *arena)
{
	const char *name = s->settings->name, *title = s->connector->info->title;
	if (status->kind == CRM_LOGIN_NONE)
		printf("%s: %s, no login\n", name, title);
	else if (status->kind == CRM_LOGIN_OTHER)
		printf("%s: %s, signs in with the credentials of the config, without a browser\n", name, title);
	else if (!status->place.there)
		printf("%s: %s, not signed in: crmsync auth login %s\n", name, title, name);
	else if (status->path.len == 0)
		printf("%s: %s, signed in\n", name, title);
	else
		printf("%s: %s, signed in; refresh token in '%s', of %s\n", name, title,
		       crm_report_safe(status->path.ptr, arena), saved);
}

static int print_status(const struct cli *cli, struct crm_system *s, bool *missing, struct crm_error *err)
{
	struct crm_login_status status;
	char saved[CRM_TIME_TEXT] = "";
	struct crm_arena *arena = crm_arena_new();
	if (arena == NULL)
		return crm_error_no_memory(err);
	int rc = crm_login_status(s, &status, err);
	if (rc == CRM_OK && status.place.saved_ms > 0)
		crm_time_format_seconds(status.place.saved_ms, saved);
	if (rc == CRM_OK && cli->json)
		status_json(s, &status, saved[0] ? saved : NULL);
	else if (rc == CRM_OK)
		status_text(s, &status, saved, arena);
	*missing = *missing || (status.kind == CRM_LOGIN_BROWSER && !status.place.there);
	crm_buf_free(&status.path);
	crm_arena_free(arena);
	return rc;
}

static int status_all(const struct cli *cli, struct crm_engine *e, struct crm_error *err)
{
	bool missing = false;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < e->n_systems; i++)
		if (e->systems[i].selected)
			rc = print_status(cli, &e->systems[i], &missing, err);
	return rc == CRM_OK && missing ? cli_exit_code(CRM_E_AUTH) : rc;
}

/* ---- logout ---- */

static const char *what_stays(struct crm_system *s)
{
	struct crm_login_status status;
	struct crm_error unread = {0};
	bool there = crm_login_status(s, &status, &unread) == CRM_OK && status.place.there;
	crm_error_clear(&unread);
	crm_buf_free(&status.path);
	return there ? "; what the config names as refresh_token is no file and has to be removed by hand" : "";
}

static int logout(const struct cli *cli, struct crm_engine *e, const struct cli_arguments *arguments,
		  struct crm_error *err)
{
	static const char *const texts[] = {
		[CRM_LOGOUT_NOTHING] = "was not signed in",
		[CRM_LOGOUT_REVOKED] = "signed out: the refresh token has ended, and is removed here",
		[CRM_LOGOUT_REFUSED] = "signed out: the vendor no longer knew the refresh token; it is removed here",
		[CRM_LOGOUT_KEPT_THERE] =
			"the refresh token is removed here; at the vendor it has not ended: remove the app there"};
	static const char *const words[] = {[CRM_LOGOUT_NOTHING] = "none",
					    [CRM_LOGOUT_REVOKED] = "revoked",
					    [CRM_LOGOUT_REFUSED] = "unknown",
					    [CRM_LOGOUT_KEPT_THERE] = "kept"};
	enum crm_logout_end end = CRM_LOGOUT_NOTHING;
	int rc = crm_login_end(e, cli_has(arguments, "local"), &end, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; i < e->n_systems; i++) {
		struct crm_system *s = &e->systems[i];
		if (!s->selected)
			continue;
		if (cli->json)
			printf("{\"type\":\"logout\",\"version\":1,\"system\":\"%s\",\"token\":\"%s\"}\n",
			       s->settings->name, words[end]);
		else
			printf("%s: %s%s\n", s->settings->name, texts[end], what_stays(s));
	}
	return CRM_OK;
}

/* ---- the command ---- */

static int parse_action(const struct cli_arguments *arguments, enum action *out, struct crm_error *err)
{
	for (unsigned i = 0; i < ACTIONS; i++)
		if (strcmp(arguments->words[0], actions[i]) == 0) {
			*out = (enum action)i;
			if (i == STATUS || arguments->n_words == 2)
				return CRM_OK;
			return crm_error_set(err, CRM_E_USAGE,
					     "which system? usage: crmsync auth %s [OPTION...] SYSTEM", actions[i]);
		}
	return crm_error_set(err, CRM_E_USAGE,
			     "auth has no '%s' (allowed: login SYSTEM, status, logout SYSTEM; see crmsync auth --help)",
			     arguments->words[0]);
}

static int check_options(const struct cli_arguments *arguments, enum action action, struct crm_error *err)
{
	for (size_t i = 0; i < arguments->n_values; i++) {
		const char *name = arguments->values[i].option->name;
		enum action of = strcmp(name, "local") == 0 ? LOGOUT : LOGIN;
		if (of != action)
			return crm_error_set(err, CRM_E_USAGE, "option '--%s' is for crmsync auth %s", name,
					     actions[of]);
	}
	return CRM_OK;
}

static int open_engine(struct cli *cli, const struct cli_arguments *arguments, enum action action,
		       struct crm_engine **out, struct crm_error *err)
{
	const char *only[] = {arguments->n_words == 2 ? arguments->words[1] : NULL, NULL};
	struct crm_run_options run_options;
	int rc = cli_run_options(cli, &cli_auth, arguments, &run_options, err);
	run_options.only_systems = only[0] ? only : NULL;
	if (rc == CRM_OK)
		rc = cli_load_settings(cli, err);
	return rc == CRM_OK ? crm_engine_open_login(cli->settings, &run_options, action != STATUS, out, err) : rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	enum action action = STATUS;
	struct login l;
	struct crm_engine *e = NULL;
	int rc = parse_action(arguments, &action, err);
	if (rc == CRM_OK)
		rc = check_options(arguments, action, err);
	if (rc == CRM_OK)
		rc = parse_login(cli, arguments, &l, err);
	if (rc == CRM_OK)
		rc = open_engine(cli, arguments, action, &e, err);
	if (rc != CRM_OK)
		return rc;
	if (action == LOGIN)
		rc = login(&l, e, arguments, err);
	else
		rc = action == STATUS ? status_all(cli, e, err) : logout(cli, e, arguments, err);
	crm_engine_close(e);
	return rc;
}

const struct cli_command cli_auth = {
	.name = "auth",
	.words = "login|status|logout [SYSTEM]",
	.summary = "sign in to a CRM in a browser (OAuth), see who is signed in, sign out",
	.description =
		"login prints the address of the vendor's page, on which a person signs in and allows access, and "
		"opens\n"
		"it in a browser where there is a desktop. The vendor sends the browser back to this machine with a\n"
		"code, which is exchanged for a refresh token. It is stored where the config says for refresh_token,\n"
		"with mode 0600, and replaced there when the vendor replaces it. The app that access is given to is\n"
		"your own: its client_id and client_secret stand in the config, and " CRM_LOGIN_REDIRECT "\n"
		"among its redirect URIs. On a machine that no browser can reach, --paste asks for the address that "
		"the\n"
		"browser was sent to.\n\n"
		"status tells of each system whether it is signed in; it sends nothing, and ends with 4 if one is "
		"not.\n"
		"logout ends the refresh token at the vendor and removes it here.\n\n"
		"  crmsync auth login hubspot\n"
		"  crmsync auth login --paste salesforce",
	.options = options,
	.run = run,
	.min_words = 1,
	.max_words = 2,
};
