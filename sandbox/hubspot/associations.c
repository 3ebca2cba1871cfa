/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Links between records, kept on both ends.  A contact and a deal have at most one primary company; the first company
 * that is linked becomes it.  A kind seen from the other end: plain and primary stay, parent and child swap.
 */
#include <stdlib.h>
#include <string.h>

#include "hubspot.h"

static unsigned kinds_reversed(unsigned kinds)
{
	unsigned same = kinds & (HS_LINK_PLAIN | HS_LINK_PRIMARY);
	return same | (kinds & HS_LINK_PARENT ? HS_LINK_CHILD : 0) | (kinds & HS_LINK_CHILD ? HS_LINK_PARENT : 0);
}

static struct hs_link *link_find(const struct hs_record *from, const struct hs_record *to)
{
	const struct hs_links *links = &from->links[to->type];
	for (size_t i = 0; i < links->n; i++)
		if (links->v[i].to == to)
			return &links->v[i];
	return NULL;
}

/* The side with fewer links is searched first: a company may have thousands of contacts. */
const struct hs_link *hs_link_find(const struct hs_record *from, const struct hs_record *to)
{
	if (from->links[to->type].n > to->links[from->type].n && !link_find(to, from))
		return NULL;
	return link_find(from, to);
}

static int link_put(struct hs_record *from, struct hs_record *to, unsigned kinds, bool known)
{
	struct hs_links *links = &from->links[to->type];
	struct hs_link *link = known ? link_find(from, to) : NULL;
	if (link) {
		link->kinds |= kinds;
		return CRM_OK;
	}
	if (hs_grow(&links->v, &links->cap, links->n, sizeof *links->v) < 0)
		return CRM_E_NOMEM;
	links->v[links->n++] = (struct hs_link){.to = to, .kinds = kinds};
	return CRM_OK;
}

static void link_cut(struct hs_record *from, const struct hs_record *to)
{
	struct hs_links *links = &from->links[to->type];
	struct hs_link *link = link_find(from, to);
	if (!link)
		return;
	size_t at = (size_t)(link - links->v);
	memmove(link, link + 1, (links->n - at - 1) * sizeof *link);
	links->n--;
}

struct hs_record *hs_link_primary(const struct hs_record *from, enum hs_type to)
{
	const struct hs_links *links = &from->links[to];
	for (size_t i = 0; i < links->n; i++)
		if ((links->v[i].kinds & HS_LINK_PRIMARY) && hs_record_exists(links->v[i].to))
			return links->v[i].to;
	return NULL;
}

size_t hs_link_count(const struct hs_record *from, enum hs_type to)
{
	size_t n = 0;
	for (size_t i = 0; i < from->links[to].n; i++)
		n += hs_record_exists(from->links[to].v[i].to);
	return n;
}

/* The end that has one primary company, if this pair has one. */
static struct hs_record *owning_end(struct hs_record *from, struct hs_record *to, struct hs_record **company)
{
	if (from->type != HS_COMPANY && to->type == HS_COMPANY) {
		*company = to;
		return from;
	}
	if (from->type == HS_COMPANY && to->type != HS_COMPANY) {
		*company = from;
		return to;
	}
	return NULL;
}

static void primary_clear(struct hs_record *owner)
{
	struct hs_links *links = &owner->links[HS_COMPANY];
	for (size_t i = 0; i < links->n; i++) {
		if (!(links->v[i].kinds & HS_LINK_PRIMARY))
			continue;
		links->v[i].kinds &= ~(unsigned)HS_LINK_PRIMARY;
		struct hs_link *back = link_find(links->v[i].to, owner);
		if (back)
			back->kinds &= ~(unsigned)HS_LINK_PRIMARY;
	}
}

