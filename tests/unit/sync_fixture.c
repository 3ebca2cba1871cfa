/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "sync_fixture.h"

#include <config/parse.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fake_system fake[FAKE_SYSTEMS];
struct crm_settings *sync_settings;
struct crm_engine *sync_engine;
struct crm_run_options sync_options;
struct crm_arena *sync_arena;
struct crm_error sync_err;
char sync_folder[64];

/* ---- records ---- */

struct fake_record *fake_find(struct fake_system *f, enum crm_object object, const char *id)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->records[i].object == object && strcmp(f->records[i].id, id) == 0)
			return &f->records[i];
	return NULL;
}

static struct fake_property *property_of(struct fake_record *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->properties[i].name, name) == 0)
			return &r->properties[i];
	return NULL;
}

void fake_set(struct fake_record *r, const char *name, const char *value)
{
	struct fake_property *p = property_of(r, name);
	if (p == NULL) {
		ck_assert_uint_lt(r->n, FAKE_PROPERTIES);
		p = &r->properties[r->n++];
		snprintf(p->name, sizeof p->name, "%s", name);
	}
	p->kind = value ? CRM_TEXT : CRM_NULL;
	snprintf(p->value, sizeof p->value, "%s", value ? value : "");
}

void fake_unset(struct fake_record *r, const char *name)
{
	struct fake_property *p = property_of(r, name);
	if (p != NULL)
		p->kind = CRM_ABSENT;
}

static struct fake_record *fake_new(struct fake_system *f, enum crm_object object, const char *id)
{
	ck_assert_uint_lt(f->n, FAKE_RECORDS);
	struct fake_record *r = &f->records[f->n++];
	memset(r, 0, sizeof *r);
	r->object = object;
	snprintf(r->id, sizeof r->id, "%s", id);
	return r;
}

struct fake_record *fake_put(struct fake_system *f, enum crm_object object, const char *id, ...)
{
	struct fake_record *r = fake_find(f, object, id);
	if (r == NULL)
		r = fake_new(f, object, id);
	va_list args;
	va_start(args, id);
	for (const char *name = va_arg(args, const char *); name != NULL; name = va_arg(args, const char *)) {
		const char *value = va_arg(args, const char *);
		fake_set(r, name, value);
	}
	va_end(args);
	return r;
}

const char *fake_value(struct fake_system *f, enum crm_object object, const char *id, const char *name)
{
	struct fake_record *r = fake_find(f, object, id);
	struct fake_property *p = r ? property_of(r, name) : NULL;
	return p ? p->value : "";
}

size_t fake_count(const struct fake_system *f, enum crm_object object)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		n += f->records[i].object == object && f->records[i].life == CRM_LIVE && !f->records[i].vanished;
	return n;
}

void fake_answer_next(struct fake_system *f, struct fake_answer answer)
{
	ck_assert_uint_lt(f->n_answers, sizeof f->answers / sizeof *f->answers);
	f->answers[f->n_answers++] = answer;
}

void fake_forget(void)
{
	for (size_t i = 0; i < FAKE_SYSTEMS; i++) {
		fake[i].writes = 0;
		fake[i].log[0] = '\0';
	}
}

unsigned fake_writes(void)
{
	unsigned n = 0;
	for (size_t i = 0; i < FAKE_SYSTEMS; i++)
		n += fake[i].writes;
	return n;
}

/* ---- schema ---- */

static const struct crm_option statuses[] = {
	{.value = "1", .label = "New", .active = true},
	{.value = "2", .label = "Customer", .active = true},
	{.value = "3", .label = "Gone", .active = false},
	{.value = "4", .label = "Überfällig", .active = true},
};

#define TEXT(n)                                                                                                        \
	{                                                                                                              \
		.name = (n), .label = (n), .type = CRM_P_TEXT                                                          \
	}
#define LIST(n)                                                                                                        \
	{                                                                                                              \
		.name = (n), .label = (n), .type = CRM_P_TEXT, .multiple = true                                        \
	}
