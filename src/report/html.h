/* SPDX-License-Identifier: Apache-2.0 */
/* The report as one page that needs nothing else: words, looks and program in page/, data in lines; internal to report.
 */
#ifndef CRM_REPORT_HTML_H
#define CRM_REPORT_HTML_H

#include <report/parts.h>

/* Made by the build from page/report.css, page/report.js and page/body.html. */
extern const char report_page_css[], report_page_js[], report_page_body[];

/* ---- lines of data (html_rows.c says what they look like) ---- */

void report_head_html(struct report *r, const struct crm_summary *summary, enum report_tense tense);
void report_operation_html(struct report *r, const struct crm_op_row *row);
void report_hold_html(struct report *r, const struct crm_hold_row *row);
/* Records that this run recognised as one. */
int report_groups_html(struct report *r, struct crm_error *err);

#endif
