/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A complete connector for the smallest CRM there is: a folder with contact.json, company.json and deal.json.
 *
 *     {"changes": 7, "properties": ["crmsync_id"], "records": [
 *         {"id": "1", "changed": 3, "fields": {"first_name": "Ann", "interests": ["golf"]}},
 *         {"id": "2", "changed": 6, "life": "merged", "into": "1", "fields": {}}]}
 *
 * Each change counts `changes` up and is stamped with the new number.  Ids grow and stand in order.  Who writes holds
 * an flock on the file "lock". docs/adding-a-connector.md goes through this file from top to bottom.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <crmsync/buf.h>
#include <crmsync/connector.h>
#include <crmsync/json.h>

#define PAGE     50
#define BATCH    50
#define TEXT_MAX 255

struct crm_connection {
	const struct crm_host *host;
	const char *folder; /* the host's, valid until close */
};

/* ---- what it is, as data --------------------------------------------------------------------------------------- */

static const char *const hosts[] = {NULL};
static const struct crm_named_text secrets[] = {{NULL, NULL}};
static const struct crm_named_text options[] = {{"folder", "the folder that the notebook lies in"}, {NULL, NULL}};
static const struct crm_rate_window windows[] = {{NULL, 0, 0}};

static const struct crm_connector_info info = {
	.name = "notebook",
	.title = "Notebook",
	.base_url = "http://localhost", /* nothing is sent there */
	.api_version = "1",
	.hosts = hosts,
	.secrets = secrets,
	.options = options,
	.windows = windows,
	.concurrency = 1,
	.max_batch = {BATCH, BATCH, BATCH, BATCH},
	.max_get = PAGE,
	.max_find = PAGE,
	.page_size = PAGE,
	.id_property = "crmsync_id",
	.lists_deleted = true,
};

static const struct crm_option ratings[] = {
	{"cold", "Cold", NULL, true}, {"warm", "Warm", NULL, true}, {"hot", "Hot", NULL, true}};
static const struct crm_option stages[] = {
	{"open", "Open", NULL, true}, {"won", "Won", NULL, true}, {"lost", "Lost", NULL, true}};