#define ASSOC(n)                                                                                                       \
	{                                                                                                              \
		.name = (n), .label = (n), .type = CRM_P_REFERENCE, .association = true                                \
	}

static const struct crm_property_info contact_schema[] = {
	TEXT("first"),
	TEXT("last"),
	{.name = "email", .label = "E-mail", .type = CRM_P_TEXT, .unique = true},
	LIST("emails"),
	TEXT("phone"),
	{.name = "status",
	 .label = "Status",
	 .type = CRM_P_ENUM,
	 .options = statuses,
	 .n_options = 4,
	 .closed_options = true},
	{.name = "note", .label = "Note", .type = CRM_P_TEXT, .max_length = 10},
	TEXT("owner"),
	{.name = "country", .label = "Country", .type = CRM_P_TEXT},
	{.name = "birthday", .label = "Birthday", .type = CRM_P_DATE},
	{.name = "optout", .label = "Opted out", .type = CRM_P_BOOL},
	{.name = "company_id", .label = "Company", .type = CRM_P_REFERENCE},
	ASSOC("@company"),
	TEXT("crmsync_id"),
};
#define N_CONTACT (sizeof contact_schema / sizeof *contact_schema)
struct crm_property_info fake_contact_schema[N_CONTACT];
const size_t fake_contact_schema_n = N_CONTACT;

static const struct crm_property_info company_schema[] = {TEXT("name"), TEXT("domain"), TEXT("phone"),
							  TEXT("crmsync_id")};
static const struct crm_property_info deal_schema[] = {
	TEXT("name"),
	{.name = "amount", .label = "Amount", .type = CRM_P_NUMBER, .scale = 2},
	{.name = "company_id", .label = "Company", .type = CRM_P_REFERENCE},
	{.name = "contact_ids", .label = "Contacts", .type = CRM_P_REFERENCE, .multiple = true},
	ASSOC("@company"),
	{.name = "@contacts", .label = "Contacts", .type = CRM_P_REFERENCE, .association = true, .multiple = true},
	TEXT("crmsync_id"),
};

struct crm_property_info *fake_schema_property(const char *name)
{
	for (size_t i = 0; i < N_CONTACT; i++)
		if (strcmp(fake_contact_schema[i].name, name) == 0)
			return &fake_contact_schema[i];
	return NULL;
}

static bool is_list(enum crm_object object, const char *name)
{
	if (object == CRM_DEAL)
		return strcmp(name, "@contacts") == 0 || strcmp(name, "contact_ids") == 0;
	return object == CRM_CONTACT && strcmp(name, "emails") == 0; /* whatever the schema says */
}

/* ---- the connector ---- */

struct crm_connection {
	struct fake_system *f;
	bool echoes;
};

static int open_fake(const struct crm_host *host, struct crm_connection **out, bool echoes)
{
	struct crm_connection *c = calloc(1, sizeof *c);
	for (size_t i = 0; i < FAKE_SYSTEMS; i++)
		if (strcmp(fake[i].name, host->system) == 0)
			c->f = &fake[i];
	c->echoes = echoes;
	*out = c;
	return CRM_OK;
}

static int open_echo(const struct crm_host *host, struct crm_connection **out, struct crm_error *err)
{
	(void)err;
	return open_fake(host, out, true);
}

static int open_mute(const struct crm_host *host, struct crm_connection **out, struct crm_error *err)
{
	(void)err;
	return open_fake(host, out, false);
}

static void close_fake(struct crm_connection *c)
{
	free(c);
}

static int identify_fake(struct crm_connection *c, struct crm_identity *out, struct crm_arena *arena,
			 struct crm_error *err)
{
	(void)arena;
	(void)err;
	*out = (struct crm_identity){.tenant = c->f->tenant};
	return CRM_OK;
}

