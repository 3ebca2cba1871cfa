/* SPDX-License-Identifier: Apache-2.0 */
/* One system of the sandbox: its options, clock and random numbers. */
#include "sandbox/host.h"

#include <string.h>

#include <crmsync/mem.h>
#include <crmsync/timestamp.h>

struct option_number {
	const char *name;
	size_t offset;
};

#define OPTION_NUMBER(member)                                                                                          \
	{                                                                                                              \
#member, offsetof(struct face_options, member)                                                         \
	}
static const struct option_number option_numbers[] = {
	OPTION_NUMBER(search_lag_ms), OPTION_NUMBER(burst_limit), OPTION_NUMBER(daily_limit),
	OPTION_NUMBER(token_ttl_s),   OPTION_NUMBER(latency_ms),
};
#define N_OPTION_NUMBERS (sizeof option_numbers / sizeof option_numbers[0])

int64_t sandbox_clock_now(const struct sandbox_clock *clock)
{
	return crm_time_now() + atomic_load(&clock->offset_ms);
}

static uint64_t host_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static uint64_t host_seed(const char *name, uint64_t seed)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (const char *p = name; *p; p++)
		hash = (hash ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
	return host_mix(hash ^ host_mix(seed));
}

static int host_read_options(const crm_json *doc, struct face_options *out, struct crm_error *err)
{
	struct face_options options = {.all = doc};
	for (size_t i = 0; i < N_OPTION_NUMBERS; i++) {
		int64_t value = -1;
		const crm_json *member = crm_json_get(doc, option_numbers[i].name);
		if (member && (crm_json_type(member) != CRM_JSON_NUMBER || !crm_json_int(member, &value) || value < -1))
			return crm_error_set(err, CRM_E_INVALID, "option '%s' must be a whole number from -1",
					     option_numbers[i].name);
		memcpy((char *)&options + option_numbers[i].offset, &value, sizeof value);
	}
	const crm_json *normalise = crm_json_get(doc, "normalise");
	if (normalise && !crm_json_is_object(normalise))
		return crm_error_set(err, CRM_E_INVALID, "option 'normalise' must be an object");
	for (const crm_json *e = crm_json_first(normalise); e; e = crm_json_next(e))
		if (!crm_json_is_string(e))
			return crm_error_set(err, CRM_E_INVALID, "option 'normalise.%s' must be a text",
					     crm_json_name(e));
	*out = options;
	return CRM_OK;
}

static void host_write_merged(struct crm_buf *buf, const crm_json *old, const crm_json *patch)
{
	struct crm_json_writer w;
	crm_jw_init(&w, buf);
	crm_jw_object(&w);
	for (const crm_json *e = crm_json_first(old); e; e = crm_json_next(e)) {
		if (crm_json_get(patch, crm_json_name(e)))
			continue;
		crm_jw_key(&w, crm_json_name(e));
		crm_jw_value(&w, e);
	}
	for (const crm_json *e = crm_json_first(patch); e; e = crm_json_next(e)) {
		if (crm_json_is_null(e))
			continue;
		crm_jw_key(&w, crm_json_name(e));
		crm_jw_value(&w, e);
	}
	crm_jw_end_object(&w);
}

int face_host_merge_options(struct face_host *host, const crm_json *patch, struct crm_error *err)
{
	if (!crm_json_is_object(patch))
		return crm_error_set(err, CRM_E_INVALID, "options must be an object");

	struct crm_buf text;
	crm_buf_init(&text, CRM_JSON_MAX_SIZE);
	host_write_merged(&text, host->options_doc, patch);
	crm_json *doc = NULL;
	int rc = text.failed ? crm_error_no_memory(err) : crm_json_parse(text.ptr, text.len, &doc, err);
	crm_buf_free(&text);
	if (rc < 0)
		return rc;

	rc = host_read_options(doc, &host->options, err);
	if (rc < 0) {
		crm_json_free(doc);
		return rc;
	}
	crm_json_free(host->options_doc);
	host->options_doc = doc;
	return CRM_OK;
}

int face_host_new(const char *name, const struct face_vendor *vendor, const struct sandbox_clock *clock, uint64_t seed,
		  struct face_host **out, struct crm_error *err)
{
	struct face_host *host = crm_calloc(1, sizeof *host);
	if (!host)
		return crm_error_no_memory(err);
	pthread_mutex_init(&host->lock, NULL);
	host->vendor = vendor;
	host->clock = clock;
	host->random = host_seed(name, seed);
	host->name = crm_strdup(name);
	int rc = host->name ? crm_json_parse("{}", 2, &host->options_doc, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = host_read_options(host->options_doc, &host->options, err);
	if (rc < 0) {
		face_host_free(host);
		return rc;
	}
	*out = host;
	return CRM_OK;
}

int face_host_open(struct face_host *host, struct crm_error *err)
{
	return host->vendor->open(host, &host->face, err);
}

int face_host_put_back(struct face_host *host, const char *text, size_t len, struct crm_error *err)
{
	const struct face_vendor *vendor = host->vendor;
	struct face *face = NULL;
	int rc = vendor->open(host, &face, err);
	if (rc < 0)
		return rc;
	rc = vendor->load(face, text, len, err);
	if (rc == CRM_OK && vendor->keep_ids && vendor->keep_ids(face, host->face) < 0)
		rc = crm_error_no_memory(err);
	if (rc < 0) {
		vendor->close(face);
		return rc;
	}
	vendor->close(host->face);
	host->face = face;
	return CRM_OK;
}

void face_host_free(struct face_host *host)
{
	if (!host)
		return;
	if (host->face)
		host->vendor->close(host->face);
	crm_json_free(host->options_doc);
	crm_free(host->name);
	pthread_mutex_destroy(&host->lock);
	crm_free(host);
}

int64_t face_now(struct face_host *host)
{
	return sandbox_clock_now(host->clock);
}

const struct face_options *face_options(struct face_host *host)
{
	return &host->options;
}

uint64_t face_random(struct face_host *host)
{
	host->random += UINT64_C(0x9e3779b97f4a7c15);
	return host_mix(host->random);
}
