/* SPDX-License-Identifier: Apache-2.0 */
/* libphonenumber behind a C function. */
#include <core/phone_wrapper.h>

#include <cstring>
#include <new>
#include <string>

#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

/* A number that can be dialled from anywhere: neither an extension alone nor one that works within its town only. */
static bool parse_number(const std::string &text, const char *region, PhoneNumber *number, std::string *e164)
{
	const PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();

	if (util->Parse(text, region, number) != PhoneNumberUtil::NO_PARSING_ERROR ||
	    util->IsPossibleNumberWithReason(*number) != PhoneNumberUtil::IS_POSSIBLE)
		return false;
	util->Format(*number, PhoneNumberUtil::E164, e164);
	return true;
}

/* A number that begins like a trunk prefix (0, 1, 8) may lose it when it is read again; such a number has no fixed
 * form. */
static bool is_stable(const PhoneNumber &number, const std::string &e164)
{
	std::string national, again;
	PhoneNumber reread;

	PhoneNumberUtil::GetInstance()->GetNationalSignificantNumber(number, &national);
	if (std::strchr("018", national[0]) == nullptr)
		return true;
	return parse_number(e164, "ZZ", &reread, &again) && again == e164;
}

static bool format_number(const char *text, const char *region, std::string *out)
{
	PhoneNumber number;

	if (!parse_number(text, region, &number, out) || (*out != text && !is_stable(number, *out)))
		return false;
	if (number.has_extension() && !number.extension().empty())
		out->append(";ext=").append(number.extension());
	return true;
}

extern "C" int phone_to_e164(const char *text, const char *region, char *out, size_t size)
{
	try {
		std::string e164;

		if (!format_number(text, region, &e164) || e164.size() >= size)
			return 0;
		std::memcpy(out, e164.c_str(), e164.size() + 1);
		return 1;
	} catch (const std::bad_alloc &) {
		return -1;
	} catch (...) {
		return 0;
	}
}
