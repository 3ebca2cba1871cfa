/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP over libcurl: the one file that includes curl.h. */
#include "config.h"

#include "transport.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <base/fault_step.h>
#include <crmsync/mem.h>
#include <net/client.h>

#include "request_check.h"

#ifdef CRM_FAULT_INJECTION
#include <stdatomic.h>
static atomic_ullong transport_requests; /* of all transports */
#endif

#define HEADER_BLOCK_MAX ((size_t)256 << 10)
#define CA_FILE_MAX      ((size_t)16 << 20)
/* A vendor that closes idle connections does so while our next request is under way: old ones are not used again. */
#define IDLE_CONNECTION_S 30L

struct slot {
	CURL *easy;
	struct transport *transport;
	const struct crm_http_request *request; /* NULL: free */
	struct crm_http_response *response;
	struct curl_slist *headers;
#ifdef CRM_FAULT_INJECTION
	unsigned long long number; /* of the request, for tests that kill */
#endif
	unsigned sent;       /* how often curl was about to send the request */
	bool resend_refused; /* it wanted to do so again */
	size_t window;       /* the body waits when so much of it is kept; 0: it never does */
	bool paused;
	bool too_large;
	bool headers_too_large;
	bool no_memory;
	char host[TRANSPORT_HOST_SIZE];
	char detail[CURL_ERROR_SIZE];
};

struct transport {
	struct transport_options options;
	CURLM *multi;
	struct slot *slots;
	struct crm_buf trusted; /* certificates, PEM; empty: curl's default file */
};

static pthread_once_t transport_once = PTHREAD_ONCE_INIT;
static CURLcode transport_global;

/* Requests and headers hold credentials: what libcurl frees is wiped. */
static void curl_free_wiped(void *ptr)
{
	if (ptr)
		explicit_bzero(ptr, malloc_usable_size(ptr));
	crm_free(ptr);
}

static void *curl_realloc_wiped(void *ptr, size_t size)
{
	size_t old = ptr ? malloc_usable_size(ptr) : 0;
	void *fresh = crm_alloc(size);
	if (fresh && ptr)
		memcpy(fresh, ptr, old < size ? old : size);
	if (fresh)
		curl_free_wiped(ptr);
	return fresh;
}

static void transport_init_curl(void)
{
	transport_global = curl_global_init_mem(CURL_GLOBAL_DEFAULT, crm_alloc, curl_free_wiped, curl_realloc_wiped,
						crm_strdup, crm_calloc);
}

static int out_of_memory(struct crm_error *err)
{
	return crm_error_set(err, CRM_E_NOMEM, "out of memory in the HTTP client");
}

/* ---- trust ----------------------------------------------------------------------------------------------------- */

static int trust_append_file(struct crm_buf *out, const char *path, struct crm_error *err)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return crm_error_set(err, CRM_E_CONFIG, "cannot open the certificates '%s': %s", path, strerror(errno));
	char chunk[8192];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
		crm_buf_add(out, chunk, n);
	bool bad = ferror(file) != 0;
	fclose(file);
	if (bad)
		return crm_error_set(err, CRM_E_CONFIG, "cannot read the certificates '%s'", path);
	if (out->failed)
		return crm_error_set(err, CRM_E_CONFIG, "the certificates '%s' are too large", path);
	crm_buf_char(out, '\n');
	return CRM_OK;
}

/* curl takes one file: a private authority is put behind the system's. */
static int trust_load(struct transport *transport, struct crm_error *err)
{
	const char *extra = getenv("CRMSYNC_CA_FILE");
	if (!extra || extra[0] == '\0')
		return CRM_OK;
	char *usual = NULL;
	CURL *easy = curl_easy_init();
	if (!easy)
		return out_of_memory(err);
	int rc = CRM_OK;
	if (curl_easy_getinfo(easy, CURLINFO_CAINFO, &usual) == CURLE_OK && usual)
		rc = trust_append_file(&transport->trusted, usual, err);
	curl_easy_cleanup(easy);
	return rc < 0 ? rc : trust_append_file(&transport->trusted, extra, err);
}

/* ---- steps at which tests kill --------------------------------------------------------------------------------- */

