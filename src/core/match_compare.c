/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing the traits of two records; fixed weights; what may be joined without a person. */
#include "config.h"

#include <core/match_traits.h>
#include <core/name_variants.h>
#include <core/normalise.h>

#include <stdlib.h>
#include <string.h>

#define NEAR_LEAST  4 /* letters; a slip in a shorter name makes another name */
#define LAST_DIGITS 8 /* of a telephone number: the same with and without country code */

static const char *const level_names[CRM_LEVELS] = {"unknown", "same", "variant",           "part",
						    "initial", "near", "other at the firm", "differs"};

const char *crm_trait_level_name(enum crm_trait_level level)
{
	return level_names[level];
}

/* ---- texts ---- */

static size_t common_prefix(const char *a, const char *b)
{
	size_t n = 0;
	while (a[n] != '\0' && a[n] == b[n])
		n++;
	return n;
}

static const char *next_digit(const char *text)
{
	return text + strcspn(text, "0123456789");
}

/* Plant 1 and plant 2 are two plants. */
static bool numbers_differ(const char *a, const char *b)
{
	for (a = next_digit(a), b = next_digit(b); *a != '\0' && *a == *b; a = next_digit(a + 1), b = next_digit(b + 1))
		;
	return *a != *b;
}

/* One letter more, less or other, or two neighbours swapped. */
static bool is_slip(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), at = common_prefix(a, b);
	const char *x = a + at, *y = b + at;
	if (la < NEAR_LEAST || lb < NEAR_LEAST || numbers_differ(a, b))
		return false;
	if (la == lb)
		return strcmp(x + 1, y + 1) == 0 ||
		       (x[1] != '\0' && x[0] == y[1] && x[1] == y[0] && strcmp(x + 2, y + 2) == 0);
	return la + 1 == lb ? strcmp(x, y + 1) == 0 : lb + 1 == la && strcmp(x + 1, y) == 0;
}

static bool has_word(const char *text, const char *word, size_t len)
{
	for (const char *p = text; *p != '\0';) {
		size_t n = strcspn(p, " ");
		if (n == len && memcmp(p, word, len) == 0)
			return true;
		p += n + (p[n] == ' ');
	}
	return false;
}

static size_t count_words(const char *text)
{
	size_t n = text[0] != '\0';
	for (; *text != '\0'; text++)
		n += *text == ' ';
	return n;
}

static size_t shared_words(const char *a, const char *b)
{
	size_t shared = 0;
	for (const char *p = a; *p != '\0';) {
		size_t n = strcspn(p, " ");
		shared += n > 0 && has_word(b, p, n);
		p += n + (p[n] == ' ');
	}
	return shared;
}

static bool is_part(const char *a, const char *b)
{
	size_t na = count_words(a), nb = count_words(b);
	return shared_words(a, b) >= (na < nb ? na : nb) && na != nb;
}

static bool is_initials(const char *text)
{
	for (; *text != '\0'; text += text[1] == ' ' ? 2 : 1)
		if (text[1] != ' ' && text[1] != '\0')
			return false;
	return true;
}

/* "j" and "jim", "j p" and "jean pierre", but not "j m" and "jean pierre". */
static bool is_initial(const char *a, const char *b)
{
	if (!is_initials(a) && !is_initials(b))
		return false;
	while (*a != '\0' && *a == *b) {
		a += strcspn(a, " ");
		b += strcspn(b, " ");
		if (*a == '\0' || *b == '\0')
			return true;
		a++;
		b++;
	}
	return false;
}

/* ---- one trait ---- */

static enum crm_trait_level compare_family(const char *a, const char *b)
{
	if (crm_same_undotted(a, b))
		return CRM_LEVEL_SAME;
	if (is_part(a, b))
		return CRM_LEVEL_PART;
	return is_initial(a, b) ? CRM_LEVEL_INITIAL : is_slip(a, b) ? CRM_LEVEL_NEAR : CRM_LEVEL_DIFFERS;
}

