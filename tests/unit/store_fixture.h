/* SPDX-License-Identifier: Apache-2.0 */
/* A folder with a store in it, for each test anew. */
#ifndef CRM_TESTS_STORE_FIXTURE_H
#define CRM_TESTS_STORE_FIXTURE_H

#include <check.h>

#include <store/store.h>
#include <store/store_profile.h>

extern char fixture_folder[64];
extern char fixture_path[96]; /* of the store */
extern struct crm_store *fixture_store;
extern struct crm_arena *fixture_arena;
extern struct crm_error fixture_err;
extern int64_t fixture_system; /* "hubspot" */
extern int64_t fixture_run;

void fixture_folder_make(void); /* folder and arena, no store yet */
void fixture_open(void);        /* and a store with a system and a run */
void fixture_close(void);       /* closes, removes the folder; also for a store that is not open */
void fixture_reopen(void);

/* A contact's row; cells hold the hash so that contents differ. */
struct crm_source fixture_contact(const char *vendor_id, int64_t hash);
int64_t fixture_stage(const char *vendor_id, int64_t hash, enum crm_stage_effect expected);
int64_t fixture_golden(const char *uid);
const char *fixture_lookup(const char *sql);          /* first value as text, "(none)" if there is no row */
char *fixture_read_version(int version);              /* SQL of a store of that version; to be freed */
void fixture_name(char out[128], const char *suffix); /* path of the store with something appended */

#define ck_ok(call) ck_assert_msg((call) == CRM_OK, "%s: %s", #call, crm_error_text(&fixture_err))
#define ck_fails(wanted, call)                                                                                         \
	do {                                                                                                           \
		crm_error_clear(&fixture_err);                                                                         \
		int ck_rc = (call);                                                                                    \
		ck_assert_msg(ck_rc == (wanted), "%s gave %d (%s)", #call, ck_rc, crm_error_text(&fixture_err));       \
		ck_assert_int_eq(fixture_err.code, (wanted));                                                          \
	} while (0)
#define ck_said(part)                                                                                                  \
	ck_assert_msg(strstr(crm_error_text(&fixture_err), (part)) != NULL, "no \"%s\" in: %s", (part),                \
		      crm_error_text(&fixture_err))

#endif
