/* SPDX-License-Identifier: Apache-2.0 */
/* composite, composite/graph and composite/batch: several requests in one. */
#include <stdio.h>
#include <string.h>

#include "sandbox/percent.h"

#include "record.h"
#include "resources.h"
#include "undo.h"

#define MAX_SUBREQUESTS 25
#define MAX_GRAPHS      75
#define MAX_GRAPH_NODES 500 /* in all graphs of a request */

struct sub {
	const char *method, *url, *reference;
	const crm_json *headers;
	const char *body;
	struct face_response resp;
	crm_json *answer; /* parsed, for references */
};

static void sub_free(struct sub *sub)
{
	crm_buf_free(&sub->resp.body);
	crm_buf_free(&sub->resp.header_block);
	crm_json_free(sub->answer);
}

/* Of the composite resources only the collections may stand in another one. */
static bool sub_is_nested(const char *path)
{
	return strncmp(path, "composite", 9) == 0 && strncmp(path, "composite/sobjects", 18) != 0;
}

static const char *sub_path(struct face *face, const char *url, size_t len)
{
	struct crm_buf path;
	crm_buf_init(&path, CRM_BUF_MAX);
	const char *kept = NULL;
	if (percent_decode(url, len, false, &path) && !path.failed)
		kept = crm_arena_strndup(face->arena, path.ptr, path.len);
	crm_buf_free(&path);
	return kept;
}

/* Answers one subrequest into its own response. */
static void sub_run(const struct sf_call *outer, struct sub *sub, const char *url)
{
	struct face *face = outer->face;
	const char *question = strchr(url, '?');
	struct face_request req = {.method = sub->method,
				   .query = question ? question + 1 : "",
				   .body = sub->body ? sub->body : "",
				   .body_len = sub->body ? strlen(sub->body) : 0,
				   .base = outer->req->base,
				   .http = outer->req->http};
	struct sf_call call = {.face = face, .req = &req, .resp = &sub->resp, .headers = sub->headers};
	const char *path = sub_path(face, url, question ? (size_t)(question - url) : strlen(url));
	const char *rest;
	req.path = path;
	call.method = req.method;
	if (!path)
		sf_answer_error(&call, 400, "JSON_PARSER_ERROR", "The url of a subrequest cannot be read");
	else if (!sf_split_path(path, &call.version, &rest) || sub_is_nested(rest))
		sf_answer_not_found(&call);
	else
		sf_route(&call, rest);
	outer->resp->records += sub->resp.records;
	if (sub->resp.body.len && crm_json_parse(sub->resp.body.ptr, sub->resp.body.len, &sub->answer, NULL) < 0)
		sub->answer = NULL;
}

static const char *sub_location(const struct sub *sub)
{
	const char *line = strstr(sub->resp.header_block.ptr, "Location: ");
	return line ? line + strlen("Location: ") : NULL;
}

/* --- references: @{account.id} --------------------------------------------------------------------------- */

static const crm_json *reference_find(const struct sub *subs, size_t n, const char *text, size_t len)
{
	char name[128];
	size_t id = 0;
	while (id < len && text[id] != '.' && text[id] != '[')
		id++;
	for (size_t i = 0; i < n; i++) {
		if (!subs[i].reference || strlen(subs[i].reference) != id || strncmp(subs[i].reference, text, id) != 0)
			continue;
		const crm_json *value = subs[i].answer;
		for (size_t at = id; at < len && value;) {
			size_t end = at + 1;
			while (end < len && text[end] != '.' && text[end] != '[')
				end++;
			if (end - at - 1 >= sizeof(name))
				return NULL;
			(void)snprintf(name, sizeof(name), "%.*s", (int)(end - at - 1), text + at + 1);
			if (text[at] == '.') {
				value = crm_json_get(value, name);
			} else {
				value = crm_json_first(value);
				for (long skip = name[0] >= '0' && name[0] <= '9' ? name[0] - '0' : 0;
				     skip > 0 && value; skip--)
					value = crm_json_next(value);
			}
			at = end;
		}
		return value;
	}
	return NULL;
}

/* In a body the value stands inside a JSON string. */
static void reference_put(const char *value, bool json, struct crm_buf *out)
{
	if (!json) {
		crm_buf_str(out, value);
		return;
	}
	struct crm_buf quoted;
	struct crm_json_writer w;
	crm_buf_init(&quoted, CRM_BUF_MAX);
	crm_jw_init(&w, &quoted);
	crm_jw_string(&w, value);
	if (quoted.len >= 2)
		crm_buf_add(out, quoted.ptr + 1, quoted.len - 2);
	crm_buf_free(&quoted);
}

