/* SPDX-License-Identifier: Apache-2.0 */
/* What `crmsync migrate` tells beyond what a sync does. */
#ifndef CRM_REPORT_MIGRATION_H
#define CRM_REPORT_MIGRATION_H

#include <report/report.h>
#include <sync/migration_steps.h>
#include <sync/validation.h>

/* The checklist, with what has to be written in the config for what has no counterpart.  summary: of the plan, for what
   it would cost; NULL: nothing is planned any more. */
int crm_report_steps(struct crm_engine *e, const struct crm_report_options *options, const struct crm_steps *steps,
		     const struct crm_summary *summary, struct crm_error *err);
/* The validation report. */
int crm_report_validation(struct crm_engine *e, const struct crm_report_options *options,
			  const struct crm_validation *v, struct crm_error *err);
/* One line of CSV for each record of the source: what became of it, and both ids.  CRM_E_DISK: it cannot be written;
   what stood at `path` before is still there. */
int crm_report_crosswalk(struct crm_engine *e, const char *path, struct crm_error *err);

#endif