int hs_link_add(struct face *face, struct hs_record *from, struct hs_record *to, unsigned kinds, int64_t now)
{
	struct hs_record *company = NULL;
	struct hs_record *owner = owning_end(from, to, &company);
	const struct hs_link *known = hs_link_find(from, to);
	if (owner && !hs_link_primary(owner, HS_COMPANY))
		kinds |= HS_LINK_PRIMARY;
	kinds |= HS_LINK_PLAIN;
	if (known && (known->kinds & kinds) == kinds)
		return CRM_OK;
	if (owner && (kinds & HS_LINK_PRIMARY) && hs_link_primary(owner, HS_COMPANY) != company)
		primary_clear(owner);
	int rc = link_put(from, to, kinds, known != NULL);
	if (rc == CRM_OK)
		rc = link_put(to, from, kinds_reversed(kinds), known != NULL);
	if (rc == CRM_OK && owner && (kinds & HS_LINK_PRIMARY))
		rc = hs_record_touch(face, owner, now);
	face->generation++;
	return rc;
}

int hs_link_restore(struct hs_record *from, struct hs_record *to, unsigned kinds)
{
	int rc = link_put(from, to, kinds, false);
	return rc < 0 ? rc : link_put(to, from, kinds_reversed(kinds), false);
}

void hs_link_remove(struct face *face, struct hs_record *from, struct hs_record *to, unsigned kinds, int64_t now)
{
	struct hs_link *link = hs_link_find(from, to) ? link_find(from, to) : NULL;
	if (!link)
		return;
	struct hs_record *company = NULL;
	struct hs_record *owner = owning_end(from, to, &company);
	bool was_primary = owner && (link->kinds & HS_LINK_PRIMARY);
	/* Without the plain one nothing of the link remains, says the vendor of labels/archive. */
	if (kinds & HS_LINK_PLAIN) {
		link_cut(from, to);
		link_cut(to, from);
	} else {
		link->kinds &= ~kinds;
		struct hs_link *back = link_find(to, from);
		if (back)
			back->kinds &= ~kinds_reversed(kinds);
	}
	if (was_primary && hs_link_primary(owner, HS_COMPANY) != company)
		(void)hs_record_touch(face, owner, now);
	face->generation++;
}

void hs_links_clear(struct face *face, struct hs_record *record)
{
	for (int type = 0; type < HS_TYPES; type++) {
		struct hs_links *links = &record->links[type];
		for (size_t i = 0; i < links->n; i++)
			link_cut(links->v[i].to, record);
		links->n = 0;
	}
	face->generation++;
}

static int link_move(struct face *face, const struct hs_link *link, struct hs_record *to, int64_t now)
{
	struct hs_record *company = NULL;
	unsigned kinds = link->kinds;
	if (link->to == to)
		return CRM_OK;
	if (owning_end(to, link->to, &company) == to && hs_link_primary(to, HS_COMPANY))
		kinds &= ~(unsigned)HS_LINK_PRIMARY;
	return hs_link_add(face, to, link->to, kinds, now);
}

int hs_links_move(struct face *face, struct hs_record *from, struct hs_record *to, int64_t now)
{
	for (int pass = 0; pass < 2; pass++)
		for (int type = 0; type < HS_TYPES; type++)
			for (size_t i = 0; i < from->links[type].n; i++) {
				struct hs_link link = from->links[type].v[i];
				bool primary = link.kinds & HS_LINK_PRIMARY;
				if (primary == (pass == 0) && link_move(face, &link, to, now) < 0)
					return CRM_E_NOMEM;
			}
	hs_links_clear(face, from);
	return CRM_OK;
}

static int by_id(const void *a, const void *b)
{
	uint64_t x = ((const struct hs_link *)a)->to->id, y = ((const struct hs_link *)b)->to->id;
	return x < y ? -1 : x > y;
}

int hs_links_page(struct hs_call *call, const struct hs_record *record, enum hs_type to, uint64_t after, size_t limit,
		  struct hs_link_page *page)
{
	const struct hs_links *links = &record->links[to];
	*page = (struct hs_link_page){.v = crm_arena_alloc(call->arena, (links->n + 1) * sizeof *page->v)};
	if (!page->v)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < links->n; i++)
		if (links->v[i].to->id > after && hs_record_exists(links->v[i].to))
			page->v[page->n++] = links->v[i];
	qsort(page->v, page->n, sizeof *page->v, by_id);
	page->more = page->n > limit;
	if (page->more)
		page->n = limit;
	return CRM_OK;
}