static int describe_fake(struct crm_connection *c, enum crm_object object, struct crm_schema *out,
			 struct crm_arena *arena, struct crm_error *err)
{
	(void)arena;
	(void)err;
	const struct crm_schema schemas[] = {
		{company_schema, sizeof company_schema / sizeof *company_schema},
		{fake_contact_schema, N_CONTACT},
		{deal_schema, sizeof deal_schema / sizeof *deal_schema},
	};
	*out = schemas[object];
	if (c->f->no_id)
		out->n--; /* it is the last one */
	return CRM_OK;
}

static struct crm_value value_of(enum crm_object object, const struct fake_property *p, struct crm_arena *arena)
{
	struct crm_value v = {.kind = p->kind, .text = p->kind == CRM_TEXT ? p->value : NULL};
	if (p->kind == CRM_ABSENT || !is_list(object, p->name))
		return v;
	const char **items = crm_arena_calloc(arena, 64, sizeof *items);
	v = (struct crm_value){.kind = CRM_LIST, .items = items};
	char *rest = crm_arena_strdup(arena, p->value), *save = NULL;
	for (char *item = strtok_r(rest, ";", &save); item != NULL; item = strtok_r(NULL, ";", &save))
		items[v.n++] = item;
	return v;
}

/* What the account has and the record does not is told as empty. */
static size_t add_empty(const struct fake_record *r, struct crm_property *p, size_t n)
{
	static const struct {
		const struct crm_property_info *properties;
		size_t n;
	} schemas[] = {
		{company_schema, sizeof company_schema / sizeof *company_schema},
		{contact_schema, N_CONTACT},
		{deal_schema, sizeof deal_schema / sizeof *deal_schema},
	};
	for (size_t i = 0; i < schemas[r->object].n; i++) {
		bool has = false;
		for (size_t k = 0; k < r->n && !has; k++)
			has = strcmp(r->properties[k].name, schemas[r->object].properties[i].name) == 0;
		if (!has)
			p[n++] = (struct crm_property){.name = schemas[r->object].properties[i].name,
						       .value.kind = CRM_NULL};
	}
	return n;
}

static struct crm_record to_record(const struct fake_record *r, struct crm_arena *arena)
{
	struct crm_property *p = crm_arena_calloc(arena, r->n + N_CONTACT + 1, sizeof *p);
	size_t n = 0;
	for (size_t i = 0; i < r->n; i++)
		if (r->properties[i].kind != CRM_ABSENT)
			p[n++] = (struct crm_property){.name = crm_arena_strdup(arena, r->properties[i].name),
						       .value = value_of(r->object, &r->properties[i], arena)};
	n = r->object <= CRM_DEAL ? add_empty(r, p, n) : n;
	for (size_t i = 0; i < n; i++)
		if (p[i].value.kind == CRM_TEXT)
			p[i].value.text = crm_arena_strdup(arena, p[i].value.text);
	struct crm_record out = {.object = r->object,
				 .kind = r->kind,
				 .id = crm_arena_strdup(arena, r->id),
				 .life = r->life,
				 .into = r->into,
				 .absorbed = r->absorbed,
				 .n_absorbed = r->n_absorbed,
				 .modified = r->modified ? r->modified : 1000,
				 .properties = p,
				 .n_properties = r->life == CRM_LIVE ? n : 0,
				 .raw = "{}",
				 .raw_len = 2};
	return out;
}

