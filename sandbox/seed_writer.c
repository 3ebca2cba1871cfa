/* SPDX-License-Identifier: Apache-2.0 */
/* Seeding a face, with the truth on file. */
#include "sandbox/seed_writer.h"

static int writer_finish(struct seed_writer *w, const struct face_host *host, const char *object, const char *entity,
			 int rc, const char *id, struct crm_error *err)
{
	if (rc < 0)
		return crm_error_prefix(err, "cannot seed %s '%s' in '%s'", object, entity, host->name);
	if (!w->truth)
		return CRM_OK;
	struct crm_buf line;
	crm_buf_init(&line, 65536);
	struct crm_json_writer jw;
	crm_jw_init(&jw, &line);
	crm_jw_object(&jw);
	crm_jw_field(&jw, "system", host->name);
	crm_jw_field(&jw, "object", object);
	crm_jw_field(&jw, "id", id);
	crm_jw_field(&jw, "entity", entity);
	crm_jw_end_object(&jw);
	crm_buf_char(&line, '\n');
	if (line.failed)
		rc = crm_error_no_memory(err);
	else
		fwrite(line.ptr, 1, line.len, w->truth);
	crm_buf_free(&line);
	return rc < 0 ? rc : CRM_OK;
}

int seed_write_owner(struct seed_writer *w, struct face_host *host, const char *entity, const struct seed_owner *o,
		     struct crm_error *err)
{
	char id[FACE_ID_SIZE] = "";
	int rc = host->vendor->seed_owner(host->face, o, id, err);
	return writer_finish(w, host, "owner", entity, rc, id, err);
}

int seed_write_company(struct seed_writer *w, struct face_host *host, const char *entity, const struct seed_company *c,
		       struct crm_error *err)
{
	char id[FACE_ID_SIZE] = "";
	int rc = host->vendor->seed_company(host->face, c, id, err);
	return writer_finish(w, host, "company", entity, rc, id, err);
}

int seed_write_contact(struct seed_writer *w, struct face_host *host, const char *entity, const struct seed_contact *c,
		       struct crm_error *err)
{
	char id[FACE_ID_SIZE] = "";
	int rc = host->vendor->seed_contact(host->face, c, id, err);
	return writer_finish(w, host, "contact", entity, rc, id, err);
}

int seed_write_deal(struct seed_writer *w, struct face_host *host, const char *entity, const struct seed_deal *d,
		    struct crm_error *err)
{
	char id[FACE_ID_SIZE] = "";
	int rc = host->vendor->seed_deal(host->face, d, id, err);
	return writer_finish(w, host, "deal", entity, rc, id, err);
}