static enum crm_trait_level compare_given(const char *a, const char *b)
{
	enum crm_name_variant variant = crm_name_variant(a, b);
	if (crm_same_undotted(a, b))
		return CRM_LEVEL_SAME;
	if (variant == CRM_NAME_NICKNAME || variant == CRM_NAME_OTHER_LANGUAGE)
		return CRM_LEVEL_VARIANT;
	return compare_family(a, b);
}

/* "jim smith" and "smith jim" in the two fields. */
static bool are_swapped(const struct crm_traits *a, const struct crm_traits *b)
{
	const char *given_a = a->key[CRM_TRAIT_GIVEN][0], *given_b = b->key[CRM_TRAIT_GIVEN][0];
	const char *family_a = a->key[CRM_TRAIT_FAMILY][0], *family_b = b->key[CRM_TRAIT_FAMILY][0];
	return given_a && given_b && family_a && family_b && crm_same_undotted(given_a, family_b) &&
	       crm_same_undotted(family_a, given_b);
}

static size_t local_length(const char *address)
{
	const char *at = strrchr(address, '@');
	return at ? (size_t)(at - address) : strlen(address);
}

/* Does the local part say no more than the names do? */
static bool spells_name(const char *address, size_t len, const struct crm_traits *of)
{
	const char *names[] = {of->key[CRM_TRAIT_GIVEN][0], of->key[CRM_TRAIT_FAMILY][0]};
	for (size_t i = 0; i < 2; i++) {
		size_t n = names[i] ? strcspn(names[i], " ") : 0;
		for (size_t at = 0; n >= 3 && at + n <= len; at++)
			if (memcmp(address + at, names[i], n) == 0)
				return true;
	}
	return false;
}

static enum crm_trait_level compare_address(const char *a, const char *b, const struct crm_traits *of_a,
					    const struct crm_traits *of_b)
{
	size_t la = local_length(a), lb = local_length(b);
	bool role = crm_email_is_role(a) || crm_email_is_role(b);
	if (strcmp(a, b) == 0)
		return role ? CRM_LEVEL_PART : CRM_LEVEL_SAME;
	if (role || a[la] == '\0' || b[lb] == '\0')
		return CRM_LEVEL_UNKNOWN;
	if (strcmp(a + la, b + lb) == 0)
		return crm_domain_is_shared(a + la + 1) ? CRM_LEVEL_DIFFERS : CRM_LEVEL_BESIDE;
	if (la == lb && la >= NEAR_LEAST && memcmp(a, b, la) == 0 && !spells_name(a, la, of_a) &&
	    !spells_name(a, la, of_b))
		return CRM_LEVEL_NEAR;
	return CRM_LEVEL_DIFFERS;
}

/* The most telling of all pairs of addresses. */
static enum crm_trait_level compare_addresses(const struct crm_traits *a, const struct crm_traits *b)
{
	static const int rank[CRM_LEVELS] = {[CRM_LEVEL_SAME] = 5, [CRM_LEVEL_BESIDE] = 4,  [CRM_LEVEL_NEAR] = 3,
					     [CRM_LEVEL_PART] = 2, [CRM_LEVEL_DIFFERS] = 1, [CRM_LEVEL_UNKNOWN] = 0};
	enum crm_trait_level best = CRM_LEVEL_UNKNOWN;
	for (size_t i = 0; i < CRM_TRAIT_VALUES && a->key[CRM_TRAIT_EMAIL][i] != NULL; i++)
		for (size_t k = 0; k < CRM_TRAIT_VALUES && b->key[CRM_TRAIT_EMAIL][k] != NULL; k++) {
			enum crm_trait_level level =
				compare_address(a->key[CRM_TRAIT_EMAIL][i], b->key[CRM_TRAIT_EMAIL][k], a, b);
			best = rank[level] > rank[best] ? level : best;
		}
	return best;
}

