/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/who.h>

#include <string.h>

#include <sync/reconcile.h>
#include <sync/suppressed.h>

struct search {
	struct crm_engine *e;
	unsigned objects;
	struct crm_arena *arena;
	struct crm_whom *rows;
	size_t n, cap;
};

static bool is_wanted(const struct search *s, enum crm_object object)
{
	return object < CRM_SYNC_OBJECTS && (s->objects == 0 || s->objects >> object & 1);
}

static int add(struct search *s, const struct crm_whom *whom, struct crm_error *err)
{
	for (size_t i = 0; i < s->n; i++)
		if (whom->golden != 0 ? s->rows[i].golden == whom->golden : s->rows[i].source == whom->source)
			return CRM_OK;
	if (s->n == s->cap) {
		size_t cap = s->cap * 2 + 8;
		struct crm_whom *rows = crm_arena_calloc(s->arena, cap, sizeof *rows);
		if (rows == NULL)
			return crm_error_no_memory(err);
		if (s->n > 0)
			memcpy(rows, s->rows, s->n * sizeof *rows);
		s->rows = rows;
		s->cap = cap;
	}
	s->rows[s->n++] = *whom;
	return CRM_OK;
}

static int add_source(struct search *s, const struct crm_source *source, struct crm_error *err)
{
	const struct crm_whom whom = {.object = source->object, .golden = source->golden, .source = source->id};
	return add(s, &whom, err);
}

static int add_golden(struct search *s, enum crm_object object, int64_t golden, struct crm_error *err)
{
	int rc = crm_golden_survivor(s->e, &golden, s->arena, err);
	const struct crm_whom whom = {.object = object, .golden = golden};
	return rc == CRM_OK ? add(s, &whom, err) : rc;
}

/* ---- ids ---- */

static int find_in(struct search *s, const struct crm_system *system, enum crm_object object, const char *id,
		   struct crm_error *err)
{
	struct crm_source source;
	bool found = false;
	if (!is_wanted(s, object))
		return CRM_OK;
	int rc = crm_store_source_by_vendor_id(s->e->store, system->id, object, id, false, s->arena, &source, &found,
					       err);
	return rc == CRM_OK && found ? add_source(s, &source, err) : rc;
}

static int find_everywhere_in(struct search *s, const struct crm_system *system, const char *id, struct crm_error *err)
{
	int rc = CRM_OK;
	for (unsigned o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
		rc = find_in(s, system, (enum crm_object)o, id, err);
	return rc;
}

/* "hubspot:42", and "42" in any system. */
static int find_id(struct search *s, const char *text, struct crm_error *err)
{
	size_t len = strcspn(text, ":");
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < s->e->n_systems; i++) {
		const struct crm_system *system = &s->e->systems[i];
		const char *name = system->settings->name;
		if (text[len] == ':' && strlen(name) == len && memcmp(name, text, len) == 0)
			rc = find_everywhere_in(s, system, text + len + 1, err);
		if (rc == CRM_OK)
			rc = find_everywhere_in(s, system, text, err);
	}
	return rc;
}

static int find_uid(struct search *s, const char *text, struct crm_error *err)
{
	int rc = CRM_OK;
	for (unsigned o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		int64_t golden = 0;
		if (!is_wanted(s, (enum crm_object)o))
			continue;
		rc = crm_store_golden_by_uid(s->e->store, (enum crm_object)o, text, &golden, err);
		if (rc == CRM_OK && golden != 0)
			rc = add_golden(s, (enum crm_object)o, golden, err);
	}
	return rc;
}

/* ---- pages ---- */

/* Does the page belong to that account?  Nothing is known of one that was never signed in to. */
static int is_account(struct search *s, const struct crm_system *system, const char *tenant, bool *out,
		      struct crm_error *err)
{
	const char *known = NULL;
	const char *scope = crm_arena_printf(s->arena, "system:%s", system->settings->name);
	*out = true;
	if (scope == NULL)
		return crm_error_no_memory(err);
	int rc = tenant ? crm_store_get(s->e->store, scope, "tenant", s->arena, &known, err) : CRM_OK;
	*out = known == NULL || strcmp(known, tenant) == 0;
	return rc;
}

static bool read_url(const struct crm_system *system, const char *url, struct crm_page_address *out,
		     struct crm_arena *arena)
{
	const struct crm_connector *c = system->connector;
	return c->abi >= 2 && c->read_url != NULL && c->read_url(url, out, arena);
}

static int find_page(struct search *s, const char *url, struct crm_error *err)
{
	bool read = false, account = false;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < s->e->n_systems; i++) {
		const struct crm_system *system = &s->e->systems[i];
		struct crm_page_address page;
		bool its = false;
		if (!read_url(system, url, &page, s->arena))
			continue;
		read = true;
		rc = is_account(s, system, page.tenant, &its, err);
		account = account || its;
		if (rc == CRM_OK && its)
			rc = find_in(s, system, page.object, page.id, err);
	}
	if (rc == CRM_OK && !read)
		return crm_error_set(err, CRM_E_USAGE,
				     "'%s' is not the address of a record in a CRM that the config uses", url);
	return rc == CRM_OK && !account ? crm_error_set(err, CRM_E_NOT_FOUND, "'%s' is a page of another account", url)
					: rc;
}

/* ---- addresses ---- */

struct holders {
	struct search *s;
	enum crm_object object;
};

static int visit_holder(void *ctx, int64_t source, int64_t golden, struct crm_error *err)
{
	const struct holders *h = ctx;
	struct crm_source row;
	bool found = false;
	if (source == 0)
		return add_golden(h->s, h->object, golden, err);
	int rc = crm_store_source(h->s->e->store, source, false, h->s->arena, &row, &found, err);
	return rc == CRM_OK && found ? add_source(h->s, &row, err) : rc;
}

static int find_address(struct search *s, const char *text, bool *erased, struct crm_error *err)
{
	struct holders holders = {s, CRM_CONTACT};
	const char *address = NULL;
	int rc = crm_subject_address(s->e->settings, text, s->arena, &address, err);
	if (rc == CRM_OK && is_wanted(s, CRM_CONTACT))
		rc = crm_store_holders(s->e->store, CRM_CONTACT, address, visit_holder, &holders, err);
	if (rc == CRM_OK && s->n == 0 && s->e->suppresses)
		rc = crm_store_suppressed(s->e->store, CRM_CONTACT, CRM_SUPPRESSED_ADDRESS, address, erased, err);
	return rc;
}

/* ---- all of them ---- */

static bool is_page(const char *text)
{
	return strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0;
}

int crm_who_find(struct crm_engine *e, unsigned objects, const char *text, struct crm_arena *arena, struct crm_who *out,
		 struct crm_error *err)
{
	struct search s = {.e = e, .objects = objects, .arena = arena};
	*out = (struct crm_who){.address = !is_page(text) && strchr(text, '@') != NULL};
	int rc = is_page(text) ? find_page(&s, text, err) : find_id(&s, text, err);
	if (rc == CRM_OK && s.n == 0 && !is_page(text))
		rc = find_uid(&s, text, err);
	if (rc == CRM_OK && s.n == 0 && out->address)
		rc = find_address(&s, text, &out->erased, err);
	out->rows = s.rows;
	out->n = s.n;
	return rc;
}
