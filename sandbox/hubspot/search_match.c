/* SPDX-License-Identifier: Apache-2.0 */
/* Does what search knows of a record match?  Texts are compared without case, but IN and NOT_IN want lower case and
   enumerations their exact value, as the vendor's guide says; all negative operators want a value to be there. */
#include <stdlib.h>
#include <string.h>

#include "search.h"

bool hs_aspect_text(const struct face *face, const struct hs_record *record, const struct hs_values *view, hs_slot slot,
		    struct crm_buf *out)
{
	const struct hs_property *p = hs_property_at(face, record->type, slot);
	if (p->compute)
		return p->compute(face, record, out);
	const char *text = hs_values_text(view, slot);
	crm_buf_str(out, text);
	return text != NULL;
}

static bool text_number(enum hs_aspect aspect, const char *text, double *number)
{
	int64_t ms;
	if (aspect == HS_ASPECT_NUMBER) {
		*number = strtod(text, NULL);
		return true;
	}
	if (!hs_parse_instant(text, &ms))
		return false;
	*number = (double)ms;
	return true;
}

bool hs_aspect_number(const struct face *face, const struct hs_record *record, const struct hs_values *view,
		      enum hs_aspect aspect, hs_slot slot, double *number)
{
	switch (aspect) {
	case HS_ASPECT_ID:
		*number = (double)record->id;
		return true;
	case HS_ASPECT_CREATED:
		*number = (double)record->created;
		return true;
	case HS_ASPECT_MODIFIED:
		*number = (double)hs_shown_modified(face, view->modified);
		return true;
	case HS_ASPECT_TEXT:
	case HS_ASPECT_LINK:
		return false;
	case HS_ASPECT_TIME:
	case HS_ASPECT_NUMBER:
		break;
	}
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	bool there = hs_aspect_text(face, record, view, slot, &text) && text_number(aspect, text.ptr, number);
	crm_buf_free(&text);
	return there;
}

static bool number_in(const struct hs_filter *filter, double number)
{
	for (size_t i = 0; i < filter->n_values; i++)
		if (filter->numbers[i] == number)
			return true;
	return false;
}

static bool match_number(const struct hs_filter *filter, bool there, double x)
{
	if (filter->op == HS_HAS || filter->op == HS_HAS_NOT)
		return there == (filter->op == HS_HAS);
	if (!there)
		return false;
	switch (filter->op) {
	case HS_EQ:
	case HS_TOKEN:
		return x == filter->low;
	case HS_NEQ:
	case HS_NOT_TOKEN:
		return x != filter->low;
	case HS_LT:
		return x < filter->low;
	case HS_LTE:
		return x <= filter->low;
	case HS_GT:
		return x > filter->low;
	case HS_GTE:
		return x >= filter->low;
	case HS_BETWEEN:
		return x >= filter->low && x <= filter->high;
	case HS_IN:
		return number_in(filter, x);
	case HS_NOT_IN:
		return !number_in(filter, x);
	case HS_HAS:
	case HS_HAS_NOT:
		break;
	}
	return false;
}

/* '*' stands for any run of characters. */
static bool match_pattern(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;
	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 || c == '_';
}

/* Does any word of text (at least the start of one, if prefix) equal word? */
static bool has_word(const char *text, const char *word, size_t len, bool prefix)
{
	for (const char *p = text; *p; p++) {
		if ((p > text && is_word_byte(p[-1])) || strncmp(p, word, len) != 0)
			continue;
		if (prefix || !is_word_byte(p[len]))
			return true;
	}
	return false;
}

static bool match_token(const char *text, const char *wanted)
{
	if (strchr(wanted, '*'))
		return match_pattern(wanted, text);
	while (*wanted) {
		size_t len = strcspn(wanted, " ");
		if (len && !has_word(text, wanted, len, false))
			return false;
		wanted += len + strspn(wanted + len, " ");
	}
	return true;
}

static bool text_in(const struct hs_filter *filter, const char *text, size_t len)
{
	for (size_t i = 0; i < filter->n_values; i++)
		if (strlen(filter->values[i]) == len && memcmp(filter->values[i], text, len) == 0)
			return true;
	return false;
}