static int pull_fake(struct crm_connection *c, const struct crm_pull *request, struct crm_page *out,
		     struct crm_arena *arena, struct crm_error *err)
{
	struct fake_system *f = c->f;
	struct crm_record *records = crm_arena_calloc(arena, FAKE_RECORDS, sizeof *records);
	size_t from = request->cursor ? strtoul(request->cursor, NULL, 10) : 0, seen = 0;
	size_t page = f->page ? f->page : FAKE_RECORDS;
	*out = (struct crm_page){.records = records,
				 .complete = true,
				 .watermark = "w",
				 .total = request->object == CRM_CONTACT ? f->total : -1};
	if (f->pull_fails > 0 && request->object != CRM_OWNER) {
		f->pull_fails--;
		return crm_error_set(err, f->pull_rc, "scripted failure");
	}
	if (request->cursor != NULL && f->cursor_lost) {
		f->cursor_lost = false;
		return crm_error_set(err, CRM_E_CURSOR, "the cursor is not known");
	}
	f->pulls += request->object != CRM_OWNER;
	for (size_t i = 0; i < f->n; i++) {
		const struct fake_record *r = &f->records[i];
		if (r->object != request->object || r->unlisted || r->vanished || seen++ < from)
			continue;
		if (out->n == page) {
			out->complete = false;
			out->cursor = crm_arena_printf(arena, "%zu", f->stuck ? page : from + page);
			break;
		}
		records[out->n++] = to_record(r, arena);
	}
	return CRM_OK;
}

static int get_fake(struct crm_connection *c, enum crm_object object, const char *const *ids, size_t n_ids,
		    const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena,
		    struct crm_error *err)
{
	(void)properties;
	(void)n_properties;
	(void)err;
	struct crm_record *records = crm_arena_calloc(arena, n_ids + 1, sizeof *records);
	*out = (struct crm_page){.records = records, .complete = true, .total = -1};
	c->f->gets++;
	for (size_t i = 0; i < n_ids; i++) {
		const struct fake_record *r = fake_find(c->f, object, ids[i]);
		if (r != NULL && !r->vanished)
			records[out->n++] = to_record(r, arena);
	}
	return CRM_OK;
}

static void carry_out_late(struct fake_system *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->records[i].late > 0)
			f->records[i].vanished = --f->records[i].late > 0;
}

static int find_fake(struct crm_connection *c, enum crm_object object, const char *property, const char *const *values,
		     size_t n_values, const char *const *properties, size_t n_properties, struct crm_page *out,
		     struct crm_arena *arena, struct crm_error *err)
{
	(void)properties;
	(void)n_properties;
	struct crm_record *records = crm_arena_calloc(arena, FAKE_RECORDS, sizeof *records);
	size_t len = strlen(c->f->found_by);
	*out = (struct crm_page){.records = records, .complete = true, .total = -1};
	if (c->f->unsearchable != NULL && strcmp(property, c->f->unsearchable) == 0)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "no search by that");
	c->f->finds++;
	c->f->find_values += (unsigned)n_values;
	snprintf(c->f->found_by + len, sizeof c->f->found_by - len, "%s ", property);
	for (size_t i = 0; i < c->f->n && !c->f->blind_find; i++) {
		struct fake_record *r = &c->f->records[i];
		const struct fake_property *p = property_of(r, property);
		for (size_t k = 0; k < n_values; k++)
			if (r->object == object && r->life == CRM_LIVE && !r->vanished && p != NULL &&
			    strcmp(p->value, values[k]) == 0)
				records[out->n++] = to_record(r, arena);
	}
	carry_out_late(c->f);
	return CRM_OK;
}

/* ---- writing ---- */

static const char *join(const struct crm_value *v, char out[320])
{
	if (v->kind != CRM_LIST)
		return v->kind == CRM_TEXT ? v->text : NULL;
	size_t len = 0;
	out[0] = '\0';
	for (size_t i = 0; i < v->n; i++)
		len += (size_t)snprintf(out + len, 320 - len, "%s%s", i ? ";" : "", v->items[i]);
	return out;
}