#ifdef CRM_FAULT_INJECTION
static void slot_before_request(struct slot *slot)
{
	char what[400];
	int path = (int)strcspn(slot->request->url, "?#");
	snprintf(what, sizeof what, "%s %.*s%s", slot->request->method, path, slot->request->url,
		 slot->request->mutating ? " mutating" : "");
	slot->number = atomic_fetch_add(&transport_requests, 1) + 1;
	crm_fault_step("request", slot->number, what, "CRMSYNC_KILL_REQUEST");
}

/* A client that has less patience, so that a test need not wait for an answer that is late. */
static void transport_set_patience(struct transport *transport)
{
	transport->options.total_timeout_ms = crm_fault_patience(transport->options.total_timeout_ms);
}

static void slot_after_answer(const struct slot *slot)
{
	crm_fault_step("answer", slot->number, slot->request->method, "CRMSYNC_KILL_ANSWER");
}
#else
static void transport_set_patience(struct transport *transport)
{
	(void)transport;
}

static void slot_before_request(struct slot *slot)
{
	(void)slot;
}

static void slot_after_answer(const struct slot *slot)
{
	(void)slot;
}
#endif

/* ---- life ------------------------------------------------------------------------------------------------------ */

static bool transport_make_slots(struct transport *transport)
{
	size_t n = transport->options.slots;
	transport->slots = crm_calloc(n, sizeof *transport->slots);
	transport->multi = curl_multi_init();
	if (!transport->slots || !transport->multi)
		return false;
	for (size_t i = 0; i < n; i++) {
		transport->slots[i].transport = transport;
		transport->slots[i].easy = curl_easy_init();
		if (!transport->slots[i].easy)
			return false;
	}
	return curl_multi_setopt(transport->multi, CURLMOPT_MAXCONNECTS, (long)n) == CURLM_OK;
}

int transport_new(const struct transport_options *options, struct transport **out, struct crm_error *err)
{
	pthread_once(&transport_once, transport_init_curl);
	if (transport_global != CURLE_OK)
		return crm_error_set(err, CRM_E_FAIL, "cannot start libcurl: %s", curl_easy_strerror(transport_global));
	struct transport *transport = crm_calloc(1, sizeof *transport);
	if (!transport)
		return out_of_memory(err);
	transport->options = *options;
	transport_set_patience(transport);
	crm_buf_init(&transport->trusted, CA_FILE_MAX);
	int rc = transport_make_slots(transport) ? trust_load(transport, err) : out_of_memory(err);
	if (rc < 0) {
		transport_free(transport);
		return rc;
	}
	*out = transport;
	return CRM_OK;
}

static void slot_release(struct slot *slot)
{
	if (slot->request)
		curl_multi_remove_handle(slot->transport->multi, slot->easy);
	curl_slist_free_all(slot->headers);
	slot->headers = NULL;
	slot->request = NULL;
	slot->response = NULL;
}

void transport_free(struct transport *transport)
{
	if (!transport)
		return;
	for (size_t i = 0; transport->slots && i < transport->options.slots; i++) {
		slot_release(&transport->slots[i]);
		curl_easy_cleanup(transport->slots[i].easy);
	}
	curl_multi_cleanup(transport->multi);
	crm_buf_free(&transport->trusted);
	crm_free(transport->slots);
	crm_free(transport);
}

/* ---- URL ------------------------------------------------------------------------------------------------------- */

static CURLUcode target_fill(CURLU *parsed, const char *url, struct transport_target *target)
{
	char *scheme = NULL, *host = NULL;
	CURLUcode rc = curl_url_set(parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER);
	if (!rc)
		rc = curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0);
	if (!rc)
		rc = curl_url_get(parsed, CURLUPART_HOST, &host, 0);
	if (!rc && (strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0) &&
	    strlen(host) < sizeof target->host) {
		target->https = scheme[4] == 's';
		for (size_t i = 0; i <= strlen(host); i++)
			target->host[i] = (char)tolower((unsigned char)host[i]);
	} else if (!rc) {
		rc = CURLUE_UNSUPPORTED_SCHEME;
	}
	curl_free(scheme);
	curl_free(host);
	return rc;
}

