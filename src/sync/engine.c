/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/engine.h>

#include <string.h>

#include <base/zone.h>
#include <crmsync/log.h>
#include <crmsync/timestamp.h>
#include <sync/login.h>
#include <sync/migration.h>
#include <sync/migration_sample.h>
#include <sync/model_build.h>
#include <sync/quota.h>
#include <sync/scope.h>
#include <sync/system.h>

/* ---- small questions ---- */

void crm_engine_progress(struct crm_engine *e, const char *system, const char *what, int64_t done, int64_t total)
{
	if (e->options.progress == NULL)
		return;
	pthread_mutex_lock(&e->progress_lock);
	e->options.progress(e->options.progress_ctx, system, what, done, total);
	pthread_mutex_unlock(&e->progress_lock);
}

bool crm_engine_interrupted(const struct crm_engine *e)
{
	return e->options.interrupted != NULL && *e->options.interrupted > 0;
}

struct crm_system *crm_engine_system(struct crm_engine *e, int64_t store_id)
{
	for (size_t i = 0; i < e->n_systems; i++)
		if (e->systems[i].id == store_id)
			return &e->systems[i];
	return NULL;
}

int64_t crm_engine_mapping(const struct crm_engine *e)
{
	const uint64_t odd = 0x9e3779b97f4a7c15;
	return (int64_t)(e->settings->mapping_hash ^ (uint64_t)(CRM_NORMALISER_VERSION - 1) * odd);
}

bool crm_engine_has_object(const struct crm_engine *e, enum crm_object object)
{
	return e->settings->objects[object].enabled &&
	       (e->options.objects == 0 || (e->options.objects & (1U << object)) != 0);
}

/* ---- life ---- */

static bool is_selected(const struct crm_run_options *options, const char *name)
{
	if (options->only_systems == NULL)
		return true;
	for (const char *const *p = options->only_systems; *p != NULL; p++)
		if (strcmp(*p, name) == 0)
			return true;
	return false;
}

static int refuse_system(const struct crm_engine *e, const char *name, struct crm_error *err)
{
	struct crm_buf names;
	crm_buf_init(&names, CRM_BUF_MAX);
	for (size_t i = 0; i < e->settings->n_systems; i++)
		crm_buf_printf(&names, "%s%s", i ? ", " : "", e->settings->systems[i].name);
	crm_error_set(err, CRM_E_USAGE, "no system '%s' in '%s' (it has: %s)", name, e->settings->path,
		      names.failed ? "?" : names.ptr);
	crm_buf_free(&names);
	return CRM_E_USAGE;
}

static int check_only_systems(const struct crm_engine *e, struct crm_error *err)
{
	for (const char *const *p = e->options.only_systems; p != NULL && *p != NULL; p++) {
		bool known = false;
		for (size_t i = 0; i < e->settings->n_systems; i++)
			known = known || strcmp(e->settings->systems[i].name, *p) == 0;
		if (!known)
			return refuse_system(e, *p, err);
	}
	return CRM_OK;
}

/* Before anything is made on disk: do the connectors fit the config? */
static int load_systems(struct crm_engine *e, struct crm_error *err)
{
	e->systems = crm_calloc(e->settings->n_systems + 1, sizeof *e->systems);
	if (e->systems == NULL)
		return crm_error_no_memory(err);
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < e->settings->n_systems; i++) {
		struct crm_system *s = &e->systems[e->n_systems++];
		s->settings = &e->settings->systems[i];
		s->index = i;
		s->engine = e;
		s->selected = is_selected(&e->options, s->settings->name);
		crm_migration_place(e, s);
		rc = crm_system_load(e, s, err);
	}
	return rc;
}

static int open_systems(struct crm_engine *e, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < e->n_systems; i++) {
		struct crm_system *s = &e->systems[i];
		rc = crm_store_system(e->store, s->settings->name, s->settings->connector, &s->id, err);
		if (rc == CRM_OK)
			rc = crm_system_open(s, err);
		if (rc == CRM_OK)
			rc = crm_system_bind(e, s, err);
	}
	return rc;
}

/* The key is made with the first erasure. */
static int find_suppressed(struct crm_engine *e, struct crm_error *err)
{
	const char *key = NULL;
	int rc = crm_store_get(e->store, "store", "suppression_key", e->arena, &key, err);
	e->suppresses = key != NULL;
	return rc;
}

static int load_zone(struct crm_engine *e, struct crm_error *err)
{
	int rc = crm_zone_load(e->settings->timezone, &e->zone, err);
	e->locale =
		(struct crm_locale){.region = e->settings->region, .timezone = e->settings->timezone, .zone = e->zone};
	return rc;
}