static bool any_in(const struct hs_filter *filter, const char *text)
{
	if (!filter->several)
		return text_in(filter, text, strlen(text));
	while (*text) {
		size_t len = strcspn(text, ";");
		if (text_in(filter, text, len))
			return true;
		text += len + (text[len] == ';');
	}
	return false;
}

static bool match_text(const struct hs_filter *filter, const char *text)
{
	switch (filter->op) {
	case HS_EQ:
	case HS_IN:
		return any_in(filter, text);
	case HS_NEQ:
	case HS_NOT_IN:
		return !any_in(filter, text);
	case HS_LT:
		return strcmp(text, filter->values[0]) < 0;
	case HS_LTE:
		return strcmp(text, filter->values[0]) <= 0;
	case HS_GT:
		return strcmp(text, filter->values[0]) > 0;
	case HS_GTE:
		return strcmp(text, filter->values[0]) >= 0;
	case HS_BETWEEN:
		return strcmp(text, filter->values[0]) >= 0 && strcmp(text, filter->values[1]) <= 0;
	case HS_TOKEN:
		return match_token(text, filter->values[0]);
	case HS_NOT_TOKEN:
		return !match_token(text, filter->values[0]);
	case HS_HAS:
		return true;
	case HS_HAS_NOT:
		break;
	}
	return false;
}

static bool match_link(const struct hs_filter *filter, const struct hs_record *record)
{
	const struct hs_links *links = &record->links[filter->linked];
	bool any = false, found = false;
	for (size_t i = 0; i < links->n; i++) {
		if (!hs_record_exists(links->v[i].to))
			continue;
		any = true;
		for (size_t j = 0; j < filter->n_values; j++) {
			uint64_t id;
			found = found || (hs_parse_id(filter->values[j], &id) && id == links->v[i].to->id);
		}
	}
	if (filter->op == HS_HAS || filter->op == HS_HAS_NOT)
		return any == (filter->op == HS_HAS);
	return filter->op == HS_EQ || filter->op == HS_IN ? found : any && !found;
}

static bool match_filter(const struct face *face, const struct hs_filter *filter, const struct hs_record *record,
			 const struct hs_values *view)
{
	double number = 0;
	if (filter->aspect == HS_ASPECT_LINK)
		return match_link(filter, record);
	if (filter->aspect != HS_ASPECT_TEXT) {
		bool there = hs_aspect_number(face, record, view, filter->aspect, filter->slot, &number);
		return match_number(filter, there, number);
	}
	struct crm_buf text, lower;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_init(&lower, CRM_BUF_MAX);
	bool there = hs_aspect_text(face, record, view, filter->slot, &text);
	bool matched = filter->op == HS_HAS_NOT;
	if (there) {
		if (!filter->as_given)
			hs_lower(&lower, text.ptr);
		matched = match_text(filter, filter->as_given ? text.ptr : lower.ptr);
	}
	crm_buf_free(&text);
	crm_buf_free(&lower);
	return matched;
}

static bool match_group(const struct face *face, const struct hs_filter_group *group, const struct hs_record *record,
			const struct hs_values *view)
{
	for (size_t i = 0; i < group->n; i++)
		if (!match_filter(face, &group->v[i], record, view))
			return false;
	return true;
}

static bool match_word(const struct face *face, const char *word, const struct hs_record *record,
		       const struct hs_values *view)
{
	bool found = false;
	for (const char *const *name = hs_types[record->type].searched; *name && !found; name++) {
		hs_slot slot = hs_slot_of(face, record->type, *name);
		struct crm_buf text, lower;
		crm_buf_init(&text, CRM_BUF_MAX);
		crm_buf_init(&lower, CRM_BUF_MAX);
		if (slot != HS_NO_SLOT && hs_aspect_text(face, record, view, slot, &text)) {
			hs_lower(&lower, text.ptr);
			found = has_word(lower.ptr, word, strlen(word), true);
		}
		crm_buf_free(&text);
		crm_buf_free(&lower);
	}
	return found;
}

bool hs_search_matches(const struct face *face, const struct hs_search *search, const struct hs_record *record,
		       const struct hs_values *view)
{
	bool matched = search->n_groups == 0;
	for (size_t i = 0; i < search->n_groups && !matched; i++)
		matched = match_group(face, &search->groups[i], record, view);
	for (size_t i = 0; i < search->n_words && matched; i++)
		matched = match_word(face, search->words[i], record, view);
	return matched;
}