int transport_read_target(const char *url, struct transport_target *target, struct crm_error *err)
{
	CURLU *parsed = url ? curl_url() : NULL;
	if (url && !parsed)
		return out_of_memory(err);
	CURLUcode rc = parsed ? target_fill(parsed, url, target) : CURLUE_MALFORMED_INPUT;
	curl_url_cleanup(parsed);
	if (rc == CURLUE_OUT_OF_MEMORY)
		return out_of_memory(err);
	/* without its query, which may hold anything */
	return rc ? crm_error_set(err, CRM_E_INVALID, "'%.*s' is not a URL that can be requested",
				  url ? (int)strcspn(url, "?#") : 0, url ? url : "")
		  : CRM_OK;
}

/* ---- callbacks of curl ----------------------------------------------------------------------------------------- */

static size_t slot_keep_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct slot *slot = arg;
	size_t len = size * count;
	struct crm_buf *body = &slot->response->body;
	if (slot->window > 0 && body->len >= slot->window) {
		slot->paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	if ((uint64_t)len > (uint64_t)slot->transport->options.max_response_bytes - body->len) {
		slot->too_large = true;
		return len + 1;
	}
	crm_buf_add(body, bytes, len);
	slot->no_memory = body->failed;
	return body->failed ? len + 1 : len;
}

/* Header lines of the final answer; those of interim answers (1xx) are forgotten when the next status line comes. */
static size_t slot_keep_header(char *bytes, size_t size, size_t count, void *arg)
{
	struct slot *slot = arg;
	size_t len = size * count, end = len;
	struct crm_buf *block = &slot->response->header_block;
	while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r'))
		end--;
	if (end >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
		crm_buf_reset(block);
		return len;
	}
	if (end == 0)
		return len;
	if (end > HEADER_BLOCK_MAX - block->len) {
		slot->headers_too_large = true;
		return len + 1;
	}
	crm_buf_add(block, bytes, end);
	crm_buf_char(block, '\n');
	slot->no_memory = block->failed;
	return block->failed ? len + 1 : len;
}

/* Right before the request leaves.  When a kept connection turns out to be closed, curl sends the request once more
   over a new one; it cannot know whether the first was carried out, so only a GET may go out twice. */
static int slot_about_to_send(void *arg, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
	struct slot *slot = arg;
	(void)remote_ip, (void)local_ip, (void)remote_port, (void)local_port;
	bool repeatable = !slot->request->mutating && strcmp(slot->request->method, "GET") == 0;
	if (slot->sent > 0 && !repeatable) {
		slot->resend_refused = true;
		return CURL_PREREQFUNC_ABORT;
	}
	slot->sent++;
	return CURL_PREREQFUNC_OK;
}

/* ---- begin ----------------------------------------------------------------------------------------------------- */

/* The first failure is kept, later options are skipped. */
#define SLOT_SET(rc, slot, option, value)                                                                              \
	do {                                                                                                           \
		if ((rc) == CURLE_OK)                                                                                  \
			(rc) = curl_easy_setopt((slot)->easy, option, value);                                          \
	} while (0)

