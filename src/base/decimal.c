/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal arithmetic on text. */
#include "config.h"

#include <crmsync/decimal.h>
#include <stdint.h>
#include <string.h>

#define DECIMAL_MAX_EXPONENT 400
#define DECIMAL_MAX_SCALE    30

/* The digits of a number without its point: value = 0.d1d2d3... times ten to the `point`.  The digits begin at
   `first` and go on over an eventual '.', up to `end`.  No digits: zero. */
struct decimal {
	bool negative;
	const char *first; /* first digit that is not 0 */
	const char *end;
	size_t count; /* digits from first to end */
	int64_t point;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

static bool decimal_read_exponent(const char **p, int *exponent)
{
	*exponent = 0;
	if (**p != 'e' && **p != 'E')
		return true;
	(*p)++;
	int sign = **p == '-' ? -1 : 1;
	if (**p == '-' || **p == '+')
		(*p)++;
	if (!is_digit(**p))
		return false;
	for (; is_digit(**p); (*p)++) {
		*exponent = *exponent * 10 + (**p - '0');
		if (*exponent > DECIMAL_MAX_EXPONENT)
			return false;
	}
	*exponent *= sign;
	return true;
}

/* Digits and at most one point; fills all of *d but the sign, as if there were no exponent. */
static bool decimal_read_digits(const char **p, struct decimal *d)
{
	size_t digits = 0, before_point = 0, leading = 0;
	bool point = false;
	d->first = NULL;
	for (;; (*p)++) {
		if (**p == '.' && !point) {
			point = true;
			before_point = digits;
			continue;
		}
		if (!is_digit(**p))
			break;
		digits++;
		if (!d->first && **p == '0')
			leading++;
		else if (!d->first)
			d->first = *p;
	}
	d->end = *p;
	d->count = digits - leading;
	d->point = (int64_t)(point ? before_point : digits) - (int64_t)leading;
	return digits > 0;
}

/* Cuts zeros at the end. */
static void decimal_trim(struct decimal *d)
{
	while (d->count > 0 && (d->end[-1] == '0' || d->end[-1] == '.')) {
		if (d->end[-1] == '0')
			d->count--;
		d->end--;
	}
}

static bool decimal_read(const char *text, struct decimal *d)
{
	if (!text)
		return false;
	const char *p = skip_blanks(text);
	int exponent;
	d->negative = *p == '-';
	if (*p == '-' || *p == '+')
		p++;
	if (!decimal_read_digits(&p, d) || !decimal_read_exponent(&p, &exponent) || *skip_blanks(p) != '\0')
		return false;
	decimal_trim(d);
	d->point += exponent;
	if (d->count == 0) {
		d->negative = false;
		d->point = 0;
	}
	return true;
}

/* Moves to the next digit and returns it; '0' after the last. */
static char decimal_next(const struct decimal *d, const char **p)
{
	if (*p && *p < d->end && **p == '.')
		(*p)++;
	return *p && *p < d->end ? *(*p)++ : '0';
}

static void decimal_write(const struct decimal *d, struct crm_buf *out)
{
	const char *p = d->first;
	if (d->negative)
		crm_buf_char(out, '-');
	if (d->point <= 0)
		crm_buf_char(out, '0');
	for (int64_t i = 0; i < d->point; i++)
		crm_buf_char(out, decimal_next(d, &p));
	if ((int64_t)d->count <= d->point)
		return;
	crm_buf_char(out, '.');
	for (int64_t i = d->point; i < 0; i++)
		crm_buf_char(out, '0');
	for (int64_t i = d->point > 0 ? d->point : 0; i < (int64_t)d->count; i++)
		crm_buf_char(out, decimal_next(d, &p));
}

bool crm_decimal_canonical(const char *text, struct crm_buf *out)
{
	struct decimal d;
	if (!decimal_read(text, &d))
		return false;
	decimal_write(&d, out);
	return true;
}

static int decimal_compare_magnitude(const struct decimal *a, const struct decimal *b)
{
	if (a->count == 0 || b->count == 0)
		return (a->count > 0) - (b->count > 0);
	if (a->point != b->point)
		return a->point > b->point ? 1 : -1;
	const char *p = a->first, *q = b->first;
	size_t longest = a->count > b->count ? a->count : b->count;
	for (size_t i = 0; i < longest; i++) {
		int diff = decimal_next(a, &p) - decimal_next(b, &q);
		if (diff != 0)
			return diff > 0 ? 1 : -1;
	}
	return 0;
}

int crm_decimal_compare(const char *a, const char *b)
{
	struct decimal x, y;
	bool x_ok = decimal_read(a, &x), y_ok = decimal_read(b, &y);
	if (!x_ok || !y_ok)
		return (int)x_ok - (int)y_ok;
	if (x.negative != y.negative)
		return x.negative ? -1 : 1;
	int order = decimal_compare_magnitude(&x, &y);
	return x.negative ? -order : order;
}

/* Digit of d at ten to the `power`. */
static int decimal_digit(const struct decimal *d, int64_t power)
{
	int64_t index = d->point - 1 - power;
	if (index < 0 || index >= (int64_t)d->count)
		return 0;
	const char *dot = memchr(d->first, '.', (size_t)(d->end - d->first));
	const char *p = d->first + index;
	return (dot && p >= dot ? p[1] : p[0]) - '0';
}

static int64_t decimal_lowest_power(const struct decimal *d)
{
	return d->point - (int64_t)d->count;
}

/* Appends |large| + |small| or |large| - |small|, highest digit first, with leading zeros. */
static void decimal_combine(const struct decimal *large, const struct decimal *small, bool subtract,
			    struct crm_buf *digits, int64_t high, int64_t low)
{
	size_t start = digits->len;
	int carry = 0;
	for (int64_t power = low; power <= high; power++) {
		int other = decimal_digit(small, power);
		int sum = decimal_digit(large, power) + (subtract ? -other : other) + carry;
		carry = sum < 0 ? -1 : sum / 10;
		if (power == 0 && low < 0)
			crm_buf_char(digits, '.');
		crm_buf_char(digits, (char)('0' + (sum + 10) % 10));
	}
	if (digits->failed)
		return;
	for (size_t i = start, j = digits->len; i + 1 < j; i++) {
		char swap = digits->ptr[i];
		digits->ptr[i] = digits->ptr[--j];
		digits->ptr[j] = swap;
	}
}

static bool decimal_add(const struct decimal *a, const struct decimal *b, struct crm_buf *out)
{
	bool a_larger = decimal_compare_magnitude(a, b) >= 0;
	const struct decimal *large = a_larger ? a : b, *small = a_larger ? b : a;
	int64_t low = decimal_lowest_power(a), low_b = decimal_lowest_power(b);
	int64_t high = large->point > 0 ? large->point : 0;
	struct crm_buf sum;
	crm_buf_init(&sum, CRM_BUF_MAX);
	crm_buf_str(&sum, large->negative ? "-" : "");
	low = low < low_b ? low : low_b;
	decimal_combine(large, small, a->negative != b->negative, &sum, high, low < 0 ? low : 0);
	if (sum.failed)
		out->failed = true;
	bool ok = !sum.failed && crm_decimal_canonical(sum.ptr, out);
	crm_buf_free(&sum);
	return ok;
}

bool crm_decimal_add(const char *a, const char *b, struct crm_buf *out)
{
	struct decimal x, y;
	return decimal_read(a, &x) && decimal_read(b, &y) && decimal_add(&x, &y, out);
}

/* The first `keep` digits of d, moved up by one in the last place if `up`. */
static bool decimal_cut(const struct decimal *d, unsigned scale, bool up, struct crm_buf *out)
{
	char unit_digit[] = "1";
	struct decimal unit = {.negative = d->negative, .first = unit_digit, .end = unit_digit + 1, .count = 1};
	unit.point = 1 - (int64_t)scale;
	struct crm_buf cut;
	crm_buf_init(&cut, CRM_BUF_MAX);
	crm_buf_str(&cut, d->negative ? "-" : "");
	for (int64_t power = d->point > 0 ? d->point : 0; power >= -(int64_t)scale; power--) {
		if (power == -1)
			crm_buf_char(&cut, '.');
		crm_buf_char(&cut, (char)('0' + decimal_digit(d, power)));
	}
	struct decimal kept;
	if (cut.failed)
		out->failed = true;
	bool ok = !cut.failed && decimal_read(cut.ptr, &kept);
	if (ok && up)
		ok = decimal_add(&kept, &unit, out);
	else if (ok)
		decimal_write(&kept, out);
	crm_buf_free(&cut);
	return ok;
}

bool crm_decimal_round(const char *text, unsigned scale, struct crm_buf *out)
{
	struct decimal d;
	if (scale > DECIMAL_MAX_SCALE || !decimal_read(text, &d))
		return false;
	return decimal_cut(&d, scale, decimal_digit(&d, -(int64_t)scale - 1) >= 5, out);
}
