/* SPDX-License-Identifier: Apache-2.0 */
/* The CSV connector: what it is, and how a folder is opened.  No request is ever sent. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "csv_connector.h"

static const char *const hosts[] = {NULL};
static const struct crm_named_text secrets[] = {{NULL, NULL}};

static const struct crm_named_text options[] = {
	{"folder", "folder of the CSV files, from the folder of the config (required)"},
	{"contacts", "name of the file with contacts (default contacts.csv)"},
	{"companies", "name of the file with companies (default companies.csv)"},
	{"deals", "name of the file with deals (default deals.csv)"},
	{"encoding",
	 "utf-8, utf-8-bom, utf-16le, utf-16be, windows-1252, iso-8859-1 or iso-8859-15 (default: detected)"},
	{"delimiter", "\",\", \";\", \"|\" or tab (default: detected)"},
	{"decimal", "comma or point: sign of decimals where a column leaves it open (default: detected)"},
	{"dates", "dmy or mdy: order of dates with slashes where a column leaves it open"},
	{"rejected", "folder for rows that cannot be read (default: beside the file, unless the system is read_only)"},
	{NULL, NULL},
};

static const struct crm_connector_info info = {
	.name = "csv",
	.title = "CSV files",
	.base_url = "",
	.api_version = "",
	.hosts = hosts,
	.secrets = secrets,
	.options = options,
	.concurrency = 1,
	.max_batch = {[CRM_OP_CREATE] = 256, [CRM_OP_UPDATE] = 256, [CRM_OP_ARCHIVE] = 256, [CRM_OP_ASSOCIATE] = 256},
	.max_get = 1000,
	.max_find = 256,
	.page_size = CV_PAGE,
	.id_property = CV_CRMSYNC_ID,
	.echoes_writes = true,
	.owners_by_email = true,
};

static const char *const default_names[CV_OBJECTS] = {
	[CRM_COMPANY] = "companies.csv", [CRM_CONTACT] = "contacts.csv", [CRM_DEAL] = "deals.csv"};

/* ---- options ---- */

static const char *option(const struct crm_host *host, const char *name)
{
	return host->option(host->ctx, name);
}

static int wrong(struct crm_error *err, const char *name, const char *value, const char *allowed)
{
	return crm_error_set(err, CRM_E_CONFIG, "option '%s' cannot be '%s' (allowed: %s)", name, value, allowed);
}

static bool is_plain_name(const char *name)
{
	return name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL;
}

static int read_names(struct crm_connection *conn, struct crm_error *err)
{
	for (size_t o = 0; o < CV_OBJECTS; o++) {
		const char *key = crm_object_plural((enum crm_object)o), *name = option(conn->host, key);
		conn->names[o] = name ? name : default_names[o];
		if (!is_plain_name(conn->names[o]))
			return wrong(err, key, name, "the name of a file in the folder");
		for (size_t k = 0; k < o; k++)
			if (strcmp(conn->names[k], conn->names[o]) == 0)
				return crm_error_set(err, CRM_E_CONFIG, "options '%s' and '%s' name the same file '%s'",
						     crm_object_plural((enum crm_object)k), key, conn->names[o]);
	}
	return CRM_OK;
}

static int read_delimiter(struct crm_connection *conn, struct crm_error *err)
{
	const char *text = option(conn->host, "delimiter");
	if (text == NULL)
		return CRM_OK;
	if (strcasecmp(text, "tab") == 0)
		conn->delimiter = '\t';
	else if (strlen(text) == 1 && strchr(",;|\t", text[0]) != NULL)
		conn->delimiter = text[0];
	else
		return wrong(err, "delimiter", text, "\",\", \";\", \"|\", tab");
	return CRM_OK;
}

static int read_spelling(struct crm_connection *conn, struct crm_error *err)
{
	const char *encoding = option(conn->host, "encoding"), *decimal = option(conn->host, "decimal"),
		   *dates = option(conn->host, "dates");
	if (encoding != NULL && !cv_encoding_parse(encoding, &conn->encoding))
		return wrong(err, "encoding", encoding, cv_encoding_names);
	if (decimal != NULL)
		conn->decimal = strcmp(decimal, "comma") == 0 ? ',' : strcmp(decimal, "point") == 0 ? '.' : -1;
	if (conn->decimal < 0)
		return wrong(err, "decimal", decimal, "comma, point");
	if (dates != NULL)
		conn->dates = strcmp(dates, "dmy") == 0   ? CV_DMY
			      : strcmp(dates, "mdy") == 0 ? CV_MDY
							  : CV_ORDER_UNKNOWN;
	return dates != NULL && conn->dates == CV_ORDER_UNKNOWN ? wrong(err, "dates", dates, "dmy, mdy") : CRM_OK;
}

