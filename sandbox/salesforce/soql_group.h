/* SPDX-License-Identifier: Apache-2.0 */
/* Aggregate queries: COUNT(Id), MIN(...), GROUP BY. */
#ifndef SANDBOX_SALESFORCE_SOQL_GROUP_H
#define SANDBOX_SALESFORCE_SOQL_GROUP_H

#include "call.h"
#include "soql.h"

/* Answers with one AggregateResult per group, in the query's order, after OFFSET and LIMIT. */
int soql_answer_groups(const struct sf_call *call, const struct soql_query *query, const struct soql_rows *rows,
		       struct sf_failure *failure);

#endif
