/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and writing one fault. */
#include "sandbox/fault_spec.h"

#include <regex.h>
#include <string.h>

#include <crmsync/mem.h>

#define FAULT_STALL_MS 60000

enum fault_member {
	MEMBER_CODE = 1 << 0,
	MEMBER_BODY = 1 << 1,
	MEMBER_HEADERS = 1 << 2,
	MEMBER_APPLY = 1 << 3,
	MEMBER_MS = 1 << 4,
	MEMBER_LATE = 1 << 5,
	MEMBER_KEEP = 1 << 6,
	MEMBER_LAST = 1 << 7,
	MEMBER_TOTAL = 1 << 8
};

static const struct fault_action_row {
	const char *name;
	unsigned members; /* what it takes besides system, method, path, nth, every, times */
} fault_actions[] = {
	[FAULT_DROP_BEFORE] = {"drop_before", 0},
	[FAULT_DROP_AFTER] = {"drop_after", 0},
	[FAULT_STATUS] = {"status", MEMBER_CODE | MEMBER_BODY | MEMBER_HEADERS | MEMBER_APPLY},
	[FAULT_TRUNCATE] = {"truncate", 0},
	[FAULT_HTML] = {"html", MEMBER_CODE | MEMBER_APPLY},
	[FAULT_STALL] = {"stall", MEMBER_MS | MEMBER_LATE},
	[FAULT_EMPTY_PAGE] = {"empty_page", MEMBER_LAST | MEMBER_TOTAL},
	[FAULT_SHORT_PAGE] = {"short_page", MEMBER_KEEP | MEMBER_LAST | MEMBER_TOTAL},
	[FAULT_LOSE] = {"lose", 0},
};
#define N_FAULT_ACTIONS (sizeof fault_actions / sizeof fault_actions[0])

const char *fault_action_name(enum fault_action action)
{
	return fault_actions[action].name;
}

void fault_free(struct fault *fault)
{
	if (!fault)
		return;
	if (fault->regex)
		regfree(fault->regex);
	crm_free(fault->regex);
	crm_free(fault->system);
	crm_free(fault->method);
	crm_free(fault->path);
	crm_free(fault->body);
	crm_free(fault->headers);
	crm_free(fault);
}

static int fault_wrong(struct crm_error *err, const crm_json *member, const char *allowed)
{
	return crm_error_set(err, CRM_E_INVALID, "fault member '%s' must be %s", crm_json_name(member), allowed);
}

static int fault_read_text(const crm_json *member, char **out, struct crm_error *err)
{
	if (!crm_json_is_string(member))
		return fault_wrong(err, member, "a text");
	*out = crm_strdup(crm_json_text(member));
	return *out ? CRM_OK : crm_error_no_memory(err);
}

static int fault_read_number(const crm_json *member, int64_t low, int64_t high, int64_t *out, struct crm_error *err)
{
	int64_t value;
	if (crm_json_type(member) != CRM_JSON_NUMBER || !crm_json_int(member, &value) || value < low || value > high)
		return crm_error_set(err, CRM_E_INVALID, "fault member '%s' must be a whole number from %lld to %lld",
				     crm_json_name(member), (long long)low, (long long)high);
	*out = value;
	return CRM_OK;
}

static int fault_read_count(const crm_json *member, uint64_t *out, struct crm_error *err)
{
	int64_t value;
	int rc = fault_read_number(member, 1, INT32_MAX, &value, err);
	if (rc == CRM_OK)
		*out = (uint64_t)value;
	return rc;
}

static int fault_read_bool(const crm_json *member, bool *out, struct crm_error *err)
{
	if (crm_json_type(member) != CRM_JSON_BOOL)
		return fault_wrong(err, member, "true or false");
	*out = crm_json_true(member);
	return CRM_OK;
}

static int fault_read_path(struct fault *fault, const crm_json *member, struct crm_error *err)
{
	int rc = fault_read_text(member, &fault->path, err);
	if (rc < 0)
		return rc;
	regex_t *regex = crm_alloc(sizeof *regex);
	if (!regex)
		return crm_error_no_memory(err);
	int code = regcomp(regex, fault->path, REG_EXTENDED | REG_NOSUB);
	if (code != 0) {
		char why[128];
		regerror(code, regex, why, sizeof why);
		crm_free(regex);
		return crm_error_set(err, CRM_E_INVALID, "fault path '%s' is no regular expression: %s", fault->path,
				     why);
	}
	fault->regex = regex;
	return CRM_OK;
}

