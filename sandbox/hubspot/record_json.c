/* SPDX-License-Identifier: Apache-2.0 */
/* A record in an answer: which properties, and how they look. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubspot.h"

#define INLINE_ASSOCIATIONS 100

struct selecting {
	struct hs_call *call;
	enum hs_type type;
	struct hs_selection *out;
	size_t cap;
};

static int select_slot(struct selecting *s, hs_slot slot)
{
	if (s->out->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 32;
		hs_slot *slots = crm_arena_alloc(s->call->arena, cap * sizeof *slots);
		if (!slots)
			return CRM_E_NOMEM;
		if (s->out->n)
			memcpy(slots, s->out->slots, s->out->n * sizeof *slots);
		s->out->slots = slots;
		s->cap = cap;
	}
	s->out->slots[s->out->n++] = slot;
	return CRM_OK;
}

/* Unknown names are silently left out, as the vendor does. */
static int select_name(struct selecting *s, const char *name)
{
	hs_slot slot = hs_slot_of(s->call->face, s->type, name);
	if (slot == HS_NO_SLOT || hs_field_denied(s->call->face, name))
		return CRM_OK;
	return select_slot(s, slot);
}

static int select_names(struct selecting *s, const char *const *names)
{
	for (; *names; names++)
		if (select_name(s, *names) < 0)
			return CRM_E_NOMEM;
	return CRM_OK;
}

/* Sorts by name and drops what was asked for twice. */
static int select_finish(struct selecting *s)
{
	const struct hs_schema *schema = &s->call->face->schema[s->type];
	struct hs_selection *out = s->out;
	bool *wanted = crm_arena_calloc(s->call->arena, schema->n_properties, sizeof *wanted);
	if (!wanted)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < out->n; i++)
		wanted[out->slots[i]] = true;
	out->n = 0;
	for (size_t i = 0; i < schema->n_properties; i++)
		if (wanted[schema->by_name[i]])
			out->slots[out->n++] = schema->by_name[i];
	return CRM_OK;
}

static void select_begin(struct selecting *s, struct hs_call *call, enum hs_type type, struct hs_selection *out,
			 bool nulls)
{
	*s = (struct selecting){.call = call, .type = type, .out = out};
	*out = (struct hs_selection){.nulls = nulls};
}

/* "a,b" in one parameter and repeated parameters are both understood. */
static int select_list(struct selecting *s, const char *list)
{
	char *copy = crm_arena_strdup(s->call->arena, list);
	if (!copy)
		return CRM_E_NOMEM;
	for (char *name; (name = hs_next_part(&copy, ','));)
		if (select_name(s, name + strspn(name, " ")) < 0)
			return CRM_E_NOMEM;
	return CRM_OK;
}

static int select_parameters(struct selecting *s, const char *parameter, bool *any)
{
	struct crm_buf value;
	crm_buf_init(&value, CRM_BUF_MAX);
	int rc = CRM_OK;
	*any = false;
	for (unsigned nth = 0; rc == CRM_OK && face_query(s->call->req, parameter, nth, &value); nth++) {
		*any = *any || value.len > 0;
		rc = value.failed ? CRM_E_NOMEM : select_list(s, value.ptr);
		crm_buf_reset(&value);
	}
	crm_buf_free(&value);
	return rc;
}

int hs_select_query(struct hs_call *call, enum hs_type type, const char *parameter, struct hs_selection *out)
{
	struct selecting s;
	bool any;
	bool history = strcmp(parameter, "propertiesWithHistory") == 0;
	select_begin(&s, call, type, out, true);
	int rc = select_parameters(&s, parameter, &any);
	if (rc == CRM_OK && !history)
		rc = select_names(&s, any ? hs_types[type].always : hs_types[type].defaults);
	return rc < 0 ? rc : select_finish(&s);
}

