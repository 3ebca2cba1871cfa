/* SPDX-License-Identifier: Apache-2.0 */
/* The face for tests. */
#include "sandbox_fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/mem.h>

struct face {
	struct crm_buf log;
	unsigned things, given; /* given: ids of things */
	unsigned records;
};

const char *fake_log(const struct face *face)
{
	return face->log.ptr;
}

unsigned fake_things(const struct face *face)
{
	return face->things;
}

static int fake_open(struct face_host *host, struct face **out, struct crm_error *err)
{
	(void)host;
	struct face *face = crm_calloc(1, sizeof *face);
	if (!face)
		return crm_error_set(err, CRM_E_NOMEM, "out of memory");
	crm_buf_init(&face->log, CRM_BUF_MAX);
	*out = face;
	return CRM_OK;
}

static void fake_close(struct face *face)
{
	crm_buf_free(&face->log);
	crm_free(face);
}

/* ---- requests -------------------------------------------------------------------------------------------------- */

static void fake_page(const struct face *face, struct face_response *resp)
{
	crm_buf_str(&resp->body, "{\"total\":");
	crm_buf_printf(&resp->body, "%u,\"results\":[", face->things);
	for (unsigned i = 1; i <= face->things; i++)
		crm_buf_printf(&resp->body, "%s{\"id\":\"%u\"}", i > 1 ? "," : "", i);
	crm_buf_str(&resp->body, "],\"paging\":{\"next\":{\"after\":\"7\"}}}");
	resp->status = 200;
	resp->records = face->things;
}

static void fake_echo(const struct face_request *req, struct face_response *resp)
{
	struct crm_json_writer w;
	crm_jw_init(&w, &resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "method", req->method);
	crm_jw_field(&w, "path", req->path);
	crm_jw_field(&w, "query", req->query);
	crm_jw_field(&w, "body", req->body);
	crm_jw_field(&w, "base", req->base);
	crm_jw_field(&w, "header", face_header(req, "x-echo"));
	crm_jw_end_object(&w);
	face_set_header(resp, "X-Length", "%zu", req->body_len);
	resp->status = 200;
}

static void fake_handle(struct face *face, const struct face_request *req, struct face_response *resp)
{
	if (strncmp(req->path, "/echo", 5) == 0) {
		fake_echo(req, resp);
	} else if (strcmp(req->path, "/things") != 0) {
		resp->status = 404;
		crm_buf_str(&resp->body, "{\"message\":\"not found\"}");
	} else if (strcmp(req->method, "POST") == 0) {
		resp->status = 201;
		resp->mutating = true;
		resp->records = 1;
		face->things++;
		crm_buf_printf(&resp->body, "{\"id\":\"%u\"}", ++face->given);
	} else {
		fake_page(face, resp);
	}
}

/* ---- seeding --------------------------------------------------------------------------------------------------- */

static void fake_begin(struct face *face, const char *object, char id_out[FACE_ID_SIZE])
{
	crm_buf_str(&face->log, object);
	if (id_out)
		snprintf(id_out, FACE_ID_SIZE, "%u", ++face->records);
}

static void fake_field(struct face *face, const char *name, const char *value)
{
	if (value)
		crm_buf_printf(&face->log, " %s=%s", name, value);
}

static int fake_end(struct face *face)
{
	crm_buf_char(&face->log, '\n');
	return face->log.failed ? CRM_E_NOMEM : CRM_OK;
}

static int fake_seed_owner(struct face *face, const struct seed_owner *o, char id_out[FACE_ID_SIZE],
			   struct crm_error *err)
{
	(void)err;
	fake_begin(face, "owner", id_out);
	fake_field(face, "email", o->email);
	fake_field(face, "active", o->active ? "true" : "false");
	return fake_end(face);
}

static int fake_seed_company(struct face *face, const struct seed_company *c, char id_out[FACE_ID_SIZE],
			     struct crm_error *err)
{
	(void)err;
	fake_begin(face, "company", id_out);
	fake_field(face, "ref", c->ref);
	fake_field(face, "name", c->name);
	fake_field(face, "domain", c->domain);
	fake_field(face, "website", c->website);
	fake_field(face, "phone", c->phone);
	fake_field(face, "owner", c->owner_email);
	return fake_end(face);
}

