/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One connection of one connector module, spoken to in lines of JSON: a command on standard input, its answer on
 * standard output.
 *
 *     session MODULE.so
 *     {"do":"open","base_url":"http://127.0.0.1:4711/hubspot","secrets":{"token":"t"},"options":{}}
 *     {"do":"pull","object":"contact","properties":["email"],"since":null,"cursor":null}
 *
 * An answer has "code" (crm_code_name(), "ok"), for an error "message", "http_status" and "retry_after_ms", what the
 * operation gave, and the counters "calls" and "units" of the HTTP client.  Values: text, null, lists; {"denied":true};
 * what is absent is not there.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/connector.h>
#include <crmsync/json.h>

#include <net/client.h>

static struct {
	const struct crm_connector *connector;
	struct crm_connection *conn;
	struct crm_http *http;
	struct crm_host host;
	crm_json *opened; /* the "open" command: holds what host and client borrow */
	struct crm_arena *arena;
	struct crm_error err;
	const crm_json *command;
	struct crm_json_writer w;
} session;

/* ---- what the host gives ---- */

static const char *get_secret(void *ctx, const char *name)
{
	(void)ctx;
	return crm_json_get_string(crm_json_get(session.opened, "secrets"), name);
}

static const char *get_option(void *ctx, const char *name)
{
	(void)ctx;
	return crm_json_get_string(crm_json_get(session.opened, "options"), name);
}

static int save_secret(void *ctx, const char *name, const char *value, struct crm_error *err)
{
	(void)ctx;
	(void)value;
	return crm_error_set(err, CRM_E_UNSUPPORTED, "'%s' cannot be saved here", name);
}

/* ---- commands ---- */

static enum crm_object the_object(void)
{
	enum crm_object object = CRM_OBJECTS;
	const char *name = crm_json_get_string(session.command, "object");
	if (!name || !crm_object_parse(name, &object)) {
		fprintf(stderr, "session: no object '%s'\n", name ? name : "");
		exit(2);
	}
	return object;
}

static void *must(void *memory)
{
	if (!memory) {
		fputs("session: out of memory\n", stderr);
		exit(2);
	}
	return memory;
}

static const char **texts(const crm_json *array, size_t *n)
{
	*n = crm_json_size(array);
	const char **list = must(crm_arena_calloc(session.arena, *n + 1, sizeof *list));
	size_t i = 0;
	for (const crm_json *v = crm_json_first(array); v; v = crm_json_next(v))
		list[i++] = crm_json_text(v) ? crm_json_text(v) : "";
	return list;
}

static struct crm_property *properties(const crm_json *object, size_t *n)
{
	*n = crm_json_size(object);
	struct crm_property *list = must(crm_arena_calloc(session.arena, *n + 1, sizeof *list)), *p = list;
	for (const crm_json *v = crm_json_first(object); v; v = crm_json_next(v), p++) {
		p->name = crm_json_name(v);
		p->value.kind = crm_json_is_array(v) ? CRM_LIST : crm_json_is_null(v) ? CRM_NULL : CRM_TEXT;
		if (p->value.kind == CRM_TEXT)
			p->value.text = crm_json_text(v);
		else if (p->value.kind == CRM_LIST)
			p->value.items = texts(v, &p->value.n);
	}
	return list;
}

/* ---- answers ---- */

static void write_value(const char *name, const struct crm_value *value)
{
	struct crm_json_writer *w = &session.w;
	if (value->kind == CRM_ABSENT)
		return;
	crm_jw_key(w, name);
	if (value->kind == CRM_NULL) {
		crm_jw_null(w);
	} else if (value->kind == CRM_TEXT) {
		crm_jw_string(w, value->text);
	} else if (value->kind == CRM_LIST) {
		crm_jw_array(w);
		for (size_t i = 0; i < value->n; i++)
			crm_jw_string(w, value->items[i]);
		crm_jw_end_array(w);
	} else {
		crm_jw_object(w);
		crm_jw_field_bool(w, "denied", true);
		crm_jw_end_object(w);
	}
}

