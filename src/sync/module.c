/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/module.h>

#include <dirent.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <crmsync/buf.h>

#define PATH_LIMIT 4096

typedef const struct crm_connector *(*entry_function)(void);

/* A name goes into a path: letters, digits, '-' and '_' only. */
static bool name_is_plain(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");
	return len > 0 && name[len] == '\0';
}

/* Where a module may lie below a folder: installed, as a third party ships it, in a build tree. */
enum { PATTERNS = 4 };

static void build_path(struct crm_buf *path, size_t pattern, const char *dir, const char *name)
{
	crm_buf_reset(path);
	crm_buf_str(path, dir);
	switch (pattern) {
	case 0:
		crm_buf_printf(path, "/%s.so", name);
		break;
	case 1:
		crm_buf_printf(path, "/.libs/%s.so", name);
		break;
	case 2:
		crm_buf_printf(path, "/%s/.libs/%s.so", name, name);
		break;
	default:
		crm_buf_printf(path, "/%s/%s.so", name, name);
		break;
	}
}

static bool find_in(const char *dir, const char *name, struct crm_buf *path)
{
	for (size_t p = 0; p < PATTERNS; p++) {
		build_path(path, p, dir, name);
		if (!path->failed && access(path->ptr, R_OK) == 0)
			return true;
	}
	return false;
}

static int check_connector(const struct crm_connector *c, const char *name, const char *path, struct crm_error *err)
{
	if (c == NULL || c->abi < CRM_CONNECTOR_ABI_OLDEST || c->abi > CRM_CONNECTOR_ABI || c->info == NULL)
		return crm_error_set(
			err, CRM_E_CONFIG,
			"connector '%s' is for another version of crmsync ('%s' has interface %u, needed is %d to %d)",
			name, path, c ? c->abi : 0U, CRM_CONNECTOR_ABI_OLDEST, CRM_CONNECTOR_ABI);
	if (strcmp(c->info->name, name) != 0)
		return crm_error_set(err, CRM_E_CONFIG, "connector '%s': '%s' calls itself '%s'", name, path,
				     c->info->name);
	return CRM_OK;
}

static int open_module(const char *path, const char *name, const struct crm_connector **out, struct crm_error *err)
{
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL)
		return crm_error_set(err, CRM_E_CONFIG, "connector '%s' cannot be loaded: %s", name, dlerror());
	/* POSIX makes the object-to-function conversion valid; ISO C has no cast for it. */
	entry_function entry = NULL;
	void *symbol = dlsym(handle, "crm_connector_entry");
	memcpy(&entry, &symbol, sizeof entry);
	if (entry == NULL)
		return crm_error_set(err, CRM_E_CONFIG, "'%s' is no crmsync connector: it has no crm_connector_entry",
				     path);
	const struct crm_connector *connector = entry();
	int rc = check_connector(connector, name, path, err);
	if (rc == CRM_OK)
		*out = connector;
	return rc;
}

int crm_module_load(const char *name, const char *const *dirs, const struct crm_connector **out, struct crm_error *err)
{
	if (!name_is_plain(name))
		return crm_error_set(err, CRM_E_CONFIG, "connector '%s': a name has only a-z, 0-9, '-' and '_'", name);
	struct crm_buf path, searched;
	crm_buf_init(&path, PATH_LIMIT);
	crm_buf_init(&searched, CRM_BUF_MAX);
	int rc = CRM_E_NOT_FOUND;
	for (; *dirs != NULL && rc == CRM_E_NOT_FOUND; dirs++) {
		if (find_in(*dirs, name, &path))
			rc = open_module(path.ptr, name, out, err);
		crm_buf_printf(&searched, "%s%s", searched.len ? ", " : "", *dirs);
	}
	if (rc == CRM_E_NOT_FOUND)
		rc = crm_error_set(err, CRM_E_CONFIG, "no connector '%s' (searched: %s)", name, searched.ptr);
	crm_buf_free(&path);
	crm_buf_free(&searched);
	return rc;
}

/* ---- listing ---- */

struct listing {
	char **names;
	size_t n;
	void (*visit)(void *ctx, const char *name, const char *path);
	void *ctx;
};

static bool seen_before(const struct listing *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->names[i], name) == 0)
			return true;
	return false;
}

static int report_module(struct listing *l, const char *name, const char *path)
{
	if (seen_before(l, name))
		return CRM_OK;
	char **grown = crm_reallocarray(l->names, l->n + 1, sizeof *grown);
	if (grown == NULL)
		return CRM_E_NOMEM;
	l->names = grown;
	if ((l->names[l->n] = crm_strdup(name)) == NULL)
		return CRM_E_NOMEM;
	l->n++;
	l->visit(l->ctx, name, path);
	return CRM_OK;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Candidate names of a folder: "x.so" and subfolders "x" (build trees), sorted. */
static int read_folder(const char *dir, char ***names, size_t *n)
{
	DIR *d = opendir(dir);
	if (d == NULL)
		return CRM_OK;
	int rc = CRM_OK;
	for (struct dirent *entry; rc == CRM_OK && (entry = readdir(d)) != NULL;) {
		size_t len = strlen(entry->d_name);
		if (len > 3 && strcmp(entry->d_name + len - 3, ".so") == 0)
			len -= 3;
		char *name = crm_strndup(entry->d_name, len);
		char **grown = name ? crm_reallocarray(*names, *n + 1, sizeof *grown) : NULL;
		if (grown == NULL) {
			crm_free(name);
			rc = CRM_E_NOMEM;
			break;
		}
		*names = grown;
		(*names)[(*n)++] = name;
	}
	closedir(d);
	if (*n > 0)
		qsort(*names, *n, sizeof **names, by_text);
	return rc;
}

static void free_names(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		crm_free(names[i]);
	crm_free(names);
}

static int list_folder(struct listing *l, const char *dir)
{
	char **names = NULL;
	size_t n = 0;
	struct crm_buf path;
	crm_buf_init(&path, PATH_LIMIT);
	int rc = read_folder(dir, &names, &n);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (name_is_plain(names[i]) && find_in(dir, names[i], &path))
			rc = report_module(l, names[i], path.ptr);
	free_names(names, n);
	crm_buf_free(&path);
	return rc;
}

int crm_module_list(const char *const *dirs, void (*visit)(void *ctx, const char *name, const char *path), void *ctx,
		    struct crm_error *err)
{
	struct listing l = {.visit = visit, .ctx = ctx};
	int rc = CRM_OK;
	for (; *dirs != NULL && rc == CRM_OK; dirs++)
		rc = list_folder(&l, *dirs);
	free_names(l.names, l.n);
	return rc == CRM_OK ? CRM_OK : crm_error_set(err, rc, "out of memory");
}
