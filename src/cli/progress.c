/* SPDX-License-Identifier: Apache-2.0 */
/* One line on the terminal that is drawn over: what each system is doing, how far, how fast, how long still. */
#include <cli/cli.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <crmsync/log.h>
#include <crmsync/timestamp.h>

#define REDRAW_MS  100
#define TELLING_MS 1000 /* a rate needs some time to mean something */
#define SLOTS      17   /* systems, and one for what concerns none */

struct slot {
	char system[32], what[48];
	int64_t done, total, began, began_at;
};

static struct {
	bool on;
	struct slot slots[SLOTS];
	size_t n;
	int64_t drawn;
} progress;

static struct slot *slot_of(const char *system)
{
	for (size_t i = 0; i < progress.n; i++)
		if (strcmp(progress.slots[i].system, system) == 0)
			return &progress.slots[i];
	if (progress.n == SLOTS)
		return NULL;
	struct slot *s = &progress.slots[progress.n++];
	snprintf(s->system, sizeof s->system, "%s", system);
	return s;
}

static void format_duration(char *out, size_t size, int64_t seconds)
{
	if (seconds < 90)
		snprintf(out, size, "%" PRId64 " s", seconds);
	else if (seconds < 5400)
		snprintf(out, size, "%" PRId64 " min", (seconds + 30) / 60);
	else
		snprintf(out, size, "%" PRId64 " h %02" PRId64 " min", seconds / 3600, seconds % 3600 / 60);
}

static void append_slot(struct crm_buf *line, const struct slot *s)
{
	char left[32];
	int64_t elapsed = crm_time_monotonic() - s->began_at, moved = s->done - s->began;
	crm_buf_printf(line, "%s%s%s%s", line->len ? "  " : "", s->system, s->system[0] ? ": " : "", s->what);
	if (s->done > 0)
		crm_buf_printf(line, " %" PRId64, s->done);
	if (s->total > 0)
		crm_buf_printf(line, "/%" PRId64 " (%" PRId64 " %%)", s->total,
			       s->done >= s->total ? INT64_C(100) : s->done * 100 / s->total);
	if (elapsed > TELLING_MS && moved > 0)
		crm_buf_printf(line, " %" PRId64 "/s", moved * 1000 / elapsed);
	if (elapsed > TELLING_MS && moved > 0 && s->total > s->done) {
		format_duration(left, sizeof left, (s->total - s->done) * elapsed / moved / 1000);
		crm_buf_printf(line, " %s left", left);
	}
}

static size_t terminal_width(void)
{
	struct winsize size;
	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

static void draw(void)
{
	struct crm_buf line;
	crm_buf_init(&line, 4096);
	for (size_t i = 0; i < progress.n; i++)
		if (progress.slots[i].what[0] != '\0')
			append_slot(&line, &progress.slots[i]);
	size_t width = terminal_width() - 1;
	fprintf(stderr, "\r\033[K%.*s", (int)(line.len < width ? line.len : width), line.ptr);
	fflush(stderr);
	crm_buf_free(&line);
}

/* What concerns all systems comes when each is done with its own, and the other way round. */
static void forget_others(const struct slot *kept)
{
	for (size_t i = 0; i < progress.n; i++)
		if ((progress.slots[i].system[0] == '\0') != (kept->system[0] == '\0'))
			progress.slots[i].what[0] = '\0';
}

static void on_progress(void *ctx, const char *system, const char *what, int64_t done, int64_t total)
{
	(void)ctx;
	struct slot *s = slot_of(system ? system : "");
	int64_t now = crm_time_monotonic();
	if (s == NULL || !progress.on)
		return;
	forget_others(s);
	bool fresh = strcmp(s->what, what) != 0;
	if (fresh) {
		snprintf(s->what, sizeof s->what, "%s", what);
		s->began = done;
		s->began_at = now;
	}
	s->done = done;
	s->total = total;
	if (!fresh && now - progress.drawn < REDRAW_MS)
		return;
	progress.drawn = now;
	draw();
}

/* A log line goes above the progress line. */
static void on_log(enum crm_log_level level, const char *line, void *arg)
{
	(void)level;
	(void)arg;
	fprintf(stderr, "%s%s\n", progress.on ? "\r\033[K" : "", line);
}

void cli_progress_begin(struct cli *cli, struct crm_run_options *options)
{
	const char *terminal = getenv("TERM");
	if (cli->quiet || !isatty(STDERR_FILENO) || terminal == NULL || strcmp(terminal, "dumb") == 0)
		return;
	progress.on = true;
	options->progress = on_progress;
	crm_log_set_sink(on_log, NULL);
}

void cli_progress_end(void)
{
	if (!progress.on)
		return;
	progress.on = false;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	crm_log_set_sink(NULL, NULL);
}