int hs_select_json(struct hs_call *call, enum hs_type type, const crm_json *names, bool history,
		   struct hs_selection *out)
{
	struct selecting s;
	int rc = CRM_OK;
	select_begin(&s, call, type, out, true);
	for (const crm_json *e = crm_json_first(names); e && rc == CRM_OK; e = crm_json_next(e))
		if (crm_json_is_string(e))
			rc = select_name(&s, crm_json_text(e));
	if (rc == CRM_OK && !history)
		rc = select_names(&s, crm_json_first(names) ? hs_types[type].always : hs_types[type].defaults);
	return rc < 0 ? rc : select_finish(&s);
}

int hs_select_written(struct hs_call *call, const struct hs_record *record, const struct hs_changes *changes,
		      bool created, struct hs_selection *out)
{
	struct selecting s;
	select_begin(&s, call, record->type, out, false);
	int rc = select_names(&s, created ? hs_types[record->type].on_create : hs_types[record->type].on_update);
	for (size_t i = 0; rc == CRM_OK && changes && i < changes->n; i++)
		rc = select_slot(&s, changes->v[i].slot);
	return rc < 0 ? rc : select_finish(&s);
}

static bool is_stage_date(const char *name)
{
	return strncmp(name, "hs_lifecyclestage_", 18) == 0;
}

static void write_properties(struct hs_call *call, struct crm_json_writer *w, const struct hs_record *record,
			     const struct hs_show *show)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_jw_key(w, "properties");
	crm_jw_object(w);
	for (size_t i = 0; i < show->properties->n; i++) {
		hs_slot slot = show->properties->slots[i];
		const struct hs_property *p = hs_property_at(call->face, record->type, slot);
		crm_buf_reset(&text);
		bool there = hs_show(call->face, record, slot, &text);
		int64_t ms;
		if (there && show->written && is_stage_date(p->name) && crm_time_parse(text.ptr, &ms)) {
			crm_buf_reset(&text);
			crm_buf_printf(&text, "%" PRId64, ms);
		}
		if (there || show->properties->nulls)
			crm_jw_field(w, p->name, there ? text.ptr : NULL);
	}
	crm_jw_end_object(w);
	if (text.failed)
		w->buf->failed = true;
	crm_buf_free(&text);
}

static void write_version(struct crm_json_writer *w, const char *text, int64_t at, enum hs_source source)
{
	static const char *const names[] = {"INTEGRATION", "CRM_UI", "IMPORT", "CALCULATED"};
	crm_jw_object(w);
	crm_jw_field(w, "value", text);
	hs_write_time(w, "timestamp", at);
	crm_jw_field(w, "sourceType", names[source]);
	if (source == HS_BY_INTEGRATION)
		crm_jw_field(w, "sourceId", "19083857");
	if (source == HS_BY_PERSON) {
		crm_jw_field(w, "sourceId", "userId:76070032");
		crm_jw_field_int(w, "updatedByUserId", 76070032);
	}
	crm_jw_end_object(w);
}

static void write_history(struct hs_call *call, struct crm_json_writer *w, const struct hs_record *record,
			  const struct hs_selection *selection)
{
	crm_jw_key(w, "propertiesWithHistory");
	crm_jw_object(w);
	for (size_t i = 0; i < selection->n; i++) {
		hs_slot slot = selection->slots[i];
		const struct hs_property *p = hs_property_at(call->face, record->type, slot);
		crm_jw_key(w, p->name);
		crm_jw_array(w);
		struct crm_buf text;
		crm_buf_init(&text, CRM_BUF_MAX);
		if (p->compute && hs_show(call->face, record, slot, &text))
			write_version(w, text.ptr, record->live->modified, HS_BY_VENDOR);
		crm_buf_free(&text);
		for (const struct hs_value *v = p->compute ? NULL : hs_values_find(record->live, slot); v; v = v->older)
			write_version(w, v->text, v->at, (enum hs_source)v->source);
		crm_jw_end_array(w);
	}
	crm_jw_end_object(w);
}

