/* SPDX-License-Identifier: Apache-2.0 */
/* The pipelines of a fresh account, as recorded. */
#include "hubspot.h"

const struct hs_stage_row hs_sales_stages[] = {
	{"appointmentscheduled", "Appointment Scheduled", "0.2", false},
	{"qualifiedtobuy", "Qualified To Buy", "0.4", false},
	{"presentationscheduled", "Presentation Scheduled", "0.6", false},
	{"decisionmakerboughtin", "Decision Maker Bought-In", "0.8", false},
	{"contractsent", "Contract Sent", "0.9", false},
	{"closedwon", "Closed Won", "1.0", true},
	{"closedlost", "Closed Lost", "0.0", true},
	{0},
};

const struct hs_stage_row hs_lifecycle_stages[] = {
	{"subscriber", "Subscriber", NULL, false},
	{"lead", "Lead", NULL, false},
	{"marketingqualifiedlead", "Marketing Qualified Lead", NULL, false},
	{"salesqualifiedlead", "Sales Qualified Lead", NULL, false},
	{"opportunity", "Opportunity", NULL, false},
	{"customer", "Customer", NULL, false},
	{"evangelist", "Evangelist", NULL, false},
	{"other", "Other", NULL, true},
	{0},
};
