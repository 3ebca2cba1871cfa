/* SPDX-License-Identifier: Apache-2.0 */
/* Each allocation of the Salesforce connector fails in turn: it says so or goes on, and never calls unsent what was
 * sent. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../connectors/salesforce/describe.h"
#include "../../connectors/salesforce/lookup.h"
#include "../../connectors/salesforce/pull.h"
#include "../../connectors/salesforce/push.h"
#include "../../connectors/salesforce/setup.h"
#include "run_suite.h"
#include "salesforce_fixture.h"

#define D1 "006ak00000OQ4RxAAL"
#define C1 "003ak000003dQCGAA2"

enum outcome { WENT_THROUGH, NO_MEMORY, OTHER_ERROR, WRONG };

static const char *const wanted[] = {"Name", "Tags__c", "@contacts", "@status"};

static int read_deals(void)
{
	struct crm_pull request = {.object = CRM_DEAL,
				   .properties = wanted,
				   .n_properties = 4,
				   .filter = "Amount > 0",
				   .since = "2026-11-20T12:00:00Z"};
	struct crm_page page;
	sf_script("GET *Opportunity/describe", 200,
		  "{\"fields\":[{\"name\":\"Name\",\"type\":\"string\"},{\"name\":\"Tags__c\",\"type\":"
		  "\"multipicklist\"}]}");
	sf_script(
		"GET *queryAll", 200,
		"{\"totalSize\":1,\"done\":true,\"records\":[{\"Id\":\"" D1
		"\",\"Name\":\"x\",\"Tags__c\":\"a;b\",\"IsClosed\":false,\"OpportunityContactRoles\":{\"totalSize\":2,"
		"\"done\":false,\"nextRecordsUrl\":\"/services/data/v62.0/query/"
		"01g-1\",\"records\":[{\"ContactId\":\"" C1 "\"}]}}]}");
	sf_script("GET *01g-1", 200,
		  "{\"totalSize\":2,\"done\":true,\"records\":[{\"ContactId\":\"003ak000003dQCDAA2\"}]}");
	return sf_pull(sf_conn, &request, &page, sf_arena, &sf_err);
}

static int find_and_get(void)
{
	static const char *const values[] = {"a@example.com"};
	static const char *const ids[] = {C1};
	struct crm_page page;
	for (int i = 0; i < 3; i++)
		sf_script("GET *query", 200,
			  "{\"totalSize\":1,\"done\":true,\"records\":[{\"Id\":\"" C1 "\",\"Name\":\"x\"}]}");
	int rc = sf_find_records(sf_conn, CRM_CONTACT, "Email", values, 1, wanted, 1, &page, sf_arena, &sf_err);
	if (rc == CRM_OK)
		rc = sf_get_records(sf_conn, CRM_CONTACT, ids, 1, wanted, 1, &page, sf_arena, &sf_err);
	return rc;
}

static bool was_posted(void)
{
	for (size_t i = 0; i < sf_seen_count(); i++)
		if (strcmp(sf_seen(i)->method, "POST") == 0)
			return true;
	return false;
}

static int write_contacts(void)
{
	struct crm_property name = {.name = "LastName", .value = {.kind = CRM_TEXT, .text = "Dyer"}};
	struct crm_op ops[2];
	struct crm_result results[2] = {{0}};
	for (size_t i = 0; i < 2; i++)
		ops[i] = (struct crm_op){.trace = "t",
					 .kind = CRM_OP_CREATE,
					 .object = CRM_CONTACT,
					 .properties = &name,
					 .n_properties = 1};
	sf_script("GET *Contact/describe", 200, "{\"fields\":[{\"name\":\"LastName\",\"type\":\"string\"}]}");
	sf_script("POST *composite/sobjects", 200,
		  "[{\"id\":\"" C1
		  "\",\"success\":true,\"errors\":[]},{\"success\":false,\"errors\":[{\"statusCode\":\"X\","
		  "\"message\":\"no\",\"fields\":[\"LastName\"]}]}]");
	int rc = sf_push(sf_conn, ops, results, 2, sf_arena, &sf_err);
	for (size_t i = 0; i < 2; i++)
		if (results[i].outcome == CRM_NOT_SENT && was_posted())
			return CRM_E_FAIL;
	return rc == CRM_OK && results[0].outcome != CRM_DONE ? CRM_E_FAIL : rc;
}

static int link_contact(void)
{
	struct crm_op op = {.trace = "t",
			    .kind = CRM_OP_ASSOCIATE,
			    .object = CRM_DEAL,
			    .id = D1,
			    .property = "@contacts",
			    .to = C1};
	struct crm_result result = {0};
	sf_script("GET *OpportunityContactRole", 200, "{\"totalSize\":0,\"done\":true,\"records\":[]}");
	sf_script("POST *composite/sobjects", 200, "[{\"id\":\"00kak00000OQ4RxAAL\",\"success\":true,\"errors\":[]}]");
	int rc = sf_push(sf_conn, &op, &result, 1, sf_arena, &sf_err);
	return result.outcome == CRM_NOT_SENT && was_posted() ? CRM_E_FAIL : rc;
}

static int describe_and_set_up(void)
{
	struct crm_schema schema;
	struct crm_setup_result result;
	for (int i = 0; i < 3; i++)
		sf_script("GET *Account/describe", 200,
			  i < 2 ? "{\"fields\":[{\"name\":\"Name\",\"type\":\"picklist\",\"picklistValues\":[{"
				  "\"value\":\"a\"}]}]}"
				: "{\"fields\":[{\"name\":\"crmsync_id__c\",\"type\":\"string\",\"unique\":true}]}");
	sf_script("POST *CustomField", 201, "{\"id\":\"00N5g0000000000EAA\",\"success\":true}");
	int rc = sf_describe(sf_conn, CRM_COMPANY, &schema, sf_arena, &sf_err);
	return rc == CRM_OK ? sf_setup(sf_conn, CRM_COMPANY, "crmsync_id__c", &result, sf_arena, &sf_err) : rc;
}

/* From the first page to the last row of a bulk query job. */
static int read_by_job(void)
{
	static const char *const email[] = {"Email"};
	struct crm_pull request = {.object = CRM_COMPANY, .properties = email, .n_properties = 1};
	struct crm_page page = {0};
	int rc = CRM_OK;
	sf_script("GET *ORDER BY", 200,
		  "{\"totalSize\":90000,\"done\":false,\"nextRecordsUrl\":\"/services/data/v62.0/query/01g-1\","
		  "\"records\":[{\"Id\":\"001ak00000OQTieAAH\",\"SystemModstamp\":\"2026-11-20T10:00:00.000+0000\"}]}");
	sf_script("POST *jobs/query", 200, "{\"id\":\"750ak000009AVi5AAG\"}");
	sf_script("GET *jobs/query/750ak000009AVi5AAG", 200, "{\"state\":\"JobComplete\"}");
	sf_script("GET *results", 200,
		  "\"Id\",\"SystemModstamp\",\"IsDeleted\",\"MasterRecordId\",\"Email\"\n"
		  "\"001ak00000OQTieAAH\",\"2026-11-20T11:00:00.000Z\",\"false\",\"\",\"a@example.com\"\n");
	sf_script_headers("Content-Type: text/csv\nSforce-Locator: null\nSforce-NumberOfRecords: 1\n");
	for (int i = 0; rc == CRM_OK && i < 4; i++) {
		rc = sf_pull(sf_conn, &request, &page, sf_arena, &sf_err);
		request.cursor = page.cursor;
	}
	return rc == CRM_OK && (page.n != 1 || !page.complete) ? CRM_E_FAIL : rc;
}

