/* SPDX-License-Identifier: Apache-2.0 */
/* Faults that tests ask for: which request they hit and what then happens. */
#ifndef SANDBOX_FAULT_H
#define SANDBOX_FAULT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>
#include <crmsync/json.h>

enum fault_action {
	FAULT_DROP_BEFORE, /* not applied, connection closed without an answer */
	FAULT_DROP_AFTER,  /* applied, connection closed without an answer */
	FAULT_STATUS,      /* another answer */
	FAULT_TRUNCATE,    /* applied; head is right, the body ends in its middle */
	FAULT_HTML,        /* an HTML page instead */
	FAULT_STALL,       /* the answer comes late, or once the fault is taken back */
	FAULT_EMPTY_PAGE,  /* the page's records are left out */
	FAULT_SHORT_PAGE,  /* some of the page's records are left out */
	FAULT_LOSE         /* answered as if it were carried out; what it wrote is not there */
};

struct fault {
	/* which requests */
	char *system, *method, *path; /* NULL: any; path is a POSIX extended regular expression */
	uint64_t nth;                 /* the nth match and then never again; 0: see every */
	uint64_t every;               /* each every-th match ... */
	uint64_t times;               /* ... this many times, 0: without end */
	/* what happens */
	enum fault_action action;
	int code;      /* status, html */
	char *body;    /* status: NULL is none */
	char *headers; /* status: "Name: value\n" lines, NULL is none */
	bool apply;    /* status, html: the request is carried out all the same */
	bool late;     /* stall: carried out after the wait, not before */
	int64_t ms;    /* stall */
	int64_t keep;  /* short_page: records left, -1: half of them */
	bool last;     /* empty_page, short_page: paging members are removed */
	int64_t total; /* empty_page, short_page: what total members say, -1: as it was */
	/* the list's own */
	unsigned id;
	unsigned refs;
	uint64_t matched, hits;
	_Atomic bool cleared; /* taken back while a request may still be held by it */
	void *regex;
};

struct fault_list {
	pthread_mutex_t lock;
	struct fault **items; /* in the order they were set */
	size_t n, cap;
	unsigned last_id;
};

void fault_list_init(struct fault_list *list);
void fault_list_free(struct fault_list *list);
/* Sets the fault that spec (an object, see crmsync-sandbox(1)) describes.  CRM_E_INVALID says what is wrong with it. */
int fault_list_add(struct fault_list *list, const crm_json *spec, unsigned *id, struct crm_error *err);
void fault_list_clear(struct fault_list *list);
/* False if there is no fault of that id. */
bool fault_list_remove(struct fault_list *list, uint64_t id);
/* Appends a JSON array of all faults with their counts. */
void fault_list_write(struct fault_list *list, struct crm_buf *out);

/* Counts the request at every fault that it matches and returns the first that is due, or NULL; fault_list_release()
   it. The path pattern is tried on the path as sent and on the decoded one. */
const struct fault *fault_list_take(struct fault_list *list, const char *system, const char *method, const char *path,
				    const char *decoded);
void fault_list_release(struct fault_list *list, const struct fault *fault);

const char *fault_action_name(enum fault_action action);

#endif