static const char *last_digits(const char *phone)
{
	size_t n = strcspn(phone, ";");
	return n > LAST_DIGITS ? phone + n - LAST_DIGITS : phone;
}

static enum crm_trait_level compare_phones(const struct crm_traits *a, const struct crm_traits *b)
{
	bool known = a->key[CRM_TRAIT_PHONE][0] != NULL && b->key[CRM_TRAIT_PHONE][0] != NULL;
	for (size_t i = 0; i < CRM_TRAIT_VALUES && a->key[CRM_TRAIT_PHONE][i] != NULL; i++)
		for (size_t k = 0; k < CRM_TRAIT_VALUES && b->key[CRM_TRAIT_PHONE][k] != NULL; k++)
			if (strcmp(last_digits(a->key[CRM_TRAIT_PHONE][i]), last_digits(b->key[CRM_TRAIT_PHONE][k])) ==
			    0)
				return CRM_LEVEL_SAME;
	return known ? CRM_LEVEL_DIFFERS : CRM_LEVEL_UNKNOWN;
}

/* YYYY-MM-DD: day and month swapped, or one digit wrong. */
static enum crm_trait_level compare_days(const char *a, const char *b)
{
	unsigned wrong = 0;
	if (strcmp(a, b) == 0)
		return CRM_LEVEL_SAME;
	if (strlen(a) != 10 || strlen(b) != 10)
		return CRM_LEVEL_DIFFERS;
	for (size_t i = 0; i < 10; i++)
		wrong += a[i] != b[i];
	bool swapped = memcmp(a, b, 4) == 0 && memcmp(a + 5, b + 8, 2) == 0 && memcmp(a + 8, b + 5, 2) == 0;
	return swapped || wrong == 1 ? CRM_LEVEL_NEAR : CRM_LEVEL_DIFFERS;
}

bool crm_born_apart(const char *a, const char *b)
{
	return a != NULL && b != NULL && *a && *b && compare_days(a, b) == CRM_LEVEL_DIFFERS;
}

static enum crm_trait_level compare_amounts(const char *a, const char *b)
{
	double x = strtod(a, NULL), y = strtod(b, NULL), gap = x > y ? x - y : y - x;
	if (strcmp(a, b) == 0)
		return x > 0 || x < 0 ? CRM_LEVEL_SAME : CRM_LEVEL_UNKNOWN;
	return gap * 50 <= (x > y ? x : y) ? CRM_LEVEL_NEAR : CRM_LEVEL_DIFFERS;
}

/* Names of deals and companies: most words in common, or a slip. */
static enum crm_trait_level compare_words(const char *a, const char *b)
{
	if (crm_same_undotted(a, b))
		return CRM_LEVEL_SAME;
	if (numbers_differ(a, b))
		return CRM_LEVEL_DIFFERS;
	if (is_slip(a, b))
		return CRM_LEVEL_NEAR;
	size_t shared = shared_words(a, b), na = count_words(a), nb = count_words(b), most = na > nb ? na : nb;
	if (shared == most || (most > 2 && shared + 1 >= most))
		return CRM_LEVEL_NEAR;
	return shared * 2 >= most ? CRM_LEVEL_PART : CRM_LEVEL_DIFFERS;
}

static enum crm_trait_level compare_first(enum crm_trait trait, const struct crm_traits *a, const struct crm_traits *b,
					  enum crm_trait_level (*compare)(const char *, const char *))
{
	const char *x = a->key[trait][0], *y = b->key[trait][0];
	return x != NULL && y != NULL ? compare(x, y) : CRM_LEVEL_UNKNOWN;
}

static enum crm_trait_level compare_exactly(const char *a, const char *b)
{
	return strcmp(a, b) == 0 ? CRM_LEVEL_SAME : CRM_LEVEL_DIFFERS;
}