static CURLcode slot_set_security(struct slot *slot, bool direct)
{
	CURLcode rc = CURLE_OK;
	SLOT_SET(rc, slot, CURLOPT_PROTOCOLS_STR, direct ? "http,https" : "https");
	SLOT_SET(rc, slot, CURLOPT_FOLLOWLOCATION, 0L);
	SLOT_SET(rc, slot, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SLOT_SET(rc, slot, CURLOPT_SSL_VERIFYPEER, 1L);
	SLOT_SET(rc, slot, CURLOPT_SSL_VERIFYHOST, 2L);
	if (direct)
		SLOT_SET(rc, slot, CURLOPT_PROXY, "");
	struct crm_buf *trusted = &slot->transport->trusted;
	if (trusted->len > 0) {
		struct curl_blob blob = {.data = trusted->ptr, .len = trusted->len, .flags = CURL_BLOB_NOCOPY};
		SLOT_SET(rc, slot, CURLOPT_CAINFO_BLOB, &blob);
	}
	return rc;
}

static CURLcode slot_set_limits(struct slot *slot)
{
	const struct transport_options *options = &slot->transport->options;
	CURLcode rc = CURLE_OK;
	SLOT_SET(rc, slot, CURLOPT_NOSIGNAL, 1L);
	SLOT_SET(rc, slot, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_timeout_ms);
	SLOT_SET(rc, slot, CURLOPT_TIMEOUT_MS, (long)options->total_timeout_ms);
	SLOT_SET(rc, slot, CURLOPT_MAXAGE_CONN, IDLE_CONNECTION_S);
	SLOT_SET(rc, slot, CURLOPT_USERAGENT, options->user_agent);
	SLOT_SET(rc, slot, CURLOPT_ACCEPT_ENCODING, "gzip");
	return rc;
}

static CURLcode slot_set_callbacks(struct slot *slot)
{
	CURLcode rc = CURLE_OK;
	SLOT_SET(rc, slot, CURLOPT_PRIVATE, slot);
	SLOT_SET(rc, slot, CURLOPT_ERRORBUFFER, slot->detail);
	SLOT_SET(rc, slot, CURLOPT_WRITEFUNCTION, slot_keep_body);
	SLOT_SET(rc, slot, CURLOPT_WRITEDATA, slot);
	SLOT_SET(rc, slot, CURLOPT_HEADERFUNCTION, slot_keep_header);
	SLOT_SET(rc, slot, CURLOPT_HEADERDATA, slot);
	SLOT_SET(rc, slot, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SLOT_SET(rc, slot, CURLOPT_PREREQFUNCTION, slot_about_to_send);
	SLOT_SET(rc, slot, CURLOPT_PREREQDATA, slot);
	return rc;
}

static bool slot_add_header(struct slot *slot, const char *line)
{
	struct curl_slist *longer = curl_slist_append(slot->headers, line);
	if (longer)
		slot->headers = longer;
	return longer != NULL;
}

/* curl's own Expect and Content-Type are taken out; an empty value is written "Name;" for curl. */
static CURLcode slot_set_headers(struct slot *slot)
{
	const struct crm_http_request *request = slot->request;
	bool ok = slot_add_header(slot, "Expect:");
	if (ok && !request_header(request, "Content-Type"))
		ok = slot_add_header(slot, "Content-Type:");
	for (size_t i = 0; ok && i < request->n_headers; i++) {
		const struct crm_http_header *header = &request->headers[i];
		struct crm_buf line;
		crm_buf_init_secret(&line, CRM_BUF_MAX);
		if (header->value[0] == '\0')
			crm_buf_printf(&line, "%s;", header->name);
		else
			crm_buf_printf(&line, "%s: %s", header->name, header->value);
		ok = !line.failed && slot_add_header(slot, line.ptr);
		crm_buf_free(&line);
	}
	return ok ? curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER, slot->headers) : CURLE_OUT_OF_MEMORY;
}

static CURLcode slot_set_request(struct slot *slot)
{
	const struct crm_http_request *request = slot->request;
	CURLcode rc = CURLE_OK;
	SLOT_SET(rc, slot, CURLOPT_URL, request->url);
	bool needs_length = strcmp(request->method, "GET") != 0 && strcmp(request->method, "DELETE") != 0;
	if (request->body || needs_length) {
		SLOT_SET(rc, slot, CURLOPT_POST, 1L);
		SLOT_SET(rc, slot, CURLOPT_POSTFIELDS, request->body ? request->body : "");
		SLOT_SET(rc, slot, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)(request->body ? request->body_len : 0));
	}
	SLOT_SET(rc, slot, CURLOPT_CUSTOMREQUEST, request->method);
	return rc == CURLE_OK ? slot_set_headers(slot) : rc;
}

static CURLcode slot_set_up(struct slot *slot, bool direct)
{
	curl_easy_reset(slot->easy);
	CURLcode rc = slot_set_security(slot, direct);
	if (rc == CURLE_OK)
		rc = slot_set_limits(slot);
	if (rc == CURLE_OK)
		rc = slot_set_callbacks(slot);
	return rc == CURLE_OK ? slot_set_request(slot) : rc;
}

