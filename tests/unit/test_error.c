/* SPDX-License-Identifier: Apache-2.0 */
/* Errors. */
#include "config.h"

#include <crmsync/error.h>
#include <crmsync/log.h>
#include <string.h>

#include "run_suite.h"

START_TEST(set_prefix_and_clear)
{
	struct crm_error err = {.http_status = 409, .retry_after_ms = 1500};
	ck_assert_str_eq(crm_error_text(&err), "no error");
	ck_assert_int_eq(crm_error_set(&err, CRM_E_REJECTED, "contact '%s' refused", "17"), CRM_E_REJECTED);
	ck_assert_int_eq(crm_error_prefix(&err, "system '%s'", "sales"), CRM_E_REJECTED);
	ck_assert_str_eq(crm_error_text(&err), "system 'sales': contact '17' refused");
	ck_assert_int_eq(err.http_status, 409);
	ck_assert_int_eq(err.retry_after_ms, 1500);
	crm_error_clear(&err);
	ck_assert_int_eq(err.code, 0);
	ck_assert_int_eq(err.http_status, 0);
	ck_assert_ptr_null(err.message);
	crm_error_clear(&err);
	crm_error_clear(NULL);
}
END_TEST

START_TEST(a_message_may_quote_the_one_it_replaces)
{
	struct crm_error err = {0};
	crm_error_set(&err, CRM_E_NETWORK, "reset");
	crm_error_set(&err, CRM_E_FAIL, "again: %s", crm_error_text(&err));
	ck_assert_str_eq(err.message, "again: reset");
	crm_error_clear(&err);
}
END_TEST

START_TEST(null_errors_are_allowed)
{
	ck_assert_int_eq(crm_error_set(NULL, CRM_E_RATE, "x"), CRM_E_RATE);
	ck_assert_int_lt(crm_error_prefix(NULL, "x"), 0);
	ck_assert_str_eq(crm_error_text(NULL), "no error");
}
END_TEST

START_TEST(move_replaces_and_empties)
{
	struct crm_error a = {0}, b = {0};
	crm_error_set(&a, CRM_E_FAIL, "a");
	crm_error_set(&b, CRM_E_RATE, "b");
	crm_error_move(&a, &b);
	ck_assert_int_eq(a.code, CRM_E_RATE);
	ck_assert_str_eq(a.message, "b");
	ck_assert_int_eq(b.code, 0);
	ck_assert_ptr_null(b.message);
	crm_error_move(NULL, &a);
	ck_assert_ptr_null(a.message);
}
END_TEST

START_TEST(secrets_never_enter_a_message)
{
	struct crm_error err = {0};
	crm_redact_add("tok-123456");
	crm_error_set(&err, CRM_E_AUTH, "refused 'tok-123456'");
	crm_error_prefix(&err, "with tok-123456");
	ck_assert_str_eq(err.message, "with [redacted]: refused '[redacted]'");
	crm_error_clear(&err);
	crm_redact_clear();
}
END_TEST

START_TEST(every_code_has_its_own_name)
{
	for (int a = 0; a >= CRM_E_INVALID; a--) {
		ck_assert_str_ne(crm_code_name(a), "unknown");
		for (int b = 0; b > a; b--)
			ck_assert_str_ne(crm_code_name(a), crm_code_name(b));
	}
	ck_assert_str_eq(crm_code_name(1), "unknown");
	ck_assert_str_eq(crm_code_name(CRM_E_INVALID - 1), "unknown");
	ck_assert_str_eq(crm_code_name(CRM_E_REJECTED), "rejected");
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("error");
	tcase_add_test(tcase, set_prefix_and_clear);
	tcase_add_test(tcase, a_message_may_quote_the_one_it_replaces);
	tcase_add_test(tcase, null_errors_are_allowed);
	tcase_add_test(tcase, move_replaces_and_empties);
	tcase_add_test(tcase, secrets_never_enter_a_message);
	tcase_add_test(tcase, every_code_has_its_own_name);
	Suite *suite = suite_create("error");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
