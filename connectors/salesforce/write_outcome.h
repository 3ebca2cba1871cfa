/* SPDX-License-Identifier: Apache-2.0 */
/* What a record's result in the answer to a batch means: {"id", "success", "errors": [{"statusCode", "message",
 * "fields"}]}. */
#ifndef CRM_SALESFORCE_WRITE_OUTCOME_H
#define CRM_SALESFORCE_WRITE_OUTCOME_H

#include <crmsync/connector.h>
#include <crmsync/json.h>

struct sf_write {
	enum crm_op_kind kind;
	enum crm_object object; /* of the record that is written; CRM_OBJECTS for contact roles */
	const char *id;         /* UPDATE, ARCHIVE: what is written */
	bool refers;            /* values written include references, which may be what is gone */
};

/* Sets the result from one element of the answer; CRM_UNKNOWN if it cannot be understood, or is of another record.
   Texts go in the arena; CRM_E_NOMEM. */
int sf_outcome_read(const struct sf_write *write, const crm_json *v, struct crm_arena *arena,
		    struct crm_result *result);
/* The same from an error that stands for the record as a whole. */
int sf_outcome_refused(const struct sf_write *write, const crm_json *errors, struct crm_arena *arena,
		       struct crm_result *result);
/* A refusal of the connector's own; message is kept as it is. */
void sf_outcome_refuse(struct crm_result *result, const char *message);

#endif
