/* SPDX-License-Identifier: Apache-2.0 */
/* How fast the store stages records and how much room one takes: bench/store [RECORDS [BYTES-OF-RAW [FILE]]].  One line
 * of counts each. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <crmsync/timestamp.h>
#include <store/store.h>

#define BATCH 1000

struct bench {
	struct crm_store *store;
	struct crm_arena *arena;
	const char *path;
	int64_t system, run, records;
	int raw_bytes;
	struct crm_error err;
};

static int bench_stage_one(struct bench *b, int64_t i, int64_t generation, int64_t salt)
{
	long long n = (long long)i;
	crm_arena_reset(b->arena);
	struct crm_source s = {.system = b->system, .object = CRM_CONTACT, .life = CRM_LIVE, .hash = i * 31 + salt};
	s.vendor_id = crm_arena_printf(b->arena, "%lld", 1000000 + n * 3);
	s.cells =
		crm_arena_printf(b->arena,
				 "{\"email\":[\"person%lld@firma.example\"],\"first_name\":[\"jim%lld\",\"Jim%lld\"],"
				 "\"last_name\":[\"doe%lld\",\"Doe%lld\"],\"phone\":[\"+49301%07lld\",\"030 1%07lld\"],"
				 "\"salt\":[\"%lld\"]}",
				 n, n, n, n, n, n, n, (long long)salt);
	s.raw = crm_arena_printf(b->arena, "{\"id\":\"%lld\",\"salt\":%lld,\"filler\":\"%0*d\"}", n, (long long)salt,
				 b->raw_bytes, 0);
	if (!s.vendor_id || !s.cells || !s.raw)
		return crm_error_set(&b->err, CRM_E_NOMEM, "out of memory");
	s.seen_run = b->run;
	s.generation = generation;
	return crm_store_stage(b->store, &s, NULL, NULL, &b->err);
}

static int bench_stage_batch(struct bench *b, int64_t from, int64_t to, int64_t generation, int64_t salt)
{
	int rc = crm_store_begin(b->store, &b->err);
	if (rc < 0)
		return rc;
	for (int64_t i = from; rc == CRM_OK && i < to; i++)
		rc = bench_stage_one(b, i, generation, salt);
	if (rc == CRM_OK)
		return crm_store_commit(b->store, &b->err);
	crm_store_rollback(b->store);
	return rc;
}

static int bench_pull(struct bench *b, const char *what, int64_t generation, int64_t salt)
{
	struct stat info = {0};
	struct rusage usage = {0};
	int64_t start = crm_time_monotonic();
	for (int64_t i = 0; i < b->records; i += BATCH) {
		int rc = bench_stage_batch(b, i, i + BATCH < b->records ? i + BATCH : b->records, generation, salt);
		if (rc < 0)
			return rc;
	}
	int64_t took = crm_time_monotonic() - start;
	(void)stat(b->path, &info);
	(void)getrusage(RUSAGE_SELF, &usage);
	printf("%s: records %lld, ms %lld, records/s %lld, bytes/record %lld, peak KiB %ld\n", what,
	       (long long)b->records, (long long)took, (long long)(b->records * 1000 / (took ? took : 1)),
	       (long long)(info.st_size / b->records), usage.ru_maxrss);
	return CRM_OK;
}

static int bench_run(struct bench *b)
{
	int rc = crm_store_open(b->path, true, &b->store, &b->err);
	if (rc == CRM_OK)
		rc = crm_store_system(b->store, "bench", "bench", &b->system, &b->err);
	if (rc == CRM_OK)
		rc = crm_store_run_start(b->store, "bench", crm_time_now(), &b->run, &b->err);
	if (rc == CRM_OK)
		rc = bench_pull(b, "new", 1, 0);
	if (rc == CRM_OK)
		rc = bench_pull(b, "same", 2, 0);
	if (rc == CRM_OK)
		rc = bench_pull(b, "changed", 3, 1);
	crm_store_close(b->store);
	return rc;
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/crmsync-bench-XXXXXX", path[64];
	struct bench b = {.records = argc > 1 ? strtoll(argv[1], NULL, 10) : 100000,
			  .raw_bytes = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 1500,
			  .path = argc > 3 ? argv[3] : path};
	if (b.records < 1 || b.raw_bytes < 1) {
		fprintf(stderr, "usage: store [RECORDS [BYTES-OF-RAW [FILE]]]\n");
		return 2;
	}
	if (argc <= 3 && !mkdtemp(folder)) {
		perror(folder);
		return 1;
	}
	snprintf(path, sizeof(path), "%s/bench.db", folder);
	b.arena = crm_arena_new();
	int rc = b.arena ? bench_run(&b) : CRM_E_NOMEM;
	if (rc < 0)
		fprintf(stderr, "store: %s\n", crm_error_text(&b.err));
	crm_error_clear(&b.err);
	crm_arena_free(b.arena);
	if (argc <= 3) {
		(void)unlink(path);
		(void)rmdir(folder);
	}
	return rc < 0;
}
