/* SPDX-License-Identifier: Apache-2.0 */
/* A connection of the Salesforce connector against a scripted server. */
#include "config.h"

#include "salesforce_fixture.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../connectors/salesforce/open.h"
#include "net/client.h"

#define MAX_STEPS   64
#define MAX_SEEN    512
#define MAX_SETTING 8
#define LOST        (-1)

struct step {
	char *request;
	int status;
	char *body;
	char *headers;
	bool undated;
	bool used;
};

struct upload {
	char *text;
	size_t len;
};

struct setting {
	const char *name, *value;
};

struct crm_arena *sf_arena;
struct crm_error sf_err;
struct crm_connection *sf_conn;

static struct MHD_Daemon *server;
static char server_url[64];
static struct crm_http *http;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct step steps[MAX_STEPS];
static size_t n_steps;
static struct seen_request seen[MAX_SEEN];
static size_t n_seen;
static struct setting secrets[MAX_SETTING], options[MAX_SETTING];
static char *saved;
static size_t saved_after;
static bool save_fails;
static struct crm_host host;

/* ---- server ---- */

static char *copy_text(const char *text)
{
	char *copy = text ? strdup(text) : NULL;
	ck_assert(!text || copy);
	return copy;
}

/* Path and query as the client meant them. */
static char *decode(const char *url)
{
	char *out = copy_text(url);
	MHD_http_unescape(out);
	return out;
}

static enum MHD_Result add_argument(void *cls, enum MHD_ValueKind kind, const char *key, const char *value)
{
	char **target = cls;
	char *longer = malloc(strlen(*target) + strlen(key) + (value ? strlen(value) : 0) + 3);
	(void)kind;
	sprintf(longer, "%s%c%s=%s", *target, strchr(*target, '?') ? '&' : '?', key, value ? value : "");
	free(*target);
	*target = longer;
	return MHD_YES;
}

static size_t last_raw_length;

static void *note_uri(void *cls, const char *uri, struct MHD_Connection *connection)
{
	(void)cls;
	(void)connection;
	last_raw_length = strlen(uri);
	return NULL;
}

static bool fits(const char *pattern, const char *request)
{
	char *copy = copy_text(pattern), *rest = copy;
	const char *at = request;
	bool all = true;
	for (char *part; all && (part = strsep(&rest, "*")) != NULL;) {
		at = strstr(at, part);
		all = at != NULL;
		at = all ? at + strlen(part) : NULL;
	}
	free(copy);
	return all;
}

static struct step *take_step(const char *method, const char *target)
{
	char *request = malloc(strlen(method) + strlen(target) + 2);
	sprintf(request, "%s %s", method, target);
	struct step *found = NULL;
	for (size_t i = 0; i < n_steps && !found; i++)
		if (!steps[i].used && fits(steps[i].request, request))
			found = &steps[i];
	free(request);
	if (found)
		found->used = true;
	return found;
}

