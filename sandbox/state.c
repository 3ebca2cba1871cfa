/* SPDX-License-Identifier: Apache-2.0 */
/* Saving and loading all systems. */
#include "sandbox/state.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/atomic_file.h"

#define STATE_VERSION 1

static void state_write_head(const struct twin *twin, struct crm_buf *out)
{
	struct crm_json_writer w;
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	crm_jw_field_int(&w, "sandbox_state", STATE_VERSION);
	crm_jw_field_int(&w, "clock_offset_ms", atomic_load(&twin->clock.offset_ms));
	crm_jw_end_object(&w);
	crm_buf_char(out, '\n');
}

static void state_write_system_head(const struct face_host *host, size_t bytes, struct crm_buf *out)
{
	struct crm_json_writer w;
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	crm_jw_field(&w, "system", host->name);
	crm_jw_field(&w, "vendor", host->vendor->name);
	crm_jw_key(&w, "options");
	crm_jw_value(&w, host->options.all);
	char random[24];
	snprintf(random, sizeof random, "%" PRIu64, host->random);
	crm_jw_field(&w, "random", random);
	crm_jw_field_int(&w, "bytes", (int64_t)bytes);
	crm_jw_end_object(&w);
	crm_buf_char(out, '\n');
}

static int state_save_system(struct face_host *host, FILE *stream, struct crm_error *err)
{
	struct crm_buf head, lines;
	crm_buf_init(&head, CRM_BUF_MAX);
	crm_buf_init(&lines, CRM_BUF_MAX);
	pthread_mutex_lock(&host->lock);
	int rc = host->vendor->save(host->face, &lines, err);
	state_write_system_head(host, lines.len, &head);
	pthread_mutex_unlock(&host->lock);

	if (rc >= 0 && (head.failed || lines.failed))
		rc = crm_error_no_memory(err);
	if (rc >= 0) {
		fwrite(head.ptr, 1, head.len, stream);
		fwrite(lines.ptr, 1, lines.len, stream);
	}
	crm_buf_free(&head);
	crm_buf_free(&lines);
	return rc;
}

int state_save(struct twin *twin, const char *path, struct crm_error *err)
{
	struct atomic_file file;
	int rc = atomic_file_begin(&file, path, err);
	if (rc < 0)
		return rc;
	struct crm_buf head;
	crm_buf_init(&head, 4096);
	state_write_head(twin, &head);
	fwrite(head.ptr, 1, head.len, file.stream);
	crm_buf_free(&head);
	for (size_t i = 0; i < twin->n_hosts && rc >= 0; i++)
		rc = state_save_system(twin->hosts[i], file.stream, err);
	if (rc >= 0)
		return atomic_file_commit(&file, err);
	atomic_file_abort(&file);
	return rc;
}

/* ---- loading --------------------------------------------------------------------------------------------------- */

struct state_reader {
	const char *pos, *end;
};

/* Parses the line at the reader and steps over it. */
static int state_read_line(struct state_reader *r, crm_json **out, struct crm_error *err)
{
	const char *newline = memchr(r->pos, '\n', (size_t)(r->end - r->pos));
	if (!newline)
		return crm_error_set(err, CRM_E_INVALID, "it ends in mid-line");
	int rc = crm_json_parse(r->pos, (size_t)(newline - r->pos), out, err);
	if (rc == CRM_OK)
		r->pos = newline + 1;
	return rc;
}

static int state_load_head(struct twin *twin, struct state_reader *r, struct crm_error *err)
{
	crm_json *head = NULL;
	int64_t version = 0, offset = 0;
	int rc = state_read_line(r, &head, err);
	if (rc < 0)
		return rc;
	if (!crm_json_int(crm_json_get(head, "sandbox_state"), &version) || version != STATE_VERSION)
		rc = crm_error_set(err, CRM_E_INVALID, "it is no state of this version of the sandbox");
	else if (crm_json_int(crm_json_get(head, "clock_offset_ms"), &offset))
		atomic_store(&twin->clock.offset_ms, offset);
	crm_json_free(head);
	return rc;
}

static int state_load_body(struct face_host *host, const crm_json *head, struct state_reader *r, struct crm_error *err)
{
	int64_t bytes;
	if (!crm_json_int(crm_json_get(head, "bytes"), &bytes) || bytes < 0 || bytes > r->end - r->pos)
		return crm_error_set(err, CRM_E_INVALID, "system '%s' is cut off", host->name);
	pthread_mutex_lock(&host->lock);
	int rc = face_host_merge_options(host, crm_json_get(head, "options"), err);
	const char *random = crm_json_get_string(head, "random");
	if (random)
		host->random = strtoull(random, NULL, 10);
	if (rc >= 0)
		rc = host->vendor->load(host->face, r->pos, (size_t)bytes, err);
	pthread_mutex_unlock(&host->lock);
	r->pos += bytes;
	return rc;
}

static int state_load_system(struct twin *twin, struct state_reader *r, struct crm_error *err)
{
	crm_json *head = NULL;
	int rc = state_read_line(r, &head, err);
	if (rc < 0)
		return rc;
	const char *name = crm_json_get_string(head, "system");
	const char *vendor = crm_json_get_string(head, "vendor");
	struct face_host *host = name ? twin_find_system(twin, name) : NULL;
	if (!host)
		rc = crm_error_set(err, CRM_E_INVALID, "system '%s' is not served, add it with --system",
				   name ? name : "");
	else if (!vendor || strcmp(vendor, host->vendor->name) != 0)
		rc = crm_error_set(err, CRM_E_INVALID, "system '%s' is served as '%s', but saved as '%s'", name,
				   host->vendor->name, vendor ? vendor : "");
	else
		rc = state_load_body(host, head, r, err);
	crm_json_free(head);
	return rc;
}

int state_load(struct twin *twin, const char *path, struct crm_error *err)
{
	struct crm_buf text;
	crm_buf_init(&text, SIZE_MAX / 2);
	int rc = file_read(path, &text, err);
	if (rc >= 0) {
		struct state_reader r = {text.ptr, text.ptr + text.len};
		rc = state_load_head(twin, &r, err);
		while (rc >= 0 && r.pos < r.end)
			rc = state_load_system(twin, &r, err);
		if (rc < 0)
			crm_error_prefix(err, "state '%s'", path);
	}
	crm_buf_free(&text);
	return rc;
}
