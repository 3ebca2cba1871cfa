/* SPDX-License-Identifier: Apache-2.0 */
/* A search, read and checked (search_read.c), and run (search_match.c, search_run.c). */
#ifndef SANDBOX_HUBSPOT_SEARCH_H
#define SANDBOX_HUBSPOT_SEARCH_H

#include "hubspot.h"

enum hs_operator {
	HS_EQ,
	HS_NEQ,
	HS_LT,
	HS_LTE,
	HS_GT,
	HS_GTE,
	HS_BETWEEN,
	HS_IN,
	HS_NOT_IN,
	HS_HAS,
	HS_HAS_NOT,
	HS_TOKEN,
	HS_NOT_TOKEN
};

/* What a filter or a sort looks at. */
enum hs_aspect {
	HS_ASPECT_ID,
	HS_ASPECT_MODIFIED,
	HS_ASPECT_CREATED,
	HS_ASPECT_TIME,
	HS_ASPECT_NUMBER,
	HS_ASPECT_TEXT,
	HS_ASPECT_LINK
};

struct hs_filter {
	enum hs_operator op;
	enum hs_aspect aspect;
	hs_slot slot;
	enum hs_type linked; /* HS_ASPECT_LINK */
	const char **values; /* as given; text is in lower case but for IN and NOT_IN */
	size_t n_values;
	double low, high; /* numbers and times: the value, or both ends of BETWEEN */
	double *numbers;  /* IN, NOT_IN */
	bool several;     /* the property holds several values, separated by ';' */
	bool as_given;    /* compared with its case: enumerations */
};

#define HS_MAX_GROUPS      5
#define HS_MAX_FILTERS     6
#define HS_MAX_FILTERS_ALL 18

struct hs_filter_group {
	struct hs_filter v[HS_MAX_FILTERS];
	size_t n;
};

struct hs_search {
	enum hs_type type;
	struct hs_filter_group groups[HS_MAX_GROUPS];
	size_t n_groups;
	const char **words; /* of "query", in lower case */
	size_t n_words;
	bool sorted;
	bool descending;
	enum hs_aspect sort_aspect;
	hs_slot sort_slot;
	uint64_t from_id; /* only records from this id on; the result is in the order of ids then */
	const char *key;  /* the same for searches that differ in from_id only */
};

#define HS_MAX_ID 1e18
uint64_t hs_id_bound(double number); /* the number as an id, within what ids can be */

enum hs_aspect hs_aspect_of(const struct face *face, enum hs_type type, hs_slot slot);
/* Value of the aspect as a number; false: the record has none.  For the text aspect: false. */
bool hs_aspect_number(const struct face *face, const struct hs_record *record, const struct hs_values *view,
		      enum hs_aspect aspect, hs_slot slot, double *number);
/* Text of a property as search sees it; false: empty. */
bool hs_aspect_text(const struct face *face, const struct hs_record *record, const struct hs_values *view, hs_slot slot,
		    struct crm_buf *out);
bool hs_search_matches(const struct face *face, const struct hs_search *search, const struct hs_record *record,
		       const struct hs_values *view);

#endif
