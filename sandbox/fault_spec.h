/* SPDX-License-Identifier: Apache-2.0 */
/* A single fault: from JSON and to JSON. */
#ifndef SANDBOX_FAULT_SPEC_H
#define SANDBOX_FAULT_SPEC_H

#include "sandbox/fault.h"

/* Reads a fault; members that the action does not know are refused. */
int fault_parse(const crm_json *spec, struct fault **out, struct crm_error *err);
void fault_free(struct fault *fault); /* NULL is allowed */
/* Writes the fault with its counts as an object. */
void fault_write(const struct fault *fault, struct crm_json_writer *w);

#endif
