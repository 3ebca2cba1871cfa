/* SPDX-License-Identifier: Apache-2.0 */
/* crmsync-sandbox: local twin of the vendors' APIs. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "sandbox/atomic_file.h"
#include "sandbox/cmdline.h"
#include "sandbox/crowd.h"
#include "sandbox/from_store.h"
#include "sandbox/seed.h"
#include "sandbox/server.h"
#include "sandbox/state.h"

static const char *const default_systems[] = {"hubspot", "salesforce", "pipedrive"};
#define N_DEFAULT_SYSTEMS (sizeof default_systems / sizeof default_systems[0])

static int main_add_system(struct twin *twin, const char *name, const char *vendor, uint64_t seed,
			   struct crm_error *err)
{
	const struct face_vendor *found = face_vendor_find(vendor);
	if (!found)
		return crm_error_set(err, CRM_E_USAGE, "vendor '%s' is not built in", vendor);
	return twin_add_system(twin, name, found, seed, err);
}

static int main_add_systems(struct twin *twin, const struct cmdline *c, struct crm_error *err)
{
	int rc = CRM_OK;
	if (c->from && c->n_systems == 0)
		return from_store_add_systems(twin, c->from, c->random_seed, err);
	for (size_t i = 0; i < c->n_systems && rc >= 0; i++)
		rc = main_add_system(twin, c->systems[i].name, c->systems[i].vendor, c->random_seed, err);
	for (size_t i = 0; i < N_DEFAULT_SYSTEMS && c->n_systems == 0 && rc >= 0; i++)
		if (face_vendor_find(default_systems[i]))
			rc = main_add_system(twin, default_systems[i], default_systems[i], c->random_seed, err);
	return rc;
}

/* From the state if there is one, else from a store, else from the seed. */
static int main_fill(struct twin *twin, const struct cmdline *c, struct crm_error *err)
{
	int rc = c->state ? state_load(twin, c->state, err) : CRM_E_NOT_FOUND;
	if (rc != CRM_E_NOT_FOUND)
		return rc;
	crm_error_clear(err);
	return c->from ? from_store_fill(twin, c->from, err) : seed_fill(twin, c, err);
}

static int main_write_port(const char *path, unsigned port, struct crm_error *err)
{
	struct atomic_file file;
	int rc = atomic_file_begin(&file, path, err);
	if (rc < 0)
		return rc;
	fprintf(file.stream, "%u\n", port);
	return atomic_file_commit(&file, err);
}

static void main_announce(const struct twin *twin)
{
	for (size_t i = 0; i < twin->n_hosts; i++)
		printf("%s %s/%s\n", twin->hosts[i]->vendor->name, twin->base_url, twin->hosts[i]->name);
	printf("control %s/__sandbox/\n", twin->base_url);
	fflush(stdout);
}

/* Blocks these in every thread that is started from now on; main_wait() takes them. */
static void main_block_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void main_complain(const struct crm_error *err)
{
	fprintf(stderr, "crmsync-sandbox: %s\n", crm_error_text(err));
}

static void main_wait(struct twin *twin, const struct cmdline *c, const sigset_t *set)
{
	int sig;
	while (sigwait(set, &sig) == 0 && sig == SIGUSR1) {
		struct crm_error err = {0};
		if (c->state && state_save(twin, c->state, &err) < 0)
			main_complain(&err);
		crm_error_clear(&err);
	}
}

static int main_serve(struct twin *twin, const struct cmdline *c, struct crm_error *err)
{
	sigset_t signals;
	main_block_signals(&signals);
	struct server *server = NULL;
	int rc = main_add_systems(twin, c, err);
	if (rc >= 0)
		rc = main_fill(twin, c, err);
	if (rc >= 0)
		rc = server_start(twin, &c->address, &server, err);
	if (rc >= 0 && c->port_file)
		rc = main_write_port(c->port_file, server_port(server), err);
	if (rc >= 0) {
		if (!c->quiet)
			main_announce(twin);
		main_wait(twin, c, &signals);
	}
	server_stop(server);
	if (rc >= 0 && c->state)
		rc = state_save(twin, c->state, err);
	return rc;
}

static int main_export(const struct cmdline *c, struct crm_error *err)
{
	struct atomic_file file;
	int rc = atomic_file_begin(&file, c->export_csv, err);
	if (rc < 0)
		return rc;
	rc = crowd_write_csv(c->random_seed, (uint32_t)c->people, file.stream, err);
	if (rc >= 0)
		return atomic_file_commit(&file, err);
	atomic_file_abort(&file);
	return rc;
}

static int main_exit_code(int rc)
{
	switch (rc) {
	case CRM_OK:
		return 0;
	case CRM_E_USAGE:
		return 2;
	default:
		return 1;
	}
}

int main(int argc, char **argv)
{
	struct cmdline c;
	struct crm_error err = {0};
	struct twin twin;
	int rc = cmdline_parse(argc, argv, &c, &err);
	if (rc >= 0 && c.task == CMDLINE_HELP) {
		fputs(cmdline_help, stdout);
	} else if (rc >= 0 && c.task == CMDLINE_VERSION) {
		puts("crmsync-sandbox " PACKAGE_VERSION);
	} else if (rc >= 0 && c.task == CMDLINE_EXPORT) {
		rc = main_export(&c, &err);
	} else if (rc >= 0) {
		rc = twin_init(&twin, &err);
		if (rc >= 0) {
			rc = main_serve(&twin, &c, &err);
			twin_free(&twin);
		}
	}
	if (rc < 0)
		main_complain(&err);
	crm_error_clear(&err);
	return main_exit_code(rc < 0 ? rc : CRM_OK);
}
