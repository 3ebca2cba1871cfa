/* SPDX-License-Identifier: Apache-2.0 */
/* A face for tests: no vendor's, just enough to be served, seeded, saved and loaded. */
#ifndef TESTS_SANDBOX_FAKE_H
#define TESTS_SANDBOX_FAKE_H

#include "sandbox/host.h"

/*
 * POST /things adds a thing and answers 201 {"id":"1"}; GET /things answers a page
 * {"results":[...],"paging":{...},"total":N}; GET /echo answers method, path, query, body, base and the header X-Echo;
 * anything else is 404. Seeded records become lines "contact ref=... email=..." of fake_log(), what is not known is
 * left out.
 */
extern const struct face_vendor fake_vendor;  /* "fake" */
extern const struct face_vendor fake_hubspot; /* the same under a vendor's name, for seeding rules */
extern const struct face_vendor fake_salesforce;
extern const struct face_vendor fake_pipedrive;

const char *fake_log(const struct face *face);
unsigned fake_things(const struct face *face);

#endif