static const struct crm_property_info contact_fields[] = {
	{.name = "first_name", .label = "First name", .max_length = TEXT_MAX},
	{.name = "last_name", .label = "Last name", .max_length = TEXT_MAX, .required = true},
	{.name = "email", .label = "E-mail", .max_length = TEXT_MAX},
	{.name = "phone", .label = "Phone", .max_length = TEXT_MAX},
	{.name = "city", .label = "City", .max_length = TEXT_MAX},
	{.name = "birthday", .label = "Birthday", .type = CRM_P_DATE},
	{.name = "met_at", .label = "First met", .type = CRM_P_DATETIME},
	{.name = "score", .label = "Score", .type = CRM_P_NUMBER, .scale = CRM_SCALE_ANY},
	{.name = "member", .label = "Member", .type = CRM_P_BOOL},
	{.name = "rating",
	 .label = "Rating",
	 .type = CRM_P_ENUM,
	 .closed_options = true,
	 .options = ratings,
	 .n_options = 3},
	{.name = "interests", .label = "Interests", .type = CRM_P_MULTI, .multiple = true},
	{.name = "company", .label = "Company", .type = CRM_P_REFERENCE},
};
static const struct crm_property_info company_fields[] = {
	{.name = "name", .label = "Name", .max_length = TEXT_MAX, .required = true},
	{.name = "website", .label = "Website", .max_length = TEXT_MAX},
	{.name = "city", .label = "City", .max_length = TEXT_MAX},
};
static const struct crm_property_info deal_fields[] = {
	{.name = "name", .label = "Name", .max_length = TEXT_MAX, .required = true},
	{.name = "amount", .label = "Amount", .type = CRM_P_NUMBER, .scale = CRM_SCALE_ANY},
	{.name = "stage",
	 .label = "Stage",
	 .type = CRM_P_ENUM,
	 .closed_options = true,
	 .options = stages,
	 .n_options = 3},
	{.name = "close_date", .label = "Close date", .type = CRM_P_DATE},
	{.name = "company", .label = "Company", .type = CRM_P_REFERENCE},
	{.name = "contacts", .label = "Contacts", .type = CRM_P_REFERENCE, .multiple = true},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct {
	const struct crm_property_info *fields;
	size_t n;
} objects[] = {
	[CRM_COMPANY] = {company_fields, COUNT(company_fields)},
	[CRM_CONTACT] = {contact_fields, COUNT(contact_fields)},
	[CRM_DEAL] = {deal_fields, COUNT(deal_fields)},
};

/* ---- the file: errors of the system are classes of the engine -------------------------------------------------- */

static int fail(struct crm_error *err, int error, const char *what, const char *path)
{
	static const struct {
		int error, code;
	} classes[] = {{EACCES, CRM_E_PERMISSION},
		       {EPERM, CRM_E_PERMISSION},
		       {ENOENT, CRM_E_NETWORK},
		       {EWOULDBLOCK, CRM_E_RATE},
		       {ENOMEM, CRM_E_NOMEM}};
	int code = CRM_E_SERVER; /* a full disk, an I/O error: again later */
	for (size_t i = 0; i < COUNT(classes); i++)
		if (classes[i].error == error)
			code = classes[i].code;
	crm_error_set(err, code, "%s '%s': %s", what, path, strerror(error));
	if (err && code == CRM_E_RATE)
		err->retry_after_ms = 100;
	return code;
}

static const char *path_of(const struct crm_connection *conn, enum crm_object object, const char *suffix,
			   struct crm_arena *arena)
{
	return crm_arena_printf(arena, "%s/%s.json%s", conn->folder, crm_object_name(object), suffix);
}

static int read_text(FILE *file, struct crm_buf *out, const char *path, struct crm_error *err)
{
	char piece[65536];
	size_t n;
	while ((n = fread(piece, 1, sizeof piece, file)) > 0)
		crm_buf_add(out, piece, n);
	if (ferror(file))
		return fail(err, errno, "cannot read", path);
	return out->failed ? crm_error_no_memory(err) : CRM_OK;
}

/* The whole notebook of an object; one that nobody has begun yet is empty, a folder that is not there is none. */
static int load(const struct crm_connection *conn, enum crm_object object, struct crm_arena *arena, crm_json **out,
		struct crm_error *err)
{
	const char *path = path_of(conn, object, "", arena);
	if (!path)
		return crm_error_no_memory(err);
	FILE *file = fopen(path, "r");
	if (!file && (errno != ENOENT || access(conn->folder, F_OK) != 0))
		return fail(err, errno, "cannot open", path);
	struct crm_buf text;
	crm_buf_init(&text, CRM_JSON_MAX_SIZE);
	int rc = CRM_OK;
	if (file) {
		rc = read_text(file, &text, path, err);
		fclose(file);
	} else {
		crm_buf_str(&text, "{}");
	}
	struct crm_error why = {0};
	if (rc == CRM_OK && crm_json_parse(text.ptr, text.len, out, &why) != CRM_OK)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "'%s' is damaged: %s", path, crm_error_text(&why));
	crm_error_clear(&why);
	crm_buf_free(&text);
	return rc;
}

/* All or nothing: a new file that takes the place of the old one. */
static int save(const struct crm_connection *conn, enum crm_object object, const struct crm_buf *text,
		struct crm_arena *arena, struct crm_error *err)
{
	const char *path = path_of(conn, object, "", arena), *fresh = path_of(conn, object, ".new", arena);
	if (!path || !fresh || text->failed)
		return crm_error_no_memory(err);
	FILE *file = fopen(fresh, "w");
	if (!file)
		return fail(err, errno, "cannot write", fresh);
	bool written =
		fwrite(text->ptr, 1, text->len, file) == text->len && fflush(file) == 0 && fsync(fileno(file)) == 0;
	int error = errno;
	if (fclose(file) != 0 || !written)
		return fail(err, written ? errno : error, "cannot write", fresh);
	return rename(fresh, path) == 0 ? CRM_OK : fail(err, errno, "cannot replace", path);
}