static int (*const stories[])(void) = {read_by_job,    read_deals,   find_and_get,
				       write_contacts, link_contact, describe_and_set_up};

/* Each in a process of its own, as the counter starts once. */
static enum outcome tell(size_t story, unsigned nth)
{
	pid_t child = fork();
	if (child == 0) {
		char number[16];
		snprintf(number, sizeof number, "%u", nth);
		setenv("CRMSYNC_FAIL_ALLOC", number, 1);
		int rc = sf_fixture_try_start();
		if (rc == CRM_OK)
			rc = stories[story]();
		bool right = rc != CRM_E_FAIL && (rc == CRM_OK || rc == sf_err.code || rc == CRM_E_NOMEM);
		sf_fixture_stop();
		_exit(!right ? WRONG : rc == CRM_OK ? WENT_THROUGH : rc == CRM_E_NOMEM ? NO_MEMORY : OTHER_ERROR);
	}
	int status;
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? (enum outcome)WEXITSTATUS(status) : WRONG;
}

START_TEST(failed_allocations_are_survived)
{
	unsigned counts[WRONG + 1] = {0}, in_a_row = 0;
	for (unsigned nth = 1; in_a_row < 40 && nth < 3000; nth++) {
		enum outcome outcome = tell((size_t)_i, nth);
		ck_assert_msg(outcome != WRONG, "story %d, allocation %u", _i, nth);
		counts[outcome]++;
		in_a_row = outcome == WENT_THROUGH ? in_a_row + 1 : 0;
	}
	ck_assert_uint_gt(counts[NO_MEMORY], 20);
	ck_assert_uint_ge(in_a_row, 40);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("salesforce memory");
	TCase *memory = tcase_create("allocations");
	tcase_add_loop_test(memory, failed_allocations_are_survived, 0, sizeof stories / sizeof *stories);
	suite_add_tcase(suite, memory);
	return run_suite(suite);
}