/* Replaces @{...} by values of earlier answers; false: one of them is not there, `missing` names it. */
static bool reference_replace(const struct sub *subs, size_t n, const char *text, bool json, struct crm_buf *out,
			      struct crm_buf *missing)
{
	while (*text) {
		const char *at = strstr(text, "@{"), *end = at ? strchr(at, '}') : NULL;
		if (!end) {
			crm_buf_str(out, text);
			return true;
		}
		crm_buf_add(out, text, (size_t)(at - text));
		const char *value = crm_json_text(reference_find(subs, n, at + 2, (size_t)(end - at - 2)));
		if (!value) {
			size_t id = strcspn(at + 2, ".[}");
			crm_buf_printf(missing, "Invalid reference specified. No value for %.*s found in %.*s",
				       (int)(end - at - 2), at + 2, (int)id, at + 2);
			return false;
		}
		reference_put(value, json, out);
		text = end + 1;
	}
	return true;
}

static const char *reference_text(const struct sf_call *call, const struct sub *subs, size_t n, const char *text,
				  bool json, struct crm_buf *missing)
{
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	const char *kept = NULL;
	if (reference_replace(subs, n, text, json, &out, missing))
		kept = out.failed ? NULL : crm_arena_strndup(call->face->arena, out.ptr, out.len);
	crm_buf_free(&out);
	return kept;
}

/* --- the request ----------------------------------------------------------------------------------------- */

static const char *sub_body(const struct sf_call *call, const crm_json *body)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	if (crm_json_is_string(body))
		crm_buf_str(&text, crm_json_text(body));
	else if (body)
		crm_json_write(&text, body);
	const char *kept = text.failed ? NULL : crm_arena_strndup(call->face->arena, text.ptr, text.len);
	crm_buf_free(&text);
	return kept;
}

static struct sub *subs_read(const struct sf_call *call, const crm_json *list, const char *body_name, size_t max,
			     size_t *n)
{
	struct crm_buf message;
	*n = crm_json_is_array(list) ? crm_json_size(list) : 0;
	if (*n == 0 || *n > max) {
		crm_buf_init(&message, 256);
		crm_buf_printf(&message, "Limit of subrequests exceeded: at most %zu are allowed", max);
		sf_answer_error(call, 400, *n ? "LIMIT_EXCEEDED" : "REQUIRED_FIELD_MISSING",
				*n ? message.ptr : "At least 1 subrequest is required");
		crm_buf_free(&message);
		return NULL;
	}
	struct sub *subs = crm_arena_calloc(call->face->arena, *n, sizeof(*subs));
	struct sub *sub = subs;
	for (const crm_json *e = crm_json_first(list); subs && e; e = crm_json_next(e), sub++) {
		sub->method = crm_json_get_string(e, "method");
		sub->url = crm_json_get_string(e, "url");
		sub->reference = crm_json_get_string(e, "referenceId");
		sub->headers = crm_json_get(e, "httpHeaders");
		sub->body = sub_body(call, crm_json_get(e, body_name));
		crm_buf_init(&sub->resp.body, CRM_BUF_MAX);
		crm_buf_init(&sub->resp.header_block, CRM_BUF_MAX);
	}
	if (!subs)
		sf_answer_problem(call, CRM_E_NOMEM, NULL);
	return subs;
}

static bool subs_check(const struct sf_call *call, const struct sub *subs, size_t n, bool references)
{
	for (size_t i = 0; i < n; i++) {
		if (subs[i].method && subs[i].url && (subs[i].reference || !references))
			continue;
		sf_answer_error(call, 400, "JSON_PARSER_ERROR",
				references ? "method, url and referenceId are required for each subrequest"
					   : "method and url are required for each subrequest");
		return false;
	}
	return true;
}

static void sub_answer(struct sub *sub, const struct sf_call *outer, int status, const char *code, const char *message)
{
	struct sf_call call = {.face = outer->face, .req = outer->req, .resp = &sub->resp};
	crm_json_free(sub->answer);
	sub->answer = NULL;
	crm_buf_reset(&sub->resp.header_block);
	sf_answer_error(&call, status, code, message);
}

