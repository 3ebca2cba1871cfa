/* SPDX-License-Identifier: Apache-2.0 */
/* The control requests below /__sandbox/, see crmsync-sandbox(1). */
#ifndef SANDBOX_CONTROL_H
#define SANDBOX_CONTROL_H

#include <crmsync/error.h>

#include "sandbox/twin.h"

#define CONTROL_PREFIX "/__sandbox"

bool control_is_target(const char *target);
void control_answer(struct twin *twin, const struct twin_request *req, struct twin_answer *answer);
/* Turns answer into {"error":"..."} with that status. */
void control_error(struct twin_answer *answer, int status, const char *fmt, ...) CRM_PRINTF(3, 4);
/* Same, the status chosen by err's code. */
void control_fail(struct twin_answer *answer, const struct crm_error *err);

/* What a control request is about, as its handlers see it. */
struct control_call {
	struct twin *twin;
	const char *query;        /* raw, "" if none */
	const char *words[4];     /* decoded path segments after /__sandbox/, NULL beyond the last */
	const crm_json *body;     /* NULL if there was none */
	struct face_host *system; /* of words[1], where the route has one */
	struct twin_answer *answer;
};

/* records/SYSTEM/OBJECT[/ID] (control_records.c). */
void control_list_records(struct control_call *call);
void control_create_record(struct control_call *call);
void control_edit_record(struct control_call *call);
void control_remove_record(struct control_call *call);
void control_merge_records(struct control_call *call);

#endif
