/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves records out of a vendor's page, keeping it valid JSON: for the faults empty_page and short_page. */
#ifndef SANDBOX_PAGE_EDIT_H
#define SANDBOX_PAGE_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>

struct page_edit {
	int64_t keep;  /* records that stay, -1: half of them, rounded down */
	bool last;     /* the page becomes the last one: HubSpot `paging` and Salesforce `nextRecordsUrl` go, Salesforce
			  `done` is true,     Pipedrive's `additional_data.next_cursor` is null and `additional_data.pagination`
			  says no more items */
	int64_t total; /* what `total` and `totalSize` say, -1: as they were */
};

/* Appends the page with its list of records (the first of `results`, `data`, `records` that is an array, or the list
   that `data.items` or `result` holds) edited.  False, with nothing appended, if text is no JSON object with such a
   list.  *left is how many records stay. */
bool page_edit_apply(const struct page_edit *edit, const char *text, size_t len, struct crm_buf *out, unsigned *left);

#endif
