/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of struct face_vendor for Salesforce; vendor.c puts them together. */
#ifndef SANDBOX_SALESFORCE_FACE_H
#define SANDBOX_SALESFORCE_FACE_H

#include "sandbox/face.h"

int sf_face_open(struct face_host *host, struct face **out, struct crm_error *err);
void sf_face_close(struct face *face);
void sf_face_handle(struct face *face, const struct face_request *req, struct face_response *resp);

int sf_seed_owner(struct face *face, const struct seed_owner *o, char id_out[FACE_ID_SIZE], struct crm_error *err);
int sf_seed_company(struct face *face, const struct seed_company *c, char id_out[FACE_ID_SIZE], struct crm_error *err);
int sf_seed_contact(struct face *face, const struct seed_contact *c, char id_out[FACE_ID_SIZE], struct crm_error *err);
int sf_seed_deal(struct face *face, const struct seed_deal *d, char id_out[FACE_ID_SIZE], struct crm_error *err);
void sf_seed_free(struct face *face);

int sf_control_list(struct face *face, const char *object, struct crm_buf *out, struct crm_error *err);
int sf_control_edit(struct face *face, const char *object, const char *id, const crm_json *fields, struct crm_buf *out,
		    struct crm_error *err);
int sf_control_remove(struct face *face, const char *object, const char *id, struct crm_error *err);
int sf_control_merge(struct face *face, const char *object, const char *winner, const char *loser, struct crm_buf *out,
		     struct crm_error *err);

int sf_restore_fields(struct face *face, const char *object, const crm_json *fields, struct crm_error *err);
int sf_restore(struct face *face, const struct face_source *source, struct crm_error *err);

int sf_state_save(struct face *face, struct crm_buf *out, struct crm_error *err);
int sf_state_load(struct face *face, const char *text, size_t len, struct crm_error *err);
int sf_state_keep_ids(struct face *face, const struct face *from);

#endif