int transport_begin(struct transport *transport, size_t index, const struct crm_http_request *request, const char *host,
		    bool direct, struct crm_http_response *response, struct crm_error *err)
{
	struct slot *slot = &transport->slots[index];
	slot->request = request;
	slot->response = response;
	slot->sent = 0;
	slot->window = 0;
	slot->paused = false;
	slot->resend_refused = slot->too_large = slot->headers_too_large = slot->no_memory = false;
	slot->detail[0] = '\0';
	snprintf(slot->host, sizeof slot->host, "%s", host);
	CURLcode rc = slot_set_up(slot, direct);
	slot_before_request(slot);
	if (rc == CURLE_OK && curl_multi_add_handle(transport->multi, slot->easy) == CURLM_OK)
		return CRM_OK;
	slot_release(slot);
	if (rc == CURLE_OK || rc == CURLE_OUT_OF_MEMORY)
		return out_of_memory(err);
	return crm_error_set(err, CRM_E_FAIL, "libcurl refuses an option: %s", curl_easy_strerror(rc));
}

int transport_set_window(struct transport *transport, size_t index, size_t window, struct crm_error *err)
{
	struct slot *slot = &transport->slots[index];
	CURLcode rc = CURLE_OK;
	slot->window = window;
	SLOT_SET(rc, slot, CURLOPT_TIMEOUT_MS, window > 0 ? 0L : (long)transport->options.total_timeout_ms);
	return rc == CURLE_OK ? CRM_OK
			      : crm_error_set(err, CRM_E_FAIL, "libcurl refuses an option: %s", curl_easy_strerror(rc));
}

void transport_resume(struct transport *transport, size_t index)
{
	struct slot *slot = &transport->slots[index];
	if (!slot->paused)
		return;
	slot->paused = false;
	(void)curl_easy_pause(slot->easy, CURLPAUSE_CONT); /* what fails is told when the slot is done */
}