static void write_log(struct fake_system *f, const struct crm_op *op)
{
	static const char *const names[] = {"create", "update", "archive", "associate", "dissociate"};
	char text[320];
	size_t len = strlen(f->log);
	len += (size_t)snprintf(f->log + len, sizeof f->log - len, "%s %s%s%s", names[op->kind],
				crm_object_name(op->object), op->id ? " " : "", op->id ? op->id : "");
	for (size_t i = 0; i < op->n_properties && len < sizeof f->log - 700; i++) {
		const char *value = join(&op->properties[i].value, text);
		if (strcmp(op->properties[i].name, "crmsync_id") != 0)
			len += (size_t)snprintf(f->log + len, sizeof f->log - len, " %s=%s", op->properties[i].name,
						value ? value : "(null)");
	}
	if (op->to != NULL)
		len += (size_t)snprintf(f->log + len, sizeof f->log - len, " %s=%s", op->property, op->to);
	snprintf(f->log + len, sizeof f->log - len, "\n");
}

static void add_item(struct fake_record *r, const char *name, const char *item, bool add)
{
	struct fake_property *p = property_of(r, name);
	char old[320] = "", out[320] = "", *save = NULL;
	size_t len = 0;
	if (p != NULL)
		snprintf(old, sizeof old, "%s", p->value);
	for (char *t = strtok_r(old, ";", &save); t != NULL; t = strtok_r(NULL, ";", &save))
		if (strcmp(t, item) != 0)
			len += (size_t)snprintf(out + len, sizeof out - len, "%s%s", len ? ";" : "", t);
	if (add)
		snprintf(out + len, sizeof out - len, "%s%s", len ? ";" : "", item);
	fake_set(r, name, out);
}

/* NULL: there is no such record. */
static struct fake_record *apply(struct fake_system *f, const struct crm_op *op)
{
	char id[24], text[320];
	snprintf(id, sizeof id, "%s-new-%u", f->name, f->made + 1);
	struct fake_record *r =
		op->kind == CRM_OP_CREATE ? fake_new(f, op->object, id) : fake_find(f, op->object, op->id);
	if (r == NULL || r->vanished || r->life != CRM_LIVE)
		return NULL;
	f->made += op->kind == CRM_OP_CREATE;
	if (op->kind == CRM_OP_CREATE)
		r->kind = op->record_kind ? "Contact" : NULL;
	for (size_t i = 0; i < op->n_properties; i++)
		fake_set(r, op->properties[i].name, join(&op->properties[i].value, text));
	if (op->kind == CRM_OP_ARCHIVE)
		r->life = CRM_ARCHIVED;
	if (op->to != NULL && is_list(op->object, op->property))
		add_item(r, op->property, op->to, op->kind == CRM_OP_ASSOCIATE);
	else if (op->to != NULL)
		fake_set(r, op->property, op->kind == CRM_OP_ASSOCIATE ? op->to : NULL);
	return r;
}

static struct fake_answer take_answer(struct fake_system *f, int kind)
{
	for (size_t i = 0; i < f->n_answers; i++) {
		struct fake_answer a = f->answers[i];
		if (a.kind >= 0 && a.kind != kind)
			continue;
		if (a.times > 1) {
			f->answers[i].times--;
		} else {
			memmove(&f->answers[i], &f->answers[i + 1], (f->n_answers - i - 1) * sizeof a);
			f->n_answers--;
		}
		return a;
	}
	return (struct fake_answer){.outcome = CRM_DONE, .apply = true};
}

static int push_fake(struct crm_connection *c, const struct crm_op *ops, struct crm_result *results, size_t n,
		     struct crm_arena *arena, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; i < n; i++) {
		struct fake_answer a = take_answer(c->f, (int)ops[i].kind);
		c->f->writes++;
		write_log(c->f, &ops[i]);
		struct fake_record *r = a.apply ? apply(c->f, &ops[i]) : NULL;
		if (r != NULL && a.late > 0) {
			r->late = a.late;
			r->vanished = true;
		}
		results[i] = (struct crm_result){.outcome = a.apply && r == NULL ? CRM_GONE : a.outcome,
						 .id = a.id && a.id[0] ? a.id : NULL,
						 .code = a.code,
						 .message = a.message};
		if (results[i].outcome == CRM_DONE && ops[i].kind == CRM_OP_CREATE && a.id == NULL)
			results[i].id = crm_arena_strdup(arena, r->id);
		bool record = ops[i].kind == CRM_OP_CREATE || ops[i].kind == CRM_OP_UPDATE;
		if (results[i].outcome == CRM_DONE && c->echoes && record && (a.id == NULL || a.id[0])) {
			struct crm_record *after = crm_arena_calloc(arena, 1, sizeof *after);
			*after = to_record(r, arena);
			results[i].after = after;
		}
		if (a.rc < 0)
			rc = crm_error_set(err, a.rc, "scripted failure of a batch");
	}
	return rc;
}