/* Any value of the one equals any of the other. */
static enum crm_trait_level compare_sets(enum crm_trait trait, const struct crm_traits *a, const struct crm_traits *b)
{
	bool known = a->key[trait][0] != NULL && b->key[trait][0] != NULL;
	for (size_t i = 0; i < CRM_TRAIT_VALUES && a->key[trait][i] != NULL; i++)
		for (size_t k = 0; k < CRM_TRAIT_VALUES && b->key[trait][k] != NULL; k++)
			if (strcmp(a->key[trait][i], b->key[trait][k]) == 0)
				return CRM_LEVEL_SAME;
	return known ? CRM_LEVEL_DIFFERS : CRM_LEVEL_UNKNOWN;
}

/* A contact may be known by the firm it works for and by a firm that was typed in: any two of them count. */
static enum crm_trait_level compare_companies(const struct crm_traits *a, const struct crm_traits *b)
{
	enum crm_trait_level best = CRM_LEVEL_UNKNOWN;
	for (size_t i = 0; i < CRM_TRAIT_VALUES && a->key[CRM_TRAIT_COMPANY][i] != NULL; i++)
		for (size_t k = 0; k < CRM_TRAIT_VALUES && b->key[CRM_TRAIT_COMPANY][k] != NULL; k++) {
			enum crm_trait_level level =
				compare_words(a->key[CRM_TRAIT_COMPANY][i], b->key[CRM_TRAIT_COMPANY][k]);
			best = best == CRM_LEVEL_UNKNOWN || level < best ? level : best;
		}
	return best;
}

void crm_traits_compare(enum crm_object object, const struct crm_traits *a, const struct crm_traits *b,
			enum crm_trait_level levels[CRM_TRAITS])
{
	bool swapped = object == CRM_CONTACT && are_swapped(a, b);
	levels[CRM_TRAIT_GIVEN] = swapped ? CRM_LEVEL_SAME : compare_first(CRM_TRAIT_GIVEN, a, b, compare_given);
	levels[CRM_TRAIT_FAMILY] = swapped ? CRM_LEVEL_SAME : compare_first(CRM_TRAIT_FAMILY, a, b, compare_family);
	levels[CRM_TRAIT_SUFFIX] = compare_first(CRM_TRAIT_SUFFIX, a, b, compare_exactly);
	levels[CRM_TRAIT_EMAIL] = compare_addresses(a, b);
	levels[CRM_TRAIT_PHONE] = compare_phones(a, b);
	levels[CRM_TRAIT_BORN] = compare_first(CRM_TRAIT_BORN, a, b, compare_days);
	levels[CRM_TRAIT_COMPANY] = compare_companies(a, b);
	levels[CRM_TRAIT_DOMAIN] = compare_sets(CRM_TRAIT_DOMAIN, a, b);
	levels[CRM_TRAIT_VAT] = compare_first(CRM_TRAIT_VAT, a, b, compare_exactly);
	levels[CRM_TRAIT_STREET] = compare_first(CRM_TRAIT_STREET, a, b, compare_words);
	levels[CRM_TRAIT_POSTCODE] = compare_first(CRM_TRAIT_POSTCODE, a, b, compare_exactly);
	levels[CRM_TRAIT_CITY] = compare_first(CRM_TRAIT_CITY, a, b, compare_words);
	levels[CRM_TRAIT_TITLE] = compare_first(CRM_TRAIT_TITLE, a, b, compare_words);
	levels[CRM_TRAIT_AMOUNT] = compare_first(CRM_TRAIT_AMOUNT, a, b, compare_amounts);
	levels[CRM_TRAIT_CLOSE] = compare_first(CRM_TRAIT_CLOSE, a, b, compare_days);
}

/* ---- fixed weights ---- */

#define WEIGHTS(same, variant, part, initial, near, beside, differs)                                                   \
	{                                                                                                              \
		0, same, variant, part, initial, near, beside, differs                                                 \
	}

struct fixed_weights {
	double prior;
	double bits[CRM_TRAITS][CRM_LEVELS];
};