static int fake_seed_contact(struct face *face, const struct seed_contact *c, char id_out[FACE_ID_SIZE],
			     struct crm_error *err)
{
	(void)err;
	fake_begin(face, c->is_lead ? "lead" : "contact", id_out);
	fake_field(face, "ref", c->ref);
	fake_field(face, "first", c->first_name);
	fake_field(face, "last", c->last_name);
	fake_field(face, "email", c->email);
	for (size_t i = 0; i < c->n_more_emails; i++)
		fake_field(face, "also", c->more_emails[i]);
	fake_field(face, "phone", c->phone);
	fake_field(face, "mobile", c->mobile);
	fake_field(face, "title", c->title);
	fake_field(face, "company", c->company_ref);
	fake_field(face, "company_name", c->company_name);
	fake_field(face, "owner", c->owner_email);
	fake_field(face, "converted", c->converted_ref);
	fake_field(face, "opted_out", c->opted_out ? "true" : NULL);
	return fake_end(face);
}

static int fake_seed_deal(struct face *face, const struct seed_deal *d, char id_out[FACE_ID_SIZE],
			  struct crm_error *err)
{
	(void)err;
	fake_begin(face, "deal", id_out);
	fake_field(face, "ref", d->ref);
	fake_field(face, "name", d->name);
	fake_field(face, "amount", d->amount);
	fake_field(face, "close", d->close_date);
	fake_field(face, "company", d->company_ref);
	for (size_t i = 0; i < d->n_contact_refs; i++)
		fake_field(face, "contact", d->contact_refs[i]);
	return fake_end(face);
}

/* ---- control --------------------------------------------------------------------------------------------------- */

static int fake_list(struct face *face, const char *object, struct crm_buf *out, struct crm_error *err)
{
	if (strcmp(object, "thing") != 0)
		return crm_error_set(err, CRM_E_NOT_FOUND, "no object '%s'", object);
	for (unsigned i = 1; i <= face->things; i++)
		crm_buf_printf(out, "{\"id\":\"%u\"}\n", i);
	return CRM_OK;
}

static int fake_edit(struct face *face, const char *object, const char *id, const crm_json *fields, struct crm_buf *out,
		     struct crm_error *err)
{
	(void)object;
	if (crm_json_get(fields, "refuse"))
		return crm_error_set(err, CRM_E_REJECTED, "refused");
	if (!id)
		face->things++;
	crm_buf_printf(out, "{\"id\":\"%s\",\"fields\":%zu}\n", id ? id : "new", crm_json_size(fields));
	return CRM_OK;
}

static int fake_remove(struct face *face, const char *object, const char *id, struct crm_error *err)
{
	(void)object;
	if (face->things == 0)
		return crm_error_set(err, CRM_E_NOT_FOUND, "no thing '%s'", id);
	face->things--;
	return CRM_OK;
}

static int fake_merge(struct face *face, const char *object, const char *winner, const char *loser, struct crm_buf *out,
		      struct crm_error *err)
{
	(void)object;
	(void)err;
	face->things--;
	crm_buf_printf(out, "{\"id\":\"%s\",\"absorbed\":\"%s\"}\n", winner, loser);
	return CRM_OK;
}

static int fake_save(struct face *face, struct crm_buf *out, struct crm_error *err)
{
	(void)err;
	crm_buf_printf(out, "{\"things\":%u}\n", face->things);
	return CRM_OK;
}

static int fake_load(struct face *face, const char *text, size_t len, struct crm_error *err)
{
	crm_json *line = NULL;
	int64_t things = 0;
	int rc = crm_json_parse(text, len, &line, err);
	if (rc < 0)
		return rc;
	crm_json_int(crm_json_get(line, "things"), &things);
	face->things = face->given = (unsigned)things;
	crm_json_free(line);
	return CRM_OK;
}

static int fake_keep_ids(struct face *face, const struct face *from)
{
	face->given = from->given;
	return CRM_OK;
}

#define FAKE_VENDOR(vendor)                                                                                            \
	{                                                                                                              \
		.name = vendor, .open = fake_open, .close = fake_close, .handle = fake_handle,                         \
		.seed_owner = fake_seed_owner, .seed_company = fake_seed_company, .seed_contact = fake_seed_contact,   \
		.seed_deal = fake_seed_deal, .list = fake_list, .edit = fake_edit, .remove = fake_remove,              \
		.merge = fake_merge, .save = fake_save, .load = fake_load, .keep_ids = fake_keep_ids                   \
	}

const struct face_vendor fake_vendor = FAKE_VENDOR("fake");
const struct face_vendor fake_hubspot = FAKE_VENDOR("hubspot");
const struct face_vendor fake_salesforce = FAKE_VENDOR("salesforce");
const struct face_vendor fake_pipedrive = FAKE_VENDOR("pipedrive");
