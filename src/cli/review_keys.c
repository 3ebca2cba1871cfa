/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `crmsync review` on a terminal: one question after the other, a key for each answer.
 *
 * Keys are read one at a time without echo; lines stay as lines, so that they can be scrolled back to.  However it
 * ends, by a key, a signal or a fault, the terminal is as it was.  The run lock is held only while a decision is
 * written, so that a sync by the clock is not kept waiting.
 */
#include <cli/review.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

/* ---- the terminal ---- */

static struct termios as_it_was;
static volatile sig_atomic_t is_raw;

/* `when`: TCSAFLUSH forgets what was typed before it was asked for.  Safe in a signal handler. */
static void make_raw(int when)
{
	struct termios raw;
	if (!is_raw && tcgetattr(STDIN_FILENO, &as_it_was) != 0)
		return;
	raw = as_it_was;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	is_raw = 1;
	if (tcsetattr(STDIN_FILENO, when, &raw) != 0)
		is_raw = 0;
}

/* Safe in a signal handler. */
static void restore(void)
{
	if (is_raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &as_it_was);
	is_raw = 0;
}

/* What would end or stop the program does so with the terminal as it was. */
static void on_signal(int number)
{
	int saved = errno;
	restore();
	signal(number, SIG_DFL);
	raise(number);
	errno = saved;
}

static void on_continue(int number)
{
	struct sigaction stop = {.sa_handler = on_signal, .sa_flags = SA_NODEFER};
	int saved = errno;
	(void)number;
	sigemptyset(&stop.sa_mask);
	sigaction(SIGTSTP, &stop, NULL);
	if (tcgetpgrp(STDIN_FILENO) == getpgrp())
		make_raw(TCSANOW);
	errno = saved;
}

static void catch_signals(void)
{
	static const int deadly[] = {SIGQUIT, SIGTSTP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
	struct sigaction stop = {.sa_handler = on_signal, .sa_flags = SA_NODEFER}, again = {.sa_handler = on_continue};
	sigemptyset(&stop.sa_mask);
	sigemptyset(&again.sa_mask);
	for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
		sigaction(deadly[i], &stop, NULL);
	sigaction(SIGCONT, &again, NULL);
}

/* ---- keys ---- */

struct keys {
	struct review *v;
	char (*names)[CRM_REVIEW_NAME]; /* of the items that are asked about */
	size_t n, at;
	size_t *decided; /* of these, in this session, the latest last */
	size_t n_decided;
	bool shown; /* the item at hand stands on the screen */
};

enum step { STAY, NEXT, BACK, QUIT };

static volatile sig_atomic_t stopped;

static void on_stop(int number)
{
	stopped = number;
}

/* Signals that end the session are taken between keys only: a decision is written or not begun. */
static void heed_stop(sigset_t *while_waiting)
{
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction stop = {.sa_handler = on_stop};
	sigset_t blocked;
	sigemptyset(&stop.sa_mask);
	sigemptyset(&blocked);
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
		sigaction(stops[i], &stop, NULL);
		sigaddset(&blocked, stops[i]);
	}
	sigprocmask(SIG_BLOCK, &blocked, while_waiting);
}

/* -1: the end, or a signal. */
static int read_key(const sigset_t *while_waiting)
{
	unsigned char c;
	fflush(stdout);
	while (!stopped) {
		fd_set in;
		FD_ZERO(&in);
		FD_SET(STDIN_FILENO, &in);
		if (pselect(STDIN_FILENO + 1, &in, NULL, NULL, NULL, while_waiting) < 0) {
			if (errno != EINTR)
				return -1;
			continue;
		}
		ssize_t n = read(STDIN_FILENO, &c, 1);
		if (n == 1)
			return c;
		if (n == 0 || errno != EINTR)
			return -1;
	}
	return -1;
}

/* The next byte of a sequence, which comes at once; -1: there is none. */
static int read_soon(void)
{
	const struct timespec moment = {.tv_nsec = 50000000};
	unsigned char c;
	fd_set in;
	FD_ZERO(&in);
	FD_SET(STDIN_FILENO, &in);
	if (pselect(STDIN_FILENO + 1, &in, NULL, NULL, &moment, NULL) <= 0 || read(STDIN_FILENO, &c, 1) != 1)
		return -1;
	return c;
}