static int setup_fake(struct crm_connection *c, enum crm_object object, const char *name, struct crm_setup_result *out,
		      struct crm_arena *arena, struct crm_error *err)
{
	(void)c;
	(void)object;
	(void)arena;
	(void)err;
	*out = (struct crm_setup_result){.state = CRM_SETUP_PRESENT, .property = name};
	return CRM_OK;
}

static int count_fake(struct crm_connection *c, enum crm_object object, const char *filter, int64_t *out,
		      struct crm_error *err)
{
	(void)c;
	(void)object;
	(void)filter;
	(void)out;
	return crm_error_set(err, CRM_E_UNSUPPORTED, "no count");
}

static int budget_fake(struct crm_connection *c, struct crm_budget *out, struct crm_error *err)
{
	(void)c;
	(void)err;
	*out = (struct crm_budget){.limit = -1, .remaining = -1, .resets_in_ms = -1};
	return CRM_OK;
}

static const char *url_fake(struct crm_connection *c, enum crm_object object, const char *id, struct crm_arena *arena)
{
	(void)c;
	(void)object;
	(void)id;
	(void)arena;
	return NULL;
}

static const struct crm_named_text no_names[] = {{NULL, NULL}};
static const struct crm_rate_window no_windows[] = {{0}};
static const char *const no_hosts[] = {NULL};

#define FAKE_INFO                                                                                                      \
	.base_url = "http://127.0.0.1:9", .api_version = "1", .hosts = no_hosts, .secrets = no_names,                  \
	.options = no_names, .windows = no_windows, .concurrency = 1, .max_batch = {10, 10, 10, 10}, .max_get = 20,    \
	.max_find = 10, .page_size = 100, .id_property = "crmsync_id", .budget_read_cost = 1, .budget_write_cost = 1
#define FAKE_OPERATIONS                                                                                                \
	.close = close_fake, .identify = identify_fake, .describe = describe_fake, .pull = pull_fake, .get = get_fake, \
	.find = find_fake, .push = push_fake, .setup = setup_fake, .count = count_fake, .budget = budget_fake,         \
	.record_url = url_fake

static const struct crm_connector_info echo_info = {.name = "echo", .title = "Echo", .echoes_writes = true, FAKE_INFO};
static const struct crm_connector_info mute_info = {
	.name = "mute", .title = "Mute", .default_kind = {NULL, "Contact", NULL}, FAKE_INFO};
const struct crm_connector fake_echo = {
	.abi = CRM_CONNECTOR_ABI, .info = &echo_info, .open = open_echo, FAKE_OPERATIONS};
const struct crm_connector fake_mute = {
	.abi = CRM_CONNECTOR_ABI, .info = &mute_info, .open = open_mute, FAKE_OPERATIONS};
static const struct crm_error_wait slow_waits[] = {{CRM_E_SERVER, 60000}, {CRM_E_RATE, 3600000}, {CRM_OK, 0}};
static const struct crm_connector_info slow_info = {.name = "slow",
						    .waits = slow_waits,
						    .title = "Slow",
						    .search_lag_ms = 70000,
						    .settle_ms = 30000,
						    .echoes_writes = true,
						    FAKE_INFO};
const struct crm_connector fake_slow = {
	.abi = CRM_CONNECTOR_ABI, .info = &slow_info, .open = open_echo, FAKE_OPERATIONS};