static int fault_read_action(struct fault *fault, const crm_json *member, struct crm_error *err)
{
	const char *name = crm_json_is_string(member) ? crm_json_text(member) : "";
	for (size_t i = 0; i < N_FAULT_ACTIONS; i++) {
		if (strcmp(fault_actions[i].name, name) == 0) {
			fault->action = (enum fault_action)i;
			return CRM_OK;
		}
	}
	return crm_error_set(err, CRM_E_INVALID,
			     "fault action '%s' is unknown (drop_before, drop_after, status, truncate, html, stall, "
			     "empty_page, short_page, lose)",
			     name);
}

static int fault_read_body(struct fault *fault, const crm_json *member, struct crm_error *err)
{
	if (crm_json_is_string(member))
		return fault_read_text(member, &fault->body, err);
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_json_write(&text, member);
	fault->body = crm_buf_take(&text);
	return fault->body ? CRM_OK : crm_error_no_memory(err);
}

static bool fault_header_is_clean(const char *name, const char *value)
{
	return value && *name && !strpbrk(name, ": \t\r\n") && !strpbrk(value, "\r\n");
}

static int fault_read_headers(struct fault *fault, const crm_json *member, struct crm_error *err)
{
	if (!crm_json_is_object(member))
		return fault_wrong(err, member, "an object of texts");
	struct crm_buf block;
	crm_buf_init(&block, 65536);
	for (const crm_json *e = crm_json_first(member); e; e = crm_json_next(e)) {
		if (!fault_header_is_clean(crm_json_name(e), crm_json_text(e))) {
			crm_buf_free(&block);
			return fault_wrong(err, member, "an object of texts");
		}
		crm_buf_printf(&block, "%s: %s\n", crm_json_name(e), crm_json_text(e));
	}
	fault->headers = crm_buf_take(&block);
	return fault->headers ? CRM_OK : crm_error_no_memory(err);
}

static int fault_read_code(struct fault *fault, const crm_json *member, struct crm_error *err)
{
	int64_t code;
	int rc = fault_read_number(member, 200, 599, &code, err);
	if (rc == CRM_OK)
		fault->code = (int)code;
	return rc;
}

