/* SPDX-License-Identifier: Apache-2.0 */
/* main() of a Check program with one suite. */
#ifndef CRM_TESTS_RUN_SUITE_H
#define CRM_TESTS_RUN_SUITE_H

#include <check.h>
#include <stdlib.h>

/* The one limit of time for all tests: a test that hangs is ended, a slow machine is not punished.  Check's own is 4 s.
   CK_DEFAULT_TIMEOUT and CK_TIMEOUT_MULTIPLIER change it, for valgrind and the like. */
__attribute__((constructor)) static void run_suite_patience(void)
{
	setenv("CK_DEFAULT_TIMEOUT", "600", 0);
}

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