/* ---- settings ---- */

static const char catalogue[] = "catalogue: 1\n"
				"contact:\n"
				"  match: [email, phone+first_name+last_name]\n"
				"  fields:\n"
				"    first_name: {type: text}\n"
				"    last_name: {type: text}\n"
				"    email: {type: email}\n"
				"    emails: {type: email, multiple: true, rule: union, matches_as: email}\n"
				"    phone: {type: phone}\n"
				"    status: {type: enum, rule: hold}\n"
				"    note: {type: text}\n"
				"    owner: {type: reference, refers: owner}\n"
				"    country: {type: country}\n"
				"    birthday: {type: date}\n"
				"    opted_out: {type: bool, rule: most_restrictive}\n"
				"    company: {type: reference, refers: company}\n"
				"company:\n"
				"  match: [domain, name+phone]\n"
				"  fields:\n"
				"    name: {type: text}\n"
				"    domain: {type: domain}\n"
				"    phone: {type: phone}\n"
				"deal:\n"
				"  match: [company+name]\n"
				"  fields:\n"
				"    name: {type: text}\n"
				"    amount: {type: money}\n"
				"    company: {type: reference, refers: company}\n"
				"    contacts: {type: reference, refers: contact, multiple: true, rule: union}\n";

#define CONTACT_MAPPING                                                                                                \
	"mapping: 1\n"                                                                                                 \
	"contact:\n"                                                                                                   \
	"  first_name: first\n  last_name: last\n  email: email\n  emails: emails\n  phone: phone\n  status: status\n" \
	"  note: note\n  owner: owner\n  country: country\n  birthday: birthday\n  opted_out: optout\n"
#define COMPANY_MAPPING "company: {name: name, domain: domain, phone: phone}\n"

static const char echo_mapping[] =
	CONTACT_MAPPING "  company: '@company'\n" COMPANY_MAPPING
			"deal: {name: name, amount: amount, company: '@company', contacts: '@contacts'}\n";
static const char mute_mapping[] =
	CONTACT_MAPPING "  company: company_id\n" COMPANY_MAPPING
			"deal: {name: name, amount: amount, company: company_id, contacts: contact_ids}\n";

const char sync_two[] = "systems: {a: {connector: echo}, b: {connector: echo}}\nretry: {attempts: 2, first_wait: 0}\n";
const char sync_three[] = "systems: {a: {connector: echo}, b: {connector: echo}, c: {connector: echo}}\nretry: "
			  "{attempts: 2, first_wait: 0}\n";

static int find_text(const void *ctx, const char *connector, struct crm_arena *arena, struct config_text *out,
		     struct crm_error *err)
{
	(void)ctx;
	(void)arena;
	(void)err;
	const char *text = connector == NULL ? catalogue : strcmp(connector, "mute") == 0 ? mute_mapping : echo_mapping;
	*out = (struct config_text){.path = connector ? connector : "objects.yaml", .text = text, .len = strlen(text)};
	return 1;
}

void sync_configure(const char *yaml)
{
	const struct config_source source = {.find = find_text};
	char text[8192], path[96];
	crm_settings_free(sync_settings);
	sync_settings = NULL;
	snprintf(text, sizeof text, "store: %s/test.db\n%s", sync_folder, yaml);
	snprintf(path, sizeof path, "%s/crmsync.yaml", sync_folder);
	struct config_text config = {.path = path, .text = text, .len = strlen(text)};
	ck_sync(CRM_OK, crm_settings_parse(&config, &source, &sync_settings, &sync_err));
}

/* ---- life ---- */

static const struct crm_connector *const connectors[] = {&fake_echo, &fake_mute, &fake_slow, NULL};
static const char *const nowhere[] = {NULL};