static void write_record(const struct crm_record *r)
{
	static const char *const lives[] = {"live", "archived", "deleted", "merged", "converted"};
	struct crm_json_writer *w = &session.w;
	crm_jw_object(w);
	crm_jw_field(w, "id", r->id);
	crm_jw_field(w, "kind", r->kind);
	crm_jw_field(w, "life", lives[r->life]);
	crm_jw_field(w, "into", r->into);
	crm_jw_key(w, "absorbed");
	crm_jw_array(w);
	for (size_t i = 0; i < r->n_absorbed; i++)
		crm_jw_string(w, r->absorbed[i]);
	crm_jw_end_array(w);
	crm_jw_key(w, "properties");
	crm_jw_object(w);
	for (size_t i = 0; i < r->n_properties; i++)
		write_value(r->properties[i].name, &r->properties[i].value);
	crm_jw_end_object(w);
	crm_jw_end_object(w);
}

static void write_page(const struct crm_page *page)
{
	struct crm_json_writer *w = &session.w;
	crm_jw_key(w, "records");
	crm_jw_array(w);
	for (size_t i = 0; i < page->n; i++)
		write_record(&page->records[i]);
	crm_jw_end_array(w);
	crm_jw_field_bool(w, "complete", page->complete);
	crm_jw_field(w, "cursor", page->cursor);
	crm_jw_field(w, "watermark", page->watermark);
	crm_jw_field_int(w, "total", page->total);
}

/* ---- operations ---- */

static int do_open(void)
{
	const char *base = crm_json_get_string(session.opened, "base_url");
	const char *version = crm_json_get_string(session.opened, "api_version");
	const struct crm_connector_info *info = session.connector->info;
	const struct crm_http_options options = {
		.system = info->name, .windows = info->windows, .concurrency = info->concurrency, .budget_max = -1};
	int rc = crm_http_new(&options, &session.http, &session.err);
	session.host = (struct crm_host){.http = session.http,
					 .system = info->name,
					 .base_url = base ? base : info->base_url,
					 .api_version = version ? version : info->api_version,
					 .secret = get_secret,
					 .option = get_option,
					 .save_secret = save_secret};
	if (rc == CRM_OK)
		rc = session.connector->open(&session.host, &session.conn, &session.err);
	crm_jw_field(&session.w, "name", info->name);
	crm_jw_field(&session.w, "id_property", info->id_property);
	crm_jw_field_int(&session.w, "abi", session.connector->abi);
	crm_jw_field_int(&session.w, "header_abi", CRM_CONNECTOR_ABI); /* that it was built against */
	crm_jw_field_int(&session.w, "page_size", info->page_size);
	crm_jw_field_int(&session.w, "max_get", info->max_get);
	crm_jw_field_int(&session.w, "max_create", info->max_batch[CRM_OP_CREATE]);
	crm_jw_field_int(&session.w, "search_lag_ms", info->search_lag_ms);
	crm_jw_field_int(&session.w, "lookback_s", info->lookback_s);
	crm_jw_field_bool(&session.w, "lists_deleted", info->lists_deleted);
	return rc;
}

static int do_identify(void)
{
	struct crm_identity identity = {0};
	int rc = session.connector->identify(session.conn, &identity, session.arena, &session.err);
	crm_jw_field(&session.w, "tenant", identity.tenant);
	return rc;
}

