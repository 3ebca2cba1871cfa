/* SPDX-License-Identifier: Apache-2.0 */
/* The list of faults: counting matches and finding the one that is due. */
#include "sandbox/fault.h"

#include <regex.h>
#include <strings.h>

#include <crmsync/mem.h>

#include "sandbox/fault_spec.h"

void fault_list_init(struct fault_list *list)
{
	*list = (struct fault_list){0};
	pthread_mutex_init(&list->lock, NULL);
}

static void fault_unref(struct fault *fault)
{
	if (--fault->refs == 0)
		fault_free(fault);
}

static void fault_take_back(struct fault *fault)
{
	atomic_store(&fault->cleared, true);
	fault_unref(fault);
}

void fault_list_clear(struct fault_list *list)
{
	pthread_mutex_lock(&list->lock);
	for (size_t i = 0; i < list->n; i++)
		fault_take_back(list->items[i]);
	list->n = 0;
	pthread_mutex_unlock(&list->lock);
}

bool fault_list_remove(struct fault_list *list, uint64_t id)
{
	size_t kept = 0;
	pthread_mutex_lock(&list->lock);
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i]->id == id)
			fault_take_back(list->items[i]);
		else
			list->items[kept++] = list->items[i];
	}
	bool found = kept < list->n;
	list->n = kept;
	pthread_mutex_unlock(&list->lock);
	return found;
}

void fault_list_free(struct fault_list *list)
{
	fault_list_clear(list);
	crm_free(list->items);
	pthread_mutex_destroy(&list->lock);
}

static bool fault_list_append(struct fault_list *list, struct fault *fault)
{
	if (list->n == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : 16;
		struct fault **items = crm_reallocarray(list->items, cap, sizeof *items);
		if (!items)
			return false;
		list->items = items;
		list->cap = cap;
	}
	fault->id = ++list->last_id;
	fault->refs = 1;
	list->items[list->n++] = fault;
	return true;
}

int fault_list_add(struct fault_list *list, const crm_json *spec, unsigned *id, struct crm_error *err)
{
	struct fault *fault = NULL;
	int rc = fault_parse(spec, &fault, err);
	if (rc < 0)
		return rc;
	pthread_mutex_lock(&list->lock);
	bool ok = fault_list_append(list, fault);
	if (ok)
		*id = fault->id;
	pthread_mutex_unlock(&list->lock);
	if (ok)
		return CRM_OK;
	fault_free(fault);
	return crm_error_no_memory(err);
}

static bool fault_matches(const struct fault *fault, const char *system, const char *method, const char *path,
			  const char *decoded)
{
	if (fault->system && strcasecmp(fault->system, system) != 0)
		return false;
	if (fault->method && strcasecmp(fault->method, method) != 0)
		return false;
	if (!fault->regex)
		return true;
	return regexec(fault->regex, path, 0, NULL, 0) == 0 || regexec(fault->regex, decoded, 0, NULL, 0) == 0;
}

static bool fault_is_due(const struct fault *fault)
{
	if (fault->nth)
		return fault->hits == 0 && fault->matched >= fault->nth;
	return fault->matched % fault->every == 0 && (fault->times == 0 || fault->hits < fault->times);
}

const struct fault *fault_list_take(struct fault_list *list, const char *system, const char *method, const char *path,
				    const char *decoded)
{
	struct fault *due = NULL;
	pthread_mutex_lock(&list->lock);
	for (size_t i = 0; i < list->n; i++) {
		struct fault *fault = list->items[i];
		if (!fault_matches(fault, system, method, path, decoded))
			continue;
		fault->matched++;
		if (!due && fault_is_due(fault))
			due = fault;
	}
	if (due) {
		due->hits++;
		due->refs++;
	}
	pthread_mutex_unlock(&list->lock);
	return due;
}

void fault_list_release(struct fault_list *list, const struct fault *fault)
{
	if (!fault)
		return;
	pthread_mutex_lock(&list->lock);
	fault_unref((struct fault *)fault);
	pthread_mutex_unlock(&list->lock);
}

void fault_list_write(struct fault_list *list, struct crm_buf *out)
{
	struct crm_json_writer w;
	crm_jw_init(&w, out);
	crm_jw_array(&w);
	pthread_mutex_lock(&list->lock);
	for (size_t i = 0; i < list->n; i++)
		fault_write(list->items[i], &w);
	pthread_mutex_unlock(&list->lock);
	crm_jw_end_array(&w);
}
