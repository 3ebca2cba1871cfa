/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jobs of the Bulk API 2.0 (Bulk API 2.0 and Bulk API Developer Guide; recorded job answers of 2024).  A job is carried
 * out when its time has come by the vendor's clock, whether or not anybody asks for it.
 */
#ifndef SANDBOX_SALESFORCE_BULK_JOB_H
#define SANDBOX_SALESFORCE_BULK_JOB_H

#include "call.h"

enum sf_bulk_state { SF_BULK_OPEN, SF_BULK_UPLOADED, SF_BULK_COMPLETE, SF_BULK_FAILED, SF_BULK_ABORTED };

enum sf_bulk_operation {
	SF_BULK_QUERY,
	SF_BULK_QUERY_ALL,
	SF_BULK_INSERT,
	SF_BULK_UPDATE,
	SF_BULK_UPSERT,
	SF_BULK_DELETE,
	SF_BULK_HARD_DELETE
};

/* Lines of a CSV without its end of line, owned. */
struct sf_bulk_lines {
	char *header;
	char **lines;
	size_t n, cap;
};

struct sf_bulk_job {
	struct sf_bulk_job *next;
	char id[SF_ID_SIZE];
	enum sf_bulk_operation operation;
	enum sf_bulk_state state;
	struct sf_table *table;
	unsigned version;
	char delimiter;
	bool crlf;
	int64_t created, modified;
	int64_t uploaded; /* when it went into the queue */
	int64_t ready;    /* when it is carried out */
	int64_t processed, failed;
	char *error; /* errorMessage, owned; NULL: none */
	char *text;  /* SOQL, or the CSV that was put; owned; NULL: nothing put yet */
	size_t text_len;
	int key;                      /* upsert: column of the external id */
	struct sf_bulk_lines results; /* of a query; of an ingest job: successful ones */
	struct sf_bulk_lines refused, untouched;
};

static inline bool sf_bulk_is_query(const struct sf_bulk_job *job)
{
	return job->operation <= SF_BULK_QUERY_ALL;
}

/* A job in the state Open (ingest) or UploadComplete (query); answers and returns NULL if the body asks for what there
   is not.  The body stays the caller's. */
struct sf_bulk_job *sf_bulk_create(const struct sf_call *call, const crm_json *body, bool query);
/* Into the list; the face owns it from now on. */
void sf_bulk_add(struct face *face, struct sf_bulk_job *job);
void sf_bulk_free(struct sf_bulk_job *job);
/* The job that the path names, of the kind the path says; answers and returns NULL if there is none. */
struct sf_bulk_job *sf_bulk_find(const struct sf_call *call, bool query);
/* Into the queue, with the time at which it is carried out. */
void sf_bulk_queue(struct face *face, struct sf_bulk_job *job);

enum sf_bulk_answer { SF_BULK_NEW, SF_BULK_SHORT, SF_BULK_LONG };
/* The description of the job: as its creation, a change of its state, or a look at it tell it. */
void sf_bulk_answer_job(const struct sf_call *call, const struct sf_bulk_job *job, enum sf_bulk_answer answer);

/* Appends a line; CRM_E_NOMEM.  The text is copied. */
int sf_bulk_lines_add(struct sf_bulk_lines *lines, const char *text, size_t len);
/* Answers `n` lines from `from` on, behind the header. */
void sf_bulk_answer_lines(const struct sf_call *call, const struct sf_bulk_job *job, const struct sf_bulk_lines *lines,
			  size_t from, size_t n);

/* Carry out; only for jobs whose time has come.  0 or CRM_E_NOMEM. */
int sf_bulk_run_query(struct face *face, struct sf_bulk_job *job);
int sf_bulk_run_ingest(struct face *face, struct sf_bulk_job *job);
/* The job ends with this message. */
void sf_bulk_fail(struct sf_bulk_job *job, const char *message);

/* Carries out what is due and forgets what is old.  To be called before anything else of a request: the request's arena
   is reset. */
void sf_bulk_run_due(struct face *face);
void sf_bulk_jobs_free(struct face *face);

#endif