/* Members that only some actions take; 0 if the name is none of them. */
static unsigned fault_member_bit(const char *name)
{
	static const struct {
		const char *name;
		unsigned bit;
	} rows[] = {
		{"code", MEMBER_CODE},   {"body", MEMBER_BODY}, {"headers", MEMBER_HEADERS},
		{"apply", MEMBER_APPLY}, {"ms", MEMBER_MS},     {"late", MEMBER_LATE},
		{"keep", MEMBER_KEEP},   {"last", MEMBER_LAST}, {"total", MEMBER_TOTAL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].bit;
	return 0;
}

static int fault_read_special(struct fault *fault, const crm_json *member, unsigned bit, struct crm_error *err)
{
	switch (bit) {
	case MEMBER_CODE:
		return fault_read_code(fault, member, err);
	case MEMBER_BODY:
		return fault_read_body(fault, member, err);
	case MEMBER_HEADERS:
		return fault_read_headers(fault, member, err);
	case MEMBER_APPLY:
		return fault_read_bool(member, &fault->apply, err);
	case MEMBER_MS:
		return fault_read_number(member, 0, INT32_MAX, &fault->ms, err);
	case MEMBER_LATE:
		return fault_read_bool(member, &fault->late, err);
	case MEMBER_KEEP:
		return fault_read_number(member, 0, INT32_MAX, &fault->keep, err);
	case MEMBER_LAST:
		return fault_read_bool(member, &fault->last, err);
	default:
		return fault_read_number(member, 0, INT32_MAX, &fault->total, err);
	}
}

static int fault_read_member(struct fault *fault, const crm_json *member, struct crm_error *err)
{
	const char *name = crm_json_name(member);
	if (strcmp(name, "action") == 0)
		return CRM_OK;
	if (strcmp(name, "system") == 0)
		return fault_read_text(member, &fault->system, err);
	if (strcmp(name, "method") == 0)
		return fault_read_text(member, &fault->method, err);
	if (strcmp(name, "path") == 0)
		return fault_read_path(fault, member, err);
	if (strcmp(name, "nth") == 0)
		return fault_read_count(member, &fault->nth, err);
	if (strcmp(name, "every") == 0)
		return fault_read_count(member, &fault->every, err);
	if (strcmp(name, "times") == 0)
		return fault_read_count(member, &fault->times, err);

	unsigned bit = fault_member_bit(name);
	if (!(fault_actions[fault->action].members & bit))
		return crm_error_set(err, CRM_E_INVALID, "fault action '%s' has no member '%s'",
				     fault_action_name(fault->action), name);
	return fault_read_special(fault, member, bit, err);
}

static int fault_read_all(struct fault *fault, const crm_json *spec, struct crm_error *err)
{
	int rc = fault_read_action(fault, crm_json_get(spec, "action"), err);
	fault->last = fault->action == FAULT_EMPTY_PAGE;
	fault->code = fault->action == FAULT_STATUS ? 500 : 200;
	for (const crm_json *e = crm_json_first(spec); e && rc == CRM_OK; e = crm_json_next(e))
		rc = fault_read_member(fault, e, err);
	if (rc < 0)
		return rc;
	if (fault->nth && fault->every)
		return crm_error_set(err, CRM_E_INVALID, "a fault has either 'nth' or 'every'");
	if (fault->times && !fault->every)
		return crm_error_set(err, CRM_E_INVALID, "fault member 'times' belongs to 'every'");
	if (!fault->every && !fault->nth)
		fault->nth = 1;
	return CRM_OK;
}

int fault_parse(const crm_json *spec, struct fault **out, struct crm_error *err)
{
	if (!crm_json_is_object(spec))
		return crm_error_set(err, CRM_E_INVALID, "a fault must be an object");
	struct fault *fault = crm_calloc(1, sizeof *fault);
	if (!fault)
		return crm_error_no_memory(err);
	fault->ms = FAULT_STALL_MS;
	fault->keep = -1;
	fault->total = -1;
	int rc = fault_read_all(fault, spec, err);
	if (rc < 0) {
		fault_free(fault);
		return rc;
	}
	*out = fault;
	return CRM_OK;
}

static void fault_write_special(const struct fault *fault, struct crm_json_writer *w)
{
	unsigned members = fault_actions[fault->action].members;
	if (members & MEMBER_CODE)
		crm_jw_field_int(w, "code", fault->code);
	if (members & MEMBER_APPLY)
		crm_jw_field_bool(w, "apply", fault->apply);
	if (fault->body)
		crm_jw_field(w, "body", fault->body);
	if (members & MEMBER_MS)
		crm_jw_field_int(w, "ms", fault->ms);
	if (members & MEMBER_LATE)
		crm_jw_field_bool(w, "late", fault->late);
	if (members & MEMBER_KEEP && fault->keep >= 0)
		crm_jw_field_int(w, "keep", fault->keep);
	if (members & MEMBER_LAST)
		crm_jw_field_bool(w, "last", fault->last);
	if (members & MEMBER_TOTAL && fault->total >= 0)
		crm_jw_field_int(w, "total", fault->total);
}

void fault_write(const struct fault *fault, struct crm_json_writer *w)
{
	crm_jw_object(w);
	crm_jw_field_int(w, "id", fault->id);
	if (fault->system)
		crm_jw_field(w, "system", fault->system);
	if (fault->method)
		crm_jw_field(w, "method", fault->method);
	if (fault->path)
		crm_jw_field(w, "path", fault->path);
	if (fault->nth)
		crm_jw_field_int(w, "nth", (int64_t)fault->nth);
	if (fault->every)
		crm_jw_field_int(w, "every", (int64_t)fault->every);
	if (fault->times)
		crm_jw_field_int(w, "times", (int64_t)fault->times);
	crm_jw_field(w, "action", fault_action_name(fault->action));
	fault_write_special(fault, w);
	crm_jw_field_int(w, "matched", (int64_t)fault->matched);
	crm_jw_field_int(w, "hits", (int64_t)fault->hits);
	crm_jw_end_object(w);
}