static int open_all(struct crm_engine *e, struct crm_error *err)
{
	int rc = check_only_systems(e, err);
	if (rc == CRM_OK)
		rc = load_systems(e, err);
	if (rc == CRM_OK)
		rc = load_zone(e, err);
	if (rc == CRM_OK)
		rc = crm_store_open(e->settings->store, true, &e->store, err);
	if (rc == CRM_OK)
		rc = crm_store_lock(e->store, err);
	if (rc == CRM_OK)
		rc = find_suppressed(e, err);
	if (rc == CRM_OK)
		rc = crm_models_build(e, err);
	if (rc == CRM_OK)
		rc = open_systems(e, err);
	if (rc == CRM_OK)
		rc = crm_store_run_start(e->store, e->options.command, crm_time_now(), &e->run, err);
	return rc;
}

/* What the config says of the systems, and what the store calls them. */
static int name_systems(struct crm_engine *e, struct crm_error *err)
{
	int rc = CRM_OK;
	e->systems = crm_calloc(e->settings->n_systems + 1, sizeof *e->systems);
	if (e->systems == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < e->settings->n_systems; i++) {
		struct crm_system *s = &e->systems[e->n_systems++];
		s->settings = &e->settings->systems[i];
		s->index = i;
		s->engine = e;
		rc = crm_store_system(e->store, s->settings->name, s->settings->connector, &s->id, err);
	}
	return rc;
}

static int open_store(struct crm_engine *e, struct crm_error *err)
{
	int rc = load_zone(e, err);
	if (rc == CRM_OK)
		rc = crm_store_open(e->settings->store, false, &e->store, err);
	if (rc == CRM_OK)
		rc = crm_models_build(e, err);
	return rc == CRM_OK ? name_systems(e, err) : rc;
}

/* ---- looking ---- */

static int look_at_system(struct crm_engine *e, struct crm_system *s, struct crm_error *err)
{
	s->arena = crm_arena_new();
	if (s->arena == NULL)
		return crm_error_no_memory(err);
	int rc = crm_store_system_known(e->store, s->settings->name, &s->id, err);
	if (s->id == 0)
		s->id = -1 - (int64_t)s->index;
	return rc == CRM_OK ? crm_system_bind(e, s, err) : rc;
}

static int look_at_all(struct crm_engine *e, struct crm_error *err)
{
	int rc = check_only_systems(e, err);
	if (rc == CRM_OK)
		rc = load_systems(e, err);
	if (rc == CRM_OK)
		rc = load_zone(e, err);
	if (rc == CRM_OK)
		rc = crm_store_open_to_read(e->settings->store, &e->store, err);
	if (rc == CRM_OK)
		rc = find_suppressed(e, err);
	if (rc == CRM_OK)
		rc = crm_models_build(e, err);
	for (size_t i = 0; rc == CRM_OK && i < e->n_systems; i++)
		rc = look_at_system(e, &e->systems[i], err);
	return rc == CRM_OK ? crm_scope_load(e, err) : rc;
}

/* ---- for a login ---- */

static int open_for_login(struct crm_engine *e, struct crm_error *err)
{
	int rc = check_only_systems(e, err);
	if (rc == CRM_OK)
		rc = load_systems(e, err);
	for (size_t i = 0; rc == CRM_OK && i < e->n_systems; i++)
		if (e->systems[i].selected)
			rc = crm_system_open_login(&e->systems[i], err);
	return rc;
}

static int open_for_login_locked(struct crm_engine *e, struct crm_error *err)
{
	int rc = check_only_systems(e, err);
	if (rc == CRM_OK)
		rc = crm_store_open(e->settings->store, true, &e->store, err);
	if (rc == CRM_OK)
		rc = crm_store_lock(e->store, err);
	if (rc == CRM_OK)
		rc = open_for_login(e, err);
	for (size_t i = 0; rc == CRM_OK && i < e->n_systems; i++)
		rc = crm_store_system(e->store, e->systems[i].settings->name, e->systems[i].settings->connector,
				      &e->systems[i].id, err);
	return rc;
}

static int make(const struct crm_settings *settings, const struct crm_run_options *options,
		int (*open)(struct crm_engine *e, struct crm_error *err), struct crm_engine **out,
		struct crm_error *err)
{
	if (settings->n_systems > CRM_MAX_SIDES)
		return crm_error_set(err, CRM_E_CONFIG, "'%s' has %zu systems, at most %d are possible", settings->path,
				     settings->n_systems, CRM_MAX_SIDES);
	struct crm_engine *e = crm_calloc(1, sizeof *e);
	if (e == NULL || (e->arena = crm_arena_new()) == NULL) {
		crm_free(e);
		return crm_error_no_memory(err);
	}
	e->settings = settings;
	e->options = *options;
	pthread_mutex_init(&e->progress_lock, NULL);
	int rc = open(e, err);
	if (rc != CRM_OK) {
		crm_engine_close(e);
		return rc;
	}
	*out = e;
	return CRM_OK;
}

int crm_engine_open(const struct crm_settings *settings, const struct crm_run_options *options, struct crm_engine **out,
		    struct crm_error *err)
{
	return make(settings, options, open_all, out, err);
}