/* A descriptor that holds the lock, or a negative code: CRM_E_RATE while somebody else writes. */
static int lock(const struct crm_connection *conn, struct crm_arena *arena, struct crm_error *err)
{
	const char *path = crm_arena_printf(arena, "%s/lock", conn->folder);
	if (!path)
		return crm_error_no_memory(err);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(err, errno, "cannot open", path);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	int error = errno;
	close(fd);
	return fail(err, error, "cannot lock", path);
}

/* ---- opening, and who it is ------------------------------------------------------------------------------------ */

static int notebook_open(const struct crm_host *host, struct crm_connection **out, struct crm_error *err)
{
	const char *folder = host->option(host->ctx, "folder");
	if (!folder)
		return crm_error_set(err, CRM_E_CONFIG, "the option \"folder\" of '%s' is missing", host->system);
	struct crm_connection *conn = crm_calloc(1, sizeof *conn);
	if (!conn)
		return crm_error_no_memory(err);
	conn->host = host;
	conn->folder = folder;
	*out = conn;
	return CRM_OK;
}

static void notebook_close(struct crm_connection *conn)
{
	crm_free(conn);
}

static int identify(struct crm_connection *conn, struct crm_identity *out, struct crm_arena *arena,
		    struct crm_error *err)
{
	char *path = realpath(conn->folder, NULL);
	if (!path)
		return fail(err, errno, "cannot find", conn->folder);
	out->tenant = crm_arena_strdup(arena, path);
	free(path);
	return out->tenant ? CRM_OK : crm_error_no_memory(err);
}

/* ---- schema ---------------------------------------------------------------------------------------------------- */

static const struct crm_property_info *find_field(enum crm_object object, const char *name)
{
	for (size_t i = 0; i < objects[object].n; i++)
		if (strcmp(objects[object].fields[i].name, name) == 0)
			return &objects[object].fields[i];
	return NULL;
}

static bool has_property(const crm_json *book, const char *name)
{
	for (const crm_json *p = crm_json_first(crm_json_get(book, "properties")); p; p = crm_json_next(p))
		if (crm_json_is_string(p) && strcmp(crm_json_text(p), name) == 0)
			return true;
	return false;
}

static int describe(struct crm_connection *conn, enum crm_object object, struct crm_schema *out,
		    struct crm_arena *arena, struct crm_error *err)
{
	crm_json *book = NULL;
	int rc = load(conn, object, arena, &book, err);
	if (rc != CRM_OK)
		return rc;
	const crm_json *custom = crm_json_get(book, "properties");
	size_t n = objects[object].n;
	struct crm_property_info *list = crm_arena_calloc(arena, n + crm_json_size(custom), sizeof *list);
	if (list) {
		memcpy(list, objects[object].fields, n * sizeof *list);
		for (const crm_json *p = crm_json_first(custom); p; p = crm_json_next(p)) {
			const char *name = crm_arena_strdup(arena, crm_json_text(p));
			list[n++] = (struct crm_property_info){
				.name = name, .label = name, .max_length = TEXT_MAX, .unique = true};
		}
		*out = (struct crm_schema){.properties = list, .n = n};
	}
	crm_json_free(book);
	return list ? CRM_OK : crm_error_no_memory(err);
}

/* ---- records ---------------------------------------------------------------------------------------------------- */

static enum crm_life life_of(const crm_json *record)
{
	const char *life = crm_json_get_string(record, "life");
	return !life ? CRM_LIVE : strcmp(life, "merged") == 0 ? CRM_MERGED : CRM_DELETED;
}

