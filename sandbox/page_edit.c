/* SPDX-License-Identifier: Apache-2.0 */
/* Editing a page of records as any vendor sends it. */
#include "sandbox/page_edit.h"

#include <string.h>

#include <crmsync/json.h>

struct page_writer {
	const struct page_edit *edit;
	struct crm_json_writer w;
	const crm_json *list; /* the array of records */
	size_t keep;
};

/* The array of records; *holder is the member of the page that is or contains it. */
static const crm_json *page_find_list(const crm_json *page, const crm_json **holder)
{
	static const char *const names[] = {"results", "records", "data", "result"};
	*holder = page;
	if (crm_json_is_array(page))
		return page;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		*holder = crm_json_get(page, names[i]);
		if (crm_json_is_array(*holder))
			return *holder;
	}
	*holder = crm_json_get(page, "data");
	const crm_json *items = crm_json_get(*holder, "items");
	return crm_json_is_array(items) ? items : NULL;
}

static void page_write_list(struct page_writer *p)
{
	size_t left = p->keep;
	crm_jw_array(&p->w);
	for (const crm_json *e = crm_json_first(p->list); e && left > 0; e = crm_json_next(e), left--)
		crm_jw_value(&p->w, e);
	crm_jw_end_array(&p->w);
}

static void page_write_holder(struct page_writer *p, const crm_json *holder)
{
	if (holder == p->list) {
		page_write_list(p);
		return;
	}
	crm_jw_object(&p->w);
	for (const crm_json *e = crm_json_first(holder); e; e = crm_json_next(e)) {
		crm_jw_key(&p->w, crm_json_name(e));
		if (e == p->list)
			page_write_list(p);
		else
			crm_jw_value(&p->w, e);
	}
	crm_jw_end_object(&p->w);
}

static void page_write_pagination(struct page_writer *p, const crm_json *pagination)
{
	crm_jw_object(&p->w);
	for (const crm_json *e = crm_json_first(pagination); e; e = crm_json_next(e)) {
		if (strcmp(crm_json_name(e), "next_start") == 0)
			continue;
		crm_jw_key(&p->w, crm_json_name(e));
		if (strcmp(crm_json_name(e), "more_items_in_collection") == 0)
			crm_jw_bool(&p->w, false);
		else
			crm_jw_value(&p->w, e);
	}
	crm_jw_end_object(&p->w);
}

static void page_write_additional(struct page_writer *p, const crm_json *additional)
{
	crm_jw_object(&p->w);
	for (const crm_json *e = crm_json_first(additional); e; e = crm_json_next(e)) {
		crm_jw_key(&p->w, crm_json_name(e));
		if (strcmp(crm_json_name(e), "next_cursor") == 0)
			crm_jw_null(&p->w);
		else if (strcmp(crm_json_name(e), "pagination") == 0 && crm_json_is_object(e))
			page_write_pagination(p, e);
		else
			crm_jw_value(&p->w, e);
	}
	crm_jw_end_object(&p->w);
}

static bool page_is_total(const char *name)
{
	return strcmp(name, "total") == 0 || strcmp(name, "totalSize") == 0;
}

static void page_write_member(struct page_writer *p, const crm_json *member, const crm_json *holder)
{
	const char *name = crm_json_name(member);
	bool last = p->edit->last;
	if (last && (strcmp(name, "paging") == 0 || strcmp(name, "nextRecordsUrl") == 0))
		return;
	crm_jw_key(&p->w, name);
	if (member == holder)
		page_write_holder(p, member);
	else if (last && strcmp(name, "done") == 0)
		crm_jw_bool(&p->w, true);
	else if (last && strcmp(name, "additional_data") == 0 && crm_json_is_object(member))
		page_write_additional(p, member);
	else if (p->edit->total >= 0 && page_is_total(name))
		crm_jw_int(&p->w, p->edit->total);
	else
		crm_jw_value(&p->w, member);
}

static void page_write(struct page_writer *p, const crm_json *page, const crm_json *holder)
{
	if (p->list == page) {
		page_write_list(p);
		return;
	}
	crm_jw_object(&p->w);
	for (const crm_json *e = crm_json_first(page); e; e = crm_json_next(e))
		page_write_member(p, e, holder);
	crm_jw_end_object(&p->w);
}

static size_t page_keep(const struct page_edit *edit, const crm_json *list)
{
	size_t size = crm_json_size(list);
	if (edit->keep < 0)
		return size / 2;
	return (size_t)edit->keep < size ? (size_t)edit->keep : size;
}

bool page_edit_apply(const struct page_edit *edit, const char *text, size_t len, struct crm_buf *out, unsigned *left)
{
	crm_json *page = NULL;
	if (crm_json_parse(text, len, &page, NULL) < 0)
		return false;
	struct page_writer p = {.edit = edit};
	const crm_json *holder;
	p.list = page_find_list(page, &holder);
	if (p.list) {
		p.keep = page_keep(edit, p.list);
		crm_jw_init(&p.w, out);
		page_write(&p, page, holder);
		*left = (unsigned)p.keep;
	}
	crm_json_free(page);
	return p.list != NULL;
}