int crm_engine_open_login(const struct crm_settings *settings, const struct crm_run_options *options, bool with_store,
			  struct crm_engine **out, struct crm_error *err)
{
	return make(settings, options, with_store ? open_for_login_locked : open_for_login, out, err);
}

int crm_engine_look(const struct crm_settings *settings, const struct crm_run_options *options, struct crm_engine **out,
		    struct crm_error *err)
{
	return make(settings, options, look_at_all, out, err);
}

int crm_engine_open_store(const struct crm_settings *settings, const struct crm_run_options *options,
			  struct crm_engine **out, struct crm_error *err)
{
	return make(settings, options, open_store, out, err);
}

void crm_engine_close(struct crm_engine *e)
{
	if (e == NULL)
		return;
	crm_plan_discard(e);
	for (size_t i = 0; i < e->n_systems; i++)
		crm_system_close(&e->systems[i]);
	crm_free(e->systems);
	crm_free(e->said);
	crm_migration_sample_free(e->sample);
	if (e->store != NULL)
		crm_store_unlock(e->store);
	crm_store_close(e->store);
	crm_zone_free(e->zone);
	crm_arena_free(e->arena);
	pthread_mutex_destroy(&e->progress_lock);
	crm_free(e);
}

static const char *status_of(int exit_code)
{
	switch (exit_code) {
	case 0:
	case 10:
		return "done";
	case 6:
		return "held";
	case 7:
		return "gate";
	case 5:
		return "temporary";
	case 130:
		return "interrupted";
	default:
		return "failed";
	}
}

int crm_engine_finish(struct crm_engine *e, int exit_code, const char *summary_json, struct crm_error *err)
{
	crm_plan_discard(e);
	for (size_t i = 0; i < e->n_systems; i++) {
		int rc = crm_quota_account(&e->systems[i], err);
		if (rc != CRM_OK)
			return rc;
	}
	return crm_store_run_finish(e->store, e->run, crm_time_now(), exit_code, status_of(exit_code), summary_json,
				    err);
}

/* ---- side by side ---- */

struct lane {
	struct crm_system *system;
	int (*step)(struct crm_system *system, struct crm_error *err);
	int rc;
	pthread_t thread;
	bool started;
};

static void *run_lane(void *arg)
{
	struct lane *lane = arg;
	crm_error_clear(&lane->system->error);
	lane->rc = lane->step(lane->system, &lane->system->error);
	if (lane->rc == CRM_OK)
		lane->rc = crm_quota_account(lane->system, &lane->system->error);
	if (lane->rc == CRM_E_AUTH)
		crm_login_advise(lane->system, &lane->system->error);
	return NULL;
}

static size_t make_lanes(struct crm_engine *e, struct lane *lanes,
			 int (*step)(struct crm_system *system, struct crm_error *err))
{
	size_t n = 0;
	for (size_t i = 0; i < e->n_systems; i++)
		if (e->systems[i].selected)
			lanes[n++] = (struct lane){.system = &e->systems[i], .step = step};
	return n;
}

static void run_batch(struct lane *lanes, size_t n)
{
	for (size_t i = 1; i < n; i++)
		lanes[i].started = pthread_create(&lanes[i].thread, NULL, run_lane, &lanes[i]) == 0;
	if (n > 0)
		run_lane(&lanes[0]);
	for (size_t i = 1; i < n; i++) {
		if (lanes[i].started)
			pthread_join(lanes[i].thread, NULL);
		else
			run_lane(&lanes[i]);
	}
}

/* What stops a run for good is told before what would go away by itself. */
static int severity(int code)
{
	switch (code) {
	case CRM_OK:
		return 0;
	case CRM_E_NETWORK:
	case CRM_E_SERVER:
	case CRM_E_RATE:
	case CRM_E_BUDGET:
	case CRM_E_PROTOCOL:
		return 1;
	case CRM_E_INTERRUPTED:
		return 3;
	default:
		return 2;
	}
}

int crm_engine_each(struct crm_engine *e, int (*step)(struct crm_system *system, struct crm_error *err),
		    struct crm_error *err)
{
	struct lane lanes[CRM_MAX_SIDES];
	size_t n = make_lanes(e, lanes, step);
	unsigned jobs = e->options.jobs ? e->options.jobs : e->settings->jobs;
	size_t width = jobs == 0 || jobs > n ? n : jobs;
	for (size_t at = 0; at < n; at += width)
		run_batch(lanes + at, at + width > n ? n - at : width);
	struct lane *worst = NULL;
	for (size_t i = 0; i < n; i++)
		if (lanes[i].rc < 0 && (worst == NULL || severity(lanes[i].rc) > severity(worst->rc)))
			worst = &lanes[i];
	if (worst == NULL)
		return CRM_OK;
	for (size_t i = 0; i < n; i++)
		if (lanes[i].rc < 0 && &lanes[i] != worst)
			crm_log(CRM_LOG_ERROR, "%s", crm_error_text(&lanes[i].system->error));
	crm_error_move(err, &worst->system->error);
	return worst->rc;
}
