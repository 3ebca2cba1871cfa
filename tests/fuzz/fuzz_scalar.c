/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text as an instant, a day, a date of HTTP, a decimal, Retry-After, base64, a URL: what is understood survives
 * being written and read again, what is not leaves nothing behind.
 */
#include "config.h"

#include <crmsync/decimal.h>
#include <crmsync/http.h>
#include <crmsync/json.h>
#include <crmsync/timestamp.h>
#include <crmsync/url.h>
#include <string.h>

#include "fuzz_core.h"

static void check_times(const char *text)
{
	char written[CRM_TIME_TEXT];
	int64_t ms, again;
	int32_t day, same;
	if (crm_time_parse(text, &ms)) {
		crm_time_format(ms, written);
		HOLDS(crm_time_parse(written, &again) && again == ms);
		crm_day_format(crm_day_of(ms), written);
		HOLDS(crm_day_parse(written, &day) && day == crm_day_of(ms));
	}
	if (crm_time_parse_http(text, &ms)) {
		crm_time_format_http(ms, written);
		HOLDS(crm_time_parse_http(written, &again) && again == ms);
	}
	if (crm_day_parse(text, &day)) {
		crm_day_format(day, written);
		HOLDS(strcmp(written, text) == 0 && crm_day_parse(written, &same) && same == day);
	}
}

static void check_decimal(const char *text)
{
	struct crm_buf first, second;
	crm_buf_init(&first, CRM_BUF_MAX);
	crm_buf_init(&second, CRM_BUF_MAX);
	if (crm_decimal_canonical(text, &first)) {
		HOLDS(crm_json_is_number_text(first.ptr));
		HOLDS(crm_decimal_canonical(first.ptr, &second) && strcmp(first.ptr, second.ptr) == 0);
		HOLDS(crm_decimal_compare(first.ptr, second.ptr) == 0);
		crm_buf_reset(&second);
		HOLDS(crm_decimal_round(first.ptr, 2, &second));
		const char *point = strchr(second.ptr, '.');
		HOLDS(!point || strlen(point) <= 3);
		crm_buf_reset(&second);
		HOLDS(crm_decimal_add(first.ptr, "0", &second) && strcmp(first.ptr, second.ptr) == 0);
	} else {
		HOLDS(first.len == 0);
	}
	crm_buf_free(&second);
	crm_buf_free(&first);
}

static void check_headers(const char *text)
{
	struct crm_http_response resp;
	int64_t number, ms;
	crm_http_response_init(&resp);
	crm_buf_printf(&resp.header_block, "Retry-After: %s\nDate: %s\nX: %s\n", text, text, text);
	int64_t wait = crm_http_retry_after(&resp);
	HOLDS(wait >= -1);
	if (crm_http_get_header_int(&resp, "x", &number) && number >= 0 && number < INT64_MAX / 1000 &&
	    !strchr(text, '\n'))
		HOLDS(wait == number * 1000);
	crm_http_date(&resp, &ms);
	crm_http_is_json(&resp);
	crm_http_response_free(&resp);
	crm_http_response_init(&resp);
	crm_buf_str(&resp.header_block, text); /* no header at all, or any */
	crm_http_retry_after(&resp);
	crm_http_is_json(&resp);
	crm_http_response_free(&resp);
}

static void check_encodings(const char *text, size_t len)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%";
	struct crm_buf out, back;
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_buf_init(&back, CRM_BUF_MAX);
	crm_base64url(&out, text, len);
	HOLDS(crm_base64_decode(&back, out.ptr, out.len) && back.len == len && memcmp(back.ptr, text, len) == 0);
	crm_buf_reset(&back);
	crm_base64_decode(&back, text, len);
	crm_buf_reset(&out);
	crm_url_encode(&out, text);
	HOLDS(out.ptr[strspn(out.ptr, unreserved)] == '\0');
	crm_buf_reset(&out);
	if (crm_url_host(text, &out))
		HOLDS(out.len > 0 && !strpbrk(out.ptr, "/?#@"));
	crm_buf_free(&back);
	crm_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	HOLDS(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	check_times(text);
	check_decimal(text);
	check_headers(text);
	check_encodings(text, strlen(text));
	free(text);
	return 0;
}