static int64_t number_of(const crm_json *object, const char *name)
{
	int64_t n = 0;
	crm_json_int(crm_json_get(object, name), &n);
	return n;
}

static bool read_value(const crm_json *v, struct crm_value *out, struct crm_arena *arena)
{
	if (crm_json_is_array(v)) {
		const char **items = crm_arena_calloc(arena, crm_json_size(v) + 1, sizeof *items);
		*out = (struct crm_value){.kind = CRM_LIST, .items = items};
		for (const crm_json *e = crm_json_first(v); items && e; e = crm_json_next(e))
			items[out->n++] = crm_arena_strdup(arena, crm_json_text(e));
		return items != NULL;
	}
	const char *text = crm_json_text(v);
	*out = (struct crm_value){.kind = text ? CRM_TEXT : CRM_NULL, .text = crm_arena_strdup(arena, text)};
	return !text || out->text;
}

/* A field of the object that the record lacks has no value (CRM_NULL); a property that the notebook does not know is
 * left out. */
static bool read_properties(const crm_json *book, const crm_json *record, enum crm_object object,
			    const char *const *names, size_t n, struct crm_record *out, struct crm_arena *arena)
{
	const crm_json *fields = crm_json_get(record, "fields");
	struct crm_property *list = crm_arena_calloc(arena, n + 1, sizeof *list);
	out->properties = list;
	for (size_t i = 0; list && i < n; i++) {
		if (!find_field(object, names[i]) && !has_property(book, names[i]))
			continue;
		struct crm_property *p = &list[out->n_properties++];
		p->name = crm_arena_strdup(arena, names[i]);
		if (!p->name || !read_value(crm_json_get(fields, names[i]), &p->value, arena))
			return false;
	}
	return list != NULL;
}

static bool read_raw(const crm_json *record, struct crm_record *out, struct crm_arena *arena)
{
	struct crm_buf raw;
	crm_buf_init(&raw, CRM_BUF_MAX);
	crm_json_write(&raw, record);
	out->raw = raw.failed ? NULL : crm_arena_strndup(arena, raw.ptr, raw.len);
	out->raw_len = raw.len;
	crm_buf_free(&raw);
	return out->raw != NULL;
}

/* Appends the record to the page, which has room. */
static int add_record(struct crm_page *page, const crm_json *book, const crm_json *record, enum crm_object object,
		      const char *const *names, size_t n, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_record *r = (struct crm_record *)page->records + page->n;
	*r = (struct crm_record){.object = object, .life = life_of(record)};
	r->id = crm_arena_strdup(arena, crm_json_text(crm_json_get(record, "id")));
	if (!r->id)
		return crm_error_set(err, CRM_E_PROTOCOL, "a %s has no id", crm_object_name(object));
	r->into = crm_arena_strdup(arena, crm_json_text(crm_json_get(record, "into")));
	if (!read_properties(book, record, object, names, n, r, arena) || !read_raw(record, r, arena))
		return crm_error_no_memory(err);
	page->n++;
	return CRM_OK;
}

