/* SPDX-License-Identifier: Apache-2.0 */
/* An org of the sandbox in the test's own process. */
#include "salesforce_org.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <check.h>
#include <crmsync/url.h>

#include "sandbox/percent.h"

#define N_HEADERS (sizeof(((struct org *)0)->headers) / sizeof(((struct org *)0)->headers[0]))

static const char *org_find_header(const void *ctx, const char *name)
{
	const struct org *org = ctx;
	for (size_t i = 0; i < N_HEADERS; i++)
		if (org->headers[i][0] && strcasecmp(org->headers[i][0], name) == 0)
			return org->headers[i][1];
	return NULL;
}

void org_open(struct org *org)
{
	memset(org, 0, sizeof(*org));
	struct crm_error err = {0};
	ck_assert_int_eq(face_host_new("salesforce", &face_salesforce, &org->clock, 7, &org->host, &err), CRM_OK);
	ck_assert_int_eq(face_host_open(org->host, &err), CRM_OK);
	org->face = org->host->face;
	crm_buf_init(&org->resp.body, CRM_BUF_MAX);
	crm_buf_init(&org->resp.header_block, CRM_BUF_MAX);
	org_header(org, "Authorization", "Bearer test");
}

void org_close(struct org *org)
{
	crm_json_free(org->json);
	crm_buf_free(&org->resp.body);
	crm_buf_free(&org->resp.header_block);
	face_host_free(org->host);
}

void org_options(struct org *org, const char *json)
{
	crm_json *patch = NULL;
	struct crm_error err = {0};
	ck_assert_int_eq(crm_json_parse(json, strlen(json), &patch, &err), CRM_OK);
	ck_assert_int_eq(face_host_merge_options(org->host, patch, &err), CRM_OK);
	crm_json_free(patch);
}

void org_advance(struct org *org, int64_t seconds)
{
	atomic_fetch_add(&org->clock.offset_ms, seconds * 1000);
}

void org_header(struct org *org, const char *name, const char *value)
{
	size_t free_place = N_HEADERS;
	for (size_t i = N_HEADERS; i-- > 0;) {
		if (org->headers[i][0] && strcasecmp(org->headers[i][0], name) == 0)
			org->headers[i][0] = NULL;
		if (!org->headers[i][0])
			free_place = i;
	}
	if (!value)
		return;
	ck_assert_uint_lt(free_place, N_HEADERS);
	org->headers[free_place][0] = name;
	org->headers[free_place][1] = value;
}

static void org_take_answer(struct org *org)
{
	crm_json_free(org->json);
	org->json = NULL;
	if (org->resp.body.len && crm_json_parse(org->resp.body.ptr, org->resp.body.len, &org->json, NULL) < 0)
		org->json = NULL;
}

int org_call(struct org *org, const char *method, const char *target, const char *body)
{
	struct crm_buf full, path;
	struct face_http http = {.header = org_find_header, .ctx = org};
	crm_buf_init(&full, CRM_BUF_MAX);
	crm_buf_init(&path, CRM_BUF_MAX);
	crm_buf_printf(&full, "%s%s", *target == '~' ? ORG_DATA : "", *target == '~' ? target + 1 : target);
	char *question = strchr(full.ptr, '?');
	ck_assert(percent_decode(full.ptr, question ? (size_t)(question - full.ptr) : full.len, false, &path));
	struct face_request req = {.method = method,
				   .path = path.ptr,
				   .query = question ? question + 1 : "",
				   .body = body ? body : "",
				   .body_len = body ? strlen(body) : 0,
				   .base = ORG_BASE,
				   .http = &http};
	crm_buf_reset(&org->resp.body);
	crm_buf_reset(&org->resp.header_block);
	org->resp.status = 0;
	org->resp.records = 0;
	org->resp.mutating = false;
	face_salesforce.handle(org->face, &req, &org->resp);
	crm_buf_free(&full);
	crm_buf_free(&path);
	org_take_answer(org);
	return org->resp.status;
}