static void default_options(void)
{
	sync_options = (struct crm_run_options){.accept = CRM_ACCEPT_FIRST,
						.limit = -1,
						.jobs = 1,
						.data_dirs = nowhere,
						.connector_dirs = nowhere,
						.connectors = connectors};
}

void sync_setup(void)
{
	static const char *const names[] = {"a", "b", "c", "d"}, *const tenants[] = {"ta", "tb", "tc", "td"};
	snprintf(sync_folder, sizeof sync_folder, "/tmp/crmsync-sync-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(sync_folder));
	memset(fake, 0, sizeof fake);
	memcpy(fake_contact_schema, contact_schema, sizeof contact_schema);
	for (size_t i = 0; i < FAKE_SYSTEMS; i++) {
		fake[i].name = names[i];
		fake[i].tenant = tenants[i];
		fake[i].total = -1;
	}
	sync_arena = crm_arena_new();
	default_options();
}

static void remove_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	char name[512];
	for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
		if (unlink(name) != 0)
			remove_folder(name);
	}
	if (dir != NULL)
		closedir(dir);
	(void)rmdir(folder);
}

void sync_teardown(void)
{
	sync_close();
	crm_settings_free(sync_settings);
	sync_settings = NULL;
	crm_arena_free(sync_arena);
	crm_error_clear(&sync_err);
	remove_folder(sync_folder);
}

int sync_open(const char *command)
{
	sync_options.command = command;
	return crm_engine_open(sync_settings, &sync_options, &sync_engine, &sync_err);
}

int sync_plan(void)
{
	int rc = crm_preflight(sync_engine, true, &sync_err);
	if (rc == CRM_OK)
		rc = crm_recover(sync_engine, &sync_err);
	if (rc == CRM_OK)
		rc = crm_pull_all(sync_engine, &sync_err);
	if (rc == CRM_OK)
		rc = crm_plan_make(sync_engine, &sync_err);
	return rc == CRM_OK ? crm_gate_plan(sync_engine, &sync_err) : rc;
}

int sync_push(void)
{
	int rc = crm_plan_commit(sync_engine, &sync_err);
	if (rc == CRM_OK)
		rc = crm_push_all(sync_engine, &sync_err);
	return rc == CRM_OK ? crm_verify(sync_engine, &sync_err) : rc;
}

void sync_close(void)
{
	crm_engine_close(sync_engine);
	sync_engine = NULL;
}

int sync_run(void)
{
	int rc = sync_open("sync");
	if (rc != CRM_OK)
		return rc;
	rc = sync_plan();
	if (rc == CRM_OK)
		rc = sync_push();
	struct crm_error ignored = {0};
	(void)crm_engine_finish(sync_engine, rc == CRM_OK ? 0 : 1, "{}", &ignored);
	crm_error_clear(&ignored);
	sync_close();
	return rc;
}

void sync_ok(void)
{
	ck_sync(CRM_OK, sync_run());
}

void sync_quiet(void)
{
	fake_forget();
	sync_ok();
	ck_assert_msg(fake_writes() == 0, "a: %s\nb: %s\nc: %s", fake[0].log, fake[1].log, fake[2].log);
}

const char *sync_lookup(const char *sql)
{
	const char *out = NULL;
	struct crm_store *store = sync_engine ? sync_engine->store : NULL;
	if (store == NULL)
		ck_sync(CRM_OK, crm_store_open(sync_settings->store, false, &store, &sync_err));
	ck_sync(CRM_OK, store_lookup(store, sql, sync_arena, &out, &sync_err));
	if (sync_engine == NULL)
		crm_store_close(store);
	return out ? out : "(none)";
}

int64_t sync_number(const char *sql)
{
	return strtoll(sync_lookup(sql), NULL, 10);
}

int64_t sync_holds(const char *kind)
{
	char sql[128];
	snprintf(sql, sizeof sql, kind ? "SELECT count(*) FROM hold WHERE kind='%s'" : "SELECT count(*) FROM hold",
		 kind);
	return sync_number(sql);
}