/* What follows the escape of an arrow key and the like is no answer: ESC [ ... up to a letter, ESC O and a letter. */
static void drop_sequence(void)
{
	int c = read_soon();
	if (c == 'O')
		read_soon();
	else if (c == '[')
		do
			c = read_soon();
		while (c != -1 && (c < '@' || c > '~'));
}

/* ---- one question ---- */

static void print_choices(const struct keys *k, const struct crm_review_item *item)
{
	static const struct {
		enum crm_answer answer;
		const char *key;
	} keys[] = {{CRM_ANSWER_ACCEPT, "a"}, {CRM_ANSWER_SEPARATE, "k"}, {CRM_ANSWER_REJECT, "r"}};
	struct crm_arena *arena = k->v->arena;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *meaning = item->answers[keys[i].answer];
		if (meaning == NULL)
			continue;
		const char *text =
			crm_arena_printf(arena, "[%s] %s: %s", keys[i].key, crm_answer_name(keys[i].answer), meaning);
		review_print(k->v->cli, 2, CRM_STYLE_PLAIN, text ? text : "");
	}
	for (size_t i = 0; item->answers[CRM_ANSWER_RESOLVE] && i < item->n_values && i < 9; i++) {
		const char *text = crm_arena_printf(arena, "[%zu] %s has it right: '%s'", i + 1, item->values[i].system,
						    item->values[i].text);
		review_print(k->v->cli, 2, CRM_STYLE_PLAIN, text ? text : "");
	}
	if (item->instead != NULL)
		review_print(k->v->cli, 2, CRM_STYLE_PLAIN, item->instead);
}

#define PROMPT_WIDTH 76

static void print_prompt(const struct crm_review_item *item, const struct crm_report_options *report)
{
	bool narrow = report->width != 0 && report->width < PROMPT_WIDTH;
	printf("\n%s", crm_style(report, CRM_STYLE_HEADING));
	if (item->answers[CRM_ANSWER_ACCEPT])
		fputs(narrow ? "[a]" : "[a]ccept ", stdout);
	if (item->answers[CRM_ANSWER_SEPARATE])
		fputs(narrow ? "[k]" : "[k]eep apart ", stdout);
	if (item->answers[CRM_ANSWER_REJECT])
		fputs(narrow ? "[r]" : "[r]eject ", stdout);
	if (item->answers[CRM_ANSWER_RESOLVE])
		fputs(narrow ? "[1-9]" : "[1-9] whose value ", stdout);
	fputs(narrow ? "[s][b][u][d] [q]uit [?] " : "[s]kip [b]ack [u]ndo [d]etails [q]uit [?] ", stdout);
	fputs(crm_style(report, CRM_STYLE_PLAIN), stdout);
}

static void print_question(struct keys *k, const struct crm_review_item *item)
{
	const struct crm_report_options report = cli_report_options(k->v->cli);
	const char *decided = review_decided_text(item, k->v->arena);
	if (!k->shown) {
		printf("\n%s%zu of %zu%s  ", crm_style(&report, CRM_STYLE_HEADING), k->at + 1, k->n,
		       crm_style(&report, CRM_STYLE_PLAIN));
		review_print_item(k->v, item);
		print_choices(k, item);
		if (decided != NULL)
			printf("Decided: %s.\n", decided);
		print_prompt(item, &report);
	}
	k->shown = true;
}

static void print_help(void)
{
	printf("\n  a  accept: yes, as told above          s, space, Enter  skip: decide later\n"
	       "  k  keep separate: they are not the same  b  back to the question before\n"
	       "  r  reject: no                            u  undo the last decision of this session\n"
	       "  1-9  the value of that system wins       d  details: what speaks for and against\n"
	       "  q  quit; what was decided stays          ?  this help\n"
	       "The next sync carries decisions out; crmsync review withdraw takes them back.\n");
}

/* ---- deciding ---- */

