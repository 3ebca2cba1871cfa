/* SPDX-License-Identifier: Apache-2.0 */
/* Countries, cities with their postcodes and dialling codes, streets, ranges of mobile numbers. */
#include "sandbox/seed_names.h"

#define LIST(array)                                                                                                    \
	{                                                                                                              \
		array, sizeof array / sizeof array[0]                                                                  \
	}

static const char *const forms_de[] = {"GmbH", "GmbH & Co. KG", "AG", "KG", "UG (haftungsbeschränkt)", "e.K.", "SE"};
static const char *const forms_gb[] = {"Ltd", "Limited", "plc", "LLP"};
static const char *const forms_us[] = {"Inc.", "LLC", "Corp.", "Co."};
static const struct seed_list legal_de = LIST(forms_de), legal_gb = LIST(forms_gb), legal_us = LIST(forms_us);

static const char *const street_names_de[] = {
	"Hauptstraße",       "Bahnhofstraße",      "Schulstraße",     "Gartenstraße",
	"Dorfstraße",        "Lindenallee",        "Goethestraße",    "Schillerstraße",
	"Bergstraße",        "Kirchgasse",         "Mühlenweg",       "Ringstraße",
	"Am Markt",          "Industriestraße",    "Beethovenstraße", "Rosenweg",
	"Friedrichstraße",   "Wilhelmstraße",      "Parkallee",       "Hafenstraße",
	"Poststraße",        "Kastanienallee",     "Königstraße",     "Neuer Weg",
	"Feldstraße",        "Gewerbepark",        "Daimlerstraße",   "Robert-Bosch-Straße",
	"Max-Planck-Straße", "Zum Alten Speicher",
};
static const char *const street_names_en[] = {
	"High Street",      "Station Road",    "Church Lane",     "Victoria Road",     "Park Avenue",
	"Main Street",      "Mill Lane",       "London Road",     "Kings Road",        "Queens Drive",
	"Maple Avenue",     "Oak Street",      "Elm Street",      "Washington Street", "Lake Drive",
	"Hill Road",        "Market Square",   "Broadway",        "Highland Avenue",   "Cedar Lane",
	"Sunset Boulevard", "Riverside Drive", "Franklin Street", "Chestnut Street",   "Innovation Way",
	"Commerce Drive",   "Canal Street",
};
static const struct seed_list streets_de = LIST(street_names_de), streets_en = LIST(street_names_en);

static const char *const spellings_de[] = {"Deutschland", "Germany", "DE", "germany", "D", NULL};
static const char *const spellings_gb[] = {"United Kingdom", "UK", "GB", "Great Britain", "England", NULL};
static const char *const spellings_us[] = {"United States", "USA", "US", "U.S.A.", "United States of America", NULL};

static const struct seed_country germany = {.name = "Germany",
					    .spellings = spellings_de,
					    .dial = "49",
					    .trunk = "0",
					    .first_digits = "23456789",
					    .currency = "EUR",
					    .language = "de",
					    .names = &seed_german,
					    .legal_forms = &legal_de,
					    .streets = &streets_de,
					    .number_after_street = true,
					    .vat_id = true};
static const struct seed_country britain = {.name = "United Kingdom",
					    .spellings = spellings_gb,
					    .dial = "44",
					    .trunk = "0",
					    .first_digits = "234",
					    .currency = "GBP",
					    .language = "en",
					    .names = &seed_english,
					    .legal_forms = &legal_gb,
					    .streets = &streets_en};
static const struct seed_country america = {.name = "United States",
					    .spellings = spellings_us,
					    .dial = "1",
					    .trunk = "",
					    .first_digits = "23456789",
					    .currency = "USD",
					    .language = "en",
					    .names = &seed_english,
					    .legal_forms = &legal_us,
					    .streets = &streets_en};

