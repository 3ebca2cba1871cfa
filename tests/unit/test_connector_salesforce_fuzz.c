/* SPDX-License-Identifier: Apache-2.0 */
/* The fuzz target of the Salesforce connector, fed with mutations of answers: the same on every machine.
   Answers are trimmed from recorded ones: restforce, grouparoo and amp-labs/connectors (MIT). */
#include "config.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "run_suite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROUNDS   3000
#define MAX_SIZE 2048

/* clang-format off */
static const char *const seeds[] = {
	"{\"totalSize\":2,\"done\":true,\"records\":[{\"attributes\":{\"type\":\"Opportunity\",\"url\":\"/services/data/v60.0/"
	"sobjects/Opportunity/006ak00000OQ4RxAAL\"},\"Id\":\"006ak00000OQ4RxAAL\",\"Name\":\"Test\",\"Amount\":5.0E4,"
	"\"IsClosed\":true,\"IsWon\":false,\"SystemModstamp\":\"2026-11-20T10:00:00.000+0000\",\"OpportunityContactRoles\":{"
	"\"totalSize\":1,\"done\":true,\"records\":[{\"Id\":\"00kak00000OQ4RxAAL\",\"ContactId\":\"003ak000003dQCGAA2\","
	"\"IsPrimary\":true,\"IsDeleted\":false}]}},{\"Id\":\"006ak00000OQ4RyAAL\",\"OpportunityContactRoles\":null}]}",
	"{\"totalSize\":3,\"done\":false,\"nextRecordsUrl\":\"/services/data/v60.0/query/01g3A00007lZwLKQA0-2000\",\"records\":[{"
	"\"Id\":\"00Qak00000696HFEAY\",\"IsDeleted\":true,\"MasterRecordId\":\"00Q4S000002sSacUAE\",\"IsConverted\":true,"
	"\"ConvertedContactId\":\"003ak000003dQCGAA2\",\"Email\":null,\"Status\":\"Open\",\"Tags__c\":\"a;b;;c\",\"CreatedDate\":"
	"\"2021-12-02T18:25:25.000+0000\",\"MailingAddress\":{\"city\":\"Tallahassee\"}}],\"fields\":[{\"name\":\"Tags__c\","
	"\"type\":\"multipicklist\"},{\"name\":\"Amount\",\"type\":\"currency\"},{\"name\":\"CreatedDate\",\"type\":\"datetime\"}]}",
	"[{\"id\":\"003ak00000luKU1AAM\",\"success\":true,\"errors\":[]},{\"success\":false,\"errors\":[{\"statusCode\":"
	"\"DUPLICATE_VALUE\",\"message\":\"duplicate value found: crmsync_id__c duplicates value on record with id: "
	"003ak00000luKU1\",\"fields\":[\"crmsync_id__c\"]}]},{\"success\":false,\"errors\":[{\"statusCode\":\"DUPLICATES_DETECTED\","
	"\"message\":\"Use one of these records?\",\"fields\":[],\"duplicateResult\":{\"matchResults\":[{\"matchRecords\":[{"
	"\"record\":{\"Id\":\"003ak00000luKU2AAM\"}}]}]}}]},{\"success\":false,\"errors\":[{\"statusCode\":\"INVALID_FIELD\","
	"\"message\":\"No such column\",\"fields\":[]}]}]",
	"[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\",\"fields\":[\"a\"]}]",
	"\"Id\",\"Email\",\"Description\"\n\"003ak000003dQCGAA2\",\"a@example.com\",\"two\nlines, \"\"quoted\"\"\"\r\n\"003ak000003dQCDAA2\",\"\",\"\"",
	"bulk:750ak000009AVi5AAG:r:48000:MTAwMDA",
	"1|Contact|0|1795283400000|200000|1795168800000|003ak000003dQCGAA2|bulk:750ak000009AVi5AAG:p:3",
	"1|Contact|0|1795283400000|144|1795168800000|003ak000003dQCGAA2|/services/data/v62.0/query/01g-2000",
	"Contact: Title != null | Lead: Status = 'O\\'Neil | x'",
};
/* clang-format on */

static uint64_t state = 88172645463325252;

static unsigned pick(unsigned below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 16) % below);
}

/* Swaps bytes for others that mean something in JSON, leaves some out, cuts the end off. */
static size_t mutate(const char *seed, uint8_t *out)
{
	static const char marks[] = "\"{}[],:\\'|0e-.nt\x80\xff";
	size_t n = 0, len = strlen(seed);
	unsigned every = 20 + pick(200);
	for (size_t i = 0; i < len && n < MAX_SIZE; i++) {
		unsigned dice = pick(every);
		if (dice == 0)
			continue;
		out[n++] = dice == 1 ? (uint8_t)marks[pick(sizeof marks - 1)] : (uint8_t)seed[i];
	}
	return pick(10) == 0 ? pick((unsigned)n + 1) : n;
}

/* Copies the seed with some of its values replaced by others, so that it stays JSON. */
static size_t replace_values(const char *seed, uint8_t *out)
{
	static const char *const values[] = {"null", "true", "false", "7",      "-1.5E400", "[]",
					     "{}",   "\"\"", "\"x\"", "[null]", "[[{}]]",   "\"003ak00000luKU1AAM\""};
	size_t n = 0, len = strlen(seed);
	for (size_t i = 0; i < len && n < MAX_SIZE - 32; i++) {
		out[n++] = (uint8_t)seed[i];
		bool scalar = seed[i] == ':' && seed[i + 1] != '{' && seed[i + 1] != '[';
		if (!scalar || pick(8) != 0)
			continue;
		const char *value = values[pick(sizeof values / sizeof *values)];
		memcpy(out + n, value, strlen(value));
		n += strlen(value);
		bool quoted = seed[i + 1] == '"';
		i += quoted ? 1 + strcspn(seed + i + 2, "\"") + 1 : strcspn(seed + i + 1, ",}]");
	}
	return n;
}

START_TEST(answers_hold)
{
	LLVMFuzzerTestOneInput((const uint8_t *)seeds[_i], strlen(seeds[_i]));
	for (int round = 0; round < ROUNDS; round++) {
		uint8_t bytes[MAX_SIZE];
		size_t n = round % 2 ? mutate(seeds[_i], bytes) : replace_values(seeds[_i], bytes);
		LLVMFuzzerTestOneInput(bytes, n);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("salesforce fuzz");
	TCase *fuzz = tcase_create("answers");
	tcase_add_loop_test(fuzz, answers_hold, 0, sizeof seeds / sizeof *seeds);
	suite_add_tcase(suite, fuzz);
	return run_suite(suite);
}