static const struct fixed_weights fixed[] = {
	[CRM_COMPANY] = {-9,
			 {[CRM_TRAIT_COMPANY] = WEIGHTS(9.3, 0, 4, 0, 6, 0, -6),
			  [CRM_TRAIT_DOMAIN] = WEIGHTS(9, 0, 0, 0, 0, 0, -5),
			  [CRM_TRAIT_PHONE] = WEIGHTS(7, 0, 0, 0, 0, 0, 0),
			  [CRM_TRAIT_VAT] = WEIGHTS(14, 0, 0, 0, 0, 0, -12),
			  [CRM_TRAIT_STREET] = WEIGHTS(4, 0, 1, 0, 3, 0, -1),
			  [CRM_TRAIT_POSTCODE] = WEIGHTS(3, 0, 0, 0, 0, 0, -2),
			  [CRM_TRAIT_CITY] = WEIGHTS(2, 0, 1, 0, 1, 0, -2)}},
	[CRM_CONTACT] = {-14,
			 {[CRM_TRAIT_GIVEN] = WEIGHTS(6, 4, 4, 2.5, 2.5, 0, -6),
			  [CRM_TRAIT_FAMILY] = WEIGHTS(7, 0, 4, 1, 3.5, 0, -5),
			  [CRM_TRAIT_SUFFIX] = WEIGHTS(1, 0, 0, 0, 0, 0, -10),
			  [CRM_TRAIT_EMAIL] = WEIGHTS(12, 0, 1, 0, 5, -6, -0.5),
			  [CRM_TRAIT_PHONE] = WEIGHTS(8, 0, 0, 0, 0, 0, 0),
			  [CRM_TRAIT_BORN] = WEIGHTS(9, 0, 0, 0, 4, 0, -8),
			  [CRM_TRAIT_COMPANY] = WEIGHTS(3.5, 0, 1, 0, 2.5, 0, -1),
			  [CRM_TRAIT_STREET] = WEIGHTS(4, 0, 1, 0, 3, 0, -1),
			  [CRM_TRAIT_POSTCODE] = WEIGHTS(2, 0, 0, 0, 0, 0, -1),
			  [CRM_TRAIT_CITY] = WEIGHTS(1, 0, 0.5, 0, 0.5, 0, -0.5)}},
	[CRM_DEAL] = {-5.5,
		      {[CRM_TRAIT_TITLE] = WEIGHTS(4, 0, 0, 0, 2.5, 0, -5),
		       [CRM_TRAIT_AMOUNT] = WEIGHTS(5, 0, 0, 0, 2, 0, -3),
		       [CRM_TRAIT_CLOSE] = WEIGHTS(5, 0, 0, 0, 1, 0, -2)}},
};

double crm_trait_weight(enum crm_object object, enum crm_trait trait, enum crm_trait_level level)
{
	return fixed[object].bits[trait][level];
}

double crm_traits_prior(enum crm_object object)
{
	return fixed[object].prior;
}

double crm_traits_weight(enum crm_object object, const enum crm_trait_level levels[CRM_TRAITS])
{
	double sum = fixed[object].prior;
	for (unsigned t = 0; t < CRM_TRAITS; t++)
		sum += fixed[object].bits[t][levels[t]];
	return sum;
}

/* ---- what may be joined without a person ---- */

static bool is_one_of(enum crm_trait_level level, enum crm_trait_level a, enum crm_trait_level b)
{
	return level == a || level == b;
}