/* What is on the screen may have been overtaken by a sync. */
static int write_answer(struct keys *k, const struct crm_review_item *seen, enum crm_answer answer, const char *system,
			bool *kept, struct crm_error *err)
{
	struct crm_review_item now;
	bool found = false;
	size_t at = 0;
	*kept = false;
	int rc = review_write_begin(k->v, err);
	if (rc != CRM_OK)
		return rc;
	if (crm_review_find(&k->v->queue, seen->name, &at, NULL) == CRM_OK)
		rc = crm_review_read(&k->v->queue, at, k->v->arena, &now, &found, err);
	*kept = rc == CRM_OK && found && strcmp(now.state, seen->state) == 0;
	if (*kept)
		rc = crm_review_answer(k->v->e, &now, answer, system, k->v->arena, err);
	else if (rc == CRM_OK)
		rc = CRM_E_NOT_FOUND; /* nothing is to be kept, not even the run */
	int ended = review_write_end(k->v, rc, 0, err);
	return rc == CRM_E_NOT_FOUND ? CRM_OK : ended;
}

static void remember(struct keys *k)
{
	size_t kept = 0;
	for (size_t i = 0; i < k->n_decided; i++)
		if (k->decided[i] != k->at)
			k->decided[kept++] = k->decided[i];
	k->decided[kept] = k->at;
	k->n_decided = kept + 1;
}

static enum step decide(struct keys *k, const struct crm_review_item *item, enum crm_answer answer, const char *system)
{
	struct crm_error err = {0};
	bool kept = false;
	int rc = write_answer(k, item, answer, system, &kept, &err);
	if (rc != CRM_OK) {
		const char *text = crm_arena_printf(k->v->arena, "not taken down: %s", crm_error_text(&err));
		printf("\n");
		review_print(k->v->cli, 0, CRM_STYLE_REMOVE, text ? text : "not taken down");
		crm_error_clear(&err);
		return STAY;
	}
	if (!kept) {
		printf("\nIt was settled or has changed meanwhile; nothing was taken down.\n");
		return NEXT;
	}
	remember(k);
	printf("\n%s%s%s%s%s\n", crm_answer_name(answer), system ? " " : "", system ? item->hold.field : "",
	       system ? "=" : "", system ? system : "");
	return NEXT;
}

static int withdraw_last(struct keys *k, const char *name, struct crm_error *err)
{
	struct crm_review_decision d;
	int rc = review_write_begin(k->v, err);
	if (rc != CRM_OK)
		return rc;
	rc = crm_review_withdraw(&k->v->queue, name, k->v->arena, &d, err);
	return review_write_end(k->v, rc, 0, err);
}

static enum step undo_last(struct keys *k)
{
	struct crm_error err = {0};
	if (k->n_decided == 0) {
		printf("\nNothing was decided in this session.\n");
		return STAY;
	}
	const char *name = k->names[k->decided[k->n_decided - 1]];
	if (withdraw_last(k, name, &err) != CRM_OK) {
		printf("\n%s\n", crm_report_safe(crm_error_text(&err), k->v->arena));
		crm_error_clear(&err);
		return STAY;
	}
	printf("\n%s: undecided again.\n", name);
	k->at = k->decided[--k->n_decided];
	k->shown = false;
	return STAY;
}

/* ---- the session ---- */

static enum step choose(struct keys *k, const struct crm_review_item *item, int key)
{
	static const struct {
		int key;
		enum crm_answer answer;
	} answers[] = {{'a', CRM_ANSWER_ACCEPT}, {'k', CRM_ANSWER_SEPARATE}, {'r', CRM_ANSWER_REJECT}};
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		if (key == answers[i].key && item->answers[answers[i].answer] != NULL)
			return decide(k, item, answers[i].answer, NULL);
	if (item->answers[CRM_ANSWER_RESOLVE] != NULL && key >= '1' && key <= '9' &&
	    (size_t)(key - '1') < item->n_values)
		return decide(k, item, CRM_ANSWER_RESOLVE, item->values[key - '1'].system);
	printf("\a");
	return STAY;
}

