/* SPDX-License-Identifier: Apache-2.0 */
/* Words in the names of columns and what they tell, in English, German, French, Spanish, Italian, Polish and Turkish. */
#include "config.h"

#include <core/linkage/guess_words.h>

#include <string.h>

/* Those above win; a phrase matches where its words stand next to each other. */
static const struct guess_phrase phrases[] = {
	{"cluster", LINKAGE_IGNORE, true},       {"true id", LINKAGE_IGNORE, true},     {"truth", LINKAGE_IGNORE, true},
	{"label", LINKAGE_IGNORE, true},         {"entity id", LINKAGE_IGNORE, true},   {"gold", LINKAGE_IGNORE, true},
	{"duplicate", LINKAGE_IGNORE, true},     {"source", LINKAGE_IGNORE, true},      {"created", LINKAGE_IGNORE, true},
	{"modified", LINKAGE_IGNORE, true},      {"updated", LINKAGE_IGNORE, true},     {"changed", LINKAGE_IGNORE, true},
	{"timestamp", LINKAGE_IGNORE, true},     {"owner", LINKAGE_IGNORE, true},       {"notes", LINKAGE_IGNORE, true},
	{"comment", LINKAGE_IGNORE, true},       {"comments", LINKAGE_IGNORE, true},    {"remarks", LINKAGE_IGNORE, true},
	{"job title", LINKAGE_IGNORE, true},     {"salutation", LINKAGE_IGNORE, true},  {"anrede", LINKAGE_IGNORE, true},
	{"email domain", LINKAGE_DOMAIN, false}, {"email", LINKAGE_EMAIL, false},       {"e mail", LINKAGE_EMAIL, false},
	{"mail", LINKAGE_EMAIL, false},          {"correo", LINKAGE_EMAIL, false},      {"courriel", LINKAGE_EMAIL, false},
	{"eposta", LINKAGE_EMAIL, false},        {"first name", LINKAGE_GIVEN_NAME, false},
	{"firstname", LINKAGE_GIVEN_NAME, false}, {"fname", LINKAGE_GIVEN_NAME, false}, {"given name", LINKAGE_GIVEN_NAME, false},
	{"givenname", LINKAGE_GIVEN_NAME, false}, {"given", LINKAGE_GIVEN_NAME, false}, {"forename", LINKAGE_GIVEN_NAME, false},
	{"vorname", LINKAGE_GIVEN_NAME, false},  {"prenom", LINKAGE_GIVEN_NAME, false}, {"nombre", LINKAGE_GIVEN_NAME, false},
	{"imie", LINKAGE_GIVEN_NAME, false},     {"isim", LINKAGE_GIVEN_NAME, false},   {"middle name", LINKAGE_GIVEN_NAME, false},
	{"middlename", LINKAGE_GIVEN_NAME, false}, {"first", LINKAGE_GIVEN_NAME, false},
	{"last name", LINKAGE_FAMILY_NAME, false}, {"lastname", LINKAGE_FAMILY_NAME, false},
	{"lname", LINKAGE_FAMILY_NAME, false},   {"surname", LINKAGE_FAMILY_NAME, false},
	{"family name", LINKAGE_FAMILY_NAME, false}, {"familyname", LINKAGE_FAMILY_NAME, false},
	{"family", LINKAGE_FAMILY_NAME, false},  {"nachname", LINKAGE_FAMILY_NAME, false},
	{"familienname", LINKAGE_FAMILY_NAME, false}, {"nom de famille", LINKAGE_FAMILY_NAME, false},
	{"apellido", LINKAGE_FAMILY_NAME, false}, {"apellidos", LINKAGE_FAMILY_NAME, false},
	{"cognome", LINKAGE_FAMILY_NAME, false}, {"nazwisko", LINKAGE_FAMILY_NAME, false},
	{"soyad", LINKAGE_FAMILY_NAME, false},   {"soyadi", LINKAGE_FAMILY_NAME, false},
	{"maiden name", LINKAGE_FAMILY_NAME, false}, {"last", LINKAGE_FAMILY_NAME, false},
	{"company", LINKAGE_COMPANY, false},     {"organisation", LINKAGE_COMPANY, false},
	{"organization", LINKAGE_COMPANY, false}, {"org", LINKAGE_COMPANY, false},      {"firm", LINKAGE_COMPANY, false},
	{"firma", LINKAGE_COMPANY, false},       {"employer", LINKAGE_COMPANY, false},  {"business name", LINKAGE_COMPANY, false},
	{"account name", LINKAGE_COMPANY, false}, {"account", LINKAGE_COMPANY, false},  {"site name", LINKAGE_COMPANY, false},
	{"unternehmen", LINKAGE_COMPANY, false}, {"entreprise", LINKAGE_COMPANY, false}, {"societe", LINKAGE_COMPANY, false},
	{"empresa", LINKAGE_COMPANY, false},     {"azienda", LINKAGE_COMPANY, false},   {"sirket", LINKAGE_COMPANY, false},
	{"manufacturer", LINKAGE_COMPANY, false}, {"publisher", LINKAGE_COMPANY, false},
	{"phone", LINKAGE_PHONE, false},         {"telephone", LINKAGE_PHONE, false},   {"tel", LINKAGE_PHONE, false},
	{"mobile", LINKAGE_PHONE, false},        {"cell", LINKAGE_PHONE, false},        {"handy", LINKAGE_PHONE, false},
	{"telefon", LINKAGE_PHONE, false},       {"telefono", LINKAGE_PHONE, false},    {"mobil", LINKAGE_PHONE, false},
	{"phonenumber", LINKAGE_PHONE, false},   {"phone1", LINKAGE_PHONE, false},      {"phone2", LINKAGE_PHONE, false},
	{"fax", LINKAGE_PHONE, false},           {"dob", LINKAGE_DATE, false},          {"birth", LINKAGE_DATE, false},
	{"birthdate", LINKAGE_DATE, false},      {"birthday", LINKAGE_DATE, false},     {"geburtsdatum", LINKAGE_DATE, false},
	{"geburtstag", LINKAGE_DATE, false},     {"naissance", LINKAGE_DATE, false},    {"nacimiento", LINKAGE_DATE, false},
	{"nascita", LINKAGE_DATE, false},        {"urodzenia", LINKAGE_DATE, false},    {"date", LINKAGE_DATE, false},
	{"postcode", LINKAGE_POSTCODE, false},   {"postal", LINKAGE_POSTCODE, false},   {"post code", LINKAGE_POSTCODE, false},
	{"zip", LINKAGE_POSTCODE, false},        {"zipcode", LINKAGE_POSTCODE, false},  {"plz", LINKAGE_POSTCODE, false},
	{"postleitzahl", LINKAGE_POSTCODE, false}, {"cap", LINKAGE_POSTCODE, false},    {"postalcode", LINKAGE_POSTCODE, false},
	{"street number", LINKAGE_CATEGORY, false}, {"house number", LINKAGE_CATEGORY, false},
	{"hausnummer", LINKAGE_CATEGORY, false}, {"street", LINKAGE_STREET, false},     {"strasse", LINKAGE_STREET, false},
	{"city", LINKAGE_CITY, false},           {"town", LINKAGE_CITY, false},         {"suburb", LINKAGE_CITY, false},
	{"ort", LINKAGE_CITY, false},            {"stadt", LINKAGE_CITY, false},        {"ville", LINKAGE_CITY, false},
	{"ciudad", LINKAGE_CITY, false},         {"citta", LINKAGE_CITY, false},        {"miasto", LINKAGE_CITY, false},
	{"sehir", LINKAGE_CITY, false},          {"locality", LINKAGE_CITY, false},     {"municipality", LINKAGE_CITY, false},
	{"birth place", LINKAGE_CITY, false},    {"country", LINKAGE_COUNTRY, false},   {"land", LINKAGE_COUNTRY, false},
	{"pays", LINKAGE_COUNTRY, false},        {"pais", LINKAGE_COUNTRY, false},      {"nationality", LINKAGE_COUNTRY, false},
	{"domain", LINKAGE_DOMAIN, false},       {"website", LINKAGE_DOMAIN, false},    {"homepage", LINKAGE_DOMAIN, false},
	{"url", LINKAGE_DOMAIN, false},          {"web", LINKAGE_DOMAIN, false},        {"address", LINKAGE_STREET, false},
	{"address1", LINKAGE_STREET, false},     {"addr", LINKAGE_STREET, false},       {"adresse", LINKAGE_STREET, false},
	{"anschrift", LINKAGE_STREET, false},    {"rue", LINKAGE_STREET, false},        {"calle", LINKAGE_STREET, false},
	{"direccion", LINKAGE_STREET, false},    {"indirizzo", LINKAGE_STREET, false},  {"ulica", LINKAGE_STREET, false},
	{"adres", LINKAGE_STREET, false},        {"ssn", LINKAGE_IDENTIFIER, false},    {"soc sec", LINKAGE_IDENTIFIER, false},
	{"social security", LINKAGE_IDENTIFIER, false}, {"passport", LINKAGE_IDENTIFIER, false},
	{"tax", LINKAGE_IDENTIFIER, false},      {"vat", LINKAGE_IDENTIFIER, false},    {"isbn", LINKAGE_IDENTIFIER, false},
	{"issn", LINKAGE_IDENTIFIER, false},     {"doi", LINKAGE_IDENTIFIER, false},    {"ean", LINKAGE_IDENTIFIER, false},
	{"upc", LINKAGE_IDENTIFIER, false},      {"gtin", LINKAGE_IDENTIFIER, false},   {"sku", LINKAGE_IDENTIFIER, false},
	{"modelno", LINKAGE_IDENTIFIER, false},  {"model", LINKAGE_IDENTIFIER, false},  {"iban", LINKAGE_IDENTIFIER, false},
	{"duns", LINKAGE_IDENTIFIER, false},     {"lei", LINKAGE_IDENTIFIER, false},    {"nhs", LINKAGE_IDENTIFIER, false},
	{"license", LINKAGE_IDENTIFIER, false},  {"state", LINKAGE_CATEGORY, false},    {"province", LINKAGE_CATEGORY, false},
	{"region", LINKAGE_CATEGORY, false},     {"county", LINKAGE_CATEGORY, false},   {"bundesland", LINKAGE_CATEGORY, false},
	{"gender", LINKAGE_CATEGORY, false},     {"sex", LINKAGE_CATEGORY, false},      {"geschlecht", LINKAGE_CATEGORY, false},
	{"cuisine", LINKAGE_CATEGORY, false},    {"brand", LINKAGE_CATEGORY, false},    {"genre", LINKAGE_CATEGORY, false},
	{"price", LINKAGE_NUMBER, false},        {"amount", LINKAGE_NUMBER, false},     {"year", LINKAGE_CATEGORY, false},
	{"jahr", LINKAGE_CATEGORY, false},       {"age", LINKAGE_NUMBER, false},        {"weight", LINKAGE_NUMBER, false},
	{"latitude", LINKAGE_NUMBER, false},     {"longitude", LINKAGE_NUMBER, false},  {"title", LINKAGE_TEXT, false},
	{"description", LINKAGE_TEXT, false},    {"author", LINKAGE_TEXT, false},       {"authors", LINKAGE_TEXT, false},
	{"venue", LINKAGE_TEXT, false},          {"journal", LINKAGE_TEXT, false},      {"artist", LINKAGE_TEXT, false},
	{"album", LINKAGE_TEXT, false},          {"full name", LINKAGE_FULL_NAME, false}, {"fullname", LINKAGE_FULL_NAME, false},
	{"contact", LINKAGE_FULL_NAME, false},   {"person", LINKAGE_FULL_NAME, false},  {"name", LINKAGE_FULL_NAME, false},
	{"nom", LINKAGE_FULL_NAME, false},       {"nome", LINKAGE_FULL_NAME, false},    {"ad", LINKAGE_FULL_NAME, false},
};

static bool has_phrase(const char *folded, const char *phrase)
{
	const size_t len = strlen(phrase);
	for (const char *p = folded; (p = strstr(p, phrase)) != NULL; p++)
		if ((p == folded || p[-1] == ' ') && (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
}

const struct guess_phrase *guess_find_phrase(const char *folded)
{
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
		if (has_phrase(folded, phrases[i].words))
			return &phrases[i];
	return NULL;
}