static int page_of(struct crm_page *page, size_t room, struct crm_arena *arena, struct crm_error *err)
{
	*page = (struct crm_page){.total = -1, .records = crm_arena_calloc(arena, room + 1, sizeof *page->records)};
	return page->records ? CRM_OK : crm_error_no_memory(err);
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/* "LAST-ID/CHANGES-AT-THE-BEGINNING": goes on behind an id, so nothing that moves in the list can hide another record.
 */
static bool read_cursor(const char *text, long long *last, long long *changes)
{
	return sscanf(text, "%lld/%lld", last, changes) == 2;
}

static bool is_wanted(const crm_json *record, long long last, const char *since)
{
	if (number_of(record, "changed") <= (since ? atoll(since) : 0))
		return false;
	const char *id = crm_json_text(crm_json_get(record, "id"));
	return id && atoll(id) > last && (since || life_of(record) == CRM_LIVE);
}

static int count_live(const crm_json *book)
{
	int n = 0;
	for (const crm_json *r = crm_json_first(crm_json_get(book, "records")); r; r = crm_json_next(r))
		n += life_of(r) == CRM_LIVE;
	return n;
}

static int pull_page(const crm_json *book, const struct crm_pull *request, struct crm_page *page,
		     struct crm_arena *arena, struct crm_error *err)
{
	long long last = 0, changes = number_of(book, "changes");
	if (request->cursor && !read_cursor(request->cursor, &last, &changes))
		return crm_error_set(err, CRM_E_CURSOR, "'%s' is no cursor of a notebook", request->cursor);
	int rc = page_of(page, PAGE, arena, err);
	page->complete = true;
	for (const crm_json *r = crm_json_first(crm_json_get(book, "records")); rc == CRM_OK && r;
	     r = crm_json_next(r)) {
		if (!is_wanted(r, last, request->since))
			continue;
		if (page->n == PAGE) {
			page->complete = false;
			break;
		}
		rc = add_record(page, book, r, request->object, request->properties, request->n_properties, arena, err);
	}
	if (rc != CRM_OK)
		return rc;
	if (page->complete)
		page->watermark = crm_arena_printf(arena, "%lld", changes);
	else
		page->cursor = crm_arena_printf(arena, "%s/%lld", page->records[page->n - 1].id, changes);
	if (!request->since)
		page->total = count_live(book);
	return page->watermark || page->cursor ? CRM_OK : crm_error_no_memory(err);
}

/* A notebook has no owners and no pipelines: an empty, complete page. */
static int pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out,
		struct crm_arena *arena, struct crm_error *err)
{
	crm_json *book = NULL;
	struct crm_page page = {.complete = true, .watermark = "0"};
	if (request->filter)
		return crm_error_set(err, CRM_E_CONFIG, "a notebook knows no filters");
	int rc = request->object > CRM_DEAL ? CRM_OK : load(conn, request->object, arena, &book, err);
	if (rc == CRM_OK && book)
		rc = pull_page(book, request, &page, arena, err);
	if (rc == CRM_OK)
		*out = page;
	crm_json_free(book);
	return rc;
}

static bool text_is_one_of(const char *text, const char *const *values, size_t n)
{
	for (size_t i = 0; text && i < n; i++)
		if (strcmp(text, values[i]) == 0)
			return true;
	return false;
}

/* Records whose id (property NULL) or field is one of the values; by id dead ones too. */
static int look_up(struct crm_connection *conn, enum crm_object object, const char *property, const char *const *values,
		   size_t n_values, const char *const *names, size_t n, struct crm_page *out, struct crm_arena *arena,
		   struct crm_error *err)
{
	crm_json *book = NULL;
	struct crm_page page;
	int rc = load(conn, object, arena, &book, err);
	const crm_json *records = crm_json_get(book, "records");
	if (rc == CRM_OK)
		rc = page_of(&page, crm_json_size(records), arena, err);
	for (const crm_json *r = crm_json_first(records); rc == CRM_OK && r; r = crm_json_next(r)) {
		const crm_json *at =
			property ? crm_json_get(crm_json_get(r, "fields"), property) : crm_json_get(r, "id");
		if (text_is_one_of(crm_json_text(at), values, n_values) && (!property || life_of(r) == CRM_LIVE))
			rc = add_record(&page, book, r, object, names, n, arena, err);
	}
	crm_json_free(book);
	if (rc == CRM_OK) {
		page.complete = true;
		*out = page;
	}
	return rc;
}

static int get(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids,
	       const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena,
	       struct crm_error *err)
{
	return look_up(conn, object, NULL, ids, n_ids, properties, n_properties, out, arena, err);
}