const struct seed_city seed_cities[] = {
	{&germany, "Berlin", "Berlin", "10115", "30", 8},
	{&germany, "Hamburg", "Hamburg", "20095", "40", 8},
	{&germany, "München", "Bayern", "80331", "89", 8},
	{&germany, "Köln", "Nordrhein-Westfalen", "50667", "221", 7},
	{&germany, "Frankfurt am Main", "Hessen", "60311", "69", 8},
	{&germany, "Stuttgart", "Baden-Württemberg", "70173", "711", 7},
	{&germany, "Düsseldorf", "Nordrhein-Westfalen", "40213", "211", 7},
	{&germany, "Leipzig", "Sachsen", "04109", "341", 7},
	{&germany, "Dortmund", "Nordrhein-Westfalen", "44135", "231", 7},
	{&germany, "Essen", "Nordrhein-Westfalen", "45127", "201", 7},
	{&germany, "Bremen", "Bremen", "28195", "421", 7},
	{&germany, "Dresden", "Sachsen", "01067", "351", 7},
	{&germany, "Hannover", "Niedersachsen", "30159", "511", 7},
	{&germany, "Nürnberg", "Bayern", "90402", "911", 7},
	{&germany, "Duisburg", "Nordrhein-Westfalen", "47051", "203", 7},
	{&germany, "Bochum", "Nordrhein-Westfalen", "44787", "234", 7},
	{&germany, "Bielefeld", "Nordrhein-Westfalen", "33602", "521", 7},
	{&germany, "Bonn", "Nordrhein-Westfalen", "53111", "228", 7},
	{&germany, "Münster", "Nordrhein-Westfalen", "48143", "251", 7},
	{&germany, "Karlsruhe", "Baden-Württemberg", "76131", "721", 7},
	{&germany, "Mannheim", "Baden-Württemberg", "68161", "621", 7},
	{&germany, "Augsburg", "Bayern", "86150", "821", 7},
	{&germany, "Wiesbaden", "Hessen", "65183", "611", 7},
	{&germany, "Kiel", "Schleswig-Holstein", "24103", "431", 7},
	{&germany, "Lübeck", "Schleswig-Holstein", "23552", "451", 7},
	{&germany, "Freiburg im Breisgau", "Baden-Württemberg", "79098", "761", 7},
	{&germany, "Erfurt", "Thüringen", "99084", "361", 7},
	{&germany, "Mainz", "Rheinland-Pfalz", "55116", "6131", 6},
	{&germany, "Rostock", "Mecklenburg-Vorpommern", "18055", "381", 7},
	{&germany, "Kassel", "Hessen", "34117", "561", 7},
	{&germany, "Osnabrück", "Niedersachsen", "49074", "541", 7},
	{&germany, "Heidelberg", "Baden-Württemberg", "69117", "6221", 6},
	{&germany, "Ulm", "Baden-Württemberg", "89073", "731", 7},
	{&germany, "Würzburg", "Bayern", "97070", "931", 7},
	{&germany, "Göttingen", "Niedersachsen", "37073", "551", 7},
	{&germany, "Regensburg", "Bayern", "93047", "941", 7},
	{&britain, "London", "Greater London", "EC1A 1BB", "207", 7},
	{&britain, "Birmingham", "West Midlands", "B1 1AA", "121", 7},
	{&britain, "Manchester", "Greater Manchester", "M1 1AE", "161", 7},
	{&britain, "Leeds", "West Yorkshire", "LS1 4AP", "113", 7},
	{&britain, "Sheffield", "South Yorkshire", "S1 2HE", "114", 7},
	{&britain, "Bristol", "Bristol", "BS1 4ST", "117", 7},
	{&britain, "Liverpool", "Merseyside", "L1 8JQ", "151", 7},
	{&britain, "Edinburgh", "Scotland", "EH1 1YZ", "131", 7},
	{&britain, "Glasgow", "Scotland", "G1 1XW", "141", 7},
	{&america, "New York", "NY", "10001", "212", 7},
	{&america, "Los Angeles", "CA", "90012", "213", 7},
	{&america, "Chicago", "IL", "60601", "312", 7},
	{&america, "Houston", "TX", "77002", "713", 7},
	{&america, "Philadelphia", "PA", "19103", "215", 7},
	{&america, "San Diego", "CA", "92101", "619", 7},
	{&america, "Dallas", "TX", "75201", "214", 7},
	{&america, "San Francisco", "CA", "94105", "415", 7},
	{&america, "Seattle", "WA", "98101", "206", 7},
	{&america, "Denver", "CO", "80202", "303", 7},
	{&america, "Boston", "MA", "02108", "617", 7},
	{&america, "Atlanta", "GA", "30303", "404", 7},
	{&america, "Miami", "FL", "33130", "305", 7},
	{&america, "Portland", "OR", "97204", "503", 7},
};
const size_t seed_n_cities = sizeof seed_cities / sizeof seed_cities[0];

const struct seed_mobile seed_mobiles[] = {
	{&germany, "151", 8},  {&germany, "152", 8},  {&germany, "157", 8},  {&germany, "160", 7}, {&germany, "170", 7},
	{&germany, "171", 7},  {&germany, "172", 7},  {&germany, "176", 8},  {&germany, "177", 7}, {&germany, "178", 7},
	{&britain, "7400", 6}, {&britain, "7800", 6}, {&britain, "7900", 6},
};
const size_t seed_n_mobiles = sizeof seed_mobiles / sizeof seed_mobiles[0];
