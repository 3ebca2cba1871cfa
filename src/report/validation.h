/* SPDX-License-Identifier: Apache-2.0 */
/* The two forms of the validation report; internal to report. */
#ifndef CRM_REPORT_VALIDATION_H
#define CRM_REPORT_VALIDATION_H

#include <sync/validation.h>

struct report;

void report_validation_text(struct report *r, const struct crm_validation *v);
void report_validation_json(struct report *r, const struct crm_validation *v);

#endif
