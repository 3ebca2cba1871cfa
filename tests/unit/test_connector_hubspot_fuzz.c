/* SPDX-License-Identifier: Apache-2.0 */
/* The fuzz target of the HubSpot connector, fed with answers that a generator writes member by member: always JSON, and
   with the names that matter in places where they do not belong.  The same inputs on every machine. */
#include "config.h"

#include "run_suite.h"

#include "../fuzz/fuzz_hubspot_page.c"

#define ROUNDS 400

static uint64_t random_state;

static unsigned pick(unsigned below)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (unsigned)((random_state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static const char *const names[] = {
	"results",
	"errors",
	"context",
	"ids",
	"id",
	"properties",
	"associations",
	"companies",
	"contacts",
	"paging",
	"next",
	"after",
	"archived",
	"updatedAt",
	"message",
	"category",
	"code",
	"propertyName",
	"from",
	"to",
	"toObjectId",
	"email",
	"closedate",
	"hs_additional_emails",
	"amount",
	"numErrors",
	"subCategory",
	"existingId",
	"hs_is_closed",
	"hs_is_closed_won",
	"type",
	"DEAL",
	"fromObjectId",
	"name",
	"hs_email_optout",
	"hs_merged_object_ids",
	"objectWriteTraceId",
	"validationResults",
	"associatedcompanyid",
};

static const char *const scalars[] = {
	"null",
	"true",
	"false",
	"0",
	"1",
	"-5",
	"\"\"",
	"\"1\"",
	"\"2\"",
	"\"3\"",
	"\"r1-1\"",
	"\"r1-2\"",
	"\";\"",
	"\"a;b;;\"",
	"\";;c\"",
	"\"2026-11-21\"",
	"\"CONFLICT\"",
	"\"2026-11-21T17:50:00Z\"",
	"1e400",
	"\"true\"",
	"\"false\"",
	"\"a@x.com\"",
	"\"deal_to_company\"",
	"99999999999999999999",
	"\"1572480000000\"",
	"\"Existing ID: 12\"",
	"\"7 already has that value\"",
	"\"not valid: [{\\\"message\\\":\\\"x\\\",\\\"name\\\":\\\"email\\\"}]\"",
	"\"not valid: [{\"",
	"\"OBJECT_NOT_FOUND\"",
	"\"crm.associations.INVALID_OBJECT_IDS\"",
};

static void write_value(struct crm_buf *out, unsigned depth);

static void write_object(struct crm_buf *out, unsigned depth)
{
	/* each name at most once: our reader refuses doubles */
	unsigned step = 1 + pick(12), at = pick(8);
	crm_buf_char(out, '{');
	for (bool first = true; at < sizeof names / sizeof *names; at += step, first = false) {
		crm_buf_printf(out, "%s\"%s\":", first ? "" : ",", names[at]);
		write_value(out, depth - 1);
	}
	crm_buf_char(out, '}');
}

static void write_array(struct crm_buf *out, unsigned depth)
{
	unsigned n = pick(5);
	crm_buf_char(out, '[');
	for (unsigned i = 0; i < n; i++) {
		crm_buf_str(out, i ? "," : "");
		write_value(out, depth - 1);
	}
	crm_buf_char(out, ']');
}

static void write_value(struct crm_buf *out, unsigned depth)
{
	unsigned kind = depth ? pick(5) : 0;
	if (kind < 2)
		crm_buf_str(out, scalars[pick(sizeof scalars / sizeof *scalars)]);
	else if (kind < 4)
		write_object(out, depth);
	else
		write_array(out, depth);
}

static void write_answer(struct crm_buf *out)
{
	crm_buf_str(out, "{\"results\":[");
	for (unsigned i = pick(4); i > 0; i--) {
		crm_buf_printf(out, "{\"id\":\"%u\",\"properties\":", pick(3));
		write_object(out, 1);
		crm_buf_str(out, ",\"associations\":");
		write_value(out, 3);
		crm_buf_printf(out, "}%s", i > 1 ? "," : "");
	}
	crm_buf_str(out, "],\"errors\":");
	write_array(out, 3);
	crm_buf_str(out, ",\"message\":");
	crm_buf_str(out, scalars[pick(sizeof scalars / sizeof *scalars)]);
	crm_buf_char(out, '}');
}

START_TEST(any_answer_is_survived)
{
	struct crm_buf answer;
	crm_buf_init(&answer, CRM_BUF_MAX);
	random_state = UINT64_C(88172645463325252) + (uint64_t)_i;
	for (int i = 0; i < ROUNDS; i++) {
		crm_json *json = NULL;
		crm_buf_reset(&answer);
		crm_buf_char(&answer, (char)pick(3));
		if (pick(2))
			write_answer(&answer);
		else
			write_value(&answer, 3);
		ck_assert(!answer.failed);
		ck_assert_int_eq(crm_json_parse(answer.ptr + 1, answer.len - 1, &json, NULL), CRM_OK);
		crm_json_free(json);
		LLVMFuzzerTestOneInput((const uint8_t *)answer.ptr, answer.len);
	}
	crm_buf_free(&answer);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("connector_hubspot_fuzz");
	TCase *tc = tcase_create("fuzz");
	tcase_add_loop_test(tc, any_answer_is_survived, 0, 4);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