int transport_status(const struct transport *transport, size_t index)
{
	const struct slot *slot = &transport->slots[index];
	long status = 0;
	if (slot->response && (slot->paused || slot->response->body.len > 0))
		curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

/* ---- run ------------------------------------------------------------------------------------------------------- */

int transport_step(struct transport *transport, int timeout_ms, struct crm_error *err)
{
	int running;
	CURLMcode rc = curl_multi_poll(transport->multi, NULL, 0, timeout_ms, NULL);
	if (rc == CURLM_OK)
		rc = curl_multi_perform(transport->multi, &running);
	if (rc == CURLM_OUT_OF_MEMORY)
		return out_of_memory(err);
	return rc == CURLM_OK ? CRM_OK : crm_error_set(err, CRM_E_FAIL, "libcurl failed: %s", curl_multi_strerror(rc));
}

static const struct {
	CURLcode curl;
	int code;
	const char *words;
	bool detail; /* curl's own words follow */
} transport_failures[] = {
	{CURLE_COULDNT_RESOLVE_HOST, CRM_E_NETWORK, "name not found", false},
	{CURLE_COULDNT_RESOLVE_PROXY, CRM_E_NETWORK, "the proxy's name was not found", false},
	{CURLE_PROXY, CRM_E_NETWORK, "the proxy failed", true},
	{CURLE_SSL_CONNECT_ERROR, CRM_E_NETWORK, "TLS handshake failed", true},
	{CURLE_PEER_FAILED_VERIFICATION, CRM_E_NETWORK, "its certificate is not trusted", true},
	{CURLE_SSL_CACERT_BADFILE, CRM_E_CONFIG, "the trusted certificates cannot be read", true},
	{CURLE_GOT_NOTHING, CRM_E_NETWORK, "connection closed without an answer", false},
	{CURLE_PARTIAL_FILE, CRM_E_NETWORK, "the answer was cut short", false},
	{CURLE_HTTP2, CRM_E_NETWORK, "HTTP/2 failed", true},
	{CURLE_HTTP2_STREAM, CRM_E_NETWORK, "HTTP/2 failed", true},
	{CURLE_BAD_CONTENT_ENCODING, CRM_E_PROTOCOL, "the answer's compression is broken", false},
	{CURLE_UNSUPPORTED_PROTOCOL, CRM_E_PROTOCOL, "the answer is not HTTP", false},
	{CURLE_WEIRD_SERVER_REPLY, CRM_E_PROTOCOL, "the answer is not HTTP", false},
};

/* "connection refused" and the like; NULL if the system gave no reason. */
static const char *slot_system_reason(const struct slot *slot, char *text, size_t size)
{
	long number = 0;
	curl_easy_getinfo(slot->easy, CURLINFO_OS_ERRNO, &number);
	if (number == 0)
		return NULL;
	snprintf(text, size, "%s", strerror((int)number));
	text[0] = (char)tolower((unsigned char)text[0]);
	return text;
}

static int slot_set_timeout(const struct slot *slot, struct crm_error *err)
{
	const struct transport_options *options = &slot->transport->options;
	if (slot->sent == 0)
		return crm_error_set(err, CRM_E_NETWORK, "no connection to '%s' within %.3g s", slot->host,
				     (double)options->connect_timeout_ms / 1000);
	return crm_error_set(err, CRM_E_NETWORK, "no complete answer from '%s' within %.3g s", slot->host,
			     (double)options->total_timeout_ms / 1000);
}

/* What this client itself broke off. */
static int slot_set_own_error(const struct slot *slot, struct crm_error *err)
{
	if (slot->no_memory)
		return out_of_memory(err);
	if (slot->too_large)
		return crm_error_set(err, CRM_E_PROTOCOL, "the answer of '%s' is larger than %" PRId64 " bytes",
				     slot->host, slot->transport->options.max_response_bytes);
	if (slot->headers_too_large)
		return crm_error_set(err, CRM_E_PROTOCOL, "the headers of the answer of '%s' are larger than %zu bytes",
				     slot->host, HEADER_BLOCK_MAX);
	if (slot->resend_refused)
		return crm_error_set(err, CRM_E_NETWORK,
				     "no answer from '%s': the connection was closed after the request was sent",
				     slot->host);
	return CRM_OK;
}

static int slot_set_error(const struct slot *slot, CURLcode result, struct crm_error *err)
{
	int rc = slot_set_own_error(slot, err);
	if (rc < 0)
		return rc;
	if (result == CURLE_OUT_OF_MEMORY)
		return out_of_memory(err);
	if (result == CURLE_OPERATION_TIMEDOUT)
		return slot_set_timeout(slot, err);
	for (size_t i = 0; i < sizeof transport_failures / sizeof *transport_failures; i++) {
		if (transport_failures[i].curl == result) {
			bool detail = transport_failures[i].detail && slot->detail[0] != '\0';
			return crm_error_set(err, transport_failures[i].code, "no answer from '%s': %s%s%s", slot->host,
					     transport_failures[i].words, detail ? ": " : "",
					     detail ? slot->detail : "");
		}
	}
	char text[128];
	const char *reason = slot_system_reason(slot, text, sizeof text);
	if (!reason)
		reason = slot->detail[0] ? slot->detail : curl_easy_strerror(result);
	return crm_error_set(err, CRM_E_NETWORK, "no answer from '%s': %s", slot->host, reason);
}

static void slot_finish(struct slot *slot, CURLcode result)
{
	struct crm_http_response *response = slot->response;
	long status = 0;
	slot_after_answer(slot);
	curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
	if (result == CURLE_OK && !slot->no_memory) {
		response->status = (int)status;
	} else {
		slot_set_error(slot, result, &response->error);
		response->error.http_status = (int)status;
		response->maybe_applied = slot->sent > 0;
	}
	slot_release(slot);
}

bool transport_take_done(struct transport *transport, size_t *index)
{
	int more;
	CURLMsg *message;
	while ((message = curl_multi_info_read(transport->multi, &more)) != NULL) {
		if (message->msg != CURLMSG_DONE)
			continue;
		struct slot *slot = NULL;
		CURLcode result = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
		slot_finish(slot, result);
		*index = (size_t)(slot - transport->slots);
		return true;
	}
	return false;
}

void transport_abort(struct transport *transport, size_t index, int code, const char *why)
{
	struct slot *slot = &transport->slots[index];
	struct crm_http_response *response = slot->response;
	crm_error_set(&response->error, code, "%s", why);
	response->maybe_applied = slot->sent > 0;
	slot_release(slot);
}

const char *crm_http_library_version(void)
{
	return curl_version();
}