static enum step show_details(struct keys *k, const struct crm_review_item *item)
{
	struct crm_error err = {0};
	printf("\n");
	if (review_print_weights(k->v, item, &err) != CRM_OK)
		printf("%s\n", crm_report_safe(crm_error_text(&err), k->v->arena));
	crm_error_clear(&err);
	k->shown = false;
	return STAY;
}

static enum step act(struct keys *k, const struct crm_review_item *item, int key)
{
	switch (key) {
	case -1:
	case 4: /* Ctrl-D */
	case 'q':
		return QUIT;
	case 's':
	case 'n':
	case ' ':
	case '\n':
	case '\r':
		return NEXT;
	case 'b':
		return BACK;
	case 'u':
		return undo_last(k);
	case 'd':
		return show_details(k, item);
	case '?':
	case 'h':
		print_help();
		return STAY;
	case 27:
		drop_sequence();
		return STAY;
	default:
		return choose(k, item, key);
	}
}

/* By name: a sync may have put another queue in the place of this one. */
static int read_item(struct keys *k, struct crm_review_item *item, bool *found, struct crm_error *err)
{
	size_t at = 0;
	*found = false;
	crm_arena_reset(k->v->arena);
	while (at < k->v->queue.n && strcmp(k->v->queue.entries[at].name, k->names[k->at]) != 0)
		at++;
	return at < k->v->queue.n ? crm_review_read(&k->v->queue, at, k->v->arena, item, found, err) : CRM_OK;
}

static int ask_all(struct keys *k, const sigset_t *while_waiting, struct crm_error *err)
{
	enum step step = STAY;
	int rc = CRM_OK;
	while (rc == CRM_OK && step != QUIT && k->at < k->n) {
		struct crm_review_item item;
		bool found = false;
		rc = read_item(k, &item, &found, err);
		if (rc != CRM_OK)
			break;
		if (found) {
			print_question(k, &item);
			step = act(k, &item, read_key(while_waiting));
		} else {
			step = step == BACK && k->at > 0 ? BACK : NEXT; /* settled meanwhile */
		}
		if (step == NEXT || (step == BACK && k->at > 0))
			k->at += step == NEXT ? 1 : (size_t)-1;
		k->shown = k->shown && step == STAY;
	}
	return rc;
}

static int read_names(struct keys *k, struct crm_error *err)
{
	struct crm_review *queue = &k->v->queue;
	int rc = CRM_OK;
	k->names = crm_calloc(queue->n + 1, sizeof *k->names);
	k->decided = crm_calloc(queue->n + 1, sizeof *k->decided);
	if (k->names == NULL || k->decided == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < queue->n; i++) {
		struct crm_review_item item;
		bool found = false;
		crm_arena_reset(k->v->arena);
		rc = crm_review_read(queue, i, k->v->arena, &item, &found, err);
		if (rc == CRM_OK && found && item.decided == NULL)
			memcpy(k->names[k->n++], item.name, strlen(item.name) + 1);
	}
	return rc;
}

static int run_session(struct keys *k, struct crm_error *err)
{
	sigset_t while_waiting;
	heed_stop(&while_waiting);
	catch_signals();
	atexit(restore);
	make_raw(TCSAFLUSH);
	int rc = ask_all(k, &while_waiting, err);
	restore();
	printf("\n%zu decided, %zu left.%s\n", k->n_decided, k->n - k->n_decided,
	       k->n_decided > 0 ? " The next sync acts on it: crmsync diff shows what it will do." : "");
	if (rc == CRM_OK && stopped)
		rc = crm_error_set(err, CRM_E_INTERRUPTED, "interrupted; what was decided is kept");
	return rc;
}

int review_keys(struct review *v, struct crm_error *err)
{
	struct keys k = {.v = v};
	int rc = crm_review_begin(&v->queue, v->e, err);
	if (rc == CRM_OK)
		rc = read_names(&k, err);
	if (rc == CRM_OK && k.n == 0)
		printf(v->queue.n > 0 ? "all that waits is decided; the next sync acts on it\n"
				      : "nothing waits for a person\n");
	else if (rc == CRM_OK)
		rc = run_session(&k, err);
	crm_free(k.names);
	crm_free(k.decided);
	return rc;
}