static void remember(struct MHD_Connection *connection, const char *method, char *target, const char *body)
{
	struct seen_request *request = &seen[n_seen++];
	ck_assert_uint_lt(n_seen, MAX_SEEN);
	*request = (struct seen_request){
		.target = target,
		.raw_length = last_raw_length,
		.body = copy_text(body ? body : ""),
		.authorization = copy_text(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization")),
		.content_type = copy_text(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Type")),
		.query_options =
			copy_text(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Sforce-Query-Options")),
		.auto_assign =
			copy_text(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Sforce-Auto-Assign")),
	};
	snprintf(request->method, sizeof request->method, "%s", method);
}

static void add_headers(struct MHD_Response *response, const char *headers)
{
	char *copy = copy_text(headers ? headers : ""), *rest = copy;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		char *colon = strstr(line, ": ");
		if (!colon)
			continue;
		*colon = '\0';
		MHD_add_response_header(response, line, colon + 2);
	}
	free(copy);
}

/* The answer's text with the server's own address in it. */
static char *expand(const char *body)
{
	const char *mark = strstr(body, SF_BASE);
	if (!mark)
		return copy_text(body);
	char *out = malloc(strlen(body) + sizeof server_url);
	sprintf(out, "%.*s%s%s", (int)(mark - body), body, server_url, mark + strlen(SF_BASE));
	return out;
}

static enum MHD_Result reply(struct MHD_Connection *connection, const struct step *step)
{
	if (step && step->status == LOST)
		return MHD_NO;
	char *body = expand(step ? step->body : "[{\"errorCode\":\"UNSCRIPTED\",\"message\":\"not expected\"}]");
	struct MHD_Response *response = MHD_create_response_from_buffer(strlen(body), body, MHD_RESPMEM_MUST_FREE);
	if (!step || !step->headers || !strstr(step->headers, "Content-Type"))
		MHD_add_response_header(response, "Content-Type", "application/json;charset=UTF-8");
	if (!step || !step->headers || !strstr(step->headers, "Sforce-Limit-Info"))
		MHD_add_response_header(response, "Sforce-Limit-Info", "api-usage=4153/15000");
	if (!step || !step->undated)
		MHD_add_response_header(response, "Date", "Sat, 21 Nov 2026 17:50:00 GMT");
	add_headers(response, step ? step->headers : NULL);
	enum MHD_Result rc = MHD_queue_response(connection, step ? (unsigned)step->status : 599, response);
	MHD_destroy_response(response);
	return rc;
}

static bool take_upload(struct upload *upload, const char *data, size_t *size)
{
	if (*size == 0)
		return false;
	upload->text = realloc(upload->text, upload->len + *size + 1);
	memcpy(upload->text + upload->len, data, *size);
	upload->len += *size;
	upload->text[upload->len] = '\0';
	*size = 0;
	return true;
}

static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
			      const char *version, const char *data, size_t *size, void **state)
{
	(void)cls;
	(void)version;
	if (!*state) {
		*state = calloc(1, sizeof(struct upload));
		return MHD_YES;
	}
	struct upload *upload = *state;
	if (take_upload(upload, data, size))
		return MHD_YES;
	char *target = decode(url);
	MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_argument, &target);
	pthread_mutex_lock(&lock);
	remember(connection, method, target, upload->text);
	const struct step *step = take_step(method, target);
	pthread_mutex_unlock(&lock);
	return reply(connection, step);
}

static void completed(void *cls, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code)
{
	struct upload *upload = *state;
	(void)cls;
	(void)connection;
	(void)code;
	if (upload)
		free(upload->text);
	free(upload);
	*state = NULL;
}

static void start_server(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	server = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_SUPPRESS_DATE_NO_CLOCK, 0, NULL, NULL,
				  answer, NULL, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
				  (size_t)128 * 1024, MHD_OPTION_NOTIFY_COMPLETED, completed, NULL,
				  MHD_OPTION_URI_LOG_CALLBACK, note_uri, NULL, MHD_OPTION_END);
	ck_assert_ptr_nonnull(server);
	snprintf(server_url, sizeof server_url, "http://127.0.0.1:%u",
		 MHD_get_daemon_info(server, MHD_DAEMON_INFO_BIND_PORT)->port);
}

void sf_stop_server(void)
{
	if (server)
		MHD_stop_daemon(server);
	server = NULL;
}

const char *sf_server_url(void)
{
	return server_url;
}

/* ---- script ---- */

void sf_script(const char *request, int status, const char *body)
{
	pthread_mutex_lock(&lock);
	ck_assert_uint_lt(n_steps, MAX_STEPS);
	steps[n_steps++] = (struct step){.request = copy_text(request), .status = status, .body = copy_text(body)};
	pthread_mutex_unlock(&lock);
}

void sf_script_headers(const char *headers)
{
	steps[n_steps - 1].headers = copy_text(headers);
}

void sf_script_undated(void)
{
	steps[n_steps - 1].undated = true;
}

void sf_script_lost(const char *request)
{
	sf_script(request, LOST, "");
}

size_t sf_seen_count(void)
{
	return n_seen;
}

const struct seen_request *sf_seen(size_t i)
{
	ck_assert_uint_lt(i, n_seen);
	return &seen[i];
}

void sf_expect_all_used(void)
{
	for (size_t i = 0; i < n_steps; i++)
		ck_assert_msg(steps[i].used, "nobody asked for '%s'", steps[i].request);
}

static void forget_script(void)
{
	for (size_t i = 0; i < n_steps; i++) {
		free(steps[i].request);
		free(steps[i].body);
		free(steps[i].headers);
	}
	for (size_t i = 0; i < n_seen; i++) {
		free((char *)(uintptr_t)seen[i].target);
		free((char *)(uintptr_t)seen[i].body);
		free((char *)(uintptr_t)seen[i].authorization);
		free((char *)(uintptr_t)seen[i].content_type);
		free((char *)(uintptr_t)seen[i].query_options);
		free((char *)(uintptr_t)seen[i].auto_assign);
	}
	memset(steps, 0, sizeof steps);
	memset(seen, 0, sizeof seen);
	n_steps = n_seen = 0;
}

