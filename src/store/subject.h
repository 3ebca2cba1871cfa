/* SPDX-License-Identifier: Apache-2.0 */
/* Finding all that is held about a person; internal to store.  Within one transaction: what was found stands in
 * temporary tables. */
#ifndef CRM_STORE_SUBJECT_H
#define CRM_STORE_SUBJECT_H

#include "store_internal.h"

/* Whether a text names one of the golden records that were found. */
#define STORE_MENTIONS(text)                                                                                           \
	"EXISTS (SELECT 1 FROM temp.subject_golden f JOIN golden g ON g.id = f.id WHERE instr(" text ", g.uid) > 0)"
/* Whether a decision `decision` is about one of the records that were found. */
#define STORE_IS_DECIDED_ABOUT                                                                                         \
	"decision.kind = 'match' AND EXISTS (SELECT 1 FROM temp.subject_source f JOIN source s ON s.id = f.id"         \
	" JOIN system y ON y.id = s.system WHERE s.object = decision.object"                                           \
	" AND ((json_extract(decision.subject, '$[0]') = y.name AND json_extract(decision.subject, '$[1]') = "         \
	"s.vendor_id)"                                                                                                 \
	" OR (json_extract(decision.subject, '$[2]') = y.name AND json_extract(decision.subject, '$[3]') = "           \
	"s.vendor_id)))"

/* Whether it is the answer to a question about one of them: what was answered names the records. */
#define STORE_IS_ANSWERED_ABOUT                                                                                        \
	"decision.kind = 'review' AND EXISTS (SELECT 1 FROM json_each(decision.value, '$.records') e"                  \
	" JOIN system y ON y.name = json_extract(e.value, '$[0]')"                                                     \
	" JOIN source s ON s.system = y.id AND s.object = decision.object AND s.vendor_id = json_extract(e.value, '$[1]')" \
	" JOIN temp.subject_source f ON f.id = s.id)"

/* Fills temp.subject_source and temp.subject_golden (id): the records of the object that hold the value, what they are
   linked to, and all that is linked to that. */
int store_subject_collect(struct crm_store *st, enum crm_object object, const char *value, struct crm_error *err);

/* One statement that is not prepared for good; ?1 value, ?2 number.  *changed (NULL allowed): the first column of a
   row, or the rows that were changed. */
int store_step(struct crm_store *st, const char *sql, const char *value, int64_t number, int64_t *changed,
	       struct crm_error *err);
int store_steps(struct crm_store *st, const char *const *sqls, size_t n, struct crm_error *err);
/* Hands over the first column of each row. */
int store_texts(struct crm_store *st, const char *sql, int (*visit)(void *ctx, const char *text, struct crm_error *err),
		void *ctx, struct crm_error *err);

#endif