static void composite_run_one(const struct sf_call *call, struct sub *subs, size_t i)
{
	struct crm_buf missing;
	crm_buf_init(&missing, 4096);
	const char *url = reference_text(call, subs, i, subs[i].url, false, &missing);
	if (url && subs[i].body)
		subs[i].body = reference_text(call, subs, i, subs[i].body, true, &missing);
	if (missing.len)
		sub_answer(&subs[i], call, 400, "PROCESSING_HALTED", missing.ptr);
	else if (!url)
		sub_answer(&subs[i], call, 500, "UNKNOWN_EXCEPTION", "out of memory");
	else
		sub_run(call, &subs[i], url);
	crm_buf_free(&missing);
}

static void sub_write(struct crm_json_writer *w, const struct sub *sub)
{
	const char *location = sub_location(sub);
	crm_jw_object(w);
	crm_jw_key(w, "body");
	if (sub->resp.body.len)
		crm_jw_raw(w, sub->resp.body.ptr, sub->resp.body.len);
	else
		crm_jw_null(w);
	crm_jw_key(w, "httpHeaders");
	crm_jw_object(w);
	if (location) {
		crm_jw_key(w, "Location");
		crm_jw_string_n(w, location, strcspn(location, "\n"));
	}
	crm_jw_end_object(w);
	crm_jw_field_int(w, "httpStatusCode", sub->resp.status);
	crm_jw_field(w, "referenceId", sub->reference);
	crm_jw_end_object(w);
}

/* {"compositeResponse": [...]} */
static void composite_write(struct crm_json_writer *w, const struct sub *subs, size_t n)
{
	crm_jw_object(w);
	crm_jw_key(w, "compositeResponse");
	crm_jw_array(w);
	for (size_t i = 0; i < n; i++)
		sub_write(w, &subs[i]);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
}

/* With all_or_none one failure undoes all and silences the others.  *failed: the first that failed, n: none. */
static int composite_run(struct sf_call *call, struct sub *subs, size_t n, bool all_or_none, size_t *failed)
{
	*failed = n;
	int rc = sf_undo_begin(call->face);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n && (*failed == n || !all_or_none); i++) {
		composite_run_one(call, subs, i);
		if (subs[i].resp.status >= 400 && *failed == n)
			*failed = i;
	}
	if (*failed == n || !all_or_none) {
		sf_undo_keep(call->face);
		return CRM_OK;
	}
	sf_undo_rollback(call->face);
	for (size_t i = 0; i < n; i++)
		if (i != *failed)
			sub_answer(&subs[i], call, 400, "PROCESSING_HALTED",
				   "The transaction was rolled back since another operation in the same transaction "
				   "failed.");
	return CRM_OK;
}

void sf_post_composite(struct sf_call *call)
{
	crm_json *body = sf_call_body(call);
	size_t n = 0;
	struct sub *subs =
		body ? subs_read(call, crm_json_get(body, "compositeRequest"), "body", MAX_SUBREQUESTS, &n) : NULL;
	if (subs && subs_check(call, subs, n, true)) {
		struct crm_json_writer w;
		size_t failed;
		int rc = composite_run(call, subs, n, crm_json_true(crm_json_get(body, "allOrNone")), &failed);
		if (rc < 0) {
			sf_answer_problem(call, rc, NULL);
		} else {
			crm_jw_init(&w, &call->resp->body);
			composite_write(&w, subs, n);
			call->resp->status = 200;
		}
	}
	for (size_t i = 0; subs && i < n; i++)
		sub_free(&subs[i]);
	crm_json_free(body);
}

/* --- graph: each is done whole or not at all, and they do not know of each other --------------------------- */

struct graph {
	const char *id;
	struct sub *subs;
	size_t n, failed;
};

static bool graphs_fit(const struct sf_call *call, const crm_json *list)
{
	size_t nodes = 0, n = crm_json_is_array(list) ? crm_json_size(list) : 0;
	for (const crm_json *e = n ? crm_json_first(list) : NULL; e; e = crm_json_next(e))
		nodes += crm_json_size(crm_json_get(e, "compositeRequest"));
	if (n == 0)
		sf_answer_error(call, 400, "REQUIRED_FIELD_MISSING", "At least 1 graph is required");
	else if (n > MAX_GRAPHS || nodes > MAX_GRAPH_NODES)
		sf_answer_error(call, 400, "LIMIT_EXCEEDED",
				"Limit exceeded: at most 75 graphs and 500 subrequests are allowed");
	return n > 0 && n <= MAX_GRAPHS && nodes <= MAX_GRAPH_NODES;
}

