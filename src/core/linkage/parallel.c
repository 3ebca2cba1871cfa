/* SPDX-License-Identifier: Apache-2.0 */
/* Work in several threads. */
#include "config.h"

#include <core/linkage/parts.h>

#include <pthread.h>

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
