/* SPDX-License-Identifier: Apache-2.0 */
/* Hands made-up records to the faces and notes in the truth file which record is what. */
#ifndef SANDBOX_SEED_WRITER_H
#define SANDBOX_SEED_WRITER_H

#include <stdio.h>

#include "sandbox/twin.h"

struct seed_writer {
	struct twin *twin;
	FILE *truth; /* NULL: none */
};

/* `entity` is the name of the thing that the record describes, "person-000123": the same in every system.  Truth lines
   are
   {"system":NAME,"object":"contact","id":VENDOR'S ID,"entity":NAME}. */
int seed_write_owner(struct seed_writer *w, struct face_host *host, const char *entity, const struct seed_owner *o,
		     struct crm_error *err);
int seed_write_company(struct seed_writer *w, struct face_host *host, const char *entity, const struct seed_company *c,
		       struct crm_error *err);
int seed_write_contact(struct seed_writer *w, struct face_host *host, const char *entity, const struct seed_contact *c,
		       struct crm_error *err);
int seed_write_deal(struct seed_writer *w, struct face_host *host, const char *entity, const struct seed_deal *d,
		    struct crm_error *err);

#endif