static struct graph *graphs_read(const struct sf_call *call, const crm_json *list, size_t *n)
{
	*n = 0;
	struct graph *graphs = graphs_fit(call, list)
				       ? crm_arena_calloc(call->face->arena, crm_json_size(list), sizeof(*graphs))
				       : NULL;
	for (const crm_json *e = graphs ? crm_json_first(list) : NULL; e; e = crm_json_next(e)) {
		struct graph *g = &graphs[(*n)++];
		g->id = crm_json_get_string(e, "graphId");
		g->subs = subs_read(call, crm_json_get(e, "compositeRequest"), "body", MAX_GRAPH_NODES, &g->n);
		if (!g->subs || !subs_check(call, g->subs, g->n, true))
			return graphs;
		if (!g->id) {
			sf_answer_error(call, 400, "JSON_PARSER_ERROR", "graphId is required for each graph");
			return graphs;
		}
	}
	if (!graphs && call->resp->body.len == 0)
		sf_answer_problem(call, CRM_E_NOMEM, NULL);
	return graphs;
}

static void graphs_write(const struct sf_call *call, const struct graph *graphs, size_t n)
{
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "graphs");
	crm_jw_array(&w);
	for (size_t i = 0; i < n; i++) {
		crm_jw_object(&w);
		crm_jw_field(&w, "graphId", graphs[i].id);
		crm_jw_key(&w, "graphResponse");
		composite_write(&w, graphs[i].subs, graphs[i].n);
		crm_jw_field_bool(&w, "isSuccessful", graphs[i].failed == graphs[i].n);
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	call->resp->status = 200;
}

void sf_post_graph(struct sf_call *call)
{
	crm_json *body = sf_call_body(call);
	size_t n = 0;
	struct graph *graphs = body ? graphs_read(call, crm_json_get(body, "graphs"), &n) : NULL;
	int rc = CRM_OK;
	if (graphs && call->resp->body.len == 0) { /* nothing was refused */
		for (size_t i = 0; i < n && rc == CRM_OK; i++)
			rc = composite_run(call, graphs[i].subs, graphs[i].n, true, &graphs[i].failed);
		if (rc < 0)
			sf_answer_problem(call, rc, NULL);
		else
			graphs_write(call, graphs, n);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; graphs[i].subs && k < graphs[i].n; k++)
			sub_free(&graphs[i].subs[k]);
	crm_json_free(body);
}

/* --- batch ----------------------------------------------------------------------------------------------- */

/* Urls of a batch begin with the version: v60.0/sobjects/... */
static const char *batch_url(const struct sf_call *call, const char *url)
{
	url += *url == '/';
	if (strncmp(url, "services/data/", 14) == 0)
		url += 14;
	return crm_arena_printf(call->face->arena, "/services/data/%s", url);
}

static void batch_write(const struct sf_call *call, const struct sub *subs, size_t n)
{
	struct crm_json_writer w;
	bool errors = false;
	for (size_t i = 0; i < n; i++)
		errors = errors || subs[i].resp.status >= 400;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field_bool(&w, "hasErrors", errors);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	for (size_t i = 0; i < n; i++) {
		crm_jw_object(&w);
		crm_jw_field_int(&w, "statusCode", subs[i].resp.status);
		crm_jw_key(&w, "result");
		if (subs[i].resp.body.len)
			crm_jw_raw(&w, subs[i].resp.body.ptr, subs[i].resp.body.len);
		else
			crm_jw_null(&w);
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	call->resp->status = 200;
}

void sf_post_batch(struct sf_call *call)
{
	crm_json *body = sf_call_body(call);
	size_t n = 0;
	struct sub *subs =
		body ? subs_read(call, crm_json_get(body, "batchRequests"), "richInput", MAX_SUBREQUESTS, &n) : NULL;
	bool halt_on_error = crm_json_true(crm_json_get(body, "haltOnError")), halted = false;
	if (subs && subs_check(call, subs, n, false)) {
		for (size_t i = 0; i < n; i++) {
			const char *url = batch_url(call, subs[i].url);
			if (halted)
				sub_answer(&subs[i], call, 412, "BATCH_PROCESSING_HALTED",
					   "Batch processing halted per request");
			else if (url)
				sub_run(call, &subs[i], url);
			halted = halted || !url || (halt_on_error && subs[i].resp.status >= 400);
		}
		batch_write(call, subs, n);
	}
	for (size_t i = 0; subs && i < n; i++)
		sub_free(&subs[i]);
	crm_json_free(body);
}