static int do_describe(void)
{
	struct crm_schema schema = {0};
	struct crm_json_writer *w = &session.w;
	int rc = session.connector->describe(session.conn, the_object(), &schema, session.arena, &session.err);
	crm_jw_key(w, "properties");
	crm_jw_array(w);
	for (size_t i = 0; i < schema.n; i++) {
		const struct crm_property_info *p = &schema.properties[i];
		crm_jw_object(w);
		crm_jw_field(w, "name", p->name);
		crm_jw_field(w, "label", p->label);
		crm_jw_field(w, "kind", p->kind);
		crm_jw_field_int(w, "type", p->type);
		crm_jw_field_bool(w, "read_only", p->read_only);
		crm_jw_field_bool(w, "unique", p->unique);
		crm_jw_key(w, "options");
		crm_jw_object(w);
		for (size_t k = 0; k < p->n_options; k++)
			crm_jw_field(w, p->options[k].value, p->options[k].label);
		crm_jw_end_object(w);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
	return rc;
}

static int do_pull(void)
{
	struct crm_page page = {.total = -1};
	struct crm_pull pull = {.object = the_object()};
	int64_t lookback = 0;
	pull.properties = texts(crm_json_get(session.command, "properties"), &pull.n_properties);
	pull.filter = crm_json_get_string(session.command, "filter");
	pull.since = crm_json_get_string(session.command, "since");
	pull.cursor = crm_json_get_string(session.command, "cursor");
	if (crm_json_int(crm_json_get(session.command, "lookback_s"), &lookback))
		pull.lookback_s = (unsigned)lookback;
	int rc = session.connector->pull(session.conn, &pull, &page, session.arena, &session.err);
	if (rc == CRM_OK)
		write_page(&page);
	return rc;
}

static int do_get(void)
{
	struct crm_page page = {.total = -1};
	size_t n_ids, n_properties;
	const char **ids = texts(crm_json_get(session.command, "ids"), &n_ids);
	const char **names = texts(crm_json_get(session.command, "properties"), &n_properties);
	int rc = session.connector->get(session.conn, the_object(), ids, n_ids, names, n_properties, &page,
					session.arena, &session.err);
	if (rc == CRM_OK)
		write_page(&page);
	return rc;
}

static int do_find(void)
{
	struct crm_page page = {.total = -1};
	size_t n_values, n_properties;
	const char **values = texts(crm_json_get(session.command, "values"), &n_values);
	const char **names = texts(crm_json_get(session.command, "properties"), &n_properties);
	int rc = session.connector->find(session.conn, the_object(), crm_json_get_string(session.command, "property"),
					 values, n_values, names, n_properties, &page, session.arena, &session.err);
	if (rc == CRM_OK)
		write_page(&page);
	return rc;
}

static enum crm_op_kind op_kind(const char *name)
{
	static const char *const kinds[] = {"create", "update", "archive", "associate", "dissociate"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (name && strcmp(kinds[i], name) == 0)
			return (enum crm_op_kind)i;
	fprintf(stderr, "session: no operation '%s'\n", name ? name : "");
	exit(2);
}

static void read_op(const crm_json *v, size_t i, struct crm_op *op)
{
	*op = (struct crm_op){.trace = must(crm_arena_printf(session.arena, "t-%zu", i)),
			      .kind = op_kind(crm_json_get_string(session.command, "kind")),
			      .object = the_object(),
			      .record_kind = crm_json_get_string(v, "record_kind"),
			      .id = crm_json_get_string(v, "id"),
			      .property = crm_json_get_string(v, "property"),
			      .to = crm_json_get_string(v, "to"),
			      .primary = crm_json_true(crm_json_get(v, "primary"))};
	op->properties = properties(crm_json_get(v, "properties"), &op->n_properties);
}

static void write_result(const struct crm_result *r)
{
	static const char *const outcomes[] = {"unknown", "done", "not_sent", "refused", "exists", "gone"};
	struct crm_json_writer *w = &session.w;
	crm_jw_object(w);
	crm_jw_field(w, "outcome", outcomes[r->outcome]);
	crm_jw_field(w, "id", r->id);
	crm_jw_field(w, "message", r->message);
	crm_jw_end_object(w);
}

static int do_push(void)
{
	const crm_json *list = crm_json_get(session.command, "ops");
	size_t n = crm_json_size(list), i = 0;
	struct crm_op *ops = must(crm_arena_calloc(session.arena, n + 1, sizeof *ops));
	struct crm_result *results = must(crm_arena_calloc(session.arena, n + 1, sizeof *results));
	for (const crm_json *v = crm_json_first(list); v; v = crm_json_next(v), i++)
		read_op(v, i, &ops[i]);
	int rc = session.connector->push(session.conn, ops, results, n, session.arena, &session.err);
	crm_jw_key(&session.w, "results");
	crm_jw_array(&session.w);
	for (i = 0; i < n; i++)
		write_result(&results[i]);
	crm_jw_end_array(&session.w);
	return rc;
}

static int do_setup(void)
{
	static const char *const states[] = {"present", "created", "refused", "unsupported"};
	struct crm_setup_result result = {0};
	int rc = session.connector->setup(session.conn, the_object(), session.connector->info->id_property, &result,
					  session.arena, &session.err);
	crm_jw_field(&session.w, "state", states[result.state]);
	crm_jw_field(&session.w, "property", result.property);
	crm_jw_field(&session.w, "why", result.message);
	return rc;
}

static int do_count(void)
{
	int64_t n = -1;
	int rc = session.connector->count(session.conn, the_object(), crm_json_get_string(session.command, "filter"),
					  &n, &session.err);
	crm_jw_field_int(&session.w, "count", n);
	return rc;
}

static int do_budget(void)
{
	struct crm_budget budget = {-1, -1, -1};
	int rc = session.connector->budget(session.conn, &budget, &session.err);
	crm_jw_field_int(&session.w, "limit", budget.limit);
	crm_jw_field_int(&session.w, "remaining", budget.remaining);
	return rc;
}

static const struct {
	const char *name;
	int (*run)(void);
} operations[] = {
	{"open", do_open},   {"identify", do_identify}, {"describe", do_describe}, {"pull", do_pull},
	{"get", do_get},     {"find", do_find},         {"push", do_push},         {"setup", do_setup},
	{"count", do_count}, {"budget", do_budget},
};

static void write_end(int rc)
{
	struct crm_http_counters counters = {0};
	struct crm_json_writer *w = &session.w;
	if (session.http)
		crm_http_get_counters(session.http, &counters);
	crm_jw_field_int(w, "calls", counters.calls);
	crm_jw_field_int(w, "units", counters.units);
	crm_jw_field(w, "code", rc < 0 ? crm_code_name(rc) : "ok");
	if (rc < 0) {
		crm_jw_field(w, "message", crm_error_text(&session.err));
		crm_jw_field_int(w, "http_status", session.err.http_status);
		crm_jw_field_int(w, "retry_after_ms", session.err.retry_after_ms);
	}
}

static int run(const char *line)
{
	crm_json *command = NULL;
	struct crm_buf out;
	int rc = CRM_E_USAGE;
	if (crm_json_parse(line, strlen(line), &command, &session.err) != CRM_OK)
		return fprintf(stderr, "session: %s\n", crm_error_text(&session.err)), 2;
	const char *name = crm_json_get_string(command, "do");
	if (name && strcmp(name, "open") == 0)
		session.opened = command;
	session.command = command;
	crm_arena_reset(session.arena);
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_jw_init(&session.w, &out);
	crm_jw_object(&session.w);
	for (size_t i = 0; name && i < sizeof operations / sizeof *operations; i++)
		if (strcmp(operations[i].name, name) == 0)
			rc = operations[i].run();
	write_end(rc);
	crm_jw_end_object(&session.w);
	puts(out.failed ? "{\"code\":\"out of memory\"}" : out.ptr);
	fflush(stdout);
	crm_buf_free(&out);
	crm_error_clear(&session.err);
	if (command != session.opened)
		crm_json_free(command);
	return 0;
}

int main(int argc, char **argv)
{
	const struct crm_connector *(*entry)(void) = NULL;
	void *handle = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
	void *symbol = handle ? dlsym(handle, "crm_connector_entry") : NULL;
	if (!symbol)
		return fprintf(stderr, "session: %s\n", argc == 2 ? dlerror() : "usage: session MODULE.so"), 2;
	memcpy(&entry, &symbol, sizeof entry);
	session.connector = entry();
	session.arena = must(crm_arena_new());
	char *line = NULL;
	size_t cap = 0;
	int rc = 0;
	while (rc == 0 && getline(&line, &cap, stdin) > 0)
		rc = run(line);
	free(line);
	session.connector->close(session.conn);
	crm_http_free(session.http);
	crm_json_free(session.opened);
	crm_arena_free(session.arena);
	return rc;
}