int org_query(struct org *org, const char *resource, const char *soql)
{
	struct crm_buf target;
	crm_buf_init(&target, CRM_BUF_MAX);
	crm_buf_printf(&target, "~/%s?q=", resource);
	crm_url_encode(&target, soql);
	int status = org_call(org, "GET", target.ptr, NULL);
	crm_buf_free(&target);
	return status;
}

const crm_json *org_get(const struct org *org, const char *path)
{
	const crm_json *value = org->json;
	while (value && *path) {
		char name[64];
		size_t len = strcspn(path, ".");
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, path);
		if (crm_json_is_array(value)) {
			value = crm_json_first(value);
			for (long i = strtol(name, NULL, 10); i > 0 && value; i--)
				value = crm_json_next(value);
		} else {
			value = crm_json_get(value, name);
		}
		path += len + (path[len] == '.');
	}
	return value;
}

const char *org_text(const struct org *org, const char *path)
{
	const char *text = crm_json_text(org_get(org, path));
	return text ? text : "";
}

const char *org_answer_header(const struct org *org, const char *name)
{
	static char value[512];
	size_t len = strlen(name);
	value[0] = '\0';
	for (const char *line = org->resp.header_block.ptr; *line; line = strchr(line, '\n') + 1) {
		if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
			(void)snprintf(value, sizeof(value), "%.*s", (int)strcspn(line + len + 2, "\n"),
				       line + len + 2);
			break;
		}
	}
	return value;
}

const char *org_create(struct org *org, const char *object, const char *json)
{
	static char ids[8][32];
	static unsigned next;
	char target[128];
	(void)snprintf(target, sizeof(target), "~/sobjects/%s", object);
	ck_assert_msg(org_call(org, "POST", target, json) == 201, "%s: %s", json, org->resp.body.ptr);
	char *id = ids[next++ % 8];
	(void)snprintf(id, sizeof(ids[0]), "%s", org_text(org, "id"));
	return id;
}

int org_edit(struct org *org, const char *object, const char *id, const char *json)
{
	crm_json *fields = NULL;
	struct crm_error err = {0};
	ck_assert_int_eq(crm_json_parse(json, strlen(json), &fields, &err), CRM_OK);
	crm_buf_reset(&org->resp.body);
	int rc = face_salesforce.edit(org->face, object, id, fields, &org->resp.body, &err);
	crm_json_free(fields);
	org_take_answer(org);
	crm_error_clear(&err);
	return rc;
}

const char *org_path(const char *object, const char *id)
{
	static char path[128];
	(void)snprintf(path, sizeof(path), "~/sobjects/%s/%s", object, id);
	return path;
}

int org_read(struct org *org, const char *object, const char *id)
{
	return org_call(org, "GET", org_path(object, id), NULL);
}

void org_make_id_field(struct org *org, const char *object)
{
	char json[256];
	(void)snprintf(json, sizeof(json),
		       "{\"FullName\":\"%s.crmsync_id__c\",\"Metadata\":{\"label\":\"crmsync id\",\"type\":\"Text\","
		       "\"length\":64,\"unique\":true,\"externalId\":true,\"caseSensitive\":true}}",
		       object);
	ck_assert_int_eq(org_call(org, "POST", "~/tooling/sobjects/CustomField", json), 201);
}

void org_make_contacts(struct org *org, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		char json[64];
		(void)snprintf(json, sizeof(json), "{\"LastName\":\"Person %04u\"}", i);
		(void)org_create(org, "Contact", json);
	}
}

int org_count_contacts(struct org *org)
{
	ck_assert_int_eq(org_query(org, "query", "SELECT COUNT() FROM Contact"), 200);
	return atoi(org_text(org, "totalSize"));
}

int org_use_token(struct org *org, const char *token)
{
	static char header[512];
	(void)snprintf(header, sizeof(header), "Bearer %s", token);
	org_header(org, "Authorization", header);
	return org_call(org, "GET", "~/sobjects", NULL);
}
