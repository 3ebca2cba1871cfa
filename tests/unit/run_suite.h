/* SPDX-License-Identifier: Apache-2.0 */
/* main() of a Check program with one suite. */
#ifndef CRM_TESTS_RUN_SUITE_H
#define CRM_TESTS_RUN_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Takes over the suite; returns what main() returns. */
static inline int run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
