/* SPDX-License-Identifier: Apache-2.0 */
/* The engine with vendors that live in the test's memory, and a real store in a folder of its own. */
#ifndef CRM_TESTS_SYNC_FIXTURE_H
#define CRM_TESTS_SYNC_FIXTURE_H

#include <check.h>
#include <config/settings.h>
#include <store/store_profile.h>
#include <sync/engine.h>

/* ---- vendors ---- */

#define FAKE_SYSTEMS    4
#define FAKE_RECORDS    512
#define FAKE_PROPERTIES 16

struct fake_property {
	char name[24];
	char value[320]; /* items of lists are joined by ';' */
	enum crm_kind kind;
};

struct fake_record {
	enum crm_object object;
	char id[24];
	const char *kind;
	enum crm_life life;
	const char *into;
	const char *absorbed[4];
	size_t n_absorbed;
	struct fake_property properties[FAKE_PROPERTIES];
	size_t n;
	int64_t modified; /* ms, 0: long ago, and the same for all */
	bool unlisted;    /* pull() does not deliver it, get() and find() do */
	unsigned late;    /* vanished until so many find()s were asked */
	bool vanished;    /* nothing delivers it any more */
};

/* What a push is answered; scripted ones are used up in order, then everything succeeds. */
struct fake_answer {
	int kind; /* enum crm_op_kind, -1: any */
	enum crm_outcome outcome;
	bool apply; /* it happens all the same */
	const char *id, *code, *message;
	int rc;         /* of the whole push */
	unsigned late;  /* a create is carried out only after so many find()s */
	unsigned times; /* 0: once */
};

struct fake_system {
	const char *name;
	const char *tenant;
	struct fake_record records[FAKE_RECORDS];
	size_t n;
	struct fake_answer answers[16];
	size_t n_answers;
	unsigned made;            /* records created by push */
	unsigned writes;          /* operations that push() was given since fake_forget() */
	char log[8192];           /* of these, one a line: "create contact email=a first=b" */
	bool blind_find;          /* the search index lags */
	const char *unsearchable; /* find() does not know this property */
	unsigned find_values;     /* asked for in find()s */
	char found_by[512];       /* properties that find() was asked for, each with a blank behind it */
	bool no_id;               /* has no crmsync id property */
	int pull_rc;              /* every pull() of records fails with it */
	unsigned pull_fails;      /* this often */
	unsigned pulls, gets, finds;
	bool cursor_lost; /* the next pull() with a cursor fails with CRM_E_CURSOR */
	size_t page;      /* records per page, 0: all */
	int64_t total;    /* what pages say the listing holds, -1 */
	bool stuck;       /* every page says that the same page follows */
};

extern struct fake_system fake[FAKE_SYSTEMS]; /* "a", "b", "c", "d" */

/* "echo" answers writes with the record and has associations; "mute" answers with nothing, has plain references and
 * kinds. */
extern const struct crm_connector fake_echo, fake_mute;
/* As "echo"; its search lags by 70 s and its writes settle within 30 s. */
extern const struct crm_connector fake_slow;
extern struct crm_property_info fake_contact_schema[];
extern const size_t fake_contact_schema_n;
struct crm_property_info *
fake_schema_property(const char *name); /* of contacts; changed ones come back with the next test */

/* Pairs of name and value, ended by NULL; returns the record. */
struct fake_record *fake_put(struct fake_system *f, enum crm_object object, const char *id, ...);
struct fake_record *fake_find(struct fake_system *f, enum crm_object object, const char *id);
/* NULL value: CRM_NULL. */
void fake_set(struct fake_record *r, const char *name, const char *value);
void fake_unset(struct fake_record *r, const char *name); /* the vendor does not tell it any more */
/* "" where it has none. */
const char *fake_value(struct fake_system *f, enum crm_object object, const char *id, const char *name);
size_t fake_count(const struct fake_system *f, enum crm_object object); /* live ones */
void fake_answer_next(struct fake_system *f, struct fake_answer answer);
void fake_forget(void); /* writes and logs of all systems */
unsigned fake_writes(void);

/* ---- the engine ---- */

extern struct crm_settings *sync_settings;
extern struct crm_engine *sync_engine;
extern struct crm_run_options sync_options; /* of the next run: everything, first sync accepted */
extern struct crm_arena *sync_arena;
extern struct crm_error sync_err;
extern char sync_folder[64];

extern const char sync_two[];   /* systems a and b, both echo */
extern const char sync_three[]; /* a, b, c */

void sync_setup(void); /* folder, vendors; no engine */
void sync_teardown(void);
void sync_configure(const char *yaml); /* "store:" is added */
int sync_open(const char *command);
int sync_plan(void); /* preflight to plan and gate; the plan stays open */
int sync_push(void); /* commits, pushes, verifies */
void sync_close(void);
/* A whole sync; the engine is closed again. */
int sync_run(void);
/* A whole sync that must succeed. */
void sync_ok(void);
/* A whole sync that must succeed and write nothing. */
void sync_quiet(void);
/* First value as text, "(none)"; opens the store if no engine is open. */
const char *sync_lookup(const char *sql);
int64_t sync_number(const char *sql);
int64_t sync_holds(const char *kind); /* how many of that kind wait; NULL: all */

#define ck_sync(wanted, call)                                                                                          \
	do {                                                                                                           \
		crm_error_clear(&sync_err);                                                                            \
		int ck_rc = (call);                                                                                    \
		ck_assert_msg(ck_rc == (wanted), "%s gave %d (%s)", #call, ck_rc, crm_error_text(&sync_err));          \
	} while (0)
#define ck_told(part)                                                                                                  \
	ck_assert_msg(strstr(crm_error_text(&sync_err), (part)) != NULL, "no \"%s\" in: %s", (part),                   \
		      crm_error_text(&sync_err))

#endif