static bool people_safe(const enum crm_trait_level l[CRM_TRAITS])
{
	bool family =
		is_one_of(l[CRM_TRAIT_FAMILY], CRM_LEVEL_SAME, CRM_LEVEL_PART) || l[CRM_TRAIT_FAMILY] == CRM_LEVEL_NEAR;
	bool given = is_one_of(l[CRM_TRAIT_GIVEN], CRM_LEVEL_SAME, CRM_LEVEL_VARIANT) ||
		     l[CRM_TRAIT_GIVEN] == CRM_LEVEL_PART;
	bool born = l[CRM_TRAIT_BORN] == CRM_LEVEL_SAME;
	bool own = born || l[CRM_TRAIT_PHONE] == CRM_LEVEL_SAME ||
		   is_one_of(l[CRM_TRAIT_EMAIL], CRM_LEVEL_SAME, CRM_LEVEL_NEAR);
	/* Jan and Jana share the telephone of their home, but not the day of birth */
	given = given || (l[CRM_TRAIT_GIVEN] == CRM_LEVEL_NEAR && born);
	bool against = l[CRM_TRAIT_BORN] == CRM_LEVEL_DIFFERS || l[CRM_TRAIT_EMAIL] == CRM_LEVEL_BESIDE ||
		       l[CRM_TRAIT_SUFFIX] == CRM_LEVEL_DIFFERS;
	/* a rare name at one firm, unless two lines there tell of two people; how rare, the weight knows */
	bool colleague = l[CRM_TRAIT_GIVEN] == CRM_LEVEL_SAME && l[CRM_TRAIT_FAMILY] == CRM_LEVEL_SAME &&
			 l[CRM_TRAIT_COMPANY] == CRM_LEVEL_SAME && l[CRM_TRAIT_PHONE] != CRM_LEVEL_DIFFERS;
	return family && given && (own || colleague) && !against;
}

static bool companies_safe(const enum crm_trait_level l[CRM_TRAITS])
{
	bool name = is_one_of(l[CRM_TRAIT_COMPANY], CRM_LEVEL_SAME, CRM_LEVEL_NEAR);
	bool address = l[CRM_TRAIT_POSTCODE] == CRM_LEVEL_SAME &&
		       is_one_of(l[CRM_TRAIT_STREET], CRM_LEVEL_SAME, CRM_LEVEL_NEAR);
	bool own = address || l[CRM_TRAIT_PHONE] == CRM_LEVEL_SAME || l[CRM_TRAIT_DOMAIN] == CRM_LEVEL_SAME ||
		   l[CRM_TRAIT_VAT] == CRM_LEVEL_SAME;
	bool against = l[CRM_TRAIT_VAT] == CRM_LEVEL_DIFFERS || l[CRM_TRAIT_DOMAIN] == CRM_LEVEL_DIFFERS;
	return name && own && !against;
}

bool crm_traits_safe(enum crm_object object, const enum crm_trait_level l[CRM_TRAITS])
{
	if (object == CRM_CONTACT)
		return people_safe(l);
	if (object == CRM_COMPANY)
		return companies_safe(l);
	return is_one_of(l[CRM_TRAIT_TITLE], CRM_LEVEL_SAME, CRM_LEVEL_NEAR) && l[CRM_TRAIT_AMOUNT] == CRM_LEVEL_SAME &&
	       l[CRM_TRAIT_CLOSE] == CRM_LEVEL_SAME;
}

bool crm_traits_hopeless(enum crm_object object, const enum crm_trait_level l[CRM_TRAITS])
{
	bool phone = l[CRM_TRAIT_PHONE] == CRM_LEVEL_SAME;
	if (object == CRM_CONTACT)
		return (l[CRM_TRAIT_GIVEN] == CRM_LEVEL_DIFFERS || l[CRM_TRAIT_FAMILY] == CRM_LEVEL_DIFFERS) &&
		       !phone && l[CRM_TRAIT_BORN] != CRM_LEVEL_SAME &&
		       !is_one_of(l[CRM_TRAIT_EMAIL], CRM_LEVEL_SAME, CRM_LEVEL_NEAR);
	if (object == CRM_COMPANY)
		return l[CRM_TRAIT_COMPANY] == CRM_LEVEL_DIFFERS && !phone && l[CRM_TRAIT_DOMAIN] != CRM_LEVEL_SAME &&
		       l[CRM_TRAIT_VAT] != CRM_LEVEL_SAME;
	return l[CRM_TRAIT_TITLE] == CRM_LEVEL_DIFFERS;
}
