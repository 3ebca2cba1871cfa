/* SPDX-License-Identifier: Apache-2.0 */
/* Work in several threads. */
#include "config.h"

#include <core/linkage/parts.h>

#include <pthread.h>
#include <stdatomic.h>

#define MAX_PARTS 64

struct part {
	linkage_work *work;
	void *context;
	unsigned number;
	int rc;
};

static void *run_part(void *argument)
{
	struct part *part = argument;
	part->rc = part->work(part->context, part->number);
	return NULL;
}

int linkage_parallel(unsigned parts, linkage_work *work, void *context)
{
	struct part list[MAX_PARTS];
	pthread_t threads[MAX_PARTS];
	bool started[MAX_PARTS] = {false};
	int rc = CRM_OK;
	for (unsigned i = 0; i < parts && i < MAX_PARTS; i++) {
		list[i] = (struct part){work, context, i, CRM_OK};
		started[i] = i + 1 < parts && pthread_create(&threads[i], NULL, run_part, &list[i]) == 0;
		if (!started[i])
			run_part(&list[i]);
	}
	for (unsigned i = 0; i < parts && i < MAX_PARTS; i++) {
		if (started[i])
			pthread_join(threads[i], NULL);
		if (rc == CRM_OK)
			rc = list[i].rc;
	}
	return rc;
}

struct queue {
	linkage_task *task;
	void *context;
	unsigned n;
	atomic_uint next;
};

static int take_tasks(void *context, unsigned part)
{
	struct queue *queue = context;
	int rc = CRM_OK;
	for (;;) {
		const unsigned task = atomic_fetch_add(&queue->next, 1);
		if (rc != CRM_OK || task >= queue->n)
			return rc;
		rc = queue->task(queue->context, part, task);
	}
}

int linkage_tasks(unsigned threads, unsigned n, linkage_task *task, void *context)
{
	struct queue queue = {.task = task, .context = context, .n = n};
	return linkage_parallel(threads < n ? threads : n, take_tasks, &queue);
}

void linkage_share(size_t n, unsigned parts, unsigned part, size_t *from, size_t *to)
{
	*from = n / parts * part + (part < n % parts ? part : n % parts);
	*to = *from + n / parts + (part < n % parts);
}