/* A relative path is meant from the folder of the config. */
static int keep_folder(const struct crm_host *host, const char *path, char **out, struct crm_error *err)
{
	struct crm_buf buf;
	crm_buf_init(&buf, 1 << 16);
	if (path[0] != '/' && host->config_folder != NULL && strcmp(host->config_folder, ".") != 0)
		crm_buf_printf(&buf, "%s/", host->config_folder);
	crm_buf_str(&buf, path);
	while (buf.len > 1 && buf.ptr[buf.len - 1] == '/')
		buf.ptr[--buf.len] = '\0';
	*out = crm_buf_take(&buf);
	crm_buf_free(&buf);
	return *out ? CRM_OK : crm_error_no_memory(err);
}

static int read_folders(struct crm_connection *conn, struct crm_error *err)
{
	const char *folder = option(conn->host, "folder"), *rejected = option(conn->host, "rejected");
	if (folder == NULL)
		return crm_error_set(err, CRM_E_CONFIG, "option 'folder' is missing: where the CSV files are");
	int rc = keep_folder(conn->host, folder, &conn->folder, err);
	if (rc != CRM_OK || conn->host->dry || (rejected == NULL && conn->host->read_only))
		return rc;
	return keep_folder(conn->host, rejected ? rejected : folder, &conn->rejected, err);
}

int cv_open(const struct crm_host *host, struct crm_connection **out, struct crm_error *err)
{
	if (host->base_url != NULL && host->base_url[0] != '\0')
		return crm_error_set(err, CRM_E_CONFIG, "CSV files have no base_url: say options: {folder: FOLDER}");
	struct crm_connection *conn = crm_calloc(1, sizeof *conn);
	if (conn == NULL)
		return crm_error_no_memory(err);
	conn->host = host;
	int rc = read_folders(conn, err);
	if (rc == CRM_OK)
		rc = read_names(conn, err);
	if (rc == CRM_OK)
		rc = read_delimiter(conn, err);
	if (rc == CRM_OK)
		rc = read_spelling(conn, err);
	if (rc == CRM_OK)
		*out = conn;
	else
		cv_close(conn);
	return rc;
}

void cv_close(struct crm_connection *conn)
{
	if (conn == NULL)
		return;
	for (size_t o = 0; o < CV_OBJECTS; o++)
		cv_table_free(conn->tables[o]);
	crm_free(conn->folder);
	crm_free(conn->rejected);
	crm_free(conn);
}

const char *cv_path(const struct crm_connection *conn, enum crm_object object, struct crm_arena *arena)
{
	return crm_arena_printf(arena, "%s/%s", conn->folder, conn->names[object]);
}

/* ---- small operations ---- */

/* Other files in the same folder are another account. */
static const char *account_of(const struct crm_connection *conn, const char *folder, struct crm_arena *arena)
{
	bool usual = true;
	for (size_t o = 0; o < CV_OBJECTS; o++)
		usual = usual && strcmp(conn->names[o], default_names[o]) == 0;
	return usual ? crm_arena_strdup(arena, folder)
		     : crm_arena_printf(arena, "%s/{%s,%s,%s}", folder, conn->names[CRM_CONTACT],
					conn->names[CRM_COMPANY], conn->names[CRM_DEAL]);
}

static int identify(struct crm_connection *conn, struct crm_identity *out, struct crm_arena *arena,
		    struct crm_error *err)
{
	struct stat st;
	char real[PATH_MAX];
	if (stat(conn->folder, &st) != 0 || realpath(conn->folder, real) == NULL)
		return crm_error_set(err, errno == EACCES ? CRM_E_PERMISSION : CRM_E_CONFIG, "folder '%s': %s",
				     conn->folder, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return crm_error_set(err, CRM_E_CONFIG, "'%s' is no folder", conn->folder);
	const char *tenant = account_of(conn, real, arena);
	if (tenant == NULL)
		return crm_error_no_memory(err);
	*out = (struct crm_identity){.tenant = tenant};
	return CRM_OK;
}

static int count(struct crm_connection *conn, enum crm_object object, const char *filter, int64_t *out,
		 struct crm_error *err)
{
	struct cv_table *t;
	if (object >= CV_OBJECTS || filter != NULL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "files are not counted so");
	int rc = cv_table(conn, object, false, &t, err);
	if (rc == CRM_OK)
		*out = (int64_t)t->n_rows;
	return rc;
}

static int budget(struct crm_connection *conn, struct crm_budget *out, struct crm_error *err)
{
	(void)conn;
	(void)err;
	*out = (struct crm_budget){.limit = -1, .remaining = -1, .resets_in_ms = -1};
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

/* Files cost no calls. */
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
	.open = cv_open,
	.close = cv_close,
	.identify = identify,
	.describe = cv_describe,
	.pull = cv_pull,
	.get = cv_get,
	.find = cv_find,
	.push = cv_push,
	.setup = cv_setup,
	.count = count,
	.budget = budget,
	.record_url = record_url,
	.push_cost = push_cost,
	.get_cost = get_cost,
	.layout = cv_layout,
	.reread = cv_reread,
};

const struct crm_connector *crm_connector_entry(void)
{
	return &connector;
}