/* ---- host ---- */

static const char *lookup(const struct setting *settings, const char *name)
{
	for (size_t i = 0; i < MAX_SETTING && settings[i].name; i++)
		if (strcmp(settings[i].name, name) == 0)
			return settings[i].value;
	return NULL;
}

static void put(struct setting *settings, const char *name, const char *value)
{
	size_t i = 0;
	while (i + 1 < MAX_SETTING && settings[i].name && strcmp(settings[i].name, name) != 0)
		i++;
	settings[i] = (struct setting){name, value};
}

static const char *host_secret(void *ctx, const char *name)
{
	(void)ctx;
	return lookup(secrets, name);
}

static const char *host_option(void *ctx, const char *name)
{
	(void)ctx;
	return lookup(options, name);
}

static int host_save(void *ctx, const char *name, const char *value, struct crm_error *err)
{
	(void)ctx;
	ck_assert_str_eq(name, "refresh_token");
	if (save_fails)
		return crm_error_set(err, CRM_E_DISK, "disk full");
	free(saved);
	saved = copy_text(value);
	saved_after = n_seen;
	return CRM_OK;
}

const char *sf_saved_secret(void)
{
	return saved;
}

size_t sf_saved_after(void)
{
	return saved_after;
}

void sf_fail_save_secret(void)
{
	save_fails = true;
}

void sf_reset_config(void)
{
	sf_close(sf_conn);
	sf_conn = NULL;
	memset(secrets, 0, sizeof secrets);
	memset(options, 0, sizeof options);
}

void sf_set_secret(const char *name, const char *value)
{
	put(secrets, name, value);
}

void sf_set_option(const char *name, const char *value)
{
	put(options, name, value);
}

void sf_set_base_url(const char *url)
{
	host.base_url = url ? url : SF_LOGIN_URL;
}

int sf_connect(void)
{
	sf_close(sf_conn);
	sf_conn = NULL;
	crm_error_clear(&sf_err);
	return sf_open(&host, &sf_conn, &sf_err);
}

static int make_client(bool read_only)
{
	struct crm_http_options client = {.system = "test", .concurrency = 4, .read_only = read_only, .budget_max = -1};
	crm_http_free(http);
	http = NULL;
	int rc = crm_http_new(&client, &http, &sf_err);
	host.http = http;
	return rc;
}

void sf_make_read_only(void)
{
	ck_assert_int_eq(make_client(true), CRM_OK);
}

int sf_fixture_try_start(void)
{
	start_server();
	host = (struct crm_host){.system = "test",
				 .base_url = server_url,
				 .api_version = SF_API_VERSION,
				 .secret = host_secret,
				 .option = host_option,
				 .save_secret = host_save};
	save_fails = false;
	sf_reset_config();
	sf_set_secret("access_token", "static-token");
	sf_arena = crm_arena_new();
	int rc = sf_arena ? make_client(false) : CRM_E_NOMEM;
	return rc == CRM_OK ? sf_connect() : rc;
}

void sf_fixture_start(void)
{
	ck_assert_int_eq(sf_fixture_try_start(), CRM_OK);
}

void sf_fixture_stop(void)
{
	sf_reset_config();
	crm_http_free(http);
	http = NULL;
	sf_stop_server();
	forget_script();
	free(saved);
	saved = NULL;
	crm_error_clear(&sf_err);
	crm_arena_free(sf_arena);
	sf_arena = NULL;
}

/* ---- looking at records ---- */

const char *sf_text_of(const struct crm_record *record, const char *name)
{
	static const char *const words[] = {"<absent>", "<denied>", "<null>"};
	const struct crm_value *value = crm_record_get(record, name);
	if (!value)
		return words[CRM_ABSENT];
	if (value->kind < CRM_TEXT)
		return words[value->kind];
	if (value->kind == CRM_TEXT)
		return value->text;
	const char *text = "[";
	for (size_t i = 0; i < value->n; i++)
		text = crm_arena_printf(sf_arena, "%s%s%s", text, i ? " " : "", value->items[i]);
	return crm_arena_printf(sf_arena, "%s]", text);
}

const struct crm_record *sf_record_of(const struct crm_page *page, const char *id)
{
	for (size_t i = 0; i < page->n; i++)
		if (strcmp(page->records[i].id, id) == 0)
			return &page->records[i];
	ck_abort_msg("no record '%s' in the page", id);
	return NULL;
}