static int find(struct crm_connection *conn, enum crm_object object, const char *property, const char *const *values,
		size_t n_values, const char *const *properties, size_t n_properties, struct crm_page *out,
		struct crm_arena *arena, struct crm_error *err)
{
	return look_up(conn, object, property, values, n_values, properties, n_properties, out, arena, err);
}

static int count(struct crm_connection *conn, enum crm_object object, const char *filter, int64_t *out,
		 struct crm_error *err)
{
	crm_json *book = NULL;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK && filter)
		rc = crm_error_set(err, CRM_E_CONFIG, "a notebook knows no filters");
	if (rc == CRM_OK)
		rc = load(conn, object, arena, &book, err);
	if (rc == CRM_OK)
		*out = count_live(book);
	crm_json_free(book);
	crm_arena_free(arena);
	return rc;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

struct batch {
	const struct crm_op *ops;
	struct crm_result *results;
	size_t n;
	struct crm_arena *arena;
	const crm_json *book;
	struct crm_json_writer w;
	long long changes, last_id;
};

static bool refuse(struct crm_result *result, const char *field, const char *message)
{
	*result = (struct crm_result){.outcome = CRM_REFUSED, .field = field, .message = message};
	return false;
}

static bool check_option(const struct crm_property_info *field, const struct crm_value *value)
{
	bool known = !field->closed_options || value->kind != CRM_TEXT;
	for (size_t i = 0; !known && i < field->n_options; i++)
		known = strcmp(field->options[i].value, value->text) == 0;
	return known;
}

/* What the notebook takes is decided before a line of it is written. */
static bool check_op(const struct batch *b, const struct crm_op *op, struct crm_result *result)
{
	if (op->kind == CRM_OP_ASSOCIATE || op->kind == CRM_OP_DISSOCIATE)
		return refuse(result, op->property, "a notebook has no associations");
	for (size_t i = 0; i < op->n_properties; i++) {
		const struct crm_property *p = &op->properties[i];
		const struct crm_property_info *field = find_field(op->object, p->name);
		if (!field && !has_property(b->book, p->name))
			return refuse(result, p->name, "the notebook has no such field");
		if (p->value.kind == CRM_TEXT && strlen(p->value.text) > TEXT_MAX)
			return refuse(result, p->name, "longer than 255 bytes");
		if (field && !check_option(field, &p->value))
			return refuse(result, p->name, "not one of the field's options");
	}
	return true;
}

/* Custom properties are unique: a create with a value that is there already is that record. */
static const char *holder_of(const struct batch *b, const struct crm_op *op)
{
	for (size_t i = 0; i < op->n_properties; i++) {
		const struct crm_property *p = &op->properties[i];
		if (find_field(op->object, p->name) || p->value.kind != CRM_TEXT)
			continue;
		for (const crm_json *r = crm_json_first(crm_json_get(b->book, "records")); r; r = crm_json_next(r)) {
			const char *held = crm_json_text(crm_json_get(crm_json_get(r, "fields"), p->name));
			if (held && life_of(r) == CRM_LIVE && strcmp(held, p->value.text) == 0)
				return crm_arena_strdup(b->arena, crm_json_text(crm_json_get(r, "id")));
		}
	}
	return NULL;
}

static void write_value(struct crm_json_writer *w, const struct crm_property *p)
{
	crm_jw_key(w, p->name);
	if (p->value.kind == CRM_LIST) {
		crm_jw_array(w);
		for (size_t i = 0; i < p->value.n; i++)
			crm_jw_string(w, p->value.items[i]);
		crm_jw_end_array(w);
	} else {
		crm_jw_string(w, p->value.text);
	}
}

static bool names_field(const struct crm_op *op, const char *name)
{
	for (size_t i = 0; op && i < op->n_properties; i++)
		if (strcmp(op->properties[i].name, name) == 0)
			return true;
	return false;
}

