/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steps at which tests kill the process; only in builds with --enable-fault-injection.  Environment:
 *   CRMSYNC_FAULT_LOG=FILE     a line "KIND NUMBER WHAT" is appended for every step, right before it
 *   CRMSYNC_KILL_REQUEST=n     the process is killed just before its n-th HTTP request leaves
 *   CRMSYNC_KILL_ANSWER=n      the process is killed when the answer to its n-th request has come, before anybody saw
 *                                it
 *   CRMSYNC_ANSWER_TIMEOUT_MS=n  how long an answer is waited for
 * Steps of the store: see store/fault_vfs.h.
 */
#ifndef CRM_BASE_FAULT_STEP_H
#define CRM_BASE_FAULT_STEP_H

#include <stdint.h>

/* Writes the step to the log, and dies if it is the one that the environment variable (NULL: none) names. */
void crm_fault_step(const char *kind, unsigned long long number, const char *what, const char *variable);

/* How long an answer is waited for, in milliseconds: what the environment says, or the usual time. */
int64_t crm_fault_patience(int64_t usual_ms);

#endif
