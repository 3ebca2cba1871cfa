/* SPDX-License-Identifier: Apache-2.0 */
/* A crowd as CSV. */
#include "sandbox/crowd.h"

#include <errno.h>
#include <string.h>

static void csv_put(FILE *out, const char *text, char end)
{
	if (text[strcspn(text, ",\"\r\n")] == '\0') {
		fputs(text, out);
	} else {
		putc('"', out);
		for (; *text; text++) {
			if (*text == '"')
				putc('"', out);
			putc(*text, out);
		}
		putc('"', out);
	}
	putc(end, out);
}

static void csv_put_record(FILE *out, uint32_t row, uint32_t person, const struct crowd_record *r)
{
	fprintf(out, "%c%07u,", r->prefix, (unsigned)row + 1);
	csv_put(out, r->system, ',');
	csv_put(out, r->first_name, ',');
	csv_put(out, r->last_name, ',');
	csv_put(out, r->email, ',');
	csv_put(out, r->phone, ',');
	csv_put(out, r->company, ',');
	csv_put(out, r->job_title, ',');
	csv_put(out, r->street, ',');
	csv_put(out, r->postcode, ',');
	csv_put(out, r->city, ',');
	csv_put(out, r->country, ',');
	fprintf(out, "p%u\n", (unsigned)person);
}

static int csv_put_all(const struct crowd *crowd, struct seed_draft *d, FILE *out, struct crm_error *err)
{
	fputs("id,system,first_name,last_name,email,phone,company,job_title,street,postcode,city,country,truth\n", out);
	for (uint32_t row = 0; row < crowd->n_records && !d->failed; row++) {
		struct crowd_record r;
		uint32_t person = crowd->records[row] >> 3;
		crm_arena_reset(d->arena);
		crowd_make_record(crowd, person, crowd->records[row] & 7, d, &r);
		csv_put_record(out, row, person, &r);
	}
	if (d->failed)
		return crm_error_no_memory(err);
	return CRM_OK;
}

int crowd_write_csv(uint64_t seed, uint32_t n_records, FILE *out, struct crm_error *err)
{
	struct crowd crowd;
	struct seed_draft d = {.arena = NULL};
	int rc = crowd_init(&crowd, seed, n_records, err);
	if (rc < 0)
		return rc;
	d.arena = crm_arena_new();
	rc = d.arena ? csv_put_all(&crowd, &d, out, err) : crm_error_no_memory(err);
	crm_arena_free(d.arena);
	crowd_free(&crowd);
	return rc;
}
