/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /communication-preferences/{v4,2026-03}/statuses/{address}/unsubscribe-all: the way to the read-only property
 * hs_email_optout.  GET answers an empty list for an address that has not opted out; POST opts it out.
 */
#include <string.h>

#include "hubspot.h"

static struct hs_record *contact_of(struct hs_call *call, const char *address)
{
	struct hs_record *contact;
	return hs_find_by(call, HS_CONTACT, "email", address, &contact) ? contact : NULL;
}

static void write_status(struct hs_call *call, struct crm_json_writer *w, const char *address)
{
	crm_jw_object(w);
	crm_jw_field(w, "subscriberIdString", address);
	crm_jw_field(w, "channel", "EMAIL");
	crm_jw_field(w, "status", "UNSUBSCRIBED");
	crm_jw_field(w, "wideStatusType", "PORTAL_WIDE");
	hs_write_time(w, "timestamp", call->now);
	crm_jw_end_object(w);
}

static int opt_out(struct hs_call *call, struct hs_record *contact)
{
	if (!contact)
		return CRM_OK;
	int rc = hs_record_set_named(call->face, contact, "hs_email_optout", "true", call->now, HS_BY_INTEGRATION);
	call->resp->records++;
	return rc < 0 ? rc : hs_record_touch(call->face, contact, call->now);
}

int hs_consent_api(struct hs_call *call)
{
	if (call->n_segments != 3 || strcmp(call->segment[0], "statuses") != 0 ||
	    strcmp(call->segment[2], "unsubscribe-all") != 0)
		return hs_answer_html_404(call);
	const char *channel = hs_query(call, "channel"), *address = call->segment[1];
	bool post = hs_method(call, "POST");
	if (!post && !hs_method(call, "GET"))
		return hs_answer_method(call);
	call->resp->mutating = post;
	if (!channel || strcmp(channel, "EMAIL") != 0)
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "channel must be EMAIL");
	if (!hs_email_plausible(address))
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "Email address %s is invalid", address);
	struct hs_record *contact = contact_of(call, address);
	const char *out = contact ? hs_text_named(call->face, contact, "hs_email_optout") : NULL;
	if (post && opt_out(call, contact) < 0)
		return CRM_E_NOMEM;
	struct crm_json_writer w;
	hs_write_batch_begin(call, &w);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	if (post || (out && strcmp(out, "true") == 0))
		write_status(call, &w, address);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	call->resp->status = 200;
	return CRM_OK;
}