static void write_link(struct crm_json_writer *w, const struct hs_record *record, const struct hs_link *link)
{
	for (size_t i = 0; i < hs_association_types_count; i++) {
		const struct hs_association_row *row = &hs_association_types[i];
		if (row->from != record->type || row->to != link->to->type || !(row->kind & link->kinds))
			continue;
		char id[24];
		snprintf(id, sizeof id, "%" PRIu64, link->to->id);
		crm_jw_object(w);
		crm_jw_field(w, "id", id);
		crm_jw_field(w, "type", row->name);
		crm_jw_end_object(w);
	}
}

static void write_next(struct hs_call *call, struct crm_json_writer *w, const struct hs_record *record, enum hs_type to,
		       uint64_t last)
{
	char after[24];
	snprintf(after, sizeof after, "%" PRIu64, last);
	crm_jw_key(w, "paging");
	crm_jw_object(w);
	crm_jw_key(w, "next");
	crm_jw_object(w);
	crm_jw_field(w, "after", after);
	crm_jw_field(w, "link",
		     hs_format(call, "%s/crm/v3/objects/%s/%" PRIu64 "/associations/%s?after=%s", call->req->base,
			       hs_types[record->type].plural, record->id, hs_types[to].plural, after));
	crm_jw_end_object(w);
	crm_jw_end_object(w);
}

int hs_write_associated(struct hs_call *call, struct crm_json_writer *w, const struct hs_record *record,
			enum hs_type to, uint64_t after, size_t limit)
{
	struct hs_link_page page;
	if (hs_links_page(call, record, to, after, limit, &page) < 0)
		return CRM_E_NOMEM;
	crm_jw_object(w);
	crm_jw_key(w, "results");
	crm_jw_array(w);
	for (size_t i = 0; i < page.n; i++)
		write_link(w, record, &page.v[i]);
	crm_jw_end_array(w);
	if (page.more)
		write_next(call, w, record, to, page.v[page.n - 1].to->id);
	crm_jw_end_object(w);
	return CRM_OK;
}

static int write_associations(struct hs_call *call, struct crm_json_writer *w, const struct hs_record *record,
			      const struct hs_show *show)
{
	bool begun = false;
	for (size_t i = 0; i < show->n_associations; i++) {
		if (hs_link_count(record, show->associations[i]) == 0)
			continue;
		if (!begun) {
			crm_jw_key(w, "associations");
			crm_jw_object(w);
			begun = true;
		}
		crm_jw_key(w, hs_types[show->associations[i]].plural);
		if (hs_write_associated(call, w, record, show->associations[i], 0, INLINE_ASSOCIATIONS) < 0)
			return CRM_E_NOMEM;
	}
	if (begun)
		crm_jw_end_object(w);
	return CRM_OK;
}

int hs_record_write(struct hs_call *call, struct crm_json_writer *w, const struct hs_record *record,
		    const struct hs_show *show)
{
	char id[24], url[128];
	snprintf(id, sizeof id, "%" PRIu64, record->id);
	snprintf(url, sizeof url, "https://app.hubspot.com/contacts/%" PRId64 "/record/%s/%s", hs_portal(call->face),
		 hs_types[record->type].id, id);
	crm_jw_object(w);
	crm_jw_field(w, "id", id);
	write_properties(call, w, record, show);
	if (show->history && show->history->n)
		write_history(call, w, record, show->history);
	hs_write_time(w, "createdAt", record->created);
	hs_write_time(w, "updatedAt", hs_shown_modified(call->face, record->live->modified));
	crm_jw_field_bool(w, "archived", record->archived);
	if (record->archived)
		hs_write_time(w, "archivedAt", record->archived_at);
	if (show->is_new >= 0)
		crm_jw_field_bool(w, "new", show->is_new);
	if (show->trace_id)
		crm_jw_field(w, "objectWriteTraceId", show->trace_id);
	int rc = write_associations(call, w, record, show);
	crm_jw_field(w, "url", url);
	crm_jw_end_object(w);
	call->resp->records++;
	return w->buf->failed ? CRM_E_NOMEM : rc;
}