/* The record as it is, with what the operation changes (CRM_NULL takes a field away). */
static void write_record(struct batch *b, const char *id, const crm_json *record, const struct crm_op *op)
{
	struct crm_json_writer *w = &b->w;
	crm_jw_object(w);
	crm_jw_field(w, "id", id);
	crm_jw_field_int(w, "changed", ++b->changes);
	if (op->kind == CRM_OP_ARCHIVE)
		crm_jw_field(w, "life", "deleted");
	crm_jw_key(w, "fields");
	crm_jw_object(w);
	for (const crm_json *f = crm_json_first(crm_json_get(record, "fields")); f; f = crm_json_next(f)) {
		if (names_field(op, crm_json_name(f)))
			continue;
		crm_jw_key(w, crm_json_name(f));
		crm_jw_value(w, f);
	}
	for (size_t i = 0; i < op->n_properties; i++)
		if (op->properties[i].value.kind == CRM_TEXT || op->properties[i].value.kind == CRM_LIST)
			write_value(w, &op->properties[i]);
	crm_jw_end_object(w);
	crm_jw_end_object(w);
}

/* The operation of the batch that is about this live record. */
static size_t op_on(const struct batch *b, const char *id)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->results[i].outcome == CRM_GONE && b->ops[i].id && strcmp(b->ops[i].id, id) == 0)
			return i;
	return b->n;
}

static void write_old(struct batch *b)
{
	for (const crm_json *r = crm_json_first(crm_json_get(b->book, "records")); r; r = crm_json_next(r)) {
		const char *id = crm_json_text(crm_json_get(r, "id"));
		size_t i = id && life_of(r) == CRM_LIVE ? op_on(b, id) : b->n;
		if (i == b->n) {
			crm_jw_value(&b->w, r);
		} else {
			write_record(b, id, r, &b->ops[i]);
			b->results[i].outcome = CRM_DONE;
		}
		b->last_id = id && atoll(id) > b->last_id ? atoll(id) : b->last_id;
	}
}

static bool write_new(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		if (b->ops[i].kind != CRM_OP_CREATE || b->results[i].outcome != CRM_NOT_SENT)
			continue;
		const char *id = crm_arena_printf(b->arena, "%lld", ++b->last_id);
		if (!id)
			return false;
		write_record(b, id, NULL, &b->ops[i]);
		b->results[i] = (struct crm_result){.outcome = CRM_DONE, .id = id};
	}
	return true;
}

/* Until the file is replaced nothing has happened: create CRM_NOT_SENT, others CRM_GONE unless their record turns up.
 */
static void judge(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		const char *there = NULL;
		struct crm_result *result = &b->results[i];
		result->outcome = CRM_NOT_SENT;
		if (!check_op(b, &b->ops[i], result))
			continue;
		if (b->ops[i].kind == CRM_OP_CREATE && (there = holder_of(b, &b->ops[i])))
			*result = (struct crm_result){
				.outcome = CRM_EXISTS, .id = there, .message = "the value is taken"};
		else if (b->ops[i].kind != CRM_OP_CREATE)
			result->outcome = CRM_GONE;
	}
}

static bool write_book(struct batch *b, struct crm_buf *text)
{
	crm_jw_init(&b->w, text);
	crm_jw_object(&b->w);
	crm_jw_key(&b->w, "properties");
	if (crm_json_get(b->book, "properties")) {
		crm_jw_value(&b->w, crm_json_get(b->book, "properties"));
	} else {
		crm_jw_array(&b->w);
		crm_jw_end_array(&b->w);
	}
	crm_jw_key(&b->w, "records");
	crm_jw_array(&b->w);
	write_old(b);
	bool written = write_new(b);
	crm_jw_end_array(&b->w);
	crm_jw_field_int(&b->w, "changes", b->changes);
	crm_jw_end_object(&b->w);
	return written;
}

