/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The legal form of a company, taken off its name: "Huber GmbH & Co. KG" and "Huber" are one company, as far as names
 * tell.  By words, at the end of the name, or at its front for forms that are written there ("PT Astra", "OOO Gazprom",
 * "AB Volvo"); nothing inside a name is touched ("SAS Institute", "AG Grid Ltd" keeps its AG).  A name of which nothing
 * would be left stays ("Inc.").
 */
#ifndef CRM_CORE_LEGAL_FORM_H
#define CRM_CORE_LEGAL_FORM_H

#include <stddef.h>

/* Numbers of legal forms are from 1 to crm_legal_forms(); forms that fold to the same letters are one (A.Ş., A/S,
 * a.s.). */
#define CRM_LEGAL_FORM_NONE 0

struct crm_company_name {
	const char *core; /* in the name given; not ended by NUL */
	size_t len;
	unsigned form; /* the last one written: GmbH & Co. KG is one form */
};

/* `folded` by crm_fold_name(). */
struct crm_company_name crm_company_name(const char *folded);
/* As it is written: "GmbH & Co. KG"; "" for none. */
const char *crm_legal_form_name(unsigned form);
unsigned crm_legal_forms(void);

#endif
