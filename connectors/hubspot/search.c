/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Search requests.  Records are read in the order of their ids, each page asking for ids above the last one seen, so
 * that neither the cap of 10,000 results nor records that move while being read can hide any.
 */
#include <stdlib.h>
#include <string.h>

#include "hubspot.h"

/* A group takes 6 filters (search guide); two are ours. */
#define SEARCH_USER_FILTERS 4u

static void search_write_filter(struct crm_json_writer *w, const char *property, const char *operator,
				const char * value)
{
	crm_jw_object(w);
	crm_jw_field(w, "propertyName", property);
	crm_jw_field(w, "operator", operator);
	crm_jw_field(w, "value", value);
	crm_jw_end_object(w);
}

static bool search_is_filter(const crm_json *v)
{
	return crm_json_get_string(v, "propertyName") && crm_json_get_string(v, "operator");
}

static int search_parse_filter(const char *filter, crm_json **out, struct crm_error *err)
{
	struct crm_error reason = {0};
	crm_json *array = NULL;
	int rc = crm_json_parse(filter, strlen(filter), &array, &reason);
	bool good = rc == CRM_OK && crm_json_is_array(array) && crm_json_size(array) <= SEARCH_USER_FILTERS;
	for (const crm_json *v = crm_json_first(array); good && v; v = crm_json_next(v))
		good = search_is_filter(v);
	if (good) {
		*out = array;
		return CRM_OK;
	}
	crm_json_free(array);
	rc = crm_error_set(err, CRM_E_CONFIG,
			   "the filter '%s' is not a JSON array of at most %u HubSpot search filters such as "
			   "{\"propertyName\":\"lifecyclestage\",\"operator\":\"EQ\",\"value\":\"customer\"}%s%s",
			   filter, SEARCH_USER_FILTERS, reason.code ? ": " : "",
			   reason.code ? crm_error_text(&reason) : "");
	crm_error_clear(&reason);
	return rc;
}

static void search_write_groups(struct crm_json_writer *w, const struct hubspot_search *search, const crm_json *user)
{
	bool any = search->changed_since || search->above || crm_json_size(user) > 0;
	crm_jw_key(w, "filterGroups");
	crm_jw_array(w);
	if (any) {
		crm_jw_object(w);
		crm_jw_key(w, "filters");
		crm_jw_array(w);
		if (search->changed_since)
			search_write_filter(w, hubspot_stamp_property(search->wish->object), "GTE",
					    search->changed_since);
		if (search->above)
			search_write_filter(w, "hs_object_id", "GT", search->above);
		for (const crm_json *v = crm_json_first(user); v; v = crm_json_next(v))
			crm_jw_value(w, v);
		crm_jw_end_array(w);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

int hubspot_search_write(struct crm_buf *body, const struct hubspot_search *search, struct crm_error *err)
{
	struct crm_json_writer w;
	crm_json *user = NULL;
	int rc = search->filter ? search_parse_filter(search->filter, &user, err) : CRM_OK;
	if (rc != CRM_OK)
		return rc;
	crm_jw_init(&w, body);
	crm_jw_object(&w);
	search_write_groups(&w, search, user);
	crm_jw_key(&w, "sorts");
	crm_jw_array(&w);
	crm_jw_string(&w, "hs_object_id");
	crm_jw_end_array(&w);
	hubspot_wish_write(&w, search->wish);
	crm_jw_field_int(&w, "limit", search->limit);
	if (search->after)
		crm_jw_field(&w, "after", search->after);
	crm_jw_end_object(&w);
	crm_json_free(user);
	return CRM_OK;
}

void hubspot_search_call(const struct crm_connection *conn, struct hubspot_call *call, enum crm_object object)
{
	call->method = "POST";
	call->what = "searching records";
	hubspot_url(conn, &call->url, HUBSPOT_OBJECTS, hubspot_plural(object), "search", NULL);
	call->rate_class = "search";
}

/* Order of decimal numbers as text, without leading zeros. */
static int search_compare_ids(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	return la != lb ? (la < lb ? -1 : 1) : strcmp(a, b);
}

int hubspot_search_last(enum crm_object object, const struct hubspot_row *rows, size_t n, const char **last,
			struct crm_error *err)
{
	for (size_t i = 0; i < n; i++) {
		const char *id = hubspot_row_id(&rows[i]);
		if (strspn(id, "0123456789") != strlen(id) || search_compare_ids(id, *last) <= 0)
			return crm_error_set(err, CRM_E_PROTOCOL,
					     "searching %s: the results are not in the order of their ids",
					     hubspot_plural(object));
		*last = id;
	}
	return CRM_OK;
}