static int push(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
		struct crm_arena *arena, struct crm_error *err)
{
	struct batch b = {.ops = ops, .results = results, .n = n, .arena = arena};
	struct crm_buf text;
	crm_json *book = NULL;
	crm_buf_init(&text, CRM_BUF_MAX);
	int fd = lock(conn, arena, err);
	int rc = fd < 0 ? fd : load(conn, ops[0].object, arena, &book, err);
	if (rc == CRM_OK) {
		b.book = book;
		b.changes = number_of(book, "changes");
		judge(&b);
		rc = write_book(&b, &text) ? save(conn, ops[0].object, &text, arena, err) : crm_error_no_memory(err);
	}
	for (size_t i = 0; rc < 0 && i < n; i++)
		results[i] = (struct crm_result){.outcome = CRM_NOT_SENT};
	if (fd >= 0)
		close(fd);
	crm_json_free(book);
	crm_buf_free(&text);
	return rc;
}

/* ---- setup, quota ----------------------------------------------------------------------------------------------- */

static void write_with_property(struct crm_buf *text, const crm_json *book, const char *name)
{
	struct crm_json_writer w;
	crm_jw_init(&w, text);
	crm_jw_object(&w);
	crm_jw_field_int(&w, "changes", number_of(book, "changes"));
	crm_jw_key(&w, "properties");
	crm_jw_array(&w);
	for (const crm_json *p = crm_json_first(crm_json_get(book, "properties")); p; p = crm_json_next(p))
		crm_jw_value(&w, p);
	crm_jw_string(&w, name);
	crm_jw_end_array(&w);
	crm_jw_key(&w, "records");
	crm_jw_array(&w);
	for (const crm_json *r = crm_json_first(crm_json_get(book, "records")); r; r = crm_json_next(r))
		crm_jw_value(&w, r);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
}

static int setup(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
		 struct crm_arena *arena, struct crm_error *err)
{
	struct crm_setup_result result = {.property = crm_arena_strdup(arena, name), .unique = true};
	struct crm_buf text;
	crm_json *book = NULL;
	crm_buf_init(&text, CRM_BUF_MAX);
	int fd = lock(conn, arena, err);
	int rc = fd < 0 ? fd : load(conn, object, arena, &book, err);
	if (rc == CRM_OK && !has_property(book, name)) {
		result.state = CRM_SETUP_CREATED;
		write_with_property(&text, book, name);
		rc = save(conn, object, &text, arena, err);
	}
	if (rc == CRM_OK)
		*out = result;
	if (fd >= 0)
		close(fd);
	crm_json_free(book);
	crm_buf_free(&text);
	return rc;
}

static int budget(struct crm_connection *conn, struct crm_budget *out, struct crm_error *err)
{
	(void)conn;
	(void)err;
	*out = (struct crm_budget){-1, -1, -1};
	return CRM_OK;
}

static const char *record_url(struct crm_connection *conn, enum crm_object object, const char *id,
			      struct crm_arena *arena)
{
	(void)conn;
	(void)object;
	(void)id;
	(void)arena;
	return NULL;
}

/* No requests, no cost. */
static void push_cost(struct crm_connection *conn, const struct crm_op *ops, size_t n, struct crm_cost *out)
{
	(void)conn;
	(void)ops;
	(void)n;
	(void)out;
}

static void get_cost(struct crm_connection *conn, enum crm_object object, size_t n, size_t n_several,
		     const char *const *properties, size_t n_properties, struct crm_cost *out)
{
	(void)conn;
	(void)object;
	(void)n;
	(void)n_several;
	(void)properties;
	(void)n_properties;
	(void)out;
}

static const struct crm_connector connector = {
	.abi = CRM_CONNECTOR_ABI,
	.info = &info,
	.open = notebook_open,
	.close = notebook_close,
	.identify = identify,
	.describe = describe,
	.pull = pull,
	.get = get,
	.find = find,
	.push = push,
	.setup = setup,
	.count = count,
	.budget = budget,
	.record_url = record_url,
	.push_cost = push_cost,
	.get_cost = get_cost,
};

const struct crm_connector *crm_connector_entry(void)
{
	return &connector;
}
