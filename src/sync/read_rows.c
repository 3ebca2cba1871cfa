/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/read_rows.h>

#include <string.h>

#include <sync/retry.h>
#include <sync/system.h>

int crm_read_rows(struct crm_system *s, enum crm_object object, const struct crm_op_row *rows, size_t n,
		  struct crm_page *page, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_retry retry = {0};
	const char **ids = crm_arena_calloc(arena, n + 1, sizeof *ids);
	if (ids == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].vendor_id;
	int rc;
	do {
		crm_error_clear(err);
		*page = (struct crm_page){0};
		rc = s->connector->get(s->connection, object, ids, n, s->properties[object], s->n_properties[object],
				       page, arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	return rc;
}

const struct crm_record *crm_page_record(const struct crm_page *page, const char *id)
{
	for (size_t i = 0; i < page->n; i++)
		if (strcmp(page->records[i].id, id) == 0)
			return &page->records[i];
	return NULL;
}
